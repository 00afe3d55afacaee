"""A margin that recurs while the client stays: lifetime value, the margin multiple, and what they turn on."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from udfs.arguments import (
    Growth,
    Number,
    OneGrowth,
    OneNumber,
    OnePeriods,
    OneRate,
    OneShare,
    PerClient,
    Periods,
    Rate,
    RateList,
    Share,
    ShareList,
    Vector,
)
from udfs.errors import InputError, OutOfDomain, ShareOfNothing
from udfs.readers import Choice, Numbers
from udfs.value.present_value import OFFSET, Timing, as_vector
from udfs.worksheet_function import Column, Table, worksheet_function

First = Annotated[str, Choice("first period", words=("certain", "at risk"))]
Reading = Annotated[str, Choice("reading", words=("points", "relative", "defections"))]
Change = Annotated[PerClient, Numbers("change", low=-1, high=1, must="must be between -1 and 1 (write 5% or 0.05)")]

_NO_END = "must be so low that retention·(1+growth) stays below 1+rate, or give periods"


def margin_multiple(
    retention: Any, rate: Any, timing: str, first: str, growth: Any, periods: Any, refused: str = "retention"
) -> Vector:
    """What a margin of 1 per period is worth over the relationship.

    Args:
        retention: chance to stay from one period to the next; a vector or one number, as all that follow.
        rate: discount rate per period.
        timing: when a period's margin arrives.
        first: whether the first period's margin is sure.
        growth: growth of the margin per period.
        periods: how many periods; None or NaN: without end.
        refused: the argument that the refusal of an endless value names.

    Raises:
        OutOfDomain: without end, and not falling.
    """
    retention, rate = as_vector(retention), as_vector(rate)
    factor = 1 + rate
    kept = retention * (1 + growth)
    ratio = kept / factor
    if periods is None:
        if (endless := kept >= factor).any():
            raise OutOfDomain(refused, _NO_END, rows=endless, given=retention)
        worth = 1 / (1 - ratio)
    else:
        periods = as_vector(periods)
        no_end = np.isnan(periods)
        if (endless := no_end & (kept >= factor)).any():
            raise OutOfDomain(refused, _NO_END, rows=endless, given=retention)
        worth = annuity(1 - ratio, np.where(no_end, np.inf, periods))
    worth = np.asarray(worth * factor ** (OFFSET[timing] - 1))
    return worth * retention if first == "at risk" else worth


def annuity(fall: Vector, periods: Vector) -> Vector:
    """1 + q + q² + ... over so many periods, with q = 1 - fall: exact for q near 1, and 0 for no period."""
    total = -np.expm1(periods * np.log1p(-fall)) / fall
    return np.where(periods == 0, 0.0, np.where(fall == 0, periods, total))


@worksheet_function("REL_CLV", "row", example=((300000, 0.8, 0.1), 1000000.0))
def clv(
    margin: Number,
    retention: Share,
    rate: Rate,
    timing: Timing = "end",
    first: First = "certain",
    growth: Growth = 0.0,
    periods: Periods | None = None,
) -> Column:
    """Expected lifetime value of a client whose margin recurs while the client stays.

    Textbooks differ in when the money arrives and whether the first margin is sure: `REL_CONVENTIONS` shows all side
    by side. Margin, retention, rate and growth are for the same period, say a year. A margin is what fees leave after
    the cost to serve.

    Args:
        margin: margin per period, in the currency of the sheet.
        retention: share of clients who stay from one period to the next, as a fraction.
        rate: discount rate per period, as a fraction.
        timing: when a period's margin arrives: "end", "mid" or "start" of the period.
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the margin per period, as a fraction from -1 to 1.
        periods: number of periods that count, a whole number; blank is without end.

    Returns:
        One value per client, in the currency of the margin.

    Raises:
        OutOfDomain: without end, and retention·(1+growth) is not below 1+rate.

    Equation:
        sum over k = 1..N of margin·(1+growth)^(k-1) · s_k · (1+rate)^-(k-o), with s_k = retention^(k-1) (certain) or
        retention^k (at risk), o = 0, 1/2, 1 for end, mid, start, and 0^0 = 1. Without end and growth, end, certain:
        margin / (1 + rate - retention)

    Source:
        Fader & Hardie, note 024, 2012: the three textbook formulas; Gupta & Lehmann, 2003: m·r/(1+d-r).
    """
    return margin * margin_multiple(retention, rate, timing, first, growth, periods)


@worksheet_function("REL_MULTIPLE", "row", example=((0.8, 0.1), 1 / 0.3))
def multiple(
    retention: Share,
    rate: Rate,
    timing: Timing = "end",
    first: First = "certain",
    growth: Growth = 0.0,
    periods: Periods | None = None,
) -> Column:
    """The margin multiple: what each unit of margin per period is worth over the relationship.

    Margin times multiple is `REL_CLV`. The tables of Gupta & Lehmann are "end", "at risk".

    Args:
        retention: share of clients who stay from one period to the next, as a fraction.
        rate: discount rate per period, as a fraction.
        timing: when a period's margin arrives: "end", "mid" or "start" of the period.
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the margin per period, as a fraction from -1 to 1.
        periods: number of periods that count, a whole number; blank is without end.

    Returns:
        One multiple per client, a plain number.

    Raises:
        OutOfDomain: without end, and retention·(1+growth) is not below 1+rate.

    Equation:
        `REL_CLV` with a margin of 1

    Source:
        Gupta & Lehmann, Journal of Interactive Marketing 17(1), 2003, and Managing Customers as Investments, 2005.
    """
    return margin_multiple(retention, rate, timing, first, growth, periods)


@worksheet_function("REL_RETENTION_BREAKEVEN", "row", example=((500000, 150000, 0.1), 0.8))
def retention_breakeven(
    target: Number,
    margin: Number,
    rate: Rate,
    timing: Timing = "end",
    first: First = "certain",
    growth: Growth = 0.0,
    periods: Periods | None = None,
) -> Column:
    """The retention rate at which the lifetime value reaches a target.

    0 where the target is reached even if nobody stays.

    Args:
        target: the lifetime value to be reached, such as what winning the client costs, in the currency of the margin.
        margin: margin per period, in the currency of the sheet, above 0.
        rate: discount rate per period, as a fraction.
        timing: when a period's margin arrives: "end", "mid" or "start" of the period.
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the margin per period, as a fraction from -1 to 1.
        periods: number of periods that count, a whole number; blank is without end.

    Returns:
        One retention rate per client and period, as a fraction from 0 to 1.

    Raises:
        OutOfDomain: the margin is not above 0, or no retention up to 1 reaches the target.

    Equation:
        the retention at which `REL_CLV` equals the target; end, certain, without end:
        (1+rate - margin/target) / (1+growth)

    Source:
        The definition of `REL_CLV`, solved for retention.
    """
    target, margin, rate = as_vector(target), as_vector(margin), as_vector(rate)
    if (loss := margin <= 0).any():
        raise OutOfDomain("margin", "must be above 0", rows=loss, given=margin)
    wanted = target / margin
    ends = np.nan if periods is None else periods
    shape = np.broadcast_shapes(wanted.shape, rate.shape, np.shape(growth), np.shape(ends))
    low, high = np.zeros(shape), np.ones(shape)
    reached = _reaches(high, wanted, rate, timing, first, growth, periods)
    if not reached.all():
        raise OutOfDomain("target", "must be within reach of a retention of 1", rows=~reached, given=target)
    high = np.where(_reaches(low, wanted, rate, timing, first, growth, periods), low, high)
    for _ in range(60):
        middle = (low + high) / 2
        enough = _reaches(middle, wanted, rate, timing, first, growth, periods)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _reaches(
    retention: Vector, wanted: Vector, rate: Vector, timing: str, first: str, growth: Any, periods: Any
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether the multiple at a retention is at least the wanted one; without end it may be beyond all bounds."""
    endless = retention * (1 + growth) >= 1 + rate
    if periods is not None:
        endless = endless & np.isnan(periods)
    safe = np.where(endless, 0.0, retention)
    worth = margin_multiple(safe, rate, timing, first, growth, periods)
    # A target that REL_CLV itself gave may lie a rounding above what is computed here.
    return np.asarray(endless | (worth * (1 + 1e-14) >= wanted))


