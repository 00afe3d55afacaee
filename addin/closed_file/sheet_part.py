"""A worksheet's part that grows: cells, widths of columns, colours by condition. Every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from addin.closed_file.part import Part
from addin.day_numbers import serial
from addin.edits import Content, Formula
from addin.formulas.references import column_name, column_number
from addin.headless.sheet_reader import SheetCells
from addin.headless.tags import TAG, Change, cells_of, changed, in_xml, prefix_of, start_tag

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_ADDRESS = re.compile(rb'<[\w:]+ r="([A-Z]+)\d+"')
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")


@dataclass(frozen=True)
class NewCell:
    """What a cell is to hold, and its style; None: the one that it has."""

    content: Content
    style: int | None = None


class SheetPart:
    """The part of a worksheet, as it grows.

    `frame` is all of it but the rows.

    Args:
        data: its bytes, in an encoding in which ASCII is ASCII.
        cells: where its rows stand in them.
        date_1904: how dates are written.
    """

    def __init__(self, data: bytes, cells: SheetCells, date_1904: bool) -> None:
        self._data = data
        self._cells = cells
        self._date_1904 = date_1904
        self._cut = min((start for start, _ in cells.rows.values()), default=cells.end)
        # All but the rows, which may be many.
        self.frame = Part(data[: self._cut] + data[cells.end :])
        self._widths: dict[int, float] = {}
        self._cells_to_write: dict[int, dict[int, NewCell]] = {}

    def style(self, row: int, column: int) -> int:
        """The number of a cell's style."""
        start, end = self._cells.rows.get(row, (0, 0))
        raw = self._data[start:end]
        found = raw.find(b'"%s%d"' % (column_name(column).encode(), row))
        if found < 0:
            return 0
        tag = raw[raw.rfind(b"<", 0, found) : raw.index(b">", found)]
        style = _STYLE.search(tag)
        return int(style[1]) if style else 0

    def write(self, cells: Mapping[int, Mapping[int, NewCell]]) -> None:
        """Write cells, by row and column."""
        for row, written in cells.items():
            self._cells_to_write.setdefault(row, {}).update(written)

    def _rows(self) -> Iterator[Change]:
        for row, written in self._cells_to_write.items():
            if row in self._cells.rows:
                start, end = self._cells.rows[row]
                opening = TAG.match(self._data, start)
                assert opening is not None
                if not opening["empty"]:
                    end = self._data.index(b">", end) + 1
                yield start, end, self._row(self._data[start:end], row, written)
            else:
                yield self._new_row(row, written)

    def _new_row(self, row: int, written: Mapping[int, NewCell]) -> Change:
        following = [start for number, (start, _) in self._cells.rows.items() if number > row]
        at = min(following, default=self._cells.end)
        prefix = self.frame.root.prefix.encode()
        cells = b"".join(_cell(prefix, row, column, cell, self._date_1904) for column, cell in sorted(written.items()))
        return at, at, b'<%srow r="%d">%s</%srow>' % (prefix, row, cells, prefix)

    def _row(self, raw: bytes, row: int, written: Mapping[int, NewCell]) -> bytes:
        opening = TAG.match(raw)
        assert opening is not None
        prefix = prefix_of(opening)
        waiting = sorted(written)
        changes: list[Change] = []
        for column, start, end in _cells_from(raw, opening, waiting[0]):
            while waiting and waiting[0] < column:
                new = waiting.pop(0)
                changes.append((start, start, _cell(prefix, row, new, written[new], self._date_1904)))
            if waiting and waiting[0] == column:
                waiting.pop(0)
                changes.append((start, end, _cell_in_place(raw[start:end], written[column], self._date_1904)))
        rest = b"".join(_cell(prefix, row, column, written[column], self._date_1904) for column in waiting)
        if opening["empty"]:
            return start_tag(opening, {}, opened=True) + rest + b"</" + opening["name"] + b">"
        end = raw.rfind(b"</")
        return changed(raw, [*changes, (end, end, rest)])

    def widen(self, column: int, width: float) -> None:
        """Give a column a width, unless it has one."""
        self._widths[column] = width

    def _columns(self) -> Iterator[Change]:
        """The widths, among those that are there."""
        prefix, columns = self.frame.root.prefix, self.frame.root.child("cols")
        spans = [
            (int(col.attributes["min"]), int(col.attributes["max"]), col)
            for col in (columns.children if columns else ())
        ]
        wanted = {
            column: f'<{prefix}col min="{column}" max="{column}" width="{width}" customWidth="1"/>'.encode()
            for column, width in sorted(self._widths.items())
            if not any(first <= column <= last for first, last, _ in spans)
        }
        if columns is None and wanted:
            place = self.frame.place("cols", _ORDER)
            name = prefix.encode() + b"cols"
            yield place, place, b"<%s>%s</%s>" % (name, b"".join(wanted.values()), name)
        elif columns is not None:
            for column, xml in wanted.items():
                place = next((col.start for first, _, col in spans if first > column), columns.closing)
                yield place, place, xml

    def colour(self, area: str, rules: list[tuple[str, int]]) -> None:
        """Colour cells by formulas, each with the number of its format."""
        frame = self.frame
        prefix = frame.root.prefix
        # The half of a data bar that Excel 2010 added has none of its own.
        rules_there = (element.attributes for element in frame.root.all() if element.name == "cfRule")
        first = max((int(rule["priority"]) for rule in rules_there if "priority" in rule), default=0) + 1
        xml = "".join(
            f'<{prefix}cfRule type="expression" dxfId="{look}" priority="{priority}"><{prefix}formula>'
            f"{in_xml(formula)}</{prefix}formula></{prefix}cfRule>"
            for priority, (formula, look) in enumerate(rules, first)
        )
        xml = f'<{prefix}conditionalFormatting sqref="{area}">{xml}</{prefix}conditionalFormatting>'
        frame.insert(frame.place("conditionalFormatting", _ORDER), xml)

    @property
    def is_protected(self) -> bool:
        """Whether the sheet is protected."""
        protection = self.frame.root.child("sheetProtection")
        return protection is not None and protection.attributes.get("sheet") in ("1", "true")

    @property
    def has_grown(self) -> bool:
        """Whether anything was put into it."""
        return bool(self._cells_to_write) or any(True for _ in self.frame.changes())

    def written(self) -> bytes:
        """The part as it has become."""
        shift = self._cells.end - self._cut
        around = [
            (start + shift * (start >= self._cut), end + shift * (end >= self._cut), new)
            for start, end, new in (*self.frame.changes(), *self._columns())
        ]
        return changed(self._data, [*self._rows(), *around])


