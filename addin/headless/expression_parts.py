"""What stands in an expression: operators, operands, and names as files write them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from addin.formulas.grammar import Call, Expression, FormulaTrouble, Item, Word
from addin.formulas.references import Reference

_PREFIXES = ("_XLFN.", "_XLWS.", "_XLL.", "_XLUDF.", "_XLDUDF_")
VARIABLE = "_XLPM."
"""What files write before the name of a variable of LET and LAMBDA."""


def address_in_full(arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The arguments of ADDRESS with 1 and TRUE for those skipped, which the engine would take for 0."""
    usual = {2: Word("1", "number"), 3: Word("TRUE", "name")}
    return tuple(
        Expression((usual[position],)) if position in usual and argument.is_skipped else argument
        for position, argument in enumerate(arguments)
    )


def plain_name(name: str) -> str:
    """A function's name in capitals, without what files write before it."""
    name = name.upper()
    while prefix := next((prefix for prefix in _PREFIXES if name.startswith(prefix)), ""):
        name = name[len(prefix) :]
    return name


def is_range(item: Item) -> TypeGuard[Reference]:
    """Whether it is a reference to more than one cell."""
    return isinstance(item, Reference) and not item.is_cell


def anchor(call: Call) -> Reference:
    """The cell before a ``#``, which stands for all that spilled from it."""
    cell = call.arguments[0].only if len(call.arguments) == 1 else None
    if not isinstance(cell, Reference) or not cell.is_cell:
        raise FormulaTrouble("# stands after something that is not a cell")
    return replace(cell, spilled=True)


def names_in(arguments: tuple[Expression, ...]) -> set[str]:
    """The arguments that are names, as variables are called."""
    names = [argument.only for argument in arguments]
    return {
        name.text.upper().removeprefix(VARIABLE) for name in names if isinstance(name, Word) and name.kind == "name"
    }


def is_reckoned(argument: Expression) -> bool:
    """Whether it is more than a range, a call, or ranges joined by ``:`` and spaces."""
    return argument.only is None and any(is_operator(item) and item != Word(":", "operator") for item in argument.items)


def is_joined(items: tuple[Item, ...], position: int) -> bool:
    """Whether an operand is one end of a range (``A1:INDEX(...)``) or of an intersection (``A1:C3 B:B``)."""
    for step in (-1, 1):
        neighbour = position + step
        if not 0 <= neighbour < len(items):
            continue
        item = items[neighbour]
        if not isinstance(item, Word):
            continue
        if item.text in (":", ","):
            return True
        beyond = neighbour + step
        if item.kind == "space" and 0 <= beyond < len(items) and not is_operator(items[beyond]):
            return not is_operator(items[position])
    return False


def is_operator(item: Item) -> bool:
    """Whether it is an operator."""
    return isinstance(item, Word) and item.kind == "operator"
