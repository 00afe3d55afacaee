"""The sheet Clients of the comparison: continuing relationships, each set against the same deal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from workbook_templates.pages.list_page import AMOUNT_ALLOWED, Column, ListPage, cell_of
from workbook_templates.recognition.roles import CLIENT, COST_TO_SERVE, FEES, RETENTION
from workbook_templates.settings import SHARE_ALLOWED
from workbook_templates.style import TIER_FILLS, HouseBook

this = partial(cell_of, "Clients")
"""The cell of this row in a column of the list, as a file must name it."""

_PARTS = "timing,first,growth,periods"
COLUMNS = (
    Column("Client", "text", 34, role=CLIENT, required=True),
    Column("Fees a year", "money", 14, "=money_unit", role=FEES, required=True, allowed=AMOUNT_ALLOWED),
    Column("Cost to serve", "money", 14, "a year", role=COST_TO_SERVE, allowed=AMOUNT_ALLOWED),
    Column("Retention", "share", 12, "a year", role=RETENTION, allowed=SHARE_ALLOWED),
    Column(
        "Margin", "money", 14, "a year",
        f'=IF(OR({this("Client")}="",{this("Fees a year")}=""),"",IF({this("Cost to serve")}="",'
        f'{this("Fees a year")}*margin_share,REL_PROFIT({this("Fees a year")},{this("Cost to serve")})))',
    ),
    Column(
        "Retention used", "share", 12, "a year",
        f'=IF({this("Margin")}="","",IF({this("Retention")}="",retention,{this("Retention")}))',
    ),
    Column(
        "Value", "money", 14, "=money_unit",
        f'=IF({this("Margin")}="","",REL_CLV({this("Margin")},{this("Retention used")},rate,{_PARTS}))',
    ),
    Column(
        "Times the deal", "years", 12, "times",
        f'=IF(OR({this("Value")}="",N(deal_worth)<=0),"",{this("Value")}/deal_worth)',
    ),
    Column(
        "Retention that would do", "share", 14, "a year",
        f'=IF({this("Times the deal")}="","",IFERROR('
        f'REL_RETENTION_BREAKEVEN(deal_worth,{this("Margin")},rate,{_PARTS}),"none"))',
    ),
)  # fmt: skip
"""The columns of the list."""


def write_clients(book: HouseBook, rows: Sequence[Sequence[Any]]) -> ListPage:
    """Write the sheet."""
    return ListPage(
        book, "Clients", "Clients", COLUMNS, rows,
        title='="Clients of "&firm&" against "&the_deal',
        intro="One row per client with continuing work. Type on yellow, add rows below the last one; blank: not known. "
        "The last column: from this retention on the client is worth the deal.",
        tab=TIER_FILLS[1],
    )  # fmt: skip
