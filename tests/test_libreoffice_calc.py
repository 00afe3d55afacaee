"""The functions in LibreOffice Calc itself, as `--convert-to` opens, computes and saves workbooks.

These start LibreOffice; they are asked for by "-m libreoffice".
"""

from __future__ import annotations

import re
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from under_libreoffice.workbooks import STALE, cells, converted

pytestmark = pytest.mark.libreoffice


def linked_to_the_addin(source: Path) -> Path:
    """The same workbook with a link to Excel's add-in, as Excel saves it with a formula."""
    target = source.with_name(f"linked {source.name}")
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office_document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
                part = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/>'
                text = text.replace("</Types>", f"{part}</Types>")
            elif name == "xl/_rels/workbook.xml.rels":
                link = f'Type="{office_document}/externalLink" Target="externalLinks/externalLink1.xml"'
                text = text.replace("</Relationships>", f'<Relationship Id="rId99" {link}/></Relationships>')
            elif name == "xl/workbook.xml":
                reference = '<externalReferences><externalReference r:id="rId99"/></externalReferences>'
                text = text.replace("</sheets>", f"</sheets>{reference}")
            new.writestr(name, text)
        book = f'<externalBook xmlns:r="{office_document}" r:id="rId1"/>'
        new.writestr("xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{main}">{book}</externalLink>')
        path = "file:///C:/Users/x/AppData/Roaming/Microsoft/Excel/XLSTART/tenure.xlam"
        new.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office_document}/externalLinkPath" '
            f'Target="{path}" TargetMode="External"/></Relationships>',
        )
    return target


