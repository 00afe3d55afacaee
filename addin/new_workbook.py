"""A new workbook from a template, for the button: written in a process of its own, as what shows it must stay light."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from addin.marks import ERROR_MARK

_SECONDS = 120
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""They go with this process: who shows a workbook takes it in, and does not come back to its file."""
_TRACE = "Traceback (most recent call last)"
# `-I`: no variable of the environment, and no folder, brings other code in.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from addin.cli import main; main()"


def new_workbook(template: str, interpreter: str = sys.executable) -> str:
    """Write a template's workbook with its example, in a folder that goes when this process ends.

    Args:
        template: the template's name, such as ``client-portfolio``.
        interpreter: the Python that writes it.

    Returns:
        The path of the workbook; or `ERROR_MARK` and a sentence that says why there is none.
    """
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True))
    path = Path(_FOLDERS[-1].name) / f"{template}.xlsx"
    packages = str(Path(__file__).parents[1])
    command = [interpreter, "-I", "-X", "utf8", "-c", _PROGRAM, packages, "new", template, "--output", str(path)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return f"{ERROR_MARK}It took more than {_SECONDS} seconds."
    except OSError as error:
        return f"{ERROR_MARK}Python could not be started: {error}."
    if not path.exists():
        return ERROR_MARK + _why_not(done.stderr.strip())
    return str(path)


def _why_not(said: str) -> str:
    """What the program said; of an exception that it did not expect, what it was and not where."""
    if _TRACE in said:
        return f"Tenure's Python failed: {said.splitlines()[-1]}. Run tenure install again."
    return " ".join(said.split()) or "Nothing was written."
