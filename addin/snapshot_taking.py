"""A snapshot is taken: what Tenure owns, settings and corrections are found, whatever host the workbook is open in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Protocol

from addin.commands import CommandRefused
from addin.commands.listing import COLUMNS
from addin.commands.own_settings import NAMES
from addin.edits import PREFIX, SHEET_PREFIX, Content
from addin.formulas.grammar import FormulaTrouble, read_formula
from addin.formulas.references import Area as FormulaArea
from addin.snapshot import Contents, OwnColumn, OwnSheet, SheetState, Snapshot, own_sheet_keys
from workbook_templates.recognition import recognise
from workbook_templates.recognition.reading import Corrections, Reading
from workbook_templates.recognition.roles import Role, role_called
from workbook_templates.recognition.sheet import Area, Sheet

_MOST_CELLS = 50_000_000
"""All rows of a sheet with nearly fifty columns; what holds more takes more memory than computers have."""

Names = Mapping[tuple[str, str], str]
"""What defined names stand for, without ``=``, by sheet ("" for the workbook) and case-folded name."""


class OpenBook(Protocol):
    """A workbook as a host has it open: all that a snapshot is taken from."""

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What defined names stand for, without ``=``, by sheet ("" for the workbook) and case-folded name."""
        ...

    @property
    def is_locked(self) -> bool:
        """Whether the structure of the workbook is protected."""
        ...

    @property
    def date_1904(self) -> bool:
        """Whether serial numbers count from 1904."""
        ...

    @property
    def spills(self) -> bool:
        """Whether an answer fills several cells by itself."""
        ...

    def states(self, active: str) -> Sequence[SheetState]:
        """All sheets in their order; of the active one also whether it is protected."""
        ...

    def picture(self, sheet: str, cursor: tuple[int, int] | None) -> Sheet:
        """A sheet as recognition sees it."""
        ...

    def area_of(self, refers_to: str) -> tuple[str, Area] | None:
        """The sheet and the cells that a name stands for; None where it is anything else."""
        ...

    def values(self, sheet: str, area: Area) -> Sequence[Content]:
        """What cells show, row by row; an error as its code."""
        ...

    def contents(self, sheet: str) -> Contents:
        """All that stands in a sheet, formulas as formulas."""
        ...


def take(book: OpenBook, sheet: str, cursor: tuple[int, int] | None, today: date) -> Snapshot:
    """The snapshot of a workbook with a sheet as the active one.

    Raises:
        CommandRefused: a correction on a sheet *My list* is none.
    """
    names, states = book.names, tuple(book.states(sheet))
    picture, own_columns, reading = _read(book, names, sheet, cursor)
    marked = ((key, book.area_of(refers_to)) for key, refers_to in own_sheet_keys(names, sheet))
    own_sheets = tuple(OwnSheet(key, place[0], book.contents(place[0])) for key, place in marked if place is not None)
    return Snapshot(
        sheet=picture,
        reading=reading,
        sheets=states,
        today=today,
        names=names,
        settings=_settings(book, names, sheet),
        own_columns=own_columns,
        own_sheets=own_sheets,
        date_1904=book.date_1904,
        spills=book.spills,
        is_locked=book.is_locked,
        readings=_OtherSheets(book, names, states, sheet),
    )


class _OtherSheets(Mapping[str, Reading]):
    """The readings of the sheets beside the active one, without those of Tenure and those that are not shown."""

    def __init__(self, book: OpenBook, names: Names, states: Sequence[SheetState], active: str) -> None:
        self._book, self._names, self._states, self._active = book, names, states, active
        self._read: dict[str, Reading] = {}

    @cached_property
    def _sheets(self) -> list[str]:
        marked = (refers_to for (_, name), refers_to in self._names.items() if name.startswith(SHEET_PREFIX))
        own = {self._active} | {place[0] for refers_to in marked if (place := self._book.area_of(refers_to))}
        return [state.name for state in self._states if state.shown == "visible" and state.name not in own]

    def __getitem__(self, sheet: str) -> Reading:
        if sheet not in self._sheets:
            raise KeyError(sheet)
        if sheet not in self._read:
            *_, self._read[sheet] = _read(self._book, self._names, sheet, None)
        return self._read[sheet]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)


def _read(
    book: OpenBook, names: Names, sheet: str, cursor: tuple[int, int] | None
) -> tuple[Sheet, tuple[OwnColumn, ...], Reading]:
    """A sheet, Tenure's columns on it, and how it is read without them, as a person corrected it."""
    picture, own_columns = book.picture(sheet, cursor), tuple(_own_columns(book, names, sheet))
    areas = [_with_heading(picture, own.area) for own in own_columns]
    reading = recognise(_without(picture, areas))
    if corrections := _corrections(book, names.get((sheet, COLUMNS), ""), reading):
        reading = recognise(reading.sheet, Corrections(roles=corrections))
    return picture, own_columns, _of_a_person(reading, areas)


def _own_columns(book: OpenBook, names: Names, sheet: str) -> Iterable[OwnColumn]:
    for (scope, name), refers_to in names.items():
        if scope == sheet and name.startswith(PREFIX) and not name.startswith(SHEET_PREFIX):
            place = book.area_of(refers_to)
            if place is not None and place[0] == sheet and place[1].left == place[1].right:
                yield OwnColumn(name.removeprefix(PREFIX), place[1])


