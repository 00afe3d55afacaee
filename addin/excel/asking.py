"""Asking the server as Excel's macros do, by `CreateObject("Tenure.Server")`, to see whether it would answer them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep
from typing import Any

import udfs
from addin.marks import ERROR_MARK

SECONDS_OF_PATIENCE = 30.0
_SECONDS_TO_END = 5.0
_CALLS_OF_ASKING = 2.0
"""A server that was asked so much, and nothing besides, was started for it: Excel tells it of its window first."""
_EXAMPLE = next(each for each in udfs.FUNCTIONS if set(map(type, each.example.arguments)) <= {int, float})
_REASONS = {
    0x80040154: "Windows knows of no such program for this user",
    0x80080005: "Windows started Python, but Python did not come up",
    0x80070002: "the program that Windows should start is not there",
    0x80070005: "Windows does not permit it",
    0x800704EC: "a rule of this computer forbids it",
    0x800706BA: "it ended while it was asked",
}


class DoesNotAnswer(Exception):
    """The server does not answer; the message says why, as the end of a sentence."""


@dataclass(frozen=True)
class Answered:
    """What the server said.

    Attributes:
        version: its version of Tenure.
        is_right: whether it answered a function's example as the manual does.
        seconds: how long starting and answering took.
    """

    version: str
    is_right: bool
    seconds: float


def ask() -> Answered:
    """Start the server where it does not run, and ask its version and an example.

    A server that was started for this alone ends after it; one that ran, or that another program asks too, goes on.

    Raises:
        DoesNotAnswer: it does not come, or not in time, or has nothing to answer with.
    """
    began = monotonic()

    def asking(call: Callable[..., Any]) -> Answered | None:
        version = str(call("Version"))
        if version.startswith(ERROR_MARK):
            return None
        answer = call("Answer", _EXAMPLE.name, [float(each) for each in _EXAMPLE.example[0]])
        answered = Answered(version, _EXAMPLE.example.holds(answer), monotonic() - began)
        with suppress(OSError):  # an older server ends by itself, in a while
            call("Stop", _CALLS_OF_ASKING)
        return answered

    found: Answered | None = _in_time(asking)
    if found is None:
        raise DoesNotAnswer("Python came up, but its packages cannot be loaded")
    return found


def stop(is_running: Callable[[], bool]) -> None:
    """Tell the server to end, and wait a few seconds until it has.

    Raises:
        DoesNotAnswer: it cannot be told.
    """
    _in_time(lambda call: call("Stop"))
    end = monotonic() + _SECONDS_TO_END
    while is_running() and monotonic() < end:
        sleep(0.1)


def _in_time(asking: Callable[[Callable[..., Any]], Any]) -> Any:
    """What comes of asking; in a thread of its own, since Windows may wait for minutes for a program to come up."""
    answers: list[Any] = []
    troubles: list[OSError] = []

    def run() -> None:
        from addin.excel.com_client import connected

        try:
            with connected() as call:
                answers.append(asking(call))
        except OSError as error:
            troubles.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(SECONDS_OF_PATIENCE)
    if answers:
        return answers[0]
    if not troubles:
        raise DoesNotAnswer(f"it did not answer within {SECONDS_OF_PATIENCE:.0f} seconds")
    code = (getattr(troubles[0], "winerror", None) or 0) & 0xFFFFFFFF
    raise DoesNotAnswer(_REASONS.get(code, f"Windows says {code:08X}")) from troubles[0]
