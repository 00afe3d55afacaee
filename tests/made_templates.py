"""Template workbooks as tests make them: with their example, or from their own list, longer or shorter."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from addin.headless import compute
from workbook_templates import TEMPLATES, Template
from workbook_templates.style import INPUT_FILL

ASKED = tuple(template for template in TEMPLATES if template.question)
"""Those that answer a question: all but the proof of the functions."""
TAKING = tuple(template for template in ASKED if template.takes_a_list)
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!")
FOR_CHARTS = ("Ranks", "Chart data")
"""Sheets whose #N/A keep points out of a picture."""


@dataclass(frozen=True)
class Book:
    """A workbook as it was written and computed."""

    template: Template
    path: Path
    not_computed: tuple[Any, ...]
    says: tuple[str, ...] = ()

    @cached_property
    def formulas(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path)

    @cached_property
    def values(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def parts(self) -> dict[str, str]:
        with zipfile.ZipFile(self.path) as parts:
            return {name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))}

    @property
    def answer(self) -> Any:
        """The sheet on which it opens."""
        return self.values[self.formulas.active.title]

    def named(self, name: str) -> Any:
        """What the cell of that name holds."""
        sheet, cell = cell_named(self.values, name)
        return self.values[sheet][cell].value

    def columns(self, *headings: str, sheet: str = "Clients") -> list[list[Any]]:
        """What a list holds under some of its headings, row by row."""
        _, *rows = self.values[sheet].iter_rows(min_row=5, values_only=True)
        places = [[cell.value for cell in self.values[sheet][5]].index(heading) for heading in headings]
        return [[row[place] for place in places] for row in rows]

    def column(self, heading: str, sheet: str = "Clients") -> list[Any]:
        """What a list holds under a heading."""
        return [cell for (cell,) in self.columns(heading, sheet=sheet)]

    def sentences(self, count: int) -> list[str]:
        """The first lines of the answer; empty where one has nothing to say."""
        lines = (self.answer.cell(row, 2).value for row in range(4, 4 + count))
        return ["" if line is None else str(line) for line in lines]

    def verdicts(self) -> dict[str, Any]:
        return {name: self.named(name) for name in self.values.defined_names if name.startswith("test_")}

    def failing(self) -> list[str]:
        """The checks that do not hold."""
        return [name for name, verdict in self.verdicts().items() if verdict is not True]

    def errors(self) -> list[str]:
        return [
            f"{sheet.title}!{cell.coordinate} {cell.value}"
            for sheet in self.values if sheet.title not in FOR_CHARTS
            for row in sheet.iter_rows() for cell in row
            if cell.value in ERRORS
        ]  # fmt: skip

    def written(self) -> list[tuple[str, str, str]]:
        """Every formula once: those that differ in their row only are one."""
        seen: dict[str, tuple[str, str, str]] = {}
        for sheet in self.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        text = str(getattr(cell.value, "text", cell.value))
                        seen.setdefault(re.sub(r"\$?\d+(?![\d.])", "", text), (sheet.title, cell.coordinate, text))
        return list(seen.values())

    def inputs(self) -> list[tuple[str, str]]:
        """Every cell to type in, by its look; of a list or a named range those of the first row."""
        found: list[tuple[str, str]] = []
        below: dict[str, list[tuple[int, int, int, int]]] = {}
        for defined in self.formulas.defined_names.values():
            for sheet, area in defined.destinations:
                left, top, right, bottom = range_boundaries(area.replace("$", ""))
                below.setdefault(sheet, []).append((left, top, right, bottom))
        for sheet in self.formulas:
            for table in sheet.tables.values():
                left, top, right, bottom = range_boundaries(table.ref)
                below.setdefault(sheet.title, []).append((left, top + 1, right, bottom))
        for sheet in self.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    later = any(
                        left <= cell.column <= right and first < cell.row <= last
                        for left, first, right, last in below.get(sheet.title, ())
                    )
                    if not later and sheet.title != "ReadMe" and cell.fill.fgColor.rgb == "FF" + INPUT_FILL[1:]:
                        found.append((sheet.title, cell.coordinate))
        return found


