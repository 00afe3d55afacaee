"""What must hold in the comparison."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.deal_or_relationship.workings import FIRSTS, STEPS, TIMINGS, YEARS, Places, line
from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.list_page import ANYTHING, ListPage
from workbook_templates.pages.workings_page import Page


def checks(workings: Page, places: Places, clients: ListPage) -> Iterator[Check]:
    """What must hold."""

    def when(formula: str, otherwise: str = "0") -> str:
        return f"IF(comparable,{formula},{otherwise})"

    yield Check(
        "test_judgements", "The yellow cells of the first sheet are all blank, or what is needed is typed: 1 if not.",
        "IF(ready,IF(endless,1,0),IF(COUNT(deal_fees,relationship_fees,relationship_retention)=0,0,1))",
    )  # fmt: skip
    ratio = "(relationship_retention*(1+growth)/(1+rate))"
    arrives = '(1+rate)^IF(timing="end",-1,IF(timing="mid",-1/2,0))'
    years = f"IF(ISNUMBER(periods),IF({ratio}=1,periods,(1-{ratio}^periods)/(1-{ratio})),1/(1-{ratio}))"
    yield Check(
        "test_worth_by_hand", "The relationship's worth, by the textbook formula in plain Excel.",
        when(f'relationship_margin*{arrives}*IF(first="at risk",relationship_retention,1)*{years}'),
        when("relationship_worth"),
    )  # fmt: skip
    yield Check(
        "test_years", f"The {YEARS} years of the picture add up to their worth.",
        when("brought_in_the_end"),
        when(
            "REL_CLV(relationship_margin,relationship_retention,rate,timing,first,growth,"
            f'IF(periods="",{YEARS},MIN({YEARS},periods)))'
        ),
    )  # fmt: skip
    yield Check(
        "test_difference", "The difference is the one worth less the other.",
        when("relationship_worth-deal_worth"), when("difference"),
    )  # fmt: skip
    yield Check(
        "test_deal", "The deal is worth its fees less its cost.",
        when("deal_fees-N(deal_cost)"), when("deal_worth"),
    )  # fmt: skip
    yield Check(
        "test_break_even", "At the retention where both are equal the relationship is worth the deal.",
        f"IF(N(break_even)>0,REL_CLV(relationship_margin,break_even,rate,timing,first,growth,periods)*{10**6},0)/{10**6}",
        "IF(N(break_even)>0,deal_worth,0)",
    )  # fmt: skip
    yield Check(
        "test_concession", "With the largest concession both are worth the same.",
        "IF(AND(N(concession)>0,ISNUMBER(concession_share)),relationship_worth*(1-concession_share),0)",
        "IF(AND(N(concession)>0,ISNUMBER(concession_share)),deal_worth,0)",
    )  # fmt: skip
    here = places.sensitivity
    cells = "+".join(
        f"IF(AND(INDEX(what_if_retentions,{down})=relationship_retention,INDEX(what_if_rates,{across})=rate),"
        f"{here.cell(down, across)},0)"
        for down in range(1, STEPS + 1) for across in range(1, STEPS + 1)
    )  # fmt: skip
    yield Check(
        "test_what_if", "What is tried holds the figure as typed, where it is among them.",
        when(cells), when(f"IF(({cells})=0,0,relationship_worth)"),
    )  # fmt: skip
    conventions = "+".join(
        f'IF(AND(timing="{timing}",first="{word}"),{line(workings, places.conventions + down, 2 + across)},0)'
        for down, (timing, _) in enumerate(TIMINGS) for across, (word, _) in enumerate(FIRSTS)
    )  # fmt: skip
    yield Check(
        "test_conventions", "Of the conventions that of Settings is the one used.",
        when(conventions), when("relationship_worth"),
    )  # fmt: skip
    yield Check(
        "test_better_clients", "The clients worth more than the deal, counted by value and by times the deal.",
        'IF(N(deal_worth)>0,COUNTIF(Clients[Value],">"&deal_worth),0)', "N(better_count)",
    )  # fmt: skip
    yield Check(
        "test_margins", "The margins of all clients are their fees less their cost.",
        "SUM(Clients[Margin])",
        'SUM(Clients[Fees a year])-SUM(Clients[Cost to serve])-(1-margin_share)*SUMIFS(Clients[Fees a year],'
        f'Clients[Cost to serve],"",Clients[Client],{ANYTHING})',
    )  # fmt: skip
    yield from clients.checks()
