"""BG/NBD and MBG/NBD: a client may leave right after an order, with a chance of its own (MBG: after the first too).

Let R = r+x, A = alpha+T, and k the number of occasions on which the client could have left: x (BG) or x+1 (MBG).
Given that it has not left, its rate is gamma(R, A), its chance to leave is p ~ beta(a, b+k), and in the next t periods
it orders E[(1 - (1 + p·t/A)^-R) / p] times. This mean, written as an integral over the distribution of p, holds where
the hypergeometric function of the papers overflows or divides by a-1 = 0.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from udfs.arguments import Matrix, Vector
from udfs.orders.large_lists import by_frequency, in_blocks, interpolated
from udfs.orders.model import SHAPE_FLOOR, SHAPE_LIMIT, Histories, Likelihood, Model

_TAIL = 40.0  # exp(-40) is nothing


class BetaGeometric(Model):
    """The BG/NBD model of Fader, Hardie and Lee (2005)."""

    name: ClassVar[str] = "BG/NBD"
    parameters: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    scales: ClassVar[frozenset[str]] = frozenset(("alpha",))
    occasions_before: ClassVar[int] = 0
    """Occasions to leave before the first repeat order."""

    def likelihood(self, histories: Histories) -> Likelihood:
        """The log-likelihood, in terms that hold for any frequency."""
        from scipy.special import digamma, expit, gammaln

        counts, of_count = np.unique(histories.frequency, return_inverse=True)
        occasions = counts + self.occasions_before
        clients = np.bincount(of_count, histories.weight)
        ages, of_age = np.unique(histories.age, return_inverse=True)
        clients_by_age = np.bincount(of_age, histories.weight)
        orders_by_age = np.bincount(of_age, histories.weight * histories.frequency)
        could_leave = histories.frequency + self.occasions_before > 0
        of_count, of_age = of_count[could_leave], of_age[could_leave]
        frequency, recency, _, weight = (column[could_leave] for column in histories)
        lasts, of_last = np.unique(recency, return_inverse=True)
        everybody = clients.sum()

        def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
            r, alpha, a, b = parameters.tolist()
            log_age, inverse_age = np.log(alpha + ages), 1 / (alpha + ages)
            silence = np.log1p(ages / alpha)
            leave = np.log(a) - np.log(b + np.maximum(occasions - 1, 0))  # never used where there was no occasion
            since = log_age[of_age] - np.log(alpha + lasts)[of_last]
            rate = r + frequency
            odds = leave[of_count] + rate * since  # of having left against being there, as a logarithm
            left = weight * expit(odds)
            # Each special function once, for all that is asked of it.
            asked = np.concatenate((r + counts, b + occasions, a + b + occasions, (r, b, a + b)))
            of_r, of_b, of_both = _rises(gammaln(asked))
            by_r, by_b, by_both = _rises(digamma(asked))
            value = (
                clients @ (of_r + of_b - of_both)
                - r * (clients_by_age @ silence)
                - orders_by_age @ log_age
                + weight @ np.logaddexp(0, odds)
            )
            left_by_count = np.bincount(of_count, left, len(counts))
            gone = left_by_count.sum()
            slopes = (
                clients @ by_r - clients_by_age @ silence + left @ since,
                r * everybody / alpha
                - (r * clients_by_age + orders_by_age) @ inverse_age
                + (left * rate) @ (inverse_age[of_age] - (1 / (alpha + lasts))[of_last]),
                gone / a - clients @ by_both,
                clients @ (by_b - by_both) - left_by_count @ (1 / (b + np.maximum(occasions - 1, 0))),
            )
            return float(value), np.array(slopes)

        return log_likelihood

    def starts(self, histories: Histories) -> list[Vector]:
        """Rates that spread much or little, departures that are rare or common."""
        pace = (histories.weight @ histories.frequency) / (histories.weight @ histories.age)
        return [
            np.array((r, r / (pace * quicker), a, b))
            for r, quicker, a, b in (
                (0.5, 2.0, 0.8, 2.5),
                (1.0, 1.3, 0.5, 5.0),
                (2.0, 1.5, 1.0, 4.0),
                (0.25, 1.2, 0.3, 6.0),
                (5.0, 1.2, 0.2, 10.0),
                (0.3, 4.0, 2.0, 2.0),
            )
        ]

    def runaway(self, parameters: Vector, alike: float = SHAPE_LIMIT) -> str | None:
        """Why parameters are beyond all bounds."""
        r, _, a, b = parameters.tolist()
        if r > alike:
            return "must differ between clients by more than chance: one common rate of ordering fits all"
        if r < SHAPE_FLOOR:
            return "must not be 0 for nearly all clients"
        if a < SHAPE_FLOOR or (max(a, b) > SHAPE_LIMIT and a < 1e-3 * b):
            return "must leave some client silent for longer than chance: nobody seems to have left"
        if min(a, b) > alike or max(a, b) > SHAPE_LIMIT:
            return "must let clients differ in how soon they leave: one common chance to leave fits all"
        if b < SHAPE_FLOOR:
            return "must not let nearly all clients leave at the first occasion"
        return None

    def alive(self, parameters: Vector, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        """Chance that each client is still active, from the odds of a departure after its last order."""
        from scipy.special import expit

        r, alpha, a, b = parameters.tolist()

        def of_block(x: Vector, last: Vector, observed: Vector) -> Vector:
            last = np.minimum(last, observed)
            occasions = x + self.occasions_before
            silent = np.log((alpha + observed) / (alpha + last))
            chance = expit(np.log(b + np.maximum(occasions - 1, 0)) - np.log(a) - (r + x) * silent)
            return np.asarray(chance if self.occasions_before else np.where(occasions == 0, 1.0, chance))

        return in_blocks(of_block, frequency, recency, age)

    def orders_if_alive(self, parameters: Vector, frequency: Vector, age: Vector, periods: Vector) -> Vector:
        """Expected orders of each client in the next periods, if it is still active."""
        r, alpha, a, b = parameters.tolist()

        def of_one_frequency(x: float, ahead: Vector) -> Vector:
            rate, occasions = r + x, x + self.occasions_before
            small = 1 / (rate + 1)

            # As a function of log(ahead + small) it is smooth whatever the rate, and its values, between about 1 and
            # the number of orders, are of one size.
            def scaled(place: Vector) -> Vector:
                there = np.maximum(np.exp(place) - small, 1e-300)
                return np.asarray(_mean_orders(rate, a, b + occasions, there) * (1 + small / there))

            answers = interpolated(scaled, np.log(ahead + small))
            return np.asarray(answers * (ahead / (ahead + small)))

        return by_frequency(frequency, of_one_frequency, periods / (alpha + age))


class ModifiedBetaGeometric(BetaGeometric):
    """The MBG/NBD model of Batislam, Denizel and Filiztekin (2007): a client may leave after its first order too."""

    name: ClassVar[str] = "MBG/NBD"
    occasions_before: ClassVar[int] = 1


def _rises(values: Vector) -> Matrix:
    """Three rows of values, each less the value at its start; the three starts stand last."""
    return np.asarray(values[:-3].reshape(3, -1) - values[-3:, None])


def _mean_orders(rate: float, a: float, b: float, ahead: Vector) -> Vector:
    """E[g(p)], g(p) = (1 - (1 + p·ahead)^-rate) / p, over p ~ beta(a, b).

    By parts it is g(1) + the integral of F(p)·(-g'(p)), F the distribution of p: nothing is singular, nothing cancels.
    In y = logit(p) the integrand falls off exponentially on both sides, and the trapezoidal rule is exact to rounding
    once its steps are shorter than the steepest part of F is wide.
    """
    from scipy.special import betainc, expit

    step = min(0.25, 0.74 / np.sqrt(max(a, 1e-3)))
    low = -_TAIL - np.log1p(rate * ahead.max())
    nodes = np.arange(low, _TAIL, step)
    p = expit(nodes)
    weight = step * betainc(a, b, p) * expit(-nodes)
    answers: Vector = np.empty_like(ahead)
    rows = max(1, 250_000 // len(nodes))
    for start in range(0, len(ahead), rows):
        block = ahead[start : start + rows, None]
        stay = np.log1p(p * block)
        fall = -np.expm1(-rate * stay) / p - rate * block * np.exp(-(rate + 1) * stay)
        answers[start : start + rows] = fall @ weight - np.expm1(-rate * np.log1p(block[:, 0]))
    return answers
