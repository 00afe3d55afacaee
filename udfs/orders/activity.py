"""Who is still a client, and who will order: REL_BTYD_FIT, REL_BTYD_ALIVE, REL_BTYD_ORDERS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np

from udfs.arguments import Amount, PerClient, Vector
from udfs.errors import NotEnough
from udfs.orders.fit_table import ORDER_MODELS, Fit, OrderFit, as_fit, fit_table
from udfs.orders.fitting import maximise
from udfs.orders.model import Histories, grouped, refuse_too_few, vectors
from udfs.orders.models import MODELS
from udfs.readers import Choice, Numbers
from udfs.wording import count_of
from udfs.worksheet_function import Column, Table, worksheet_function

Frequency = Annotated[
    PerClient, Numbers("count", low=0, whole=True, must="must be a whole number of repeat orders, 0 or more")
]
Span = Annotated[PerClient, Numbers("length of time", low=0, must="must be a length of time, 0 or more")]
OrderModel = Annotated[str, Choice("model", words=ORDER_MODELS)]

_EXAMPLE_CLIENTS = (
    [[0], [1], [1], [1], [2], [2], [3], [3], [5], [6], [10]],
    [[0], [2], [15], [30], [5], [33], [8], [36], [20], [38], [38]],
    39,
)
_EXAMPLE_WEIGHTS = [[60], [14], [6], [7], [6], [6], [4], [5], [3], [5], [2]]
EXAMPLE_FIT = [
    ["model", "BG/NBD"],
    ["r", 0.243],
    ["alpha", 4.414],
    ["a", 0.793],
    ["b", 2.426],
    ["log-likelihood", -9582.4],
    ["clients used", 2357],
]


def _explain_fit(
    frequency: Any, recency: Any, age: Any, model: str = "BG/NBD", weight: Any = None
) -> Iterator[tuple[int | None, str]]:
    histories = _histories(frequency, recency, age, model, weight)
    clients = float(histories.weight.sum())
    repeat = float(histories.weight[histories.frequency > 0].sum())
    yield None, f"{count_of(clients, 'client')} counted, {repeat:,.10g} of them with a repeat order."
    different = count_of(len(histories.age), "different history", "different histories")
    yield None, f"{different}; equal ones are put together."
    orders = float(histories.weight @ histories.frequency)
    periods = float(histories.weight @ histories.age)
    yield None, f"{count_of(orders, 'repeat order')} in {count_of(periods, 'period')} of clients."


@worksheet_function(
    "REL_BTYD_FIT",
    "table",
    example=(
        (*_EXAMPLE_CLIENTS, "BG/NBD", _EXAMPLE_WEIGHTS),
        [
            ["what", "value"],
            ["model", "BG/NBD"],
            ["r", 0.2952675028148379],
            ["alpha", 4.0746356385442715],
            ["a", 0.862717907892317],
            ["b", 1.853864663633642],
            ["log-likelihood", -581.5085096052292],
            ["clients used", 118.0],
        ],
    ),
    because=_explain_fit,
)
def btyd_fit(
    frequency: Frequency, recency: Span, age: Span, model: OrderModel = "BG/NBD", weight: Amount | None = None
) -> Table:
    """How clients without a contract order and leave, learnt from when they ordered.

    The table is what `REL_BTYD_ALIVE`, `REL_BTYD_ORDERS` and `REL_BTYD_VALUE` take.

    Where nobody cancels, nobody says that a client has left: only silence tells, and it tells more of a client who used
    to order often. The models assume that while active a client orders at random at a steady rate of its own, without
    seasons, and that it leaves for good, at a moment that nobody sees; rates of ordering and of leaving differ between
    clients and have nothing to do with each other.

    "BG/NBD": a client may leave after each repeat order. "MBG/NBD": after its first order too, so that one who never
    came back need not be active. "Pareto/NBD": at any moment. "BG/BB": for orders at set opportunities, such as a gift
    a year; recency and age are then whole numbers of opportunities, and there is at most one order at each.

    Recency counts from the first order, and not back from today: a client who ordered today has recency = age.
    `REL_ORDERS` makes the three columns from a list of orders. Rates are per week where ages are in weeks. Equal rows
    are put together. The fit is made for a whole list of clients: at least 20, better some hundreds.

    Args:
        frequency: repeat orders of each client, the first order not counted, a whole number; one who never came back
            has 0, and belongs in the list.
        recency: time from the first order to the last, 0 for one who never came back.
        age: time from the first order to the day up to which orders are known, in the same unit.
        model: "BG/NBD", "MBG/NBD", "Pareto/NBD" or "BG/BB".
        weight: how many clients a row stands for, by default 1; a blank or 0 leaves the row out.

    Returns:
        Rows of a name and a value: model, its four parameters, log-likelihood (without the factor x!), clients used.
        alpha (and beta of Pareto/NBD) are in the unit of age; the other parameters are plain numbers.

    Raises:
        OutOfDomain: recency above age, recency without a repeat order or the other way round, parts of opportunities.
        NotEnough: it cannot be fitted: fewer than 20 clients, no repeat order, no convergence, or parameters that run
            away because the clients do not differ, or because nobody seems to have left.

    Equation:
        BG/NBD: L = B(a,b+x)/B(a,b) · G(r+x)·alpha^r / (G(r)·(alpha+T)^(r+x))
        + [x>0] · B(a+1,b+x-1)/B(a,b) · G(r+x)·alpha^r / (G(r)·(alpha+t)^(r+x)), x frequency, t recency, T age,
        G the gamma and B the beta function; MBG/NBD with x+1 for x in both B, and without [x>0].
        Pareto/NBD: L = G(r+x)·alpha^r·beta^s/G(r) · ((alpha+T)^-(r+x)·(beta+T)^-s
        + s · integral from t to T of (alpha+u)^-(r+x)·(beta+u)^-(s+1) du).
        BG/BB: L = B(alpha+x,beta+n-x)/B(alpha,beta) · B(gamma,delta+n)/B(gamma,delta)
        + sum over m = t..n-1 of B(alpha+x,beta+m-x)/B(alpha,beta) · B(gamma+1,delta+m)/B(gamma,delta), n age.
        The sum of log L over the clients is maximised.

    Source:
        BG/NBD: Fader, Hardie and Lee, Marketing Science 24(2), 2005. MBG/NBD: Batislam, Denizel and Filiztekin,
        International Journal of Research in Marketing 24, 2007. Pareto/NBD: Schmittlein, Morrison and Colombo,
        Management Science 33(1), 1987. BG/BB: Fader, Hardie and Shang, Marketing Science 29(6), 2010.
    """
    chosen = MODELS[model]
    histories = _histories(frequency, recency, age, model, weight)
    refuse_too_few(histories)
    found = maximise(chosen.likelihood(histories), chosen.starts(histories), chosen.runaway, "frequency")
    clients = float(histories.weight.sum())
    return fit_table(Fit(model, tuple(found.parameters.tolist()), found.log_likelihood, clients))


def _histories(frequency: Any, recency: Any, age: Any, model: str, weight: Any) -> Histories:
    """The histories that count, equal ones put together."""
    x, last, observed, clients = vectors(frequency, recency, age, 1.0 if weight is None else weight)
    clients = np.nan_to_num(clients, nan=0.0)
    MODELS[model].refuse(x, last, observed)
    counts = clients > 0
    if not counts.any():
        raise NotEnough("weight", "must be above 0 for at least one client")
    return grouped(x[counts], np.minimum(last, observed)[counts], observed[counts], clients[counts])


@worksheet_function(
    "REL_BTYD_ALIVE",
    "row",
    example=(
        (
            EXAMPLE_FIT,
            [[0], [2], [2]],
            [[0], [30], [10]],
            [[39], [39], [39]],
        ),
        [[1.0], [0.7195509031474433], [0.2670256477423791]],
    ),
)
def btyd_alive(fit: OrderFit, frequency: Frequency, recency: Span, age: Span) -> Column:
    """The chance that a client without a contract is still active, from how often and when it ordered.

    The same silence says more of a client who used to order often. With "BG/NBD" a client who never came back is active
    for certain, since it can only leave after a repeat order; "MBG/NBD" and "Pareto/NBD" do not assume so. With
    "BG/BB" it is the chance to be there at the next opportunity.

    Args:
        fit: the table of `REL_BTYD_FIT`, with or without its header; the model stands in it.
        frequency: repeat orders of each client, the first order not counted.
        recency: time from the first order to the last, in the unit of the fit; 0 for one who never came back.
        age: time from the first order to today, in the unit of the fit.

    Returns:
        One chance per client, from 0 to 1.

    Raises:
        WrongKind: a fit that is cut, edited or of another kind.
        OutOfDomain: recency above age, recency without a repeat order or the other way round, parts of opportunities.

    Equation:
        the part of L in `REL_BTYD_FIT` in which the client is still there, over L. BG/NBD, x > 0:
        1 / (1 + a/(b+x-1) · ((alpha+T)/(alpha+t))^(r+x)); BG/BB: times (delta+n)/(gamma+delta+n)

    Source:
        As for `REL_BTYD_FIT`; Fader and Hardie, note 021, 2008, for BG/NBD; BG/BB: equation 11.
    """
    fitted = as_fit(fit, "fit", ORDER_MODELS)
    x, last, observed = vectors(frequency, recency, age)
    model = MODELS[fitted.model]
    model.refuse(x, last, observed)
    return model.alive(fitted.vector, x, last, observed)


@worksheet_function(
    "REL_BTYD_ORDERS",
    "row",
    example=(
        (
            EXAMPLE_FIT,
            [[0], [2], [2]],
            [[0], [30.43], [10]],
            [[0], [38.86], [38.86]],
            39,
        ),
        [[1.196723193320817], [1.2260281747671444], [0.4529756278993072]],
    ),
)
def btyd_orders(fit: OrderFit, frequency: Frequency, recency: Span, age: Span, periods: Span) -> Column:
    """How many orders to expect from a client without a contract in the next periods.

    The expectation over all that may be: that the client has left already, and that it leaves on the way. Frequency,
    recency and age 0, 0, 0 is a new client on the day of its first order, which is not counted.

    Args:
        fit: the table of `REL_BTYD_FIT`, with or without its header; the model stands in it.
        frequency: repeat orders of each client, the first order not counted.
        recency: time from the first order to the last, in the unit of the fit; 0 for one who never came back.
        age: time from the first order to today, in the unit of the fit.
        periods: how long to look ahead, in the unit of the fit; with "BG/BB" a whole number of opportunities.

    Returns:
        One expected number of orders per client, 0 or more.

    Raises:
        WrongKind: a fit that is cut, edited or of another kind.
        OutOfDomain: recency above age, recency without a repeat order or the other way round, parts of opportunities.

    Equation:
        `REL_BTYD_ALIVE` times the orders expected of an active client: with A = alpha+T and h periods
        BG/NBD: mean of (1 - (1+p·h/A)^-(r+x)) / p over p ~ beta(a, b+x), MBG/NBD: beta(a, b+x+1), which is
        (a+b+x-1)/(a-1) · (1 - (A/(A+h))^(r+x) · 2F1(r+x, b+x; a+b+x-1; h/(A+h))) in the paper;
        Pareto/NBD: (r+x)·(beta+T)/(A·(s-1)) · (1 - ((beta+T)/(beta+T+h))^(s-1));
        BG/BB: (alpha+x)/(alpha+beta+n) · sum over j = 1..h of the chance to be there still at opportunity n+j

    Source:
        Fader, Hardie and Lee, 2005, equation 10; Schmittlein, Morrison and Colombo, 1987; Batislam, Denizel and
        Filiztekin, 2007; Fader, Hardie and Shang, 2010, equation 13.
    """
    fitted = as_fit(fit, "fit", ORDER_MODELS)
    x, last, observed, ahead = vectors(frequency, recency, age, periods)
    model = MODELS[fitted.model]
    model.refuse(x, last, observed)
    model.refuse_periods(ahead)
    return expected_orders(fitted, x, last, observed, ahead)


def expected_orders(fit: Fit, frequency: Vector, recency: Vector, age: Vector, periods: Vector) -> Vector:
    """Expected orders of histories that can be."""
    model = MODELS[fit.model]
    chance = model.alive(fit.vector, frequency, recency, age)
    return chance * model.orders_if_alive(fit.vector, frequency, age, periods)