@worksheet_function("REL_LIFT", "row", example=((0.8, 0.1), 0.2))
def lift(
    retention: Share,
    rate: Rate,
    change: Change = 0.05,
    reading: Reading = "points",
    first: First = "certain",
    growth: Growth = 0.0,
    periods: Periods | None = None,
) -> Column:
    """How much lifetime value gains when retention improves, as a share of today's value.

    "Five points more" and "5% more" are not the same: say which. Timing cancels.

    Args:
        retention: share of clients who stay from one period to the next today, as a fraction.
        rate: discount rate per period, as a fraction.
        change: how much better, as a fraction.
        reading: "points" (80% to 85%), "relative" (80% to 84%), "defections" (5% fewer of the 20% leave: 81%).
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the margin per period, as a fraction from -1 to 1.
        periods: number of periods that count, a whole number; blank is without end.

    Returns:
        One gain per client, as a fraction: 0.2 is 20% more.

    Raises:
        OutOfDomain: the improved retention is not between 0 and 1, or the value has no end.
        ShareOfNothing: today's lifetime value is 0.

    Equation:
        value at the improved retention / value today - 1, improved = r + change, r·(1+change) or r + change·(1-r)

    Source:
        After Reichheld & Sasser, Harvard Business Review, 1990 (five points of retention); arithmetic of `REL_CLV`.
    """
    retention, change = as_vector(retention), as_vector(change)
    if reading == "points":
        improved = retention + change
    elif reading == "relative":
        improved = retention * (1 + change)
    else:
        improved = retention + change * (1 - retention)
    improved = np.where(np.abs(improved - 1) < 1e-12, 1.0, improved)
    if (outside := (improved > 1) | (improved < 0)).any():
        raise OutOfDomain("change", "must leave retention between 0 and 1", rows=outside, given=improved)
    today = margin_multiple(retention, rate, "end", first, growth, periods)
    if (nothing := today == 0).any():
        raise ShareOfNothing("retention", "must give a value today, it is 0", rows=nothing)
    return margin_multiple(improved, rate, "end", first, growth, periods, refused="change") / today - 1


