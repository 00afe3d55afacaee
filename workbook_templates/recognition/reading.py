"""What recognition answers: one frozen reading of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import CLIENT, CLIENT_NUMBER, OTHER, Role
from workbook_templates.recognition.sheet import Area, Cell, Sheet, column_letters

DateOrder = Literal["day first", "month first"]


class RowKind(Enum):
    """What a row below the headings is."""

    CLIENT = "client"
    """A row of the list: a client, or an invoice in a list of invoices."""
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    """It sums up the list: a total, an average, a count."""
    BLANK = "blank"
    HEADING = "heading repeated"
    NOTE = "note"
    """A remark, the title of a section, a line of a printed page."""
    UNNAMED = "no client named"


@dataclass(frozen=True)
class Corrections:
    """What a person said of a sheet, to be respected.

    Attributes:
        header: the numbers of the rows of headings.
        roles: roles by the column's name in the reading, or by its letters.
        month_first: whether dates such as 03/04/2025 are written month first.
    """

    header: tuple[int, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    month_first: bool | None = None


@dataclass(frozen=True)
class Column:
    """One column of the table.

    Attributes:
        number: its number on the sheet.
        heading: what stands above it, of two rows both; empty where nothing does.
        name: the heading, or the column's letters; no two columns have the same.
        role: what it is.
        year: the financial year, of fees, margin or cost of a year.
        confidence: how sure the role is, from 0 to 1.
        grounds: why, as the end of a sentence.
        currency: of a column of money, as far as it is known.
        unit: of a column of money.
        date_order: of a column of dates in which day and month could be taken for each other.
        decimal_comma: whether its texts have a comma as the decimal mark.
        said: what was guessed of its values, or cannot be read, in sentences without the column's name.
    """

    number: int
    heading: str
    name: str
    role: Role
    year: int | None = None
    confidence: float = 1.0
    grounds: str = ""
    currency: str = ""
    unit: Unit = "one"
    date_order: DateOrder | None = None
    decimal_comma: bool = False
    said: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        """Its letters on the sheet."""
        return column_letters(self.number)


@dataclass(frozen=True)
class LeftOut:
    """Cells that are no part of the table, and what they are taken for."""

    area: Area
    what: str


@dataclass(frozen=True)
class SameClient:
    """Rows whose names are probably those of one client, and the names."""

    rows: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """Why no figures can rest on the table, in one sentence, and the rows that it names."""

    sentence: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How a sheet is read. Rows and columns are numbered as on the sheet.

    Attributes:
        sheet: the sheet.
        area: the table with its headings; None where none was found.
        header: the rows of headings.
        columns: its columns, from the left.
        first: the first row below the headings.
        kinds: what each row is, from `first` on.
        grounds: why a row is no client, by row.
        subject: whether a row is a client or an invoice.
        table: the name of the Excel Table, if it is one.
        filled_down: cells of merged areas with the row of the cell that they are read as, by row and column.
        same: rows that probably name the same client.
        left_out: cells outside the table that hold something.
        refusals: why no figures can rest on it.
        said: what was guessed and left out of tables, columns and rows, in sentences.
    """

    sheet: Sheet
    area: Area | None = None
    header: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    first: int = 0
    kinds: Sequence[RowKind] = ()
    grounds: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    subject: Literal["clients", "invoices"] = "clients"
    table: str = ""
    filled_down: Mapping[tuple[int, int], int] = field(default_factory=lambda: MappingProxyType({}))
    same: tuple[SameClient, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that was guessed or left out: of the sheet, of the values of each column, and columns without meaning."""
        of_columns = [f"{column.name}: {sentence}" for column in self.columns for sentence in column.said]
        others = [column.name for column in self.with_role(OTHER)]
        without = [f"Without meaning for any figure: {', '.join(others)}."] if others else []
        return (*self.said, *of_columns, *without)

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """The columns with a role, earliest year first."""
        found = [column for column in self.columns if column.role is role]
        return tuple(sorted(found, key=lambda column: (column.year or 0, column.number)))

    @property
    def client(self) -> Column | None:
        """The column that names the clients: their names, or else their numbers."""
        return next(iter((*self.with_role(CLIENT), *self.with_role(CLIENT_NUMBER))), None)

    @cached_property
    def _rows_by_kind(self) -> dict[RowKind, list[int]]:
        return {kind: [row for row, each in enumerate(self.kinds, self.first) if each is kind] for kind in RowKind}

    @cached_property
    def _places_of_clients(self) -> Sequence[int]:
        """Where the rows of clients stand in columns; a range where they follow each other."""
        rows, top = self.rows(), self.sheet.top
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return range(rows[0] - top, rows[-1] - top + 1)
        return [row - top for row in rows]

    def rows(self, kind: RowKind = RowKind.CLIENT) -> list[int]:
        """The rows of a kind."""
        return self._rows_by_kind[kind]

    def cell(self, row: int, column: int) -> Cell:
        """A cell of the table; within a merged area what its first cell holds."""
        return self.sheet.cell(self.filled_down.get((row, column), row), column)

    def cells(self, column: Column, rows: Sequence[int] | None = None) -> list[Cell]:
        """The cells of a column, by default in the rows of clients."""
        filled_down = any(number == column.number for _, number in self.filled_down)
        if filled_down:
            return [self.cell(row, column.number) for row in (self.rows() if rows is None else rows)]
        cells, top = self.sheet.columns[column.number - self.sheet.left], self.sheet.top
        places = self._places_of_clients if rows is None else [row - top for row in rows]
        if isinstance(places, range):
            return list(cells[places.start : places.stop])
        return list(map(cells.__getitem__, places))


def in_words(rows: Sequence[int], most: int = 8) -> str:
    """Rows in words, neighbours drawn together; of many the first few: row 7; rows 4-6, 9."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in runs[:most]]
    more = sum(last - first + 1 for first, last in runs[most:])
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(shown)}{f' and {more} more' if more else ''}"
