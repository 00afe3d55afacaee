"""Rounding to multiples, and common divisors and multiples."""

from __future__ import annotations

import math
from typing import Any

from addin.headless.functions.cells import DIVISION, NUMBER, Fault, number, numbers


def _quotient(value: float, step: float) -> float:
    """How many steps a value is, a whole number where it is one but for the last digits of a double."""
    quotient = value / step
    nearest = round(quotient)
    return float(nearest) if math.isclose(quotient, nearest, rel_tol=1e-15, abs_tol=0) else quotient


def ceiling(value: Any, step: Any) -> float:
    """CEILING: away from zero, negative numbers with a positive step towards it."""
    given, by = number(value), number(step)
    if given == 0 or by == 0:
        return 0.0
    if given > 0 > by:
        raise Fault(NUMBER)
    return math.ceil(_quotient(given, by)) * by


def floor(value: Any, step: Any) -> float:
    """FLOOR: towards zero, negative numbers with a positive step away from it."""
    given, by = number(value), number(step)
    if given == 0:
        return 0.0
    if by == 0:
        raise Fault(DIVISION)
    if given > 0 > by:
        raise Fault(NUMBER)
    return math.floor(_quotient(given, by)) * by


def ceiling_up(value: Any, step: Any = 1.0, mode: Any = 0.0) -> float:
    """CEILING.MATH: up; with a mode negative numbers down."""
    given, by = number(value), abs(number(step, 1.0))
    if given == 0 or by == 0:
        return 0.0
    down = given < 0 and number(mode, 0.0) != 0
    return (math.floor if down else math.ceil)(_quotient(given, by)) * by


def floor_down(value: Any, step: Any = 1.0, mode: Any = 0.0) -> float:
    """FLOOR.MATH: down; with a mode negative numbers up."""
    given, by = number(value), abs(number(step, 1.0))
    if given == 0 or by == 0:
        return 0.0
    up = given < 0 and number(mode, 0.0) != 0
    return (math.ceil if up else math.floor)(_quotient(given, by)) * by


def ceiling_precise(value: Any, step: Any = 1.0) -> float:
    """CEILING.PRECISE and ISO.CEILING."""
    return ceiling_up(value, step)


def floor_precise(value: Any, step: Any = 1.0) -> float:
    """FLOOR.PRECISE."""
    return floor_down(value, step)


_LARGEST = 2.0**53


def _wholes(arguments: tuple[Any, ...]) -> list[int]:
    found = numbers(tuple(argument for argument in arguments if argument is not None))
    if any(not 0 <= value < _LARGEST for value in found):
        raise Fault(NUMBER)
    return [int(value) for value in found]


def greatest_common_divisor(*arguments: Any) -> int:
    """GCD."""
    return math.gcd(*_wholes(arguments))


def least_common_multiple(*arguments: Any) -> int:
    """LCM."""
    found = math.lcm(*_wholes(arguments)) if arguments else 0
    if found >= _LARGEST:
        raise Fault(NUMBER)
    return found
