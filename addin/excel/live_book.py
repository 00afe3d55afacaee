"""Edits carried out on a workbook that is open in Excel, through xlwings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from addin.day_numbers import serial
from addin.edits import (
    Content,
    Edit,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    ShowSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)
from addin.excel.cell_blocks import addresses, area_at, cells_of, rows_of
from addin.excel.formula_forms import entered_formula
from addin.excel.house_sheets import colour_tiers, draw
from addin.excel.looks import ColumnLooks
from addin.excel.open_book import OpenExcelBook
from workbook_templates.recognition.sheet import Area, column_letters

_MANUAL = -4135


class LiveExcelBook(OpenExcelBook):
    """A workbook that is open in Excel, and can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[str, dict[tuple[int, int], Content]]] = []
        self._shown = ""

    def looks(self, sheet: str, area: Area) -> Callable[[], None]:
        """Remember how the cells of a column look and how wide it is: what is answered gives all of that back."""
        own = self.sheet(sheet)
        looks, rules = ColumnLooks.of(own, area), _rules(own, area)

        def give_back() -> None:
            if sheet not in self.sheet_names:
                return
            there = self.sheet(sheet)
            conditions = cells_of(there, area).FormatConditions
            for number in range(conditions.Count, 0, -1):
                if _rule(conditions.Item(number)) not in rules:
                    conditions.Item(number).Delete()
            looks.give_back(there, area)

        return give_back

    @contextmanager
    def as_one(self, title: str) -> Iterator[None]:
        """Around all edits of a button: nothing is computed or drawn in between.

        The same sheet is shown after it, unless another one is to be.
        """
        excel, self._shown = self.application, str(self.book.api.ActiveSheet.Name)
        quiet = {"Calculation": _MANUAL, "ScreenUpdating": False, "EnableEvents": False, "DisplayAlerts": False}
        before = {name: getattr(excel, name) for name in quiet}
        try:
            for name, value in quiet.items():
                setattr(excel, name, value)
            yield
            if self._waiting:
                raise RuntimeError(f"{title}: Excel refuses formulas of the sheet {self._waiting[0][0]}")
        finally:
            self._waiting.clear()
            if self._shown in [state.name for state in self.states("")]:
                self.book.api.Sheets.Item(self._shown).Activate()
            excel.StatusBar = False
            for name, value in reversed(before.items()):
                setattr(excel, name, value)

    def apply(self, edit: Edit) -> None:
        """Carry an edit out, which was checked before. To remove what is not there is no fault."""
        match edit:
            case WriteColumn():
                self._write_column(edit)
            case RemoveColumn(column=column):
                self._remove_column(column)
            case WriteSheet():
                self._write_sheet(edit)
            case RemoveSheet(sheet=sheet):
                if sheet.name in self.sheet_names:
                    self.sheet(sheet.name).Delete()
            case WriteCells():
                self._write_cells(edit)
            case ShowSheet(sheet=name):
                self._shown = name
            case WriteName():
                self._write_name(edit)
            case RemoveName(name=name):
                self._remove_name(name)
        self._write_waiting()

    # Columns

    def _write_column(self, edit: WriteColumn) -> None:
        sheet = self.sheet(edit.sheet)
        if edit.is_new:
            if edit.table:
                self._widen_table(edit.sheet, edit.table, edit.column)
            self._write(sheet, {(edit.header_row, edit.column): edit.heading})
            self._lend_looks(sheet, edit)
            if edit.colours:
                colour_tiers(sheet, edit.area, edit.colours, self._entered)
        if edit.formula is None:
            self._write(sheet, {(row, edit.column): content for row, content in edit.contents()})
            return
        texts = {row: entered_formula(text) for row, text in edit.formulas()}
        with self._filling_in(sheet, edit):
            for run in edit.rows:
                self._enter(cells_of(sheet, _part(edit, run)), texts[run.start])
            self._complete(sheet, edit, texts)

    def _complete(self, sheet: Any, edit: WriteColumn, texts: Mapping[int, str]) -> None:
        """See that each row has its formula: those that a filter hides Excel may pass over."""
        for run in edit.rows:
            area = _part(edit, run)
            for row, (standing,) in enumerate(rows_of(cells_of(sheet, area).Formula, area), area.top):
                if not str(standing).startswith("="):
                    self._enter(cells_of(sheet, Area(row, edit.column, row, edit.column)), texts[row])

    def _widen_table(self, sheet: str, name: str, right: int) -> None:
        """Have a Table reach to a column: over empty cells, where one that is inserted would push others aside."""
        table = self._table(sheet, name)
        area = area_at(table.Range)
        if area.right < right:
            table.Resize(cells_of(self.sheet(sheet), Area(area.top, area.left, area.bottom, right)))

    def _table(self, sheet: str, name: str) -> Any:
        return self.book.sheets[sheet].tables(name).api

    def _lend_looks(self, sheet: Any, edit: WriteColumn) -> None:
        heading = Area(edit.header_row, edit.like, edit.header_row, edit.like)
        ColumnLooks.of(sheet, heading).lend(
            sheet, edit.column, [range(heading.top, heading.top + 1)], lambda code: code
        )
        like = Area(edit.area.top, edit.like, edit.area.bottom, edit.like)
        ColumnLooks.of(sheet, like).lend(sheet, edit.column, edit.rows, lambda code: edit.number_format(code))
        column = sheet.Columns(edit.column)
        if column.ColumnWidth == sheet.StandardWidth:
            column.ColumnWidth = edit.width

    @contextmanager
    def _filling_in(self, sheet: Any, edit: WriteColumn) -> Iterator[None]:
        """Have Excel take the formulas of a whole column of a Table for the column's own, and else fill in none."""
        if not edit.table:
            yield
            return
        body = area_at(self._table(edit.sheet, edit.table).DataBodyRange)
        correction = self.application.AutoCorrect
        before = correction.AutoFillFormulasInLists
        correction.AutoFillFormulasInLists = edit.rows == (range(body.top, body.bottom + 1),)
        try:
            yield
        finally:
            correction.AutoFillFormulasInLists = before

    def _remove_column(self, edit: WriteColumn) -> None:
        sheet = self.sheet(edit.sheet)
        if edit.table:
            table = self._table(edit.sheet, edit.table)
            area = area_at(table.Range)
            if area.right == edit.column:
                table.Resize(cells_of(sheet, Area(area.top, area.left, area.bottom, edit.column - 1)))
        cells_of(sheet, Area(edit.header_row, edit.column, edit.header_row, edit.column)).ClearContents()
        for address in addresses(column_letters(edit.column), edit.rows):
            sheet.Range(address).ClearContents()

    # Sheets and cells

    def _write_sheet(self, edit: WriteSheet) -> None:
        import pythoncom

        sheets = self.book.api.Sheets
        sheet = sheets.Add(pythoncom.ArgNotFound, sheets.Item(sheets.Count))
        sheet.Name = edit.name
        draw(self.book.sheets[edit.name], edit, self._entered)
        contents = {(cell.row, cell.column): cell.content for cell in edit.cells if cell.content not in (None, "")}
        constants = {place: content for place, content in contents.items() if not isinstance(content, Formula)}
        self._write(sheet, constants)
        # Among them may be a column of a Table that is only made after the sheet.
        self._waiting.append((edit.name, {place: each for place, each in contents.items() if place not in constants}))

    def _write_waiting(self) -> None:
        """Write the formulas of new sheets as far as Excel takes them by now."""
        from pywintypes import com_error

        still: list[tuple[str, dict[tuple[int, int], Content]]] = []
        for name, formulas in self._waiting:
            left: dict[tuple[int, int], Content] = {}
            sheet = self.sheet(name)
            for place, formula in formulas.items():
                try:
                    self._write(sheet, {place: formula})
                except (com_error, AttributeError):  # the latter where Excel does not tell what its objects have
                    left[place] = formula
            if left:
                still.append((name, left))
        self._waiting = still

    def _write_cells(self, edit: WriteCells) -> None:
        sheet, sorted_cells = self.sheet(edit.sheet), sorted(edit.cells, key=lambda cell: cell[:2])
        if edit.like:
            for column in sorted({column for row, column, _ in edit.cells if row > edit.like}):
                rows = [range(row, row + 1) for row, at, _ in sorted_cells if at == column and row > edit.like]
                like = Area(edit.like, column, edit.like, column)
                ColumnLooks.of(sheet, like).repeated(rows).lend(sheet, column, rows, str)
        self._write(sheet, {(row, column): content for row, column, content in edit.cells})

    def _write(self, sheet: Any, cells: Mapping[tuple[int, int], Content]) -> None:
        """Write contents, those below each other at once; a blank empties its cell."""
        for area, block in _blocks({place: self._entered(content) for place, content in cells.items()}):
            self._enter(cells_of(sheet, area), block if len(block) > 1 else block[0][0])

    def _enter(self, cells: Any, given: object) -> None:
        """Enter into cells as one types; an Excel whose answers cannot fill several cells has no `Formula2`."""
        setattr(cells, "Formula2" if self.spills else "Formula", given)

    def _entered(self, content: Content) -> str | float | bool:
        """What Excel must be given so that it holds a content."""
        if isinstance(content, Formula):
            return entered_formula(content.text)
        if isinstance(content, date):
            return serial(content, self.date_1904)
        if isinstance(content, str):
            return _as_text(content)
        return "" if content is None else content

    # Names

    def _write_name(self, name: WriteName) -> None:
        names = self.sheet(name.scope).Names if name.scope else self.book.names.api
        names.Add(name.name, name.refers_to)

    def _remove_name(self, name: WriteName) -> None:
        if name.scope and name.scope not in self.sheet_names:
            return
        names = self.book.names.api
        wanted = f"{name.scope}!{name.name}".casefold() if name.scope else name.name.casefold()
        for number in range(names.Count, 0, -1):
            each = names.Item(number)
            scope, mark, own = str(each.Name).rpartition("!")
            if f"{scope.strip(chr(39)).replace(chr(39) * 2, chr(39))}{mark}{own}".casefold() == wanted:
                each.Delete()


