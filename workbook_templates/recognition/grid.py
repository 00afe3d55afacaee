"""What kind of thing stands in each cell of a sheet, for all cells at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from udfs import CellError
from workbook_templates.recognition.headings import SIGNS
from workbook_templates.recognition.sheet import Area, Cell, Sheet


class Kind(IntEnum):
    """What a cell holds, as a person sees it; a text that is a number or a date to the eye is a figure."""

    BLANK = 0
    TEXT = 1
    FIGURE = 2
    NUMBER = 3
    DATE = 4
    FLAG = 5
    ERROR = 6


class _Kinds(dict[type, int]):
    """Kinds by type; what is of an unknown type, such as a number of numpy's, is a number."""

    def __missing__(self, kind: type) -> int:
        return Kind.NUMBER


_OF_TYPES = _Kinds({
    type(None): Kind.BLANK, float: Kind.NUMBER, int: Kind.NUMBER, bool: Kind.FLAG, date: Kind.DATE, datetime: Kind.DATE,
    CellError: Kind.ERROR, str: Kind.TEXT,
})  # fmt: skip
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


def _of_texts(texts: Sequence[str]) -> list[int]:
    """The kind of each text: where no line of them all begins as a figure does, they are texts."""
    if _NO_TEXT.search("\n".join(texts)) is None:
        return [Kind.TEXT] * len(texts)
    kinds = {text: _of_text(text) for text in set(texts)}
    return list(map(kinds.__getitem__, texts))


def _of_cells(cells: Sequence[Cell]) -> NDArray[np.int8]:
    """The kind of each cell of a column."""
    types = set(map(type, cells))
    if types == {float}:
        return np.full(len(cells), Kind.NUMBER, np.int8)
    if types == {str}:
        return np.array(_of_texts(cells), np.int8)  # type: ignore[arg-type]
    kinds = np.fromiter(map(_OF_TYPES.__getitem__, map(type, cells)), np.int8, len(cells))
    places = np.flatnonzero(kinds == Kind.TEXT)
    kinds[places] = _of_texts([cells[place] for place in places.tolist()])  # type: ignore[misc]
    return kinds


_FIRST = re.escape("".join(sorted(_BEFORE_A_NUMBER)))
_NO_TEXT = re.compile(rf"^\s*(?:$|[#{_FIRST}]|{'|'.join(sorted(_CODES))})", re.MULTILINE)
"""Whether some text may be a figure, an error or blank."""
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
        self.columns = sheet.columns
        self.kinds = np.zeros((len(sheet.rows), len(self.columns)), dtype=np.int8)
        for number, cells in enumerate(self.columns):
            self.kinds[:, number] = _of_cells(cells)
        self.filled: NDArray[np.bool_] = self.kinds != Kind.BLANK

    @property
    def height(self) -> int:
        """How many rows there are."""
        return int(self.kinds.shape[0])

    def at(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        return self.columns[column][row]

    def column(self, column: int, rows: Iterable[int]) -> list[Cell]:
        """The cells of a column in those rows."""
        if isinstance(rows, range) and rows.step == 1:
            return list(self.columns[column][rows.start : rows.stop])
        return list(map(self.columns[column].__getitem__, rows))

    def areas(self, top: int, bottom: int, left: int, right: int) -> Iterator[Area]:
        """The filled cells of a region, its ends not included, as one area for each run of filled rows."""
        region = self.filled[top:bottom, left:right]
        used = np.flatnonzero(region.any(axis=1))
        if not len(used):
            return
        sheet = self.sheet
        for run in np.split(used, np.flatnonzero(np.diff(used) > 1) + 1):
            columns = np.flatnonzero(region[run].any(axis=0))
            yield Area(
                sheet.top + top + int(run[0]), sheet.left + left + int(columns[0]),
                sheet.top + top + int(run[-1]), sheet.left + left + int(columns[-1]),
            )  # fmt: skip
