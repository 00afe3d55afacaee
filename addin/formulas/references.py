"""Cells and areas as formulas name them: ``B2``, ``$B$2:$C9``, ``A:A``, ``3:4``, always with their sheet apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import product

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_COLUMN_NAMES = [""]


def column_name(column: int) -> str:
    """The letters of a column, 1 being A."""
    while len(_COLUMN_NAMES) <= column:
        number, letters = len(_COLUMN_NAMES), ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        _COLUMN_NAMES.append(letters)
    return _COLUMN_NAMES[column]


def column_number(letters: str) -> int:
    """The number of a column, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def cell_address(address: str) -> tuple[int, int]:
    """Row and column of an address such as ``B2``; raises ValueError for anything else."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(address)
    row, column = int(match[2]), column_number(match[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(address)
    return row, column


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on a sheet that is known from the context; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def named(cls, address: str) -> Area:
        """The area of an address such as ``B2`` or ``B2:C9``; raises ValueError for anything else."""
        first, _, last = address.partition(":")
        (top, left), (bottom, right) = cell_address(first), cell_address(last or first)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.right - self.left + 1

    @property
    def cells(self) -> int:
        """The number of cells."""
        return self.height * self.width

    def overlaps(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def within(self, cells: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of some cells that lie in it; rows and columns ascend if those of the cells do."""
        if self.cells > len(cells):
            return (cell for cell in cells if cell in self)
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return (cell for cell in product(rows, columns) if cell in cells)

    @property
    def address(self) -> str:
        """The address as files write it: ``B2`` or ``B2:C9``."""
        first = f"{column_name(self.left)}{self.top}"
        if self.height == self.width == 1:
            return first
        return f"{first}:{column_name(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a formula.

    Attributes:
        area: what it refers to, seen from the cell that the formula stands in.
        sheet: the sheet's name, or None for the formula's own.
        fixed: whether top, left, bottom, right stay when the formula is filled into other cells (``$``).
        whole: "columns" for ``A:A``, "rows" for ``1:1``, else "".
        spilled: whether ``#`` follows: the area that the cell's formula spills over.
    """

    area: Area
    sheet: str | None = None
    fixed: tuple[bool, bool, bool, bool] = (False, False, False, False)
    whole: str = ""
    spilled: bool = False

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell (and not what that cell spills)."""
        return self.area.height == self.area.width == 1 and not self.spilled

    @property
    def moves_down(self) -> bool:
        """Whether it names other rows when the formula is filled down."""
        return not (self.fixed[0] and self.fixed[2])

    def moved(self, rows: int, columns: int) -> Reference:
        """The reference when its formula is filled that far down and right; wraps around the sheet as Excel does."""
        if self.whole == "columns":
            rows = 0
        elif self.whole == "rows":
            columns = 0
        area, fixed = self.area, self.fixed
        top = area.top if fixed[0] else (area.top + rows - 1) % LAST_ROW + 1
        left = area.left if fixed[1] else (area.left + columns - 1) % LAST_COLUMN + 1
        bottom = area.bottom if fixed[2] else (area.bottom + rows - 1) % LAST_ROW + 1
        right = area.right if fixed[3] else (area.right + columns - 1) % LAST_COLUMN + 1
        moved = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        return replace(self, area=moved)

    def covers(self, rows: int) -> Area:
        """All that it names while its formula is filled down over so many rows."""
        if rows == 1 or not self.moves_down:
            return self.area
        return Area(self.area.top, self.area.left, max(self.area.bottom, self.area.bottom + rows - 1), self.area.right)


_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})"
_CELLS = re.compile(f"{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_ROWS = re.compile(r"(\$?)([1-9]\d{0,6}):(\$?)([1-9]\d{0,6})")


@dataclass(frozen=True)
class Place:
    """Where a formula stands.

    Attributes:
        sheet, row, column: its (first) cell.
        rows: over how many rows it is filled down.
        is_array: whether it is an array formula, whose ranges are taken whole.
    """

    sheet: str
    row: int
    column: int
    rows: int = 1
    is_array: bool = False


def read_reference(text: str) -> Reference | None:
    """The reference that a text such as ``$B2:C$9`` or ``A:A`` is, without a sheet; None where it is none."""
    if match := _CELLS.fullmatch(text):
        left_fixed, left, top_fixed, top = match.group(1, 2, 3, 4)
        right_fixed, right, bottom_fixed, bottom = match.group(5, 6, 7, 8) if match[6] else match.group(1, 2, 3, 4)
        rows = sorted(((int(top), bool(top_fixed)), (int(bottom), bool(bottom_fixed))))
        columns = sorted(((column_number(left), bool(left_fixed)), (column_number(right), bool(right_fixed))))
        whole = ""
    elif match := _COLUMNS.fullmatch(text):
        rows = [(1, True), (LAST_ROW, True)]
        columns = sorted(((column_number(match[2]), bool(match[1])), (column_number(match[4]), bool(match[3]))))
        whole = "columns"
    elif match := _ROWS.fullmatch(text):
        rows = sorted(((int(match[2]), bool(match[1])), (int(match[4]), bool(match[3]))))
        columns = [(1, True), (LAST_COLUMN, True)]
        whole = "rows"
    else:
        return None
    if rows[1][0] > LAST_ROW or columns[1][0] > LAST_COLUMN:
        return None
    area = Area(rows[0][0], columns[0][0], rows[1][0], columns[1][0])
    return Reference(area, fixed=(rows[0][1], columns[0][1], rows[1][1], columns[1][1]), whole=whole)


def sheet_prefix(name: str) -> str:
    """A sheet's name as it stands before a reference."""
    return "'" + name.replace("'", "''") + "'!"
