"""One call from raw cells to raw cells: bind, read, ask the function, write the answers where they belong.

A function raises for what its user can mend. Where it answers per client, the rows at fault get their error and the
function is asked again for the rest: so a spoilt row spoils only itself, and functions stay ordinary Python.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.block import Block
from udfs.cells import DAYS_FROM_1900_TO_1904, Fault, all_finite, error_in, is_blank
from udfs.clients import Argument, ClientList
from udfs.errors import CellError, InputError, NotEnough, OutOfDomain, WrongKind
from udfs.worksheet_function import Parameter, Table, WorksheetFunction

_MANY_ROWS = 2_000
_READY = frozenset((str, int, bool))  # what a cell holds as it is


class Reading:
    """What a call's cells were read as.

    Attributes:
        given: the block of each argument that was given, by name.
        values: what belongs to the call, ready for the function, by name.
        lists: the lists of clients; a *row* or *rank* function has one.
        fault: what is wrong with the call as a whole, else None.
    """

    def __init__(self, declaration: WorksheetFunction, cells: Sequence[Any], date_1904: bool) -> None:
        self.declaration = declaration
        self.date_1904 = date_1904
        self.given: dict[str, Block] = {}
        self.values: dict[str, Any] = {}
        self.lists: list[ClientList] = []
        self.fault: CellError | None = None
        try:
            self._bind(cells)
        except InputError as error:
            self._note(CellError(error.code, str(error)))

    def _note(self, fault: CellError) -> None:
        """Keep the first fault of the call as a whole."""
        self.fault = self.fault or fault

    def _bind(self, cells: Sequence[Any]) -> None:
        declaration = self.declaration
        parameters = declaration.parameters
        if declaration.takes_all_that_follow:
            self.values[parameters[-1].name] = tuple(cells[len(parameters) - 1 :])
            parameters = parameters[:-1]
        elif len(cells) > len(parameters):
            if not parameters:
                raise WrongKind("arguments", "must be left out", given=len(cells))
            raise WrongKind(parameters[-1].name, f"must be the last of {len(parameters)} arguments", given=len(cells))
        self.values.update(declaration.defaults)
        per_client: list[Argument] = []
        for parameter, raw in zip_longest(parameters, cells[: len(parameters)]):
            if raw is None and not parameter.required:
                continue
            block = Block(raw)
            if not parameter.required and block.is_one_cell and is_blank(block.cells[0]):
                continue
            self.given[parameter.name] = block
            if parameter.reader.role == "call":
                # The clients are lined up all the same: the fault will stand in each one's row.
                try:
                    self._take(parameter, block)
                except InputError as error:
                    self._note(CellError(error.code, str(error)))
            else:
                per_client.append(Argument(parameter, block))
        for arguments in self._lists_of(per_client):
            try:
                self.lists.append(ClientList(arguments, self.date_1904))
            except InputError:
                # An error in place of a range has no rows to line up: it goes out as it is.
                for argument in arguments:
                    self._note_error(argument.parameter, argument.block)
                raise

    def _note_error(self, parameter: Parameter, block: Block) -> bool:
        """Whether an argument is one cell that holds an error, which then is the answer."""
        error = error_in(block.cells[0]) if block.is_one_cell else None
        if error is None:
            return False
        self._note_held(parameter, error)
        return True

    def _note_held(self, parameter: Parameter, error: CellError) -> None:
        """An error that came in goes out as it is; one without a sentence gets it here."""
        self._note(error if error.reason else CellError(error.code, f"{parameter.name}: already holds {error.code}"))

    def _take(self, parameter: Parameter, block: Block) -> None:
        if self._note_error(parameter, block):
            return
        value = parameter.reader.take(block, self.date_1904)
        if value is None:
            if parameter.required:
                raise NotEnough(parameter.name, "must be given, the cell is blank")
            value = parameter.default
        elif isinstance(value, Fault):
            raise value.kind(parameter.name, value.must, given=value.given)
        elif isinstance(value, CellError):
            self._note_held(parameter, value)
        self.values[parameter.name] = value

    def _lists_of(self, arguments: list[Argument]) -> list[list[Argument]]:
        """The arguments by list; one list when there is but one, or what matches the lists is not given."""
        declaration = self.declaration
        if not declaration.lists:
            return [arguments] if arguments else []
        given = {argument.parameter.name: argument for argument in arguments}
        if not all(name in given for name in declaration.matched_by):
            return [arguments] if arguments else []
        lists = [[given[name] for name in names if name in given] for names in declaration.lists]
        return [one for one in lists if one]


def answer(declaration: WorksheetFunction, cells: Sequence[Any], date_1904: bool = False) -> Any:
    """Raw cells in, raw cells out: a scalar, or a list of rows."""
    # Millions of small lists are made; the collector would walk over all of them again and again.
    for raw in cells:
        if isinstance(raw, (list, tuple)) and len(raw) > _MANY_ROWS and gc.isenabled():
            gc.disable()
            try:
                return answer_to(Reading(declaration, cells, date_1904))
            finally:
                gc.enable()
    return answer_to(Reading(declaration, cells, date_1904))


def answer_to(reading: Reading) -> Any:
    """The raw answer to a call that was read."""
    with np.errstate(all="ignore"):  # what is not finite is found, and said, in the answer
        if reading.declaration.kind in ("row", "rank"):
            return _answer_per_client(reading)
        return _answer_as_whole(reading)


# Row and rank: one answer per client


def _answer_per_client(reading: Reading) -> Any:
    declaration = reading.declaration
    if reading.fault is not None:
        return _in_every_row(reading, reading.fault)
    clients = reading.lists[0]
    errors = {**clients.missing, **clients.faults}
    alone = clients.given == 1 and not errors and clients.blank is None
    if declaration.kind == "rank" and alone and not _nothing_to_compare(reading):
        instead = f", or {declaration.alone}" if declaration.alone else ""
        must = f"must be more than one client: one client cannot be ranked: pass the whole column{instead}"
        errors[0] = CellError(NotEnough.code, f"{declaration.parameters[0].name}: {must}")
    live = _live(clients, errors)
    try:
        answers, live = _ask(reading, clients, live, errors)
    except InputError as error:
        return _in_every_row(reading, CellError(error.code, str(error)))
    return _written(reading, clients, answers, live, errors)


def _nothing_to_compare(reading: Reading) -> bool:
    options = reading.declaration.row_when_numbers
    return bool(options) and all(isinstance(reading.values[name], float) for name in options)


def _live(clients: ClientList, errors: dict[int, CellError]) -> NDArray[np.intp] | None:
    """The rows to be answered; None: all of them."""
    if clients.blank is None and not errors:
        return None
    mask = np.ones(clients.count, dtype=bool) if clients.blank is None else ~clients.blank
    if errors:
        mask[list(errors)] = False
    return np.flatnonzero(mask)


def _ask(
    reading: Reading, clients: ClientList, live: NDArray[np.intp] | None, errors: dict[int, CellError]
) -> tuple[NDArray[Any] | None, NDArray[np.intp] | None]:
    """Ask the function, leaving out the rows that it refuses, until it answers for the rest."""
    function = reading.declaration.function
    while live is None or len(live):
        count = clients.count if live is None else len(live)
        spread_over = count if reading.declaration.kind == "rank" else None
        given = {argument.parameter.name: argument.values(live, spread_over) for argument in clients.arguments}
        try:
            answers = np.asarray(function(**{**reading.values, **given}))
        except InputError as error:
            if error.rows is None:
                raise
            refused = np.broadcast_to(error.rows, count)
            assert refused.any(), "a refusal must name a row, or none at all"
            positions = np.arange(count) if live is None else live
            _blame(error, clients, positions, refused, errors)
            live = positions[~refused]
            continue
        if answers.shape[:1] != (count,):
            answers = np.broadcast_to(answers, (count, *answers.shape[1:]))
        if answers.dtype != object and not all_finite(answers):
            finite = np.isfinite(answers) if answers.ndim == 1 else np.isfinite(answers).all(axis=1)
            positions = np.arange(count) if live is None else live
            _blame(_too_large(reading), clients, positions, ~finite, errors)
            answers, live = answers[finite], positions[finite]
        return answers, live
    return None, live


def _too_large(reading: Reading) -> InputError:
    first = reading.declaration.parameters[0].name
    return OutOfDomain(first, "must lead to an answer that a spreadsheet can hold, together with the other arguments")


def _blame(
    error: InputError,
    clients: ClientList,
    positions: NDArray[np.intp],
    refused: NDArray[np.bool_],
    errors: dict[int, CellError],
) -> None:
    several = clients.given > 1
    for index in np.flatnonzero(refused).tolist():
        row = int(positions[index])
        where, must = row + 1 if several else None, error.must_of(index, positions)
        errors[row] = CellError(error.code, (error.argument, where, must, error.given_to(index)))


def _written(
    reading: Reading,
    clients: ClientList,
    answers: NDArray[Any] | None,
    live: NDArray[np.intp] | None,
    errors: dict[int, CellError],
) -> Any:
    """Answers, blanks and errors, each in its row, lying as the clients lie."""
    if answers is None:
        answers, live = np.zeros((0, 1)), np.zeros(0, dtype=np.intp)
    elif live is None and answers.size == 1 and not clients.is_range and not reading.date_1904:
        only = answers.item()  # one cell, one answer: the commonest call
        return only + 0.0 if isinstance(only, float) else only
    if answers.ndim == 1:
        answers = answers[:, None]
    if answers.dtype != object:
        answers = answers + 0.0  # and never -0
        if reading.date_1904 and reading.declaration.gives_dates:
            answers -= DAYS_FROM_1900_TO_1904
    width = answers.shape[1]
    if live is not None:
        whole = np.zeros((clients.count, width), dtype=answers.dtype)
        whole[live] = answers
        answers = whole
    rows: list[list[Any]] = answers.tolist()
    if clients.blank is not None:
        for row in np.flatnonzero(clients.blank).tolist():
            rows[row] = [""] * width
    for row, error in errors.items():
        rows[row] = [error] * width
    if not clients.is_range and clients.given == 1:
        return rows[0][0] if width == 1 else rows
    return [list(column) for column in zip(*rows, strict=True)] if clients.lies_in_a_row else rows


def _in_every_row(reading: Reading, error: CellError) -> Any:
    """A fault of the call stands in the row of every client."""
    if reading.lists:
        clients = reading.lists[0]
        count, in_a_row, alone = clients.count, clients.lies_in_a_row, clients.given == 1 and not clients.is_range
    else:
        count, in_a_row, alone = _extent(reading)
    if alone:
        return error
    return [[error] * count] if in_a_row else [[error] for _ in range(count)]


def _extent(reading: Reading) -> tuple[int, bool, bool]:
    """How many clients were meant, whether side by side, whether only one, where the arguments do not line up."""
    count, in_a_row, alone = 1, False, True
    for parameter in reading.declaration.parameters:
        block = reading.given.get(parameter.name)
        role = parameter.reader.role
        if block is None or role == "call" or (role == "series" and min(block.rows, block.columns) == 1):
            continue
        alone = alone and not block.is_range
        side_by_side = role == "row" and block.rows == 1
        width = 1 if side_by_side else block.columns
        filled = len(block.cells)
        while filled > count * width and is_blank(block.cells[filled - 1]):
            filled -= 1
        if filled > count * width:
            count, in_a_row = -(-filled // width), side_by_side
    return count, in_a_row, alone


# Why


def reasons_behind(reading: Reading) -> list[tuple[int | None, str]]:
    """What a function says of its answers: a row as the user counts it (None: of the whole), and a sentence.

    Empty where the function refuses the call, or has nothing to say.
    """
    declaration, because = reading.declaration, reading.declaration.because
    per_client = declaration.kind in ("row", "rank")
    if because is None or reading.fault is not None:
        return []
    given = dict(reading.values)
    if declaration.kind == "table":
        given.pop("headers", None)
    rows: NDArray[np.intp] | None = None
    for clients in reading.lists:
        if (clients.faults and not per_client) or (declaration.kind == "rank" and clients.given == 1):
            return []
        # Where each client has its own answer, one that cannot be read is left out, and the others are told of.
        live = _live(clients, {**clients.missing, **clients.faults})
        if live is not None and not len(live):
            if any(argument.parameter.required for argument in clients.arguments):
                return []
            continue  # an optional list without a client is as good as none: its defaults are there already
        if clients is reading.lists[0]:
            rows = live
        # As the function itself received them.
        count = None if declaration.kind == "row" else clients.count if live is None else len(live)
        given |= {argument.parameter.name: argument.values(live, count) for argument in clients.arguments}
    try:
        told = list(because(**given))
    except InputError:
        return []
    return [(None if at is None else (at if rows is None else int(rows[at])) + 1, says) for at, says in told]


# Table and value: one answer for all


def _answer_as_whole(reading: Reading) -> Any:
    if reading.fault is not None:
        return reading.fault
    live: dict[str, NDArray[np.intp] | None] = {}
    given: dict[str, Any] = dict(reading.values)
    headers = given.pop("headers", True)
    for clients in reading.lists:
        if clients.faults:
            return clients.faults[min(clients.faults)]
        rows = _live(clients, clients.missing)
        if rows is not None and not len(rows):
            if not any(argument.parameter.required for argument in clients.arguments):
                given |= {argument.parameter.name: argument.parameter.default for argument in clients.arguments}
                continue
            first = clients.arguments[0].parameter.name
            return CellError(NotEnough.code, f"{first}: must hold at least one filled row")
        count = clients.count if rows is None else len(rows)
        for argument in clients.arguments:
            live[argument.parameter.name] = rows
            given[argument.parameter.name] = argument.values(rows, count)
    try:
        found = _called(reading, given)
    except InputError as error:
        return _fault_of_whole(error, live.get(error.argument))
    if isinstance(found, Table):
        dates = [name in found.dates and reading.date_1904 for name in found.headers]
        body = [[_cell(reading, cell, is_date) for cell, is_date in zip(row, dates, strict=True)] for row in found.rows]
        return [list(found.headers), *body] if headers else body
    return _cell(reading, found)


def _called(reading: Reading, given: dict[str, Any]) -> Any:
    declaration = reading.declaration
    if declaration.takes_all_that_follow:
        # It reads cells by itself, and so must know from when their serial numbers count.
        following = given.pop(declaration.parameters[-1].name)
        return declaration.function(*given.values(), *following, date_1904=reading.date_1904)
    return declaration.function(**given)


def _fault_of_whole(error: InputError, live: NDArray[np.intp] | None) -> CellError:
    if error.rows is None or live is None:
        return CellError(error.code, str(error))
    index = int(np.argmax(error.rows))
    must, given = error.must_of(index, live), error.given_to(index)
    return CellError(error.code, (error.argument, int(live[index]) + 1, must, given))


def _cell(reading: Reading, value: Any, counts_from_1904: bool = False) -> Any:
    """One cell of a table, or a value, as a raw cell."""
    if type(value) in _READY:
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            error = _too_large(reading)
            return CellError(error.code, str(error))
        return value + 0.0 - (DAYS_FROM_1900_TO_1904 if counts_from_1904 else 0)
    if value is None:
        return ""
    if isinstance(value, InputError):
        return CellError(value.code, str(value))
    return value
