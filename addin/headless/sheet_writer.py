"""New cached values in the bytes of a worksheet's part, which stay as they are everywhere else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from addin.formulas.references import Area, column_name
from addin.headless.encodings import UTF_8, encoding_of, is_utf_16, recoded
from addin.headless.sheet_cells import FormulaCell, SheetCells, Value
from addin.headless.tags import (
    TAG,
    Change,
    attributes_of,
    cells_of,
    changed,
    children,
    element_tags,
    in_xml,
    prefix_of,
    start_tag,
)
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


def rewrite_sheet(
    old: BinaryIO, new: BinaryIO, sheet: SheetCells, answers: SheetAnswers, tell: Callable[[int], None]
) -> None:
    """Carry a worksheet's part over with new cached values; `tell` is told whenever bytes were written, how many."""
    data = old.read()
    encoding = encoding_of(data)
    is_recoded = is_utf_16(encoding)
    if is_recoded:
        data = recoded(data, encoding, UTF_8)
    for piece in _SheetWriter(data, sheet, answers, UTF_8 if is_recoded else encoding).pieces():
        new.write(recoded(bytes(piece), UTF_8, encoding) if is_recoded else piece)
        tell(len(piece))


_MOST_PIECES = 10_000

# What nearly every cell with a formula looks like: start tag, formula, perhaps a value, end tag.
_USUAL_CELL = re.compile(
    rb"(<c(?: (?:r|s|cm|t)=\"[^\"<>&]*\")*>)(<f(?: [\w:]+=\"[^\"<>]*\")*(?:/>|>[^<]*</f>))"
    rb"(?:<v(?: xml:space=\"preserve\")?>[^<]*</v>|<v/>)?</c>"
)
_TYPE = re.compile(rb' t="[^"]*"')


