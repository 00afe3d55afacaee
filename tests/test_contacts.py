"""When to be in touch again, and how many people hold the bond with each client."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care

CADENCE = [["Tier", "Days"], ["Platinum", 30], ["Gold", 60], ["Iron", 180], ["Lead", 365.25]]
DAYS = {"platinum": 30, "gold": 60, "iron": 180, "lead": 365}


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def serial(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1899, 12, 30)).days


# When: values by hand, laws


def test_contact_due_is_so_many_days_after_the_last():
    assert call("REL_CONTACT_DUE", "2026-01-15", "Gold", CADENCE) == serial("2026-03-16")
    assert call("REL_DAYS_OVERDUE", "2026-01-15", "Gold", CADENCE, "2026-03-31") == 15
    assert call("REL_DAYS_OVERDUE", "2026-01-15", "Gold", CADENCE, "2026-03-16") == 0
    assert call("REL_DAYS_OVERDUE", "2026-01-15", "Gold", CADENCE, "2026-03-01") == -15


def test_never_contacted_counts_from_joining():
    last, joined = column([None, "2026-02-01"]), column(["2026-01-01", "2020-01-01"])
    assert call("REL_CONTACT_DUE", last, "Iron", CADENCE, joined) == column(
        [serial("2026-06-30"), serial("2026-07-31")]
    )


def test_a_contact_is_due_in_the_date_system_of_the_workbook():
    assert call("REL_CONTACT_DUE", 40000, "gold", CADENCE, date_1904=True) == 40060


rows = st.lists(
    st.tuples(
        st.none() | st.integers(40000, 46000),
        st.sampled_from(["Platinum", " gold ", "IRON", "Lead"]),
        st.integers(40000, 46000),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(40000, 47000))
def test_due_and_overdue_add_up_to_the_valuation_date(rows, as_of):
    last, tier, joined = map(column, zip(*rows, strict=True))
    due = call("REL_CONTACT_DUE", last, tier, CADENCE, joined)
    overdue = call("REL_DAYS_OVERDUE", last, tier, CADENCE, as_of, joined)
    for (contact, name, first), (day,), (late,) in zip(rows, due, overdue, strict=True):
        assert day == (first if contact is None else contact) + DAYS[name.strip().lower()]
        assert late == as_of - day


# Points of contact: values by hand, laws

CLIENTS = column(["Ashgrove", "Bellwether", "ashgrove ", "Ashgrove", "Bellwether", "Ashgrove", "Cranmere", "Dunmarrow"])
THEIRS = column(["Owen", "Priya", "Owen", "Mei", "Karl", " MEI", "Noor", None])
OURS = column(["Ines", "Ines", "Tobias", "Tobias", "Ines", "Tobias", "Ines", "Ines"])


def test_points_of_contact():
    # Ashgrove: Owen-Ines, Owen-Tobias, Mei-Tobias (listed twice); 2 of 3 go through Owen, and through Tobias.
    # Bellwether: both of two go through Ines. Cranmere has one link. Of Dunmarrow nobody is known.
    assert call("REL_CONTACTS", CLIENTS, THEIRS, OURS) == [
        ["client", "their people", "our people", "share through one", "single point"],
        ["Ashgrove", 2, 2, pytest.approx(2 / 3), False],
        ["Bellwether", 2, 1, 1, True],
        ["Cranmere", 1, 1, 1, True],
    ]


def test_who_the_single_point_is():
    explained = call("REL_EXPLAIN", "REL_CONTACTS", CLIENTS, THEIRS, OURS)
    assert [row[2] for row in explained if row[0] == "because"] == [
        "Ashgrove: Tobias has 2 of 3 links between people",
        "Bellwether: Ines has 2 of 2 links between people",
        "Cranmere: Ines has 1 of 1 link between people",
    ]


def test_one_of_ours_knows_everybody_everywhere():
    assert call("REL_CONTACTS", column("AAB"), column("xyx"), "Ines", False) == [
        ["A", 2, 1, 1, True],
        ["B", 1, 1, 1, True],
    ]


links = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["x", "y", "Z", 7]), st.sampled_from(["i", "j", "x"])),
    min_size=1,
    max_size=15,
)


@settings(max_examples=100, deadline=None)
@given(links)
def test_contacts_by_their_definition(links):
    found = call("REL_CONTACTS", *(column(cells) for cells in zip(*links, strict=True)), False)
    assert [row[0] for row in found] == list(dict.fromkeys(client for client, _, _ in links))
    for name, theirs, ours, share, single in found:
        pairs = {(their, our) for client, their, our in links if client == name}
        through = [
            sum(pair[side] == person for pair in pairs) for side in (0, 1) for person in {p[side] for p in pairs}
        ]
        assert theirs == len({their for their, _ in pairs})
        assert ours == len({our for _, our in pairs})
        assert share == pytest.approx(max(through) / len(pairs))
        assert single is (theirs == 1 or ours == 1)


# Refusals


def test_neither_last_contact_nor_joining():
    answer = call(
        "REL_CONTACT_DUE", column([None, "2026-01-15"]), column(["Gold", "Gold"]), CADENCE, column([None, None])
    )
    assert fault(answer[0][0]) == ("#N/A", "last_contact, row 1: must be given, or else joined, both are blank")
    assert answer[1] == [serial("2026-03-16")]
    assert call("REL_DAYS_OVERDUE", None, "Gold", CADENCE, "2026-01-01").code == "#N/A"


@pytest.mark.parametrize(("function", "more"), [("REL_CONTACT_DUE", ()), ("REL_DAYS_OVERDUE", ("2026-01-01",))])
def test_a_tier_without_days_is_named_in_its_row(function, more):
    answer = call(function, column(["2026-01-15"] * 3), column(["Gold", "Bronze", None]), CADENCE, *more)
    assert isinstance(answer[0][0], float)
    assert fault(answer[1][0]) == ("#N/A", 'tier, row 2: must have its days in cadence, got "Bronze"')
    assert fault(answer[2][0]) == ("#N/A", "tier, row 3: must be given, the cell is blank")


def test_a_date_that_no_spreadsheet_holds():
    answer = call("REL_CONTACT_DUE", "2026-01-15", "Gold", [["Gold", 3000000]])
    assert fault(answer) == ("#NUM!", "cadence: must lead to a date up to 9999-12-31, got 3000000")


def test_a_list_without_a_link():
    assert fault(call("REL_CONTACTS", column("AB"), column([None, "x"]), column(["i", None]))) == (
        "#N/A",
        "client: must hold at least one filled row",
    )
    assert fault(call("REL_CONTACTS", column("AB"), column("xyz"), column("ij"))) == (
        "#VALUE!",
        "their_contact: must have as many rows as client, or be one cell; it has 3 and not 2",
    )


def test_from_python():
    assert care.contact_due([46037.0], ["Gold"], {"Gold": 60.0}).tolist() == [46097]
    assert care.contacts(["A", "A"], ["x", "y"], ["i", "j"]).rows == [("A", 2, 2, 0.5, False)]
