"""REL_TRANSITIONS and REL_MIGRATION_VALUE: published values, the definitions restated, refusals."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import migration

TIERS = ["Platinum", "Gold", "Iron", "Lead"]


def column(cells):
    return [[cell] for cell in cells]


def recency_chain(chances):
    """Pfeifer & Carraway's chain: who buys goes to recency 1, who does not to the next; the last state is lost."""
    size = len(chances) + 1
    rows = [[0.0] * size for _ in range(size)]
    for state, chance in enumerate(chances):
        rows[state][0], rows[state][state + 1] = chance, 1 - chance
    rows[-1][-1] = 1.0
    return rows


def worth(*cells):
    answer = udfs.call("REL_MIGRATION_VALUE", *cells)
    assert answer[0] == ["state", "value"]
    return [row[1] for row in answer[1:]]


# Published values


@pytest.mark.parametrize(
    ("chances", "margins", "rate", "periods", "expected", "digits"),
    [
        # Pfeifer & Carraway 2000: horizon T = 4, V = (50.115, 4.220, 0.592, -1.980, 0): five margins, t = 0..4.
        ([0.3, 0.2, 0.15, 0.05], [36, -4, -4, -4, 0], 0.2, 5, [50.115, 4.22, 0.592, -1.98, 0], 0.0005),
        # Pfeifer & Carraway 2000: without end, V = (52.320, 5.554, 1.251, -1.820, 0).
        ([0.3, 0.2, 0.15, 0.05], [36, -4, -4, -4, 0], 0.2, None, [52.32, 5.554, 1.251, -1.82, 0], 0.0005),
        # Pfeifer & Carraway 2000: contact ends after recency 3, and the value of a new customer rises to 53.149.
        ([0.3, 0.2, 0.15], [36, -4, -4, 0], 0.2, None, [53.149], 0.0005),
        # phpOMS, MetricsTest::testMigrationModel (after Pfeifer & Carraway).
        ([0.5, 0.2, 0.1], [100, 0, 0, 0], 0.1, None, [231.08, 57.29, 21.01, 0], 0.005),
        # phpOMS, MetricsTest::testMailingSuccessEstimation; it gives 49.4 to one digit.
        ([0.3, 0.2, 0.05], [36, -4, -4, 0], 0.2, 5, [49.40, 2.69, -1.98, 0], 0.005),
    ],
)
def test_published_values_of_customers_by_recency(chances, margins, rate, periods, expected, digits):
    answer = worth(recency_chain(chances), column(margins), rate, "start", periods)
    assert answer[: len(expected)] == pytest.approx(expected, abs=digits)


# Transitions: by hand, laws


def test_a_small_book():
    answer = udfs.call(
        "REL_TRANSITIONS",
        column(["Gold", "gold ", "Gold", "Platinum", None, "new", "Lost", None]),
        column(["Gold", "Iron", None, "Platinum", "Gold", "lost", "Iron", ""]),
    )
    assert answer == [
        ["before \\ after", "Platinum", "Gold", "Iron", "Lost"],
        ["Platinum", 1, 0, 0, 0],
        ["Gold", 0, 1 / 3, 1 / 3, 1 / 3],
        ["Iron", "", "", "", ""],
        ["New", 0, 0.5, 0.5, 0],
    ]


def test_names_give_the_order_and_nobody_is_dropped():
    answer = udfs.call("REL_TRANSITIONS", column(["B", "A", "Other"]), column(["A", "A", 7]), [["A", "B", "C"]], False)
    assert answer == [
        ["A", 1, 0, 0, 0, 0, 0],
        ["B", 1, 0, 0, 0, 0, 0],
        ["C", "", "", "", "", "", ""],
        ["Other", 0, 0, 0, 0, 1, 0],
        [7, "", "", "", "", "", ""],
    ]


tiers_then = st.lists(
    st.tuples(st.sampled_from([*TIERS, None, "New"]), st.sampled_from([*TIERS, None, "lost"])), min_size=1, max_size=25
)


@settings(max_examples=60)
@given(tiers_then)
def test_shares_are_those_of_the_definition_and_rows_add_up(pairs):
    pairs = [(None if before == "New" else before, None if after == "lost" else after) for before, after in pairs]
    known = {tier for pair in pairs for tier in pair if tier}
    assume(known)
    answer = udfs.call("REL_TRANSITIONS", column([b for b, _ in pairs]), column([a for _, a in pairs]))
    shown = [tier for tier in TIERS if tier in known]
    assert answer[0][1:] == [*shown, "Lost"]
    new = any(before is None and after for before, after in pairs)
    assert [row[0] for row in answer[1:]] == shown + ["New"] * new
    for row in answer[1:]:
        start = [after for before, after in pairs if before == (None if row[0] == "New" else row[0])]
        start = [after for after in start if after or row[0] != "New"]
        if not start:
            assert row[1:] == [""] * (len(shown) + 1)
            continue
        ends = [*shown, None]
        assert row[1:] == pytest.approx([start.count(end) / len(start) for end in ends])
        assert sum(row[1:]) == pytest.approx(1)


