"""Where the tables of a sheet lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbook_templates.recognition.grid import Grid, Kind
from workbook_templates.recognition.header_rows import Found, headers_of, joined_headings, likeness, segments_of
from workbook_templates.recognition.headings import text_of
from workbook_templates.recognition.sheet import Area, ExcelTable


def find_tables(grid: Grid) -> list[Found]:
    """All tables of a sheet, those that look most like a list of clients first."""
    found = [_of_excel(grid, table) for table in grid.sheet.tables]
    plain = _without(grid, found)
    headers = headers_of(plain)
    found += [_bounded(plain, header, headers) for header in headers]
    return sorted(found, key=lambda table: -table.score)


def _of_excel(grid: Grid, table: ExcelTable) -> Found:
    sheet, area = grid.sheet, table.area
    top, left = area.top - sheet.top, area.left - sheet.left
    right, bottom = area.right - sheet.left, area.bottom - sheet.top
    columns = range(left, right + 1)
    headings = tuple(text_of(grid.at(top, column)) if table.header_row else "" for column in columns)
    return Found(
        header=(top,) if table.header_row else (), first=top + int(table.header_row), left=left, right=right,
        bottom=bottom, headings=headings,
        score=likeness(headings, bottom - top),
        totals=bottom if table.totals_row else None, name=table.name,
    )  # fmt: skip


def _without(grid: Grid, tables: Sequence[Found]) -> Grid:
    """The grid with the cells of Excel Tables blank: what else there is is found around them."""
    if not tables:
        return grid
    rest = object.__new__(Grid)
    rest.sheet, rest.columns = grid.sheet, grid.columns
    rest.kinds = grid.kinds.copy()
    for table in tables:
        rest.kinds[table.top : table.bottom + 1, table.left : table.right + 1] = Kind.BLANK
    rest.filled = rest.kinds != Kind.BLANK
    return rest


def with_header(grid: Grid, rows: tuple[int, ...], cursor: tuple[int, int] | None) -> Found:
    """The table whose headings stand in rows that a person named; of several side by side the one under the cursor."""
    segments = list(segments_of(grid, rows[-1]))
    left, right = next(
        (segment for segment in segments if cursor is not None and segment[0] <= cursor[1] <= segment[1]),
        (segments[0][0], segments[-1][1]) if segments else (0, grid.filled.shape[1] - 1),
    )
    header = Found(rows, rows[-1] + 1, left, right, rows[-1], joined_headings(grid, rows, left, right), 0.0)
    return _bounded(grid, header, ())


# Ends


def _bounded(grid: Grid, table: Found, headers: Sequence[Found]) -> Found:
    """The table down to where another begins, or to the last cell in its columns."""
    below = [
        other.header[0] for other in headers
        if other.header[0] > table.header[-1] and not (other.right < table.left or other.left > table.right)
    ]  # fmt: skip
    end = min(below, default=grid.height)
    count = grid.filled[table.first : end, table.left : table.right + 1].sum(axis=1)
    rows = np.flatnonzero(count)
    if below:
        # What stands alone right above the other's headings is its title.
        while len(rows) > 1 and count[rows[-1]] == 1 and rows[-1] >= len(count) - 3 and count[rows[-1] - 1] == 0:
            rows = rows[:-1]
    bottom = table.first + int(rows[-1]) if len(rows) else table.first - 1
    return replace(table, bottom=bottom)


def area_of(grid: Grid, table: Found) -> Area:
    """Where a table lies on the sheet, headings included."""
    sheet = grid.sheet
    return Area(sheet.top + table.top, sheet.left + table.left, sheet.top + table.bottom, sheet.left + table.right)
