"""How `tenure install` and `tenure uninstall` tell what they did in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from addin.excel.environment import Environment
from addin.excel.places import Places
from udfs.version import __version__


def print_installed(places: Places, made: Environment, held: Sequence[Path], console: Console) -> None:
    """What is installed, and what to do next."""
    console.print(Text(f"Tenure {__version__} is installed in Excel, for this user."))
    for what, where in (("add-in", places.addin), ("Python", made.folder)):
        console.print(Text(f"  {what}  {where}"), soft_wrap=True)
    for folder in held:
        console.print(Text(f"{folder} is still in use; the next tenure install removes it."), soft_wrap=True)
    console.print("Start Excel anew: the functions begin with REL_. If they do not answer, tenure doctor says why.")


def print_uninstalled(removed: Sequence[str], stays: Sequence[str], console: Console) -> None:
    """What was taken away, and what could not be."""
    if not removed and not stays:
        console.print("Nothing of Tenure was installed in Excel for this user.")
    for each in removed:
        console.print(Text(f"Removed: {each}"), soft_wrap=True)
    for sentence in stays:
        console.print(Text(sentence, style="red"), soft_wrap=True)
    if removed and not stays:
        console.print("Nothing of Tenure is left in Excel. The command tenure stays: pip uninstall tenure removes it.")
