"""Student's t and the binomial distribution."""

from __future__ import annotations

import math
from typing import Any

from scipy import special

from addin.headless.functions.cells import DIVISION, NUMBER, Fault, flag, number, whole


def _freedom(cell: Any) -> int:
    degrees = whole(cell)
    if degrees < 1:
        raise Fault(NUMBER)
    return degrees


def t_distribution(x: Any, freedom: Any, cumulative: Any) -> float:
    """T.DIST."""
    at, degrees = number(x), whole(freedom)
    if degrees < 1:
        raise Fault(DIVISION if degrees == 0 and not flag(cumulative) else NUMBER)
    if flag(cumulative):
        return float(special.stdtr(degrees, at))
    scale = special.gammaln((degrees + 1) / 2) - special.gammaln(degrees / 2) - math.log(degrees * math.pi) / 2
    return math.exp(scale - (degrees + 1) / 2 * math.log1p(at * at / degrees))


def t_right_tail(x: Any, freedom: Any) -> float:
    """T.DIST.RT."""
    return float(special.stdtr(_freedom(freedom), -number(x)))


def t_both_tails(x: Any, freedom: Any) -> float:
    """T.DIST.2T."""
    at = number(x)
    if at < 0:
        raise Fault(NUMBER)
    return 2 * float(special.stdtr(_freedom(freedom), -at))


def t_inverse(probability: Any, freedom: Any) -> float:
    """T.INV."""
    share = number(probability)
    if not 0 < share < 1:
        raise Fault(NUMBER)
    return float(special.stdtrit(_freedom(freedom), share))


def t_inverse_of_tails(probability: Any, freedom: Any) -> float:
    """T.INV.2T and TINV."""
    share = number(probability)
    if not 0 < share <= 1:
        raise Fault(NUMBER)
    return -float(special.stdtrit(_freedom(freedom), share / 2))


def binomial_distribution(successes: Any, trials: Any, probability: Any, cumulative: Any) -> float:
    """BINOM.DIST."""
    hits, tries, share = whole(successes), whole(trials), number(probability)
    if not 0 <= hits <= tries or not 0 <= share <= 1:
        raise Fault(NUMBER)
    if flag(cumulative):
        return 1.0 if hits == tries else float(special.bdtr(hits, tries, share))
    if share in (0.0, 1.0):
        return float(hits == tries * share)
    ways = special.gammaln(tries + 1) - special.gammaln(hits + 1) - special.gammaln(tries - hits + 1)
    return math.exp(float(ways) + hits * math.log(share) + (tries - hits) * math.log1p(-share))


def binomial_inverse(trials: Any, probability: Any, wanted: Any) -> int:
    """BINOM.INV: the fewest successes that are reached with the wanted probability."""
    tries, share, level = whole(trials), number(probability), number(wanted)
    if tries < 0 or not 0 < share < 1 or not 0 < level < 1:
        raise Fault(NUMBER)
    return next((hits for hits in range(tries) if special.bdtr(hits, tries, share) >= level), tries)
