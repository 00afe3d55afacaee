"""Errors in cells as Calc holds them: a number that is none, with the number of the error in its lower half."""

from __future__ import annotations

import math
import struct

_NUMBERS = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 0x7FFF,
}
_CODES = {number: code for code, number in _NUMBERS.items()}


def number_of(code: str) -> float:
    """The number by which a cell shows an error; what Calc has no error for is ``#VALUE!``."""
    error = _NUMBERS.get(code, _NUMBERS["#VALUE!"])
    return float(struct.unpack("<d", struct.pack("<II", error, 0x7FF80000))[0])


def code_in(number: float) -> str | None:
    """The error that a number stands for, or None where it is a number."""
    if not math.isnan(number):
        return None
    return code_of(struct.unpack("<II", struct.pack("<d", number))[0])


def code_of(error: int) -> str:
    """The code of an error by Calc's number; its own errors, such as Err:502, are ``#VALUE!``."""
    return _CODES.get(error, "#VALUE!")
