"""The customer pyramid and the client matrix: REL_TIERS, REL_TIER, REL_TIER_CUTS, REL_MATRIX."""

from __future__ import annotations

import statistics
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import tiers
from udfs.errors import CellError, NotEnough, OutOfDomain, ShareOfNothing, WrongKind

NAMES = ["Platinum", "Gold", "Iron", "Lead"]


def column(cells):
    return [[cell] for cell in cells]


def flat(rows):
    return [row[0] for row in rows]


def assert_fault(cell, code, reason):
    assert isinstance(cell, CellError)
    assert (cell.code, cell.reason) == (code, reason)


# The definition on plain figures (no published table of tiers states its rule for ties)


def test_the_textbook_pyramid_of_ten_clients():
    # the definition on clean tenths: 2 of 10 clients are the best 20%, 3 the next 30%, 3, 2.
    values = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10]
    expected = ["Platinum"] * 2 + ["Gold"] * 3 + ["Iron"] * 3 + ["Lead"] * 2
    assert flat(udfs.call("REL_TIERS", column(values))) == expected


def test_pareto_eighty_twenty_by_share():
    # One client of five brings 80%: with a cut at 80% it alone is the core, since 80 is not below the cut.
    answer = udfs.call("REL_TIERS", column([5, 80, 5, 5, 5]), "share", [[0.8]], [["Core", "Rest"]])
    assert flat(answer) == ["Rest", "Core", "Rest", "Rest", "Rest"]


# Laws

few_values = st.lists(st.integers(-6, 12), min_size=2, max_size=25)
any_values = st.lists(
    st.one_of(st.integers(-6, 12).map(float), st.floats(-1e6, 1e6, allow_subnormal=False)), min_size=2, max_size=25
)
share_cuts = st.lists(
    st.one_of(st.sampled_from([0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 1.0]), st.floats(0.01, 1)),
    min_size=1,
    max_size=4,
    unique=True,
).map(sorted)
value_cuts = st.lists(st.integers(-4, 10), min_size=1, max_size=4, unique=True).map(
    lambda cuts: sorted(cuts, reverse=True)
)


def by_definition(values, method, cuts):
    """The tier of each client, as a position, restated from the definition."""

    def place(value):
        better = [other for other in values if other > value]
        for position, cut in enumerate(cuts):
            if method == "value":
                reached = value >= cut
            elif method == "rank":
                reached = len(better) / len(values) < cut
            else:
                positive = sorted((other for other in values if other > 0), reverse=True)
                brought = sum(other for other in positive if other > value)
                reached = brought / sum(positive) < cut
            if reached and value >= 0:
                return position
        return len(cuts)

    return [place(value) for value in values]


@st.composite
def calls(draw):
    method = draw(st.sampled_from(["rank", "share", "value"]))
    values = draw(few_values if method == "share" else any_values)
    if method == "share" and max(values) <= 0:
        values[0] = 3
    cuts = draw(value_cuts if method == "value" else share_cuts)
    return values, method, cuts, [f"tier {number}" for number in range(len(cuts) + 1)]


@settings(max_examples=250)
@given(calls())
def test_tiers_are_those_of_the_definition(call):
    values, method, cuts, names = call
    answer = udfs.call("REL_TIERS", column(values), method, [cuts], [names])
    assert flat(answer) == [names[place] for place in by_definition(values, method, cuts)]


@settings(max_examples=120)
@given(calls())
def test_the_cuts_give_the_same_tiers_back(call):
    values, method, cuts, names = call
    expected = udfs.call("REL_TIERS", column(values), method, [cuts], [names])
    table = udfs.call("REL_TIER_CUTS", column(values), method, [cuts], [names])
    lowest = [[row[1]] for row in table[1:]]
    assert udfs.call("REL_TIER", column(values), lowest, [names]) == expected
    assert udfs.call("REL_TIER", column(values), lowest[:-1], [names]) == expected
    assert udfs.call("REL_TIER", column(values), [["lowest value"], *lowest], [names]) == expected
    assert udfs.call("REL_TIER", column(values), table) == expected
    assert udfs.call("REL_TIER", column(values), table[1:]) == expected
    assert [udfs.call("REL_TIER", value, table) for value in values] == flat(expected)


