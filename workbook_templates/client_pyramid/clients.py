"""The list of the client pyramid: two years of fees and the cost to serve are typed, margin, tiers and moves follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workbook_templates.pages.list_page import AMOUNT_ALLOWED, Column, ListPage, beside, cell_of, column_of
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, COST_TO_SERVE, FEES
from workbook_templates.style import TIER_FILLS, HouseBook, colour_tiers

TABLE = "Clients"
COST, MARGIN, MARGIN_BEFORE, TIER, TIER_BEFORE = "Cost to serve", "Margin", "Margin before", "Tier", "Tier before"
MOVED, CHANGE, KEEPS = "Moved", "Change", "Keeps its tier"
RISE, FALL = "Up or new", "Down or lost"


def typed(before: str, now: str) -> tuple[Column, ...]:
    """The columns that people type, with the headings of their two years of fees."""
    return (
        Column("Client", "text", 30, role=CLIENT, required=True),
        Column("Account manager", "text", 20, role=ACCOUNT_MANAGER),
        Column(before, "money", 12, "=money_unit", allowed=AMOUNT_ALLOWED, role=FEES, place=-2),
        Column(now, "money", 12, "=money_unit", allowed=AMOUNT_ALLOWED, role=FEES, required=True),
        Column(COST, "money", 12, "of the last year", allowed=AMOUNT_ALLOWED, role=COST_TO_SERVE),
    )


def _this(heading: str) -> str:
    return cell_of(TABLE, heading)


def _nothing(heading: str) -> str:
    """Whether the amount of this row is blank or zero."""
    return f'IF({_this(heading)}="",TRUE,{_this(heading)}=0)'


def _computed(before: str, now: str) -> Iterator[Column]:
    client, fees, cost, margin = (_this(heading) for heading in ("Client", now, COST, MARGIN))
    earlier, tier, tier_before = (_this(heading) for heading in (MARGIN_BEFORE, TIER, TIER_BEFORE))
    any_before = f'COUNTIF({column_of(TABLE, before)},">0")>0'
    yield Column(
        MARGIN, "money", 12, "=money_unit",
        f'=IF(OR({client}="",AND({_nothing(now)},{cost}="")),"",IF({cost}="",REL_PROFIT({fees})*margin_share,'
        f'REL_PROFIT(IF({fees}="",0,{fees}),{cost})))',
    )  # fmt: skip
    yield Column(
        MARGIN_BEFORE, "money", 12, "at this margin",
        # A share of nothing or less would turn the fees of then into a loss: they bore the cost of today.
        # Who pays in neither year, and costs, did so then.
        f'=IF({client}="","",IF({_nothing(before)},IF(AND({_nothing(now)},{any_before}),{margin},""),'
        f'IF(OR({margin}="",{cost}=""),REL_PROFIT({_this(before)})*margin_share,IF(AND({margin}>0,{fees}>0),'
        f'REL_PROFIT({_this(before)})*{margin}/{fees},REL_PROFIT({_this(before)},{cost})))))',
    )  # fmt: skip
    yield Column(TIER, "text", 11, formula=f'=IF({margin}="","",REL_TIER({margin},tier_cuts,tier_names))')
    yield Column(
        TIER_BEFORE, "text", 11, formula=f'=IF({earlier}="","",REL_TIER({earlier},tier_cuts_before,tier_names))'
    )
    places = f"MATCH({tier},tier_names,0)-MATCH({tier_before},tier_names,0)"
    yield Column(
        MOVED, "text", 9,
        formula=f'=IF(OR(before_count=0,AND({tier}="",{tier_before}="")),"",IF({tier_before}="","New",'
        f'IF({tier}="","Lost",IF({places}<0,"Up",IF({places}=0,"Same","Down")))))',
    )  # fmt: skip
    yield Column(
        CHANGE, "money", 12, "of margin",
        f'=IF({_this(MOVED)}="","",IF({margin}="",0,{margin})-IF({earlier}="",0,{earlier}))',
    )  # fmt: skip
    yield Column(
        KEEPS, "share", 10, "of the trials",
        f'=IF(OR({tier}="",client_count<2),"",{beside(TABLE, "keeps_tier")})',
    )  # fmt: skip
    moved, change = _this(MOVED), _this(CHANGE)
    for heading, words in ((RISE, ("Up", "New")), (FALL, ("Down", "Lost"))):
        yield Column(
            heading, "money", 12, "change",
            f'=IF(OR({moved}="{words[0]}",{moved}="{words[1]}"),{change},"")',
        )  # fmt: skip


def write_clients(book: HouseBook, before: str, now: str, rows: Sequence[Sequence[Any]]) -> ListPage:
    """Write sheet Clients."""
    page = ListPage(
        book, "Clients", TABLE, (*typed(before, now), *_computed(before, now)), rows,
        title='="Clients of "&firm',
        intro="One row per client. Type on yellow, add rows below the last one; the white columns follow by "
        "themselves. Leave the fees blank for a year in which somebody was no client.",
        tab=TIER_FILLS[1],
    )  # fmt: skip
    for heading in (TIER, TIER_BEFORE):
        colour_tiers(book, page.sheet, page.first, page.place(heading), page.last)
    return page
