"""Sheets of Tenure's in the house look, drawn in Excel: looks, widths, drop-downs, colours of tiers, charts, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from addin.day_numbers import serial
from addin.edits import Cell, Chart, Content, Formula, Series, TierColours, Validation, WriteSheet, relative
from addin.excel.cell_blocks import cells_of
from addin.excel.looks import colour, dress, dress_tier
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import FONT, HAIRLINE, INK, MARKERS, MUTED, heading_look, look

if TYPE_CHECKING:
    import xlwings

Entered = Callable[[Content], Any]
"""Makes of a content what Excel must be given."""

_POINTS_OF_A_PIXEL = 0.75
_LONGEST_ADDRESS = 255
_LANDSCAPE, _A4, _EXPRESSION, _MOVES = 2, 9, 2, 2
_KINDS_OF_VALIDATION = {"integer": 1, "decimal": 2, "list": 3, "date": 4}
_STOP, _BETWEEN = 1, 1
_CRITERIA = {"between": 1, "not between": 2, "==": 3, "!=": 4, ">": 5, "<": 6, ">=": 7, "<=": 8}
_CHART_KINDS = {"bar": "bar_clustered", "column": "column_clustered", "line": "line", "scatter": "xy_scatter"}
_MARKERS = {"diamond": 2, "square": 1, "circle": 8, "triangle": 3}
_NO_MARKER, _LINE_WITH_MARKERS, _DASHED = -4142, 65, 4
_ALONG, _UP, _LOW, _AT_THE_BOTTOM, _ABOVE, _NAMES, _NONE = 1, 2, -4134, -4107, 0, 2, -4142


def draw(sheet: xlwings.Sheet, made: WriteSheet, entered: Entered) -> None:
    """Draw all of a new sheet but what stands in its cells."""
    own = sheet.api
    own.Cells.Font.Name, own.Cells.Font.Size = FONT, 10
    own.Cells.RowHeight = 16.5
    for column, width in enumerate(made.widths, 1):
        own.Columns(column).ColumnWidth = width
    for row, height in made.heights:
        own.Rows(row).RowHeight = height
    own.Tab.Color = colour(HAIRLINE)
    _view(own, made.freeze)
    _set_up_print(own, made)
    for dressed, address in _dressed(made.cells):
        dress(own.Range(address), dressed)
    for validation in made.validations:
        _validate(own, validation)
    for area, colours in made.colours:
        colour_tiers(own, area, colours, entered)
    for chart in made.charts:
        _chart(sheet, chart)


def _view(sheet: Any, freeze: int) -> None:
    """No grid, and the first rows standing still; a new sheet is the one that its window shows."""
    window = sheet.Parent.Windows(1)
    window.DisplayGridlines = False
    if freeze:
        window.FreezePanes = False
        window.SplitColumn, window.SplitRow = 0, freeze
        window.FreezePanes = True


def _set_up_print(sheet: Any, made: WriteSheet) -> None:
    """A4, landscape, on one page or on as many as it takes; without a printer Excel refuses, and nothing is lost."""
    from pywintypes import com_error

    page, excel = sheet.PageSetup, sheet.Application
    footer = f'&"{FONT}"&8'
    try:
        page.PaperSize, page.Orientation, page.Zoom = _A4, _LANDSCAPE, False
        page.FitToPagesWide, page.FitToPagesTall = 1, not made.is_long and 1
        page.CenterHorizontally = not made.is_long
        page.PrintArea = made.printed.address if made.printed else ""
        for name, inches in (("Left", 0.4), ("Right", 0.4), ("Top", 0.5), ("Bottom", 0.7)):
            setattr(page, f"{name}Margin", excel.InchesToPoints(inches))
        page.LeftFooter, page.CenterFooter, page.RightFooter = (
            f"{footer}&F",
            f"{footer}&A",
            f"{footer}&D, page &P of &N",
        )
    except (com_error, AttributeError):  # the latter where Excel does not tell what its objects have
        return


def _dressed(cells: tuple[Cell, ...]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each look with the cells that have it, as many in an address as Excel takes."""
    places: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for cell in cells:
        dressed = heading_look(cell.kind) if cell.role == "column" else look(cell.role, cell.kind)
        places.setdefault(repr(dressed), (dressed, []))[1].append(relative(cell.row, cell.column))
    for dressed, found in places.values():
        address = found[0]
        for place in found[1:]:
            if len(address) + len(place) + 1 > _LONGEST_ADDRESS:
                yield dressed, address
                address = place
            else:
                address += f",{place}"
        yield dressed, address


def _validate(sheet: Any, validation: Validation) -> None:
    """What may be typed: numbers are given as numbers, for a text would be read in the user's language."""
    import pythoncom

    allowed = dict(validation.allowed)
    if allowed["validate"] == "list":
        source = allowed["source"]
        limits = [source if isinstance(source, str) else ",".join(source), pythoncom.ArgNotFound]
        criterion = _BETWEEN
    else:
        criterion = _CRITERIA[allowed["criteria"]]
        given = [allowed.get("minimum", allowed.get("value")), allowed.get("maximum", pythoncom.ArgNotFound)]
        limits = [serial(each, False) if isinstance(each, date) else each for each in given]
    rule = cells_of(sheet, validation.area).Validation
    rule.Delete()
    rule.Add(_KINDS_OF_VALIDATION[allowed["validate"]], _STOP, criterion, *limits)
    rule.IgnoreBlank = bool(allowed.get("ignore_blank", True))
    rule.ErrorTitle, rule.ErrorMessage = allowed.get("error_title", ""), allowed.get("error_message", "")


