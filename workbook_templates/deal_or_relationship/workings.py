"""The sheets Workings and Tables of the comparison: every figure of its Answer, computed once and named."""

from __future__ import annotations

from dataclasses import dataclass

import udfs
from workbook_templates.margins import assumed_count
from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.pages.tables_page import Answer, TablesPage
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.sentences import MONEY_UNIT
from workbook_templates.style import HouseBook, Kind, address

YEARS = 15
"""Years that the picture shows."""
STEPS = 5
"""Retentions, and rates, that are tried."""
SHOWN = 5
"""Clients beside the sentences to read aloud."""
TIMINGS = (("end", "End of the year"), ("mid", "Middle of the year"), ("start", "Start of the year"))
FIRSTS = (("certain", "First year sure"), ("at risk", "At risk"))
_PARTS = "relationship_retention,rate,timing,first,growth,periods"


@dataclass(frozen=True)
class Places:
    """Cells that the Answer and the checks look at.

    Attributes:
        years: the first line of the years, today, from 0, on sheet Workings.
        conventions: the first of the lines of timing, from 0, on sheet Workings.
        top: the first of the lines of the most valuable clients, from 0, on sheet Workings.
        sensitivity: the table of retentions and rates.
    """

    years: int
    conventions: int
    top: int
    sensitivity: Answer


def write_workings(workings: Page, tables: TablesPage, rows: int) -> Places:
    """Write both sheets.

    Args:
        workings: the sheet Workings.
        tables: the sheet Tables.
        rows: the rows of the list of clients.
    """
    compare = udfs.call("REL_COMPARE", 0.1, 2, 3, 0.8)
    compared = tables.answer(
        "compared", "Deal against relationship", "All in margins, in today's money.",
        f'=IF(comparable,IFERROR(REL_COMPARE(rate,deal_margin,relationship_margin,{_PARTS.replace(",rate", "", 1)}),'
        '"none"),"")',
        len(compare), ("wrapped", "measure"),
    )  # fmt: skip
    workings.figures("What is compared", "Fees less what the work costs.", _inputs())
    workings.figures("What comes of it", "From REL_COMPARE on sheet Tables.", _answers(compared))
    workings.figures("In fees", "The same before any cost, to show what the cost changes.", _fees())
    _what_if(workings)
    kinds: list[Kind] = ["money"] * (STEPS + 1)
    kinds[0] = "rate"
    sensitivity = tables.answer(
        "sensitivity", "If retention and rate were otherwise", "What the relationship would be worth.",
        '=IF(comparable,IFERROR(REL_SENSITIVITY(relationship_margin,what_if_retentions,what_if_rates,timing,first,'
        'growth,periods),"no end"),"")',
        STEPS + 1, kinds,
    )  # fmt: skip
    rates = tables.book.format("column", "rate", text_wrap=False)
    for across in range(1, STEPS + 1):
        tables.sheet.write_blank(sensitivity.first, sensitivity.column + across, None, rates)
    convention_rows = udfs.call("REL_CONVENTIONS", 1.0, 0.8, 0.1)
    conventions = tables.answer(
        "conventions_of_textbooks", "Why two people's sheets differ",
        "Without growth or horizon, and what the textbooks call it.",
        '=IF(comparable,IFERROR(REL_CONVENTIONS(relationship_margin,relationship_retention,rate),"no end"),"")',
        len(convention_rows), ("text", "wrapped", "wrapped", "money"),
    )  # fmt: skip
    for place, width in enumerate((34, 40, 50)):
        tables.sheet.set_column(conventions.column + place, conventions.column + place, width)
    keys = tables.answer(
        "value_order", "The order of the clients", "Their values, told apart where equal.",
        "=IF(ISNUMBER(Clients[Value]),Clients[Value]+ROW(Clients[Value])*(1+ABS(Clients[Value]))/10^12,\"\")",
        rows, ("measure",), headings=False,
    )  # fmt: skip
    by_convention, years = _conventions(workings), _years(workings)
    top = _top(workings, keys.cells(0))
    workings.figures("The clients", "How many of them are worth more than the deal, one by one.", _clients())
    return Places(years, by_convention, top, sensitivity)


def new_workings(book: HouseBook) -> Page:
    """The sheet Workings, still empty."""
    note = "Every figure of the Answer, computed here once. Nothing is typed on this sheet."
    return Page(book, "Workings", "Workings", note, (2, 44, 24, 16, 24, 14, 14, 14, 14, 14, 14))


