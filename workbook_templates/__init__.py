"""The template workbooks, each written by XlsxWriter; `TEMPLATES` says what there is.

The command line, the manual and the tests read it::

    from pathlib import Path
    from workbook_templates import TEMPLATES

    for sentence in TEMPLATES[0].write(Path("portfolio.xlsx"), "chinook"):
        print(sentence)

The books hold formulas only; the headless host computes them afterwards.
"""

from __future__ import annotations

from workbook_templates import (
    acquire_or_retain,
    client_matrix,
    client_portfolio,
    client_pyramid,
    deal_or_relationship,
    exit_interviews,
    functions_book,
    ideal_client,
    invoices_to_clients,
    partners_meeting,
    referral_audit,
    relationship_care,
    retention,
)
from workbook_templates.client_list import ClientList
from workbook_templates.list_file import ListRefused
from workbook_templates.template import Template

TEMPLATES: tuple[Template, ...] = (
    client_portfolio.TEMPLATE,
    deal_or_relationship.TEMPLATE,
    client_pyramid.TEMPLATE,
    client_matrix.TEMPLATE,
    retention.TEMPLATE,
    exit_interviews.TEMPLATE,
    referral_audit.TEMPLATE,
    acquire_or_retain.TEMPLATE,
    relationship_care.TEMPLATE,
    ideal_client.TEMPLATE,
    invoices_to_clients.TEMPLATE,
    partners_meeting.TEMPLATE,
    functions_book.TEMPLATE,
)
"""Every template, in the order of the manual."""

__all__ = ["TEMPLATES", "ClientList", "ListRefused", "Template"]
