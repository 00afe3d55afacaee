"""Workbooks as PDFs: on a stand-in for LibreOffice, and marked, with the program itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from made_templates import ASKED, made, repeated, typed_rows, write_list
from typer.testing import CliRunner, Result

from addin import headless
from addin.cli import app
from addin.exit_codes import CannotGoOn, ExitCode
from addin.libreoffice import office
from workbook_templates.style import HouseBook

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
PRINTS = 'while [ "$1" != --outdir ]; do shift; done; cp "$3" {seen}; echo %PDF > "$2/$(basename "$3" .xlsx).pdf"'


def a_book(path: Path) -> Path:
    """A workbook with a figure of Tenure's, one that spills, and a second sheet."""
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet, other = book.add_worksheet("Answer"), book.add_worksheet("Workings")
        sheet.write_formula("A1", "=REL_CLV(300000,80%,10%)", None, 0)
        sheet.write_dynamic_array_formula("A3:C6", '=REL_LOAD({"Ines";"Ines";"Otto"},{1;2;4})')
        other.write_string("A1", "Nobody prints this.")
    headless.compute_in_place(path)
    return path


def a_libreoffice(folder: Path, script: str) -> office.LibreOffice:
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)
    return office.LibreOffice(folder, folder / "bootstraprc")


def print_book(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["pdf", *map(str, arguments)])


