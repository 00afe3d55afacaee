"""How cells look, read from Excel and given to others: number formats, fonts, fills, lines, alignment, width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from addin.excel.cell_blocks import addresses, cells_of, runs
from workbook_templates.recognition.sheet import Area, column_letters

NUMBER_FORMAT = "NumberFormat"
_SOLID, _NOTHING, _CONTINUOUS, _THIN, _AUTOMATIC, _UNDERLINED = 1, -4142, 1, 2, -4105, 2
_CENTRE, _LEFT, _RIGHT, _TOP, _BY_KIND = -4108, -4131, -4152, -4160, 1
_EDGES = {"left": 7, "right": 10, "top": 8, "bottom": 9}
_BETWEEN_ROWS = 12

_OF_CELLS = (
    NUMBER_FORMAT, "HorizontalAlignment", "VerticalAlignment", "WrapText", "IndentLevel", "Font.Name", "Font.Size",
    "Font.Bold", "Font.Italic", "Font.Underline",
)  # fmt: skip
_FONT_COLOUR, _FILL, _LINES = "the font's colour", "the fill", "the lines"
_ALIGNED = {"left": _LEFT, "right": _RIGHT, "center": _CENTRE}

_Line = tuple[int, int, int] | None
"""A line's style, weight and colour; None for none."""


def colour(rgb: str) -> int:
    """A colour such as #14324F as Excel counts it, red last."""
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (1, 3, 5))
    return red + 256 * green + 65536 * blue


@dataclass(frozen=True)
class ColumnLooks:
    """How the cells of a column look: each property in runs of rows, and the column's width.

    It holds nothing of Excel's, so it can be kept.
    """

    properties: Mapping[str, Sequence[tuple[int, int, Any]]]
    width: float

    @classmethod
    def of(cls, sheet: Any, area: Area) -> ColumnLooks:
        """Those of the cells of a column."""

        def asked(read: Callable[[Any], Any]) -> list[tuple[int, int, Any]]:
            def ask(first: int, last: int) -> Any:
                return read(cells_of(sheet, Area(first, area.left, last, area.left)))

            return list(runs(area.top, area.bottom, ask))

        found = {name: asked(_reader(name)) for name in _OF_CELLS}
        found |= {_FONT_COLOUR: asked(_font_colour), _FILL: asked(_fill), _LINES: asked(_lines)}
        return cls(found, float(sheet.Columns(area.left).ColumnWidth))

    def repeated(self, rows: Sequence[range]) -> ColumnLooks:
        """Those of the first row in other rows."""
        span = (rows[0].start, rows[-1].stop - 1)
        return ColumnLooks({name: [(*span, found[0][2])] for name, found in self.properties.items()}, self.width)

    def lend(self, sheet: Any, column: int, rows: Sequence[range], number_format: Callable[[str], str]) -> None:
        """Have another column look so in some rows; no line is taken away, for it would be its neighbour's, too.

        Args:
            sheet: Excel's object of the sheet.
            column: the column.
            rows: the rows, in runs.
            number_format: makes a number format of the one that is lent.
        """
        for name, value, cells in self._parts(sheet, column, rows):
            if name == _LINES:
                _draw(cells, [(edge, each) for edge, each in zip(_EDGES, value, strict=True) if each])
            else:
                _put(cells, name, number_format(value) if name == NUMBER_FORMAT else value)

    def give_back(self, sheet: Any, area: Area) -> None:
        """Have the column itself look so again."""
        for name, value, cells in self._parts(sheet, area.left, [range(area.top, area.bottom + 1)]):
            if name == _LINES:
                _draw(cells, list(zip(_EDGES, value, strict=True)))
            else:
                _put(cells, name, value)
        sheet.Columns(area.left).ColumnWidth = self.width

    def _parts(self, sheet: Any, column: int, rows: Sequence[range]) -> Iterator[tuple[str, Any, Any]]:
        """Each property with its values, and Excel's object of the cells that are to have it."""
        letters = column_letters(column)
        for name, found in self.properties.items():
            by_value: dict[Any, list[range]] = {}
            for first, last, value in found:
                if value is not None:
                    by_value.setdefault(value, []).extend(_within(range(first, last + 1), rows))
            for value, parts in by_value.items():
                # Those of several rows for themselves: only they have lines between rows.
                for group in ([part for part in parts if len(part) > 1], [part for part in parts if len(part) == 1]):
                    for address in addresses(letters, group):
                        yield name, value, sheet.Range(address)


