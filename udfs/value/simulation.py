"""What one client may turn out to be worth: lifetime values drawn at random instead of their mean alone."""

from __future__ import annotations

import numpy as np

from udfs.arguments import OneAmount, OneNumber, OnePeriods, OneRate, OneShare, Runs, Seed, Vector
from udfs.errors import NotEnough
from udfs.value.lifetime import annuity
from udfs.worksheet_function import Table, worksheet_function

MOST_RUNS = 1_000_000
"""More would keep a cell busy for seconds, and change no figure that anybody acts on."""
_POINTS = (0.05, 0.25, 0.5, 0.75, 0.95)


@worksheet_function(
    "REL_SIMULATE",
    "table",
    example=(
        (100, 0.8, 0.1, 0, 200),
        [
            ["what", "value"],
            ["Mean", 133.9023374500473],
            ["Standard deviation", 207.73559043004195],
            ["5% point", -109.0909090909091],
            ["25% point", -26.446280991735534],
            ["50% point", 116.98654463492926],
            ["75% point", 286.8418817692932],
            ["95% point", 536.6687456939197],
            ["Chance of loss", 0.359],
        ],
    ),
)
def simulate(
    margin: OneNumber,
    retention: OneShare,
    rate: OneRate,
    margin_sd: OneAmount = 0.0,
    cost: OneAmount = 0.0,
    periods: OnePeriods = 50.0,
    runs: Runs = 10000.0,
    seed: Seed = 1.0,
) -> Table:
    """What one client may turn out to be worth, less what is spent on it today: mean, spread, and chance of loss.

    `REL_CLV` is the mean over many such clients; a single one stays or goes. In each run the client pays a first
    margin, stays from one period to the next with the chance `retention`, and once gone never comes back; margins
    arrive at the end of each period. The same seed gives the same answer: change it to see how far chance goes, the
    mean is off by about the standard deviation / sqrt(runs). Nothing is random where retention is 1 and margins do
    not vary.

    Args:
        margin: expected margin per period, in the currency of the sheet.
        retention: chance that the client stays from one period to the next, as a fraction.
        rate: discount rate per period, as a fraction.
        margin_sd: standard deviation of the margin of one period, in the same currency: margins are normal, drawn
            anew in each period, and may be negative.
        cost: what is spent today to win or to keep the client, in the same currency.
        periods: number of periods that count, a whole number.
        runs: how many clients are drawn, a whole number from 100 to 1,000,000.
        seed: where the random numbers start, a whole number, 0 or more.

    Returns:
        Eight rows of a label and a figure: mean, standard deviation, the values below which 5%, 25%, 50%, 75% and 95%
        of the runs lie (interpolated as Excel's PERCENTILE.INC), and the share of runs below 0.

    Raises:
        NotEnough: more runs than a cell should ask for.

    Equation:
        value = sum over k = 1..L of margin_k · (1+rate)^-k - cost, with P(L ≥ k) = retention^(k-1) up to `periods`
        and margin_k normal(margin, margin_sd); the mean tends to `REL_CLV` with the same periods, less cost

    Source:
        The definition above; numpy default_rng(seed).
    """
    count = int(runs)
    if count > MOST_RUNS:
        raise NotEnough("runs", f"must be at most {MOST_RUNS:,}, more are too many for a cell", given=runs)
    random = np.random.default_rng(int(seed))
    stayed = np.full(count, float(periods))
    if retention < 1:
        stayed = np.minimum(random.geometric(1 - retention, count), periods)
    factor = 1 / (1 + rate)
    values = margin * _worth(factor, stayed) - cost
    if margin_sd > 0:
        # A sum of independent normal margins is normal, its variance the sum of theirs: one draw stands for all.
        values += margin_sd * np.sqrt(_worth(factor**2, stayed)) * random.standard_normal(count)
    rows = [("Mean", float(values.mean())), ("Standard deviation", float(values.std(ddof=1)))]
    points = np.quantile(values, _POINTS).tolist()
    rows += [(f"{share:.0%} point", point) for share, point in zip(_POINTS, points, strict=True)]
    rows.append(("Chance of loss", float((values < 0).mean())))
    return Table(("what", "value"), rows)


def _worth(factor: float, periods: Vector) -> Vector:
    """factor + factor² + ... over so many periods."""
    return factor * annuity(np.array(1 - factor), periods)
