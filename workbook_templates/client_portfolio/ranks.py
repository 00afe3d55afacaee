"""The Ranks sheet of the client portfolio: a line per client with its rank and its place on the matrix chart.

Charts and top-ten lists must grow with the register in every Excel and in Calc. So this sheet has lines in store, each
an ordinary formula that looks at one row of the register, and the charts cover all of them.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.register import COMPUTED
from workbook_templates.settings import TIERS
from workbook_templates.style import MUTED, HouseBook, Kind

SHEET = "Ranks"
FIRST_ROW = 5
NUMBER, CLIENT, VALUE, RANK, OVERDUE, OVERDUE_RANK, SAME_NAME, LEFT_OUT, TIER, TENURE, HEIGHT, FIRST_TIER = range(12)


def lines(clients: ClientList) -> int:
    """How many lines the sheet has in store: room for the list to double, or for 500 more; 120 at least."""
    count = len(clients.clients)
    wanted = max(120, min(2 * count, count + 500))
    return -(-wanted // 100) * 100


def height(margin: str) -> str:
    """Where a margin stands on the matrix, as part of a formula."""
    return f"(ASINH({margin}/matrix_bend)-matrix_low)/matrix_span"


def column_range(clients: ClientList, column: int) -> str:
    """A column of the sheet, as a reference."""
    return f"{SHEET}!{xl_range_abs(FIRST_ROW, column, FIRST_ROW + lines(clients) - 1, column)}"


def _without_errors(clients: ClientList) -> tuple[str, ...]:
    """The columns of the register that the figures read here, beside the names of the clients."""
    return ("Account manager", "Source", "Tenure", "Margin", "Value", "Tier", "Quadrant", *clients.fee_headings)


def counted(clients: ClientList, heading: str, last_heading: str = "") -> str:
    """A column of the register, or several, as the figures read it: a cell in error leaves out its own row only.

    An array formula would need no such copy, but LibreOffice computes those when it opens a file, and shows #NAME?
    where it does not know Tenure.
    """
    if heading == "Client":
        return column_range(clients, CLIENT)
    headings, start = _without_errors(clients), FIRST_TIER + len(TIERS)
    first, last = headings.index(heading), headings.index(last_heading or heading)
    cells = xl_range_abs(FIRST_ROW, start + first, FIRST_ROW + lines(clients) - 1, start + last)
    return f"{SHEET}!{cells}"


def write_ranks(book: HouseBook, clients: ClientList) -> None:
    """Write the sheet."""
    widths = (7, 28, 13, 9, 13, 12, 10, 10, 12, 10, 10, *(11 for _ in TIERS), *(18 for _ in _without_errors(clients)))
    sheet = book.sheet(SHEET, widths, freeze=(FIRST_ROW, 2), repeat=(FIRST_ROW - 2, FIRST_ROW - 1))
    sheet.set_row(0, 28)
    sheet.write(0, 0, "Ranks", book.format("title"))
    intro = f"One line per client of the register, {lines(clients):,} in store: behind the lists and the matrix chart."
    sheet.write(1, 0, intro, book.format("subtitle"))
    note = "#N/A on the right is meant: it tells the chart to draw nothing there. Nothing is typed here."
    sheet.write(2, 0, note, book.format("note"))
    headings: tuple[tuple[str, Kind], ...] = (
        ("Row", "count"), ("Client", "text"), ("Value", "money"), ("Rank", "count"), ("Value, if overdue", "money"),
        ("Rank, if overdue", "count"), ("Same name", "count"), ("Row with an error", "count"), ("Tier", "text"),
        ("Tenure", "years"), ("Height", "factor"),
    )  # fmt: skip
    book.headings(sheet, FIRST_ROW - 1, 0, headings)
    copies = tuple((heading, _kind(heading)) for heading in _without_errors(clients))
    book.headings(sheet, FIRST_ROW - 1, FIRST_TIER + len(TIERS), copies)
    says = "the register without its errors: what the figures count"
    sheet.write(FIRST_ROW - 2, FIRST_TIER + len(TIERS), says, book.format("note"))
    unit = book.format("note", align="right", indent=1)
    for column in (VALUE, OVERDUE):
        sheet.write_formula(FIRST_ROW - 2, column, "=money_unit", unit, "")
    sheet.write(FIRST_ROW - 2, TENURE, "years", unit)
    sheet.write(FIRST_ROW - 2, FIRST_TIER, "height, in the column of the client's tier", book.format("note"))
    for place in range(len(TIERS)):
        tier = f"=INDEX(tier_names,{place + 1})"
        sheet.write_formula(FIRST_ROW - 1, FIRST_TIER + place, tier, book.heading_over("factor"), "")
    sheet.set_row(FIRST_ROW - 1, 30)
    # The lines in store and the copies are not worth the paper.
    sheet.print_area(0, 0, FIRST_ROW + max(len(clients.clients), 1) - 1, HEIGHT)
    _write_lines(book, sheet, clients)


def _kind(heading: str) -> Kind:
    if heading in ("Account manager", "Source", "Tier", "Quadrant"):
        return "text"
    return "years" if heading == "Tenure" else "money"


def _write_lines(book: HouseBook, sheet: Worksheet, clients: ClientList) -> None:
    values, overdue, names = (column_range(clients, column) for column in (VALUE, OVERDUE, CLIENT))
    # References on the sheet itself, without its name: shorter, and read more easily.
    values, overdue, names = (text.split("!")[1] for text in (values, overdue, names))
    text, money, count = book.format("label"), book.format("result", "money"), book.format("result", "count")
    years, factor = book.format("result", "years"), book.format("result", "factor")
    computed = f"Clients[[{COMPUTED[0]}]:[{COMPUTED[-1]}]]"
    faint = book.format("result", "factor", font_color=MUTED)
    for line in range(lines(clients)):
        row = FIRST_ROW + line
        number, client, value, late, tier, high = (
            xl_rowcol_to_cell(row, column, col_abs=True) for column in (NUMBER, CLIENT, VALUE, OVERDUE, TIER, HEIGHT)
        )
        sheet.write_number(row, NUMBER, line + 1, count)
        in_register = f"{number}<=ROWS(Clients[Client])"
        sheet.write_formula(
            row, CLIENT, f'=IF({in_register},IFERROR(INDEX(Clients[Client],{number})&"",""),"")', text, ""
        )
        # Rounded: of two equal values one may differ in the last bit, and their ranks would clash.
        exact = f'IFERROR(ROUND(INDEX(Clients[Value],{number}),6),"")'
        sheet.write_formula(row, VALUE, f'=IF({client}="","",{exact})', money, "")
        late_days = f"IFERROR(SUM(INDEX(Clients[Days overdue],{number})),0)"
        sheet.write_formula(row, OVERDUE, f'=IF({client}="","",IF({late_days}>0,{value},""))', money, "")
        for place, all_cells, one in ((RANK, values, value), (OVERDUE_RANK, overdue, late)):
            above = f"{all_cells.split(':')[0]}:{one}"
            # Equal values stand in the order of the register: each rank is taken once.
            rank = f"RANK({one},{all_cells})+SUMPRODUCT(--({above}={one}))-1"
            sheet.write_formula(row, place, f'=IF(ISNUMBER({one}),{rank},"")', count, "")
        same = f'=IF({client}="","",SUMPRODUCT(--({names}={client})))'
        sheet.write_formula(row, SAME_NAME, same, count, "")
        errors = f"SUMPRODUCT(--ISERROR(INDEX({computed},{number},0)))"
        left_out = f'=IF({in_register},IF({errors}>0,ROW(Clients[[#Headers],[Client]])+{number},""),"")'
        sheet.write_formula(row, LEFT_OUT, left_out, count, "")
        sheet.write_formula(row, TIER, f'=IF({client}="","",IFERROR(INDEX(Clients[Tier],{number})&"",""))', text, "")
        # Zero, not blank: one text among the x values would make Excel number all points 1, 2, 3.
        x = f'=IF({client}="",0,IFERROR(SUM(INDEX(Clients[Tenure],{number})),0))'
        sheet.write_formula(row, TENURE, x, years, "")
        stands = height(f"INDEX(Clients[Margin],{number})")
        drawn = f'{client}<>"",ISNUMBER({value})'
        known = f"ISNUMBER(INDEX(Clients[Tenure],{number}))"
        sheet.write_formula(row, HEIGHT, f'=IF(AND({drawn}),IF({known},{stands},""),"")', factor, "")
        for place in range(len(TIERS)):
            heading = xl_rowcol_to_cell(FIRST_ROW - 1, FIRST_TIER + place, row_abs=True)
            y = f"=IF(AND(ISNUMBER({high}),{tier}={heading}),{high},NA())"
            sheet.write_formula(row, FIRST_TIER + place, y, faint, "#N/A")
        for place, copied in enumerate(_without_errors(clients), FIRST_TIER + len(TIERS)):
            kind = _kind(copied)
            found = f"INDEX(Clients[{copied}],{number})"
            copy = (
                f'IF({client}="","",IFERROR({found}&"",""))' if kind == "text" else f'IF(ISNUMBER({found}),{found},"")'
            )
            sheet.write_formula(row, place, f"={copy}", book.format("label" if kind == "text" else "result", kind), "")
