"""What Excel's objects are made of in the eyes of other programs: properties, collections, and what Excel refuses.

Of a chart, of fonts and of lines nothing but what was set is remembered. A name that none of these has is an
AttributeError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

MISSING = object()
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042,
          "#SPILL!": 2045}  # fmt: skip
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
STANDARD_LOOK = {
    "NumberFormat": "General", "HorizontalAlignment": 1, "VerticalAlignment": -4107, "WrapText": False,
    "IndentLevel": 0, "Font.Name": "Calibri", "Font.Size": 11.0, "Font.Bold": False, "Font.Italic": False,
    "Font.Underline": -4142, "Font.Color": 0, "Font.ColorIndex": -4105, "Interior.Pattern": -4142,
    "Interior.Color": 16777215,
}  # fmt: skip


class ComError(Exception):
    """What pywin32 raises where Excel refuses."""

    def __init__(self, text: str) -> None:
        super().__init__(-2147352567, "Exception occurred.", (0, "Microsoft Excel", text, None, 0, -2146827284), None)
        self.hresult = -2147352567


class ComObject:
    """A live object of another program, to xlwings."""

    _oleobj_ = None


def bare(value: Any) -> Any:
    """An argument without what xlwings puts around objects."""
    return getattr(value, "_inner", value)


class Part(ComObject):
    """An object with properties that are only remembered: those named, and others within it."""

    def __init__(self, *names: str, **parts: Any) -> None:
        object.__setattr__(self, "_names", frozenset(names))
        object.__setattr__(self, "values", {})
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __getattr__(self, name: str) -> Any:
        if name in self._names and name in self.values:
            return self.values[name]
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._names:
            raise AttributeError(f"{name} is no property of this object")
        self.values[name] = value


class Items(ComObject):
    """A collection, counted from 1."""

    def __init__(self, read: Callable[[], Sequence[Any]], **methods: Callable[..., Any]) -> None:
        self._read = read
        for name, method in methods.items():
            setattr(self, name, method)

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self._read())

    def __call__(self, key: Any) -> Any:
        found = self._read()
        if isinstance(key, (int, float)):
            if not 1 <= key <= len(found):
                raise ComError("Subscript out of range")
            return found[int(key) - 1]
        for each in found:
            if each.Name.casefold() == str(key).casefold():
                return each
        raise ComError("Subscript out of range")

    def Item(self, key: Any) -> Any:  # noqa: N802
        return self(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._read())


# Charts


class ChartObject(ComObject):
    """A chart's frame on a sheet."""

    def __init__(self, name: str, place: tuple[float, ...]) -> None:
        self.Name, self.place, self.Placement = name, place, 1
        self.shape = Part("AlternativeText")
        self.Chart = ChartPart()


def _line() -> Part:
    return Part("Visible", "Weight", "DashStyle", ForeColor=Part("RGB"))


def _font() -> Part:
    return Part("Name", "Size", "Bold", "Color")


class ChartPart(Part):
    """A chart: that Excel had already drawn what stood around the active cell is part of it."""

    def __init__(self) -> None:
        super().__init__(
            "ChartType", "HasTitle", "HasLegend",
            ChartTitle=Part("Text", Font=_font()),
            ChartArea=Part(Font=_font(), Format=Part(Line=_line(), Fill=Part(ForeColor=Part("RGB")))),
            Legend=Part("Position", Font=_font(), LegendEntries=lambda number: Part(Delete=lambda: None)),
        )  # fmt: skip
        series: list[SeriesPart] = []
        series.append(SeriesPart(series))

        def add() -> SeriesPart:
            series.append(SeriesPart(series))
            return series[-1]

        collection = Items(lambda: series, NewSeries=add)
        axes = {number: AxisPart() for number in (1, 2)}
        group = Part("GapWidth")
        for name, value in {
            "series": series, "axes": axes, "SeriesCollection": lambda: collection, "Axes": axes.__getitem__,
            "ChartGroups": lambda number: group,
        }.items():  # fmt: skip
            object.__setattr__(self, name, value)


class SeriesPart(Part):
    """A row of bars or a line."""

    def __init__(self, all_of_them: list[Any]) -> None:
        labels = Part("NumberFormat", "Position", Font=_font())
        super().__init__(
            "Values", "XValues", "Name", "HasDataLabels", "MarkerStyle", "MarkerSize", "MarkerBackgroundColor",
            "MarkerForegroundColor", "ChartType",
            Format=Part(Line=_line(), Fill=Part(ForeColor=Part("RGB"))),
            DataLabels=lambda: labels,
            Points=lambda number: Part(DataLabel=Part(Delete=lambda: None)),
            Delete=lambda: all_of_them.remove(self),
        )  # fmt: skip


class AxisPart(Part):
    """An axis."""

    def __init__(self) -> None:
        super().__init__(
            "HasMajorGridlines", "MajorTickMark", "TickLabelPosition", "ReversePlotOrder", "CategoryType",
            "MinimumScale", Format=Part(Line=_line()), TickLabels=Part("NumberFormat", Font=_font()),
        )  # fmt: skip
