"""The four pictures of the client portfolio's dashboard: pyramid, whale curve, account managers, matrix."""

from __future__ import annotations

from xlsxwriter.chart import Chart

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.chart_data import HEIGHTS, NAMED, SCALE_MARKS, SHEET, STEPS, ChartPlaces
from workbook_templates.client_portfolio.ranks import FIRST_ROW, FIRST_TIER, TENURE, column_range
from workbook_templates.client_portfolio.ranks import SHEET as RANKS
from workbook_templates.pictures import Cells, Picture
from workbook_templates.pictures.names import add_names
from workbook_templates.pictures.pyramid import draw_pyramid
from workbook_templates.pictures.scatter import BOLD, SMALL, add_line, add_named_line, add_points, add_text
from workbook_templates.pictures.whale_curve import draw_whale_curve
from workbook_templates.settings import QUADRANTS, TIERS
from workbook_templates.style import (
    ACCENT,
    HAIRLINE,
    MUTED,
    PANEL,
    HouseBook,
    axis,
    data_labels,
)


class PortfolioCharts:
    """Draws from the sheets Chart data and Ranks; the size and the place on the dashboard are not decided here."""

    def __init__(self, book: HouseBook, clients: ClientList, places: ChartPlaces) -> None:
        self.book = book
        self.clients = clients
        self.places = places

    def pyramid(self) -> Picture:
        """Bars per tier: share of the clients to the left, share of their value to the right."""
        return draw_pyramid(self.book, SHEET, self.places.pyramid)

    def whale(self) -> Picture:
        """The cumulative share of value over the clients, best first, beside the line of equality."""
        first, last = self.places.whale, self.places.whale + STEPS
        shares, curve, equal = ([SHEET, first, column, last, column] for column in (2, 3, 4))
        core = last + 1
        # Clients who cost money lift the curve above 100%: then the axis must be free to follow.
        losses = any((client.cost_to_serve or 0) > (client.fees[-1] or 0) for client in self.clients.clients)
        return draw_whale_curve(
            self.book, shares=shares, curve=curve, equal=equal,
            core=([SHEET, core, 2, core, 2], [SHEET, core, 3, core, 3]),
            open_top=losses or not self.clients.clients,
        )  # fmt: skip

    def managers(self) -> Picture:
        """A bar per account manager."""
        title = "Value of the clients of each account manager"
        chart = self.book.chart({"type": "bar"}, title=title)
        first, last = self.places.managers, self.places.managers + self.places.manager_lines - 1
        # Nothing, not 0, beside the bars in store.
        shown = "#,##0.00;-#,##0.00;" if self.clients.money_decimals else "#,##0;-#,##0;"
        chart.add_series(
            {
                "categories": [SHEET, first, 1, last, 1],
                "values": [SHEET, first, 2, last, 2],
                "fill": {"color": ACCENT},
                "gap": 40,
                "overlap": 100,
                "data_labels": data_labels(position="outside_end", num_format=shown),
            }
        )
        # Unseen: it keeps the labels of bars to the left of zero clear of the names, and where there are none the zeros
        # keep the bars of equal managers starting at zero.
        chart.add_series(
            {
                "categories": [SHEET, first, 1, last, 1],
                "values": [SHEET, first, 5, last, 5],
                "overlap": 100,
                "fill": {"none": True},
                "border": {"none": True},
            }
        )
        chart.set_y_axis(axis(reverse=True, label_position="low"))
        chart.set_x_axis(axis(visible=False))
        return chart, f"Bars, largest on top. {title}"

    def matrix(self) -> Picture:
        """A point per client over years with us and margin, in the mark of its tier, cut into quadrants."""
        title = "Each mark a client: years with us (across) and margin a year (up)"
        chart = self.book.chart({"type": "scatter"}, title=title)
        across = f"={column_range(self.clients, TENURE)}"
        for place in range(len(TIERS)):
            up = f"={column_range(self.clients, FIRST_TIER + place)}"
            add_points(chart, place, [RANKS, FIRST_ROW - 1, FIRST_TIER + place], across, up)
        helping = self._scale(chart) + self._cut_lines(chart) + self._names(chart)
        unnamed = list(range(len(TIERS), len(TIERS) + helping))
        chart.set_legend({"position": "bottom", "font": SMALL, "delete_series": unnamed})
        chart.set_x_axis(axis(min=0, num_format="0", name="years with us", label_position="low"))
        low, high = HEIGHTS
        chart.set_y_axis(axis(min=low, max=high, label_position="none", line={"none": True}))
        return chart, f"A scatter chart, cut into four quadrants. {title}"

    def _scale(self, chart: Chart) -> int:
        """Lines across with the margin at their left end, since the axis itself would show heights."""
        for mark in range(SCALE_MARKS + 1):
            row = self.places.scale + mark
            line = {"color": PANEL if mark else HAIRLINE, "width": 1}
            across: Cells = [SHEET, row, 5, row, 6]
            up: Cells = [SHEET, row, 3, row, 4]
            add_named_line(chart, [SHEET, row, 1], across, up, line, at=0, position="left")
        return SCALE_MARKS + 1

    def _cut_lines(self, chart: Chart) -> int:
        for line in range(2):
            first = self.places.cut_lines + 2 * line
            across, up = ([SHEET, first, column, first + 1, column] for column in (2, 3))
            add_line(chart, across, up, {"color": MUTED, "width": 1, "dash_type": "dash"})
        return 2

    def _names(self, chart: Chart) -> int:
        """Texts that follow their cells: each the name of a series of one unseen point, which every host shows."""
        quadrant = {**BOLD, "color": ACCENT, "size": 10}
        texts = [
            (self.places.quadrants + place, 4, "left" if place < 2 else "right", quadrant)
            for place in range(len(QUADRANTS))
        ]
        for row, column, position, font in texts:
            across: Cells = [SHEET, row, 2, row, 2]
            up: Cells = [SHEET, row, 3, row, 3]
            add_text(chart, [SHEET, row, column], across, up, position=position, font=font)
        return len(texts) + add_names(chart, SHEET, self.places.named, NAMED)
