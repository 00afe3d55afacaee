"""What else to offer each client."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care

SERVICES = [["Audit", "Tax", "Payroll"]]
FEES = [[900, 400, None], [800, None, 300], [700, 500, None], [600, 450, 200]]


def fault(answer):
    return answer.code, answer.reason


def told(*arguments):
    explained = call("REL_EXPLAIN", "REL_WHITESPACE", *arguments)
    return [(row[1], row[2]) for row in explained if row[0] == "because"]


# By hand


def test_four_clients_by_hand():
    # Client 1 has Audit and Tax. Payroll aside, client 2 overlaps by 1/2 (Audit of Audit, Tax), clients 3 and 4 by 1.
    # Payroll: buyers 2 and 4 weigh 1.5 of 2.5, base 2/4: (1.5 + 5 * 0.5) / (2.5 + 5) = 8/15; fee: median of 300, 200.
    # Client 2 has Audit and Payroll. Tax aside, clients 1 and 3 overlap by 1/2, client 4 by 1; all buy Tax, base 3/4:
    # (2 + 5 * 0.75) / (2 + 5) = 23/28; fee the median of 400, 500, 450. Client 4 has all.
    answer = call("REL_WHITESPACE", FEES, SERVICES)
    assert answer[0] == ["Payroll", pytest.approx(8 / 15), 250, pytest.approx(8 / 15 * 250)]
    assert answer[1] == ["Tax", pytest.approx(23 / 28), 450, pytest.approx(23 / 28 * 450)]
    assert answer[2] == answer[0]
    assert answer[3] == ["", "", "", ""]


def test_why():
    assert told(FEES, SERVICES) == [
        ("", "of 4 clients 4 buy Audit, 3 buy Tax, 2 buy Payroll"),
        (
            "row 1",
            "Payroll is bought by 2 of the 3 others that share a service with it (overlaps add up to 1.5 of 2.5) and "
            "by 2 of all 4 clients: (1.5 + 5 x 0.5) / (2.5 + 5) = 53.3%; the median of what they pay is 250",
        ),
        (
            "row 2",
            "Tax is bought by 3 of the 3 others that share a service with it (overlaps add up to 2 of 2) and by 3 of "
            "all 4 clients: (2 + 5 x 0.75) / (2 + 5) = 82.1%; the median of what they pay is 450",
        ),
        (
            "row 3",
            "Payroll is bought by 2 of the 3 others that share a service with it (overlaps add up to 1.5 of 2.5) and "
            "by 2 of all 4 clients: (1.5 + 5 x 0.5) / (2.5 + 5) = 53.3%; the median of what they pay is 250",
        ),
        ("row 4", "nothing to offer: it buys every service that anybody buys"),
    ]


def test_equal_chances_go_by_fee_and_then_by_place():
    assert call("REL_WHITESPACE", [[10, None, None], [10, 20, 30]], [["A", "B", "C"]])[0][0] == "C"
    assert call("REL_WHITESPACE", [[10, None, None], [10, 30, 30]], [["A", "B", "C"]])[0][0] == "B"


def test_who_buys_nothing_yet_is_offered_what_most_buy():
    answer = call("REL_WHITESPACE", [[0, 0], [5, None], [7, None], [None, 90]], [["A", "B"]])
    assert answer[0] == ["A", pytest.approx(0.5), 6, pytest.approx(3)]


def test_without_a_prior_the_share_of_all_serves_where_nobody_is_alike():
    answer = call("REL_WHITESPACE", [[0, 0], [5, None], [7, 3]], [["A", "B"]], 0)
    assert answer[0] == ["A", pytest.approx(2 / 3), 6, pytest.approx(4)]
    assert answer[1] == ["B", pytest.approx(1), 3, pytest.approx(3)]


def test_what_nobody_buys_is_never_offered_and_a_refund_is_no_purchase():
    answer = call("REL_WHITESPACE", [[5, None, None], [5, -3, 0]], [["A", "B", "C"]])
    assert answer == [["", "", "", ""]] * 2


def test_a_heading_a_blank_row_and_a_spoilt_row_are_left_out():
    rows = [["Audit", "Tax", "Payroll"], *FEES[:2], [None] * 3, *FEES[2:], [1, "n/a", 2]]
    answer = call("REL_WHITESPACE", rows, SERVICES)
    assert answer[0] == answer[3] == ["", "", "", ""]
    assert [*answer[1:3], *answer[4:6]] == call("REL_WHITESPACE", FEES, SERVICES)
    assert {fault(cell) for cell in answer[6]} == {
        ("#VALUE!", 'fees, row 7, column 2: must be a number, or text that is plainly one, got "n/a"')
    }


# Laws


def by_definition(fees, services, prior):
    """The offer to each client, asking each other client in turn."""
    bought = [{place for place, fee in enumerate(row) if fee} for row in fees]
    answers = []
    for client, own in enumerate(bought):
        offers = []
        for place, name in enumerate(services):
            paid = [row[place] for row in fees if row[place]]
            if place in own or not paid:
                continue
            weight = of_buyers = 0.0
            for other, theirs in enumerate(bought):
                either = (own | theirs) - {place}
                if other != client and either:
                    overlap = len(own & theirs) / len(either)
                    weight += overlap
                    of_buyers += overlap * (place in theirs)
            base = len(paid) / len(fees)
            chance = (of_buyers + prior * base) / (weight + prior) if weight + prior else base
            offers.append((-round(chance, 9), -statistics.median(paid), place, name, chance))
        answers.append(min(offers)[1:] if offers else None)
    return answers


books = st.integers(2, 5).flatmap(
    lambda services: st.lists(
        st.lists(st.sampled_from([0, 0, 10, 20, 30]), min_size=services, max_size=services), min_size=2, max_size=9
    )
)


@settings(max_examples=100, deadline=None)
@given(books, st.sampled_from([0, 0.5, 5]))
def test_whitespace_by_its_definition(fees, prior):
    names = [f"service {place}" for place in range(len(fees[0]))]
    answers = call("REL_WHITESPACE", fees, [names], prior)
    for answer, expected in zip(answers, by_definition(fees, names, prior), strict=True):
        if expected is None:
            assert answer == ["", "", "", ""]
        else:
            fee, _, name, chance = expected
            assert answer == [name, pytest.approx(chance), -fee, pytest.approx(-fee * chance)]
            assert 0 <= answer[1] <= 1


@settings(max_examples=40, deadline=None)
@given(books, st.randoms(use_true_random=False))
def test_the_order_of_clients_does_not_matter(fees, random):
    names = [[f"service {place}" for place in range(len(fees[0]))]]
    order = list(range(len(fees)))
    random.shuffle(order)
    answers = call("REL_WHITESPACE", fees, names)
    for place, row in enumerate(call("REL_WHITESPACE", [fees[row] for row in order], names)):
        assert row[0] == answers[order[place]][0]
        assert row[1:] == pytest.approx(answers[order[place]][1:]) or row == answers[order[place]]


def test_many_clients_and_services_agree_with_the_definition():
    # More patterns than one block, more services than one word of 64
    random = np.random.default_rng(7)
    fees = np.where(random.random((120, 70)) < 0.3, random.integers(1, 50, (120, 70)), 0)
    names = [f"service {place}" for place in range(70)]
    answers = care.whitespace(fees, names)
    for answer, expected in zip(answers.tolist(), by_definition(fees.tolist(), names, 5), strict=True):
        assert answer[0] == expected[2]
        assert answer[1] == pytest.approx(expected[3], rel=1e-12)


# Refusals


def test_services_name_each_column_once():
    assert fault(call("REL_WHITESPACE", FEES, [["A", "B"]])[0][0]) == (
        "#VALUE!",
        "services: must name each column of fees, there are 3, got 2",
    )
    assert fault(call("REL_WHITESPACE", FEES, [["A", "B", "a"]])[0][0]) == (
        "#VALUE!",
        'services: must name each service once, got "a"',
    )


def test_one_client_has_nobody_to_learn_from():
    assert fault(call("REL_WHITESPACE", FEES[:1], SERVICES)[0][0]) == (
        "#N/A",
        "fees: must be more than one client: one client cannot be ranked: pass the whole column, or add the clients "
        "from whom to learn",
    )

    assert told(FEES[:1], SERVICES) == []


def test_a_prior_is_not_negative():
    assert fault(call("REL_WHITESPACE", FEES, SERVICES, -1)[0][0]) == (
        "#NUM!",
        "prior: must be a number of clients, 0 or more, got -1",
    )


def different_lists(clients, services):
    numbers = np.arange(1, clients + 1)
    fees = (numbers[:, np.newaxis] >> np.arange(16)) & 1
    fees = np.hstack((fees, np.zeros((clients, services - 16), dtype=int)))
    return fees.tolist(), [[f"s{place}" for place in range(services)]]


def test_more_than_a_cell_should_ask():
    answer = call("REL_WHITESPACE", *different_lists(4473, 200))
    assert fault(answer[0][0]) == (
        "#N/A",
        "fees: must hold at most 4472 different sets of services to be compared, got 4473",
    )


def test_the_counts_of_a_long_list_are_not_told():
    told = call("REL_EXPLAIN", "REL_WHITESPACE", *different_lists(2450, 200))
    assert [row[2] for row in told if row[0] == "because"][1:] == [
        "the counts behind each chance are told of up to 2449 different sets of services, not 2450"
    ]


def test_from_python():
    answer = care.whitespace(np.array([[1.0, np.nan], [2.0, 4.0]]), ["A", "B"])
    # B: client 2 overlaps with client 1 entirely and buys it, base 1/2: (1 + 2.5) / 6
    assert answer[0].tolist() == ["B", pytest.approx(3.5 / 6), 4.0, pytest.approx(14 / 6)]
