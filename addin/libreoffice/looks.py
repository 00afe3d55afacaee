"""How cells look in Calc: the house look, the look of a neighbour, and what is needed to give an earlier look back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.document import XUndoAction
from com.sun.star.lang import Locale
from com.sun.star.table import BorderLine2

from addin.edits import TierColours
from addin.libreoffice.formula_forms import to_calc
from workbook_templates.recognition.sheet import Area, column_letters
from workbook_templates.style import TIER_FILLS, TIER_INKS

_ENGLISH = Locale("en", "US", "")
_BOLD, _PLAIN = 150.0, 100.0
_THIN = 18  # a line of half a point, in hundredths of a millimetre
_INDENT = 290
_JUSTIFIED = {"left": "LEFT", "right": "RIGHT", "center": "CENTER"}
_UPRIGHT = {"top": 1, "vcenter": 2}
_TIER_STYLE = "Tenure tier "
_PROPERTIES = (
    "CellBackColor", "CellProtection", "CharColor", "CharContoured", "CharFont", "CharFontCharSet", "CharFontFamily",
    "CharFontName", "CharFontPitch", "CharFontStyleName", "CharHeight", "CharPosture", "CharShadowed",
    "CharStrikeout", "CharUnderline", "CharUnderlineColor", "CharUnderlineHasColor", "CharWeight", "HoriJustify",
    "IsCellBackgroundTransparent", "IsTextWrapped", "NumberFormat", "Orientation", "ParaIndent", "RotateAngle",
    "ShrinkToFit", "BottomBorder2", "LeftBorder2", "RightBorder2", "TopBorder2", "VertJustify",
)  # fmt: skip


def colour(code: str) -> int:
    """The number of a colour such as #14324F."""
    return int(code.removeprefix("#"), 16)


def number_format(document: Any, code: str) -> int:
    """The key of a number format, which is added where the workbook has none like it."""
    formats = document.NumberFormats
    key = formats.queryKey(code, _ENGLISH, False)
    return int(key if key >= 0 else formats.addNew(code, _ENGLISH))


def properties(document: Any, look: Mapping[str, Any]) -> dict[str, Any]:
    """A look in XlsxWriter's words as the properties of cells."""
    found: dict[str, Any] = {
        "CharFontName": look["font_name"],
        "CharHeight": float(look["font_size"]),
        "CharColor": colour(look["font_color"]),
        "CharWeight": _BOLD if look.get("bold") else _PLAIN,
        "VertJustify": _UPRIGHT[look["valign"]],
    }
    if "bg_color" in look:
        found["CellBackColor"] = colour(look["bg_color"])
    if "align" in look:
        found["HoriJustify"] = uno.Enum("com.sun.star.table.CellHoriJustify", _JUSTIFIED[look["align"]])
    if look.get("indent"):
        found["ParaIndent"] = _INDENT * look["indent"]
    if look.get("text_wrap"):
        found["IsTextWrapped"] = True
    if look.get("underline"):
        found["CharUnderline"] = 1
    if "num_format" in look:
        found["NumberFormat"] = number_format(document, look["num_format"])
    for side in ("top", "bottom", "left", "right"):
        if look.get(side) or look.get("border"):
            line = BorderLine2(OuterLineWidth=_THIN, LineWidth=_THIN)
            line.Color = colour(look.get(f"{side}_color", look.get("border_color", "#000000")))
            found[f"{side.capitalize()}Border2"] = line
    return found


def give(cells: Any, wanted: Mapping[str, Any]) -> None:
    """Give cells properties, all at once."""
    names = sorted(wanted)
    cells.setPropertyValues(tuple(names), tuple(wanted[name] for name in names))


def take_over(document: Any, sheet: Any, area: Area, column: int) -> None:
    """Give cells of another column in the same rows the looks of those in an area."""
    for group in _alike(cells_of(sheet, area)):
        moved = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for address in group.getRangeAddresses():
            address.StartColumn = address.EndColumn = column - 1
            moved.addRangeAddress(address, False)
        give(moved, dict(zip(_PROPERTIES, group.getPropertyValues(_PROPERTIES), strict=True)))


def copy(sheet: Any, place: tuple[int, int], to: tuple[int, int]) -> None:
    """Give a cell the look of another one of the same sheet."""
    like, cell = (sheet.getCellByPosition(column - 1, row - 1) for row, column in (place, to))
    cell.setPropertyValues(_PROPERTIES, like.getPropertyValues(_PROPERTIES))


def remembered(document: Any, sheet: Any, area: Area) -> Callable[[], None]:
    """What gives the cells of a column, all in the area, their looks, takes their colours, and gives it its width."""
    name, place = sheet.Name, area.left - 1
    width = sheet.Columns.getByIndex(place).Width
    give_looks_back = kept(document, sheet, area)

    def give_back() -> None:
        there = document.Sheets.getByName(name)
        there.Columns.getByIndex(place).Width = width
        uncolour(there, area)
        give_looks_back()

    return give_back


