"""The add-in's macros, run in an interpreter: buttons that read the sheet ask, carry out, and offer Ctrl+Z."""

from __future__ import annotations

import pytest
from excel_stand_ins import (
    LOST,
    MARK,
    NO_PACKAGES,
    NOT_SET_UP,
    BookStandIn,
    Host,
    fail,
    press,
    put_in_place,
    workbooks_added,
)

OK, CANCEL = 1, 2
OK_OR_CANCEL, FOR_INFORMATION, ATTENTION = 1 + 32, 64, 48


@pytest.fixture(autouse=True)
def excel(monkeypatch, a_function_of_each_shape):
    put_in_place(monkeypatch, a_function_of_each_shape)


@pytest.fixture
def host() -> Host:
    return Host()


def asked(host: Host) -> list[str]:
    return [name for name, _ in host.python.pressed]


def test_a_button_asks_and_is_carried_out_and_ctrl_z_takes_it_back(host):
    host.excel.answer_dialogs(OK)
    press(host, "TenurePress", "assign-tiers")
    assert [(said, title, style) for _, said, title, style in host.excel.dialogs] == [
        ("It writes much.", "Tenure: Assign tiers", OK_OR_CANCEL)
    ]
    assert asked(host) == ["assign-tiers", "carried out"]
    assert {excel for _, excel in host.python.pressed} == {host.application}
    [(text, procedure)] = host.application.can_be_undone
    assert text == "Undo Assign tiers"
    assert procedure.endswith("'!TenureRibbon.TenureTakeBack")
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)


def test_cancel_does_nothing(host):
    host.excel.answer_dialogs(CANCEL)
    press(host, "TenurePress", "assign-tiers")
    assert asked(host) == ["assign-tiers"]
    assert host.application.can_be_undone == []


def test_where_there_is_nothing_to_do_that_is_said_and_not_asked(host):
    host.python.question = [["Assign tiers", "Everything is up to date.", False]]
    press(host, "TenurePress", "assign-tiers")
    assert [(said, style) for _, said, _, style in host.excel.dialogs] == [
        ("Everything is up to date.", FOR_INFORMATION)
    ]
    assert asked(host) == ["assign-tiers"]


@pytest.mark.parametrize("sentence", ["No workbook is open: open one.", NO_PACKAGES])
def test_what_stands_in_the_way_is_said_in_its_sentence(host, sentence):
    host.python.question = MARK + sentence
    press(host, "TenurePress", "assign-tiers")
    assert [(said, style) for _, said, _, style in host.excel.dialogs] == [(sentence, ATTENTION)]
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)


def test_what_goes_wrong_while_it_is_carried_out_is_said(host):
    host.excel.answer_dialogs(OK)
    host.python.left_to_take_back = MARK + "Tenure made a mistake."
    press(host, "TenurePress", "assign-tiers")
    assert [said for _, said, _, _ in host.excel.dialogs] == ["It writes much.", "Tenure made a mistake."]
    assert host.application.can_be_undone == []
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)


def test_without_python_a_button_says_so(host):
    host.start = lambda: fail(429)
    press(host, "TenurePress", "assign-tiers")
    assert [said for _, said, _, _ in host.excel.dialogs] == [NOT_SET_UP]


def test_a_python_that_ended_meanwhile_is_started_again(host):
    host.ask("TRY_LIFETIME", 0.5)
    host.excel.answer_dialogs(CANCEL)
    host.python.fails_with = [LOST]
    press(host, "TenurePress", "assign-tiers")
    assert host.starts == ["Tenure.Server"] * 2
    assert [said for _, said, _, _ in host.excel.dialogs] == ["It writes much."]


def test_a_python_that_does_not_come_back_is_said(host):
    host.python.fails_with = [LOST, LOST]
    press(host, "TenurePress", "assign-tiers")
    assert [said for _, said, _, _ in host.excel.dialogs] == [
        "Tenure's Python does not answer. Run tenure doctor, then press Restart."
    ]


def test_undo_last_asks_and_offers_the_press_before(host):
    host.excel.answer_dialogs(OK)
    host.python.question = [["Undo last", "It takes Assign tiers back.", True]]
    host.python.left_to_take_back = "Set up my list"
    press(host, "TenureUndoLast")
    assert asked(host) == ["Undo last", "carried out"]
    assert [text for text, _ in host.application.can_be_undone] == ["Undo Set up my list"]


def test_ctrl_z_takes_back_unasked_as_long_as_there_is_anything(host):
    host.python.left_to_take_back = ""
    host.excel.run("TenureTakeBack")
    assert asked(host) == ["Undo last", "carried out"]
    assert host.excel.dialogs == []
    assert host.application.can_be_undone == []
    host.python.question = MARK + "There is nothing to take back."
    host.excel.run("TenureTakeBack")
    assert [said for _, said, _, _ in host.excel.dialogs] == ["There is nothing to take back."]


def test_a_copy_for_sharing_comes_up_as_a_new_workbook_and_what_is_to_be_said_is_said(host, monkeypatch):
    book = BookStandIn()
    made_from = workbooks_added(monkeypatch, book)
    host.python.copied = [["C:\\Temp\\copy.xlsx", "It holds the values of 1 sheet."]]
    host.python.fails_with = [LOST]
    press(host, "TenureCopyForSharing", "values")
    assert asked(host) == ["values", "values"]
    assert host.starts == ["Tenure.Server"] * 2
    assert made_from == ["C:\\Temp\\copy.xlsx"]
    assert [cell.entered for cell in book.cells] == [0, 0]
    assert [(said, style) for _, said, _, style in host.excel.dialogs] == [
        ("It holds the values of 1 sheet.", FOR_INFORMATION)
    ]
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)
    assert host.application.can_be_undone == []


def test_a_copy_that_cannot_be_made_opens_nothing(host, monkeypatch):
    made_from = workbooks_added(monkeypatch, BookStandIn())
    press(host, "TenureCopyForSharing", "anonymous")
    assert [(said, style) for _, said, _, style in host.excel.dialogs] == [
        ("No copy was made. There is no list.", ATTENTION)
    ]
    assert made_from == []
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)
