"""The sheet Answer of the client matrix: sentences, the picture, the quadrants, and what to decide next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workbook_templates.client_matrix.picture import draw_matrix
from workbook_templates.client_matrix.workings import SHEET, SHOWN, Workings
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.sentences import count_of, percent
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import HouseBook, Kind

_PICTURE_ROWS = 21
_RIGHT = 7
"""The first column of the right half."""
_KEY, _DEVELOP = "INDEX(quadrant_names,1)", "INDEX(quadrant_names,3)"


def _brings(quadrant: str) -> str:
    """What the clients of a quadrant bring, as part of a sentence; `quadrant` is how its figures are named."""
    verb = f'IF({quadrant}_count=1,", and brings ",", and bring ")'
    return f'IF(income_total<=0,"",{verb}&{percent(f"{quadrant}_share")}&" of the income")'


def _sentences() -> Iterator[str]:
    yield (
        '=IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here follows.",'
        'IF(placed_count=0,"No client has figures for both axes, "&across&" and "&up&": fill those columns on sheet '
        'Clients, or choose other axes on sheet Settings.",'
        f'key_count&" of "&{count_of("placed_count", "client", "clients")}&IF(key_count=1," is "," are ")&{_KEY}&'
        '": high on "&across&" (from "&across_from_words&") and on "&up&" (from "&up_from_words&")"&'
        f'{_brings("key")}&"."))'
    )
    yield (
        '=IF(OR(placed_count=0,develop_count=0),"",'
        f'{count_of("develop_count", "client is", "clients are")}&" "&{_DEVELOP}&": high on "&up&" and low on "&across&'
        f'{_brings("develop")}&". That is where most may be won.")'
    )
    among = f'", among them "&key_without&" "&{_KEY}&" and "&develop_without&" "&{_DEVELOP}'
    yield (
        '=IF(placed_count=0,"",'
        'IF(without_count+incomplete_count=0,"Every client has an action with an owner and a date",'
        f'{count_of("without_count", "client has", "clients have")}&" no action"&'
        f'IF(key_without+develop_without=0,"",{among})&'
        'IF(incomplete_count=0,"","; "&incomplete_count&" more lack an owner or a date"))&'
        f'IF(overdue_count=0,".","; "&{count_of("overdue_count", "action is", "actions are")}&" overdue."))'
    )
    yield (
        '=IF(OR(placed_count=0,first_open=""),"","To decide first: "&first_open&" ("&first_open_quadrant&", "&'
        'LOWER(first_open_state)&").")'
    )
    yield (
        '=IF(OR(client_count=0,client_count=placed_count),"",'
        f'{count_of("client_count-placed_count", "client has", "clients have")}&" no figure for one of the axes, and '
        'stands in no quadrant.")'
    )


_CARDS = (
    Card(
        "Clients", "=client_count",
        '=IF(placed_count=client_count,"all in the matrix",placed_count&" in the matrix")', "count",
    ),
    Card("Income a year", '=IF(income_total=0,"",income_words)', '="of all clients"'),
    Card("Without an action", '=IF(client_count=0,"",without_count)', "clients", "count"),
    Card("Planned", '=IF(client_count=0,"",planned_count)', '=IF(as_of_words="","","on "&as_of_words)', "count"),
    Card("Overdue", '=IF(client_count=0,"",overdue_count)', '=IF(as_of_words="","","on "&as_of_words)', "count"),
    Card("Done", '=IF(client_count=0,"",done_count)', "with the date", "count"),
)  # fmt: skip


class MatrixAnswer:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.page = AnswerPage(book)
        self.sheet = self.page.sheet

    def write(self, workings: Workings, rows: Sequence[Any]) -> None:
        """Write the sheet, and let the book open on it."""
        page = self.page
        subtitle = (
            '=IF(as_of_words="","","As of "&as_of_words&". ")&IF(money_unit="","","Amounts in "&money_unit&". ")&'
            'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
        )
        page.title('=firm&": the client matrix"', subtitle)
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        chart, alt = draw_matrix(self.book, workings, rows)
        key = f'{count_of("key_count", "client is", "clients are")}&" "&{_KEY}'
        develop = count_of("develop_count", "more is", "more are")
        heading = f'=IF(placed_count=0,"The client matrix",{key}&"; "&{develop}&" high on "&up&", not on "&across)'
        page.picture(chart, alt, heading, rows=_PICTURE_ROWS)
        page.below(_PICTURE_ROWS)
        row = page.row
        self._quadrants(row, workings.quadrants)
        self._next(workings.next)
        page.row = row + SHOWN + 3
        page.link("Your own clients: replace the yellow cells on sheet Clients; everything here follows.", "Clients")
        page.end()

    def _quadrants(self, row: int, first: int) -> None:
        book, sheet = self.book, self.sheet
        sheet.write(row, 1, "The quadrants", book.format("heading"))
        shown: tuple[tuple[str, Kind, str], ...] = (
            ("Quadrant", "text", "B"), ("Clients", "count", "D"), ("Of income", "share", "F"),
            ("No action", "count", "G"), ("What it asks for", "text", ""), ("", "text", ""),
        )  # fmt: skip
        book.headings(sheet, row + 1, 1, [(heading, kind) for heading, kind, _ in shown], wrap=False)
        for line in range(len(QUADRANTS)):
            for across, (_, kind, letter) in enumerate(shown, 1):
                if letter:
                    found = f"{SHEET}!${letter}${first + line + 1}"
                    found = found if kind == "text" else f'IF(placed_count=0,"",{found})'
                    look = book.format("key" if kind == "text" else "result", kind)
                    sheet.write_formula(row + 2 + line, across, f"={found}", look, "")
            plan = f'=INDEX(quadrant_meanings,{line + 1})&""'
            sheet.write_formula(row + 2 + line, 5, plan, book.format("label"), "")
            sheet.write_blank(row + 2 + line, 6, None, book.format("label"))
        note = "The words of the plan are yours: sheet Settings."
        sheet.write(row + 2 + len(QUADRANTS), 1, note, book.format("note"))

    def _next(self, first: int) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("Quadrant", "text", 1), ("State", "text", 1), ("Owner", "text", 1),
            ("By when", "date", 1),
        )  # fmt: skip
        lines = [[f"={SHEET}!${letter}${line}" for letter in "DEGFH"] for line in range(first + 1, first + 1 + SHOWN)]
        self.page.short_list("What to decide next: nothing planned, or overdue", columns, lines, column=_RIGHT)
