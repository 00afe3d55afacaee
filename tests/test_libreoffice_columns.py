"""A function filled down a column in Calc: what is answered ahead is only ever taken for what it was the answer to."""

from __future__ import annotations

import math
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from addin.libreoffice import door, filled_columns
from addin.libreoffice.cell_errors import number_of
from addin.libreoffice.filled_columns import FilledColumns

ROWS = 400
CLV = "=rel_clv(A{row};B{row};$D$1)"  # Calc may write a name in small letters
RATE = 0.1


class Sheet:
    """Rows of cells from A1 on; a text that begins with = is a formula."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self.rows = rows
        self.reads = 0

    def queryContentCells(self, _kind: int) -> list[Any]:  # noqa: N802
        areas = []
        for at in range(len(self.rows[0])):
            rows = [row for row, cells in enumerate(self.rows) if str(cells[at]).startswith("=")]
            if rows:
                address = SimpleNamespace(StartColumn=at, EndColumn=at, StartRow=rows[0], EndRow=rows[-1])
                areas.append(SimpleNamespace(getRangeAddress=lambda address=address: address))
        return areas

    def getCellByPosition(self, at: int, row: int) -> Any:  # noqa: N802
        return SimpleNamespace(getFormula=lambda: str(self.rows[row][at]))

    def getCellRangeByPosition(self, left: int, top: int, right: int, bottom: int) -> Any:  # noqa: N802
        self.reads += 1
        cells = tuple(
            tuple(float(cell) if type(cell) is int else cell for cell in row[left : right + 1])
            for row in self.rows[top : bottom + 1]
        )
        assert not any(str(cell).startswith("=") for row in cells for cell in row), "a formula was asked for its value"
        return SimpleNamespace(getDataArray=lambda: cells)


def book(*sheets: Sheet) -> Any:
    return SimpleNamespace(getSheets=lambda: sheets)


def filled(formula: str = CLV, rows: int = ROWS, first: int = 1) -> Sheet:
    """Clients' margins in A, what is kept in B, a formula in C, the rate in D1."""
    return Sheet(
        [
            [1000 + row, 0.5 + row / 100_000, formula.format(row=row), RATE if row == 1 else ""]
            for row in range(first, rows + first)
        ]
    )


class Asking:
    """A column that is calculated; counts the calls that were not answered ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *books: Any) -> None:
        self.columns = FilledColumns(lambda: books)
        self.sizes: list[int] = []

        def counting(name: str, arguments: Any) -> object:
            self.sizes.append(max((len(each) for each in arguments if isinstance(each, tuple)), default=1))
            return door.answer(name, arguments)

        monkeypatch.setattr(filled_columns, "answer", counting)

    def calculate(self, sheet: Sheet, name: str = "REL_CLV", places: tuple[Any, ...] = (0, 1, RATE)) -> int:
        """Ask for each row as Calc does, see that each answer is the door's, and say how many calls that took."""
        before = len(self.sizes)
        for row in sheet.rows:
            self.ask(name, *(row[each] if type(each) is int else each for each in places))
        return len(self.sizes) - before

    def ask(self, name: str, *arguments: Any) -> object:
        found = self.columns.answer(name, arguments)
        assert same(found, door.answer(name, arguments)), arguments
        return found


def same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12) or (one != one and other != other)
    return type(one) is type(other) and one == other


def test_a_column_takes_a_few_hundred_calls_and_one_of_all_rows_and_then_none(monkeypatch):
    sheet = filled(rows=5_000)
    asking = Asking(monkeypatch, book(sheet))
    assert asking.calculate(sheet) == 201
    assert max(asking.sizes) == 5_000
    assert asking.calculate(sheet) == 0


def test_a_long_column_is_read_only_when_as_much_time_went_with_its_cells(monkeypatch):
    sheet = filled(rows=20_000)
    asking = Asking(monkeypatch, book(sheet))
    assert asking.calculate(sheet) == 401
    sheet.reads = 0
    for row in range(399):  # one cell after another is changed by hand
        asking.ask("REL_CLV", -row, 0.8, RATE)
    assert sheet.reads == 0


