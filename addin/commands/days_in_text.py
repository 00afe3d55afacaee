"""Days that people typed as text, such as 03/04/2025, 04/2016 or 3. Mai 2025, read by a formula as recognition does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from workbook_templates.recognition.cell_reader import MONTH_AND_YEAR, Dates

_THREE_NUMBERS = re.compile(
    r"(\d{4}|\d{1,2})([./-]) ?\d{1,2}\2 ?(?:\d{4}|\d{1,2})(?P<time>[ T]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?)?"
)
_SOLID = re.compile(r"(?:19|20)\d{6}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er)?\.?[ -]?(?:de |of )?)?(?P<month>[^\W\d_]{3,10})\.?"
    r"(?: (?P<behind>\d{1,2}),)?[ -]?(?:de |del )?'?(?:\d{4}|\d{2})",
    re.IGNORECASE,
)
"""A month by its name, with a day before or behind it or none."""
_ROOM = 10
"""Spaces for a mark: more than a day has letters without its marks, so that no two numbers share a place."""
_LONGEST = 1500
"""Letters of a formula within others, of which Excel takes 8,192."""


class DaysInText:
    """A formula for the days in the texts of a column.

    Attributes:
        formula: reads one cell; nothing where the texts are written in more ways than a formula has room for.
        unread: the texts in which it reads no day.

    Args:
        cell: the cell, as a formula names it.
        texts: the texts of the column.
        month_first: whether 03/04/2025 is 4 March.
    """

    def __init__(self, cell: str, texts: Collection[str], month_first: bool) -> None:
        stripped = {text: text.strip() for text in texts}
        self._cell = cell if all(text == plain for text, plain in stripped.items()) else f"TRIM({cell})"
        days = dict(zip(texts, Dates(list(stripped.values()), month_first).values, strict=True))
        self._numbers = {text for text in stripped.values() if _THREE_NUMBERS.fullmatch(text)}
        self._months = {text for text in stripped.values() if MONTH_AND_YEAR.fullmatch(text)}
        self._solid = {text for text in stripped.values() if _SOLID.fullmatch(text)}
        self._years = {text for text in stripped.values() if _YEAR.fullmatch(text)}
        written = [(text, match) for text in texts if (match := _WORDS.fullmatch(stripped[text])) and days[text]]
        self._words = {stripped[text] for text, _ in written}
        self._names = _names((match["month"], days[text]) for text, match in written)
        shaped = self._numbers | self._months | self._solid | self._years | self._words
        self.unread = {text for text, plain in stripped.items() if days[text] is None or plain not in shaped}
        self._month_first = month_first
        # Where nothing but days in numbers is written the formula has room to check them.
        self._is_checked = self._numbers == shaped and not any(
            text[:4].isdigit() or ":" in text or (month_first and "." in text) for text in shaped
        )
        self.formula = self._formula() if len(self.unread) < len(stripped) else cell
        # What looks like a day and is none would be read as another one: DATE turns 31/02 into 3 March.
        misread = sorted(text for text in self.unread if self._looks_like_a_day(stripped[text]))
        if misread:
            same = ",".join(f'{cell}="{text.replace(chr(34), chr(34) * 2)}"' for text in misread)
            self.formula = f"IF(OR({same}),NA(),{self.formula})"
        if len(self.formula) > _LONGEST:
            self.formula = ""

    def _looks_like_a_day(self, text: str) -> bool:
        if self._is_checked and text in self._numbers:
            return False
        return text[:1].isdigit() or any(name in text for name in self._names)

    def _formula(self) -> str:
        """One reading for each way in which days are written, each behind what tells it from those after it."""
        spread, parts = self._spread(), []
        if self._years:
            parts.append((f"LEN({spread})=4", f"DATE(VALUE({self._cell}),1,1)"))
        if self._solid:
            year, month, day = (f"VALUE(MID({self._cell},{at}))" for at in ("1,4", "5,2", "7,2"))
            parts.append((f"LEN({spread})=8", f"DATE({year},{month},{day})"))
        if self._months:
            parts.append((f'{_part(spread, 2)}=""', self._month(spread)))
        if self._numbers:
            parts.append(("", self._day(spread)))
        if not self._words:
            return _chosen(parts)
        if not parts:
            return self._in_words()
        # Without letters there are no small and capital ones; VALUE would take some texts for days of its own.
        return f"IF(EXACT(LOWER({spread}),UPPER({spread})),{_chosen(parts)},{self._in_words()})"

    def _spread(self) -> str:
        """The cell without a time of day, and with so many spaces for each mark that every number has its place."""
        texts = self._numbers | self._months
        marks = sorted({mark for text in texts for mark in re.findall(r"[./-]", text.split(":")[0])})
        times = {match["time"][0] for text in texts if (match := _THREE_NUMBERS.fullmatch(text)) and match["time"]}
        spread = self._cell
        for mark in marks:
            if times and any(f"{mark} " in text for text in texts):
                spread = f'SUBSTITUTE({spread},"{mark} ","{mark}")'
        for sign in sorted(times):
            spread = f'LEFT({spread},FIND("{sign}",{spread}&"{sign}")-1)'
        for mark in marks:
            spread = f'SUBSTITUTE({spread},"{mark}",REPT(" ",{_ROOM}))'
        return spread

    def _month(self, spread: str) -> str:
        """A month in numbers, 04/2016 or 2016-04: its first day."""
        first, second = (f"VALUE({_part(spread, place)})" for place in range(2))
        begin = {text[:4].isdigit() for text in self._months}
        if len(begin) == 2:
            return f"DATE(MAX({first},{second}),MIN({first},{second}),1)"
        return f"DATE({first},{second},1)" if True in begin else f"DATE({second},{first},1)"

    def _day(self, spread: str) -> str:
        """A day in numbers, the year first or last."""
        from_left = {text for text in self._numbers if text[:4].isdigit()}
        others = self._numbers - from_left
        if self._numbers == others and all(len(text) == 10 and text[2] == text[5] for text in others):
            parts = [f"LEFT({self._cell},2)", f"MID({self._cell},4,2)", f"RIGHT({self._cell},4)"]
        else:
            parts = [_part(spread, place) for place in range(3)]
        first, second, third = (f"VALUE({part})" for part in parts)
        year = third
        if any(re.match(r"\d+[./-] ?\d+[./-] ?\d\d(?!\d)", text) for text in others):
            # As recognition reads two digits: 70 and more are of the last century.
            year = f"({third}+IF({third}<70,2000,IF({third}<100,1900,0)))"
        day_first, month_first = f"DATE({year},{second},{first})", f"DATE({year},{first},{second})"
        read = month_first if self._month_first else day_first
        if self._month_first and (dotted := {text for text in others if re.match(r"\d+\.", text)}):
            # With points the day stands first everywhere.
            read = day_first if dotted == others else f'IF(ISNUMBER(FIND(".",{self._cell})),{day_first},{month_first})'
        if not from_left:
            month = first if self._month_first else second
            # DATE answers 3 March for 31 February: a day that is none falls into another month.
            return f"IF(MONTH({read})={month},{read},NA())" if self._is_checked else read
        year_first = f"DATE({first},{second},{third})"
        return f"IF({first}>31,{year_first},{read})" if others else year_first

    def _in_words(self) -> str:
        """A day or a month with its name; the names are those that the column has, in whatever language."""
        cell, digits = self._cell, '"0123456789"'
        found = [match for text in self._words if (match := _WORDS.fullmatch(text))]
        month = "+".join(f'{number}*ISNUMBER(FIND("{name}",{cell}))' for name, number in self._names.items())
        day = "1"
        if any(match["day"] for match in found):
            two = f"ISNUMBER(FIND(MID({cell},2,1),{digits}))"
            day = f"VALUE(LEFT({cell},IF({two},2,1)))"
            if not all(match["day"] for match in found):
                day = f"IF(ISNUMBER(FIND(LEFT({cell},1),{digits})),{day},1)"
        if any(match["behind"] for match in found):
            day = f'IF(ISNUMBER(FIND(",",{cell})),VALUE(TRIM(MID({cell},FIND(",",{cell})-2,2))),{day})'
        long, short = f"VALUE(RIGHT({cell},4))", f"VALUE(RIGHT({cell},2))"
        year = long
        if any(not text[-4:].isdigit() for text in self._words):
            short = f"{short}+IF({short}<70,2000,1900)"
            year = f"IF(ISNUMBER(FIND(MID({cell},LEN({cell})-2,1),{digits})),{long},{short})"
        return f"DATE({year},{month},{day})"


def _part(spread: str, place: int) -> str:
    """One of the numbers of a day, from the left; blank where there are not so many."""
    return f"TRIM(MID({spread},{place * _ROOM + 1},{_ROOM}))"


def _chosen(parts: list[tuple[str, str]]) -> str:
    """The readings, one within the other; the last needs no condition."""
    formula = parts[-1][1]
    for condition, reading in reversed(parts[:-1]):
        formula = f"IF({condition},{reading},{formula})"
    return formula


def _names(written: Iterable[tuple[str, date | None]]) -> dict[str, int]:
    """The names of months with their numbers; one that begins with another, as March does with Mar, needs none."""
    found = {name: day.month for name, day in written if day is not None}
    return {
        name: found[name] for name in sorted(found)
        if not any(other != name and other in name for other in found)
    }  # fmt: skip
