"""The Answer sheet of the retention book: how many stay, who left, and what better retention is worth."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pictures.step_curve import draw_step_curve
from workbook_templates.pictures.waterfall import draw_waterfall
from workbook_templates.retention.workings import AFTER, COHORTS, NAMED, STEPS, Places
from workbook_templates.sentences import count_of, percent
from workbook_templates.style import HouseBook, Kind, Role

CHART_ROWS = 13
_HEAT_LOW, _HEAT_HIGH = "#FBE3C8", "#8FB3C9"
"""Few kept, and many: they differ in hue for the eye, and every cell says its figure."""
_WORKINGS = "Workings"


def _sentences() -> Iterator[str]:
    faults = '"A figure cannot be computed: sheet Checks says where."'
    days = 'IF(counted_by="fees","who paid in "&start_year,"of "&start_words)'
    stayed = 'IF(start_count=1,"was still a client","were still clients")&" on "&as_of_words'
    then = f'IF(counted_by="fees","paid in "&end_year&" too",{stayed})'
    yield (
        f'=IFERROR(IF(row_count=0,"No clients yet: type or paste them on sheet Clients, and every figure follows.",'
        f'IF(start_count=0,"Nobody was a client on the first day compared, or nobody is one on the last: set '
        f'start_date, as_of or counted_by on sheet Settings.",IF(start_count=1,"The one client ","Of the "&start_count&'
        f'" clients ")&{days}&IF(start_count=1," ",", "&kept_count&" ")&{then}&": "&IF(start_count=1,"",'
        f'{percent("kept_share")}&" kept, ")&IF(lost_count=0,"nobody",lost_count)&" lost"&'
        f'IF(back_count+new_count=0,".","; "&IF(new_count=0,"",new_count&" new")&IF(back_count*new_count=0,""," and ")'
        f'&IF(back_count=0,"",back_count&" won back")&".")))'
        f",{faults})"
    )
    yield (
        f'=IFERROR(IF(start_count=0,"",IF(lost_count=0,"Nobody was lost.",IF(fees_before<=0,"",'
        f'IF(lost_count=1,"The client lost","The clients lost")&" had paid "&fees_lost_words&" in "&start_year&", "&'
        f'{percent("fees_lost_share")}&" of all fees"&IF(OR(lost_years="",kept_years=""),".","; "&'
        f'IF(lost_count=1,"it","they")&" had been with us for "&FIXED(lost_years,1)&" years, those kept for "&'
        f'FIXED(kept_years,1)&", on average.")))&IF(fees_net="",""," All who paid in "&start_year&" paid "&'
        f'{percent("fees_net")}&" as much in "&end_year&".")),"")'
    )
    yield (
        f'=IFERROR(IF(start_count=0,"","A list of "&{count_of("start_count", "client", "clients")}&'
        f'" fits a true rate from "&{percent("kept_low")}&" to "&{percent("kept_high")}&'
        '": two years that differ by less need not differ at all."),"")'
    )
    yield (
        f'=IFERROR(IF(early_loss="","",IF(early_loss=0,"Nobody leaves",{percent("early_loss")}&" of those who '
        f'join are gone")&" within "&{count_of("early_years", "year", "years")}&'
        f'IF(later_loss="","","; of those who stay longer "&'
        f'FIXED(100*later_loss,1)&"% leave in a year, on average of all years after")&"."&'
        f'IF(half_gone="",""," Half are gone within "&'
        f'FIXED(half_gone,1)&" years.")),"")'
    )
    yield (
        f'=IFERROR(IF(OR(row_count=0,projected_share=""),"","Of 100 who join now, about "&ROUND(100*projected_share,0)&'
        f'" would still be clients after "&{count_of("projected_years", "year", "years")}&", by what the cohorts show'
        f'"&IF(constant_share="","","; were every client as likely to leave as in the year compared, "&'
        f'ROUND(100*constant_share,0))&"."),"")'
    )
    points = 'FIXED(100*(better_share-kept_share),0)&IF(ROUND(100*(better_share-kept_share),0)=1," point"," points")'
    yield (
        f'=IFERROR(IF(OR(start_count=0,N(lift)<=0),"",{points}&" more kept each year would be worth "&'
        f'IF(value_gain="","",value_gain_words&" with the clients of today: ")&'
        f'{percent("lift")}&" more than "&IF(value_gain="","now",value_now_words)&'
        '", in today\'s money."),"")'
    )


_CARDS = (
    Card(
        "Clients on the last day", '=IF(start_count=0,"",end_count)', '=IF(start_count=0,"","from "&start_count)',
        "count",
    ),
    Card(
        "Clients kept", "=kept_share",
        '=IF(start_count=0,"","likely "&FIXED(100*kept_low,0)&" to "&FIXED(100*kept_high,0)&"%")', "share",
    ),
    Card("Fees kept", "=fees_net", '=IF(fees_net="","","net; gross "&FIXED(100*fees_gross,0)&"%")', "share"),
    Card(
        "Fees of those lost", '=IF(OR(start_count=0,fees_before<=0),"",fees_lost_words)',
        '=IF(OR(start_count=0,fees_before<=0),"","in "&start_year)',
    ),
    Card(
        "Half are gone within", '=IF(half_gone="",IF(curve_known,"not yet",""),FIXED(half_gone,1)&" years")',
        '=IF(curve_known,"of the "&joined_count&" who joined","")',
    ),
    Card(
        "Better retention is worth", '=IF(N(lift)<=0,"",IF(value_gain="",FIXED(100*lift,0)&"%",value_gain_words))',
        '=IF(N(lift)<=0,"","+"&FIXED(100*lift,0)&"% for +"&FIXED(100*(better_share-kept_share),0)&" points")',
    ),
)  # fmt: skip


class Answer:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.page = AnswerPage(book)

    def write(self, places: Places) -> None:
        """Write the sheet, and let the book open on it."""
        page, book = self.page, self.book
        subtitle = (
            '=IF(OR(start_words="",as_of_words=""),"",start_words&" to "&as_of_words&".")&'
            'IF(money_unit="",""," Amounts in "&money_unit&".")&'
            'IF(test_all," All checks hold."," A check does not hold: see sheet Checks.")'
        )
        page.title('=firm&": do our clients stay?"', subtitle)
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        bridge, alt = draw_waterfall(
            book, _WORKINGS, places.steps, STEPS, title="Clients, from the first day compared to the last",
            unit="clients",
        )  # fmt: skip
        heading = (
            '=IF(start_count=0,"The bridge",lost_count&" lost, "&new_count&" new"&IF(back_count=0,"",", "&back_count&'
            '" won back")&": "&IF(end_count=start_count,"as many clients as before",ABS(end_count-start_count)&'
            'IF(end_count>start_count," more than"," fewer than")&" before"))'
        )
        page.picture(bridge, alt, heading, columns=6, rows=CHART_ROWS)
        curve, alt = draw_step_curve(
            book, _WORKINGS, places.curve, title="Share of all who ever joined who are still clients"
        )
        early = "(1-(1-early_loss)^(1/early_years))"
        heading = (
            '=IF(early_loss="","How long clients stay",IF(later_loss="","How long clients stay",'
            f'IF({early}>later_loss,"Clients leave early: ","Clients leave late rather than early: ")&'
            f'FIXED(100*{early},1)&"% a year at first, "&FIXED(100*later_loss,1)&"% after "&'
            f"{count_of('early_years', 'year', 'years')}))"
        )
        page.picture(curve, alt, heading, column=7, columns=6, rows=CHART_ROWS)
        page.below(CHART_ROWS)
        self._cohorts(places.cohorts)
        self._lost(places.lost)
        page.row += COHORTS + 4
        page.link("Sheet Clients holds the list to replace with your own.", "Clients")
        page.end()

    def _cohorts(self, first: int) -> None:
        book, sheet, row = self.book, self.page.sheet, self.page.row
        worst = f"{_WORKINGS}!$F${first + 1}:$F${first + COHORTS}"
        label = f"INDEX({_WORKINGS}!$C${first + 1}:$C${first + COHORTS},MATCH(MIN({worst}),{worst},0))"
        heading = (
            f'=IF(COUNT({worst})<2,"Cohorts: who joined in the same year, and the share still there",'
            f'"Those who joined in "&{label}&" stayed least: only "&{percent(f"MIN({worst})")}'
            '&" were still here after 2 years")'
        )
        sheet.write_formula(row, 1, heading, book.format("heading"), "")
        years: list[tuple[str, Kind]] = [(f"{year} year{'s' * (year > 1)}", "share") for year in range(1, AFTER + 1)]
        book.headings(sheet, row + 1, 1, (("Joined in", "text"), ("Clients", "count"), *years), wrap=False)
        for place in range(COHORTS + 1):
            role: Role = "total" if place == COHORTS else "result"
            line = row + 2 + place
            kinds: list[Kind] = ["text", "count", *(kind for _, kind in years)]
            for column, kind in enumerate(kinds, 1):
                source = f"={_WORKINGS}!${'ABCDEFGHI'[column + 1]}${first + place + 1}"
                sheet.write_formula(line, column, source, book.format(role, kind), "")
        sheet.conditional_format(
            row + 2, 3, row + 1 + COHORTS, 2 + AFTER,
            {"type": "2_color_scale", "min_color": _HEAT_LOW, "max_color": _HEAT_HIGH},
        )  # fmt: skip
        note = "Share of each joining year still there after so many years; blank where its time has not come."
        sheet.write(row + 3 + COHORTS, 1, note, book.format("note"))

    def _lost(self, first: int) -> None:
        heading = f'=IF(lost_count>{NAMED},"The largest of the "&lost_count&" clients lost","The clients lost")'
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("Years with us", "years", 1), ("Fees before", "money", 1),
        )  # fmt: skip
        lines = [[f"={_WORKINGS}!${letter}${line}" for letter in "BFG"] for line in range(first + 1, first + 1 + NAMED)]
        self.page.short_list(heading, columns, lines, column=9, warns=True)
