"""The house look of every workbook: colours, cell styles, number formats, sheets, print set-up, charts.

A template says what a cell *is* (an input, a result, a note) and what it *holds* (money, a share, a date); how that
looks is decided here and nowhere else. There is one style of input. Nothing is merged and nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

FONT = "Arial"
"""On every machine, or with a twin of the same widths: a column that fits here fits everywhere."""

INK = "#1F2933"
MUTED = "#616E7C"
HAIRLINE = "#C3CCD5"
PANEL = "#F2F5F8"
HOUSE = "#14324F"
ACCENT = "#2F6F8F"
INPUT_FILL = "#FFF6DC"
INPUT_INK = "#1B4F8A"
WARNING = "#9B2C1F"

TIER_FILLS = ("#14324F", "#9A6B1E", "#A3B0BC", "#D6DCE2")
"""Best tier first. In grey they are four clear steps from dark to light."""
TIER_INKS = ("#FFFFFF", "#FFFFFF", "#1F2933", "#1F2933")
HANDED_ROUND = "handed_round"
"""The name that a sheet has for its first cell where it is what people hand round: Excel keeps it with the sheet."""
MARKERS = ("diamond", "square", "circle", "triangle")
"""The marks of a scatter chart, series by series: they differ in grey, too."""

Role = Literal[
    "title", "subtitle", "heading", "band", "column", "label", "note", "input", "result", "total", "unit",
    "kpi_label", "kpi", "kpi_note", "message", "key", "verdict", "link", "faint",
]  # fmt: skip
Kind = Literal["text", "money", "share", "rate", "count", "years", "date", "factor", "measure", "wrapped"]

_NUMBER = {"align": "right", "indent": 1}
_HAIR = {"bottom": 1, "bottom_color": HAIRLINE}
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "font_color": HOUSE},
    "subtitle": {"font_size": 10, "font_color": MUTED},
    "heading": {"font_size": 11, "bold": True, "font_color": HOUSE},
    "band": {"font_size": 9, "bold": True, "font_color": HOUSE, "bg_color": PANEL},
    "column": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": HOUSE, "text_wrap": True, "valign": "vcenter", "indent": 1,
    },
    "label": {"align": "left", "indent": 1, **_HAIR},
    "note": {"font_size": 9, "font_color": MUTED},
    "input": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1, "border_color": HAIRLINE},
    "result": {**_HAIR},
    "total": {"bold": True, "top": 1, "top_color": INK, "bottom": 1, "bottom_color": INK},
    "unit": {"align": "left", "indent": 1, "font_size": 9, "font_color": MUTED, **_HAIR},
    "kpi_label": {"font_size": 9, "font_color": MUTED, "bg_color": PANEL, "indent": 1},
    "kpi": {"font_size": 18, "bold": True, "font_color": HOUSE, "bg_color": PANEL, "align": "left", "indent": 1},
    "kpi_note": {"font_size": 9, "font_color": MUTED, "bg_color": PANEL, "indent": 1},
    "message": {"font_size": 11, "font_color": INK},
    "key": {"align": "left", "indent": 1, "bold": True, **_HAIR},
    "verdict": {"bold": True, "align": "center", **_HAIR},
    "link": {"align": "left", "indent": 1, "font_color": ACCENT, "underline": 1},
    "faint": {"font_size": 8, "font_color": MUTED, "align": "right"},
}  # fmt: skip

_KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "money": {"num_format": "#,##0", **_NUMBER},
    "share": {"num_format": "0%", **_NUMBER},
    "rate": {"num_format": "0.0%", **_NUMBER},
    "count": {"num_format": "#,##0", **_NUMBER},
    "years": {"num_format": "0.0", **_NUMBER},
    "factor": {"num_format": "0.00", **_NUMBER},
    "measure": {"num_format": "[>=100]#,##0;[>=0]0.0#;-#,##0.0#", **_NUMBER},
    "date": {"num_format": "dd mmm yyyy", "align": "center"},
}


def number_format(kind: Kind) -> str:
    """The number format of cells that hold such a thing."""
    return str(_KINDS[kind].get("num_format", "General"))


def look(role: Role, kind: Kind = "text", **changes: Any) -> dict[str, Any]:
    """How a cell looks, in XlsxWriter's words: for what it is and what it holds."""
    properties = {
        "font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter",
        **_ROLES[role], **_KINDS[kind], **changes,
    }  # fmt: skip
    if role in ("input", "result", "total") and kind == "text":
        properties = {"align": "left", "indent": 1} | properties
    if properties.get("align") == "center":
        properties.pop("indent", None)
    return properties


