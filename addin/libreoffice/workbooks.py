"""The workbooks that are open in Calc and use the functions: their formulas are mended, and it is known how they date.

A macro is not told in which workbook it is asked. Where all that are open count their days alike it need not be known;
where they do not, a function that reads or answers dates refuses. Nor is it told that an argument was skipped: it gets
0. What is typed is mended as it comes; of a formula that is entered over a range, or that a program writes, Calc tells
nobody. So where there is a 0 such a formula is looked for, and as long as there is one, the function refuses. Mending
it amid a calculation would not be safe; that is done when something is typed next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from addin.libreoffice.written_forms import holds_functions, mend, mend_names, skips_an_argument

_YEAR_1904 = 1904


@dataclass
class _Workbook:
    """One that is open.

    Attributes:
        document: Calc's.
        listener: what is to be told when it is modified.
        from_1904: whether it counts its days from 1904; None as long as it uses no functions.
        skips: whether a formula skips an argument; None where that must be looked at.
        was_refused: whether functions were refused because of it.
    """

    document: Any
    listener: Any
    from_1904: bool | None = None
    skips: bool | None = None
    was_refused: bool = False


_open: list[_Workbook] = []
_calculated: list[bool] = []


class DatesDiffer(Exception):
    """Workbooks are open that count their days from 1900, and others that count them from 1904."""


def counts_from_1904() -> bool:
    """Whether the workbook that asks counts its days from 1904.

    Raises:
        DatesDiffer: some that are open do, others do not.
    """
    kinds = set(_calculated[-1:]) or {each.from_1904 for each in _open if each.from_1904 is not None}
    if len(kinds) > 1:
        raise DatesDiffer
    return True in kinds


def opened(document: Any, listener: Any) -> None:
    """Take a workbook in that was loaded or made: its formulas are mended before anybody sees or saves it.

    Args:
        document: the workbook.
        listener: has its changes told, by `changed` and `modified`, and that it is `closed`.
    """
    workbook = _Workbook(document, listener)
    _open.append(workbook)
    was_modified = document.isModified()
    undo = document.getUndoManager()
    undo.lock()  # it is nothing that the user did
    try:
        if _mend(workbook):
            _know_dates(workbook)
    finally:
        undo.unlock()
    if document.isModified() and not was_modified:
        document.setModified(False)


def changed(document: Any, cells: Any) -> None:
    """See to cells that were changed, and to what could not be seen to amid a calculation."""
    mend(cells)
    for workbook in _known(document):
        if workbook.from_1904 is None and holds_functions(cells.getSpreadsheet()):
            _know_dates(workbook)
        if workbook.was_refused:
            workbook.was_refused = False
            _mend(workbook)
            for each in _open:  # one that has no such formula may have been refused, too
                each.document.calculateAll()


def closed(document: Any) -> None:
    """Forget a workbook."""
    _open[:] = [each for each in _open if each.document != document]


def may_skip_an_argument() -> bool:
    """Whether a 0 among the arguments may stand for one that was skipped, in a formula that nobody has mended."""
    for workbook in _open:
        if workbook.skips is None:
            workbook.skips = skips_an_argument(workbook.document)
            workbook.was_refused |= workbook.skips
            workbook.document.addModifyListener(workbook.listener)
    return any(workbook.skips for workbook in _open)


def modified(document: Any, listener: Any) -> None:
    """A workbook is not any more as it was looked at; that is asked for once only, since it may come often."""
    document.removeModifyListener(listener)
    for workbook in _known(document):
        workbook.skips = None


def _known(document: Any) -> list[_Workbook]:
    return [each for each in _open if each.document == document]


def _mend(workbook: _Workbook) -> bool:
    """Mend all formulas; whether there are any with functions."""
    mend_names(workbook.document)
    used = [sheet for sheet in workbook.document.getSheets() if holds_functions(sheet)]
    for sheet in used:
        mend(sheet)
    return bool(used)


def _know_dates(workbook: _Workbook) -> None:
    from_1904 = workbook.document.getPropertyValue("NullDate").Year == _YEAR_1904
    workbook.from_1904 = from_1904
    if from_1904:  # what was calculated before may have taken its dates for others
        _calculated.append(from_1904)
        try:
            workbook.document.calculateAll()
        finally:
            _calculated.pop()
