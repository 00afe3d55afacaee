"""From a list of orders to what the models need: REL_ORDERS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Date, Name, Number, OneDate, Vector
from udfs.cells import date_of, identities
from udfs.errors import NotEnough
from udfs.periods import CALENDAR_UNITS, DAYS_IN
from udfs.readers import Choice
from udfs.wording import count_of
from udfs.worksheet_function import Table, worksheet_function

Unit = Annotated[str, Choice("unit", words=CALENDAR_UNITS)]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 1 << 14  # rows whose numbers stay in the processor's cache
_WIDEST = 63  # bits of a whole number that is not negative
_SPARSE = 4  # ids may leave so many numbers unused, for each row, and still be counted without a search


def _explain_orders(
    client: Any, order_date: Any, as_of: float, amount: Any = None, unit: str = "week"
) -> Iterator[tuple[int | None, str]]:
    days = np.atleast_1d(np.asarray(order_date, dtype=float))
    late = int((days > as_of).sum())
    yield None, f"{count_of(len(days) - late, 'order')} up to {date_of(as_of)} counted, {late:,} after it left out."
    names, members = _clients(np.asarray(client, dtype=object)[days <= as_of])
    same_day = len(members) - len(np.unique(np.column_stack((members, days[days <= as_of])), axis=0))
    repeated = count_of(same_day, "order")
    yield None, f"{count_of(len(names), 'client')}; {repeated} on a day on which the client had ordered already."
    if amount is not None:
        unknown = int(np.isnan(np.broadcast_to(amount, days.shape)[days <= as_of]).sum())
        yield None, f"{unknown:,} of the orders counted without an amount."


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
    ids, days = np.broadcast_arrays(np.atleast_1d(np.asarray(client)), np.floor(np.asarray(order_date, dtype=float)))
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
    places, members = _numbered(_first_rows(ids))
    names: list[Any] = ids[places].tolist()
    if ids.dtype.kind in "iu":
        return names, members
    # Names that differ only in case or outer spaces are one client.
    owner: dict[str, int] = {}
    owners = list(map(owner.setdefault, identities(names), range(len(names))))
    if len(owner) == len(names):
        return names, members
    first_written, owners_numbered = _numbered(np.array(owners))
    return [names[place] for place in first_written.tolist()], owners_numbered[members]


def _numbered(first_rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows that are the first of their client, and for each row the number of its client among them."""
    is_first = first_rows == np.arange(len(first_rows))
    numbers = np.cumsum(is_first)
    numbers -= 1
    return np.flatnonzero(is_first), numbers[first_rows]


def _first_rows(ids: NDArray[Any]) -> NDArray[np.intp]:
    """For each row the first row that has the same id, letter by letter."""
    if ids.dtype.kind in "iu":
        low, high = int(ids.min()), int(ids.max())
        unsigned = ids.astype(np.uint64)
        if high - low <= _SPARSE * len(ids):
            return _first_in_slot((unsigned - np.uint64(low % (1 << 64))).astype(np.intp), high - low + 1)
        return _first_equal(ids, _mixed(unsigned[:, None]))
    if ids.dtype.kind == "U" and ids.dtype.itemsize:
        return _first_equal(ids, _mixed(np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), -1)))
    hashes = np.empty(len(ids), dtype=np.int64)
    for begin in range(0, len(ids), _AT_ONCE):
        hashes[begin : begin + _AT_ONCE] = list(map(hash, ids[begin : begin + _AT_ONCE].tolist()))
    return _first_equal(ids, _mixed(hashes.view(np.uint64)[:, None]))


def _first_in_slot(slots: NDArray[np.intp], number_of_slots: int) -> NDArray[np.intp]:
    """For each row the first row in the same slot."""
    first = np.empty(number_of_slots, dtype=np.intp)
    first[slots[::-1]] = np.arange(len(slots) - 1, -1, -1)  # of several rows the last one written stays
    return first[slots]


