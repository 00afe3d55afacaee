"""Ranges of Excel's as other programs meet them through COM: what is entered is read as Excel reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from excel_parts import LAST_COLUMN, LAST_ROW, MISSING, STANDARD_LOOK, ComError, ComObject, Items, Part
from excel_writing import from_german, in_german

from addin.formulas.grammar import Template
from workbook_templates.recognition.sheet import Area, column_letters

if TYPE_CHECKING:
    from excel_objects import Worksheet


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
