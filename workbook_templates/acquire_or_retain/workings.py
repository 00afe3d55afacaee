"""Workings, Tables and Chart data of the book on winning and keeping: every figure computed once and named."""

from __future__ import annotations

import udfs
from workbook_templates.margins import assumed_count
from workbook_templates.pages.lines_page import LineColumn, Lines, LinesPage
from workbook_templates.pages.list_page import ListPage, filled_in
from workbook_templates.pages.tables_page import TablesPage
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.sentences import MONEY_UNIT, amount
from workbook_templates.style import HouseBook, Kind

SHOWN = 5
"""Clients in each of the two lists of the Answer."""
STEPS = 40
"""Steps of each curve."""
JUDGED = (
    "client_margin", "rate", "acquisition_spend", "acquisition_rate", "acquisition_ceiling", "retention_spend",
    "retention_rate", "retention_ceiling",
)  # fmt: skip
_FOUND = (
    ("Spend on winning", "acquisition_spend", "money", "a prospect"),
    ("Prospects won", "acquisition_rate", "rate", "of prospects"),
    ("Spend on keeping", "retention_spend", "money", "a client a year"),
    ("Clients kept", "retention_rate", "rate", "a year"),
    ("Worth of a client won", "client_worth", "money", ""),
    ("Worth of a prospect", "prospect_worth", "money", ""),
    ("Cost per client won", "cost_won", "money", ""),
    ("Cost per client kept", "cost_kept", "money", ""),
    ("Winning costs times as much", "winning_times", "factor", "times"),
    ("One more client won costs", "next_won", "money", ""),
    ("One more client kept costs", "next_kept", "money", ""),
)
"""The rows of REL_ACQUIRE_OR_RETAIN: label, name (after today_ and best_), what it holds, unit."""


def write_tables(tables: TablesPage, rows: int) -> None:
    """Write the answers of several cells."""
    example = udfs.call("REL_ACQUIRE_OR_RETAIN", 100, 0.15, 5, 0.15, 0.4, 10, 0.6, 0.8)
    tables.answer(
        "judged", "Today and at the best spend", "From the judgements on sheet Answer.",
        f'=IF(can_be_judged,IFERROR(REL_ACQUIRE_OR_RETAIN({",".join(JUDGED)}),"none"),"")',
        len(example), ("wrapped", "measure", "measure"),
    )  # fmt: skip
    both = "ISNUMBER(Clients[Value])*ISNUMBER(Clients[Hours of care])"
    counted = ",".join(f'IF({both},Clients[{heading}],"")' for heading in ("Value", "Hours of care"))
    effort = tables.answer(
        "effort_by_value", "Care against value", "Share of value, share of care, hours deserved, gap: row by row.",
        f'=IF(effort_known,REL_EFFORT({counted}),"")', rows, ("rate", "rate", "measure", "rate"), headings=False,
    )  # fmt: skip
    # One column, which is quick to look up for each of many clients.
    last = effort.first + effort.room - 1
    tables.book.name("effort_share_of_value", tables.sheet, effort.first, effort.column, last, effort.column)


def write_lines(page: LinesPage, clients: ListPage) -> Lines:
    """Write a line per client, in which equal figures are told apart, for the short lists."""
    order = "(1+ABS([Hours too many]))*[Line]/10^12"
    return page.lines(
        clients, ("Client", "Hours of care", "Hours deserved", "Hours too many"),
        (
            LineColumn("Too many", "measure", f'=IF(N([Hours too many])>0,[Hours too many]+{order},"")'),
            LineColumn("Too few", "measure", f'=IF(N([Hours too many])<0,{order}-[Hours too many],"")'),
        ),
    )  # fmt: skip


