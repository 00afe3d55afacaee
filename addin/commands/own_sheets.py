"""Tenure's own sheets: made by the first press of a button, brought up to date by every other."""

from __future__ import annotations

from addin.commands.command import CommandRefused
from addin.edits import Content, Edit, Formula, WriteCells, WriteSheet, is_same_formula
from addin.snapshot import LAST_ROW, OwnSheet, Snapshot
from workbook_templates.style import Role

_KEPT: tuple[Role, ...] = ("title", "subtitle", "heading", "column", "label", "unit", "key")
"""What a person may have put into other words."""


def brought_up_to_date(
    snapshot: Snapshot, wanted: WriteSheet, grows_from: int | None = None, like: int = 0
) -> list[Edit]:
    """The edits that make a sheet, or bring the one that is there up to date; none where it is.

    Titles and labels that somebody changed stay; formulas and what was counted are written anew.

    Args:
        snapshot: the workbook.
        wanted: the sheet as it would be made.
        grows_from: the row from which on all is written anew, be it of another layout.
        like: the row whose looks new cells below it take.

    Raises:
        CommandRefused: the sheet is laid out in another way.
    """
    own = snapshot.own_sheet(wanted.key)
    if own is None:
        return [wanted]
    last = grows_from or LAST_ROW + 1
    computed = {(cell.row, cell.column) for cell in wanted.cells if isinstance(cell.content, Formula)}
    there_computed = {place for place, content in own.contents.items() if isinstance(content, Formula)}
    if any(row < last for row, _ in computed ^ there_computed):
        raise CommandRefused(
            f"Sheet {own.name} is laid out for other formulas, such as those of another number of tiers or of fewer "
            "columns: delete it and press again, it is then made anew."
        )
    changed: dict[tuple[int, int], Content] = {}
    for cell in wanted.cells:
        there = own.contents.get((cell.row, cell.column))
        kept = cell.role in _KEPT and not isinstance(cell.content, Formula) and there is not None and cell.row < last
        if not kept and not _is_same(there, cell.content):
            changed[cell.row, cell.column] = cell.content
    places = {(cell.row, cell.column) for cell in wanted.cells}
    listed = {cell.column: cell.row for cell in wanted.cells if cell.role in ("note", "input", "result")}
    for row, column in own.contents.keys() - places:
        # What an earlier press said below, and this one does not.
        if row > listed.get(column, row) or row >= last:
            changed[row, column] = None
    cells = tuple((row, column, content) for (row, column), content in sorted(changed.items()))
    return [WriteCells(own.name, cells, like)] if cells else []


def differences(own: OwnSheet, wanted: WriteSheet, like: int) -> list[Edit]:
    """The edits that write what a sheet is to hold where it holds anything else; all other cells stay.

    Args:
        own: the sheet as it is.
        wanted: the sheet as it would be made.
        like: the row whose looks new cells below it take.
    """
    cells = tuple(
        (cell.row, cell.column, cell.content)
        for cell in wanted.cells
        if not _is_same(own.contents.get((cell.row, cell.column)), cell.content)
    )
    return [WriteCells(own.name, cells, like)] if cells else []


def _is_same(there: Content, wanted: Content) -> bool:
    if isinstance(wanted, Formula):
        return isinstance(there, Formula) and is_same_formula(there.text, wanted.text)
    return there == wanted or (there is None and wanted == "")
