"""What relationship care computes beside its lists: the sheets Workings, Tables, Lines and Chart data."""

from __future__ import annotations

from collections.abc import Sequence

import udfs
from workbook_templates.pages.lines_page import LineColumn, Lines, LinesPage
from workbook_templates.pages.list_page import ANY_NUMBER, ANYTHING, ListPage, escaped, filled_in, letter_for_letter
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.pictures.names import WIDTHS, Room, write_names
from workbook_templates.relationship_care.lists import Care
from workbook_templates.sentences import MONEY_UNIT, day
from workbook_templates.settings import TIERS
from workbook_templates.style import HouseBook

CHART_DATA = "Chart data"
MOST_BARS = 8
WINDOW = 30
"""Days ahead that the settings start with."""
NAMED = 3
"""Clients whose names stand on the map."""


class Figures:
    """Makes the sheets when constructed, so that their tabs stand in their places, and fills them.

    Attributes:
        clients: the lines of sheet Clients.
        team: the lines of sheet Team.
        people: the lines of sheet Contacts.
        load: the load per account manager, on sheet Tables.
        contacts: the points of contact per client.
        dates: the key dates to come.
        bars: the first and the last row of the picture of the load on sheet Chart data, from 0.
        points: the same of the map's clients.
        named: the first row of the map's names.
        cut: the first of the two rows of the line that cuts the map.
    """

    def __init__(self, book: HouseBook, care: Care, clients: ListPage, people: ListPage, team: ListPage) -> None:
        note = "Every figure of the Answer, computed here once. Nothing is typed on this sheet."
        self._workings = Page(book, "Workings", "Workings", note, (2, 46, 24, 16, 22))
        tables, lines = TablesPage(book), LinesPage(book)
        note = "What the pictures draw. Nothing is typed on this sheet; #N/A tells a picture to draw nothing there."
        self._chart_data = Page(book, CHART_DATA, "Chart data", note, (2, 30, 14, 14, 14, 14, 16, *WIDTHS[6:]))
        self._care = care
        self.people = lines.lines(people, ("Client", "Their contact", "Our contact"))
        self.clients = _client_lines(lines, clients, care)
        self.team = lines.lines(
            team,
            ("Account manager", "Hours that count", "Hours needed", "Load", "Hours free"),
            names={"Account manager": "account_managers"},
        )
        self._write_tables(tables, clients)
        self._write_workings()
        self._write_load()
        self._write_map()

    def _write_tables(self, tables: TablesPage, clients: ListPage) -> None:
        care, line = self._care, self.clients.column
        managers = [[row[1]] for row in care.clients] or [["A"]]
        ones = [[1]] * len(managers)
        team = self.team.column("Account manager", "Hours that count")
        self.load = tables.answer(
            "manager_load", "Load per account manager", "The share of the fees is at stake should this person leave.",
            f'=IF(client_count=0,"",IFERROR(REL_LOAD({line("Account manager")},{line("Fees in all")},'
            f'{line("Hours that count")},{team}),""))',
            len(udfs.call("REL_LOAD", managers, ones)), ("text", "count", "money", "share", "count", "share"),
            total=True,
        )  # fmt: skip
        fees = line(care.services[0], care.services[-1])
        tables.answer(
            "next_offers", "What else to offer", "In the order of sheet Clients: what clients like it buy.",
            f'=IF(OR(client_count=0,service_count<2),"",IFERROR(REL_WHITESPACE({fees},{_headings(care.services)},prior),""))',
            max(len(care.clients), 1), ("text", "share", "money", "money"),
            headings=("Service", "Chance", "Typical fee", "Expected fee"), room=self.clients.count,
        )  # fmt: skip
        names, theirs, ours = (self.people.column(each) for each in ("Client", "Their contact", "Our contact"))
        known = len({str(row[0]).casefold() for row in care.contacts})
        self.contacts = tables.answer(
            "points_of_contact", "Points of contact", "A single point: one person, on either side, holds all links.",
            f'=IF(link_count=0,"",REL_CONTACTS({names},{theirs},{ours}))',
            known + 1, ("text", "count", "count", "share", "text"), room=self.people.count + 1,
        )  # fmt: skip
        self.dates = tables.answer(
            "key_dates", "Key dates to come", "Anniversaries and birthdays, the soonest first.",
            f'=IF(date_count=0,"",REL_KEY_DATES({line("Client")},{line("Date that counts")},as_of,window))',
            _dates_to_come(care, WINDOW) + 1, ("text", "date", "count", "count"), room=self.clients.count + 1,
        )  # fmt: skip

    def _write_workings(self) -> None:
        page = self._workings
        page.figures("The book", "Each figure has a name, which other formulas use.", self._book_figures())
        page.figures("Contacts and dates", "Whom to call, and when.", self._of_contacts())
        page.figures("Bonds", "How firmly clients are held, and through how many people.", self._of_bonds())
        page.figures("Offers and load", "What else to offer, and who has the time.", self._of_offers_and_load())
        page.part("Where the tiers are cut", "For clients without a tier of their own. Name: tier_cuts.",
                  (("Tier", "text"), ("Lowest fees", "money")))  # fmt: skip
        cuts = f'REL_TIER_CUTS({self.clients.column("Fees in all")},"rank",tier_shares,tier_names)'
        first = page.row
        for place in range(1, len(TIERS) + 1):
            page.formula(1, f"=INDEX(tier_names,{place})")
            page.formula(
                2, f'=IF(COUNT({self.clients.column("Fees in all")})=0,"",INDEX({cuts},{place + 1},2))', "money"
            )
            page.row += 1
        page.book.name("tier_cuts", page.sheet, first, 2, page.row - 2, 2)

    def _book_figures(self) -> Sequence[Figure]:
        line, people = self.clients.column, self.people.column
        return (
            Figure("Valuation date", "as_of_words", f"={day('as_of')}", "text"),
            Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
            Figure("Clients", "client_count", f"=COUNT({line('Fees in all')})", "count", "clients"),
            Figure("Fees", "fees_total", f"=SUM({line('Fees in all')})", "money", "=money_unit"),
            Figure("Services", "service_count", f"=COUNTA({_headings(self._care.services)})", "count", "columns"),
            Figure("Hours", "hours_total", "=SUM(hours_of_client)", "count", "hours a year"),
            Figure("Links between people", "link_count",
                   # The lines hold text, "" in store: a number of a client, too, is one there.
                   f'=COUNTIFS({people("Client")},"?*",{people("Their contact")},"?*",{people("Our contact")},"?*")',
                   "count", "links"),
            Figure("Key dates to come", "date_count",
                   f'=IF(N(as_of)<1,0,COUNTIFS({line("Next key date")},">="&as_of,{line("Next key date")},'
                   '"<="&(as_of+window)))', "count", "dates"),
        )  # fmt: skip

    def _chosen(self, label: str, name: str, order: str, columns: Sequence[tuple[str, str]]) -> Sequence[Figure]:
        """The client that stands first by a column of the lines, with cells of its line."""
        kinds = {"fees": "money", "days": "count", "chance": "share", "expected": "money"}
        return (
            Figure(label, f"{name}_line", f"={self.clients.largest(order, '1')}", "count", "line of Clients"),
            *(
                Figure(f"{label}: {heading.lower()}", f"{name}_{word}",
                       f'={self.clients.at(heading, f"{name}_line")}', kinds.get(word, "text"))  # type: ignore[arg-type]
                for word, heading in columns
            ),
        )  # fmt: skip

    def _of_contacts(self) -> Sequence[Figure]:
        line, dates = self.clients.column, self.dates
        fees = line("Fees in all")

        def first_date(column: int) -> str:
            return f'=IF(date_count=0,"",INDEX({dates.cells(column)},1))'

        return (
            Figure(
                "Last contacts known", "contact_count", f"={filled_in('Clients[Last contact]')}", "count", "clients"
            ),
            Figure(
                "With no contact recorded", "unrecorded_count",
                f"=COUNTIFS(Clients[Fees in all],{ANY_NUMBER})-COUNTIFS(Clients[Fees in all],{ANY_NUMBER},"
                f"Clients[Last contact],{ANYTHING})", "count", "clients",
            ),
            Figure("Contacts overdue", "overdue_count", f'=COUNTIF({line("Days overdue")},">0")', "count", "clients"),
            Figure("Their fees", "overdue_fees", f'=SUMIF({line("Days overdue")},">0",{fees})', "money", "=money_unit"),
            *self._chosen("Call first", "call", "Overdue, in order",
                          (("client", "Client"), ("manager", "Account manager"), ("fees", "Fees in all"),
                           ("days", "Days overdue"))),
            Figure("The first key date: client", "date_client", first_date(0), "text"),
            Figure("The first key date", "date_day", first_date(1), "date"),
            Figure("In days", "date_days", first_date(2), "count", "days"),
        )  # fmt: skip

    def _of_bonds(self) -> Sequence[Figure]:
        line, unit = self.clients.column, "=money_unit"
        fees = line("Fees in all")
        return (
            Figure("Clients whose bonds are known", "bond_count", f"=COUNT({line('Held by')})", "count", "clients"),
            Figure("Held most firmly", "firm_line",
                   f'=IF(bond_count=0,"",MATCH(MAX({line("Held by")}),{line("Held by")},0))', "count",
                   "line of Clients"),
            Figure("Loosely held", "loose_count", f"=COUNT({line('Loose, in order')})", "count", "clients"),
            Figure("Their fees", "loose_fees", f'=SUMIF({line("Held by")},"<"&loose_below,{fees})', "money", unit),
            *self._chosen("The largest loosely held", "loose", "Loose, in order",
                          (("client", "Client"), ("largest", "Fees in all"), ("score", "Held by"))),
            Figure("Clients with people known", "known_count", f'=COUNTIF({line("Single point")},"?*")', "count",
                   "clients"),
            Figure("Held by one person alone", "single_count", f'=COUNTIF({line("Single point")},"yes")', "count",
                   "clients"),
            Figure("Their fees", "single_fees", f'=SUMIF({line("Single point")},"yes",{fees})', "money", unit),
            *self._chosen("The largest held by one person", "single", "Single, in order", (("client", "Client"),)),
        )  # fmt: skip

    def _of_offers_and_load(self) -> Sequence[Figure]:
        load, unit = self.load, "=money_unit"
        own, free = self.team.column("Load"), self.team.column("Hours free")

        def of(heading: str, line: str) -> str:
            return f"={self.team.at(heading, line)}"

        return (
            *self._chosen("Offer first", "offer", "Offer, in order",
                          (("client", "Client"), ("service", "Offer next"), ("chance", "Chance"),
                           ("expected", "Expected fee"))),
            Figure("All best offers together", "offer_total", f"=SUM({self.clients.column('Expected fee')})", "money",
                   unit),
            Figure("Account managers with clients", "manager_count",
                   f'=IF(client_count=0,0,MATCH("Total",{load.cells(0)},0)-1)', "count", "lines of the load"),
            Figure("Most of the fees: manager", "main_manager",
                   f'=IF(manager_count=0,"",INDEX({load.cells(0)},1))', "text"),
            Figure("Most of the fees: share", "main_share",
                   f'=IF(OR(manager_count=0,fees_total<=0),"",INDEX({load.cells(3)},1))', "share", "of the fees"),
            Figure("Most loaded: line", "busy_line",
                   f'=IF(OR(client_count=0,hours_total=0,COUNT({own})=0),"",MATCH(MAX({own}),{own},0))', "count",
                   "line of Team"),
            Figure("Most loaded: manager", "busy_manager", of("Account manager", "busy_line"), "text"),
            Figure("Most loaded: load", "busy_load", of("Load", "busy_line"), "share", "of the hours"),
            Figure("Most loaded: hours needed", "busy_needed", of("Hours needed", "busy_line"), "count", "hours"),
            Figure("Most loaded: hours there are", "busy_hours", of("Hours that count", "busy_line"), "count", "hours"),
            Figure("Most room: line", "room_line",
                   f'=IF(busy_line="","",IF(MAX({free})<=0,"",MATCH(MAX({free}),{free},0)))', "count", "line of Team"),
            Figure("Most room: manager", "room_manager", of("Account manager", "room_line"), "text"),
            Figure("Most room: hours free", "room_hours", of("Hours free", "room_line"), "count", "hours"),
        )  # fmt: skip

    def _write_load(self) -> None:
        page = self._chart_data
        page.part(
            "Hours per account manager", "Largest fees first; the last line holds all others, where there are more.",
            (("Account manager", "text"), ("Hours within", "count"), ("Hours beyond", "count"), ("Hours free", "count"),
             ("Hours needed", "count"), ("Hours there are", "count")),
        )  # fmt: skip
        managers = {str(row[1]).casefold() for row in self._care.clients}
        count = min(max(len(managers) + 1, 4), MOST_BARS)
        first = page.row
        names, hours = self.team.column("Account manager"), self.team.column("Hours that count")
        for line in range(1, count + 1):
            name, needed, own = page.cell(1), page.cell(5), page.cell(6)
            others = f"hours_total-SUM({page.cell(5, first)}:{page.cell(5, max(page.row - 1, first))})"
            page.formula(1, self._of_manager(line, count, 0, '"All others"'))
            page.formula(2, f'=IF({name}="","",IF({own}="",N({needed}),MIN(N({needed}),{own})))', "count")
            page.formula(3, f'=IF({name}="","",IF({own}="",0,MAX(0,N({needed})-{own})))', "count")
            page.formula(4, f'=IF({name}="","",IF({own}="",0,MAX(0,{own}-N({needed}))))', "count")
            page.formula(5, self._of_manager(line, count, 4, others), "count")
            page.formula(
                6, f'=IF({name}="","",IFERROR(INDEX({hours},MATCH({letter_for_letter(name)},{names},0)),""))', "count"
            )
            page.row += 1
        self.bars = (first, page.row - 1)
        page.end_part()

    def _of_manager(self, line: int, count: int, column: int, others: str) -> str:
        found = f"INDEX({self.load.cells(column)},{line})"
        if line < count:
            return f'=IF(manager_count<{line},"",{found})'
        return f'=IF(manager_count<{count},"",IF(manager_count={count},{found},{others}))'

    def _write_map(self) -> None:
        page, lines = self._chart_data, self.clients
        held, fees = lines.column("Held by"), lines.column("Fees in all")
        self.named = write_names(
            page, f"The {NAMED} largest of those that are loosely held.", NAMED,
            lambda place: f"IF(loose_count<{place},\"\",{lines.largest('Loose, in order', str(place))})",
            (lines.column("Client"), held, fees),
            Room(
                letter="1.2", letters=30, line=f"MAX(1,{fees})/11", left="-10", right="100", low="0",
                high=f"MAX(1,{fees})",
            ),
        )  # fmt: skip
        page.part("The map of bonds: its cut", "Loosely held is who stands left of it.",
                  (("Line", "text"), ("Held by", "count"), ("Fees", "money")))  # fmt: skip
        self.cut = page.row
        for label, height in (("Foot", "0"), ("Top", f"MAX(0,MAX({lines.column('Fees in all')}))")):
            page.value(1, label)
            page.formula(2, "=N(loose_below)", "count")
            page.formula(3, f"={height}", "money")
            page.row += 1
        page.end_part()
        page.part(
            "The map of bonds: clients", "A line per client, and lines in store.",
            (("Client", "text"), ("Held by", "count"), ("Loosely held", "money"), ("Well held", "money")),
        )  # fmt: skip
        first = page.row
        for place in range(1, lines.count + 1):
            name, held, fees = (f"INDEX({lines.column(each)},{place})" for each in ("Client", "Held by", "Fees in all"))
            page.formula(1, f"={name}")
            # Zero, not blank: one text among the x values would make Excel number all points 1, 2, 3.
            page.formula(2, f"=N({held})", "count")
            drawn = f"AND(ISNUMBER({held}),ISNUMBER({fees}))"
            page.formula(3, f"=IF({drawn},IF({held}<loose_below,{fees},NA()),NA())", "money")
            page.formula(4, f"=IF({drawn},IF({held}<loose_below,NA(),{fees}),NA())", "money")
            page.row += 1
        self.points = (first, page.row - 1)
        page.end_part()


