"""The functions that explain the others: what was counted, what exists, which version answers."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import CellError
from udfs.version import HOST


def explained(*cells):
    """The rows of REL_EXPLAIN below its headings."""
    answer = udfs.call("REL_EXPLAIN", *cells)
    assert answer[0] == ["part", "of", "says"]
    return answer[1:]


def says(rows, part, of=None):
    return [row[2] for row in rows if row[0] == part and (of is None or row[1] == of)]


MARGIN = [["Margin"], [100], [None], ["1.200"], [3], ["50%"], [None]]
RETENTION = [["Retention"], [0.8], [None], [0.5], [1.3], [None], [None]]


def test_it_says_what_was_read_in_each_argument():
    rows = explained("REL_CLV", MARGIN, RETENTION, 0.1, None, "at risk")
    assert says(rows, "function", "REL_CLV") == [udfs.declaration("REL_CLV").summary]
    margin = "7 rows, the first a heading: 2 numbers, 1 number in text, 1 text, 1 blank; 1 blank row at the end cut off"
    assert says(rows, "argument", "margin") == [margin]
    retention = "7 rows, the first a heading: 3 numbers, 2 blanks; 1 blank row at the end cut off"
    assert says(rows, "argument", "retention") == [retention]
    assert says(rows, "argument", "rate") == ["one for all clients: 1 row: 1 number"]
    assert says(rows, "argument", "timing") == ['not given: "end" is used']
    assert says(rows, "argument", "first") == ['"at risk"']
    assert says(rows, "argument", "growth") == ["not given: 0 is used"]
    assert says(rows, "argument", "periods") == ["not given"]


def test_it_says_the_convention_the_result_and_the_sentence_behind_every_error():
    rows = explained("REL_CLV", MARGIN, RETENTION, 0.1)
    assert any("Textbooks differ" in text for text in says(rows, "convention"))
    assert says(rows, "result") == ["6 rows of 1 cell: 1 number, 3 errors, 2 blanks"]
    assert [row[1:] for row in rows if row[0] == "error"] == [
        ["#VALUE!", "margin, row 4: must be a number: 1.200 as text may be 1200 or 1.2"],
        ["#NUM!", "retention, row 5: must be between 0 and 1, got 1.3"],
        ["#N/A", "retention, row 6: must be given, the cell is blank"],
    ]


def test_it_says_how_many_rows_counted_and_which_were_left_out():
    rows = explained("REL_CLV", MARGIN, RETENTION, 0.1)
    assert says(rows, "counted") == ["1 of 6 rows; left out: 2 blank rows, 3 rows with an error"]
    rows = explained("REL_CLV", [[100, 200, 300]], [[0.8, 1.2, 0.9]], 0.1)
    assert says(rows, "counted") == ["2 of 3 rows; left out: 1 row with an error"]
    rows = explained("REL_PARETO", [["Value"], [5], [None], [3], [None]])
    assert says(rows, "counted") == ["2 of 4 rows; left out: 2 blank rows"]
    rows = explained("REL_LOAD", [["Ann"], ["Bob"], [None], ["Ann"]], [[5], [None], [3], [1]])
    assert says(rows, "counted") == ["3 of 4 rows; left out: 1 row in which a cell is missing"]
    rows = explained("REL_RETENTION", [["a"], ["b"], [None]], [["a"], ["c"]])
    assert says(rows, "counted", "start_clients") == ["2 of 3 rows; left out: 1 blank row"]
    assert says(rows, "counted", "end_clients") == ["2 of 2 rows"]
    assert says(explained("REL_CLV", 100, 0.8, 0.1), "counted") == []
    assert says(explained("REL_PARETO", [[5], ["x"]]), "counted") == []  # nothing is counted, the call is refused


def test_a_blank_in_a_series_is_said_to_keep_its_place():
    rows = explained("REL_NPV", 0.1, [[100, None, 100]])
    assert says(rows, "argument", "cash_flows") == [
        "1 row of 3 cells: 2 numbers, 1 blank; a blank keeps its place as 0"
    ]
    assert any("Excel's NPV closes the gap" in text for text in says(rows, "convention"))


def test_dates_are_told_with_their_range_and_a_scalar_result_as_it_is():
    joined, as_of = datetime.date(2020, 1, 1), datetime.date(2026, 1, 1)
    rows = explained("REL_TENURE", joined, None, as_of)
    assert says(rows, "argument", "as_of") == ["1 row: 1 date (2026-01-01 to 2026-01-01)"]
    assert says(rows, "result") == [format((as_of - joined).days / 365.25, ".10g")]


def test_a_fault_of_the_call_is_told_once():
    rows = explained("REL_CLV", [[1], [2], [3]], 0.8, 0.1, "late")
    assert [row[1:] for row in rows if row[0] == "error"] == [
        ["#VALUE!", 'timing: must be one of end, mid, start, got "late"']
    ]


def test_it_can_explain_itself_and_refuses_what_does_not_exist():
    assert says(explained("REL_EXPLAIN", "REL_NPV", 0.1), "function", "REL_EXPLAIN")
    assert says(explained("=rel_npv", 0.1, [[1]]), "function", "REL_NPV")
    refused = udfs.call("REL_EXPLAIN", "REL_NVP", 0.1)
    assert refused == CellError("#VALUE!", "")
    assert refused.reason.startswith("function_name: must be a function of Tenure")


@given(st.sampled_from(udfs.FUNCTIONS), st.data())
@settings(max_examples=80)
def test_it_explains_every_function_on_its_own_example(declaration, data):
    arguments = list(declaration.example.arguments)
    if arguments:
        spoilt = data.draw(st.integers(0, len(arguments) - 1))
        arguments[spoilt] = data.draw(st.sampled_from([arguments[spoilt], None, "nonsense", CellError("#REF!", "")]))
    rows = explained(declaration.name, *arguments)
    answer = udfs.call(declaration.name, *arguments)
    if isinstance(answer, CellError):
        assert answer.reason in says(rows, "error", answer.code)
    for parameter in declaration.parameters:
        assert says(rows, "argument", parameter.name)


def test_the_catalogue_lists_every_function_once_in_order():
    catalogue = udfs.call("REL_FUNCTIONS")
    assert catalogue[0] == ["name", "arguments", "answers"]
    assert [row[0] for row in catalogue[1:]] == [declaration.name for declaration in udfs.FUNCTIONS]
    assert udfs.call("REL_FUNCTIONS", None, False) == catalogue[1:]
    clv = next(row for row in catalogue if row[0] == "REL_CLV")
    expected = '(margin, retention, rate, [timing="end"], [first="certain"], [growth=0], [periods])'
    assert clv[1] == expected


def test_the_catalogue_of_one_subject():
    names = [row[0] for row in udfs.call("REL_FUNCTIONS", "help", False)]
    assert names == ["REL_EXPLAIN", "REL_FUNCTIONS", "REL_VERSION"]
    assert udfs.call("REL_FUNCTIONS", "reten", False)[0][0] == "REL_RETENTION"
    refused = udfs.call("REL_FUNCTIONS", "weather")
    assert refused.code == "#VALUE!"
    assert refused.reason.startswith("subject: must be one of Value, Tiers and ranking, Retention, ")


def test_the_version_names_the_host_that_asks():
    assert udfs.call("REL_VERSION") == f"Tenure {udfs.__version__}, Python"
    token = HOST.set("a spreadsheet")
    try:
        assert udfs.call("REL_VERSION") == f"Tenure {udfs.__version__}, a spreadsheet"
    finally:
        HOST.reset(token)
