"""Any cells at any worksheet function: from the declarations, so that a new function is tested with no edit here.

Whatever stands in the cells, a call answers with cells: no exception, no NaN, every error with its sentence. And what
holds for all functions that answer per client: a spoilt row spoils only itself, the order of rows and the way they lie
do not matter, a column is answered as its cells one by one.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs.block import Block
from udfs.cells import is_blank
from udfs.errors import ERROR_CODES, CellError
from udfs.readers import Dates, Names, Numbers
from udfs.worksheet_function import Parameter, WorksheetFunction

EVERY_FUNCTION = pytest.mark.parametrize("function", udfs.FUNCTIONS, ids=lambda function: function.name)
ROW_FUNCTIONS = [function for function in udfs.FUNCTIONS if function.kind == "row"]
RANK_FUNCTIONS = [function for function in udfs.FUNCTIONS if function.kind == "rank"]


def modest(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


# --- Cells

GONE = CellError("#REF!", "its own reason")
JUNK = st.sampled_from(
    [
        None, None, "", " ", "abc", "1,234", "1.200", "12", "-3", "50%", "£5", "x", "-", "Total", "2024", "2026-01-31",
        "#N/A", "#num!", GONE, CellError("#N/A", ""), True, False, 0, 1, -1, -0.0, 0.5, 7, 2019, 46053, 1e308, -1e308,
        1e-320, 1e15, 10**400, math.nan, math.inf, -math.inf, Decimal("1.5"), Decimal("NaN"), np.float64(2.5),
        np.int64(3), np.float32("nan"), np.True_, datetime.date(2026, 1, 31), datetime.datetime(1899, 1, 1),
        datetime.time(3),
    ]
)  # fmt: skip
ANYTHING = st.one_of(JUNK, JUNK, st.floats(), st.integers(), st.text(max_size=6), st.dates(), st.booleans())
DAYS = st.one_of(
    st.integers(40000, 47000),
    st.dates(datetime.date(2010, 1, 1), datetime.date(2027, 1, 1)),
    st.dates(datetime.date(2010, 1, 1), datetime.date(2027, 1, 1)).map(str),
)
NAMES = st.sampled_from(["Ann", "Bob", " bob", "Cy & Co", "Platinum", "Gold", "Iron", 7, 7.0, "7"])


def numbers(reader: Numbers) -> st.SearchStrategy[Any]:
    """Numbers that the reader takes."""
    low, high = max(reader.low, -1000), min(reader.high, 1000)
    if reader.whole:
        return st.integers(math.ceil(low), min(math.floor(high), max(math.ceil(low), 0) + 20))
    inside = st.floats(low, high, exclude_min=reader.open_bounds, exclude_max=reader.open_bounds)
    return st.one_of(inside.map(lambda value: round(value, 3)).filter(reader.holds), inside)


def readable(parameter: Parameter, example: Any) -> st.SearchStrategy[Any]:
    """Cells that the argument's reader takes, more or less; never blank."""
    shown = [cell for cell in Block(example).cells if not is_blank(cell)]
    reader = getattr(parameter.reader, "of", parameter.reader)
    if isinstance(reader, Dates):
        plausible = DAYS
    elif isinstance(reader, Numbers):
        plausible = numbers(reader)
        shown = [cell for cell in shown if not isinstance(cell, str)]
    elif isinstance(reader, Names):
        plausible = NAMES
    else:
        plausible = st.sampled_from([0, 1, "x"])
    return st.one_of(plausible, st.sampled_from(shown)) if shown else plausible


def of_the_call(parameter: Parameter, example: Any) -> st.SearchStrategy[Any]:
    """An option, a list or a small table that the function takes."""
    choices: list[st.SearchStrategy[Any]] = []
    if not parameter.required:
        choices.append(st.none())
    if words := getattr(parameter.reader, "words", ()):
        choices.append(st.sampled_from(words))
    if example is not None:
        choices.append(st.just(example))
    elif isinstance(reader := getattr(parameter.reader, "of", None), Numbers):
        choices.append(DAYS if isinstance(reader, Dates) else numbers(reader))
    return st.one_of(choices)