def heading_look(kind: Kind, *, wrap: bool = True) -> dict[str, Any]:
    """How a heading over cells of a kind looks; without wrap it may run on over an empty neighbour."""
    align = {"text": "left", "wrapped": "left", "date": "center"}.get(kind, "right")
    return look("column", align=align, text_wrap=wrap)


class HouseBook:
    """A workbook in the house look; use it as a context manager.

    Args:
        target: the .xlsx file to write.
        title: for the file's properties.
        money_decimals: how many decimals money is shown with.
    """

    def __init__(self, target: Path, title: str, money_decimals: int = 0) -> None:
        self.book = xlsxwriter.Workbook(
            target, {"default_format_properties": {"font_name": FONT, "font_size": 10}, "strings_to_urls": False}
        )
        self.book.set_properties({"title": title, "author": "", "comments": "Made by Tenure"})
        self.book.set_calc_mode("auto", calc_id=191029)
        # With a full calculation on load, a colleague without the add-in would see #NAME? in place of every figure.
        self.book.calc_on_load = False
        self._formats: dict[str, Format] = {}
        self._money = {"num_format": number_format("money") + ("." + "0" * money_decimals if money_decimals else "")}

    def __enter__(self) -> Self:
        """Open for writing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the file, unless something failed."""
        if kind is None:
            self.book.close()

    def format(self, role: Role, kind: Kind = "text", **changes: Any) -> Format:
        """The cell format for what a cell is and what it holds."""
        properties = look(role, kind, **({**self._money, **changes} if kind == "money" else changes))
        return self._format(properties)

    def _format(self, properties: dict[str, Any]) -> Format:
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def sheet(
        self,
        name: str,
        widths: Sequence[float],
        *,
        freeze: tuple[int, int] | None = None,
        repeat: tuple[int, int] | None = None,
        one_page: bool = False,
        handed_round: bool = False,
        tab: str = HAIRLINE,
    ) -> Worksheet:
        """A sheet with the house's grid, panes and print set-up: A4, landscape, one page wide.

        Args:
            name: the sheet's name.
            widths: one width per column, in characters.
            freeze: the first row and column that scroll.
            repeat: the first and last row printed on top of every page.
            one_page: the whole sheet on one page.
            handed_round: whether it is what people hand round: `tenure pdf` prints such sheets of a book alone.
            tab: the tab's colour.
        """
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_default_row(16.5)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if one_page else 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.set_footer(f'&L&"{FONT}"&8&F&C&"{FONT}"&8&A&R&"{FONT}"&8&D, page &P of &N')
        if one_page:
            sheet.center_horizontally()
        if freeze:
            sheet.freeze_panes(*freeze)
        if repeat:
            sheet.repeat_rows(*repeat)
        sheet.set_tab_color(tab)
        if handed_round:
            self.book.define_name(f"{quote_sheetname(name)}!{HANDED_ROUND}", f"={address(sheet, 0, 0)}")
        return sheet

    def name(
        self, name: str, sheet: Worksheet, row: int, column: int, last_row: int = -1, last_column: int = -1
    ) -> None:
        """Give a cell, or a range, a defined name."""
        corner = (last_row if last_row >= 0 else row, last_column if last_column >= 0 else column)
        self.book.define_name(name, f"={address(sheet, row, column, *corner)}")

    def headings(
        self, sheet: Worksheet, row: int, column: int, headings: Sequence[tuple[str, Kind]], *, wrap: bool = True
    ) -> None:
        """Write headings, each aligned as the cells below it."""
        for place, (text, kind) in enumerate(headings, column):
            look = self.heading_over(kind, wrap=wrap)
            if text:
                sheet.write_string(row, place, text, look)
            else:
                sheet.write_blank(row, place, None, look)

    def heading_over(self, kind: Kind, *, wrap: bool = True) -> Format:
        """The format of a heading over cells of a kind; without wrap it may run on over an empty neighbour."""
        return self._format(heading_look(kind, wrap=wrap))

    def spill(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        formula: str,
        rows: int,
        kinds: Sequence[Kind],
        *,
        headings: bool = True,
        total: bool = False,
    ) -> None:
        """Write an answer that fills several cells, in the looks of what each column holds.

        Args:
            sheet: where.
            row: first row.
            column: first column.
            formula: the formula, once for all cells.
            rows: how many rows the answer has, with its headings.
            kinds: what each column holds.
            headings: whether the first row holds headings.
            total: whether the last row is a total.
        """

        def look(down: int, kind: Kind) -> Format:
            if headings and down == 0:
                return self.heading_over(kind)
            return self.format("total" if total and down == rows - 1 else "result", kind)

        spill(sheet, row, column, formula, [[look(down, kind) for kind in kinds] for down in range(rows)])

    def chart(self, kind: dict[str, str], *, title: str, alt: str = "") -> Chart:
        """A chart with the house's type, a small title that says what is drawn, and no frame."""
        chart = self.book.add_chart(kind)
        chart.set_title(
            {
                "name": title,
                "name_font": {"name": FONT, "size": 9, "bold": False, "color": MUTED},
                "overlay": False,
            }
        )
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
        chart.set_plotarea({"fill": {"none": True}})
        chart.set_legend({"none": True})
        _keep_labels_on_one_line(chart)
        return chart


