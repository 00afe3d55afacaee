"""A worksheet's part that grows: cells, widths of columns, colours by condition. Every other byte stays."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from operator import itemgetter

from addin.closed_file.part import Part
from addin.day_numbers import serial
from addin.edits import Content, Formula
from addin.formulas.grammar import Template
from addin.formulas.references import column_name, column_number
from addin.headless.sheet_cells import SheetCells
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


class FilledColumn:
    """A formula that is filled down a column.

    Args:
        column: the column.
        formula: the formula.
        first: the row in which it reads as it is written.
        styles: the style of each row's cell; None: the one that it has.
    """

    def __init__(self, column: int, formula: Formula, first: int, styles: Mapping[int, int | None]) -> None:
        self._letters = column_name(column).encode()
        self._formula = formula
        self._first = first
        self._styles = styles
        self._xml = Template.as_written(formula.text[1:], lambda text: _in_ascii(in_xml(text)).decode())

    def cell(self, row: int) -> NewCell:
        """The cell of a row."""
        return NewCell(Formula(self._formula.at(row - self._first)), self._styles[row])

    def written(self, prefix: bytes, row: int) -> bytes:
        """The cell of a row, where there is none yet."""
        number = self._styles[row]
        style = b' s="%d"' % number if number else b""
        text = self._xml.at(row - self._first).encode()
        return b'<%sc r="%s%d"%s><%sf>%s</%sf></%sc>' % (
            prefix, self._letters, row, style, prefix, text, prefix, prefix,
        )  # fmt: skip


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
        self._cells_to_write: dict[int, dict[int, NewCell | FilledColumn]] = {}

    def style(self, row: int, column: int) -> int:
        """The number of a cell's style."""
        start, end = self._cells.rows.get(row, (0, 0))
        found = self._data.find(b'"%s%d"' % (column_name(column).encode(), row), start, end)
        if found < 0:
            return 0
        style = _STYLE.search(self._data, self._data.rfind(b"<", start, found), self._data.index(b">", found))
        return int(style[1]) if style else 0

    def write(self, cells: Mapping[int, Mapping[int, NewCell | FilledColumn]]) -> None:
        """Write cells, by row and column."""
        for row, written in cells.items():
            self._cells_to_write.setdefault(row, {}).update(written)

    def _rows(self) -> Iterator[Change]:
        prefix = self.frame.root.prefix.encode()
        end_tag = b"</%srow>" % prefix
        for row, cells in sorted(self._cells_to_write.items(), key=itemgetter(0)):
            written = sorted(cells.items(), key=itemgetter(0))
            if row not in self._cells.rows:
                following = [start for number, (start, _) in self._cells.rows.items() if number > row]
                at = min(following, default=self._cells.end)
                new = b'<%srow r="%d">%s%s' % (prefix, row, self._new_cells(prefix, row, written), end_tag)
                yield at, at, new
                continue
            start, end = self._cells.rows[row]
            if self._data.startswith(end_tag, end) and self._ends_before(written[0][0], prefix, start, end):
                yield end, end, self._new_cells(prefix, row, written)
                continue
            opening = TAG.match(self._data, start)
            assert opening is not None
            if not opening["empty"]:
                end = self._data.index(b">", end) + 1
            yield start, end, self._row(self._data[start:end], row, written)

    def _ends_before(self, column: int, prefix: bytes, start: int, end: int) -> bool:
        """Whether all cells of a row stand before a column."""
        last = self._data.rfind(b"<%sc " % prefix, start, end)
        address = _ADDRESS.match(self._data, last) if last >= 0 else None
        return address is not None and column_number(address[1].decode()) < column

    def _new_cells(self, prefix: bytes, row: int, written: Iterable[tuple[int, NewCell | FilledColumn]]) -> bytes:
        return b"".join(
            [
                cell.written(prefix, row)
                if isinstance(cell, FilledColumn)
                else _cell(prefix, row, column, cell, self._date_1904)
                for column, cell in written
            ]
        )

    def _row(self, raw: bytes, row: int, written: list[tuple[int, NewCell | FilledColumn]]) -> bytes:
        """A row with cells among its own."""
        opening = TAG.match(raw)
        assert opening is not None
        prefix = prefix_of(opening)
        waiting = deque(written)
        changes: list[Change] = []
        for column, start, end in cells_of(raw, opening):
            while waiting and waiting[0][0] < column:
                changes.append((start, start, self._new_cells(prefix, row, [waiting.popleft()])))
            if waiting and waiting[0][0] == column:
                _, cell = waiting.popleft()
                wanted = cell.cell(row) if isinstance(cell, FilledColumn) else cell
                changes.append((start, end, _cell_in_place(raw[start:end], wanted, self._date_1904)))
        rest = self._new_cells(prefix, row, waiting)
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


def _cell(prefix: bytes, row: int, column: int, cell: NewCell, date_1904: bool) -> bytes:
    kind, xml = _content(cell.content, prefix.decode(), date_1904)
    style = f' s="{cell.style}"' if cell.style else ""
    wanted = f' t="{kind}"' if kind else ""
    start = f'<{prefix.decode()}c r="{column_name(column)}{row}"{style}{wanted}'
    return _in_ascii(f"{start}>{xml}</{prefix.decode()}c>" if xml else f"{start}/>")


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
    return start + _in_ascii(xml) + b"</" + opening["name"] + b">"


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


def _in_ascii(xml: str) -> bytes:
    """XML that is the same in every encoding in which ASCII is ASCII."""
    return xml.encode("ascii", "xmlcharrefreplace")


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return escape(text, quote=True)
