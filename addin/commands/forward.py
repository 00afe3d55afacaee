"""The button Roll forward: the year is closed, and the list is ready for the next one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import KEY, tier_colours
from addin.commands.page import Page
from addin.edits import Content, Edit, WriteCells, WriteName, absolute
from addin.formulas.references import column_number
from addin.snapshot import Snapshot
from workbook_templates.recognition.cell_reader import Dates, Numbers
from workbook_templates.recognition.headings import read_heading
from workbook_templates.recognition.reading import Column
from workbook_templates.recognition.roles import FEES, LEFT
from workbook_templates.style import Kind

_TABLE_ROW = 4
_HEADINGS: tuple[tuple[str, Kind], ...] = (("Client", "text"), ("Fees", "money"), ("Value", "money"), ("Tier", "text"))


@command("Roll forward", group="Check & share", icon="forward")
def roll_forward(snapshot: Snapshot) -> list[Edit]:
    """Closes the year: keeps its tiers and its list of clients as values, adds a column of fees, moves the date on."""
    clients = ClientRows(snapshot)
    latest = _latest_fees(snapshot, clients)
    assert latest.year is not None
    if snapshot.own_column(f"tier_{latest.year}") is not None:
        return []
    tiers = _tiers(snapshot, clients)
    kept = clients.beside(
        f"Tier {latest.year}", "text", clients.client.number, 12, f"tier_{latest.year}", tuple(tiers),
        tier_colours(snapshot),
    )  # fmt: skip
    name = WriteName(kept.name, "=" + absolute(clients.sheet, kept.area), clients.sheet)
    fees = clients.beside(_next(latest), "money", latest.number, 13)
    list_of_clients = _OpeningList(clients, latest, tiers).edits()
    moved = _date_moved(snapshot)
    if not moved:
        fees = replace(fees, remark=f"The valuation date stays {_shown(_as_of(snapshot))}.")
    return [kept, name, fees, *list_of_clients, *moved]


def _latest_fees(snapshot: Snapshot, clients: ClientRows) -> Column:
    """The column with the fees of the year that is to be closed."""
    dated = [column for column in snapshot.reading.with_role(FEES) if column.year is not None]
    if not dated:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no column of fees whose heading names a year: call it Fees "
            f"{snapshot.today.year - 1}, for instance, and press again."
        )
    filled = [column for column in clients.reading.with_role(FEES) if column.year is not None]
    latest = dated[-1]
    if filled[-1:] == [latest]:
        return latest
    before = filled[-1] if filled else None
    if before is not None and snapshot.own_column(f"tier_{before.year}") is not None:
        return before
    raise CommandRefused(
        f"The column {latest.name} is empty still: fill it in before the year {latest.year} is closed."
    )


def _tiers(snapshot: Snapshot, clients: ClientRows) -> list[Content]:
    """What the live tiers show."""
    own, theirs = snapshot.own_column("tier"), clients.computed_by("REL_TIER")
    number = own.area.left if own else theirs.number if theirs else None
    if number is None:
        raise CommandRefused(f"The list on sheet {clients.sheet} has no live tiers to keep: press Assign tiers first.")
    shown = [snapshot.sheet.cell(row, number) for row in clients.reading.rows()]
    if not any(isinstance(cell, str) and cell for cell in shown):
        raise CommandRefused("The tiers of the list show nothing yet: have the workbook calculated, and press again.")
    return [cell if isinstance(cell, str) and cell else None for cell in shown]


def _next(column: Column) -> str:
    """The heading of the next year in the words of the last one: FY24/25 becomes FY25/26."""
    year = column.year or 0
    wanted = {str(each): str(each + 1) for each in (year, year - 1)}
    wanted |= {f"{each % 100:02}": f"{(each + 1) % 100:02}" for each in (year, year - 1)}
    heading = " ".join(re.sub(r"\d+", lambda digits: wanted.get(digits[0], digits[0]), column.heading).split())
    return heading if read_heading(heading).year == year + 1 else f"Fees {year + 1}"


class _OpeningList:
    """The clients with whom the year closes, and the next one opens, on a sheet of their own: values alone."""

    def __init__(self, clients: ClientRows, latest: Column, tiers: Sequence[Content]) -> None:
        self._clients, self._latest, self._tiers = clients, latest, tiers
        self._year = (latest.year or 0) + 1
        self._as_of = _as_of(clients.snapshot)

    def edits(self) -> list[Edit]:
        """What makes the sheet."""
        clients = self._clients
        page = Page(clients.snapshot, f"opening_{self._year}", f"Opening list {self._year}")
        lines = list(self._lines())
        page.put(1, 1, f"Clients at the opening of {self._year}", "title")
        page.put(2, 1, f"The closing list of {self._year - 1}, from sheet {clients.sheet} on {self._as_of:%d %B %Y}: "
                 f"{len(lines):,} clients, as values that stay. {self._gone()}", "subtitle")  # fmt: skip
        headings = [(f"Fees {self._year - 1}" if text == "Fees" else text, kind) for text, kind in _HEADINGS]
        page.headings(_TABLE_ROW, headings)
        for row, line in enumerate(lines, _TABLE_ROW + 1):
            page.line(row, line, [("key", "text"), *(("result", kind) for _, kind in _HEADINGS[1:])])
        return page.edits(clients.sheet, (34, 14, 14, 14), freeze=_TABLE_ROW, is_long=True)

    def _lines(self) -> Iterator[tuple[Content, ...]]:
        clients, reading = self._clients, self._clients.reading
        fees = Numbers(reading.cells(self._latest)).values
        value = clients.snapshot.own_column("value")
        for row, name, fee, tier, is_gone in zip(
            reading.rows(), reading.cells(clients.client), fees, self._tiers, self._who_left(), strict=True
        ):
            shown = clients.snapshot.sheet.cell(row, value.area.left) if value else None
            worth = shown if isinstance(shown, (int, float)) else None
            if not is_gone:
                yield (name if isinstance(name, (str, int, float)) else str(name)), fee, worth, tier

    def _who_left(self) -> list[bool]:
        """Who has left by the valuation date; a word in place of a day says so, too."""
        column = self._clients.with_role(LEFT)
        if column is None:
            return [False] * self._clients.count
        cells = self._clients.reading.cells(column)
        days = Dates(cells, column.date_order == "month first" if column.date_order else None)
        unread = set(days.unread)
        return [place in unread or (day is not None and day <= self._as_of) for place, day in enumerate(days.values)]

    def _gone(self) -> str:
        gone = sum(self._who_left())
        if gone == 0:
            return ""
        return "1 has left and is not on it." if gone == 1 else f"{gone:,} have left and are not on it."


def _as_of(snapshot: Snapshot) -> date:
    """The valuation date."""
    given = next(iter(snapshot.settings.get("as_of", ())), None)
    if isinstance(given, date):
        return given
    if isinstance(given, (int, float)) and given >= 1:
        return (date(1904, 1, 1) if snapshot.date_1904 else date(1899, 12, 30)) + timedelta(days=int(given))
    return snapshot.today


def _date_moved(snapshot: Snapshot) -> list[Edit]:
    """The valuation date a year later, but never after today, where it stands on Tenure's own sheet.

    A month's end stays one. After a day to come, all that is due by now would be reckoned as long overdue.
    """
    own, meaning = snapshot.own_sheet(KEY), re.fullmatch(r".*!\$?([A-Z]+)\$?(\d+)", snapshot.meaning("as_of") or "")
    if own is None or meaning is None:
        return []
    place = next(
        (place for place in own.contents if place == (int(meaning[2]), column_number(meaning[1]))), None
    )  # fmt: skip
    day = _as_of(snapshot)
    month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    last = calendar.monthrange(day.year + 1, day.month)[1]
    later = date(day.year + 1, day.month, last if month_end else min(day.day, last))
    moved = min(later, snapshot.today)
    if place is None or moved == day:
        return []
    why = f", today, since a year later, {_shown(later)}, is still to come" if moved < later else ""
    remark = f"The valuation date moves from {_shown(day)} to {_shown(moved)}{why}."
    return [WriteCells(own.name, ((*place, moved),), remark=remark)]


def _shown(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