def test_what_the_shares_rest_on_is_explained():
    said = udfs.call("REL_EXPLAIN", "REL_TRANSITIONS", column(["Gold", "Gold", None]), column(["Gold", None, "Iron"]))
    cells = {cell for row in said for cell in row}
    assert "Gold: 2 before, 1 of them in the same tier later, 1 lost" in cells
    assert "New: 1 who were in no tier before" in cells


def test_a_million_clients():
    random = np.random.default_rng(1)
    before, after = (np.array(TIERS, dtype=object)[random.integers(0, 4, 1_000_000)] for _ in range(2))
    started = time.process_time()
    table = migration.transitions(before, after)
    assert time.process_time() - started < 2
    assert table.rows[0][1:] == pytest.approx([0.25, 0.25, 0.25, 0.25, 0], abs=0.005)


# Value: laws


@st.composite
def chains(draw):
    size = draw(st.integers(1, 5))
    weights = draw(
        st.lists(st.lists(st.integers(0, 9), min_size=size + 1, max_size=size + 1), min_size=size, max_size=size)
    )
    rows = [[part / max(sum(row), 1) for part in row[:size]] for row in weights]
    return rows, draw(st.lists(st.integers(-50, 100), min_size=size, max_size=size))


@settings(max_examples=60)
@given(chains(), st.floats(-0.5, 0.9), st.integers(0, 12), st.sampled_from(["end", "mid", "start"]))
def test_value_is_the_sum_of_the_definition(chain, rate, periods, timing):
    rows, margins = chain
    step = np.array(rows) / (1 + rate)
    total, due = np.zeros(len(rows)), np.array(margins, dtype=float)
    for _ in range(periods):
        total, due = total + due, step @ due
    total *= (1 + rate) ** {"end": -1, "mid": -0.5, "start": 0}[timing]
    answer = worth(rows, [margins], rate, timing, periods)
    assert answer == pytest.approx(total.tolist(), rel=1e-9, abs=1e-7)


@settings(max_examples=60)
@given(chains(), st.floats(0.05, 0.9))
def test_without_end_a_state_is_worth_its_margin_and_what_comes_of_it(chain, rate):
    rows, margins = chain
    values = np.array(worth(rows, [margins], rate))
    assert values == pytest.approx(np.array(margins) + np.array(rows) @ values / (1 + rate), rel=1e-9, abs=1e-7)


@given(st.floats(0, 1), st.floats(0.01, 0.9), st.sampled_from(["end", "mid", "start"]), st.sampled_from([None, 7]))
def test_one_state_is_the_lifetime_value(retention, rate, timing, periods):
    expected = udfs.call("REL_CLV", 100, retention, rate, timing, "certain", None, periods)
    assert worth(retention, 100, rate, timing, periods) == pytest.approx([expected], rel=1e-9)


def test_the_table_of_transitions_is_taken_as_it_is():
    before = column(["Gold", "Gold", "Gold", "Iron", "Iron", None])
    after = column(["Gold", "Iron", None, "Iron", "Gold", "Gold"])
    square = [[1 / 3, 1 / 3], [0.5, 0.5]]
    expected = worth(square, [[100, 20]], 0.1)
    for headers in (True, False):
        table = udfs.call("REL_TRANSITIONS", before, after, None, headers)
        answer = udfs.call("REL_MIGRATION_VALUE", table, column([100, 20]), 0.1)
        assert answer == [
            ["state", "value"],
            *([name, value] for name, value in zip(["Gold", "Iron"], expected, strict=True)),
        ]


def test_names_that_are_numbers_and_ranges_with_blank_edges():
    square = [[0.5, 0.25], [0.2, 0.6]]
    expected = worth(square, [[10, 5]], 0.1)
    for headers in (True, False):
        table = udfs.call("REL_TRANSITIONS", column([1, 1, 1, 1, 2]), column([1, 1, 2, None, 2]), None, headers)
        answer = udfs.call("REL_MIGRATION_VALUE", table, [[10, 5]], 0.1)
        assert [row[0] for row in answer[1:]] == [1, 2]
    wide = [[*row, None, ""] for row in square] + [[None] * 4]
    assert worth(wide, [[10, 5]], 0.1) == expected
    named = [[None, "A", "B"], ["A", 0.5, 0.25], ["B", 0.2, 0.6]]
    assert udfs.call("REL_MIGRATION_VALUE", named, [[10, 5]], 0.1)[1:] == [["A", expected[0]], ["B", expected[1]]]


def test_lost_may_be_a_state_of_its_own_where_money_is_not_discounted():
    assert worth([[0.75, 0.25], [0, 1]], [[100, 0]], 0) == pytest.approx([400, 0])


def test_from_python():
    assert migration.migration_value([[0.5]], [10], 0.25).rows == [(1, pytest.approx(10 / 0.6))]


# Refusals


def refusal(answer, code, reason):
    assert (answer.code, answer.reason) == (code, reason)