def _keep_labels_on_one_line(chart: Chart) -> None:
    """Let no program break a data label, which would then lie over its neighbours; XlsxWriter has no option for it."""
    write_labels, write_body = chart._write_d_lbls, chart._write_a_body_pr

    def labels(options: dict[str, Any] | None) -> None:
        chart._write_a_body_pr = lambda *_: chart._xml_empty_tag("a:bodyPr", [("wrap", "none")])
        write_labels(options)
        chart._write_a_body_pr = write_body

    chart._write_d_lbls = labels


def axis(**changes: Any) -> dict[str, Any]:
    """The options of an axis in the house look."""
    return {
        "num_font": {"name": FONT, "size": 9, "color": INK},
        "name_font": {"name": FONT, "size": 9, "bold": False, "color": MUTED},
        "line": {"color": HAIRLINE},
        "major_gridlines": {"visible": False},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        **changes,
    }


def data_labels(**changes: Any) -> dict[str, Any]:
    """The options of data labels in the house look."""
    return {"value": True, "font": {"name": FONT, "size": 9, "color": INK}, **changes}


def address(sheet: Worksheet, row: int, column: int, last_row: int = -1, last_column: int = -1) -> str:
    """An absolute reference with its sheet, as charts, names and validations want it."""
    if last_row < 0 and last_column < 0:
        return f"{quote_sheetname(sheet.get_name())}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"
    last_row = max(last_row, row)
    last_column = max(last_column, column)
    return f"{quote_sheetname(sheet.get_name())}!{xl_range_abs(row, column, last_row, last_column)}"


def write_value(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    """Write what a person typed: text is always text, even where it looks like a formula."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def spill(sheet: Worksheet, row: int, column: int, formula: str, looks: Sequence[Sequence[Format]]) -> None:
    """Write an answer that fills several cells over its full range, so that old Excel shows all of it too.

    Args:
        sheet: where.
        row: first row.
        column: first column.
        formula: the formula, once for all cells.
        looks: the format of each cell, row by row.
    """
    last_row, last_column = row + len(looks) - 1, column + len(looks[0]) - 1
    sheet.write_dynamic_array_formula(row, column, last_row, last_column, formula, looks[0][0], "")
    for down, line in enumerate(looks):
        for across, look in enumerate(line):
            if (down, across) != (0, 0):
                # In place of the zero that XlsxWriter pads with.
                sheet.write_blank(row + down, column + across, None, look)


def colour_verdicts(
    book: HouseBook, sheet: Worksheet, rows: Sequence[tuple[int, int]], column: int, names: int
) -> None:
    """Let the name of a verdict stand out where the verdict is FALSE, also in grey.

    The name and not the verdict: a conditional format on a TRUE that a formula gave ends LibreOffice 7.4 in printing.
    """
    loud = book.book.add_format({"bg_color": WARNING, "font_color": "#FFFFFF", "bold": True})
    for first, last in rows:
        verdict = xl_rowcol_to_cell(first, column, col_abs=True)
        rule = {"type": "formula", "criteria": f"=NOT({verdict})", "format": loud}
        sheet.conditional_format(first, names, last, names, rule)


def colour_tiers(book: HouseBook, sheet: Worksheet, first: int, column: int, last: int) -> None:
    """Colour cells that name a tier by its place among the tiers, whatever it is called."""
    cell = xl_rowcol_to_cell(first, column, col_abs=True)
    for place in range(len(TIER_FILLS)):
        look = book.book.add_format({"bg_color": TIER_FILLS[place], "font_color": TIER_INKS[place], "bold": place < 2})
        rule = f'=AND({cell}<>"",{cell}=INDEX(tier_names,{place + 1}))'
        sheet.conditional_format(first, column, last, column, {"type": "formula", "criteria": rule, "format": look})
