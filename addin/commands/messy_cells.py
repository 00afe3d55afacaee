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
_DAY = re.compile(r"\d\d[./-]\d\d[./-]\d{4}")


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


def left_by(clients: ClientRows, column: Column) -> str:
    """Whether a client has left by the valuation date; text that is no day counts as having left."""
    cell = clients.this(column.number)
    texts = [value for value in clients.reading.cells(column) if isinstance(value, str) and value.strip()]
    if not texts:
        return f'IF({cell}="",FALSE,{cell}<=as_of)'
    if all(_DAY.fullmatch(text) for text in texts):
        first, second = f"VALUE(LEFT({cell},2))", f"VALUE(MID({cell},4,2))"
        month, of_month = (first, second) if column.date_order == "month first" else (second, first)
        read = f"IF(ISTEXT({cell}),DATE(VALUE(RIGHT({cell},4)),{month},{of_month}),{cell})"
    else:
        read = day(cell)
    return f'IF({cell}="",FALSE,IF(ISERROR({read}),TRUE,{read}<=as_of))'


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