def cell_named(workbook: openpyxl.Workbook, name: str) -> tuple[str, str]:
    """The sheet and the cell that a name stands for."""
    ((sheet, cell),) = workbook.defined_names[name].destinations
    return sheet, cell.replace("$", "")


def made(template: Template, folder: Path, filling: str | Path, **typed: Any) -> Book:
    """A book with a filling, some of its named cells typed over; computed in a folder of its own."""

    def write(path: Path) -> tuple[str, ...]:
        says = template.write(path, filling)
        if typed:
            workbook = openpyxl.load_workbook(path)
            for name, value in typed.items():
                sheet, cell = cell_named(workbook, name)
                workbook[sheet][cell] = value
            workbook.save(path)
        return says

    return made_by(write, template, folder, filling.stem if isinstance(filling, Path) else filling)


def made_by(
    write: Callable[[Path], tuple[str, ...] | None], template: Template, folder: Path, name: str = "own"
) -> Book:
    """A book that is written in a way of its own, with what that says; computed in a folder of its own."""
    folder = Path(mkdtemp(dir=folder))
    written, computed = folder / f"{name}.written.xlsx", folder / f"{template.name}-{name}.xlsx"
    says = write(written) or ()
    return Book(template, computed, compute(written, computed).not_computed, says)


def made_of_lines(template: Template, folder: Path, *lines: str) -> Book:
    """A book of a list of one's own, given line by line, the headings first."""
    path = folder / "list.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return made(template, folder, path)


def typed_lists(book: Book) -> dict[str, tuple[list[str], list[list[Any]]]]:
    """What is typed in each list of the book, under its headings; by the list's name, which is its sheet's, too."""
    found = {}
    for sheet in book.formulas:
        for table in sheet.tables.values():
            left, top, _, bottom = range_boundaries(table.ref)
            headings = [c.name for c in table.tableColumns if c.calculatedColumnFormula is None]
            found[sheet.title] = (
                headings,
                [
                    [sheet.cell(row, left + place).value for place in range(len(headings))]
                    for row in range(top + 1, bottom + 1)
                ],
            )
    return found


def typed_rows(book: Book) -> tuple[list[str], list[list[Any]]]:
    """What is typed in the first list of the book, under its headings."""
    return next(iter(typed_lists(book).values()))


def as_text(value: Any) -> Any:
    return value.date().isoformat() if isinstance(value, datetime.datetime) else value


def write_list(path: Path, headings: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([[as_text(value) for value in row] for row in rows])
    return path


def repeated(headings: list[str], rows: list[list[Any]], times: int) -> list[list[Any]]:
    """The rows several times over, each time other clients."""
    names = {str(row[0]) for row in rows if row[0] is not None}
    return [
        [f"{value} {time}" if time and str(value) in names else value for value in row]
        for time in range(times) for row in rows
    ]  # fmt: skip


def numbered(book: Book, target: Path) -> dict[int, str]:
    """Save the book with a number in place of each client or prospect, and answer whom each number stands for."""
    workbook = openpyxl.load_workbook(book.path)
    numbers: dict[str, int] = {}
    for sheet in workbook:
        for table in sheet.tables.values():
            left, top, _, bottom = range_boundaries(table.ref)
            for place, column in enumerate(table.tableColumns):
                if column.name in {"Client", "Prospect"} and column.calculatedColumnFormula is None:
                    for row in range(top + 1, bottom + 1):
                        name = sheet.cell(row, left + place).value
                        if name is not None:
                            numbers.setdefault(name, 1001 + len(numbers))
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and cell.value in numbers:
                    cell.value = numbers[cell.value]
    workbook.save(target)
    return {number: name for name, number in numbers.items()}


LENGTHS = ("three rows", "five times")


def of_length(headings: list[str], rows: list[list[Any]], length: str) -> list[list[Any]]:
    """The rows in one of the lengths that every template must serve."""
    return rows[:3] if length == "three rows" else repeated(headings, rows, {"twice": 2, "five times": 5}[length])
