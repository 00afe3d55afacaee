"""The sheet Clients of the book on winning and keeping: what each client is worth, and the care it takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from workbook_templates.pages.list_page import AMOUNT_ALLOWED, Column, ListPage, beside, cell_of
from workbook_templates.recognition.roles import CLIENT, COST_TO_SERVE, FEES, RETENTION
from workbook_templates.settings import SHARE_ALLOWED
from workbook_templates.style import TIER_FILLS, HouseBook

this = partial(cell_of, "Clients")
"""The cell of this row in a column of the list, as a file must name it."""

_HOURS_ALLOWED = AMOUNT_ALLOWED | {
    "minimum": 0, "error_title": "Not a number of hours", "error_message": "Write hours in figures, 0 or more.",
}  # fmt: skip


def _effort(formula: str) -> str:
    known = f"AND(effort_known,ISNUMBER({this('Value')}),ISNUMBER({this('Hours of care')}))"
    return f'=IF({known},{formula},"")'


COLUMNS = (
    Column("Client", "text", 32, role=CLIENT, required=True),
    Column("Fees a year", "money", 13, "=money_unit", role=FEES, required=True, allowed=AMOUNT_ALLOWED),
    Column("Cost to serve", "money", 13, "a year", role=COST_TO_SERVE, allowed=AMOUNT_ALLOWED),
    Column("Retention", "share", 11, "a year", role=RETENTION, allowed=SHARE_ALLOWED),
    Column(
        "Hours of care", "measure", 11, "a year", allowed=_HOURS_ALLOWED,
        headings=(
            "Hours", "Effort", "Care", "Hours of effort", "Care hours", "Time spent", "Unbilled hours",
            "Non-billable hours", "Hours spent", "Partner hours", "Stunden", "Aufwand", "Betreuungsaufwand",
            "Stunden Betreuung", "Heures", "Temps passé", "Heures de suivi", "Horas", "Esfuerzo", "Horas de atención",
            "Ore", "Ore dedicate", "Impegno", "Days", "Visits",
        ),
    ),
    Column(
        "Margin", "money", 12, "a year",
        f'=IF(OR({this("Client")}="",{this("Fees a year")}=""),"",IF({this("Cost to serve")}="",'
        f'{this("Fees a year")}*margin_share,REL_PROFIT({this("Fees a year")},{this("Cost to serve")})))',
    ),
    Column(
        "Value", "money", 12, "=money_unit",
        f'=IF({this("Margin")}="","",REL_CLV({this("Margin")},IF({this("Retention")}="",retention,'
        f'{this("Retention")}),rate,timing,first,growth,periods))',
    ),
    Column("Share of value", "rate", 11, "of all", _effort(beside("Clients", "effort_share_of_value"))),
    Column("Share of care", "rate", 11, "of all", _effort(f"{this('Hours of care')}/hours_total")),
    Column(
        "Hours deserved", "years", 12, "by value",
        f'=IF({this("Share of value")}="","",{this("Share of value")}*hours_total)',
    ),
    Column(
        "Hours too many", "years", 12, "below 0: too few",
        f'=IF({this("Hours deserved")}="","",{this("Hours of care")}-{this("Hours deserved")})',
    ),
)  # fmt: skip
"""The columns of the list."""


def write_clients(book: HouseBook, rows: Sequence[Sequence[Any]]) -> ListPage:
    """Write the sheet."""
    return ListPage(
        book, "Clients", "Clients", COLUMNS, rows,
        title='="Clients of "&firm&": value and care"',
        intro="One row per client. Type on yellow, add rows below the last one; leave blank what you do not know. "
        "Hours of care: visits, calls, lunches, all that nobody bills; any unit, if it is the same for all.",
        tab=TIER_FILLS[1],
    )  # fmt: skip
