"""The command ``tenure`` in a process of its own, for buttons: the program that shows a workbook must stay light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from addin.marks import ERROR_MARK

_SECONDS = 120
_TRACE = "Traceback (most recent call last)"
# `-I`: no variable of the environment, and no folder, brings other code in.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from addin.cli import main; main()"


def written_by_tenure(arguments: list[str], target: Path, interpreter: str = sys.executable) -> tuple[str, str]:
    """Have a file written.

    Args:
        arguments: of the command ``tenure``.
        target: the file that it is to write.
        interpreter: the Python that runs it.

    Returns:
        The path of the file and what was said of it; or `ERROR_MARK` and a sentence that says why there is none, and
        nothing.
    """
    packages = str(Path(__file__).parents[1])
    command = [interpreter, "-I", "-X", "utf8", "-c", _PROGRAM, packages, *arguments, "--output", str(target)]
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
        return f"{ERROR_MARK}It took more than {_SECONDS} seconds.", ""
    except OSError as error:
        return f"{ERROR_MARK}Python could not be started: {error}.", ""
    if not target.exists():
        return ERROR_MARK + _why_not(done.stderr.strip()), ""
    return str(target), done.stdout


def _why_not(said: str) -> str:
    """What the program said; of an exception that it did not expect, what it was and not where."""
    if _TRACE in said:
        return f"Tenure's Python failed: {said.splitlines()[-1]}. Run tenure install again."
    return " ".join(said.split()) or "Nothing was written."
