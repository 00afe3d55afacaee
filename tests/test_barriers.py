"""Switching barriers: score, benefits, penalties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care

BENEFITS = ["Bundling", "Cross-selling", "Cross-promotion", "Loyalty programme", "Shared infrastructure"]
ALL = [*BENEFITS, "Switching costs"]


def fault(answer):
    return answer.code, answer.reason


# By hand


def test_six_barriers_that_hold_the_same():
    # 6 barriers, each 100 / 6; the first client has three benefits and the penalty, the second the penalty alone
    flags = [["x", "yes", None, 1, "-", True], [0, "no", None, False, None, "✓"]]
    assert call("REL_BARRIERS", flags, [ALL]) == [
        [pytest.approx(400 / 6), pytest.approx(50), pytest.approx(100 / 6)],
        [pytest.approx(100 / 6), 0, pytest.approx(100 / 6)],
    ]


def test_weights_may_lie_the_other_way_and_names_are_forgiving():
    headers = [["switching COSTS"], [" cross selling"], ["Loyalty program"]]
    # 5 of 5 + 3 + 2, then 3 + 2 of 10
    assert call("REL_BARRIERS", [["x", None, None], [None, "x", "x"]], headers, [[5], [3], [2]]) == [
        [50, 0, 50],
        [50, 50, 0],
    ]


def test_one_client_and_one_barrier():
    assert call("REL_BARRIERS", [["x", None]], [["Bundling", "Switching costs"]]) == [[50, 50, 0]]
    assert call("REL_BARRIERS", "yes", "Bundling") == [[100, 100, 0]]


def test_a_heading_and_a_client_of_whom_all_is_blank_are_blank():
    answer = call("REL_BARRIERS", [ALL[:2], ["x", None], [None, None], [0, 0]], [ALL[:2]])
    assert answer == [["", "", ""], [50, 50, 0], ["", "", ""], [0, 0, 0]]


# Laws

lists = st.integers(1, 6).flatmap(
    lambda size: st.tuples(
        st.permutations(ALL).map(lambda names: names[:size]),
        st.lists(st.lists(st.booleans(), min_size=size, max_size=size), min_size=2, max_size=6),
        st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any),
    )
)


@settings(max_examples=80, deadline=None)
@given(lists)
def test_barriers_by_their_definition(drawn):
    headers, rows, weights = drawn
    for row, (score, benefits, penalties) in zip(rows, call("REL_BARRIERS", rows, [headers], [weights]), strict=True):
        there = [(name, weight) for name, weight, flag in zip(headers, weights, row, strict=True) if flag]
        liked = sum(weight for name, weight in there if name in BENEFITS)
        endured = sum(weight for name, weight in there if name not in BENEFITS)
        assert benefits == pytest.approx(100 * liked / sum(weights))
        assert penalties == pytest.approx(100 * endured / sum(weights))
        assert score == pytest.approx(benefits + penalties)


@settings(max_examples=30, deadline=None)
@given(lists, st.floats(1e-6, 1e6))
def test_the_unit_of_the_weights_does_not_matter(drawn, factor):
    headers, rows, weights = drawn
    scaled = call("REL_BARRIERS", rows, [headers], [[weight * factor for weight in weights]])
    for row, other in zip(call("REL_BARRIERS", rows, [headers], [weights]), scaled, strict=True):
        assert row == pytest.approx(other)


# Refusals


def test_a_header_that_is_no_barrier():
    answer = call("REL_BARRIERS", [["x", "x"], ["x", None]], [["Bundling", "Golf"]])
    assert {fault(cell) for (cell,) in answer} == {
        (
            "#VALUE!",
            "headers: must be among bundling, cross-selling, cross-promotion, loyalty programme, "
            'shared infrastructure, switching costs, got "Golf"',
        )
    }


def test_a_header_named_twice_or_missing():
    assert fault(call("REL_BARRIERS", [["x", "x"]], [["Bundling", "bundling"]])[0][0]) == (
        "#VALUE!",
        'headers: must name each barrier once, got "bundling"',
    )
    assert fault(call("REL_BARRIERS", [["x", "x"]], [["Bundling"]])[0][0]) == (
        "#VALUE!",
        "headers: must name each column of flags, there are 2, got 1",
    )


def test_weights_that_do_not_fit():
    flags, headers = [["x", "x"]], [["Bundling", "Switching costs"]]
    assert fault(call("REL_BARRIERS", flags, headers, [[0, 0]])[0][0]) == (
        "#DIV/0!",
        "weights: must not all be 0",
    )
    assert fault(call("REL_BARRIERS", flags, headers, [[1, -1]])[0][0]) == (
        "#NUM!",
        "weights: must not be negative, got -1",
    )
    assert fault(call("REL_BARRIERS", flags, headers, [[1, None]])[0][0]) == (
        "#VALUE!",
        "weights: must be one per column of flags, there are 2, got 1",
    )


def test_a_cell_that_is_no_flag_spoils_its_own_row():
    answer = call("REL_BARRIERS", [["x", "x"], ["x", "maybe"]], [["Bundling", "Switching costs"]])
    assert answer[0] == [100, 50, 50]
    assert {fault(cell) for cell in answer[1]} == {
        (
            "#VALUE!",
            'flags, row 2, column 2: must be TRUE or FALSE (x, yes, a tick; -, no, blank), got "maybe"',
        )
    }


def test_from_python():
    assert care.barriers([[1, 0], [1, 1]], ["Bundling", "Switching costs"], [3, 1]).tolist() == [
        [75, 75, 0],
        [100, 75, 25],
    ]
