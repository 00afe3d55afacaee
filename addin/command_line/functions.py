"""The worksheet functions, searched and explained: ``tenure functions``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from addin.exit_codes import ExitCode
from addin.terminal import console, error_console


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
