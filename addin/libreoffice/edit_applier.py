"""Edits carried out on a workbook that is open in Calc; run within LibreOffice, by its Python."""

from __future__ import annotations

from datetime import date
from typing import Any

import uno
from com.sun.star.table import CellAddress

from addin.day_numbers import serial
from addin.edits import (
    Content,
    Edit,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)
from addin.libreoffice import house_sheets, looks
from addin.libreoffice.formula_forms import to_calc
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import number_format

_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, days, texts, formulas
_DATE, _PERCENT, _NUMBER = 2, 128, 16  # com.sun.star.util.NumberFormat
_ORIGIN = CellAddress(0, 0, 0)
_DOWN = uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")


def apply(edit: Edit, document: Any) -> None:
    """Carry out an edit; to remove what is not there is no fault."""
    match edit:
        case WriteColumn():
            _write_column(edit, document)
        case RemoveColumn(column=column):
            _remove_column(column, document)
        case WriteSheet():
            document.Sheets.insertNewByName(edit.name, document.Sheets.getCount())
            sheet = document.Sheets.getByName(edit.name)
            house_sheets.draw(edit, document, sheet)
            for cell in edit.cells:
                if cell.content not in (None, ""):
                    put(document, sheet.getCellByPosition(cell.column - 1, cell.row - 1), cell.content)
        case RemoveSheet(sheet=gone):
            if document.Sheets.hasByName(gone.name):
                document.Sheets.removeByName(gone.name)
        case WriteCells():
            _write_cells(edit, document)
        case WriteName():
            _remove_name(edit, document)
            names = _names(edit.scope, document)
            names.addNewByName(edit.name, to_calc(edit.refers_to.removeprefix("=")), _ORIGIN, 0)
        case RemoveName(name=name):
            _remove_name(name, document)


def put(document: Any, cell: Any, content: Content) -> None:
    """Put something into a cell; text stays text, whatever it begins with."""
    if content is None or content == "":
        cell.clearContents(_CONTENTS)
    elif isinstance(content, Formula):
        cell.setFormula(to_calc(content.text))
    elif isinstance(content, str):
        cell.setString(content)
    elif isinstance(content, bool):
        cell.setFormula("=TRUE()" if content else "=FALSE()")
    elif isinstance(content, date):
        cell.setValue(serial(content, document.NullDate.Year == 1904))
    else:
        cell.setValue(content)


def _write_column(edit: WriteColumn, document: Any) -> None:
    sheet = document.Sheets.getByName(edit.sheet)
    if not edit.is_new:
        # The column has its looks, and what is filled down brings along those of the first cell.
        give_back = looks.kept(document, sheet, edit.area)
        _fill(edit, document, sheet)
        give_back()
        return
    sheet.getCellByPosition(edit.column - 1, edit.header_row - 1).setString(edit.heading)
    looks.take_over(document, sheet, Area(edit.header_row, edit.like, edit.header_row, edit.like), edit.column)
    # Before, as a formula gives a cell without a number format one of its own; and again, as filling brings its looks.
    _dress(edit, document, sheet)
    _widen(sheet, edit)
    _set_last_column(edit, document, edit.column)
    _fill(edit, document, sheet)
    if edit.formula is not None:
        _dress(edit, document, sheet)
    if edit.colours:
        looks.colour_tiers(document, sheet, edit.area, edit.colours)


def _fill(edit: WriteColumn, document: Any, sheet: Any) -> None:
    """Put in what the column holds."""
    if edit.formula is None:
        for row, content in edit.contents():
            put(document, sheet.getCellByPosition(edit.column - 1, row - 1), content)
        return
    first = edit.rows[0].start
    for run in edit.rows:
        # Cell and filling: Calc's own undo forgets formulas that are set all at once.
        start = sheet.getCellByPosition(edit.column - 1, run.start - 1)
        start.setFormula(to_calc(edit.formula.at(run.start - first)))
        if len(run) > 1:
            cells = looks.cells_of(sheet, Area(run.start, edit.column, run.stop - 1, edit.column))
            cells.fillAuto(_DOWN, 1)
            # Rows that are hidden are left out of a filling.
            for row, (text,) in zip(run, cells.getFormulaArray(), strict=True):
                if not text.startswith("="):
                    cell = sheet.getCellByPosition(edit.column - 1, row - 1)
                    cell.setFormula(to_calc(edit.formula.at(row - first)))


def _dress(edit: WriteColumn, document: Any, sheet: Any) -> None:
    """The look of the column's cells: that of their neighbours, and their own number format."""
    for run in edit.rows:
        looks.take_over(document, sheet, Area(run.start, edit.like, run.stop - 1, edit.like), edit.column)
        _format(edit, document, sheet, run)


def _format(edit: WriteColumn, document: Any, sheet: Any, run: range) -> None:
    """The number format of a column: of money that of the column whose look it takes, where it has one."""
    cells = looks.cells_of(sheet, Area(run.start, edit.column, run.stop - 1, edit.column))
    formats = document.NumberFormats
    usual = looks.number_format(document, number_format(edit.kind))
    groups = cells.getUniqueCellFormatRanges()
    for number in range(groups.getCount()):
        group = groups.getByIndex(number)
        entry = formats.getByKey(group.NumberFormat)
        says_money = not entry.Type & (_DATE | _PERCENT) and entry.FormatString not in ("General", "@")
        if edit.kind != "money" or not says_money:
            group.NumberFormat = usual


def _widen(sheet: Any, edit: WriteColumn) -> None:
    """Give the column its width, unless somebody gave it one."""
    column = sheet.Columns.getByIndex(edit.column - 1)
    if column.Width == sheet.Columns.getByIndex(sheet.Columns.getCount() - 1).Width:
        column.Width = house_sheets.width(edit.width)


def _set_last_column(edit: WriteColumn, document: Any, last: int) -> None:
    """How far the list's Table reaches, if it is one."""
    if edit.table and document.DatabaseRanges.hasByName(edit.table):
        table = document.DatabaseRanges.getByName(edit.table)
        area = table.DataArea
        area.EndColumn = last - 1
        table.setDataArea(area)


def _remove_column(edit: WriteColumn, document: Any) -> None:
    sheet = document.Sheets.getByName(edit.sheet)
    if edit.table and document.DatabaseRanges.hasByName(edit.table):
        reaches = document.DatabaseRanges.getByName(edit.table).DataArea.EndColumn + 1
        _set_last_column(edit, document, min(reaches, edit.column - 1))
    for first, last in ((edit.header_row, edit.header_row), *((run.start, run.stop - 1) for run in edit.rows)):
        looks.cells_of(sheet, Area(first, edit.column, last, edit.column)).clearContents(_CONTENTS)


def _write_cells(edit: WriteCells, document: Any) -> None:
    sheet = document.Sheets.getByName(edit.sheet)
    for row, column, content in edit.cells:
        if edit.like and row > edit.like:
            looks.copy(sheet, (edit.like, column), (row, column))
        put(document, sheet.getCellByPosition(column - 1, row - 1), content)


def _names(scope: str, document: Any) -> Any:
    holder = document.Sheets.getByName(scope) if scope else document
    return holder.getPropertyValue("NamedRanges")


def _remove_name(name: WriteName, document: Any) -> None:
    if name.scope and not document.Sheets.hasByName(name.scope):
        return
    names = _names(name.scope, document)
    for known in names.getElementNames():
        if known.casefold() == name.name.casefold():
            names.removeByName(known)