def _cells_from(raw: bytes, opening: re.Match[bytes], first: int) -> Iterator[tuple[int, int, int]]:
    """The cells of a row, or none where they all stand before the first new one."""
    last = raw.rfind(b"<" + prefix_of(opening) + b"c ")
    address = _ADDRESS.match(raw, last) if last >= 0 else None
    if address and column_number(address[1].decode()) < first:
        return iter(())
    return cells_of(raw, opening)


def _cell(prefix: bytes, row: int, column: int, cell: NewCell, date_1904: bool) -> bytes:
    kind, xml = _content(cell.content, prefix.decode(), date_1904)
    style = f' s="{cell.style}"' if cell.style else ""
    wanted = f' t="{kind}"' if kind else ""
    start = f'<{prefix.decode()}c r="{column_name(column)}{row}"{style}{wanted}'
    return (f"{start}>{xml}</{prefix.decode()}c>" if xml else f"{start}/>").encode("ascii", "xmlcharrefreplace")


def _cell_in_place(raw: bytes, cell: NewCell, date_1904: bool) -> bytes:
    opening = TAG.match(raw)
    assert opening is not None
    prefix = prefix_of(opening)
    kind, xml = _content(cell.content, prefix.decode(), date_1904)
    changes: dict[bytes, bytes | None] = {b"t": kind.encode() or None, b"cm": None, b"vm": None}
    if cell.style is not None:
        changes[b"s"] = b"%d" % cell.style
    if not xml:
        return start_tag(opening, changes) + (b"" if opening["empty"] else b"</" + opening["name"] + b">")
    start = start_tag(opening, changes, opened=True)
    return start + xml.encode("ascii", "xmlcharrefreplace") + b"</" + opening["name"] + b">"


def _content(content: Content, prefix: str, date_1904: bool) -> tuple[str, str]:
    """The type of a cell, and its XML."""
    if content is None:
        return "", ""
    if isinstance(content, Formula):
        return "", f"<{prefix}f>{in_xml(content.text[1:])}</{prefix}f>"
    if isinstance(content, bool):
        return "b", f"<{prefix}v>{int(content)}</{prefix}v>"
    if isinstance(content, str):
        return "inlineStr", f'<{prefix}is><{prefix}t xml:space="preserve">{in_xml(content)}</{prefix}t></{prefix}is>'
    if isinstance(content, date):
        return "", f"<{prefix}v>{serial(content, date_1904)}</{prefix}v>"
    return "", f"<{prefix}v>{content!r}</{prefix}v>"


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return escape(text, quote=True)
