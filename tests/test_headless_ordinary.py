"""Ordinary formulas in the headless host answer what Excel answers: references in every form, lookups, texts, sums."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from addin.headless import compute

CELLS = [  # sheet Data: a column with gaps, one of texts, one with an error, one of keys in ascending order
    [1, "north", 10, 0],
    [None, "south", "=1/0", 10],
    [5, "north", 30, 20],
    [2, "east", 40, 30],
    [None, "west", 50, 40],
    [7, "north", 60, 50],
]
ANSWERS = {
    # Several sheets, several areas, intersections
    "=SUM(Jan:Mar!B2)": 60,
    "=AVERAGE('Jan:Mar'!B2:B3)": 15.5,
    "=MAX(Mar:Jan!B2:B3,1)": 30,
    "=COUNTA(Jan:Mar!B2:B9)": 6,
    "=SUM((Data!A1,Data!A3:A4))": 8,
    "=SUM(areas)": 8,
    "=SUM(months)": 60,
    "=SUM(Data!A1:A6 Data!A3:B3)": 5,
    "=Data!A1:A6 Data!A3:B3": 5,
    "=SUM(Data!A1:A2 Data!B3:B4)": "#NULL!",
    "=SUM(Data!A1:Data!A4)": 8,
    "=SUM(Data!A1:INDEX(Data!A1:A9,4))": 8,
    # Names
    "=rate*2": 7,
    "=SUM(ones)": 6,
    "=raised": 4.5,
    # The numbers of rows and columns
    '=INDEX(Data!A1:A9,SUMPRODUCT(MAX((Data!A1:A9<>"")*ROW(Data!A1:A9))))': 7,
    '{=MAX((Data!A1:D1<>"")*COLUMN(Data!A1:D1))}': 4,
    '=SUMPRODUCT(ROW(INDIRECT("1:5")))': 15,
    "=SUMPRODUCT(LEN(ROW(Data!A9:A11)))": 5,
    "=SUMPRODUCT(ROW(1:2)*1)": 3,
    # Constants in curly brackets count one by one, also where a range would meet the row
    '=SUM(SUMIFS(Data!D1:D6,Data!B1:B6,{"south","east"}))': 40,
    '=SUM(COUNTIF(Data!B1:B6,{"n","s"}&"*"))': 4,
    "=SUM(ROUND(LARGE(Data!D1:D6,{1,2,3})/3,0))": 40,
    '=OR(Data!B2={"north","south"})': True,
    '=OR(ISNUMBER(SEARCH({"zz","out"},Data!B2)))': True,
    "=SUM(CHOOSE(2,Data!A1:A2,Data!D1:D6))": 150,
    "=ROUND({2.4,3.6},0)": 2,
    '=SUM(LEN(SUBSTITUTE({"north","south"},"o","")))': 8,
    # What rests on the place of an array formula
    '{=SUM(INDIRECT("G1:G2")*1)}': 7,
    "{=SUM(LEN(Data!B1:B2)*ROW())/ROW()}": 10,
    '{=SUM(LEN(INDIRECT("Data!B1:B2")))}': 10,
    '{=SUM(LARGE(Data!D1:D6,ROW(INDIRECT("1:2"))))}': 90,
    '{=SUM(LARGE(Data!D1:D6,ROW(INDIRECT("1:3"))))}': 120,
    "{=SUM(LEN(Data!B1:B2)*COLUMN())}": 10,
    # Lookups of the last one, and beside the exact one
    '=LOOKUP(2,1/(Data!A1:A9<>""),Data!A1:A9)': 7,
    "=LOOKUP(9.99E+307,Data!A:A)": 7,
    "=MATCH(9.99E+307,Data!A:A)": 6,
    '=MATCH("zzz",Data!B1:B6,1)': 6,
    "=VLOOKUP(25,Data!D1:D6,1)": 20,
    "=MATCH(25,Data!D1:D6)": 3,
    "=MATCH(-1,Data!D1:D6)": "#N/A",
    "=MATCH(4,{7,5,3},-1)": 2,
    "=_xlfn.XLOOKUP(25,Data!D1:D6,Data!B1:B6,,-1)": "north",
    "=_xlfn.XLOOKUP(25,Data!D1:D6,Data!B1:B6,,1)": "east",
    '=_xlfn.XLOOKUP(99,Data!D1:D6,Data!B1:B6,"none",1)': "none",
    '=_xlfn.XLOOKUP("north",Data!B1:B6,Data!D1:D6,,0,-1)': 50,
    '=_xlfn.XLOOKUP("e?st",Data!B1:B6,Data!D1:D6,,2)': 30,
    # Sums on conditions do not hide errors
    '=SUMIF(Data!B1:B6,"south",Data!C1:C6)': "#DIV/0!",
    '=SUMIFS(Data!C1:C6,Data!B1:B6,"north")': 100,
    '=SUMIFS(Data!C1:C6,Data!D1:D6,">=10")': "#DIV/0!",
    '=SUMIFS(Data!C1:C6,Data!D1:D6,">10",Data!B1:B6,"<>north")': 90,
    '=AVERAGEIF(Data!B1:B6,"n*",Data!C1:C6)': 100 / 3,
    '=AVERAGEIF(Data!B1:B6,"s*",Data!C1:C6)': "#DIV/0!",
    '=_xlfn.MAXIFS(Data!C1:C6,Data!B1:B6,"north")': 60,
    # Conditions on errors
    '=COUNTIF(Data!C1:C6,"#DIV/0!")': 1,
    '=COUNTIF(Data!C1:C9,"<>#DIV/0!")': 8,
    '=COUNTIFS(Data!C1:C6,"<>#DIV/0!",Data!B1:B6,"north")': 3,
    '=SUMIF(Data!C1:C6,"<>#DIV/0!")': 190,
    '=SUMIF(Data!C1:C6,"#DIV/0!",Data!D1:D6)': 10,
    # Comparisons: of numbers 15 digits, of texts no case, of blanks whatever is nothing
    "=0.1+0.2=0.3": True,
    "=0.1+0.2<>0.3": False,
    "=0.1+0.2>0.3": False,
    "=0.1+0.2<=0.3": True,
    "=3*0.1>=0.3": True,
    "=0.1+0.2=0.3000001": False,
    "=1/3<1/2": True,
    '=Data!B1&""="NORTH"': True,
    "=Data!B1=Data!A1": False,
    "=Data!B1>Data!A1": True,
    "=Data!A8=Data!A9": True,
    "=1>0=TRUE": True,
    "=-(2>1)+2=1": True,
    '=IF(Data!C2=1,"a","b")': "#DIV/0!",
    # Numbers as texts: 15 digits
    '=0.1+0.2&" left"': "0.3 left",
    '="a"&1/3': "a0.333333333333333",
    '=100*1.1&""': "110",
    '=CONCATENATE(1.1*3,"/",TRUE)': "3.3/TRUE",
    '=1&""="1"': True,
    '{=SUM(LEN(Data!D1:D6&"x"))}': 17,
    '=INDIRECT("Data!A"&3)': 5,
    '=SUM(INDIRECT("Keys"))': 150,
    '=INDIRECT("first")+1': 2,
    '=INDIRECT("rate")': "#REF!",
    # Skipped arguments have their usual values
    '=ADDRESS(1,2,,,"Data")': "Data!$B$1",
    "=ADDRESS(3,4,,TRUE)": "$D$3",
    "=ADDRESS(3,4,,FALSE)": "R3C4",
    # Number formats
    '=TEXT(1234.567,"#,##0.00")': "1,234.57",
    '=TEXT(-1234.5,"#,##0;(#,##0)")': "(1,235)",
    '=TEXT(0.4567,"0.0%")': "45.7%",
    '=TEXT(0,"0;-0;""none""")': "none",
    '=TEXT(1234567,"0.0,,""M""")': "1.2M",
    '=TEXT(12,"000000")': "000012",
    '=TEXT(12345.678,"0.00E+00")': "1.23E+04",
    '=TEXT(2.75,"# ?/?")': "2 3/4",
    '=TEXT(46112,"yyyy-mm-dd")': "2026-03-31",
    '=TEXT(46112.5,"d mmm yyyy h:mm AM/PM")': "31 Mar 2026 12:00 PM",
    '=TEXT(46112,"dddd")': "Tuesday",
    '=TEXT(1.5,"[h]:mm")': "36:00",
    '=TEXT(60,"d/m/yyyy")': "29/2/1900",
    '=TEXT("abc","0.00")': "abc",
    '=UPPER("Åsa é")': "ÅSA É",
    '=LOWER("ÄÖ")': "äö",
    '=PROPER("émile o\'neil 2nd")': "Émile O'Neil 2Nd",
    '=VALUE("1,234.50")': 1234.5,
    '=VALUE("12%")': 0.12,
    '=VALUE("")': "#VALUE!",
    '=CEILING(5,"")': "#VALUE!",
    '=_xlfn.TEXTBEFORE("a-b-c","-",-1)': "a-b",
    '=_xlfn.TEXTAFTER("a-b-c","-",,,,"none")': "b-c",
    # Loans: payments at the start of a period; the values of Excel's own help for CUMIPMT, CUMPRINC, MIRR and DB
    "=IPMT(0.1,1,36,8000,0,1)": 0,
    "=ROUND(IPMT(0.1/12,1,3*12,8000),2)": -66.67,
    "=ROUND(CUMIPMT(0.09/12,30*12,125000,13,24,0),4)": -11135.2321,
    "=ROUND(CUMPRINC(0.09/12,30*12,125000,13,24,0),4)": -934.1071,
    "=ROUND(MIRR({-120000,39000,30000,21000,37000,46000},0.1,0.12),4)": 0.1261,
    "=ROUND(DB(1000000,100000,6,7,7),2)": 15845.1,
    # Working days
    "=NETWORKDAYS(DATE(2025,1,1),DATE(2026,1,1),DATE(2025,5,1))": 261,
    "=NETWORKDAYS(DATE(2026,3,31),DATE(2026,3,1))": -22,
    "=_xlfn.NETWORKDAYS.INTL(DATE(2026,3,1),DATE(2026,3,31),,DATE(2026,3,2))": 21,
    "=WORKDAY(DATE(2026,3,27),1)": 46111,
    "=WORKDAY(DATE(2026,3,28),-1)": 46108,
    '=_xlfn.WORKDAY.INTL(DATE(2026,3,27),1,"0000000")': 46109,
    # Multiples and matrices
    "=CEILING(-2.5,2)": -2,
    "=FLOOR(2.5,-2)": "#NUM!",
    "=FLOOR(0.7,0.1)": 0.7,
    "=_xlfn.CEILING.MATH(-5.5,2,-1)": -6,
    "=LCM(Data!A1:A6)": 70,
    "=GCD(24,36)": 12,
    "{=SUM(MMULT({1,2;3,4},{5;6}))}": 56,
    "=MDETERM({2,0;0,3})": 6,
    # What the engine answers as a number that is none, or as an error that Excel has too
    "=_xlfn.BINOM.DIST(5,5,1,FALSE)": 1,
    "=_xlfn._xlws.FILTER(Data!D1:D6,Data!D1:D6>99)": "#CALC!",
    '=IFERROR(_xlfn._xlws.FILTER(Data!D1:D6,Data!D1:D6>99),"none")': "none",
    # Signs and kinds
    "=-2^2": 4,
    "=2^-1%": 2**-0.01,
    '="3"+1': 4,
    "=TRUE+1": 2,
    '="a">1': True,
    '=Data!A2=""': True,
    "=Data!A2=0": True,
}


