"""A workbook that is open in Calc, as commands see it; run within LibreOffice, by its Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from addin.array_areas import ArrayAreas, array_areas
from addin.edits import Content, Edit, Formula, ShowSheet, WriteSheet
from addin.libreoffice import edit_applier, house_sheets
from addin.libreoffice.cell_errors import code_of
from addin.libreoffice.formula_forms import from_calc
from addin.libreoffice.looks import cells_of, remembered
from addin.snapshot import Contents, SheetState
from addin.snapshot_taking import area_named, refuse_what_no_list_fills
from udfs import CellError
from workbook_templates.recognition.sheet import Area, Cell, ExcelTable, Sheet

_FILLED, _FORMULAS = 1 | 2 | 4 | 16, 16  # com.sun.star.sheet.CellFlags
_DATE, _PERCENT, _CURRENCY, _LOGICAL = 2, 128, 8, 1024  # com.sun.star.util.NumberFormat
_YEAR_1904 = 1904
_LAST_DAY = 2_958_466
_SECONDS = 86_400


class OpenCalcBook:
    """A workbook that is open in Calc.

    Args:
        context: what gives access to all of LibreOffice.
        document: Calc's document.

    Attributes:
        spills: whether an answer fills several cells by itself: never.
    """

    spills = False

    def __init__(self, context: Any, document: Any) -> None:
        self._context = context
        self._document = document
        self._shown = ""
        self._made: list[WriteSheet] = []

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What defined names stand for, without ``=``, by sheet ("" for the workbook) and case-folded name."""
        holders = [("", self._document), *((sheet.Name, sheet) for sheet in self._document.Sheets)]
        return {
            (scope, name.Name.casefold()): from_calc(name.Content)
            for scope, holder in holders
            for name in holder.getPropertyValue("NamedRanges")
        }

    @property
    def is_locked(self) -> bool:
        """Whether the structure of the workbook is protected."""
        return bool(self._document.isProtected())

    @property
    def date_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return bool(self._document.NullDate.Year == _YEAR_1904)

    def states(self, active: str) -> Sequence[SheetState]:
        """All sheets in their order; of the active one also whether it is protected."""
        return [
            SheetState(
                sheet.Name, "visible" if sheet.IsVisible else "hidden", sheet.Name == active and sheet.isProtected()
            )
            for sheet in self._document.Sheets
        ]

    def area_of(self, refers_to: str) -> tuple[str, Area] | None:
        """The sheet and the cells that a name stands for; None where it is anything else."""
        return area_named(refers_to, self._document.Sheets.getElementNames())

    def values(self, sheet: str, area: Area) -> Sequence[Content]:
        """What cells show, row by row; an error as its code."""
        own = self._sheet(sheet)
        return [
            _shown(own, row, column, value)
            for row, line in enumerate(cells_of(own, area).getDataArray(), area.top)
            for column, value in enumerate(line, area.left)
        ]

    def contents(self, sheet: str) -> Contents:
        """All that stands in a sheet, formulas as formulas."""
        own = self._sheet(sheet)
        area = _filled(own)
        if area is None:
            return {}
        formulas = _formulas(own, area)
        found: dict[tuple[int, int], Content] = {
            (row, column): value
            for row, line in enumerate(cells_of(own, area).getDataArray(), area.top)
            for column, value in enumerate(line, area.left)
            if value not in (None, "")
        }
        return found | {place: Formula(text) for place, text in formulas.items()}

    def standing(self, sheet: str, area: Area) -> Sequence[Content]:
        """What stands in cells, row by row, formulas as formulas; an error as its code."""
        own = self._sheet(sheet)
        formulas = _formulas(own, area)
        found: list[Content] = []
        for row, line in enumerate(cells_of(own, area).getDataArray(), area.top):
            for column, value in enumerate(line, area.left):
                text = formulas.get((row, column))
                found.append(Formula(text) if text is not None else _shown(own, row, column, value))
        return found

    def picture(self, sheet: str, cursor: tuple[int, int] | None) -> Sheet:
        """A sheet as recognition sees it."""
        own = self._sheet(sheet)
        area = _filled(own)
        if area is None:
            return Sheet(sheet, (), cursor=cursor)
        refuse_what_no_list_fills(sheet, area)
        rows: list[list[Cell]] = [
            [_cell(own, row, column, value) for column, value in enumerate(line, area.left)]
            for row, line in enumerate(cells_of(own, area).getDataArray(), area.top)
        ]
        formats = []
        for where, code, kind in self._formats(own, area):
            if kind & (_DATE | _LOGICAL):
                self._as_meant(rows, area, where, is_date=bool(kind & _DATE))
            formats.append((where, code))
        formulas = _formulas(own, area)
        for row, column in formulas:
            if rows[row - area.top][column - area.left] is None:
                rows[row - area.top][column - area.left] = ""  # the answer of a formula, and no blank
        hidden_rows, hidden_columns = _hidden(own, area)
        return Sheet(
            name=sheet,
            rows=rows,
            top=area.top,
            left=area.left,
            cursor=cursor,
            formats=tuple(formats),
            formulas=formulas,
            merged=tuple(_merged(own, area)),
            tables=tuple(self._tables(own)),
            hidden_rows=hidden_rows,
            hidden_columns=hidden_columns,
            spills=ArrayAreas(lambda: _arrays(own, area)),
        )

    def looks(self, sheet: str, area: Area) -> Callable[[], None]:
        """Remember how the cells of a column look and how wide it is: what is answered gives all of that back."""
        return remembered(self._document, self._sheet(sheet), area)

    def apply(self, edit: Edit) -> None:
        """Carry an edit out, which was checked before."""
        if isinstance(edit, ShowSheet):
            self._shown = edit.sheet
            return
        edit_applier.apply(edit, self._document)
        if isinstance(edit, WriteSheet):
            self._made.append(edit)

    @contextmanager
    def as_one(self, title: str) -> Iterator[None]:
        """Around all edits of a button: one step for Ctrl+Z, computed and drawn once, the same cells chosen after."""
        document = self._document
        controller, undo = document.CurrentController, document.UndoManager
        sheet, chosen = controller.ActiveSheet.Name, document.CurrentSelection
        self._shown = ""
        computes = document.isAutomaticCalculationEnabled()
        document.lockControllers()
        undo.enterUndoContext(title)
        document.enableAutomaticCalculation(False)
        try:
            yield
        finally:
            document.enableAutomaticCalculation(computes)
            if computes:
                document.calculate()
            undo.leaveUndoContext()
            document.unlockControllers()
            self._finish()
            if document.Sheets.hasByName(sheet):
                controller.setActiveSheet(document.Sheets.getByName(sheet))
                if chosen is not None:
                    controller.select(chosen)
            if self._shown:
                controller.setActiveSheet(self._sheet(self._shown))

    def _finish(self) -> None:
        """Give new sheets what needs them computed and shown, as a part of the step before.

        LibreOffice 7.4 ends amid an undo of two new sheets and a chart in one list of actions.
        """
        if self._made and self._document.UndoManager.isUndoPossible():
            self._document.UndoManager.enterHiddenUndoContext()
            try:
                for made in self._made:
                    if self._document.Sheets.hasByName(made.name):
                        house_sheets.finish(made, self._context, self._document)
            finally:
                self._document.UndoManager.leaveUndoContext()
        self._made = []

    def _sheet(self, name: str) -> Any:
        return self._document.Sheets.getByName(name)

    def _formats(self, sheet: Any, used: Area) -> Iterator[tuple[Area, str, int]]:
        """The number formats that say something, each for cells of one column, and of what kind they are."""
        formats = self._document.NumberFormats
        groups = cells_of(sheet, used).getUniqueCellFormatRanges()
        for number in range(groups.getCount()):
            group = groups.getByIndex(number)
            entry = formats.getByKey(group.NumberFormat)
            if not entry.Type & (_DATE | _PERCENT | _CURRENCY | _LOGICAL) and entry.FormatString in ("General", "@"):
                continue
            for address in group.getRangeAddresses():
                for column in range(address.StartColumn + 1, address.EndColumn + 2):
                    area = Area(address.StartRow + 1, column, address.EndRow + 1, column)
                    yield area, entry.FormatString, entry.Type

    def _as_meant(self, rows: list[list[Cell]], used: Area, where: Area, *, is_date: bool) -> None:
        """Numbers that are shown as days, or as TRUE and FALSE, are those."""
        origin = self._document.NullDate
        first = datetime(origin.Year, origin.Month, origin.Day)
        across = where.left - used.left
        for row in range(where.top - used.top, where.bottom - used.top + 1):
            value = rows[row][across]
            if not isinstance(value, float):
                continue
            if not is_date:
                rows[row][across] = bool(value)
            elif 0 < value < _LAST_DAY:
                moment = first + timedelta(seconds=round(value * _SECONDS))
                rows[row][across] = moment.date() if value == int(value) else moment

    def _tables(self, sheet: Any) -> Iterator[ExcelTable]:
        place = sheet.RangeAddress.Sheet
        for table in self._document.DatabaseRanges:
            area = table.DataArea
            if area.Sheet == place and table.IsUserDefined:
                where = Area(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)
                yield ExcelTable(table.Name, where, table.ContainsHeader, table.TotalsRow)