def _inputs() -> tuple[Figure, ...]:
    typed = "deal_fees,relationship_fees,relationship_retention,rate"
    numbers = ",".join(f"ISNUMBER({name})" for name in typed.split(","))
    return (
        Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
        Figure("What the deal is called", "the_deal", '=IF(deal_name="","the deal",deal_name)', "text"),
        Figure(
            "What the relationship is called", "the_relationship",
            '=IF(relationship_name="","the relationship",relationship_name)', "text",
        ),
        Figure("All is typed that is needed", "ready", f"=AND({numbers},NOT(ISTEXT(deal_cost)),"
               "NOT(ISTEXT(relationship_cost)))", "text"),
        Figure(
            "It grows as fast as it is discounted", "endless",
            '=IF(ready,AND(periods="",relationship_retention*(1+growth)>=1+rate),FALSE)', "text",
        ),
        Figure("They can be compared", "comparable", "=AND(ready,NOT(endless))", "text"),
        Figure("Margin of the deal", "deal_margin", '=IF(ready,deal_fees-N(deal_cost),"")', "money", "=money_unit"),
        Figure(
            "Margin of the relationship", "relationship_margin",
            '=IF(ready,relationship_fees-N(relationship_cost),"")', "money", "a year",
        ),
    )  # fmt: skip


def _answers(compared: Answer) -> tuple[Figure, ...]:
    def of(row: int) -> str:
        return f'=IF(comparable,{compared.cell(row, 1)},"")'

    unit = "=money_unit"
    return (
        Figure("Worth of the deal", "deal_worth", of(1), "money", unit),
        Figure("Worth of the relationship", "relationship_worth", of(2), "money", unit),
        Figure("Difference", "difference", of(3), "money", unit),
        Figure("The relationship is worth more", "ahead", "=N(difference)>0", "text"),
        Figure("Times as much", "times", of(4), "factor", "times"),
        Figure("Retention at which both are equal", "break_even", of(5), "rate", "a year"),
        Figure("It has brought as much after", "years_to_reach", of(6), "count", "years"),
        Figure("Largest concession", "concession", of(7), "money", unit),
        Figure("The same off every margin", "concession_share", of(8), "rate", "of margin"),
        Figure(
            "Margin a year at which both are equal", "margin_needed",
            '=IF(N(relationship_worth)=0,"",relationship_margin*deal_worth/relationship_worth)', "money", "a year",
        ),
    )  # fmt: skip


def _fees() -> tuple[Figure, ...]:
    return (
        Figure(
            "Fees of the relationship, in today's money", "fees_worth",
            f'=IF(comparable,REL_CLV(relationship_fees,{_PARTS}),"")', "money", "=money_unit",
        ),
        Figure(
            "Times the fees of the deal", "times_fees",
            '=IF(comparable,IF(deal_fees>0,fees_worth/deal_fees,""),"")', "factor", "times",
        ),
    )  # fmt: skip


def _clients() -> tuple[Figure, ...]:
    return (
        Figure("Clients with a value", "valued_count", "=COUNT(Clients[Value])", "count", "clients"),
        assumed_count(),
        Figure(
            "Worth more than the deal", "better_count",
            '=IF(N(deal_worth)<=0,"",COUNTIF(Clients[Times the deal],">1"))', "count", "clients",
        ),
        Figure("Value of all of them", "value_total", f"=SUMIF(Clients[Value],{ANY_NUMBER})", "money", "=money_unit"),
        Figure(
            "Rows without a figure", "unknown_count",
            '=SUMPRODUCT(--(Clients[Value]=""))-SUMPRODUCT(--(Clients[Client]=""))', "count", "rows",
        ),
    )  # fmt: skip


def _what_if(page: Page) -> None:
    note = "Steps up and down from what is typed; no retention below 0% or above 100%. Names in the first line."
    headings: tuple[tuple[str, Kind], ...] = (("Step", "text"), ("Retention", "rate"), ("Rate", "rate"))
    page.part("What is tried", note, headings)
    first, middle = page.row, STEPS // 2
    for step in range(STEPS):
        page.value(1, f"{step - middle:+d}" if step != middle else "as typed")
        lowest = f"MAX(0,MIN(1-{STEPS - 1}*retention_step,relationship_retention-{middle}*retention_step))"
        page.formula(2, f'=IF(ready,{lowest}+{step}*retention_step,"")', "rate")
        page.formula(3, f'=IF(ready,MAX(0,rate-{middle}*rate_step)+{step}*rate_step,"")', "rate")
        page.row += 1
    for column, name in ((2, "what_if_retentions"), (3, "what_if_rates")):
        page.book.name(name, page.sheet, first, column, page.row - 1, column)
    page.end_part()


