"""How `tenure doctor` tells what it found."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from addin.checks import Check, Finding, Looked, State
from udfs.version import __version__

_STYLES = {State.FINE: "green", State.NOTE: "yellow", State.TROUBLE: "bold red", State.NOT_ASKED: "dim"}


def print_who_looks(console: Console) -> None:
    """Which Tenure this is, and what it runs on."""
    console.print(Text(f"Tenure {__version__}, Python {platform.python_version()}, {platform.platform()}"))


def print_findings(program: str, found: Sequence[tuple[Check[Looked], Finding]], console: Console) -> None:
    """Every check of a spreadsheet program with what was found, and what to do."""
    table = Table.grid(padding=(0, 2))
    for check, finding in found:
        says = Text(finding.says, overflow="fold")
        if finding.state in (State.TROUBLE, State.NOTE):
            says.append(f"\n{check.advice}", style="bold" if finding.state is State.TROUBLE else "")
        table.add_row(Text(finding.state.value, style=_STYLES[finding.state]), check.name, says)
    console.print(table)
    wrong = [check.name for check, finding in found if finding.state is State.TROUBLE]
    if wrong:
        console.print(Text(f"Not in order in {program}: {', '.join(wrong)}."))
    else:
        console.print(Text(f"Everything is in order in {program}."))
