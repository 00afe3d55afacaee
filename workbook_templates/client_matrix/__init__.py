"""Template 4, the client matrix: two axes of the team's choice, four quadrants, and a plan for each client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.client_matrix.answer import MatrixAnswer
from workbook_templates.client_matrix.chart_data import X_VALUE, Y_VALUE, column, write_chart_data
from workbook_templates.client_matrix.checks import checks
from workbook_templates.client_matrix.clients import (
    ACROSS,
    INCOME,
    QUADRANT,
    STATE,
    TO_DO,
    UP,
    YEARS,
    axes,
    typed,
    write_clients,
)
from workbook_templates.client_matrix.workings import Workings
from workbook_templates.departures import departures_in_words, gone_by, read_list_and_departures
from workbook_templates.example_lists import as_typed, example_rows
from workbook_templates.list_file import ListRefused
from workbook_templates.own_columns import OwnColumns
from workbook_templates.own_list import OwnList
from workbook_templates.pages.checks_page import ChecksPage
from workbook_templates.pages.read_me_page import ReadMePage
from workbook_templates.pages.settings_page import SettingsPage
from workbook_templates.pages.tables_page import Answer, TablesPage
from workbook_templates.recognition.cell_reader import Numbers, is_blank
from workbook_templates.recognition.headings import Unit
from workbook_templates.recognition.roles import COST_TO_SERVE, INVOICE_AMOUNT, OTHER, RETENTION, SCORE, SERVICE
from workbook_templates.settings import Setting, chosen, valuation_date, valuation_date_in_words
from workbook_templates.style import HouseBook
from workbook_templates.template import Template

QUESTION = "Which clients deserve our effort, by the two characteristics that matter most to us, and who does what?"
TABS = (
    ("Answer", "The answer: sentences, the matrix with the clients' names, and what to decide next."),
    ("Clients", "The list: measures and the plan that you type, and what Tenure computes from each row."),
    ("Settings", "The two axes, their cuts, the names of the quadrants and what each asks for."),
    ("Workings", "Every figure of the answer, computed once."),
    ("Chart data", "A line per client: where it stands on the picture."),
    ("Tables", "The quadrants of all clients at once, for the checks."),
    ("Checks", "What must hold, with one verdict for all."),
)
STEPS = (
    "Go to sheet Clients. Type over the yellow cells, or clear them and paste your own list as values; delete the rows "
    "that are too many, add rows directly below the last one.",
    "You need not fill every measure: two are enough. Rename the headings Satisfaction and Share of wallet to what you "
    "measure; Years with us follows from Joined.",
    "On sheet Settings choose which column stands across and which up, and from where each counts as high: a number, "
    "median or mean.",
    "Write there what each quadrant asks for; on sheet Clients, decide for each client the action, who does it and by "
    "when. Type the date under Done when it is done.",
)
ASSUMED = (
    "The more the better on both axes. A value at the cut is high; the median puts half of the clients on each side.",
    "Clients without a figure for one of the axes stand in no quadrant; the answer says how many.",
    "On the picture the cuts stand in the middle and distances shrink towards the edges, so that the many clients near "
    "the cuts stay apart; the marks on the axes say the values.",
    "To decide next are clients without an action, without owner or date, or overdue on the valuation date: those high "
    "up first.",
)
PLANS = (
    ("Key", "Protect: a partner, a yearly review"),
    ("Maintain", "Keep it easy, offer what fits next"),
    ("Develop", "Win more of what they give others"),
    ("Review", "Decide what effort they deserve"),
)
MOST = 2_000
_MEASURING = (OTHER, SCORE, SERVICE, COST_TO_SERVE, RETENTION, INVOICE_AMOUNT)
"""What a column of numbers may be that is an axis, too."""
MOST_EXTRA = 4
"""Measures that a list of one's own may bring along."""


@dataclass(frozen=True)
class Clients:
    """What the book is filled with."""

    firm: str
    rows: tuple[tuple[Any, ...], ...]
    about: tuple[str, ...]
    report: tuple[str, ...]
    as_of: date
    across: str = "Share of wallet"
    up: str = INCOME
    extra: tuple[str, ...] = ()
    currency: str = "£"
    unit: Unit = "one"


def _example() -> Clients:
    rows = tuple(
        tuple(as_typed(row[each.heading], each.kind) for each in typed()) for row in example_rows("bank_clients.csv")
    )
    return Clients(
        "Heron & Harbour Bank", rows,
        about=(
            "Heron & Harbour Bank, its clients and its advisers are invented; any likeness is chance.",
            "What to look for: Sandmartin Logistics pays a great deal, and gives others six times as much; nobody has "
            "planned anything. Dunmorrow Foods brings most of all and is the least satisfied of the good clients: "
            "choose Satisfaction as the axis across and look again.",
        ),
        report=("The invented bank Heron & Harbour: 30 clients of four advisers.",), as_of=date(2026, 10, 31),
    )  # fmt: skip


def _empty() -> Clients:
    return Clients(
        "Your firm", (),
        about=("This book is empty: type or paste your clients on sheet Clients, and every figure follows.",),
        report=("An empty book: type or paste your clients on sheet Clients.",), as_of=date(2026, 12, 31),
    )  # fmt: skip