@pytest.mark.parametrize(
    ("transitions", "margins", "code", "reason"),
    [
        (
            [[0.7, 0.4], [0, 1]],
            [[1, 1]],
            "#NUM!",
            'transitions: must add up to at most 1 in each row, those of "1" do not, got 1.1',
        ),
        ([[0.7, 1.4], [0, 1]], [[1, 1]], "#NUM!", "transitions: must be between 0 and 1 in row 1, got 1.4"),
        (
            [["", "A"], ["A", -0.1]],
            1,
            "#NUM!",
            'transitions: must be between 0 and 1 in the state "A", got -0.1',
        ),
        (
            [[0.7, "?"], [0, 1]],
            [[1, 1]],
            "#VALUE!",
            'transitions: must be a number, or text that is plainly one in row 1, got "?"',
        ),
        (
            [[0.7], [0.1], [0]],
            [[1, 1, 1]],
            "#VALUE!",
            "transitions: must be a square matrix, or the table of REL_TRANSITIONS",
        ),
        ([["A", 0.5], [None, 1]], [[1, 1]], "#VALUE!", "transitions: must name each of its states"),
        ([[0.5, 0.5], [None, ""]], [[1, 1]], "#VALUE!", "margins: must be one number per state, 1 in all, got 2"),
        (
            [[0.5, 0.5, 0], [None, None, None], [0.1, 0, 0.9]],
            [[1, 1, 1]],
            "#N/A",
            "transitions: must say what becomes of each state, row 2 is blank",
        ),
        (
            [[0.7, 0.2], [None, None], [0.1, 0.1]],
            [[1, 1, 1]],
            "#VALUE!",
            "transitions: must be a square matrix, or the table of REL_TRANSITIONS",
        ),
        (
            [["", "A", "B"], ["A", 0.5, 0.5], ["B", None, None]],
            [[1, 1]],
            "#N/A",
            'transitions: must say what becomes of each state, the state "B" is blank',
        ),
        (
            [["", "A", "B"], ["B", 0.5, 0.5], ["A", 0.1, 0.9]],
            [[1, 1]],
            "#VALUE!",
            'transitions: must name the same states in its rows as in its columns, got "A"',
        ),
        (
            [["", "A", "B", "C"], ["A", 0.5, 0.5, 0], ["B", 0.1, 0.9, 0]],
            [[1, 1]],
            "#VALUE!",
            'transitions: must have a row for each column but Lost, got "C"',
        ),
        ([["", "A", "B"], ["A", 1, 0], [None, 1, 0]], [[1, 1]], "#VALUE!", "transitions: must name each of its states"),
        ([[0.5, 0.5], [0, 1]], [[1, 1, 1]], "#VALUE!", "margins: must be one number per state, 2 in all, got 3"),
        ([[0.5, 0.5], [0, 1]], [[1, None]], "#VALUE!", "margins: must be one number per state, 2 in all, got 1"),
        ([[None, None]], [[1, 1]], "#N/A", "transitions: must be given, the cell is blank"),
    ],
)
def test_refused_transitions_and_margins(transitions, margins, code, reason):
    refusal(udfs.call("REL_MIGRATION_VALUE", transitions, margins, 0.1), code, reason)


@pytest.mark.parametrize("rate", [0, -0.1])
def test_a_value_without_bound_is_refused_and_periods_bound_it(rate):
    refusal(
        udfs.call("REL_MIGRATION_VALUE", [[0.5, 0.5], [0.5, 0.5]], [[1, 2]], rate),
        "#NUM!",
        f"rate: must be so high that the value has a bound, or give periods, got {rate}",
    )
    assert worth([[0.5, 0.5], [0.5, 0.5]], [[1, 2]], rate, None, 1) == [1, 2]


def test_an_error_in_the_table_goes_out():
    broken = udfs.CellError("#REF!", "its own reason")
    assert udfs.call("REL_MIGRATION_VALUE", [[0.5, broken], [0, 1]], [[1, 1]], 0.1) is broken


def test_refused_tiers():
    before, after = column(["Gold", "Iron"]), column(["Gold", "New"])
    must = "must be a tier, or blank for a client who is lost; New is neither"
    refusal(udfs.call("REL_TRANSITIONS", before, after), "#VALUE!", f'after, row 2: {must}, got "New"')
    refusal(
        udfs.call("REL_TRANSITIONS", before, before, [["Gold", "Lost"]]),
        "#VALUE!",
        'names: must be tiers: Lost and New are there by themselves, got "Lost"',
    )
    refusal(
        udfs.call("REL_TRANSITIONS", before, before, [["Gold", "gold"]]),
        "#VALUE!",
        'names: must name each once, got "gold"',
    )
    many = column([f"Tier {place}" for place in range(501)])
    refusal(
        udfs.call("REL_TRANSITIONS", many, many),
        "#N/A",
        "before: must hold at most 500 different tiers, those of after included, got 501",
    )
    assert len(udfs.call("REL_TRANSITIONS", many[1:], many[1:])) == 501
    refusal(udfs.call("REL_TRANSITIONS", "New", "Lost"), "#N/A", "before: must hold at least one client's tier")
    assert udfs.call("REL_TRANSITIONS", column([None, None]), column([None, None])).code == "#N/A"
