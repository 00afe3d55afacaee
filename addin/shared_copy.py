"""A copy of a workbook for others, for the button: values only, or with nobody's name in it."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from addin.own_process import written_by_tenure

VALUES, ANONYMOUS = "values", "anonymous"
"""The two sorts of copies, by the button's choice."""
_MOST_LETTERS = 940
"""A message box of VBA shows 1,024."""
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""They go with this process."""


@dataclass(frozen=True)
class SharedCopy:
    """A copy that a host may show.

    Attributes:
        path: where it is; or `ERROR_MARK` and a sentence that says why there is none.
        said: what came along, what did not, and what is still to be looked at.
    """

    path: str
    said: str


def place_for_saving() -> Path:
    """Where a host saves the workbook as it is, so that the copy can be made of it."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True))
    return Path(_FOLDERS[-1].name) / "workbook.xlsx"


def shared_copy(saved: Path, choice: str, sheet: str, interpreter: str = sys.executable) -> SharedCopy:
    """Make a copy of a workbook that was saved for that.

    Args:
        saved: the workbook, where `place_for_saving` said.
        choice: `VALUES`, or `ANONYMOUS` for the list alone with codes for names.
        sheet: the sheet with the list.
        interpreter: the Python that writes it.
    """
    of_list = ["--anonymous", "--sheet", sheet] if choice == ANONYMOUS else []
    target = saved.with_name("anonymous.xlsx" if of_list else "copy.xlsx")
    path, said = written_by_tenure(["freeze", str(saved), *of_list, "--force"], target, interpreter)
    return SharedCopy(path, _in_a_box(said.strip().removesuffix(path)))


def _in_a_box(printed: str) -> str:
    """What the command printed, each sentence in a line of its own; of what is too long for a message box, the first.

    It names the copy last, which nobody looks for where it lies.
    """
    sentences = re.sub(r"\s*\n +", " ", printed).strip().splitlines()
    shown = [each for number, each in enumerate(sentences, 1) if len("\n".join(sentences[:number])) <= _MOST_LETTERS]
    if len(shown) < len(sentences):
        shown.append(f"- and {len(sentences) - len(shown)} more, which tenure freeze says of the saved workbook.")
    return "\n".join(shown)
