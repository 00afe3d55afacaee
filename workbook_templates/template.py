"""What a template is, for whoever offers them: the command line, the ribbon, the manual, the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar


class Filling(Protocol):
    """What a book is filled with; beyond the report each template knows its own."""

    @property
    def report(self) -> tuple[str, ...]:
        """What was read, guessed and left out, in sentences."""


AnyFilling = TypeVar("AnyFilling", bound=Filling)


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
            and left out, as sentences. A list that cannot serve raises `ListRefused`, an unknown name `KeyError`.
    """

    name: str
    title: str
    question: str
    summary: str
    fillings: tuple[str, ...]
    takes_a_list: bool
    write: Callable[[Path, str | Path], tuple[str, ...]]

    @classmethod
    def filled(
        cls,
        *,
        name: str,
        title: str,
        question: str,
        summary: str,
        fillings: Mapping[str, Callable[[], AnyFilling]],
        own: Callable[[Path], AnyFilling],
        write: Callable[[Path, AnyFilling], None],
    ) -> Template:
        """A template that is filled by name or from a list of one's own.

        Args:
            name: what the command line calls it.
            title: what people call it.
            question: what it answers.
            summary: what it is for, in one sentence.
            fillings: what it can be filled with, by name, the default first.
            own: reads a list of one's own.
            write: writes the book with a filling.
        """

        def fill(target: Path, filling: str | Path) -> tuple[str, ...]:
            given = own(filling) if isinstance(filling, Path) else fillings[filling]()
            write(target, given)
            return given.report

        return cls(name, title, question, summary, tuple(fillings), True, fill)
