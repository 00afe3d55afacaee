"""The host that is no spreadsheet program: a button is tried on a file, and a copy shows what comes of it."""

from addin.closed_file.run import Run, prepare

__all__ = ["Run", "prepare"]