@settings(max_examples=100)
@given(calls())
def test_the_lowest_value_of_a_tier_is_that_of_its_clients(call):
    values, method, cuts, names = call
    found = flat(udfs.call("REL_TIERS", column(values), method, [cuts], [names]))
    table = udfs.call("REL_TIER_CUTS", column(values), method, [cuts], [names], False)
    assert [row[0] for row in table] == names
    for position, (name, lowest) in enumerate(table):
        members = [value for value, tier in zip(values, found, strict=True) if tier == name]
        if position == len(cuts):
            assert lowest == (min(members) if members else "")
        elif members:
            assert lowest == min(members)
        elif method == "value":
            assert lowest == max(cuts[position], 0)
    filled = [lowest for _, lowest in table if lowest != ""]
    assert all(upper >= lower for upper, lower in pairwise(filled))


@given(st.lists(st.integers(0, 99), min_size=2, max_size=9))
def test_shares_of_tenths_that_meet_a_cut_exactly_are_not_decided_by_rounding(tenths):
    assume(sum(tenths))
    total = Fraction(sum(tenths))
    names, cuts = ["Platinum", "Gold", "Iron", "Lead"], [Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)]
    expected = []
    for value in tenths:
        better = sum(other for other in tenths if other > value) / total
        expected.append(names[sum(better >= cut for cut in cuts)])
    assert flat(udfs.call("REL_TIERS", column([value / 10 for value in tenths]), "share")) == expected


