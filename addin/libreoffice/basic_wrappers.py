"""The worksheet functions as Calc finds them in any workbook: Basic generated from their declarations.

Calc looks a name that it does not know up among the macros of the user's own library *Standard*, in an .xlsx as in what
is typed. It calculates the arguments first, and hands over their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from udfs import FUNCTIONS, WorksheetFunction

MODULE = "TenureFunctions"
"""The module in the library *Standard*."""

_MOST_ARGUMENTS = 30
"""What a function takes whose last argument may be repeated."""


def module() -> str:
    """The source of the module: what is written by hand, then a function for each declaration."""
    by_hand = (files(__package__) / "functions.bas").read_text(encoding="utf-8")
    return "\n".join([by_hand, *map(wrapper, FUNCTIONS)])


def wrapper(declaration: WorksheetFunction) -> str:
    """The Basic function of one declaration."""
    name = declaration.name
    count = _MOST_ARGUMENTS if declaration.takes_all_that_follow else len(declaration.parameters)
    names = [f"a{position}" for position in range(count)]
    lines = [f"Function {name}({', '.join(f'Optional {each}' for each in names)}) As Variant"]
    return "\n".join([*lines, *_asking(name, names), "End Function", ""])


def _asking(name: str, names: list[str]) -> Iterator[str]:
    """Python is asked with the arguments up to the last one that is given: Basic cannot hand on a missing one."""
    word = "If"
    for count in range(len(names), 0, -1):
        yield f"  {word} Not IsMissing({names[count - 1]}) Then"
        yield f'    {name} = TenureAnswer("{name}", Array({", ".join(names[:count])}))'
        word = "ElseIf"
    asked = f'{name} = TenureAnswer("{name}", Array())'
    yield from ("  Else", f"    {asked}", "  End If") if names else (f"  {asked}",)