def _filled(sheet: Any) -> Area | None:
    """The cells from the first to the last that hold something."""
    areas = sheet.queryContentCells(_FILLED).getRangeAddresses()
    if not areas:
        return None
    return Area(
        min(area.StartRow for area in areas) + 1,
        min(area.StartColumn for area in areas) + 1,
        max(area.EndRow for area in areas) + 1,
        max(area.EndColumn for area in areas) + 1,
    )


def _formulas(sheet: Any, area: Area) -> dict[tuple[int, int], str]:
    """The formulas in cells, as Excel writes them, with their ``=``."""
    return {place: from_calc(text) for place, text in _written(sheet, area)}


def _arrays(sheet: Any, area: Area) -> dict[tuple[int, int], Area]:
    """The areas of arrays; each of their cells has the formula, in braces."""

    def array_at(row: int, column: int) -> Area:
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(column - 1, row - 1))
        cursor.collapseToCurrentArray()
        where = cursor.RangeAddress
        return Area(where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1)

    return array_areas({place: text for place, text in _written(sheet, area) if text.startswith("{")}, array_at)


def _written(sheet: Any, area: Area) -> Iterator[tuple[tuple[int, int], str]]:
    """The formulas in cells as Calc writes them."""
    for where in cells_of(sheet, area).queryContentCells(_FORMULAS).getRangeAddresses():
        cells = sheet.getCellRangeByPosition(where.StartColumn, where.StartRow, where.EndColumn, where.EndRow)
        for row, line in enumerate(cells.getFormulaArray(), where.StartRow + 1):
            for column, text in enumerate(line, where.StartColumn + 1):
                yield (row, column), text


