"""What can go wrong with a file, said in one sentence, with the exit code that the command line uses.

::

    CannotGoOn                  whatever stops a command
    └── WorkbookError           never raised itself
        ├── UnreadableWorkbook  3   the input cannot be read
        └── UnwritableWorkbook  4   the output cannot be written
"""

from __future__ import annotations

import errno
from pathlib import Path

from addin.exit_codes import CannotGoOn, ExitCode


class WorkbookError(CannotGoOn):
    """A workbook cannot be read or written; the message is the sentence for the user."""

    exit_code: ExitCode

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, self.exit_code)


class UnreadableWorkbook(WorkbookError):
    """The input cannot be read."""

    exit_code = ExitCode.UNREADABLE


class UnwritableWorkbook(WorkbookError):
    """The output cannot be written."""

    exit_code = ExitCode.UNWRITABLE


class DamagedPart(Exception):
    """A part inside the package is not what the format asks for; the package says of which file."""


def exists_already(target: Path) -> str:
    """The sentence for a file that would be lost."""
    return f"{target} exists already: name another file with -o, or say --force to replace it."


def disk_trouble(error: OSError | ValueError, path: Path) -> str:
    """The sentence for a fault of the disk, its rights or the name while `path` is in use."""
    if isinstance(error, ValueError):
        # It holds a character that no name can: shown as an escape, since a console may not show it either.
        return f"{str(path)!r} is not a file name that this system takes."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no room left on the disk for {path}."
    if error.errno == errno.EFBIG:
        return f"{path} would be larger than a file may be here."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Access to {path} is not permitted."
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return f"{path} is not a file name that this system takes."
    return f"{path} cannot be used: {error.strerror or error}."
