"""What an argument of a formula holds, as far as it can be seen without computing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from addin.formulas.grammar import Word, read_formula
from addin.formulas.references import Reference
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area

_CONSTANTS = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True)
class Given:
    """An argument.

    Attributes:
        is_known: whether its cells are seen.
        cells: one cell, or rows of cells, as a function takes them; None for a skipped argument.
        rows, columns: how many there are.
        area: where they stand, if that is on the active sheet.
    """

    is_known: bool
    cells: Any = None
    rows: int = 1
    columns: int = 1
    area: Area | None = None


def given(snapshot: Snapshot, text: str) -> Given:
    """What an argument holds; `text` is the argument as any sheet writes it."""
    expression = read_formula(text)
    if expression.is_skipped:
        return Given(True)
    only = expression.only
    if isinstance(only, Reference):
        return _range(snapshot, only)
    if isinstance(only, Word) and only.kind == "number":
        return Given(True, float(only.text))
    if isinstance(only, Word) and only.kind == "text":
        return Given(True, only.text[1:-1].replace('""', '"'))
    if isinstance(only, Word) and only.kind == "name":
        if only.text.upper() in _CONSTANTS:
            return Given(True, _CONSTANTS[only.text.upper()])
        values = snapshot.settings.get(only.text.casefold(), ())
        return Given(len(values) == 1, values[0] if values else None)
    return Given(False)


def _range(snapshot: Snapshot, reference: Reference) -> Given:
    sheet, place = snapshot.sheet, reference.area
    if reference.spilled:
        return Given(False)
    bottom = min(place.bottom, max(place.top, sheet.top + len(sheet.rows) - 1))
    area = Area(place.top, place.left, bottom, place.right)
    rows, columns = bottom - place.top + 1, place.right - place.left + 1
    if reference.sheet != sheet.name or reference.whole == "rows":
        return Given(False, None, rows, columns)
    if rows == columns == 1:
        return Given(True, sheet.cell(place.top, place.left), area=area)
    cells = [
        [sheet.cell(row, column) for column in range(area.left, area.right + 1)] for row in range(area.top, bottom + 1)
    ]
    return Given(True, cells, rows, columns, area)
