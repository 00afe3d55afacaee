"""Template 1, the client portfolio: the register that teams keep, with value, tier, quadrant, care, and a dashboard.

The same book is filled with an invented law firm, the Chinook sample company, nothing, or one's own list.
"""

from __future__ import annotations

from pathlib import Path

from workbook_templates import list_reader
from workbook_templates.client_list import FILLINGS, ClientList
from workbook_templates.client_portfolio.chart_data import ChartData
from workbook_templates.client_portfolio.checks import checks
from workbook_templates.client_portfolio.dashboard import Dashboard
from workbook_templates.client_portfolio.ranks import write_ranks
from workbook_templates.client_portfolio.register import write_register
from workbook_templates.client_portfolio.settings import write_settings
from workbook_templates.client_portfolio.spills import write_spills
from workbook_templates.client_portfolio.workings import Workings
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.style import HouseBook
from workbook_templates.template import Template

QUESTION = "Which clients are worth most, who looks after them, who is overdue for a word, and who stays?"
TABS = (
    ("Dashboard", "The answer: sentences, figures and pictures on one page."),
    ("Clients", "The register: what you type, and what Tenure computes from each row."),
    ("Settings", "Rates, dates, cuts, names: every number that the formulas use."),
    ("Workings", "Every figure of the Dashboard, computed once."),
    ("Spills", "Load per account manager and whale curve, as long as the register."),
    ("Chart data", "What the pictures draw."),
    ("Ranks", "A line per client behind the lists and the matrix chart."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one.",
    "Leave blank what you do not know: without a cost to serve the margin is fees times margin_share, without an "
    "estimate the retention on Settings counts.",
    "On sheet Settings, set the valuation date, currency, discount rate and retention to your own.",
    "Look at sheet Checks: all must be TRUE. A sentence on the Dashboard says so too.",
)
ASSUMED = (
    "Value is the expected margin of the years to come in today's money (REL_CLV): margin, retention and discount rate "
    "are all for a year. By default next year's margin is at risk, since it comes only if the client stays.",
    "Tiers compare clients by value: the best 20% are Platinum, down to 50% Gold, to 80% Iron, the rest Lead. A client "
    "whose value is negative is always in the last tier. Equal values share a tier.",
    "The matrix sets years with you against margin a year; each is cut at the median unless you type a figure.",
    "A client who left stays in the register with the date, so that retention can be counted, and has no value.",
    "A client counts as kept from one year to the next when both years have fees.",
)


def write(target: Path, clients: ClientList) -> None:
    """Write the client portfolio for a list of clients."""
    with HouseBook(target, f"Client portfolio: {clients.firm}", clients.money_decimals) as book:
        read_me = ReadMePage(book)
        dashboard = Dashboard(book, clients)
        register = write_register(book, clients)
        settings = write_settings(book, clients)
        workings = Workings(book, clients).write()
        write_spills(book, clients)
        chart_data = ChartData(book, clients)
        charts = chart_data.write()
        write_ranks(book, clients)
        read_me.write(
            "Client portfolio", QUESTION, tabs=TABS, about=clients.about, steps=STEPS, assumed=ASSUMED,
            spilling="Workings and Spills",
        )  # fmt: skip
        dashboard.write(charts)
        own = checks(clients, workings, charts, chart_data.page.sheet)
        ChecksPage(book).write((*own, *register.checks(), settings))


TEMPLATE = Template.filled(
    name="client-portfolio",
    title="Client portfolio",
    question=QUESTION,
    summary="The register of clients with value, tier, quadrant and next contact, and a dashboard on one page.",
    fillings=FILLINGS,
    own=list_reader.read,
    write=write,
)
