"""The button Score prospects: how close each row of the list comes to the client that the firm would like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import CellFormula, amount
from addin.commands.offers import services_of
from addin.commands.report_page import Headings, Ranking, ReportPage, so_many
from addin.commands.whole_columns import is_number
from addin.edits import PREFIX, Chart, Content, Edit, Formula, Series, Validation, WriteName, absolute
from addin.snapshot import Snapshot
from udfs.cells import identity
from workbook_templates.recognition.cell_reader import Numbers, is_blank
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    FEES,
    MARGIN,
    OTHER,
    RETENTION,
    SCORE,
    SECTOR,
    SOURCE,
)  # fmt: skip
from workbook_templates.recognition.sheet import Area, Cell
from workbook_templates.style import ACCENT

_IDEAL: Headings = (("Column of the list", "text"), ("Weight", "count"), ("Ideal", "text"), ("Must", "text"),
                    ("Where the guess comes from", "text"))  # fmt: skip
_BEST: Headings = (("No.", "count"), ("Name", "text"), ("Fit", "count"), ("Looked after by", "text"),
                   ("Row", "count"), ("Still to find out", "text"))  # fmt: skip
_WEIGHTS, _WANTED, _MUSTS = PREFIX + "ideal_weights", PREFIX + "ideal", PREFIX + "ideal_musts"
_FIRST, _LINES, _SIDE, _DRAWN, _MOST_WORDS = 7, 20, 7, 10, 12
_MOST_ASKED = 40
"""Of so many columns a line says which are blank: a formula has at most 8,192 letters."""
_ANY = "any"
"""The ideal of a column that is not compared: what it holds makes no difference."""


@dataclass(frozen=True)
class _Attribute:
    """A column of the list between the first that is compared and the last."""

    column: Column
    weight: float
    ideal: float | str
    grounds: str


@command("Score prospects", group="Grow", icon="prospects")
def score_prospects(snapshot: Snapshot) -> list[Edit]:
    """Scores each row from 0 to 100 by how close it comes to the ideal client, whom you describe on a sheet."""
    clients = ClientRows(snapshot)
    typed, passed_over = _typed_as_text(clients)
    attributes = _attributes(clients, typed)
    if not attributes:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no columns by which prospects differ: add some with headings such "
            f"as Sector, Source or Employees, and press again. {passed_over}".rstrip()
        )
    compared = [attribute.column for attribute in attributes if attribute.weight]
    clients.refuse_merged([clients.client, *compared])
    page = ReportPage(clients, "prospects", "Ideal client")
    numbers, made = _side_by_side(clients, attributes, typed)
    cells = clients.these(numbers[0], numbers[-1])
    formula = f'=IFERROR(REL_SCORE({cells},{_WEIGHTS},{_WANTED},{_MUSTS}),"")'
    fit, column = clients.column("fit", "Fit", formula, "count", clients.client.number, 9, remark=passed_over)
    names = _ideal(page, clients, attributes)
    _best(page, clients, numbers, clients.all_of(fit), [*_unread(typed), *([passed_over] if passed_over else [])])
    sheet = page.report((26, 9, 20, 9, 46, 2, 7, 30, 9, 20, 9, 40))
    return [*sheet, *names, *made, *column]


def _attributes(clients: ClientRows, typed: Mapping[Column, CellFormula]) -> list[_Attribute]:
    """The columns from the first to the last by which rows can be compared, each with a guess of the ideal.

    Where some are typed as text, and read in columns of Tenure's, only those that are compared.
    """
    best, comparable = _best_rows(clients), _comparable(clients)
    found = []
    for column in sorted(clients.reading.columns, key=lambda column: column.number):
        cells: Sequence[Cell] = clients.reading.cells(column)
        if column in typed:
            cells = Numbers(cells).values
        guess = _guess(cells, best) if column in comparable else None
        if guess is None:
            found.append(_Attribute(column, 0.0, _ANY, "Not compared: give it a weight and an ideal if it matters."))
        else:
            found.append(_Attribute(column, 1.0, *guess))
    places = [place for place, attribute in enumerate(found) if attribute.weight]
    if any(found[place].column in typed for place in places):
        return [found[place] for place in places]
    return found[places[0] : places[-1] + 1] if places else []


def _comparable(clients: ClientRows) -> tuple[Column, ...]:
    """The columns that may tell whom to win."""
    latest = {clients.with_role(role) for role in (FEES, MARGIN)}
    services, formulas = services_of(clients), clients.snapshot.sheet.formulas
    # What a client buys already does not tell whom to win, nor does what the list computes.
    return tuple(
        column
        for column in clients.reading.columns
        if (column in latest or column.role in (SECTOR, SOURCE, SCORE, RETENTION, OTHER))
        and column not in services
        and (clients.rows[0].start, column.number) not in formulas
    )


def _typed_as_text(clients: ClientRows) -> tuple[dict[Column, CellFormula], str]:
    """Columns of numbers of which some are text, each read by a formula; and in a sentence those that none can read."""
    read, named = {}, []
    for column in _comparable(clients):
        cells = clients.reading.cells(column)
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        amounts = [value for value in Numbers(cells).values if value is not None]
        # Text in another column, such as a telephone number, is no number for its digits.
        numbers = amounts if column.role in (FEES, MARGIN) else [cell for cell in cells if is_number(cell)]
        if not texts or 2 * len(numbers) <= sum(not is_blank(cell) for cell in cells):
            continue
        try:
            read[column] = amount(clients, column)
        except CommandRefused:
            named.append(f"{column.name} (such as {texts[0]})")
    return read, f"Not compared: {', '.join(named)}. Write plain numbers there, and press again." if named else ""


def _unread(typed: Mapping[Column, CellFormula]) -> list[str]:
    """In which rows no number can be read, a sentence per column."""
    return [
        f"{column.name}: no number can be read in {in_words(read.unread)}."
        for column, read in typed.items()
        if read.unread
    ]


def _side_by_side(
    clients: ClientRows, attributes: Sequence[_Attribute], typed: Mapping[Column, CellFormula]
) -> tuple[list[int], list[Edit]]:  # fmt: skip
    """The columns in which the attributes stand as the function reads them, and what it takes."""
    if not any(attribute.column in typed for attribute in attributes):
        return [attribute.column.number for attribute in attributes], []
    edits: list[Edit] = []
    places = []
    for number, attribute in enumerate(attributes, 1):
        column, cell = attribute.column, clients.this(attribute.column.number)
        read = typed.get(column, CellFormula(cell))
        remark = " ".join(_unread({column: read}))
        place, made = clients.column(
            f"compared_{number}", f"{column.name} to compare", f'=IFERROR(IF({cell}="","",{read.text}),"")',
            "money" if column.role in (FEES, MARGIN) else "count" if column in typed else "text",
            column.number, 13, remark=remark, followed_by=len(attributes) - number,
        )  # fmt: skip
        places.append(place)
        edits += made
    if places != list(range(places[0], places[0] + len(places))):
        raise CommandRefused(
            f"Tenure's columns to compare on sheet {clients.sheet} do not stand side by side: delete those whose "
            "headings end with to compare, and press again."
        )
    return places, edits


def _best_rows(clients: ClientRows) -> frozenset[int]:
    """The places of the best fifth by fees, whose likes are wanted; of all where nobody pays anything."""
    fees = clients.with_role(FEES)
    amounts = Numbers(clients.reading.cells(fees)).values if fees else []
    paid = sorted(((paid, place) for place, paid in enumerate(amounts) if paid is not None), reverse=True)
    if not paid or paid[0][0] <= 0:
        return frozenset(range(clients.count))
    return frozenset(place for _, place in paid[: max(1, -(-len(paid) // 5))])


def _guess(cells: Sequence[Cell], best: frozenset[int]) -> tuple[float | str, str] | None:
    """The ideal and where it comes from; None where rows cannot be compared by the column."""
    given = [(place, cell) for place, cell in enumerate(cells) if cell is not None and cell != ""]
    numbers = [cell for _, cell in given if is_number(cell)]
    if len(given) < len(cells) / 2 or len(given) < 2:
        return None
    if len(numbers) == len(given):
        upper = float(np.quantile(numbers, 0.75))
        if min(numbers) == max(numbers) or upper <= 0:
            return None
        return float(f"{upper:.2g}"), "A quarter of the list has as much or more."
    if not all(isinstance(cell, str) for _, cell in given):
        return None
    words = Counter(identity(str(cell)) for _, cell in given)
    if not 1 < len(words) <= min(_MOST_WORDS, len(given) / 2):
        return None
    everyone = frozenset(range(len(cells)))
    among = {everyone: "all rows"} if best == everyone else {best: "the best fifth by fees", everyone: "all rows"}
    for rows, who in among.items():
        texts = [str(cell).strip() for place, cell in given if place in rows]
        (wanted, count), (_, next_count) = [*Counter(map(identity, texts)).most_common(2), ("", 0), ("", 0)][:2]
        # One row alone, or a word as frequent as another, says nothing of whom to win.
        if count > max(1, next_count):
            shown = next(text for text in texts if identity(text) == wanted)
            return shown, f"The word of {count} of {len(texts)} among {who}."
    return None


def _ideal(page: ReportPage, clients: ClientRows, attributes: Sequence[_Attribute]) -> list[Edit]:
    """The description of the ideal client, which a person changes; answers the names of its columns."""
    snapshot = clients.snapshot
    page.table_headings(_FIRST - 1, _IDEAL)
    last = _FIRST + len(attributes) - 1
    before: dict[str, tuple[Content, ...]] = {}
    row = _FIRST
    while isinstance(name := page.there.get((row, 1)), str) and name:
        before[name] = tuple(page.there.get((row, column)) for column in (2, 3, 4))
        row += 1
    for row, attribute in enumerate(attributes, _FIRST):
        name = attribute.column.name
        weight, ideal, must = before.get(name, (attribute.weight, attribute.ideal, None))
        page.put(row, 1, name, "result")
        page.put(row, 2, weight, "input", "count")
        page.put(row, 3, ideal, "input")
        page.put(row, 4, must, "input")
        page.put(row, 5, attribute.grounds, "note")
    musts, weights = Area(_FIRST, 4, last, 4), Area(_FIRST, 2, last, 2)
    page.validations += [
        Validation(
            musts,
            (("validate", "list"), ("source", ["yes", "no"]), ("error_title", "yes or no"),
             ("error_message", "Write yes where a prospect without it is out of the question.")),
        ),
        Validation(
            weights,
            (("validate", "decimal"), ("criteria", ">="), ("value", 0), ("error_title", "Not a weight"),
             ("error_message", "Write 0 for what does not matter, else how much it does, such as 1 or 3.")),
        ),
    ]  # fmt: skip
    wanted = {_WEIGHTS: weights, _WANTED: Area(_FIRST, 3, last, 3), _MUSTS: musts}
    return [
        WriteName(name, f"={absolute(page.name, area)}", clients.sheet)
        for name, area in wanted.items()
        if snapshot.names.get((clients.sheet, name)) != absolute(page.name, area)
    ]


def _best(
    page: ReportPage, clients: ClientRows, columns: Sequence[int], fits: str, said: Sequence[str]
) -> None:  # fmt: skip
    """The best rows, their chart, and what was counted."""
    count = page.lines_there(_FIRST, _SIDE, Formula) or min(_LINES, clients.count)
    last, names = _FIRST + count - 1, clients.all_of(clients.client.number)
    manager = clients.with_role(ACCOUNT_MANAGER)
    page.opening(
        f"The ideal client, and who of sheet {clients.sheet} comes close",
        "Describe on yellow whom you want: text must be equal, a number reached; a weight of 0 leaves a column out. "
        "The scores follow.",
        (
            f'IF(COUNT({fits})=0,"No row has a score yet.",H{_FIRST}&" comes closest: "&TEXT(I{_FIRST},"0")&" of 100"&'
            f'IF(L{_FIRST}="",""," (still to find out: "&L{_FIRST}&")")&"; "&'
            f'COUNTIF({fits},">=75")&" of "&COUNT({fits})&" reach 75.")',
        ),
    )
    page.table_headings(_FIRST - 1, _BEST, _SIDE)
    ranking = Ranking(page, fits, "$I", "$K")
    for number, row in enumerate(range(_FIRST, last + 1), 1):
        page.formula(row, _SIDE, ranking.number(row, number), "result", "count")
        page.formula(row, _SIDE + 1, ranking.found(row, names, text=True), "key")
        page.formula(row, _SIDE + 2, ranking.score(number), "result", "count")
        if manager is not None:
            page.formula(row, _SIDE + 3, ranking.found(row, clients.all_of(manager.number), text=True))
        else:
            page.put(row, _SIDE + 3, None, "result")
        page.formula(row, _SIDE + 4, ranking.place(row, _FIRST), "unit", "count")
        page.formula(row, _SIDE + 5, f'IF($K{row}="","",MID({_unknown(clients, columns, ranking.index(row))},3,400))')
    drawn = _FIRST + min(_DRAWN, count) - 1
    people = Area(_FIRST, _SIDE + 1, drawn, _SIDE + 1)
    series = Series("Fit", people, Area(_FIRST, _SIDE + 2, drawn, _SIDE + 2), ACCENT)
    title = "How close the best come to the ideal client, of 100"
    row = _FIRST + len(columns) + 2
    page.put(row, 1, "Who comes close", "heading")
    height = 70 + 26 * (drawn - _FIRST + 1)
    chart = Chart("bar", title, f"Bars. {title}.", (series,), row + 1, 1, 760, height, number_format="0", lowest=0)
    page.charts.append(chart)
    page.counted(
        max(last + 2, row), _SIDE,
        (
            so_many(
                fits, clients.count, "rows have a score", "of the others less than half is known, or a must is unknown"
            ),
            f'IF(COUNTIF({fits},0)=0,"Nobody misses a must.",COUNTIF({fits},0)&" of them with 0: a must is missed, or '
            'nothing is met.")',
        ),
        [*said, *clients.reading.said],
    )  # fmt: skip


def _unknown(clients: ClientRows, columns: Sequence[int], place_in_list: str) -> str:
    """The headings of what counts and is blank for the client at a place, a comma before each, as part of a formula."""
    asked = []
    for place, column in enumerate(columns[:_MOST_ASKED], _FIRST):
        cell = f"INDEX({clients.all_of(column)},{place_in_list})"
        counts = f'OR(N($B${place})>0,$D${place}="yes")'
        asked.append(f'IF({counts},IF({cell}="",", "&$A${place},""),"")')
    return "&".join(asked)
