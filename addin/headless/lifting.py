"""Functions of single values, called with ranges in an array formula.

The engine reckons with arrays (``A1:A9*2``), but hands ``LEN(A1:A9)`` only one value on. So such a call is lifted out:
a sheet that exists only in the engine gets a cell with ``LEN(A1)``, one with ``LEN(A2)``, and so on, and the formula
reads that block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from addin.formulas.grammar import (
    Brackets,
    Call,
    Expression,
    Filled,
    FormulaTrouble,
    Item,
    Row,
    Template,
    Word,
    calls_in,
    references_in,
)
from addin.formulas.references import Area, Reference
from addin.headless.calls import CALL
from addin.headless.functions import PLAIN_TEXT
from addin.headless.known_functions import CHOICES, MANY_CELLS, SINGLE_VALUES, single_positions

MOST_CELLS = 500_000
"""So many cells are lifted in a workbook."""
# The more columns the engine has, the longer each further one takes.
_MOST_COLUMNS = 1_000
_SHELF_ROWS = 10_000

_LIFTED_CHOICES = CHOICES - {"IF", "IFERROR"}  # the engine itself chooses cell by cell for these two


class FilledDifferently(Exception):
    """A formula that is filled down has to be resolved row by row."""


_Size = tuple[int, int]


Owner = tuple[str, int, int]
"""Sheet, row and column of the formula that a lifted call belongs to."""


@dataclass(frozen=True)
class Block:
    """An array whose size shows only when it is computed, in cells of its own.

    Attributes:
        key: the formula that it belongs to, and which of its arrays it is.
        expression: what is computed.
        area: the cells, as large as the array was found to be last.
    """

    key: tuple[Owner, int]
    expression: Expression
    area: Area


class Lifted:
    """The cells of one workbook's lifted calls, on a sheet of the engine's own.

    Attributes:
        sheet: the name of that sheet.
        formulas: what stands on it, filled down.
        blocks: what stands on it as arrays.
    """

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.formulas: list[Filled] = []
        self.blocks: list[Block] = []
        self._columns = 0
        self._totals: dict[Reference, Reference] = {}
        self._cells = 0
        self._shelves: dict[int, tuple[int, int]] = {}
        self._sizes: dict[tuple[Owner, int], _Size] = {}
        self._blocks_of: Counter[Owner] = Counter()

    def clear(self) -> None:
        """Forget everything but the sizes that were found."""
        self.formulas.clear()
        self.blocks.clear()
        self._blocks_of.clear()
        self._totals.clear()
        self._columns = 0
        self._cells = 0
        self._shelves.clear()

    def total(self, reference: Reference) -> Reference:
        """A cell with the sum of a range that is the same for all rows: an error where one is in the range."""
        if reference not in self._totals:
            self._columns += 1
            total = Expression((Call("SUM", (Expression((reference,)),)),))
            self.formulas.append(Filled(self.sheet, self._columns, 1, 1, Template(total)))
            area = Area(1, self._columns, 1, self._columns)
            self._totals[reference] = Reference(area, self.sheet, (True, True, True, True))
        return self._totals[reference]

    def found(self, block: Block, rows: int, columns: int) -> bool:
        """Note how large an array is; False where that is known already."""
        if (rows, columns) == (block.area.height, block.area.width):
            return False
        self._sizes[block.key] = (rows, columns)
        return True

    def lift(self, call: Call, owner: Owner, rows: int) -> tuple[Item, list[Reference]]:
        """A resolved call, lifted where it is given several cells; and what was read by the lifted cells.

        `owner` is the formula's (first) cell, `rows` over how many rows it is filled down.
        """
        if not _may_be_lifted(call.name):
            return call, []
        size = _size_of_single_values(call)
        if size == (1, 1):
            return call, []
        read = [reference for argument in call.arguments for reference in references_in(argument)]
        if rows > 1 and any(reference.moves_down for reference in read):
            raise FilledDifferently
        if size is None:
            call = self._of_known_size(call, owner)
            size = _size_of_single_values(call)
        if size is None or size[1] > _MOST_COLUMNS or self._cells + size[0] * size[1] > MOST_CELLS:
            raise FormulaTrouble(f"{call.name} is not computed here for ranges of this size")
        self._cells += size[0] * size[1]
        top, left = self._room(size)
        for column in range(size[1]):
            cell = Expression((_element(call, column, size),))
            self.formulas.append(Filled(self.sheet, left + column, top, size[0], Template(cell)))
        block = Area(top, left, top + size[0] - 1, left + size[1] - 1)
        return Reference(block, self.sheet, (True, True, True, True)), read

    def _room(self, size: _Size) -> tuple[int, int]:
        """Row and column of free cells, below those of the same width while there is room."""
        top, left = self._shelves.get(size[1], (_SHELF_ROWS, 0))
        if top + size[0] > _SHELF_ROWS:
            top, left = 1, self._columns + 1
            self._columns += size[1]
        self._shelves[size[1]] = (top + size[0], left)
        return top, left

    def _of_known_size(self, call: Call, owner: Owner) -> Call:
        """The call with cells in the place of arrays whose size shows only when they are computed."""
        arguments = []
        for position, argument in enumerate(call.arguments):
            if is_single(call.name, position) and _size(argument) is None:
                arguments.append(Expression((self._block(argument, owner),)))
            else:
                arguments.append(argument)
        return Call(call.name, tuple(arguments))

    def _block(self, expression: Expression, owner: Owner) -> Reference:
        if any(isinstance(item, Word) and item.kind == "variable" for item in _all_items(expression)):
            raise FormulaTrouble("it reckons cell by cell with a variable of LET or LAMBDA")
        key = (owner, self._blocks_of[owner])
        self._blocks_of[owner] += 1
        rows, columns = self._sizes.get(key, (1, 1))
        area = Area(1, self._columns + 1, rows, self._columns + columns)
        self._columns += columns
        self.blocks.append(Block(key, expression, area))
        return Reference(area, self.sheet, (True, True, True, True))


def _all_items(expression: Expression) -> Iterator[Item]:
    for item in expression.items:
        yield item
        if isinstance(item, Brackets):
            yield from _all_items(item.content)
        elif isinstance(item, Call):
            for argument in item.arguments:
                yield from _all_items(argument)


def _may_be_lifted(name: str) -> bool:
    return name in SINGLE_VALUES or bool(single_positions(name)) or name in _LIFTED_CHOICES


def is_single(name: str, position: int) -> bool:
    """Whether a function takes the argument at a position as a single value, or answers for each of its cells."""
    return name in SINGLE_VALUES or name in CHOICES or name == PLAIN_TEXT or position in single_positions(name)


def gives_several(expression: Expression) -> bool:
    """Whether an expression is known to be an array, and not only a function that may answer with one."""
    size = _size(expression)
    return size != (1, 1) and (size is not None or any(call.name == "SEQUENCE" for call in calls_in(expression)))


def _size_of_call(call: Call) -> _Size | None:
    if (numbers := _sequence(call)) is not None:
        return numbers[0], numbers[1]
    if call.name in MANY_CELLS or call.name == CALL:
        return None
    if call.name == "INDEX" and len(call.arguments) > 1:
        for argument in call.arguments[1:]:
            zero = argument.only
            if argument.is_skipped or (isinstance(zero, Word) and zero.text == "0"):
                return None
    return _size_of_single_values(call)


def _sequence(call: Call) -> tuple[int, int, int] | None:
    """Rows, columns and first number of a sequence, where they are written out."""
    numbers = [argument.only for argument in call.arguments]
    if call.name != "SEQUENCE" or len(numbers) != 3:
        return None
    found = [int(number.text) for number in numbers if isinstance(number, Word) and number.text.isdigit()]
    return (found[0], found[1], found[2]) if len(found) == 3 else None


def _size_of_single_values(call: Call) -> _Size | None:
    """The size of what a call is given where it takes single values."""
    sizes = [_size(argument) for position, argument in enumerate(call.arguments) if is_single(call.name, position)]
    return _common(sizes)


def _size(expression: Expression) -> _Size | None:
    sizes: list[_Size | None] = []
    is_one = False
    for item in expression.items:
        was_one, is_one = is_one, isinstance(item, Word) and item.text == "@" and item.kind == "operator"
        if was_one:
            continue
        if isinstance(item, Reference):
            sizes.append(None if item.spilled else (item.area.height, item.area.width))
        elif isinstance(item, Brackets):
            sizes.append(_size(item.content))
        elif isinstance(item, Call):
            sizes.append(_size_of_call(item))
        elif isinstance(item, Word) and item.kind == "array":
            sizes.append(_size_of_constant(item.text))
        elif isinstance(item, Word) and (item.text == ":" or item.kind == "variable"):
            sizes.append(None)
    return _common(sizes)


def _common(sizes: list[_Size | None]) -> _Size | None:
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return None
    return max((size[0] for size in known), default=1), max((size[1] for size in known), default=1)


def _size_of_constant(text: str) -> _Size:
    rows = columns = 1
    in_text = False
    for letter in text:
        if letter == '"':
            in_text = not in_text
        elif letter == ";" and not in_text:
            rows += 1
        elif letter == "," and not in_text and rows == 1:
            columns += 1
    return rows, columns


def _element(item: Item, column: int, size: _Size) -> Item:
    """What stands in the first row and a column of the answer; filled down it gives the other rows."""
    if isinstance(item, Reference):
        area = item.area
        if item.is_cell:
            return Reference(area, item.sheet, (True, True, True, True))
        if (area.width > 1 and column >= area.width) or (1 < area.height < size[0]):
            # Beyond a shorter range there is #N/A, which a cell cannot say row by row here.
            raise FormulaTrouble("it reckons with ranges of different sizes")
        left = area.left + (column if area.width > 1 else 0)
        is_fixed = area.height == 1
        return Reference(Area(area.top, left, area.top, left), item.sheet, (is_fixed, True, is_fixed, True))
    if isinstance(item, Brackets):
        return Brackets(_element_of(item.content, column, size))
    if isinstance(item, Word) and item.kind == "array":
        rows, columns = _size_of_constant(item.text)
        row: Item = Row(1) if rows > 1 else Word("1", "number")
        if (columns > 1 and column >= columns) or 1 < rows < size[0]:
            raise FormulaTrouble("it reckons with ranges of different sizes")
        place = Word(str(column + 1 if columns > 1 else 1), "number")
        return Call("INDEX", (Expression((item,)), Expression((row,)), Expression((place,))))
    if isinstance(item, Call):
        if (numbers := _sequence(item)) is not None and 1 in numbers[:2]:
            rows, columns, first = numbers
            if (columns > 1 and column >= columns) or 1 < rows < size[0]:
                raise FormulaTrouble("it reckons with ranges of different sizes")
            return Row(first) if rows > 1 else Word(str(first + (column if columns > 1 else 0)), "number")
        return Call(
            item.name,
            tuple(
                _element_of(argument, column, size) if is_single(item.name, position) else _as_it_is(argument)
                for position, argument in enumerate(item.arguments)
            ),
        )
    return item


def _element_of(expression: Expression, column: int, size: _Size) -> Expression:
    return Expression(tuple(_element(item, column, size) for item in expression.items))


def _as_it_is(expression: Expression) -> Expression:
    """A range that is the same for every cell of the answer."""
    items: list[Item] = []
    for item in expression.items:
        if isinstance(item, Reference):
            items.append(Reference(item.area, item.sheet, (True, True, True, True), item.whole, item.spilled))
        elif isinstance(item, Call):
            items.append(Call(item.name, tuple(_as_it_is(argument) for argument in item.arguments)))
        elif isinstance(item, Brackets):
            items.append(Brackets(_as_it_is(item.content)))
        else:
            items.append(item)
    return Expression(tuple(items))
