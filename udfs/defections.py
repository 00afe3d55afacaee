"""Why clients left: exit interviews counted by reason, in clients and in what they were worth."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from udfs.arguments import Number, Objects, Vector
from udfs.errors import OutOfDomain, ShareOfNothing
from udfs.grouping import NOT_RECORDED, grouped_as_recorded, sums_by_group
from udfs.readers import Flags, Names
from udfs.worksheet_function import Table, worksheet_function

_HEADERS = (
    "reason", "clients", "share of clients", "value lost", "share of value", "cumulative share",
    "share controllable", "value regained",
)  # fmt: skip

Reason = Annotated[Objects, Names(blank_counts=True)]
Flag = Annotated[Vector, Flags()]


@worksheet_function(
    "REL_DEFECTIONS",
    "table",
    example=(
        (
            [["Price"], ["Service"], ["price"], ["Moved away"], [None]],
            [[4000], [9000], [2000], [3000], [2000]],
            [["x"], ["x"], [None], [None], [None]],
            [[None], ["yes"], [None], [None], [None]],
        ),
        [
            list(_HEADERS),
            ["Service", 1, 0.2, 9000.0, 0.45, 0.45, 1.0, 9000.0],
            ["Price", 2, 0.4, 6000.0, 0.3, 0.75, 0.5, 0.0],
            ["Moved away", 1, 0.2, 3000.0, 0.15, 0.9, 0.0, 0.0],
            [NOT_RECORDED, 1, 0.2, 2000.0, 0.1, 1.0, 0.0, 0.0],
        ],
    ),
)
def defections(reason: Reason, value: Number, controllable: Flag | None = None, regained: Flag | None = None) -> Table:
    """Why clients left: per reason the clients, what they were worth, how much of it could have been prevented, and how
    much was won back.

    One row per client who left, from exit interviews. The reason that cost most comes first, so that the cumulative
    share shows how few reasons make most of the loss. Reasons are compared without regard to case and outer spaces; a
    blank one is Not recorded, and stands last whatever its loss, since it is no reason. A client who cost money has a
    negative value: its leaving lessens the loss, and shares may then exceed 1.

    Args:
        reason: why the client left; blank where it is not known.
        value: what the client brought per period, such as a year's fees or margin, in your currency; a row without it
            is left out.
        controllable: yes (TRUE, x, 1) where the firm could have kept the client; a blank is no.
        regained: yes where the client has been won back; a blank is no.

    Returns:
        A row per reason, the largest loss first, then more clients, and Not recorded last: clients and their share,
        value lost and its share, share of this and all reasons above it, share of the reason's clients whom the firm
        could have kept, and value of those won back (it is not taken off the value lost). Columns that are not given
        are blank.

    Raises:
        ShareOfNothing: in the cells of the shares of value when the total is not positive.

    Equation:
        share of value = value lost for the reason / value lost in all

    Source:
        The definition above; on why to ask: Reichheld 1996, "Learning from customer defections", Harvard Business
        Review 74.
    """
    names = np.atleast_1d(np.asarray(reason, dtype=object))
    names, values = np.broadcast_arrays(names, np.asarray(value, dtype=float))
    shown, group = grouped_as_recorded(names.tolist())
    clients = np.bincount(group, minlength=len(shown))
    lost = sums_by_group(group, values, len(shown))
    total = float(lost.sum())
    if not np.isfinite(total):
        raise OutOfDomain("value", "must add up to a number that a spreadsheet can hold")
    order = sorted(range(len(shown)), key=lambda place: (shown[place] == NOT_RECORDED, -lost[place], -clients[place]))
    prevented = _by_reason(controllable, group, len(shown), 1.0)
    returned = _by_reason(regained, group, len(shown), values)
    cumulated = np.cumsum(lost[order])
    rows: list[list[Any]] = []
    for place, so_far in zip(order, cumulated.tolist(), strict=True):
        count = int(clients[place])
        rows.append(
            [
                shown[place],
                count,
                count / len(group),
                float(lost[place]),
                _share(float(lost[place]), total),
                _share(so_far, total),
                None if prevented is None else float(prevented[place] / count),
                None if returned is None else float(returned[place]),
            ]
        )
    return Table(_HEADERS, rows)


def _by_reason(flags: Vector | None, group: Any, size: int, values: Any) -> Vector | None:
    """What the flagged clients of each reason add up to; a blank flag is no."""
    return None if flags is None else sums_by_group(group, np.nan_to_num(flags) * values, size)


def _share(part: float, total: float) -> float | ShareOfNothing:
    return part / total if total > 0 else ShareOfNothing("value", "must add up to more than 0 for a share", given=total)
