"""Buttons on closed workbooks: how long Assign tiers takes on a long list, as the command line presses it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import xlsxwriter

from benchmarks.measures import Measure
from benchmarks.recognition import large_sheet

ROWS = 100_000
PRESSES = 3
COMMAND = "from addin.cli import main; main()"


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
    """Processor time of the command, from its start to its end, and the same beside writing such a workbook."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun = process_time()
        book = written(folder)
        writing = process_time() - begun
        seconds = min(pressed(book, folder / f"{number}.xlsx") for number in range(PRESSES))
    yield Measure(f"tenure run assign-tiers, {ROWS:,} rows of 15 columns", "s", seconds, 20.0)
    yield Measure("the same beside writing such a list", "times", seconds / writing, 1.2)


def pressed(book: Path, target: Path) -> float:
    """Press the button in a process of its own; the processor time that it took."""

    def used() -> float:
        import resource

        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = used()
    press = [sys.executable, "-c", COMMAND, "run", "assign-tiers", book, "-o", target]
    subprocess.run(press, check=True, stdout=subprocess.DEVNULL, timeout=600)
    return used() - before