def example_of(function: WorksheetFunction, position: int) -> Any:
    arguments = function.example.arguments
    return arguments[position] if position < len(arguments) else None


def is_per_client(parameter: Parameter) -> bool:
    return getattr(parameter.reader, "role", "call") != "call"


# --- What an answer may be


def assert_raw(function: WorksheetFunction, answer: Any) -> None:
    """Only cells, in rows of one width; every error with a sentence that names an argument."""
    if isinstance(answer, list):
        assert answer
        assert all(type(row) is list and row for row in answer)
        assert len({len(row) for row in answer}) == 1, "rows of different width"
        for row in answer:
            for cell in row:
                assert_cell(function, cell)
    else:
        assert_cell(function, answer)


def assert_cell(function: WorksheetFunction, cell: Any) -> None:
    assert type(cell) in (float, int, str, bool, CellError), f"{cell!r} is no raw cell"
    if isinstance(cell, float):
        assert math.isfinite(cell)
    if isinstance(cell, CellError) and cell is not GONE:
        assert cell.code in ERROR_CODES
        argument = re.match(r"\w+", cell.reason)
        assert argument, f"{cell!r} says nothing"
        assert argument[0] in argument_names(function), f"{cell!r} names no argument"


def argument_names(function: WorksheetFunction) -> set[str]:
    explained = udfs.FUNCTIONS if function.takes_all_that_follow else (function,)
    return {parameter.name for one in explained for parameter in one.parameters}


def rows_of(answer: Any) -> list[list[Any]]:
    """An answer per client as a list of rows, also where it is one cell."""
    return answer if isinstance(answer, list) else [[answer]]


def same(one: list[Any], other: list[Any]) -> bool:
    """Whether two rows of an answer are the same; an error may stand once or in every column."""
    if isinstance(one[0], CellError) or isinstance(other[0], CellError):
        return set(map(str, one)) == set(map(str, other))
    return len(one) == len(other) and all(map(same_cell, one, other))


def same_cell(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-7)
    return type(one) is type(other) and one == other


# --- Anything at all


@st.composite
def any_call(draw: st.DrawFn, function: WorksheetFunction) -> tuple[Any, ...]:
    """Cells of any sort and shape, with a good part that can be read, so that the function itself is reached."""
    count, width = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    spoilt = draw(st.sampled_from([0, 0.1, 0.5, 1]))
    arguments = []
    for position, parameter in enumerate(function.parameters):
        example = example_of(function, position)
        if function.takes_all_that_follow and position == len(function.parameters) - 1:
            arguments += draw(
                st.lists(st.one_of(ANYTHING, st.lists(st.lists(ANYTHING, max_size=3), max_size=3)), max_size=4)
            )
            break
        if draw(st.integers(0, 9)) == 0 and not parameter.required:
            arguments.append(None)
            continue
        if not is_per_client(parameter) and draw(st.floats(0, 1)) >= spoilt / 2:
            arguments.append(draw(of_the_call(parameter, example)))
            continue
        sound = readable(parameter, example)

        def cell(sound: st.SearchStrategy[Any] = sound) -> Any:
            return draw(ANYTHING) if draw(st.floats(0, 1)) < spoilt else draw(sound)

        shape = draw(
            st.sampled_from(["as expected"] * 6 + ["cell", "range of one", "row", "matrix", "ragged", "empty"])
        )
        wide = getattr(parameter.reader, "role", "call") in ("series", "columns")
        if shape == "as expected":
            arguments.append([[cell() for _ in range(width if wide else 1)] for _ in range(count)])
        elif shape == "cell":
            arguments.append(cell())
        elif shape == "range of one":
            arguments.append([[cell()]])
        elif shape == "row":
            arguments.append([[cell() for _ in range(count)]])
        elif shape == "matrix":
            arguments.append([[cell() for _ in range(width)] for _ in range(count)])
        elif shape == "ragged":
            arguments.append([[cell() for _ in range(draw(st.integers(0, 3)))] for _ in range(count)])
        else:
            arguments.append(draw(st.sampled_from([[], [[]], [[], []], [[None]], [[None], [None]], [["", None]]])))
    return tuple(arguments)


