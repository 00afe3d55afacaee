"""Buttons on workbooks that are open in LibreOffice Calc: what they write there, and how it is taken back."""

from __future__ import annotations

import base64
import pickle
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lists_to_press import CLIENTS, FIRST_ROW, write_list

from addin.closed_file import prepare
from addin.closed_file.book import Book
from addin.commands import sheet_commands, shown_in
from addin.edits import Cell, Formula, WriteCells, WriteName, WriteSheet
from addin.headless.package import Package
from addin.shared_copy import ANONYMOUS, VALUES

pytestmark = pytest.mark.libreoffice

DAY = "2026-03-31"
SHOWN = [command for command in sheet_commands() if command in shown_in("Calc")]
STUBBORN = ("=1+1", "+44 20 7946 0000", "-5%", "@home", "\tindented", "'quoted", "007", "TRUE", "1/2")


@pytest.fixture(params=["plain", "table"])
def shape(request) -> str:
    return request.param


@pytest.fixture
def path(tmp_path, shape) -> Path:
    return write_list(tmp_path / "clients.xlsx", shape)


@pytest.fixture
def book(calc, path) -> Iterator[Any]:
    with closing(calc.show(path)) as opened:
        yield opened


def press(book: Any, name: str, *, carry_out: bool = True) -> dict[str, Any]:
    answer = book.button("press", name=name, day=DAY, carry_out=carry_out)
    assert "refused" not in answer, answer
    return answer


def held(path: Path, sheet: str) -> dict[tuple[int, int], Any]:
    """What stands in a sheet of a file."""
    with Package(path) as package:
        found = Book(package).contents(sheet)
    return {place: content.text if isinstance(content, Formula) else content for place, content in found.items()}


def in_calc(book: Any, sheet: str) -> dict[tuple[int, int], Any]:
    return {(row, column): content for row, column, content in book.button("contents", sheet=sheet)}


def test_calc_writes_what_a_file_gets_and_computes_the_same(book, path, shape, tmp_path):
    press(book, "assign-tiers")
    command = next(command for command in sheet_commands() if command.name == "assign-tiers")
    with prepare(command, path, None, None, lambda *_: None) as run:
        run.carry_out(tmp_path / "tiers.xlsx", False, lambda *_: None)
    for sheet in ("Clients", "Tiers"):
        assert in_calc(book, sheet) == held(tmp_path / "tiers.xlsx", sheet)
    saved = book.save(tmp_path / "saved.xlsx")
    for name in ("Clients", "Tiers"):
        with Package(saved) as ours, Package(tmp_path / "tiers.xlsx") as theirs:
            shown = [
                {(cell.row, cell.column): cell.value for cell in Book(package).cells(name).formulas}
                for package in (ours, theirs)
            ]
        assert shown[0].keys() == shown[1].keys()
        for place, value in shown[1].items():
            assert shown[0][place] == (pytest.approx(value) if isinstance(value, float) else value), (name, place)
    row = FIRST_ROW[shape]
    with Package(saved) as package:
        part = (saved_book := Book(package)).part("Clients")
        assert saved_book.styles.number_format(part.style(row, 9)).replace("\\", "") == "£#,##0"
    with Package(saved) as package:
        tables = {table.area.right for table in Book(package).parts.tables}
    assert tables == ({10} if shape == "table" else set())


def test_every_button_in_turn_is_up_to_date_when_pressed_again_and_all_are_taken_back_to_the_cell(calc, tmp_path):
    with closing(calc.show(write_list(tmp_path / "clients.xlsx"))) as book:
        before, theirs = book.button("state"), book.formulas("A1:H30", "Clients")
        sheets, labels = [list(book.sheets())], []
        for command in SHOWN:
            answer = book.button("press", name=command.name, day=DAY, carry_out=True)
            if answer.get("edits"):
                labels.append(command.label)
                sheets.append(list(book.sheets()))
                assert "#NAME?" not in str(book.cells("A1:N30", sheets[-1][-1])), command.label
                again = press(book, command.name, carry_out=False)["edits"]
                assert all(edit.endswith(" is shown.") for edit in again), command.label
            assert book.formulas("A1:H30", "Clients") == theirs, command.label
        assert len(labels) >= 8
        for label in reversed(labels):
            assert list(book.sheets()) == sheets.pop()
            assert book.button("undo_last")["preview"].startswith(f"Undo last takes {label} back:")
        assert book.button("state") == before


