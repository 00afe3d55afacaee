"""What an order is worth, and what a client: REL_SPEND_FIT, REL_SPEND, REL_BTYD_VALUE."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np

from udfs.arguments import PerClient, Rate, Vector
from udfs.errors import NotEnough, OutOfDomain
from udfs.orders import gamma_gamma
from udfs.orders.activity import EXAMPLE_FIT, Frequency, Span
from udfs.orders.fit_table import ORDER_MODELS, SPEND_MODELS, Fit, OrderFit, SpendFit, as_fit, fit_table
from udfs.orders.fitting import maximise
from udfs.orders.large_lists import by_frequency, interpolated, summing_rule
from udfs.orders.model import FEWEST, groups, vectors
from udfs.orders.models import MODELS
from udfs.readers import Numbers
from udfs.wording import count_of
from udfs.worksheet_function import Column, Table, worksheet_function

FARTHEST = 3_660
"""Periods that `REL_BTYD_VALUE` looks ahead at most: ten years of days."""

AverageOrder = Annotated[PerClient, Numbers("amount", blank_counts=True)]
WholePeriods = Annotated[
    PerClient,
    Numbers(
        "periods", low=0, high=FARTHEST, whole=True, must=f"must be a whole number of periods, from 0 to {FARTHEST:,}"
    ),
]

_CELLS = 500_000  # clients times periods at a time
_SINGLY = 64  # periods that are added up one by one
_MANY = 200

_EXAMPLE_CLIENTS = (
    *((1, 20), (1, 25), (1, 31), (1, 38), (1, 42), (1, 55), (1, 80), (1, 130), (2, 18), (2, 24), (2, 30), (2, 36)),
    *((2, 47), (2, 75), (3, 22), (3, 29), (3, 34), (3, 41), (3, 60), (4, 26), (4, 35), (4, 52), (6, 28), (9, 44)),
    (0, None),
)
_EXAMPLE_SPEND_FIT = [
    ["model", "Gamma-Gamma"],
    ["p", 6.25],
    ["q", 3.74],
    ["v", 15.44],
    ["log-likelihood", -4055.92],
    ["population mean", 35.22],
    ["clients used", 946],
    ["clients left out", 1411],
]


def _explain_spend_fit(frequency: Any, average: Any) -> Iterator[tuple[int | None, str]]:
    x, mean = vectors(frequency, average)
    used = _telling(x, mean)
    yield None, f"{count_of(int(used.sum()), 'client')} counted."
    yield None, f"{int((x == 0).sum()):,} without a repeat order left out."
    yield None, f"{int(((x > 0) & ~used).sum()):,} with repeat orders, but without an average above 0, left out."
    x, mean = x[used], mean[used]
    if len(x) > 1 and x.std() > 0 and mean.std() > 0:
        together = float(np.corrcoef(x, mean)[0, 1])
        yield None, f"Frequency and average go together with a correlation of {together:.2f}; the model assumes 0."


@worksheet_function(
    "REL_SPEND_FIT",
    "table",
    example=(
        (
            [[orders] for orders, _ in _EXAMPLE_CLIENTS],
            [[average] for _, average in _EXAMPLE_CLIENTS],
        ),
        [
            ["what", "value"],
            ["model", "Gamma-Gamma"],
            ["p", 10.166623746461159],
            ["q", 7.500688438564242],
            ["v", 26.464725907763714],
            ["log-likelihood", -101.71247350437272],
            ["population mean", 41.38898724346202],
            ["clients used", 24],
            ["clients left out", 1],
        ],
    ),
    because=_explain_spend_fit,
)
def spend_fit(frequency: Frequency, average: AverageOrder) -> Table:
    """How the value of an order varies, for each client and between clients (the Gamma-Gamma model).

    The table is what `REL_SPEND` and `REL_BTYD_VALUE` take. A client's average over two orders is mostly luck, one over
    forty hardly: the fit tells how far to trust it. The model assumes that a client's orders vary at random around a
    mean of its own that does not change, that the means differ between clients, and that who orders often does not
    spend more or less on an order: look at the correlation that `REL_EXPLAIN` shows.

    Clients without a repeat order, and with an average that is blank or not above 0, are left out and counted. The
    average is that of the repeat orders, as `REL_ORDERS` gives it: the first order brings the client into the list, and
    is in neither column.

    Args:
        frequency: repeat orders of each client, the first order not counted, a whole number.
        average: average value of its repeat orders, in your currency; may be blank.

    Returns:
        Rows of a name and a value: model, p, q and v, log-likelihood, population mean (the value of an order of a
        client of whom nothing is known), clients used, clients left out. v and the mean are in your currency; the mean
        is `#NUM!` where q is not above 1.

    Raises:
        NotEnough: it cannot be fitted: fewer than 20 clients to count, no convergence, or parameters that run away
            because the clients, or the orders of a client, do not differ.

    Equation:
        L = G(p·x+q)/(G(p·x)·G(q)) · v^q · m^(p·x-1) · x^(p·x) / (v + x·m)^(p·x+q), x frequency, m average; the sum of
        log L over the clients is maximised; population mean p·v/(q-1)

    Source:
        Fader and Hardie, note 025, 2013, equation 1a; Fader, Hardie and Lee, Journal of Marketing Research 42(4), 2005.
    """
    x, mean = vectors(frequency, average)
    used = _telling(x, mean)
    if used.sum() < FEWEST:
        must = f"must be above 0 for at least {FEWEST} clients with a repeat order"
        raise NotEnough("average", must, given=int(used.sum()))
    first, member = groups(x[used], mean[used])
    count, amount, weight = x[used][first], mean[used][first], np.bincount(member).astype(float)
    found = maximise(
        gamma_gamma.likelihood(count, amount, weight),
        gamma_gamma.starts(count, amount, weight),
        gamma_gamma.runaway,
        "average",
    )
    fit = Fit(gamma_gamma.NAME, tuple(found.parameters.tolist()), found.log_likelihood, int(used.sum()))
    return fit_table(fit, left_out=int((~used).sum()))


def _telling(frequency: Vector, average: Vector) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which clients tell something about the value of an order."""
    return (frequency > 0) & (average > 0)


