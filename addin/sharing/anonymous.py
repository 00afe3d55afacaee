"""A list of clients with nobody's name in it: what has a known meaning is written anew, nothing else comes along."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from addin.closed_file.book import Book
from addin.closed_file.run import sheet_named
from addin.commands import CommandRefused
from addin.exit_codes import CannotGoOn, ExitCode
from addin.headless import Progress, compute
from addin.headless.compute import check_target
from addin.headless.package import Package
from addin.sharing.copied import Copied
from addin.snapshot import OwnColumn, Snapshot
from addin.snapshot_taking import take
from workbook_templates.recognition.cell_reader import Dates, Numbers
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    COST_TO_SERVE,
    FEES,
    INVOICE_AMOUNT,
    INVOICE_DATE,
    JOINED,
    LAST_CONTACT,
    LEFT,
    MARGIN,
    NEXT_CONTACT,
    REASON,
    RETENTION,
    SCORE,
    SECTOR,
    SOURCE,
    TIER,
)  # fmt: skip
from workbook_templates.recognition.sheet import Cell
from workbook_templates.style import HouseBook, Kind, write_value

_MONEY = (FEES, MARGIN, COST_TO_SERVE, INVOICE_AMOUNT)
_DAYS = (JOINED, LEFT, LAST_CONTACT, NEXT_CONTACT, INVOICE_DATE)
_CODED = {ACCOUNT_MANAGER: "Manager", SOURCE: "Source"}
_SHARED = (SECTOR, REASON)
_AS_THEY_ARE = (RETENTION, SCORE, TIER)
_FEWEST = 3
"""A word that fewer clients share would point at them."""
_FACTORS = (0.4, 2.5)
_LEAST_CHANGE = 1.15
_MOST_TIERS = 12
_REMARKABLE = 0.1
_DAYS_AT_LEAST, _DAYS_AT_MOST = 30, 180


@dataclass(frozen=True)
class _Secret:
    """What is drawn anew for each copy and kept nowhere: the factor of money, and the days that dates are moved by."""

    factor: float
    days: int

    @classmethod
    def drawn(cls, random: Random) -> _Secret:
        """Another one each time."""
        low, high = _FACTORS
        factor = random.uniform(low, high)
        while 1 / _LEAST_CHANGE < factor < _LEAST_CHANGE:
            factor = random.uniform(low, high)
        return cls(factor, random.choice((-1, 1)) * random.randint(_DAYS_AT_LEAST, _DAYS_AT_MOST))


@dataclass(frozen=True)
class _Column:
    """A column of the copy."""

    heading: str
    kind: Kind
    cells: Sequence[Cell]


def anonymous_copy(source: Path, target: Path, sheet: str | None, *, replace: bool, progress: Progress) -> Copied:
    """Write a workbook that holds a list alone, with codes for names, days moved and money scaled.

    Args:
        source: the workbook, which is only read.
        target: where the copy is written.
        sheet: the sheet with the list; by default the one that is shown when the workbook is opened.
        replace: whether a file that is there already is replaced.
        progress: is told how far the work is.

    Raises:
        CannotGoOn: there is no such list, or the copy cannot be written.
    """
    with Package(source) as package:
        if package.suffix == target.suffix.lower():
            check_target(package, target, replace)
        book = Book(package)
        try:
            snapshot = take(book, sheet_named(book, sheet), None, date.today())
        except CommandRefused as error:
            raise CannotGoOn(str(error), ExitCode.UNREADABLE) from error
        reading = snapshot.reading
        if reading.refusals or reading.client is None or not reading.rows():
            why = " ".join(refusal.sentence for refusal in reading.refusals)
            raise CannotGoOn(why or f"No row of a client was found on sheet {reading.sheet.name}.", ExitCode.UNREADABLE)
        progress("Writing", 0.3)
        work = _Copy(book, snapshot, secrets.SystemRandom())
        columns, said = work.columns(), tuple(work.said())
    with TemporaryDirectory(prefix="tenure-") as folder:
        draft = Path(folder) / "draft.xlsx"
        _write(draft, columns, reading.subject, said)
        # It holds no formula; its place is looked at, and it is put there in one step.
        compute(draft, target, replace=replace, progress=lambda doing, share: progress(doing, 0.6 + 0.4 * share))
    return Copied(target, said)


class _Copy:
    """The list on its way into the copy."""

    def __init__(self, book: Book, snapshot: Snapshot, random: Random) -> None:
        self._book, self._secret = book, _Secret.drawn(random)
        self._own = snapshot.own_columns
        self._reading = reading = snapshot.reading
        assert reading.client is not None
        self._keys = [_key(cell) for cell in reading.cells(reading.client)]
        fees = self._latest_fees()
        self._brings: dict[str, float] = dict.fromkeys(self._keys, 0.0)
        for key, fee in zip(self._keys, fees, strict=True):
            self._brings[key] += fee
        ranked = list(self._brings)
        # Neither the order of the list nor that of the names, also among equals: both would tell.
        random.shuffle(ranked)
        ranked.sort(key=lambda key: -self._brings[key])
        digits = max(3, len(str(len(ranked))))
        self._codes = {key: f"Client {number:0{digits}}" for number, key in enumerate(ranked, 1)}
        self._order = sorted(range(len(self._keys)), key=lambda place: (self._codes[self._keys[place]], -fees[place]))
        self._blurred: list[str] = []
        self._left: list[str] = []
        self._unread: list[str] = []

    def _latest_fees(self) -> list[float]:
        found = self._reading.with_role(INVOICE_AMOUNT) or self._reading.with_role(FEES)
        if not found:
            return [0.0] * len(self._keys)
        return [value or 0.0 for value in Numbers(self._reading.cells(found[-1])).values]

    def columns(self) -> list[_Column]:
        """The columns of the copy, their rows in its order."""
        found: list[_Column] = []
        for column in self._reading.columns:
            made = self._column(column)
            if made is None:
                self._left.append(column.name)
            else:
                found.append(made)
        for own in self._own:
            made = self._own_column(own)
            if made is not None:
                found.append(made)
        taken: Counter[str] = Counter()
        columns = []
        for each in found:
            taken[each.heading] += 1
            heading = each.heading if taken[each.heading] == 1 else f"{each.heading} {taken[each.heading]}"
            columns.append(_Column(heading, each.kind, [each.cells[place] for place in self._order]))
        return columns

    def _column(self, column: Column) -> _Column | None:
        cells, role = self._reading.cells(column), column.role
        heading = f"{role.term} {column.year}" if column.year else role.term
        if column is self._reading.client:
            return _Column(CLIENT.term, "text", [self._codes[key] for key in self._keys])
        if role in _MONEY:
            return self._money(heading, column, cells)
        if role in _DAYS:
            days = Dates(cells, column.date_order == "month first" if column.date_order else None)
            self._say_unread(column, days.unread)
            moved = timedelta(days=self._secret.days)
            return _Column(heading, "date", [day + moved if day else None for day in days.values])
        if role in _CODED:
            return _Column(heading, "text", self._coded(_CODED[role], cells))
        if role in _SHARED:
            return _Column(heading, "text", self._shared(column, cells))
        if role is RETENTION or role is SCORE:
            numbers = Numbers(cells)
            self._say_unread(column, numbers.unread)
            return _Column(heading, "share" if role is RETENTION else "factor", numbers.values)
        if role is TIER and len({_key(cell) for cell in cells}) <= _MOST_TIERS:
            return _Column(heading, "text", [None if cell is None else str(cell) for cell in cells])
        return None

    def _money(self, heading: str, column: Column, cells: Sequence[Cell]) -> _Column:
        numbers = Numbers(cells)
        self._say_unread(column, numbers.unread)
        is_share = column.role is MARGIN and all(abs(value) <= 1 for value in numbers.values if value is not None)
        if is_share:
            return _Column(heading, "share", numbers.values)
        return _Column(heading, "money", [self._scaled(value) for value in numbers.values])

    def _scaled(self, value: float | None) -> float | None:
        return None if value is None else value * self._secret.factor

    def _own_column(self, own: OwnColumn) -> _Column | None:
        """The value and the tier that Tenure's columns show."""
        shown = dict(enumerate(self._book.values(self._reading.sheet.name, own.area), own.area.top))
        cells = [shown.get(row) for row in self._reading.rows()]
        if own.key == "value":
            numbers = [float(cell) if isinstance(cell, (int, float)) else None for cell in cells]
            return _Column("Value", "money", [self._scaled(number) for number in numbers])
        if own.key == "tier":
            return _Column("Tier", "text", [cell if isinstance(cell, str) else None for cell in cells])
        self._left.append(f"the column {own.key} of Tenure")
        return None

    def _coded(self, word: str, cells: Sequence[Cell]) -> list[Cell]:
        """A code for each name; a client who is named as a source has the code of that client."""
        counted = Counter(_key(cell) for cell in cells if _key(cell))
        ranked = sorted(counted, key=lambda key: (-counted[key], key))
        codes = {key: f"{word} {number}" for number, key in enumerate(ranked, 1)}
        return [self._codes.get(_key(cell), codes.get(_key(cell))) for cell in cells]

    def _shared(self, column: Column, cells: Sequence[Cell]) -> list[Cell]:
        """Words that several clients share; the others would point at somebody."""
        clients: dict[str, set[str]] = {}
        for key, cell in zip(self._keys, cells, strict=True):
            clients.setdefault(_key(cell), set()).add(key)
        few = sum(len(those) < _FEWEST for word, those in clients.items() if word)
        if few:
            self._blurred.append(f"{column.role.term}: {few} that fewer than {_FEWEST} clients share read Other")
        return [
            None if not _key(cell) else str(cell).strip() if len(clients[_key(cell)]) >= _FEWEST else "Other"
            for cell in cells
        ]

    def _say_unread(self, column: Column, places: Sequence[int]) -> None:
        if places:
            rows = self._reading.rows()
            self._unread.append(f"{column.role.term} in {in_words([rows[place] for place in places])}")

    def said(self) -> Iterator[str]:
        """What the copy holds, what was left out, and what could still identify somebody."""
        reading = self._reading
        yield (
            f"{len(self._keys):,} rows of {len(self._codes):,} clients. Names are codes, in the order of what clients "
            "bring; money is multiplied by one secret factor, so that tiers, shares and ratios are those of the list; "
            "days are moved by a secret number of days."
        )
        if self._left:
            yield f"Left out: {', '.join(self._left)}; and all that stands outside the list, on this sheet and others."
        left_out = len(reading.kinds) - len(reading.rows())
        if left_out:
            rows = "1 row that is no client" if left_out == 1 else f"{left_out:,} rows that are no clients"
            yield f"Left out: {rows}, such as totals, remarks and blank ones."
        if self._unread:
            yield f"Blank, since what stood there cannot be read: {'; '.join(self._unread)}."
        if self._blurred:
            yield f"{'; '.join(self._blurred)}."
        yield "What could still identify somebody:"
        total = sum(max(value, 0.0) for value in self._brings.values())
        first, largest = max(self._brings.items(), key=lambda item: item[1])
        if total > 0 and largest / total >= _REMARKABLE:
            share = f"{largest / total:.0%}"
            yield f"{self._codes[first]} brings {share} of the fees: who knows the firm may know who that is."
        yield "Whoever knows what one client paid can work out the factor; whoever knows one day, how far days moved."
        kept = [column.role.term for column in reading.columns if column.role in (*_SHARED, *_AS_THEY_ARE)]
        years = sorted({str(column.year) for column in reading.columns if column.year})
        if kept:
            yield f"As they are: {', '.join(dict.fromkeys(kept))}. Together they may point at a client."
        if years:
            yield f"The years in the headings are the true ones: {', '.join(years)}."


def _key(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split()).casefold()


def _write(path: Path, columns: Sequence[_Column], subject: str, said: Sequence[str]) -> None:
    """Write the workbook: the list from the first cell on, and what was done to it."""
    with HouseBook(path, "") as book:
        sheet = book.sheet(subject.title(), [max(12, len(column.heading) + 3) for column in columns], freeze=(1, 1))
        book.headings(sheet, 0, 0, [(column.heading, column.kind) for column in columns])
        for place, column in enumerate(columns):
            look = book.format("key" if place == 0 else "result", column.kind)
            for row, cell in enumerate(column.cells, 1):
                write_value(sheet, row, place, cell, look)
        about = book.sheet("About this copy", (110,))
        about.write_string(0, 0, "About this copy", book.format("title"))
        for row, sentence in enumerate(said, 2):
            about.set_row(row, 16.5 * (1 + len(sentence) // 115))
            about.write_string(row, 0, sentence, book.format("label", "wrapped"))
