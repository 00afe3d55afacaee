"""The Dashboard of the client portfolio: what the partners ask, answered in sentences, figures and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.chart_data import SHEET as CHART_DATA
from workbook_templates.client_portfolio.chart_data import ChartPlaces
from workbook_templates.client_portfolio.charts import PortfolioCharts
from workbook_templates.margins import ASSUMED_MARGINS
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.sentences import UNRECORDED, count_of, percent
from workbook_templates.style import HouseBook, Kind, colour_tiers

FIRST_CHART_ROWS = 11
SHOWN = 5
"""Clients in each list beside the matrix."""


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    yield (
        '=IF(N(as_of)<1,"There is no valuation date: type one on sheet Settings (as_of), and every figure follows.",'
        'IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here follows.",'
        f'IF(billed_count=0,"Fees came to ",'
        f'{count_of("billed_count", "client", "clients")}&" brought ")&fees_words&" in "&latest_year&". What '
        f'"&IF(client_count=1,"the client","the "&client_count&" clients")&" of today '
        f'"&IF(client_count=1,"is","are")&" likely to bring from now on is worth "&value_words&" in '
        "today's money, discounted at \"&"
        f'{percent("rate")}&" a year."))'
    )
    yield (
        f'=IF(value_total<=0,"","The best "&{percent("pareto_share")}&" of the clients bring "&{percent("core_share")}&'
        f'" of that value"&IF(loss_count=0,".","; "&{count_of("loss_count", "client costs", "clients cost")}&'
        '" more than they pay."))'
    )
    yield (
        '=IF(OR(top_fees_row="",top_value_row=""),"",IF(top_fees_row=top_value_row,'
        'top_client&" leads by fees ("&fees_of_it_words&" in "&latest_year&") and by value ("&top_value_words&").",'
        '"The highest bill of "&latest_year&" went to "&fees_client&" ("&fees_of_it_words&"): "&'
        'IF(ISNUMBER(top_fees_rank),"what is to come is worth "&value_of_it_words&", no. "&top_fees_rank&" of "&'
        'client_count,"a client no more")&". The most valuable client is "&top_client&", worth "&top_value_words&'
        '"."))'
    )
    yield (
        '=IF(OR(start_count=0,N(as_of)<1),"",IF(start_count=1,"The one client of "&start_year&'
        'IF(kept_count=1," came back in "," did not come back in ")&'
        'latest_year,"Of the "&start_count&" clients of "&start_year&", "&kept_count&" came back in "&latest_year&" ("&'
        f'{percent("retention_clients")}&" kept)")&IF(kept_count=0,".","; in "&latest_year&" "&'
        f'IF(kept_count=1,"it","they")&" paid "&{percent("retention_fees")}&" of what "&'
        'IF(start_count=1,"it","all "&start_count)&" had paid in "&start_year&".")&'
        'IF(start_count<30," So short a list fits a true rate from "&'
        f'{percent("retention_low")}&" to "&{percent("retention_high")}&".",""))'
    )
    yield (
        '=IF(client_count=0,"",IF(OR(contact_count=0,COUNT(Clients[Days overdue])=0),'
        '"Nothing is known of past contacts.",'
        'IF(overdue_count=0,"No contact is overdue.","Contact is overdue with "&'
        f'{count_of("overdue_count", "client", "clients")}&"; the most valuable of them is "&overdue_client&", "&'
        f'{count_of("overdue_days", "day", "days")}&" late.")&{UNRECORDED}))'
    )
    yield (
        '=IF(OR(manager_count<2,value_total<=0),"",IF(first_manager="Unassigned","Clients without an account manager '
        f'hold ",first_manager&" looks after ")&{percent("first_manager_share")}&" of the value"&'
        'IF(first_manager="Unassigned",".",": that much is at stake should this one person leave."))'
    )
    yield (
        '=IF(OR(valued_count=unsourced_count,value_total<=0),"","The source that brought most is "&first_source&": "&'
        f'{count_of("first_source_clients", "client", "clients")}&", "&{percent("first_source_share")}&'
        '" of the value"&IF(unsourced_count=0,".","; how "&'
        f'{count_of("unsourced_count", "client", "clients")}&" came is not recorded."))'
    )


_CARDS = (
    Card("Clients", "=client_count", '=IF(former_count=0,"in the register",former_count&" more have left")', "count"),
    Card("Fees", "=fees_words", '="in "&latest_year'),
    Card(
        "Margin a year", "=margin_words",
        '=IF(fee_basis="average","average of the years, after costs","after cost to serve, where known")',
    ),
    Card("Value of the clients", "=value_words", '="what is to come, in today\'s money"'),
    Card(
        "Clients kept", "=retention_clients",
        '=IF(start_count=0,"two years of fees show it",'
        'IF(start_count=1,"of 1 client","of "&start_count&" clients")&" of "&start_year)', "share",
    ),
    Card(
        "Contacts overdue", '=IF(OR(client_count=0,contact_count=0),"",overdue_count)',
        '=IF(contact_count=0,"no past contact is known","on "&as_of_words)', "count",
    ),
)  # fmt: skip


class Dashboard:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        self.page = AnswerPage(book, "Dashboard")
        self.sheet = self.page.sheet

    def write(self, places: ChartPlaces) -> None:
        """Write the sheet, and let the book open on it."""
        page = self.page
        subtitle = (
            '=IF(as_of_words="","","As of "&as_of_words&".")&IF(money_unit="",""," Amounts in "&money_unit&".")&'
            '" Financial years end on "'
            '&year_end&". "&'
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
        )
        page.title('=firm&": what our clients are worth"', subtitle)
        page.remark(f'=left_out_words&IF(AND(left_out_words<>"",assumed_count>0)," ","")&{ASSUMED_MARGINS[1:]}')
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        charts = PortfolioCharts(self.book, self.clients, places)
        self._write_first_charts(charts)
        self._write_matrix(charts, places)
        page.end()

    def _write_first_charts(self, charts: PortfolioCharts) -> None:
        headings = (
            f'=IF(value_total<=0,"The client pyramid",first_tier_count&" "&INDEX(tier_names,1)&'
            f'IF(first_tier_count=1," client brings "," clients bring ")&'
            f'{percent("first_tier_share")}&" of the value")',
            f'=IF(value_total<=0,"The whale curve",{percent("pareto_share")}&" of the clients bring "&'
            f'{percent("core_share")}&" of the value")',
            '=IF(OR(manager_count=0,value_total<=0),"The account managers",first_manager&'
            f'IF(first_manager="Unassigned"," clients hold "," looks after ")&{percent("first_manager_share")}&'
            '" of the value")',
        )
        drawn = (charts.pyramid(), charts.whale(), charts.managers())
        for place, (heading, (chart, alt)) in enumerate(zip(headings, drawn, strict=True)):
            self.page.picture(chart, alt, heading, column=1 + 4 * place, columns=4, rows=FIRST_CHART_ROWS)
        self.page.below(FIRST_CHART_ROWS)

    def _write_matrix(self, charts: PortfolioCharts, places: ChartPlaces) -> None:
        """Write the matrix with the two lists beside it."""
        row = self.page.row
        key = "INDEX(quadrant_names,1)"
        share = percent(f"SUMIFS(Clients[Value],Clients[Quadrant],{key},Clients[Value],{ANY_NUMBER})/value_total")
        heading = (
            f'=IF(OR(COUNT(Clients[Tenure])=0,value_total<=0),"The client matrix (it needs joining dates)",'
            f'COUNTIF(Clients[Quadrant],{key})&" "&{key}&" clients hold "&{share}&" of the value: long with us, and a '
            'high margin")'
        )
        chart, alt = charts.matrix()
        rows = 2 * (SHOWN + 2) + 1
        self.page.picture(chart, alt, heading, columns=6, rows=rows)
        self._write_list(row, "The most valuable clients", places.top, "Tier", 6, "text")
        below = row + SHOWN + 3
        self._write_list(
            below, "Whom to contact first: overdue, the most valuable first", places.overdue, "Days late", 7, "count"
        )
        self.page.row += rows

    def _write_list(self, row: int, title: str, first: int, last_heading: str, source: int, kind: Kind) -> None:
        book, sheet = self.book, self.sheet
        sheet.write(row, 7, title, book.format("heading"))
        shown: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("", "text"), ("Account manager", "text"), ("", "text"), ("Value", "money"),
            (last_heading, "date"),
        )  # fmt: skip
        book.headings(sheet, row + 1, 7, shown, wrap=False)
        for place in range(SHOWN):
            line = row + 2 + place
            for column in (8, 10):
                sheet.write_blank(line, column, None, book.format("label"))
            for column, letter, look in (
                (7, "D", book.format("label")),
                (9, "E", book.format("label")),
                (11, "F", book.format("result", "money")),
                (12, "ABCDEFGH"[source], book.format("result", kind, align="center")),
            ):
                sheet.write_formula(line, column, f"='{CHART_DATA}'!${letter}${first + place + 1}", look, "")
        if kind == "text":
            colour_tiers(book, sheet, row + 2, 12, row + 1 + SHOWN)
