"""The button Settings: the sheet with what formulas refer to by name."""

from __future__ import annotations

from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import KEY, missing_settings
from addin.edits import Edit, ShowSheet, WriteSheet
from addin.snapshot import Snapshot


@command("Settings", group="Start", icon="settings")
def settings(snapshot: Snapshot) -> list[Edit]:
    """Shows the settings that formulas refer to by name, such as the valuation date, and makes those that lack."""
    edits = missing_settings(snapshot)
    if edits:
        return [*edits, *(ShowSheet(edit.name) for edit in edits if isinstance(edit, WriteSheet))]
    own = snapshot.own_sheet(KEY)
    sheet = own.name if own else _sheet_of(snapshot, "as_of")
    return [] if sheet == snapshot.sheet.name else [ShowSheet(sheet)]


def _sheet_of(snapshot: Snapshot, name: str) -> str:
    """The sheet on which a setting stands that somebody else named."""
    meaning = snapshot.meaning(name) or ""
    sheet = meaning.rpartition("!")[0].strip("'").replace("''", "'")
    if sheet.casefold() not in {state.name.casefold() for state in snapshot.sheets}:
        raise CommandRefused(
            f"The settings stand in no cells: {name} stands for {meaning}. Change it under Formulas, Name Manager."
        )
    return sheet
