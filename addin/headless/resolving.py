"""From a formula as the file holds it to one that the engine takes.

The engine knows sheets, cells and functions. Tables, defined names, the written forms of function names, ``#`` and
the implicit intersection of formulas that are no arrays are resolved here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from addin.formulas.grammar import (
    MOST_LEVELS,
    TOO_DEEP,
    Brackets,
    Call,
    Expression,
    FormulaTrouble,
    Item,
    Row,
    Word,
    moved,
    read_formula,
)
from addin.formulas.references import Area, Place, Reference
from addin.formulas.tables import Tables
from addin.headless.calls import CALL, RelationshipCalls
from addin.headless.engine_words import (
    compared,
    spread,
    texts_joined,
)
from addin.headless.expression_parts import (
    VARIABLE,
    address_in_full,
    anchor,
    is_joined,
    is_operator,
    is_range,
    is_reckoned,
    names_in,
    plain_name,
)
from addin.headless.hidden_rows import HiddenRows
from addin.headless.known_functions import CHOICES, SEVERAL_CELLS, WHOLE_ARRAYS
from addin.headless.lifting import FilledDifferently, Lifted, gives_several, is_single
from addin.headless.ordinary_calls import OrdinaryCalls, refuse_what_is_answered_otherwise
from addin.headless.workbook_parts import WorkbookParts


class Resolver:
    """Resolves the formulas of one workbook.

    Args:
        parts: the workbook's declarations.
        calls: takes down the calls of ``REL_`` functions.
        is_known: whether the engine has a function of that name.
        spills: the areas of dynamic arrays that the engine holds in pieces, by sheet, row and column.
        lifted: takes the calls down that are lifted out of array formulas.
        hidden: the rows that are not shown.

    Attributes:
        spill_readers: the cells after which some formula writes ``#``, by sheet, row and column.
    """

    def __init__(
        self,
        parts: WorkbookParts,
        calls: RelationshipCalls,
        is_known: Callable[[str], bool],
        spills: dict[tuple[str, int, int], Area],
        lifted: Lifted,
        hidden: HiddenRows,
    ) -> None:
        self._parts = parts
        self._tables = Tables(parts.tables)
        self._sheets = {sheet.name.casefold(): sheet.name for sheet in parts.sheets}
        self._calls = calls
        self._is_known = is_known
        self._spills = spills
        self.lifted = lifted
        self.hidden = hidden
        self.spill_readers: set[tuple[str, int, int]] = set()

    def table_around(self, place: Place) -> tuple[int, int] | None:
        """First and last row of data of the table that a cell lies in."""
        table = self._tables.around(place.sheet, place.row, place.column)
        return None if table is None else (table.first_row, table.last_row)

    def resolve(self, expression: Expression, place: Place) -> tuple[Expression, list[Reference]]:
        """The formula for the engine, and what it reads besides, through lifted calls.

        Raises `FormulaTrouble` where it cannot be computed, `FilledDifferently` where it has to be resolved row by row.
        """
        resolution = _Resolution(self, place)
        return resolution.expression(expression, "array" if place.is_array else "single"), resolution.reads

    def structured(self, text: str, sheet: str, row: int, column: int) -> Reference | None:
        """What a structured reference means in a cell; None for ``#REF!``."""
        return self._tables.reference(text, sheet, row, column)

    def is_table(self, name: str) -> bool:
        """Whether a table has that name."""
        return self._tables.named(name) is not None

    def sheet_named(self, name: str) -> str:
        """A sheet's name as the workbook writes it."""
        found = self._sheets.get(name.casefold())
        if found is None:
            if "[" in name or "\\" in name or "/" in name:
                raise FormulaTrouble(f"it refers to another file, {name}")
            raise FormulaTrouble(f"there is no sheet “{name}”")
        return found

    def sheets_between(self, name: str) -> list[str]:
        """The sheets from one to another, ``Jan:Mar``, in the workbook's order."""
        first, _, last = name.partition(":")
        names = [sheet.name for sheet in self._parts.sheets]
        ends = sorted(names.index(self.sheet_named(end)) for end in (first, last))
        return names[ends[0] : ends[1] + 1]

    def definition(self, name: str, sheet: str | None, own_sheet: str) -> str | None:
        """The formula of a defined name; a sheet's own name comes before the workbook's."""
        scope = own_sheet
        if sheet is not None:
            scope = self._sheets.get(sheet.casefold(), "")
        key = name.casefold()
        return self._parts.names.get((scope, key), self._parts.names.get((None, key)))

    def spill(self, sheet: str, area: Area) -> Area | None:
        """The area that a cell spills over, where the engine holds it in pieces."""
        key = (sheet, area.top, area.left)
        self.spill_readers.add(key)
        return self._spills.get(key)

    def site(self, name: str, arguments: tuple[Expression, ...], place: Place) -> int:
        """Take down a call of a ``REL_`` function."""
        given = tuple(position for position, argument in enumerate(arguments) if not argument.is_skipped)
        return self._calls.site(name, given, len(arguments), place.sheet, place.column)

    def is_relationship_function(self, name: str) -> bool:
        """Whether Tenure has a function of that name."""
        return self._calls.is_function(name)

    def is_known(self, name: str) -> bool:
        """Whether the engine has a function of that name."""
        return self._is_known(name)


