"""The whale curve: what the best clients bring of the whole, beside the line on which all would stand if equal."""

from __future__ import annotations

from workbook_templates.pictures import Cells, Picture
from workbook_templates.style import FONT, HOUSE, INK, MUTED, PANEL, TIER_FILLS, HouseBook, axis, data_labels


def draw_whale_curve(
    book: HouseBook,
    *,
    shares: Cells,
    curve: Cells,
    equal: Cells,
    core: tuple[Cells, Cells],
    open_top: bool,
    of: str = "the value",
) -> Picture:
    """Draw the curve.

    Args:
        book: the book.
        shares: shares of the clients, best first.
        curve: what they bring together, as a share of the whole.
        equal: what they would bring if all were equal.
        core: the share of clients who are the core, and what it brings: the point that is marked.
        open_top: whether the curve may rise above the whole, as it does where clients cost more than they pay.
        of: what the whole is.
    """
    title = f"Share of {of} from the best clients (dashed: all equal)"
    chart = book.chart({"type": "scatter", "subtype": "straight"}, title=title)
    for values, line in (
        (equal, {"color": MUTED, "width": 1, "dash_type": "dash"}),
        (curve, {"color": HOUSE, "width": 2.5}),
    ):
        chart.add_series({"categories": shares, "values": values, "line": line, "marker": {"type": "none"}})
    chart.add_series(
        {
            "categories": core[0],
            "values": core[1],
            "line": {"none": True},
            "marker": {"type": "circle", "size": 9, "fill": {"color": TIER_FILLS[1]}, "border": {"color": INK}},
            "data_labels": data_labels(
                position="below", num_format="0%;-0%;", font={"name": FONT, "size": 10, "color": INK, "bold": True}
            ),
        }
    )
    grid = {"visible": True, "line": {"color": PANEL}}
    name = "share of the clients, best first"
    chart.set_x_axis(axis(min=0, max=1, major_unit=0.2, num_format="0%", name=name, label_position="low"))
    top = {} if open_top else {"max": 1}
    chart.set_y_axis(axis(min=0, **top, num_format="0%", major_unit=0.2, major_gridlines=grid))
    return chart, f"A curve. {title}"
