"""The button What else to offer: the service that each of the best clients is likeliest to take next."""

from __future__ import annotations

from collections.abc import Sequence

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import amount
from addin.commands.own_settings import missing_settings
from addin.commands.report_page import Headings, Ranking, ReportPage
from addin.commands.value import value_column
from addin.commands.whole_columns import is_clean, is_number
from addin.edits import Chart, Edit, Formula, Series, absolute
from addin.snapshot import Snapshot
from udfs.cells import Fault, flag
from workbook_templates.recognition.reading import Column
from workbook_templates.recognition.roles import OTHER, SERVICE
from workbook_templates.recognition.sheet import Area, Cell, column_letters
from workbook_templates.style import ACCENT

_HEADINGS: Headings = (
    ("No.", "count"), ("Client", "text"), ("Value", "money"), ("Services it buys", "count"), ("Offer next", "text"),
    ("Chance", "share"), ("Typical fee", "money"), ("Fee to expect", "money"), ("Row", "count"),
)  # fmt: skip
_SERVICES: Headings = (("Service", "text"), ("Clients who buy it", "count"), ("Share of clients", "share"),
                       ("Offered above to", "count"))  # fmt: skip
_FIRST, _LINES, _SIDE, _FEWEST = 7, 20, 11, 3


@command("What else to offer", group="Grow", icon="offers")
def what_else_to_offer(snapshot: Snapshot) -> list[Edit]:
    """Shows for the most valuable clients the service that clients like them buy and they do not yet."""
    clients = ClientRows(snapshot)
    services = services_of(clients)
    if not services:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no columns of services, side by side, that hold what each client "
            "pays for a service or an x where it buys it: add them, or say with Set up my list which ones are of "
            "Service, and press again."
        )
    clients.refuse_merged([clients.client, *services])
    settings = missing_settings(snapshot, ("whitespace_prior",))
    edits, first = _numbers(clients, services)
    try:
        score, value = value_column(clients)
        by_value = True
    except CommandRefused:
        # A list without fees: those who buy most come first.
        bought = f'=COUNTIF({clients.these(first, first + len(services) - 1)},">0")'
        score, value = clients.column("services", "Services", bought, "count", clients.client.number, 10)
        by_value = False
    page = ReportPage(clients, "offers", "What else to offer")
    fees = clients.all_from(first, first + len(services) - 1)
    is_money = not any(isinstance(cell, (str, bool)) for column in services for cell in clients.reading.cells(column))
    _Offers(page, clients, services, fees).write(clients.all_of(score), by_value, is_money)
    own = [edit for edit in value if edit not in settings]
    return [*settings, *own, *edits, *page.report((7, 28, 13, 10, 20, 10, 12, 12, 9, 2, 22, 13, 12, 12, 24))]


def services_of(clients: ClientRows) -> tuple[Column, ...]:
    """The columns of services: those that a person says, else the longest run of columns that look like it."""
    chosen = clients.reading.with_role(SERVICE)
    if chosen:
        return chosen if len(chosen) > 1 else ()
    best: list[Column] = []
    run: list[Column] = []
    for column in sorted(clients.reading.columns, key=lambda column: column.number):
        bought = [_is_bought(cell) for cell in clients.reading.cells(column)]
        fits = column.role is OTHER and bool(column.heading) and None not in bought
        follows = bool(run) and run[-1].number + 1 == column.number
        run = [*(run if follows else ()), column] if fits else []
        best = max(best, _without_full_ends(clients, run), key=len)
    return tuple(best) if len(best) >= _FEWEST else ()


def _without_full_ends(clients: ClientRows, run: list[Column]) -> list[Column]:
    """The run from the first column to the last that some have and others have not: a headcount, say, all have."""

    def differs(column: Column) -> bool:
        bought = [bool(_is_bought(cell)) for cell in clients.reading.cells(column)]
        return any(bought) and not all(bought)

    places = [place for place, column in enumerate(run) if differs(column)]
    return run[places[0] : places[-1] + 1] if places else []


def _is_bought(cell: Cell) -> bool | None:
    """Whether a cell says that the client buys a service; None where it says something else."""
    if cell is None or isinstance(cell, bool):
        return bool(cell)
    if isinstance(cell, (int, float)):
        return cell > 0
    if isinstance(cell, str):
        read = flag(cell)
        return None if isinstance(read, Fault) else bool(read)
    return None


def _numbers(clients: ClientRows, services: Sequence[Column]) -> tuple[list[Edit], int]:
    """The edits after which the fees of all services stand side by side as numbers, and the first column of them."""
    numbers = [column.number for column in services]
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and all(
        is_clean(clients, column, is_number) for column in services
    ):
        return [], numbers[0]
    edits: list[Edit] = []
    places = []
    for place, column in enumerate(services, 1):
        cell = clients.this(column.number)
        cells = clients.reading.cells(column)
        if any(isinstance(value, (str, bool)) and _is_bought(value) is not None for value in cells):
            no = [f'{cell}="{text}"' for text in sorted({str(each).strip() for each in cells if _says_no(each)})]
            bought = f"IF(OR({','.join(no)}),0,1)" if no else "1"
            formula = f'IF({cell}="",0,IF(ISNUMBER({cell}),{cell},IF(ISLOGICAL({cell}),N({cell}),{bought})))'
        else:
            formula = f'IFERROR(IF({cell}="",0,{amount(clients, column).text}),0)'
        at, made = clients.column(
            f"service_{place}", f"{column.name} as number", f"={formula}", "money", column.number, 11,
            followed_by=len(services) - place,
        )  # fmt: skip
        places.append(at)
        edits += made
    if places != list(range(places[0], places[0] + len(places))):
        own = [own for own in clients.snapshot.own_columns if own.key.startswith("service_")]
        named = ", ".join(column_letters(each.area.left) for each in own)
        raise CommandRefused(
            f"Tenure's columns of services on sheet {clients.sheet} ({named}) do not stand side by side, and there is "
            "no room beside them for all: delete these, and press again."
        )
    return edits, places[0]


