"""A workbook printed to a PDF by LibreOffice, with a profile of its own: the user's stays as it is."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.exit_codes import CannotGoOn, ExitCode
from addin.libreoffice.office import LibreOffice, environment

_SECONDS = 240


def print_to_pdf(office: LibreOffice, book: Path, folder: Path) -> Path:
    """Print all sheets that a workbook shows.

    Args:
        office: the LibreOffice that prints.
        book: the workbook; its formulas with functions that this LibreOffice does not know would show `#NAME?`.
        folder: where the PDF is written, under the workbook's name.

    Raises:
        CannotGoOn: LibreOffice did not print it.
    """
    target = folder / f"{book.stem}.pdf"
    with TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            (
                office.starter, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", folder, book,
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment(),
            # A group of its own, which is ended as a whole: what is started is a script that starts the program.
            start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise _not_printed(f"it did not answer within {_SECONDS} seconds") from error
        finally:
            _end(process)
    if process.returncode or not target.is_file():
        raise _not_printed((said.strip().splitlines() or [f"exit code {process.returncode}"])[-1].rstrip("."))
    return target


def _not_printed(why: str) -> CannotGoOn:
    return CannotGoOn(f"LibreOffice did not print the workbook: {why}.", ExitCode.UNWRITABLE)


def _end(process: subprocess.Popen[str]) -> None:
    """End LibreOffice where it still runs, with the process that started it."""
    if process.poll() is None:
        process.kill()
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
