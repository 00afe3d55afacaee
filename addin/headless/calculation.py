"""The computation of a workbook: formulas in, answers out.

It goes in rounds. The first computes everything, filled-down columns in one call. Where that shows that the rows of
a column cannot be asked together, that a dynamic array is larger than the engine spills, or that a formula cannot be
computed, the next round takes it into account; most workbooks need one round. A formula that cannot be computed is
replaced by the value that the file holds, and what rests on it rests on that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from addin.headless.calls import RelationshipCalls, error_code
from addin.headless.columns import ColumnPlan, ColumnPlanner
from addin.headless.dependencies import Cell, Dependencies
from addin.headless.engine import KEEP, Engine, KnownFunctions, engine_sheet_name
from addin.headless.formulas import Call, Expression, Filled, FormulaTrouble, Template, Word
from addin.headless.lifting import FilledDifferently, Lifted
from addin.headless.references import Area, column_name, sheet_prefix
from addin.headless.resolving import Place, Resolver
from addin.headless.runs import Run, find_runs
from addin.headless.sheet_reader import SheetCells, Value
from addin.headless.sheet_writer import SheetAnswers
from addin.headless.workbook_parts import WorkbookParts
from udfs import CellError

_MOST_ROUNDS = 12

_NOT_AVAILABLE = {
    "Circ": "it is circular: it reads its own answer",
    "Spill": "there are other cells in the way of its answers",
    "NImpl": "it uses something that is not computed here",
    "unreadable": "the formula cannot be read",
}


@dataclass(frozen=True)
class NotComputed:
    """A formula that could not be computed, or that rests on one.

    Attributes:
        sheet, cell: where it stands, such as ``Clients`` and ``B2``.
        formula: as it reads there.
        reason: why, one sentence.
        rests_on: the cell that it rests on and that could not be computed; "" where the fault is its own.
    """

    sheet: str
    cell: str
    formula: str
    reason: str
    rests_on: str = ""


@dataclass(frozen=True)
class ErrorAnswer:
    """A cell in which a ``REL_`` function answers an error, and the sentence that says why."""

    sheet: str
    cell: str
    formula: str
    code: str
    reason: str


@dataclass
class Answers:
    """All that was computed.

    Attributes:
        sheets: the answers by sheet.
        computed: how many formulas have an answer of their own.
        not_computed: the others, and what rests on them.
        errors: where ``REL_`` functions answer errors.
    """

    sheets: dict[str, SheetAnswers] = field(default_factory=dict)
    computed: int = 0
    not_computed: list[NotComputed] = field(default_factory=list)
    errors: list[ErrorAnswer] = field(default_factory=list)


class Calculation:
    """The computation of one workbook.

    Args:
        parts: the workbook's declarations.
        sheets: its cells.
        now: what the clock shows.
        progress: is told the share of the work that is done.
    """

    def __init__(
        self, parts: WorkbookParts, sheets: list[SheetCells], now: datetime, progress: Callable[[float], None]
    ) -> None:
        self._parts = parts
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._now = now
        self._progress = progress
        self._calls = RelationshipCalls(parts.date_1904)
        self._held: dict[Cell, Area] = {}
        names = list(self._sheets)
        self._own_sheet = engine_sheet_name("Tenure", names)
        self._call_sheet = engine_sheet_name("Tenure calls", names)
        self._lifted = Lifted(engine_sheet_name("Tenure cells", names))
        self._resolver = Resolver(parts, self._calls, KnownFunctions(), self._held, self._lifted)
        self._runs: list[Run] = []
        for sheet in sheets:
            self._runs += find_runs(sheet, self._data_rows)
        self._apart: set[Run] = set()

    def answers(self) -> Answers:
        """Compute."""
        self._resolve()
        for number in range(_MOST_ROUNDS):
            round_ = _Round(self)
            self._progress(0.9 * (1 - 0.5**number))
            round_.compute()
            if not round_.finds_more():
                break
        self._progress(0.95)
        return self._collected(round_)

    def _data_rows(self, sheet: str, row: int, column: int) -> tuple[int, int] | None:
        return self._resolver.table_around(Place(sheet, row, column))

    def _resolve(self) -> None:
        self._lifted.clear()
        waiting, self._runs = self._runs[::-1], []
        while waiting:
            run = waiting.pop()
            try:
                self._resolve_run(run)
            except FilledDifferently:
                waiting += run.row_by_row()[::-1]
                continue
            self._runs.append(run)

    def _resolve_run(self, run: Run) -> None:
        if run.kind == "dataTable":
            run.fail("it is a what-if data table, which is not computed here")
        if run.written is None or run.troubles:
            return
        place = Place(run.sheet, run.row, run.column, run.rows, is_array=run.kind != "plain")
        try:
            run.resolved, run.reads = self._resolver.resolve(run.written, place)
        except FormulaTrouble as trouble:
            run.fail(str(trouble))

    def _collected(self, round_: _Round) -> Answers:
        found = Answers({name: SheetAnswers() for name in self._sheets})
        troubled = {
            (run.sheet, row, run.column): _name(run.sheet, row, run.column)
            for run in self._runs
            for row in run.troubles
        }
        resting = Dependencies(self._runs).resting_on(troubled) if troubled else {}
        for run in self._runs:
            for row in range(run.row, run.last_row + 1):
                cell = (run.sheet, row, run.column)
                address = f"{column_name(run.column)}{row}"
                if row in run.troubles:
                    found.not_computed.append(NotComputed(run.sheet, address, run.formula(row), run.troubles[row]))
                    continue
                found.computed += 1
                if cell in resting:
                    reason = f"it rests on {resting[cell]}, which could not be computed"
                    found.not_computed.append(
                        NotComputed(run.sheet, address, run.formula(row), reason, rests_on=resting[cell])
                    )
            round_.hand_out(run, found.sheets[run.sheet])
        self._list_errors(found)
        return found

    def _list_errors(self, found: Answers) -> None:
        reasons = self._calls.reasons
        for run in self._runs if reasons else ():
            values = found.sheets[run.sheet].values
            for row in range(run.row, run.last_row + 1):
                error = reasons.get((run.sheet, row, run.column))
                if error is not None and values.get((row, run.column)) == error:
                    address = f"{column_name(run.column)}{row}"
                    found.errors.append(ErrorAnswer(run.sheet, address, run.formula(row), error.code, error.reason))


class _Round:
    """One computation with what is known so far."""

    def __init__(self, calculation: Calculation) -> None:
        self._of = calculation
        self._calls = calculation._calls
        self._engine = Engine(
            self._calls, calculation._parts.date_1904, calculation._parts.iterations, calculation._now
        )
        self._planner = ColumnPlanner(self._calls, calculation._own_sheet, calculation._call_sheet)
        self._plans: dict[Run, ColumnPlan] = {}
        self._kept: dict[Run, int] = {}
        self._block_numbers: dict[tuple[Cell, int], int | None] = {}
        self._unreadable: dict[Run, set[int]] = {}

    def compute(self) -> None:
        """Load everything into the engine and compute it."""
        engine, calculation = self._engine, self._of
        for sheet in calculation._sheets.values():
            engine.add_sheet(sheet.name)
        engine.add_sheet(calculation._own_sheet)
        engine.add_sheet(calculation._call_sheet)
        engine.add_sheet(calculation._lifted.sheet)
        for sheet in calculation._sheets.values():
            engine.put(sheet.name, sheet.constants)
        self._plan()
        for run in calculation._runs:
            self._load(run)
        for formula in calculation._lifted.formulas:
            engine.fill(formula)
        for block in calculation._lifted.blocks:
            self._block_numbers[block.key] = self._keep(block.expression, calculation._lifted.sheet, block.area)
        engine.evaluate()

    def _plan(self) -> None:
        candidates = [run for run in self._of._runs if run not in self._of._apart and self._planner.may_be_planned(run)]
        if not candidates:
            return
        circular = Dependencies(self._of._runs).circular_runs()
        for run in candidates:
            plan = None if run in circular else self._planner.plan(run)
            if plan is None:
                self._of._apart.add(run)
            else:
                self._plans[run] = plan

    def _load(self, run: Run) -> None:
        if run.troubles:
            self._engine.put(run.sheet, self._old_values(run))
        if run.resolved is None or len(run.troubles) == run.rows:
            return
        if run in self._plans:
            for formula in self._plans[run].formulas:
                if self._engine.fill(formula):
                    self._unreadable[run] = set()
        elif run.kind == "array" or (run.kind == "dynamic" and self._area_key(run) in self._of._held):
            self._load_array(run)
        else:
            text = Template(run.resolved)
            if not run.troubles:
                unreadable = self._engine.fill(Filled(run.sheet, run.column, run.row, run.rows, text))
            else:
                unreadable = set()
                for row in range(run.row, run.last_row + 1):
                    if row not in run.troubles:
                        one = _at_row(text, row - run.row)
                        unreadable |= self._engine.fill(Filled(run.sheet, run.column, row, 1, one))
            if unreadable:
                self._unreadable[run] = unreadable

    def _load_array(self, run: Run) -> None:
        assert run.resolved is not None
        assert run.area is not None
        area = self._of._held.get(self._area_key(run), run.area)
        number = self._keep(run.resolved, run.sheet, area)
        if number is None:
            self._unreadable[run] = {run.row}
        else:
            self._kept[run] = number

    def _keep(self, expression: Expression, sheet: str, area: Area) -> int | None:
        """Compute an array and hand its cells out over an area; None where the engine cannot read it."""
        number = at = self._planner.new_row()
        keep = Call(KEEP, (Expression((Word(str(number), "number"),)), expression))
        call_sheet = self._of._call_sheet
        if self._engine.fill(Filled(call_sheet, 1, at, 1, Template(Expression((keep,))))):
            return None
        self._engine.fill_array(sheet, area, f"{sheet_prefix(call_sheet)}$A${at}")
        return number

    def _old_values(self, run: Run) -> dict[int, dict[int, Value]]:
        values = {row: {run.column: run.value(row)} for row in sorted(run.troubles)}
        if run.kind in ("array", "dynamic") and run.area is not None:
            cached = self._of._sheets[run.sheet].cached
            for row in range(run.area.top, run.area.bottom + 1):
                for column in range(run.area.left, run.area.right + 1):
                    if (row, column) in cached:
                        values.setdefault(row, {})[column] = cached[row, column]
        return values

    def _area_key(self, run: Run) -> Cell:
        return run.sheet, run.row, run.column

    # What the round showed

    def finds_more(self) -> bool:
        """Whether another round is needed; what this one showed is taken down."""
        if self._blocks_differ():
            self._of._resolve()
            return True
        more = False
        odd: dict[Cell, str] = {}
        for run in self._of._runs:
            if run.resolved is None or len(run.troubles) == run.rows:
                continue
            if run in self._plans:
                more |= self._judge_plan(run)
            elif run in self._unreadable:
                odd.update({(run.sheet, row, run.column): "unreadable" for row in self._unreadable[run]})
            else:
                more |= self._judge(run, odd)
        # Errors of the engine's own kind travel on like others: what only passes them on is computed afterwards.
        if odd and not more:
            dependencies = Dependencies(self._of._runs)
            circular = dependencies.circular_cells(set(odd))
            blamed = dependencies.at_fault(set(odd)) | circular
            for run in self._of._runs:
                for row in range(run.row, run.last_row + 1):
                    cell = (run.sheet, row, run.column)
                    if cell in odd and (not blamed or cell in blamed):
                        kind = "Circ" if cell in circular else odd[cell]
                        run.troubles[row] = _NOT_AVAILABLE.get(kind, f"the engine answers {kind}")
        return more or bool(odd)

    def _blocks_differ(self) -> bool:
        """Whether an array turned out to have another size than it was given cells for."""
        differ = False
        for block in self._of._lifted.blocks:
            number = self._block_numbers[block.key]
            kept = self._calls.kept(number) if number is not None else None
            if kept:
                differ |= self._of._lifted.found(block, len(kept), len(kept[0]))
        return differ

    def _judge_plan(self, run: Run) -> bool:
        """Whether the rows of a run cannot be asked together after all."""
        area = Area(run.row, run.column, run.last_row, run.column)
        refused = run in self._unreadable or any(map(self._calls.is_refused, self._plans[run].calls))
        if not refused:
            refused = any(error_code(row[0]) == "" for row in self._engine.answers(run.sheet, area))
        if refused:
            self._of._apart.add(run)
        return refused

    def _judge(self, run: Run, odd: dict[Cell, str]) -> bool:
        if run.kind == "dynamic" and self._judge_size(run):
            return True
        area = Area(run.row, run.column, run.last_row, run.column)
        if run in self._kept:
            area = self._of._held.get(self._area_key(run), run.area or area)
        for row, answers in enumerate(self._engine.answers(run.sheet, area), area.top):
            for answer in answers:
                if not isinstance(answer, dict) or error_code(answer) != "":
                    continue
                own_row = row if run.kind == "plain" else run.row
                if own_row in run.troubles:
                    continue
                kind = str(answer["kind"])
                if kind == "Spill" and run.kind == "dynamic" and run not in self._kept:
                    # Too large for the engine, or really in the way of others: the next round shows its size.
                    return self._hold(run, area)
                odd[run.sheet, own_row, run.column] = kind
        return False

    def _judge_size(self, run: Run) -> bool:
        if run in self._kept:
            return self._has_another_size(run)
        if self._area_key(run) not in self._of._resolver.spill_readers:
            return False
        # The engine has no "#" for an array of one cell.
        area = self._engine.spill(run.sheet, run.row, run.column)
        return area.height == area.width == 1 and self._hold(run, area)

    def _has_another_size(self, run: Run) -> bool:
        """Whether a dynamic array that is held in pieces turned out to have another size."""
        kept = self._calls.kept(self._kept[run])
        if not kept or (isinstance(kept[0][0], dict) and error_code(kept[0][0]) == ""):
            return False
        area = Area(run.row, run.column, run.row + len(kept) - 1, run.column + len(kept[0]) - 1)
        return self._hold(run, area)

    def _hold(self, run: Run, area: Area) -> bool:
        """Hold a dynamic array in pieces that fill this area from the next round on; False where it is so already."""
        key = self._area_key(run)
        if self._of._held.get(key) == area:
            return False
        self._of._held[key] = area
        self._of._resolve()
        return True

    # The answers

    def hand_out(self, run: Run, answers: SheetAnswers) -> None:
        """Put the answers of a run where they belong."""
        if run.resolved is None or len(run.troubles) == run.rows:
            return
        if run.kind == "plain":
            area = Area(run.row, run.column, run.last_row, run.column)
            for shift, row in enumerate(self._engine.answers(run.sheet, area)):
                if run.row + shift not in run.troubles:
                    answers.values[run.row + shift, run.column] = _value(row[0])
            return
        assert run.area is not None
        area = run.area
        if run.kind == "dynamic":
            key = self._area_key(run)
            area = self._of._held.get(key) or self._engine.spill(run.sheet, run.row, run.column)
            answers.areas[run.row, run.column] = area
            for row_number in range(run.area.top, run.area.bottom + 1):
                for column in range(run.area.left, run.area.right + 1):
                    if (row_number, column) not in area:
                        answers.spilled[row_number, column] = None
        for row_number, cells in enumerate(self._engine.answers(run.sheet, area), area.top):
            for column, answer in enumerate(cells, area.left):
                if (row_number, column) == (run.row, run.column):
                    answers.values[row_number, column] = _value(answer)
                else:
                    answers.spilled[row_number, column] = _value(answer)


def _value(answer: object) -> Value:
    """A cell for the file; a formula's answer is never blank."""
    if answer is None:
        return 0.0
    if isinstance(answer, dict):
        return CellError(error_code(answer) or "#VALUE!", "")
    if isinstance(answer, bool | str):
        return answer
    assert isinstance(answer, int | float), answer
    return float(answer)


def _at_row(text: Template, shift: int) -> Template:
    return Template(Expression((Word(text.at(shift), "formula"),)))


def _name(sheet: str, row: int, column: int) -> str:
    plain = sheet if sheet.replace("_", "").isalnum() and not sheet[0].isdigit() else sheet_prefix(sheet)[:-1]
    return f"{plain}!{column_name(column)}{row}"
