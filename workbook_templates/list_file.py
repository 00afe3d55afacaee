"""The file that holds a list of clients: its cells, why it cannot serve, and the sentences that report on it."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

from workbook_templates.heading_reader import SEARCHED, header_row


class ListRefused(ValueError):
    """The file cannot fill a client portfolio; the message says why, in one sentence."""


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
            self.say(f"{sentence} ({named_rows(rows)}).")


def named_rows(rows: Sequence[int]) -> str:
    """Rows of the file in words; of many the first eight."""
    shown = ", ".join(map(str, rows[:8])) + (f" and {len(rows) - 8} more" if len(rows) > 8 else "")
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}"


def cells_of(source: Path, report: Report) -> list[list[Any]]:
    """The file as rows of cells: text from a CSV, typed values from a workbook."""
    kind = source.suffix.lower()
    if source.is_dir():
        raise ListRefused(f"{source.name}: cannot be read, since it is a folder.")
    if not source.exists():
        raise ListRefused(f"{source.name}: cannot be read, since there is no such file.")
    try:
        if kind in {".xlsx", ".xlsm"}:
            return _workbook_cells(source, report)
        if kind in {".csv", ".txt", ".tsv"}:
            return _text_cells(source, report)
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


def _workbook_cells(source: Path, report: Report) -> list[list[Any]]:
    with warnings.catch_warnings():
        # openpyxl warns of what it does not carry, such as drop-downs; values are all that is read here.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
        book.close()
    found = next((name for name, cells in sheets.items() if header_row(cells) is not None), next(iter(sheets)))
    if len(sheets) > 1:
        report.say(f"Read from sheet {found}, one of {len(sheets)} in the workbook.")
    return sheets[found]


def _text_cells(source: Path, report: Report) -> list[list[Any]]:
    raw = source.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        report.say("The file is not in UTF-8: its letters are read as Western European ones (Windows-1252).")
    head = text.splitlines()[:SEARCHED]
    # The mark that most lines have; a comma within numbers is in fewer.
    separator = max(
        ",;\t|", key=lambda mark: (sum(mark in line for line in head), sum(line.count(mark) for line in head))
    )
    if separator != "," and any(head):
        name = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}[separator]
        report.say(f"The columns are taken to be separated by {name}.")
    return list(csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=True))
