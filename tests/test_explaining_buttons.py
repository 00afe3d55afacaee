"""The buttons that explain: the working of a value, a deal against a relationship, what a cell read."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from lists_to_press import FIRST_ROW, fees, write_list
from test_closed_file import press, shown

from addin.closed_file.book import Book
from addin.exit_codes import CannotGoOn
from addin.headless import compute
from addin.headless.package import Package


@pytest.fixture(params=["plain", "table"])
def shape(request) -> str:
    return request.param


def made(name: str, book: Path, **where) -> tuple[Path, dict[tuple[int, int], object]]:
    """The copy that a button makes, and what its new sheet shows."""
    out = book.with_name(f"{name}.xlsx")
    press(name, book, out, **where)
    sheet = {
        "show-the-working": "Working", "deal-or-relationship": "Deal or relationship",
        "explain-this-cell": "Explanation",
    }[name]  # fmt: skip
    return out, shown(out, sheet)


def formulas(book: Path, sheet: str) -> list[str]:
    with Package(book) as package:
        return list(Book(package).formulas(sheet).values())


def settings(book: Path) -> dict[str, tuple[int, int]]:
    """Where the settings stand, by their names."""
    return {str(name): (row, 2) for (row, column), name in shown(book, "Tenure").items() if column == 4}


def years(sheet: dict[tuple[int, int], object]) -> list[object]:
    return [sheet.get((row, 5)) for row in range(19, 49)]


def test_the_working_adds_up_to_the_cell_without_tenures_functions(tmp_path, shape):
    book = write_list(tmp_path / "clients.xlsx", shape)
    row = FIRST_ROW[shape] + 1  # the second client: half of the fees are cost, kept with 90%
    out, sheet = made("show-the-working", book, cell=f"B{row}")
    margin = fees(1) * 0.5
    expected = [margin * 0.9**year / 1.1**year for year in range(1, 31)]  # at risk, end of the year, 10%
    assert years(sheet) == pytest.approx(expected)
    assert sheet[50, 5] == pytest.approx(margin * 0.9 / (1.1 - 0.9))
    assert sheet[51, 5] == pytest.approx(sheet[50, 5])
    assert sheet[52, 5] is True
    assert sheet[1, 1] == "How the value of Client 02 Ltd is worked out"
    assert not [text for text in formulas(out, "Working") if "REL_" in text]
    assert press("show-the-working", out, sheet="Clients", cell=f"B{row}") == []


@pytest.mark.parametrize(
    ("call", "value"),
    [
        # margin 100, retention 80%, rate 10%: the textbook formulas.
        ("REL_CLV(B2,C2,0.1)", 100 / 0.3),
        ('REL_CLV(B2,C2,0.1,"start")', 110 / 0.3),
        ('REL_CLV(B2,C2,0.1,,"at risk")', 80 / 0.3),
        ('REL_CLV(B2,C2,0.1,"mid",,0.05,3)', sum(100 * 0.84**k / 1.1 ** (k + 0.5) for k in range(3))),
        ('REL_CLV(B2,1,0.1,,,0.1,40)', 40 * 100 / 1.1),
        ("REL_CLV(B2,1,0,,,,35)", 3500),
        ('IF(B2="","",REL_CLV(B2,C2,0.1))', 100 / 0.3),
    ],
)  # fmt: skip
def test_the_working_of_any_cell_that_calls_the_function(tmp_path, call, value):
    with xlsxwriter.Workbook(tmp_path / "one.xlsx") as book:
        book.add_worksheet("Sums").write_row(0, 0, ["Client", "Margin", "Kept"])
        book.get_worksheet_by_name("Sums").write_row(1, 0, ["Ash Ltd", 100, 0.8])
        book.get_worksheet_by_name("Sums").write_formula(3, 3, "=" + call)
    compute(tmp_path / "one.xlsx", tmp_path / "computed.xlsx")
    _, sheet = made("show-the-working", tmp_path / "computed.xlsx", cell="D4")
    assert sheet[50, 5] == pytest.approx(value)
    assert sheet[51, 5] == pytest.approx(value)
    assert sheet[52, 5] is True
    assert sheet[1, 1] == "How the value of Sums!D4 is worked out"


def test_amounts_in_text_need_no_add_in_either(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "texts.xlsx") as book:
        page = book.add_worksheet("Clients")
        for row, line in enumerate([("Client", "Fees 2025"), ("Ash Ltd", "£1,200"), ("Birch Ltd", "£900")]):
            page.write_row(row, 0, line)
    out, sheet = made("show-the-working", tmp_path / "texts.xlsx")
    assert sheet[6, 2] == 1200
    assert sheet[52, 5] is True
    assert not [text for text in formulas(out, "Working") if "REL_" in text]


def test_the_chosen_client_is_compared_with_a_deal_and_what_is_typed_stays(tmp_path):
    book = write_list(tmp_path / "clients.xlsx")
    out, sheet = made("deal-or-relationship", book, cell="C5")
    margin = fees(1) * 0.5
    worth = margin * 0.9 / (1.1 - 0.9)
    assert [sheet[row, 2] for row in (8, 9)] == [margin, margin]
    answers = [sheet[row, 2] for row in range(18, 26)]
    # Break-even at risk: margin·r/(1.1-r) = margin, so r = 0.55.
    assert answers == pytest.approx([margin, worth, worth - margin, 4.5, 0.55, 2, worth - margin, 1 - 1 / 4.5])
    assert str(sheet[4, 1]).startswith("The relationship is worth 4.5 times as much as the deal")
    assert sheet[28, 3] == 0
    assert sheet[30, 3] == pytest.approx(margin * (0.9 / 1.1 + 0.81 / 1.21))
    assert press("deal-or-relationship", out, sheet="Clients", cell="C5") == []


def test_without_a_list_the_deal_is_an_example_to_type_over(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "empty.xlsx") as book:
        book.add_worksheet("Notes").write_string(0, 0, "to do")
    out, sheet = made("deal-or-relationship", tmp_path / "empty.xlsx")
    # 300,000 a year at risk with 80% at 10%: 800,000, 4 times 200,000.
    assert [sheet[row, 2] for row in range(18, 22)] == pytest.approx([200000, 800000, 600000, 4])
    assert str(sheet[3, 1]).startswith("No client was taken from sheet Notes: ")
    assert press("deal-or-relationship", out, sheet="Notes") == []


def test_a_cell_is_explained_by_what_its_formula_read(tmp_path, shape):
    book = write_list(tmp_path / "clients.xlsx", shape)
    press("add-value-column", book, tmp_path / "value.xlsx")
    row = FIRST_ROW[shape]
    out, sheet = made("explain-this-cell", tmp_path / "value.xlsx", cell=f"I{row}")
    said = {(sheet.get((line, 1)), sheet.get((line, 2))): sheet.get((line, 3)) for line in range(6, 40)}
    assert said["argument", "first"] == '"at risk"'
    assert said["argument", "periods"] == "not given"
    assert said["result", ""] == "384000"
    assert str(said["function", "REL_CLV"]).startswith("Expected lifetime value of a client")
    assert press("explain-this-cell", out, sheet="Clients", cell=f"I{row}") == []


def test_an_error_is_explained_by_its_sentence_and_the_next_press_explains_another_cell(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "one.xlsx") as book:
        page = book.add_worksheet("Sums")
        page.write_row(0, 0, [100, 1.3])
        page.write_formula(1, 0, "=REL_CLV(A1,B1,0.1)")
        page.write_formula(2, 0, "=REL_LIFETIME(0.75)")
        page.write_formula(3, 0, "=LET(_xlpm.x,A1,REL_LIFETIME(_xlpm.x))")
    out, sheet = made("explain-this-cell", tmp_path / "one.xlsx", cell="A2")
    assert "retention: must be between 0 and 1, got 1.3" in sheet.values()
    press("explain-this-cell", out, tmp_path / "other.xlsx", sheet="Sums", cell="A3")
    other = shown(tmp_path / "other.xlsx", "Explanation")
    assert other[1, 1] == "What Sums!A3 says"
    assert other[6, 2] == "REL_LIFETIME"
    assert "4" in other.values()
    assert "retention: must be between 0 and 1, got 1.3" not in other.values()
    with pytest.raises(CannotGoOn, match=r"uses _xlpm\.x, which only has a meaning inside it"):
        press("explain-this-cell", out, sheet="Sums", cell="A4")
    with pytest.raises(CannotGoOn, match=r"Sums!B1 holds no formula of Tenure's: .* such as A2, and press again\."):
        press("explain-this-cell", out, sheet="Sums", cell="B1")


def test_a_cell_that_shows_nothing_says_first_why(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "sums.xlsx") as book:
        sheet = book.add_worksheet("Sums")
        sheet.write_string("A1", "n/a")
        sheet.write_formula("A2", '=IFERROR(REL_PROFIT(REL_PROFIT(A1)),"")', None, "")
        sheet.write_formula("A3", '=IF(TRUE,"",REL_PROFIT(100))', None, "")
        sheet.write_formula("A4", "=REL_PROFIT(A1)")
    for cell, shows in (("A2", "nothing"), ("A4", "an error")):
        _, explained = made("explain-this-cell", tmp_path / "sums.xlsx", cell=cell)
        last = max(row for row in range(6, 156) if explained.get((row, 1)) == "error")
        finding = str(explained[3, 1])
        assert finding.startswith(f"It shows: {shows}. A function in it refuses (row {last}): revenue: ")
        assert finding.endswith('got "n/a"')
        (tmp_path / "explain-this-cell.xlsx").unlink()
    _, explained = made("explain-this-cell", tmp_path / "sums.xlsx", cell="A3")
    assert explained[3, 1] == "It shows: nothing"
