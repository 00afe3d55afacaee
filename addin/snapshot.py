"""What a command may see of a workbook: frozen, host-free, taken once before the command runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from addin.edits import SHEET_PREFIX, Content
from workbook_templates.recognition.reading import Reading
from workbook_templates.recognition.sheet import Area, Sheet

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Contents = Mapping[tuple[int, int], Content]
"""What stands in cells, by row and column; formulas as `Formula`."""


@dataclass(frozen=True)
class SheetState:
    """A sheet of the workbook: its name, whether it is shown, and whether it is protected."""

    name: str
    shown: Literal["visible", "hidden", "very hidden"] = "visible"
    is_protected: bool = False


@dataclass(frozen=True)
class OwnColumn:
    """A column that Tenure wrote on the sheet: where its name says that it is, whatever it is called by now."""

    key: str
    area: Area


@dataclass(frozen=True)
class OwnSheet:
    """A sheet that Tenure made, whatever it is called by now."""

    key: str
    name: str
    contents: Contents


@dataclass(frozen=True)
class Snapshot:
    """A workbook at the moment when a button is pressed.

    Attributes:
        sheet: the picture of the active sheet, formulas included.
        reading: how the sheet is read, Tenure's own columns left aside.
        sheets: all sheets in their order.
        names: what the defined names stand for, without ``=``, by sheet ("" for the workbook) and case-folded name.
        settings: the values of the named settings that the workbook has.
        own_columns: Tenure's columns on the active sheet.
        own_sheets: Tenure's sheets that belong to the active sheet or to the workbook.
        today: the day.
        date_1904: whether serial numbers count from 1904.
        spills: whether this host lets an answer fill several cells by itself.
        is_locked: whether sheets cannot be added, since the workbook's structure is protected.
        readings: how the other sheets are read, those of Tenure left out; each is read when it is asked for.
    """

    sheet: Sheet
    reading: Reading
    sheets: tuple[SheetState, ...]
    today: date
    names: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, tuple[Content, ...]] = field(default_factory=lambda: MappingProxyType({}))
    own_columns: tuple[OwnColumn, ...] = ()
    own_sheets: tuple[OwnSheet, ...] = ()
    date_1904: bool = False
    spills: bool = True
    is_locked: bool = False
    readings: Mapping[str, Reading] = field(default_factory=lambda: MappingProxyType({}))

    def own_column(self, key: str) -> OwnColumn | None:
        """Tenure's column of that key on the active sheet."""
        return next((column for column in self.own_columns if column.key == key), None)

    def own_sheet(self, key: str) -> OwnSheet | None:
        """Tenure's sheet of that key."""
        return next((sheet for sheet in self.own_sheets if sheet.key == key), None)

    def is_own(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell is Tenure's."""
        if any(own.name == sheet for own in self.own_sheets):
            return True
        return sheet == self.sheet.name and any(own.area.holds(row, column) for own in self.own_columns)

    def free_sheet_name(self, wanted: str) -> str:
        """The name, or with a number the next one that no sheet has."""
        taken = {state.name.casefold() for state in self.sheets}
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} {number}"
        return name

    def meaning(self, name: str) -> str | None:
        """What a name stands for on the active sheet."""
        key = name.casefold()
        return self.names.get((self.sheet.name, key), self.names.get(("", key)))


def own_sheet_keys(names: Mapping[tuple[str, str], str], active: str) -> Iterable[tuple[str, str]]:
    """The keys of Tenure's sheets that the active sheet sees, each with the reference to its first cell."""
    for (scope, name), refers_to in names.items():
        if name.startswith(SHEET_PREFIX) and scope in ("", active):
            yield name.removeprefix(SHEET_PREFIX), refers_to
