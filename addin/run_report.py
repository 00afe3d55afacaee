"""What a button read of a workbook, and what it will write, in words for people."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from addin.closed_file import Run
from addin.commands import sheet_commands
from addin.edits import WriteColumn, WriteName
from workbook_templates.recognition.reading import Reading
from workbook_templates.recognition.roles import OTHER


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
        said.print("Everything is up to date: there is nothing to write.")
        return
    said.print()
    said.print("It writes", style="bold")
    names = [edit for edit in run.edits if isinstance(edit, WriteName)]
    lines = Table.grid(padding=(0, 1))
    lines.add_column()
    lines.add_column(overflow="fold")
    for edit in run.edits:
        if not isinstance(edit, WriteName):
            lines.add_row("-", Text(str(edit)))
        if isinstance(edit, WriteColumn):
            lines.add_row("", Text(edit.formula.text, style="dim"))
    if names:
        lines.add_row("-", Text(f"Defined names: {', '.join(name.name for name in names)}."))
    said.print(lines)


def _print_reading(reading: Reading, said: Console) -> None:
    area = reading.area.address if reading.area else ""
    count = len(reading.rows())
    clients = f"1 row of {reading.subject}" if count == 1 else f"{count:,} rows of {reading.subject}"
    said.print(Text(f"Sheet {reading.sheet.name}, {area}: {clients}"), style="bold")
    table = Table(box=None, pad_edge=False)
    for heading in ("column", "heading", "read as", "since"):
        table.add_column(heading, overflow="fold")
    for column in reading.columns:
        if column.role is not OTHER:
            year = f" {column.year}" if column.year else ""
            table.add_row(column.letters, *map(Text, (column.heading, f"{column.role.term}{year}", column.grounds)))
    said.print(table)
    lines = Table.grid(padding=(0, 1))
    for sentence in reading.said:
        lines.add_row("-", Text(sentence))
    said.print(lines)
