"""The one place that knows formualizer: a workbook of sheets, constants and formulas, computed at once.

Cells go in and come out as raw cells (numbers, texts, booleans, `CellError`, None); dates are serial numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import formualizer
from formualizer import EvaluationConfig, RangeAddress, WorkbookConfig, WorkbookMode

from addin.formulas.grammar import Call, Expression, Filled, Template, Word
from addin.formulas.references import Area, sheet_prefix
from addin.formulas.references import column_name as letters
from addin.headless.calls import CALL, PIECE_CELLS, RelationshipCalls, to_engine
from addin.headless.columns import COLUMN_CALL
from addin.headless.functions import FUNCTIONS, functions
from addin.headless.known_functions import LOOKUPS
from addin.headless.sheet_cells import Value
from udfs import CellError

KEEP = "TENURE.KEEP"
"""The engine's name for keeping an array formula's answer: number, formula."""
ARRAY_PIECE = "TENURE.ARRAYPIECE"
"""The engine's name for some rows of a kept answer: the keeping cell, first row, row after the last, width."""

_CALLED = re.compile(r"([A-Z0-9.]+)\(")
_WIDEST_GAP = 64
"""Blank cells in a column that are put rather than stepped over, where they may be."""
# So many rows go in at once: nothing else in the program, its progress bar among it, runs meanwhile.
_BATCH = 10_000
# Only circular formulas may go on changing for ever.
_MOST_REPEATS = 100


