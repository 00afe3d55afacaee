"""The button What changed: two versions of a list, and what moved the total from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from lists_to_press import parts, rewritten
from test_closed_file import press, shown

from addin.exit_codes import CannotGoOn

THEN = (
    ("Ash Ltd", 1000, 0.8), ("Birch Ltd", 5000, 0.9), ("Cedar Ltd", 800, 0.7), ("Dogwood Ltd", "to be agreed", 0.8),
    ("Elm Ltd", 300, 0.6), ("Fir Ltd", 2500, 0.85),
)  # fmt: skip
NOW = (
    ("Ash Limited", 6000, 0.8), ("Birch Ltd", 5000, 0.6), ("Dogwood Ltd", 900, 0.8), ("Elm Ltd", 300, 0.6),
    ("Fir Ltd", 2500, 0.85), ("Gorse Ltd", 400, 0.8),
)  # fmt: skip


def book_of(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["Client", "Fees 2025", "Retention"])
            for down, row in enumerate(rows, 1):
                page.write_row(down, 0, row)
        book.add_worksheet("Notes").write_string(0, 0, "to do")
    return path


def value(margin: float, retention: float, rate: float = 0.1) -> float:
    """At risk, end of the year, without end: the textbook formula."""
    return margin * retention / (1 + rate - retention)


def bridge(cells: dict[tuple[int, int], object]) -> list[object]:
    return [cells[row, 2] for row in range(7, 15)]


@pytest.fixture
def compared(tmp_path) -> Path:
    press("what-changed", book_of(tmp_path / "book.xlsx", Clients=NOW, Before=THEN), tmp_path / "changed.xlsx")
    return tmp_path / "changed.xlsx"


def test_each_effect_counts_the_clients_whose_value_it_changed(compared):
    cells = shown(compared, "What changed")
    # Lost, new, mended; then Ash with other fees and Birch with another retention: Elm and Fir are as they were.
    assert [cells[row, 3] for row in range(8, 14)] == [1, 1, 1, 0, 1, 1]


def test_the_sheet_names_what_was_left_out_of_both_lists(tmp_path):
    lists = {"Clients": (*NOW, ("Total", 15100, None)), "Before": (*THEN, ("Total", 9600, None))}
    press("what-changed", book_of(tmp_path / "book.xlsx", **lists), tmp_path / "changed.xlsx")
    cells = shown(tmp_path / "changed.xlsx", "What changed")
    said = [str(cells[row, 1]) for row in range(32, 40) if (row, 1) in cells]
    for sheet in lists:
        assert any(text.startswith(f"{sheet}: Left out") and "row 8" in text for text in said), said


def test_the_bridge_leads_from_the_value_then_to_the_value_now(compared):
    then = sum(value(fees, kept) for _, fees, kept in THEN if not isinstance(fees, str))
    now = sum(value(fees, kept) for _, fees, kept in NOW)
    cells = shown(compared, "What changed")
    assert bridge(cells) == pytest.approx(
        [
            then, -value(800, 0.7), value(400, 0.8), value(900, 0.8), 0, value(6000, 0.8) - value(1000, 0.8),
            value(5000, 0.6) - value(5000, 0.9), now,
        ]
    )  # fmt: skip
    assert cells[15, 2] is True


def test_who_moved_tier_stands_first_with_the_reason(compared):
    cells = shown(compared, "What changed")
    assert [[cells[row, column] for column in (1, 3, 4, 5)] for row in (18, 19, 20)] == [
        ["Birch Ltd", "Platinum", "Gold", "retention"],
        ["Ash Limited", "Gold", "Platinum", "fees and costs"],
        ["Fir Ltd", "Gold", "Platinum", "other clients"],
    ]
    assert cells[21, 1] == ""
    assert str(cells[5, 1]).endswith("of those on both lists 2 moved up and 1 down.")
    why = {cells[row, 1]: cells[row, 12] for row in range(42, 49)}
    assert why["Dogwood Ltd"] == "data mended or lost"
    assert (why["Gorse Ltd"], why["Cedar Ltd"], why["Elm Ltd"]) == ("new", "lost", "")
    assert "5 are on both lists, 1 only on that of now, 1 only then." in str(cells[31, 1])


def test_pressed_again_it_asks_for_nothing_and_another_version_can_be_chosen(tmp_path):
    oldest = (*THEN[:3], ("Hazel Ltd", 700, 0.5))
    book = book_of(tmp_path / "book.xlsx", Clients=NOW, Before=THEN, Oldest=oldest)
    press("what-changed", book, tmp_path / "changed.xlsx")
    assert press("what-changed", tmp_path / "changed.xlsx", sheet="Clients") == []
    assert shown(tmp_path / "changed.xlsx", "What changed")[3, 2] == "Before"
    name = next(name for name, data in parts(tmp_path / "changed.xlsx").items() if b"Compared with sheet" in data)
    stem = name.removeprefix("xl/").removesuffix(".xml")
    rewritten(tmp_path / "changed.xlsx", **{stem: ("<t>Before</t>", "<t>Oldest</t>")})
    press("what-changed", tmp_path / "changed.xlsx", tmp_path / "other.xlsx", sheet="Clients")
    cells = shown(tmp_path / "other.xlsx", "What changed")
    assert cells[7, 2] == pytest.approx(sum(value(fees, kept) for _, fees, kept in oldest))
    assert cells[15, 2] is True
    assert press("what-changed", tmp_path / "other.xlsx", sheet="Clients") == []


def test_the_older_version_is_read_as_it_was_corrected(tmp_path):
    book = book_of(tmp_path / "book.xlsx", Clients=NOW, Before=THEN)
    press("set-up-my-list", book, tmp_path / "list.xlsx", sheet="Before")
    data = parts(tmp_path / "list.xlsx")["xl/worksheets/sheet4.xml"].decode()
    cell = data[data.index('<c r="C7"') : data.index("</c>", data.index('<c r="C7"'))]
    assert ">Retention<" in cell
    rewritten(tmp_path / "list.xlsx", sheet4=(cell, cell.replace("Retention", "Other")))
    press("what-changed", tmp_path / "list.xlsx", tmp_path / "changed.xlsx", sheet="Clients")
    then = sum(value(fees, 0.8) for _, fees, _ in THEN if not isinstance(fees, str))
    assert bridge(shown(tmp_path / "changed.xlsx", "What changed"))[0] == pytest.approx(then)


def test_another_rate_then_is_a_cause_of_its_own(compared, tmp_path):
    name = next(name for name, data in parts(compared).items() if b"Discount rate then" in data)
    data = parts(compared)[name].decode()
    cell = data[data.index('<c r="B4"') : data.index("</c>", data.index('<c r="B4"')) + 4]
    rewritten(compared, **{name.removeprefix("xl/").removesuffix(".xml"): (cell, '<c r="B4"><v>0.2</v></c>')})
    press("add-value-column", compared, tmp_path / "computed.xlsx", sheet="Clients")
    cells = shown(tmp_path / "computed.xlsx", "What changed")
    stayed = [(1000, 0.8), (5000, 0.9), (300, 0.6), (2500, 0.85)]
    assert cells[11, 2] == pytest.approx(sum(value(*each) - value(*each, 0.2) for each in stayed))
    assert cells[15, 2] is True
    assert press("what-changed", tmp_path / "computed.xlsx", sheet="Clients") == []


def test_without_an_older_version_it_says_what_to_do(tmp_path):
    with pytest.raises(
        CannotGoOn, match="No other sheet of this workbook has a list with clients of sheet Clients: copy"
    ):
        press("what-changed", book_of(tmp_path / "book.xlsx", Clients=NOW))
