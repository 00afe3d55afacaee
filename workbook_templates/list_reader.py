"""One's own list of clients, from a CSV or Excel file: headings recognised, cells read, the rest carried along.

Forgiving where a person would be, and never silent: whatever was guessed, left blank or left out becomes a sentence of
the report. A list that names no clients, or has no fees, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions, Client, ClientList, Profile
from workbook_templates.list_file import ListRefused, Report, reading_of, too_long
from workbook_templates.margins import assumed_in_words, usual_share
from workbook_templates.recognition import Column, Reading
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.reading import in_words
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    COST_TO_SERVE,
    FEES,
    JOINED,
    LAST_CONTACT,
    LEFT,
    MARGIN,
    RETENTION,
    SECTOR,
    SOURCE,
)  # fmt: skip
from workbook_templates.settings import valuation_date, valuation_date_in_words

_OF_THE_REGISTER = (
    CLIENT,
    SECTOR,
    ACCOUNT_MANAGER,
    SOURCE,
    JOINED,
    LEFT,
    COST_TO_SERVE,
    MARGIN,
    RETENTION,
    LAST_CONTACT,
)
"""The roles that have a column of their own in the register, beside the fees; all else is carried along."""
_COMPUTED = ("Status", "Tenure", "Retention used", "Fees a year", "Margin", "Value", "Tier", "Quadrant",
             "Next contact", "Days overdue")  # fmt: skip
"""Columns that an earlier book with this list computed, and the next one computes anew; not each book has all."""
_IN_EVERY_BOOK = frozenset(_COMPUTED) - {"Quadrant"}
MOST_CLIENTS = 2_000
"""Beyond it the ranks, each of which looks at all clients, make a spreadsheet slow."""


@dataclass(frozen=True)
class Columns:
    """What the register takes from the list: columns by its own heading, by year, and those carried along.

    Dropped are the columns that an earlier book of this template computed.
    """

    known: dict[str, Column]
    fees: dict[int, Column]
    other: dict[str, Column]
    dropped: tuple[str, ...]

    @property
    def fee_headings(self) -> tuple[str, ...]:
        """The headings that the columns of fees get in the register."""
        return tuple(_fee_heading(year) for year in self.fees)


def read(source: Path, as_of: date | None = None) -> ClientList:
    """Read a list of clients from a CSV or .xlsx file.

    Args:
        source: the file: one row per client, with headings.
        as_of: the valuation date; by default as valuation_date has it.

    Raises:
        ListRefused: the file cannot be read, or holds no client names or no fees, or fees of several currencies.
    """
    report = Report()
    reading = reading_of(source, report, (FEES, *_OF_THE_REGISTER))
    if all(is_blank(cell) for line in reading.sheet.rows for cell in line):
        raise ListRefused(f"{source.name}: the file is empty; a list has headings and a row per client.")
    if reading.area is None and reading.refusals and "side" in reading.refusals[0].sentence:
        raise _refused(source, reading.refusals[0].sentence)
    if reading.client is None:
        raise ListRefused(
            f"{source.name}: no column of client names was found; give one the heading Client. {_seen(reading)}"
        )
    columns = _columns(reading)
    if not columns.fees:
        raise ListRefused(
            f"{source.name}: no fees were found; give each year a column with a heading such as Fees 2025. "
            f"{_seen(reading)}"
        )
    rows = reading.rows()
    if not rows:
        raise ListRefused(f"{source.name}: there is no client below the headings.")
    if len(rows) > MOST_CLIENTS:
        raise too_long(source, len(rows), MOST_CLIENTS, "clients")
    if reading.refusals:
        raise _refused(source, reading.refusals[0].sentence)
    report.sentences.extend(reading.said)
    try:
        clients = _clients(reading, columns, report)
    except ListRefused as refusal:
        raise ListRefused(f"{source.name}: {refusal}") from None
    if not any(fee for client in clients for fee in client.fees):
        raise ListRefused(f"{source.name}: the columns of fees hold no amount.")
    latest = columns.fees[max(columns.fees)]
    currency = f"{latest.currency} " if latest.currency.isalpha() else latest.currency
    happened = (day for client in clients for day in (client.joined, client.last_contact))
    valued = as_of or valuation_date(happened, max(columns.fees), (client.left for client in clients))
    recognised = ", ".join(_came_from(columns))
    count = f"{len(clients):,} {'client' if len(clients) == 1 else 'clients'}"
    report.sentences.insert(0, f"{count} read from {source.name}; recognised: {recognised}.")
    _say_assumptions(columns, clients, report)
    paid = [
        (client.fees[-1], client.cost_to_serve) for client in clients if client.left is None or client.left > valued
    ]
    report.sentences.extend(assumed_in_words(paid))
    if source.stem:
        report.say(f"The firm's name was taken from the file's: {source.stem}; set firm on sheet Settings.")
    if not currency:
        report.say("No currency sign was found: set currency on sheet Settings.")
    if latest.unit != "one":
        report.say(f"The fees are taken to be in {latest.unit}s: set unit on sheet Settings if they are not.")
    if as_of is None:
        report.say(valuation_date_in_words(valued))
    return ClientList(
        firm=source.stem,
        fee_headings=columns.fee_headings,
        profile_headings=tuple(columns.other),
        clients=clients,
        assumptions=Assumptions(as_of=valued, currency=currency, unit=latest.unit, margin_share=usual_share(paid)),
        about=tuple(report.sentences),
        report=tuple(report.sentences),
    )


def _refused(source: Path, sentence: str) -> ListRefused:
    return ListRefused(f"{source.name}: {sentence[0].lower()}{sentence[1:]}")


# What was seen


def _columns(reading: Reading) -> Columns:
    headings = {column.heading for column in reading.columns}
    dropped = tuple(name for name in _COMPUTED if name in headings) if headings >= _IN_EVERY_BOOK else ()
    kept = [column for column in reading.columns if column.heading not in dropped]
    fees = {
        column.year or 0: column
        for column in sorted(kept, key=lambda column: (column.year or 0, -column.number)) if column.role is FEES
    }  # fmt: skip
    known = {}
    for role in _OF_THE_REGISTER:
        # Of several years the latest.
        found = [reading.client] if role is CLIENT else [column for column in reading.with_role(role) if column in kept]
        if found and found[-1] is not None:
            known[role.term] = found[-1]
    if COST_TO_SERVE.term in known:
        known.pop(MARGIN.term, None)
    taken = {column.number for column in (*known.values(), *fees.values())}
    others = [column for column in kept if column.number not in taken and _says_anything(reading, column)]
    fee_headings = tuple(_fee_heading(year) for year in fees)
    return Columns(known, fees, _profile_headings(others, reading, fee_headings), dropped)


def _fee_heading(year: int) -> str:
    return f"Fees {year}" if year else "Fees"


def _says_anything(reading: Reading, column: Column) -> bool:
    return bool(column.heading) or any(not is_blank(cell) for cell in reading.cells(column))


def _profile_headings(others: Sequence[Column], reading: Reading, fee_headings: Sequence[str]) -> dict[str, Column]:
    """Columns that no figure needs, under headings that the register does not use."""
    used = {
        heading.casefold()
        for heading in (*(role.term for role in _OF_THE_REGISTER), FEES.term, *_COMPUTED, *fee_headings)
    }
    found: dict[str, Column] = {}
    for column in others:
        heading = base = column.heading[:200] or f"Column {column.number - reading.sheet.left + 1}"
        number = 1
        while heading.casefold() in used:
            number += 1
            heading = f"{base} ({number})"
        used.add(heading.casefold())
        found[heading] = column
    return found


def _seen(reading: Reading) -> str:
    """The headings of the list, for a refusal; where there are none the first row that holds anything."""
    cells: Sequence[Any] = [column.heading for column in reading.columns]
    if not cells:
        cells = next(line for line in reading.sheet.rows if not all(is_blank(cell) for cell in line))
    found = [" ".join(str(cell).split())[:40] for cell in cells if not is_blank(cell)]
    return f"The headings seen: {', '.join(found[:12])}{' and more' if len(found) > 12 else ''}."


def _came_from(columns: Columns) -> Iterable[str]:
    """What was recognised, each with the list's own heading where that is another: Fees 2025 (Billed FY25)."""
    found = zip((*columns.known, *columns.fee_headings), (*columns.known.values(), *columns.fees.values()), strict=True)
    for name, column in found:
        yield name if column.name.casefold() == name.casefold() else f"{name} ({column.name})"


