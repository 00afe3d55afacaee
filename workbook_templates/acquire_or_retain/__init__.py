"""Template 8, acquire or retain: what to spend on winning and on keeping clients, and whose care to move.

The judgements are typed on the Answer itself; a list of clients shows effort against value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.acquire_or_retain.answer import write_answer
from workbook_templates.acquire_or_retain.checks import checks
from workbook_templates.acquire_or_retain.clients import COLUMNS, write_clients
from workbook_templates.acquire_or_retain.workings import (
    new_workings,
    write_curves,
    write_lines,
    write_tables,
    write_workings,
)
from workbook_templates.client_list import Assumptions
from workbook_templates.departures import read_clients_of_today
from workbook_templates.example_lists import example_lines
from workbook_templates.margins import assumed_in_words, usual_share
from workbook_templates.pages.answer_page import AnswerPage
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.lines_page import LinesPage
from workbook_templates.pages.list_page import AMOUNT_ALLOWED
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.pages.workings_page import Page
from workbook_templates.settings import SHARE_ALLOWED, Setting, chosen, setting
from workbook_templates.style import HouseBook
from workbook_templates.template import Template

QUESTION = (
    "Should the next pound go into winning new clients or into keeping those we have, and whose care is misplaced?"
)
TABS = (
    ("Answer", "The answer in sentences, the two curves, and the yellow cells of your judgements."),
    ("Clients", "Your clients with value and hours of care: who gets more than their value deserves, who less."),
    ("Settings", "Currency, margins, and how a client's value is counted: what the formulas use."),
    ("Workings", "Every figure of the Answer, computed once."),
    ("Tables", "Today and the best spend; care against value, client by client."),
    ("Lines", "A line per client behind the short lists."),
    ("Chart data", "The curves, point by point in plain Excel."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "On sheet Answer, type your judgements into the yellow cells. For winning and for keeping say what you spend "
    "today, the share that it brings, and the share that no spending could pass.",
    "Ask two or three colleagues for the two ceilings, each alone, and type their middle: the answer hangs on them.",
    "On sheet Clients, replace the list with your own: type on yellow, delete the rows that are too many. Leave blank "
    "what you do not know; a client without hours is left out of the comparison of care.",
    "Look at sheet Checks: all must be TRUE.",
)
ASSUMED = (
    "Winning and keeping each follow a curve through nothing for nothing, what you spend and get today, and your "
    "ceiling (REL_ACQUIRE_OR_RETAIN, after Blattberg and Deighton): every further pound brings a little less.",
    "A client won brings the margin of its first year at once; each year the spend on keeping is made for every "
    "client, and the client stays, or not, at its end. The margin is before both spends.",
    "The best spend is the one at which a prospect is worth most. There one more client won, and one more kept, cost "
    "what a client is worth.",
    "Care deserved is today's hours, spread by value (REL_EFFORT): a rule of thumb for a first look. Who makes a loss "
    "deserves none by it. What counts in the end is what one more hour would change.",
    "Cost to serve on sheet Clients is without the hours of care. A client without an estimate of retention has that "
    "of Settings.",
)
_JUDGEMENTS: tuple[tuple[str, str, str, str], ...] = (
    ("Margin of a client", "client_margin", "a year", "Of a usual client, before the spends on winning and keeping."),
    ("Prospects", "prospects", "a year", "How many you try to win in a year; blank: all is told for one prospect."),
    ("Winning: spend today", "acquisition_spend", "a prospect", "Advertising, proposals, pitches: over all prospects."),
    ("Winning: won today", "acquisition_rate", "of prospects", "The share of prospects who become clients."),
    ("Winning: ceiling", "acquisition_ceiling", "of prospects", "The share that could be won at most, at any spend."),
    ("Keeping: spend today", "retention_spend", "a client a year", "Visits, reviews, events: over all clients."),
    ("Keeping: kept today", "retention_rate", "a year", "The share of clients who stay from one year to the next."),
    ("Keeping: ceiling", "retention_ceiling", "a year", "The share that could be kept at most, at any spend."),
)  # fmt: skip
_SHARES = ("acquisition_rate", "acquisition_ceiling", "retention_rate", "retention_ceiling")
_COUNT_ALLOWED = AMOUNT_ALLOWED | {"minimum": 0}
_ABOUT_EXAMPLE = (
    "Tallow & Finch, an accountancy, and its clients are invented; any likeness to a real firm or person is chance.",
    "The story to look for: the partners are proud of their pitches, on which they spend 900 for every prospect, and "
    "win nearly all that can be won. On keeping a client they spend 200 a year, and lose more than one in five. The "
    "next client won would cost more than it is worth; the next one kept costs a small part of that.",
    "Among the clients themselves, a few small ones that ring every week take most of the care.",
)
_ABOUT_EMPTY = (
    "This book is empty: type your judgements into the yellow cells of sheet Answer, your clients on sheet Clients.",
)
_MOST = 5_000


@dataclass(frozen=True)
class Filling:
    """What the book is filled with: the judgements by name, the list, and sentences on it."""

    firm: str
    rows: tuple[tuple[Any, ...], ...]
    about: tuple[str, ...]
    report: tuple[str, ...]
    judged: Mapping[str, float] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=lambda: Assumptions(as_of=date(2026, 3, 31)))


def _example() -> Filling:
    rows = tuple((name, *map(float, cells)) for name, *cells in example_lines("acquire_or_retain_clients.csv"))
    return Filling(
        "Tallow & Finch", rows, _ABOUT_EXAMPLE,
        (f"The invented accountancy Tallow & Finch: its judgements, and {len(rows)} clients.",),
        {
            "client_margin": 2400, "prospects": 60, "acquisition_spend": 900, "acquisition_rate": 0.24,
            "acquisition_ceiling": 0.26, "retention_spend": 200, "retention_rate": 0.78, "retention_ceiling": 0.95,
        },
    )  # fmt: skip


def _empty() -> Filling:
    report = ("An empty book: type your judgements on sheet Answer, and your clients on sheet Clients.",)
    return Filling("Your firm", (), _ABOUT_EMPTY, report)


def _own(source: Path) -> Filling:
    own = read_clients_of_today(source, COLUMNS, _MOST)
    paid = [(fees, cost) for _, fees, cost, *_ in own.rows]
    given = replace(_empty().assumptions, currency=own.currency, unit=own.unit, margin_share=usual_share(paid))
    told = ["The judgements on sheet Answer are yours to type: what is spent on winning and keeping stands in no list."]
    judged: dict[str, float] = {}
    margins = [fees * given.margin_share if cost is None else fees - cost for fees, cost in paid if fees is not None]
    kept = [retention for _, _, _, retention, _ in own.rows if retention is not None]
    if margins and sum(margins) > 0:
        judged["client_margin"] = round(sum(margins) / len(margins), 2)
        told.append("The margin of a usual client there is the average of the list.")
    if kept:
        judged["retention_rate"] = round(sum(kept) / len(kept), 4)
        told.append("The share kept today is the average of the list's retention.")
    if all(row[4] is None for row in own.rows):
        told.append("Without hours of care in the list, care cannot be set against value.")
    report = (*own.report, *assumed_in_words(paid), *told)
    return Filling(own.name, own.rows, report, report, judged, given)


def _inputs(filling: Filling) -> tuple[Setting, ...]:
    lines = [
        Setting(
            label, name, filling.judged.get(name),
            "count" if name == "prospects" else "share" if name in _SHARES else "money", unit, meaning,
            _COUNT_ALLOWED if name == "prospects" else SHARE_ALLOWED if name in _SHARES else AMOUNT_ALLOWED,
            may_be_blank=True,
        )
        for label, name, unit, meaning in _JUDGEMENTS
    ]  # fmt: skip
    return (*lines, setting("rate", filling.assumptions))


def write(target: Path, given: Filling) -> None:
    """Write the book."""
    with HouseBook(target, f"Acquire or retain: {given.firm}") as book:
        read_me = ReadMePage(book)
        answer = AnswerPage(book)
        clients = write_clients(book, given.rows)
        settings = SettingsPage(book)
        settings.write(
            chosen(
                given.firm, given.assumptions, "firm", "currency", "unit", "margin_share", "retention", "timing",
                "first", "growth", "periods",
            )
        )  # fmt: skip
        workings = new_workings(book)
        write_tables(TablesPage(book), max(len(given.rows), 1))
        lines = write_lines(LinesPage(book), clients)
        lists = write_workings(workings, lines)
        data = Page(
            book, "Chart data", "Chart data", "What the pictures draw. Nothing is typed on this sheet.",
            (2, 26, 18, 18, 18, 18, 18),
        )  # fmt: skip
        curves = write_curves(data)
        read_me.write("Acquire or retain", QUESTION, tabs=TABS, about=given.about, steps=STEPS, assumed=ASSUMED)
        write_answer(answer, data, curves, workings, lists, _inputs(given))
        ChecksPage(book).write((settings.check(), answer.check(), *checks(clients), lines.check()))


TEMPLATE = Template.filled(
    name="acquire-or-retain",
    title="Acquire or retain",
    question=QUESTION,
    summary="What to spend on winning clients and on keeping them, from four judgements, and care against value.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
