"""Prospects against the ideal client."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care

WEIGHTS, IDEAL, MUST = [[2, 3, 1]], [["Law", 50, 10]], [["yes", None, None]]


def fault(answer):
    return answer.code, answer.reason


def told(*arguments):
    explained = call("REL_EXPLAIN", "REL_SCORE", *arguments)
    return [(row[1], row[2]) for row in explained if row[0] == "because"]


# By hand


def test_met_in_full_in_part_and_not_at_all():
    # 2 of 2 for the sector, 3 * 40/50 for the size, 0 for the last: 4.4 of 6
    assert call("REL_SCORE", [["LAW ", 40, 0]], WEIGHTS, IDEAL) == [[pytest.approx(100 * 4.4 / 6)]]
    assert call("REL_SCORE", [["Law", 500, 10]], WEIGHTS, IDEAL) == [[100]]
    assert call("REL_SCORE", [["Retail", -5, -5]], WEIGHTS, IDEAL) == [[0]]


def test_what_is_unknown_counts_neither_way():
    # 3 * 40/50 of 3 + 1 known and 1 of 1: 3.4 of 4
    assert call("REL_SCORE", [[None, 40, 12]], WEIGHTS, IDEAL) == [[pytest.approx(85)]]
    # exactly half is known
    assert call("REL_SCORE", [["Law", None, 5]], WEIGHTS, IDEAL) == [[pytest.approx(100 * 2.5 / 3)]]


def test_half_is_half_whatever_the_decimals():
    # 0.3 of 0.1 + 0.2 + 0.3, which a computer makes 0.6000000000000001
    assert call("REL_SCORE", [[None, None, 1]], [[0.1, 0.2, 0.3]]) == [[100]]


def test_marks_without_an_ideal():
    assert call("REL_SCORE", [[1, 0.5, 0], [0, 0, 0]], WEIGHTS) == [[pytest.approx(350 / 6)], [0]]
    # a blank among the ideals is a mark too
    assert call("REL_SCORE", [["Law", 0.5, 5]], WEIGHTS, [["Law", None, 10]]) == [[pytest.approx(100 * 4 / 6)]]


def test_a_must():
    rows = [["Retail", 80, 10], ["Law", 80, 10], ["retail", None, None]]
    assert call("REL_SCORE", rows, WEIGHTS, IDEAL, MUST) == [[0], [100], [0]]
    # a number a little below the least is missed, and so is a mark below 1
    assert call("REL_SCORE", [["Law", 49, 10]], WEIGHTS, IDEAL, [[0, 1, 0]]) == [[0]]
    assert call("REL_SCORE", [[1, 0.9, 1]], WEIGHTS, None, [[0, 1, 0]]) == [[0]]
    # missed outweighs unknown
    assert call("REL_SCORE", [["Retail", None, 10]], WEIGHTS, IDEAL, [[1, 1, 0]]) == [[0]]


def test_numbers_in_text_dates_and_flags_as_attributes():
    assert call("REL_SCORE", [["50", True]], [[1, 1]], [[50, "true"]]) == [[100]]
    assert call("REL_SCORE", [[7, "x"]], [[1, 1]], [["7", "X"]]) == [[100]]
    day = datetime.date(2026, 1, 31)
    assert call("REL_SCORE", [[day], [datetime.date(2027, 1, 1)]], 1, day) == [[100], [100]]
    assert call("REL_SCORE", [[7]], 1, "seven") == [[0]]


def test_an_ideal_of_nothing_or_less_has_no_part():
    assert call("REL_SCORE", [[0], [-1], [3]], 1, 0) == [[100], [0], [100]]
    assert call("REL_SCORE", [[-5], [-6]], 1, -5) == [[100], [0]]


def test_a_prospect_of_whom_nothing_is_known_is_blank():
    assert call("REL_SCORE", [["Law", 50, 10], [None] * 3, ["Law", 50, 10]], WEIGHTS, IDEAL) == [[100], [""], [100]]


def test_why():
    rows = [["Law", 40, 5], ["Retail", 80, None], [None, 80, 10], ["Law", None, None]]
    assert told(rows, WEIGHTS, IDEAL, MUST) == [
        (
            "row 1",
            '81.67, 100% of the weight is known: attribute 1 is met 1 (weight 2, "Law" against "Law"); '
            "attribute 2 is met 0.8 (weight 3, 40 against 50); attribute 3 is met 0.5 (weight 1, 5 against 10)",
        ),
        (
            "row 2",
            '0, a must is missed: attribute 1 is met 0 (weight 2, "Retail" against "Law"); '
            "attribute 2 is met 1 (weight 3, 80 against 50); attribute 3 is unknown (weight 1)",
        ),
        (
            "row 3",
            "no score, a must is unknown: attribute 1 is unknown (weight 2); "
            "attribute 2 is met 1 (weight 3, 80 against 50); attribute 3 is met 1 (weight 1, 10 against 10)",
        ),
        (
            "row 4",
            'no score, only 33% of the weight is known: attribute 1 is met 1 (weight 2, "Law" against "Law"); '
            "attribute 2 is unknown (weight 3); attribute 3 is unknown (weight 1)",
        ),
    ]
    assert told([[0.25, 1]], [[1, 1]])[0][1] == (
        "62.5, 100% of the weight is known: attribute 1 is met 0.25 (weight 1); attribute 2 is met 1 (weight 1)"
    )


def test_why_is_told_of_the_rows_that_can_be_read():
    rows = [[1, 0.5], ["#N/A", 1], [None, None], [1, 7], [0, 1]]
    assert [row for row, _ in told(rows, [[1, 1]])] == ["row 1", "row 5"]
    assert told([["#N/A", 1]], [[1, 1]]) == []


# Laws


def by_definition(row, weights, ideal, must):
    """The score of one prospect; None where there is none."""
    met = []
    for cell, wanted in zip(row, ideal, strict=True):
        if cell is None:
            met.append(None)
        elif wanted is None:
            met.append(cell)
        elif isinstance(wanted, str):
            met.append(float(cell == wanted))
        else:
            met.append(1.0 if cell >= wanted else max(0.0, cell / wanted))
    if any(needed and part is not None and part < 1 for needed, part in zip(must, met, strict=True)):
        return 0
    known = sum(weight for weight, part in zip(weights, met, strict=True) if part is not None)
    if any(needed and part is None for needed, part in zip(must, met, strict=True)) or 2 * known < sum(weights):
        return None
    return 100 * sum(weight * part for weight, part in zip(weights, met, strict=True) if part is not None) / known


ATTRIBUTES = {
    "a": st.sampled_from([None, "a", "b"]),
    8: st.sampled_from([None, -2, 0, 2, 7, 8, 9]),
    None: st.sampled_from([None, 0, 0.25, 1]),
}
prospects = st.lists(st.sampled_from(["a", 8, None]), min_size=1, max_size=4).flatmap(
    lambda ideal: st.tuples(
        st.just(ideal),
        st.lists(
            st.tuples(*(ATTRIBUTES[wanted] for wanted in ideal)).filter(lambda row: any(x is not None for x in row)),
            min_size=2,
            max_size=6,
        ),
        st.lists(st.integers(0, 5), min_size=len(ideal), max_size=len(ideal)).filter(any),
        st.lists(st.booleans(), min_size=len(ideal), max_size=len(ideal)),
    )
)


@settings(max_examples=150, deadline=None)
@given(prospects)
def test_score_by_its_definition(drawn):
    ideal, rows, weights, must = drawn
    answers = call("REL_SCORE", list(map(list, rows)), [weights], [ideal], [must])
    for row, (answer,) in zip(rows, answers, strict=True):
        expected = by_definition(row, weights, ideal, must)
        assert answer.code == "#N/A" if expected is None else answer == pytest.approx(expected)


# Refusals


def test_an_unknown_must_and_too_little_known():
    answer = call("REL_SCORE", [[None, 80, 10], ["Law", None, None], ["Law", 50, 10]], WEIGHTS, IDEAL, MUST)
    assert fault(answer[0][0]) == ("#N/A", "attributes, row 1: must hold each must, one is blank")
    assert fault(answer[1][0]) == (
        "#N/A",
        "attributes, row 2: must be known for at least 50% of the weight, got 0.3333333333",
    )
    assert answer[2] == [100]


def test_text_where_a_number_or_a_mark_is_meant():
    answer = call("REL_SCORE", [["Law", "many", 10], ["Law", 50, 10]], WEIGHTS, IDEAL)
    assert fault(answer[0][0]) == (
        "#VALUE!",
        'attributes, row 1: must be a number in column 2, as its ideal is, got "many"',
    )
    assert answer[1] == [100]
    answer = call("REL_SCORE", [[1, 2, 1], [1, 1, "good"], [1, 1, -0.1]], WEIGHTS)
    assert [fault(cell) for (cell,) in answer] == [
        ("#NUM!", "attributes, row 1: must be between 0 and 1 in column 2, which has no ideal, got 2"),
        ("#VALUE!", 'attributes, row 2: must hold marks from 0 to 1 in column 3, which has no ideal, got "good"'),
        ("#NUM!", "attributes, row 3: must be between 0 and 1 in column 3, which has no ideal, got -0.1"),
    ]


def test_lists_that_do_not_fit():
    row = [["Law", 50, 10]]
    assert fault(call("REL_SCORE", row, [[1, None, 2]], IDEAL)[0][0]) == (
        "#VALUE!",
        "weights: must be one per column of attributes, there are 3, got 2",
    )
    assert fault(call("REL_SCORE", row, WEIGHTS, [["Law", 50]])[0][0]) == (
        "#VALUE!",
        "ideal: must be one per column of attributes, there are 3, got 2",
    )
    assert fault(call("REL_SCORE", row, WEIGHTS, IDEAL, [[1, 0, 0, 0]])[0][0]) == (
        "#VALUE!",
        "must: must be one per column of attributes, there are 3, got 4",
    )
    assert fault(call("REL_SCORE", row, [[0, 0, 0]], IDEAL)[0][0]) == ("#DIV/0!", "weights: must not all be 0")
    assert fault(call("REL_SCORE", row, [[1, 1, -1]], IDEAL)[0][0]) == (
        "#NUM!",
        "weights: must not be negative, got -1",
    )
    assert call("REL_SCORE", row, WEIGHTS, IDEAL, [["maybe", 0, 0]])[0][0].code == "#VALUE!"


def test_from_python():
    assert care.score([["Law", 25.0]], [1, 1], ["Law", 50.0]).tolist() == [75]
    assert care.score(np.array([[0.5, np.nan]], dtype=object), [2, 1]).tolist() == [50]
