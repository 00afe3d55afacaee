"""Cells in: how one cell, or a column of them, is read as a number, a date, a flag, a name or an option word.

Blank, ``""`` and spaces are *not given*, never zero. A number in text is read only where it is plainly a number.
Nothing here knows which argument it reads, or which row: a `Fault` says what must hold, and `clients` adds where.
"""

from __future__ import annotations

import datetime
import math
import numbers
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.errors import ERROR_CODES, NOT_SHOWN, CellError, InputError, NotEnough, OutOfDomain, WrongKind

LAST_SERIAL = 2958465
"""9999-12-31, the last day that Excel knows."""
DAYS_FROM_1900_TO_1904 = 1462
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_PLAIN_NUMBERS = frozenset((float, int))
_TEXT_OR_BLANK = frozenset((str, type(None)))
_TEXT_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]+))?\s*(%?)")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?")
_ERROR_CODES = frozenset(ERROR_CODES)
_TRUE_WORDS = frozenset(("true", "x", "yes", "oui", "ja", "sí", "sì", "✓", "✔", "☑", "✅", "√", "🗸"))
_FALSE_WORDS = frozenset(("false", "-", "–", "no"))


class Fault(NamedTuple):
    """Why a cell cannot be read: which error it is, what must hold, what was given."""

    kind: type[InputError]
    must: str
    given: Any = NOT_SHOWN


class Column(NamedTuple):
    """Cells that were read, in their order.

    `values` holds a filler where a cell is blank or at fault; `blanks` are the positions of blank cells (None when
    there is none), `faults` what stands at which position: a `Fault`, or the error cell that came in.
    """

    values: NDArray[Any]
    blanks: NDArray[np.intp] | None
    faults: dict[int, Fault | CellError] | None


