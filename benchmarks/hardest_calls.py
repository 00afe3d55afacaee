"""Every worksheet function on 10,000 clients, asked for what is hardest: ``python -m benchmarks.hardest_calls``.

A worksheet waits for a cell, so none may take longer than `LIMIT` seconds of the processor, nor may `REL_EXPLAIN` of
it; what would must be refused with a reason. No two clients are alike, lists are as long as anybody would write them,
and what a function may be asked to repeat is repeated as often as it allows.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from time import process_time
from typing import Any

import numpy as np

import udfs
from udfs import CellError

CLIENTS = 10_000
LIMIT = 2.0
AS_OF = 46000
TAIL = (("log-likelihood", -9582.4), ("clients used", 2357))
ORDER_FITS = (
    (("model", "BG/NBD"), ("r", 0.2426), ("alpha", 4.4136), ("a", 0.7929), ("b", 2.4259), *TAIL),
    (("model", "MBG/NBD"), ("r", 0.5), ("alpha", 6.2), ("a", 0.89), ("b", 1.6), *TAIL),
    (("model", "Pareto/NBD"), ("r", 0.5533), ("alpha", 10.578), ("s", 0.6061), ("beta", 11.6662), *TAIL),
    (("model", "BG/BB"), ("alpha", 1.204), ("beta", 0.7497), ("gamma", 0.6567), ("delta", 2.7834), *TAIL),
)
SPEND_FIT = (
    ("model", "Gamma-Gamma"),
    ("p", 6.25),
    ("q", 3.74),
    ("v", 15.44),
    *TAIL[:1],
    ("population mean", 35.22),
    *TAIL[1:],
    ("clients left out", 1411),
)

Cells = Any
Arguments = tuple[Any, ...]


def column(cells: Any) -> Cells:
    """One cell per client."""
    return [[cell] for cell in np.asarray(cells).tolist()]


class Clients:
    """Columns of a list on which no two clients are alike."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.random = np.random.default_rng(8)

    def numbers(self, low: float, high: float) -> Cells:
        """A column of numbers that are all different."""
        return column(self.random.uniform(low, high, self.count))

    def whole(self, low: int, high: int) -> Cells:
        """A column of whole numbers."""
        return column(self.random.integers(low, high, self.count))

    def names(self, word: str, different: int | None = None) -> Cells:
        """A column of texts, all of them different or so many."""
        order = self.random.permutation(np.arange(self.count) % (different or self.count))
        return column([f"{word} {place}" for place in order.tolist()])

    def matrix(self, low: float, high: float, columns: int = 60) -> Cells:
        """Several numbers per client, such as five years of months."""
        return self.random.uniform(low, high, (self.count, columns)).tolist()

    def falling(self, columns: int = 60) -> Cells:
        """Chances that fall from period to period."""
        return np.cumprod(self.random.uniform(0.8, 0.99, (self.count, columns)), axis=1).tolist()

    def flags(self, columns: int) -> Cells:
        """Marks, or none."""
        return np.where(self.random.random((self.count, columns)) < 0.5, "x", "").tolist()

    @cached_property
    def joined(self) -> Cells:
        """Days of eighty years."""
        return self.whole(10_000, 40_000)

    @cached_property
    def left(self) -> Cells:
        """A later day, or a blank for every third."""
        days = self.random.integers(40_001, AS_OF, self.count).tolist()
        return [[None if place % 3 == 0 else day] for place, day in enumerate(days)]

    def history(self, counted: bool) -> tuple[Cells, Cells, Cells]:
        """Repeat orders, recency and age as clients who differ make them, half of whom have left.

        `counted` in opportunities, at each of which there may be one order.
        """
        age = self.random.uniform(100, 400, self.count)
        there = np.minimum(age, self.random.exponential(1 / self.random.gamma(0.6, 1 / 12, self.count)))
        if counted:
            age, there = np.ceil(age), np.floor(there)
            orders = self.random.binomial(there.astype(int), self.random.beta(1.2, 6, self.count))
            recency = np.where(orders > 0, np.maximum(orders, there - self.random.integers(0, 9, self.count)), 0)
        else:
            orders = self.random.poisson(there * self.random.gamma(0.55, 1 / 10, self.count))
            recency = np.where(orders > 0, there * self.random.beta(np.maximum(orders, 1), 1), 0)
        return column(orders), column(recency), column(age)


