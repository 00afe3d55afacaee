"""Tenure's own sheets: made by the first press of a button, brought up to date by every other."""

from __future__ import annotations

from datetime import date

from addin.edits import Content, Edit, Formula, WriteCells, WriteSheet, without_its_book
from addin.snapshot import Snapshot
from workbook_templates.style import Role

_KEPT: tuple[Role, ...] = ("title", "subtitle", "heading", "column", "label", "input", "unit", "key")


def brought_up_to_date(snapshot: Snapshot, wanted: WriteSheet) -> list[Edit]:
    """The edits that make a sheet, or bring the one that is there up to date; none where it is.

    Titles, labels and inputs that somebody changed stay; formulas and what was counted are written anew.
    """
    own = snapshot.own_sheet(wanted.key)
    if own is None:
        return [wanted]
    changed: list[tuple[int, int, Content]] = []
    places = set()
    for cell in wanted.cells:
        places.add((cell.row, cell.column))
        there = own.contents.get((cell.row, cell.column))
        kept = cell.role in _KEPT and not isinstance(cell.content, Formula) and there is not None
        if not kept and not _is_same(there, cell.content):
            changed.append((cell.row, cell.column, cell.content))
    last = max(cell.row for cell in wanted.cells)
    # What was said at an earlier press, and is no longer.
    changed += [(row, column, None) for row, column in own.contents if row > last and (row, column) not in places]
    return [WriteCells(own.name, tuple(sorted(changed, key=lambda cell: cell[:2])))] if changed else []


def _is_same(there: Content, wanted: Content) -> bool:
    if isinstance(wanted, Formula):
        return isinstance(there, Formula) and without_its_book(there.text) == wanted.text
    if isinstance(wanted, date) or isinstance(there, Formula):
        return there == wanted
    return there == wanted or (there is None and wanted == "")
