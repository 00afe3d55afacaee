"""The list that a command works on: its rows of clients, and its cells as formulas name them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Literal

from addin.commands.command import CommandRefused
from addin.edits import (
    PREFIX,
    Content,
    Edit,
    Formula,
    TierColours,
    WriteColumn,
    WriteName,
    absolute,
    is_same_formula,
    quoted,
    relative,
)
from addin.snapshot import LAST_COLUMN, Snapshot
from workbook_templates.recognition.meanings import OF_A_YEAR
from workbook_templates.recognition.reading import Column, Reading, in_words
from workbook_templates.recognition.roles import OTHER, Role
from workbook_templates.recognition.sheet import Area, column_letters
from workbook_templates.style import Kind

_LONGEST_FORMULA = 8000
"""Excel takes 8,192 characters; further down, the numbers of rows are longer."""


class ClientRows:
    """The list under the cursor.

    Args:
        snapshot: the workbook.
        subject: what its rows have to be; where they are invoices, "client" below is to be read as invoice.

    Raises:
        CommandRefused: there is no such list that figures can rest on.
    """

    def __init__(self, snapshot: Snapshot, subject: Literal["clients", "invoices"] = "clients") -> None:
        self.snapshot = snapshot
        self.reading = reading = _without_years_to_come(snapshot.reading)
        if reading.refusals:
            raise CommandRefused(" ".join(refusal.sentence for refusal in reading.refusals))
        if reading.area is not None and reading.subject != subject:
            if subject == "clients":
                raise CommandRefused(
                    f"The list on sheet {reading.sheet.name} has a row per invoice: this needs one with a row per "
                    "client, which One row per client makes of it."
                )
            raise CommandRefused(
                f"The list on sheet {reading.sheet.name} has a row per client already: this needs one of invoices, "
                "with headings such as Client, Invoice date and Amount."
            )
        if reading.area is None or reading.client is None or not reading.rows():
            raise CommandRefused(f"No row of a client was found on sheet {reading.sheet.name}.")
        if not reading.header:
            raise CommandRefused(
                f"The list in {reading.area.address} has no headings: write them into the row above it first."
            )
        self.client = reading.client
        self._new = 0
        self._is_elsewhere = False

    def elsewhere(self) -> ClientRows:
        """The same list as formulas on another sheet name its cells: by their places, with their sheet."""
        seen = copy(self)
        seen._is_elsewhere = True
        return seen

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.reading.sheet.name

    @property
    def header_row(self) -> int:
        """The row of the headings, of two the lower one."""
        return self.reading.header[-1]

    @cached_property
    def rows(self) -> tuple[range, ...]:
        """The rows of clients, in runs."""
        runs: list[range] = []
        for row in self.reading.rows():
            if runs and row == runs[-1].stop:
                runs[-1] = range(runs[-1].start, row + 1)
            else:
                runs.append(range(row, row + 1))
        return tuple(runs)

    @property
    def count(self) -> int:
        """How many clients there are."""
        return sum(map(len, self.rows))

    def with_role(self, role: Role) -> Column | None:
        """The column with a role, of several years that of the latest."""
        found = self.reading.with_role(role)
        return found[-1] if found else None

    def this(self, column: int) -> str:
        """A cell of the same row, as part of a formula for the first row of a client."""
        if self._is_elsewhere:
            return f"{quoted(self.sheet)}${relative(self.rows[0].start, column)}"
        if self.reading.table:
            return f"{self.reading.table}[[#This Row],[{_escaped(self._heading(column))}]]"
        return f"${relative(self.rows[0].start, column)}"

    def these(self, first: int, last: int) -> str:
        """Neighbouring cells of the same row, as part of a formula for the first row of a client."""
        if self.reading.table:
            return f"{self.reading.table}[[#This Row],{self._from_to(first, last)}]"
        row = self.rows[0].start
        return f"${relative(row, first)}:${relative(row, last)}"

    def all_from(self, first: int, last: int) -> str:
        """Neighbouring whole columns of the list, as part of a formula on any sheet."""
        if self.reading.table:
            return f"{self.reading.table}[{self._from_to(first, last)}]"
        return absolute(self.sheet, Area(self.rows[0].start, first, self.rows[-1].stop - 1, last))

    def _from_to(self, first: int, last: int) -> str:
        return f"[{_escaped(self._heading(first))}]:[{_escaped(self._heading(last))}]"

    def all_of(self, column: int) -> str:
        """A whole column of the list, as part of a formula on any sheet."""
        if self.reading.table:
            return f"{self.reading.table}[{_escaped(self._heading(column))}]"
        return absolute(self.sheet, Area(self.rows[0].start, column, self.rows[-1].stop - 1, column))

    @property
    def row_above(self) -> str:
        """The number of the row above the first of `all_of`, as part of a formula: it follows rows that are added."""
        heading = absolute(self.sheet, Area(self.header_row, self.client.number, self.header_row, self.client.number))
        further = 0 if self.reading.table else self.rows[0].start - 1 - self.header_row
        return f"(ROW({heading})+{further})" if further else f"ROW({heading})"

    def computed_by(self, function: str) -> Column | None:
        """The column of the list, none of Tenure's, whose formulas call a function: its owner computes that already."""
        row, formulas = self.rows[0].start, self.snapshot.sheet.formulas
        calls = (column for column in self.reading.columns if f"{function}(" in formulas.get((row, column.number), ""))
        return next(calls, None)

    def _heading(self, column: int) -> str:
        planned = self._planned.get(column)
        return planned if planned is not None else str(self.snapshot.sheet.cell(self.header_row, column))

    @cached_property
    def _planned(self) -> dict[int, str]:
        """The headings of columns that are on their way."""
        return {}

    def refuse_merged(self, columns: Iterable[Column]) -> None:
        """Refuse a list in which a cell that a formula needs is read from a merged area above it."""
        for column in columns:
            rows = [row for row, number in self.reading.filled_down if number == column.number]
            found = sorted(set(rows) & set(self.reading.rows()))
            if found:
                raise CommandRefused(
                    f"Cells of the column {column.name} are merged ({in_words(found)}): a formula finds nothing in "
                    "them. Take the merging away and fill them, then press again."
                )

    def column(
        self, key: str, heading: str, formula: str, kind: Kind, like: int, width: float,
        colours: TierColours | None = None, remark: str = "", followed_by: int = 0,
    ) -> tuple[int, list[Edit]]:  # fmt: skip
        """Where a column of Tenure's stands, and the edits that make it or bring it up to date; none where it is.

        So many columns `followed_by` it must find room right beside it.
        """
        own = self.snapshot.own_column(key)
        if own is not None and not (own.area.top <= self.rows[-1].stop - 1 and self.rows[0].start <= own.area.bottom):
            raise CommandRefused(
                f"Another list on sheet {self.sheet} has the column {heading} of Tenure ({own.area.address}): move one "
                "of the two lists to a sheet of its own first."
            )
        place = own.area.left if own else self._place(followed_by)
        shown = str(self.snapshot.sheet.cell(self.header_row, place) or heading) if own else self._free(heading)
        self._planned[place] = shown
        if own is None and self._new == 1:
            remark = f"{self._why_there(place)} {remark}".strip()
        if len(formula) > _LONGEST_FORMULA:
            raise CommandRefused(
                f"The column {heading} takes a longer formula than a spreadsheet can hold, since so much of the list "
                f"on sheet {self.sheet} is text: write plain numbers and dates there, and press again."
            )
        edit = WriteColumn(
            key=key, sheet=self.sheet, column=place, header_row=self.header_row, heading=shown, rows=self.rows,
            formula=Formula(formula), kind=kind, like=like, table=self.reading.table, is_new=own is None, width=width,
            colours=colours, remark=remark,
        )  # fmt: skip
        edits: list[Edit] = []
        if own is None or not self._is_up_to_date(edit):
            edits.append(edit)
        if own is None or own.area != edit.area:
            edits.append(WriteName(PREFIX + key, "=" + absolute(self.sheet, edit.area), self.sheet))
        return place, edits

    def beside(
        self, heading: str, kind: Kind, like: int, width: float, key: str = "",
        values: tuple[Content, ...] = (), colours: TierColours | None = None,
    ) -> WriteColumn:  # fmt: skip
        """A new column of values, or without them one that people will fill in."""
        place, shown = self._place(), self._free(heading)
        self._planned[place] = shown
        return WriteColumn(
            key=key, sheet=self.sheet, column=place, header_row=self.header_row, heading=shown, rows=self.rows,
            formula=None, kind=kind, like=like, table=self.reading.table, width=width, colours=colours, values=values,
        )  # fmt: skip

    def _is_up_to_date(self, edit: WriteColumn) -> bool:
        formulas = self.snapshot.sheet.formulas
        return all(is_same_formula(formulas.get((row, edit.column), ""), text) for row, text in edit.formulas())

    def _free(self, heading: str) -> str:
        """The heading, or one like it that the list does not have: the user's own column of that name is the user's."""
        taken = {column.heading.strip().casefold() for column in self.reading.columns}
        taken |= {text.casefold() for text in self._planned.values()}
        if heading.casefold() not in taken:
            return heading
        return next(
            name
            for name in (f"{heading} (Tenure{number})" for number in ("", *(f" {n}" for n in range(2, 1000))))
            if name.casefold() not in taken
        )

    def _place(self, followed_by: int = 0) -> int:
        """The next column right of the list, or right of all that stands beside it, that nothing stands in."""
        area = self.reading.area
        assert area is not None
        last = max([area.right, *(own.area.left for own in self.snapshot.own_columns)])
        self._new += 1
        place = last + self._new
        if self.reading.table:
            if not self._is_free(place):
                raise CommandRefused(
                    f"The column right of the Table {self.reading.table} ({column_letters(place)}) is not empty: move "
                    "what stands there, and press again."
                )
        elif not all(self._is_free(last + step) for step in range(1, self._new + followed_by + 2)):
            # A free column between, so that what stands there stays a table of its own.
            used = self.snapshot.sheet.left + max(map(len, self.snapshot.sheet.rows), default=0)
            place = used + self._new
        if place > LAST_COLUMN:
            raise CommandRefused(
                f"There is no free column right of the list on sheet {self.sheet}{self._what_is_in_the_way()}."
            )
        return place

    def _what_is_in_the_way(self) -> str:
        """The row that goes on beyond the list to the last column of all; empty where the list itself ends there."""
        area, sheet = self.reading.area, self.snapshot.sheet
        assert area is not None
        last = sheet.left + len(sheet.columns) - 1
        row = next((row for row, cell in enumerate(sheet.columns[-1], sheet.top) if cell is not None), None)
        if row is None or last <= area.right:
            return ""
        return (
            f": row {row} is filled as far as column {column_letters(last)}; clear what is not needed there, and press "
            "again"
        )

    def _why_there(self, place: int) -> str:
        """Why a first new column does not stand right beside the list; empty where it does."""
        area = self.reading.area
        assert area is not None
        if self.snapshot.own_columns or place == area.right + 1:
            return ""
        return (
            f"Column {column_letters(place)} was taken, since in {column_letters(area.right + 1)}, beside the list, it "
            "would touch what stands right of that and be read with it."
        )

    def _is_free(self, column: int) -> bool:
        rows = range(self.header_row, self.rows[-1].stop)
        return all(self.snapshot.sheet.cell(row, column) is None for row in rows)


def _without_years_to_come(reading: Reading) -> Reading:
    """The reading in which columns of a year that nobody has filled in yet are none of fees, margins or costs."""
    columns = []
    for column in reading.columns:
        is_later = column.role in OF_A_YEAR and any(
            other.role is column.role and (other.year or 0) < (column.year or 0) for other in reading.columns
        )
        # A formula without an answer was saved by a program that does not calculate: it is filled in.
        is_empty = is_later and all(
            cell == "" or (cell is None and (row, column.number) not in reading.sheet.formulas)
            for row, cell in zip(reading.rows(), reading.cells(column), strict=True)
        )
        columns.append(replace(column, role=OTHER) if is_empty else column)
    return replace(reading, columns=tuple(columns)) if columns != list(reading.columns) else reading


def _escaped(heading: str) -> str:
    """A heading within a structured reference."""
    return "".join(f"'{letter}" if letter in "[]#'@" else letter for letter in heading)
