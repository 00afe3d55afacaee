"""Template 10, the ideal client: prospects scored against the client whom a firm would like, musts included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workbook_templates.client_list import Assumptions
from workbook_templates.ideal_client.answer import QUESTION, Answer
from workbook_templates.ideal_client.prospects import TYPED, Prospects, empty, example, own
from workbook_templates.ideal_client.scores import TABLE, computed
from workbook_templates.ideal_client.workings import Workings
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.list_page import ListPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.settings import Setting, between, chosen
from workbook_templates.style import TIER_FILLS, HouseBook
from workbook_templates.template import Template

_TABS = (
    ("Answer", "Whom to pursue, on one page; and the ideal client, which you describe there."),
    ("Prospects", "The list: what you know of each prospect, and its score."),
    ("Settings", "From which score on a prospect is pursued or watched."),
    ("Workings", "Every figure of sheet Answer, computed once."),
    ("Checks", "What must hold, with one verdict for all."),
)
_STEPS = (
    "Describe your ideal client on sheet Answer, on yellow: a weight, an ideal and perhaps a must for each attribute.",
    "Go to sheet Prospects. Type over the yellow cells, or clear them and paste your own list as values; delete the "
    "rows that are too many, add rows directly below the last one.",
    "Other attributes? Change the heading of a column, and what is compared changes with it; sheet Answer follows.",
    "Leave blank what you do not know: it counts neither for nor against, and the list says what to find out.",
    "Look at sheet Checks: all must be TRUE. A sentence on sheet Answer says so too.",
)
_ASSUMED = (
    "Fit is the weighted mean of what is met, over what is known (REL_SCORE): a word counts when it is equal, a number "
    "in full when it reaches the ideal, below that in part (40 of 50 is 0.8). More is never better than enough.",
    "An attribute without an ideal holds marks from 0, not at all, to 1, in full. Where less is better, write a mark.",
    "A must that is missed makes the score 0; the fit, which the picture draws, leaves musts apart. A must that is "
    "unknown, or more than half of the weight unknown, leaves a prospect without a score: find out first.",
    "The fees that prospects would bring are added up as if all were won: what is at stake, not what will come.",
)  # fmt: skip


def write(target: Path, prospects: Prospects) -> None:
    """Write the book for a list of prospects."""
    with HouseBook(target, f"Ideal client: {prospects.firm}") as book:
        read_me = ReadMePage(book)
        answer = Answer(book, prospects)
        listed = ListPage(
            book, "Prospects", TABLE, (*TYPED, *computed()), prospects.rows, title='="Prospects of "&firm',
            intro="One row per prospect. Type on yellow, add rows below the last one; the white columns follow. Leave "
            "blank what you do not know.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        settings = SettingsPage(book)
        settings.write(_settings(prospects))
        places = Workings(book).write(listed)
        read_me.write(
            "Ideal client", QUESTION, tabs=_TABS, about=prospects.about, steps=_STEPS, assumed=_ASSUMED, spilling=""
        )
        answer.write(places)
        ChecksPage(book).write((*listed.checks(), settings.check(), *answer.checks(listed)))


def _settings(prospects: Prospects) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    given = Assumptions(as_of=date(2026, 12, 31), currency=prospects.currency, unit=prospects.unit)
    allowed = between(0, 100, "Write a score between 0 and 100, such as 75.")
    return (
        *chosen(prospects.firm, given, "firm", "currency", "unit"),
        (
            "What to do with a prospect",
            (
                Setting(
                    "Pursue from a score of", "pursue_from", 75, "count", "of 100",
                    "Prospects that reach it, and miss no must, are worth the partners' time now.", allowed,
                ),
                Setting(
                    "Watch from a score of", "watch_from", 50, "count", "of 100",
                    "Below it a prospect is left alone, unless it comes by itself.", allowed,
                ),
            ),
        ),
    )  # fmt: skip


TEMPLATE = Template.filled(
    name="ideal-client",
    title="Ideal client",
    question=QUESTION,
    summary="Prospects scored against the client you would like, with musts, and what is still to be found out.",
    fillings={"example": example, "empty": empty},
    own=own,
    write=write,
)
