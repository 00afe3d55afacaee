"""The command ``tenure``: plain words in, plain words out; what failed is said in one sentence and an exit code.

Each command imports what it needs when it runs, so that ``tenure functions`` does not wait for an engine.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, error_console, progress_after_a_second, write_on_any_console
from udfs import __version__

if TYPE_CHECKING:
    from addin.spreadsheet_programs import SpreadsheetProgram

# `readable=False`: whether a file can be read shows when it is read; typer would call it wrong usage.

app = typer.Typer(
    name="tenure",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _day(text: str) -> datetime:
    """A day, or a moment, without a time zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date such as 2026-03-31.") from error


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


@app.command()
def demo(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where to put it; by default here.", readable=False),
    ] = None,
) -> None:
    """Make the client portfolio of a sample company, compute it, and show what its clients are worth.

    The clients, invoices and account managers are those of the Chinook sample database, 2009 to 2011. The workbook
    chinook-portfolio.xlsx is written anew each time.

    \b
    Examples:
      tenure demo
      tenure demo --output somewhere
    """
    from addin import books, computation_report
    from addin import demo as showing
    from workbook_templates import client_list, client_portfolio

    target = books.folder_for(output or Path.cwd()) / showing.FILE
    clients = client_list.chinook()

    def write(draft: Path) -> tuple[str, ...]:
        client_portfolio.write(draft, clients)
        return clients.report

    with progress_after_a_second() as tell:
        computation, _ = books.put_in_place(target, write, tell)
    showing.show(target, clients, console())
    console().print()
    computation_report.print_report(computation, console())
    console().print("Open it in Excel or LibreOffice: the sheet Dashboard shows the pictures.")
    raise typer.Exit(computation.exit_code)


@app.command()
def new(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="client-portfolio, or functions.")],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="LIST",
            help="Your own list of clients to fill it with, a .csv or .xlsx file.",
            readable=False,
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", metavar="", help="With no clients in it, to be filled by hand.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The workbook to write; TEMPLATE.xlsx by default.", readable=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace the workbook if there is one.")] = False,
) -> None:
    """Make a workbook from a template: with an example, from a list of your own, or empty.

    client-portfolio is the register of your clients with value, tier, quadrant, next contact and a dashboard;
    functions is the proof of all worksheet functions. What was read, guessed and left out of a list is said.

    \b
    Examples:
      tenure new client-portfolio
      tenure new client-portfolio --from clients.csv -o ours.xlsx
      tenure new client-portfolio --empty -o ours.xlsx
      tenure new functions
    """
    from addin import books, computation_report
    from workbook_templates import TEMPLATES, ListRefused

    chosen = next((each for each in TEMPLATES if each.name == template.strip().lower()), None)
    if chosen is None:
        names = " or ".join(each.name for each in TEMPLATES)
        raise typer.BadParameter(f"there is no template {template}: it is {names}.", param_hint="TEMPLATE")
    if source is not None and empty:
        raise typer.BadParameter("a workbook is made from a list or empty, not both.", param_hint="--from")
    if source is not None and not chosen.takes_a_list:
        raise typer.BadParameter(f"{chosen.name} is not made from a list.", param_hint="--from")
    if empty and "empty" not in chosen.fillings:
        raise typer.BadParameter(f"{chosen.name} is never empty.", param_hint="--empty")
    if source is not None:
        books.check_file(source)
    filling = source or ("empty" if empty else next(iter(chosen.fillings), ""))
    target = books.free_place(output or Path(f"{chosen.name}.xlsx"), force)
    try:
        with progress_after_a_second() as tell:
            computation, says = books.put_in_place(target, lambda draft: chosen.write(draft, filling), tell)
    except ListRefused as error:
        raise CannotGoOn(str(error), ExitCode.UNREADABLE) from error
    listed = Table.grid(padding=(0, 1))
    for sentence in says:
        listed.add_row("-", Text(sentence))
    console().print(listed)
    computation_report.print_report(computation, console())
    raise typer.Exit(computation.exit_code)


