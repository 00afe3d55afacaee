"""The add-in's VBA, run without Excel: a call from a cell, its answer, and a column of single calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from excel_stand_ins import (
    CODES,
    NOT_AVAILABLE,
    NUM,
    ROWS,
    VALUE,
    Host,
    ask_down,
    block,
    column_of_clients,
    date_1904,
    put_in_place,
)
from pyopenvba.apps.excel._model import Workbook
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    Interpreter,
    VBAArray,
    VBAErrorValue,
    VBAInt,
    _runtime,
)

import udfs
from udfs import CellError


@pytest.fixture(autouse=True)
def excel(monkeypatch, a_function_of_each_shape):
    put_in_place(monkeypatch, a_function_of_each_shape)


# A call


def test_a_call_reaches_python_with_plain_values_and_comes_back():
    host = Host()
    host.write("A1", [[100.0, 0.8, 0.1]])
    assert host.ask("TRY_WORTH", "@A1", "@B1", "@C1") == pytest.approx(1000 / 3)
    assert host.python.asked == [("TRY_WORTH", [100.0, 0.8, 0.1], False)]
    host.ask("TRY_WORTH", "@A1", "@B1", "@C1", MISSING, "continuous")
    assert host.python.asked[-1][1] == [100.0, 0.8, 0.1, None, "continuous"]
    assert host.starts == ["Tenure.Server"]


def test_every_function_answers_its_example_through_the_vba():
    host = Host()
    for function in udfs.FUNCTIONS:
        given = [to_vba_block(argument) for argument in function.example.arguments]
        host.ask(function.name, *given)
        name, received, _ = host.python.asked[-1]
        assert name == function.name
        assert function.example.holds(udfs.call(name, *received)), name


def to_vba_block(argument: Any) -> Any:
    if isinstance(argument, list):
        return block(argument, 1, to_vba_block)
    if argument is None:
        return EMPTY
    if isinstance(argument, int) and not isinstance(argument, bool):
        return float(argument)
    return argument.isoformat() if hasattr(argument, "isoformat") else argument


def test_a_function_without_arguments_and_one_with_any_number():
    host = Host()
    assert host.ask("TRY_SAYS") == "something"
    host.write("A1", [[0.8], [0.9]])
    explained = host.ask("TRY_WORDS", "TRY_LIFETIME", "@A1:A2")
    assert host.python.asked[-1][1] == ["TRY_LIFETIME", [[0.8], [0.9]]]
    assert explained == [["part"], ["TRY_LIFETIME"]]


def test_an_array_constant_of_one_row_is_a_row():
    host = Host()
    row = VBAArray([(1, 3)], items=[-100.0, 60.0, 60.0])
    host.ask("TRY_PRESENT", 0.1, row)
    assert host.python.asked[-1][1][1] == [[-100.0, 60.0, 60.0]]


def test_an_error_in_a_cell_comes_back_as_it_is():
    host = Host()
    assert host.ask("TRY_LIFETIME", NOT_AVAILABLE) == NOT_AVAILABLE
    assert host.ask("TRY_TOTAL", block([[5.0], [VBAErrorValue(2007)]], 1, lambda cell: cell)) == VBAErrorValue(2007)


def test_several_areas_have_no_order_of_rows():
    host = Host()
    assert host.ask("TRY_TOTAL", "@A1:A9,C1:C9") == VALUE
    assert host.python.asked == []


def test_a_formula_that_is_not_calculated_yet_is_waited_for():
    host = Host()
    host.write("A1", [[5.0], [None], [7.0]])
    formula = host.range("A2")
    formula.vba_set("Formula", "=B9", [], {}, by_ref=False)
    assert host.ask("TRY_TOTAL", "@A1:A3") != EMPTY  # it was calculated: 0
    calculated = type(formula).Value2

    def not_yet(area: Any) -> Any:
        value = calculated(area)
        if isinstance(value, VBAArray):
            value.set([2, 1], EMPTY)
        return value

    host.python.asked.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(formula)._vba_members["value2"], "getter", not_yet)
        assert host.ask("TRY_TOTAL", "@A1:A3") is EMPTY
        assert host.python.asked == []
        host.ask("TRY_TOTAL", "@A2:A3")  # its formula is not the one that is read: only 7 in the second row is empty
    assert host.python.asked[-1][1][0] == [[0.0], [None]]


def test_whole_columns_end_with_the_sheet_and_keep_their_rows_side_by_side():
    host = Host()
    host.write("B3", [["fee"], [10.0], [20.0]])
    host.write("D9", [["last"]])
    host.ask("TRY_WORTH", "@B:B", "@C:C", 0.1)
    _, (margin, retention, _), _ = host.python.asked[-1]
    assert margin == [[None], [None], ["fee"], [10.0], [20.0], [None], [None], [None], [None]]
    assert retention == [[None]] * 9


def test_ranges_of_different_heights_stay_different():
    host = Host()
    host.write("A1", [[float(number)] for number in range(1, 11)])
    host.ask("TRY_WORTH", "@A:A", "@A2:A11", 0.1)
    _, (margin, retention, *_), _ = host.python.asked[-1]
    assert (len(margin), len(retention)) == (11, 10)


def test_a_whole_column_with_one_filled_row_is_not_one_cell():
    host = Host()
    host.write("A1", [[5.0]])
    host.ask("TRY_RANK", "@A:A")
    assert host.python.asked[-1][1][0] == [[5.0], [None]]


def test_dates_from_1904_are_told(monkeypatch):
    host = Host()
    host.write("A1", [[30000.0, 40000.0]])
    for from_1904 in (True, False):
        monkeypatch.setitem(Workbook._vba_members, "date1904", date_1904(from_1904))
        host.ask("TRY_DAYS", "@A1", "@B1", at="D1")
        assert host.python.asked[-1][2] is from_1904
        host.ask("TRY_RANK", "@A1:B1", at="D1")
        assert host.python.asked[-1][2] is from_1904
    assert len(host.python.asked) == 4  # the one is never taken for the other


@pytest.mark.parametrize(
    "function", [each for each in udfs.FUNCTIONS if each.kind == "row"], ids=lambda each: each.name
)
def test_functions_that_are_not_told_the_first_year_do_not_need_it(function, monkeypatch):
    monkeypatch.setitem(Workbook._vba_members, "date1904", date_1904(True))
    host = Host()
    host.ask(function.name, *map(to_vba_block, function.example.arguments), at="D1")
    _, given, is_told = host.python.asked[-1]
    answers = [udfs.call(function.name, *given, date_1904=from_1904) for from_1904 in (True, False)]
    assert is_told or answers[0] == answers[1]


def test_functions_of_lists_wait_for_the_wizard_to_close():
    host = Host()
    host.application.disabled = {1, 2}
    host.range("B2").vba_get("Select", [], {})
    assert host.ask("TRY_TABLE", 100.0, at="B2") == ""
    assert host.python.asked == []
    assert host.ask("TRY_LIFETIME", 0.5, at="B2") == 2


@pytest.mark.parametrize(("disabled", "at"), [({1}, "B2"), ({2}, "B2"), ({1, 2}, "B3"), ({1, 2}, None)])
def test_what_only_looks_like_the_wizard_is_none(disabled, at):
    """A firm that disabled New; a text file being opened, for which Excel calculates all books; a macro that calls."""
    host = Host(lambda name, *cells: 7.0)
    host.application.disabled = disabled
    host.range("B2").vba_get("Select", [], {})
    assert host.ask("TRY_TABLE", 100.0, at=at) == 7


# Answers


@pytest.mark.parametrize("number", CODES)
def test_each_error_is_a_real_one(number):
    host = Host(lambda name, *cells: CellError(CODES[number], "why"))
    assert host.ask("TRY_LIFETIME", 2.0) == VBAErrorValue(number)


def test_an_unknown_error_is_a_wrong_value():
    assert Host(lambda name, *cells: CellError("#SPILL!", "")).ask("TRY_LIFETIME", 2.0) == VALUE


MIXED = [[1.5, "text", CellError("#N/A", "")], [CellError("#NUM!", ""), True, None], ["x" * 300, "", "#N/A"]]
MIXED_SHOWN = [[1.5, "text", NOT_AVAILABLE], [NUM, True, ""], ["x" * 300, "", "#N/A"]]


def test_errors_within_an_answer_of_several_cells():
    assert Host(lambda name, *cells: MIXED).ask("TRY_RANK", 1.0) == MIXED_SHOWN


def test_long_texts_and_long_answers_stay_whole():
    long = [[f"{number}: " + "long " * 200, CellError("#NUM!", "")] for number in range(300)]
    answer = Host(lambda name, *cells: long).ask("TRY_RANK", 1.0)
    assert answer == [[text, NUM] for text, _ in long]
    assert Host(lambda name, *cells: "y" * 5000).ask("TRY_KEY", "z") == "y" * 5000


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("= ChrW$(ErrorMark)", "= ChrW$(35)"),
        ("CVErr(xlErrNum)", "CVErr(xlErrNA)"),
        ("For columnNumber = LBound(answer, 2) To", "For columnNumber = LBound(answer, 2) + 1 To"),
        ('CellAsExcelShows = ""', "CellAsExcelShows = 0"),
        ("Mid$(cell, 2)", "Left$(cell, 255)"),
    ],
)
def test_these_tests_notice_when_the_vba_is_wrong(right, wrong):
    changed = []

    def change(source: str) -> str:
        changed.append(right in source)
        return source.replace(right, wrong)

    host = Host(lambda name, *cells: MIXED, change)
    assert any(changed)
    assert host.ask("TRY_RANK", 1.0) != MIXED_SHOWN


# A column of single calls


def one_by_one(rows: int = ROWS) -> list[Any]:
    return [udfs.call("TRY_WORTH", 100.0 + number, 0.5 + number / 1000, 0.1) for number in range(rows)]


def test_a_filled_column_is_asked_together():
    host = Host()
    column_of_clients(host)
    assert ask_down(host) == pytest.approx(one_by_one())
    assert len(host.python.asked) == 1
    assert len(host.python.asked[0][1][0]) == ROWS


def test_a_long_column_is_asked_in_pieces():
    host = Host(change=lambda source: source.replace("MostRows As Long = 10000", "MostRows As Long = 15"))
    column_of_clients(host)
    assert ask_down(host) == pytest.approx(one_by_one())
    assert [len(given[0]) for _, given, _ in host.python.asked] == [15, 15]


def test_a_table_is_asked_together_also_where_formulas_differ():
    host = Host()
    column_of_clients(host)
    host.write("C1", [["worth"]])
    host.range("C5").vba_set("Formula", "=1", [], {}, by_ref=False)
    sheet = host.application.vba_get("ActiveSheet")
    tables = sheet.vba_get("ListObjects", [], {})
    tables.vba_get("Add", [VBAInt(1, "Long"), host.range(f"A1:C{ROWS + 1}"), MISSING, VBAInt(1, "Long")], {})
    assert ask_down(host) == pytest.approx(one_by_one())
    assert len(host.python.asked) == 1


def test_cells_that_are_asked_again_are_not_asked_of_python():
    host = Host()
    column_of_clients(host)
    first = ask_down(host)
    assert ask_down(host) == first
    assert len(host.python.asked) == 1


def test_a_new_rate_is_asked_once_for_all_rows():
    host = Host()
    column_of_clients(host)
    ask_down(host)
    host.write("F1", [[0.2]])
    again = ask_down(host)
    assert again == pytest.approx([udfs.call("TRY_WORTH", 100.0 + n, 0.5 + n / 1000, 0.2) for n in range(ROWS)])
    assert len(host.python.asked) == 2


def test_answers_go_by_value_when_cells_change_places():
    host = Host()
    column_of_clients(host, 20)
    before = ask_down(host, 20)
    host.write("A2", [[100.0 + number, 0.5 + number / 1000] for number in reversed(range(20))])
    assert ask_down(host, 20) == before[::-1]
    assert len(host.python.asked) == 1


@pytest.mark.parametrize(
    "numbers",
    [
        [0.1 + 0.2, 0.3, 3e-17],  # they differ in the last bit
        [1.7976931348623157e308, 1.7976931348623155e308, -1.7976931348623157e308, 1e301, 1e301 / 1024],
    ],
)
def test_numbers_are_told_apart_to_the_last_bit(numbers):
    host = Host(lambda name, *cells: [[f"for {cell!r}" for cell in row] for row in cells[0]])
    host.write("A1", [[number] for number in numbers])
    rows = range(1, len(numbers) + 1)
    host.range(f"B1:B{len(numbers)}").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    for _ in range(2):
        answers = [host.ask("TRY_LIFETIME", f"@A{row}", at=f"B{row}") for row in rows]
        assert answers == [f"for {number!r}" for number in numbers]
    assert len(host.python.asked) == 1


def test_texts_numbers_and_blanks_are_told_apart():
    host = Host(lambda name, *cells: str(cells))
    kinds = [1.0, "1", True, "TRUE", "", EMPTY, "a", "A", VBAErrorValue(2042)]
    column_of_clients(host, 3)
    answers = [host.ask("TRY_KEY", kind, at="H1") for kind in (*kinds, *kinds)]
    assert answers[: len(kinds)] == answers[len(kinds) :]
    assert len(set(answers)) == len(kinds)


def test_a_bad_row_shows_its_own_error_only():
    host = Host()
    column_of_clients(host, 10)
    host.write("B5", [[7.0]])
    answers = ask_down(host, 10)
    assert answers[3] == NUM
    assert answers[:3] == pytest.approx(one_by_one(3))
    assert len(host.python.asked) == 1


def test_a_first_row_of_text_is_asked_alone():
    host = Host()
    host.write("A1", [["margin", "retention"], [100.0, 0.8], [200.0, 0.8]])
    host.range("C1:C3").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    host.write("F1", [[0.1]])
    answers = [host.ask("TRY_WORTH", f"@A{row}", f"@B{row}", "@F1", at=f"C{row}") for row in (1, 2, 3)]
    assert answers[0] == VALUE  # as the single call says, not the blank of a heading
    assert answers[1:] == pytest.approx([1000 / 3, 2000 / 3])


def test_a_series_in_the_row_is_asked_together_and_a_single_column_is_not():
    host = Host()
    host.write("A1", [[-100.0, 60.0, 60.0 + row] for row in range(8)])
    host.range("E1:E8").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    answers = [host.ask("TRY_PRESENT", 0.1, f"@A{row}:C{row}", at=f"E{row}") for row in range(1, 9)]
    assert answers == pytest.approx([udfs.call("TRY_PRESENT", 0.1, [[-100.0, 60.0, 60.0 + row]]) for row in range(8)])
    assert len(host.python.asked) == 1
    singles = [host.ask("TRY_PRESENT", 0.1, f"@C{row}", at=f"E{row}") for row in range(1, 9)]
    assert singles == pytest.approx([(60 + row) / 1.1 for row in range(8)])
    assert len(host.python.asked) == 9


def test_a_list_in_a_cell_function_is_never_taken_for_one_cell_per_row():
    host = Host()
    column_of_clients(host, 9)
    answer = host.ask("TRY_WORTH", "@A2", "@B2:B10", "@F1", at="C2")
    assert answer == [[pytest.approx(100 * 1.1 / (1.1 - 0.5 - number / 1000) / 1.1)] for number in range(9)]


def test_a_list_of_cuts_serves_all_rows():
    host = Host()
    column_of_clients(host, 30)
    host.write("H1", [[120.0, 110.0, 105.0]])
    answers = [host.ask("TRY_TIER", f"@A{row}", "@H1:J1", at=f"C{row}") for row in range(2, 32)]
    assert answers == [udfs.call("TRY_TIER", 100.0 + number, [[120.0, 110.0, 105.0]]) for number in range(30)]
    assert len(host.python.asked) == 1


def test_an_answer_of_two_cells_per_client():
    host = Host()
    host.write("A1", [[8.0 + row, 20.0] for row in range(5)])
    host.range("C1:C5").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    for row in range(1, 6):
        answer = host.ask("TRY_PAIR", f"@A{row}", f"@B{row}", at=f"C{row}")
        assert answer[0] == pytest.approx(udfs.call("TRY_PAIR", 7.0 + row, 20.0)[0])
    assert len(host.python.asked) == 1


def test_fetching_that_does_not_pay_is_tried_ever_less_often():
    host = Host()
    column_of_clients(host, 10)
    for edit in range(40):
        host.write("A2", [[1000.0 + edit]])
        host.ask("TRY_WORTH", "@A2", "@B2", "@F1", at="C2")
    fetched = [edit for edit, (_, given, _) in enumerate(host.python.asked) if isinstance(given[0], list)]
    assert fetched == [0, 1, 3, 7, 15, 31]
    assert len(host.python.asked) == 40


def test_a_restart_forgets_the_answers():
    host = Host()
    column_of_clients(host, 5)
    ask_down(host, 5)
    host.excel.run("StopPython")
    ask_down(host, 5)
    assert len(host.python.asked) == 2


def test_what_is_kept_has_a_limit():
    host = Host(change=lambda source: source.replace("MostAnswers As Long = 200000", "MostAnswers As Long = 30"))
    column_of_clients(host, 20)
    ask_down(host, 20)
    host.write("F1", [[0.2]])
    ask_down(host, 20)
    host.write("F1", [[0.1]])
    ask_down(host, 20)
    assert len(host.python.asked) == 3


def work_of_a_column(monkeypatch: pytest.MonkeyPatch, rows: int) -> Counter[str]:
    """What a column of single cells costs: statements that are run, and questions to each kind of object."""
    done: Counter[str] = Counter()
    get, execute = _runtime._dispatch_get, Interpreter._execute

    def counted_get(target: Any, name: str, *rest: Any) -> Any:
        done[f"{type(target).__name__}.{name}"] += 1
        return get(target, name, *rest)

    def counted_execute(*arguments: Any) -> Any:
        done["statements"] += 1
        return execute(*arguments)

    host = Host()
    column_of_clients(host, rows)
    with monkeypatch.context() as patch:
        patch.setattr(_runtime, "_dispatch_get", counted_get)
        patch.setattr(Interpreter, "_execute", counted_execute)
        ask_down(host, rows)
    done["calls"] = len(host.python.asked)
    return done


def test_a_cell_of_a_column_costs_six_questions_to_excel_and_no_call(monkeypatch):
    """Of three arguments each is asked whether it is one cell, and its value; all else is asked once for the column."""
    short, long = (work_of_a_column(monkeypatch, rows) for rows in (20, 40))
    each = {what: (long[what] - short[what]) / 20 for what in long}
    statements = each.pop("statements")
    assert {what: times for what, times in each.items() if times} == {
        "Range.CountLarge": 3,
        "Range.Value2": 3,
        "Dictionary.Exists": 1,  # its answer is fetched by another call, which is not counted here
    }
    assert statements <= 144
    assert short["calls"] == long["calls"] == 1
    once = {what: times - 20 * each[what] for what, times in short.items() if what in each}
    assert sum(once.values()) <= 80
