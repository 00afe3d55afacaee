"""Fees that are blank, or that nobody can read: who pays them is neither worth nothing nor gone without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from test_closed_file import press, shown

from addin.headless import compute

HEADINGS = ("Client", "Fees 2024", "Fees 2025")


def ten_clients(path: Path, **changed: Any) -> Path:
    """Ten clients who pay the same in both years, but for those cells of the last year that are changed."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Clients")
        sheet.write_row(0, 0, HEADINGS)
        for place in range(10):
            fee = 5000 + 100 * place
            latest = changed.get(f"C{place + 2}", fee)
            sheet.write_row(1 + place, 0, (f"Client {place}", fee, *([] if latest is None else [latest])))
    return path


def report(button: str, sheet: str, book: Path) -> dict[tuple[int, int], object]:
    out = book.with_name("out.xlsx")
    press(button, book, out)
    assert press(button, out, sheet="Clients") == []
    return shown(out, sheet)


def test_a_fee_that_cannot_be_read_leaves_its_client_out_of_both_years(tmp_path):
    cells = report("retention-report", "Retention", ten_clients(tmp_path / "clients.xlsx", C6="n/a"))
    others = 54500 - 5400
    assert [cells[7, column] for column in range(2, 7)] == [others, others, 1, 1, 1]
    assert str(cells[3, 1]).startswith("100% of the clients stayed from 2024 to 2025;")
    said = [text for text in cells.values() if isinstance(text, str)]
    assert "10 of 10 clients paid in 2024." in said
    assert "1 of them is left out on both sides, since what they paid in 2025 cannot be read." in said
    assert "Left out of the comparison with Fees 2024: row 6, where Fees 2025 cannot be read." in said


def test_who_is_left_out_counts_again_once_the_fee_is_a_number(tmp_path):
    report("retention-report", "Retention", ten_clients(tmp_path / "clients.xlsx", C6="n/a", C7="$0"))
    cells = shown(tmp_path / "out.xlsx", "Retention")
    assert [cells[7, column] for column in (2, 3)] == [54500 - 5400, 54500 - 5400 - 5500]
    assert cells[7, 6] == 8 / 9


def test_a_blank_fee_is_a_lost_client_and_the_report_says_so(tmp_path):
    cells = report("retention-report", "Retention", ten_clients(tmp_path / "clients.xlsx", C6=None, C7=0))
    assert cells[3, 1] == (
        "80% of the clients stayed from 2024 to 2025; the fees of all who paid before are 80% of what they were. "
        "1 client has no amount for 2025 and counts as having left."
    )


def test_a_blank_fee_has_no_value_and_no_tier_and_its_row_is_named(tmp_path):
    cells = report("assign-tiers", "Tiers", ten_clients(tmp_path / "clients.xlsx", C6=None, C7=0))
    said = [text for text in cells.values() if isinstance(text, str)]
    assert "9 of 10 clients have a value; the others left, or nothing says what they pay." in said
    assert "No value in row 6: nothing stands in Fees 2025." in said
    listed = shown(tmp_path / "out.xlsx", "Clients")
    assert [listed[6, column] for column in (4, 5)] == ["", ""]
    assert [listed[7, column] for column in (4, 5)] == [0, "Lead"]


def test_a_fee_that_is_cleared_later_takes_its_value_along(tmp_path):
    press("add-value-column", ten_clients(tmp_path / "clients.xlsx"), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    book["Clients"]["C6"] = None
    book.save(tmp_path / "cleared.xlsx")
    compute(tmp_path / "cleared.xlsx", tmp_path / "computed.xlsx")
    values = shown(tmp_path / "computed.xlsx", "Clients")
    assert (values[5, 4] > 0, values[6, 4]) == (True, "")


def test_nothing_is_said_of_others_where_all_are_counted(tmp_path):
    cells = report("assign-tiers", "Tiers", ten_clients(tmp_path / "clients.xlsx"))
    assert "10 of 10 clients have a value." in cells.values()
