"""The worksheet functions as Calc finds them in any workbook: Basic generated from their declarations.

Calc looks a name that it does not know up among the macros of the user's own library *Standard*, in an .xlsx as in what
is typed. It calculates the arguments first, and hands over their values.
"""

from __future__ import annotations

from importlib.resources import files

from udfs import FUNCTIONS, WorksheetFunction

MODULE = "TenureFunctions"
"""The module in the library *Standard*."""


def module() -> str:
    """The source of the module: what is written by hand, then a function for each declaration."""
    by_hand = (files(__package__) / "functions.bas").read_text(encoding="utf-8")
    return "\n".join([by_hand, *map(wrapper, FUNCTIONS)])


def wrapper(declaration: WorksheetFunction) -> str:
    """The Basic function of one declaration: a service is asked; a truth value says that there are rows to fetch.

    Every statement costs: to take the arguments as they come, instead of each by its name, halves what Basic needs for
    a cell, and so all stands in each function, without a call of another or a variable.
    """
    name = declaration.name
    return "\n".join(
        (
            f"Function {name}(ParamArray given()) As Variant",
            "  If IsNull(tenureService) Then StartTenure",
            f'  {name} = tenureService.callFunction("{name}", given)',
            f"  If VarType({name}) = 11 Then {name} = TenureRows(tenureService.getDataArray())",
            "End Function",
            "",
        )
    )
