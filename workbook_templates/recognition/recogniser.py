"""From a sheet to its reading: which table is read, and why there may be none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbook_templates.recognition.grid import Grid
from workbook_templates.recognition.header_rows import Found
from workbook_templates.recognition.headings import text_of
from workbook_templates.recognition.meanings import is_plain
from workbook_templates.recognition.reading import Corrections, LeftOut, Reading, Refusal
from workbook_templates.recognition.sheet import Sheet, column_letters
from workbook_templates.recognition.table_reader import TableReader
from workbook_templates.recognition.tables import area_of, find_tables, with_header

_NO_CORRECTIONS = Corrections()


def recognise(sheet: Sheet, corrections: Corrections = _NO_CORRECTIONS) -> Reading:
    """Read a sheet: the table under its cursor, or the one that looks most like a list of clients.

    Args:
        sheet: the picture of the sheet.
        corrections: what a person said of it, which goes before every guess.

    Returns:
        The reading. Its refusals say why no figures can rest on it; where no table is found it has nothing else.
    """
    grid = Grid(sheet)
    if not grid.filled.any():
        return Reading(sheet, refusals=(Refusal("The sheet is empty; a list has headings and a row per client."),))
    tables = find_tables(grid)
    if corrections.header:
        given = with_header(grid, tuple(row - sheet.top for row in corrections.header), _cursor(grid))
        tables = [given, *(table for table in tables if not _overlap(given, table))]
    sideways = _lies_on_its_side(grid, tables)
    if sideways or not tables:
        refusal = sideways or (
            "No row of headings was found; a list has headings, such as Client and Fees 2025, above a row per client."
        )
        return Reading(sheet, left_out=_everything(grid), refusals=(Refusal(refusal),))
    table, said = _chosen(grid, tables)
    return TableReader(grid, table, [other for other in tables if other is not table], corrections, said).read()


# Which table


def _cursor(grid: Grid) -> tuple[int, int] | None:
    sheet = grid.sheet
    return None if sheet.cursor is None else (sheet.cursor[0] - sheet.top, sheet.cursor[1] - sheet.left)


def _overlap(one: Found, other: Found) -> bool:
    return not (one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top)


def _chosen(grid: Grid, tables: Sequence[Found]) -> tuple[Found, list[str]]:
    """The table under the cursor, its title included; without a cursor the first, and the others are said."""
    cursor, said = _cursor(grid), []
    best = tables[0]
    if cursor is not None:
        row, column = cursor
        # A cursor in the title counts for the table below it, one between two tables for that above.
        here = [table for table in tables if table.left <= column <= table.right and row <= table.bottom]
        under = min(here, key=lambda table: (not table.top <= row, table.top), default=None)
        if under is not None:
            best = under
        elif len(tables) > 1:
            said.append(
                "The cursor is in none of the tables; the one that looks most like a list of clients was taken."
            )
    for other in tables:
        if other is not best:
            where = area_of(grid, other).address
            named = ", ".join(text for text in other.headings if text)[:60]
            said.append(f"Another table, in {where} ({named}), was left out; put the cursor into it to read that one.")
    return best, said


def _lies_on_its_side(grid: Grid, tables: Sequence[Found]) -> str | None:
    """The sentence that refuses a list whose clients stand side by side, with the headings in the first column."""
    known_across = max((sum(is_plain(text) for text in table.headings) for table in tables), default=0)
    for column in np.flatnonzero(grid.filled.any(axis=0)).tolist()[:3]:
        rows = np.flatnonzero(grid.filled[:, column]).tolist()
        cells = [grid.at(row, column) for row in rows[:60]]
        # Each heading stands there once; what comes again is what a column of a list holds.
        known = len({text_of(cell).casefold() for cell in cells if isinstance(cell, str) and is_plain(text_of(cell))})
        wide = grid.filled[rows[:60], column:].sum(axis=1)
        if len(rows) <= 60 and known >= 3 and known >= 0.6 * len(cells) and known > known_across and max(wide) > 2:
            return (
                "The list lies on its side: its headings stand in column "
                f"{column_letters(grid.sheet.left + column)}, one below the other; copy it and paste it transposed, "
                "so that each client has a row."
            )
    return None


def _everything(grid: Grid) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(area, "no list was found in it") for area in grid.areas(0, grid.height, 0, grid.filled.shape[1])
    )
