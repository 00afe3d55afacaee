"""The Chart data sheet of the client portfolio: what the pictures of the dashboard draw.

Each part has a fixed size, whatever the register's: the whale curve is read at fixed shares of the clients, managers
beyond the last bar are drawn together. So the charts need no growing ranges, and are right in every Excel and in Calc.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.ranks import (
    CLIENT,
    HEIGHT,
    OVERDUE_RANK,
    RANK,
    TENURE,
    column_range,
    counted,
    height,
)
from workbook_templates.client_portfolio.spills import load
from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures.names import WIDTHS, Room, write_names
from workbook_templates.pictures.pyramid import write_pyramid
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import HouseBook, Kind

SHEET = "Chart data"
TOP = 10
MOST_BARS = 8
"""Of the account manager chart: seven names, and all others."""
STEPS = 20
"""The whale curve has a point for every twentieth of the clients."""
SCALE_MARKS = 3
NAMED = 2
"""Clients whose names stand on the matrix."""
HEIGHTS = (-0.16, 1.3)
"""Of the matrix: the clients stand between 0 and 1, the names of the quadrants below and above."""
_ABOVE, _BELOW = 1.22, -0.08


@dataclass(frozen=True)
class ChartPlaces:
    """The first row of each part, counted from 0."""

    pyramid: int
    whale: int
    managers: int
    manager_lines: int
    cut_lines: int
    quadrants: int
    scale: int
    named: int
    top: int
    overdue: int


def manager_lines(clients: ClientList) -> int:
    """Bars of the account manager chart: one to spare, eight at most; the last holds all others when there are more."""
    managers = {client.account_manager for client in clients.clients}
    return min(max(len(managers) + 1, 4), MOST_BARS)


class ChartData:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        note = "What the pictures of the Dashboard draw. Nothing is typed on this sheet."
        self.page = Page(book, SHEET, "Chart data", note, (2, 34, 16, 22, 16, 16, 16, 14, 14, *WIDTHS[8:]))

    def write(self) -> ChartPlaces:
        """Write all parts; answers where they stand."""
        pyramid = write_pyramid(
            self.page, tiers="Clients[Tier]", values="Clients[Value]", clients="valued_count", total="value_total",
            any_client="client_count",
        )  # fmt: skip
        whale = self._whale()
        managers = self._managers()
        scale = self._scale()
        cut_lines = self._cut_lines()
        quadrants = self._quadrants()
        top = self._top_list("The most valuable clients", RANK)
        overdue = self._top_list("Overdue contacts, most valuable client first", OVERDUE_RANK)
        self.book.name("overdue_client", self.page.sheet, overdue, 3)
        self.book.name("overdue_days", self.page.sheet, overdue, 7)
        named = self._named()
        lines = manager_lines(self.clients)
        return ChartPlaces(pyramid, whale, managers, lines, cut_lines, quadrants, scale, named, top, overdue)

    def _whale(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Point", "text"), ("Share of clients", "share"), ("Share of value", "share"), ("All equal", "share"),
        )  # fmt: skip
        page.part(
            "The whale curve", "Read at fixed shares of the clients, so that it fits any number of them.", headings
        )
        first = page.row
        for step in range(STEPS + 1):
            at = page.cell(2)
            page.value(1, "Start" if step == 0 else f"{step} of {STEPS}")
            page.value(2, step / STEPS, "share")
            if step:
                page.formula(3, f"=IF(value_total<=0,0,REL_PARETO({counted(self.clients, 'Value')},{at}))", "share")
            else:
                page.value(3, 0, "share")
            page.formula(4, f"={at}", "share")
            page.row += 1
        page.value(1, "The core of clients")
        page.formula(2, "=pareto_share", "share")
        page.formula(3, "=IF(value_total<=0,0,core_share)", "share")
        page.row += 1
        page.end_part()
        return first

    def _managers(self) -> int:
        page, count = self.page, manager_lines(self.clients)
        headings: tuple[tuple[str, Kind], ...] = (
            ("Account manager", "text"), ("Value", "money"), ("Share of value", "share"), ("Clients", "count"),
            ("Room for labels", "money"), ("Managers", "count"),
        )  # fmt: skip
        note = "Largest value first. When there are more of them than lines, the last line holds all others."
        page.part("The account managers", note, headings)
        first = page.row
        # All rows but the headings and the total.
        page.formula(6, f"=IF(client_count=0,0,ROWS({load(self.clients)})-2)", "count", "manager_count")
        others = f'"All others ("&manager_count-{count - 1}&")"'
        values = f"{page.cell(2, first)}:{page.cell(2, first + count - 1)}"
        for line in range(1, count + 1):
            name, value = page.cell(1), page.cell(2)
            page.formula(1, self._of_manager(line, count, 1, others))
            page.formula(2, self._of_manager(line, count, 3, self._rest("value_total", 2, first)), "money")
            page.formula(3, f'=IF(OR({name}="",value_total<=0),"",{value}/value_total)', "share")
            page.formula(4, self._of_manager(line, count, 2, self._rest("valued_count", 4, first)), "count")
            # The figure of a bar to the left of zero stands left of it, where the names of the managers begin.
            span = f"(MAX(0,{values})-MIN(0,{values}))"
            page.formula(5, f"=IF(N({value})<0,{value}-0.35*{span},0)", "money")
            page.row += 1
        self.book.name("first_manager", page.sheet, first, 1)
        self.book.name("first_manager_share", page.sheet, first, 3)
        page.end_part()
        return first

    def _of_manager(self, line: int, count: int, column: int, rest: str) -> str:
        """A cell of the load table, or of all others in the last line; below the headings, hence one further down."""
        found = f"INDEX({load(self.clients)},{line + 1},{column})"
        if line < count:
            return f'=IF(manager_count<{line},"",{found})'
        return f'=IF(manager_count<{count},"",IF(manager_count={count},{found},{rest}))'

    def _rest(self, total: str, column: int, first: int) -> str:
        above = f"{self.page.cell(column, first)}:{self.page.cell(column, max(self.page.row - 1, first))}"
        return f"{total}-SUM({above})"

    def _scale(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Mark", "text"), ("Margin", "money"), ("Height", "factor"), ("Height again", "factor"),
            ("From tenure", "years"), ("To tenure", "years"),
        )  # fmt: skip
        note = (
            "A margin stands at ASINH(margin / bend), set between 0 and 1: small clients stay apart beside large ones."
        )
        page.part("The matrix: its upward scale", note, headings)
        largest = f"MAX({counted(self.clients, 'Margin')})"
        bend = f"IF(SUM(margin_cut)>0,margin_cut,IF({largest}>0,{largest}/10,1))"
        steps: tuple[tuple[str, str, Kind, str], ...] = (
            ("Where the scale bends", bend, "money", "bend"),
            ("Lowest", f"ASINH(MIN(0,MIN({counted(self.clients, 'Margin')}))/matrix_bend)", "factor", "low"),
            ("Highest", f"ASINH(MAX(0,{largest})/matrix_bend)", "factor", "high"),
            ("Between them", "IF(matrix_high>matrix_low,matrix_high-matrix_low,1)", "factor", "span"),
        )  # fmt: skip
        for label, formula, kind, name in steps:
            page.value(1, label)
            page.formula(2, f"={formula}", kind, f"matrix_{name}")
            page.row += 1
        first = page.row
        for mark in range(SCALE_MARKS + 1):
            margin = page.cell(2)
            exact = f"(SINH(matrix_high*{mark}/{SCALE_MARKS})*matrix_bend)"
            # One significant digit: 10,000 and not 10,453.
            rounded = f"ROUND({exact},-INT(LOG10({exact})))" if mark else "0"
            text = f"FIXED({margin},IF(AND({margin}>0,{margin}<1),2,0))"
            page.formula(1, f'=IF(AND(matrix_high<=0,{mark}>0)," ",{text})')
            page.formula(2, f"=IF(matrix_high<=0,0,{rounded})", "money")
            page.formula(3, f"={height(margin)}", "factor")
            page.formula(4, f"={page.cell(3)}", "factor")
            page.value(5, 0, "years")
            page.formula(6, f"=MAX({counted(self.clients, 'Tenure')})", "years")
            page.row += 1
        page.end_part()
        return first

    def _cut_lines(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (("Line", "text"), ("Tenure", "years"), ("Height", "factor"))
        page.part("The matrix: the lines that cut it", "Each from its first point to its second.", headings)
        first = page.row
        cut = height("SUM(margin_cut)")
        for label, x, y in (
            ("Long with us from here", "SUM(tenure_cut)", "0"), ("", "SUM(tenure_cut)", "1.15"),
            ("High margin from here", "0", cut), ("", f"MAX({counted(self.clients, 'Tenure')})", cut),
        ):  # fmt: skip
            page.value(1, label)
            page.formula(2, f"={x}", "years")
            page.formula(3, f"={y}", "factor")
            page.row += 1
        page.end_part()
        return first

    def _quadrants(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Quadrant", "text"), ("Tenure", "years"), ("Height", "factor"), ("On the chart", "text"),
        )  # fmt: skip
        page.part(
            "The matrix: the names of the quadrants", "Where they stand: in the corners, clear of the points.", headings
        )
        first = page.row
        right = f"MAX({counted(self.clients, 'Tenure')})"
        corners = ((right, _ABOVE), (right, _BELOW), ("0", _ABOVE), ("0", _BELOW))
        for place, (x, y) in enumerate(corners[: len(QUADRANTS)], 1):
            name = page.cell(1)
            page.formula(1, f"=INDEX(quadrant_names,{place})")
            page.formula(2, f"={x}", "years")
            page.value(3, y, "factor")
            page.formula(4, f'=IF(COUNT(Clients[Tenure])=0," ",{name}&": "&COUNTIF(Clients[Quadrant],{name}))')
            page.row += 1
        page.end_part()
        return first

    def _named(self) -> int:
        clients = self.clients
        rows = ("top_value_row", 'IF(top_fees_row=top_value_row,"",top_fees_row)')
        tenures, (low, high) = column_range(clients, TENURE), HEIGHTS
        furthest = f"MAX(1,{tenures})"
        return write_names(
            self.page, "The most valuable client, and the one with the highest fees.", NAMED,
            lambda place: f'IF(ISNUMBER({rows[place - 1]}),{rows[place - 1]},"")',
            (column_range(clients, CLIENT), tenures, column_range(clients, HEIGHT)),
            Room(
                letter=f"{furthest}/75", letters=30, line=f"{(high - low) / 11:.2f}", left="0", right=f"1.1*{furthest}",
                low="0", high="1.1",
            ),
        )  # fmt: skip

    def _top_list(self, title: str, rank_column: int) -> int:
        page = self.page
        shown: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Account manager", "text"), ("Value", "money"), ("Tier", "text"),
            ("Days overdue", "count"),
        )  # fmt: skip
        headings: tuple[tuple[str, Kind], ...] = (("Place", "text"), ("Row of Clients", "count"), *shown)
        page.part(title, "Found by rank on sheet Ranks.", headings)
        first = page.row
        ranks = column_range(self.clients, rank_column)
        for place in range(1, TOP + 1):
            row = page.cell(2)
            page.value(1, f"{place}")
            page.formula(2, f'=IFERROR(MATCH({place},{ranks},0),"")', "count")
            for column, (heading, kind) in enumerate(shown, 3):
                found = f"INDEX(Clients[{heading}],{row})"
                shown_as = f'IFERROR({found}&"","")' if kind == "text" else found
                page.formula(column, f'=IF({row}="","",{shown_as})', kind)
            page.row += 1
        page.end_part()
        return first
