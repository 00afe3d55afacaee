"""What `tenure doctor` looks at: a check is declared once, for the command, the manual and the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Generic, TypeVar

from addin.exit_codes import ExitCode

Looked = TypeVar("Looked")
"""What the checks of one spreadsheet program look at."""


class State(Enum):
    """What a check found, in a word."""

    FINE = "fine"
    NOTE = "note"
    TROUBLE = "trouble"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Finding:
    """What a check found, and a sentence about it."""

    state: State
    says: str


@dataclass(frozen=True)
class Check(Generic[Looked]):
    """One thing that must be in order.

    Attributes:
        name: what it is about.
        question: what is asked.
        advice: what to do when the answer is no.
        look: finds the answer.
    """

    name: str
    question: str
    advice: str
    look: Callable[[Looked], Finding]


def fine(says: str) -> Finding:
    """It is in order."""
    return Finding(State.FINE, says)


def note(says: str) -> Finding:
    """It does no harm, but is worth knowing."""
    return Finding(State.NOTE, says)


def trouble(says: str) -> Finding:
    """It is not in order."""
    return Finding(State.TROUBLE, says)


def not_asked(says: str) -> Finding:
    """It cannot be looked at; the sentence says why."""
    return Finding(State.NOT_ASKED, says)


def finding_in_log(file: Path) -> Finding:
    """What the log of a host tells: its last trouble."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return fine(f"There is none yet; it would be {file}.")
    except OSError as error:
        return note(f"{file} cannot be read: {error.strerror or error}.")
    traces = [number for number, line in enumerate(lines) if line.startswith("Traceback ")]
    if not traces or traces[-1] == 0:
        return fine(f"{file} tells of no trouble.")
    cause = next((line for line in lines[traces[-1] + 1 :] if not line.startswith(" ")), "")
    return note(f"{file}; its last trouble: {lines[traces[-1] - 1]} ({cause}).")


def examine(
    checks: Sequence[Check[Looked]], looked_at: Looked, progress: Callable[[str, float], None]
) -> list[tuple[Check[Looked], Finding]]:
    """Make every check; none changes anything."""
    found = []
    for number, check in enumerate(checks):
        progress(check.name, number / len(checks))
        found.append((check, check.look(looked_at)))
    return found


def exit_code(found: Sequence[tuple[Check[Looked], Finding]]) -> ExitCode:
    """How the command ends."""
    return ExitCode.NOT_ALL if any(each.state is State.TROUBLE for _, each in found) else ExitCode.FINE
