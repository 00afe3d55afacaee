"""One's own list of clients, from a CSV or Excel file: headings recognised, cells read, the rest carried along.

Forgiving where a person would be, and never silent: whatever was guessed, left blank or left out becomes a sentence of
the report. A list that names no clients, or has no fees, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.client_list import Assumptions, Client, ClientList, Profile
from workbook_templates.heading_reader import Columns, header_row, plain, recognise
from workbook_templates.list_file import ListRefused, Report, cells_of, named_rows

_TOTALS = re.compile(
    r"(?:(?:sub ?|zwischen|sous )(?:total|summe)\w*|teilsumme|subtotaal)\b.*|"
    r"(?:grand |overall )?totals?|sum|overall|(?:gesamt|end)?summen?|gesamt|insgesamt|total général|somme|"
    r"suma|total general|totali?|totale(?: generale)?|totales|somma|totaal|eindtotaal"
)
"""Names of rows that add up others, in the languages of the headings; only of a subtotal more may be said."""
_PERHAPS_TOTAL = re.compile(r"(?:total|totale|totaal|summe|gesamt|somme|suma|somma)\b.+")
"""Names that are those of a total where the fees add up, and else of a client: Total Fitness Ltd."""
_CURRENCIES = re.compile(r"[£$€]|\b(?:GBP|EUR|USD|CHF)\b")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "CHF": "CHF "}
MOST_CLIENTS = 2_000
"""Beyond it the ranks, each of which looks at all clients, make a spreadsheet slow."""


def read(source: Path, as_of: date | None = None) -> ClientList:
    """Read a list of clients from a CSV or .xlsx file.

    Args:
        source: the file: one row per client, with headings.
        as_of: the valuation date; by default the last day that the list knows of.

    Raises:
        ListRefused: the file cannot be read, or holds no client names or no fees.
    """
    report = Report()
    cells = cells_of(source, report)
    if all(is_blank(cell) for line in cells for cell in line):
        raise ListRefused(f"{source.name}: the file is empty; a list has headings and a row per client.")
    header = header_row(cells)
    if header is None:
        first = next(line for line in cells if not all(is_blank(cell) for cell in line))
        raise ListRefused(
            f"{source.name}: no column of client names was found; give one the heading Client. {_seen(first)}"
        )
    columns = recognise(cells, header)
    if not columns.fees:
        raise ListRefused(
            f"{source.name}: no fees were found; give each year a column with a heading such as Fees 2025. "
            f"{_seen(cells[header])}"
        )
    rows = _client_rows(cells, header, columns, report)
    if not rows:
        raise ListRefused(f"{source.name}: there is no client below the headings.")
    if len(rows) > MOST_CLIENTS:
        raise ListRefused(
            f"{source.name}: {len(rows):,} clients are more than this workbook serves well, {MOST_CLIENTS:,}; "
            "list those that matter most."
        )
    currency = _currency(source, cells, [header, *rows], columns)
    try:
        clients = _clients(cells, rows, columns, report)
    except ListRefused as refusal:
        raise ListRefused(f"{source.name}: {refusal}") from None
    if not any(fee for client in clients for fee in client.fees):
        raise ListRefused(f"{source.name}: the columns of fees hold no amount.")
    valued = as_of or _valuation_date(max(columns.fees), clients)
    recognised = ", ".join(_came_from(cells[header], columns))
    count = f"{len(clients):,} {'client' if len(clients) == 1 else 'clients'}"
    report.sentences.insert(0, f"{count} read from {source.name}; recognised: {recognised}.")
    _say_assumptions(columns, clients, report)
    if source.stem:
        report.say(f"The firm's name was taken from the file's: {source.stem}; set firm on sheet Settings.")
    if not currency:
        report.say("No currency sign was found: set currency on sheet Settings.")
    if as_of is None:
        report.say(f"Valued as of {valued.day} {valued:%B %Y}: set as_of on sheet Settings if another day is meant.")
    return ClientList(
        firm=source.stem,
        fee_headings=columns.fee_headings,
        profile_headings=tuple(columns.other),
        clients=clients,
        assumptions=Assumptions(as_of=valued, currency=currency),
        about=tuple(report.sentences),
        report=tuple(report.sentences),
    )


# What was seen


def _seen(line: Sequence[Any]) -> str:
    """The headings of a row, for a refusal."""
    found = [" ".join(str(cell).split())[:40] for cell in line if not is_blank(cell)]
    return f"The headings seen: {', '.join(found[:12])}{' and more' if len(found) > 12 else ''}."


def _came_from(line: Sequence[Any], columns: Columns) -> Iterable[str]:
    """What was recognised, each with the list's own heading where that is another: Fees 2025 (Billed FY25)."""
    found = zip((*columns.known, *columns.fee_headings), (*columns.known.values(), *columns.fees.values()), strict=True)
    for name, place in found:
        own = line[place].year if isinstance(line[place], (date, datetime)) else line[place]
        own = " ".join(str(own).split())
        yield name if own.casefold() == name.casefold() else f"{name} ({own})"


