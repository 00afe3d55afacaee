"""Workbooks made and computed: ``tenure demo``, ``tenure new`` and ``tenure compute``."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from addin.exit_codes import CannotGoOn, ExitCode
from addin.terminal import console, progress_after_a_second

if TYPE_CHECKING:
    from workbook_templates import Template

EMPTY = "empty"
"""The filling with nothing in it, of the templates that have one."""

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
    template: Annotated[
        str | None,
        typer.Argument(metavar="TEMPLATE", help="The template's name; without one, all of them are listed."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="LIST",
            help="Your own list to fill it with, a .csv or .xlsx file.",
            readable=False,
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", metavar="", help="With nothing in it, to be filled by hand.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="The workbook to write; TEMPLATE.xlsx by default.", readable=False
        ),
    ] = None,
    everything: Annotated[
        Path | None,
        typer.Option(
            "--all",
            metavar="FOLDER",
            help="Make every workbook that answers a question, into this folder.",
            readable=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace the workbook if there is one.")] = False,
) -> None:
    """Make a workbook from a template: with an example, from a list of your own, or empty.

    What was read, guessed and left out of a list is said. `tenure new` alone lists the templates, each with the
    question that it answers.

    \b
    Examples:
      tenure new
      tenure new client-portfolio
      tenure new client-portfolio --from clients.csv -o ours.xlsx
      tenure new retention --empty -o ours.xlsx
      tenure new --all templates
    """
    from workbook_templates import TEMPLATES

    if everything is not None:
        if template is not None or source is not None or output is not None:
            raise typer.BadParameter(
                "all workbooks are made under their own names, with their examples or empty.", param_hint="--all"
            )
        _new_of_all(everything, empty, force)
    if template is None:
        for option, given in (("--from", source), ("--empty", empty), ("--output", output), ("--force", force)):
            if given:
                raise typer.BadParameter("say which template; `tenure new` alone lists them.", param_hint=option)
        _list_templates()
    chosen = next((each for each in TEMPLATES if each.name == template.strip().lower()), None)
    if chosen is None:
        raise typer.BadParameter(
            f"there is no template {template}: it is {_or([each.name for each in TEMPLATES])}.", param_hint="TEMPLATE"
        )
    if source is not None and empty:
        raise typer.BadParameter("a workbook is made from a list or empty, not both.", param_hint="--from")
    if source is not None and not chosen.takes_a_list:
        raise typer.BadParameter(f"{chosen.name} is not made from a list.", param_hint="--from")
    if empty and EMPTY not in chosen.fillings:
        raise typer.BadParameter(f"{chosen.name} is never empty.", param_hint="--empty")
    _new_of_one(chosen, source, empty, output or Path(f"{chosen.name}.xlsx"), force)


def _or(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _list_templates() -> NoReturn:
    from workbook_templates import TEMPLATES

    listed = Table(box=None, padding=(0, 2, 0, 0))
    listed.add_column("template", no_wrap=True, style="green")
    listed.add_column("what it answers")
    for each in TEMPLATES:
        listed.add_row(each.name, Text(each.question or each.summary))
    console().print(listed)
    raise typer.Exit


def _new_of_one(chosen: Template, source: Path | None, empty: bool, output: Path, force: bool) -> NoReturn:
    from addin import books, computation_report
    from workbook_templates import ListRefused

    if source is not None:
        books.check_file(source)
    target = books.free_place(output, force)
    filling = source or (EMPTY if empty else next(iter(chosen.fillings), ""))
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


def _new_of_all(folder: Path, empty: bool, force: bool) -> NoReturn:
    """Every template that answers a question; nothing is written where one of them has no place."""
    from addin import books
    from workbook_templates import TEMPLATES

    asked = [each for each in TEMPLATES if each.question]
    books.folder_for(folder)
    targets = [folder / f"{each.name}.xlsx" for each in asked]
    taken = [target.name for target in targets if os.path.lexists(target)]
    if taken and not force:
        verb = "exists" if len(taken) == 1 else "exist"
        raise CannotGoOn(
            f"{', '.join(taken)} {verb} already in {folder}: name another folder, or say --force to replace.",
            ExitCode.UNWRITABLE,
        )
    exit_code = int(ExitCode.FINE)
    started = perf_counter()
    with progress_after_a_second() as tell:
        for done, (each, target) in enumerate(zip(asked, targets, strict=True)):
            filling = EMPTY if empty else each.fillings[0]

            def told(_: str, share: float, done: int = done, title: str = each.title) -> None:
                tell(title, (done + share) / len(asked))

            computation, _ = books.put_in_place(
                target, lambda draft, each=each, filling=filling: each.write(draft, filling), told
            )
            exit_code = max(exit_code, computation.exit_code)
    listed = Table.grid(padding=(0, 2, 0, 0))
    for each, target in zip(asked, targets, strict=True):
        listed.add_row(Text(target.name, style="green"), Text(each.question))
    console().print(listed)
    console().print(Text(f"{len(asked)} workbooks in {folder.resolve()}, made in {perf_counter() - started:.1f} s"))
    raise typer.Exit(exit_code)


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
