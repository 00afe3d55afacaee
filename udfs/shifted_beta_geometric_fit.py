"""Fitting the shifted-beta-geometric model, and the beta-discrete-Weibull, to how many of a cohort are still there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Matrix, Vector
from udfs.errors import NotEnough, OutOfDomain
from udfs.readers import Choice, Numbers
from udfs.shifted_beta_geometric import elapsed, log_beta_ratio
from udfs.wording import count_of
from udfs.worksheet_function import Table, worksheet_function

Survivors = Annotated[Matrix, Numbers("counts", role="series", low=0, must="must be 0 or more")]
Model = Annotated[str, Choice("model", words=("sBG", "BdW"))]

# Bounds of ln(alpha/beta), ln(alpha + beta) and ln(c): far beyond what clients are like.
_BOUNDS = ((-20.0, 20.0), (-15.0, 16.0), (-4.0, 3.0))
_TOTAL, _POWER = 1, 2
_NEAR = 0.5
_FAR = 700.0  # e^700 is near the largest float
_GAIN = 1e-7
"""By how much the log-likelihood must rise, per client lost, for clients to differ at all."""
_FLAT = 1e-9
"""Slope and curvature per client lost below this are none."""
_BY_CHANCE = 1.353
"""Half the 90% point of chi-squared: the likelihood ratio of a boundary exceeds it in one case of twenty."""


class Periods(NamedTuple):
    """Of those there at the start of the first, second, third ... period, how many left in it and how many stayed."""

    lost: Vector
    kept: Vector


def counted(survivors: Matrix) -> Periods:
    """The periods of all cohorts together.

    Raises:
        NotEnough: a cohort has no first count or a gap; nobody left, all left at once.
        OutOfDomain: a cohort starts with nobody, or its counts rise.
    """
    counts = np.array(survivors, dtype=float, ndmin=2, copy=None)
    blank = np.isnan(counts)
    if blank[:, 0].any():
        raise NotEnough(
            "survivors", "must start with the clients who joined, the first cell is blank", rows=blank[:, 0]
        )
    if (nobody := counts[:, 0] == 0).any():
        raise OutOfDomain("survivors", "must start with at least one client", rows=nobody, given=0)
    if (gap := (blank[:, :-1] & ~blank[:, 1:]).any(axis=1)).any():
        raise NotEnough("survivors", "must have no blank before a count", rows=gap)
    changes = np.nan_to_num(np.diff(counts, axis=1))
    if (rises := (changes > 0).any(axis=1)).any():
        after = counts[np.arange(len(counts)), np.argmax(changes > 0, axis=1) + 1]
        raise OutOfDomain("survivors", "must never rise", rows=rises, given=after)
    lost, kept = -changes.sum(axis=0) + 0.0, np.nansum(counts[:, 1:], axis=0)
    if not lost.any():
        raise NotEnough("survivors", "must show that somebody left: there is no rate to fit yet")
    if kept[int(np.argmax(lost > 0)) :].sum() == 0:
        raise NotEnough("survivors", "must show somebody who stayed longer: all left at once")
    observed = lost + kept > 0
    return Periods(lost[observed], kept[observed])


def log_likelihood(parameters: Vector, periods: Periods) -> tuple[float, Vector]:
    """The log-likelihood of alpha, beta and c, without the multinomial constant, and its gradient.

    Who is there at the start of period t stays with the chance r = S(t)/S(t-1), so it is the sum of kept·ln r +
    lost·ln(1-r); ln r comes without a difference of large logarithms.
    """
    from scipy.special import digamma  # here, since it would double the time to load the functions

    alpha, beta, c = parameters
    number = np.arange(len(periods.lost) + 1.0)
    time = elapsed(number, c)
    total = alpha + beta + time
    stay = log_beta_ratio(alpha, beta + time[:-1], np.diff(time))
    value = float(periods.kept @ stay + periods.lost @ np.log(-np.expm1(stay)))
    slope = periods.kept - periods.lost / np.expm1(np.minimum(-stay, _FAR))
    by_time = digamma(beta + time) - digamma(total)
    log_number = np.log(np.maximum(number, 1.0))
    return value, np.array(
        (
            slope @ -np.diff(digamma(total)),
            slope @ np.diff(by_time),
            slope @ np.diff(by_time * time * log_number),
        )
    )


class Fit(NamedTuple):
    """The parameters of the greatest likelihood, and with one common rate (and c) for all the likelihood itself."""

    alpha: float
    beta: float
    c: float
    log_likelihood: float
    with_one_rate: float


def fit(periods: Periods, model: str) -> Fit:
    """The parameters under which the counts are likeliest.

    Searched from several starts over the logarithms of odds, total and power, which hardly depend on each other; then
    by Newton's method, until the slope is none and the curvature says that it is a summit.

    Raises:
        NotEnough: too few periods, no summit, or one so far out that it is none.
    """
    needed = 2 if model == "sBG" else 3
    if len(periods.lost) < needed:
        raise NotEnough("survivors", f"must cover at least {needed} periods for {model}", given=len(periods.lost))
    losses = float(periods.lost.sum())
    scaled = Periods(periods.lost / losses, periods.kept / losses)
    free = 2 if model == "sBG" else 3
    odds = -np.log(scaled.kept.sum())
    powers = (0.0,) if model == "sBG" else (0.0, -0.7, 0.7)
    starts = [np.array((odds, total, power)) for total in (0.0, 3.0) for power in powers]
    top = _highest([_climbed(start, scaled, free, _BOUNDS[_TOTAL]) for start in starts])
    limit = _BOUNDS[_TOTAL][1]
    same = _highest([_climbed(start, scaled, free, (limit, limit)) for start in (top[1], starts[-1])])
    one_rate = same[0]
    place = _polished(top[1], scaled, free)
    value, slope = _scaled_likelihood(place, scaled, free)
    _refuse_runaway(value - one_rate, place, model, scaled)
    curvature = np.linalg.eigvalsh(-_hessian(place, scaled, free))
    if np.abs(slope).max() > 1e3 * _FLAT or curvature[0] < _FLAT:
        raise NotEnough("survivors", f"must determine the parameters of {model}: no likeliest ones were found")
    alpha, beta, c = _parameters(place)
    return Fit(alpha, beta, c, value * losses, one_rate * losses)


def _refuse_runaway(gain: float, place: Vector, model: str, periods: Periods) -> None:
    """Refuse a summit that lies at infinity."""
    if gain < _GAIN:
        rate = f"{periods.lost.sum() / (periods.lost.sum() + periods.kept.sum()):.1%} leave each period"
        same = f"one common rate fits ({rate})" if model == "sBG" else "one common rate and c fit"
        raise NotEnough("survivors", f"must show that clients differ: {same}, alpha and beta run away to infinity")
    if place[_TOTAL] < _BOUNDS[_TOTAL][0] + _NEAR:
        raise NotEnough(
            "survivors", "must show losses later too: some leave at once and the others never, alpha and beta run to 0"
        )
    if model == "BdW" and not _BOUNDS[_POWER][0] + _NEAR < place[_POWER] < _BOUNDS[_POWER][1] - _NEAR:
        raise NotEnough("survivors", "must determine the parameters of BdW: c runs away, use sBG")


def _parameters(place: Vector) -> tuple[float, float, float]:
    """Alpha, beta and c at a place of the search."""
    share = 1 / (1 + np.exp(-place[0]))
    total = np.exp(place[_TOTAL])
    return float(total * share), float(total / (1 + np.exp(place[0]))), float(np.exp(place[_POWER]))


def _scaled_likelihood(place: Vector, periods: Periods, free: int) -> tuple[float, Vector]:
    """Log-likelihood and its slope, over the logarithms of odds, total and power."""
    alpha, beta, c = _parameters(place)
    value, (by_alpha, by_beta, by_c) = log_likelihood(np.array((alpha, beta, c)), periods)
    odds = (by_alpha - by_beta) * alpha * beta / (alpha + beta)
    return value, np.array((odds, by_alpha * alpha + by_beta * beta, by_c * c))[:free]


def _climbed(start: Vector, periods: Periods, free: int, total: tuple[float, float]) -> tuple[float, Vector]:
    """The summit that a search from a start reaches, with the total within bounds."""
    from scipy.optimize import minimize

    def downhill(part: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = _scaled_likelihood(np.concatenate((part, start[free:])), periods, free)
        return -value, -slope

    bounds = (_BOUNDS[0], total, _BOUNDS[_POWER])[:free]
    begin = np.clip(start[:free], *np.transpose(bounds))
    found = minimize(downhill, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-11, "gtol": 1e-8})
    return -float(found.fun), np.concatenate((found.x, start[free:]))


def _highest(summits: list[tuple[float, Vector]]) -> tuple[float, Vector]:
    return max(summits, key=lambda summit: summit[0])


def _hessian(place: Vector, periods: Periods, free: int, step: float = 1e-4) -> Matrix:
    """The curvature of the log-likelihood, from its exact slope."""
    columns = []
    for axis in range(free):
        shift = np.zeros(len(place))
        shift[axis] = step
        ahead = _scaled_likelihood(place + shift, periods, free)[1]
        behind = _scaled_likelihood(place - shift, periods, free)[1]
        columns.append((ahead - behind) / (2 * step))
    curvature = np.array(columns)
    return np.asarray((curvature + curvature.T) / 2)


def _polished(place: Vector, periods: Periods, free: int) -> Vector:
    """Newton's last steps, as long as they make the slope less."""
    slope = _scaled_likelihood(place, periods, free)[1]
    for _ in range(20):
        curvature = _hessian(place, periods, free)
        if np.linalg.eigvalsh(curvature)[-1] >= -_FLAT:
            break
        better = place.copy()
        better[:free] -= np.linalg.solve(curvature, slope)
        if np.abs(better - place).max() > 1:
            break
        remaining = _scaled_likelihood(better, periods, free)[1]
        if np.abs(remaining).max() >= np.abs(slope).max():
            break
        place, slope = better, remaining
    return place


