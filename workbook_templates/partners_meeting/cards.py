"""The Cards sheet of the partners' meeting: one card for each of the most valuable clients, eight to an A4 page."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.client_list import ClientList
from workbook_templates.pages.list_page import column_of
from workbook_templates.partners_meeting.workings import TOP, Lines
from workbook_templates.sentences import amount, day
from workbook_templates.style import ACCENT, HOUSE, MUTED, TIER_FILLS, WARNING, HouseBook, Kind, colour_tiers

ACROSS, DOWN = 2, 4
"""Cards on a page."""
YEARS = 4
"""The most years of fees that a card shows, the last ones."""
_HEAD = 2
"""The rows of the title, which are repeated on every page."""
_WIDTHS = (16, 26, 13, 12, 24)
_GAP = 3
_LINES, _NOTE_LINES = 5, 2
_ROWS = 1 + _LINES + _NOTE_LINES + 1
"""Of a card: its name, its lines, its notes, and the gap below."""
_HEIGHTS = (22, *(14.5 for _ in range(_LINES + _NOTE_LINES)), 30)
"""Four cards fill a page of Excel, which heeds no page breaks where a page's width is given: it ends in a gap."""
_BAR, _LETTERS = 20, 105
"""How many letters the longest bar has, and a line of the notes."""
_BLOCK = "\u2588"


