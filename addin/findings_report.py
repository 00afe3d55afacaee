"""How `tenure doctor` tells what it found."""

from __future__ import annotations

import platform
import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from addin.checks import Check, Finding, Looked, State
from udfs.version import __version__

_STYLES = {State.FINE: "green", State.NOTE: "yellow", State.TROUBLE: "bold red", State.NOT_ASKED: "dim"}

_LEAST_WIDTH = 20


def print_who_looks(console: Console) -> None:
    """Which Tenure this is, and what it runs on."""
    console.print(Text(f"Tenure {__version__}, Python {platform.python_version()}, {platform.platform()}"))


def print_findings(program: str, found: Sequence[tuple[Check[Looked], Finding]], console: Console) -> None:
    """Every check of a spreadsheet program with what was found, and what to do."""
    states, names = max(len(each.value) for each in State), max(len(check.name) for check, _ in found)
    indent = states + names + 4
    for check, finding in found:
        says = [Text(line) for line in _lines(finding.says, console.width - indent)]
        if finding.state in (State.TROUBLE, State.NOTE):
            style = "bold" if finding.state is State.TROUBLE else ""
            says += [Text(line, style=style) for line in _lines(check.advice, console.width - indent)]
        state = Text(finding.state.value.ljust(states), style=_STYLES[finding.state])
        console.print(Text.assemble(state, f"  {check.name.ljust(names)}  ", says[0]), soft_wrap=True)
        for line in says[1:]:
            console.print(Text.assemble(" " * indent, line), soft_wrap=True)
    wrong = [check.name for check, finding in found if finding.state is State.TROUBLE]
    if wrong:
        console.print(Text(f"Not in order in {program}: {', '.join(wrong)}."))
    else:
        console.print(Text(f"Everything is in order in {program}."))


def _lines(says: str, width: int) -> list[str]:
    """A text in lines, with its paths whole, however long: so they can be copied, and found in what was printed."""
    return textwrap.wrap(says, max(width, _LEAST_WIDTH), break_long_words=False, break_on_hyphens=False)
