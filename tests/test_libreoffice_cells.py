"""Every worksheet function in cells of LibreOffice Calc itself, and every kind of cell that it can meet there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from typing import Any, NamedTuple

import pytest
from openpyxl.utils import get_column_letter

import udfs
from udfs import FUNCTIONS, CellError

pytestmark = pytest.mark.libreoffice

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ARGUMENTS = "Arguments"
EMPTY = '""'


def serial(day: str) -> int:
    return (date.fromisoformat(day) - date(1899, 12, 30)).days


def area(column: int, row: int, rows: list[list[Any]]) -> str:
    """The address of a block; columns and rows count from 1."""
    last = f"{get_column_letter(column + max(map(len, rows)) - 1)}{row + len(rows) - 1}"
    return f"{get_column_letter(column)}{row}:{last}"


def even(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows of one length, as a range has."""
    return [[*row, *[None] * (max(map(len, rows)) - len(row))] for row in rows]


def as_calc_holds(cell: Any) -> Any:
    if isinstance(cell, bool):
        return float(cell)
    return "" if cell is None else cell


class Tried(NamedTuple):
    """A function's example on a sheet: where it stands in one cell, where over its full range, and what comes."""

    name: str
    cell: str
    full: str
    expected: list[list[Any]]


def same(actual: list[list[Any]], expected: list[list[Any]]) -> bool:
    """Numbers to 1e-9, relative above 1; texts and errors equal."""
    if [len(row) for row in actual] != [len(row) for row in expected]:
        return False
    pairs = [pair for got, want in zip(actual, expected, strict=True) for pair in zip(got, want, strict=True)]
    return all(
        abs(got - want) <= 1e-9 * max(1.0, abs(want))
        if isinstance(got, float) and isinstance(want, (int, float))
        else got == want
        for got, want in pairs
    )


@pytest.fixture
def new_book(calc) -> Iterator[Any]:
    """Makes a workbook, which is closed after the test: one that is open decides on dates in the others."""
    with ExitStack() as open_books:
        yield lambda **more: open_books.enter_context(closing(calc.new(**more)))


@pytest.fixture
def examples(new_book) -> tuple[Any, list[Tried]]:
    """A workbook with each function's example typed into one cell, and over the full range of its answer."""
    book = new_book()
    book.add_sheet(ARGUMENTS)
    tried, cells, arrays = [], {}, {}
    row, argument_row = 1, 1
    for declaration in FUNCTIONS:
        parts = []
        for argument in declaration.example.arguments:
            if isinstance(argument, bool):
                parts.append(str(argument).upper())
            elif argument is None:
                parts.append("")
            else:
                block = even(argument if isinstance(argument, list) else [[argument]])
                block = [[serial(c) if isinstance(c, str) and DAY.fullmatch(c) else c for c in row] for row in block]
                where = area(1, argument_row, block)
                book.write(where, block, ARGUMENTS)
                parts.append(f"{ARGUMENTS}.{where if isinstance(argument, list) else where.partition(':')[0]}")
                argument_row += len(block) + 1
        answer = udfs.call(declaration.name, *declaration.example.arguments)
        if declaration.name == "REL_VERSION":
            answer = f"Tenure {udfs.__version__}, LibreOffice Calc"
        expected = [[as_calc_holds(c) for c in r] for r in (answer if isinstance(answer, list) else [[answer]])]
        formula = f"={declaration.name}({';'.join(parts)})"
        full = area(3, row, expected)
        cells[f"A{row}"] = formula
        # Calc tells nobody of an array that is entered, so that a skipped argument in it is refused.
        arrays[full] = f"={declaration.name}({';'.join(part or EMPTY for part in parts)})"
        tried.append(Tried(declaration.name, f"A{row}", full, expected))
        row += len(expected) + 1
    book.type(cells)
    book.type_arrays(arrays)
    return book, tried


def test_every_example_answers_in_one_cell_and_over_its_full_range_and_reopened(examples, calc, tmp_path):
    book, tried = examples

    def wrong(there) -> dict[str, Any]:
        found = {each.name: (there.cells(each.cell), there.cells(each.full)) for each in tried}
        return {
            each.name: found[each.name]
            for each in tried
            if not (same(found[each.name][0], [each.expected[0][:1]]) and same(found[each.name][1], each.expected))
        }

    assert [each.name for each in tried] == [each.name for each in FUNCTIONS]
    assert wrong(book) == {}
    for ending in (".xlsx", ".ods"):
        with closing(calc.open(book.save(tmp_path / f"examples{ending}"))) as again:
            again.calculate()
            assert wrong(again) == {}


