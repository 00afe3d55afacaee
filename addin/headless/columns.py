"""A filled-down column of one ``REL_`` call becomes one call for all rows.

The call is taken out of the formula and given whole columns. Its answers are put as constants into the column itself
where the formula is nothing but the call, else into a column of a sheet that exists only in the engine, row beside
row, where the formula reads them. An argument that is reckoned out in the formula gets such a column too.

So a plan has steps: what a step asks is answered before the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from addin.formulas.grammar import (
    Brackets,
    Call,
    Expression,
    Filled,
    Item,
    Template,
    Word,
    calls_in,
    references_in,
)
from addin.formulas.references import Area, Reference
from addin.headless.calls import BLANK, CALL, RelationshipCalls
from addin.headless.known_functions import BOUND_TO_THEIR_CELL, ONE_VALUE
from addin.headless.runs import Run

COLUMN_CALL = "TENURE.COLUMN"
"""The engine's name for a column call: number, arguments."""

FEWEST_ROWS = 8
"""A shorter column is not worth a call of its own kind."""

_RECKONING = frozenset("+-*/")


class _NotTogether(Exception):
    """The rows of a call cannot be asked together."""


@dataclass(frozen=True)
class Asked:
    """A column call, by its number, and the (first) cell where its answers belong."""

    number: int
    sheet: str
    column: int
    row: int


@dataclass
class Step:
    """Formulas for the engine, and the column calls whose answers are there when they are computed."""

    formulas: list[Filled] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@dataclass
class ColumnPlan:
    """What a run becomes."""

    steps: list[Step]

    @property
    def asking_steps(self) -> int:
        """How many steps must be over before the run's own cells can be computed."""
        return sum(bool(step.asked) for step in self.steps)


class ColumnPlanner:
    """Turns runs into column calls.

    Args:
        calls: takes the column calls down.
        sheet: the name of the engine's own sheet for answers and arguments by row.
        call_sheet: the name of the engine's own sheet for the calls themselves.
    """

    def __init__(self, calls: RelationshipCalls, sheet: str, call_sheet: str) -> None:
        self.calls = calls
        self.sheet = sheet
        self.call_sheet = call_sheet
        self._columns = 0
        self._rows = 0

    def may_be_planned(self, run: Run) -> bool:
        """Whether a run is a column that holds a call which reads each row alone."""
        if run.kind != "plain" or run.rows < FEWEST_ROWS or run.troubles or run.resolved is None:
            return False
        return any(call.name == CALL and self.calls.is_row_function(_site(call)) for call in calls_in(run.resolved))

    def plan(self, run: Run) -> ColumnPlan | None:
        """The formulas for a run; None where its rows have to be asked one by one."""
        assert run.resolved is not None
        planning = _Planning(self, run)
        try:
            call = _call_alone(run.resolved)
            if call is not None and self.calls.is_row_function(_site(call)):
                planning.column_call(call, run.sheet, run.column)
            else:
                rest = planning.without_calls(run.resolved)
                planning.step_after(run.resolved).formulas.append(
                    Filled(run.sheet, run.column, run.row, run.rows, Template(rest))
                )
        except _NotTogether:
            return None
        return ColumnPlan(planning.steps)

    def new_column(self) -> int:
        """A free column of the engine's own sheet."""
        self._columns += 1
        return self._columns

    def new_row(self) -> int:
        """A free row of the engine's own sheet for calls."""
        self._rows += 1
        return self._rows


