"""Excel and LibreOffice: ``tenure install``, ``tenure uninstall`` and ``tenure doctor``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.text import Text

from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, error_console, progress_after_a_second

if TYPE_CHECKING:
    from addin.spreadsheet_programs import SpreadsheetProgram

_Excel = Annotated[bool, typer.Option("--excel", metavar="", help="Excel for Windows alone.")]
_LibreOffice = Annotated[bool, typer.Option("--libreoffice", metavar="", help="LibreOffice alone.")]


def install(excel: _Excel = False, libreoffice: _LibreOffice = False) -> None:
    """Install the REL_ functions and the menu Relationships in Excel for Windows and LibreOffice, for you alone.

    It is installed in each of the two that is on this computer, or only in the one that you name. No administrator is
    needed. Close the program first. An older version is replaced. If anything stands in the way, all stays as it was.

    \b
    Examples:
      tenure install
      tenure install --excel
      tenure install --libreoffice
    """
    _in_each_program(excel, libreoffice, _install)


def uninstall(excel: _Excel = False, libreoffice: _LibreOffice = False) -> None:
    """Take Tenure out of Excel for Windows and LibreOffice, with all that it put there.

    Close the program first. Your workbooks stay as they are, and so does the command tenure.

    \b
    Examples:
      tenure uninstall
      tenure uninstall --libreoffice
    """
    _in_each_program(excel, libreoffice, _uninstall)


def doctor(excel: _Excel = False, libreoffice: _LibreOffice = False) -> None:
    """Look at everything that Tenure in Excel for Windows and LibreOffice rests on: what is wrong and what to do.

    Nothing is changed; a formula is computed to see whether Tenure answers, in LibreOffice on a copy of your profile.
    What was started for that is ended. A program that you do not name, and that has no Tenure while the other has, is
    left alone. Exit code 0: all is in order; 1: something is not, or Tenure is not installed.

    \b
    Examples:
      tenure doctor
      tenure doctor --libreoffice
    """
    from addin.findings_report import print_who_looks

    print_who_looks(console())
    _in_each_program(excel, libreoffice, _examine if excel or libreoffice else _examine_where_tenure_is)


def _install(program: SpreadsheetProgram) -> ExitCode:
    with progress_after_a_second() as tell:
        print_done = program.install(tell)
    print_done(console())
    return ExitCode.FINE


def _uninstall(program: SpreadsheetProgram) -> ExitCode:
    nothing_stays, print_done = program.uninstall()
    print_done(console())
    return ExitCode.FINE if nothing_stays else ExitCode.NOT_ALL


def _examine(program: SpreadsheetProgram) -> ExitCode:
    from addin.checks import exit_code
    from addin.findings_report import print_findings

    with progress_after_a_second() as tell:
        found = program.examine(tell)
    print_findings(program.name, found, console())
    return exit_code(found)


def _examine_where_tenure_is(program: SpreadsheetProgram) -> ExitCode:
    """Who uses Tenure in one program misses nothing in the other; who has it nowhere is told of all that is there."""
    from addin.spreadsheet_programs import PROGRAMS

    if program.has_tenure() or not any(each.has_tenure() for each in PROGRAMS):
        return _examine(program)
    how = f"tenure install --{program.option} installs it"
    console().print(Text(f"Tenure is not installed in {program.name}; {how}."), soft_wrap=True)
    return ExitCode.FINE


def _in_each_program(excel: bool, libreoffice: bool, work: Callable[[SpreadsheetProgram], ExitCode]) -> NoReturn:
    """Do something in each program that is meant; what one of several refuses does not keep it from the others."""
    from addin.spreadsheet_programs import chosen

    named = [option for option, is_wanted in (("excel", excel), ("libreoffice", libreoffice)) if is_wanted]
    programs = chosen(named)
    ends = []
    for program in programs:
        try:
            ends.append(work(program))
        except CannotGoOn as error:
            if len(programs) == 1:
                raise
            error_console().print(Text(f"{program.name}: {error}", style="red"), soft_wrap=True)
            ends.append(error.exit_code)
    if not named and ExitCode.FINE in ends:
        # A program that was not asked for, and cannot take Tenure, is no failure.
        ends = [each for each in ends if each is not ExitCode.UNSUITED]
    raise typer.Exit(next((each for each in ends if each), ExitCode.FINE))
