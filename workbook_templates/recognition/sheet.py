"""A sheet as recognition sees it: cells and what lies around them, with no host and no file behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import zip_longest
from types import MappingProxyType

from udfs import CellError

Cell = float | int | str | bool | date | CellError | None
"""What a cell holds; a datetime is a date, too."""


def column_letters(number: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, by the numbers of its rows and columns on the sheet; 1 is the first, both ends belong."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """As a formula would write it: B3:F20."""
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class ExcelTable:
    """An Excel Table (a list object): where it lies, and whether its first and last rows are headings and totals."""

    name: str
    area: Area
    header_row: bool = True
    totals_row: bool = False


@dataclass(frozen=True)
class Sheet:
    """A picture of one sheet.

    Attributes:
        name: the sheet's name.
        rows: the cells of the used range, row by row; rows may be of different length.
        top: the number of the used range's first row on the sheet.
        left: the number of its first column.
        cursor: row and column of the active cell, where there is one.
        formats: areas with a number format that says something: a currency, per cent, a date.
        formulas: the text of formulas, by row and column, where they are known.
        merged: merged areas.
        tables: the Excel Tables.
        hidden_rows: rows that are hidden, be it by hand or by a filter.
        hidden_columns: columns that are hidden.
        spills: where answers fill several cells: the area of each by its first cell; None where that is not known.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    top: int = 1
    left: int = 1
    cursor: tuple[int, int] | None = None
    formats: tuple[tuple[Area, str], ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=lambda: MappingProxyType({}))
    merged: tuple[Area, ...] = ()
    tables: tuple[ExcelTable, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    spills: Mapping[tuple[int, int], Area] | None = None

    @cached_property
    def columns(self) -> list[tuple[Cell, ...]]:
        """The cells of the used range, column by column, all of the same length."""
        return list(zip_longest(*self.rows))

    def cell(self, row: int, column: int) -> Cell:
        """What a cell holds, by its numbers on the sheet; beyond the used range nothing."""
        if self.top <= row < self.top + len(self.rows):
            line = self.rows[row - self.top]
            if self.left <= column < self.left + len(line):
                return line[column - self.left]
        return None

    def format(self, row: int, column: int) -> str:
        """The number format of a cell, as far as it is known."""
        return next((text for area, text in reversed(self.formats) if area.holds(row, column)), "")
