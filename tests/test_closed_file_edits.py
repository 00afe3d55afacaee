"""Edits in a workbook that is a file: values, cells to be filled in, lists that grow, the sheet that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lists_to_press import write_list

from addin.closed_file.applier import apply
from addin.closed_file.book import Book
from addin.closed_file.sheet_part import FilledColumn, NewCell
from addin.edits import Edit, Formula, ShowSheet, WriteCells, WriteColumn
from addin.headless.package import Package


@pytest.fixture
def book(tmp_path) -> Path:
    return write_list(tmp_path / "clients.xlsx", sheets=("Notes",))


def applied(book: Path, target: Path, *edits: Edit) -> Path:
    with Package(book) as package:
        apply(edits, Book(package)).copy_to(target, {})
    return target


def test_values_and_cells_to_be_filled_in_have_the_look_of_the_column_that_they_are_like(book, tmp_path):
    like = WriteColumn(
        key="", sheet="Clients", column=9, header_row=3, heading="Fees 2026", rows=(range(4, 7), range(8, 9)),
        formula=None, kind="money", like=5,
    )  # fmt: skip
    tiers = replace(like, column=10, heading="Tier 2025", kind="text", like=1, values=("Gold", "=Iron", None, "Lead"))
    new = openpyxl.load_workbook(applied(book, tmp_path / "out.xlsx", like, tiers))["Clients"]
    assert [new.cell(row, 9).value for row in range(3, 9)] == ["Fees 2026", None, None, None, None, None]
    assert [new.cell(row, 10).value for row in range(3, 9)] == ["Tier 2025", "Gold", "=Iron", None, None, "Lead"]
    assert new.cell(5, 10).data_type == "s"
    assert new.cell(4, 9).number_format == new.cell(4, 5).number_format
    assert new.cell(7, 9).number_format == "General"


def test_cells_below_what_is_listed_take_its_looks(book, tmp_path):
    edit = WriteCells("Clients", ((30, 5, 7.0), (30, 1, "New"), (2, 5, 1.0)), like=4)
    new = openpyxl.load_workbook(applied(book, tmp_path / "out.xlsx", edit))["Clients"]
    assert new.cell(30, 5).number_format == new.cell(4, 5).number_format != "General"
    assert new.cell(2, 5).number_format == "General"


def test_one_sheet_alone_is_shown(book, tmp_path):
    new = openpyxl.load_workbook(applied(book, tmp_path / "out.xlsx", ShowSheet("Notes")))
    assert new.active.title == "Notes"
    assert [sheet.sheet_view.tabSelected for sheet in new] == [False, True]


def test_a_package_that_has_grown_reads_and_is_copied_as_it_has_become(book, tmp_path):
    before = book.read_bytes()
    with Package(book) as package:
        sheet = package.read("xl/worksheets/sheet2.xml")
        grown = package.grown({"xl/worksheets/sheet1.xml": sheet}, {"custom/note.xml": b"<note/>"})
        assert grown.read("xl/worksheets/sheet1.xml") == sheet
        assert grown.size("custom/note.xml") == 7
        assert grown.names == [*package.names, "custom/note.xml"]
        assert package.read("xl/worksheets/sheet1.xml") != sheet
        grown.copy_to(tmp_path / "out.xlsx", {})
    with Package(tmp_path / "out.xlsx") as copy:
        assert copy.read("xl/worksheets/sheet1.xml") == sheet
        assert copy.read("custom/note.xml") == b"<note/>"
    assert book.read_bytes() == before


@pytest.mark.parametrize("column", [2, 9], ids=["over cells", "beside the list"])
@pytest.mark.parametrize("style", [None, 0, 3])
def test_a_filled_column_is_written_as_its_cells_one_by_one(book, column, style):
    formula = Formula('=IF($A4<>"Ä & 5%",A$4&"_x0041_",SUM(B$4:B4))')
    rows = (4, 5, 6, 8, 40)
    written = []
    with Package(book) as package:
        for filled in (True, False):
            part = Book(package).part("Clients")
            down = FilledColumn(column, formula, 4, dict.fromkeys(rows, style))
            cell = {row: NewCell(Formula(formula.at(row - 4)), style) for row in rows}
            part.write({row: {column: down if filled else cell[row]} for row in rows})
            written.append(part.written())
    assert written[0] == written[1]
    assert b"SUM(B$4:B8)" in written[0]
