"""What a command may see of a workbook in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from addin.closed_file.book import Book
from addin.commands import CommandRefused
from addin.commands.listing import COLUMNS
from addin.commands.own_settings import NAMES
from addin.edits import PREFIX, SHEET_PREFIX, Content, Formula
from addin.headless.references import Area as FileArea
from addin.snapshot import OwnColumn, OwnSheet, SheetState, Snapshot, own_sheet_keys
from udfs import CellError
from workbook_templates.recognition import recognise
from workbook_templates.recognition.reading import Corrections, Reading
from workbook_templates.recognition.roles import Role, role_called
from workbook_templates.recognition.sheet import Area, Sheet


def take(book: Book, sheet: str, cursor: tuple[int, int] | None, today: date) -> Snapshot:
    """The snapshot of a workbook with a sheet as the active one."""
    names = {(scope or "", name): text for (scope, name), text in book.parts.names.items()}
    own_columns = tuple(_own_columns(book, names, sheet))
    picture = book.picture(sheet, cursor, ())
    numbers = frozenset(own.area.left for own in own_columns)
    reading = recognise(_without(picture, numbers))
    if corrections := _corrections(book, names, sheet, reading):
        reading = recognise(reading.sheet, Corrections(roles=corrections))
    columns = tuple(column for column in reading.columns if column.number not in numbers)
    reading = replace(reading, columns=columns)
    own_sheets = []
    for key, refers_to in own_sheet_keys(names, sheet):
        place = book.area_of(refers_to)
        if place is not None and book.member(place[0]):
            own_sheets.append(OwnSheet(key, place[0], _contents(book, place[0])))
    return Snapshot(
        sheet=picture,
        reading=reading,
        sheets=tuple(
            SheetState(entry.name, entry.shown, entry.name == sheet and book.part(sheet).is_protected)
            for entry in book.entries
        ),
        today=today,
        names=names,
        settings=_settings(book, names, sheet),
        own_columns=own_columns,
        own_sheets=tuple(own_sheets),
        date_1904=book.parts.date_1904,
        is_locked=book.is_locked,
    )


def _own_columns(book: Book, names: dict[tuple[str, str], str], sheet: str) -> Iterable[OwnColumn]:
    for (scope, name), refers_to in names.items():
        if scope == sheet and name.startswith(PREFIX) and not name.startswith(SHEET_PREFIX):
            place = book.area_of(refers_to)
            if place is not None and place[0] == sheet and place[1].width == 1:
                area = place[1]
                yield OwnColumn(name.removeprefix(PREFIX), Area(area.top, area.left, area.bottom, area.right))


def _without(sheet: Sheet, columns: frozenset[int]) -> Sheet:
    """The picture without Tenure's columns, which are no part of what a person wrote."""
    if not columns:
        return sheet
    rows = []
    for line in sheet.rows:
        values = list(line)
        for column in columns:
            if 0 <= column - sheet.left < len(values):
                values[column - sheet.left] = None
        rows.append(values)
    tables = []
    for table in sheet.tables:
        right = table.area.right
        while right in columns and right > table.area.left:
            right -= 1
        tables.append(replace(table, area=replace(table.area, right=right)))
    formulas = {place: text for place, text in sheet.formulas.items() if place[1] not in columns}
    formats = tuple((area, text) for area, text in sheet.formats if area.left not in columns)
    return replace(sheet, rows=rows, tables=tuple(tables), formulas=formulas, formats=formats)


def _corrections(book: Book, names: dict[tuple[str, str], str], sheet: str, guessed: Reading) -> dict[str, Role]:
    """The columns that a person says are something else than was guessed."""
    place = book.area_of(names.get((sheet, COLUMNS), ""))
    if place is None:
        return {}
    guesses = {column.name: column.role for column in guessed.columns}
    roles: dict[str, Role] = {}
    area = place[1]
    for row in range(area.top, area.bottom + 1):
        name, term = (_values(book, place[0], FileArea(row, at, row, at))[0] for at in (area.left, area.right))
        if not (isinstance(name, str) and isinstance(term, str) and term.strip()):
            continue
        try:
            role = role_called(term)
        except KeyError as error:
            raise CommandRefused(
                f"Sheet {place[0]}, row {row}: “{term}” is nothing that a column can be; choose one of the words there."
            ) from error
        if guesses.get(name, role) is not role:
            roles[name] = role
    return roles


def _contents(book: Book, sheet: str) -> dict[tuple[int, int], Content]:
    cells = book.cells(sheet)
    found: dict[tuple[int, int], Content] = {
        (row, column): value
        for row, line in cells.constants.items()
        for column, value in line.items()
        if not isinstance(value, CellError)
    }
    return found | {place: Formula(text) for place, text in book.formulas(sheet).items()}


def _settings(book: Book, names: dict[tuple[str, str], str], sheet: str) -> dict[str, tuple[Content, ...]]:
    found: dict[str, tuple[Content, ...]] = {}
    for name in NAMES:
        refers_to = names.get((sheet, name), names.get(("", name)))
        place = book.area_of(refers_to) if refers_to is not None else None
        if place is not None:
            found[name] = _values(book, *place)
        elif refers_to is not None and (constant := _constant(refers_to)) is not None:
            found[name] = (constant,)
    return found


def _values(book: Book, sheet: str, area: FileArea) -> tuple[Content, ...]:
    """The values of some cells; of formulas those that the file shows."""
    cells = book.cells(sheet)
    shown = {(cell.row, cell.column): cell.value for cell in cells.formulas if (cell.row, cell.column) in area}
    found: list[Content] = []
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            value = shown.get((row, column), cells.constants.get(row, {}).get(column))
            found.append(value.code if isinstance(value, CellError) else value)
    return tuple(found)


def _constant(refers_to: str) -> float | str | None:
    """The number or the word that a name stands for by itself."""
    text = refers_to.strip()
    if text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
