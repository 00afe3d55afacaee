"""The rates at which a row of flows is worth nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Matrix, Vector

NEAREST_TO = 0.1
"""Of several rates the one nearest to this is the answer: Excel's first guess."""

_GRID = np.unique(np.round(np.concatenate([np.linspace(-14, 14, 225), np.linspace(-0.7, 0.9, 161)]), 3))
"""The search in log(1+rate): from a loss of all but a millionth to a million times a period; closely around what rates
of return are, where two may lie side by side."""
_GOLDEN = (5**0.5 - 1) / 2
_ROWS_AT_ONCE = 2000
_MOST_STEPS = 100
_CLOSE = 2e-16
_ROUNDING = 1e-12
"""A worth below this, of flows up to 1, is none."""


def rates_of_return(flows: Matrix, times: Matrix) -> Vector:
    """The internal rate of return of each row; NaN where there is none.

    Args:
        flows: a row of flows per client, with at least one above and one below 0.
        times: when each flow arrives, in periods, the same shape.
    """
    scaled = flows / np.abs(flows).max(axis=1, keepdims=True)
    # Time counts from the first flow to the last that are not 0, so that neither end fades to nothing.
    first = np.where(flows == 0, np.inf, times).min(axis=1, keepdims=True)
    last = np.where(flows == 0, -np.inf, times).max(axis=1, keepdims=True)
    times = np.clip(times, first, last) - first
    found = np.full(len(flows), np.nan)
    once = _changes_sign_once(scaled, times)
    found[once] = _only_root(scaled[once], times[once])
    several = np.flatnonzero(~once)
    for start in range(0, len(several), _ROWS_AT_ONCE):
        rows = several[start : start + _ROWS_AT_ONCE]
        found[rows] = _nearest_root(scaled[rows], times[rows])
    return np.asarray(np.expm1(found))


def _worth(logarithm: Vector, flows: Matrix, times: Matrix) -> Vector:
    """Present value at each log(1+rate), or future value where the rate is negative: same sign, never too large."""
    logarithm = logarithm[:, None]
    last = times.max(axis=1, keepdims=True)
    exponent = np.where(logarithm < 0, logarithm * (last - times), -logarithm * times)
    return (flows * np.exp(exponent)).sum(axis=1)  # type: ignore[no-any-return]


def _changes_sign_once(flows: Matrix, times: Matrix) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where Descartes' rule leaves exactly one rate."""
    ordered = np.take_along_axis(flows, np.argsort(times, axis=1, kind="stable"), axis=1)
    distinct = (np.diff(np.sort(times, axis=1), axis=1) > 0).all(axis=1)
    signs = np.sign(ordered)
    changes = np.zeros(len(flows), dtype=int)
    last = np.zeros(len(flows))
    for column in signs.T:
        changes += (column * last) < 0
        last = np.where(column != 0, column, last)
    return np.asarray((changes == 1) & distinct)


def _only_root(flows: Matrix, times: Matrix) -> Vector:
    """log(1+rate) where there is one sign change: the worth has one sign on either side of the root."""
    low, high = np.full(len(flows), _GRID[0]), np.full(len(flows), _GRID[-1])
    sign_low = np.sign(_worth(low, flows, times))
    rows = sign_low * np.sign(_worth(high, flows, times)) < 0
    found = np.full(len(flows), np.nan)
    found[rows] = _root_between(low[rows], high[rows], sign_low[rows], flows[rows], times[rows])
    return found


