"""Excel, its workbooks, sheets and Tables as other programs meet them through COM: as strict as Excel where it matters.

What is written is read as Excel reads it: a text that begins with = is a formula, one that looks like a number is one,
and formulas are shown in Excel's own way. A name that none of these objects has is an AttributeError.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
from excel_cells import Condition, Range
from excel_parts import (
    ERRORS,
    LAST_COLUMN,
    LAST_ROW,
    MISSING,
    STANDARD_LOOK,
    ChartObject,
    ComError,
    ComObject,
    Items,
    Part,
    bare,
)
from excel_writing import in_excels_way, shown_sheet

from addin.formulas.grammar import FormulaTrouble, read_formula
from addin.formulas.references import Area as FormulaArea
from udfs import CellError
from workbook_templates.recognition.sheet import Area, ExcelTable, Sheet


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
            "RightMargin", "TopMargin", "BottomMargin", "LeftFooter", "CenterFooter", "RightFooter", "PrintArea",
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
