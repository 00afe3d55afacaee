"""What must hold of edits before the first of them is made: so that nothing of the user's is ever lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from addin.commands.command import CommandRefused
from addin.commands.own_settings import NAMES
from addin.edits import PREFIX, Edit, Formula, WriteCells, WriteColumn, WriteName, WriteSheet, relative
from addin.formulas.grammar import calls_in, read_formula
from addin.snapshot import LAST_COLUMN, LAST_ROW, Snapshot
from udfs import declaration
from workbook_templates.recognition.sheet import Area, column_letters

_LONGEST_SHEET_NAME = 31
_NOT_IN_A_SHEET_NAME = frozenset("[]:*?/\\")


def check(edits: Sequence[Edit], snapshot: Snapshot) -> None:
    """See that edits overwrite nothing of the user's and leave nothing that cannot be.

    Raises:
        CommandRefused: in one sentence, where what stands in the way.
    """
    for edit in edits:
        for sentence in _troubles(edit, snapshot):
            raise CommandRefused(sentence)


def _troubles(edit: Edit, snapshot: Snapshot) -> Iterator[str]:
    if isinstance(edit, WriteColumn):
        yield from _column_troubles(edit, snapshot)
    elif isinstance(edit, WriteSheet):
        yield from _sheet_troubles(edit, snapshot)
    elif isinstance(edit, WriteCells):
        for row, column, _ in edit.cells:
            if not snapshot.is_own(edit.sheet, row, column):
                yield f"{edit.sheet}!{relative(row, column)} is not Tenure's to write into: nothing was changed."
    elif isinstance(edit, WriteName):
        yield from _name_troubles(edit, snapshot)


def _column_troubles(edit: WriteColumn, snapshot: Snapshot) -> Iterator[str]:
    state = next(state for state in snapshot.sheets if state.name == edit.sheet)
    if state.is_protected:
        yield f"Sheet {edit.sheet} is protected: take the protection off (Review, Unprotect Sheet), and press again."
    if edit.column > LAST_COLUMN or edit.area.bottom > LAST_ROW:
        yield f"The column {edit.heading} would lie beyond the last column or row of sheet {edit.sheet}."
        return
    if edit.is_new:
        yield from _occupied(edit, snapshot)
    for call in calls_in(read_formula(edit.formula.text[1:])) if edit.formula else ():
        if call.name.upper().startswith("REL_") and not _reads_each_client_alone(call.name):
            yield f"{call.name} looks at all clients at once: it cannot stand in the rows of a list ({edit.heading})."


def _reads_each_client_alone(name: str) -> bool:
    declared = declaration(name)
    return declared.kind == "row" or bool(declared.row_when_numbers)


def _occupied(edit: WriteColumn, snapshot: Snapshot) -> Iterator[str]:
    sheet, letters = snapshot.sheet, column_letters(edit.column)
    for row in (edit.header_row, *(row for run in edit.rows for row in run)):
        if sheet.cell(row, edit.column) is not None or (row, edit.column) in sheet.formulas:
            yield f"{edit.sheet}!{letters}{row} is not empty: nothing was changed. Clear it, and press again."
            return
    whole = Area(edit.header_row, edit.column, edit.area.bottom, edit.column)
    for merged in sheet.merged:
        if merged.left <= edit.column <= merged.right and merged.top <= whole.bottom and whole.top <= merged.bottom:
            yield f"{edit.sheet}!{merged.address} is merged, where the column {edit.heading} would stand."
            return


def _sheet_troubles(edit: WriteSheet, snapshot: Snapshot) -> Iterator[str]:
    if snapshot.is_locked:
        yield (
            f"The workbook's structure is protected, so the sheet {edit.name} cannot be added: take the protection off "
            "(Review, Protect Workbook), and press again."
        )
    if any(state.name.casefold() == edit.name.casefold() for state in snapshot.sheets):
        yield f"There is a sheet {edit.name} already: nothing was changed."
    if len(edit.name) > _LONGEST_SHEET_NAME or _NOT_IN_A_SHEET_NAME & set(edit.name):
        yield f"{edit.name} cannot be the name of a sheet."
    for cell in edit.cells:
        if isinstance(cell.content, Formula) and not cell.content.text.startswith("="):
            yield f"{edit.name}!{relative(cell.row, cell.column)} would hold a formula without =."


def _name_troubles(edit: WriteName, snapshot: Snapshot) -> Iterator[str]:
    known = snapshot.names.get((edit.scope, edit.name.casefold()))
    if edit.name.startswith(PREFIX):
        return
    if edit.name not in NAMES or known is not None:
        yield f"The name {edit.name} stands for {known} already: rename that one, and press again."
