"""Filled-down columns in the headless host: one call for all rows, with the answers of single calls."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import udfs
from addin.headless import compute


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Every call of `udfs.call` while the test runs."""
    seen: list[tuple[Any, ...]] = []
    real = udfs.call

    def call(name: str, *cells: Any, **options: Any) -> Any:
        seen.append((name, *cells))
        return real(name, *cells, **options)

    monkeypatch.setattr(udfs, "call", call)
    return seen


def column(tmp_path: Path, rows: list[list[Any]], formula: str, write: Callable[..., None] | None = None) -> list[Any]:
    """The answers of a formula that is filled down beside rows of inputs; {0} is the row, {2} the one above."""
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    for row, inputs in enumerate(rows):
        for position, value in enumerate(inputs):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, position, value, None, 999)
            elif value is not None:
                sheet.write(row, position, value)
        sheet.write_formula(row, 9, "=" + formula.format(row + 1, None, row or 2**20), None, 999)
    if write is not None:
        write(workbook, sheet)
    workbook.close()
    computation = compute(path, replace=True)
    assert computation.not_computed == ()
    sheet = openpyxl.load_workbook(computation.target, data_only=True).worksheets[0]
    return [sheet.cell(row + 1, 10).value for row in range(len(rows))]


def many(calls: list[tuple[Any, ...]]) -> int:
    """How many calls were made for several rows at once."""
    return sum(any(isinstance(cell, list) and len(cell) > 1 for cell in call[1:]) for call in calls)


def test_a_column_of_100_000_rows_is_one_call(tmp_path: Path, calls: list[tuple[Any, ...]]) -> None:
    count = 100_000
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet().write("A1", 0)
    workbook.close()
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{100 + (row - 1) % 50}</v></c>'
        f'<c r="B{row}"><f>REL_CLV(A{row},0.8,0.1)</f><v>999</v></c></row>'
        for row in range(1, count + 1)
    )
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    members["xl/worksheets/sheet1.xml"] = re.sub("(?<=<sheetData>).*(?=</sheetData>)", rows, sheet).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    computation = compute(path)
    assert computation.formulas == count
    assert computation.not_computed == ()
    assert many(calls) == 1
    assert len(calls) <= 9  # the first row, the last and some between are asked alone, to see that they agree
    with zipfile.ZipFile(computation.target) as package:
        found = package.read("xl/worksheets/sheet1.xml").decode()
    answers = [float(answer) for answer in re.findall(r"</f><v>([^<]*)</v>", found)]
    expected = [udfs.call("REL_CLV", 100 + row, 0.8, 0.1) for row in range(50)]
    assert answers == [expected[row % 50] for row in range(count)]


MESSY: list[list[Any]] = [
    ["Fees", "Retention"],
    [100, 0.8],
    [None, None],
    ["", ""],
    [None, 0.8],
    [100, None],
    ["text", 0.8],
    [100, 1.3],
    [True, 0.5],
    ["=1/0", 0.5],
    ["=NA()", None],
    ['=""', '=""'],
    ["100", "80%"],
    ["1,200", 0.5],
    [" ", None],
    [200, 0.9],
    [None, None],
    [None, None],
]


