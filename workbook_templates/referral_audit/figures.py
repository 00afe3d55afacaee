"""What the referral audit computes beside its lists: the sheets Workings, Tables, Lines and Chart data."""

from __future__ import annotations

from collections.abc import Sequence

import udfs
from workbook_templates.pages.lines_page import LineColumn, Lines, LinesPage
from workbook_templates.pages.list_page import ANY_NUMBER, ListPage, filled_in
from workbook_templates.pages.tables_page import Answer, TablesPage
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.referral_audit.lists import Referrals
from workbook_templates.sentences import MONEY_UNIT, amount
from workbook_templates.style import HouseBook, Kind

CHART_DATA = "Chart data"
MOST_BARS = 10
"""Of each picture: nine sources, and all others."""
_AUDIT: tuple[tuple[str, Kind], ...] = (
    ("Source", "text"), ("Lines", "count"), ("Fees", "money"), ("Share of fees", "share"), ("Still expected", "money"),
    ("Effort", "money"), ("Share of effort", "share"), ("Fees per effort", "factor"), ("Gap", "share"),
)  # fmt: skip
_BALANCE: tuple[Kind, ...] = ("text", "count", "count", "count", "count", "share")
_NOTHING = "0.000000001"
"""Drawn in place of 0, so that a true nothing is labelled, and a bar in store is not."""


