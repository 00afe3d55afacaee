"""What must hold in the partners' meeting."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.pages.checks_page import DATE_KNOWN, Check, multiple_by_hand
from workbook_templates.pages.list_page import column_of
from workbook_templates.partners_meeting.clients import COUNTED
from workbook_templates.partners_meeting.workings import Lists
from workbook_templates.settings import TIERS

_VALUES = column_of("Clients", COUNTED)


def checks(lists: Lists) -> Iterator[Check]:
    """What must hold, besides what every list and every setting must."""
    yield DATE_KNOWN
    yield Check(
        "test_tiers", "Every client with a value has a tier.",
        'COUNTIFS(Clients[Status],"Client",Clients[Tier],"?*")', "valued_count",
    )  # fmt: skip
    values = "+".join(
        f"SUMIFS({_VALUES},Clients[Tier],INDEX(tier_names,{place}))" for place in range(1, len(TIERS) + 1)
    )
    yield Check("test_tier_values", "The values of all tiers add up to the value.", values, "value_total")
    moved = "risen_count+fallen_count+same_count"
    yield Check(
        "test_moved_now", "Who rose, fell, stayed, came or came back is who has a value today.",
        f"IF(before_count=0,0,{moved}+new_count+back_count)", "IF(before_count=0,0,valued_count)",
    )  # fmt: skip
    yield Check(
        "test_moved_before", "Who rose, fell, stayed or left is who had a value last year.",
        f"{moved}+left_count", "before_count",
    )  # fmt: skip
    yield Check(
        "test_change", "The value of last year and all changes add up to the value of today.",
        "IF(before_count=0,0,value_before+value_change)", "IF(before_count=0,0,value_total)",
    )  # fmt: skip
    yield Check(
        "test_first", "The first of the list has the highest value.",
        f"SUM({lists.top.cell('C', 0)})", f"IF(valued_count=0,0,MAX({_VALUES}))",
    )  # fmt: skip
    yield Check(
        "test_risk", "The values of the clients at risk, losses apart, add up to the value at risk.",
        f'SUMIFS({_VALUES},Clients[At risk],"?*",{_VALUES},">0")', "risk_value",
    )  # fmt: skip
    yield Check(
        "test_sources", "The values of all sources add up to the value.",
        f"IF(valued_count=0,0,INDEX({_audit()},ROWS({_audit()}),3))", "value_total",
    )  # fmt: skip
    yield Check(
        "test_value_by_hand", "The value of the first, by the textbook formula in plain Excel.",
        _by_hand(lists), f"SUM({lists.top.cell('C', 0)})",
    )  # fmt: skip
    yield Check(
        "test_decisions", "Every decision has who does it and a day: decisions that lack one.",
        "decision_open_count+SUMPRODUCT(--ISERROR(decision_lines))",
    )  # fmt: skip
    yield Check(
        "test_decision_days", "Who and when stand beside a decision, and days are days: lines where not.",
        'SUMPRODUCT((decision_texts="")*((decision_owners<>"")+(decision_days<>"")>0))'
        '+SUMPRODUCT((decision_days<>"")*(1-ISNUMBER(decision_days)))',
    )  # fmt: skip


def _audit() -> str:
    return f"REL_REFERRALS({column_of('Clients', 'Source')},{_VALUES})"


def _by_hand(lists: Lists) -> str:
    row = lists.top.cell("D", 0)
    margin, kept = f"INDEX(Clients[Margin],{row})", f"INDEX(Clients[Retention used],{row})"
    return f'IF({row}="",0,{margin}*{multiple_by_hand(kept)})'
