"""What the engine lacks, said in words that it knows."""

from __future__ import annotations

from addin.formulas.grammar import Brackets, Call, Expression, FormulaTrouble, Item, Word
from addin.headless.functions import COMPARE, JOIN, PLAIN_TEXT, SKIPPED
from addin.headless.known_functions import AREAS

NOTHING = Expression((Word(f'"{SKIPPED}"', "text"),))


def literal(argument: Expression) -> str:
    """A number or truth value that is written out, ``-1`` or ``TRUE``; "" for anything else."""
    text = "".join(item.text for item in argument.items if isinstance(item, Word) and item.kind != "space")
    kinds = {item.kind if isinstance(item, Word) else "other" for item in argument.items}
    is_written = kinds <= {"space", "number", "operator", "name"}
    return text.upper() if is_written else ""


def is_ascending(name: str, arguments: tuple[Expression, ...]) -> bool:
    """Whether a lookup is for the last cell that is not above the value."""
    position = 2 if name == "MATCH" else 3
    return len(arguments) <= position or literal(arguments[position]) in ("1", "TRUE")


_COLON = Word(":", "operator")
_COMPARISONS = ("=", "<", ">", "<=", ">=", "<>")


def texts_joined(items: list[Item], in_array: bool) -> list[Item]:
    """The items with ``&`` done by a function of ours, since the engine writes numbers with 17 digits."""
    if not any(_is_operator(item, ("&",)) for item in items):
        return items
    joined: list[Item] = []
    sides: list[list[Item]] = [[]]
    for item in items:
        if _is_operator(item, ("&",)):
            sides.append([])
        elif _is_operator(item, (*_COMPARISONS, ",")):
            joined += [*_join(sides, in_array), item]
            sides = [[]]
        else:
            sides[-1].append(item)
    return joined + _join(sides, in_array)


def _is_operator(item: Item, texts: tuple[str, ...]) -> bool:
    return isinstance(item, Word) and item.kind == "operator" and item.text in texts


def _join(sides: list[list[Item]], in_array: bool) -> list[Item]:
    if len(sides) == 1:
        return sides[0]
    if not in_array:
        return [Call(JOIN, tuple(Expression(tuple(side)) for side in sides))]
    joined: list[Item] = []
    for side in sides:
        joined += [Word("&", "operator")] if joined else []
        is_text = len(side) == 1 and isinstance(side[0], Word) and side[0].kind == "text"
        joined += side if is_text else [Call(PLAIN_TEXT, (Expression(tuple(side)),))]
    return joined


def compared(items: list[Item]) -> list[Item]:
    """The items with single values compared by a function of ours, since the engine compares more than 15 digits."""
    if not any(_is_operator(item, _COMPARISONS) for item in items) or any(_is_operator(item, (",",)) for item in items):
        return items
    sides: list[list[Item]] = [[]]
    signs: list[str] = []
    for item in items:
        if isinstance(item, Word) and _is_operator(item, _COMPARISONS):
            signs.append(item.text)
            sides.append([])
        else:
            sides[-1].append(item)
    found = sides[0]
    for sign, side in zip(signs, sides[1:], strict=True):
        if _is_exact(found) or _is_exact(side):
            found = [*found, Word(sign, "operator"), *side]
        else:
            between = Expression((Word(f'"{sign}"', "text"),))
            found = [Call(COMPARE, (Expression(tuple(found)), between, Expression(tuple(side))))]
    return found


def _is_exact(side: list[Item]) -> bool:
    """Whether it is a text, a truth value or zero as written: with these the engine's own comparison is Excel's."""
    only = Expression(tuple(side)).only
    return isinstance(only, Word) and (only.kind == "text" or only.text.upper() in ("0", "TRUE", "FALSE"))


def written(number: int) -> Expression:
    """A number as it is written."""
    return Expression((Word(str(number), "number"),))


def spread(name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The arguments with a union in brackets, ``(A1,B2:B5)``, spread out."""
    areas_of_all: list[Expression] = []
    for argument in arguments:
        areas = _areas(argument)
        if len(areas) > 1 and name not in AREAS:
            raise FormulaTrouble(f"{name} is not computed here for several areas at once")
        areas_of_all += areas
    return tuple(areas_of_all)


def _areas(argument: Expression) -> list[Expression]:
    """The areas of a union in brackets; of anything else, the thing itself."""
    inside = argument.only
    if not isinstance(inside, Brackets):
        return [argument]
    areas: list[list[Item]] = [[]]
    for item in inside.content.items:
        if isinstance(item, Word) and item.text == ",":
            areas.append([])
        else:
            areas[-1].append(item)
    if len(areas) == 1:
        return [argument]
    return [part for area in areas for part in _areas(Expression(tuple(area)))]
