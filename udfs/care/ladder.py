"""The relationship ladder: how far each client has come, from prospect to advocate."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from udfs.arguments import Amount, Vector
from udfs.readers import Flags, Numbers
from udfs.worksheet_function import TextColumn, worksheet_function

STAGES = np.array(("Prospect", "Former", "Advocate", "Supporter", "Client", "Customer"), dtype=object)
"""The rungs, in the order in which they are asked for."""

Count = Annotated[Vector, Numbers("count", low=0, whole=True, must="must be a whole number, 0 or more")]
Active = Annotated[Vector, Flags()]


@worksheet_function(
    "REL_STAGE",
    "row",
    example=(
        ([[0], [1], [4], [4], [2], [5]], [[0], [0.5], [1], [6], [2], [8]], [[0], [0], [0], [0], [1], [0]],
         [[None], [None], [None], [None], [None], ["no"]]),
        [["Prospect"], ["Customer"], ["Client"], ["Supporter"], ["Advocate"], ["Former"]],
    ),
)  # fmt: skip
def stage(orders: Count, tenure: Amount, referrals: Count, active: Active | None = None) -> TextColumn:
    """Where each client stands on the relationship ladder: prospect, customer, client, supporter, advocate, or former.

    The first that holds: no order is a Prospect, whatever else is known; not active is Former; one referral makes an
    Advocate; two orders and three years a Supporter; two orders a Client; one order a Customer.

    Args:
        orders: orders (matters, mandates) so far, a whole number.
        tenure: length of the relationship in years, as `REL_TENURE` gives it.
        referrals: clients that this one has brought, a whole number.
        active: FALSE, 0, - or no for one who has left; a blank, like a missing column, is active.

    Returns:
        One word per client.

    Equation:
        orders = 0: Prospect; active = FALSE: Former; referrals >= 1: Advocate; orders >= 2 and tenure >= 3: Supporter;
        orders >= 2: Client; else Customer

    Source:
        Peck, Payne, Christopher and Clark (1999), Relationship Marketing: Strategy and Implementation, Figure 2.6
        (the ladder of loyalty: business just once, on a repeat basis, support, recommending to others); the numbers
        of orders, years and referrals are the definition above.
    """
    ordered, years, brought = (np.atleast_1d(np.asarray(given, dtype=float)) for given in (orders, tenure, referrals))
    gone = np.zeros(1, dtype=bool) if active is None else np.atleast_1d(np.asarray(active, dtype=float)) == 0
    rungs = (
        ordered == 0,
        gone,
        brought >= 1,
        (ordered >= 2) & (years >= 3),
        ordered >= 2,
    )
    return np.asarray(STAGES[np.select(np.broadcast_arrays(*rungs), range(len(rungs)), len(rungs))])
