"""What clients can be measured by: the columns of their list with numbers, how long they are with us, their value."""

from __future__ import annotations

from dataclasses import dataclass

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused
from addin.commands.messy_cells import amount, day_of, has_no_day
from addin.commands.own_settings import missing_settings
from addin.commands.value import value_column
from addin.edits import Edit
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import COST_TO_SERVE, FEES, JOINED, MARGIN, OTHER, RETENTION, SCORE

_NUMBERS_AT_LEAST = 0.8
_MOST = 10


@dataclass(frozen=True)
class Measure:
    """One of them.

    Attributes:
        label: what people call it: the heading of its column, where it has one.
        here: it as part of a formula in the list, for the first row of a client; blank where there is none.
        elsewhere: the same as part of a formula on another sheet.
    """

    label: str
    here: str
    elsewhere: str


def measures(clients: ClientRows) -> tuple[list[Measure], list[Edit], str]:
    """What clients can be measured by, value first if they have one, what must be made before, and what is unread."""
    found: list[Measure] = []
    remark = ""
    try:
        value, edits = value_column(clients)
    except CommandRefused:
        edits = missing_settings(clients.snapshot)
    else:
        found.append(Measure("Value", *(seen.this(value) for seen in (clients, clients.elsewhere()))))
    joined = clients.with_role(JOINED)
    if joined is not None and not _is_merged(clients, joined):
        unread = day_of(clients, joined).unread
        if unread:
            remark = f"{joined.name}: no formula can read the day in {in_words(unread)}; write it as 30/04/2026."
        if not has_no_day(clients, joined):
            found.append(Measure("Years with us", *(_years(seen, joined) for seen in (clients, clients.elsewhere()))))
    fees = clients.reading.with_role(FEES)
    if len(fees) > 1 and not any(_is_merged(clients, column) for column in fees[-2:]):
        label = f"{fees[-1].name} less {fees[-2].name}"
        found.append(Measure(label, *(_growth(seen, *fees[-2:]) for seen in (clients, clients.elsewhere()))))
    for column in clients.reading.columns:
        role = column.role
        is_last = role is not FEES or column in fees[-1:]
        if role in (FEES, MARGIN, COST_TO_SERVE, RETENTION, SCORE, OTHER) and is_last and _is_measured(clients, column):
            found.append(Measure(column.name, *(_plain(seen, column) for seen in (clients, clients.elsewhere()))))
    return found[:_MOST], edits, remark


def _is_merged(clients: ClientRows, column: Column) -> bool:
    """Whether cells of a column are read from merged areas, in which formulas find nothing."""
    return any(number == column.number for _, number in clients.reading.filled_down)


def _is_measured(clients: ClientRows, column: Column) -> bool:
    cells = clients.reading.cells(column)
    if _is_merged(clients, column):
        return False
    if column.role in (FEES, MARGIN, COST_TO_SERVE):
        return True
    numbers = {cell for cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)}
    given = [cell for cell in cells if cell is not None]
    count = sum(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in given)
    return len(numbers) > 1 and count >= _NUMBERS_AT_LEAST * len(given)


def _years(clients: ClientRows, joined: Column) -> str:
    cell, day = clients.this(joined.number), day_of(clients, joined).text
    return f'IF({cell}="","",IFERROR(REL_TENURE({day},"",as_of),""))'


def _growth(clients: ClientRows, before: Column, after: Column) -> str:
    return f'IFERROR({amount(clients, after).text}-{amount(clients, before).text},"")'


def _plain(clients: ClientRows, column: Column) -> str:
    cell = clients.this(column.number)
    if column.role in (FEES, MARGIN, COST_TO_SERVE):
        text = amount(clients, column).text
        return f'IF({cell}="","",IFERROR({text},""))' if text != cell else f'IF(ISNUMBER({cell}),{cell},"")'
    return f'IF(ISNUMBER({cell}),{cell},"")'
