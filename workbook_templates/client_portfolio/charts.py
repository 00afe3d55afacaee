"""The four pictures of the client portfolio's dashboard: pyramid, whale curve, account managers, matrix."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.chart_data import HEIGHTS, SCALE_MARKS, SHEET, STEPS, ChartPlaces
from workbook_templates.client_portfolio.ranks import FIRST_ROW, FIRST_TIER, TENURE, column_range
from workbook_templates.client_portfolio.ranks import SHEET as RANKS
from workbook_templates.settings import QUADRANTS, TIERS
from workbook_templates.style import (
    ACCENT,
    FONT,
    HAIRLINE,
    HOUSE,
    INK,
    MARKERS,
    MUTED,
    PANEL,
    TIER_FILLS,
    HouseBook,
    axis,
    data_labels,
)

NAMED = 2
"""Clients whose names stand on the matrix."""
_SMALL = {"name": FONT, "size": 9, "color": INK}
_BOLD = {**_SMALL, "bold": True}
_UNSEEN: dict[str, Any] = {"marker": {"type": "none"}, "line": {"none": True}}

Picture = tuple[Chart, str]
"""A chart, and what it shows in words, for those who cannot see it."""


class PortfolioCharts:
    """Draws from the sheets Chart data and Ranks; the size and the place on the dashboard are not decided here."""

    def __init__(self, book: HouseBook, clients: ClientList, places: ChartPlaces) -> None:
        self.book = book
        self.clients = clients
        self.places = places

    def pyramid(self) -> Picture:
        """Bars per tier: share of the clients to the left, share of their value to the right."""
        title = "Left: share of the clients. Right: share of their value."
        chart = self.book.chart({"type": "bar"}, title=title)
        first, last = self.places.pyramid, self.places.pyramid + len(TIERS) - 1
        points = [{"fill": {"color": fill}, "border": {"color": MUTED, "width": 0.5}} for fill in TIER_FILLS]
        # The shares of clients are drawn as negative numbers; a share of value may be one.
        for column, name, shown in ((5, "Share of clients", "0%;0%;"), (4, "Share of value", "0%;-0%;")):
            chart.add_series(
                {
                    "name": name,
                    "categories": [SHEET, first, 6, last, 6],
                    "values": [SHEET, first, column, last, column],
                    "points": points,
                    "gap": 30,
                    "overlap": 100,
                    "data_labels": data_labels(position="outside_end", num_format=shown),
                }
            )
        # Unseen, and wider than the bars to the left: it keeps their labels clear of the tiers' names.
        chart.add_series(
            {
                "categories": [SHEET, first, 6, last, 6],
                "values": [SHEET, first, 7, last, 7],
                "fill": {"none": True},
                "border": {"none": True},
            }
        )
        chart.set_y_axis(axis(reverse=True, label_position="low", num_font=_BOLD, line={"none": True}))
        chart.set_x_axis(axis(visible=False, num_format="0%;0%"))
        return chart, f"Bars per tier, best on top. {title}"

    def whale(self) -> Picture:
        """The cumulative share of value over the clients, best first, beside the line of equality."""
        title = "Share of the value from the best clients (dashed: all equal)"
        chart = self.book.chart({"type": "scatter", "subtype": "straight"}, title=title)
        first, last = self.places.whale, self.places.whale + STEPS
        for column, line in (
            (4, {"color": MUTED, "width": 1, "dash_type": "dash"}),
            (3, {"color": HOUSE, "width": 2.5}),
        ):
            chart.add_series(
                {
                    "categories": [SHEET, first, 2, last, 2],
                    "values": [SHEET, first, column, last, column],
                    "line": line,
                    "marker": {"type": "none"},
                }
            )
        core = last + 1
        chart.add_series(
            {
                "categories": [SHEET, core, 2, core, 2],
                "values": [SHEET, core, 3, core, 3],
                "line": {"none": True},
                "marker": {"type": "circle", "size": 9, "fill": {"color": TIER_FILLS[1]}, "border": {"color": INK}},
                "data_labels": data_labels(position="below", num_format="0%;-0%;", font={**_BOLD, "size": 10}),
            }
        )
        grid = {"visible": True, "line": {"color": PANEL}}
        name = "share of the clients, best first"
        chart.set_x_axis(axis(min=0, max=1, major_unit=0.2, num_format="0%", name=name, label_position="low"))
        # Clients who cost money lift the curve above 100%: then the axis must be free to follow.
        losses = any((client.cost_to_serve or 0) > (client.fees[-1] or 0) for client in self.clients.clients)
        top = {} if losses or not self.clients.clients else {"max": 1}
        chart.set_y_axis(axis(min=0, **top, num_format="0%", major_unit=0.2, major_gridlines=grid))
        return chart, f"A curve. {title}"

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
        # Unseen zeros: without them the bars of equal managers would not start at zero.
        chart.add_series(
            {"categories": [SHEET, first, 1, last, 1], "values": [SHEET, first, 5, last, 5], "overlap": 100}
        )
        chart.set_y_axis(axis(reverse=True, label_position="low"))
        chart.set_x_axis(axis(visible=False))
        return chart, f"Bars, largest on top. {title}"

    def matrix(self) -> Picture:
        """A point per client over years with us and margin, in the mark of its tier, cut into quadrants."""
        title = "Each mark a client: years with us (across) and margin a year (up)"
        chart = self.book.chart({"type": "scatter"}, title=title)
        for place, fill in enumerate(TIER_FILLS):
            chart.add_series(
                {
                    "name": [RANKS, FIRST_ROW - 1, FIRST_TIER + place],
                    "categories": f"={column_range(self.clients, TENURE)}",
                    "values": f"={column_range(self.clients, FIRST_TIER + place)}",
                    "marker": {
                        "type": MARKERS[place],
                        "size": 8 if place == 0 else 7,
                        "fill": {"color": fill},
                        "border": {"color": INK, "width": 0.5},
                    },
                }
            )
        helping = self._scale(chart) + self._cut_lines(chart) + self._names(chart)
        unnamed = list(range(len(TIERS), len(TIERS) + helping))
        chart.set_legend({"position": "bottom", "font": _SMALL, "delete_series": unnamed})
        chart.set_x_axis(axis(min=0, num_format="0", name="years with us", label_position="low"))
        low, high = HEIGHTS
        chart.set_y_axis(axis(min=low, max=high, label_position="none", line={"none": True}))
        return chart, f"A scatter chart, cut into four quadrants. {title}"

    def _scale(self, chart: Chart) -> int:
        """Lines across with the margin at their left end, since the axis itself would show heights."""
        for mark in range(SCALE_MARKS + 1):
            row = self.places.scale + mark
            chart.add_series(
                {
                    "name": [SHEET, row, 1],
                    "categories": [SHEET, row, 5, row, 6],
                    "values": [SHEET, row, 3, row, 4],
                    "line": {"color": PANEL if mark else HAIRLINE, "width": 1},
                    "marker": {"type": "none"},
                    "data_labels": {
                        "series_name": True,
                        "value": False,
                        "position": "left",
                        "font": _SMALL,
                        "custom": [None, {"delete": True}],
                    },
                }
            )
        return SCALE_MARKS + 1

    def _cut_lines(self, chart: Chart) -> int:
        for line in range(2):
            first = self.places.cut_lines + 2 * line
            chart.add_series(
                {
                    "categories": [SHEET, first, 2, first + 1, 2],
                    "values": [SHEET, first, 3, first + 1, 3],
                    "line": {"color": MUTED, "width": 1, "dash_type": "dash"},
                    "marker": {"type": "none"},
                }
            )
        return 2

    def _names(self, chart: Chart) -> int:
        """Texts that follow their cells: each the name of a series of one unseen point, which every host shows."""
        quadrant = {**_BOLD, "color": ACCENT, "size": 10}
        texts = [
            (self.places.quadrants + place, 4, "left" if place < 2 else "right", quadrant)
            for place in range(len(QUADRANTS))
        ] + [(self.places.named + place, 1, "right", _BOLD) for place in range(NAMED)]
        for row, column, position, font in texts:
            chart.add_series(
                {
                    "name": [SHEET, row, column],
                    "categories": [SHEET, row, 2, row, 2],
                    "values": [SHEET, row, 3, row, 3],
                    **_UNSEEN,
                    "data_labels": {"series_name": True, "value": False, "position": position, "font": font},
                }
            )
        return len(texts)