@EVERY_FUNCTION
@modest(30)
@given(data=st.data())
def test_any_cells_are_answered_with_cells(function, data):
    arguments = data.draw(any_call(function))
    date_1904 = data.draw(st.booleans())
    assert_raw(function, udfs.call(function.name, *arguments, date_1904=date_1904))


@EVERY_FUNCTION
def test_an_error_in_any_argument_goes_out(function):
    for position, parameter in enumerate(function.parameters):
        if not parameter.required:
            continue
        arguments = list(function.example.arguments)
        arguments[position] = GONE
        answer = udfs.call(function.name, *arguments)
        assert_raw(function, answer)
        if not function.takes_all_that_follow:
            assert all(cell is GONE for row in rows_of(answer) for cell in row), parameter.name


@EVERY_FUNCTION
def test_nothing_at_all_is_answered(function):
    assert_raw(function, udfs.call(function.name))
    assert_raw(function, udfs.call(function.name, *[None] * len(function.parameters)))
    assert_raw(function, udfs.call(function.name, *[[[None], [None]]] * len(function.parameters)))


# --- Clients in rows


@dataclass
class Clients:
    """A call with clients that can be read: a cell (or a row of cells) per client and argument.

    `ranged` are the positions of the arguments with one entry per client; the other arguments belong to the call.
    """

    function: WorksheetFunction
    arguments: list[Any]
    ranged: dict[int, list[list[Any]]]
    count: int

    def call(self, ranged: dict[int, list[list[Any]]] | None = None, lying: bool = False) -> Any:
        arguments = list(self.arguments)
        for position, rows in (ranged or self.ranged).items():
            arguments[position] = [[row[0] for row in rows]] if lying else rows
        answer = udfs.call(self.function.name, *arguments)
        assert_raw(self.function, answer)
        return answer

    def picked(self, rows: list[int]) -> dict[int, list[list[Any]]]:
        return {position: [values[row] for row in rows] for position, values in self.ranged.items()}

    def spoilt(self, row: int, position: int, column: int, cell: Any) -> dict[int, list[list[Any]]]:
        changed = {place: [list(values) for values in rows] for place, rows in self.ranged.items()}
        changed[position][row][column] = cell
        return changed

    @property
    def lies_either_way(self) -> bool:
        return all(self.function.parameters[position].reader.role == "row" for position in self.ranged)


@st.composite
def clients(draw: st.DrawFn, function: WorksheetFunction, least: int = 2) -> Clients:
    count = draw(st.integers(least, 6))
    periods = draw(st.integers(2, 4))
    arguments: list[Any] = []
    ranged: dict[int, list[list[Any]]] = {}
    for position, parameter in enumerate(function.parameters):
        example = example_of(function, position)
        arguments.append(None)
        if not is_per_client(parameter):
            arguments[-1] = draw(of_the_call(parameter, example))
            continue
        if not parameter.required and draw(st.booleans()):
            continue
        sound = readable(parameter, example)
        role = parameter.reader.role
        if role == "row" and (ranged or not parameter.required) and draw(st.integers(0, 4)) == 0:
            arguments[-1] = draw(sound)
            continue
        width = {"row": 1, "series": periods, "columns": Block(example).columns}[role]
        ranged[position] = draw(
            st.lists(st.lists(sound, min_size=width, max_size=width), min_size=count, max_size=count)
        )
    assume(ranged)
    return Clients(function, arguments, ranged, count)


