"""Columns of a person's own list, read as numbers or dates: by the whole column, since one cell alone can mislead."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

_NOTHING = {"", "-", "\u2013", "\u2014", "n/a", "na", "#n/a", "none", "nil", "null", "nan", "tbc", "?", "unknown"}
_LONGEST_NOTHING = 20
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?)?|((?:19|20)\d\d)(\d\d)(\d\d)"
)
_THREE_NUMBERS = re.compile(r"(\d{1,2})([/.-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?: \d{1,2}:\d\d(?::\d\d)?)?")
MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])[./-]((?:19|20)\d\d)|((?:19|20)\d\d)[./-](0?[1-9]|1[0-2])")
"""A month in numbers: 04/2016, 2016-04. Whether it is one only a heading tells: invoices are numbered so, too."""
_IN_WORDS = re.compile(
    r"(?:[a-z]{2,10}\.?,? )?(?:(\d{1,2})(?:st|nd|rd|th|er)?\.?[ -]?(?:de |of )?)?([a-z]{3,10})\.?,?"
    r"(?:[ -](?:de |del )?(\d{1,2})(?:st|nd|rd|th)?,)?[ -]?(?:de |del )?'?(\d{4}|\d{2})"
)
MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|"
    r"october|november|december|januar|februar|marz|mrz|mai|juni|juli|oktober|dezember|dez|okt|janv|janvier|fev|fevrier|mars|"
    r"avr|avril|juin|juil|juillet|aout|septembre|octobre|novembre|decembre|enero|ene|febrero|marzo|abril|abr|mayo|junio|"
    r"julio|agosto|ago|septiembre|octubre|noviembre|diciembre|dic|gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|"
    r"lug|settembre|set|ottobre|ott|dicembre)"
)
"""A month in the languages of the headings, without accents."""
_MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fev"), ("mar", "marz", "mrz"), ("apr", "avr", "abr"), ("may", "mai", "mag"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aou", "ago"), ("sep", "set"), ("oct", "okt", "ott"),
    ("nov",), ("dec", "dez", "dic"),
)  # fmt: skip
"""How the names of the months begin, in the languages of the headings; without accents."""
_DECIMAL_COMMA = re.compile(r"\d,\d{1,2}[^\d\n]*$|\.\d{3}[.,]\d", re.MULTILINE)
_DECIMAL_POINT = re.compile(r"\d\.\d{1,2}[^\d\n]*$|,\d{3}[.,]\d", re.MULTILINE)
_GROUPED_BY_POINTS = re.compile(r"^[^\d.,\n]*[1-9]\d{0,2}(?:\.\d{3})+[^\d.,\n]*$", re.MULTILINE)
_GROUPED_BY_COMMAS = re.compile(r"^[^\d.,\n]*[1-9]\d{0,2}(?:,\d{3})+[^\d.,\n]*$", re.MULTILINE)
_WITH_POINT = re.compile(r"-?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)")
_WITH_COMMA = re.compile(r"-?(?:(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+)")
_CURRENCY_AND_GROUPS = re.compile(
    r"[£$€¥\s\u00a0\u202f\u2009'’´]|\b(?:GBP|EUR|USD|CHF|SEK|NOK|DKK|PLN|AUD|CAD|NZD|JPY|SFr|Fr|kr)\b\.?(?=\s*\S|$)",
    re.IGNORECASE,
)
_EPOCH = date(1899, 12, 30)


def is_blank(cell: Any) -> bool:
    """Whether a cell says nothing: empty, or a word such as n/a or a dash."""
    if isinstance(cell, str):
        return len(cell) < _LONGEST_NOTHING and cell.strip().casefold() in _NOTHING
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


_BLANK_LINE = re.compile(
    rf"^[^\S\n]*(?:{'|'.join(map(re.escape, sorted(_NOTHING - {''}, key=len, reverse=True)))})?[^\S\n]*$",
    re.MULTILINE | re.IGNORECASE,
)


def are_blank(cells: Sequence[Any]) -> list[bool]:
    """Whether each of many cells says nothing; one search in all their text tells mostly that none but the empty do."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if set(map(type, cells)) <= {str, type(None)} and _BLANK_LINE.search("\n".join(texts)) is None:
        return [cell is None for cell in cells]
    return list(map(is_blank, cells))


def _are_numbers(cells: Sequence[Any]) -> bool:
    """Whether there is nothing but finite numbers and blanks, which need no reading."""
    # A sum is finite only where all that is added is.
    return set(map(type, cells)) <= {float, int, type(None)} and math.isfinite(sum(filter(None, cells)))


