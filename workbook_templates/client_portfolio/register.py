"""The Clients sheet of the client portfolio: the register, an Excel Table that people type into.

What they type stands left, on yellow; what Tenure computes stands right, each cell from its own row alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.client_list import Client, ClientList
from workbook_templates.pages.list_page import (
    AMOUNT_ALLOWED,
    DATE_ALLOWED,
    Column,
    ListPage,
    cell_of,
    one_of_these,
    sum_of,
)
from workbook_templates.settings import SHARE_ALLOWED
from workbook_templates.style import TIER_FILLS, WARNING, HouseBook, colour_tiers

COMPUTED = (
    "Status", "Tenure", "Retention used", "Fees a year", "Margin", "Value", "Tier", "Quadrant", "Next contact",
    "Days overdue",
)  # fmt: skip
"""The headings of the columns that Tenure computes, from left to right."""


this = partial(cell_of, "Clients")
"""The cell of this row in a column of the register, as a file must name it."""


def total(heading: str) -> str:
    """The sum of a column of the register, as part of a formula; a cell in error is left out."""
    return sum_of("Clients", heading)


def columns(clients: ClientList) -> tuple[Column, ...]:
    """The columns of the register for a list, from left to right."""
    return (*_typed(clients), *_computed(clients.fee_headings))


def _typed(clients: ClientList) -> Iterable[Column]:
    yield Column("Client", "text", 25)
    yield Column("Sector", "text", 15, allowed=one_of_these("sectors"))
    for heading in clients.profile_headings:
        yield Column(heading, "text", 16)
    yield Column("Account manager", "text", 17, allowed=one_of_these("account_managers"))
    yield Column("Source", "text", 13, allowed=one_of_these("sources"))
    yield Column("Joined", "date", 12, "date", allowed=DATE_ALLOWED)
    yield Column("Left", "date", 12, "first day gone", allowed=DATE_ALLOWED)
    for heading in clients.fee_headings:
        yield Column(heading, "money", 10, "=money_unit", allowed=AMOUNT_ALLOWED)
    yield Column("Cost to serve", "money", 10, "a year", allowed=AMOUNT_ALLOWED)
    yield Column("Retention", "share", 9.5, "a year", allowed=SHARE_ALLOWED)
    yield Column("Last contact", "date", 12, "date", allowed=DATE_ALLOWED)


def fees_a_year(fee_headings: tuple[str, ...]) -> str:
    """The fees of a usual year by the setting fee_basis: the last of these years or their average."""
    latest = this(fee_headings[-1])
    return f'IF(fee_basis="average",{_average(fee_headings)},IF({latest}="",0,REL_PROFIT({latest})))'


def _average(fee_headings: tuple[str, ...]) -> str:
    """The average of the years filled in, as part of a formula."""
    fees = f"Clients[[#This Row],[{fee_headings[0]}]:[{fee_headings[-1]}]]"
    plainly = f"IF(COUNT({fees})=0,0,SUM({fees})/COUNT({fees}))"
    # Text goes through a worksheet function, which reads a number in it or refuses it; SUM would pass it over.
    one_by_one = "+".join(f'IF({this(heading)}="",0,REL_PROFIT({this(heading)}))' for heading in fee_headings)
    return f'IF(COUNTIF({fees},"?*")=0,{plainly},({one_by_one})/SUMPRODUCT(--({fees}<>"")))'


def tier_of(value: str, cuts: str) -> str:
    """The tier of a value, as part of a formula; who brings nothing is in the last, however many others do, too."""
    return f"IF({value}=0,INDEX(tier_names,ROWS(tier_names)),REL_TIER({value},{cuts},tier_names))"


def day(cell: str) -> str:
    """A day in a cell, as part of a formula: text is read as the worksheet functions read it, or refused."""
    return f"IF(ISTEXT({cell}),1+ROUND(REL_TENURE(1,{cell},{cell})*365.25,0),{cell})"


def _computed(fee_headings: tuple[str, ...]) -> Iterable[Column]:
    is_client = f'{this("Status")}="Client"'
    yield Column(
        "Status", "text", 8.5,
        formula=f'=IF(OR({this("Client")}="",N(as_of)<1),"",IF(IF({this("Left")}="",FALSE,{day(this("Left"))}<=as_of),"Former",'
        f'IF(IF({this("Joined")}="",FALSE,{day(this("Joined"))}>as_of),"Not yet","Client")))',
    )  # fmt: skip
    yield Column(
        "Tenure", "years", 8, "years",
        f'=IF({is_client},IF({this("Joined")}="","",REL_TENURE({this("Joined")},{this("Left")},as_of)),"")',
    )  # fmt: skip
    yield Column(
        "Retention used", "share", 9.5, "a year",
        f'=IF({is_client},IF({this("Retention")}="",retention,{this("Retention")}),"")',
    )  # fmt: skip
    yield Column(
        "Fees a year", "money", 10, "=money_unit",
        f'=IF({is_client},{fees_a_year(fee_headings)},"")',
    )  # fmt: skip
    yield Column(
        "Margin", "money", 10, "a year",
        f'=IF({is_client},IF({this("Cost to serve")}="",'
        f'{this("Fees a year")}*margin_share,REL_PROFIT({this("Fees a year")},{this("Cost to serve")})),"")',
    )  # fmt: skip
    yield Column(
        "Value", "money", 11, "=money_unit",
        f'=IF({is_client},'
        f'REL_CLV({this("Margin")},{this("Retention used")},rate,timing,first,growth,periods),"")',
    )  # fmt: skip
    yield Column(
        "Tier", "text", 10,
        formula=f'=IF({this("Value")}="","",{tier_of(this("Value"), "tier_cuts")})',
    )  # fmt: skip
    yield Column(
        "Quadrant", "text", 10,
        formula=f'=IF(OR({this("Tenure")}="",{this("Margin")}=""),"",'
        f'REL_MATRIX({this("Tenure")},{this("Margin")},tenure_cut,margin_cut,quadrant_names))',
    )  # fmt: skip
    # With whom no contact is recorded nobody knows to be late: such clients are counted apart.
    yield Column(
        "Next contact", "date", 12, "date",
        f'=IF(OR({this("Tier")}="",{this("Last contact")}=""),"",'
        f'REL_CONTACT_DUE({this("Last contact")},{this("Tier")},cadence))',
    )  # fmt: skip
    yield Column(
        "Days overdue", "count", 9, "days",
        f'=IF({this("Next contact")}="","",'
        f'REL_DAYS_OVERDUE({this("Last contact")},{this("Tier")},cadence,as_of))',
    )  # fmt: skip


def cells(client: Client) -> tuple[Any, ...]:
    """What is typed for a client, in the order of the columns."""
    return (
        client.name, client.sector, *client.profile, client.account_manager, client.source, client.joined,
        client.left, *client.fees, client.cost_to_serve, client.retention, client.last_contact,
    )  # fmt: skip


def write_register(book: HouseBook, clients: ClientList) -> ListPage:
    """Write the Clients sheet with its Table."""
    page = ListPage(
        book, "Clients", "Clients", columns(clients), [cells(client) for client in clients.clients],
        title='="Clients of "&firm',
        intro="One row per client. Type on yellow, add rows below the last one; the white columns follow by "
        "themselves. Leave blank what you do not know.",
        tab=TIER_FILLS[1],
    )  # fmt: skip
    _write_tier_colours(book, page)
    return page


def _write_tier_colours(book: HouseBook, page: ListPage) -> None:
    sheet, first, last, overdue = page.sheet, page.first, page.last, page.place("Days overdue")
    colour_tiers(book, sheet, first, page.place("Tier"), last)
    sheet.conditional_format(
        first, overdue, last, overdue,
        {
            # A blank ("") counts as greater than any number.
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({_cell(first, overdue)}),{_cell(first, overdue)}>0)",
            "format": book.book.add_format({"bold": True, "font_color": WARNING}),
        },
    )  # fmt: skip


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, col_abs=True))
