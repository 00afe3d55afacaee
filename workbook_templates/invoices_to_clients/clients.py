"""The sheet Clients of invoices to clients: a row per client, largest first, with its fees by financial year.

Its lines follow the invoices, with lines in store for clients still to come: each line is a set of ordinary formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbook_templates.pages.list_page import same_as
from workbook_templates.pages.tables_page import Answer
from workbook_templates.sentences import MONEY_UNIT
from workbook_templates.style import HouseBook, Kind

SHEET = "Clients"
YEAR_ROW, FROM_ROW, TO_ROW, TOTAL_ROW, HEADING_ROW = 3, 4, 5, 6, 8
FIRST_ROW = HEADING_ROW + 1
_BEFORE: tuple[tuple[str, Kind, float], ...] = (
    ("Client", "text", 32), ("First invoice", "date", 13), ("Last invoice", "date", 13), ("Invoices", "count", 10),
    ("Fees, all years", "money", 13), ("Earlier", "money", 12),
)  # fmt: skip
_AFTER: tuple[tuple[str, Kind, float], ...] = (
    ("Fees a year", "money", 12), ("Value", "money", 12), ("Usual pause", "count", 10), ("Days silent", "count", 10),
    ("Times its pause", "years", 10), ("Gone quiet", "text", 10), ("Quiet so far", "count", 9),
    ("Recency", "count", 10), ("Frequency", "count", 11), ("Amount", "count", 10), ("RFM", "count", 8),
    ("Orders known", "count", 9), ("As sums look for it", "text", 34),
)  # fmt: skip
_UNITS = {
    "Usual pause": "days", "Days silent": "days", "Quiet so far": "clients",
    "Recency": "1 to 5", "Frequency": "1 to 5", "Amount": "1 to 5", "RFM": "of 555",
}  # fmt: skip
FIRST_YEAR = len(_BEFORE)
QUIET = "quiet"


@dataclass(frozen=True)
class ClientLines:
    """Where the lines stand.

    Attributes:
        years: how many financial years have a column.
        count: how many lines there are, those in store included.
    """

    years: int
    count: int

    @property
    def headings(self) -> tuple[tuple[str, Kind, float], ...]:
        """All columns; a year is named by its place, Year 1 being the earliest."""
        years: tuple[tuple[str, Kind, float], ...] = tuple(
            (f"Year {year + 1}", "money", 12) for year in range(self.years)
        )
        return (*_BEFORE, *years, *_AFTER)

    def place(self, heading: str) -> int:
        """The number of a column, from 0."""
        return [each for each, _, _ in self.headings].index(heading)

    def column(self, heading: str, last_heading: str = "") -> str:
        """A column, or several neighbours, with all lines, as part of a formula on any sheet."""
        last = self.place(last_heading or heading)
        return f"{SHEET}!{xl_range_abs(FIRST_ROW, self.place(heading), FIRST_ROW + self.count - 1, last)}"

    def cell(self, heading: str, line: int) -> str:
        """One cell, by its line from 0, as part of a formula on any sheet."""
        return f"{SHEET}!{xl_rowcol_to_cell(FIRST_ROW + line, self.place(heading), row_abs=True, col_abs=True)}"

    def year(self, row: int, year: int) -> str:
        """A cell above the column of a year (0 the earliest): its number, first day, last day, or total."""
        return f"{SHEET}!{xl_rowcol_to_cell(row, FIRST_YEAR + year, row_abs=True, col_abs=True)}"


def year_end(year: str) -> str:
    """The last day of a financial year, as part of a formula; a month has no more days than it has."""
    return f"MIN(DATE({year},year_end_month,year_end_day),DATE({year},year_end_month+1,0))"


def financial_year(day: str) -> str:
    """The financial year of a day, named by the year in which it ends, as part of a formula."""
    return f"(YEAR({day})+IF(INT({day})>{year_end(f'YEAR({day})')},1,0))"


class ClientsPage:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, lines: ClientLines, shown: int) -> None:
        self.book = book
        self.lines = lines
        self._shown = max(shown, 1)
        widths = [width for _, _, width in lines.headings]
        self.sheet = book.sheet(SHEET, widths, freeze=(FIRST_ROW, 1), repeat=(YEAR_ROW, HEADING_ROW))

    def write(self, by_client: Answer, orders: Answer, scores: Answer) -> None:
        """Write the sheet.

        Args:
            by_client: what each client paid in all, largest first.
            orders: first and last invoice of each client.
            scores: recency, frequency and amount of each client, in the order of this sheet.
        """
        book, sheet, lines = self.book, self.sheet, self.lines
        sheet.set_row(0, 28)
        sheet.write_formula(0, 0, '="Clients of "&firm', book.format("title"), "")
        says = (
            "A row per client, the largest first, with the fees of each financial year. Nothing is typed here: all "
            "follows from sheet Invoices."
        )
        sheet.write(1, 0, says, book.format("subtitle"))
        self._head()
        for line in range(lines.count):
            self._line(line, by_client, orders, scores)
        # The lines in store are not worth the paper.
        sheet.print_area(0, 0, FIRST_ROW + self._shown - 1, lines.place("RFM"))

    def _head(self) -> None:
        book, sheet, lines = self.book, self.sheet, self.lines
        for row, label in (
            (YEAR_ROW, "Financial year"),
            (FROM_ROW, "from"),
            (TO_ROW, "to"),
            (TOTAL_ROW, "All clients"),
        ):
            sheet.write(row, 0, label, book.format("total" if row == TOTAL_ROW else "label"))
        note = book.format("note", align="center")
        right = book.format("result", "date", num_format="0", align="right", indent=1)
        for year in range(lines.years):
            column = FIRST_YEAR + year
            number = xl_rowcol_to_cell(YEAR_ROW, column, row_abs=True)
            sheet.write_formula(YEAR_ROW, column, f"=latest_year-{lines.years - 1 - year}", right, "")
            ends = book.format("result", "date", align="right", indent=1)
            sheet.write_formula(FROM_ROW, column, f"={year_end(f'({number}-1)')}+1", ends, "")
            sheet.write_formula(TO_ROW, column, f"={year_end(number)}", ends, "")
        for column, (heading, kind, _) in enumerate(lines.headings):
            look = book.heading_over(kind)
            if heading.startswith("Year "):
                above = xl_rowcol_to_cell(YEAR_ROW, column, row_abs=True)
                sheet.write_formula(HEADING_ROW, column, f'="Fees "&{above}', look, "")
            else:
                sheet.write_string(HEADING_ROW, column, heading, look)
            if kind == "money" or heading == "Invoices":
                cells = xl_range_abs(FIRST_ROW, column, FIRST_ROW + lines.count - 1, column)
                sheet.write_formula(TOTAL_ROW, column, f"=SUM({cells})", book.format("total", kind), "")
            elif 0 < column < FIRST_YEAR + lines.years:
                sheet.write_blank(TOTAL_ROW, column, None, book.format("total"))
            if unit := _UNITS.get(heading):
                sheet.write_string(HEADING_ROW - 1, column, unit, note)
            elif heading == "Fees a year":
                sheet.write_formula(HEADING_ROW - 1, column, "=years_words", note, "")
            elif kind == "money":
                sheet.write_formula(HEADING_ROW - 1, column, f"={MONEY_UNIT}", note, "")
        sheet.set_row(HEADING_ROW, 30)

    def _line(self, line: int, by_client: Answer, orders: Answer, scores: Answer) -> None:
        book, sheet, row = self.book, self.sheet, FIRST_ROW + line
        place = self.lines.place

        def cell(heading: str) -> str:
            return str(xl_rowcol_to_cell(row, place(heading), col_abs=True))

        client = cell("Client")
        found = self._found(line, by_client, orders, scores, cell)
        for column, (heading, kind, _) in enumerate(self.lines.headings):
            look = book.format("key" if heading == "Client" else "label" if kind == "text" else "result", kind)
            if heading == "Client":
                formula = f'=IF(client_count<{line + 1},"",{by_client.cell(line + 1, 0)}&"")'
            elif heading.startswith("Year "):
                begins, ends = (xl_rowcol_to_cell(at, column, row_abs=True) for at in (FROM_ROW, TO_ROW))
                formula = f'=IF({client}="","",{self._sum(cell, begins, ends)})'
            else:
                # The count runs on below the last client.
                without = "" if heading == "Quiet so far" else f'{client}="","",'
                formula = f"=IF({without}{found[heading]})" if without else f"={found[heading]}"
            sheet.write_formula(row, column, formula, look, "")

    def _found(
        self, line: int, by_client: Answer, orders: Answer, scores: Answer, cell: Callable[[str], str]
    ) -> dict[str, str]:
        """The formula of each column but those of the client and the years, for a line that has a client."""
        lines = self.lines
        # Sums in place of lookups, since each client has one line there: with the same criterion as all sums here.
        frequency, recency, age = (
            f"SUMIFS({orders.cells(column)},{orders.cells(0)},{cell('As sums look for it')})" for column in (1, 2, 3)
        )
        known = f"{cell('Orders known')}=0"
        latest, before = (cell(f"Year {lines.years - back}") for back in (0, 1))
        # A year that is not over is no year's fees; it counts for those who have no other.
        whole = f"SUM({cell('Year 1')}:{latest})-IF(latest_over=1,0,{latest})"
        first_shown = xl_rowcol_to_cell(YEAR_ROW, FIRST_YEAR, row_abs=True, col_abs=True)
        began = financial_year(cell("First invoice"))
        average = f"({whole})/(whole_year-MAX({first_shown},{began})+1)"
        above = xl_rowcol_to_cell(FIRST_ROW + line - 1, lines.place("Quiet so far"), col_abs=True) if line else "0"
        return {
            "First invoice": f'IF({known},"",ROUND(as_of-7*{age},0))',
            "Last invoice": f'IF({known},"",ROUND({cell("First invoice")}+7*{recency},0))',
            "Invoices": by_client.cell(line + 1, 1),
            "Fees, all years": by_client.cell(line + 1, 2),
            "Earlier": self._sum(cell, "", xl_rowcol_to_cell(FROM_ROW, FIRST_YEAR, row_abs=True, col_abs=True)),
            "Fees a year": f'IF({known},"",IF({began}>whole_year,{latest},'
            f'IF(fee_basis="latest",IF(latest_over=1,{latest},{before}),{average})))',
            "Value": f'IF({cell("Fees a year")}="","",'
            f"REL_CLV({cell('Fees a year')}*margin_share,retention,rate,timing,first,growth,periods))",
            "Usual pause": f'IF({known},"",IF({frequency}>0,7*{recency}/{frequency},""))',
            "Days silent": f'IF({known},"",as_of-{cell("Last invoice")})',
            "Times its pause": f'IF({known},"",IF({cell("Usual pause")}="",'
            f"{cell('Days silent')}/quiet_days*quiet_factor,{cell('Days silent')}/{cell('Usual pause')}))",
            "Gone quiet": f'IF(N({cell("Times its pause")})>quiet_factor,"{QUIET}","")',
            "Quiet so far": f'{above}+IF({cell("Gone quiet")}="{QUIET}",1,0)',
            "Recency": scores.cell(line, 0),
            "Frequency": scores.cell(line, 1),
            "Amount": scores.cell(line, 2),
            "RFM": scores.cell(line, 3),
            "Orders known": f"COUNTIFS({orders.cells(0)},{cell('As sums look for it')})",
            "As sums look for it": same_as(cell("Client")),
        }

    @staticmethod
    def _sum(cell: Callable[[str], str], begins: str, ends: str) -> str:
        """What the client paid from a day to the end of another; without a first day before the other."""
        days = (
            f'Invoices[Invoice date],">="&{begins},Invoices[Invoice date],"<"&{ends}+1'
            if begins
            else (f'Invoices[Invoice date],"<"&{ends}')
        )
        return f"SUMIFS(Invoices[Amount],Invoices[Client],{cell('As sums look for it')},{days})"
