"""Buttons on a workbook that is open in Calc, for `driven`: pressed by the code that runs within LibreOffice."""

import base64
import pickle
from datetime import date
from typing import Any

from addin.commands import CommandRefused, sheet_commands
from addin.history import History
from addin.libreoffice.host_actions import copied
from addin.libreoffice.open_book import OpenCalcBook, chosen
from addin.press import press as press_button

_PROPERTIES = (
    "CellBackColor", "CharColor", "CharFontName", "CharHeight", "CharWeight", "HoriJustify", "IsTextWrapped",
    "NumberFormat", "ParaIndent", "VertJustify",
)  # fmt: skip
_BORDERS = ("TopBorder2", "BottomBorder2", "LeftBorder2", "RightBorder2")
_histories: dict[str, History] = {}


def _history(document: Any) -> History:
    return _histories.setdefault(document.RuntimeUID, History())


def press(context: Any, document: Any, name: str, day: str, carry_out: bool) -> dict[str, Any]:
    """Press a button on the first sheet: what it shows, what it asks for, or why it refuses."""
    command = next(command for command in sheet_commands() if command.name == name)
    document.CurrentController.setActiveSheet(document.Sheets.getByIndex(0))
    sheet, cursor = chosen(document)
    book = OpenCalcBook(context, document)
    try:
        pressed = press_button(command, book, sheet, cursor, date.fromisoformat(day), _history(document))
    except CommandRefused as refused:
        return {"refused": str(refused)}
    if carry_out:
        pressed.carry_out(lambda *_: None)
    return {"preview": pressed.preview, "edits": [str(edit) for edit in pressed.edits]}


def copy_for_sharing(context: Any, document: Any, choice: str, interpreter: str) -> dict[str, str]:
    """Press Copy for sharing: where the copy is, and what is said of it."""
    made = copied(document, choice, interpreter)
    return {"path": made.path, "said": made.said}


def undo_last(context: Any, document: Any) -> dict[str, Any]:
    """Press Undo last: what it shows, or why it refuses."""
    try:
        undoing = _history(document).undo(OpenCalcBook(context, document))
    except CommandRefused as refused:
        return {"refused": str(refused)}
    undoing.carry_out(lambda *_: None)
    return {"preview": undoing.preview}


def carry_out(context: Any, document: Any, edits: str) -> None:
    """Make edits."""
    book = OpenCalcBook(context, document)
    with book.as_one("Edits"):
        for edit in pickle.loads(base64.b64decode(edits)):
            book.apply(edit)


def contents(context: Any, document: Any, sheet: str) -> list[list[Any]]:
    """What stands in a sheet: row, column, and a value or a formula as Excel writes it."""
    found = OpenCalcBook(context, document).contents(sheet)
    return [[row, column, getattr(content, "text", content)] for (row, column), content in sorted(found.items())]


def program_undo(context: Any, document: Any) -> list[str]:
    """Ctrl+Z; what can be undone after it."""
    document.UndoManager.undo()
    return list(document.UndoManager.getAllUndoActionTitles())


def program_redo(context: Any, document: Any) -> None:
    """Ctrl+Y."""
    document.UndoManager.redo()


def type_into(context: Any, document: Any, sheet: str, address: str, text: str) -> None:
    """Put a text into a cell, as a person would."""
    document.Sheets.getByName(sheet).getCellRangeByName(address).setString(text)


def state(context: Any, document: Any) -> dict[str, Any]:
    """All that a button may change, to be compared."""
    found: dict[str, Any] = {"names": sorted(map(str, OpenCalcBook(context, document).names.items()))}
    found["tables"] = [(each.Name, _address(each.DataArea)) for each in document.DatabaseRanges]
    for sheet in document.Sheets:
        cells = sheet.getCellRangeByName("A1:N30")
        groups = cells.getUniqueCellFormatRanges()
        looks = []
        for number in range(groups.getCount()):
            group = groups.getByIndex(number)
            values = [str(value) for value in group.getPropertyValues(_PROPERTIES)]
            lines = [(line.OuterLineWidth, line.Color) for line in group.getPropertyValues(_BORDERS)]
            looks += [(_address(each), values, lines) for each in group.getRangeAddresses()]
        found[sheet.Name] = {
            "formulas": [list(row) for row in cells.getFormulaArray()],
            "looks": _cell_by_cell(looks),
            "widths": [sheet.Columns.getByIndex(number).Width for number in range(14)],
            "colours": [
                (each.Range.RangeAddressesAsString, each.getCount())
                for each in sheet.ConditionalFormats.getConditionalFormats()
            ],
            "charts": sheet.Charts.getCount(),
        }
    return found


def _cell_by_cell(looks: list[Any]) -> dict[str, Any]:
    """How each cell looks: how Calc groups those that are alike is its own affair."""
    return {
        f"{row} {column}": (values, lines)
        for (top, left, bottom, right), values, lines in looks
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def _address(area: Any) -> tuple[int, int, int, int]:
    return area.StartRow, area.StartColumn, area.EndRow, area.EndColumn
