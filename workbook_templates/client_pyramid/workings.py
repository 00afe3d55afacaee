"""The Workings sheet of the client pyramid: every figure of its answer, computed once and named."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.client_pyramid.clients import (
    CHANGE,
    COST,
    FALL,
    KEEPS,
    MARGIN,
    MARGIN_BEFORE,
    MOVED,
    RISE,
    TABLE,
    TIER,
    TIER_BEFORE,
)
from workbook_templates.margins import assumed_count
from workbook_templates.pages.list_page import ANY_NUMBER, column_of, escaped, sum_of
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.pictures.pyramid import write_pyramid
from workbook_templates.sentences import MONEY_UNIT, amount
from workbook_templates.style import HouseBook, Kind

SHEET = "Workings"
SHOWN = 4
"""Clients in each list of moves."""
FIRST_TIER, LAST_TIER = "INDEX(tier_names,1)", "INDEX(tier_names,ROWS(tier_names))"
_LIST: tuple[tuple[str, str, Kind], ...] = (
    ("Client", "Client", "text"), ("From", TIER_BEFORE, "text"), ("To", TIER, "text"), ("Change", CHANGE, "money"),
)  # fmt: skip


def _of(heading: str) -> str:
    return column_of(TABLE, heading)


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it.

    Attributes:
        pyramid: the first line of what the pyramid draws.
        core: the cells of the point that is marked on the whale curve.
        risers: the first line of the list of those who moved up.
        fallers: the first line of the list of those who moved down.
    """

    def __init__(self, book: HouseBook, before: str, now: str) -> None:
        note = "Every figure of the answer, computed here once. Nothing is typed on this sheet."
        self.page = Page(book, SHEET, "Workings", note, (2, 46, 22, 28, 24, 16, 16, 16))
        self._before, self._now = before, now
        self.pyramid = self.risers = self.fallers = 0
        self.core = ("", "")

    def write(self) -> None:
        """Write all parts."""
        page = self.page
        note = "Each figure has a name, which other formulas use."
        page.figures("The clients", note, tuple(self._clients()))
        page.figures("The moves", "From the tier of the year before to that of the last year.", tuple(self._moves()))
        page.figures("Single clients", "Those of whom the answer speaks by name.", tuple(self._single()))
        page.figures("In words", "For the sentences.", tuple(self._words()))
        self.pyramid = write_pyramid(
            page, tiers=_of(TIER), values=_of(MARGIN), clients="client_count", total="margin_total",
            any_client="client_count",
        )  # fmt: skip
        self.core = self._core()
        self.fallers = self._list("Moved down, or lost", "SMALL", _of(FALL))
        self.risers = self._list("Moved up, or new", "LARGE", _of(RISE))

    def _year(self, heading: str, otherwise: str) -> str:
        header = f"{TABLE}[[#Headers],[{escaped(heading)}]]"
        return f'=IF(LEFT({header},5)="Fees ",SUBSTITUTE({header},"Fees ",""),"{otherwise}")'

    def _clients(self) -> Iterator[Figure]:
        count, unit = "clients", "=money_unit"
        yield Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text")
        yield Figure("The last year", "now_year", self._year(self._now, "the last year"), "text")
        yield Figure("The year before", "before_year", self._year(self._before, "the year before"), "text")
        yield Figure("Clients of the last year", "client_count", f"=COUNT({_of(MARGIN)})", "count", count)
        yield Figure("Clients of the year before", "before_count", f"=COUNT({_of(MARGIN_BEFORE)})", "count", count)
        yield Figure("Fees of the last year", "fees_total", f"={sum_of(TABLE, self._now)}", "money", unit)
        yield assumed_count()
        yield Figure("Cost to serve, where known", "cost_total", f"={sum_of(TABLE, COST)}", "money", unit)
        yield Figure("Margin of the last year", "margin_total", f"={sum_of(TABLE, MARGIN)}", "money", unit)
        yield Figure("Clients who cost money", "loss_count", f'=COUNTIF({_of(MARGIN)},"<0")', "count", count)
        losses = f'=SUMIF({_of(MARGIN)},"<0")'
        yield Figure("What they cost beyond what they pay", "loss_total", losses, "money", unit)
        core = f'=IF(margin_total<=0,"",REL_PARETO({_of(MARGIN)},pareto_share))'
        yield Figure("Brought by the core of clients", "core_share", core, "share", "of margin")
        peak = "MAX(INDEX(whale_curve,0,3))"
        yield Figure("Highest point of the whale curve", "whale_peak", f"=IF(margin_total<=0,0,{peak})", "rate", "")

    def _moves(self) -> Iterator[Figure]:
        for label, name, word in (
            ("Moved up", "up_count", "Up"), ("Moved down", "down_count", "Down"), ("Same tier", "same_count", "Same"),
            ("Lost", "lost_count", "Lost"), ("New", "new_count", "New"),
        ):  # fmt: skip
            yield Figure(label, name, f'=COUNTIF({_of(MOVED)},"{word}")', "count", "clients")
        first = f"=COUNTIF({_of(TIER_BEFORE)},{FIRST_TIER})"
        yield Figure("In the first tier before", "first_before_count", first, "count", "clients")
        stayed = f"=COUNTIFS({_of(TIER_BEFORE)},{FIRST_TIER},{_of(TIER)},{FIRST_TIER})"
        yield Figure("Of them there now", "first_stayed_count", stayed, "count", "clients")
        sure = f'=COUNTIF({_of(KEEPS)},">="&sure_from)'
        yield Figure("Sure of their tier", "sure_count", sure, "count", "clients")

    def _single(self) -> Iterator[Figure]:
        def row(column: str, value: str, condition: str) -> str:
            return f'=IF({condition},"",MATCH({value},{column},0))'

        def found(place: str, heading: str, *, text: bool = False) -> str:
            as_text = '&""' if text else ""
            return f'=IF({place}="","",INDEX({_of(heading)},{place}){as_text})'

        place, unit = "row of Clients", "=money_unit"
        now, rise, fall, keeps = _of(self._now), _of(RISE), _of(FALL), _of(KEEPS)
        yield Figure("Highest bill", "bill_row", row(now, f"MAX({now})", "fees_total<=0"), "count", place)
        falls = row(fall, f"MIN({fall})", f'COUNTIF({fall},"<0")=0')
        yield Figure("Largest fall", "fall_row", falls, "count", place)
        rises = row(rise, f"MAX({rise})", f'COUNTIF({rise},">0")=0')
        yield Figure("Largest rise", "rise_row", rises, "count", place)
        unsure = row(keeps, f"MIN({keeps})", f"COUNT({keeps})=0")
        yield Figure("Least sure of its tier", "unsure_row", unsure, "count", place)
        for label, name in (
            ("Highest bill", "bill"), ("Largest fall", "fall"), ("Largest rise", "rise"), ("Least sure", "unsure"),
        ):  # fmt: skip
            at = f"{name}_row"
            yield Figure(f"{label}: client", f"{name}_client", found(at, "Client", text=True), "text")
            yield Figure(f"{label}: tier", f"{name}_tier", found(at, TIER, text=True), "text")
        for name, label in (("fall", "Largest fall"), ("rise", "Largest rise")):
            yield Figure(
                f"{label}: tier before", f"{name}_before", found(f"{name}_row", TIER_BEFORE, text=True), "text"
            )
            change = found(f"{name}_row", CHANGE)
            yield Figure(f"{label}: change of margin", f"{name}_change", change, "money", unit)
        yield Figure("Highest bill: fees", "bill_fees", found("bill_row", self._now), "money", unit)
        yield Figure("Highest bill: margin", "bill_margin", found("bill_row", MARGIN), "money", unit)
        yield Figure("Least sure: keeps its tier", "unsure_share", found("unsure_row", KEEPS), "share", "of the trials")
        for label, name, tier in (("first", "first_tier_margin", FIRST_TIER), ("last", "last_tier_margin", LAST_TIER)):
            total = f"=SUMIFS({_of(MARGIN)},{_of(TIER)},{tier},{_of(MARGIN)},{ANY_NUMBER})"
            yield Figure(f"Margin of the {label} tier", name, total, "money", unit)

    def _words(self) -> Iterator[Figure]:
        yield Figure(
            "What is ranked", "value_word", f'=IF(AND(COUNT({_of(COST)})=0,margin_share=1),"fees","margin")', "text"
        )
        for label, name in (
            ("Fees", "fees_total"), ("Margin", "margin_total"), ("Margin of the first tier", "first_tier_margin"),
            ("Losses", "loss_total"), ("Highest bill", "bill_fees"), ("Its margin", "bill_margin"),
            ("Largest fall", "fall_change"), ("Largest rise", "rise_change"),
        ):  # fmt: skip
            words = f'=IF(ISNUMBER({name}),{amount(name)},"")'
            yield Figure(label, f"{name.removesuffix('_total')}_words", words, "text")

    def _core(self) -> tuple[str, str]:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Point", "text"), ("Share of clients", "share"), ("Share of margin", "share"),
        )  # fmt: skip
        page.part("The whale curve: the core of clients", "The point that is marked on it.", headings)
        at = page.cell(2), page.cell(3)
        page.value(1, "The core of clients")
        page.formula(2, "=pareto_share", "share")
        page.formula(3, "=IF(margin_total<=0,0,core_share)", "share")
        page.row += 1
        page.end_part()
        return at

    def _list(self, title: str, pick: str, changes: str) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Place", "text"), ("Row of Clients", "count"), *((heading, kind) for heading, _, kind in _LIST),
        )  # fmt: skip
        page.part(title, "The largest change of margin first.", headings)
        first = page.row
        for place in range(1, SHOWN + 1):
            row = page.cell(2)
            page.value(1, f"{place}")
            change = f"{pick}({changes},{place})"
            found = f"MATCH({change},{changes},0)"
            if place > 1:
                # Equal changes stand in the order of the list.
                above = page.cell(2, page.row - 1)
                rest = f"INDEX({changes},{above}+1):INDEX({changes},ROWS({changes}))"
                found = f"IF({change}={pick}({changes},{place - 1}),{above}+MATCH({change},{rest},0),{found})"
            page.formula(2, f'=IF(COUNT({changes})<{place},"",{found})', "count")
            for column, (_, heading, kind) in enumerate(_LIST, 3):
                as_text = '&""' if kind == "text" else ""
                found = f"INDEX({_of(heading)},{row}){as_text}"
                if kind == "text":
                    found = f'IF({found}="",INDEX({_of(MOVED)},{row})&"",{found})'
                page.formula(column, f'=IF({row}="","",{found})', kind)
            page.row += 1
        page.end_part()
        return first