def colour_tiers(sheet: Any, area: Area, colours: TierColours, entered: Entered) -> None:
    """Colour the cells that name a tier.

    Excel wants the formula of a rule in the user's language, and reads it from where the active cell stands. The cell
    above the area, which is written afterwards or holds a heading, translates it.
    """
    active = sheet.Application.ActiveCell
    scratch = cells_of(sheet, Area(area.top - 1, area.left, area.top - 1, area.left))
    before = scratch.Formula
    cells = cells_of(sheet, area)
    for formula, tier in colours.rules(area.top, area.left):
        scratch.Formula = Formula(f"={formula}").at(int(active.Row) - area.top)
        rule = cells.FormatConditions.Add(_EXPRESSION, _EXPRESSION, scratch.FormulaLocal)
        dress_tier(rule, tier)
    scratch.Formula = entered(before)


def _chart(sheet: xlwings.Sheet, made: Chart) -> None:
    corner = cells_of(sheet.api, Area(made.row, made.column, made.row, made.column))
    size = (made.width * _POINTS_OF_A_PIXEL, made.height * _POINTS_OF_A_PIXEL)
    added = sheet.charts.add(corner.Left, corner.Top, *size, style=None)
    frame, chart = added.api
    drawn = chart.SeriesCollection()
    while drawn.Count:  # Excel may have drawn what stands around the active cell
        drawn.Item(1).Delete()
    for series in made.series:
        new = drawn.NewSeries()
        new.Values, new.XValues = cells_of(sheet.api, series.values), cells_of(sheet.api, series.categories)
        new.Name = series.name
    added.chart_type = _CHART_KINDS[made.kind]
    chart.HasTitle = True
    chart.ChartTitle.Text = made.title
    _font(chart.ChartArea, INK)
    _font(chart.ChartTitle, MUTED)
    chart.ChartArea.Format.Line.Visible = False
    chart.ChartArea.Format.Fill.ForeColor.RGB = colour("#FFFFFF")
    for place, series in enumerate(made.series):
        _draw_series(drawn.Item(place + 1), made, series, place)
    if made.kind in ("bar", "column"):
        chart.ChartGroups(1).GapWidth = 60
    _axes(chart, made)
    _legend(chart, made)
    frame.Placement = _MOVES
    sheet.api.Shapes(frame.Name).AlternativeText = made.alt


def _font(part: Any, ink: str) -> None:
    font = part.Font
    font.Name, font.Size, font.Bold, font.Color = FONT, 9, False, colour(ink)


def _draw_series(drawn: Any, made: Chart, series: Series, place: int) -> None:
    if made.kind == "scatter":
        _draw_marks(drawn, series, place)
        return
    if made.kind == "line":
        drawn.MarkerStyle = _NO_MARKER
        drawn.Format.Line.ForeColor.RGB, drawn.Format.Line.Weight = colour(series.fill), 2.25
        return
    if series.is_line:
        drawn.ChartType = _LINE_WITH_MARKERS
        drawn.Format.Line.ForeColor.RGB, drawn.Format.Line.Weight = colour(series.fill), 2
        drawn.MarkerStyle, drawn.MarkerSize = _MARKERS["circle"], 6
        drawn.MarkerBackgroundColor = drawn.MarkerForegroundColor = colour(series.fill)
    else:
        drawn.Format.Fill.ForeColor.RGB = colour(series.fill)
    drawn.HasDataLabels = True
    labels = drawn.DataLabels()
    labels.NumberFormat = made.number_format
    _font(labels, INK)
    if series.is_line:
        labels.Position = _ABOVE
        # Where such a line begins it lies on its column, which has a label.
        drawn.Points(1).DataLabel.Delete()


def _draw_marks(drawn: Any, series: Series, place: int) -> None:
    if series.is_line:
        drawn.MarkerStyle = _NO_MARKER
        drawn.Format.Line.Visible = True
        drawn.Format.Line.ForeColor.RGB, drawn.Format.Line.Weight = colour(series.fill), 1
        drawn.Format.Line.DashStyle = _DASHED
        return
    drawn.Format.Line.Visible = False
    drawn.MarkerStyle, drawn.MarkerSize = _MARKERS[MARKERS[place % len(MARKERS)]], 8
    drawn.MarkerBackgroundColor, drawn.MarkerForegroundColor = colour(series.fill), colour(INK)


def _axes(chart: Any, made: Chart) -> None:
    along, up = chart.Axes(_ALONG), chart.Axes(_UP)
    for axis in (along, up):
        axis.HasMajorGridlines = False
        axis.MajorTickMark = _NONE
        axis.Format.Line.ForeColor.RGB = colour(HAIRLINE)
        _font(axis.TickLabels, INK)
    along.TickLabelPosition = _LOW
    if made.kind == "scatter":
        up.TickLabelPosition = _LOW
        along.TickLabels.NumberFormat = up.TickLabels.NumberFormat = made.number_format
    elif made.kind == "line":
        up.TickLabels.NumberFormat = made.number_format
    else:
        along.ReversePlotOrder = made.kind == "bar"
        along.CategoryType = _NAMES
        if made.lowest is not None:
            up.MinimumScale = made.lowest
        # The labels say how long bars are; an axis that is taken away forgets where it begins.
        up.TickLabelPosition = _NONE
        up.Format.Line.Visible = False


def _legend(chart: Any, made: Chart) -> None:
    chart.HasLegend = len(made.series) > 1
    if not chart.HasLegend:
        return
    chart.Legend.Position = _AT_THE_BOTTOM
    _font(chart.Legend, INK)
    for place in range(len(made.series), 0, -1):
        if not made.series[place - 1].name:
            chart.Legend.LegendEntries(place).Delete()
