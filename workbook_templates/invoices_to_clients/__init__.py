"""Template 11, invoices to clients: an export of invoices or matters as one row per client by financial year."""

from __future__ import annotations

from pathlib import Path

import udfs
from workbook_templates.invoices_to_clients.answer import QUESTION, Answer
from workbook_templates.invoices_to_clients.chart_data import write_chart_data
from workbook_templates.invoices_to_clients.checks import checks
from workbook_templates.invoices_to_clients.clients import ClientLines, ClientsPage
from workbook_templates.invoices_to_clients.invoices import COLUMNS, Invoices, empty, example, own
from workbook_templates.invoices_to_clients.workings import Workings
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.list_page import ListPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import Answer as Table
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.settings import Setting, between, chosen
from workbook_templates.style import TIER_FILLS, HouseBook, Kind
from workbook_templates.template import Template

_TABS = (
    ("Answer", "What came in year by year, from whom, and who has gone quiet: on one page."),
    ("Invoices", "The export: client, date, amount. This is what you replace."),
    ("Clients", "A row per client, the largest first: fees by financial year, first and last invoice, scores, value."),
    ("Settings", "Valuation date, end of the financial year, rates, and when a client counts as quiet."),
    ("Workings", "Every figure of sheet Answer, computed once."),
    ("Tables", "Answers of several cells, as long as the list of clients."),
    ("Chart data", "The points of the picture of silence."),
    ("Checks", "What must hold, with one verdict for all."),
)
_STEPS = (
    "Go to sheet Invoices. Clear the yellow cells and paste your own export as values: client, date, amount, a row per "
    "invoice or matter; delete the rows that are too many. More rows may be added below at any time.",
    "Write each client the same way in all rows: Smith Ltd and Smith Limited count as two.",
    "On sheet Settings, set the valuation date to the last day that the export covers, and the end of your year.",
    "Look at sheet Checks: all must be TRUE. A sentence on sheet Answer says so too.",
    "Need tiers and account managers? Save sheet Clients as a CSV file and make the client portfolio from that: the "
    "first invoice is then the day of joining, the last invoice the last contact.",
)
_ASSUMED = (
    "An invoice belongs to the financial year in which its date falls; a year is named by the year in which it ends. "
    "Years that have no column of their own are added up under Earlier. Credit notes count as they are, below zero.",
    "The usual pause of a client is the time from its first invoice to its last, over the number of days with an "
    "invoice between (REL_ORDERS). With a single invoice there is no pause: then quiet_days on sheet Settings counts.",
    "Recency, frequency and amount are scores from 1 to 5 among all clients, 5 the best fifth (REL_RFM).",
    "Value is the expected margin of the years to come in today's money (REL_CLV), from the fees a year times "
    "margin_share: fees of the latest year, or on average since the first invoice (fee_basis), of years that are over; "
    "one that is not counts for clients who have no other. All clients have the "
    "retention on sheet Settings, those gone quiet too: value is what they are worth if you keep them.",
)  # fmt: skip
_BY_CLIENT: tuple[Kind, ...] = (
    "text", "count", "money", "share", "money", "measure", "share", "measure", "share",
)  # fmt: skip


def write(target: Path, invoices: Invoices) -> None:
    """Write the book for a list of invoices."""
    count = max(40, min(2 * invoices.clients, invoices.clients + 500))
    lines = ClientLines(invoices.years, count)
    with HouseBook(target, f"Invoices to clients: {invoices.firm}", invoices.money_decimals) as book:
        read_me = ReadMePage(book)
        answer = Answer(book, lines)
        listed = ListPage(
            book, "Invoices", "Invoices", COLUMNS, invoices.rows, title='="Invoices of "&firm',
            intro="One row per invoice or matter. Type or paste on yellow, add rows below the last one.",
            tab=TIER_FILLS[1],
        )  # fmt: skip
        # Numbers of invoices are names: 0012 is not 12.
        listed.sheet.ignore_errors({"number_stored_as_text": f"D{listed.first + 1}:D{listed.last + 1}"})
        clients = ClientsPage(book, lines, invoices.clients)
        settings = SettingsPage(book)
        settings.write(_settings(invoices))
        workings = Workings(book, lines)
        by_client, orders, scores = _tables(book, invoices, lines)
        clients.write(by_client, orders, scores)
        places = workings.write(by_client)
        points = write_chart_data(book, lines)
        read_me.write("Invoices to clients", QUESTION, tabs=_TABS, about=invoices.about, steps=_STEPS, assumed=_ASSUMED)
        answer.write(places, points)
        ChecksPage(book).write((*listed.checks(), settings.check(), *checks(lines, places)))


