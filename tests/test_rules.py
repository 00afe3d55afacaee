"""The rules at the head of the function list, through the one door.

Where no worksheet function shows a rule alone, a small function is declared here.
"""

from __future__ import annotations

import datetime
import gc
import math
from typing import Annotated

import numpy as np
import pytest

import udfs
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


_DECLARED = (
    add, limit, week_later, calendar, greeting, pair, last, span, order, sides, listed, total, count, joined, columns,
    small_tables,
)  # fmt: skip
_RULES = {declaration.name: declaration for declaration in catalogue({"Rules": _DECLARED})}


def ask(name, *cells, date_1904=False):
    return calling.answer(_RULES[name], cells, date_1904)


def column(*cells):
    return [[cell] for cell in cells]


def reason(cell):
    assert isinstance(cell, CellError), cell
    return cell.code, cell.reason


@pytest.mark.parametrize("name", _RULES)
def test_the_examples_of_the_small_functions_hold(name):
    declaration = _RULES[name]
    assert ask(name, *declaration.example.arguments) == declaration.example.answer


# --- Four kinds of answer: row


def test_one_value_in_one_value_out():
    assert ask("RULE_ADD", 1, 2) == 13
    assert type(ask("RULE_ADD", 1, 2)) is float


def test_as_many_rows_out_as_in():
    assert ask("RULE_ADD", column(1, 2, 3), column(10, 20, 30)) == column(21, 32, 43)


def test_a_range_of_one_cell_answers_a_range_of_one_cell():
    assert ask("RULE_ADD", [[1]], 2) == [[13]]
    assert ask("RULE_PAIR", [[3]]) == [[3, 9]]


def test_several_columns_per_client():
    assert ask("RULE_PAIR", 3) == [[3, 9]]
    assert ask("RULE_PAIR", column(3, 4)) == [[3, 9], [4, 16]]
    assert ask("RULE_PAIR", [[3, 4]]) == [[3, 4], [9, 16]]


def test_an_error_and_a_blank_fill_all_columns_of_their_row():
    answer = ask("RULE_PAIR", column(3, "abc", None, 4))
    assert [answer[0], answer[2], answer[3]] == [[3, 9], ["", ""], [4, 16]]
    assert [cell.code for cell in answer[1]] == ["#VALUE!"] * 2


def test_a_bad_cell_spoils_its_own_row_only():
    answer = ask("RULE_ADD", column(1, "abc", 3), column(1, 1, -1))
    assert answer[0] == [12]
    assert reason(answer[1][0]) == (
        "#VALUE!",
        'value, row 2: must be a number, or text that is plainly one, got "abc"',
    )
    assert reason(answer[2][0]) == ("#NUM!", "amount, row 3: must not be negative, got -1")


def test_rows_that_the_function_refuses_get_their_error_and_the_rest_its_answer():
    answer = ask("RULE_ADD", column("abc", 13, 3, 13), column(1, 1, 1, 1))
    assert answer[2] == [14]
    assert reason(answer[1][0]) == ("#NUM!", "value, row 2: must not be 13, got 13")
    assert reason(answer[3][0]) == ("#NUM!", "value, row 4: must not be 13, got 13")
    assert reason(ask("RULE_ADD", 13, 1)) == ("#NUM!", "value: must not be 13, got 13")


def test_the_first_argument_at_fault_is_named():
    assert reason(ask("RULE_ADD", "abc", -1))[1].startswith("value: ")


def test_a_fault_is_said_before_a_missing_cell():
    assert reason(ask("RULE_ADD", None, -1))[1].startswith("amount: ")


def test_a_constant_at_fault_spoils_every_filled_row():
    answer = ask("RULE_ADD", column(1, None, 3), -1)
    assert answer == [[CellError("#NUM!", "")], [""], [CellError("#NUM!", "")]]
    assert reason(answer[2][0])[1] == "amount: must not be negative, got -1"


def test_an_answer_that_is_no_number_is_an_error():
    answer = ask("RULE_PAIR", column(1e200, 2))
    assert answer[0] == [CellError("#NUM!", "")] * 2
    assert answer[1] == [2, 4]
    assert "must lead to an answer that a spreadsheet can hold" in answer[0][0].reason
    assert answer[0][0].reason.startswith("value, row 1: ")


def test_no_answer_is_minus_zero():
    assert math.copysign(1, ask("RULE_LIMIT", -0.0)) == 1