def _client_lines(page: LinesPage, clients: ListPage, care: Care) -> Lines:
    def in_order(condition: str, amount: str = "Fees in all") -> str:
        return f'=IF({condition},ROUND(N([{amount}]),2)-[Line]/10^6,"")'

    single = f"INDEX(points_of_contact,MATCH({letter_for_letter('[Client]')},INDEX(points_of_contact,0,1),0),5)"
    return page.lines(
        clients,
        (
            "Client", "Account manager", "Key date", "Hours a year", *care.services, "Fees in all", "Held by",
            "Days overdue", "Next key date", "Offer next", "Chance", "Expected fee",
        ),
        (
            LineColumn("Date that counts", "date", '=IF([Fees in all]="","",[Key date])'),
            LineColumn("Hours that count", "count", '=IF([Fees in all]="","",[Hours a year])'),
            LineColumn("Single point", "text", f'=IF([Fees in all]="","",IFERROR(IF({single},"yes","no"),""))'),
            LineColumn("Overdue, in order", "money", in_order("N([Days overdue])>0")),
            LineColumn(
                "Loose, in order", "money", in_order("IF(ISNUMBER([Held by]),[Held by]<loose_below,FALSE)")
            ),
            LineColumn("Single, in order", "money", in_order('[Single point]="yes"')),
            LineColumn("Offer, in order", "money", in_order("N([Expected fee])>0", "Expected fee")),
        ),
        names={
            "Client": "client_names", "Account manager": "manager_of_client", "Fees in all": "fees_of_client",
            "Hours that count": "hours_of_client",
        },
    )  # fmt: skip


def _headings(services: Sequence[str]) -> str:
    """The headings of the services on sheet Clients, as part of a formula."""
    first, last = escaped(services[0]), escaped(services[-1])
    return f"Clients[[#Headers],[{first}]" + (f":[{last}]]" if len(services) > 1 else "]")


def _dates_to_come(care: Care, window: int) -> int:
    """How many key dates the answer on sheet Tables has with this list."""
    days = [[row[0], row[6]] for row in care.clients if row[0] and row[6] and not (row[4] and row[4] <= care.as_of)]
    if not days:
        return 0
    answer = udfs.call("REL_KEY_DATES", [[name] for name, _ in days], [[each] for _, each in days], care.as_of, window)
    return len(answer) - 1 if isinstance(answer, list) else 0
