"""Clients put together by a name: their source, their tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.arguments import Vector
from udfs.cells import identity

NOT_RECORDED = "Not recorded"
"""The group of those for whom no source, no reason was written down."""


def grouped(names: Iterable[object], first: Sequence[object] = ()) -> tuple[list[object], NDArray[np.intp]]:
    """The groups as they are shown, and the place of each client's group among them.

    Names are compared as identities and shown as first written. Groups keep the order in which they first occur,
    behind those of `first`, which are there in any case.
    """
    shown = list(first)
    places = {identity(name): place for place, name in enumerate(shown)}
    clients = list(names)
    place_of: dict[object, int] = {}
    for name in dict.fromkeys(clients):
        if (key := identity(name)) not in places:
            places[key] = len(shown)
            shown.append(name)
        place_of[name] = places[key]
    return shown, np.fromiter(map(place_of.__getitem__, clients), dtype=np.intp, count=len(clients))


def grouped_as_recorded(names: Iterable[object]) -> tuple[list[object], NDArray[np.intp]]:
    """The same, where None, and those words in any case, are `NOT_RECORDED`."""
    shown, groups = grouped(NOT_RECORDED if name is None else name for name in names)
    return [NOT_RECORDED if identity(name) == identity(NOT_RECORDED) else name for name in shown], groups


def sums_by_group(groups: NDArray[np.intp], values: ArrayLike, size: int) -> Vector:
    """The sum of the values of each group."""
    weights = np.broadcast_to(np.asarray(values, dtype=float), groups.shape)
    return np.asarray(np.bincount(groups, weights=weights, minlength=size), dtype=float)
