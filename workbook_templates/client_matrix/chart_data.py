"""The sheet Chart data of the client matrix: a line per client with its place on the picture.

Between the lowest value and the cut, and between the cut and the highest, distances are drawn by a power of them: the
cut stands in the middle, whatever the measure, and the many clients near it stay apart beside the few far away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbook_templates.client_matrix.clients import ACROSS, DONE_WORD, PLANNED, QUADRANT, STATE, TABLE, UP
from workbook_templates.pages.list_page import column_of
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import HouseBook, Kind

SHEET = "Chart data"
FIRST_ROW = 4
(
    NUMBER, CLIENT, X_VALUE, Y_VALUE, NAME, X, Y, FIRST_QUADRANT, _, _, _, HEIGHT, URGENCY
) = range(13)  # fmt: skip
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Row", "count"), ("Client", "text"), ("Across", "measure"), ("Up", "measure"), ("Quadrant", "text"),
    ("From left", "factor"), ("From below", "factor"), *(("", "factor") for _ in QUADRANTS),
    ("To be named", "factor"), ("To decide", "factor"),
)  # fmt: skip


def lines(rows: Sequence[Any]) -> int:
    """How many clients the sheet has lines for: room for the list to double, or for 500 more; 100 at least."""
    wanted = max(100, min(2 * len(rows), len(rows) + 500))
    return -(-wanted // 50) * 50


def column(rows: Sequence[Any], place: int) -> str:
    """A column of the sheet, as a reference."""
    return f"'{SHEET}'!{xl_range_abs(FIRST_ROW, place, FIRST_ROW + lines(rows) - 1, place)}"


def stands(value: str, axis: str) -> str:
    """Where a value stands on an axis, from 0 to 1, as part of a formula; the cut is in the middle."""
    reach = f"IF({value}>={axis}_from,{axis}_high-{axis}_from,{axis}_from-{axis}_low)"
    far = f"(ABS({value}-{axis}_from)/{reach})^(2/3)/2"
    return f"IF({value}={axis}_from,1/2,1/2+SIGN({value}-{axis}_from)*{far})"


def write_chart_data(book: HouseBook, rows: Sequence[Any]) -> None:
    """Write the sheet."""
    widths = (7, 30, 13, 13, 14, 11, 11, 11, 11, 11, 11, 13, 11)
    sheet = book.sheet(SHEET, widths, freeze=(FIRST_ROW, 2), repeat=(FIRST_ROW - 1, FIRST_ROW - 1))
    sheet.set_row(0, 28)
    sheet.write(0, 0, "Chart data", book.format("title"))
    note = (
        f"One line per client, {lines(rows):,} in store. #N/A tells the picture to draw nothing. Nothing is typed here."
    )
    sheet.write(1, 0, note, book.format("subtitle"))
    book.headings(sheet, FIRST_ROW - 1, 0, _HEADINGS)
    for place in range(len(QUADRANTS)):
        name = f"=INDEX(quadrant_names,{place + 1})"
        sheet.write_formula(FIRST_ROW - 1, FIRST_QUADRANT + place, name, book.heading_over("factor"), "")
    sheet.set_row(FIRST_ROW - 1, 30)
    sheet.print_area(0, 0, FIRST_ROW + max(len(rows), 1) - 1, URGENCY)
    text, count = book.format("label"), book.format("result", "count")
    measure, factor, faint = (
        book.format("result", "measure"),
        book.format("result", "factor"),
        book.format("faint", "factor"),
    )
    clients, across, up, quadrants, states = (
        column_of(TABLE, heading) for heading in ("Client", ACROSS, UP, QUADRANT, STATE)
    )
    for line in range(lines(rows)):
        row = FIRST_ROW + line

        def cell(place: int, at: int = row) -> str:
            return str(xl_rowcol_to_cell(at, place, col_abs=True))

        number, client, high, name = (cell(place) for place in (NUMBER, CLIENT, Y, NAME))
        sheet.write_number(row, NUMBER, line + 1, count)
        in_list = f'IFERROR(INDEX({clients},{number})&"","")'
        sheet.write_formula(row, CLIENT, f'=IF({number}<=ROWS({clients}),{in_list},"")', text, "")
        both = f'{client}<>"",ISNUMBER(INDEX({across},{number})),ISNUMBER(INDEX({up},{number}))'
        for place, values in ((X_VALUE, across), (Y_VALUE, up)):
            found = f'=IF(IFERROR(AND({both}),FALSE),INDEX({values},{number}),"")'
            sheet.write_formula(row, place, found, measure, "")
        drawn = f"ISNUMBER({cell(X_VALUE)})"
        placed = f'=IF({drawn},IFERROR(INDEX({quadrants},{number})&"",""),"")'
        sheet.write_formula(row, NAME, placed, text, "")
        # Zero, not blank: one text among the x values would make Excel number all points 1, 2, 3.
        sheet.write_formula(row, X, f"=IF({drawn},{stands(cell(X_VALUE), 'across')},0)", factor, "")
        sheet.write_formula(row, Y, f'=IF({drawn},{stands(cell(Y_VALUE), "up")},"")', factor, "")
        for place in range(len(QUADRANTS)):
            heading = xl_rowcol_to_cell(FIRST_ROW - 1, FIRST_QUADRANT + place, row_abs=True)
            point = f"=IF(AND({drawn},{name}={heading}),{high},NA())"
            sheet.write_formula(row, FIRST_QUADRANT + place, point, faint, "#N/A")
        # Of two clients equally high that on the right counts more, then the upper one in the list.
        height = f"{high}+{cell(X)}/1000-{number}/1000000000"
        sheet.write_formula(row, HEIGHT, f'=IF({drawn},{height},"")', factor, "")
        # What nobody has decided, high up first, then far to the right.
        state = f"INDEX({states},{number})"
        waiting = f"IF({high}>=1/2,2,0)+IF({cell(X)}>=1/2,1,0)+({high}+{cell(X)})/4-{number}/1000000000"
        is_open = f'IFERROR(AND({drawn},{state}<>"{DONE_WORD}",{state}<>"{PLANNED}"),FALSE)'
        sheet.write_formula(row, URGENCY, f'=IF({is_open},{waiting},"")', factor, "")
