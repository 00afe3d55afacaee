"""One round of a computation: everything is loaded into the engine and computed, and what came of it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import isfinite

from addin.formulas.grammar import Call, Expression, Filled, Template, Word
from addin.formulas.references import Area, sheet_prefix
from addin.headless.calls import RelationshipCalls, error_code
from addin.headless.columns import Asked, ColumnPlan, ColumnPlanner, Step
from addin.headless.dependencies import Cell, Dependencies, columns_read
from addin.headless.engine import KEEP, Engine
from addin.headless.lifting import Lifted
from addin.headless.runs import Run
from addin.headless.sheet_cells import SheetCells, Value
from addin.headless.sheet_writer import SheetAnswers
from udfs import CellError

_NOT_AVAILABLE = {
    "Circ": "it is circular: it reads its own answer",
    "Spill": "there are other cells in the way of its answers",
    "NImpl": "it uses something that is not computed here",
    "unreadable": "the formula cannot be read",
}
_LONGEST_TEXT = 32_767


@dataclass
class Known:
    """What is known of a workbook so far: a round computes with it, and writes down in it what it finds.

    Attributes:
        sheets: the cells of the workbook, by sheet.
        runs: its formulas, resolved; what cannot be computed is a trouble of theirs.
        calls: answers the calls of ``REL_`` functions.
        lifted: what was lifted out of array formulas.
        spill_readers: the cells after which some formula writes ``#``.
        own_sheet: the engine's own sheet for answers and arguments by row.
        call_sheet: the engine's own sheet for column calls and kept arrays.
        held: the areas of dynamic arrays that the engine holds in pieces.
        apart: the runs whose rows cannot be asked together.
    """

    sheets: dict[str, SheetCells]
    runs: list[Run]
    calls: RelationshipCalls
    lifted: Lifted
    spill_readers: set[Cell]
    own_sheet: str
    call_sheet: str
    held: dict[Cell, Area]
    apart: set[Run] = field(default_factory=set)


class Round:
    """One computation with what is known so far.

    Args:
        known: what is known.
        engine: an engine with nothing in it yet.

    Attributes:
        has_new_sizes: whether arrays turned out to have other sizes, so that formulas have to be resolved anew.
    """

    def __init__(self, known: Known, engine: Engine) -> None:
        self.has_new_sizes = False
        self._known = known
        self._engine = engine
        self._planner = ColumnPlanner(known.calls, known.own_sheet, known.call_sheet)
        self._plans: dict[Run, ColumnPlan] = {}
        self._stages: dict[Run, int] = {}
        self._kept: dict[Run, int] = {}
        self._block_numbers: dict[tuple[Cell, int], int | None] = {}
        self._asked: list[tuple[Run, Asked]] = []
        self._unreadable: dict[Run, set[int]] = {}
        self._unsettled = False

    def compute(self, progress: Callable[[float], None]) -> None:
        """Load everything into the engine and compute it; `progress` is told the share that is done."""
        engine, known = self._engine, self._known
        for sheet in known.sheets.values():
            engine.add_sheet(sheet.name)
        engine.add_sheet(known.own_sheet)
        engine.add_sheet(known.call_sheet)
        engine.add_sheet(known.lifted.sheet)
        read, spilling = columns_read(known.runs), {run.sheet for run in known.runs if run.kind != "plain"}
        for sheet in known.sheets.values():
            if sheet.name in spilling:
                # What stands in the way of an array counts, too.
                engine.put(sheet.name, sheet.constants)
            else:
                spans = None if read is None else read.get(sheet.name, set())
                engine.put_what_is_read(sheet.name, sheet.constants, spans)
        self._plan()
        for formula in known.lifted.formulas:
            engine.fill(formula)
        for block in known.lifted.blocks:
            self._block_numbers[block.key] = self._keep(block.expression, known.lifted.sheet, block.area)
        changed: set[Run] = set()
        stages = self._loads_by_stage()
        for stage, loads in enumerate(stages):
            for position, load in enumerate(loads):
                progress((stage + 0.5 * position / len(loads)) / len(stages))
                load()
            progress((stage + 0.5) / len(stages))
            engine.evaluate()
            changed = self._put_answers()
        # The last stage asks no columns for the first time: what was asked again there does not settle.
        self._unsettled = bool(changed)
        known.apart |= changed

    def _loads_by_stage(self) -> list[list[Callable[[], None]]]:
        """What is to be loaded, so that what columns are asked with is computed before, and what reads them after."""
        stages: list[list[Callable[[], None]]] = [[]]

        def at(stage: int) -> list[Callable[[], None]]:
            while len(stages) <= stage:
                stages.append([])
            return stages[stage]

        for run in self._known.runs:
            stage = self._stages.get(run, 0)
            if run not in self._plans:
                at(stage).append(partial(self._load, run))
                continue
            for number, step in enumerate(self._plans[run].steps):
                at(stage + number).append(partial(self._load_step, run, step))
            at(stage + self._plans[run].asking_steps)
        return stages

    def _load_step(self, run: Run, step: Step) -> None:
        """Load a step of a plan, unless that was given up meanwhile."""
        if run in self._plans:
            if any(self._engine.fill(formula) for formula in step.formulas):
                self._give_up_plan(run)
            else:
                self._asked += [(run, asked) for asked in step.asked]

    def _give_up_plan(self, run: Run) -> None:
        """The rows of a run cannot be asked together after all."""
        del self._plans[run]
        self._known.apart.add(run)
        self._load(run)

    def _put_answers(self) -> set[Run]:
        """Put new answers of columns where they belong; the runs that have any."""
        changed: set[Run] = set()
        for run, asked in self._asked:
            if run not in self._plans:
                continue
            if self._known.calls.is_refused(asked.number):
                self._give_up_plan(run)
                changed.add(run)
            elif answers := self._known.calls.new_answers(asked.number):
                self._engine.put_column(asked.sheet, asked.column, asked.row, answers)
                changed.add(run)
        return changed

    def _plan(self) -> None:
        candidates = [
            run for run in self._known.runs if run not in self._known.apart and self._planner.may_be_planned(run)
        ]
        spilling = [run for run in self._known.runs if run.kind == "dynamic" and run.area and run.area.cells > 1]
        if not candidates and not spilling:
            return
        dependencies = Dependencies(self._known.runs)
        alone = dependencies.circular_runs() | dependencies.unforeseeable_runs()
        for run in candidates:
            plan = None if run in alone else self._planner.plan(run)
            if plan is None:
                self._known.apart.add(run)
            else:
                self._plans[run] = plan
        # What reads a cell that others spill over is loaded when it is there: the engine computes it before, else, and
        # does not always come back to what reads that in turn.
        steps = dict.fromkeys(spilling, 1)
        steps.update((run, plan.asking_steps) for run, plan in self._plans.items())
        self._stages = dependencies.stages(steps)

    def _load(self, run: Run) -> None:
        if run.troubles:
            self._engine.put(run.sheet, self._old_values(run))
        if run.resolved is None or len(run.troubles) == run.rows:
            return
        if run.kind == "array" or (run.kind == "dynamic" and self._area_key(run) in self._known.held):
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
        area = self._known.held.get(self._area_key(run), run.area)
        number = self._keep(run.resolved, run.sheet, area)
        if number is None:
            self._unreadable[run] = {run.row}
        else:
            self._kept[run] = number

    def _keep(self, expression: Expression, sheet: str, area: Area) -> int | None:
        """Compute an array and hand its cells out over an area; None where the engine cannot read it."""
        number = at = self._planner.new_row()
        keep = Call(KEEP, (Expression((Word(str(number), "number"),)), expression))
        call_sheet = self._known.call_sheet
        if self._engine.fill(Filled(call_sheet, 1, at, 1, Template(Expression((keep,))))):
            return None
        self._engine.fill_array(sheet, area, f"{sheet_prefix(call_sheet)}$A${at}")
        return number

    def _old_values(self, run: Run) -> dict[int, dict[int, Value]]:
        values = {row: {run.column: run.value(row)} for row in sorted(run.troubles)}
        if run.kind in ("array", "dynamic") and run.area is not None:
            cached = self._known.sheets[run.sheet].cached
            for row, column in run.area.within(cached):
                values.setdefault(row, {})[column] = cached[row, column]
        return values

    def _area_key(self, run: Run) -> Cell:
        return run.sheet, run.row, run.column

    # What the round showed

    def finds_more(self) -> bool:
        """Whether another round is needed; what this one showed is taken down."""
        if self._blocks_differ():
            self.has_new_sizes = True
            return True
        more = self._unsettled
        odd: dict[Cell, str] = {}
        for run in self._known.runs:
            if run.resolved is None or len(run.troubles) == run.rows:
                continue
            if run in self._plans:
                more |= self._judge_plan(run)
            elif run in self._unreadable:
                odd.update({(run.sheet, row, run.column): "unreadable" for row in self._unreadable[run]})
            else:
                more |= self._judge(run, odd)
        if odd and not more:
            self._blame(odd)
        return more or bool(odd)

    def _blame(self, odd: dict[Cell, str]) -> None:
        """Take down which of the cells with an error of the engine's own kind are at fault.

        Such errors travel on like others: what only passes them on is computed afterwards.
        """
        dependencies = Dependencies(self._known.runs)
        circular = dependencies.circular_cells(set(odd))
        blamed = dependencies.at_fault(set(odd)) | circular
        for run in self._known.runs:
            for row in range(run.row, run.last_row + 1):
                cell = (run.sheet, row, run.column)
                if cell in odd and (not blamed or cell in blamed):
                    kind = "Circ" if cell in circular else odd[cell]
                    run.troubles[row] = _NOT_AVAILABLE.get(kind, f"the engine answers {kind}")

    def _blocks_differ(self) -> bool:
        """Whether an array turned out to have another size than it was given cells for."""
        differ = False
        for block in self._known.lifted.blocks:
            number = self._block_numbers[block.key]
            kept = self._known.calls.kept(number) if number is not None else None
            if kept:
                differ |= self._known.lifted.found(block, len(kept), len(kept[0]))
        return differ

    def _judge_plan(self, run: Run) -> bool:
        """Whether the rows of a run cannot be asked together after all."""
        area = Area(run.row, run.column, run.last_row, run.column)
        refused = any(error_code(row[0]) == "" for row in self._engine.answers(run.sheet, area))
        if refused:
            self._known.apart.add(run)
        return refused

    def _judge(self, run: Run, odd: dict[Cell, str]) -> bool:
        if run.kind == "dynamic" and self._judge_size(run):
            return True
        area = Area(run.row, run.column, run.last_row, run.column)
        if run in self._kept:
            area = self._known.held.get(self._area_key(run), run.area or area)
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
        if self._area_key(run) not in self._known.spill_readers:
            return False
        # The engine has no "#" for an array of one cell.
        area = self._engine.spill(run.sheet, run.row, run.column)
        return area.height == area.width == 1 and self._hold(run, area)

    def _has_another_size(self, run: Run) -> bool:
        """Whether a dynamic array that is held in pieces turned out to have another size."""
        kept = self._known.calls.kept(self._kept[run])
        if not kept or (isinstance(kept[0][0], dict) and error_code(kept[0][0]) == ""):
            return False
        area = Area(run.row, run.column, run.row + len(kept) - 1, run.column + len(kept[0]) - 1)
        return self._hold(run, area)

    def _hold(self, run: Run, area: Area) -> bool:
        """Hold a dynamic array in pieces that fill this area from the next round on; False where it is so already."""
        key = self._area_key(run)
        if self._known.held.get(key) == area:
            return False
        self._known.held[key] = area
        self.has_new_sizes = True
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
            area = self._known.held.get(key) or self._engine.spill(run.sheet, run.row, run.column)
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
    if isinstance(answer, str) and len(answer) > _LONGEST_TEXT:
        return CellError("#VALUE!", "")
    if isinstance(answer, bool | str):
        return answer
    assert isinstance(answer, int | float), answer
    # The engine answers some numbers that are none, which no file can hold.
    return float(answer) if isfinite(answer) else CellError("#NUM!", "")


def _at_row(text: Template, shift: int) -> Template:
    return Template(Expression((Word(text.at(shift), "formula"),)))