# Rows


def _clients(reading: Reading, columns: Columns, report: Report) -> tuple[Client, ...]:
    rows = reading.rows()

    def text(name: str) -> list[str | None]:
        found = reading.cells(columns.known[name]) if name in columns.known else [None] * len(rows)
        return [None if is_blank(cell) else _as_text(cell) for cell in found]

    def days(name: str) -> list[date | None]:
        if name not in columns.known:
            return [None] * len(rows)
        dates = Dates(reading.cells(columns.known[name]))
        for guess in dates.guesses:
            report.say(f"{name}: {guess}")
        report.rows([rows[place] for place in dates.unread], f"{name}: left blank where it is not a date")
        return dates.values

    def numbers(name: str, column: Column) -> Numbers:
        read = Numbers(reading.cells(column))
        for guess in read.guesses:
            report.say(f"{name}: {guess}")
        report.rows([rows[place] for place in read.unread], f"{name}: left blank where it is not a number")
        return read

    def amounts(name: str, column: Column) -> list[float | None]:
        """Numbers, of which none may be a share: 5% is not an amount of fees."""
        read = numbers(name, column)
        shares = sorted(read.per_cent - set(read.unread))
        report.rows([rows[place] for place in shares], f"{name}: left blank where it is a percentage")
        return [None if place in read.per_cent else value for place, value in enumerate(read.values)]

    fees = [
        amounts(heading, column) for heading, column in zip(columns.fee_headings, columns.fees.values(), strict=True)
    ]
    if "Cost to serve" in columns.known:
        costs = amounts("Cost to serve", columns.known["Cost to serve"])
    elif "Margin" in columns.known:
        costs = costs_below_margin(fees[-1], numbers("Margin", columns.known["Margin"]), report)
    else:
        costs = [None] * len(rows)
    retention: list[float | None] = [None] * len(rows)
    if "Retention" in columns.known:
        retention = _retention(numbers("Retention", columns.known["Retention"]), rows, report)
    own = [reading.cells(column) for column in columns.other.values()]
    return tuple(
        Client(
            name=name or "", sector=sector, account_manager=manager, source=origin, joined=joined, left=left,
            fees=tuple(year[place] for year in fees), cost_to_serve=costs[place], retention=retention[place],
            last_contact=contact, profile=tuple(_profile(column[place]) for column in own),
        )
        for place, (name, sector, manager, origin, joined, left, contact) in enumerate(
            zip(
                text("Client"), text("Sector"), text("Account manager"), text("Source"), days("Joined"), days("Left"),
                days("Last contact"), strict=True,
            )
        )
    )  # fmt: skip


