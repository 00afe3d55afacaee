"""Buttons on closed workbooks: how long Assign tiers takes on a long list."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import xlsxwriter

from addin.closed_file import prepare
from addin.commands import sheet_commands
from benchmarks.measures import Measure
from benchmarks.recognition import large_sheet

ROWS = 20_000
SECONDS = 4.0
"""A fifth of what 100,000 rows may take."""


def everything() -> list[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What is measured, by title."""
    return [("a button on a long list", of_tiers)]


def written(folder: Path) -> Path:
    """An invented list as a workbook."""
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Clients")
        for down, line in enumerate(large_sheet(ROWS).rows):
            for across, cell in enumerate(line):
                if cell is not None:
                    page.write(down, across, cell)
    return path


def of_tiers() -> Iterator[Measure]:
    """Processor time from the closed workbook to the computed copy, and the same beside writing such a workbook."""
    command = next(command for command in sheet_commands() if command.name == "assign-tiers")
    seconds, ratios = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(3):
            begun = process_time()
            book = written(folder)
            between = process_time()
            with prepare(command, book, None, None, lambda *_: None) as run:
                computation = run.carry_out(folder / f"{number}.xlsx", False, lambda *_: None)
            seconds.append(process_time() - between)
            ratios.append(seconds[-1] / (between - begun))
    assert not computation.errors
    yield Measure(f"Assign tiers, {ROWS:,} rows of 15 columns", "s", statistics.median(seconds), SECONDS)
    yield Measure("the same beside writing such a list", "times", statistics.median(ratios), 3.0)
