"""The sheet on which a template opens: its question answered in sentences, figures and pictures, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart

from workbook_templates.style import HOUSE, HouseBook, Kind, Role

COLUMNS = 12
COLUMN_WIDTH = 15
COLUMN_PIXELS = 110
ROW_PIXELS = 22


@dataclass(frozen=True)
class Card:
    """A figure of the top row: its label, the formula, and a note below it (a formula, too)."""

    label: str
    formula: str
    note: str
    kind: Kind = "text"


class AnswerPage:
    """Makes the sheet when constructed, so that its tab stands in its place; its parts are written from the top.

    Twelve columns of one width: pictures, lists and cards are laid out on them. `row` is the next free row, from 0.
    """

    def __init__(self, book: HouseBook, name: str = "Answer") -> None:
        self.book = book
        widths = (2, *(COLUMN_WIDTH for _ in range(COLUMNS)), 2)
        self.sheet = book.sheet(name, widths, one_page=True, tab=HOUSE)
        self.row = 0

    def title(self, title: str, subtitle: str) -> None:
        """Write both; with = they are formulas."""
        self.sheet.set_row(0, 30)
        self._write(0, 1, title, self.book.format("title"))
        self._write(1, 1, subtitle, self.book.format("subtitle"))
        self.row = 3

    def sentences(self, formulas: Sequence[str]) -> None:
        """Write what the book answers, a line each, the first in bold; a sentence that has nothing to say is blank."""
        for place, formula in enumerate(formulas):
            self._write(self.row, 1, formula, self.book.format("message", bold=place == 0))
            self.sheet.set_row(self.row, 18)
            self.row += 1
        self.row += 1

    def cards(self, cards: Sequence[Card]) -> None:
        """Write up to six figures side by side."""
        book, sheet, row = self.book, self.sheet, self.row
        gap: dict[str, Any] = {"right": 5, "right_color": "#FFFFFF"}
        sheet.set_row(row + 1, 30)
        for place, card in enumerate(cards):
            column = 1 + 2 * place
            sheet.write(row, column, card.label, book.format("kpi_label"))
            sheet.write_formula(row + 1, column, card.formula, book.format("kpi", card.kind, align="left"), "")
            self._write(row + 2, column, card.note, book.format("kpi_note"))
            sheet.write_blank(row, column + 1, None, book.format("kpi_label", **gap))
            sheet.write_blank(row + 1, column + 1, None, book.format("kpi", **gap))
            sheet.write_blank(row + 2, column + 1, None, book.format("kpi_note", **gap))
        self.row += 4

    def picture(
        self, chart: Chart, alt: str, heading: str, *, column: int = 1, columns: int = COLUMNS, rows: int = 15
    ) -> None:
        """Place a chart at the current row below a heading that says the finding; `row` stays, for one beside it.

        Args:
            chart: the chart.
            alt: what it shows, in words, for those who cannot see it.
            heading: what it shows, as a sentence; with = a formula.
            column: its first column, from 1.
            columns: how many columns wide.
            rows: how many rows high, the heading apart.
        """
        self._write(self.row, column, heading, self.book.format("heading"))
        chart.set_size({"width": columns * COLUMN_PIXELS - 10, "height": rows * ROW_PIXELS - 4})
        self.sheet.insert_chart(self.row + 1, column, chart, {"object_position": 1, "description": alt})

    def short_list(
        self,
        heading: str,
        columns: Sequence[tuple[str, Kind, int]],
        lines: Sequence[Sequence[str]],
        *,
        column: int,
    ) -> None:
        """Write a short list of names and figures at the current row; `row` stays, for what stands beside it.

        Args:
            heading: what stands above it; with = a formula.
            columns: for each of its columns the heading, what it holds, and how many columns of the sheet it takes.
            lines: the formulas of each line.
            column: its first column on the sheet, from 1.
        """
        book, sheet = self.book, self.sheet
        self._write(self.row, column, heading, book.format("heading"))
        spread: list[tuple[str, Kind]] = []
        for text, kind, width in columns:
            spread += [(text, kind)] + [("", kind)] * (width - 1)
        book.headings(sheet, self.row + 1, column, spread, wrap=False)
        for row, formulas in enumerate(lines, self.row + 2):
            at = column
            for formula, (_, kind, width) in zip(formulas, columns, strict=True):
                role: Role = "label" if kind == "text" else "result"
                sheet.write_formula(row, at, formula, book.format(role, kind), "")
                for blank in range(at + 1, at + width):
                    sheet.write_blank(row, blank, None, book.format("label"))
                at += width

    def below(self, rows: int) -> None:
        """Go on below what was just placed: so many rows, its heading apart."""
        self.row += rows + 2

    def link(self, text: str, sheet: str) -> None:
        """Write a line that leads to a sheet, such as that of the list to replace."""
        self.sheet.write_url(self.row, 1, f"internal:'{sheet}'!A1", self.book.format("link", bottom=0, indent=0), text)
        self.row += 1

    def end(self) -> None:
        """Set what is printed, and let the book open on this sheet."""
        self.sheet.print_area(0, 0, self.row, COLUMNS + 1)
        self.sheet.activate()

    def _write(self, row: int, column: int, text: str, look: Any) -> None:
        if text.startswith("="):
            self.sheet.write_formula(row, column, text, look, "")
        else:
            self.sheet.write_string(row, column, text, look)
