"""REL_EFFORT, REL_ACQUIRE_OR_RETAIN, REL_SUITABILITY."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import effort


def column(cells):
    return [[cell] for cell in cells]


def decision(*cells):
    answer = udfs.call("REL_ACQUIRE_OR_RETAIN", *cells)
    assert answer[0] == ["what", "today", "best"]
    return {label: (today, best) for label, today, best in answer[1:]}


# Winning against keeping: published values


def test_the_case_of_blattberg_and_deighton():
    # Blattberg & Deighton 1996: 5 per prospect wins 15% of at most 40%, 10 per client keeps 60% of at most 80%; the
    # figures worked from their equity a·(m + (m - R/r)·r/(1+d-r)) - A.
    table = decision(100, 0.15, 5, 0.15, 0.4, 10, 0.6, 0.8)
    best = {label: figures[1] for label, figures in table.items()}
    assert best["Retention spend per client"] == pytest.approx(23.68044, abs=5e-5)
    assert best["Retention rate"] == pytest.approx(0.76998, abs=5e-5)
    assert best["Lifetime value"] == pytest.approx(240.30309, abs=5e-5)
    assert best["Acquisition spend per prospect"] == pytest.approx(23.41639, abs=5e-5)
    assert best["Acquisition rate"] == pytest.approx(0.35573, abs=5e-5)
    assert best["Customer equity per prospect"] == pytest.approx(62.06663, abs=5e-5)
    assert table["Winning costs times as much"][0] == pytest.approx(2)


@pytest.mark.parametrize(("spends", "rates", "equity"), [((20, 30), (0.2, 0.6), 56.0), ((30, 20), (0.3, 0.5), 70.0)])
def test_a_textbook_exercise_of_two_allocations(spends, rates, equity):
    # Customer equity exercise (solutioninn 23813571): margin 200, rate 10%, CE = m·a - A + a·(m - R/r)·r'/(1-r'),
    # r' = r/1.1; the figures by that formula.
    table = decision(200, 0.1, spends[0], rates[0], 0.9, spends[1], rates[1], 0.9)
    assert table["Customer equity per prospect"][0] == pytest.approx(equity)


# Laws

judgements = st.tuples(
    st.floats(1, 1000),
    st.floats(0.01, 0.5),
    st.floats(0.1, 50),
    st.floats(0.02, 0.9),
    st.floats(0.05, 1),
    st.floats(0.1, 50),
    st.floats(0.02, 0.9),
    st.floats(0.05, 1),
)


def equity(margin, rate, curves, to_win, to_keep):
    """Blattberg & Deighton's equity per prospect, restated."""
    won, kept = (
        ceiling * (1 - math.exp(-math.log(ceiling / (ceiling - today)) / spent * spend))
        for (spent, today, ceiling), spend in zip(curves, (to_win, to_keep), strict=True)
    )
    return won * (margin + (margin * kept - to_keep) / (1 + rate - kept)) - to_win


@settings(max_examples=80)
@given(judgements, st.floats(0.9, 1.1), st.floats(0.9, 1.1))
def test_no_spend_nearby_and_none_at_all_is_better_than_the_best(case, more, less):
    margin, rate, *rest = case
    curves = (rest[:3], rest[3:])
    assume(all(curve[1] < 0.95 * curve[2] for curve in curves))
    table = decision(*case)
    best = table["Acquisition spend per prospect"][1], table["Retention spend per client"][1]
    most = table["Customer equity per prospect"][1]
    slack = 1e-9 * (1 + margin)
    assert most == pytest.approx(equity(margin, rate, curves, *best), rel=1e-9, abs=slack)
    today = equity(margin, rate, curves, rest[0], rest[3])
    assert table["Customer equity per prospect"][0] == pytest.approx(today, rel=1e-9, abs=slack)
    for to_win, to_keep in [(rest[0], rest[3]), (best[0] * more, best[1] * less), (best[0], 0), (best[0], rest[3])]:
        assert equity(margin, rate, curves, to_win, to_keep) <= most + slack