def calls(count: int = CLIENTS) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    """A name, what is hard about the call, and the arguments."""
    yield from _value(Clients(count))
    yield from _ranking(Clients(count))
    yield from _retention(Clients(count))
    yield from _orders(Clients(count))
    yield from _others(Clients(count))


def _value(of: Clients) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    def rate() -> Cells:
        return of.numbers(0.05, 0.15)

    def share() -> Cells:
        return of.numbers(0.5, 0.95)

    def money() -> Cells:
        return of.numbers(100, 1000)

    def options() -> Arguments:
        return "mid", "at risk", of.numbers(-0.1, 0.04), of.whole(1, 500)

    dates = [[AS_OF + 30 * period for period in range(60)]]
    yield "REL_NPV", "60 flows", lambda: (rate(), of.matrix(-100, 100), "mid")
    yield "REL_XNPV", "60 flows", lambda: (rate(), of.matrix(-100, 100), dates, AS_OF)
    yield "REL_XNPV", "a column for a row", lambda: (rate(), money(), column(range(AS_OF, AS_OF + of.count)))
    yield "REL_PAYBACK", "a column for a row", lambda: (of.numbers(-100, 99), rate())
    yield "REL_EXPECTED_NPV", "a column for a row", lambda: (rate(), money(), share(), "end", "retention")
    yield "REL_IRR", "60 flows", lambda: (of.matrix(-100, 120),)
    yield "REL_IRR", "60 dated flows", lambda: (of.matrix(-100, 120), dates)
    yield "REL_PAYBACK", "60 flows", lambda: (of.matrix(-100, 120), rate(), "mid")
    yield "REL_CLV", "all arguments", lambda: (money(), share(), rate(), *options())
    yield "REL_MULTIPLE", "all arguments", lambda: (share(), rate(), *options())
    yield "REL_EXPECTED_NPV", "60 flows", lambda: (rate(), of.matrix(-9, 9), of.falling(), "mid")
    yield "REL_RETENTION_BREAKEVEN", "all arguments", lambda: (of.numbers(200, 900), money(), rate(), *options())
    yield "REL_COMPARE", "10,000 flows", lambda: (0.001, money(), of.numbers(200, 1100), 0.999, "mid")
    yield "REL_COMPARE", "for ever", lambda: (0.1, 200_000, 300_000, 0.8)
    yield "REL_LIFT", "all arguments", lambda: (share(), rate(), 0.05, "relative", "at risk", *options()[2:])
    hundred = [[place / 101] for place in range(100)]
    yield "REL_SENSITIVITY", "100 by 100", lambda: (100, hundred, hundred, "mid", "at risk", 0, 500)
    yield "REL_CONVENTIONS", "", lambda: (100, 0.8, 0.1)
    yield "REL_SIMULATE", "as often as it may", lambda: (100, 0.8, 0.1, 30, 200, 500, 1_000_000)
    yield "REL_SIMULATE", "loyal, as often as it may", lambda: (100, 0.999, 0.1, 30, 200, 5000, 1_000_000)
    yield "REL_PROFIT", "all arguments", lambda: tuple(money() for _ in range(5))
    yield "REL_PER_PERIOD", "", lambda: (rate(), "year", "month")


