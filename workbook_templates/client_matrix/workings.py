"""The Workings sheet of the client matrix: the axes and their cuts, every figure of the answer, the picture's frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workbook_templates.client_matrix.chart_data import (
    CLIENT,
    HEIGHT,
    URGENCY,
    X_VALUE,
    Y_VALUE,
    X,
    Y,
    column,
    stands,
)
from workbook_templates.client_matrix.clients import (
    BY_WHEN,
    DONE_WORD,
    INCOME,
    INCOMPLETE,
    NO_ACTION,
    OVERDUE,
    OWNER,
    PLANNED,
    QUADRANT,
    STATE,
    TABLE,
    Measure,
)
from workbook_templates.pages.list_page import ANY_NUMBER, column_of, escaped, filled_in, sum_of
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.pictures.names import WIDTHS, Room, write_names
from workbook_templates.sentences import MONEY_UNIT, amount, day
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import HouseBook, Kind

SHEET = "Workings"
LABELS = 40
"""Clients with their name on the picture: of more, the highest."""
SHOWN = 6
"""Lines of the list of what to decide."""
TICKS = 4
ABOVE, BELOW = 1.1, -0.07
"""Where the names of the quadrants stand."""
_TICK_BELOW = -0.13
_ROOM = Room(letter="0.0062", letters=30, line="0.055", left="0", right="1.2", low="0", high="1.03")
"""What a name takes of the picture, clear of the marks of its axes and of the names of the quadrants."""
_NEXT: tuple[tuple[str, Kind], ...] = (
    ("Client", "text"), (QUADRANT, "text"), (OWNER, "text"), (STATE, "text"), (BY_WHEN, "date"),
)  # fmt: skip


def _of(heading: str) -> str:
    return column_of(TABLE, heading)


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it.

    Attributes:
        quadrants: the first line of the table of quadrants, from 0.
        across_ticks: the first line of the marks of the axis across.
        up_ticks: that of the axis up.
        frame: the first line of the lines that cut and frame the picture.
        labels: the first line of the names on the picture.
        next: the first line of what to decide.
    """

    def __init__(self, book: HouseBook, measures: Sequence[Measure], rows: Sequence[Any]) -> None:
        note = "Every figure of the answer, computed here once. Nothing is typed on this sheet."
        self.page = Page(book, SHEET, "Workings", note, (2, 44, 28, 28, 22, 20, 16, 16, 16, 16, *WIDTHS[9:]))
        self._measures, self._rows = tuple(measures), rows
        self.quadrants = self.across_ticks = self.up_ticks = self.frame = self.labels = self.next = 0

    def write(self) -> None:
        """Write all parts."""
        page = self.page
        self._axes()
        note = "Each figure has a name, which other formulas use."
        page.figures("The axes", note, (*self._axis("across", X_VALUE), *self._axis("up", Y_VALUE)))
        page.figures("The clients", "Those with figures for both axes stand in the matrix.", tuple(self._clients()))
        self.quadrants = self._quadrants()
        self.next = self._decide()
        self.across_ticks = self._ticks("across")
        self.up_ticks = self._ticks("up")
        self.frame = self._frame()
        self.labels = self._labels()

    def _axes(self) -> None:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (("Column of Clients", "text"), ("A share", "count"), ("Unit", "text"))
        page.part("What can be an axis", "The settings across and up name two of these. Name: axes.", headings)
        first = page.row
        for measure in self._measures:
            page.formula(1, f"={TABLE}[[#Headers],[{escaped(measure.heading)}]]")
            page.value(2, 1 if measure.kind == "share" else 0, "count")
            unit = {"money": "=money_unit", "years": '="years"'}.get(measure.kind, '=""')
            page.formula(3, unit)
            page.row += 1
        page.book.name("axes", page.sheet, first, 1, page.row - 1, 1)
        page.book.name("axes_are_shares", page.sheet, first, 2, page.row - 1, 2)
        page.book.name("axes_units", page.sheet, first, 3, page.row - 1, 3)
        page.end_part()

    def _axis(self, axis: str, values: int) -> Iterator[Figure]:
        cells, word = column(self._rows, values), axis.capitalize()
        typed = f'IF(ISNUMBER({axis}_cut),{axis}_cut,IF({axis}_cut="mean",AVERAGE({cells}),MEDIAN({cells})))'
        yield Figure(f"{word}: its place among the axes", f"{axis}_place", f"=MATCH({axis},axes,0)", "count")
        share = f"=INDEX(axes_are_shares,{axis}_place)"
        yield Figure(f"{word}: is it a share", f"{axis}_is_share", share, "count", "1 is yes")
        unit = f'=INDEX(axes_units,{axis}_place)&""'
        yield Figure(f"{word}: its unit", f"{axis}_unit", unit, "text")
        yield Figure(f"{word}: high from", f"{axis}_from", f"=IF(COUNT({cells})=0,0,{typed})", "measure")
        low, high = (f"=IF(COUNT({cells})=0,0,{pick}({axis}_from,{pick}({cells})))" for pick in ("MIN", "MAX"))
        yield Figure(f"{word}: lowest", f"{axis}_low", low, "measure")
        yield Figure(f"{word}: highest", f"{axis}_high", high, "measure")
        cut, unit = f"{axis}_from", f"{axis}_unit"
        others = f'{self._shown(axis, cut)}&IF({unit}="",""," "&{unit})'
        words = f'=IF(AND({unit}=money_unit,money_unit<>""),{amount(cut)},{others})'
        yield Figure(f"{word}: high from, in words", f"{axis}_from_words", words, "text")

    @staticmethod
    def _shown(axis: str, value: str) -> str:
        """A value of an axis in words, as part of a formula."""
        plain = f"FIXED({value},IF(MAX(ABS({axis}_high),ABS({axis}_low))<20,1,0))"
        return f'IF({axis}_is_share=1,FIXED(100*{value},0)&"%",{plain})'

    @staticmethod
    def _caption(axis: str) -> str:
        unit = f'IF({axis}_unit="",""," ("&{axis}_unit&")")'
        return f'IF(placed_count=0," ",{axis}&{unit})'

    def _clients(self) -> Iterator[Figure]:
        count, unit = "clients", "=money_unit"
        yield Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text")
        yield Figure("Valuation date", "as_of_words", f"={day('as_of')}", "text")
        yield Figure("Clients in the list", "client_count", f"={filled_in(_of('Client'))}", "count", count)
        placed = f"=COUNT({column(self._rows, X_VALUE)})"
        yield Figure("Clients in the matrix", "placed_count", placed, "count", count)
        yield Figure("Income of all clients", "income_total", f"={sum_of(TABLE, INCOME)}", "money", unit)
        yield Figure("Income in words", "income_words", f"={amount('income_total')}", "text")
        for label, name, state in (
            ("Without an action", "without_count", NO_ACTION), ("Overdue", "overdue_count", OVERDUE),
            ("Without owner or date", "incomplete_count", INCOMPLETE), ("Planned", "planned_count", PLANNED),
            ("Done", "done_count", DONE_WORD),
        ):  # fmt: skip
            yield Figure(label, name, f'=COUNTIF({_of(STATE)},"{state}")', "count", count)

    def _quadrants(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Quadrant", "text"), ("Where", "text"), ("Clients", "count"), ("Income", "money"),
            ("Share of income", "share"), ("Without an action", "count"), ("Overdue", "count"),
        )  # fmt: skip
        page.part("The quadrants", "Clients, what they bring, and what is undecided.", headings)
        first = page.row
        where = ('"high on both"', '"high "&across', '"high "&up', '"low on both"')
        for place, words in enumerate(where[: len(QUADRANTS)], 1):
            name, income = page.cell(1), page.cell(4)
            page.formula(1, f"=INDEX(quadrant_names,{place})")
            page.formula(2, f"={words}")
            page.formula(3, f"=COUNTIF({_of(QUADRANT)},{name})", "count")
            paid = f"SUMIFS({_of(INCOME)},{_of(QUADRANT)},{name},{_of(INCOME)},{ANY_NUMBER})"
            page.formula(4, f"={paid}", "money")
            page.formula(5, f'=IF(income_total<=0,"",{income}/income_total)', "share")
            for column_, state in ((6, NO_ACTION), (7, OVERDUE)):
                page.formula(column_, f'=COUNTIFS({_of(QUADRANT)},{name},{_of(STATE)},"{state}")', "count")
            page.row += 1
        sheet, book = page.sheet, page.book
        for name, row, across in (
            ("key_count", 0, 3), ("key_share", 0, 5), ("key_without", 0, 6), ("develop_count", 2, 3),
            ("develop_share", 2, 5), ("develop_without", 2, 6),
        ):  # fmt: skip
            book.name(name, sheet, first + row, across)
        page.end_part()
        return first

    def _decide(self) -> int:
        page, urgent = self.page, column(self._rows, URGENCY)
        headings: tuple[tuple[str, Kind], ...] = (("Place", "text"), ("Row of Clients", "count"), *_NEXT)
        note = "Without an action, without owner or date, or overdue: those high up first, then those far to the right."
        page.part("What to decide next", note, headings)
        first = page.row
        for place in range(1, SHOWN + 1):
            row = page.cell(2)
            page.value(1, f"{place}")
            found = f"MATCH(LARGE({urgent},{place}),{urgent},0)"
            page.formula(2, f'=IF(COUNT({urgent})<{place},"",{found})', "count")
            for across, (heading, kind) in enumerate(_NEXT, 3):
                cell = f"INDEX({_of(heading)},{row})"
                shown = f'{cell}&""' if kind == "text" else f'IF({cell}="","",{cell})'
                page.formula(across, f'=IF({row}="","",{shown})', kind)
            page.row += 1
        page.book.name("first_open", page.sheet, first, 3)
        page.book.name("first_open_quadrant", page.sheet, first, 4)
        page.book.name("first_open_state", page.sheet, first, 6)
        page.end_part()
        return first

    def _ticks(self, axis: str) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Mark", "text"), ("Value", "measure"), ("From left", "factor"), ("From below", "factor"),
        )  # fmt: skip
        note = "The lowest and the highest value, the cut in the middle, and round values between."
        page.part(f"The picture: marks of the axis {axis}", note, headings)
        first = page.row
        for tick in range(TICKS + 1):
            share = f"({tick}/{TICKS})"
            side = f"IF({share}<1/2,{axis}_from-{axis}_low,{axis}_high-{axis}_from)"
            exact = f"({axis}_from+SIGN({share}-1/2)*ABS(2*{share}-1)^(3/2)*{side})"
            # Two significant digits between the ends, and not beyond them.
            near = f"IF({exact}=0,0,ROUND({exact},1-INT(LOG10(ABS({exact})))))"
            rounded = f"MAX({axis}_low,MIN({axis}_high,{near}))" if tick % 2 else exact
            page.formula(2, f"={rounded}", "measure")
            # A space where there is nothing to say: LibreOffice would show a number for a series without a name.
            page.formula(1, f'=IF(placed_count=0," ",{self._shown(axis, page.cell(2))})')
            at = f"={stands(page.cell(2), axis)}"
            if axis == "across":
                page.formula(3, at, "factor")
                page.value(4, _TICK_BELOW + 0.05, "factor")
            else:
                page.value(3, -0.005, "factor")
                page.formula(4, at, "factor")
            page.row += 1
        page.end_part()
        return first

    def _frame(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Text", "text"), ("From left", "factor"), ("To", "factor"), ("From below", "factor"), ("To", "factor"),
        )  # fmt: skip
        page.part("The picture: its lines and words", "Each line from its first point to its second.", headings)
        first = page.row
        for text, left, right, low, high in (
            ('" "', 0.5, 0.5, 0, 1), ('" "', 0, 1, 0.5, 0.5), ('" "', 0, 1, 0, 0), ('" "', 0, 0, 0, 1),
            (self._caption("across"), 0.5, 0.5, -0.2, -0.2), (self._caption("up"), -0.055, -0.055, 1.19, 1.19),
        ):  # fmt: skip
            page.formula(1, f"={text}")
            for column_, value in enumerate((left, right, low, high), 2):
                page.value(column_, value, "factor")
            page.row += 1
        for place, (left, low) in enumerate(((1, ABOVE), (1, BELOW), (0, ABOVE), (0, BELOW))[: len(QUADRANTS)]):
            row = self.quadrants + place
            page.formula(1, f'=IF(placed_count=0," ",{page.cell(1, row)}&": "&{page.cell(3, row)})')
            for column_, value in enumerate((left, left, low, low), 2):
                page.value(column_, value, "factor")
            page.row += 1
        page.end_part()
        return first

    def _labels(self) -> int:
        heights = column(self._rows, HEIGHT)

        def row_of(place: int) -> str:
            return f'IF(COUNT({heights})<{place},"",MATCH(LARGE({heights},{place}),{heights},0))'

        names, across, up = (column(self._rows, each) for each in (CLIENT, X, Y))
        return write_names(
            self.page, f"{LABELS} at most, the highest first.", LABELS, row_of, (names, across, up), _ROOM
        )
