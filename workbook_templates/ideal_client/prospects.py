"""The prospects of the ideal client template: the list, what is wanted of each, and one's own list in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from workbook_templates.example_lists import as_typed, example_rows
from workbook_templates.own_list import read_own_list
from workbook_templates.pages.list_page import AMOUNT_ALLOWED, YES_OR_NO, Column
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, FEES, SECTOR, SOURCE
from workbook_templates.sentences import MONEY_UNIT

MOST = 1_000
"""Prospects that the book serves well."""
_COUNT_ALLOWED = {
    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1e9,
    "error_title": "Not a number", "error_message": "Write a number, 0 or more.",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is wanted of one attribute of a prospect: how much it counts, the ideal, and whether it is a must."""

    weight: float
    ideal: str | float | None
    must: bool = False


FEES_HEADING = "Expected fees"
ATTRIBUTES: tuple[tuple[Column, Wish], ...] = (
    (
        Column(
            FEES_HEADING, "money", 11, f"={MONEY_UNIT}", allowed=AMOUNT_ALLOWED, role=FEES,
            headings=("Potential fees", "Potential", "Deal value", "Estimated value"),
        ),
        Wish(3, 15000),
    ),
    (Column("Sector", "text", 16, role=SECTOR), Wish(2, "Manufacturing")),
    (
        Column(
            "Employees", "count", 11, "people", allowed=_COUNT_ALLOWED,
            headings=("Staff", "Headcount", "Mitarbeiter", "Effectif", "Empleados", "Dipendenti"),
        ),
        Wish(1, 25),
    ),
    (
        Column("Years in business", "count", 11, "years", allowed=_COUNT_ALLOWED, headings=("Age of business",)),
        Wish(1, 5),
    ),
    (
        Column("Services it could use", "count", 11, "of ours", allowed=_COUNT_ALLOWED, headings=("Services",)),
        Wish(2, 5),
    ),
    (
        Column("Work recurs", "text", 10, "yes or no", allowed=YES_OR_NO, headings=("Need recurs", "Recurring")),
        Wish(3, "yes", must=True),
    ),
    (
        Column("Owner decides", "text", 10, "yes or no", allowed=YES_OR_NO, headings=("Decision maker known",)),
        Wish(2, "yes"),
    ),
    (
        Column(
            "No conflict", "text", 10, "yes or no", allowed=YES_OR_NO, headings=("Independence clear", "Conflict clear")
        ),
        Wish(1, "yes", must=True),
    ),
)  # fmt: skip
"""The columns by which prospects are compared, neighbours in the list, and what the example wants of each."""
TYPED: tuple[Column, ...] = (
    Column(
        "Prospect", "text", 27, role=CLIENT, required=True,
        headings=("Company", "Lead", "Target", "Interessent", "Prospetto", "Cliente potencial"),
    ),
    Column("Account manager", "text", 17, role=ACCOUNT_MANAGER),
    Column("Source", "text", 15, role=SOURCE),
    *(column for column, _ in ATTRIBUTES),
)  # fmt: skip


@dataclass(frozen=True)
class Prospects:
    """What the book is filled with.

    Attributes:
        firm: who looks for clients.
        rows: what is typed, in the order of `TYPED`.
        wishes: what is wanted, in the order of `ATTRIBUTES`.
        about: sentences on the list, for the ReadMe.
        report: sentences for whoever made the book.
    """

    firm: str
    rows: tuple[tuple[Any, ...], ...]
    about: tuple[str, ...]
    report: tuple[str, ...]
    wishes: tuple[Wish, ...] = field(default=tuple(wish for _, wish in ATTRIBUTES))
    currency: str = "£"
    unit: Unit = "one"


def example() -> Prospects:
    """Thrupp & Wexcombe, an invented accountancy that is three years old: 24 prospects."""
    rows = tuple(
        tuple(as_typed(row[column.heading], column.kind) for column in TYPED)
        for row in example_rows("accountancy_prospects.csv")
    )
    return Prospects(
        firm="Thrupp & Wexcombe, accountants",
        rows=rows,
        about=(
            "Thrupp & Wexcombe, an accountancy of three partners in its third year, and its prospects are invented; "
            "any likeness to a real firm or person is chance.",
            "The story to look for: everybody talks of Corvane Retail Group, the largest name on the list. It is out "
            "of the question, since the firm audits its lender. Halberd Tooling, which a client mentioned in passing, "
            "is what the firm is looking for; and of two others one question decides.",
        ),
        report=(f"The invented accountancy Thrupp & Wexcombe: {len(rows)} prospects.",),
    )


def empty() -> Prospects:
    """No prospect yet."""
    return Prospects(
        firm="Your firm",
        rows=(),
        about=(
            "This book is empty: type or paste your prospects on sheet Prospects, and describe your ideal client on "
            "sheet Answer.",
            "The ideal client there is an example: change it first.",
        ),
        report=("An empty book: type or paste your prospects on sheet Prospects, and describe the ideal on Answer.",),
    )


def own(source: Path) -> Prospects:
    """One's own list of prospects; the ideal is guessed from it, and said so.

    Raises:
        ListRefused: the list cannot serve.
    """
    read = read_own_list(source, TYPED, MOST)
    first = len(TYPED) - len(ATTRIBUTES)
    wishes = tuple(
        _guess(column, wish, [row[place] for row in read.rows])
        for place, (column, wish) in enumerate(ATTRIBUTES, first)
    )
    report = (
        *read.report,
        "The ideal client was guessed from the list, and nothing is a must: of numbers what a quarter of the "
        "prospects reach, of words the commonest. Describe yours on sheet Answer, on yellow.",
    )
    return Prospects(read.name, read.rows, report, report, wishes, read.currency, read.unit)


def _guess(column: Column, wish: Wish, cells: Sequence[Any]) -> Wish:
    """What may be wanted of an attribute, from what the list holds; without any it does not count."""
    known = [cell for cell in cells if cell is not None]
    if not known:
        return replace(wish, weight=0, must=False)
    if column.allowed is YES_OR_NO:
        return replace(wish, must=False)
    if column.kind == "text":
        return replace(wish, ideal=Counter(known).most_common(1)[0][0], must=False)
    upper = float(np.quantile(known, 0.75))
    return replace(wish, ideal=float(f"{upper:.2g}") if upper > 0 else None, weight=wish.weight if upper > 0 else 0)
