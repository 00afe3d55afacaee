"""Undo last, over a workbook that is open in no program: what comes back, what a person changed, how many levels."""

from __future__ import annotations

from datetime import date

import pytest
from messy_sheets import messy_sheets
from open_book_stand_in import OpenBookStandIn

from addin.commands import CommandRefused, sheet_commands
from addin.edits import Formula, RemoveName, ShowSheet, WriteCells, WriteColumn, WriteName, WriteSheet
from addin.history import History, Made, Step
from addin.press import Press, press
from workbook_templates.recognition.sheet import Area, ExcelTable, Sheet

TODAY = date(2026, 3, 31)
ROWS = (
    ("Client", "Fees 2025"), ("Ash Ltd", 900.0), ("Birch Ltd", 500.0), ("Cedar Ltd", 100.0), ("=Dogwood", 50.0),
)  # fmt: skip
SHEETS = tuple(messy_sheets())[::11]


class Hand:
    """Somebody who presses buttons on a workbook."""

    def __init__(self, sheet: Sheet) -> None:
        self.book, self.history, self.sheet = OpenBookStandIn(sheet), History(), sheet

    def prepare(self, name: str) -> Press:
        command = next(command for command in sheet_commands() if command.name == name)
        return press(command, self.book, self.sheet.name, self.sheet.cursor, TODAY, self.history)

    def press(self, name: str) -> list[str]:
        told: list[str] = []
        pressed = self.prepare(name)
        pressed.carry_out(lambda doing, share: told.append(f"{share:.0%} {doing}"))
        return told

    def undo(self) -> str:
        undoing = self.history.undo(self.book)
        undoing.carry_out(lambda *_: None)
        return undoing.preview


@pytest.fixture(params=["plain", "table"])
def hand(request) -> Hand:
    tables = (ExcelTable("Register", Area(1, 1, 5, 2)),) if request.param == "table" else ()
    return Hand(Sheet("Clients", ROWS, tables=tables))


@pytest.mark.parametrize("messy", SHEETS, ids=lambda messy: messy.name)
@pytest.mark.parametrize("command", sheet_commands(), ids=lambda command: command.name)
def test_every_button_is_taken_back_to_the_cell(command, messy):
    hand = Hand(messy.sheet)
    before = hand.book.state()
    try:
        hand.press(command.name)
    except CommandRefused:
        assert hand.book.state() == before
        return
    written = hand.book.state()
    assert written != before
    # What is only shown changes nothing.
    assert [edit for edit in hand.prepare(command.name).edits if not isinstance(edit, ShowSheet)] == []
    hand.undo()
    assert hand.book.state() == before
    hand.press(command.name)
    assert hand.book.state() == written


def test_several_presses_are_taken_back_the_last_one_first(hand):
    states = [hand.book.state()]
    for name in ("set-up-my-list", "add-value-column", "assign-tiers"):
        hand.press(name)
        states.append(hand.book.state())
    for label, state in (("Assign tiers", 2), ("Add value column", 1), ("Set up my list", 0)):
        assert hand.undo().startswith(f"Undo last takes {label} back:")
        assert hand.book.state() == states[state]
    with pytest.raises(CommandRefused, match="There is nothing to take back"):
        hand.undo()


def test_twenty_levels_are_kept(hand):
    for number in range(25):
        name = WriteName(f"tenure_{number}", "=Clients!$A$1")
        made = Made.about(name, RemoveName(name), hand.book)
        hand.book.apply(name)
        hand.history.remember(Step.made("A button", [made], hand.book))
    for _ in range(20):
        hand.undo()
    assert [name for _, name in hand.book.names_of] == [f"tenure_{number}" for number in range(5)]
    with pytest.raises(CommandRefused, match="There is nothing to take back"):
        hand.undo()


def test_a_cell_that_somebody_changed_stays_and_is_named(hand):
    hand.press("assign-tiers")
    hand.book.contents_of["Clients"][3, 4] = "Gold"
    said = hand.undo()
    assert said.endswith("What was changed since stays as it is: Clients!D3.")
    left = {place: content for place, content in hand.book.contents_of["Clients"].items() if place[1] > 2}
    assert left == {(1, 4): "Tier", (3, 4): "Gold"}
    assert list(hand.book.contents_of) == ["Clients"]
    assert hand.book.names_of == {}


def test_a_cell_that_somebody_emptied_or_that_was_given_back_is_no_change(hand):
    before = hand.book.state()
    hand.press("add-value-column")
    del hand.book.contents_of["Clients"][3, 3]
    hand.undo()
    assert hand.book.state() == before


def test_a_sheet_on_which_somebody_changed_something_stays_with_its_names(hand):
    hand.press("assign-tiers")
    settings = hand.book.contents_of["Tenure"]
    rate = next(place for place, content in settings.items() if content == "rate")
    settings[rate[0], 2] = 0.12
    said = hand.undo()
    assert said.endswith(f"What was changed since stays as it is: Tenure!B{rate[0]}.")
    assert list(hand.book.contents_of) == ["Clients", "Tenure"]
    assert {"rate", "as_of", "tenure_sheet_settings"} <= {name for _, name in hand.book.names_of}
    assert not any(name in ("tenure_value", "tenure_cuts") for _, name in hand.book.names_of)
    hand.press("assign-tiers")
    assert list(hand.book.contents_of) == ["Clients", "Tenure", "Tiers"]


