"""REL_REFERRALS, REL_REFERRAL_VALUE, REL_REFERRAL_BALANCE: by hand, by brute force, refusals."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import CellError, referrals


def column(cells):
    return [[cell] for cell in cells]


def flat(rows):
    return [row[0] for row in rows]


# Published values: none found that count beyond the first step; the first step of Kumar, Petersen & Leone is the sum of
# the values of those referred.


def test_one_step_is_the_sum_of_those_brought():
    # "How to correctly include referral value" (bizraw.com): two customers of 10, B came by A's word, half credited:
    # A 15, B 10, together more than the 20 that there are.
    assert flat(udfs.call("REL_REFERRAL_VALUE", column("AB"), column([10, 10]), column([None, "A"]), 0.5)) == [15, 10]


# The value of referrals

forests = st.lists(
    st.tuples(st.integers(-20, 100), st.one_of(st.none(), st.integers(0, 14), st.just(99))), min_size=2, max_size=15
)


def names(places):
    return [None if place is None else f"Client {place}" for place in places]


def line_above(start, above):
    """The chain of referrers of a client, up to its end or back to where it has been."""
    chain, here = [], above[start]
    while here is not None and here < len(above) and here not in chain:
        chain.append(here)
        here = above[here]
    return chain


@settings(max_examples=120)
@given(forests, st.floats(0, 1))
def test_each_gets_credit_for_all_below_and_circles_are_refused_alone(forest, credit):
    values, above = zip(*forest, strict=True)
    circle = {place for place in range(len(forest)) if place in line_above(place, above)}
    expected = [float(value) for value in values]
    for place in range(len(forest)):
        for steps, other in enumerate(line_above(place, above), start=1):
            expected[other] += credit**steps * values[place]
    answer = flat(
        udfs.call("REL_REFERRAL_VALUE", column(names(range(len(forest)))), column(values), column(names(above)), credit)
    )
    for place, found in enumerate(answer):
        if place in circle:
            assert found.code == "#NUM!"
            assert found.reason.startswith(f"referred_by, row {place + 1}: must not lead back to the client itself")
        else:
            assert found == pytest.approx(expected[place], abs=1e-9)


def test_a_long_line_of_clients():
    count = 100_000
    clients = np.array([f"c{place}" for place in range(count)], dtype=object)
    above = np.concatenate(([None], clients[:-1]))
    started = time.process_time()
    found = referrals.referral_value(clients, np.ones(count), above)
    assert time.process_time() - started < 2
    assert (found == np.arange(count, 0, -1)).all()
    halves = referrals.referral_value(clients, np.ones(count), above, 0.5)
    assert halves[0] == pytest.approx(2)


def test_a_referrer_not_on_the_list_is_ignored():
    answer = udfs.call("REL_REFERRAL_VALUE", column([1, 2]), column([10, 20]), column(["somebody", 1.0]))
    assert flat(answer) == [30, 20]
    said = udfs.call("REL_EXPLAIN", "REL_REFERRAL_VALUE", column("AB"), column([10, 20]), column(["Aa", "A"]))
    assert [row[1:] for row in said if row[0] == "because"] == [
        ["row 1", '"Aa" is not on the list of clients: ignored']
    ]


def test_a_client_listed_twice_names_both_rows():
    # A heading above, and a row that cannot be read: rows are counted as they stand in the sheet.
    answer = flat(
        udfs.call(
            "REL_REFERRAL_VALUE",
            column(["Client", "Ann", "Bob", "Cy", "ann ", "ANN"]),
            column(["Value", 1, "?", 3, 4, 5]),
            column(["By", None, None, "Bob", None, None]),
        )
    )
    assert answer[0] == ""
    assert answer[1].reason == 'client, row 2: must be listed once, it is also in row 5, got "Ann"'
    assert answer[2].code == "#VALUE!"
    assert answer[3] == 3
    assert answer[4].reason == 'client, row 5: must be listed once, it is also in row 2, got "ann"'
    assert answer[5].reason == 'client, row 6: must be listed once, it is also in row 2, got "ANN"'
    assert {cell.code for cell in answer[4:]} == {"#VALUE!"}


def test_one_who_brought_himself_is_refused_and_those_whom_he_brought_are_not():
    answer = flat(udfs.call("REL_REFERRAL_VALUE", column("ABC"), column([1, 2, 3]), column(["A", "A", "B"])))
    assert answer[0].code == "#NUM!"
    assert answer[0].reason == (
        'referred_by, row 1: must not lead back to the client itself: it is in a circle of referrals, got "A"'
    )
    assert answer[1:] == [5, 3]


def test_refused_values_of_referrals():
    cells = column("ABC"), column([1, 2, 3]), column([None, None, None])
    assert udfs.call("REL_REFERRAL_VALUE", *cells, 1.5)[0][0].reason == "credit: must be between 0 and 1, got 1.5"
    assert "one client cannot be ranked" in udfs.call("REL_REFERRAL_VALUE", "A", 1, None).reason
    nameless = udfs.call("REL_REFERRAL_VALUE", column(["A", None]), column([1, 2]), column([None, "A"]))
    assert flat(nameless)[0] == 1
    assert flat(nameless)[1].reason == "client, row 2: must be given, the cell is blank"
    with pytest.raises(referrals.WrongKind, match="client, row 1: must be listed once, it is also in row 2"):
        referrals.referral_value(["A", "a"], [1, 2], [None, None])


# The audit

HEADERS = ["source", "clients", "value", "share", "projected", "effort", "share of effort", "value per effort", "gap"]


def test_the_audit_of_a_bank():
    answer = udfs.call(
        "REL_REFERRALS",
        column(["Estate agents", "Accountants", None, "estate agents", "Own staff", "not recorded"]),
        column([100, 500, 150, 200, 0, 50]),
        column([30, 10, None, 20, 40, None]),
        column([50, None, 10, 50, 0, 0]),
    )
    assert answer == [
        HEADERS,
        ["Accountants", 1, 500, 0.5, 0, 10, 0.1, 50, 0.4],
        ["Estate agents", 2, 300, pytest.approx(0.3), 100, 50, 0.5, 6, pytest.approx(-0.2)],
        ["Own staff", 1, 0, 0, 0, 40, 0.4, 0, -0.4],
        ["Not recorded", 2, 200, 0.2, 10, 0, 0, CellError("#DIV/0!", ""), 0.2],
        ["Total", 6, 1000, 1, 110, 100, 1, 10, 0],
    ]
    assert answer[4][7].reason == "effort: must be above 0 for a value per effort"


def test_columns_that_are_not_given_are_blank():
    answer = udfs.call("REL_REFERRALS", column(["A", "B"]), column([1, 3]))
    assert answer[1:] == [
        ["B", 1, 3, 0.75, "", "", "", "", ""],
        ["A", 1, 1, 0.25, "", "", "", "", ""],
        ["Total", 2, 4, 1, "", "", "", "", ""],
    ]


audits = st.lists(
    st.tuples(st.sampled_from(["A", " a", "B", "C", None]), st.integers(-20, 100), st.integers(0, 30)),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60)
@given(audits)
def test_sources_add_up_and_stand_in_order(audit):
    source, value, effort = zip(*audit, strict=True)
    assume(sum(value) > 0)
    assume(sum(effort) > 0)
    rows = udfs.call("REL_REFERRALS", column(source), column(value), column(effort), None, False)
    *parts, total = rows
    for place in (1, 2, 3, 5, 6):
        assert total[place] == pytest.approx(sum(row[place] for row in parts))
    assert total[3] == pytest.approx(1)
    assert total[8] == pytest.approx(0)
    recorded = [row for row in parts if row[0] != "Not recorded"]
    assert parts[: len(recorded)] == recorded
    assert [row[2] for row in recorded] == sorted((row[2] for row in recorded), reverse=True)
    for name, clients, worth, *_ in recorded:
        own = [
            money
            for who, money in zip(source, value, strict=True)
            if who and who.strip().upper() == name.strip().upper()
        ]
        assert (clients, worth) == (len(own), sum(own))


def test_shares_of_nothing():
    answer = udfs.call("REL_REFERRALS", column(["A", "B"]), column([1, -1]), column([0, 0]))
    for row in answer[1:]:
        assert [cell.code for cell in (row[3], row[6], row[7], row[8])] == ["#DIV/0!"] * 4
    assert answer[1][3].reason == "value: must add up to more than 0 for a share, got 0"
    assert udfs.call("REL_REFERRALS", column(["A"]), column([1]), column([-1])).reason == (
        "effort: must not be negative, got -1"
    )
    assert udfs.call("REL_REFERRALS", column(["A", "B"]), column([1, "x"])).code == "#VALUE!"


# The balance


def test_the_balance_of_giving_and_receiving():
    answer = udfs.call(
        "REL_REFERRAL_BALANCE", column(["A", "B", "a", None]), column([1, None, 2, 1]), column([4, 0, 1, 9])
    )
    assert answer == [
        ["source", "given", "received", "usable", "balance", "usable share"],
        ["A", 3, 5, "", 2, ""],
        ["B", 0, 0, "", 0, ""],
        ["Not recorded", 1, 9, "", 8, ""],
        ["Total", 4, 14, "", 10, ""],
    ]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=15))
def test_balance_is_received_less_given(rows):
    source, gave, got = zip(*rows, strict=True)
    of_use = [amount // 2 for amount in got]
    answer = udfs.call("REL_REFERRAL_BALANCE", *map(column, (source, gave, got, of_use)), False)
    assert answer[-1][1:5] == [sum(gave), sum(got), sum(of_use), sum(got) - sum(gave)]
    for _, given_, received, usable, balance, share in answer:
        assert balance == received - given_
        assert share == (usable / received if received else CellError("#DIV/0!", ""))


def test_more_usable_than_received_is_refused():
    answer = udfs.call("REL_REFERRAL_BALANCE", column("AB"), column([1, 1]), column([2, 2]), column([1, 3]))
    assert (answer.code, answer.reason) == ("#NUM!", "usable, row 2: must not be more than received, got 3")
