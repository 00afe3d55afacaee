"""The buttons, declared as the functions are: every host shows what stands in `COMMANDS`, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from addin.commands.changes import what_changed
from addin.commands.checking import check_this_sheet
from addin.commands.command import GROUPS, Command, CommandRefused, Host, HostAction
from addin.commands.contacts import contacts_due
from addin.commands.deal import deal_or_relationship
from addin.commands.exits import exit_reasons
from addin.commands.explanation import explain_this_cell
from addin.commands.forward import roll_forward
from addin.commands.invoices import one_row_per_client
from addin.commands.listing import set_up_my_list
from addin.commands.matrix import client_matrix
from addin.commands.offers import what_else_to_offer
from addin.commands.partners import partners_page
from addin.commands.prospects import score_prospects
from addin.commands.referrals import referral_audit
from addin.commands.retention import retention_report
from addin.commands.settings import settings
from addin.commands.tiers import assign_tiers
from addin.commands.value import add_value_column
from addin.commands.working import show_the_working
from addin.shared_copy import ANONYMOUS, VALUES
from workbook_templates import TEMPLATES


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
    Menu(
        "Copy for sharing", "A copy for others: values without formulas, or the list with nobody's name in it.", "share"
    ),
    Menu("Help", "The functions, this add-in, and what to do when it does not answer.", "help"),
)
"""The menus, by their labels."""

COMMANDS: tuple[HostAction | Command, ...] = (
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
    set_up_my_list,
    one_row_per_client,
    settings,
    add_value_column,
    deal_or_relationship,
    show_the_working,
    assign_tiers,
    client_matrix,
    what_changed,
    retention_report,
    exit_reasons,
    contacts_due,
    referral_audit,
    what_else_to_offer,
    score_prospects,
    check_this_sheet,
    explain_this_cell,
    partners_page,
    roll_forward,
    HostAction(
        name="undo-last",
        label="Undo last",
        tip="Takes back what the last button wrote and nobody changed since; then what the one before it wrote.",
        group="Check & share",
        icon="undo",
    ),
    HostAction(
        name="copy-for-sharing",
        label="Values only",
        tip="Opens a copy with values in place of formulas, and without links, comments and hidden sheets.",
        group="Check & share",
        icon="share",
        menu="Copy for sharing",
        choice=VALUES,
    ),
    HostAction(
        name="copy-for-sharing",
        label="With nobody's name",
        tip="Opens a copy of the list alone: codes for names, days moved, money scaled, tiers and ratios as they are.",
        group="Check & share",
        icon="share",
        menu="Copy for sharing",
        choice=ANONYMOUS,
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


def shown_in(host: Host) -> tuple[HostAction | Command, ...]:
    """The buttons that work in a host, in the order of the tab."""
    return tuple(command for command in COMMANDS if host in command.hosts)


def sheet_commands() -> tuple[Command, ...]:
    """The buttons that read a sheet and ask for edits."""
    return tuple(command for command in COMMANDS if isinstance(command, Command))


__all__ = [
    "COMMANDS", "GROUPS", "MENUS", "Command", "CommandRefused", "Host", "HostAction", "Menu", "sheet_commands",
    "shown_in",
]  # fmt: skip
