"""The partners' meeting: what its page says of the invented firm and of lists of one's own, and its cards."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest

import udfs
from addin.headless import compute
from workbook_templates import ListRefused, partners_meeting
from workbook_templates.client_list import law_firm

pytestmark = pytest.mark.every_template

HEADINGS = "Client,Account manager,Source,Joined,Fees 2024,Fees 2025,Cost to serve,Retention,Last contact,Left,Remarks"
ROWS = (
    "Ashgrove,Ines,Bank,2014-03-01,30,300,100,0.9,2025-06-01,,Ask for the planning work",
    "Birch,Otto,Event,2020-01-01,200,100,,0.6,2025-12-01,,",
    "Cedar,Ines,Bank,2025-02-01,,100,50,0.8,2025-12-15,,New this year",
    "Dogwood,Otto,,2018-05-01,80,,,,2024-11-01,2025-01-10,",
)


def computed(filling: str | Path) -> openpyxl.Workbook:
    with TemporaryDirectory() as folder:
        draft, book = Path(folder) / "draft.xlsx", Path(folder) / "book.xlsx"
        partners_meeting.TEMPLATE.write(draft, filling)
        assert not compute(draft, book).not_computed
        return openpyxl.load_workbook(book, data_only=True)


@cache
def example() -> openpyxl.Workbook:
    return computed("example")


def named(book: openpyxl.Workbook, name: str) -> Any:
    ((sheet, cell),) = book.defined_names[name].destinations
    return book[sheet][cell.replace("$", "")].value


def worth(margin: float, retention: float) -> float:
    return udfs.call("REL_CLV", margin, retention, 0.1, "end", "at risk")


def clients(book: openpyxl.Workbook) -> dict[str, dict[str, Any]]:
    headings, *rows = book["Clients"].iter_rows(min_row=5, values_only=True)
    return {row[0]: dict(zip(headings, row, strict=True)) for row in rows if row[0]}


def own(folder: Path, *rows: str, headings: str = HEADINGS) -> openpyxl.Workbook:
    path = folder / "ours.csv"
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return computed(path)


def test_last_years_value_rests_on_last_years_fees():
    marrowby = clients(example())["Marrowby Homes"]
    assert marrowby["Value"] == pytest.approx(worth(108_000, 0.92))
    assert marrowby["Value last year"] == pytest.approx(worth(108_000 * 118_300 / 300_000, 0.92))
    assert (marrowby["Tier last year"], marrowby["Tier"], marrowby["Moved"]) == ("Platinum", "Platinum", "same")


def test_tiers_of_both_years_are_those_of_all_values_together():
    found = clients(example())
    for value, tier in (("Value", "Tier"), ("Value last year", "Tier last year")):
        with_value = {name: row for name, row in found.items() if isinstance(row[value], (int, float))}
        tiers = udfs.call("REL_TIERS", [[row[value]] for row in with_value.values()])
        assert [row[tier] for row in with_value.values()] == [line[0] for line in tiers]


def test_who_moved_adds_up_and_the_page_says_so():
    book, moved = example(), [row["Moved"] for row in clients(example()).values()]
    counts = {word: moved.count(word) for word in ("up", "down", "same", "new", "back", "left")}
    assert counts == {"up": 4, "down": 2, "same": 47, "new": 5, "back": 2, "left": 3}
    assert book["Answer"]["B5"].value == (
        "4 clients rose a tier and 2 fell; 5 are new, 2 came back and 3 left. Of all clients, most value was gained "
        "with Marrowby Homes (£334,328) and lost with Cranmere Builders (£35,226)."
    )
    assert named(book, "value_before") + named(book, "value_change") == pytest.approx(named(book, "value_total"))


def test_the_list_of_those_at_risk_says_how_many_more_there_are():
    cells = [cell.value for row in example()["Answer"].iter_rows() for cell in row]
    more = named(example(), "risk_count") - 5
    assert more > 0
    assert f"At risk, the most valuable first, and {more} more on sheet Clients" in cells


def test_cards_show_the_twenty_of_the_highest_value_with_their_notes():
    cells = [cell.value for row in example()["Cards"].iter_rows() for cell in row if isinstance(cell.value, str)]
    ranked = sorted(
        (row for row in clients(example()).values() if isinstance(row["Value"], (int, float))),
        key=lambda row: -row["Value"],
    )
    for number, row in enumerate(ranked[:20], 1):
        assert f"{number}. {row['Client']}" in cells
        if row["Notes"]:
            assert " ".join(row["Notes"].split()[:8]) in " ".join(cells)
    assert f"21. {ranked[20]['Client']}" not in cells
    assert cells.count("Next contact") == 20
    longest = max((cell for cell in cells if set(cell) == {"\u2588"}), key=len)
    assert len(longest) == 20


def test_a_list_of_ones_own_names_risks_moves_and_notes(tmp_path):
    found = clients(own(tmp_path, *ROWS))
    assert found["Birch"]["At risk"] == "fees -50%, kept with 60%"
    assert found["Ashgrove"]["At risk"].endswith("days late")
    assert [row["Moved"] for row in found.values()] == ["up", "down", "new", "left"]
    assert found["Ashgrove"]["Notes"] == "Ask for the planning work"
    assert found["Dogwood"]["Value last year"] > 0
    # What is usually left of fees: 200 + 50 of the 400 whose cost is known.
    assert found["Birch"]["Margin"] == pytest.approx(100 * 250 / 400)
    assert found["Dogwood"]["Value last year"] == pytest.approx(worth(80 * 250 / 400, 0.8))


def test_whose_fees_fall_below_their_cost_lost_value_and_is_at_risk(tmp_path):
    kept = (f"C{place},{50 + place},{51 + place},20" for place in range(6))
    book = own(tmp_path, *kept, "Collapsed,200,5,8", headings="Client,Fees 2024,Fees 2025,Cost to serve")
    collapsed = clients(book)["Collapsed"]
    assert collapsed["Value last year"] == pytest.approx(worth(200 - 8, 0.8))
    assert (collapsed["Tier last year"], collapsed["Tier"], collapsed["Moved"]) == ("Platinum", "Lead", "down")
    assert collapsed["At risk"] == "fees -98%"
    assert named(book, "lost_words").startswith("Collapsed (")
    assert (
        book["Answer"]["B7"].value == "1 client is at risk: falling fees or low retention. Contacts are not recorded."
    )
    assert named(book, "test_all") is True


def test_one_year_of_fees_tells_of_no_moves(tmp_path):
    book = own(tmp_path, "Ashgrove,300", "Birch,200", headings="Client,Fees 2025")
    assert named(book, "test_all") is True
    assert book["Answer"]["B4"].value.startswith("The 2 clients of today are worth ")
    assert book["Answer"]["B5"].value in (None, "")
    assert {row["Moved"] for row in clients(book).values()} == {None}


def test_a_book_that_it_made_can_be_its_list_again(tmp_path):
    draft, again = tmp_path / "Quill.xlsx", tmp_path / "again.xlsx"
    partners_meeting.TEMPLATE.write(draft, "example")
    compute(draft, tmp_path / "made.xlsx")
    partners_meeting.TEMPLATE.write(again, tmp_path / "made.xlsx")
    one, other = (openpyxl.load_workbook(path)["Clients"] for path in (draft, again))
    assert [cell.value for cell in other[5]] == [cell.value for cell in one[5]]
    assert other.max_row == one.max_row


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), ("Client,Sector\nAshgrove,Retail\n", "no fees"), ("Sector,Fees 2025\n,\n", "no column of client")],
)
def test_what_is_no_list_of_clients_is_refused(tmp_path, text, says):
    path = tmp_path / "list.csv"
    path.write_text(text)
    with pytest.raises(ListRefused, match=says):
        partners_meeting.TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_a_decision_without_owner_or_a_day_that_is_none_fails_its_check(tmp_path):
    draft = tmp_path / "draft.xlsx"
    partners_meeting.TEMPLATE.write(draft, "example")
    for cell, value, check in (("K37", None, "test_decisions"), ("M38", "soon", "test_decision_days")):
        book = openpyxl.load_workbook(draft)
        book["Answer"][cell].value = value
        book.save(tmp_path / "changed.xlsx")
        compute(tmp_path / "changed.xlsx", tmp_path / "computed.xlsx", replace=True)
        after = openpyxl.load_workbook(tmp_path / "computed.xlsx", data_only=True)
        assert named(after, check) is False
        assert named(after, "test_all") is False


def test_every_client_of_the_firm_with_a_note_is_one():
    names = {client.name for client in law_firm().clients}
    noted = partners_meeting.of_law_firm(law_firm())
    assert sum(note is not None for note in noted.notes) == 23
    assert len(names) == len(noted.notes)


def test_without_any_last_contact_nobody_is_late(tmp_path):
    headings = "Client,Joined,Fees 2024,Fees 2025,Last contact"
    book = own(tmp_path, "Ashgrove,2014-03-01,300,300,", "Birch,2015-01-01,200,190,", headings=headings)
    assert {(row["Next contact"], row["Days overdue"], row["At risk"]) for row in clients(book).values()} == {
        (None,) * 3
    }
    assert book["Answer"]["B7"].value == ("No client is at risk by the signs on Settings. Contacts are not recorded.")
    shown = [cell.value for sheet in ("Answer", "Cards") for row in book[sheet].iter_rows() for cell in row]
    assert "no past contact is known" in shown
    assert not any("late" in str(cell) for cell in shown)
    some = own(tmp_path, "Ashgrove,2014-03-01,300,300,2025-06-01", "Birch,2015-01-01,200,190,", headings=headings)
    birch = clients(some)["Birch"]
    assert (birch["Next contact"], birch["Days overdue"], birch["At risk"]) == (None, None, None)
    assert some["Answer"]["B7"].value.endswith(" With 1 client no contact is recorded.")
    assert named(some, "test_all") is True


def test_a_client_without_a_cost_has_the_margin_of_the_others(tmp_path):
    book = own(tmp_path, "NoCost,1000,", "B,3000,2700", "D,4000,3600", headings="Client,Fees 2026,Cost to serve")
    assert {name: row["Margin"] for name, row in clients(book).items()} == {"NoCost": 100, "B": 300, "D": 400}
    assert book["Answer"]["B3"].value.startswith("For 1 client no cost to serve is recorded")


def test_new_is_who_pays_for_the_first_time_and_has_not_been_a_client_for_long(tmp_path):
    book = own(
        tmp_path, "A,2010-01-01,1000,1000,200", "Costs,2005-01-01,0,0,50", "Undated,,,0,60",
        "Back,2005-01-01,,400,100", "New,2026-02-01,,300,100", "First,,,300,100", "Joined,2026-05-01,,0,20",
        headings="Client,Joined,Fees 2025,Fees 2026,Cost to serve",
    )  # fmt: skip
    assert {name: row["Moved"] for name, row in clients(book).items()} == {
        "A": "same", "Costs": "same", "Undated": "same", "Back": "back", "New": "new", "First": "new", "Joined": "new",
    }  # fmt: skip
    assert clients(book)["Costs"]["Change"] == 0
    assert named(book, "test_all") is True