def _root_between(low: Vector, high: Vector, sign_low: Vector, flows: Matrix, times: Matrix) -> Vector:
    """The root between each low and high, where the worth has opposite signs: Newton's steps, halving where they stray.

    The sign at low is given, as it was found: where the root lies at low, the worth is rounding, and another sum of
    it may have the other sign. Rows that have arrived are left out of the next round.
    """
    found = (low + high) / 2
    at, last_step = found.copy(), high - low
    rows = np.arange(len(flows))
    for _ in range(_MOST_STEPS):
        value, slope = _worth_and_slope(at, flows, times)
        before = np.sign(value) == sign_low
        low, high = np.where(before, at, low), np.where(before, high, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = -value / slope
        there = at + step
        good = (low <= there) & (there <= high) & (np.abs(step) <= np.abs(last_step) / 2)
        there = np.where(good, there, (low + high) / 2)
        found[rows] = there
        going = np.abs(there - at) > _CLOSE * np.maximum(np.abs(at), 1)
        if not going.any():
            break
        rows, at, last_step, low, high = rows[going], there[going], (there - at)[going], low[going], high[going]
        sign_low, flows, times = sign_low[going], flows[going], times[going]
    return found


def _worth_and_slope(logarithm: Vector, flows: Matrix, times: Matrix) -> tuple[Vector, Vector]:
    """The worth as `_worth` scales it, and how it changes with log(1+rate)."""
    logarithm = logarithm[:, None]
    ahead = np.where(logarithm < 0, times.max(axis=1, keepdims=True) - times, -times)
    parts = flows * np.exp(logarithm * ahead)
    return parts.sum(axis=1), (parts * ahead).sum(axis=1)


def _worth_on_grid(flows: Matrix, times: Matrix) -> Matrix:
    """The worth of each row at each point of the grid: at once for rows whose flows arrive at the same times."""
    values = np.empty((len(flows), len(_GRID)))
    if (times == times[0]).all():
        patterns, pattern_of = times[:1], np.zeros(len(times), dtype=np.intp)
    else:
        patterns, pattern_of = np.unique(times, axis=0, return_inverse=True)
    order = np.argsort(pattern_of, kind="stable")
    ends = np.cumsum(np.bincount(pattern_of))
    for pattern, rows in zip(patterns, np.split(order, ends[:-1]), strict=True):
        ahead = np.where(_GRID < 0, pattern.max() - pattern[:, None], -pattern[:, None])
        values[rows] = flows[rows] @ np.exp(_GRID * ahead)
    return values


def _nearest_root(flows: Matrix, times: Matrix) -> Vector:
    """log(1+rate) of the root nearest 10%, found on a grid; a touch without a crossing is a root too. NaN for none."""
    values = _worth_on_grid(flows, times)
    signs = np.sign(values)
    on_grid, at = np.nonzero(signs == 0)
    crossing, left = np.nonzero(signs[:, :-1] * signs[:, 1:] < 0)
    sign_left = signs[crossing, left]
    crossed = _root_between(_GRID[left], _GRID[left + 1], sign_left, flows[crossing], times[crossing])
    beside, close = _side_by_side(values, flows, times)

    clients = np.concatenate([on_grid, crossing, beside])
    roots = np.concatenate([_GRID[at], crossed, close])
    nearest = np.lexsort((np.abs(np.expm1(roots) - NEAREST_TO), clients))
    found = np.full(len(flows), np.nan)
    with_root, first = np.unique(clients[nearest], return_index=True)
    found[with_root] = roots[nearest][first]
    return found


def _side_by_side(values: Matrix, flows: Matrix, times: Matrix) -> tuple[NDArray[np.intp], Vector]:
    """Rows and roots where the worth comes down to 0 between places of the same sign: it touches, or crosses twice.

    The lowest place is found by the golden section.
    """
    size, signs = np.abs(values), np.sign(values)
    # Lower than its left neighbour: where only the first flow still counts, the worth is flat, and no dip.
    dips = (size[:, 1:-1] < size[:, :-2]) & (size[:, 1:-1] <= size[:, 2:]) & (signs[:, :-2] * signs[:, 2:] > 0)
    rows, left = np.nonzero(dips & (signs[:, :-2] * signs[:, 1:-1] >= 0))
    side, high_at_ends = signs[rows, left], np.maximum(size[rows, left], size[rows, left + 2])
    flows, times = flows[rows], times[rows]
    low, high = _GRID[left], _GRID[left + 2]
    for step in range(70):
        lower, upper = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        at_lower, at_upper = side * _worth(lower, flows, times), side * _worth(upper, flows, times)
        falls = at_lower > at_upper
        low, high = np.where(falls, lower, low), np.where(falls, high, upper)
        if step == 8:
            # Where it is to touch, it falls with the square of the distance at least: by now to some 1/2,000.
            deep = np.minimum(at_lower, at_upper) <= high_at_ends / 20
            rows, left, side, low, high = rows[deep], left[deep], side[deep], low[deep], high[deep]
            flows, times = flows[deep], times[deep]
    found = (low + high) / 2
    depth = side * _worth(found, flows, times)
    touches, twice = np.abs(depth) < _ROUNDING, depth <= -_ROUNDING
    before, behind = _GRID[left[twice]], _GRID[left[twice] + 2]
    found_twice, side, flows, times = found[twice], side[twice], flows[twice], times[twice]
    first = _root_between(before, found_twice, side, flows, times)
    second = _root_between(found_twice, behind, -side, flows, times)
    return np.concatenate([rows[touches], rows[twice], rows[twice]]), np.concatenate([found[touches], first, second])
