"""Sums, means and extremes of the cells that meet conditions, where errors among them have to show.

The engine passes over errors in the cells that are added up; Excel answers them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from addin.headless.functions.cells import (
    DIVISION,
    NOT_AVAILABLE,
    NUMBER,
    REFERENCE,
    VALUE,
    Fault,
    flat,
    is_error,
    is_number,
    is_skipped,
    number_in_text,
    single_or_error,
)

_Test = Callable[[Any], bool]
_KINDS_OF_ERRORS = {
    "#DIV/0!": DIVISION,
    "#N/A": NOT_AVAILABLE,
    "#NUM!": NUMBER,
    "#REF!": REFERENCE,
    "#VALUE!": VALUE,
    "#NAME?": "Name",
    "#NULL!": "Null",
}
_OPERATOR = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)


def pattern(text: str) -> re.Pattern[str]:
    """Of a text with ``*`` and ``?``, which a ``~`` before them makes ordinary."""
    pieces = re.findall(r"~[*?~]|.", text.casefold(), re.DOTALL)
    translated = {"*": ".*", "?": "."}
    return re.compile("".join(translated.get(piece, re.escape(piece[-1])) for piece in pieces), re.DOTALL)


def condition(criterion: Any) -> _Test:
    """What a criterion such as ``>=10``, ``north*`` or ``<>`` asks of a cell."""
    criterion = single_or_error(criterion)
    if is_error(criterion):
        return lambda cell: is_error(cell) and cell["kind"] == criterion["kind"]
    if isinstance(criterion, bool):
        return lambda cell: isinstance(cell, bool) and cell == criterion
    if not isinstance(criterion, str):
        wanted = float(criterion or 0.0)
        return lambda cell: _equals_number(cell, wanted)
    match = _OPERATOR.fullmatch(criterion)
    assert match is not None
    operator, text = match[1] or "", match[2]
    try:
        limit: float | None = number_in_text(text)
    except Fault:
        limit = None
    if operator in ("", "=", "<>"):
        is_equal = _equality(operator, text, limit)
        return (lambda cell: not is_equal(cell)) if operator == "<>" else is_equal
    holds: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda one, other: one < other,
        "<=": lambda one, other: one <= other,
        ">": lambda one, other: one > other,
        ">=": lambda one, other: one >= other,
    }
    compare = holds[operator]
    if limit is not None:
        return lambda cell: is_number(cell) and compare(cell, limit)
    if text == "":
        return lambda cell: False
    return lambda cell: isinstance(cell, str) and compare(cell.casefold(), text.casefold())


def _equality(operator: str, text: str, limit: float | None) -> _Test:
    if limit is not None:
        return lambda cell: _equals_number(cell, limit)
    if text == "":
        return (lambda cell: cell is None) if operator else (lambda cell: cell is None or cell == "")
    if text.upper() in ("TRUE", "FALSE"):
        truth = text.upper() == "TRUE"
        return lambda cell: isinstance(cell, bool) and cell == truth
    if kind := _KINDS_OF_ERRORS.get(text.upper()):
        return lambda cell: is_error(cell) and cell["kind"] == kind
    wanted = pattern(text)
    return lambda cell: isinstance(cell, str) and wanted.fullmatch(cell.casefold()) is not None


def _equals_number(cell: Any, wanted: float) -> bool:
    if isinstance(cell, str):
        try:
            return number_in_text(cell) == wanted
        except Fault:
            return False
    return is_number(cell) and cell == wanted


def _met(chosen: Any, conditions: tuple[Any, ...]) -> Iterator[float]:
    """The numbers whose cells meet all conditions, each a range and a criterion; an error among them is answered."""
    cells = list(flat(chosen))
    tests = []
    for position in range(0, len(conditions) - 1, 2):
        searched = list(flat(conditions[position]))
        if len(searched) != len(cells):
            raise Fault(VALUE)
        tests.append((searched, condition(conditions[position + 1])))
    for at, cell in enumerate(cells):
        if (is_error(cell) or is_number(cell)) and all(test(searched[at]) for searched, test in tests):
            if is_error(cell):
                raise Fault(str(cell["kind"]))
            yield float(cell)


def _of_same_shape(searched: Any, chosen: Any) -> Any:
    """The cells to add up; those searched where none are given."""
    return searched if chosen is None or is_skipped(chosen) else chosen


def count_ifs(*conditions: Any) -> int:
    """COUNTIF and COUNTIFS."""
    rows = [map(condition(criterion), flat(cells)) for cells, criterion in zip(*[iter(conditions)] * 2, strict=True)]
    return sum(map(all, zip(*rows, strict=True)))


def sum_if(searched: Any, criterion: Any, chosen: Any = None) -> float:
    """SUMIF."""
    return sum(_met(_of_same_shape(searched, chosen), (searched, criterion)))


def sum_ifs(chosen: Any, *conditions: Any) -> float:
    """SUMIFS."""
    return sum(_met(chosen, conditions))


def _mean(numbers: list[float]) -> float:
    if not numbers:
        raise Fault(DIVISION)
    return sum(numbers) / len(numbers)


def average_if(searched: Any, criterion: Any, chosen: Any = None) -> float:
    """AVERAGEIF."""
    return _mean(list(_met(_of_same_shape(searched, chosen), (searched, criterion))))


def average_ifs(chosen: Any, *conditions: Any) -> float:
    """AVERAGEIFS."""
    return _mean(list(_met(chosen, conditions)))


def largest_ifs(chosen: Any, *conditions: Any) -> float:
    """MAXIFS."""
    return max(_met(chosen, conditions), default=0.0)


def smallest_ifs(chosen: Any, *conditions: Any) -> float:
    """MINIFS."""
    return min(_met(chosen, conditions), default=0.0)
