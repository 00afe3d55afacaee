"""Amounts and days that people typed as text, read by a formula as recognition read them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import udfs
from addin.commands.client_rows import ClientRows
from udfs import CellError
from workbook_templates.portfolio_register import day
from workbook_templates.recognition.reading import Column

_MARKS = re.compile(r"[^\d.,+-]+")
_MOST_MARKS = 8
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}")
_MARK = re.compile(r"[./-]")
_YEARS = range(1900, 2101)
"""Whole numbers that are years and no serial numbers of days."""


@dataclass(frozen=True)
class CellFormula:
    """A cell of the same row as part of a formula, and the rows of clients in which nothing can be read from it."""

    text: str
    unread: tuple[int, ...] = ()


def amount(clients: ClientRows, column: Column) -> CellFormula:
    """An amount; text such as "£1,200" or "1.200,50 EUR" without its marks, as far as one rule serves the column."""
    cell = clients.this(column.number)
    found = dict(zip(clients.reading.rows(), clients.reading.cells(column), strict=True))
    texts = {row: value for row, value in found.items() if isinstance(value, str) and value.strip()}
    errors = [row for row, value in found.items() if isinstance(value, CellError)]
    if not texts:
        return CellFormula(cell, tuple(errors))
    changes = _changes(column, list(texts.values()))
    plain = cell
    for old, new in changes:
        plain = f'SUBSTITUTE({plain},"{_quoted(old)}","{new}")'
    unread = [
        row for row, text in texts.items() if isinstance(udfs.call("REL_PROFIT", _changed(text, changes)), CellError)
    ]
    text = f'IF({cell}="",0,IF(ISTEXT({cell}),REL_PROFIT({plain}),{cell}))'
    return CellFormula(text, tuple(sorted([*errors, *unread])))


def day_of(clients: ClientRows, column: Column) -> CellFormula:
    """A day, which may be text such as 03/04/2025 or a year alone (its first day); an error where it is neither."""
    cell = clients.this(column.number)
    found = dict(zip(clients.reading.rows(), clients.reading.cells(column), strict=True))
    texts = {row: value.strip() for row, value in found.items() if isinstance(value, str) and value.strip()}
    unread = [row for row, value in found.items() if isinstance(value, (bool, CellError))]
    days = {text for text in texts.values() if _DAY.fullmatch(text)}
    others = {row: text for row, text in texts.items() if text not in days}
    strange = [row for row, text in others.items() if isinstance(udfs.call("REL_TENURE", 1, text, text), CellError)]
    read = cell
    if days:
        parts = _date(cell, days, column.date_order == "month first")
        # Text of both sorts: a day that begins with its year has a dash in fifth place.
        iso = f'IF(MID({cell},5,1)="-",{day(cell)},{parts})' if len(others) > len(strange) else parts
        read = f"IF(ISTEXT({cell}),{iso},{cell})"
    elif texts:
        read = day(cell)
    if any(isinstance(value, (int, float)) and value in _YEARS for value in found.values()):
        year = f"AND({cell}>={_YEARS.start},{cell}<{_YEARS.stop})"
        read = f"IF(ISNUMBER({cell}),IF({year},DATE({cell},1,1),{cell}),{read})"
    return CellFormula(read, tuple(sorted([*unread, *strange])))


def left_by(clients: ClientRows, column: Column) -> str:
    """Whether a client has left by the valuation date; text that is no day counts as having left."""
    cell, read = clients.this(column.number), day_of(clients, column).text
    if read == cell:
        return f'IF({cell}="",FALSE,{cell}<=as_of)'
    return f'IF({cell}="",FALSE,IF(ISERROR({read}),TRUE,{read}<=as_of))'


def _date(cell: str, days: set[str], month_first: bool) -> str:
    """A day such as 03.04.2025 or 3/4/2025, as part of a formula."""
    if all(len(text) == 10 for text in days):
        first, second, year = f"LEFT({cell},2)", f"MID({cell},4,2)", f"RIGHT({cell},4)"
    else:
        marks = sorted({mark for text in days for mark in _MARK.findall(text)})
        plain = cell
        for mark in marks[1:]:
            plain = f'SUBSTITUTE({plain},"{mark}","{marks[0]}")'
        one = f'FIND("{marks[0]}",{plain})'
        two = f'FIND("{marks[0]}",{plain},{one}+1)'
        first, year = f"LEFT({plain},{one}-1)", f"MID({plain},{two}+1,4)"
        second = f"MID({plain},{one}+1,{two}-{one}-1)"
    month, of_month = (first, second) if month_first else (second, first)
    return f"DATE(VALUE({year}),VALUE({month}),VALUE({of_month}))"


def _changes(column: Column, texts: list[str]) -> list[tuple[str, str]]:
    """What is replaced in the texts of a column, one after the other, so that plain numbers are left."""
    marks = {mark for text in texts if re.search(r"\d", text) for mark in _MARKS.findall(text)}
    changes = [(mark, "") for mark in sorted(marks, key=lambda mark: (-len(mark), mark))][:_MOST_MARKS]
    group, point = (".", ",") if column.decimal_comma else (",", ".")
    if any(group in text for text in texts):
        changes.append((group, ""))
    if point == "," and any(point in text for text in texts):
        changes.append((point, "."))
    return changes


def _changed(text: str, changes: list[tuple[str, str]]) -> str:
    for old, new in changes:
        text = text.replace(old, new)
    return text


def _quoted(text: str) -> str:
    return text.replace('"', '""')