def test_ctrl_z_takes_a_button_back_in_one_step_and_ctrl_y_presses_it_again(book):
    before = book.button("state")
    press(book, "assign-tiers")
    written = book.button("state")
    assert book.button("program_undo") == []
    assert book.button("state") == before
    book.button("program_redo")
    again = book.button("state")
    assert {name: sheet["formulas"] for name, sheet in again.items() if name in book.sheets()} == {
        name: sheet["formulas"] for name, sheet in written.items() if name in book.sheets()
    }
    assert again["names"] == written["names"]
    assert again["Tiers"]["charts"] == 1


def test_several_levels_and_a_cell_that_somebody_changed_since(book, shape):
    before = book.button("state")
    press(book, "set-up-my-list")
    between = book.button("state")
    press(book, "assign-tiers")
    row = FIRST_ROW[shape] + 2
    book.button("type_into", sheet="Clients", address=f"J{row}", text="Our best")
    said = book.button("undo_last")["preview"]
    assert said.endswith(f"What was changed since stays as it is: Clients!J{row}.")
    left = in_calc(book, "Clients")
    assert {place: content for place, content in left.items() if place[1] > 8} == {
        (FIRST_ROW[shape] - 1, 10): "Tier", (row, 10): "Our best",
    }  # fmt: skip
    assert "My list" in book.sheets()
    assert "Tiers" not in book.sheets()
    assert book.button("state")["names"] == between["names"]
    assert "takes Set up my list back" in book.button("undo_last")["preview"]
    assert list(book.sheets()) == ["Clients"]
    assert book.button("state")["names"] == before["names"]
    assert "nothing to take back" in book.button("undo_last")["refused"]


def test_text_stays_text_whatever_it_begins_with(book, tmp_path):
    cells = tuple(Cell(row, 1, text, "label") for row, text in enumerate(STUBBORN, 1))
    edits = [
        WriteSheet("trial", "", "Trial", (20.0, 20.0), cells),
        WriteName("tenure_sheet_trial", "='Trial'!$A$1"),
        WriteCells("Trial", tuple((row, 2, text) for row, text in enumerate(STUBBORN, 1))),
    ]
    book.button("carry_out", edits=base64.b64encode(pickle.dumps(edits)).decode())
    expected = {(row, column): text for row, text in enumerate(STUBBORN, 1) for column in (1, 2)}
    assert in_calc(book, "Trial") == expected
    assert held(book.save(tmp_path / "saved.xlsx"), "Trial") == expected


def test_a_client_more_brings_columns_and_sheet_up_to_date(calc, tmp_path):
    last = FIRST_ROW["plain"] + CLIENTS
    with closing(calc.show(write_list(tmp_path / "clients.xlsx"))) as book:
        press(book, "assign-tiers")
        book.write(f"A{last}:E{last}", [["New Ltd", "Ann", None, 1.0, 90000.0]], "Clients")
        before = book.button("state")
        assert press(book, "assign-tiers")["edits"]
        assert book.cell("C11", "Tiers") == CLIENTS
        assert book.formulas(f"I{last}", "Clients")[0][0].startswith("=")
        assert press(book, "assign-tiers", carry_out=False)["edits"] == []
        book.button("undo_last")
        assert book.button("state") == before


def test_rows_that_are_hidden_get_their_formulas_too(calc, tmp_path):
    path = tmp_path / "clients.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Clients")
        sheet.write_row(0, 0, ["Client", "Fees 2025"])
        for row in range(1, 9):
            sheet.write_row(row, 0, [f"Client {row} Ltd", 1000.0 + 317 * row**2])
        for row in (3, 4, 6):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.autofilter(0, 0, 8, 1)
    with closing(calc.show(path)) as book:
        press(book, "add-value-column")
        formulas = [text for (text,) in book.formulas("C2:C9", "Clients")]
        begins = [f'=IF($B{row}="";"";REL_CLV($B{row}*' for row in range(2, 10)]
        assert [text.upper()[: len(begin)] for text, begin in zip(formulas, begins, strict=True)] == begins
        assert press(book, "add-value-column", carry_out=False)["edits"] == []