class Numbers:
    """A column of numbers.

    Attributes:
        values: a number or None per cell.
        unread: the places of cells that hold something else.
        per_cent: the places of texts with a per cent sign, whose values are that share.
        guesses: sentences on what was guessed of the column.
    """

    def __init__(self, cells: Sequence[Any]) -> None:
        self.unread: list[int] = []
        self.per_cent: set[int] = set()
        self.guesses: list[str] = []
        self.decimal_comma = False
        if _are_numbers(cells):
            self.values: list[float | None] = list(cells)
            return
        texts = [cell.strip() for cell in cells if isinstance(cell, str)]
        # One text of many lines is searched much faster than many texts.
        joined = "\n".join(" ".join(text.splitlines()) if "\n" in text else text for text in texts)
        comma, point = (len(decimal.findall(joined)) for decimal in (_DECIMAL_COMMA, _DECIMAL_POINT))
        by_points, by_commas = (grouped.findall(joined) for grouped in (_GROUPED_BY_POINTS, _GROUPED_BY_COMMAS))
        # Most texts decide, so that a slip of the finger turns no whole column; what only fits the other way is unread.
        self.decimal_comma = (comma + len(by_points), comma) > (point + len(by_commas), point)
        if self.decimal_comma:
            self.guesses = [
                "a comma is read as the decimal mark." if comma else
                f"a point before three digits is read as a thousands mark, as in {by_points[0]}."
            ]  # fmt: skip
        parts_thousands = re.search(r"\d\.\d{3}" if self.decimal_comma else r"\d,\d{3}", joined)
        self._contrary = frozenset((by_commas if self.decimal_comma else by_points) if parts_thousands else ())
        thousands = re.findall(r"^.*\d[ \t\u00a0]*[kK]$", joined, re.MULTILINE)
        if thousands:
            self.guesses.append(f"k is read as thousands, as in {thousands[0]}.")
        self.values = []
        self.per_cent = (
            {place for place, cell in enumerate(cells) if isinstance(cell, str) and "%" in cell}
            if "%" in joined
            else set()
        )
        self._plain = _WITH_COMMA if self.decimal_comma else _WITH_POINT
        for place, cell in enumerate(cells):
            value = self._number(cell)
            if value is None and not is_blank(cell):
                self.unread.append(place)
            self.values.append(value)

    def _number(self, cell: Any) -> float | None:
        if not isinstance(cell, str):
            if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                return None
            return float(cell) if math.isfinite(cell) else None
        if cell.strip() in self._contrary:
            return None
        if self._plain.fullmatch(cell):
            return float(self._without_groups(cell))
        text = _CURRENCY_AND_GROUPS.sub("", cell)
        # 1'200.-- and 1.200,- are round sums in francs and euros.
        text = re.sub(r"(?<=\d)[.,][-\u2013]{1,2}$", "", text)
        negative = text.startswith(("(", "-", "\u2212", "\u2013")) or text.endswith(("-", "\u2212"))
        text = text.strip("()+-\u2212\u2013")
        factor = {"%": 0.01, "k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6}.get(text[-1:], 1.0)
        text = text.rstrip("%kKmM")
        if self._plain.fullmatch(text) is None:
            return None
        return (-1.0 if negative else 1.0) * round(float(self._without_groups(text)) * factor, 10)

    def _without_groups(self, text: str) -> str:
        return text.replace(".", "").replace(",", ".") if self.decimal_comma else text.replace(",", "")


class Dates:
    """A column of dates.

    Attributes:
        values, unread, guesses: as those of `Numbers`.
        month_first: whether 03/04/2025 is read as 4 March; by default as the column's dates say.
        in_numbers: whether there are such dates, in which day and month could be taken for each other.
    """

    def __init__(self, cells: Sequence[Any], month_first: bool | None = None) -> None:
        self.guesses: list[str] = []
        self.values: list[date | None] = []
        self.unread: list[int] = []
        self.in_numbers = False
        self.month_first = self._reads_month_first(cells, month_first)
        if set(map(type, cells)) <= {date, type(None)}:
            self.values = list(cells)
            return
        written: dict[str, date | None] = {}
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                # The same days come again and again.
                value = written[cell] if cell in written else written.setdefault(cell, self._written(cell.strip()))
            else:
                value = None if is_blank(cell) else self._day(cell)
            if value is None and not is_blank(cell):
                self.unread.append(place)
            self.values.append(value)

    def _reads_month_first(self, cells: Sequence[Any], given: bool | None) -> bool:
        """Whether 03/04/2025 is 4 March: only where some date of the column can be read in no other way."""
        numbers = [
            _THREE_NUMBERS.fullmatch(text.strip()) for text in {cell: None for cell in cells if isinstance(cell, str)}
        ]
        slashed = [match for match in numbers if match and match[2] != "."]
        self.in_numbers = bool(slashed)
        if given is not None:
            return given
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
            day, month = (second, first) if self.month_first and match[2] != "." else (first, second)
            return _real(_whole_year(year), month, day)
        if match := MONTH_AND_YEAR.fullmatch(text):
            return self._month(int(match[2] or match[3]), int(match[1] or match[4]))
        if match := _YEAR_FIRST.fullmatch(text):
            return _real(*(int(part) for part in match.groups() if part is not None))
        return self._in_words(_without_accents(text))

    def _in_words(self, text: str) -> date | None:
        """3. Mai 2025, March 4, 2025, 1er avril 2025, 5 de mayo de 2025; a month alone is its first day."""
        match = _IN_WORDS.fullmatch(text)
        if match is None:
            return None
        if re.fullmatch(MONTH, match[2]) is None:
            return None
        month = next(at for at, names in enumerate(_MONTHS, 1) if match[2].startswith(names))
        if match[1] is None and match[3] is None:
            return self._month(_whole_year(int(match[4])), month)
        return _real(_whole_year(int(match[4])), month, int(match[1] or match[3]))

    def _month(self, year: int, month: int) -> date:
        guess = "a month alone is read as its first day."
        if guess not in self.guesses:
            self.guesses.append(guess)
        return date(year, month, 1)


def _whole_year(year: int) -> int:
    return year + (0 if year >= 100 else 2000 if year < 70 else 1900)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(mark for mark in folded if not unicodedata.combining(mark)).split())