def _part(edit: WriteColumn, run: range) -> Area:
    return Area(run.start, edit.column, run.stop - 1, edit.column)


def _blocks(
    cells: dict[tuple[int, int], str | float | bool],
) -> Iterator[tuple[Area, Sequence[tuple[str | float | bool]]]]:
    """Cells that stand below each other, as ranges with their rows."""
    run: list[tuple[str | float | bool]] = []
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        run.append((cells[row, column],))
        if (row + 1, column) not in cells:
            yield Area(row - len(run) + 1, column, row, column), tuple(run)
            run = []


def _as_text(text: str) -> str:
    """A text, marked so that Excel takes it for one: it might begin a formula, or be read as a number or a date."""
    is_plain = (
        text[:1].isalpha() and not any(letter.isdigit() for letter in text) and text.upper() not in ("TRUE", "FALSE")
    )
    return text if is_plain or not text else f"'{text}"


def _rules(sheet: Any, area: Area) -> list[tuple[int, str]]:
    conditions = cells_of(sheet, area).FormatConditions
    return [_rule(conditions.Item(number)) for number in range(1, conditions.Count + 1)]


def _rule(condition: Any) -> tuple[int, str]:
    """What tells a conditional format from others: its kind, and the cells that it is for."""
    return int(condition.Type), str(condition.AppliesTo.Address)