@settings(max_examples=60)
@given(calls(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(call, random):
    values, method, cuts, names = call
    tier_of = dict(zip(values, flat(udfs.call("REL_TIERS", column(values), method, [cuts], [names])), strict=True))
    shuffled = random.sample(values, len(values))
    answer = flat(udfs.call("REL_TIERS", column(shuffled), method, [cuts], [names]))
    assert answer == [tier_of[value] for value in shuffled]


@given(few_values)
def test_the_first_tier_is_never_empty_but_for_losses_and_ties_stay_together(values):
    answer = flat(udfs.call("REL_TIERS", column(values)))
    best = answer[values.index(max(values))]
    assert best == ("Platinum" if max(values) >= 0 else "Lead")
    assert len(set(zip(values, answer, strict=True))) == len(set(values))


def test_every_cut_of_a_hundred_clients_counts_clients_exactly():
    # i/n < cut where cut·n would round to the wrong side
    values = list(range(100, 0, -1))
    for percent in range(1, 101):
        answer = flat(udfs.call("REL_TIERS", column(values), "rank", percent / 100, [["In", "Out"]]))
        assert answer.count("In") == percent


def test_a_bad_row_is_left_out_of_the_comparison():
    cells = [["Value"], [100], ["n/a"], [50], [None], [40], ["#REF!"], [30], [20]]
    answer = flat(udfs.call("REL_TIERS", cells))
    assert answer[:2] == ["", "Platinum"]
    assert_fault(answer[2], "#VALUE!", 'value, row 3: must be a number, or text that is plainly one, got "n/a"')
    assert answer[3:6] == ["Gold", "", "Gold"]
    assert answer[6].code == "#REF!"
    assert answer[7:] == ["Iron", "Lead"]


def test_all_equal_and_all_losses():
    assert udfs.call("REL_TIERS", column([5, 5, 5])) == column(["Platinum"] * 3)
    assert udfs.call("REL_TIER_CUTS", column([5, 5, 5]))[1:] == [
        ["Platinum", 5],
        ["Gold", 5],
        ["Iron", 5],
        ["Lead", ""],
    ]
    assert udfs.call("REL_TIERS", column([-5, -4, -3])) == column(["Lead"] * 3)
    assert udfs.call("REL_TIER_CUTS", column([-5, -3]))[1:] == [["Platinum", 0], ["Gold", 0], ["Iron", 0], ["Lead", -5]]
    assert udfs.call("REL_TIERS", column([0, 0])) == column(["Platinum"] * 2)


def test_an_empty_tier_shows_what_would_make_it():
    # Iron is cut at a loss, which stays Lead: whoever makes no loss would be Iron at least.
    table = udfs.call("REL_TIER_CUTS", column([10, 5, -1, -2, -3]))
    assert table[1:] == [["Platinum", 10], ["Gold", 5], ["Iron", 0], ["Lead", -3]]


def test_negative_cuts_do_not_lift_a_loss():
    assert flat(udfs.call("REL_TIER", column([5, 0, -1, -20]), [[3], [-10]], [["A", "B", "C"]])) == ["A", "B", "C", "C"]
    answer = udfs.call("REL_TIERS", column([5, 0, -1, -20]), "value", [[3], [-10]], [["A", "B", "C"]])
    assert flat(answer) == ["A", "B", "C", "C"]


def test_clients_side_by_side_and_names_that_are_numbers():
    assert udfs.call("REL_TIERS", [[9, 1, 5]], None, [[0.5]], [[1, 2]]) == [[1, 2, 1]]
    assert udfs.call("REL_TIER", [[9, 1, 5]], 5, [["High"], ["Low"]]) == [["High", "Low", "High"]]


def test_a_client_alone_in_a_table_column():
    assert udfs.call("REL_TIER", 1000, [[1000], [500], [100]]) == "Platinum"
    assert udfs.call("REL_TIER", None, [[1000], [500], [100]]) == ""
    assert udfs.call("REL_TIER", 99.99, [[1000], [500], [100], [40]]) == "Lead"


def test_from_python():
    assert tiers.tiers([5, 3, 1]).tolist() == ["Platinum", "Gold", "Iron"]
    assert tiers.tier([5, 3], [4], ["A", "B"]).tolist() == ["A", "B"]
    assert tiers.tier_limits([10, 5, -1, -2, -3]) == [10, 0, 0]
    assert tiers.matrix([1, 2], [4, 3], 2, 4).tolist() == ["Develop", "Maintain"]


# Laws of the matrix

axes = st.lists(st.tuples(st.integers(-5, 5), st.floats(-100, 100, allow_subnormal=False)), min_size=2, max_size=15)


@given(axes, st.sampled_from(["median", "mean", 1.5]), st.sampled_from(["median", -3]))
def test_quadrants_are_those_of_the_definition(pairs, x_cut, y_cut):
    def cut_of(values, cut):
        return {"median": statistics.median, "mean": statistics.mean}[cut](values) if isinstance(cut, str) else cut

    across, up = [x for x, _ in pairs], [y for _, y in pairs]
    at_x, at_y = cut_of(across, x_cut), cut_of(up, y_cut)
    words = {(True, True): "Key", (True, False): "Maintain", (False, True): "Develop", (False, False): "Review"}
    answer = udfs.call("REL_MATRIX", column(across), column(up), x_cut, y_cut)
    assert flat(answer) == [words[x >= at_x, y >= at_y] for x, y in pairs]


@given(st.floats(0.01, 1e6), st.integers(2, 12))
def test_equal_values_are_all_at_their_mean_and_so_high(value, count):
    answer = udfs.call("REL_MATRIX", column([value] * count), column([value] * count), "mean", "mean")
    assert answer == column(["Key"] * count)


def test_medians_are_over_clients_with_both_values():
    # With the first client's x of 100, who has no y, the median of x would be 3 and not 2.
    answer = udfs.call("REL_MATRIX", column([100, 1, 2, 3]), column([None, 1, 1, 1]))
    assert flat(answer)[1:] == ["Develop", "Key", "Key"]
    assert_fault(answer[0][0], "#N/A", "y, row 1: must be given, the cell is blank")


def test_the_matrix_reads_a_client_alone_where_both_cuts_are_numbers():
    assert udfs.call("REL_MATRIX", 5, 1, 4, 0, [["A", "B", "C", "D"]]) == "A"
    assert udfs.call("REL_MATRIX", 5, -1, 4, 0) == "Maintain"
    one = udfs.call("REL_MATRIX", 5, -1, 4, "median")
    assert one.code == "#N/A"
    assert "give both cuts as numbers" in one.reason


# Refusals


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("value",), "#N/A", 'cuts: must be given with method "value": the lowest value of each tier but the last'),
        (
            ("value", [[3, 3, 1]]),
            "#NUM!",
            'cuts: must descend with method "value", each below the one before it, got 3',
        ),
        (("rank", [[0.5, 0.2, 0.8]]), "#NUM!", "cuts: must rise, each above the one before it, got 0.2"),
        (("share", [[0.2, 0.2, 0.8]]), "#NUM!", "cuts: must rise, each above the one before it, got 0.2"),
        (("rank", [[20, 50, 80]]), "#NUM!", "cuts: must be above 0 and at most 1, such as 20%, got 20"),
        (("rank", [[0, 0.5, 0.8]]), "#NUM!", "cuts: must be above 0 and at most 1, such as 20%, got 0"),
        (("rank", [[0.5]]), "#VALUE!", "names: must be given: 2 names, one more than there are cuts"),
        (("rank", None, [["A", "B"]]), "#VALUE!", "names: must be 4 names, one more than there are cuts, got 2"),
        (("rank", [[0.5]], [["Top", "top "]]), "#VALUE!", 'names: must name each once, got "top"'),
        (("best",), "#VALUE!", 'method: must be one of rank, share, value, got "best"'),
    ],
)
@pytest.mark.parametrize("name", ["REL_TIERS", "REL_TIER_CUTS"])
def test_refused_options(name, arguments, code, reason):
    answer = udfs.call(name, column([3, 2, 1]), *arguments)
    assert_fault(answer[0][0] if name == "REL_TIERS" else answer, code, reason)


