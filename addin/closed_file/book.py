"""A workbook in a file, read for a command: what it declares, and the cells of the sheets that matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Literal

from addin.closed_file.part import Element, Part
from addin.closed_file.sheet_part import SheetPart
from addin.closed_file.styles import MINIMAL, Styles
from addin.day_numbers import day, is_date_format
from addin.edits import Content, Formula
from addin.formulas.grammar import Template, moved, read_formula
from addin.formulas.references import Area as FileArea
from addin.formulas.references import column_number
from addin.formulas.tables import Table, Tables
from addin.headless.encodings import UTF_8, encoding_of, is_utf_16, recoded
from addin.headless.errors import UnreadableWorkbook
from addin.headless.package import Package
from addin.headless.sheet_cells import FormulaCell, SheetCells, Value
from addin.headless.sheet_reader import read_sheet
from addin.headless.workbook_parts import WorkbookParts, read_parts
from addin.snapshot import SheetState
from addin.snapshot_taking import area_named, refuse_what_no_list_fills
from udfs import CellError
from workbook_templates.recognition.sheet import Area, Cell, ExcelTable, Sheet

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SHOWN: dict[str, Literal["visible", "hidden", "very hidden"]] = {"hidden": "hidden", "veryHidden": "very hidden"}
_USUAL_STYLE = rb'<c r="([A-Z]+)(\d+)"(?: [a-z]+="[^"]*")*? s="(%s)"'
_ANY_STYLE = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_PLACE, _STYLE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']"), re.compile(rb"\bs=[\"'](\d+)[\"']")


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it; `member` is "" for one that holds no cells."""

    name: str
    member: str
    shown: Literal["visible", "hidden", "very hidden"]


