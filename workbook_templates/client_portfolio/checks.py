"""What must hold in the client portfolio."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.chart_data import ChartPlaces
from workbook_templates.client_portfolio.ranks import SAME_NAME, column_range, lines
from workbook_templates.client_portfolio.spills import load, whale_curve
from workbook_templates.client_portfolio.workings import WorkingsPlaces, sources
from workbook_templates.pages.checks_page import DATE_KNOWN, Check, multiple_by_hand
from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.settings import TIERS
from workbook_templates.style import address


def checks(
    clients: ClientList, workings: WorkingsPlaces, charts: ChartPlaces, chart_data: Worksheet
) -> Iterator[Check]:
    """What must hold in the portfolio."""
    pyramid = address(chart_data, charts.pyramid, 2, charts.pyramid + len(TIERS) - 1, 2)
    managers = address(chart_data, charts.managers, 2, charts.managers + charts.manager_lines - 1, 2)
    yield DATE_KNOWN
    yield Check(
        "test_register", "No cell that Tenure computes in the register shows an error: rows where one does.",
        "left_out_count", "0",
    )  # fmt: skip
    yield Check(
        "test_names", "No client stands twice in the register: rows that do.",
        f'COUNTIF({column_range(clients, SAME_NAME)},">1")', "0",
    )  # fmt: skip
    yield Check(
        "test_reach", f"The register fits the {lines(clients):,} lines of sheet Ranks: rows beyond them.",
        f"MAX(0,ROWS(Clients[Client])-{lines(clients)})", "0",
    )  # fmt: skip
    yield Check(
        "test_every_client_has_a_tier", "Every client with a value has a tier.",
        'COUNTIFS(Clients[Status],"Client",Clients[Tier],"?*")', "valued_count",
    )  # fmt: skip
    yield Check(
        "test_tier_counts", "The clients of all tiers add up to those with a value.", f"SUM({pyramid})", "valued_count"
    )
    yield Check(
        "test_tier_values",
        "The values of all tiers add up to the value.",
        f"SUM({workings.tier_values})",
        "value_total",
    )
    yield Check(
        "test_quadrants", "The clients of all quadrants add up to those with a joining date.",
        f"SUM({workings.quadrant_clients})",
        f"COUNTIFS(Clients[Tenure],{ANY_NUMBER},Clients[Margin],{ANY_NUMBER})",
    )  # fmt: skip
    yield Check(
        "test_load", "The account managers' values add up to the value.",
        f"IF(client_count=0,0,INDEX({load(clients)},ROWS({load(clients)}),3))", "value_total",
    )  # fmt: skip
    yield Check(
        "test_sources", "The values of all sources add up to the value.",
        f"IF(client_count=0,0,INDEX({sources(clients)},ROWS({sources(clients)}),3))", "value_total",
    )  # fmt: skip
    yield Check("test_managers_chart", "So do the bars of the chart.", f"SUM({managers})", "value_total")
    yield Check(
        "test_whale_curve", "The whale curve ends at the value.",
        f"IF(value_total<=0,value_total,INDEX({whale_curve(clients)},ROWS({whale_curve(clients)}),2))", "value_total",
    )  # fmt: skip
    yield Check(
        "test_value_by_hand", "The most valuable client's value, by the textbook formula in plain Excel.",
        _by_hand(), "SUM(top_value)",
    )  # fmt: skip
    yield Check(
        "test_cuts", "The shares that cut the tiers rise from tier to tier: pairs that do not.",
        "(INDEX(tier_shares,1)>=INDEX(tier_shares,2))+(INDEX(tier_shares,2)>=INDEX(tier_shares,3))", "0",
    )  # fmt: skip
    if workings.bridge:
        yield from _retention_checks(clients.fee_headings[-1], workings)


def _retention_checks(latest: str, workings: WorkingsPlaces) -> Iterator[Check]:
    opening, lost, won_back, new, closing = workings.bridge

    def if_any(formula: str) -> str:
        return f"IF(start_count=0,0,{formula})"

    yield Check(
        "test_bridge", "Opening, less lost, plus won back and new, is closing.",
        if_any(f"{opening}-{lost}+{won_back}+{new}"), if_any(closing),
    )  # fmt: skip
    yield Check(
        "test_closing", "Closing is the number of clients billed in the last year.",
        if_any(closing), if_any(f'COUNTIF(Clients[{latest}],">0")'),
    )  # fmt: skip
    yield Check(
        "test_retention", "Retention counted from the two years' lists is that counted from fees.",
        if_any(f"SUM({workings.retention_of_lists})"), "SUM(retention_clients)",
    )  # fmt: skip


def _by_hand() -> str:
    margin, kept = "INDEX(Clients[Margin],top_value_row)", "INDEX(Clients[Retention used],top_value_row)"
    return f'IF(top_value_row="",0,{margin}*{multiple_by_hand(kept)})'
