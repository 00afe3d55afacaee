"""The door of the headless host: a workbook is computed, and its copy shows the answers."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from addin.headless.calculation import Answers, Calculation, ErrorAnswer, NotComputed
from addin.headless.errors import DamagedPart, UnreadableWorkbook, UnwritableWorkbook, disk_trouble
from addin.headless.package import Package
from addin.headless.sheet_reader import SheetCells, read_sheet
from addin.headless.sheet_writer import rewrite_sheet
from addin.headless.workbook_parts import WorkbookParts, read_parts

Progress = Callable[[str, float], None]
"""Is told what is being done, and the share of the whole that is done, from 0 to 1."""


@dataclass(frozen=True)
class Computation:
    """What came of it.

    Attributes:
        source: the workbook that was read; it is as it was.
        target: the workbook that was written.
        formulas: how many formulas were computed.
        seconds: how long it took.
        not_computed: the formulas that keep their old value, with the reason, and those that rest on them.
        errors: the cells in which a ``REL_`` function answers an error, with its sentence.
    """

    source: Path
    target: Path
    formulas: int
    seconds: float
    not_computed: tuple[NotComputed, ...]
    errors: tuple[ErrorAnswer, ...]

    @property
    def exit_code(self) -> int:
        """0: everything was computed; 1: something could not be."""
        return 1 if self.not_computed else 0


def compute(
    source: Path,
    target: Path | None = None,
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Computation:
    """Compute an .xlsx without a spreadsheet program.

    The target is the source with other cached values: nothing else in it changes. It appears, or replaces a file of
    that name, only when it is complete.

    Args:
        source: the workbook; it is only read.
        target: where to write; by default ``<name>.computed.xlsx`` beside the source.
        now: what ``NOW`` and ``TODAY`` show; by default the local time.
        progress: is told how far the work is.

    Raises:
        UnreadableWorkbook: the source is missing, damaged or no .xlsx.
        UnwritableWorkbook: the target is the source, or cannot be written.
    """
    began = time.perf_counter()
    source = Path(source)
    tell = progress if progress is not None else _nobody
    tell("Reading", 0.0)
    with Package(source) as package:
        # Only what was opened is known to have a name that another can be made of.
        target = source.with_name(f"{source.stem}.computed{source.suffix}") if target is None else Path(target)
        _check_target(source, target)
        parts = read_parts(package)
        sheets = _read_sheets(package, parts, tell)
        tell("Computing", 0.3)
        calculation = Calculation(
            parts, sheets, now or datetime.now(), lambda share: tell("Computing", 0.3 + 0.5 * share)
        )
        answers = calculation.answers()
        tell("Writing", 0.8)
        _write(package, parts, sheets, answers, target)
    tell("Done", 1.0)
    return Computation(
        source=source,
        target=target,
        formulas=answers.computed,
        seconds=time.perf_counter() - began,
        not_computed=tuple(answers.not_computed),
        errors=tuple(answers.errors),
    )


def _nobody(_: str, __: float) -> None:
    """Nobody wants to know how far the work is."""


def _check_target(source: Path, target: Path) -> None:
    """Refuse a target that cannot be, before any work is done."""
    folder = target.parent
    try:
        if not folder.is_dir():
            raise UnwritableWorkbook(f"There is no folder {folder} to write {target.name} into.")
        if target.is_dir():
            raise UnwritableWorkbook(f"{target} is a folder: name a file to write.")
        # Asked of the file itself: `exists` says no to a name that cannot be.
        with suppress(FileNotFoundError):
            if target.samefile(source):
                raise UnwritableWorkbook(f"{target} is the workbook itself, which is never changed: name another file.")
            if not stat.S_ISREG(target.stat().st_mode):
                raise UnwritableWorkbook(f"{target} is a device or a pipe, not a file: name a file to write.")
        if not os.access(folder, os.W_OK):
            raise UnwritableWorkbook(f"Access to {folder} is not permitted.")
    except (OSError, ValueError) as error:
        raise UnwritableWorkbook(disk_trouble(error, target)) from error


def _read_sheets(package: Package, parts: WorkbookParts, tell: Progress) -> list[SheetCells]:
    sheets = []
    for position, part in enumerate(parts.sheets):
        tell("Reading", 0.3 * position / len(parts.sheets))
        with package.open(part.member) as stream:
            sheets.append(read_sheet(stream, part.name, parts.texts, parts.dynamic, parts.date_1904))
    return sheets


def _write(package: Package, parts: WorkbookParts, sheets: list[SheetCells], answers: Answers, target: Path) -> None:
    rewritten: dict[str, Callable[[BinaryIO, BinaryIO], None]] = {}
    for part, sheet in zip(parts.sheets, sheets, strict=True):
        found = answers.sheets[part.name]
        if found.values or found.spilled:
            rewritten[part.member] = partial(rewrite_sheet, sheet=sheet, answers=found)
    try:
        package.copy_to(target, rewritten)
    except DamagedPart as error:
        raise UnreadableWorkbook(f"{package.path} cannot be computed: one of its sheets {error}.") from error