@settings(max_examples=80)
@given(judgements)
def test_at_the_best_spend_one_more_client_won_or_kept_costs_what_it_is_worth(case):
    assume(case[3] < 0.99 * case[4])
    assume(case[6] < 0.99 * case[7])
    table = decision(*case)
    worth = table["Lifetime value"][1]
    for spend, cost in [
        ("Acquisition spend per prospect", "One more client won costs"),
        ("Retention spend per client", "One more client kept costs"),
    ]:
        if table[spend][1] > 0:
            assert table[cost][1] == pytest.approx(worth, rel=1e-6)
        else:
            assert table[cost][1] == ""


def test_a_best_spend_of_nothing():
    # A margin of 1 pays neither for winning nor for keeping at these costs: the client stays for its first margin.
    table = decision(1, 0.1, 50, 0.1, 0.5, 50, 0.5, 0.9)
    best = {label: figures[1] for label, figures in table.items()}
    assert best == {
        "Acquisition spend per prospect": 0,
        "Acquisition rate": 0,
        "Retention spend per client": 0,
        "Retention rate": 0,
        "Lifetime value": 1,
        "Customer equity per prospect": 0,
        "Cost per client won": "",
        "Cost per client kept": "",
        "Winning costs times as much": "",
        "One more client won costs": "",
        "One more client kept costs": "",
    }
    assert table["Cost per client won"][0] == pytest.approx(500)


def test_all_might_stay_where_money_is_not_discounted():
    # With k = ln(2)/10 and a ceiling of 1 at a rate of 0 the best spend to keep is margin - 1/k.
    table = decision(100, 0, 5, 0.1, 0.4, 10, 0.5, 1)
    assert table["Retention spend per client"][1] == pytest.approx(100 - 10 / math.log(2))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ((100, 0.1, 5, 0.4, 0.4, 10, 0.6, 0.8), "acquisition: must be below acquisition_ceiling, 0.4, got 0.4"),
        ((100, 0.1, 5, 0.1, 0.4, 10, 0.9, 0.8), "retention: must be below retention_ceiling, 0.8, got 0.9"),
        ((100, 0.1, 0, 0.1, 0.4, 10, 0.6, 0.8), "acquisition_spend: must be above 0, got 0"),
        ((100, 0.1, 5, 0.1, 0.4, -1, 0.6, 0.8), "retention_spend: must be above 0, got -1"),
        ((100, 0.1, 5, 0, 0.4, 10, 0.6, 0.8), "acquisition: must be above 0, got 0"),
        ((100, 0.1, 5, 0.1, 40, 10, 0.6, 0.8), "acquisition_ceiling: must be between 0 and 1, got 40"),
        (
            (100, -0.3, 5, 0.1, 0.4, 10, 0.6, 0.8),
            "retention_ceiling: must not be above 1 + rate, else the value has no end, got 0.8",
        ),
    ],
)
def test_refused_judgements(cells, reason):
    answer = udfs.call("REL_ACQUIRE_OR_RETAIN", *cells)
    assert (answer.code, answer.reason) == ("#NUM!", reason)


# Effort


def test_effort_by_hand():
    answer = udfs.call("REL_EFFORT", column([80, 20, -50]), column([10, 30, 10]))
    expected = [[0.8, 0.2, 40, 0.6], [0.2, 0.6, 10, -0.4], [0, 0.2, 0, -0.2]]
    assert all(row == pytest.approx(other) for row, other in zip(answer, expected, strict=True))


@given(st.lists(st.tuples(st.integers(-50, 100), st.integers(0, 40)), min_size=2, max_size=20))
def test_shares_add_up_to_one_deserved_to_the_effort_and_gaps_to_nothing(clients):
    values, efforts = zip(*clients, strict=True)
    assume(max(values) > 0)
    assume(max(efforts) > 0)
    answer = udfs.call("REL_EFFORT", column(values), column(efforts))
    sums = [sum(row[place] for row in answer) for place in range(4)]
    assert sums == pytest.approx([1, 1, sum(efforts), 0], abs=1e-9)
    whole = sum(value for value in values if value > 0)
    for (value, _), (share, part, deserved, gap) in zip(clients, answer, strict=True):
        assert share == pytest.approx(max(value, 0) / whole)
        assert deserved == pytest.approx(share * sum(efforts))
        assert gap == pytest.approx(share - part)


