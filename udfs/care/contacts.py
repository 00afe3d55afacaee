"""Contacts: when the next one is due, how late it is, and how many people hold the bond with each client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Cadence, Date, Name, Vector
from udfs.cells import LAST_SERIAL, identity
from udfs.errors import NotEnough, OutOfDomain
from udfs.grouping import grouped
from udfs.readers import Dates
from udfs.wording import count_of
from udfs.worksheet_function import Column, DateColumn, Table, worksheet_function

LastContact = Annotated[Vector, Dates(blank_counts=True)]


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


def _because(client: Name, their_contact: Name, our_contact: Name) -> Iterator[tuple[int | None, str]]:
    """Through whom the links of each client go."""
    bonds = _Bonds.of(client, their_contact, our_contact)
    for place, name in enumerate(bonds.clients):
        person, through, links = bonds.busiest[place], int(bonds.through_busiest[place]), int(bonds.links[place])
        yield None, f"{name}: {person} has {through:,} of {count_of(links, 'link')} between people"


@worksheet_function(
    "REL_CONTACTS",
    "table",
    example=(
        (
            [["Ashgrove"], ["Ashgrove"], ["Ashgrove"], ["Bellwether"], ["Bellwether"]],
            [["Owen"], ["Owen"], ["Mei"], ["Priya"], ["Karl"]],
            [["Ines"], ["Tobias"], ["Tobias"], ["Ines"], ["Ines"]],
        ),
        [
            ["client", "their people", "our people", "share through one", "single point"],
            ["Ashgrove", 2, 2, 2 / 3, False],
            ["Bellwether", 2, 1, 1.0, True],
        ],
    ),
    because=_because,
)
def contacts(client: Name, their_contact: Name, our_contact: Name) -> Table:
    """Points of contact per client: how many people know each other on each side, and how much of the bond goes
    through one person.

    A link is a pair of people, one on each side, who know each other; a pair that is listed again, as in a register of
    meetings, counts once. Where all links go through one person, on whichever side, the bond breaks when that person
    leaves: a single point of contact. A row without a client or without a person on either side is no link and left
    out, and so is a client none of whose rows is complete. People are compared by name within one client.

    Args:
        client: the client, one row per link.
        their_contact: the person at the client's.
        our_contact: the person of the firm.

    Returns:
        A row per client in the order of the list: client, their people, our people, the share of links that go
        through the person with most of them, whether one person holds them all.

    Equation:
        share through one = (links of the person with most links, on either side) / (links)

    Source:
        The definition above.
    """
    bonds = _Bonds.of(client, their_contact, our_contact)
    share = bonds.through_busiest / bonds.links
    rows: list[tuple[Any, ...]] = list(
        zip(
            bonds.clients,
            bonds.theirs.tolist(),
            bonds.ours.tolist(),
            share.tolist(),
            (share == 1).tolist(),
            strict=True,
        )
    )
    return Table(("client", "their people", "our people", "share through one", "single point"), rows)


@dataclass(frozen=True)
class _Bonds:
    """Per client: people on each side, links between them, and the person through whom most links go."""

    clients: list[object]
    theirs: NDArray[np.intp]
    ours: NDArray[np.intp]
    links: NDArray[np.intp]
    busiest: list[object]
    through_busiest: NDArray[np.intp]

    @classmethod
    def of(cls, client: Any, their_contact: Any, our_contact: Any) -> _Bonds:
        """Count the links, each pair of people once."""
        sides = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(cells, dtype=object)) for cells in (client, their_contact, our_contact))
        )
        (clients, of), (their_names, theirs), (our_names, ours) = map(grouped, sides)
        pair = np.unique((of * len(their_names) + theirs) * len(our_names) + ours)  # up to 2 ** 60 on a full sheet
        rest, ours = np.divmod(pair, len(our_names))
        of, theirs = np.divmod(rest, len(their_names))
        their_people, their_most, their_busiest = _people(of, theirs, len(their_names))
        our_people, our_most, our_busiest = _people(of, ours, len(our_names))
        busiest = [
            their_names[one] if is_theirs else our_names[other]
            for is_theirs, one, other in zip(their_most > our_most, their_busiest, our_busiest, strict=True)
        ]
        return cls(clients, their_people, our_people, np.bincount(of), busiest, np.maximum(their_most, our_most))


def _people(
    client: NDArray[np.intp], person: NDArray[np.intp], persons: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Per client, the people on one side, the most links that one of them has, and who it is (of equals the first)."""
    each, links = np.unique(client * persons + person, return_counts=True)
    of, who = np.divmod(each, persons)
    people = np.bincount(of)
    busiest = np.lexsort((-who, links, of))[np.cumsum(people) - 1]
    return people, links[busiest], who[busiest]


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
