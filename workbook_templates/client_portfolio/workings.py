"""The Workings sheet of the client portfolio: every figure of the dashboard, computed once and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import udfs
from workbook_templates.client_list import ClientList, fee_years
from workbook_templates.client_portfolio.ranks import LEFT_OUT, RANK, column_range, counted
from workbook_templates.client_portfolio.register import total
from workbook_templates.margins import assumed_count
from workbook_templates.pages.list_page import ANY_NUMBER, ANYTHING, filled_in
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.sentences import MONEY_UNIT, amount, day
from workbook_templates.settings import QUADRANTS, TIERS
from workbook_templates.style import HouseBook, Kind, address, write_value

RETENTION_NAMES = ("retention_clients", "retention_low", "retention_high", "retention_fees", "retention_gross")
_SUMMARY: tuple[Kind, ...] = ("text", "count", "share", "money", "share", "money", "money", "share", "money")
SOURCES_SHOWN = 8
_BRIDGE_SHARES = 2
"""The last rows of the bridge are shares, the others clients."""


@dataclass(frozen=True)
class WorkingsPlaces:
    """Cells of the sheet that the checks look at, as references."""

    tier_values: str
    quadrant_clients: str
    bridge: tuple[str, ...]
    retention_of_lists: str


def sources(clients: ClientList) -> str:
    """What each source of clients brought, as part of a formula."""
    return f"REL_REFERRALS({counted(clients, 'Source')},{counted(clients, 'Value')})"


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        note = "Every figure of the Dashboard, computed here once. Nothing is typed on this sheet."
        widths = (2, 42, 22, 14, 20, 14, 14, 14, 14, 14)
        self.page = Page(book, "Workings", "Workings", note, widths)

    def write(self) -> WorkingsPlaces:
        """Write all parts; answers where the cells stand that the checks look at."""
        page = self.page
        page.figures("The book", "Each figure has a name, which other formulas use.", self._book_figures())
        page.figures("Left out", "Rows of the register in which a figure cannot be computed.", self._left_out())
        page.figures("In words", "For the sentences of the Dashboard.", self._words())
        self._tier_cuts()
        tiers = self._summary("The client pyramid", "Tier", "tier_names", len(TIERS))
        quadrants = self._summary("The client matrix", "Quadrant", "quadrant_names", len(QUADRANTS))
        several = len(self.clients.fee_headings) > 1
        lists = self._retention() if several else self._no_retention()
        bridge = self._bridge() if several else ()
        self._sources()
        page.figures("Concentration", "How far the value hangs on few clients.", self._concentration_figures())
        return WorkingsPlaces(
            tier_values=address(page.sheet, tiers + 1, 7, tiers + len(TIERS), 7),
            quadrant_clients=address(page.sheet, quadrants + 1, 2, quadrants + len(QUADRANTS), 2),
            bridge=bridge,
            retention_of_lists=lists,
        )

    def _book_figures(self) -> Sequence[Figure]:
        latest = self.clients.fee_headings[-1]
        header = f"Clients[[#Headers],[{latest}]]"
        ranks = column_range(self.clients, RANK)
        billed = f'=COUNTIF(Clients[{latest}],">0")'
        unit = "=money_unit"

        earlier = self.clients.fee_headings[-2:-1]
        before = f'=SUBSTITUTE(Clients[[#Headers],[{earlier[0]}]],"Fees ","")' if earlier else '=""'
        margin = f"SUMIFS(Clients[Margin],Clients[Margin],{ANY_NUMBER},Clients[Value],{ANY_NUMBER})"

        def cut(setting: str, column: str) -> str:
            cells = counted(self.clients, column)
            # A usual client who brings nothing would make nothing a high margin.
            least = f'IFERROR(SMALL({cells},COUNTIF({cells},"<=0")+1),1)'
            median = f"IF(MEDIAN({cells})>0,MEDIAN({cells}),{least})"
            return f'=IF(COUNT(Clients[{column}])=0,"",IF(ISNUMBER({setting}),{setting},{median}))'

        return (
            Figure("Valuation date", "as_of_words", f"={day('as_of')}", "text"),
            Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
            Figure(
                "Last year of fees", "latest_year",
                f'=IF({header}="Fees","the last year",SUBSTITUTE({header},"Fees ",""))', "text",
            ),
            Figure("The year before", "start_year", before, "text"),
            Figure("Clients", "client_count", '=COUNTIF(Clients[Status],"Client")', "count", "clients"),
            Figure("Clients billed in the last year", "billed_count", billed, "count", "clients"),
            Figure("Clients with a value", "valued_count", "=COUNT(Clients[Value])", "count", "clients"),
            assumed_count(),
            Figure("Former clients listed", "former_count", '=COUNTIF(Clients[Status],"Former")', "count", "clients"),
            Figure("Fees of the last year", "fees_total", f"={total(latest)}", "money", unit),
            Figure("Margin a year", "margin_total", f"={margin}", "money", unit),
            Figure("Value of all clients", "value_total", f"={total('Value')}", "money", unit),
            Figure("Matrix: long with us from", "tenure_cut", cut("matrix_tenure_cut", "Tenure"), "years", "years"),
            Figure("Matrix: high margin from", "margin_cut", cut("matrix_margin_cut", "Margin"), "money", unit),
            Figure(
                "Last contacts known", "contact_count", f"={filled_in('Clients[Last contact]')}", "count", "clients"
            ),
            Figure(
                "With no contact recorded", "unrecorded_count",
                f'=client_count-COUNTIFS(Clients[Status],"Client",Clients[Last contact],{ANYTHING})', "count",
                "clients",
            ),
            Figure("Contacts overdue", "overdue_count", '=COUNTIF(Clients[Days overdue],">0")', "count", "clients"),
            Figure("Clients who cost money", "loss_count", '=COUNTIF(Clients[Value],"<0")', "count", "clients"),
            Figure(
                "Most valuable client", "top_value_row", f'=IF(COUNT(Clients[Value])=0,"",MATCH(1,{ranks},0))',
                "count", "row of Clients",
            ),
            Figure(
                "Highest fees", "top_fees_row",
                f'=IF(fees_total<=0,"",MATCH(MAX({counted(self.clients, latest)}),{counted(self.clients, latest)},0))',
                "count", "row of Clients",
            ),
            Figure(
                "Highest fees, rank by value", "top_fees_rank", f'=IF(top_fees_row="","",INDEX({ranks},top_fees_row))',
                "count", "rank",
            ),
        )  # fmt: skip

    def _left_out(self) -> Sequence[Figure]:
        rows = column_range(self.clients, LEFT_OUT)

        def row(place: int) -> str:
            return f'=IF(left_out_count<{place},"",SMALL({rows},{place}))'

        places = (
            'left_out_first&IF(left_out_count>1,", "&left_out_second,"")&IF(left_out_count>2,", "&left_out_third,"")'
        )
        more = 'IF(left_out_count>3," and "&left_out_count-3&" more","")'
        says = (
            '=IF(left_out_count=0,"",IF(left_out_count=1,"1 client is",left_out_count&" clients are")&'
            f'" left out of the figures: see Clients "&IF(left_out_count=1,"row ","rows ")&{places}&{more}&".")'
        )
        return (
            Figure("Rows with an error", "left_out_count", f"=COUNT({rows})", "count", "rows"),
            Figure("The first of them", "left_out_first", row(1), "count", "row of the sheet"),
            Figure("The second", "left_out_second", row(2), "count", "row of the sheet"),
            Figure("The third", "left_out_third", row(3), "count", "row of the sheet"),
            Figure("What the Dashboard says", "left_out_words", says, "text"),
        )

    def _words(self) -> Sequence[Figure]:
        latest = self.clients.fee_headings[-1]
        unit = "=money_unit"

        def of(row: str, heading: str) -> str:
            as_text = '&""' if heading == "Client" else ""
            return f'=IF({row}="","",INDEX(Clients[{heading}],{row}){as_text})'

        def words(cell: str) -> str:
            return f'=IF(AND(client_count>0,ISNUMBER({cell})),{amount(cell)},"")'

        return (
            Figure("Fees of the last year", "fees_words", words("fees_total"), "text"),
            Figure("Margin a year", "margin_words", words("margin_total"), "text"),
            Figure("Value of all clients", "value_words", words("value_total"), "text"),
            Figure("Most valuable client", "top_client", of("top_value_row", "Client"), "text"),
            Figure("Its value", "top_value", of("top_value_row", "Value"), "money", unit),
            Figure("Its value in words", "top_value_words", words("top_value"), "text"),
            Figure("Client with the highest fees", "fees_client", of("top_fees_row", "Client"), "text"),
            Figure("Its fees", "fees_of_it", of("top_fees_row", latest), "money", unit),
            Figure("Its fees in words", "fees_of_it_words", words("fees_of_it"), "text"),
            Figure("Its value", "value_of_it", of("top_fees_row", "Value"), "money", unit),
            Figure("Its value in words", "value_of_it_words", words("value_of_it"), "text"),
        )

    def _concentration_figures(self) -> Sequence[Figure]:
        def of(formula: str) -> str:
            return f'=IF(value_total<=0,"",{formula})'

        def measure(word: str) -> str:
            return of(f'REL_CONCENTRATION({counted(self.clients, "Value")},"{word}")')

        core = of(f"REL_PARETO({counted(self.clients, 'Value')},pareto_share)")
        return (
            Figure("Brought by the core of clients", "core_share", core, "share", "of value"),
            Figure("Brought by the largest client", "share_of_largest", measure("top1"), "share", "of value"),
            Figure("Brought by the five largest", "share_of_five", measure("top5"), "share", "of value"),
            Figure("Gini coefficient", "gini", measure("gini"), "factor", "0 to 1"),
            Figure(
                "As if there were so many equal clients", "effective_clients", measure("effective"), "years", "clients"
            ),
        )

    def _sources(self) -> None:
        page = self.page
        note = f"The {SOURCES_SHOWN} that brought most, by value; clients without a source stand last."
        headings: tuple[tuple[str, Kind], ...] = (
            ("Source", "text"), ("Clients", "count"), ("Value", "money"), ("Share of value", "share"),
        )  # fmt: skip
        page.part("Where the clients came from", note, headings)
        table = sources(self.clients)
        kinds: tuple[Kind, ...] = ("text", "count", "money", "share")
        first = page.row
        for line in range(1, SOURCES_SHOWN + 1):
            for column, kind in enumerate(kinds, 1):
                shown = f"source_count<{line}" + (",value_total<=0" if kind == "share" else "")
                names = ("first_source", "first_source_clients", "", "first_source_share") if line == 1 else ("",) * 4
                page.formula(column, f'=IF(OR({shown}),"",INDEX({table},{line + 1},{column}))', kind, names[column - 1])
            page.row += 1
        page.sheet.write_string(first - 1, 5, "Sources", self.book.heading_over("count"))
        page.sheet.write_string(first - 1, 6, "Not recorded", self.book.heading_over("count"))
        look = self.book.format("result", "count")
        # All rows but the headings and the total.
        count = f"=IF(client_count=0,0,ROWS({table})-2)"
        unknown = f'=SUMPRODUCT(--({counted(self.clients, "Source")}=""),--ISNUMBER({counted(self.clients, "Value")}))'
        for column, name, formula in ((5, "source_count", count), (6, "unsourced_count", unknown)):
            page.sheet.write_formula(first, column, formula, look, "")
            self.book.name(name, page.sheet, first, column)
        page.end_part()

    def _tier_cuts(self) -> None:
        page = self.page
        note = "The lowest value in each tier; the register's column Tier reads them. Name: tier_cuts."
        page.part("Where the tiers are cut", note, (("Tier", "text"), ("Lowest value", "money")))
        # A formula each, not a spill: the register reads them, and must find them in every Excel.
        cuts = f"REL_TIER_CUTS({counted(self.clients, 'Value')},tier_method,tier_shares,tier_names)"
        first = page.row
        for place in range(1, len(TIERS) + 1):
            page.formula(1, f"=INDEX(tier_names,{place})")
            page.formula(2, f'=IF(client_count=0,"",INDEX({cuts},{place + 1},2))', "money")
            page.row += 1
        self.book.name("tier_cuts", page.sheet, first, 2, page.row - 2, 2)
        page.end_part()

    def _summary(self, title: str, heading: str, names: str, count: int) -> int:
        page = self.page
        page.part(title, f"Per {heading.lower()}: clients, margin a year and value, each with its share and average.")
        # Margin and value are neighbours in the register: one block, three figures for each.
        # An empty tier has no average.
        formula = (
            f'=IF(COUNTIF(Clients[{heading}],"?*")=0,"",'
            f"IFERROR(REL_TIER_SUMMARY({counted(self.clients, 'Margin', 'Value')},"
            f'{counted(self.clients, heading)},{names}),""))'
        )
        first = page.row
        self.book.spill(page.sheet, first, 1, formula, count + 2, _SUMMARY, total=True)
        page.sheet.set_row(first, 30)
        page.row += count + 2
        page.end_part()
        return first

    def _retention(self) -> str:
        """Answers the cell where the retention is counted from lists, for the last pair of years."""
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Years", "text"), ("Clients at start", "count"), ("Kept", "count"), ("Retention", "share"),
            ("Likely from", "share"), ("Likely to", "share"), ("Fees kept, net", "share"),
            ("Fees kept, gross", "share"), ("Retention, from lists", "share"),
        )  # fmt: skip
        page.part("Clients kept from year to year", "A client of a year is one with fees in it.", headings)
        last = len(self.clients.fee_headings) - 2
        for number, (start, end) in enumerate(fee_years(self.clients.fee_headings)):
            opening, kept = page.cell(2), page.cell(3)
            years = (f'SUBSTITUTE(Clients[[#Headers],[{heading}]],"Fees ","")' for heading in (start, end))
            page.formula(1, "=" + '&" to "&'.join(years))
            page.formula(2, f'=COUNTIF(Clients[{start}],">0")', "count", "start_count" if number == last else "")
            both = f'=COUNTIFS(Clients[{start}],">0",Clients[{end}],">0")'
            page.formula(3, both, "count", "kept_count" if number == last else "")
            fees = ",".join(counted(self.clients, heading) for heading in (start, end, "Client", "Client"))
            answers = (
                f'REL_RETENTION_REVENUE({fees},"logo")',
                f"INDEX(REL_RETENTION_INTERVAL({kept},{opening}),1,1)",
                f"INDEX(REL_RETENTION_INTERVAL({kept},{opening}),1,2)",
                f'REL_RETENTION_REVENUE({fees},"net")',
                f'REL_RETENTION_REVENUE({fees},"gross")',
            )
            for column, (name, answer) in enumerate(zip(RETENTION_NAMES, answers, strict=True), 4):
                page.formula(column, f'=IF({opening}=0,"",{answer})', "share", name if number == last else "")
            lists = f'=IF({opening}=0,"",REL_RETENTION({_billed(self.clients, start)},{_billed(self.clients, end)}))'
            look = self.book.format("result", "share")
            page.sheet.write_array_formula(page.row, 9, page.row, 9, lists, look, "")
            page.row += 1
        page.end_part()
        return address(page.sheet, page.row - 2, 9)

    def _no_retention(self) -> str:
        page = self.page
        page.part("Clients kept from year to year", "One year of fees cannot show who stayed: add a second.")
        for name, value in (("start_count", 0), ("kept_count", 0), *((name, None) for name in RETENTION_NAMES)):
            page.value(1, name)
            write_value(page.sheet, page.row, 2, value, self.book.format("result", "count"))
            self.book.name(name, page.sheet, page.row, 2)
            page.row += 1
        page.end_part()
        return ""

    def _bridge(self) -> tuple[str, ...]:
        """Answers the cells of opening, lost, won back, new and closing."""
        page = self.page
        *before, start, end = self.clients.fee_headings
        note = "Won back: billed now and in an earlier year, but not in the year between."
        page.part("From last year's clients to this year's", note)
        lists = ",".join(_billed(self.clients, heading) for heading in (start, end, *before[-1:]))
        formula = f'=IF(start_count=0,"",REL_RETENTION_BRIDGE({lists}))'
        rows = len(udfs.call("REL_RETENTION_BRIDGE", [["A"], ["B"]], [["A"], ["C"]]))
        first = page.row
        self.book.spill(page.sheet, first, 1, formula, rows, ("text", "count"))
        page.row += rows
        for back in range(1, _BRIDGE_SHARES + 1):
            page.sheet.write_blank(page.row - back, 2, None, self.book.format("result", "share"))
        page.end_part()
        return tuple(address(page.sheet, first + line, 2) for line in range(1, rows - _BRIDGE_SHARES))


def _billed(clients: ClientList, heading: str) -> str:
    """The clients billed in a year, as part of an array formula."""
    fees = counted(clients, heading)
    return f'IF(ISNUMBER({fees}),IF({fees}>0,{counted(clients, "Client")},""),"")'