@pytest.mark.parametrize(
    ("values", "efforts", "reason"),
    [
        ([0, -5], [1, 2], "value: must be above 0 for at least one client"),
        ([1, 2], [0, 0], "effort: must be above 0 for at least one client"),
    ],
)
def test_shares_of_nothing(values, efforts, reason):
    answer = udfs.call("REL_EFFORT", column(values), column(efforts))
    assert {(cell.code, cell.reason) for row in answer for cell in row} == {("#DIV/0!", reason)}


def test_refused_effort():
    answer = udfs.call("REL_EFFORT", column([1, 2, 3]), column([1, -2, None]))
    assert answer[0] == [1, 1, 1, 0]
    assert answer[1][0].reason == "effort, row 2: must not be negative, got -2"
    assert answer[2][0].code == "#N/A"


# Suitability


def test_suitability_by_hand():
    assert udfs.call("REL_SUITABILITY", [[5, 5, 5, 5, 5, 5, 5]]) == 100
    assert udfs.call("REL_SUITABILITY", column([0, 0, 0, 0, 0, 0, 0])) == 0
    # (4·2 + 1·1)/3 of 5, as a share of 100; the other five questions have no weight.
    assert udfs.call("REL_SUITABILITY", [[4, 1, 5, 5, 5, 5, 5]], [[2, 1, 0, 0, 0, None, 0]]) == pytest.approx(60)
    assert effort.suitability([4] * 7) == 80


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=7, max_size=7),
    st.lists(st.integers(0, 4), min_size=7, max_size=7),
)
def test_suitability_is_the_weighted_mean_of_what_is_known(answers, weights):
    assume(any(weights))
    assume(any(answer is not None for answer in answers))
    known = [(answer, weight) for answer, weight in zip(answers, weights, strict=True) if answer is not None]
    weight = sum(part for _, part in known)
    score = udfs.call("REL_SUITABILITY", [answers], [weights])
    if 2 * weight < sum(weights):
        assert (score.code, score.reason) == ("#N/A", "answers: must be known for at least half of the weight")
    else:
        assert score == pytest.approx(20 * sum(answer * part for answer, part in known) / weight)


@pytest.mark.parametrize(
    ("cells", "code", "reason"),
    [
        (([[5, 5, 5, None, None, None, None]],), "#N/A", "answers: must be known for at least half of the weight"),
        (([[5, 5, 5]],), "#VALUE!", "answers: must be 7 cells, one per question, got 3"),
        (([[5] * 8],), "#VALUE!", "answers: must be 7 cells, one per question, got 8"),
        (([[5, 6, 5, 5, 5, 5, 5]],), "#NUM!", "answers: must each be between 0 and 5, got 6"),
        (([[5] * 7], [[0] * 7]), "#DIV/0!", "weights: must be above 0 for at least one question"),
        (([[5] * 7], [[1, 1, 1, -1, 1, 1, 1]]), "#NUM!", "weights: must not be negative, got -1"),
        (([[5] * 7], [[1, 1]]), "#VALUE!", "weights: must be 7 cells, one per question, got 2"),
        (([[None] * 7],), "#N/A", "answers: must be given, the cell is blank"),
        (
            ([["yes", 5, 5, 5, 5, 5, 5]],),
            "#VALUE!",
            'answers: must be a number, or text that is plainly one, got "yes"',
        ),
    ],
)
def test_refused_answers(cells, code, reason):
    answer = udfs.call("REL_SUITABILITY", *cells)
    assert (answer.code, answer.reason) == (code, reason)
