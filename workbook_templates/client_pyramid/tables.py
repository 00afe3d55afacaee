"""The sheet Tables of the client pyramid: cuts, summary, migration, whale curve and stability, each asked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import udfs
from workbook_templates.client_pyramid.clients import KEEPS, MARGIN, MARGIN_BEFORE, TABLE, TIER, TIER_BEFORE
from workbook_templates.pages.list_page import column_of
from workbook_templates.pages.tables_page import Answer, TablesPage
from workbook_templates.settings import TIERS
from workbook_templates.style import Kind

_SUMMARY: tuple[Kind, ...] = (
    "text", "count", "share", "money", "share", "money", "money", "share", "money", "money", "share", "money",
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """The answers on the sheet."""

    summary: Answer
    moves: Answer
    whale: Answer
    stability: Answer


def write_tables(page: TablesPage, now: str, rows: Sequence[Sequence[Any]]) -> Tables:
    """Write the sheet for clients with the heading of the last year's fees, as they are typed."""
    margin, before, tier, tier_before = (column_of(TABLE, each) for each in (MARGIN, MARGIN_BEFORE, TIER, TIER_BEFORE))
    # A client of the year has fees or a cost; an answer ends with the last of them.
    present = [bool(fees) or cost is not None for _, _, _, fees, cost in rows]
    counted = len(present) - present[::-1].index(True) if any(present) else 1
    new = any(not earlier and here for (_, _, earlier, _, _), here in zip(rows, present, strict=True))
    for name, title, count, values in (
        ("tier_cuts", "Where the tiers are cut", "client_count", margin),
        ("tier_cuts_before", "Where they were cut before", "before_count", before),
    ):
        cuts = page.answer(
            f"{name}_table", title, "The lowest margin in each tier.",
            f'=IF({count}=0,"",REL_TIER_CUTS({values},tier_method,tier_shares,tier_names))',
            len(TIERS) + 1, ("text", "money"), room=len(TIERS) + 1,
        )  # fmt: skip
        # All but the last: what REL_TIER takes.
        first, column = cuts.first + 1, cuts.column + 1
        page.book.name(name, page.sheet, first, column, first + len(TIERS) - 2, column)
    # An empty tier has no average, and no cost has no shares.
    summary = page.answer(
        "tier_summary", "Per tier", "Clients; then fees, cost to serve and margin, each with its share and average.",
        f'=IF(client_count=0,"",IFERROR(REL_TIER_SUMMARY({TABLE}[[{now}]:[{MARGIN}]],{tier},tier_names),""))',
        len(TIERS) + 2, _SUMMARY, total=True, room=len(TIERS) + 2,
    )  # fmt: skip
    shares: list[Kind] = ["share"] * (len(TIERS) + 1)
    moves = page.answer(
        "tier_moves", "From tier to tier", "Of the clients of each tier before, the share in each tier now.",
        f'=IF(OR(before_count=0,client_count=0),"",REL_TRANSITIONS({tier_before},{tier},tier_names))',
        len(TIERS) + 1 + new, ("text", *shares), room=len(TIERS) + 2,
    )  # fmt: skip
    ones = [[1.0] for here in present if here] or [[1.0]]
    whale = page.answer(
        "whale_curve", "Whale curve", "Clients best first, one by one.",
        f'=IF(margin_total<=0,"",REL_WHALE_CURVE({margin}))',
        len(udfs.call("REL_WHALE_CURVE", ones)), ("share", "money", "share"), room=room(rows),
    )  # fmt: skip
    stability = page.answer(
        "keeps_tier", KEEPS, "A line per row of sheet Clients.",
        f'=IF(client_count<2,"",REL_STABILITY({margin},tier_method,tier_shares,tier_names,noise))',
        counted, ("share",), headings=("In how many trials",), room=room(rows),
    )  # fmt: skip
    return Tables(summary, moves, whale, stability)


def room(rows: Sequence[Sequence[Any]]) -> int:
    """How many lines the answers may grow to that have one per client."""
    return max(2 * len(rows), 100) + 2