class Book:
    """An open .xlsx; `package` is closed by whoever opened it.

    Args:
        package: the file.
        tell: is told how much of a sheet is read, from 0 to 1.
    """

    def __init__(self, package: Package, tell: Callable[[float], None] = lambda _: None) -> None:
        self.package = package
        self._tell = tell
        self.main = package.main_part()
        self.workbook = Part(package.read(self.main))
        if _STRICT in self.workbook.data[:2000]:
            raise UnreadableWorkbook(
                f"{package.path} is saved as Strict Open XML, to which nothing can be added here: save it in Excel as "
                "Excel Workbook (.xlsx) first."
            )
        self.parts: WorkbookParts = read_parts(package)
        self.relations = package.relationships(self.main)
        self._bytes: dict[str, bytes] = {}
        self._cells: dict[str, SheetCells] = {}
        self._grown: dict[str, SheetPart] = {}

    @property
    def path(self) -> Path:
        """The file."""
        return self.package.path

    @cached_property
    def entries(self) -> tuple[SheetEntry, ...]:
        """All sheets, in their order; those without cells too."""
        members = {part.name: part.member for part in self.parts.sheets}
        sheets = self.workbook.root.child("sheets")
        found = []
        for element in sheets.children if sheets else ():
            name = unescape(element.attributes.get("name", ""))
            shown = _SHOWN.get(element.attributes.get("state", ""), "visible")
            found.append(SheetEntry(name, members.get(name, ""), shown))
        return tuple(found)

    @cached_property
    def styles_member(self) -> str:
        """The part of the styles; "" where there is none."""
        return next((member for kind, member in self.relations.values() if kind == "styles"), "")

    @cached_property
    def styles(self) -> Styles:
        """The styles."""
        return Styles(self.package.read(self.styles_member) if self.styles_member else MINIMAL)

    @property
    def is_locked(self) -> bool:
        """Whether the structure of the workbook is protected."""
        protection = self.workbook.root.child("workbookProtection")
        return protection is not None and protection.attributes.get("lockStructure") in ("1", "true")

    @property
    def active(self) -> str:
        """The sheet that is shown when the workbook is opened, if it holds cells; else the first that does."""
        views = self.workbook.root.child("bookViews")
        place = int(views.children[0].attributes.get("activeTab", "0")) if views and views.children else 0
        if place < len(self.entries) and self.entries[place].member and self.entries[place].shown == "visible":
            return self.entries[place].name
        shown = [entry.name for entry in self.entries if entry.member and entry.shown == "visible"]
        return shown[0] if shown else self.parts.sheets[0].name

    def member(self, sheet: str) -> str:
        """The part that holds a sheet."""
        return next(entry.member for entry in self.entries if entry.name == sheet)

    def _as_stored(self, sheet: str) -> bytes:
        """The bytes of a sheet, in the encoding of its part."""
        if sheet not in self._bytes:
            self._bytes[sheet] = self.package.read(self.member(sheet))
        return self._bytes[sheet]

    def data(self, sheet: str) -> bytes:
        """The bytes of a sheet, in an encoding in which ASCII is ASCII."""
        data = self._as_stored(sheet)
        encoding = encoding_of(data)
        return recoded(data, encoding, UTF_8) if is_utf_16(encoding) else data

    def encoded(self, sheet: str, data: bytes) -> bytes:
        """The bytes of a sheet in the encoding of its part."""
        encoding = encoding_of(self._as_stored(sheet))
        return recoded(data, UTF_8, encoding) if is_utf_16(encoding) else data

    def cells(self, sheet: str) -> SheetCells:
        """The cells of a sheet."""
        if sheet not in self._cells:
            parts = self.parts
            # Says whose fault it is where they cannot be read.
            with self.package.open(self.member(sheet)):
                stream = BytesIO(data := self._as_stored(sheet))
                self._cells[sheet] = read_sheet(
                    stream, sheet, parts.texts, parts.dynamic, parts.date_1904,
                    lambda _: self._tell(stream.tell() / max(1, len(data))),
                )  # fmt: skip
        return self._cells[sheet]

    def part(self, sheet: str) -> SheetPart:
        """The part of a sheet, as it grows."""
        if sheet not in self._grown:
            self._grown[sheet] = SheetPart(self.data(sheet), self.cells(sheet), self.parts.date_1904)
        return self._grown[sheet]

    def grown(self) -> Iterator[tuple[str, SheetPart]]:
        """The sheets whose parts were asked for."""
        yield from self._grown.items()

    @property
    def names(self) -> dict[tuple[str, str], str]:
        """What defined names stand for, by sheet ("" for the workbook) and case-folded name."""
        return {(scope or "", name): text for (scope, name), text in self.parts.names.items()}

    @property
    def date_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        return self.parts.date_1904

    def states(self, active: str) -> tuple[SheetState, ...]:
        """All sheets in their order; of the active one also whether it is protected."""
        return tuple(
            SheetState(entry.name, entry.shown, entry.name == active and self.part(active).is_protected)
            for entry in self.entries
        )

    def contents(self, sheet: str) -> dict[tuple[int, int], Content]:
        """All that stands in a sheet, formulas as formulas."""
        cells = self.cells(sheet)
        found: dict[tuple[int, int], Content] = {
            (row, column): value
            for row, line in cells.constants.items()
            for column, value in line.items()
            if not isinstance(value, CellError)
        }
        return found | {place: Formula(text) for place, text in self.formulas(sheet).items()}

    def values(self, sheet: str, area: Area) -> tuple[Content, ...]:
        """What cells show, row by row; an error as its code."""
        cells = self.cells(sheet)
        shown = {(cell.row, cell.column): cell.value for cell in cells.formulas if area.holds(cell.row, cell.column)}
        found: list[Content] = []
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                value = shown.get((row, column), cells.constants.get(row, {}).get(column))
                found.append(value.code if isinstance(value, CellError) else value)
        return tuple(found)

    def area_of(self, refers_to: str) -> tuple[str, Area] | None:
        """The sheet and the cells that a name stands for; None where it is anything else."""
        # A sheet of charts holds no cells.
        return area_named(refers_to, [entry.name for entry in self.entries if entry.member])

    def formulas(self, sheet: str) -> dict[tuple[int, int], str]:
        """The formulas of a sheet with their ``=``, those that share one included."""
        masters: dict[str, FormulaCell] = {}
        fillers: dict[tuple[str, int], Template] = {}
        found: dict[tuple[int, int], str] = {}
        for cell in self.cells(sheet).formulas:
            text = cell.text
            if cell.shared is not None and text:
                masters[cell.shared] = cell
            elif cell.shared in masters:
                master = masters[cell.shared]
                key = (cell.shared, cell.column - master.column)
                if key not in fillers:
                    if cell.column == master.column:
                        fillers[key] = Template.as_written(master.text)
                    else:
                        fillers[key] = Template(moved(read_formula(master.text), 0, cell.column - master.column))
                text = fillers[key].at(cell.row - master.row)
            found[cell.row, cell.column] = "=" + text
        return found

    @property
    def spills(self) -> bool:
        """Whether an answer fills several cells by itself."""
        return True

    def picture(self, sheet: str, cursor: tuple[int, int] | None) -> Sheet:
        """A sheet as recognition sees it."""
        cells = self.cells(sheet)
        formats = self._formats(self.data(sheet))
        rows = _rows(cells)
        for area, code in formats:
            if is_date_format(code):
                for row in range(area.top, area.bottom + 1):
                    line = rows.get(row)
                    value = line.get(area.left) if line else None
                    if line and isinstance(value, float):
                        line[area.left] = day(value, self.parts.date_1904)
        top = min(rows, default=1)
        left = min((min(line) for line in rows.values() if line), default=1)
        right = max((max(line) for line in rows.values() if line), default=0)
        refuse_what_no_list_fills(sheet, Area(top, left, max(rows, default=0), right))
        empty: list[Cell] = [None] * (right - left + 1)
        listed: list[list[Cell]] = []
        for row in range(top, max(rows, default=0) + 1):
            values = empty.copy()
            for column, value in rows.get(row, {}).items():
                values[column - left] = value
            listed.append(values)
        frame = self.part(sheet).frame
        return Sheet(
            name=sheet,
            rows=listed,
            top=top,
            left=left,
            cursor=cursor or _cursor(frame),
            formats=formats,
            formulas=self.formulas(sheet),
            merged=tuple(_merged(frame)),
            tables=tuple(map(_excel_table, (table for table in self.parts.tables if table.sheet == sheet))),
            hidden_rows=frozenset(cells.hidden_rows),
            hidden_columns=self.hidden_columns(sheet),
            spills=dict(_spills(cells)),
        )

    def _formats(self, data: bytes) -> tuple[tuple[Area, str], ...]:
        """The number formats that say something; neighbouring cells of a column with the same one drawn together."""
        codes = {number: code for number in range(self.styles.count) if (code := self.styles.number_format(number))}
        if not codes:
            return ()
        runs: dict[bytes, list[list[int]]] = {}
        for name, digits, style in self._styled(data, codes):
            row, of_column = int(digits), runs.setdefault(name, [])
            if of_column and of_column[-1][1] == row - 1 and of_column[-1][2] == style:
                of_column[-1][1] = row
            else:
                of_column.append([row, row, style])
        return tuple(
            (Area(first, column, last, column), codes[style])
            for name, of_column in runs.items()
            for column in (column_number(name.decode()),)
            for first, last, style in of_column
        )

    def _styled(self, data: bytes, codes: Mapping[int, str]) -> Iterator[tuple[bytes, bytes, int]]:
        if re.search(rb'<c r="', data):
            numbers = b"|".join(b"%d" % number for number in codes)
            for name, row, style in re.findall(_USUAL_STYLE % numbers, data):
                yield name, row, int(style)
            return
        for attributes in _ANY_STYLE.findall(data):
            place, style = _PLACE.search(attributes), _STYLE.search(attributes)
            if place and style and int(style[1]) in codes:
                yield place[1], place[2], int(style[1])

    def hidden_columns(self, sheet: str) -> frozenset[int]:
        """The columns of a sheet that are hidden."""
        return frozenset(_hidden_columns(self.part(sheet).frame))

    def table(self, name: str) -> Table | None:
        """The Excel Table of that name."""
        return Tables(self.parts.tables).named(name)