def _cell(sheet: Any, row: int, column: int, value: Any) -> Cell:
    """What a cell holds for recognition, from what Calc hands over: nothing for a blank, None for an error."""
    if value is None:
        return CellError(_error(sheet, row, column), "it was an error in the sheet")
    return None if value == "" else value


def _shown(sheet: Any, row: int, column: int, value: Any) -> Content:
    if value is None:
        return _error(sheet, row, column)
    return None if value == "" else value


def _error(sheet: Any, row: int, column: int) -> str:
    return code_of(sheet.getCellByPosition(column - 1, row - 1).getError())


def _merged(sheet: Any, area: Area) -> Iterator[Area]:
    """The merged areas that begin in an area: Calc says of cells whether any are merged, so they are halved."""
    cells = cells_of(sheet, area)
    if not cells.getIsMerged():
        return
    if area.top == area.bottom and area.left == area.right:
        cursor = sheet.createCursorByRange(cells)
        cursor.collapseToMergedArea()
        where = cursor.RangeAddress
        yield Area(where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1)
    elif area.bottom > area.top:
        middle = (area.top + area.bottom) // 2
        yield from _merged(sheet, Area(area.top, area.left, middle, area.right))
        yield from _merged(sheet, Area(middle + 1, area.left, area.bottom, area.right))
    else:
        middle = (area.left + area.right) // 2
        yield from _merged(sheet, Area(area.top, area.left, area.bottom, middle))
        yield from _merged(sheet, Area(area.top, middle + 1, area.bottom, area.right))


def _hidden(sheet: Any, area: Area) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns that are hidden, be it by hand or by a filter."""
    rows, columns = set(range(area.top, area.bottom + 1)), set(range(area.left, area.right + 1))
    for where in cells_of(sheet, area).queryVisibleCells().getRangeAddresses():
        rows -= set(range(where.StartRow + 1, where.EndRow + 2))
        columns -= set(range(where.StartColumn + 1, where.EndColumn + 2))
    return frozenset(rows), frozenset(columns)


def chosen(document: Any) -> tuple[str, tuple[int, int] | None]:
    """The sheet that is shown, and row and column of the cell that is chosen on it; of several areas, the cursor's."""
    sheet = document.CurrentController.ActiveSheet.Name
    selection = document.CurrentSelection
    if hasattr(selection, "getRangeAddresses"):
        return sheet, _cursor(document.CurrentController)
    if hasattr(selection, "getRangeAddress"):
        area = selection.getRangeAddress()
        return sheet, (area.StartRow + 1, area.StartColumn + 1)
    return sheet, None  # a picture


def _cursor(controller: Any) -> tuple[int, int]:
    """Row and column of the cell with the cursor: areas that are selected are told in the order in which they stand."""
    of_window, of_sheets = 3, controller.getViewData().split(";")
    column, row, *_ = re.split("[/+]", of_sheets[of_window + controller.ActiveSheet.RangeAddress.Sheet])
    return int(row) + 1, int(column) + 1
