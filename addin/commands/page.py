"""A sheet of Tenure's on its way: what a command puts where, and the edits that make it or bring it up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from addin.commands.own_sheets import brought_up_to_date, differences
from addin.edits import Cell, Content, Edit, Formula, WriteName, WriteSheet, absolute
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import Kind, Role


class Page:
    """One sheet.

    Args:
        snapshot: the workbook.
        key: what the sheet is for Tenure.
        name: what it is called when it is made.
    """

    def __init__(self, snapshot: Snapshot, key: str, name: str) -> None:
        self._snapshot = snapshot
        self.key = key
        self.own = snapshot.own_sheet(key)
        self.name = self.own.name if self.own else snapshot.free_sheet_name(name)
        self._cells: dict[tuple[int, int], Cell] = {}

    def put(self, row: int, column: int, content: Content, role: Role, kind: Kind = "text") -> None:
        """Put something into a cell; a text that begins with = is a text."""
        self._cells[row, column] = Cell(row, column, content, role, kind)

    def formula(self, row: int, column: int, text: str, role: Role = "result", kind: Kind = "text") -> None:
        """Put a formula into a cell, which is given without its equals sign."""
        self.put(row, column, Formula("=" + text), role, kind)

    def line(self, row: int, contents: Sequence[Content], looks: Sequence[tuple[Role, Kind]]) -> None:
        """Put a row of contents side by side, from the first column on."""
        for column, (content, (role, kind)) in enumerate(zip(contents, looks, strict=True), 1):
            self.put(row, column, content, role, kind)

    def headings(self, row: int, headings: Sequence[tuple[str, Kind]]) -> None:
        """Put the headings of a table, from the first column on."""
        self.line(row, [text for text, _ in headings], [("column", kind) for _, kind in headings])

    def typed(self, row: int, column: int, first: Content, kind: Kind = "text") -> None:
        """Put a yellow cell: what somebody typed into it, or cleared, stays so."""
        there = self.own.contents.get((row, column)) if self.own else first
        self.put(row, column, first if isinstance(there, Formula) else there, "input", kind)

    def edits(
        self, scope: str, widths: Sequence[float], grows_from: int | None = None, like: int = 0, **more: Any
    ) -> list[Edit]:
        """The edits that make the sheet, or bring the one that is there up to date.

        Args:
            scope: the sheet that it belongs to.
            widths: of its columns, in characters.
            grows_from: the row from which on every press may put other formulas.
            like: the row whose looks new cells below it take.
            more: what else there is to say of a `WriteSheet`.

        Raises:
            CommandRefused: the sheet that is there is laid out in another way.
        """
        sheet = self._sheet(scope, widths, more)
        edits = brought_up_to_date(self._snapshot, sheet, grows_from, like)
        return [*edits, *([] if self.own else [self._marker(sheet)])]

    def edits_of_a_list(self, scope: str, widths: Sequence[float], like: int, **more: Any) -> list[Edit]:
        """The edits that make a sheet with a list, or write into the one that is there what differs, and no more.

        What stands beside the list and below it stays: columns of other buttons, and people's own.

        Args:
            scope: the sheet that it belongs to.
            widths: of its columns, in characters.
            like: the first row of the list, whose looks the rows take that it gains.
            more: what else there is to say of a `WriteSheet`.
        """
        sheet = self._sheet(scope, widths, more)
        return differences(self.own, sheet, like) if self.own else [sheet, self._marker(sheet)]

    def _sheet(self, scope: str, widths: Sequence[float], more: dict[str, Any]) -> WriteSheet:
        heights = ((1, 28.0), *more.pop("heights", ()))
        cells = tuple(self._cells[place] for place in sorted(self._cells))
        return WriteSheet(self.key, scope, self.name, tuple(widths), cells, heights, **more)

    def _marker(self, sheet: WriteSheet) -> WriteName:
        return WriteName(sheet.marker, "=" + absolute(self.name, Area(1, 1, 1, 1)), sheet.scope)