def _spills(cells: SheetCells) -> Iterator[tuple[tuple[int, int], Area]]:
    """Where the answers of arrays stand, by their first cells."""
    for cell in cells.formulas:
        if cell.kind in ("array", "dynamic") and cell.area is not None:
            area = cell.area
            yield (cell.row, cell.column), Area(area.top, area.left, area.bottom, area.right)


def _rows(cells: SheetCells) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {row: dict(line) for row, line in cells.constants.items()}

    def put(row: int, column: int, value: Value) -> None:
        if value is not None:
            rows.setdefault(row, {})[column] = value

    for (row, column), value in cells.cached.items():
        put(row, column, value)
    for cell in cells.formulas:
        put(cell.row, cell.column, cell.value)
    return rows


def _area(address: str) -> Area:
    area = FileArea.named(address)
    return Area(area.top, area.left, area.bottom, area.right)


def _cursor(frame: Part) -> tuple[int, int] | None:
    elements = [element for element in frame.root.all() if element.name in ("pane", "selection")]
    # With frozen headings each pane has a chosen cell of its own; that of the active pane is the cursor.
    panes = {each.attributes.get("activePane", "topLeft") for each in elements if each.name == "pane"} or {"topLeft"}
    chosen = [each.attributes for each in elements if each.name == "selection" and each.attributes.get("activeCell")]
    active = [each for each in chosen if each.get("pane", "topLeft") in panes] or chosen
    if not active:
        return None
    area = FileArea.named(active[0]["activeCell"])
    return area.top, area.left


def _merged(frame: Part) -> Iterator[Area]:
    merged: Element | None = frame.root.child("mergeCells")
    for element in merged.children if merged else ():
        yield _area(element.attributes["ref"])


def _hidden_columns(frame: Part) -> Iterator[int]:
    columns = frame.root.child("cols")
    for element in columns.children if columns else ():
        if element.attributes.get("hidden") in ("1", "true"):
            yield from range(int(element.attributes["min"]), int(element.attributes["max"]) + 1)


def _excel_table(table: Table) -> ExcelTable:
    area = Area(table.area.top, table.area.left, table.area.bottom, table.area.right)
    return ExcelTable(table.name, area, bool(table.header_rows), bool(table.totals_rows))
