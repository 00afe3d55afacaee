"""A sheet of a report on its way: cells, tables, charts, and what was counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from addin.commands.client_rows import ClientRows
from addin.commands.page import Page
from addin.edits import Chart, Edit, Formula, TierColours, Validation
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import Kind

Headings = Sequence[tuple[str, Kind]]


def so_many(cells: str, count: int, what: str, others: str) -> str:
    """How many of the rows have a number, as a formula; what is said of the others stands only where there are some.

    Args:
        cells: the column with the numbers, as a reference.
        count: how many rows there are.
        what: what the rows are and have, as in "clients have a value".
        others: what is said of those without, as in "the others left".
    """
    counted = f"COUNT({cells})"
    return f'{counted}&" of {count:,} {what}"&IF({counted}={count},".","; {others}.")'


class ReportPage(Page):
    """A sheet that belongs to the sheet with the list.

    Args:
        clients: the list.
        key: what the sheet is for Tenure.
        name: what it is called, where no sheet is called that.
    """

    def __init__(self, clients: ClientRows, key: str, name: str) -> None:
        super().__init__(clients.snapshot, key, name)
        self._scope = clients.sheet
        self.row_above = clients.row_above
        self.there = self.own.contents if self.own else {}
        self.charts: list[Chart] = []
        self.validations: list[Validation] = []
        self.colours: list[tuple[Area, TierColours]] = []
        self._heights: list[tuple[int, float]] = []

    def opening(self, title: str, about: str, findings: Sequence[str]) -> None:
        """The title, what the sheet is, and below them what it finds, as live sentences."""
        self.put(1, 1, title, "title")
        self.put(2, 1, about, "subtitle")
        for row, finding in enumerate(findings, 3):
            self.formula(row, 1, finding, "message")

    def table_headings(self, row: int, headings: Headings, column: int = 1, *, is_tall: bool = True) -> None:
        """The headings of a table; not tall beside another table, whose line they would stretch."""
        for place, (heading, kind) in enumerate(headings, column):
            self.put(row, place, heading, "column", kind)
        if is_tall:
            self._heights.append((row, 30.0))

    def formulas(self, row: int, formulas: Iterable[str], headings: Headings) -> None:
        """A line of a table from the first column on, each cell a formula."""
        for column, (formula, (_, kind)) in enumerate(zip(formulas, headings, strict=True), 1):
            self.formula(row, column, formula, "key" if column == 1 else "result", kind)

    def totals(self, row: int, label: str, formulas: Iterable[str | None], headings: Headings) -> None:
        """The last line of a table: its label, and formulas; None leaves a cell blank."""
        self.put(row, 1, label, "total")
        for column, (formula, (_, kind)) in enumerate(zip(formulas, headings[1:], strict=True), 2):
            self.put(row, column, None if formula is None else Formula(f"={formula}"), "total", kind)

    def lines_there(self, row: int, column: int, of: type) -> int:
        """How many cells of a sort stand below each other on the sheet as it is; 0 where there is no sheet yet."""
        count = 0
        while isinstance(self.there.get((row + count, column)), of):
            count += 1
        return count

    def counted(self, row: int, column: int, live: Sequence[str], said: Sequence[str]) -> None:
        """What was counted and what was left out: live sentences first."""
        self.put(row, column, "What was counted", "heading")
        for place, sentence in enumerate(live, row + 1):
            self.formula(place, column, sentence, "subtitle")
        for place, sentence in enumerate(said, row + 1 + len(live)):
            self.put(place, column, sentence, "note")

    def report(self, widths: Sequence[float]) -> list[Edit]:
        """The edits that make the sheet, or bring it up to date."""
        return self.edits(
            self._scope, widths, heights=tuple(self._heights), charts=tuple(self.charts),
            validations=tuple(self.validations), colours=tuple(self.colours),
        )  # fmt: skip


class Ranking:
    """The first lines of the list by a column of numbers, the largest first; equal ones in the order of the list.

    Args:
        page: the sheet with the table.
        numbers: the column, as a reference.
        score, place: the columns of the table with a line's figure, and with its row on the sheet with the list.
    """

    def __init__(self, page: ReportPage, numbers: str, score: str, place: str) -> None:
        self._page = page
        self._numbers = numbers
        self._score, self._place = score, place

    def number(self, row: int, number: int) -> str:
        """The number of a line, as a formula; blank where there are not so many."""
        return f'IF({self._score}{row}="","",{number})'

    def score(self, number: int) -> str:
        """The figure of a line, as a formula."""
        return f'IF({number}>COUNT({self._numbers}),"",IFERROR(LARGE({self._numbers},{number}),""))'

    def place(self, row: int, first: int) -> str:
        """The row of the sheet in which a line's client stands, as a formula."""
        numbers, score = self._numbers, f"{self._score}{row}"
        above = self._page.row_above
        found = f"MATCH({score},{numbers},0)+{above}"
        if row > first:
            before, place = f"{self._score}{row - 1}", f"{self._place}{row - 1}"
            rest = f"INDEX({numbers},{place}-{above}+1):INDEX({numbers},ROWS({numbers}))"
            found = f"IF({score}={before},{place}+MATCH({score},{rest},0),{found})"
        return f'IF({score}="","",{found})'

    def index(self, row: int) -> str:
        """At which place of the list a line's client stands, as part of a formula."""
        return f"{self._place}{row}-{self._page.row_above}"

    def found(self, row: int, column: str, *, text: bool = False) -> str:
        """What a column of the list says of a line, as a formula; a blank stays one."""
        cell = f"INDEX({column},{self.index(row)})"
        shown = f'{cell}&""' if text else f'IF({cell}="","",{cell})'
        return f'IF({self._place}{row}="","",{shown})'
