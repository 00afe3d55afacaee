"""The sheet ReadMe of a template, its first tab: what it is for, what to replace, what is assumed, who computed it."""

from __future__ import annotations

from collections.abc import Sequence

import udfs
from workbook_templates.style import MUTED, HouseBook

_LETTERS_A_LINE = 122


class ReadMePage:
    """Makes the sheet when constructed, so that its tab stands first, and fills it."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.sheet = book.sheet("ReadMe", (2, 18, 110), one_page=True)
        self.row = 0

    def write(
        self,
        title: str,
        question: str,
        *,
        tabs: Sequence[tuple[str, str]],
        about: Sequence[str],
        steps: Sequence[str],
        assumed: Sequence[str],
        spilling: str = "Tables",
    ) -> None:
        """Write the sheet.

        Args:
            title: what the book is called.
            question: what it answers, as a question.
            tabs: each sheet, and what it is for.
            about: sentences on what the book is filled with: where that is from, what was read and left out.
            steps: how to replace it with one's own, step by step.
            assumed: the conventions and assumptions that the figures rest on.
            spilling: the sheets with answers of several cells; empty where there are none.
        """
        book, sheet = self.book, self.sheet
        sheet.set_row(0, 30)
        sheet.write(0, 1, title, book.format("title"))
        sheet.write(1, 1, question, book.format("subtitle"))
        self.row = 3
        self._part("The sheets")
        for tab, says in tabs:
            sheet.write_url(self.row, 1, f"internal:'{tab}'!A1", book.format("link"), tab)
            sheet.write(self.row, 2, says, book.format("label", bottom=0))
            self.row += 1
        self._part("This book")
        self._lines(about)
        self._part("Your own figures")
        self._lines(steps, numbered=True)
        self._part("What is assumed")
        self._lines(assumed)
        self._part("How to read it")
        sheet.write(self.row, 1, "Yellow, blue type", book.format("input"))
        sheet.write(self.row, 2, "You type here. All else is computed.", book.format("label", bottom=0))
        self.row += 2
        self._part("Version")
        sheet.write(self.row, 1, "Written by", book.format("label", bottom=0))
        sheet.write(self.row, 2, f"Tenure {udfs.__version__}", book.format("label", bottom=0))
        sheet.write(self.row + 1, 1, "Computed by", book.format("label", bottom=0))
        sheet.write_formula(self.row + 1, 2, "=REL_VERSION()", book.format("label", bottom=0), "")
        without = (
            "Without the add-in the figures stand as they were computed last. Do not recalculate there: keep live "
            "books with one owner, and share a copy with values only."
        )
        if spilling:
            without += (
                f" LibreOffice recalculates the answers that spill (on {spilling}) by itself and shows #NAME? there."
            )
        sheet.write(self.row + 2, 1, "Without Tenure", book.format("label", bottom=0))
        self._line(self.row + 2, without)

    def _part(self, heading: str) -> None:
        if self.row > 3:
            self.row += 1
        self.sheet.write(self.row, 1, heading, self.book.format("heading"))
        self.row += 1

    def _lines(self, lines: Sequence[str], *, numbered: bool = False) -> None:
        look = self.book.format("label", bottom=0, align="right", valign="top", font_color=MUTED)
        for number, line in enumerate(lines, 1):
            self.sheet.write(self.row, 1, f"{number}." if numbered else "\u2022", look)
            self._line(self.row, line)
            self.row += 1

    def _line(self, row: int, line: str) -> None:
        self.sheet.write(row, 2, line, self.book.format("label", "wrapped", bottom=0))
        # Rows do not grow by themselves in a file that no spreadsheet program has opened.
        self.sheet.set_row(row, 16.5 + 13.5 * (len(line) // _LETTERS_A_LINE))
