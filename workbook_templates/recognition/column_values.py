"""What a column's cells hold, and whether they can be what a heading says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from workbook_templates.recognition.cell_reader import MONTH_AND_YEAR, Dates, Numbers, is_blank
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    CLIENT_NUMBER,
    INVOICE_NUMBER,
    MARGIN,
    PHONE,
    SCORE,
    SOURCE,
    Role,
)
from workbook_templates.recognition.sheet import Cell

_GRADE = re.compile(
    r"(?:(?:tier|level|class|grade|band|category|cat|klasse|stufe|kategorie|kat|classe|niveau|categorie|categoria|"
    r"categoría|clase|nivel|fascia|livello)\.? ?)?"
    r"(?:[a-f][+-]?|[a-d][a-d1-3]|\d(?:\.0)?|[iv]+|platinum|gold|silver|bronze|iron|lead|diamond|key|top|core|vip|"
    r"premium|standard|basic|strategic|high|medium|mid|low|large|small|platin|silber|bronze|diamant|hoch|mittel|"
    r"niedrig|gering|groß|klein|strategisch|platine|or|argent|fer|diamant|haut|haute|moyen|moyenne|bas|basse|faible|"
    r"grand|petit|stratégique|oro|plata|bronce|hierro|diamante|alto|alta|medio|media|bajo|baja|grande|pequeño|"
    r"estratégico|platino|argento|bronzo|ferro|basso|bassa|piccolo|strategico)"
    r"(?:[ -](?:client|customer|account|kunde|kunden|cliente))?"
)
_HOUSE_NUMBER = re.compile(r"(?<![^\W\d_])\d{1,5}(?: ?[a-zA-Z])?(?=$|[\s,])")


class Values:
    """What a column's cells hold, in a sample of its rows."""

    def __init__(self, cells: Sequence[Cell], formats: Sequence[str] = ()) -> None:
        self.cells = [cell for cell in cells if not is_blank(cell)]
        self.texts = [cell.strip() for cell in self.cells if isinstance(cell, str)]
        self.filled = len(self.cells)
        self.formats = [text for text in formats if text]

    def _share(self, count: int) -> float:
        return count / self.filled if self.filled else 0.0

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self.cells)

    @cached_property
    def numbers(self) -> list[float]:
        """Its cells that are numbers, be it as text."""
        return [value for value in self._numbers.values if value is not None]

    @cached_property
    def figures(self) -> float:
        """The share of numbers, be it as text."""
        return self._share(len(self.numbers))

    @cached_property
    def percentages(self) -> float:
        """The share of per cent, by sign or by format."""
        if self.formats and all("%" in text for text in self.formats):
            return 1.0
        return self._share(len(self._numbers.per_cent))

    @cached_property
    def days(self) -> list[date]:
        """Its cells that are dates to the eye: dates, or text that reads as one."""
        dated = [cell.date() if isinstance(cell, datetime) else cell for cell in self.cells if isinstance(cell, date)]
        written = [day for day in Dates(self.texts).values if day is not None]
        return dated + written

    @cached_property
    def dated(self) -> float:
        """The share of dates to the eye; a bare year is none, nor is a month in numbers."""
        others = sum(
            re.fullmatch(r"\d{4}", text) is not None or MONTH_AND_YEAR.fullmatch(text) is not None
            for text in self.texts
        )
        return self._share(len(self.days) - others)

    @cached_property
    def datable(self) -> float:
        """The share of what can be read as dates, if the heading says so: serial numbers and years, too."""
        numbers = [cell for cell in self.cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
        return self._share(len(self.days) + sum(day is not None for day in Dates(numbers).values))

    @cached_property
    def wordy(self) -> float:
        """The share of texts that are neither numbers nor dates."""
        return self._share(
            sum(any(map(str.isalpha, text)) for text in self.texts)
            - len(Dates(self.texts).values)
            + Dates(self.texts).values.count(None)
        )

    @cached_property
    def distinct(self) -> float:
        """The share of values that differ."""
        return self._share(len({str(cell).casefold() for cell in self.cells}))

    @cached_property
    def coded(self) -> float:
        """The share of what may be a number or a code: no text of several words without a digit."""
        words = sum(" " in text and not any(map(str.isdigit, text)) for text in self.texts)
        return self._share(self.filled - words)

    @cached_property
    def dialled(self) -> float:
        """The share of what may be a telephone number: of some digits, and few letters."""
        found = 0
        for cell in self.cells:
            text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
            digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
            found += 5 <= digits <= 30 and letters <= digits
        return self._share(found)

    @cached_property
    def ranked(self) -> bool:
        """Whether its values are grades, such as A, B and C, gold and silver, or high and low."""
        return (
            self._share(sum(_GRADE.fullmatch(str(cell).strip().casefold()) is not None for cell in self.cells)) >= 0.5
        )

    @cached_property
    def addressed(self) -> bool:
        """Whether its values are places where somebody lives: nearly all different, a name and a number."""
        found = sum(_HOUSE_NUMBER.search(text) is not None and " " in text for text in self.texts)
        return self._share(found) >= 0.5 and self.distinct > 0.8

    @property
    def of_few(self) -> bool:
        """Whether few values come again and again, as those of a team do among many clients."""
        return self.filled < 4 or self.distinct <= 0.6

    def matching(self, pattern: re.Pattern[str]) -> float:
        """The share of texts of a form."""
        return self._share(sum(pattern.fullmatch(text) is not None for text in self.texts))

    def fits(self, role: Role) -> bool:
        """Whether such values can be what the role says; a column without values can be anything."""
        if not self.filled:
            return True
        if role is CLIENT_NUMBER:
            return self.coded >= 0.5 and self.dated < 0.5
        if role is INVOICE_NUMBER:
            return self.dated < 0.5
        if role is PHONE:
            return self.dialled >= 0.5
        if role is SOURCE and self.addressed:
            return False
        if role is ACCOUNT_MANAGER and self.wordy < 0.5:
            # Some programs print the number of who looks after a client.
            return self.figures >= 0.5 and self.distinct <= 0.5 and max(map(abs, self.numbers)) < 1000
        if role is MARGIN:
            return self.figures >= 0.5
        if role is SCORE:
            return self.figures >= 0.5 or self.wordy >= 0.5
        if role.values == "any":
            return True
        if role.values == "date":
            return self.datable >= 0.5
        if role.values == "money":
            return self.figures >= 0.5 and self.percentages <= 0.5 and self.dated < 0.5
        if role.values == "share":
            return self.figures >= 0.5
        return self.wordy >= 0.5 or (role is CLIENT and self.dated < 0.5)
