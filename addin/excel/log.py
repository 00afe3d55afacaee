"""The log of the Excel add-in, in the user's local application data."""

from __future__ import annotations

from pathlib import Path

from addin import log

_HOST = "excel"


def path() -> Path:
    """The file; older ones lie beside it as ``excel.log.1`` and so on."""
    return log.path(_HOST)


def event(text: str) -> None:
    """Note that something happened."""
    log.event(_HOST, text)


def trouble(text: str) -> None:
    """Note a mistake of ours: where the exception that is being handled was raised, and its kind."""
    log.trouble(_HOST, text)