def kept(document: Any, sheet: Any, area: Area) -> Callable[[], None]:
    """What gives cells their looks back, and all conditions of the sheet their ranges."""
    name, found = sheet.Name, []
    for group in _alike(cells_of(sheet, area)):
        states = group.getPropertyStates(_PROPERTIES)
        direct = [name for name, state in zip(_PROPERTIES, states, strict=True) if state.value == "DIRECT_VALUE"]
        found.append((group.getRangeAddresses(), direct, group.getPropertyValues(tuple(direct))))
    give_ranges_back = _remembered_ranges(document, sheet)

    def give_back() -> None:
        there = document.Sheets.getByName(name)
        cells = cells_of(there, area)
        for each in _PROPERTIES:
            cells.setPropertyToDefault(each)
        for addresses, names, values in found:
            if names:
                alike = document.createInstance("com.sun.star.sheet.SheetCellRanges")
                for address in addresses:
                    address.Sheet = there.RangeAddress.Sheet
                    alike.addRangeAddress(address, False)
                alike.setPropertyValues(tuple(names), values)
        give_ranges_back()

    return give_back


def cells_of(sheet: Any, area: Area) -> Any:
    """Calc's range of cells."""
    return sheet.getCellRangeByPosition(area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)


def _alike(cells: Any) -> Iterator[Any]:
    """The cells of a range, those that look alike together."""
    groups = cells.getUniqueCellFormatRanges()
    yield from (groups.getByIndex(number) for number in range(groups.getCount()))


def colour_tiers(document: Any, sheet: Any, area: Area, colours: TierColours) -> None:
    """Colour cells that name a tier, by conditions, as a step of Calc's own undo."""
    cell = f"${column_letters(area.left)}{area.top}"
    rules = tuple(
        (to_calc(f'AND({cell}<>"",{cell}=INDEX({colours.names},{tier + 1}))'), _tier_style(document, tier))
        for tier in range(min(colours.count, len(TIER_FILLS)))
    )
    made = _Colouring(document, sheet, area, rules)
    made.redo()
    document.UndoManager.addUndoAction(made)


class _Colouring(unohelper.Base, XUndoAction):
    """Colours by condition, which Calc's own undo takes back only in part.

    The newer interface of conditions would leave those of other cells as they are, but what it makes is not drawn
    before the workbook is opened again; the older one parts the range of a condition that somebody laid over the same
    cells, so that its ranges are remembered.
    """

    Title = "Colours"

    def __init__(self, document: Any, sheet: Any, area: Area, rules: tuple[tuple[str, str], ...]) -> None:
        self._document, self._sheet, self._area, self._rules = document, sheet.Name, area, rules
        self._give_ranges_back = _remembered_ranges(document, sheet)

    def redo(self) -> None:
        """Colour the cells."""
        self.undo()
        cells = cells_of(self._document.Sheets.getByName(self._sheet), self._area)
        conditions = cells.ConditionalFormat
        for formula, style in self._rules:
            given = {
                "Operator": uno.Enum("com.sun.star.sheet.ConditionOperator", "FORMULA"), "Formula1": formula,
                "StyleName": style, "SourcePosition": cells.getCellByPosition(0, 0).CellAddress,
            }  # fmt: skip
            conditions.addNew(tuple(PropertyValue(Name=name, Value=value) for name, value in given.items()))
        cells.ConditionalFormat = conditions

    def undo(self) -> None:
        """Take the colours away."""
        if not self._document.Sheets.hasByName(self._sheet):
            return
        sheet = self._document.Sheets.getByName(self._sheet)
        uncolour(sheet, self._area)
        self._give_ranges_back()


def _remembered_ranges(document: Any, sheet: Any) -> Callable[[], None]:
    """What gives the conditions of a sheet the ranges that they have now."""
    name = sheet.Name
    kept = {each.ID: each.Range.getRangeAddresses() for each in _conditions(sheet)}

    def give_back() -> None:
        for each in _conditions(document.Sheets.getByName(name)):
            if each.ID in kept and each.Range.getRangeAddresses() != kept[each.ID]:
                ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
                ranges.addRangeAddresses(kept[each.ID], False)
                each.Range = ranges

    return give_back


def uncolour(sheet: Any, area: Area) -> None:
    """Take the colours of tiers away from cells."""
    for each in _conditions(sheet):
        addresses = each.Range.getRangeAddresses()
        inside = len(addresses) == 1 and area.holds(addresses[0].StartRow + 1, addresses[0].StartColumn + 1)
        if inside and any(each.getByIndex(n).StyleName.startswith(_TIER_STYLE) for n in range(each.getCount())):
            sheet.ConditionalFormats.removeByID(each.ID)


def _conditions(sheet: Any) -> Any:
    return sheet.ConditionalFormats.getConditionalFormats()


def _tier_style(document: Any, place: int) -> str:
    styles, name = document.StyleFamilies.getByName("CellStyles"), f"{_TIER_STYLE}{place + 1}"
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        style.CellBackColor, style.CharColor = colour(TIER_FILLS[place]), colour(TIER_INKS[place])
        style.CharWeight = _BOLD if place < 2 else _PLAIN
    return name
