"""Amounts and days that people typed as text, read by a formula as recognition read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import udfs
from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused
from udfs import CellError
from workbook_templates.client_portfolio.register import day
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.reading import Column, in_words

_MARKS = re.compile(r"[.,][–—-]+|[^\d.,+-]+")
"""What is no part of a number; the point goes with a dash that stands in the place of the cents, as in 250.–"""
_MOST_MARKS = 8
_SCALES = {"k": 1000, "m": 1000000}
"""Letters after an amount that make it thousands or millions."""
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})")
_MARK = re.compile(r"[./-]")
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
    found = dict(zip(clients.reading.rows(), clients.reading.cells(column), strict=True))
    texts = {row: value for row, value in found.items() if isinstance(value, str) and value.strip()}
    errors = [row for row, value in found.items() if isinstance(value, CellError)]
    if not texts:
        return CellFormula(cell, tuple(errors))
    rule = _rule(column, texts)
    wrong = rule.wrong(texts)
    if wrong:
        raise CommandRefused(
            f"The amounts in {in_words(sorted(wrong))} of column {column.name} are written in another way than the "
            "others: write plain numbers there, and press again."
        )
    unread = [row for row, text in texts.items() if rule.read(text) is None]
    text = f"IF(ISTEXT({cell}),{rule.formula(cell)},{cell})"
    text = f'IF({cell}="",{blank},{text})' if blank else text
    return CellFormula(text, tuple(sorted([*errors, *unread])))


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
    """A day, which may be text such as 03/04/2025 or a year alone (its first day); an error where it is neither."""
    cell = clients.this(column.number)
    found = dict(zip(clients.reading.rows(), clients.reading.cells(column), strict=True))
    texts = {row: value.strip() for row, value in found.items() if isinstance(value, str) and value.strip()}
    unread = [row for row, value in found.items() if isinstance(value, (bool, CellError))]
    days = {text for text in texts.values() if _DAY.fullmatch(text)}
    others = {row: text for row, text in texts.items() if text not in days}
    month_first = column.date_order == "month first"
    # The formula takes all marks for alike.
    real = dict(zip(days, Dates([text.replace(".", "/") for text in days], month_first).values, strict=True))
    impossible = [row for row, text in texts.items() if text in days and real[text] is None]
    strange = [row for row, text in others.items() if isinstance(udfs.call("REL_TENURE", 1, text, text), CellError)]
    read = cell
    if days:
        parts = _date(cell, days, month_first)
        # Text of both sorts: a day that begins with its year has a dash in fifth place.
        iso = f'IF(MID({cell},5,1)="-",{day(cell)},{parts})' if len(others) > len(strange) else parts
        read = f"IF(ISTEXT({cell}),{iso},{cell})"
    elif texts:
        read = day(cell)
    if holds_years(clients, column):
        year = f"AND({cell}>={_YEARS.start},{cell}<{_YEARS.stop})"
        read = f"IF(ISNUMBER({cell}),IF({year},DATE({cell},1,1),{cell}),{read})"
    return CellFormula(read, tuple(sorted([*unread, *impossible, *strange])))


def holds_years(clients: ClientRows, column: Column) -> bool:
    """Whether some cells hold a year alone, of which nobody knows the day."""
    return any(isinstance(cell, (int, float)) and cell in _YEARS for cell in clients.reading.cells(column))


def refuse_unreadable(clients: ClientRows, column: Column) -> None:
    """Refuse a column of days in which a formula can read none.

    Raises:
        CommandRefused: each cell that is filled in holds something else.
    """
    filled = [cell for cell in clients.reading.cells(column) if cell is not None and str(cell).strip()]
    if filled and len(day_of(clients, column).unread) == len(filled):
        raise CommandRefused(
            f"No formula can read the days in the column {column.name}, such as {filled[0]}: write them as dates, such "
            "as 30/04/2026, and press again."
        )


def left_by(clients: ClientRows, column: Column) -> str:
    """Whether a client has left by the valuation date; text that is no day counts as having left."""
    cell, read = clients.this(column.number), day_of(clients, column).text
    if read == cell:
        return f'IF({cell}="",FALSE,{cell}<=as_of)'
    return f'IF({cell}="",FALSE,IF(ISERROR({read}),TRUE,{read}<=as_of))'


def _date(cell: str, days: set[str], month_first: bool) -> str:
    """A day such as 03.04.2025, 3/4/2025 or 3.4.25, as part of a formula; an error where there is no such day."""
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
    year = f"VALUE({year})"
    if any(re.search(r"\D\d\d$", text) for text in days):
        # As recognition reads two digits: 70 and more are of the last century.
        year = f"({year}+IF({year}<70,2000,IF({year}<100,1900,0)))"
    read = f"DATE({year},VALUE({month}),VALUE({of_month}))"
    # DATE answers 3 March for 31 February: a day that is none falls into another month.
    return f"IF(MONTH({read})=VALUE({month}),{read},NA())"


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
