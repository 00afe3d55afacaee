"""Every button on every sheet of the corpus, as a file: it does its work or says in a sentence what it lacks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from messy_sheets import MessySheet, held_out_sheets, messy_sheets

from addin.closed_file import prepare
from addin.closed_file.book import Book
from addin.commands import sheet_commands
from addin.edits import ShowSheet, WriteColumn
from addin.exit_codes import CannotGoOn
from addin.headless import compute
from addin.headless.package import Package
from addin.headless.sheet_cells import SheetCells
from udfs import CellError
from workbook_templates.recognition.sheet import Sheet

SHEETS = (*messy_sheets(), *held_out_sheets())
IN_THE_CORE = SHEETS[::16]
"""The others take minutes, with the mark `every_button`: .ci/run presses every button on every sheet."""


def written(sheet: Sheet, path: Path) -> Path:
    """The sheet as a workbook."""
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        book.calc_on_load = False
        page = book.add_worksheet(sheet.name)
        looks = {text: book.add_format({"num_format": text}) for _, text in sheet.formats}
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for area in sheet.merged:
            page.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
        for table in sheet.tables:
            _add_table(page, sheet, table)
        for down, line in enumerate(sheet.rows, sheet.top - 1):
            for across, value in enumerate(line, sheet.left - 1):
                look = looks.get(sheet.format(down + 1, across + 1))
                formula = sheet.formulas.get((down + 1, across + 1))
                if isinstance(value, CellError) or formula is not None:
                    shows = value.code if isinstance(value, CellError) else value
                    page.write_formula(down, across, formula or "=NA()", look, shows)
                elif isinstance(value, date):
                    page.write_datetime(down, across, value, look or day)
                elif isinstance(value, str):
                    page.write_string(down, across, value, look)
                elif value is not None:
                    page.write(down, across, value, look)
        for row in sheet.hidden_rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
        if sheet.cursor:
            page.set_selection(sheet.cursor[0] - 1, sheet.cursor[1] - 1, sheet.cursor[0] - 1, sheet.cursor[1] - 1)
    return path


def _add_table(page, sheet: Sheet, table) -> None:
    area = table.area
    headings = [str(sheet.cell(area.top, column)) for column in range(area.left, area.right + 1)]
    page.add_table(
        area.top - 1, area.left - 1, area.bottom - 1, area.right - 1,
        {
            "name": table.name, "header_row": table.header_row, "total_row": table.totals_row,
            "columns": [{"header": heading} for heading in headings] if table.header_row else [],
        },
    )  # fmt: skip


def cells_of(path: Path, name: str) -> tuple[SheetCells, dict[tuple[int, int], str], list[int]]:
    """The cells of a sheet, its formulas, and the styles of its cells as they show numbers."""
    with Package(path) as package:
        book = Book(package)
        cells = book.cells(name)
        part = book.part(name)
        styles = [part.style(row, column) for row in sorted(cells.constants) for column in sorted(cells.constants[row])]
        return cells, book.formulas(name), styles


@pytest.mark.parametrize(
    "messy",
    [
        pytest.param(messy, id=messy.name, marks=() if messy in IN_THE_CORE else pytest.mark.every_button)
        for messy in SHEETS
    ],
)
def test_a_button_does_its_work_or_says_what_it_lacks_and_the_cells_stay(messy: MessySheet, tmp_path: Path):
    # Computed first: the corpus says what a sheet shows, not what its formulas answer.
    book = compute(written(messy.sheet, tmp_path / "written.xlsx"), tmp_path / "book.xlsx").target
    assert book is not None
    name = messy.sheet.name
    for command in sheet_commands():
        out = tmp_path / f"{command.name}.xlsx"
        try:
            with prepare(command, book, None, None, lambda *_: None) as run:
                computation = run.carry_out(out, False, lambda *_: None)
                columns = {edit.column for edit in run.edits if isinstance(edit, WriteColumn)}
        except CannotGoOn as refused:
            sentence = str(refused)
            assert sentence.endswith((".", "?")), sentence
            continue
        assert computation.errors == ()
        assert not [each for each in computation.not_computed if "REL_" in each.formula]
        (old, formulas, looks), (new, grown, looks_now) = cells_of(book, name), cells_of(out, name)
        for row, line in old.constants.items():
            assert line.items() <= new.constants[row].items()
        assert {place: text for place, text in grown.items() if place[1] not in columns} == formulas
        if not columns:
            assert looks_now == looks
        with prepare(command, out, name, None, lambda *_: None) as again:
            assert not [edit for edit in again.edits if not isinstance(edit, ShowSheet)]
