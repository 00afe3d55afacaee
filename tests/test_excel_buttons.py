"""The door from Excel to the buttons: what macros are answered, which workbook is meant, and what goes wrong."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import openpyxl
import pytest
from excel_objects import ExcelApplication, Workbook, Worksheet, open_in_excel
from xlwings_on_windows import WINDOWS, XLWINDOWS

from addin.excel import buttons, excel_objects
from addin.excel.buttons import Buttons
from addin.marks import ERROR_MARK
from addin.shared_copy import ANONYMOUS, VALUES
from workbook_templates.recognition.sheet import Sheet

ROWS = (("Client", "Fees 2025"), ("Ash Ltd", 900.0), ("Birch Ltd", 500.0), ("Cedar Ltd", 100.0))
ADDRESS = 4711


class Desk:
    """Excel with a list, and the server's buttons."""

    def __init__(self, excel: ExcelApplication) -> None:
        self.excel, self.buttons = excel, Buttons()

    def press(self, name: str = "assign-tiers"):
        return self.buttons.press(name, ADDRESS)

    def undo(self):
        return self.buttons.undo(ADDRESS)

    def carry_out(self):
        return self.buttons.carry_out(ADDRESS)

    def state(self):
        return self.excel.ActiveWorkbook.state(), self.excel.set()


@pytest.fixture
def desk(monkeypatch) -> Desk:
    for name, module in WINDOWS.items():
        monkeypatch.setitem(sys.modules, name, module)
    excel = open_in_excel(Sheet("Clients", ROWS))
    monkeypatch.setattr(excel_objects, "_windows", lambda: XLWINDOWS)

    def application(address: int):
        assert address == ADDRESS
        return XLWINDOWS.COMRetryObjectWrapper(excel)

    monkeypatch.setattr(buttons, "application", application)
    return Desk(excel)


def sentence(answer: object) -> str:
    assert isinstance(answer, str)
    assert answer.startswith(ERROR_MARK)
    return answer.removeprefix(ERROR_MARK)


def test_a_button_is_asked_and_carried_out_and_taken_back(desk):
    before = desk.state()
    [[title, question, has_work]] = desk.press()
    assert (title, has_work) == ("Assign tiers", True)
    assert "Sheet Clients gains the column Tier (D2:D4)" in question
    assert len(question) <= 1000
    assert desk.state() == before
    assert desk.carry_out() == "Assign tiers"
    assert desk.state() != before
    [[title, question, has_work]] = desk.press()
    assert (title, has_work) == ("Assign tiers", False)
    assert "up to date" in question
    [[title, question, has_work]] = desk.undo()
    assert (title, has_work) == ("Undo last", True)
    assert question.startswith("Undo last takes Assign tiers back:")
    assert desk.carry_out() == ""
    assert desk.state() == before
    assert sentence(desk.undo()).startswith("There is nothing to take back")


def test_the_status_bar_tells_how_far_it_is_and_is_excels_again_after(desk, monkeypatch):
    told = []
    monkeypatch.setattr(
        ExcelApplication,
        "StatusBar",
        property(lambda excel: False, lambda excel, text: told.append(text)),
        raising=False,
    )
    desk.press()
    desk.carry_out()
    assert told[0].startswith("Tenure, 0%: Assign tiers: ")
    assert told[-1] is False


def test_several_presses_are_taken_back_one_after_the_other(desk):
    for name, label in (("set-up-my-list", "Set up my list"), ("add-value-column", "Add value column")):
        desk.press(name)
        assert desk.carry_out() == label
    desk.undo()
    assert desk.carry_out() == "Set up my list"


@pytest.mark.parametrize(("cell", "column"), [((4, 7), "H"), ((2, 1), "C")])
def test_of_several_areas_selected_the_list_with_the_cursor_is_meant(desk, cell, column):
    beside = {(row, at): cell for row, line in enumerate(ROWS, 1) for at, cell in enumerate(line, 6)}
    desk.excel.ActiveSheet.constants |= beside
    desk.excel.active_cell = cell
    [[_, question, _]] = desk.press("add-value-column")
    assert f"gains the column Value ({column}2:{column}4)" in question


def test_what_a_button_lacks_is_a_sentence_for_the_user(desk):
    desk.excel.ActiveSheet.protected = True
    assert sentence(desk.press()).startswith("Sheet Clients is protected")


def test_without_a_workbook_in_protected_view_and_on_a_chart_it_says_what_to_do(desk):
    desk.excel.ActiveSheet.Type = 3
    assert sentence(desk.press()) == "Clients is a chart: choose the sheet with the list, and press again."
    desk.excel.ActiveWorkbook = None
    assert sentence(desk.press()).startswith("No workbook is open")
    desk.excel.ActiveProtectedViewWindow = desk.excel
    assert sentence(desk.undo()) == "This workbook is open in Protected View: press Enable Editing first."


def test_nothing_is_carried_out_in_another_workbook_and_nothing_twice(desk):
    desk.press()
    first = desk.excel.ActiveWorkbook
    desk.excel.ActiveWorkbook = Workbook(desk.excel, "other.xlsx")
    desk.excel.ActiveWorkbook.sheets.append(Worksheet(desk.excel.ActiveWorkbook, "Sheet1"))
    desk.excel.ActiveWorkbook.active = desk.excel.ActiveWorkbook.sheets[0]
    assert "press the button again" in sentence(desk.carry_out())
    desk.excel.ActiveWorkbook = first
    assert "press the button again" in sentence(desk.carry_out())
    assert len(first.sheets) == 1


def test_what_was_done_to_one_workbook_is_not_taken_back_in_another(desk):
    desk.press()
    desk.carry_out()
    desk.excel.ActiveWorkbook.FullName = "C:\\another.xlsx"
    assert sentence(desk.undo()).startswith("There is nothing to take back")


# Copy for sharing


@pytest.mark.parametrize("choice", [VALUES, ANONYMOUS])
def test_a_copy_is_made_of_what_the_workbook_holds_now(desk, choice, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = desk.state()
    [[path, said]] = desk.buttons.copy_for_sharing(choice, ADDRESS)
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True) for cell in row]
    assert ("Ash Ltd" in cells) == (choice == VALUES)
    assert "3 rows of 3 clients" in said or "1 sheet: Clients" in said
    assert str(tmp_path) not in said
    assert desk.state() == before


def test_what_stands_in_the_way_of_a_copy_is_a_sentence(desk, monkeypatch):
    book = desk.excel.ActiveWorkbook

    def refused() -> str:
        return sentence(desk.buttons.copy_for_sharing(VALUES, ADDRESS))

    monkeypatch.setattr(buttons, "place_for_saving", lambda: Path("no such folder", "workbook.xlsx"))
    assert refused().startswith("Excel could not save a copy of the workbook: Microsoft Excel cannot access the file")
    book.FileFormat = 50
    assert refused() == "clients.xlsx is in another format: save it as .xlsx first, and press again."
    book.HasPassword = True
    assert "encrypted with a password" in refused()
    desk.excel.ActiveWorkbook = None
    assert refused().startswith("No workbook is open")


def test_of_a_list_that_names_no_client_no_copy_is_made(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    desk.excel.ActiveSheet.constants = {(1, 1): "Nothing"}
    assert sentence(desk.buttons.copy_for_sharing(ANONYMOUS, ADDRESS)).endswith(".")