# --- rank


def test_rank_compares_clients():
    assert ask("RULE_ORDER", column(5, 9, 7)) == column(3, 1, 2)
    assert ask("RULE_ORDER", [[5, 9, 7]]) == [[3, 1, 2]]


def test_a_bad_row_is_left_out_of_the_comparison_and_shows_its_own_error():
    answer = ask("RULE_ORDER", column(5, "abc", 9, None, 7))
    assert [answer[0], answer[2], answer[3], answer[4]] == [[3], [1], [""], [2]]
    assert reason(answer[1][0])[1].startswith("value, row 2: must be a number")


@pytest.mark.parametrize("cells", [5, [[5]]])
def test_one_client_cannot_be_ranked(cells):
    answer = ask("RULE_ORDER", cells)
    error = answer[0][0] if isinstance(answer, list) else answer
    code, text = reason(error)
    assert code == "#N/A"
    assert "one client cannot be ranked: pass the whole column, or use RULE_ADD" in text


def test_a_single_bad_row_shows_its_own_error():
    assert reason(ask("RULE_ORDER", "abc"))[0] == "#VALUE!"


def test_with_all_cuts_as_numbers_one_client_is_enough():
    assert ask("RULE_SIDES", 5, 4) == "high"
    assert ask("RULE_SIDES", 5, "median") == CellError("#N/A", "")
    assert ask("RULE_SIDES", 5) == CellError("#N/A", "")
    sides_declared = _RULES["RULE_SIDES"]
    assert sides_declared.is_row([column(1, 2), 4])
    assert not sides_declared.is_row([column(1, 2), "mean"])
    assert not sides_declared.is_row([column(1, 2)])
    assert not _RULES["RULE_ORDER"].is_row([column(1, 2), 4])


# --- table and value


def test_a_table_has_a_header_row_which_the_last_argument_drops():
    assert ask("RULE_LISTED", column(1, 2)) == [["Value", "Next"], [1, 2], [2, 3]]
    for no in (False, 0, "no", "FALSE"):
        assert ask("RULE_LISTED", column(1, 2), None, no) == [[1, 2], [2, 3]]
    for yes in (True, 1, "x", None, ""):
        assert ask("RULE_LISTED", column(1, 2), None, yes)[0] == ["Value", "Next"]
    assert ask("RULE_LISTED", column(1, 2), None, "perhaps") == CellError("#VALUE!", "")


def test_a_table_may_hold_blanks_and_errors_of_single_cells():
    answer = ask("RULE_LISTED", column(6, 7, 8), None, False)
    assert answer == [[6, 7], [7, ""], [8, CellError("#N/A", "")]]
    assert answer[2][1].reason == "value: must not be 8"


def test_rows_blank_in_a_required_argument_are_left_out():
    assert ask("RULE_LISTED", column(1, None, 2, "", " "), None, False) == [[1, 2], [2, 3]]
    assert ask("RULE_TOTAL", column(None, 1, None, 2)) == 3


@pytest.mark.parametrize("name", ["RULE_LISTED", "RULE_TOTAL"])
def test_an_unreadable_cell_makes_the_whole_answer_that_error(name):
    assert reason(ask(name, column(1, "abc", "def"))) == (
        "#VALUE!",
        'value, row 2: must be a number, or text that is plainly one, got "abc"',
    )
    error = CellError("#REF!", "its own reason")
    assert ask(name, column(1, None, error)) is error
    assert reason(ask(name, column(1, None, "#N/A"))) == ("#N/A", "value, row 3: already holds #N/A")


def test_a_refused_row_is_named_as_it_stands_in_the_sheet():
    assert reason(ask("RULE_LISTED", column("Value", 1, None, 13))) == (
        "#NUM!",
        "value, row 4: must not be 13, got 13",
    )
    assert reason(ask("RULE_LISTED", column(99))) == ("#VALUE!", "bonus: must be something else")


@pytest.mark.parametrize("cells", [None, "", [], [[]], [[None], [None]], column("Value"), column("Value", None)])
def test_nothing_at_all_is_too_little(cells):
    if cells == column("Value"):
        assert ask("RULE_TOTAL", cells) == CellError("#VALUE!", "")  # one cell of text alone is no heading
        return
    assert reason(ask("RULE_TOTAL", cells)) == ("#N/A", "value: must hold at least one filled row")
    assert ask("RULE_LISTED", cells) == CellError("#N/A", "")


