"""Maximum likelihood for all models here: Newton's method on the logarithms of the parameters, from several starts.

The derivatives are analytic, the second ones differences of them. A maximum is believed where the gradient is gone, the
likelihood falls in every direction, noticeably, and no other start leads higher.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Matrix, Vector
from udfs.errors import NotEnough
from udfs.orders.model import SHAPE_LIMIT, Likelihood, Runaway

_MOST_STEPS = 100
_LONGEST = 1.5  # a parameter changes at most 4.5-fold in a step
_DIFFERENCE = 1e-5
_GAIN, _LAST_STEP = 1e-10, 1e-3
"""A maximum is found where no more gain in log-likelihood than this is to be expected, or all parameters are within
this share of it: two steps with the same second derivatives then lead there, to nine digits or more."""
_NEAR = 1e-6
"""The gain below which the derivatives are trusted more than differences of the likelihood, which are all rounding."""
_CLOSE = 0.1
"""How near a climb comes to a known maximum, in every parameter as a share of it, before it is taken to end there."""
_FLAT, _WEAK = 0.01, 1.0
"""Least curvatures by the logarithms of the parameters: below the first these may as well be many times as large, below
the second they are known to a factor of 3 at best."""
_LONG, _PATIENCE = 0.1, 3
"""So many steps in a row that are longer than this, and gain no more than where it is flat, lead nowhere."""
_FAR = 20.0
"""How far on, in logarithms, it is looked where such steps would lead."""
_ALIKE = 50.0
"""A shape above which clients differ by less than 15%; known so badly, it is no sign that they differ at all."""


@dataclass(frozen=True)
class Maximum:
    """Where a climb ended."""

    parameters: Vector
    log_likelihood: float
    found: bool
    runaway: str | None


def maximise(likelihood: Likelihood, starts: Sequence[Vector], runaway: Runaway, argument: str) -> Maximum:
    """The parameters with the highest likelihood.

    Args:
        likelihood: parameters to the log-likelihood and its derivatives.
        starts: parameters to start from; the two best are climbed from, and all where these two disagree.
        runaway: why parameters are beyond all bounds, or clients all the same, else None.
        argument: the argument that a refusal names.

    Raises:
        NotEnough: there is no maximum, or none that can be believed.
    """
    with np.errstate(all="ignore"):  # what is not finite is not climbed to
        values = [likelihood(start)[0] for start in starts]
        sound = [place for place, value in enumerate(values) if np.isfinite(value)]
        if not sound:
            raise NotEnough(argument, "must be of a size with which a likelihood can be computed")
        order = sorted(sound, key=lambda place: -values[place])
        climbs: list[Maximum] = []
        for place in order:
            climbs.append(_climb(likelihood, starts[place], runaway, climbs))
            if len(climbs) == 2 and _agree(climbs):
                break
    best = max(climbs, key=lambda climb: climb.log_likelihood)
    if best.runaway is not None:
        raise NotEnough(argument, best.runaway)
    if not best.found:
        raise NotEnough(argument, "must lead to a maximum of the likelihood: the search does not converge")
    return best


def _agree(climbs: Sequence[Maximum]) -> bool:
    """Whether climbs ended on one top, or on one slope that leads out of all bounds: others would end there too."""
    values = [climb.log_likelihood for climb in climbs]
    apart = max(values) - min(values)
    if all(climb.found for climb in climbs):
        return apart < 1e-6
    return not any(climb.found for climb in climbs) and apart < 1e-6 * abs(values[0])


def _climb(likelihood: Likelihood, start: Vector, runaway: Runaway, known: Sequence[Maximum]) -> Maximum:
    """Climb from a start until the maximum, out of bounds, or no further; or to the top of a known one."""

    def at(place: Vector) -> tuple[float, Vector]:
        parameters = np.exp(place)
        value, slopes = likelihood(parameters)
        return value, slopes * parameters

    place = np.log(start)
    value, slopes = at(place)
    in_vain = 0
    for _ in range(_MOST_STEPS):
        if (beyond := runaway(np.exp(place), SHAPE_LIMIT)) is not None:
            return Maximum(np.exp(place), value, False, beyond)
        for maximum in known:
            if maximum.found and np.abs(place - np.log(maximum.parameters)).max() < _CLOSE:
                return maximum
        curvature = _curvature(at, place, slopes)
        if not np.isfinite(curvature).all():
            break
        bends, directions = np.linalg.eigh(curvature)
        along = directions.T @ slopes
        # Where the likelihood bends upwards, it is climbed as fast as if it bent downwards.
        step = directions @ (along / np.maximum(np.abs(bends), 1e-9 * np.abs(bends).max() + 1e-300))
        gain = float(slopes @ step) / 2
        if bends.max() < 0 and (gain < _GAIN or np.abs(step).max() < _LAST_STEP):
            value, slopes = at(place + step)
            # The same second derivatives once more: what is left after it is rounding.
            again = directions @ ((directions.T @ slopes) / -bends)
            parameters = np.exp(place + step + again)
            return Maximum(parameters, value, True, _undecided(parameters, -bends.max(), runaway))
        step *= min(1.0, _LONGEST / np.abs(step).max())
        near = gain < _NEAR and bends.max() < 0
        for _ in range(30):
            tried, there = at(place + step)
            if np.isfinite(tried) and np.isfinite(there).all() and (near or tried >= value):
                break
            step = step / 2
        else:
            break
        length = float(np.abs(step).max())
        in_vain = in_vain + 1 if length > _LONG and tried - value < _FLAT * length**2 / 2 else 0
        place, value, slopes = place + step, tried, there
        if in_vain == _PATIENCE:
            far = np.exp(place + step * (_FAR / length))
            return Maximum(np.exp(place), value, False, runaway(far, SHAPE_LIMIT) or _undecided(far, 0.0, runaway))
    return Maximum(np.exp(place), value, False, None)


def _undecided(parameters: Vector, curvature: float, runaway: Runaway) -> str | None:
    """Why a maximum is too flat to tell it from one out of all bounds, else None."""
    if curvature < _WEAK and (alike := runaway(parameters, _ALIKE)) is not None:
        return alike
    if curvature < _FLAT:
        return "must tell more of how clients differ or leave: parameters of any size fit as well"
    return None


def _curvature(at: Callable[[Vector], tuple[float, Vector]], place: Vector, slopes: Vector) -> Matrix:
    """Second derivatives, as differences of the first."""
    columns: list[NDArray[Any]] = []
    for index in range(len(place)):
        moved = place.copy()
        moved[index] += _DIFFERENCE
        columns.append((at(moved)[1] - slopes) / _DIFFERENCE)
    matrix = np.array(columns)
    return np.asarray((matrix + matrix.T) / 2)
