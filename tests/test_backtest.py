"""Last year's prediction against what happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import backtest, call

PARTS = ["Top fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Bottom fifth"]


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Laws (no published table was found; the definition is restated here)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(-5, 20)), min_size=1, max_size=40))
def test_every_part_adds_up(rows):
    answer = call("REL_BACKTEST", *map(column, zip(*rows, strict=True)))
    assert answer[0] == ["part", "clients", "expected", "actual", "bias", "mean absolute error"]
    groups = {name: [] for name in PARTS}
    for foreseen, happened in rows:
        more = sum(other > foreseen for other, _ in rows)
        same = sum(other == foreseen for other, _ in rows)
        groups[PARTS[int(5 * (2 * more + same) // (2 * len(rows)))]].append((foreseen, happened))
    groups["All"] = rows
    for (name, group), row in zip(groups.items(), answer[1:], strict=True):
        foreseen, happened = (sum(side) for side in zip(*group, strict=True)) if group else (0, 0)
        assert row[:4] == [name, len(group), foreseen, happened]
        if group:
            assert row[4] == pytest.approx((foreseen - happened) / len(group))
            assert row[5] == pytest.approx(sum(abs(one - other) for one, other in group) / len(group))
        else:
            assert row[4:] == ["", ""]


def test_many_different_predictions_make_equal_fifths():
    rng = np.random.default_rng(1)
    foreseen = rng.permutation(1000)
    answer = call("REL_BACKTEST", column(foreseen.tolist()), column(foreseen.tolist()), False)
    assert [row[1] for row in answer] == [200] * 5 + [1000]
    assert [row[4:] for row in answer] == [[0.0, 0.0]] * 6
    expected = [row[2] for row in answer[:5]]
    assert expected == sorted(expected, reverse=True)


def test_clients_of_whom_the_same_was_predicted_stay_together():
    answer = call("REL_BACKTEST", column([3] * 9), column(range(9)), False)
    assert [row[1] for row in answer] == [0, 0, 9, 0, 0, 9]


def test_a_prediction_that_is_too_hopeful_has_a_bias_above_0():
    answer = call("REL_BACKTEST", column([0.9, 0.8, 0.4]), column([1, 0, 0]), False)
    assert answer[-1] == ["All", 3, pytest.approx(2.1), 1.0, pytest.approx(1.1 / 3), pytest.approx(1.3 / 3)]


def test_rows_that_lack_either_side_are_left_out():
    full = call("REL_BACKTEST", column([5, 4]), column([1, 2]))
    assert call("REL_BACKTEST", column(["Foreseen", 5, None, 4, 3]), column(["Came", 1, 7, 2, None])) == full
    assert backtest.backtest([5, 4], [1, 2]).rows[-1] == ["All", 2, 9.0, 3.0, 3.0, 3.0]


# Refusals


def test_sums_that_no_sheet_can_hold():
    assert fault(call("REL_BACKTEST", column([1.5e308, 1.5e308]), column([1, 1]))) == (
        "#NUM!",
        "expected: must add up to numbers that a spreadsheet can hold, and so must actual",
    )


def test_lists_that_cannot_be_compared():
    assert fault(call("REL_BACKTEST", column([1, 2, 3]), column([1, 2]))) == (
        "#VALUE!",
        "actual: must have as many rows as expected, or be one cell; it has 2 and not 3",
    )
    assert fault(call("REL_BACKTEST", column([1, None]), column([None, 2]))) == (
        "#N/A",
        "expected: must hold at least one filled row",
    )
    assert fault(call("REL_BACKTEST", column([1, 2]), column([1, "lost"]))) == (
        "#VALUE!",
        'actual, row 2: must be a number, or text that is plainly one, got "lost"',
    )