def test_few_cells_are_asked_one_by_one(monkeypatch):
    sheet = filled(rows=199)
    asking = Asking(monkeypatch, book(sheet))
    assert asking.calculate(sheet) + asking.calculate(sheet) == 2 * 199
    assert sheet.reads == 0


def test_cells_that_change_and_rows_that_move_are_answered_anew(monkeypatch):
    sheet = filled()
    asking = Asking(monkeypatch, book(sheet))
    asking.calculate(sheet)
    sheet.rows[300][0] = 77
    assert asking.calculate(sheet) == 1
    sheet.rows.insert(100, [5, 0.3, CLV.format(row=101), ""])
    assert asking.calculate(sheet) == 2


def test_two_workbooks_at_once(monkeypatch):
    sheets = filled(), Sheet([[row[0] * 2, 0.9, *row[2:]] for row in filled().rows])
    asking = Asking(monkeypatch, *map(book, sheets))
    assert asking.calculate(sheets[0]) == 202  # a call of all rows for each
    assert asking.calculate(sheets[1]) == 0


@pytest.mark.parametrize(
    "cell",
    ["", "n/a", "250", "TRUE", 0, -5, 1e300, 0.1 + 0.2, 2**40, "#N/A", " "],
)
def test_other_cells_among_the_numbers(monkeypatch, cell):
    """What a cell alone answers, be it first, amid or last; a blank cell comes as nothing."""
    sheet = filled()
    for row in (0, 1, 250, ROWS - 1):
        sheet.rows[row][0] = cell
    asking = Asking(monkeypatch, book(sheet))
    for row in sheet.rows * 2:
        asking.ask("REL_CLV", None if row[0] == "" else row[0], row[1], RATE)


def test_what_is_no_number_never_takes_a_numbers_answer(monkeypatch):
    sheet = Sheet([[row[0], 1, *row[2:]] for row in filled().rows])
    asking = Asking(monkeypatch, book(sheet))
    asking.calculate(sheet)
    error = number_of("#N/A")
    for other in ("1001", "1001.0", None, "", "Gold", error, ((1001.0,),), ((1001.0,), (1002.0,)), 1001.5):
        asking.ask("REL_CLV", other, 1, RATE)
        asking.ask("REL_CLV", 1001, other, RATE)
    asking.ask("REL_CLV", 1001, 1)
    asking.ask("REL_CLV", 1001, 1, RATE, "start")


@pytest.mark.parametrize(
    ("formula", "name", "places"),
    [
        ('=REL_CLV(A{row};B{row};0.1;"start")', "REL_CLV", (0, 1, 0.1, "start")),
        ('=IF(A{row}="";"";REL_CLV(A{row};B{row};rate))', "REL_CLV", (0, 1, 0.2)),
        ('=REL_PER_PERIOD(B{row};D{row};"month")', "REL_PER_PERIOD", (1, 3, "month")),
        ('=REL_PER_PERIOD(B{row};"year";"month")', "REL_PER_PERIOD", (1, "year", "month")),
        ("=REL_LIFETIME(B{row})", "REL_LIFETIME", (1,)),
        ("=REL_NPV(B{row};A{row})", "REL_NPV", (1, 0)),
        ("=REL_NPV($D$1;A{row})", "REL_NPV", (RATE, 0)),
        ("=REL_RETENTION_INTERVAL(A{row};A{row})", "REL_RETENTION_INTERVAL", (0, 0)),
        ("=REL_CLIENT_KEY(A{row})", "REL_CLIENT_KEY", (0,)),
        ("=REL_CLV(A{row}*2;B{row};$D$1)", "REL_CLV", (1, 0, RATE)),
        ("=REL_CLV(A$1;B{row};$D$1)", "REL_CLV", (1001.0, 1, RATE)),
        ("=REL_CLV(;)", "REL_CLV", (0, 1)),
    ],
)
def test_options_names_series_and_whatever_else_a_formula_holds(monkeypatch, formula, name, places):
    sheet = filled(formula)
    for row in sheet.rows:
        row[3] = "year"
    asking = Asking(monkeypatch, book(sheet))
    for _ in range(2):
        asking.calculate(sheet, name, places)