def computed(path: Path, write: Callable[[xlsxwriter.Workbook], None]) -> tuple[Any, Any]:
    """What came of a workbook, and how it reads then; every cached value was 999."""
    with xlsxwriter.Workbook(path) as workbook:
        write(workbook)
    computation = compute(path)
    return computation, openpyxl.load_workbook(computation.target, data_only=True)


def _write_answers(workbook: xlsxwriter.Workbook) -> None:
    data = workbook.add_worksheet("Data")
    for row, cells in enumerate(CELLS):
        for column, cell in enumerate(cells):
            if cell is not None:
                data.write(row, column, cell)
    for number, month in enumerate(("Jan", "Feb", "Mar"), 1):
        sheet = workbook.add_worksheet(month)
        sheet.write_column("B2", [10 * number, 10 + number / 2])
    workbook.define_name("areas", "=Data!$A$1,Data!$A$3:$A$4")
    workbook.define_name("months", "=Jan:Mar!$B$2")
    workbook.define_name("keys", "=Data!$D$1:$D$6")
    workbook.define_name("first", "=Data!$A$1")
    workbook.define_name("rate", "=3.5")
    workbook.define_name("ones", "={1,2,3}")
    workbook.define_name("raised", "=rate+1")
    asked = workbook.add_worksheet("Asked")
    asked.write_column("G1", [3, 4])
    for row, formula in enumerate(ANSWERS):
        if formula.startswith("{"):
            asked.write_array_formula(row, 0, row, 0, formula, value=999)
        else:
            asked.write_formula(row, 0, formula, value=999)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    computation, workbook = computed(tmp_path_factory.mktemp("answers") / "book.xlsx", _write_answers)
    assert computation.not_computed == ()
    return {formula: workbook["Asked"].cell(row, 1).value for row, formula in enumerate(ANSWERS, 1)}


