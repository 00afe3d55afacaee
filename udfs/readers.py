"""The readers: what an argument of a worksheet function may hold, and what the function receives.

There are four roles:

- *row*: one cell per client (or one cell for all); the function receives a vector of floats or objects.
- *series*: one row of cells per client, in time; the function receives a matrix. A single column is one client.
- *columns*: several cells per client that are no series; the function receives a matrix, blanks as NaN.
- *call*: belongs to the call and not to a client: an option word, a list of cuts or names, a small table.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from udfs import cells as reading
from udfs.block import Block
from udfs.cells import Column, Fault
from udfs.errors import NOT_SHOWN, CellError, InputError, OutOfDomain, WrongKind

_PLAIN = frozenset((float, int))
_LARGEST = sys.float_info.max

Role = Literal["row", "series", "columns", "call"]


@dataclass(frozen=True)
class Reader:
    """How one argument is read.

    `word` is what the manual calls it. With `blank_counts` a blank is an answer in itself (nobody, nothing): it
    never makes a row left out.
    """

    word: str
    role: Role = "call"
    blank_counts: bool = False
    tells_header = False

    def refuse(self, must: str, given: Any = NOT_SHOWN, kind: type[InputError] = WrongKind) -> Fault:
        """A fault of this argument."""
        return Fault(kind, must, given)


@dataclass(frozen=True)
class Numbers(Reader):
    """Numbers within bounds: one per client, or a series of them.

    A number outside is `#NUM!`. Bounds are included unless `open_bounds`. `blank` is what the function receives for
    a blank inside a series.
    """

    role: Role = "row"
    low: float = -math.inf
    high: float = math.inf
    open_bounds: bool = False
    whole: bool = False
    must: str = "must be a number"
    blank: float = math.nan
    tells_header = True

    def read(self, cells: Sequence[object], date_1904: bool = False) -> Column:
        """The cells as floats, each checked against the bounds."""
        cell: Any = cells[0] if len(cells) == 1 else None
        if type(cell) in _PLAIN and abs(cell) <= _LARGEST and self.holds(cell):
            return Column(np.array(cells, dtype=float), None, None)  # the commonest call by far: one plain number
        return self._within(reading.read_numbers(cells), cells)

    def holds(self, value: float) -> bool:
        """Whether one number lies within the bounds."""
        inside = self.low < value < self.high if self.open_bounds else self.low <= value <= self.high
        return inside and (not self.whole or value == math.floor(value))

    def _within(self, column: Column, cells: Sequence[object]) -> Column:
        values = column.values
        if self.low == -math.inf and self.high == math.inf and not self.whole:
            return column
        # Comparing the extremes is cheaper than a mask, and nearly every column passes.
        if not self.whole and len(values) and self.holds(values.min()) and self.holds(values.max()):
            return column
        outside = (
            (values <= self.low) | (values >= self.high)
            if self.open_bounds
            else (values < self.low) | (values > self.high)
        )
        if self.whole:
            outside |= values != np.floor(values)
        faults = dict(column.faults or {})
        if column.blanks is not None:
            outside[column.blanks] = False
        for position in np.flatnonzero(outside).tolist():
            faults.setdefault(position, Fault(OutOfDomain, self.must, cells[position]))
        return column._replace(faults=faults or None)

    def is_text(self, cell: object) -> bool:
        """Whether a cell holds text that is no number: what a heading looks like."""
        return (
            isinstance(cell, str)
            and not reading.is_blank(cell)
            and reading.error_in(cell) is None
            and not isinstance(reading.number(cell), float)
        )


@dataclass(frozen=True)
class Dates(Numbers):
    """Dates, as whole days in Excel's serial numbers of the 1900 system."""

    word: str = "date"
    must: str = "must be a date"

    def read(self, cells: Sequence[object], date_1904: bool = False) -> Column:
        """The cells as serial numbers."""
        if (column := reading.plain_days(cells, date_1904)) is not None:
            return column
        return reading.read_numbers(cells, partial(reading.day, date_1904=date_1904))

    def is_text(self, cell: object) -> bool:
        """Whether a cell holds text that is no date."""
        return (
            isinstance(cell, str)
            and not reading.is_blank(cell)
            and reading.error_in(cell) is None
            and not isinstance(reading.day(cell), float)
        )