def is_blank(cell: object) -> bool:
    """Not given: None, an empty text, spaces."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def error_in(cell: object) -> CellError | None:
    """The error that a cell already holds, as a `CellError` or as its text, else None."""
    if isinstance(cell, CellError):
        return cell
    if isinstance(cell, str) and "#" in cell and (code := cell.strip().upper()) in _ERROR_CODES:
        return CellError(code, "")
    return None


def number(cell: object) -> float | Fault | CellError:
    """A cell that is not blank as a number."""
    if isinstance(cell, (bool, np.bool_)):
        return Fault(WrongKind, "must be a number", cell)
    if isinstance(cell, str):
        return error_in(cell) or _number_in_text(cell)
    if isinstance(cell, CellError):
        return cell
    if isinstance(cell, numbers.Real) or type(cell).__name__ == "Decimal":
        try:
            value = float(cell)  # type: ignore[arg-type]
        except (OverflowError, TypeError, ValueError):
            return Fault(OutOfDomain, "must be a number that a spreadsheet can hold", cell)
        return value if math.isfinite(value) else Fault(OutOfDomain, "must be a finite number", cell)
    return Fault(WrongKind, "must be a number", cell)


def _number_in_text(text: str) -> float | Fault:
    stripped = text.strip()
    match = _TEXT_NUMBER.fullmatch(stripped)
    if match is None or not (match[2] or match[3]):
        return Fault(WrongKind, "must be a number, or text that is plainly one", text)
    sign, whole, decimals, percent = match.groups()
    # Three digits behind one to three that do not start with 0: 1.200 is 1,200 to half of Europe.
    if decimals and len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        if percent:
            return Fault(WrongKind, f"must be a number: {stripped} as text may be read two ways")
        readings = f"{sign}{whole}{decimals} or {float(stripped):g}"
        return Fault(WrongKind, f"must be a number: {stripped} as text may be {readings}")
    value = float(f"{sign}{whole or '0'}.{decimals or '0'}")
    if not math.isfinite(value):
        return Fault(OutOfDomain, "must be a number that a spreadsheet can hold", text)
    return value / 100 if percent else value


def day(cell: object, date_1904: bool = False) -> float | Fault | CellError:
    """A cell that is not blank as a whole day: Excel's serial number in the 1900 system, whatever the workbook's.

    A time of day is cut off. 0 is what a link to an empty cell shows, and a whole number from 1900 to 2100 is a
    year that lost its format: neither is a date that anybody meant.
    """
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    if isinstance(cell, datetime.date):
        return _serial_of(cell)
    if isinstance(cell, str):
        if (error := error_in(cell)) is not None:
            return error
        match = _ISO_DATE.fullmatch(cell.strip())
        if match is None:
            return Fault(WrongKind, "must be a date, a serial number or text such as 2026-01-31", cell)
        try:
            return _serial_of(datetime.date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            return Fault(WrongKind, "must be a day that exists", cell)
    serial = number(cell)
    if not isinstance(serial, float):
        return Fault(serial.kind, "must be a date", serial.given) if isinstance(serial, Fault) else serial
    if serial == 0:
        return Fault(OutOfDomain, "must be a date: 0 is what a linked empty cell shows")
    if _FIRST_YEAR <= serial <= _LAST_YEAR and serial == int(serial):
        return Fault(OutOfDomain, f"must be a date: {serial:.0f} looks like a year")
    if date_1904:
        serial += DAYS_FROM_1900_TO_1904
    if not 1 <= serial < LAST_SERIAL + 1:
        return Fault(OutOfDomain, "must be a date from 1900-01-01 to 9999-12-31", cell)
    return float(math.floor(serial))


def plain_days(cells: Sequence[object], date_1904: bool) -> Column | None:
    """What `day` makes of every cell, at once, where all are blank or numbers that are surely dates; else None."""
    filled = cells
    blanks: list[int] = []
    if not _PLAIN_NUMBERS.issuperset(map(type, cells)):
        blanks = [position for position, cell in enumerate(cells) if cell is None or cell == ""]
        filled = [cell for cell in cells if cell is not None and cell != ""]
        if not blanks or not _PLAIN_NUMBERS.issuperset(map(type, filled)):
            return None
    serials: NDArray[np.float64] = np.floor(read_numbers(filled).values)
    if not len(serials) or serials.min() < 1 or serials.max() > LAST_SERIAL - DAYS_FROM_1900_TO_1904:
        return None
    if ((serials >= _FIRST_YEAR) & (serials <= _LAST_YEAR)).any():
        return None
    if date_1904:
        serials += DAYS_FROM_1900_TO_1904
    if not blanks:
        return Column(serials, None, None)
    values = np.zeros(len(cells))
    values[np.delete(np.arange(len(cells)), blanks)] = serials
    return Column(values, np.array(blanks, dtype=np.intp), None)


def _serial_of(date: datetime.date) -> float | Fault:
    try:
        days = datetime.date(date.year, date.month, date.day).toordinal() - 693594
    except (TypeError, ValueError):  # pandas' NaT is a date without a day
        return Fault(OutOfDomain, "must be a date", date)
    serial = days if days > 60 else days - 1  # Excel counts a 29 February 1900 that never was
    return float(serial) if serial >= 1 else Fault(OutOfDomain, "must be a date from 1900-01-01 to 9999-12-31", date)


def date_of(serial: float) -> datetime.date:
    """The date of a serial number in the 1900 system."""
    days = int(serial)
    return datetime.date.fromordinal((days if days > 60 else days + 1) + 693594)


def flag(cell: object) -> bool | Fault | CellError:
    """A cell that is not blank as yes or no: TRUE, a number, x, yes, a tick; FALSE, 0, -, no."""
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    if isinstance(cell, str):
        if (error := error_in(cell)) is not None:
            return error
        word = cell.strip().casefold()
        if word in _TRUE_WORDS:
            return True
        if word in _FALSE_WORDS:
            return False
        if not isinstance(in_text := _number_in_text(word), Fault):
            return in_text != 0
        return Fault(WrongKind, "must be TRUE or FALSE (x, yes, a tick; -, no, blank)", cell)
    value = number(cell)
    if isinstance(value, Fault):
        return Fault(value.kind, "must be TRUE or FALSE", cell)
    return value if isinstance(value, CellError) else value != 0


def name(cell: object) -> object | Fault:
    """A cell that is not blank as a name or id: text trimmed, numbers as they are."""
    if isinstance(cell, str):
        return error_in(cell) or cell.strip()
    if isinstance(cell, (bool, np.bool_)):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime.date):
        return str(cell)
    if isinstance(cell, CellError):
        return cell
    value = number(cell)
    if isinstance(value, Fault):
        return value if value.kind is OutOfDomain else Fault(WrongKind, "must be a name or an id", cell)
    return cell if isinstance(cell, int) else value


def identity(shown: object) -> str:
    """What two names or ids are compared by: trimmed, case folded; 7 and 7.0 are the same id."""
    if isinstance(shown, str):
        return shown.strip().casefold()
    if isinstance(shown, (float, np.floating)) and float(shown).is_integer():
        return str(int(shown))
    return str(shown).casefold()


def identities(names: Sequence[object]) -> list[str]:
    """The `identity` of each of many names."""
    if all(type(name) is str for name in names):
        return list(map(str.casefold, map(str.strip, names)))  # type: ignore[arg-type]
    return list(map(identity, names))


def all_finite(values: NDArray[np.float64]) -> bool:
    """Whether no number is infinite or NaN; quick for a handful of them too, where numpy is slow to start."""
    return all(map(math.isfinite, values.flat)) if values.size <= 8 else bool(np.isfinite(values).all())


def read_numbers(cells: Sequence[object], one: Callable[[object], Any] = number) -> Column:
    """A column of numbers (or, with another reader of one cell, of days) as floats."""
    if one is number and _PLAIN_NUMBERS.issuperset(map(type, cells)):
        try:
            values = np.array(cells, dtype=float)
        except OverflowError:
            pass
        else:
            if all_finite(values):
                return Column(values, None, None)
    return _read_mixed(cells, one)


def _read_mixed(cells: Sequence[object], one: Callable[[object], Any]) -> Column:
    filled = list(cells)
    blanks: list[int] = []
    faults: dict[int, Fault | CellError] = {}
    odd: Iterable[int] = range(len(cells))
    if one is number:
        odd = [position for position, kind in enumerate(map(type, cells)) if kind is not float and kind is not int]
    for position in odd:
        cell = cells[position]
        if is_blank(cell):
            blanks.append(position)
            filled[position] = 0.0
            continue
        read = one(cell)
        if isinstance(read, (Fault, CellError)):
            faults[position] = read
            filled[position] = 0.0
        else:
            filled[position] = read
    try:
        values = np.array(filled, dtype=float)
    except OverflowError:
        for position, cell in enumerate(filled):
            if isinstance(cell, int) and isinstance(read := number(cell), Fault):
                faults[position] = read
                filled[position] = 0.0
        values = np.array(filled, dtype=float)
    for position in np.flatnonzero(~np.isfinite(values)).tolist():
        faults[position] = Fault(OutOfDomain, "must be a finite number", cells[position])
        values[position] = 0.0
    return Column(values, np.array(blanks, dtype=np.intp) if blanks else None, faults or None)


def read_objects(cells: Sequence[object], one: Callable[[object], Any]) -> Column:
    """A column of names or flags, as objects."""
    if one is name and (plain := _plain_names(cells)) is not None:
        return plain
    values = np.empty(len(cells), dtype=object)
    blanks: list[int] = []
    faults: dict[int, Fault | CellError] = {}
    for position, cell in enumerate(cells):
        if is_blank(cell):
            blanks.append(position)
            continue
        read = one(cell)
        if isinstance(read, (Fault, CellError)):
            faults[position] = read
        else:
            values[position] = read
    return Column(values, np.array(blanks, dtype=np.intp) if blanks else None, faults or None)


def _plain_names(cells: Sequence[Any]) -> Column | None:
    """What `name` makes of every cell, at once, where all are texts and blanks, or whole numbers; else None."""
    kinds = set(map(type, cells))
    blanks: list[int] = []
    if kinds <= _TEXT_OR_BLANK:
        names: Sequence[Any] = [cell.strip() or None if cell else None for cell in cells]
        if None in names:
            blanks = [position for position, cell in enumerate(names) if cell is None]
        if "#" in "".join(filter(None, names)):  # an error among them, perhaps
            return None
    elif kinds == {int} and -sys.float_info.max <= min(cells) <= max(cells) <= sys.float_info.max:
        names = cells
    else:
        return None
    values = np.empty(len(cells), dtype=object)
    values[:] = names
    return Column(values, np.array(blanks, dtype=np.intp) if blanks else None, None)


def choice(cell: object, words: tuple[str, ...]) -> str | Fault | CellError | None:
    """An option word, in English and in any case; blank or 0 is not given (None)."""
    if is_blank(cell) or (isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool) and cell == 0):
        return None
    if (error := error_in(cell)) is not None:
        return error
    if isinstance(cell, str):
        wanted = cell.strip().casefold()
        for word in words:
            if word.casefold() == wanted:
                return word
    return Fault(WrongKind, "must be one of " + ", ".join(words), cell)


def missing() -> Fault:
    """The fault of a required cell that is blank."""
    return Fault(NotEnough, "must be given, the cell is blank")
