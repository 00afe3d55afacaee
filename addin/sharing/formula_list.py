"""The sheet that lists the formulas of a workbook, in place of which its copy holds values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from addin.closed_file.book import Book
from addin.edits import Cell, Content, WriteSheet
from addin.formulas.grammar import Template
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import Kind

_MOST = 20_000
_FOLDER = re.compile(r"'[^'\[]*[\\/]\[")
"""Where another workbook lies, before its name: nobody else's business."""
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Sheet", "text"), ("Cells", "text"), ("Formula of the first of them", "text"), ("What it showed", "text"),
)  # fmt: skip
_TABLE_ROW = 4


@dataclass(frozen=True)
class Run:
    """A formula that is filled down: where, and how it reads in the first cell."""

    sheet: str
    area: Area
    formula: str


def formula_list(book: Book, sheets: Iterable[str]) -> WriteSheet | None:
    """The sheet with all formulas; None where there is none."""
    runs = [run for sheet in sheets for run in _runs(book, sheet)]
    if not runs:
        return None
    taken = {entry.name.casefold() for entry in book.entries}
    name = next(
        each
        for each in ("Formulas", *(f"Formulas {number}" for number in range(2, 1000)))
        if each.casefold() not in taken
    )
    about = "The cells of this copy hold values. These formulas gave them; one that is filled down is listed once."
    if len(runs) > _MOST:
        about += f" {len(runs) - _MOST:,} more are not listed."
    cells = [Cell(1, 1, "Formulas", "title"), Cell(2, 1, about, "subtitle")]
    cells += [Cell(_TABLE_ROW, column, text, "column", kind) for column, (text, kind) in enumerate(_HEADINGS, 1)]
    for row, run in enumerate(runs[:_MOST], _TABLE_ROW + 1):
        shown = book.values(run.sheet, Area(run.area.top, run.area.left, run.area.top, run.area.left))[0]
        line: tuple[Content, ...] = (run.sheet, run.area.address, _FOLDER.sub("'[", run.formula), shown)
        cells += [Cell(row, column, content, "label") for column, content in enumerate(line, 1)]
    return WriteSheet(
        key="formulas", scope="", name=name, widths=(24, 14, 110, 24), cells=tuple(cells), heights=((1, 28),),
        freeze=_TABLE_ROW, is_long=True,
    )  # fmt: skip


def _runs(book: Book, sheet: str) -> Iterator[Run]:
    formulas = book.formulas(sheet)
    by_column: dict[int, list[int]] = {}
    for row, column in sorted(formulas, key=lambda place: (place[1], place[0])):
        by_column.setdefault(column, []).append(row)
    for column, rows in by_column.items():
        first, template = rows[0], Template.as_written(formulas[rows[0], column][1:])
        last = first
        for row in (*rows[1:], 0):
            if row == last + 1 and formulas[row, column] == "=" + template.at(row - first):
                last = row
                continue
            yield Run(sheet, Area(first, column, last, column), formulas[first, column])
            if row:
                first, last, template = row, row, Template.as_written(formulas[row, column][1:])


def hidden_in(book: Book, sheet: str) -> str:
    """What of a sheet is hidden, in words; "" where nothing is."""
    rows, columns = len(book.cells(sheet).hidden_rows), len(book.hidden_columns(sheet))
    found = [
        f"{count:,} {what} is" if count == 1 else f"{count:,} {what}s are"
        for count, what in ((rows, "row"), (columns, "column"))
        if count
    ]
    return " hidden and ".join(found)