class _Planning:
    """One run on its way."""

    def __init__(self, planner: ColumnPlanner, run: Run) -> None:
        self._planner = planner
        self._run = run
        self.steps: list[Step] = []

    def step_after(self, *expressions: Expression) -> Step:
        """The step in which the answers of all row calls in some expressions are there."""
        depth = max((self._depth(expression) for expression in expressions), default=0)
        while len(self.steps) <= depth:
            self.steps.append(Step())
        return self.steps[depth]

    def _depth(self, expression: Expression) -> int:
        """How many row calls in an expression stand one within the other."""
        depth = 0
        for item in expression.items:
            if isinstance(item, Brackets):
                depth = max(depth, self._depth(item.content))
            elif isinstance(item, Call):
                within = max(map(self._depth, item.arguments), default=0)
                depth = max(depth, within + self._is_row_call(item))
        return depth

    def _is_row_call(self, item: Item | None) -> bool:
        return isinstance(item, Call) and item.name == CALL and self._planner.calls.is_row_function(_site(item))

    def without_calls(self, expression: Expression) -> Expression:
        """The expression with its row calls replaced by the cells that hold their answers."""
        items: list[Item] = []
        for item in expression.items:
            if isinstance(item, Call):
                if self._is_row_call(item):
                    items.append(self._answers_of(item))
                else:
                    items.append(Call(item.name, tuple(self.without_calls(argument) for argument in item.arguments)))
            elif isinstance(item, Brackets):
                items.append(Brackets(self.without_calls(item.content)))
            else:
                items.append(item)
        return Expression(tuple(items))

    def column_call(self, call: Call, sheet: str, column: int) -> None:
        """Ask all rows of a call at once, and put the answers into a column of a sheet."""
        run, planner = self._run, self._planner
        blocks: list[bool] = []
        arguments: list[Expression] = []
        for argument in call.arguments[2:]:
            is_block, block = self._argument(argument)
            blocks.append(is_block)
            arguments.append(block)
        if not any(blocks):
            raise _NotTogether
        number = planner.calls.column(_site(call), tuple(blocks), run.row, run.rows)
        formula = Expression((Call(COLUMN_CALL, (Expression((Word(str(number), "number"),)), *arguments)),))
        step = self.step_after(*call.arguments)
        step.formulas.append(Filled(planner.call_sheet, 1, planner.new_row(), 1, Template(formula)))
        step.asked.append(Asked(number, sheet, column, run.row))

    def _answers_of(self, call: Call) -> Reference:
        column = self._planner.new_column()
        self.column_call(call, self._planner.sheet, column)
        return self._beside(column)

    def _beside(self, column: int) -> Reference:
        """The cell of the engine's own sheet in the formula's row."""
        row = self._run.row
        return Reference(Area(row, column, row, column), self._planner.sheet)

    def _argument(self, argument: Expression) -> tuple[bool, Expression]:
        """An argument for all rows: whether it is a row for each, and what the engine is to pass."""
        only = argument.only
        if isinstance(only, Reference):
            return self._reference(only)
        if isinstance(only, Call) and self._is_row_call(only):
            return True, _whole(self._answers_of(only), self._run.rows)
        if not any(reference.moves_down for reference in references_in(argument)) and not _calls_anything(argument):
            return False, argument
        if _is_reckoned_cell_by_cell(argument):
            return True, self._stretched(argument)
        if not all(map(self._is_one_value, _items(argument))):
            raise _NotTogether
        reckoned = self.without_calls(argument)
        if isinstance(only, Call | Brackets):
            # A cell with a formula is never blank, an argument may be.
            test = Call("ISBLANK", (reckoned,))
            blank = Expression((Word(f'"{BLANK}"', "text"),))
            reckoned = Expression((Call("IF", (Expression((test,)), blank, reckoned)),))
        column = self._planner.new_column()
        run = self._run
        self.step_after(argument).formulas.append(
            Filled(self._planner.sheet, column, run.row, run.rows, Template(reckoned))
        )
        return True, _whole(self._beside(column), run.rows)

    def _stretched(self, argument: Expression) -> Expression:
        """What is reckoned out in one row, for all rows."""
        items: list[Item] = []
        for item in argument.items:
            if isinstance(item, Reference):
                items += self._reference(item)[1].items
            elif isinstance(item, Brackets):
                items.append(Brackets(self._stretched(item.content)))
            else:
                items.append(item)
        return Expression(tuple(items))

    def _reference(self, reference: Reference) -> tuple[bool, Expression]:
        if not reference.moves_down:
            return False, Expression((reference,))
        if reference.spilled or reference.fixed[0] or reference.fixed[2] or reference.area.height > 1:
            raise _NotTogether
        return True, _whole(reference, self._run.rows)

    def _is_one_value(self, item: Item) -> bool:
        """Whether an item gives one value, the same in any column of its row."""
        if isinstance(item, Reference):
            return item.is_cell
        if isinstance(item, Brackets):
            return all(map(self._is_one_value, _items(item.content)))
        if isinstance(item, Word):
            # A name that is left is TRUE or FALSE.
            return item.kind not in ("array", "variable") and item.text not in (":", ",")
        if not isinstance(item, Call) or item.name in BOUND_TO_THEIR_CELL:
            return False
        if item.name == CALL:
            # How many values it gives shows when it is asked.
            return self._planner.calls.is_row_function(_site(item))
        takes_ranges = item.name in ONE_VALUE
        return all(self._is_value_or_range(argument, takes_ranges) for argument in item.arguments)

    def _is_value_or_range(self, argument: Expression, takes_ranges: bool) -> bool:
        only = argument.only
        if takes_ranges and isinstance(only, Reference):
            return not only.spilled
        return all(map(self._is_one_value, _items(argument)))


def _whole(reference: Reference, rows: int) -> Expression:
    """A reference to one row, stretched over all rows."""
    whole = Reference(reference.covers(rows), reference.sheet, (True, True, True, True))
    return Expression((whole,))


def _is_reckoned_cell_by_cell(argument: Expression) -> bool:
    """Whether single cells and numbers are reckoned with: then columns can be reckoned with in one go."""
    if argument.only is not None:
        return False
    for item in _items(argument):
        if isinstance(item, Brackets):
            if not _is_reckoned_cell_by_cell(item.content):
                return False
        elif isinstance(item, Reference):
            if not item.is_cell:
                return False
        elif not isinstance(item, Word) or (item.text not in _RECKONING and item.kind != "number"):
            return False
    return True


def _site(call: Call) -> int:
    number = call.arguments[0].only
    assert isinstance(number, Word)
    return int(number.text)


def _call_alone(expression: Expression) -> Call | None:
    """The call that a formula is nothing but, apart from the ``@`` that says "one value"."""
    items = [item for item in expression.items if not (isinstance(item, Word) and item.kind == "space")]
    if len(items) == 2 and isinstance(items[0], Word) and items[0].text == "@":
        items = items[1:]
    only = items[0] if len(items) == 1 else None
    return only if isinstance(only, Call) and only.name == CALL else None


def _calls_anything(expression: Expression) -> bool:
    return next(calls_in(expression), None) is not None


def _items(expression: Expression) -> Iterator[Item]:
    for item in expression.items:
        if not (isinstance(item, Word) and item.kind == "space"):
            yield item
