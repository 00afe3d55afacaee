"""What scatter charts are put together from: points, lines and texts that follow their cells in every host."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart

from workbook_templates.pictures import Cells
from workbook_templates.style import FONT, INK, MARKERS, TIER_FILLS

SMALL: dict[str, Any] = {"name": FONT, "size": 9, "color": INK}
BOLD: dict[str, Any] = {**SMALL, "bold": True}
_UNSEEN: dict[str, Any] = {"marker": {"type": "none"}, "line": {"none": True}}


def add_points(chart: Chart, place: int, name: list[str | int], across: Cells, up: Cells, fill: str = "") -> None:
    """Draw the clients of a group, each a mark of its own form and fill.

    Args:
        chart: the chart.
        place: which group, from 0; the first has the largest mark.
        name: the cell with its name, for the legend.
        across: where its clients stand.
        up: how high; #N/A draws nothing.
        fill: the colour of its marks; without it that of the tier in this place.
    """
    chart.add_series(
        {
            "name": name,
            "categories": across,
            "values": up,
            "marker": {
                "type": MARKERS[place],
                "size": 8 if place == 0 else 7,
                "fill": {"color": fill or TIER_FILLS[place]},
                "border": {"color": INK, "width": 0.5},
            },
        }
    )


def add_line(chart: Chart, across: Cells, up: Cells, line: dict[str, Any]) -> None:
    """Draw a line without marks."""
    chart.add_series({"categories": across, "values": up, "line": line, "marker": {"type": "none"}})


def add_named_line(
    chart: Chart, name: list[str | int], across: Cells, up: Cells, line: dict[str, Any], *, at: int, position: str
) -> None:
    """Draw a line of two points with a text at one of them.

    Args:
        chart: the chart.
        name: the cell with the text.
        across: where the points stand.
        up: how high.
        line: how it is drawn.
        at: the point with the text, 0 or 1.
        position: where the text stands from there.
    """
    custom: list[dict[str, bool] | None] = [{"delete": True}, {"delete": True}]
    custom[at] = None
    chart.add_series(
        {
            "name": name,
            "categories": across,
            "values": up,
            "line": line,
            "marker": {"type": "none"},
            "data_labels": {
                "series_name": True, "value": False, "position": position, "font": SMALL, "custom": custom,
            },
        }
    )  # fmt: skip


def add_text(
    chart: Chart, name: list[str | int], across: Cells, up: Cells, *, position: str, font: dict[str, Any]
) -> None:
    """Write a text: the name of a series of one unseen point, which every host shows as its cell says."""
    labels = {"series_name": True, "value": False, "position": position, "font": font}
    chart.add_series({"name": name, "categories": across, "values": up, **_UNSEEN, "data_labels": labels})
