"""The step curve: the share still there as time goes by, with the interval that the list allows, and a projection.

Drawn at fixed parts of the time shown, whatever the length of the list: so the picture needs no growing ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures import Picture
from workbook_templates.style import FONT, HOUSE, INK, MUTED, PANEL, TIER_FILLS, HouseBook, Kind, axis

_PARTS = 48
_MARKS = 10
"""Points of the projection, one per part of the time shown."""
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Drawn at part", "factor"), ("Read at part", "factor"), ("Years", "years"), ("Still there", "share"),
    ("At least", "share"), ("At most", "share"),
)  # fmt: skip
_MARK_HEADINGS: tuple[tuple[str, Kind], ...] = (("Part", "factor"), ("Years", "count"), ("Projected", "share"))


@dataclass(frozen=True)
class Curve:
    """A table of `REL_SURVIVAL`, its columns as references without headings; `known` says whether there is one."""

    known: str
    time: str
    survival: str
    low: str
    high: str


@dataclass(frozen=True)
class CurvePlaces:
    """The first rows of what is drawn, from 0."""

    steps: int
    marks: int


def write_curve(page: Page, curve: Curve, observed: str, shown: str, projected: str) -> CurvePlaces:
    """Write what the picture draws as two parts of a sheet.

    Args:
        page: the sheet.
        curve: the table that it is read from.
        observed: the longest time observed, as part of a formula.
        shown: the time that the projection covers.
        projected: the share projected, with ``{at}`` where the time goes; what stands beside the curve's start where
            nothing can be projected.
    """
    page.part("The curve, as it is drawn", "Each step twice: before it and after it.", _HEADINGS)
    steps = page.row
    for point in range(2 * _PARTS + 1):
        page.value(1, ((point + 1) // 2) / _PARTS, "factor")
        page.value(2, (point // 2) / _PARTS, "factor")
        page.formula(3, f"={page.cell(1)}*MIN({observed},{shown})", "years")
        at = f"{page.cell(2)}*MIN({observed},{shown})"
        for column, cells in ((4, curve.survival), (5, curve.low), (6, curve.high)):
            found = f"N(INDEX({cells},MATCH({at},{curve.time},1)))"
            page.formula(column, f"=IF({curve.known},{found},1)", "share")
        page.row += 1
    page.end_part()
    page.part("The projection, as it is drawn", "At whole years; all at the start where nothing fits.", _MARK_HEADINGS)
    marks = page.row
    for point in range(_MARKS + 1):
        page.value(1, point / _MARKS, "factor")
        at = f"ROUND({page.cell(1)}*{shown},0)"
        share = page.cell(3)
        page.formula(3, f"={projected.replace('{at}', at)}", "share")
        page.formula(2, f"=IF({share}=1,0,{at})", "count")
        page.row += 1
    page.end_part()
    return CurvePlaces(steps, marks)


def draw_step_curve(book: HouseBook, sheet: str, places: CurvePlaces, *, title: str) -> Picture:
    """Draw the curve with its interval, and the projection as marks."""
    chart = book.chart({"type": "scatter", "subtype": "straight"}, title=title)
    first, last = places.steps, places.steps + 2 * _PARTS
    dashed = {"color": MUTED, "width": 1, "dash_type": "dash"}
    for name, column, line in (
        ("Still there", 4, {"color": HOUSE, "width": 2.5}),
        ("Likely range", 5, dashed),
        ("At most", 6, dashed),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, 3, last, 3],
                "values": [sheet, first, column, last, column],
                "line": line,
                "marker": {"type": "none"},
            }
        )
    chart.add_series(
        {
            "name": "Projected",
            "categories": [sheet, places.marks, 2, places.marks + _MARKS, 2],
            "values": [sheet, places.marks, 3, places.marks + _MARKS, 3],
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 7, "fill": {"color": TIER_FILLS[1]}, "border": {"color": INK}},
        }
    )
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": INK}, "delete_series": [2]})
    grid = {"visible": True, "line": {"color": PANEL}}
    chart.set_x_axis(axis(min=0, num_format="0", name="years since joining"))
    chart.set_y_axis(axis(min=0, max=1, major_unit=0.2, num_format="0%", name="still clients", major_gridlines=grid))
    return chart, f"A curve that falls in steps, between two dashed lines, with marks for a projection. {title}."
