"""A function filled down a column, answered for all its rows at once: Calc asks for each cell by itself.

A macro is not told which cell asks. So when a function was asked often, the columns over which it is filled down are
looked for in the open workbooks, all their rows are answered in one call, and the answers kept by the arguments that
they are for. A later call takes the answer that is kept for its very arguments: what was guessed wrong is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, NamedTuple

from addin import log
from addin.libreoffice import LOG
from addin.libreoffice.door import answer, knows_dates
from udfs import declaration

_FEWEST = 200
"""Calls before columns are looked for, and rows of a column that is worth it."""

_ROWS_FOR_A_CALL = 50
"""Rows that can be answered ahead in the time of one call: no longer is spent on guesses than on the calls before."""

_MOST_ROWS = 200_000
"""Rows of a function whose answers are kept."""

_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_CELL = re.compile(r"\$?([A-Z]{1,3})(\$?)([0-9]{1,7})")
_LARGEST_INTEGER = 2**31 - 1

Arguments = tuple[object, ...]


class _Column(NamedTuple):
    """Rows of a sheet in which a function is asked alike, each with cells of its own row.

    `columns` are those of the arguments, None for one that is the same in all rows.
    """

    sheet: Any
    first: int
    last: int
    columns: tuple[int | None, ...]

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


@dataclass
class _Function:
    """What is known of a function: answers by arguments, the calls since they were made, and how many to wait for."""

    is_answered_ahead: bool
    answers: dict[Arguments, object] = field(default_factory=dict)
    calls: int = 0
    patience: int = _FEWEST


class FilledColumns:
    """The door to the functions, by the answers that are known already.

    Args:
        workbooks: answers the workbooks that are open.
    """

    def __init__(self, workbooks: Callable[[], Iterable[Any]]) -> None:
        self._workbooks = workbooks
        self._functions: dict[str, _Function] = {}

    def answer(self, name: str, arguments: Arguments) -> object:
        """Answer a worksheet function as the door does.

        Args:
            name: the function's name.
            arguments: a cell, or rows of cells, each.
        """
        function = self._functions.get(name)
        if function is None:
            function = self._functions[name] = _Function(is_answered_ahead(name))
        if function.answers and (known := function.answers.get(arguments)) is not None:
            return known
        if function.is_answered_ahead and not any(type(each) is tuple for each in arguments):
            function.calls += 1
            if function.calls >= function.patience:
                self._look(name, arguments, function)
        return answer(name, arguments)

    def _look(self, name: str, arguments: Arguments, function: _Function) -> None:
        """Answer all rows, unless that takes longer than the calls did that it might have saved."""
        try:
            columns = [each for workbook in self._workbooks() for each in _columns(workbook, name, len(arguments))]
            rows = min(sum(column.rows for column in columns), _MOST_ROWS)
            if function.calls * _ROWS_FOR_A_CALL < rows:
                function.patience = rows // _ROWS_FOR_A_CALL
                return
            function.answers = _answered(name, arguments, columns)
        except Exception:  # noqa: BLE001 - whatever a workbook does not give away, the cell that asks has its answer
            log.trouble(LOG, f"the columns of {name} could not be read")
            function.answers = {}
        function.calls = 0
        # Where what asks was not among the rows, the next look is put off for longer.
        function.patience = _FEWEST if arguments in function.answers else 2 * function.patience


def is_answered_ahead(name: str) -> bool:
    """Whether a function reads each row alone, and it does not matter to it which workbook asks."""
    return declaration(name).kind == "row" and not knows_dates(name)


def _answered(name: str, arguments: Arguments, columns: Iterable[_Column]) -> dict[Arguments, object]:
    """Answers by arguments: of rows that ask with numbers alone, where the answer is one cell and no error.

    A text on top could be taken for a heading, and an option must be one cell: so what is the same in all rows goes in
    as it is, and only what is read row by row goes in as a column.
    """
    roles = [parameter.reader.role for parameter in declaration(name).parameters]
    answers: dict[Arguments, object] = {}
    for column in columns:
        differ = [at is not None for at in column.columns]
        if not all(role == "row" or (role == "call" and not each) for role, each in zip(roles, differ, strict=False)):
            continue
        asked = list(_asked(column, arguments))[: _MOST_ROWS - len(answers)]
        if len(asked) < _FEWEST:
            continue
        places = zip(arguments, differ, zip(*asked, strict=True), strict=True)
        rows = answer(name, [tuple((cell,) for cell in cells) if each else same for same, each, cells in places])
        if isinstance(rows, tuple) and len(rows) == len(asked) and len(rows[0]) == 1:
            answers.update((each, cell) for each, (cell,) in zip(asked, rows, strict=True) if cell == cell)
    return answers


def _asked(column: _Column, arguments: Arguments) -> Iterator[Arguments]:
    """What the rows ask with, where the cells of the row are all numbers and nothing may stand for a skipped argument.

    That is a 0, and whether one may be left to the door depends on which workbooks are open.
    """
    read = [
        repeat(same, column.rows) if at is None else _cells(column, at)
        for same, at in zip(arguments, column.columns, strict=True)
    ]
    cells_at = [place for place, at in enumerate(column.columns) if at is not None]
    rows = zip(*read, strict=True)
    return (row for row in rows if 0 not in row and all(type(row[place]) is not str for place in cells_at))


def _cells(column: _Column, at: int) -> Iterator[object]:
    area = column.sheet.getCellRangeByPosition(at, column.first, at, column.last)
    return (_sent(cell) for (cell,) in area.getDataArray())


def _sent(cell: object) -> object:
    """A cell as the macros send it in: a whole number as an integer."""
    return int(cell) if type(cell) is float and cell.is_integer() and abs(cell) <= _LARGEST_INTEGER else cell


def _columns(workbook: Any, name: str, arguments: int) -> Iterator[_Column]:
    """Where a function with so many arguments may be filled down over cells that hold no formulas.

    A cell with a formula may not be calculated yet; to ask for it would begin another calculation within this one.
    """
    call = re.compile(rf"\b{name}\(([^()]*)\)", re.IGNORECASE)
    for sheet in workbook.getSheets():
        formulas = [area.getRangeAddress() for area in sheet.queryContentCells(_FORMULAS)]
        for area in formulas:
            if area.EndRow - area.StartRow + 1 < _FEWEST:
                continue
            for at in range(area.StartColumn, area.EndColumn + 1):
                for columns in _asks(sheet, at, area.StartRow, area.EndRow, call):
                    column = _Column(sheet, area.StartRow, area.EndRow, columns)
                    if len(columns) == arguments and not any(_meets(each, column) for each in formulas):
                        yield column


def _asks(sheet: Any, at: int, first: int, last: int, call: re.Pattern[str]) -> set[tuple[int | None, ...]]:
    """How a column asks, as its first, middle and last cell show."""
    asks = set()
    for row in {first, (first + last) // 2, last}:
        found = call.search(sheet.getCellByPosition(at, row).getFormula())
        columns = _columns_named([each.strip() for each in found[1].split(";")], row) if found else ()
        if any(each is not None for each in columns):
            asks.add(columns)
    return asks


def _columns_named(arguments: Sequence[str], row: int) -> tuple[int | None, ...]:
    """The columns of the cells of its own row that a call names, None for what is the same in all rows."""
    cells = map(_CELL.fullmatch, arguments)
    return tuple(_number(cell[1]) if cell and not cell[2] and int(cell[3]) == row + 1 else None for cell in cells)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _meets(area: Any, column: _Column) -> bool:
    """Whether some of the cells that are named hold formulas."""
    return (
        area.StartRow <= column.last
        and column.first <= area.EndRow
        and any(each is not None and area.StartColumn <= each <= area.EndColumn for each in column.columns)
    )
