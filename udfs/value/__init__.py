"""What a relationship is worth.

- `present_value`: cash flows that are given, discounted: npv, xnpv, irr, payback, expected_npv.
- `lifetime`: a margin that recurs while the client stays: clv, multiple, retention_breakeven, lift, sensitivity,
  conventions.
- `simulation`: the same drawn at random: simulate.
- `comparison`: a one-off deal against a continuing relationship: compare.
- `margins`: what goes in: profit, per_period.
"""

from udfs.value.comparison import compare
from udfs.value.lifetime import clv, conventions, lift, multiple, retention_breakeven, sensitivity
from udfs.value.margins import per_period, profit
from udfs.value.present_value import expected_npv, irr, npv, payback, xnpv
from udfs.value.simulation import simulate

__all__ = [
    "clv",
    "compare",
    "conventions",
    "expected_npv",
    "irr",
    "lift",
    "multiple",
    "npv",
    "payback",
    "per_period",
    "profit",
    "retention_breakeven",
    "sensitivity",
    "simulate",
    "xnpv",
]
