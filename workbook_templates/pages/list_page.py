"""A list to replace with one's own: an Excel Table whose yellow columns are typed, and whose others Tenure computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook_templates.pages.checks_page import Check
from workbook_templates.recognition import Role
from workbook_templates.style import HouseBook, Kind, write_value

HEADER_ROW = 4
ANY_NUMBER = '"<1E+300"'
"""The criterion that every number meets, and no error does."""
ANYTHING = '"<>"'
"""The criterion that every typed cell meets, be it text or a number; so does a formula that answers ""."""
DATE_ALLOWED = {
    "validate": "date", "criteria": "between", "minimum": date(1900, 1, 2), "maximum": date(2199, 12, 31),
    "error_title": "Not a date", "error_message": "Write a date, such as 30/04/2026.",
}  # fmt: skip
AMOUNT_ALLOWED = {
    "validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
    "error_title": "Not a number", "error_message": "Write an amount in figures.",
}  # fmt: skip

YES_OR_NO = {
    "validate": "list", "source": ["yes", "no"], "error_title": "Neither yes nor no",
    "error_message": "Write yes or no.",
}  # fmt: skip
"""What a column of answers allows; in a list of one's own Y, ja, oui, x, 1 or TRUE are read as yes."""


@dataclass(frozen=True)
class Column:
    """A column of a list: what is typed, or the formula that computes it.

    Attributes:
        heading: what stands above it.
        kind: what its cells hold.
        width: in characters.
        unit: what stands above the heading; with = a formula.
        formula: what computes it from its own row; empty where it is typed.
        allowed: what may be typed, in XlsxWriter's words.
        role: what it is in a list of one's own; None where nothing of such a list goes here.
        place: which of several columns with that role, from the earliest; -1 is the latest year.
        required: whether a list without it cannot fill the book.
        headings: by what other names it is found in a list of one's own, where its role does not tell or it has none;
            its own heading always counts. Compared without case, accents, marks, units and words such as "per year".
    """

    heading: str
    kind: Kind
    width: float
    unit: str = ""
    formula: str = ""
    allowed: dict[str, Any] | None = None
    role: Role | None = None
    place: int = -1
    required: bool = False
    headings: tuple[str, ...] = ()


def escaped(heading: str) -> str:
    """A heading as a structured reference must write it."""
    return "".join(f"'{mark}" if mark in "[]#'@" else mark for mark in heading)


def cell_of(table: str, heading: str) -> str:
    """The cell of this row in a column, as a file must name it."""
    return f"{table}[[#This Row],[{escaped(heading)}]]"


def column_of(table: str, heading: str) -> str:
    """All cells of a column."""
    return f"{table}[{escaped(heading)}]"


def beside(table: str, answer: str, column: int = 1) -> str:
    """What an answer with a line per row of a list says of this row; blank beyond its room, which a check tells of."""
    line = f"ROW()-ROW({table}[[#Headers],[Client]])"
    return f'IF({line}>ROWS({answer}),"",INDEX({answer},{line},{column}))'


def filled_in(cells: str) -> str:
    """How many cells hold anything, as part of a formula; clients may be numbered, not named.

    COUNTIF(...,"?*") does not do: it passes over numbers in Excel, and counts them in LibreOffice.
    """
    return f"ROWS({cells})-COUNTBLANK({cells})"


def sum_of(table: str, heading: str) -> str:
    """The sum of a column, as part of a formula; a cell in error is left out."""
    return f"SUMIF({column_of(table, heading)},{ANY_NUMBER})"


def same_as(name: str) -> str:
    """A name as a criterion of SUMIFS and its like: its marks are marks, and it may begin with a sign that compares."""
    return f'"="&{_without_patterns(name)}'


def nobody_twice(clients: str) -> Check:
    """The check that no client stands twice, for books that look clients up by their name.

    Args:
        clients: the cells with their names.
    """
    return Check(
        "test_twice", "No client stands twice in the list: rows that do.",
        f'SUMPRODUCT(--({clients}<>""),--(COUNTIF({clients},{same_as(clients)})>1))',
    )  # fmt: skip


def letter_for_letter(name: str) -> str:
    """A name as MATCH is to look for it: its marks are marks. A number stays one, for MATCH finds it as such only."""
    return f"IF(ISTEXT({name}),{_without_patterns(name)},{name})"


def _without_patterns(name: str) -> str:
    for mark in "~*?":
        name = f'SUBSTITUTE({name},"{mark}","~{mark}")'
    return name


def one_of_these(name: str) -> dict[str, Any]:
    """A drop-down of the words in a named range of sheet Settings; other words are kept, too."""
    return {
        "validate": "list", "source": f"={name}", "error_type": "information", "error_title": "Not on the list",
        "error_message": "This word is not among the choices on sheet Settings. It is kept as typed.",
    }  # fmt: skip


