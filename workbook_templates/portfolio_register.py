"""The Clients sheet of the client portfolio: the register, an Excel Table that people type into.

What they type stands left, on yellow; what Tenure computes stands right, each cell from its own row alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbook_templates.client_list import Client, ClientList
from workbook_templates.portfolio_settings import SHARE_ALLOWED, TIERS
from workbook_templates.style import TIER_FILLS, TIER_INKS, WARNING, HouseBook, Kind, write_value

HEADER_ROW = 4
ANY_NUMBER = '"<1E+300"'
"""The criterion that every number meets, and no error does."""
COMPUTED = (
    "Status", "Tenure", "Retention used", "Fees a year", "Margin", "Value", "Tier", "Quadrant", "Next contact",
    "Days overdue",
)  # fmt: skip
"""The headings of the columns that Tenure computes, from left to right."""


@dataclass(frozen=True)
class Column:
    """A column of the register: what is typed, or the formula that computes it."""

    heading: str
    kind: Kind
    width: float
    unit: str = ""
    formula: str = ""
    allowed: dict[str, Any] | None = None


def this(heading: str) -> str:
    """The cell of this row in a column of the register, as a file must name it."""
    return f"Clients[[#This Row],[{heading}]]"


def total(heading: str) -> str:
    """The sum of a column, as part of a formula; a cell in error is left out."""
    return f"SUMIF(Clients[{heading}],{ANY_NUMBER})"


def columns(clients: ClientList) -> tuple[Column, ...]:
    """The columns of the register for a list, from left to right."""
    return (*_typed(clients), *_computed(clients.fee_headings))


def _choice(name: str) -> dict[str, Any]:
    return {
        "validate": "list", "source": f"={name}", "error_type": "information", "error_title": "Not on the list",
        "error_message": "This word is not among the choices on sheet Settings. It is kept as typed.",
    }  # fmt: skip


_DATE = {
    "validate": "date", "criteria": "between", "minimum": date(1900, 1, 2), "maximum": date(2199, 12, 31),
    "error_title": "Not a date", "error_message": "Write a date, such as 30/04/2026.",
}  # fmt: skip
_AMOUNT = {
    "validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
    "error_title": "Not a number", "error_message": "Write an amount in figures.",
}  # fmt: skip


def _typed(clients: ClientList) -> Iterable[Column]:
    yield Column("Client", "text", 25)
    yield Column("Sector", "text", 15, allowed=_choice("sectors"))
    for heading in clients.profile_headings:
        yield Column(heading, "text", 16)
    yield Column("Account manager", "text", 17, allowed=_choice("account_managers"))
    yield Column("Source", "text", 13, allowed=_choice("sources"))
    yield Column("Joined", "date", 12, "date", allowed=_DATE)
    yield Column("Left", "date", 12, "first day gone", allowed=_DATE)
    for heading in clients.fee_headings:
        yield Column(heading, "money", 10, "=money_unit", allowed=_AMOUNT)
    yield Column("Cost to serve", "money", 10, "a year", allowed=_AMOUNT)
    yield Column("Retention", "share", 9.5, "a year", allowed=SHARE_ALLOWED)
    yield Column("Last contact", "date", 12, "date", allowed=_DATE)


def _average(fee_headings: tuple[str, ...]) -> str:
    """The average of the years filled in, as part of a formula."""
    fees = f"Clients[[#This Row],[{fee_headings[0]}]:[{fee_headings[-1]}]]"
    plainly = f"IF(COUNT({fees})=0,0,SUM({fees})/COUNT({fees}))"
    # Text goes through a worksheet function, which reads a number in it or refuses it; SUM would pass it over.
    one_by_one = "+".join(f'IF({this(heading)}="",0,REL_PROFIT({this(heading)}))' for heading in fee_headings)
    return f'IF(COUNTIF({fees},"?*")=0,{plainly},({one_by_one})/SUMPRODUCT(--({fees}<>"")))'


def day(cell: str) -> str:
    """A day in a cell, as part of a formula: text is read as the worksheet functions read it, or refused."""
    return f"IF(ISTEXT({cell}),1+ROUND(REL_TENURE(1,{cell},{cell})*365.25,0),{cell})"


def _computed(fee_headings: tuple[str, ...]) -> Iterable[Column]:
    latest = this(fee_headings[-1])
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
        f'=IF({is_client},IF(fee_basis="average",{_average(fee_headings)},'
        f'IF({latest}="",0,REL_PROFIT({latest}))),"")',
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
        formula=f'=IF({this("Value")}="","",REL_TIER({this("Value")},tier_cuts,tier_names))',
    )  # fmt: skip
    yield Column(
        "Quadrant", "text", 10,
        formula=f'=IF(OR({this("Tenure")}="",{this("Margin")}=""),"",'
        f'REL_MATRIX({this("Tenure")},{this("Margin")},tenure_cut,margin_cut,quadrant_names))',
    )  # fmt: skip
    yield Column(
        "Next contact", "date", 12, "date",
        f'=IF(OR({this("Tier")}="",AND({this("Last contact")}="",{this("Joined")}="")),"",'
        f'REL_CONTACT_DUE({this("Last contact")},{this("Tier")},cadence,{this("Joined")}))',
    )  # fmt: skip
    yield Column(
        "Days overdue", "count", 9, "days",
        f'=IF({this("Next contact")}="","",'
        f'REL_DAYS_OVERDUE({this("Last contact")},{this("Tier")},cadence,as_of,{this("Joined")}))',
    )  # fmt: skip


def _cells(client: Client) -> tuple[Any, ...]:
    """What is typed for a client, in the order of the columns."""
    return (
        client.name, client.sector, *client.profile, client.account_manager, client.source, client.joined,
        client.left, *client.fees, client.cost_to_serve, client.retention, client.last_contact,
    )  # fmt: skip


def write_register(book: HouseBook, clients: ClientList) -> None:
    """Write the Clients sheet with its Table."""
    layout = columns(clients)
    sheet = book.sheet(
        "Clients", [column.width for column in layout], freeze=(HEADER_ROW + 1, 1), repeat=(2, HEADER_ROW),
        tab=TIER_FILLS[1],
    )  # fmt: skip
    sheet.set_row(0, 28)
    sheet.write_formula(0, 0, '="Clients of "&firm', book.format("title"), "")
    intro = (
        "One row per client. Type on yellow, add rows below the last one; the white columns follow by themselves. "
        "Leave blank what you do not know."
    )
    sheet.write(1, 0, intro, book.format("subtitle"))
    _write_bands(book, sheet, layout)
    _write_table(book, sheet, layout, clients)
    _write_tier_colours(book, sheet, layout, max(len(clients.clients), 1))


def _write_bands(book: HouseBook, sheet: Worksheet, layout: tuple[Column, ...]) -> None:
    computed = next(place for place, column in enumerate(layout) if column.formula)
    for place, column in enumerate(layout):
        band = {0: "What you type", computed: "What Tenure computes: do not type here"}.get(place, "")
        sheet.write(HEADER_ROW - 2, place, band, book.format("band"))
        unit = book.format("note", align="left" if column.kind == "text" else "center")
        if column.unit.startswith("="):
            sheet.write_formula(HEADER_ROW - 1, place, column.unit, unit, "")
        else:
            sheet.write(HEADER_ROW - 1, place, column.unit, unit)
    sheet.set_row(HEADER_ROW, 30)


def _write_table(book: HouseBook, sheet: Worksheet, layout: tuple[Column, ...], clients: ClientList) -> None:
    rows = max(len(clients.clients), 1)
    looks = [book.format("result" if column.formula else "input", column.kind) for column in layout]
    sheet.add_table(
        HEADER_ROW, 0, HEADER_ROW + rows, len(layout) - 1,
        {
            "name": "Clients",
            "style": None,
            "columns": [
                {
                    "header": column.heading,
                    # Not to the right, where Excel's filter buttons stand.
                    "header_format": book.format("column", align="left" if column.kind == "text" else "center"),
                    "format": look,
                }
                | ({"formula": column.formula} if column.formula else {})
                for column, look in zip(layout, looks, strict=True)
            ],
        },
    )  # fmt: skip
    for down in range(rows):
        cells = _cells(clients.clients[down]) if clients.clients else ()
        for across, column in enumerate(layout):
            if not column.formula:
                value = cells[across] if cells else None
                # A column that the list brought along may hold dates: as text they would be bare numbers.
                carried = column.kind == "text" and isinstance(value, date)
                look = book.format("input", "date") if carried else looks[across]
                write_value(sheet, HEADER_ROW + 1 + down, across, value, look)
    for across, column in enumerate(layout):
        if column.allowed:
            sheet.data_validation(HEADER_ROW + 1, across, HEADER_ROW + rows, across, column.allowed)


def _write_tier_colours(book: HouseBook, sheet: Worksheet, layout: tuple[Column, ...], rows: int) -> None:
    headings = [column.heading for column in layout]
    tier, overdue = headings.index("Tier"), headings.index("Days overdue")
    first, last = HEADER_ROW + 1, HEADER_ROW + rows
    colour_tiers(book, sheet, first, tier, last)
    sheet.conditional_format(
        first, overdue, last, overdue,
        {
            # A blank ("") counts as greater than any number.
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({_cell(first, overdue)}),{_cell(first, overdue)}>0)",
            "format": book.book.add_format({"bold": True, "font_color": WARNING}),
        },
    )  # fmt: skip


def colour_tiers(book: HouseBook, sheet: Worksheet, first: int, column: int, last: int) -> None:
    """Colour cells that name a tier by its place among the tiers, whatever it is called."""
    for place in range(len(TIERS)):
        look = book.book.add_format({"bg_color": TIER_FILLS[place], "font_color": TIER_INKS[place], "bold": place < 2})
        rule = f'=AND({_cell(first, column)}<>"",{_cell(first, column)}=INDEX(tier_names,{place + 1}))'
        sheet.conditional_format(first, column, last, column, {"type": "formula", "criteria": rule, "format": look})


def _cell(row: int, column: int) -> str:
    return xl_rowcol_to_cell(row, column, col_abs=True)
