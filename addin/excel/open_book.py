"""A workbook that is open in Excel, as commands see it: read through xlwings, whole ranges at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from addin.array_areas import ArrayAreas
from addin.day_numbers import day, is_date_format
from addin.edits import Content, Formula
from addin.excel.arrays import arrays
from addin.excel.cell_blocks import area_at, cell, cells_of, rows_of, runs
from addin.excel.formula_forms import as_written
from addin.snapshot import SheetState
from addin.snapshot_taking import area_named, refuse_what_no_list_fills
from udfs import CellError
from workbook_templates.recognition.sheet import Area, Cell, ExcelTable, Sheet

if TYPE_CHECKING:
    import xlwings

_SHOWN: dict[int, Literal["visible", "hidden", "very hidden"]] = {-1: "visible", 0: "hidden", 2: "very hidden"}
_ROWS_AT_ONCE = 20_000


class OpenExcelBook:
    """A workbook that is open in Excel.

    It lives as long as what buttons did to the workbook is remembered, and holds objects of Excel's only while it is
    `connected`: an Excel of which another program holds an object does not end when it is closed.
    """

    def __init__(self) -> None:
        self._book: xlwings.Book | None = None

    @contextmanager
    def connected(self, book: xlwings.Book) -> Iterator[None]:
        """The workbook can be asked until the end of the block."""
        self._book = book
        try:
            yield
        finally:
            self._book = None

    @property
    def book(self) -> xlwings.Book:
        """The workbook as xlwings has it."""
        if self._book is None:
            raise RuntimeError("Excel's workbook is asked outside of a call from Excel")
        return self._book

    @property
    def application(self) -> Any:
        """Excel."""
        return self.book.api.Application

    def sheet(self, name: str) -> Any:
        """Excel's object of a sheet."""
        return self.book.sheets[name].api

    @property
    def sheet_names(self) -> list[str]:
        """The sheets that hold cells."""
        sheets = self.book.sheets
        return [sheets[place].name for place in range(len(sheets))]

    # What a snapshot is taken from

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What defined names stand for, without ``=``, by sheet ("" for the workbook) and case-folded name."""
        found = {}
        names = self.book.names.api
        for number in range(1, names.Count + 1):
            name = names.Item(number)
            scope, _, own = str(name.Name).rpartition("!")
            if scope.startswith("'"):
                scope = scope[1:-1].replace("''", "'")
            found[scope, own.casefold()] = str(name.RefersTo).removeprefix("=")
        return found

    @property
    def is_locked(self) -> bool:
        """Whether the structure of the workbook is protected."""
        return bool(self.book.api.ProtectStructure)

    @property
    def date_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return bool(self.book.api.Date1904)

    @cached_property
    def spills(self) -> bool:
        """Whether an answer fills several cells by itself, as it does since Excel 2021."""
        from pywintypes import com_error

        try:
            _ = self.sheet(self.sheet_names[0]).Range("A1").Formula2
        except (AttributeError, com_error):
            return False
        return True

    def states(self, active: str) -> Sequence[SheetState]:
        """All sheets in their order, those of charts too; of the active one also whether it is protected."""
        sheets = self.book.api.Sheets
        found = []
        for number in range(1, sheets.Count + 1):
            sheet = sheets.Item(number)
            name = str(sheet.Name)
            found.append(SheetState(name, _SHOWN[sheet.Visible], name == active and bool(sheet.ProtectContents)))
        return found

    def area_of(self, refers_to: str) -> tuple[str, Area] | None:
        """The sheet and the cells that a name stands for; None where it is anything else."""
        return area_named(refers_to, self.sheet_names)

    def values(self, sheet: str, area: Area) -> Sequence[Content]:
        """What cells show, row by row; an error as its code."""
        return [_shown(value) for row in self._rows(self.sheet(sheet), area) for value in row]

    def contents(self, sheet: str) -> Mapping[tuple[int, int], Content]:
        """All that stands in a sheet, formulas as formulas."""
        own = self.sheet(sheet)
        area = _filled(own)
        if area is None:
            return {}
        found: dict[tuple[int, int], Content] = {}
        for row, line in enumerate(self._rows(own, area), area.top):
            for column, value in enumerate(line, area.left):
                if value is not None and not isinstance(value, CellError):
                    found[row, column] = value
        return found | {place: Formula(text) for place, text in self._formulas(own, area).items()}

    def standing(self, sheet: str, area: Area) -> Sequence[Content]:
        """What stands in cells, row by row, formulas as formulas; an error as its code."""
        own = self.sheet(sheet)
        formulas = self._formulas(own, area)
        found: list[Content] = []
        for row, line in enumerate(self._rows(own, area), area.top):
            for column, value in enumerate(line, area.left):
                text = formulas.get((row, column))
                found.append(Formula(text) if text is not None else _shown(value))
        return found

    def picture(self, sheet: str, cursor: tuple[int, int] | None) -> Sheet:
        """A sheet as recognition sees it."""
        own = self.sheet(sheet)
        area = _filled(own)
        if area is None:
            return Sheet(name=sheet, rows=(), cursor=cursor)
        refuse_what_no_list_fills(sheet, area)
        formats = tuple(_formats(own, area))
        rows = [list(row) for row in self._rows(own, area)]
        formulas = self._formulas(own, area)
        date_1904 = self.date_1904
        for where, code in formats:
            if is_date_format(code):
                for row in range(where.top, where.bottom + 1):
                    value = rows[row - area.top][where.left - area.left]
                    if isinstance(value, float):
                        rows[row - area.top][where.left - area.left] = day(value, date_1904)
        return Sheet(
            name=sheet,
            rows=rows,
            top=area.top,
            left=area.left,
            cursor=cursor,
            formats=formats,
            formulas=formulas,
            merged=tuple(_merged(own, area)),
            tables=tuple(self._tables(own)),
            hidden_rows=frozenset(_hidden_rows(own, area, rows)),
            hidden_columns=frozenset(_hidden_columns(own, area)),
            spills=ArrayAreas(lambda: arrays(self.sheet(sheet), formulas, self.spills)),
        )

    def _rows(self, sheet: Any, area: Area) -> Sequence[Sequence[Cell]]:
        return [[cell(value) for value in row] for row in rows_of(cells_of(sheet, area).Value2, area)]

    def _formulas(self, sheet: Any, area: Area) -> dict[tuple[int, int], str]:
        """The formulas in Tenure's form; a text that begins with = is none, and answers itself."""
        found: dict[tuple[int, int], str] = {}
        if cells_of(sheet, area).HasFormula is False:
            return found
        tables = self._tables(sheet)
        for column in range(area.left, area.right + 1):
            one = Area(area.top, column, area.bottom, column)
            cells = cells_of(sheet, one)
            if cells.HasFormula is False:
                continue
            texts, values = rows_of(cells.Formula, one), rows_of(cells.Value2, one)
            for row, ((text,), (value,)) in enumerate(zip(texts, values, strict=True), area.top):
                if isinstance(text, str) and text.startswith("=") and text != value:
                    table = next((each.name for each in tables if each.area.holds(row, column)), "")
                    found[row, column] = as_written(text, table)
        return found

    def _tables(self, sheet: Any) -> list[ExcelTable]:
        tables = self.book.sheets[sheet.Name].tables
        return [
            ExcelTable(
                str(table.display_name), area_at(table.range.api), bool(table.show_headers), bool(table.show_totals)
            )
            for table in (tables(number) for number in range(1, len(tables) + 1))
        ]


