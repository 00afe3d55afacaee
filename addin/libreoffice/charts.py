"""Charts in the house look, drawn in Calc; run within LibreOffice, by its Python."""

from __future__ import annotations

from typing import Any

import uno
from com.sun.star.awt import Rectangle, Size

from addin.edits import Chart, Series
from addin.libreoffice.looks import cells_of, colour, number_format
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import FONT, HAIRLINE, INK, MARKERS, MUTED

_CHART2 = "com.sun.star.chart2"
_PIXEL = 26.46  # in hundredths of a millimetre
_SYMBOLS = {"square": 0, "diamond": 1, "triangle": 3, "circle": 8}
_MARK, _POINT = 280, 210
_LINE, _THIN_LINE = 79, 35
_ACROSS, _UP = 0, 1
_LETTERS = 9.0


def draw(made: Chart, name: str, context: Any, document: Any, sheet: Any) -> None:
    """Draw a chart on a sheet, its upper left corner at a cell."""
    corner = sheet.getCellByPosition(made.column - 1, made.row - 1).Position
    place = Rectangle(corner.X, corner.Y, round(made.width * _PIXEL), round(made.height * _PIXEL))
    before = {shape.PersistName for shape in sheet.DrawPage if hasattr(shape, "PersistName")}
    sheet.Charts.addNewByName(name, place, (cells_of(sheet, made.series[0].values).RangeAddress,), False, False)
    shape = next(each for each in sheet.DrawPage if getattr(each, "PersistName", None) not in (None, *before))
    shape.Description = made.alt
    chart = sheet.Charts.getByName(name).EmbeddedObject
    chart.lockControllers()
    try:
        _Drawing(made, context, document, sheet, chart).draw()
    finally:
        chart.unlockControllers()