@pytest.mark.parametrize("formula", ANSWERS)
def test_a_formula_answers_as_in_excel(formula: str, answers: dict[str, Any]) -> None:
    expected = ANSWERS[formula]
    if isinstance(expected, float):
        expected = pytest.approx(expected, rel=1e-12)
    assert answers[formula] == expected


def test_formulas_that_are_filled_down_answer_row_by_row(tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Data")
        for row in range(5):
            sheet.write_row(row, 0, [row, 10 * row])
            sheet.write_formula(row, 3, f'=A{row + 1}&"-"&B{row + 1}/3', value=999)
            sheet.write_formula(row, 4, f"=SUMPRODUCT(ROW(A{row + 1}:A{row + 2})*1)", value=999)
            sheet.write_formula(row, 5, f"=MATCH(B{row + 1},$B$1:$B$5)", value=999)
            sheet.write_formula(row, 6, f"=SUM($A$1:$A{row + 1})", value=999)

    computation, workbook = computed(tmp_path / "book.xlsx", write)
    assert computation.not_computed == ()
    found = [[cell.value for cell in row[3:7]] for row in workbook["Data"].iter_rows()]
    assert found[1] == ["1-3.33333333333333", 5, 2, 1]
    assert found[4] == ["4-13.3333333333333", 11, 5, 10]


def _write_hidden(workbook: xlsxwriter.Workbook, filtered: bool) -> None:
    sheet = workbook.add_worksheet("Data")
    sheet.write_column("A1", ["amount", 1, 2, 4, 8])
    sheet.write_column("C1", ["amount", 1, 2, 4, 8])
    for row, kind in enumerate((9, 109, 3, 103)):
        sheet.write_formula(row, 4, f"=SUBTOTAL({kind},A2:A5)", value=999)
    sheet.write_formula("E5", "=AGGREGATE(9,5,A2:A5)", value=999)
    if filtered:
        sheet.autofilter("A1:A5")
        sheet.filter_column("A", "x > 2")
    for row in (1, 2):
        sheet.set_row(row, None, None, {"hidden": True})


@pytest.mark.parametrize(
    ("filtered", "expected"), [(False, [15, 12, 4, 2, 12]), (True, [12, 12, 2, 2, 12])], ids=["by hand", "by a filter"]
)
def test_subtotals_leave_hidden_rows_out(filtered: bool, expected: list[int], tmp_path: Path) -> None:
    computation, workbook = computed(tmp_path / "book.xlsx", lambda book: _write_hidden(book, filtered))
    assert computation.not_computed == ()
    assert [workbook["Data"].cell(row, 5).value for row in range(1, 6)] == expected


def test_days_counted_from_1904_are_seen_beside_an_extension_of_the_same_name(tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Data")
        for row, formula in enumerate(("=YEAR(43844)", '=TEXT(43844,"yyyy-mm-dd")', "=WORKDAY(43844,1)+0")):
            sheet.write_formula(row, 0, formula, value=999)

    plain, path = tmp_path / "plain.xlsx", tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(plain, {"date_1904": True}) as book:
        write(book)
    extension = (
        b'<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}" '
        b'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
        b'<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>'
    )
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"</workbook>", extension) if name == "xl/workbook.xml" else content)
    workbook = openpyxl.load_workbook(compute(path).target, data_only=True)
    assert [cell.value for cell in workbook["Data"]["A"]] == [2024, "2024-01-15", 43845]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=SMALL((A1,A3),1)", "SMALL is not computed here for several areas at once"),
        ('=INDIRECT("R1C1",FALSE)', "INDIRECT is not computed here for addresses such as R1C1"),
        ("=_xlfn.ARABIC(A1)", "ARABIC is not computed here"),
        (
            "=SUMPRODUCT(SUBTOTAL(9,OFFSET(A1,ROW(A1:A3)-1,0)))",
            "OFFSET is not computed here for several places at once",
        ),
        ('=SUMPRODUCT(SUMIF(INDIRECT({"A1","A2"}),">0"))', "INDIRECT is not computed here for several places at once"),
        ("=SUM(Jan:Data!A1)", "there is no sheet “Jan”"),
        ("=SUMPRODUCT(ROW(A:A))", "ROW is not computed here for whole columns"),
    ],
)
def test_what_is_not_computed_says_why(formula: str, reason: str, tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("Data").write_formula("F9", formula, value=999)

    computation, workbook = computed(tmp_path / "book.xlsx", write)
    assert [cell.reason for cell in computation.not_computed] == [reason]
    assert workbook["Data"]["F9"].value == 999