def _with_heading(sheet: Sheet, area: Area) -> Area:
    """A column of Tenure's with its heading and what goes on right below it, such as a total or a client more."""
    column, bottom = area.left, area.bottom
    above = (row for row in range(area.top - 1, sheet.top - 1, -1) if sheet.cell(row, column) is not None)
    top = next(above, area.top)
    while sheet.cell(bottom + 1, column) is not None:
        bottom += 1
    return Area(top, column, bottom, column)


def _is_beside(area: Area, other: Area | None) -> bool:
    """Whether two areas share rows."""
    return other is not None and area.top <= other.bottom and other.top <= area.bottom


def _of_a_person(reading: Reading, areas: Sequence[Area]) -> Reading:
    """The reading without Tenure's columns in its table; those of another table above or below it are none."""
    own = {area.left for area in areas if _is_beside(area, reading.area)}
    return replace(reading, columns=tuple(column for column in reading.columns if column.number not in own))


def _without(sheet: Sheet, areas: Sequence[Area]) -> Sheet:
    """The picture without Tenure's columns, which are no part of what a person wrote."""
    if not areas:
        return sheet
    rows = [list(line) for line in sheet.rows]
    for area in areas:
        at = area.left - sheet.left
        for line in rows[max(0, area.top - sheet.top) : area.bottom - sheet.top + 1]:
            if 0 <= at < len(line):
                line[at] = None
    tables = []
    for table in sheet.tables:
        own = {area.left for area in areas if _is_beside(area, table.area)}
        right = table.area.right
        while right in own and right > table.area.left:
            right -= 1
        tables.append(replace(table, area=replace(table.area, right=right)))
    by_column = {area.left: [other for other in areas if other.left == area.left] for area in areas}
    formulas = {
        place: text
        for place, text in sheet.formulas.items()
        if not any(area.top <= place[0] <= area.bottom for area in by_column.get(place[1], ()))
    }
    formats = tuple(
        (rest, text) for area, text in sheet.formats for rest in _outside(area, by_column.get(area.left, ()))
    )
    return replace(sheet, rows=rows, tables=tuple(tables), formulas=formulas, formats=formats)


def _outside(area: Area, others: Sequence[Area]) -> list[Area]:
    """What of an area lies above, between and below others."""
    rest = [area]
    for other in others:
        pieces = []
        for piece in rest:
            above = replace(piece, bottom=min(piece.bottom, other.top - 1))
            below = replace(piece, top=max(piece.top, other.bottom + 1))
            pieces += [each for each in (above, below) if each.top <= each.bottom]
        rest = pieces
    return rest


def _corrections(book: OpenBook, refers_to: str, guessed: Reading) -> dict[str, Role]:
    """The columns that a person says are something else than was guessed, in the cells that a name refers to."""
    place = book.area_of(refers_to)
    if place is None:
        return {}
    guesses = {column.name: column.role for column in guessed.columns}
    roles: dict[str, Role] = {}
    area = place[1]
    for row in range(area.top, area.bottom + 1):
        name, term = (book.values(place[0], Area(row, at, row, at))[0] for at in (area.left, area.right))
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


def _settings(book: OpenBook, names: Names, sheet: str) -> dict[str, tuple[Content, ...]]:
    found: dict[str, tuple[Content, ...]] = {}
    for name in NAMES:
        refers_to = names.get((sheet, name), names.get(("", name)))
        place = book.area_of(refers_to) if refers_to is not None else None
        if place is not None:
            found[name] = tuple(book.values(*place))
        elif refers_to is not None and (constant := _constant(refers_to)) is not None:
            found[name] = (constant,)
    return found


def _constant(refers_to: str) -> float | str | None:
    """The number or the word that a name stands for by itself."""
    text = refers_to.strip()
    if text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None


def area_named(refers_to: str, sheets: Iterable[str]) -> tuple[str, Area] | None:
    """The sheet, one of those given, and the cells that a name stands for; None where it is anything else."""
    try:
        only = read_formula(refers_to).only
    except FormulaTrouble:
        return None
    sheet, area = getattr(only, "sheet", None), getattr(only, "area", None)
    if isinstance(sheet, str) and isinstance(area, FormulaArea):
        named = next((name for name in sheets if name.casefold() == sheet.casefold()), None)
        return (named, Area(area.top, area.left, area.bottom, area.right)) if named is not None else None
    return None


def refuse_what_no_list_fills(sheet: str, filled: Area) -> None:
    """Refuse a sheet on which cells stand so far apart that the area between them cannot be read.

    Raises:
        CommandRefused: it is so; the sentence names the last cell.
    """
    if (filled.bottom - filled.top + 1) * (filled.right - filled.left + 1) > _MOST_CELLS:
        last = Area(filled.bottom, filled.right, filled.bottom, filled.right).address
        raise CommandRefused(
            f"What stands on sheet {sheet} reaches to {last}, too far for a list to be read: delete the rows below the "
            "list or the columns right of it, and press again."
        )
