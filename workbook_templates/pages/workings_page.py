"""A sheet of a template that is written from top to bottom, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbook_templates.style import HouseBook, Kind, Role


@dataclass(frozen=True)
class Figure:
    """A named cell: what it says, its name, its formula; a unit that starts with = is a formula too."""

    label: str
    name: str
    formula: str
    kind: Kind = "money"
    unit: str = ""


class Page:
    """The sheet, and the row where the next part starts."""

    def __init__(self, book: HouseBook, name: str, title: str, note: str, widths: Sequence[float]) -> None:
        self.book = book
        self.sheet: Worksheet = book.sheet(name, widths, freeze=(2, 0), repeat=(0, 1))
        self.sheet.set_row(0, 28)
        self.sheet.write_string(0, 1, title, book.format("title"))
        self.sheet.write_string(1, 1, note, book.format("subtitle"))
        self.row = 3

    def part(self, heading: str, note: str, headings: Sequence[tuple[str, Kind]] = ()) -> None:
        """Start a part: its heading, a sentence on it, and the headings of its columns."""
        self.sheet.write_string(self.row, 1, heading, self.book.format("heading"))
        self.sheet.write_string(self.row + 1, 1, note, self.book.format("note"))
        self.row += 2
        if headings:
            self.book.headings(self.sheet, self.row, 1, headings)
            if any(len(text) > 14 for text, _ in headings[1:]):
                self.sheet.set_row(self.row, 30)
            self.row += 1

    def end_part(self) -> None:
        """Leave a line free."""
        self.row += 1

    def formula(self, column: int, formula: str, kind: Kind = "text", name: str = "") -> None:
        """Write a formula into the current row."""
        role: Role = "label" if kind == "text" else "result"
        self.sheet.write_formula(self.row, column, formula, self.book.format(role, kind), "")
        if name:
            self.book.name(name, self.sheet, self.row, column)

    def value(self, column: int, value: str | float, kind: Kind = "text") -> None:
        """Write a text or number into the current row."""
        self.sheet.write(self.row, column, value, self.book.format("label" if kind == "text" else "result", kind))

    def cell(self, column: int, row: int = -1) -> str:
        """An absolute reference on this sheet, in the current row unless another is given."""
        return str(xl_rowcol_to_cell(row if row >= 0 else self.row, column, row_abs=True, col_abs=True))

    def largest(self, cells: str, place: int, *, value: int, at: int) -> None:
        """Write the largest, second largest ... number of a list, and its row there; each place on the row below.

        Of equal ones the upper stands first. Without arrays, which LibreOffice and old Excel take otherwise.

        Args:
            cells: the list, as part of a formula.
            place: 1 for the largest.
            value: the column for the number.
            at: the column for its row, counted from 1 within the list.
        """
        number, above = self.cell(value), self.cell(at, self.row - 1)
        found = f"MATCH({number},{cells},0)"
        if place > 1:
            below = f"INDEX({cells},{above}+1):INDEX({cells},ROWS({cells}))"
            found = f"IF(INDEX({cells},{above})={number},{above}+MATCH({number},{below},0),{found})"
        self.formula(value, f'=IF(COUNT({cells})<{place},"",LARGE({cells},{place}))', "money")
        self.formula(at, f'=IF(COUNT({cells})<{place},"",{found})', "count")

    def figures(self, heading: str, note: str, figures: Sequence[Figure]) -> None:
        """Write named figures, one below another."""
        self.part(heading, note, (("Figure", "text"), ("Value", "count"), ("Unit", "text"), ("Name", "text")))
        for figure in figures:
            self.value(1, figure.label)
            align = {"align": "left"} if figure.kind == "text" else {}
            look = self.book.format("result", figure.kind, **align)
            self.sheet.write_formula(self.row, 2, figure.formula, look, "")
            self.book.name(figure.name, self.sheet, self.row, 2)
            unit = self.book.format("unit")
            if figure.unit.startswith("="):
                self.sheet.write_formula(self.row, 3, figure.unit, unit, "")
            else:
                self.sheet.write(self.row, 3, figure.unit, unit)
            self.sheet.write_string(self.row, 4, figure.name, unit)
            self.row += 1
        self.end_part()
