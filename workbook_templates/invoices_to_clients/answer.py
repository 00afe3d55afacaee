"""The sheet Answer of invoices to clients: what came in year by year, from whom, and who has gone quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.invoices_to_clients.chart_data import GONE, USUAL, Points, X
from workbook_templates.invoices_to_clients.chart_data import SHEET as CHART_DATA
from workbook_templates.invoices_to_clients.clients import ClientLines
from workbook_templates.invoices_to_clients.workings import BEST, LABEL, LISTED, OTHERS, Places
from workbook_templates.invoices_to_clients.workings import SHEET as WORKINGS
from workbook_templates.pages.answer_page import COLUMNS, AnswerPage, Card
from workbook_templates.pictures.names import add_names
from workbook_templates.sentences import amount, count_of, day, percent
from workbook_templates.style import (
    FONT,
    HOUSE,
    INK,
    MUTED,
    PANEL,
    TIER_FILLS,
    HouseBook,
    Kind,
    axis,
)

QUESTION = "What has each client paid us year by year, how much hangs on the best, and who has gone quiet?"
_HALF = COLUMNS // 2
_PICTURE_ROWS = 15
_SMALL = {"name": FONT, "size": 9, "color": INK}
_REST = "#A3B0BC"


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    fault = '"A cell holds what it must not, and the figures cannot be trusted: sheet Checks says where."'
    change = (
        'IF(latest_over=0,"; "&latest_year&" so far brought "&{latest},IF(fees_before<=0,"; "&latest_year&" brought "&'
        '{latest},"; "&latest_year&" brought "&{latest}&", "&IF(latest_fees>=fees_before,{up}&" more than ",{down}&'
        '" less than ")&latest_year-1))'
    ).format(
        latest=amount("latest_fees"), up=percent("(latest_fees/fees_before-1)"),
        down=percent("(1-latest_fees/fees_before)"),
    )  # fmt: skip
    yield (
        '=IFERROR(IF(invoice_count=0,"No invoices yet: type or paste them on sheet Invoices, and every figure here '
        f'follows.",{count_of("client_count", "client", "clients")}&" paid "&{amount("fees_total")}&" on "&'
        f'{count_of("invoice_count", "invoice", "invoices")}&" from "&{day("first_invoice")}&" to "&'
        f'{day("last_invoice")}&{change}&"."),{fault})'
    )
    yield (
        f'=IFERROR(IF(OR(client_count<2,latest_fees<=0),"","The best "&{percent("pareto_share")}&" of the "&'
        f'{count_of("latest_clients", "client", "clients")}&" of "&latest_year&" paid "&{percent("latest_core")}&'
        f'" of its fees; over all years the best "&{percent("pareto_share")}&" paid "&'
        f'{percent("core_share_all")}&"."),"")'
    )
    yield (
        '=IFERROR(IF(invoice_count=0,"",IF(quiet_count=0,"No client has been silent for much longer than usual.",'
        f'{count_of("quiet_count", "client has gone quiet", "clients have gone quiet")}&": "&'
        'IF(pausing_count=0,"",IF(single_count=0,"",pausing_count&" ")&"silent for more than "&quiet_factor&" times "&'
        'IF(pausing_count=1,"its","their")&" usual pause")&IF(OR(pausing_count=0,single_count=0),"",", ")&'
        'IF(single_count=0,"",IF(pausing_count=0,"",single_count&" ")&"with a single invoice more than "&quiet_days&'
        '" days ago")&". "&IF(quiet_count=1,"It","They")&'
        f'" paid "&{percent("quiet_fees/fees_total")}&" of all fees.")),"")'
    )
    yield (
        '=IFERROR(IF(OR(invoice_count=0,latest_new+missing_count=0),"",'
        'IF(latest_new=0,"No client is",'
        f'{count_of("latest_new", "client is", "clients are")})&" new in "&latest_year&'
        'IF(clients_before=0,"","; "&missing_count&" of the "&clients_before&" clients of "&latest_year-1&'
        'IF(missing_count=1," has"," have")&'
        '" had no invoice since")&IF(latest_over=0,", and the year is not over.",".")),"")'
    )
    yield (
        '=IFERROR(IF(years_words="","","The value of the clients rests on their fees of "&years_words&'
        'IF(OR(latest_over=1,RIGHT(years_words,6)="so far"),".","; "&latest_year&'
        '" is not over, and counts only for those who came in it.")),"")'
    )
    yield (
        '=IFERROR(IF(late_count=0,"",'
        f'{count_of("late_count", "invoice is", "invoices are")}&" dated after the valuation date: set as_of on sheet '
        'Settings to a later day."),"")'
    )


_CARDS = (
    Card("Clients", "=client_count", '=IF(invoice_count=0,"no invoice yet","a row each on sheet Clients")', "count"),
    Card("Invoices", "=invoice_count", '=IF(invoice_count=0,"",' + day("first_invoice") + '&" on")', "count"),
    Card(
        "Fees", f'=IF(invoice_count=0,"",{amount("latest_fees")})', '="in "&latest_year&IF(latest_over=1,""," so far")'
    ),
    Card(
        "Paid by the best", '=IF(latest_fees<=0,"",latest_core)',
        f'="the best "&{percent("pareto_share")}&" of the clients of "&latest_year', "share",
    ),
    Card("Gone quiet", "=quiet_count", f'=IF(quiet_count=0,"",{amount("quiet_fees")}&" of all fees")', "count"),
    Card(
        "Value of the clients", f'=IF(invoice_count=0,"",{amount("value_total")})',
        "what is likely to come, in today's money",
    ),
)  # fmt: skip


class Answer:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook, lines: ClientLines) -> None:
        self.book = book
        self.lines = lines
        self.page = AnswerPage(book)
        self.sheet = self.page.sheet

    def write(self, places: Places, points: Points) -> None:
        """Write the sheet, and let the book open on it."""
        page = self.page
        page.title(
            '=firm&": what each client pays us"',
            f'=IFERROR("Up to "&{day("as_of")}&". Financial years end on "&year_end&". ","")&'
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")',
        )
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        heading = (
            f'=IFERROR(IF(latest_fees<=0,"Fees by financial year","In "&latest_year&" the best "&'
            f'{percent("pareto_share")}&" of the clients paid "&{percent("latest_core")}&" of the fees"),'
            '"Fees by financial year")'
        )
        alt = "Columns, one per financial year: the fees of the best clients below, those of the others on top."
        page.picture(self._years(places), alt, heading, columns=_HALF, rows=_PICTURE_ROWS)
        heading = (
            f'=IFERROR(IF(quiet_count=0,"Nobody has gone quiet","Right of the line: "&'
            f'IF(pausing_count=0,"",{count_of("pausing_count", "client", "clients")}&" silent for more than "&'
            'quiet_factor&" pauses")&IF(OR(pausing_count=0,single_count=0),"",", ")&IF(single_count=0,"",single_count&'
            '" with a single invoice over "&quiet_days&" days ago")),"Who has gone quiet")'
        )
        alt = "A mark per client: how long it has been silent, in times of its usual pause, against its fees."
        page.picture(
            self._silence(points, places.names), alt, heading, column=1 + _HALF, columns=_HALF, rows=_PICTURE_ROWS
        )
        page.below(_PICTURE_ROWS)
        self._lists(places)
        page.link(
            "Your own invoices: type over the yellow cells of sheet Invoices, or paste an export there.", "Invoices"
        )
        page.end()

    def _years(self, places: Places) -> Chart:
        chart = self.book.chart(
            {"type": "column", "subtype": "stacked"},
            title="Fees by financial year; the share is that of the best clients",
        )
        first, last = places.years, places.years + self.lines.years - 1
        for name, column, fill in (("The best clients of the year", BEST, HOUSE), ("All others", OTHERS, _REST)):
            chart.add_series(
                {
                    "name": name,
                    "categories": [WORKINGS, first, LABEL, last, LABEL],
                    "values": [WORKINGS, first, column, last, column],
                    "fill": {"color": fill},
                    "border": {"color": INK, "width": 0.5},
                    "gap": 45,
                }
            )
        grid = {"visible": True, "line": {"color": PANEL}}
        chart.set_legend({"position": "bottom", "font": _SMALL})
        chart.set_x_axis(axis(name="financial year: share of the best clients"))
        chart.set_y_axis(axis(min=0, num_format="#,##0", major_gridlines=grid, name="fees"))
        return chart

    def _silence(self, points: Points, names: int) -> Chart:
        chart = self.book.chart(
            {"type": "scatter"}, title="Each mark a client: how long it has been silent, and what it paid in all years"
        )
        for group, column, mark, fill in (
            ("As usual", USUAL, "circle", _REST),
            ("Gone quiet", GONE, "diamond", TIER_FILLS[1]),
        ):
            chart.add_series(
                {
                    "name": group,
                    "categories": [CHART_DATA, points.first, X, points.last, X],
                    "values": [CHART_DATA, points.first, column, points.last, column],
                    "marker": {
                        "type": mark,
                        "size": 8,
                        "fill": {"color": fill},
                        "border": {"color": INK, "width": 0.5},
                    },
                }
            )
        row, x, y = points.cut
        chart.add_series(
            {
                "name": "Quiet from here",
                "categories": [CHART_DATA, row, x, row + 1, x],
                "values": [CHART_DATA, row, y, row + 1, y],
                "line": {"color": MUTED, "width": 1, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
        add_names(chart, WORKINGS, names, LISTED)
        grid = {"visible": True, "line": {"color": PANEL}}
        silent = "silent, in times of the client's usual pause (named: the largest gone quiet, where there is room)"
        unnamed = list(range(3, 3 + LISTED))
        chart.set_legend({"position": "bottom", "font": _SMALL, "delete_series": unnamed})
        chart.set_x_axis(axis(min=0, num_format="0.0", name=silent))
        chart.set_y_axis(axis(min=0, num_format="#,##0", name="fees, all years", major_gridlines=grid))
        return chart

    def _lists(self, places: Places) -> None:
        lines, row = self.lines, self.page.row

        def of_clients(heading: str) -> list[str]:
            return [lines.cell(heading, line) for line in range(LISTED)]

        def of_quiet(column: int) -> list[str]:
            return [
                f"{WORKINGS}!{xl_rowcol_to_cell(places.quiet + place, column, row_abs=True, col_abs=True)}"
                for place in range(LISTED)
            ]

        latest = lines.cell(f"Year {lines.years}", -1)
        self._list(
            row, 1, "Who paid most", ("Fees, all years", f"={latest}", "Last invoice"), of_clients("Client"),
            (
                (of_clients("Fees, all years"), "money"), (of_clients(f"Year {lines.years}"), "money"),
                (of_clients("Last invoice"), "date"),
            ),
        )  # fmt: skip
        self._list(
            row, 1 + _HALF, "Whom to call: gone quiet, the largest first",
            ("Fees, all years", "Last invoice", "Days silent", "Usual pause"), of_quiet(1),
            ((of_quiet(3), "money"), (of_quiet(4), "date"), (of_quiet(5), "count"), (of_quiet(6), "count")),
        )  # fmt: skip
        self.page.row += LISTED + 3

    def _list(
        self, row: int, left: int, title: str, headings: Sequence[str], names: Sequence[str],
        columns: Sequence[tuple[Sequence[str], Kind]],
    ) -> None:  # fmt: skip
        book, sheet = self.book, self.sheet
        sheet.write(row, left, title, book.format("heading"))
        book.headings(sheet, row + 1, left, (("Client", "text"), ("", "text")), wrap=False)
        for place, (heading, (_, kind)) in enumerate(zip(headings, columns, strict=True), left + 2):
            look = book.heading_over(kind, wrap=False)
            if heading.startswith("="):
                sheet.write_formula(row + 1, place, heading, look, "")
            else:
                sheet.write_string(row + 1, place, heading, look)
        for line, name in enumerate(names):
            sheet.write_formula(row + 2 + line, left, f'={name}&""', book.format("label"), "")
            sheet.write_blank(row + 2 + line, left + 1, None, book.format("label"))
            for place, (cells, kind) in enumerate(columns, left + 2):
                look = book.format("result", kind)
                sheet.write_formula(row + 2 + line, place, f"={cells[line]}", look, "")