def test_a_share_of_nothing():
    assert reason(ask("RULE_TOTAL", column(0, 0))) == ("#DIV/0!", "value: must not be all 0")


# --- Rows


def test_row_wise_arguments_have_the_same_number_of_rows_or_are_one_cell():
    code, text = reason(ask("RULE_ADD", column(1, 2, 3), column(1, 2))[0][0])
    assert code == "#VALUE!"
    assert text == "amount: must have as many rows as value, or be one cell; it has 2 and not 3"
    assert ask("RULE_ADD", column(1, 2, 3), [[1]]) == column(12, 13, 14)
    assert ask("RULE_ADD", 1, column(1, 2)) == column(12, 13)


def test_several_rows_with_one_filled_are_never_one_value_for_all():
    answer = ask("RULE_ADD", column(1, 2), column(1, None))
    assert answer[0] == [12]
    assert reason(answer[1][0]) == ("#N/A", "amount, row 2: must be given, the cell is blank")


def test_a_row_of_n_cells_is_n_clients_and_the_answer_a_row():
    assert ask("RULE_ADD", [[1, 2, 3]], [[10, 20, 30]]) == [[21, 32, 43]]
    assert ask("RULE_ADD", [[1, 2, 3]], 1) == [[12, 13, 14]]
    answer = ask("RULE_ADD", [[1, "abc", None, 4]], 1)
    assert [answer[0][0], answer[0][2], answer[0][3]] == [12, "", 15]
    assert reason(answer[0][1])[1].startswith("value, row 2: ")


def test_a_row_beside_a_column_is_refused():
    assert ask("RULE_ADD", [[1, 2]], column(1, 2)) == [[CellError("#VALUE!", "")] * 2]


def test_a_rectangle_where_one_column_is_meant_is_refused():
    answer = ask("RULE_ADD", [[1, 2], [3, 4], [5, 6]], 1)
    assert answer == column(*[CellError("#VALUE!", "")] * 3)
    assert answer[0][0].reason == "value: must be one column or one row, not 3 rows of 2 cells"


def test_arguments_are_cut_together_at_the_last_row_with_a_value():
    long = column(1, 2, *[None] * 100)
    other = column(1, None, 3, *[""] * 99)
    answer = ask("RULE_ADD", long, other)
    assert len(answer) == 3
    assert answer[0] == [12]
    assert [cell.code for (cell,) in answer[1:]] == ["#N/A"] * 2
    assert ask("RULE_ADD", [[1, 2, None, None]], 1) == [[12, 13]]


def test_whole_columns_may_be_passed():
    rows = 2**20
    filled = column(*range(1, 101))
    whole = filled + [[None]] * (rows - 100)
    assert ask("RULE_ADD", whole, whole) == ask("RULE_ADD", filled, filled)


def test_all_blank_columns_give_one_blank_row():
    assert ask("RULE_ADD", column(None, None), column(None, None)) == [[""]]


def test_a_first_row_of_text_in_every_number_and_date_argument_is_a_heading():
    assert ask("RULE_ADD", column("Value", 1, 2), column("Amount", 1, 1)) == column("", 12, 13)
    assert ask("RULE_ADD", column("Value", 1, 2), column(None, 1, 1)) == [[CellError("#VALUE!", "")], [12], [13]]
    assert ask("RULE_ADD", column("Value", 1, 2), 1) == column("", 12, 13)
    assert ask("RULE_ADD", [["Value", 1, 2]], 1) == [["", 12, 13]]
    assert ask("RULE_ORDER", column("Value", 5, 9)) == column("", 2, 1)
    assert ask("RULE_TOTAL", column("Value", 1, 2)) == 3
    assert ask("RULE_WEEK_LATER", column("Joined", 46053)) == column("", 46060)


def test_a_number_or_an_error_above_is_no_heading():
    assert ask("RULE_ADD", column("7", 1), 1) == column(18, 12)
    assert ask("RULE_ADD", column("Value", 1), column(5, 1)) == [[CellError("#VALUE!", "")], [12]]
    assert ask("RULE_ADD", column("#N/A", 1), 1) == [[CellError("#N/A", "")], [12]]
    assert ask("RULE_WEEK_LATER", column("2026-01-31", 46053)) == column(46060, 46060)


def test_one_cell_of_text_alone_is_no_heading():
    assert ask("RULE_ADD", "Value", 1) == CellError("#VALUE!", "")
    assert ask("RULE_ADD", [["Value"]], 1) == [[CellError("#VALUE!", "")]]