class _SheetWriter:
    """The changes to one part, in the order of its bytes."""

    def __init__(self, data: bytes, sheet: SheetCells, answers: SheetAnswers, encoding: str) -> None:
        self._data = data
        self._sheet = sheet
        self._answers = answers
        self._encoding = encoding

    def pieces(self) -> Iterator[bytes | memoryview]:
        """The bytes of the part with its changes, in pieces that end between two characters."""
        position = 0
        pieces: list[bytes] = []
        for start, end, replacement in self.changes():
            pieces += (self._data[position:start], replacement)
            position = end
            if len(pieces) > _MOST_PIECES:
                yield b"".join(pieces)
                pieces.clear()
        yield b"".join(pieces)
        yield memoryview(self._data)[position:]

    def changes(self) -> Iterator[Change]:
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
                    end = self._data.index(b">", cell.end) + 1
                    yield cell.start, end, self._formula_cell(self._data[cell.start : end], cell)
            elif row in self._sheet.rows:
                start, end = self._sheet.rows[row]
                if not self._tag_at(start)["empty"]:
                    end = self._data.index(b">", end) + 1
                yield start, end, self._row(self._data[start:end], row, formulas.get(row, []), spilled[row])
            elif any(value is not None for value in spilled[row].values()):
                following = bisect_left(present, row)
                at = self._sheet.end if following == len(present) else self._sheet.rows[present[following]][0]
                yield at, at, self._new_row(prefix_of(self._tag_at(self._sheet.rows[present[0]][0])), row, spilled[row])

    def _tag_at(self, position: int) -> re.Match[bytes]:
        tag = TAG.match(self._data, position)
        assert tag is not None
        return tag

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
        tags = element_tags(raw)
        opening = tags[0]
        prefix = prefix_of(opening)
        kind, text = _written(value)
        element = b"" if text is None else self._value_element(prefix, text)
        # Value metadata describe the old value, as a rich one; they would hide the new one.
        start = start_tag(opening, {b"t": kind, b"vm": None}, opened=bool(element))
        if opening["empty"]:
            return start + element + b"</" + opening["name"] + b">" if element else start
        changes = [(0, opening.end(), start)]
        value_at: int | None = None
        for child, end in children(tags):
            if child["name"] in (prefix + b"v", prefix + b"is"):
                changes.append((child.start(), end, b""))
                value_at = child.start()
            elif child["name"] == prefix + b"f":
                if area is not None:
                    changes.append(
                        (child.start(), child.end(), start_tag(child, {b"ref": area.address.encode("ascii")}))
                    )
                value_at = end
        value_at = opening.end() if value_at is None else value_at
        return changed(raw, [*changes, (value_at, value_at, element)])

    def _value_element(self, prefix: bytes, text: str) -> bytes:
        # Excel would take spaces at the ends away.
        space = b' xml:space="preserve"' if text != text.strip(" \t\n") else b""
        encoded = text.encode(self._encoding, "xmlcharrefreplace")
        return b"<" + prefix + b"v" + space + b">" + encoded + b"</" + prefix + b"v>"

    def _row(self, raw: bytes, row: int, formulas: list[FormulaCell], spilled: dict[int, Value]) -> bytes:
        """A row's bytes with other values, and with cells for what spills into it."""
        formula_at = {cell.column: cell for cell in formulas}
        opening = TAG.match(raw)
        assert opening is not None
        prefix = prefix_of(opening)
        waiting = deque(sorted(column for column, value in spilled.items() if value is not None))
        changes: list[Change] = []
        for column, start, end in cells_of(raw, opening):
            while waiting and waiting[0] < column:
                changes.append((start, start, self._new_cell(prefix, row, waiting.popleft(), spilled, opening)))
            if waiting and waiting[0] == column:
                waiting.popleft()
            if column in formula_at:
                changes.append((start, end, self._formula_cell(raw[start:end], formula_at[column])))
            elif column in spilled:
                changes.append((start, end, self._cell(raw[start:end], spilled[column])))
        cells = b"".join(self._new_cell(prefix, row, column, spilled, opening) for column in waiting)
        if cells and opening["empty"]:
            return start_tag(opening, {}, opened=True) + cells + b"</" + opening["name"] + b">"
        end = raw.rfind(b"</")
        return changed(raw, [*changes, (end, end, cells)] if cells else changes)

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
        row = attributes_of(opening) if opening is not None else {}
        if is_true(row.get(b"customFormat", b"").decode("ascii")):
            return row.get(b"s", b"").decode("ascii")
        for first, last, style in self._sheet.column_styles:
            if first <= column <= last:
                return style
        return ""

    def _new_row(self, prefix: bytes, row: int, spilled: dict[int, Value]) -> bytes:
        columns = sorted(column for column, value in spilled.items() if value is not None)
        cells = [self._new_cell(prefix, row, column, spilled, None) for column in columns]
        start = b"<" + prefix + b'row r="%d">' % row
        return start + b"".join(cells) + b"</" + prefix + b"row>"


def _is_new(cell: FormulaCell, answers: SheetAnswers) -> bool:
    """Whether a formula's answer, or where it is spilled, is not what the file holds already."""
    key = (cell.row, cell.column)
    area = answers.areas.get(key)
    return not _same(cell.value, answers.values[key]) or (area is not None and area != cell.area)


def _is_spilled_anew(place: tuple[int, int], value: Value, sheet: SheetCells) -> bool:
    return not _same(sheet.cached.get(place), value)


def _written(value: Value) -> tuple[bytes | None, str | None]:
    """The type and the text of a value as the file writes it; None for a number's type, and for blank."""
    if value is None:
        return None, None
    if isinstance(value, bool):
        return b"b", "1" if value else "0"
    if isinstance(value, CellError):
        return b"e", value.code
    if isinstance(value, str):
        return b"str", in_xml(value)
    number = repr(float(value))
    return None, number.removesuffix(".0")


def _same(old: Value, new: Value) -> bool:
    """Whether a value is what the file holds already."""
    return type(old) is type(new) and old == new
