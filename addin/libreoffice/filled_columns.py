"""A function filled down a column, asked for many rows at once: Calc asks for each cell by itself.

Where a cell asks, the column that it stands in is looked for among the open workbooks, by its formulas and by the
values that it asked with. What the rows below it will ask is answered with it. A macro takes such an answer only where
it asks with the very values that were answered, so that a guess costs time at worst.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from addin.libreoffice.door import answer, knows_dates
from udfs import declaration

AHEAD = 1_000
"""Rows that are answered at once; Basic grows slower with what it keeps."""

MOST_ARGUMENTS = 7
"""With more, the macros could not tell by one sum that all are numbers."""

_FEWEST = 20
"""Rows below which nothing is gained."""

_MOST_PATIENCE = 4_096
_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

Rows = tuple[tuple[object, ...], ...]


def is_asked_ahead(name: str) -> bool:
    """Whether rows of a function are answered before they are asked: not where it matters which workbook asks."""
    return declaration(name).kind == "row" and not knows_dates(name)


@dataclass
class _Column:
    """A function filled down.

    Attributes:
        values: by row, what its arguments are in the cells that they name.
        places: of each argument, its place among those; None for what is the same in all rows.
        next: the row that is expected to be asked next.
    """

    values: list[tuple[object, ...]]
    places: tuple[int | None, ...]
    next: int = 0

    def row_of(self, arguments: Sequence[object]) -> int | None:
        """The row that asks with these, the one that is expected if it does."""
        if len(arguments) != len(self.places):
            return None
        named = tuple(each for each, place in zip(arguments, self.places, strict=True) if place is not None)
        if self.next < len(self.values) and self.values[self.next] == named:
            return self.next
        return self.values.index(named) if named in self.values else None


class _Function:
    """What is known of one function: its columns, and how long guessing is not worth it."""

    def __init__(self) -> None:
        self.columns: list[_Column] = []
        self.patience = 1
        self.wait = 0

    def put_off(self) -> None:
        """A guess was of no use: the next is made after twice as many calls."""
        self.patience = min(2 * self.patience, _MOST_PATIENCE)
        self.wait = self.patience


class FilledColumns:
    """The columns of all open workbooks.

    Args:
        workbooks: answers those that are open.
    """

    def __init__(self, workbooks: Callable[[], Iterable[Any]]) -> None:
        self._workbooks = workbooks
        self._functions: dict[str, _Function] = {}

    def rows(self, name: str, arguments: Sequence[object]) -> Rows | None:
        """What this call and those of the rows below it ask, each with its answer behind its arguments.

        Args:
            name: the function's name.
            arguments: what the call asks with.

        Returns:
            The call itself first; None where nothing below it is known.
        """
        if len(arguments) > MOST_ARGUMENTS or not all(map(_is_number, arguments)) or not is_asked_ahead(name):
            return None
        arguments = tuple(map(float, arguments))  # type: ignore[arg-type]  # Basic sends a whole number as an integer
        known = self._functions.setdefault(name, _Function())
        if known.wait:
            known.wait -= 1
            return None
        found = _found(known.columns, arguments)
        if found is None:
            known.columns = [column for book in self._workbooks() for column in _columns(book, name)]
            found = _found(known.columns, arguments)
        if found is None:
            known.put_off()
            return None
        column, row = found
        if row == column.next:
            known.patience = 1
        else:
            known.put_off()
        rows = _answered(name, arguments, column, row)
        column.next = row + len(rows)
        return rows if len(rows) > 1 else None


def _is_number(cell: object) -> bool:
    return type(cell) in (float, int) and cell == cell


def _found(columns: Iterable[_Column], arguments: Sequence[object]) -> tuple[_Column, int] | None:
    for column in columns:
        if (row := column.row_of(arguments)) is not None:
            return column, row
    return None


def _answered(name: str, arguments: Sequence[object], column: _Column, row: int) -> Rows:
    """The rows from one on, as far as all are numbers, with their answers."""
    below = column.values[row : row + AHEAD]
    asked = list(takewhile(lambda values: all(map(_is_number, values)), below))
    if len(asked) < 2:
        return ((),)
    in_columns = [
        each if place is None else tuple((values[place],) for values in asked)
        for each, place in zip(arguments, column.places, strict=True)
    ]
    answers = answer(name, in_columns)
    if not isinstance(answers, tuple):  # it has failed as a whole, and says so in the cell that asked
        return ((),)
    given = [
        tuple(each if place is None else values[place] for each, place in zip(arguments, column.places, strict=True))
        for values in asked
    ]
    return tuple((*each, row[0]) for each, row in zip(given, answers, strict=True))


def _columns(book: Any, name: str) -> Iterable[_Column]:
    """The columns of a workbook in which the function is filled down over cells that hold no formulas.

    A cell with a formula may not be calculated yet; to ask for it would begin another calculation within this one.
    """
    call = re.compile(rf"\b{name}\(([^()\"]*)\)")
    for sheet in book.getSheets():
        formulas = [address for each in sheet.queryContentCells(_FORMULAS) for address in (each.getRangeAddress(),)]
        for address in formulas:
            for at in range(address.StartColumn, address.EndColumn + 1):
                cells = sheet.getCellRangeByPosition(at, address.StartRow, at, address.EndRow).getFormulaArray()
                asks = [_named(call.search(formula), row) for row, (formula,) in enumerate(cells, address.StartRow)]
                for first, last, columns in _runs(asks):
                    rows = address.StartRow + first, address.StartRow + last
                    if not any(_meets(each, columns, rows) for each in formulas):
                        yield _column(sheet, columns, rows)


def _named(call: re.Match[str] | None, row: int) -> tuple[int | None, ...] | None:
    """The columns of the cells of its own row that a call names, None for its other arguments; None for no call."""
    if call is None:
        return None
    cells = [_CELL.fullmatch(each.strip()) for each in call[1].split(";")]
    return tuple(_number(cell[1]) if cell and int(cell[2]) == row + 1 else None for cell in cells)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _runs(asks: Sequence[tuple[int | None, ...] | None]) -> Iterable[tuple[int, int, tuple[int | None, ...]]]:
    """First, last and columns of each stretch of rows that ask alike."""
    first = 0
    for row in range(1, len(asks) + 1):
        if row == len(asks) or asks[row] != asks[first]:
            columns = asks[first]
            if columns is not None and row - first >= _FEWEST and any(each is not None for each in columns):
                yield first, row - 1, columns
            first = row


def _meets(address: Any, columns: Iterable[int | None], rows: tuple[int, int]) -> bool:
    """Whether some of the cells that are named hold formulas."""
    return (
        address.StartRow <= rows[1]
        and rows[0] <= address.EndRow
        and any(each is not None and address.StartColumn <= each <= address.EndColumn for each in columns)
    )


def _column(sheet: Any, columns: tuple[int | None, ...], rows: tuple[int, int]) -> _Column:
    named = [each for each in columns if each is not None]
    read = [sheet.getCellRangeByPosition(each, rows[0], each, rows[1]).getDataArray() for each in named]
    places = iter(range(len(named)))
    return _Column(
        values=list(zip(*([value for (value,) in column] for column in read), strict=True)),
        places=tuple(None if each is None else next(places) for each in columns),
    )