@pytest.mark.parametrize(
    "formula",
    [
        "REL_CLV(A{0},B{0},0.1)",
        "REL_CLV(A{0},B{0},$D$1)",
        "REL_CLV(A{0},,0.1)",
        "REL_CLV(A{0},B{0},0.1,,,,5)",
        "REL_CLV(A{0}*2,B{0}/2,0.1)",
        'REL_CLV(A{0}&"",B{0},0.1)',
        "REL_CLV(IF(B{0}>0.5,A{0},B{0}),B{0},0.1)",
        "REL_CLV(IF(TRUE,A{0}),IFERROR(B{0},0.5),0.1)",
        "REL_CLV(REL_CLV(A{0},B{0},0.1),B{0},0.1)",
        "REL_CLV(SUM(A$1:A{0}),0.8,0.1)",
        "REL_CLV(VLOOKUP(100,$A$1:$B$18,1,FALSE),B{0},0.1)",
        "REL_NPV(0.1,A{0}:B{0})",
        "REL_NPV(B{0},$A$15:$B$16)",
        "REL_NPV(B{0},A{0})",
        "REL_NPV(0.1,A{0})",
        "REL_CLV($A$1:$A$18,B{0},0.1)",
        "REL_CLV(A:A,B{0},0.1)",
        "REL_CLV($A$2,$B$2,0.1)",
        'IF(B{0}="","none",ROUND(REL_CLV(A{0},B{0},0.1),1)&"!")',
        "REL_CLV(A{0},B{0},0.1)+REL_CLV(B{0},B{0},0.2)",
        "IFERROR(REL_CLV(A{0},B{0},0.1),-1)",
        "SUM(REL_CLV(A{0},B{0},0.1),1)",
        "REL_CLV(LET(_xlpm.x,A{0},_xlpm.x),B{0},0.1)",
        "_xlfn.LET(_xlpm.x,A{0},REL_CLV(_xlpm.x,0.8,0.1))",
    ],
)
def test_a_column_answers_as_single_cells_do(formula: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rate(_: Any, sheet: Any) -> None:
        sheet.write("D1", 0.1)

    together = column(tmp_path, MESSY, formula, rate)
    monkeypatch.setattr("addin.headless.columns.FEWEST_ROWS", 10**9)
    alone = column(tmp_path, MESSY, formula, rate)
    assert together == alone


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("REL_CLV(A{0},B{0},0.1)", 1),
        ("REL_CLV(A{0}*2,B{0},0.1)", 1),
        ("REL_CLV(MAX(A{0},1),B{0},0.1)", 1),
        ("IF(A{0}>1,REL_CLV(A{0},B{0},0.1),0)", 1),
        ("REL_CLV(REL_CLV(A{0},B{0},0.1),B{0},0.1)", 2),
    ],
)
def test_what_is_asked_together(formula: str, expected: int, tmp_path: Path, calls: list[tuple[Any, ...]]) -> None:
    answers = column(tmp_path, [[100 + row, 0.8] for row in range(50)], formula)
    assert all(isinstance(answer, int | float) for answer in answers)
    assert many(calls) == expected


def test_a_column_beside_no_table_that_reads_one_is_asked_together(
    tmp_path: Path, calls: list[tuple[Any, ...]]
) -> None:
    def table(workbook: Any, _: Any) -> None:
        columns = [{"header": "Fees"}]
        workbook.add_worksheet("Data").add_table("A5:A8", {"name": "T", "data": [[1], [2], [3]], "columns": columns})

    answers = column(tmp_path, [[row] for row in range(50)], "REL_CLV(SUM(T[Fees])+A{0},0.5,0.5)", table)
    assert answers == pytest.approx([6 + row for row in range(50)])
    assert many(calls) == 1


@pytest.mark.parametrize(
    "formula",
    [
        "REL_CLV(A{0}+Rates!$A$1,0.5,0.5)",
        "REL_CLV(A{0}+VLOOKUP(1,rates!A:B,2,FALSE),0.5,0.5)",
        "REL_CLV( a{0} +SUM('Rates'!$B$1:$A$1)/2, 0.5,50%)",
    ],
)
def test_a_column_that_reads_another_sheet_is_asked_together(
    formula: str, tmp_path: Path, calls: list[tuple[Any, ...]]
) -> None:
    def rates(workbook: Any, _: Any) -> None:
        workbook.add_worksheet("Rates").write_row(0, 0, [1, 1])

    answers = column(tmp_path, [[row] for row in range(50)], formula, rates)
    assert answers == pytest.approx([1 + row for row in range(50)])
    assert many(calls) == 1


