"""A button pressed on a workbook, whatever host has it open: prepared, shown, and then carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from addin import preview
from addin.commands import Command
from addin.edit_check import check
from addin.edits import Edit
from addin.history import History, Made, Step
from addin.live_book import LiveBook
from addin.snapshot import Snapshot
from addin.snapshot_taking import OpenBook, take
from addin.undo import inverse

Tell = Callable[[str, float], None]
"""Is told what is being done, and how far the whole is, from 0 to 1."""


def prepare(
    command: Command, book: OpenBook, sheet: str, cursor: tuple[int, int] | None, today: date
) -> tuple[Snapshot, Sequence[Edit]]:
    """What a button sees of a workbook, and what it asks for; all of it may be made, and nothing is yet.

    Raises:
        CommandRefused: it cannot do its work here; the sentence says what it lacks.
    """
    snapshot = take(book, sheet, cursor, today)
    edits = command.edits(snapshot)
    check(edits, snapshot)
    return snapshot, edits


@dataclass(frozen=True)
class Press:
    """A button that was pressed on an open workbook and has changed nothing yet.

    Attributes:
        command: the button.
        snapshot: what it saw.
        edits: what it asks for.
    """

    command: Command
    snapshot: Snapshot
    edits: Sequence[Edit]
    _book: LiveBook
    _history: History

    @property
    def title(self) -> str:
        """Whose question the preview is."""
        return self.command.label

    @property
    def preview(self) -> str:
        """What was read, what was left out and what will be written, for a message box."""
        return preview.text(self.snapshot.reading, self.edits)

    @property
    def has_work(self) -> bool:
        """Whether there is anything to carry out."""
        return bool(self.edits)

    def carry_out(self, tell: Tell) -> None:
        """Make the edits, all of them or none, and remember them for Undo last."""
        book, made = self._book, list[Made]()
        try:
            with book.as_one(self.title):
                for place, edit in enumerate(self.edits):
                    tell(f"{self.title}: {edit}", place / len(self.edits))
                    made.append(Made.about(edit, inverse(edit, self.snapshot), book))
                    book.apply(edit)
                tell(f"{self.title}: what was written is computed.", 1.0)
        except BaseException:
            with book.as_one(self.title):
                for each in reversed(made):
                    each.take_back(book)
            raise
        self._history.remember(Step.made(self.title, made, book))


def press(
    command: Command, book: LiveBook, sheet: str, cursor: tuple[int, int] | None, today: date, history: History
) -> Press:
    """Press a button on an open workbook.

    Args:
        command: the button.
        book: the workbook.
        sheet: the sheet that is shown.
        cursor: row and column of the cell that is chosen.
        today: the day.
        history: what buttons have done to this workbook since it was opened.

    Raises:
        CommandRefused: it cannot do its work here; the sentence says what it lacks.
    """
    snapshot, edits = prepare(command, book, sheet, cursor, today)
    return Press(command, snapshot, edits, book, history)
