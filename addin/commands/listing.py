"""The button Set up my list: how a list is read, on a sheet on which a person can correct it."""

from __future__ import annotations

from addin.commands.command import CommandRefused, command
from addin.commands.own_sheets import brought_up_to_date
from addin.edits import PREFIX, Cell, Edit, Validation, WriteName, WriteSheet, absolute
from addin.snapshot import Snapshot
from workbook_templates.recognition.reading import Reading
from workbook_templates.recognition.roles import ROLES
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import Kind

COLUMNS = PREFIX + "columns"
"""The name of the cells that say what each column is, heading and role; it belongs to the sheet with the list."""

_TABLE_ROW = 4
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Column", "text"), ("Heading", "text"), ("Read as", "text"), ("Year", "text"), ("Sure", "share"),
    ("Since", "text"),
)  # fmt: skip
_SAID, _CHOICES = len(_HEADINGS) + 2, len(_HEADINGS) + 4


@command("Set up my list", group="Start", icon="list")
def set_up_my_list(snapshot: Snapshot) -> list[Edit]:
    """Adds a sheet that says how the list was read, what each column was taken for, and lets you correct it."""
    reading = snapshot.reading
    if reading.area is None:
        raise CommandRefused(" ".join(refusal.sentence for refusal in reading.refusals))
    own = snapshot.own_sheet("list")
    name = own.name if own else snapshot.free_sheet_name("My list")
    sheet = _sheet(name, reading)
    edits = brought_up_to_date(snapshot, sheet)
    if own is None:
        edits.append(WriteName(sheet.marker, "=" + absolute(name, Area(1, 1, 1, 1)), reading.sheet.name))
    columns = absolute(name, Area(_TABLE_ROW + 1, 2, _TABLE_ROW + len(reading.columns), 3))
    if snapshot.names.get((reading.sheet.name, COLUMNS)) != columns:
        edits.append(WriteName(COLUMNS, "=" + columns, reading.sheet.name))
    return edits


def _sheet(name: str, reading: Reading) -> WriteSheet:
    assert reading.area is not None
    count = len(reading.rows())
    counted = f"1 row of {reading.subject}" if count == 1 else f"{count:,} rows of {reading.subject}"
    cells = [
        Cell(1, 1, f"How sheet {reading.sheet.name} is read", "title"),
        Cell(2, 1, f"{reading.area.address}: {counted}. Choose another word in a yellow cell where a column was taken "
             "for something else: every button goes by it.", "note"),
        Cell(_TABLE_ROW, _SAID, "What was guessed or left out", "heading"),
        Cell(_TABLE_ROW, _CHOICES, "Words to choose", "heading"),
    ]  # fmt: skip
    cells += [Cell(_TABLE_ROW, place, text, "column", kind) for place, (text, kind) in enumerate(_HEADINGS, 1)]
    for row, column in enumerate(reading.columns, _TABLE_ROW + 1):
        cells += [
            Cell(row, 1, column.letters, "result"),
            Cell(row, 2, column.name, "result"),
            Cell(row, 3, column.role.term, "input"),
            Cell(row, 4, str(column.year or ""), "result"),
            Cell(row, 5, column.confidence, "result", "share"),
            Cell(row, 6, column.grounds, "result"),
        ]
    sentences = [refusal.sentence for refusal in reading.refusals] + list(reading.said)
    cells += [Cell(row, _SAID, text, "note") for row, text in enumerate(sentences, _TABLE_ROW + 1)]
    cells += [Cell(row, _CHOICES, role.term, "label") for row, role in enumerate(ROLES, _TABLE_ROW + 1)]
    choices = Area(_TABLE_ROW + 1, _CHOICES, _TABLE_ROW + len(ROLES), _CHOICES)
    allowed = {
        "validate": "list", "source": "=" + absolute(name, choices), "error_title": "Not on the list",
        "error_message": "Choose one of the words on this sheet.",
    }  # fmt: skip
    roles = Area(_TABLE_ROW + 1, 3, _TABLE_ROW + len(reading.columns), 3)
    return WriteSheet(
        key="list", scope=reading.sheet.name, name=name, widths=(9, 28, 18, 8, 8, 36, 2, 70, 2, 18),
        cells=tuple(cells), heights=((1, 28),), validations=(Validation(roles, tuple(allowed.items())),),
        freeze=_TABLE_ROW,
    )  # fmt: skip
