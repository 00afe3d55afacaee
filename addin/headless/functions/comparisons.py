"""Comparisons as Excel makes them: of numbers the first 15 digits, texts without regard to case."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from addin.headless.functions.cells import is_number, single

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compared(left: Any, sign: str, right: Any) -> bool:
    """``left = right`` and its like, for single values; numbers stand before texts, these before truth values."""
    left, right = single(left), single(right)
    if is_number(left) and is_number(right):
        if left != right and f"{left:.15g}" == f"{right:.15g}":
            right = left
        return _HOLDS[sign](left, right)
    return _HOLDS[sign](_key(left, right), _key(right, left))


def _key(cell: Any, other: Any) -> tuple[int, Any]:
    if cell is None:
        # Blank is whatever is nothing of the other's kind.
        cell = False if isinstance(other, bool) else "" if isinstance(other, str) else 0.0
    if isinstance(cell, bool):
        return 2, cell
    return (1, cell.casefold()) if isinstance(cell, str) else (0, cell)
