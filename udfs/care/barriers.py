"""Switching barriers: what holds a client, in benefits that it would lose and in penalties that it would pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from udfs import cells as reading
from udfs.arguments import Matrix, Objects, Tiers
from udfs.care.weights import Weights, weights_of
from udfs.cells import Fault, identity
from udfs.errors import WrongKind
from udfs.readers import Flags, Role
from udfs.worksheet_function import Column, worksheet_function

BENEFITS = ("bundling", "cross-selling", "cross-promotion", "loyalty programme", "shared infrastructure")
"""Barriers that a client likes: it would lose them by leaving."""
PENALTIES = ("switching costs",)
"""Barriers that a client pays for: what leaving would cost it."""


@dataclass(frozen=True)
class FlagColumns(Flags):
    """Several flags per client side by side; a blank is no. A first row of other text alone is a heading."""

    word: str = "columns of flags"
    role: Role = "columns"
    blank: float = 0.0
    tells_header = True

    def is_text(self, cell: object) -> bool:
        """Whether a cell holds text that is no flag."""
        return isinstance(cell, str) and not reading.is_blank(cell) and isinstance(reading.flag(cell), Fault)


@worksheet_function(
    "REL_BARRIERS",
    "row",
    example=(
        (
            [["x", "x", None], ["no", "yes", "x"]],
            [["Bundling", "Loyalty programme", "Switching costs"]],
            [[3, 1, 1]],
        ),
        [[80.0, 80.0, 0.0], [40.0, 20.0, 20.0]],
    ),
)
def barriers(flags: Annotated[Matrix, FlagColumns()], headers: Tiers, weights: Weights | None = None) -> Column:
    """What holds each client back from leaving, as a score from 0 to 100, and how much of it are benefits and how much
    penalties.

    Benefits are what a client would lose by leaving: bundling, cross-selling, cross-promotion, a loyalty programme,
    shared infrastructure. Penalties are what leaving would cost it: switching costs. A bond of benefits is liked, one
    of penalties endured. Score = benefits + penalties. Only the barriers named in `headers` count, so the scores of
    two lists compare only where both have the same headers and weights.

    Args:
        flags: one column per barrier, one row per client: TRUE, 1, x, yes or a tick where the barrier is there; FALSE,
            0, -, no or blank where it is not. A client of whom all are blank gets a blank: write 0 for a score of 0.
        headers: the name of each column's barrier, in the order of the columns: Bundling, Cross-selling,
            Cross-promotion, Loyalty programme, Shared infrastructure, Switching costs. Case and hyphens do not matter.
        weights: how much each barrier holds, in the same order, in any unit from 0; by default all hold the same.

    Returns:
        Three columns per client, each from 0 to 100: score, benefits, penalties.

    Raises:
        WrongKind: a header that is no barrier or is repeated, or lists that do not fit the columns.
        ShareOfNothing: all weights are 0.

    Equation:
        score = 100 * (weight of the barriers that are there) / (weight of all barriers);
        benefits and penalties: the same with only theirs above the line

    Source:
        The definition above.
    """
    there = np.atleast_2d(np.asarray(flags, dtype=float))
    is_benefit = _benefits(headers, there.shape[1])
    held = weights_of(np.ones(there.shape[1]) if weights is None else weights, there.shape[1], "flags")
    both = there @ np.column_stack((held * is_benefit, held * ~is_benefit))
    return np.asarray(100 * np.column_stack((both.sum(axis=1), both)) / held.sum())


def _benefits(headers: Objects, columns: int) -> NDArray[np.bool_]:
    """Which columns are benefits; the others are penalties."""
    names = np.asarray(headers, dtype=object).tolist()
    if len(names) != columns:
        raise WrongKind("headers", f"must name each column of flags, there are {columns}", given=len(names))
    known = {_key(name): name in BENEFITS for name in (*BENEFITS, *PENALTIES)}
    known[_key("loyalty program")] = True
    keys = [_key(name) for name in names]
    for place, (key, name) in enumerate(zip(keys, names, strict=True)):
        if key not in known:
            raise WrongKind("headers", "must be among " + ", ".join((*BENEFITS, *PENALTIES)), given=name)
        if key in keys[:place]:
            raise WrongKind("headers", "must name each barrier once", given=name)
    return np.array([known[key] for key in keys], dtype=bool)


def _key(header: object) -> str:
    """A header without case and hyphens."""
    return " ".join(identity(header).replace("-", " ").split())