def _says_no(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and _is_bought(cell) is False


class _Offers:
    """The sheet on its way."""

    def __init__(self, page: ReportPage, clients: ClientRows, services: Sequence[Column], fees: str) -> None:
        self._page = page
        self._clients = clients
        self._services = services
        self._fees = fees
        self._count = page.lines_there(_FIRST, 1, Formula) or min(_LINES, clients.count)
        self._last = _FIRST + self._count - 1
        self._end = _FIRST + len(services) - 1

    def write(self, score: str, by_value: bool, is_money: bool) -> None:
        """Write the sheet.

        Args:
            score: the column by which the clients are ranked, as a reference.
            by_value: whether it holds their values.
            is_money: whether what stands in the columns of services is what clients pay.
        """
        page, last = self._page, self._last
        names = absolute(page.name, Area(_FIRST, _SIDE, self._end, _SIDE))
        offers = f"REL_WHITESPACE({self._fees},{names},whitespace_prior)"
        offered = f'COUNTIF(E{_FIRST}:E{last},"?*")'
        best, fees = ("H", f"H{_FIRST}:H{last}") if is_money else ("F", f"F{_FIRST}:F{last}")
        found = f"MATCH(MAX({fees}),{fees},0)"
        amount_of = '" a year to expect"' if is_money else '" chance"'
        shown = f'TEXT(MAX({fees}),"{"#,##0" if is_money else "0%"}")'
        page.opening(
            f"What else to offer the clients of sheet {self._clients.sheet}",
            "Learnt from who buys what with what: that a client needs the service, you must judge. "
            + ("The most valuable clients come first." if by_value else "Those who buy most services come first."),
            (
                f'IF(COUNT({fees})=0,"There is nothing to offer.","The best offer here: "&'
                f'INDEX(E{_FIRST}:E{last},{found})&" to "&INDEX(B{_FIRST}:B{last},{found})&'
                f'" ("&{shown}&{amount_of}&").")',
                f'IF({offered}=0,"",{offered}&" of these "&COUNT(I{_FIRST}:I{last})&" clients could buy one '
                + (
                    f'more service: together "&TEXT(SUM({fees}),"#,##0")&" a year to expect.")'
                    if is_money
                    else 'more service.")'
                ),
            ),
        )
        headings = list(_HEADINGS)
        if not by_value:
            headings[2] = ("Services", "count")
        if not is_money:
            headings = [(text if kind != "money" or text == "Value" else "", kind) for text, kind in headings]
        page.table_headings(_FIRST - 1, headings)
        ranking = Ranking(page, score, "$C", "$I")
        for number, row in enumerate(range(_FIRST, last + 1), 1):
            page.formula(row, 1, ranking.number(row, number), "result", "count")
            page.formula(
                row, 2, ranking.found(row, self._clients.all_of(self._clients.client.number), text=True), "key"
            )
            page.formula(row, 3, ranking.score(number), "result", headings[2][1])
            bought = f'COUNTIF(INDEX({self._fees},{ranking.index(row)},0),">0")'
            page.formula(row, 4, f'IF($I{row}="","",{bought})', "result", "count")
            page.formula(row, 5, f'IF($I{row}="","",IFERROR(INDEX({offers},{ranking.index(row)},1),""))')
            for column, offer in (
                (6, f"INDEX({offers},{ranking.index(row)},2)"), (7, f"INDEX({offers},{ranking.index(row)},3)"),
                (8, f"F{row}*G{row}"),
            ):  # fmt: skip
                if is_money or column == 6:
                    page.formula(row, column, f'IF($E{row}="","",{offer})', "result", headings[column - 1][1])
                else:
                    page.put(row, column, None, "result")
            page.formula(row, 9, ranking.place(row, _FIRST), "unit", "count")
        self._beside(best)

    def _beside(self, best: str) -> None:
        """The services, their chart, and what was counted."""
        page = self._page
        page.table_headings(_FIRST - 1, _SERVICES, _SIDE)
        for place, (column, row) in enumerate(zip(self._services, range(_FIRST, self._end + 1), strict=True), 1):
            fees = f"INDEX({self._fees},0,{place})"
            page.put(row, _SIDE, column.name, "key")
            page.formula(row, _SIDE + 1, f'COUNTIF({fees},">0")', "result", "count")
            page.formula(row, _SIDE + 2, f"L{row}/{self._clients.count}", "result", "share")
            page.formula(row, _SIDE + 3, f"COUNTIF($E${_FIRST}:$E${self._last},$K{row})", "result", "count")
        chart_row = self._end + 3
        page.put(chart_row - 1, _SIDE, "Who buys what", "heading")
        names = Area(_FIRST, _SIDE, self._end, _SIDE)
        series = Series("Share of clients", names, Area(_FIRST, _SIDE + 2, self._end, _SIDE + 2), ACCENT)
        title = "Share of the clients who buy each service"
        height = 90 + 28 * len(self._services)
        page.charts.append(
            Chart("bar", title, f"Bars. {title}.", (series,), chart_row, _SIDE, 520, height, lowest=0)
        )  # fmt: skip
        service_names = ", ".join(column.name for column in self._services)
        page.counted(
            chart_row + height // 22 + 2, _SIDE,
            (),
            (
                f"Learnt from all {self._clients.count:,} clients of the list, those who left among them.",
                f"Taken for services: {service_names}. Set up my list lets you say otherwise.",
                *self._clients.reading.said,
            ),
        )  # fmt: skip
