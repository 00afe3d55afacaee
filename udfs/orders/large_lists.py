"""Large lists of clients: the same answers, in less time and memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np

from udfs.arguments import Vector

_DIGITS = 34.0  # exp(-34) is 2e-15
_PLACES = 16
_BLOCK = 8_192  # stays in the processor's cache


def in_blocks(function: Callable[..., Vector], *columns: Vector) -> Vector:
    """A function of each row alone, asked for so many rows at a time that what it works with stays near at hand."""
    count = len(columns[0])
    if count <= _BLOCK:
        return function(*columns)
    answers = np.empty(count)
    for start in range(0, count, _BLOCK):
        block = slice(start, start + _BLOCK)
        answers[block] = function(*(column[block] for column in columns))
    return answers


def interpolated(function: Callable[[Vector], Vector], points: Vector) -> Vector:
    """A smooth function at many points, to 13 digits or so of its largest value, by Chebyshev polynomials.

    The function must be analytic and bounded within a distance of pi/2 from the real line: this alone says how many
    points are enough, by the width of the range. Few points are asked one by one.
    """
    low, high = points.min(), points.max()
    half = (high - low) / 2
    if not np.isfinite(half) or half <= 1e-9:
        return function(points)
    reach = np.pi / 2 / half
    count = int(_DIGITS / np.arcsinh(reach)) + 4
    if len(points) <= 2 * count:
        return function(points)
    angles = np.pi * (np.arange(count) + 0.5) / count
    values = function((low + high) / 2 + half * np.cos(angles))
    coefficients = 2 / count * np.cos(np.outer(np.arange(count), angles)) @ values
    coefficients[0] /= 2
    return in_blocks(lambda block: _clenshaw(coefficients, (block - low) / half - 1), points)


def _clenshaw(coefficients: Vector, at: Vector) -> Vector:
    """The sum of Chebyshev polynomials, from the last to the first, without new arrays on the way."""
    twice = 2 * at
    now, before, spare = np.zeros_like(at), np.zeros_like(at), np.empty_like(at)
    for coefficient in coefficients[:0:-1].tolist():
        np.multiply(twice, now, out=spare)
        spare -= before
        spare += coefficient
        now, before, spare = spare, now, before
    return np.asarray(coefficients[0] + at * now - before)


def by_frequency(frequency: Vector, function: Callable[[float, Vector], Vector], *columns: Vector) -> Vector:
    """Ask a function once for each distinct frequency, with the rows of it.

    The function receives the frequency and the rows of each column; frequencies are few where clients are many.
    """
    if frequency.min() == frequency.max():
        return function(float(frequency[0]), *columns)
    small = frequency.max() < 65_536
    order = np.argsort(frequency.astype(np.uint16) if small else frequency, kind="stable")
    ordered = frequency[order]
    bounds = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(order)]
    answers = np.empty(len(order))
    for start, end in pairwise(bounds):
        rows = order[start:end]
        answers[rows] = function(float(ordered[start]), *(column[rows] for column in columns))
    return answers


def summing_rule(first: int, last: int, longest: float) -> tuple[Vector, Vector]:
    """Times and weights by which a smooth function adds up over the whole numbers from `first` to `last`.

    A block of numbers, from one to just below its double, is replaced by Gauss's places for so many equal steps: they
    add up exactly what is a polynomial there, up to degree 31. So the function may have its trouble at 0, and change
    by a power of e within `longest`, which no block exceeds.
    """
    times, weights = [np.empty(0)], [np.empty(0)]
    while first <= last:
        size = int(min(last - first + 1, max(min(first, longest), _PLACES)))
        places, shares = _gauss(size)
        times.append(first + places)
        weights.append(shares)
        first += size
    return np.concatenate(times), np.concatenate(weights)


@lru_cache(maxsize=4_096)
def _gauss(steps: int) -> tuple[Vector, Vector]:
    """Gauss's places among 0 to steps - 1, and their weights, from the discrete Chebyshev polynomials."""
    degree = np.arange(1, min(steps, _PLACES))
    beside = np.sqrt(degree**2 / 4 * (float(steps) ** 2 - degree**2) / (4 * degree**2 - 1))
    places, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return places + (steps - 1) / 2, steps * vectors[0] ** 2
