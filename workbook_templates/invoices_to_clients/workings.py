"""The Workings of invoices to clients: the financial year, each year's fees, and what the sentences say."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.invoices_to_clients.clients import (
    FROM_ROW,
    QUIET,
    TO_ROW,
    TOTAL_ROW,
    YEAR_ROW,
    ClientLines,
    financial_year,
)
from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.pages.tables_page import Answer
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.pictures.names import WIDTHS, Room, write_names
from workbook_templates.sentences import MONEY_UNIT, percent
from workbook_templates.settings import YEAR_END_DAY, YEAR_END_MONTH
from workbook_templates.style import HouseBook, Kind

SHEET = "Workings"
LISTED = 6
"""Clients in each of the two lists of sheet Answer."""
LABEL, BEST, OTHERS = 1, 5, 6


@dataclass(frozen=True)
class Places:
    """Rows of the sheet, from 0: the first year, the first of the quiet clients, and of their names in the picture."""

    years: int
    quiet: int
    names: int


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, lines: ClientLines) -> None:
        note = "Every figure of sheet Answer, computed here once. Nothing is typed on this sheet."
        self.lines = lines
        self.page = Page(book, SHEET, "Workings", note, (2, 36, 20, 14, 20, 14, 14, 14, 12, 12, *WIDTHS[9:]))

    def write(self, by_client: Answer) -> Places:
        """Write all parts; answers where the cells stand that sheet Answer reads."""
        self.page.figures("The book", "Each figure has a name, which other formulas use.", self._book(by_client))
        years = self._years()
        self.page.figures("The latest year", "And the one before it.", self._latest(years))
        self.page.figures("Gone quiet", "Clients silent for longer than quiet_factor of their pauses.", self._silent())
        quiet = self._quiet()
        return Places(years=years, quiet=quiet, names=self._names(quiet))

    def _book(self, by_client: Answer) -> tuple[Figure, ...]:
        lines, unit = self.lines, f"={MONEY_UNIT}"
        return (
            Figure("Financial year ends: month", "year_end_month", f"={YEAR_END_MONTH}", "count", "1 to 12"),
            Figure("Financial year ends: day", "year_end_day", f"={YEAR_END_DAY}", "count", "1 to 31"),
            Figure(
                "Latest financial year", "latest_year",
                "=YEAR(as_of)+IF(as_of>MIN(DATE(YEAR(as_of),year_end_month,year_end_day),"
                "DATE(YEAR(as_of),year_end_month+1,0)),1,0)",
                "years", "that of as_of",
            ),
            Figure("Invoices", "invoice_count", "=COUNT(Invoices[Amount])", "count", "invoices"),
            Figure("Clients", "client_count", f"=MAX(0,COUNT({by_client.cells(2)})-1)", "count", "clients"),
            Figure(
                "First invoice", "first_invoice",
                '=IF(COUNT(Invoices[Invoice date])=0,"",MIN(Invoices[Invoice date]))', "date",
            ),
            Figure(
                "Last invoice", "last_invoice",
                '=IF(COUNT(Invoices[Invoice date])=0,"",MAX(Invoices[Invoice date]))', "date",
            ),
            Figure("Fees of all years", "fees_total", "=SUM(Invoices[Amount])", "money", unit),
            Figure(
                "Paid by the best clients in all years", "core_share_all",
                f'=IF(fees_total<=0,"",REL_PARETO({lines.column("Fees, all years")},pareto_share))', "share", "of fees",
            ),
            Figure("Value of all clients", "value_total", f"=SUM({lines.column('Value')})", "money", unit),
            Figure(
                "Invoices after the valuation date", "late_count", '=COUNTIF(Invoices[Invoice date],">="&INT(as_of)+1)',
                "count", "invoices",
            ),
        )  # fmt: skip

    def _years(self) -> int:
        """Write a line per financial year; answers the first row."""
        page, lines = self.page, self.lines
        headings: tuple[tuple[str, Kind], ...] = (
            ("Year, as the picture says it", "text"), ("Financial year", "count"), ("Fees", "money"),
            ("Share of the best clients", "share"), ("Of the best clients", "money"), ("Of the others", "money"),
            ("Clients", "count"), ("New clients", "count"), ("Over", "count"),
        )  # fmt: skip
        note = (
            "The best clients of a year are the share pareto_share of those who paid in it; Over is 1 for a full year."
        )
        page.part("Fees by financial year", note, headings)
        first = page.row
        for year in range(lines.years):
            fees = lines.column(f"Year {year + 1}")
            number, total, share, over = (page.cell(column) for column in (2, 3, 4, 9))
            says = f'{number}&IF({over}=1,""," so far")'
            page.formula(LABEL, f'=IF({total}<=0,{says},{says}&": "&{percent(share)})')
            page.sheet.write_formula(page.row, 2, f"={lines.year(YEAR_ROW, year)}", self._plain, "")
            page.formula(3, f"={lines.year(TOTAL_ROW, year)}", "money")
            # Of the clients of the year only: the others have nothing in it.
            paid = f'COUNTIF({fees},">0")'
            page.formula(4, f"=IF({total}<=0,0,REL_PARETO({fees},pareto_share*{paid}/COUNT({fees})))", "share")
            page.formula(BEST, f"={share}*{total}", "money")
            page.formula(OTHERS, f"={total}-{page.cell(BEST)}", "money")
            page.formula(7, f"={paid}", "count")
            began = lines.column("First invoice")
            between = f'">="&{lines.year(FROM_ROW, year)},{began},"<"&{lines.year(TO_ROW, year)}+1'
            page.formula(8, f"=COUNTIFS({began},{between})", "count")
            page.formula(9, f"=IF(as_of>={lines.year(TO_ROW, year)},1,0)", "count")
            page.row += 1
        page.end_part()
        return first

    @property
    def _plain(self) -> object:
        """A year has no comma."""
        return self.page.book.format("result", "count", num_format="0")

    def _latest(self, years: int) -> tuple[Figure, ...]:
        page, lines, unit = self.page, self.lines, f"={MONEY_UNIT}"
        last = years + lines.years - 1

        def of(column: int, row: int = last) -> str:
            return f"={page.cell(column, row)}"

        before, latest = (lines.column(f"Year {lines.years - back}") for back in (1, 0))
        began = f"MAX({lines.year(YEAR_ROW, 0)},{financial_year('first_invoice')})"
        counted = f'IF({began}>whole_year,latest_year&" so far",{began}&" to "&whole_year)'
        counted = f'IF(AND({began}<=whole_year,OR(fee_basis="latest",{began}=whole_year)),""&whole_year,{counted})'
        return (
            Figure("Fees of the latest year", "latest_fees", of(3), "money", unit),
            Figure("Fees of the year before", "fees_before", of(3, last - 1), "money", unit),
            Figure("Whether the latest year is over", "latest_over", of(9), "count", "1 is yes"),
            Figure("Latest year that is over", "whole_year", "=latest_year-1+latest_over", "years", "financial year"),
            Figure("Years that fees a year rest on", "years_words", f'=IF(first_invoice="","",{counted})', "text"),
            Figure("Its clients", "latest_clients", of(7), "count", "clients"),
            Figure("Its share of the best clients", "latest_core", of(4), "share", "of fees"),
            Figure("Its new clients", "latest_new", of(8), "count", "clients"),
            Figure("Clients of the year before", "clients_before", of(7, last - 1), "count", "clients"),
            Figure(
                "Of these, without an invoice since", "missing_count", f'=COUNTIFS({before},">0",{latest},"<=0")',
                "count", "clients",
            ),
        )  # fmt: skip

    def _silent(self) -> tuple[Figure, ...]:
        lines = self.lines
        gone = lines.column("Gone quiet")
        fees = lines.column("Fees, all years")
        pausing = f'=COUNTIFS({gone},"{QUIET}",{lines.column("Usual pause")},{ANY_NUMBER})'
        return (
            Figure("Clients gone quiet", "quiet_count", f'=COUNTIF({gone},"{QUIET}")', "count", "clients"),
            Figure("Of these, with a usual pause", "pausing_count", pausing, "count", "clients"),
            Figure("With a single invoice", "single_count", "=quiet_count-pausing_count", "count", "clients"),
            Figure(
                "Their fees in all years", "quiet_fees", f'=SUMIFS({fees},{gone},"{QUIET}")', "money", f"={MONEY_UNIT}"
            ),
            Figure("Furthest that the picture reaches", "drawn_most", "=4*quiet_factor", "factor", "pauses"),
        )

    def _quiet(self) -> int:
        """Write the largest of the clients gone quiet; answers the first row."""
        page, lines = self.page, self.lines
        headings: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Line of Clients", "count"), ("Fees, all years", "money"), ("Last invoice", "date"),
            ("Days silent", "count"), ("Usual pause", "count"),
        )  # fmt: skip
        page.part("The largest of those gone quiet", "For the list and the names in the picture.", headings)
        first = page.row
        for place in range(1, LISTED + 1):
            row = page.cell(2)

            def of(heading: str, row: str = row) -> str:
                return f'=IF({row}="","",INDEX({lines.column(heading)},{row}))'

            page.formula(1, of("Client"))
            page.formula(
                2, f'=IF(quiet_count<{place},"",COUNTIF({lines.column("Quiet so far")},"<{place}")+1)', "count"
            )
            page.formula(3, of("Fees, all years"), "money")
            page.formula(4, of("Last invoice"), "date")
            page.formula(5, of("Days silent"), "count")
            page.formula(6, of("Usual pause"), "count")
            page.row += 1
        page.end_part()
        return first

    def _names(self, quiet: int) -> int:
        page, lines = self.page, self.lines
        pauses, fees = lines.column("Times its pause"), lines.column("Fees, all years")
        furthest = f"MIN(drawn_most,MAX(1,{pauses}))"
        return write_names(
            page, "The largest of those gone quiet.", LISTED, lambda place: page.cell(2, quiet + place - 1),
            (lines.column("Client"), pauses, fees),
            Room(
                letter=f"{furthest}/80", letters=30, line=f"MAX(0.01,{fees})/11", left="0", right=furthest, low="0",
                high=f"MAX(0.01,{fees})",
            ),
        )  # fmt: skip
