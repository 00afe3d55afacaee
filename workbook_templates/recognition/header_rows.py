"""Which rows of a sheet are headings: of a table, of tables side by side, or none where they are rows of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from workbook_templates.recognition.cell_reader import is_blank
from workbook_templates.recognition.grid import Grid, Kind
from workbook_templates.recognition.headings import Heading, read_heading, text_of
from workbook_templates.recognition.meanings import is_plain, meanings
from workbook_templates.recognition.roles import CLIENT, CLIENT_NUMBER, FEES
from workbook_templates.recognition.sheet import Cell
from workbook_templates.recognition.vocabulary import word_set

_SEARCHED_AT_THE_TOP = 60
"""Rows in which every one may be that of the headings; further down only the first one after a gap."""
_LONGEST_HEADING = 60
_NARROWEST = 0.4
"""How much of the width of the rows below a row of headings must have, at the least."""
_MOSTLY = 0.8


@dataclass(frozen=True)
class Found:
    """A table: rows and columns counted from 0 within the used range, both ends belonging to it.

    Attributes:
        header: the rows of its headings, none where an Excel Table has no header row.
        first: the first row below them.
        left, right: its first and last column.
        bottom: its last row, or the last that may be: what is below the list is told apart later.
        headings: one text for each column; of two rows of headings both.
        score: how much it looks like a list of clients.
        totals: the row of an Excel Table's totals.
        name: the name of the Excel Table.
    """

    header: tuple[int, ...]
    first: int
    left: int
    right: int
    bottom: int
    headings: tuple[str, ...]
    score: float
    totals: int | None = None
    name: str = ""

    @property
    def top(self) -> int:
        """The first row, that of the headings where there are any."""
        return self.header[0] if self.header else self.first

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.left, self.right + 1)


def headers_of(grid: Grid) -> list[Found]:
    """The rows of headings, as tables without an end: of neighbours that could be, the one that says most."""
    found: list[Found] = []
    for row in _candidates(grid):
        for header in _headers_in(grid, row):
            rival = next((at for at, other in enumerate(found) if _same_place(grid, other, header)), None)
            if rival is None:
                if not _continues(grid, header, found):
                    found.append(header)
            elif header.score > found[rival].score:
                found[rival] = header
    return found


def _candidates(grid: Grid) -> Iterator[int]:
    count = grid.filled.sum(axis=1)
    yield from range(min(_SEARCHED_AT_THE_TOP, len(count)))
    if len(count) <= _SEARCHED_AT_THE_TOP:
        return
    texts = (grid.kinds == Kind.TEXT).sum(axis=1)
    alone = (count[1:] >= 2) & (count[:-1] <= 1) & (texts[1:] * 2 >= count[1:])
    yield from (np.flatnonzero(alone[_SEARCHED_AT_THE_TOP - 1 :]) + _SEARCHED_AT_THE_TOP).tolist()


def _same_place(grid: Grid, one: Found, other: Found) -> bool:
    """Whether two rows compete to be the headings of the same columns, or repeat each other: no row lies between them
    that is filled as a list's rows are."""
    if one.right < other.left or other.right < one.left:
        return False
    if [text.casefold() for text in one.headings if text] == [text.casefold() for text in other.headings if text]:
        return True
    left, right = min(one.left, other.left), max(one.right, other.right)
    between = grid.filled[
        min(one.header[-1], other.header[-1]) + 1 : max(one.header[0], other.header[0]), left : right + 1
    ]
    return not (between.sum(axis=1) >= 2).any()


def _continues(grid: Grid, header: Found, found: Sequence[Found]) -> bool:
    """Whether what could be headings is a row of the list above it, such as one whose amounts look like years or are
    put off with a word: it names nothing that a second table would, and what is below is filled as what is above."""
    over = [other for other in found if other.left <= header.right and header.left <= other.right]
    above = max(over, key=lambda other: other.first, default=None)
    named = dict(zip(above.columns, above.headings, strict=True)) if above else {}
    headings = [named.get(column, "") for column in header.columns]
    before, after = (
        kinds[(kinds != Kind.BLANK).sum(axis=1) >= 2][:, header.left : header.right + 1]
        for kinds in (
            grid.kinds[above.first if above else 0 : header.top][-_SEARCHED_AT_THE_TOP:],
            grid.kinds[header.first : header.first + _SEARCHED_AT_THE_TOP],
        )
    )
    if not len(before):
        return False
    texts_below, figures_below = (after == Kind.TEXT).sum(axis=0), (after > Kind.TEXT).sum(axis=0)
    if _opens_a_table(grid, header, headings, figures_below > texts_below):
        return False
    texts, figures = (before == Kind.TEXT).any(axis=0), (before > Kind.TEXT).any(axis=0)
    # Of a column that has a heading and nothing in the first rows, anything may come.
    to_come = ~texts & ~figures & np.array([bool(text) for text in headings])
    of_years = np.array([read_heading(text).year is not None for text in headings])
    fits_texts, fits_figures = texts | to_come, figures | to_come | of_years
    fits = (fits_texts & (texts_below >= figures_below)) | (fits_figures & (figures_below >= texts_below))
    filled_above, filled_below = (before != Kind.BLANK).sum(axis=0), texts_below + figures_below
    return bool(
        filled_below[fits].sum() >= _MOSTLY * filled_below.sum()
        and (not len(after) or filled_above[filled_below > 0].sum() >= _MOSTLY * filled_above.sum())
    )


