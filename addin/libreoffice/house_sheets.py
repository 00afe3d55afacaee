"""Sheets in the house look, drawn in Calc; run within LibreOffice, by its Python."""

from __future__ import annotations

from typing import Any

import uno

from addin.edits import Validation, WriteSheet
from addin.libreoffice import charts, looks
from addin.libreoffice.formula_forms import to_calc
from workbook_templates.style import FONT, HAIRLINE, heading_look, look

_PIXEL = 26.46  # in hundredths of a millimetre, as a point is 35.28
_POINT = 35.28
_USUAL_HEIGHT = 16.5
_PAGE_STYLE = "Tenure"
_MARGINS = {"LeftMargin": 1016, "RightMargin": 1016, "TopMargin": 1270, "BottomMargin": 800}
_KINDS = {"list": "LIST", "decimal": "DECIMAL", "integer": "WHOLE", "date": "DATE", "custom": "CUSTOM"}
_OPERATORS = {
    "between": "BETWEEN", "not between": "NOT_BETWEEN", ">=": "GREATER_EQUAL", ">": "GREATER", "<=": "LESS_EQUAL",
    "<": "LESS", "=": "EQUAL", "==": "EQUAL", "!=": "NOT_EQUAL",
}  # fmt: skip


def width(characters: float) -> int:
    """The width of a column of so many characters."""
    return round((characters * 7 + 5) * _PIXEL)


def draw(made: WriteSheet, document: Any, sheet: Any) -> None:
    """Give an empty sheet its looks, widths, drop-downs and colours, and how it is printed."""
    for column, characters in enumerate(made.widths):
        sheet.Columns.getByIndex(column).Width = width(characters)
    last = max([*(cell.row for cell in made.cells), *(row for row, _ in made.heights), 1])
    sheet.getCellRangeByPosition(0, 0, 0, last + 40).Rows.Height = round(_USUAL_HEIGHT * _POINT)
    for row, height in made.heights:
        sheet.Rows.getByIndex(row - 1).Height = round(height * _POINT)
    _dress(made, document, sheet)
    for validation in made.validations:
        _validate(validation, sheet)
    for area, colours in made.colours:
        looks.colour_tiers(document, sheet, area, colours)
    sheet.TabColor = looks.colour(HAIRLINE)
    sheet.PageStyle = _page_style(document, made.is_long)
    if made.printed:
        sheet.setPrintAreas((looks.cells_of(sheet, made.printed).RangeAddress,))


def finish(made: WriteSheet, context: Any, document: Any) -> None:
    """Give a sheet that is filled and computed its charts, and have it shown without a grid."""
    sheet = document.Sheets.getByName(made.name)
    for number, chart in enumerate(made.charts, 1):
        charts.draw(chart, f"{made.name} {number}", context, document, sheet)
    controller = document.CurrentController
    controller.setActiveSheet(sheet)
    # The controller's own property would take the grid from all sheets.
    dispatcher = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(controller.Frame, ".uno:ToggleSheetGrid", "", 0, ())
    if made.freeze:
        controller.freezeAtPosition(0, made.freeze)


def _dress(made: WriteSheet, document: Any, sheet: Any) -> None:
    """The look of the cells, those that look alike at once."""
    alike: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for cell in made.cells:
        alike.setdefault((cell.role, cell.kind), []).append((cell.row - 1, cell.column - 1))
    place = sheet.RangeAddress.Sheet
    for cell in made.cells:
        group = alike.pop((cell.role, cell.kind), None)
        if group is None:
            continue
        cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for row, column in group:
            address = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
            address.Sheet, address.StartRow, address.EndRow = place, row, row
            address.StartColumn = address.EndColumn = column
            cells.addRangeAddress(address, True)
        wanted = heading_look(cell.kind) if cell.role == "column" else look(cell.role, cell.kind)
        looks.give(cells, looks.properties(document, wanted))


def _validate(made: Validation, sheet: Any) -> None:
    allowed = dict(made.allowed)
    cells = looks.cells_of(sheet, made.area)
    validation = cells.Validation
    validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", _KINDS[allowed["validate"]])
    if allowed["validate"] == "list":
        source = allowed["source"]
        words = to_calc(source[1:]) if isinstance(source, str) else ";".join(f'"{word}"' for word in source)
        validation.setFormula1(words)
        validation.ShowList = 1
    else:
        criteria = allowed.get("criteria", "between")
        validation.setOperator(uno.Enum("com.sun.star.sheet.ConditionOperator", _OPERATORS[criteria]))
        validation.setFormula1(_typed(allowed.get("minimum", allowed.get("value"))))
        if "maximum" in allowed:
            validation.setFormula2(_typed(allowed["maximum"]))
    validation.IgnoreBlankCells = bool(allowed.get("ignore_blank", True))
    style = {"information": "INFO", "warning": "WARNING"}.get(allowed.get("error_type", ""), "STOP")
    validation.ErrorAlertStyle = uno.Enum("com.sun.star.sheet.ValidationAlertStyle", style)
    validation.ShowErrorMessage = True
    validation.ErrorTitle = allowed.get("error_title", "")
    validation.ErrorMessage = allowed.get("error_message", "")
    if "input_message" in allowed:
        validation.ShowInputMessage = True
        validation.InputTitle = allowed.get("input_title", "")
        validation.InputMessage = allowed["input_message"]
    cells.Validation = validation


def _typed(value: Any) -> str:
    """A bound as a formula: a number, a day, or a formula."""
    if isinstance(value, str):
        return to_calc(value.removeprefix("="))
    if hasattr(value, "year"):
        return f"DATE({value.year};{value.month};{value.day})"
    return repr(value)


def _page_style(document: Any, is_long: bool) -> str:
    """The print set-up: A4, landscape, all on one page, or on as many as it takes; answers the style's name."""
    styles = document.StyleFamilies.getByName("PageStyles")
    name = f"{_PAGE_STYLE}, long" if is_long else _PAGE_STYLE
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.PageStyle")
        styles.insertByName(name, style)
        style.IsLandscape = True
        style.Width, style.Height = 29700, 21000
        for name, value in _MARGINS.items():
            style.setPropertyValue(name, value)
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0 if is_long else 1
        style.CenterHorizontally = not is_long
        style.HeaderIsOn = False
        _footer(document, style)
    return name


def _footer(document: Any, style: Any) -> None:
    """File on the left, sheet in the middle, date and page on the right."""
    style.FooterIsOn = True
    footer = style.RightPageFooterContent
    for text, fields in (
        (footer.LeftText, ("FileName",)),
        (footer.CenterText, ("SheetName",)),
        (footer.RightText, ("DateTime", ", page ", "PageNumber", " of ", "PageCount")),
    ):
        text.setString("")
        cursor = text.createTextCursor()
        cursor.CharHeight, cursor.CharFontName = 8.0, FONT
        for field in fields:
            if field[0].isupper():
                inserted = document.createInstance(f"com.sun.star.text.TextField.{field}")
                if field == "DateTime":
                    inserted.IsDate = True
                text.insertTextContent(cursor, inserted, False)
            else:
                text.insertString(cursor, field, False)
            cursor.gotoEnd(False)
    style.RightPageFooterContent = footer