# Rows


def _client_rows(cells: Sequence[Sequence[Any]], header: int, columns: Columns, report: Report) -> list[int]:
    rows: list[int] = []
    nameless, totals, sums, bare = [], [], [], []
    fees = _fee_rows(cells, header, columns)
    for row in range(header + 1, len(cells)):
        line = cells[row]
        if all(is_blank(cell) for cell in line):
            continue
        name = _at(line, columns.known["Client"])
        if is_blank(name):
            nameless.append(row + 1)
        elif _TOTALS.fullmatch(plain(name)) or (
            _PERHAPS_TOTAL.fullmatch(plain(name)) and _adds_up(fees[row], [fees[above] for above in rows])
        ):
            totals.append(row + 1)
        else:
            if _adds_up(fees[row], [fees[above] for above in rows], of_all=True):
                sums.append(row + 1)
            if all(is_blank(cell) for place, cell in enumerate(line) if place != columns.known["Client"]):
                bare.append(row + 1)
            rows.append(row)
    report.rows(nameless, "Left out, since they name no client")
    report.rows(totals, "Left out, since they look like totals")
    report.rows(sums, "Kept as a client, but its fees are the sum of all rows above: delete it if it is a total")
    report.rows(bare, "Kept as a client, though nothing but a name is known: delete it if it is a remark")
    names = Counter(str(_at(cells[row], columns.known["Client"])).strip().casefold() for row in rows)
    twice = [row + 1 for row in rows if names[str(_at(cells[row], columns.known["Client"])).strip().casefold()] > 1]
    report.rows(twice, "The same client name stands more than once; each row is kept as a client of its own")
    return rows


def _fee_rows(cells: Sequence[Sequence[Any]], header: int, columns: Columns) -> dict[int, tuple[float, ...]]:
    """The fees of each row below the headings; nothing counts as zero."""
    below = range(header + 1, len(cells))
    years = [Numbers([_at(cells[row], column) for row in below]).values for column in columns.fees.values()]
    return {row: tuple(year[place] or 0.0 for year in years) for place, row in enumerate(below)}


def _adds_up(fees: tuple[float, ...], above: Sequence[tuple[float, ...]], *, of_all: bool = False) -> bool:
    """Whether the fees are, year by year, the sums of the rows right above: of all of them, or of the last few."""
    if not any(fees):
        return False
    sums = [0.0] * len(fees)
    for count, line in enumerate(reversed(above), 1):
        sums = [total + fee for total, fee in zip(sums, line, strict=True)]
        equal = all(abs(total - fee) < 0.005 for total, fee in zip(sums, fees, strict=True))
        if equal and count > 1 and (count == len(above) or not of_all):
            return True
    return False


