"""What a button read of a workbook and what it will write: the sentences that every host shows before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from addin.edits import Edit, RemoveName, WriteColumn, WriteName
from workbook_templates.recognition.reading import Reading
from workbook_templates.recognition.roles import OTHER

NOTHING = "Everything is up to date: there is nothing to write."

_MOST_LETTERS = 1000
"""A message box of VBA shows 1,024."""
_MOST_OF_A_LINE = 200


def where_read(reading: Reading) -> str:
    """The sheet, the cells and how many rows there are."""
    if reading.area is None:
        return f"Sheet {reading.sheet.name}"
    count = len(reading.rows())
    rows = f"1 row of {reading.subject}" if count == 1 else f"{count:,} rows of {reading.subject}"
    return f"Sheet {reading.sheet.name}, {reading.area.address}: {rows}"


def columns_read(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """Each column that means something: its letters, its heading, what it was read as, and why."""
    for column in reading.columns:
        if column.role is not OTHER:
            year = f" {column.year}" if column.year else ""
            yield column.letters, column.heading, f"{column.role.term}{year}", column.grounds


def writes(edits: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """Each edit in a sentence, and the formula of a column; all names in one."""
    for edit in edits:
        if not isinstance(edit, WriteName | RemoveName):
            yield str(edit), edit.formula.text if isinstance(edit, WriteColumn) and edit.formula else ""
    names = [edit.name for edit in edits if isinstance(edit, WriteName)]
    if names:
        yield f"Defined names: {', '.join(names)}.", ""
    gone = [edit.name.name for edit in edits if isinstance(edit, RemoveName)]
    if gone:
        yield f"Defined names that go: {', '.join(gone)}.", ""


def text(reading: Reading, edits: Sequence[Edit]) -> str:
    """All of it for a message box: of what is too long for one, the sentences that say the most."""
    head = [f"{where_read(reading)}."]
    columns = [f"{heading or letters} as {role}" for letters, heading, role, _ in columns_read(reading)]
    if columns:
        head.append(_cut(f"Read: {', '.join(columns)}."))
    if not edits:
        return _fitting([*head, "", NOTHING], reading.said, "Guessed or left out:")
    return _fitting([*head, "", "It writes:", *lines(sentence for sentence, _ in writes(edits))], reading.said)


def lines(sentences: Iterator[str] | Sequence[str], most: int = 8) -> list[str]:
    """Sentences as the lines of a message box; of many the first."""
    found = [f"- {_cut(sentence)}" for sentence in sentences]
    return [*found[:most], f"- and {len(found) - most} more"] if len(found) > most + 1 else found


def _fitting(kept: Sequence[str], said: Sequence[str], heading: str = "It guessed or left out:") -> str:
    """The lines that are kept, with as many of the sentences before the last block as there is room for."""
    room = _MOST_LETTERS - sum(len(line) + 1 for line in kept) - len(heading) - 40
    shown: list[str] = []
    for sentence in said:
        line = f"- {_cut(sentence)}"
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    if len(shown) < len(said):
        shown.append(f"- and {len(said) - len(shown)} more, which Set up my list shows")
    between = kept.index("")
    return "\n".join([*kept[:between], *(["", heading, *shown] if said else []), *kept[between:]])[:_MOST_LETTERS]


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= _MOST_OF_A_LINE else sentence[: _MOST_OF_A_LINE - 3].rstrip() + "..."