def _ranking(of: Clients) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    def money() -> Cells:
        return of.numbers(-100, 1000)

    shares = [[place / 20] for place in range(1, 20)]
    cuts = [[1000 - 50 * place] for place in range(19)]
    tiers = [[f"Tier {place}" for place in range(20)]]
    chain = np.full((50, 50), 0.0195).tolist()
    yield "REL_TIERS", "20 tiers", lambda: (money(), "share", shares, tiers)
    yield "REL_TIER", "20 tiers", lambda: (money(), cuts, tiers)
    yield "REL_TIER_CUTS", "20 tiers", lambda: (money(), "share", shares, tiers)
    yield "REL_TIER_SUMMARY", "20 tiers, 20 columns", lambda: (of.matrix(-9, 99, 20), of.names("Tier", 20), tiers)
    yield "REL_TIER_SUMMARY", "a tier each", lambda: (of.matrix(-9, 99, 2), of.names("Tier"))
    yield "REL_PARETO", "", lambda: (money(), 0.2)
    yield "REL_WHALE_CURVE", "", lambda: (money(),)
    yield "REL_CONCENTRATION", "", lambda: (money(), "gini")
    yield "REL_MATRIX", "", lambda: (money(), money())
    yield "REL_RFM", "", lambda: (of.whole(40_000, AS_OF), of.numbers(1, 99), money(), 9)
    for method in ("rank", "share"):
        yield "REL_STABILITY", f"{method}, 1,000 runs", lambda method=method: (money(), method, shares, tiers)
    yield "REL_STABILITY", "value, 1,000 runs", lambda: (money(), "value", cuts, tiers)
    yield "REL_TRANSITIONS", "20 tiers", lambda: (of.names("Tier", 20), of.names("Tier", 20), tiers)
    yield "REL_TRANSITIONS", "a tier each", lambda: (of.names("Tier"), of.names("Tier"))
    yield "REL_MIGRATION_VALUE", "50 states", lambda: (chain, [[9.0]] * 50, 0.1)
    yield "REL_MIGRATION_VALUE", "50 states, far ahead", lambda: (chain, [[9.0]] * 50, 0.1, "mid", 1_000_000_000)
    yield "REL_EFFORT", "", lambda: (money(), of.numbers(1, 99))


def _retention(of: Clients) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    def fees() -> Cells:
        return of.numbers(1, 999)

    def tenth(column: Cells) -> Cells:
        return [[round(cell, 1)] for (cell,) in column]

    curve = [["time", "survival"], *([float(place), 0.9999**place] for place in range(of.count))]
    yield "REL_RETENTION", "", lambda: (of.names("Client"), of.names("client"), fees())
    yield "REL_RETENTION_BRIDGE", "", lambda: (of.names("Client"), of.names("CLIENT"), of.names("client"))
    yield "REL_RETENTION_DATES", "", lambda: (of.joined, of.left, 41_000, 43_000, fees())
    yield "REL_RETENTION_REVENUE", "ids", lambda: (fees(), fees(), of.names("Client"), of.names("client"))
    yield "REL_RETENTION_INTERVAL", "", lambda: (of.whole(1, 99), of.whole(99, 999), of.numbers(0.8, 0.99))
    yield "REL_COHORTS", "80 years of months", lambda: (of.joined, of.left, AS_OF, "month")
    yield "REL_SURVIVAL", "", lambda: (of.joined, of.left, AS_OF, of.whole(10_000, 40_000), 0.9, "week")
    yield "REL_SURVIVAL_AT", "10,000 steps", lambda: (curve, [[7.5]], of.numbers(0, 99))
    yield "REL_SURVIVAL_AT", "a column for a row", lambda: (curve, fees(), of.numbers(0, 99))
    yield "REL_TENURE", "", lambda: (of.joined, of.left, AS_OF)
    yield "REL_LIFETIME", "", lambda: (of.numbers(0.1, 0.99),)
    survivors = [[1000.0, *(1000 * share for share in row)] for row in of.falling(30)]
    for model in ("sBG", "BdW"):
        yield "REL_SBG_FIT", f"{model}, 10,000 cohorts of 30 periods", lambda model=model: (survivors, model)
    yield "REL_SBG_SURVIVAL", "", lambda: (fees(), fees(), of.whole(0, 999), of.numbers(0.5, 2))
    yield "REL_SBG_RETENTION", "", lambda: (fees(), fees(), of.whole(1, 999), of.numbers(0.5, 2))
    for c in (1, of.numbers(0.2, 2)):
        hard = "c of 1" if c == 1 else "a c each"
        shape = of.numbers(0.01, 99), of.numbers(0.01, 99), of.numbers(0.0001, 0.2), of.whole(0, 99)
        yield "REL_SBG_VALUE", hard, lambda c=c, shape=shape: (fees(), *shape, "mid", "certain", c)
    yield "REL_DEFECTIONS", "", lambda: (of.names("Reason"), fees(), of.flags(1), of.flags(1))
    yield "REL_CLIENT_KEY", "", lambda: (of.names("Société d'Études & Bâtiments of the north Müller GmbH & Co. KG"),)
    yield "REL_BACKTEST", "", lambda: (fees(), tenth(fees()))


