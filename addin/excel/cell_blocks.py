"""Cells of Excel in blocks: read and asked for whole ranges at once, since each call to another program takes time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from addin.excel.door import ERROR_CODES
from udfs import CellError
from workbook_templates.recognition.sheet import Area, Cell

_MOST_QUESTIONS = 400
_LONGEST_ADDRESS = 255


def cells_of(sheet: Any, area: Area) -> Any:
    """Excel's object of some cells."""
    return sheet.Range(area.address)


def area_at(cells: Any) -> Area:
    """Where a range of Excel's lies."""
    top, left = int(cells.Row), int(cells.Column)
    return Area(top, left, top + int(cells.Rows.Count) - 1, left + int(cells.Columns.Count) - 1)


def rows_of(block: Any, area: Area) -> Sequence[Sequence[Any]]:
    """What a property of a range answered, as rows: of one cell Excel answers what is in it alone."""
    if (area.top, area.left) == (area.bottom, area.right):
        return ((block,),)
    rows: Sequence[Sequence[Any]] = block
    return rows


def cell(value: Any) -> Cell:
    """What `Value2` answers of a cell: a whole number is that of an error."""
    if isinstance(value, int) and not isinstance(value, bool):
        return CellError(ERROR_CODES.get(value & 0xFFFF, "#VALUE!"), "")
    return None if value is None else value


def runs(first: int, last: int, ask: Callable[[int, int], Any]) -> Iterator[tuple[int, int, Any]]:
    """The runs of rows, or columns, that have a property in common.

    A range answers what all its cells have, or None: then its halves are asked. After 400 questions what is left of a
    range counts as its first cell does.

    Args:
        first: the number of the first.
        last: that of the last.
        ask: answers the property of a range, by the numbers of its ends.
    """
    found: list[tuple[int, int, Any]] = []
    waiting = [(first, last)]
    questions = 0
    while waiting:
        low, high = waiting.pop()
        questions += 1
        answer = ask(low, high)
        if answer is None and low < high:
            if questions < _MOST_QUESTIONS:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]
                continue
            answer = ask(low, low)
        if found and found[-1][1] == low - 1 and found[-1][2] == answer:
            found[-1] = (found[-1][0], high, answer)
        else:
            found.append((low, high, answer))
    yield from found


def addresses(column: str, rows: Sequence[range]) -> Iterator[str]:
    """Runs of rows in a column as addresses, as many in each as Excel takes."""
    address = ""
    for run in rows:
        part = f"{column}{run.start}:{column}{run.stop - 1}" if len(run) > 1 else f"{column}{run.start}"
        if len(address) + len(part) + 1 > _LONGEST_ADDRESS:
            yield address
            address = ""
        address += "," * bool(address) + part
    if address:
        yield address
