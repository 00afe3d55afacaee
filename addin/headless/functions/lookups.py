"""Lookups as Excel makes them where the engine's find nothing: in cells with gaps, errors or no order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from addin.headless.functions.cells import (
    NOT_AVAILABLE,
    REFERENCE,
    SKIPPED,
    VALUE,
    Fault,
    flat,
    is_error,
    is_skipped,
    rows_of,
    single,
    single_or_error,
    whole,
)
from addin.headless.functions.conditions import pattern

_Key = tuple[int, Any]


def _key(cell: Any) -> _Key | None:
    """By what a cell is compared: numbers before texts before truth values; nothing for blanks and errors."""
    if cell is None or is_error(cell):
        return None
    if isinstance(cell, bool):
        return 2, cell
    if isinstance(cell, str):
        return 1, cell.casefold()
    return 0, float(cell)


def _wanted(cell: Any) -> _Key:
    cell = single(cell)
    return _key(0.0 if cell is None else cell) or (0, 0.0)


def _last_not_above(wanted: _Key, cells: Sequence[Any]) -> int | None:
    """Where a halving search ends that passes over what is of another kind, as Excel's does."""
    keys = [_key(cell) for cell in cells]
    low, high = 0, len(keys) - 1
    found = None
    while low <= high:
        middle = (low + high) // 2
        at = middle
        while at <= high and not _is_kind(keys[at], wanted):
            at += 1
        if at > high:
            high = middle - 1
            continue
        if keys[at] <= wanted:  # type: ignore[operator]
            found, low = at, at + 1
        else:
            high = middle - 1
    return found


def _is_kind(key: _Key | None, wanted: _Key) -> bool:
    return key is not None and key[0] == wanted[0]


def lookup(value: Any, searched: Any, answers: Any = None) -> Any:
    """LOOKUP."""
    wanted = _wanted(value)
    rows = rows_of(searched)
    if answers is None or is_skipped(answers):
        if len(rows[0]) > len(rows):
            along, given = rows[0], rows[-1]
        else:
            along, given = [row[0] for row in rows], [row[-1] for row in rows]
    else:
        along, given = list(flat(searched)), list(flat(answers))
    at = _last_not_above(wanted, along)
    if at is None or at >= len(given):
        raise Fault(NOT_AVAILABLE)
    return given[at]


def match_up_to(value: Any, searched: Any) -> int:
    """MATCH for the last cell that is not above the value, in ascending cells."""
    at = _last_not_above(_wanted(value), list(flat(searched)))
    if at is None:
        raise Fault(NOT_AVAILABLE)
    return at + 1


def match_down_to(value: Any, searched: Any) -> int:
    """MATCH for the last cell that is not below the value, in descending cells."""
    wanted, found = _wanted(value), None
    for position, cell in enumerate(flat(searched), 1):
        key = _key(cell)
        if not _is_kind(key, wanted):
            continue
        if key < wanted:  # type: ignore[operator]
            break
        found = position
    if found is None:
        raise Fault(NOT_AVAILABLE)
    return found


def vertical_lookup(value: Any, table: Any, column: Any) -> Any:
    """VLOOKUP for the last row that is not above the value."""
    rows, wanted = rows_of(table), whole(column)
    if wanted < 1:
        raise Fault(VALUE)
    if wanted > len(rows[0]):
        raise Fault(REFERENCE)
    return rows[match_up_to(value, [row[0] for row in rows]) - 1][wanted - 1]


def horizontal_lookup(value: Any, table: Any, row: Any) -> Any:
    """HLOOKUP for the last column that is not above the value."""
    rows, wanted = rows_of(table), whole(row)
    if wanted < 1:
        raise Fault(VALUE)
    if wanted > len(rows):
        raise Fault(REFERENCE)
    return rows[wanted - 1][match_up_to(value, rows[0]) - 1]


def position(value: Any, searched: Any, match_mode: Any = 0.0, search_mode: Any = 1.0) -> int:
    """XMATCH: the exact, next smaller (-1) or next larger (1) cell or a pattern (2), from the start or the end."""
    mode, order = whole(match_mode, 0.0), whole(search_mode, 1.0)
    if mode not in (-1, 0, 1, 2) or order not in (1, -1, 2, -2) or (mode == 2 and abs(order) == 2):
        raise Fault(VALUE)
    cells = list(flat(searched))
    ways = range(len(cells)) if order > 0 else range(len(cells) - 1, -1, -1)
    if single(value) is None:
        return _first_blank(cells, ways)
    wanted = _wanted(value)
    wildcards = pattern(wanted[1]) if mode == 2 and wanted[0] == 1 else None
    best: int | None = None
    best_key = wanted
    for at in ways:
        key = _key(cells[at])
        if key is None:
            continue
        if key == wanted or (wildcards is not None and key[0] == 1 and wildcards.fullmatch(key[1])):
            return at + 1
        # The next smaller or larger one may be of another kind: numbers come before texts, texts before truth values.
        is_beside = mode in (-1, 1) and (key < wanted) == (mode == -1)
        if is_beside and (best is None or (key != best_key and (key > best_key) == (mode == -1))):
            best, best_key = at, key
    if best is None:
        raise Fault(NOT_AVAILABLE)
    return best + 1


def _first_blank(cells: list[Any], ways: range) -> int:
    for at in ways:
        if cells[at] is None:
            return at + 1
    raise Fault(NOT_AVAILABLE)


def cross_lookup(
    value: Any, searched: Any, answers: Any, absent: Any = SKIPPED, match_mode: Any = 0.0, search_mode: Any = 1.0
) -> Any:
    """XLOOKUP."""
    try:
        at = position(value, searched, match_mode, search_mode) - 1
    except Fault as fault:
        if fault.kind != NOT_AVAILABLE or is_skipped(absent) or is_error(single_or_error(value)):
            raise
        return absent
    rows = rows_of(answers)
    if len(rows_of(searched)) == 1 and len(rows_of(searched)[0]) > 1:
        return [[row[at]] for row in rows] if len(rows) > 1 else rows[0][at]
    return [rows[at]] if len(rows[at]) > 1 else rows[at][0]
