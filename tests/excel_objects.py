"""Excel's objects as other programs meet them through COM, over dictionaries: as strict as Excel where it matters.

What is written is read as Excel reads it: a text that begins with = is a formula, one that looks like a number is one,
and formulas are shown in Excel's own way. A name that none of these objects has is an AttributeError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from addin.formulas.grammar import FormulaTrouble, Template, read_formula
from addin.formulas.references import Area as FormulaArea
from udfs import CellError
from workbook_templates.recognition.sheet import Area, ExcelTable, Sheet, column_letters

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


class Range(ComObject):
    """Cells of a sheet, in one area or several."""

    def __init__(self, sheet: Worksheet, areas: Sequence[Area]) -> None:
        self.__dict__.update(sheet=sheet, areas=list(areas))

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(getattr(type(self), name, None), property):
            if name not in STANDARD_LOOK:
                raise AttributeError(f"{name} is no property of a range")
            self._paint(name, value)
            return
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name in STANDARD_LOOK:
            return self._look(name)
        raise AttributeError(name)

    def _places(self) -> Iterator[tuple[int, int]]:
        for area in self.areas:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    yield row, column

    @property
    def _whole(self) -> bool:
        return any((area.bottom, area.right) == (LAST_ROW, LAST_COLUMN) for area in self.areas)

    @property
    def _first(self) -> Area:
        return self.areas[0]

    def _look(self, name: str) -> Any:
        found = {self.sheet.look(place, name) for place in self._places()}
        return found.pop() if len(found) == 1 else None

    def _paint(self, name: str, value: Any) -> None:
        assert value is not None, name
        if self._whole:
            self.sheet.usual[name] = value
            return
        for place in self._places():
            self.sheet.looks[place, name] = value
            if name == "Font.Color":
                self.sheet.looks[place, "Font.ColorIndex"] = 1
            if name == "Font.ColorIndex" and value == -4105:
                self.sheet.looks[place, "Font.Color"] = 0
            if name == "Interior.Color":
                self.sheet.looks[place, "Interior.Pattern"] = 1
            if name == "Interior.Pattern" and value == -4142:
                self.sheet.looks[place, "Interior.Color"] = 16777215

    # Where it lies

    @property
    def Row(self) -> int:  # noqa: N802
        return self._first.top

    @property
    def Column(self) -> int:  # noqa: N802
        return self._first.left

    @property
    def Rows(self) -> Any:  # noqa: N802
        return Part(Count=self._first.bottom - self._first.top + 1)

    @property
    def Columns(self) -> Any:  # noqa: N802
        return Part(Count=self._first.right - self._first.left + 1)

    @property
    def Areas(self) -> Any:  # noqa: N802
        return Items(lambda: [Range(self.sheet, [area]) for area in self.areas])

    @property
    def Address(self) -> str:  # noqa: N802
        ends = (((area.left, area.top), (area.right, area.bottom)) for area in self.areas)
        return ",".join(
            ":".join(f"${column_letters(column)}${row}" for column, row in dict.fromkeys(pair)) for pair in ends
        )

    @property
    def Left(self) -> float:  # noqa: N802
        return 48.0 * (self._first.left - 1)

    @property
    def Top(self) -> float:  # noqa: N802
        return 15.0 * (self._first.top - 1)

    @property
    def EntireRow(self) -> Any:  # noqa: N802
        return Part(Hidden=_common(row in self.sheet.hidden_rows for row, _ in self._places_of_lines("row")))

    @property
    def EntireColumn(self) -> Any:  # noqa: N802
        return Part(Hidden=_common(at in self.sheet.hidden_columns for _, at in self._places_of_lines("column")))

    def _places_of_lines(self, lines: str) -> Iterator[tuple[int, int]]:
        area = self._first
        if lines == "row":
            yield from ((row, 1) for row in range(area.top, area.bottom + 1))
        else:
            yield from ((1, column) for column in range(area.left, area.right + 1))

    @property
    def MergeCells(self) -> Any:  # noqa: N802
        return _common(any(area.holds(*place) for area in self.sheet.merged) for place in self._places())

    @property
    def MergeArea(self) -> Range:  # noqa: N802
        row, column = self._first.top, self._first.left
        found = (area for area in self.sheet.merged if area.holds(row, column))
        return Range(self.sheet, [next(found, self._first)])

    # What stands in it

    @property
    def Value2(self) -> Any:  # noqa: N802
        return self._block(self.sheet.value)

    @property
    def HasFormula(self) -> Any:  # noqa: N802
        return _common(place in self.sheet.formulas for place in self._places())

    @property
    def Formula(self) -> Any:  # noqa: N802
        return self._block(self.sheet.formula)

    @Formula.setter
    def Formula(self, given: Any) -> None:  # noqa: N802
        self._enter(given)

    @property
    def Formula2(self) -> Any:  # noqa: N802
        self._since_answers_spill()
        return self._block(self.sheet.formula)

    @Formula2.setter
    def Formula2(self, given: Any) -> None:  # noqa: N802
        self._since_answers_spill()
        self._enter(given)

    def _since_answers_spill(self) -> None:
        if not self.sheet.book.application.spills:
            raise AttributeError("an older Excel does not know it")

    @property
    def HasArray(self) -> Any:  # noqa: N802
        return self._within(self.sheet.arrays)

    @property
    def HasSpill(self) -> Any:  # noqa: N802
        self._since_answers_spill()
        return self._within(self.sheet.spilled)

    @property
    def SavedAsArray(self) -> Any:  # noqa: N802
        self._since_answers_spill()
        return self._within([*self.sheet.arrays, *self.sheet.spilled, *self.sheet.free])

    def _within(self, areas: Sequence[Area]) -> Any:
        self.sheet.book.application.questions += 1
        return _common(any(area.holds(*place) for area in areas) for place in self._places())

    @property
    def CurrentArray(self) -> Range:  # noqa: N802
        return self._area_among(self.sheet.arrays)

    @property
    def SpillingToRange(self) -> Range:  # noqa: N802
        found = self._area_among(self.sheet.spilled)
        if (found.Row, found.Column) != (self.Row, self.Column):
            raise ComError("it is not the cell from which the answers spill")
        return found

    def _area_among(self, areas: Sequence[Area]) -> Range:
        self.sheet.book.application.questions += 1
        found = [area for area in areas if area.holds(self.Row, self.Column)]
        if not found or self._first.top < self._first.bottom:
            raise ComError("No cells were found.")
        return Range(self.sheet, found)

    @property
    def FormulaLocal(self) -> str:  # noqa: N802
        return in_german(self.sheet.formula((self.Row, self.Column)))

    def _block(self, read: Callable[[tuple[int, int]], Any]) -> Any:
        area = self._first
        if (area.top, area.left) == (area.bottom, area.right):
            return read((area.top, area.left))
        return tuple(
            tuple(read((row, column)) for column in range(area.left, area.right + 1))
            for row in range(area.top, area.bottom + 1)
        )

    def _enter(self, given: Any) -> None:
        self.sheet.book.application.entries += 1
        assert len(self.areas) == 1
        assert not self.sheet.protected, "a protected sheet takes nothing"
        area = self._first
        if isinstance(given, tuple):
            assert len(given) == area.bottom - area.top + 1
            for row, line in enumerate(given, area.top):
                assert len(line) == area.right - area.left + 1
                for column, each in enumerate(line, area.left):
                    self.sheet.enter((row, column), each)
            return
        is_formula = isinstance(given, str) and given.startswith("=")
        assert is_formula or area.top == area.bottom
        for row, column in self._places():
            if area.top < area.bottom and self.sheet.passes_over(row):
                continue
            text = f"={Template.as_written(given[1:]).at(row - area.top)}" if is_formula else given
            self.sheet.enter((row, column), text)

    def ClearContents(self) -> None:  # noqa: N802
        for place in self._places():
            self.sheet.constants.pop(place, None)
            self.sheet.formulas.pop(place, None)

    # How it looks

    @property
    def Font(self) -> Any:  # noqa: N802
        return Prefixed(self, "Font")

    @property
    def Interior(self) -> Any:  # noqa: N802
        return Prefixed(self, "Interior")

    def Borders(self, number: int) -> Any:  # noqa: N802
        return Border(self, number)

    @property
    def ColumnWidth(self) -> float:  # noqa: N802
        return float(self.sheet.widths.get(self.Column, self.sheet.StandardWidth))

    @ColumnWidth.setter
    def ColumnWidth(self, width: float) -> None:  # noqa: N802
        for column in range(self._first.left, self._first.right + 1):
            self.sheet.widths[column] = width

    @property
    def RowHeight(self) -> Any:  # noqa: N802
        raise AttributeError("only written")

    @RowHeight.setter
    def RowHeight(self, height: float) -> None:  # noqa: N802
        if self._whole:
            self.sheet.usual_height = height
        else:
            self.sheet.heights[self.Row] = height

    @property
    def Validation(self) -> Any:  # noqa: N802
        return Validation(self)

    @property
    def FormatConditions(self) -> Any:  # noqa: N802
        return Items(
            lambda: [
                each for each in self.sheet.conditions if any(each.area.holds(*place) for place in self._places())
            ],
            Add=self._add_condition,
        )

    def _add_condition(self, kind: int, operator: Any, formula: str) -> Condition:
        assert kind == 2
        made = Condition(self.sheet, self._first, from_german(formula, self.sheet.book.application, self._first))
        self.sheet.conditions.append(made)
        return made


def _common(answers: Iterator[bool]) -> Any:
    found = set(answers)
    return found.pop() if len(found) == 1 else None


class Prefixed(ComObject):
    """A range's font or fill."""

    def __init__(self, cells: Range, name: str) -> None:
        self.__dict__.update(cells=cells, name=name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.cells._look(f"{self.name}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        assert f"{self.name}.{name}" in STANDARD_LOOK, name
        self.cells._paint(f"{self.name}.{name}", value)


class Border(ComObject):
    """A line around the cells of a range, or between its rows; two neighbours have one line between them."""

    def __init__(self, cells: Range, number: int) -> None:
        self.__dict__.update(cells=cells, number=number)

    def _keys(self) -> Iterator[tuple[str, int, int]]:
        """Each line by what it lies above (h) or left of (v)."""
        for area in self.cells.areas:
            columns, rows = range(area.left, area.right + 1), range(area.top, area.bottom + 1)
            match self.number:
                case 7:
                    yield from (("v", row, area.left) for row in rows)
                case 10:
                    yield from (("v", row, area.right + 1) for row in rows)
                case 8:
                    yield from (("h", area.top, column) for column in columns)
                case 9:
                    yield from (("h", area.bottom + 1, column) for column in columns)
                case 12:
                    if len(rows) == 1:
                        raise ComError("Unable to set the LineStyle property of the Border class")
                    yield from (("h", row, column) for row in rows[1:] for column in columns)
                case _:
                    raise ComError("no such border")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        at = ("LineStyle", "Weight", "Color").index(name)
        lines = self.cells.sheet.lines
        found = {lines.get(key, (-4142, 2, 0))[at] for key in self._keys()}
        return found.pop() if len(found) == 1 else None

    def __setattr__(self, name: str, value: Any) -> None:
        at = ("LineStyle", "Weight", "Color").index(name)
        lines = self.cells.sheet.lines
        for key in self._keys():
            drawn = list(lines.get(key, (1, 2, 0)))
            drawn[at] = value
            lines[key] = tuple(drawn)
            if value == -4142 and name == "LineStyle":
                del lines[key]


class Condition(Part):
    """A conditional format, its formula as it reads for its first cell."""

    def __init__(self, sheet: Worksheet, area: Area, formula: str) -> None:
        super().__init__("StopIfTrue", Interior=Part("Color"), Font=Part("Color", "Bold"), Type=2)
        for name, value in {"sheet": sheet, "area": area, "formula": formula}.items():
            object.__setattr__(self, name, value)

    @property
    def AppliesTo(self) -> Range:  # noqa: N802
        return Range(self.sheet, [self.area])

    def Delete(self) -> None:  # noqa: N802
        self.sheet.conditions.remove(self)

    def state(self) -> Any:
        return self.area, self.formula, self.Interior.values, self.Font.values, self.values


class Validation(Part):
    """What may be typed into a range."""

    def __init__(self, cells: Range) -> None:
        super().__init__("IgnoreBlank", "ErrorTitle", "ErrorMessage")
        object.__setattr__(self, "cells", cells)

    def Delete(self) -> None:  # noqa: N802
        self.cells.sheet.validations.pop(self.cells.Address, None)

    def Add(self, kind: int, alert: int, operator: int, first: Any, second: Any = MISSING) -> None:  # noqa: N802
        assert kind in (1, 2, 3, 4)
        assert alert == 1
        if kind == 3:
            assert isinstance(first, str)
            assert len(first) <= 255
        else:  # a text would be read in the user's language
            assert not isinstance(first, str)
        self.cells.sheet.validations[self.cells.Address] = (kind, operator, first, second, self.values)


class ListObject(ComObject):
    """An Excel Table."""

    def __init__(self, sheet: Worksheet, table: ExcelTable) -> None:
        self.sheet, self.area = sheet, table.area
        self.Name = self.DisplayName = table.name
        self.ShowHeaders, self.ShowTotals = table.header_row, table.totals_row

    @property
    def Range(self) -> Range:  # noqa: N802
        return Range(self.sheet, [self.area])

    @property
    def DataBodyRange(self) -> Range:  # noqa: N802
        area = self.area
        return Range(
            self.sheet, [Area(area.top + self.ShowHeaders, area.left, area.bottom - self.ShowTotals, area.right)]
        )

    def headings(self) -> set[str]:
        columns = range(self.area.left, self.area.right + 1)
        return {str(self.sheet.constants.get((self.area.top, column), "")).casefold() for column in columns}

    def Resize(self, cells: Any) -> None:  # noqa: N802
        area = bare(cells).areas[0]
        assert (area.top, area.left, area.bottom) == (self.area.top, self.area.left, self.area.bottom)
        for column in range(self.area.right + 1, area.right + 1):
            heading = (area.top, column)
            self.sheet.constants.setdefault(heading, f"Column{column}")
        self.area = area


class Name(ComObject):
    """A defined name."""

    def __init__(self, book: Workbook, scope: str, own: str, refers_to: str) -> None:
        self.book, self.scope, self.own, self.refers_to = book, scope, own, refers_to

    @property
    def Name(self) -> str:  # noqa: N802
        return f"{shown_sheet(self.scope)}{self.own}" if self.scope else self.own

    @property
    def RefersTo(self) -> str:  # noqa: N802
        return in_excels_way(self.refers_to, None)

    def Delete(self) -> None:  # noqa: N802
        self.book.names.remove(self)


class Worksheet(ComObject):
    """A sheet."""

    StandardWidth = 8.43

    def __init__(self, book: Workbook, name: str) -> None:
        self.book, self._name = book, name
        self.Visible, self.Type, self.protected = -1, -4167, False
        self.constants: dict[tuple[int, int], Any] = {}
        self.formulas: dict[tuple[int, int], str] = {}
        self.answers: dict[tuple[int, int], Any] = {}
        self.arrays: list[Area] = []
        self.spilled: list[Area] = []
        self.free: list[Area] = []
        self.looks: dict[tuple[tuple[int, int], str], Any] = {}
        self.usual: dict[str, Any] = {}
        self.lines: dict[tuple[str, int, int], Any] = {}
        self.widths: dict[int, float] = {}
        self.heights: dict[int, float] = {}
        self.usual_height = 15.0
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.is_filtered = False
        self.conditions: list[Condition] = []
        self.validations: dict[str, Any] = {}
        self.tables: list[ListObject] = []
        self.charts: list[ChartObject] = []
        self.view: dict[str, Any] = {}
        self.Tab = Part("Color")
        self.PageSetup = Part(
            "PaperSize", "Orientation", "Zoom", "FitToPagesWide", "FitToPagesTall", "CenterHorizontally", "LeftMargin",
            "RightMargin", "TopMargin", "BottomMargin", "LeftFooter", "CenterFooter", "RightFooter",
        )  # fmt: skip

    # As Excel has them

    @property
    def Name(self) -> str:  # noqa: N802
        return self._name

    @Name.setter
    def Name(self, name: str) -> None:  # noqa: N802
        if (
            len(name) > 31
            or set(name) & set("[]:*?/\\")
            or any(each.Name.casefold() == name.casefold() for each in self.book.sheets if each is not self)
        ):
            raise ComError("That name is already taken. Try a different one.")
        self._name = name

    @property
    def Parent(self) -> Workbook:  # noqa: N802
        return self.book

    @property
    def Application(self) -> ExcelApplication:  # noqa: N802
        return self.book.application

    @property
    def Index(self) -> int:  # noqa: N802
        return self.book.sheets.index(self) + 1

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return self.protected

    def Range(self, address: str) -> Range:  # noqa: N802
        assert len(address) <= 255, "Excel takes no longer address"
        return Range(self, [_area(part) for part in address.split(",")])

    def Columns(self, number: int) -> Range:  # noqa: N802
        return Range(self, [Area(1, number, LAST_ROW, number)])

    def Rows(self, number: int) -> Range:  # noqa: N802
        return Range(self, [Area(number, 1, number, LAST_COLUMN)])

    @property
    def Cells(self) -> Range:  # noqa: N802
        return Range(self, [Area(1, 1, LAST_ROW, LAST_COLUMN)])

    @property
    def UsedRange(self) -> Range:  # noqa: N802
        """Excel counts what is formatted, too."""
        places = [*self.constants, *self.formulas, *(place for place, _ in self.looks)]
        if not places:
            return Range(self, [Area(1, 1, 1, 1)])
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return Range(self, [Area(min(rows), min(columns), max(rows), max(columns))])

    def Evaluate(self, text: str) -> Any:  # noqa: N802
        if counted := re.fullmatch(r"COUNTA\((\S+)\)", text):
            area = _area(counted[1])
            return float(sum(area.holds(*place) for place in {*self.constants, *self.formulas}))
        shown = re.fullmatch(r"SUBTOTAL\(103,OFFSET\((\S+),ROW\(\$1:\$(\d+)\)-1,0\)\)", text)
        assert shown, text
        line = _area(shown[1])
        counts = tuple(
            (
                0.0
                if row in self.hidden_rows
                else float(
                    sum(
                        (row, at) in self.constants or (row, at) in self.formulas
                        for at in range(line.left, line.right + 1)
                    )
                ),
            )
            for row in range(line.top, line.top + int(shown[2]))
        )
        return counts if len(counts) > 1 else counts[0][0]

    @property
    def ListObjects(self) -> Any:  # noqa: N802
        return Items(lambda: self.tables)

    @property
    def Names(self) -> Any:  # noqa: N802
        return Items(
            lambda: [each for each in self.book.names if each.scope == self.Name],
            Add=lambda name, refers_to: self.book.define(self.Name, name, refers_to),
        )

    def ChartObjects(self) -> Any:  # noqa: N802
        return Items(lambda: self.charts, Add=self._add_chart, Parent=self)

    def _add_chart(self, left: float, top: float, width: float, height: float) -> ChartObject:
        self.charts.append(ChartObject(f"Chart {len(self.charts) + 1}", (left, top, width, height)))
        return self.charts[-1]

    def Shapes(self, name: str) -> Any:  # noqa: N802
        return next(each for each in self.charts if each.Name == name).shape

    def Activate(self) -> None:  # noqa: N802
        assert self.Visible == -1
        self.book.active = self

    def Delete(self) -> None:  # noqa: N802
        assert not self.Application.DisplayAlerts, "Excel would ask"
        assert not self.book.ProtectStructure
        self.book.sheets.remove(self)
        if self.book.active is self:
            self.book.active = self.book.sheets[0]
        self.book.names[:] = [each for each in self.book.names if each.scope != self.Name]
        for each in self.book.names:
            if shown_sheet(self.Name) in in_excels_way(each.refers_to, None):
                each.refers_to = "=#REF!$A$1"

    # What is in them

    def look(self, place: tuple[int, int], name: str) -> Any:
        return self.looks.get((place, name), self.usual.get(name, STANDARD_LOOK[name]))

    def value(self, place: tuple[int, int]) -> Any:
        value = self.answers.get(place, 0.0) if place in self.formulas else self.constants.get(place)
        return ERRORS[value.code] - 0x7FF60000 if isinstance(value, CellError) else value

    def formula(self, place: tuple[int, int]) -> Any:
        if place in self.formulas:
            return in_excels_way(self.formulas[place], self.table_at(place))
        value = self.constants.get(place, "")
        return str(value).upper() if isinstance(value, bool) else str(value)

    def table_at(self, place: tuple[int, int]) -> ListObject | None:
        return next((table for table in self.tables if table.area.holds(*place)), None)

    def passes_over(self, row: int) -> bool:
        """Where a filter is on, one may not rely on Excel to fill in the rows that it hides."""
        return self.is_filtered and row in self.hidden_rows

    def enter(self, place: tuple[int, int], given: Any) -> None:
        """What Excel makes of an entry."""
        self.constants.pop(place, None)
        self.formulas.pop(place, None)
        if isinstance(given, str) and given.startswith("="):
            self.book.check(given)
            self.formulas[place] = given
            self.answers.pop(place, None)
        elif isinstance(given, str) and given.startswith("'"):
            self.constants[place] = given[1:]
        elif isinstance(given, str):
            assert given[:1] not in ("+", "-", "@"), f"Excel would read {given!r} as a formula"
            assert not re.search(r"\d", given), f"Excel might read {given!r} as a number or a day"
            assert given.upper() not in ("TRUE", "FALSE")
            if given:
                self.constants[place] = given
        else:
            assert isinstance(given, (float, bool, int)), given
            self.constants[place] = given if isinstance(given, bool) else float(given)

    def state(self) -> Any:
        """All of the sheet, to be compared."""
        looks = {
            key: value for key, value in self.looks.items() if value != self.usual.get(key[1], STANDARD_LOOK[key[1]])
        }
        widths = {column: width for column, width in self.widths.items() if width != self.StandardWidth}
        return (
            self.Name, self.Visible, dict(self.constants), dict(self.formulas), looks, dict(self.lines), widths,
            dict(self.heights), [each.state() for each in self.conditions], dict(self.validations),
            [(table.Name, table.area) for table in self.tables], len(self.charts), dict(self.view),
        )  # fmt: skip


def _area(address: str) -> Area:
    found = FormulaArea.named(address)
    return Area(found.top, found.left, found.bottom, found.right)


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


class Window(ComObject):
    """A workbook's window: what is set of it holds for the sheet that it shows."""

    def __init__(self, book: Workbook) -> None:
        self.__dict__["book"] = book

    def __setattr__(self, name: str, value: Any) -> None:
        assert name in ("DisplayGridlines", "FreezePanes", "SplitColumn", "SplitRow"), name
        self.book.active.view[name] = value


class Workbook(ComObject):
    """A workbook."""

    def __init__(self, application: ExcelApplication, name: str) -> None:
        self.application, self.Name, self.FullName = application, name, f"C:\\{name}"
        self.ProtectStructure, self.Date1904, self.ReadOnly = False, False, False
        self.HasPassword, self.FileFormat = False, 51
        self.sheets: list[Worksheet] = []
        self.names: list[Name] = []
        self.active: Any = None

    @property
    def Application(self) -> ExcelApplication:  # noqa: N802
        return self.application

    @property
    def ActiveSheet(self) -> Worksheet:  # noqa: N802
        return self.active  # type: ignore[no-any-return]

    @property
    def Sheets(self) -> Any:  # noqa: N802
        return Items(lambda: self.sheets, Add=self._add)

    @property
    def Worksheets(self) -> Any:  # noqa: N802
        return Items(lambda: self.sheets, Add=self._add, Parent=self)

    @property
    def Names(self) -> Any:  # noqa: N802
        return Items(lambda: self.names, Add=lambda name, refers_to: self.define("", name, refers_to))

    def Windows(self, number: int) -> Window:  # noqa: N802
        assert number == 1
        return Window(self)

    def SaveCopyAs(self, place: str) -> None:  # noqa: N802
        """Excel asks nothing, and writes over nothing that it may not."""
        if not Path(place).parent.is_dir():
            raise ComError(f"Microsoft Excel cannot access the file '{place}'.")
        assert not Path(place).exists()
        copy = openpyxl.Workbook()
        copy.remove(copy.active)
        for sheet in self.sheets:
            page = copy.create_sheet(sheet.Name)
            for (row, column), value in sheet.constants.items():
                page.cell(row, column).value = value
                page.cell(row, column).data_type = {str: "s", bool: "b"}.get(type(value), "n")
        copy.save(place)

    def _add(self, before: Any = MISSING, after: Any = MISSING) -> Worksheet:
        assert not self.ProtectStructure
        assert before is MISSING
        self.sheets.insert(bare(after).Index, Worksheet(self, f"Sheet{len(self.sheets) + 1}"))
        self.active = self.sheets[bare(after).Index]
        return self.active  # type: ignore[no-any-return]

    def define(self, scope: str, name: str, refers_to: str) -> Name:
        for each in self.names:
            if (each.scope, each.own.casefold()) == (scope, name.casefold()):
                each.refers_to = refers_to
                return each
        self.names.append(Name(self, scope, name, refers_to))
        return self.names[-1]

    def check(self, formula: str) -> None:
        """Refuse a formula that Excel does not take."""
        assert "_xlfn." not in formula
        try:
            read_formula(formula[1:])
        except FormulaTrouble as error:
            raise ComError(str(error)) from error
        for table, column in re.findall(r"(\w+)\[(?:\[#This Row\],\[)?((?:[^\[\]']|'.)+)\]", formula):
            found = [each for sheet in self.sheets for each in sheet.tables if each.Name.casefold() == table.casefold()]
            if not found or re.sub(r"'(.)", r"\1", column).casefold() not in found[0].headings():
                raise ComError(f"{table} has no column {column}")

    def state(self) -> Any:
        """All of the workbook, to be compared."""
        names = [(each.scope, each.own, each.refers_to) for each in self.names]
        return [sheet.state() for sheet in self.sheets], sorted(names), self.active.Name


class ExcelApplication(ComObject):
    """Excel with one workbook open."""

    Hwnd = 4711

    def __init__(self) -> None:
        self.Calculation, self.ScreenUpdating, self.EnableEvents, self.DisplayAlerts = -4105, True, True, True
        self.StatusBar: Any = False
        self.AutoCorrect = Part("AutoFillFormulasInLists")
        self.AutoCorrect.AutoFillFormulasInLists = True
        self.active_cell = (1, 1)
        self.ActiveWorkbook: Any = None
        self.ActiveProtectedViewWindow: Any = None
        self.entries = self.questions = 0
        self.spills = True

    @property
    def ActiveSheet(self) -> Any:  # noqa: N802
        return self.ActiveWorkbook and self.ActiveWorkbook.active

    @property
    def ActiveCell(self) -> Range:  # noqa: N802
        row, column = self.active_cell if self.ActiveSheet is self.ActiveWorkbook.sheets[0] else (1, 1)
        return Range(self.ActiveSheet, [Area(row, column, row, column)])

    def InchesToPoints(self, inches: float) -> float:  # noqa: N802
        return 72 * inches

    def set(self) -> Any:
        """How Excel is set, to be compared."""
        settings = (self.Calculation, self.ScreenUpdating, self.EnableEvents, self.DisplayAlerts, self.StatusBar)
        return settings, self.AutoCorrect.AutoFillFormulasInLists


def open_in_excel(sheet: Sheet) -> ExcelApplication:
    """Excel with a workbook whose first sheet is the one given."""
    from addin.day_numbers import serial

    excel = ExcelApplication()
    book = excel.ActiveWorkbook = Workbook(excel, "clients.xlsx")
    own = book.active = Worksheet(book, sheet.name)
    book.sheets.append(own)
    own.merged, own.hidden_rows = list(sheet.merged), set(sheet.hidden_rows)
    own.hidden_columns = set(sheet.hidden_columns)
    own.tables = [ListObject(own, table) for table in sheet.tables]
    own.formulas = dict(sheet.formulas)
    if sheet.cursor:
        excel.active_cell = sheet.cursor
    for row, line in enumerate(sheet.rows, sheet.top):
        for column, value in enumerate(line, sheet.left):
            if value is None:
                continue
            if hasattr(value, "year"):
                own.looks[(row, column), "NumberFormat"] = "yyyy-mm-dd"
                value = serial(value, False)
            elif isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            (own.answers if (row, column) in own.formulas else own.constants)[row, column] = value
    for area, code in sheet.formats:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                own.looks[(row, column), "NumberFormat"] = code
    return excel


# How Excel writes


def shown_sheet(name: str) -> str:
    """A sheet's name before a reference: in quotes only where it needs them."""
    is_plain = re.fullmatch(r"[^\W\d][\w.]*", name) and not re.fullmatch(r"[A-Za-z]{1,3}\d+", name)
    return f"{name}!" if is_plain else "'" + name.replace("'", "''") + "'!"


def in_excels_way(formula: str, table: ListObject | None) -> str:
    """A formula as Excel shows it, in the cells of a Table or elsewhere."""
    text = re.sub(
        r"""("(?:[^"]|"")*")|'((?:[^']|'')+)'!""",
        lambda match: match[1] or shown_sheet(match[2].replace("''", "'")),
        formula,
    )
    if table is None:
        return text
    own = re.escape(table.Name)
    column = r"\[((?:[^\[\]']|'.)*)\]"
    return re.sub(rf"{own}\[\[#This Row\],{column}\]", lambda match: _at(match[1]), text)


def _at(column: str) -> str:
    return f"[@{column}]" if re.fullmatch(r"[\w.]+", column) else f"[@[{column}]]"


def in_german(formula: str) -> str:
    """A formula as an Excel in German shows it."""
    return formula.replace("AND(", "UND(").replace(",", ";")


def from_german(formula: str, excel: ExcelApplication, area: Area) -> str:
    """What Excel makes of the formula of a conditional format: it reads it from where the active cell stands."""
    assert "AND(" not in formula.replace("UND(", ""), "Excel wants it in the user's language"
    english = formula.replace("UND(", "AND(").replace(";", ",")
    return Template.as_written(english[1:]).at(area.top - excel.ActiveCell.Row)
