"""Clients who differ in how readily they leave: survival, retention and value under the shifted-beta-geometric model,
and under its extension in which readiness changes with time, the beta-discrete-Weibull."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Number, PerClient, Periods, Rate, Vector
from udfs.errors import OutOfDomain
from udfs.readers import Numbers
from udfs.value.lifetime import First
from udfs.value.present_value import OFFSET, Timing
from udfs.worksheet_function import Column, worksheet_function

Positive = Annotated[PerClient, Numbers("parameter", low=0, open_bounds=True, must="must be above 0")]
PeriodNumber = Annotated[
    PerClient, Numbers("period number", low=1, whole=True, must="must be a whole number, 1 or more")
]

# Bernoulli numbers over k(k-1): the tail of Stirling's series for ln Γ, below 1e-15 from 10 on.
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
_SHIFT = 10
_MANY = 1000
_LARGEST = 1e300
_TERMS = 128
_NODES = 100
_ENOUGH = 40.0  # e^-40 of a sum is below its rounding
_AT_ONCE = 4096


def log_beta_ratio(alpha: Any, beta: Any, more: Any) -> Vector:
    """ln(B(alpha, beta + more) / B(alpha, beta)), exact to rounding for parameters of any size.

    The difference of two logarithms of B loses every digit where the parameters are large, which is where clients
    hardly differ. The ratio is one of rising factorials, Γ(b+u)/Γ(b) over Γ(b+v+u)/Γ(b+v), and the same with `alpha`
    and `more` changed over; with the smaller as u nothing large is left to cancel.
    """
    alpha, beta, more = (np.asarray(part, dtype=float) for part in (alpha, beta, more))
    small, large = np.minimum(alpha, more), np.maximum(alpha, more)
    total = beta + large
    ratio = -small * np.log1p(large / (beta + _SHIFT))
    ratio = ratio + _beyond_power(beta + _SHIFT, small) - _beyond_power(total + _SHIFT, small)
    together = _SHIFT if ratio.size < _MANY else 1  # all steps at once where the cost is that of calling numpy
    for first in range(0, _SHIFT, together):
        step = np.arange(first, first + together).reshape(-1, *(1,) * ratio.ndim)
        ratio = ratio + (np.log1p(small / (total + step)) - np.log1p(small / (beta + step))).sum(axis=0)
    return np.asarray(ratio)


def _beyond_power(start: NDArray[np.float64], more: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(Γ(start + more) / Γ(start)) - more·ln(start), for `start` of at least 10."""
    reached = start + more
    excess = (reached - 0.5) * np.log1p(more / start) - more
    return np.asarray(excess + _stirling(reached) - _stirling(start))


