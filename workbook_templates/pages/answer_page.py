"""The sheet on which a template opens: its question answered in sentences, figures and pictures, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart

from workbook_templates.pages.checks_page import Check
from workbook_templates.settings import Setting
from workbook_templates.style import HOUSE, WARNING, HouseBook, Kind, Role, write_value

COLUMNS = 12
COLUMN_WIDTH = 15
COLUMN_PIXELS = 110
ROW_PIXELS = 22
_VALUE, _UNIT, _NAME, _MEANING = 3, 4, 5, 7
"""The columns of a line to type in, behind its label."""


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
        self.sheet = book.sheet(name, widths, one_page=True, handed_round=True, tab=HOUSE)
        self.row = 0
        self._faults: list[str] = []

    def title(self, title: str, subtitle: str) -> None:
        """Write both; with = they are formulas."""
        self.sheet.set_row(0, 30)
        self._write(0, 1, title, self.book.format("title"))
        self._write(1, 1, subtitle, self.book.format("subtitle"))
        self.row = 3

    def remark(self, formula: str) -> None:
        """Write between the title and the sentences what they assume or leave out; blank where that is nothing."""
        self._write(2, 1, formula, self.book.format("message", font_color=WARNING))

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
        parted: bool = False,
        warns: bool = False,
    ) -> None:
        """Write a short list of names and figures at the current row; `row` stays, for what stands beside it.

        Args:
            heading: what stands above it; with = a formula.
            columns: for each of its columns the heading, what it holds, and how many columns of the sheet it takes.
            lines: the formulas of each line.
            column: its first column on the sheet, from 1.
            parted: whether a gap parts it from one that stands right beside it.
            warns: whether it is of what went wrong, in the colour for that.
        """
        book, sheet = self.book, self.sheet
        colour: dict[str, Any] = {"font_color": WARNING} if warns else {}
        self._write(self.row, column, heading, book.format("heading", **colour))
        spread: list[tuple[str, Kind]] = []
        for text, kind, width in columns:
            spread += [(text, kind)] + [("", kind)] * (width - 1)
        book.headings(sheet, self.row + 1, column, spread, wrap=False)
        gap: dict[str, Any] = {"right": 5, "right_color": "#FFFFFF"} if parted else {}
        for row, formulas in enumerate(lines, self.row + 2):
            at = column
            for formula, (_, kind, width) in zip(formulas, columns, strict=True):
                role: Role = "label" if kind == "text" else "result"
                is_last = at + width == column + len(spread)
                sheet.write_formula(row, at, formula, book.format(role, kind, **(gap if is_last else {})), "")
                for blank in range(at + 1, at + width):
                    sheet.write_blank(row, blank, None, book.format("label"))
                at += width

    def below(self, rows: int) -> None:
        """Go on below what was just placed: so many rows, its heading apart."""
        self.row += rows + 2

    def inputs(self, heading: str, settings: Sequence[Setting]) -> None:
        """Write a handful of cells to type in, a line each across the page, for a book whose inputs are no list."""
        book, sheet = self.book, self.sheet
        texts = {1: heading, _VALUE: "Type here", _UNIT: "Unit", _NAME: "Name in formulas", _MEANING: "What it means"}
        kinds: dict[int, Kind] = {_VALUE: "count"}
        for column in range(1, COLUMNS + 1):
            look = book.heading_over(kinds.get(column, "text"), wrap=False)
            write_value(sheet, self.row, column, texts.get(column), look)
        for setting in settings:
            self.row += 1
            line = {1: setting.label, _UNIT: setting.unit, _NAME: setting.name, _MEANING: setting.meaning}
            for column in range(1, COLUMNS + 1):
                look = book.format("unit" if column in (_UNIT, _NAME) else "label")
                write_value(sheet, self.row, column, line.get(column), look)
            write_value(sheet, self.row, _VALUE, setting.value, book.format("input", setting.kind))
            if setting.allowed:
                sheet.data_validation(self.row, _VALUE, self.row, _VALUE, setting.allowed)
            book.name(setting.name, sheet, self.row, _VALUE)
            self._faults.append(setting.fault)
        self.row += 2

    def link(self, text: str, sheet: str) -> None:
        """Write a line that leads to a sheet, such as that of the list to replace."""
        self.sheet.write_url(self.row, 1, f"internal:'{sheet}'!A1", self.book.format("link", bottom=0, indent=0), text)
        self.row += 1

    def check(self) -> Check:
        """The check that the cells to type in hold what they may hold."""
        return Check(
            "test_inputs", "Every yellow cell of the first sheet holds what its line says: cells that do not.",
            "+".join(self._faults) or "0",
        )  # fmt: skip

    def end(self) -> None:
        """Set what is printed, and let the book open on this sheet."""
        self.sheet.print_area(0, 0, self.row, COLUMNS + 1)
        self.sheet.activate()

    def _write(self, row: int, column: int, text: str, look: Any) -> None:
        if text.startswith("="):
            self.sheet.write_formula(row, column, text, look, "")
        else:
            self.sheet.write_string(row, column, text, look)
