"""The Workings sheet of the partners' meeting: its figures, and the short lists that Answer and Cards show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio.register import total
from workbook_templates.margins import assumed_count
from workbook_templates.pages.list_page import ANY_NUMBER, ANYTHING, column_of, filled_in
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.partners_meeting.clients import COUNTED
from workbook_templates.sentences import MONEY_UNIT, amount, day, percent
from workbook_templates.settings import TIERS
from workbook_templates.style import HouseBook, Kind

TOP, BEST, UP, DOWN, RISKS, SOURCES = 20, 10, 8, 6, 5, 5
_VALUES = column_of("Clients", COUNTED)
_BEFORE = column_of("Clients", "Value last year")
_AUDIT = f"REL_REFERRALS({column_of('Clients', 'Source')},{_VALUES})"


@dataclass(frozen=True)
class Lines:
    """A short list: how it is read from other sheets."""

    sheet: str
    first: int
    count: int

    def column(self, letter: str) -> str:
        """All lines of a column."""
        return f"{self.sheet}!${letter}${self.first + 1}:${letter}${self.first + self.count}"

    def cell(self, column: str, line: int) -> str:
        """A cell of its own, in one of its columns by letter; lines count from 0."""
        return f"{self.sheet}!${column}${self.first + 1 + line}"

    def of_client(self, heading: str, line: int, *, text: bool = False) -> str:
        """What the list of clients says of the client in a line, as part of a formula; blank where there is none."""
        place = self.cell("D", line)
        found = f"INDEX({column_of('Clients', heading)},{place})"
        return f'IF({place}="","",{found}&"")' if text else f'IF({place}="","",IF({found}="","",{found}))'


@dataclass(frozen=True)
class Lists:
    """The short lists."""

    top: Lines
    up: Lines
    down: Lines
    risks: Lines
    sources: Lines
    drawn: Lines


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        note = "Every figure of Answer and Cards, computed once. Nothing is typed on this sheet."
        self.page = Page(book, "Workings", "Workings", note, (2, 42, 32, 28, 30, 30, 16))

    def write(self) -> Lists:
        """Write all parts; answers the short lists."""
        page = self.page
        page.figures("The book", "What the settings and the list come to.", self._book())
        for title, name, values in (
            ("Where the tiers are cut", "tier_cuts", _VALUES),
            ("Where the tiers were cut last year", "tier_cuts_before", _BEFORE),
        ):
            self._cuts(title, name, values)
        changed, risked = (column_of("Clients", heading) for heading in ("Change if moved", "Value at risk"))
        top = self._ranked("The most valuable clients", "Behind the list on Answer and the cards.", _VALUES, TOP)
        up = self._ranked("New, or in another tier: gained", "By the change in value.", changed, UP, "more")
        down = self._ranked("Left, or in another tier: lost", "By the change in value.", changed, DOWN, "less")
        risks = self._ranked("At risk", "The most valuable first.", risked, RISKS)
        lists = Lists(top, up, down, risks, self._sources(), self._drawn(up, down))
        page.figures("The tiers and the risks", "Who moved, and what is at stake.", self._meeting(lists))
        page.figures("In words", "What the sentences of Answer are made of.", self._words(lists))
        return lists

    def _book(self) -> Sequence[Figure]:
        headings = self.clients.fee_headings
        unit = f"={MONEY_UNIT}"

        def year(heading: str) -> str:
            header = f"Clients[[#Headers],[{heading}]]"
            return f'=IF({header}="Fees","the last year",SUBSTITUTE({header},"Fees ",""))'

        def with_value(heading: str) -> str:
            cells = column_of("Clients", heading)
            return f"SUMIFS({cells},{cells},{ANY_NUMBER},{_VALUES},{ANY_NUMBER})"

        return (
            Figure("Valuation date", "as_of_words", f"={day('as_of')}", "text"),
            Figure("Day of the meeting", "meeting_words", f"={day('meeting_day')}", "text"),
            Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
            Figure("Last year of fees", "latest_year", year(headings[-1]), "text"),
            Figure("The year before", "start_year", year(headings[-2]) if len(headings) > 1 else '=""', "text"),
            Figure("Clients", "client_count", '=COUNTIF(Clients[Status],"Client")', "count", "clients"),
            Figure("Clients with a value", "valued_count", f"=COUNT({_VALUES})", "count", "clients"),
            assumed_count(),
            Figure("Clients with a value last year", "before_count", f"=COUNT({_BEFORE})", "count", "clients"),
            Figure(
                "What usually is left of fees", "usual_share",
                f"=IF(OR({with_value('Fees a year')}<=0,{with_value('Margin')}<=0),margin_share,"
                f"{with_value('Margin')}/{with_value('Fees a year')})",
                "share", "of fees",
            ),
            Figure("Value of all clients", "value_total", f"=SUM({_VALUES})", "money", unit),
            Figure("Value of all clients last year", "value_before", f"=SUM({_BEFORE})", "money", unit),
            Figure("Change in value", "value_change", f"={total('Change')}", "money", unit),
        )  # fmt: skip

    def _cuts(self, title: str, name: str, values: str) -> None:
        page = self.page
        page.part(title, f"The lowest value in each tier. Name: {name}.", (("Tier", "text"), ("Lowest value", "money")))
        # A formula each, not a spill: the list reads them, and must find them in every spreadsheet program.
        cuts, first = f"REL_TIER_CUTS({values},tier_method,tier_shares,tier_names)", page.row
        for place in range(1, len(TIERS) + 1):
            page.formula(1, f"=INDEX(tier_names,{place})")
            page.formula(2, f'=IF(COUNT({values})=0,"",INDEX({cuts},{place + 1},2))', "money")
            page.row += 1
        self.book.name(name, page.sheet, first, 2, page.row - 1, 2)
        page.end_part()

    def _ranked(self, title: str, note: str, numbers: str, count: int, than_nothing: str = "") -> Lines:
        """The clients with the largest figures, or the smallest; equal ones in the order of the list."""
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("No.", "count"), ("Figure", "money"), ("Row of Clients", "count"), ("Client", "text"),
        )  # fmt: skip
        page.part(title, note, headings)
        first = page.row
        among = {"more": f'COUNTIF({numbers},">0")', "less": f'COUNTIF({numbers},"<0")'}.get(
            than_nothing, f"COUNT({numbers})"
        )
        taken = "SMALL" if than_nothing == "less" else "LARGE"
        for number in range(1, count + 1):
            figure, place = page.cell(2), page.cell(3)
            page.value(1, number, "count")
            page.formula(2, f'=IF({among}<{page.cell(1)},"",{taken}({numbers},{page.cell(1)}))', "money")
            found = f"MATCH({figure},{numbers},0)"
            if number > 1:
                above, above_place = page.cell(2, page.row - 1), page.cell(3, page.row - 1)
                rest = f"INDEX({numbers},{above_place}+1):INDEX({numbers},ROWS({numbers}))"
                found = f"IF({figure}={above},{above_place}+MATCH({figure},{rest},0),{found})"
            page.formula(3, f'=IF({figure}="","",{found})', "count")
            page.formula(4, f'=IF({place}="","",INDEX(Clients[Client],{place})&"")')
            page.row += 1
        page.end_part()
        return Lines("Workings", first, count)

    def _sources(self) -> Lines:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("No.", "count"), ("Source", "text"), ("Clients", "count"), ("Value", "money"), ("Share of value", "share"),
        )  # fmt: skip
        page.part("Who sends clients", "The sources of the most value; of clients without one nobody knows.", headings)
        first = page.row
        for number in range(1, SOURCES + 1):
            page.value(1, number, "count")
            # Below the headings, and above the line of totals; a blank source stands last.
            there = f"IF(value_total<=0,FALSE,ROWS({_AUDIT})>{number + 1})"
            page.formula(2, f'=IF({there},INDEX({_AUDIT},{number + 1},1),"")')
            for column, (_, kind) in enumerate(headings[2:], 2):
                page.formula(column + 1, f'=IF({page.cell(2)}="","",INDEX({_AUDIT},{number + 1},{column}))', kind)
            page.row += 1
        page.end_part()
        return Lines("Workings", first, SOURCES)

    def _drawn(self, up: Lines, down: Lines) -> Lines:
        """What the picture draws: a line per mover with its tiers, gains above and losses below."""
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Gained", "money"), ("Lost", "money"), ("Room for labels", "money"),
        )  # fmt: skip
        page.part("The movers as they are drawn", "From the tier of last year to that of today.", headings)
        first = page.row
        for lines, column in ((up, 2), (down, 3)):
            for line in range(lines.count):
                client = lines.cell("E", line)
                before, now = (lines.of_client(heading, line, text=True) for heading in ("Tier last year", "Tier"))
                moved = lines.of_client("Moved", line, text=True)
                way = f'IF({before}="",{moved},{before})&" \u2192 "&IF({now}="","left",{now})'
                page.formula(1, f'=IF({client}="","",{client}&": "&{way})')
                page.formula(column, f"={lines.cell('C', line)}", "money")
                if lines is down:
                    page.formula(4, f'=IF({lines.cell("C", line)}="","",1.5*{lines.cell("C", line)})', "money")
                page.row += 1
        page.end_part()
        return Lines("Workings", first, UP + DOWN)

    def _meeting(self, lists: Lists) -> Sequence[Figure]:
        unit = f"={MONEY_UNIT}"
        words = (("up", "Rose a tier", "risen_count"), ("down", "Fell a tier", "fallen_count"),
                 ("same", "In the same tier", "same_count"), ("new", "New", "new_count"),
                 ("back", "Won back", "back_count"), ("left", "Left", "left_count"))  # fmt: skip
        best = Lines("Workings", lists.top.first, BEST).column("C")
        share = f"=IF(value_total<=0,0,SUM({best})/value_total)"
        risks = column_of("Clients", "Value at risk")
        return (
            *(
                Figure(label, name, f'=COUNTIF(Clients[Moved],"{word}")', "count", "clients")
                for word, label, name in words
            ),
            Figure(f"Brought by the first {BEST}", "best_share", share, "share", "of value"),
            Figure("Clients at risk", "risk_count", f"=COUNT({risks})", "count", "clients"),
            Figure("Value at risk", "risk_value", f'=SUMIF({risks},">0")', "money", unit),
            Figure("Share at risk", "risk_share", "=IF(value_total<=0,0,risk_value/value_total)", "share", "of value"),
            Figure(
                "Last contacts known", "contact_count", f"={filled_in('Clients[Last contact]')}", "count", "clients"
            ),
            Figure(
                "With no contact recorded", "unrecorded_count",
                f'=client_count-COUNTIFS(Clients[Status],"Client",Clients[Last contact],{ANYTHING})', "count",
                "clients",
            ),
            Figure("Contacts overdue", "overdue_count", '=COUNTIF(Clients[Days overdue],">0")', "count", "clients"),
            Figure("Decisions", "decision_count", '=SUMPRODUCT(--(decision_texts<>""))', "count", "decisions"),
            Figure(
                "Decisions without owner or day", "decision_open_count",
                '=SUMPRODUCT((decision_texts<>"")*(1-(decision_owners<>"")*ISNUMBER(decision_days)))',
                "count", "decisions",
            ),
            Figure(
                "First day due", "decision_first", '=IF(COUNT(decision_days)=0,"",MIN(decision_days))', "date", "date"
            ),
        )  # fmt: skip

    def _words(self, lists: Lists) -> Sequence[Figure]:
        def words(cell: str) -> str:
            return f'=IF(AND(client_count>0,ISNUMBER({cell})),{amount(cell)},"")'

        def most(extreme: str, beyond: str) -> str:
            change = column_of("Clients", "Change")
            client = f"INDEX(Clients[Client],MATCH({extreme}({change}),{change},0))"
            return f'=IF(COUNTIF({change},"{beyond}0")=0,"",{client}&" ("&{amount(f"ABS({extreme}({change}))")}&")")'

        named = "&".join(
            f'IF({lists.top.cell("E", line)}="","","{", " if line else ""}"&{lists.top.cell("E", line)})'
            for line in range(3)
        )
        change = (
            f'IF(value_before>0," ("&IF(value_change<0,"-","+")&{percent("ABS(value_change)/value_before")}&")","")'
        )
        return (
            Figure("Value of all clients", "value_words", words("value_total"), "text"),
            Figure("Change in value", "change_words", f'=IF(before_count=0,"",{amount("ABS(value_change)")})', "text"),
            Figure("Change in per cent", "change_share_words", f"={change}", "text"),
            Figure("Value at risk", "risk_words", words("risk_value"), "text"),
            Figure("Who gained most", "gained_words", most("MAX", ">"), "text"),
            Figure("Who lost most", "lost_words", most("MIN", "<"), "text"),
            Figure("The first three", "best_words", f"={named}", "text"),
            Figure("First day due", "due_words", f"={day('decision_first')}", "text"),
        )
