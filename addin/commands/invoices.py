"""The button One row per client: from a list of invoices to a list of clients by financial year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import udfs
from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import missing_settings
from addin.commands.page import Page
from addin.commands.whole_columns import WholeColumn, amounts, days
from addin.edits import Content, Edit
from addin.snapshot import Snapshot
from workbook_templates.recognition.cell_reader import Dates
from workbook_templates.recognition.reading import Column, RowKind, in_words
from workbook_templates.recognition.roles import FEES, INVOICE_AMOUNT, INVOICE_DATE, INVOICE_NUMBER
from workbook_templates.recognition.sheet import column_letters
from workbook_templates.style import Kind, Role

_YEAR_ROW, _FROM_ROW, _TO_ROW, _TOTAL_ROW, _HEADING_ROW = 6, 7, 8, 9, 11
_FIRST = _HEADING_ROW + 1
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Client", "text"), ("First invoice", "date"), ("Last invoice", "date"), ("Invoices", "count"),
)  # fmt: skip
_YEARS_FROM = len(_HEADINGS) + 1
_MONTHS = tuple(calendar.month_abbr[1:])
_MOST_YEARS = 30
_LETTERS = 120
_WILD = re.compile(r"[~*?]")


@command("One row per client", group="Start", icon="one-row")
def one_row_per_client(snapshot: Snapshot) -> list[Edit]:
    """Makes of a list of invoices a list with a row per client: its invoices, and its fees in each financial year."""
    invoices = ClientRows(snapshot, "invoices")
    dated, billed = invoices.with_role(INVOICE_DATE), invoices.with_role(INVOICE_AMOUNT) or invoices.with_role(FEES)
    if dated is None or billed is None:
        what, such = ("days", "Invoice date") if dated is None else ("amounts", "Amount")
        raise CommandRefused(
            f"The list of invoices on sheet {invoices.sheet} has no column of {what}: give the one that holds them a "
            f"heading such as {such}, and press again."
        )
    invoices.refuse_merged([invoices.client])
    settings = missing_settings(snapshot)
    day, money = days(invoices, dated, "invoice_day"), amounts(invoices, billed, "invoice_amount")
    ledger = _Ledger(invoices, (dated, billed), day, money)
    return [*settings, *day.edits, *money.edits, *ledger.list_sheet(), *_account(ledger, (day, money))]


@dataclass(frozen=True)
class _Client:
    """A client of the invoices: its name, its spellings but for case, and the rows of its invoices."""

    name: Content
    spellings: tuple[str, ...]
    rows: tuple[int, ...]


class _Ledger:
    """The invoices, and the sheet with a row per client on its way."""

    def __init__(
        self, invoices: ClientRows, given: tuple[Column, Column], day: WholeColumn, money: WholeColumn
    ) -> None:  # fmt: skip
        self.invoices = invoices
        self._names = invoices.all_of(invoices.client.number)
        self._days, self._money = day.text, money.text
        self.blanks = [(column, _blank_rows(invoices, column)) for column in given]
        self._page = Page(invoices.snapshot, "clients", "Clients")
        found = _clients_of(invoices)
        self.there = self._listed()
        self.clients = [
            *(found.pop(_key(name), _Client(name, (), ())) for name in self.there),
            *sorted(found.values(), key=lambda client: str(client.name).casefold()),
        ]
        self.years = self._with_those_there(_years(invoices, given[0]))
        self._last_column = _YEARS_FROM + len(self.years) - 1

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return self._page.name

    def _listed(self) -> list[Content]:
        """The clients that the sheet names already, in its order: what stands beside them stays theirs."""
        own = self._page.own
        if own is None:
            return []
        last = max((row for row, column in own.contents if column == 1), default=0)
        return [own.contents.get((row, 1)) or "" for row in range(_FIRST, last + 1)]

    def _with_those_there(self, years: range) -> range:
        """The years, and before them those that the sheet has a column for already."""
        own = self._page.own
        if own is None:
            return years
        there = [
            int(year) for (row, _), year in own.contents.items() if row == _YEAR_ROW and isinstance(year, (int, float))
        ]
        if not there:
            return years
        if years.start < min(there):
            raise CommandRefused(
                f"An invoice is older than the years on sheet {own.name}: delete that sheet and press again, it is "
                "then made anew."
            )
        wanted = range(min(there), max(years.stop, max(there) + 1))
        new = range(_YEARS_FROM + len(there), _YEARS_FROM + len(wanted))
        beside = [place for place in own.contents if place[1] in new and place[0] >= _YEAR_ROW]
        if beside:
            letters = column_letters(min(column for _, column in beside))
            raise CommandRefused(
                f"Sheet {own.name} needs column {letters} for another year, and it is not empty: delete that sheet and "
                "press again, it is then made anew."
            )
        return wanted

    def list_sheet(self) -> list[Edit]:
        """What makes the sheet, or brings it up to date."""
        page, sheet = self._page, self.invoices.sheet
        page.put(1, 1, f"Clients of sheet {sheet}", "title")
        page.put(2, 1, "A row per client, from the invoices; all figures are formulas, and every button works on it. "
                 "What was counted stands on the sheet beside, the end of the financial year among the settings.",
                 "subtitle")  # fmt: skip
        page.formula(3, 1, self._finding(), "message")
        page.formula(4, 1, self._balance(), "message")
        for row, label in (
            (_YEAR_ROW, "Financial year"), (_FROM_ROW, "from"), (_TO_ROW, "to"), (_TOTAL_ROW, "All clients"),
        ):  # fmt: skip
            role: Role = "total" if row == _TOTAL_ROW else "label"
            for column in range(1, self._last_column + 1):
                page.put(row, column, label if column == 1 else None, role)
        last = max(_FIRST + len(self.clients) - 1, _FIRST)
        for column, year in enumerate(self.years, _YEARS_FROM):
            letters = column_letters(column)
            page.put(_YEAR_ROW, column, float(year), "label")
            end = _year_end(f"{letters}${_YEAR_ROW}")
            page.formula(_FROM_ROW, column, f"{_year_end(f'({letters}${_YEAR_ROW}-1)')}+1", "label", "date")
            page.formula(_TO_ROW, column, end, "label", "date")
        for column in range(len(_HEADINGS), self._last_column + 1):
            letters = column_letters(column)
            kind: Kind = "count" if column == len(_HEADINGS) else "money"
            # Whole columns down: a client more is counted, too.
            page.formula(_TOTAL_ROW, column, f"SUM({letters}${_FIRST}:{letters}${last})", "total", kind)
        page.headings(_HEADING_ROW, (*_HEADINGS, *((f"Fees {year}", "money") for year in self.years)))
        for row, client in enumerate(self.clients, _FIRST):
            self._line(row, client)
        widths = (34, 13, 13, 10, *(13 for _ in self.years))
        return page.edits_of_a_list(sheet, widths, _FIRST, freeze=_HEADING_ROW, is_long=True)

    def _line(self, row: int, client: _Client) -> None:
        page = self._page
        page.put(row, 1, client.name, "key")
        first, last, count = (
            self._of(row, client, formula, joined)
            for formula, joined in (
                (f"_xlfn.MINIFS({self._days},{self._names},{{}})", "MIN"),
                (f"_xlfn.MAXIFS({self._days},{self._names},{{}})", "MAX"),
                (f"COUNTIFS({self._names},{{}})", "SUM"),
            )
        )
        page.formula(row, 2, f'IF($D{row}=0,"",{first})', "result", "date")
        page.formula(row, 3, f'IF($D{row}=0,"",{last})', "result", "date")
        page.formula(row, 4, count, "result", "count")
        for column in range(_YEARS_FROM, self._last_column + 1):
            letters = column_letters(column)
            between = (
                f'{self._days},">="&{letters}${_FROM_ROW},{self._days},"<"&({letters}${_TO_ROW}+1)'
            )  # fmt: skip
            billed = self._of(row, client, f"SUMIFS({self._money},{self._names},{{}},{between})", "SUM")
            page.formula(row, column, billed, "result", "money")

    def _of(self, row: int, client: _Client, formula: str, joined: str) -> str:
        """A formula over the invoices of a client, under all its spellings; the criterion goes where {} stands."""
        cell = f"$A{row}"
        if _WILD.search(str(client.name)):
            for mark in "~*?":
                cell = f'SUBSTITUTE({cell},"{mark}","~{mark}")'
        # The equals sign: a name may begin with a sign that compares.
        terms = [formula.replace("{}", f'"="&{cell}')]
        for spelling in client.spellings:
            if spelling.casefold() != str(client.name).casefold():
                literal = _WILD.sub(lambda mark: f"~{mark[0]}", spelling).replace('"', '""')
                terms.append(formula.replace("{}", f'"={literal}"'))
        return terms[0] if len(terms) == 1 else f"{joined}({','.join(terms)})"

    def _finding(self) -> str:
        best = f"{column_letters(self._last_column)}${_TOTAL_ROW}"
        return (
            f'D{_TOTAL_ROW}&" invoices of "&COUNTIF($D${_FIRST}:$D${_FIRST + len(self.clients) - 1},">0")&" clients; '
            f'{self.years[-1]}: "&TEXT({best},"#,##0")&"."'
        )

    def _balance(self) -> str:
        billed = f'SUMIFS({self._money},{self._names},"<>")'
        first = f"{column_letters(_YEARS_FROM)}${_TOTAL_ROW}"
        counted = f"SUM({first}:{column_letters(self._last_column)}${_TOTAL_ROW})"
        lacking = f'SUMPRODUCT(({self._names}<>"")*({self._days}<>"")*({self._money}=""))'
        return (
            f"IF(ABS({billed}-{counted})>=0.005,"
            f'TEXT({billed}-{counted},"#,##0.00")&" of "&TEXT({billed},"#,##0.00")&" is in none of these rows and '
            'years: press One row per client again, and look at what could not be read.",'
            f'"All that was invoiced is counted: "&TEXT({billed},"#,##0.00")&IF({lacking}=0,".",'
            f'"; invoices without an amount: "&{lacking}&", see sheet Invoices read."))'
        )


def _blank_rows(invoices: ClientRows, column: Column) -> list[int]:
    """The rows of invoices in which nothing stands in a column."""
    cells = zip(invoices.reading.rows(), invoices.reading.cells(column), strict=True)
    return [row for row, cell in cells if cell is None or (isinstance(cell, str) and not cell.strip())]


def _clients_of(invoices: ClientRows) -> dict[str, _Client]:
    """The clients by their names, whatever their case and spaces."""
    found: dict[str, list[tuple[Content, int]]] = {}
    for row, cell in zip(invoices.reading.rows(), invoices.reading.cells(invoices.client), strict=True):
        # An error or a day cannot be a name.
        name = cell if isinstance(cell, (str, float, int)) else str(cell)
        found.setdefault(_key(name), []).append((name, row))
    clients = {}
    for key, named in found.items():
        first = named[0][0]
        shown: Content = " ".join(first.split()) if isinstance(first, str) else first
        spellings = dict.fromkeys(str(each) for each, _ in named)
        folded = {spelling.casefold(): spelling for spelling in spellings}
        if str(shown).casefold() not in folded:
            shown = str(first)
        clients[key] = _Client(shown, tuple(folded.values()), tuple(row for _, row in named))
    return clients


def _key(name: Content) -> str:
    return " ".join(str(name).split()).casefold()


def _years(invoices: ClientRows, dated: Column) -> range:
    """The financial years from the first invoice to the last, each by the year in which it ends."""
    read = Dates(invoices.reading.cells(dated), dated.date_order == "month first")
    month, day = _end_of_year(invoices.snapshot)
    years = [
        found.year + ((found.month, found.day) > (month, min(day, calendar.monthrange(found.year, month)[1])))
        for found in read.values
        if found is not None
    ]
    if not years:
        raise CommandRefused(
            f"No invoice on sheet {invoices.sheet} has a day that can be read, in column {dated.name}: write days such "
            "as 2026-03-31, and press again."
        )
    if max(years) - min(years) >= _MOST_YEARS:
        raise CommandRefused(
            f"The invoices on sheet {invoices.sheet} reach from {min(years)} to {max(years)}: mend the days in column "
            f"{dated.name} that cannot be, and press again."
        )
    return range(min(years), max(years) + 1)


def _end_of_year(snapshot: Snapshot) -> tuple[int, int]:
    """The month and the day on which the financial year ends, as the setting says."""
    given = snapshot.settings.get("year_end", ("31 December",))
    words = str(given[0] if given else "").split()
    month = next((place for place, name in enumerate(_MONTHS, 1) if words[1:] and words[1][:3].title() == name), 0)
    if not (len(words) == 2 and words[0].isdigit() and 1 <= int(words[0]) <= 31 and month):
        raise CommandRefused(
            f"The setting year_end reads “{' '.join(words)}”: write the day and the month in English, such as 31 March."
        )
    return month, int(words[0])


def _year_end(year: str) -> str:
    """The last day of a financial year, as part of a formula; a month has no more days than it has."""
    names = ",".join(f'"{name}"' for name in _MONTHS)
    month = f'MATCH(LEFT(TRIM(MID(year_end,FIND(" ",year_end)+1,9)),3),{{{names}}},0)'
    day = 'VALUE(LEFT(year_end,FIND(" ",year_end)-1))'
    return f"MIN(DATE({year},{month},{day}),DATE({year},{month}+1,0))"


def _account(ledger: _Ledger, columns: Sequence[WholeColumn]) -> list[Edit]:
    """The sheet that says what was counted, what was not, and which names may be those of one client."""
    invoices = ledger.invoices
    page = Page(invoices.snapshot, "invoices_read", "Invoices read")
    page.put(1, 1, f"How the invoices of sheet {invoices.sheet} were read", "title")
    row, heights = 2, list[tuple[int, float]]()
    for heading, sentences in (
        ("What was counted", _counted(ledger, columns)),
        ("Names that may be those of one client", tuple(_alike(ledger.clients))),
        ("Invoices that may be counted twice", tuple(_twice(invoices))),
    ):
        row += 1
        page.put(row, 1, heading, "heading")
        for sentence in sentences or ("None was found.",):
            row += 1
            page.put(row, 1, sentence, "note", "wrapped")
            heights.append((row, 13.5 * (1 + len(sentence) // _LETTERS)))
        row += 1
    return page.edits(invoices.sheet, (_LETTERS,), 2, heights=heights)


def _counted(ledger: _Ledger, columns: Sequence[WholeColumn]) -> tuple[str, ...]:
    invoices = ledger.invoices
    new = [str(client.name) for client in ledger.clients[len(ledger.there) :]]
    gone = [str(client.name) for client in ledger.clients if not client.rows]
    said = [
        f"{invoices.count:,} invoices of {sum(bool(client.rows) for client in ledger.clients):,} clients, in "
        f"{invoices.reading.area.address if invoices.reading.area else ''}."
    ]
    unnamed = invoices.reading.rows(RowKind.UNNAMED)
    if unnamed:
        said.append(f"Not counted, since they name no client: {in_words(unnamed)}.")
    said += [f"{column.remark} These are counted in no year." for column in columns if column.remark]
    said += [f"{column.name} is blank in {in_words(rows)}: counted among the invoices, with nothing in any year."
             for column, rows in ledger.blanks if rows]  # fmt: skip
    if ledger.there and new:
        said.append(f"New since the sheet {ledger.name} was made, and added below: {', '.join(new)}.")
    if gone:
        said.append(f"Without an invoice by now, and kept with nothing in their rows: {', '.join(gone)}.")
    return (*said, *invoices.reading.said)


def _alike(clients: Sequence[_Client]) -> Iterator[str]:
    """Names that differ in no more than accents, marks and legal form; each keeps its row."""
    keys = udfs.call("REL_CLIENT_KEY", [[str(client.name)] for client in clients])
    groups: dict[str, list[_Client]] = {}
    for client, (key,) in zip(clients, keys if isinstance(keys, list) else [[keys]], strict=True):
        if client.rows:
            groups.setdefault(str(key), []).append(client)
    for group in groups.values():
        if len(group) > 1:
            names = " and ".join(f"{client.name} ({in_words(client.rows)})" for client in group)
            yield f"{names}: if they are one, write the same name in all these rows and press the button again."


def _twice(invoices: ClientRows) -> Iterator[str]:
    column = invoices.with_role(INVOICE_NUMBER)
    if column is None:
        return
    rows: dict[str, list[int]] = {}
    for row, cell in zip(invoices.reading.rows(), invoices.reading.cells(column), strict=True):
        if cell is not None and str(cell).strip():
            rows.setdefault(_key(cell if isinstance(cell, (str, float, int)) else str(cell)), []).append(row)
    for number, found in rows.items():
        if len(found) > 1:
            yield f"{column.name} {number.removesuffix('.0')} stands in {in_words(found)}: each of them is counted."