class Engine:
    """One computation of a workbook.

    Args:
        calls: answers the calls of ``REL_`` functions.
        date_1904: whether day 0 is 1904-01-01.
        iterations: how often circular formulas are repeated, and up to which change; None: they are errors.
        now: what the clock shows, in the user's time.
    """

    def __init__(
        self, calls: RelationshipCalls, date_1904: bool, iterations: tuple[int, float] | None, now: datetime
    ) -> None:
        config = EvaluationConfig()
        if date_1904:
            config.date_system = "1904"
        if iterations is not None:
            config.cycle_policy = "iterate"
            config.iterate_max_iterations, config.iterate_max_change = iterations
        self._workbook = formualizer.Workbook(
            config=WorkbookConfig(mode=WorkbookMode.Ephemeral, eval_config=config, enable_changelog=False)
        )
        self._workbook.set_temporal_egress("serial")
        # The engine's clock is told the wall clock's time as if it were UTC: TODAY() is the user's day.
        self._workbook.set_deterministic_clock(now.replace(tzinfo=UTC), "utc")
        register = self._workbook.register_function
        register(CALL, calls.answer, min_args=2)
        register(COLUMN_CALL, calls.answer_column, min_args=1)
        register(KEEP, calls.keep, min_args=2, max_args=2)
        register(ARRAY_PIECE, calls.array_piece, min_args=4, max_args=4)
        for name, function in functions(date_1904).items():
            register(name, function, allow_override_builtin=True)
        self._filled: list[Filled] = []

    def add_sheet(self, name: str) -> None:
        """Add an empty sheet."""
        self._workbook.add_sheet(name)

    def put(self, sheet: str, cells: dict[int, dict[int, Value]]) -> None:
        """Put constants into a sheet, by ascending row and column.

        They go in as rectangles without a gap: the engine does not spill reliably over cells that it was given as
        blank.
        """
        self._put(sheet, cells, 0, None)

    def put_what_is_read(
        self, sheet: str, cells: dict[int, dict[int, Value]], spans: Iterable[tuple[int, int]] | None
    ) -> None:
        """Put constants into a sheet on which nothing spills: columns that are read, across short gaps.

        Args:
            sheet: the sheet.
            cells: its constants, by ascending row and column.
            spans: first and last columns of what is read; None for all.
        """
        if spans is None:
            self._put(sheet, cells, _WIDEST_GAP, None)
            return
        columns = set[int]().union(*(columns.keys() for columns in cells.values()))
        wanted = {column for column in columns if any(first <= column <= last for first, last in spans)}
        self._put(sheet, cells, _WIDEST_GAP, wanted)

    def _put(self, sheet: str, cells: dict[int, dict[int, Value]], widest_gap: int, wanted: set[int] | None) -> None:
        stretches: dict[int, list[tuple[int, list[Any]]]] = {}
        for row, columns in cells.items():
            for column in columns if wanted is None else columns.keys() & wanted:
                value = columns[column]
                if value is None:
                    continue
                cell = to_engine(value) if isinstance(value, CellError) else value
                of_column = stretches.setdefault(column, [])
                gap = row - of_column[-1][0] - len(of_column[-1][1]) if of_column else -1
                if 0 <= gap <= widest_gap:
                    of_column[-1][1].extend([*[None] * gap, cell])
                else:
                    of_column.append((row, [cell]))
        rectangles: dict[tuple[int, int], list[tuple[int, list[Any]]]] = {}
        for column in sorted(stretches):
            for row, values in stretches[column]:
                rectangles.setdefault((row, len(values)), []).append((column, values))
        for (row, _), stretch in rectangles.items():
            for left, block in _side_by_side(stretch):
                self._put_lines(sheet, row, left, [list(line) for line in zip(*block, strict=True)])

    def put_column(self, sheet: str, column: int, row: int, values: list[Any]) -> None:
        """Put constants, as the engine has them, into a column from a row on."""
        self._put_lines(sheet, row, column, [[value] for value in values])

    def _put_lines(self, sheet: str, row: int, column: int, lines: list[list[Any]]) -> None:
        for start in range(0, len(lines), _BATCH):
            self._workbook.set_values_batch(sheet, row + start, column, lines[start : start + _BATCH])

    def fill(self, formula: Filled) -> set[int]:
        """Put a formula into its rows; the rows whose formula the engine cannot read."""
        self._filled.append(formula)
        return self._enter(formula)

    def _enter(self, formula: Filled) -> set[int]:
        unreadable: set[int] = set()
        for start in range(0, formula.rows, _BATCH):
            row = formula.row + start
            texts = [f"={formula.text.at(shift)}" for shift in range(start, min(start + _BATCH, formula.rows))]
            try:
                self._workbook.set_formulas_batch(formula.sheet, row, formula.column, [[text] for text in texts])
            except RuntimeError:
                unreadable.update(
                    at for at, text in enumerate(texts, row) if not self._take(formula.sheet, at, formula.column, text)
                )
        return unreadable

    def _take(self, sheet: str, row: int, column: int, text: str) -> bool:
        try:
            self._workbook.set_formula(sheet, row, column, text)
        except RuntimeError:
            return False
        return True

    def fill_array(self, sheet: str, area: Area, kept_at: str) -> None:
        """Fill an area with the kept answer of an array formula."""
        rows = max(1, PIECE_CELLS // area.width)
        for start in range(0, area.height, rows):
            end = min(start + rows, area.height)
            arguments = (kept_at, str(start), str(end), str(area.width))
            call = Call(ARRAY_PIECE, tuple(Expression((Word(argument, "name"),)) for argument in arguments))
            self.fill(Filled(sheet, area.left, area.top + start, 1, Template(Expression((call,)))))

    def evaluate(self) -> None:
        """Compute everything.

        What reads cells that others spill over the engine computes before they are there, and again afterwards. But
        lookups keep the index that they made of such half-computed cells until they are entered again. That may change
        what is spilled next, so it is repeated until no lookup changes any more.
        """
        self._workbook.evaluate_all()
        lookups = [formula for formula in self._filled if _looks_up(formula)]
        if not lookups or not any(map(self._spills, self._filled)):
            return
        seen = self._answers_of(lookups)
        for _ in range(_MOST_REPEATS):
            for formula in lookups:
                self._enter(formula)
            self._workbook.evaluate_all()
            before, seen = seen, self._answers_of(lookups)
            if seen == before:
                return

    def _spills(self, formula: Filled) -> bool:
        if formula.rows > 1:
            return False  # only a plain formula is filled down
        area = self.spill(formula.sheet, formula.row, formula.column)
        return area.height > 1 or area.width > 1

    def _answers_of(self, formulas: list[Filled]) -> list[list[list[Any]]]:
        areas = []
        for formula in formulas:
            area = Area(formula.row, formula.column, formula.row + formula.rows - 1, formula.column)
            if formula.rows == 1:
                area = self.spill(formula.sheet, formula.row, formula.column)
            areas.append(self.answers(formula.sheet, area))
        return areas

    def answers(self, sheet: str, area: Area) -> list[list[Any]]:
        """What stands in an area, as the engine answers."""
        address = RangeAddress(sheet, area.top, area.left, area.bottom, area.right)
        return self._workbook.sheet(sheet).get_values(address)

    def spill(self, sheet: str, row: int, column: int) -> Area:
        """The area that a cell's formula spills over."""
        address = f"{sheet_prefix(sheet)}{letters(column)}{row}"
        role = self._workbook.inspect_cell(address, include_values=False).cell.spill
        if role is None or role.extent is None:
            return Area(row, column, row, column)
        return Area.named(role.extent.rpartition("!")[2])


def _looks_up(formula: Filled) -> bool:
    return any(name in LOOKUPS for name in _CALLED.findall(formula.text.at(0)))


def _side_by_side(columns: list[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[list[Any]]]]:
    """Columns that stand next to each other: the number of the first, and their values."""
    start = 0
    for position in range(1, len(columns) + 1):
        if position == len(columns) or columns[position][0] != columns[position - 1][0] + 1:
            yield columns[start][0], [values for _, values in columns[start:position]]
            start = position


class KnownFunctions:
    """Which functions the engine has: call it with a name; the engine is asked once for each."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def __call__(self, name: str) -> bool:
        """Whether the engine has a function of that name."""
        if name not in self._known:
            self._known[name] = name in FUNCTIONS or self._has(name)
        return self._known[name]

    def _has(self, name: str) -> bool:
        workbook = formualizer.Workbook(mode=WorkbookMode.Ephemeral)
        workbook.add_sheet("Sheet")
        try:
            workbook.set_formula("Sheet", 1, 1, f"={name}()")
            workbook.evaluate_all()
        except RuntimeError:
            return False
        answer = workbook.get_value("Sheet", 1, 1)
        return not (isinstance(answer, dict) and answer.get("kind") == "Name")


def broke_off(error: BaseException) -> bool:
    """Whether an error says that the engine gave up: memory, a limit, or a mistake in it, which is no `Exception`."""
    gave_up = isinstance(error, MemoryError | formualizer.ExcelEvaluationError)
    return gave_up or type(error).__name__ == "PanicException"


def engine_sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name for a sheet of the engine's own that no sheet of the workbook has."""
    names = {name.casefold() for name in taken}
    while wanted.casefold() in names:
        wanted += "_"
    return wanted
