"""The headless host and parts that say what cannot be: each is refused in one sentence, or listed as not computed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from addin.formulas.grammar import FormulaTrouble, read_formula
from addin.headless import Computation, UnreadableWorkbook, compute, lifting
from addin.headless.engine import Engine

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


class Book:
    """A workbook written by hand, with one sheet S."""

    def __init__(self, rows: str = "", names: str = "", *, before: str = "", more: str = "", sheets: str = "") -> None:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        self.parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            WORKBOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" r:id="a"/>{sheets}'
            f"</sheets><definedNames>{names}</definedNames>{more}</workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="a" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>',
        }

    def with_tables(self, *tables: str) -> Book:
        relations = [f'<Relationship Id="t{n}" Type="{RELATIONS}/table" Target="/{n}"/>' for n in range(len(tables))]
        self.parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>'
        )
        self.parts |= {str(number): f'<table xmlns="{MAIN}" {table}</table>' for number, table in enumerate(tables)}
        return self

    def write(self, folder: Path) -> Path:
        path = folder / "book.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, content)
        return path

    def compute(self, folder: Path) -> Computation:
        return compute(self.write(folder), replace=True)


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


def formula(text: str, cell: str = "C1", attributes: str = "") -> str:
    return f'<c r="{cell}"><f{attributes}>{escape(text)}</f><v>9</v></c>'


def names(**defined: str) -> str:
    return "".join(f'<definedName name="{name}">{escape(text)}</definedName>' for name, text in defined.items())


def values(computation: Computation) -> dict[str, str]:
    assert computation.target is not None
    with zipfile.ZipFile(computation.target) as package:
        text = package.read(SHEET).decode()
    return dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*>(?:<f.*?</f>)?<v>(.*?)</v>', text))


def reasons(computation: Computation) -> dict[str, str]:
    return {missed.cell: missed.reason for missed in computation.not_computed}


def refusal(book: Book, folder: Path) -> str:
    """What is wrong with which part."""
    with pytest.raises(UnreadableWorkbook) as caught:
        book.compute(folder)
    found = re.fullmatch(r".* cannot be read: its part \S+ (.*)\.", str(caught.value))
    assert found is not None
    assert [path.name for path in folder.iterdir()] == ["book.xlsx"]
    return found[1]


LONG = "9" * 10_000


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('<row r="0"/>', "holds “0” where a whole number from 1 to 1048576 belongs"),
        ('<row r="-1"/>', "holds “-1” where a whole number from 1 to 1048576 belongs"),
        ('<row r="1048577"/>', "holds “1048577” where a whole number from 1 to 1048576 belongs"),
        (f'<row r="{LONG}"/>', f"holds “{LONG[:40]}” where a whole number from 1 to 1048576 belongs"),
        ('<row r="²"/>', "holds “²” where a whole number from 1 to 1048576 belongs"),
        ('<row r="2"/><row r="2"/>', "holds the row 2 after the row 2"),
        ('<row r="2"/><row r="1"/>', "holds the row 1 after the row 2"),
        ('<row r="1"><row r="2"/></row>', "holds a row within a row"),
        (row('<c r="A0"/>'), "holds a cell with the address “A0”"),
        (row('<c r=""/>'), "holds a cell with the address “”"),
        (row('<c r="XFE1"/>'), "holds a cell with the address “XFE1”"),
        (row('<c r="A2"/>'), "holds the cell A2 in row 1"),
        (row('<c r="A1"/><c r="A1"/>'), "holds the cell A1 after the cell A1"),
        (row('<c r="B1"/><c r="A1"/>'), "holds the cell A1 after the cell B1"),
        (row('<c r="XFD1"/><c/>'), "holds a cell beyond the last column"),
        (row('<c r="A1"><c r="B1"/></c>'), "holds a cell within a cell"),
        ("<c/>", "holds a cell outside any row"),
        (row('<c r="A1" t="q"><v>1</v></c>'), "holds a cell of the unknown type “q”"),
        *(
            (row(f'<c r="A1" t="{kind}"><v>{text}</v></c>'), f"holds a cell whose value “{text[:40]}” cannot be read")
            for kind, text in [
                *(("n", text) for text in ("NaN", "INF", "-inf", "1e999", "1_0", "x", LONG)),
                *(("s", text) for text in ("0", "-1", "x", LONG)),
                ("b", "maybe"),
                ("d", "2024-13-01"),
            ]
        ),
        (row(formula("1+1", "A1", ' t="array" ref="A1:A1048577"')), "holds an array formula without a place"),
        (
            row(formula("1+1", "A1", ' t="array" ref="C3:B2"')),
            "holds an array formula in another place than its cells, B2:C3",
        ),
    ],
)
def test_cells_that_cannot_be_are_refused(rows: str, sentence: str, tmp_path: Path) -> None:
    assert refusal(Book(rows), tmp_path) == sentence


@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        (Book(sheets='<sheet name="s" r:id="a"/>'), "gives two sheets the name “s”"),
        (Book(sheets='<sheet name="" r:id="a"/>'), "holds a sheet without a name"),
        (Book(sheets='<sheet name="T" r:id="b"/>'), "does not say which part holds the sheet “T”"),
        (Book(sheets='<sheet name="T" r:id="a"/>'), "says of two sheets that xl/worksheets/sheet1.xml holds them"),
        (
            Book(names='<definedName name="x" localSheetId="7">1</definedName>'),
            "holds “7” where a whole number from 0 to 0 belongs",
        ),
        (
            Book(more='<calcPr iterate="1" iterateCount="99999"/>'),
            "holds “99999” where a whole number from 1 to 32767 belongs",
        ),
        (Book(more='<calcPr iterate="1" iterateDelta="NaN"/>'), "holds “NaN” where a number from 0 on belongs"),
        (
            Book(before='<cols><col min="0" max="3" style="1"/></cols>'),
            "holds “0” where a whole number from 1 to 16384 belongs",
        ),
        (Book(before=f'<x y="{"x" * 18_000_000}"/>'), "holds a tag that is too long to be read"),
        (Book(before="<x>" * 100_000), "is no well-formed XML (line 1)"),
    ],
)
def test_declarations_that_cannot_be_are_refused(book: Book, sentence: str, tmp_path: Path) -> None:
    assert refusal(book, tmp_path) == sentence


HEADING = '><tableColumns><tableColumn name="a"/></tableColumns>'


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (['ref="A1:A2"' + HEADING], "declares a table without a name"),
        (['name="T" ref="XFE1:XFE2"' + HEADING], "declares the table T in “XFE1:XFE2”, which is no place on a sheet"),
        (['name="T" ref="A1:B2"' + HEADING], "declares the table T in A1:B2 with 1 headings"),
        (['name="T" ref="A1:A1"' + HEADING], "declares the table T without a row of data"),
        (
            ['name="T" ref="A1:A2" totalsRowCount="-5"' + HEADING],
            "holds “-5” where a whole number from 0 to 1 belongs",
        ),
        (
            ['name="T" ref="A1:A2"' + HEADING, 'name="t" ref="C1:C2"' + HEADING],
            "declares the table t, which there is already",
        ),
        (
            ['name="T" ref="A1:A3"' + HEADING, 'name="U" ref="A3:A5"' + HEADING],
            "declares the table U over cells of the table T",
        ),
    ],
)
def test_tables_that_cannot_be_are_refused(tables: list[str], sentence: str, tmp_path: Path) -> None:
    assert refusal(Book(row()).with_tables(*tables), tmp_path) == sentence


def test_very_deep_xml_is_read(tmp_path: Path) -> None:
    book = Book(row(formula("1+1")), before="<x>" * 100_000 + "</x>" * 100_000)
    assert values(book.compute(tmp_path)) == {"C1": "2"}


def test_halves_of_characters_stay_as_they_are_written(tmp_path: Path) -> None:
    text = '<c r="A1" t="str"><v>_xD800__x0041_</v></c>'
    assert values(Book(row(text, formula('A1&"!"'))).compute(tmp_path))["C1"] == "_x005F_xD800_A!"


# Formulas that cannot be

CIRCLE = names(**{"a.a": "a.b+1", "a.b": "a.a+1"})
DEEP = names(**{f"a.{number}": f"a.{number + 1}" for number in range(10_000)}, **{"a.10000": "1"})
GROWING = names(**{f"a.{number}": f"a.{number + 1}+a.{number + 1}" for number in range(50)}, **{"a.50": "1"})


@pytest.mark.parametrize(
    ("text", "defined", "reason"),
    [
        ("ABS(" * 65 + "-5" + ")" * 65, "", "it is nested more than 64 levels deep"),
        ("(" * 100_000, "", "the formula is longer than 32,768 characters"),
        ("(" * 30_000, "", "it is nested more than 64 levels deep"),
        ("1" + "+1" * 251, "", "it strings more than 250 operators together"),
        ("A1+" * 400_000 + "1", "", "the formula is longer than 32,768 characters"),
        ("a.a", CIRCLE, "the name “a.a” is defined by itself"),
        ("a.0", DEEP, "it is nested more than 64 levels deep"),
        ("a.0", GROWING, "it grows too long when its names are put in"),
        ("a.a", names(**{"a.a": "!!!"}), "the formula cannot be read from “!!!” on"),
        ("a.a", names(**{"a.a": ""}), "the formula cannot be read"),
        ("{" + '"' * 101, "", "the formula cannot be read from “{" + '"' * 19 + "” on"),
        ("{1,2;3}", "", "the formula cannot be read"),
    ],
)
def test_formulas_that_cannot_be_are_listed(text: str, defined: str, reason: str, tmp_path: Path) -> None:
    computation = Book(row(formula(text), formula("1+1", "D1")), defined).compute(tmp_path)
    assert reasons(computation) == {"C1": reason}
    assert values(computation) == {"C1": "9", "D1": "2"}


def test_formulas_as_deep_and_long_as_they_may_be(tmp_path: Path) -> None:
    deep, joined = "ABS(" * 64 + "-5" + ")" * 64, "1" + "+1" * 250
    called = "REL_CLV(100,0.8," * 64 + "0.1" + ")" * 64
    computation = Book(
        row(formula(deep, "A1"), formula(joined, "B1"), formula(called, "C1"), formula(deep, "D1", ' t="array"'))
    ).compute(tmp_path)
    assert reasons(computation) == {}
    assert values(computation)["A1"] == values(computation)["D1"] == "5"
    assert values(computation)["B1"] == "251"


def test_quotes_that_are_not_closed_are_seen_at_once() -> None:
    with pytest.raises(FormulaTrouble, match="cannot be read"):
        read_formula("{" + '"' * 1001)


def test_members_of_a_group_without_its_formula_are_listed(tmp_path: Path) -> None:
    shared = '<row r="2"><c r="C2"><f t="shared" si="7"/><v>9</v></c></row>'
    assert reasons(Book(row(formula("1+1")) + shared).compute(tmp_path)) == {
        "C2": "the formula that it shares is missing"
    }


@pytest.mark.parametrize(
    ("text", "area", "reason"),
    [
        ("NO_SUCH()", "C1:C2", "the function NO_SUCH is not known here"),
        ("1+1", "C1:XFD1048576", "the arrays of the workbook fill more than 1,000,000 cells"),
    ],
)
def test_what_reads_any_cell_of_an_array_that_is_not_computed_is_listed(
    text: str, area: str, reason: str, tmp_path: Path
) -> None:
    array = formula(text, "C1", f' t="array" ref="{area}"')
    reading = f'<row r="2">{formula("C2+1", "B2")}<c r="C2"><v>7</v></c></row>'
    computation = Book(row(formula("1+1", "A1"), array) + reading).compute(tmp_path)
    assert reasons(computation) == {"C1": reason, "B2": "it rests on S!C1, which could not be computed"}
    assert values(computation) == {"A1": "2", "C1": "9", "B2": "8", "C2": "7"}


def test_a_data_table_over_a_whole_sheet_is_listed(tmp_path: Path) -> None:
    table = '<c r="C1"><f t="dataTable" ref="C1:XFD1048576" dt2D="1" r1="A1"/><v>9</v></c>'
    assert reasons(Book(row(table)).compute(tmp_path)) == {
        "C1": "it is a what-if data table, which is not computed here"
    }


def test_arrays_in_each_others_way_are_listed(tmp_path: Path) -> None:
    arrays = [formula("1+1", "A1", ' t="array" ref="A1:B2"'), formula("2+2", "B1", ' t="array" ref="B1:B2"')]
    assert "there are other cells in the way of its answers" in reasons(Book(row(*arrays)).compute(tmp_path)).values()


def test_many_lifted_cells_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifting, "MOST_CELLS", 500)
    arrays = [formula("SUM(LEN(A2:A301))", cell, ' t="array"') for cell in ("C1", "D1")]
    computation = Book(row(*arrays)).compute(tmp_path)
    assert reasons(computation) == {"D1": "LEN is not computed here for ranges of this size"}


def test_very_wide_lifted_calls_are_listed(tmp_path: Path) -> None:
    computation = Book(row(formula("SUM(LEN(2:2))", attributes=' t="array"'))).compute(tmp_path)
    assert reasons(computation) == {"C1": "LEN is not computed here for ranges of this size"}


@pytest.mark.parametrize(
    "longer", ["C{}&C{}", "IF(TRUE,(C{}&C{}),0)", 'SUBSTITUTE(C{},"x","xx")', "CONCATENATE(C{},C{})"]
)
def test_texts_grow_no_longer_than_a_cell_takes(longer: str, tmp_path: Path) -> None:
    rows = row(formula('"x"'))
    rows += "".join(f'<row r="{n}">{formula(longer.format(n - 1, n - 1), f"C{n}")}</row>' for n in range(2, 60))
    found = values(Book(rows).compute(tmp_path))
    assert found["C4"] == "x" * 8
    assert [len(found["C15"]), found["C16"], found["C17"], found["C59"]] == [16384, "#VALUE!", "#VALUE!", "#VALUE!"]


def test_a_text_too_long_for_a_cell_is_not_written(tmp_path: Path) -> None:
    array = formula('REPT("x",20000)&REPT("y",20000)', "C1", ' t="array" ref="C1"')
    assert values(Book(row(array)).compute(tmp_path)) == {"C1": "#VALUE!"}


class PanicException(BaseException):
    """What a mistake in the engine looks like, which has no name to be imported."""


@pytest.mark.parametrize("error", [PanicException("index out of bounds"), MemoryError()])
def test_where_the_engine_breaks_off_nothing_is_answered(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_: Engine) -> None:
        raise error

    monkeypatch.setattr(Engine, "evaluate", break_off)
    computation = Book(row(formula("1+1"), formula("C1+1", "D1"))).compute(tmp_path)
    assert reasons(computation) == dict.fromkeys(("C1", "D1"), "the computation of the workbook broke off")
    assert (computation.exit_code, computation.formulas) == (1, 0)
    assert values(computation) == {"C1": "9", "D1": "9"}
