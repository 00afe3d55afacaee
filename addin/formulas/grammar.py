"""A formula taken apart: the words it is made of, the calls and brackets they form, and back to text.

Only what has to be seen from outside is understood: references, names, structured references and calls. Operators,
numbers and texts stay as they are written, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from addin.formulas.references import Reference, column_name, read_reference, sheet_prefix


class FormulaTrouble(Exception):
    """A formula that cannot be computed; the message is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """Something that is passed on as written.

    Attributes:
        text: how it is written.
        kind: "operator", "space", "number", "text", "error", "array", "name" or "structured".
        sheet: for a name or an error, the sheet written before it.
    """

    text: str
    kind: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function called with arguments; a skipped argument is an empty expression."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Brackets:
    """What stands in round brackets; commas in it are union operators."""

    content: Expression


@dataclass(frozen=True, slots=True)
class Row:
    """A row number that grows when the formula is filled down."""

    number: int


Item = Word | Reference | Call | Brackets | Row


@dataclass(frozen=True, slots=True)
class Expression:
    """Items in their order."""

    items: tuple[Item, ...] = field(default=())

    @property
    def only(self) -> Item | None:
        """The one item besides spaces, if there is but one."""
        found = [item for item in self.items if not (isinstance(item, Word) and item.kind == "space")]
        return found[0] if len(found) == 1 else None

    @property
    def is_skipped(self) -> bool:
        """Whether nothing stands there."""
        return all(isinstance(item, Word) and item.kind == "space" for item in self.items)