def test_rows_blank_in_all_row_wise_inputs_are_blank():
    assert ask("RULE_ADD", column(1, None, 3), column(1, " ", 1)) == column(12, "", 14)
    assert ask("RULE_ADD", column(1, None, 3), 5) == column(16, "", 18)


def test_a_blank_required_input_is_not_available():
    answer = ask("RULE_ADD", column(None, 2), column(1, 1))
    assert reason(answer[0][0]) == ("#N/A", "value, row 1: must be given, the cell is blank")
    assert reason(ask("RULE_ADD", 1, None)) == ("#N/A", "amount: must be given, the cell is blank")
    assert reason(ask("RULE_ADD", 1)) == ("#N/A", "amount: must be given, the cell is blank")
    assert reason(ask("RULE_ADD", column(1, 2), None)[1][0]) == ("#N/A", "amount: must be given, the cell is blank")


@pytest.mark.parametrize("blank", [None, "", " ", [[None]]])
def test_a_blank_option_takes_its_default(blank):
    assert ask("RULE_ADD", 1, 2, blank, blank) in (13, [[13]])
    assert ask("RULE_LIMIT", 5, blank) in (5, [[5]])


def test_a_blank_in_a_column_of_options_takes_the_default():
    assert ask("RULE_ADD", column(1, 1), 2, None, column(0, None)) == column(3, 13)
    assert ask("RULE_LIMIT", column(5, 5, 5), column(3, None, 7)) == column(3, 5, 5)


def test_an_option_row_alone_is_not_blank():
    assert ask("RULE_ADD", column(1, None), 2, None, column(0, 1)) == [[3], [CellError("#N/A", "")]]


def test_a_reader_for_which_a_blank_counts_keeps_the_row():
    assert ask("RULE_COUNT", column("a", None, "b"), column(1, 2, 3)) == 31
    assert ask("RULE_COUNT", column("a", None, "b"), column(1, None, None)) == 10
    assert ask("RULE_COUNT", column("a", None, None), column(1, None, 2)) == 21


def test_lists_of_their_own_length_are_cut_each_for_itself():
    assert ask("RULE_JOINED", column("a", "b", "c"), column("x"), None, False) == [[3, 1]]
    assert ask("RULE_JOINED", column("a", "b", None), column("x", "y"), column(1, 1, 1), False) == [[2, 2]]
    error = ask("RULE_JOINED", column("a", "b"), column("x"), column(1, 1, 1))
    assert reason(error)[1].startswith("weight: must have as many rows as start")


def test_several_columns_of_values_belong_to_the_clients_beside_them():
    assert ask("RULE_COLUMNS", [[1, 2], [None, None], [None, 5]], [["a", "b"]]) == column(2, "", 1)
    assert ask("RULE_COLUMNS", [["A", "B"], [1, 2], [3, None]], ["a", "b"]) == column("", 2, 1)
    answer = ask("RULE_COLUMNS", [[1, 2], [3, "abc"]], ["a", "b"])
    assert answer[0] == [2]
    assert reason(answer[1][0])[1].startswith("values, row 2, column 2: must be a number")


# --- A series is a row


def test_one_row_per_client_one_column_per_period():
    assert ask("RULE_LAST", [[1, 2, 3], [4, 5, 6]]) == column(5, 8)
    assert ask("RULE_LAST", [[1, 2, 3], [4, 5, 6]], column(1, 10)) == column(5, 80)


@pytest.mark.parametrize("flows", [[[1, 2, 3]], column(1, 2, 3)])
def test_a_single_row_or_column_is_one_client(flows):
    assert ask("RULE_LAST", flows) == 5
    assert ask("RULE_LAST", flows, 10) == 50
    assert ask("RULE_LAST", flows, [[10]]) == [[50]]
    assert ask("RULE_LAST", flows, column(1, 10)) == column(5, 50)


def test_a_column_of_flows_is_one_client_beside_a_column_of_as_many_rates():
    assert ask("RULE_LAST", column(1, 2, 3), column(1, 10, 100)) == column(5, 50, 500)


def test_a_blank_in_a_series_keeps_its_place():
    assert ask("RULE_LAST", [[1, None, 3]]) == 5
    assert ask("RULE_LAST", [[1, 2, None], [1, 2, 3]]) == column(2, 5)
    assert udfs.call("REL_NPV", 0.1, [[100, None, 100]]) == pytest.approx(100 / 1.1 + 100 / 1.331)


