"""BG/BB: orders at set opportunities (yearly gifts, monthly boxes), one or none at each; a client leaves between them.

Time is counted in opportunities: age n, recency the number of the one at which the client ordered last. Before each
opportunity a client leaves with a chance of its own.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Vector
from udfs.errors import NotEnough, OutOfDomain
from udfs.orders.model import SHAPE_FLOOR, SHAPE_LIMIT, Histories, Likelihood, Model, groups

Steps = NDArray[np.intp]

_MOST_TERMS = 2_000_000


class BetaBernoulli(Model):
    """The BG/BB model of Fader, Hardie and Shang (2010)."""

    name: ClassVar[str] = "BG/BB"
    parameters: ClassVar[tuple[str, ...]] = ("alpha", "beta", "gamma", "delta")
    whole_periods: ClassVar[bool] = True

    def likelihood(self, histories: Histories) -> Likelihood:
        """The log-likelihood: a sum over the opportunities before which the client may have left."""
        from scipy.special import digamma

        weight = histories.weight
        ends = _Ends(histories.frequency, histories.recency, histories.age)
        steps = np.arange(ends.most + 1)

        def counted(step: Steps, by: Vector) -> Vector:
            return np.bincount(step, by, ends.most + 1).astype(float)

        orders = counted(ends.frequency, weight)

        def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
            alpha, beta, gamma, delta = parameters.tolist()
            each, share = ends.log_likelihoods(parameters)
            share *= weight[ends.client]

            def slope(parameter: float, count: Vector) -> float:
                """The derivative of the logarithms of Gamma(parameter + step) / Gamma(parameter), so many of each."""
                return float(count @ (digamma(parameter + steps) - digamma(parameter)))

            stayed = counted(ends.stayed, share)
            any_order = slope(alpha + beta, stayed)
            any_chance = slope(gamma + delta, counted(ends.chances, share))
            slopes = (
                slope(alpha, orders) - any_order,
                slope(beta, counted(ends.missed, share)) - any_order,
                share[ends.left].sum() / gamma - any_chance,
                slope(delta, stayed) - any_chance,
            )
            return float(weight @ each), np.array(slopes)

        return log_likelihood

    def starts(self, histories: Histories) -> list[Vector]:
        """Chances that spread much or little, departures that are rare or common."""
        pairs = ((1.0, 1.0), (0.5, 1.0), (2.0, 4.0))
        return [np.array((*orders, *leaving)) for orders in pairs for leaving in ((0.7, 3.0), (1.0, 10.0))]

    def runaway(self, parameters: Vector, alike: float = SHAPE_LIMIT) -> str | None:
        """Why parameters are beyond all bounds."""
        alpha, beta, gamma, delta = parameters.tolist()
        if min(alpha, beta) > alike or max(alpha, beta) > SHAPE_LIMIT:
            return "must differ between clients by more than chance: one common chance to order fits all"
        if gamma < SHAPE_FLOOR or (max(gamma, delta) > SHAPE_LIMIT and gamma < 1e-3 * delta):
            return "must leave some client silent for longer than chance: nobody seems to have left"
        if min(gamma, delta) > alike or max(gamma, delta) > SHAPE_LIMIT:
            return "must let clients differ in how soon they leave: one common chance to leave fits all"
        if min(alpha, beta, delta) < SHAPE_FLOOR:
            return "must not be none, or all, of the opportunities for nearly all clients"
        return None

    def alive(self, parameters: Vector, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        """Chance that each client will still be there at the next opportunity."""
        _, _, gamma, delta = parameters.tolist()
        there = self._there(parameters, frequency, recency, age)
        return np.asarray(there * (delta + age) / (gamma + delta + age))

    def orders_if_alive(self, parameters: Vector, frequency: Vector, age: Vector, periods: Vector) -> Vector:
        """Expected orders of each client in the next periods, if it is there at the next opportunity."""
        from scipy.special import digamma, gammaln

        alpha, beta, gamma, delta = parameters.tolist()
        # Chances to be there at opportunities 1, 2 ... after the next, if there at the next: Gamma(d+1+j)/Gamma(d+1)
        # over Gamma(g+d+1+j)/Gamma(g+d+1) with d = delta+age, g = gamma. Their sum is a difference over g-1.
        first = delta + age + 1
        drop = gamma - 1
        if abs(drop) < 1e-4:
            middle = first + drop / 2  # the midpoint of a slope: exact to 1e-10 so near
            fall = -drop * (digamma(middle + periods) - digamma(middle))
            mean = digamma(middle + periods) - digamma(middle) if drop == 0 else np.expm1(fall) / -drop
        else:
            fall = gammaln(first + periods) - gammaln(first) - gammaln(first + drop + periods) + gammaln(first + drop)
            mean = np.expm1(fall) / -drop
        return np.asarray((alpha + frequency) / (alpha + beta + age) * (first + drop) * mean)

    def refuse(self, frequency: Vector, recency: Vector, age: Vector) -> None:
        """Refuse histories that cannot be."""
        for name, column in (("recency", recency), ("age", age)):
            if (part := column != np.floor(column)).any():
                must = "must be a whole number of opportunities with BG/BB"
                raise OutOfDomain(name, must, rows=part, given=column)
        super().refuse(frequency, recency, age)
        if (many := frequency > recency).any():
            must = "must not be above recency with BG/BB: one order an opportunity"
            raise OutOfDomain("frequency", must, rows=many, given=frequency)
        if (long := age > _MOST_TERMS).any():
            raise OutOfDomain("age", "must be a number of opportunities, not of days or dates", rows=long, given=age)

    def _there(self, parameters: Vector, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        """Chance that each client was still there at the last opportunity."""
        first, member = groups(age, frequency, recency)
        chance = np.empty(len(first))
        # So many at a time that the terms stay few; equal ages are together.
        sizes = np.cumsum(age[first] - recency[first] + 1)
        for block in np.split(np.arange(len(first)), np.flatnonzero(np.diff(sizes // _MOST_TERMS)) + 1):
            rows = first[block]
            ends = _Ends(frequency[rows], recency[rows], age[rows])
            _, share = ends.log_likelihoods(parameters)
            chance[block] = share[~ends.left]
        return np.asarray(chance[member])


class _Ends:
    """All ways in which histories may have ended: left before an opportunity after the last order, or still there.

    Attributes:
        most: the most opportunities of any client.
        frequency: the orders of each client, as whole numbers.
        client: to which client each way belongs; those of a client stand together, the last is to be still there.
        stayed: opportunities at which the client was there; of these `missed` without an order.
        chances: occasions on which it could have left, and `left`, whether it did on the last.
    """

    def __init__(self, frequency: Vector, recency: Vector, age: Vector) -> None:
        self.frequency, last, observed = (column.astype(np.intp) for column in (frequency, recency, age))
        self.most = int(observed.max())
        ways = observed - last + 1
        if ways.sum() > _MOST_TERMS + self.most:
            must = "must be so few opportunities that a cell can be answered: count in longer periods"
            raise NotEnough("age", must)
        self.starts = np.cumsum(ways) - ways
        self.client = np.repeat(np.arange(len(ways)), ways)
        self.stayed = np.arange(len(self.client)) - self.starts[self.client] + last[self.client]
        self.missed = self.stayed - self.frequency[self.client]
        self.left = self.stayed < observed[self.client]
        self.chances = self.stayed + self.left

    def log_likelihoods(self, parameters: Vector) -> tuple[Vector, Vector]:
        """The log-likelihood of each client, and the chance of each way in which its history may have ended."""
        from scipy.special import gammaln

        alpha, beta, gamma, delta = parameters.tolist()
        steps = np.arange(self.most + 1)

        def rising(parameter: float) -> Vector:
            return np.asarray(gammaln(parameter + steps) - gammaln(parameter))

        ways = (rising(delta) - rising(alpha + beta))[self.stayed]
        ways += rising(beta)[self.missed]
        ways -= rising(gamma + delta)[self.chances]
        ways[self.left] += np.log(gamma)
        highest = np.maximum.reduceat(ways, self.starts)
        ways -= highest[self.client]
        np.exp(ways, out=ways)
        total = np.add.reduceat(ways, self.starts)
        ways /= total[self.client]
        return rising(alpha)[self.frequency] + highest + np.log(total), ways
