"""What a worksheet function is given by the engine, read as Excel reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from math import isfinite
from typing import Any

SKIPPED = "\ue001"
"""Stands for a skipped argument, which the engine would hand on as 0."""

Function = Callable[..., Any]


class Fault(Exception):
    """A function answers an error; `kind` is the engine's word for it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


VALUE, NUMBER, NOT_AVAILABLE, DIVISION, REFERENCE = "Value", "Num", "Na", "Div", "Ref"


def answering(function: Function) -> Function:
    """The function for the engine: its faults become error cells, a number that is none ``#NUM!``."""

    @wraps(function)
    def answer(*arguments: Any) -> Any:
        try:
            found = function(*arguments)
        except Fault as fault:
            return error(fault.kind)
        except (OverflowError, ZeroDivisionError):
            return error(NUMBER)
        if isinstance(found, int) and not isinstance(found, bool):
            found = float(found)
        return error(NUMBER) if isinstance(found, float) and not isfinite(found) else found

    return answer


def error(kind: str) -> dict[str, str]:
    """An error cell for the engine."""
    return {"type": "Error", "kind": kind}


def is_error(cell: Any) -> bool:
    """Whether a cell is an error."""
    return isinstance(cell, dict)


def is_skipped(cell: Any) -> bool:
    """Whether the argument was skipped."""
    return isinstance(cell, str) and cell == SKIPPED


def is_number(cell: Any) -> bool:
    """Whether a cell is a number, and no truth value."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def rows_of(cells: Any) -> list[list[Any]]:
    """A range, an array or one cell as rows."""
    if not isinstance(cells, list):
        return [[cells]]
    return [row if isinstance(row, list) else [row] for row in cells]


def flat(cells: Any) -> Iterator[Any]:
    """The cells of a range, an array or one cell, row by row."""
    for row in rows_of(cells):
        yield from row


def single(cell: Any) -> Any:
    """One cell; of an array its first."""
    while isinstance(cell, list):
        cell = cell[0] if cell else None
    if is_error(cell):
        raise Fault(str(cell["kind"]))
    return cell


def single_or_error(cell: Any) -> Any:
    """One cell, of an array its first; an error too."""
    try:
        return single(cell)
    except Fault as fault:
        return error(fault.kind)


def number(cell: Any, default: float | None = None) -> float:
    """A number: blank is 0, truth 1, a text the number that it reads as."""
    cell = single(cell)
    if is_skipped(cell):
        cell = default
    if cell is None:
        return 0.0
    if isinstance(cell, str):
        return number_in_text(cell)
    return float(cell)


def whole(cell: Any, default: float | None = None) -> int:
    """A number without what follows its point."""
    return int(number(cell, default))


def flag(cell: Any, default: bool = False) -> bool:
    """A truth value: numbers are true unless 0."""
    cell = single(cell)
    if is_skipped(cell):
        return default
    if isinstance(cell, str) and cell.upper() in ("TRUE", "FALSE"):
        return cell.upper() == "TRUE"
    return number(cell) != 0


def numbers(arguments: tuple[Any, ...]) -> list[float]:
    """The numbers of several arguments: of ranges their numbers alone, of single cells whatever reads as one."""
    found: list[float] = []
    for argument in arguments:
        if not isinstance(argument, list):
            found.append(number(argument))
            continue
        for cell in flat(argument):
            if is_error(cell):
                raise Fault(str(cell["kind"]))
            if is_number(cell):
                found.append(float(cell))
    return found


_NUMBER = re.compile(r"([-+]?)\s*[$€£]?\s*(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d+))?\s*(%?)")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?\s*([AaPp][Mm])?")


def number_in_text(text: str) -> float:
    """The number, date or time that a text reads as: ``1,234.5``, ``(3)``, ``5%``, ``2026-03-31 12:30``."""
    stripped = text.strip()
    if not stripped:
        raise Fault(VALUE)
    if stripped.startswith("(") and stripped.endswith(")"):
        inside = stripped[1:-1].strip()
        if inside[:1] not in ("-", "+"):
            return -number_in_text(inside)
    if match := _NUMBER.fullmatch(stripped):
        sign, digits, exponent, percent = match.groups()
        found = float(digits.replace(",", "") + (f"e{exponent}" if exponent else ""))
        return (-found if sign == "-" else found) / (100 if percent else 1)
    if stripped[:2] in ("-$", "-€", "-£"):
        return -number_in_text(stripped[1:])
    day, _, time = stripped.partition(" ")
    if ":" in day:
        day, time = "", stripped
    found = _day(day) if day else 0.0
    return found + (_time(time.strip()) if time else 0.0)


def _day(text: str) -> float:
    match = _DAY.fullmatch(text)
    if match is None:
        raise Fault(VALUE)
    year, month, day, us_month, us_day, us_year = match.groups()
    years = int(year or us_year)
    if years < 100:
        years += 2000 if years < 30 else 1900
    try:
        found = date(years, int(month or us_month), int(day or us_day))
    except ValueError as wrong:
        raise Fault(VALUE) from wrong
    return float((found - date(1899, 12, 30)).days)


def _time(text: str) -> float:
    match = _TIME.fullmatch(text)
    if match is None:
        raise Fault(VALUE)
    hour, minute, second, half = match.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise Fault(VALUE)
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    return (hours * 3600 + int(minute) * 60 + float(second or 0)) / 86400
