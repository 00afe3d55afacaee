"""The Workings of the ideal client template: what the sentences say, the ranked prospects, the musts one by one."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.ideal_client.prospects import ATTRIBUTES, FEES_HEADING
from workbook_templates.ideal_client.scores import FIND_OUT, LEAVE, OUT, PURSUE, WATCH, header, met
from workbook_templates.pages.list_page import ListPage, filled_in
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.sentences import MONEY_UNIT
from workbook_templates.style import HouseBook, Kind

SHEET = "Workings"
SHOWN = 12
"""Prospects in the picture and in the list beside it."""
SERIES = (
    (f"{PURSUE}", f'{{verdict}}="{PURSUE}"'),
    ("Below that", f'OR({{verdict}}="{WATCH}",{{verdict}}="{LEAVE}")'),
    ("A must is not known yet", f'{{verdict}}="{FIND_OUT}"'),
    ("Misses a must", f'{{verdict}}="{OUT}"'),
)
"""The bars of the picture: what the legend says, and which prospects they show."""
ROW, NAME, VERDICT, FIT, FIRST_SERIES = 2, 3, 4, 5, 6


@dataclass(frozen=True)
class Places:
    """Rows of the sheet, from 0: the first of the ranked prospects, and the first of the attributes."""

    ranked: int
    attributes: int


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it."""

    def __init__(self, book: HouseBook) -> None:
        note = "Every figure of sheet Answer, computed here once. Nothing is typed on this sheet."
        self.page = Page(book, SHEET, "Workings", note, (2, 34, 22, 30, 16, 12, 14, 14, 22, 16, 34))

    def write(self, prospects: ListPage) -> Places:
        """Write all parts; answers where the cells stand that sheet Answer reads."""
        self._list = prospects
        self.page.figures("The prospects", "Each figure has a name, which other formulas use.", self._counts())
        ranked = self._ranked()
        self.page.figures("In the sentences", "Which prospects they speak of.", self._named(ranked))
        return Places(ranked=ranked, attributes=self._attributes())

    def _counts(self) -> tuple[Figure, ...]:
        cells = self._list.column

        def count(verdict: str) -> str:
            return f'=COUNTIF({cells("Verdict")},"{verdict}")'

        fees = f'=SUMIFS({cells(FEES_HEADING)},{cells("Verdict")},"{PURSUE}")'
        return (
            Figure("Weight of all attributes", "ideal_weight", "=SUM(ideal_weights)", "measure"),
            Figure("Prospects", "prospect_count", f"={filled_in(cells('Prospect'))}", "count", "prospects"),
            Figure("To pursue", "pursue_count", count(PURSUE), "count", "prospects"),
            Figure("To watch", "watch_count", count(WATCH), "count", "prospects"),
            Figure("To leave", "leave_count", count(LEAVE), "count", "prospects"),
            Figure("To find out about first", "find_out_count", count(FIND_OUT), "count", "prospects"),
            Figure("Miss a must", "missed_count", count(OUT), "count", "prospects"),
            Figure("With a fit", "fit_count", f"=COUNT({cells('Fit')})", "count", "prospects"),
            Figure("Expected fees of those to pursue", "pursue_fees", fees, "money", f"={MONEY_UNIT}"),
        )

    def _named(self, ranked: int) -> tuple[Figure, ...]:
        cells, page = self._list.column, self.page
        rows, verdicts = (
            f"{page.cell(column, ranked)}:{page.cell(column, ranked + SHOWN - 1)}" for column in (ROW, VERDICT)
        )
        best, largest = f"MAX({cells('Score')})", f"MAX({cells(FEES_HEADING)})"

        def of(row: str, heading: str) -> str:
            return f'=IF({row}="","",INDEX({cells(heading)},{row})&"")'

        def number(row: str, heading: str) -> str:
            return f'=IF({row}="","",INDEX({cells(heading)},{row}))'

        return (
            Figure(
                "Best score", "best_row",
                f'=IF(COUNT({cells("Score")})=0,"",IF({best}<=0,"",MATCH({best},{cells("Score")},0)))',
                "count", "row of Prospects",
            ),
            Figure("Its name", "best_name", of("best_row", "Prospect"), "text"),
            Figure("Its score", "best_score", number("best_row", "Score"), "count", "of 100"),
            Figure(
                "Largest expected fees", "largest_row",
                f'=IF(COUNT({cells(FEES_HEADING)})=0,"",IF({largest}<=0,"",MATCH({largest},{cells(FEES_HEADING)},0)))',
                "count", "row of Prospects",
            ),
            Figure("Its name", "largest_name", of("largest_row", "Prospect"), "text"),
            Figure("Its expected fees", "largest_fees", number("largest_row", FEES_HEADING), "money", f"={MONEY_UNIT}"),
            Figure("Its verdict", "largest_verdict", of("largest_row", "Verdict"), "text"),
            Figure("What it misses", "largest_missed", of("largest_row", "Musts missed"), "text"),
            Figure("Its score", "largest_score", number("largest_row", "Score"), "count", "of 100"),
            Figure(
                "The best fit of those to find out about", "ask_row",
                f'=IF(COUNTIF({verdicts},"{FIND_OUT}")=0,"",INDEX({rows},MATCH("{FIND_OUT}",{verdicts},0)))',
                "count", "row of Prospects",
            ),
            Figure("Its name", "ask_name", of("ask_row", "Prospect"), "text"),
            Figure("What is to be found out", "ask_what", of("ask_row", "Still to find out"), "text"),
        )  # fmt: skip

    def _ranked(self) -> int:
        """Write the prospects with the best fit, whatever their verdict; answers the first row."""
        page, cells = self.page, self._list.column
        headings: tuple[tuple[str, Kind], ...] = (
            ("Place", "count"), ("Row of Prospects", "count"), ("Prospect", "text"), ("Verdict", "text"),
            ("Fit", "count"), *((name, "count") for name, _ in SERIES), ("What is missing", "text"),
        )  # fmt: skip
        note = (
            f"The {SHOWN} prospects with the best fit, a missed must apart; the picture draws the columns on the right."
        )
        page.part("Ranked by fit", note, headings)
        first = page.row
        order = cells("For ranking")
        for place in range(1, SHOWN + 1):
            row, verdict, fit = (page.cell(column) for column in (ROW, VERDICT, FIT))

            def of(heading: str, row: str = row) -> str:
                return f'=IF({row}="","",INDEX({cells(heading)},{row}))'

            page.value(1, place, "count")
            page.formula(ROW, f'=IF(fit_count<{place},"",MATCH(LARGE({order},{place}),{order},0))', "count")
            page.formula(NAME, of("Prospect"))
            page.formula(VERDICT, of("Verdict"))
            page.formula(FIT, of("Fit"), "count")
            for column, (_, condition) in enumerate(SERIES, FIRST_SERIES):
                shown = condition.format(verdict=verdict)
                page.formula(column, f'=IF({row}="",0,IF({shown},{fit},0))', "count")
            missed, unknown = (f"INDEX({cells(heading)},{row})" for heading in ("Musts missed", "Still to find out"))
            says = (
                f'IF({missed}<>"","misses: "&{missed},"")&IF(AND({missed}<>"",{unknown}<>""),"; ","")&'
                f'IF({unknown}<>"","find out: "&{unknown},"")'
            )
            page.formula(FIRST_SERIES + len(SERIES), f'=IF({row}="","",{says})')
            page.row += 1
        page.end_part()
        return first

    def _attributes(self) -> int:
        """Write what each attribute does: how many prospects miss it as a must, and the best score by hand."""
        page, cells = self.page, self._list.column
        headings: tuple[tuple[str, Kind], ...] = (
            ("Attribute", "text"), ("Miss it as a must", "count"), ("Of the best score: known weight", "measure"),
            ("Weight reached", "measure"),
        )  # fmt: skip
        note = "The best score once more, by the textbook in plain Excel: weight reached over weight known."
        page.part("Attribute by attribute", note, headings)
        first = page.row
        for place, (column, _) in enumerate(ATTRIBUTES, 1):
            heading = header(column.heading)
            found = f'SEARCH(", "&{heading}&", ",", "&{cells("Musts missed")}&", ")'
            best = f"INDEX({cells(column.heading)},best_row)"
            page.formula(1, f'={heading}&""')
            page.formula(2, f"=SUMPRODUCT(--ISNUMBER({found}))", "count")
            page.formula(3, f'=IF(best_row="",0,IF({best}="",0,INDEX(ideal_weights,{place})))', "measure")
            page.formula(
                4, f'=IF(best_row="",0,IF({best}="",0,INDEX(ideal_weights,{place})*{met(place, best)}))', "measure"
            )
            page.row += 1
        last = page.row - 1

        def all_of(column: int) -> str:
            return f"{page.cell(column, first)}:{page.cell(column, last)}"

        page.end_part()
        most = f"MAX({all_of(2)})"
        page.figures(
            "What follows from it", "For the sentences and the checks.",
            (
                Figure(
                    "The must that most prospects miss", "hardest_must",
                    f'=IF({most}=0,"",INDEX({all_of(1)},MATCH({most},{all_of(2)},0)))', "text",
                ),
                Figure("By how many", "hardest_count", f"={most}", "count", "prospects"),
                Figure(
                    "The best score by hand", "score_by_hand",
                    f'=IF(best_row="",0,100*SUM({all_of(4)})/SUM({all_of(3)}))', "years", "of 100",
                ),
            ),
        )  # fmt: skip
        return first
