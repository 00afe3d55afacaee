"""The Answer sheet of the partners' meeting: one A4 page to talk about, with lines for what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.chart import Chart

from workbook_templates.margins import ASSUMED_MARGINS
from workbook_templates.pages.answer_page import COLUMNS, AnswerPage, Card
from workbook_templates.pages.list_page import DATE_ALLOWED
from workbook_templates.partners_meeting.clients import Decision
from workbook_templates.partners_meeting.workings import BEST, RISKS, SOURCES, Lines, Lists
from workbook_templates.sentences import UNRECORDED, count_of, percent
from workbook_templates.style import (
    HOUSE,
    INK,
    TIER_FILLS,
    HouseBook,
    Kind,
    axis,
    colour_tiers,
    data_labels,
    write_value,
)

DECISIONS = 5
"""Lines for what is decided."""
_CHART_ROWS = BEST + 1
_RIGHT = 8
"""The column where the lists on the right begin."""
_OWNER, _DUE = 10, 12


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    yield (
        '=IF(N(as_of)<1,"There is no valuation date: type one on sheet Settings (as_of), and every figure follows.",'
        'IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here follows.",'
        'IF(client_count=1,"The client","The "&client_count&" clients")&" of today "&'
        'IF(client_count=1,"is","are")&" worth "&value_words&IF(before_count=0,".",": "&IF(value_change=0,"as much as",'
        'change_words&" "&IF(value_change<0,"less","more")&change_share_words&" than")&" those of a year ago, reckoned '
        'on the fees of "&start_year&".")))'
    )
    yield (
        f'=IF(OR(client_count=0,before_count=0),"",{count_of("risen_count", "client", "clients")}&" rose a tier and "&'
        'fallen_count&" fell; "&new_count&IF(new_count=1," is"," are")&" new"&'
        'IF(back_count=0,"",", "&back_count&" came back")&" and "&left_count&" left."&'
        'IF(gained_words="",""," Of all clients, most value was gained with "&gained_words&IF(lost_words="",".",""))&'
        'IF(lost_words="","",IF(gained_words=""," Of all clients, most value was"," and")&" lost with "&'
        'lost_words&"."))'
    )
    yield (
        f'=IF(OR(value_total<=0,valued_count<={BEST}),"","The {BEST} most valuable clients bring "&'
        f'{percent("best_share")}&" of the value; first come "&best_words&".")'
    )
    yield (
        '=IF(client_count=0,"",IF(risk_count=0,"No client is at risk by the signs on Settings.",'
        f'{count_of("risk_count", "client is", "clients are")}&" at risk"&IF(risk_value>0,", worth "&risk_words&" ("&'
        f'{percent("risk_share")}&" of the value)","")&": "&'
        'IF(contact_count=0,"","late contacts, ")&"falling fees or low retention.")&'
        f'IF(contact_count=0," Contacts are not recorded.",{UNRECORDED}))'
    )
    yield (
        '=IF(client_count=0,"",IF(decision_count=0,"Nothing is decided yet: write it below, with who and by when.",'
        f'{count_of("decision_count", "decision stands", "decisions stand")}&" below"&'
        'IF(decision_open_count>0,"; "&decision_open_count&IF(decision_open_count=1," lacks"," lack")&'
        '" an owner or a day.",IF(due_words="",".",", the first due on "&due_words&"."))))'
    )


def _cards() -> Sequence[Card]:
    return (
        Card("Value of the clients", "=value_words", '=IF(client_count=0,"",client_count&IF(client_count=1,'
             '" client"," clients")&", in today\'s money")'),
        Card("Against a year ago", '=IF(OR(client_count=0,value_before<=0),"",IF(value_change<0,"-","+")&'
             f'{percent("ABS(value_change)/value_before")})',
             '=IF(client_count=0,"",IF(before_count=0,"two years of fees show it",'
             'IF(value_change<0,"less by ","more by ")&change_words))'),
        Card("Rose a tier", '=IF(OR(client_count=0,before_count=0),"",risen_count)',
             '=IF(before_count=0,"",fallen_count&" fell")', "count"),
        Card("Value at risk", "=risk_words", '=IF(client_count=0,"",risk_count&IF(risk_count=1," client, "," clients, "'
             f')&{percent("risk_share")}&" of the value")'),
        Card("Contacts overdue", '=IF(OR(client_count=0,contact_count=0),"",overdue_count)',
             '=IF(contact_count=0,"no past contact is known",IF(as_of_words="","","on "&as_of_words))', "count"),
        Card("Decisions", '=IF(client_count=0,"",decision_count)',
             '=IF(due_words="","to be written below","first due "&due_words)', "count"),
    )  # fmt: skip


class Answer:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.page = AnswerPage(book)
        self.sheet = self.page.sheet

    def write(self, lists: Lists, decisions: Sequence[Decision]) -> None:
        """Write the sheet, and let the book open on it."""
        page = self.page
        page.title(
            '=firm&": partners\' meeting"&IF(meeting_words="",""," of "&meeting_words)',
            '=IF(as_of_words="","","Valued as of "&as_of_words&".")&IF(money_unit="",""," Amounts in "&money_unit&".")&'
            '" "&IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")',
        )
        page.remark(ASSUMED_MARGINS)
        page.sentences(tuple(_sentences()))
        page.cards(_cards())
        self._movers(lists)
        self._top(lists)
        page.below(_CHART_ROWS)
        self._risks(lists)
        self._sources(lists)
        page.row += RISKS + 3
        self._decisions(decisions)
        page.link(
            "The list to replace with yours: sheet Clients. One card for each of the first 20: sheet Cards.", "Clients"
        )
        page.end()

    def _movers(self, lists: Lists) -> None:
        chart = self._chart(lists.drawn)
        alt = (
            "Bars to the right for clients who came, or rose or fell a tier, and gained value; to the left for those "
            "who lost value or left. Each is named with its tier of last year and of today."
        )
        up, down = lists.up.cell("E", 0), lists.down.cell("E", 0)
        heading = (
            '=IF(before_count=0,"Clients who came, left, or changed tier",'
            f'IF(AND({up}="",{down}=""),"Nobody changed tier, came or left",'
            f'"Of those who came, left or changed tier, "&IF({up}="","",{up}&" gained most")&'
            f'IF(OR({up}="",{down}=""),""," and ")&IF({down}="","",{down}&" lost most")))'
        )
        self.page.picture(chart, alt, heading, columns=_RIGHT - 2, rows=_CHART_ROWS)

    def _chart(self, drawn: Lines) -> Chart:
        chart = self.book.chart(
            {"type": "bar"}, title="Change in value since last year, of clients who came, left, or changed tier"
        )
        labels = data_labels(position="outside_end", num_format="+#,##0;-#,##0;")
        for letter, fill in (("C", {"color": HOUSE}), ("D", {"color": TIER_FILLS[1]})):
            chart.add_series(
                {
                    "categories": f"={drawn.column('B')}",
                    "values": f"={drawn.column(letter)}",
                    "fill": fill,
                    "border": {"color": INK, "width": 0.5},
                    "gap": 35,
                    "overlap": 100,
                    "data_labels": labels,
                }
            )
        # Unseen, and longer than the bars to the left: it keeps their labels clear of the clients' names.
        chart.add_series(
            {
                "categories": f"={drawn.column('B')}",
                "values": f"={drawn.column('E')}",
                "fill": {"none": True},
                "border": {"none": True},
            }
        )
        chart.set_y_axis(axis(reverse=True, label_position="low"))
        chart.set_x_axis(axis(visible=False))
        return chart

    def _top(self, lists: Lists) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("Last year", "date", 1), ("Tier", "date", 1), ("Value", "money", 1),
        )  # fmt: skip
        top = lists.top
        lines = [
            (
                f"={top.cell('E', line)}", f"={top.of_client('Tier last year', line, text=True)}",
                f"={top.of_client('Tier', line, text=True)}", f"={top.cell('C', line)}",
            )
            for line in range(BEST)
        ]  # fmt: skip
        self.page.short_list("The most valuable clients", columns, lines, column=_RIGHT)
        row = self.page.row + 2
        colour_tiers(self.book, self.sheet, row, _RIGHT + 3, row + BEST - 1)

    def _risks(self, lists: Lists) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("Managed by", "text", 1), ("Value", "money", 1), ("Why", "text", 2),
        )  # fmt: skip
        more = f'IF(risk_count>{RISKS},", and "&(risk_count-{RISKS})&" more on sheet Clients","")'
        risks = lists.risks
        lines = [
            (
                f"={risks.cell('E', line)}", f"={risks.of_client('Account manager', line, text=True)}",
                f"={risks.cell('C', line)}", f"={risks.of_client('At risk', line, text=True)}",
            )
            for line in range(RISKS)
        ]  # fmt: skip
        self.page.short_list(f'="At risk, the most valuable first"&{more}', columns, lines, column=1)

    def _sources(self, lists: Lists) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Source", "text", 2), ("Clients", "count", 1), ("Value", "money", 1), ("Share", "share", 1),
        )  # fmt: skip
        first, share = lists.sources.cell("C", 0), percent(lists.sources.cell("F", 0))
        says = f'": "&{first}&" leads with "&{share}&" of the value"'
        heading = f'="Where clients come from"&IF({first}="","",{says})'
        lines = [[f"={lists.sources.cell(letter, line)}" for letter in "CDEF"] for line in range(SOURCES)]
        self.page.short_list(heading, columns, lines, column=_RIGHT)

    def _decisions(self, decisions: Sequence[Decision]) -> None:
        """Write the lines that are typed at the meeting."""
        book, sheet, row = self.book, self.sheet, self.page.row
        sheet.write(row, 1, "Decisions", book.format("heading"))
        headings: list[tuple[str, Kind]] = [("", "text")] * COLUMNS
        headings[0], headings[_OWNER - 1], headings[_DUE - 1] = (
            ("What we decide", "text"),
            ("Who", "text"),
            ("By", "date"),
        )
        book.headings(sheet, row + 1, 1, headings, wrap=False)
        first, last = row + 2, row + 1 + DECISIONS
        for line in range(DECISIONS):
            decision = decisions[line] if line < len(decisions) else None
            typed = {1: decision.text, _OWNER: decision.owner, _DUE: decision.due} if decision else {}
            for column in range(1, COLUMNS + 1):
                # Long texts run on over empty cells: no lines between them.
                look = book.format("input", "date" if column == _DUE else "text", border=0, bottom=1)
                write_value(sheet, first + line, column, typed.get(column), look)
        sheet.data_validation(first, _DUE, last, _DUE, DATE_ALLOWED)
        book.name("decision_lines", sheet, first, 1, last, COLUMNS)
        for name, column in (("decision_texts", 1), ("decision_owners", _OWNER), ("decision_days", _DUE)):
            book.name(name, sheet, first, column, last, column)
        self.page.row = last + 2
