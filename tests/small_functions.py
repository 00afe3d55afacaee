"""Small functions that show the rules of arguments and answers, where no worksheet function shows one alone."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from udfs import calling
from udfs.arguments import (
    Amount,
    Cadence,
    Capacity,
    CashFlows,
    Cuts,
    Date,
    DateSeries,
    Name,
    Number,
    Objects,
    OneDate,
    OneNumber,
    Tiers,
    ValueColumns,
)
from udfs.errors import CellError, NotEnough, OutOfDomain, ShareOfNothing, WrongKind
from udfs.readers import Choice, Cut, Names
from udfs.worksheet_function import Column, DateColumn, Table, TextColumn, catalogue, worksheet_function

Method = Annotated[str, Choice("method", words=("plain", "doubled"))]
MedianOrNumber = Annotated[float | str, Cut("cut", words=("median", "mean"))]
AnyName = Annotated[Objects, Names("name", blank_counts=True)]


@worksheet_function("RULE_ADD", "row", example=((1, 2), 13.0))
def add(value: Number, amount: Amount, method: Method = "plain", bonus: Number = 10.0) -> Column:
    """Add two numbers and a bonus.

    Args:
        value: a number.
        amount: an amount.
        method: how.
        bonus: what is added when nothing is said.
    """
    if (value == 13).any():
        raise OutOfDomain("value", "must not be 13", rows=value == 13, given=value)
    return (value + amount) * (2 if method == "doubled" else 1) + bonus


@worksheet_function("RULE_LIMIT", "row", example=((1,), 1.0))
def limit(value: Number, most: Number | None = None) -> Column:
    """Cut at a limit, where there is one.

    Args:
        value: a number.
        most: the limit; a blank is none.
    """
    return value if most is None else np.where(np.isnan(most), value, np.fmin(value, most))


def each_day(day):
    yield from ((position, f"{serial:.0f} counts") for position, serial in enumerate(day.tolist()))
    yield None, f"{len(day)} in all"


@worksheet_function("RULE_CALENDAR", "table", example=((46053,), [["day", "count"], [46053.0, 1.0]]), because=each_day)
def calendar(day: Date) -> Table:
    """Days, each with a count.

    Args:
        day: the days.
    """
    return Table(("day", "count"), [[serial, 1.0] for serial in np.asarray(day).tolist()], dates=("day",))


@worksheet_function("RULE_WEEK_LATER", "row", example=((46053,), 46060.0))
def week_later(day: Date) -> DateColumn:
    """The day a week later.

    Args:
        day: a date.
    """
    return day + 7


@worksheet_function("RULE_GREETING", "row", example=(("Ann",), "Dear Ann"))
def greeting(client: Name) -> TextColumn:
    """A greeting.

    Args:
        client: a name.
    """
    return np.array([f"Dear {one}" for one in client], dtype=object)


@worksheet_function("RULE_PAIR", "row", example=((3,), [[3.0, 9.0]]))
def pair(value: Number) -> Column:
    """A number and its square: two columns.

    Args:
        value: a number.
    """
    return np.column_stack((value, value**2))


@worksheet_function("RULE_LAST", "row", example=(([[1, 2]], 1), 3.0))
def last(flows: CashFlows, factor: Number = 1.0) -> Column:
    """The last flow and the count of flows, times a factor: it shows how a series was read.

    Args:
        flows: a series.
        factor: a number per client.
    """
    return (flows[:, -1] + flows.shape[1] - 1) * factor


@worksheet_function("RULE_SPAN", "row", example=(([[46053, 46063]],), 10.0))
def span(days: DateSeries) -> Column:
    """Days from the earliest to the latest.

    Args:
        days: a series of dates.
    """
    return np.nanmax(days, axis=1) - np.nanmin(days, axis=1)


@worksheet_function("RULE_ORDER", "rank", example=(([[5], [9]],), [[2.0], [1.0]]), alone="use RULE_ADD")
def order(value: Number, cut: MedianOrNumber = "median", method: Method = "plain") -> Column:
    """The place of each client, largest first.

    Args:
        value: a number.
        cut: not used.
        method: not used.
    """
    return np.array([(value > one).sum() + 1.0 for one in value])


@worksheet_function(
    "RULE_SIDES",
    "rank",
    example=(([[5], [9]], 6), [["low"], ["high"]]),
    row_when_numbers=("cut",),
    alone="use a number",
)
def sides(value: Number, cut: MedianOrNumber = "median") -> TextColumn:
    """High or low against a cut.

    Args:
        value: a number.
        cut: a number or the median.
    """
    at = np.median(value) if isinstance(cut, str) else cut
    return np.where(value >= at, "high", "low").astype(object)


@worksheet_function("RULE_LISTED", "table", example=(([[1], [2]],), [["Value", "Next"], [1.0, 2.0], [2.0, 3.0]]))
def listed(value: Number, bonus: Number = 1.0) -> Table:
    """A table of numbers and the same plus one.

    Args:
        value: a number.
        bonus: what is added.
    """
    if (value == 13).any():
        raise OutOfDomain("value", "must not be 13", rows=value == 13, given=value)
    if (value == 99).any():
        raise WrongKind("bonus", "must be something else")
    return Table(
        ("Value", "Next"),
        [(one, None if one == 7 else NotEnough("value", "must not be 8") if one == 8 else one + 1) for one in value],
    )


@worksheet_function("RULE_TOTAL", "value", example=(([[1], [2]],), 3.0))
def total(value: Number, as_of: OneDate = 0.0) -> float:
    """The total.

    Args:
        value: a number.
        as_of: added.
    """
    if not value.any():
        raise ShareOfNothing("value", "must not be all 0")
    return float(value.sum()) + as_of


@worksheet_function("RULE_COUNT", "value", example=((["a", None], [1, 2]), 21.0))
def count(client: AnyName, value: Number) -> float:
    """Ten for each row, and one for each in which nobody is named.

    Args:
        client: a name, or nobody.
        value: a number.
    """
    return 10.0 * len(value) + sum(one is None for one in client)


@worksheet_function(
    "RULE_JOINED",
    "table",
    example=((["a"], ["b"], [1]), [["Start", "End"], [1.0, 1.0]]),
    lists=(("start", "weight"), ("finish",)),
)
def joined(start: Name, finish: Name, weight: Number | None = None) -> Table:
    """Two lists of different length.

    Args:
        start: names.
        finish: names.
        weight: a number for each name at the start.
    """
    return Table(("Start", "End"), [(float(len(start)), float(len(finish)))])


@worksheet_function("RULE_COLUMNS", "row", example=(([[1, 2], [3, None]], ["a", "b"]), [[2.0], [1.0]]))
def columns(values: ValueColumns, names: Tiers) -> Column:
    """How many of several columns are known.

    Args:
        values: columns of numbers.
        names: one name per column.
    """
    if len(names) != values.shape[1]:
        raise WrongKind("names", f"must be {values.shape[1]} names")
    return (~np.isnan(values)).sum(axis=1)


@worksheet_function("RULE_SMALL_TABLES", "value", example=(([["a", 1]], 2, [3, 2]), 8.0))
def small_tables(cadence: Cadence, capacity: Capacity, cuts: Cuts, factor: OneNumber = 1.0) -> float:
    """The sum of all numbers in small tables.

    Args:
        cadence: name and number.
        capacity: a number, or name and number.
        cuts: a list of numbers.
        factor: one number.
    """
    sums = [sum(x.values()) if isinstance(x, dict) else x for x in (cadence, capacity)]
    return float((sum(sums) + cuts.sum()) * factor)


@worksheet_function("RULE_SHAPES", "value", example=((5, [1, 2]), 2.0), lists=(("value", "amount"), ("other",)))
def shapes(value: Number, amount: Amount, other: Name | None = None) -> float:
    """How many clients each argument holds, which must be the same.

    Args:
        value: a number.
        amount: an amount.
        other: another list.
    """
    assert value.shape == amount.shape
    return float(len(value))


@worksheet_function("RULE_RANKED", "rank", example=((5, [1, 2]), [[2.0], [2.0]]), alone="use RULE_ADD")
def ranked(value: Number, amount: Amount) -> Column:
    """How many clients there are.

    Args:
        value: a number.
        amount: an amount.
    """
    assert value.shape == amount.shape
    return np.full(len(value), len(value))


@worksheet_function("RULE_TWO", "row", example=(([[1, 2], [3, 4]], [5, 6]), [[8.0], [13.0]]))
def two(values: ValueColumns, amount: Amount) -> Column:
    """The sum of all.

    Args:
        values: columns of numbers.
        amount: an amount.
    """
    return values.sum(axis=1) + amount


_DECLARED = (
    add, limit, week_later, calendar, greeting, pair, last, span, order, sides, listed, total, count, joined, columns,
    small_tables, shapes, ranked, two,
)  # fmt: skip
RULES = {declaration.name: declaration for declaration in catalogue({"Rules": _DECLARED})}


def ask(name, *cells, date_1904=False):
    """What one of them answers."""
    return calling.answer(RULES[name], cells, date_1904)


def column(*cells):
    """A range of one column."""
    return [[cell] for cell in cells]


def reason(cell):
    """The error that a cell shows, and why."""
    assert isinstance(cell, CellError), cell
    return cell.code, cell.reason
