"""The Workings sheet of the exit interviews: every figure of the answer, and what the picture draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook_templates.exit_interviews.register import EXITS, REASONS
from workbook_templates.pages.list_page import ANY_NUMBER, filled_in, letter_for_letter, same_as
from workbook_templates.pages.tables_page import Answer
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.sentences import MONEY_UNIT, amount, day
from workbook_templates.style import HouseBook, Kind

TO_CALL = 6
"""Clients that the answer names."""
REASON, CLIENTS, LOST, SHARE, SO_FAR = 0, 1, 3, 4, 5
"""Columns of the table of reasons."""
_MONEY = "=money_unit"


@dataclass(frozen=True)
class Places:
    """The first rows of the parts that picture and lists are made of, from 0."""

    reasons: int
    lines: int
    to_call: int


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the table stands."""

    def __init__(self, book: HouseBook) -> None:
        note = "Every figure of the answer, computed here once. Nothing is typed on this sheet."
        self.page = Page(book, "Workings", "Workings", note, (2, 40, 36, 18, 24, 16, 16, 16, 66, 20))

    def write(self, table: Answer, lines: int) -> Places:
        """Write all parts; `lines` is how many reasons the picture has room for."""
        page = self.page
        page.figures("The book", "Each figure has a name, which other formulas use.", _book())
        page.figures("Who left", "Counted in the log.", _exits())
        page.figures("The reasons", "From the table of reasons on sheet Tables.", _reasons(table))
        page.figures("In words", "For the sentences of the answer.", _words())
        return Places(self._drawn(table, lines), lines, self._to_call())

    def _drawn(self, table: Answer, lines: int) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Reason", "text"), ("On the picture", "text"), ("Value lost", "money"), ("In our hands", "money"),
            ("Not in our hands", "money"), ("Share so far", "share"), ("Ours, as a share", "share"),
            ("What we do about it", "text"), ("Not ours, as a share", "share"),
        )  # fmt: skip
        note = "Costliest first. When there are more reasons than lines, the last line holds all others."
        page.part("The reasons, as they are drawn", note, headings)
        first = page.row
        for line in range(1, lines + 1):
            name, value, ours = page.cell(1), page.cell(3), page.cell(4)
            last = line == lines

            def of(column: int, line: int = line) -> str:
                return f"INDEX({table.cells(column)},{line})"

            above = f"{page.cell(3, first - 1)}:{page.cell(3, page.row - 1)}"
            above_ours = f"{page.cell(4, first - 1)}:{page.cell(4, page.row - 1)}"
            rest = f"reason_count>{line}" if last else "FALSE"
            page.formula(1, f'=IF(OR(reason_count<{line},{rest}),"",{of(REASON)}&"")')
            others = f'IF({rest},"All others ("&reason_count-{line - 1}&")"," ")'
            clients = f'{of(CLIENTS)}&IF({of(CLIENTS)}=1," client"," clients")'
            page.formula(2, f'=IF({name}="",{others},{name}&": "&{clients})')
            page.formula(3, f'=IF({rest},value_lost-SUM({above}),IF({name}="",0,{of(LOST)}))', "money")
            sums = f'{EXITS}[Value lost],{EXITS}[Ours],"yes",{EXITS}[Value lost],{ANY_NUMBER}'
            here = f"SUMIFS({sums},{EXITS}[Counted as],{same_as(name)})"
            page.formula(4, f'=IF({rest},value_ours-SUM({above_ours}),IF({name}="",0,{here}))', "money")
            page.formula(5, f"={value}-{ours}", "money")
            page.formula(6, f'=IF({name}="",IF(reason_count=0,0,1),{of(SO_FAR)})', "share")
            for column, part in ((7, ours), (9, page.cell(5))):
                page.formula(column, f"=IF(value_lost<=0,0,{part}/value_lost)", "share")
            found = f"INDEX({REASONS}[What we do about it],MATCH({letter_for_letter(name)},{REASONS}[Reason],0))"
            page.formula(8, f'=IF({name}="","",IFERROR({found}&"",""))')
            page.row += 1
        page.end_part()
        return first

    def _to_call(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Account manager", "text"), ("Row of Exits", "count"), ("Reason", "text"),
            ("Value lost", "money"), ("Left", "date"),
        )  # fmt: skip
        page.part("Whom to call first", "Lost through our own doing and not won back, largest value first.", headings)
        first, lost = page.row, f"{EXITS}[To win back]"
        for place in range(1, TO_CALL + 1):
            row = page.cell(3)
            page.largest(lost, place, value=5, at=3)
            for column, heading, kind in (
                (1, "Client", "text"), (2, "Account manager", "text"), (4, "Counted as", "text"), (6, "Left", "date"),
            ):  # fmt: skip
                cell = f"INDEX({EXITS}[{heading}],{row})"
                shown = f'{cell}&""' if kind == "text" else f'IF(N({cell})=0,"",{cell})'
                page.formula(column, f'=IF({row}="","",{shown})', "date" if kind == "date" else "text")
            page.row += 1
        page.end_part()
        return first


