"""The headless host on workbooks as Tenure writes them: what is computed."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import udfs
from addin.headless import Computation, compute

Write = Callable[[xlsxwriter.Workbook], None]


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Write], Path]:
    """Write a workbook with XlsxWriter; every cached value that is not given is 999."""

    def written(write: Write, name: str = "book.xlsx") -> Path:
        path = tmp_path / name
        workbook = xlsxwriter.Workbook(path)
        write(workbook)
        workbook.close()
        return path

    return written


def shown(computation: Computation, sheet: str | None = None) -> Any:
    """The cached values of a sheet, as another program reads them."""
    workbook = openpyxl.load_workbook(computation.target, data_only=True)
    return workbook[sheet] if sheet else workbook.worksheets[0]


def cells(computation: Computation, area: str, sheet: str | None = None) -> list[Any]:
    found = shown(computation, sheet)[area]
    return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]


def edited(path: Path, member: str, old: str, new: str) -> Path:
    """The workbook with a text in one of its parts replaced."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == member:
                text = content.decode()
                assert old in text
                content = text.replace(old, new).encode()
            copy.writestr(info, content)
    path.write_bytes(data.getvalue())
    return path


def clients(workbook: xlsxwriter.Workbook, count: int = 20, **more: Any) -> Any:
    """A sheet with a table of clients: fees 100, 110, ... and a retention of 0.8."""
    sheet = workbook.add_worksheet("Clients")
    data = [[f"Client {i}", 100 + 10 * i, 0.8] for i in range(count)]
    columns = [
        {"header": "Client"},
        {"header": "Fees"},
        {"header": "Retention"},
        {"header": "Value", "formula": "=REL_CLV([@Fees],[@Retention],rate)"},
        {"header": "Class", "formula": '=IF([@Value]>=500,"large","small")'},
    ]
    sheet.add_table(0, 0, count, 4, {"name": "Clients", "columns": columns, "data": data, **more})
    workbook.define_name("rate", "=0.1")
    return sheet


def value_of(fees: float, retention: float = 0.8, rate: float = 0.1) -> float:
    answer = udfs.call("REL_CLV", fees, retention, rate)
    assert answer == pytest.approx(fees / (1 + rate - retention))
    return float(answer)


