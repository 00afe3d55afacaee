"""Whole columns of the list as reports read them: as they stand where all is well, else as a column of Tenure's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from addin.commands.client_rows import ClientRows
from addin.commands.messy_cells import CellFormula, amount, day_of, holds_years
from addin.edits import Edit
from udfs import CellError
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.sheet import Cell
from workbook_templates.style import Kind


@dataclass(frozen=True)
class WholeColumn:
    """A column that a formula may read from the first client to the last.

    Attributes:
        text: the reference, for formulas on any sheet.
        edits: what it takes; none where the list's own column will do.
        remark: what could not be read, in a sentence; "" where all could.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    remark: str = ""


def days(clients: ClientRows, column: Column, key: str, unless: str = "") -> WholeColumn:
    """A column of days; where `unless` says so of a client, blank."""
    clients.refuse_merged([column])
    if not unless and is_clean(clients, column, _is_day):
        return WholeColumn(clients.all_of(column.number))
    read = _read(clients, column, key, day_of(clients, column), "date", unless)
    if holds_years(clients, column):
        remark = f"{column.name}: a year alone is counted from its first day. {read.remark}".rstrip()
        return WholeColumn(read.text, read.edits, remark)
    return read


def amounts(clients: ClientRows, column: Column, key: str) -> WholeColumn:
    """A column of amounts."""
    clients.refuse_merged([column])
    if is_clean(clients, column, is_number):
        return WholeColumn(clients.all_of(column.number))
    return _read(clients, column, key, amount(clients, column), "money", "")


def amounts_to_compare(clients: ClientRows, column: Column, later: Column, key: str) -> WholeColumn | None:
    """A column of amounts without those of clients whose later amount cannot be read; None where all can be.

    Who pays what nobody can read did not leave: compared with a blank, it would have.
    """
    before, after = amount(clients, column), amount(clients, later)
    if not after.unread:
        return None
    given = clients.this(column.number)
    formula = f'=IFERROR(IF(OR({given}="",ISERROR({after.text})),"",{before.text}),"")'
    heading = f"{column.name} to compare"
    place, edits = clients.column(key, heading, formula, "money", column.number, 13)
    rows = in_words(after.unread)
    remark = f"Left out of the comparison with {column.name}: {rows}, where {later.name} cannot be read."
    return WholeColumn(clients.all_of(place), tuple(edits), remark)


def _read(
    clients: ClientRows, column: Column, key: str, cell: CellFormula, kind: Kind, unless: str
) -> WholeColumn:  # fmt: skip
    given = clients.this(column.number)
    formula = f'IFERROR(IF({given}="","",{cell.text}),"")'
    if unless:
        formula = f'IFERROR(IF({unless},"",{formula}),"")'
    what = "day" if kind == "date" else "amount"
    remark = f"{column.name}: no {what} can be read in {in_words(cell.unread)}." if cell.unread else ""
    place, edits = clients.column(
        key, f"{column.name} as {what}", f"={formula}", kind, column.number, 13, remark=remark
    )  # fmt: skip
    return WholeColumn(clients.all_of(place), tuple(edits), remark)


def is_clean(clients: ClientRows, column: Column, fits: Callable[[Cell], bool]) -> bool:
    """Whether a function may read the column as it stands: nothing but what fits, and that of clients alone."""
    reading = clients.reading
    first, last = clients.rows[0].start, clients.rows[-1].stop
    if reading.table:
        first, last = reading.first, reading.first + len(reading.kinds)
    of_clients = set(reading.rows())
    for row in range(first, last):
        cell = clients.snapshot.sheet.cell(row, column.number)
        if cell is not None and cell != "" and not (row in of_clients and fits(cell)):
            return False
    return True


def is_number(cell: Cell) -> TypeGuard[float | int]:
    """Whether a cell holds a number."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    return isinstance(cell, (int, float)) and not isinstance(cell, (bool, CellError)) and cell > 2200
