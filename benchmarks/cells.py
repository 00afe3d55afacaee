"""The cells that are measured: columns as a spreadsheet hands them over, lists of one-cell rows."""

from __future__ import annotations

import random
from typing import Any

import udfs

Column = list[list[Any]]
Call = tuple[str, tuple[Any, ...]]
"""A worksheet function's name and its arguments."""

PERIODS = 5
RATE = 0.1

# Of the cells of a spoilt column so many are of each kind.
SPOILT = (
    (0.01, None),
    (0.001, "0.5"),
    (0.001, "n/a"),
    (0.001, udfs.CellError("#REF!", "the cell it points to is gone")),
)


def column(rows: int, low: float, high: float, seed: int) -> Column:
    """A column of numbers, each a cell of its own."""
    draw = random.Random(seed)
    return [[draw.uniform(low, high)] for _ in range(rows)]


def call(name: str, rows: int) -> Call:
    """One call over so many clients."""
    if name == "REL_CLV":
        return name, (column(rows, 100, 1000, 1), column(rows, 0.5, 0.9, 2), column(rows, 0.05, 0.15, 3))
    if name == "REL_TIERS":
        return name, (column(rows, 0, 100000, 4),)
    draw = random.Random(5)
    return name, (RATE, [[draw.uniform(-100, 1000) for _ in range(PERIODS)] for _ in range(rows)])


def columns_in(arguments: tuple[Any, ...]) -> list[Column]:
    """The arguments with a row for each client."""
    return [cells for cells in arguments if isinstance(cells, list)]


def spoilt(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same with blanks, text that is a number, text that is none, and errors among the cells of each column."""
    return tuple(_spoilt(cells, seed) if isinstance(cells, list) else cells for seed, cells in enumerate(arguments))


def _spoilt(cells: Column, seed: int) -> Column:
    draw = random.Random(seed)
    copy = [list(row) for row in cells]
    width = len(copy[0])
    count = len(copy) * width
    for share, cell in SPOILT:
        for place in draw.sample(range(count), round(share * count)):
            copy[place // width][place % width] = cell
    return copy