_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_STRUCTURE = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_NAME = r"(?:[^\W\d]|\\)[\w.?\\]*"
_REFERENCE_WORD = (
    rf"(?P<reference>(?:{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d+:\$?\d+)(?![\w.(?\\!]))"
)
_REFERENCE = re.compile(_REFERENCE_WORD)
_WORDS = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<array>\{{(?:"(?:[^"]|"")*+"|[^{{}}"])*+\}})
    | (?P<error>\#(?:REF!(?:{_CELL}(?::{_CELL})?)?|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|[A-Z_]+!))
    | (?P<sheet>'(?:[^']|'')+'!|(?:\[[^\[\]]+\])?{_NAME}(?::{_NAME})?!|\[\d+\]!)
    | (?P<structured>(?:{_NAME})?{_STRUCTURE})
    | {_REFERENCE_WORD}
    | (?P<call>{_NAME}\()
    | (?P<name>{_NAME})
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<operator><=|>=|<>|[-+*/^&=<>%@\#:,;()])
    | (?P<space>\s+)
    """,
    re.VERBOSE,
)


MOST_LEVELS = 64
"""Excel nests no more functions in each other."""
TOO_DEEP = f"it is nested more than {MOST_LEVELS} levels deep"
# Excel takes 8,192 as one types them; files write some words at greater length.
_MOST_CHARACTERS = 32_768


def read_formula(text: str) -> Expression:
    """A formula, without its ``=``; raises `FormulaTrouble` where it cannot be read."""
    if len(text) > _MOST_CHARACTERS:
        raise FormulaTrouble(f"the formula is longer than {_MOST_CHARACTERS:,} characters")
    words = _words(text)
    expression, closed = _expression(words, in_call=False, level=0)
    if closed:
        raise FormulaTrouble("the formula closes a bracket that it never opened")
    return expression


_Token = tuple[str, str]


def _words(text: str) -> Iterator[_Token]:
    position = 0
    match: re.Match[str] | None = None
    while position < len(text):
        # After Sheet1! comes a reference, even where more sheets follow: in Sheet1!A1:Sheet1!B2 no sheet is called A1.
        on_sheet = match is not None and match.lastgroup == "sheet"
        match = (on_sheet and _REFERENCE.match(text, position)) or _WORDS.match(text, position)
        if match is None:
            raise FormulaTrouble(f"the formula cannot be read from “{text[position : position + 20]}” on")
        position = match.end()
        yield str(match.lastgroup), match[0]


def _expression(words: Iterator[_Token], in_call: bool, level: int) -> tuple[Expression, str]:
    """Up to the closing bracket (or, in a call, a comma), which is returned too; "" at the end."""
    if level > MOST_LEVELS:
        raise FormulaTrouble(TOO_DEEP)
    items: list[Item] = []
    sheet: str | None = None
    for kind, text in words:
        if kind == "sheet":
            sheet = _sheet_name(text)
            continue
        if kind == "operator" and sheet is None:
            if text == ")" or (text == "," and in_call):
                return Expression(tuple(items)), text
            if text == "(":
                content, closed = _expression(words, in_call=False, level=level + 1)
                if closed != ")":
                    raise FormulaTrouble("the formula leaves a bracket open")
                items.append(Brackets(content))
            elif text == "#" and items and isinstance(items[-1], Reference):
                items[-1] = _spilled(items[-1])
            else:
                items.append(Word(text, kind))
        elif kind == "call":
            items.append(_call(text[:-1], sheet, words, level))
        elif kind == "reference" and (reference := read_reference(text)) is not None:
            items.append(_on_sheet(reference, sheet))
        elif kind in ("name", "reference"):
            items.append(Word(text, "name", sheet))
        elif kind == "error" or sheet is None:
            items.append(Word(text, kind))
        else:
            raise FormulaTrouble(f"the formula cannot be read at “{text}”")
        sheet = None
    return Expression(tuple(items)), ""


def _call(name: str, book: str | None, words: Iterator[_Token], level: int) -> Call:
    if book is not None and not _is_relationship_function(name):
        raise FormulaTrouble(f"{name} is a function of another file")
    arguments: list[Expression] = []
    closed = ","
    while closed == ",":
        argument, closed = _expression(words, in_call=True, level=level + 1)
        arguments.append(argument)
    if closed != ")":
        raise FormulaTrouble("the formula leaves a bracket open")
    if len(arguments) == 1 and arguments[0].is_skipped:
        arguments = []
    return Call(name, tuple(arguments))


def _is_relationship_function(name: str) -> bool:
    return "REL_" in name.upper()


def _sheet_name(text: str) -> str:
    name = text[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _on_sheet(reference: Reference, sheet: str | None) -> Reference:
    if sheet is None:
        return reference
    return Reference(reference.area, sheet, reference.fixed, reference.whole)


def _spilled(reference: Reference) -> Reference:
    return Reference(reference.area, reference.sheet, reference.fixed, reference.whole, spilled=True)


# And back to text


class Template:
    """A formula's text for every row that it is filled into."""

    __slots__ = ("_format", "_rows")

    def __init__(self, expression: Expression) -> None:
        self._take(_pieces(expression))

    @classmethod
    def as_written(cls, text: str, wording: Callable[[str], str] = str) -> Template:
        """A formula that reads in its first row exactly as it is written.

        Args:
            text: the formula.
            wording: how that is worded which is the same in all rows, where it is for a file, say.
        """
        template = cls.__new__(cls)
        pieces = _pieces_as_written(text)
        template._take(piece if isinstance(piece, Row) else wording(piece) for piece in pieces)
        return template

    def _take(self, given: Iterable[str | Row]) -> None:
        pieces: list[str] = []
        rows: list[int] = []
        for piece in given:
            if isinstance(piece, Row):
                rows.append(piece.number)
                pieces.append("%d")
            else:
                pieces.append(piece.replace("%", "%%"))
        self._format = "".join(pieces)
        self._rows = tuple(rows)

    def at(self, shift: int) -> str:
        """The text, filled so many rows down."""
        return self._format % tuple([row + shift for row in self._rows])


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula for the engine: its sheet, its first cell, and the rows that it is filled into."""

    sheet: str
    column: int
    row: int
    rows: int
    text: Template


def _pieces(expression: Expression) -> Iterator[str | Row]:
    for item in expression.items:
        if isinstance(item, Reference):
            yield from _reference_pieces(item)
        elif isinstance(item, Call):
            yield f"{item.name}("
            for position, argument in enumerate(item.arguments):
                if position:
                    yield ","
                yield from _pieces(argument)
            yield ")"
        elif isinstance(item, Brackets):
            yield "("
            yield from _pieces(item.content)
            yield ")"
        elif isinstance(item, Word):
            yield (sheet_prefix(item.sheet) if item.sheet is not None else "") + item.text
        else:
            yield item


_NUMBER = re.compile(r"\d+")
_RELATIVE_ROW = re.compile(r"(?<![$\d])\d+")


def _pieces_as_written(text: str) -> Iterator[str | Row]:
    for kind, word in _words(text):
        numbers = list(map(int, _NUMBER.findall(word)))
        # A reference written from bottom to top does not read on as it began.
        if kind != "reference" or read_reference(word) is None or numbers != sorted(numbers):
            yield word
            continue
        position = 0
        for row in _RELATIVE_ROW.finditer(word):
            yield word[position : row.start()]
            yield Row(int(row[0]))
            position = row.end()
        yield word[position:]


def _reference_pieces(reference: Reference) -> Iterator[str | Row]:
    area = reference.area
    top_fixed, left_fixed, bottom_fixed, right_fixed = reference.fixed
    left = ("$" if left_fixed else "") + column_name(area.left)
    right = ("$" if right_fixed else "") + column_name(area.right)
    if reference.sheet is not None:
        yield sheet_prefix(reference.sheet)
    if reference.whole == "columns":
        yield f"{left}:{right}"
        return
    if reference.whole != "rows":
        yield left
    yield f"${area.top}" if top_fixed else Row(area.top)
    if reference.whole == "rows":
        yield ":"
        yield f"${area.bottom}" if bottom_fixed else Row(area.bottom)
    elif area.height > 1 or area.width > 1:
        yield f":{right}"
        yield f"${area.bottom}" if bottom_fixed else Row(area.bottom)
    if reference.spilled:
        yield "#"


def moved(expression: Expression, rows: int, columns: int) -> Expression:
    """The expression as it reads when filled that far down and right."""
    return Expression(tuple(_moved(item, rows, columns) for item in expression.items))


def _moved(item: Item, rows: int, columns: int) -> Item:
    if isinstance(item, Reference):
        return item.moved(rows, columns)
    if isinstance(item, Call):
        return Call(item.name, tuple(moved(argument, rows, columns) for argument in item.arguments))
    if isinstance(item, Brackets):
        return Brackets(moved(item.content, rows, columns))
    if isinstance(item, Row):
        return Row(item.number + rows)
    return item


def items_in(expression: Expression) -> Iterator[Item]:
    """Every item, however deep, outer ones first."""
    for item in expression.items:
        yield item
        if isinstance(item, Call):
            for argument in item.arguments:
                yield from items_in(argument)
        elif isinstance(item, Brackets):
            yield from items_in(item.content)


def references_in(expression: Expression) -> Iterator[Reference]:
    """Every reference, however deep."""
    return (item for item in items_in(expression) if isinstance(item, Reference))


def calls_in(expression: Expression) -> Iterator[Call]:
    """Every call, however deep, outer ones first."""
    return (item for item in items_in(expression) if isinstance(item, Call))
