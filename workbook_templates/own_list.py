"""One's own list in the columns of a template: each typed column takes the column of the list that is what it is.

What has a role is found by recognition; what has none (hours, marks, flags), or what recognition does not see, by its
heading and the other names that the template gives. Forgiving where a person would be, and never silent: whatever was
guessed, left blank or left out becomes a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.list_file import ListRefused, Report, reading_of, too_long
from workbook_templates.list_reader import costs_below_margin
from workbook_templates.own_columns import OwnColumns
from workbook_templates.pages.list_page import YES_OR_NO, Column
from workbook_templates.recognition import Column as FoundColumn
from workbook_templates.recognition import Corrections, Reading, recognise
from workbook_templates.recognition.cell_reader import Dates, Numbers, is_blank
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import COST_TO_SERVE, FEES, MARGIN
from workbook_templates.recognition.sheet import Cell
from workbook_templates.recognition.vocabulary import word_set
from workbook_templates.recognition.words import plain

_YES = word_set("yes y ja j oui o si s true wahr vrai vero verdadero verdad x 1 \u2713 \u2714 \u2611")
_NO = word_set("no n nein non false falsch faux falso 0 \u2717 \u2718 \u2610")


@dataclass(frozen=True)
class OwnList:
    """A list that was read.

    Attributes:
        name: the file's name without its ending, which serves as the firm's.
        rows: what is typed, row by row, in the order of the typed columns; None where nothing is known.
        found: the headings of the template's columns that were found in the list.
        currency: the sign of its amounts, where one was seen.
        unit: "one", "thousand" or "million": in what the last of its columns of amounts is written.
        latest_year: the latest year of its columns of fees; 0 where none is known.
        reading: how the file was read, for what a template wants beyond its columns.
        report: what was read, guessed and left out, in sentences.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    found: tuple[str, ...]
    currency: str
    unit: Unit
    latest_year: int
    reading: Reading
    report: tuple[str, ...]

    def days(self, *headings: str, columns: Sequence[Column]) -> list[date | None]:
        """The days in some of the typed columns."""
        typed = [column.heading for column in columns if not column.formula]
        places = [typed.index(heading) for heading in headings]
        return [row[place] for row in self.rows for place in places]


def read_own_list(source: Path, columns: Sequence[Column], most: int) -> OwnList:
    """Read a list from a CSV or .xlsx file into the typed columns of a template.

    Args:
        source: the file: one row per client, or per invoice, with headings.
        columns: the template's columns.
        most: the most rows that the template serves well.

    Raises:
        ListRefused: the file cannot be read, holds no row, or lacks a column that is required.
    """
    report = Report()
    typed = [column for column in columns if not column.formula]
    wanted = [column.role for column in typed if column.role is not None]
    reading = reading_of(source, report, wanted)
    if roles := OwnColumns(reading, columns).corrections:
        reading = recognise(reading.sheet, Corrections(roles=roles))
    if all(is_blank(cell) for line in reading.sheet.rows for cell in line):
        raise ListRefused(f"{source.name}: the file is empty; a list has headings and a row per client.")
    found = OwnColumns(reading, columns).found
    for column in typed:
        if column.required and column.heading not in found:
            seen = ", ".join(each.heading for each in reading.columns if each.heading) or "none"
            raise ListRefused(
                f"{source.name}: no column for {column.heading} was found; give one the heading {column.heading}. "
                f"The headings seen: {seen}."
            )
    rows = reading.rows()
    if not rows:
        raise ListRefused(f"{source.name}: there is no row below the headings.")
    if len(rows) > most:
        raise too_long(source, len(rows), most)
    if reading.refusals:
        sentence = reading.refusals[0].sentence
        raise ListRefused(f"{source.name}: {sentence[0].lower()}{sentence[1:]}")
    recognised = ", ".join(
        heading if column.name.casefold() == heading.casefold() else f"{heading} ({column.name})"
        for heading, column in found.items()
    )
    count = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    report.sentences.insert(0, f"{count} read from {source.name}; recognised: {recognised}.")
    report.sentences.extend(reading.said)
    margin = _margin_for_cost(reading, typed, found)
    missing = [
        column.heading for column in typed
        if column.heading not in found and not (margin and column.role is COST_TO_SERVE)
    ]  # fmt: skip
    if missing:
        report.say(f"Not found in the list, and left blank: {', '.join(missing)}.")
    used = {column.number for column in (*found.values(), *([margin] if margin else ()))}
    others = [column.name for column in reading.columns if column.number not in used]
    if others:
        report.say(f"Left out, since this book has no place for them: {', '.join(others)}.")
    cells = [_typed_cells(reading, column, found.get(column.heading), rows, report) for column in typed]
    if margin:
        wants = [column.role for column in typed]
        fees = cells[max(place for place, role in enumerate(wants) if role is FEES)]
        cells[wants.index(COST_TO_SERVE)] = costs_below_margin(fees, Numbers(reading.cells(margin)), report)
    money = [column for column in found.values() if column.role.values == "money" or column.currency]
    sign = next((column.currency for column in reversed(money) if column.currency), "")
    if not sign and any(column.kind == "money" and column.heading in found for column in typed):
        report.say("No currency sign was found: set currency on sheet Settings.")
    return OwnList(
        name=source.stem,
        rows=tuple(zip(*cells, strict=True)),
        found=tuple(found),
        currency=f"{sign} " if sign.isalpha() else sign,
        unit=money[-1].unit if money else "one",
        latest_year=max((column.year or 0 for column in reading.columns), default=0),
        reading=reading,
        report=tuple(report.sentences),
    )


