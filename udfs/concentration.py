"""How much of the value few clients bring: 80/20, the whale curve, measures of concentration."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from udfs.arguments import Number, OneShare, Vector
from udfs.errors import OutOfDomain, ShareOfNothing
from udfs.readers import Choice
from udfs.worksheet_function import Table, worksheet_function

Measure = Annotated[str, Choice("measure", words=("gini", "hhi", "top1", "top5", "effective"))]


@worksheet_function("REL_PARETO", "value", example=(([[80], [5], [5], [5], [5]],), 0.8))
def pareto(value: Number, share: OneShare = 0.2) -> float:
    """The share of the total value that the top 20% of clients bring (or another share): does 80/20 hold?

    Where the share is no whole number of clients, the next client counts with the fraction that is left. Clients of
    value zero count as clients, blank rows do not. The total is net of losses, so that the answer may exceed 1.

    Args:
        value: what each client is worth or brings, in your currency.
        share: the share of clients at the top, a fraction from 0 to 1, by default 20%.

    Returns:
        The share of the net total, as a fraction.

    Raises:
        ShareOfNothing: the total is not positive.

    Equation:
        (v_1 + ... + v_w + (share·n - w)·v_(w+1)) / (v_1 + ... + v_n), v descending, w the whole part of share·n

    Source:
        the definition above
    """
    descending = _descending(value)
    total = _total(descending)
    if total <= 0:
        raise ShareOfNothing("value", "must have a positive total", given=total)
    top = share * len(descending)
    whole = int(top)
    part = (top - whole) * descending[whole] if whole < len(descending) else 0.0
    return float((descending[:whole].sum() + part) / total)


@worksheet_function(
    "REL_WHALE_CURVE",
    "table",
    example=(
        ([[20], [-40], [120]],),
        [
            ["share of clients", "cumulative value", "cumulative share"],
            [0.0, 0.0, 0.0],
            [1 / 3, 120.0, 1.2],
            [2 / 3, 140.0, 1.4],
            [1.0, 100.0, 1.0],
        ],
    ),
)
def whale_curve(value: Number) -> Table:
    """The whale curve: value added up over the clients, best first; it rises above the total where clients lose money.

    Args:
        value: the profit that each client brings, losses negative, in your currency.

    Returns:
        A row for no client, then one per client: share of clients, cumulative value, cumulative share of the net
        total. The last column is `#DIV/0!` where the net total is not positive.

    Equation:
        after k of n clients: k/n, v_1 + ... + v_k, (v_1 + ... + v_k)/(v_1 + ... + v_n), v descending

    Source:
        Kaplan and Narayanan (2001), Measuring and managing customer profitability; the definition above.
    """
    descending = _descending(value)
    count = len(descending)
    cumulative = np.concatenate(([0.0], np.cumsum(descending)))
    total = _total(cumulative[-1:])
    clients = np.arange(count + 1) / count
    headers = ("share of clients", "cumulative value", "cumulative share")
    if total <= 0:
        nothing = ShareOfNothing("value", "must have a positive total", given=total)
        pairs = zip(clients.tolist(), cumulative.tolist(), strict=True)
        return Table(headers, [(share, reached, nothing) for share, reached in pairs])
    return Table(headers, np.column_stack((clients, cumulative, cumulative / total)).tolist())


@worksheet_function("REL_CONCENTRATION", "value", example=(([[30], [30], [20], [20]], "hhi"), 0.26))
def concentration(value: Number, measure: Measure = "gini") -> float:
    """How unevenly value is spread over clients: Gini, Herfindahl (HHI), the top one or five, or the effective number.

    Losses count as 0, and clients of value 0 count as clients (only Gini depends on them). HHI is from 0 to 1; times
    10,000 it is the index of the competition authorities.

    Args:
        value: what each client is worth or brings, in your currency.
        measure: "gini" (0 all equal, near 1 one client brings all), "hhi" (sum of squared shares), "top1" and "top5"
            (share of the largest client, of the five largest), "effective" (1/HHI: so many equal clients would be as
            concentrated).

    Returns:
        The measure: a fraction, for "effective" a number of clients.

    Raises:
        ShareOfNothing: no client has a positive value.

    Equation:
        gini = sum over i, j of |x_i - x_j| / (2·n²·mean); hhi = sum of (x_i / total)²; effective = 1 / hhi

    Source:
        Gini (1912), Herfindahl (1950); the definition above. Shares of 30, 30, 20 and 20% give 0.26: U.S. Department
        of Justice, Herfindahl-Hirschman index.
    """
    descending = np.maximum(_descending(value), 0.0)
    total = _total(descending)
    if total <= 0:
        raise ShareOfNothing("value", "must be positive for at least one client")
    shares = descending / total
    if measure == "gini":
        count = len(shares)
        weights = np.arange(count - 1, -count, -2) / count
        return max(float(weights @ shares), 0.0)  # rounding alone could make equal clients less than equal
    if measure in ("top1", "top5"):
        return float(shares[: int(measure[3:])].sum())
    hhi = float(shares @ shares)
    return hhi if measure == "hhi" else 1 / hhi


def _descending(value: ArrayLike) -> Vector:
    ordered: Vector = np.sort(np.atleast_1d(np.asarray(value, dtype=float)))[::-1]
    return ordered


def _total(values: Vector) -> float:
    total = float(values.sum())
    if not math.isfinite(total):
        raise OutOfDomain("value", "must add up to a number that a spreadsheet can hold")
    return total