@app.command()
def compute(
    book: Annotated[Path, typer.Argument(metavar="BOOK.xlsx", help="The workbook to compute.", readable=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The workbook to write; BOOK.computed.xlsx by default.",
            readable=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace OUT if there is one.")] = False,
    in_place: Annotated[
        bool, typer.Option("--in-place", metavar="", help="Put the computed workbook in the place of BOOK.xlsx.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", metavar="", help="Write nothing: name the cells that show something else, and end with 1."
        ),
    ] = False,
    now: Annotated[
        datetime | None,
        typer.Option("--now", metavar="DATE", parser=_day, help="What TODAY() answers, such as 2026-03-31."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Answer in JSON, with every cell listed.")
    ] = False,
) -> None:
    """Compute the formulas of a workbook without a spreadsheet program, REL_ functions included.

    A copy is written that shows the answers and is otherwise the same, byte for byte; the workbook itself stays as it
    is. What could not be computed keeps its old value and is listed.

    With --in-place the workbook itself shows the answers: it is replaced in one step, when the new one is complete.
    With --check it is only compared: it is up to date when every figure agrees to nine digits. With --json the answer
    is one JSON object on standard output; what is refused is a sentence on standard error all the same.

    \b
    Examples:
      tenure compute ours.xlsx
      tenure compute ours.xlsx -o computed.xlsx --now 2026-03-31
      tenure compute ours.xlsx --in-place
      tenure compute ours.xlsx --check --json
    """
    from addin import computation_report, headless

    if check and in_place:
        raise typer.BadParameter("a workbook is checked or computed in place, not both.", param_hint="--check")
    if (output is not None or force) and (check or in_place):
        raise typer.BadParameter(
            f"no other workbook is written with {'--check' if check else '--in-place'}.",
            param_hint="--output" if output is not None else "--force",
        )
    with progress_after_a_second() as tell:
        if check:
            computation = headless.check(book, now=now, progress=tell)
        elif in_place:
            computation = headless.compute_in_place(book, now=now, progress=tell)
        else:
            computation = headless.compute(book, output, replace=force, now=now, progress=tell)
    if as_json:
        computation_report.print_json(computation)
    else:
        computation_report.print_report(computation, console())
    raise typer.Exit(computation.exit_code)


@app.command("run")
def run_command(
    command: Annotated[
        str | None,
        typer.Argument(metavar="COMMAND", help="The button, such as assign-tiers; without one all are listed."),
    ] = None,
    book: Annotated[
        Path | None, typer.Argument(metavar="BOOK", help="The workbook with your list of clients.", readable=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The workbook to write; BOOK.COMMAND.xlsx by default.", readable=False
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help="The sheet with the list; by default the one that opens first."),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="B5", help="A cell of the list, where the sheet holds more than one."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Say what was read and what would be written; write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace OUT if there is one.")] = False,
) -> None:
    """Press a button on a workbook that is not open: a copy shows what comes of it, computed.

    It says first what it read of the list, what it left out and what it writes. The workbook itself is never changed;
    in the copy cells, sheets and names are only added. A button pressed on its own copy brings it up to date.

    \b
    Examples:
      tenure run
      tenure run assign-tiers clients.xlsx --dry-run
      tenure run assign-tiers clients.xlsx -o tiers.xlsx
      tenure run add-value-column clients.xlsx --sheet "Clients 2026" --cell B5
    """
    from addin import books, closed_file, computation_report, run_report
    from addin.commands import sheet_commands

    if command is None:
        run_report.print_commands(console())
        return
    chosen = next((each for each in sheet_commands() if each.name == command.strip().lower()), None)
    if chosen is None:
        raise typer.BadParameter(f"there is no button {command}: tenure run lists them.", param_hint="COMMAND")
    if book is None:
        raise typer.BadParameter("name the workbook with your list of clients.", param_hint="BOOK")
    books.check_file(book)
    with progress_after_a_second() as tell, closed_file.prepare(chosen, book, sheet, cell, tell) as run:
        target = output or book.with_name(f"{book.stem}.{chosen.name}{run.suffix}")
        if run.edits and not dry_run:
            run.check_target(target, force)
        run_report.print_preview(run, console())
        if dry_run or not run.edits:
            return
        computation = run.carry_out(target, force, tell)
    console().print()
    computation_report.print_report(computation, console())
    raise typer.Exit(computation.exit_code)


@app.command()
def functions(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="Words to search for, or the name of a function.")
    ] = None,
) -> None:
    """Search the worksheet functions, or show the whole help of one.

    Every word must occur in the name, the subject, the summary or the arguments. Without words all are listed.

    \b
    Examples:
      tenure functions
      tenure functions retention
      tenure functions break-even margin
      tenure functions REL_CLV
    """
    from addin import function_help

    if words and (named := function_help.the_one_named(words)):
        function_help.print_help(named, console())
        return
    if hits := function_help.found(words or []):
        function_help.print_list(hits, console())
        console().print("tenure functions NAME shows everything about one of them.", style="dim")
        return
    asked = " ".join(words or [])
    error_console().print(Text(f"No function speaks of “{asked}”; tenure functions lists them all."), soft_wrap=True)
    raise typer.Exit(ExitCode.NOT_ALL)


_Excel = Annotated[bool, typer.Option("--excel", metavar="", help="Excel for Windows alone.")]
_LibreOffice = Annotated[bool, typer.Option("--libreoffice", metavar="", help="LibreOffice alone.")]


@app.command()
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


@app.command()
def uninstall(excel: _Excel = False, libreoffice: _LibreOffice = False) -> None:
    """Take Tenure out of Excel for Windows and LibreOffice, with all that it put there.

    Close the program first. Your workbooks stay as they are, and so does the command tenure.

    \b
    Examples:
      tenure uninstall
      tenure uninstall --libreoffice
    """
    _in_each_program(excel, libreoffice, _uninstall)


@app.command()
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


@app.command()
def build(
    check: Annotated[
        bool, typer.Option("--check", metavar="", help="Write nothing: name what is stale, and end with 1.")
    ] = False,
) -> None:
    """Write the generated pages of the manual; for those who work on Tenure, in the root of a checkout.

    \b
    Examples:
      tenure build
      tenure build --check
    """
    from addin.manual import stale_pages, the_checkout

    stale = stale_pages(the_checkout(Path.cwd()))
    for path, text in stale.items():
        if check:
            console().print(Text(f"{path.relative_to(Path.cwd())} is stale: run tenure build."))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            console().print(Text(f"{path.relative_to(Path.cwd())} written"))
    if not stale:
        console().print("Every generated page is up to date.")
    if stale and check:
        raise typer.Exit(ExitCode.NOT_ALL)


@app.command("version")
def show_version() -> None:
    """Show the version.

    \b
    Example:
      tenure version
    """
    console().print(f"Tenure {__version__}")


def main() -> None:
    """Run the command line; what the user can mend is a sentence, not a traceback."""
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