def test_a_whole_column_with_its_heading_may_be_a_series():
    whole = column("Flow", 100, None, 300, *[None] * 100)
    assert ask("RULE_LAST", whole) == 302
    assert ask("RULE_LAST", [[1, 2, 3, None, None]]) == 5
    assert ask("RULE_LAST", whole, column(1, 10)) == column(302, 3020)
    assert ask("RULE_SPAN", column("Day", 46053, 46063, None)) == 10
    flows, days = column("Flow", -100, 110, *[None] * 2**20), column("Day", 46053, 46418, *[None] * 2**20)
    assert udfs.call("REL_XNPV", 0.1, flows, days) == pytest.approx(0)
    assert udfs.call("REL_EXPECTED_NPV", 0.1, [[110, 121, None]], [[1, 0.5, None]]) == pytest.approx(150)


def test_text_in_only_one_of_two_series_is_no_heading():
    answer = udfs.call("REL_XNPV", 0.1, column("Flow", -100, 110), column(46052, 46053, 46418))
    assert reason(answer)[1].startswith("cash_flows, row 1: must be a number")


def test_a_fault_in_a_series_in_a_column_says_its_row():
    assert reason(ask("RULE_LAST", column(1, "abc", 3)))[1].startswith("flows, row 2: must be a number")
    assert reason(ask("RULE_LAST", column("Flow", 1, "abc", 3)))[1].startswith("flows, row 3: must be a number")


def test_a_wholly_blank_series_is_a_blank_row_or_not_given():
    assert ask("RULE_LAST", [[1, 2], [None, None], [3, 4]]) == column(3, "", 5)
    answer = ask("RULE_LAST", [[1, 2], [None, None], [3, 4]], column(1, 1, 1))
    assert reason(answer[1][0]) == ("#N/A", "flows, row 2: must be given, the cell is blank")


def test_a_fault_in_a_series_says_row_and_column():
    answer = ask("RULE_LAST", [[1, 2], [3, "abc"]])
    assert answer[0] == [3]
    assert reason(answer[1][0])[1].startswith("flows, row 2, column 2: must be a number")
    assert reason(ask("RULE_LAST", [[1, "abc"]]))[1].startswith("flows, column 2: must be a number")


def test_year_headings_in_text_above_a_series_are_a_heading():
    rows = [[1, 2, 3], [4, 5, 6]]
    assert ask("RULE_LAST", [["2024", "2025", "2026"], *rows]) == column("", 5, 8)
    assert ask("RULE_LAST", [["Year 1", "Year 2", "Year 3"], *rows]) == column("", 5, 8)
    assert ask("RULE_LAST", [["10", "20", "30"], *rows]) == column(32, 5, 8)
    assert ask("RULE_LAST", [["2024", "2026", "2025"], *rows]) == column(2027, 5, 8)


def test_dates_in_a_series():
    assert ask("RULE_SPAN", [["2026-01-31", datetime.date(2026, 2, 10), None]]) == 10


def test_clients_side_by_side_do_not_go_with_a_series():
    assert ask("RULE_LAST", [[1, 2], [3, 4]], [[1, 10]]) == column(*[CellError("#VALUE!", "")] * 2)


# --- Options and small tables


@pytest.mark.parametrize("word", ["doubled", "DOUBLED", " Doubled ", [["doubled"]]])
def test_option_words_are_read_in_any_case(word):
    assert ask("RULE_ADD", 1, 2, word) == 16


def test_an_unknown_option_word_lists_the_choices():
    assert reason(ask("RULE_ADD", 1, 2, "trebled")) == (
        "#VALUE!",
        'method: must be one of plain, doubled, got "trebled"',
    )
    assert ask("RULE_ADD", 1, 2, 0) == 13
    assert ask("RULE_ADD", 1, 2, ["plain", "plain"]) == CellError("#VALUE!", "")


def test_lists_of_the_call_may_be_a_row_or_a_column():
    for cuts in ([[3, 2]], column(3, 2), column(3, None, 2)):
        assert ask("RULE_SMALL_TABLES", [["a", 1]], 2, cuts) == 8
    assert ask("RULE_SMALL_TABLES", [["a", 1]], 2, [[1, 2], [3, 4]]) == CellError("#VALUE!", "")