class Figures:
    """Makes the sheets when constructed, so that their tabs stand in their places, and fills them.

    Attributes:
        clients: the lines of sheet Clients.
        sources: the lines of sheet Sources, and one for what came from none of them.
        chains: the lines of sheet Clients again, with whom they brought.
        audit: the referral audit on sheet Tables.
        balance: given and received per source.
        bars: the first and the last row of each picture on sheet Chart data, from 0.
    """

    def __init__(self, book: HouseBook, given: Referrals, clients: ListPage, sources: ListPage) -> None:
        note = "Every figure of the Answer, computed here once. Nothing is typed on this sheet."
        self._workings = Page(book, "Workings", "Workings", note, (2, 46, 24, 14, 22))
        tables, lines = TablesPage(book), LinesPage(book)
        note = "What the pictures draw. Nothing is typed on this sheet."
        self._chart_data = Page(book, CHART_DATA, "Chart data", note, (2, 28, 14, 14))
        self.clients = lines.lines(
            clients,
            ("Client", "Source", "Referred by", "Account manager", "Fees a year", "Still expected"),
            (LineColumn("Fees counted", "money", '=IF([Client]="","",N([Fees a year]))'),),
            names={
                "Source": "source_of_client", "Fees counted": "fees_counted", "Still expected": "expected_of_client",
            },
        )  # fmt: skip
        self.sources = _source_lines(lines, sources)
        in_order = '=IF(N([Brought to us])>0,ROUND([Brought to us],2)-[Line]/10^6,"")'
        self.chains = lines.lines(
            clients, ("Client", "Brought to us", "With all brought"), (LineColumn("In order", "money", in_order),)
        )
        names = {row[1] for row in given.clients} | {row[0] for row in given.sources}
        self._count = len({str(name).casefold() if name else "" for name in names})
        self.audit, self.balance = self._write_tables(tables, given)
        self._write_workings()
        self.bars = self._write_chart_data()

    def _write_tables(self, tables: TablesPage, given: Referrals) -> tuple[Answer, Answer]:
        name, fees, effort, expected = (self.sources.column(each) for each in ("Source", "Fees", "Effort", "Expected"))
        # Without any effort its shares would be shares of nothing.
        audit = tables.answer(
            "referral_audit", "The referral audit", "A line of sheet Sources each; the largest fees first.",
            f'=IF(client_count=0,"",IFERROR(IF(effort_total>0,REL_REFERRALS({name},{fees},{effort},{expected},FALSE),'
            f'REL_REFERRALS({name},{fees},,{expected},FALSE)),""))',
            self._count + 1, [kind for _, kind in _AUDIT], total=True, headings=[heading for heading, _ in _AUDIT],
            room=self.sources.count + 1,
        )  # fmt: skip
        flows = ",".join(self.sources.column(each) for each in ("Referrals given", "Referrals received", "Of use"))
        ones = [[str(row[0])] for row in given.sources] or [["A"]]
        balance = tables.answer(
            "referral_balance", "Referrals given and received", "A positive balance: the source gave more than it got.",
            f'=IF(flow_total=0,"",IFERROR(REL_REFERRAL_BALANCE({name},{flows}),""))',
            len(udfs.call("REL_REFERRAL_BALANCE", ones, [[1]] * len(ones), [[1]] * len(ones))), _BALANCE, total=True,
            room=self.sources.count + 2,
        )  # fmt: skip
        client, counted, by = (self.clients.column(each) for each in ("Client", "Fees counted", "Referred by"))
        tables.answer(
            "referral_worth", "Clients with all whom they brought", "In the order of sheet Clients.",
            f'=IF(client_count=0,"",REL_REFERRAL_VALUE({client},{counted},{by},credit))',
            max(len(given.clients), 1), ("money",), headings=("With all brought",), room=self.clients.count,
        )  # fmt: skip
        return audit, balance

    def _write_workings(self) -> None:
        page = self._workings
        page.figures("The book", "Each figure has a name, which other formulas use.", self._book_figures())
        page.figures("Sources", "The best and the worst use of effort, and what flows both ways.", self._of_sources())
        page.figures("Clients who bring clients", "The one who brought most.", self._of_clients())
        named = (
            ("Fees", "fees_total"), ("Still expected", "expected_total"), ("Effort", "effort_total"),
            ("Brought by one client", "champion_brought"),
        )  # fmt: skip
        words = [Figure(label, f"{name}_words", f'=IF({name}="","",{amount(name)})', "text") for label, name in named]
        page.figures("In words", "For the sentences of the Answer.", words)

    def _book_figures(self) -> Sequence[Figure]:
        unit = "=money_unit"
        source, hours = self.clients.column("Source"), "Sources[Hours a year]"
        return (
            Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
            Figure("Clients", "client_count", f"={filled_in(self.clients.column('Client'))}", "count", "clients"),
            Figure("Fees", "fees_total", "=SUM(fees_counted)", "money", unit),
            Figure("Still expected", "expected_total", "=SUM(expected_of_client)", "money", unit),
            Figure("Sources", "source_count", f"={filled_in(self.sources.column('Source'))}", "count", "sources"),
            Figure("Hours", "hours_total", f"=SUMIF({hours},{ANY_NUMBER})", "count", "hours a year"),
            Figure("Effort", "effort_total", f"=SUM({self.sources.column('Effort')})", "money", unit),
            Figure("Clients from the sources listed", "listed_count", "=SUM(Sources[Clients])", "count", "clients"),
            Figure("Clients whose source is not recorded", "unknown_count",
                   f"=client_count-({filled_in(source)})", "count", "clients"),
            Figure("Clients from none of the sources", "rest_count", "=client_count-listed_count", "count", "clients"),
            Figure("Their fees", "rest_fees", f"=fees_total-SUMIF(Sources[Fees],{ANY_NUMBER})", "money", unit),
            Figure("Still expected from them", "rest_expected",
                   f"=expected_total-SUMIF(Sources[Expected],{ANY_NUMBER})", "money", unit),
            Figure("Lines of the audit", "audit_lines", "=IF(client_count=0,0,source_count+IF(rest_count>0,1,0))",
                   "count", "lines"),
        )  # fmt: skip

    def _of_sources(self) -> Sequence[Figure]:
        lines, unit = self.sources, "=money_unit"
        ratio, balance, idle = (lines.column(each) for each in ("Fees per effort", "Balance", "Idle"))
        given, received = (lines.column(each) for each in ("Referrals given", "Referrals received"))

        def figures(who: str, name: str, line: str) -> Sequence[Figure]:
            return (
                Figure(f"{who}: line", f"{name}_line", f"={line}", "count", "line of Sources"),
                Figure(f"{who}: name", f"{name}_source", f"={lines.at('Source', f'{name}_line')}", "text"),
            )

        def shares(who: str, name: str) -> Sequence[Figure]:
            fees, effort = (lines.at(each, f"{name}_line") for each in ("Fees", "Effort"))
            return (
                Figure(f"{who}: fees", f"{name}_fees", f"={fees}", "money", unit),
                Figure(f"{who}: effort", f"{name}_effort", f"={effort}", "money", unit),
                Figure(f"{who}: share of fees", f"{name}_share", f'=IF({name}_line="","",{name}_fees/fees_total)',
                       "share"),
                Figure(f"{who}: share of effort", f"{name}_effort_share",
                       f'=IF({name}_line="","",{name}_effort/effort_total)', "share"),
            )  # fmt: skip

        fees = lines.column("Fees")
        listed = "Sources[Fees]"
        return (
            *figures("Most fees", "main", f'IF(N(MAX({listed}))<=0,"",MATCH(MAX({listed}),{fees},0))'),
            Figure("Most fees: share", "main_share",
                   f'=IF(OR(main_line="",fees_total<=0),"",{lines.at("Fees", "main_line")}/fees_total)', "share",
                   "of the fees"),
            Figure("Most fees: clients", "main_clients", f'={lines.at("Clients", "main_line")}', "count", "clients"),
            *figures("Most for the effort", "best", f'IF(COUNT({ratio})<2,"",MATCH(MAX({ratio}),{ratio},0))'),
            *shares("Most for the effort", "best"),
            *figures("Least for the effort", "worst", f'IF(COUNT({ratio})<2,"",MATCH(MIN({ratio}),{ratio},0))'),
            *shares("Least for the effort", "worst"),
            Figure("Sources with fees and no effort", "free_count",
                   f'=COUNTIFS({lines.column("Source")},"?*",{fees},">0")-COUNTIFS({lines.column("Source")},"?*",'
                   f'{fees},">0",{lines.column("Effort")},">0")', "count", "left apart"),
            Figure("Sources with effort and no fees", "barren_count",
                   f'=COUNTIF({lines.column("Effort")},">0")-COUNTIFS({lines.column("Effort")},">0",{fees},">0")',
                   "count", "left apart"),
            Figure("Sources that brought no client", "idle_count", f"=COUNT({idle})", "count", "that cost effort"),
            Figure("The first of them", "idle_source",
                   f'=IF(idle_count=0,"",{lines.at("Source", f"MIN({idle})")})', "text"),
            Figure("Their effort", "idle_effort", f'=SUMIF({idle},">0",{lines.column("Effort")})', "money", unit),
            Figure("Referrals given", "given_total", f"=SUM({given})", "count", "referrals"),
            Figure("Referrals received", "received_total", f"=SUM({received})", "count", "referrals"),
            Figure("Both", "flow_total", "=given_total+received_total", "count", "referrals"),
            *figures("Received most beyond what was given", "owed",
                     f'IF(MAX({balance})<=0,"",MATCH(MAX({balance}),{balance},0))'),
            *figures("Given most beyond what came back", "owing",
                     f'IF(MIN({balance})>=0,"",MATCH(MIN({balance}),{balance},0))'),
        )  # fmt: skip

    def _of_clients(self) -> Sequence[Figure]:
        unit = "=money_unit"
        together = self.chains.column("With all brought")
        own, worth = (
            self.clients.at("Fees counted", "champion_line"), self.chains.at("With all brought", "champion_line"),
        )  # fmt: skip
        return (
            Figure("Line", "champion_line", f"={self.chains.largest('In order', '1')}", "count", "line of Clients"),
            Figure("Client", "champion", f'={self.chains.at("Client", "champion_line")}', "text"),
            Figure("Its own fees", "champion_fees", f"={own}", "money", unit),
            Figure("With all whom it brought", "champion_worth", f"={worth}", "money", unit),
            Figure("All whom it brought", "champion_brought",
                   '=IF(champion_line="","",champion_worth-champion_fees)', "money", unit),
            Figure("Rank by its own fees", "champion_rank",
                   '=IF(champion_line="","",COUNTIF(fees_counted,">"&champion_fees)+1)', "count", "rank"),
            Figure("Rank with all whom it brought", "champion_worth_rank",
                   f'=IF(champion_line="","",COUNTIF({together},">"&champion_worth)+1)', "count", "rank"),
        )  # fmt: skip

    def _write_chart_data(self) -> dict[str, tuple[int, int]]:
        page = self._chart_data
        count = min(max(self._count + 1, 4), MOST_BARS)
        page.part(
            "Fees against effort", "Largest fees first; the last line holds all others, where there are more.",
            (("Source", "text"), ("Share of fees", "share"), ("Share of effort", "share")),
        )  # fmt: skip
        first = page.row
        for line in range(1, count + 1):
            page.formula(1, _of_line(line, count, self.audit, 0, "audit_lines", '"All others"'))
            for column, place in ((2, 3), (3, 6)):
                rest = f"1-SUM({page.cell(column, first)}:{page.cell(column, page.row - 1)})"
                cell = _of_line(line, count, self.audit, place, "audit_lines", rest)
                unknown = f'OR({page.cell(1)}="",effort_total<=0)' if place == 6 else f'{page.cell(1)}=""'
                page.formula(column, f'=IF({unknown},"",MAX({_NOTHING},N({cell[1:]})))', "share")
            page.row += 1
        bars = {"audit": (first, page.row - 1)}
        page.end_part()
        page.part(
            "Given and received", "Most received first; the last line holds all others, where there are more.",
            (("Source", "text"), ("Received", "count"), ("Given", "count")),
        )  # fmt: skip
        first = page.row
        for line in range(1, count + 1):
            page.formula(1, _of_line(line, count, self.balance, 0, "balance_lines", '"All others"'))
            for column, place, total in ((2, 2, "received_total"), (3, 1, "given_total")):
                rest = f"{total}-SUM({page.cell(column, first)}:{page.cell(column, page.row - 1)})"
                cell = _of_line(line, count, self.balance, place, "balance_lines", rest)
                page.formula(column, f'=IF({page.cell(1)}="","",MAX({_NOTHING},N({cell[1:]})))', "count")
            page.row += 1
        bars["balance"] = (first, page.row - 1)
        page.end_part()
        counted = "=IF(flow_total=0,0,source_count)"
        page.figures("Lines", "How many lines the picture has.",
                     (Figure("Lines of given and received", "balance_lines", counted, "count"),))  # fmt: skip
        return bars