@pytest.mark.parametrize("function", [*ROW_FUNCTIONS, *RANK_FUNCTIONS], ids=lambda function: function.name)
@modest(10)
@given(data=st.data())
def test_as_many_answers_as_rows_and_in_their_order(function, data):
    listed = data.draw(clients(function))
    answers = rows_of(listed.call())
    assert len(answers) == listed.count
    # Blank rows below change nothing.
    longer = {position: [*rows, [None] * len(rows[0]), [""] * len(rows[0])] for position, rows in listed.ranged.items()}
    assert all(map(same, rows_of(listed.call(longer)), answers))
    if function.kind == "row":
        order = data.draw(st.permutations(range(listed.count)))
        shuffled = rows_of(listed.call(listed.picked(order)))
        assert all(same(shuffled[place], answers[row]) for place, row in enumerate(order))
    if listed.lies_either_way:
        lying = listed.call(lying=True)
        assert len(lying[0]) == listed.count
        standing = [list(row) for row in zip(*lying, strict=True)]
        assert all(map(same, standing, answers))


@pytest.mark.parametrize("function", ROW_FUNCTIONS, ids=lambda function: function.name)
@modest(10)
@given(data=st.data())
def test_one_call_over_a_column_answers_as_single_calls(function, data):
    listed = data.draw(clients(function))
    for row, answer in enumerate(rows_of(listed.call())):
        alone = rows_of(listed.call(listed.picked([row])))
        assert len(alone) == 1
        assert same(alone[0], answer), f"row {row + 1}: {alone[0]} alone, {answer} in the column"
        if listed.lies_either_way:
            cells = list(listed.arguments)
            for position, rows in listed.ranged.items():
                cells[position] = rows[row][0]
            assert same(rows_of(udfs.call(function.name, *cells))[0], answer)


SPOILS = st.sampled_from([GONE, "#N/A", math.nan, -math.inf, 10**400, "abc", "1.200", None, True, -1e308, 1e308, -1, 0])


@pytest.mark.parametrize("function", ROW_FUNCTIONS, ids=lambda function: function.name)
@modest(10)
@given(data=st.data())
def test_a_spoilt_row_spoils_only_itself(function, data):
    listed = data.draw(clients(function))
    position = data.draw(st.sampled_from(sorted(listed.ranged)))
    column = data.draw(st.integers(0, len(listed.ranged[position][0]) - 1))
    row = data.draw(st.integers(1, listed.count - 1))  # text in the first row may make it a heading
    spoil = data.draw(SPOILS)
    assume(row < listed.count - 1 or spoil is not None)  # a blank row at the end is cut off
    answers = rows_of(listed.call())
    after = rows_of(listed.call(listed.spoilt(row, position, column, spoil)))
    assert len(after) == listed.count
    for place in range(listed.count):
        if place != row:
            assert same(after[place], answers[place]), f"row {place + 1}: {answers[place]}, then {after[place]}"
    if spoil is GONE and not all(isinstance(cell, CellError) for (cell, *_) in answers):
        assert all(cell is GONE for cell in after[row])


@pytest.mark.parametrize("function", RANK_FUNCTIONS, ids=lambda function: function.name)
@modest(10)
@given(data=st.data())
def test_a_spoilt_row_is_left_out_of_the_comparison(function, data):
    listed = data.draw(clients(function, least=3))
    position = data.draw(st.sampled_from(sorted(listed.ranged)))
    column = data.draw(st.integers(0, len(listed.ranged[position][0]) - 1))
    row = data.draw(st.integers(0, listed.count - 1))
    others = [place for place in range(listed.count) if place != row]
    after = rows_of(listed.call(listed.spoilt(row, position, column, GONE)))
    without = rows_of(listed.call(listed.picked(others)))
    assert all(same(after[place], without[index]) for index, place in enumerate(others))
    assert all(isinstance(cell, CellError) for cell in after[row])
