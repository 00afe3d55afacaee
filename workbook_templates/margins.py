"""What is left of the fees of clients whose cost to serve is not known: what is left with the others, and said so."""

from __future__ import annotations

from collections.abc import Iterable

from workbook_templates.pages.list_page import ANY_NUMBER, column_of
from workbook_templates.pages.workings_page import Figure
from workbook_templates.sentences import count_of

_SHARE = 'ROUND(100*margin_share,1)&"%"'

ASSUMED_MARGINS = (
    f'=IF(assumed_count=0,"","For "&{count_of("assumed_count", "client", "clients")}&" no cost to serve is recorded: '
    f'what is left of "&IF(assumed_count=1,"its","their")&" fees is assumed to be "&{_SHARE}&" (margin_share on sheet '
    'Settings).")'
)
"""The sentence of an answer on how many margins are assumed; blank where none is, or where no cost is known at all."""


def usual_share(fees_and_costs: Iterable[tuple[float | None, float | None]]) -> float:
    """The share left of the fees of those whose cost is known, to a tenth of a per cent; all of it where none is."""
    known = [(fees, cost) for fees, cost in fees_and_costs if fees and fees > 0 and cost is not None]
    if not known:
        return 1.0
    total = sum(fees for fees, _ in known)
    return float(round(min(max(1 - sum(cost for _, cost in known) / total, 0), 1), 3))


def assumed_in_words(fees_and_costs: Iterable[tuple[float | None, float | None]]) -> tuple[str, ...]:
    """A sentence for whoever makes the book on the clients with fees and no cost, where others have one."""
    rows = list(fees_and_costs)
    missing = sum(bool(fees) and cost is None for fees, cost in rows)
    if not missing or all(cost is None for _, cost in rows):
        return ()
    who = "1 client" if missing == 1 else f"{missing:,} clients"
    return (
        f"No cost to serve is recorded for {who}: taken at the margin of the others, "
        f"{round(100 * usual_share(rows), 1):g}% of fees (margin_share on sheet Settings).",
    )


def assumed_count() -> Figure:
    """How many margins are assumed, as a line of sheet Workings."""
    cost, margins = column_of("Clients", "Cost to serve"), column_of("Clients", "Margin")
    with_margin = f'{margins},{ANY_NUMBER},{margins},"<>0"'
    return Figure(
        "Margins assumed, for want of a cost", "assumed_count",
        f"=IF(COUNT({cost})=0,0,COUNTIFS({with_margin})-COUNTIFS({with_margin},{cost},{ANY_NUMBER}))", "count",
        "clients",
    )  # fmt: skip
