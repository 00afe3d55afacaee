"""Score prospects: what is unknown, typed as text, or no clear guess is said, and not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from test_closed_file import press, shown

from addin.exit_codes import CannotGoOn

HEADINGS = ("Client", "Employees", "Source")


def scored(folder: Path, rows: list[tuple[object, ...]], headings: tuple[str, ...] = HEADINGS) -> dict:
    with xlsxwriter.Workbook(folder / "list.xlsx") as book:
        sheet = book.add_worksheet("Clients")
        for row, line in enumerate([headings, *rows]):
            for column, cell in enumerate(line):
                sheet.write(row, column, cell)
    press("score-prospects", folder / "list.xlsx", folder / "out.xlsx")
    assert press("score-prospects", folder / "out.xlsx", sheet="Clients") == []
    return shown(folder / "out.xlsx", "Ideal client")


def ten(source) -> list[tuple[object, ...]]:
    return [(f"Client {place}", 10 + place, source(place)) for place in range(10)]


def test_what_is_not_known_of_a_client_stands_beside_its_score(tmp_path):
    rows = ten(lambda place: "Bank" if place < 6 else "Website")
    rows[0] = ("Client 0", None, "Bank")
    cells = scored(tmp_path, rows)
    assert cells[6, 12] == "Still to find out"
    beside = {cells[row, 8]: cells[row, 12] for row in range(7, 17)}
    assert beside.pop("Client 0") == "Employees"
    assert set(beside.values()) == {""}
    assert str(cells[3, 1]).startswith("Client 0 comes closest: 100 of 100 (still to find out: Employees); ")
    assert "10 of 10 rows have a score." in cells.values()


def test_a_word_as_frequent_as_another_is_no_ideal(tmp_path):
    cells = scored(tmp_path, ten(lambda place: ("Bank", "Website")[place % 2]))
    assert [cells[row, 1] for row in (7,)] == ["Employees"]
    assert "Source" not in {cells.get((row, 1)) for row in range(7, 12)}


def test_where_the_best_are_of_two_minds_all_rows_are_asked(tmp_path):
    headings = ("Client", "Fees 2025", "Source")
    rows = [(f"Client {place}", 1000 - place, ("Website", "Bank")[place > 0]) for place in range(10)]
    cells = scored(tmp_path, rows, headings)
    assert [cells[8, column] for column in (1, 3, 5)] == ["Source", "Bank", "The word of 9 of 10 among all rows."]


def test_amounts_typed_as_text_are_read_and_tell_who_is_best(tmp_path):
    headings = ("Client", "Fees 2025", "Source")
    rows = [(f"Client {at}", f"${9000 - 100 * at:,}", ("Bank", "Website")[at > 3]) for at in range(10)]
    cells = scored(tmp_path, rows, headings)
    assert [cells[8, column] for column in (3, 5)] == ["Bank", "The word of 2 of 2 among the best fifth by fees."]
    assert [cells[7, column] for column in (1, 2, 3)] == ["Fees 2025", 1, 8800]
    fits = {cells[row, 8]: cells[row, 9] for row in range(7, 17)}
    assert fits["Client 1"] == 100
    assert fits["Client 5"] == pytest.approx(100 * (8500 / 8800) / 2)


def test_what_cannot_be_read_among_numbers_is_unknown(tmp_path):
    rows = ten(lambda place: "Bank" if place < 6 else "Website")
    rows[0] = ("Client 0", "n/a", "Bank")
    cells = scored(tmp_path, rows)
    beside = {cells[row, 8]: cells[row, 12] for row in range(7, 17)}
    assert beside.pop("Client 0") == "Employees"
    assert set(beside.values()) == {""}
    assert "Employees: no number can be read in row 2." in cells.values()


def test_a_column_that_no_formula_can_read_is_named(tmp_path):
    headings = ("Client", "Fees 2025", "Source")
    rows = [(f"Client {at}", f"${9000 - 100 * at:,}", ("Bank", "Website")[at > 3]) for at in range(10)]
    rows[3] = ("Client 3", "12,34.5", "Website")
    cells = scored(tmp_path, rows, headings)
    said = "Not compared: Fees 2025 (such as $9,000). Write plain numbers there, and press again."
    assert said in cells.values()
    assert cells[7, 1] == "Source"
    only = [line[:2] for line in rows]
    with pytest.raises(CannotGoOn, match=r"no columns by which prospects differ.*Fees 2025"):
        scored(tmp_path, only, headings[:2])
