"""The rules at the head of the function list, through the one door: series, options, faults, errors, dates, names."""

from __future__ import annotations

import datetime
import gc
import math

import pytest
from small_functions import RULES, ask, column, reason

import udfs
from udfs import calling
from udfs.arguments import (
    Number,
)
from udfs.errors import CellError
from udfs.worksheet_function import Column, catalogue, worksheet_function

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
    reading = calling.Reading(RULES["RULE_CALENDAR"], (column("Day", 46053, None, 46054),), False)
    assert calling.reasons_behind(reading) == [(2, "46053 counts"), (4, "46054 counts"), (None, "2 in all")]
    refused = calling.Reading(RULES["RULE_CALENDAR"], (column(46053, "tomorrow"),), False)
    assert calling.reasons_behind(refused) == []
    assert calling.reasons_behind(calling.Reading(RULES["RULE_ADD"], (1, 2), False)) == []


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


def test_an_error_in_place_of_a_range_goes_out():
    error = CellError("#REF!", "gone")
    assert ask("RULE_SMALL_TABLES", error, 1, 1) is error
    assert ask("RULE_SMALL_TABLES", "#REF!", 1, 1).reason == "cadence: already holds #REF!"
    assert ask("RULE_COLUMNS", error, ["a", "b"]) == [[error]]
    answer = ask("RULE_TWO", error, column(1, 2))
    assert answer == column(error, error)
    assert answer[1][0] is error


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
