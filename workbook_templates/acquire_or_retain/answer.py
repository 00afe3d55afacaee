"""The Answer of the book on winning and keeping: where the next pound goes, the two curves, and whose care to move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbook_templates.acquire_or_retain.workings import SHOWN, STEPS
from workbook_templates.margins import ASSUMED_MARGINS
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures import Picture
from workbook_templates.sentences import amount, count_of, percent
from workbook_templates.settings import Setting
from workbook_templates.style import (
    ACCENT,
    FONT,
    HAIRLINE,
    INK,
    MUTED,
    TIER_FILLS,
    HouseBook,
    Kind,
    address,
    axis,
)

_PICTURE_ROWS = 13


def _hours(cell: str) -> str:
    return f'FIXED({cell},0)&IF(ROUND({cell},0)=1," hour"," hours")'


def _sentences() -> Iterator[str]:
    yield (
        '=IF(NOT(all_typed),IF(client_count=0,"Nothing to weigh yet: type what you spend on winning and keeping '
        'clients, and what it brings, into the yellow cells below.","Type what you spend on winning and on keeping '
        'clients, and what it brings, into the yellow cells below."),IF(NOT(can_be_judged),judgement_fault,'
        'IF(keeping_word=winning_word,"Spend "&keeping_word&" on both","Spend "&keeping_word&" on keeping clients and '
        '"&winning_word&" on winning them")&": "&keeping_spends&", and "&winning_spends&"."))'
    )
    yield (
        f'=IF(can_be_judged,"Each prospect would then be worth "&{amount("best_prospect_worth")}&" in place of "&'
        f'{amount("today_prospect_worth")}&IF(ISNUMBER(yearly_gain),"; with "&'
        f'{count_of("prospects", "prospect", "prospects")}&" a year that is "&'
        f'{amount("yearly_gain")}&" more from every year.","."),"")'
    )
    yield (
        f'=IF(can_be_judged,"A client won costs "&{amount("today_cost_won")}&" today and a client kept "&'
        f'{amount("today_cost_kept")}&": winning costs "&FIXED(today_winning_times,1)&" times as much (five times, it '
        'is often said). That alone decides nothing.","")'
    )
    yield (
        f'=IF(can_be_judged,"What decides is the next one: one more client won would cost "&{amount("today_next_won")}&'
        f'", one more kept "&{amount("today_next_kept")}&"; a client is worth "&{amount("today_client_worth")}&". "&'
        'IF(MIN(today_next_won,today_next_kept)>today_client_worth,"So neither pays any more.",IF(today_next_won<'
        'today_next_kept,"So winning comes first.","So keeping comes first.")),"")'
    )
    yield (
        '=IF(effort_known,IF(most_client="","The care for every client is in step with its value.",'
        f'"Of "&{count_of("counted_count", "client", "clients")}&" "&too_many_count&IF(too_many_count=1,'
        f'" takes"," take")&" more care than their value deserves, "&{percent("misplaced_share")}&" of all hours; most '
        f'of all "&most_client&": "&{_hours("most_client_hours")}&", where its value deserves "&'
        'FIXED(most_client_deserved,0)&"."),"")'
    )
    yield (
        '=IF(effort_known,IF(least_client="","","Those hours are missing with others, most of all with "&least_client&'
        f'": "&{_hours("least_client_hours")}&", where its value deserves "&FIXED(least_client_deserved,0)&"."),"")'
    )


def _cards() -> Sequence[Card]:
    def words(cell: str) -> str:
        return f'=IF(can_be_judged,{amount(cell)},"")'

    def today(cell: str, unit: str) -> str:
        return f'=IF(can_be_judged,"{unit}; today "&{amount(cell)},"")'

    return (
        Card("Best on keeping", words("best_retention_spend"), today("today_retention_spend", "a client a year")),
        Card("Best on winning", words("best_acquisition_spend"), today("today_acquisition_spend", "a prospect")),
        Card(
            "Worth of a prospect then", words("best_prospect_worth"), today("today_prospect_worth", "after both spends")
        ),
        Card("Worth of a client then", words("best_client_worth"), today("today_client_worth", "once won")),
        Card(
            "Winning costs", '=IF(can_be_judged,FIXED(today_winning_times,1)&" times","")',
            '=IF(can_be_judged,"as much as keeping, today","")'
        ),
        Card(
            "Hours of care misplaced", '=IF(effort_known,misplaced_share,"")',
            f'=IF(effort_known,{_hours("misplaced_hours")}&" of "&FIXED(hours_total,0),"")', "share",
        ),
    )  # fmt: skip


def _curve(book: HouseBook, data: Page, first: int, name: str) -> Picture:
    """The worth of a prospect over one spend, the other as today (dashed) and at its best, with both points marked."""
    winning = name == "winning"
    other = "keeping" if winning else "winning"
    title = f"Worth of a prospect by spend on {name} (dashed: {other} as today)"
    chart = book.chart({"type": "scatter", "subtype": "smooth"}, title=title)
    sheet, left, last = data.sheet.get_name(), 1 if winning else 4, first + STEPS
    for column, line in (
        (left + 1, {"color": MUTED, "width": 1.5, "dash_type": "dash"}),
        (left + 2, {"color": ACCENT, "width": 2.5}),
    ):
        chart.add_series(
            {
                "categories": [sheet, first, left, last, left],
                "values": [sheet, first, column, last, column],
                "line": line,
                "marker": {"type": "none"},
            }
        )
    marks = last + 4 + (1 if winning else 3)
    for row, kind, fill in ((marks, "circle", TIER_FILLS[2]), (marks + 1, "diamond", TIER_FILLS[1])):
        chart.add_series(
            {
                "name": [sheet, row, 1],
                "categories": [sheet, row, 2, row, 2],
                "values": [sheet, row, 3, row, 3],
                "line": {"none": True},
                "marker": {"type": kind, "size": 10, "fill": {"color": fill}, "border": {"color": INK}},
                "data_labels": {
                    "series_name": True,
                    "value": False,
                    "position": "below",
                    "font": {"name": FONT, "size": 9, "bold": True, "color": INK},
                },
            }
        )
    unit = "a prospect" if winning else "a client a year"
    chart.set_x_axis(axis(min=0, num_format="#,##0", name=f"spend on {name}, {unit}", label_position="low"))
    grid = {"visible": True, "line": {"color": HAIRLINE, "width": 0.5}}
    chart.set_y_axis(axis(num_format="#,##0", name="worth of a prospect", major_gridlines=grid))
    return chart, f"Two curves that rise and fall, with today and the best spend marked. {title}."


def write_answer(
    page: AnswerPage, data: Page, curves: int, workings: Page, lists: int, inputs: Sequence[Setting]
) -> None:
    """Write the sheet, and let the book open on it."""
    subtitle = (
        '=firm&IF(money_unit="",".",". Amounts in "&money_unit&".")&" "&'
        'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
    )
    page.title("Win new clients, or keep those we have?", subtitle)
    page.remark(ASSUMED_MARGINS)
    page.sentences(tuple(_sentences()))
    page.cards(_cards())
    for name, spend, column in (("keeping", "retention_spend", 1), ("winning", "acquisition_spend", 7)):
        heading = (
            f'=IF(can_be_judged,"On {name}: "&IF({name}_word="as much as today","about right today",{name}_word&'
            f'" than today")&", "&{amount(f"best_{spend}")}&" is best","On {name}")'
        )
        chart, alt = _curve(page.book, data, curves, name)
        page.picture(chart, alt, heading, column=column, columns=6, rows=_PICTURE_ROWS)
    page.below(_PICTURE_ROWS)
    page.inputs("Your judgements", inputs)
    columns: tuple[tuple[str, Kind, int], ...] = (
        ("Client", "text", 2),
        ("Hours", "measure", 1),
        ("Deserved", "measure", 1),
    )
    for place, (heading, column) in enumerate(
        (("More care than their value deserves", 1), ("Less care than their value deserves", 7))
    ):
        first = lists + place * (SHOWN + 4)
        lines = [[f"={address(workings.sheet, first + down, source)}" for source in (1, 3, 4)] for down in range(SHOWN)]
        page.short_list(heading, columns, lines, column=column, parted=True)
    page.below(SHOWN + 1)
    page.link("Replace the list on sheet Clients with your own: fees, cost, retention and hours of care.", "Clients")
    page.end()
