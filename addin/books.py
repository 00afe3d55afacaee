"""Workbooks made from templates, with their figures: written, computed, and only then put in place."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.exit_codes import CannotGoOn, ExitCode
from addin.headless import Computation, Progress, compute
from addin.headless.errors import exists_already


def put_in_place(
    target: Path, write: Callable[[Path], tuple[str, ...]], progress: Progress
) -> tuple[Computation, tuple[str, ...]]:
    """Write a workbook, compute it, and put it where it is wanted, complete or not at all.

    Args:
        target: where it is wanted; a file of that name is replaced.
        write: writes the template to a path, and answers what there is to say about it.
        progress: is told how far the work is.

    Raises:
        WorkbookError: the place cannot be written to.
    """
    with TemporaryDirectory(prefix="tenure-") as folder:
        # Not named after the target, whose name may be one that cannot be: the computation says so.
        draft = Path(folder) / f"draft{target.suffix}"
        progress("Writing", 0.0)
        says = write(draft)
        return compute(draft, target, replace=True, progress=progress), says


def check_file(source: Path) -> None:
    """See that there is a file to be read; whether it can be, its reader says.

    Raises:
        CannotGoOn: there is none.
    """
    if os.path.isdir(source):  # noqa: PTH112 - answers for a name that cannot be, too
        raise CannotGoOn(f"{source} is a folder: name a file.", ExitCode.UNREADABLE)
    if not os.path.isfile(source):  # noqa: PTH113 - the same
        raise CannotGoOn(f"There is no file {source}.", ExitCode.UNREADABLE)


def free_place(target: Path, replace: bool, suffix: str = ".xlsx") -> Path:
    """The place, if it can hold a workbook, or a PDF, and no file would be lost there.

    Raises:
        CannotGoOn: the name is none of such a file, or there is a file already that is not to be replaced.
    """
    # Whatever opens it goes by the name.
    if target.suffix.lower() != suffix:
        what = "workbook" if suffix == ".xlsx" else suffix[1:].upper()
        raise CannotGoOn(f"{target} must end in {suffix}, for a {what} is written.", ExitCode.UNWRITABLE)
    if not replace and os.path.lexists(target):  # answers for a name that cannot be, too
        raise CannotGoOn(exists_already(target), ExitCode.UNWRITABLE)
    return target


def folder_for(path: Path) -> Path:
    """The folder, made where it is missing.

    Raises:
        CannotGoOn: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "a file has that name" if error.errno in (errno.EEXIST, errno.ENOTDIR) else error.strerror or str(error)
        raise CannotGoOn(f"The folder {path} cannot be made: {why}.", ExitCode.UNWRITABLE) from error
    return path
