"""The menu and the toolbar *Relationships* in LibreOffice Calc on a screen, and what a hand on the mouse does there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from lists_to_press import write_list
from under_libreoffice import calc as under_calc
from under_libreoffice.screen import Screen, screen, wait_for

from addin.commands import shown_in
from addin.libreoffice import office
from addin.ribbon import TAB
from udfs import __version__

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The screen."""
    with screen(tmp_path_factory.mktemp("screen")) as there:
        yield there


@pytest.fixture(scope="module")
def user(user_of_calc, tmp_path_factory) -> tuple[Any, Any]:
    """LibreOffice, and a profile for the screen alone."""
    program, profile = user_of_calc
    return program, under_calc.copied(profile, tmp_path_factory.mktemp("settings on the screen") / "4")


@pytest.fixture(scope="module")
def seen(desk, user) -> Iterator[Any]:
    """Calc on the screen, with an empty workbook."""
    with under_calc.running(*user, desk.display) as calc, closing(calc.new()) as book:
        book.bring_up()
        yield calc


def choose(desk: Screen, calc: Any, *names: str) -> None:
    """Click through a menu; a window from which a box has only just gone may not take the first click."""

    def is_there(name: str) -> list[Any]:
        return [each for each in calc.shown_in("MENU", names[0]) if each.name == name and each.is_visible]

    def is_open() -> list[Any]:
        desk.click(is_there(names[0])[0].middle)
        return wait_for(lambda: is_there(names[1]), seconds=2)

    place = wait_for(is_open)
    for name in names[2:]:
        desk.click(place[0].middle)
        place = wait_for(lambda name=name: is_there(name))
    desk.click(place[0].middle)


def is_answered(desk: Screen, calc: Any, button: str) -> bool:
    """Whether no box waits any more; else the button is clicked, which a box that has only just come may not take."""
    boxes = calc.questions()
    for box in boxes:
        desk.click(next(each for each in box if each.name == button).middle)
    return not boxes


def test_the_menu_and_the_toolbar_show_every_button(seen):
    labels = [command.label for command in shown_in("Calc")]
    toolbar = wait_for(lambda: seen.shown_in("TOOL_BAR", TAB))
    assert [each.name for each in toolbar] == [TAB, *labels]
    assert all(each.is_visible for each in toolbar)
    menu = seen.shown_in("MENU", TAB)
    assert menu[0].is_visible
    in_menus = [each.name for each in menu[1:] if each.name]
    expected = []
    for command in shown_in("Calc"):
        if command.menu and command.menu not in expected:
            expected.append(command.menu)
        expected.append(command.label)
    assert in_menus == expected


def test_about_is_clicked_in_the_menu_and_says_that_the_functions_answer(desk, seen):
    before = desk.picture()
    choose(desk, seen, TAB, "Help", "About Tenure")
    (box,) = wait_for(seen.questions)
    assert f"Tenure {__version__}: what client relationships are worth.\n\nThe functions answer." in [
        each.name for each in box
    ]
    assert np.any(before != desk.picture(), axis=2).sum() > 10_000  # the box is painted
    assert wait_for(lambda: is_answered(desk, seen, "OK"))


def test_a_button_shows_what_it_will_do_and_ok_does_it_and_undo_last_takes_it_back(desk, seen, tmp_path):
    with closing(seen.show(write_list(tmp_path / "clients.xlsx", "table"))) as book:
        book.bring_up()
        choose(desk, seen, TAB, "Assign tiers")
        (box,) = wait_for(seen.questions)
        (said,) = (each.name for each in box if "12 rows of clients" in each.name)
        assert "Sheet Clients, A1:H13" in said
        assert "- The workbook gains the sheet Tiers with a chart." in said
        assert list(book.sheets()) == ["Clients"]
        assert wait_for(lambda: is_answered(desk, seen, "Cancel"))
        assert list(book.sheets()) == ["Clients"]
        choose(desk, seen, TAB, "Assign tiers")
        assert wait_for(seen.questions)
        assert wait_for(lambda: is_answered(desk, seen, "OK"))
        assert wait_for(lambda: len(book.sheets()) == 3)
        assert wait_for(lambda: book.cell("J2", "Clients") == "Platinum")
        choose(desk, seen, TAB, "Undo last")
        assert wait_for(seen.questions)
        assert wait_for(lambda: is_answered(desk, seen, "OK"))
        assert wait_for(lambda: list(book.sheets()) == ["Clients"])
        assert book.cell("J2", "Clients") == ""
        choose(desk, seen, TAB, "Undo last")
        (box,) = wait_for(seen.questions)
        assert any("There is nothing to take back" in each.name for each in box)
        assert wait_for(lambda: is_answered(desk, seen, "OK"))


