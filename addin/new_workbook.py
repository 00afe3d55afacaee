"""A new workbook from a template, for the button."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from addin.own_process import written_by_tenure

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""They go with this process: who shows a workbook takes it in, and does not come back to its file."""


def new_workbook(template: str, interpreter: str = sys.executable) -> str:
    """Write a template's workbook with its example, in a folder that goes when this process ends.

    Args:
        template: the template's name, such as ``client-portfolio``.
        interpreter: the Python that writes it.

    Returns:
        The path of the workbook; or `ERROR_MARK` and a sentence that says why there is none.
    """
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True))
    target = Path(_FOLDERS[-1].name) / f"{template}.xlsx"
    return written_by_tenure(["new", template], target, interpreter)[0]
