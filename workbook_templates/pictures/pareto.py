"""The Pareto chart: columns from the largest to the smallest, and the line that adds them up to the whole."""

from __future__ import annotations

from workbook_templates.pictures import Picture
from workbook_templates.style import ACCENT, FONT, HOUSE, INK, PANEL, TIER_FILLS, HouseBook, axis, data_labels


def draw_pareto(
    book: HouseBook,
    sheet: str,
    rows: tuple[int, int],
    *,
    label: int,
    parts: tuple[tuple[str, int], tuple[str, int]],
    so_far: int,
    title: str,
    unit: str,
) -> Picture:
    """Draw it from a sheet.

    Args:
        book: the book.
        sheet: where the figures stand.
        rows: the first and the last row, from 0.
        label: the column of the labels.
        parts: the two parts that a column is made of, as shares of the whole, each its name and column: one plain, one
            striped.
        so_far: the column of the share that this and all before it make.
        title: what is drawn.
        unit: what the upward axis counts.
    """
    first, last = rows
    chart = book.chart({"type": "column", "subtype": "stacked"}, title=title)
    stripes = {"pattern": "wide_upward_diagonal", "fg_color": ACCENT, "bg_color": "#FFFFFF"}
    looks: tuple[dict[str, object], ...] = (
        {"fill": {"color": HOUSE}},
        {"pattern": stripes, "border": {"color": ACCENT}},
    )
    for (name, column), look in zip(parts, looks, strict=True):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, label, last, label],
                "values": [sheet, first, column, last, column],
                "gap": 40,
                **look,
            }
        )
    line = book.chart({"type": "line"}, title=title)
    line.add_series(
        {
            "name": "Added up",
            "categories": [sheet, first, label, last, label],
            "values": [sheet, first, so_far, last, so_far],
            "line": {"color": TIER_FILLS[1], "width": 2},
            "marker": {"type": "circle", "size": 6, "fill": {"color": TIER_FILLS[1]}, "border": {"color": INK}},
            "data_labels": data_labels(position="above", num_format="0%;;", fill={"color": "#FFFFFF"}),
        }
    )
    chart.combine(line)
    small = {"name": FONT, "size": 9, "color": INK}
    chart.set_legend({"position": "bottom", "font": small})
    chart.set_x_axis(axis(num_font=small))
    grid = {"visible": True, "line": {"color": PANEL}}
    chart.set_y_axis(axis(min=0, max=1.1, major_unit=0.25, num_format="[<=1]0%;", name=unit, major_gridlines=grid))
    return chart, f"Columns from the largest to the smallest, and a line that adds them up to 100%. {title}."
