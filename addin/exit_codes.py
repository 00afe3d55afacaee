"""How the command ``tenure`` ends: what each exit code means, for scripts and for the manual."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command answers to the shell."""

    FINE = 0
    NOT_ALL = 1
    USAGE = 2
    UNREADABLE = 3
    UNWRITABLE = 4
    UNSUITED = 5
    STOPPED = 130  # as every command does on Ctrl+C

    @property
    def meaning(self) -> str:
        """What the code says, in one phrase."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.FINE: "fine",
    ExitCode.NOT_ALL: "finished, but something could not be computed, was not found, is stale (`--check`), "
    "is not in order (`tenure doctor`), or could not be removed (`tenure uninstall`)",
    ExitCode.USAGE: "the command was not understood: a wrong option, or an argument too few",
    ExitCode.UNREADABLE: "the input cannot be read",
    ExitCode.UNWRITABLE: "the output cannot be written, or what is installed cannot be changed",
    ExitCode.UNSUITED: "this computer cannot do it: it has neither Excel for Windows nor LibreOffice, "
    "or a Python that they cannot use",
    ExitCode.STOPPED: "stopped with Ctrl+C: nothing half-made is left behind",
}


class CannotGoOn(Exception):
    """A command cannot go on; the message is the sentence for the user."""

    def __init__(self, sentence: str, exit_code: ExitCode) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
