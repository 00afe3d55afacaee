"""Who stayed: retention from lists, from dates and in fees, what a small list can tell, tenure and lifetime."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Amount, Confidence, Date, Name, OneDate, Share, Vector
from udfs.cells import date_of, identity
from udfs.errors import NotEnough, OutOfDomain, ShareOfNothing, WrongKind
from udfs.periods import DAYS_IN
from udfs.readers import Choice, Dates, Numbers
from udfs.worksheet_function import Column, Table, worksheet_function

Left = Annotated[Vector, Dates(blank_counts=True)]
Fees = Annotated[Vector, Numbers("amount", blank_counts=True)]
Count = Annotated[Vector, Numbers("count", low=0, whole=True, must="must be a whole number of clients, 0 or more")]
Measure = Annotated[str, Choice("measure", words=("net", "gross", "logo"))]


@worksheet_function(
    "REL_RETENTION",
    "value",
    lists=(("start_clients", "weight"), ("end_clients",)),
    example=(
        ([["Ashgrove"], ["Bellwether"], ["Cranmere"], ["Dunmarrow"]], [["Cranmere"], ["Elderfield"], ["Ashgrove"]]),
        0.5,
    ),
)
def retention(start_clients: Name, end_clients: Name, weight: Amount | None = None) -> float:
    """Share of the clients on the start list who are on the end list too: the intersection, never above 1.

    New clients count in neither. A client is a name or an id, compared without regard to case and outer spaces;
    `REL_CLIENT_KEY` makes two spellings of a firm's name meet. Leave out the headings of the lists: among names
    alone a heading cannot be told from a client. A blank end list is one that was not given, `#N/A`, and not a year
    in which everybody left.

    Args:
        start_clients: the clients at the start of the period, one per row; one that is repeated counts once.
        end_clients: the clients at its end, in any order, as many as there are.
        weight: what each client of the start list counts for: fees in your currency, or 1 for a valued client and 0
            for others. Weights of a repeated client add up; a blank leaves the client out. Without weights each
            counts 1.

    Returns:
        A fraction from 0 to 1.

    Raises:
        NotEnough: no client has a weight.
        ShareOfNothing: all weights are 0.

    Equation:
        (sum of the weights of those on both lists) / (sum of the weights of those on the start list)

    Source:
        The definition above; the count rate of clients at the end less new ones, over clients at the start.
    """
    starting, ending = _keys(start_clients), set(_keys(end_clients))
    if weight is None:
        counted = set(starting)
        return len(counted & ending) / len(counted)
    weights = np.broadcast_to(np.asarray(weight, dtype=float), (len(starting),))
    known = _weighed(weights)
    kept = known & np.array([key in ending for key in starting], dtype=bool)
    return _share(weights, kept, known)


@worksheet_function(
    "REL_RETENTION_BRIDGE",
    "table",
    lists=(("start_clients",), ("end_clients",), ("former_clients",)),
    example=(
        (
            [["Ashgrove"], ["Bellwether"], ["Cranmere"], ["Dunmarrow"]],
            [["Ashgrove"], ["Bellwether"], ["Cranmere"], ["Elderfield"], ["Greylag"]],
            [["Greylag"], ["Hartsease"]],
        ),
        [
            ["what", "value"],
            ["Opening", 4],
            ["Lost", 1],
            ["Won back", 1],
            ["New", 1],
            ["Closing", 5],
            ["Retention rate", 0.75],
            ["Defection rate", 0.25],
        ],
    ),
)
def retention_bridge(start_clients: Name, end_clients: Name, former_clients: Name | None = None) -> Table:
    """From the clients at the start to the clients at the end: opening, lost, won back, new, closing, and the rates.

    Opening - lost + won back + new = closing. Clients are compared as in `REL_RETENTION`, and a repeated one counts
    once. Without a list of former clients nobody is known to be won back: they all count as new.

    Args:
        start_clients: the clients at the start of the period, one per row.
        end_clients: the clients at its end.
        former_clients: clients of any time before the start; those on the start list too do not matter.

    Returns:
        Seven rows of a label and a figure: five counts, then retention and defection rate as fractions.

    Equation:
        retention = (opening - lost) / opening; defection = lost / opening

    Source:
        The definition above.
    """
    start, end = set(_keys(start_clients)), set(_keys(end_clients))
    former = set() if former_clients is None else set(_keys(former_clients))
    lost, arrived = len(start - end), end - start
    won_back = len(arrived & former)
    rows: list[tuple[str, Any]] = [
        ("Opening", len(start)),
        ("Lost", lost),
        ("Won back", won_back),
        ("New", len(arrived) - won_back),
        ("Closing", len(end)),
        ("Retention rate", (len(start) - lost) / len(start)),
        ("Defection rate", lost / len(start)),
    ]
    return Table(("what", "value"), rows)


@worksheet_function(
    "REL_RETENTION_DATES",
    "value",
    example=(
        (
            [["2021-03-01"], ["2022-06-15"], ["2023-01-10"], ["2025-02-01"]],
            [[None], ["2025-06-30"], [None], [None]],
            "2025-01-01",
            "2026-01-01",
        ),
        2 / 3,
    ),
)
def retention_dates(
    joined: Date, left: Left, from_date: OneDate, to_date: OneDate, weight: Amount | None = None
) -> float:
    """Of the clients on one day, the share who are still clients on a later day, from the days they came and went.

    A client on a day has joined on it or before, and has not left or leaves after it: `left` is the first day gone.
    Who joins after `from_date` counts in neither. A row is one spell: a client who left and came back has two rows,
    and the first of them is lost.

    Args:
        joined: the client's first day, a date per client.
        left: the first day gone; blank for those who are still clients.
        from_date: the day on which the clients are counted, one date.
        to_date: the day on which those still there are counted, one date, not before `from_date`.
        weight: what each client counts for: fees in your currency, or 1 for a valued client and 0 for others; a blank
            leaves the client out. Without weights each counts 1.

    Returns:
        A fraction from 0 to 1.

    Raises:
        OutOfDomain: `to_date` is before `from_date`, or a client left before joining.
        NotEnough: no client has a weight.
        ShareOfNothing: nobody was a client on `from_date`, or the weights of those who were are all 0.

    Equation:
        (weights of clients on from_date who have not left by to_date) / (weights of clients on from_date)

    Source:
        The definition above.
    """
    if to_date < from_date:
        raise OutOfDomain("to_date", f"must not be before from_date, {date_of(from_date)}", given=date_of(to_date))
    joining, leaving = spells(joined, left)
    there = (joining <= from_date) & (leaving > from_date)
    if weight is None:
        weights = np.ones(len(there))
    else:
        joining, leaving, weights = np.broadcast_arrays(joining, leaving, np.asarray(weight, dtype=float))
        there = there & _weighed(weights)
    if not there.any():
        raise ShareOfNothing("from_date", "must be a day on which somebody was a client", given=date_of(from_date))
    return _share(weights, there & (leaving > to_date), there)


@worksheet_function(
    "REL_RETENTION_REVENUE",
    "value",
    lists=(("start_fees", "start_clients"), ("end_fees", "end_clients")),
    matched_by=("start_clients", "end_clients"),
    example=(([[1000], [500], [300]], [[1200], [400], [None]]), 1600 / 1800),
)
def retention_revenue(
    start_fees: Fees,
    end_fees: Fees,
    start_clients: Name | None = None,
    end_clients: Name | None = None,
    measure: Measure = "net",
) -> float:
    """Share of last period's fees that the same clients pay in this period: net, gross, or the share who pay at all.

    It counts clients with a start fee above 0; what new clients pay is left out. Net retention passes 1 where clients
    grow by more than others leave; gross retention counts no growth and never does. A missing or blank end fee is a
    lost client. A negative end fee (a credit note) lowers net retention by its whole amount and is 0 in the other
    measures; a negative start fee is no fee to retain, and its client is left out.

    Args:
        start_fees: fees of the first period, one per client, in your currency.
        end_fees: fees of the second period, in the same currency.
        start_clients: the names or ids that belong to `start_fees`; fees of a repeated one add up. A row without a name
            is left out. Without names the same row is the same client, and both lists have the same length.
        end_clients: the names or ids that belong to `end_fees`; give both lists of names, or neither.
        measure: "net" (all that they pay now), "gross" (at most what each paid before), or "logo" (share of clients
            who still pay something).

    Returns:
        A fraction; "gross" and "logo" lie between 0 and 1.

    Raises:
        WrongKind: only one of the two lists of names is given.
        ShareOfNothing: no client has a start fee above 0.

    Equation:
        over clients with start > 0: sum(end) / sum(start); sum(min(start, max(end, 0))) / sum(start);
        count(end > 0) / count(start > 0)

    Source:
        The definition above: net and gross revenue retention and logo retention of subscription businesses.
    """
    if (start_clients is None) != (end_clients is None):
        missing, present = ("end_clients", "start_clients") if end_clients is None else ("start_clients", "end_clients")
        raise WrongKind(
            missing, f"must be given where {present} is: names match the two lists only when both have them"
        )
    start, end = (np.nan_to_num(np.asarray(fees, dtype=float), nan=0.0) for fees in (start_fees, end_fees))
    if start_clients is None or end_clients is None:
        start, end = np.broadcast_arrays(np.atleast_1d(start), end)
    else:
        before, after = _summed(start_clients, start), _summed(end_clients, end)
        start = np.array(list(before.values()))
        end = np.array([after.get(key, 0.0) for key in before])
    paying = start > 0
    if not paying.any():
        raise ShareOfNothing("start_fees", "must hold at least one fee above 0")
    start, end = start[paying], end[paying]
    if measure == "logo":
        return float((end > 0).mean())
    kept = end if measure == "net" else np.minimum(start, np.maximum(end, 0))
    return float(kept.sum() / start.sum())


@worksheet_function("REL_RETENTION_INTERVAL", "row", example=((33, 46), [[0.5745143876945409, 0.8267579761812937]]))
def retention_interval(retained: Count, clients: Count, confidence: Confidence = 0.95) -> Column:
    """What a small list can tell: the lowest and highest true retention rate that go with a count of clients kept.

    Two columns, low and high. 33 of 46 clients kept is 72%, but the habit behind it may well be anything from 57% to
    83%: two years with 70% and 75% need not differ at all. Both arguments are counts of clients, not a share.

    Args:
        retained: how many of the clients were kept, a whole number.
        clients: how many there were at the start, a whole number.
        confidence: how sure the interval is to hold the true rate, as a fraction between 0 and 1.

    Returns:
        Two fractions per row, low and high, within 0..1.

    Raises:
        OutOfDomain: more were kept than there were.
        ShareOfNothing: there were no clients.

    Equation:
        (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = retained/clients, n = clients, z the normal
        quantile of (1+confidence)/2; without continuity correction

    Source:
        Wilson 1927; Newcombe 1998, Statistics in Medicine 17, method 3.
    """
    from scipy.special import ndtri  # here, since it would double the time to load the functions

    kept, n = np.atleast_1d(np.asarray(retained, dtype=float)), np.asarray(clients, dtype=float)
    if (above := kept > n).any():
        raise OutOfDomain("retained", "must not be more than clients", rows=above, given=kept)
    if (nobody := n == 0).any():
        raise ShareOfNothing("clients", "must be at least 1", rows=nobody, given=n)
    z = -ndtri((1 - np.asarray(confidence, dtype=float)) / 2)  # the lower tail stays exact near 100%
    share, spread = kept / n, z * z / n
    centre = share + spread / 2
    reach = np.sqrt(spread * (share * (1 - share) + spread / 4))
    # None and all are exact: rounding must not leave a rate of 0 out of an interval that starts at 1e-17.
    low = np.where(kept == 0, 0.0, np.maximum((centre - reach) / (1 + spread), 0.0))
    high = np.where(kept == n, 1.0, np.minimum((centre + reach) / (1 + spread), 1.0))
    return np.column_stack((low, high))


@worksheet_function("REL_TENURE", "row", example=(("2020-01-01", None, "2026-01-01"), 2192 / 365.25))
def tenure(joined: Date, left: Left, as_of: Date) -> Column:
    """Length of the relationship in years, up to the day it ended or, for a present client, up to the valuation date.

    Who leaves after `as_of` is still a client on it, so the tenure counts to `as_of`. Who joins after `as_of` has no
    tenure yet: `#N/A`. A year has 365.25 days.

    Args:
        joined: the client's first day.
        left: the first day gone; blank for a present client.
        as_of: the valuation date, one for all or one per client.

    Returns:
        Years, as a fraction.

    Raises:
        OutOfDomain: the client left before joining.
        NotEnough: the client joined after `as_of`.

    Equation:
        (min(left, as_of) - joined) / 365.25

    Source:
        The definition above.
    """
    joining, leaving = spells(joined, left)
    today = np.asarray(as_of, dtype=float)
    if (not_yet := joining > today).any():
        raise NotEnough(
            "joined", "must not be after as_of, there is no tenure yet", rows=not_yet, given=_shown(joining, not_yet)
        )
    return np.asarray((np.minimum(leaving, today) - joining) / DAYS_IN["year"])


@worksheet_function("REL_LIFETIME", "row", example=((0.75,), 4.0))
def lifetime(retention: Share) -> Column:
    """Expected length of a relationship in periods, the present one included, when the same share stays each period.

    With 80% kept a year a client stays five years on average, with 90% ten. It is a count of periods, not a horizon:
    an annuity over it is not the lifetime value (use `REL_CLV`).

    Args:
        retention: the share who stay, per period, as a fraction below 1.

    Returns:
        Periods; of a year where retention is a year's.

    Raises:
        OutOfDomain: retention is 1: the relationship never ends.

    Equation:
        1 / (1 - retention) = sum over k ≥ 1 of retention^(k-1)

    Source:
        Reichheld 1996, The Loyalty Effect: average tenure is one over the defection rate.
    """
    share = np.asarray(retention, dtype=float)
    if (never := share >= 1).any():
        raise OutOfDomain("retention", "must be below 1, else the relationship never ends", rows=never, given=share)
    return np.asarray(1 / (1 - share))


def _keys(names: Iterable[object]) -> list[str]:
    return [identity(name) for name in names]


def _summed(names: Iterable[object], fees: NDArray[np.float64]) -> dict[str, float]:
    """The fees of each client by identity; rows without a name belong to nobody."""
    owners = list(names)
    total: dict[str, float] = {}
    for owner, fee in zip(owners, np.broadcast_to(fees, (len(owners),)).tolist(), strict=True):
        if owner is not None:
            key = identity(owner)
            total[key] = total.get(key, 0.0) + fee
    return total


def _weighed(weights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which clients have a weight; at least one must."""
    known = ~np.isnan(weights)
    if not known.any():
        raise NotEnough("weight", "must be given for at least one client")
    return known


def _share(weights: NDArray[np.float64], kept: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    # Both sums run over the same places, so that rounding cannot lift the part above the whole.
    whole = np.where(counted, weights, 0.0).sum()
    if whole == 0:
        raise ShareOfNothing("weight", "must be above 0 for at least one of the clients counted")
    return float(np.where(kept, weights, 0.0).sum() / whole)


def spells(joined: Any, left: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First days, and first days gone (infinity for those still there), one each per client.

    Raises:
        OutOfDomain: a client left before joining.
    """
    joining: NDArray[np.float64]
    leaving: NDArray[np.float64]
    joining, leaving = np.broadcast_arrays(
        np.atleast_1d(np.asarray(joined, dtype=float)), np.asarray(left, dtype=float)
    )
    if (backwards := leaving < joining).any():
        raise OutOfDomain("left", "must not be before joined", rows=backwards, given=_shown(leaving, backwards))
    return joining, np.where(np.isnan(leaving), np.inf, leaving)


def _shown(serials: NDArray[np.float64], rows: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The days at fault as a reader knows them, not as serial numbers."""
    days = np.empty(len(rows), dtype=object)
    every = np.broadcast_to(serials, rows.shape)
    for row in np.flatnonzero(rows).tolist():
        days[row] = date_of(every[row])
    return days
