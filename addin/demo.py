"""What ``tenure demo`` shows of the sample company: its pyramid, and what each account manager looks after.

The figures are read back from the workbook that was made, so they are those that stand in its cells.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from rich.console import Console
from rich.table import Table
from rich.text import Text

import udfs
from addin.terminal import bar
from workbook_templates.client_list import ClientList

FILE = "chinook-portfolio.xlsx"
_WIDE_ENOUGH_FOR_BARS = 64
_BAR = 24
_COLOURS = {"Platinum": "cyan", "Gold": "yellow", "Iron": "blue", "Lead": "bright_black"}

Column = list[list[Any]]
"""A column of the register, as a worksheet function is given it."""


def columns_of_register(book: Path) -> dict[str, Column]:
    """The columns of the register by their headings, as they stand in the workbook."""
    workbook = openpyxl.load_workbook(book, read_only=True, data_only=True)
    try:
        lines = [list(line) for line in workbook["Clients"].iter_rows(values_only=True)]
    finally:
        workbook.close()
    first = next(number for number, line in enumerate(lines) if "Client" in line)
    rows = [line for line in lines[first + 1 :] if line[lines[first].index("Client")]]
    return {
        heading: [[row[place]] for row in rows] for place, heading in enumerate(lines[first]) if heading is not None
    }


def show(book: Path, clients: ClientList, console: Console) -> None:
    """Print the pyramid and the value per account manager."""
    register = columns_of_register(book)
    currency = clients.assumptions.currency
    core = udfs.call("REL_PARETO", register["Value"])
    console.print(Text(f"{clients.firm}: {len(clients.clients)} clients", style="bold"))
    console.print(f"The best fifth of the clients bring {core:.0%} of the value.")
    console.print()
    console.print(_pyramid(register, currency, console))
    console.print()
    console.print(_managers(register, currency, console))


def _pyramid(register: dict[str, Column], currency: str, console: Console) -> Table:
    # One line per tier: name, clients, share of clients, value, share of value, average; then the total.
    *tiers, _ = udfs.call("REL_TIER_SUMMARY", register["Value"], register["Tier"], None, False)
    largest = max(clients for _, clients, *_ in tiers)
    drawn = console.width >= _WIDE_ENOUGH_FOR_BARS
    table = _table("The client pyramid")
    table.add_column("tier")
    if drawn:
        table.add_column("clients", justify="center", width=_BAR)
    table.add_column("" if drawn else "clients", justify="right")
    table.add_column("value", justify="right")
    table.add_column("share of value", justify="right")
    for name, clients, _, value, share, _ in tiers:
        colour = _COLOURS.get(name, "cyan")
        picture = [Text(bar(clients / largest, _BAR), style=colour)] if drawn else []
        table.add_row(Text(name, style=colour), *picture, str(clients), _money(value, currency), f"{share:.0%}")
    return table


def _managers(register: dict[str, Column], currency: str, console: Console) -> Table:
    # One line per manager: name, clients, value, share of the book, effort, load; then the total.
    *managers, _ = udfs.call("REL_LOAD", register["Account manager"], register["Value"], None, None, False)
    table = _table("Value per account manager")
    table.add_column("account manager")
    table.add_column("clients", justify="right")
    table.add_column("value", justify="right")
    table.add_column("share", justify="right")
    drawn = console.width >= _WIDE_ENOUGH_FOR_BARS
    if drawn:
        table.add_column("", width=_BAR)
    for name, clients, value, share, *_ in managers:
        picture = [Text(bar(share, _BAR), style="cyan")] if drawn else []
        table.add_row(Text(str(name)), str(clients), _money(value, currency), f"{share:.0%}", *picture)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _money(value: float, currency: str) -> str:
    return f"{currency}{value:,.0f}"
