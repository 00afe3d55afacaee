"""Contacts: when the next one is due, how late it is, and how many people hold the bond with each client."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Cadence, Date, Dates, Name, Vector
from udfs.cells import LAST_SERIAL, identity
from udfs.errors import NotEnough, OutOfDomain
from udfs.worksheet_function import Column, DateColumn, worksheet_function

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
