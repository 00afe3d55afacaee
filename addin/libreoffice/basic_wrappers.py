"""The worksheet functions as Calc finds them in any workbook: Basic generated from their declarations.

Calc looks a name that it does not know up among the macros of the user's own library *Standard*, in an .xlsx as in what
is typed. It calculates the arguments first, and hands over their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from addin.libreoffice.filled_columns import MOST_ARGUMENTS, is_asked_ahead
from udfs import FUNCTIONS, WorksheetFunction

MODULE = "TenureFunctions"
"""The module in the library *Standard*."""

_NUMBER = 5
"""What VarType says of a number."""

_MOST_ARGUMENTS = 30
"""What a function takes whose last argument may be repeated."""


def module() -> str:
    """The source of the module: what is written by hand, then a function for each declaration."""
    by_hand = (files(__package__) / "functions.bas").read_text(encoding="utf-8")
    return "\n".join([by_hand, *map(wrapper, FUNCTIONS)])


def wrapper(declaration: WorksheetFunction) -> str:
    """The Basic function of one declaration: a service is asked; a truth value says that there is more to fetch.

    All stands in each function, for a call of another in Basic takes a sixth of the whole time.
    """
    name = declaration.name
    count = _MOST_ARGUMENTS if declaration.takes_all_that_follow else len(declaration.parameters)
    names = [f"a{position}" for position in range(count)]
    ahead = is_asked_ahead(name)
    return "\n".join(
        (
            *(_kept_ahead(name) if ahead else ()),
            f"Function {name}({', '.join(f'Optional {each}' for each in names)}) As Variant",
            "  Dim answer As Variant",
            *(("  Dim row As Variant",) if ahead else ()),
            *_asking(name, names, ahead),
            "  If VarType(answer) = 11 Then",
            *(_fetching_ahead(name) if ahead else ("    answer = TenureRows(tenureService.getDataArray())",)),
            "  End If",
            f"  {name} = answer",
            "End Function",
            "",
        )
    )


def _asking(name: str, names: list[str], ahead: bool) -> Iterator[str]:
    """Python is asked with the arguments up to the first that is missing: Basic cannot hand that on."""
    word = "If"
    for count, first_missing in enumerate(names):
        yield f"  {word} IsMissing({first_missing}) Then"
        yield from _ask(name, names[:count], ahead)
        word = "ElseIf"
    if names:
        yield "  Else"
    yield from _ask(name, names, ahead)
    if names:
        yield "  End If"


def _ask(name: str, given: list[str], ahead: bool) -> Iterator[str]:
    if ahead and 0 < len(given) <= MOST_ARGUMENTS:
        yield from _taking_ahead(name, given)
    yield "    If IsNull(tenureService) Then StartTenure"
    yield f'    answer = tenureService.callFunction("{name}", Array({", ".join(given)}))'


def _kept_ahead(name: str) -> tuple[str, ...]:
    """What a function keeps of answers ahead: rows, of how many arguments, which is next, and which is the last."""
    return (
        f"Global rowsOf{name} As Variant",
        f"Global countOf{name} As Long",
        f"Global nextOf{name} As Long",
        f"Global lastOf{name} As Long",
    )


def _taking_ahead(name: str, given: list[str]) -> Iterator[str]:
    """An answer ahead is taken where all arguments are numbers, and those that were answered.

    A text would be equal to a number that it shows, and a blank to 0: the sum of the types tells them apart, since a
    number's is 5, and what else comes is a blank, 0, or a text, 8.
    """
    count = len(given)
    yield f"    If countOf{name} = {count} Then"
    yield f"      If {' + '.join(f'VarType({each})' for each in given)} = {_NUMBER * count} Then"
    yield f"        row = rowsOf{name}(nextOf{name})"
    yield f"        If {' And '.join(f'{each} = row({place})' for place, each in enumerate(given))} Then"
    yield f"          {name} = row({count})"
    yield f"          nextOf{name} = nextOf{name} + 1"
    yield f"          If nextOf{name} > lastOf{name} Then countOf{name} = 0"
    yield "          Exit Function"
    yield "        End If"
    yield "      End If"
    yield "    End If"


def _fetching_ahead(name: str) -> tuple[str, ...]:
    """Rows of an answer, or answers ahead, of which the first is this call's."""
    return (
        "    If answer Then",
        "      answer = TenureRows(tenureService.getDataArray())",
        "    Else",
        f"      rowsOf{name} = tenureService.getDataArray()",
        f"      row = rowsOf{name}(0)",
        f"      countOf{name} = UBound(row)",
        f"      lastOf{name} = UBound(rowsOf{name})",
        f"      nextOf{name} = 1",
        f"      answer = row(countOf{name})",
        "    End If",
    )
