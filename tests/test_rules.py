"""The rules at the head of the function list, through the one door: kinds of answers, and rows of clients."""

from __future__ import annotations

import math

import pytest
from small_functions import RULES, ask, column, reason

from udfs.errors import CellError


@pytest.mark.parametrize("name", RULES)
def test_the_examples_of_the_small_functions_hold(name):
    declaration = RULES[name]
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
    sides_declared = RULES["RULE_SIDES"]
    assert sides_declared.is_row([column(1, 2), 4])
    assert not sides_declared.is_row([column(1, 2), "mean"])
    assert not sides_declared.is_row([column(1, 2)])
    assert not RULES["RULE_ORDER"].is_row([column(1, 2), 4])


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


# --- One cell beside columns, where all clients are seen at once


def test_one_cell_serves_all_clients_where_they_are_seen_together():
    assert ask("RULE_SHAPES", 5, column(1, 2, None, 4)) == 3
    assert ask("RULE_RANKED", 5, column(1, 2, None, 4)) == column(3, 3, "", 3)
