"""Cohorts: of the clients who joined together, how many are still there after each year, quarter or month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Date, OneDate, Vector
from udfs.cells import date_of
from udfs.errors import NotEnough, OutOfDomain
from udfs.readers import Choice, Numbers, One
from udfs.retention import Left, spells
from udfs.wording import count_of
from udfs.worksheet_function import Table, worksheet_function

MONTHS_IN = {"year": 12, "quarter": 3, "month": 1}
"""Months in a unit of time."""
MOST_CELLS = 2_000_000
"""More would be beyond what anybody reads, and beyond most sheets."""
_LAST_COLUMN = 16_384
_DAY_ZERO = np.datetime64("1899-12-30")
_MONTHS_BEFORE_1970 = 1970 * 12

CohortUnit = Annotated[str, Choice("unit", words=tuple(MONTHS_IN))]
Measure = Annotated[str, Choice("measure", words=("rate", "count"))]
Month = Annotated[
    float, One("month", of=Numbers("month", low=1, high=12, whole=True, must="must be a month from 1 to 12"))
]


def _what_was_counted(
    joined: Any, left: Any, as_of: float, unit: str = "year", measure: str = "rate", year_start: float = 1
) -> Iterator[tuple[int | None, str]]:
    joining, leaving = spells(joined, left)
    known = joining <= as_of
    gone = int((leaving[known] <= as_of).sum())
    here = int(known.sum())
    yield None, f"{count_of(here, 'client')} counted: {gone:,} had left by {date_of(as_of)}, {here - gone:,} had not"
    if not known.all():
        yield None, f"{(~known).sum()} who joined after {date_of(as_of)} left out"


@worksheet_function(
    "REL_COHORTS",
    "table",
    example=(
        (
            [["2022-03-01"], ["2022-09-15"], ["2022-11-30"], ["2023-02-01"], ["2023-06-01"]],
            [[None], ["2023-09-15"], ["2025-01-01"], [None], ["2024-02-01"]],
            "2025-12-31",
        ),
        [
            ["cohort", "clients", 1, 2, 3],
            [2022, 3, 2 / 3, 2 / 3, 1 / 3],
            [2023, 2, 0.5, 0.5, ""],
            ["Average", 5, 0.6, 0.6, 1 / 3],
        ],
    ),
    because=_what_was_counted,
)
def cohorts(
    joined: Date,
    left: Left,
    as_of: OneDate,
    unit: CohortUnit = "year",
    measure: Measure = "rate",
    year_start: Month = 1.0,
) -> Table:
    """Of the clients who joined in the same year (quarter, month), the share or the count who are still there one, two,
    three ... years after joining.

    It shows whether newer clients stay as long as older ones did. Each client is looked at on its own anniversaries, so
    that those who joined in January and in December have had the same time; the anniversary of the 31st, and of 29
    February, is the last day of a shorter month, as with Excel's EDATE. `left` is the first day gone: who leaves on the
    anniversary is not there. A cell shows only when the whole cohort has reached that anniversary by `as_of`, else it
    would count those as lost whose time has not come. Who joins after `as_of` is left out; a period in which nobody
    joined has no row. A row is one spell.

    The counts of the cohorts, from the column of clients on and without the last row, are what `REL_SBG_FIT` takes.

    Args:
        joined: the client's first day, a date per client.
        left: the first day gone; blank for those who are still clients.
        as_of: the valuation date: what happened after it does not count.
        unit: what a cohort, and a column, is: "year", "quarter" or "month".
        measure: "rate" (share of the cohort, as a fraction) or "count" (clients).
        year_start: the month in which the year starts, 1 to 12, for cohorts of financial years and quarters.

    Returns:
        A row per cohort, oldest first: cohort, clients who joined, and how many are there after 1, 2, 3 ... units. The
        last row is the average over the cohorts shown in that column, each client counting the same; with "count" it is
        their total. Cohorts read 2024, or 2024/25 where the year starts later, 2024 Q1, 2024-03.

    Raises:
        OutOfDomain: a client left before joining, or the table would be too large for a sheet.
        NotEnough: nobody joined by `as_of`.

    Equation:
        rate_k = clients of the cohort who have not left by their k-th anniversary / clients of the cohort

    Source:
        The definition above.
    """
    joining, leaving = spells(joined, left)
    known = joining <= as_of
    if not known.any():
        raise NotEnough("joined", f"must hold somebody who joined on or before as_of, {date_of(as_of)}")
    calendar = _Calendar(joining.min(), as_of)
    first_days, last_days = calendar.index(joining[known]), calendar.index(np.minimum(leaving[known] - 1, as_of))
    length = MONTHS_IN[unit]
    # Few days, many clients: what depends on the day of joining alone is found once per day.
    days = np.flatnonzero(np.bincount(first_days, minlength=calendar.size))
    started, of_day = np.unique((calendar.month[days] - (int(year_start) - 1)) // length, return_inverse=True)
    youngest = days[np.flatnonzero(np.diff(of_day, append=-1))]
    shown = calendar.whole_months(youngest, calendar.index(as_of)) // length
    cohort_of_day = np.zeros(calendar.size, dtype=np.intp)
    cohort_of_day[days] = of_day
    cohort = cohort_of_day[first_days]
    # Who leaves on an anniversary has not stayed so long: the last day there counts.
    stayed = calendar.whole_months(first_days, last_days) // length
    width = int(shown.max())
    if width + 2 > _LAST_COLUMN or len(started) * (width + 2) > MOST_CELLS:
        raise OutOfDomain(
            "unit", f"must be longer: {len(started)} cohorts over {width} periods are more than a sheet can show"
        )
    # Of a present client only the anniversaries reached are known, and no cell shows more than the cohort's.
    bins = np.bincount(cohort * (width + 2) + np.minimum(stayed, width) + 1, minlength=len(started) * (width + 2))
    there = np.cumsum(bins.reshape(len(started), width + 2)[:, ::-1], axis=1)[:, ::-1]
    clients, counts = there[:, 0], there[:, 2:]
    visible = np.arange(1, width + 1) <= shown[:, np.newaxis]
    totals = (counts * visible).sum(axis=0)
    of_cohort = clients[:, np.newaxis] if measure == "rate" else 1
    of_all = (clients[:, np.newaxis] * visible).sum(axis=0) if measure == "rate" else 1
    rows: list[list[Any]] = [
        [name, size, *cells[:periods], *[None] * (width - periods)]
        for name, size, cells, periods in zip(
            _names(started, unit, int(year_start)),
            clients.tolist(),
            (counts / of_cohort).tolist(),
            shown.tolist(),
            strict=True,
        )
    ]
    rows.append(["Average" if measure == "rate" else "Total", len(cohort), *(totals / of_all).tolist()])
    return Table(("cohort", "clients", *range(1, width + 1)), rows)


class _Calendar:
    """The days from the one before a first to a last one, both serial numbers, each counted by its place.

    Attributes:
        month: months since the year 0, per day.
    """

    def __init__(self, first: float, last: float) -> None:
        serials = np.arange(int(first) - 1, int(last) + 1)
        # Before March 1900 Excel is a day behind.
        days = _DAY_ZERO + np.where(serials > 60, serials, serials + 1)
        months = days.astype("datetime64[M]")
        self.month = months.astype(np.int64) + _MONTHS_BEFORE_1970
        self._day = (days - months).astype(np.int64)
        self._is_last = (days + 1).astype("datetime64[M]") != months
        self._first = serials[0]
        self.size = len(serials)

    def index(self, serials: Vector | float) -> NDArray[np.intp]:
        """The places of days."""
        return np.asarray(np.asarray(serials).astype(np.intp) - self._first)

    def whole_months(self, since: NDArray[np.intp], until: NDArray[np.intp]) -> NDArray[np.int64]:
        """Months completed from one day to another: the last one is complete where EDATE has been reached."""
        incomplete = (self._day[since] > self._day[until]) & ~self._is_last[until]
        return np.asarray(self.month[until] - self.month[since] - incomplete)


def _names(started: NDArray[np.int64], unit: str, year_start: int) -> list[Any]:
    """The cohorts as they are shown; `started` counts units since the year 0, shifted to the start of the year."""
    if unit == "month":
        return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in (started + year_start - 1).tolist()]
    years = (started if unit == "year" else started // 4).tolist()
    shown: list[Any] = years if year_start == 1 else [f"{year}/{(year + 1) % 100:02d}" for year in years]
    if unit == "year":
        return shown
    return [f"{year} Q{at % 4 + 1}" for year, at in zip(shown, started.tolist(), strict=True)]
