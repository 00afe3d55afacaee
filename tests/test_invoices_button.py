"""One row per client: the figures are those of the invoices, added up here in another way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from messy_sheets import FOLDER, messy_sheet
from test_closed_file import press
from test_closed_file_messy import written

from addin.edits import WriteCells, WriteColumn, WriteSheet
from addin.exit_codes import CannotGoOn

NAMES = ("Smith Ltd", "Smith Limited", "Ash & Co", "Birch*Works", "~Tilde", "=Equal plc", "Dune", "smith ltd", " Dune ")
HEADINGS = ("Invoice no", "Invoice date", "Client", "Net amount")
Invoice = tuple[Any, date, str, float]


def invoices(count: int = 120) -> list[Invoice]:
    random = Random(4)
    return [
        (1000 + row, date(2023, 2, 1) + timedelta(days=random.randrange(1000)), random.choice(NAMES),
         round(random.uniform(-500, 5000), 2))
        for row in range(count)
    ]  # fmt: skip


def write(path: Path, rows: Sequence[Invoice], headings: Sequence[str] = HEADINGS) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        day, sheet = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_worksheet("Invoices")
        sheet.write_string(0, 0, "Our invoices")
        sheet.write_row(2, 0, headings)
        for row, (number, dated, name, amount) in enumerate(rows, 3):
            sheet.write(row, 0, number)
            sheet.write_datetime(row, 1, dated, day)
            sheet.write_string(row, 2, name)
            sheet.write_number(row, 3, amount)
    return path


def made(book: Path, out: Path) -> list[list[Any]]:
    press("one-row-per-client", book, out, sheet="Invoices")
    return lines(out, "Clients")


def lines(book: Path, sheet: str) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True)]


def added_up(rows: Sequence[Invoice], month: int, day: int) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for _, dated, name, amount in rows:
        found[name.strip().casefold()][dated.year + ((dated.month, dated.day) > (month, day))] += amount
    return found


def test_each_client_has_a_row_with_what_was_invoiced_in_each_year(tmp_path):
    rows = invoices()
    _, _, said, balance, _, years, _, _, totals, _, headings, *clients = made(
        write(tmp_path / "invoices.xlsx", rows), tmp_path / "out.xlsx"
    )
    expected = added_up(rows, 12, 31)
    assert headings == ["Client", "First invoice", "Last invoice", "Invoices", "Fees 2023", "Fees 2024", "Fees 2025"]
    assert [line[0].casefold() for line in clients] == sorted(expected)
    for name, first, last, count, *fees in clients:
        own = [row for row in rows if row[2].strip().casefold() == name.casefold()]
        assert (first.date(), last.date()) == (min(row[1] for row in own), max(row[1] for row in own))
        assert count == len(own)
        assert fees == pytest.approx([expected[name.casefold()][year] for year in (2023, 2024, 2025)])
    assert totals[4:] == pytest.approx([sum(expected[name][year] for name in expected) for year in years[4:]])
    assert said[0].startswith("120 invoices of 7 clients; 2025: ")
    assert balance[0].startswith("All that was invoiced is counted")


def test_the_financial_year_ends_as_the_setting_says(tmp_path):
    rows = [
        (1, date(2024, 4, 5), "Ash", 1.0), (2, date(2024, 4, 6), "Ash", 2.0), (3, date(2025, 4, 5), "Ash", 4.0),
        (4, date(2025, 4, 6), "Birch", 8.0),
    ]  # fmt: skip
    made(write(tmp_path / "invoices.xlsx", rows), tmp_path / "first.xlsx")
    book = openpyxl.load_workbook(tmp_path / "first.xlsx")
    name = book.defined_names["year_end"].attr_text.split("!")[1].replace("$", "")
    # Tried in a workbook of its own: openpyxl stands in for a person at the settings.
    book["Tenure"][name] = "5 April"
    del book["Clients"], book["Invoices read"], book["Invoices"].defined_names["tenure_sheet_clients"]
    del book["Invoices"].defined_names["tenure_sheet_invoices_read"]
    book.save(tmp_path / "april.xlsx")
    clients = made(tmp_path / "april.xlsx", tmp_path / "out.xlsx")[10:]
    assert clients[0][4:] == ["Fees 2024", "Fees 2025", "Fees 2026"]
    assert [line[4:] for line in clients[1:]] == [[1.0, 6.0, 0.0], [0.0, 0.0, 8.0]]


def test_names_that_may_be_one_and_numbers_that_come_twice_are_listed_and_nothing_is_merged(tmp_path):
    rows = [(7, date(2025, 1, 1), "Smith Ltd", 1.0), (7, date(2025, 1, 2), "Smith Limited", 2.0)]
    made(write(tmp_path / "invoices.xlsx", rows), tmp_path / "out.xlsx")
    said = [line[0] for line in lines(tmp_path / "out.xlsx", "Invoices read") if line[0]]
    assert any(sentence.startswith("Smith Limited (row 5) and Smith Ltd (row 4): if they are one") for sentence in said)
    assert "Invoice no 7 stands in rows 4-5: each of them is counted." in said


def test_pressed_again_it_asks_for_nothing_and_with_new_invoices_for_their_rows_alone(tmp_path):
    rows = invoices()
    made(write(tmp_path / "invoices.xlsx", rows), tmp_path / "first.xlsx")
    assert press("one-row-per-client", tmp_path / "first.xlsx", sheet="Invoices") == []
    press("assign-tiers", tmp_path / "first.xlsx", tmp_path / "tiers.xlsx", sheet="Clients")
    book = openpyxl.load_workbook(tmp_path / "tiers.xlsx")
    sheet = book["Invoices"]
    for column, value in enumerate((1200, date(2025, 5, 5), "Aspen", 77.0), 1):
        sheet.cell(3 + len(rows) + 1, column, value)
    book.save(tmp_path / "more.xlsx")
    edits = press("one-row-per-client", tmp_path / "more.xlsx", tmp_path / "out.xlsx", sheet="Invoices")
    assert {type(edit) for edit in edits} == {WriteCells}
    clients = lines(tmp_path / "out.xlsx", "Clients")[11:]
    assert clients[-1][0] == "Aspen"
    assert clients[-1][3:7] == [1, 0, 0, 77.0]
    assert [line[7] for line in clients[:-1]] == [line[7] for line in lines(tmp_path / "tiers.xlsx", "Clients")[11:]]


def test_a_list_of_clients_is_refused_and_so_is_one_without_days(tmp_path):
    made(write(tmp_path / "invoices.xlsx", invoices()), tmp_path / "out.xlsx")
    with pytest.raises(CannotGoOn, match="has a row per client already"):
        press("one-row-per-client", tmp_path / "out.xlsx", sheet="Clients")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("invoices-english", {"Alder Court": 3570.0, "Bishop Mill": 3000.0, "Crown & Thistle": 450.0}),
        ("factures-fr", {"Copropriété Les Aulnes": 640.0, "Hôtel des Pins": 1890.0, "Mme Ardouin": 317.5}),
        ("rechnungen-deutsch", {"Blumen Ehlers": 95.0, "Gasthof Linde": 790.0, "Turnverein Aue": 1890.5}),
        ("rechnungen-euro-zeichen", {"Café Blau": 350.0, "Hotel Post": 4500.0, "Müller Bau": 2180.0}),
    ],
)
def test_amounts_and_days_in_text_credits_and_subtotals_are_read_as_a_person_reads_them(name, expected, tmp_path):
    sheet = messy_sheet(name, (FOLDER / f"{name}.txt").read_text(encoding="utf-8")).sheet
    edits = press("one-row-per-client", written(sheet, tmp_path / "book.xlsx"), tmp_path / "out.xlsx")
    assert any(isinstance(edit, WriteColumn) for edit in edits)
    assert any(isinstance(edit, WriteSheet) for edit in edits)
    table = lines(tmp_path / "out.xlsx", "Clients")
    assert {line[0]: line[4] for line in table[11:]} == pytest.approx(expected)
    assert table[3][0].startswith("All that was invoiced is counted")


def test_a_day_that_is_none_and_an_invoice_without_an_amount_are_named(tmp_path):
    rows = [["Invoice no", "Customer", "Invoice date", "Amount"]]
    rows += [[f"I-{row}", f"Firm {row % 3}", f"{row + 10}/05/2024", 1500 + row] for row in range(12)]
    rows[4][2], rows[5][2], rows[6][3] = "31/02/2025", "05/13/2024", None
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("Invoices")
        for row, line in enumerate(rows):
            sheet.write_row(row, 0, line)
    table = made(tmp_path / "book.xlsx", tmp_path / "out.xlsx")
    assert [line[4] for line in table[11:]] == [1500 + 1506 + 1509, 1501 + 1507 + 1510, 1502 + 1508 + 1511]
    assert table[3][0].startswith("3,007.00 of 16,561.00 is in none of these rows and years")
    said = [line[0] for line in lines(tmp_path / "out.xlsx", "Invoices read")]
    assert "Invoice date: no day can be read in rows 5-6. These are counted in no year." in said
    assert "Amount is blank in row 7: counted among the invoices, with nothing in any year." in said
    edits = press("one-row-per-client", tmp_path / "book.xlsx", sheet="Invoices")
    assert "no day can be read in rows 5-6" in " ".join(map(str, edits))
    with xlsxwriter.Workbook(tmp_path / "blank.xlsx") as book:
        sheet = book.add_worksheet("Invoices")
        rows[4][2], rows[5][2] = "14/05/2024", "15/05/2024"
        for row, line in enumerate(rows):
            sheet.write_row(row, 0, line)
    table = made(tmp_path / "blank.xlsx", tmp_path / "read.xlsx")
    assert table[3][0] == (
        "All that was invoiced is counted: 16,561.00; invoices without an amount: 1, see sheet Invoices read."
    )


@pytest.mark.parametrize(
    "days",
    [
        ("3 Mar 2023", "12 September 2023", " 31 Dec 2024 ", "29 Feb 2023", "29 Feb 2024", "01/05/2024", "2024-06-07"),
        ("3/3/23", "12.9.2023", "31/12/2024", "29/2/23", "29.2.24", "1/05/2024", "7/6/2024"),
        ("3/3/23", "9/12/2023", "12/31/2024", "2/29/23", "2/29/24", "5/1/2024", "6/7/2024"),
    ],
)
def test_days_in_words_or_numbers_are_read_and_those_that_are_none_are_named(days, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("Invoices")
        sheet.write_row(0, 0, ["Invoice no", "Customer", "Invoice date", "Amount"])
        for row, day in enumerate(days, 1):
            sheet.write_row(row, 0, [f"I-{row}", "Ash Ltd", day, 10**row])
    table = made(tmp_path / "book.xlsx", tmp_path / "out.xlsx")
    assert table[11][1:3] == [datetime(2023, 3, 3), datetime(2024, 12, 31)]
    assert table[11][4:6] == [110, 10**3 + 10**5 + 10**6 + 10**7]
    said = [line[0] for line in lines(tmp_path / "out.xlsx", "Invoices read")]
    assert "Invoice date: no day can be read in row 5. These are counted in no year." in said