def _settings(invoices: Invoices) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    return (
        *chosen(
            invoices.firm, invoices.assumptions, "firm", "as_of", "year_end", "currency", "unit", "fee_basis",
            "margin_share", "rate", "retention", "timing", "first", "growth", "periods", "pareto_share",
        ),
        (
            "When a client has gone quiet",
            (
                Setting(
                    "Silent for longer than", "quiet_factor", 2, "factor", "usual pauses",
                    "A client who comes back every 100 days has gone quiet after 200.",
                    between(0.5, 100, "Write how many pauses, such as 2."),
                ),
                Setting(
                    "With a single invoice, longer than", "quiet_days", 365, "count", "days",
                    "Such a client has no usual pause yet.", between(1, 36500, "Write a number of days, such as 365."),
                ),
            ),
        ),
    )  # fmt: skip


def _tables(book: HouseBook, invoices: Invoices, lines: ClientLines) -> tuple[Table, Table, Table]:
    """The answers of several cells: what each client paid, its first and last order, and its scores."""
    tables = TablesPage(book)
    rows = [row for row in invoices.rows if row[0] and row[2] is not None] or [("", None, 0.0, None)]
    known = [row for row in rows if row[1] is not None] if invoices.clients else []
    columns = [[[row[column]] for row in rows] for column in (0, 2)]
    found = len(udfs.call("REL_REFERRALS", *columns))
    by_client = tables.answer(
        "by_client", "What each client paid", "Source is the client, clients are its invoices; the largest first.",
        '=IF(COUNT(Invoices[Amount])=0,"",IFERROR(REL_REFERRALS(Invoices[Client],Invoices[Amount]),""))',
        found, _BY_CLIENT,
        total=True, room=lines.count + 3,
    )  # fmt: skip
    ordered = 2
    if known:
        client, day = ([[row[column]] for row in known] for column in (0, 1))
        ordered = len(udfs.call("REL_ORDERS", client, day, invoices.assumptions.as_of))
    orders = tables.answer(
        "orders", "First and last invoice", "Recency and age in weeks, to the last invoice and to as_of.",
        '=IF(COUNT(Invoices[Invoice date])=0,"",REL_ORDERS(Invoices[Client],Invoices[Invoice date],as_of,'
        "Invoices[Amount]))",
        ordered, ("text", "count", "years", "years", "money"), room=lines.count + 3,
    )  # fmt: skip
    scores = tables.answer(
        "scores", "Recency, frequency, amount", "In the order of sheet Clients.",
        # A client whose first and last invoice find no room beside has no score; a check counts those.
        f'=IF(COUNT({lines.column("Last invoice")})=0,"",IFERROR(REL_RFM({lines.column("Last invoice")},'
        f'{lines.column("Invoices")},{lines.column("Fees, all years")}),""))',
        max(1, invoices.clients), ("count", "count", "count", "count"),
        headings=("Recency", "Frequency", "Amount", "RFM"), room=lines.count + 1,
    )  # fmt: skip
    return by_client, orders, scores


TEMPLATE = Template.filled(
    name="invoices-to-clients",
    title="Invoices to clients",
    question=QUESTION,
    summary="From an export of invoices or matters to a row per client: fees by financial year, scores, who is quiet.",
    fillings={"example": example, "empty": empty},
    own=own,
    write=write,
)
