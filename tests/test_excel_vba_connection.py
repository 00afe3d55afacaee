"""The add-in's VBA, run without Excel: the connection to Python, the buttons, and what happens after the start."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from excel_stand_ins import (
    LOST,
    MARK,
    NO_PACKAGES,
    NOT_AVAILABLE,
    NOT_SET_UP,
    ROWS,
    VALUE,
    BookStandIn,
    Host,
    PythonStandIn,
    ask_down,
    column_of_clients,
    fail,
    host_without_packages,
    press,
    put_in_place,
    shown,
    with_own_sheets,
    workbooks_added,
)
from pyopenvba.interpreter import (
    VBAInt,
)

import udfs
from addin.excel import function_wrappers
from addin.excel.function_wrappers import short_help


@pytest.fixture(autouse=True)
def excel(monkeypatch, a_function_of_each_shape):
    put_in_place(monkeypatch, a_function_of_each_shape)


# The connection


def test_python_that_cannot_start_is_not_asked_again_until_restart():
    host = Host()
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    tries = len(host.starts)
    assert [host.ask("TRY_LIFETIME", 0.1 * number) for number in range(5)] == [NOT_AVAILABLE] * 5
    assert len(host.starts) == tries
    assert host.application.status_bar == NOT_SET_UP
    host.start = lambda: host.python
    host.excel.run("StopPython")
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert host.application.status_bar is False


def silent_host() -> Host:
    host = Host(change=lambda source: source.replace("Private Sub excel_", "Public Sub excel_"))
    fires = "Dim events As New TenureEvents\nevents.excel_SheetCalculate Nothing\n"
    host.excel.add_module(f"Sub CellsWereCalculated()\n{fires}End Sub", name="Fires")
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    return host


@pytest.mark.parametrize("name", [each.name for each in udfs.FUNCTIONS if each.subject == "Help"])
def test_functions_that_people_read_say_why_python_is_silent(name):
    host, function = silent_host(), udfs.declaration(name)
    assert host.ask(function.name, *["x"] * min(1, len(function.parameters))) == NOT_SET_UP


def test_the_reason_is_said_again_after_each_calculation():
    host = silent_host()
    host.application.status_bar = "what another program wrote"
    host.excel.run("CellsWereCalculated")
    assert host.application.status_bar == NOT_SET_UP


def test_python_is_tried_again_and_its_cells_are_calculated_when_it_is_back():
    host = silent_host()
    for _ in range(3):
        host.excel.run("CellsWereCalculated")
    assert host.application.soon == ["TryAgain"]
    host.excel.run("TryAgain")
    assert host.application.soon == ["TryAgain"] * 2
    assert host.application.status_bar == NOT_SET_UP
    assert host.application.calculations == 0
    host.start = lambda: host.python
    host.excel.run("TryAgain")
    assert host.application.calculations == 1
    assert host.application.status_bar is False
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    host.excel.run("CellsWereCalculated")
    assert host.application.soon == ["TryAgain"] * 2


def test_each_try_waits_longer_than_the_one_before():
    host = silent_host()
    host.excel.run("CellsWereCalculated")
    for _ in range(7):
        host.excel.run("TryAgain")
    assert [round(wait / 60) for wait in host.application.waits] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_user_who_calculates_by_hand_is_told_that_python_is_back():
    host = silent_host()
    host.application.vba_set("Calculation", VBAInt(-4135, "Long"), [], {}, by_ref=False)
    host.start = lambda: host.python
    host.excel.run("TryAgain")
    assert host.application.calculations == 0
    assert host.application.status_bar == "Tenure's Python answers again. Press Ctrl+Alt+F9 to calculate anew."


def test_a_restart_needs_no_other_try():
    host = silent_host()
    host.excel.run("CellsWereCalculated")
    host.start = lambda: host.python
    host.excel.run("StopPython")
    host.excel.run("TryAgain")
    assert "Tenure.Server" not in host.starts[1:]
    assert host.application.calculations == 0


def test_python_that_dies_once_comes_back_within_the_same_call():
    host = Host()
    dying = PythonStandIn(lambda name, *cells: fail(LOST))
    servers = [dying, host.python]
    host.start = lambda: servers.pop(0)
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert len(dying.asked) == 1


def test_python_that_does_not_come_back_is_left_alone():
    host = Host(
        lambda name, *cells: fail(462),
        lambda source: source.replace("OfPatience As Double = 2", "OfPatience As Double = 0.3"),
    )
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    asked = len(host.python.asked)
    assert asked > 1
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    assert len(host.python.asked) == asked
    assert host.application.status_bar.startswith("Tenure's Python stopped and did not come back.")


def dying_at_every_second_call() -> Callable[..., Any]:
    calls = count()
    return lambda name, *cells: fail(462) if next(calls) % 2 else udfs.call(name, *cells)


def test_python_that_dies_twice_is_left_alone():
    host = Host(dying_at_every_second_call())
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75, 0.8)] == [2, 4, NOT_AVAILABLE]
    assert host.application.status_bar.startswith("Tenure's Python stopped twice.")
    assert host.ask("TRY_LIFETIME", 0.9) == NOT_AVAILABLE
    assert len(host.python.asked) == 4


def test_deaths_that_lie_far_apart_are_not_counted_together():
    host = Host(
        dying_at_every_second_call(),
        lambda source: source.replace("ThatCount As Double = 60", "ThatCount As Double = -1"),
    )
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75, 0.8, 0.9)] == pytest.approx([2, 4, 5, 10])


def test_a_restart_forgets_that_python_died():
    host = Host(dying_at_every_second_call())
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75)] == [2, 4]
    host.excel.run("StopPython")
    assert host.ask("TRY_LIFETIME", 0.8) == pytest.approx(5)


def test_seconds_are_counted_across_midnight():
    host = Host(change=lambda source: source.replace("Private Function SecondsS", "Public Function SecondsS"))
    in_an_hour = "Function SinceAnHourAhead()\nSinceAnHourAhead = SecondsSince(Timer + 3600)\nEnd Function\n"
    host.excel.add_module(in_an_hour, name="Midnight")
    assert host.excel.run("SinceAnHourAhead") == pytest.approx(86400 - 3600, abs=60)


def test_an_excel_that_runs_as_administrator_starts_nothing_that_is_registered_for_the_user():
    """Any program of the user can write that registration: it would be run with an administrator's rights."""
    host = Host()
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    assert host.starts == ["Tenure.Server"]