@dataclass(frozen=True)
class Names(Reader):
    """Names or ids, as objects: text trimmed, numbers as they are."""

    word: str = "name"
    role: Role = "row"

    def read(self, cells: Sequence[object], date_1904: bool = False) -> Column:
        """The cells as names."""
        return reading.read_objects(cells, reading.name)


@dataclass(frozen=True)
class Flags(Reader):
    """Yes or no as 1.0 and 0.0; a blank is the argument's default, or `blank` among several columns."""

    word: str = "flag"
    role: Role = "row"
    blank: float = math.nan

    def read(self, cells: Sequence[object], date_1904: bool = False) -> Column:
        """The cells as floats, 1.0 for yes and 0.0 for no."""
        return reading.read_numbers(cells, reading.flag)


@dataclass(frozen=True)
class Choice(Reader):
    """An option word in English."""

    word: str = "option"
    words: tuple[str, ...] = ()

    def take(self, block: Block, date_1904: bool) -> object:
        """The word as declared, None when not given."""
        if not block.is_one_cell:
            return self.refuse("must be one cell")
        return reading.choice(block.cells[0], self.words)


@dataclass(frozen=True)
class Switch(Reader):
    """One TRUE or FALSE for the whole call."""

    word: str = "flag"

    def take(self, block: Block, date_1904: bool) -> object:
        """True or False, None when not given."""
        if not block.is_one_cell:
            return self.refuse("must be one cell")
        cell = block.cells[0]
        return None if reading.is_blank(cell) else reading.flag(cell)


@dataclass(frozen=True)
class One(Reader):
    """One number for the whole call, read as another reader reads a client's."""

    word: str = "number"
    of: Numbers = Numbers("number")

    def take(self, block: Block, date_1904: bool) -> object:
        """The number, None when not given."""
        if not block.is_one_cell:
            return self.refuse("must be one cell")
        return _single(self.of.read(block.cells, date_1904))


def _single(column: Column) -> object:
    if column.faults:
        return column.faults[0]
    return None if column.blanks is not None else float(column.values[0])


@dataclass(frozen=True)
class NumberList(Reader):
    """A list of numbers, a row or a column; blanks are passed over."""

    word: str = "list of numbers"
    of: Numbers = Numbers("number")

    def take(self, block: Block, date_1904: bool) -> object:
        """The numbers as a vector, None when all are blank."""
        if min(block.rows, block.columns) > 1:
            return self.refuse("must be one row or one column")
        return _list_of(self.of.read(block.cells, date_1904))


@dataclass(frozen=True)
class NameList(Reader):
    """A list of names, a row or a column; blanks are passed over."""

    word: str = "list of names"

    def take(self, block: Block, date_1904: bool) -> object:
        """The names as objects, None when all are blank."""
        if min(block.rows, block.columns) > 1:
            return self.refuse("must be one row or one column")
        return _list_of(Names().read(block.cells))


def _list_of(column: Column) -> object:
    if column.faults:
        return column.faults[min(column.faults)]
    values = column.values if column.blanks is None else np.delete(column.values, column.blanks)
    return values if len(values) else None


@dataclass(frozen=True)
class ListInPlace(Reader):
    """A list, a row or a column, in which a blank keeps its place: it belongs to what stands there in another list."""

    word: str = "list"
    one: Callable[[object], Any] = reading.name

    def take(self, block: Block, date_1904: bool) -> object:
        """What `one` makes of each cell as objects, None for a blank; None when all are blank."""
        if min(block.rows, block.columns) > 1:
            return self.refuse("must be one row or one column")
        column = reading.read_objects(block.cells, self.one)
        if column.faults:
            return column.faults[min(column.faults)]
        all_blank = column.blanks is not None and len(column.blanks) == len(column.values)
        return None if all_blank else column.values


