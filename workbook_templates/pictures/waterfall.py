"""The waterfall: what takes one figure to another, step by step, each step standing where the one before it ended."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures import Picture
from workbook_templates.style import ACCENT, FONT, HOUSE, INK, PANEL, WARNING, HouseBook, Kind, axis

_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Step", "text"), ("Stands on", "count"), ("In all", "count"), ("Less", "count"), ("More", "count"),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A column of the waterfall: its label and its figure, both as parts of formulas; `way` is in all, less or more."""

    label: str
    figure: str
    way: str


def write_steps(page: Page, note: str, steps: tuple[Step, ...]) -> int:
    """Write what the picture draws as a part of a sheet; answers its first row, from 0."""
    page.part("The bridge, as it is drawn", note, _HEADINGS)
    first = page.row
    ended = "0"
    for step in steps:
        base, total, less, more = (page.cell(column) for column in (2, 3, 4, 5))
        # With its figure: a short column has no room for a label of its own.
        page.formula(1, f'={step.label}&": "&{step.figure}')
        page.formula(2, "=0" if step.way == "in all" else f"={ended}-{less}", "count")
        for column, way in ((3, "in all"), (4, "less"), (5, "more")):
            page.formula(column, f"={step.figure}" if step.way == way else "=0", "count")
        ended = f"{base}+{total}+{more}"
        page.row += 1
    page.end_part()
    return first


def draw_waterfall(book: HouseBook, sheet: str, first: int, steps: int, *, title: str, unit: str) -> Picture:
    """Draw the steps.

    Args:
        book: the book.
        sheet: the sheet on which `write_steps` wrote.
        first: what it answered.
        steps: how many they are.
        title: what is drawn.
        unit: what the upward axis counts.
    """
    chart = book.chart({"type": "column", "subtype": "stacked"}, title=title)
    last = first + steps - 1
    stripes = {"pattern": "wide_upward_diagonal", "fg_color": WARNING, "bg_color": "#FFFFFF"}
    looks: tuple[tuple[int, str, dict[str, object]], ...] = (
        (2, "", {"fill": {"none": True}, "border": {"none": True}}),
        (3, "In all", {"fill": {"color": HOUSE}}),
        (4, "Less", {"pattern": stripes, "border": {"color": WARNING}}),
        (5, "More", {"fill": {"color": ACCENT}}),
    )
    for column, name, look in looks:
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, 1, last, 1],
                "values": [sheet, first, column, last, column],
                "gap": 40,
                **look,
            }
        )
    chart.set_x_axis(axis(num_font={"name": FONT, "size": 9, "color": INK, "bold": True}))
    grid = {"visible": True, "line": {"color": PANEL}}
    chart.set_y_axis(axis(min=0, num_format="#,##0", name=unit, major_gridlines=grid))
    return chart, f"Columns from left to right, each step standing where the one before ended. {title}."
