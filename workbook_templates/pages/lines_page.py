"""The sheet Lines of a template: a line for each row of a list, with lines in store for rows still to come.

Answers of several cells, pictures and short lists must follow a list in every Excel and in Calc. So they read these
lines, each an ordinary formula that looks at one row of the list: what cannot be read there is blank here, and spoils
its own row only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.list_page import ListPage, column_of
from workbook_templates.style import HouseBook, Kind

_TOP = 5
"""The row of the headings, from 0."""
_WIDTHS: dict[Kind, float] = {"text": 24, "date": 13}
_OF_THIS_LINE = re.compile(r"(?<![\w\]])\[([^\[\]]+)\]")


@dataclass(frozen=True)
class LineColumn:
    """A column that no list has: its heading, what it holds, and its formula with [Heading] for cells of the line."""

    heading: str
    kind: Kind
    formula: str


class Lines:
    """The lines of one list: references to them, for formulas elsewhere."""

    def __init__(self, page: ListPage, first: int, left: int, count: int, headings: Sequence[str]) -> None:
        self._page, self._first, self._left, self._headings = page, first, left, list(headings)
        self._last = first + count - 1
        self.count = count
        """How many lines there are, those in store included."""

    def column(self, heading: str, last_heading: str = "") -> str:
        """A column, or several neighbours, with all lines; a line without anything is blank."""
        left, right = (self._left + self._headings.index(each) for each in (heading, last_heading or heading))
        return f"Lines!{xl_range_abs(self._first, left, self._last, right)}"

    def at(self, heading: str, line: str) -> str:
        """The cell of a column in a line, by its number from 1; blank where the number is."""
        return f'IF({line}="","",INDEX({self.column(heading)},{line}))'

    def largest(self, heading: str, place: str) -> str:
        """The number of the line with the largest cell of a column, the second largest and so on; blank below."""
        cells = self.column(heading)
        return f'IF(COUNT({cells})<{place},"",MATCH(LARGE({cells},{place}),{cells},0))'

    def check(self) -> Check:
        """The check that the list fits the lines."""
        table, name = self._page.table, self._page.sheet.get_name()
        return Check(
            f"test_{table.lower()}_reach",
            f"The list on sheet {name} fits its {self.count:,} lines on sheet Lines: rows beyond.",
            f"MAX(0,ROWS({table})-{self.count})",
        )  # fmt: skip


class LinesPage:
    """Makes the sheet when constructed, so that its tab stands in its place; lists are added from left to right."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.sheet = book.sheet("Lines", (2,), freeze=(_TOP + 1, 0), repeat=(_TOP - 2, _TOP))
        self.sheet.set_row(0, 28)
        self.sheet.set_row(_TOP, 30)
        self.sheet.write(0, 1, "Lines", book.format("title"))
        intro = "A line for each row of the lists, and lines in store for more. Nothing is typed on this sheet."
        self.sheet.write(1, 1, intro, book.format("subtitle"))
        self._next = 1
        self._printed = 0

    def lines(
        self,
        page: ListPage,
        copied: Sequence[str],
        more: Sequence[LineColumn] = (),
        rest: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Lines:
        """Write the lines of a list: twice as many as it has rows, 40 at least; or 500 more.

        Args:
            page: the list.
            copied: the headings of what is copied; a row is counted where the first of them is filled.
            more: columns beside these.
            rest: formulas for one line more, by their heading: what stands in no row of the list.
            names: names for columns, by their heading, for formulas on sheets that are written before this one.
        """
        book, sheet = self.book, self.sheet
        rows = page.last - page.first + 1
        count = max(40, min(2 * rows, rows + 500))
        kinds = {column.heading: column.kind for column in page.columns}
        columns: list[tuple[str, Kind]] = [("Line", "count"), *((each, kinds[each]) for each in copied)]
        columns += [(column.heading, column.kind) for column in more]
        left, first = self._next, _TOP + 1
        lines = Lines(page, first, left, count + (1 if rest else 0), [heading for heading, _ in columns])
        sheet.write(_TOP - 2, left, page.sheet.get_name(), book.format("heading"))
        book.headings(sheet, _TOP, left, columns)
        for place, (_, kind) in enumerate(columns, left):
            sheet.set_column(place, place, _WIDTHS.get(kind, 11 if place > left else 7))
        looks = [book.format("label" if kind == "text" else "result", kind) for _, kind in columns]
        for line in range(count):
            row = first + line
            cells = {
                heading: xl_rowcol_to_cell(row, left + place, col_abs=True)
                for place, (heading, _) in enumerate(columns)
            }
            sheet.write_number(row, left, line + 1, looks[0])
            for place, heading in enumerate(copied, 1):
                formula = self._copy(page.table, heading, kinds[heading], cells["Line"], cells[copied[0]], place == 1)
                sheet.write_formula(row, left + place, formula, looks[place], "")
            for place, column in enumerate(more, 1 + len(copied)):
                formula = _OF_THIS_LINE.sub(lambda found, cells=cells: cells[found[1]], column.formula)  # type: ignore[misc]
                sheet.write_formula(row, left + place, formula, looks[place], "")
        if rest:
            sheet.write_number(first + count, left, count + 1, looks[0])
            for place, (heading, _) in enumerate(columns[1:], 1):
                if heading in rest:
                    sheet.write_formula(first + count, left + place, rest[heading], looks[place], "")
                else:
                    sheet.write_blank(first + count, left + place, None, looks[place])
        for heading, name in (names or {}).items():
            across = left + [each for each, _ in columns].index(heading)
            book.name(name, sheet, first, across, first + lines.count - 1, across)
        self._next = left + len(columns) + 1
        sheet.set_column(self._next - 1, self._next - 1, 4)
        self._printed = max(self._printed, first + rows - 1)
        # The lines in store are not worth the paper.
        sheet.print_area(0, 0, self._printed, self._next - 2)
        return lines

    def _copy(self, table: str, heading: str, kind: Kind, line: str, key: str, is_key: bool) -> str:
        cells = column_of(table, heading)
        found = f"INDEX({cells},{line})"
        if is_key:
            return f'=IF({line}<=ROWS({cells}),IFERROR(TRIM({found}&""),""),"")'
        if kind in ("text", "wrapped"):
            return f'=IF({key}="","",IFERROR(TRIM({found}&""),""))'
        return f'=IF({key}="","",IF(ISNUMBER({found}),{found},""))'
