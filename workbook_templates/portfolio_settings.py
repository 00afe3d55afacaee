"""The Settings sheet of the client portfolio: every number that a formula would otherwise hold, under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbook_templates.client_list import Assumptions, ClientList
from workbook_templates.style import HouseBook, Kind, write_value

TIERS = (
    ("Platinum", 0.2, "Most profitable, loyal, willing to try what is new: one partner, all the care there is."),
    ("Gold", 0.5, "Profitable, but compares and spreads its work: win a larger share of it."),
    ("Iron", 0.8, "The volume that fills capacity: good service at moderate cost."),
    ("Lead", None, "Costs money or attention beyond what it pays: reprice, simplify, or part as friends."),
)
QUADRANTS = (
    ("Key", "Long with us and a high margin: protect."),
    ("Maintain", "Long with us, a lower margin: keep it easy, offer what they come to need."),
    ("Develop", "A high margin, not long with us: deepen the bond before somebody else does."),
    ("Review", "Neither: decide what effort they deserve."),
)
CHOICES = 20
"""Rows for the entries of each drop-down."""


@dataclass(frozen=True)
class Setting:
    """One named cell: its label, name, value, unit and meaning, and what may be typed."""

    label: str
    name: str
    value: Any
    kind: Kind
    unit: str
    meaning: str
    allowed: dict[str, Any] | None = None


def _one_of(*words: str) -> dict[str, Any]:
    return {"validate": "list", "source": list(words)}


def _between(low: float, high: float, message: str) -> dict[str, Any]:
    return {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": "Not a share", "error_message": message, "ignore_blank": True,
    }  # fmt: skip


SHARE_ALLOWED = _between(0, 1, "Write a share between 0% and 100%, such as 85%.")


def groups(firm: str, given: Assumptions) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """The settings in their groups, each group with its heading."""
    rate = _between(-0.99, 0.99, "Write a yearly rate, such as 10%.")
    return (
        (
            "The book",
            (
                Setting("Firm", "firm", firm, "text", "", "Stands in the headings."),
                Setting(
                    "Valuation date", "as_of", given.as_of, "date", "date",
                    "Tenure and days overdue are counted to this day. It stands still until you type another.",
                ),
                Setting(
                    "Financial year ends", "year_end", given.year_end, "text", "day",
                    "What a year in the headings of the fee columns means.",
                ),
                Setting("Currency", "currency", given.currency, "text", "sign", "Stands before amounts in sentences."),
                Setting(
                    "Unit", "unit", given.unit, "text", "word", "Amounts are typed in ones, thousands or millions.",
                    _one_of("one", "thousand", "million"),
                ),
            ),
        ),
        (
            "What a client is worth",
            (
                Setting(
                    "Fees a year", "fee_basis", given.fee_basis, "text", "word",
                    "latest: fees of the last year. average: average of the years filled in, where fees jump about.",
                    _one_of("latest", "average"),
                ),
                Setting(
                    "Margin where no cost is known", "margin_share", given.margin_share, "share", "of fees",
                    "Used for clients whose cost to serve is blank.", SHARE_ALLOWED,
                ),
                Setting(
                    "Discount rate", "rate", given.rate, "rate", "a year",
                    "What money a year later loses in worth today.", rate,
                ),
                Setting(
                    "Retention", "retention", given.retention, "share", "a year",
                    "The chance that a client stays a year, where the register has no estimate.", SHARE_ALLOWED,
                ),
                Setting(
                    "Timing", "timing", given.timing, "text", "word",
                    "When a year's margin arrives: end (as Excel's NPV), mid or start of the year.",
                    _one_of("end", "mid", "start"),
                ),
                Setting(
                    "First year", "first", given.first, "text", "word",
                    "at risk: next year's margin comes only if the client stays. certain: it is already sure.",
                    _one_of("certain", "at risk"),
                ),
                Setting("Growth of margin", "growth", given.growth, "rate", "a year", "Of a client who stays.", rate),
                Setting(
                    "Horizon", "periods", None, "count", "years", "Blank: as long as the relationship may last.",
                    {"validate": "integer", "criteria": ">=", "value": 0, "ignore_blank": True},
                ),
            ),
        ),
        (
            "How clients are ranked",
            (
                Setting(
                    "Tiers are cut by", "tier_method", "rank", "text", "word",
                    "rank: by share of clients. share: by the share of value that better clients bring.",
                    _one_of("rank", "share"),
                ),
                Setting(
                    "Core of clients", "pareto_share", 0.2, "share", "of clients",
                    "How much do they bring? Often 20% bring 80%.", SHARE_ALLOWED,
                ),
                Setting(
                    "Matrix: long with us from", "matrix_tenure_cut", "median", "years", "years",
                    "A number of years, or median: half of the clients on each side.",
                ),
                Setting(
                    "Matrix: high margin from", "matrix_margin_cut", "median", "money", "money",
                    "An amount a year, or median.",
                ),
            ),
        ),
    )  # fmt: skip


def write_settings(book: HouseBook, clients: ClientList) -> None:
    """Write the sheet and define its names."""
    sheet = book.sheet("Settings", (2, 30, 24, 12, 20, 100), freeze=(3, 0), one_page=True)
    sheet.write(0, 1, "Settings", book.format("title"))
    sheet.write(1, 1, "Formulas refer to these cells by name. Change what is yellow.", book.format("subtitle"))
    sheet.set_row(0, 28)
    row = 3
    for heading, settings in groups(clients.firm, clients.assumptions):
        for column, text in enumerate((heading, "Value", "Unit", "Name in formulas", "What it means"), 1):
            sheet.write(row, column, text, book.format("column"))
        for setting in settings:
            row += 1
            sheet.write(row, 1, setting.label, book.format("label"))
            look = book.format("input", setting.kind, align="left", indent=1)
            write_value(sheet, row, 2, setting.value, look)
            sheet.write(row, 3, setting.unit, book.format("unit"))
            sheet.write(row, 4, setting.name, book.format("unit"))
            sheet.write(row, 5, setting.meaning, book.format("label"))
            if setting.allowed:
                sheet.data_validation(row, 2, row, 2, setting.allowed)
            book.name(setting.name, sheet, row, 2)
        row += 2
    row = _write_tiers(book, sheet, row, clients.assumptions.cadence)
    row = _write_quadrants(book, sheet, row)
    _write_choices(book, sheet, row, clients)


def _write_tiers(book: HouseBook, sheet: Any, row: int, cadence: tuple[int, ...]) -> int:
    headings = ("Tier, best first", "Contact every", "Unit", "Best share of clients", "What it means")
    for column, text in enumerate(headings, 1):
        sheet.write(row, column, text, book.format("column"))
    first = row + 1
    for (tier, cut, meaning), days in zip(TIERS, cadence, strict=True):
        row += 1
        sheet.write(row, 1, tier, book.format("input"))
        sheet.write(row, 2, days, book.format("input", "count", align="left"))
        sheet.write(row, 3, "days", book.format("unit"))
        if cut is None:
            sheet.write(row, 4, "the rest", book.format("unit"))
        else:
            sheet.write(row, 4, cut, book.format("input", "share", align="left"))
            sheet.data_validation(row, 4, row, 4, SHARE_ALLOWED)
        sheet.write(row, 5, meaning, book.format("input"))
    book.name("tier_names", sheet, first, 1, row, 1)
    book.name("cadence", sheet, first, 1, row, 2)
    book.name("tier_shares", sheet, first, 4, row - 1, 4)
    note = "Names: tier_names, cadence (tier and days), tier_shares. Rename tiers freely; a client may see the sheet."
    sheet.write(row + 1, 1, note, book.format("note"))
    return row + 3


def _write_quadrants(book: HouseBook, sheet: Any, row: int) -> int:
    for column, text in enumerate(("Quadrant of the matrix", "", "", "", "What it means"), 1):
        sheet.write(row, column, text, book.format("column"))
    first = row + 1
    for quadrant, meaning in QUADRANTS:
        row += 1
        sheet.write(row, 1, quadrant, book.format("input"))
        sheet.write(row, 5, meaning, book.format("input"))
    book.name("quadrant_names", sheet, first, 1, row, 1)
    sheet.write(row + 1, 1, "Name: quadrant_names.", book.format("note"))
    return row + 3


def _write_choices(book: HouseBook, sheet: Any, row: int, clients: ClientList) -> None:
    lists = (
        (1, "Sectors", "sectors", {client.sector for client in clients.clients}),
        (2, "Account managers", "account_managers", {client.account_manager for client in clients.clients}),
        (4, "Sources", "sources", {client.source for client in clients.clients}),
    )
    for column in range(1, 6):
        sheet.write(row, column, "", book.format("column"))
    sheet.write(row, 5, "What it means", book.format("column"))
    for line, text in enumerate(
        (
            "What the drop-downs on sheet Clients offer. Add yours below; other words may be typed there too.",
            "Names: sectors, account_managers, sources.",
        ),
        1,
    ):
        sheet.write(row + line, 5, text, book.format("note", align="left", indent=1))
    for column, heading, name, words in lists:
        sheet.write(row, column, heading, book.format("column"))
        entries = sorted((word for word in words if word), key=str.casefold)[:CHOICES]
        for place in range(CHOICES):
            entry = entries[place] if place < len(entries) else ""
            write_value(sheet, row + 1 + place, column, entry, book.format("input"))
        book.name(name, sheet, row + 1, column, row + CHOICES, column)
