"""What must hold in the client pyramid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workbook_templates.client_pyramid.clients import MARGIN, MARGIN_BEFORE, MOVED, TABLE, TIER, TIER_BEFORE
from workbook_templates.client_pyramid.tables import Tables, room
from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.list_page import column_of, nobody_twice
from workbook_templates.settings import TIERS


def checks(tables: Tables, rows: Sequence[Sequence[Any]], now: str) -> Iterator[Check]:
    """What must hold, besides what holds of every list and of the settings."""
    margin, tier, tier_before = (column_of(TABLE, heading) for heading in (MARGIN, TIER, TIER_BEFORE))
    clients, moved, fees = (column_of(TABLE, heading) for heading in ("Client", MOVED, now))
    lines = room(rows) - 2
    yield Check(
        "test_reach", f"The list fits the {lines:,} lines in store on sheet Tables: rows beyond them.",
        f"MAX(0,ROWS({clients})-{lines})",
    )  # fmt: skip
    yield nobody_twice(clients)
    yield Check(
        "test_nameless", "Every row with fees has a client: rows that have none.",
        f'SUMPRODUCT(--({clients}=""),--({fees}<>""))',
    )  # fmt: skip
    counts = "+".join(f"COUNTIF({tier},INDEX(tier_names,{place}))" for place in range(1, len(TIERS) + 1))
    yield Check("test_tier_counts", "The clients of all tiers add up to those of the year.", counts, "client_count")
    yield Check(
        "test_tier_margins", "The margins of all tiers add up to the margin of the year.",
        f"IF(client_count=0,0,{tables.summary.cell(len(TIERS) + 1, 9)})", "margin_total",
    )  # fmt: skip
    yield Check(
        "test_first_tier", "The lowest margin of the first tier, counted from the top by Excel itself, is its cut.",
        f"IF(first_tier_count=0,0,LARGE({margin},first_tier_count))", "IF(first_tier_count=0,0,INDEX(tier_cuts,1))",
    )  # fmt: skip
    curve, at = f"INDEX({tables.whale.name},0,3)", "(pareto_share*client_count)"
    below, above = f"INDEX({curve},INT({at})+2)", f"INDEX({curve},MIN(INT({at})+1,client_count)+2)"
    yield Check(
        "test_core", "What the core of clients brings is read off the whale curve, too.",
        f"IF(margin_total<=0,0,{below}+({at}-INT({at}))*({above}-{below}))", "SUM(core_share)",
    )  # fmt: skip
    yield Check(
        "test_whale_curve", "The whale curve ends at the margin of the year.",
        f"IF(margin_total<=0,margin_total,INDEX({tables.whale.name},MIN(client_count+2,ROWS({tables.whale.name})),2))",
        "margin_total",
    )  # fmt: skip
    yield Check(
        "test_moves", "The clients of the year before, less the lost ones, plus the new ones, are those of the year.",
        "IF(before_count=0,client_count,before_count-lost_count+new_count)", "client_count",
    )  # fmt: skip
    stayed = "+".join(
        f"N({tables.moves.cell(place, place)})*COUNTIF({tier_before},INDEX(tier_names,{place}))"
        for place in range(1, len(TIERS) + 1)
    )
    yield Check(
        "test_transitions", "Those who stayed in their tier, by REL_TRANSITIONS, are those with the word Same.",
        f"IF(OR(before_count=0,client_count=0),0,{stayed})",
        f'IF(OR(before_count=0,client_count=0),0,COUNTIF({moved},"Same"))',
    )  # fmt: skip
    yield Check(
        "test_stability", "Every client with a tier has a share of trials in which it keeps it: clients that have.",
        f"IF(client_count<2,client_count,COUNT({tables.stability.cells(0)}))", "client_count",
    )  # fmt: skip
    earlier = column_of(TABLE, MARGIN_BEFORE)
    yield Check(
        "test_before", "So has every client of the year before its tier of then.",
        f'COUNTIFS({tier_before},"?*",{earlier},"<1E+300")', "before_count",
    )  # fmt: skip