def test_a_table_of_names_and_numbers_may_have_a_heading_and_blank_rows():
    table = [["Tier", "Days"], ["Gold", 30], [None, None], ["Iron", "90"]]
    assert ask("RULE_SMALL_TABLES", table, [["Ann", 1], ["Bob", 2]], 0) == 123


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([["Gold", 30], ["gold ", 60]], "must name each once, row 2 repeats"),
        ([["Gold", None]], "must be given, the cell is blank"),
        ([[None, 30]], "in its row 1"),
        ([["Gold", -1]], "in its row 1"),
        ([["Gold", 30, 1]], "must have two columns"),
        (5, "must have two columns"),
    ],
)
def test_a_table_of_names_and_numbers_that_cannot_be_read(table, said):
    text = reason(ask("RULE_SMALL_TABLES", table, 1, 0))[1]
    assert text.startswith("cadence: ")
    assert said in text


def test_what_belongs_to_the_call_and_is_blank_though_required():
    assert reason(ask("RULE_SMALL_TABLES", None, 1, 1)) == ("#N/A", "cadence: must be given, the cell is blank")


# --- Faults of the whole call


@pytest.mark.parametrize("option", ["trebled", ["plain", "plain"], True, CellError("#REF!", "gone"), "#REF!"])
def test_a_fault_of_the_call_stands_in_every_row_of_a_row_or_rank_function(option):
    for name, cells in (("RULE_ADD", (1, option)), ("RULE_ORDER", (None, option))):
        answer = ask(name, column(1, "abc", 3, None), *cells)
        assert len(answer) == 3
        assert all(row == answer[0] and row[0].reason for row in answer)
        answer = ask(name, [[1, 2, 3]], *cells)
        assert len(answer) == 1
        assert len(answer[0]) == 3
        answer = ask(name, 1, *cells)
        assert isinstance(answer, CellError)


def test_a_fault_that_the_function_finds_in_the_call_stands_in_every_row():
    answer = ask("RULE_COLUMNS", [[1, 2], [3, 4]], ["a"])
    assert [reason(cell) for (cell,) in answer] == [("#VALUE!", "names: must be 2 names")] * 2


def test_arguments_that_do_not_line_up_are_cut_at_the_last_value_too():
    answer = ask("RULE_ADD", column(1, 2, 3, *[None] * 97), column(1, 2, 3, 4, *[None] * 6))
    assert len(answer) == 4


def test_one_argument_too_many():
    assert reason(ask("RULE_LIMIT", 1, 2, 3)) == ("#VALUE!", "most: must be the last of 2 arguments, got 3")
    assert reason(udfs.call("REL_VERSION", 1)) == ("#VALUE!", "arguments: must be left out, got 1")


def test_single_cells_beside_a_range_of_one_blank_client_are_constants():
    assert ask("RULE_ADD", [[None]], 5) == [[""]]
    assert udfs.call("REL_CLV", [[None]], 0.8, 0.1) == [[""]]
    assert udfs.call("REL_NPV", 0.1, [[None, None]]) == ""
    assert udfs.call("REL_CLV", None, 0.8, 0.1) == CellError("#N/A", "")


def test_an_error_in_text_with_spaces_around_it_is_no_heading():
    answer = udfs.call("REL_TIERS", [[" #N/A"], [2], [3]])
    assert answer == [[CellError("#N/A", "")], ["Iron"], ["Platinum"]]


def test_an_unknown_function_is_an_unknown_name():
    assert udfs.call("REL_NONSENSE", 1) == CellError("#NAME?", "")
    assert udfs.call(" rel_clv ", 300000, 0.8, 0.1) == pytest.approx(1000000)


# --- Errors


def test_an_error_cell_that_comes_in_goes_out_unchanged():
    error = CellError("#SPILL!", "no room")
    assert ask("RULE_ADD", column(1, error), 1)[1][0] is error
    assert ask("RULE_ADD", 1, error) is error
    assert ask("RULE_ADD", 1, 2, error) is error
    assert ask("RULE_ORDER", column(1, 2, error))[2][0] is error
    assert ask("RULE_TOTAL", column(1, error)) is error
    assert ask("RULE_GREETING", error) is error
    assert ask("RULE_LAST", [[1, error]]) is error


