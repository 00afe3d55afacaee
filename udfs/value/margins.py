"""What goes into a value: the margin after the cost to serve, and rates for the right period."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from udfs.arguments import Number, PerClient
from udfs.errors import OutOfDomain
from udfs.periods import DAYS_IN
from udfs.readers import Choice, Numbers
from udfs.value.present_value import as_vector
from udfs.worksheet_function import Column, worksheet_function

Unit = Annotated[str, Choice("unit", words=tuple(DAYS_IN))]
RateKind = Annotated[str, Choice("kind of rate", words=("discount", "retention"))]
_OUT_OF_BOUNDS = "must be between -1 and 1 (write 10% or 0.1)"
AnyRate = Annotated[PerClient, Numbers("rate", low=-1, high=1, must=_OUT_OF_BOUNDS)]


@worksheet_function("REL_PROFIT", "row", example=((50000, 12000, 80, 150, 2000), 24000.0))
def profit(
    revenue: Number,
    direct_cost: Number = 0.0,
    hours: Number = 0.0,
    cost_rate: Number = 0.0,
    write_off: Number = 0.0,
) -> Column:
    """Margin of a client after the cost to serve: what lifetime values should be made of, instead of fees.

    A cost that is left blank counts as 0.

    Args:
        revenue: fees or sales of the period, in the currency of the sheet.
        direct_cost: costs that only this client causes, in the same currency.
        hours: hours spent on the client in the period.
        cost_rate: what an hour costs the firm (not what it charges), in the currency per hour.
        write_off: fees of the period that were or will be written off, in the same currency.

    Returns:
        One margin per client, in the currency of the revenue; below 0 for a client who costs money.

    Equation:
        revenue - direct_cost - hours · cost_rate - write_off

    Source:
        The definition above; cost to serve as in Kaplan & Cooper, Cost and Effect, 1998.
    """
    margin = np.asarray(revenue, dtype=float) - direct_cost - np.asarray(hours) * cost_rate - write_off
    return as_vector(margin)


@worksheet_function("REL_PER_PERIOD", "row", example=((0.8, "year", "month", "retention"), 0.8 ** (1 / 12)))
def per_period(rate: AnyRate, unit: Unit, wanted: Unit, kind: RateKind = "discount") -> Column:
    """The same rate for another period: a yearly discount or retention rate per month, and the other way.

    A rate and the flows must be for the same period: the commonest error is a yearly rate beside monthly retention.
    A year has 12 months, 4 quarters, 365.25 days; a week 7 days.

    Args:
        rate: a discount rate or a retention rate, as a fraction per `unit`.
        unit: the period of the rate: "year", "quarter", "month", "week" or "day".
        wanted: the period wanted, one of the same words.
        kind: "discount" compounds 1 + rate; "retention" compounds the rate itself.

    Returns:
        One rate per row, as a fraction per `wanted`.

    Raises:
        OutOfDomain: a discount rate of 1 or more, or -1 or less; a retention rate below 0.

    Equation:
        discount (1+d)^e - 1, retention r^e, with e = days of `wanted` / days of `unit`: 1/12 from year to month

    Source:
        The definition above: 80% a year is 98.158% a month.
    """
    rate = as_vector(rate)
    share = DAYS_IN[wanted] / DAYS_IN[unit]
    if kind == "retention":
        if (below := rate < 0).any():
            raise OutOfDomain("rate", "must be between 0 and 1 where it is a retention rate", rows=below, given=rate)
        return np.asarray(rate**share)
    if (outside := np.abs(rate) >= 1).any():
        raise OutOfDomain("rate", _OUT_OF_BOUNDS, rows=outside, given=rate)
    return np.asarray(np.expm1(share * np.log1p(rate)))
