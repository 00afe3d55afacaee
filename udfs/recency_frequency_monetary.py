"""When a client last ordered, how often, and for how much: scores by rank, side by side."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from udfs.arguments import Amount, Date, Number
from udfs.readers import Numbers, One
from udfs.worksheet_function import Column, worksheet_function

Groups = Annotated[
    float, One("groups", of=Numbers("groups", low=2, high=9, whole=True, must="must be a whole number from 2 to 9"))
]


@worksheet_function(
    "REL_RFM",
    "rank",
    example=(
        (
            [["2026-06-28"], ["2026-06-25"], ["2026-05-17"], ["2026-06-10"], ["2026-06-17"]],
            [[6], [10], [1], [2], [4]],
            [[540], [940], [30], [64], [169]],
        ),
        [[5, 4, 4, 544], [4, 5, 5, 455], [1, 1, 1, 111], [2, 2, 2, 222], [3, 3, 3, 333]],
    ),
    alone="place the formula beside the Table, where it can spill",
)
def recency_frequency_monetary(last_order: Date, orders: Amount, amount: Number, groups: Groups = 5.0) -> Column:
    """Recency, frequency and monetary scores of each client among all, 5 the best fifth, and the three as one code.

    555 are those who ordered lately, often and for much; 155 were good and have gone quiet. Scores compare the clients
    given and nobody else: they say who is better, not by how much. Equal clients always have equal scores, that of the
    middle of the places they share; so groups need not be of the same size, and where all are equal each has the
    middle score (3 of 5). With fewer clients than groups some scores stay empty.

    Args:
        last_order: date of the client's last order; later is better.
        orders: how many orders the client placed in the time looked at, 0 or more; more is better.
        amount: what the client spent in that time, in your currency (or its average order: say which); more is better.
        groups: how many groups to score by, a whole number from 2 to 9; 5 are the quintiles of direct mail.

    Returns:
        Four columns: recency, frequency and monetary score, each from 1 to `groups`, and 100·R + 10·F + M.

    Equation:
        score = 1 + INT(groups · (clients worse + half of those equal, oneself included) / clients)

    Source:
        Hughes (1994), Strategic Database Marketing: quintile codes from 555 to 111; Miglautsch (2000), Thoughts on RFM
        scoring, Journal of Database Marketing 8(1); for ties the definition above.
    """
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(one)) for one in (last_order, orders, amount)))
    recency, frequency, monetary = (_scores(column, int(groups)) for column in columns)
    return np.column_stack((recency, frequency, monetary, 100 * recency + 10 * frequency + monetary)).astype(float)


def _scores(values: ArrayLike, groups: int) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    ordered = np.sort(values)
    # Clients worse, twice, and those equal, once: in whole numbers, so that no rounding moves a score.
    twice = ordered.searchsorted(values, side="left") + ordered.searchsorted(values, side="right")
    return np.asarray(1 + groups * twice // (2 * len(ordered)))
