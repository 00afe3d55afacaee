"""What must hold in the retention book."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.pages.checks_page import Check, multiple_by_hand
from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.retention.register import END, START, TABLE
from workbook_templates.retention.tables import Tables


def checks(tables: Tables) -> Iterator[Check]:
    """What must hold of the figures; lists and settings have checks of their own."""
    rates, counts, curve = tables.rates, tables.counts, tables.curve

    def if_any(formula: str) -> str:
        return f"IF(start_count=0,0,{formula})"

    yield Check(
        "test_bridge", "Clients on the first day, less lost, plus won back and new, are those on the last day.",
        "start_count-lost_count+back_count+new_count", "end_count",
    )  # fmt: skip
    yield Check(
        "test_lost", "As many rows are Lost in column Movement as the bridge counts: else a client stands twice.",
        if_any(f'COUNTIF({TABLE}[Movement],"Lost")'), "lost_count",
    )  # fmt: skip
    yield Check(
        "test_retention", "The bridge's retention is that counted from the two lists.",
        if_any(f"REL_RETENTION({TABLE}[{START}],{TABLE}[{END}])"), if_any("kept_share"),
    )  # fmt: skip
    yield Check(
        "test_interval", "The retention lies within its likely range: bounds on the wrong side.",
        if_any("(kept_low>kept_share)+(kept_high<kept_share)"), "0",
    )  # fmt: skip
    yield Check(
        "test_days", "The first day compared is before the valuation date: 1 where it is not.",
        "IF(N(start_date)<N(as_of),0,1)", "0",
    )  # fmt: skip
    yield Check(
        "test_curve", "The losses on the curve are the clients who left, as far as leavers are recorded.",
        f"SUM({curve.cells(2)})",
        f'COUNTIFS({TABLE}[Joined],"<="&as_of,{TABLE}[Left],"<="&as_of,{TABLE}[Left],">"&N(records_since))',
    )  # fmt: skip
    # The curve begins with those who left on the day they joined, and ends there if no others left.
    by_hand = "*".join(
        f"IF(N({curve.cell(step, 1)})>0,1-{curve.cell(step, 2)}/{curve.cell(step, 1)},1)" for step in (1, 2)
    )
    shown = f"IF(ISNUMBER({curve.cell(2, 3)}),{curve.cell(2, 3)},{curve.cell(1, 3)})"
    yield Check(
        "test_curve_by_hand", "The curve's first step, by hand: those who left over those at risk.",
        f"IF(curve_known,{by_hand},1)", f"IF(curve_known,{shown},1)",
    )  # fmt: skip
    yield Check(
        "test_cohorts", "The clients of all cohorts are those who joined.",
        f"SUMIF({rates.cells(0)},{ANY_NUMBER},{rates.cells(1)})", "joined_count",
    )  # fmt: skip
    years = f"INT((as_of-MIN({TABLE}[Joined on record]))/365)"
    yield Check(
        "test_reach", "The cohorts fit the room on sheet Tables: years beyond it.",
        f"IF(joined_count=0,0,MAX(0,{years}-{rates.width + rates.across - 2}))", "0",
    )  # fmt: skip
    yield Check(
        "test_cohort_counts", "So are those of the cohorts counted: rates times clients are clients.",
        f"SUMPRODUCT(--ISNUMBER({rates.cells(0)}),{rates.cells(1)},INDEX({rates.block(2)},0,1))",
        f"SUMIF({counts.cells(0)},{ANY_NUMBER},INDEX({counts.block(2)},0,1))",
    )  # fmt: skip
    yield Check(
        "test_worth_by_hand", "What 1 of yearly margin is worth, by the textbook formula in plain Excel.",
        f'IF(OR(start_count=0,multiple_now=""),0,{multiple_by_hand("kept_share")})',
        'IF(OR(start_count=0,multiple_now=""),0,multiple_now)',
    )  # fmt: skip