@worksheet_function(
    "REL_SPEND",
    "row",
    example=(
        (
            _EXAMPLE_SPEND_FIT,
            [[1], [2], [7]],
            [[11.77], [22.35], [73.74]],
        ),
        [[18.916852057842046], [24.663713910761153], [71.46967089696709]],
    ),
)
def spend(fit: SpendFit, frequency: Frequency, average: AverageOrder) -> Column:
    """What to expect of an order of a client: between its own average and that of all clients.

    The more orders the client has made, the more its own average counts. One without a repeat order, whose average may
    be blank, is expected to spend the population mean.

    Args:
        fit: the table of `REL_SPEND_FIT`, with or without its header.
        frequency: repeat orders of each client, the first order not counted.
        average: average value of its repeat orders, in the currency of the fit.

    Returns:
        One expected value of an order per client, in the currency of the fit.

    Raises:
        WrongKind: a fit that is cut, edited or of another kind.
        NotEnough: a client with repeat orders has no average.
        OutOfDomain: a negative average; or q is so small that there is no mean for a client with so few orders.

    Equation:
        p·(v + x·m) / (p·x + q - 1), x frequency, m average

    Source:
        Fader and Hardie, note 025, 2013, equation 5.
    """
    x, mean = vectors(frequency, average)
    return _spend(as_fit(fit, "fit", SPEND_MODELS), x, mean, "fit")


def _spend(fit: Fit, frequency: Vector, average: Vector, argument: str) -> Vector:
    """The expected value of an order; `argument` is what a refusal of the fit names."""
    if (unknown := (frequency > 0) & np.isnan(average)).any():
        raise NotEnough("average", "must be given where there is a repeat order, the cell is blank", rows=unknown)
    known = np.where(frequency > 0, average, 0.0)
    if (negative := known < 0).any():
        raise OutOfDomain("average", "must not be negative", rows=negative, given=average)
    p, q, _ = fit.parameters
    if (endless := p * frequency + q <= 1).any():
        must = "must be a fit with q above 1, or there is no mean for a client with so few orders"
        raise OutOfDomain(argument, must, rows=endless, given=q)
    return gamma_gamma.expected_spend(fit.vector, frequency, known)


@worksheet_function(
    "REL_BTYD_VALUE",
    "row",
    example=(
        (
            EXAMPLE_FIT,
            _EXAMPLE_SPEND_FIT,
            [[0], [2]],
            [[0], [30.43]],
            [[0], [38.86]],
            [[None], [22.35]],
            0.002,
            52,
        ),
        [[48.76248841531465], [36.612193935805664]],
    ),
)
def btyd_value(
    fit: OrderFit,
    spend_fit: SpendFit,
    frequency: Frequency,
    recency: Span,
    age: Span,
    average: AverageOrder,
    rate: Rate,
    periods: WholePeriods,
) -> Column:
    """What a client without a contract is expected to bring in the next periods, as revenue in today's money.

    Multiply it by the margin share. Orders count at the end of their period, as in Excel's NPV. The rate is for one
    period of the fit: with ages in weeks it is a weekly rate, (1+yearly)^(7/365.25)-1, which `REL_PER_PERIOD` gives; a
    yearly rate on weeks leaves hardly anything. Orders after the last period are not counted: for the whole lifetime
    look far ahead.

    Args:
        fit: the table of `REL_BTYD_FIT`, with or without its header; the model stands in it.
        spend_fit: the table of `REL_SPEND_FIT`, with or without its header.
        frequency: repeat orders of each client, the first order not counted.
        recency: time from the first order to the last, in the unit of the fit; 0 for one who never came back.
        age: time from the first order to today, in the unit of the fit.
        average: average value of its repeat orders; may be blank where there is none.
        rate: discount rate per period of the fit, as a fraction.
        periods: how many periods to look ahead, a whole number, at most 3,660.

    Returns:
        One value per client, in the currency of the averages.

    Raises:
        WrongKind: a fit that is cut, edited or of another kind.
        NotEnough: a client with repeat orders has no average.
        OutOfDomain: what `REL_BTYD_ORDERS` and `REL_SPEND` refuse.

    Equation:
        sum over t = 1..periods of (orders to t - orders to t-1) · spend · (1+rate)^-t, with `REL_BTYD_ORDERS` and
        `REL_SPEND`

    Source:
        Fader, Hardie and Lee, RFM and CLV, Journal of Marketing Research 42(4), 2005; the definition above for a
        limited number of periods.
    """
    fitted, spending = as_fit(fit, "fit", ORDER_MODELS), as_fit(spend_fit, "spend_fit", SPEND_MODELS)
    x, last, observed, mean, discount, ahead = vectors(frequency, recency, age, average, rate, periods)
    model = MODELS[fitted.model]
    model.refuse(x, last, observed)
    worth = _spend(spending, x, mean, "spend_fit")
    chance = model.alive(fitted.vector, x, last, observed)
    return chance * worth * _discounted_orders(fitted, x, observed, discount, ahead)


