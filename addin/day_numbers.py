"""Days as the numbers that cells hold, and number formats that show them as days."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

_BEYOND = 2_958_466
_NOT_READ = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.')


def is_date_format(code: str) -> bool:
    """Whether a number format shows numbers as dates."""
    return re.search(r"[dmyhs]", _NOT_READ.sub("", code.partition(";")[0]), re.IGNORECASE) is not None


def serial(day: date, date_1904: bool) -> float:
    """The serial number of a day."""
    origin = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
    whole = float((date(day.year, day.month, day.day) - origin).days)
    if isinstance(day, datetime):
        whole += (day.hour * 3600 + day.minute * 60 + day.second) / 86400
    return whole


@lru_cache(1 << 16, typed=True)
def day(serial: float, date_1904: bool) -> date | float:
    """A serial number as a day, or as it is where it is none."""
    if not 0 < serial < _BEYOND:
        return serial
    # Excel counts a 29 February 1900 that never was.
    origin = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    moment = origin + timedelta(seconds=round(serial * 86400))
    return date(moment.year, moment.month, moment.day) if serial == int(serial) else moment
