"""The Spills sheet of the client portfolio: the answers that grow with the register, with nothing below them."""

from __future__ import annotations

import udfs
from workbook_templates.client_list import Client, ClientList
from workbook_templates.client_portfolio.ranks import counted
from workbook_templates.style import HouseBook


def load(clients: ClientList) -> str:
    """The load per account manager, as part of a formula."""
    return f"REL_LOAD({counted(clients, 'Account manager')},{counted(clients, 'Value')})"


def whale_curve(clients: ClientList) -> str:
    """The whale curve client by client, as part of a formula."""
    return f"REL_WHALE_CURVE({counted(clients, 'Value')})"


def is_client(client: Client, clients: ClientList) -> bool:
    """Whether a client of the list is one on the valuation date."""
    day = clients.assumptions.as_of
    gone = client.left is not None and client.left <= day
    return not gone and (client.joined is None or client.joined <= day)


def write_spills(book: HouseBook, clients: ClientList) -> None:
    """Write the sheet: load per account manager, and the whale curve client by client."""
    sheet = book.sheet("Spills", (2, 26, 12, 16, 12, 12, 12, 4, 18, 18, 18), freeze=(2, 0), repeat=(0, 1))
    sheet.set_row(0, 28)
    sheet.write(0, 1, "Answers that grow with the register", book.format("title"))
    sheet.write(1, 1, "Leave the cells below them free. Nothing is typed on this sheet.", book.format("subtitle"))
    present = [client for client in clients.clients if is_client(client, clients)] or [Client("")]
    managers, ones = [[client.account_manager] for client in present], [[1.0] for _ in present]
    for column, title, note in (
        (1, "Load per account manager", "Clients, value, and what is at stake should one of them leave."),
        (8, "Whale curve", "Clients best first, one by one."),
    ):
        sheet.write(3, column, title, book.format("heading"))
        sheet.write(4, column, note, book.format("note"))
    rows = len(udfs.call("REL_LOAD", managers, ones))
    formula = f'=IF(client_count=0,"",IFERROR({load(clients)},""))'
    book.spill(sheet, 5, 1, formula, rows, ("text", "count", "money", "share", "count", "share"), total=True)
    rows = len(udfs.call("REL_WHALE_CURVE", ones))
    curve = f'=IF(value_total<=0,"",{whale_curve(clients)})'
    book.spill(sheet, 5, 8, curve, rows, ("share", "money", "share"))
