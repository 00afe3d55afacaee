"""The wrong applause: a one-off deal against a continuing relationship."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from udfs.arguments import Matrix, OneGrowth, OneOrFlows, OnePeriods, OneRate, OneShare, Vector
from udfs.errors import NotEnough, ShareOfNothing
from udfs.value.lifetime import First, margin_multiple
from udfs.value.present_value import OFFSET, Timing, discounted
from udfs.worksheet_function import Table, worksheet_function

_MOST_PERIODS = 2**40
_GRID = np.linspace(0, 1, 1001)
_SHARES_AT_ONCE = 40


@worksheet_function(
    "REL_COMPARE",
    "table",
    example=(
        (0.1, 200000, 300000, 0.8),
        [
            ["what", "value"],
            ["NPV of the deal", 200000.0],
            ["NPV of the relationship", 1000000.0],
            ["Difference", 800000.0],
            ["Times as much", 5.0],
            ["Break-even retention", 0.0],
            ["Periods until the relationship reaches the deal", 1.0],
            ["Largest concession", 800000.0],
            ["Largest concession, share off every fee", 0.8],
        ],
    ),
)
def compare(
    rate: OneRate,
    deal: OneOrFlows,
    relationship: OneOrFlows,
    retention: OneShare = 1.0,
    timing: Timing = "end",
    first: First = "certain",
    growth: OneGrowth = 0.0,
    periods: OnePeriods | None = None,
) -> Table:
    """A one-off deal against a continuing relationship: how many times as much is the one worth than the other?

    In margins, not fees. One number for `deal` is money today; one number for `relationship` is a margin that recurs
    with retention, growth and periods. In a row of flows for the relationship, flow k is only weighted by the chance
    to be there: growth and periods stand in the flows.

    Args:
        rate: discount rate per period, as a fraction.
        deal: money today, or a row of flows, one per period, in the currency of the sheet.
        relationship: a margin per period, or a row of flows, in the same currency.
        retention: share of clients who stay from one period to the next, as a fraction.
        timing: when a period's money arrives: "end", "mid" or "start" of the period.
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the recurring margin per period, as a fraction from -1 to 1.
        periods: number of periods in which the margin recurs, a whole number; blank is without end.

    Returns:
        Rows of a label and a value: NPV of each, difference, times as much (`#DIV/0!` where the deal is not
        positive), the smallest retention at which they are equal (0 where one period already does, `#N/A` where even
        1 does not), the first whole period whose cumulated present value reaches the deal (`#N/A` where none does),
        the largest concession that keeps the relationship worth more (money, and as a share off every fee).

    Raises:
        OutOfDomain: without end, and retention·(1+growth) is not below 1+rate.

    Equation:
        times as much = NPV of the relationship / NPV of the deal; concession = difference, never below 0, and
        1 - deal/relationship

    Source:
        The law firm of the introduction: 200,000 today against 300,000 a year kept with 80% at 10%: 5 times as much.
    """
    deal_worth = float(deal) if np.ndim(deal) == 0 else _worth(rate, np.asarray(deal, dtype=float), timing)
    if np.ndim(relationship) == 0:
        margin = float(relationship)

        def worths(shares: Vector) -> Vector:
            found = np.full(len(shares), math.copysign(math.inf, margin) if margin else 0.0)
            ends = np.full(len(shares), periods is not None) | (shares * (1 + growth) < 1 + rate)
            found[ends] = margin * margin_multiple(shares[ends], rate, timing, first, growth, periods)
            return found

        def cumulated(count: int) -> float:
            most = count if periods is None else min(count, int(periods))
            return margin * float(margin_multiple(retention, rate, timing, first, growth, most)[0])

        relationship_worth = margin * float(margin_multiple(retention, rate, timing, first, growth, periods)[0])
        last = _MOST_PERIODS if periods is None else int(periods)
        reached = _first_period_of_margin(cumulated, deal_worth, relationship_worth, last)
    else:
        flows = np.asarray(relationship, dtype=float)

        def worths(shares: Vector) -> Vector:
            return discounted(np.array([rate]), flows * _chances(shares[:, None], len(flows), first), timing)

        relationship_worth = float(worths(np.array([retention]))[0])
        reached = _first_period_of_flows(rate, flows * _chances(retention, len(flows), first), timing, deal_worth)

    difference = relationship_worth - deal_worth
    rows: list[tuple[str, Any]] = [
        ("NPV of the deal", deal_worth),
        ("NPV of the relationship", relationship_worth),
        ("Difference", difference),
        ("Times as much", _times(relationship_worth, deal_worth)),
        ("Break-even retention", _break_even(worths, deal_worth)),
        ("Periods until the relationship reaches the deal", reached),
        ("Largest concession", max(difference, 0.0)),
        ("Largest concession, share off every fee", _share_off(relationship_worth, deal_worth)),
    ]
    return Table(("what", "value"), rows)


def _worth(rate: float, flows: np.ndarray[Any, Any], timing: str) -> float:
    return float(discounted(np.array([rate]), flows[None, :], timing)[0])


def _chances(retention: float | Matrix, count: int, first: str) -> Matrix:
    """The chance to be there in each period."""
    renewals = np.arange(count) + (first == "at risk")
    return np.asarray(retention**renewals)


def _times(relationship: float, deal: float) -> float | ShareOfNothing:
    if deal <= 0:
        return ShareOfNothing("deal", "must be worth more than 0 to be compared with", given=deal)
    return float(relationship / deal)


def _share_off(relationship: float, deal: float) -> float | ShareOfNothing:
    if relationship <= deal:
        return 0.0
    if relationship <= 0:
        return ShareOfNothing("relationship", "must be worth more than 0", given=relationship)
    return float(1 - deal / relationship)


def _break_even(worths: Callable[[Vector], Vector], deal: float) -> float | NotEnough:
    """The smallest retention at which the relationship is worth the deal: a fine grid, then ever finer ones."""

    def first_reached(shares: Vector) -> int | None:
        for start in range(0, len(shares), _SHARES_AT_ONCE):
            reached = np.flatnonzero(worths(shares[start : start + _SHARES_AT_ONCE]) >= deal)
            if len(reached):
                return start + int(reached[0])
        return None

    if (place := first_reached(_GRID)) is None:
        return NotEnough("retention", "must reach the deal at 1 at the latest, it does not")
    if place == 0:
        return 0.0
    low, high = float(_GRID[place - 1]), float(_GRID[place])
    while True:
        between = np.linspace(low, high, _SHARES_AT_ONCE + 2)
        between = between[(between > low) & (between < high)]
        if not len(between):
            return high
        if (place := first_reached(between)) is None:
            low = float(between[-1])
        else:
            high = float(between[place])
            low = float(between[place - 1]) if place else low


def _first_period_of_margin(
    cumulated: Callable[[int], float], deal: float, whole: float, last: int
) -> float | NotEnough:
    """The first whole period whose cumulated present value reaches the deal: doubling, then halving."""
    if deal <= 0:
        return 0.0
    if cumulated(1) >= deal:
        return 1.0
    # What only the sum without end would reach, no period reaches: sums of floats pretend that one does.
    if last == _MOST_PERIODS and deal >= whole * (1 - 1e-12):
        return NotEnough("relationship", "must reach the deal in some period, it does not", given=whole)
    high = 1
    while high < last and cumulated(high) < deal:
        high *= 2
    high = min(high, last)
    if whole < deal or cumulated(high) < deal:
        return NotEnough("relationship", "must reach the deal in some period, it does not", given=whole)
    low = 0
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if cumulated(middle) >= deal else (middle, high)
    return float(high)


def _first_period_of_flows(rate: float, flows: np.ndarray[Any, Any], timing: str, deal: float) -> float | NotEnough:
    arrives = np.arange(1, len(flows) + 1) - OFFSET[timing]
    cumulated = np.concatenate([[0.0], np.cumsum(flows * (1 + rate) ** -arrives)])
    reached = np.flatnonzero(cumulated >= deal)
    if not len(reached):
        return NotEnough("relationship", "must reach the deal in some period, it does not", given=float(cumulated[-1]))
    return float(reached[0])
