"""Columns of a person's own list, read as numbers or dates: by the whole column, since one cell alone can mislead."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

_NOTHING = {"", "-", "\u2013", "\u2014", "n/a", "na", "#n/a", "none", "nil", "null", "nan", "tbc", "?", "unknown"}
_WRITTEN_DATES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y",
    "%b %d, %Y", "%B %d, %Y", "%Y%m%d",
)  # fmt: skip
_THREE_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_EPOCH = date(1899, 12, 30)


def is_blank(cell: Any) -> bool:
    """Whether a cell says nothing: empty, or a word such as n/a or a dash."""
    if cell is None:
        return True
    if isinstance(cell, float):
        return math.isnan(cell)
    return isinstance(cell, str) and cell.strip().casefold() in _NOTHING


class Numbers:
    """A column of numbers.

    Attributes:
        values: a number or None per cell.
        unread: the places of cells that hold something else.
        per_cent: the places of texts with a per cent sign, whose values are that share.
        guesses: sentences on what was guessed of the column.
    """

    def __init__(self, cells: Sequence[Any]) -> None:
        texts = [cell.strip() for cell in cells if isinstance(cell, str)]
        comma = any(re.search(r"\d,\d{1,2}\D*$|\.\d{3}[.,]", text) for text in texts)
        point = any(re.search(r"\d\.\d{1,2}\D*$|,\d{3}[.,]", text) for text in texts)
        self.decimal_comma = comma and not point
        self.guesses = ["a comma is read as the decimal mark."] if self.decimal_comma else []
        thousands = [text for text in texts if re.search(r"\d\s*[kK]$", text)]
        if thousands:
            self.guesses.append(f"k is read as thousands, as in {thousands[0]}.")
        self.values: list[float | None] = []
        self.unread: list[int] = []
        self.per_cent = {place for place, cell in enumerate(cells) if isinstance(cell, str) and "%" in cell}
        for place, cell in enumerate(cells):
            value = None if is_blank(cell) else self._number(cell)
            if value is None and not is_blank(cell):
                self.unread.append(place)
            self.values.append(value)

    def _number(self, cell: Any) -> float | None:
        if isinstance(cell, bool):
            return None
        if isinstance(cell, (int, float)):
            return float(cell) if math.isfinite(cell) else None
        if not isinstance(cell, str):
            return None
        text = re.sub(r"[£$€\s\u00a0\u202f']|\b(?:GBP|EUR|USD|CHF)\b", "", cell)
        negative = text.startswith(("(", "-", "\u2212")) or text.endswith("-")
        text = text.strip("()+-\u2212")
        factor = {"%": 0.01, "k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6}.get(text[-1:], 1.0)
        text = text.rstrip("%kKmM")
        if self.decimal_comma:
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", text):
            return None
        return (-1.0 if negative else 1.0) * round(float(text) * factor, 10)


class Dates:
    """A column of dates; attributes as those of `Numbers`."""

    def __init__(self, cells: Sequence[Any]) -> None:
        self.guesses: list[str] = []
        self.values: list[date | None] = []
        self.unread: list[int] = []
        self._month_first = self._reads_month_first(cells)
        for place, cell in enumerate(cells):
            value = None if is_blank(cell) else self._day(cell)
            if value is None and not is_blank(cell):
                self.unread.append(place)
            self.values.append(value)

    def _reads_month_first(self, cells: Sequence[Any]) -> bool:
        """Whether 03/04/2025 is 4 March: only where some date of the column can be read in no other way."""
        numbers = [_THREE_NUMBERS.fullmatch(cell.strip()) for cell in cells if isinstance(cell, str)]
        slashed = [match for match in numbers if match and match[2] != "."]
        month_first = any(int(match[3]) > 12 for match in slashed) and not any(int(match[1]) > 12 for match in slashed)
        if month_first:
            self.guesses.append("dates such as 03/25/2025 are read month first.")
        elif slashed and not any(int(match[1]) > 12 for match in slashed):
            self.guesses.append(f"dates such as {slashed[0][0]} are read day first.")
        return month_first

    def _day(self, cell: Any) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, str):
            return self._written(cell.strip())
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            return None
        if cell == int(cell) and 1900 <= cell <= 2100:
            return self._year(int(cell))
        # A serial number without a date format, from 1954 to 2119.
        return _EPOCH + timedelta(days=int(cell)) if 20_000 <= cell <= 80_000 else None

    def _year(self, year: int) -> date:
        guess = "a year alone is read as its first of January."
        if guess not in self.guesses:
            self.guesses.append(guess)
        return date(year, 1, 1)

    def _written(self, text: str) -> date | None:
        if re.fullmatch(r"(?:19|20)\d\d", text):
            return self._year(int(text))
        if match := _THREE_NUMBERS.fullmatch(text):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            day, month = (second, first) if self._month_first and match[2] != "." else (first, second)
            year += (2000 if year < 70 else 1900) if year < 100 else 0
            try:
                return date(year, month, day)
            except ValueError:
                return None
        for written in _WRITTEN_DATES:
            try:
                return datetime.strptime(text, written).date()
            except ValueError:
                continue
        return None