CODES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
KINDS: dict[str, Any] = {
    "": None,
    "Gold": "Gold",
    "'12": "12",
    "100": 100.0,
    "-5": -5.0,
    "80%": 0.8,
    "=DATE(2023;3;15)": 45000.0,
    "=TRUE()": 1.0,  # Calc knows no truth values but as numbers
    "=FALSE()": 0.0,
    '=""': "",
    '=" "': " ",
    "x" * 300: "x" * 300,
    "Zoë Ünal 🙂 名前 «Ωμέγα»": "Zoë Ünal 🙂 名前 «Ωμέγα»",
    **{f"={code}": CellError(code, "") for code in CODES},
}
"""What is typed into a cell, and what a function is to be asked with."""
ASKED = {
    "row": ("REL_CLV", (..., 0.5, 0.1)),
    "row of texts": ("REL_CLIENT_KEY", (...,)),
    "dates": ("REL_TENURE", (..., None, 50000.0)),
    "value": ("REL_CONCENTRATION", (...,)),
    "table": ("REL_TIER_SUMMARY", (..., "Gold")),
}


def typed(argument: Any, cell: str) -> str:
    if argument is ...:
        return cell
    return "" if argument is None else f'"{argument}"' if isinstance(argument, str) else str(argument)


@pytest.mark.parametrize("date_1904", [False, True], ids=["1900", "1904"])
def test_every_kind_of_cell_is_answered_as_without_calc(new_book, date_1904):
    book = new_book(date_1904=date_1904)
    days = 1462.0 if date_1904 else 0.0
    cells, expected = {}, []
    for row, (text, raw) in enumerate(KINDS.items(), 1):
        raw = raw - days if text.startswith("=DATE") else raw
        cells[f"A{row}"] = text
        answers = []
        for column, (name, arguments) in zip("BCDEF", ASKED.values(), strict=True):
            cells[f"{column}{row}"] = f"={name}({';'.join(typed(each, f'A{row}') for each in arguments)})"
            given = (raw if each is ... else each for each in arguments)
            answer = udfs.call(name, *given, date_1904=date_1904)
            # An error as an argument is the answer, of a table too.
            first = raw if isinstance(raw, CellError) else answer[0][0] if isinstance(answer, list) else answer
            answers.append(as_calc_holds(first))
        expected.append([as_calc_holds(raw), *answers])
    book.type(cells)
    shown = book.cells(f"A1:F{len(KINDS)}")
    different = {
        (text, kind): (got, want)
        for text, answers, wanted in zip(KINDS, shown, expected, strict=True)
        for kind, got, want in zip(("typed", *ASKED), answers, wanted, strict=True)
        if not same([[got]], [[want]])
    }
    assert different == {}


def test_errors_are_exactly_those_in_single_cells_and_in_arrays(new_book):
    book = new_book()
    book.type({"A1": "100", "A2": "Gold", "A4": "-1"})
    book.type_arrays({"B1:B4": "=REL_CLV(A1:A4;0.5;0.1)", "C1:C4": "=REL_MULTIPLE(A1:A4;0.1)"})
    # An error that a formula makes in an array is the answer to its own row; one in a cell, to all.
    book.type({"A6": "=#N/A", "A7": "5"})
    book.type_arrays({"B6:B7": "=REL_CLV(1/(A7-{0|5});0.5;0.1)", "C6:C7": "=REL_CLV(A6:A7;0.5;0.1)"})
    book.type_arrays({"D6:D7": '=REL_CLV(IFERROR(A6:A7;"");0.5;0.1)'})
    book.type(
        {f"{with_type}{row}": f"=ERROR.TYPE({of}{row})" for row in (1, 2, 3, 4) for with_type, of in ("EB", "FC")}
    )
    na, value, number, nothing = (CellError(code, "") for code in ("#N/A", "#VALUE!", "#NUM!", "#DIV/0!"))
    assert same(book.cells("B1:C4"), [[100 / 0.6, number], [value, value], ["", ""], [-1 / 0.6, number]])
    assert book.cells("E1:F4") == [[na, 6.0], [3.0, 3.0], [na, na], [na, 6.0]]
    assert same(book.cells("B6:D7"), [[1 / 3, na, ""], [nothing, na, 5 / 0.6]])


def test_a_skipped_argument_in_an_array_is_refused_and_right_once_something_is_typed(new_book):
    book = new_book()
    book.type({"A1": "=REL_CLV(100;0.8;0.1;;;0)"})
    assert same(book.cells("A1"), [[100 / 0.3]])
    book.type_arrays({"B1:B2": "=REL_TENURE({40000|40001};;44000)"})
    refused, years = CellError("#VALUE!", ""), udfs.call("REL_TENURE", [[40000], [40001]], None, 44000)
    assert book.cells("B1:B2") == [[refused], [refused]]
    book.type({"C1": "typed"})
    assert same(book.cells("B1:B2"), years)
    assert book.formulas("B1:B2") == [['{=REL_TENURE({40000|40001};"";44000)}']] * 2
    assert same(book.cells("A1"), [[100 / 0.3]])