def test_what_is_pressed_while_a_button_works_is_left_out_and_does_not_end_libreoffice(desk, seen, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "long.xlsx") as written:
        page = written.add_worksheet("Clients")
        page.write_row(0, 0, ("Client", "Fees 2025"))
        for row in range(1, 5001):
            page.write_row(row, 0, (f"Client {row} Ltd", 100.0 + row))
    with closing(seen.show(tmp_path / "long.xlsx")) as book:
        book.bring_up()
        choose(desk, seen, TAB, "Assign tiers")
        (box,) = wait_for(seen.questions)
        desk.click(next(each for each in box if each.name == "OK").middle)
        assert wait_for(lambda: "Tenure" in book.sheets())
        desk.press("ctrl+w")
        choose(desk, seen, TAB, "Undo last")  # opens once windows take clicks again
        assert wait_for(seen.questions)
        assert wait_for(lambda: is_answered(desk, seen, "Cancel"))
        assert book.cells("D2:D5001", "Clients")[::4999] == [["Lead"], ["Platinum"]]


def test_new_workbook_is_clicked_in_the_menu_and_comes_up_with_every_verdict_true(desk, seen):
    seen.opened_by_hand()
    choose(desk, seen, TAB, "New workbook", "Functions")
    ((title, book),) = wait_for(seen.opened_by_hand).items()
    with closing(book):
        assert title.startswith("Untitled")
        book.calculate()
        checks = {name: target for name, target in book.names().items() if name.startswith("test_")}
        assert checks
        for target in checks.values():
            sheet, _, address = target.replace("$", "").rpartition(".")
            assert book.cell(address, sheet.strip("'")) == 1.0
    assert seen.questions() == []


def test_a_workbook_with_functions_opens_without_a_question_and_ctrl_shift_f9_computes_it(desk, seen, user, tmp_path):
    path = Path(tmp_path, "clients.xlsx")
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=REL_CLV(100,0.8,0.1)", value=999)
        sheet.write_formula("A2", "=[1]!REL_CLV(100,0.8,0.1)", value=999)
    seen.opened_by_hand()
    program, profile = user
    # As a double click does: it is handed to the LibreOffice that runs.
    command = (program.starter, f"-env:UserInstallation={profile.url}", path)
    subprocess.run(command, check=True, timeout=60, env=office.environment() | {"DISPLAY": desk.display})
    (book,) = wait_for(seen.opened_by_hand).values()
    with closing(book):
        assert seen.questions() == []
        assert book.cell("A1") == 999.0
        book.bring_up()
        desk.press("ctrl+shift+F9")
        assert wait_for(lambda: book.cell("A1") != 999.0)
        assert book.cells("A1:A2") == [[pytest.approx(1000 / 3)]] * 2


def test_what_is_typed_and_ended_with_ctrl_shift_enter_fills_the_range_that_is_chosen(desk, seen):
    with closing(seen.new()) as book:
        book.bring_up()
        book.write("A1:A3", [[100.0], [200.0], [300.0]])
        book.choose("B1:B3")
        desk.write("=REL_CLV(A1:A3;0.8;0.1)")
        desk.press("ctrl+shift+Return")
        assert wait_for(lambda: book.cell("B3") != "")
        assert book.cells("B1:B3") == [[pytest.approx(margin / 0.3)] for margin in (100, 200, 300)]
        assert book.formulas("B1:B3") == [["{=REL_CLV(A1:A3;0.8;0.1)}"]] * 3
