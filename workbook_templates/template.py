"""What a template is, for whoever offers them: the command line, the ribbon, the manual, the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Template:
    """A workbook that can be made.

    Attributes:
        name: what the command line calls it.
        title: what people call it.
        question: what it answers, as a person would ask it; empty where it answers none.
        summary: what it is for, in one sentence.
        fillings: the names of what it can be filled with, the default first; empty where it is always the same.
        takes_a_list: whether it can be filled from a list of one's own, too.
        write: writes the book to a path, filled by name, or from the list at a path; answers what was read, guessed
            and left out, as sentences. A list that cannot serve raises `ListRefused`.
    """

    name: str
    title: str
    question: str
    summary: str
    fillings: tuple[str, ...]
    takes_a_list: bool
    write: Callable[[Path, str | Path], tuple[str, ...]]
