"""The sheets that buttons add, as they are laid out: nothing lies under a chart, and what is printed can be read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from kept_clients import FEES, write_kept_clients
from lists_to_press import write_list
from test_changes_button import NOW, THEN, book_of
from test_closed_file import press

from addin.commands import sheet_commands
from addin.edits import Chart, WriteSheet
from addin.exit_codes import CannotGoOn

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LISTS = {
    "kept": write_kept_clients,
    "marked": lambda path: write_kept_clients(path, marked=True),
    "undated": lambda path: write_kept_clients(path, without=("Client since", "Left")),
    "without fees": lambda path: write_kept_clients(path, without=FEES),
    "short": write_list,
    "two": lambda path: book_of(path, Clients=NOW, Before=THEN),
}


def width(characters: float) -> float:
    """Of a column, in pixels."""
    return 7 * characters + 5


def covered(sheet: WriteSheet, chart: Chart) -> tuple[range, range]:
    """The rows and the columns that a chart touches by more than a few pixels."""
    heights, widths = dict(sheet.heights), dict(enumerate(sheet.widths, 1))
    row, room = chart.row, float(chart.height)
    while room > 3:
        room -= heights.get(row, 16.5) * 96 / 72
        row += 1
    column, room = chart.column, float(chart.width)
    while room > 6:
        room -= width(widths.get(column, 8.43))
        column += 1
    return range(chart.row, row), range(chart.column, column)


def drawn(name: str, path: Path) -> Iterator[WriteSheet]:
    """The sheets that a button would add; none where the list is none for it."""
    try:
        yield from (edit for edit in press(name, path) if isinstance(edit, WriteSheet))
    except CannotGoOn:
        return


@pytest.mark.parametrize("name", LISTS)
def test_no_chart_lies_over_anything(name, tmp_path):
    path = LISTS[name](tmp_path / "book.xlsx")
    charts = 0
    for command in sheet_commands():
        for sheet in drawn(command.name, path):
            for chart in sheet.charts:
                charts += 1
                rows, columns = covered(sheet, chart)
                under = [(c.row, c.column, c.content) for c in sheet.cells if c.row in rows and c.column in columns]
                others = [
                    other.title for other in sheet.charts
                    if other is not chart and other.row in rows and other.column in columns
                ]  # fmt: skip
                assert (sheet.name, chart.title, under, others) == (sheet.name, chart.title, [], [])
    assert charts


@pytest.mark.parametrize(("name", "write", "area"), [
    ("what-changed", LISTS["two"], "'What changed'!$A$1:$M$1048576"),
    ("client-matrix", LISTS["kept"], "'Matrix'!$A$1:$H$1048576"),
])  # fmt: skip
def test_workings_are_not_printed_and_a_long_list_is_not_pressed_onto_one_page(name, write, area, tmp_path):
    (sheet,) = (each for each in drawn(name, write(tmp_path / "book.xlsx")) if each.key != "settings")
    assert sheet.is_long
    press(name, tmp_path / "book.xlsx", tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as package:
        names = ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}definedName")
        printed = [element for element in names if element.get("name") == "_xlnm.Print_Area"]
        sheets = list(ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}sheet"))
    assert [element.text for element in printed] == [area]
    assert sheets[int(printed[0].get("localSheetId"))].get("name") == sheet.name
