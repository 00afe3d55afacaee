"""The Cards sheet of the partners' meeting: one card for each of the most valuable clients, eight to an A4 page."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.client_list import ClientList
from workbook_templates.pages.list_page import column_of
from workbook_templates.partners_meeting.workings import TOP, Lines
from workbook_templates.sentences import amount, day
from workbook_templates.style import ACCENT, HAIRLINE, HOUSE, MUTED, TIER_FILLS, WARNING, HouseBook, Kind, colour_tiers

ACROSS, DOWN = 2, 4
"""Cards on a page."""
YEARS = 4
"""The most years of fees that a card shows, the last ones."""
_HEAD = 3
"""The rows of the title and the gap below it, which are repeated on every page."""
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
_LINE = {"bottom": 1, "bottom_color": HAIRLINE}


class Cards:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        widths = (2, *_WIDTHS, _GAP, *_WIDTHS)
        self.sheet = book.sheet("Cards", widths, repeat=(0, _HEAD - 1), handed_round=True, tab=TIER_FILLS[1])

    def write(self, top: Lines) -> None:
        """Write a card for each of the clients in the list."""
        sheet, book = self.sheet, self.book
        sheet.set_row(0, 26)
        sheet.write_formula(0, 1, '="The most valuable clients of "&firm', book.format("title"), "")
        note = (
            '=IF(valued_count=0,"No clients yet: type or paste them on sheet Clients, and their cards come here.",'
            '"To take along to the meeting"&IF(meeting_words="",""," of "&meeting_words)&".")'
        )
        sheet.write_formula(1, 1, note, book.format("subtitle"), "")
        sheet.set_row(2, 6)
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
        head = self._look(bold=True, font_size=11)
        sheet.write_formula(row, column, f'=IF({client}="","","{place + 1}. "&{client})', head, "")
        was = f'=IF(OR({client}="",{before}={now}),"",IF({before}="","no client last year","last year "&{before}))'
        sheet.write_formula(row, column + 2, was, self._look(font_size=9), "")
        sheet.write_formula(row, right, f"={now}", self._look(align="center"), "")
        self._facts(row + 1, column, place, top)
        self._fees(row + 1, column + 2, place, top)
        self._notes(row + 1 + _LINES, column, top.of_client("Notes", place, text=True))
        # Of a card without a client nothing is seen.
        last = row + _LINES + _NOTE_LINES
        for first_row, last_row, last_column, properties in (
            (row, row, right - 1, {"bg_color": HOUSE, "font_color": "#FFFFFF"}),
            (row + 1, row + _LINES, right, _LINE), (last, last, right, _LINE),
        ):  # fmt: skip
            rule = {
                "type": "formula", "criteria": f'={_address(row, column)}<>""',
                "format": book.book.add_format(properties),
            }  # fmt: skip
            sheet.conditional_format(first_row, column, last_row, last_column, rule)
        colour_tiers(book, sheet, row, right, row)

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
            self.sheet.write_formula(row + line, column + 1, f"={formula}", self._look(bold=line == 0), "")
        next_contact = dated("Next contact")
        waits = f'IF(N({late})>0," ("&{late}&" days late)","")'
        line = row + _LINES - 1
        self._label(line, column + 2, "Next contact", top.cell("E", place))
        self.sheet.write_formula(line, column + 3, f"={next_contact}&{waits}", self._look(), "")
        loud = self.book.book.add_format({"bold": True, "font_color": WARNING, **_LINE})
        # By what the cell says: a rule cannot name the column of a table.
        says_late = f'=ISNUMBER(SEARCH("late",{_address(line, column + 3)}))'
        rule = {"type": "formula", "criteria": says_late, "format": loud}
        self.sheet.conditional_format(line, column + 3, line, column + 3, rule)

    def _label(self, row: int, column: int, label: str, client: str) -> None:
        """What a line holds, where there is a client."""
        look = self._look(font_color=MUTED, font_size=9)
        self.sheet.write_formula(row, column, f'=IF({client}="","","{label}")', look, "")

    def _look(self, kind: Kind = "text", **changes: Any) -> Format:
        """A cell of a card, without the line below it."""
        return self.book.format("label" if kind == "text" else "result", kind, bottom=0, **changes)

    def _fees(self, row: int, column: int, place: int, top: Lines) -> None:
        """The fees of the last years, each with its bar."""
        headings = self.clients.fee_headings[-YEARS:]
        first, last = row, row + len(headings) - 1
        fees = [_address(line, column + 1) for line in (first, last)]
        most = f"MAX({':'.join(fees)})"
        for line, heading in enumerate(headings, row):
            cell = _address(line, column + 1)
            bar = f'IF(N({cell})<=0,"",REPT("{_BLOCK}",MAX(1,ROUND({_BAR}*{cell}/{most},0))))'
            year = f'IF({top.cell("D", place)}="","",Clients[[#Headers],[{heading}]])'
            for across, (formula, look) in enumerate(
                (
                    (year, self._look(font_color=MUTED, font_size=9)),
                    (top.of_client(heading, place), self._look("money")),
                    (bar, self._look(font_color=ACCENT, font_size=8)),
                )
            ):
                self.sheet.write_formula(line, column + across, f"={formula}", look, "")

    def _notes(self, row: int, column: int, notes: str) -> None:
        """The notes in two lines, broken between words; what does not fit stands in the list of clients."""
        sheet = self.sheet
        first = _address(row, column)
        begin = f"LEFT({notes},{_LETTERS})"
        spaces = f'LEN({begin})-LEN(SUBSTITUTE({begin}," ",""))'
        # The last space becomes a mark that no note holds.
        at = f'IF({spaces}=0,{_LETTERS},FIND("\u00a6",SUBSTITUTE({begin}," ","\u00a6",{spaces})))'
        formula = f"=IF(LEN({notes})<={_LETTERS},{notes},TRIM(LEFT({notes},{at})))"
        sheet.write_formula(row, column, formula, self._look(font_size=9, italic=True), "")
        rest = f"TRIM(MID({notes},LEN({first})+1,{_LETTERS + 1}))"
        cut = f'IF(LEN({rest})>{_LETTERS},LEFT({rest},{_LETTERS - 1})&"\u2026",{rest})'
        more = f'=IF(LEN({first})>=LEN({notes}),"",{cut})'
        sheet.write_formula(row + 1, column, more, self._look(font_size=9, italic=True), "")


def _address(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
