"""From a sheet to its reading: the table, its headings, what each column and each row is, and what was guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from udfs.client_key import client_key
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.columns import SURE, Assigned, Values, assign
from workbook_templates.recognition.grid import Grid, Kind
from workbook_templates.recognition.headings import meanings, read_heading, text_of
from workbook_templates.recognition.money import (
    currencies, mixed_currencies, mixed_units, thousands_among_units, unit_of,
)  # fmt: skip
from workbook_templates.recognition.reading import (
    Column, Corrections, LeftOut, Reading, Refusal, RowKind, SameClient, in_words,
)  # fmt: skip
from workbook_templates.recognition.roles import (
    CLIENT, CLIENT_NUMBER, COST_TO_SERVE, CURRENCY, FEES, INVOICE_AMOUNT, MARGIN, OTHER, Role,
)  # fmt: skip
from workbook_templates.recognition.rows import RowReader, Rows
from workbook_templates.recognition.sheet import Area, Cell, Sheet, column_letters
from workbook_templates.recognition.tables import Found, area_of, find_tables, with_header

_SAMPLE = 400
_VERTICAL_SUM = re.compile(r"=\s*(?:SUM|SUBTOTAL|AGGREGATE)\((?:\d+\s*[,;]\s*)*\$?([A-Z]+)\$?\d+:\$?([A-Z]+)\$?\d+", re.IGNORECASE)
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
    return _TableReader(grid, table, [other for other in tables if other is not table], corrections, said).read()


# Which table


def _cursor(grid: Grid) -> tuple[int, int] | None:
    sheet = grid.sheet
    return None if sheet.cursor is None else (sheet.cursor[0] - sheet.top, sheet.cursor[1] - sheet.left)


def _overlap(one: Found, other: Found) -> bool:
    return not (
        one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
    )


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
            said.append("The cursor is in none of the tables; the one that looks most like a list of clients was taken.")
    for other in tables:
        if other is not best:
            where = area_of(grid, other).address
            named = ", ".join(text for text in other.headings if text)[:60]
            said.append(f"Another table, in {where} ({named}), was left out; put the cursor into it to read that one.")
    return best, said


def _lies_on_its_side(grid: Grid, tables: Sequence[Found]) -> str | None:
    """The sentence that refuses a list whose clients stand side by side, with the headings in the first column."""
    known_across = max((sum(bool(meanings(read_heading(text))) for text in table.headings) for table in tables), default=0)
    for column in np.flatnonzero(grid.filled.any(axis=0)).tolist()[:3]:
        rows = np.flatnonzero(grid.filled[:, column]).tolist()
        cells = [grid.at(row, column) for row in rows[:60]]
        known = [isinstance(cell, str) and bool(meanings(read_heading(text_of(cell)))) for cell in cells]
        wide = grid.filled[rows[:60], column:].sum(axis=1)
        if len(rows) <= 60 and sum(known) >= 3 and sum(known) >= 0.6 * len(cells) and sum(known) > known_across and max(wide) > 2:
            return (
                "The list lies on its side: its headings stand in column "
                f"{column_letters(grid.sheet.left + column)}, one below the other; copy it and paste it transposed, so that each client has a row."
            )
    return None


def _everything(grid: Grid) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(area, "no list was found in it") for area in _boxes(grid, 0, grid.height, 0, grid.filled.shape[1]))


# One table


@dataclass
class _TableReader:
    """Reads one table of a sheet."""

    grid: Grid
    table: Found
    others: Sequence[Found]
    corrections: Corrections
    said: list[str]
    _filled_down_rows: Mapping[tuple[int, int], int] = field(default_factory=dict)
    _read: dict[int, Numbers] = field(default_factory=dict)

    def read(self) -> Reading:
        """The reading of the table."""
        sheet, table = self.grid.sheet, self.table
        filled_down = self._filled_down()
        self._filled_down_rows = filled_down
        roles = self._corrected_roles()
        assigned, subject = assign(table.headings, [self._values(column) for column in table.columns], roles)
        columns = self._columns(assigned)
        client = next((at for role in (CLIENT, CLIENT_NUMBER) for at, found in enumerate(assigned) if found.role is role), None)
        rows = self._rows(assigned, client)
        area = replace(area_of(self.grid, table), bottom=sheet.top + _last_of_the_list(table, rows))
        reading = Reading(
            sheet, area, tuple(sheet.top + row for row in table.header), tuple(columns),
            sheet.top + table.first, tuple(rows.kinds),
            {sheet.top + table.first + place: grounds for place, grounds in sorted(rows.grounds.items())},
            "invoices" if subject == "invoices" else "clients", table.name, filled_down,
        )  # fmt: skip
        reading = replace(reading, columns=tuple(self._with_details(reading, column) for column in reading.columns))
        refusals = tuple(self._refusals(reading))
        same = tuple(_same_clients(reading)) if reading.subject == "clients" else ()
        left_out = tuple(self._left_out(reading))
        self._say(reading, rows, same, left_out)
        return replace(reading, same=same, left_out=left_out, refusals=refusals, said=tuple(self.said))

    def _corrected_roles(self) -> dict[int, Role]:
        names = {name.casefold(): at for at, name in enumerate(self._names())}
        letters = {column_letters(self.grid.sheet.left + column).casefold(): at for at, column in enumerate(self.table.columns)}
        found: dict[int, Role] = {}
        for name, role in self.corrections.roles.items():
            place = names.get(name.casefold(), letters.get(name.casefold()))
            if place is None:
                self.said.append(f"The column {name}, which was set to {role.term}, is not there any more.")
            else:
                found[place] = role
        return found

    def _names(self) -> list[str]:
        """A name for each column, none twice."""
        names: list[str] = []
        for column, heading in zip(self.table.columns, self.table.headings, strict=True):
            name = base = heading or f"Column {column_letters(self.grid.sheet.left + column)}"
            number = 1
            while name.casefold() in {other.casefold() for other in names}:
                number += 1
                name = f"{base} ({number})"
            names.append(name)
        return names

    def _values(self, column: int) -> Values:
        """A column's values in a sample of the rows in which more than one cell is filled."""
        table, sheet = self.table, self.grid.sheet
        count = self.grid.filled[table.first : table.bottom + 1, table.left : table.right + 1].sum(axis=1)
        rows = np.flatnonzero(count > (1 if table.right > table.left else 0)) + table.first
        if len(rows) > _SAMPLE:
            spread = np.linspace(_SAMPLE // 2, len(rows) - 1, _SAMPLE // 2).astype(int)
            rows = np.concatenate([rows[: _SAMPLE // 2], rows[spread]])
        places = rows.tolist()
        cells = [cell for cell in self.grid.column(column, places)]
        headings = {text_of(self.grid.at(row, column)).casefold() for row in table.header}
        cells = [None if isinstance(cell, str) and " ".join(cell.split()).casefold() in headings else cell for cell in cells]
        formats = [sheet.format(sheet.top + row, sheet.left + column) for row in places[:20]] if sheet.formats else []
        return Values(cells, formats)

    def _columns(self, assigned: Sequence[Assigned]) -> list[Column]:
        left = self.grid.sheet.left
        return [
            Column(left + number, heading, name, found.role, found.year, found.confidence, found.grounds)
            for number, heading, name, found in zip(self.table.columns, self.table.headings, self._names(), assigned, strict=True)
        ]

    def _filled_down(self) -> dict[tuple[int, int], int]:
        """Cells of merged areas below the first one, by row and column, with the row of that."""
        sheet, table = self.grid.sheet, self.table
        found: dict[tuple[int, int], int] = {}
        top, bottom = sheet.top + table.first, sheet.top + table.bottom
        for area in sheet.merged:
            inside = sheet.left + table.left <= area.left <= sheet.left + table.right and top <= area.top <= bottom
            if inside and area.bottom > area.top:
                found |= {(row, area.left): area.top for row in range(area.top + 1, area.bottom + 1)}
        return found

    def _cells(self, column: int) -> list[Cell]:
        """A column below the headings, counted from 0, merged areas filled down."""
        sheet, table = self.grid.sheet, self.table
        cells = self.grid.column(column, range(table.first, table.bottom + 1))
        for (row, number), source in self._filled_down_rows.items():
            place = row - sheet.top - table.first
            if number == sheet.left + column and place < len(cells):
                cells[place] = sheet.cell(source, number)
        return cells

    def _rows(self, assigned: Sequence[Assigned], client: int | None) -> Rows:
        sheet, table = self.grid.sheet, self.table
        money = {
            table.left + at: self._cells(table.left + at)
            for at, found in enumerate(assigned) if found.role in (FEES, INVOICE_AMOUNT)
        }  # fmt: skip
        summed = frozenset(
            row - sheet.top for (row, column), formula in sheet.formulas.items() if _adds_rows_above(formula, column)
        )
        wide = frozenset(area.top - sheet.top for area in sheet.merged if area.right > area.left + 1 and area.top == area.bottom)
        column = table.left + (client or 0)
        names = self._cells(column) if client is not None else None
        return RowReader(self.grid, table, names, column, money, summed, wide).read()

    # Details of columns

    def _with_details(self, reading: Reading, column: Column) -> Column:
        if column.role.values == "date":
            dates = Dates(reading.cells(column), self.corrections.month_first)
            order = "month first" if dates.month_first else "day first"
            said = (*dates.guesses, *_unread(reading, dates.unread, "is no date"))
            return replace(column, date_order=order if dates.in_numbers else None, said=said)
        if column.role.values not in ("money", "share") and column.role is not MARGIN:
            return column
        numbers = self._numbers(reading, column)
        said = (*numbers.guesses, *_unread(reading, numbers.unread, "is no number"))
        column = replace(column, decimal_comma=numbers.decimal_comma, said=said)
        if column.role.values == "share":
            return column
        heading = read_heading(column.heading)
        shown = self._currencies(reading, column)
        currency, unit = unit_of(
            [read_heading(other.heading) for other in reading.columns], [read_heading(text) for text in self._titles()]
        )
        currency = heading.currency or next(iter(shown.values()), "") or currency
        return replace(column, currency=currency, unit=heading.unit or unit)

    def _numbers(self, reading: Reading, column: Column) -> Numbers:
        """The column in the rows of clients, as numbers; read once."""
        if column.number not in self._read:
            self._read[column.number] = Numbers(reading.cells(column))
        return self._read[column.number]

    def _titles(self) -> list[str]:
        """Texts above the table and remarks below it, in which a currency or unit for all may stand."""
        above = self.grid.sheet.rows[max(0, self.table.top - 6) : self.table.top]
        return [cell for line in above for cell in line if isinstance(cell, str) and not is_blank(cell)]

    def _currencies(self, reading: Reading, column: Column) -> dict[int, str]:
        return currencies(reading.cells(column), reading.rows(), column.number, reading.sheet.formats)

    # Refusals

    def _refusals(self, reading: Reading) -> Iterator[Refusal]:
        if reading.client is None:
            yield Refusal("No column of client names was found; give one the heading Client.")
        fees = reading.with_role(FEES) or reading.with_role(INVOICE_AMOUNT)
        if not fees:
            return
        mixed = mixed_currencies(
            {column.name: self._currencies(reading, column) for column in fees},
            {column.name: read_heading(column.heading).currency for column in fees},
        )
        mixed = mixed or self._mixed_by_a_column(reading)
        units = mixed_units({column.name: column.unit for column in fees})
        cells = {column.name: reading.cells(column) for column in fees}
        amounts = np.array([self._numbers(reading, column).values for column in fees], dtype=float).T
        thousands = thousands_among_units(cells, np.nan_to_num(amounts), reading.rows())
        yield from (refusal for refusal in (mixed, units or thousands) if refusal)

    def _mixed_by_a_column(self, reading: Reading) -> Refusal | None:
        """Fees whose currency stands in a column of its own."""
        for column in reading.with_role(CURRENCY):
            named = {
                row: cell.strip().upper() for row, cell in zip(reading.rows(), reading.cells(column), strict=True)
                if isinstance(cell, str) and not is_blank(cell)
            }  # fmt: skip
            if refusal := mixed_currencies({column.name: named}, {}):
                return refusal
        return None

    # What is left out, and what is said

    def _left_out(self, reading: Reading) -> Iterator[LeftOut]:
        table, sheet = self.table, self.grid.sheet
        height, width = self.grid.filled.shape
        for area in _boxes(self.grid, 0, table.top, 0, width):
            yield LeftOut(area, self._what(area, "above the headings"))
        for left, right, where in ((0, table.left, "left of the list"), (table.right + 1, width, "right of the list")):
            for area in _boxes(self.grid, table.top, table.bottom + 1, left, right):
                yield LeftOut(area, self._what(area, where))
        for area in _boxes(self.grid, table.bottom + 1, height, 0, width):
            yield LeftOut(area, self._what(area, "below the list"))
        for row, grounds in reading.grounds.items():
            if reading.kinds[row - reading.first] is not RowKind.BLANK:
                yield LeftOut(Area(row, sheet.left + table.left, row, sheet.left + table.right), f"a row of which {grounds}")

    def _what(self, area: Area, where: str) -> str:
        for other in self.others:
            found = area_of(self.grid, other)
            if not (found.right < area.left or found.left > area.right or found.bottom < area.top or found.top > area.bottom):
                return "another table"
        return where

    def _say(self, reading: Reading, rows: Rows, same: Sequence[SameClient], left_out: Sequence[LeftOut]) -> None:
        say = self.said.append
        first = reading.first
        if len(reading.header) > 1:
            say(f"The headings stand in rows {reading.header[0]} and {reading.header[-1]}.")
        for column in reading.columns:
            if column.role is not OTHER and column.confidence <= SURE and not (column.year and column.confidence == SURE):
                year = f" {column.year}" if column.year else ""
                say(f"Column {column.letters} is taken for {column.role.term}{year}, since {column.grounds}.")
        years = sorted({column.year for column in reading.with_role(FEES) if column.year})
        for column in reading.with_role(FEES):
            if column.year is None:
                say(f"{column.name}: of which year the fees are is not said.")
        if years and years[-1] - years[0] + 1 != len(years):
            say(f"The years of the fees have a gap: {', '.join(map(str, years))}.")
        for kinds, sentence in _SAID_OF_ROWS:
            found = sorted(row for kind in kinds for row in reading.rows(kind))
            if found:
                say(f"{sentence} ({in_words(found)}).")
        if rows.sums:
            say(f"Kept as a client, but its fees are the sum of all rows above: delete it if it is a total ({in_words([first + place for place in rows.sums])}).")
        if rows.bare:
            say(f"Kept as a client, though nothing but a name is known: delete it if it is a remark ({in_words([first + place for place in rows.bare])}).")
        if reading.filled_down:
            down = sorted({row for row, _ in reading.filled_down})
            say(f"Merged cells are read as if each held what the first one does ({in_words(down)}).")
        hidden = [row for row in reading.rows() if row in reading.sheet.hidden_rows]
        if hidden:
            say(f"Hidden or filtered rows count as all others ({in_words(hidden)}).")
        columns = [column.name for column in reading.columns if column.number in reading.sheet.hidden_columns]
        if columns:
            say(f"Hidden columns are read, too: {', '.join(columns)}.")
        for group in same:
            say(f"Probably the same client: {' and '.join(group.names)} ({in_words(group.rows)}); each row is kept.")
        for some in left_out:
            if not some.what.startswith("a row of which") and some.what != "another table":
                say(f"Left out: {some.area.address}, {some.what}.")


_SAID_OF_ROWS = (
    ((RowKind.UNNAMED,), "Left out, since they name no client"),
    ((RowKind.SUBTOTAL, RowKind.TOTAL), "Left out, since they look like totals"),
    ((RowKind.HEADING,), "Left out, since they repeat the headings"),
    ((RowKind.NOTE,), "Left out, since they look like remarks or titles"),
)


def _last_of_the_list(table: Found, rows: Rows) -> int:
    """The last row that is no remark; remarks below it stay among the rows, but no part of the table."""
    remarks = (RowKind.NOTE, RowKind.BLANK, RowKind.HEADING)
    ends = [place for place, kind in enumerate(rows.kinds) if kind not in remarks]
    return table.first + ends[-1] if ends else table.first - 1


def _adds_rows_above(formula: str, column: int) -> bool:
    match = _VERTICAL_SUM.match(formula)
    return match is not None and match[1].upper() == match[2].upper() == column_letters(column)


def _unread(reading: Reading, places: Sequence[int], what: str) -> list[str]:
    rows = reading.rows()
    return [f"what stands there {what} ({in_words([rows[place] for place in places])})."] if places else []


def _boxes(grid: Grid, top: int, bottom: int, left: int, right: int) -> Iterator[Area]:
    """The filled cells of a region, as one area for each run of filled rows."""
    if top >= bottom or left >= right:
        return
    region = grid.filled[top:bottom, left:right]
    used = np.flatnonzero(region.any(axis=1))
    if not len(used):
        return
    for run in np.split(used, np.flatnonzero(np.diff(used) > 1) + 1):
        columns = np.flatnonzero(region[run].any(axis=0))
        yield Area(
            grid.sheet.top + top + int(run[0]), grid.sheet.left + left + int(columns[0]),
            grid.sheet.top + top + int(run[-1]), grid.sheet.left + left + int(columns[-1]),
        )  # fmt: skip


def _same_clients(reading: Reading) -> Iterator[SameClient]:
    """Rows whose names differ in no more than case, accents, marks and legal form."""
    column = reading.client
    if column is None:
        return
    named = [
        (row, cell) for row, cell in zip(reading.rows(), reading.cells(column), strict=True)
        if isinstance(cell, str) and (row, column.number) not in reading.filled_down and not is_blank(cell)
    ]  # fmt: skip
    first: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    for place, key in enumerate(client_key([name for _, name in named]) if named else ()):
        other = first.setdefault(key, place)
        if other != place:
            groups.setdefault(key, [other]).append(place)
    for places in groups.values():
        names = dict.fromkeys(" ".join(named[place][1].split()) for place in places)
        yield SameClient(tuple(named[place][0] for place in places), tuple(names))