def _conventions(page: Page) -> int:
    note = "What the relationship is worth by when a year's margin counts, and whether the first is sure."
    headings: tuple[tuple[str, Kind], ...] = (("A year's margin arrives at the", "text"),
        *((label, "money") for _, label in FIRSTS))  # fmt: skip
    page.part("By convention", note, headings)
    first = page.row
    for timing, label in TIMINGS:
        page.value(1, label)
        for column, (word, _) in enumerate(FIRSTS, 2):
            worth = f'REL_CLV(relationship_margin,relationship_retention,rate,"{timing}","{word}",growth,periods)'
            page.formula(column, f'=IF(comparable,{worth},"")', "money")
        page.row += 1
    page.end_part()
    return first


def _years(page: Page) -> int:
    headings: tuple[tuple[str, Kind], ...] = (
        ("Year", "text"), ("Margin if still a client", "money"), ("Chance of that", "rate"),
        ("Discount factor", "factor"), ("Present value", "money"), ("Brought by then", "money"), ("The deal", "money"),
        ("Before it is ahead", "money"), ("From then on", "money"),
    )  # fmt: skip
    page.part(
        "Year by year", "In plain Excel, as an auditor would: what the relationship has brought by then.", headings
    )
    first = page.row
    for year in range(YEARS + 1):
        page.value(1, year or "today")
        margin, chance, factor, present, brought, deal = (page.cell(column) for column in range(2, 8))
        if year:
            renewals = f'({year}-IF(first="certain",1,0))'
            within = f'IF(periods="",TRUE,{year}<=periods)'
            parts: tuple[str, ...] = (
                f"IF({within},relationship_margin*(1+growth)^{year - 1},0)",
                f"IF({renewals}=0,1,relationship_retention^{renewals})",
                f'(1+rate)^(IF(timing="start",1,IF(timing="mid",1/2,0))-{year})',
                f"{margin}*{chance}*{factor}",
                f"{page.cell(6, page.row - 1)}+{present}",
            )
        else:
            parts = ("0", "1", "1", "0", "0")
        formulas = (*parts, "deal_worth", f"IF({brought}<{deal},{brought},0)", f"IF({brought}<{deal},0,{brought})")
        kinds: tuple[Kind, ...] = ("money", "rate", "factor", *("money",) * 5)
        for column, (formula, kind) in enumerate(zip(formulas, kinds, strict=True), 2):
            page.formula(column, f'=IF(comparable,{formula},"")', kind)
        page.row += 1
    page.book.name("brought_in_the_end", page.sheet, page.row - 1, 6)
    page.end_part()
    return first


def _top(page: Page, keys: str) -> int:
    headings: tuple[tuple[str, Kind], ...] = (
        ("Client", "text"), ("Row of the list", "count"), ("Margin", "money"), ("Value", "money"),
        ("Times the deal", "years"),
    )  # fmt: skip
    page.part("The most valuable clients", "The largest values, with the rows where they stand.", headings)
    first = page.row
    for place in range(1, SHOWN + 1):
        row = page.cell(2)
        page.formula(2, f'=IF(COUNT({keys})<{place},"",MATCH(LARGE({keys},{place}),{keys},0))', "count")
        page.formula(1, f'=IF({row}="","",INDEX(Clients[Client],{row})&"")')
        kinds: tuple[Kind, ...] = ("money", "money", "years")
        for column, (heading, kind) in enumerate(zip(("Margin", "Value", "Times the deal"), kinds, strict=True), 3):
            page.formula(column, f'=IF({row}="","",INDEX(Clients[{heading}],{row}))', kind)
        page.row += 1
    page.book.name("top_client", page.sheet, first, 1)
    page.book.name("top_value", page.sheet, first, 4)
    page.end_part()
    return first


def line(page: Page, row: int, column: int) -> str:
    """A cell of the sheet Workings, for formulas elsewhere."""
    return address(page.sheet, row, column)