class Cards:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        widths = (2, *_WIDTHS, _GAP, *_WIDTHS)
        self.sheet = book.sheet("Cards", widths, repeat=(0, _HEAD - 1), tab=TIER_FILLS[1])

    def write(self, top: Lines) -> None:
        """Write a card for each of the clients in the list."""
        sheet, book = self.sheet, self.book
        sheet.set_row(0, 26)
        sheet.write_formula(0, 1, f'="The {TOP} most valuable clients of "&firm', book.format("title"), "")
        note = '="To take along to the meeting"&IF(meeting_words="",""," of "&meeting_words)&"."'
        sheet.write_formula(1, 1, note, book.format("subtitle"), "")
        for place in range(TOP):
            row, column = _HEAD + _ROWS * (place // ACROSS), 1 + (len(_WIDTHS) + 1) * (place % ACROSS)
            self._card(row, column, place, top)
            for line, height in enumerate(_HEIGHTS):
                sheet.set_row(row + line, height)
        count = -(-TOP // ACROSS)
        sheet.set_h_pagebreaks([_HEAD + _ROWS * down for down in range(DOWN, count, DOWN)])
        sheet.print_area(0, 0, _HEAD + _ROWS * count - 1, 2 * len(_WIDTHS) + 1)

    def _card(self, row: int, column: int, place: int, top: Lines) -> None:
        sheet, book = self.sheet, self.book
        client, right = top.cell("E", place), column + len(_WIDTHS) - 1
        before, now = (top.of_client(heading, place, text=True) for heading in ("Tier last year", "Tier"))
        head = book.format("label", bottom=0, bold=True, font_size=11)
        sheet.write_formula(row, column, f'=IF({client}="","","{place + 1}. "&{client})', head, "")
        sheet.write_blank(row, column + 1, None, head)
        was = f'=IF(OR({client}="",{before}={now}),"",IF({before}="","no client last year","last year "&{before}))'
        sheet.write_formula(row, column + 2, was, book.format("label", bottom=0, font_size=9), "")
        sheet.write_blank(row, column + 3, None, head)
        sheet.write_formula(row, right, f"={now}", book.format("label", bottom=0, align="center"), "")
        band = book.book.add_format({"bg_color": HOUSE, "font_color": "#FFFFFF"})
        shown = f'={_address(row, column)}<>""'
        sheet.conditional_format(row, column, row, right - 1, {"type": "formula", "criteria": shown, "format": band})
        colour_tiers(book, sheet, row, right, row)
        self._facts(row + 1, column, place, top)
        self._fees(row + 1, column + 2, place, top)
        self._notes(row + 1 + _LINES, column, top.of_client("Notes", place, text=True))

    def _facts(self, row: int, column: int, place: int, top: Lines) -> None:
        """What is known of the client, a line each."""

        def of(heading: str, *, text: bool = False) -> str:
            return top.of_client(heading, place, text=text)

        def dated(heading: str) -> str:
            cell = f"INDEX({column_of('Clients', heading)},{top.cell('D', place)})"
            return f'IF({top.cell("D", place)}="","",IF(N({cell})<1,"not known",{day(cell)}))'

        value, tenure, late = top.cell("C", place), of("Tenure"), of("Days overdue")
        facts = (
            ("Value", f'IF({value}="","",{amount(value)})'),
            ("With us", f'IF({value}="","",IF({tenure}="","not known",FIXED({tenure},1)&" years"))'),
            ("Account manager", of("Account manager", text=True)),
            ("Came through", of("Source", text=True)),
            ("Last contact", dated("Last contact")),
        )
        for line, (label, formula) in enumerate(facts):
            self._label(row + line, column, label, top.cell("E", place))
            look = self.book.format("label", bold=line == 0)
            self.sheet.write_formula(row + line, column + 1, f"={formula}", look, "")
        next_contact = dated("Next contact")
        waits = f'IF(N({late})>0," ("&{late}&" days late)","")'
        line = row + _LINES - 1
        self.sheet.write_string(
            line, column + 2, "Next contact", self.book.format("label", font_color=MUTED, font_size=9)
        )
        look = self.book.format("label")
        self.sheet.write_blank(line, column + 3, None, look)
        self.sheet.write_formula(line, column + 3, f"={next_contact}&{waits}", look, "")
        self.sheet.write_blank(line, column + 4, None, look)
        loud = self.book.book.add_format({"bold": True, "font_color": WARNING})
        # By what the cell says: a rule cannot name the column of a table.
        says_late = f'=ISNUMBER(SEARCH("late",{_address(line, column + 3)}))'
        rule = {"type": "formula", "criteria": says_late, "format": loud}
        self.sheet.conditional_format(line, column + 3, line, column + 3, rule)

    def _label(self, row: int, column: int, label: str, client: str) -> None:
        """What a line holds, where there is a client."""
        look = self.book.format("label", font_color=MUTED, font_size=9)
        self.sheet.write_formula(row, column, f'=IF({client}="","","{label}")', look, "")

    def _fees(self, row: int, column: int, place: int, top: Lines) -> None:
        """The fees of the last years, each with its bar; the lines that are too many stay free."""
        headings = self.clients.fee_headings[-YEARS:]
        first, last = row, row + len(headings) - 1
        fees = [_address(line, column + 1) for line in (first, last)]
        for line in range(YEARS):
            looks: Sequence[tuple[Kind, dict[str, object]]] = (
                ("text", {"font_color": MUTED, "font_size": 9}), ("money", {}),
                ("text", {"font_color": ACCENT, "font_size": 8}),
            )  # fmt: skip
            formulas = ["", "", ""]
            if line < len(headings):
                heading, cell = headings[line], _address(row + line, column + 1)
                header = f"Clients[[#Headers],[{heading}]]"
                most = f"MAX({':'.join(fees)})"
                formulas = [
                    f'=IF({top.cell("D", place)}="","",{header})',
                    f"={top.of_client(heading, place)}",
                    f'=IF(N({cell})<=0,"",REPT("{_BLOCK}",MAX(1,ROUND({_BAR}*{cell}/{most},0))))',
                ]
            for across, ((kind, changes), formula) in enumerate(zip(looks, formulas, strict=True)):
                look = self.book.format("label" if kind == "text" else "result", kind, **changes)
                if formula:
                    self.sheet.write_formula(row + line, column + across, formula, look, "")
                else:
                    self.sheet.write_blank(row + line, column + across, None, look)

    def _notes(self, row: int, column: int, notes: str) -> None:
        """The notes in two lines, broken between words; what does not fit stands in the list of clients."""
        sheet = self.sheet
        first = _address(row, column)
        begin = f"LEFT({notes},{_LETTERS})"
        spaces = f'LEN({begin})-LEN(SUBSTITUTE({begin}," ",""))'
        # The last space becomes a mark that no note holds.
        at = f'IF({spaces}=0,{_LETTERS},FIND("\u00a6",SUBSTITUTE({begin}," ","\u00a6",{spaces})))'
        formula = f"=IF(LEN({notes})<={_LETTERS},{notes},TRIM(LEFT({notes},{at})))"
        look = self.book.format("label", bottom=0, font_size=9, italic=True)
        sheet.write_formula(row, column, formula, look, "")
        rest = f"TRIM(MID({notes},LEN({first})+1,{_LETTERS + 1}))"
        more = (
            f'=IF(LEN({first})>=LEN({notes}),"",IF(LEN({rest})>{_LETTERS},LEFT({rest},{_LETTERS - 1})&"\u2026",{rest}))'
        )
        sheet.write_formula(row + 1, column, more, self.book.format("label", font_size=9, italic=True), "")
        for blank in range(1, len(_WIDTHS)):
            edge = self.book.format("label")
            sheet.write_blank(row + 1, column + blank, None, edge)


def _address(row: int, column: int) -> str:
    return xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
