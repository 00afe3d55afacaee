"""Gamma-Gamma: what a client spends on an order varies around a mean of its own, and the means between clients.

An order is gamma(p, nu), nu is gamma(q, v) between clients, and neither has to do with how often a client orders.
"""

from __future__ import annotations

import numpy as np

from udfs.arguments import Vector
from udfs.orders.model import SHAPE_FLOOR, SHAPE_LIMIT, Likelihood

NAME = "Gamma-Gamma"
PARAMETERS = ("p", "q", "v")
SCALES = frozenset(("v",))


def likelihood(frequency: Vector, average: Vector, weight: Vector) -> Likelihood:
    """The log-likelihood of the averages, as a function of p, q and v."""
    from scipy.special import digamma, gammaln

    counts, of_count = np.unique(frequency, return_inverse=True)
    clients = np.bincount(of_count, weight)
    everybody, spent = clients.sum(), frequency * average
    constant = -(weight @ np.log(average))

    def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
        p, q, v = parameters.tolist()
        above, below = np.log1p(spent / v), np.log1p(v / spent)
        orders, before, own = digamma(p * counts + q), digamma(p * counts), digamma(q)
        value = (
            clients @ (gammaln(p * counts + q) - gammaln(p * counts) - gammaln(q))
            - q * (weight @ above)
            - p * (weight @ (frequency * below))
            + constant
        )
        slopes = (
            clients @ (counts * (orders - before)) - weight @ (frequency * below),
            clients @ (orders - own) - weight @ above,
            everybody * q / v - weight @ ((p * frequency + q) / (spent + v)),
        )
        return float(value), np.array(slopes)

    return log_likelihood


def starts(frequency: Vector, average: Vector, weight: Vector) -> list[Vector]:
    """Orders that vary much or little, clients that differ much or little."""
    mean = (weight @ average) / weight.sum()
    return [
        np.array((p, q, mean * max(q - 1, 0.5) / p))
        for p, q in ((5.0, 4.0), (1.0, 3.0), (20.0, 3.0), (3.0, 1.2), (2.0, 20.0), (100.0, 10.0))
    ]


def runaway(parameters: Vector, alike: float = SHAPE_LIMIT) -> str | None:
    """Why parameters are beyond all bounds, as what must hold of the average; None where they are not."""
    p, q, _ = parameters.tolist()
    if q > alike:
        return "must differ between clients by more than chance: one common mean fits all"
    if p > SHAPE_LIMIT:
        return "must vary with the number of orders: every order of a client seems to have the same value"
    if min(p, q) < SHAPE_FLOOR:
        return "must not vary without bounds"
    return None


def population_mean(parameters: Vector) -> float:
    """The expected value of an order over all clients; infinite where q is 1 or less."""
    p, q, v = parameters.tolist()
    return p * v / (q - 1) if q > 1 else np.inf


def expected_spend(parameters: Vector, frequency: Vector, average: Vector) -> Vector:
    """The expected value of an order of each client; not above 0 where there is no mean."""
    p, q, v = parameters.tolist()
    return np.asarray(p * (v + frequency * average) / (p * frequency + q - 1))