@UNIX
def test_what_is_printed_are_the_values_of_the_chosen_sheets(tmp_path, monkeypatch):
    book, seen = a_book(tmp_path / "our book.xlsx"), tmp_path / "seen.xlsx"
    there = a_libreoffice(tmp_path, PRINTS.format(seen=seen))
    monkeypatch.setattr(office, "installed", lambda: there)
    done = print_book(book, "--sheet", "answer")
    assert (done.exit_code, done.stdout.strip()) == (0, str(tmp_path / "our book.pdf"))
    assert (tmp_path / "our book.pdf").read_text() == "%PDF\n"
    printed = openpyxl.load_workbook(seen)
    assert [sheet.title for sheet in printed if sheet.sheet_state == "visible"] == ["Answer"]
    assert round(printed["Answer"]["A1"].value) == 1_000_000
    assert [cell.value for cell in printed["Answer"]["A"][3:6]] == ["Otto", "Ines", "Total"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["our book.pdf", "our book.xlsx", "seen.xlsx", "soffice"]
    refused = print_book(book)
    assert isinstance(refused.exception, CannotGoOn)
    assert "exists already" in str(refused.exception)
    assert print_book(book, "--force").exit_code == 0
    assert openpyxl.load_workbook(seen)["Workings"].sheet_state == "visible"


def a_meeting(path: Path) -> Path:
    """A book as a template writes it: with sheets to be handed round, and others."""
    with HouseBook(path, "Meeting") as book:
        for name, handed_round in (("ReadMe", False), ("Our page", True), ("Cards", True), ("Settings", False)):
            book.sheet(name, (20,), handed_round=handed_round).write_string(0, 0, name)
    return path


def printed_sheets(seen: Path) -> list[str]:
    return [sheet.title for sheet in openpyxl.load_workbook(seen) if sheet.sheet_state == "visible"]


@UNIX
def test_of_a_template_the_sheets_to_be_handed_round_are_printed(tmp_path, monkeypatch):
    book, seen = a_meeting(tmp_path / "meeting.xlsx"), tmp_path / "seen.xlsx"
    there = a_libreoffice(tmp_path, PRINTS.format(seen=seen))
    monkeypatch.setattr(office, "installed", lambda: there)
    for options, expected in (
        ((), ["Our page", "Cards"]),
        (("--sheet", "Settings"), ["Settings"]),
        (("--all-sheets",), ["ReadMe", "Our page", "Cards", "Settings"]),
    ):
        assert print_book(book, "--force", *options).exit_code == 0
        assert printed_sheets(seen) == expected
    # As people do: a sheet gets another name, another place, rows on top; one is hidden, and it opens elsewhere.
    workbook = openpyxl.load_workbook(book)
    workbook["Our page"].title = "Seite 1"
    workbook["Seite 1"].defined_names["handed_round"].value = "'Seite 1'!$A$3"
    workbook.move_sheet("Seite 1", 2)
    workbook["Cards"].sheet_state = "hidden"
    workbook.active = workbook["Settings"]
    workbook.save(book)
    assert print_book(book, "--force").exit_code == 0
    assert printed_sheets(seen) == ["Seite 1"]
    refused = print_book(book, "--force", "--sheet", "Settings", "--all-sheets")
    assert refused.exit_code == 2
    assert "all sheets are printed anyway" in refused.output


@UNIX
def test_a_copy_with_values_only_is_handed_round_alike(tmp_path, monkeypatch):
    seen = tmp_path / "seen.xlsx"
    there = a_libreoffice(tmp_path, PRINTS.format(seen=seen))
    monkeypatch.setattr(office, "installed", lambda: there)
    frozen = CliRunner().invoke(app, ["freeze", str(a_meeting(tmp_path / "meeting.xlsx"))])
    assert frozen.exit_code == 0
    assert print_book(tmp_path / "meeting.frozen.xlsx").exit_code == 0
    assert printed_sheets(seen) == ["Our page", "Cards"]


@UNIX
def test_a_libreoffice_that_does_not_print_is_said(tmp_path, monkeypatch):
    there = a_libreoffice(tmp_path, "echo 'Error: source file could not be loaded'")
    monkeypatch.setattr(office, "installed", lambda: there)
    refused = print_book(a_book(tmp_path / "book.xlsx")).exception
    assert str(refused) == "LibreOffice did not print the workbook: Error: source file could not be loaded."
    assert refused.exit_code is ExitCode.UNWRITABLE
    assert not (tmp_path / "book.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gone.xlsx"], "There is no file gone.xlsx"),
        (["book.xlsx", "-o", "book.xlsx"], "book.xlsx must end in .pdf, for a PDF is written"),
        (["book.xlsx"], "There is no LibreOffice on this computer: install LibreOffice 7.4 or later, or open"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_sentence(tmp_path, monkeypatch, arguments, sentence):
    a_book(tmp_path / "book.xlsx")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(office, "installed", lambda: None)
    assert sentence in str(print_book(*arguments).exception)


@pytest.mark.libreoffice
def test_libreoffice_prints_the_figures_that_the_book_shows(tmp_path):
    book = a_book(tmp_path / "book.xlsx")
    assert print_book(book, "--sheet", "Answer").exit_code == 0
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "book.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert [word for word in ("Otto", "Ines", "1000000") if word not in text] == []
    assert "#NAME?" not in text
    assert "Nobody" not in text


@pytest.mark.libreoffice
@pytest.mark.parametrize("times", [1, 5])
def test_a_partners_meeting_is_one_page_with_the_cards_behind_it(tmp_path, times):
    """However many clients there are: twenty have a card, eight to a page."""
    (template,) = (each for each in ASKED if each.name == "partners-meeting")
    book = made(template, tmp_path, template.fillings[0])
    if times > 1:
        headings, rows = typed_rows(book)
        book = made(template, tmp_path, write_list(tmp_path / "own.csv", headings, repeated(headings, rows, times)))
        assert len(typed_rows(book)[1]) == times * len(rows)
    assert print_book(book.path, "-o", tmp_path / "meeting.pdf").exit_code == 0
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "meeting.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    *pages, after = text.split("\f")
    assert after == ""
    footers = [page.strip().splitlines()[-1] for page in pages]
    assert [re.split(r"\s{2,}", footer.strip())[1] for footer in footers] == ["Answer", "Cards", "Cards", "Cards"]
    told = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "4", tmp_path / "meeting.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert [round(float(width)) for width in re.findall(r"Page +\d+ size: +([\d.]+) x .*\(A4\)", told)] == [842] * 4
    card = re.compile(r"^ *(\d+)\. .*?(?= {3}|$)|(?<= {3})(\d+)\. ", re.MULTILINE)
    numbers = [int(one or other) for page in pages[1:] for one, other in card.findall(page)]
    assert sorted(numbers) == list(range(1, 21))