def _discounted_orders(fit: Fit, frequency: Vector, age: Vector, rate: Vector, periods: Vector) -> Vector:
    """Expected orders of an active client in each period to come, discounted and added up."""
    model = MODELS[fit.model]
    scale = min(
        (value for name, value in zip(model.parameters, fit.parameters, strict=True) if name in model.scales),
        default=0.0,
    )
    worth = np.zeros(len(frequency))
    one_by_one = periods > 0
    for horizon in np.unique(periods[one_by_one]).tolist():
        rows = np.flatnonzero(periods == horizon)
        if len(rows) < _MANY or not scale or rate[rows].min() != rate[rows].max():
            continue
        one_by_one[rows] = False

        def of_one_frequency(
            x: float, observed: Vector, discount: float = rate[rows[0]], horizon: float = horizon
        ) -> Vector:
            # As a function of log(scale + age) it is as smooth as `interpolated` asks.
            def at(place: Vector) -> Vector:
                there = np.maximum(np.exp(place) - scale, 0.0)
                return _arriving(fit, *(np.full(len(there), one) for one in (x, discount, horizon)), age=there)

            return interpolated(at, np.log(scale + observed))

        worth[rows] = by_frequency(frequency[rows], of_one_frequency, age[rows])
    if (rows := np.flatnonzero(one_by_one)).size:
        worth[rows] = _arriving(fit, frequency[rows], rate[rows], periods[rows], age=age[rows])
    return worth


def _arriving(fit: Fit, frequency: Vector, rate: Vector, periods: Vector, *, age: Vector) -> Vector:
    """The same, for each client by itself: what arrives in each of the next periods, further off in a few for all."""
    model = MODELS[fit.model]
    horizons, which = np.unique(periods, return_inverse=True)
    singly = np.arange(1, min(int(horizons[-1]), _SINGLY) + 1, dtype=float)
    # A negative rate lets what is far off grow: what it grows in a block is bounded, or else beyond all numbers.
    growth = max(-float(np.log1p(rate.min())), 0.0)
    longest = max(20 / growth, horizons[-1] / 36) if growth else np.inf
    rules = [summing_rule(len(singly) + 1, int(horizon) - 1, longest) for horizon in horizons.tolist()]
    width = max(len(times) for times, _ in rules)
    times, weights = np.ones((len(rules), width)), np.zeros((len(rules), width))
    for place, rule in enumerate(rules):
        times[place, : len(rule[0])], weights[place, : len(rule[0])] = rule
    worth = np.empty(len(frequency))
    size = max(1, _CELLS // (len(singly) + width + 1))
    for start in range(0, len(frequency), size):
        rows = slice(start, start + size)
        of, last = which[rows], periods[rows, None]
        ahead = np.hstack((np.broadcast_to(singly, (len(of), len(singly))), times[of], last))
        x, observed = (np.repeat(column[rows], ahead.shape[1]) for column in (frequency, age))
        orders = model.orders_if_alive(fit.vector, x, observed, ahead.ravel()).reshape(ahead.shape)
        near, far, to_last = np.split(orders, [len(singly), len(singly) + width], axis=1)
        factor = 1 + rate[rows, None]
        arriving = np.where(singly <= last, np.diff(near, axis=1, prepend=0.0) * factor**-singly, 0.0).sum(axis=1)
        # Behind them differences are summed by parts: they are small, and would be little but rounding.
        later = (far * weights[of] * factor ** -times[of]).sum(axis=1, keepdims=True) * (1 - 1 / factor)
        later += to_last * factor**-last - near[:, -1:] * factor ** -(len(singly) + 1.0)
        worth[rows] = arriving + np.where(last > len(singly), later, 0.0)[:, 0]
    return worth
