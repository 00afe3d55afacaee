"""Asking LibreOffice, through its own Python, to change its extensions and to compute a few formulas."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from addin.libreoffice.basic_wrappers import MODULE
from addin.libreoffice.office import LibreOffice, environment
from addin.libreoffice.profile import EXTENSION, IDENTIFIER, Profile

_SCRIPT = Path(__file__).with_name("uno_session.py")
_SECONDS = 240
_SECONDS_TO_END = 45


class DoesNotAnswer(Exception):
    """LibreOffice did not do what was asked; the message says why, as the end of a sentence."""


@dataclass(frozen=True)
class Found:
    """What LibreOffice said.

    Attributes:
        version: the version of the extension; empty where it is not installed.
        enabled: whether it is in use.
        others: how many other extensions the user has.
        cells: what the formulas showed.
    """

    version: str
    enabled: bool
    others: int
    cells: tuple[float | str, ...]


def look(office: LibreOffice, profile: Profile, formulas: Sequence[str] = ()) -> Found:
    """See what there is of the extension in a profile, and what formulas show in a new workbook.

    Raises:
        DoesNotAnswer: LibreOffice cannot be asked.
    """
    return _ask(office, profile, {"formulas": list(formulas)})


def add(office: LibreOffice, profile: Profile, extension: Path) -> Found:
    """Install the extension in a profile, in the place of any other version.

    Raises:
        DoesNotAnswer: it could not be installed.
    """
    return _ask(office, profile, {"add": str(extension)})


def remove(office: LibreOffice, profile: Profile) -> Found:
    """Remove the extension from a profile, and the module in Basic that it put there.

    Raises:
        DoesNotAnswer: it could not be removed.
    """
    return _ask(office, profile, {"remove": True})


def _ask(office: LibreOffice, profile: Profile, wish: dict[str, object]) -> Found:
    wish |= {"starter": str(office.starter), "profile": profile.url}
    wish |= {"identifier": IDENTIFIER, "file": EXTENSION, "module": MODULE}
    process = subprocess.Popen(
        (str(office.interpreter), str(_SCRIPT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        # A group of its own: Ctrl+C reaches it through `_end` alone, and LibreOffice is ended with it, not amid a step.
        start_new_session=True,
    )
    try:
        said, trouble = process.communicate(json.dumps(wish), timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DoesNotAnswer(f"it did not answer within {_SECONDS} seconds") from error
    finally:
        _end(process)
    if process.returncode:
        raise DoesNotAnswer((trouble.strip().splitlines() or [f"exit code {process.returncode}"])[-1].rstrip("."))
    answer = json.loads(said)
    return Found(answer["version"], answer["enabled"], answer["others"], tuple(answer["cells"]))


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and the LibreOffice that it started, where they still run."""
    if process.poll() is not None:
        return
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_END)
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
