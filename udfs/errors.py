"""What can be wrong, and the Excel error that each shows.

::

    InputError            the user can mend it
    ├── WrongKind         #VALUE!   the wrong kind of cell, an unknown word, the wrong shape
    ├── OutOfDomain       #NUM!     outside the domain, or no solution
    ├── NotEnough         #N/A      nothing found, not given, or too little data
    └── ShareOfNothing    #DIV/0!   a share of nothing

A function raises an `InputError` for what its user can mend; the sentence always reads *argument, row: what must
hold, what was given*. In a sheet the same fault is a `CellError`, a cell among others. Everything else that is
raised is a mistake of ours and is never swallowed here.
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

import numpy as np

ERROR_CODES = (
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!", "#TIMEOUT!",
)  # fmt: skip
"""The texts by which spreadsheets show an error."""

NOT_SHOWN: Any = object()
"""Stands for "no given value to show" in a sentence; None would read as a blank cell."""


class CellError:
    """An error in a cell: its code, such as ``#NUM!``, and the sentence that says why.

    Two are equal when they show the same code, as in a sheet; the reason is a courtesy to the reader.

    Args:
        code: what the cell shows.
        reason: the sentence, or what `sentence` makes it of: a column may hold a million errors, and few are read.
    """

    __slots__ = ("_reason", "code")

    def __init__(self, code: str, reason: str | tuple[str, int | None, str, Any]) -> None:
        self.code = code
        self._reason = reason

    @property
    def reason(self) -> str:
        """The sentence that says why."""
        if not isinstance(self._reason, str):
            self._reason = sentence(*self._reason)
        return self._reason

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CellError) and other.code == self.code

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"CellError({self.code!r}, {self.reason!r})"

    def __str__(self) -> str:
        return self.code


class InputError(Exception):
    """What the user can mend.

    Args:
        argument: the name of the argument at fault.
        must: what must hold, starting with a verb: ``"must be between 0 and 1"``.
        rows: the rows at fault as a boolean mask over the clients, or None when the fault is of the call.
        given: what was given: one value, or with `rows` one per client (or one for all).
        beside: with `rows`, the position of another client per client, whose row `must` ends with:
            ``"must be listed once, it is also in"`` reads *... also in row 2*.
    """

    code: ClassVar[str]

    def __init__(
        self, argument: str, must: str, *, rows: Any = None, given: Any = NOT_SHOWN, beside: Any = None
    ) -> None:
        self.argument = argument
        self.must = must
        self.rows = None if rows is None else np.atleast_1d(rows)
        if isinstance(given, np.ndarray) or (rows is not None and isinstance(given, np.generic)):
            given = np.atleast_1d(given)
        self.given = given
        self.beside = beside
        super().__init__(argument, must)

    def given_to(self, row: int) -> Any:
        """What was given in a row (0-based) at fault."""
        if isinstance(self.given, np.ndarray) and self.given.ndim == 1:
            return self.given[row if len(self.given) > 1 else 0]
        return self.given

    def must_of(self, row: int, positions: Any = None) -> str:
        """What must hold in a row (0-based) at fault; `positions` are the clients' own rows (0-based), if others."""
        if self.beside is None:
            return self.must
        other = self.beside[row]
        return f"{self.must} row {(other if positions is None else positions[other]) + 1}"

    def __str__(self) -> str:
        if self.rows is None:
            return sentence(self.argument, None, self.must, self.given)
        first = int(np.argmax(self.rows))
        several = len(self.rows) > 1
        return sentence(self.argument, first + 1 if several else None, self.must_of(first), self.given_to(first))


class WrongKind(InputError):
    """The wrong kind of cell, an unknown word, or the wrong shape."""

    code = "#VALUE!"


class OutOfDomain(InputError):
    """Outside the domain, or an equation without a solution."""

    code = "#NUM!"


class NotEnough(InputError):
    """Nothing found, not given, or too little data."""

    code = "#N/A"


class ShareOfNothing(InputError):
    """A share of nothing."""

    code = "#DIV/0!"


def sentence(argument: str, row: int | None, must: str, given: Any = NOT_SHOWN) -> str:
    """*argument, row: what must hold, what was given*; `row` counts from 1, None when there is only one."""
    where = argument if row is None else f"{argument}, row {row}"
    return f"{where}: {must}" if given is NOT_SHOWN else f"{where}: {must}, got {as_shown(given)}"


def as_shown(value: Any) -> str:
    """A cell's value as a sentence quotes it: short, numbers without a tail of digits, text in quotes."""
    if value is None:
        return "a blank cell"
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, np.number)):
        try:
            return format(float(value), ".10g")
        except OverflowError:
            return "a number beyond the largest"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return f"the date {value}"
    text = str(value)
    return f'"{text}"' if len(text) <= 40 else f'"{text[:37]}..."'
