"""Counts in sentences."""

from __future__ import annotations


def count_of(count: float, one: str, many: str = "") -> str:
    """A count and what was counted: 1 client, 2,357 clients; `many` where the plural takes more than an s."""
    return f"{count:,.10g} {one if count == 1 else many or one + 's'}"