def test_a_nought_is_left_to_the_door_since_it_may_stand_for_a_skipped_argument(monkeypatch):
    sheet = filled()
    for row in range(0, ROWS, 2):
        sheet.rows[row][0] = 0
    asking = Asking(monkeypatch, book(sheet))
    asking.calculate(sheet)
    monkeypatch.setattr(door.workbooks, "may_skip_an_argument", lambda: True)
    asking.calculate(sheet)
    assert math.isnan(asking.ask("REL_CLV", 0, 0.8, RATE))


def test_an_option_that_is_the_same_in_all_rows_may_be_answered_ahead(monkeypatch):
    sheet = filled('=REL_CLV(A{row};B{row};$D$1;"start")')
    asking = Asking(monkeypatch, book(sheet))
    assert asking.calculate(sheet, places=(0, 1, RATE, "start")) == 201


def test_cells_that_hold_formulas_are_never_read(monkeypatch):
    """One that is not calculated yet would be, within the calculation that asks."""
    sheet = filled()
    sheet.rows[300][1] = "=1/2"
    asking = Asking(monkeypatch, book(sheet))
    for row in range(1_000):
        asking.ask("REL_CLV", row, 0.5, RATE)
    assert sheet.reads == 0


def test_a_workbook_that_does_not_answer_costs_no_cell(monkeypatch, tmp_path):
    logged = []
    monkeypatch.setattr(filled_columns.log, "trouble", lambda *given: logged.append(given))
    asking = Asking(monkeypatch, SimpleNamespace())
    for row in range(450):
        asking.ask("REL_CLV", row, 0.5, RATE)
    assert len(logged) == 1


CELLS = st.one_of(st.floats(allow_nan=False), st.integers(-3, 3), st.text("1a# ", max_size=2))


@settings(max_examples=30)
@given(odd=st.lists(st.tuples(CELLS, CELLS), max_size=12))
def test_any_rows_among_others_are_answered_as_each_alone(odd):
    sheet = filled(rows=250)
    for place, cells in enumerate(odd):
        sheet.rows[20 * place][:2] = cells
    columns = FilledColumns(lambda: [book(sheet)])
    for cells in [(*row[:2], RATE) for row in sheet.rows] * 2:
        assert same(columns.answer("REL_CLV", cells), door.answer("REL_CLV", cells))


def agree(one: Any, other: Any) -> bool:
    return math.isclose(one, other, rel_tol=1e-12) if isinstance(one, float) else one == other


@pytest.mark.libreoffice
def test_a_column_in_calc_is_right_in_each_cell_and_after_each_change(calc):
    rows = 1_500
    with closing(calc.new()) as there:
        cells = [[1000 + row, 0.5 + row / 5_000, 0.1] for row in range(rows)]
        cells[700][0], cells[701][0], cells[702][1] = "n/a", None, -1
        there.write(f"A1:C{rows}", cells)
        there.type({f"D{row}": f"=REL_CLV(A{row};B{row};C{row})" for row in range(1, rows + 1)})

        def wrong() -> list[int]:
            found = [cell for (cell,) in there.cells(f"D1:D{rows}")]
            return [row for row in range(rows) if not agree(found[row], udfs.call("REL_CLV", *cells[row]))]

        for _ in range(2):
            there.calculate()
            assert wrong() == []
        cells[3][0] = 5
        there.write("A4:C4", [cells[3]])
        assert wrong() == []
        there.calculate()
        assert wrong() == []