def test_the_text_of_an_error_becomes_that_error_with_a_sentence():
    answer = ask("RULE_ADD", column(1, "#N/A", "#div/0!"), 1)
    assert reason(answer[1][0]) == ("#N/A", "value, row 2: already holds #N/A")
    assert reason(answer[2][0]) == ("#DIV/0!", "value, row 3: already holds #DIV/0!")
    assert reason(ask("RULE_ADD", 1, "#N/A")) == ("#N/A", "amount: already holds #N/A")
    assert reason(ask("RULE_ADD", 1, 2, "#N/A")) == ("#N/A", "method: already holds #N/A")
    assert reason(ask("RULE_ADD", CellError("#N/A", ""), 2)) == ("#N/A", "value: already holds #N/A")


@pytest.mark.parametrize(
    ("retention", "code", "said"),
    [
        (1.3, "#NUM!", "retention: must be between 0 and 1, got 1.3"),
        ("1.200", "#VALUE!", "retention: must be a number: 1.200 as text may be 1200 or 1.2"),
        (True, "#VALUE!", "retention: must be a number, got TRUE"),
        (math.nan, "#NUM!", "retention: must be a finite number, got nan"),
        (10**400, "#NUM!", "retention: must be a number that a spreadsheet can hold, got a number beyond the largest"),
        (None, "#N/A", "retention: must be given, the cell is blank"),
    ],
)
def test_a_fault_is_a_sentence_about_its_argument(retention, code, said):
    assert reason(udfs.call("REL_CLV", 100, retention, 0.1)) == (code, said)


def test_the_sentence_of_the_specification():
    answer = udfs.call("REL_CLV", column(*[100] * 7), column(*[0.8] * 6, 1.3), 0.1)
    assert reason(answer[6][0])[1] == "retention, row 7: must be between 0 and 1, got 1.3"


def test_a_rate_of_ten_is_refused_with_advice():
    assert reason(udfs.call("REL_CLV", 100, 0.8, 10))[0] == "#NUM!"
    assert "write 10% or 0.1" in reason(udfs.call("REL_CLV", 100, 0.8, 10))[1]


# --- Dates


@pytest.mark.parametrize("day", [datetime.date(2026, 1, 31), datetime.datetime(2026, 1, 31, 9), 46053, "2026-01-31"])
def test_dates_go_out_as_serial_numbers(day):
    assert ask("RULE_WEEK_LATER", day) == 46060
    assert type(ask("RULE_WEEK_LATER", day)) is float


def test_the_1904_system_holds_for_serial_numbers_in_and_out():
    assert ask("RULE_WEEK_LATER", 46053 - 1462, date_1904=True) == 46060 - 1462
    assert ask("RULE_WEEK_LATER", "2026-01-31", date_1904=True) == 46060 - 1462
    assert ask("RULE_WEEK_LATER", column("Day", 46053 - 1462), date_1904=True) == column("", 46060 - 1462)
    assert ask("RULE_SPAN", [[1, "1904-01-12"]], date_1904=True) == 10
    assert ask("RULE_TOTAL", column(1), 46053 - 1462, date_1904=True) == 46054


def test_dates_in_a_table_move_with_the_1904_system_and_other_numbers_do_not():
    assert ask("RULE_CALENDAR", column(46053), date_1904=False) == [["day", "count"], [46053, 1]]
    assert ask("RULE_CALENDAR", column(46053 - 1462), date_1904=True) == [["day", "count"], [46053 - 1462, 1]]


def test_what_explains_a_call_reads_its_dates_as_the_workbook_counts_them():
    told = udfs.call("REL_EXPLAIN", "REL_TENURE", 1000, None, 1462, date_1904=True)
    assert [row[2] for row in told if row[0] == "result"] == [format(462 / 365.25, ".10g")]


def test_a_function_says_what_lies_behind_its_answers_by_the_row_that_the_user_counts():
    reading = calling.Reading(_RULES["RULE_CALENDAR"], (column("Day", 46053, None, 46054),), False)
    assert calling.reasons_behind(reading) == [(2, "46053 counts"), (4, "46054 counts"), (None, "2 in all")]
    refused = calling.Reading(_RULES["RULE_CALENDAR"], (column(46053, "tomorrow"),), False)
    assert calling.reasons_behind(refused) == []
    assert calling.reasons_behind(calling.Reading(_RULES["RULE_ADD"], (1, 2), False)) == []


def test_numbers_that_are_no_dates_do_not_move_in_the_1904_system():
    assert ask("RULE_ADD", 1, 2, date_1904=True) == 13


