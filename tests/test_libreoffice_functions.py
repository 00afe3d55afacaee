"""LibreOffice Calc without LibreOffice: the door, the macros, the extension's parts, the formulas that are mended."""

from __future__ import annotations

import io
import json
import math
import re
import runpy
import shutil
import struct
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

import udfs
from addin import log
from addin.libreoffice import basic_wrappers, door, function_wizard, workbooks
from addin.libreoffice.cell_errors import code_in, number_of
from addin.libreoffice.extension_package import IDENTIFIER, extension, with_packages
from addin.libreoffice.written_forms import mended
from udfs import FUNCTIONS


def as_calc_sends(cells: Any) -> Any:
    """Raw cells as the macros send them."""
    if isinstance(cells, list):
        return tuple(tuple(map(as_calc_sends, row)) for row in cells)
    if isinstance(cells, (bool, int)):
        return float(cells)
    return cells.isoformat() if hasattr(cells, "isoformat") else cells


def as_calc_shows(cell: Any) -> Any:
    """A raw answer as Calc receives it, errors by their codes."""
    if isinstance(cell, (list, tuple)):
        return [[as_calc_shows(each) for each in row] for row in cell]
    if isinstance(cell, udfs.CellError):
        return cell.code
    if isinstance(cell, str):
        return cell
    return code_in(float(cell)) or float(cell)


# The door


@pytest.mark.parametrize("declaration", FUNCTIONS, ids=lambda declaration: declaration.name)
def test_every_example_comes_through_the_door(declaration, monkeypatch):
    monkeypatch.setattr(workbooks, "_open", [])
    arguments = declaration.example.arguments
    if any(isinstance(each, bool) for each in arguments):
        arguments = tuple(float(each) if isinstance(each, bool) else each for each in arguments)
    expected = udfs.call(declaration.name, *arguments)
    actual = door.answer(declaration.name, tuple(map(as_calc_sends, arguments)))
    if declaration.name != "REL_VERSION":  # it tells the host
        assert as_calc_shows(actual) == as_calc_shows(expected)


@pytest.mark.parametrize("code", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])
def test_an_error_is_the_number_by_which_calc_holds_it(code):
    low, high = struct.unpack("<II", struct.pack("<d", number_of(code)))
    assert (high, code_in(number_of(code))) == (0x7FF80000, code)
    assert low in (521, 532, 519, 524, 525, 503, 0x7FFF)


def test_an_error_that_calc_does_not_have_is_a_wrong_value():
    assert code_in(number_of("#SPILL!")) == "#VALUE!"
    assert code_in(3.0) is None


def test_an_error_in_an_array_spoils_its_own_row():
    answer = door.answer("REL_CLV", (((100.0,), (number_of("#DIV/0!"),), (None,)), 0.8, 0.1))
    assert as_calc_shows(answer)[:2] == [[pytest.approx(333.3333333)], ["#DIV/0!"]]


def test_a_mistake_of_ours_is_a_wrong_value_with_its_trace_in_the_log(monkeypatch, tmp_path):
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(udfs, "call", lambda *cells, date_1904: 1 / 0)
    assert code_in(door.answer("REL_CLV", (("secret",),))) == "#VALUE!"
    written = log.path("libreoffice").read_text(encoding="utf-8")
    assert "REL_CLV could not answer a range of 1 rows" in written
    assert "ZeroDivisionError" in written
    assert "secret" not in written


# Dates


