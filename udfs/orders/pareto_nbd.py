"""Pareto/NBD: a client may leave at any moment, at a rate of its own.

The odds of having left, s·J, rest on one integral over the moment of leaving u, from the last order to today:

    J = integral of ((alpha+T)/(alpha+u))^(r+x) · ((beta+T)/(beta+u))^s / (beta+u) du

The papers write it as a difference of two hypergeometric functions, which cancel or overflow for faithful clients. The
integrand is positive and smooth, so that Gauss and Legendre's rule gives it, and its derivatives, as they stand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, NamedTuple

import numpy as np

from udfs.arguments import Vector
from udfs.orders.large_lists import in_blocks
from udfs.orders.model import SHAPE_FLOOR, SHAPE_LIMIT, Histories, Likelihood, Model

_ENOUGH = 40.0  # what is exp(-40) of the largest adds nothing
_FEW, _MANY = 16, 64
_ROWS = 1_000  # at a time, so that the nodes of all stay in the processor's cache
_EASY_FALL, _EASY_WIDTH = 20.0, 4.0  # up to these, few nodes are exact to rounding


class ParetoNbd(Model):
    """The Pareto/NBD model of Schmittlein, Morrison and Colombo (1987)."""

    name: ClassVar[str] = "Pareto/NBD"
    parameters: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")
    scales: ClassVar[frozenset[str]] = frozenset(("alpha", "beta"))

    def likelihood(self, histories: Histories) -> Likelihood:
        """The log-likelihood, in terms that hold for any frequency."""
        from scipy.special import digamma, expit, gammaln

        frequency, recency, age, weight = histories
        counts, of_count = np.unique(frequency, return_inverse=True)
        clients = np.bincount(of_count, weight)

        def log_likelihood(parameters: Vector) -> tuple[float, Vector]:
            r, alpha, s, beta = parameters.tolist()
            silence, absence = np.log1p(age / alpha), np.log1p(age / beta)
            gone = log_odds_gone(parameters, frequency, recency, age)
            left = weight * expit(gone.value)
            value = clients @ (gammaln(r + counts) - gammaln(r)) - weight @ (
                r * silence + s * absence + frequency * np.log(alpha + age) - np.logaddexp(0, gone.value)
            )
            slopes = (
                clients @ (digamma(r + counts) - digamma(r)) - weight @ silence + left @ gone.by_r,
                weight @ (r / alpha - (r + frequency) / (alpha + age)) + left @ gone.by_alpha,
                left @ gone.by_s - weight @ absence,
                weight @ (s / beta - s / (beta + age)) + left @ gone.by_beta,
            )
            return float(value), np.array(slopes)

        return log_likelihood

    def starts(self, histories: Histories) -> list[Vector]:
        """Rates that spread much or little, departures that are rare or common."""
        observed = (histories.weight @ histories.age) / histories.weight.sum()
        pace = (histories.weight @ histories.frequency) / (histories.weight @ histories.age)
        return [
            np.array((r, r / (pace * quicker), s, s * stay * observed))
            for r, quicker, s, stay in (
                (0.5, 1.5, 0.6, 0.7),
                (1.0, 1.3, 0.5, 2.0),
                (2.0, 1.5, 1.0, 1.0),
                (0.3, 1.2, 0.4, 3.0),
                (5.0, 1.2, 2.0, 3.0),
                (0.5, 3.0, 1.0, 0.3),
            )
        ]

    def runaway(self, parameters: Vector, alike: float = SHAPE_LIMIT) -> str | None:
        """Why parameters are beyond all bounds."""
        r, _, s, _ = parameters.tolist()
        if r > alike:
            return "must differ between clients by more than chance: one common rate of ordering fits all"
        if r < SHAPE_FLOOR:
            return "must not be 0 for nearly all clients"
        if s > alike:
            return "must let clients differ in how soon they leave: one common rate of leaving fits all"
        if s < SHAPE_FLOOR:
            return "must leave some client silent for longer than chance: nobody seems to have left"
        return None

    def alive(self, parameters: Vector, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        """Chance that each client is still active."""
        from scipy.special import expit

        def of_block(x: Vector, last: Vector, observed: Vector) -> Vector:
            return np.asarray(expit(-log_odds_gone(parameters, x, last, observed, slopes=False).value))

        return in_blocks(of_block, frequency, recency, age)

    def orders_if_alive(self, parameters: Vector, frequency: Vector, age: Vector, periods: Vector) -> Vector:
        """Expected orders of each client in the next periods, if it is still active."""
        r, alpha, s, beta = parameters.tolist()
        ahead = np.log1p(periods / (beta + age))
        bend = (1 - s) * ahead
        # (exp(bend) - 1) / bend, 1 where s is 1
        mean = np.where(bend == 0, 1.0, np.expm1(bend) / np.where(bend == 0, 1.0, bend))
        return np.asarray((r + frequency) / (alpha + age) * (beta + age) * ahead * mean)


class Gone(NamedTuple):
    """The logarithm of the odds that a client has left, and its derivatives by the parameters."""

    value: Vector
    by_r: Vector
    by_alpha: Vector
    by_s: Vector
    by_beta: Vector


def log_odds_gone(parameters: Vector, frequency: Vector, recency: Vector, age: Vector, slopes: bool = True) -> Gone:
    """log(s·J) per client; hardly above minus infinity for a client whose last order is today."""
    r, alpha, s, beta = parameters.tolist()
    rate, leave = r + frequency, np.full(len(frequency), s + 1)
    recency = np.minimum(recency, age)
    silent = np.maximum(age - recency, 1e-300)
    # With u = near·e^y the factor of the smaller scale is e^y itself, and the other has no root within pi of the line.
    near, far = min(alpha, beta) + recency, max(alpha, beta) + recency
    steep, gentle = (rate, leave) if alpha <= beta else (leave, rate)
    width = np.log1p(silent / near)
    fall = _fall(width, near, far, steep, gentle)
    for _ in range(4):
        # The logarithm of the integrand is concave: tangents lead down to where it has fallen enough, and no further.
        if (fall <= _ENOUGH).all():
            break
        slope = steep - 1 + gentle / (1 + (far - near) / near * np.exp(-width))
        width = np.where(fall > _ENOUGH, width - (fall - _ENOUGH) / slope, width)
        fall = _fall(width, near, far, steep, gentle)
    parts = np.empty((5 if slopes else 1, len(rate)))
    easy = (np.abs(fall) <= _EASY_FALL) & (width <= _EASY_WIDTH)
    for chosen, count in ((easy, _FEW), (~easy, _MANY)):
        every = np.flatnonzero(chosen)
        for start in range(0, len(every), _ROWS):
            rows = every[start : start + _ROWS]
            parts[:, rows] = _integrals(count, *(one[rows] for one in (width, near, far, steep, gentle)), slopes=slopes)
    before, after = np.log1p(silent / (alpha + recency)), np.log1p(silent / (beta + recency))
    value = np.log(s) + rate * before + s * after + np.log(width * (near / (beta + recency))) + parts[0]
    if not slopes:
        return Gone(value, *[np.empty(0)] * 4)
    near_log, far_log, near_inverse, far_inverse = parts[1:]
    if alpha > beta:
        near_log, far_log, near_inverse, far_inverse = far_log, near_log, far_inverse, near_inverse
    return Gone(
        value,
        before - near_log,
        rate * (1 / (alpha + age) - near_inverse),
        1 / s + after - far_log,
        s / (beta + age) - (s + 1) * far_inverse,
    )


def _fall(y: Vector, near: Vector, far: Vector, steep: Vector, gentle: Vector) -> Vector:
    """By how much the logarithm of the integrand has fallen at y; the step du = near·e^y dy counts in it."""
    return (steep - 1) * y + gentle * np.log1p(near * np.expm1(y) / far)


@lru_cache(maxsize=2)
def _nodes(count: int) -> tuple[Vector, Vector]:
    """Gauss and Legendre's nodes and weights from 0 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


def _integrals(
    count: int, width: Vector, near: Vector, far: Vector, steep: Vector, gentle: Vector, *, slopes: bool
) -> list[Vector]:
    """The logarithm of the mean of the integrand over its width; with it the means that the derivatives need.

    These are, under the integrand as a distribution of the moment of leaving, the growth of both factors since the
    last order as a logarithm, and the inverse of both.
    """
    nodes, weights = _nodes(count)
    y = width[:, None] * nodes
    grown = near[:, None] * np.expm1(y)
    far_log = np.log1p(grown / far[:, None])
    mass = np.exp((1 - steep[:, None]) * y - gentle[:, None] * far_log)
    mass *= weights
    total = mass.sum(axis=1)
    if not slopes:
        return [np.log(total)]
    mass /= total[:, None]
    return [
        np.log(total),
        np.einsum("ij,ij->i", mass, y),
        np.einsum("ij,ij->i", mass, far_log),
        np.einsum("ij,ij->i", mass, 1 / (near[:, None] + grown)),
        np.einsum("ij,ij->i", mass, 1 / (far[:, None] + grown)),
    ]