@pytest.mark.parametrize(("areas", "column"), [(("G5:G8", "A3:B4", "K2"), "H"), (("A3:B4", "B7", "G5"), "C")])
def test_of_several_areas_selected_the_list_with_the_cursor_is_meant(areas, column, calc, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as written:
        page = written.add_worksheet("Clients")
        for left, town in ((0, "Leeds"), (5, "York")):
            page.write_row(1, left, ("Client", "Fees 2025"))
            for down in range(8):
                page.write_row(down + 2, left, (f"{town} {down} Ltd", 1000.0 + 317 * down**2))
    with closing(calc.show(tmp_path / "two.xlsx")) as book:
        book.choose_all(*areas)
        assert f"gains the column Value ({column}3:{column}10)" in press(book, "add-value-column")["preview"]
        assert book.cell(f"{column}2", "Clients") == "Value"


def test_a_protected_sheet_is_refused_and_nothing_changes(calc, tmp_path):
    with closing(calc.show(write_list(tmp_path / "clients.xlsx", protect=True))) as book:
        before = book.button("state")
        answer = book.button("press", name="assign-tiers", day=DAY, carry_out=True)
        assert answer["refused"].startswith("Sheet Clients is protected: take the protection off")
        assert book.button("state") == before


def test_a_copy_for_others_holds_what_calc_shows_and_its_list_names_nobody(book, shape):
    press(book, "assign-tiers")
    for choice, name in ((VALUES, "Client 01 Ltd"), (ANONYMOUS, "Client 001")):
        made = book.button("copy_for_sharing", choice=choice, interpreter=sys.executable)
        with Package(Path(made["path"])) as package:
            copy = Book(package)
            assert all(not copy.formulas(entry.name) for entry in copy.entries)
            cells = set(copy.contents("Clients").values())
        assert name in cells
        assert {"Platinum", "Gold"} <= cells
        assert ("Client 01 Ltd" in cells) == (choice == VALUES)
        assert made["said"]


def test_check_this_sheet_says_which_arrays_mislead(calc, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "arrays.xlsx") as written:
        page = written.add_worksheet("Clients")
        page.write_row(0, 0, ["Client", "Fees 2025"])
        for row, tree in enumerate(("Ash", "Birch", "Cedar", "Dogwood"), 1):
            page.write_row(row, 0, [tree, 100.0 * row])
        page.write_formula("D2", "=REL_PROFIT(B2:B5)")
        page.write_array_formula("E2:E5", "{=REL_PROFIT(B2:B5)}")
        page.write_array_formula("F3:F4", "{=REL_PROFIT(B2:B5)}")
    with closing(calc.show(tmp_path / "arrays.xlsx")) as book:
        press(book, "check-this-sheet")
        check = in_calc(book, "Check")
    rows = [row for row, column in sorted(check) if column == 4 and row > 5]
    assert [check[row, 1] for row in rows] == ["D2", "F3", "F3"]
    kept, shifted, small = (check[row, 4] for row in rows)
    assert kept.startswith("REL_PROFIT gives 4 answers, and the cell shows the first: choose as many cells")
    assert shifted.startswith("The first answer stands in row 3, and the first client of B2:B5 in row 2")
    assert "gives 4 x 1 cells, and the array in F3:F4 has 2 x 1" in small


def test_an_error_in_a_cell_is_caught_at_once_in_what_a_button_writes(calc, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "error.xlsx") as written:
        written.add_worksheet("Clients").write_formula("A1", "=NA()")
    text = '=IFERROR(REL_LIFETIME(A1),"-")'
    edit = WriteCells("Clients", ((1, 2, Formula(text)),))
    with closing(calc.show(tmp_path / "error.xlsx")) as book:
        book.button("carry_out", edits=base64.b64encode(pickle.dumps([edit])).decode())
        assert book.cell("B1", "Clients") == "-"
        assert in_calc(book, "Clients")[1, 2] == text


def test_a_column_that_catches_errors_is_brought_up_to_date_where_calc_caught_them_twice(calc, tmp_path):
    last = FIRST_ROW["plain"] + CLIENTS
    with closing(calc.show(write_list(tmp_path / "clients.xlsx"))) as book:
        press(book, "score-prospects")
        saved = book.save(tmp_path / "saved.xlsx")
    with closing(calc.show(saved)) as book:
        assert ";NA());" in book.formulas("I4", "Clients")[0][0]
        assert press(book, "score-prospects", carry_out=False)["edits"] == []
        book.write(f"A{last}:E{last}", [["New Ltd", "Ann", None, 1.0, 90000.0]], "Clients")
        assert press(book, "score-prospects")["edits"]
        assert ";NA());" in book.formulas(f"I{last}", "Clients")[0][0]
        assert [text for (text,) in book.formulas("I3:I3", "Clients")] == ["Fit"]
        assert [list(row) for row in book.formulas("J3:L3", "Clients")] == [["", "", ""]]
        assert [name for name in book.sheets() if name.startswith("Ideal client")] == ["Ideal client"]
