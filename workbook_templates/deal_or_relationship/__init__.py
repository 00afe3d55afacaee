"""Template 2, deal or relationship: a one-off deal against continuing work, in margins and in today's money.

What is compared is typed on the Answer itself; a list of clients with continuing work is set against the same deal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.deal_or_relationship.answer import write_answer
from workbook_templates.deal_or_relationship.checks import checks
from workbook_templates.deal_or_relationship.clients import COLUMNS, write_clients
from workbook_templates.deal_or_relationship.workings import new_workings, write_workings
from workbook_templates.departures import read_clients_of_today
from workbook_templates.example_lists import example_lines
from workbook_templates.margins import assumed_in_words, usual_share
from workbook_templates.pages.answer_page import AnswerPage
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.list_page import AMOUNT_ALLOWED
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.settings import SHARE_ALLOWED, Setting, between, chosen, setting
from workbook_templates.style import HouseBook
from workbook_templates.template import Template

QUESTION = "Is a large deal today worth more than a relationship that goes on, and what would have to change?"
TABS = (
    ("Answer", "The answer in sentences, the picture, what if we misjudge, and the yellow cells of what is compared."),
    ("Clients", "Your clients with continuing work, each set against the same deal."),
    ("Settings", "Names, currency, when margins arrive, growth, horizon: what the formulas use."),
    ("Workings", "Every figure of the Answer, computed once, and the years one by one in plain Excel."),
    ("Tables", "The comparison, the sensitivity, the conventions, and the order of the clients."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "On sheet Answer, type over the yellow cells: fees and cost of the deal and of a year of the relationship, how "
    "likely the client stays a year, and what money a year later loses in worth.",
    "On sheet Settings, name the two, and say how your firm counts: when a year's margin arrives, whether the first "
    "year is sure, growth, a horizon.",
    "On sheet Clients, replace the list with your own clients with continuing work: type on yellow, delete the rows "
    "that are too many. Leave blank what you do not know.",
    "Read aloud the sentences below the yellow cells: do you believe that any of them is true?",
    "Look at sheet Checks: all must be TRUE.",
)
ASSUMED = (
    "Margins are compared, not fees: what is left after the cost of doing the work. The deal's margin comes today.",
    "The relationship's margin comes every year for as long as the client stays (REL_COMPARE): year by year it is "
    "weighted by the chance that the client is still there, and discounted.",
    "The first year of the relationship counts as sure, since the work is already won; at risk on Settings says that "
    "it is not. A year's margin arrives at its end unless Settings say otherwise.",
    "The same retention holds every year. New work that the relationship brings later, referrals, and new clients that "
    "the deal may bring, are not counted.",
    "A client without an estimate of retention has that of Settings; without a cost to serve the margin is fees times "
    "margin_share.",
)
_ABOUT_EXAMPLE = (
    "Thistle & Gavel LLP and its clients are invented; any likeness to a real firm or person is chance.",
    "The story to look for: the firm celebrated a lawsuit won from a new client, Osprey Quay, worth 200,000 once. Six "
    "weeks later an old client, Fernleigh Homes, handed over all its conveyancing, 300,000 a year, likely to go on "
    "(80% a year), and hardly anyone noticed. In today's money that is five times as much.",
    "Both keep 40 of every 100 as margin, so that the answer is the same in fees and in margins. Make the cost of the "
    "conveyancing 276,000 and the two are equal.",
)
_ABOUT_EMPTY = (
    "This book is empty: type what is compared into the yellow cells of sheet Answer, your clients on sheet Clients.",
)
_MOST = 5_000


@dataclass(frozen=True)
class Filling:
    """What the book is filled with: names, what is compared, the list, and sentences on it."""

    firm: str
    deal_name: str
    relationship_name: str
    compared: tuple[float | None, float | None, float | None, float | None, float | None]
    rows: tuple[tuple[Any, ...], ...]
    assumptions: Assumptions
    about: tuple[str, ...]
    report: tuple[str, ...]


def _assumptions() -> Assumptions:
    return Assumptions(as_of=date(2026, 4, 30), first="certain")


def _example() -> Filling:
    rows = [(name, *map(float, cells)) for name, *cells in example_lines("deal_or_relationship_clients.csv")]
    return Filling(
        firm="Thistle & Gavel LLP",
        deal_name="the Osprey Quay lawsuit",
        relationship_name="the Fernleigh conveyancing",
        compared=(200_000.0, 120_000.0, 300_000.0, 180_000.0, 0.8),
        rows=tuple(rows),
        assumptions=_assumptions(),
        about=_ABOUT_EXAMPLE,
        report=(
            f"The invented law firm Thistle & Gavel LLP: a lawsuit against conveyancing, and {len(rows)} clients.",
        ),
    )


def _empty() -> Filling:
    return Filling(
        "Your firm", "", "", (None,) * 5, (), _assumptions(), _ABOUT_EMPTY,
        ("An empty book: type what is compared on sheet Answer, and your clients on sheet Clients.",),
    )  # fmt: skip


def _own(source: Path) -> Filling:
    own = read_clients_of_today(source, COLUMNS, _MOST)
    paid = [(fees, cost) for _, fees, cost, _ in own.rows]
    given = replace(_assumptions(), currency=own.currency, unit=own.unit, margin_share=usual_share(paid))
    assumed = assumed_in_words(paid)
    told = "Until you type another, no relationship and no deal are compared."
    best = max(own.rows, key=lambda row: _margin(row, given) or 0)
    compared: tuple[float | None, ...] = (None,) * 5
    deal = relationship = ""
    if (_margin(best, given) or 0) > 0:
        name, fees, cost, retention = best
        if cost is None and given.margin_share < 1:
            cost = round(fees * (1 - given.margin_share), 2)
        # A longer name would be cut off on sheet Settings.
        deal = f"a year of {name} alone" if len(name) <= 18 else "a year of it alone"
        relationship = f"keeping {name}"
        compared = (fees, cost, fees, cost, given.retention if retention is None else retention)
        told = (
            f"The relationship compared is {name}, the client with the largest margin a year; the deal is a year of it "
            "alone, until you type another on sheet Answer."
        )
    return Filling(
        own.name, deal, relationship, compared, own.rows, given,  # type: ignore[arg-type]
        (*own.report, *assumed, told), (*own.report, *assumed, told),
    )  # fmt: skip


def _margin(row: Sequence[Any], given: Assumptions) -> float | None:
    _, fees, cost, _ = row
    if fees is None:
        return None
    return float(fees * given.margin_share if cost is None else fees - cost)


def _inputs(filling: Filling) -> tuple[Setting, ...]:
    deal_fees, deal_cost, fees, cost, retention = filling.compared
    lines = (
        ("Deal: fees", "deal_fees", deal_fees, "once", "What the deal pays."),
        ("Deal: cost of the work", "deal_cost", deal_cost, "once", "Time at cost, outlays, what winning it takes."),
        ("Relationship: fees", "relationship_fees", fees, "a year", "What a year of the continuing work pays."),
        (
            "Relationship: cost of the work", "relationship_cost", cost, "a year",
            "Time at cost, and the care that keeps the client.",
        ),
    )  # fmt: skip
    return (
        *(
            Setting(label, name, value, "money", unit, meaning, AMOUNT_ALLOWED, may_be_blank=True)
            for label, name, value, unit, meaning in lines
        ),
        Setting(
            "Relationship: retention", "relationship_retention", retention, "share", "a year",
            "The chance that this client stays from one year to the next.", SHARE_ALLOWED, may_be_blank=True,
        ),
        setting("rate", filling.assumptions),
    )  # fmt: skip


def _settings(filling: Filling) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    step = between(0.001, 0.25, "Write a step between 0.1% and 25%.")
    return (
        *chosen(
            filling.firm, filling.assumptions, "firm", "currency", "unit", "margin_share", "retention", "timing",
            "first", "growth", "periods",
        ),
        (
            "The comparison",
            (
                Setting("Name of the deal", "deal_name", filling.deal_name, "text", "", "As it stands in sentences."),
                Setting(
                    "Name of the relationship", "relationship_name", filling.relationship_name, "text", "",
                    "As it stands in sentences.",
                ),
                Setting(
                    "Step of retention", "retention_step", 0.05, "rate", "points",
                    "How far apart the retentions are that sheet Answer tries.", step,
                ),
                Setting(
                    "Step of the rate", "rate_step", 0.025, "rate", "points",
                    "How far apart the discount rates are that sheet Answer tries.", step,
                ),
            ),
        ),
    )  # fmt: skip


def write(target: Path, given: Filling) -> None:
    """Write the book."""
    with HouseBook(target, f"Deal or relationship: {given.firm}") as book:
        read_me = ReadMePage(book)
        answer = AnswerPage(book)
        clients = write_clients(book, given.rows)
        settings = SettingsPage(book)
        settings.write(_settings(given))
        workings = new_workings(book)
        places = write_workings(workings, TablesPage(book), max(len(given.rows), 1))
        read_me.write("Deal or relationship", QUESTION, tabs=TABS, about=given.about, steps=STEPS, assumed=ASSUMED)
        write_answer(answer, workings, places, _inputs(given), "Clients")
        ChecksPage(book).write((settings.check(), answer.check(), *checks(workings, places, clients)))


TEMPLATE = Template.filled(
    name="deal-or-relationship",
    title="Deal or relationship",
    question=QUESTION,
    summary="A one-off deal against a continuing relationship, in margins and in today's money, and what flips it.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
