"""The template workbooks, each written by XlsxWriter; `TEMPLATES` says what there is.

The command line, the manual and the tests read it::

    from pathlib import Path
    from workbook_templates import TEMPLATES

    for sentence in TEMPLATES[0].write(Path("portfolio.xlsx"), "chinook"):
        print(sentence)

The books hold formulas only; the headless host computes them afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbook_templates import client_portfolio, functions_book
from workbook_templates.client_list import FILLINGS, ClientList
from workbook_templates.list_file import ListRefused


@dataclass(frozen=True)
class Template:
    """A workbook that can be made.

    Attributes:
        name: what the command line calls it.
        title: what people call it.
        summary: what it is for, in one sentence.
        fillings: the names of what it can be filled with, the default first; empty where it is always the same.
        takes_a_list: whether it can be filled from a list of one's own, too.
        write: writes the book to a path, filled by name, or from the list at a path; answers what was read, guessed
            and left out, as sentences. A list that cannot serve raises `ListRefused`.
    """

    name: str
    title: str
    summary: str
    fillings: tuple[str, ...]
    takes_a_list: bool
    write: Callable[[Path, str | Path], tuple[str, ...]]


TEMPLATES: tuple[Template, ...] = (
    Template(
        name="client-portfolio",
        title="Client portfolio",
        summary="The register of clients with value, tier, quadrant and next contact, and a dashboard on one page.",
        fillings=tuple(FILLINGS),
        takes_a_list=True,
        write=client_portfolio.fill,
    ),
    Template(
        name="functions",
        title="Functions",
        summary="Every worksheet function with a live example and a verdict: the proof that the add-in works here.",
        fillings=(),
        takes_a_list=False,
        write=functions_book.fill,
    ),
)
"""Every template, in the order of the manual."""

__all__ = ["TEMPLATES", "ClientList", "ListRefused", "Template"]
