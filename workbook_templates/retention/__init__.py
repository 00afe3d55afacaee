"""Template 5, retention: who stayed from one day to another, who left, how long clients stay, what better is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.example_lists import as_day, as_number, example_rows
from workbook_templates.list_file import ListRefused
from workbook_templates.own_list import read_own_list
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.list_page import ListPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.retention.answer import Answer
from workbook_templates.retention.checks import checks
from workbook_templates.retention.register import TABLE, columns
from workbook_templates.retention.settings import settings
from workbook_templates.retention.tables import Spell, write_tables
from workbook_templates.retention.workings import Workings
from workbook_templates.settings import valuation_date, valuation_date_in_words
from workbook_templates.style import ACCENT, HouseBook
from workbook_templates.template import Template

QUESTION = "Do our clients stay, whom did we lose, and what would it be worth to keep more of them?"
MOST_ROWS = 5_000
_TABS = (
    ("Answer", "The answer: sentences, figures and pictures on one page."),
    ("Clients", "The list to replace: past and present clients, when they came and went, fees of two years."),
    ("Settings", "The two days compared, rates, how a client is counted: every number that the formulas use."),
    ("Workings", "Every figure of the answer, computed once, and what the pictures draw."),
    ("Tables", "Bridge, survival curve, cohorts and their model, as long as the list."),
    ("Checks", "What must hold, with one verdict for all."),
)
_STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values: past clients "
    "too, with the day they left. Delete the rows that are too many, add rows directly below the last one.",
    "On sheet Settings, set the two days that are compared (start_date and as_of), and your own rates.",
    "No days of joining and leaving? Fees of two years suffice: set counted_by to fees. Two separate lists, one of "
    "each year? Paste one below the other, the fees of the first under the earlier year, those of the second under "
    "the later.",
    "A client who left and came back has two rows, one for each time.",
    "Look at sheet Checks: all must be TRUE.",
)
_ASSUMED = (
    "Retention is the share of the clients of the first day who are clients on the last: new ones count in neither "
    "(REL_RETENTION_BRIDGE). Left is the first day gone. Names are compared without legal form: Smith Ltd is Smith "
    "Limited.",
    "The curve counts everybody who ever joined and treats present clients fairly (REL_SURVIVAL, Kaplan-Meier). If "
    "those who left long ago were struck off the list, type in records_since since when they are kept.",
    "Cohorts look at each client on its own anniversaries (REL_COHORTS). The projection supposes that new clients are "
    "like those of all cohorts (REL_SBG_FIT); it is left out where it does not fit.",
    "What better retention is worth is counted on the margin of the clients of today, by REL_MULTIPLE, with the "
    "retention measured by clients, for every year to come.",
)


@dataclass(frozen=True)
class Filling:
    """What a book is filled with."""

    firm: str
    years: tuple[str, str]
    rows: tuple[tuple[Any, ...], ...]
    start: date
    given: Assumptions
    about: tuple[str, ...]
    report: tuple[str, ...]
    counted_by: str = "dates"


def _example() -> Filling:
    rows = tuple(
        (
            row["Client"], row["Account manager"], as_day(row["Joined"]), as_day(row["Left"]),
            *(as_number(row[fees]) for fees in ("Fees 2025", "Fees 2026")),
        )
        for row in example_rows("retention_clients.csv")
    )  # fmt: skip
    about = (
        "Filled with Thistle & Tally, an invented accountancy: eight years of clients. All names and figures are made "
        "up.",
        "Look for the year 2023, when it won small businesses by a fixed low price: see in the cohorts how few of them "
        "stayed, in the list of the lost how little they paid, and in the curve that who has stayed two years "
        "stays on.",
        "Embercote Heating left in 2023 and came back in 2025: it stands twice, and counts as won back.",
    )
    given = Assumptions(as_of=date(2026, 6, 30), margin_share=0.3, year_end="30 June")
    return Filling(
        "Thistle & Tally", ("Fees 2025", "Fees 2026"), rows, date(2025, 6, 30), given, about,
        ("Filled with an invented accountancy of some 80 past and present clients.",),
    )  # fmt: skip


def _empty() -> Filling:
    about = (
        "This book is empty: type or paste your clients on sheet Clients, and every figure follows.",
        "Change the years in the headings of the fee columns to your own; the formulas follow the headings.",
    )
    return Filling(
        "Your firm", ("Fees 2025", "Fees 2026"), (), date(2025, 12, 31), Assumptions(as_of=date(2026, 12, 31)), about,
        ("An empty book: type or paste your clients on sheet Clients.",),
    )  # fmt: skip


def _own(source: Path) -> Filling:
    asked = columns("Fees before", "Fees after")
    found = read_own_list(source, asked, MOST_ROWS)
    dated, paid = "Joined" in found.found, {"Fees before", "Fees after"} <= set(found.found)
    if not dated and not paid:
        raise ListRefused(
            f"{source.name}: retention needs days of joining and leaving (headings Joined and Left), or fees of two "
            "years (headings such as Fees 2025 and Fees 2026)."
        )
    as_of = valuation_date(found.days("Joined", columns=asked), found.latest_year, found.days("Left", columns=asked))
    by = "dates" if dated and ("Left" in found.found or not paid) else "fees"
    year = found.latest_year or as_of.year
    said = (
        "What better retention is worth is counted on fees: set margin_share on sheet Settings to the margin.",
        valuation_date_in_words(as_of),
        f"Compared are the clients of {_before(as_of).day} {_before(as_of):%B %Y} and of that day, by {by}: set "
        "start_date and counted_by on sheet Settings to what you want.",
    )
    return Filling(
        found.name, (f"Fees {year - 1}", f"Fees {year}"), found.rows, _before(as_of),
        Assumptions(as_of=as_of, currency=found.currency), found.report, (*found.report, *said), by,
    )  # fmt: skip


def _before(day: date) -> date:
    """The same day a year earlier."""
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def write(target: Path, filling: Filling) -> None:
    """Write the book."""
    with HouseBook(target, f"Retention: {filling.firm}") as book:
        read_me, answer = ReadMePage(book), Answer(book)
        page = ListPage(
            book, TABLE, TABLE, columns(*filling.years), filling.rows, tab=ACCENT,
            title='=firm&": clients past and present"',
            intro="A row per client, those who left included. Left blank means: still a client.",
        )  # fmt: skip
        own = SettingsPage(book)
        own.write(settings(filling.firm, filling.given, filling.start, filling.counted_by))
        workings = Workings(book, *filling.years)
        spells = [Spell(row[2], row[3]) for row in filling.rows if row[2] is not None]
        tables = write_tables(TablesPage(book), spells, filling.given.as_of)
        answer.write(workings.write(tables))
        read_me.write("Retention", QUESTION, tabs=_TABS, about=filling.about, steps=_STEPS, assumed=_ASSUMED)
        ChecksPage(book).write((*page.checks(), own.check(), *checks(tables)))


TEMPLATE = Template.filled(
    name="retention",
    title="Retention",
    question=QUESTION,
    summary="Who stayed and who left between two days, how long clients stay, and what keeping more of them is worth.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
