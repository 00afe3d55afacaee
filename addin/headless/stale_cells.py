"""Which cells of a book show something else than was computed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from addin.formulas.references import column_name
from addin.headless.sheet_cells import SheetCells, Value
from addin.headless.sheet_writer import SheetAnswers

# Programs add up in different orders; what differs less is no other figure.
_RELATIVE_TOLERANCE = 1e-9
_ABSOLUTE_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class StaleCell:
    """A cell that shows something else than was computed.

    Attributes:
        sheet, cell: where it stands, such as ``Clients`` and ``B2``.
        shows: what the file holds; None is blank.
        answer: what was computed; None where a spilled answer no longer reaches.
    """

    sheet: str
    cell: str
    shows: Value
    answer: Value


def stale_cells(sheet: SheetCells, answers: SheetAnswers) -> Iterator[StaleCell]:
    """The stale cells of a sheet, row by row."""
    shown = {(cell.row, cell.column): cell.value for cell in sheet.formulas}
    found = [(place, shown[place], answer) for place, answer in answers.values.items()]
    found += [(place, sheet.cached.get(place), answer) for place, answer in answers.spilled.items()]
    for (row, column), old, answer in sorted(found, key=lambda each: each[0]):
        if not _is_same_figure(old, answer):
            yield StaleCell(sheet.name, f"{column_name(column)}{row}", old, answer)


def _is_same_figure(old: Value, new: Value) -> bool:
    if old in (None, "") and new in (None, ""):
        return True
    if type(old) is not type(new):
        return False
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=_RELATIVE_TOLERANCE, abs_tol=_ABSOLUTE_TOLERANCE)
    return old == new
