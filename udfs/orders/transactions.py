"""From a list of orders to what the models need: REL_ORDERS."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Choice, Date, Name, Number, OneDate, Vector
from udfs.cells import date_of, identity
from udfs.errors import NotEnough
from udfs.periods import CALENDAR_UNITS, DAYS_IN
from udfs.worksheet_function import Table, worksheet_function

Unit = Annotated[str, Choice("unit", words=CALENDAR_UNITS)]


def _explain_orders(
    client: Any, order_date: Any, as_of: float, amount: Any = None, unit: str = "week"
) -> Iterator[tuple[int | None, str]]:
    days = np.atleast_1d(np.asarray(order_date, dtype=float))
    late = int((days > as_of).sum())
    yield None, f"{len(days) - late:,} orders up to {date_of(as_of)} count, {late:,} after it are left out."
    names, members = _clients(np.asarray(client, dtype=object)[days <= as_of])
    same_day = len(members) - len(np.unique(np.column_stack((members, days[days <= as_of])), axis=0))
    yield None, f"{len(names):,} clients; {same_day:,} orders fall on a day on which the client ordered already."
    if amount is not None:
        unknown = int(np.isnan(np.broadcast_to(amount, days.shape)[days <= as_of]).sum())
        yield None, f"{unknown:,} of the orders that count have no amount."


@worksheet_function(
    "REL_ORDERS",
    "table",
    example=(
        (
            [["Ashgrove"], ["Bellwether"], ["Ashgrove"], ["Ashgrove"], ["Ashgrove"]],
            [["2026-01-05"], ["2026-01-12"], ["2026-01-19"], ["2026-01-19"], ["2026-02-02"]],
            "2026-03-02",
            [[100], [80], [50], [10], [90]],
        ),
        [
            ["client", "frequency", "recency", "age", "average"],
            ["Ashgrove", 2, 4.0, 8.0, 75.0],
            ["Bellwether", 0, 0.0, 7.0, ""],
        ],
    ),
    because=_explain_orders,
)
def orders(client: Name, order_date: Date, as_of: OneDate, amount: Number | None = None, unit: Unit = "week") -> Table:
    """From a list of orders to one row per client: repeat orders, time of the last, time observed, average amount.

    These are the columns that `REL_BTYD_FIT` and `REL_SPEND_FIT` take. Orders of one day are one order, and their
    amounts add up. The first day brings the client into the list and is not counted, nor is its amount. Every row is
    an order, whatever its amount: leave out credit notes, or date them as the order that they correct. Orders after
    `as_of` are left out, and with them clients who had not ordered before.

    Clients stand in the order in which they first appear, compared without regard to case and outer spaces, shown as
    first written. Leave out the heading, or let it stand above dates and amounts too.

    Args:
        client: who ordered, a name or an id, one row per order.
        order_date: the day of the order.
        as_of: the day up to which the list is complete, one date.
        amount: what was ordered, in your currency; a day on which no amount is known counts as an order, but not in the
            average.
        unit: the unit of recency and age: "week", "month", "quarter" or "year" (7, 30.4375, 91.3125 or 365.25 days).

    Returns:
        A row per client: client, frequency (days with an order, the first not counted), recency (time from the first
        order to the last), age (time from the first order to `as_of`), average (amount per repeat day; blank without
        a repeat order, or without amounts). Recency and age are fractions of the unit, never rounded.

    Raises:
        NotEnough: no order up to `as_of`.

    Source:
        The definition above; Fader and Hardie, Creating an RFM summary using Excel, 2008, for continuous time.
    """
    days = np.floor(np.atleast_1d(np.asarray(order_date, dtype=float)))
    ids = np.atleast_1d(np.asarray(client))
    known = days <= as_of
    if not known.any():
        raise NotEnough("as_of", "must not be before all orders", given=date_of(as_of))
    everything = bool(known.all())
    names, members = _clients(ids if everything else ids[known])
    amounts = None
    if amount is not None:
        amounts = np.broadcast_to(np.asarray(amount, dtype=float), known.shape)[known]
    summary = _summary(members, days if everything else days[known], len(names), amounts)
    frequency, first, last, average = summary
    length = DAYS_IN[unit]
    blank: NDArray[np.object_] = average.astype(object)
    blank[np.isnan(average)] = None
    columns = (names, frequency.tolist(), ((last - first) / length).tolist(), ((as_of - first) / length).tolist())
    return Table(("client", "frequency", "recency", "age", "average"), list(zip(*columns, blank.tolist(), strict=True)))


def _clients(ids: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """The clients in the order of their first row, and to which of them each row belongs."""
    first, member = _distinct(ids)
    order = np.argsort(first)
    member = np.argsort(order)[member]
    names: list[Any] = ids[first[order]].tolist()
    if ids.dtype.kind in "iu":
        return names, member
    # Names that differ only in case are one client.
    owner: dict[str, int] = {}
    keys = (owner.setdefault(identity(name), len(owner)) for name in names)
    owners = np.fromiter(keys, dtype=np.intp, count=len(names))
    if len(owner) == len(names):
        return names, member
    first_written = np.unique(owners, return_index=True)[1].tolist()
    return [names[place] for place in first_written], owners[member]


def _distinct(ids: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each distinct id, and to which of them each row belongs."""
    if ids.dtype.kind in "iu":
        return _equal(ids)
    # Numbers are sorted faster than names: each name becomes one, and whether two met in one is looked up.
    first, member = _equal(_hashed(ids))
    if (ids[first][member] == ids).all():
        return first, member
    seen: dict[Any, int] = {}
    row = np.fromiter(map(seen.setdefault, ids.tolist(), count()), dtype=np.intp, count=len(ids))
    return _equal(row)


