"""How sure a client's tier is, when values are only known roughly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from udfs.arguments import Cuts, Matrix, Number, Runs, Seed, Tiers, Vector
from udfs.errors import NotEnough, OutOfDomain
from udfs.readers import Numbers, One
from udfs.tiers import SHARE_CUTS, Method, tier_limits, tiers
from udfs.worksheet_function import Column, worksheet_function

MOST_CELLS = 10_000_000
"""Clients times runs: more would keep a cell busy for more than two seconds."""
_CELLS_AT_ONCE = 200_000
_LARGEST = 1e300

Noise = Annotated[
    float, One("noise", of=Numbers("share", low=0, high=1, must="must be between 0 and 1 (write 10% or 0.1)"))
]


@worksheet_function(
    "REL_STABILITY",
    "rank",
    example=(
        ([[9000], [5200], [5000], [1300], [400], [-250]], "value", [[5100], [1000]], [["A", "B", "C"]], 0.03),
        [[1.0], [0.819], [0.828], [1.0], [1.0], [1.0]],
    ),
    alone="place the formula beside the Table, where it can spill",
)
def stability(
    value: Number,
    method: Method = "rank",
    cuts: Cuts | None = None,
    names: Tiers | None = None,
    noise: Noise = 0.1,
    runs: Runs = 1000.0,
    seed: Seed = 1.0,
) -> Column:
    """How sure each client's tier is: the share of runs in which it stays there when all values are off a little.

    Values are estimates. In each run every value is multiplied by its own factor between 1 - noise and 1 + noise, all
    as likely, and everybody is ranked anew, so that a client may also lose its tier because others do better. A client
    near 1 is safely in its tier; one near a half sits on a cut, and two such should not be treated differently. A
    negative value stays negative, and so in the last tier, unless noise is 1; a value of 0 stays 0. The same seed and
    order of clients give the same answer.

    Args:
        value: what each client is worth, in your currency.
        method: "rank", "share" or "value", as in `REL_TIERS`.
        cuts: as in `REL_TIERS`; with "value" the cuts themselves do not move.
        names: as in `REL_TIERS`; they change no figure.
        noise: how far off values may be, up or down, as a fraction of each value from 0 to 1.
        runs: how often, a whole number of 100 or more; clients times runs at most 10,000,000. The answer is off by
            at most about 1 / sqrt(runs): 3 points with 1000.
        seed: where the random numbers start, a whole number, 0 or more.

    Returns:
        One fraction per client, from 0 to 1.

    Raises:
        NotEnough: clients times runs beyond what a cell should ask for.
        OutOfDomain: a value beyond 1E+300, whose multiples a spreadsheet cannot hold.
        InputError: as `REL_TIERS`.

    Equation:
        (runs in which `REL_TIERS` of value · (1 + u) gives the tier of value) / runs, u uniform in ±noise, one each

    Source:
        The definition above; numpy default_rng(seed).
    """
    values = np.atleast_1d(np.asarray(value, dtype=float))
    tiers(values, method, cuts, names)  # refuses what cannot be ranked
    count, repeats = len(values), int(runs)
    if count * repeats > MOST_CELLS:
        most = f"must be at most {MOST_CELLS // count:,} for {count:,} clients, more are too many for a cell"
        raise NotEnough("runs", most, given=runs)
    if (huge := np.abs(values) > _LARGEST).any():
        raise OutOfDomain("value", "must be between -1E+300 and 1E+300", rows=huge, given=values)
    limits_of = _limits_by_run(values, method, cuts)
    tier = (values[:, np.newaxis] < tier_limits(values, method, cuts)).sum(axis=1)
    random = np.random.default_rng(int(seed))
    kept = np.zeros(count)
    at_once = max(_CELLS_AT_ONCE // count, 1)
    for done in range(0, repeats, at_once):
        noisy = values * (1 + random.uniform(-noise, noise, (min(at_once, repeats - done), count)))
        limits = limits_of(noisy)
        edge = np.full((len(limits), 1), np.inf)
        below_better = noisy < np.hstack((edge, limits))[:, tier]
        kept += (below_better & (noisy >= np.hstack((limits, -edge))[:, tier])).sum(axis=0)
    return kept / repeats


def _limits_by_run(values: Vector, method: str, cuts: ArrayLike | None) -> Callable[[Matrix], Matrix]:
    """What makes of each run's values its tier limits, as `tier_limits` would: a row per run, a column per cut."""
    if method == "value":
        fixed = np.array([tier_limits(values, method, cuts)])
        return lambda noisy: fixed
    if method == "rank":
        # The limits among 0, 1, 2 ... are the places in rising order where the limits of any values stand.
        places = np.array(tier_limits(np.arange(len(values)), method, cuts), dtype=np.intp)
        return lambda noisy: np.maximum(np.sort(noisy, axis=1)[:, places], 0.0)
    shares = np.atleast_1d(np.asarray(SHARE_CUTS if cuts is None else cuts, dtype=float))
    positive = values > 0

    def limits_by_share(noisy: Matrix) -> Matrix:
        best_first = np.sort(noisy[:, positive], axis=1)[:, ::-1]
        brought = np.cumsum(best_first, axis=1)
        brought /= brought[:, -1:]
        places = np.column_stack([(brought < share).sum(axis=1) for share in shares])
        return np.take_along_axis(best_first, places, axis=1)

    return limits_by_share
