"""Cash flows that are given, one row per client, discounted to today."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.arguments import CashFlows, Date, DateSeries, Matrix, Rate, ShareSeries, Vector
from udfs.errors import NotEnough, OutOfDomain, WrongKind
from udfs.readers import Choice
from udfs.value.rate_of_return import rates_of_return
from udfs.worksheet_function import Column, worksheet_function

OFFSET = {"end": 0.0, "mid": 0.5, "start": 1.0}
"""How much of a period before its end the money arrives."""

MOST_WORTHS = 10_000_000
"""Flows times rates that a cell may ask, where the flows of one client are asked of each of several rates."""

Timing = Annotated[str, Choice("when", words=tuple(OFFSET))]
Given = Annotated[str, Choice("chances", words=("survival", "retention"))]

DAYS_IN_YEAR = 365.0
"""Excel's XNPV and XIRR count actual days over 365, leap years too."""


def discounted(rate: Vector, flows: Matrix, timing: str) -> Vector:
    """The present value of each row of flows; `rate` has as many rows, or one."""
    growth = 1 + rate
    value = flows[:, -1] / growth
    for period in range(flows.shape[1] - 2, -1, -1):
        value = (value + flows[:, period]) / growth
    return value if timing == "end" else value * growth ** OFFSET[timing]


def as_rows(series: Matrix) -> Matrix:
    """Flows as a matrix with one row per client, whatever a Python caller gave."""
    return np.array(series, dtype=float, ndmin=2, copy=None)


def as_vector(numbers: ArrayLike) -> Vector:
    """One number per client as a vector, whatever a Python caller gave."""
    return np.array(numbers, dtype=float, ndmin=1, copy=None)


@worksheet_function("REL_NPV", "row", example=((0.1, [[-10000, 3000, 4200, 6800]]), 1188.4434123352216))
def npv(rate: Rate, cash_flows: CashFlows, timing: Timing = "end") -> Column:
    """Net present value of a row of cash flows.

    The first flow falls at the end of period 1, as in Excel's NPV: money spent today stands outside, or use
    "start". A blank cell keeps its place as a flow of 0; Excel's NPV closes the gap and moves later flows forward.

    Args:
        rate: discount rate per period, as a fraction; the period is that of the flows.
        cash_flows: a row of flows per client, one column per period, in the currency of the sheet.
        timing: when a period's money arrives: "end", "mid" or "start" of the period.

    Returns:
        One present value per client, in the currency of the flows.

    Equation:
        sum over k = 1..n of flow_k · (1+rate)^-(k-o), with o = 0 (end), 1/2 (mid), 1 (start)

    Source:
        Microsoft, NPV function: 10% and -10000, 3000, 4200, 6800 give 1,188.44.
    """
    return discounted(as_vector(rate), as_rows(cash_flows), timing)


