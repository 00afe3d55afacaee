"""Copies for others: values only, and with nobody's name in them."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from lists_to_press import parts, write_list
from messy_sheets import FOLDER, messy_sheet
from test_closed_file import a_full_workbook, press, shown
from test_closed_file_messy import written
from typer.testing import CliRunner

import udfs
from addin.cli import app
from addin.closed_file.book import Book
from addin.exit_codes import CannotGoOn
from addin.headless import compute
from addin.headless.package import Package
from addin.marks import ERROR_MARK
from addin.shared_copy import ANONYMOUS, VALUES, place_for_saving, shared_copy
from addin.sharing import anonymous_copy, frozen_copy
from workbook_templates.recognition import recognise

FOREIGN = ("example.xlsx", "link_test.xlsx", "wordle.xlsx")
"""With a pivot table, charts and comments; with links to other workbooks; with hidden sheets."""
SECRETS = (
    "Hidden Ltd",
    "C:\\Users\\eve",
    "Eve Adams",
    "a note to ourselves",
    "very.hidden",
    "Gone & Co",
    "Secret Source",
)


def frozen(book: Path, name: str = "frozen.xlsx") -> Path:
    return frozen_copy(book, book.with_name(name), replace=False, progress=lambda *_: None).target


def everything(book: Path) -> Iterator[tuple[str, str]]:
    """All that stands in a workbook, part by part, with the names of the parts."""
    with zipfile.ZipFile(book) as package:
        for name in package.namelist():
            yield name, name + package.read(name).decode("utf-8", "replace")


def write_telling(path: Path) -> Path:
    """A workbook that says more than it shows."""
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        book.set_properties({"author": "Eve Adams", "company": "Gone & Co", "manager": "Eve Adams"})
        book.set_custom_property("Client", "Hidden Ltd")
        sheet, hidden, deep = book.add_worksheet("Clients"), book.add_worksheet("Old"), book.add_worksheet("Deep")
        sheet.write_row(0, 0, ("Client", "Fees 2025", "Share", "Elsewhere"))
        for row in range(1, 9):
            sheet.write_string(row, 0, f"Client {row}")
            sheet.write_number(row, 1, 100.0 * row)
            sheet.write_formula(row, 2, f"=B{row + 1}/SUM(B$2:B$9)", None, row / 36)
        sheet.write_formula(1, 3, "='C:\\Users\\eve\\[other.xlsx]Sheet1'!A1", None, 7)
        sheet.write_dynamic_array_formula("F1:F8", "=SORT(B2:B9)", None, 100)
        sheet.write_comment(1, 0, "a note to ourselves", {"author": "Eve Adams"})
        sheet.data_validation(1, 0, 8, 0, {"validate": "list", "source": ["Secret Source"]})
        sheet.write_url(10, 0, "external:C:\\Users\\eve\\file.xlsx", string="a link")
        sheet.write_url(11, 0, "https://example.com/", string="a site")
        sheet.conditional_format(1, 1, 8, 1, {"type": "cell", "criteria": ">", "value": 300})
        sheet.conditional_format(
            1, 1, 8, 1, {"type": "formula", "criteria": "=$B2=Old!$A$1", "format": book.add_format({"bold": True})}
        )
        hidden.hide()
        deep.very_hidden()
        hidden.write_string(0, 0, "Hidden Ltd")
        deep.write_string(0, 0, "very.hidden")
        book.define_name("private", "=Old!$A$1")
        book.define_name("fees", "=Clients!$B$2:$B$9")
        book.define_name("Clients!Print_Area", "=Clients!$A$1:$D$9")
    return path


def test_a_frozen_copy_shows_the_same_and_holds_no_formula(tmp_path):
    press("assign-tiers", write_list(tmp_path / "list.xlsx", sheets=("Notes",)), tmp_path / "tiers.xlsx")
    copy = frozen(tmp_path / "tiers.xlsx")
    for sheet in ("Clients", "Notes", "Tenure", "Tiers"):
        assert shown(copy, sheet) == shown(tmp_path / "tiers.xlsx", sheet)
    for name, data in parts(copy).items():
        if "worksheets/sheet" in name:
            assert not re.search(rb"<f[ >/]", data.partition(b"<sheetData")[2].partition(b"</sheetData>")[0])
    # The chart and the colours of tiers come along.
    assert any("/charts/" in name for name in parts(copy))
    old, new = (openpyxl.load_workbook(book)["Clients"] for book in (tmp_path / "tiers.xlsx", copy))
    assert [cell.number_format for row in new for cell in row] == [cell.number_format for row in old for cell in row]
    assert str(new.conditional_formatting) != ""


def test_a_frozen_copy_says_which_program_wrote_its_charts_and_nothing_more_of_where_it_is_from(tmp_path):
    said = parts(frozen(write_telling(tmp_path / "telling.xlsx")))["docProps/app.xml"]
    assert re.findall(rb"<(\w+)>([^<]*)<", said) == [(b"Application", b"Microsoft Excel"), (b"AppVersion", b"12.0000")]


def test_a_frozen_copy_shows_the_chosen_sheets_and_hides_the_others(tmp_path):
    book = write_list(tmp_path / "list.xlsx", sheets=("Notes", "More"))
    target = tmp_path / "copy.xlsx"
    frozen_copy(
        book, target, replace=False, progress=lambda *_: None, sheets=(" more", "Clients"), lists_formulas=False
    )
    sheets = openpyxl.load_workbook(target)
    assert [sheet.title for sheet in sheets if sheet.sheet_state == "visible"] == ["Clients", "More"]
    assert sheets["Notes"].sheet_state == "hidden"
    with pytest.raises(CannotGoOn, match="shows no sheet Nobody: it shows Clients, Notes, More"):
        frozen_copy(book, target, replace=True, progress=lambda *_: None, sheets=("Nobody",))


def test_the_formulas_are_listed_with_what_they_showed(tmp_path):
    press("assign-tiers", write_list(tmp_path / "list.xlsx"), tmp_path / "tiers.xlsx")
    rows = list(
        openpyxl.load_workbook(frozen(tmp_path / "tiers.xlsx"))["Formulas"].iter_rows(min_row=5, values_only=True)
    )
    before = openpyxl.load_workbook(tmp_path / "tiers.xlsx")
    listed = {(sheet, cells.partition(":")[0]): formula for sheet, cells, formula, _ in rows}
    for (sheet, cell), formula in listed.items():
        assert before[sheet][cell].value == formula
    covered = {
        (sheet, cell.coordinate)
        for sheet, cells, _, _ in rows
        for line in (before[sheet][cells] if ":" in cells else ((before[sheet][cells],),))
        for cell in line
    }
    assert covered == {
        (sheet.title, cell.coordinate) for sheet in before for row in sheet for cell in row if cell.data_type == "f"
    }
    assert len(rows) < len(covered)  # filled down, listed once


def test_what_is_not_shown_stays_behind(tmp_path):
    book = write_telling(tmp_path / "telling.xlsx")
    before = "\n".join(text for _, text in everything(book))
    assert all(secret in before or secret.replace("&", "&amp;") in before for secret in SECRETS)
    copied = frozen_copy(book, tmp_path / "copy.xlsx", replace=False, progress=lambda *_: None)
    for name, text in everything(copied.target):
        assert not [secret for secret in SECRETS if secret in text or secret.replace("&", "&amp;") in text], name
        assert not re.search("comments|externalLink|docProps/(?!app)", name)
    new = openpyxl.load_workbook(copied.target)
    assert new.sheetnames == ["Clients", "Formulas"]
    assert set(new.defined_names) == {"fees"}
    assert [new["Clients"][cell].value for cell in ("D2", "F1", "C3", "A12")] == [7, 100, 2 / 36, "a site"]
    assert new["Clients"]["A12"].hyperlink.target == "https://example.com/"
    assert new["Clients"]["A11"].hyperlink.target == "about:blank"
    assert len(new["Clients"].conditional_formatting) == 1
    said = " ".join(copied.said)
    assert "sheets Old, Deep" in said
    assert "notes on cells" in said


def test_macros_pivot_tables_and_hidden_sheets_stay_behind_and_the_rest_can_be_computed(tmp_path):
    book = a_full_workbook(tmp_path / "full.xlsm")
    copied = frozen_copy(book, tmp_path / "copy.xlsx", replace=False, progress=lambda *_: None)
    names = set(parts(copied.target))
    assert not [name for name in names if re.search("vba|pivot|comments|docProps/(?!app)|printer|vml", name)]
    assert shown(copied.target, "Clients") == shown(book, "Clients")
    said = " ".join(copied.said)
    for words in ("macros", "the records behind pivot tables", "sheets Pictures", "1 row is hidden"):
        assert words in said
    compute(copied.target, tmp_path / "again.xlsx")


def test_formulas_that_were_never_computed_are_computed_first(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "new.xlsx") as book:
        sheet = book.add_worksheet("Sheet")
        sheet.write_number(0, 0, 20)
        sheet.write_formula(0, 1, "=A1*2", None, "")
    data = parts(tmp_path / "new.xlsx")
    data["xl/worksheets/sheet1.xml"] = data["xl/worksheets/sheet1.xml"].replace(b"<v></v>", b"")
    with zipfile.ZipFile(tmp_path / "new.xlsx", "w") as package:
        for name, content in data.items():
            package.writestr(name, content)
    assert shown(frozen(tmp_path / "new.xlsx"), "Sheet")[1, 2] == 40


def write_clients(path: Path) -> list[tuple[Any, ...]]:
    rows = [
        (f"Firm {place} of Xanadu Ltd", ("Ann Oakley", "Bob Ashe")[place % 2],
         ("Retail", "Retail", "Law")[place % 3] if place else "Lighthouses",
         date(2015, 1, 1) + timedelta(days=100 * place), 1000.0 * place * place - 500,
         1100.0 * place * place, f"someone{place}@xanadu.example", "call after his divorce",
         "Firm 3 of Xanadu Ltd" if place == 5 else "Aunt Mary")
        for place in range(20)
    ]  # fmt: skip
    headings = (
        "Client",
        "Partner",
        "Sector",
        "Client since",
        "Fees 2024",
        "Fees 2025",
        "E-mail",
        "Notes",
        "Referred by",
    )
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Xanadu clients"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "Clients of Kublai & Khan")
        sheet.write_row(2, 0, headings)
        for row, line in enumerate(rows, 3):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
    return rows


def test_an_anonymous_copy_names_nobody_and_keeps_tiers_and_ratios(tmp_path):
    rows = write_clients(tmp_path / "clients.xlsx")
    copied = anonymous_copy(
        tmp_path / "clients.xlsx", tmp_path / "copy.xlsx", None, replace=False, progress=lambda *_: None
    )
    told = ("Xanadu", "Kublai", "Oakley", "Ashe", "divorce", "Aunt Mary", "Lighthouses", "clients.xlsx")
    for name, text in everything(copied.target):
        assert not [word for word in told if word in text], name
    headings, *lines = openpyxl.load_workbook(copied.target)["Clients"].iter_rows(values_only=True)
    assert headings == ("Client", "Account manager", "Sector", "Joined", "Fees 2024", "Fees 2025", "Source")
    ranked = sorted(rows, key=lambda row: -row[5])
    assert [line[0] for line in lines] == [f"Client {number:03}" for number in range(1, 21)]
    factors = {round(line[5] / row[5], 9) for line, row in zip(lines, ranked, strict=True) if row[5]}
    factors |= {round(line[4] / row[4], 9) for line, row in zip(lines, ranked, strict=True)}
    assert len(factors) == 1
    assert abs(factors.pop() - 1) > 0.1
    moved = {(line[3].date() - row[3]).days for line, row in zip(lines, ranked, strict=True)}
    assert len(moved) == 1
    assert abs(moved.pop()) >= 30
    old, new = (udfs.call("REL_TIERS", [[row[5]] for row in table]) for table in (ranked, lines))
    assert old == new
    assert {line[2] for line in lines} == {"Retail", "Law", "Other"}
    # A client who sent another one is named by its code.
    assert lines[ranked.index(rows[5])][6] == lines[ranked.index(rows[3])][0]
    assert {line[6] for line in lines} - {lines[ranked.index(rows[3])][0]} == {"Source 1"}
    said = " ".join(copied.said)
    for words in ("E-mail, Notes", "What could still identify somebody", "Sector: 1 that fewer than 3 clients share"):
        assert words in said


def test_two_copies_have_other_secrets(tmp_path):
    write_clients(tmp_path / "clients.xlsx")
    fees = set()
    for number in range(3):
        out = tmp_path / f"{number}.xlsx"
        anonymous_copy(tmp_path / "clients.xlsx", out, None, replace=False, progress=lambda *_: None)
        fees.add(openpyxl.load_workbook(out)["Clients"]["F2"].value)
    assert len(fees) == 3


def test_values_and_tiers_that_buttons_wrote_come_along(tmp_path):
    press("assign-tiers", write_list(tmp_path / "list.xlsx"), tmp_path / "tiers.xlsx")
    anonymous_copy(tmp_path / "tiers.xlsx", tmp_path / "copy.xlsx", "Clients", replace=False, progress=lambda *_: None)
    headings, *lines = openpyxl.load_workbook(tmp_path / "copy.xlsx")["Clients"].iter_rows(values_only=True)
    assert headings[-2:] == ("Value", "Tier")
    assert lines[0][-1] == "Platinum"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--sheet", "Clients"), "all sheets that are shown are copied"),
        (("-o", "OWN", "--force"), "is the workbook itself"),
        (("-o", "copy.xlsm"), "must end in .xlsx"),
        (("--anonymous", "--sheet", "Notes"), "The sheet is empty|No row"),
    ],
)
def test_what_cannot_be_is_refused(arguments, sentence, tmp_path):
    book = write_list(tmp_path / "list.xlsx", sheets=("Notes",))
    given = [str(book) if each == "OWN" else each for each in arguments]
    before = book.read_bytes()
    result = CliRunner().invoke(app, ["freeze", str(book), *given])
    assert re.search(sentence, " ".join(result.output.split()) + str(result.exception))
    assert book.read_bytes() == before


def test_the_command_says_what_came_along_and_what_did_not(tmp_path):
    result = CliRunner().invoke(app, ["freeze", str(write_telling(tmp_path / "telling.xlsx"))])
    assert result.exit_code == 0
    assert "sheets Old, Deep" in " ".join(result.output.split())
    assert (tmp_path / "telling.frozen.xlsx").exists()
    with pytest.raises(CannotGoOn, match="exists already"):
        CliRunner().invoke(app, ["freeze", str(tmp_path / "telling.xlsx")], catch_exceptions=False)


@pytest.mark.parametrize(("choice", "name"), [(VALUES, "copy.xlsx"), (ANONYMOUS, "anonymous.xlsx")])
def test_a_button_has_the_copy_made_in_a_process_of_its_own(choice, name, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    saved = write_list(place_for_saving())
    made = shared_copy(saved, choice, "Clients")
    assert Path(made.path).name == name
    assert "Clients" in openpyxl.load_workbook(made.path).sheetnames
    assert ("What could still identify somebody" in made.said) == (choice == ANONYMOUS)


def test_what_is_said_of_a_copy_fits_a_message_box_and_each_sentence_has_its_line(tmp_path, monkeypatch):
    printed = "- Names are codes,\n  in order.\n" + f"- {'long ' * 50}\n" * 5 + "copy.xlsx\n"
    monkeypatch.setattr("addin.shared_copy.written_by_tenure", lambda *_: ("copy.xlsx", printed))
    said = shared_copy(tmp_path / "workbook.xlsx", VALUES, "Clients").said
    assert said.splitlines()[0] == "- Names are codes, in order."
    assert said.endswith("- and 2 more, which tenure freeze says of the saved workbook.")
    assert len(said) <= 1000


def test_a_copy_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = shared_copy(write_list(place_for_saving(), sheets=("Notes",)), ANONYMOUS, "Notes")
    assert made.path.startswith(ERROR_MARK)
    assert made.said == ""


@pytest.mark.parametrize("name", FOREIGN)
def test_a_workbook_of_another_program_shows_the_same(name, tmp_path):
    source = next(Path(__file__).parent.joinpath("data", "foreign").rglob(name))
    copied = frozen_copy(source, tmp_path / "copy.xlsx", replace=False, progress=lambda *_: None)
    with Package(copied.target) as package:
        sheets = [entry.name for entry in Book(package).entries if entry.member]
    for sheet in sheets[:-1]:  # the last one lists the formulas
        assert shown(copied.target, sheet) == shown(source, sheet)
    assert sum(len(shown(copied.target, sheet)) for sheet in sheets[:-1]) > 10
    assert not [each for each in parts(copied.target) if re.search("pivot|comments|externalLink|vml", each)]


@pytest.mark.parametrize(
    "name", ["law-london", "cabinet-lyon", "factures-fr", "doctors-italian", "kanzlei-koeln", "hotel-corporate"]
)
def test_lists_as_people_keep_them_name_nobody_once_they_are_copied(name, tmp_path):
    sheet = messy_sheet(name, (FOLDER / f"{name}.txt").read_text(encoding="utf-8")).sheet
    book = written(sheet, tmp_path / "book.xlsx")
    copied = anonymous_copy(book, tmp_path / "copy.xlsx", sheet.name, replace=False, progress=lambda *_: None)
    told = "".join(text for _, text in everything(copied.target))
    reading = recognise(sheet)
    assert reading.client is not None
    names = {cell for cell in reading.cells(reading.client) if isinstance(cell, str)}
    assert names
    assert not [each for each in names if each in told]
