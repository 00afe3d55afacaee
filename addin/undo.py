"""What takes an edit back, which is an edit as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from addin.edits import (
    Content,
    Edit,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    ShowSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)  # fmt: skip
from addin.snapshot import Snapshot
from udfs import CellError


def inverses(edits: Sequence[Edit], snapshot: Snapshot) -> list[Edit]:
    """What takes edits back, the last one first.

    Args:
        edits: what is to be made.
        snapshot: the workbook before.
    """
    return [inverse(edit, snapshot) for edit in reversed(edits)]


def inverse(edit: Edit, snapshot: Snapshot) -> Edit:
    """What takes an edit back that is made on the workbook of the snapshot."""
    match edit:
        case WriteColumn(is_new=True):
            return RemoveColumn(edit)
        case WriteColumn():
            return WriteCells(
                edit.sheet, _before(((row, edit.column) for row, _ in edit.contents()), edit.sheet, snapshot)
            )
        case WriteSheet():
            return RemoveSheet(edit)
        case WriteCells():
            return WriteCells(
                edit.sheet, _before(((row, column) for row, column, _ in edit.cells), edit.sheet, snapshot)
            )
        case WriteName():
            before = snapshot.names.get((edit.scope, edit.name.casefold()))
            return RemoveName(edit) if before is None else WriteName(edit.name, f"={before}", edit.scope)
        case RemoveColumn():
            return edit.column
        case RemoveSheet():
            return edit.sheet
        case RemoveName():
            return edit.name
        case ShowSheet():
            return ShowSheet(snapshot.sheet.name)


def _before(places: Iterable[tuple[int, int]], sheet: str, snapshot: Snapshot) -> tuple[tuple[int, int, Content], ...]:
    """What stood in cells."""
    own = next((own for own in snapshot.own_sheets if own.name == sheet), None)
    if own is not None:
        return tuple((row, column, own.contents.get((row, column))) for row, column in places)
    return tuple((row, column, _content(snapshot, row, column)) for row, column in places)


def _content(snapshot: Snapshot, row: int, column: int) -> Content:
    formula = snapshot.sheet.formulas.get((row, column))
    if formula is not None:
        return Formula(formula)
    value = snapshot.sheet.cell(row, column)
    # An error that somebody typed comes back as the formula that gives it.
    return Formula(f"={value.code}") if isinstance(value, CellError) else value
