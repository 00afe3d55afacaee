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
    """The Basic function of one declaration: a service is asked, and a truth value says that it has rows.

    All stands in each function, for a call of another in Basic takes a sixth of the whole time.
    """
    name = declaration.name
    count = _MOST_ARGUMENTS if declaration.takes_all_that_follow else len(declaration.parameters)
    names = [f"a{position}" for position in range(count)]
    return "\n".join(
        (
            f"Function {name}({', '.join(f'Optional {each}' for each in names)}) As Variant",
            "  Dim answer As Variant",
            "  If IsNull(tenureService) Then StartTenure",
            *_asking(name, names),
            "  If VarType(answer) = 11 Then answer = TenureCells(tenureService.getDataArray())",
            f"  {name} = answer",
            "End Function",
            "",
        )
    )


def _asking(name: str, names: list[str]) -> Iterator[str]:
    """Python is asked with the arguments up to the first that is missing: Basic cannot hand that on."""
    word = "If"
    for count, first_missing in enumerate(names):
        yield f"  {word} IsMissing({first_missing}) Then"
        yield f"    {_ask(name, names[:count])}"
        word = "ElseIf"
    yield from ("  Else", f"    {_ask(name, names)}", "  End If") if names else (f"  {_ask(name, names)}",)


def _ask(name: str, given: list[str]) -> str:
    return f'answer = tenureService.callFunction("{name}", Array({", ".join(given)}))'
