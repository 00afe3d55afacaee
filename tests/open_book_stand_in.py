"""A workbook that is open in no program at all: all that a host must offer, over dictionaries, for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from addin.closed_file.book import Book
from addin.day_numbers import serial
from addin.edits import (
    Content,
    Edit,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)
from addin.snapshot import SheetState
from udfs import CellError
from workbook_templates.recognition.sheet import Area, Cell, Sheet

Place = tuple[int, int]


class OpenBookStandIn:
    """A workbook whose first sheet is the one given.

    Attributes:
        contents_of: what stands in the sheets.
        looks_of: how their cells look, and under the row 0 how wide the columns are.
        objects_of: charts, drop-downs and colours of the sheets.
        tables: the right edges of the Tables.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        cells = {
            (row, column): sheet.cell(row, column)
            for row in range(sheet.top, sheet.top + len(sheet.rows))
            for column in range(sheet.left, sheet.left + max(map(len, sheet.rows)))
        }
        cells = {place: value for place, value in cells.items() if value is not None}
        self._shown = dict(cells)
        first: dict[Place, Any] = {place: Formula(text) for place, text in sheet.formulas.items()}
        self.contents_of: dict[str, dict[Place, Any]] = {sheet.name: cells | first}
        self.looks_of: dict[str, dict[Place, str]] = {sheet.name: {}}
        self.objects_of: dict[str, list[object]] = {sheet.name: []}
        self.tables = {table.name: table.area.right for table in sheet.tables}
        self.names_of: dict[tuple[str, str], str] = {}
        self.is_locked, self.date_1904, self.spills = False, False, True
        self.protected: set[str] = set()
        self.fails_at: type[Edit] | None = None

    def state(self) -> Any:
        """All of it, to be compared."""
        return deepcopy((self.contents_of, self.looks_of, self.objects_of, self.tables, self.names_of))

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        return dict(self.names_of)

    def states(self, active: str) -> Sequence[SheetState]:
        return [SheetState(name, is_protected=name == active and name in self.protected) for name in self.contents_of]

    def picture(self, sheet: str, cursor: Place | None) -> Sheet:
        contents = self.contents_of[sheet]
        last_row = max((row for row, _ in contents), default=1)
        last_column = max((column for _, column in contents), default=1)

        def shown(row: int, column: int) -> Cell:
            content = contents.get((row, column))
            return self._shown.get((row, column)) if isinstance(content, Formula) else content

        rows = [
            [shown(row, column) for column in range(self._sheet.left, last_column + 1)]
            for row in range(self._sheet.top, last_row + 1)
        ]
        tables = [
            replace(table, area=replace(table.area, right=self.tables[table.name])) for table in self._sheet.tables
        ]
        formulas = {place: content.text for place, content in contents.items() if isinstance(content, Formula)}
        return replace(self._sheet, rows=rows, tables=tuple(tables), formulas=formulas)

    def area_of(self, refers_to: str) -> tuple[str, Area] | None:
        entries = [_Entry(name) for name in self.contents_of]
        return Book.area_of(_Entries(entries), refers_to)  # type: ignore[arg-type]

    def values(self, sheet: str, area: Area) -> Sequence[Content]:
        return [None if isinstance(content, Formula) else content for content in self.standing(sheet, area)]

    def contents(self, sheet: str) -> Mapping[Place, Content]:
        return {
            place: content for place, content in self.contents_of[sheet].items() if not isinstance(content, CellError)
        }

    def standing(self, sheet: str, area: Area) -> Sequence[Content]:
        found = []
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                content = self.contents_of[sheet].get((row, column))
                found.append(content.code if isinstance(content, CellError) else content)
        return found

    def looks(self, sheet: str, area: Area) -> Callable[[], None]:
        kept, objects = dict(self.looks_of[sheet]), list(self.objects_of[sheet])

        def give_back() -> None:
            inside = [place for place in self.looks_of[sheet] if area.holds(*place) or place == (0, area.left)]
            for place in inside:
                del self.looks_of[sheet][place]
            self.looks_of[sheet] |= {place: look for place, look in kept.items() if area.holds(*place)}
            self.objects_of[sheet][:] = objects

        return give_back

    @contextmanager
    def as_one(self, title: str) -> Iterator[None]:
        yield

    def apply(self, edit: Edit) -> None:
        if self.fails_at is not None and isinstance(edit, self.fails_at):
            raise OSError("the program does not answer")
        match edit:
            case WriteColumn():
                self._write_column(edit)
            case RemoveColumn(column=column):
                for place in self._cells_of(column):
                    self.contents_of[column.sheet].pop(place, None)
                if column.table:
                    self.tables[column.table] = min(self.tables[column.table], column.column - 1)
            case WriteSheet(name=name):
                assert name.casefold() not in {each.casefold() for each in self.contents_of}
                self.contents_of[name] = {
                    (cell.row, cell.column): _held(cell.content)
                    for cell in edit.cells
                    if cell.content not in (None, "")
                }
                self.looks_of[name] = {(cell.row, cell.column): f"{cell.role} {cell.kind}" for cell in edit.cells}
                self.objects_of[name] = [*edit.charts, *edit.validations, *edit.colours]
            case RemoveSheet(sheet=sheet):
                for held in (self.contents_of, self.looks_of, self.objects_of):
                    held.pop(sheet.name, None)
            case WriteCells(sheet=name, cells=cells):
                for row, column, content in cells:
                    self._put(name, (row, column), content)
            case WriteName():
                self.names_of[edit.scope, edit.name.casefold()] = edit.refers_to[1:]
            case RemoveName(name=name):
                self.names_of.pop((name.scope, name.name.casefold()), None)

    def _write_column(self, edit: WriteColumn) -> None:
        if edit.is_new:
            for place in self._cells_of(edit):
                assert place not in self.contents_of[edit.sheet]
            self._put(edit.sheet, (edit.header_row, edit.column), edit.heading)
            looks = dict.fromkeys(self._cells_of(edit), f"like {edit.like}, {edit.kind}")
            self.looks_of[edit.sheet] |= looks | {(0, edit.column): str(edit.width)}
            self.objects_of[edit.sheet] += [edit.colours] if edit.colours else []
            if edit.table:
                assert self.tables[edit.table] == edit.column - 1
                self.tables[edit.table] = edit.column
        for row, content in edit.contents():
            self._put(edit.sheet, (row, edit.column), content)

    def _cells_of(self, edit: WriteColumn) -> Iterator[Place]:
        yield edit.header_row, edit.column
        yield from ((row, edit.column) for run in edit.rows for row in run)

    def _put(self, sheet: str, place: Place, content: Content) -> None:
        if content in (None, ""):
            self.contents_of[sheet].pop(place, None)
        else:
            self.contents_of[sheet][place] = _held(content)


def _held(content: Content) -> Content:
    """Days are numbers in cells."""
    return serial(content, False) if isinstance(content, date) else content


class _Entry:
    def __init__(self, name: str) -> None:
        self.name, self.member = name, name


class _Entries:
    def __init__(self, entries: list[_Entry]) -> None:
        self.entries = entries