def _within(run: range, rows: Sequence[range]) -> list[range]:
    parts = (range(max(run.start, each.start), min(run.stop, each.stop)) for each in rows)
    return [part for part in parts if part]


def _reader(name: str) -> Callable[[Any], Any]:
    whole, _, part = name.rpartition(".")
    return lambda cells: getattr(getattr(cells, whole) if whole else cells, part)


def _font_colour(cells: Any) -> Any:
    """The font's colour; the automatic one is none of its own."""
    index = cells.Font.ColorIndex
    return _AUTOMATIC if index == _AUTOMATIC else cells.Font.Color


def _fill(cells: Any) -> Any:
    """The fill's colour; cells that are not filled have none, and not white."""
    pattern = cells.Interior.Pattern
    return cells.Interior.Color if pattern not in (None, _NOTHING) else pattern


def _lines(cells: Any) -> tuple[_Line, ...] | None:
    """The lines around each cell, if they are the same around all of them."""
    found = [_line(cells.Borders(number)) for number in _EDGES.values()]
    if cells.Rows.Count > 1 and not found[2] == found[3] == _line(cells.Borders(_BETWEEN_ROWS)):
        return None
    return None if "mixed" in found else tuple(found)  # type: ignore[arg-type]


def _line(border: Any) -> _Line | Literal["mixed"]:
    style = border.LineStyle
    if style == _NOTHING:
        return None
    found = (style, border.Weight, border.Color)
    return "mixed" if None in found else found


def _draw(cells: Any, lines: Sequence[tuple[str, _Line]]) -> None:
    for edge, wanted in lines:
        borders = [cells.Borders(_EDGES[edge])]
        if edge == "top" and all(area.Rows.Count > 1 for area in _areas(cells)):
            borders.append(cells.Borders(_BETWEEN_ROWS))
        for border in borders:
            if wanted is None:
                border.LineStyle = _NOTHING
            else:
                border.LineStyle, border.Weight, border.Color = wanted


def _areas(cells: Any) -> Iterator[Any]:
    areas = cells.Areas
    return (areas.Item(number) for number in range(1, areas.Count + 1))


def _put(cells: Any, name: str, value: Any) -> None:
    if name == _FILL:
        if value == _NOTHING:
            cells.Interior.Pattern = _NOTHING
        else:
            cells.Interior.Color = value
    elif name == _FONT_COLOUR:
        setattr(cells.Font, "ColorIndex" if value == _AUTOMATIC else "Color", value)
    else:
        whole, _, part = name.rpartition(".")
        setattr(getattr(cells, whole) if whole else cells, part, value)


def dress(cells: Any, look: Mapping[str, Any]) -> None:
    """Have cells look as the house says, in XlsxWriter's words."""
    font = cells.Font
    font.Name, font.Size, font.Color = look["font_name"], look["font_size"], colour(look["font_color"])
    if look.get("bold"):
        font.Bold = True
    if look.get("underline"):
        font.Underline = _UNDERLINED
    if "bg_color" in look:
        cells.Interior.Color = colour(look["bg_color"])
    if "num_format" in look:
        cells.NumberFormat = look["num_format"]
    cells.VerticalAlignment = _TOP if look["valign"] == "top" else _CENTRE
    align = look.get("align") or ("left" if look.get("indent") else "")
    cells.HorizontalAlignment = _ALIGNED.get(align, _BY_KIND)
    if look.get("indent") and align in ("left", "right"):
        cells.IndentLevel = look["indent"]
    if look.get("text_wrap"):
        cells.WrapText = True
    for edge in _EDGES:
        if look.get(edge) or look.get("border"):
            ink = look.get(f"{edge}_color") or look["border_color"]
            _draw(cells, [(edge, (_CONTINUOUS, _THIN, colour(ink)))])


def dress_tier(rule: Any, look: Mapping[str, Any]) -> None:
    """Have a conditional format look as a tier does."""
    rule.Interior.Color = colour(look["bg_color"])
    rule.Font.Color = colour(look["font_color"])
    rule.Font.Bold = bool(look["bold"])
    rule.StopIfTrue = False
