"""Where effort should go: to clients by their value, to winning or to keeping, and whether it suits the business."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.arguments import Amount, Number, Objects, OneNumber, OneRate, OneShare, Vector
from udfs.cells import number
from udfs.errors import NotEnough, OutOfDomain, ShareOfNothing, WrongKind
from udfs.readers import ListInPlace
from udfs.worksheet_function import Column, Table, worksheet_function

_QUESTIONS = 7
_ROUNDING = 1e-12

InPlace = Annotated[Objects, ListInPlace("list of numbers", one=number)]


@worksheet_function(
    "REL_EFFORT",
    "rank",
    example=(
        ([[6000], [3000], [1000], [-500]], [[10], [20], [50], [20]]),
        [[0.6, 0.1, 60.0, 0.5], [0.3, 0.2, 30.0, 0.1], [0.1, 0.5, 10.0, -0.4], [0.0, 0.2, 0.0, -0.2]],
    ),
    alone="place the formula beside the Table, where it can spill",
)
def effort(value: Number, effort: Amount) -> Column:
    """Who gets more effort than their value deserves, and who less: shares of value and effort, effort deserved, gap.

    Effort deserved is today's total effort, spread by value. A positive gap says that a client gets less than its
    value deserves; the gaps add up to 0. A client who makes a loss has no share of value and deserves no effort by it:
    shares are of the value of those who bring any. It is a rule of thumb for a first look: what counts in the end is
    what one more hour would change.

    Args:
        value: what each client is worth, such as its lifetime value or yearly margin, in your currency.
        effort: what each client takes, in hours or money, 0 or more; any unit, the same for all.

    Returns:
        Four columns: share of value and share of effort as fractions, effort deserved in the unit of effort, and gap
        as a fraction.

    Raises:
        ShareOfNothing: no client has a value above 0, or none takes any effort.

    Equation:
        share of value = max(value, 0) / sum of max(value, 0); share of effort = effort / sum of effort;
        deserved = share of value · sum of effort; gap = share of value - share of effort

    Source:
        The definition above.
    """
    values, efforts = np.broadcast_arrays(
        np.maximum(np.atleast_1d(np.asarray(value, dtype=float)), 0), np.asarray(effort, dtype=float)
    )
    worth, spent = values.sum(), efforts.sum()
    if worth == 0:
        raise ShareOfNothing("value", "must be above 0 for at least one client")
    if spent == 0:
        raise ShareOfNothing("effort", "must be above 0 for at least one client")
    by_value, by_effort = values / worth, efforts / spent
    return np.column_stack((by_value, by_effort, by_value * spent, by_value - by_effort))


@worksheet_function(
    "REL_ACQUIRE_OR_RETAIN",
    "table",
    example=(
        (100, 0.15, 5, 0.15, 0.4, 10, 0.6, 0.8),
        [
            ["what", "today", "best"],
            ["Acquisition spend per prospect", 5.0, 23.416388178898092],
            ["Acquisition rate", 0.15, 0.35573000819959466],
            ["Retention spend per client", 10.0, 23.680444068289706],
            ["Retention rate", 0.6, 0.7699817623205782],
            ["Lifetime value", 190.9090909090909, 240.3030877921871],
            ["Customer equity per prospect", 23.636363636363637, 62.06663121180455],
            ["Cost per client won", 33.333333333333336, 65.82629420951048],
            ["Cost per client kept", 16.666666666666668, 30.754551896036293],
            ["Winning costs times as much", 2.0, 2.140375656651798],
            ["One more client won costs", 42.55286290468887, 240.30308779218709],
            ["One more client kept costs", 36.06737602222409, 240.303087792187],
        ],
    ),
)
def acquire_or_retain(
    margin: OneNumber,
    rate: OneRate,
    acquisition_spend: OneNumber,
    acquisition: OneShare,
    acquisition_ceiling: OneShare,
    retention_spend: OneNumber,
    retention: OneShare,
    retention_ceiling: OneShare,
) -> Table:
    """Winning against keeping: what to spend on each so that a prospect is worth most, from four judgements of yours.

    For winning and for keeping say what you spend today, the rate that it brings, and the rate that no spending could
    pass: the curve through 0, today and the ceiling does the rest. The first margin comes at once; a present client
    costs the retention spend each period, and is kept, or not, at its end. So the answer is only as good as the
    ceilings. Winning may cost several times as much as keeping and still be worth it: averages decide nothing, but
    where the next client won costs less than the next client kept, spend more on winning.

    Args:
        margin: margin of a client per period, before acquisition and retention spend, in the currency of the sheet.
        rate: discount rate per period, as a fraction.
        acquisition_spend: what you spend today on each prospect to win it, above 0.
        acquisition: the share of prospects won with it, as a fraction above 0.
        acquisition_ceiling: the share that could be won at most, however much was spent, above `acquisition`.
        retention_spend: what you spend today on each client per period to keep it, above 0.
        retention: the share of clients kept per period with it, as a fraction above 0.
        retention_ceiling: the share that could be kept at most, above `retention`.

    Returns:
        Eleven rows of a label, today's figure and that at the best spend: spend and rate of acquisition and of
        retention, lifetime value of a client won, customer equity per prospect, average cost per client won and kept,
        how many times as much winning costs, and what one more client won and one more kept would cost. The best
        spend may be 0; then its costs per client are blank. Where it is not, both marginal costs equal the lifetime
        value.

    Raises:
        OutOfDomain: a spend or a rate that is 0, a rate not below its ceiling, or a retention ceiling above 1 + rate:
            the value has no end.

    Equation:
        acquisition = ceiling · (1 - exp(-k·A)), retention r likewise from R; lifetime value V = margin + (margin·r - R)
        / (1+rate-r); equity = acquisition · V - A, largest over A and R ≥ 0; marginal cost = 1 / (k · (ceiling - rate))

    Source:
        Blattberg & Deighton (1996), Manage marketing by the customer equity test, Harvard Business Review 74(4);
        marginal costs after Pfeifer (2005), The optimal ratio of acquisition and retention costs, Journal of
        Targeting, Measurement and Analysis for Marketing 13(2).
    """
    winning = _Response("acquisition", acquisition_spend, acquisition, acquisition_ceiling)
    keeping = _Response("retention", retention_spend, retention, retention_ceiling)
    if retention_ceiling > 1 + rate:
        must = "must not be above 1 + rate, else the value has no end"
        raise OutOfDomain("retention_ceiling", must, given=retention_ceiling)
    today = _figures(winning, keeping, margin, rate, acquisition_spend, retention_spend)
    best_retention = keeping.best_spend_to_keep(margin, rate)
    worth = _lifetime_value(margin, rate, best_retention, keeping.rate_at(best_retention))
    best = _figures(winning, keeping, margin, rate, winning.best_spend_to_win(worth), best_retention)
    return Table(("what", "today", "best"), list(zip(_LABELS, today, best, strict=True)))


_LABELS = (
    "Acquisition spend per prospect",
    "Acquisition rate",
    "Retention spend per client",
    "Retention rate",
    "Lifetime value",
    "Customer equity per prospect",
    "Cost per client won",
    "Cost per client kept",
    "Winning costs times as much",
    "One more client won costs",
    "One more client kept costs",
)


class _Response:
    """The rate that a spend brings: ceiling · (1 - exp(-k · spend)), through today's spend and rate."""

    def __init__(self, name: str, spend: float, rate: float, ceiling: float) -> None:
        if spend <= 0:
            raise OutOfDomain(f"{name}_spend", "must be above 0", given=spend)
        if rate <= 0:
            raise OutOfDomain(name, "must be above 0", given=rate)
        if rate >= ceiling:
            raise OutOfDomain(name, f"must be below {name}_ceiling, {ceiling:.10g}", given=rate)
        self.ceiling = np.float64(ceiling)
        self.speed = -np.log1p(-rate / self.ceiling) / spend

    def rate_at(self, spend: float) -> Any:
        return -self.ceiling * np.expm1(-self.speed * spend)

    def marginal_cost(self, spend: float) -> Any:
        """What one more client costs."""
        return np.exp(self.speed * spend) / (self.speed * self.ceiling)

    def best_spend_to_win(self, worth: float) -> float:
        """Where one more client costs as much as it is worth; 0 where the first one costs more."""
        return float(np.log(worth / self.marginal_cost(0)) / self.speed) if worth > self.marginal_cost(0) else 0.0

    def best_spend_to_keep(self, margin: float, rate: float) -> float:
        """The same for keeping, where worth depends on the spend too."""

        def pays(spend: float) -> bool:
            worth = _lifetime_value(margin, rate, spend, self.rate_at(spend))
            return bool(self.marginal_cost(spend) < worth)

        # They cross once, where worth is largest; from margin · (1+rate) on a client is worth nothing.
        low, high = 0.0, max(margin * (1 + rate), 0.0)
        if not pays(low):
            return 0.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if pays(middle) else (low, middle)
        return low


