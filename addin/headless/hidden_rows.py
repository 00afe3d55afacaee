"""Rows that are not shown, which SUBTOTAL and AGGREGATE leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from addin.formulas.references import Area, Reference
from addin.formulas.tables import Table
from addin.headless.sheet_cells import SheetCells


class HiddenRows:
    """The rows of a workbook that are not shown, and those of them that a filter leaves out.

    Args:
        sheets: the cells of the workbook.
        tables: its tables.
    """

    def __init__(self, sheets: Iterable[SheetCells], tables: Iterable[Table]) -> None:
        self._hidden = {sheet.name: sheet.hidden_rows for sheet in sheets if sheet.hidden_rows}
        filters = [(sheet.name, sheet.filtered) for sheet in sheets if sheet.filtered is not None]
        filters += [(table.sheet, table.area) for table in tables if table.is_filtered]
        self._filtered: dict[str, set[int]] = {}
        for name, area in filters:
            left_out = {row for row in self._hidden.get(name, ()) if area.top < row <= area.bottom}
            self._filtered.setdefault(name, set()).update(left_out)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._hidden)

    def shown(self, reference: Reference, only_filtered: bool) -> Iterator[Reference]:
        """The parts of a range that are shown; hidden rows count as shown where only filtered ones are left out."""
        rows = (self._filtered if only_filtered else self._hidden).get(reference.sheet or "", set())
        area = reference.area
        top = area.top
        left_out = sorted(row for row in rows if area.top <= row <= area.bottom)
        if not left_out:
            yield reference
            return
        for row in [*left_out, area.bottom + 1]:
            if row > top:
                part = Area(top, area.left, row - 1, area.right)
                yield replace(reference, area=part, fixed=(True, True, True, True), whole="")
            top = row + 1
