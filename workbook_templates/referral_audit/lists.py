"""The two lists of the referral audit: clients with where they came from, and the sources with what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook_templates.departures import departures_in_words, gone_by, read_list_and_departures
from workbook_templates.example_lists import as_number, example_lines
from workbook_templates.pages.list_page import AMOUNT_ALLOWED, Column, beside, cell_of, one_of_these, same_as
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, FEES, SOURCE
from workbook_templates.settings import valuation_date

MOST_CLIENTS = 2_000
_NOT_NEGATIVE = {
    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1e12,
    "error_title": "Not a number from 0", "error_message": "Write a number, 0 or more.",
}  # fmt: skip


@dataclass(frozen=True)
class Referrals:
    """What fills the book.

    Attributes:
        firm: whose clients they are.
        clients: what is typed on sheet Clients, row by row.
        sources: what is typed on sheet Sources.
        about: sentences for the ReadMe.
        report: sentences for whoever made the book.
        currency: the sign of the amounts.
        unit: in what they are typed.
    """

    firm: str
    clients: Sequence[Sequence[Any]]
    sources: Sequence[Sequence[Any]]
    about: tuple[str, ...]
    report: tuple[str, ...]
    currency: str = "£"
    unit: Unit = "one"


def client_columns() -> tuple[Column, ...]:
    """The columns of sheet Clients; the computed ones look up referral_worth on sheet Tables."""
    client = cell_of("Clients", "Client")
    together, fees = cell_of("Clients", "With all brought"), f"N({cell_of('Clients', 'Fees a year')})"
    return (
        Column("Client", "text", 28, role=CLIENT, required=True),
        Column("Source", "text", 24, allowed=one_of_these("source_names"), role=SOURCE, required=True),
        Column(
            "Referred by", "text", 28,
            headings=(
                "referrer", "introduced by", "recommended by", "referring client", "introducer", "empfohlen von",
                "empfohlen durch", "empfehlung von", "geworben von", "recommandé par", "parrain", "apporté par",
                "présenté par", "recomendado por", "referido por", "presentado por", "segnalato da", "presentato da",
                "consigliato da",
            ),
        ),
        Column("Account manager", "text", 20, role=ACCOUNT_MANAGER),
        Column("Fees a year", "money", 13, "=money_unit", allowed=AMOUNT_ALLOWED, role=FEES, required=True),
        Column(
            "Still expected", "money", 13, "=money_unit", allowed=AMOUNT_ALLOWED,
            headings=(
                "expected", "expected fees", "expected business", "projected", "projected fees", "projection",
                "forecast", "pipeline", "potential", "erwartet", "noch erwartet", "prognose", "attendu",
                "prévisionnel", "prévision", "esperado", "previsto", "previsión", "atteso", "previsione",
            ),
        ),
        Column(
            "Brought to us", "money", 16, "=money_unit",
            f'=IF({together}="","",IF({together}-{fees}=0,"",{together}-{fees}))',
        ),
        Column(
            "With all brought", "money", 17, "=money_unit",
            f'=IF({client}="","",{beside("Clients", "referral_worth")})',
        ),
    )  # fmt: skip


def source_columns() -> tuple[Column, ...]:
    """The columns of sheet Sources; the computed ones add up the lines of the clients."""
    source = cell_of("Sources", "Source")

    alike = same_as(f"TRIM({source})")

    def total(name: str) -> str:
        return f'=IF({source}="","",SUMIF(source_of_client,{alike},{name}))'

    def typed(heading: str) -> str:
        return cell_of("Sources", heading)

    effort, fees = typed("Effort"), typed("Fees")
    return (
        Column("Source", "text", 26),
        Column("Hours a year", "count", 12, "hours", allowed=_NOT_NEGATIVE),
        Column("Outlays a year", "money", 12, "=money_unit", allowed=_NOT_NEGATIVE),
        Column("Referrals given", "count", 12, "number", allowed=_NOT_NEGATIVE),
        Column("Referrals received", "count", 12, "number", allowed=_NOT_NEGATIVE),
        Column("Of use", "count", 12, "of received", allowed=_NOT_NEGATIVE),
        Column(
            "Effort", "money", 12, "=money_unit",
            f'=IF({source}="","",{typed("Hours a year")}*hour_cost+{typed("Outlays a year")})',
        ),
        Column("Clients", "count", 10, "number", f'=IF({source}="","",COUNTIF(source_of_client,{alike}))'),
        Column("Fees", "money", 13, "=money_unit", total("fees_counted")),
        Column("Expected", "money", 13, "=money_unit", total("expected_of_client")),
        Column(
            "Fees per effort", "factor", 12, "times",
            f'=IF({source}="","",IF({effort}>0,{fees}/{effort},""))',
        ),
    )  # fmt: skip


def example() -> Referrals:
    """Wickerby & Thrush LLP, an invented law firm: 50 clients and eight sources."""
    return Referrals(
        firm="Wickerby & Thrush LLP",
        clients=list(_rows("referred_clients.csv", 4)),
        sources=list(_rows("referral_sources.csv", 1)),
        about=(
            "Wickerby & Thrush LLP, its clients and its sources are invented; any likeness to a real firm or person "
            "is chance.",
            "The story to look for: most hours go into networking events, and hardly a client comes from there. "
            "Existing clients and accountants bring nearly two thirds of the fees and get little in return. And Plover "
            "Lane Bakery, one of the smallest clients, stands at the head of a chain of good ones.",
        ),
        report=("The invented law firm Wickerby & Thrush LLP: 50 clients and eight sources.",),
    )


def empty() -> Referrals:
    """No client and no source yet."""
    return Referrals(
        firm="Your firm",
        clients=(),
        sources=(),
        about=("This book is empty: type or paste your clients on sheet Clients, and your sources on sheet Sources.",),
        report=("An empty book: type or paste your clients on sheet Clients.",),
    )


def from_list(source: Path) -> Referrals:
    """One's own list; what the sources cost is not in it, and stays to be typed.

    Raises:
        ListRefused: the list cannot fill the book.
    """
    columns = client_columns()
    own, left = read_list_and_departures(source, columns, MOST_CLIENTS)
    gone = gone_by(valuation_date((), own.latest_year, left), left)
    departed = departures_in_words(
        own, gone, "is listed without fees, as one whom its source brought",
        "are listed without fees, as some whom their sources brought",
    )  # fmt: skip
    headings = [column.heading for column in columns if not column.formula]
    no_more = [headings.index(heading) for heading in ("Fees a year", "Still expected")]
    clients = [
        tuple(None if number in gone and each in no_more else cell for each, cell in enumerate(row))
        for number, row in enumerate(own.rows)
    ]
    report = (*own.report, *departed)
    place = headings.index("Source")
    names: dict[str, str] = {}
    for row in own.rows:
        if row[place]:
            names.setdefault(" ".join(row[place].split()).casefold(), row[place])
    return Referrals(
        firm=own.name,
        clients=clients,
        sources=[(name, None, None, None, None, None) for name in names.values()],
        about=(
            *report,
            "What each source costs, and the referrals given and received, are not in the list: type them on sheet "
            "Sources.",
        ),
        report=(*report, "Type on sheet Sources what each source costs: then effort is set against fees."),
        currency=own.currency,
        unit=own.unit,
    )


def _rows(name: str, texts: int) -> Iterator[tuple[Any, ...]]:
    """The rows of an example: so many texts, then numbers."""
    for row in example_lines(name):
        yield (*(cell or None for cell in row[:texts]), *(as_number(cell) for cell in row[texts:]))