def _margin_for_cost(reading: Reading, typed: Sequence[Column], found: Mapping[str, FoundColumn]) -> FoundColumn | None:
    """The column of margins that tells what clients cost, where the list has fees and no cost to serve."""
    wanted = {column.role for column in typed}
    roles = {column.role for column in found.values()}
    if not {FEES, COST_TO_SERVE} <= wanted or MARGIN in wanted or FEES not in roles or COST_TO_SERVE in roles:
        return None
    return next(reversed(reading.with_role(MARGIN)), None)


def _typed_cells(
    reading: Reading, column: Column, found: FoundColumn | None, rows: Sequence[int], report: Report
) -> Sequence[Any]:
    """The cells of one column as this kind of column holds them; blank where they cannot be read, and said so."""
    if found is None:
        return [None] * len(rows)
    cells = reading.cells(found)
    if column.allowed is YES_OR_NO:
        return _answers(column, cells, rows, report)
    if column.kind in ("text", "wrapped"):
        return [None if is_blank(cell) else _as_text(cell) for cell in cells]
    if column.kind == "date":
        dates = Dates(cells)
        for guess in dates.guesses:
            report.say(f"{column.heading}: {guess}")
        report.rows([rows[place] for place in dates.unread], f"{column.heading}: left blank where it is not a date")
        return dates.values
    numbers = Numbers(cells)
    for guess in numbers.guesses:
        report.say(f"{column.heading}: {guess}")
    report.rows([rows[place] for place in numbers.unread], f"{column.heading}: left blank where it is not a number")
    if column.kind in ("share", "rate"):
        return _shares(column, numbers, rows, report)
    mistaken = sorted(numbers.per_cent - set(numbers.unread))
    report.rows([rows[place] for place in mistaken], f"{column.heading}: left blank where it is a percentage")
    values = [None if place in numbers.per_cent else value for place, value in enumerate(numbers.values)]
    return _within_what_is_allowed(column, values, rows, report)


def _within_what_is_allowed(
    column: Column, values: Sequence[float | None], rows: Sequence[int], report: Report
) -> list[float | None]:
    """Numbers that may be typed there; blank for others."""
    allowed = column.allowed or {}
    if allowed.get("criteria") != "between":
        return list(values)
    low, high = allowed["minimum"], allowed["maximum"]
    outside = [place for place, value in enumerate(values) if value is not None and not low <= value <= high]
    report.rows(
        [rows[place] for place in outside], f"{column.heading}: left blank where it is not between {low:g} and {high:g}"
    )
    return [None if place in outside else value for place, value in enumerate(values)]


def _answers(column: Column, cells: Sequence[Cell], rows: Sequence[int], report: Report) -> list[str | None]:
    """Yes and no, as people write them in five languages."""
    words = ["" if is_blank(cell) else plain(_as_text(cell)) or _as_text(cell) for cell in cells]
    answers = ["yes" if word in _YES else "no" if word in _NO else None for word in words]
    unread = [rows[place] for place, word in enumerate(words) if word and answers[place] is None]
    report.rows(unread, f"{column.heading}: left blank where it is neither yes nor no")
    return answers


def _shares(column: Column, numbers: Numbers, rows: Sequence[int], report: Report) -> list[float | None]:
    """Shares; bare numbers are per cent where one of them is above 1."""
    shares = list(numbers.values)
    bare = {place: value for place, value in enumerate(shares) if value is not None and place not in numbers.per_cent}
    if any(value > 1 for value in bare.values()):
        report.say(f"{column.heading}: numbers without a per cent sign are read as per cent, so that 85 is 85%.")
        for place, value in bare.items():
            shares[place] = round(value / 100, 10)
    outside = [place for place, share in enumerate(shares) if share is not None and not 0 <= share <= 1]
    report.rows([rows[place] for place in outside], f"{column.heading}: left blank where it is not between 0% and 100%")
    return [None if place in outside else share for place, share in enumerate(shares)]


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