@worksheet_function(
    "REL_XNPV",
    "row",
    example=(
        (
            0.09,
            [[-10000, 2750, 4250, 3250, 2750]],
            [["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]],
        ),
        2086.647602031535,
    ),
)
def xnpv(rate: Rate, cash_flows: CashFlows, dates: DateSeries, as_of: Date | None = None) -> Column:
    """Net present value of flows on given dates, actual days over 365 as in Excel's XNPV.

    Discounts to the client's earliest date, wherever it stands in the row (Excel takes the first cell), or to
    `as_of`. A blank flow counts as 0.

    Args:
        rate: discount rate per year, as a fraction.
        cash_flows: a row of flows per client, in the currency of the sheet.
        dates: the date of each flow: one row for all clients, or a row each.
        as_of: the day to which flows are discounted; blank is each client's earliest date.

    Returns:
        One present value per client, in the currency of the flows.

    Raises:
        NotEnough: a flow has no date; or one row of flows stands beside so many rates that flows times rates are more
            than 10,000,000.
        OutOfDomain: a flow lies before `as_of`.
        WrongKind: there are not as many dates as flows.

    Equation:
        sum of flow_k · (1+rate)^-((date_k - as_of)/365)

    Source:
        Microsoft, WorksheetFunction.Xnpv: 2,086.6476 for the example.
    """
    flows, days = as_rows(cash_flows), _dated(cash_flows, dates)
    _refuse_column_for_row(flows, as_vector(rate))
    start = np.nanmin(days, axis=1) if as_of is None else as_vector(as_of)
    start = np.where(np.isnan(start), np.nanmin(days, axis=1), start)
    if (early := ((days < start[:, None]) & (flows != 0)).any(axis=1)).any():
        raise OutOfDomain("as_of", "must not be later than a flow", rows=early)
    years = np.where(flows == 0, 0.0, (days - start[:, None]) / DAYS_IN_YEAR)
    worth: Vector = (flows * (1 + as_vector(rate))[:, None] ** -years).sum(axis=1)
    return worth


def _refuse_column_for_row(flows: Matrix, rates: Vector) -> None:
    """Refuse what is hardly meant: a long column of flows, one client's, asked of each of several rates."""
    if len(flows) == 1 and len(rates) * flows.shape[1] > MOST_WORTHS and len(rates) > 1:
        most = f"{MOST_WORTHS // len(rates):,} flows for {len(rates):,} rates"
        must = f"must be at most {most}: a column of them is one client's, asked of each"
        raise NotEnough("cash_flows", must, given=flows.shape[1])


def _dated(cash_flows: Matrix, dates: Matrix) -> Matrix:
    """The dates as a matrix; each flow must have one."""
    flows, days = as_rows(cash_flows), as_rows(dates)
    if flows.shape[1] != days.shape[1]:
        raise WrongKind(
            "dates", f"must have one date per flow, {flows.shape[1]} as in cash_flows; there are {days.shape[1]}"
        )
    if (undated := (np.isnan(days) & (flows != 0)).any(axis=1)).any():
        raise NotEnough("dates", "must give a date for every flow", rows=undated)
    return days


@worksheet_function("REL_IRR", "row", example=(([[-70000, 12000, 15000, 18000, 21000, 26000]],), 0.08663094803653162))
def irr(cash_flows: CashFlows, dates: DateSeries | None = None) -> Column:
    """Internal rate of return: the rate at which the flows are worth nothing today.

    Where several rates do, the one nearest 10%: flows that change sign more than once deserve `REL_NPV` instead. A
    blank cell keeps its place as a flow of 0; Excel's IRR closes the gap.

    Args:
        cash_flows: a row of flows per client, one column per period, in any currency.
        dates: the date of each flow, for a rate per year as in Excel's XIRR; one row for all clients, or a row each.

    Returns:
        One rate per client and period (per year with `dates`), as a fraction above -1.

    Raises:
        OutOfDomain: the flows do not change sign, or no rate makes them worth nothing.
        NotEnough: a flow has no date.
        WrongKind: there are not as many dates as flows.

    Equation:
        sum of flow_k · (1+irr)^-k = 0, with dates sum of flow_k · (1+irr)^-((date_k - first date)/365) = 0

    Source:
        Microsoft, IRR function: -2.1% after four years and 8.7% after five for the example's flows.
    """
    flows = as_rows(cash_flows)
    if dates is None:
        times = np.arange(flows.shape[1], dtype=float)[None, :]
    else:
        days = _dated(cash_flows, dates)
        # Unlike nanmin, fmin does not warn of a client without any date.
        times = (days - np.fmin.reduce(days, axis=1)[:, None]) / DAYS_IN_YEAR
    times = np.nan_to_num(np.broadcast_to(times, np.broadcast_shapes(times.shape, flows.shape)))
    flows = np.broadcast_to(flows, times.shape)
    if (same := ~((flows > 0).any(axis=1) & (flows < 0).any(axis=1))).any():
        raise OutOfDomain("cash_flows", "must hold money going out and money coming in", rows=same)
    found = rates_of_return(flows, times)
    if (none := np.isnan(found)).any():
        raise OutOfDomain("cash_flows", "must have a rate at which they are worth nothing, there is none", rows=none)
    return found


@worksheet_function("REL_PAYBACK", "row", example=(([[-100, 60, 60]],), 2 + 40 / 60))
def payback(cash_flows: CashFlows, rate: Rate = 0.0, timing: Timing = "end") -> Column:
    """Periods from today until the money spent has come back, for good.

    Cumulated present value crosses from below 0 to 0 or above for the last time; a flow accrues evenly over the
    period before it arrives. 0 where it is never below. Where it is below at the end, the money has not come back.

    Args:
        cash_flows: a row of flows per client, one column per period, in any currency.
        rate: discount rate per period, as a fraction; 0 is the simple payback.
        timing: when a period's money arrives: "end", "mid" or "start" of the period.

    Returns:
        One number of periods per client, with a fraction.

    Raises:
        NotEnough: cumulated present value is below 0 at the end; or one row of flows stands beside so many rates that
            flows times rates are more than 10,000,000.

    Equation:
        {-100, 60, 60}: 2 + 40/60 periods (end), 1 + 40/60 (start)

    Source:
        The definition above; discounted payback as in Brealey & Myers, Principles of Corporate Finance.
    """
    flows, growth = as_rows(cash_flows), 1 + as_vector(rate)
    _refuse_column_for_row(flows, growth)
    offset = OFFSET[timing]
    shape = np.broadcast_shapes(flows[:, 0].shape, growth.shape)
    total, found, largest = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for period in range(1, flows.shape[1] + 1):
        worth = flows[:, period - 1] * growth ** -(period - offset)
        before, total = total, total + worth
        largest = np.maximum(largest, np.abs(worth))
        # Money that comes back to the penny must not fail by the last bit of a sum.
        total = np.where(np.abs(total) <= 1e-12 * largest, 0.0, total)
        crossed = (before < 0) & (total >= 0)
        found = np.where(crossed, period - offset - 1 - before / np.where(crossed, worth, 1.0), found)
    if (below := total < 0).any():
        raise NotEnough("cash_flows", "must bring back what was spent, by the end they do not", rows=below)
    return found


@worksheet_function("REL_EXPECTED_NPV", "row", example=((0.1, [[100, 100, 100]], [[1, 0.8, 0.64]]), 205.10894064613074))
def expected_npv(
    rate: Rate, cash_flows: CashFlows, survival: ShareSeries, timing: Timing = "end", given: Given = "survival"
) -> Column:
    """Net present value of flows, each weighted by the chance that the client is still there when it falls due.

    `survival` is cumulative: the chance to be there in period k, not to survive period k. With "retention" the
    chances are those of each period, and are multiplied up.

    Args:
        rate: discount rate per period, as a fraction.
        cash_flows: a row of flows per client, one column per period, in the currency of the sheet.
        survival: a row of chances, as many columns as flows, as fractions; one row for all clients, or a row each.
        timing: when a period's money arrives: "end", "mid" or "start" of the period.
        given: what `survival` holds: "survival" (cumulative) or "retention" (of each period).

    Returns:
        One expected present value per client, in the currency of the flows.

    Raises:
        WrongKind: there are not as many chances as flows.
        NotEnough: a chance is blank where there is a flow.

    Equation:
        sum over k of s_k · flow_k · (1+rate)^-(k-o); with "retention" s_k = r_1 · ... · r_k

    Source:
        The definition above; Gupta & Lehmann, Managing Customers as Investments, 2005, ch. 2.
    """
    flows = as_rows(cash_flows)
    chances: Matrix = as_rows(survival)
    if flows.shape[1] != chances.shape[1]:
        raise WrongKind(
            "survival", f"must have as many columns as cash_flows, {flows.shape[1]}; there are {chances.shape[1]}"
        )
    if given == "retention":
        chances = np.asarray(np.cumprod(chances, axis=1))
    if (unknown := (np.isnan(chances) & (flows != 0)).any(axis=1)).any():
        raise NotEnough("survival", "must be given for every flow", rows=unknown)
    weighted: NDArray[np.float64] = np.where(flows == 0, 0.0, flows * chances)
    return discounted(as_vector(rate), weighted, timing)
