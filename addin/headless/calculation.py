"""The computation of a workbook: formulas in, answers out.

It goes in rounds. The first computes everything, filled-down columns in one call. Where that shows that the rows of
a column cannot be asked together, that a dynamic array is larger than the engine spills, or that a formula cannot be
computed, the next round takes it into account; most workbooks need one round. A formula that cannot be computed is
replaced by the value that the file holds, and what rests on it rests on that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from addin.formulas.grammar import FormulaTrouble
from addin.formulas.references import Area, Place, column_name, sheet_prefix
from addin.headless.calls import RelationshipCalls
from addin.headless.dependencies import Cell, Dependencies
from addin.headless.engine import Engine, KnownFunctions, broke_off, engine_sheet_name
from addin.headless.hidden_rows import HiddenRows
from addin.headless.lifting import FilledDifferently, Lifted
from addin.headless.resolving import Resolver
from addin.headless.rounds import Known, Round
from addin.headless.runs import Run, find_runs
from addin.headless.sheet_cells import SheetCells
from addin.headless.sheet_writer import SheetAnswers
from addin.headless.workbook_parts import WorkbookParts

_LOG = logging.getLogger("tenure.headless")

_MOST_ROUNDS = 12
_MOST_ARRAY_CELLS = 1_000_000


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
        self._array_cells = 0
        self._now = now
        self._progress = progress
        names = [sheet.name for sheet in sheets]
        calls = RelationshipCalls(parts.date_1904)
        lifted = Lifted(engine_sheet_name("Tenure cells", names))
        held: dict[Cell, Area] = {}
        self._resolver = Resolver(parts, calls, KnownFunctions(), held, lifted, HiddenRows(sheets, parts.tables))
        self._known = Known(
            sheets={sheet.name: sheet for sheet in sheets},
            runs=[run for sheet in sheets for run in find_runs(sheet, self._data_rows)],
            calls=calls,
            lifted=lifted,
            spill_readers=self._resolver.spill_readers,
            own_sheet=engine_sheet_name("Tenure", names),
            call_sheet=engine_sheet_name("Tenure calls", names),
            held=held,
        )

    def answers(self) -> Answers:
        """Compute."""
        self._resolve()
        for number in range(_MOST_ROUNDS):
            engine = Engine(self._known.calls, self._parts.date_1904, self._parts.iterations, self._now)
            round_ = Round(self._known, engine)
            try:
                round_.compute(partial(self._tell, 0.5**number))
            except BaseException as error:
                if not broke_off(error):
                    raise
                # Which formula it was the engine does not say: none is answered.
                _LOG.exception("the engine broke off")
                for run in self._known.runs:
                    run.fail("the computation of the workbook broke off")
                break
            if not round_.finds_more():
                break
            if round_.has_new_sizes:
                self._resolve()
        self._progress(0.95)
        return self._collected(round_)

    def _tell(self, left: float, share: float) -> None:
        """Tell the share of the work, where so much was left when a round began, and this share of the round is done.

        Each round is taken for half of what is left.
        """
        self._progress(0.9 * (1 - left * (1 - share / 2)))

    def _data_rows(self, sheet: str, row: int, column: int) -> tuple[int, int] | None:
        return self._resolver.table_around(Place(sheet, row, column))

    def _resolve(self) -> None:
        self._known.lifted.clear()
        self._array_cells = 0
        waiting, self._known.runs = self._known.runs[::-1], []
        while waiting:
            run = waiting.pop()
            try:
                self._resolve_run(run)
            except FilledDifferently:
                waiting += run.row_by_row()[::-1]
                continue
            self._known.runs.append(run)

    def _resolve_run(self, run: Run) -> None:
        if run.kind == "dataTable":
            run.fail("it is a what-if data table, which is not computed here")
        elif run.area is not None:
            if self._array_cells + run.area.cells > _MOST_ARRAY_CELLS:
                run.fail(f"the arrays of the workbook fill more than {_MOST_ARRAY_CELLS:,} cells")
            else:
                self._array_cells += run.area.cells
        if run.written is None or run.troubles:
            return
        place = Place(run.sheet, run.row, run.column, run.rows, is_array=run.kind != "plain")
        try:
            run.resolved, run.reads = self._resolver.resolve(run.written, place)
        except FormulaTrouble as trouble:
            run.fail(str(trouble))

    def _collected(self, round_: Round) -> Answers:
        found = Answers({name: SheetAnswers() for name in self._known.sheets})
        troubled = {
            (run.sheet, row, run.column): _name(run.sheet, row, run.column)
            for run in self._known.runs
            for row in run.troubles
        }
        resting = Dependencies(self._known.runs).resting_on(troubled) if troubled else {}
        for run in self._known.runs:
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
        reasons = self._known.calls.reasons
        for run in self._known.runs if reasons else ():
            values = found.sheets[run.sheet].values
            for row in range(run.row, run.last_row + 1):
                error = reasons.get((run.sheet, row, run.column))
                if error is not None and values.get((row, run.column)) == error:
                    address = f"{column_name(run.column)}{row}"
                    found.errors.append(ErrorAnswer(run.sheet, address, run.formula(row), error.code, error.reason))


def _name(sheet: str, row: int, column: int) -> str:
    plain = sheet if sheet.replace("_", "").isalnum() and not sheet[0].isdigit() else sheet_prefix(sheet)[:-1]
    return f"{plain}!{column_name(column)}{row}"