def _orders(of: Clients) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    days = of.whole(40_000, AS_OF), AS_OF
    yield "REL_ORDERS", "", lambda: (of.names("Client", of.count // 3), *days, of.numbers(1, 999), "month")
    for fit in ORDER_FITS:
        model, given = fit[0][1], list(map(list, fit))
        history = of.history(counted=model == "BG/BB")
        still = [[age if orders else 0] for (orders,), _, (age,) in zip(*history, strict=True)]
        ahead = of.whole(1, 500)
        worth = of.numbers(1, 99), of.numbers(0.0001, 0.01), 3660
        yield "REL_BTYD_FIT", model, lambda h=history, model=model: (*h, model)
        yield "REL_BTYD_FIT", f"{model}, nobody left", lambda h=history, s=still, model=model: (h[0], s, h[2], model)
        yield "REL_BTYD_ALIVE", model, lambda given=given, h=history: (given, *h)
        yield "REL_BTYD_ORDERS", model, lambda given=given, h=history, ahead=ahead: (given, *h, ahead)
        spending = list(map(list, SPEND_FIT))
        yield (
            "REL_BTYD_VALUE",
            f"{model}, a rate each, 3,660 periods",
            lambda given=given, spending=spending, h=history, worth=worth: (given, spending, *h, *worth),
        )
        yield (
            "REL_BTYD_VALUE",
            f"{model}, a horizon each",
            lambda given=given, spending=spending, h=history, worth=worth: (
                *(given, spending, *h, worth[0], 0.002),
                of.whole(3000, 3661),
            ),
        )
    yield "REL_SPEND_FIT", "", lambda: (of.whole(0, 99), column(20 * of.random.gamma(3, 1, of.count)))
    yield "REL_SPEND", "", lambda: (list(map(list, SPEND_FIT)), of.whole(0, 99), of.numbers(1, 99))


def _others(of: Clients) -> Iterator[tuple[str, str, Callable[[], Arguments]]]:
    def fees() -> Cells:
        return of.numbers(1, 999)

    chain = column([f"Client {place}" for place in range(of.count)])
    yield "REL_REFERRALS", "a source each", lambda: (of.names("Source"), fees(), fees(), fees())
    yield "REL_REFERRAL_VALUE", "one long chain", lambda: (chain, fees(), [[None], *chain[:-1]], 0.5)
    yield "REL_REFERRAL_VALUE", "one long circle", lambda: (chain, fees(), [chain[-1], *chain[:-1]], 0.5)
    yield "REL_REFERRAL_BALANCE", "a source each", lambda: (of.names("Source"), fees(), of.numbers(999, 9999), fees())
    yield "REL_ACQUIRE_OR_RETAIN", "", lambda: (40, 0.2, 5, 0.1, 0.4, 10, 0.4, 0.7)
    yield "REL_SUITABILITY", "", lambda: ([[5]] * 7,)
    barriers = [["Bundling", "Cross-selling", "Cross-promotion", "Loyalty programme", "Switching costs"]]
    yield "REL_BARRIERS", "", lambda: (of.flags(5), barriers)
    for services in (40, 200):
        named = [[f"Service {place}" for place in range(services)]]
        fees_of = np.where(of.random.random((of.count, services)) < 0.5, 100.0, 0.0)
        fees_of *= of.random.uniform(1, 9, fees_of.shape)
        yield "REL_WHITESPACE", f"{services} services", lambda f=fees_of, n=named: (f.tolist(), n)
    cadence = [[f"Tier {place}", 30 + place] for place in range(20)]
    seen = of.left, of.names("Tier", 20), cadence
    yield "REL_CONTACT_DUE", "", lambda: (*seen, of.joined)
    yield "REL_DAYS_OVERDUE", "", lambda: (*seen, AS_OF, of.joined)
    yield "REL_NEXT_DATE", "", lambda: (of.joined, of.whole(AS_OF, AS_OF + 999))
    yield "REL_KEY_DATES", "a whole year", lambda: (of.names("Client"), of.joined, AS_OF, 366)
    yield "REL_LOAD", "a manager each", lambda: (of.names("Manager"), fees(), fees(), 1000)
    managers = [[f"Manager {place}"] for place in range(100)]
    sectors = [[", ".join(f"Sector {(place + step) % 30}" for step in range(10))] for place in range(100)]
    asked = of.names("Manager", 300), of.names("Sector", 30), fees(), managers
    yield "REL_ASSIGN", "100 managers, many to move", lambda: (*asked, 40_000, sectors)
    people = of.names("Client", of.count // 10), of.names("Person"), of.names("Partner", 50)
    yield "REL_CONTACTS", "", lambda: people
    yield "REL_STAGE", "", lambda: (of.whole(0, 5), of.numbers(0, 9), of.whole(0, 3), of.flags(1))
    ideal = [[500.0] * 30]
    yield "REL_SCORE", "30 attributes", lambda: (of.matrix(0, 999, 30), [[1.0] * 30], ideal, [["x", *[None] * 29]])
    yield "REL_EXPLAIN", "of a long list", lambda: ("REL_CLV", fees(), of.numbers(0.1, 0.9), 0.1)
    yield "REL_FUNCTIONS", "", lambda: ()
    yield "REL_VERSION", "", lambda: ()


def cost(name: str, arguments: Arguments) -> tuple[float, Any]:
    """Seconds of the processor for one call, and its answer."""
    gc.collect()
    begun = process_time()
    answer = udfs.call(name, *arguments)
    return process_time() - begun, answer


def refusal(answer: Any) -> str:
    """Why the call as a whole was refused, or nothing."""
    first = answer[0][0] if isinstance(answer, list) else answer
    return f"{first.code} {first.reason}" if isinstance(first, CellError) else ""


def main() -> int:
    """Print what each call and its explanation cost; 1 where one costs more than the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hardest_calls", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="only functions with this text in their name")
    wanted = parser.parse_args().only.casefold()
    print(f"udfs {udfs.__version__}, {CLIENTS:,} clients, seconds of the processor")
    over = 0
    for name, hard, arguments in calls():
        if wanted not in name.casefold():
            continue
        given = arguments()
        taken, answer = cost(name, given)
        explained, _ = cost("REL_EXPLAIN", (name, *given))
        is_over = max(taken, explained) > LIMIT
        over += is_over
        verdict = "TOO LONG" if is_over else "ok"
        print(f"{name:24} {hard:38} {taken:6.2f} {explained:6.2f}  {verdict:8}  {refusal(answer)[:120]}".rstrip())
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