def _at(line: Sequence[Any], column: int) -> Any:
    return line[column] if column < len(line) else None


def _clients(
    cells: Sequence[Sequence[Any]], rows: Sequence[int], columns: Columns, report: Report
) -> tuple[Client, ...]:
    def raw(column: int) -> list[Any]:
        return [_at(cells[row], column) for row in rows]

    def text(name: str) -> list[str | None]:
        found = raw(columns.known[name]) if name in columns.known else [None] * len(rows)
        return [None if is_blank(cell) else str(cell).strip() for cell in found]

    def days(name: str) -> list[date | None]:
        if name not in columns.known:
            return [None] * len(rows)
        reading = Dates(raw(columns.known[name]))
        for guess in reading.guesses:
            report.say(f"{name}: {guess}")
        report.rows([rows[place] + 1 for place in reading.unread], f"{name}: left blank where it is not a date")
        return reading.values

    def numbers(name: str, column: int) -> Numbers:
        reading = Numbers(raw(column))
        for guess in reading.guesses:
            report.say(f"{name}: {guess}")
        report.rows([rows[place] + 1 for place in reading.unread], f"{name}: left blank where it is not a number")
        return reading

    def amounts(name: str, column: int) -> list[float | None]:
        """Numbers, of which none may be a share: 5% is not an amount of fees."""
        reading = numbers(name, column)
        shares = sorted(reading.per_cent - set(reading.unread))
        report.rows([rows[place] + 1 for place in shares], f"{name}: left blank where it is a percentage")
        return [None if place in reading.per_cent else value for place, value in enumerate(reading.values)]

    fees = [
        amounts(heading, column) for heading, column in zip(columns.fee_headings, columns.fees.values(), strict=True)
    ]
    if "Cost to serve" in columns.known:
        costs = amounts("Cost to serve", columns.known["Cost to serve"])
    elif "Margin" in columns.known:
        costs = _costs(fees[-1], numbers("Margin", columns.known["Margin"]), report)
    else:
        costs = [None] * len(rows)
    retention: list[float | None] = [None] * len(rows)
    if "Retention" in columns.known:
        retention = _retention(numbers("Retention", columns.known["Retention"]), rows, report)
    own = [raw(column) for column in columns.other.values()]
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


def _costs(fees: Sequence[float | None], margins: Numbers, report: Report) -> list[float | None]:
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
        as_shares, as_per_cent = (named_rows([rows[place] + 1 for place in some]) for some in (fractions, hundreds))
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
    report.rows([rows[place] + 1 for place in outside], "Retention: left blank where it is not between 0% and 100%")
    return [None if place in outside else share for place, share in enumerate(shares)]


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


def _currency(source: Path, cells: Sequence[Sequence[Any]], rows: Iterable[int], columns: Columns) -> str:
    """The one currency sign in the columns of fees and their headings, if there is one."""
    seen: dict[str, int] = {}
    for row in rows:
        for column in columns.fees.values():
            for found in _CURRENCIES.findall(str(_at(cells[row], column) or "")):
                seen.setdefault(_SIGNS.get(found, found), row + 1)
    if len(seen) > 1:
        where = ", ".join(f"{sign} in row {row}" for sign, row in seen.items())
        raise ListRefused(f"{source.name}: the fees mix currencies ({where}); bring them to one first.")
    return next(iter(seen), "")


def _valuation_date(year: int, clients: Iterable[Client]) -> date:
    """The last day that the list knows of, if that is within its last year or after, else the end of that year."""
    known = [day for client in clients for day in (client.joined, client.last_contact) if day]
    latest = max(known, default=date.min)
    if year == 0:
        return latest if known else date.today()
    return latest if latest.year >= year else date(year, 12, 31)


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
        ("Last contact", "contacts are counted from joining, where that is known"),
    ):
        if name not in columns.known:
            report.say(f"No column {name} was found: {missing}.")
