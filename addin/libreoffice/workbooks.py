"""The workbooks that are open in Calc and use the functions: their formulas are mended, and it is known how they date.

A macro is not told in which workbook it is asked. Where all that are open count their days alike it need not be known;
where they do not, a function that reads or answers dates refuses.
"""

from __future__ import annotations

from typing import Any

from addin.libreoffice.written_forms import holds_functions, mend, mend_names

_YEAR_1904 = 1904
_open: list[tuple[Any, bool]] = []
_calculated: list[bool] = []


class DatesDiffer(Exception):
    """Workbooks are open that count their days from 1900, and others that count them from 1904."""


def counts_from_1904() -> bool:
    """Whether the workbook that asks counts its days from 1904.

    Raises:
        DatesDiffer: some that are open do, others do not.
    """
    kinds = set(_calculated[-1:]) or {from_1904 for _, from_1904 in _open}
    if len(kinds) > 1:
        raise DatesDiffer
    return True in kinds


def opened(document: Any) -> None:
    """Take a workbook in that was loaded or made: its formulas are mended before anybody sees or saves it."""
    was_modified = document.isModified()
    mend_names(document)
    used = [sheet for sheet in document.getSheets() if holds_functions(sheet)]
    for sheet in used:
        mend(sheet)
    if used:
        _take_in(document)
    if document.isModified() and not was_modified:
        document.setModified(False)


def changed(document: Any, cells: Any) -> None:
    """See to cells that were changed."""
    mend(cells)
    if all(known != document for known, _ in _open) and holds_functions(cells.getSpreadsheet()):
        _take_in(document)


def closed(document: Any) -> None:
    """Forget a workbook."""
    _open[:] = [(known, from_1904) for known, from_1904 in _open if known != document]


def _take_in(document: Any) -> None:
    from_1904 = document.getPropertyValue("NullDate").Year == _YEAR_1904
    _open.append((document, from_1904))
    if from_1904:  # what was calculated before may have taken its dates for others
        _calculated.append(from_1904)
        try:
            document.calculateAll()
        finally:
            _calculated.pop()
