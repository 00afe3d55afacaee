"""Roll forward: the year is closed, and the list is ready for the next one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from lists_to_press import CLIENTS, FIRST_ROW, HEADINGS, fees, write_list
from test_closed_file import column, press, shown

from addin.closed_file.book import Book
from addin.commands import sheet_commands
from addin.edits import Edit, WriteCells, WriteColumn, WriteSheet
from addin.exit_codes import CannotGoOn
from addin.headless.package import Package
from addin.snapshot_taking import take


@pytest.fixture(params=["plain", "table"])
def shape(request) -> str:
    return request.param


@pytest.fixture
def tiers(tmp_path, shape) -> Path:
    press("assign-tiers", write_list(tmp_path / "clients.xlsx", shape), tmp_path / "tiers.xlsx")
    return tmp_path / "tiers.xlsx"


def headings(book: Path, shape: str) -> list[object]:
    cells = shown(book, "Clients")
    return [cells.get((FIRST_ROW[shape] - 1, place)) for place in range(1, 15)]


def number(book: Path, shape: str, heading: str) -> int:
    return headings(book, shape).index(heading) + 1


def test_the_tiers_stay_as_values_and_the_next_year_has_a_column(tiers, shape, tmp_path):
    edits = press("roll-forward", tiers, tmp_path / "out.xlsx")
    assert [type(edit) for edit in edits if not hasattr(edit, "refers_to")] == [
        WriteColumn, WriteColumn, WriteSheet,
    ]  # fmt: skip
    first = FIRST_ROW[shape]
    kept = number(tmp_path / "out.xlsx", shape, "Tier 2025")
    before = column(tiers, "Clients", number(tiers, shape, "Tier"), first)
    assert [tier or "" for tier in column(tmp_path / "out.xlsx", "Clients", kept, first)] == before
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Clients"]
    assert not [cell for (cell,) in sheet.iter_rows(first, first + CLIENTS - 1, kept, kept) if cell.data_type == "f"]
    empty = number(tmp_path / "out.xlsx", shape, "Fees 2026")
    assert column(tmp_path / "out.xlsx", "Clients", empty, first) == [None] * CLIENTS
    assert sheet.cell(first, empty).number_format == sheet.cell(first, HEADINGS.index("Fees 2025") + 1).number_format


def test_the_closing_list_holds_who_is_still_there(tiers, shape, tmp_path):
    press("roll-forward", tiers, tmp_path / "out.xlsx")
    lines = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Opening list 2026"].iter_rows(values_only=True))
    assert lines[3] == ("Client", "Fees 2025", "Value", "Tier")
    # The last client has left.
    assert [(line[0], line[1]) for line in lines[4:]] == [
        (f"Client {place + 1:02} Ltd", fees(place)) for place in range(CLIENTS - 1)
    ]
    values = column(tiers, "Clients", number(tiers, shape, "Value"), FIRST_ROW[shape])
    assert [line[2] for line in lines[4:]] == pytest.approx(values[:-1])
    assert "1 has left" in lines[1][0]


def rolled_on(book: Path, today: date) -> list[Edit]:
    """What the button asks for on a day."""
    command = next(command for command in sheet_commands() if command.name == "roll-forward")
    with Package(book) as package:
        return command.edits(take(Book(package), "Clients", None, today))


def test_the_valuation_date_is_a_year_later_but_never_after_today(tiers):
    book = openpyxl.load_workbook(tiers)
    place = book.defined_names["as_of"].attr_text.split("!")[1].replace("$", "")
    day = book["Tenure"][place].value.date()
    for days, moves_by in ((800, {365, 366}), (100, {100})):
        today = day + timedelta(days=days)
        (edit,) = (edit for edit in rolled_on(tiers, today) if isinstance(edit, WriteCells))
        ((_, _, moved),) = edit.cells
        assert (moved - day).days in moves_by
        assert f"The valuation date moves from {day.day} {day:%B %Y} to {moved.day} {moved:%B %Y}" in str(edit)
        assert (", today, since a year later" in str(edit)) == (moved == today)
    edits = rolled_on(tiers, day)
    assert not [edit for edit in edits if isinstance(edit, WriteCells)]
    assert f"The valuation date stays {day.day} {day:%B %Y}." in " ".join(map(str, edits))


def test_pressed_twice_it_closes_no_year_twice_and_other_buttons_wait_for_the_fees(tiers, shape, tmp_path):
    press("roll-forward", tiers, tmp_path / "out.xlsx")
    assert press("roll-forward", tmp_path / "out.xlsx") == []
    # That the new column Fees 2026 is taken for Fees 2026 need not be said; nothing reads it before it is filled in.
    assert press("assign-tiers", tmp_path / "out.xlsx") == []
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    empty = number(tmp_path / "out.xlsx", shape, "Fees 2026")
    for row in range(CLIENTS):
        book["Clients"].cell(FIRST_ROW[shape] + row, empty, fees(CLIENTS - 1 - row))
    book.save(tmp_path / "filled.xlsx")
    press("assign-tiers", tmp_path / "filled.xlsx", tmp_path / "next.xlsx")
    first = FIRST_ROW[shape]
    tiers_now = column(tmp_path / "next.xlsx", "Clients", number(tmp_path / "next.xlsx", shape, "Tier"), first)
    assert tiers_now[0] != "Platinum"
    press("roll-forward", tmp_path / "next.xlsx", tmp_path / "again.xlsx")
    assert {"Tier 2025", "Tier 2026", "Fees 2026", "Fees 2027"} <= set(headings(tmp_path / "again.xlsx", shape))


def test_other_words_for_a_year_are_those_of_the_list(tmp_path):
    words = (*HEADINGS[:3], "FY23/24", "FY24/25", *HEADINGS[5:])
    press("assign-tiers", write_list(tmp_path / "clients.xlsx", headings=words), tmp_path / "tiers.xlsx")
    edits = press("roll-forward", tmp_path / "tiers.xlsx")
    assert [edit.heading for edit in edits if isinstance(edit, WriteColumn)] == ["Tier 2025", "FY25/26"]


def test_what_is_lacking_is_said(tmp_path):
    book = write_list(tmp_path / "clients.xlsx")
    with pytest.raises(CannotGoOn, match="has no live tiers to keep: press Assign tiers first"):
        press("roll-forward", book)
    words = (*HEADINGS[:3], "Budget", "Fees", *HEADINGS[5:])
    with pytest.raises(CannotGoOn, match="no column of fees whose heading names a year"):
        press("roll-forward", write_list(tmp_path / "undated.xlsx", headings=words))
