"""The command ``tenure``: plain words in, plain words out; what failed is said in one sentence and an exit code.

What each command does stands in a room of `addin.command_line`.
"""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from addin.command_line import buttons, checkout, functions, programs, workbooks
from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, error_console, write_on_any_console
from udfs import __version__

app = typer.Typer(
    name="tenure",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)

_NEW_OBJECTS_BEFORE_GARBAGE_IS_SOUGHT = 100_000
"""A long list is millions of objects and next to no garbage: to seek it as often as usual takes a fifth of the time."""


def _print_version(wanted: bool) -> None:
    if wanted:
        console().print(f"Tenure {__version__}")
        raise typer.Exit


@app.callback()
def tenure(
    version: Annotated[
        bool, typer.Option("--version", metavar="", help="Show the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Tenure: what client relationships are worth, in the spreadsheets that teams already keep.

    \b
    Examples:
      tenure demo                               the portfolio of a sample company
      tenure new client-portfolio -o ours.xlsx  a workbook for your own clients
      tenure compute ours.xlsx                  its formulas, without Excel
      tenure run assign-tiers clients.xlsx      a button, pressed on your own list
      tenure functions retention                what a cell can ask
    """


def show_version() -> None:
    """Show the version.

    \b
    Example:
      tenure version
    """
    console().print(f"Tenure {__version__}")


app.command()(workbooks.demo)
app.command()(workbooks.new)
app.command()(workbooks.compute)
app.command("run", cls=buttons.WithTheButtons)(buttons.run_command)
app.command()(buttons.freeze)
app.command()(buttons.pdf)
app.command()(functions.functions)
app.command()(programs.install)
app.command()(programs.uninstall)
app.command()(programs.doctor)
app.command()(checkout.build)
app.command("version")(show_version)


def main() -> None:
    """Run the command line; what the user can mend is a sentence, not a traceback."""
    gc.set_threshold(_NEW_OBJECTS_BEFORE_GARBAGE_IS_SOUGHT)
    write_on_any_console()
    for name in ("SIGTERM", "SIGHUP"):  # Windows has not both
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        app()
    except CannotGoOn as error:
        error_console().print(Text(str(error), style="red"), soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _stop()
    except SystemExit as end:
        # Within a command, typer makes an exit of the interrupt.
        if end.code != ExitCode.STOPPED:
            raise
        _stop()


def _end(number: int, _: FrameType | None) -> NoReturn:
    """Ended by the system, or by its terminal being closed: what is half-written is taken away on the way out."""
    sys.exit(128 + number)


def _stop() -> NoReturn:
    error_console().print("Stopped.")
    sys.exit(ExitCode.STOPPED)
