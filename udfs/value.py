"""What a relationship is worth: present value, lifetime value, and what follows from them."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from udfs.arguments import CashFlows, Choice, Growth, Number, Periods, Rate, Share
from udfs.errors import OutOfDomain
from udfs.worksheet_function import Column, worksheet_function

Timing = Annotated[str, Choice("when", words=("end", "mid", "start"))]
First = Annotated[str, Choice("first", words=("certain", "at risk"))]

_OFFSET = {"end": 0.0, "mid": 0.5, "start": 1.0}


@worksheet_function(
    "REL_NPV", "row", example=((0.1, [[-10000, 3000, 4200, 6800]]), 1188.4434123352216)
)
def npv(rate: Rate, cash_flows: CashFlows, timing: Timing = "end") -> Column:
    """Net present value of a row of cash flows, as Excel's NPV: the first flow falls at the end of the first period.

    A blank cell keeps its place as a flow of 0; Excel's NPV closes the gap and moves all later flows forward.

    Args:
        rate: discount rate per period, as a fraction.
        cash_flows: one row of flows per client, one column per period, in your currency.
        timing: when a period's money arrives: "end", "mid" or "start" of the period.

    Returns:
        One present value per client, in the currency of the flows.

    Equation:
        sum over k = 1..n of flow_k · (1+rate)^-(k-o), o = 0 (end), 1/2 (mid), 1 (start)

    Source:
        Microsoft, NPV function: 1,188.44 for a rate of 10% and -10000, 3000, 4200, 6800.
    """
    flows = np.atleast_2d(np.asarray(cash_flows, dtype=float))
    discount = 1 / (1 + np.atleast_1d(np.asarray(rate, dtype=float)))
    value = np.zeros(np.broadcast_shapes(discount.shape, flows[:, 0].shape))
    for period in range(flows.shape[1] - 1, -1, -1):
        value = (value + flows[:, period]) * discount
    return value * (1 / discount) ** _OFFSET[timing] if timing != "end" else value


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
    """Expected lifetime value.

    Args:
        margin: margin per period.
        retention: r.
        rate: d.
        timing: t.
        first: f.
        growth: g.
        periods: N.
    """
    ratio = retention * (1 + growth) / (1 + rate)
    if (ratio >= 1).any():
        raise OutOfDomain("retention", "must be lower", rows=ratio >= 1, given=retention)
    return margin / (1 + rate) / (1 - ratio)
