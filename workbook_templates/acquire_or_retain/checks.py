"""What must hold in the book on winning and keeping."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.acquire_or_retain.workings import prospect_worth
from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.list_page import ListPage


def checks(clients: ListPage) -> Iterator[Check]:
    """What must hold."""

    def when(formula: str) -> str:
        return f"IF(can_be_judged,{formula},0)"

    yield Check(
        "test_judgements", "The judgements agree with each other: 1 if not.", 'IF(judgement_fault="",0,1)',
    )  # fmt: skip
    for word, said in (("today", "today"), ("best", "at the best spend")):
        yield Check(
            f"test_{word}_by_hand", f"What a prospect is worth {said}, by the textbook formula in plain Excel.",
            when(prospect_worth(f"{word}_acquisition_spend", f"{word}_retention_spend")),
            when(f"{word}_prospect_worth"),
        )  # fmt: skip
    yield Check(
        "test_best", "The best spend is not worse than today's, nor than a little more or less: figures above it.",
        when(
            "--(today_prospect_worth>best_prospect_worth)+"
            + "+".join(
                f"({prospect_worth(f'best_acquisition_spend*{win}', f'best_retention_spend*{keep}')}"
                ">best_prospect_worth+ABS(best_prospect_worth)/10^9)"
                for win, keep in (("101/100", "1"), ("99/100", "1"), ("1", "101/100"), ("1", "99/100"))
            )
        ),
    )  # fmt: skip
    for name, what in (("won", "won"), ("kept", "kept")):
        spend = "acquisition" if name == "won" else "retention"
        yield Check(
            f"test_next_{name}", f"At the best spend one more client {what} costs what a client is worth.",
            f"IF(can_be_judged,IF(best_{spend}_spend>0,ROUND(best_next_{name}/best_client_worth,6),1),1)", "1",
        )  # fmt: skip
    yield Check(
        "test_costs", "A client won costs the spend on all prospects over those won, a client kept likewise.",
        when("acquisition_spend/acquisition_rate/(retention_spend/retention_rate)"), when("today_winning_times"),
    )  # fmt: skip
    yield Check(
        "test_hours", "The hours deserved add up to the hours taken.",
        'SUM(Clients[Hours deserved])', "IF(effort_known,hours_total,0)",
    )  # fmt: skip
    yield Check(
        "test_deserved", "The hours deserved are those of REL_EFFORT on sheet Tables.",
        "SUM(Clients[Hours deserved])",
        "IF(effort_known,SUM(INDEX(effort_by_value,0,3)),0)",
    )  # fmt: skip
    yield Check(
        "test_gaps", "Hours too many with some are hours too few with others.",
        'ROUND(SUM(Clients[Hours too many]),6)',
    )  # fmt: skip
    yield Check(
        "test_deserved_by_hand", "What deserves care is a client's share of the value of those who bring any.",
        'IF(effort_known,SUMIFS(Clients[Share of value],Clients[Value],">0"),1)', "1",
    )  # fmt: skip
    yield Check(
        "test_values", "Every client with fees and a name has a value: those without.",
        'COUNT(Clients[Margin])-COUNT(Clients[Value])',
    )  # fmt: skip
    yield from clients.checks()