def _stirling(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """What ln Γ has beyond Stirling's formula."""
    inverse = 1 / at
    return np.asarray(np.polynomial.polynomial.polyval(inverse * inverse, _STIRLING) * inverse)


def elapsed(periods: Any, c: Any) -> Vector:
    """Time as the model counts it, t^c."""
    with np.errstate(over="ignore"):
        return np.asarray(np.minimum(np.asarray(periods, dtype=float) ** np.asarray(c, dtype=float), _LARGEST))


@worksheet_function("REL_SBG_SURVIVAL", "row", example=((0.704077, 1.182043, 7), 0.23902373748295103))
def sbg_survival(alpha: Positive, beta: Positive, periods: Periods, c: Positive = 1.0) -> Column:
    """Share of the clients of a cohort who are still there after so many periods, projected beyond what was observed.

    Each client leaves at the end of a period with a chance of its own, the same in every period; over all clients these
    chances are spread as a beta distribution. So those who stay are more and more the loyal ones, and the retention
    rate of the cohort rises though nobody changes. With `c` other than 1 clients change too: above 1 each is readier to
    leave the longer it stays, below 1 less. Parameters come from `REL_SBG_FIT`, and are for periods of the length of
    its own, say years.

    Args:
        alpha: the first parameter of the fit.
        beta: the second; alpha/(alpha+beta) is the share lost in the first period.
        periods: periods since joining, a whole number; 0 is the day of joining.
        c: the third parameter of "BdW"; 1 is "sBG".

    Returns:
        A fraction.

    Equation:
        S(t) = B(alpha, beta + t^c) / B(alpha, beta)

    Source:
        Fader & Hardie 2007, Journal of Interactive Marketing 21, equation 6; Fader, Hardie, Liu, Davin & Steenburgh
        2018, Journal of Interactive Marketing 43, equation 5.
    """
    return np.asarray(np.exp(log_beta_ratio(alpha, beta, elapsed(periods, c))))


@worksheet_function("REL_SBG_RETENTION", "row", example=((0.668, 3.806, 1), 3.806 / 4.474))
def sbg_retention(alpha: Positive, beta: Positive, period_number: PeriodNumber, c: Positive = 1.0) -> Column:
    """Retention rate of a cohort in its first, second, third ... period: of those there at its start, the share who
    stay.

    With c = 1 it rises from period to period, since those readier to leave have left. Per period, of the length for
    which the parameters were fitted; see `REL_SBG_SURVIVAL` for the model.

    Args:
        alpha: the first parameter of `REL_SBG_FIT`.
        beta: the second.
        period_number: which period, a whole number from 1 on.
        c: the third parameter of "BdW"; 1 is "sBG".

    Returns:
        A fraction.

    Equation:
        r(t) = S(t) / S(t-1); with c = 1 it is (beta + t - 1) / (alpha + beta + t - 1)

    Source:
        Fader & Hardie 2007, equation 7; 2018 for c.
    """
    before, after = elapsed(np.asarray(period_number, dtype=float) - 1, c), elapsed(period_number, c)
    return np.asarray(np.exp(log_beta_ratio(alpha, np.asarray(beta, dtype=float) + before, after - before)))


@worksheet_function("REL_SBG_VALUE", "row", example=((1, 3.8, 15.2, 0.1), 3.309818421025362))
def sbg_value(
    margin: Number,
    alpha: Positive,
    beta: Positive,
    rate: Rate,
    renewals: Periods = 0.0,
    timing: Timing = "start",
    first: First = "at risk",
    c: Positive = 1.0,
) -> Column:
    """What a client is still worth who has renewed so many times, where clients differ in how readily they leave.

    A single retention rate undervalues old clients, and the base as a whole: who has renewed often is likely to be one
    of the loyal. The defaults value a client just before the next renewal is due, whose payment comes at once if the
    client renews; with a margin of 1 that is Fader & Hardie's discounted expected residual lifetime (n = renewals + 1).
    "certain" with renewals 0 is a new client, the first margin included. Margin, rate and parameters are for the same
    period, say a year.

    Args:
        margin: margin per period, in the currency of the sheet.
        alpha: the first parameter of `REL_SBG_FIT`.
        beta: the second.
        rate: discount rate per period, as a fraction, 0 or more.
        renewals: how many times the client has renewed so far, a whole number.
        timing: when a period's margin arrives: "start", "mid" or "end" of the period.
        first: "at risk" when the first margin takes the next renewal, "certain" when it is sure.
        c: the third parameter of "BdW"; 1 is "sBG".

    Returns:
        One value per client, in the currency of the margin.

    Raises:
        OutOfDomain: the value has no end: the rate is negative, or 0 with alpha·c not above 1. So loyal are the last of
            such clients that only discounting makes the sum finite.

    Equation:
        sum over k ≥ 1 of margin · s_k · (1+rate)^-(k-o), with s_k = S(renewals+k)/S(renewals) (at risk) or
        S(renewals+k-1)/S(renewals) (certain), o = 0, 1/2, 1 for end, mid, start, S as in `REL_SBG_SURVIVAL`

    Source:
        Fader & Hardie 2010, Marketing Science 29, equation 6 and Table 3.
    """
    given = [np.atleast_1d(np.asarray(part, dtype=float)) for part in (alpha, beta, rate, renewals, c)]
    shape, _, discount, _, power = np.broadcast_arrays(*given)
    endless = (discount < 0) | ((discount == 0) & (shape * power <= 1))
    if endless.any():
        raise OutOfDomain(
            "rate",
            "must be above 0, or 0 with alpha·c above 1, else the value has no end",
            rows=endless,
            given=discount,
        )
    cases, place = _different(given)
    renewing = residual_lifetime(*cases)[place]
    growth = 1 + discount
    if first == "certain":
        return np.asarray(margin * (1 + renewing) * growth ** (OFFSET[timing] - 1))
    return np.asarray(margin * renewing * growth ** OFFSET[timing])


def _different(given: list[Vector]) -> tuple[list[Vector], NDArray[np.intp]]:
    """The different cases among many clients, and each client's place among them."""
    count = max(map(len, given))
    place = np.zeros(count, dtype=np.intp)
    for part in given:
        if len(part) > 1:
            values, own = np.unique(part, return_inverse=True)
            _, place = np.unique(place * len(values) + own, return_inverse=True)
    _, first = np.unique(place, return_index=True)
    return [np.broadcast_to(part, count)[first] for part in given], place


def residual_lifetime(alpha: Vector, beta: Vector, rate: Vector, renewals: Vector, c: Vector) -> Vector:
    """Sum over k ≥ 1 of S(renewals+k)/S(renewals) · (1+rate)^-k, one per case.

    The first terms one by one, then as an integral, by the midpoint rule backwards; in the logarithm of time it is
    smooth. The closed form by Gauss's hypergeometric function holds for c = 1 alone, and computed it is not a number
    where beta is in the hundreds.
    """
    total = np.empty(len(alpha))
    nodes, weights = _gauss()
    terms = np.arange(1.0, _TERMS + 2)
    for start in range(0, len(alpha), _AT_ONCE):
        of_case = (case[start : start + _AT_ONCE, np.newaxis] for case in (alpha, beta, np.log1p(rate), renewals, c))
        case = tuple(of_case)
        chances = _kept(terms, *case)
        # The midpoint rule is off by a 24th of the slope where the integral starts.
        value = chances[:, :-1].sum(axis=1) + (chances[:, -1] - chances[:, -2]) / 24
        force, loyal = case[2], case[0] * case[4]
        halfway = _TERMS + 0.5
        discounted = force > 0
        span = np.where(discounted, np.log1p(_ENOUGH / np.where(discounted, force, 1.0) / halfway), _ENOUGH)
        ahead = halfway * np.exp(span * (nodes + 1) / 2)
        value += (_kept(ahead, *case) * ahead * weights).sum(axis=1) * span[:, 0] / 2
        # Without discounting it falls as a power of time in the end, and that has a sum.
        last = halfway * np.exp(span)
        rest = _kept(last, *case) * last / np.where(discounted, np.inf, loyal - 1)
        total[start : start + _AT_ONCE] = value + rest[:, 0]
    return total


@cache
def _gauss() -> tuple[Vector, Vector]:
    """Where and with what weight Gauss and Legendre take a function from -1 to 1; slow to find."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return np.asarray(nodes), np.asarray(weights)


def _kept(
    ahead: NDArray[np.float64], alpha: Vector, beta: Vector, force: Vector, renewals: Vector, c: Vector
) -> NDArray[np.float64]:
    """S(renewals + ahead)/S(renewals), discounted."""
    so_far = elapsed(renewals, c)
    further = elapsed(renewals + ahead, c) - so_far
    return np.asarray(np.exp(log_beta_ratio(alpha, beta + so_far, further) - force * ahead))