def _first_equal(ids: NDArray[Any], mixed: NDArray[np.uint64]) -> NDArray[np.intp]:
    """For each row the first row with an equal id, of which `mixed` is a number that equal ids share.

    There are more slots than rows, so that few ids meet another one in theirs; those are looked up.
    """
    bits = len(ids).bit_length()
    found = _first_in_slot((mixed >> np.uint64(64 - bits)).astype(np.intp), 1 << bits)
    same = np.empty(len(ids), dtype=bool)
    for begin in range(0, len(ids), _AT_ONCE):
        rows = slice(begin, begin + _AT_ONCE)
        same[rows] = ids[found[rows]] == ids[rows]
    rest = np.flatnonzero(~same)
    seen: dict[Any, int] = {}
    found[rest] = list(map(seen.setdefault, ids[rest].tolist(), rest.tolist()))
    return found


def _mixed(parts: NDArray[Any]) -> NDArray[np.uint64]:
    """A number for each row of numbers, hardly ever the same for two."""
    mixed = np.zeros(len(parts), dtype=np.uint64)
    for begin in range(0, len(parts), _AT_ONCE):
        some, block = mixed[begin : begin + _AT_ONCE], parts[begin : begin + _AT_ONCE]
        for place in range(parts.shape[1]):
            some ^= block[:, place]
            some *= _ODD
            some ^= some >> np.uint64(29)
        some *= _ODD
    return mixed


def _summary(
    members: NDArray[np.intp], days: Vector, clients: int, amounts: Vector | None
) -> tuple[NDArray[np.intp], Vector, Vector, Vector]:
    """Repeat days, first and last day, and average amount per repeat day (NaN where there is none) of each client."""
    start = int(days.min())
    bits = (int(days.max()) - start).bit_length()
    key = members << bits
    key += days.astype(np.int64)
    key -= start
    if amounts is None:
        key.sort()
    else:
        key, order = _sorted(key, clients << bits)
        amounts = amounts[order]
        del order
    new = np.empty(len(key), dtype=bool)
    new[0] = True
    np.not_equal(key[1:], key[:-1], out=new[1:])
    day_starts = np.flatnonzero(new)
    key = key[day_starts]
    owner = key >> bits
    day: Vector = (key & ((1 << bits) - 1)).astype(np.float64) + start
    first = np.flatnonzero(np.diff(owner, prepend=-1))  # every client has a day, and they stand in their order
    last = np.append(first[1:], len(owner)) - 1
    repeats = last - first
    average: Vector = np.full(clients, np.nan)
    if amounts is not None:
        average = _average_of_repeat_days(amounts, day_starts, owner, first, clients)
    return repeats, day[first], day[last], average


def _sorted(keys: NDArray[np.int64], above: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole numbers from 0 to below `above` in their order, and where each of them stood; equal ones stay in order.

    Where both fit into one number they are sorted as one: numbers are sorted several times as fast as places.
    """
    bits = len(keys).bit_length()
    if above.bit_length() + bits > _WIDEST:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    both = keys << bits
    both |= np.arange(len(keys))
    both.sort()
    order = both & ((1 << bits) - 1)
    both >>= bits
    return both, order


def _average_of_repeat_days(
    amounts: Vector, day_starts: NDArray[np.intp], owner: NDArray[np.intp], first: NDArray[np.intp], clients: int
) -> Vector:
    """The average over the days after the first on which an amount is known."""
    unknown = np.isnan(amounts)
    if unknown.any():
        by_day = np.add.reduceat(np.where(unknown, 0.0, amounts), day_starts)
        counts = ~np.logical_and.reduceat(unknown, day_starts)
    else:
        by_day, counts = np.add.reduceat(amounts, day_starts), np.ones(len(day_starts), dtype=bool)
    counts[first] = False
    spent = np.bincount(owner, np.where(counts, by_day, 0.0), clients)
    paid = np.bincount(owner, counts, clients)
    average: Vector = np.divide(spent, paid, out=np.full(clients, np.nan), where=paid > 0)
    return average
