"""The log of a host: what went wrong, in a file of the user's own, never above four megabytes.

It holds no cells. A log that cannot be written stops nothing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LARGEST = 1_000_000
_OLDER_FILES = 3


def path(host: str) -> Path:
    """The file of a host, such as ``excel``; older ones lie beside it as ``excel.log.1`` and so on."""
    return _folder() / f"{host}.log"


def event(host: str, text: str) -> None:
    """Note that something happened."""
    _logger(path(host)).info(text)


def trouble(host: str, text: str) -> None:
    """Note a mistake of ours: where the exception that is being handled was raised, and its kind.

    Its words are left out, for they may quote a cell; those of the system never do.
    """
    error = sys.exception()
    assert error is not None
    said = f": {error}" if isinstance(error, OSError) else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _logger(path(host)).error(f"{text}\nTraceback (most recent call last):\n{frames}{type(error).__name__}{said}")


def _folder() -> Path:
    local = os.environ.get("LOCALAPPDATA")
    if local:
        return Path(local) / "Tenure"
    if sys.platform == "win32":
        return Path.home() / "AppData" / "Local" / "Tenure"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "Tenure"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "tenure"


@cache
def _logger(file: Path) -> logging.Logger:
    logger = logging.getLogger(f"tenure.{file}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler: logging.Handler = logging.NullHandler()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = _Rotating(file, maxBytes=_LARGEST, backupCount=_OLDER_FILES, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    logger.addHandler(handler)
    return logger


class _Rotating(RotatingFileHandler):
    """A log on a full or read-only disk is silent; the logging module would complain where nobody sees it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the logging module's
        pass