def _book() -> Sequence[Figure]:
    return (
        Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
        Figure("Unit of yearly amounts", "money_unit_a_year", '=TRIM(money_unit&" a year")', "text"),
        Figure("First exit", "first_words", f'=IF(COUNT({EXITS}[Left])=0,"",{day(f"MIN({EXITS}[Left])")})', "text"),
        Figure("Last exit", "last_words", f'=IF(COUNT({EXITS}[Left])=0,"",{day(f"MAX({EXITS}[Left])")})', "text"),
    )


def _exits() -> Sequence[Figure]:
    sums = f"{EXITS}[Value lost],{EXITS}[Value lost],{ANY_NUMBER}"
    return (
        Figure("Clients who left", "exit_count", f"={filled_in(f'{EXITS}[Client]')}", "count", "clients"),
        Figure("Of them with fees", "valued_count", f"=COUNT({EXITS}[Value lost])", "count", "clients"),
        Figure("Fees lost a year", "fees_lost", f"=SUMIF({EXITS}[Fees],{ANY_NUMBER})", "money", _MONEY),
        Figure("Value lost", "value_lost", f"=SUMIF({EXITS}[Value lost],{ANY_NUMBER})", "money", _MONEY),
        Figure("Clients lost by our own doing", "ours_count", f'=COUNTIF({EXITS}[Ours],"yes")', "count", "clients"),
        Figure("Their value", "value_ours", f'=SUMIFS({sums},{EXITS}[Ours],"yes")', "money", _MONEY),
        Figure(
            "Their share of the value", "ours_share", '=IF(value_lost<=0,"",value_ours/value_lost)', "share",
            "of value lost",
        ),
        Figure("Won back", "back_count", f'=COUNTIF({EXITS}[Won back],"yes")', "count", "clients"),
        Figure("Their value", "value_back", f'=SUMIFS({sums},{EXITS}[Won back],"yes")', "money", _MONEY),
        Figure("By our own doing, and still gone", "call_count", f"=COUNT({EXITS}[To win back])", "count", "clients"),
        Figure("Their value", "call_value", f"=SUMIF({EXITS}[To win back],{ANY_NUMBER})", "money", _MONEY),
        Figure("Asked why", "asked_count", f"=COUNT({EXITS}[Asked on])", "count", "clients"),
        Figure(
            "Asked, of all", "asked_share", '=IF(exit_count=0,"",asked_count/exit_count)', "share", "of clients"
        ),
        Figure(
            "Reason not recorded", "unknown_count", f'=COUNTIF({EXITS}[Counted as],"Not recorded")', "count", "clients"
        ),
        Figure(
            "Whether they are in our hands is not judged", "unjudged_count",
            f'=COUNTIFS({EXITS}[Counted as],"?*",{EXITS}[Counted as],"<>Not recorded",{EXITS}[Ours],"")', "count",
            "clients",
        ),
    )  # fmt: skip


def _reasons(table: Answer) -> Sequence[Figure]:
    names, clients = table.cells(REASON), table.cells(CLIENTS)
    often = f"MATCH(MAX({clients}),{clients},0)"

    def if_any(formula: str, least: int = 1) -> str:
        return f'=IF(reason_count<{least},"",{formula})'

    return (
        Figure("Reasons", "reason_count", f"=COUNT({clients})", "count", "reasons"),
        Figure("The costliest", "first_reason", if_any(f'INDEX({names},1)&""'), "text"),
        Figure("Its clients", "first_clients", if_any(f"INDEX({clients},1)"), "count", "clients"),
        Figure("Its share of the value", "first_share", if_any(f"INDEX({table.cells(SHARE)},1)"), "share", "of value"),
        Figure("The second", "second_reason", if_any(f'INDEX({names},2)&""', 2), "text"),
        Figure("Both together", "two_share", if_any(f"INDEX({table.cells(SO_FAR)},2)", 2), "share", "of value"),
        Figure("Named most often", "often_reason", if_any(f'INDEX({names},{often})&""'), "text"),
        Figure("Its clients", "often_clients", if_any(f"MAX({clients})"), "count", "clients"),
        Figure("Its share of the value", "often_share", if_any(f"INDEX({table.cells(SHARE)},{often})"), "share",
               "of value"),
    )  # fmt: skip


def _words() -> Sequence[Figure]:
    def words(cell: str) -> str:
        return f'=IF(AND(exit_count>0,ISNUMBER({cell})),{amount(cell)},"")'

    named = (
        ("Fees lost a year", "fees_lost"), ("Value lost", "value_lost"), ("Value won back", "value_back"),
        ("Value to win back", "call_value"),
    )  # fmt: skip
    return tuple(Figure(label, f"{name}_words", words(name), "text") for label, name in named)
