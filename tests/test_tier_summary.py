"""REL_TIER_SUMMARY: what each tier brings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import tier_summary
from udfs.errors import CellError, WrongKind

HEADERS = ["tier", "clients", "share of clients", "value", "share of value", "average value"]


def column(cells):
    return [[cell] for cell in cells]


def summary(values, tier, names=None):
    return udfs.call("REL_TIER_SUMMARY", values, column(tier), names, False)


# The definition on a few clients


def test_sums_shares_and_averages_of_two_columns():
    values = [["Fees", "Margin"], [100, 40], [300, -10], [None, 30], [100, None]]
    answer = udfs.call("REL_TIER_SUMMARY", values, column(["Tier", "Gold", "platinum", "GOLD", "Gold"]))
    assert answer == [
        [
            *["tier", "clients", "share of clients"],
            *["value 1", "share of value 1", "average value 1", "value 2", "share of value 2", "average value 2"],
        ],
        ["platinum", 1, 0.25, 300, 0.6, 300, -10, -10 / 60, -10],
        ["Gold", 3, 0.75, 200, 0.4, 100, 70, 70 / 60, 35],
        ["Total", 4, 1, 500, 1, 500 / 3, 60, 1, 20],
    ]


def test_names_give_the_order_and_the_spelling_and_nobody_is_dropped():
    answer = summary(column([5, 7, 9, 4]), ["low", "Other", "Extra", "low"], [["High"], ["Low"]])
    assert answer == [
        ["High", 0, 0, 0, 0, ""],
        ["Low", 2, 0.5, 9, 9 / 25, 4.5],
        ["Extra", 1, 0.25, 9, 9 / 25, 9],
        ["Other", 1, 0.25, 7, 7 / 25, 7],
        ["Total", 4, 1, 25, 1, 6.25],
    ]


def test_the_standard_order_holds_only_while_all_are_standard():
    values = column([1, 2, 3])
    assert [row[0] for row in summary(values, ["Lead", "Iron", "Platinum"])] == ["Platinum", "Iron", "Lead", "Total"]
    assert [row[0] for row in summary(values, ["Lead", "Iron", "Bronze"])] == ["Bronze", "Iron", "Lead", "Total"]


def test_a_group_without_values_comes_last_and_has_no_average():
    answer = summary([[-5, 1], [None, 2], [10, 3]], ["a", "b", "c"])
    assert [row[0] for row in answer] == ["c", "a", "b", "Total"]
    assert answer[2][3:6] == [0, 0, ""]


def test_numbers_as_tiers_are_the_same_as_their_text():
    assert summary(column([5, 7, 9]), [1, "1", 2.0])[0][:2] == [2, 1]
    assert summary(column([5, 7, 9]), [1, "1", 2.0])[1][:2] == [1, 2]


def test_blank_rows_are_left_out():
    answer = summary(column([5, None, 7, 8, None]), ["A", "A", None, "B", None])
    assert answer == [["B", 1, 0.5, 8, 8 / 13, 8], ["A", 1, 0.5, 5, 5 / 13, 5], ["Total", 2, 1, 13, 1, 6.5]]


def test_quadrants_are_served_too():
    x, y = column([900, 800, 100, 50]), column([5, 1, 4, 2])
    answer = udfs.call("REL_TIER_SUMMARY", x, udfs.call("REL_MATRIX", x, y))
    assert answer[0] == HEADERS
    assert [row[0] for row in answer[1:]] == ["Key", "Maintain", "Develop", "Review", "Total"]


# Laws

books = st.lists(
    st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(-50, 100)), st.integers(1, 9)),
    min_size=1,
    max_size=20,
)


@settings(max_examples=150)
@given(books)
def test_rows_restate_the_definition_and_add_up_to_the_total(book):
    answer = summary([[first, second] for _, first, second in book], [name for name, _, _ in book])
    *rows, total = answer
    assert sorted(row[0] for row in rows) == sorted({name for name, _, _ in book})
    for row in answer:
        members = [client for client in book if row[0] in (client[0], "Total")]
        assert row[1:3] == [len(members), len(members) / len(book)]
        for place, at in ((1, 3), (2, 6)):
            known = [client[place] for client in members if client[place] is not None]
            everybody = sum(client[place] for client in book if client[place] is not None)
            assert row[at] == sum(known)
            if everybody > 0:
                assert row[at + 1] == sum(known) / everybody
            else:
                assert row[at + 1] == CellError("#DIV/0!", "")
            assert row[at + 2] == (sum(known) / len(known) if known else "")
    assert sum(row[1] for row in rows) == total[1]
    averages = [row[5] for row in rows if row[5] != ""]
    assert averages == sorted(averages, reverse=True)


# Refusals


def test_a_share_of_a_loss_is_refused_in_its_cell_only():
    answer = summary(column([-5, 3]), ["Gold", "Lead"])
    assert answer[0][3] == -5
    assert (answer[0][4].code, answer[0][4].reason) == ("#DIV/0!", "values: must have a positive total, got -2")


def test_a_total_beyond_the_largest_number_is_refused():
    assert summary(column([1.7e308, 1.7e308]), ["A", "B"]).code == "#NUM!"


def test_repeated_names_are_refused():
    answer = summary(column([5]), ["A"], [["A", "B", "a"]])
    assert (answer.code, answer.reason) == ("#VALUE!", 'names: must name each once, got "a"')
    with pytest.raises(WrongKind, match="names: must name each once"):
        tier_summary.tier_summary([5], ["A"], ["A", "a"])


def test_an_unreadable_value_names_its_row():
    answer = summary(column([5, "1,200"]), ["A", "B"])
    assert answer.code == "#VALUE!"
    assert answer.reason.startswith("values, row 2:")
