"""The calendar: anniversaries and birthdays that give a reason to be in touch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.arguments import Date, Name, OneDate, OnePeriods
from udfs.cells import LAST_SERIAL, date_of
from udfs.errors import NotEnough, OutOfDomain
from udfs.worksheet_function import DateColumn, Table, worksheet_function

_SERIAL_OF_1970 = 25569
_BEFORE_MARCH_1900 = 60
"""Excel counts a 29 February 1900 that never was: serials up to here are a day behind."""


@worksheet_function("REL_NEXT_DATE", "row", example=(("2020-02-29", "2026-01-15"), 46081.0))
def next_date(day: Date, as_of: Date) -> DateColumn:
    """Next anniversary or birthday on or after the valuation date.

    The valuation date itself counts. 29 February falls on 28 February in years that have none. A day that is still to
    come is its own next date: nothing has an anniversary before it happened.

    Args:
        day: date of birth, of joining, of a contract or the like; its year may be any before.
        as_of: the valuation date, one for all or one per client.

    Returns:
        One date per client.

    Raises:
        OutOfDomain: the next anniversary falls after 9999-12-31.

    Equation:
        the earliest date on or after both `as_of` and `day` with the month and day of `day`

    Source:
        The definition above.
    """
    days, today = np.broadcast_arrays(*np.atleast_1d(np.asarray(day, dtype=float), np.asarray(as_of, dtype=float)))
    coming = _next(days, today)
    if (late := coming > LAST_SERIAL).any():
        raise OutOfDomain("as_of", "must leave room for an anniversary before 9999-12-31", rows=late)
    return coming


@worksheet_function(
    "REL_KEY_DATES",
    "table",
    example=(
        (
            [["Ashgrove"], ["Bellwether"], ["Cranmere"], ["Dunmarrow"]],
            [["2011-01-03"], ["2020-02-29"], ["2016-12-28"], ["1978-07-01"]],
            "2025-12-20",
            21,
        ),
        [
            ["client", "date", "days", "years"],
            ["Cranmere", 46019.0, 8, 9],
            ["Ashgrove", 46025.0, 14, 15],
        ],
    ),
)
def key_dates(client: Name, day: Date, as_of: OneDate, window: OnePeriods = 30.0) -> Table:
    """Who has an anniversary or a birthday in the next days, soonest first.

    From the valuation date to `window` days after it, both included; the dates are those of `REL_NEXT_DATE`. A row
    without a client or without a day is left out; a client with two rows (a birthday and the day of joining) may stand
    there twice. Each row shows only its next date, however long the window is. Dates on the same day keep the order of
    the list.

    Args:
        client: the client, or the person.
        day: date of birth, of joining, of a contract or the like, one per row.
        as_of: the valuation date.
        window: how many days to look ahead, a whole number; 0 is the valuation date alone.

    Returns:
        A row per date: client, date, days until then, and how many years it will be (0 for a day still to come).

    Raises:
        NotEnough: nobody has a date in the window.

    Equation:
        rows with `REL_NEXT_DATE`(day, as_of) - as_of <= window

    Source:
        The definition above.
    """
    names = np.atleast_1d(np.asarray(client, dtype=object))
    days = np.atleast_1d(np.asarray(day, dtype=float))
    names, days = np.broadcast_arrays(names, days)
    today = float(np.floor(as_of))
    coming = _next(days, np.full(len(days), today))
    ahead = coming - today
    order = np.argsort(coming, kind="stable")
    shown = order[(ahead[order] <= window) & (coming[order] <= LAST_SERIAL)]
    if not len(shown):
        raise NotEnough(
            "window", f"must reach a date of somebody: nobody has one within {window:.0f} days of {date_of(today)}"
        )
    years = _year(_dates(coming)) - _year(_dates(days))
    rows: list[tuple[Any, ...]] = [
        (names[row], float(coming[row]), int(ahead[row]), int(years[row])) for row in shown.tolist()
    ]
    return Table(("client", "date", "days", "years"), rows, dates=("date",))


def _next(day: NDArray[np.float64], as_of: NDArray[np.float64]) -> NDArray[np.float64]:
    """The next date per row, as a serial number; it may lie behind the last one that Excel knows."""
    dates = _dates(day)
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    # An anniversary cannot come before the day itself.
    start = np.maximum(_dates(as_of), dates)
    year = _year(start)
    this_year = _in_year(year, month, day_of_month)
    following = _in_year(year + 1, month, day_of_month)
    return _serials(np.where(this_year >= start, this_year, following))


def _in_year(year: NDArray[np.int64], month: NDArray[np.int64], day_of_month: NDArray[np.int64]) -> NDArray[Any]:
    """The date in a year; where the month is too short, its last day. Months and days count from 0."""
    months = ((year - 1970) * 12 + month).astype("datetime64[M]")
    first, after = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    return np.asarray(np.minimum(first + day_of_month, after - 1))


def _year(dates: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(dates.astype("datetime64[Y]").astype(np.int64) + 1970)


def _dates(serials: ArrayLike) -> NDArray[Any]:
    """Serial numbers of the 1900 system as numpy's dates."""
    whole = np.floor(np.asarray(serials, dtype=float)).astype(np.int64)
    return np.asarray((whole - _SERIAL_OF_1970 + (whole <= _BEFORE_MARCH_1900)).astype("datetime64[D]"))


def _serials(dates: NDArray[Any]) -> NDArray[np.float64]:
    """numpy's dates as serial numbers of the 1900 system."""
    whole = dates.astype(np.int64) + _SERIAL_OF_1970
    return (whole - (whole <= _BEFORE_MARCH_1900)).astype(float)