_MOST_ITEMS = 20_000
# Of the engine; it takes brackets within brackets to the depth that formulas are read to.
_MOST_OPERATORS = 250

_Wanted = Literal["single", "constants", "range", "array"]
# What is wanted where an expression stands: one value, so that a range meets the formula's row or column; the same, but
# for constants in curly brackets, of which each counts; one value or a range; or an array, so that functions of single
# values answer for every cell.
_ONE_OF_A_RANGE = ("single", "constants")


class _Resolution:
    """One formula on its way."""

    def __init__(self, resolver: Resolver, place: Place) -> None:
        self._resolver = resolver
        self._place = place
        self._variables: set[str] = set()
        self._open_names: list[str] = []
        self._level = 0
        self._items = 0
        self._calls = OrdinaryCalls(place, resolver.lifted, resolver.hidden)

    @property
    def reads(self) -> list[Reference]:
        """What lifted calls read."""
        return self._calls.reads

    def expression(self, expression: Expression, wanted: _Wanted) -> Expression:
        """Resolve an expression where this is wanted."""
        # Names bring the levels and the items of their own formulas along, and may name each other.
        self._level += 1
        self._items += len(expression.items)
        if self._level > MOST_LEVELS + 1:
            raise FormulaTrouble(TOO_DEEP)
        if self._items > _MOST_ITEMS:
            raise FormulaTrouble("it grows too long when its names are put in")
        if sum(map(is_operator, expression.items)) > _MOST_OPERATORS:
            raise FormulaTrouble(f"it strings more than {_MOST_OPERATORS} operators together")
        items: list[Item] = []
        for position, item in enumerate(expression.items):
            ends_a_range = wanted in _ONE_OF_A_RANGE and is_joined(expression.items, position)
            items.extend(self._item(item, "range" if ends_a_range else wanted))
        self._level -= 1
        joined = self._joined(items, wanted)
        in_array = wanted == "array" or (wanted == "constants" and gives_several(Expression(tuple(joined))))
        items = texts_joined(joined, in_array)
        return Expression(tuple(items if in_array else compared(items)))

    def _joined(self, items: list[Item], wanted: _Wanted) -> list[Item]:
        """The items with ``A1:B2:C3`` and the intersection ``A1:C3 B:B`` of references made one reference."""
        for kind in (":", " "):
            position = 1
            while position < len(items) - 1:
                before, between, after = items[position - 1 : position + 2]
                joins = isinstance(between, Word) and (between.text == ":" if kind == ":" else between.kind == "space")
                if joins and isinstance(before, Reference) and isinstance(after, Reference):
                    joint = self._joint(before, after, kind)
                    items[position - 1 : position + 2] = (
                        self._intersection(joint) if wanted in _ONE_OF_A_RANGE and is_range(joint) else [joint]
                    )
                else:
                    position += 1
        return items

    def _joint(self, first: Reference, second: Reference, kind: str) -> Item:
        if first.spilled or second.spilled or first.sheet != second.sheet:
            raise FormulaTrouble("it joins references that cannot be joined here")
        if self._place.rows > 1 and first.fixed != second.fixed:
            raise FilledDifferently
        one, other = first.area, second.area
        outer, inner = (min, max) if kind == ":" else (max, min)
        area = Area(
            outer(one.top, other.top),
            outer(one.left, other.left),
            inner(one.bottom, other.bottom),
            inner(one.right, other.right),
        )
        if area.height < 1 or area.width < 1:
            return Word("#NULL!", "error")
        return Reference(area, first.sheet, first.fixed if first.fixed == second.fixed else (True, True, True, True))

    def _item(self, item: Item, wanted: _Wanted) -> list[Item]:
        if isinstance(item, Reference):
            return self._reference(item, wanted)
        if isinstance(item, Call):
            return self._call(item, wanted)
        if isinstance(item, Brackets):
            return [Brackets(self.expression(item.content, wanted))]
        if isinstance(item, Word):
            if item.kind == "structured":
                return self._structured(item, wanted)
            if item.kind == "name":
                return self._name(item, wanted)
            if item.kind == "array" and wanted == "single":
                return [Word("@", "operator"), item]
        return [item]

    def _reference(self, reference: Reference, wanted: _Wanted) -> list[Item]:
        if reference.sheet is not None and ":" in reference.sheet and "[" not in reference.sheet:
            return [self._on_sheets(reference)]
        sheet = self._place.sheet if reference.sheet is None else self._resolver.sheet_named(reference.sheet)
        reference = replace(reference, sheet=sheet)
        if reference.spilled:
            spill = self._resolver.spill(sheet, reference.area)
            if spill is not None:
                reference = Reference(spill, sheet, (True, True, True, True))
            return [Word("@", "operator"), reference] if wanted in _ONE_OF_A_RANGE else [reference]
        if wanted in _ONE_OF_A_RANGE and not reference.is_cell:
            return self._intersection(reference)
        return [reference]

    def _on_sheets(self, reference: Reference) -> Item:
        """One reference on several sheets: a union of one on each."""
        items: list[Item] = []
        for sheet in self._resolver.sheets_between(reference.sheet or ""):
            items += [Word(",", "operator")] if items else []
            items.append(replace(reference, sheet=sheet))
        return Brackets(Expression(tuple(items)))

    def _intersection(self, reference: Reference) -> list[Item]:
        """The one cell of a range that lies in the formula's row or column."""
        area, fixed, place = reference.area, reference.fixed, self._place
        last = place.row + place.rows - 1
        if area.width == 1:
            if place.rows > 1 and (fixed[0] != fixed[2] or (fixed[0] and not _all_or_none(area, place.row, last))):
                return [Word("@", "operator"), reference]
            if not area.top <= place.row <= area.bottom:
                return [Word("#VALUE!", "error")]
            cell = Area(place.row, area.left, place.row, area.left)
            return [Reference(cell, reference.sheet, (False, fixed[1], False, fixed[1]))]
        if area.height == 1 and area.left <= place.column <= area.right:
            cell = Area(area.top, place.column, area.top, place.column)
            return [Reference(cell, reference.sheet, (fixed[0], fixed[1], fixed[0], fixed[1]))]
        return [Word("#VALUE!", "error")]

    def _structured(self, word: Word, wanted: _Wanted) -> list[Item]:
        place = self._place
        reference = self._resolver.structured(word.text, place.sheet, place.row, place.column)
        if reference is None:
            return [Word("#REF!", "error")]
        return self._reference(reference, wanted)

    def _name(self, word: Word, wanted: _Wanted) -> list[Item]:
        upper = word.text.upper()
        if word.sheet is None:
            if upper in ("TRUE", "FALSE"):
                return [word]
            if upper.startswith(VARIABLE):
                return [Word(word.text[len(VARIABLE) :], "variable")]
            if upper in self._variables:
                return [Word(word.text, "variable")]
        place = self._place
        definition = self._resolver.definition(word.text, word.sheet, place.sheet)
        if definition is None and word.sheet is None and self._resolver.is_table(word.text):
            return self._structured(Word(f"{word.text}[]", "structured"), wanted)
        if definition is None:
            raise FormulaTrouble(f"there is no name “{word.text}”")
        if upper in self._open_names:
            raise FormulaTrouble(f"the name “{word.text}” is defined by itself")
        self._open_names.append(upper)
        # Relative references in a name are written as seen from A1.
        formula = moved(read_formula(definition), place.row - 1, place.column - 1)
        resolved = self.expression(formula, wanted)
        self._open_names.pop()
        return list(resolved.items) if resolved.only is not None else [Brackets(resolved)]

    def _named_in_text(self, arguments: tuple[Expression, ...]) -> Word | None:
        """The name of cells that ``INDIRECT("name")`` is after: the engine knows addresses only."""
        text = arguments[0].only if arguments else None
        if not isinstance(text, Word) or text.kind != "text":
            return None
        name = text.text[1:-1]
        definition = self._resolver.definition(name, None, self._place.sheet)
        if definition is None:
            return Word(name, "name") if self._resolver.is_table(name) else None
        # Of a name for anything but cells Excel answers #REF!, as the engine does of any name.
        return Word(name, "name") if isinstance(read_formula(definition).only, Reference) else None

    def _call(self, call: Call, wanted: _Wanted) -> list[Item]:
        name = plain_name(call.name)
        if name == "ANCHORARRAY":
            return self._reference(anchor(call), wanted)
        if name == "SINGLE" and len(call.arguments) == 1:
            return [Word("@", "operator"), Brackets(self.expression(call.arguments[0], "single"))]
        at = [Word("@", "operator")] if wanted in _ONE_OF_A_RANGE else []
        if name.startswith("REL_"):
            return [*at, self._relationship_call(name, call.arguments)]
        if not self._resolver.is_known(name):
            raise FormulaTrouble(f"the function {name} is not known here")
        refuse_what_is_answered_otherwise(name, call.arguments)
        if name == "INDIRECT" and (named := self._named_in_text(call.arguments)) is not None:
            return self._name(named, wanted)
        if name in ("LET", "LAMBDA"):
            self._variables.update(names_in(call.arguments))
        arguments = tuple(
            self._argument(name, position, argument, wanted) for position, argument in enumerate(call.arguments)
        )
        if name == "ADDRESS":
            arguments = address_in_full(arguments)
        # A range that a choice hands on stays one.
        one_by_one = wanted != "single" and not (wanted == "range" and name in CHOICES)
        resolved = self._calls.asked(name, spread(name, arguments), wanted == "array", one_by_one)
        return [*at, resolved] if name in SEVERAL_CELLS else [resolved]

    def _argument(self, name: str, position: int, argument: Expression, wanted: _Wanted) -> Expression:
        if wanted == "array":
            return self.expression(argument, "array")
        if is_single(name, position) and name not in CHOICES:
            return self.expression(argument, "single" if wanted == "single" else "constants")
        if name in WHOLE_ARRAYS:
            return self.expression(argument, "array")
        if name in CHOICES and wanted in _ONE_OF_A_RANGE:
            return self.expression(argument, wanted)
        # A range by itself is the function's to take whole; where it is reckoned with, it is one value.
        return self.expression(argument, "constants" if is_reckoned(argument) else "range")

    def _relationship_call(self, name: str, arguments: tuple[Expression, ...]) -> Call:
        if not self._resolver.is_relationship_function(name):
            raise FormulaTrouble(f"the function {name} is not known to this version of Tenure")
        site = self._resolver.site(name, arguments, self._place)
        given = [self.expression(argument, "array") for argument in arguments if not argument.is_skipped]
        number, row = Word(str(site), "number"), Row(self._place.row)
        return Call(CALL, (Expression((number,)), Expression((row,)), *given))


def _all_or_none(area: Area, first: int, last: int) -> bool:
    return (area.top <= first and last <= area.bottom) or last < area.top or first > area.bottom
