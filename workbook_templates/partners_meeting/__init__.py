"""Template 12, the partners' meeting: one A4 page to talk about, and a card for each of the most valuable clients."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from workbook_templates import list_reader
from workbook_templates.client_list import empty, law_firm
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.list_page import ListPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.partners_meeting.answer import Answer
from workbook_templates.partners_meeting.cards import Cards
from workbook_templates.partners_meeting.checks import checks
from workbook_templates.partners_meeting.clients import NOTES_WIDTH, Meeting, columns, of_law_firm, of_list, rows
from workbook_templates.partners_meeting.workings import Workings
from workbook_templates.risk import RULES
from workbook_templates.settings import Setting, chosen
from workbook_templates.style import TIER_FILLS, HouseBook, colour_tiers
from workbook_templates.template import Template

QUESTION = "Who moved, who matters most, who may go, who sends us clients, and what do we decide?"
TABS = (
    ("Answer", "The page for the meeting, with lines for what is decided."),
    ("Cards", "A card for each of the twenty most valuable clients, eight to a page."),
    ("Clients", "The list: what you type, and what Tenure computes from each row."),
    ("Settings", "Dates, rates, cuts, what counts as a risk: every number that the formulas use."),
    ("Workings", "Every figure and short list of Answer and Cards, computed once."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one. Fees of two years show who moved.",
    "On sheet Settings, set the valuation date, the day of the meeting, currency, discount rate and retention.",
    "Clear the decisions on sheet Answer, and write down yours at the meeting: each with who does it and by when.",
    "Print Answer and Cards, or let tenure pdf make a PDF: tenure pdf BOOK.xlsx --sheet Answer --sheet Cards.",
)
ASSUMED = (
    "Value is the expected margin of the years to come in today's money (REL_CLV), as in the client portfolio; tiers "
    "compare clients by it.",
    "Last year's value rests on the fees of the year before, on the share of them that is left today and on today's "
    "retention: so a client moves because its fees did. Where nothing is left of them today, they bore today's cost to "
    "serve. For who left, the share is that of all clients (usual_share).",
    "New is a client with fees now and none the year before; back is one that had some in an earlier year, or joined "
    "before the two years that are compared. Who has fees in neither is worth what it was, and neither new nor back.",
    "At risk is a client of value whose contact is late (not one with whom none is recorded), whose fees fell, or "
    "whose retention is low, each from where Settings says; a client without value is at risk if its fees "
    "fell, and adds nothing to the value at risk.",
)  # fmt: skip
_STORY = (
    "What to look for: Marrowby Homes is worth twice what it was, and only one partner knows it. Two clients that grow "
    "fast wait for a word since January. Dunmarrow Timber asks three firms for every matter.",
)


def _example() -> Meeting:
    firm = law_firm()
    return of_law_firm(replace(firm, about=(firm.about[0], *_STORY, *firm.about[2:])))


def _empty() -> Meeting:
    return of_list(empty())


def _own(source: Path) -> Meeting:
    return of_list(list_reader.read(source))


def write(target: Path, meeting: Meeting) -> None:
    """Write the partners' meeting."""
    clients = meeting.clients
    with HouseBook(target, f"Partners' meeting: {clients.firm}", clients.money_decimals) as book:
        read_me = ReadMePage(book)
        answer = Answer(book)
        cards = Cards(book, clients)
        page = ListPage(
            book, "Clients", "Clients", columns(clients), rows(meeting),
            title='="Clients of "&firm',
            intro="One row per client. Type on yellow, add rows below the last one; the white columns follow by "
            "themselves. Leave blank what you do not know.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        for heading in ("Tier", "Tier last year"):
            colour_tiers(book, page.sheet, page.first, page.place(heading), page.last)
        for row, note in enumerate(meeting.notes, page.first):
            # Rows do not grow by themselves in a file that no spreadsheet program has opened.
            page.sheet.set_row(row, 16.5 + 13 * min(len(note or "") // NOTES_WIDTH, 5))
        settings = _settings(book, meeting)
        lists = Workings(book, clients).write()
        cards.write(lists.top)
        answer.write(lists, meeting.decisions)
        read_me.write(
            "Partners' meeting", QUESTION, tabs=TABS, about=clients.about, steps=STEPS, assumed=ASSUMED, spilling=""
        )
        ChecksPage(book).write((*page.checks(), *checks(lists), settings.check()))


def _settings(book: HouseBook, meeting: Meeting) -> SettingsPage:
    clients, given = meeting.clients, meeting.clients.assumptions
    page = SettingsPage(book)
    page.write(
        (
            *chosen(
                clients.firm, given, "firm", "as_of", "year_end", "currency", "unit", "fee_basis", "margin_share",
                "rate", "retention", "timing", "first", "growth", "periods", "tier_method",
            ),
            (
                "The meeting",
                (
                    Setting(
                        "Day of the meeting", "meeting_day", given.as_of, "date", "date", "Stands in the headings.",
                        may_be_blank=True,
                    ),
                    *RULES,
                ),
            ),
        )
    )  # fmt: skip
    page.tiers(given.cadence)
    page.choices(
        "Clients",
        (
            ("Sectors", "sectors", (client.sector for client in clients.clients)),
            ("Account managers", "account_managers", (client.account_manager for client in clients.clients)),
            ("Sources", "sources", (client.source for client in clients.clients)),
        ),
    )
    return page


TEMPLATE = Template.filled(
    name="partners-meeting",
    title="Partners' meeting",
    question=QUESTION,
    summary="One A4 page for the partners, and a card for each of the twenty most valuable clients.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
