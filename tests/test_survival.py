"""The Kaplan-Meier curve, with late entry and its interval, and the curve read at given times."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, survival
from udfs.errors import NotEnough, OutOfDomain

DATA = Path(__file__).parent / "data"
START = 40000


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def curve(durations, lost, as_of=None, entered=None, unit="year", confidence=0.95):
    """The rows of REL_SURVIVAL for clients seen for so many days; who was not lost joined later, and is still there."""
    as_of = as_of or START + max(durations)
    joined = [as_of - days for days in durations]
    left = [as_of if gone else None for gone in lost]
    since = None if entered is None else column([start + days for start, days in zip(joined, entered, strict=True)])
    return call("REL_SURVIVAL", column(joined), column(left), as_of, since, confidence, unit, False)


def in_days(rows):
    return [round(time * 7) for time, *_ in rows]


# Published values


def test_the_glioma_trial_as_in_r():
    # Grana et al. 2002, controls with grade 3; R survival, conf.type "log-log", in the tests of lifelines
    rows = curve([34, 32, 9, 19, 50, 48], [1, 1, 1, 1, 0, 0], unit="week")
    assert in_days(rows) == [0, 9, 19, 32, 34]
    assert [row[3] for row in rows[1:]] == pytest.approx([0.8333, 0.6667, 0.5, 0.3333], abs=5e-5)
    assert [row[4] for row in rows[1:]] == pytest.approx([0.2731, 0.1946, 0.1109, 0.0461], abs=5e-5)
    assert [row[5] for row in rows[1:]] == pytest.approx([0.975, 0.904, 0.804, 0.676], abs=5e-4)


def test_the_treated_of_the_glioma_trial_as_in_r():
    # The same trial, radioimmunotherapy: survival at 25 and 53 weeks
    rows = curve([53, 28, 69, 58, 54, 25, 51, 61, 57, 57, 50], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    assert [row[3] for row in rows[1:]] == pytest.approx([0.909, 0.779], abs=5e-4)


def multicenter_aids_cohort():
    with (DATA / "multicenter_aids_cohort.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    days = [(round(1000 * float(row["W"])), round(1000 * float(row["T"]))) for row in rows]
    return [late for late, _ in days], [seen for _, seen in days], [row["D"] == "1" for row in rows]


def test_late_entry_as_published():
    # Cole & Hudgens 2010, AIDS 24, Table 1; the rows at risk as in the tests of lifelines. A thousandth of a year is a
    # day here.
    entered, durations, lost = multicenter_aids_cohort()
    rows = curve(durations, lost, entered=entered)
    by_time = {round(time * 365.25): rest for time, *rest in rows}
    assert len(rows) == 1 + 26
    assert [by_time[time][0] for time in (269, 791, 4688)] == [42, 44, 11]
    assert by_time[791][2] == pytest.approx(0.9540043290043292, abs=1e-15)
    median = min(time for time, (_, _, share, *_) in by_time.items() if share <= 0.5)
    assert abs(median - 3000) < 100


@pytest.mark.parametrize(
    ("entered", "durations", "expected"),
    [  # R survival, Surv(entry, time, event), in the tests of lifelines
        ([19, 0, 0, 0, 0], [20, 100, 50, 40, 30], [1, 0.8, 0.6, 0.4, 0.2, 0]),
        ([10, 20, 40, 0, 0], [20, 100, 50, 40, 30], [1, 2 / 3, 4 / 9, 2 / 9, 1 / 9, 0]),
    ],
)
def test_late_entry_as_in_r(entered, durations, expected):
    rows = curve(durations, [1] * 5, entered=entered)
    assert [row[3] for row in rows] == pytest.approx(expected, abs=1e-12)


# Laws

seen = st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(-5, 32)), min_size=1, max_size=30)


def by_definition(clients):
    """Time, at risk, lost and survival of (duration, lost, entered) with entered None: from the start."""
    rows, share = [], 1.0
    for time in sorted({0, *(days for days, gone, _ in clients if gone)}):
        at_risk = sum(days >= time and (late is None or late <= 0 or late < time) for days, _, late in clients)
        losses = sum(days == time and gone for days, gone, _ in clients)
        share *= 1 - losses / at_risk if at_risk else 1
        rows.append((time, at_risk, losses, share))
    return rows


@settings(max_examples=150)
@given(seen, st.booleans())
def test_the_curve_is_the_product_of_those_who_stay(clients, late):
    clients = [(days, gone, start if late else None) for days, gone, start in clients]
    clients = [one for one in clients if one[2] is None or one[0] > one[2]]
    if not any(gone for _, gone, _ in clients):
        return
    durations, lost, entered = zip(*clients, strict=True)
    rows = curve(durations, lost, entered=entered if late else None, unit="week")
    expected = by_definition(clients)
    assert in_days(rows) == [time for time, *_ in expected]
    assert [row[1:3] for row in rows] == [[at_risk, losses] for _, at_risk, losses, _ in expected]
    assert [row[3] for row in rows] == pytest.approx([share for *_, share in expected], abs=1e-12)


@settings(max_examples=100)
@given(seen, st.floats(0.5, 0.99))
def test_the_interval_is_greenwoods_on_the_log_log_scale(clients, confidence):
    durations, lost, _ = zip(*clients, strict=True)
    if not any(lost):
        return
    greenwood = 0.0
    for _, at_risk, losses, share, low, high in curve(durations, lost, confidence=confidence):
        if share == 0:
            assert (low, high) == ("", "")
            continue
        greenwood += losses / (at_risk * (at_risk - losses))
        assert 0 <= low <= share <= high <= 1
        if 0 < share < 1:
            # On the scale ln(-ln S) both ends are as far from the estimate, in its standard error.
            scale = [math.log(-math.log(end)) for end in (low, share, high)]
            error = math.sqrt(greenwood) / -math.log(share)
            assert (scale[0] - scale[1]) / error == pytest.approx((scale[1] - scale[2]) / error)


def test_without_those_still_there_it_is_the_share_that_stayed():
    durations = [1, 2, 2, 5, 9]
    assert [row[3] for row in curve(durations, [1] * 5)] == pytest.approx([1, 0.8, 0.4, 0.2, 0])


def test_losses_come_before_those_last_seen_on_the_same_day():
    assert [row[1:4] for row in curve([7, 7], [1, 0])] == [[2, 0, 1.0], [2, 1, 0.5]]


def test_who_leaves_on_the_day_of_joining_is_lost_at_once():
    assert [row[:4] for row in curve([0, 10, 10, 10], [1, 0, 0, 0])] == [[0.0, 4, 1, 0.75]]


def test_left_after_the_valuation_date_is_a_client_still_and_joined_after_it_is_left_out():
    joined, left = column([40000, 40000, 40000, 40900]), column([40100, 40500, 40501, 40950])
    rows = call("REL_SURVIVAL", joined, left, 40500, None, None, "week", False)
    assert [(round(row[0] * 7), *row[1:3]) for row in rows] == [(0, 3, 0), (100, 3, 1), (500, 2, 1)]
    told = call("REL_EXPLAIN", "REL_SURVIVAL", joined, left, 40500)
    because = [says for part, _, says in told if part == "because"]
    assert because == [
        "3 clients counted: 2 had left by 2010-11-18, 1 had not",
        "1 who joined after 2010-11-18 left out",
    ]


def test_entered_before_joining_or_blank_is_on_record_from_the_start():
    durations, lost = [10, 20, 30], [1, 1, 0]
    assert curve(durations, lost, entered=[-5, 0, -100]) == curve(durations, lost)
    joined, left = column([40000, 40010]), column([40020, None])
    assert call("REL_SURVIVAL", joined, left, 40100, column([None, ""])) == call("REL_SURVIVAL", joined, left, 40100)


def test_who_left_before_coming_on_record_is_left_out_and_told():
    rows = curve([10, 20, 30], [1, 1, 0], entered=[10, 5, 0])
    assert rows == curve([20, 30], [1, 0], entered=[5, 0])
    told = call(
        "REL_EXPLAIN", "REL_SURVIVAL", column([40020, 40010]), column([40030, 40030]), 40030, column([40030, 40010])
    )
    assert "1 who left on or before their first day on record left out" in [says for _, _, says in told]


def test_a_curve_that_falls_to_nothing_too_early_is_told():
    told = call(
        "REL_EXPLAIN", "REL_SURVIVAL", column([40000, 40000, 40000]), column([40010, 40100, None]), 40200,
        column([None, 40050, 40050]),
    )  # fmt: skip
    assert any(says.startswith("after 10 days all who were then on record had left") for _, _, says in told)


def test_units_convert_the_time_alone():
    for unit, days in (("year", 365.25), ("quarter", 91.3125), ("month", 30.4375), ("week", 7)):
        rows = curve([100, 200, 300], [1, 1, 0], unit=unit)
        assert [row[0] for row in rows] == pytest.approx([0, 100 / days, 200 / days])
        assert [row[1:] for row in rows] == [row[1:] for row in curve([100, 200, 300], [1, 1, 0])]


def test_a_million_durations_agree_with_their_distribution():
    rng = np.random.default_rng(5)
    true, watched = rng.exponential(4, 10**6), rng.exponential(6, 10**6)
    found = survival.kaplan_meier(np.minimum(true, watched), true <= watched)
    at = np.searchsorted(found.times, [1, 4, 8], side="right") - 1
    assert found.survival[at] == pytest.approx(np.exp(-np.array([1, 4, 8]) / 4), abs=0.003)


# Laws: the curve at given times


def test_the_curve_read_from_the_table_itself():
    table = call("REL_SURVIVAL", column([40000] * 4), column([40365, 40800, 41500, None]), 42000)
    times, shares = [row[0] for row in table[1:]], [row[3] for row in table[1:]]
    assert call("REL_SURVIVAL_AT", table, [times])[0] == pytest.approx(shares)
    assert call("REL_SURVIVAL_AT", table[1:], [times])[0] == pytest.approx(shares)
    assert call("REL_SURVIVAL_AT", [[row[0], row[3]] for row in table], [[0.5, 99]])[0] == [1, shares[-1]]


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=8, unique=True).map(sorted),
    st.lists(st.integers(0, 12), min_size=1, max_size=4),
    st.integers(0, 12),
)
def test_the_curve_at_a_time_given_tenure(steps, times, tenure):
    table = [[0, 1.0], *([time, 1 - (place + 1) / 10] for place, time in enumerate(steps))]

    def at(time):
        return [share for known, share in table if known <= time][-1]

    answer = call("REL_SURVIVAL_AT", table, [times], tenure)
    assert np.ravel(answer).tolist() == pytest.approx([at(tenure + time) / at(tenure) for time in times])


def test_a_column_of_tenures_and_a_step_that_rounding_would_miss():
    table = [[0, 1], [0.3, 0.5], [2, 0.25]]
    answer = call("REL_SURVIVAL_AT", table, [[0.1, 1]], column([0.2, None, 0]))
    assert answer == [[0.5, 0.5], ["", ""], [1.0, 0.5]]
    assert 0.1 + 0.2 != 0.3


# Refusals


def test_a_long_column_of_times_beside_a_column_of_tenures_is_not_a_time_for_each():
    times, tenures = column([1.5] * 1001), column([0, 1] * 500)
    answer = call("REL_SURVIVAL_AT", [[0, 1], [1, 0.5]], times, tenures)
    assert len(answer) == 1000
    assert fault(answer[0][0]) == (
        "#N/A",
        "times: must be at most 1,000 times for several tenures: a column of them is one row, asked of each, got 1001",
    )
    assert len(call("REL_SURVIVAL_AT", [[0, 1], [1, 0.5]], times, 0)[0]) == 1001


def test_nobody_left_nobody_joined():
    assert fault(call("REL_SURVIVAL", column([40000, 40100]), column([None, 40300]), 40200)) == (
        "#N/A",
        "left: must hold somebody who had left by as_of, 2010-01-22: while nobody leaves there is no curve",
    )
    assert fault(call("REL_SURVIVAL", column([40300, 40400]), None, 40200)) == (
        "#N/A",
        "joined: must hold somebody who joined on or before as_of, 2010-01-22",
    )
    assert fault(call("REL_SURVIVAL", column([40000]), column([40010]), 40200, column([40010]))) == (
        "#N/A",
        "entered: must be before the day left, and before as_of, for at least one client",
    )


def test_left_before_joined():
    assert fault(call("REL_SURVIVAL", column([40000, 40100]), column([None, 40099]), 40200)) == (
        "#NUM!",
        "left, row 2: must not be before joined, got the date 2009-10-13",
    )
    with pytest.raises(OutOfDomain, match="must not be before joined"):
        survival.survival([40000], [39999], 40200)
    with pytest.raises(NotEnough, match="while nobody leaves"):
        survival.survival([40000], [np.nan], 40200)


def test_options_that_cannot_be():
    lists = column([40000]), column([40010]), 40200, None
    assert fault(call("REL_SURVIVAL", *lists, 95)) == (
        "#NUM!",
        "confidence: must be between 0 and 1, such as 95%, got 95",
    )
    assert fault(call("REL_SURVIVAL", *lists, None, "day")) == (
        "#VALUE!",
        'unit: must be one of year, quarter, month, week, got "day"',
    )


FULL = [
    ["time", "at risk", "lost", "survival", "low", "high"],
    [0, 4, 0, 1, 1, 1],
    [1, 4, 1, 0.75, 0.1, 0.9],
    [2, 3, 1, 0.5, 0.1, 0.9],
    [3, 2, 1, 0.25, 0.1, 0.9],
]


@pytest.mark.parametrize(
    ("table", "must"),
    [
        (FULL[2:], "must start with the row of time 0: the first row is missing"),
        (FULL[:1], "must start with the row of time 0: the first row is missing"),
        (FULL[:3] + FULL[4:], "must be the table of REL_SURVIVAL as it came: rows are missing or were edited"),
        ([row[:4] for row in FULL], "must be the table of REL_SURVIVAL, or two columns, time and survival"),
        ([[0, 1], [2, 0.5], [1, 0.4]], "must have its rows in the order of time, each time once"),
        ([[0, 1], [1, 0.5], [2, 0.6]], "must hold shares from 1 to 0 that never rise, as REL_SURVIVAL gives them"),
        ([[0, 100], [1, 50]], "must hold shares from 1 to 0 that never rise, as REL_SURVIVAL gives them"),
        ([[0, 1], [1, None], [2, 0.5]], "must have no blank among its times and shares"),
    ],
)
def test_a_table_that_was_cut_or_edited(table, must):
    assert fault(call("REL_SURVIVAL_AT", table, 1)) == ("#VALUE!", f"survival: {must}")


def test_times_that_cannot_be_read_off():
    assert fault(call("REL_SURVIVAL_AT", [[0, 1], [1, 0.5], [2, 0]], 1, 2)) == (
        "#DIV/0!",
        "tenure: must be one that somebody outlasted, survival is 0 there, got 2",
    )
    answer = call("REL_SURVIVAL_AT", [[0, 1], [1, 0.5]], [[1, None], [1, 2]])
    assert fault(answer[0][0]) == ("#N/A", "times, row 1: must have no blank among them")
    assert answer[1] == [0.5, 0.5]
