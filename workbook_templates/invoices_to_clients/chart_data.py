"""The sheet Chart data of invoices to clients: the points of the picture of silence."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.invoices_to_clients.clients import QUIET, ClientLines
from workbook_templates.style import HouseBook, Kind

SHEET = "Chart data"
_TOP = 4
X, USUAL, GONE = 2, 3, 4
_CUT = 6


@dataclass(frozen=True)
class Points:
    """Where the points stand: rows from 0, columns from 0."""

    first: int
    last: int
    cut: tuple[int, int, int]


def write_chart_data(book: HouseBook, lines: ClientLines) -> Points:
    """Write the sheet."""
    sheet = book.sheet(SHEET, (2, 30, 15, 15, 15, 3, 24, 13, 13), freeze=(_TOP + 1, 0))
    sheet.set_row(0, 28)
    sheet.write(0, 1, "Chart data", book.format("title"))
    sheet.write(1, 1, "What the picture of silence draws. Nothing is typed here.", book.format("subtitle"))
    note = "#N/A is meant: it tells the chart to draw nothing there."
    sheet.write(2, 1, note, book.format("note"))
    headings: tuple[tuple[str, Kind], ...] = (
        ("Client", "text"), ("Times its pause", "years"), ("Fees, as usual", "money"), ("Fees, gone quiet", "money"),
    )  # fmt: skip
    book.headings(sheet, _TOP, 1, headings)
    book.headings(sheet, _TOP, _CUT, (("Line", "text"), ("Times its pause", "years"), ("Fees", "money")))
    sheet.set_row(_TOP, 30)
    text, years, money = book.format("label"), book.format("result", "years"), book.format("result", "money")
    for line in range(lines.count):
        row = _TOP + 1 + line
        ratio, gone, fees = (lines.cell(each, line) for each in ("Times its pause", "Gone quiet", "Fees, all years"))
        sheet.write_formula(row, 1, f"={lines.cell('Client', line)}", text, "")
        # Zero, not blank: one text among the x values would make Excel number all points 1, 2, 3.
        sheet.write_formula(row, X, f"=IF(ISNUMBER({ratio}),MIN(drawn_most,{ratio}),0)", years, "")
        for column, shown in ((USUAL, f'{gone}=""'), (GONE, f'{gone}="{QUIET}"')):
            sheet.write_formula(row, column, f"=IF(ISNUMBER({ratio}),IF({shown},{fees},NA()),NA())", money, "#N/A")
    for down, (label, height) in enumerate(
        (("Quiet from here", "0"), ("", f"MAX(0,{lines.column('Fees, all years')})"))
    ):
        row = _TOP + 1 + down
        sheet.write(row, _CUT, label, text)
        sheet.write_formula(row, _CUT + 1, "=quiet_factor", years, "")
        sheet.write_formula(row, _CUT + 2, f"={height}", money, "")
    return Points(_TOP + 1, _TOP + lines.count, (_TOP + 1, _CUT + 1, _CUT + 2))
