"""The button Client matrix: the quadrants beside the list, the sheet with the picture, and what another press does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from lists_to_press import CLIENTS, FIRST_ROW, HEADINGS, rewritten, write_list
from test_closed_file import column, expected_values, parts, press, shown

from addin.edits import WriteColumn
from addin.exit_codes import CannotGoOn
from addin.headless import compute

FIRST = 41


@pytest.fixture(params=["plain", "table"])
def shape(request) -> str:
    return request.param


def expected_quadrants(across: list[float], up: list[float]) -> list[str]:
    """By hand: high is at or above the median."""
    names = {(True, True): "Key", (True, False): "Maintain", (False, True): "Develop", (False, False): "Review"}
    return [names[bool(x >= np.median(across)), bool(y >= np.median(up))] for x, y in zip(across, up, strict=True)]


def test_each_client_stands_in_the_quadrant_of_its_years_and_its_value(tmp_path, shape):
    press("client-matrix", write_list(tmp_path / "list.xlsx", shape), tmp_path / "matrix.xlsx")
    # Client since 2012 + place % 9; the last client has left.
    across = [-(2012.0 + place % 9) for place in range(CLIENTS - 1)]
    expected = expected_quadrants(across, expected_values()[:-1])
    assert column(tmp_path / "matrix.xlsx", "Clients", 10, FIRST_ROW[shape]) == [*expected, ""]
    sheet = shown(tmp_path / "matrix.xlsx", "Matrix")
    assert [sheet[row, 4] for row in range(FIRST, FIRST + CLIENTS - 1)] == expected
    assert [sheet[row, 3] for row in range(10, 14)] == [
        expected.count(name) for name in ("Key", "Maintain", "Develop", "Review")
    ]
    assert sheet[14, 5] == pytest.approx(sum(expected_values()[:-1]))
    drawn = [[sheet[row, mark] for mark in range(10, 14)] for row in range(FIRST, FIRST + CLIENTS - 1)]
    assert [sum(isinstance(mark, float) for mark in marks) for marks in drawn] == [1] * (CLIENTS - 1)
    assert press("client-matrix", tmp_path / "matrix.xlsx", sheet="Clients") == []


def test_other_axes_and_a_number_for_high_are_followed_and_kept(tmp_path):
    press("client-matrix", write_list(tmp_path / "list.xlsx"), tmp_path / "matrix.xlsx")
    sheet = next(name for name, data in parts(tmp_path / "matrix.xlsx").items() if b"What may stand there" in data)
    stem = sheet.removeprefix("xl/").removesuffix(".xml")
    rewritten(
        tmp_path / "matrix.xlsx", **{stem: ('>Years with us</t></is></c><c r="C6"', '>Fees 2025</t></is></c><c r="C6"')}
    )
    other = compute(tmp_path / "matrix.xlsx", tmp_path / "other.xlsx").target
    assert other is not None
    cells = shown(other, "Matrix")
    assert cells[6, 2] == "Fees 2025"
    fees = [1000.0 * (CLIENTS - place) ** 2 for place in range(CLIENTS - 1)]
    expected = expected_quadrants(fees, expected_values()[:-1])
    assert [cells[row, 4] for row in range(FIRST, FIRST + CLIENTS - 1)] == expected
    assert cells[16, 1] == "Across: Fees 2025. Up: Value."
    assert press("client-matrix", other, sheet="Clients") == []


def list_of(path: Path, clients: int, **columns) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Clients")
        page.write_row(0, 0, ["Client", *columns])
        for place in range(clients):
            page.write_row(place + 1, 0, [f"Client {place + 1}", *(cells[place] for cells in columns.values())])
    return path


def test_the_teams_own_scores_are_enough_and_one_measure_is_not(tmp_path):
    scores = {"Potential": [1, 5, 3, 4, 2], "Ease": [5, 4, 3, 2, 1]}
    press("client-matrix", list_of(tmp_path / "list.xlsx", 5, **scores), tmp_path / "matrix.xlsx")
    cells = shown(tmp_path / "matrix.xlsx", "Clients")
    assert [cells[row, 4] for row in range(2, 7)] == expected_quadrants(scores["Ease"], scores["Potential"])
    with pytest.raises(CannotGoOn, match="has only Potential: add a column such as"):
        press("client-matrix", list_of(tmp_path / "one.xlsx", 5, Potential=scores["Potential"]))


def test_a_list_that_has_grown_is_brought_up_to_date(tmp_path):
    press("client-matrix", write_list(tmp_path / "list.xlsx"), tmp_path / "matrix.xlsx")
    rows = '<row r="16"'
    sheet = "worksheets/sheet1"
    old = parts(tmp_path / "matrix.xlsx")[f"xl/{sheet}.xml"].decode()
    total = old[old.index(rows) : old.index("</row>", old.index(rows)) + 6]
    added = (
        '<row r="16"><c r="A16" t="inlineStr"><is><t>Newcomer Ltd</t></is></c><c r="C16" s="2"><v>40000</v></c>'
        '<c r="D16"><v>1</v></c><c r="E16"><v>999000</v></c></row>'
    )
    rewritten(tmp_path / "matrix.xlsx", **{sheet: (total, added)})
    edits = press("client-matrix", tmp_path / "matrix.xlsx", tmp_path / "grown.xlsx", sheet="Clients")
    assert [edit.area.address for edit in edits if isinstance(edit, WriteColumn)] == ["I4:I16", "J4:J16"]
    cells = shown(tmp_path / "grown.xlsx", "Matrix")
    assert cells[FIRST + CLIENTS, 1] == "Newcomer Ltd"
    assert cells[FIRST + CLIENTS, 3] > 0


def test_live_quadrants_of_the_owner_are_left_alone(tmp_path):
    changes = {(place + 3, 8): f"=REL_MATRIX(D{place + 4},E{place + 4},1,1)" for place in range(CLIENTS)}
    book = write_list(tmp_path / "list.xlsx", headings=(*HEADINGS, "Place"), extra=changes)
    with pytest.raises(CannotGoOn, match=r"live quadrants already, in column I \(Place\)"):
        press("client-matrix", book)


def test_joining_days_that_no_formula_reads_are_no_axis_and_are_named(tmp_path):
    def book(days: list[str]) -> Path:
        with xlsxwriter.Workbook(tmp_path / "list.xlsx") as made:
            sheet = made.add_worksheet("Clients")
            sheet.write_row(0, 0, ["Client", "Client since", "Fees 2025"])
            for row, day in enumerate(days, 1):
                sheet.write_row(row, 0, [f"Client {row}", day, 5000 + 100 * row])
        return tmp_path / "list.xlsx"

    days = [f"Mon {row} Mar 20{row + 10}" for row in range(1, 11)]
    edits = press("client-matrix", book(days), tmp_path / "matrix.xlsx")
    named = "Client since: no formula can read the day in rows 2-11; write it as 30/04/2026."
    assert named in " ".join(map(str, edits))
    cells = shown(tmp_path / "matrix.xlsx", "Matrix")
    assert cells[6, 2] == "Fees 2025"
    assert named in cells.values()
    assert cells[17, 7] == "10 of 10 clients stand in a quadrant."
    days[2:] = [f"0{row}/03/2015" for row in range(2, 10)]
    press("client-matrix", book(days), tmp_path / "again.xlsx")
    cells = shown(tmp_path / "again.xlsx", "Matrix")
    assert cells[6, 2] == "Years with us"
    assert named.replace("2-11", "2-3") in cells.values()


def test_a_formula_that_no_spreadsheet_could_hold_is_refused(tmp_path):
    measures = [f"The fees of which the partners spoke in the meeting of {place}" for place in range(9)]
    headings = ["Client", "Client since", "Left", "Fees 2024", "Fees 2025", *measures]
    lines = [
        [f"Client {row}", f"{row}/3/2015", f"{row}.4.29", f"£1,2{row}0 ca.", f"£1,{row}00 ca.", *range(row, row + 9)]
        for row in range(1, 10)
    ]  # fmt: skip
    table = {"name": "The_list", "columns": [{"header": heading} for heading in headings], "data": lines}
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        book.add_worksheet("Clients").add_table(0, 0, 9, len(headings) - 1, table)
    with pytest.raises(CannotGoOn, match="takes a longer formula than a spreadsheet can hold"):
        press("client-matrix", tmp_path / "list.xlsx")
