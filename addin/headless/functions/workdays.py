"""Working days between dates and after a date, with weekends and holidays as they are given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from addin.headless.functions.cells import NUMBER, VALUE, Fault, flat, is_error, is_skipped, number, single, whole

_LAST_DAY = 2_958_465
# Day 0 of serial numbers falls on a Saturday; numpy counts days from Thursday 1970-01-01.
_DAY_0 = -25_569
_WEEKENDS = {
    number: "".join("1" if day not in free else "0" for day in range(7))
    for number, free in {
        **{first: {(first + 4) % 7, (first + 5) % 7} for first in range(1, 8)},
        **{10 + first: {(first + 5) % 7} for first in range(1, 8)},
    }.items()
}


def _week(weekend: Any) -> str:
    """The working days of the week from Monday on, as 1 and 0."""
    if weekend is None or is_skipped(weekend):
        return _WEEKENDS[1]
    given = single(weekend)
    if isinstance(given, str):
        if len(given) != 7 or set(given) - {"0", "1"}:
            raise Fault(VALUE)
        return "".join("1" if day == "0" else "0" for day in given)
    week = _WEEKENDS.get(whole(given))
    if week is None:
        raise Fault(NUMBER)
    return week


def _holidays(holidays: Any, day_0: int) -> NDArray[np.datetime64]:
    days = []
    for cell in flat(holidays):
        if cell is None or is_skipped(cell) or cell == "":
            continue
        if is_error(cell):
            raise Fault(str(cell["kind"]))
        days.append(_day(cell, day_0) + _DAY_0)
    return np.array(days, dtype="datetime64[D]")


def _day(cell: Any, day_0: int) -> int:
    """A date, counted from 1900."""
    if isinstance(cell, bool):
        raise Fault(VALUE)
    day = int(number(cell)) + day_0
    if not day_0 <= day <= _LAST_DAY:
        raise Fault(NUMBER)
    return day


def between(start: Any, end: Any, holidays: Any = None, *, day_0: int) -> int:
    """NETWORKDAYS."""
    return between_in_week(start, end, None, holidays, day_0=day_0)


def between_in_week(start: Any, end: Any, weekend: Any = None, holidays: Any = None, *, day_0: int) -> int:
    """NETWORKDAYS.INTL."""
    first, last, week, free = _day(start, day_0), _day(end, day_0), _week(weekend), _holidays(holidays, day_0)
    if week == "0000000":
        return 0
    sign = -1 if first > last else 1
    first, last = sorted((first, last))
    begin, stop = np.datetime64(first + _DAY_0, "D"), np.datetime64(last + _DAY_0 + 1, "D")
    return sign * int(np.busday_count(begin, stop, weekmask=week, holidays=free))


def after(start: Any, days: Any, holidays: Any = None, *, day_0: int) -> int:
    """WORKDAY."""
    return after_in_week(start, days, None, holidays, day_0=day_0)


def after_in_week(start: Any, days: Any, weekend: Any = None, holidays: Any = None, *, day_0: int) -> int:
    """WORKDAY.INTL."""
    first, week, free = _day(start, day_0), _week(weekend), _holidays(holidays, day_0)
    if isinstance(days, bool) or week == "0000000":
        raise Fault(VALUE)
    steps = int(number(days))
    if steps == 0:
        return first - day_0
    # From a free day on, the day before it (or after it, going back) is where counting begins.
    from_day = np.busday_offset(
        np.datetime64(first + _DAY_0, "D"), 0, "backward" if steps > 0 else "forward", weekmask=week, holidays=free
    )
    found = np.busday_offset(from_day, steps, "forward", weekmask=week, holidays=free)
    day = int(found.astype(int)) - _DAY_0
    if not day_0 <= day <= _LAST_DAY:
        raise Fault(NUMBER)
    return day - day_0