def _equal(keys: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each distinct number, and to which of them each row belongs."""
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.ones(len(keys), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    first = np.minimum.reduceat(order, np.flatnonzero(new))
    member = np.empty(len(keys), dtype=np.intp)
    member[order] = np.cumsum(new) - 1
    return first, member


def _hashed(ids: NDArray[Any]) -> NDArray[Any]:
    """A number for each name, hardly ever the same for two."""
    if ids.dtype.kind != "U":
        return np.fromiter(map(hash, ids.tolist()), dtype=np.int64, count=len(ids))
    letters = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), -1)
    mixed = np.zeros(len(ids), dtype=np.uint64)
    for place in range(letters.shape[1]):
        mixed ^= letters[:, place]
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _summary(
    members: NDArray[np.intp], days: Vector, clients: int, amounts: Vector | None
) -> tuple[NDArray[np.intp], Vector, Vector, Vector]:
    """Repeat days, first and last day, and average amount per repeat day (NaN where there is none) of each client."""
    start = int(days.min())
    span = int(days.max()) - start + 1
    key = members * span + (days.astype(np.int64) - start)
    if amounts is None:
        key.sort()
    else:
        order = np.argsort(key)
        key = key[order]
    new = np.empty(len(key), dtype=bool)
    new[0] = True
    np.not_equal(key[1:], key[:-1], out=new[1:])
    day_starts = np.flatnonzero(new)
    owner, day = np.divmod(key[day_starts], span)
    first = np.flatnonzero(np.diff(owner, prepend=-1))  # every client has a day, and they stand in their order
    last = np.append(first[1:], len(owner)) - 1
    repeats = last - first
    average = np.full(clients, np.nan)
    if amounts is not None:
        average = _average_of_repeat_days(amounts[order], day_starts, owner, first, clients)
    return repeats, day[first] + float(start), day[last] + float(start), average


def _average_of_repeat_days(
    amounts: Vector, day_starts: NDArray[np.intp], owner: NDArray[np.intp], first: NDArray[np.intp], clients: int
) -> Vector:
    """The average over the days after the first on which an amount is known."""
    known = ~np.isnan(amounts)
    by_day = np.add.reduceat(np.where(known, amounts, 0.0), day_starts)
    counts = np.add.reduceat(known, day_starts, dtype=np.int64) > 0
    counts[first] = False
    spent = np.bincount(owner, np.where(counts, by_day, 0.0), clients)
    paid = np.bincount(owner, counts, clients)
    average: Vector = np.divide(spent, paid, out=np.full(clients, np.nan), where=paid > 0)
    return average
