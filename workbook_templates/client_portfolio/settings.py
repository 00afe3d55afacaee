"""The Settings sheet of the client portfolio: all settings there are, tiers, quadrants, and what drop-downs offer."""

from __future__ import annotations

from workbook_templates.client_list import ClientList
from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.settings import groups
from workbook_templates.style import HouseBook


def write_settings(book: HouseBook, clients: ClientList) -> Check:
    """Write the sheet and define its names; answers the check that its cells hold what they may."""
    page = SettingsPage(book)
    page.write(groups(clients.firm, clients.assumptions))
    page.tiers(clients.assumptions.cadence)
    page.quadrants()
    page.choices(
        "Clients",
        (
            ("Sectors", "sectors", (client.sector for client in clients.clients)),
            ("Account managers", "account_managers", (client.account_manager for client in clients.clients)),
            ("Sources", "sources", (client.source for client in clients.clients)),
        ),
    )
    return page.check()