def _of_line(line: int, count: int, answer: Answer, column: int, lines: str, rest: str) -> str:
    """A cell of an answer without its headings, or what stands for all others in the last line."""
    found = f"INDEX({answer.cells(column)},{line})"
    if line < count:
        return f'=IF({lines}<{line},"",{found})'
    return f'=IF({lines}<{count},"",IF({lines}={count},{found},{rest}))'


def _source_lines(page: LinesPage, sources: ListPage) -> Lines:
    # Who brought no fees is told apart from who brought few.
    ratio = '=IF(OR([Source]="",fees_total<=0,N([Fees])<=0,N([Effort])<=0),"",[Fees]/[Effort])'
    flows = "N([Referrals received])-N([Referrals given])"
    return page.lines(
        sources,
        ("Source", "Clients", "Fees", "Expected", "Effort", "Referrals given", "Referrals received", "Of use"),
        (
            LineColumn("Fees per effort", "factor", ratio),
            LineColumn("Balance", "count", f'=IF([Source]="","",{flows})'),
            LineColumn("Idle", "count", '=IF(AND(N([Effort])>0,N([Clients])=0),[Line],"")'),
        ),
        rest={
            "Clients": '=IF(rest_count=0,"",rest_count)',
            "Fees": '=IF(rest_count=0,"",rest_fees)',
            "Expected": '=IF(rest_count=0,"",rest_expected)',
        },
        names={"Referrals received": "received_of_source", "Referrals given": "given_to_source"},
    )