def test_where_an_argument_is_an_error_it_is_caught_by_iferror_and_by_what_the_manual_names(new_book):
    book = new_book()
    book.type({"A1": "100", "A2": "=1/0", "A3": "=NA()"})
    calls = (
        "REL_CLV(A2;0.8;0.1)",
        "REL_CLV(A1;A3;0.1)",
        "REL_CLV(A1;0.8;A2)",
        "REL_CLV(A2:A3;0.8;0.1)",
        "REL_CLIENT_KEY(A3)",
    )
    typed = {}
    for row, call in enumerate(calls, 1):
        typed[f"B{row}"] = f'=IFERROR({call};"caught")'
        typed[f"C{row}"] = f'=IF(ISERROR({call});"caught";{call})'
        typed[f"D{row}"] = f'=IF(ISNUMBER(1*{call});{call};"caught")'
        typed[f"E{row}"] = f'=IFERROR(IF(A1;{call};"");"caught")'
        typed[f"F{row}"] = f'=IFERROR(CHOOSE(1;(+{call});"");"caught")'
        typed[f"G{row}"] = f'=IFERROR(INDEX({{1;2}};1;{call});"caught")'
    book.type(typed)
    assert book.cells("B1:G5") == [["caught"] * 6] * 5
    assert book.formulas("B1:C1")[0] == [
        '=IFERROR(IFERROR(REL_CLV(A2;0.8;0.1);NA());"caught")',
        '=IF(ISERROR(REL_CLV(A2;0.8;0.1));"caught";REL_CLV(A2;0.8;0.1))',
    ]


def test_answers_go_on_in_calcs_own_formulas(new_book):
    book = new_book()
    wanted = {
        '=REL_TIER(30;{25;15};{"Gold";"Silver";"Iron"})="Gold"': 1.0,
        '=IF(REL_TIER(1;{25;15};{"Gold";"Silver";"Iron"})="Gold";1;2)': 2.0,
        '=LEN(REL_CLIENT_KEY(REPT("ab";200)))': 400.0,
        "=SUM(REL_CLV({100;200};0.8;0.1))": 1000.0,
        "=INDEX(REL_CLV({100|200};0.8;0.1);2)": 666.6666666666667,
        "=ROUND(REL_CLV(100;0.8;0.1);2)": 333.33,
        "=REL_CLV(100;0.8;0.1;;;0.02)": 352.112676056338,
        "=REL_CLV(REL_CLV(100;0.8;0.1);0.8;0.1)": 1111.111111111111,
        '=IFERROR(REL_CLV("x";0.8;0.1);"caught")': "caught",
        "=ISNA(REL_CLV(Z1;0.8;0.1))": 1.0,
        '=COUNTIF(A1:A10;"caught")': 1.0,
        '=REL_CLIENT_KEY("O""Brien & Söhne")=REL_CLIENT_KEY("o brien and sohne")': 1.0,
    }
    book.type({f"A{row}": formula for row, formula in enumerate(wanted, 1)})
    shown = dict(zip(wanted, (row[0] for row in book.cells(f"A1:A{len(wanted)}")), strict=True))
    assert shown == {formula: pytest.approx(answer) for formula, answer in wanted.items()}


# The function wizard


def test_the_wizard_lists_every_function_with_its_arguments_and_their_help(calc):
    listed = calc.wizard()
    assert sorted(listed) == sorted(each.name for each in FUNCTIONS)
    for declaration in FUNCTIONS:
        about = listed[declaration.name]
        assert about["description"].startswith(declaration.summary)
        assert [name for name, *_ in about["arguments"]] == [each.name for each in declaration.parameters]
        for (name, text, is_optional), parameter in zip(about["arguments"], declaration.parameters, strict=True):
            assert text == " ".join(parameter.help.replace("`", "").split())
            assert is_optional is not parameter.required
            assert text in about["description"]
            assert name in about["description"]


def test_what_the_wizard_writes_is_the_plain_formula_and_computes_like_it(calc, new_book, tmp_path):
    book = new_book()
    book.write("A1:A3", [[100.0], [None], [200.0]])
    book.type({"B1": "=REL_CLV (A1;0.8;0.1)", "B2": "=REL_CLV (A2;0.8;0.1)", "B3": '=REL_CLIENT_KEY ("Ünal")="unal"'})
    book.type_arrays({"C1:C3": "=REL_CLV (A1:A3;0.8;0.1)"})
    formulas = ["=REL_CLV(A1;0.8;0.1)", "=REL_CLV(A2;0.8;0.1)", '=REL_CLIENT_KEY("Ünal")="unal"']
    shown = [[100 / 0.3], [CellError("#N/A", "")], [1.0]]
    for ending in (".xlsx", ".ods"):
        with closing(calc.open(book.save(tmp_path / f"wizard{ending}"))) as again:
            again.calculate()
            for there in (book, again):
                assert there.formulas("B1:B3") == [[each] for each in formulas]
                assert there.formulas("C1:C3") == [["{=REL_CLV(A1:A3;0.8;0.1)}"]] * 3
                assert same(there.cells("B1:B3"), shown)
                assert same(there.cells("C1:C3"), [[100 / 0.3], [""], [200 / 0.3]])
