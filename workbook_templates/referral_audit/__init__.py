"""Template 7, the referral audit: what each source of clients brings, against the effort spent on it.

Clients with their source and who referred them, sources with hours, outlays, referrals given and received.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from workbook_templates.client_list import Assumptions
from workbook_templates.pages.answer_page import AnswerPage
from workbook_templates.pages.checks_page import Check, ChecksPage
from workbook_templates.pages.list_page import ANY_NUMBER, ListPage, letter_for_letter, same_as
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.referral_audit.answer import write_answer
from workbook_templates.referral_audit.figures import Figures
from workbook_templates.referral_audit.lists import (
    Referrals,
    client_columns,
    empty,
    example,
    from_list,
    source_columns,
)
from workbook_templates.settings import SHARE_ALLOWED, Setting, chosen
from workbook_templates.style import TIER_FILLS, HouseBook
from workbook_templates.template import Template

QUESTION = "Which sources bring us clients worth the effort that we spend on them, and whom do we owe thanks?"
TABS = (
    ("Answer", "The answer: sentences, figures and pictures on one page."),
    ("Clients", "Your clients: where each came from, who referred it, what it pays and may still bring."),
    ("Sources", "Your sources: hours and outlays spent on each, referrals given and received."),
    ("Settings", "What an hour costs, and how much credit a referrer gets."),
    ("Workings", "Every figure of the Answer, computed once."),
    ("Tables", "The audit, the balance of referrals, and each client's worth with those whom it brought."),
    ("Lines", "A line per client and per source, behind tables, lists and pictures."),
    ("Chart data", "What the pictures draw."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one.",
    "Name in Referred by the client who recommended you, written as in column Client; leave it blank where nobody did.",
    "On sheet Sources, name each source once, as on sheet Clients, with the hours and outlays of a year spent on it "
    "and the referrals that went either way.",
    "On sheet Settings, type what an hour of your people costs you.",
    "Look at sheet Checks: all must be TRUE. A sentence on the Answer says so too.",
)
ASSUMED = (
    "Effort is hours times the cost of an hour (hour_cost), plus outlays, of one year; fees are those of one year.",
    "A source with a larger share of the fees than of the effort brings more than it costs in comparison: the gap is "
    "the one share less the other. It says where to look, not that more effort would bring as much again. Who brought "
    "most and least for the effort is told by fees per effort, of the sources that have both.",
    "What each client is worth with those whom it brought counts every client at each referrer up the line: never add "
    "that column up. A referrer who is not on the list counts for nothing.",
    "Clients without a source, or with one that is not on sheet Sources, stand together as Not recorded.",
)
_TOTAL = '"Total"'
_GROUP = (
    "Referrals",
    (
        Setting(
            "Cost of an hour", "hour_cost", 120, "money", "money",
            "What an hour of your people costs, in the currency and unit of the fees.",
            {"validate": "decimal", "criteria": ">=", "value": 0},
        ),
        Setting(
            "Credit for a referral", "credit", 1, "share", "of fees",
            "How much of a client's fees is credited to the client who brought it: 100%, or less.", SHARE_ALLOWED,
        ),
    ),
)  # fmt: skip


def write(target: Path, given: Referrals) -> None:
    """Write the referral audit for what is given."""
    with HouseBook(target, f"Referral audit: {given.firm}") as book:
        read_me = ReadMePage(book)
        answer = AnswerPage(book)
        clients = ListPage(
            book, "Clients", "Clients", client_columns(), given.clients,
            title='="Clients of "&firm&", and where they came from"',
            intro="One row per client. Type on yellow, add rows below the last one; the white columns follow.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        sources = ListPage(
            book, "Sources", "Sources", source_columns(), given.sources,
            title='="Sources of the clients of "&firm',
            intro="One row per source, named as on sheet Clients. Count effort, fees and referrals for one year.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        settings = SettingsPage(book)
        assumptions = Assumptions(date(2026, 12, 31), currency=given.currency, unit=given.unit)
        settings.write((*chosen(given.firm, assumptions, "firm", "currency", "unit"), _GROUP))
        figures = Figures(book, given, clients, sources)
        read_me.write("Referral audit", QUESTION, tabs=TABS, about=given.about, steps=STEPS, assumed=ASSUMED)
        write_answer(answer, figures)
        ChecksPage(book).write((*_checks(clients, sources, figures), settings.check()))


def _checks(clients: ListPage, sources: ListPage, figures: Figures) -> Iterator[Check]:
    yield from clients.checks()
    yield from sources.checks()
    yield figures.clients.check()
    yield figures.sources.check()
    yield Check(
        "test_clients_named", "Every row with fees names its client: rows that do not.",
        'SUMPRODUCT((Clients[Client]="")*(Clients[Fees a year]<>""))',
    )  # fmt: skip
    yield Check(
        "test_sources_listed", "Every source named on sheet Clients stands on sheet Sources: clients whose does not.",
        "rest_count-unknown_count",
    )  # fmt: skip
    audit, balance, chains = figures.audit, figures.balance, figures.chains
    names = audit.cells(0)

    def audited(column: int, source: str) -> str:
        return f"INDEX({audit.cells(column)},MATCH({letter_for_letter(source)},{names},0))"

    def in_total(column: int) -> str:
        return f"IF(client_count=0,0,{audited(column, _TOTAL)})"

    yield Check("test_audit_fees", "The fees of all sources add up to those of all clients.", in_total(2), "fees_total")
    yield Check(
        "test_audit_effort", "The effort of all sources is their hours at cost and their outlays.",
        # Without any effort, or with more refunded than spent, the audit is made without it.
        f"IF(AND(client_count>0,effort_total>0),{audited(5, _TOTAL)},effort_total)",
        f"hours_total*hour_cost+SUMIF(Sources[Outlays a year],{ANY_NUMBER})",
    )  # fmt: skip
    yield Check(
        "test_audit_expected", "What is still expected of all sources adds up to that of all clients.",
        in_total(4), "expected_total",
    )  # fmt: skip
    yield Check(
        "test_gap_by_hand",
        "The gap of the source with the least for its effort, in the audit, is its share of fees less that of effort.",
        f'IF(worst_line="",0,{audited(8, "worst_source")})', 'IF(worst_line="",0,worst_share-worst_effort_share)',
    )  # fmt: skip
    yield Check(
        "test_balance", "The referrals received from all sources add up.",
        f"IF(flow_total=0,0,INDEX({balance.cells(2)},MATCH({_TOTAL},{balance.cells(0)},0)))",
        "IF(flow_total=0,0,received_total)",
    )  # fmt: skip
    together = (
        f"SUMIF({figures.clients.column('Referred by')},{same_as('champion')},{chains.column('With all brought')})"
    )
    yield Check(
        "test_worth_by_hand", "The worth of the client who brought most: own fees, and credit for those it brought.",
        f'IF(champion_line="",0,champion_fees+credit*{together})', 'IF(champion_line="",0,champion_worth)',
    )  # fmt: skip


TEMPLATE = Template.filled(
    name="referral-audit",
    title="Referral audit",
    question=QUESTION,
    summary="What each source of clients brings, past and expected, against the effort spent on it, and who is owed.",
    fillings={"example": example, "empty": empty},
    own=from_list,
    write=write,
)
