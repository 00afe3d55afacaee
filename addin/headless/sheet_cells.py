"""The cells of a worksheet as a file holds them, and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite

from addin.formulas.references import Area
from addin.headless.usual_rows import plain_text
from addin.headless.workbook_parts import unescaped
from udfs import CellError

Value = float | str | bool | CellError | None
"""What a cell holds; None is blank."""


@dataclass(slots=True)
class FormulaCell:
    """A cell with a formula.

    Attributes:
        text: the formula without ``=``; "" where it is shared with the first cell of its group.
        kind: "plain", "array" (confirmed with Ctrl+Shift+Enter), "dynamic" (spills), or "dataTable".
        area: where the answers of an array stand (of a dynamic one: stood); None for a plain formula.
        shared: the number of the group that shares one formula, or None.
        start, end: where the cell starts and its end tag starts in the bytes of the part.
        value: the cached value.
    """

    row: int
    column: int
    text: str
    kind: str
    area: Area | None
    shared: str | None
    start: int
    end: int
    value: Value


@dataclass
class SheetCells:
    """A worksheet as read.

    Attributes:
        constants: what is typed in, by row and column; the answers of arrays are not among them.
        cached: the cached answers in the area of an array, the array's first cell apart, by row and column.
        formulas: the cells with formulas, in the order of the file.
        rows: for each row where it starts and its end tag starts in the bytes of the part.
        end: where the end tag of the rows (``sheetData``) starts.
        column_styles: first column, last column and style number of the columns that have one.
        hidden_rows: the rows that are not shown.
        filtered: the range whose rows a filter chooses from, where one is at work.
    """

    name: str
    constants: dict[int, dict[int, Value]] = field(default_factory=dict)
    cached: dict[tuple[int, int], Value] = field(default_factory=dict)
    formulas: list[FormulaCell] = field(default_factory=list)
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    end: int = 0
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    filtered: Area | None = None


TRUTHS = {"1": True, "true": True, "0": False, "false": False}
"""What stands in a cell that is true or false."""


def written_text(written: bytes) -> str:
    """A text in a cell; raises ValueError where only the parser can read it."""
    text = written.decode()
    return unescaped(plain_text(written)) if "&" in text or "_x" in text else text


def number_in(text: str | bytes) -> float:
    """A number in a cell; raises ValueError where it is none."""
    number = float(text)
    # Python also reads "nan", "inf" and "1_000".
    if not isfinite(number) or (isinstance(text, str) and "_" in text):
        raise ValueError(text)
    return number


def position_in(text: str | bytes) -> int:
    """The place of a shared text, from 0; raises ValueError where it is none."""
    position = int(text)
    if position < 0:
        raise ValueError(text)
    return position


def serial_in(text: str, date_1904: bool) -> float:
    """The serial number of an ISO date, time, or both; raises ValueError where it is none."""
    text = text.removesuffix("Z")
    if "T" not in text and ":" in text:
        moment = time.fromisoformat(text)
        return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
    origin = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
    when = datetime.fromisoformat(text).replace(tzinfo=None)
    days = (when - datetime(origin.year, origin.month, origin.day)).total_seconds() / 86400
    # Excel counts a 29 February 1900 that never was: the days before it are one lower.
    return days - 1 if not date_1904 and days < 61 else days
