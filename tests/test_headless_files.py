"""The headless host and files: what is refused with which sentence, and XML in all its written forms."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from addin.headless import UnreadableWorkbook, WorkbookError, compute


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    sheet.write("A1", 20)
    sheet.write_formula("B1", "=A1+1", None, 999)
    workbook.close()
    return path


def zipped(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def with_part(path: Path, member: str, content: bytes) -> Path:
    """The workbook with one part replaced."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, content if info.filename == member else old.read(info))
    path.write_bytes(data.getvalue())
    return path


def tenure(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from addin.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def refusal(source: Path, target: Path | None = None) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        compute(source, target)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return caught.value


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"Client,Fees\nSmith,100\n", "is not an Excel workbook"),
        (b"PK\x03\x04 and then nothing", "is damaged or incomplete"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "is an OpenDocument file"),
        (zipped(readme="hello"), "is a zip file, but no Excel workbook"),
    ],
)
def test_a_file_of_another_sort_is_refused_whatever_its_name(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    error = refusal(path)
    assert isinstance(error, UnreadableWorkbook)
    assert error.exit_code == 3
    assert f"{path} {sentence}" in str(error)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "is a binary workbook"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "no Excel workbook"),
    ],
)
def test_other_office_files_are_refused(kind: str, sentence: str, book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        types = package.read("[Content_Types].xml").decode()
    known = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_part(book, "[Content_Types].xml", types.replace(known, kind).encode())
    assert sentence in str(refusal(book))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert f"There is no file {tmp_path / 'none.xlsx'}" in str(refusal(tmp_path / "none.xlsx"))
    assert "is a folder" in str(refusal(tmp_path))


@pytest.mark.parametrize("source", [".", "/", ""])
def test_a_folder_without_a_name_is_refused_as_others_are(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal(Path(source))
    assert (error.exit_code, str(error)) == (3, f"{Path(source)} is a folder, not a workbook.")
    done = tenure("compute", source)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (3, "", str(error))


@pytest.mark.parametrize("source", ["n" * 300, "a\0b.xlsx", "a\ud800b.xlsx"])
def test_sources_whose_names_cannot_be_are_refused(source: str, tmp_path: Path) -> None:
    error = refusal(tmp_path / source)
    assert (type(error), error.exit_code) == (UnreadableWorkbook, 3)
    assert str(error).isprintable()
    assert str(error).endswith("is not a file name that this system takes.")


def test_a_truncated_workbook_is_refused(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:-200])
    assert "is damaged or incomplete" in str(refusal(book))


def test_a_part_that_cannot_be_unpacked_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(book.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    data[start + 20 : start + 60] = bytes(40)
    book.write_bytes(data)
    error = refusal(book)
    assert "sheet1.xml" in str(error)
    assert not list(book.parent.glob("*computed*"))


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_document_types_are_refused(member: str, book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        text = package.read(member).decode()
    declared = '?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n'
    with_part(book, member, text.replace("?>\n", declared, 1).encode())
    assert "declares a document type" in str(refusal(book))


def test_broken_xml_is_refused(book: Path) -> None:
    with_part(book, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>")
    assert "is no well-formed XML" in str(refusal(book))


@pytest.mark.parametrize(
    ("formulas", "sentence"),
    [
        (["=REL_CLV(1,2,3)"], "1 cell shows an error of a REL_ function"),
        (["=REL_CLV(1,2,3)"] * 2, "2 cells show an error of a REL_ function"),
        (["=NO_SUCH()"], "1 cell could not be computed and keeps its old value"),
        (["=NO_SUCH()"] * 2, "2 cells could not be computed and keep their old value"),
    ],
)
def test_the_command_counts_one_cell_and_several(formulas: list[str], sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 0, formula, None, 999)
    assert sentence in " ".join(tenure("compute", str(path)).stdout.split())


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

PREFIXED = f"""<?xml version='1.0' encoding='UTF-8'?>
<x:worksheet xmlns:x='{MAIN}' xmlns:y='urn:other'>
<x:sheetData>
  <!-- <x:c r="A1"><x:v>1</x:v></x:c> -->
  <x:row y:r='7' r='1'><x:c t='n' r='A1'><x:v>20</x:v></x:c>
    <x:c y:t='keep' t='str' s='0' r='B1' ><!-- a > b --><x:f>A1&amp;"&lt;&#228;"</x:f>  <x:v >old</x:v ></x:c>
    <x:c r='C1'><x:f ca='1'>A1+1</x:f></x:c></x:row>
  <x:row><x:c><x:f><![CDATA[A1<21]]></x:f><x:v/><x:extLst/></x:c>
    <x:c t='inlineStr'><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t>line</x:t></x:r></x:is></x:c>
    <x:c><x:f>B2&amp;1</x:f><x:v>0</x:v></x:c></x:row>
</x:sheetData></x:worksheet>"""


def test_prefixes_quotes_comments_and_the_order_of_attributes_do_not_matter(book: Path) -> None:
    computation = compute(with_part(book, "xl/worksheets/sheet1.xml", PREFIXED.encode()))
    assert computation.not_computed == ()
    with zipfile.ZipFile(computation.target) as package:
        found = package.read("xl/worksheets/sheet1.xml").decode()
    expected = (
        PREFIXED.replace("<x:v >old</x:v >", "<x:v>20&lt;ä</x:v>")
        .replace("t='str' s='0' r='B1' >", "t=\"str\" s='0' r='B1' >")
        .replace("A1+1</x:f>", "A1+1</x:f><x:v>21</x:v>")
        .replace("<x:c><x:f><![CDATA[A1<21]]></x:f><x:v/>", '<x:c t="b"><x:f><![CDATA[A1<21]]></x:f><x:v>1</x:v>')
        .replace("<x:c><x:f>B2&amp;1</x:f><x:v>0</x:v>", '<x:c t="str"><x:f>B2&amp;1</x:f><x:v>inline1</x:v>')
    )
    assert found == expected


def test_shared_formulas_and_texts_that_xml_does_not_take(book: Path) -> None:
    sheet = f"""<worksheet xmlns="{MAIN}"><sheetData>
<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:C3" si="0">A1*$A$1+A$2</f><v>9</v></c>
<c r="C1"><f t="shared" si="0"/><v>9</v></c></row>
<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>9</v></c><c r="C2"><f t="shared" si="0"/></c></row>
<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"></f><v>9</v></c>
<c r="D3"><f>"_x0041_"&amp;CHAR(7)&amp;CHAR(10)</f></c></row>
</sheetData></worksheet>"""
    computation = compute(with_part(book, "xl/worksheets/sheet1.xml", sheet.encode()))
    with zipfile.ZipFile(computation.target) as package:
        assert '<v xml:space="preserve">_x005F_x0041__x0007_\n</v>' in package.read("xl/worksheets/sheet1.xml").decode()
    found = openpyxl.load_workbook(computation.target, data_only=True).worksheets[0]
    assert [[cell.value for cell in row] for row in found["B1:C2"]] == [[3, 7], [4, 8]]
    assert found["B3"].value == 5


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = xlsxwriter.Workbook(path, {"date_1904": True})
    workbook.add_worksheet().write_formula("A1", "=DATE(2024,1,1)", None, 999)
    workbook.close()
    with zipfile.ZipFile(compute(path).target) as package:
        assert "<v>43830</v>" in package.read("xl/worksheets/sheet1.xml").decode()


def test_a_protected_file_is_not_replaced(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "kept.xlsx"
    target.write_bytes(b"kept")
    # Nothing is protected from the administrator, as whom the tests may run.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != target)
    with pytest.raises(WorkbookError, match=r"^There is no right to write to .*kept\.xlsx: name another"):
        compute(book, target, replace=True)
    assert target.read_bytes() == b"kept"
