"""Tenure's server for Excel: one process for all workbooks of a user, started by Windows when one asks for it.

Its program text is this file, run by pythonw in isolated mode (``-I``): no variable of the environment, no folder of a
workbook and no current folder can bring other code in. It ends when the programs that it works for have ended and
nobody has called for a minute.

The functions are loaded beside, and imported where they are used: whoever asks for the server has it at once, and is
not held up while numpy loads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

# In isolated mode Python finds the interpreter's own packages only; ours, and the numpy they were tried with, lie here.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from addin.excel import log
from addin.excel.clients import Clients
from addin.excel.com import LateBound, offered, serve
from addin.excel.registration import CLASS_ID

_LOOK_ROUND = 1.0
"""Seconds between looks at which clients still run."""

_QUIET = 2.0
"""Seconds without a call after which the server has time for itself."""


class Server:
    """What macros may ask of ``Tenure.Server``."""

    def __init__(self) -> None:
        self.clients = Clients()
        self.stopped = False
        self.last_call = monotonic()

    def answer(self, name: str, arguments: list[object], date_1904: bool = False) -> object:
        """Answer a worksheet function."""
        from addin.excel import door

        return door.answer(name, arguments, date_1904)

    def attach_window(self, window: float) -> object:
        """Stay as long as the program runs that has this window."""
        return self.clients.attach_window(int(window))

    def new_workbook(self, template: str) -> object:
        """Write a template's workbook; its path."""
        from addin.new_workbook import new_workbook

        return new_workbook(template)

    def version(self) -> object:
        """Tenure's version."""
        from udfs import __version__

        return __version__

    def stop(self) -> object:
        """End, once this call is answered."""
        self.stopped = True
        return True

    def failed(self, method: str) -> object:
        """What a caller sees of an exception."""
        from addin.excel import door

        log.trouble(f"{method} could not be carried out")
        return door.ERROR_MARK + "#VALUE!"

    def as_object(self) -> LateBound:
        """The methods by the names that macros call them by, with the least and the most arguments they take."""
        methods: dict[str, tuple[Callable[..., object], int, int]] = {
            "Answer": (self.answer, 2, 3),
            "AttachWindow": (self.attach_window, 1, 1),
            "NewWorkbook": (self.new_workbook, 1, 1),
            "Version": (self.version, 0, 0),
            "Stop": (self.stop, 0, 0),
        }
        return LateBound(
            {name: (partial(self._call, method), least, most) for name, (method, least, most) in methods.items()},
            self.failed,
        )

    def _call(self, method: Callable[..., object], *arguments: object) -> object:
        """Carry out a call; the time without one counts from its end."""
        try:
            return method(*arguments)
        finally:
            self.last_call = monotonic()

    def reason_to_end(self, idle_seconds: float) -> str:
        """Why the server is no longer needed; empty while it is."""
        if self.stopped:
            return "it was told to"
        if monotonic() - self.last_call > idle_seconds and not self.clients.running():
            return "nobody needs it"
        return ""


def _warm_up(server: Server) -> None:
    """Load numpy and the functions beside the first calls, and scipy, which few of them need, once nobody asks."""
    from addin.excel import door  # noqa: F401

    while monotonic() - server.last_call < _QUIET:
        sleep(_QUIET / 4)
    import scipy.optimize
    import scipy.special  # noqa: F401


def main() -> None:
    """Serve until nobody needs it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-Embedding", action="store_true", help="what Windows adds when a program asked for the class")
    parser.add_argument("--idle", type=float, default=60.0, help="seconds to wait for another client")
    options = parser.parse_args()
    server = Server()
    with offered(CLASS_ID, server.as_object()):
        log.event(f"started: Python {sys.version}")
        Thread(target=_warm_up, args=(server,), daemon=True).start()
        while not (reason := server.reason_to_end(options.idle)):
            serve(_LOOK_ROUND)
    log.event(f"ended: {reason}")


if __name__ == "__main__":
    # Open until the very end: Windows then lets nobody remove the packages that this process runs on.
    in_use = Path(__file__).open("rb")  # noqa: SIM115
    try:
        main()
    except Exception:  # noqa: BLE001 - there is no console: without the log nobody would know
        log.trouble("the server failed")
        sys.exit(1)
