"""Partners' page: the figures are those of the list, ranked here in another way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from test_closed_file import press

from addin.headless import compute

HEADINGS = ("Client", "Client since", "Fees 2024", "Fees 2025", "Source", "Last contact")
TODAY = date.today()


def clients(count: int) -> list[tuple[Any, ...]]:
    random = Random(9)
    return [
        (f"Client {place:02} Ltd", date(2012, 1, 1) + timedelta(days=91 * place), before, before + change,
         ("Bank", "Website", "Clients")[place % 3], TODAY - timedelta(days=random.randrange(400)))
        for place in range(count)
        for before, change in [(random.randrange(100, 900) * 100.0, random.randrange(-90, 90) * 100.0)]
    ]  # fmt: skip


def write(path: Path, rows: list[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet, day = book.add_worksheet("Clients"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, headings)
        for row, line in enumerate(rows, 1):
            for column, value in enumerate(line[: len(headings)]):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
    return path


def page(book: Path) -> list[list[Any]]:
    return [
        list(row) for row in openpyxl.load_workbook(book, data_only=True)["Partners page"].iter_rows(values_only=True)
    ]


def listed(book: Path) -> dict[str, dict[str, Any]]:
    headings, *rows = openpyxl.load_workbook(book, data_only=True)["Clients"].iter_rows(values_only=True)
    return {row[0]: dict(zip(headings, row, strict=True)) for row in rows}


@pytest.fixture
def pressed(tmp_path) -> Path:
    press("contacts-due", write(tmp_path / "clients.xlsx", clients(25)), tmp_path / "due.xlsx")
    press("partners-page", tmp_path / "due.xlsx", tmp_path / "out.xlsx")
    return tmp_path / "out.xlsx"


def test_the_top_ten_are_those_of_the_most_value(pressed):
    rows = listed(pressed)
    best = sorted(rows.values(), key=lambda row: -row["Value"])[:10]
    total = sum(row["Value"] for row in rows.values())
    top = [line[:6] for line in page(pressed)[7:17]]
    assert [line[1:4] for line in top] == [[row["Client"], row["Tier"], row["Fees 2025"]] for row in best]
    assert [line[4] for line in top] == pytest.approx([row["Value"] for row in best])
    assert [line[5] for line in top] == pytest.approx([row["Value"] / total for row in best])


def test_the_movers_are_those_whose_fees_rose_and_fell_the_most(pressed):
    rows = sorted(clients(25), key=lambda row: row[2] - row[3])
    gains = [row for row in rows if row[3] > row[2]][:5]
    losses = [row for row in reversed(rows) if row[3] < row[2]][:5]
    moved = [line[9:13] for line in page(pressed)[7:17]]
    assert [line[3] for line in moved] == [row[3] - row[2] for row in (*gains, *losses)]
    by_name = {row[0]: row for row in rows}
    for name, before, now, change in moved:
        assert (before, now, change) == (by_name[name][2], by_name[name][3], by_name[name][3] - by_name[name][2])
    assert len({line[0] for line in moved}) == 10  # equal changes are different clients


def test_at_risk_are_clients_of_value_whose_fees_fell_by_enough_or_whose_contact_is_late(pressed):
    rows = listed(pressed)
    fell = [row for row in rows.values() if row["Fees 2025"] <= 0.9 * row["Fees 2024"]]
    late = [row for row in rows.values() if row["Days overdue"] >= 30]
    risky = [row for row in rows.values() if row in fell or row in late]
    best = sorted(risky, key=lambda row: -row["Value"])[:5]
    assert [line[1] for line in page(pressed)[20:25]] == [row["Client"] for row in best]
    assert 0 < len(fell) < len(risky) < len(rows)
    assert page(pressed)[18][0] == "At risk: fees down by 10% or more, or a contact is 30 days late"


def test_a_fall_that_does_not_matter_is_no_risk_and_who_pays_nothing_now_is_by_the_fees_of_before(tmp_path):
    fees = (("Ash", 300200, 300000), ("Fen", 41800, None), ("Oak", 20000, 18000), ("Elm", 10000, 0), ("Yew", 900, 950))
    rows = [(name, date(2015, 1, 1), before, now) for name, before, now in fees]
    press("partners-page", write(tmp_path / "clients.xlsx", rows, HEADINGS[:4]), tmp_path / "out.xlsx")
    worth = 0.8 / 0.3  # retention 80%, 10%, the first year at risk; a margin of all fees
    shown = [(line[1], line[4]) for line in page(tmp_path / "out.xlsx")[20:24]]
    assert [name for name, _ in shown] == ["Fen", "Oak", "Elm", None]
    assert [value for _, value in shown[:3]] == pytest.approx([41800 * worth, 18000 * worth, 10000 * worth])
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    place = next(cell for row in book["Tenure"].iter_rows() for cell in row if cell.value == "fall_from")
    book["Tenure"].cell(place.row, 2).value = 0.0005
    book.save(tmp_path / "stricter.xlsx")
    compute(tmp_path / "stricter.xlsx", tmp_path / "computed.xlsx")
    assert page(tmp_path / "computed.xlsx")[20][1] == "Ash"


def test_who_may_leave_is_at_risk_and_who_has_left_is_not(tmp_path):
    rows = [
        ("Ash", 5000, 5000, 0.6, None), ("Elm", 4000, 4000, 0.7, None), ("Fir", 3000, 3000, None, None),
        ("Yew", 9000, None, 0.5, date(2025, 1, 31)),
    ]  # fmt: skip
    headings = ("Client", "Fees 2024", "Fees 2025", "Retention", "Left")
    press("partners-page", write(tmp_path / "clients.xlsx", rows, headings), tmp_path / "out.xlsx")
    assert [line[1] for line in page(tmp_path / "out.xlsx")[20:22]] == ["Ash", None]


def test_who_sends_clients_is_ranked_by_their_value(pressed):
    rows = listed(pressed)
    worth: dict[str, list[float]] = {}
    for row in rows.values():
        worth.setdefault(row["Source"], []).append(row["Value"])
    ranked = sorted(worth.items(), key=lambda item: -sum(item[1]))
    shown = [line[9:13] for line in page(pressed)[20:25]]
    assert [line[:2] for line in shown[:3]] == [[name, len(values)] for name, values in ranked]
    assert [line[2] for line in shown[:3]] == pytest.approx([sum(values) for _, values in ranked])
    assert [line[0] for line in shown[3:]] == [None, None] or [line[0] for line in shown[3:]] == ["", ""]


def test_it_is_printed_on_one_a4_page(pressed):
    sheet = openpyxl.load_workbook(pressed)["Partners page"]
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page high, too, which is what a sheet that says nothing of it means.
    assert sheet.page_setup.fitToHeight in (None, "1", 1)


def test_pressed_again_it_keeps_what_was_decided(pressed, tmp_path):
    assert press("partners-page", pressed, sheet="Clients") == []
    book = openpyxl.load_workbook(pressed)
    book["Partners page"]["B29"] = "Call Client 07"
    book["Clients"]["D2"] = 999999.0
    book.save(tmp_path / "decided.xlsx")
    assert press("partners-page", tmp_path / "decided.xlsx", sheet="Clients") == []


def test_who_moved_to_another_tier_is_counted_once_the_year_was_closed(tmp_path):
    press("assign-tiers", write(tmp_path / "clients.xlsx", clients(25)), tmp_path / "tiers.xlsx")
    press("roll-forward", tmp_path / "tiers.xlsx", tmp_path / "closed.xlsx")
    book = openpyxl.load_workbook(tmp_path / "closed.xlsx")
    sheet = book["Clients"]
    headings = [cell.value for cell in sheet[1]]
    fees = headings.index("Fees 2026") + 1
    for row in range(2, 27):
        sheet.cell(row, fees, 100.0 * (row if row % 4 else 900 - row))
    book.save(tmp_path / "filled.xlsx")
    press("partners-page", tmp_path / "filled.xlsx", tmp_path / "out.xlsx")
    rows, order = listed(tmp_path / "out.xlsx").values(), ("Platinum", "Gold", "Iron", "Lead")
    steps = [order.index(row["Tier"]) - order.index(row["Tier 2025"]) for row in rows]
    better, worse = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    assert better > 0
    assert page(tmp_path / "out.xlsx")[3][0] == f"Since 2025: to a better tier {better}, to a worse one {worse}."


def test_a_list_with_little_in_it_has_a_page_that_says_what_is_lacking(tmp_path):
    headings = ("Client", "Client since", "Fees 2024")
    press("partners-page", write(tmp_path / "clients.xlsx", clients(4), headings), tmp_path / "out.xlsx")
    # A line in which nobody stands has no number.
    assert [line[0] or None for line in page(tmp_path / "out.xlsx")[7:17]] == [1, 2, 3, 4, *6 * [None]]
    said = {cell for line in page(tmp_path / "out.xlsx") for cell in line if isinstance(cell, str)}
    assert "This needs the fees of two years, such as Fees 2024 and Fees 2025." in said
    assert "This needs a column with the heading Source or Referred by." in said
    assert "This needs the fees of two years, or the button Contacts due." in said
    assert press("partners-page", tmp_path / "out.xlsx", sheet="Clients") == []
