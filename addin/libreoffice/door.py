"""The one door from Calc to the worksheet functions: an argument list as the macros in Basic send it in, cells out.

An argument is a number, a text, None (blank), or a tuple of rows of these. Calc knows no truth values: TRUE is the
number 1. Where an argument holds an error it does not ask, but shows that; in an array that a formula made, an error is
a number that is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import udfs
from addin import log
from addin.libreoffice import LOG, workbooks
from addin.libreoffice.cell_errors import code_in, number_of
from udfs import CellError
from udfs.readers import Anything, Dates
from udfs.version import HOST


def answer(name: str, arguments: Sequence[object]) -> object:
    """Answer a worksheet function; never raises.

    Args:
        name: the function's name, such as ``REL_CLV``.
        arguments: a cell, or rows of cells, each.

    Returns:
        A number or a text, or a tuple of rows. A mistake of ours is ``#VALUE!``, with its trace in the log.
    """
    token = HOST.set("LibreOffice Calc")
    try:
        if 0.0 in arguments and workbooks.may_skip_an_argument():
            return number_of("#VALUE!")
        date_1904 = knows_dates(name) and workbooks.counts_from_1904()
        return _sent(udfs.call(name, *map(_received, arguments), date_1904=date_1904))
    except workbooks.DatesDiffer:
        log.event(LOG, f"{name} refused: workbooks are open that count days from 1900, and from 1904; close one kind")
    except Exception:  # noqa: BLE001 - the one door: whatever went wrong, a cell must show an error and Calc go on
        log.trouble(LOG, f"{name} could not answer {', '.join(map(_kind, arguments)) or 'without arguments'}")
    finally:
        HOST.reset(token)
    return number_of("#VALUE!")


def _received(argument: object) -> object:
    """An argument as the functions read it."""
    if isinstance(argument, tuple):
        return [list(map(_cell, row)) if isinstance(row, tuple) else [_cell(row)] for row in argument]
    return _cell(argument)


def _cell(cell: object) -> object:
    if type(cell) is float and cell != cell and (code := code_in(cell)) is not None:
        return CellError(code, "")
    return cell


def _sent(answer: object) -> object:
    """An answer as Calc receives it."""
    if isinstance(answer, list):
        return tuple(tuple(map(_plain, row)) for row in answer)
    return _plain(answer)


def _plain(cell: Any) -> float | str:
    if type(cell) is float or type(cell) is str:
        return cell
    if isinstance(cell, CellError):
        return number_of(cell.code)
    return str(cell) if isinstance(cell, str) else float(cell)  # truth values, whole numbers, and numpy's


@cache
def knows_dates(name: str) -> bool:
    """Whether it matters to a function from when a workbook counts its days."""
    declaration = udfs.declaration(name)
    readers = [parameter.reader for parameter in declaration.parameters]
    reads = any(isinstance(reader, Anything) or isinstance(getattr(reader, "of", reader), Dates) for reader in readers)
    return reads or declaration.gives_dates or declaration.kind == "table"


def _kind(argument: object) -> str:
    """What an argument was, without what it held: the log is no place for clients' figures."""
    if isinstance(argument, tuple):
        return f"a range of {len(argument)} rows"
    return "nothing" if argument is None else f"a {type(argument).__name__}"
