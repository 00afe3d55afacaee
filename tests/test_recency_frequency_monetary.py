"""REL_RFM: a published example, the definition restated, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs.recency_frequency_monetary import recency_frequency_monetary


def column(cells):
    return [[cell] for cell in cells]


def rfm(last_order, orders, amount, *groups):
    return udfs.call("REL_RFM", column(last_order), column(orders), column(amount), *groups)


# Published values


def test_five_customers_of_a_tutorial():
    # "RFM - How to segment RFM", travis.giggy.com, step 2: days since the last order, orders, spend.
    answer = rfm([46053 - days for days in (3, 6, 45, 21, 14)], [6, 10, 1, 2, 4], [540, 940, 30, 64, 169])
    assert answer == [[5, 4, 4, 544], [4, 5, 5, 455], [1, 1, 1, 111], [2, 2, 2, 222], [3, 3, 3, 333]]


def test_quintiles_of_a_list_without_ties_hold_a_fifth_each():
    # Hughes 1994: sorted by recency, the first fifth is coded 5, and so on to 1.
    scores = [row[0] for row in rfm(range(46000, 46100), [1] * 100, [1] * 100)]
    assert scores == [1] * 20 + [2] * 20 + [3] * 20 + [4] * 20 + [5] * 20


# Laws


def by_definition(values, groups):
    worse = [sum(other < value for other in values) for value in values]
    equal = [sum(other == value for other in values) for value in values]
    # Doubled, so that all numbers are whole.
    return [
        min(1 + groups * (2 * below + tie) // (2 * len(values)), groups)
        for below, tie in zip(worse, equal, strict=True)
    ]


clients = st.lists(
    st.tuples(st.integers(45000, 45010), st.integers(0, 4), st.floats(-100, 100)), min_size=2, max_size=30
)


@settings(max_examples=80)
@given(clients, st.integers(2, 9))
def test_scores_are_those_of_the_definition(clients, groups):
    columns = list(zip(*clients, strict=True))
    expected = zip(*(by_definition(values, groups) for values in columns), strict=True)
    assert rfm(*columns, groups) == [[r, f, m, 100 * r + 10 * f + m] for r, f, m in expected]


@given(st.integers(2, 40), st.integers(2, 9))
def test_where_all_are_equal_each_has_the_middle_score(count, groups):
    assert rfm([46000] * count, [1] * count, [5] * count, groups)[0][0] == 1 + groups // 2


def test_one_bad_row_is_left_out_of_the_comparison():
    whole = rfm([46001, 46002, 46003], [1, 2, 3], [5, 6, "?"])
    without = rfm([46001, 46002], [1, 2], [5, 6])
    assert whole[:2] == without
    assert {cell.reason for cell in whole[2]} == {
        'amount, row 3: must be a number, or text that is plainly one, got "?"'
    }


def test_from_python():
    assert recency_frequency_monetary([46001, 46000], [2, 1], [10, 20], 2).tolist() == [[2, 2, 1, 221], [1, 1, 2, 112]]


# Refusals


@pytest.mark.parametrize("groups", [1, 10, 4.5])
def test_groups_are_two_to_nine(groups):
    answer = rfm([46000, 46001], [1, 2], [1, 2], groups)
    assert answer[1][0].code == "#NUM!"
    assert answer[1][0].reason == f"groups: must be a whole number from 2 to 9, got {groups}"


def test_refused_cells():
    answer = rfm([2019, 46001, 46002, None], [1, -2, 3, 4], [1, 2, 3, 4])
    assert answer[0][0].reason == "last_order, row 1: must be a date: 2019 looks like a year"
    assert answer[1][0].reason == "orders, row 2: must not be negative, got -2"
    assert (answer[3][0].code, answer[3][0].reason) == ("#N/A", "last_order, row 4: must be given, the cell is blank")
    assert "one client cannot be ranked" in udfs.call("REL_RFM", 46000, 1, 5).reason