def write_workings(page: Page, lines: Lines) -> int:
    """Write the sheet; answers the first of the lines of the short lists, from 0."""
    page.figures("What is judged", "From the yellow cells of sheet Answer.", _judgements())
    figures = []
    for row, (label, name, kind, unit) in enumerate(_FOUND, 1):
        for column, (when, said) in enumerate((("today", "today"), ("best", "at the best spend")), 1):
            cell = f"INDEX(judged,{row + 1},{column + 1})"
            holds: Kind = "money" if kind == "money" else "rate" if kind == "rate" else "factor"
            shown = unit or "=money_unit"
            figures.append(Figure(f"{label}, {said}", f"{when}_{name}", f'=IF(can_be_judged,{cell},"")', holds, shown))
    page.figures("What comes of it", "From REL_ACQUIRE_OR_RETAIN on sheet Tables.", figures)
    page.figures("In words", "For the sentences of the Answer.", _words())
    page.figures("Care against value", "Of the clients with a value and hours.", _effort())
    return _short_lists(page, lines)


def new_workings(book: HouseBook) -> Page:
    """The sheet Workings, still empty."""
    note = "Every figure of the Answer, computed here once. Nothing is typed on this sheet."
    return Page(book, "Workings", "Workings", note, (2, 50, 24, 16, 26, 14, 14))


def _judgements() -> tuple[Figure, ...]:
    numbers = ",".join(f"ISNUMBER({name})" for name in JUDGED)
    kinds = (("acquisition", "prospects won"), ("retention", "clients kept"))
    spend = 'IF(OR(acquisition_spend<=0,retention_spend<=0),"What is spent today must be above 0, on both.",'
    shares = "".join(
        f'IF(OR({name}_rate<=0,{name}_rate>={name}_ceiling),"The share of {what} today must be above 0% and below the '
        'most that could be.",'
        for name, what in kinds
    )
    worth = 'IF(retention_ceiling>1+rate,"No more clients can be kept than there are.","")'
    return (
        Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
        Figure("All is typed that is needed", "all_typed", f"=AND({numbers})", "text"),
        Figure(
            "What is wrong with it", "judgement_fault", f'=IF(all_typed,{spend}{shares}{worth}{")" * 3},"")', "text"
        ),
        Figure("It can be judged", "can_be_judged", '=AND(all_typed,judgement_fault="")', "text"),
    )


def _words() -> tuple[Figure, ...]:
    def word(name: str) -> str:
        # Within a twentieth of today's spend nobody need do anything.
        change = f"best_{name}-today_{name}"
        return (
            f'=IF(can_be_judged,IF(ABS({change})*20<today_{name},"as much as today",IF({change}>0,"more","less")),"")'
        )

    def spends(name: str, unit: str) -> str:
        return f'=IF(can_be_judged,{amount(f"best_{name}")}&" {unit} (today "&{amount(f"today_{name}")}&")","")'

    return (
        Figure("On winning", "winning_word", word("acquisition_spend"), "text"),
        Figure("On keeping", "keeping_word", word("retention_spend"), "text"),
        Figure("Spend on winning", "winning_spends", spends("acquisition_spend", "a prospect"), "text"),
        Figure("Spend on keeping", "keeping_spends", spends("retention_spend", "a client a year"), "text"),
        Figure(
            "Gain in a year of prospects", "yearly_gain",
            '=IF(AND(can_be_judged,N(prospects)>0),prospects*(best_prospect_worth-today_prospect_worth),"")', "money",
            "=money_unit",
        ),
    )  # fmt: skip


def _effort() -> tuple[Figure, ...]:
    both = "ISNUMBER(Clients[Value])*ISNUMBER(Clients[Hours of care])"
    many = 'SUMIF(Clients[Hours too many],">0")'
    return (
        Figure("Clients listed", "client_count", f"={filled_in('Clients[Client]')}", "count", "clients"),
        assumed_count(),
        Figure("With a value and hours", "counted_count", f"=SUMPRODUCT({both})", "count", "clients"),
        Figure("Hours of care", "hours_total", '=SUMIFS(Clients[Hours of care],Clients[Value],"<1E+300")', "measure",
               "hours"),
        Figure(
            "Value above 0 among them", "positive_value",
            '=SUMIFS(Clients[Value],Clients[Value],">0",Clients[Hours of care],">=0")', "money", "=money_unit",
        ),
        Figure("They can be compared", "effort_known", "=AND(counted_count>0,hours_total>0,positive_value>0)", "text"),
        Figure(
            "Who take more than they deserve", "too_many_count",
            '=IF(effort_known,COUNTIF(Clients[Hours too many],">0"),"")', "count", "clients",
        ),
        Figure("Hours too many, of these", "misplaced_hours", f'=IF(effort_known,{many},"")', "measure", "hours"),
        Figure(
            "Share of all hours", "misplaced_share", '=IF(effort_known,misplaced_hours/hours_total,"")', "share",
            "of hours",
        ),
    )  # fmt: skip


