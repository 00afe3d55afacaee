"""Fitting the shifted-beta-geometric model and the beta-discrete-Weibull."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call
from udfs.errors import NotEnough
from udfs.shifted_beta_geometric import sbg_survival
from udfs.shifted_beta_geometric_fit import Periods, counted, fit, log_likelihood, sbg_fit

# Fader & Hardie 2007, Table 1, of 1,000 clients
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def fitted(rows, model="sBG"):
    answer = call("REL_SBG_FIT", rows, model)
    assert [row[0] for row in answer] == ["what", "alpha", "beta", "c", "log-likelihood"]
    return [row[1] for row in answer[1:]]


# Published values


@pytest.mark.parametrize(
    ("survivors", "alpha", "beta", "likelihood"),
    [  # Fader & Hardie 2007: .704, 1.182 and .668, 3.806; likelihoods by Mahmood's notebook of the same
        (REGULAR, 0.704, 1.182, -1680.2652),
        (HIGH_END, 0.668, 3.806, -1611.1582),
    ],
)
def test_the_two_segments_as_published(survivors, alpha, beta, likelihood):
    found = fitted([survivors])
    assert found[:2] == pytest.approx([alpha, beta], abs=5e-4)
    assert found[2] == 1
    assert found[3] == pytest.approx(likelihood, abs=1e-4)


@pytest.mark.parametrize(
    ("survivors", "mean", "polarization"),
    [(REGULAR, 0.373, 0.346), (HIGH_END, 0.149, 0.183)],  # the same, mean and 1/(alpha+beta+1)
)
def test_mean_and_polarization_as_published(survivors, mean, polarization):
    alpha, beta, *_ = fitted([survivors])
    assert alpha / (alpha + beta) == pytest.approx(mean, abs=5e-4)
    assert 1 / (alpha + beta + 1) == pytest.approx(polarization, abs=5e-4)


def test_the_beta_discrete_weibull_of_the_high_end_as_published():
    # Fader, Hardie, Liu, Davin & Steenburgh 2018, High End, four renewals: .259, 1.722, 1.584
    found = fitted([HIGH_END[:5]], "BdW")
    assert found[:3] == pytest.approx([0.259, 1.722, 1.584], abs=1e-3)


def test_the_likelihood_at_a_point_as_published():
    # Maturen's shifted_beta_geometric_py, tests: High End, alpha = beta = 1, per client -2.115 to 2e-3
    counts = [[1.0, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]]
    assert log_likelihood(np.array([1.0, 1.0, 1.0]), counted(counts))[0] == pytest.approx(-2.115, abs=2e-3)


# Laws


def test_the_gradient_agrees_with_central_differences():
    rng = np.random.default_rng(50)
    for _ in range(50):
        place = np.exp(rng.uniform(-1.5, 2, 3) * (1, 1, 0.4))
        periods = Periods(rng.integers(1, 50, 8) / 100, rng.integers(1, 300, 8) / 100)
        slope = log_likelihood(place, periods)[1]
        step = 1e-5 * np.diag(place)
        ahead, behind = ([log_likelihood(place + sign * way, periods)[0] for way in step] for sign in (1, -1))
        central = (np.array(ahead) - behind) / (2 * np.diag(step))
        assert slope == pytest.approx(central, rel=1e-6, abs=1e-6)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.floats(0.3, 3), st.floats(0.3, 5))
def test_the_likelihood_is_that_of_each_client(losses, alpha, beta):
    survivors = [sum(losses) + 25 - sum(losses[:t]) for t in range(len(losses) + 1)]
    shares = sbg_survival(alpha, beta, np.arange(len(survivors)))
    expected = sum(lost * math.log(shares[t] - shares[t + 1]) for t, lost in enumerate(losses))
    expected += survivors[-1] * math.log(shares[-1])
    found = log_likelihood(np.array([alpha, beta, 1.0]), counted([survivors]))[0]
    assert found == pytest.approx(expected, rel=1e-10)


@settings(max_examples=15)
@given(st.floats(0.3, 3), st.floats(0.5, 6), st.integers(3, 9))
def test_exact_shares_give_their_own_parameters_back(alpha, beta, periods):
    shares = sbg_survival(alpha, beta, np.arange(periods + 1))
    assert fitted([(1000 * shares).tolist()])[:2] == pytest.approx([alpha, beta], rel=1e-5)


@pytest.mark.parametrize(("alpha", "beta", "c"), [(0.5, 1.5, 1.4), (1.2, 4.0, 0.7), (0.3, 2.0, 1.0)])
def test_exact_shares_of_the_beta_discrete_weibull_too(alpha, beta, c):
    shares = sbg_survival(alpha, beta, np.arange(11), c)
    assert fitted([(1e4 * shares).tolist()], "BdW")[:3] == pytest.approx([alpha, beta, c], rel=1e-4)


def test_nothing_near_is_likelier():
    for model in ("sBG", "BdW"):
        periods = counted([REGULAR])
        found = fit(periods, model)
        for way in np.vstack((np.eye(3), -np.eye(3)))[: 6 if model == "BdW" else 2]:
            near = np.array(found[:3]) * (1 + 1e-3 * way)
            assert log_likelihood(near, periods)[0] < found.log_likelihood


def test_two_periods_are_met_exactly():
    # Rates .6 and .75: alpha/(alpha+beta) = .4 and alpha/(alpha+beta+1) = .25
    assert fitted([[1000, 600, 450]])[:2] == pytest.approx([2 / 3, 1])


def test_cohorts_are_fitted_together():
    blank = None
    cohorts = [[1000, 631, 468, 382], [500, 310, 240, blank], [800, 500, blank, blank]]
    lost, kept = counted([[np.nan if cell is None else cell for cell in row] for row in cohorts])
    assert lost.tolist() == [369 + 190 + 300, 163 + 70, 86]
    assert kept.tolist() == [631 + 310 + 500, 468 + 240, 382]
    found = fitted(cohorts)
    assert fitted([cohorts[place] for place in (2, 0, 1)]) == pytest.approx(found)
    # Ten times as many of each determine the same.
    many = fitted([[None if cell is None else 10 * cell for cell in row] for row in cohorts])
    assert many[:2] == pytest.approx(found[:2])
    assert many[3] == pytest.approx(10 * found[3])


def test_one_cohort_may_stand_in_a_column_under_a_heading():
    assert fitted(column(["Clients", *REGULAR, None, None])) == fitted([REGULAR])


def test_periods_after_the_last_client_left_tell_nothing():
    assert fitted([[10, 4, 2, 0, 0, 0], [90, 50, 40, 35]]) == fitted([[10, 4, 2, 0], [90, 50, 40, 35]])


def test_very_loyal_clients():
    shares = sbg_survival(0.1, 100, np.arange(13))
    alpha, beta, *_ = fitted([(1e6 * shares).tolist()])
    assert [alpha, beta] == pytest.approx([0.1, 100], rel=1e-4)


def test_the_counts_of_rel_cohorts_are_taken():
    rng = np.random.default_rng(3)
    theta = rng.beta(0.8, 2.0, 3000)
    joined = rng.integers(42005, 45657, 3000)
    left = joined + np.minimum(365 * rng.geometric(theta) - 180, 20000)
    table = call("REL_COHORTS", column(joined.tolist()), column(left.tolist()), 46022, None, "count", None, False)
    alpha, beta, *_ = fitted([row[1:] for row in table[:-1]])
    assert [alpha, beta] == pytest.approx([0.8, 2.0], rel=0.2)


def test_how_sure_it_is_is_told():
    def because(row):
        return [says for part, _, says in call("REL_EXPLAIN", "REL_SBG_FIT", [row]) if part == "because"]

    assert because(REGULAR)[0] == "1 cohort, 1,000 clients, 7 periods, 759 losses"
    assert len(because(REGULAR)) == 2
    assert because([100, 87, 74, 65, 59])[2].startswith("so small a difference may well be chance")


# Clients who do not differ


@pytest.mark.parametrize("rate", [0.02, 0.2, 0.5])
@pytest.mark.parametrize("model", ["sBG", "BdW"])
def test_clients_who_do_not_differ_have_one_rate(rate, model):
    answer = call("REL_SBG_FIT", [(1000 * (1 - rate) ** np.arange(9)).tolist()], model)
    assert answer.code == "#N/A"
    assert "run away to infinity" in answer.reason


def test_simulated_clients_who_do_not_differ_are_never_fitted_with_parameters_at_infinity():
    rng = np.random.default_rng(11)
    outcomes = []
    for _ in range(12):
        leaving = rng.geometric(0.2, 2000)
        survivors = [int((leaving > t).sum()) for t in range(8)]
        answer = call("REL_SBG_FIT", [survivors])
        if isinstance(answer, list):
            alpha, beta, likelihood = answer[1][1], answer[2][1], answer[4][1]
            # A sample may show a little more difference than there is: then the summit is a true one, and near.
            lost, kept = counted([survivors])
            rate = lost.sum() / (lost + kept).sum()
            one_rate = lost.sum() * math.log(rate) + kept.sum() * math.log(1 - rate)
            assert alpha + beta < 1e4
            assert likelihood > one_rate
            outcomes.append("fitted")
        else:
            assert "one common rate fits (" in answer.reason
            outcomes.append("refused")
    assert outcomes.count("refused") >= 4


# Refusals


@pytest.mark.parametrize(
    ("rows", "code", "reason"),
    [
        ([[100, 80, 90]], "#NUM!", "survivors: must never rise, got 90"),
        ([[100, 80, 70], [50, 40, 41]], "#NUM!", "survivors, row 2: must never rise, got 41"),
        ([[0, 0, 0]], "#NUM!", "survivors: must start with at least one client, got 0"),
        ([[100, -1, 0]], "#NUM!", "survivors, column 2: must be 0 or more, got -1"),
        ([[None, 80, 70]], "#N/A", "survivors: must start with the clients who joined, the first cell is blank"),
        ([[100, None, 70]], "#N/A", "survivors: must have no blank before a count"),
        ([[100, 100, 100]], "#N/A", "survivors: must show that somebody left: there is no rate to fit yet"),
        ([[100, 0]], "#N/A", "survivors: must show somebody who stayed longer: all left at once"),
        ([[100, 100, 0, 0]], "#N/A", "survivors: must show somebody who stayed longer: all left at once"),
        ([[100, 80]], "#N/A", "survivors: must cover at least 2 periods for sBG, got 1"),
        (
            [[100, 50, 50, 50]],
            "#N/A",
            "survivors: must show losses later too: some leave at once and the others never, alpha and beta run to 0",
        ),
        (
            [[100, 60, 0]],
            "#N/A",
            "survivors: must show that clients differ: one common rate fits (62.5% leave each period), "
            "alpha and beta run away to infinity",
        ),
    ],
)
def test_what_cannot_be_fitted(rows, code, reason):
    assert fault(call("REL_SBG_FIT", rows)) == (code, reason)


def test_the_beta_discrete_weibull_needs_three_periods():
    assert fault(call("REL_SBG_FIT", [[100, 80, 70]], "BdW")) == (
        "#N/A",
        "survivors: must cover at least 3 periods for BdW, got 2",
    )
    with pytest.raises(NotEnough, match="at least 3 periods"):
        sbg_fit([[100, 80, 70]], "BdW")


def test_an_unknown_model():
    assert fault(call("REL_SBG_FIT", [REGULAR], "geometric")) == (
        "#VALUE!",
        'model: must be one of sBG, BdW, got "geometric"',
    )
