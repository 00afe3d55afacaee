"""The manual of the buttons, ``docs/buttons.md``, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands import COMMANDS, GROUPS, Command, HostAction

_GENERATED = "<!-- Written by `tenure build` from the buttons in addin/commands: change it there. -->"
_OPENING = """\
# The buttons

They work on the list that you already keep: in Excel on the tab *Relationships*, in LibreOffice Calc in the
menu and the toolbar of that name, and on a closed file with `tenure run`, which writes a copy.

- **Nothing of yours is overwritten.** A button adds columns beside the list and sheets of its own; before it
  changes anything it says what it read, what it left out and what it will write, and waits for OK.
- **What it adds is live.** The figures are formulas and follow the list; what they assume stands on the sheet
  *Tenure*, where you may change what is yellow.
- **Pressed again**, a button brings its work up to date, and adds nothing twice. *Undo last* takes back what
  nobody has changed since.
- **Lists as they are.** Title rows, totals, blank rows, amounts and days typed as text, years as headings,
  merged cells, and headings in English, French, German, Spanish and Italian are read; *Set up my list* shows
  how, and lets you correct it. What cannot be read is named, with its rows.
- **Of several lists on a sheet** the one with the cursor is meant, also where several areas are selected; the
  question names its cells.

![The sheet that Assign tiers adds: the tiers of a list, what each brings, and what was counted](images/tiers.png)

*What `tenure run assign-tiers` adds to a list of clients.*"""
_ENDING = """\
A word in brackets is the menu in which the button stands. In Excel the buttons were tried on objects that stand
in for Excel's, since no desktop Excel was at hand: [Tenure in Excel for Windows](excel.md) lists what is still to
be seen there."""


def buttons_page() -> str:
    """The buttons, group by group, with what comes of each and where it works."""
    parts = [_GENERATED, _OPENING]
    for group in GROUPS:
        if lines := list(_lines(group)):
            parts += [
                f"## {group}",
                "\n".join(["| button | what comes of it | `tenure run` | |", "|---|---|---|---|", *lines]),
            ]
    return "\n\n".join([*parts, _ENDING]) + "\n"


def _lines(group: str) -> Iterator[str]:
    for button in COMMANDS:
        if button.group == group:
            menu = f" ({button.menu})" if button.menu else ""
            run = f"`{button.name}`" if isinstance(button, Command) else ""
            yield f"| **{button.label}**{menu} | {button.tip} | {run} | {_where(button)} |"


def _where(button: Command | HostAction) -> str:
    hosts = [host for host in button.hosts if host != "file"]
    return "" if len(hosts) > 1 else f"{' and '.join(hosts)} only"