def test_a_press_of_which_all_was_changed_is_refused_and_the_one_before_comes_next():
    hand = Hand(Sheet("Clients", ROWS))
    hand.press("add-value-column")
    hand.book.contents_of["Clients"] |= {(6, 1): "Elm Ltd", (6, 2): 40.0}
    hand.press("add-value-column")
    by_hand = {(row, 3): 1.0 for row in range(2, 7)}
    hand.book.contents_of["Clients"] |= by_hand
    hand.book.names_of["Clients", "tenure_value"] = "Clients!$Z$1"
    sentence = (
        r"changes nothing: what Add value column wrote was changed since \(the name tenure_value, Clients!C in rows "
        r"2-6\)\. Press again for what was pressed before that\."
    )
    with pytest.raises(CommandRefused, match=sentence):
        hand.undo()
    assert hand.undo().startswith("Undo last takes Add value column back:\n- ")
    assert list(hand.book.contents_of) == ["Clients"]
    assert by_hand.items() <= hand.book.contents_of["Clients"].items()


def test_a_press_that_brought_up_to_date_gives_the_formulas_before_back(hand):
    hand.press("assign-tiers")
    hand.book.contents_of["Clients"][2, 3] = Formula("=1")
    before = hand.book.state()
    (edit,) = hand.prepare("add-value-column").edits
    assert isinstance(edit, WriteColumn)
    assert not edit.is_new
    hand.press("add-value-column")
    assert hand.book.state() != before
    hand.undo()
    assert hand.book.state() == before


def test_what_the_programs_own_undo_took_back_is_skipped(hand):
    before = hand.book.state()
    hand.press("set-up-my-list")
    between = hand.book.state()
    hand.press("assign-tiers")
    hand.book.contents_of, hand.book.looks_of, hand.book.objects_of, hand.book.tables, hand.book.names_of = between
    assert hand.undo().startswith("Undo last takes Set up my list back:")
    assert hand.book.state() == before


def test_a_sheet_that_was_renamed_is_found_by_its_name_for_tenure(hand):
    hand.press("assign-tiers")
    for held in (hand.book.contents_of, hand.book.looks_of, hand.book.objects_of):
        held["Our tiers"] = held.pop("Tiers")
    for key, meaning in hand.book.names_of.items():
        hand.book.names_of[key] = meaning.replace("'Tiers'", "'Our tiers'")
    undoing = hand.history.undo(hand.book)
    assert "The workbook loses the sheet Our tiers." in undoing.preview
    undoing.carry_out(lambda *_: None)
    assert list(hand.book.contents_of) == ["Clients"]


@pytest.mark.parametrize(
    ("formula", "word"),
    [("='Tiers'!C7", "the sheet Tiers"), ("=tiers!C7*2", "the sheet Tiers"), ("=1+Rate", "the name rate")],
)
def test_what_a_formula_of_ones_own_refers_to_is_not_taken_away(hand, formula, word):
    hand.press("assign-tiers")
    hand.book.contents_of["Clients"][9, 2] = Formula(formula)
    written = hand.book.state()
    with pytest.raises(CommandRefused, match=rf"the formula in Clients!B9 refers to {word}, which would be taken away"):
        hand.undo()
    assert hand.book.state() == written
    hand.book.contents_of["Clients"][9, 2] = Formula('="Tiers!, rate"&separate')
    hand.undo()
    assert list(hand.book.contents_of) == ["Clients"]


def test_a_protected_sheet_or_workbook_is_refused_and_nothing_lost(hand):
    hand.press("assign-tiers")
    written = hand.book.state()
    hand.book.protected.add("Clients")
    with pytest.raises(CommandRefused, match="Sheet Clients is protected"):
        hand.undo()
    hand.book.protected.clear()
    hand.book.is_locked = True
    with pytest.raises(CommandRefused, match="structure is protected, so the sheet Tiers cannot be taken away"):
        hand.undo()
    assert hand.book.state() == written
    hand.book.is_locked = False
    hand.undo()


@pytest.mark.parametrize("kind", [WriteColumn, WriteSheet])
def test_a_host_that_fails_amid_the_edits_leaves_nothing_behind(hand, kind):
    before = hand.book.state()
    hand.book.fails_at = kind
    with pytest.raises(OSError, match="does not answer"):
        hand.press("assign-tiers")
    assert hand.book.state() == before
    with pytest.raises(CommandRefused, match="nothing to take back"):
        hand.undo()


def test_progress_says_what_is_being_done(hand):
    told = hand.press("assign-tiers")
    assert told[0] == "0% Assign tiers: The workbook gains the sheet Tenure."
    assert any(line.startswith("97% Assign tiers: ") or "gains the column Tier" in line for line in told)
    assert told[-1] == "100% Assign tiers: what was written is computed."


@pytest.mark.parametrize("messy", SHEETS, ids=lambda messy: messy.name)
def test_a_preview_fits_a_message_box_and_says_what_is_read_and_written(messy):
    hand = Hand(messy.sheet)
    for name in ("set-up-my-list", "assign-tiers"):
        try:
            pressed = hand.prepare(name)
        except CommandRefused:
            continue
        shown = pressed.preview
        assert len(shown) <= 1000
        area = pressed.snapshot.reading.area
        assert area is not None
        assert f"Sheet {messy.sheet.name}, {area.address}: " in shown
        assert "It writes:\n- The workbook gains the sheet " in shown
        assert ("It guessed or left out:" in shown) == bool(pressed.snapshot.reading.said)


def test_other_contents_in_cells_are_taken_back_one_by_one(hand):
    hand.press("assign-tiers")
    hand.book.contents_of["Tiers"][2, 1] = "in words of our own"
    rows = [(row, column) for row, column in hand.book.contents_of["Tiers"] if column == 8]
    hand.book.contents_of["Tiers"][max(rows)[0] + 3, 8] = "an earlier remark"
    before = hand.book.state()
    pressed = hand.prepare("assign-tiers")
    if any(isinstance(edit, WriteCells) for edit in pressed.edits):
        hand.press("assign-tiers")
        assert hand.book.state() != before
        hand.undo()
    assert hand.book.state() == before
