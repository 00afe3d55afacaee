"""What each tier, or any other group of clients, brings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Matrix, Name, Tiers, ValueColumns, Vector
from udfs.cells import identity
from udfs.errors import OutOfDomain, ShareOfNothing
from udfs.tiers import TIER_NAMES, refuse_repeated
from udfs.worksheet_function import Table, worksheet_function


@worksheet_function(
    "REL_TIER_SUMMARY",
    "table",
    example=(
        ([[900], [500], [-200]], [["Platinum"], ["Gold"], ["Gold"]]),
        [
            ["tier", "clients", "share of clients", "value", "share of value", "average value"],
            ["Platinum", 1, 1 / 3, 900.0, 0.75, 900.0],
            ["Gold", 2, 2 / 3, 300.0, 0.25, 150.0],
            ["Total", 3, 1.0, 1200.0, 1.0, 400.0],
        ],
    ),
)
def tier_summary(values: ValueColumns, tier: Name, names: Tiers | None = None) -> Table:
    """What each tier brings: clients, their share, and for each value column its sum, share and average.

    Any grouping will do: tiers, the quadrants of `REL_MATRIX`, sectors. A blank among several value columns is not
    zero: the client counts, but not in that column's average. Losses count against the total, so that shares may
    exceed 1 or be negative.

    Args:
        values: one or several columns of values per client, such as fees and margin.
        tier: each client's tier.
        names: the tiers in the order wanted: each gets a row, also without a client, and tiers that are not among
            them follow, so that nobody is dropped. Without it Platinum, Gold, Iron, Lead keep their order; where any
            other tier occurs, the best average of the first value column comes first.

    Returns:
        A row per tier and a total row: tier, clients, share of clients, and per value column sum, share of the net
        total and average. The average is blank where there is nothing to average; the share is `#DIV/0!` where the
        net total is not positive.

    Raises:
        WrongKind: names that repeat.

    Equation:
        share of value = sum over the tier / sum over all, losses included; average = sum / filled cells

    Source:
        the definition above
    """
    matrix = np.asarray(values, dtype=float)
    matrix = matrix[:, np.newaxis] if matrix.ndim == 1 else matrix
    wanted = [] if names is None else np.asarray(names, dtype=object).tolist()
    refuse_repeated(wanted)
    shown, groups = _grouped(tier, wanted)
    clients = np.bincount(groups, minlength=len(shown))
    sums, filled = _sums_by_group(matrix, groups, len(shown))
    totals = sums.sum(axis=0)
    if not np.isfinite(totals).all():
        raise OutOfDomain("values", "must add up to numbers that a spreadsheet can hold")
    rows: list[list[Any]] = []
    for group in _in_order(shown, len(wanted), sums[:, 0], filled[:, 0]):
        count = int(clients[group])
        rows.append([shown[group], count, count / len(groups), *_measures(sums[group], filled[group], totals)])
    total = _measures(totals, filled.sum(axis=0), totals)
    return Table(_summary_headers(matrix.shape[1]), [*rows, ["Total", len(groups), 1.0, *total]])


def _grouped(tier: Name, wanted: Sequence[object]) -> tuple[list[object], NDArray[np.intp]]:
    """The tiers as they are shown, those wanted first, and the place of each client's tier among them."""
    shown = list(wanted)
    places = {identity(name): place for place, name in enumerate(shown)}
    clients = np.asarray(tier, dtype=object).tolist()
    place_of: dict[object, int] = {}
    for name in dict.fromkeys(clients):
        if (key := identity(name)) not in places:
            places[key] = len(shown)
            shown.append(name)
        place_of[name] = places[key]
    return shown, np.fromiter(map(place_of.__getitem__, clients), dtype=np.intp, count=len(clients))


def _sums_by_group(matrix: Matrix, groups: NDArray[np.intp], size: int) -> tuple[Matrix, Matrix]:
    """Per group and column the sum, and how many cells are filled."""
    filled = ~np.isnan(matrix)
    amounts = np.where(filled, matrix, 0.0)
    columns = range(matrix.shape[1])
    sums = [np.bincount(groups, weights=amounts[:, column], minlength=size) for column in columns]
    counts = [np.bincount(groups, weights=filled[:, column], minlength=size) for column in columns]
    return np.column_stack(sums), np.column_stack(counts)


def _in_order(shown: Sequence[object], wanted: int, sums: Vector, filled: Vector) -> list[int]:
    """The places of the tiers: as wanted, else in the standard order, else by average, best first."""
    standard = {identity(name): place for place, name in enumerate(TIER_NAMES)}
    if not wanted and all(identity(name) in standard for name in shown):
        return sorted(range(len(shown)), key=lambda place: standard[identity(shown[place])])
    averages = [total / count if count else -math.inf for total, count in zip(sums, filled, strict=True)]
    others = sorted(range(wanted, len(shown)), key=averages.__getitem__, reverse=True)
    return [*range(wanted), *others]


def _measures(sums: Vector, filled: Vector, totals: Vector) -> list[Any]:
    """Sum, share and average of each column, side by side."""
    cells: list[Any] = []
    for amount, count, total in zip(sums.tolist(), filled.tolist(), totals.tolist(), strict=True):
        share = amount / total if total > 0 else ShareOfNothing("values", "must have a positive total", given=total)
        cells += [amount, share, amount / count if count else None]
    return cells


def _summary_headers(columns: int) -> tuple[str, ...]:
    headers = ["tier", "clients", "share of clients"]
    for column in range(1, columns + 1):
        number = f" {column}" if columns > 1 else ""
        headers += [f"value{number}", f"share of value{number}", f"average value{number}"]
    return tuple(headers)