class ListPage:
    """A sheet with one such list, written when constructed.

    Args:
        book: the book.
        name: the sheet's name.
        table: the Table's name, which formulas use.
        columns: its columns, the typed ones first.
        rows: what is typed, row by row, in the order of the typed columns; none makes one blank row.
        title: what stands on top; with = a formula.
        intro: what to type, in a sentence or two.
        tab: the tab's colour.
    """

    def __init__(
        self,
        book: HouseBook,
        name: str,
        table: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        *,
        title: str,
        intro: str,
        tab: str,
    ) -> None:
        self.book, self.table, self.columns = book, table, tuple(columns)
        self.sheet = book.sheet(
            name, [column.width for column in columns], freeze=(HEADER_ROW + 1, 1), repeat=(2, HEADER_ROW), tab=tab
        )
        self.first, self.last = HEADER_ROW + 1, HEADER_ROW + max(len(rows), 1)
        """The rows of the list, from 0."""
        self.sheet.set_row(0, 28)
        if title.startswith("="):
            self.sheet.write_formula(0, 0, title, book.format("title"), "")
        else:
            self.sheet.write_string(0, 0, title, book.format("title"))
        self.sheet.write(1, 0, intro, book.format("subtitle"))
        self._write_bands()
        self._write_table(rows)

    def place(self, heading: str) -> int:
        """The number of a column, from 0."""
        return [column.heading for column in self.columns].index(heading)

    def column(self, heading: str) -> str:
        """All cells of a column, as part of a formula."""
        return column_of(self.table, self.columns[self.place(heading)].heading)

    def checks(self) -> Iterator[Check]:
        """What must hold of every list: no error in it, no text where numbers and dates are typed."""
        name = self.sheet.get_name()
        lower = self.table.lower()
        # SUM passes text over and errors on: unlike ISERROR of all cells it is quick for the longest list.
        yield Check(
            f"test_{lower}_errors", f"No cell of sheet {name} shows an error: 1 where one does.",
            f"IF(ISERROR(SUM({self.table})),1,0)",
        )  # fmt: skip
        numbers = [column for column in self.columns if not column.formula and column.kind not in ("text", "wrapped")]
        if numbers:
            cells = [column_of(self.table, column.heading) for column in numbers]
            others = "+".join(f"COUNTA({each})-COUNT({each})" for each in cells)
            yield Check(
                f"test_{lower}_numbers",
                f"The yellow cells for numbers and dates on sheet {name} hold nothing else: cells that do.", others,
            )  # fmt: skip

    def _write_bands(self) -> None:
        book, sheet = self.book, self.sheet
        computed = next((place for place, column in enumerate(self.columns) if column.formula), -1)
        for place, column in enumerate(self.columns):
            band = {0: "What you type", computed: "What Tenure computes: do not type here"}.get(place, "")
            sheet.write(HEADER_ROW - 2, place, band, book.format("band"))
            unit = book.format("note", align="left" if column.kind == "text" else "center")
            if column.unit.startswith("="):
                sheet.write_formula(HEADER_ROW - 1, place, column.unit, unit, "")
            else:
                sheet.write(HEADER_ROW - 1, place, column.unit, unit)
        sheet.set_row(HEADER_ROW, 30)

    def _write_table(self, rows: Sequence[Sequence[Any]]) -> None:
        book, sheet = self.book, self.sheet
        looks = [book.format("result" if column.formula else "input", column.kind) for column in self.columns]
        sheet.add_table(
            HEADER_ROW, 0, self.last, len(self.columns) - 1,
            {
                "name": self.table,
                "style": None,
                "columns": [
                    {
                        "header": column.heading,
                        # Not to the right, where Excel's filter buttons stand.
                        "header_format": book.format("column", align="left" if column.kind == "text" else "center"),
                        "format": look,
                    }
                    | ({"formula": column.formula} if column.formula else {})
                    for column, look in zip(self.columns, looks, strict=True)
                ],
            },
        )  # fmt: skip
        typed = [place for place, column in enumerate(self.columns) if not column.formula]
        for down, cells in enumerate(rows or [[None] * len(typed)], self.first):
            for place, value in zip(typed, cells, strict=True):
                # A column that a list brought along may hold dates: as text they would be bare numbers.
                carried = self.columns[place].kind == "text" and isinstance(value, date)
                write_value(sheet, down, place, value, book.format("input", "date") if carried else looks[place])
        for place, column in enumerate(self.columns):
            if column.allowed:
                sheet.data_validation(self.first, place, self.last, place, column.allowed)