class Document:
    """As much of a workbook in Calc as is asked for."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.calculated: list[bool] = []
        self.formulas: list[str] = []
        self.listeners: list[Any] = []
        self.searched = 0

    def getPropertyValue(self, name: str) -> Any:  # noqa: N802
        return SimpleNamespace(Year=self.year) if name == "NullDate" else ()

    def getSheets(self) -> list[Any]:  # noqa: N802
        search = SimpleNamespace(SearchString="", setPropertyValue=lambda *_: None)
        nothing = SimpleNamespace(getRangeAddresses=lambda: ())
        return [
            SimpleNamespace(
                createSearchDescriptor=lambda: search,
                findFirst=lambda _: search.SearchString,
                findAll=self.find,
                getSpreadsheet=lambda: self.getSheets()[0],
                queryContentCells=lambda _: nothing,
                getPropertyValue=lambda _: (),
            )
        ]

    def find(self, search: Any) -> Any:
        self.searched += 1
        found = [each for each in self.formulas if re.search(search.SearchString, each)]
        return [SimpleNamespace(getFormulaArray=lambda: ((each,) for each in found))] if found else None

    def addModifyListener(self, listener: Any) -> None:  # noqa: N802
        self.listeners.append(listener)

    def removeModifyListener(self, listener: Any) -> None:  # noqa: N802
        self.listeners.remove(listener)

    def getUndoManager(self) -> Any:  # noqa: N802
        return SimpleNamespace(lock=lambda: None, unlock=lambda: None)

    def isModified(self) -> bool:  # noqa: N802
        return False

    def calculateAll(self) -> None:  # noqa: N802
        self.calculated.append(workbooks.counts_from_1904())


def test_dates_count_as_the_open_workbooks_do_and_are_refused_where_those_differ(monkeypatch):
    monkeypatch.setattr(workbooks, "_open", [])
    new, old = Document(1899), Document(1904)
    day = as_calc_shows(door.answer("REL_NEXT_DATE", (40_000.0, 40_100.0)))
    workbooks.opened(old, None)
    assert old.calculated == [True]
    assert as_calc_shows(door.answer("REL_NEXT_DATE", (40_000.0 - 1462, 40_100.0 - 1462))) == day - 1462
    workbooks.opened(new, None)
    assert as_calc_shows(door.answer("REL_NEXT_DATE", (40_000.0, 40_100.0))) == "#VALUE!"
    assert as_calc_shows(door.answer("REL_CLV", (100.0, 0.8, 0.1))) == pytest.approx(333.3333333)
    workbooks.closed(old)
    assert as_calc_shows(door.answer("REL_NEXT_DATE", (40_000.0, 40_100.0))) == day


# Skipped arguments


def test_as_long_as_a_formula_skips_an_argument_what_is_asked_with_a_0_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "_open", [])
    document = Document(1899)
    workbooks.opened(document, "listener")

    def clv(growth: float = 0.0) -> Any:
        return as_calc_shows(door.answer("REL_CLV", (100.0, 0.8, 0.1, "end", "certain", growth)))

    assert [clv(), clv(), clv(0.02)] == [pytest.approx(100 / 0.3)] * 2 + [pytest.approx(100 / 0.284)]
    assert (document.searched, document.listeners) == (1, ["listener"])  # it is looked at once until it is modified
    for formula, refused in {
        "=REL_CLV(A1;;0.1)": True,
        "=REL_CLV(A1;0.8; ;0.1)": True,
        "{=REL_CLV(;0.8;0.1)}": True,
        "=IF(A1;;REL_CLV(A1;0.8;0.1))": False,
        "=REL_CLV(A1;0;0.1)": False,
    }.items():
        document.formulas = [formula]
        workbooks.modified(document, "listener")
        assert clv() == ("#VALUE!" if refused else pytest.approx(100 / 0.3)), formula
        assert clv(0.02) == pytest.approx(100 / 0.284)


# The formulas


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("=[1]!REL_CLV(A1)", "=REL_CLV(A1)"),
        ("=1+[12]!rel_clv(A1)", "=1+REL_CLV(A1)"),
        (r"='C:\Users\x y\XLSTART\tenure.xlam'!rel_clv(A1;0.1)", "=REL_CLV(A1;0.1)"),
        ("=_xldudf_rel_clv(A1)", "=REL_CLV(A1)"),
        ("=_xlfn._xldudf_REL_CLV(A1)", "=REL_CLV(A1)"),
        ("{=[1]!REL_TIERS(A1:A3)}", "{=REL_TIERS(A1:A3)}"),
        ("=REL_CLV(A1;;0.1)", '=REL_CLV(A1;"";0.1)'),
        ("=REL_NPV(;1)", '=REL_NPV("";1)'),
        ("=REL_CLV(A1; ;)", '=REL_CLV(A1; "";"")'),
        ("=rel_clv(REL_CLV(;1);;2)", '=REL_CLV(REL_CLV("";1);"";2)'),
        ("=IF(A1;REL_CLV(A1;;2);)", '=IF(A1;REL_CLV(A1;"";2);)'),
        ('=IFERROR(REL_CLV(A1;0.8);"a)")', '=IFERROR(IFERROR(REL_CLV(A1;0.8);NA());"a)")'),
        ("=1+iferror( rel_clv((A1);;1) ;0)", '=1+iferror( IFERROR(REL_CLV((A1);"";1);NA()) ;0)'),
        (
            '=IFERROR(REL_CLV(IFERROR(REL_NPV(A1;")");0));1)&IFERROR(REL_CLV(A1);2)',
            '=IFERROR(IFERROR(REL_CLV(IFERROR(IFERROR(REL_NPV(A1;")");NA());0));NA());1)&IFERROR(IFERROR(REL_CLV(A1);NA());2)',
        ),
        ('=IFERROR(IF(B1;REL_CLV(A1);"");0)', '=IFERROR(IFERROR(IF(B1;REL_CLV(A1);"");NA());0)'),
        ("=IFERROR( +(rel_clv(A1)) ;0)", "=IFERROR( IFERROR(+(REL_CLV(A1));NA()) ;0)"),
        (
            '=IFERROR(CHOOSE(B1;"(";IF(B2;IFERROR(REL_CLV(A1);1)));0)',
            '=IFERROR(IFERROR(CHOOSE(B1;"(";IF(B2;IFERROR(IFERROR(REL_CLV(A1);NA());1)));NA());0)',
        ),
        ('=REL_CLV(IF(A1;;2);;"a;;REL_CLV(;")', '=REL_CLV(IF(A1;;2);"";"a;;REL_CLV(;")'),
    ],
)
def test_other_written_forms_become_plain_and_skipped_arguments_empty_texts(written, plain):
    assert mended(written) == plain
    assert mended(plain) == plain


@pytest.mark.parametrize(
    "formula",
    [
        "=REL_VERSION()",
        "=IFERROR(REL_CLV(A1)*2;0)",
        "=IFERROR(A1;REL_CLV(A1))",
        "=IFERROR(IF(B1;A1;0);REL_CLV(A1))",
        "=IFERROR(IF(B1;REL_CLV(A1);0)*2;0)",
        "=IFERROR(REL_CLV(A1);NA())",
        "=XIFERROR(REL_CLV(A1);0)",
        '="IFERROR(REL_CLV(A1);0)"',
        "=REL_CLV({1;2|3;4};0.8;0.1)",
        "=REL_CLV('a;;(b'.A1;2)",
        "=SUM(A1;;2)",
        "=XREL_CLV(;)",
        "=A.REL_CLV(;)",
        '="REL_CLV(;;)"',
        "='file:///C:/other.xlam'!REL_CLVX(;)",
    ],
)
def test_what_is_not_ours_stays(formula):
    assert mended(formula) == formula


# The macros and the extension


@pytest.mark.parametrize("declaration", FUNCTIONS, ids=lambda declaration: declaration.name)
def test_a_macro_takes_each_argument_and_hands_on_as_many_as_are_given(declaration):
    source = basic_wrappers.wrapper(declaration)
    head, *asked = re.findall(r"^Function .*|callFunction\(.*", source, re.MULTILINE)
    count = head.count("Optional ")
    assert head.startswith(f"Function {declaration.name}(")
    assert count == 30 if declaration.takes_all_that_follow else count == len(declaration.parameters)
    assert [line.count("a", line.index("Array")) - 1 for line in asked] == list(range(count + 1))


def test_the_wizards_names_are_never_found_in_a_formula_and_its_types_say_what_is_needed():
    """Were a name found among add-ins, no macro would be asked; Calc reads no name that ends with a space."""
    names = re.findall(r'DisplayName"><value xml:lang="en">(REL_[^<]*)<', function_wizard.texts())
    assert names == [f"{declaration.name} " for declaration in FUNCTIONS]
    types = function_wizard.types()
    assert "any REL_CLIENT_KEY([in] sequence< sequence<any> > a00);" in types
    assert "any REL_EXPLAIN([in] sequence< sequence<any> > a00, [in] sequence<any> a01);" in types
    assert "any REL_FUNCTIONS([in] any a00, [in] any a01);" in types
    assert types.count(" any REL_") == len(FUNCTIONS)


def test_the_extension_is_the_same_each_time_and_holds_what_its_manifest_names():
    made = with_packages(extension(), ["/some/where é"], "/usr/bin/python3")
    assert made == with_packages(extension(), ["/some/where é"], "/usr/bin/python3")
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = package.namelist()
        manifest = ElementTree.fromstring(package.read("META-INF/manifest.xml"))
        listed = [entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in manifest]
        packages = json.loads(package.read("packages.json"))
        description = package.read("description.xml").decode()
        for name in names:
            if name.endswith((".xcu", ".xml")):
                ElementTree.fromstring(package.read(name))
            elif name.endswith(".py"):
                compile(package.read(name), name, "exec")
    assert set(listed) <= set(names)
    assert packages == {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "paths": ["/some/where é"],
        "interpreter": "/usr/bin/python3",
    }
    assert f'<identifier value="{IDENTIFIER}"/>' in description
    assert f'<version value="{udfs.__version__}"/>' in description


def test_an_extension_that_was_not_put_there_by_tenure_install_says_what_to_do(tmp_path):
    (tmp_path / "pythonpath").mkdir()
    copied = shutil.copy(Path(door.__file__).with_name("tenure_packages.py"), tmp_path / "pythonpath")
    packages = runpy.run_path(copied)
    with pytest.raises(
        packages["NotReady"], match=r"knows of no packages for Tenure: run tenure install --libreoffice\."
    ):
        packages["prepare"]()


def test_the_largest_number_is_no_error():
    assert not math.isnan(sys.float_info.max)
    assert code_in(sys.float_info.max) is None
