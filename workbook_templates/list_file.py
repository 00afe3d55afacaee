"""The file that holds a list of clients: its sheet, why it cannot serve, and the sentences that report on it."""

from __future__ import annotations

import codecs
import csv
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
import openpyxl.utils
from openpyxl.worksheet.worksheet import Worksheet

from workbook_templates.recognition import Area, ExcelTable, Reading, Role, Sheet, recognise
from workbook_templates.recognition.money import currency_of_format
from workbook_templates.recognition.reading import in_words

_SEARCHED = 20
"""Lines at the top of a text file from which the mark between columns is told."""
_NOT_IN_TEXT = "\0"
"""A letter that no text has."""
_MOST_ROWS = 20_000
"""A workbook with more is read for its values alone: all else would take long, and so many clients are refused."""


class ListRefused(ValueError):
    """The file cannot fill the template; the message says why, in one sentence."""


def too_long(source: Path, found: int, most: int, what: str = "rows") -> ListRefused:
    """The refusal of a list that is longer than the template serves well."""
    return ListRefused(
        f"{source.name}: {found:,} {what} are more than this workbook serves well, {most:,}; list those that matter "
        "most, or open the whole list and use Tenure's buttons or tenure run, which take long lists."
    )


class Report:
    """Sentences for the person whose list it is, in the order in which things were found."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def say(self, sentence: str) -> None:
        """Say something of the list."""
        self.sentences.append(sentence)

    def rows(self, rows: Sequence[int], sentence: str) -> None:
        """Say something of rows of the file, if there are any."""
        if rows:
            self.say(f"{sentence} ({in_words(rows)}).")


def reading_of(source: Path, report: Report, wanted: Sequence[Role]) -> Reading:
    """The list in a file, recognised; of several sheets that which names clients and has most of what is wanted.

    What is wanted most comes first; of sheets that are alike the longest list is meant.

    Raises:
        ListRefused: the file cannot be read.
    """
    kind = source.suffix.lower()
    if source.is_dir():
        raise ListRefused(f"{source.name}: cannot be read, since it is a folder.")
    if not source.exists():
        raise ListRefused(f"{source.name}: cannot be read, since there is no such file.")
    try:
        if kind in {".xlsx", ".xlsm"}:
            return _of_workbook(source, report, wanted)
        if kind in {".csv", ".txt", ".tsv"}:
            return recognise(Sheet(source.stem, _text_cells(source, report)))
    except BadZipFile as error:
        raise ListRefused(f"{source.name}: cannot be read, since {_no_workbook(source)}.") from error
    except KeyError as error:
        raise ListRefused(f"{source.name}: cannot be read, since it is a zip file, but no Excel workbook.") from error
    except OSError as error:
        raise ListRefused(f"{source.name}: cannot be read ({error.strerror or error}).") from error
    raise ListRefused(f"{source.name}: a list is read from .csv or .xlsx.")


def _no_workbook(source: Path) -> str:
    with source.open("rb") as file:
        head = file.read(4)
    if not head:
        return "it is empty"
    if head == b"PK\x03\x04":
        return "it is damaged or incomplete: fetch or save it once more"
    return "it is not an Excel workbook (.xlsx), whatever its name says"


def _of_workbook(source: Path, report: Report, wanted: Sequence[Role]) -> Reading:
    with warnings.catch_warnings():
        # openpyxl warns of what it does not carry, such as drop-downs; values and formats are all that is read here.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        if all((sheet.max_row or 0) <= _MOST_ROWS for sheet in book.worksheets):
            book.close()
            book = openpyxl.load_workbook(source, data_only=True)
            sheets = [_sheet(sheet) for sheet in book.worksheets]
        else:
            sheets = [Sheet(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
            book.close()
    readings = [recognise(sheet) for sheet in sheets]
    found = max(
        readings,
        key=lambda reading: (
            reading.client is not None,
            bool(reading.with_role(wanted[0])),
            sum(bool(reading.with_role(role)) for role in wanted),
            reading.area is not None,
            len(reading.rows()),
        ),
    )
    if len(sheets) > 1:
        report.say(f"Read from sheet {found.sheet.name}, one of {len(sheets)} in the workbook.")
    return found


@cache
def _says_something(number_format: str) -> bool:
    """Whether a format shows per cent or a currency. Asked of every cell; a workbook has few formats."""
    return "%" in number_format or currency_of_format(number_format) != ""


def _sheet(sheet: Worksheet) -> Sheet:
    """A worksheet as recognition sees it."""
    formats = [
        (Area(cell.row, cell.column, cell.row, cell.column), cell.number_format)
        for line in sheet.iter_rows() for cell in line
        if cell.value is not None and _says_something(cell.number_format)
    ]  # fmt: skip
    return Sheet(
        sheet.title,
        list(sheet.iter_rows(values_only=True)),
        formats=tuple(formats),
        merged=tuple(_area(some.coord) for some in sheet.merged_cells.ranges),
        tables=tuple(
            ExcelTable(table.displayName, _area(table.ref), table.headerRowCount != 0, bool(table.totalsRowCount))
            for table in sheet.tables.values()
        ),
        hidden_rows=frozenset(row for row, line in sheet.row_dimensions.items() if line.hidden),
        hidden_columns=frozenset(
            openpyxl.utils.column_index_from_string(letters)
            for letters, column in sheet.column_dimensions.items() if column.hidden
        ),
    )  # fmt: skip


def _area(address: str) -> Area:
    left, top, right, bottom = openpyxl.utils.range_boundaries(address)
    return Area(top, left, bottom, right)


def _text_cells(source: Path, report: Report) -> list[list[Any]]:
    text = _text(source, report)
    head = text.splitlines()[:_SEARCHED]
    # The mark that most lines have; a comma within numbers is in fewer.
    separator = max(
        ",;\t|", key=lambda mark: (sum(mark in line for line in head), sum(line.count(mark) for line in head))
    )
    if separator != "," and any(head):
        name = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}[separator]
        report.say(f"The columns are taken to be separated by {name}.")
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        # A field longer than csv takes: a quotation mark that is never closed, or a line without any of the marks.
        raise ListRefused(
            f"{source.name}: cannot be read, since a cell is too long; look for a quotation mark that is not closed."
        ) from error


def _text(source: Path, report: Report) -> str:
    """The text of a file: in UTF-8, in UTF-16 as Excel saves Unicode text, or else in Windows-1252."""
    raw = source.read_bytes()
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = _NOT_IN_TEXT if is_wide else raw.decode("cp1252", errors="replace")
        report.say("The file is not in UTF-8: its letters are read as Western European ones (Windows-1252).")
    if _NOT_IN_TEXT in text:
        # Another kind of file, or UTF-16 that does not say so.
        raise ListRefused(
            f"{source.name}: cannot be read, since it is no text, or in an encoding that it does not name; save it as "
            "CSV UTF-8 or as an Excel workbook (.xlsx)."
        )
    return text
