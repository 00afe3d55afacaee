"""Template 6, exit interviews: why clients left, what that cost, how much was in our hands, whom to win back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import udfs
from udfs.cells import identity
from workbook_templates.client_list import Assumptions
from workbook_templates.example_lists import as_day, as_number, example_lines
from workbook_templates.exit_interviews.answer import Answer
from workbook_templates.exit_interviews.register import EXITS, REASONS, exits, reasons
from workbook_templates.exit_interviews.workings import Workings
from workbook_templates.own_list import OwnList, read_own_list
from workbook_templates.pages.checks_page import Check, ChecksPage, multiple_by_hand
from workbook_templates.pages.list_page import ANY_NUMBER, ANYTHING, ListPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import Answer as Table
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.recognition.cell_reader import Numbers
from workbook_templates.recognition.roles import FEES
from workbook_templates.settings import chosen, reworded
from workbook_templates.style import ACCENT, HouseBook, Kind
from workbook_templates.template import Template

QUESTION = "Why do clients leave, what does each reason cost us, and whom can we win back?"
MOST_ROWS = 5_000
FEWEST_BARS, MOST_BARS = 3, 10
SPARE = 12
"""Lines of sheet Reasons, at least."""
_TABS = (
    ("Answer", "The answer: sentences, figures, picture and whom to call on one page."),
    ("Exits", "The log to replace: who left, when, what they paid, and why."),
    ("Reasons", "What the drop-down of reasons offers, which of them are in your hands, and what you do about them."),
    ("Settings", "Rates and margin: every number that the formulas use."),
    ("Workings", "Every figure of the answer, computed once, and what the picture draws."),
    ("Tables", "The reasons ranked, as many as there are."),
    ("Checks", "What must hold, with one verdict for all."),
)
_STEPS = (
    "Go to sheet Exits. Type over the yellow cells, or clear them and paste your own log as values: a row per client "
    "who left. Delete the rows that are too many, add rows directly below the last one.",
    "On sheet Reasons, say of each reason whether it was in your hands, and what you do about it. Where one exit "
    "differs from that, say so in its own row.",
    "On sheet Settings, set margin, retention and discount rate to your own.",
    "Look at sheet Checks: all must be TRUE.",
)
_ASSUMED = (
    "Value lost is what the client would still have brought: the margin of its yearly fees for as long as clients "
    "stay, in today's money (REL_CLV). A client without fees is counted, but has no value.",
    "Reasons are ranked by value lost, and not by how often they are named (REL_DEFECTIONS). Not recorded stands last: "
    "it is no reason.",
    "Who was won back stays among the losses, since it had been lost.",
)
_MEANINGS = {
    "margin_share": ("Margin", "What is left of the fees when the work is paid for."),
    "retention": ("Retention", "The chance that a client like these would have stayed another year."),
    "first": ("First year", "at risk: even the first year's margin was not sure. certain: it was."),
    "growth": ("Growth of margin", "Of a client who stays."),
}
_SUMMARY: tuple[Kind, ...] = ("text", "count", "share", "money", "share", "share", "share", "money")


@dataclass(frozen=True)
class Filling:
    """What a book is filled with."""

    firm: str
    exits: tuple[tuple[Any, ...], ...]
    reasons: tuple[tuple[Any, ...], ...]
    given: Assumptions
    about: tuple[str, ...]
    report: tuple[str, ...]


def _example() -> Filling:
    about = (
        "Filled with Harbour & Vale, an invented private bank: its exits of two years. All names and figures are made "
        "up.",
        "Look for the reason that is named most often: it costs little. One adviser who left cost more than all who "
        "complained of fees.",
    )
    rows = tuple(
        (*row[:2], as_day(row[2]), as_number(row[3]), *row[4:7], as_day(row[7]), row[8])
        for row in example_lines("exit_interviews.csv")
    )  # fmt: skip
    given = Assumptions(as_of=date(2026, 6, 30), margin_share=0.4, retention=0.9)
    report = ("Filled with the invented exits of a private bank: 31 clients of four advisers.",)
    return Filling("Harbour & Vale", _or_none(rows), _or_none(example_lines("exit_reasons.csv")), given, about, report)


def _empty() -> Filling:
    about = (
        "This book is empty: type or paste on sheet Exits who left and why, and every figure follows.",
        "The reasons on sheet Reasons are a proposal: change them to your own.",
    )
    return Filling(
        "Your firm", (), _or_none(example_lines("exit_reasons.csv")), Assumptions(as_of=date(2026, 12, 31)), about,
        ("An empty log: type or paste on sheet Exits who left and why.",),
    )  # fmt: skip


def _own(source: Path) -> Filling:
    columns = exits()
    found = read_own_list(source, columns, MOST_ROWS)
    headings = [column.heading for column in columns if not column.formula]
    place = {heading: at for at, heading in enumerate(headings)}
    rows = [list(row) for row in found.rows]
    said = []
    if len(found.reading.with_role(FEES)) > 1:
        for row, paid in zip(rows, _last_fees(found), strict=True):
            row[place["Fees"]] = paid
        said.append("Earlier years were read too: Fees are those of the last year in which a client paid anything.")
    decides = "Left" if "Left" in found.found else "Reason"
    gone = [row for row in rows if row[place[decides]] is not None or row[place["Reason"]] is not None]
    if len(gone) < len(rows):
        count = len(rows) - len(gone)
        said.append(f"{count} {'client' if count == 1 else 'clients'} without a day of leaving and a reason left out.")
    known = {identity(row[0]): row for row in example_lines("exit_reasons.csv")}
    named = {identity(row[place["Reason"]]): row[place["Reason"]] for row in reversed(gone) if row[place["Reason"]]}
    judged = [known.get(key, [name, None, None]) for key, name in sorted(named.items(), key=lambda each: each[0])]
    said.append("Sheet Reasons lists the reasons found: say of each whether it was in your hands.")
    return Filling(
        found.name, tuple(tuple(row) for row in gone), _or_none(judged),
        Assumptions(as_of=date.today(), currency=found.currency), found.report, (*found.report, *said),
    )  # fmt: skip


def _last_fees(found: OwnList) -> Iterator[float | None]:
    """What each client paid in the last year in which it paid anything."""
    years = [Numbers(found.reading.cells(column)).values for column in found.reading.with_role(FEES)]
    for paid in zip(*years, strict=True):
        yield next((fee for fee in reversed(paid) if fee), None)


def _or_none(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(None if cell == "" else cell for cell in row) for row in rows)


def _table(page: TablesPage, filling: Filling) -> Table:
    """The reasons ranked by value, and how many there are now."""
    names = [[row[4] or "Not recorded"] for row in filling.exits if row[3] is not None]
    rows = len(udfs.call("REL_DEFECTIONS", names, [[1.0] for _ in names])) if names else 2
    return page.answer(
        "reasons_ranked", "The reasons, ranked", "By value lost; Not recorded stands last.",
        f'=IF(OR(COUNT({EXITS}[Value lost])=0,SUMIF({EXITS}[Value lost],{ANY_NUMBER})<=0),"",'
        f"REL_DEFECTIONS({EXITS}[Counted as],{EXITS}[Value lost],{EXITS}[Ours],{EXITS}[Won back]))",
        rows, _SUMMARY,
    )  # fmt: skip


def _checks(table: Table, first: int, lines: int) -> Iterator[Check]:
    valued = "IF(value_lost<=0,0,{})"
    drawn = f"Workings!$D${first + 1}:$D${first + lines}"
    yield Check(
        "test_answers", "In our hands and Won back hold yes, no or nothing: cells that hold something else.",
        "+".join(
            f'SUMPRODUCT(({column}<>"")*({column}<>"yes")*({column}<>"no"))'
            for column in (f"{EXITS}[In our hands]", f"{EXITS}[Won back]", f"{REASONS}[In our hands]")
        ),
    )  # fmt: skip
    yield Check(
        "test_reasons_listed", "Every reason of an exit stands on sheet Reasons once: exits of which it does not.",
        f'ABS(exit_count-unknown_count-SUMIF({REASONS}[Exits],{ANY_NUMBER}))',
    )  # fmt: skip
    yield Check(
        "test_reasons_clients", "The clients of all reasons are those with fees.",
        f"SUM({table.cells(1)})", valued.format("valued_count"),
    )  # fmt: skip
    yield Check(
        "test_reasons_value", "The values of all reasons add up to the value lost.",
        f"SUM({table.cells(3)})", valued.format("value_lost"),
    )  # fmt: skip
    yield Check("test_picture", "So do the columns of the picture.", f"SUM({drawn})", valued.format("value_lost"))
    yield Check(
        "test_won_back", "The values won back, by reason, add up to those in the log.",
        f"SUM({table.cells(7)})", valued.format("value_back"),
    )  # fmt: skip
    yield Check(
        "test_reach", "The reasons fit the room on sheet Tables: rows beyond it.",
        f'MAX(0,COUNTIF({REASONS}[Exits],">0")+2-{table.room})', "0",
    )  # fmt: skip
    fees = f"SUMIFS({EXITS}[Fees],{EXITS}[Client],{ANYTHING},{EXITS}[Fees],{ANY_NUMBER})"
    yield Check(
        "test_value_by_hand", "The value lost, by the textbook formula in plain Excel from all fees at once.",
        f'{fees}*margin_share*{multiple_by_hand("retention")}', "value_lost",
    )  # fmt: skip


def write(target: Path, filling: Filling) -> None:
    """Write the book."""
    with HouseBook(target, f"Exit interviews: {filling.firm}") as book:
        read_me, answer = ReadMePage(book), Answer(book)
        log = ListPage(
            book, EXITS, EXITS, exits(), filling.exits, tab=ACCENT, title='=firm&": who left, and why"',
            intro="A row per client who left. Ask within a few weeks, by somebody who did not look after the client.",
        )  # fmt: skip
        blank = (None,) * 3
        listed = (*filling.reasons, *(blank for _ in range(max(2, SPARE - len(filling.reasons)))))
        why = ListPage(
            book, REASONS, REASONS, reasons(), listed, tab=ACCENT, title="Reasons, and what is in our hands",
            intro="The drop-down on sheet Exits offers these. In our hands: could we have kept the client?",
        )  # fmt: skip
        book.name("reason_choices", why.sheet, why.first, 0, why.last)
        own = SettingsPage(book)
        names = (
            "firm",
            "currency",
            "unit",
            "margin_share",
            "rate",
            "retention",
            "timing",
            "first",
            "growth",
            "periods",
        )
        own.write(reworded(chosen(filling.firm, filling.given, *names), _MEANINGS))
        workings = Workings(book)
        table = _table(TablesPage(book), filling)
        lines = min(max(table.rows - 1, FEWEST_BARS), MOST_BARS)
        places = workings.write(table, lines)
        answer.write(places)
        read_me.write("Exit interviews", QUESTION, tabs=_TABS, about=filling.about, steps=_STEPS, assumed=_ASSUMED)
        checks = (*log.checks(), *why.checks(), own.check(), *_checks(table, places.reasons, lines))
        ChecksPage(book).write(checks)


TEMPLATE = Template.filled(
    name="exit-interviews",
    title="Exit interviews",
    question=QUESTION,
    summary="Why clients left, what each reason cost, how much of it was in your hands, and whom to call to win back.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
