"""The button Check this sheet: what a function would refuse, and formulas that do not answer what they seem to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from lists_to_press import write_list
from test_closed_file import press, shown

from addin.closed_file.book import Book
from addin.commands import sheet_commands
from addin.edits import WriteSheet
from addin.headless import compute
from addin.headless.package import Package
from addin.snapshot_taking import take

ROWS = (
    ("Ash Ltd", date(2015, 3, 1), None, 1000, 0.8),
    ("Birch Ltd", date(2019, 3, 1), date(2017, 1, 1), 2000, 1.3),
    ("Cedar Ltd", None, None, "£1,200", 0.9),
    ("Dogwood Ltd", "some day", None, 700, 85),
    ("Elm Ltd", date(2020, 3, 1), None, 500, 0.7),
)


def book_with(path: Path, write) -> Path:
    """A workbook with the list and what `write` puts beside it, computed."""
    with xlsxwriter.Workbook(path.with_name("written.xlsx")) as book:
        page = book.add_worksheet("Clients")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["Client", "Client since", "Left", "Fees 2025", "Retention"])
        for down, row in enumerate(ROWS, 1):
            for across, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(down, across, cell, day)
                elif cell is not None:
                    page.write(down, across, cell)
        write(page)
    target = compute(path.with_name("written.xlsx"), path).target
    assert target is not None
    return target


def findings(book: Path, **where) -> dict[str, list[str]]:
    """The sentences by cell."""
    out = book.with_name("checked.xlsx")
    press("check-this-sheet", book, out, **where)
    cells = shown(out, "Check")
    found: dict[str, list[str]] = {}
    for row in sorted({row for row, _ in cells if row > 5}):
        found.setdefault(str(cells.get((row, 1), "")), []).append(str(cells[row, 4]))
    assert press("check-this-sheet", out, sheet="Clients") == []
    return found


def test_every_cell_that_a_function_would_refuse_is_listed_with_the_reason(tmp_path):
    found = findings(book_with(tmp_path / "list.xlsx", lambda page: None))
    assert found == {
        "C3": ["Must not be before joined, got the date 2017-01-01."],
        "E3": ["Must be between 0 and 1, got 1.3."],
        "column D": [
            "Text that the buttons read as it is meant, in row 4: for formulas of your own, write plain numbers there."
        ],
        "B5": [found["B5"][0]],
        "E5": ["Must be between 0 and 1, got 85."],
    }
    assert '"some day"' in found["B5"][0]


def test_what_no_button_reads_stands_first_and_what_only_formulas_do_not_in_one_line(tmp_path):
    amounts = ["12.500,00 €", "8.300,50 €", "k. A.", "1.250,00 €", "12.50 €", "700,00 €", "n/a"]
    days = ["01.02.2024", "31.02.2024", "3.5.2023", "unbekannt", "05.06.2021", "07.08.2022", "09.10.2020"]
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        page = book.add_worksheet("Clients")
        page.write_row(0, 0, ["Mandant", "Mandant seit", "Honorar 2025"])
        for row, line in enumerate(zip(days, amounts, strict=True), 1):
            page.write_row(row, 0, [f"Firma {row}", *line])
    found = findings(tmp_path / "list.xlsx")
    assert list(found) == ["B3", "C4", "B5", "C6", "C8", "column B", "column C"]
    assert "31.02.2024" in found["B3"][0]
    assert "in rows 2, 4, 6-8:" in found["column B"][0]
    assert "in rows 2-3, 5, 7:" in found["column C"][0]


def test_the_days_and_amounts_of_invoices_are_checked_too(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        page = book.add_worksheet("Clients")
        page.write_row(0, 0, ["Invoice no", "Customer", "Invoice date", "Amount"])
        for row in range(1, 13):
            page.write_row(row, 0, [f"I-{row}", f"Firm {row % 3}", f"{row + 9}/05/2024", 1500 + row])
        page.write_row(4, 2, ["31/02/2025", "tbc"])
    assert list(findings(tmp_path / "list.xlsx")) == ["C5", "D5", "column C"]


@pytest.mark.parametrize(
    ("write", "cell", "sentence"),
    [
        (
            lambda page: page.write_formula("H2", "=REL_TIERS(D2:D3)"),
            "H2", "REL_TIERS gives 2 answers, and the cell is kept to one by @",
        ),
        (
            lambda page: page.write_formula("H2", "=REL_WHALE_CURVE(D2:D3)"),
            "H2", "REL_WHALE_CURVE gives a table, and the cell is kept",
        ),
        (
            lambda page: page.write_formula("H2", "=REL_LIFETIME(E3)"),
            "H2", "REL_LIFETIME refuses: retention: must be between 0 and 1, got 1.3.",
        ),
        (
            lambda page: page.write_dynamic_array_formula("H2:H6", "=REL_CLV(D2:D6,E2:E4,0.1)"),
            "H2", "REL_CLV refuses: retention: must have as many rows as margin, or be one cell; it has 3 and not 5.",
        ),
        (
            lambda page: page.write_dynamic_array_formula("H2:H6", "=REL_LIFETIME(E2:E6)"),
            "H2", "REL_LIFETIME refuses: retention in E3: must be between 0 and 1, got 1.3.",
        ),
        (
            lambda page: page.write_array_formula("H3:H4", "{=REL_PROFIT(D2:D3)}"),
            "H3", "The first answer stands in row 3, and the first client of D2:D3 in row 2",
        ),
        (
            lambda page: page.write_array_formula("H2:H3", "{=REL_PROFIT(D2:D6)}"),
            "H2", "REL_PROFIT gives 5 x 1 cells, and the array in H2:H3 has 2 x 1",
        ),
        (
            lambda page: page.write_formula("H2", "=REL_PROFIT(SUM(G2:G3)/0)"),
            "H2", "It is an error: choose the cell and press Explain this cell",
        ),
        (
            lambda page: page.write_formula("H2", "=LET(_xlpm.x,E2,REL_LIFETIME(_xlpm.x))"),
            "H2", "The formula in Clients!H2 uses _xlpm.x, which only has a meaning inside it",
        ),
    ],
)  # fmt: skip
def test_a_formula_that_misleads_is_named(tmp_path, write, cell, sentence):
    says = findings(book_with(tmp_path / "list.xlsx", write))[cell]
    assert [each for each in says if each.startswith(sentence)], says


def test_what_is_right_is_not_named(tmp_path):
    def write(page):
        page.write_dynamic_array_formula("H2:H3", "=REL_PROFIT(D2:D3)")
        page.write_formula("I2", "=SUM(REL_PROFIT(D2:D3))")
        page.write_formula("J2", "=REL_TIER(D2,L2:L4)")
        page.write_column("L2", [900, 500, 100])
        page.write_formula("K2", "=INDEX(REL_TIERS(D2:D3),1)")

    assert not [cell for cell in findings(book_with(tmp_path / "list.xlsx", write)) if cell[0] in "HIJK"]


def test_nothing_found_is_said_and_what_is_mended_goes(tmp_path):
    assert findings(write_list(tmp_path / "good.xlsx")) == {"": ["Nothing was found."]}
    bad = book_with(tmp_path / "list.xlsx", lambda page: None)
    press("check-this-sheet", bad, tmp_path / "out.xlsx")
    command = next(command for command in sheet_commands() if command.name == "check-this-sheet")
    with Package(tmp_path / "out.xlsx") as package:
        snapshot = take(Book(package), "Clients", None, date(2026, 3, 31))
    mended = replace(snapshot, reading=replace(snapshot.reading, columns=snapshot.reading.columns[:3]))
    (edit,) = command.edits(mended)
    assert not isinstance(edit, WriteSheet)
    written = {(row, column): content for row, column, content in edit.cells}
    assert written[3, 1] == "2 things were found, in 5 rows of clients and 0 formulas with functions of Tenure."
    assert written[10, 1] is None


def test_a_host_that_does_not_tell_of_arrays_is_not_asked(tmp_path):
    book = book_with(tmp_path / "list.xlsx", lambda page: page.write_formula("H2", "=REL_TIERS(D2:D3)"))
    with Package(book) as package:
        snapshot = take(Book(package), "Clients", None, date(2026, 3, 31))
    command = next(command for command in sheet_commands() if command.name == "check-this-sheet")
    unknown = replace(snapshot, sheet=replace(snapshot.sheet, spills=None))
    sheet = next(edit for edit in command.edits(unknown) if isinstance(edit, WriteSheet))
    assert not [cell for cell in sheet.cells if cell.content == "H2"]
