"""Weights of columns that stand side by side: how much each barrier or attribute counts."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from udfs.arguments import Vector
from udfs.errors import ShareOfNothing, WrongKind
from udfs.readers import NumberList, Numbers

Weights = Annotated[Vector, NumberList("list of weights", of=Numbers("weight", low=0, must="must not be negative"))]


def weights_of(weights: ArrayLike, columns: int, of: str) -> Vector:
    """One weight per column of what `of` says, scaled so that they add up without leaving the range of numbers.

    Scaled by a power of two, they are to each other exactly as they were.

    Raises:
        WrongKind: there are not as many weights as columns.
        ShareOfNothing: all weights are 0.
    """
    given = np.asarray(weights, dtype=float)
    if given.shape != (columns,):
        raise WrongKind("weights", f"must be one per column of {of}, there are {columns}", given=given.size)
    if not given.any():
        raise ShareOfNothing("weights", "must not all be 0")
    return np.asarray(np.ldexp(given, -np.frexp(given.max())[1]))