def test_every_cached_value_is_right_after_all_were_999(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        clients(workbook)
        report = workbook.add_worksheet("Report")
        report.write_formula("A1", "=SUM(Clients[Value])", None, 999)
        report.write_formula("A2", '=COUNTIF(Clients[Class],"large")', None, 999)
        report.write_formula("A3", "=A1/ROWS(Clients[Value])", None, 999)
        report.write_formula("A4", "=DATE(2024,2,29)", None, 999)
        report.write_formula("A5", '=(A2>0)&""', None, 999)
        report.write_formula("A6", "=A2>0", None, 999)
        report.write_formula("A7", "=1/0", None, 999)
        report.write_formula("A8", '=IF(A2>0,"","x")', None, 999)
        report.write_array_formula("C1:C3", "{=Clients[Fees]*2}", None, 999)
        report.write_dynamic_array_formula("D1:D2", "=_xlfn.UNIQUE(Clients[Class])", None, 999)

    path = book(write)
    for sheet in ("sheet1", "sheet2"):
        text = part(path, f"xl/worksheets/{sheet}.xml")
        edited(path, f"xl/worksheets/{sheet}.xml", text, re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v>999</v>", text))
    computation = compute(path)
    values = [value_of(100 + 10 * i) for i in range(20)]
    assert cells(computation, "D2:D21", "Clients") == pytest.approx(values)
    assert cells(computation, "E2:E21", "Clients") == ["large" if v >= 500 else "small" for v in values]
    large = sum(v >= 500 for v in values)
    assert cells(computation, "A1:A8", "Report") == [
        pytest.approx(math.fsum(values)),
        large,
        pytest.approx(math.fsum(values) / 20),
        45351,
        "TRUE",
        True,
        "#DIV/0!",
        None,
    ]
    assert cells(computation, "C1:C3", "Report") == [200, 220, 240]
    assert cells(computation, "D1:D2", "Report") == ["small", "large"]
    assert computation.not_computed == ()
    assert computation.exit_code == 0
    assert computation.formulas == 40 + 8 + 1 + 1
    assert 'A8" t="str"><f>IF(A2&gt;0,"","x")</f><v></v>' in part(computation.target, "xl/worksheets/sheet2.xml")


def part(path: Path, member: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(member).decode()


def test_nothing_but_cached_values_changes(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = clients(workbook)
        sheet.conditional_format("B2:B21", {"type": "data_bar"})
        sheet.data_validation("G1", {"validate": "list", "source": ["a", "b"]})
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Clients!$D$2:$D$21"})
        sheet.insert_chart("H2", chart)
        sheet.write_comment("A1", "the register")
        sheet.write_dynamic_array_formula("N1:N2", "=_xlfn.UNIQUE(Clients[Class])", None, 0)

    path = book(write)
    before = path.read_bytes()
    computation = compute(path)
    assert path.read_bytes() == before
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(computation.target) as new:
        assert new.namelist() == old.namelist()
        assert [i.compress_type for i in new.infolist()] == [i.compress_type for i in old.infolist()]
        assert [i.date_time for i in new.infolist()] == [i.date_time for i in old.infolist()]
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == ["xl/worksheets/sheet1.xml"]
        assert skeleton(new.read(changed[0])) == skeleton(old.read(changed[0]))


def skeleton(sheet: bytes) -> bytes:
    """A sheet without the cached values of its formulas and spilled cells."""
    sheet = re.sub(rb' t="str"(?=><f)', b"", sheet)
    sheet = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", sheet)
    return re.sub(rb'(<c r="N2")[^>]*>.*?</c>', rb"\1/>", sheet)


def test_a_workbook_that_is_right_already_is_copied_byte_for_byte_inside(book: Callable[[Write], Path]) -> None:
    first = compute(book(clients))
    again = compute(first.target)
    assert again.target.name == "book.computed.computed.xlsx"
    with zipfile.ZipFile(first.target) as old, zipfile.ZipFile(again.target) as new:
        assert {name: old.read(name) for name in old.namelist()} == {name: new.read(name) for name in new.namelist()}


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("=SUM(Clients[Fees])", 600),
        ("=SUM(Clients[[Fees]:[Retention]])", 602.4),
        ("=SUM(clients[fees])", 600),
        ("=ROWS(Clients[#All])", 5),
        ("=ROWS(Clients[])", 3),
        ("=ROWS(Clients)", 3),
        ("=Clients[[#Headers],[Retention]]", "Retention"),
        ("=COUNTA(Clients[#Headers])", 3),
        ("=Clients[[#Totals],[Fees]]", 600),
        ("=SUM(Clients[[#Data],[#Totals],[Fees]])", 1200),
        ("=COLUMNS(Clients[[#All],[Client]:[Retention]])", 3),
        ("=SUM(Clients[ [Fees] ])", 600),
    ],
)
def test_structured_references_from_outside(formula: str, answer: Any, book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        data = [["a", 100, 0.8], ["b", 200, 0.8], ["c", 300, 0.8]]
        columns = [{"header": "Client"}, {"header": "Fees", "total_function": "sum"}, {"header": "Retention"}]
        options = {"name": "Clients", "columns": columns, "data": data, "total_row": True}
        sheet.add_table("B3:D7", options)
        sheet.write_formula("H20", formula, None, 999)

    assert cells(compute(book(write)), "H20") == [pytest.approx(answer) if isinstance(answer, float) else answer]


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("=[@Fees]*2", [200, 400]),
        ("=Clients[@Fees]*2", [200, 400]),
        ("=Clients[[#This Row],[Fees]]*2", [200, 400]),
        ("=SUM(Clients[[#This Row],[A]:[C]])", [6, 15]),
        ("=SUM(Clients[@[A]:[C]])", [6, 15]),
        ("=[@[Odd '[name'] '# ''quoted]]", ["x", "y"]),
        ("=[@Fees]/SUM([Fees])", [100 / 300, 200 / 300]),
        ("=[Fees]*2", [200, 400]),
        ("=COUNTA(Clients[@[Fees]:[C]])", [4, 4]),
        ('=Clients[[#Headers],[Fees]]&" "&[@Fees]', ["Fees 100", "Fees 200"]),
    ],
)
def test_structured_references_from_within(formula: str, answer: list[Any], book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        headers = ["Fees", "A", "B", "C", "Odd [name] # 'quoted"]
        columns = [{"header": header} for header in headers] + [{"header": "Answer", "formula": formula}]
        sheet.add_table("A1:F3", {"name": "Clients", "columns": columns})
        sheet.write_row("A2", [100, 1, 2, 3, "x"])
        sheet.write_row("A3", [200, 4, 5, 6, "y"])

    computation = compute(book(write))
    found = cells(computation, "F2:F3")
    assert found == (answer if isinstance(answer[0], str) else pytest.approx(answer))
    assert computation.not_computed == ()


def test_defined_names(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        first, second = workbook.add_worksheet("First"), workbook.add_worksheet("Second sheet")
        first.write_column("A1", [1, 2, 3])
        workbook.define_name("three", "=3")
        workbook.define_name("word", '="a""b"')
        workbook.define_name("column", "=First!$A$1:$A$3")
        workbook.define_name("total", "=SUM(column)*three")
        workbook.define_name("First!here", "=First!$A$1")
        workbook.define_name("'Second sheet'!here", "=First!$A$2")
        workbook.define_name("here", "=First!$A$3")
        workbook.define_name("left", "=First!A1")
        for sheet in (first, second):
            for row, formula in enumerate(("three+1", "word", "SUM(column)", "TOTAL", "here", "First!here")):
                sheet.write_formula(row, 2, f"={formula}", None, 999)
        # Seen from A1, the name "left" is the cell itself: two rows down it is First!A3, in column A.
        second.write_formula("A3", "=left*10", None, 999)

    computation = compute(book(write))
    assert cells(computation, "C1:C6", "First") == [4, 'a"b', 6, 18, 1, 1]
    assert cells(computation, "C1:C6", "Second sheet") == [4, 'a"b', 6, 18, 2, 1]
    assert cells(computation, "A3", "Second sheet") == [30]


def test_functions_of_tenure_in_every_written_form(book: Callable[[Write], Path]) -> None:
    forms = (
        "REL_CLV(100,0.8,0.1)",
        "rel_clv(100,0.8,0.1)",
        "_xlfn.REL_CLV(100,0.8,0.1)",
        "_xldudf_REL_CLV(100,0.8,0.1)",
        "_xludf.REL_CLV(100,0.8,0.1)",
        "_xll.REL_CLV(100,0.8,0.1)",
        "[1]!REL_CLV(100,0.8,0.1)",
        r"'C:\add-ins\tenure.xlam'!REL_CLV(100,0.8,0.1)",
    )

    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for row, form in enumerate(forms):
            sheet.write_formula(row, 0, f"={form}", None, 999)

    assert cells(compute(book(write)), f"A1:A{len(forms)}") == [pytest.approx(1000 / 3)] * len(forms)


def test_a_skipped_argument_takes_its_default_and_an_error_says_why(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", '=REL_CLV(100,0.8,0.1,,"at risk")', None, 999)
        sheet.write_formula("A2", "=REL_CLV(100,,0.1)", None, 999)
        sheet.write_formula("A3", "=REL_CLV(100,1.3,0.1)", None, 999)
        sheet.write_formula("A4", "=REL_CLV(A2,0.8,0.1)", None, 999)
        sheet.write_formula("A5", "=IFERROR(REL_CLV(1,2,3),0)", None, 999)

    computation = compute(book(write))
    assert cells(computation, "A1:A5") == [pytest.approx(800 / 3), "#N/A", "#NUM!", "#N/A", 0]
    assert computation.not_computed == ()
    reasons = {error.cell: (error.code, error.reason) for error in computation.errors}
    assert set(reasons) == {"A2", "A3", "A4"}
    assert reasons["A3"][0] == "#NUM!"
    assert reasons["A3"][1] == udfs.call("REL_CLV", 100, 1.3, 0.1).reason


def test_dates_are_serial_numbers_and_the_clock_is_the_one_given(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for row, formula in enumerate(("TODAY()", "NOW()", "EDATE(A1,1)", "YEAR(A1)", 'TEXT(A1,"yyyy-mm-dd")')):
            sheet.write_formula(row, 0, f"={formula}", None, 999)

    computation = compute(book(write), now=datetime(2026, 1, 31, 23, 30))
    assert cells(computation, "A1:A5") == [46053, pytest.approx(46053 + 23.5 / 24), 46081, 2026, "2026-01-31"]


def test_a_plain_formula_meets_the_range_in_its_own_row_or_column(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_row("A5", [10, 20, 30])
        for row in range(4):
            sheet.write_formula(row, 2, "=A1:A3*10" if row < 3 else "=A1:A3+1", None, 999)
        sheet.write_formula("B6", "=A5:C5+1", None, 999)
        sheet.write_formula("E1", "=SUM(A1:A3)", None, 999)
        sheet.write_formula("E2", "=SUMPRODUCT((A1:A3>1)*A1:A3)", None, 999)
        sheet.write_formula("E3", "=ABS(A1:A3)", None, 999)
        sheet.write_formula("E4", "=REL_CLV(A1:A3,0.5,0.5)", None, 999)
        sheet.write_formula("E5", "=INDEX(A1:A3,0)", None, 999)

    computation = compute(book(write))
    assert cells(computation, "C1:C4") == [10, 20, 30, "#VALUE!"]
    assert cells(computation, "B6") == [21]
    assert cells(computation, "E1:E5") == [6, 5, 3, pytest.approx(1), "#VALUE!"]


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("SUMPRODUCT(LEN(B1:B3))", 6),
        ("SUMPRODUCT(--ISNUMBER(A1:A3))", 3),
        ("SUMPRODUCT((YEAR(D1:D3)=2024)*A1:A3)", 3),
        ("SUMPRODUCT(1/COUNTIF(C1:C3,C1:C3))", 2),
        ("SUMPRODUCT(SUMIF(C1:C3,C1:C3,A1:A3))", 10),
        ("SUMPRODUCT(LARGE(A1:A3,{1,2}))", 5),
        ("SUMPRODUCT(ROUND(A1:A3/2,0)*MOD(ABS(A1:A3-2),2))", 3),
        ("SUMPRODUCT(ROUND(A1:A3*TRANSPOSE(A1:A3),0))", 36),
        ("SUMPRODUCT(LEN(_xlfn.UNIQUE(C1:C3)))", 2),
        ("SUMPRODUCT(ROUND(REL_CLV(A1:A3,0.5,0.5),1))", 6),
        ("SUMPRODUCT(LEN(_xlfn.UNIQUE(LEFT(_xlfn.UNIQUE(B1:B3),1))))", 3),
        ("SUM(ABS(A1:A3))", 2),
        ("SUMPRODUCT(INDEX(A1:C3,0,1)*1)", 6),
        ("SUMPRODUCT(LEN(INDEX(A1:C3,0,2)))", 6),
        ("SUMPRODUCT(MATCH(B1:B3,B1:B3,0))", 6),
        ("MATCH(A1:A3,A1:A3,0)", 2),
        ("VLOOKUP(A:A,A1:B3,2,FALSE)", "bb"),
        ("SUMPRODUCT(IFERROR(SQRT(A1:A3-2),10))", 11),
        ('SUMPRODUCT(--(TEXT(D1:D3,"yyyy")="2024"))', 2),
        ("SUMPRODUCT(ROUND(A1:C1,0))", "#VALUE!"),
    ],
)
def test_functions_of_single_values_given_ranges(formula: str, answer: Any, book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for row, inputs in enumerate(([1, "a", "x", 45292], [2, "bb", "y", 45293], [3, "ccc", "x", 45000])):
            sheet.write_row(row, 0, inputs)
        sheet.write_formula("H2", f"={formula}", None, 999)

    computation = compute(book(write))
    assert computation.not_computed == ()
    assert cells(computation, "H2") == [answer if isinstance(answer, str) else pytest.approx(answer)]


def test_functions_of_single_values_in_array_formulas(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", [1.26, 2.26, 3.26])
        sheet.write_row("C1", [10, 20])
        sheet.write_array_formula("E1:E3", "{=ROUND(A1:A3,1)}", None, 999)
        sheet.write_dynamic_array_formula("F1", "=ROUND(A1:A3*C1:D1,0)", None, 999)
        sheet.write_dynamic_array_formula("I1", '=TEXT(A1:A3,"0.0")&"!"', None, 999)
        sheet.write_dynamic_array_formula("M1", "=_xlfn._xlws.SORT(A1:A3,1,-1)", None, 999)
        sheet.write_dynamic_array_formula("N1", "=INT(_xlfn.ANCHORARRAY(M1))", None, 999)
        for row in range(1, 11):
            sheet.write_formula(f"K{row}", f"=SUMPRODUCT(ROUND(A$1:A$3*B{row},0))+{row}", None, 999)
            sheet.write(f"B{row}", row)

    computation = compute(book(write))
    assert computation.not_computed == ()
    assert cells(computation, "E1:E3") == [1.3, 2.3, 3.3]
    assert cells(computation, "F1:G3") == [13, 25, 23, 45, 33, 65]
    assert cells(computation, "I1:I3") == ["1.3!", "2.3!", "3.3!"]
    assert cells(computation, "N1:N4") == [3, 2, 1, None]
    assert cells(computation, "K1:K10") == [sum(round(x * n) for x in (1.26, 2.26, 3.26)) + n for n in range(1, 11)]


def test_array_formulas_fill_their_range(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_array_formula("C1:C4", "{=A1:A3*2}", None, 999)
        sheet.write_array_formula("D1:E2", "{=A1:A2+1}", None, 999)
        sheet.write_array_formula("F1:F2", "{=SUM(A1:A3*A1:A3)}", None, 999)
        sheet.write_formula("G1", "=C3+SUM(C1:C3)", None, 999)

    computation = compute(book(write))
    assert cells(computation, "C1:C4") == [2, 4, 6, "#N/A"]
    assert cells(computation, "D1:E2") == [2, 2, 3, 3]
    assert cells(computation, "F1:F2") == [14, 14]
    assert cells(computation, "G1") == [18]
    assert computation.not_computed == ()


@pytest.mark.parametrize("sign", ["_xlfn.ANCHORARRAY(C1)", "C1#"])
def test_a_dynamic_array_grows_and_shrinks_with_its_input(sign: str, book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        percent = workbook.add_format({"num_format": "0%"})
        sheet.set_column("C:C", 10, percent)
        sheet.write_column("A1", [1, 2, 3, 4, 5, 6])
        sheet.write("E9", "a row below")
        sheet.write_dynamic_array_formula("C1:C3", "=_xlfn._xlws.FILTER(A1:A6,A1:A6>2)", percent, 999)
        sheet.write_dynamic_array_formula("G1", f"=SUM({sign})", None, 999)
        sheet.write_formula("G2", "=C4*10", None, 999)

    path = book(write)
    grown = compute(path)
    assert cells(grown, "C1:C5") == [3, 4, 5, 6, None]
    assert cells(grown, "G1:G2") == [18, 60]
    assert [shown(grown)[cell].number_format for cell in ("C3", "C4")] == ["0%", "0%"]
    assert 'ref="C1:C4"' in part(grown.target, "xl/worksheets/sheet1.xml")

    more = edited(grown.target, "xl/worksheets/sheet1.xml", "A1:A6&gt;2", "A1:A6&gt;4")
    shrunk = compute(more)
    assert cells(shrunk, "C1:C5") == [5, 6, None, None, None]
    assert cells(shrunk, "G1:G2") == [11, 0]
    assert 'ref="C1:C2"' in part(shrunk.target, "xl/worksheets/sheet1.xml")

    one = compute(edited(shrunk.target, "xl/worksheets/sheet1.xml", "A1:A6&gt;4", "A1:A6&gt;5"))
    assert cells(one, "C1:C5") == [6, None, None, None, None]
    assert cells(one, "G1:G2") == [6, 0]
    assert one.not_computed == ()


def test_a_dynamic_array_grows_with_its_table_into_rows_that_do_not_exist(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        clients(workbook, 3)
        report = workbook.add_worksheet("Report")
        report.write_dynamic_array_formula("B2:B4", "=Clients[Value]*2", None, 999)
        report.write("A9", "below")

    path = book(write)
    assert cells(compute(path), "B2:B5", "Report") == [pytest.approx(2 * value_of(f)) for f in (100, 110, 120)] + [None]
    row = part(path, "xl/worksheets/sheet1.xml")
    last = re.search(r'<row r="4".*?</row>', row)
    assert last is not None
    new = last[0]
    for number in range(5, 13):
        new += re.sub(r'(r="[A-E]?)4"', rf'\g<1>{number}"', last[0])
    edited(path, "xl/worksheets/sheet1.xml", last[0], new)
    edited(path, "xl/tables/table1.xml", 'ref="A1:E4"', 'ref="A1:E12"')
    computation = compute(path, replace=True)
    assert cells(computation, "B2:B12", "Report") == [pytest.approx(2 * value_of(f)) for f in (100, 110, *[120] * 9)]
    sheet = part(computation.target, "xl/worksheets/sheet2.xml")
    assert 'ref="B2:B12"' in sheet
    assert [int(row) for row in re.findall(r'<row r="(\d+)"', sheet)] == list(range(2, 13))
    assert cells(computation, "A9", "Report") == ["below"]


@pytest.mark.parametrize("rows", [1, 7, 64, 100, 118, 130, 300])
def test_answers_spill_over_blanks_beside_filled_columns(rows: int, book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("F1", list(range(rows)))
        sheet.write_dynamic_array_formula(rows - 1, 0, rows - 1, 0, "=_xlfn.SEQUENCE(4,3)", None, 999)
        sheet.write_formula(rows, 8, f"=SUM(A{rows}:C{rows + 3})", None, 999)

    computation = compute(book(write))
    assert cells(computation, f"A{rows}:C{rows + 3}") == list(range(1, 13))
    assert cells(computation, f"I{rows + 1}") == [78]


def test_a_spill_that_is_in_the_way_keeps_its_old_value(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_dynamic_array_formula("C1:C2", "=A1:A3*2", None, 7)
        sheet.write("C3", "in the way")
        sheet.write_formula("D1", "=C1+1", None, 999)

    computation = compute(book(write))
    assert [(n.cell, n.rests_on) for n in computation.not_computed] == [("C1", ""), ("D1", "Sheet1!C1")]
    assert cells(computation, "C1:C3") == [7, 0, "in the way"]
    assert cells(computation, "D1") == [8]


def test_a_dynamic_array_of_more_cells_than_the_engine_spills(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_dynamic_array_formula("A1", "=_xlfn.SEQUENCE(25000)", None, 999)
        sheet.write_dynamic_array_formula("C1", "=SUM(_xlfn.ANCHORARRAY(A1))", None, 999)
        sheet.write_formula("C2", "=A25000", None, 999)

    computation = compute(book(write))
    assert cells(computation, "C1:C2") == [25000 * 25001 / 2, 25000]
    assert computation.not_computed == ()
    assert 'ref="A1:A25000"' in part(computation.target, "xl/worksheets/sheet1.xml")


def test_what_cannot_be_computed_keeps_its_value_and_is_listed_with_what_rests_on_it(
    book: Callable[[Write], Path],
) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("My list")
        sheet.write_formula("A1", "=NOSUCHFUNCTION(1)", None, 7)
        sheet.write_formula("A2", "=A1*2", None, 999)
        sheet.write_formula("A3", "=IFERROR(A2,0)+B1", None, 999)
        sheet.write_formula("A4", "='[other.xlsx]Sheet1'!A1", None, "old text")
        sheet.write_formula("A5", "=A6+1", None, 3)
        sheet.write_formula("A6", "=A5", None, 4)
        sheet.write_formula("A7", "=A6*10", None, 999)
        sheet.write_formula("A8", "=nosuchname+1", None, 5)
        sheet.write_formula("A9", "=REL_NOSUCH(1)", None, 6)
        sheet.write_formula("A10", "=IFERROR(NOSUCHFUNCTION(1),0)", None, 8)
        sheet.write_formula("A11", "=A11+1", None, 9)
        sheet.write_formula("A12", "=NOSUCHTABLE[Fees]", None, 10)
        sheet.write_formula("B1", "=1+1", None, 999)

    computation = compute(book(write))
    assert cells(computation, "A1:A12") == [7, 14, 16, "old text", 3, 4, 40, 5, 6, 8, 9, 10]
    assert cells(computation, "B1") == [2]
    listed = {entry.cell: entry for entry in computation.not_computed}
    assert set(listed) == {f"A{row}" for row in range(1, 13)}
    assert listed["A1"].reason == "the function NOSUCHFUNCTION is not known here"
    assert listed["A1"].formula == "NOSUCHFUNCTION(1)"
    assert listed["A3"].rests_on == "'My list'!A1"
    assert listed["A4"].reason == "it refers to another file, [other.xlsx]Sheet1"
    assert (
        listed["A5"].reason == listed["A6"].reason == listed["A11"].reason == "it is circular: it reads its own answer"
    )
    assert listed["A7"].rests_on in ("'My list'!A5", "'My list'!A6")
    assert listed["A8"].reason == "there is no name “nosuchname”"
    assert "REL_NOSUCH" in listed["A9"].reason
    assert computation.exit_code == 1
    assert computation.formulas == 4


def test_progress_is_told_in_order(book: Callable[[Write], Path]) -> None:
    told: list[tuple[str, float]] = []
    compute(book(clients), progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert list(dict(told)) == ["Reading", "Computing", "Writing", "Done"]


def test_the_version_names_this_host_and_nothing_else_afterwards(book: Callable[[Write], Path]) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet().write_formula("A1", "=REL_VERSION()")

    assert cells(compute(book(write)), "A1") == [f"Tenure {udfs.__version__}, headless"]
    assert udfs.call("REL_VERSION") == f"Tenure {udfs.__version__}, Python"
