"""REL_SIMULATE: the exact mean, spread and chance of loss within what chance allows, then refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs.value import simulation

ROWS = (
    "what",
    "Mean",
    "Standard deviation",
    "5% point",
    "25% point",
    "50% point",
    "75% point",
    "95% point",
    "Chance of loss",
)


def simulate(*cells):
    answer = udfs.call("REL_SIMULATE", *cells)
    assert tuple(row[0] for row in answer) == ROWS
    return dict(answer)


# Published values: none found (the mean is REL_CLV, whose are in test_value). Checked against the exact distribution.


def exactly(margin, retention, rate, margin_sd, cost, periods):
    """Mean and variance by summing over how long the client stays."""
    mean = square = 0.0
    for stayed in range(1, periods + 1):
        chance = retention ** (stayed - 1) * (1 if stayed == periods else 1 - retention)
        worth = sum(margin * (1 + rate) ** -k for k in range(1, stayed + 1)) - cost
        spread = sum(margin_sd**2 * (1 + rate) ** (-2 * k) for k in range(1, stayed + 1))
        mean += chance * worth
        square += chance * (worth**2 + spread)
    return mean, square - mean**2


cases = st.tuples(
    st.integers(-200, 500),
    st.floats(0, 1),
    st.floats(-0.2, 0.5),
    st.sampled_from([0, 30, 200]),
    st.sampled_from([0, 150]),
    st.integers(1, 30),
)


@settings(max_examples=30)
@given(cases, st.integers(0, 10**6))
def test_mean_and_spread_are_the_exact_ones_within_five_standard_errors(case, seed):
    runs = 20000
    mean, variance = exactly(*case)
    answer = simulate(*case, runs, seed)
    size = 1e-9 * (1 + abs(mean) + math.sqrt(max(variance, 0)))
    assert abs(answer["Mean"] - mean) <= 5 * math.sqrt(max(variance, 0) / runs) + size
    # A spread that rests on one client in thousands is itself uncertain: its upper side only.
    assert answer["Standard deviation"] <= 1.5 * math.sqrt(max(variance, 0)) + size + 1e-6


@settings(max_examples=30)
@given(st.floats(0, 0.95), st.floats(0.01, 0.4), st.integers(0, 60), st.integers(0, 1000))
def test_the_mean_tends_to_the_lifetime_value_less_cost(retention, rate, periods, seed):
    answer = simulate(100, retention, rate, 40, 250, periods, 10000, seed)
    expected = udfs.call("REL_CLV", 100, retention, rate, None, None, None, periods) - 250
    assert abs(answer["Mean"] - expected) <= 5 * answer["Standard deviation"] / 100 + 1e-6


def test_without_variation_the_points_are_those_of_staying_so_long():
    # 40% bring one margin, 24% two, 14.4% three: money worth 100, 190.91, 273.55 today.
    answer = simulate(110, 0.6, 0.1, 0, 150, 50, 100000)
    assert answer["25% point"] == pytest.approx(100 - 150)
    assert answer["50% point"] == pytest.approx(100 + 100 / 1.1 - 150)
    assert answer["75% point"] == pytest.approx(100 + 100 / 1.1 + 100 / 1.21 - 150)
    # One margin does not pay for 150, two do; 5 standard errors of this share are 0.0077.
    assert answer["Chance of loss"] == pytest.approx(0.4, abs=0.008)


def test_normal_margins_have_the_spread_of_their_sum():
    # Sure for four periods, undiscounted: normal around 400, standard deviation 30·sqrt(4).
    answer = simulate(100, 1, 0, 30, 400, 4, 400000)
    assert answer["Mean"] == pytest.approx(0, abs=0.5)
    assert answer["Standard deviation"] == pytest.approx(60, rel=0.01)
    assert answer["95% point"] == pytest.approx(1.6449 * 60, rel=0.01)
    assert answer["Chance of loss"] == pytest.approx(0.5, abs=0.005)


def test_a_seed_gives_the_same_answer_again_and_another_seed_another():
    first, again, other = (simulate(100, 0.8, 0.1, 20, 0, 50, 1000, seed) for seed in (7, 7, 8))
    assert first == again != other


def test_no_period_brings_nothing():
    assert simulate(100, 0.8, 0.1, 20, 30, 0)["Mean"] == -30
    assert simulate(100, 0.8, 0.1, 20, 30, 0)["Chance of loss"] == 1


def test_from_python_and_in_little_time():
    table = simulation.simulate(100, 0.8, 0.1, runs=1_000_000)
    mean, deviation = table.rows[0][1], table.rows[1][1]
    assert mean == pytest.approx(100 / 0.3, abs=5 * deviation / 1000)
    assert np.isfinite([row[1] for row in table.rows]).all()


# Refusals


@pytest.mark.parametrize(
    ("cells", "code", "reason"),
    [
        ((100, 0.8, 0.1, 0, 0, 50, 1e6 + 1), "#N/A", "runs: must be at most 1,000,000, more are too many for a cell"),
        ((100, 0.8, 0.1, 0, 0, 50, 99), "#NUM!", "runs: must be a whole number, 100 or more, got 99"),
        ((100, 0.8, 0.1, 0, 0, 50, 1000.5), "#NUM!", "runs: must be a whole number, 100 or more, got 1000.5"),
        ((100, 0.8, 0.1, 0, 0, 50, 1000, 1.5), "#NUM!", "seed: must be a whole number, 0 or more, got 1.5"),
        ((100, 0.8, 0.1, 0, 0, 50, 1000, -1), "#NUM!", "seed: must be a whole number, 0 or more, got -1"),
        (
            (100, 0.8, 0.1, 0, 0, 50, 1000, "a"),
            "#VALUE!",
            'seed: must be a number, or text that is plainly one, got "a"',
        ),
        ((100, 0.8, 0.1, 0, 0, 2.5), "#NUM!", "periods: must be a whole number, 0 or more, got 2.5"),
        ((100, 0.8, 0.1, -1), "#NUM!", "margin_sd: must not be negative, got -1"),
        ((100, 0.8, 0.1, 0, -5), "#NUM!", "cost: must not be negative, got -5"),
        ((100, 80, 0.1), "#NUM!", "retention: must be between 0 and 1, got 80"),
        ((100, 0.8, 10), "#NUM!", "rate: must be between -1 and 1 (write 10% or 0.1), got 10"),
        ((100, None, 0.1), "#N/A", "retention: must be given, the cell is blank"),
        (([[1], [2]], 0.8, 0.1), "#VALUE!", "margin: must be one cell"),
    ],
)
def test_refused(cells, code, reason):
    answer = udfs.call("REL_SIMULATE", *cells)
    assert answer.code == code
    assert answer.reason.startswith(reason)
