"""The calls of ``REL_`` functions: what the engine calls back, and the one door to `udfs`.

The engine cannot pass a skipped argument on and loses the reason of an error. So a call in a formula is taken down
as a *site*; the engine calls back with the site's number, and the arguments are put into their places here.

A filled-down column of one call is a *column call*: all rows in one call of `udfs`, and the rows whose answer could
depend on their neighbours asked again, alone. The engine only hands its arguments over; the answers become constants.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import udfs
from udfs import CellError
from udfs.version import HOST

_LOG = logging.getLogger("tenure.headless")

CALL = "TENURE.CALL"
"""The engine's name for a call of a ``REL_`` function: site, row, arguments."""

BLANK = "\ue000"
"""Stands for a blank in a cell of the engine that holds a formula, which could not be blank."""

PIECE_CELLS = 10_000
"""The engine spills no more cells at once."""

_KINDS = {
    "#DIV/0!": "Div",
    "#REF!": "Ref",
    "#NAME?": "Name",
    "#VALUE!": "Value",
    "#NUM!": "Num",
    "#NULL!": "Null",
    "#N/A": "Na",
    "#CALC!": "Calc",
}
_CODES = {kind: code for code, kind in _KINDS.items()}
_ERRORS_ASKED_ALONE = 200
_ASKED_BETWEEN = 6
_ROW_OF_COLUMN = re.compile(r"^(\w+), row \d+")


def to_engine(value: Any) -> Any:
    """A cell for the engine."""
    if isinstance(value, CellError):
        return {"type": "Error", "kind": _KINDS.get(value.code, "Na")}
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def error_code(value: Any) -> str | None:
    """The code of an error that the engine answers, None where it is no error; "" for the engine's own kinds."""
    if not isinstance(value, dict):
        return None
    return _CODES.get(str(value.get("kind")), "")


def from_engine(value: Any) -> Any:
    """A cell, or rows of cells, for `udfs`."""
    if isinstance(value, list):
        return [
            # Numbers, of which there are most, are what they are.
            [cell if type(cell) is float else _cell(cell) for cell in row] if isinstance(row, list) else [_cell(row)]
            for row in value
        ]
    return _cell(value)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return CellError(error_code(value) or "#VALUE!", "")
    return None if value == BLANK else value


@dataclass(frozen=True)
class Site:
    """A call in a formula: which arguments are given, of how many, and where it stands."""

    name: str
    given: tuple[int, ...]
    count: int
    sheet: str
    column: int

    def arguments(self, cells: Sequence[Any]) -> list[Any]:
        """All arguments, None for those skipped."""
        arguments: list[Any] = [None] * self.count
        for position, cell in zip(self.given, cells, strict=True):
            arguments[position] = cell
        return arguments


@dataclass
class ColumnCall:
    """A filled-down column of one call.

    Attributes:
        site: the call.
        blocks: for each given argument whether it is a column of rows (else it is the same for all).
        first_row, rows: the rows that it is filled into.
        asked: the arguments that it was asked with last.
        answers: the answer of each row; empty where it turned out that the rows cannot be asked together.
        is_new: whether nobody has taken the answers yet.
    """

    site: Site
    blocks: tuple[bool, ...]
    first_row: int
    rows: int
    asked: list[Any] | None = None
    answers: list[Any] = field(default_factory=list)
    is_new: bool = False

    def row(self, cells: Sequence[Any], index: int) -> list[Any]:
        """The arguments of one row, as a single call would get them."""
        return [_row_of(cell, index) if block else cell for cell, block in zip(cells, self.blocks, strict=True)]


def _row_of(block: Any, index: int) -> Any:
    row = block[index]
    return row[0] if len(row) == 1 else [row]


