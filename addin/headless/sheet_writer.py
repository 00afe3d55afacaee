"""New cached values in the bytes of a worksheet's part, which stay as they are everywhere else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from addin.headless.errors import DamagedPart
from addin.headless.references import Area, cell_address, column_name
from addin.headless.sheet_reader import FormulaCell, SheetCells, Value
from addin.headless.workbook_parts import is_true
from udfs import CellError


@dataclass
class SheetAnswers:
    """What was computed for a sheet.

    Attributes:
        values: the answers of cells with formulas, by row and column.
        areas: where the answers of dynamic arrays stand now, by row and column of the formula.
        spilled: the answers in the other cells of arrays; None empties a cell that is no longer among them.
    """

    values: dict[tuple[int, int], Value] = field(default_factory=dict)
    areas: dict[tuple[int, int], Area] = field(default_factory=dict)
    spilled: dict[tuple[int, int], Value] = field(default_factory=dict)


def is_rewritten(sheet: SheetCells, answers: SheetAnswers) -> bool:
    """Whether anything in a worksheet's part changes."""
    if any((cell.row, cell.column) in answers.values and _is_new(cell, answers) for cell in sheet.formulas):
        return True
    return any(_is_spilled_anew(place, value, sheet) for place, value in answers.spilled.items())


def rewrite_sheet(old: BinaryIO, new: BinaryIO, sheet: SheetCells, answers: SheetAnswers) -> None:
    """Carry a worksheet's part over with new cached values."""
    data = old.read()
    writer = _SheetWriter(data, sheet, answers)
    position = 0
    pieces: list[bytes] = []
    for start, end, replacement in writer.changes():
        pieces += (data[position:start], replacement)
        position = end
        if len(pieces) > _MOST_PIECES:
            new.write(b"".join(pieces))
            pieces.clear()
    new.write(b"".join(pieces))
    new.write(memoryview(data)[position:])


_Change = tuple[int, int, bytes]

_MOST_PIECES = 20_000

# What nearly every cell with a formula looks like: start tag, formula, perhaps a value, end tag.
_USUAL_CELL = re.compile(
    rb"(<c(?: (?:r|s|cm|t)=\"[^\"<>&]*\")*>)(<f(?: [\w:]+=\"[^\"<>]*\")*(?:/>|>[^<]*</f>))(?:<v>[^<]*</v>|<v/>)?</c>"
)
_TYPE = re.compile(rb' t="[^"]*"')

