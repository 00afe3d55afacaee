"""A button pressed on a workbook in a file: prepared, shown, and then carried out on a copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from addin import press
from addin.closed_file.applier import apply
from addin.closed_file.book import Book
from addin.commands import Command, CommandRefused
from addin.edits import Edit
from addin.exit_codes import CannotGoOn, ExitCode
from addin.formulas.references import cell_address
from addin.headless import Computation, Progress, compute_package
from addin.headless.compute import check_target
from addin.headless.package import Package
from addin.snapshot import Snapshot


@dataclass
class Run:
    """A button that was pressed and has changed nothing yet.

    Attributes:
        snapshot: what it saw.
        edits: what it asks for; all may be made.
    """

    snapshot: Snapshot
    edits: Sequence[Edit]
    _book: Book

    @property
    def suffix(self) -> str:
        """How the name of the copy must end."""
        return self._book.package.suffix

    def check_target(self, target: Path, replace: bool) -> None:
        """Refuse a place where the copy cannot be written.

        Raises:
            UnwritableWorkbook: it is the workbook itself, is there already, or no such file can be written there.
        """
        check_target(self._book.package, target, replace)

    def carry_out(self, target: Path, replace: bool, progress: Progress) -> Computation:
        """Write the copy, computed.

        Raises:
            WorkbookError: it cannot be written.
        """
        check_target(self._book.package, target, replace)
        progress("Adding", 0.25)
        grown = apply(self.edits, self._book)
        return compute_package(grown, target, progress=lambda doing, share: progress(doing, 0.3 + 0.7 * share))


@contextmanager
def prepare(command: Command, source: Path, sheet: str | None, cell: str | None, progress: Progress) -> Iterator[Run]:
    """Press a button on a workbook in a file, which is only read.

    Args:
        command: the button.
        source: the workbook.
        sheet: the sheet with the list; by default the one that is shown when the workbook is opened.
        cell: a cell of the list; by default the one that was chosen last.
        progress: is told how far the work is.

    Raises:
        CannotGoOn: the workbook cannot be read, or the button cannot do its work on it.
    """
    with Package(source) as package:
        progress("Reading", 0.0)
        # Afterwards the list is recognised, which is not told of.
        book = Book(package, lambda share: progress("Reading" if share < 1 else "Looking at the list", 0.15 * share))
        place, cursor = sheet_named(book, sheet), _cell(cell)
        try:
            snapshot, edits = press.prepare(command, book, place, cursor, date.today())
        except CommandRefused as error:
            raise CannotGoOn(str(error), ExitCode.UNREADABLE) from error
        yield Run(snapshot, edits, book)


def sheet_named(book: Book, wanted: str | None) -> str:
    """The sheet that is meant; without a name the one that is shown when the workbook is opened.

    Raises:
        CannotGoOn: there is none of that name.
    """
    if wanted is None:
        return book.active
    found = next((entry for entry in book.entries if entry.name.casefold() == wanted.strip().casefold()), None)
    if found is None or not found.member:
        names = ", ".join(entry.name for entry in book.entries if entry.member)
        raise CannotGoOn(f"{book.path} has no sheet {wanted}: it has {names}.", ExitCode.UNREADABLE)
    return found.name


def _cell(wanted: str | None) -> tuple[int, int] | None:
    if wanted is None:
        return None
    try:
        return cell_address(wanted.strip())
    except ValueError as error:
        raise CannotGoOn(f"{wanted} is no cell such as B5.", ExitCode.USAGE) from error
