"""How far each client has come on the relationship ladder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Published values: Peck, Payne, Christopher and Clark (1999), Relationship Marketing: Strategy and Implementation,
# Figure 2.6, p. 45; in earlier versions the purchaser is called customer


@pytest.mark.parametrize(
    ("orders", "tenure", "referrals", "rung"),
    [
        (0, 0, 0, "Prospect"),  # "whom you believe may be persuaded to do business with you"
        (1, 0.1, 0, "Customer"),  # "has done business just once"
        (2, 1, 0, "Client"),  # "has done business with you on a repeat basis"
        (9, 8, 0, "Supporter"),  # "supports you"; here by staying
        (3, 2, 1, "Advocate"),  # "actively recommends you to others"
    ],
)
def test_the_rungs_of_the_ladder(orders, tenure, referrals, rung):
    assert call("REL_STAGE", orders, tenure, referrals) == rung


# By hand: each bound


@pytest.mark.parametrize(
    ("orders", "tenure", "referrals", "active", "rung"),
    [
        (0, 5, 3, False, "Prospect"),
        (1, 0, 1, True, "Advocate"),
        (1, 0, 1, False, "Former"),
        (1, 10, 0, True, "Customer"),
        (2, 3, 0, True, "Supporter"),
        (2, 2.99, 0, True, "Client"),
        (2, 3, 0, "no", "Former"),
        (2, 3, 0, "x", "Supporter"),
        (2, 3, 0, 0, "Former"),
    ],
)
def test_the_first_that_holds(orders, tenure, referrals, active, rung):
    assert call("REL_STAGE", orders, tenure, referrals, active) == rung


def test_a_blank_is_active_in_a_column_as_alone():
    assert call("REL_STAGE", column([2, 2]), 1, 0, column([None, "no"])) == column(["Client", "Former"])
    assert call("REL_STAGE", 2, 1, 0, None) == "Client"


def test_headings_and_blank_rows_are_blank():
    columns = (["Orders", 1, None, 2], ["Years", 1, None, 1], ["Referrals", 0, None, 0], ["Active", "yes", None, None])
    assert call("REL_STAGE", *map(column, columns)) == column(["", "Customer", "", "Client"])


# Laws


def expected(orders, tenure, referrals, active):
    if orders == 0:
        return "Prospect"
    if not active:
        return "Former"
    if referrals >= 1:
        return "Advocate"
    if orders >= 2:
        return "Supporter" if tenure >= 3 else "Client"
    return "Customer"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([0, 1, 2.9, 3, 3.1, 20]), st.integers(0, 2), st.booleans()),
        min_size=2,
        max_size=10,
    )
)
def test_stage_by_its_definition(rows):
    arguments = [column(cells) for cells in zip(*rows, strict=True)]
    assert call("REL_STAGE", *arguments) == [[expected(*row)] for row in rows]


# Refusals


def test_counts_are_whole_and_nothing_is_negative():
    answer = call("REL_STAGE", column([1.5, -1, 2, 2]), column([1, 1, -1, 1]), column([0, 0, 0, 0.5]))
    assert [fault(cell) for (cell,) in answer] == [
        ("#NUM!", "orders, row 1: must be a whole number, 0 or more, got 1.5"),
        ("#NUM!", "orders, row 2: must be a whole number, 0 or more, got -1"),
        ("#NUM!", "tenure, row 3: must not be negative, got -1"),
        ("#NUM!", "referrals, row 4: must be a whole number, 0 or more, got 0.5"),
    ]


def test_active_is_a_flag():
    assert fault(call("REL_STAGE", 1, 1, 0, "perhaps")) == (
        "#VALUE!",
        'active: must be TRUE or FALSE (x, yes, a tick; -, no, blank), got "perhaps"',
    )


def test_a_blank_count_is_not_zero():
    answer = call("REL_STAGE", column([2, None]), column([1, 1]), column([None, 0]))
    assert fault(answer[0][0]) == ("#N/A", "referrals, row 1: must be given, the cell is blank")
    assert fault(answer[1][0]) == ("#N/A", "orders, row 2: must be given, the cell is blank")


def test_from_python():
    assert care.stage([0, 2], [1, 4], [0, 0]).tolist() == ["Prospect", "Supporter"]
