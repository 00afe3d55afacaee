"""Workbooks made and computed: ``tenure demo``, ``tenure new`` and ``tenure compute``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, progress_after_a_second

# `readable=False`: whether a file can be read shows when it is read; typer would call it wrong usage.


def _day(text: str) -> datetime:
    """A day, or a moment, without a time zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date such as 2026-03-31.") from error


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