class _Drawing:
    """One chart on its way."""

    def __init__(self, made: Chart, context: Any, document: Any, sheet: Any, chart: Any) -> None:
        self._made = made
        self._context = context
        self._sheet = sheet
        self._chart = chart
        self._format = number_format(document, made.number_format)

    def draw(self) -> None:
        """Draw it."""
        made = self._made
        system = self._chart.getFirstDiagram().getCoordinateSystems()[0]
        bars = made.kind in ("bar", "column")
        first = self._create({"line": "LineChartType", "scatter": "ScatterChartType"}.get(made.kind, "ColumnChartType"))
        kinds = [first]
        if bars:
            first.GapwidthSequence, first.OverlapSequence = (60, 60), (0, 0)
            if any(series.is_line for series in made.series):
                kinds.append(self._create("LineChartType"))
        system.setChartTypes(tuple(kinds))
        system.SwapXAndYAxis = made.kind == "bar"
        for place, series in enumerate(made.series):
            kinds[-1 if bars and series.is_line else 0].addDataSeries(self._series(series, place))
        self._axes(system)
        self._around()

    def _create(self, name: str) -> Any:
        return self._context.getServiceManager().createInstanceWithContext(f"{_CHART2}.{name}", self._context)

    def _series(self, series: Series, place: int) -> Any:
        found = self._create("DataSeries")
        values = [self._sequence(series.values, "values-y", series.name)]
        if self._made.kind == "scatter":
            values.append(self._sequence(series.categories, "values-x", ""))
        found.setData(tuple(values))
        found.Color = colour(series.fill)
        if self._made.kind == "scatter":
            self._mark(found, series, place)
        elif self._made.kind == "line":
            found.LineWidth = _LINE
        else:
            found.BorderStyle = uno.Enum("com.sun.star.drawing.LineStyle", "NONE")
            if series.is_line:
                found.LineWidth = _LINE
                found.Symbol = self._symbol("circle", _POINT, series.fill, series.fill)
            self._label(found, is_line=series.is_line)
        if not series.name:
            found.ShowLegendEntry = False
        return found

    def _mark(self, found: Any, series: Series, place: int) -> None:
        if series.is_line:
            found.LineWidth = _THIN_LINE
            found.LineStyle = uno.Enum("com.sun.star.drawing.LineStyle", "DASH")
            found.LineDash = uno.createUnoStruct("com.sun.star.drawing.LineDash", Dashes=1, DashLen=150, Distance=100)
        else:
            found.LineStyle = uno.Enum("com.sun.star.drawing.LineStyle", "NONE")
            found.Symbol = self._symbol(MARKERS[place % len(MARKERS)], _MARK, series.fill, INK)

    def _symbol(self, mark: str, size: int, fill: str, border: str) -> Any:
        symbol = uno.createUnoStruct(f"{_CHART2}.Symbol")
        symbol.Style = uno.Enum(f"{_CHART2}.SymbolStyle", "STANDARD")
        symbol.StandardSymbol = _SYMBOLS[mark]
        symbol.Size = Size(size, size)
        symbol.FillColor, symbol.BorderColor = colour(fill), colour(border)
        return symbol

    def _label(self, found: Any, *, is_line: bool) -> None:
        label = uno.createUnoStruct(f"{_CHART2}.DataPointLabel")
        if is_line:
            # Where such a line begins it lies on its column, which has a label.
            found.getDataPointByIndex(0).Label = label
            label = uno.createUnoStruct(f"{_CHART2}.DataPointLabel")
        label.ShowNumber = True
        found.Label = label
        found.NumberFormat = self._format
        found.LabelPlacement = uno.getConstantByName(
            f"com.sun.star.chart.DataLabelPlacement.{'TOP' if is_line else 'OUTSIDE'}"
        )
        _write(found, INK)

    def _sequence(self, area: Area, role: str, label: str) -> Any:
        """Cells of the sheet as the numbers of a series, and what the series is called."""
        provider = self._chart.getDataProvider()
        numbers = provider.createDataSequenceByRangeRepresentation(cells_of(self._sheet, area).AbsoluteName)
        numbers.Role = role
        found = self._create("data.LabeledDataSequence")
        found.setValues(numbers)
        if label:
            found.setLabel(provider.createDataSequenceByRangeRepresentation(f'"{label}"'))
        return found

    def _axes(self, system: Any) -> None:
        made = self._made
        across, up = (system.getAxisByDimension(dimension, 0) for dimension in (_ACROSS, _UP))
        for axis in (across, up):
            axis.getGridProperties().Show = False
            axis.LineColor = colour(HAIRLINE)
            axis.MajorTickmarks = axis.MinorTickmarks = 0
            _write(axis, INK)
            axis.LabelPosition = uno.Enum("com.sun.star.chart.ChartAxisLabelPosition", "OUTSIDE_START")
        up.Show = made.kind in ("line", "scatter")
        if made.kind == "scatter":
            across.NumberFormat = self._format
        if up.Show:
            up.NumberFormat = self._format
        scale = across.getScaleData()
        if made.kind != "scatter":
            scale.Categories = self._sequence(made.series[0].categories, "categories", "")
            scale.AutoDateAxis = False
            scale.AxisType = uno.getConstantByName(f"{_CHART2}.AxisType.CATEGORY")
        if made.kind == "bar":
            scale.Orientation = uno.Enum(f"{_CHART2}.AxisOrientation", "REVERSE")
        across.setScaleData(scale)
        if made.lowest is not None:
            scale = up.getScaleData()
            scale.Minimum = made.lowest
            up.setScaleData(scale)

    def _around(self) -> None:
        chart, made = self._chart, self._made
        none = uno.Enum("com.sun.star.drawing.LineStyle", "NONE")
        empty = uno.Enum("com.sun.star.drawing.FillStyle", "NONE")
        chart.HasMainTitle = True
        chart.Title.String = made.title
        _write(chart.Title, MUTED)
        chart.HasLegend = len(made.series) > 1
        if chart.HasLegend:
            chart.Legend.Alignment = uno.Enum("com.sun.star.chart.ChartLegendPosition", "BOTTOM")
            _write(chart.Legend, INK)
            chart.Legend.LineStyle, chart.Legend.FillStyle = none, empty
        chart.Area.LineStyle = none
        chart.Diagram.Wall.LineStyle = none
        chart.Diagram.Wall.FillStyle = empty


def _write(text: Any, ink: str) -> None:
    text.CharFontName, text.CharColor = FONT, colour(ink)
    # A number of double precision would be kept as such, and the chart could not be saved as .xlsx.
    uno.invoke(text, "setPropertyValue", ("CharHeight", uno.Any("float", _LETTERS)))
