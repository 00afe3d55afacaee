"""The one door from Excel to the worksheet functions: an argument list as macros send it in, plain values out.

A cell comes as `float`, `str`, `bool` or None (blank, or an argument that was skipped). A cell's number is always a
float, so an `int` is the number of an error, as Windows writes it. A range is a list of rows. Answers are made of
`float`, `str` and `bool`; a text that begins with `ERROR_MARK` is an error for the macros to make of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import udfs
from addin.excel import log
from addin.marks import ERROR_MARK
from udfs import CellError
from udfs.version import HOST

NOT_GIVEN = -0x7FFDFFFC
"""The error by which Visual Basic marks an argument that was left out (&H80020004)."""

ERROR_CODES = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
"""Excel's error numbers, the lower half of what a cell with an error holds (&H800A0000 + number)."""


def answer(name: str, arguments: Sequence[object], date_1904: bool = False) -> object:
    """Answer a worksheet function; raises nothing but that Python's packages do not load.

    Args:
        name: the function's name, such as ``REL_CLV``.
        arguments: a cell or a list of rows each.
        date_1904: whether the workbook counts its days from 1904.

    Returns:
        A cell or a list of rows. A mistake of ours is ``#VALUE!``, with its trace in the log.

    Raises:
        ImportError: a package that is loaded only when it is needed cannot be.
    """
    token = HOST.set("Excel")  # for each call: this module may have been imported by a thread of its own
    try:
        return _sent(udfs.call(name, *map(_received, arguments), date_1904=date_1904))
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - the one door: whatever went wrong, a cell must show an error and Excel go on
        log.trouble(f"{name} could not answer {', '.join(map(_kind, arguments)) or 'without arguments'}")
        return ERROR_MARK + "#VALUE!"
    finally:
        HOST.reset(token)


def _received(argument: object) -> object:
    """An argument as the functions read it: numbers of errors as errors."""
    if not isinstance(argument, (list, tuple)):
        return _cell(argument)
    if int in set(map(type, chain.from_iterable(argument))):
        return [[_cell(cell) for cell in row] for row in argument]
    return argument


def _cell(cell: object) -> object:
    if type(cell) is not int:
        return cell
    if cell == NOT_GIVEN:
        return None
    code = ERROR_CODES.get(cell & 0xFFFF, "#VALUE!")
    return CellError(code, "")


def _sent(answer: object) -> object:
    """An answer as macros receive it."""
    if isinstance(answer, list):
        if set(map(type, chain.from_iterable(answer))) == {float}:  # by far the commonest
            return answer
        return [[_plain(cell) for cell in row] for row in answer]
    return _plain(answer)


def _plain(cell: object) -> float | str | bool:
    if type(cell) is float:
        return cell
    if isinstance(cell, CellError):
        return ERROR_MARK + cell.code
    if isinstance(cell, (str, bool)):
        return cell
    return float(cell)  # type: ignore[arg-type]  # whole numbers, and numpy's


def _kind(argument: object) -> str:
    """What an argument was, without what it held: the log is no place for clients' figures."""
    if isinstance(argument, (list, tuple)):
        return f"a range of {len(argument)} rows"
    return "nothing" if argument is None else f"a {type(argument).__name__}"
