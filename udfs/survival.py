"""How long clients stay: the Kaplan-Meier curve of a list in which many are still clients, read at given times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import cells as reading
from udfs.arguments import Date, Matrix, OneDate, PerClient, Vector
from udfs.block import Block
from udfs.cells import date_of
from udfs.errors import NotEnough, ShareOfNothing
from udfs.periods import CALENDAR_UNITS, DAYS_IN
from udfs.readers import Choice, Numbers, One, Reader
from udfs.retention import Left, spells
from udfs.wording import count_of
from udfs.worksheet_function import Column, Table, worksheet_function

_HEADERS = ("time", "at risk", "lost", "survival", "low", "high")
_ROUNDING = 1e-9
MOST_TIMES = 1_000
"""Times that may be asked of each of several tenures."""

Unit = Annotated[str, Choice("unit", words=CALENDAR_UNITS)]
OneConfidence = Annotated[
    float,
    One(
        "confidence",
        of=Numbers("confidence", low=0, high=1, open_bounds=True, must="must be between 0 and 1, such as 95%"),
    ),
]
Times = Annotated[Matrix, Numbers("times", role="series", low=0, must="must be 0 or more")]
Tenure = Annotated[PerClient, Numbers("tenure", low=0, must="must be 0 or more")]


@dataclass(frozen=True)
class CurveTable(Reader):
    """The table of `REL_SURVIVAL`, or two columns, time and survival; with or without the headings."""

    word: str = "table of REL_SURVIVAL"

    def take(self, block: Block, date_1904: bool) -> object:
        """Times and survival as two rows of a matrix, None when all is blank."""
        if all(map(reading.is_blank, block.cells)):
            return None
        if block.columns not in (2, len(_HEADERS)):
            return self.refuse("must be the table of REL_SURVIVAL, or two columns, time and survival")
        lines = [block.cells[start : start + block.columns] for start in range(0, len(block.cells), block.columns)]
        if Numbers("number").is_text(lines[0][0]):
            lines = lines[1:]
        while lines and all(map(reading.is_blank, lines[-1])):
            lines.pop()
        columns = []
        for position in range(min(block.columns, 4)):
            column = reading.read_numbers([line[position] for line in lines])
            if column.faults:
                return column.faults[min(column.faults)]
            if column.blanks is not None:
                return self.refuse("must have no blank among its times and shares")
            columns.append(column.values)
        return self._checked(columns)

    def _checked(self, columns: list[Vector]) -> object:
        """The curve, or what shows that rows are missing or were changed."""
        times, shares = columns[0], columns[-1]
        if not len(times) or times[0] != 0:
            return self.refuse("must start with the row of time 0: the first row is missing")
        if (np.diff(times) <= 0).any():
            return self.refuse("must have its rows in the order of time, each time once")
        if shares.min() < 0 or shares.max() > 1 or (np.diff(shares) > 0).any():
            return self.refuse("must hold shares from 1 to 0 that never rise, as REL_SURVIVAL gives them")
        if len(columns) == 4:
            at_risk, lost = columns[1:3]
            kept = 1 - lost / np.where(at_risk > 0, at_risk, np.inf)
            if (np.abs(np.concatenate(([1.0], shares[:-1])) * kept - shares) > 1e-6).any():
                return self.refuse("must be the table of REL_SURVIVAL as it came: rows are missing or were edited")
        return np.array((times, shares))


Curve = Annotated[Matrix, CurveTable()]


class Survival(NamedTuple):
    """A Kaplan-Meier curve: time 0, then the times at which somebody left.

    `variance` is Greenwood's sum, the variance of the logarithm of `survival`; infinite where survival is 0.
    """

    times: Vector
    at_risk: NDArray[np.int64]
    lost: NDArray[np.int64]
    survival: Vector
    variance: Vector


def kaplan_meier(durations: Vector, lost: NDArray[np.bool_], entered: Vector | None = None) -> Survival:
    """The share still there after each time at which somebody left.

    Args:
        durations: how long each client has been observed, from joining on, in any unit; 0 or more.
        lost: whether the client left at the end of that time (else: was still a client, which says no more).
        entered: how long after joining each client came on record, less than `durations`; 0 or less, or None: at once.
    """
    order = np.argsort(durations)
    ordered = durations[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    losses = np.add.reduceat(lost[order], first, dtype=np.int64)
    there = losses > 0
    times, losses, at_risk = ordered[first[there]], losses[there], len(ordered) - first[there]
    if not len(times) or times[0] != 0:
        times, losses, at_risk = (
            np.concatenate(([start], column)) for start, column in ((0.0, times), (0, losses), (len(ordered), at_risk))
        )
    if entered is not None:
        # Who comes on record at a time is at risk after it; those there from the start are at risk at time 0 too.
        later = np.sort(np.where(entered > 0, entered, -1.0))
        at_risk = at_risk - (len(later) - np.searchsorted(later, times))
    stay = at_risk - losses
    kept = np.divide(stay, at_risk, out=np.ones(len(times)), where=at_risk > 0)
    spread = np.full(len(times), np.inf)
    np.divide(losses, at_risk * stay.astype(float), out=spread, where=stay > 0)
    spread[losses == 0] = 0.0
    return Survival(times, at_risk, losses, np.asarray(np.cumprod(kept)), np.asarray(np.cumsum(spread)))


def log_log_interval(curve: Survival, confidence: float) -> tuple[Vector, Vector]:
    """Low and high of the true survival, within 0..1; NaN where survival is 0, 1 where nobody was lost."""
    from scipy.special import ndtri  # here, since it would double the time to load the functions

    z = -ndtri((1 - confidence) / 2)
    inside = (curve.survival > 0) & (curve.survival < 1)
    share = np.where(inside, curve.survival, 0.5)
    reach = z * np.sqrt(np.where(inside, curve.variance, 0.0)) / -np.log(share)
    outside = np.where(curve.survival > 0, 1.0, np.nan)
    return (
        np.where(inside, share ** np.exp(reach), outside),
        np.where(inside, share ** np.exp(-reach), outside),
    )


class _Observed(NamedTuple):
    """What a list tells of its clients: one entry per client counted, and how many were not."""

    durations: Vector
    lost: NDArray[np.bool_]
    entered: Vector | None
    joined_later: int
    never_on_record: int


def _observed(joined: Any, left: Any, as_of: float, entered: Any) -> _Observed:
    joining, leaving = spells(joined, left)
    known = joining <= as_of
    if not known.any():
        raise NotEnough("joined", f"must hold somebody who joined on or before as_of, {date_of(as_of)}")
    joined_later = int((~known).sum())
    lost = leaving <= as_of
    durations = np.minimum(leaving, as_of) - joining
    since = None
    never = np.zeros(len(known), dtype=bool)
    if entered is not None:
        since = np.asarray(entered, dtype=float) - joining
        since = np.where(np.isnan(since), -1.0, since)
        never = known & (durations <= since)
        known &= ~never
        if not known.any():
            raise NotEnough("entered", "must be before the day left, and before as_of, for at least one client")
        since = since[known]
    return _Observed(durations[known], lost[known], since, joined_later, int(never.sum()))


def _what_was_counted(
    joined: Any, left: Any, as_of: float, entered: Any = None, confidence: float = 0.95, unit: str = "year"
) -> Iterator[tuple[int | None, str]]:
    seen = _observed(joined, left, as_of, entered)
    gone = int(seen.lost.sum())
    still = len(seen.lost) - gone
    clients = count_of(len(seen.lost), "client")
    yield None, f"{clients} counted: {gone:,} had left by {date_of(as_of)}, {still:,} had not"
    if seen.joined_later:
        yield None, f"{seen.joined_later} who joined after {date_of(as_of)} left out"
    if seen.never_on_record:
        yield None, f"{seen.never_on_record} who left on or before their first day on record left out"
    curve = kaplan_meier(seen.durations, seen.lost, seen.entered)
    ends = curve.times[np.argmax(curve.survival == 0)]
    if curve.survival[-1] == 0 and (seen.durations > ends).any():
        yield (
            None,
            f"after {ends:.0f} days all who were then on record had left, so the curve is 0 from there, though others "
            "stayed longer: too few were on record early",
        )


@worksheet_function(
    "REL_SURVIVAL",
    "table",
    example=(
        (
            [["2018-01-01"], ["2018-01-01"], ["2020-01-01"], ["2024-01-01"]],
            [["2022-01-01"], [None], ["2024-01-01"], [None]],
            "2026-01-01",
        ),
        [
            list(_HEADERS),
            [0.0, 4, 0, 1.0, 1.0, 1.0],
            [4.0, 3, 2, 1 / 3, 0.008961628330979068, 0.7741486503608327],
        ],
    ),
    because=_what_was_counted,
)
def survival(
    joined: Date,
    left: Left,
    as_of: OneDate,
    entered: Date | None = None,
    confidence: OneConfidence = 0.95,
    unit: Unit = "year",
) -> Table:
    """How long clients stay: the share still there after each length of relationship, counting fairly those who are
    clients still (Kaplan-Meier), with the interval that the list allows.

    A present client tells only that the relationship has lasted so long already: it counts as long as it was observed
    and then drops out of those at risk, so that neither leaving it out nor taking it as lost biases the curve. It is
    assumed that those who stay observed are like those who no longer are: a book that changed its ways shows two
    curves, one for each time.

    A row is one spell. `left` is the first day gone; who leaves after `as_of` is a client still; who joins after it is
    left out. Durations are whole days; where some leave and others are last seen after the same number of days, the
    losses come first. Records that begin later than the relationships (clients of a firm that was bought, a system
    introduced in 2015) need `entered`, else the curve is too high: those who left earlier are missing from them.

    Args:
        joined: the client's first day, a date per client.
        left: the first day gone; blank for those who are still clients.
        as_of: the valuation date: what happened after it does not count.
        entered: the first day on record, where that is later than the first day as a client: at risk only after it.
            Who left on or before it is left out. A blank is on record from joining on.
        confidence: how sure the interval is to hold the true share at one time, as a fraction between 0 and 1.
        unit: the unit of the time column: "year" (365.25 days), "quarter" (91.3125), "month" (30.4375) or "week" (7).

    Returns:
        Time 0, then a row per length of relationship at which somebody left: time, clients at risk (observed at least
        so long), how many of them left, share who stay longer, and low and high of that share. Low and high are blank
        where the share is 0: nothing can be said beyond the longest relationship. With few at risk in the last rows,
        look at low and high before the share.

    Raises:
        OutOfDomain: a client left before joining.
        NotEnough: nobody joined by `as_of`, or nobody left by then: there is no curve yet.

    Equation:
        S(t) = product over times u ≤ t of (1 - lost_u / at risk_u); low and high S^exp(±z·s), with
        s² = sum over u ≤ t of lost_u / (at risk_u · (at risk_u - lost_u)) / (ln S)², z the normal quantile of
        (1+confidence)/2

    Source:
        Kaplan & Meier 1958; Greenwood 1926; log-log interval: Kalbfleisch & Prentice 1980 (R survival, conf.type
        "log-log"); late entry: Cole & Hudgens 2010.
    """
    seen = _observed(joined, left, as_of, entered)
    if not seen.lost.any():
        raise NotEnough(
            "left", f"must hold somebody who had left by as_of, {date_of(as_of)}: while nobody leaves there is no curve"
        )
    curve = kaplan_meier(seen.durations, seen.lost, seen.entered)
    low, high = log_log_interval(curve, confidence)
    lasts = int(np.count_nonzero(curve.survival))  # then it is 0, and low and high are blank
    blanks = [None] * (len(curve.times) - lasts)
    columns = (
        (curve.times / DAYS_IN[unit]).tolist(),
        curve.at_risk.tolist(),
        curve.lost.tolist(),
        curve.survival.tolist(),
        low[:lasts].tolist() + blanks,
        high[:lasts].tolist() + blanks,
    )
    return Table(_HEADERS, list(zip(*columns, strict=True)))


@worksheet_function(
    "REL_SURVIVAL_AT",
    "row",
    example=(([["time", "survival"], [0, 1], [1, 0.8], [2.5, 0.6], [4, 0.5]], [[1, 2, 3]], 1), [[1.0, 0.75, 0.625]]),
)
def survival_at(survival: Curve, times: Times, tenure: Tenure = 0.0) -> Column:
    """The chance that a client is still there after so many years from now, read off the curve of REL_SURVIVAL, for a
    new client or for one who has stayed for some time.

    Times count from now, not from joining: for a client of 3 years, 2 asks for the share who pass 5 years among those
    who pass 3. So a row of times 1, 2, 3 ... gives the chances that `REL_EXPECTED_NPV` takes. The curve is one of
    steps: between two rows it stays as in the upper one, and beyond the last row as in the last, which hopes that
    nobody leaves later than anybody has left so far.

    Args:
        survival: the table of `REL_SURVIVAL`, whole, with or without its headings; or two columns, time and survival.
        times: how far ahead, a row of times per client or one for all, in the unit of the table's time column.
        tenure: how long the client has been one already, in the same unit; 0 is a new client.

    Returns:
        A share per time, as a fraction.

    Raises:
        WrongKind: the table is cut, edited, or another one.
        NotEnough: a time is blank; or more than 1,000 times are asked of each of several tenures: a column of times is
            one row of them, asked of each.
        ShareOfNothing: nobody has stayed as long as `tenure`: the curve is 0 there.

    Equation:
        S(tenure + time) / S(tenure), S(t) the share in the last row whose time is not above t

    Source:
        The definition above.
    """
    known, shares = np.asarray(survival, dtype=float)
    ahead = np.array(times, dtype=float, ndmin=2, copy=None)
    stayed = np.array(tenure, dtype=float, ndmin=1, copy=None)
    if (blank := np.isnan(ahead).any(axis=1)).any():
        raise NotEnough("times", "must have no blank among them", rows=blank)
    if len(stayed) > 1 and ahead.shape[1] > MOST_TIMES:
        must = f"must be at most {MOST_TIMES:,} times for several tenures: a column of them is one row, asked of each"
        raise NotEnough("times", must, given=ahead.shape[1])
    so_far = _step(known, shares, stayed)
    if (nobody := so_far == 0).any():
        raise ShareOfNothing(
            "tenure", "must be one that somebody outlasted, survival is 0 there", rows=nobody, given=stayed
        )
    chances = np.asarray(_step(known, shares, stayed[:, np.newaxis] + ahead) / so_far[:, np.newaxis])
    return chances[:, 0] if chances.shape[1] == 1 else chances


def _step(known: Vector, shares: Vector, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """The curve at any times; a time that meets a step but for rounding has reached it."""
    return np.asarray(shares[np.searchsorted(known, times * (1 + _ROUNDING), side="right") - 1])
