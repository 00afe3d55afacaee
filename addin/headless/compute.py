"""The door of the headless host: a workbook is computed, and a copy or the book itself shows the answers."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from addin.headless.calculation import Calculation, ErrorAnswer, NotComputed
from addin.headless.errors import (
    DamagedPart,
    UnreadableWorkbook,
    UnwritableWorkbook,
    disk_trouble,
    exists_already,
)
from addin.headless.package import Package
from addin.headless.sheet_cells import SheetCells
from addin.headless.sheet_reader import read_sheet
from addin.headless.sheet_writer import is_rewritten, rewrite_sheet
from addin.headless.stale_cells import StaleCell, stale_cells
from addin.headless.workbook_parts import WorkbookParts, read_parts

Progress = Callable[[str, float], None]
"""Is told what is being done, and the share of the whole that is done, from 0 to 1."""

Rewritten = dict[str, Callable[[BinaryIO, BinaryIO], None]]
"""How the members that change are carried over."""


@dataclass(frozen=True)
class Computation:
    """What came of it.

    Attributes:
        source: the workbook that was read.
        target: the workbook that shows the answers; None where it was only checked.
        formulas: how many formulas were computed.
        seconds: how long it took.
        not_computed: the formulas that keep their old value, with the reason, and those that rest on them.
        errors: the cells in which a ``REL_`` function answers an error, with its sentence.
        stale: the cells that show something else than was computed; looked for only by `check`.
    """

    source: Path
    target: Path | None
    formulas: int
    seconds: float
    not_computed: tuple[NotComputed, ...]
    errors: tuple[ErrorAnswer, ...]
    stale: tuple[StaleCell, ...] = ()

    @property
    def exit_code(self) -> int:
        """0: everything was computed, and shows it; 1: something could not be, or is stale."""
        return 1 if self.not_computed or self.stale else 0


def compute(
    source: Path,
    target: Path | None = None,
    *,
    replace: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Computation:
    """Compute an .xlsx without a spreadsheet program, into a copy.

    The target is the source with other cached values: nothing else in it changes. It appears, or replaces a file of
    that name, only when it is complete.

    Args:
        source: the workbook; it is only read.
        target: where to write; by default ``<name>.computed.xlsx`` beside the source.
        replace: whether a file that is there already is replaced.
        now: what ``NOW`` and ``TODAY`` show; by default the local time.
        progress: is told how far the work is.

    Raises:
        UnreadableWorkbook: the source is missing, damaged or no .xlsx.
        UnwritableWorkbook: the target is the source, exists already, or cannot be written.
    """
    with Package(Path(source)) as package:
        # Only what was opened is known to have a name that another can be made of.
        book = package.path
        target = book.with_name(f"{book.stem}.computed{package.suffix}") if target is None else Path(target)
        check_target(package, target, replace, "name another file, or have it computed in place (--in-place).")
        return compute_package(package, target, now=now, progress=progress)


def compute_package(
    package: Package, target: Path, *, now: datetime | None = None, progress: Progress | None = None
) -> Computation:
    """Compute an open .xlsx into a copy, whose place was checked.

    Args, Raises: as for `compute`.
    """
    work = _Work(package, now, progress)
    work.compute()
    work.write(target, work.rewritten_sheets())
    return work.computation(target)


def compute_in_place(source: Path, *, now: datetime | None = None, progress: Progress | None = None) -> Computation:
    """Compute an .xlsx, and put the computed one in its place.

    It is replaced in one step when the new one is complete; a book whose answers are those that it shows is left
    untouched. A link stays a link.

    Args, Raises: as for `compute`; UnwritableWorkbook too where the book is write-protected or open elsewhere.
    """
    with Package(Path(source)) as package:
        work = _Work(package, now, progress)
        _check_in_place(package.path)
        work.compute()
        if rewritten := work.rewritten_sheets():
            work.write(package.path.resolve(), rewritten)
        return work.computation(package.path)


def check(source: Path, *, now: datetime | None = None, progress: Progress | None = None) -> Computation:
    """Compute an .xlsx, write nothing, and say which of its cells show something else.

    Args, Raises: as for `compute`.
    """
    with Package(Path(source)) as package:
        work = _Work(package, now, progress)
        work.compute()
        package.refuse_if_changed()
        return work.computation(None, work.stale())


class _Work:
    """One workbook on its way: read, computed, written."""

    def __init__(self, package: Package, now: datetime | None, progress: Progress | None) -> None:
        self._began = time.perf_counter()
        self._now = now or datetime.now()
        self._tell = progress if progress is not None else _nobody
        self._tell("Reading", 0.0)
        self._package = package
        self._sheets: list[SheetCells] = []

    def compute(self) -> None:
        """Read everything and compute it."""
        self._parts = read_parts(self._package)
        self._read_sheets(self._parts)
        self._tell("Computing", 0.3)
        calculation = Calculation(
            self._parts, self._sheets, self._now, lambda share: self._tell("Computing", 0.3 + 0.5 * share)
        )
        self._answers = calculation.answers()

    def _read_sheets(self, parts: WorkbookParts) -> None:
        tell = self._shares("Reading", 0.0, 0.3, (part.member for part in parts.sheets))
        for part in parts.sheets:
            with self._package.open(part.member) as stream:
                self._sheets.append(read_sheet(stream, part.name, parts.texts, parts.dynamic, parts.date_1904, tell))

    def rewritten_sheets(self) -> Rewritten:
        """How the members that change are carried over."""
        rewritten = {
            part.member: sheet
            for part, sheet in zip(self._parts.sheets, self._sheets, strict=True)
            if is_rewritten(sheet, self._answers.sheets[part.name])
        }
        tell = self._shares("Writing", 0.8, 0.2, rewritten)
        return {
            member: partial(rewrite_sheet, sheet=sheet, answers=self._answers.sheets[sheet.name], tell=tell)
            for member, sheet in rewritten.items()
        }

    def _shares(self, doing: str, begun: float, share: float, members: Iterable[str]) -> Callable[[int], None]:
        """What is to be told how many bytes of some members are done; all of them are that share of the work."""
        whole = sum(map(self._package.size, members)) or 1
        done = 0

        def tell(size: int) -> None:
            nonlocal done
            done += size
            self._tell(doing, begun + share * min(1.0, done / whole))

        return tell

    def write(self, target: Path, rewritten: Rewritten) -> None:
        """Write the copy."""
        self._tell("Writing", 0.8)
        try:
            self._package.copy_to(target, rewritten)
        except DamagedPart as error:
            raise UnreadableWorkbook(f"{self._package.path} cannot be computed: one of its sheets {error}.") from error

    def stale(self) -> tuple[StaleCell, ...]:
        """The cells that show something else than was computed."""
        return tuple(cell for sheet in self._sheets for cell in stale_cells(sheet, self._answers.sheets[sheet.name]))

    def computation(self, target: Path | None, stale: tuple[StaleCell, ...] = ()) -> Computation:
        """What came of it."""
        self._tell("Done", 1.0)
        return Computation(
            source=self._package.path,
            target=target,
            formulas=self._answers.computed,
            seconds=time.perf_counter() - self._began,
            not_computed=tuple(self._answers.not_computed),
            errors=tuple(self._answers.errors),
            stale=stale,
        )


def _nobody(_: str, __: float) -> None:
    """Nobody wants to know how far the work is."""


def check_target(package: Package, target: Path, replace: bool, instead: str = "name another file.") -> None:
    """Refuse a target that cannot be, before any work is done.

    Raises:
        UnwritableWorkbook: it is the workbook itself, is there already, or no such file can be written there.
    """
    folder = target.parent
    try:
        if not folder.is_dir():
            raise UnwritableWorkbook(f"There is no folder {folder} to write {target.name} into.")
        if target.is_dir():
            raise UnwritableWorkbook(f"{target} is a folder: name a file to write.")
        # Asked of the file itself: `exists` says no to a name that cannot be.
        with suppress(FileNotFoundError):
            if target.samefile(package.path):
                raise UnwritableWorkbook(f"{target} is the workbook itself: {instead}")
            if not stat.S_ISREG(target.stat().st_mode):
                raise UnwritableWorkbook(f"{target} is a device or a pipe, not a file: name a file to write.")
            if replace:
                _check_rights(target)
        if not replace and os.path.lexists(target):  # a link to nowhere would be lost too
            raise UnwritableWorkbook(exists_already(target))
        if target.suffix.lower() != package.suffix:
            raise UnwritableWorkbook(f"{target} must end in {package.suffix}, as the workbook is of that sort.")
        _check_rights(folder)
    except (OSError, ValueError) as error:
        raise UnwritableWorkbook(disk_trouble(error, target)) from error


def _check_in_place(book: Path) -> None:
    """Refuse to replace a book that is protected, or that somebody is working on."""
    place = book.resolve()
    for protected in (place, place.parent):
        _check_rights(protected)
    # What Excel and LibreOffice put beside a book while it is open.
    for name in (f"~${place.name}", f".~lock.{place.name}#"):
        if place.with_name(name).exists():
            raise UnwritableWorkbook(
                f"{book} is open in another program ({name} lies beside it): close it there first."
            )


def _check_rights(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise UnwritableWorkbook(f"There is no right to write to {path}: name another place with -o.")
