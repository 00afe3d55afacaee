"""How the command line speaks: to a wide terminal, a narrow one, a pipe, or a console that knows few characters."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Literal, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from addin.exit_codes import CannotGoOn, ExitCode

_SECONDS_OF_PATIENCE = 1.0

# One character for one, so that tables keep their width.
_PLAIN = dict(zip("…→·×–—’‘“”█", ".>*x--''\"\"#", strict=True))


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    """What is written for characters that the console cannot show."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end


class _Pipe(io.TextIOWrapper):
    """Standard output where it is no terminal: without the spaces that fill a line, and deaf to who stops reading."""

    def write(self, text: str) -> int:
        """Write without the spaces at the ends of lines."""
        with self._readers_and_disks():
            super().write(_SPACES_AT_THE_END.sub("", text))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        with self._readers_and_disks():
            super().flush()

    @contextmanager
    def _readers_and_disks(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            # As with `tenure functions | head`: the work is finished, and its exit code is its own.
            self._go_on_unread()
        except OSError as error:
            self._go_on_unread()
            why = error.strerror or str(error)
            raise CannotGoOn(f"The answer cannot be written where it was sent: {why}.", ExitCode.UNWRITABLE) from error

    def _go_on_unread(self) -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())


_SPACES_AT_THE_END = re.compile(r" +(?=\n)")


def write_on_any_console() -> None:
    """Let standard output and error replace what the console cannot show, instead of failing; see `_Pipe` too."""
    codecs.register_error("in plain characters", _in_plain_characters)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="in plain characters")  # type: ignore[union-attr]
    if not sys.stdout.isatty():
        encoding = sys.stdout.encoding
        sys.stdout = _Pipe(sys.stdout.detach(), encoding, "in plain characters")  # type: ignore[union-attr]


def console() -> Console:
    """Where answers go."""
    return Console(highlight=False, soft_wrap=False, color_system=_colours(), legacy_windows=_plain_lines(sys.stdout))


def error_console() -> Console:
    """Where troubles and progress go, so that piped answers stay clean."""
    return Console(stderr=True, highlight=False, color_system=_colours(), legacy_windows=_plain_lines(sys.stderr))


def _plain_lines(stream: TextIO) -> Literal[False] | None:
    """False for a pipe: on Windows rich takes one for an old console, and writes each line in pieces, with spaces."""
    return None if stream.isatty() else False


def _colours() -> Literal["auto"] | None:
    """None with ``NO_COLOR``, which leaves the bold and the dim where rich alone decides."""
    return None if os.environ.get("NO_COLOR") else "auto"


def bar(share: float, width: int) -> str:
    """A horizontal bar, `width` cells long for a share of 1."""
    return "█" * max(0, min(width, round(share * width)))


@contextmanager
def progress_after_a_second() -> Iterator[Callable[[str, float], None]]:
    """Show on a terminal how far the work is, as soon as it takes longer than a second.

    Yields what is to be told what is being done, and the share that is done.
    """
    screen = error_console()
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=screen, transient=True, disable=not screen.is_terminal,
    )  # fmt: skip
    task = progress.add_task("Starting", total=1.0)
    patience = Timer(_SECONDS_OF_PATIENCE, progress.start)
    patience.daemon = True
    patience.start()
    try:
        yield lambda doing, share: progress.update(task, description=doing, completed=share)
    finally:
        patience.cancel()
        patience.join()
        progress.stop()
