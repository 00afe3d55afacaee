"""Workbooks that others made: each formula's answer against the value in the file and against LibreOffice Calc's.

``data/foreign/calc.json`` holds Calc's answers where they are others than the file's. With LibreOffice installed,
``python tests/test_foreign_workbooks.py`` makes it again; ``... --differences`` lists what differs, cell by cell.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from addin.headless import compute

FOLDER = Path(__file__).parent / "data" / "foreign"
WORKBOOKS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.xlsx"))
CALC = FOLDER / "calc.json"
DIFFERENCES = tomllib.loads((FOLDER / "differences.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 31, 12)

# The functions whose answers no other day, and no other run, repeats.
_CHANGING = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY)\(")
_SHEET_OF = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cells = dict[str, Any]
"""Values by ``Sheet!A1``; errors are texts with a mark before them."""


def _elements(package: zipfile.ZipFile, member: str) -> Iterator[ElementTree.Element]:
    for element in ElementTree.fromstring(package.read(member)).iter():
        element.tag = element.tag.rpartition("}")[2]
        yield element


def _text(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t") or part.tag == "t")


def read(path: Path) -> tuple[Cells, Cells]:
    """The values of all cells of a workbook, and the formulas of those that have one; no reader of the project's."""
    values: Cells = {}
    formulas: Cells = {}
    with zipfile.ZipFile(path) as package:
        members = {name.casefold(): name for name in package.namelist()}
        book = members["xl/workbook.xml"]
        targets = {
            element.get("Id"): (element.get("Target") or "").lstrip("/").removeprefix("xl/")
            for element in _elements(package, members["xl/_rels/workbook.xml.rels"])
            if element.tag == "Relationship"
        }
        texts = []
        if "xl/sharedstrings.xml" in members:
            texts = [_text(item) for item in _elements(package, members["xl/sharedstrings.xml"]) if item.tag == "si"]
        for sheet in [element for element in _elements(package, book) if element.tag == "sheet"]:
            member = members.get(f"xl/{targets[sheet.get(_SHEET_OF)]}".casefold())
            if member is None or "worksheets" not in member:
                continue
            for cell in _elements(package, member):
                if cell.tag != "c":
                    continue
                key = f"{sheet.get('name')}!{cell.get('r')}"
                parts = {part.tag.rpartition("}")[2]: part for part in cell}
                values[key] = _value(cell, parts, texts)
                formula = parts.get("f")
                if formula is not None and (formula.text or formula.get("t") == "shared"):
                    formulas[key] = formula.text or ""
    return values, formulas


def _value(cell: ElementTree.Element, parts: dict[str, ElementTree.Element], texts: list[str]) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(parts["is"])
    text = parts["v"].text if "v" in parts else None
    if text is None:
        return "" if kind == "str" else None
    if kind == "n":
        return float(text)
    if kind == "b":
        return text == "1"
    if kind == "s":
        return texts[int(text)]
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return "\0" + text if kind == "e" else text


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, numbers but for a billionth of them."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def listed(workbook: str, kind: str) -> dict[str, str]:
    """The cells of a workbook whose answers are known to differ, each with the reason."""
    cells = {}
    for reason, ranges in DIFFERENCES.get(kind, {}).get(workbook, {}).items():
        for line in ranges:
            sheet, _, addresses = line.rpartition("!")
            for address in addresses.split():
                for cell in _spread(address):
                    assert f"{sheet}!{cell}" not in cells, f"{workbook} {sheet}!{cell} is listed twice"
                    cells[f"{sheet}!{cell}"] = reason
    return cells


def _spread(address: str) -> Iterator[str]:
    """The cells of ``B2:B9``, which is one column."""
    first, _, last = address.partition(":")
    letters = first.rstrip("0123456789")
    for row in range(int(first[len(letters) :]), int((last or first).lstrip(letters)) + 1):
        yield f"{letters}{row}"


