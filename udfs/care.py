"""Care for the clients one has: when to be in touch again, and how the book is spread over account managers."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Amount, Cadence, Capacity, Date, Dates, Name, Names, Number, Objects, Vector
from udfs.cells import LAST_SERIAL, identity
from udfs.errors import InputError, NotEnough, OutOfDomain, ShareOfNothing
from udfs.worksheet_function import Column, DateColumn, Table, worksheet_function

LastContact = Annotated[Vector, Dates(blank_counts=True)]
Manager = Annotated[Objects, Names(blank_counts=True)]

UNASSIGNED = "Unassigned"
"""Who has a client that nobody has."""
_NOBODY = identity(UNASSIGNED)


@worksheet_function(
    "REL_CONTACT_DUE",
    "row",
    example=(("2026-01-15", "Gold", [["Platinum", 30], ["Gold", 60], ["Iron", 180]]), 46097.0),
)
def contact_due(last_contact: LastContact, tier: Name, cadence: Cadence, joined: Date | None = None) -> DateColumn:
    """Date of the next contact: the last contact plus the days that the client's tier has in the cadence.

    A client never contacted counts from joining. A part of a day in the cadence is cut off, as from every date.

    Args:
        last_contact: date of the last contact; blank for a client never contacted.
        tier: the client's tier.
        cadence: a table of two columns, tier and days between contacts; a heading above it is passed over.
        joined: the client's first day, which counts where the last contact is blank.

    Returns:
        One date per client.

    Raises:
        NotEnough: last contact and joining date are both blank, or the tier has no entry in the cadence.
        OutOfDomain: the date falls after 9999-12-31.

    Equation:
        last_contact (or joined) + days of the tier

    Source:
        The definition above.
    """
    return _due(last_contact, tier, cadence, joined)


@worksheet_function(
    "REL_DAYS_OVERDUE",
    "row",
    example=(("2026-01-15", "Gold", [["Platinum", 30], ["Gold", 60], ["Iron", 180]], "2026-03-31"), 15.0),
)
def days_overdue(
    last_contact: LastContact, tier: Name, cadence: Cadence, as_of: Date, joined: Date | None = None
) -> Column:
    """Days by which the next contact is overdue on the valuation date; a negative number is days left.

    The contact is due as in `REL_CONTACT_DUE`; on the day itself it is 0 days overdue.

    Args:
        last_contact: date of the last contact; blank for a client never contacted.
        tier: the client's tier.
        cadence: a table of two columns, tier and days between contacts; a heading above it is passed over.
        as_of: the valuation date, one for all or one per client.
        joined: the client's first day, which counts where the last contact is blank.

    Returns:
        Whole days per client.

    Raises:
        NotEnough: last contact and joining date are both blank, or the tier has no entry in the cadence.
        OutOfDomain: the contact would be due after 9999-12-31.

    Equation:
        as_of - (last_contact (or joined) + days of the tier)

    Source:
        The definition above.
    """
    return np.asarray(as_of, dtype=float) - _due(last_contact, tier, cadence, joined)


@worksheet_function(
    "REL_LOAD",
    "table",
    example=(
        (
            [["Ines"], ["Tobias"], ["Ines"], [None]],
            [[50000], [20000], [10000], [20000]],
            [[60], [40], [30], [10]],
            [["Ines", 100], ["Tobias", 80]],
        ),
        [
            ["manager", "clients", "value", "share", "effort", "load"],
            ["Ines", 2, 60000.0, 0.6, 90.0, 0.9],
            ["Tobias", 1, 20000.0, 0.2, 40.0, 0.5],
            ["Unassigned", 1, 20000.0, 0.2, 10.0, ""],
            ["Total", 4, 100000.0, 1.0, 140.0, 140 / 180],
        ],
    ),
)
def load(manager: Manager, value: Number, effort: Amount | None = None, capacity: Capacity | None = None) -> Table:
    """Per account manager: clients, value, share of the book (what is at risk if the person leaves), effort, and load
    against capacity.

    Largest value first, then the clients of nobody as Unassigned, then a total. Without effort its column and the load
    are blank; without capacity the load is. The total's load sets all effort, Unassigned too, against the whole
    capacity: of everybody in the table of capacities, or of those who have clients where one number serves all.

    Args:
        manager: the account manager of each client; blank (or "Unassigned") is nobody.
        value: the client's value, such as yearly fees or margin, in your currency; a row without it is left out.
        effort: time or money that the client takes per period; a blank is none.
        capacity: effort that a manager can give per period: one number for each, or a table of two columns, manager and
            number. A manager missing from the table has no load, and then neither has the total.

    Returns:
        A row per manager: manager, clients, value, share of the total value, effort, load (1 is fully used).

    Raises:
        ShareOfNothing: in the cells of the shares when the total value is not positive; in the cell of a load when the
            capacity is 0.

    Equation:
        share = value / total value; load = effort / capacity

    Source:
        The definition above.
    """
    values, names = np.atleast_1d(np.asarray(value, dtype=float)), np.asarray(manager, dtype=object)
    efforts = np.nan_to_num(np.asarray(0 if effort is None else effort, dtype=float), nan=0.0)
    names, values, efforts = np.broadcast_arrays(names, values, efforts)
    shown, group = _managers(names)
    clients = np.bincount(group).tolist()
    worth, spent = (np.bincount(group, weights=column).tolist() for column in (values, efforts))
    total_worth, total_spent = sum(worth), sum(spent)
    able, all_together = _capacities([key for key in shown if key != _NOBODY], capacity)

    def line(name: object, clients: int, worth: float, spent: float, able: float | None) -> tuple[Any, ...]:
        share = _part(worth, total_worth)
        return name, clients, worth, share, *((None, None) if effort is None else (spent, _load(spent, able)))

    by_manager = zip(shown, clients, worth, spent, strict=True)
    largest_first = sorted(by_manager, key=lambda one: (one[0] == _NOBODY, -one[2]))
    rows = [line(shown[key], count, own, work, able.get(key)) for key, count, own, work in largest_first]
    rows.append(line("Total", len(group), total_worth, total_spent, all_together))
    return Table(("manager", "clients", "value", "share", "effort", "load"), rows)


def _due(last_contact: Any, tier: Any, cadence: dict[str, float], joined: Any) -> NDArray[np.float64]:
    """When the next contact is due, per client."""
    since = np.atleast_1d(np.asarray(last_contact, dtype=float))
    if joined is not None:
        since = np.where(np.isnan(since), np.asarray(joined, dtype=float), since)
    if (never := np.isnan(since)).any():
        raise NotEnough("last_contact", "must be given, or else joined, both are blank", rows=never)
    tiers = np.atleast_1d(np.asarray(tier, dtype=object))
    days_of = {identity(name): days for name, days in cadence.items()}
    days = np.array([days_of.get(identity(name), np.nan) for name in tiers])
    if (unknown := np.isnan(days)).any():
        raise NotEnough("tier", "must have its days in cadence", rows=unknown, given=tiers)
    due = np.floor(since + days)
    if (late := due > LAST_SERIAL).any():
        raise OutOfDomain("cadence", "must lead to a date up to 9999-12-31", rows=late, given=days)
    return np.asarray(due)


def _managers(names: NDArray[np.object_]) -> tuple[dict[str, object], NDArray[np.intp]]:
    """Each manager's name as first written, by identity in the order of the list, and whose each client is."""
    shown: dict[str, object] = {}
    places: dict[str, int] = {}
    group = np.empty(len(names), dtype=np.intp)
    for row, name in enumerate(names.tolist()):
        who = UNASSIGNED if name is None else name
        key = identity(who)
        if key not in places:
            places[key] = len(places)
            shown[key] = UNASSIGNED if key == _NOBODY else who
        group[row] = places[key]
    return shown, group


def _capacities(
    managers: list[str], capacity: float | dict[str, float] | None
) -> tuple[dict[str, float], float | None]:
    """What each manager can do, and what all can together; None where that of somebody is unknown."""
    if isinstance(capacity, dict):
        able = {identity(name): most for name, most in capacity.items()}
    else:
        able = {} if capacity is None else dict.fromkeys(managers, float(capacity))
    known = bool(able) and all(manager in able for manager in managers)
    return able, sum(able.values()) if known else None


def _part(value: float, total: float) -> float | InputError:
    return (
        value / total if total > 0 else ShareOfNothing("value", "must add up to more than 0 for a share", given=total)
    )


def _load(effort: float, capacity: float | None) -> float | InputError | None:
    if capacity is None:
        return None
    return (
        effort / capacity if capacity > 0 else ShareOfNothing("capacity", "must be above 0 for a load", given=capacity)
    )
