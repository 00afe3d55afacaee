"""The Answer sheet of the exit interviews: why clients left, what that cost, how much of it was in our hands."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.exit_interviews.workings import TO_CALL, Places
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pictures.pareto import draw_pareto
from workbook_templates.sentences import count_of, percent
from workbook_templates.style import HouseBook, Kind

CHART_ROWS = 15
_LETTERS = 50
"""Of what is done about a reason: as many as there is room for."""
_WORKINGS = "Workings"


def _sentences() -> Iterator[str]:
    faults = '"A figure cannot be computed: sheet Checks says where."'
    when = (
        'IF(first_words="","",IF(first_words=last_words," on "&first_words," between "&first_words&" and "&last_words))'
    )
    share = (
        f'IF(first_reason="Not recorded",". Of "&{percent("first_share")}&" of that the reason is not recorded.",'
        f'": "&{percent("first_share")}&" of it for the reason “"&first_reason&"” ("&'
        f'{count_of("first_clients", "client", "clients")}&").")'
    )
    yield (
        '=IFERROR(IF(exit_count=0,"No exits yet: type or paste on sheet Exits who left and why, and every figure '
        f'follows.",{count_of("exit_count", "client", "clients")}&" left"&{when}&IF(valued_count=0,"; type on sheet '
        'Exits what they paid a year, and the loss follows.",IF(value_lost<=0,". By their fees on sheet Exits they '
        'would have brought nothing more.",". What they would still have brought is worth "&'
        "value_lost_words&"
        f'" in today\'s money"&{share}))),{faults})'
    )
    yield (
        '=IFERROR(IF(OR(reason_count<2,often_reason=first_reason,often_reason="Not recorded"),"","The reason named '
        f'most often, “"&often_reason&"” ("&{count_of("often_clients", "client", "clients")}&"), cost "&'
        f"{percent('often_share')}&"
        '" of the value."),"")'
    )
    yield (
        f'=IFERROR(IF(OR(exit_count=0,ours_share=""),"",IF(ours_count=0,"No loss is known to have been in our hands.",'
        f'{percent("ours_share")}&" of the value lost was in our hands ("&'
        f'{count_of("ours_count", "client", "clients")}&").")&IF(unjudged_count=0,""," Of "&'
        f'{count_of("unjudged_count", "exit", "exits")}&" that is not judged yet: say so on sheet Reasons.")),"")'
    )
    gone = (
        'IF(call_count=0,""," "&count_to_call&" that we lost by our own doing "&IF(call_count=1,"is","are")&'
        '" still gone"&IF(N(call_value)<=0,"",", worth "&call_value_words)&": the list below says whom to call first.")'
    ).replace("count_to_call", count_of("call_count", "client", "clients"))
    yield (
        f'=IFERROR(IF(exit_count=0,"",IF(back_count=0,"Nobody was won back.",'
        f'{count_of("back_count", "client", "clients")}&" came back"&IF(value_back<=0,".",'
        f'", worth "&value_back_words&"."))&{gone}),"")'
    )
    yield (
        f'=IFERROR(IF(exit_count=0,"",IF(asked_count=exit_count,"All were asked why they left",'
        f'IF(asked_count=0,"No exit interview is on record",asked_count&" of "&'
        f'{count_of("exit_count", "client", "clients")}&" were asked why they left"))&IF(unknown_count=0,".","; of "&'
        'unknown_count&" the reason is not recorded.")),"")'
    )


_CARDS = (
    Card(
        "Clients lost", "=exit_count",
        '=IF(OR(exit_count=0,valued_count=exit_count),"",exit_count-valued_count&" without fees")', "count",
    ),
    Card("Fees lost", "=fees_lost_words", '=IF(exit_count=0,"","a year")'),
    Card("Value lost", "=value_lost_words", '=IF(exit_count=0,"","what was still to come")'),
    Card("In our hands", "=ours_share", '=IF(ours_share="","","of the value lost")', "share"),
    Card(
        "Won back", '=IF(exit_count=0,"",back_count)',
        '=IF(OR(exit_count=0,back_count=0),"","worth "&value_back_words)', "count",
    ),
    Card("Asked why", "=asked_share", '=IF(exit_count=0,"",asked_count&" of "&exit_count)', "share"),
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
            '=IF(money_unit="","","Amounts in "&money_unit&". ")&"Value: a year\'s margin for as long as such a client '
            "would have stayed, in today's money. \"&"
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
        )
        page.title('=firm&": why clients left"', subtitle)
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        chart, alt = draw_pareto(
            book, _WORKINGS, (places.reasons, places.reasons + places.lines - 1), label=2,
            parts=(("In our hands", 7), ("Not in our hands", 9)), so_far=6,
            title="Share of the value lost, reason by reason, and added up", unit="share of the value lost",
        )  # fmt: skip
        heading = (
            '=IF(value_lost<=0,"Why clients left",IF(two_share="","All left for one reason",'
            f'"“"&first_reason&"” and “"&second_reason&"” make "&{percent("two_share")}&" of the loss"))'
        )
        page.picture(chart, alt, heading, rows=CHART_ROWS)
        page.below(CHART_ROWS)
        self._to_call(places.to_call)
        self._deeds(places)
        page.row += TO_CALL + 3
        page.link(
            "Sheet Exits holds the log to replace with your own; sheet Reasons says what is in our hands.", "Exits"
        )
        page.end()

    def _to_call(self, first: int) -> None:
        heading = f'=IF(call_count>{TO_CALL},"Whom to call first, of "&call_count,"Whom to call")&" to win back"'
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("Manager", "text", 1), ("Reason", "text", 2), ("Value lost", "money", 1),
        )  # fmt: skip
        lines = [
            [f"={_WORKINGS}!${letter}${line}" for letter in "BCEF"] for line in range(first + 1, first + 1 + TO_CALL)
        ]
        self.page.short_list(heading, columns, lines, column=1, warns=True)

    def _deeds(self, places: Places) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (("Reason", "text", 2), ("What we do about it", "text", 3))
        lines = []
        for place in range(TO_CALL):
            cells = [f"{_WORKINGS}!${letter}${places.reasons + place + 1}" for letter in "BI"]
            shortened = [f'=IF(LEN({cell})>{_LETTERS},LEFT({cell},{_LETTERS - 2})&"\u2026",{cell})' for cell in cells]
            lines.append(shortened if place < places.lines else ['=""', '=""'])
        self.page.short_list("The costliest reasons, and what we do about them", columns, lines, column=8)
