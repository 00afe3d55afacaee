"""Formulas that are filled down: cells below each other that hold one formula are read and resolved once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from addin.formulas.grammar import Expression, FormulaTrouble, Item, Template, Word, items_in, moved, read_formula
from addin.formulas.references import Area, Reference
from addin.formulas.tables import read_structured
from addin.headless.sheet_cells import FormulaCell, SheetCells, Value

_LAST_ROW = 1 << 20


@dataclass(eq=False)
class Run:
    """One formula in cells below each other.

    Attributes:
        sheet, column, row, rows: the cells.
        kind: "plain", "array", "dynamic" or "dataTable"; only a plain one has more than one row.
        area: where the answers of an array stand or stood.
        cells: the cells as read.
        written: the formula as it reads in the first row; None where it cannot be read.
        resolved: the same for the engine; None where it cannot be computed.
        reads: what it reads besides, through cells that exist only in the engine.
        troubles: why cells cannot be computed, by row.
    """

    sheet: str
    column: int
    row: int
    rows: int
    kind: str
    area: Area | None
    cells: list[FormulaCell]
    text: Template | None = None
    written: Expression | None = None
    resolved: Expression | None = None
    reads: list[Reference] = field(default_factory=list)
    troubles: dict[int, str] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.row + self.rows - 1

    @property
    def occupied(self) -> Area:
        """The cells that its answers stand in."""
        return self.area or Area(self.row, self.column, self.last_row, self.column)

    def formula(self, row: int) -> str:
        """The formula as it reads in a row."""
        return self.cells[row - self.row].text if self.text is None else self.text.at(row - self.row)

    def value(self, row: int) -> Value:
        """The value that the file holds in a row."""
        return self.cells[row - self.row].value

    def row_by_row(self) -> list[Run]:
        """Runs of one row each."""
        assert self.written is not None
        runs = []
        for shift, cell in enumerate(self.cells):
            written = moved(self.written, shift, 0)
            run = Run(self.sheet, self.column, cell.row, 1, self.kind, self.area, [cell], Template(written), written)
            runs.append(run)
        return runs

    def fail(self, sentence: str) -> None:
        """None of its cells can be computed."""
        self.troubles = dict.fromkeys(range(self.row, self.last_row + 1), sentence)


DataRows = Callable[[str, int, int], tuple[int, int] | None]
"""First and last row of data of the table around a cell."""


def find_runs(sheet: SheetCells, data_rows: DataRows) -> list[Run]:
    """The runs of a sheet, column by column from the top."""
    shared = _SharedFormulas(sheet.formulas)
    columns: dict[int, list[FormulaCell]] = {}
    for cell in sheet.formulas:
        columns.setdefault(cell.column, []).append(cell)
    runs: list[Run] = []
    for column in sorted(columns):
        runs.extend(_runs_of_column(sheet.name, columns[column], shared, data_rows))
    return runs


def _runs_of_column(
    sheet: str, cells: list[FormulaCell], shared: _SharedFormulas, data_rows: DataRows
) -> Iterator[Run]:
    run: Run | None = None
    last = 0
    for cell in cells:
        trouble = ""
        try:
            if (
                run is not None
                and run.text is not None
                and cell.kind == "plain"
                and cell.row == run.row + run.rows
                and cell.row <= last
                and shared.text(cell) == run.text.at(run.rows)
            ):
                run.rows += 1
                run.cells.append(cell)
                continue
            written = shared.read(cell)
        except FormulaTrouble as found:
            trouble = str(found)
        if run is not None:
            yield run
        run = Run(sheet, cell.column, cell.row, 1, cell.kind, cell.area, [cell])
        if trouble:
            run.fail(trouble)
            continue
        run.written = written
        run.text = Template.as_written(cell.text)
        last = _last_row_of_meaning(run, data_rows)
    if run is not None:
        yield run


def _last_row_of_meaning(run: Run, data_rows: DataRows) -> int:
    """How far down the words of a run's first cell mean the same: not beside another table, or beside its totals."""
    if run.kind != "plain" or run.written is None:
        return run.row
    rows = data_rows(run.sheet, run.row, run.column)
    if rows is not None:
        return rows[1] if rows[0] <= run.row <= rows[1] else run.row
    return _LAST_ROW if all(map(_means_the_same_below, items_in(run.written))) else run.row


def _means_the_same_below(item: Item) -> bool:
    """Whether it is no structured reference that depends on its place, and no cell that grows, as in ``$A$1:$A1``."""
    if isinstance(item, Reference):
        return not (item.is_cell and item.fixed[0] != item.fixed[2])
    if not isinstance(item, Word) or item.kind != "structured":
        return True
    reference = read_structured(item.text)
    return reference.table != "" and "#this row" not in reference.parts


class _SharedFormulas:
    """The formulas that files write once for a whole block of cells."""

    def __init__(self, cells: list[FormulaCell]) -> None:
        self._first = {cell.shared: cell for cell in cells if cell.shared is not None and cell.text}
        self._read: dict[str, Expression] = {}
        self._templates: dict[tuple[str, int], Template] = {}

    def text(self, cell: FormulaCell) -> str:
        """The formula of a cell, in its own words or in those of its group."""
        if cell.text or cell.shared is None:
            return cell.text
        first = self._first.get(cell.shared)
        if first is None:
            raise FormulaTrouble("the formula that it shares is missing")
        key = (cell.shared, cell.column)
        if key not in self._templates:
            shift = cell.column - first.column
            self._templates[key] = (
                Template(moved(self._expression(first), 0, shift)) if shift else Template.as_written(first.text)
            )
        return self._templates[key].at(cell.row - first.row)

    def read(self, cell: FormulaCell) -> Expression:
        """The formula of a cell, taken apart."""
        cell.text = self.text(cell)
        if not cell.text:
            raise FormulaTrouble("the formula is empty")
        return read_formula(cell.text)

    def _expression(self, first: FormulaCell) -> Expression:
        key = first.shared or ""
        if key not in self._read:
            self._read[key] = read_formula(first.text)
        return self._read[key]
