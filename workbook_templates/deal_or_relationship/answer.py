"""The Answer of the comparison: what to say in the meeting, the picture, what if, and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.deal_or_relationship.workings import (
    FIRSTS,
    SHOWN,
    STEPS,
    TIMINGS,
    YEARS,
    Places,
    line,
)
from workbook_templates.margins import ASSUMED_MARGINS
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pages.workings_page import Page
from workbook_templates.sentences import amount, count_of, percent
from workbook_templates.settings import Setting
from workbook_templates.style import ACCENT, FONT, HAIRLINE, INK, PANEL, TIER_FILLS, WARNING, Kind, axis, data_labels

_PICTURE_ROWS = 14
_RIGHT = 7
"""The first column beside the picture."""


def _cap(words: str) -> str:
    return f"UPPER(LEFT({words},1))&MID({words},2,200)"


def _times(cell: str) -> str:
    return f"FIXED({cell},1)"


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    yield (
        '=IF(NOT(ready),"Nothing to compare yet: type what the deal and a year of the relationship bring and '
        'cost, in the yellow cells below, and every figure follows.",IF(endless,"The relationship grows as fast as it '
        "is discounted, so that its worth "
        'has no end: type a horizon on sheet Settings.",IF(deal_worth<=0,'
        f'{_cap("the_deal")}&" brings no margin: it costs "&{amount("N(deal_cost)")}&" and pays "&'
        f'{amount("deal_fees")}&". "&{_cap("the_relationship")}&" is worth "&{amount("relationship_worth")}&".",'
        f'IF(ahead,{_cap("the_relationship")}&" is worth "&{_times("times")}&" times as much as "&the_deal&": "&'
        f'{amount("relationship_worth")}&" of margin against "&{amount("deal_worth")}&", in today\'s money.",'
        f'{_cap("the_deal")}&" is worth more: "&{amount("deal_worth")}&" of margin against "&'
        f'{amount("relationship_worth")}&" from "&the_relationship&", in today\'s money."))))'
    )
    yield (
        f'=IF(comparable,"The deal brings "&{amount("deal_margin")}&" once; the relationship "&'
        f'{amount("relationship_margin")}&" a year, which goes on from year to year with a chance of "&'
        f'{percent("relationship_retention")}&", and money a year later counts "&{percent("rate")}&" less.","")'
    )
    yield (
        f'=IF(comparable,IF(ISNUMBER(times),"Counted in fees it would be "&{_times("times_fees")}&" times as much ("&'
        f'{amount("fees_worth")}&" against "&{amount("deal_fees")}&"), "&IF(ABS(times_fees-times)*20<1,'
        '"so the cost of the work changes nothing.",IF(times_fees>times,"but the relationship costs more of its fees '
        'to serve.","but the deal costs more of its fees to do.")),""),"")'
    )
    yield (
        '=IF(OR(valued_count=0,NOT(ISNUMBER(better_count))),"",IF(better_count=0,"None of the "&valued_count&'
        '" clients on sheet Clients is worth more than "&the_deal&".","Of the "&'
        f'{count_of("valued_count", "client", "clients")}&" on sheet Clients "&better_count&'
        'IF(better_count=1," is"," are")&" worth more than "&the_deal&", one by one; most of all "&top_client&", worth '
        f'"&{amount("top_value")}&"."))'
    )


def _flips() -> Iterator[str]:
    """What must be true for the answer to flip, to be read aloud."""
    yield (
        '=IF(NOT(comparable),"",IF(deal_worth<=0,"The deal must bring a margin first.",'
        f'IF(ahead,"The deal would have to bring "&{amount("relationship_worth")}&" of margin, "&{_times("times")}&'
        f'" times as much as it does.","The deal would have to bring less than "&{amount("relationship_worth")}&'
        '" of margin.")))'
    )
    yield (
        '=IF(OR(NOT(comparable),N(deal_worth)<=0),"",IF(ISNUMBER(break_even),IF(break_even=0,'
        '"Retention alone cannot flip it: even if all ended after the first year, it would be worth as much.",'
        f'IF(ahead,"Or only "&{percent("break_even")}&" of such clients would stay each year; we count on "&'
        f'{percent("relationship_retention")}&".","Or "&{percent("break_even")}&" of such clients would have to stay '
        f'each year; we count on "&{percent("relationship_retention")}&".")),"Retention alone cannot flip it: not '
        'even a client who never leaves would be worth as much."))'
    )
    yield (
        '=IF(OR(NOT(comparable),N(deal_worth)<=0,NOT(ISNUMBER(margin_needed))),"",IF(relationship_margin<=0,'
        '"Or the relationship would have to bring a margin at all.","Or its margin would have to be "&'
        f'{amount("margin_needed")}&" a year, not "&{amount("relationship_margin")}&": fees "&'
        f'IF(ahead,"lower","higher")&", or cost "&IF(ahead,"higher","lower")&", by "&'
        f'{amount("ABS(relationship_margin-margin_needed)")}&" a year."))'
    )
    yield (
        '=IF(OR(NOT(comparable),N(deal_worth)<=0),"",IF(ISNUMBER(years_to_reach),'
        'IF(years_to_reach=0,"",IF(ahead,"Or it would have to end before year "&years_to_reach&" is over: by then '
        'it has brought as much.","")),"As it stands it never brings as much, however long it lasts."))'
    )
    yield (
        '=IF(AND(comparable,N(concession)>0,N(deal_worth)>0),"So we could give away up to "&'
        f'{amount("concession")}&" to win it, or "&{percent("concession_share")}&" of its margin every year.","")'
    )


def _cards() -> Sequence[Card]:
    return (
        Card("The deal", f'=IF(comparable,{amount("deal_worth")},"")', "margin, once"),
        Card(
            "The relationship", f'=IF(comparable,{amount("relationship_worth")},"")',
            "margin of all years, in today's money",
        ),
        Card("Times as much", '=IF(ISNUMBER(times),times,"")', "relationship against deal", "years"),
        Card(
            "Ahead by", '=IF(ISNUMBER(years_to_reach),"year "&years_to_reach,IF(comparable,"never",""))',
            "has brought as much as the deal",
        ),
        Card(
            "Equal at a retention of", '=IF(ISNUMBER(break_even),break_even,IF(comparable,"none",""))',
            f'=IF(ready,"we count on "&{percent("relationship_retention")},"")', "share",
        ),
        Card(
            "Largest concession", f'=IF(ISNUMBER(concession),{amount("concession")},"")',
            f'=IF(N(concession)>0,"or "&{percent("concession_share")}&" of each margin","")',
        ),
    )  # fmt: skip


def _picture(page: AnswerPage, workings: Page, years: int) -> tuple[Chart, str]:
    """Columns for what the relationship has brought by each year, dark once it is ahead; a line for the deal."""
    title = "Brought by the end of each year, in today's money (line: the deal)"
    chart = page.book.chart({"type": "column", "subtype": "stacked"}, title=title)
    sheet, last = workings.sheet.get_name(), years + YEARS
    series = (
        (8, "Relationship, still behind", {"fill": {"color": TIER_FILLS[2]}, "border": {"color": INK, "width": 0.5}}),
        (9, "Relationship, ahead", {"fill": {"color": ACCENT}, "border": {"color": INK, "width": 0.5}}),
    )
    for column, name, look in series:
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, years, 1, last, 1],
                "values": [sheet, years, column, last, column],
                "gap": 40,
                **look,
            }
        )
    level = page.book.chart({"type": "line"}, title=title)
    level.add_series(
        {
            "name": "The deal",
            "categories": [sheet, years, 1, last, 1],
            "values": [sheet, years, 7, last, 7],
            "line": {"color": WARNING, "width": 2.25, "dash_type": "dash"},
            "marker": {"type": "none"},
            "data_labels": data_labels(
                position="above", num_format="#,##0", custom=[{}, *[{"delete": True}] * YEARS],
            ),
        }
    )  # fmt: skip
    chart.combine(level)
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": INK}})
    chart.set_x_axis(axis(name="end of year"))
    grid = {"visible": True, "line": {"color": HAIRLINE, "width": 0.5}}
    chart.set_y_axis(axis(name="margin in today's money", num_format="#,##0", min=0, major_gridlines=grid))
    return chart, f"Columns that rise year by year, and a level dashed line. {title}."


def write_answer(page: AnswerPage, workings: Page, places: Places, inputs: Sequence[Setting], list_sheet: str) -> None:
    """Write the sheet, and let the book open on it."""
    subtitle = (
        '=firm&IF(money_unit="",".",". Amounts in "&money_unit&".")&" Margins, not fees: what is left after '
        'the work is done. "&IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
    )
    page.title("A deal, or a relationship?", subtitle)
    page.remark(ASSUMED_MARGINS)
    page.sentences(tuple(_sentences()))
    page.cards(_cards())
    heading = (
        '=IF(NOT(comparable),"Year by year",IF(NOT(ISNUMBER(years_to_reach)),"The deal stays ahead, year after year",'
        f'"Ahead of the deal by year "&years_to_reach&IF(N(deal_worth)>0,"; in {YEARS} years "&'
        'FIXED(brought_in_the_end/deal_worth,1)&" times as much","")))'
    )
    chart, alt = _picture(page, workings, places.years)
    page.picture(chart, alt, heading, columns=6, rows=_PICTURE_ROWS)
    _what_if(page, workings, places)
    page.below(_PICTURE_ROWS)
    page.inputs("What is compared", inputs)
    _read_aloud(page, workings, places)
    page.link(f"To set your own clients against this deal, replace the list on sheet {list_sheet}.", list_sheet)
    page.end()


def _what_if(page: AnswerPage, workings: Page, places: Places) -> None:
    """The two small tables beside the picture."""
    book, sheet, row = page.book, page.sheet, page.row
    grid = [[places.sensitivity.cell(down, across) for across in range(STEPS + 1)] for down in range(STEPS + 1)]

    def times(cell: str) -> str:
        return f'=IF(AND(comparable,N(deal_worth)>0),IF(ISNUMBER({cell}),{cell}/deal_worth,{cell}),"")'

    heading = (
        '=IF(AND(comparable,N(deal_worth)>0),"If we misjudge both: "&FIXED(MIN(what_if_times),1)&" to "&'
        'FIXED(MAX(what_if_times),1)&" times as much","Times as much, if we misjudge both")'
    )
    sheet.write_formula(row, _RIGHT, heading, book.format("heading"), "")
    sheet.write(row + 1, _RIGHT, "Retention", book.heading_over("text", wrap=False))
    shares = book.format("key", "rate", align="left", num_format="0.0%")
    headed = book.format("column", "rate", text_wrap=False)
    for across in range(STEPS):
        rate = f'=IF(comparable,INDEX(what_if_rates,{across + 1}),"")'
        sheet.write_formula(row + 1, _RIGHT + 1 + across, rate, headed, "")
    for down in range(STEPS):
        retention = f'=IF(comparable,INDEX(what_if_retentions,{down + 1}),"")'
        sheet.write_formula(row + 2 + down, _RIGHT, retention, shares, "")
        for across in range(STEPS):
            cell = times(grid[down + 1][across + 1])
            sheet.write_formula(row + 2 + down, _RIGHT + 1 + across, cell, book.format("result", "years"), "")
    last = row + 1 + STEPS
    book.name("what_if_times", sheet, row + 2, _RIGHT + 1, last, _RIGHT + STEPS)
    _mark(page, row + 2, _RIGHT + 1, last, _RIGHT + STEPS)
    note = "Times as much as the deal: retention down, discount rate across. Below 1.0 the deal is worth more."
    sheet.write(last + 1, _RIGHT, note, book.format("note"))
    first = last + 3
    sheet.write(first, _RIGHT, "Times as much, by when a year's margin counts", book.format("heading"))
    headings: tuple[tuple[str, Kind], ...] = (("It arrives at the", "text"), ("", "text"))
    book.headings(sheet, first + 1, _RIGHT, headings, wrap=False)
    book.headings(sheet, first + 1, _RIGHT + 2, [(label, "count") for _, label in FIRSTS], wrap=False)
    for down, (_, label) in enumerate(TIMINGS):
        sheet.write(first + 2 + down, _RIGHT, label, book.format("label"))
        sheet.write_blank(first + 2 + down, _RIGHT + 1, None, book.format("label"))
        for across in range(len(FIRSTS)):
            cell = line(workings, places.conventions + down, 2 + across)
            sheet.write_formula(first + 2 + down, _RIGHT + 2 + across, times(cell), book.format("result", "years"), "")


def _mark(page: AnswerPage, first: int, left: int, last: int, right: int) -> None:
    """Let figures stand out where the deal is worth more, and the figure as typed."""
    loud = page.book.book.add_format({"bg_color": WARNING, "font_color": "#FFFFFF", "bold": True})
    cell = xl_rowcol_to_cell(first, left)
    # Formulas, since a blank text is between numbers for LibreOffice.
    less = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),N({cell})<1)", "format": loud}
    page.sheet.conditional_format(first, left, last, right, less)
    here = page.book.book.add_format({"bg_color": PANEL, "bold": True})
    retention = xl_rowcol_to_cell(first, left - 1, col_abs=True)
    rate = xl_rowcol_to_cell(first - 1, left, row_abs=True)
    typed = f"=AND(ISNUMBER({cell}),ABS(N({retention})-relationship_retention)*10^6<1,ABS(N({rate})-rate)*10^6<1)"
    page.sheet.conditional_format(first, left, last, right, {"type": "formula", "criteria": typed, "format": here})


def _read_aloud(page: AnswerPage, workings: Page, places: Places) -> None:
    """The sentences on what must be true, with the most valuable clients beside them."""
    book, sheet, row = page.book, page.sheet, page.row
    sheet.write(row, 1, "To read aloud: what must be true for the answer to flip", book.format("heading"))
    for place, formula in enumerate(_flips(), 1):
        sheet.write_formula(row + place, 1, formula, book.format("message"), "")
    columns: tuple[tuple[str, Kind, int], ...] = (
        ("Client", "text", 2), ("Margin", "money", 1), ("Value", "money", 1), ("Times the deal", "years", 1),
    )  # fmt: skip
    lines = [[f"={line(workings, places.top + down, source)}" for source in (1, 3, 4, 5)] for down in range(SHOWN)]
    page.short_list("The clients who are worth most", columns, lines, column=8)
    page.row += SHOWN + 3
