"""Excel tables, and the structured references that formulas make to them.

``Clients[Fees]``, ``Clients[[#This Row],[Fees]]``, ``[@Fees]``, ``Clients[[#Headers],[A]:[C]]``, ``Clients[#All]``;
a quote mark ``'`` before a character of a column's name takes its special meaning away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from addin.formulas.grammar import FormulaTrouble
from addin.formulas.references import Area, Reference


@dataclass(frozen=True)
class Table:
    """A table as the file declares it.

    Attributes:
        name: the name that formulas use.
        sheet: the sheet it lies on.
        area: all of it, headings and totals included.
        columns: the headings.
        header_rows: rows of headings, 0 or 1.
        totals_rows: rows of totals at the end, 0 or 1.
        is_filtered: whether a filter chooses among its rows.
    """

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int
    is_filtered: bool = False

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return self.area.top + self.header_rows

    @property
    def last_row(self) -> int:
        """The last row of data."""
        return self.area.bottom - self.totals_rows

    def rows(self, part: str) -> tuple[int, int] | None:
        """First and last row of ``#all``, ``#data``, ``#headers`` or ``#totals``; None where it has none."""
        if part == "#all":
            return self.area.top, self.area.bottom
        if part == "#data":
            return self.first_row, self.last_row
        if part == "#headers" and self.header_rows:
            return self.area.top, self.first_row - 1
        if part == "#totals" and self.totals_rows:
            return self.last_row + 1, self.area.bottom
        return None

    def column(self, heading: str) -> int:
        """The sheet's column under a heading, whatever its case."""
        wanted = heading.casefold()
        for position, column in enumerate(self.columns):
            if column.casefold() == wanted:
                return self.area.left + position
        raise FormulaTrouble(f"the table {self.name} has no column “{heading}”")


@dataclass(frozen=True)
class StructuredReference:
    """A structured reference taken apart: parts such as ``#headers``, and first and last column by heading."""

    table: str
    parts: tuple[str, ...]
    columns: tuple[str, ...]


_PARTS = ("#all", "#data", "#headers", "#totals", "#this row")
_PIECES = re.compile(r"\[((?:[^\[\]']|'.)*)\]|([,:])|\s*(@)|((?:[^\[\],:@']|'.)+)")


def read_structured(text: str) -> StructuredReference:
    """Take a structured reference apart; the table's name is "" where it is left out."""
    name, _, inside = text.partition("[")
    inside = inside[:-1]
    parts: list[str] = []
    columns: list[str] = []
    if re.search(r"(?<!')\[", inside) is None:
        if inside.startswith("@"):
            parts.append("#this row")
            inside = inside[1:]
        if inside.strip().casefold() in _PARTS:
            parts.append(inside.strip().casefold())
        elif inside.strip():
            columns.append(_unescaped(inside))
        return StructuredReference(name, tuple(parts), tuple(columns))
    for bracketed, _, this_row, bare in _PIECES.findall(inside):
        if this_row:
            parts.append("#this row")
        piece = bracketed or bare.strip()
        if piece.strip().casefold() in _PARTS:
            parts.append(piece.strip().casefold())
        elif piece:
            columns.append(_unescaped(piece))
    return StructuredReference(name, tuple(parts), tuple(columns))


def _unescaped(heading: str) -> str:
    return re.sub(r"'(.)", r"\1", heading, flags=re.DOTALL)


class Tables:
    """The tables of a workbook."""

    def __init__(self, tables: list[Table]) -> None:
        self._by_name = {table.name.casefold(): table for table in tables}
        self._by_sheet: dict[str, list[Table]] = {}
        for table in tables:
            self._by_sheet.setdefault(table.sheet, []).append(table)

    def around(self, sheet: str, row: int, column: int) -> Table | None:
        """The table that a cell lies in."""
        for table in self._by_sheet.get(sheet, ()):
            if (row, column) in table.area:
                return table
        return None

    def named(self, name: str) -> Table | None:
        """The table of that name, whatever its case."""
        return self._by_name.get(name.casefold())

    def reference(self, text: str, sheet: str, row: int, column: int) -> Reference | None:
        """What a structured reference means in a cell; None where the table has no such part (``#REF!``).

        ``#This Row`` moves when the formula is filled down, everything else is fixed.
        """
        wanted = read_structured(text)
        table = self.named(wanted.table) if wanted.table else self.around(sheet, row, column)
        if table is None:
            missing = f"there is no table “{wanted.table}”" if wanted.table else f"{text} stands outside any table"
            raise FormulaTrouble(missing)
        left, right = table.area.left, table.area.right
        if wanted.columns:
            found = sorted(table.column(heading) for heading in wanted.columns)
            left, right = found[0], found[-1]
        if "#this row" in wanted.parts:
            if not table.first_row <= row <= table.last_row:
                raise FormulaTrouble(f"{text} stands beside no row of the table {table.name}")
            return Reference(Area(row, left, row, right), table.sheet, (False, True, False, True))
        spans = [table.rows(part) for part in wanted.parts or ("#data",)]
        if any(span is None for span in spans):
            return None
        top = min(span[0] for span in spans if span is not None)
        bottom = max(span[1] for span in spans if span is not None)
        return Reference(Area(top, left, bottom, right), table.sheet, (True, True, True, True))
