"""The sheet Answer of the ideal client template: whom to pursue, the picture, and the ideal client to describe."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from workbook_templates.ideal_client.prospects import ATTRIBUTES, Prospects
from workbook_templates.ideal_client.scores import FIND_OUT, OUT, PURSUE, header
from workbook_templates.ideal_client.workings import (
    FIRST_SERIES,
    FIT,
    NAME,
    SERIES,
    SHEET,
    SHOWN,
    VERDICT,
    Places,
)
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pages.checks_page import Check
from workbook_templates.pages.list_page import YES_OR_NO, ListPage
from workbook_templates.sentences import amount, count_of
from workbook_templates.style import (
    ACCENT,
    FONT,
    HOUSE,
    INK,
    PANEL,
    HouseBook,
    Kind,
    axis,
    data_labels,
    write_value,
)

QUESTION = "Which of our prospects come closest to the client we would like, and which are out of the question?"
_PICTURE_COLUMNS = 6
_LETTERS = 40
"""Letters of what is missing that fit beside the picture."""
_LOOKS = (
    {"fill": {"color": HOUSE}},
    {"fill": {"color": "#A3B0BC"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": ACCENT, "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#FFFFFF"}},
)
"""The bars of each series: in grey they are dark, middle, hatched and empty."""


def _sentences() -> Iterator[str]:
    """What to tell the partners; a sentence that has nothing to say is blank."""
    fault = '"A cell holds what it must not, and the scores cannot be trusted: sheet Checks says where."'
    yield (
        '=IFERROR(IF(prospect_count=0,"No prospects yet: type or paste them on sheet Prospects, and every figure here '
        'follows.",IF(best_row="","No prospect has a score above 0 yet: describe the ideal client below, or find out '
        'more of the prospects.",IF(best_score>=pursue_from,"Pursue "&best_name&" first: it meets "&FIXED(best_score,0)'
        '&" of 100 of what we want, and misses no must.","No prospect reaches "&pursue_from&" of 100; "&best_name&'
        f'" comes closest with "&FIXED(best_score,0)&"."))),{fault})'
    )
    yield (
        '=IFERROR(IF(OR(prospect_count=0,pursue_count=0),"",'
        f'{count_of("pursue_count", "prospect", "prospects")}&" of "&prospect_count&'
        'IF(pursue_count=1," reaches "," reach ")&pursue_from&" or more without missing a must"&'
        'IF(pursue_fees>0,"; won, "&IF(pursue_count=1,"it","they")&'
        f'" would bring about "&{amount("pursue_fees")}&" a year.",".")),"")'
    )
    yield (
        '=IFERROR(IF(largest_row="","","The largest, "&largest_name&" ("&'
        f'{amount("largest_fees")}&" a year), "&'
        f'IF(largest_verdict="{OUT}","is out of the question, whatever else it offers: it misses "&largest_missed&".",'
        f'IF(largest_verdict="{PURSUE}","is among those to pursue.",'
        f'IF(largest_verdict="{FIND_OUT}","cannot be judged yet.",'
        '"reaches only "&FIXED(largest_score,0)&" of 100.")))),"")'
    )
    yield (
        '=IFERROR(IF(missed_count=0,"",'
        f"{count_of('missed_count', 'prospect misses a must', 'prospects miss a must')}&"
        '"; the one missed most often is "&hardest_must&" ("&hardest_count&")."),"")'
    )
    yield (
        '=IFERROR(IF(find_out_count=0,"","Of "&'
        f'{count_of("find_out_count", "prospect", "prospects")}&" we know too little"&IF(ask_row="",".",'
        '"; begin with "&ask_name&", the best of them as far as we know: "&ask_what&".")),"")'
    )


_CARDS = (
    Card(
        "Prospects", "=prospect_count",
        '=IF(prospect_count=0,"none typed yet",fit_count&" known well enough to rank")', "count",
    ),
    Card("To pursue", "=pursue_count", '="score of "&pursue_from&" or more"', "count"),
    Card("They would bring", f'=IF(pursue_count=0,"",{amount("pursue_fees")})', "expected fees a year, if all are won"),
    Card("To watch", "=watch_count", '="score of "&watch_from&" to "&pursue_from', "count"),
    Card("To find out about", "=find_out_count", "a must, or too much, is unknown", "count"),
    Card("Miss a must", "=missed_count", "out of the question as they are", "count"),
)  # fmt: skip


class Answer:
    """Makes the sheet when constructed, so that its tab stands in its place; the ideal client is described on it."""

    def __init__(self, book: HouseBook, prospects: Prospects) -> None:
        self.book = book
        self.prospects = prospects
        self.page = AnswerPage(book)
        self.sheet = self.page.sheet

    def write(self, places: Places) -> None:
        """Write the sheet, and let the book open on it."""
        page = self.page
        page.title(
            '=firm&": the clients we would like"',
            '="Fit: how much of the ideal client, described below, a prospect meets, of 100. "&'
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")',
        )
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        heading = (
            '=IFERROR(IF(prospect_count=0,"Prospects by fit",IF(fit_count=0,"No prospect is known well enough to rank",'
            f'"The best "&MIN(fit_count,{SHOWN})&" of "&{count_of("prospect_count", "prospect", "prospects")}&'
            '": "&pursue_count&" to pursue, "&missed_count&" of all out of the question")),"Prospects by fit")'
        )
        page.picture(
            self._chart(places), "Bars, the best fit on top: the fit of each prospect of 100, marked by its verdict.",
            heading, columns=_PICTURE_COLUMNS, rows=SHOWN + 6,
        )  # fmt: skip
        self._list(places)
        page.below(SHOWN + 6)
        self._ideal()
        page.link(
            "Your own prospects: type over the yellow cells of sheet Prospects, or paste a list there.", "Prospects"
        )
        page.end()

    def _chart(self, places: Places) -> Chart:
        chart = self.book.chart({"type": "bar"}, title="Fit, of 100 (a missed must apart)")
        first, last = places.ranked, places.ranked + SHOWN - 1
        for column, ((name, _), look) in enumerate(zip(SERIES, _LOOKS, strict=True), FIRST_SERIES):
            chart.add_series(
                {
                    "name": name,
                    "categories": [SHEET, first, NAME, last, NAME],
                    "values": [SHEET, first, column, last, column],
                    **look,
                    "border": {"color": INK, "width": 0.75},
                    "gap": 35,
                    "overlap": 100,
                    # Nothing, not 0, where the prospect belongs to another series.
                    "data_labels": data_labels(position="outside_end", num_format="0;;"),
                }
            )
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": INK}})
        chart.set_y_axis(axis(reverse=True, interval_unit=1, num_font={"name": FONT, "size": 8, "color": INK}))
        chart.set_x_axis(
            axis(
                min=0,
                max=110,
                major_unit=25,
                visible=False,
                major_gridlines={"visible": True, "line": {"color": PANEL}},
            )
        )
        return chart

    def _list(self, places: Places) -> None:
        """Write the same prospects beside the picture, with what to do and what is missing."""
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Prospect", "text", 2), ("Fit", "count", 1), ("Verdict", "text", 1), ("What is missing", "text", 2),
        )  # fmt: skip
        lines = []
        for source in range(places.ranked, places.ranked + SHOWN):
            *others, missing = (
                f"{SHEET}!{xl_rowcol_to_cell(source, found, row_abs=True, col_abs=True)}"
                for found in (NAME, FIT, VERDICT, FIRST_SERIES + len(SERIES))
            )
            # The whole of it stands on sheet Prospects.
            shortened = f'IF(LEN({missing})>{_LETTERS},LEFT({missing},{_LETTERS - 1})&"…",{missing})'
            lines.append([f"={shown}" for shown in (*others, shortened)])
        self.page.short_list("The same in words", columns, lines, column=_PICTURE_COLUMNS + 1)

    def _ideal(self) -> None:
        """Write the ideal client, an attribute a column, each under the heading that it has in the list."""
        book, sheet, row = self.book, self.sheet, self.page.row
        sheet.write(row, 1, "The ideal client: change what is yellow, and the scores follow", book.format("heading"))
        count = len(ATTRIBUTES)
        last = 1 + count
        sheet.write(row + 1, 1, "Attribute", book.format("column"))
        sheet.set_row(row + 1, 30)
        lines = (
            ("Weight", "ideal_weights", "0 leaves it out; 3 counts three times as much as 1."),
            ("Ideal", "ideal_values", "A word must be equal, a number be reached (below it: in part)."),
            ("Must", "ideal_musts", "yes: without it a prospect is out of the question."),
        )
        for place, ((column, _), wish) in enumerate(zip(ATTRIBUTES, self.prospects.wishes, strict=True)):
            across = 2 + place
            sheet.write_formula(
                row + 1, across, f'={header(column.heading)}&""', book.format("column", align="center"), ""
            )
            write_value(
                sheet, row + 2, across, wish.weight, book.format("input", "measure", num_format="0.##", align="center")
            )
            write_value(sheet, row + 3, across, wish.ideal, book.format("input", column.kind, align="center"))
            write_value(sheet, row + 4, across, "yes" if wish.must else None, book.format("input", align="center"))
        for down, (label, name, means) in enumerate(lines, row + 2):
            sheet.write(down, 1, label, book.format("label"))
            sheet.write(down, last + 1, means, book.format("note", indent=1))
            book.name(name, sheet, down, 2, down, last)
        sheet.write(
            row + 1, last + 1, "Names: ideal_weights, ideal_values, ideal_musts.", book.format("note", indent=1)
        )
        sheet.data_validation(
            row + 2, 2, row + 2, last,
            {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1000,
             "error_title": "Not a weight", "error_message": "Write 0 or more, such as 1 or 3."},
        )  # fmt: skip
        sheet.data_validation(row + 4, 2, row + 4, last, YES_OR_NO)
        self.page.row = row + 6

    def checks(self, prospects: ListPage) -> Iterator[Check]:
        """What must hold of the ideal client, and of the figures."""
        count = len(ATTRIBUTES)
        kinds = "+".join(
            f'IF(OR(INDEX(ideal_values,{place})="",ISNUMBER(INDEX(ideal_values,{place}))),0,1)'
            for place, (column, _) in enumerate(ATTRIBUTES, 1)
            if column.kind != "text"
        )
        yield Check(
            "test_ideal_weights", "Every weight of the ideal client (sheet Answer) is a number, 0 or more: weights.",
            "SUMPRODUCT(--ISNUMBER(ideal_weights),--(ideal_weights>=0))", str(count),
        )  # fmt: skip
        yield Check(
            "test_ideal_weighs", "Some attribute has a weight: 1 where none has.", "IF(ideal_weight>0,0,1)",
        )  # fmt: skip
        yield Check(
            "test_ideal_values", "The ideal of a column of numbers is a number, and none shows an error: others.",
            f"SUMPRODUCT(--ISERROR(ideal_values))+{kinds}",
        )  # fmt: skip
        yield Check(
            "test_ideal_musts", "A must is yes, no or blank: others.",
            'SUMPRODUCT(--(ideal_musts<>"yes"),--(ideal_musts<>"no"),--(ideal_musts<>""))',
        )  # fmt: skip
        yield Check(
            "test_verdicts", "Every prospect has one verdict.",
            "pursue_count+watch_count+leave_count+find_out_count+missed_count", "prospect_count",
        )  # fmt: skip
        yield Check(
            "test_cuts", "The score to pursue from is not below that to watch from: 1 where it is.",
            "IF(watch_from>pursue_from,1,0)",
        )  # fmt: skip
        yield Check(
            "test_score_by_hand", "The best score, weight by weight in plain Excel.", "score_by_hand",
            "SUM(best_score)",
        )  # fmt: skip
        yield Check(
            "test_fit_and_score", "Without a missed must, fit and score are the same: the sum of one and of the other.",
            f'SUM({prospects.column("Score")})',
            f'SUMIFS({prospects.column("Fit")},{prospects.column("Score")},">0")',
        )  # fmt: skip