def _own(source: Path) -> Clients:
    own, left = read_list_and_departures(source, typed(), MOST)
    extra = _measures_of_its_own(own)
    if extra:
        own, left = read_list_and_departures(source, typed(extra), MOST)
    as_of = valuation_date(own.days("Joined", "Done", columns=typed(extra)), own.latest_year, left)
    gone = gone_by(as_of, left)
    departed = departures_in_words(own, gone, "is not ranked", "are not ranked")
    own = replace(own, rows=tuple(row for place, row in enumerate(own.rows) if place not in gone))
    if not own.rows:
        raise ListRefused(f"{source.name}: every client has left; a matrix ranks those who are still there.")
    found = [heading for heading in own.found if _filled(own, heading, extra)]
    if _filled(own, "Joined", extra):
        found.append(YEARS)
    wanted = (INCOME, "Margin", *extra, "Satisfaction", "Share of wallet", YEARS)
    up = next((heading for heading in wanted if heading in found), "")
    beside = ("Share of wallet", "Satisfaction", YEARS, *extra, "Margin", INCOME)
    across = next((heading for heading in beside if heading in found and heading != up), "")
    if not across:
        raise ListRefused(
            f"{source.name}: a matrix takes two measures of a client, such as fees and the day of joining; "
            f"{f'only {up} was found' if up else 'none was found'}."
        )
    report = (
        *own.report, *departed, valuation_date_in_words(as_of),
        f"The matrix sets {across} against {up}: choose other axes on sheet Settings.",
    )  # fmt: skip
    return Clients(
        own.name, own.rows, about=(f"Filled from {source.name}.", *report), report=report,
        as_of=as_of, across=across, up=up, extra=extra, currency=own.currency, unit=own.unit,
    )  # fmt: skip


def _measures_of_its_own(own: OwnList) -> tuple[str, ...]:
    """Columns of numbers that the list has besides, which may be axes, too."""
    taken = {found.number for found in OwnColumns(own.reading, typed()).found.values()}
    known = {heading.casefold() for heading in (YEARS, ACROSS, UP, QUADRANT, TO_DO, STATE)}
    extra = []
    for found in own.reading.columns:
        named = bool(found.heading) and found.name.casefold() not in known
        if found.number in taken or found.role not in _MEASURING or not named:
            continue
        cells = [cell for cell in own.reading.cells(found) if not is_blank(cell)]
        if len(set(cells)) > 1 and not Numbers(cells).unread:
            extra.append(found.name)
    return tuple(extra[:MOST_EXTRA])


def _filled(own: OwnList, heading: str, extra: Sequence[str]) -> bool:
    place = [each.heading for each in typed(extra)].index(heading)
    return any(row[place] is not None for row in own.rows)


def _settings(clients: Clients) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    given = Assumptions(as_of=clients.as_of, currency=clients.currency, unit=clients.unit)
    one_of_the_axes = {
        "validate": "list", "source": "=axes", "error_title": "Not a measure",
        "error_message": "Choose one of the columns of measures of sheet Clients.",
    }  # fmt: skip
    words = ("median", "mean")
    cut = "A number in the unit of the axis, median (half of the clients on each side), or mean."
    return (
        *chosen(clients.firm, given, "firm", "as_of", "currency", "unit"),
        (
            "The two axes",
            (
                Setting(
                    "Across", "across", clients.across, "text", "column",
                    "The column of sheet Clients that stands across: Income, Share of wallet, Years with us ...",
                    one_of_the_axes,
                ),
                Setting("Across is high from", "across_cut", "median", "measure", "number", cut, words=words),
                Setting("Up", "up", clients.up, "text", "column", "The column that stands up.", one_of_the_axes),
                Setting("Up is high from", "up_cut", "median", "measure", "number", cut, words=words),
            ),
        ),
    )  # fmt: skip


def _table(page: TablesPage, clients: Clients) -> Answer:
    """The quadrants of all clients at once."""
    across, up = column(clients.rows, X_VALUE), column(clients.rows, Y_VALUE)
    formula = f'=IF(placed_count<2,"",REL_MATRIX({across},{up},across_cut,up_cut,quadrant_names))'
    room = max(2 * len(clients.rows), len(clients.rows) + 100)
    return page.answer(
        "matrix", "The quadrants at once", "A line per line of Chart data.", formula,
        max(_last_placed(clients), 1), ("text",), headings=("Quadrant",), room=room,
    )  # fmt: skip


def _last_placed(clients: Clients) -> int:
    """The line of the last client with figures for both axes, with which the answer ends."""
    headings = [each.heading for each in typed(clients.extra)]

    def value(row: Sequence[Any], axis: str) -> Any:
        return row[headings.index("Joined" if axis == YEARS else axis)]

    placed = [all(value(row, axis) is not None for axis in (clients.across, clients.up)) for row in clients.rows]
    return len(placed) - placed[::-1].index(True) if any(placed) else 0


def write(target: Path, clients: Clients) -> None:
    """Write the client matrix for a list of clients."""
    with HouseBook(target, f"Client matrix: {clients.firm}") as book:
        read_me = ReadMePage(book)
        answer = MatrixAnswer(book)
        page = write_clients(book, clients.extra, clients.rows)
        settings = SettingsPage(book)
        settings.write(_settings(clients))
        settings.quadrants(PLANS)
        workings = Workings(book, axes(clients.extra), clients.rows)
        write_chart_data(book, clients.rows)
        matrix = _table(TablesPage(book), clients)
        workings.write()
        read_me.write("Client matrix", QUESTION, tabs=TABS, about=clients.about, steps=STEPS, assumed=ASSUMED)
        answer.write(workings, clients.rows)
        ChecksPage(book).write((*page.checks(), settings.check(), *checks(workings, matrix, clients.rows)))


TEMPLATE = Template.filled(
    name="client-matrix",
    title="Client matrix",
    question=QUESTION,
    summary="Clients between two axes of your choice, in four quadrants, with an action, an owner and a date for each.",
    fillings={"example": _example, "empty": _empty},
    own=_own,
    write=write,
)
