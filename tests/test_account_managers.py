"""How the book is spread over account managers, and who should have which client."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Load: values by hand, laws


def test_load_of_a_small_book():
    table = call(
        "REL_LOAD",
        column(["Tobias", "Ines", " ines", None, "Gareth", "unassigned"]),
        column([20, 50, 10, 70, 30, 20]),
        column([40, 60, 30, 10, None, 5]),
        [["Manager", "Hours"], ["INES", 100], ["Tobias", 80], ["Gareth", 0], ["Priya", 120]],
    )
    assert table[0] == ["manager", "clients", "value", "share", "effort", "load"]
    assert table[1] == ["Ines", 2, 60, 0.3, 90, 0.9]
    gareth = table[2]
    assert gareth[:5] == ["Gareth", 1, 30, 0.15, 0]
    assert fault(gareth[5]) == ("#DIV/0!", "capacity: must be above 0 for a load, got 0")
    assert table[3] == ["Tobias", 1, 20, 0.1, 40, 0.5]
    assert table[4] == ["Unassigned", 2, 90, 0.45, 15, ""]
    assert table[5] == ["Total", 6, 200, 1, 145, pytest.approx(145 / 300)]
    assert len(table) == 6


def test_one_capacity_for_all_who_have_clients():
    table = call("REL_LOAD", column(["A", "B", None]), column([2, 1, 5]), column([30, 20, 10]), 40, False)
    assert [row[-1] for row in table] == [0.75, 0.5, "", 0.75]


def test_a_manager_missing_from_the_capacities_has_no_load_nor_has_the_total():
    table = call("REL_LOAD", column("AB"), column([2, 1]), column([30, 20]), [["A", 40]], False)
    assert [row[-1] for row in table] == [0.75, "", ""]


def test_columns_not_given_are_blank():
    assert call("REL_LOAD", column("AB"), column([3, 1]), None, None, False) == [
        ["A", 1, 3, 0.75, "", ""],
        ["B", 1, 1, 0.25, "", ""],
        ["Total", 2, 4, 1, "", ""],
    ]
    assert [row[4:] for row in call("REL_LOAD", column("AB"), column([3, 1]), None, 10, False)] == [["", ""]] * 3
    assert [row[4:] for row in call("REL_LOAD", column("AB"), column([3, 1]), column([1, 2]), None, False)] == [
        [1, ""],
        [2, ""],
        [3, ""],
    ]


def test_a_book_of_nobody():
    assert call("REL_LOAD", None, column([3, 1]), column([5, 5]), 10, False) == [
        ["Unassigned", 2, 4, 1, 10, ""],
        ["Total", 2, 4, 1, 10, ""],
    ]


def test_a_client_without_a_value_is_left_out_and_a_heading_is_one():
    table = call("REL_LOAD", column(["Manager", "A", "A", None]), column(["Fees", 5, None, 7]))
    assert [row[:3] for row in table[1:]] == [["A", 1, 5], ["Unassigned", 1, 7], ["Total", 2, 12]]


clients = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["Ines", "ines ", "Tobias", "Gareth", 7]), st.integers(-5, 50), st.integers(0, 9)
    ),
    min_size=1,
    max_size=25,
)


def who(name):
    return "unassigned" if name is None else str(name).strip().lower()


@settings(max_examples=100, deadline=None)
@given(clients)
def test_load_by_its_definition(clients):
    managers, values, efforts = map(column, zip(*clients, strict=True))
    *rows, total = call("REL_LOAD", managers, values, efforts, 10, False)
    assert {who(row[0]) for row in rows} == {who(name) for name, _, _ in clients}
    assert len(rows) == len({who(row[0]) for row in rows})
    whole = sum(value for _, value, _ in clients)
    for name, count, value, share, effort, load in rows:
        own = [client for client in clients if who(client[0]) == who(name)]
        assert (count, value, effort) == (len(own), sum(c[1] for c in own), sum(c[2] for c in own))
        assert share == pytest.approx(value / whole) if whole > 0 else share.code == "#DIV/0!"
        assert load == ("" if name == "Unassigned" else effort / 10)
    assert total[:3] == ["Total", len(clients), whole]
    ranked = [row[2] for row in rows if row[0] != "Unassigned"]
    assert ranked == sorted(ranked, reverse=True)
    assert "Unassigned" not in [row[0] for row in rows[:-1]]


# Refusals


def test_a_share_of_a_book_that_is_worth_nothing_spoils_its_own_cells_only():
    table = call("REL_LOAD", column("AB"), column([5, -5]), column([1, 2]), 4, False)
    assert {fault(row[3]) for row in table} == {("#DIV/0!", "value: must add up to more than 0 for a share, got 0")}
    assert [row[5] for row in table] == [0.25, 0.5, 0.375]


def test_negative_effort_and_a_capacity_named_twice():
    assert fault(call("REL_LOAD", column("AB"), column([1, 2]), column([1, -1]))) == (
        "#NUM!",
        "effort, row 2: must not be negative, got -1",
    )
    answer = call("REL_LOAD", column("AB"), column([1, 2]), column([1, 1]), [["A", 1], ["a", 2]])
    assert fault(answer) == ("#VALUE!", 'capacity: must name each once, row 2 repeats, got "a"')


def test_from_python():
    assert care.load(["A", None], [3.0, 1.0]).rows[0][:4] == ("A", 1, 3.0, 0.75)