def _opens_a_table(grid: Grid, header: Found, above: Sequence[str], figures: NDArray[np.bool_]) -> bool:
    """Whether headings below a list with those headings are another table's: by two words that are known, by years of
    which the list has one, or by any word above figures, where a gap parts it from the list."""
    bare = np.array([_is_bare_year(text) for text in header.headings])
    words = ["" if year or is_blank(text) else text for year, text in zip(bare, header.headings, strict=True)]
    if _names_clients(words) or sum(map(is_plain, {word.casefold() for word in words})) >= 2:
        return True
    # The year of a date is that of a client's: when he joined.
    is_date = grid.kinds[header.header[-1], header.left : header.right + 1] == Kind.DATE
    years = sorted(read_heading(header.headings[place]).year or 0 for place in np.flatnonzero(bare & ~is_date).tolist())
    run = years[-1] - years[0] + 1 == len(set(years)) == len(years) if years else False
    if run and any(read_heading(text).year in years for text in above):
        return True
    gap = grid.filled[header.top - 1, header.left : header.right + 1].sum() <= 1
    return bool(gap and any(word and figure for word, figure in zip(words, figures, strict=True)))


def _headers_in(grid: Grid, row: int) -> Iterator[Found]:
    """The headings in a row: one list's, or those of several side by side."""
    if grid.filled[row].sum() == 0:
        return
    segments = [_header(grid, row, left, right) for left, right in segments_of(grid, row)]
    joined: list[Found] = []
    for segment in segments:
        if segment is None:
            continue
        if joined and not grid.filled[row, segment.left : segment.right + 1].any():
            # Beyond a blank column, without a heading: it is something else.
            continue
        if joined and joined[-1].score and not _is_of_its_own(grid, row, joined[-1], segment):
            whole = _header(grid, row, joined[-1].left, segment.right)
            joined[-1] = whole or joined[-1]
        else:
            joined.append(segment)
    for table in joined:
        if table.score >= 1:
            yield table


def _window(grid: Grid, row: int) -> NDArray[np.bool_]:
    """The rows right below, as far as the next blank one."""
    below = grid.filled[row + 1 : row + 1 + _SEARCHED_AT_THE_TOP]
    any_cell: NDArray[np.bool_] = np.any(below, axis=1)
    start = int(any_cell.argmax()) if any_cell.any() else len(below)
    blank = np.flatnonzero(~any_cell[start:])
    return below[start : start + int(blank[0]) if len(blank) else len(below)]


