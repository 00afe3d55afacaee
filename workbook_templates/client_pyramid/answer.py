"""The sheet Answer of the client pyramid: sentences, the pyramid and the whale curve, and who moved."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.client_pyramid.tables import Tables
from workbook_templates.client_pyramid.workings import FIRST_TIER, LAST_TIER, SHEET, SHOWN, Workings
from workbook_templates.margins import ASSUMED_MARGINS
from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pictures.pyramid import draw_pyramid
from workbook_templates.pictures.whale_curve import draw_whale_curve
from workbook_templates.sentences import count_of, percent
from workbook_templates.settings import TIERS
from workbook_templates.style import HouseBook, Kind, colour_tiers

_CHART_ROWS = 12
_SHARE = '0%;-0%;"-"'
_RIGHT = 7
"""The first column of the right half."""


def _sentences() -> Iterator[str]:
    brings = 'IF(first_tier_count=1,", and brings ",", and bring ")'
    yield (
        '=IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here follows.",'
        f'IF(margin_total<=0,{count_of("client_count", "client brings", "clients bring")}&" no "&value_word&" in all: '
        'what they pay goes into serving them.",first_tier_count&" of "&'
        f'{count_of("client_count", "client", "clients")}&IF(first_tier_count=1," is "," are ")&{FIRST_TIER}&{brings}&'
        f'{percent("first_tier_share")}&" of the "&value_word&" of "&now_year&": "&first_tier_margin_words&" of "&'
        'margin_words&"."))'
    )
    yield (
        '=IF(OR(bill_row="",margin_total<=0),"","The highest bill went to "&bill_client&" ("&bill_fees_words&"), "&'
        f'IF(bill_tier={FIRST_TIER},"one of them.","and yet it is "&bill_tier&": "&IF(bill_margin<0,"it costs more '
        'than it pays, by "&SUBSTITUTE(bill_margin_words,"-","",1),bill_margin_words&" of that is left after the cost '
        'to serve")&"."))'
    )
    yield (
        '=IF(OR(client_count=0,margin_total<=0),"",IF(loss_count=0,"No client costs more than it pays.",'
        f'{count_of("loss_count", "client costs", "clients cost")}&" more than "&IF(loss_count=1,"it pays","they pay")&'
        'IF(loss_count=1,": ",": together ")&SUBSTITUTE(loss_words,"-","",1)&" a year."))'
    )
    yield (
        '=IF(client_count=0,"",IF(before_count=0,"One year of fees cannot show who moved: add those of the year '
        'before.",IF(same_count=before_count+new_count,"Nobody has moved between the tiers since "&before_year&".",'
        '"Since "&before_year&", "&up_count&" moved up, "&down_count&" down, "&'
        f'{count_of("lost_count", "was lost", "were lost")}&" and "&{count_of("new_count", "is new", "are new")}&'
        f'IF(first_before_count=0,".","; of the "&first_before_count&" "&{FIRST_TIER}&" of "&before_year&", "&'
        'IF(first_stayed_count=first_before_count,"all still are.",first_stayed_count&IF(first_stayed_count=1,'
        '" still is."," still are."))))))'
    )
    yield (
        '=IF(fall_row="","",IF(fall_tier="","The largest loss is "&fall_client&", which was "&fall_before&" and left",'
        '"The largest fall is that of "&fall_client&", from "&fall_before&" to "&fall_tier)&" ("&fall_change_words&" a '
        'year)")&IF(rise_row="",IF(fall_row="","","."),IF(fall_row="","The largest rise is that of ","; the largest '
        'rise that of ")&rise_client&", "&IF(rise_before="","a new client","from "&rise_before)&" to "&rise_tier&".")'
    )
    yield (
        '=IF(OR(client_count<2,unsure_row=""),"","If each client brought up to "&'
        f'{percent("noise")}&" more or less, "&sure_count&" of "&client_count&" would keep '
        f'their tier in "&{percent("sure_from")}&" of the cases or more"&IF(sure_count=client_count,".","; nearest to '
        f'the edge is "&unsure_client&" ("&unsure_tier&" in "&{percent("unsure_share")}&" of them)."))'
    )


_CARDS = (
    Card("Clients", "=client_count", '=IF(before_count=0,"in the list",before_count&" in "&before_year)', "count"),
    Card("Fees", "=IF(client_count=0,\"\",fees_words)", '="in "&now_year'),
    Card("Margin", '=IF(client_count=0,"",margin_words)', "after the cost to serve, where known"),
    Card(
        "The core brings", "=core_share", f'="is brought by the best "&{percent("pareto_share")}&" of clients"', "share"
    ),
    Card(
        "Moved down or lost", '=IF(before_count=0,"",down_count+lost_count)',
        '=IF(before_count=0,"two years of fees show it",'
        f'"of "&{count_of("before_count", "client", "clients")}&" of "&before_year)', "count",
    ),
    Card(
        "Sure of their tier", '=IF(client_count<2,"",sure_count)',
        f'="if all may vary by "&{percent("noise")}', "count",
    ),
)  # fmt: skip


class PyramidAnswer:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the rest stands."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.page = AnswerPage(book)
        self.sheet = self.page.sheet

    def write(self, workings: Workings, tables: Tables, *, losses: bool) -> None:
        """Write the sheet, and let the book open on it; `losses` is whether some clients cost more than they pay."""
        page = self.page
        subtitle = (
            '=IF(money_unit="","","Amounts in "&money_unit&". ")&"Tiers compare the clients by a year\'s "&value_word'
            '&". "&IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")'
        )
        page.title('=firm&": the client pyramid"', subtitle)
        page.remark(ASSUMED_MARGINS)
        page.sentences(tuple(_sentences()))
        page.cards(_CARDS)
        self._pictures(workings, tables, losses)
        row = page.row
        self._summary(row, tables)
        self._moves(row, tables)
        page.row += len(TIERS) + 4
        self._list(1, '="Moved down, or lost"&IF(before_count=0,"",", since "&before_year)', workings.fallers)
        self._list(_RIGHT, '="Moved up, or new"&IF(before_count=0,"",", since "&before_year)', workings.risers)
        page.row += SHOWN + 3
        page.link("Your own clients: replace the yellow cells on sheet Clients; everything here follows.", "Clients")
        page.end()

    def _pictures(self, workings: Workings, tables: Tables, losses: bool) -> None:
        heading = (
            f'=IF(margin_total<=0,"The client pyramid",first_tier_count&" "&{FIRST_TIER}&IF(first_tier_count=1,'
            f'" client brings "," clients bring ")&{percent("first_tier_share")}&" of the "&value_word&'
            f'IF(last_tier_margin<0,", and "&{LAST_TIER}&" costs more than it pays",""))'
        )
        chart, alt = draw_pyramid(self.book, SHEET, workings.pyramid, of="their margin")
        self.page.picture(chart, alt, heading, columns=6, rows=_CHART_ROWS)
        whale = tables.whale
        shares, curve = f"={whale.cells(0)}", f"={whale.cells(2)}"
        core = (f"={SHEET}!{workings.core[0]}", f"={SHEET}!{workings.core[1]}")
        chart, alt = draw_whale_curve(
            self.book, shares=shares, curve=curve, equal=shares, core=core, open_top=losses, of="the margin"
        )
        heading = (
            f'=IF(margin_total<=0,"The whale curve","The best "&{percent("pareto_share")}&" bring "&'
            f'{percent("core_share")}&IF(whale_peak>1.005,"; the curve reaches "&{percent("whale_peak")}&", and '
            'clients who cost money take it down again"," of the "&value_word))'
        )
        self.page.picture(chart, alt, heading, column=_RIGHT, columns=6, rows=_CHART_ROWS)
        self.page.below(_CHART_ROWS)

    def _summary(self, row: int, tables: Tables) -> None:
        book, sheet = self.book, self.sheet
        sheet.write_formula(row, 1, '="The tiers of "&now_year', book.format("heading"), "")
        shown: tuple[tuple[str, Kind, int], ...] = (
            ("Tier", "text", 0), ("Clients", "count", 1), ("Fees", "money", 3), ("Margin", "money", 9),
            ("A client", "money", 11),
        )  # fmt: skip
        book.headings(sheet, row + 1, 1, [(heading, kind) for heading, kind, _ in shown])
        last = len(TIERS) + 1
        for line in range(1, last + 1):
            for column, (_, kind, place) in enumerate(shown, 1):
                look = book.format("total" if line == last else "result", kind)
                found = tables.summary.cell(line, place)
                sheet.write_formula(row + 1 + line, column, f'=IF(client_count=0,"",{found})', look, "")
        colour_tiers(book, sheet, row + 2, 1, row + 1 + len(TIERS))

    def _moves(self, row: int, tables: Tables) -> None:
        book, sheet = self.book, self.sheet
        title = (
            '=IF(before_count=0,"From tier to tier (it needs two years of fees)","Where the clients of each tier of "&'
            'before_year&" are in "&now_year)'
        )
        sheet.write_formula(row, _RIGHT, title, book.format("heading"), "")
        book.headings(sheet, row + 1, _RIGHT, [("Tier before", "text")])
        for column in range(1, len(TIERS) + 2):
            heading = f"=INDEX(tier_names,{column})" if column <= len(TIERS) else '="Lost"'
            sheet.write_formula(row + 1, _RIGHT + column, heading, book.heading_over("share"), "")
        share = book.format("result", "share", num_format=_SHARE)
        for line in range(1, len(TIERS) + 1):
            name = f"=INDEX(tier_names,{line})"
            sheet.write_formula(row + 1 + line, _RIGHT, name, book.format("result"), "")
            for column in range(1, len(TIERS) + 2):
                found = f'=IF(OR(client_count=0,before_count=0),"",{tables.moves.cell(line, column)})'
                sheet.write_formula(row + 1 + line, _RIGHT + column, found, share, "")
        colour_tiers(book, sheet, row + 2, _RIGHT, row + 1 + len(TIERS))
        note = "Read along a row: the shares of a tier's clients, lost ones included, add up to 100%."
        sheet.write(row + 2 + len(TIERS), _RIGHT, note, book.format("note"))

    def _list(self, column: int, title: str, first: int) -> None:
        columns: tuple[tuple[str, Kind, int], ...] = (
            ("Client", "text", 2), ("From", "text", 1), ("To", "text", 1), ("Margin, change", "money", 1),
        )  # fmt: skip
        lines = [[f"={SHEET}!${letter}${line}" for letter in "DEFG"] for line in range(first + 1, first + 1 + SHOWN)]
        self.page.short_list(title, columns, lines, column=column)
        top = self.page.row + 2
        for across in (2, 3):
            colour_tiers(self.book, self.sheet, top, column + across, top - 1 + SHOWN)
