"""A client of a COM object, such as Excel's macros are, driven from Linux: it runs under Wine and calls for us."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

from under_wine.machine import Machine
from under_wine.missing_libraries import COMPILER

_SOURCE = Path(__file__).with_name("client.c")
_SECONDS = 120
_SECONDS_TO_COME_BACK = 20
SERVER_IS_GONE = {"800706ba", "800706be", "80010108", "80010012"}
"""What a client sees of a server that ended, before a call or within it."""


class ExcelError(NamedTuple):
    """An error in a cell, by Excel's number, or by Windows' where it is none of Excel's."""

    number: int

    @property
    def code(self) -> int:
        """What stands in the VARIANT."""
        return (0x800A0000 | self.number) - 2**32 if self.number < 0x10000 else self.number - 2**32


MISSING = ExcelError(0x80020004)
"""An argument that was left out."""
NOTHING = object()
"""No object, where one is expected."""


class ByReference(NamedTuple):
    """An argument that Windows brings back after the call, as it does a variable that Visual Basic passes."""

    value: Any


class CallFailed(Exception):
    """A call came back with an error of Windows, given as eight hexadecimal digits."""


class Answer(NamedTuple):
    """What a call returned, and the median of its milliseconds."""

    value: Any
    milliseconds: float


def compile_client(folder: Path) -> Path:
    """The program, compiled into a folder."""
    program = folder / "client.exe"
    subprocess.run([COMPILER, "-O2", "-Wall", "-o", program, _SOURCE, "-lole32", "-loleaut32", "-luuid"], check=True)
    return program


class Client:
    """One program that calls.

    Args:
        machine: where it runs.
        program: what `compile_client` made.
        folder: its current folder.
        variables: what it adds to the machine's environment.
    """

    def __init__(
        self, machine: Machine, program: Path, folder: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        self._process = subprocess.Popen(
            ["wine", program],
            cwd=folder,
            env=machine.variables | dict(variables or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # Read beside: a program that hangs is then noticed, not waited for.
        self._lines: Queue[str] = Queue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.decode("ascii").rstrip("\r\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def end(self) -> None:
        """End as a program does that is closed: what it holds is released first."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it was killed
            self._process.stdin.close()
        self._process.wait(_SECONDS)
        self._listener.join(_SECONDS)
        self._process.stdout.close()

    def create(self, program_id: str = "Tenure.Server", patience: float = _SECONDS_TO_COME_BACK) -> float:
        """CreateObject; the milliseconds it took.

        Windows needs a moment to notice that a server died, or ends: the macros, too, ask again for a while.
        """
        begun = time.monotonic()
        while True:
            try:
                return self._ask(f"create {program_id}").milliseconds
            except CallFailed as failed:
                if str(failed) not in SERVER_IS_GONE or time.monotonic() > begun + patience:
                    raise
            time.sleep(0.1)

    def activate(self, library: str, command: str) -> float:
        """What the macros of xlwings do in place of CreateObject."""
        return self._ask(f"activate {library}|{command}").milliseconds

    def release(self) -> None:
        """Set the object to Nothing."""
        self._ask("release")

    def window(self) -> tuple[float, int]:
        """The client's window, as Application.Hwnd gives it, and the number of its process."""
        self._send(["window"])
        self._result()
        window, process = self._value()
        return window, int(process)

    def attach(self) -> None:
        """Have the server stay as long as the client runs, as the macros do once they are connected."""
        window, _ = self.window()
        if self.call("AttachWindow", window).value is not True:
            raise CallFailed("the server did not find the client's window")

    def answer(self, name: str, *arguments: Any, repeats: int = 1) -> Answer:
        """Call a worksheet function, as the macros do: by the object itself, `server(name, arguments)`."""
        return self.call("#0", name, list(arguments), repeats=repeats)

    def call(self, method: str, *arguments: Any, repeats: int = 1) -> Answer:
        """Call a method so often, by its name, or by its number as ``#0``.

        A list is a list of arguments; a tuple is a range, a tuple of rows.
        """
        self.start_call(method, *arguments, repeats=repeats)
        return self.finish_call()

    def start_call(self, method: str, *arguments: Any, repeats: int = 1) -> None:
        """Call without waiting for the answer."""
        lines = [line for argument in arguments for line in _written(argument)]
        self._send([f"call {method} {repeats} {len(arguments)}", *lines])

    @property
    def is_waiting(self) -> bool:
        """Whether nothing has come back yet."""
        return self._lines.empty()

    def finish_call(self) -> Answer:
        """The answer to what `start_call` began."""
        milliseconds = self._result()
        return Answer(self._value(), milliseconds)

    def _ask(self, command: str) -> Answer:
        self._send([command])
        return Answer(None, self._result())

    def _send(self, lines: Sequence[str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(("\n".join(lines) + "\n").encode("ascii"))
        self._process.stdin.flush()

    def _next(self) -> str:
        try:
            return self._lines.get(timeout=_SECONDS)
        except Empty:
            self._process.kill()
            raise TimeoutError(f"no answer in {_SECONDS} seconds") from None

    def _result(self) -> float:
        outcome, *rest = self._next().split()
        if outcome == "failed":
            raise CallFailed(rest[0])
        return float(rest[0])

    def _value(self) -> Any:
        kind, _, rest = self._next().partition(" ")
        match kind:
            case "d":
                return float(rest)
            case "t":
                return bytes.fromhex(rest).decode("utf-16-be", "surrogatepass")
            case "b":
                return {"0": False, "1": True}[rest]
            case "e":
                return ExcelError(int(rest) & 0xFFFF)
            case "n":
                return None
            case "v":
                return [self._value() for _ in range(int(rest))]
            case "a":
                rows, columns = map(int, rest.split())
                return tuple(tuple(self._value() for _ in range(columns)) for _ in range(rows))
        raise ValueError(f"a cell never holds {kind} {rest}")


def _written(value: Any) -> Iterator[str]:
    match value:
        case bool():
            yield f"b {int(value)}"
        case ExcelError():
            yield f"e {value.code}"
        case ByReference():
            yield "r"
            yield from _written(value.value)
        case float() | int():
            yield f"d {float(value)!r}"
        case str():
            yield f"t {value.encode('utf-16-be', 'surrogatepass').hex()}"
        case None:
            yield "n"
        case list():
            yield f"v {len(value)}"
            for element in value:
                yield from _written(element)
        case tuple():
            yield f"a {len(value)} {len(value[0])}"
            for row in value:
                for cell in row:
                    yield from _written(cell)
        case _ if value is NOTHING:
            yield "o"
        case _:
            raise TypeError(f"no cell holds {value!r}")
