"""Clients of one's own list who have left, for books that have no column for it and compare who is still a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from workbook_templates.list_file import ListRefused
from workbook_templates.own_list import OwnList, read_own_list
from workbook_templates.pages.list_page import Column
from workbook_templates.recognition.roles import LEFT
from workbook_templates.settings import valuation_date

_LEFT = Column("Left", "date", 12, "first day gone", role=LEFT)
_NAMED = 8
"""Clients whom a sentence names."""


def read_list_and_departures(
    source: Path, columns: Sequence[Column], most: int
) -> tuple[OwnList, tuple[date | None, ...]]:
    """Read a list as read_own_list does, and row by row the first day without this client; None while it stays.

    Raises:
        ListRefused: the list cannot be read into these columns.
    """
    own = read_own_list(source, columns, most)
    if not own.reading.with_role(LEFT):
        return own, (None,) * len(own.rows)
    own = read_own_list(source, (*columns, _LEFT), most)
    rows = tuple(row[:-1] for row in own.rows)
    found = tuple(heading for heading in own.found if heading != _LEFT.heading)
    return replace(own, rows=rows, found=found), tuple(row[-1] for row in own.rows)


def read_clients_of_today(source: Path, columns: Sequence[Column], most: int) -> OwnList:
    """Read a list as read_own_list does, without the clients who have left, who are named in the report.

    Raises:
        ListRefused: the list cannot be read into these columns, or nobody in it is still a client.
    """
    own, left = read_list_and_departures(source, columns, most)
    gone = gone_by(valuation_date((), own.latest_year, left), left)
    if len(gone) == len(own.rows):
        raise ListRefused(f"{source.name}: every client has left; this book compares those who are still there.")
    said = departures_in_words(own, gone, "is left out", "are left out")
    rows = tuple(row for place, row in enumerate(own.rows) if place not in gone)
    return replace(own, rows=rows, report=(*own.report, *said))


def gone_by(as_of: date, left: Sequence[date | None]) -> dict[int, date]:
    """The rows of clients who are gone on a day, each with the day on which it left: that day or an earlier one."""
    return {place: day for place, day in enumerate(left) if day is not None and day <= as_of}


def departures_in_words(own: OwnList, gone: Mapping[int, date], one: str, many: str) -> tuple[str, ...]:
    """A sentence on the clients who left, if any did; `one` and `many` say what follows for one or several."""
    names = [f"{own.rows[place][0]} left on {day.day} {day:%B %Y}" for place, day in gone.items()]
    if len(names) < 2:
        return tuple(f"{name} and {one}." for name in names)
    more = f"; and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (f"{len(names)} clients have left and {many}: {'; '.join(names[:_NAMED])}{more}.",)
