"""The Workings sheet of the client portfolio: every figure of the dashboard, computed once and named.

Answers of a fixed size stand one below another on the left; those that grow with the register (load per account
manager, whale curve) stand on the right with nothing below them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

import udfs
from workbook_templates.client_list import ClientList, fee_years
from workbook_templates.portfolio_ranks import CLIENT, OVERDUE_RANK, RANK, column_range
from workbook_templates.portfolio_settings import QUADRANTS, TIERS
from workbook_templates.style import HouseBook, Kind, spill, write_value

SHEET = "Workings"
TOP = 10
STEPS = 20
"""The whale curve of the chart has a point for every twentieth of the clients, however many there are."""


@dataclass(frozen=True)
class Figure:
    """A named cell: what it is called, what it says, and the formula."""

    label: str
    name: str
    formula: str
    kind: Kind = "money"
    unit: str = ""


@dataclass
class Places:
    """Where the parts of the sheet stand, for charts, dashboard and checks: first row and number of rows."""

    pyramid: int = 0
    whale: int = 0
    managers: int = 0
    manager_lines: int = 0
    top: int = 0
    overdue: int = 0
    tier_summary: int = 0
    quadrants: int = 0
    quadrant_labels: int = 0
    cut_lines: int = 0
    retention: int = 0
    bridge: int = 0
    load: int = 0
    whale_curve: int = 0


def amount(cell: str) -> str:
    """An amount in words, as part of a formula: £340,000 or £3.5 million."""
    size = f"ABS({cell})"
    return (
        f'IF({cell}<0,"-","")&currency&IF(AND(unit="one",{size}>=1000000),FIXED({size}/1000000,1)&" million",'
        f'FIXED({size},IF({size}<100,2,0))&IF(unit="one",""," "&unit))'
    )


def percent(cell: str) -> str:
    """A share in words, as part of a formula: 71%."""
    return f'FIXED(100*{cell},0)&"%"'


def latest_heading(clients: ClientList) -> str:
    """The heading of the last fee column, as a formula that follows when it is renamed."""
    return f"Clients[[#Headers],[{clients.fee_headings[-1]}]]"


def ids_with_fees(heading: str) -> str:
    """The clients billed in a year, as part of an array formula."""
    return f'IF(Clients[{heading}]>0,Clients[Client],"")'


LOAD_COLUMN = 12
WHALE_COLUMN = 19


RETENTION_NAMES = ("retention_clients", "retention_low", "retention_high", "retention_fees")


def manager_lines(clients: ClientList) -> int:
    """Bars of the account manager chart: one to spare, ten at most; the last holds all others when there are more."""
    managers = {client.account_manager for client in clients.clients}
    return min(max(len(managers) + 1, 4), TOP)


class Workings:
    """Writes the sheet from top to bottom."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        self.places = Places()
        widths = (2, 34, 14, 14, 14, 14, 14, 14, 14, 14, 14, 3, 24, 11, 13, 13, 10, 10, 3, 13, 15, 15)
        self.sheet: Worksheet = book.sheet(SHEET, widths, freeze=(2, 0), repeat=(0, 1))
        self.row = 3

    def write(self) -> Places:
        """Write all parts; answers where they stand."""
        sheet = self.sheet
        sheet.set_row(0, 28)
        sheet.write(0, 1, "Workings", self.book.format("title"))
        note = "Every figure of the Dashboard, computed here once. Nothing is typed on this sheet."
        sheet.write(1, 1, note, self.book.format("subtitle"))
        self._figures("The book", self._book_figures())
        self._figures("The same in words", self._words())
        self._tiers()
        self._quadrants()
        if len(self.clients.fee_headings) > 1:
            self._retention()
        else:
            self._no_retention()
        self._figures("Concentration", self._concentration_figures())
        self._pyramid()
        self._whale_points()
        self._managers()
        self._matrix_lines()
        self._top_lists()
        self._growing()
        return self.places

    # Parts

    def _book_figures(self) -> Sequence[Figure]:
        latest = self.clients.fee_headings[-1]
        header = latest_heading(self.clients)
        tenure = (
            'IF(COUNT(Clients[Tenure])=0,"",IF(ISNUMBER(matrix_tenure_cut),matrix_tenure_cut,MEDIAN(Clients[Tenure])))'
        )
        margin = (
            'IF(COUNT(Clients[Margin])=0,"",IF(ISNUMBER(matrix_margin_cut),matrix_margin_cut,MEDIAN(Clients[Margin])))'
        )
        top_fees = f"MATCH(MAX(Clients[{latest}]),Clients[{latest}],0)"
        months = ",".join(
            f'"{month}"'
            for month in (
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            )
        )  # fmt: skip
        return (
            Figure("Valuation date in words", "as_of_words", f'=DAY(as_of)&" "&CHOOSE(MONTH(as_of),{months})&" "&YEAR(as_of)', "text"),
            Figure("Unit of amounts", "money_unit", '=IF(unit="one",currency,currency&" "&unit)', "text"),
            Figure("Last year of fees", "latest_year", f'=IF({header}="Fees","the last year",SUBSTITUTE({header},"Fees ",""))', "text"),
            Figure("Clients", "client_count", '=COUNTIF(Clients[Status],"Client")', "count", "clients"),
            Figure("Former clients on the list", "former_count", '=COUNTIF(Clients[Status],"Former")', "count", "clients"),
            Figure("Fees of the last year", "fees_total", f"=SUM(Clients[{latest}])", "money", "=money_unit"),
            Figure("Margin a year", "margin_total", "=SUM(Clients[Margin])", "money", "=money_unit"),
            Figure("Value of all clients", "value_total", "=SUM(Clients[Value])", "money", "=money_unit"),
            Figure("Matrix: long with us from", "tenure_cut", f"={tenure}", "years", "years"),
            Figure("Matrix: high margin from", "margin_cut", f"={margin}", "money", "=money_unit"),
            Figure("Contacts overdue", "overdue_count", '=COUNTIF(Clients[Days overdue],">0")', "count", "clients"),
            Figure(
                "Most valuable client: row of the register", "top_value_row",
                f'=IF(COUNT(Clients[Value])=0,"",MATCH(1,{column_range(self.clients, RANK)},0))', "count", "row",
            ),
            Figure(
                "Highest fees: row of the register", "top_fees_row",
                f'=IF(SUM(Clients[{latest}])<=0,"",{top_fees})', "count", "row",
            ),
            Figure(
                "Highest fees: rank by value", "top_fees_rank",
                f'=IF(top_fees_row="","",INDEX({column_range(self.clients, RANK)},top_fees_row))', "count", "rank",
            ),
        )  # fmt: skip

    def _words(self) -> Sequence[Figure]:
        latest = self.clients.fee_headings[-1]

        def of(row: str, heading: str) -> str:
            as_text = "" if heading in ("Value", latest) else '&""'
            return f'=IF({row}="","",INDEX(Clients[{heading}],{row}){as_text})'

        def words(cell: str) -> str:
            return f'=IF(ISNUMBER({cell}),{amount(cell)},"")'

        return (
            Figure("Fees of the last year", "fees_words", words("fees_total"), "text"),
            Figure("Margin a year", "margin_words", words("margin_total"), "text"),
            Figure("Value of all clients", "value_words", words("value_total"), "text"),
            Figure("Most valuable client", "top_client", of("top_value_row", "Client"), "text"),
            Figure("Its value", "top_value", of("top_value_row", "Value"), "money", "=money_unit"),
            Figure("Its value in words", "top_value_words", words("top_value"), "text"),
            Figure("Client with the highest fees", "fees_client", of("top_fees_row", "Client"), "text"),
            Figure("Its fees", "fees_of_it", of("top_fees_row", latest), "money", "=money_unit"),
            Figure("Its fees in words", "fees_of_it_words", words("fees_of_it"), "text"),
            Figure("Its value", "value_of_it", of("top_fees_row", "Value"), "money", "=money_unit"),
            Figure("Its value in words", "value_of_it_words", words("value_of_it"), "text"),
        )

    def _concentration_figures(self) -> Sequence[Figure]:
        def of(formula: str) -> str:
            return f'=IF(value_total<=0,"",{formula})'

        return (
            Figure("Value from the core of clients", "core_share", of("REL_PARETO(Clients[Value],pareto_share)"), "share", "of value"),
            Figure("Largest client", "share_of_largest", of('REL_CONCENTRATION(Clients[Value],"top1")'), "share", "of value"),
            Figure("Five largest clients", "share_of_five", of('REL_CONCENTRATION(Clients[Value],"top5")'), "share", "of value"),
            Figure("Gini coefficient (0 all equal, 1 one has all)", "gini", of('REL_CONCENTRATION(Clients[Value],"gini")'), "factor"),
            Figure("As if there were so many equal clients", "effective_clients", of('REL_CONCENTRATION(Clients[Value],"effective")'), "years", "clients"),
        )  # fmt: skip

    def _tiers(self) -> None:
        book, sheet = self.book, self.sheet
        self._heading(
            "Where the tiers are cut", "The lowest value in each tier. The register's column Tier reads them."
        )
        for column, text in enumerate(("Tier", "Lowest value"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        # A formula each, not a spill: the register reads them, and must find them in every Excel.
        cuts = "REL_TIER_CUTS(Clients[Value],tier_method,tier_shares,tier_names)"
        first = self.row + 1
        for place in range(1, len(TIERS) + 1):
            self.row += 1
            sheet.write_formula(self.row, 1, f"=INDEX(tier_names,{place})", book.format("label"), "")
            formula = f'=IF(client_count=0,"",INDEX({cuts},{place + 1},2))'
            sheet.write_formula(self.row, 2, formula, book.format("result", "money"), "")
        book.name("tier_cuts", sheet, first, 2, self.row - 1, 2)
        self.row += 2
        self._heading("The client pyramid", "Per tier: clients, margin a year and value.")
        self.places.tier_summary = self.row
        self._summary("Tier", "tier_names", len(TIERS))

    def _quadrants(self) -> None:
        self._heading("The client matrix", "Per quadrant: clients, margin a year and value.")
        self.places.quadrants = self.row
        self._summary("Quadrant", "quadrant_names", len(QUADRANTS))

    def _summary(self, heading: str, names: str, count: int) -> None:
        book = self.book
        # Margin and value are neighbours in the register: one block, three figures for each.
        formula = (
            f'=IF(COUNTIF(Clients[{heading}],"?*")=0,"",'
            f"REL_TIER_SUMMARY(Clients[[Margin]:[Value]],Clients[{heading}],{names}))"
        )
        kinds: tuple[Kind, ...] = ("count", "share", "money", "share", "money", "money", "share", "money")
        looks = (book.format("label"), *(book.format("result", kind) for kind in kinds))
        total = (book.format("total"), *(book.format("total", kind) for kind in kinds))
        spill(self.sheet, self.row, 1, formula, count + 2, looks, book.format("column"), total)
        self.sheet.set_row(self.row, 30)
        self.row += count + 3

    def _retention(self) -> None:
        book, sheet = self.book, self.sheet
        count, share = book.format("result", "count"), book.format("result", "share")
        self._heading("Clients kept from year to year", "A client of a year is one with fees in it.")
        for column, text in enumerate(
            ("Years", "Clients at start", "Kept", "Retention", "Likely from", "Likely to", "Fees kept, net", "Fees kept, gross"),
            1,
        ):  # fmt: skip
            sheet.write(self.row, column, text, book.format("column"))
        sheet.set_row(self.row, 30)
        self.places.retention = self.row + 1
        for start, end in fee_years(self.clients.fee_headings):
            self.row += 1
            label = f'=SUBSTITUTE(Clients[[#Headers],[{start}]],"Fees ","")&" to "&SUBSTITUTE(Clients[[#Headers],[{end}]],"Fees ","")'
            sheet.write_formula(self.row, 1, label, book.format("label"), "")
            opening, kept = (xl_rowcol_to_cell(self.row, column, col_abs=True) for column in (2, 3))
            fees = f"Clients[{start}],Clients[{end}],Clients[Client],Clients[Client]"
            some = f'{opening}=0,""'
            sheet.write_formula(self.row, 2, f'=COUNTIF(Clients[{start}],">0")', count, "")
            sheet.write_formula(self.row, 3, f'=COUNTIFS(Clients[{start}],">0",Clients[{end}],">0")', count, "")
            lists = f"{ids_with_fees(start)},{ids_with_fees(end)}"
            sheet.write_array_formula(self.row, 4, self.row, 4, f"=IF({some},REL_RETENTION({lists}))", share, "")
            for place in (1, 2):
                interval = f"INDEX(REL_RETENTION_INTERVAL({kept},{opening}),1,{place})"
                sheet.write_formula(self.row, 4 + place, f"=IF({some},{interval})", share, "")
            for place, measure in ((7, "net"), (8, "gross")):
                formula = f'=IF({some},REL_RETENTION_REVENUE({fees},"{measure}"))'
                sheet.write_formula(self.row, place, formula, share, "")
        for column, name in enumerate(RETENTION_NAMES, 4):
            book.name(name, sheet, self.row, column)
        book.name("start_count", sheet, self.row, 2)
        book.name("kept_count", sheet, self.row, 3)
        self.row += 2
        self._bridge()

    def _no_retention(self) -> None:
        self._heading("Clients kept from year to year", "One year of fees cannot show who stayed; add a second.")
        for name, value in (("start_count", 0), ("kept_count", 0), *((name, None) for name in RETENTION_NAMES)):
            self.sheet.write(self.row, 1, name, self.book.format("label"))
            write_value(self.sheet, self.row, 2, value, self.book.format("result"))
            self.book.name(name, self.sheet, self.row, 2)
            self.row += 1
        self.row += 1

    def _bridge(self) -> None:
        book = self.book
        *before, start, end = self.clients.fee_headings
        self._heading(
            "From last year's clients to this year's", "Won back: billed in an earlier year, but not in the last one."
        )
        lists = [ids_with_fees(heading) for heading in (start, end, *before[-1:])]
        formula = f'=IF(start_count=0,"",REL_RETENTION_BRIDGE({",".join(lists)}))'
        shape = udfs.call("REL_RETENTION_BRIDGE", [["A"], ["B"]], [["A"], ["C"]])
        self.places.bridge = self.row
        look = book.format("result", "factor", num_format="[>=2]#,##0;[>0.99999]#,##0;0.00")
        spill(self.sheet, self.row, 1, formula, len(shape), (book.format("label"), look), book.format("column"))
        self.row += len(shape) + 1

    def _pyramid(self) -> None:
        book, sheet = self.book, self.sheet
        self._heading("Behind the pyramid chart", "Shares of clients stand left of zero, shares of value right of it.")
        headings = ("Tier", "Clients", "Share of clients", "Share of value", "Left of zero", "On the chart")
        for column, text in enumerate(headings, 1):
            sheet.write(self.row, column, text, book.format("column"))
        self.places.pyramid = self.row + 1
        for place in range(len(TIERS)):
            self.row += 1
            tier, count, share = (xl_rowcol_to_cell(self.row, column, col_abs=True) for column in (1, 2, 3))
            sheet.write_formula(self.row, 1, f"=INDEX(tier_names,{place + 1})", book.format("label"), "")
            for column, kind, formula in (
                (2, "count", f"COUNTIF(Clients[Tier],{tier})"),
                (3, "share", f"IF(client_count=0,0,{count}/client_count)"),
                (4, "share", f"IF(value_total<=0,0,SUMIFS(Clients[Value],Clients[Tier],{tier})/value_total)"),
            ):
                sheet.write_formula(self.row, column, f"={formula}", book.format("result", kind), 0)
            sheet.write_formula(self.row, 5, f"=-{share}", book.format("result", "share"), 0)
            words = f'={tier}&IF(client_count=0,"",": "&{count})'
            sheet.write_formula(self.row, 6, words, book.format("result"), "")
        self.row += 2

    def _whale_points(self) -> None:
        book, sheet = self.book, self.sheet
        self._heading(
            "Behind the whale curve chart", "Read at fixed shares of the clients, so that it fits any number of them."
        )
        for column, text in enumerate(("Point", "Share of clients", "Share of value", "All equal"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        self.places.whale = self.row + 1
        share = book.format("result", "share")
        for step in range(STEPS + 1):
            self.row += 1
            at = xl_rowcol_to_cell(self.row, 2, col_abs=True)
            sheet.write_number(self.row, 1, step, book.format("result", "count", align="left"))
            sheet.write_number(self.row, 2, step / STEPS, share)
            curve = f"=IF(value_total<=0,0,REL_PARETO(Clients[Value],{at}))" if step else "=0"
            sheet.write_formula(self.row, 3, curve, share, 0)
            sheet.write_formula(self.row, 4, f"={at}", share, step / STEPS)
        self.row += 1
        sheet.write(self.row, 1, "Core of clients", book.format("label"))
        sheet.write_formula(self.row, 2, "=pareto_share", share, 0)
        sheet.write_formula(self.row, 3, "=IF(value_total<=0,0,core_share)", share, 0)
        self.row += 2

    def _managers(self) -> None:
        book, sheet = self.book, self.sheet
        self._heading("Behind the chart of account managers", "Largest value first; when there are more than lines, the last line holds all others.")  # fmt: skip
        for column, text in enumerate(("Account manager", "Value", "Share", "Clients"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        count = manager_lines(self.clients)
        self.places.managers, self.places.manager_lines = self.row + 1, count
        load = "REL_LOAD(Clients[Account manager],Clients[Value])"
        sheet.write(self.row, 5, "Number of them", book.format("column"))
        # All rows but the headings and the total.
        number = "=IF(client_count=0,0,ROWS(" + load + ")-2)"
        sheet.write_formula(self.row + 1, 5, number, book.format("result", "count"), 0)
        book.name("manager_count", sheet, self.row + 1, 5)
        for line in range(1, count + 1):
            self.row += 1

            def of(column: int, rest: str, blank: str = '""') -> str:
                row = f"INDEX({load},{line + 1},{column})"
                if line < count:
                    return f"=IF(manager_count<{line},{blank},{row})"
                return f"=IF(manager_count<{count},{blank},IF(manager_count={count},{row},{rest}))"

            name, value = _cell(self.row, 1), _cell(self.row, 2)
            above = f"{_cell(self.places.managers, 2)}:{_cell(self.row - 1, 2)}"
            clients_above = f"{_cell(self.places.managers, 4)}:{_cell(self.row - 1, 4)}"
            sheet.write_formula(
                self.row, 1, of(1, f'"All others ("&manager_count-{count - 1}&")"'), book.format("label"), ""
            )
            sheet.write_formula(self.row, 2, of(3, f"value_total-SUM({above})"), book.format("result", "money"), "")
            sheet.write_formula(
                self.row,
                3,
                f'=IF(OR({name}="",value_total<=0),"",{value}/value_total)',
                book.format("result", "share"),
                "",
            )
            sheet.write_formula(
                self.row, 4, of(2, f"client_count-SUM({clients_above})"), book.format("result", "count"), ""
            )
        book.name("first_manager", sheet, self.places.managers, 1)
        book.name("first_manager_share", sheet, self.places.managers, 3)
        self.row += 2

    def _matrix_lines(self) -> None:
        book, sheet = self.book, self.sheet
        self._heading(
            "Behind the matrix chart", "The two lines that cut it, and where the names of the quadrants stand."
        )
        for column, text in enumerate(("Line or name", "Tenure", "Margin", "Text"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        years, money, text = book.format("result", "years"), book.format("result", "money"), book.format("result")
        low_x, high_x = "MIN(Clients[Tenure])", "MAX(Clients[Tenure])"
        low_y, high_y = "MIN(0,MIN(Clients[Margin]))", "MAX(Clients[Margin])"
        cuts = (
            ("Long with us from here", "SUM(tenure_cut)", low_y), ("", "SUM(tenure_cut)", high_y),
            ("High margin from here", "0", "SUM(margin_cut)"), ("", high_x, "SUM(margin_cut)"),
        )  # fmt: skip
        self.places.cut_lines = self.row + 1
        for label, x, y in cuts:
            self.row += 1
            sheet.write(self.row, 1, label, book.format("label"))
            sheet.write_formula(self.row, 2, f"={x}", years, 0)
            sheet.write_formula(self.row, 3, f"={y}", money, 0)
        corners = ((high_x, high_y), (high_x, low_y), ("0", high_y), ("0", low_y))
        self.places.quadrant_labels = self.row + 1
        for place, (x, y) in enumerate(corners, 1):
            self.row += 1
            name = f"INDEX(quadrant_names,{place})"
            label = f'=IF(COUNT(Clients[Tenure])=0,"",{name}&": "&COUNTIF(Clients[Quadrant],{name}))'
            sheet.write_formula(self.row, 1, f"={name}", book.format("label"), "")
            sheet.write_formula(self.row, 2, f"={x}", years, 0)
            sheet.write_formula(self.row, 3, f"={y}", money, 0)
            sheet.write_formula(self.row, 4, label, text, "")
        self.row += 2

    def _top_lists(self) -> None:
        for title, rank, place in (
            ("The most valuable clients", RANK, "top"),
            ("Whom to contact first: overdue, most valuable first", OVERDUE_RANK, "overdue"),
        ):
            self._heading(title, "Row: where the client stands in the register.")
            setattr(self.places, place, self.row + 1)
            self._top_list(column_range(self.clients, rank))
        self.book.name("overdue_client", self.sheet, self.places.overdue, 3)
        self.book.name("overdue_days", self.sheet, self.places.overdue, 7)

    def _top_list(self, ranks: str) -> None:
        book, sheet = self.book, self.sheet
        shown: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Account manager", "text"), ("Value", "money"), ("Tier", "text"),
            ("Days overdue", "count"), ("Tenure", "years"), ("Margin", "money"),
        )  # fmt: skip
        for column, text in enumerate(("Rank", "Row", *(heading for heading, _ in shown)), 1):
            sheet.write(self.row, column, text, book.format("column"))
        for place in range(1, TOP + 1):
            self.row += 1
            row = xl_rowcol_to_cell(self.row, 2, col_abs=True)
            sheet.write_number(self.row, 1, place, book.format("result", "count", align="left"))
            sheet.write_formula(
                self.row, 2, f'=IFERROR(MATCH({place},{ranks},0),"")', book.format("result", "count"), ""
            )
            for column, (heading, kind) in enumerate(shown, 3):
                blank = '&""' if kind == "text" else ""
                formula = f'=IF({row}="","",INDEX(Clients[{heading}],{row}){blank})'
                sheet.write_formula(self.row, column, formula, book.format("result", kind), "")
        self.row += 2

    def _growing(self) -> None:
        book, sheet = self.book, self.sheet
        clients = [
            client
            for client in self.clients.clients
            if client.left is None or client.left > self.clients.assumptions.as_of
        ]
        ones = [[1.0] for _ in clients] or [[1.0]]
        managers = [[client.account_manager] for client in clients] or [[None]]
        head = 3
        sheet.write(head, LOAD_COLUMN, "Load per account manager", book.format("heading"))
        sheet.write(head + 1, LOAD_COLUMN, "What is at risk if one of them leaves.", book.format("note"))
        kinds: tuple[Kind, ...] = ("count", "money", "share", "count", "share")
        looks = (book.format("label"), *(book.format("result", kind) for kind in kinds))
        total = (book.format("total"), *(book.format("total", kind) for kind in kinds))
        rows = len(udfs.call("REL_LOAD", managers, ones))
        self.places.load = head + 2
        formula = '=IF(client_count=0,"",REL_LOAD(Clients[Account manager],Clients[Value]))'
        spill(sheet, head + 2, LOAD_COLUMN, formula, rows, looks, book.format("column"), total)
        sheet.write(head, WHALE_COLUMN, "Whale curve", book.format("heading"))
        sheet.write(head + 1, WHALE_COLUMN, "Clients best first, one by one.", book.format("note"))
        looks = tuple(book.format("result", kind) for kind in ("share", "money", "share"))
        rows = len(udfs.call("REL_WHALE_CURVE", ones))
        self.places.whale_curve = head + 2
        formula = '=IF(value_total<=0,"",REL_WHALE_CURVE(Clients[Value]))'
        spill(sheet, head + 2, WHALE_COLUMN, formula, rows, looks, book.format("column"))

    # Pieces

    def _heading(self, text: str, note: str) -> None:
        self.sheet.write(self.row, 1, text, self.book.format("heading"))
        self.sheet.write(self.row + 1, 1, note, self.book.format("note"))
        self.row += 2

    def _figures(self, heading: str, figures: Sequence[Figure]) -> None:
        book, sheet = self.book, self.sheet
        self._heading(heading, "Each figure has a name, which other formulas use.")
        for column, text in enumerate(("Figure", "Value", "Unit", "Name"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        for figure in figures:
            self.row += 1
            sheet.write(self.row, 1, figure.label, book.format("label"))
            sheet.write_formula(self.row, 2, figure.formula, book.format("result", figure.kind, align="right"), "")
            if figure.unit.startswith("="):
                sheet.write_formula(self.row, 3, figure.unit, book.format("unit"), "")
            else:
                sheet.write(self.row, 3, figure.unit, book.format("unit"))
            sheet.write(self.row, 4, figure.name, book.format("unit"))
            sheet.write_blank(self.row, 5, None, book.format("unit"))
            book.name(figure.name, sheet, self.row, 2)
        self.row += 2


def _cell(row: int, column: int) -> str:
    return xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