def test_a_fault_in_one_call_leaves_the_connection():
    host = Host(lambda name, *cells: fail(-2147352567) if cells[0] > 1 else udfs.call(name, *cells))
    assert host.ask("TRY_LIFETIME", 2.0) == VALUE
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert host.starts == ["Tenure.Server"]


def test_python_that_came_up_without_its_packages_is_asked_once_and_its_reason_said():
    host = host_without_packages()
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75, 0.8)] == [NOT_AVAILABLE] * 3
    assert (len(host.python.asked), host.starts) == (1, ["Tenure.Server"])
    assert host.application.status_bar == NO_PACKAGES
    assert host.ask("REL_EXPLAIN", "x") == NO_PACKAGES


def test_what_people_read_says_at_once_why_there_are_no_packages():
    assert host_without_packages().ask("REL_VERSION") == NO_PACKAGES


def test_a_column_of_cells_is_not_available_without_packages():
    host = host_without_packages()
    column_of_clients(host)
    assert ask_down(host) == [NOT_AVAILABLE] * ROWS
    assert len(host.python.asked) == 1


def test_python_whose_packages_are_back_is_asked_again():
    host = host_without_packages()
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    host.python.why_not = ""
    host.excel.run("TryAgain")
    assert host.starts == ["Tenure.Server"] * 2  # the first has ended
    assert host.application.calculations == 1
    assert host.ask("TRY_LIFETIME", 0.5) == 2


def test_a_text_with_the_mark_within_is_an_answer():
    host = Host(lambda name, *cells: f"a text {MARK}{NO_PACKAGES}")
    assert host.ask("TRY_LIFETIME", 0.5) == f"a text {MARK}{NO_PACKAGES}"
    assert host.application.status_bar is False


def test_python_is_told_which_program_it_works_for():
    host = Host()
    host.ask("TRY_LIFETIME", 0.5)
    assert host.python.windows == [4711]


# The buttons


def test_a_button_that_cannot_do_its_work_says_why():
    host = Host()
    host.start = lambda: fail(429)
    press(host, "TenureRestart")
    press(host, "TenureNewWorkbook", "client-portfolio")
    said = [sentence for _, sentence, _, _ in host.excel.dialogs]
    assert said == [f"Tenure could not be started anew. {NOT_SET_UP}", f"No workbook was made. {NOT_SET_UP}"]


def test_what_python_says_of_a_workbook_that_it_could_not_write_is_shown():
    host = Host()
    press(host, "TenureNewWorkbook", "no-such")
    assert [sentence for _, sentence, _, _ in host.excel.dialogs] == [
        "No workbook was made. There is no template no-such."
    ]


def test_a_new_workbook_is_opened_from_what_python_wrote_and_its_formulas_are_mended(monkeypatch):
    book, host = BookStandIn(), Host()
    opened_from = workbooks_added(monkeypatch, book)
    host.python.written = r"C:\Temp\functions.xlsx"
    press(host, "TenureNewWorkbook", "functions")
    assert host.excel.dialogs == []
    assert opened_from == [host.python.written]
    assert [cell.entered for cell in book.cells] == [1, 0]
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)


