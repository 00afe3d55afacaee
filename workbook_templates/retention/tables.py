"""The Tables sheet of the retention book: bridge, survival curve, cohorts, and the model that projects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import udfs
from workbook_templates.pages.tables_page import Answer, TablesPage
from workbook_templates.retention.register import END, FORMER, START, TABLE
from workbook_templates.style import Kind

BRIDGE_ROWS = 8
GONE = f'COUNTIFS({TABLE}[Joined],"<="&as_of,{TABLE}[Left],"<="&as_of)'
"""How many have left, as part of a formula."""
JOINED = f'COUNTIF({TABLE}[Joined on record],"<="&as_of)'
"""How many joined since leavers are recorded, as part of a formula."""
_MORE_YEARS = 6
"""Columns of room to the right of the cohorts."""
_MODEL_ROWS = 5
_CURVE: tuple[Kind, ...] = ("years", "count", "count", "share", "share", "share")


@dataclass(frozen=True)
class Spell:
    """When a client came and went, as the list holds it when the book is written."""

    joined: date
    left: date | None


@dataclass(frozen=True)
class Tables:
    """Where the answers stand."""

    bridge: Answer
    curve: Answer
    rates: Answer
    counts: Answer
    model: Answer


def write_tables(page: TablesPage, spells: Sequence[Spell], as_of: date) -> Tables:
    """Write the sheet for a list as it is now; it grows with the list."""
    joined, left = [[spell.joined] for spell in spells], [[spell.left] for spell in spells]

    def shape(name: str, *more: object) -> tuple[int, int]:
        answer: Any = udfs.call(name, joined, left, as_of, *more) if spells else None
        return (len(answer), len(answer[0])) if isinstance(answer, list) else (2, 6)

    bridge = page.answer(
        "bridge", "The bridge", "From the clients on start_date to those on as_of.",
        f'=IF(OR(COUNTIF({TABLE}[{START}],"?*")=0,COUNTIF({TABLE}[{END}],"?*")=0),"",'
        f"REL_RETENTION_BRIDGE({TABLE}[{START}],{TABLE}[{END}],{TABLE}[{FORMER}]))",
        BRIDGE_ROWS, ("text", "factor"), room=BRIDGE_ROWS,
    )  # fmt: skip
    curve = page.answer(
        "survival_curve", "How long clients stay", "Kaplan-Meier: years since joining, and the share still there.",
        f'=IF({GONE}=0,"",REL_SURVIVAL({TABLE}[Joined],{TABLE}[Left],as_of,records_since,confidence))',
        shape("REL_SURVIVAL")[0], _CURVE,
    )  # fmt: skip
    rows, columns = shape("REL_COHORTS")
    kinds: tuple[Kind, ...] = ("text", "count", *_shares(columns - 2))
    rates = page.answer(
        "cohorts", "Cohorts, as shares", "By year of joining: the share still there after 1, 2, 3 ... years.",
        f'=IF({JOINED}=0,"",REL_COHORTS({TABLE}[Joined on record],{TABLE}[Left],as_of))',
        rows, kinds, total=True, across=_MORE_YEARS, narrow=8,
    )  # fmt: skip
    kinds = ("text", *_counts(columns - 1))
    counts = page.answer(
        "cohort_counts", "Cohorts, as counts", "The same in clients.",
        f'=IF({JOINED}=0,"",REL_COHORTS({TABLE}[Joined on record],{TABLE}[Left],as_of,"year","count"))',
        rows, kinds, total=True, across=_MORE_YEARS, narrow=8,
    )  # fmt: skip
    labels, cells = counts.cells(0), counts.block(1)
    # The last row is no cohort, and a cell without figure is not yet observed.
    survivors = f'IF(ISNUMBER({labels})*ISNUMBER({cells}),{cells},"")'
    model = page.answer(
        "model", "The model", "Shifted beta-geometric, fitted to the counts; blank where it does not fit.",
        f'=IFERROR(REL_SBG_FIT({survivors}),"")', _MODEL_ROWS, ("text", "factor"), room=_MODEL_ROWS,
    )  # fmt: skip
    return Tables(bridge, curve, rates, counts, model)


def _shares(columns: int) -> list[Kind]:
    return ["share"] * columns


def _counts(columns: int) -> list[Kind]:
    return ["count"] * columns
