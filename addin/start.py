"""Where the command ``tenure`` starts: a package that it needs may be missing, which is no reason for a traceback."""

from __future__ import annotations

import sys
from importlib import metadata

from addin.exit_codes import ExitCode

_OURS = ("addin", "udfs", "workbook_templates")


def main() -> None:
    """Run the command; a package that this Python has not, or cannot load, is a sentence."""
    try:
        from addin.cli import main as run

        run()
    except ImportError as error:
        package = (error.name or _loading(error)).partition(".")[0]
        if package in _OURS:
            raise
        print(_sentence(package), file=sys.stderr)
        sys.exit(ExitCode.UNSUITED)


def _loading(error: ImportError) -> str:
    """The module that was being loaded: a package that was made for another Python does not give its name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return str(trace.tb_frame.f_globals["__name__"]) if trace is not None else ""


def _sentence(package: str) -> str:
    needed = (f'"{each}"' for each in metadata.requires("tenure") or () if "extra ==" not in each)
    python = sys.executable
    return (
        f"Tenure needs {package}, which the Python {python} does not have, or cannot load: type {python} -m pip "
        f"install --force-reinstall {' '.join(needed)}, and try again."
    )
