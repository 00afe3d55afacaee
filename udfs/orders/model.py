"""What a model of ordering without contracts has to say: how likely the histories are, who is active, who will order.

All models share one story: while active, a client orders at random at a rate of its own; at some unseen moment it
leaves for good. Silence is all that tells.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Vector
from udfs.errors import NotEnough, OutOfDomain

Likelihood = Callable[[Vector], tuple[float, Vector]]
"""Parameters to the log-likelihood and its derivatives."""

Runaway = Callable[[Vector, float], str | None]
"""Parameters, and the shape above which clients are all the same, to why they are beyond all bounds, else None."""

SHAPE_LIMIT = 1e4
"""A shape beyond it has run away: the spread of the clients' rates is below 1% of the mean."""
SHAPE_FLOOR = 1e-5
"""Below it nearly all clients have rate 0."""


class Histories(NamedTuple):
    """Clients by what is known of them: repeat orders, time of the last, time observed; `weight` counts clients."""

    frequency: Vector
    recency: Vector
    age: Vector
    weight: Vector


class Model(ABC):
    """A model of ordering, under the name and with the parameters of the literature.

    Attributes:
        name: the word that `REL_BTYD_FIT` takes.
        parameters: their names, in the order of a fit table.
        scales: which of them are measured in the unit of age; all others are shapes.
        whole_periods: time is counted in opportunities.
    """

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    scales: ClassVar[frozenset[str]] = frozenset()
    whole_periods: ClassVar[bool] = False

    @abstractmethod
    def likelihood(self, histories: Histories) -> Likelihood:
        """The log-likelihood of the histories as a function of the parameters."""

    @abstractmethod
    def starts(self, histories: Histories) -> list[Vector]:
        """Parameters from which to look for the maximum."""

    @abstractmethod
    def runaway(self, parameters: Vector, alike: float = SHAPE_LIMIT) -> str | None:
        """Why parameters are beyond all bounds, as what must hold of the frequency; None where they are not.

        Clients are all the same where the shape of their rates is above `alike`.
        """

    @abstractmethod
    def alive(self, parameters: Vector, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        """Chance that each client is still active."""

    @abstractmethod
    def orders_if_alive(self, parameters: Vector, frequency: Vector, age: Vector, periods: Vector) -> Vector:
        """Expected orders of each client in the next periods, if it is still active."""

    def refuse(self, frequency: Vector, recency: Vector, age: Vector) -> None:
        """Refuse histories that cannot be."""
        if (late := recency > age * (1 + 1e-9)).any():
            raise OutOfDomain("recency", "must not be above age", rows=late, given=recency)
        if (none := (frequency == 0) & (recency > 0)).any():
            raise OutOfDomain("recency", "must be 0 where there is no repeat order", rows=none, given=recency)
        if (first := (frequency > 0) & (recency == 0)).any():
            raise OutOfDomain("recency", "must be above 0 where there are repeat orders", rows=first, given=recency)

    def refuse_periods(self, periods: Vector) -> None:
        """Refuse parts of an opportunity."""
        if self.whole_periods and (part := periods != np.floor(periods)).any():
            raise OutOfDomain("periods", f"must be a whole number with {self.name}", rows=part, given=periods)


def refuse_too_few(histories: Histories) -> None:
    """Refuse clients that cannot tell anything about a model."""
    clients = float(histories.weight.sum())
    if clients < FEWEST:
        raise NotEnough("frequency", f"must be known for at least {FEWEST} clients", given=clients)
    if not (histories.frequency > 0).any():
        raise NotEnough("frequency", "must be above 0 for some client: without repeat orders nothing can be fitted")


FEWEST = 20


def vectors(*given: Any) -> list[Vector]:
    """Numbers or arrays as vectors of one length."""
    return [np.asarray(one) for one in np.broadcast_arrays(*(np.atleast_1d(np.asarray(one, float)) for one in given))]


def groups(*columns: Vector) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Equal rows of several columns: the position of the first of each, and to which each row belongs.

    The groups are sorted by the first column, then the second, and so on.
    """
    count = len(columns[0])
    order = np.lexsort(columns[::-1])
    new = np.ones(count, dtype=bool)
    new[1:] = False
    for column in columns:
        ordered = column[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    member = np.empty(count, dtype=np.intp)
    member[order] = np.cumsum(new) - 1
    return order[new], member


def grouped(frequency: Vector, recency: Vector, age: Vector, weight: Vector) -> Histories:
    """Histories with equal ones put together: their weights add up."""
    first, member = groups(frequency, recency, age)
    return Histories(frequency[first], recency[first], age[first], np.bincount(member, weight).astype(float))
