"""Where the answers of arrays stand on a sheet of Excel: whole columns are asked, and then of each array one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from addin.array_areas import Place, array_areas
from addin.excel.cell_blocks import area_at, cells_of, runs
from workbook_templates.recognition.sheet import Area


def arrays(sheet: Any, formulas: Mapping[Place, str], spills: bool) -> dict[Place, Area]:
    """The areas by their first cells: where answers spill, whole arrays, and single cells whose answers may spill.

    Args:
        sheet: Excel's object of the sheet.
        formulas: its formulas by row and column.
        spills: whether answers spill in this Excel; an older one does not know what that is.
    """
    rows_by_column: dict[int, list[int]] = {}
    for row, column in formulas:
        rows_by_column.setdefault(column, []).append(row)
    alone: dict[Place, Area] = {}
    of_several: dict[Place, str] = {}
    for column, rows in rows_by_column.items():
        inside = Area(min(rows), column, max(rows), column)
        several = _rows(sheet, inside, "HasArray") | (_rows(sheet, inside, "HasSpill") if spills else set())
        # Not kept to one by @.
        free = _rows(sheet, inside, "SavedAsArray") if spills else set()
        for row in rows:
            if row in several:
                of_several[row, column] = formulas[row, column]
            elif row in free:
                alone[row, column] = Area(row, column, row, column)

    def array_at(row: int, column: int) -> Area:
        cell = cells_of(sheet, Area(row, column, row, column))
        return area_at(cell.SpillingToRange if spills and cell.HasSpill else cell.CurrentArray)

    return alone | array_areas(of_several, array_at)


def _rows(sheet: Any, column: Area, name: str) -> set[int]:
    """The rows of a column whose cells have a property of arrays."""

    def ask(first: int, last: int) -> Any:
        return getattr(cells_of(sheet, Area(first, column.left, last, column.left)), name)

    return {row for first, last, has in runs(column.top, column.bottom, ask) if has for row in range(first, last + 1)}