def answers(workbook: str, folder: Path) -> tuple[Cells, Cells, Cells, set[str]]:
    """What the file holds, its formulas, what is computed, and which cells are not computed."""
    source = FOLDER / workbook
    target = folder / "computed.xlsx"
    computation = compute(source, target, now=NOW)
    given, formulas = read(source)
    not_computed = {f"{cell.sheet}!{cell.cell}" for cell in computation.not_computed}
    return given, formulas, read(target)[0], not_computed


def differing(workbook: str, folder: Path) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The formula cells that differ from the file, those that differ from Calc, and those that are not computed."""
    given, formulas, computed, not_computed = answers(workbook, folder)
    in_calc = {**given, **json.loads(CALC.read_text(encoding="utf-8")).get(workbook, {})}
    changing = listed(workbook, "changing")
    file, calc, absent = {}, {}, {}
    for key, formula in formulas.items():
        if key in changing or _CHANGING.search(formula):
            continue
        if key in not_computed:
            absent[key] = formula
            continue
        line = f"={formula}: in the file {given[key]!r}, computed {computed[key]!r}, in Calc {in_calc[key]!r}"
        # Some programs write formulas without their answers.
        if given[key] is not None and not same(given[key], computed[key]):
            file[key] = line
        if not same(in_calc[key], computed[key]):
            calc[key] = line
    return file, calc, absent


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_each_formula_answers_as_in_the_file_and_in_calc(workbook: str, tmp_path: Path) -> None:
    file, calc, absent = differing(workbook, tmp_path)
    found = {"file": file, "calc": calc, "not_computed": absent}
    for kind, cells in found.items():
        known = listed(workbook, kind)
        new = {key: line for key, line in cells.items() if key not in known}
        gone = {key: reason for key, reason in known.items() if key not in cells}
        assert (new, gone) == ({}, {}), f"{kind}: add the first to differences.toml, take the second out of it"


def test_every_reason_is_explained_and_used() -> None:
    used = {
        reason
        for kind in ("file", "calc", "not_computed", "changing")
        for cells in DIFFERENCES.get(kind, {}).values()
        for reason in cells
    }
    assert used == set(DIFFERENCES["reasons"])
    assert {book for kind in ("file", "calc", "not_computed", "changing") for book in DIFFERENCES.get(kind, {})} <= set(
        WORKBOOKS
    )


def test_the_manual_says_what_differs() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "hosts.md").read_text(encoding="utf-8")
    told = {
        reason
        for kind in ("file", "not_computed")
        for cells in DIFFERENCES[kind].values()
        for reason in cells
        if reason != "truth_as_number"  # the file's peculiarity, not ours
    }
    assert {reason for reason in told if DIFFERENCES["reasons"][reason]["why"] not in manual} == set()


# Calc's answers, made again


_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def recalculated(folder: Path) -> dict[str, Cells]:
    """For each workbook the answers of an installed LibreOffice that are others than the file's."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    others: dict[str, Cells] = {}
    for project in sorted({workbook.partition("/")[0] for workbook in WORKBOOKS}):
        sources = [FOLDER / workbook for workbook in WORKBOOKS if workbook.startswith(f"{project}/")]
        target = folder / project
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation={profile.as_uri()}",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(target),
                *map(str, sources),
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        for source in sources:
            given, formulas = read(source)
            calc, _ = read(target / source.name)
            differ = {key: calc.get(key) for key in formulas if not same(given[key], calc.get(key))}
            if differ:
                others[f"{project}/{source.name}"] = differ
    return others


def _list_differences() -> None:
    for workbook in WORKBOOKS:
        with tempfile.TemporaryDirectory() as folder:
            for kind, cells in zip(("file", "calc", "not_computed"), differing(workbook, Path(folder)), strict=True):
                for key, line in cells.items():
                    print(kind, workbook, key, line, sep="\t")


if __name__ == "__main__":
    if "--differences" in sys.argv:
        _list_differences()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            made = recalculated(Path(temporary))
        lines = [
            f"{json.dumps(workbook)}: {{\n"
            + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in cells.items())
            + "\n}"
            for workbook, cells in made.items()
        ]
        CALC.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
