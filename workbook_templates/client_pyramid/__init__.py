"""Template 3, the client pyramid: tiers by a year's margin, what each brings, who moved, how sure each tier is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.client_pyramid.answer import PyramidAnswer
from workbook_templates.client_pyramid.checks import checks
from workbook_templates.client_pyramid.clients import COST, typed, write_clients
from workbook_templates.client_pyramid.tables import write_tables
from workbook_templates.client_pyramid.workings import Workings
from workbook_templates.departures import departures_in_words, gone_by, read_list_and_departures
from workbook_templates.example_lists import as_number, example_rows
from workbook_templates.list_file import ListRefused
from workbook_templates.margins import assumed_in_words, usual_share
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import FEES
from workbook_templates.settings import Setting, between, chosen, valuation_date
from workbook_templates.style import HouseBook
from workbook_templates.template import Template

QUESTION = "Which few clients carry the firm, who moved up or down since last year, and how sure is that?"
TABS = (
    ("Answer", "The answer: sentences, the pyramid, the whale curve, and who moved."),
    ("Clients", "The list: what you type, and what Tenure computes from each row."),
    ("Settings", "Cuts, names of the tiers, shares: every number that the formulas use."),
    ("Workings", "Every figure of the answer, computed once."),
    ("Tables", "Cuts, summary, migration, whale curve and stability: answers of several cells."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one.",
    "Change the years in the headings of the two columns of fees to your own; the formulas follow the headings. Leave "
    "the fees blank for a year in which somebody was no client.",
    "Without a cost to serve the margin is fees times margin_share on sheet Settings; with margin_share at 100% and no "
    "cost at all the clients are ranked by fees.",
    "Look at sheet Checks: all must be TRUE. The line below the title of the answer says so too.",
)
ASSUMED = (
    "Clients are compared by what a year with them leaves: fees less the cost to serve. The value of all years to come "
    "is what the workbook Client portfolio compares by.",
    "Tiers compare clients with each other: the best 20% are Platinum, down to 50% Gold, to 80% Iron, the rest Lead. "
    "A client whose margin is negative is always in the last tier. Equal margins share a tier.",
    "Each year has its own cuts. The margin of the year before is its fees at the margin share of the last year, so "
    "that a move is one of fees alone; where nothing is left of the last year, it bore the same cost to serve; "
    "who was lost since counts at margin_share. Who has a cost and fees in neither year counts in both alike.",
    "How sure a tier is: each margin is made larger or smaller at random, by up to the share noise on sheet Settings, "
    "and the tiers are cut anew, 1,000 times; shown is the share of trials in which the client keeps its tier.",
)
MOST = 2_000


@dataclass(frozen=True)
class Clients:
    """What the book is filled with."""

    firm: str
    before: str
    now: str
    rows: tuple[tuple[Any, ...], ...]
    about: tuple[str, ...]
    report: tuple[str, ...]
    currency: str = "£"
    unit: Unit = "one"
    margin_share: float = 1.0


def _example() -> Clients:
    before, now = "Fees 2025", "Fees 2026"
    rows = tuple(
        (row["Client"], row["Account manager"], *(as_number(row[each]) for each in (before, now, COST)))
        for row in example_rows("accountancy_clients.csv")
    )
    return Clients(
        "Larkspur & Vane", before, now, rows,
        about=(
            "Larkspur & Vane, an accountancy, and its clients are invented; any likeness to a real firm is chance.",
            "What to look for: the firm is proud of Lavendermoor Hotels, its highest bill, and hardly anyone noticed "
            "that Cobblemere Dairies, Platinum a year ago, has taken its bookkeeping in house.",
        ),
        report=("The invented accountancy Larkspur & Vane: 40 clients, and two that were lost.",),
        margin_share=usual_share(_paid(rows)),
    )  # fmt: skip


def _empty() -> Clients:
    return Clients(
        "Your firm",
        "Fees 2025",
        "Fees 2026",
        (),
        about=("This book is empty: type or paste your clients on sheet Clients, and every figure follows.",),
        report=("An empty book: type or paste your clients on sheet Clients.",),
    )


def _own(source: Path) -> Clients:
    before, now = "Fees before", "Fees"
    own, left = read_list_and_departures(source, typed(before, now), MOST)
    gone = gone_by(valuation_date((), own.latest_year, left), left)
    if len(gone) == len(own.rows):
        raise ListRefused(f"{source.name}: every client has left; a pyramid ranks those who are still there.")
    follows = (
        ("counts as lost: its last fees are left out", "count as lost, so that their last fees are left out")
        if before in own.found
        else ("is not ranked", "are not ranked")
    )
    departed = departures_in_words(own, gone, *follows)
    own = replace(own, rows=tuple(_lost(row) if place in gone else row for place, row in enumerate(own.rows)))
    years = [column.year for column in own.reading.with_role(FEES)][-2:]
    if len(years) == 2 and None not in years:
        before, now = (f"Fees {year}" for year in years)
    report = [*own.report, *departed]
    if len(years) < 2:
        report.append("One column of fees cannot show who moved between tiers: add the fees of the year before.")
    report.extend(assumed_in_words(_paid(own.rows)))
    if COST not in own.found:
        report.append("No cost to serve was found: clients are ranked by fees; set margin_share on sheet Settings.")
    return Clients(
        own.name, before, now, own.rows,
        about=(f"Filled from {source.name}.", *report), report=tuple(report),
        currency=own.currency, unit=own.unit, margin_share=usual_share(_paid(own.rows)),
    )  # fmt: skip


def _lost(row: Sequence[Any]) -> tuple[Any, ...]:
    """The row of a client who left: no fees and no cost since, so that its tier is that of the year before."""
    client, account_manager, fees_before, _, _ = row
    return client, account_manager, fees_before, None, None


def _paid(rows: Sequence[Sequence[Any]]) -> list[tuple[float | None, float | None]]:
    """Fees of the last year and cost to serve, row by row."""
    return [(fees, cost) for _, _, _, fees, cost in rows]


def _settings(clients: Clients) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    given = Assumptions(
        as_of=date(2026, 12, 31), currency=clients.currency, unit=clients.unit, margin_share=clients.margin_share
    )
    names = ("firm", "currency", "unit", "margin_share", "tier_method", "pareto_share")
    return (
        *chosen(clients.firm, given, *names),
        (
            "How sure the tiers are",
            (
                Setting(
                    "A margin may differ by", "noise", 0.1, "share", "either way",
                    "How far a client's margin may be from what is typed, up or down.",
                    between(0, 0.99, "Write a share between 0% and 99%, such as 10%."),
                ),
                Setting(
                    "Sure from", "sure_from", 0.9, "share", "of the trials",
                    "A client is sure of its tier when it keeps it in so many of the trials.",
                    between(0, 1, "Write a share between 0% and 100%, such as 90%."),
                ),
            ),
        ),
    )  # fmt: skip


def write(target: Path, clients: Clients) -> None:
    """Write the client pyramid for a list of clients."""
    with HouseBook(target, f"Client pyramid: {clients.firm}") as book:
        read_me = ReadMePage(book)
        answer = PyramidAnswer(book)
        page = write_clients(book, clients.before, clients.now, clients.rows)
        settings = SettingsPage(book)
        settings.write(_settings(clients))
        settings.tiers()
        workings = Workings(book, clients.before, clients.now)
        tables = write_tables(TablesPage(book), clients.now, clients.rows)
        workings.write()
        read_me.write("Client pyramid", QUESTION, tabs=TABS, about=clients.about, steps=STEPS, assumed=ASSUMED)
        losses = any((cost or 0) > (fees or 0) for _, _, _, fees, cost in clients.rows) or not clients.rows
        answer.write(workings, tables, losses=losses)
        held = (*page.checks(), settings.check(), *checks(tables, clients.rows, clients.now))
        ChecksPage(book).write(held)


TEMPLATE = Template.filled(
    name="client-pyramid",
    title="Client pyramid",
    question=QUESTION,
    summary="Tiers of clients by a year's margin, what each tier brings, who moved since last year, how sure that is.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