@dataclass(frozen=True)
class Cut(Reader):
    """A number, or a word that says how to find it."""

    word: str = "cut"
    words: tuple[str, ...] = ()

    def take(self, block: Block, date_1904: bool) -> object:
        """A float, a word, or None when not given. 0 is a number here."""
        if not block.is_one_cell:
            return self.refuse("must be one cell")
        cell = block.cells[0]
        if reading.is_blank(cell):
            return None
        value = reading.number(cell)
        if isinstance(value, Fault) and value.kind is WrongKind and isinstance(cell, str):
            word = reading.choice(cell, self.words)
            return (
                self.refuse("must be a number, " + " or ".join(self.words), cell) if isinstance(word, Fault) else word
            )
        return value


@dataclass(frozen=True)
class Flows(Reader):
    """One number, or a single row or column of cash flows; a blank among them keeps its place as 0."""

    word: str = "number or cash flows"

    def take(self, block: Block, date_1904: bool) -> object:
        """A float for one cell, a vector for several, None when all are blank."""
        if min(block.rows, block.columns) > 1:
            return self.refuse("must be one number, one row or one column")
        column = reading.read_numbers(block.cells)
        if block.is_one_cell:
            return _single(column)
        if column.faults:
            return column.faults[min(column.faults)]
        return None if column.blanks is not None and len(column.blanks) == len(column.values) else column.values


@dataclass(frozen=True)
class NumberByName(Reader):
    """A table of two columns, name and number; a heading above it, and a name without a number, are passed over.

    With `or_number` one number alone may stand in its place. Names are compared as identities.
    """

    word: str = "table of two columns"
    of: Numbers = Numbers("number")
    or_number: bool = False

    def take(self, block: Block, date_1904: bool) -> object:
        """A dictionary from identity to number, or a float; None when all is blank."""
        if self.or_number and block.is_one_cell:
            return _single(self.of.read(block.cells, date_1904))
        if all(map(reading.is_blank, block.cells)):
            return None
        if block.columns != 2:
            return self.refuse("must have two columns, a name and a number")
        table: dict[str, float] = {}
        for row in range(block.rows):
            name, value = block.cells[2 * row], block.cells[2 * row + 1]
            if reading.is_blank(value) or (row == 0 and self.of.is_text(value)):
                continue
            found = self._entry(row + 1, name, value, table, date_1904)
            if found is not None:
                return found
        return table or None

    def _entry(
        self, row: int, name: object, value: object, table: dict[str, float], date_1904: bool
    ) -> Fault | CellError | None:
        """Put one row into the table, or say what is wrong with it."""
        shown = reading.name(name) if not reading.is_blank(name) else reading.missing()
        number = _single(self.of.read([value], date_1904))
        for read in (shown, number):
            if isinstance(read, CellError):
                return read
            if isinstance(read, Fault):
                return read._replace(must=f"{read.must} in its row {row}")
        assert isinstance(number, float)
        if (key := reading.identity(shown)) in table:
            return self.refuse(f"must name each once, row {row} repeats", shown)
        table[key] = number
        return None


@dataclass(frozen=True)
class OneName(Reader):
    """One text for the whole call."""

    word: str = "text"

    def take(self, block: Block, date_1904: bool) -> object:
        """The text, None when not given."""
        if not block.is_one_cell:
            return self.refuse("must be one cell")
        cell = block.cells[0]
        return None if reading.is_blank(cell) else reading.name(cell)


@dataclass(frozen=True)
class Anything(Reader):
    """Cells as they came: a scalar or a list of rows. An argument with this reader takes all that follow."""

    word: str = "anything"