_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<close>/?)(?P<name>[^\s/>!?]+)(?P<attributes>(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class _SheetWriter:
    """The changes to one part, in the order of its bytes."""

    def __init__(self, data: bytes, sheet: SheetCells, answers: SheetAnswers) -> None:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:1] == b"\0" or data[1:2] == b"\0":
            raise DamagedPart("is written in UTF-16, which is not rewritten here")
        self._data = data
        self._sheet = sheet
        self._answers = answers
        declared = _ENCODING.match(data[data.find(b"<") : data.find(b"<") + 200])
        self._encoding = declared[1].decode("ascii") if declared else "utf-8"

    def changes(self) -> Iterator[_Change]:
        """Start, end and replacement of every change."""
        formulas: dict[int, list[FormulaCell]] = {}
        for cell in self._sheet.formulas:
            if (cell.row, cell.column) in self._answers.values and _is_new(cell, self._answers):
                formulas.setdefault(cell.row, []).append(cell)
        spilled: dict[int, dict[int, Value]] = {}
        for (row, column), value in self._answers.spilled.items():
            if _is_spilled_anew((row, column), value, self._sheet):
                spilled.setdefault(row, {})[column] = value
        present = sorted(self._sheet.rows)
        for row in sorted({*formulas, *spilled}):
            if row not in spilled:
                for cell in formulas[row]:
                    end = self._end_of_element(cell.end)
                    yield cell.start, end, self._formula_cell(self._data[cell.start : end], cell)
            elif row in self._sheet.rows:
                start, end_tag = self._sheet.rows[row]
                end = self._end_of_element(end_tag)
                yield start, end, self._row(self._data[start:end], row, formulas.get(row, []), spilled[row])
            elif any(value is not None for value in spilled[row].values()):
                following = bisect_left(present, row)
                is_last = following == len(present)
                at = self._sheet.end if is_last else self._sheet.rows[present[following]][0]
                yield at, at, self._new_row(row, spilled[row])

    def _end_of_element(self, end: int) -> int:
        """The byte after an element of which expat said where it ends.

        That is where its end tag starts, or, where it has none, the byte after it.
        """
        if self._data[end : end + 2] == b"</":
            return self._data.index(b">", end) + 1
        return end

    def _formula_cell(self, raw: bytes, cell: FormulaCell) -> bytes:
        key = (cell.row, cell.column)
        value, area = self._answers.values[key], self._answers.areas.get(key)
        usual = _USUAL_CELL.fullmatch(raw) if area is None else None
        if usual is None:
            return self._cell(raw, value, area)
        start, formula = usual.groups()
        kind, text = _written(value)
        wanted = b"" if kind is None else b' t="' + kind + b'"'
        if b' t="' in start:
            start = _TYPE.sub(wanted, start, count=1)
        elif wanted:
            start = start[:-1] + wanted + b">"
        return start + formula + self._value_element(b"", text or "") + b"</c>"

    def _cell(self, raw: bytes, value: Value, area: Area | None = None) -> bytes:
        """A cell's bytes with another value; what else stands in it stays."""
        tags = _element_tags(raw)
        opening = tags[0]
        kind, text = _written(value)
        name = opening["name"]
        prefix = name[: name.rfind(b":") + 1]
        # Value metadata describe the old value, as a rich one; they would hide the new one.
        changes: dict[bytes, bytes | None] = {b"t": kind, b"vm": None}
        start = _start_tag(opening, changes, is_empty=False)
        content: list[bytes] = []
        value_at: int | None = None
        position, depth = opening.end(), 0
        skipped_from: int | None = None
        for tag in tags[1:]:
            own = tag["name"][len(prefix) :] if tag["name"].startswith(prefix) else b""
            if tag["close"]:
                depth -= 1
                if depth < 0:
                    content.append(raw[position : tag.start()])
                    break
                if depth == 0 and skipped_from is not None and own in (b"v", b"is"):
                    position, skipped_from = tag.end(), None
                elif depth == 0 and own == b"f":
                    content.append(raw[position : tag.end()])
                    position, value_at = tag.end(), len(content) if value_at is None else value_at
                continue
            if depth == 0 and own in (b"v", b"is"):
                content.append(raw[position : tag.start()])
                value_at = len(content)
                position, skipped_from = tag.end(), None if tag["empty"] else tag.start()
            elif depth == 0 and own == b"f":
                content.append(raw[position : tag.start()])
                address: dict[bytes, bytes | None] = {} if area is None else {b"ref": area.address.encode("ascii")}
                content.append(_start_tag(tag, address, is_empty=bool(tag["empty"])))
                position = tag.end()
                if tag["empty"]:
                    value_at = len(content)
            if not tag["empty"]:
                depth += 1
        if text is not None:
            element = self._value_element(prefix, text)
            content.insert(len(content) if value_at is None else value_at, element)
        body = b"".join(content)
        if not body:
            return _start_tag(opening, changes, is_empty=True)
        return start + body + b"</" + name + b">"

    def _value_element(self, prefix: bytes, text: str) -> bytes:
        encoded = text.encode(self._encoding, "xmlcharrefreplace")
        return b"<" + prefix + b"v>" + encoded + b"</" + prefix + b"v>"

    def _row(self, raw: bytes, row: int, formulas: list[FormulaCell], spilled: dict[int, Value]) -> bytes:
        """A row's bytes with other values, and with cells for what spills into it."""
        formula_at = {cell.column: cell for cell in formulas}
        tags = _element_tags(raw)
        opening = tags[0]
        pieces: list[bytes] = []
        waiting = sorted(column for column, value in spilled.items() if value is not None)
        position = opening.end()
        name = opening["name"]
        prefix = name[: name.rfind(b":") + 1]
        for column, start, end in _cells_of(tags, prefix):
            while waiting and waiting[0] < column:
                pieces += [raw[position:start], self._new_cell(prefix, row, waiting.pop(0), spilled, opening)]
                position = start
            if waiting and waiting[0] == column:
                waiting.pop(0)
            if column in formula_at:
                pieces += [raw[position:start], self._formula_cell(raw[start:end], formula_at[column])]
                position = end
            elif column in spilled:
                pieces += [raw[position:start], self._cell(raw[start:end], spilled[column])]
                position = end
        if not waiting:
            return raw[: opening.end()] + b"".join(pieces) + raw[position:]
        end = position if opening["empty"] else raw.rindex(b"</")
        pieces.append(raw[position:end])
        pieces += [self._new_cell(prefix, row, column, spilled, opening) for column in waiting]
        if opening["empty"]:
            return _start_tag(opening, {}, is_empty=False) + b"".join(pieces) + b"</" + name + b">"
        return raw[: opening.end()] + b"".join(pieces) + raw[end:]

    def _new_cell(
        self, prefix: bytes, row: int, column: int, spilled: dict[int, Value], opening: re.Match[bytes] | None
    ) -> bytes:
        kind, text = _written(spilled[column])
        attributes = f' r="{column_name(column)}{row}"'
        if style := self._style(column, opening):
            attributes += f' s="{style}"'
        if kind is not None:
            attributes += f' t="{kind.decode("ascii")}"'
        start = b"<" + prefix + b"c" + attributes.encode("ascii") + b">"
        return start + self._value_element(prefix, text or "") + b"</" + prefix + b"c>"

    def _style(self, column: int, opening: re.Match[bytes] | None) -> str:
        """The style that an empty cell takes from its row, else from its column."""
        row = _attributes(opening) if opening is not None else {}
        if is_true(row.get(b"customFormat", b"").decode("ascii")):
            return row.get(b"s", b"").decode("ascii")
        for first, last, style in self._sheet.column_styles:
            if first <= column <= last:
                return style
        return ""

    def _new_row(self, row: int, spilled: dict[int, Value]) -> bytes:
        prefix = self._row_prefix()
        columns = sorted(column for column, value in spilled.items() if value is not None)
        cells = [self._new_cell(prefix, row, column, spilled, None) for column in columns]
        start = b"<" + prefix + b'row r="%d">' % row
        return start + b"".join(cells) + b"</" + prefix + b"row>"

    def _row_prefix(self) -> bytes:
        """The namespace prefix of the rows; where something spills there is a row."""
        start = min(start for start, _ in self._sheet.rows.values())
        match = _TAG.match(self._data, start)
        name = match["name"] if match else b"row"
        return name[: name.rfind(b":") + 1]


def _is_new(cell: FormulaCell, answers: SheetAnswers) -> bool:
    """Whether a formula's answer, or where it is spilled, is not what the file holds already."""
    key = (cell.row, cell.column)
    area = answers.areas.get(key)
    return not _same(cell.value, answers.values[key]) or (area is not None and area != cell.area)


def _is_spilled_anew(place: tuple[int, int], value: Value, sheet: SheetCells) -> bool:
    return not _same(sheet.cached.get(place), value)


def _element_tags(raw: bytes) -> list[re.Match[bytes]]:
    return [tag for tag in _TAG.finditer(raw) if tag["name"] is not None]


def _cells_of(tags: list[re.Match[bytes]], prefix: bytes) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of every cell of a row, given the row's tags."""
    depth = column = 0
    start: int | None = None
    for tag in tags:
        if tag["close"]:
            depth -= 1
            if depth == 1 and start is not None:
                yield column, start, tag.end()
                start = None
            continue
        if depth == 1 and tag["name"] == prefix + b"c":
            address = _attributes(tag).get(b"r")
            column = column + 1 if address is None else cell_address(address.decode("ascii"))[1]
            if tag["empty"]:
                yield column, tag.start(), tag.end()
            else:
                start = tag.start()
        if not tag["empty"]:
            depth += 1


def _attributes(tag: re.Match[bytes]) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag["attributes"])}


def _start_tag(tag: re.Match[bytes], changes: dict[bytes, bytes | None], is_empty: bool) -> bytes:
    """A start tag with some attributes set, or taken away where None; all else as written."""
    changes = dict(changes)
    pieces = [b"<", tag["name"]]
    for attribute in _ATTRIBUTE.finditer(tag["attributes"]):
        if attribute[1] not in changes:
            pieces.append(attribute[0])
            continue
        value = changes.pop(attribute[1])
        if value is not None:
            pieces.append(b" " + attribute[1] + b'="' + value + b'"')
    pieces += [b" " + name + b'="' + value + b'"' for name, value in changes.items() if value is not None]
    pieces.append(b"/>" if is_empty else b">")
    return b"".join(pieces)


_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def _written(value: Value) -> tuple[bytes | None, str | None]:
    """The type and the text of a value as the file writes it; None for a number's type, and for blank."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return b"b", "1" if value else "0"
    if isinstance(value, CellError):
        return b"e", value.code
    if isinstance(value, str):
        text = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        return b"str", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    number = repr(float(value))
    return None, number.removesuffix(".0")


def _same(old: Value, new: Value) -> bool:
    """Whether a value is what the file holds already."""
    return type(old) is type(new) and old == new
