"""The rates at which a row of flows is worth nothing."""

from __future__ import annotations

import numpy as np

from udfs.arguments import Matrix, Vector

NEAREST_TO = 0.1
"""Of several rates the one nearest to this is the answer: Excel's first guess."""

_LOWEST, _HIGHEST = -14.0, 14.0
"""The search in log(1+rate): from a loss of all but a millionth to a million times a period."""
_STEPS = 2001


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
    for row in np.flatnonzero(~once):
        found[row] = _nearest_root(scaled[row], times[row])
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
    """log(1+rate) by bisection, all rows at once: one sign change, so the worth has one sign on either side."""
    low, high = np.full(len(flows), _LOWEST), np.full(len(flows), _HIGHEST)
    sign_low, sign_high = np.sign(_worth(low, flows, times)), np.sign(_worth(high, flows, times))
    for _ in range(80):
        middle = (low + high) / 2
        sign = np.sign(_worth(middle, flows, times))
        low = np.where((sign == sign_low) | (sign == 0), middle, low)
        high = np.where((sign == sign_low) & (sign != 0), high, middle)
        if not (high - low).any():
            break
    middle = (low + high) / 2
    return np.where(sign_low * sign_high < 0, middle, np.nan)


def _nearest_root(flows: Vector, times: Vector) -> float:
    """log(1+rate) of the root nearest 10%, found on a fine grid: a touch without a crossing is a root too."""
    from scipy.optimize import brentq, minimize_scalar

    def worth(logarithm: float) -> float:
        return float(_worth(np.array([logarithm]), flows[None, :], times[None, :])[0])

    grid = np.linspace(_LOWEST, _HIGHEST, _STEPS)
    values = _worth(grid, np.broadcast_to(flows, (_STEPS, len(flows))), np.broadcast_to(times, (_STEPS, len(times))))
    roots = grid[values == 0].tolist()
    for step in np.flatnonzero(values[:-1] * values[1:] < 0):
        roots.append(brentq(worth, grid[step], grid[step + 1], xtol=1e-15, rtol=1e-14))
    size = np.abs(values)
    # Lower than its left neighbour: where only the first flow still counts, the worth is flat, and no dip.
    dips = (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:]) & (values[:-2] * values[2:] > 0)
    for step in np.flatnonzero(dips) + 1:
        touch = minimize_scalar(
            lambda x: abs(worth(x)), bounds=(grid[step - 1], grid[step + 1]), method="bounded", options={"xatol": 1e-12}
        )
        if touch.fun < 1e-12:
            roots.append(float(touch.x))
    return min(roots, key=lambda root: abs(np.expm1(root) - NEAREST_TO), default=float("nan"))
