"""The settings of the retention book: the two days that are compared, how a client is counted, what is assumed."""

from __future__ import annotations

from datetime import date

from workbook_templates.client_list import Assumptions
from workbook_templates.pages.list_page import DATE_ALLOWED
from workbook_templates.settings import Setting, between, chosen, one_of, reworded

Groups = tuple[tuple[str, tuple[Setting, ...]], ...]


def settings(firm: str, given: Assumptions, start: date, counted_by: str) -> Groups:
    """All of them in their groups."""
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 50}
    own = (
        Setting(
            "First day compared", "start_date", start, "date", "date",
            "Who is a client on this day, and a client still on the valuation date, was kept.", DATE_ALLOWED,
        ),
        Setting(
            "A client is one by", "counted_by", counted_by, "text", "word",
            "dates: who has joined and not left on the day. fees: who paid anything in the year.",
            one_of("dates", "fees"),
        ),
        Setting(
            "Leavers are recorded since", "records_since", None, "date", "date",
            "Type a date if those who left before it were struck off the list: else clients seem to stay longer than "
            "they do.", DATE_ALLOWED, may_be_blank=True,
        ),
        Setting(
            "Confidence", "confidence", 0.95, "share", "of 100%", "How sure the likely range is to hold the true rate.",
            between(0.5, 0.999, "Write a share between 50% and 99.9%, such as 95%."),
        ),
        Setting(
            "Better retention", "retention_change", 0.05, "share", "points",
            "What is it worth to keep so many clients in a hundred more each year?",
            between(0, 1, "Write points as a share, such as 5%."),
        ),
        Setting(
            "The first years", "early_years", 2, "count", "years",
            "Do clients leave early? Losses in these years are set against those of the years after.", whole,
        ),
        Setting("Years projected", "projected_years", 10, "count", "years", "How far the picture looks.", whole),
    )  # fmt: skip
    groups = chosen(
        firm, given, "firm", "as_of", "currency", "unit", "margin_share", "rate", "timing", "first", "growth", "periods"
    )
    meaning = "What is left of the fees when the work is paid for; 100% counts fees as worth."
    groups = reworded(groups, {"margin_share": ("Margin", meaning)})
    return (groups[0], ("What is compared", own), *groups[1:])
