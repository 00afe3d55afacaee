"""Last year's prediction against what happened."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.arguments import Number
from udfs.errors import OutOfDomain
from udfs.worksheet_function import Table, worksheet_function

_PARTS = ("Top fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Bottom fifth")
_HEADERS = ("part", "clients", "expected", "actual", "bias", "mean absolute error")


@worksheet_function(
    "REL_BACKTEST",
    "table",
    example=(
        ([[900], [500], [400], [100], [50]], [[700], [600], [400], [0], [100]]),
        [
            list(_HEADERS),
            ["Top fifth", 1, 900.0, 700.0, 200.0, 200.0],
            ["Second fifth", 1, 500.0, 600.0, -100.0, 100.0],
            ["Middle fifth", 1, 400.0, 400.0, 0.0, 0.0],
            ["Fourth fifth", 1, 100.0, 0.0, 100.0, 100.0],
            ["Bottom fifth", 1, 50.0, 100.0, -50.0, 50.0],
            ["All", 5, 1950.0, 1800.0, 30.0, 90.0],
        ],
    ),
)
def backtest(expected: Number, actual: Number) -> Table:
    """How good was last year's prediction: totals, bias and mean absolute error, for fifths of the clients by what was
    predicted and for all.

    A client lost in the meantime has an actual value of 0, not a blank: a row with a blank on either side is left out,
    and leaving out the lost makes every prediction look good. Clients of whom the same was predicted stay together, so
    the fifths may differ in size, and with few clients some are empty.

    Args:
        expected: what was predicted per client: value, orders, or a chance as a fraction.
        actual: what happened, in the same unit; for a chance 1 or 0.

    Returns:
        Five rows, the highest predictions first, and a row for all: clients, sum of the predictions, sum of what
        happened, bias (mean of prediction less outcome: above 0 it was too hopeful) and mean absolute error. A fifth
        without clients has blanks.

    Equation:
        bias = sum(expected - actual) / clients; error = sum(|expected - actual|) / clients; a client is in fifth
        1 + INT(5·(clients of whom more was predicted + half of those with the same, oneself included) / clients)

    Source:
        The definition above.
    """
    foreseen, happened = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=float)) for x in (expected, actual)))
    error = foreseen - happened
    if not np.isfinite([foreseen.sum(), happened.sum(), np.abs(error).sum()]).all():
        raise OutOfDomain("expected", "must add up to numbers that a spreadsheet can hold, and so must actual")
    ordered = np.sort(-foreseen)
    more, at_least = (np.searchsorted(ordered, -foreseen, side) for side in ("left", "right"))
    fifth = 5 * (more + at_least) // (2 * len(foreseen))
    rows = [_line(name, fifth == place, foreseen, happened, error) for place, name in enumerate(_PARTS)]
    rows.append(_line("All", np.ones(len(foreseen), dtype=bool), foreseen, happened, error))
    return Table(_HEADERS, rows)


def _line(name: str, those: Any, foreseen: Any, happened: Any, error: Any) -> list[Any]:
    clients = int(those.sum())
    means = (float(error[those].mean()), float(np.abs(error[those]).mean())) if clients else (None, None)
    return [name, clients, float(foreseen[those].sum()), float(happened[those].sum()), *means]
