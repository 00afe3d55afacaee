"""Why clients left, by reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, defections

HEADERS = [
    "reason", "clients", "share of clients", "value lost", "share of value", "cumulative share", "share controllable",
    "value regained",
]  # fmt: skip


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Laws (no published table was found; the definition is restated here)

clients = st.lists(
    st.tuples(
        st.sampled_from(["Price", " price ", "Service", "Moved", "not recorded", None]),
        st.integers(1, 50),
        st.sampled_from(["x", None, True, 0]),
        st.sampled_from(["yes", None, False, 1]),
    ),
    min_size=2,  # one blank flag alone is a column that was not given
    max_size=25,
)


@settings(max_examples=100)
@given(clients)
def test_each_reason_adds_up(rows):
    groups = {}
    for reason, value, controllable, regained in rows:
        name = (reason or "not recorded").strip().casefold()
        groups.setdefault(name, []).append((value, bool(controllable), bool(regained)))
    answer = call("REL_DEFECTIONS", *map(column, zip(*rows, strict=True)))
    assert answer[0] == HEADERS
    total, so_far = sum(value for _, value, _, _ in rows), 0
    assert sorted(row[0].casefold() for row in answer[1:]) == sorted(groups)
    for name, count, share, lost, part, cumulated, prevented, returned in answer[1:]:
        group = groups[name.casefold()]
        so_far += lost
        assert (count, share) == (len(group), pytest.approx(len(group) / len(rows)))
        assert lost == sum(value for value, _, _ in group)
        assert (part, cumulated) == (pytest.approx(lost / total), pytest.approx(so_far / total))
        assert prevented == pytest.approx(sum(flag for _, flag, _ in group) / count)
        assert returned == sum(value for value, _, flag in group if flag)
    order = [(row[0].casefold() != "not recorded", row[3], row[1]) for row in answer[1:]]
    assert order == sorted(order, reverse=True)
    assert answer[-1][5] == pytest.approx(1)


def test_names_stand_as_first_written_and_blanks_as_not_recorded():
    answer = call("REL_DEFECTIONS", column(["PRICE", "price", "", "NOT RECORDED", 7]), column([5, 5, 3, 3, 1]))
    assert [row[:2] for row in answer[1:]] == [["PRICE", 2], [7, 1], ["Not recorded", 2]]


def test_not_recorded_stands_last_however_much_was_lost():
    answer = call("REL_DEFECTIONS", column([None, "Price", "Not Recorded", "Service"]), column([90, 5, 5, 10]))
    assert [[row[0], row[3], row[5]] for row in answer[1:]] == [
        ["Service", 10.0, pytest.approx(10 / 110)],
        ["Price", 5.0, pytest.approx(15 / 110)],
        ["Not recorded", 95.0, 1.0],
    ]


def test_columns_that_are_not_given_are_blank():
    answer = call("REL_DEFECTIONS", column(["Price"]), column([5]), None, column(["x"]))
    assert answer[1] == ["Price", 1, 1.0, 5.0, 1.0, 1.0, "", 5.0]
    assert call("REL_DEFECTIONS", column(["Price"]), column([5]))[1][6:] == ["", ""]


def test_a_heading_and_a_client_without_a_value_are_left_out():
    answer = call(
        "REL_DEFECTIONS",
        column(["Reason", "Price", "Service", None]),
        column(["Fees", 100, None, 50]),
        column(["Ours?", "x", "x", None]),
    )
    assert [row[:4] for row in answer[1:]] == [["Price", 1, 0.5, 100.0], ["Not recorded", 1, 0.5, 50.0]]
    assert [row[6] for row in answer[1:]] == [1.0, 0.0]


def test_a_client_who_cost_money_lessens_the_loss():
    answer = call("REL_DEFECTIONS", column(["Price", "Service"]), column([300, -100]), None, None, False)
    assert [row[4:6] for row in answer] == [[1.5, 1.5], [-0.5, 1.0]]


def test_it_is_an_ordinary_function():
    table = defections.defections(["Price", None, "Price"], [1, 2, 3], regained=[1, 0, 0])
    assert list(table.rows[0]) == ["Price", 2, 2 / 3, 4.0, 4 / 6, 4 / 6, None, 1.0]


# Refusals


def test_nothing_was_lost():
    answer = call("REL_DEFECTIONS", column(["Price", "Service"]), column([5, -5]))
    for row in answer[1:]:
        for cell in row[4:6]:
            assert fault(cell) == ("#DIV/0!", "value: must add up to more than 0 for a share, got 0")
    assert [row[3] for row in answer[1:]] == [5.0, -5.0]


def test_values_and_flags_that_cannot_be_read():
    assert fault(call("REL_DEFECTIONS", column(["Price", "Service"]), column([5, "1.200"]))) == (
        "#VALUE!",
        "value, row 2: must be a number: 1.200 as text may be 1200 or 1.2",
    )
    assert fault(call("REL_DEFECTIONS", column(["Price", "Service"]), column([5, 5]), column(["x", "perhaps"]))) == (
        "#VALUE!",
        'controllable, row 2: must be TRUE or FALSE (x, yes, a tick; -, no, blank), got "perhaps"',
    )
    assert fault(call("REL_DEFECTIONS", column(["Price", "Price"]), column([1.5e308, 1.5e308]))) == (
        "#NUM!",
        "value: must add up to a number that a spreadsheet can hold",
    )
    assert fault(call("REL_DEFECTIONS", column(["Price"]), column([None]))) == (
        "#N/A",
        "reason: must hold at least one filled row",
    )
