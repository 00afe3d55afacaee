"""What did you count? The functions that explain the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from udfs.arguments import AllThatFollow, Text
from udfs.block import Block
from udfs.calling import Reading, answer_to, reasons_behind
from udfs.cells import error_in, is_blank, number
from udfs.clients import Argument
from udfs.errors import CellError, WrongKind, as_shown
from udfs.version import HOST, __version__
from udfs.wording import count_of
from udfs.worksheet_function import Parameter, Table, WorksheetFunction, worksheet_function

_KINDS_OF_CELL = ("number", "date", "number in text", "text", "TRUE or FALSE", "error", "blank")
_SEVERAL = {"number in text": "numbers in text", "TRUE or FALSE": "TRUE or FALSE"}


def _catalogue() -> tuple[WorksheetFunction, ...]:
    from udfs import FUNCTIONS  # late, since the catalogue lists the functions of this module too

    return FUNCTIONS


@worksheet_function(
    "REL_EXPLAIN",
    "table",
    headers=False,
    example=(("REL_CLV", 300000, 0.8, 0.1), [["part", "of", "says"]]),
    example_begins=True,
)
def explain(function_name: Text, *argument: AllThatFollow, date_1904: bool = False) -> Table:
    """Says what a function read in each argument, which conventions it used, and why it refused.

    Give the function's name in quotes, then its arguments as they stand in the formula: =REL_CLV(A2:A9, 80%, 10%)
    becomes =REL_EXPLAIN("REL_CLV", A2:A9, 80%, 10%).

    Args:
        function_name: the name of a function, such as "REL_CLV".
        argument: the function's arguments, in their order.
        date_1904: serial numbers count from 1904; the workbook decides, not the formula.

    Returns:
        Rows of part, of what, and what there is to say: the function, each argument, the convention, how many rows
        were counted and which were left out, the result, what lies behind it where the function can tell, and the
        sentence behind every error.

    Raises:
        WrongKind: there is no function of that name.

    Source:
        The cells themselves.
    """
    names = {declaration.name: declaration for declaration in _catalogue()}
    declaration = names.get(str(function_name).strip().removeprefix("=").upper())
    if declaration is None:
        raise WrongKind(
            "function_name", "must be a function of Tenure, REL_FUNCTIONS() lists them", given=function_name
        )
    reading = Reading(declaration, argument, date_1904)
    rows = [("function", declaration.name, declaration.summary)]
    rows += [("argument", parameter.name, _read(reading, parameter)) for parameter in declaration.parameters]
    rows += [("convention", "", paragraph) for paragraph in _paragraphs(declaration.documentation.convention)]
    answer = answer_to(reading)
    rows += [("counted", of, says) for of, says in _clients_counted(reading, answer)]
    rows.append(("result", "", _result(answer)))
    rows += [("because", "" if row is None else f"row {row}", says) for row, says in reasons_behind(reading)]
    rows += [("error", error.code, error.reason) for error in _errors(answer)]
    return Table(("part", "of", "says"), rows)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _read(reading: Reading, parameter: Parameter) -> str:
    """What was read in one argument, in words."""
    if parameter.name not in reading.given:
        if reading.declaration.takes_all_that_follow and parameter is reading.declaration.parameters[-1]:
            return f"{len(reading.values.get(parameter.name, ()))} cells or ranges"
        return "not given" + ("" if parameter.default is None else f": {_used(parameter.default)} is used")
    for clients in reading.lists:
        for argument in clients.arguments:
            if argument.parameter is parameter:
                return _counted(argument, clients.header, clients.given)
    block = reading.given[parameter.name]
    if parameter.name in reading.values and block.is_one_cell:
        value = reading.values[parameter.name]
        return "blank" if value is None else _used(value)
    return _shape(block) + ": " + _tally(block.cells)


def _used(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, np.ndarray):
        return ", ".join(as_shown(one) for one in value.tolist())
    return as_shown(value)


def _shape(block: Block) -> str:
    rows = count_of(block.rows, "row")
    return rows if block.columns == 1 else f"{rows} of {count_of(block.columns, 'cell')}"


def _counted(argument: Argument, header: bool, given: int) -> str:
    """Rows, and what stands in their cells; then what was cut off, or made of blanks."""
    block, parameter = argument.block, argument.parameter
    text = ("one for all clients: " if argument.serves_all else "") + _shape(block)
    has_header = header and not argument.serves_all
    if has_header or argument.headed:
        text += ", the first a heading"
    cells = argument.cells[argument.width if has_header else 0 :]
    text += ": " + _tally(cells)
    cut = 0 if argument.serves_all else given - len(argument.cells) // argument.width
    if cut:
        text += f"; {count_of(cut, 'blank row')} at the end cut off"
    if parameter.reader.role == "series" and argument.length == 1:
        after = len(block.cells) - len(argument.cells) - argument.headed
        text += f"; {count_of(after, 'blank cell')} at the end cut off" if after else ""
    if any(map(is_blank, cells)):
        if parameter.reader.role == "series" and parameter.reader.blank == 0:
            text += "; a blank keeps its place as 0"
        elif not parameter.required and parameter.default is not None:
            text += f"; for a blank {_used(parameter.default)} is used"
    return text


def _clients_counted(reading: Reading, answer: Any) -> Iterator[tuple[str, str]]:
    """Of each list of clients its first argument, where there are several lists, and how many of its rows counted."""
    if isinstance(answer, CellError):
        return
    for clients in reading.lists:
        if clients.given == 1:
            continue
        given = clients.given - clients.header
        blank = given - clients.count + clients.header
        if clients.blank is not None:
            blank += int(clients.blank.sum()) - clients.header
        left_out = [count_of(blank, "blank row")] if blank else []
        refused = len(clients.missing)
        if reading.declaration.kind in ("row", "rank"):
            lines = [[cell] for cell in answer[0]] if clients.lies_in_a_row else answer
            refused = sum(any(isinstance(cell, CellError) for cell in line) for line in lines)
            left_out += [f"{count_of(refused, 'row')} with an error"] if refused else []
        elif refused:
            left_out.append(f"{count_of(refused, 'row')} in which a cell is missing")
        says = f"{given - blank - refused:,} of {count_of(given, 'row')}"
        of = clients.arguments[0].parameter.name if len(reading.lists) > 1 else ""
        yield of, says + (f"; left out: {', '.join(left_out)}" if left_out else "")


def _tally(cells: list[Any]) -> str:
    counts = Counter(map(_kind_of_cell, cells))
    words = [count_of(counts[kind], kind, _SEVERAL.get(kind, "")) for kind in _KINDS_OF_CELL if counts[kind]]
    text = ", ".join(words)
    if counts["date"]:
        days = [cell for cell in cells if _kind_of_cell(cell) == "date"]
        text += f" ({min(map(str, days))} to {max(map(str, days))})"
    return text


def _kind_of_cell(cell: object) -> str:
    if type(cell) is float and math.isfinite(cell):
        return "number"
    if is_blank(cell):
        return "blank"
    if error_in(cell) is not None:
        return "error"
    if isinstance(cell, (bool, np.bool_)):
        return "TRUE or FALSE"
    if isinstance(cell, str):
        return "number in text" if isinstance(number(cell), float) else "text"
    return "number" if isinstance(number(cell), float) else "date" if hasattr(cell, "year") else "error"


def _result(answer: Any) -> str:
    if not isinstance(answer, list):
        return as_shown(answer) if answer != "" else "blank"
    cells = [cell for row in answer for cell in row]
    return f"{count_of(len(answer), 'row')} of {count_of(len(answer[0]), 'cell')}: {_tally(cells)}"


def _errors(answer: Any) -> Iterator[CellError]:
    """Each error once: a fault of the whole call stands in many rows as one."""
    seen: set[str] = set()
    rows = answer if isinstance(answer, list) else [[answer]]
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, CellError) and cell.reason not in seen:
            seen.add(cell.reason)
            yield cell


@worksheet_function(
    "REL_FUNCTIONS",
    "table",
    example=(("Help",), [["name", "arguments", "answers"]]),
    example_begins=True,
)
def functions(subject: Text | None = None) -> Table:
    """The catalogue of functions: name, arguments, what each answers.

    Args:
        subject: a chapter of the catalogue, such as "Value" or "Retention", or the first letters of it; blank is all.

    Returns:
        A row per function, in the order of the manual.

    Raises:
        WrongKind: there is no such subject.

    Source:
        The declarations of the functions.
    """
    wanted = "" if subject is None else str(subject).strip().casefold()
    rows = [
        (declaration.name, declaration.signature.removeprefix(declaration.name), declaration.summary)
        for declaration in _catalogue()
        if declaration.subject.casefold().startswith(wanted)
    ]
    if not rows:
        subjects = dict.fromkeys(declaration.subject for declaration in _catalogue())
        raise WrongKind("subject", "must be one of " + ", ".join(subjects), given=subject)
    return Table(("name", "arguments", "answers"), rows)


@worksheet_function("REL_VERSION", "value", example=((), f"Tenure {__version__}"), example_begins=True)
def version() -> str:
    """The version of Tenure that computes, and the host in which it runs.

    Returns:
        One text, such as "Tenure 1.2.0, Python".

    Source:
        The installed package.
    """
    return f"Tenure {__version__}, {HOST.get()}"