def _lifetime_value(margin: float, rate: float, spend: float, retention: Any) -> Any:
    return margin + (margin * retention - spend) / (1 + rate - retention)


def _figures(
    winning: _Response, keeping: _Response, margin: float, rate: float, to_win: float, to_keep: float
) -> list[float | None]:
    """The rows of the table at a spend on winning and a spend on keeping."""
    won, kept = winning.rate_at(to_win), keeping.rate_at(to_keep)
    worth = _lifetime_value(margin, rate, to_keep, kept)
    per_won = to_win / won if to_win > 0 else None
    per_kept = to_keep / kept if to_keep > 0 else None
    times = per_won / per_kept if per_won is not None and per_kept is not None else None
    next_won = winning.marginal_cost(to_win) if to_win > 0 else None
    next_kept = keeping.marginal_cost(to_keep) if to_keep > 0 else None
    return [to_win, won, to_keep, kept, worth, won * worth - to_win, per_won, per_kept, times, next_won, next_kept]


@worksheet_function("REL_SUITABILITY", "value", example=(([[5], [4], [5], [4], [3], [None], [3]],), 80.0))
def suitability(answers: InPlace, weights: InPlace | None = None) -> float:
    """Does relationship marketing fit this business: a score from 0 to 100 from seven answers, each from 0 to 5.

    Answer 0 for not at all, 5 for entirely: 1 clients have alternatives; 2 the client chooses; 3 the need recurs; 4 a
    client's value is high; 5 service can be added; 6 margins allow it; 7 clients welcome it. An answer that is not
    known is left blank and does not count, but at least half of the weight must be known. The score compares lines of
    business with each other; no threshold divides those that suit from those that do not. For a one-time purchase
    (answer 3 is 0) no other answer helps.

    Args:
        answers: the seven answers in their order, a row or a column, each from 0 to 5; blank where not known.
        weights: seven weights in the same order, each 0 or more; blank is 0. Without them all count the same.

    Returns:
        A number from 0 to 100.

    Raises:
        WrongKind: not seven answers, or not seven weights.
        OutOfDomain: an answer outside 0 to 5, or a negative weight.
        NotEnough: under half of the weight is known.
        ShareOfNothing: all weights are 0.

    Equation:
        20 · (sum of weight · answer) / (sum of weights), over the answers that are known

    Source:
        The definition above, an average of marks: no published scale was found.
    """
    marks = _seven("answers", answers)
    if (outside := (marks < 0) | (marks > 5)).any():
        raise OutOfDomain("answers", "must each be between 0 and 5", given=float(marks[outside][0]))
    counts = np.ones(_QUESTIONS) if weights is None else np.nan_to_num(_seven("weights", weights), nan=0.0)
    if (negative := counts < 0).any():
        raise OutOfDomain("weights", "must not be negative", given=float(counts[negative][0]))
    if counts.sum() == 0:
        raise ShareOfNothing("weights", "must be above 0 for at least one question")
    known = ~np.isnan(marks)
    if counts[known].sum() < counts.sum() / 2 * (1 - _ROUNDING):
        raise NotEnough("answers", "must be known for at least half of the weight")
    return float(20 * (counts[known] * marks[known]).sum() / counts[known].sum())


def _seven(argument: str, given: ArrayLike) -> Vector:
    """One number per question, NaN where blank; blank cells behind the seventh do not matter."""
    numbers = np.atleast_1d(np.asarray(given, dtype=float))
    if len(numbers) < _QUESTIONS or not np.isnan(numbers[_QUESTIONS:]).all():
        raise WrongKind(argument, f"must be {_QUESTIONS} cells, one per question", given=len(numbers))
    return numbers[:_QUESTIONS]
