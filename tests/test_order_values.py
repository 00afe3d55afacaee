"""What an order and a client are worth, and how a fit travels: REL_SPEND_FIT, REL_SPEND, REL_BTYD_VALUE."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import orders
from udfs.errors import CellError, NotEnough, OutOfDomain, WrongKind
from udfs.orders import gamma_gamma
from udfs.orders.models import MODELS

DATA = Path(__file__).parent / "data"

ORDER_FIT = [
    ["what", "value"],
    ["model", "BG/NBD"],
    ["r", 0.2426],
    ["alpha", 4.4136],
    ["a", 0.7929],
    ["b", 2.4259],
    ["log-likelihood", -9582.43],
    ["clients used", 2357],
]
SPEND_FIT = [
    ["what", "value"],
    ["model", "Gamma-Gamma"],
    ["p", 6.25],
    ["q", 3.74],
    ["v", 15.44],
    ["log-likelihood", -4055.92],
    ["population mean", 6.25 * 15.44 / 2.74],
    ["clients used", 946],
    ["clients left out", 1411],
]


def column(cells):
    return [[cell] for cell in np.asarray(cells).tolist()]


def flat(rows):
    return [row[0] for row in rows]


def fault(answer):
    cell = answer[-1][-1] if isinstance(answer, list) else answer
    assert isinstance(cell, CellError), cell
    return cell.code, cell.reason


@pytest.fixture(scope="module")
def cdnow():
    return np.loadtxt(DATA / "cdnow_customers.csv", delimiter=",", skiprows=1).T[1:]


@pytest.fixture(scope="module")
def spend_fit(cdnow):
    frequency, _, _, average = cdnow
    return udfs.call(
        "REL_SPEND_FIT", column(frequency), [[None if x == 0 else z] for x, z in zip(frequency, average, strict=True)]
    )


# Published


def test_the_published_fit_of_cdnow(spend_fit):
    # Fader & Hardie 2013, note 025, section 4: p 6.25, q 3.74, gamma 15.44, 946 clients; LL as in CLVTools 0.12
    names, values = zip(*spend_fit[1:], strict=True)
    assert names == ("model", "p", "q", "v", "log-likelihood", "population mean", "clients used", "clients left out")
    assert values[0] == "Gamma-Gamma"
    assert values[1:4] == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    assert values[4] == pytest.approx(-4055.9177, abs=0.01)
    assert values[5] == pytest.approx(35.17, abs=0.01)
    assert values[6:] == (946, 1411)


def test_published_expectations_of_the_first_ten_clients(cdnow, spend_fit):
    # Fader & Hardie 2013, note 025, spreadsheet, quoted in lifetimes 0.11, test_conditional_expected_average_profit
    frequency, average = cdnow[0][:10], cdnow[3][:10]
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    answer = udfs.call("REL_SPEND", spend_fit, column(frequency), column(average))
    assert flat(answer) == pytest.approx(published, abs=0.01)


def test_a_few_periods_by_hand():
    # The definition: what is expected in each period, at the end of it
    client = (2, 30.43, 38.86)
    to_each = [udfs.call("REL_BTYD_ORDERS", ORDER_FIT, *client, periods) for periods in range(4)]
    spend = udfs.call("REL_SPEND", SPEND_FIT, 2, 22.35)
    expected = sum((to_each[t] - to_each[t - 1]) * spend / 1.01**t for t in (1, 2, 3))
    assert udfs.call("REL_BTYD_VALUE", ORDER_FIT, SPEND_FIT, *client, 22.35, 0.01, 3) == pytest.approx(
        expected, rel=1e-12
    )


def test_the_value_tends_to_the_published_discounted_expected_transactions():
    # Fader, Hardie & Lee 2005, RFM and CLV, equation 2: Pareto/NBD, a client discounted continuously at 15% a year,
    # here against the confluent hypergeometric function of that equation, with steps of a day.
    from scipy.special import hyperu

    r, alpha, s, beta = 0.553, 10.58, 0.606, 11.67
    fit = [
        ["model", "Pareto/NBD"],
        ["r", r],
        ["alpha", alpha],
        ["s", s],
        ["beta", beta],
        ["log-likelihood", -9595],
        ["clients used", 2357],
    ]
    x, recency, age = 7, 35, 38.86
    delta = 0.0027
    alive = udfs.call("REL_BTYD_ALIVE", fit, x, recency, age)
    rate = delta * (beta + age)
    expected = alive * (r + x) / (alpha + age) * (beta + age) * hyperu(1, 2 - s, rate)
    # Value within 3,660 weeks, 70 years: what comes later counts exp(-0.0027·3660) = 0.00005
    spend = udfs.call("REL_SPEND", SPEND_FIT, x, 30)
    value = udfs.call("REL_BTYD_VALUE", fit, SPEND_FIT, x, recency, age, 30, np.expm1(delta), 3660)
    # Orders come in the middle of a week on average, and are counted at its end.
    assert value / spend == pytest.approx(expected * np.exp(-delta / 2), rel=2e-4)


# Laws


@settings(max_examples=60)
@given(
    st.sampled_from(list(MODELS)),
    st.integers(0, 6),
    st.integers(0, 9),
    st.integers(0, 20),
    st.floats(-0.2, 0.6),
    st.integers(0, 30),
)
def test_values_are_those_of_the_definition(model, x, more, silent, rate, periods):
    parameters = [[name, value] for name, value in zip(MODELS[model].parameters, (0.8, 3.1, 0.7, 4.2), strict=True)]
    fit = [["model", model], *parameters, ["log-likelihood", -1], ["clients used", 50]]
    recency = x + more if x else 0
    client = (x, recency, recency + silent)
    to_each = flat(udfs.call("REL_BTYD_ORDERS", fit, *client, column(range(periods + 1))))
    spend = udfs.call("REL_SPEND", SPEND_FIT, x, 40)
    expected = sum((to_each[t] - to_each[t - 1]) * spend * (1 + rate) ** -t for t in range(1, periods + 1))
    answer = udfs.call("REL_BTYD_VALUE", fit, SPEND_FIT, *client, 40, rate, periods)
    assert answer == pytest.approx(expected, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_many_clients_are_worth_what_each_is_alone(model):
    parameters = [[name, value] for name, value in zip(MODELS[model].parameters, (0.8, 3.1, 0.7, 4.2), strict=True)]
    fit = [["model", model], *parameters, ["log-likelihood", -1], ["clients used", 50]]
    generator = np.random.default_rng(6)
    x = generator.integers(0, 5, 3000)
    recency = np.where(x > 0, x + generator.integers(0, 9, 3000), 0)
    age = recency + generator.integers(0, 40, 3000)
    together = orders.btyd_value(fit, SPEND_FIT, x, recency, age, 30, 0.003, 52)
    for row in range(0, 3000, 200):
        alone = orders.btyd_value(fit, SPEND_FIT, x[row], recency[row], age[row], 30, 0.003, 52)
        assert together[row] == pytest.approx(alone[0], rel=1e-10)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rate", [-0.005, 0.0, 0.0004, 0.07, 0.9])
def test_what_is_far_off_adds_up_to_the_definition(model, rate):
    parameters = [[name, value] for name, value in zip(MODELS[model].parameters, (0.8, 3.1, 0.7, 4.2), strict=True)]
    fit = [["model", model], *parameters, ["log-likelihood", -1], ["clients used", 50]]
    horizons = np.array([1, 63, 64, 65, 66, 80, 81, 82, 130, 700, 3660])
    to_each = np.ravel(orders.btyd_orders(fit, 2, 5, 9, np.arange(horizons[-1] + 1)))
    spend = udfs.call("REL_SPEND", SPEND_FIT, 2, 40)
    arriving = np.cumsum(np.diff(to_each) * spend * (1 + rate) ** -np.arange(1.0, horizons[-1] + 1))
    rates = rate + np.arange(len(horizons)) * 1e-14  # each its own, so that no client stands for another
    answers = orders.btyd_value(fit, SPEND_FIT, 2, 5, 9, 40, rates, horizons)
    assert answers.tolist() == pytest.approx(arriving[horizons - 1].tolist(), rel=1e-8)


def test_each_client_may_have_a_rate_and_a_horizon_of_its_own():
    clients = [[0, 2, 2], [0, 30, 30], [39, 39, 39], [np.nan, 20, 20], [0.01, 0.002, 0.002], [5, 5, 52]]
    together = orders.btyd_value(ORDER_FIT, SPEND_FIT, *map(np.array, clients))
    alone = [orders.btyd_value(ORDER_FIT, SPEND_FIT, *one)[0] for one in zip(*clients, strict=True)]
    assert together.tolist() == pytest.approx(alone, rel=1e-12)


@given(st.integers(0, 50), st.floats(0, 500))
def test_the_expectation_lies_between_the_client_and_all_clients(x, average):
    mean = SPEND_FIT[6][1]
    answer = udfs.call("REL_SPEND", SPEND_FIT, x, average)
    assert min(mean, average) - 1e-9 <= answer <= max(mean, average) + 1e-9 or x == 0
    assert udfs.call("REL_SPEND", SPEND_FIT, 0, None) == pytest.approx(mean)


@given(st.integers(1, 40), st.floats(0.5, 300), st.lists(st.floats(0.2, 9), min_size=3, max_size=3))
def test_likelihoods_are_those_of_the_note(x, average, parameters):
    from scipy.special import gammaln

    p, q, v = parameters
    value, _ = gamma_gamma.likelihood(*(np.array([float(one)]) for one in (x, average, 1)))(np.array(parameters))
    expected = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + (p * x - 1) * np.log(average)
    expected += p * x * np.log(x) - (p * x + q) * np.log(v + x * average)
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_gradients_are_central_differences_at_50_points(cdnow):
    frequency, average = cdnow[0][cdnow[0] > 0][:200], cdnow[3][cdnow[0] > 0][:200]
    likelihood = gamma_gamma.likelihood(frequency, average, np.ones(200))
    generator = np.random.default_rng(8)
    for _ in range(50):
        parameters = np.exp(generator.uniform(-1, 3, 3))
        slopes = likelihood(parameters)[1]
        for place in range(3):
            step = np.zeros(3)
            step[place] = 1e-5 * parameters[place]
            values = [likelihood(parameters + factor * step)[0] for factor in (-2, -1, 1, 2)]
            difference = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step[place])
            assert slopes[place] == pytest.approx(difference, rel=1e-6, abs=1e-6 * np.abs(slopes).max())


def test_another_currency_scales_v_and_the_mean_alone(cdnow, spend_fit):
    frequency, _, _, average = cdnow
    cents = dict(udfs.call("REL_SPEND_FIT", column(frequency), column(average * 100))[1:])
    for name, dollars in spend_fit[2:]:
        if name in ("p", "q", "v", "population mean"):
            assert cents[name] == pytest.approx(dollars * (100 if name in ("v", "population mean") else 1), rel=1e-6)


# What is left out, and what cannot be fitted


def test_clients_left_out_are_counted_and_told():
    frequency = [0, 0, 1, 1, 2, *[1, 2, 3, 4] * 6]
    average = [None, 12, None, 0, -3, *(10 + 7 * (n % 5) + n for n in range(24))]
    answer = udfs.call("REL_SPEND_FIT", column(frequency), [[cell] for cell in average])
    assert answer[-2:] == [["clients used", 24], ["clients left out", 5]]
    told = udfs.call("REL_EXPLAIN", "REL_SPEND_FIT", column(frequency), [[cell] for cell in average])
    text = " ".join(str(cell) for row in told for cell in row)
    assert "24 clients counted." in text
    assert "2 without a repeat order left out." in text
    assert "3 with repeat orders, but without an average above 0, left out." in text
    assert "go together with a correlation of" in text


def test_spending_that_cannot_be_fitted():
    assert fault(udfs.call("REL_SPEND_FIT", column([1] * 19), column(range(1, 20)))) == (
        "#N/A",
        "average: must be above 0 for at least 20 clients with a repeat order, got 19",
    )
    same = udfs.call("REL_SPEND_FIT", column([1, 2, 3] * 20), column([25] * 60))
    assert fault(same)[0] == "#N/A"
    generator = np.random.default_rng(2)
    frequency = generator.integers(1, 9, 300)
    alike = generator.gamma(4 * frequency, 10 / frequency)
    assert fault(udfs.call("REL_SPEND_FIT", column(frequency), column(alike))) == (
        "#N/A",
        "average: must differ between clients by more than chance: one common mean fits all",
    )
    with pytest.raises(NotEnough, match="at least 20 clients with a repeat order, got 1"):
        orders.spend_fit([1], [20])


def test_where_a_few_clients_spend_without_bounds_there_is_no_mean():
    generator = np.random.default_rng(11)
    frequency = generator.integers(1, 4, 400)
    average = generator.gamma(2 * frequency, 1 / generator.gamma(0.7, 1 / 20, 400)) / frequency
    fit = udfs.call("REL_SPEND_FIT", column(frequency), column(average))
    assert fit[3][1] < 1
    assert fit[6][1] == CellError("#NUM!", "")
    assert fit[6][1].reason == "average: must vary less between clients: with q of 1 or below there is no mean"
    # It is a fit all the same, for clients with enough orders.
    answer = udfs.call("REL_SPEND", fit, column([0, 3]), column([1, 50]))
    must = "must be a fit with q above 1, or there is no mean for a client with so few orders"
    assert answer[0][0].reason.startswith(f"fit, row 1: {must}, got 0.")
    assert answer[1][0] > 0
    value = udfs.call("REL_BTYD_VALUE", ORDER_FIT, fit, 0, 0, 9, None, 0.01, 5)
    assert value.reason.startswith(f"spend_fit: {must}, got 0.")


# Refusals of clients


def test_averages_that_cannot_be():
    answer = udfs.call("REL_SPEND", SPEND_FIT, column([2, 0, 1]), [[None], [-5], [-5]])
    assert [fault(answer[:1]), fault(answer)] == [
        ("#N/A", "average, row 1: must be given where there is a repeat order, the cell is blank"),
        ("#NUM!", "average, row 3: must not be negative, got -5"),
    ]
    assert answer[1] == [pytest.approx(SPEND_FIT[6][1])]
    with pytest.raises(OutOfDomain, match="average: must not be negative"):
        orders.spend(SPEND_FIT, 1, -2)


@pytest.mark.parametrize("periods", [3661, 1.5, -1])
def test_horizons_that_cannot_be(periods):
    answer = udfs.call("REL_BTYD_VALUE", ORDER_FIT, SPEND_FIT, 0, 0, 9, None, 0.01, periods)
    assert fault(answer) == ("#NUM!", f"periods: must be a whole number of periods, from 0 to 3,660, got {periods}")


# Fits as tables


def test_a_fit_is_read_with_and_without_its_header_and_with_blank_rows_below():
    expected = udfs.call("REL_BTYD_ALIVE", ORDER_FIT, 2, 10, 39)
    assert udfs.call("REL_BTYD_ALIVE", ORDER_FIT[1:], 2, 10, 39) == expected
    assert udfs.call("REL_BTYD_ALIVE", [*ORDER_FIT, [None, ""], ["", None]], 2, 10, 39) == expected
    shouted = [[str(name).upper(), value] for name, value in ORDER_FIT]
    assert udfs.call("REL_BTYD_ALIVE", shouted, 2, 10, 39) == expected
    assert orders.btyd_alive(ORDER_FIT, 2, 10, 39)[0] == expected


def test_a_fit_may_be_the_table_itself(cdnow):
    fit = orders.btyd_fit(*cdnow[:3])
    rows = udfs.call("REL_BTYD_FIT", *map(column, cdnow[:3]))
    assert orders.btyd_orders(fit, 2, 10, 39, 52)[0] == udfs.call("REL_BTYD_ORDERS", rows, 2, 10, 39, 52)


def without(fit, name):
    return [row for row in fit if row[0] != name]


def altered(fit, name, value):
    return [[row[0], value if row[0] == name else row[1]] for row in fit]


WHOLE = "must be the whole table of REL_BTYD_FIT"


@pytest.mark.parametrize(
    ("fit", "code", "must"),
    [
        (without(ORDER_FIT, "log-likelihood"), "#VALUE!", f"{WHOLE}: its row log-likelihood is missing"),
        (ORDER_FIT[:-1], "#VALUE!", f"{WHOLE}: its row clients used is missing"),
        (without(ORDER_FIT, "a"), "#VALUE!", f"{WHOLE}: its row a is missing"),
        (without(ORDER_FIT, "model"), "#VALUE!", f"{WHOLE}: its row model is missing"),
        (ORDER_FIT[2:], "#VALUE!", f"{WHOLE}: its row model is missing"),
        (ORDER_FIT[:1], "#VALUE!", f"{WHOLE}: its row model is missing"),
        ([row[:1] for row in ORDER_FIT], "#VALUE!", f"{WHOLE}, two columns wide"),
        (0.24, "#VALUE!", f"{WHOLE}, two columns wide"),
        ([*ORDER_FIT, ["more", 1]], "#VALUE!", 'must be the table of REL_BTYD_FIT and nothing else, got "more"'),
        (altered(ORDER_FIT, "clients used", None), "#N/A", f"{WHOLE}: its value of clients used is blank"),
        (
            altered(ORDER_FIT, "log-likelihood", "?"),
            "#VALUE!",
            'must hold a number for log-likelihood, as REL_BTYD_FIT gave it, got "?"',
        ),
        (
            altered(ORDER_FIT, "r", -1),
            "#NUM!",
            "must hold r as REL_BTYD_FIT gave it, above 0 and not beyond all bounds, got -1",
        ),
        (
            altered(ORDER_FIT, "b", 1e9),
            "#NUM!",
            "must hold b as REL_BTYD_FIT gave it, above 0 and not beyond all bounds, got 1000000000",
        ),
        (
            altered(ORDER_FIT, "clients used", 3),
            "#NUM!",
            "must hold the clients used as REL_BTYD_FIT gave them, 20 or more, got 3",
        ),
        (
            SPEND_FIT,
            "#VALUE!",
            "must be a table of REL_BTYD_FIT, with one of the models BG/NBD, MBG/NBD, Pareto/NBD, BG/BB, "
            'got "Gamma-Gamma"',
        ),
        (altered(ORDER_FIT, "model", "Pareto/NBD"), "#VALUE!", f"{WHOLE}: its row s is missing"),
    ],
)
def test_a_fit_that_is_cut_edited_or_of_another_model(fit, code, must):
    assert fault(udfs.call("REL_BTYD_ALIVE", fit, 2, 10, 39)) == (code, f"fit: {must}")


def test_a_spend_fit_that_is_cut_edited_or_of_another_model():
    def answer(fit):
        return fault(udfs.call("REL_BTYD_VALUE", ORDER_FIT, fit, 0, 0, 9, None, 0.01, 5))

    assert answer(ORDER_FIT) == (
        "#VALUE!",
        'spend_fit: must be a table of REL_SPEND_FIT, with one of the models Gamma-Gamma, got "BG/NBD"',
    )
    assert answer(altered(SPEND_FIT, "p", 12)) == (
        "#NUM!",
        "spend_fit: must be as REL_SPEND_FIT gave it: the population mean does not follow from p, q and v, "
        "got 35.2189781",
    )
    assert answer(without(SPEND_FIT, "clients left out"))[1].endswith("its row clients left out is missing")


def test_an_error_in_a_fit_goes_out_and_a_blank_one_is_not_given():
    gone = CellError("#REF!", "gone")
    assert udfs.call("REL_BTYD_ALIVE", altered(ORDER_FIT, "r", gone), 2, 10, 39) is gone
    failed = udfs.call("REL_BTYD_FIT", [[0]], [[0]], [[9]])
    assert udfs.call("REL_BTYD_ALIVE", failed, 2, 10, 39) is failed
    assert fault(udfs.call("REL_BTYD_ALIVE", [[None, None]], 2, 10, 39)) == (
        "#N/A",
        "fit: must be given, the cell is blank",
    )
    with pytest.raises(WrongKind, match="fit: must be the whole table of REL_BTYD_FIT"):
        orders.btyd_alive(ORDER_FIT[:4], 2, 10, 39)
    with pytest.raises(NotEnough, match="fit: must be a table without errors, it holds #REF!"):
        orders.btyd_alive(altered(ORDER_FIT, "r", gone), 2, 10, 39)