def test_a_share_of_nothing():
    answer = udfs.call("REL_TIERS", column([0, -1]), "share")
    assert_fault(answer[1][0], "#DIV/0!", 'value: must be positive for at least one client with method "share"')
    with pytest.raises(ShareOfNothing):
        tiers.tier_cuts([0, -1], "share")
    assert udfs.call("REL_TIER_CUTS", column([1.7e308, 1.7e308]), "share").code == "#NUM!"


def test_one_client_cannot_be_ranked():
    for cells in (5, [[5]]):
        answer = udfs.call("REL_TIERS", cells)
        error = answer if isinstance(answer, CellError) else answer[0][0]
        assert error.code == "#N/A"
        assert "pass the whole column, or use REL_TIER" in error.reason


@pytest.mark.parametrize(
    ("cuts", "names", "code", "reason"),
    [
        ([[1], [2], [3]], None, "#NUM!", "cuts: must descend, the best tier first, got 2"),
        ([[5], [2]], None, "#VALUE!", "names: must be given: 3 names, one more than there are cuts"),
        ([[5], [2]], [["A", "B", "C", "D"]], "#VALUE!", "names: must be 3 names, one more than there are cuts, got 4"),
        ([[5], [2]], [["A", "B", "a"]], "#VALUE!", 'names: must name each once, got "a"'),
        (None, None, "#N/A", "cuts: must be given, the cell is blank"),
        (
            [["1,000"], [500], [100]],
            [["A", "B", "C"]],
            "#VALUE!",
            'cuts: must be a number, or text that is plainly one, got "1,000"',
        ),
        (
            [["A", 5], ["B", None], ["C", 1], ["D", None]],
            None,
            "#VALUE!",
            "cuts: must give each tier's name and lowest value; only the last tier's may be blank",
        ),
        (
            [["A", 5], [None, 3]],
            None,
            "#VALUE!",
            "cuts: must give each tier's name and lowest value; only the last tier's may be blank",
        ),
        ([["A", "5!"], ["B", 3]], None, "#VALUE!", 'cuts: must be a number, or text that is plainly one, got "5!"'),
        ([["A", None]], None, "#VALUE!", 'cuts: must be a number, or text that is plainly one, got "A"'),
        ([["Tier", "Cut"], ["A", None]], None, "#N/A", "cuts: must hold at least one number"),
        ([[5, 4, 3], [2, 1, 0]], None, "#VALUE!", "cuts: must be one row or one column"),
    ],
)
def test_refused_cuts_of_a_tier(cuts, names, code, reason):
    assert_fault(udfs.call("REL_TIER", 3, cuts, names), code, reason)


def test_an_error_among_the_cuts_goes_out_unchanged():
    assert udfs.call("REL_TIER", 3, [["A", "#REF!"], ["B", ""]]).code == "#REF!"
    assert udfs.call("REL_TIER", 3, [["#N/A", 2], ["B", ""]]).code == "#N/A"


def test_the_matrix_needs_four_different_names():
    answer = udfs.call("REL_MATRIX", column([1, 2]), column([1, 2]), None, None, [["A", "B", "C"]])
    must = "must be 4 names: high on both, high on x only, high on y only, low on both"
    assert_fault(answer[0][0], "#VALUE!", f"names: {must}, got 3")
    answer = udfs.call("REL_MATRIX", column([1, 2]), column([1, 2]), None, None, [["A", "B", "C", "a"]])
    assert_fault(answer[1][0], "#VALUE!", 'names: must name each once, got "a"')
    answer = udfs.call("REL_MATRIX", column([1, 2]), column([1, 2]), "mode")
    assert_fault(answer[0][0], "#VALUE!", 'x_cut: must be a number, median or mean, got "mode"')


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (([1, 2], "value"), NotEnough, "cuts: must be given"),
        (([1, 2], "rank", [0.5, 0.5]), OutOfDomain, "cuts: must rise"),
        (([1, 2], "rank", [0.5]), WrongKind, "names: must be given: 2 names"),
    ],
)
def test_refusals_from_python(arguments, kind, message):
    with pytest.raises(kind, match=message):
        tiers.tiers(*arguments)


def test_a_long_column_equals_its_definition_by_counting():
    values = np.random.default_rng(3).integers(-50, 400, 20_000)
    better = np.array([np.count_nonzero(values > value) for value in range(-50, 400)])[values + 50] / len(values)
    place = np.where(values < 0, 3, np.digitize(better, [0.2, 0.5, 0.8]))
    assert flat(udfs.call("REL_TIERS", column(values.tolist()))) == [NAMES[at] for at in place]
