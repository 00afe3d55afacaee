"""The declaration of a button: a frozen record, which every host, the manual and the command line read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from addin.edits import Edit
from addin.snapshot import Snapshot

Host = Literal["Excel", "Calc", "file"]
"""Where a button can work: Excel for Windows, LibreOffice Calc, a closed file on the command line."""

GROUPS = ("Start", "Value", "Rank", "Keep", "Grow", "Check & share")
"""The groups of the tab *Relationships*, in their order; one without a button is not shown."""


class CommandRefused(Exception):
    """A command cannot do its work on this sheet; the message is the sentence for the user."""


@dataclass(frozen=True)
class HostAction:
    """A button that edits no table: the host does it itself.

    Attributes:
        name: what a host calls it, such as ``restart``.
        label: its text.
        tip: what comes of pressing it, in a sentence.
        group: one of `GROUPS`.
        icon: the name of its drawing.
        menu: the menu in which it stands; empty for a button of its own.
        choice: what tells it from others of its name.
        hosts: where it works.
    """

    name: str
    label: str
    tip: str
    group: str
    icon: str
    menu: str = ""
    choice: str = ""
    hosts: tuple[Host, ...] = ("Excel", "Calc")


@dataclass(frozen=True)
class Command:
    """A button that reads a sheet and asks for edits.

    Attributes:
        label: its text.
        group: one of `GROUPS`.
        icon: the name of its drawing.
        edits: the function that it is: from a snapshot to edits.
        hosts: where it works; it is shown nowhere else.
    """

    label: str
    group: str
    icon: str
    edits: Callable[[Snapshot], Sequence[Edit]]
    hosts: tuple[Host, ...]

    @property
    def name(self) -> str:
        """What a host calls it, such as ``assign-tiers``."""
        return re.sub(r"\W+", "-", self.label.lower().replace("'", ""))

    @property
    def tip(self) -> str:
        """What comes of pressing it, in a sentence."""
        return " ".join((inspect.getdoc(self.edits) or "").partition("\n\n")[0].split())

    @property
    def menu(self) -> str:
        """It is a button of its own."""
        return ""

    @property
    def choice(self) -> str:
        """There is but one of its name."""
        return ""


def command(
    label: str, *, group: str, icon: str, hosts: tuple[Host, ...] = ("Excel", "Calc", "file")
) -> Callable[[Callable[[Snapshot], Sequence[Edit]]], Command]:
    """Declare a function from a snapshot to edits to be a button; its docstring's first sentence is the tip."""
    return lambda function: Command(label, group, icon, function, hosts)
