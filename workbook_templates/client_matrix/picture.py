"""The picture of the client matrix: every client between the two axes, in four quadrants, with names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbook_templates.client_matrix.chart_data import FIRST_QUADRANT, FIRST_ROW, X, column
from workbook_templates.client_matrix.chart_data import SHEET as CHART_DATA
from workbook_templates.client_matrix.workings import LABELS, SHEET, TICKS, Workings
from workbook_templates.pictures import Picture
from workbook_templates.pictures.names import add_names
from workbook_templates.pictures.scatter import BOLD, SMALL, add_line, add_points, add_text
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import ACCENT, HAIRLINE, HOUSE, MUTED, TIER_FILLS, HouseBook, axis

_CUTS = 2
_FILLS = (HOUSE, TIER_FILLS[1], ACCENT, "#7B8794")
"""Quadrant by quadrant; the marks differ in form, too."""


def draw_matrix(book: HouseBook, workings: Workings, rows: Sequence[Any]) -> Picture:
    """Draw the matrix."""
    title = "Each mark a client, the highest named where there is room. High is beyond the dashes."
    chart = book.chart({"type": "scatter"}, title=title)
    for place in range(len(QUADRANTS)):
        up = f"={column(rows, FIRST_QUADRANT + place)}"
        add_points(
            chart, place, [CHART_DATA, FIRST_ROW - 1, FIRST_QUADRANT + place], f"={column(rows, X)}", up, _FILLS[place]
        )

    def point(row: int, across: int, up: int) -> tuple[list[str | int], list[str | int]]:
        return [SHEET, row, across, row, across], [SHEET, row, up, row, up]

    drawn = 0
    frame = workings.frame
    for line in range(4):
        row = frame + line
        dashed = {"color": MUTED, "width": 1, "dash_type": "dash"}
        look = dashed if line < _CUTS else {"color": HAIRLINE, "width": 1}
        add_line(chart, [SHEET, row, 2, row, 3], [SHEET, row, 4, row, 5], look)
        drawn += 1
    for row, position in ((frame + 4, "center"), (frame + 5, "right")):
        add_text(chart, [SHEET, row, 1], *point(row, 2, 4), position=position, font=SMALL)
        drawn += 1
    quadrant = {**BOLD, "color": ACCENT, "size": 10}
    for place in range(len(QUADRANTS)):
        row = frame + 6 + place
        position = "left" if place < 2 else "right"
        add_text(chart, [SHEET, row, 1], *point(row, 2, 4), position=position, font=quadrant)
        drawn += 1
    for first, position in ((workings.across_ticks, "below"), (workings.up_ticks, "left")):
        for row in range(first, first + TICKS + 1):
            add_text(chart, [SHEET, row, 1], *point(row, 3, 4), position=position, font={**SMALL, "color": MUTED})
            drawn += 1
    drawn += add_names(chart, SHEET, workings.labels, LABELS)
    unnamed = list(range(len(QUADRANTS), len(QUADRANTS) + drawn))
    chart.set_legend({"position": "bottom", "font": SMALL, "delete_series": unnamed})
    unseen = {"label_position": "none", "line": {"none": True}}
    chart.set_x_axis(axis(min=-0.06, max=1.2, **unseen))
    chart.set_y_axis(axis(min=-0.22, max=1.22, **unseen))
    alt = f"A scatter chart, cut into four quadrants, with clients' names. {title} Distances shrink towards the edges."
    return chart, alt
