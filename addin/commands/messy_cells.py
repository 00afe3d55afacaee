"""Amounts and days that people typed as text, read by a formula as recognition read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import udfs
from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused
from addin.commands.days_in_text import DaysInText
from udfs import CellError
from workbook_templates.client_portfolio.register import day
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.reading import Column, Reading, in_words

_MARKS = re.compile(r"[.,][–—-]+|[^\d.,+-]+")
"""What is no part of a number; the point goes with a dash that stands in the place of the cents, as in 250.–"""
_MOST_MARKS = 8
_SCALES = {"k": 1000, "m": 1000000}
"""Letters after an amount that make it thousands or millions."""
_YEARS = range(1900, 2101)
"""Whole numbers that are years and no serial numbers of days."""


@dataclass(frozen=True)
class CellFormula:
    """A cell of the same row as part of a formula, and the rows of clients in which nothing can be read from it."""

    text: str
    unread: tuple[int, ...] = ()


def amount(clients: ClientRows, column: Column, blank: str = "0") -> CellFormula:
    """An amount; text such as "£1,200" or "1.200,50 EUR" without its marks, as far as one rule serves the column.

    Args:
        clients: the list.
        column: the column of amounts.
        blank: what a blank cell among texts counts as; "" where the formula around it looks for blanks.
    """
    cell = clients.this(column.number)
    rule, unread, wrong = _amounts_read(clients.reading, column)
    if rule is None:
        return CellFormula(cell, unread)
    if wrong:
        raise CommandRefused(
            f"The amounts in {in_words(wrong)} of column {column.name} are written in another way than the "
            "others: write plain numbers there, and press again."
        )
    text = f"IF(ISTEXT({cell}),{rule.formula(cell)},{cell})"
    text = f'IF({cell}="",{blank},{text})' if blank else text
    return CellFormula(text, unread)


def unread_amounts(reading: Reading, column: Column) -> frozenset[int]:
    """The rows of a column of amounts in which the formulas of the buttons read none, or would misread one."""
    _, unread, wrong = _amounts_read(reading, column)
    return frozenset((*unread, *wrong))


def _amounts_read(reading: Reading, column: Column) -> tuple[_Rule | None, tuple[int, ...], tuple[int, ...]]:
    """How texts are read, None where there are none; the rows in which nothing is read, and those misread."""
    found = dict(zip(reading.rows(), reading.cells(column), strict=True))
    texts = {row: value for row, value in found.items() if isinstance(value, str) and value.strip()}
    errors = [row for row, value in found.items() if isinstance(value, CellError)]
    if not texts:
        return None, tuple(errors), ()
    rule = _rule(column, texts)
    unread = [row for row, text in texts.items() if rule.read(text) is None]
    return rule, tuple(sorted([*errors, *unread])), tuple(sorted(rule.wrong(texts)))


def share(clients: ClientRows, column: Column, otherwise: str, most: float) -> CellFormula:
    """A share, be it written 0.85, 85 or 85 %; where nothing is said, what is assumed otherwise.

    Args:
        clients: the list.
        column: the column of shares.
        otherwise: what a blank cell, or a word such as n/a, counts as.
        most: the largest share that there can be; what is larger, or below zero where that is 1, cannot be read.
    """
    cell, read = clients.this(column.number), amount(clients, column, "")
    rows, cells = clients.reading.rows(), clients.reading.cells(column)
    numbers = Numbers(cells)
    plain = [value for at, value in enumerate(numbers.values) if value is not None and at not in numbers.per_cent]
    in_hundredths = max(plain, default=0.0) > 1
    text = read.text
    if in_hundredths:
        per_cent = f'IF(ISNUMBER(FIND("%",{cell})),1,100)' if numbers.per_cent else "100"
        text = f"{text}/{per_cent}"
    words = sorted({cell.strip().casefold() for cell in cells if isinstance(cell, str) and is_blank(cell)} - {""})
    quiet = {row for row, value in zip(rows, cells, strict=True) if is_blank(value)}
    nothing = ",".join([f'{cell}=""', *(f'TRIM({cell})="{_quoted(word)}"' for word in words)])
    wrong = {
        row for at, (row, value) in enumerate(zip(rows, numbers.values, strict=True))
        if value is not None and not 0 <= value / (100 if in_hundredths and at not in numbers.per_cent else 1) <= most
    }  # fmt: skip
    text = f"IF({f'OR({nothing})' if words else nothing},{otherwise},{text})"
    return CellFormula(text, tuple(sorted({*read.unread, *wrong} - quiet)))


@dataclass(frozen=True)
class _Rule:
    """How a formula reads the texts of a column: what it replaces, its signs, and letters such as k for thousands."""

    changes: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    scales: tuple[str, ...]
    values: Mapping[int, float | None]

    def formula(self, cell: str) -> str:
        """A cell read by the rule, as part of a formula."""
        plain = cell
        for old, new in self.changes:
            plain = f'SUBSTITUTE({plain},"{_quoted(old)}","{new}")'
        signs = ",".join(f'ISNUMBER(FIND("{sign}",{cell}))' for sign in self.signs)
        text = f"REL_PROFIT({plain})*IF(OR({signs}),-1,1)" if signs else f"REL_PROFIT({plain})"
        return text + "".join(f'*IF(RIGHT(TRIM({cell}))="{scale}",{_SCALES[scale]},1)' for scale in self.scales)

    def read(self, text: str) -> float | None:
        """What the formula answers; None for an error."""
        plain = text
        for old, new in self.changes:
            plain = plain.replace(old, new)
        answer = udfs.call("REL_PROFIT", plain)
        if not isinstance(answer, (int, float)):
            return None
        last = text.strip()[-1:].casefold()
        scale = _SCALES[last] if last in self.scales else 1
        return float(answer) * scale * (-1 if any(sign in text for sign in self.signs) else 1)

    def wrong(self, texts: Mapping[int, str]) -> list[int]:
        """The rows in which the formula reads another amount than there is, or one where there is none."""
        found = []
        for row, text in texts.items():
            answer, value = self.read(text), self.values[row]
            if answer is not None and (value is None or abs(answer - value) > 1e-9 * max(1.0, abs(value))):
                found.append(row)
        return found


def _rule(column: Column, texts: Mapping[int, str]) -> _Rule:
    """The rule that reads most: marks that are in none but texts which it would misread, it leaves standing."""
    values = dict(zip(texts, Numbers(list(texts.values())).values, strict=True))
    numbers = [text.strip() for text in texts.values() if re.search(r"\d", text)]
    # A minus before the number is one that the function reads.
    signs = tuple(
        sign
        for sign, is_one in (
            ("(", any("(" in text for text in numbers)),
            ("-", any(re.search(r"[^.,-]-$", text) or ("-" in text and "(" in "".join(numbers)) for text in numbers)),
        )
        if is_one
    )
    scales = tuple(scale for scale in _SCALES if any(text[-1:].casefold() == scale for text in numbers))
    rule = _Rule(_changes(column, list(texts.values()), signs), signs, scales, values)
    wrong = set(rule.wrong(texts))
    if not wrong:
        return rule
    right = {mark for row, text in texts.items() if row not in wrong for mark in _MARKS.findall(text)}
    kept = {mark for row in wrong for mark in _MARKS.findall(texts[row])} - right
    return _Rule(tuple(change for change in rule.changes if change[0] not in kept), signs, scales, values)


def day_of(clients: ClientRows, column: Column) -> CellFormula:
    """A day, which may be text such as 03/04/2025 or 04/2016, or a year alone; an error where it is none of them.

    Raises:
        CommandRefused: the days are written in more ways than a formula can tell apart.
    """
    cell = clients.this(column.number)
    days = _days_read(clients.reading, column, cell)
    if not days.text:
        raise CommandRefused(
            f"The days in the column {column.name} are written in too many ways for one formula: write them as dates, "
            "such as 30/04/2026, and press again."
        )
    if not holds_years(clients, column):
        return days
    year = f"AND({cell}>={_YEARS.start},{cell}<{_YEARS.stop})"
    return CellFormula(f"IF(ISNUMBER({cell}),IF({year},DATE({cell},1,1),{cell}),{days.text})", days.unread)


def unread_days(reading: Reading, column: Column) -> frozenset[int]:
    """The rows of a column of days in which the formulas of the buttons read none."""
    return frozenset(_days_read(reading, column, column.letters).unread)


def _days_read(reading: Reading, column: Column, cell: str) -> CellFormula:
    """The days of a column, read in a cell; no text of a formula where they are written in too many ways for one."""
    found = dict(zip(reading.rows(), reading.cells(column), strict=True))
    texts = {row: value for row, value in found.items() if isinstance(value, str) and value.strip()}
    none = [row for row, value in found.items() if isinstance(value, (bool, CellError))]
    strange = {
        text for text in set(texts.values()) if isinstance(udfs.call("REL_TENURE", 1, text, text), CellError)
    }  # fmt: skip
    read = day(cell) if texts else cell
    if any(value is not None for value in Dates(list(strange)).values):
        days = DaysInText(cell, set(texts.values()), column.date_order == "month first")
        read = f"IF(ISTEXT({cell}),{days.formula},{cell})" if days.formula else ""
        strange = days.unread if days.formula else strange
    return CellFormula(read, tuple(sorted([*none, *(row for row, text in texts.items() if text in strange)])))


def holds_years(clients: ClientRows, column: Column) -> bool:
    """Whether some cells hold a year alone, of which nobody knows the day."""
    return any(isinstance(cell, (int, float)) and cell in _YEARS for cell in clients.reading.cells(column))


def has_no_day(clients: ClientRows, column: Column) -> bool:
    """Whether a column of days is filled in, and a formula can read none of them."""
    filled = [cell for cell in clients.reading.cells(column) if cell is not None and str(cell).strip()]
    return bool(filled) and len(day_of(clients, column).unread) == len(filled)


def refuse_unreadable(clients: ClientRows, column: Column) -> None:
    """Refuse a column of days in which a formula can read none.

    Raises:
        CommandRefused: each cell that is filled in holds something else.
    """
    if has_no_day(clients, column):
        first = next(cell for cell in clients.reading.cells(column) if cell is not None and str(cell).strip())
        raise CommandRefused(
            f"No formula can read the days in the column {column.name}, such as {first}: write them as dates, such "
            "as 30/04/2026, and press again."
        )


def left_by(clients: ClientRows, column: Column) -> str:
    """Whether a client has left by the valuation date; text that is no day counts as having left."""
    cell, read = clients.this(column.number), day_of(clients, column).text
    if read == cell:
        return f'IF({cell}="",FALSE,{cell}<=as_of)'
    return f'IF({cell}="",FALSE,IF(ISERROR({read}),TRUE,{read}<=as_of))'


def _changes(column: Column, texts: list[str], signs: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What is replaced in the texts of a column, one after the other, so that plain numbers are left."""
    marks = {mark for text in texts if re.search(r"\d", text) for mark in _MARKS.findall(text)}
    changes = [(mark, "") for mark in sorted(marks, key=lambda mark: (-len(mark), mark))][:_MOST_MARKS]
    group, point = (".", ",") if column.decimal_comma else (",", ".")
    if any(group in text for text in texts):
        changes.append((group, ""))
    if point == "," and any(point in text for text in texts):
        changes.append((point, "."))
    if "-" in signs:
        changes.append(("-", ""))
    return tuple(changes)


def _quoted(text: str) -> str:
    return text.replace('"', '""')