class RelationshipCalls:
    """All calls of one workbook.

    Attributes:
        reasons: the sentence of the last error that a call answered, by sheet, row and column.
    """

    def __init__(self, date_1904: bool) -> None:
        self.reasons: dict[tuple[str, int, int], CellError] = {}
        self._date_1904 = date_1904
        self._functions = {function.name: function for function in udfs.FUNCTIONS}
        self._sites: list[Site] = []
        self._columns: list[ColumnCall] = []
        self._kept: dict[int, list[list[Any]]] = {}

    def is_function(self, name: str) -> bool:
        """Whether Tenure has a function of that name."""
        return name in self._functions

    def is_row_function(self, site: int) -> bool:
        """Whether a site calls a function that reads each row alone."""
        return self._functions[self._sites[site].name].kind == "row"

    def site(self, name: str, given: tuple[int, ...], count: int, sheet: str, column: int) -> int:
        """Take a call down; the number to call back with."""
        self._sites.append(Site(name, given, count, sheet, column))
        return len(self._sites) - 1

    def column(self, site: int, blocks: tuple[bool, ...], first_row: int, rows: int) -> int:
        """Take a column of calls down; the number to call back with."""
        self._columns.append(ColumnCall(self._sites[site], blocks, first_row, rows))
        return len(self._columns) - 1

    def is_refused(self, number: int) -> bool:
        """Whether the rows of a column call cannot be asked together, or could not be asked at all."""
        return not self._columns[number].answers

    def new_answers(self, number: int) -> list[Any]:
        """The answers of a column call for the engine's cells; none where they were taken already."""
        column = self._columns[number]
        if not column.is_new:
            return []
        column.is_new = False
        return [0.0 if answer is None else to_engine(answer) for answer in column.answers]

    def kept(self, number: int) -> list[list[Any]] | None:
        """The cells that an array formula answered."""
        return self._kept.get(number)

    # What the engine calls back

    def answer(self, site_number: float, row: float, *cells: Any) -> Any:
        """One call of one cell."""
        site = self._sites[int(site_number)]
        answer = self._ask(site, [from_engine(cell) for cell in cells])
        if isinstance(answer, CellError):
            self.reasons[site.sheet, int(row), site.column] = answer
        if isinstance(answer, list):
            return [[to_engine(cell) for cell in line] for line in answer]
        return to_engine(answer)

    def answer_column(self, number: float, *cells: Any) -> float:
        """All rows of a column; `new_answers` hands the answers out."""
        column = self._columns[int(number)]
        given = [from_engine(cell) for cell in cells]
        given = [
            _as_rows(cell, column.rows) if block else cell for cell, block in zip(given, column.blocks, strict=True)
        ]
        if column.asked != given:
            answers = self._ask_column(column, given)
            column.is_new = answers != column.answers
            column.asked, column.answers = given, answers
        return number

    def keep(self, number: float, answer: Any) -> float:
        """Keep what an array formula answers; its cells are handed out by `array_piece`."""
        self._kept[int(number)] = answer if isinstance(answer, list) else [[answer]]
        return number

    def array_piece(self, number: float, start: float, end: float, width: float) -> list[list[Any]]:
        """Some rows of an array formula's area: one row or column serves all, what is beyond is ``#N/A``."""
        rows = self._kept.get(int(number), [[None]])
        columns = len(rows[0]) if rows else 1
        absent = {"type": "Error", "kind": "Na"}

        def cell(row: int, column: int) -> Any:
            row, column = (0 if len(rows) == 1 else row), (0 if columns == 1 else column)
            if row >= len(rows) or column >= columns:
                return absent
            return 0.0 if rows[row][column] is None else rows[row][column]

        return [[cell(row, column) for column in range(int(width))] for row in range(int(start), int(end))]

    # Asking

    def _ask(self, site: Site, cells: Sequence[Any]) -> Any:
        arguments = site.arguments(cells)
        token = HOST.set("headless")  # for each call: the engine may call from a thread of its own
        try:
            return udfs.call(site.name, *arguments, date_1904=self._date_1904)
        except Exception:  # noqa: BLE001 - the one door around a function: a mistake in it is #VALUE! and is logged
            _LOG.exception("%s failed; called from %s, column %d", site.name, site.sheet, site.column)
            return CellError("#VALUE!", f"{site.name} failed: this is a mistake in Tenure, see its log")
        finally:
            HOST.reset(token)

    def _ask_column(self, column: ColumnCall, cells: list[Any]) -> list[Any]:
        """The answers of all rows, exactly as single calls would give them; empty where that cannot be."""
        site = column.site
        function = self._functions[site.name]
        answer = self._ask(site, cells) if function.is_row(site.arguments(cells)) else None
        if not isinstance(answer, list) or len(answer) > column.rows or any(len(row) != 1 for row in answer):
            return []
        answers = [row[0] for row in answer]
        answers += [""] * (column.rows - len(answers))
        if not self._agrees(column, cells, answers):
            return []
        return answers if self._ask_again(column, cells, answers) else []

    def _agrees(self, column: ColumnCall, cells: list[Any], answers: list[Any]) -> bool:
        """Whether the first and the last row that have an answer, and some between, give the same when asked alone.

        They do not where a range that is the same for all rows was taken for a row per client, or a column of
        single cells for one client's series: then the rows cannot be asked together.
        """
        filled = [index for index, answer in enumerate(answers) if answer != ""]
        between = Random(len(filled)).sample(filled, min(len(filled), _ASKED_BETWEEN))
        for index in {*filled[:1], *filled[-1:], *between}:
            alone = self._ask(column.site, column.row(cells, index))
            if type(alone) is not type(answers[index]) or alone != answers[index]:
                return False
        return True

    def _ask_again(self, column: ColumnCall, cells: list[Any], answers: list[Any]) -> bool:
        """Ask the rows alone that may read differently when alone; False where one has several answers.

        Blank answers: alone a row is never taken for a heading. Errors: their sentences name rows of the column; where
        there are many, the rest have the row struck out of theirs.
        """
        site, known = column.site, {}
        errors = 0
        for index, answer in enumerate(answers):
            if isinstance(answer, CellError):
                errors += 1
                if errors > _ERRORS_ASKED_ALONE:
                    reason = _ROW_OF_COLUMN.sub(r"\1", answer.reason)
                    self.reasons[site.sheet, column.first_row + index, site.column] = CellError(answer.code, reason)
                    continue
            elif answer != "":
                continue
            row = column.row(cells, index)
            key = repr(row)
            if key not in known:
                known[key] = self._ask(site, row)
            alone = known[key]
            if isinstance(alone, list):
                return False
            answers[index] = alone
            if isinstance(alone, CellError):
                self.reasons[site.sheet, column.first_row + index, site.column] = alone
        return True


def _as_rows(block: Any, rows: int) -> list[list[Any]]:
    """A block of so many rows; the engine may leave out blank rows at the end."""
    lines = block if isinstance(block, list) else [[block]]
    return lines + [[None] * len(lines[0])] * (rows - len(lines))