FORMS = {
    "=REL_CLV(A1,0.8,0.1)": 1000.0,
    "=[1]!REL_CLV(A1,0.8,0.1)": 1000.0,
    "='C:\\path\\tenure.xlam'!REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xldudf_REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xlfn.REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xll.REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xludf.REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xlfn._xldudf_REL_CLV(A1,0.8,0.1)": 1000.0,
    "=[1]!REL_CLV([1]!REL_CLV(A1,0.8,0.1),,0.1)": "#N/A",
    "=1+rel_clv(A1,0.8,0.1)": 1001.0,
    "=clv_of_first": 1000.0,
    "=SUM(REL_CLV({100,200},0.8,0.1))": 1000.0,
    "=REL_CLV(margin,0.8,0.1)": 1000.0,
    "=REL_CLV(B1,0.8,0.1)": "#DIV/0!",
    '=REL_CLV("x",0.8,0.1)': "#VALUE!",
    "=REL_CLV(-1,2,0.1)": "#NUM!",
    "=REL_TENURE(40000,,44000)": 10.951403148528405,
    '=IF(REL_TIER(5,{10,2},{"Gold","Silver","Iron"})="Silver",1,2)': 1.0,
    '=IF(F1="Gold",1,2)': 1.0,
    '=COUNTIF(F1:F3,"Gold")': 1.0,
    '=IFERROR(1+REL_CLV(B1,0.8,0.1),"caught")': "caught",
    '=IFERROR(REL_CLV(B1,0.8,0.1),"caught")': "caught",
    '=IFERROR(REL_CLV(A1,B1:B2,0.1),"caught")': "caught",
    '=IFERROR(IF(A1,REL_CLV(B1,0.8,0.1),""),"caught")': "caught",
    '=IFERROR(IF(A1,REL_CLV(A1,0.8,0.1),""),"caught")': 1000.0,
    '=IFERROR(REL_CLV(A1,0.8,B1),"caught")': "caught",
    '=IFERROR(REL_CLV(A1,0.8,0.1),"caught")': 1000.0,
    '=IFERROR(REL_CLV("x",0.8,0.1),"caught")': "caught",
    "=ISERROR(REL_CLV(B1,0.8,0.1))": 1.0,
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Every written form of a name, and every kind of argument."""
    path = tmp_path / "forms.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_number("A1", 300)
        sheet.write_formula("B1", "=1/0", value=STALE)
        workbook.define_name("clv_of_first", "=[1]!REL_CLV(Sheet!$A$1,0.8,0.1)")
        workbook.define_name("margin", "=Sheet!$A$1")
        for row, formula in enumerate(FORMS):
            sheet.write_formula(row, 2, formula, value=STALE)
        for row, value in enumerate((30, 20, 10)):
            sheet.write_number(row, 4, value)
        tiers = '{=[1]!REL_TIER(E1:E3,{25,15},{"Gold","Silver","Iron"})}'
        sheet.write_array_formula("F1:F3", tiers, value=STALE)
    return linked_to_the_addin(path)


@pytest.mark.parametrize("way", [("xlsx",), ("ods", "xlsx")], ids=lambda way: "-".join(way))
def test_every_written_form_computes_and_is_saved_with_plain_names(user_who_recalculates, book, way):
    for kind in way:
        book = converted(*user_who_recalculates, book, kind)
    shown = dict(cells(book))
    answers = {formula: shown["Sheet", f"C{row}"] for row, formula in enumerate(FORMS, 1)}
    assert answers == {formula: pytest.approx(answer) for formula, answer in FORMS.items()}
    assert [shown["Sheet", f"F{row}"] for row in (1, 2, 3)] == ["Gold", "Silver", "Iron"]
    with zipfile.ZipFile(book) as package:
        saved = package.read("xl/worksheets/sheet1.xml").decode() + package.read("xl/workbook.xml").decode()
    assert set(re.findall(r"[^(,=+>\s]*REL_\w+(?=\()", saved, re.IGNORECASE)) <= {
        "REL_CLV",
        "REL_TENURE",
        "REL_TIER",
    }


def test_a_long_column_becomes_plain_each_cell_with_its_own_formula_and_look(calc, tmp_path):
    rows = 1000
    others = {300: "=_xldudf_REL_CLV(A300,0.5,0.1)", 301: "=_xldudf_REL_CLV(A1,B1,C1)", 302: "=5", 700: "=A700"}
    formulas = [others.get(row, f"=_xldudf_REL_CLV(A{row},B{row},$C$1)") for row in range(1, rows + 1)]
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        looks = {row: workbook.add_format({"num_format": "0.000", "bold": True}) for row in (1, 500, 501)}
        for row, formula in enumerate(formulas, 1):
            sheet.write_row(row - 1, 0, (row, 0.8, 0.1))
            sheet.write_formula(row - 1, 3, formula, looks.get(row), STALE)
    with closing(calc.open(path)) as book:
        book.calculate()
        saved = openpyxl.load_workbook(book.save(tmp_path / "saved.xlsx"))["Sheet"]
        margins = {300: 300 / 0.6, 301: 1 / 0.3, 302: 5, 700: 700}
        expected = [[pytest.approx(margins.get(row, row / 0.3))] for row in range(1, rows + 1)]
        assert book.cells(f"D1:D{rows}") == expected
    assert [saved.cell(row, 4).value for row in range(1, rows + 1)] == [
        each.replace("_xldudf_", "") for each in formulas
    ]
    assert [row for row in range(1, rows + 1) if saved.cell(row, 4).font.bold] == [1, 500, 501]
    assert [row for row in range(1, rows + 1) if saved.cell(row, 4).number_format == "0.000"] == [1, 500, 501]


def test_dates_count_from_1904_where_the_workbook_says_so(user_who_recalculates, tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_number("A1", 40_000 - 1462)
        sheet.write_formula("B1", '=REL_TENURE(A1,,"2020-06-18")', value=STALE)
        sheet.write_formula("B2", '=REL_TENURE("2009-07-06",,"2020-06-18")', value=STALE)
    shown = dict(cells(converted(*user_who_recalculates, path)))
    assert shown["Sheet", "B1"] == shown["Sheet", "B2"] == pytest.approx(10.95, abs=0.01)


def test_formulas_in_rows_that_a_filter_hides_are_seen_to(user_who_recalculates, tmp_path):
    path = tmp_path / "filtered.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_column("A1", ("Day", 40_000 - 1462, 1))
        sheet.write_formula("B2", '=REL_TENURE(A2,,"2020-06-18")', value=STALE)
        sheet.write_formula("C2", "=REL_CLV(300,0.8,0.1,,,,)", value=STALE)
        sheet.write_formula("D2", "=_xldudf_REL_CLV(300,0.8,0.1)", value=STALE)
        sheet.autofilter("A1:A3")
        sheet.filter_column(0, "x == 1")
        sheet.set_row(1, options={"hidden": True})
    shown = dict(cells(converted(*user_who_recalculates, path)))
    assert shown["Sheet", "B2"] == pytest.approx(10.95, abs=0.01)
    assert shown["Sheet", "C2"] == shown["Sheet", "D2"] == pytest.approx(1000)


def test_dates_count_from_1904_in_a_formula_that_has_a_name_and_nowhere_else(user_who_recalculates, tmp_path):
    path = tmp_path / "named.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_number("A1", 40_000 - 1462)
        workbook.define_name("tenure", '=REL_TENURE(Sheet!$A$1,,"2020-06-18")')
        sheet.write_formula("B1", "=tenure", value=STALE)
    assert dict(cells(converted(*user_who_recalculates, path)))["Sheet", "B1"] == pytest.approx(10.95, abs=0.01)


def test_dates_count_from_1904_in_the_first_array_that_is_entered(calc, tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        workbook.add_worksheet("Sheet").write_column("A1", [40_000 - 1462] * 2)
    with closing(calc.open(path)) as book:
        book.type_arrays({"B1:B2": '=REL_TENURE(A1:A2;"";"2020-06-18")'})
        assert book.cells("B1:B2") == [[pytest.approx(10.95, abs=0.01)]] * 2
