"""The workbooks that are open in Calc and use the functions: their formulas are mended, and it is known how they date.

A macro is not told in which workbook it is asked. Where all that are open count their days alike it need not be known;
where those that use the functions do not, a function that reads or answers dates refuses. Nor is it told that an
argument was skipped: it gets 0. What is typed is mended as it comes; of a formula that is entered over a range, or that
a program writes, Calc tells nobody. So where there is a 0 such a formula is looked for, and as long as there is one,
the function refuses. Mending it amid a calculation would not be safe; that is done when something is typed next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from addin.libreoffice.written_forms import holds_functions, mend, mend_names, names_a_function, skips_an_argument

_YEAR_1904 = 1904


@dataclass
class _Workbook:
    """One that is open.

    Attributes:
        document: Calc's.
        listener: what is to be told when it is modified.
        is_used: whether it was seen to use the functions.
        skips: whether a formula skips an argument; None where that must be looked at.
        was_refused: whether functions were refused because of it.
    """

    document: Any
    listener: Any
    is_used: bool = False
    skips: bool | None = None
    was_refused: bool = False

    @property
    def from_1904(self) -> bool:
        """Whether it counts its days from 1904."""
        return bool(self.document.getPropertyValue("NullDate").Year == _YEAR_1904)

    def uses_functions(self) -> bool:
        """Whether it uses the functions; as long as it does not it is asked anew, for of an array Calc tells nobody."""
        self.is_used = self.is_used or _uses_functions(self.document)
        return self.is_used


_open: list[_Workbook] = []
_calculated: list[bool] = []


class DatesDiffer(Exception):
    """Workbooks are open that count their days from 1900, and others that count them from 1904."""


def counts_from_1904() -> bool:
    """Whether the workbook that asks counts its days from 1904.

    Raises:
        DatesDiffer: some that are open do, others do not.
    """
    if _calculated:
        return _calculated[-1]
    kinds = [each.from_1904 for each in _open]
    if len(set(kinds)) > 1:
        kinds = [kind for each, kind in zip(_open, kinds, strict=True) if each.uses_functions()]
        if len(set(kinds)) > 1:
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
        _mend(workbook)
        if workbook.from_1904 and workbook.uses_functions():
            _calculate_from_1904(document)
    finally:
        undo.unlock()
    if document.isModified() and not was_modified:
        document.setModified(False)


def changed(document: Any, cells: Any) -> None:
    """See to cells that were changed, and to what could not be seen to amid a calculation."""
    mend(cells)
    for workbook in _known(document):
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


def _mend(workbook: _Workbook) -> None:
    """Mend all formulas."""
    mend_names(workbook.document)
    for sheet in workbook.document.getSheets():
        if holds_functions(sheet):
            mend(sheet)


def _uses_functions(document: Any) -> bool:
    return any(map(holds_functions, document.getSheets())) or names_a_function(document)


def _calculate_from_1904(document: Any) -> None:
    """Calculate a workbook anew: what was calculated before it was known may have taken its dates for others."""
    _calculated.append(True)
    try:
        document.calculateAll()
    finally:
        _calculated.pop()
