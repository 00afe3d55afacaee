"""What kind of thing stands in each cell of a sheet, for all cells at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from udfs import CellError
from workbook_templates.recognition.headings import SIGNS
from workbook_templates.recognition.sheet import Cell, Sheet


class Kind(IntEnum):
    """What a cell holds, as a person sees it; a text that is a number or a date to the eye is a figure."""

    BLANK = 0
    TEXT = 1
    FIGURE = 2
    NUMBER = 3
    DATE = 4
    FLAG = 5
    ERROR = 6


_OF_TYPES: dict[type, int] = {
    type(None): Kind.BLANK, float: Kind.NUMBER, int: Kind.NUMBER, bool: Kind.FLAG, date: Kind.DATE, datetime: Kind.DATE,
    CellError: Kind.ERROR, str: Kind.TEXT,
}  # fmt: skip
_DIGITS = frozenset("0123456789")
_BEFORE_A_NUMBER = frozenset("0123456789+-(.'\u2212\u2013£$€¥")
_AFTER_A_NUMBER = frozenset("0123456789%)-.'\u2212\u2013£$€¥kKmM")
_CODES = frozenset(sign.upper() for sign in SIGNS if len(sign) == 3 and sign.isalpha())


def _of_text(text: str) -> int:
    """Blank where there are only spaces; a figure where it begins and ends as numbers and dates do."""
    text = text.strip()
    if not text:
        return Kind.BLANK
    first, last = text[0], text[-1]
    if last in _AFTER_A_NUMBER:
        if first in _BEFORE_A_NUMBER:
            return Kind.FIGURE if first in _DIGITS or last in _DIGITS or text[1:2] in _DIGITS else Kind.TEXT
        return Kind.FIGURE if last in _DIGITS and text[:3] in _CODES else Kind.TEXT
    if first == "#" and text in _ERRORS:
        return Kind.ERROR
    return Kind.FIGURE if first in _DIGITS and text[-3:] in _CODES else Kind.TEXT


_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))


class Grid:
    """The sheet's cells with their kinds, as rows and columns counted from 0.

    Attributes:
        sheet: where they come from.
        kinds: a `Kind` for each cell.
        filled: whether there is anything in it.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        width = max(map(len, sheet.rows), default=0)
        self.kinds = np.zeros((len(sheet.rows), width), dtype=np.int8)
        for place, line in enumerate(sheet.rows):
            if line:
                self.kinds[place, : len(line)] = [_OF_TYPES.get(kind, Kind.NUMBER) for kind in map(type, line)]
        for column in range(width):
            places = np.flatnonzero(self.kinds[:, column] == Kind.TEXT)
            texts = [sheet.rows[place][column] for place in places.tolist()]
            self.kinds[places, column] = list(map(_of_text, texts))  # type: ignore[arg-type]
        self.filled: NDArray[np.bool_] = self.kinds != Kind.BLANK

    def at(self, row: int, column: int) -> Cell:
        """What stands in a cell; beyond the row's end nothing."""
        line = self.rows[row]
        return line[column] if column < len(line) else None

    def column(self, column: int, rows: Sequence[int]) -> list[Cell]:
        """The cells of a column in those rows."""
        return [line[column] if column < len(line) else None for line in map(self.rows.__getitem__, rows)]
