"""The three lists of relationship care: clients, the people who know each other, and the account managers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.example_lists import as_day, as_number, example_lines
from workbook_templates.list_file import ListRefused, Report, reading_of
from workbook_templates.own_columns import OwnColumns
from workbook_templates.own_list import read_own_list
from workbook_templates.pages.list_page import (
    AMOUNT_ALLOWED,
    ANY_NUMBER,
    DATE_ALLOWED,
    YES_OR_NO,
    Column,
    beside,
    cell_of,
    escaped,
    one_of_these,
    same_as,
)
from workbook_templates.recognition import Reading
from workbook_templates.recognition.column_values import Values
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    FEES,
    INVOICE_AMOUNT,
    JOINED,
    LAST_CONTACT,
    LEFT,
    OTHER,
    SERVICE,
    TIER,
)
from workbook_templates.recognition.words import plain
from workbook_templates.settings import valuation_date, valuation_date_in_words

MOST_CLIENTS = 2_000
MOST_SERVICES = 12
BARRIERS = (
    ("Bundling", "Several services at one price, worth less one by one."),
    ("Cross-selling", "Services that feed each other, such as accounts and payments."),
    ("Cross-promotion", "You send each other customers, or advertise together."),
    ("Loyalty programme", "Better terms, or privileges, for those who stay."),
    ("Shared infrastructure", "Systems linked with yours: interfaces, shared files, people on site."),
    ("Switching costs", "Leaving costs fees, work or time: a bond that is endured, not liked."),
)
_SERVICES = ("Lending", "Deposits", "Payments", "Investing", "Insurance", "Pensions")
_HOURS = {
    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1e6,
    "error_title": "Not a number of hours", "error_message": "Write hours, 0 or more.",
}  # fmt: skip


@dataclass(frozen=True)
class Care:
    """What fills the book.

    Attributes:
        firm: whose clients they are.
        as_of: the valuation date.
        services: the headings of the columns of fees, one per service.
        clients: what is typed on sheet Clients, row by row.
        contacts: what is typed on sheet Contacts.
        team: what is typed on sheet Team.
        about: sentences for the ReadMe.
        report: sentences for whoever made the book.
        currency: the sign of the amounts.
        unit: in what they are typed.
    """

    firm: str
    as_of: date
    services: tuple[str, ...]
    clients: Sequence[Sequence[Any]]
    contacts: Sequence[Sequence[Any]]
    team: Sequence[Sequence[Any]]
    about: tuple[str, ...]
    report: tuple[str, ...]
    currency: str = "£"
    unit: Unit = "one"


def across(first: str, last: str) -> str:
    """The cells of this row from one column of sheet Clients to another."""
    if first == last:
        return cell_of("Clients", first)
    return f"Clients[[#This Row],[{escaped(first)}]:[{escaped(last)}]]"


def client_columns(services: Sequence[str]) -> tuple[Column, ...]:
    """The columns of sheet Clients."""
    return (*_typed(services), *_computed(services))


def _typed(services: Sequence[str]) -> Iterator[Column]:
    yield Column("Client", "text", 25, role=CLIENT, required=True)
    yield Column("Account manager", "text", 17, allowed=one_of_these("account_managers"), role=ACCOUNT_MANAGER)
    yield Column("Tier", "text", 10, allowed=one_of_these("tier_names"), role=TIER)
    yield Column("Joined", "date", 12, "date", allowed=DATE_ALLOWED, role=JOINED)
    yield Column("Left", "date", 12, "first day gone", allowed=DATE_ALLOWED, role=LEFT)
    yield Column("Last contact", "date", 12, "date", allowed=DATE_ALLOWED, role=LAST_CONTACT)
    yield Column(
        "Key date", "date", 12, "any year", allowed=DATE_ALLOWED,
        headings=(
            "birthday", "date of birth", "anniversary", "founded", "geburtstag", "geburtsdatum", "jahrestag",
            "gründungstag", "anniversaire", "date de naissance", "date anniversaire", "cumpleaños",
            "fecha de nacimiento", "aniversario", "compleanno", "data di nascita", "anniversario",
        ),
    )  # fmt: skip
    yield Column(
        "Hours a year",
        "count",
        9,
        "hours",
        allowed=_HOURS,
        headings=("hours", "effort", "time spent", "stunden", "aufwand", "heures", "temps passé", "horas", "ore"),
    )
    for service in services:
        yield Column(service, "money", max(10, min(len(service) + 2, 18)), "=money_unit", allowed=AMOUNT_ALLOWED)
    for barrier, _ in BARRIERS:
        yield Column(barrier, "text", 13 if len(barrier) > 14 else 11, "yes or no", allowed=YES_OR_NO)


def _computed(services: Sequence[str]) -> Iterator[Column]:
    client, tier = cell_of("Clients", "Client"), cell_of("Clients", "Tier used")
    last, left, key = (cell_of("Clients", each) for each in ("Last contact", "Left", "Key date"))
    # With whom no contact is recorded nobody knows to be late: such clients are counted apart.
    unknown = f'{last}=""'
    held = f"REL_BARRIERS({across(BARRIERS[0][0], BARRIERS[-1][0])},barrier_names,barrier_weights)"

    def of_each(formula: str, blank: str = "") -> str:
        gone = f'IF({left}="",FALSE,{left}<=as_of)'
        return f'=IF(OR({client}="",{gone}{"," if blank else ""}{blank}),"",{formula})'

    yield Column("Fees in all", "money", 11, "=money_unit", of_each(f"SUM({across(services[0], services[-1])})"))
    yield Column(
        "Tier used", "text", 10,
        formula=of_each(
            f'IF({cell_of("Clients", "Tier")}="",REL_TIER({cell_of("Clients", "Fees in all")},tier_cuts,tier_names),'
            f'{cell_of("Clients", "Tier")})'
        ),
    )  # fmt: skip
    yield Column("Held by", "count", 9, "0 to 100", of_each(f"INDEX({held},1,1)"))
    yield Column(
        "Of it endured", "count", 9, "0 to 100", of_each(f"INDEX({held},1,3)", f'{cell_of("Clients", "Held by")}=""')
    )
    yield Column("Next contact", "date", 12, "date", of_each(f"REL_CONTACT_DUE({last},{tier},cadence)", unknown))
    yield Column(
        "Days overdue", "count", 9, "days",
        of_each(f"REL_DAYS_OVERDUE({last},{tier},cadence,as_of)", unknown),
    )  # fmt: skip
    yield Column("Next key date", "date", 12, "date", of_each(f"REL_NEXT_DATE({key},as_of)", f'{key}=""'))
    offers = (("Offer next", "text", 14, ""), ("Chance", "share", 9, "it is taken"),
              ("Expected fee", "money", 10, "=money_unit"))  # fmt: skip
    for place, (heading, kind, width, unit) in zip((1, 2, 4), offers, strict=True):
        found = beside("Clients", "next_offers", place)
        yield Column(heading, kind, width, unit, of_each(f'IF({found}="","",{found})'))  # type: ignore[arg-type]


def contact_columns() -> tuple[Column, ...]:
    """The columns of sheet Contacts: who knows whom."""
    return (
        Column("Client", "text", 28, allowed=one_of_these("client_names")),
        Column("Their contact", "text", 26),
        Column("Our contact", "text", 22, allowed=one_of_these("account_managers")),
    )


def team_columns() -> tuple[Column, ...]:
    """The columns of sheet Team: what each account manager can give, and what the clients need."""
    manager, hours, counted, needed = (
        cell_of("Team", each) for each in ("Account manager", "Hours", "Hours that count", "Hours needed")
    )

    own = f"manager_of_client,{same_as(f'TRIM({manager})')}"

    def of_each(formula: str) -> str:
        return f'=IF({manager}="","",{formula})'

    return (
        Column("Account manager", "text", 26),
        Column("Hours", "count", 14, "a year, for clients", allowed=_HOURS),
        Column("Hours that count", "count", 16, "a year", of_each(f'IF({hours}="",capacity,{hours}+0)')),
        Column("Clients", "count", 12, "number", of_each(f"COUNTIFS({own},fees_of_client,{ANY_NUMBER})")),
        Column(
            "Fees", "money", 14, "=money_unit", of_each(f"SUMIF({own},fees_of_client)")
        ),
        Column(
            "Hours needed", "count", 14, "a year", of_each(f"SUMIF({own},hours_of_client)")
        ),
        Column("Load", "share", 10, "of the hours", of_each(f'IF({counted}>0,{needed}/{counted},"")')),
        Column("Hours free", "count", 12, "a year", of_each(f"{counted}-{needed}")),
    )  # fmt: skip


def example() -> Care:
    """Larkhaven Private Bank, an invented bank: 30 clients and one that left, four advisers, six services."""
    clients = []
    for row in example_lines("adviser_clients.csv"):
        texts, days, numbers, flags = row[:3], row[3:7], row[7:14], row[14:]
        clients.append(
            (*texts, *(as_day(day) for day in days), *(as_number(cell) for cell in numbers), *flags)
        )  # fmt: skip
    return Care(
        firm="Larkhaven Private Bank",
        as_of=date(2026, 10, 31),
        services=_SERVICES,
        clients=clients,
        contacts=example_lines("adviser_contacts.csv"),
        team=[(name, float(hours)) for name, hours in example_lines("advisers.csv")],
        about=(
            "Larkhaven Private Bank, its advisers, clients and their people are invented; any likeness to a real firm "
            "or person is chance.",
            "The story to look for: Copperwell Foundry pays most, has not been spoken to for weeks, is held by nothing "
            "and known to one person alone. Its adviser has more work than hours, while a colleague has time.",
        ),
        report=("The invented Larkhaven Private Bank: 30 clients and one that left, four advisers, six services.",),
    )


def empty() -> Care:
    """No client yet."""
    return Care(
        firm="Your firm",
        as_of=date(2026, 12, 31),
        services=tuple(f"Service {number}" for number in range(1, 7)),
        clients=(),
        contacts=(),
        team=(),
        about=(
            "This book is empty: type or paste your clients on sheet Clients, and every figure follows.",
            "Change the headings Service 1 to Service 6 to your own services; the formulas follow the headings.",
        ),
        report=("An empty book: type or paste your clients on sheet Clients.",),
    )


def from_list(source: Path) -> Care:
    """One's own list; its columns of amounts are the services. Who knows whom is not in it, and stays to be typed.

    Raises:
        ListRefused: the list cannot fill the book.
    """
    services = _services(reading_of(source, Report(), [ACCOUNT_MANAGER, LAST_CONTACT, TIER]))
    columns = client_columns(services or ("Fees",))
    own = read_own_list(source, columns, MOST_CLIENTS)
    if not services:
        raise ListRefused(
            f"{source.name}: no column of fees was found; give one column for each service, or one of all."
        )
    place = [column.heading for column in columns].index("Account manager")
    managers = {" ".join(str(row[place]).split()).casefold(): row[place] for row in reversed(own.rows) if row[place]}
    if len(services) > 1:
        taken = f"Taken for services, with the fees of each: {', '.join(services)}."
    else:
        taken = (
            f"Taken for the fees of each client: {services[0]}. Nothing is offered: that needs a column of fees for "
            "each service, such as Audit and Tax advice."
        )
    as_of = valuation_date(
        own.days("Joined", "Last contact", columns=columns), own.latest_year, own.days("Left", columns=columns)
    )
    told = (
        taken,
        valuation_date_in_words(as_of),
        "Who knows whom is not in the list: type it on sheet Contacts; type on sheet Team what hours each account "
        "manager has.",
    )
    return Care(
        firm=own.name,
        as_of=as_of,
        services=services,
        clients=own.rows,
        contacts=(),
        team=[(name, None) for name in sorted(managers.values(), key=str.casefold)],
        about=(*own.report, *told),
        report=(*own.report, *told),
        currency=own.currency,
        unit=own.unit,
    )


def _services(reading: Reading) -> tuple[str, ...]:
    """The columns of amounts that are nothing else, one per service; with fewer than two, the latest year's fees."""
    others = [column for column in client_columns(("Fees",)) if column.heading != "Fees"]
    taken = {column.number for column in OwnColumns(reading, others).found.values()}
    reserved = {plain(column.heading) for column in others}
    found, fees = [], []
    for column in reading.columns:
        values = Values(reading.cells(column))
        # A service that nobody buys yet is known by its name.
        amounts = values.figures >= 0.8 and values.percentages <= 0.5 if values.filled else column.heading in _SERVICES
        if column.number in taken or not column.heading or plain(column.heading) in reserved or not amounts:
            continue
        if column.year and column.role in (FEES, INVOICE_AMOUNT):
            fees.append((column.year, column.heading))
        elif column.role in (OTHER, SERVICE, FEES, INVOICE_AMOUNT):
            found.append(column.heading)
    names = found if len(found) > 1 or not fees else [max(fees)[1]]
    once = {plain(name): name for name in reversed(names)}
    return tuple(name for name in names if once[plain(name)] is name)[:MOST_SERVICES]