@worksheet_function(
    "REL_SENSITIVITY",
    "table",
    example=(
        (100, [[0.7, 0.8]], [[0.1, 0.12]]),
        [["retention \\ rate", 0.1, 0.12], [0.7, 250.0, 100 / 0.42], [0.8, 100 / 0.3, 312.5]],
    ),
)
def sensitivity(
    margin: OneNumber,
    retentions: ShareList,
    rates: RateList,
    timing: Timing = "end",
    first: First = "certain",
    growth: OneGrowth = 0.0,
    periods: OnePeriods | None = None,
) -> Table:
    """Lifetime value for each retention rate (rows) and discount rate (columns).

    A cell whose value has no end shows its own error; the others stand.

    Args:
        margin: margin per period, in the currency of the sheet.
        retentions: the retention rates, a row or a column, as fractions per period.
        rates: the discount rates, a row or a column, as fractions per period.
        timing: when a period's margin arrives: "end", "mid" or "start" of the period.
        first: "certain" when the first period's margin is sure, "at risk" when it takes the first renewal.
        growth: growth of the margin per period, as a fraction from -1 to 1.
        periods: number of periods that count, a whole number; blank is without end.

    Returns:
        A column of the retention rates, then a column of values per rate, in the currency of the margin.

    Equation:
        `REL_CLV` in every cell

    Source:
        The form of Gupta & Lehmann's table of margin multiples, 2003.
    """
    rows = []
    for retention in np.atleast_1d(retentions):
        values = [_one(margin, retention, rate, timing, first, growth, periods) for rate in np.atleast_1d(rates)]
        named = [
            type(value)("retentions", value.must, given=retention) if isinstance(value, InputError) else value
            for value in values
        ]
        rows.append([retention, *named])
    return Table(("retention \\ rate", *np.atleast_1d(rates).tolist()), rows)


