"""The functions in LibreOffice Calc itself, as `--convert-to` opens, computes and saves workbooks.

These start LibreOffice; they are asked for by "-m libreoffice".
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from addin.headless import compute
from addin.libreoffice import installation, office, session
from addin.libreoffice.extension_package import extension
from addin.libreoffice.profile import Profile
from workbook_templates import TEMPLATES

pytestmark = pytest.mark.libreoffice

STALE = 999
_ALWAYS_CALCULATE = "".join(
    f'<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="{name}" oor:op="fuse">'
    "<value>0</value></prop></item>"
    for name in ("OOXMLRecalcMode", "ODFRecalcMode")
)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """A profile with the extension, in which every formula is calculated when a workbook is opened."""
    found = office.installed()
    assert found, "these tests need LibreOffice 7.4 with python3-uno: apt install libreoffice-calc python3-uno"
    made = Profile(tmp_path_factory.mktemp("profile of Zoë") / "4")
    package = tmp_path_factory.mktemp("extension") / "tenure.oxt"
    package.write_bytes(extension(installation.package_folders(), sys.executable))
    session.add(found, made, package)
    settings = made.folder / "user" / "registrymodifications.xcu"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("</oor:items>", f"{_ALWAYS_CALCULATE}</oor:items>"), encoding="utf-8")
    return made


def converted(profile: Profile, source: Path, kind: str = "xlsx") -> Path:
    """A workbook as LibreOffice saves it after computing it."""
    found = office.installed()
    assert found
    target = source.parent / "saved" / f"{source.stem}.{kind}"
    command = (found.starter, "--headless", f"-env:UserInstallation={profile.url}", "--convert-to", kind)
    subprocess.run(
        (*command, "--outdir", target.parent, source),
        check=True,
        capture_output=True,
        timeout=240,
        env=office.environment(),
    )
    return target


def cells(path: Path) -> Iterator[tuple[tuple[str, str], Any]]:
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                yield (sheet.title, cell.coordinate), float(value) if isinstance(value, (bool, int)) else value or ""


def differing(expected: Path, actual: Path) -> dict[tuple[str, str], tuple[Any, Any]]:
    """The cells that are not the same: numbers to 1e-9, relative above 1."""
    others = dict(cells(actual))
    return {
        place: (value, other) for place, value in cells(expected) if not _same(value, other := others.get(place, ""))
    }


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return one == other


def with_stale_answers(source: Path) -> Path:
    """The same workbook, with another number in the place of every computed one."""
    target = source.with_name(f"stale {source.name}")
    cell = re.compile(rb'<c ([^>]*?)(?: t="[a-z]+")?([^>]*)>(<f[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v>')
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = cell.sub(rb"<c \1\2>\3<v>%d</v>" % STALE, part)
            new.writestr(name, part)
    return target


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


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_template_agrees_with_the_headless_host_in_every_cell(profile, template, tmp_path):
    written, computed = tmp_path / "written.xlsx", tmp_path / "book.xlsx"
    template.write(written, template.fillings[0] if template.fillings else "")
    compute(written, computed)
    different = differing(computed, converted(profile, with_stale_answers(computed)))
    assert {pair for pair in different.values() if "headless" not in str(pair[0])} == set()
    assert len(different) <= 2  # REL_VERSION names the host


FORMS = {
    "=REL_CLV(A1,0.8,0.1)": 1000.0,
    "=[1]!REL_CLV(A1,0.8,0.1)": 1000.0,
    "='C:\\path\\tenure.xlam'!REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xldudf_REL_CLV(A1,0.8,0.1)": 1000.0,
    "=_xlfn.REL_CLV(A1,0.8,0.1)": 1000.0,
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
def test_every_written_form_computes_and_is_saved_with_plain_names(profile, book, way):
    for kind in way:
        book = converted(profile, book, kind)
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


def test_dates_count_from_1904_where_the_workbook_says_so(profile, tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_number("A1", 40_000 - 1462)
        sheet.write_formula("B1", '=REL_TENURE(A1,,"2020-06-18")', value=STALE)
        sheet.write_formula("B2", '=REL_TENURE("2009-07-06",,"2020-06-18")', value=STALE)
    shown = dict(cells(converted(profile, path)))
    assert shown["Sheet", "B1"] == shown["Sheet", "B2"] == pytest.approx(10.95, abs=0.01)
