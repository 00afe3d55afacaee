"""A screen that nobody watches: its mouse, its keyboard, and what is seen on it."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_SIZE = "1280x900x24"
_SECONDS = 60
Found = TypeVar("Found")


@dataclass(frozen=True)
class Screen:
    """A screen.

    Attributes:
        display: what programs call it, such as ``:7``.
        memory: the file that holds what is seen.
    """

    display: str
    memory: Path

    def click(self, place: tuple[int, int]) -> None:
        """Press the mouse's button."""
        self._move("mousemove", *map(str, place), "click", "1")

    def press(self, keys: str) -> None:
        """Press keys together, such as ``ctrl+shift+F9``."""
        self._move("key", keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self._move("type", "--delay", "20", text)

    def picture(self) -> NDArray[np.uint8]:
        """What is seen now: rows of points, each blue, green, red and nothing."""
        data = self.memory.read_bytes()
        header = struct.unpack(">25I", data[:100])
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        points = np.frombuffer(data, np.uint8, count=height * line, offset=size + colours * 12)
        return points.reshape(height, line // 4, 4)[:, :width].copy()

    def _move(self, *what: str) -> None:
        subprocess.run(["xdotool", *what], check=True, env=os.environ | {"DISPLAY": self.display}, timeout=_SECONDS)


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen of its own, on a number that is free."""
    reading, writing = os.pipe()
    command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", _SIZE, "-nolisten", "tcp", "-fbdir", str(folder))
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as number:
            display = f":{number.readline().strip()}"
        yield Screen(display, folder / "Xvfb_screen0")
    finally:
        process.terminate()
        process.wait()


def wait_for(look: Callable[[], Found], seconds: float = _SECONDS) -> Found:
    """Look until something is there; the last look is the answer, whatever it is."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return found
