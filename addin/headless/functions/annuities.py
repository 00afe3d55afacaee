"""Loans and cash flows: interest and repayment of a period, of several, and the modified rate of return."""

from __future__ import annotations

import math
from typing import Any

from addin.headless.functions.cells import DIVISION, NUMBER, VALUE, Fault, flag, flat, is_error, is_number, number


def _payment(rate: float, periods: float, present: float, future: float, at_start: bool) -> float:
    if rate == 0:
        return -(present + future) / periods
    growth: float = (1 + rate) ** periods
    return -(present * growth + future) * rate / ((1 + rate * at_start) * (growth - 1))


def _future(rate: float, periods: float, payment: float, present: float, at_start: bool) -> float:
    if rate == 0:
        return -(present + payment * periods)
    growth: float = (1 + rate) ** periods
    return -(present * growth + payment * (1 + rate * at_start) * (growth - 1) / rate)


def _interest(rate: float, period: float, payment: float, present: float, at_start: bool) -> float:
    if period == 1 and at_start:
        return 0.0
    if at_start:
        return (_future(rate, period - 2, payment, present, True) - payment) * rate
    return _future(rate, period - 1, payment, present, False) * rate


def _terms(rate: Any, period: Any, periods: Any, present: Any, future: Any, kind: Any) -> tuple[Any, ...]:
    terms = number(rate), number(period), number(periods), number(present), number(future, 0.0), flag(kind)
    if not 1 <= terms[1] < terms[2] + 1 or terms[0] <= -1:
        raise Fault(NUMBER)
    return terms


def interest_of_period(rate: Any, period: Any, periods: Any, present: Any, future: Any = 0.0, kind: Any = 0.0) -> float:
    """IPMT."""
    by, at, count, loan, left, start = _terms(rate, period, periods, present, future, kind)
    return _interest(by, at, _payment(by, count, loan, left, start), loan, start)


def repayment_of_period(
    rate: Any, period: Any, periods: Any, present: Any, future: Any = 0.0, kind: Any = 0.0
) -> float:
    """PPMT."""
    by, at, count, loan, left, start = _terms(rate, period, periods, present, future, kind)
    payment = _payment(by, count, loan, left, start)
    return payment - _interest(by, at, payment, loan, start)


def _cumulated(rate: Any, periods: Any, present: Any, first: Any, last: Any, kind: Any) -> tuple[float, float]:
    by, count, loan = number(rate), number(periods), number(present)
    start, end, when = math.ceil(number(first)), int(number(last)), int(number(kind))
    if by <= 0 or count <= 0 or loan <= 0 or not 1 <= start <= end <= count or when not in (0, 1):
        raise Fault(NUMBER)
    payment = _payment(by, count, loan, 0.0, when == 1)
    interest = sum(_interest(by, period, payment, loan, when == 1) for period in range(start, end + 1))
    return interest, payment * (end - start + 1) - interest


def interest_of_periods(rate: Any, periods: Any, present: Any, first: Any, last: Any, kind: Any) -> float:
    """CUMIPMT."""
    return _cumulated(rate, periods, present, first, last, kind)[0]


def repayment_of_periods(rate: Any, periods: Any, present: Any, first: Any, last: Any, kind: Any) -> float:
    """CUMPRINC."""
    return _cumulated(rate, periods, present, first, last, kind)[1]


def modified_return(values: Any, finance_rate: Any, reinvest_rate: Any) -> float:
    """MIRR."""
    if not isinstance(values, list):
        raise Fault(VALUE if isinstance(values, str) else DIVISION)
    flows: list[float] = []
    for cell in flat(values):
        if is_error(cell):
            raise Fault(str(cell["kind"]))
        if is_number(cell):
            flows.append(float(cell))
    finance, reinvest = 1 + number(finance_rate), 1 + number(reinvest_rate)
    if finance == 0 or len(flows) < 2:
        raise Fault(DIVISION)
    last = len(flows) - 1
    spent = sum(flow / finance**time for time, flow in enumerate(flows) if flow < 0)
    earned = sum(flow * reinvest ** (last - time) for time, flow in enumerate(flows) if flow > 0)
    if spent == 0 or (earned == 0 and not any(flow > 0 for flow in flows)):
        raise Fault(DIVISION)
    return float((earned / -spent) ** (1 / last) - 1)


def declining_balance(cost: Any, salvage: Any, life: Any, period: Any, month: Any = 12.0) -> float:
    """DB: fixed-declining balance, the rate rounded to three places, the first year in months."""
    worth, rest, years, wanted, months = number(cost), number(salvage), number(life), number(period), number(month, 12)
    first = int(months)
    if worth < 0 or rest < 0 or years <= 0 or wanted < 1 or not 1 <= first <= 12:
        raise Fault(NUMBER)
    if wanted > years + (first < 12):
        raise Fault(NUMBER)
    if worth == 0:
        return 0.0
    rate: float = round(1 - (rest / worth) ** (1 / years), 3)
    written_off = worth * rate * first / 12
    if int(wanted) == 1:
        return written_off
    amount = written_off
    for year in range(2, int(wanted) + 1):
        share = (12 - first) / 12 if year > years else 1.0
        amount = (worth - written_off) * rate * share
        written_off += amount
    return amount


def _parts_of_price(price: Any, parts: Any) -> tuple[float, int, float]:
    worth, count = number(price), int(number(parts))
    if count < 0:
        raise Fault(NUMBER)
    if count == 0:
        raise Fault(DIVISION)
    return worth, count, 10.0 ** math.ceil(math.log10(count))


def price_in_decimals(price: Any, parts: Any) -> float:
    """DOLLARDE: 1.02 in sixteenths is 1 and 2/16."""
    worth, count, scale = _parts_of_price(price, parts)
    return math.trunc(worth) + (worth - math.trunc(worth)) * scale / count


def price_in_fractions(price: Any, parts: Any) -> float:
    """DOLLARFR: 1.125 is 1.02 in sixteenths."""
    worth, count, scale = _parts_of_price(price, parts)
    return math.trunc(worth) + (worth - math.trunc(worth)) * count / scale
