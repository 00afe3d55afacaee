"""Who is at risk: the rule of the partners' meeting, the same in its template and in the button Partners' page."""

from __future__ import annotations

from workbook_templates.settings import SHARE_ALLOWED, Setting

RULES = (
    Setting(
        "Late from", "late_from", 30, "count", "days",
        "A client is at risk whose next contact is overdue by so many days.",
        {"validate": "integer", "criteria": ">=", "value": 0},
    ),
    Setting(
        "Falling from", "fall_from", 0.1, "share", "of fees",
        "A client is at risk whose fees fell by this share since the year before.", SHARE_ALLOWED,
    ),
    Setting(
        "Low retention below", "low_retention", 0.7, "share", "a year",
        "A client is at risk whose chance to stay a year is lower.", SHARE_ALLOWED,
    ),
)  # fmt: skip
"""From where on a sign counts."""


def is_late(days_overdue: str) -> str:
    """Whether a contact is late, as part of a formula."""
    return f"N({days_overdue})>=late_from"


def fell(before: str, now: str) -> str:
    """Whether fees fell by enough to matter, as part of a formula; to nothing, too."""
    return f"IF({before}>0,{now}<={before}*(1-fall_from),FALSE)"


def may_leave(retention: str) -> str:
    """Whether the chance to stay is low, as part of a formula."""
    return f"{retention}<low_retention"
