"""Buttons pressed on closed workbooks: ``tenure run``; and copies for others: ``tenure freeze`` and ``tenure pdf``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from addin.terminal import console, progress_after_a_second

# `readable=False`: whether a file can be read shows when it is read; typer would call it wrong usage.


class WithTheButtons(TyperCommand):
    """A command whose help ends with the buttons, which are looked up only then."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        """Print the help, and the buttons below it."""
        from addin import run_report

        super().format_help(ctx, formatter)
        console().print("The buttons", style="bold")
        run_report.print_commands(console())


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


def freeze(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The workbook to copy.", readable=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The copy; BOOK.frozen.xlsx or anonymous.xlsx by default.",
            readable=False,
        ),
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", metavar="", help="The list alone, with nobody's name in it.")
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help="The sheet with the list that --anonymous copies."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace OUT if there is one.")] = False,
) -> None:
    """Copy a workbook for others: values in place of formulas, and nothing that leads back.

    Left behind are links, macros, comments, pivot tables with the records behind them, hidden sheets, and what the file
    says of who made it. The formulas are listed on a sheet. What is still to be looked at is said.

    With --anonymous a new workbook holds the list alone: clients are Client 001 and so on, days are moved by a secret
    number of days, money is multiplied by one secret factor, so that tiers, shares and ratios stay as they are; what
    has no known meaning is left out. What could still identify somebody is said.

    \b
    Examples:
      tenure freeze clients.xlsx
      tenure freeze clients.xlsx -o for-the-bank.xlsx
      tenure freeze clients.xlsx --anonymous -o for-the-consultant.xlsx
    """
    from addin import books, run_report, sharing

    if sheet is not None and not anonymous:
        raise typer.BadParameter("all sheets that are shown are copied, but with --anonymous.", param_hint="--sheet")
    books.check_file(book)
    default = book.with_name("anonymous.xlsx" if anonymous else f"{book.stem}.frozen.xlsx")
    target = books.free_place(output or default, force)
    with progress_after_a_second() as tell:
        if anonymous:
            copy = sharing.anonymous_copy(book, target, sheet, replace=force, progress=tell)
        else:
            copy = sharing.frozen_copy(book, target, replace=force, progress=tell)
    run_report.print_sentences(copy.said, console())
    console().print(str(copy.target), soft_wrap=True)


def pdf(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The workbook to print.", readable=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="The PDF to write; BOOK.pdf by default.", readable=False),
    ] = None,
    sheets: Annotated[
        list[str] | None,
        typer.Option("--sheet", metavar="NAME", help="Print this sheet alone; say it again for a further one."),
    ] = None,
    all_sheets: Annotated[
        bool, typer.Option("--all-sheets", metavar="", help="Print every sheet that the workbook shows.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Replace OUT if there is one.")] = False,
) -> None:
    """Print a workbook to a PDF, with the LibreOffice of this computer.

    Of a workbook made from a template it prints what is to be handed round: the sheet with the answer, and of a
    partners' meeting the cards of the clients. Of any other workbook it prints every sheet.

    Printed are the figures that the workbook shows, which LibreOffice need not know how to compute: Tenure need not be
    installed in it. Each sheet is printed as it is set up to be, the sheets of a template on pages of A4.

    \b
    Examples:
      tenure pdf partners-meeting.xlsx
      tenure pdf partners-meeting.xlsx --sheet Answer -o one-page.pdf
      tenure pdf partners-meeting.xlsx --all-sheets
    """
    from addin import books, sharing
    from addin.libreoffice import office

    if sheets and all_sheets:
        raise typer.BadParameter(
            "all sheets are printed anyway: leave --sheet or --all-sheets out.", param_hint="--sheet"
        )
    books.check_file(book)
    target = books.free_place(output or book.with_suffix(".pdf"), force, ".pdf")
    found = office.installed()
    if found is None:
        raise office.no_libreoffice("or open the workbook in Excel and save it there as a PDF")
    with progress_after_a_second() as tell:
        if not sheets and not all_sheets:
            sheets = sharing.sheets_handed_round(book)
        sharing.printed_copy(found, book, target, sheets=sheets or (), progress=tell)
    console().print(str(target), soft_wrap=True)
