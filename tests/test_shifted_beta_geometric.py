"""The shifted-beta-geometric model and the beta-discrete-Weibull: survival, retention and value."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call
from udfs.errors import OutOfDomain
from udfs.shifted_beta_geometric import log_beta_ratio, residual_lifetime, sbg_retention, sbg_survival, sbg_value

REGULAR = 0.704077, 1.182043
HIGH_END = 0.668, 3.806


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Published values


def test_survival_of_the_regular_clients_as_published():
    # Fader & Hardie 2007, Table 1, projected from seven years
    published = [100.0, 62.7, 47.4, 38.8, 33.2, 29.2, 26.2, 23.9, 22.0, 20.4, 19.1, 18.0, 17.0]
    answer = call("REL_SBG_SURVIVAL", *REGULAR, column(range(13)))
    assert [100 * share for (share,) in answer] == pytest.approx(published, abs=0.05)


def test_survival_of_the_high_end_clients_as_published():
    # Fader & Hardie 2007, years 8 to 12, in the README of Maturen's shifted_beta_geometric_py
    answer = call("REL_SBG_SURVIVAL", *HIGH_END, column(range(8, 13)))
    assert np.ravel(answer) == pytest.approx([0.460, 0.436, 0.414, 0.395, 0.378], abs=5e-4)


def test_residual_lifetime_as_published():
    # Fader & Hardie 2010, Table 3, case 1, n = 1 to 5 at 10%
    answer = call("REL_SBG_VALUE", 1, 3.8, 15.2, 0.1, column(range(5)))
    assert np.ravel(answer) == pytest.approx([3.31, 3.45, 3.59, 3.72, 3.84], abs=5e-3)


def test_residual_lifetime_of_the_high_end_clients_as_published():
    # Maturen's shifted_beta_geometric_py, README: 7.530 at 10% for those who have renewed seven times
    assert call("REL_SBG_VALUE", 1, 0.66809, 3.80609, 0.1, 7) == pytest.approx(7.530, abs=5e-4)


# Laws

parameters = st.floats(-2, 2).map(lambda power: 10**power)
powers = st.sampled_from([1.0, 1.0, 0.5, 1.6])
renewals = st.integers(0, 30)


@settings(max_examples=100)
@given(parameters, parameters, st.integers(0, 60))
def test_survival_is_the_product_of_the_retention_rates(alpha, beta, periods):
    rates = [(beta + t) / (alpha + beta + t) for t in range(periods)]
    assert call("REL_SBG_SURVIVAL", alpha, beta, periods) == pytest.approx(math.prod(rates), rel=1e-11)
    if periods:
        assert call("REL_SBG_RETENTION", alpha, beta, periods) == pytest.approx(rates[-1], rel=1e-11)


@settings(max_examples=100)
@given(parameters, parameters, st.integers(0, 40), st.floats(0.3, 2))
def test_survival_is_the_mean_of_each_clients_own(alpha, beta, periods, c):
    from scipy.special import betaln

    expected = math.exp(betaln(alpha, beta + periods**c) - betaln(alpha, beta))
    assert call("REL_SBG_SURVIVAL", alpha, beta, periods, c) == pytest.approx(expected, rel=1e-8)
    if periods:
        before = call("REL_SBG_SURVIVAL", alpha, beta, periods - 1, c)
        rate = call("REL_SBG_RETENTION", alpha, beta, periods, c)
        assert before * rate == pytest.approx(expected, rel=1e-8)


def test_parameters_of_any_size_lose_no_digits():
    rng = np.random.default_rng(2)
    alpha, beta = 10 ** rng.uniform(-4, 12, (2, 500))
    periods = rng.integers(1, 200, 500)
    for a, b, t in zip(alpha, beta, periods, strict=True):
        exact = math.fsum(-np.log1p(a / (b + np.arange(t))))
        assert log_beta_ratio(a, b, t) == pytest.approx(exact, rel=1e-11, abs=1e-13 * t)
    # As all clients become alike: 20% leave each year.
    assert sbg_survival(2e11, 8e11, 5) == pytest.approx(0.8**5, rel=1e-10)


@settings(max_examples=100)
@given(parameters, parameters, st.floats(0.05, 0.9), renewals, powers)
def test_value_is_the_discounted_sum(alpha, beta, rate, renewed, c):
    ahead = np.arange(0, 900)
    there = sbg_survival(alpha, beta, renewed + ahead, c) / sbg_survival(alpha, beta, renewed, c)
    for first, chances in (("at risk", there[1:]), ("certain", there[:-1])):
        for timing, early in (("end", 0), ("mid", 0.5), ("start", 1)):
            expected = 120 * (chances * (1 + rate) ** -(ahead[1:] - early)).sum()
            answer = call("REL_SBG_VALUE", 120, alpha, beta, rate, renewed, timing, first, c)
            assert answer == pytest.approx(expected, rel=1e-9)


@settings(max_examples=40)
@given(st.floats(1.05, 50), parameters, renewals)
def test_without_discounting_it_is_the_expected_residual_lifetime(alpha, beta, renewed):
    # E[1/θ - 1] over the chances of those who have stayed
    answer = call("REL_SBG_VALUE", 1, alpha, beta, 0, renewed)
    assert answer == pytest.approx((beta + renewed) / (alpha - 1), rel=1e-8)


@pytest.mark.parametrize(("rate", "c"), [(1e-4, 1), (3e-3, 1), (1e-3, 1.5), (1e-3, 0.6)])
def test_small_rates_agree_with_the_sum_written_out(rate, c):
    ahead = np.arange(1.0, 40 / rate)
    expected = (np.exp(log_beta_ratio(0.7, 1.2, ahead**c)) * (1 + rate) ** -ahead).sum()
    case = [np.array([value]) for value in (0.7, 1.2, rate, 0.0, c)]
    assert residual_lifetime(*case)[0] == pytest.approx(expected, rel=1e-9)


def test_clients_who_hardly_differ_are_worth_what_one_rate_says():
    alike = call("REL_SBG_VALUE", 100, 2e9, 8e9, 0.1, 0, "end", "certain")
    assert alike == pytest.approx(call("REL_CLV", 100, 0.8, 0.1), rel=1e-6)


def test_who_has_renewed_more_often_is_worth_more():
    answer = np.ravel(call("REL_SBG_VALUE", 100, *HIGH_END, 0.1, column(range(20))))
    assert (np.diff(answer) > 0).all()


def test_many_different_clients_are_answered_as_each_alone():
    rng = np.random.default_rng(4)
    alpha, beta, renewed = rng.uniform(0.2, 3, 30), rng.uniform(0.2, 9, 30), rng.integers(0, 5, 30)
    answer = sbg_value(10, alpha, beta, 0.1, renewed)
    alone = [sbg_value(10, a, b, 0.1, n)[0] for a, b, n in zip(alpha, beta, renewed, strict=True)]
    assert answer == pytest.approx(alone, rel=1e-13)
    assert sbg_retention(alpha, beta, 1) == pytest.approx(beta / (alpha + beta))


# Refusals


def test_values_without_end():
    must = "must be above 0, or 0 with alpha·c above 1, else the value has no end"
    answers = call("REL_SBG_VALUE", 100, column([0.7, 1.5, 1.5]), 2, column([0, 0, -0.01]))
    assert fault(answers[0][0]) == ("#NUM!", f"rate, row 1: {must}, got 0")
    assert answers[1][0] == pytest.approx(400)
    assert fault(answers[2][0]) == ("#NUM!", f"rate, row 3: {must}, got -0.01")
    assert call("REL_SBG_VALUE", 100, 0.7, 2, 0, 0, None, None, 1.6) > 0
    with pytest.raises(OutOfDomain, match="has no end"):
        sbg_value(100, 0.7, 2, 0)


@pytest.mark.parametrize("function", ["REL_SBG_SURVIVAL", "REL_SBG_RETENTION"])
def test_parameters_that_cannot_be(function):
    assert fault(call(function, 0, 1, 1)) == ("#NUM!", "alpha: must be above 0, got 0")
    assert fault(call(function, 1, -2, 1)) == ("#NUM!", "beta: must be above 0, got -2")
    assert fault(call(function, 1, 1, 1, 0.0)) == ("#NUM!", "c: must be above 0, got 0")


def test_periods_that_cannot_be():
    assert fault(call("REL_SBG_SURVIVAL", 1, 1, 1.5)) == (
        "#NUM!",
        "periods: must be a whole number, 0 or more, got 1.5",
    )
    assert fault(call("REL_SBG_RETENTION", 1, 1, 0)) == (
        "#NUM!",
        "period_number: must be a whole number, 1 or more, got 0",
    )
