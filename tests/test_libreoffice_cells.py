"""Every worksheet function in cells of LibreOffice Calc itself, and every kind of cell that it can meet there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl.utils import get_column_letter

import udfs
from udfs import FUNCTIONS, CellError

pytestmark = pytest.mark.libreoffice

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ARGUMENTS = "Arguments"


def serial(day: str) -> int:
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


def area(column: int, row: int, rows: list[list[Any]]) -> str:
    """The address of a block; columns and rows count from 1."""
    last = f"{get_column_letter(column + max(map(len, rows)) - 1)}{row + len(rows) - 1}"
    return f"{get_column_letter(column)}{row}:{last}"


def even(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows of one length, as a range has."""
    return [[*row, *[None] * (max(map(len, rows)) - len(row))] for row in rows]


def as_calc_holds(cell: Any) -> Any:
    if isinstance(cell, bool):
        return float(cell)
    return "" if cell is None else cell


class Tried(NamedTuple):
    """A function's example on a sheet: where it stands in one cell, where over its full range, and what comes."""

    name: str
    cell: str
    full: str
    expected: list[list[Any]]


def same(actual: list[list[Any]], expected: list[list[Any]]) -> bool:
    """Numbers to 1e-9, relative above 1; texts and errors equal."""
    if [len(row) for row in actual] != [len(row) for row in expected]:
        return False
    pairs = [pair for got, want in zip(actual, expected, strict=True) for pair in zip(got, want, strict=True)]
    return all(
        abs(got - want) <= 1e-9 * max(1.0, abs(want))
        if isinstance(got, float) and isinstance(want, (int, float))
        else got == want
        for got, want in pairs
    )


@pytest.fixture(scope="module")
def examples(calc) -> Iterator[tuple[Any, list[Tried]]]:
    """A workbook with each function's example typed into one cell, and over the full range of its answer."""
    book = calc.new()
    book.add_sheet(ARGUMENTS)
    tried, cells, arrays = [], {}, {}
    row, argument_row = 1, 1
    for declaration in FUNCTIONS:
        parts = []
        for argument in declaration.example.arguments:
            block = argument if isinstance(argument, list) else [[argument]]
            if any(isinstance(each, bool) for each in block[0]):
                parts.append(str(argument).upper())
            elif argument is None:
                parts.append("")
            else:
                block = [[serial(c) if isinstance(c, str) and DAY.fullmatch(c) else c for c in r] for r in even(block)]
                where = area(1, argument_row, block)
                book.write(where, block, ARGUMENTS)
                parts.append(f"$'{ARGUMENTS}'.{where}")
                argument_row += len(block) + 1
        answer = udfs.call(declaration.name, *declaration.example.arguments)
        if declaration.name == "REL_VERSION":
            answer = f"Tenure {udfs.__version__}, LibreOffice Calc"
        expected = [[as_calc_holds(c) for c in r] for r in (answer if isinstance(answer, list) else [[answer]])]
        formula = f"={declaration.name}({';'.join(parts)})"
        full = area(3, row, expected)
        cells[f"A{row}"] = formula
        arrays[full] = formula
        tried.append(Tried(declaration.name, f"A{row}", full, expected))
        row += len(expected) + 1
    book.type(cells)
    book.type_arrays(arrays)
    yield book, tried
    book.close()


def test_every_example_answers_in_one_cell_and_over_its_full_range_and_reopened(examples, calc, tmp_path):
    book, tried = examples

    def wrong(there) -> dict[str, Any]:
        found = {each.name: (there.cells(each.cell), there.cells(each.full)) for each in tried}
        return {
            each.name: found[each.name]
            for each in tried
            if not (same(found[each.name][0], [each.expected[0][:1]]) and same(found[each.name][1], each.expected))
        }

    assert [each.name for each in tried] == [each.name for each in FUNCTIONS]
    assert wrong(book) == {}
    for ending in (".xlsx", ".ods"):
        again = calc.open(book.save(tmp_path / f"examples{ending}"))
        again.calculate()
        assert wrong(again) == {}
        again.close()