def _what_was_counted(survivors: Matrix, model: str = "sBG") -> Iterator[tuple[int | None, str]]:
    counts = np.array(survivors, dtype=float, ndmin=2, copy=None)
    periods = counted(survivors)
    clients, losses = float(counts[:, 0].sum()), float(periods.lost.sum())
    listed = (len(counts), "cohort"), (clients, "client"), (len(periods.lost), "period"), (losses, "loss", "losses")
    yield None, ", ".join(count_of(*one) for one in listed)
    found = fit(periods, model)
    gain = found.log_likelihood - found.with_one_rate
    yield None, f"with one rate for all clients the log-likelihood would be {found.with_one_rate:.4f}, {gain:.4f} less"
    if gain < _BY_CHANCE:
        yield None, "so small a difference may well be chance: these clients may not differ at all"


@worksheet_function(
    "REL_SBG_FIT",
    "table",
    example=(
        ([[1000, 600, 450]],),
        [
            ["what", "value"],
            ["alpha", 2 / 3],
            ["beta", 1.0],
            ["c", 1.0],
            ["log-likelihood", -1010.4127537805414],
        ],
    ),
    because=_what_was_counted,
)
def sbg_fit(survivors: Survivors, model: Model = "sBG") -> Table:
    """Parameters of the shifted-beta-geometric model from how many clients of a cohort were still there after each
    period: how much clients differ in how readily they leave.

    The retention rate of a cohort rises from period to period because those readier to leave have left: one rate for
    all, or a curve drawn through the points, underrates those who remain. The model tells what to expect of the
    periods to come: `REL_SBG_SURVIVAL`, `REL_SBG_RETENTION` and `REL_SBG_VALUE` take its parameters. It is assumed that
    a client can leave only at the end of a period, as a contract does, that each has a chance of leaving that stays the
    same, and that these chances are spread as a beta distribution. "BdW" lets each client's chance change with time by
    a third parameter: above 1 it rises, so that retention may first dip.

    Several cohorts are fitted together, as one kind of client. A few dozen clients determine the parameters only
    roughly: `REL_EXPLAIN` says by how much the model beats one rate for all, and whether that may be chance. Counts
    need not be whole: shares of 100 give the same parameters, but the log-likelihood is for counts.

    Args:
        survivors: clients there after 0, 1, 2 ... periods, one row per joining cohort (one cohort may stand in a
            column); blank where not yet observed. `REL_COHORTS` with "count" gives such rows: take them from the column
            of clients on, without the last row.
        model: "sBG" (shifted-beta-geometric, c is 1) or "BdW" (beta-discrete-Weibull).

    Returns:
        Four rows of a label and a figure: alpha, beta, c, and the log-likelihood without the multinomial constant.
        alpha/(alpha+beta) is the share lost in the first period; the smaller alpha+beta, the more clients differ.

    Raises:
        OutOfDomain: counts rise, or start with nobody.
        NotEnough: nobody left, or all at once; under two periods (three for "BdW"); clients who do not differ, so that
            one common rate fits and the parameters run away to infinity; a first count or one in between is blank.

    Equation:
        sum over t of lost_t · ln(S(t-1) - S(t)) + those there at the end · ln S(end), with
        S(t) = B(alpha, beta + t^c) / B(alpha, beta)

    Source:
        Fader & Hardie 2007, "How to project customer retention", Table 1 and appendix; Fader, Hardie, Liu, Davin &
        Steenburgh 2018, "'How to project customer retention' revisited".
    """
    found = fit(counted(survivors), model)
    rows = (
        ("alpha", found.alpha),
        ("beta", found.beta),
        ("c", found.c),
        ("log-likelihood", found.log_likelihood),
    )
    return Table(("what", "value"), rows)