def _usual_width(widths: NDArray[np.int_]) -> int:
    """How many cells are filled in most rows, be one of them full to the last column of the sheet."""
    filled = np.sort(widths[widths > 0])
    return int(filled[(len(filled) - 1) // 2]) if len(filled) else 0


def segments_of(grid: Grid, row: int) -> Iterator[tuple[int, int]]:
    """Runs of columns with something in the row or right below it."""
    below = _window(grid, row)
    widths = below.sum(axis=1)
    # A row that goes on far beyond the others does not tell how far the list goes.
    usual = max(int(grid.filled[row].sum()), _usual_width(widths))
    used = grid.filled[row] | below[widths * _NARROWEST <= usual].any(axis=0)
    start = None
    for column, is_used in enumerate([*used.tolist(), False]):
        if is_used and start is None:
            start = column
        elif not is_used and start is not None:
            yield start, column - 1
            start = None


def _is_of_its_own(grid: Grid, row: int, left: Found, right: Found) -> bool:
    """Whether a blank column parts two tables: both name clients, a heading comes again, or other rows are filled."""
    both = [{text.casefold() for text in table.headings if text} for table in (left, right)]
    if both[0] & both[1] or (_names_clients(left.headings) and _names_clients(right.headings)):
        return True
    window = _window(grid, row)
    counts = [int(window[:, table.left : table.right + 1].any(axis=1).sum()) for table in (left, right)]
    return right.right > right.left and abs(counts[0] - counts[1]) > max(1, 0.3 * max(counts))


def _header(grid: Grid, row: int, left: int, right: int) -> Found | None:
    """The headings in a row within some columns, alone or with the row below or above; None where there are none."""
    candidates: list[tuple[int, ...]] = [(row,)]
    if row + 1 < grid.height and _may_be_headings(grid, row + 1, left, right):
        candidates.append((row, row + 1))
    found = [_scored(grid, some, left, right) for some in candidates if _may_be_headings(grid, row, left, right)]
    # Two rows, where the second adds to the first, go before one.
    best = next((table for table in reversed(found) if table), None)
    if best is None:
        # Kept as a part of what is left of it: columns without a heading.
        return Found((row,), row + 1, left, right, row, ("",) * (right - left + 1), 0.0)
    unit_row = best.header[-1] + 1
    if len(best.header) == 1 and _are_units(grid, unit_row, left, right):
        rows = (*best.header, unit_row)
        best = replace(best, header=rows, first=unit_row + 1, headings=_with_units(grid, rows, left, right))
    return best


def _is_heading(cell: Cell, kind: int) -> bool:
    """A short text, or a year."""
    if kind == Kind.TEXT:
        return len(str(cell)) <= _LONGEST_HEADING
    if kind == Kind.NUMBER:
        return isinstance(cell, (int, float)) and float(cell).is_integer() and 1990 <= cell <= 2049
    if kind == Kind.FIGURE:
        heading = read_heading(str(cell))
        return heading.year is not None and not re.search(r"\d", heading.words)
    return False


def _is_number(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell holds a figure that is no heading."""
    kind = int(grid.kinds[row, column])
    return kind > Kind.TEXT and not _is_heading(grid.at(row, column), kind)


def _may_be_headings(grid: Grid, row: int, left: int, right: int) -> bool:
    places = [column for column in range(left, right + 1) if grid.filled[row, column]]
    good = sum(_is_heading(grid.at(row, column), int(grid.kinds[row, column])) for column in places)
    days = [cell for column in places if isinstance(cell := grid.at(row, column), date)]
    if (
        len(days) > 1
        and len({(day.month, day.day) for day in days}) == 1
        and len({day.year for day in days}) == len(days)
    ):
        # The same day of several years stands for the years.
        good += len(days)
    return bool(places) and good >= 0.8 * len(places)


def _are_units(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether a row says nothing but units: £000, EUR, %, hours."""
    if row >= grid.height:
        return False
    texts = [
        text_of(grid.at(row, column)).strip("()[] ") for column in range(left, right + 1) if grid.filled[row, column]
    ]
    return bool(texts) and all(
        text.casefold() in _UNIT_WORDS
        or (not (words := read_heading(text)).words and bool(words.currency or words.unit))
        for text in texts
    )


_UNIT_WORDS = word_set(
    "% h hrs hours std stunden days tage text date datum dd/mm/yyyy dd.mm.yyyy tt.mm.jjjj jj/mm/aaaa "
    "dd/mm/aaaa gg/mm/aaaa 1-5 1-10 0-10 years jahre ans anni años nr no n° m² m2 qm sqm m³ m3 km km² ha hl kg "
    "kwh mwh kw min mins months monate mois mesi meses weeks wochen jours giorni días heures ore horas ud uds "
    "stk stück pcs pieces pièces pezzi piezas units einheiten anz anzahl nb nbre qty pers persons personen text texte "
    "mm/yyyy mm.jjjj"
)


_ANSWERS = word_set("yes no y n ja nein j oui non o si s\u00ed s\u00ec true false wahr falsch vrai faux x")
"""Answers, row by row: "no" is a number in a heading, but not where nothing else stands beside it."""


def joined_headings(grid: Grid, rows: tuple[int, ...], left: int, right: int) -> tuple[str, ...]:
    """A text for each column: of two rows both, the upper one filled to the right over those below that need it."""
    upper = [text_of(grid.at(rows[0], column)) for column in range(left, right + 1)]
    if len(rows) == 1:
        return tuple(upper)
    lower = [text_of(grid.at(rows[1], column)) for column in range(left, right + 1)]
    joined, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        complete = is_plain(below) and not _is_bare_year(below)
        if above or not below:
            group = above
        # What says it all needs no more than a year from above.
        needed = group and (not complete or read_heading(group).year is not None)
        joined.append(f"{group} {below}".strip() if needed else below)
    return tuple(joined)


def _with_units(grid: Grid, rows: tuple[int, ...], left: int, right: int) -> tuple[str, ...]:
    """The headings, each with the unit below it."""
    lines = [[text_of(grid.at(row, column)) for column in range(left, right + 1)] for row in rows]
    return tuple(
        f"{heading} ({unit.strip('()[] ')})" if heading and unit else heading or unit
        for heading, unit in zip(*lines, strict=True)
    )


def _is_bare_year(text: str) -> bool:
    heading = read_heading(text)
    return heading.year is not None and not heading.words


def _scored(grid: Grid, rows: tuple[int, ...], left: int, right: int) -> Found | None:
    """The rows as headings; None where nothing speaks for it."""
    headings = joined_headings(grid, rows, left, right)
    known = sum(is_plain(text) for text in headings)
    named = sum(bool(text) for text in headings)
    below = grid.kinds[rows[-1] + 1 : rows[-1] + 1 + _SEARCHED_AT_THE_TOP, left : right + 1]
    figures = (below > Kind.TEXT).sum(axis=0) > 0.6 * np.maximum((below != Kind.BLANK).sum(axis=0), 1)
    own, above = (
        [row >= 0 and _is_number(grid, row, column) for column in range(left, right + 1)]
        for row in (rows[-1], rows[0] - 1)
    )
    contrast = sum(
        bool(text) and bool(figure) and not number for text, figure, number in zip(headings, figures, own, strict=True)
    )
    if not contrast and any(number and (a or b) for number, a, b in zip(own, figures, above, strict=True)):
        # A figure among figures, and nothing else: a row of the list.
        return None
    width = _usual_width((below != Kind.BLANK).sum(axis=1))
    # Two rows must say more than one of them alone, and a heading row is about as wide as what it is above.
    if (len(rows) == 2 and not _is_two_rows(grid, rows, left, right)) or named < _NARROWEST * width:
        return None
    texts = {text.casefold() for text in headings if text}
    if named > 1 and texts <= _ANSWERS:
        return None
    client = _names_clients(headings)
    if not (known >= 2 or (client and (known or contrast)) or (contrast and named >= 2)):
        return None
    score = likeness(headings, grid.height - rows[-1]) + 0.5 * contrast
    return Found(rows, rows[-1] + 1, left, right, grid.height - 1, headings, score)


def _is_two_rows(grid: Grid, rows: tuple[int, ...], left: int, right: int) -> bool:
    """Whether the upper row groups what the lower one names: "Fees" above years, a year above "actual" and "budget"."""
    upper = [text_of(grid.at(rows[0], column)) for column in range(left, right + 1)]
    lower = [text_of(grid.at(rows[1], column)) for column in range(left, right + 1)]
    if sum(map(bool, lower)) < 2:
        return False
    alone = max(sum(map(is_plain, upper)), sum(map(is_plain, lower)))
    joined = sum(map(is_plain, joined_headings(grid, rows, left, right)))
    named = [text for text, above in zip(lower, upper, strict=True) if _names_clients([above])]
    return (joined >= alone or (bool(named) and not any(named))) and any(
        _is_group(grid, rows, left, start, end, lower) for start, end in _spans(upper) if upper[start] and lower[start]
    )


def _spans(upper: Sequence[str]) -> Iterator[tuple[int, int]]:
    """For each heading where it stands, and the last column before the next one."""
    starts = [place for place, text in enumerate(upper) if text]
    yield from zip(starts, [*(start - 1 for start in starts[1:]), len(upper) - 1], strict=False)


def _is_group(grid: Grid, rows: tuple[int, ...], left: int, start: int, end: int, lower: Sequence[str]) -> bool:
    """Whether a heading stands above several others, of columns of figures; one that names clients never does."""
    if sum(map(bool, lower[start : end + 1])) < 2 or (start == 0 and end == len(lower) - 1):
        return False
    text = text_of(grid.at(rows[0], left + start))
    row, column = grid.sheet.top + rows[0], grid.sheet.left + left + start
    merged = any(area.holds(row, column) and area.right > area.left for area in grid.sheet.merged)
    if not (is_plain(text) or read_heading(text).year or merged) or _names_clients([text]):
        return False
    below = grid.kinds[rows[1] + 1 : rows[1] + 1 + _SEARCHED_AT_THE_TOP, left + start : left + end + 1]
    return bool((below > Kind.TEXT).sum() > (below == Kind.TEXT).sum())


def _names_clients(headings: Sequence[str]) -> bool:
    return any(meaning.role in (CLIENT, CLIENT_NUMBER) for text in headings for meaning in meanings(read_heading(text)))


def likeness(headings: Sequence[str], rows: int) -> float:
    """How much headings look like those of a list of clients: it names them, has their fees, and more that is known."""
    read: list[Heading] = [read_heading(text) for text in headings]
    meant = {meaning.role.term for heading in read for meaning in meanings(heading)[:1]}
    known = sum(bool(meanings(heading)) for heading in read)
    return 4.0 * (CLIENT.term in meant) + 2.0 * (FEES.term in meant) + known + min(rows, 100) / 1000
