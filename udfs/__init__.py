"""What a cell can ask: the worksheet functions of Tenure, and the one door to them.

``udfs.call("REL_CLV", 300000, 0.8, 0.1)`` is what every host uses; ``udfs.value.clv(300000, 0.8, 0.1)`` is the same
as ordinary Python over numpy arrays.
"""

from __future__ import annotations

from typing import Any

from udfs import (
    backtest,
    calling,
    care,
    client_key,
    cohorts,
    concentration,
    defections,
    effort,
    help,
    migration,
    orders,
    recency_frequency_monetary,
    referrals,
    retention,
    shifted_beta_geometric,
    shifted_beta_geometric_fit,
    stability,
    survival,
    tier_summary,
    tiers,
    value,
)
from udfs.errors import CellError
from udfs.version import __version__
from udfs.worksheet_function import WorksheetFunction, catalogue

FUNCTIONS: tuple[WorksheetFunction, ...] = catalogue(
    {
        "Value": (
            value.npv,
            value.xnpv,
            value.irr,
            value.payback,
            value.clv,
            value.multiple,
            value.expected_npv,
            value.retention_breakeven,
            value.compare,
            value.lift,
            value.sensitivity,
            value.conventions,
            value.simulate,
            value.profit,
            value.per_period,
        ),
        "Tiers and ranking": (
            tiers.tiers,
            tiers.tier,
            tiers.tier_cuts,
            tier_summary.tier_summary,
            concentration.pareto,
            concentration.whale_curve,
            concentration.concentration,
            tiers.matrix,
            recency_frequency_monetary.recency_frequency_monetary,
            stability.stability,
            migration.transitions,
            migration.migration_value,
            effort.effort,
        ),
        "Retention": (
            retention.retention,
            retention.retention_bridge,
            retention.retention_dates,
            retention.retention_revenue,
            retention.retention_interval,
            cohorts.cohorts,
            survival.survival,
            survival.survival_at,
            retention.tenure,
            retention.lifetime,
            shifted_beta_geometric_fit.sbg_fit,
            shifted_beta_geometric.sbg_survival,
            shifted_beta_geometric.sbg_retention,
            shifted_beta_geometric.sbg_value,
            defections.defections,
            client_key.client_key,
            backtest.backtest,
        ),
        "Orders without contracts": (
            orders.orders,
            orders.btyd_fit,
            orders.btyd_alive,
            orders.btyd_orders,
            orders.spend_fit,
            orders.spend,
            orders.btyd_value,
        ),
        "Referrals": (
            referrals.referrals,
            referrals.referral_value,
            referrals.referral_balance,
        ),
        "Winning against keeping": (
            effort.acquire_or_retain,
            effort.suitability,
        ),
        "Care": (
            care.barriers,
            care.whitespace,
            care.contact_due,
            care.days_overdue,
            care.next_date,
            care.key_dates,
            care.load,
            care.assign,
            care.contacts,
            care.stage,
            care.score,
        ),
        "Help": (
            help.explain,
            help.functions,
            help.version,
        ),
    }
)
"""Every worksheet function, in the order of the manual, by subject."""

_BY_NAME = {declaration.name: declaration for declaration in FUNCTIONS}


def declaration(name: str) -> WorksheetFunction:
    """The declaration of a worksheet function by its name in a cell, in any case.

    Raises:
        KeyError: there is no function of that name.
    """
    return _BY_NAME[name.strip().upper()]


def call(name: str, *cells: Any, date_1904: bool = False) -> Any:
    """Answer a call as a cell makes it.

    Args:
        name: the function's name in a cell, such as ``"REL_CLV"``.
        *cells: an argument each, a raw cell (number, text, date, boolean, `CellError`, None for a blank or skipped
            one) or a list of rows of them.
        date_1904: serial numbers count from 1904, as in some workbooks from a Mac; in the answer too.

    Returns:
        A raw cell, or a list of rows. What the user can mend is a `CellError` in the cell where it belongs; a blank
        answer is ``""``.
    """
    found = _BY_NAME.get(name)
    if found is None:
        try:
            found = declaration(name)
        except KeyError:
            return CellError("#NAME?", f"{name}: must be a function of Tenure, REL_FUNCTIONS() lists them")
    return calling.answer(found, cells, date_1904)


__all__ = ["FUNCTIONS", "CellError", "WorksheetFunction", "__version__", "call", "declaration"]
