"""Template 9, relationship care: whom to call, what holds each client, what to offer, who has the time for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbook_templates.client_list import Assumptions
from workbook_templates.pages.answer_page import AnswerPage
from workbook_templates.pages.checks_page import Check, ChecksPage
from workbook_templates.pages.list_page import ANY_NUMBER, ListPage, letter_for_letter, same_as
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.relationship_care.answer import write_answer
from workbook_templates.relationship_care.figures import WINDOW, Figures
from workbook_templates.relationship_care.lists import (
    BARRIERS,
    Care,
    client_columns,
    contact_columns,
    empty,
    example,
    from_list,
    team_columns,
)
from workbook_templates.settings import Setting, between, chosen
from workbook_templates.style import TIER_FILLS, HouseBook, colour_tiers
from workbook_templates.template import Template

QUESTION = "Whom must we call now, which relationships hang by a thread, what can we offer, and who has the time?"
TABS = (
    ("Answer", "The answer: sentences, figures, pictures and lists on one page."),
    ("Clients", "Your clients: last contact, key date, hours, fees by service, and what holds them."),
    ("Contacts", "Who knows whom: a row for each pair of people."),
    ("Team", "Your account managers, and the hours that each has for clients."),
    ("Settings", "Dates, days between contacts, weights: every number that the formulas use."),
    ("Workings", "Every figure of the Answer, computed once."),
    ("Tables", "Load, offers, points of contact and key dates, as long as the lists."),
    ("Lines", "A line per row of the lists, behind tables, short lists and pictures."),
    ("Chart data", "What the pictures draw."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one. Change the headings of the services to your own.",
    "Write yes or no for each bond that holds a client; leave Tier blank where it shall follow from the fees.",
    "On sheet Contacts, write a row for each person of the client and each of yours who know each other.",
    "On sheet Team, name each account manager as on sheet Clients, with the hours a year that there are for clients.",
    "On sheet Settings, set the valuation date, and the days between contacts for each tier.",
    "Look at sheet Checks: all must be TRUE. A sentence on the Answer says so too.",
)
ASSUMED = (
    "Privacy: a birthday is personal data. Note one only where the person would expect it and your rules allow it, "
    "leave out the year (type any), and delete it when the relationship ends. Founding days of firms are free of that.",
    "A client who left stays in the list with the date, and counts nowhere but in what others may learn from it for "
    "their offers.",
    "The next contact is due the days of the tier after the last one; clients without a recorded one are not late.",
    "What holds a client is the weight of the bonds that are there, out of 100. Benefits are liked, switching costs "
    "are endured: a client held by these alone is no friend.",
    "What to offer is learnt from clients with much the same services; on a short list the chance stays near the share "
    "of all clients who buy the service. Whether the client needs it, you must judge.",
    "One person alone: all links between the client's people and yours go through one of them, on either side.",
    "An account manager without hours on sheet Team has those of the setting capacity.",
)
_GROUP = (
    "Care",
    (
        Setting(
            "Days ahead", "window", WINDOW, "count", "days", "How far ahead key dates are listed.",
            between(0, 366, "Write a number of days, such as 30."),
        ),
        Setting(
            "Loosely held below", "loose_below", 20, "count", "0 to 100",
            "A client whose bonds weigh less than this counts as loosely held.",
            between(0, 100, "Write a number from 0 to 100."),
        ),
        Setting(
            "Weight of all clients", "prior", 5, "count", "clients",
            "For offers: as many clients as the whole list's share weighs as much as.",
            between(0, 1000, "Write a number of clients, 0 or more."),
        ),
        Setting(
            "Hours of an account manager", "capacity", 1000, "count", "a year",
            "For those whose hours on sheet Team are blank.", between(0, 10000, "Write a number of hours."),
        ),
    ),
)  # fmt: skip


def write(target: Path, care: Care) -> None:
    """Write relationship care for what is given."""
    with HouseBook(target, f"Relationship care: {care.firm}") as book:
        read_me = ReadMePage(book)
        answer = AnswerPage(book)
        clients = ListPage(
            book, "Clients", "Clients", client_columns(care.services), care.clients,
            title='="Clients of "&firm',
            intro="One row per client. Type on yellow, add rows below the last one; the white columns follow. "
            "Before you note birthdays, see the note on privacy on sheet ReadMe.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        colour_tiers(book, clients.sheet, clients.first, clients.place("Tier used"), clients.last)
        people = ListPage(
            book, "Contacts", "Contacts", contact_columns(), care.contacts,
            title='="Who knows whom, at "&firm&" and at its clients"',
            intro="One row for each pair of people who know each other. Type on yellow, add rows below the last one.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        team = ListPage(
            book, "Team", "Team", team_columns(), care.team,
            title='="The account managers of "&firm',
            intro="One row per account manager, named as on sheet Clients. Blank hours are those of the settings.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        settings = SettingsPage(book)
        assumptions = Assumptions(care.as_of, currency=care.currency, unit=care.unit)
        settings.write((*chosen(care.firm, assumptions, "firm", "as_of", "currency", "unit"), _GROUP))
        settings.tiers(assumptions.cadence)
        settings.weights("Bonds that hold a client", "barrier_names", "barrier_weights", BARRIERS)
        figures = Figures(book, care, clients, people, team)
        read_me.write("Relationship care", QUESTION, tabs=TABS, about=care.about, steps=STEPS, assumed=ASSUMED)
        write_answer(answer, figures)
        ChecksPage(book).write((*_checks(care, clients, people, team, figures), settings.check()))


def _checks(care: Care, clients: ListPage, people: ListPage, team: ListPage, figures: Figures) -> Iterator[Check]:
    for page, lines in ((clients, figures.clients), (people, figures.people), (team, figures.team)):
        yield from page.checks()
        yield lines.check()
    named = "+".join(f'SUMPRODUCT((Clients[Client]="")*({clients.column(each)}<>""))' for each in care.services)
    yield Check("test_clients_named", "Every row with fees names its client: rows that do not.", named)
    load, line = figures.load, figures.clients.column
    unlisted = f'COUNTIFS({line("Account manager")},"?*",fees_of_client,{ANY_NUMBER})-SUM(Team[Clients])'
    yield Check("test_team", "Every account manager stands on sheet Team: clients whose does not.", unlisted)

    def in_total(column: int) -> str:
        return f'IF(client_count=0,0,INDEX({load.cells(column)},MATCH("Total",{load.cells(0)},0)))'

    yield Check(
        "test_load_fees", "The fees of all account managers, and of nobody, add up to those of all services.",
        in_total(2),
        "+".join(f'SUMIF({line("Fees in all")},{ANY_NUMBER},{line(each)})' for each in care.services),
    )  # fmt: skip
    yield Check("test_load_hours", "So do their hours.", in_total(4), "hours_total")
    yield Check(
        "test_load_by_hand", "The highest load is hours needed by hours there are.",
        f'IF(busy_line="",0,INDEX({load.cells(5)},MATCH({letter_for_letter("busy_manager")},{load.cells(0)},0)))',
        'IF(busy_line="",0,busy_needed/busy_hours)',
    )  # fmt: skip
    days = f"INDEX({line('Days overdue')},call_line)"
    due = "INDEX(Clients[Last contact],call_line)+VLOOKUP(INDEX(Clients[Tier used],call_line),cadence,2,FALSE)"
    yield Check(
        "test_overdue_by_hand", "The days overdue of whom to call first, counted plainly from the last contact.",
        f'IF(call_line="",0,{days})',
        f'IF(call_line="",0,IF(INDEX(Clients[Last contact],call_line)="",{days},N(as_of)-INT({due})))',
    )  # fmt: skip
    flags = [f"INDEX({clients.column(barrier)},firm_line)" for barrier, _ in BARRIERS]
    weights = "+".join(
        f'IF(OR({flag}="",{flag}="no",{flag}=FALSE,{flag}=0),0,INDEX(barrier_weights,{place}))'
        for place, flag in enumerate(flags, 1)
    )
    yield Check(
        "test_bonds_by_hand", "What holds the client held most firmly: the weights of its bonds by all weights.",
        f'IF(firm_line="",0,INDEX({line("Held by")},firm_line))',
        f'IF(firm_line="",0,100*({weights})/SUM(barrier_weights))',
    )  # fmt: skip
    yield Check(
        "test_dates", "The key dates listed are those within the days ahead.",
        f"IF(date_count=0,0,COUNT({figures.dates.cells(1)}))", "date_count",
    )  # fmt: skip
    yield Check(
        "test_links", "Every complete row of sheet Contacts counts: links at clients that are not in the table.",
        f'IF(link_count=0,0,SUMPRODUCT(--(COUNTIF({figures.contacts.cells(0)},{same_as("Contacts[Client]")})=0),'
        '--(Contacts[Client]<>""),--(Contacts[Their contact]<>""),--(Contacts[Our contact]<>"")))',
    )  # fmt: skip


TEMPLATE = Template.filled(
    name="relationship-care",
    title="Relationship care",
    question=QUESTION,
    summary="Whom to call, what holds each client, what else to offer, and the load of each account manager.",
    fillings={"example": example, "empty": empty},
    own=from_list,
    write=write,
)