def test_a_restart_stops_python_and_calculates_anew():
    host = Host()
    host.ask("TRY_LIFETIME", 0.5)
    press(host, "TenureRestart")
    assert (host.python.stops, host.starts) == (1, ["Tenure.Server"] * 2)
    assert host.application.status_bar == "Tenure 9.9 was started anew."
    assert host.application.calculations == 1


@pytest.mark.parametrize("has_asked", [False, True])
def test_buttons_say_why_python_has_no_packages(has_asked):
    host = with_own_sheets(host_without_packages())
    if has_asked:
        host.ask("TRY_LIFETIME", 0.5)
    press(host, "TenureAbout")
    press(host, "TenureRestart")
    assert [sentence for _, sentence, _, _ in host.excel.dialogs] == [
        f"Tenure 9.9: what client relationships are worth.\n\n{NO_PACKAGES}",
        f"Tenure could not be started anew. {NO_PACKAGES}",
    ]
    assert host.application.calculations == 0


# After the start


def test_each_function_is_described_once_with_its_category_and_arguments():
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    host.excel.run("AfterOpening")
    described = host.application.described
    assert [name for name, *_ in described] == [function.name for function in udfs.FUNCTIONS]
    for (_, summary, category, arguments), function in zip(described, udfs.FUNCTIONS, strict=True):
        assert category == f"Tenure: {function.subject}"
        assert summary == short_help(function.summary)
        assert arguments == [short_help(parameter.help) for parameter in function.parameters]


def test_what_excel_is_told_of_functions_is_that_of_the_golden_file(a_function_of_each_shape, golden, monkeypatch):
    monkeypatch.setattr(function_wrappers, "FUNCTIONS", a_function_of_each_shape)
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    lines = [
        "|".join((name, summary, category, *arguments))
        for name, summary, category, arguments in host.application.described
    ]
    golden("excel_macro_options.txt", "\n".join(lines) + "\n")


def test_a_workbook_that_is_closed_again_before_its_turn_is_passed_over():
    host = with_own_sheets(Host())
    host.excel.run("NoteOpened", BookStandIn())
    host.excel.run("AfterOpening")
    assert host.application.status_bar is False
    host.excel.run("AfterOpening")
    assert host.application.status_bar is False


def test_python_is_started_before_anybody_asks():
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    assert host.starts == ["Tenure.Server"]


def test_excel_does_not_wait_for_the_functions_when_it_starts():
    """Both Version and Answer need the package, which takes seconds to load."""
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    assert host.python.windows == [4711]
    assert not host.python.was_asked_for_its_version
    assert host.python.asked == []


def test_python_that_fails_when_excel_starts_is_tried_again():
    host = with_own_sheets(Host())
    host.start = lambda: fail(429)
    host.excel.run("AfterStart")
    assert host.application.soon == ["TryAgain"]
    assert host.application.status_bar == NOT_SET_UP


def test_functions_that_excel_did_not_take_are_described_later():
    host = with_own_sheets(Host())
    host.application.refuses_to_describe = lambda name: True
    host.excel.run("AfterStart")
    assert host.application.described == []
    host.application.soon.clear()
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon == ["AfterOpening"]
    host.application.refuses_to_describe = lambda name: False
    host.excel.run("AfterOpening")
    assert [name for name, *_ in host.application.described] == [function.name for function in udfs.FUNCTIONS]
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon == ["AfterOpening"]


def test_a_function_that_excel_never_takes_does_not_keep_the_others_out():
    host = with_own_sheets(Host())
    tries = []
    second = udfs.FUNCTIONS[1].name
    host.application.refuses_to_describe = lambda name: name == second and not tries.append(name)
    for _ in range(4):
        host.excel.run("AfterOpening")
    assert [name for name, *_ in host.application.described] == [
        function.name for function in udfs.FUNCTIONS if function.name != second
    ]
    assert tries == [second] * 3


def test_functions_are_described_later_where_excel_opens_without_a_workbook():
    host = Host()
    host.application.active_book = None
    host.excel.run("AfterStart")
    assert host.application.described == []
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon[-1] == "AfterOpening"


def test_the_manual_lists_every_function():
    host = with_own_sheets(Host())
    press(host, "TenureManual")
    assert host.excel.dialogs == []
    rows = shown(host.application.vba_get("ActiveSheet").vba_get("UsedRange", [], {}).vba_get("Value2", [], {}))
    assert rows[0] == ["Function", "Subject", "What it answers", "Arguments"]
    assert [row[0] for row in rows[1:]] == [function.name for function in udfs.FUNCTIONS]
    assert rows[1][3].splitlines()[0].startswith("rate: ")


def test_about_tells_both_versions():
    host = with_own_sheets(Host())
    press(host, "TenureAbout")
    assert host.excel.dialogs[0][1] == (
        "Tenure 9.9: what client relationships are worth.\n\nPython answers (version 9.9)."
    )
