"""Template 1, the client portfolio: the register that teams keep, with value, tier, quadrant, care, and a dashboard.

The same book is filled with an invented law firm, the Chinook sample company, nothing, or one's own list.
"""

from __future__ import annotations

from pathlib import Path

import udfs
from workbook_templates import list_reader
from workbook_templates.client_list import FILLINGS, ClientList
from workbook_templates.portfolio_chart_data import ChartData
from workbook_templates.portfolio_checks import Checks
from workbook_templates.portfolio_dashboard import Dashboard
from workbook_templates.portfolio_ranks import write_ranks
from workbook_templates.portfolio_register import write_register
from workbook_templates.portfolio_settings import write_settings
from workbook_templates.portfolio_spills import write_spills
from workbook_templates.portfolio_workings import Workings
from workbook_templates.style import MUTED, HouseBook

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


class ReadMe:
    """Makes the first sheet, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        self.sheet = book.sheet("ReadMe", (2, 18, 110), one_page=True)
        self.row = 0

    def write(self) -> None:
        """Write what the book is for, what to replace, what is assumed, and which version computed it."""
        book, sheet = self.book, self.sheet
        sheet.set_row(0, 30)
        sheet.write(0, 1, "Client portfolio", book.format("title"))
        purpose = "Which clients are worth most, who looks after them, who is overdue for a word, and who stays?"
        sheet.write(1, 1, purpose, book.format("subtitle"))
        self.row = 3
        self._part("The sheets")
        for tab, says in TABS:
            sheet.write_url(self.row, 1, f"internal:'{tab}'!A1", book.format("link"), tab)
            sheet.write(self.row, 2, says, book.format("label", bottom=0))
            self.row += 1
        self._part("This book")
        self._lines(self.clients.about)
        self._part("Your own clients")
        self._lines(STEPS, numbered=True)
        self._part("What is assumed")
        self._lines(ASSUMED)
        self._part("How to read it")
        sheet.write(self.row, 1, "Yellow, blue type", book.format("input"))
        sheet.write(self.row, 2, "You type here. All else is computed.", book.format("label", bottom=0))
        self.row += 2
        self._part("Version")
        sheet.write(self.row, 1, "Written by", book.format("label", bottom=0))
        sheet.write(self.row, 2, f"Tenure {udfs.__version__}", book.format("label", bottom=0))
        sheet.write(self.row + 1, 1, "Computed by", book.format("label", bottom=0))
        sheet.write_formula(self.row + 1, 2, "=REL_VERSION()", book.format("label", bottom=0), "")
        without = (
            "Without the add-in the figures stand as they were computed last. Do not recalculate there: keep live "
            "books with one owner, and share a copy with values only. LibreOffice recalculates the answers that spill "
            "(on Workings and Spills) by itself and shows #NAME? there."
        )
        sheet.write(self.row + 2, 1, "Without Tenure", book.format("label", bottom=0))
        self._line(self.row + 2, without)

    def _part(self, heading: str) -> None:
        if self.row > 3:
            self.row += 1
        self.sheet.write(self.row, 1, heading, self.book.format("heading"))
        self.row += 1

    def _lines(self, lines: tuple[str, ...], *, numbered: bool = False) -> None:
        for number, line in enumerate(lines, 1):
            mark = f"{number}." if numbered else "\u2022"
            self.sheet.write(
                self.row, 1, mark, self.book.format("label", bottom=0, align="right", valign="top", font_color=MUTED)
            )
            self._line(self.row, line)
            self.row += 1

    def _line(self, row: int, line: str) -> None:
        self.sheet.write(row, 2, line, self.book.format("label", "wrapped", bottom=0))
        # Rows do not grow by themselves in a file that no spreadsheet program has opened.
        self.sheet.set_row(row, 16.5 + 13.5 * (len(line) // 122))


def write(target: Path, clients: ClientList) -> None:
    """Write the client portfolio for a list of clients."""
    with HouseBook(target, f"Client portfolio: {clients.firm}", clients.money_decimals) as book:
        read_me = ReadMe(book, clients)
        dashboard = Dashboard(book, clients)
        write_register(book, clients)
        write_settings(book, clients)
        workings = Workings(book, clients).write()
        write_spills(book, clients)
        chart_data = ChartData(book, clients)
        charts = chart_data.write()
        write_ranks(book, clients)
        read_me.write()
        dashboard.write(charts)
        Checks(book, clients).write(workings, charts, chart_data.page.sheet)


def fill(target: Path, filling: str | Path = "law-firm") -> tuple[str, ...]:
    """Write the client portfolio filled by name, or from one's own list; answers what was read, guessed, left out.

    Raises:
        ListRefused: the list at that path cannot fill the book.
        KeyError: there is no filling of that name.
    """
    clients = list_reader.read(filling) if isinstance(filling, Path) else FILLINGS[filling]()
    write(target, clients)
    return clients.report
