"""Who is still a client and who will order: REL_BTYD_FIT, REL_BTYD_ALIVE, REL_BTYD_ORDERS."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import orders
from udfs.errors import CellError, NotEnough, OutOfDomain
from udfs.orders.model import Histories, grouped
from udfs.orders.models import MODELS

DATA = Path(__file__).parent / "data"
CONTINUOUS = ["BG/NBD", "MBG/NBD", "Pareto/NBD"]
NAMES = {name: model.parameters for name, model in MODELS.items()}


def column(cells):
    return [[cell] for cell in np.asarray(cells).tolist()]


def flat(rows):
    return [row[0] for row in rows]


def table(model, *parameters):
    """A fit table with given parameters."""
    names = NAMES[model]
    return [
        ["model", model],
        *map(list, zip(names, parameters, strict=True)),
        ["log-likelihood", -1],
        ["clients used", 99],
    ]


def fault(answer):
    cell = answer
    while isinstance(cell, list):
        cell = cell[-1]
    assert isinstance(cell, CellError), cell
    return cell.code, cell.reason


@pytest.fixture(scope="module")
def cdnow():
    rows = np.loadtxt(DATA / "cdnow_customers.csv", delimiter=",", skiprows=1)
    return rows[:, 1], rows[:, 2], rows[:, 3]


@pytest.fixture(scope="module")
def donations():
    return np.loadtxt(DATA / "donations.csv", delimiter=",", skiprows=1).T


@pytest.fixture(scope="module")
def fits(cdnow, donations):
    found = {model: udfs.call("REL_BTYD_FIT", *map(column, cdnow), model) for model in CONTINUOUS}
    found["BG/BB"] = udfs.call("REL_BTYD_FIT", *map(column, donations[:3]), "BG/BB", column(donations[3]))
    return found


def likelihood_of(model, frequency, recency, age):
    one = (np.array([float(value)]) for value in (frequency, recency, age, 1))
    return MODELS[model].likelihood(Histories(*one))


# Published: fits


@pytest.mark.parametrize(
    ("model", "parameters", "log_likelihood"),
    [
        # Fader, Hardie & Lee 2005, Table 2; to more digits CLVTools 0.12, test_correctness_bgnbd.R
        ("BG/NBD", (0.2425945, 4.4136019, 0.7929199, 2.4258881), -9582.429),
        # Batislam, Denizel & Filiztekin 2007, the model; the fit of BTYDplus 1.2, quoted in the tests of lifetimes 0.11
        ("MBG/NBD", (0.525, 6.183, 0.891, 1.614), None),
        # Fader & Hardie 2005, note 008 (Schmittlein, Morrison & Colombo 1987); CLVTools 0.12, test_correctness_pnbd.R
        ("Pareto/NBD", (0.55315, 10.57633, 0.60625, 11.67150), -9594.976),
        # Fader, Hardie & Shang 2010, Table 3; the log-likelihood of the text
        ("BG/BB", (1.204, 0.750, 0.657, 2.783), -33225.6),
    ],
)
def test_published_fits(fits, model, parameters, log_likelihood):
    rows = dict(fits[model][1:])
    assert rows["model"] == model
    assert [rows[name] for name in NAMES[model]] == pytest.approx(parameters, rel=1e-3 if model == "MBG/NBD" else 5e-4)
    if log_likelihood is not None:
        assert rows["log-likelihood"] == pytest.approx(log_likelihood, abs=0.02 if model == "BG/BB" else 0.01)
    assert rows["clients used"] == (11104 if model == "BG/BB" else 2357)


@pytest.mark.parametrize(
    ("model", "history", "parameters", "expected"),
    [
        # BTYD 2.4, manual, bgnbd.pmf: no repeat order in (0, 39]
        ("BG/NBD", (0, 0, 39), (0.243, 4.414, 0.793, 2.426), np.log(0.5737864)),
        # Fader & Hardie 2013, note 027, after which pymc-marketing 0.13, test_modified_beta_geo.py
        ("MBG/NBD", (0, 0, 40), (0.25, 4, 0.8, 2.5), -0.41792826),
        ("MBG/NBD", (200, 38, 40), (0.25, 4, 0.8, 2.5), 100.7869),
    ],
)
def test_published_likelihoods(model, history, parameters, expected):
    assert likelihood_of(model, *history)(np.array(parameters))[0] == pytest.approx(expected, rel=1e-6, abs=5e-6)


# Published: predictions


def test_new_clients_of_cdnow(fits):
    # BG/NBD: Fader, Hardie & Lee 2005, the spreadsheet of note 004
    periods = [0.1429, 1, 3, 31.8571, 32, 78]
    answer = udfs.call("REL_BTYD_ORDERS", fits["BG/NBD"], 0, 0, 0, column(periods))
    assert flat(answer) == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=5e-4)
    # Pareto/NBD: BTYD 2.4, manual, pnbd.Expectation, with its rounded parameters
    fit = table("Pareto/NBD", 0.55, 10.56, 0.61, 11.64)
    answer = udfs.call("REL_BTYD_ORDERS", fit, 0, 0, 0, column(range(10)))
    expected = [0.00000000, 0.05077821, 0.09916088, 0.14542507, 0.18979930]
    expected += [0.23247466, 0.27361274, 0.31335159, 0.35181024, 0.38909211]
    assert flat(answer) == pytest.approx(expected, abs=5e-9)


def test_clients_of_the_walkthrough(fits):
    # BTYD 2.4, walkthrough: client 1516 of CDNOW, 26 orders, the last 30.86 of 31 weeks ago
    client = (26, 30.85714, 31)
    assert udfs.call("REL_BTYD_ORDERS", fits["Pareto/NBD"], *client, 52) == pytest.approx(25.45647, rel=1e-4)
    assert udfs.call("REL_BTYD_ALIVE", fits["Pareto/NBD"], *client) == pytest.approx(0.997874, abs=2e-5)
    # the increasing frequency paradox: more orders before the same silence, fewer to come
    answer = udfs.call("REL_BTYD_ORDERS", fits["Pareto/NBD"], column([10, 15, 20, 25]), 20, 39, 52)
    assert flat(answer) == pytest.approx([0.7062289, 0.1442396, 0.02250658, 0.00309267], rel=1e-3)
    # BG/NBD: Fader, Hardie & Lee 2005, the spreadsheet of note 004
    assert udfs.call("REL_BTYD_ORDERS", fits["BG/NBD"], 2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=5e-4)


def test_clients_of_cdnow_by_their_orders_in_the_next_39_weeks(fits, cdnow):
    # BTYD 2.4, walkthrough, section 2.4, row "exp": Pareto/NBD, clients with 0, 1 ... 6, 7 or more repeat orders
    expected = flat(udfs.call("REL_BTYD_ORDERS", fits["Pareto/NBD"], *map(column, cdnow), 39))
    bins = np.minimum(cdnow[0], 7).astype(int)
    means = np.bincount(bins, expected) / np.bincount(bins)
    assert means.tolist() == pytest.approx([0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403], abs=1.1e-3)


def test_donors(fits, donations):
    fit = fits["BG/BB"]
    # Fader, Hardie & Shang 2010, Table 6: the chance to be there in 2002
    alive = udfs.call("REL_BTYD_ALIVE", fit, column([0, 2, 6]), column([0, 4, 6]), 6)
    assert flat(alive) == pytest.approx([0.11, 0.59, 0.93], abs=5e-3)
    # Fader & Hardie, note 010, spreadsheet, "Tracking Plot" B7:B17, quoted in pymc-marketing 0.13
    new = udfs.call("REL_BTYD_ORDERS", fit, 0, 0, 0, column(range(1, 12)))
    published = [0.4985, 0.9233, 1.2969, 1.6323, 1.9381, 2.2202, 2.4826, 2.7285, 2.9603, 3.1798, 3.3887]
    assert flat(new) == pytest.approx(published, abs=6e-5)
    # the same, "Conditional Expectations (II)", total of column F, quoted in lifetimes 0.11
    each = udfs.call("REL_BTYD_ORDERS", fit, *map(column, donations[:3]), 5)
    assert donations[3] @ flat(each) == pytest.approx(12884.2, abs=0.06)
    # BTYD 2.4, walkthrough: donors A and B in the next ten years
    assert flat(udfs.call("REL_BTYD_ORDERS", fit, column([0, 4]), column([0, 5]), 6, 10)) == pytest.approx(
        [0.1302169, 3.627858], rel=5e-5
    )


def test_predictions_published_for_faithful_clients_are_finite():
    # CLVTools 0.12, test_correctness_pnbd.R: clients for whom an earlier version gave NaN
    frequency, recency = [221, 254, 161, 204], [103.42857, 97.14286, 94.71429, 98.57143]
    age = [103.57143, 97.28571, 98.00000, 99.42857]
    alive = flat(
        udfs.call(
            "REL_BTYD_ALIVE",
            table("Pareto/NBD", 0.5143, 2.8845, 0.2856, 14.1087),
            *map(column, (frequency, recency, age)),
        )
    )
    assert all(0 < chance < 1 for chance in alive)
    assert alive[0] > 0.99 > alive[2]
    # lifetimes 0.11, TestParetoNBDFitter: the expectation hardly changes from one frequency to the next
    fit = table("Pareto/NBD", 0.55, 10.58, 0.61, 11.67)
    answer = udfs.call("REL_BTYD_ORDERS", fit, column([132, 133]), 200, 200, 10)
    assert flat(answer) == pytest.approx([6.2060517889632418, 6.2528722475748113], rel=1e-9)


# Laws: likelihoods


def restated(model, x, t, age, parameters):
    """The likelihood of one history, by the formulas of the papers as they stand."""
    from scipy import special

    if model == "BG/BB":
        alpha, beta, gamma, delta = parameters
        there = special.beta(alpha + x, beta + age - x) * special.beta(gamma, delta + age)
        gone = sum(special.beta(alpha + x, beta + m - x) * special.beta(gamma + 1, delta + m) for m in range(t, age))
        return (there + gone) / special.beta(alpha, beta) / special.beta(gamma, delta)
    if model == "Pareto/NBD":
        r, alpha, s, beta = parameters
        # Fader & Hardie 2005, note 008, equation 15 and those before it
        small, large, of = (beta, alpha, s + 1) if alpha >= beta else (alpha, beta, r + x)

        def part(time):
            ratio = (large - small) / (large + time)
            return special.hyp2f1(r + s + x, of, r + s + x + 1, ratio) / (large + time) ** (r + s + x)

        inner = (alpha + age) ** -(r + x) * (beta + age) ** -s + s / (r + s + x) * (part(t) - part(age))
        return special.gamma(r + x) * alpha**r * beta**s / special.gamma(r) * inner
    r, alpha, a, b = parameters
    first = model == "MBG/NBD"
    stay = special.beta(a, b + x + first) / (alpha + age) ** (r + x)
    leave = special.beta(a + 1, b + x - 1 + first) / (alpha + t) ** (r + x) if x or first else 0
    return special.gamma(r + x) * alpha**r / special.gamma(r) * (stay + leave) / special.beta(a, b)


@settings(max_examples=120)
@given(
    st.sampled_from(list(MODELS)),
    st.integers(0, 8),
    st.integers(0, 12),
    st.integers(0, 12),
    st.lists(st.floats(0.2, 6), min_size=4, max_size=4),
)
def test_likelihoods_are_those_of_the_papers(model, x, more, silent, parameters):
    t = x + more if x else 0
    value, _ = likelihood_of(model, x, t, t + silent)(np.array(parameters))
    assert value == pytest.approx(np.log(restated(model, x, t, t + silent, parameters)), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("model", MODELS)
def test_gradients_are_central_differences_at_50_points(model):
    generator = np.random.default_rng(7)
    x = generator.integers(0, 40, 60)
    recency = np.where(x > 0, x + generator.integers(0, 30, 60), 0)
    age = recency + generator.integers(0, 40, 60)
    columns = (column.astype(float) for column in (x, recency, age, generator.integers(1, 5, 60)))
    likelihood = MODELS[model].likelihood(grouped(*columns))
    for _ in range(50):
        parameters = np.exp(generator.uniform(-2, 2.5, 4))
        slopes = likelihood(parameters)[1]
        for place in range(4):
            step = np.zeros(4)
            step[place] = 1e-5 * parameters[place]
            # The fourth-order difference: at 1e-6 the plain one is no better than what it measures.
            values = [likelihood(parameters + factor * step)[0] for factor in (-2, -1, 1, 2)]
            difference = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step[place])
            assert slopes[place] == pytest.approx(difference, rel=1e-6, abs=1e-6 * np.abs(slopes).max())


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize(
    "history",
    [
        (221, 103.43, 103.57),
        (250, 1, 400),
        (250, 52, 52),
        (1000, 51.9, 52),
        (5000, 0.01, 9),
        (3, 1e-6, 1e6),
        (1, 1e5, 1e5),
    ],
)
@pytest.mark.parametrize(
    "parameters", [(0.5, 2.9, 0.3, 14.1), (10.5, 0.008, 3.1, 2.8), (300, 900, 0.002, 40), (0.01, 500, 8, 0.05)]
)
def test_everything_is_finite_for_faithful_and_for_silent_clients(model, history, parameters):
    value, slopes = likelihood_of(model, *history)(np.array(parameters))
    assert np.isfinite(value)
    assert np.isfinite(slopes).all()
    fit = table(model, *parameters)
    chance, expected = udfs.call("REL_BTYD_ALIVE", fit, *history), udfs.call("REL_BTYD_ORDERS", fit, *history, 52)
    assert 0 <= chance <= 1
    assert 0 <= expected <= chance * 52 * (parameters[0] + history[0]) / (parameters[1] + history[2]) * (1 + 1e-9)


def test_the_pareto_odds_are_those_of_a_much_finer_integral():
    from scipy.integrate import quad

    from udfs.orders.pareto_nbd import log_odds_gone

    generator = np.random.default_rng(2)
    for _ in range(60):
        r, alpha, s, beta = parameters = np.exp(generator.uniform(-3, 4, 4))
        x, age = float(generator.integers(0, 300)), float(np.exp(generator.uniform(-2, 5)))
        t = age * generator.random() if x else 0.0

        def integrand(u, parameters=parameters, x=x, t=t):
            r, alpha, s, beta = parameters
            return np.exp((r + x) * np.log((alpha + t) / (alpha + u)) + (s + 1) * np.log((beta + t) / (beta + u)))

        end = min(age, t + 60 / ((r + x) / (alpha + t) + (s + 1) / (beta + t)) * (1 + (age - t) / age * 20))
        inner = quad(integrand, t, end, epsabs=0, epsrel=1e-11, limit=400)[0]
        if end < age:
            inner += quad(integrand, end, age, epsabs=0, epsrel=1e-9, limit=400)[0]
        scale = (r + x) * np.log((alpha + age) / (alpha + t)) + s * np.log((beta + age) / (beta + t)) - np.log(beta + t)
        value = log_odds_gone(parameters, *(np.array([one]) for one in (x, t, age)), slopes=False).value[0]
        assert value == pytest.approx(np.log(s * inner) + scale, rel=1e-9, abs=1e-9)


# Laws: predictions


@settings(max_examples=60)
@given(
    st.sampled_from(["BG/NBD", "MBG/NBD"]),
    st.lists(st.floats(0.1, 8), min_size=4, max_size=4),
    st.integers(0, 12),
    st.floats(0, 40),
    st.floats(0.1, 80),
)
def test_expected_orders_are_those_of_the_hypergeometric_formula(model, parameters, x, age, periods):
    from scipy.special import hyp2f1

    r, alpha, a, b = parameters
    assume(abs(a - 1) > 0.02)
    b += model == "MBG/NBD"  # the posterior of the chance to leave is that of one more occasion
    share = periods / (alpha + age + periods)
    series = hyp2f1(r + x, b + x, a + b + x - 1, share)
    expected = (a + b + x - 1) / (a - 1) * (1 - (1 - share) ** (r + x) * series)
    made = MODELS[model].orders_if_alive(np.array(parameters), *(np.array([float(one)]) for one in (x, age, periods)))
    assert made[0] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("model", MODELS)
def test_many_clients_are_answered_as_each_alone(model, fits):
    generator = np.random.default_rng(3)
    x = generator.integers(0, 4, 5000)
    recency = np.where(x > 0, x + generator.integers(0, 20, 5000), 0)
    age = recency + generator.integers(0, 30, 5000) + (0 if model == "BG/BB" else generator.random(5000))
    together = orders.btyd_orders(fits[model], x, recency, age, 39)
    for row in range(0, 5000, 250):
        alone = orders.btyd_orders(fits[model], x[row], recency[row], age[row], 39)
        assert together[row] == pytest.approx(alone[0], rel=1e-10)


@pytest.mark.parametrize("model", MODELS)
def test_expected_orders_grow_from_nothing_and_never_faster_than_at_first(model, fits):
    periods = np.arange(0, 400)
    answer = np.array(flat(udfs.call("REL_BTYD_ORDERS", fits[model], 3, 12, 20, column(periods))))
    assert answer[0] == 0
    assert (np.diff(answer) > 0).all()
    assert (np.diff(answer, 2) < 1e-12).all()


@pytest.mark.parametrize("model", MODELS)
@given(x=st.integers(1, 30), silent=st.integers(0, 60))
def test_silence_lowers_the_chance_to_be_there(model, fits, x, silent):
    recency = column([40, 40])
    alive = flat(udfs.call("REL_BTYD_ALIVE", fits[model], x, recency, column([40 + silent, 41 + silent])))
    assert 0 <= alive[1] < alive[0] <= 1 or alive[0] == alive[1] == 0


def test_a_quarter_of_the_clients_answers_as_all_with_weights(cdnow):
    some = [one[:600] for one in cdnow]
    expected = udfs.call("REL_BTYD_FIT", *(column(np.tile(one, 3)) for one in some))
    answer = udfs.call("REL_BTYD_FIT", *map(column, some), None, 3)
    assert [row[0] for row in answer] == [row[0] for row in expected]
    assert [row[1] for row in answer[2:]] == pytest.approx([row[1] for row in expected[2:]], rel=1e-9)


@pytest.mark.parametrize("model", CONTINUOUS)
def test_another_unit_of_time_scales_alpha_and_beta_alone(model, cdnow, fits):
    frequency, recency, age = cdnow
    days = dict(udfs.call("REL_BTYD_FIT", column(frequency), column(recency * 7), column(age * 7), model)[1:])
    for name, weeks in fits[model][2:6]:
        factor = 7 if name in MODELS[model].scales else 1
        assert days[name] == pytest.approx(weeks * factor, rel=1e-6)
    assert days["log-likelihood"] == pytest.approx(fits[model][6][1] - frequency.sum() * np.log(7), abs=1e-6)


def test_the_order_of_rows_does_not_matter(cdnow, fits):
    shuffled = np.random.default_rng(1).permutation(2357)
    answer = udfs.call("REL_BTYD_FIT", *(column(one[shuffled]) for one in cdnow))
    assert [row[1] for row in answer[2:]] == pytest.approx([row[1] for row in fits["BG/NBD"][2:]], rel=1e-9)


# Clients who do not differ


def simulated(seed, clients, rate, leaving):
    """Histories of clients with given rates of ordering and chances to leave after each repeat order."""
    generator = np.random.default_rng(seed)
    age = generator.uniform(20, 52, clients)
    rate, leaving = np.broadcast_to(rate, clients), np.broadcast_to(leaving, clients)
    times = generator.exponential(1 / rate[:, None], (clients, 200)).cumsum(axis=1)
    gone = generator.random((clients, 200)) < leaving[:, None]
    stays = np.where(gone.any(axis=1), gone.argmax(axis=1) + 1, 200)
    seen = (times <= age[:, None]) & (np.arange(200) < stays[:, None])
    return seen.sum(axis=1), np.where(seen, times, 0).max(axis=1), age


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize("seed", range(6))
def test_clients_who_do_not_differ_are_not_fitted(model, seed):
    code, reason = fault(udfs.call("REL_BTYD_FIT", *map(column, simulated(seed, 500, 0.3, 0.1)), model))
    assert code == "#N/A"
    assert reason in (
        "frequency: must differ between clients by more than chance: one common rate of ordering fits all",
        "frequency: must let clients differ in how soon they leave: one common chance to leave fits all",
        "frequency: must let clients differ in how soon they leave: one common rate of leaving fits all",
    )


def test_donors_who_do_not_differ_are_not_fitted():
    generator = np.random.default_rng(3)
    gifts = generator.random((400, 8)) < 0.4
    gifts &= (generator.random((400, 8)) < 0.9).cumprod(axis=1).astype(bool)
    last = np.where(gifts.any(axis=1), 8 - gifts[:, ::-1].argmax(axis=1), 0)
    code, reason = fault(udfs.call("REL_BTYD_FIT", column(gifts.sum(axis=1)), column(last), 8, "BG/BB"))
    assert (code, "one common chance to" in reason) == ("#N/A", True)


@pytest.mark.parametrize("model", CONTINUOUS)
def test_clients_who_all_ordered_today_cannot_tell_how_soon_clients_leave(model):
    frequency = np.random.default_rng(9).negative_binomial(1, 0.1, 300) + 1
    code, reason = fault(udfs.call("REL_BTYD_FIT", column(frequency), 40, 40, model))
    assert code == "#N/A"
    assert "nobody seems to have left" in reason or "tell more of how clients differ or leave" in reason


@pytest.mark.parametrize("model", CONTINUOUS)
def test_clients_who_order_like_clockwork_are_not_fitted(model):
    weekly = udfs.call("REL_BTYD_FIT", column([52] * 60), column([51.9] * 60), 52, model)
    assert fault(weekly)[0] == "#N/A"
    assert "one common" in fault(weekly)[1] or "nobody" in fault(weekly)[1]


def test_the_parameters_that_made_the_clients_are_found_again():
    generator = np.random.default_rng(5)
    clients = simulated(5, 8000, generator.gamma(0.8, 1 / 3, 8000) + 1e-9, generator.beta(0.9, 2.5, 8000))
    found = orders.btyd_fit(*clients)
    assert [value for _, value in found.rows[1:5]] == pytest.approx([0.8, 3, 0.9, 2.5], rel=0.12)


# Refusals

HISTORY = ([2, 0, 1], [5.0, 0, 3], [9.0, 8, 7])


def changed(place, row, cell):
    columns = [column(one) for one in HISTORY]
    columns[place][row] = [cell]
    return columns


@pytest.mark.parametrize(
    ("model", "place", "cell", "expected"),
    [
        ("BG/NBD", 1, 9.5, ("#NUM!", "recency, row 1: must not be above age, got 9.5")),
        ("BG/NBD", 0, 0, ("#NUM!", "recency, row 1: must be 0 where there is no repeat order, got 5")),
        ("Pareto/NBD", 1, 0, ("#NUM!", "recency, row 1: must be above 0 where there are repeat orders, got 0")),
        ("BG/NBD", 0, -1, ("#NUM!", "frequency, row 1: must be a whole number of repeat orders, 0 or more, got -1")),
        ("BG/NBD", 0, 1.5, ("#NUM!", "frequency, row 1: must be a whole number of repeat orders, 0 or more, got 1.5")),
        ("BG/NBD", 2, -9, ("#NUM!", "age, row 1: must be a length of time, 0 or more, got -9")),
        ("BG/BB", 1, 4.5, ("#NUM!", "recency, row 1: must be a whole number of opportunities with BG/BB, got 4.5")),
        (
            "BG/BB",
            0,
            6,
            ("#NUM!", "frequency, row 1: must not be above recency with BG/BB: one order an opportunity, got 6"),
        ),
        ("BG/BB", 2, 45000.5, ("#NUM!", "age, row 1: must be a whole number of opportunities with BG/BB, got 45000.5")),
    ],
)
def test_histories_that_cannot_be(model, place, cell, expected, fits):
    columns = changed(place, 0, cell)
    assert fault(udfs.call("REL_BTYD_FIT", *columns, model)) == expected
    answer = udfs.call("REL_BTYD_ALIVE", fits[model], *columns)
    assert fault(answer[0]) == expected
    assert [type(row[0]) for row in answer[1:]] == [float, float]


def test_what_cannot_be_fitted(cdnow):
    few = [column(one[:19]) for one in cdnow]
    assert fault(udfs.call("REL_BTYD_FIT", *few)) == (
        "#N/A",
        "frequency: must be known for at least 20 clients, got 19",
    )
    never = udfs.call("REL_BTYD_FIT", column([0] * 30), column([0] * 30), column([39] * 30))
    assert fault(never) == (
        "#N/A",
        "frequency: must be above 0 for some client: without repeat orders nothing can be fitted",
    )
    assert fault(udfs.call("REL_BTYD_FIT", *(column(one) for one in cdnow), None, 0)) == (
        "#N/A",
        "weight: must be above 0 for at least one client",
    )
    assert fault(udfs.call("REL_BTYD_FIT", *few, "NBD"))[1].startswith("model: must be one of BG/NBD, MBG/NBD,")
    with pytest.raises(NotEnough, match="at least 20 clients, got 3"):
        orders.btyd_fit(*HISTORY)
    with pytest.raises(OutOfDomain, match="recency, row 2: must not be above age"):
        orders.btyd_alive(table("BG/NBD", 1, 1, 1, 1), [1, 1], [2, 4], [3, 3])


def test_part_of_an_opportunity_and_too_many_of_them(fits):
    assert fault(udfs.call("REL_BTYD_ORDERS", fits["BG/BB"], 1, 2, 3, 1.5)) == (
        "#NUM!",
        "periods: must be a whole number with BG/BB, got 1.5",
    )
    assert fault(udfs.call("REL_BTYD_ALIVE", fits["BG/BB"], 1, 2, 10**7)) == (
        "#NUM!",
        "age: must be at most 3,660 opportunities with BG/BB, got 10000000",
    )


def test_what_counted_is_told(cdnow):
    told = udfs.call("REL_EXPLAIN", "REL_BTYD_FIT", *map(column, cdnow))
    text = " ".join(str(cell) for row in told for cell in row)
    assert "2,357 clients counted, 946 of them with a repeat order." in text
    assert "1,016 different histories; equal ones are put together." in text


def test_more_opportunities_than_a_cell_can_wait_for():
    last = np.arange(1, 2001)
    answer = udfs.call("REL_BTYD_FIT", column(np.ones(2000)), column(last), 3000, "BG/BB")
    assert fault(answer) == (
        "#N/A",
        "age: must be fewer opportunities, or of fewer clients: a cell cannot wait so long, take longer periods",
    )


@pytest.mark.parametrize("size", [1e-300, 1e-8, 1e150, 1e300])
@pytest.mark.parametrize("model", CONTINUOUS)
def test_ages_of_any_size_are_fitted_or_refused_with_a_sentence(model, size):
    frequency = np.arange(30) % 7
    recency = np.where(frequency > 0, size * (1 + np.arange(30) % 4), 0)
    answer = udfs.call(
        "REL_BTYD_FIT", column(frequency), column(recency), column(size * (5 + np.arange(30) % 3)), model
    )
    if isinstance(answer, list):
        assert np.isfinite([value for _, value in answer[2:]]).all()
    else:
        assert answer.code == "#N/A"
        assert answer.reason.startswith("frequency: must ")


def test_where_nobody_with_an_order_falls_silent_the_search_is_given_up_soon(monkeypatch):
    monkeypatch.setattr("udfs.orders.fitting._MOST_STEPS", 25)
    generator = np.random.default_rng(8)
    age = generator.uniform(100, 400, 300)
    x = generator.poisson(age * generator.gamma(0.3, 0.1, 300))
    recency = np.where(x > 0, age, 0)
    assert fault(udfs.call("REL_BTYD_FIT", column(x), column(recency), column(age), "Pareto/NBD")) == (
        "#N/A",
        "frequency: must leave some client silent for longer than chance: nobody seems to have left",
    )