def costs_below_margin(fees: Sequence[float | None], margins: Numbers, report: Report) -> list[float | None]:
    """What is left of the last year's fees above the margin, be it an amount or a share of the fees."""
    bare = [value for place, value in enumerate(margins.values) if value is not None and place not in margins.per_cent]
    shares = all(abs(value) <= 1 for value in bare)
    report.say(
        "Cost to serve was taken as the last year's fees less the margin"
        + (", the margin being a share of the fees." if shares else ".")
    )
    costs: list[float | None] = []
    for place, (fee, margin) in enumerate(zip(fees, margins.values, strict=True)):
        if fee is None or margin is None:
            costs.append(None)
        else:
            costs.append(round(fee - (fee * margin if shares or place in margins.per_cent else margin), 6))
    return costs


def _retention(reading: Numbers, rows: Sequence[int], report: Report) -> list[float | None]:
    """The column as shares. With a per cent sign a cell says what it is; the bare numbers must all be of one kind."""
    bare = {
        place: value
        for place, value in enumerate(reading.values)
        if value is not None and place not in reading.per_cent
    }
    hundreds = [place for place, value in bare.items() if value > 1]
    # Zero is the same in both.
    fractions = [place for place, value in bare.items() if 0 < value <= 1]
    if hundreds and fractions:
        as_shares, as_per_cent = (in_words([rows[place] for place in some]) for some in (fractions, hundreds))
        raise ListRefused(
            f"Retention mixes shares such as {bare[fractions[0]]:g} ({as_shares}) and numbers such "
            f"as {bare[hundreds[0]]:g} ({as_per_cent}); write all of them as percentages, such as 85%."
        )
    shares = list(reading.values)
    if hundreds:
        report.say("Retention: numbers without a per cent sign are read as per cent, so that 85 is 85%.")
        for place, value in bare.items():
            shares[place] = round(value / 100, 10)
    outside = [place for place, share in enumerate(shares) if share is not None and not 0 <= share <= 1]
    report.rows([rows[place] for place in outside], "Retention: left blank where it is not between 0% and 100%")
    return [None if place in outside else share for place, share in enumerate(shares)]


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _profile(cell: Any) -> Profile:
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (date, str)):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    return str(cell)


# What the book starts with


def _say_assumptions(columns: Columns, clients: Sequence[Client], report: Report) -> None:
    if columns.dropped:
        report.say(f"Left out, since this book computes them anew: {', '.join(columns.dropped)}.")
    if columns.other:
        report.say(f"Carried along, without meaning for any figure: {', '.join(columns.other)}.")
    if not {"Cost to serve", "Margin"} & columns.known.keys():
        report.say("No cost or margin was found: value is counted on fees; set margin_share on sheet Settings.")
    if not any(client.retention is not None for client in clients):
        report.say("No retention was found: all clients are valued at the retention on sheet Settings.")
    for name, missing in (
        ("Joined", "no tenure and no matrix"),
        ("Account manager", "all clients count as Unassigned"),
        ("Last contact", "nobody counts as late"),
    ):
        if name not in columns.known:
            report.say(f"No column {name} was found: {missing}.")
