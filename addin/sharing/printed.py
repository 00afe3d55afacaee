"""A workbook as a PDF: the figures as they stand, printed by LibreOffice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.closed_file.book import Book
from addin.headless import Progress
from addin.headless.errors import UnwritableWorkbook, disk_trouble
from addin.headless.package import Package
from addin.libreoffice.office import LibreOffice
from addin.libreoffice.pdf import print_to_pdf
from addin.sharing.frozen import frozen_copy
from workbook_templates.style import HANDED_ROUND


def printed_copy(office: LibreOffice, source: Path, target: Path, *, sheets: Sequence[str], progress: Progress) -> Path:
    """Print a workbook to a PDF, as its sheets are set up to be printed.

    What is printed is a copy with values only: a LibreOffice without Tenure computes what spills anew, to `#NAME?`.

    Args:
        office: the LibreOffice that prints.
        source: the workbook, which is only read.
        target: where the PDF is written; a file of that name is replaced.
        sheets: the sheets that are printed; all that the workbook shows where none is named.
        progress: is told how far the work is.

    Raises:
        CannotGoOn: the workbook cannot be read or printed, or the PDF not written.
    """
    with TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True) as folder:
        # Of the workbook's name: footers print it.
        copy = Path(folder) / f"{source.stem}.xlsx"
        frozen_copy(
            source, copy, replace=True, progress=lambda doing, share: progress(doing, 0.4 * share),
            sheets=sheets, lists_formulas=False,
        )  # fmt: skip
        progress("Printing", 0.4)
        made = print_to_pdf(office, copy, Path(folder))
        draft = target.with_name(f".tenure-{os.getpid()}.part")
        try:
            shutil.copyfile(made, draft)
            draft.replace(target)
        except (OSError, ValueError) as error:
            raise UnwritableWorkbook(disk_trouble(error, target)) from error
        finally:
            draft.unlink(missing_ok=True)
    progress("Printed", 1.0)
    return target


def sheets_handed_round(source: Path) -> list[str]:
    """The sheets of a workbook that its template declares to be handed round; none where it declares none.

    A sheet that is hidden since is not among them.

    Raises:
        CannotGoOn: the workbook cannot be read.
    """
    with Package(source) as package:
        book = Book(package)
        declared = {scope for scope, name in book.parts.names if name == HANDED_ROUND}
        return [entry.name for entry in book.entries if entry.name in declared and entry.shown == "visible"]
