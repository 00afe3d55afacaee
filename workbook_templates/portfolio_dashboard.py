"""The Dashboard of the client portfolio: what the partners ask, answered in sentences, figures and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart

from workbook_templates.client_list import ClientList
from workbook_templates.portfolio_ranks import FIRST_TIER, TENURE, column_range
from workbook_templates.portfolio_register import colour_tiers
from workbook_templates.portfolio_settings import QUADRANTS, TIERS
from workbook_templates.portfolio_workings import STEPS, Places, percent
from workbook_templates.portfolio_workings import SHEET as WORKINGS
from workbook_templates.style import (
    ACCENT,
    FONT,
    HAIRLINE,
    HOUSE,
    INK,
    MUTED,
    PANEL,
    TIER_FILLS,
    HouseBook,
    Kind,
    axis,
    data_labels,
)

COLUMNS = 12
COLUMN_WIDTH = 15
COLUMN_PIXELS = 110
ROW_PIXELS = 22
SHOWN = 5
"""Clients in each list beside the matrix."""
NAMED_ON_CHART = 3


@dataclass(frozen=True)
class Card:
    """A figure of the top row: its label, the formula, and a note below it."""

    label: str
    formula: str
    note: str
    kind: Kind = "text"


def _plural(count: str, one: str, many: str) -> str:
    return f'{count}&IF({count}=1," {one}"," {many}")'


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    losses = 'COUNTIF(Clients[Value],"<0")'
    yield (
        '=IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here follows.",'
        f'{_plural("client_count", "client", "clients")}&" brought "&fees_words&" in "&latest_year&'
        f'". What they are likely to bring from now on is worth "&value_words&" today, at "&{percent("rate")}&" a year.")'
    )
    yield (
        f'=IF(value_total<=0,"","The best "&{percent("pareto_share")}&" of them bring "&{percent("core_share")}&'
        f'" of that value"&IF({losses}=0,".","; "&{_plural(losses, "client costs", "clients cost")}&'
        '" more than they pay."))'
    )
    yield (
        '=IF(OR(top_fees_row="",top_value_row=""),"",IF(top_fees_row=top_value_row,'
        'top_client&" leads by fees ("&fees_of_it_words&" in "&latest_year&") and by value ("&top_value_words&").",'
        '"The highest bill of "&latest_year&" went to "&fees_client&" ("&fees_of_it_words&"): "&'
        'IF(ISNUMBER(top_fees_rank),"what is to come is worth "&value_of_it_words&", no. "&top_fees_rank&" of "&client_count,'
        '"a client no more")&". The most valuable client is "&top_client&", worth "&top_value_words&"."))'
    )
    yield (
        f'=IF(start_count=0,"","Of the "&start_count&" clients of the year before, "&kept_count&" came back in "&'
        f'latest_year&" ("&{percent("retention_clients")}&" kept); they brought "&{percent("retention_fees")}&'
        '" of the fees of all "&start_count&"."&IF(start_count<30," So short a list fits a true rate from "&'
        f'{percent("retention_low")}&" to "&{percent("retention_high")}&".",""))'
    )
    yield (
        '=IF(overdue_count=0,"",IF(overdue_count=1,"One client waits","Contact is overdue with "&overdue_count&" clients")'
        '&"; the most valuable of them is "&overdue_client&", "&overdue_days&" days late.")'
    )
    yield (
        '=IF(manager_count<2,"",IF(first_manager="Unassigned","Clients without an account manager hold ",'
        'first_manager&" looks after ")&'
        f'{percent("first_manager_share")}&" of the value"&IF(first_manager="Unassigned",".",'
        '": that much is at stake should this one person leave."))'
    )


def _cards() -> tuple[Card, ...]:
    return (
        Card(
            "Clients", "=client_count", '=IF(former_count=0,"on the register",former_count&" more have left")', "count"
        ),
        Card("Fees", "=fees_words", '="in "&latest_year'),
        Card("Margin a year", "=margin_words", '="after cost to serve, where known"'),
        Card("Value of the clients", "=value_words", '="what is to come, in today\'s money"'),
        Card(
            "Clients kept",
            '=IF(start_count=0,"",retention_clients)',
            '=IF(start_count=0,"two years of fees show it","of last year\'s "&start_count&" clients")',
            "share",
        ),
        Card("Contacts overdue", "=overdue_count", '="on "&as_of_words', "count"),
    )


class Dashboard:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        widths = (2, *(COLUMN_WIDTH for _ in range(COLUMNS)), 2)
        self.sheet = book.sheet("Dashboard", widths, one_page=True, tab=HOUSE)

    def write(self, places: Places) -> None:
        """Write the sheet, and let the book open on it."""
        book, sheet = self.book, self.sheet
        sheet.set_row(0, 30)
        sheet.write_formula(0, 1, '=firm&": what our clients are worth"', book.format("title"), "")
        subtitle = (
            '="As of "&as_of_words&". Amounts in "&money_unit&". Financial years end on "&year_end&". "&'
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
        )
        sheet.write_formula(1, 1, subtitle, book.format("subtitle"), "")
        row = 3
        for sentence in _sentences():
            sheet.write_formula(row, 1, sentence, book.format("message"), "")
            sheet.set_row(row, 18)
            row += 1
        row = self._write_cards(row + 1)
        row = self._write_first_charts(row + 1, places)
        self._write_matrix(row + 1, places)
        sheet.activate()
        sheet.set_selection(0, 0, 0, 0)
        sheet.print_area(0, 0, row + 20, COLUMNS + 1)

    def _write_cards(self, row: int) -> int:
        book, sheet = self.book, self.sheet
        gap = {"right": 5, "right_color": "#FFFFFF"}
        sheet.set_row(row + 1, 30)
        for place, card in enumerate(_cards()):
            column = 1 + 2 * place
            sheet.write(row, column, card.label, book.format("kpi_label"))
            sheet.write_formula(row + 1, column, card.formula, book.format("kpi", card.kind, align="left"), "")
            sheet.write_formula(row + 2, column, card.note, book.format("kpi_note"), "")
            for line, role in enumerate(("kpi_label", "kpi", "kpi_note")):
                sheet.write_blank(row + line, column + 1, None, book.format(role, **gap))
        return row + 3

    def _write_first_charts(self, row: int, places: Places) -> int:
        first_tier = "INDEX(tier_names,1)"
        first_row = f"{WORKINGS}!$B${places.pyramid + 1}"
        count, share = first_row.replace("$B", "$C"), first_row.replace("$B", "$E")
        self._heading(row, 1, f'=IF(client_count=0,"The client pyramid",{count}&" "&{first_tier}&IF({count}=1," client brings "," clients bring ")&{percent(share)}&" of the value")')  # fmt: skip
        self._heading(row, 5, f'=IF(value_total<=0,"The whale curve",{percent("pareto_share")}&" of the clients bring "&{percent("core_share")}&" of the value")')  # fmt: skip
        self._heading(row, 9, '=IF(manager_count=0,"Value per account manager",first_manager&" looks after "&' + percent("first_manager_share") + '&" of the value")')  # fmt: skip
        lines = 11
        for column, chart in (
            (1, self._pyramid(places)),
            (5, self._whale(places)),
            (9, self._managers(places)),
        ):
            self._place(row + 1, column, chart, 4, lines)
        return row + 1 + lines

    def _heading(self, row: int, column: int, formula: str) -> None:
        self.sheet.write_formula(row, column, formula, self.book.format("heading"), "")

    def _place(self, row: int, column: int, chart: Chart, columns: int, rows: int) -> None:
        size = {"width": columns * COLUMN_PIXELS - 10, "height": rows * ROW_PIXELS - 4}
        chart.set_size(size)
        self.sheet.insert_chart(row, column, chart, {"object_position": 1, "description": chart.title.name})

    def _pyramid(self, places: Places) -> Chart:
        chart = self.book.chart(
            {"type": "bar"}, title="Share of the clients (to the left) and of their value (to the right), by tier"
        )
        first, last = places.pyramid, places.pyramid + len(TIERS) - 1
        points = [{"fill": {"color": fill}, "border": {"color": MUTED, "width": 0.5}} for fill in TIER_FILLS]
        for column, name in ((5, "Share of clients"), (4, "Share of value")):
            chart.add_series(
                {
                    "name": name,
                    "categories": [WORKINGS, first, 6, last, 6],
                    "values": [WORKINGS, first, column, last, column],
                    "points": points,
                    "gap": 30,
                    "overlap": 100,
                    "data_labels": data_labels(position="outside_end", num_format="0%;0%"),
                }
            )
        chart.set_y_axis(
            axis(reverse=True, label_position="low", num_font={"name": FONT, "size": 9, "bold": True, "color": INK})
        )
        chart.set_x_axis(axis(visible=False, num_format="0%;0%"))
        return chart

    def _whale(self, places: Places) -> Chart:
        chart = self.book.chart(
            {"type": "scatter", "subtype": "straight"},
            title="Share of the value brought by the best clients; dashed: if all were equal",
        )
        first, last = places.whale, places.whale + STEPS
        shares = [WORKINGS, first, 2, last, 2]
        for column, line in (
            (4, {"color": MUTED, "width": 1, "dash_type": "dash"}),
            (3, {"color": HOUSE, "width": 2.5}),
        ):
            chart.add_series(
                {
                    "categories": shares,
                    "values": [WORKINGS, first, column, last, column],
                    "line": line,
                    "marker": {"type": "none"},
                }
            )
        core = last + 1
        chart.add_series(
            {
                "categories": [WORKINGS, core, 2, core, 2],
                "values": [WORKINGS, core, 3, core, 3],
                "line": {"none": True},
                "marker": {"type": "circle", "size": 8, "fill": {"color": TIER_FILLS[1]}, "border": {"color": INK}},
                "data_labels": data_labels(
                    position="right", num_format="0%", font={"name": FONT, "size": 10, "bold": True, "color": INK}
                ),
            }
        )
        grid = {"visible": True, "line": {"color": PANEL}}
        chart.set_x_axis(
            axis(min=0, max=1, major_unit=0.2, num_format="0%", name="clients, best first", label_position="low")
        )
        chart.set_y_axis(axis(min=0, num_format="0%", major_unit=0.2, major_gridlines=grid))
        return chart

    def _managers(self, places: Places) -> Chart:
        chart = self.book.chart({"type": "bar"}, title="Value of the clients of each account manager")
        first, last = places.managers, places.managers + places.manager_lines - 1
        shown = "#,##0.00;-#,##0.00;" if self.clients.money_decimals else "#,##0;-#,##0;"
        chart.add_series(
            {
                "categories": [WORKINGS, first, 1, last, 1],
                "values": [WORKINGS, first, 2, last, 2],
                "fill": {"color": ACCENT},
                "gap": 40,
                "data_labels": data_labels(position="outside_end", num_format=shown),
            }
        )
        chart.set_y_axis(axis(reverse=True, label_position="low"))
        chart.set_x_axis(axis(visible=False))
        return chart

    def _write_matrix(self, row: int, places: Places) -> None:
        key = "INDEX(quadrant_names,1)"
        first = f"{WORKINGS}!$B${places.quadrant_labels + 1}"
        held = "SUMIFS(Clients[Value],Clients[Quadrant]," + first + ")"
        self._heading(row, 1, f'=IF(OR(COUNT(Clients[Tenure])=0,value_total<=0),"The client matrix: needs joining dates",COUNTIF(Clients[Quadrant],{key})&" "&{key}&" clients hold "&{percent(f"({held}/value_total)")}&" of the value: long with us, and a high margin")')  # fmt: skip
        lines = 2 * (SHOWN + 2) + 1
        self._place(row + 1, 1, self._matrix(places), 6, lines)
        self._write_list(row, "The most valuable clients", places.top, "Tier", 6, "text")
        self._write_list(
            row + SHOWN + 3,
            "Whom to contact first: overdue, most valuable first",
            places.overdue,
            "Days late",
            7,
            "count",
        )

    def _write_list(self, row: int, title: str, first: int, last_heading: str, source: int, kind: Kind) -> None:
        book, sheet = self.book, self.sheet
        sheet.write(row, 7, title, book.format("heading"))
        for column in range(7, 13):
            heading = {7: "Client", 9: "Account manager", 11: "Value", 12: last_heading}.get(column, "")
            sheet.write(row + 1, column, heading, book.format("column"))
        letters = "ABCDEFGHIJ"
        for place in range(SHOWN):
            for column in (8, 10):
                sheet.write_blank(row + 2 + place, column, None, book.format("label"))
            for column, from_column, look in (
                (7, 3, book.format("label")), (9, 4, book.format("label")), (11, 5, book.format("result", "money")),
                (12, source, book.format("result", kind, align="center")),
            ):  # fmt: skip
                cell = f"{WORKINGS}!${letters[from_column]}${first + place + 1}"
                sheet.write_formula(row + 2 + place, column, f"={cell}", look, "")
        if kind == "text":
            colour_tiers(book, sheet, row + 2, 12, row + 1 + SHOWN)

    def _matrix(self, places: Places) -> Chart:
        chart = self.book.chart(
            {"type": "scatter"},
            title="Each point a client: years with us (across) and margin a year (up); the dashed lines cut the quadrants",
        )
        x = f"={column_range(self.clients, TENURE)}"
        for place, fill in enumerate(TIER_FILLS):
            chart.add_series(
                {
                    "name": f"=Ranks!{_column_letter(FIRST_TIER + place)}$5",
                    "categories": x,
                    "values": f"={column_range(self.clients, FIRST_TIER + place)}",
                    "marker": {
                        "type": ("diamond", "square", "circle", "triangle")[place],
                        "size": 8 - place // 2,
                        "fill": {"color": fill},
                        "border": {"color": INK, "width": 0.5},
                    },
                }
            )
        dashed = {"color": MUTED, "width": 1, "dash_type": "dash"}
        for line in (0, 2):
            first = places.cut_lines + line
            chart.add_series(
                {
                    "categories": [WORKINGS, first, 2, first + 1, 2],
                    "values": [WORKINGS, first, 3, first + 1, 3],
                    "line": dashed,
                    "marker": {"type": "none"},
                }
            )
        small = {"name": FONT, "size": 9, "color": INK}
        for place in range(len(QUADRANTS)):
            row = places.quadrant_labels + place
            self._label(
                chart,
                row,
                4,
                (row, 2),
                (row, 3),
                "left" if place < 2 else "right",
                {**small, "bold": True, "color": ACCENT, "size": 10},
            )
        for place in range(NAMED_ON_CHART):
            row = places.top + place
            self._label(chart, row, 3, (row, 8), (row, 9), "left", small)
        chart.set_legend(
            {
                "position": "bottom",
                "font": small,
                "delete_series": list(range(4, 4 + 2 + len(QUADRANTS) + NAMED_ON_CHART)),
            }
        )
        chart.set_x_axis(
            axis(min=0, num_format="0", name="years with us", label_position="low", line={"color": HAIRLINE})
        )
        chart.set_y_axis(axis(num_format="#,##0"))
        return chart

    def _label(
        self,
        chart: Chart,
        row: int,
        text: int,
        x: tuple[int, int],
        y: tuple[int, int],
        position: str,
        font: dict[str, Any],
    ) -> None:
        """A text on the chart that follows its cell: the name of a series of one unseen point, which every host shows."""
        chart.add_series(
            {
                "name": [WORKINGS, row, text],
                "categories": [WORKINGS, *x, *x],
                "values": [WORKINGS, *y, *y],
                "marker": {"type": "none"},
                "line": {"none": True},
                "data_labels": {"series_name": True, "value": False, "position": position, "font": font},
            }
        )


def _column_letter(column: int) -> str:
    return "$" + "ABCDEFGHIJKLMN"[column]
