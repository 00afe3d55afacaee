"""REL_STABILITY: against REL_TIERS asked in every run, and against chances worked out by hand; refusals."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import stability as module
from udfs.stability import stability
from udfs.tiers import tiers


def column(cells):
    return [[cell] for cell in cells]


def flat(rows):
    return [row[0] for row in rows]


# By hand: no published value was found


def test_a_value_on_a_cut_stays_in_half_of_the_runs():
    # 1000·(1+u) reaches the cut of 1000 where u ≥ 0, half of the time; 5 standard errors of 10,000 runs are 2.5 points.
    answer = flat(udfs.call("REL_STABILITY", column([1000, 5000]), "value", 1000, [["A", "B"]], 0.1, 10000))
    assert answer[0] == pytest.approx(0.5, abs=0.025)
    assert answer[1] == 1


def test_a_quarter_of_the_noise_above_the_cut_stays_in_five_eighths():
    # 1040·(1+u) ≥ 1014 where u ≥ -0.025, with u uniform in ±0.1: 0.125/0.2.
    answer = udfs.call("REL_STABILITY", column([1040, 1]), "value", 1014, [["A", "B"]], 0.1, 10000)
    assert answer[0][0] == pytest.approx(0.625, abs=0.025)


def test_two_clients_that_change_places():
    # They keep their tiers where 100·(1+u) < 110·(1+v), u and v uniform in ±0.1: the area by a fine grid.
    grid = np.linspace(-0.1, 0.1, 2001)
    chance = (100 * (1 + grid[:, None]) < 110 * (1 + grid)).mean()
    answer = flat(udfs.call("REL_STABILITY", column([100, 110]), "rank", 0.5, [["A", "B"]], 0.1, 10000))
    assert answer == pytest.approx([chance, chance], abs=0.025)


# Laws

values = st.lists(
    st.one_of(st.integers(-3, 6).map(lambda n: 100.0 * n), st.floats(-1e4, 1e4, allow_subnormal=False)),
    min_size=2,
    max_size=15,
)
options = st.one_of(
    st.tuples(st.sampled_from(["rank", "share"]), st.just([0.2, 0.5, 0.8])),
    st.tuples(st.sampled_from(["rank", "share"]), st.just([0.1, 0.4, 1.0])),
    st.tuples(st.just("value"), st.just([500.0, 100.0, -50.0])),
)


@settings(max_examples=60)
@given(values, options, st.floats(0, 0.99), st.integers(0, 50))
def test_in_each_run_tiers_are_those_of_rel_tiers(values, option, noise, seed):
    method, cuts = option
    given_values = np.array(values)
    if method == "share" and not (given_values > 0).any():
        return
    random = np.random.default_rng(seed)
    start = tiers(given_values, method, cuts)
    runs = [
        tiers(given_values * (1 + random.uniform(-noise, noise, len(values))), method, cuts) == start
        for _ in range(100)
    ]
    answer = stability(given_values, method, cuts, None, noise, 100, seed)
    assert answer.tolist() == np.mean(runs, axis=0).tolist()


@given(values)
def test_without_noise_everybody_stays(values):
    assert flat(udfs.call("REL_STABILITY", column(values), None, None, None, 0)) == [1] * len(values)


def test_a_loss_stays_a_loss():
    answer = flat(udfs.call("REL_STABILITY", column([-5, 100, 200, -0.01]), None, None, None, 0.9))
    assert answer[0] == answer[3] == 1


def test_how_the_runs_are_chunked_changes_nothing(monkeypatch):
    values = np.random.default_rng(3).lognormal(8, 1, 40)
    whole = stability(values)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 120)
    assert (stability(values) == whole).all()


def test_ten_thousand_clients_take_little_time_and_memory():
    values = np.random.default_rng(3).lognormal(8, 1, 10000)
    started = time.process_time()
    stability(values)
    assert time.process_time() - started < 2
    tracemalloc.start()
    stability(values, "share", runs=200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50e6


# Refusals


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (
            (None, None, None, 0.1, 4_000_000),
            "#N/A",
            "runs: must be at most 3,333,333 for 3 clients, more are too many",
        ),
        ((None, None, None, 0.1, 10), "#NUM!", "runs: must be a whole number, 100 or more, got 10"),
        ((None, None, None, 0.1, 1000, 2.5), "#NUM!", "seed: must be a whole number, 0 or more, got 2.5"),
        ((None, None, None, 10), "#NUM!", "noise: must be between 0 and 1 (write 10% or 0.1), got 10"),
        ((None, None, None, -0.1), "#NUM!", "noise: must be between 0 and 1 (write 10% or 0.1), got -0.1"),
        ((None, [[0.5, 0.2, 0.8]]), "#NUM!", "cuts: must rise, each above the one before it, got 0.2"),
        ((None, [[0.5]]), "#VALUE!", "names: must be given: 2 names, one more than there are cuts"),
        (("value",), "#N/A", 'cuts: must be given with method "value"'),
        (("best",), "#VALUE!", 'method: must be one of rank, share, value, got "best"'),
    ],
)
def test_refused_options(arguments, code, reason):
    for (answer,) in udfs.call("REL_STABILITY", column([3, 2, 1]), *arguments):
        assert answer.code == code
        assert answer.reason.startswith(reason)


def test_a_value_too_large_to_vary_is_refused_alone():
    answer = flat(udfs.call("REL_STABILITY", column([1e308, 5, 4])))
    assert answer[0].reason == "value, row 1: must be between -1E+300 and 1E+300, got 1e+308"
    assert answer[1:] == flat(udfs.call("REL_STABILITY", column([5, 4])))


def test_a_share_of_nothing():
    assert udfs.call("REL_STABILITY", column([0, -1]), "share")[0][0].code == "#DIV/0!"
