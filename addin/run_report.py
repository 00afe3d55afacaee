"""What a button read of a workbook, and what it will write, as ``tenure run`` prints it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from addin import preview
from addin.closed_file import Run
from addin.commands import sheet_commands
from workbook_templates.recognition.reading import Reading


def print_commands(said: Console) -> None:
    """The buttons that can be tried on a file."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for command in sheet_commands():
        if "file" in command.hosts:
            table.add_row(Text(command.name), Text(command.tip))
    said.print(table)


def print_preview(run: Run, said: Console) -> None:
    """What was read, what was left out, and what will be written."""
    _print_reading(run.snapshot.reading, said)
    if not run.edits:
        said.print(preview.NOTHING)
        return
    said.print()
    said.print("It writes", style="bold")
    lines = Table.grid(padding=(0, 1))
    lines.add_column()
    lines.add_column(overflow="fold")
    for sentence, formula in preview.writes(run.edits):
        lines.add_row("-", Text(sentence))
        if formula:
            lines.add_row("", Text(formula, style="dim"))
    said.print(lines)


def _print_reading(reading: Reading, said: Console) -> None:
    said.print(Text(preview.where_read(reading)), style="bold")
    table = Table(box=None, pad_edge=False)
    for heading in ("column", "heading", "read as", "since"):
        table.add_column(heading, overflow="fold")
    for column in preview.columns_read(reading):
        table.add_row(*map(Text, column))
    said.print(table)
    print_sentences(reading.said, said)


def print_sentences(sentences: Iterable[str], said: Console) -> None:
    """Sentences, each as a line of its own."""
    lines = Table.grid(padding=(0, 1))
    for sentence in sentences:
        lines.add_row("-", Text(sentence))
    said.print(lines)
