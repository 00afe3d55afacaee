"""A list of clients: row-wise arguments lined up, cut together, their heading and blank rows found, each cell read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs.block import Block
from udfs.cells import Column, Fault, is_blank, missing
from udfs.errors import NOT_SHOWN, CellError, InputError, WrongKind
from udfs.worksheet_function import Parameter


class Argument:
    """One row-wise argument of one call.

    Attributes:
        serves_all: one cell (or one series) stands for every client.
        width: cells per client.
        cells: the raw cells, `width` per client.
        headed: a heading stands above a series in a column, and is not among the cells.
        column: the same, read.
    """

    __slots__ = ("block", "cells", "column", "headed", "length", "parameter", "serves_all", "width")

    def __init__(self, parameter: Parameter, block: Block) -> None:
        self.parameter = parameter
        self.block = block
        self.cells = block.cells
        self.width = 1
        self.length = 1
        self.serves_all = False
        self.headed = False
        self.column: Column

    def blank_rows(self, count: int) -> NDArray[np.bool_]:
        """Which clients have nothing in this argument."""
        mask = np.zeros(count, dtype=bool)
        blanks = self.column.blanks
        if blanks is None:
            return mask
        if self.serves_all:
            mask[:] = len(blanks) == self.width
        elif self.width == 1:
            mask[blanks] = True
        else:
            mask[:] = np.bincount(blanks // self.width, minlength=count) == self.width
        return mask

    def fault_at(self, position: int, fault: Fault | CellError, several: bool) -> CellError:
        """The error cell for what stands at a position of `cells`, with the sentence that says where."""
        row, column = divmod(position, self.width)
        where, place = self.parameter.name, row + 1 if several and not self.serves_all else None
        if self.width > 1:
            where, place = where if place is None else f"{where}, row {place}", None
            downwards = self.block.columns == 1
            where += f", row {column + 1 + self.headed}" if downwards else f", column {column + 1}"
        if isinstance(fault, Fault):
            return CellError(fault.kind.code, (where, place, fault.must, fault.given))
        return (
            fault if fault.reason else CellError(fault.code, (where, place, f"already holds {fault.code}", NOT_SHOWN))
        )

    def values(self, live: NDArray[np.intp] | None, spread_over: int | None = None) -> NDArray[Any]:
        """What the function receives: a vector or a matrix over the live clients.

        What serves all clients stays one row, unless it is to be spread over so many.
        """
        values = self.column.values
        if self.parameter.reader.role != "row":
            values = values.reshape(-1, self.width)
        if self.serves_all:
            return values if spread_over is None else np.broadcast_to(values, (spread_over, *values.shape[1:]))
        return values if live is None else values[live]


class ClientList:
    """The row-wise arguments of one list of clients.

    Attributes:
        given: rows (clients) as given, before trailing blank rows were cut.
        count: clients after the cut, a heading and blank rows among them.
        lies_in_a_row: the clients stand side by side.
        is_range: at least one argument came as a range of one cell per client.
        header: whether the first row is a heading.
        blank: which rows are blank (None: none); a heading counts as blank.
        faults: the error cell of each row at fault.
        missing: the error of each row, otherwise filled, in which a required argument is blank.
    """

    def __init__(self, arguments: Sequence[Argument], date_1904: bool) -> None:
        self.arguments = arguments
        self.header = False
        self.blank: NDArray[np.bool_] | None = None
        self.missing: dict[int, CellError] = {}
        self.faults: dict[int, CellError] = {}
        self.given = self.count = 1
        self.lies_in_a_row = False
        self.is_range = False
        self._line_up()
        if self.given > 1:
            self._cut()
            self._find_header()
        clean = True
        for argument in arguments:
            column = argument.column = argument.parameter.reader.read(argument.cells, date_1904)
            clean = clean and column.blanks is None and column.faults is None
        if not clean:
            self._find_blanks()
            self._find_faults()

    def _line_up(self) -> None:
        """Find how many clients there are, and which way they lie; refuse arguments that do not agree."""
        first: Argument | None = None
        columns: Argument | None = None
        series: list[Argument] = []
        for argument in self.arguments:
            block, role = argument.block, argument.parameter.reader.role
            if role == "columns":
                columns = argument
                continue
            if block.is_range and role == "row":
                self.is_range = True
            if len(block.cells) == 1:
                continue
            in_a_row = _measure(argument)
            if role == "series":
                series.append(argument)
            if argument.length == 1:
                continue
            if first is None:
                first, self.given, self.lies_in_a_row = argument, argument.length, in_a_row
            elif argument.length != self.given:
                raise _uneven(argument, first, argument.length)
            elif in_a_row != self.lies_in_a_row:
                raise WrongKind(argument.parameter.name, f"must lie the same way as {first.parameter.name}")
        if series and all(argument.length == 1 for argument in series):
            _trim(series)
        if columns is not None:
            self._line_up_columns(columns, first)
        if self.given > 1:
            for argument in self.arguments:
                argument.serves_all = argument.length == 1
        self.count = self.given

    def _line_up_columns(self, argument: Argument, first: Argument | None) -> None:
        """Several columns per client stand side by side; where clients lie in a row, they are one."""
        block = argument.block
        if first is None or block.rows == self.given:
            argument.width, argument.length = block.columns, block.rows
            self.given, self.is_range = block.rows, True
        elif self.lies_in_a_row and block.rows == 1 and block.columns == self.given:
            argument.length = self.given
        else:
            raise _uneven(argument, first, block.rows)

    def _cut(self) -> None:
        """Cut all arguments together behind the last row in which any has a value."""
        last = 0
        for argument in self.arguments:
            if argument.serves_all:
                continue
            position = len(argument.cells)
            while position > last * argument.width and is_blank(argument.cells[position - 1]):
                position -= 1
            last = max(last, -(-position // argument.width))
        self.count = max(last, 1)
        if self.count < self.given:
            for argument in self.arguments:
                if not argument.serves_all:
                    argument.cells = argument.cells[: self.count * argument.width]

    def _find_header(self) -> None:
        """A first row that holds text in every number and date argument is a heading."""
        tellers = [
            argument
            for argument in self.arguments
            if not argument.serves_all and argument.parameter.reader.tells_header
        ]
        if not tellers or not all(map(_starts_with_heading, tellers)):
            return
        self.header = True
        for argument in self.arguments:
            if not argument.serves_all:
                argument.cells = [*[None] * argument.width, *argument.cells[argument.width :]]

    def _find_blanks(self) -> None:
        ranged = [argument for argument in self.arguments if not argument.serves_all]
        if self.given == 1:
            # Beside a range of one client, single cells are constants too; among single cells none is.
            ranged = [argument for argument in ranged if argument.block.is_range] or ranged
        if all(argument.column.blanks is not None for argument in ranged):
            blank = np.ones(self.count, dtype=bool)
            for argument in ranged:
                blank &= argument.blank_rows(self.count)
            if blank.any():
                self.blank = blank

    def _find_faults(self) -> None:
        several = self.given > 1
        for argument in self.arguments:
            column = argument.column
            for position, fault in (column.faults or {}).items():
                error = argument.fault_at(position, fault, several)
                rows = range(self.count) if argument.serves_all else (position // argument.width,)
                for row in rows:
                    if self.blank is None or not self.blank[row]:
                        self.faults.setdefault(row, error)
            if column.blanks is not None:
                self._fill_blanks(argument, several)

    def _fill_blanks(self, argument: Argument, several: bool) -> None:
        parameter, column = argument.parameter, argument.column
        reader = parameter.reader
        keeps_blanks = reader.blank_counts or reader.role != "row"
        if column.values.dtype != object:
            if keeps_blanks:
                column.values[column.blanks] = reader.blank
            elif not parameter.required:
                column.values[column.blanks] = np.nan if parameter.default is None else parameter.default
        if not parameter.required or reader.blank_counts:
            return
        empty = argument.blank_rows(self.count)
        if self.blank is not None:
            empty &= ~self.blank
        for row in np.flatnonzero(empty).tolist():
            where = row + 1 if several and not argument.serves_all else None
            error = CellError(_MISSING.kind.code, (parameter.name, where, _MISSING.must, NOT_SHOWN))
            self.missing.setdefault(row, error)


_MISSING = missing()


def _measure(argument: Argument) -> bool:
    """Set how many clients an argument has, and how many cells each; whether the clients lie in a row."""
    block = argument.block
    if argument.parameter.reader.role == "series":
        if min(block.rows, block.columns) == 1:
            argument.width = block.rows * block.columns
        else:
            argument.width, argument.length = block.columns, block.rows
        return False
    if min(block.rows, block.columns) > 1:
        raise WrongKind(
            argument.parameter.name, f"must be one column or one row, not {block.rows} rows of {block.columns} cells"
        )
    argument.length = block.rows * block.columns
    return block.columns > 1


def _trim(series: Sequence[Argument]) -> None:
    """Cut single series together behind the last period with a value, so that whole columns may be passed.

    Text above each, where they stand in columns, is a heading.
    """
    if all(argument.block.columns == 1 and argument.parameter.reader.is_text(argument.cells[0]) for argument in series):
        for argument in series:
            argument.cells, argument.headed = argument.cells[1:], True
    last = 1
    for argument in series:
        position = len(argument.cells)
        while position > last and is_blank(argument.cells[position - 1]):
            position -= 1
        last = max(last, position)
    for argument in series:
        argument.cells = argument.cells[:last]
        argument.width = len(argument.cells)


def _uneven(argument: Argument, first: Argument, length: int) -> InputError:
    return WrongKind(
        argument.parameter.name,
        f"must have as many rows as {first.parameter.name}, or be one cell; it has {length} and not {first.length}",
    )


def _starts_with_heading(argument: Argument) -> bool:
    first = argument.cells[: argument.width]
    reader = argument.parameter.reader
    if all(reader.is_text(cell) or is_blank(cell) for cell in first):
        return not all(map(is_blank, first))
    # A Table's headings are always text: 2024, 2025, 2026 above rows of numbers are headings too.
    following = argument.cells[argument.width : 2 * argument.width]
    return argument.width > 1 and _are_years(first) and not any(isinstance(cell, str) for cell in following)


def _are_years(cells: Sequence[Any]) -> bool:
    if not all(isinstance(cell, str) and cell.isascii() and cell.strip().isdigit() for cell in cells):
        return False
    years = [int(cell) for cell in cells]
    return min(years) >= 1900 and max(years) <= 2100 and all(np.diff(years) == 1)
