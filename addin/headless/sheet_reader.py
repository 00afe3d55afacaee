"""Reads the cells of a worksheet: constants, formulas, and where in the part's bytes the formulas' cells stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from addin.formulas.references import LAST_COLUMN, LAST_ROW, Area, cell_address, column_name, column_number
from addin.headless.encodings import UTF_8, encoding_of, is_utf_16, recoded
from addin.headless.errors import DamagedPart
from addin.headless.rows_alike import USUAL_CELL, Place, Read, UsualCell
from addin.headless.sheet_cells import (
    TRUTHS,
    FormulaCell,
    SheetCells,
    Value,
    number_in,
    position_in,
    serial_in,
    written_text,
)
from addin.headless.usual_rows import UsualRows, plain_text
from addin.headless.workbook_parts import unescaped
from addin.headless.xml_reader import SPREADSHEET, Source, Watched, feed, qualified, reader, whole_number
from udfs import CellError

_ROW, _CELL, _VALUE, _FORMULA, _TEXT, _PHONETIC, _SHEET_DATA, _COLUMN, _FILTER, _FILTERED = (
    frozenset(qualified(SPREADSHEET, name))
    for name in ("row", "c", "v", "f", "t", "rPh", "sheetData", "col", "autoFilter", "filterColumn")
)


class _SheetReader:
    """The state of the parser while it passes over one sheet."""

    def __init__(
        self, name: str, texts: list[str], dynamic: frozenset[int], date_1904: bool, encoding: str | None
    ) -> None:
        self.sheet = SheetCells(name)
        self.boundary = -2
        self.reads: dict[str, Read] = {
            "number": float,
            "shared text": lambda place: texts[int(place)],
            "text": written_text,
        }
        self._texts = texts
        self._dynamic = dynamic
        self._date_1904 = date_1904
        self._arrays: list[Area] = []
        self._array_columns: set[int] = set()
        self._row = 0
        self._in_row = False
        self._row_text = "0"
        self._column = LAST_COLUMN
        self._filter = ""
        self._letters: dict[str, int] = {}
        self._usual_columns: dict[bytes, int] = {}
        self._row_start = 0
        self._row_cells: dict[int, Value] = {}
        self._start = 0
        self._cell: dict[str, str] | None = None
        self._formula: dict[str, str] | None = None
        self._formula_text = ""
        self._value: str | None = None
        self._texts_inline: list[str] = []
        self._phonetic = False
        self._collected: list[str] | None = None
        self._usual_rows: UsualRows | None = None
        self._parser = reader(encoding)
        self._parser.StartElementHandler = self._element
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._characters

    def read(self, source: Source, is_utf_8: bool) -> SheetCells:
        """Read to the end."""
        self._usual_rows = UsualRows(source, self) if is_utf_8 else None
        feed(self._parser, self._usual_rows or source)
        return self.sheet

    @property
    def _at(self) -> int:
        """Where in the part the parser is."""
        skipped = self._usual_rows.skipped if self._usual_rows else 0
        return self._parser.CurrentByteIndex + skipped

    def row_alike(self, row: re.Match[bytes], places: list[Place], offset: int) -> bool:
        """Take in a row that is like those before; False where it has to be looked at closely."""
        if self._arrays:
            return False
        groups = row.groups()
        number = int(groups[0])
        if not self._row < number <= LAST_ROW:
            return False
        constants: dict[int, Value] = {}
        formulas: list[FormulaCell] = []
        try:
            for (column, read, group), held in zip(places, groups[1:], strict=True):
                if held is None:
                    continue
                if read is not None:
                    constants[column] = read(held)
                else:
                    cell = USUAL_CELL.findall(held)[0]
                    self._usual_cell(cell, number, column, offset + row.start(group), constants, formulas)
        except (ValueError, LookupError, DamagedPart):
            return False
        self._take_row(number, constants, formulas, offset + row.start(), offset + row.end() - len(b"</row>"))
        return True

    def usual_row(self, number: bytes, cells: list[UsualCell], start: int, first: int, end: int) -> bool:
        """Take in a row that the parser does not see; False where it has to."""
        row = int(number)
        if not self._row < row <= LAST_ROW:
            return False
        self._leave_arrays_above(row)
        constants: dict[int, Value] = {}
        formulas: list[FormulaCell] = []
        last, at = 0, first
        columns = self._usual_columns
        for cell in cells:
            column = columns.get(cell[1]) or self._usual_column(cell[1])
            if cell[2] != number or not last < column <= LAST_COLUMN:
                return False
            last = column
            try:
                self._usual_cell(cell, row, column, at, constants, formulas)
            except (ValueError, LookupError, DamagedPart):
                return False
            at += len(cell[0])
        self._take_row(row, constants, formulas, start, end)
        return True

    def _take_row(
        self, row: int, constants: dict[int, Value], formulas: list[FormulaCell], start: int, end: int
    ) -> None:
        if formulas:
            self.sheet.formulas += formulas
        if constants:
            self.sheet.constants[row] = constants
        self.sheet.rows[row] = (start, end)
        self._row = row

    def _usual_cell(
        self,
        cell: UsualCell,
        row: int,
        column: int,
        at: int,
        constants: dict[int, Value],
        formulas: list[FormulaCell],
    ) -> None:
        """Take in a cell that starts there; an error where the parser has to see it."""
        whole, _, _, kind, shared, group, formula, numeric, other, inline = cell
        value: Value
        if numeric and (not kind or kind == b"n"):
            value = number_in(numeric)
        elif numeric and kind == b"s":
            value = self._texts[position_in(numeric)]
        elif inline or kind == b"inlineStr":
            if not inline or kind != b"inlineStr":
                raise ValueError(whole)
            value = written_text(inline)
        else:
            value = self._typed(kind.decode() or "n", plain_text(numeric or other) or None)
        if formula or shared:
            text, number_of_group = plain_text(formula), group.decode() or None
            ends = at + len(whole) - len("</c>")
            formulas.append(FormulaCell(row, column, text, "plain", None, number_of_group, at, ends, value))
        elif column in self._array_columns:
            self.sheet.cached[row, column] = value
        elif value is not None:
            constants[column] = value

    def _usual_column(self, letters: bytes) -> int:
        column = self._usual_columns[letters] = column_number(letters.decode())
        return column

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELL:
            self._start = self._at
            if self._cell is not None:
                raise DamagedPart("holds a cell within a cell")
            self._cell = attributes
            self._formula = None
            self._formula_text = ""
            self._value = None
            address = attributes.get("r")
            if address is None:
                column = self._column + 1
            else:
                letters = address.removesuffix(self._row_text)
                known = self._letters.get(letters)
                column = self._column_of(address) if known is None else known
                self._letters[letters] = column
            if not self._column < column <= LAST_COLUMN:
                raise DamagedPart(self._misplaced(column))
            self._column = column
        elif name in _VALUE or name in _TEXT:
            self._collected = []
        elif name in _FORMULA:
            self._formula = attributes
            self._collected = []
        elif name in _ROW:
            self._row_start = self._at
            self._begin_row(attributes.get("r"))
            if TRUTHS.get(attributes.get("hidden", "")):
                self.sheet.hidden_rows.add(self._row)
        elif name in _SHEET_DATA:
            self.boundary = self._at
        elif name in _PHONETIC:
            self._phonetic = True
        elif name in _COLUMN and "style" in attributes:
            first = whole_number(attributes.get("min", "1"), 1, LAST_COLUMN)
            last = whole_number(attributes.get("max", "1"), 1, LAST_COLUMN)
            self.sheet.column_styles.append((first, last, attributes["style"]))
        elif name in _FILTER:
            self._filter = attributes.get("ref", "")
        elif name in _FILTERED and self._filter:
            self.sheet.filtered = _area(self._filter)

    def _column_of(self, address: str) -> int:
        """The column of a cell whose column was not met before."""
        try:
            row, column = cell_address(address)
        except ValueError as error:
            raise DamagedPart(f"holds a cell with the address “{address}”") from error
        if row != self._row:
            raise DamagedPart(f"holds the cell {address} in row {self._row}")
        return column

    def _misplaced(self, column: int) -> str:
        if not self._in_row:
            return "holds a cell outside any row"
        if column > LAST_COLUMN:
            return "holds a cell beyond the last column"
        after = f"after the cell {column_name(self._column)}{self._row}"
        return f"holds the cell {column_name(column)}{self._row} {after}"

    def _begin_row(self, number: str | None) -> None:
        if self._in_row:
            raise DamagedPart("holds a row within a row")
        row = self._row + 1 if number is None else whole_number(number, 1, LAST_ROW)
        if not self._row < row <= LAST_ROW:
            raise DamagedPart(f"holds the row {row} after the row {self._row}")
        self._row, self._column = row, 0
        self._in_row = True
        self._row_text = str(row)
        self._row_cells = {}
        self._leave_arrays_above(row)

    def _leave_arrays_above(self, row: int) -> None:
        """Forget the arrays that do not reach down to a row."""
        if self._arrays and any(area.bottom < row for area in self._arrays):
            self._arrays = [area for area in self._arrays if area.bottom >= row]
            self._array_columns = {column for area in self._arrays for column in range(area.left, area.right + 1)}

    def _end_element(self, name: str) -> None:
        if name in _CELL:
            self._end_cell()
        elif name in _VALUE:
            self._value = self._text()
        elif name in _FORMULA:
            self._formula_text = self._text()
        elif name in _TEXT:
            text = self._text()
            if not self._phonetic:
                self._texts_inline.append(text)
        elif name in _ROW:
            self._in_row, self._column = False, LAST_COLUMN
            self.boundary = self._at
            self.sheet.rows[self._row] = (self._row_start, self.boundary)
            if self._row_cells:
                self.sheet.constants[self._row] = self._row_cells
        elif name in _PHONETIC:
            self._phonetic = False
        elif name in _SHEET_DATA:
            self.sheet.end = self._at

    def _characters(self, data: str) -> None:
        if self._collected is not None:
            self._collected.append(data)

    def _text(self) -> str:
        text = "".join(self._collected or ())
        self._collected = None
        return text

    def _end_cell(self) -> None:
        cell, column = self._cell or {}, self._column
        value = self._typed(cell.get("t", "n"), self._value)
        self._texts_inline.clear()
        self._cell = None
        # A plain formula without a text is none: the cell holds its value.
        if self._formula is not None and (self._formula_text or self._formula.get("t", "normal") != "normal"):
            self._file_formula(cell, self._formula, value)
        elif column in self._array_columns:
            self.sheet.cached[self._row, column] = value
        elif value is not None:
            self._row_cells[column] = value

    def _file_formula(self, cell: dict[str, str], formula: dict[str, str], value: Value) -> None:
        kind = formula.get("t", "normal")
        area = None
        if kind in ("array", "dataTable"):
            try:
                area = Area.named(formula.get("ref", cell.get("r", "")))
            except ValueError as error:
                raise DamagedPart("holds an array formula without a place") from error
            metadata = cell.get("cm", "")
            if kind == "array":
                if (area.top, area.left) != (self._row, self._column):
                    raise DamagedPart(f"holds an array formula in another place than its cells, {area.address}")
                self._arrays.append(area)
                self._array_columns.update(range(area.left, area.right + 1))
                if metadata.isdigit() and int(metadata) in self._dynamic:
                    kind = "dynamic"
        else:
            kind = "plain"
        self.sheet.formulas.append(
            FormulaCell(
                row=self._row,
                column=self._column,
                text=self._formula_text,
                kind=kind,
                area=area,
                shared=formula.get("si") if formula.get("t") == "shared" else None,
                start=self._start,
                end=self._at,
                value=value,
            )
        )

    def _typed(self, kind: str, text: str | None) -> Value:
        if kind == "inlineStr":
            return unescaped("".join(self._texts_inline)) if self._texts_inline else None
        if text is None:
            return None
        try:
            if kind == "n":
                return number_in(text) if text else None
            if kind == "s":
                return self._texts[position_in(text)]
            if kind == "str":
                return unescaped(text)
            if kind == "b":
                return TRUTHS[text]
            if kind == "e":
                return CellError(text, "")
            if kind == "d":
                return serial_in(text, self._date_1904)
        except (ValueError, LookupError) as error:
            raise DamagedPart(f"holds a cell whose value “{text[:40]}” cannot be read") from error
        raise DamagedPart(f"holds a cell of the unknown type “{kind}”")


def _area(address: str) -> Area:
    try:
        return Area.named(address)
    except ValueError as error:
        raise DamagedPart(f"filters a range with the address “{address}”") from error


def read_sheet(
    stream: BinaryIO,
    name: str,
    texts: list[str],
    dynamic: frozenset[int],
    date_1904: bool,
    tell: Callable[[int], None],
) -> SheetCells:
    """Read a worksheet.

    `texts` are the shared texts, `dynamic` the marks of dynamic arrays; `tell` is told whenever bytes were read, and
    how many.
    """
    encoding = encoding_of(stream.read(200))
    stream.seek(0)
    source = Watched(stream, tell)
    if not is_utf_16(encoding):
        return _SheetReader(name, texts, dynamic, date_1904, None).read(source, encoding.casefold() == UTF_8)
    # The writer looks for the cells where they stand in UTF-8.
    plain = BytesIO(recoded(source.read(-1), encoding, UTF_8))
    return _SheetReader(name, texts, dynamic, date_1904, UTF_8).read(plain, True)