def test_a_year_and_a_linked_empty_cell_are_no_dates():
    answer = ask("RULE_WEEK_LATER", column(46053, 2019, 0))
    assert reason(answer[1][0]) == ("#NUM!", "day, row 2: must be a date: 2019 looks like a year")
    assert reason(answer[2][0]) == ("#NUM!", "day, row 3: must be a date: 0 is what a linked empty cell shows")


# --- Names


def test_names_are_trimmed_and_numbers_stay_numbers():
    assert ask("RULE_GREETING", column(" Ann ", 7, "#1 client")) == column("Dear Ann", "Dear 7", "Dear #1 client")


# --- Nothing but cells


@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_is_left_as_it_was_found(running):
    (gc.enable if running else gc.disable)()
    try:
        ask("RULE_ADD", [[1.0]] * 5000, 1)
        assert gc.isenabled() is running
        ask("RULE_LAST", [[1.0, 2.0]] * 5000, "abc")
        assert gc.isenabled() is running
    finally:
        gc.enable()


def test_a_mistake_of_ours_is_not_swallowed():
    with pytest.raises(ValueError, match="mistake"):
        calling.answer(_MISTAKEN, (1,))


@worksheet_function("RULE_MISTAKE", "row", example=((1,), 1.0))
def mistake(value: Number) -> Column:
    """It goes wrong.

    Args:
        value: a number.
    """
    raise ValueError("a mistake")


_MISTAKEN = catalogue({"Rules": (mistake,)})[0]


def test_a_call_leaves_its_cells_alone():
    cells = column("Value", 1, None, "abc", 4, None)
    before = [list(row) for row in cells]
    ask("RULE_ADD", cells, cells)
    ask("RULE_ORDER", cells)
    assert cells == before


def test_rates_and_shares_are_row_wise_too():
    rate, share = [[0.1], [0.2]], [[0.8], ["80%"]]
    assert udfs.call("REL_CLV", 100, share, rate) == [[pytest.approx(1000 / 3)], [pytest.approx(250)]]
    assert {p.name: p.reader.word for p in udfs.declaration("REL_CLV").parameters if p.required} == {
        "margin": "number",
        "retention": "share",
        "rate": "rate",
    }


# --- One cell beside columns, where all clients are seen at once


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


_RULES |= {declaration.name: declaration for declaration in catalogue({"Rules": (shapes, ranked)})}


def test_one_cell_serves_all_clients_where_they_are_seen_together():
    assert ask("RULE_SHAPES", 5, column(1, 2, None, 4)) == 3
    assert ask("RULE_RANKED", 5, column(1, 2, None, 4)) == column(3, 3, "", 3)


def test_an_error_in_place_of_a_range_goes_out():
    error = CellError("#REF!", "gone")
    assert ask("RULE_SMALL_TABLES", error, 1, 1) is error
    assert ask("RULE_SMALL_TABLES", "#REF!", 1, 1).reason == "cadence: already holds #REF!"
    assert ask("RULE_COLUMNS", error, ["a", "b"]) == [[error]]
    answer = ask("RULE_TWO", error, column(1, 2))
    assert answer == column(error, error)
    assert answer[1][0] is error


@worksheet_function("RULE_TWO", "row", example=(([[1, 2], [3, 4]], [5, 6]), [[8.0], [13.0]]))
def two(values: ValueColumns, amount: Amount) -> Column:
    """The sum of all.

    Args:
        values: columns of numbers.
        amount: an amount.
    """
    return values.sum(axis=1) + amount


_RULES |= {declaration.name: declaration for declaration in catalogue({"Rules": (two,)})}


def test_a_cell_of_a_table_names_the_argument_as_it_is_called():
    (_, *row) = udfs.call("REL_SENSITIVITY", 100, 0.95, 0.1, None, None, 0.2, None, False)[0]
    assert reason(row[0])[0] == "#NUM!"
    assert row[0].reason.startswith("retentions: must be so low")
    assert row[0].reason.endswith("got 0.95")


def test_what_is_cut_off_a_series_is_explained():
    told = udfs.call("REL_EXPLAIN", "REL_NPV", 0.1, column("Flow", 1, None, 3, None, None))
    (said,) = [says for part, of, says in told if (part, of) == ("argument", "cash_flows")]
    assert said == (
        "6 rows, the first a heading: 2 numbers, 1 blank; 2 blank cells at the end cut off; "
        "a blank keeps its place as 0"
    )