def _shown(value: Cell) -> Content:
    return value.code if isinstance(value, CellError) else value


def _filled(sheet: Any) -> Area | None:
    """The cells up to the last row and the last column in which anything stands.

    Excel's own used range counts every cell that was ever formatted, which may be the whole sheet.
    """
    used = area_at(sheet.UsedRange)

    def is_empty(area: Area) -> bool:
        return not sheet.Evaluate(f"COUNTA({area.address})")

    if is_empty(used):
        return None
    bottom = _last(used.top, used.bottom, lambda row: is_empty(Area(row, used.left, used.bottom, used.right)))
    right = _last(used.left, used.right, lambda column: is_empty(Area(used.top, column, bottom, used.right)))
    return Area(used.top, used.left, bottom, right)


def _last(first: int, last: int, is_empty_from: Any) -> int:
    """The last of numbers from which on not all is empty."""
    while first < last:
        middle = (first + last + 1) // 2
        if is_empty_from(middle):
            last = middle - 1
        else:
            first = middle
    return first


def _formats(sheet: Any, area: Area) -> Iterator[tuple[Area, str]]:
    """The number formats that say something, column by column."""
    for column in range(area.left, area.right + 1):

        def ask(first: int, last: int, at: int = column) -> Any:
            return cells_of(sheet, Area(first, at, last, at)).NumberFormat

        for first, last, code in runs(area.top, area.bottom, ask):
            if code not in ("General", "@", None):
                yield Area(first, column, last, column), str(code)


def _merged(sheet: Any, area: Area) -> Iterator[Area]:
    """The merged areas: halves of halves are asked, down to the cells."""
    found: set[Area] = set()
    waiting = [area]
    while waiting:
        part = waiting.pop()
        answer = cells_of(sheet, part).MergeCells
        if answer is False:
            continue
        first = cells_of(sheet, Area(part.top, part.left, part.top, part.left))
        if answer and (merged := area_at(first.MergeArea)) not in found:
            found.add(merged)
            yield merged
        if answer and merged.bottom >= part.bottom and merged.right >= part.right:
            continue
        if part.top < part.bottom:
            middle = (part.top + part.bottom) // 2
            waiting += [
                Area(middle + 1, part.left, part.bottom, part.right), Area(part.top, part.left, middle, part.right)
            ]  # fmt: skip
        elif part.left < part.right:
            middle = (part.left + part.right) // 2
            waiting += [
                Area(part.top, middle + 1, part.bottom, part.right), Area(part.top, part.left, part.bottom, middle)
            ]  # fmt: skip


def _hidden_rows(sheet: Any, area: Area, rows: Sequence[Sequence[Cell]]) -> Iterator[int]:
    """The rows that are hidden, be it by hand or by a filter; those in which nothing stands may be left out.

    SUBTOTAL counts what is shown, for each row by itself: one question, however many rows a filter hides.
    """
    if cells_of(sheet, Area(area.top, 1, area.bottom, 1)).EntireRow.Hidden is False:
        return
    for first in range(area.top, area.bottom + 1, _ROWS_AT_ONCE):
        last = min(first + _ROWS_AT_ONCE - 1, area.bottom)
        line = Area(first, area.left, first, area.right).address
        counted = sheet.Evaluate(f"SUBTOTAL(103,OFFSET({line},ROW($1:${last - first + 1})-1,0))")
        part = Area(first, 1, last, 1)
        for row, (count,) in enumerate(rows_of(counted, part), first):
            if not count and any(value is not None for value in rows[row - area.top]):
                yield row


def _hidden_columns(sheet: Any, area: Area) -> Iterator[int]:
    def ask(first: int, last: int) -> Any:
        return cells_of(sheet, Area(1, first, 1, last)).EntireColumn.Hidden

    for first, last, is_hidden in runs(area.left, area.right, ask):
        if is_hidden:
            yield from range(first, last + 1)
