"""The sheet Tables of a template: answers of several cells, side by side, each with room below it to grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbook_templates.style import HouseBook, Kind

_TOP = 5
"""The first row of every answer, from 0."""
_WIDTHS: dict[Kind, float] = {"text": 26, "wrapped": 40, "date": 14}


@dataclass(frozen=True)
class Answer:
    """An answer on the sheet, with the room below it.

    Attributes:
        name: the defined name of all its cells, headings and room included.
        first: its first row on the sheet, from 0: that of the headings where it has any.
        column: its first column, from 0.
        rows: how many rows it has now, with headings.
        room: how many rows it may grow to.
        width: how many columns it has now.
        has_headings: whether its first row holds headings.
        across: how many more columns it may grow to.
    """

    name: str
    first: int
    column: int
    rows: int
    room: int
    width: int
    has_headings: bool = True
    across: int = 0

    def cell(self, row: int, column: int) -> str:
        """One cell of it, from 0 within the answer, as a reference for formulas on other sheets."""
        return f"Tables!{xl_rowcol_to_cell(self.first + row, self.column + column, row_abs=True, col_abs=True)}"

    def cells(self, column: int) -> str:
        """One column of it with all its room but without headings; an unused cell is blank."""
        first = self.first + (1 if self.has_headings else 0)
        across = self.column + column
        return f"Tables!{xl_range_abs(first, across, self.first + self.room - 1, across)}"

    def block(self, column: int) -> str:
        """All columns from one on, with all their room but without headings."""
        last_row, last_column = self.first + self.room - 1, self.column + self.width + self.across - 1
        return f"Tables!{xl_range_abs(self.first + 1, self.column + column, last_row, last_column)}"


class TablesPage:
    """Makes the sheet when constructed, so that its tab stands in its place; answers are added from left to right."""

    def __init__(self, book: HouseBook, note: str = "Leave the cells below them free. Nothing is typed here.") -> None:
        self.book = book
        self.sheet = book.sheet("Tables", (2,), freeze=(2, 0), repeat=(0, 1))
        self.sheet.set_row(0, 28)
        # Two lines, for the headings of the answers.
        self.sheet.set_row(_TOP, 30)
        self.sheet.write(0, 1, "Answers that grow with the list", book.format("title"))
        self.sheet.write(1, 1, note, book.format("subtitle"))
        self._next = 1

    def answer(
        self,
        name: str,
        title: str,
        note: str,
        formula: str,
        rows: int,
        kinds: Sequence[Kind],
        *,
        total: bool = False,
        headings: bool | Sequence[str] = True,
        room: int = 0,
        across: int = 0,
        narrow: float = 0,
    ) -> Answer:
        """Write a formula that answers several cells.

        Args:
            name: the defined name that its cells get.
            title: what it is.
            note: a sentence on it.
            formula: the formula, with its equals sign.
            rows: how many rows it has with this list, headings included: ask `udfs.call`.
            kinds: what each column holds.
            total: whether the last row is a total.
            headings: whether its first row holds headings, or those to write above an answer without any.
            room: how many rows it may grow to; by default twice as many, 40 at least.
            across: by how many columns it may grow to the right.
            narrow: how wide its columns are but the first; by default as wide as what they hold may need.
        """
        sheet, column = self.sheet, self._next
        room = room or max(2 * rows, 40)
        sheet.write(_TOP - 2, column, title, self.book.format("heading"))
        sheet.write(_TOP - 1, column, note, self.book.format("note"))
        width = len(kinds) + across
        for place, kind in enumerate((*kinds, *[kinds[-1]] * across), column):
            sheet.set_column(place, place, narrow if narrow and place > column else _WIDTHS.get(kind, 17))
        first = _TOP
        if not isinstance(headings, bool):
            self.book.headings(sheet, first, column, list(zip(headings, kinds, strict=True)))
            first, headings = first + 1, False
        self.book.spill(sheet, first, column, formula, rows, kinds, headings=headings, total=total)
        self.book.name(name, sheet, first, column, first + room - 1, column + width - 1)
        self._next = column + width + 1
        sheet.set_column(self._next - 1, self._next - 1, 4)
        return Answer(name, first, column, rows, room, len(kinds), headings, across)
