"""One table of a sheet: what each of its columns and rows is, what it is refused for, and what was guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from udfs.client_key import client_key
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.column_values import Values
from workbook_templates.recognition.columns import SURE, Assigned, assign
from workbook_templates.recognition.grid import Grid
from workbook_templates.recognition.header_rows import Found
from workbook_templates.recognition.headings import read_heading, text_of, year_called_n
from workbook_templates.recognition.money import (
    currencies,
    mixed_currencies,
    mixed_units,
    thousands_among_units,
    unit_of,
)
from workbook_templates.recognition.reading import (
    Column,
    Corrections,
    DateOrder,
    LeftOut,
    Reading,
    Refusal,
    RowKind,
    SameClient,
    in_words,
)
from workbook_templates.recognition.roles import (
    CLIENT,
    CLIENT_NUMBER,
    CURRENCY,
    FEES,
    INVOICE_AMOUNT,
    MARGIN,
    OTHER,
    Role,
)
from workbook_templates.recognition.rows import RowReader, Rows, is_called_total
from workbook_templates.recognition.sheet import Area, Cell, column_letters
from workbook_templates.recognition.tables import area_of
from workbook_templates.recognition.vocabulary import word_set
from workbook_templates.recognition.words import plain

_SAMPLE = 400
_VERTICAL_SUM = re.compile(
    r"=\s*(?:SUM|SUBTOTAL|AGGREGATE)\((?:\d+\s*[,;]\s*)*\$?([A-Z]+)\$?\d+:\$?([A-Z]+)\$?\d+", re.IGNORECASE
)


@dataclass
class TableReader:
    """Reads one table of a sheet.

    Attributes:
        grid: the sheet's cells.
        table: where the table lies.
        others: the sheet's other tables.
        corrections: what a person said.
        said: sentences so far, to which the reader adds.
    """

    grid: Grid
    table: Found
    others: Sequence[Found]
    corrections: Corrections
    said: list[str]
    _filled_down_rows: Mapping[tuple[int, int], int] = field(default_factory=dict)
    _read: dict[int, Numbers] = field(default_factory=dict)
    _reckoned: dict[int, NDArray[np.float64]] = field(default_factory=dict)
    _shown: dict[int, dict[int, str]] = field(default_factory=dict)

    def read(self) -> Reading:
        """The reading of the table."""
        sheet, table = self.grid.sheet, self.table
        filled_down = self._filled_down()
        self._filled_down_rows = filled_down
        roles = self._corrected_roles()
        values, year = [self._values(column) for column in table.columns], year_called_n(self._titles())
        assigned, subject = assign(table.headings, values, roles, year)
        columns = self._columns(assigned)
        client = next(
            (at for role in (CLIENT, CLIENT_NUMBER) for at, found in enumerate(assigned) if found.role is role), None
        )
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
        letters = {
            column_letters(self.grid.sheet.left + column).casefold(): at for at, column in enumerate(self.table.columns)
        }
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
        names: dict[str, str] = {}
        numbers: Counter[str] = Counter()
        for column, heading in zip(self.table.columns, self.table.headings, strict=True):
            name = base = heading or f"Column {column_letters(self.grid.sheet.left + column)}"
            while name.casefold() in names:
                numbers[base.casefold()] += 1
                name = f"{base} ({numbers[base.casefold()] + 1})"
            names[name.casefold()] = name
        return list(names.values())

    def _values(self, column: int) -> Values:
        """A column's values in a sample of the rows in which more than one cell is filled."""
        table, sheet = self.table, self.grid.sheet
        count = self.grid.filled[table.first : table.bottom + 1, table.left : table.right + 1].sum(axis=1)
        rows = np.flatnonzero(count > (1 if table.right > table.left else 0)) + table.first
        if len(rows) > _SAMPLE:
            spread = np.linspace(_SAMPLE // 2, len(rows) - 1, _SAMPLE // 2).astype(int)
            rows = np.concatenate([rows[: _SAMPLE // 2], rows[spread]])
        places = rows.tolist()
        cells = [None if is_called_total(cell) else cell for cell in self.grid.column(column, places)]
        headings = {text_of(self.grid.at(row, column)).casefold() for row in table.header}
        cells = [
            None if isinstance(cell, str) and " ".join(cell.split()).casefold() in headings else cell for cell in cells
        ]
        formats = [sheet.format(sheet.top + row, sheet.left + column) for row in places[:20]] if sheet.formats else []
        return Values(cells, formats)

    def _columns(self, assigned: Sequence[Assigned]) -> list[Column]:
        left = self.grid.sheet.left
        return [
            Column(left + number, heading, name, found.role, found.year, found.confidence, found.grounds)
            for number, heading, name, found in zip(
                self.table.columns, self.table.headings, self._names(), assigned, strict=True
            )
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
        of_money = [table.left + at for at, found in enumerate(assigned) if found.role in (FEES, INVOICE_AMOUNT)]
        summed = frozenset(
            row - sheet.top for (row, column), formula in sheet.formulas.items() if _adds_rows_above(formula, column)
        )
        wide = frozenset(
            area.top - sheet.top for area in sheet.merged if area.right > area.left + 1 and area.top == area.bottom
        )
        column = table.left + (client or 0)
        names = self._cells(column) if client is not None else None
        return RowReader(self.grid, table, names, column, self._amounts(of_money), summed, wide).read()

    # Details of columns

    def _with_details(self, reading: Reading, column: Column) -> Column:
        if column.role.values == "date":
            dates = Dates(reading.cells(column), self.corrections.month_first)
            order: DateOrder = "month first" if dates.month_first else "day first"
            said = (*dates.guesses, *_unread(reading, dates.unread, "is no date"))
            return replace(column, date_order=order if dates.in_numbers else None, said=said)
        if column.role.values not in ("money", "share") and column.role is not MARGIN:
            return column
        numbers = self._numbers(column.number - self.grid.sheet.left)
        clients = {row - reading.first: place for place, row in enumerate(reading.rows())} if numbers.unread else {}
        unread = [clients[place] for place in numbers.unread if place in clients]
        said = (*numbers.guesses, *_unread(reading, unread, "is no number"))
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

    def _numbers(self, column: int) -> Numbers:
        """A column below the headings, counted from 0, as numbers; read once."""
        if column not in self._read:
            self._read[column] = Numbers(self._cells(column))
        return self._read[column]

    def _amounts(self, columns: Sequence[int]) -> NDArray[np.float64]:
        """The numbers of columns side by side, row by row; nothing counts as zero."""
        found = np.zeros((self.table.bottom - self.table.first + 1, len(columns)))
        for at, column in enumerate(columns):
            if column not in self._reckoned:
                values = np.array(self._numbers(column).values, dtype=float)
                self._reckoned[column] = np.nan_to_num(values, posinf=0.0, neginf=0.0)
            found[:, at] = self._reckoned[column]
        return found

    def _titles(self) -> list[str]:
        """Texts above the table and remarks below it, in which a currency or unit for all may stand."""
        above = self.grid.sheet.rows[max(0, self.table.top - 6) : self.table.top]
        return [cell for line in above for cell in line if isinstance(cell, str) and not is_blank(cell)]

    def _currencies(self, reading: Reading, column: Column) -> dict[int, str]:
        """The currencies that the column's cells show, by row; read once."""
        if column.number not in self._shown:
            found = currencies(reading.cells(column), reading.rows(), column.number, reading.sheet.formats)
            self._shown[column.number] = found
        return self._shown[column.number]

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
        all_amounts = self._amounts([column.number - self.grid.sheet.left for column in fees])
        amounts = all_amounts[[row - reading.first for row in reading.rows()]]
        thousands = thousands_among_units(cells, amounts, reading.rows())
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
        for area in self.grid.areas(0, table.top, 0, width):
            yield LeftOut(area, self._what(area, "above the headings"))
        for left, right, where in ((0, table.left, "left of the list"), (table.right + 1, width, "right of the list")):
            for area in self.grid.areas(table.top, table.bottom + 1, left, right):
                yield LeftOut(area, self._what(area, where))
        for area in self.grid.areas(table.bottom + 1, height, 0, width):
            yield LeftOut(area, self._what(area, "below the list"))
        for row, grounds in reading.grounds.items():
            if reading.kinds[row - reading.first] is not RowKind.BLANK:
                yield LeftOut(
                    Area(row, sheet.left + table.left, row, sheet.left + table.right), f"a row of which {grounds}"
                )

    def _what(self, area: Area, where: str) -> str:
        for other in self.others:
            found = area_of(self.grid, other)
            if not (
                found.right < area.left or found.left > area.right or found.bottom < area.top or found.top > area.bottom
            ):
                return "another table"
        return where

    def _say(self, reading: Reading, rows: Rows, same: Sequence[SameClient], left_out: Sequence[LeftOut]) -> None:
        say = self.said.append
        first = reading.first
        if len(reading.header) > 1:
            say(f"The headings stand in rows {reading.header[0]} and {reading.header[-1]}.")
        for column in reading.columns:
            if (
                column.role is not OTHER
                and column.confidence <= SURE
                and not (column.year and column.confidence == SURE)
            ):
                taken_for = f"{column.role.term} {column.year}" if column.year else column.role.term
                if column.heading.strip().casefold() != taken_for.casefold():
                    say(f"Column {column.letters} is taken for {taken_for}, since {column.grounds}.")
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
            named = in_words([first + place for place in rows.sums])
            say(f"Kept as a client, but its fees are the sum of all rows above: delete it if it is a total ({named}).")
        if rows.bare:
            named = in_words([first + place for place in rows.bare])
            say(f"Kept as a client, though nothing but a name is known: delete it if it is a remark ({named}).")
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


_FIRST_NAMES = word_set("vorname vornamen firstname forename forenames prenom prenoms christian given")
_AFTER_A_SURNAME = {"apellidos": "nombre", "apellido": "nombre", "cognome": "nome"}


def _is_first_name(heading: str, of_clients: str) -> bool:
    """Whether a column holds the first names of people whose surnames stand in that of the clients."""
    words = plain(heading)
    return bool(set(words.split()) & _FIRST_NAMES) or words in ("first name", _AFTER_A_SURNAME.get(plain(of_clients)))


def _adds_rows_above(formula: str, column: int) -> bool:
    match = _VERTICAL_SUM.match(formula)
    return match is not None and match[1].upper() == match[2].upper() == column_letters(column)


def _unread(reading: Reading, places: Sequence[int], what: str) -> list[str]:
    rows = reading.rows()
    return [f"what stands there {what} ({in_words([rows[place] for place in places])})."] if places else []


def _same_clients(reading: Reading) -> Iterator[SameClient]:
    """Rows whose names differ in no more than case, accents, marks and legal form; first names count, too."""
    column = reading.client
    if column is None:
        return
    first_names = next((other for other in reading.columns if _is_first_name(other.heading, column.heading)), None)
    filled_down = {row for row, number in reading.filled_down if number == column.number}
    named = {
        row: cell
        for row, cell in zip(reading.rows(), reading.cells(column), strict=True)
        if isinstance(cell, str) and row not in filled_down
    }
    if not named:
        return
    if first_names is not None:
        known = dict(zip(reading.rows(), reading.cells(first_names), strict=True))
        named = {row: f"{cell} {known[row]}" if known[row] is not None else cell for row, cell in named.items()}
    groups: dict[str, list[int]] = {}
    keys = client_key(np.array(list(named.values()), dtype=object))
    if len(set(keys)) == len(keys):
        return
    for row, key in zip(named, keys, strict=True):
        groups.setdefault(key, []).append(row)
    for rows in groups.values():
        if len(rows) > 1:
            yield SameClient(tuple(rows), tuple(dict.fromkeys(" ".join(named[row].split()) for row in rows)))
