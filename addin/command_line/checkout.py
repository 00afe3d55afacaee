"""For those who work on Tenure itself: ``tenure build``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from addin.exit_codes import ExitCode
from addin.terminal import console


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
