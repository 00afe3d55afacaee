"""Tenure's server for Excel: one process for all workbooks of a user, started by Windows when one asks for it.

Its program text is this file, run by pythonw in isolated mode (``-I``) and without the interpreter's own packages
(``-S``): no variable of the environment, no folder of a workbook, no current folder and no later ``pip install`` can
bring other code in. It ends when the programs that it works for have ended and
nobody has called for a minute.

The functions are loaded beside, and imported where they are used: whoever asks for the server has it at once, and is
not held up while numpy loads. One call is carried out at a time, whoever asks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

# So Python finds its standard library only; ours, and the numpy they were tried with, lie here.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from addin.excel import log
from addin.excel.clients import Clients
from addin.excel.com import LateBound, offered
from addin.excel.registration import CLASS_ID
from addin.marks import ERROR_MARK

if TYPE_CHECKING:
    from addin.excel.buttons import Buttons

_PACKAGES_DO_NOT_LOAD = (
    "Tenure's Python came up, but its packages cannot be loaded. Run tenure doctor, then press Restart."
)
"""What macros show in place of answers; unlike an error's code it does not begin with ``#``."""

_BUTTON_FAILED = (
    "Tenure made a mistake, and took back what it had begun to write. Run tenure doctor: it names the log, which says "
    "what it was."
)
_OF_BUTTONS = frozenset({"Press", "Undo", "CarryOut", "CopyForSharing"})
"""The methods that call back into Excel."""

_LOOK_ROUND = 1.0
"""Seconds between looks at which clients still run."""

_FAREWELL = 0.3
"""Seconds for the answer to the last call to leave."""

_QUIET = 2.0
"""Seconds without a call after which the server has time for itself."""


class Server:
    """What macros may ask of ``Tenure.Server``."""

    def __init__(self) -> None:
        self.clients = Clients()
        self.calls = 0
        self.last_call = monotonic()
        self.is_told_to_end = Event()
        self.withdraw: Callable[[], None] = lambda: None
        self._one_at_a_time = Lock()
        self._one_button_at_a_time = Lock()
        self._buttons: Buttons | None = None

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

    def press(self, command: str, excel: int) -> object:
        """Press a button that reads the active sheet: its question."""
        return self.buttons.press(command, excel)

    def undo(self, excel: int) -> object:
        """Press *Undo last*: its question."""
        return self.buttons.undo(excel)

    def carry_out(self, excel: int) -> object:
        """Do what was asked last; what could be taken back then."""
        return self.buttons.carry_out(excel)

    def copy_for_sharing(self, choice: str, excel: int) -> object:
        """Make a copy of the active workbook for others: its path, and what is to be said of it."""
        return self.buttons.copy_for_sharing(choice, excel)

    @property
    def buttons(self) -> Buttons:
        """The buttons, loaded when they are first needed."""
        if self._buttons is None:
            from addin.excel.buttons import Buttons

            self._buttons = Buttons()
        return self._buttons

    def version(self) -> object:
        """Tenure's version."""
        from udfs import __version__

        return __version__

    def stop(self, after_calls: float | None = None) -> object:
        """End, once this call is answered; whether it does.

        Args:
            after_calls: end only if nobody asked anything but so many calls before: then nobody else uses it.
        """
        if after_calls is not None and after_calls != self.calls:
            return False
        self.withdraw()  # before the answer: whoever has it and asks for a server must not meet this one
        self.is_told_to_end.set()
        return True

    def failed(self, method: str, error: Exception) -> object:
        """What a caller sees of an exception; nothing is asked of the packages, which may be what does not load."""
        log.trouble(f"{method} could not be carried out")
        if not isinstance(error, (ImportError, SyntaxError)):  # a file is gone or kept away, or was cut off
            return ERROR_MARK + (_BUTTON_FAILED if method in _OF_BUTTONS else "#VALUE!")
        self.stop()  # no process loads a second time what it has loaded by halves
        return ERROR_MARK + _PACKAGES_DO_NOT_LOAD

    def as_object(self) -> LateBound:
        """The methods by the names that macros call them by, with the least and the most arguments they take.

        `Answer` is the first, for macros call it without a name.
        """
        methods: dict[str, tuple[Callable[..., object], int, int]] = {
            "Answer": (self.answer, 2, 3),
            "AttachWindow": (self.attach_window, 1, 1),
            "NewWorkbook": (self.new_workbook, 1, 1),
            "Version": (self.version, 0, 0),
            "Stop": (self.stop, 0, 1),
            "Press": (self.press, 2, 2),
            "Undo": (self.undo, 1, 1),
            "CarryOut": (self.carry_out, 1, 1),
            "CopyForSharing": (self.copy_for_sharing, 2, 2),
        }
        return LateBound(
            {
                name: (partial(self._call_back if name in _OF_BUTTONS else self._call, method), least, most)
                for name, (method, least, most) in methods.items()
            },
            self.failed,
        )

    def _call(self, method: Callable[..., object], *arguments: object) -> object:
        """Carry out a call; the time without one counts from its end."""
        with self._one_at_a_time:
            try:
                return method(*arguments)
            finally:
                self.calls += 1
                self.last_call = monotonic()

    def _call_back(self, method: Callable[..., object], *arguments: object) -> object:
        """Carry out a call of a button; meanwhile Excel, which it calls, asks for cells that are computed anew."""
        with self._one_button_at_a_time:
            try:
                return method(*arguments)
            finally:
                self.calls += 1
                self.last_call = monotonic()

    def wait_until_nobody_needs_it(self, idle_seconds: float) -> str:
        """Wait; the reason to end."""
        while not self.is_told_to_end.wait(_LOOK_ROUND):
            with self._one_button_at_a_time, self._one_at_a_time:
                if monotonic() - self.last_call > idle_seconds and not self.clients.running():
                    self.withdraw()
                    return "nobody needs it"
        sleep(_FAREWELL)
        return "it was told to"


def _warm_up(server: Server) -> None:
    """Load numpy and the functions beside the first calls; scipy, which few of them need, and the buttons, once nobody
    asks. Not xlwings: pywin32 takes part in how Windows hands calls out, and is loaded on the thread of a press.
    """
    from addin.excel import door  # noqa: F401

    while monotonic() - server.last_call < _QUIET:
        sleep(_QUIET / 4)
    import scipy.optimize
    import scipy.special  # noqa: F401

    # Loaded, not made: a press that comes meanwhile would have others than the one that carries it out.
    import addin.excel.buttons  # noqa: F401


def main() -> None:
    """Serve until nobody needs it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-Embedding", action="store_true", help="what Windows adds when a program asked for the class")
    parser.add_argument("--idle", type=float, default=60.0, help="seconds to wait for another client")
    options = parser.parse_args()
    server = Server()
    with offered(CLASS_ID, server.as_object()) as server.withdraw:
        log.event(f"started: Python {sys.version}")
        Thread(target=_warm_up, args=(server,), daemon=True).start()
        reason = server.wait_until_nobody_needs_it(options.idle)
    log.event(f"ended: {reason}")


if __name__ == "__main__":
    # Open until the very end: Windows then lets nobody remove the packages that this process runs on.
    in_use = Path(__file__).open("rb")  # noqa: SIM115
    try:
        main()
    except Exception:  # noqa: BLE001 - there is no console: without the log nobody would know
        log.trouble("the server failed")
        sys.exit(1)
