"""The command ``tenure``: plain words in, plain words out; what failed is said in one sentence and an exit code.

Each command imports what it needs when it runs, so that ``tenure functions`` does not wait for an engine.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, error_console, progress_after_a_second, write_on_any_console
from udfs import __version__

if TYPE_CHECKING:
    from addin.headless import Computation, ErrorAnswer

_SHOWN = 20

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
    from addin import books
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
    _print_outcome(computation)
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
    from addin import books
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
    _print_outcome(computation)
    raise typer.Exit(computation.exit_code)


@app.command()
def compute(
    book: Annotated[Path, typer.Argument(metavar="BOOK.xlsx", help="The workbook; it stays as it is.", readable=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The workbook to write or replace; BOOK.computed.xlsx by default.",
            readable=False,
        ),
    ] = None,
    now: Annotated[
        datetime | None,
        typer.Option("--now", metavar="DATE", parser=_day, help="What TODAY() answers, such as 2026-03-31."),
    ] = None,
) -> None:
    """Compute the formulas of a workbook without a spreadsheet program, REL_ functions included.

    The copy shows the answers and is otherwise the same, byte for byte. What could not be computed keeps its old value
    and is listed.

    \b
    Examples:
      tenure compute ours.xlsx
      tenure compute ours.xlsx -o computed.xlsx --now 2026-03-31
    """
    from addin import books, headless

    if output is not None:
        books.check_name(output)
    with progress_after_a_second() as tell:
        computation = headless.compute(book, output, now=now, progress=tell)
    _print_outcome(computation)
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
            path.parent.mkdir(exist_ok=True)
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


def _print_outcome(computation: Computation) -> None:
    """What was computed and where it is; what could not be, and what shows an error, each with its reason."""
    said = console()
    formulas = "1 formula" if computation.formulas == 1 else f"{computation.formulas:,} formulas"
    said.print(Text(f"{formulas} computed in {computation.seconds:.1f} s"))
    missed = computation.not_computed
    keeps = "keeps its old value" if len(missed) == 1 else "keep their old value"
    _print_cells(
        f"could not be computed and {keeps}",
        ("cell", "formula", "why"),
        [(f"{each.sheet}!{each.cell}", each.formula, each.reason) for each in missed if not each.rests_on],
        [(f"{each.sheet}!{each.cell}", each.formula, each.reason) for each in missed if each.rests_on],
    )
    errors = computation.errors
    shows = "shows an error of a REL_ function" if len(errors) == 1 else "show an error of a REL_ function"
    _print_cells(
        shows,
        ("cell", "shows", "why"),
        [(f"{each.sheet}!{each.cell}", each.code, each.reason) for each in errors if not _is_passed_on(each)],
        [(f"{each.sheet}!{each.cell}", each.code, each.reason) for each in errors if _is_passed_on(each)],
    )
    said.print(Text(str(computation.target.resolve()), style="green"), soft_wrap=True)


def _is_passed_on(error: ErrorAnswer) -> bool:
    """Whether an error is only that of a cell which the formula reads."""
    return f"already holds {error.code}" in error.reason


def _print_cells(
    what: str, headings: tuple[str, ...], causes: Sequence[tuple[str, ...]], resting: Sequence[tuple[str, ...]]
) -> None:
    """The cells that are at fault themselves, and how many rest on them; all, where the fault is in no such cell."""
    count = len(causes) + len(resting)
    if not count:
        return
    table = Table(title=f"1 cell {what}" if count == 1 else f"{count:,} cells {what}")
    table.title_justify, table.box, table.pad_edge = "left", None, False
    for heading in headings:
        table.add_column(heading, overflow="fold")
    listed = causes or resting
    for cell in listed[:_SHOWN]:
        table.add_row(*map(Text, cell))
    console().print(table)
    if len(listed) > _SHOWN:
        console().print(f"... and {len(listed) - _SHOWN:,} more")
    if causes and resting:
        console().print(f"... and {len(resting):,} that {'rests' if len(resting) == 1 else 'rest'} on them")


def main() -> None:
    """Run the command line; what the user can mend is a sentence, not a traceback."""
    write_on_any_console()
    try:
        _run()
    except KeyboardInterrupt:
        _stop()
    except SystemExit as end:
        # Within a command, typer makes an exit of the interrupt.
        if end.code != ExitCode.STOPPED:
            raise
        _stop()


def _run() -> None:
    from addin.headless.errors import WorkbookError

    try:
        app()
    except (CannotGoOn, WorkbookError) as error:
        error_console().print(Text(str(error), style="red"), soft_wrap=True)
        sys.exit(error.exit_code)


def _stop() -> NoReturn:
    error_console().print("Stopped.")
    sys.exit(ExitCode.STOPPED)