@pytest.mark.parametrize("formula", ["T[Fees]*2", "T[[#This Row],[Fees]]*2", "T[@Fees]*2", "SUM(T[Fees])*T[Fees]/6*2"])
def test_a_column_of_another_sheet_meets_a_table_in_its_rows_only(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(12):
            sheet.write_formula(row, 3, "=" + formula, None, 999)
        data = [[1], [2], [3]]
        workbook.add_worksheet("Data").add_table("A5:A8", {"name": "T", "data": data, "columns": [{"header": "Fees"}]})
    computation = compute(path)
    found = openpyxl.load_workbook(computation.target, data_only=True).worksheets[0]
    outside = 999 if "This" in formula or "@" in formula else "#VALUE!"
    assert [found.cell(row, 4).value for row in range(1, 13)] == [outside] * 5 + [2, 4, 6] + [outside] * 4
    beside_none = {each.cell for each in computation.not_computed}
    assert beside_none == ({f"D{row}" for row in (1, 2, 3, 4, 5, 9, 10, 11, 12)} if outside == 999 else set())


def test_a_column_that_reads_its_row_above_is_asked_row_by_row(tmp_path: Path, calls: list[tuple[Any, ...]]) -> None:
    answers = column(tmp_path, [[row] for row in range(30)], "REL_CLV(N(J{2})+1,0.5,0.5)")
    expected = [0.0]
    for _ in range(30):
        expected.append(udfs.call("REL_CLV", expected[-1] + 1, 0.5, 0.5))
    assert answers == pytest.approx(expected[1:])
    assert many(calls) == 0


def test_a_column_that_reads_itself_through_another_is_asked_row_by_row(
    tmp_path: Path, calls: list[tuple[Any, ...]]
) -> None:
    def five_rows_above(_: Any, sheet: Any) -> None:
        for row in range(6, 31):
            sheet.write_formula(f"K{row}", f"=J{row - 5}", None, 999)

    answers = column(tmp_path, [[row] for row in range(30)], "REL_CLV(A{0}+N(K{0}),0.5,0.5)", five_rows_above)
    expected: list[float] = []
    for row in range(30):
        expected.append(udfs.call("REL_CLV", row + (expected[row - 5] if row >= 5 else 0), 0.5, 0.5))
    assert answers == pytest.approx(expected)
    assert many(calls) == 0


def test_rows_that_depend_on_their_neighbours_are_asked_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = udfs.call

    def smoothed(name: str, *cells: Any, **options: Any) -> Any:
        answer = real(name, *cells, **options)
        if isinstance(answer, list):
            answer[1:-1] = [[before[0] / 2 + after[0] / 2] for before, after in pairwise([*answer[:-2], answer[-1]])]
        return answer

    monkeypatch.setattr(udfs, "call", smoothed)
    found = column(tmp_path, [[row**2] for row in range(50)], "REL_CLV(A{0},0.5,0.5)")
    assert found == pytest.approx([row**2 for row in range(50)])


def test_columns_that_rest_on_columns(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    for row in range(1, 41):
        sheet.write(f"A{row}", row)
        sheet.write_formula(f"B{row}", f"=REL_CLV(A{row},0.5,0.5)", None, 999)
        sheet.write_formula(f"C{row}", f"=B{row}+1", None, 999)
        sheet.write_formula(f"D{row}", f"=REL_CLV(C{row},0.5,0.5)+1", None, 999)
        sheet.write_formula(f"E{row}", f"=REL_CLV(D{row},0.5,0.5)", None, 999)
    sheet.write_formula("F1", "=SUM(E:E)", None, 999)
    workbook.close()
    computation = compute(path)
    found = openpyxl.load_workbook(computation.target, data_only=True).worksheets[0]
    # A retention of a half at 50% multiplies by 1.
    assert [found[f"E{row}"].value for row in range(1, 41)] == pytest.approx([row + 2 for row in range(1, 41)])
    assert found["F1"].value == pytest.approx(sum(row + 2 for row in range(1, 41)))


def test_what_rests_on_columns_is_computed_once(tmp_path: Path, calls: list[tuple[Any, ...]]) -> None:
    def summary(_: Any, sheet: Any) -> None:
        sheet.write_formula("L1", "=REL_NPV(0.1,K1:K50)", None, 999)
        for row in range(1, 51):
            sheet.write_formula(f"K{row}", f'=IF(J{row}="","",REL_CLV(J{row},0.5,0.5)+1)', None, 999)

    column(tmp_path, [[row] for row in range(50)], "REL_CLV(A{0},0.5,0.5)", summary)
    assert many(calls) == 3
    assert [call[0] for call in calls].count("REL_NPV") == 1


def test_a_long_column_and_what_looks_it_up(tmp_path: Path, calls: list[tuple[Any, ...]]) -> None:
    count = 12_000  # the engine would not spill so many cells at once

    def places(_: Any, sheet: Any) -> None:
        for row in range(1, count + 1):
            sheet.write_formula(f"K{row}", f"=MATCH(J{row},J$1:J${count},0)", None, 999)
        sheet.write_formula("L1", f"=SUMPRODUCT(--(K1:K{count}=A1:A{count}))", None, 999)
        sheet.write_formula("L2", "=SUM(J:J)", None, 999)

    found = column(tmp_path, [[row] for row in range(1, count + 1)], "REL_CLV(A{0},0.5,0.5)", places)
    assert found == pytest.approx(list(range(1, count + 1)))
    sheet = openpyxl.load_workbook(tmp_path / "book.computed.xlsx", data_only=True).worksheets[0]
    assert (sheet["L1"].value, sheet["L2"].value) == (count, pytest.approx(count * (count + 1) / 2))
    assert many(calls) == 1


@pytest.mark.parametrize("reckoned", ["1", "0*J{0}"])
def test_a_circle_through_indirect_is_found(reckoned: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(1, 21):
            sheet.write_formula(f"A{row}", f'=INDIRECT("J"&ROW())+{reckoned.format(row)}', None, 999)
            sheet.write_formula(f"J{row}", f"=REL_PROFIT(A{row},1)", None, 999)
    found = compute(path).not_computed
    assert {each.cell for each in found} == {f"{column}{row}" for column in "AJ" for row in range(1, 21)}


def test_columns_that_are_read_through_indirect(tmp_path: Path) -> None:
    def beside(_: Any, sheet: Any) -> None:
        for row in range(1, 31):
            sheet.write_formula(f"K{row}", '=INDIRECT("J"&ROW())+1', None, 999)
            sheet.write_formula(f"L{row}", f"=REL_CLV(K{row},0.5,0.5)", None, 999)
            sheet.write_formula(f"M{row}", f"=SUM(OFFSET(L$1,0,0,{row},1))", None, 999)

    answers = column(tmp_path, [[row] for row in range(30)], "REL_CLV(A{0},0.5,0.5)", beside)
    assert answers == pytest.approx(list(range(30)))
    sheet = openpyxl.load_workbook(tmp_path / "book.computed.xlsx", data_only=True).worksheets[0]
    assert [sheet.cell(row, 12).value for row in range(1, 31)] == pytest.approx(list(range(1, 31)))
    assert [sheet.cell(row, 13).value for row in range(1, 31)] == pytest.approx(
        [row * (row + 1) / 2 for row in range(1, 31)]
    )


def test_sentences_of_errors_in_a_column_name_no_row(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    for row in range(1, 21):
        sheet.write(f"A{row}", 1.3 if row == 7 else 0.8)
        sheet.write_formula(f"B{row}", f"=REL_CLV(100,A{row},0.1)", None, 999)
    workbook.close()
    (error,) = compute(path).errors
    assert (error.sheet, error.cell, error.code) == ("Sheet1", "B7", "#NUM!")
    assert error.reason == udfs.call("REL_CLV", 100, 1.3, 0.1).reason


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("REL_CLV(100,A{0},0.1)", (1.3, "text", None, "=NA()")),
        ("REL_NPV(0.1,A{0}:B{0})", ("text", "=1/0")),
    ],
)
def test_every_error_in_a_column_is_listed_with_the_sentence_of_a_single_call(
    formula: str, wrong: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 300

    def errors(name: str) -> list[tuple[str, str, str]]:
        path = tmp_path / name
        workbook = xlsxwriter.Workbook(path)
        sheet = workbook.add_worksheet()
        for row in range(count):
            value = wrong[row % len(wrong)]
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, 0, value, None, 999)
            elif value is not None:
                sheet.write(row, 0, value)
            sheet.write(row, 1, 100 + row)
            sheet.write_formula(row, 9, "=" + formula.format(row + 1), None, 999)
        workbook.close()
        return [(error.cell, error.code, error.reason) for error in compute(path).errors]

    together = errors("together.xlsx")
    monkeypatch.setattr("addin.headless.columns.FEWEST_ROWS", 10**9)
    assert together == errors("alone.xlsx")
    assert [cell for cell, _, _ in together] == [f"J{row}" for row in range(1, count + 1)]


def test_a_mistake_in_a_function_is_an_error_in_its_cell_and_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(udfs, "call", broken)
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet().write_formula("A1", "=REL_CLV(100,0.8,0.1)", None, 999)
    workbook.close()
    computation = compute(path)
    assert openpyxl.load_workbook(computation.target, data_only=True).worksheets[0]["A1"].value == "#VALUE!"
    assert "a mistake of ours" in caplog.text