def _short_lists(page: Page, lines: Lines) -> int:
    headings: tuple[tuple[str, Kind], ...] = (
        ("Client", "text"), ("Line", "count"), ("Hours", "measure"), ("Hours deserved", "measure"),
    )  # fmt: skip
    first = page.row + 3
    for order, title, name in (
        ("Too many", "More care than their value deserves", "most_client"),
        ("Too few", "Less care than their value deserves", "least_client"),
    ):
        page.part(title, "The largest differences first.", headings)
        for place in range(1, SHOWN + 1):
            line = page.cell(2)
            page.formula(1, f"={lines.at('Client', line)}", "text", name if place == 1 else "")
            page.formula(2, f"={lines.largest(order, str(place))}", "count")
            for column, heading in ((3, "Hours of care"), (4, "Hours deserved")):
                named = f"{name}_{'hours' if column == 3 else 'deserved'}" if place == 1 else ""
                page.formula(column, f"={lines.at(heading, line)}", "measure", named)
            page.row += 1
        page.end_part()
    return first


def write_curves(page: Page) -> int:
    """Write what the pictures draw; answers the first line of the curves, from 0, on sheet Chart data."""
    headings: tuple[tuple[str, Kind], ...] = (
        ("Spend on winning", "money"), ("Keeping as today", "money"), ("Keeping at its best", "money"),
        ("Spend on keeping", "money"), ("Winning as today", "money"), ("Winning at its best", "money"),
    )  # fmt: skip
    page.figures("How fast a spend works", "The curve through 0, today and the most that could be.", _speeds())
    page.part("The curves", "What a prospect is worth, by what is spent.", headings)
    first = page.row
    for step in range(STEPS + 1):
        for name, other, column in (("acquisition", "retention", 1), ("retention", "acquisition", 4)):
            widest = f"3/2*MAX(today_{name}_spend,best_{name}_spend)"
            page.formula(column, f'=IF(can_be_judged,{step}/{STEPS}*{widest},"")', "money")
            for beside, when in enumerate(("today", "best"), column + 1):
                spends = {name: page.cell(column), other: f"{when}_{other}_spend"}
                worth = prospect_worth(spends["acquisition"], spends["retention"])
                page.formula(beside, f'=IF(can_be_judged,{worth},"")', "money")
        page.row += 1
    page.end_part()
    page.part("Marks", "Today, and at the best spend on both.", (("Name", "text"), *headings[:1], *headings[2:3]))
    for name in ("acquisition", "retention"):
        for when in ("today", "best"):
            said = f'"{when} "&{amount(f"{when}_{name}_spend")}'
            page.formula(1, f'=IF(can_be_judged,{said},"")')
            page.formula(2, f'=IF(can_be_judged,{when}_{name}_spend,"")', "money")
            page.formula(3, f'=IF(can_be_judged,{when}_prospect_worth,"")', "money")
            page.row += 1
    return first


def prospect_worth(winning: str, keeping: str) -> str:
    """What a prospect is worth at these spends, as part of a formula, in plain Excel."""
    won = f"acquisition_ceiling*(1-EXP(-acquisition_speed*{winning}))"
    kept = f"retention_ceiling*(1-EXP(-retention_speed*{keeping}))"
    return f"{won}*(client_margin+(client_margin*{kept}-{keeping})/(1+rate-{kept}))-{winning}"


def _speeds() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"On {what}", f"{name}_speed",
            f'=IF(can_be_judged,-LN(1-{name}_rate/{name}_ceiling)/{name}_spend,"")', "factor", "per unit of money",
        )
        for name, what in (("acquisition", "winning"), ("retention", "keeping"))
    )  # fmt: skip
