"""The buttons, declared as the functions are: every host shows what stands in `COMMANDS`, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates import TEMPLATES

GROUPS = ("Start", "Value", "Rank", "Keep", "Grow", "Check & share")
"""The groups of the tab *Relationships*, in their order; one without a button is not shown."""


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
    """

    name: str
    label: str
    tip: str
    group: str
    icon: str
    menu: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Menu:
    """A button that opens a list of others.

    Attributes:
        label: its text, which the buttons in it name.
        tip: what is in it, in a sentence.
        icon: the name of its drawing.
    """

    label: str
    tip: str
    icon: str


MENUS: tuple[Menu, ...] = (
    Menu("New workbook", "Start from a workbook that is ready to fill in, with live formulas.", "new-workbook"),
    Menu("Help", "The functions, this add-in, and what to do when it does not answer.", "help"),
)
"""The menus, by their labels."""

COMMANDS: tuple[HostAction, ...] = (
    *(
        HostAction(
            name="new-workbook",
            label=template.title,
            tip=template.summary,
            group="Start",
            icon="new-workbook",
            menu="New workbook",
            choice=template.name,
        )
        for template in TEMPLATES
    ),
    HostAction(
        name="manual",
        label="The functions",
        tip="Opens a workbook that lists every function, what it answers and what its arguments are.",
        group="Check & share",
        icon="manual",
        menu="Help",
    ),
    HostAction(
        name="restart",
        label="Restart",
        tip="Starts the calculation behind the functions anew, and calculates all open workbooks.",
        group="Check & share",
        icon="restart",
        menu="Help",
    ),
    HostAction(
        name="about",
        label="About Tenure",
        tip="Says which version this is, and whether the calculation behind the functions answers.",
        group="Check & share",
        icon="about",
        menu="Help",
    ),
)
"""Every button, in the order of the tab."""