def _one(
    margin: float, retention: float, rate: float, timing: str, first: str, growth: float, periods: float | None
) -> float | InputError:
    """One lifetime value, or the error of its cell."""
    try:
        return float(margin * margin_multiple(retention, rate, timing, first, growth, periods)[0])
    except InputError as error:
        return error


@worksheet_function(
    "REL_CONVENTIONS",
    "table",
    example=(
        (100, 0.8, 0.1),
        [
            ["name", "formula", "textbook", "value"],
            ["end, certain", "m / (1+d-r)", "Ofek; Davis", 1000 / 3],
            ["end, at risk", "m·r / (1+d-r)", "Capon; Kotler; Lehmann & Winer; Gupta & Lehmann", 800 / 3],
            ["mid, certain", "m·(1+d)^½ / (1+d-r)", "", 1000 / 3 * 1.1**0.5],
            ["mid, at risk", "m·r·(1+d)^½ / (1+d-r)", "", 800 / 3 * 1.1**0.5],
            ["start, certain", "m·(1+d) / (1+d-r)", "Blattberg; Steenburgh", 1100 / 3],
            ["start, at risk", "m·r·(1+d) / (1+d-r)", "", 880 / 3],
            ["undiscounted", "m / (1-r)", "a rule of thumb: money later counts as money now", 500.0],
            [
                "annuity over the expected lifetime",
                "m·(1-(1+d)^-L) / d, L = 1/(1-r)",
                "wrong, though common",
                379.0786769408448,
            ],
        ],
    ),
)
def conventions(margin: OneNumber, retention: OneShare, rate: OneRate) -> Table:
    """The same client under every convention of the textbooks, so that two people see why their sheets differ.

    The annuity over the expected lifetime is wrong: it discounts as if every client left on the average day.

    Args:
        margin: margin per period, in the currency of the sheet.
        retention: share of clients who stay from one period to the next, as a fraction.
        rate: discount rate per period, as a fraction.

    Returns:
        A row per convention: name, formula, the textbooks that use it, value in the currency of the margin.

    Equation:
        `REL_CLV` with each timing and first; m/(1-r); m·(1-(1+d)^-L)/d with L = 1/(1-r)

    Source:
        Fader & Hardie, note 024, 2012.
    """
    rows: list[list[Any]] = []
    for timing, when in (("end", ""), ("mid", "·(1+d)^½"), ("start", "·(1+d)")):
        for first, chance in (("certain", ""), ("at risk", "·r")):
            value = _one(margin, retention, rate, timing, first, 0.0, None)
            books = _TEXTBOOKS.get((timing, first))
            rows.append([f"{timing}, {first}", f"m{chance}{when} / (1+d-r)", books, value])
    leaving = 1 - retention
    never = ShareOfNothing("retention", "must be below 1", given=retention)
    rows.append(["undiscounted", "m / (1-r)", _TEXTBOOKS["undiscounted"], margin / leaving if leaving else never])
    rows.append(
        [
            "annuity over the expected lifetime",
            "m·(1-(1+d)^-L) / d, L = 1/(1-r)",
            _TEXTBOOKS["annuity"],
            _annuity_over_lifetime(margin, leaving, rate),
        ]
    )
    return Table(("name", "formula", "textbook", "value"), rows)


_TEXTBOOKS: dict[Any, str] = {
    ("end", "certain"): "Ofek; Davis",
    ("end", "at risk"): "Capon; Kotler; Lehmann & Winer; Gupta & Lehmann",
    ("start", "certain"): "Blattberg; Steenburgh",
    "undiscounted": "a rule of thumb: money later counts as money now",
    "annuity": "wrong, though common",
}


def _annuity_over_lifetime(margin: float, leaving: float, rate: float) -> float | InputError:
    if leaving == 0 and rate <= 0:
        return OutOfDomain("retention", "must be below 1 where money later counts no less", given=1 - leaving)
    lifetime = np.inf if leaving == 0 else 1 / leaving
    return margin * lifetime if rate == 0 else float(margin * -np.expm1(-lifetime * np.log1p(rate)) / rate)
