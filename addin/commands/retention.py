"""The button Retention report: how many clients stay, for how long, and what five points more are worth."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import day_of, refuse_unreadable
from addin.commands.own_settings import missing_settings
from addin.commands.report_page import Headings, ReportPage, so_many
from addin.commands.whole_columns import WholeColumn, amounts, amounts_to_compare, days
from addin.edits import Chart, Edit, Formula, Series, relative
from addin.snapshot import Snapshot
from workbook_templates.recognition.reading import Column
from workbook_templates.recognition.roles import FEES, JOINED, LEFT
from workbook_templates.recognition.sheet import Area, Cell
from workbook_templates.style import ACCENT, TIER_FILLS, Kind

_BY_YEAR: Headings = (
    ("Year to", "date"), ("Clients before", "count"), ("Left", "count"), ("Joined", "count"),
    ("Clients after", "count"), ("Retention", "share"), ("Likely from", "share"), ("to", "share"),
)  # fmt: skip
_BY_FEES: Headings = (
    ("From year to year", "text"), ("Fees before", "money"), ("Fees after", "money"), ("Net retention", "share"),
    ("Gross retention", "share"), ("Clients kept", "share"),
)  # fmt: skip
_STAYING: Headings = (
    ("After years", "count"), ("Still with us", "share"), ("Likely from", "share"), ("to", "share"),
)  # fmt: skip
_WORTH: Headings = (("What it is worth", "text"), ("As set", "factor"), ("As measured", "factor"))
_FIRST, _MOST_YEARS, _MOST_PAIRS, _LONGEST, _SIDE = 7, 5, 4, 10, 10
_CHART_ROWS = 16


@dataclass(frozen=True)
class _Dates:
    """The days on which clients joined and left, as references."""

    joined: str
    left: str
    longest: int
    """For how many years the oldest client has been one."""


@dataclass(frozen=True)
class _Pair:
    """Two years that follow each other, and their fees as references."""

    earlier: Column
    later: Column
    before: str
    """The fees of the earlier year that are compared."""
    paid: str
    """All fees of the earlier year."""
    after: str

    def gone_by_blank(self) -> str:
        """How many count as having left since nothing says what they pay, as a sentence; empty where there is none."""
        count, lack = f'COUNTIFS({self.before},">0",{self.after},"")', f"no amount for {self.later.year} and"
        one, more = f'" client has {lack} counts"', f'" clients have {lack} count"'
        return f'IF({count}=0,""," "&{count}&IF({count}=1,{one},{more})&" as having left.")'


@command("Retention report", group="Keep", icon="retention")
def retention_report(snapshot: Snapshot) -> list[Edit]:
    """Shows which share of clients and fees stays from year to year, for how long, and what more would be worth."""
    clients = ClientRows(snapshot)
    joined, left = clients.with_role(JOINED), clients.with_role(LEFT)
    fees = [column for column in clients.reading.with_role(FEES) if column.year is not None][-_MOST_PAIRS - 1 :]
    if len({column.year for column in fees}) < len(fees):
        fees = []
    is_dated = joined is not None and left is not None
    if not is_dated and len(fees) < 2:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} says neither when clients joined and left nor what they paid in two "
            "years: add columns with the headings Joined and Left, or Fees 2024 and Fees 2025, and press again."
        )
    edits = missing_settings(snapshot, ("retention_change",))
    remarks: list[str] = []

    def taken(column: WholeColumn) -> str:
        edits.extend(column.edits)
        remarks.extend([column.remark] if column.remark else [])
        return column.text

    dates = None
    if joined is not None and is_dated and len(fees) < 2:
        refuse_unreadable(clients, joined)
    if joined is not None and left is not None:
        dates = _dates(clients, joined, left, taken)
    paid = {column: taken(amounts(clients, column, f"fees_{column.year}")) for column in fees}
    pairs = []
    for earlier, later in itertools.pairwise(paid):
        compared = amounts_to_compare(clients, earlier, later, f"fees_{earlier.year}_compared")
        pairs.append(_Pair(earlier, later, taken(compared) if compared else paid[earlier], paid[earlier], paid[later]))
    latest = paid[fees[-1]] if fees else ""
    page = ReportPage(clients, "retention", "Retention")
    _Report(page, clients, dates, pairs, latest, remarks).write()
    return [*edits, *page.report((28, 13, 13, 13, 13, 13, 12, 12, 2, 14, 16, 14, 14))]


def _dates(
    clients: ClientRows, joined: Column, left: Column, taken: Callable[[WholeColumn], str]
) -> _Dates:  # fmt: skip
    gone = day_of(clients, left)
    # Nobody knows for how long a client was one whose day of leaving cannot be read.
    unless = f'IF({clients.this(left.number)}="",FALSE,ISERROR({gone.text}))' if gone.unread else ""
    first = min(filter(None, map(_year, clients.reading.cells(joined))), default=clients.snapshot.today.year)
    return _Dates(
        taken(days(clients, joined, "joined", unless)), taken(days(clients, left, "left")),
        max(1, clients.snapshot.today.year - first),
    )  # fmt: skip


def _year(cell: Cell) -> int | None:
    """The year in which a day lies."""
    if isinstance(cell, date):
        return cell.year
    if isinstance(cell, str):
        digits = re.search(r"(?:19|20)\d\d", cell) or re.search(r"\d\d$", cell.strip())
        year = int(digits[0]) if digits else None
        return year if year is None or year >= 100 else year + (2000 if year < 70 else 1900)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell >= 1:
        return int(cell) if 1900 <= cell <= 2100 else 1900 + int(cell // 365.25)
    return None


class _Report:
    """The sheet on its way."""

    def __init__(
        self, page: ReportPage, clients: ClientRows, dates: _Dates | None, pairs: Sequence[_Pair], latest: str,
        remarks: list[str],
    ) -> None:  # fmt: skip
        self._page = page
        self._clients = clients
        self._dates = dates
        self._pairs = pairs
        self._latest = latest
        self._remarks = remarks
        self._charts: list[Chart] = []

    def write(self) -> None:
        """Write all sections, one below the other, and beside them how long clients stay."""
        page, dates = self._page, self._dates
        row, measured, found = _FIRST, "", ""
        below = 0
        if dates is not None:
            total = self._by_year(dates)
            measured = f'IF(N(B{total})=0,"",F{total})'
            last, row = f"{total - 1}", total + 3
            found = (
                f'IF(N(B{last})=0,"There were no clients a year ago.","Of "&B{last}&" clients a year ago "&'
                f'TEXT(F{last},"0%")&" are still with us; the true share may lie between "&'
                f'TEXT(G{last},"0%")&" and "&TEXT(H{last},"0%")&".")'
            )
            below = self._staying(dates)
        if self._pairs:
            first, row = row, self._by_fees(row)
            last = f"{first + len(self._pairs) - 1}"
            if dates is None:
                measured = f'IF(COUNT(F{first}:F{last})=0,"",AVERAGE(F{first}:F{last}))'
                found = (
                    f'IF(N(B{last})=0,"Nobody paid anything in the year before.",TEXT(F{last},"0%")&" of the clients '
                    f'stayed from "&A{last}&"; the fees of all who paid before are "&TEXT(D{last},"0%")&" of what they '
                    f'were."&{self._pairs[-1].gone_by_blank()})'
                )
        lift, gain, end = self._worth(row, measured)
        says = {
            letter: f'" points more than the {whose} "&TEXT({letter}{row},"0%")&" would be worth "&TEXT({letter}{lift},'
            f'"0.0%")&" of what the clients are worth"'
            + (f'&IF(N({letter}{gain})=0,"",": "&TEXT({letter}{gain},"#,##0"))' if gain else "")
            for letter, whose in (("B", "assumed"), ("C", "measured"))
        }
        # Of a retention near 100% there are not so many points left to gain.
        fits = f"IF(N(C{row})=0,FALSE,C{row}+retention_change<=1)"
        more = f'ROUND(100*retention_change,1)&IF({fits},{says["C"]},{says["B"]})&"."'
        page.opening(
            f"Retention of the clients on sheet {self._clients.sheet}",
            "All figures are formulas and follow the list; the day to which they are counted stands among the "
            "settings.",
            (found, more),
        )
        drawn = max(end, below) + 3
        page.put(drawn - 1, 1, "Who stays", "heading")
        self._draw(drawn)
        # However many sentences there are, none lies under a chart.
        counted = drawn + _CHART_ROWS if below else _FIRST - 1
        page.counted(counted, _SIDE, self._live(), [*self._remarks, *self._clients.reading.said])

    def _by_year(self, dates: _Dates) -> int:
        """The bridge from year to year; answers the row of all years together."""
        page, joined, left = self._page, dates.joined, dates.left
        page.table_headings(_FIRST - 1, _BY_YEAR)
        count = page.lines_there(_FIRST, 1, Formula) or min(_MOST_YEARS, dates.longest)
        total = _FIRST + count
        for row in range(_FIRST, total):
            back = total - 1 - row
            to, since = f"$A{row}", f"EDATE($A{row},-12)"
            before = f'COUNTIF({joined},"<="&{since})-COUNTIFS({joined},"<="&{since},{left},"<="&{since})'
            came = f'{joined},">"&{since},{joined},"<="&{to}'
            kept = f"INDEX(REL_RETENTION_INTERVAL(B{row}-C{row},B{row}),1,"
            cells = (
                f"EDATE(as_of,-{12 * back})" if back else "as_of",
                before,
                f'COUNTIFS({joined},"<="&{since},{left},">"&{since},{left},"<="&{to})',
                f'COUNTIFS({came})-COUNTIFS({came},{left},"<="&{to})',
                f"B{row}-C{row}+D{row}",
                f'IF(B{row}=0,"",REL_RETENTION_DATES({joined},{left},{since},{to}))',
                *(f'IF(B{row}=0,"",{kept}{place}))' for place in (1, 2)),
            )
            page.formulas(row, cells, _BY_YEAR)
        sums = (f"SUM({letter}{_FIRST}:{letter}{total - 1})" for letter in "BCD")
        share = f'IF(B{total}=0,"",1-C{total}/B{total})'
        ends = (f'IF(B{total}=0,"",INDEX(REL_RETENTION_INTERVAL(B{total}-C{total},B{total}),1,{at}))' for at in (1, 2))
        page.totals(total, "All years together", (*sums, None, share, *ends), _BY_YEAR)
        title = "Share of the clients of a year before who are still with us"
        self._charts.append(
            _columns(title, (("Retention", _FIRST, total - 1, 6, ACCENT),), 1)
        )  # fmt: skip
        return total

    def _staying(self, dates: _Dates) -> int:
        """How long clients stay; answers the last row."""
        page = self._page
        page.table_headings(_FIRST - 1, _STAYING, _SIDE)
        count = page.lines_there(_FIRST, _SIDE, float) or min(_LONGEST, dates.longest)
        last = _FIRST + count - 1
        years, shares = relative(_FIRST, _SIDE)[:-1], relative(_FIRST, _SIDE + 1)[:-1]
        curve = f"REL_SURVIVAL({dates.joined},{dates.left},as_of)"
        table = f'REL_SURVIVAL({dates.joined},{dates.left},as_of,"","","",FALSE)'
        for number, row in enumerate(range(_FIRST, last + 1), 1):
            page.put(row, _SIDE, float(number), "result", "count")
            at = f"{years}{row}"
            blank = f"COUNT({dates.joined})=0,N(as_of)-MIN({dates.joined})<365.25*{at}"
            answers = [f"REL_SURVIVAL_AT({curve},{at})"]
            # The range is that of the last time at which somebody left.
            answers += [f"VLOOKUP({at},{table},{column},TRUE)" for column in (5, 6)]
            for column, answer in enumerate(answers, _SIDE + 1):
                page.formula(row, column, f'IF(OR({blank}),"",IFERROR({answer},""))', "result", "share")
        cells = f"{shares}{_FIRST}:{shares}{last}"
        page.formula(
            last + 1, _SIDE,
            f'IF(COUNT({cells})=0,"",IF(MIN({cells})>0.5,"More than half of them stay longer than "&COUNT({cells})&'
            f'" years.","Half of them are gone within "&COUNTIF({cells},">0.5")+1&" years."))',
            "subtitle",
        )  # fmt: skip
        title = "Share of those who joined who are still with us after so many years"
        self._charts.append(_columns(title, (("Still with us", _FIRST, last, _SIDE + 1, TIER_FILLS[1]),), _SIDE))
        return last + 1

    def _by_fees(self, row: int) -> int:
        """What was kept of the fees from year to year; answers where the next section has its first line."""
        page = self._page
        page.table_headings(row - 1, _BY_FEES, is_tall=False)
        first = row
        for pair in self._pairs:
            before, after = pair.before, pair.after
            page.put(row, 1, f"{pair.earlier.year} to {pair.later.year}", "key")
            measures = ("net", "gross", "logo")
            rates = (f'REL_RETENTION_REVENUE({before},{after},"","","{measure}")' for measure in measures)
            cells = (
                f'SUMIF({before},">0")', f'SUMIF({before},">0",{after})',
                *(f'IF(N($B{row})<=0,"",{rate})' for rate in rates),
            )  # fmt: skip
            for column, (formula, (_, kind)) in enumerate(zip(cells, _BY_FEES[1:], strict=True), 2):
                page.formula(row, column, formula, "result", kind)
            row += 1
        page.put(row, 1, "Fees after: of the clients who paid in the year before. Gross: none counted for more than "
                 "it paid before.", "note")  # fmt: skip
        if self._dates is None:
            title = "Share of fees and of clients kept from year to year"
            drawn = (("Gross retention", 5, ACCENT), ("Clients kept", 6, TIER_FILLS[2]))
            series = [(name, first, row - 1, at, fill) for name, at, fill in drawn]
            self._charts.append(_columns(title, series, 1))
        return row + 3

    def _worth(self, row: int, measured: str) -> tuple[int, int, int]:
        """What retention is worth; answers the rows of the gain as a share, in money (0: none), and the last row."""
        page, first = self._page, row
        page.table_headings(row - 1, _WORTH, is_tall=False)
        assumed = "rate,timing,first,growth,periods"
        lines: list[tuple[str, Kind, str]] = [
            ("Retention a year", "share", ""),
            ("Years that a client stays, on average", "years", 'IFERROR(REL_LIFETIME({x}),"no end")'),
            ("Worth of 1 of yearly margin", "factor", f'IFERROR(REL_MULTIPLE({{x}},{assumed}),"")'),
            (
                "Gain from more retention", "rate",
                'IFERROR(REL_LIFT({x},rate,MIN(retention_change,1-{x}),"points",first,growth,periods),"")',
            ),
        ]  # fmt: skip
        if self._latest:
            gone = f'-SUMIF({self._dates.left},"<="&as_of,{self._latest})' if self._dates else ""
            lines += [
                ("Yearly margin of the clients of today", "money", f"(SUM({self._latest}){gone})*margin_share"),
                ("What they are worth", "money", f'IFERROR({{c}}{first + 2}*{{c}}{first + 4},"")'),
                ("Gain in money", "money", f'IFERROR({{c}}{first + 3}*{{c}}{first + 5},"")'),
            ]
        for place, (label, kind, formula) in enumerate(lines):
            page.put(row + place, 1, label, "label")
            for letter, column, given in (("B", 2, "retention"), ("C", 3, measured)):
                text = formula.replace("{x}", f"${letter}${first}").replace("{c}", letter) or given
                if place and letter == "C":
                    text = f'IF($C${first}="","",{text})'
                page.formula(row + place, column, text, "result", kind)
        last = row + len(lines) - 1
        page.put(last + 1, 1, "The settings say by how many points retention is to improve, and all that is assumed.",
                 "note")  # fmt: skip
        return first + 3, first + 6 if self._latest else 0, last + 1

    def _draw(self, row: int) -> None:
        for chart in self._charts:
            self._page.charts.append(replace(chart, row=row))

    def _live(self) -> list[str]:
        """What was counted, as formulas."""
        count, live = f"{self._clients.count:,}", []
        if self._dates is not None:
            left = f"COUNT({self._dates.left})"
            joined = "clients have a day of joining"
            live.append(so_many(self._dates.joined, self._clients.count, joined, "the others stand in no year"))
            live.append(
                f'IF({left}=0,"Nobody has a day of leaving.",{left}&" of them have a day of leaving.")&" Where those '
                'who left are struck off the list, retention looks better than it is."'
            )
        if self._pairs:
            pair = self._pairs[-1]
            live.append(
                f'COUNTIF({pair.paid},">0")&" of {count} clients paid in {pair.earlier.year}."&{pair.gone_by_blank()}'
            )
            if pair.before != pair.paid:
                left_out = f'COUNTIF({pair.paid},">0")-COUNTIF({pair.before},">0")'
                why = f'" left out on both sides, since what they paid in {pair.later.year} cannot be read."'
                live.append(f'{left_out}&" of them"&IF({left_out}=1," is"," are")&{why}')
        return live


def _columns(title: str, given: Sequence[tuple[str, int, int, int, str]], column: int) -> Chart:
    """A chart of columns, each series by its name, rows, column and colour; `column` stands along the axis."""
    series = tuple(
        Series(name, Area(first, column, last, column), Area(first, at, last, at), fill)
        for name, first, last, at, fill in given
    )
    width = 780 if column == 1 else 480
    return Chart("column", title, f"Columns. {title}.", series, 1, column, width, 330, lowest=0)
