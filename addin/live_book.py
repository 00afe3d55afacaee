"""What a spreadsheet program must offer so that buttons work in it: a workbook to look at, and edits carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from addin.edits import Content, Edit
from addin.snapshot_taking import OpenBook
from workbook_templates.recognition.sheet import Area


class LiveBook(OpenBook, Protocol):
    """A workbook that is open in a spreadsheet program, and can be changed.

    What it says of names, sheets and cells is what stands there at the moment when it is asked.
    """

    def standing(self, sheet: str, area: Area) -> Sequence[Content]:
        """What stands in cells, row by row, formulas as formulas; an error as its code."""
        ...

    def looks(self, sheet: str, area: Area) -> Callable[[], None]:
        """Remember how the cells of a column look and how wide it is: what is answered gives all of that back."""
        ...

    def apply(self, edit: Edit) -> None:
        """Carry an edit out, which was checked before.

        To remove what is not there is no fault: so is an edit taken back that was made in part.
        """
        ...

    def as_one(self, title: str) -> AbstractContextManager[None]:
        """Around all edits of a button: one step for the program's own undo, nothing computed or drawn in between."""
        ...
