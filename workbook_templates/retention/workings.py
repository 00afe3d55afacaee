"""The Workings sheet of the retention book: every figure of the answer, computed once and named, and what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook_templates.pages.list_page import ANY_NUMBER, column_of, filled_in
from workbook_templates.pages.workings_page import Figure, Page
from workbook_templates.pictures.step_curve import Curve, CurvePlaces, write_curve
from workbook_templates.pictures.waterfall import Step, write_steps
from workbook_templates.retention.register import END, TABLE
from workbook_templates.retention.tables import GONE, JOINED, Tables
from workbook_templates.sentences import MONEY_UNIT, amount, day
from workbook_templates.style import HouseBook, Kind

COHORTS, AFTER = 8, 5
"""Cohorts and anniversaries that the answer shows."""
NAMED = 8
"""Lost clients that the answer names."""
STEPS = 5
_MONEY = "=money_unit"


@dataclass(frozen=True)
class Places:
    """The first rows of the parts that pictures and lists are made of, from 0."""

    steps: int
    curve: CurvePlaces
    cohorts: int
    lost: int


class Workings:
    """Makes the sheet when constructed, so that its tab stands in its place, and fills it when the tables stand."""

    def __init__(self, book: HouseBook, before: str, after: str) -> None:
        self.before, self.after = column_of(TABLE, before), column_of(TABLE, after)
        self.headings = (f"{TABLE}[[#Headers],[{before}]]", f"{TABLE}[[#Headers],[{after}]]")
        note = "Every figure of the answer, computed here once. Nothing is typed on this sheet."
        widths = (2, 44, 18, 18, 20, 14, 14, 14, 14)
        self.page = Page(book, "Workings", "Workings", note, widths)

    def write(self, tables: Tables) -> Places:
        """Write all parts."""
        page = self.page
        page.figures("The book", "Each figure has a name, which other formulas use.", self._book())
        page.figures("From the first day to the last", "The bridge, and what it can tell.", self._bridge(tables))
        page.figures("In fees", "What those who were clients on the first day paid.", self._fees())
        page.figures("How long clients stay", "Read from the curve and the model on sheet Tables.", self._stay(tables))
        page.figures("What better retention is worth", "In today's money, for the clients of today.", self._worth())
        page.figures("In words", "For the sentences of the answer.", _words())
        steps = self._steps()
        curve = Curve(
            "curve_known", tables.curve.cells(0), tables.curve.cells(3), tables.curve.cells(4), tables.curve.cells(5)
        )
        projected = "IF(model_fits,REL_SBG_SURVIVAL(model_alpha,model_beta,{at}),1)"
        drawn = write_curve(page, curve, "longest", "projected_years", projected)
        cohorts = self._cohorts(tables)
        return Places(steps, drawn, cohorts, self._lost())

    def _book(self) -> Sequence[Figure]:
        def year(header: str) -> str:
            return f'=SUBSTITUTE({header},"Fees ","")'

        return (
            Figure("Valuation date", "as_of_words", f"={day('as_of')}", "text"),
            Figure("First day compared", "start_words", f"={day('start_date')}", "text"),
            Figure("Unit of amounts", "money_unit", f"={MONEY_UNIT}", "text"),
            Figure("First of the two years", "start_year", year(self.headings[0]), "text"),
            Figure("Second of the two years", "end_year", year(self.headings[1]), "text"),
            Figure("Rows with a client", "row_count", f"={filled_in(f'{TABLE}[Client]')}", "count", "rows"),
            Figure("Rows without a first day", "undated_count", f"=row_count-COUNT({TABLE}[Joined])", "count", "rows"),
            Figure("Rows of clients who left", "gone_count", f"={GONE}", "count", "rows"),
            Figure("Rows of clients in the cohorts", "joined_count", f"={JOINED}", "count", "rows"),
        )

    def _bridge(self, tables: Tables) -> Sequence[Figure]:
        def of(line: int) -> str:
            return f"=N({tables.bridge.cell(line, 1)})"

        def likely(column: int) -> str:
            return f'=IF(start_count=0,"",INDEX(REL_RETENTION_INTERVAL(kept_count,start_count,confidence),1,{column}))'

        def tenure(movement: str) -> str:
            years = f'{TABLE}[Years with us],{TABLE}[Movement],"{movement}",{TABLE}[Years with us],{ANY_NUMBER}'
            return f'=IF(COUNTIFS({years[years.index(",") + 1 :]})=0,"",AVERAGEIFS({years}))'

        return (
            Figure("Clients on the first day", "start_count", of(1), "count", "clients"),
            Figure("Lost", "lost_count", of(2), "count", "clients"),
            Figure("Won back", "back_count", of(3), "count", "clients"),
            Figure("New", "new_count", of(4), "count", "clients"),
            Figure("Clients on the last day", "end_count", of(5), "count", "clients"),
            Figure("Kept", "kept_count", "=start_count-lost_count", "count", "clients"),
            Figure(
                "Retention", "kept_share", f'=IF(start_count=0,"",{tables.bridge.cell(6, 1)})', "share", "of clients"
            ),
            Figure("Likely from", "kept_low", likely(1), "share", "of clients"),
            Figure("Likely to", "kept_high", likely(2), "share", "of clients"),
            Figure("Years with us, of those lost", "lost_years", tenure("Lost"), "years", "years"),
            Figure("Years with us, of those kept", "kept_years", tenure("Kept"), "years", "years"),
        )  # fmt: skip

    def _fees(self) -> Sequence[Figure]:
        def kept(measure: str) -> str:
            lists = f"{self.before},{self.after},{TABLE}[Known as],{TABLE}[Known as]"
            return f'=IF(COUNTIF({self.before},">0")=0,"",REL_RETENTION_REVENUE({lists},"{measure}"))'

        return (
            Figure(
                "Fees of the first year", "fees_before", f'=SUMIFS({self.before},{self.before},">0")', "money", _MONEY
            ),
            Figure(
                "Fees of those lost", "fees_lost", f"=SUMIF({TABLE}[Fees lost],{ANY_NUMBER})", "money", _MONEY
            ),
            Figure(
                "Their share of all", "fees_lost_share", '=IF(fees_before<=0,"",fees_lost/fees_before)', "share",
                "of fees",
            ),
            Figure("Fees kept, net", "fees_net", kept("net"), "share", "of fees"),
            Figure("Fees kept, gross", "fees_gross", kept("gross"), "share", "of fees"),
        )  # fmt: skip

    def _stay(self, tables: Tables) -> Sequence[Figure]:
        time, share = tables.curve.cells(0), tables.curve.cells(3)

        def at(years: str) -> str:
            return f"INDEX({share},MATCH({years},{time},1))"

        beyond = f"{TABLE}[Years beyond]"
        losses = f'COUNTIFS({beyond},">0",{beyond},{ANY_NUMBER},{TABLE}[Left],"<="&as_of)'
        return (
            Figure("Whether somebody left: there is a curve", "curve_known", f"=COUNT({time})>0", "text"),
            Figure("Longest relationship observed", "longest", f"=MAX({TABLE}[Years with us])", "years", "years"),
            Figure(
                "Lost in the first years", "early_loss",
                f'=IF(NOT(curve_known),"",IF(longest<early_years,"",1-{at("early_years")}))', "share", "of clients",
            ),
            Figure(
                "Years of all clients after these", "later_years", f"=SUMIF({beyond},{ANY_NUMBER})", "years",
                "client-years",
            ),
            Figure(
                "Lost in a year after", "later_loss",
                f'=IF(OR(early_loss="",later_years<=0),"",{losses}/later_years)', "share", "a year",
            ),
            Figure(
                "Half are gone within", "half_gone",
                f'=IF(NOT(curve_known),"",IF(MIN({share})>0.5,"",INDEX({time},COUNTIF({share},">0.5")+1)))',
                "years", "years",
            ),
            Figure("Whether the model fits", "model_fits", f"=ISNUMBER({tables.model.cell(1, 1)})", "text"),
            Figure("Its alpha", "model_alpha", f'=IF(model_fits,{tables.model.cell(1, 1)},"")', "factor"),
            Figure("Its beta", "model_beta", f'=IF(model_fits,{tables.model.cell(2, 1)},"")', "factor"),
            Figure(
                "Still there after the years projected", "projected_share",
                '=IF(model_fits,REL_SBG_SURVIVAL(model_alpha,model_beta,projected_years),"")', "share", "of clients",
            ),
            Figure(
                "The same, if all left at one rate", "constant_share",
                '=IF(start_count=0,"",kept_share^projected_years)', "share", "of clients",
            ),
        )  # fmt: skip

    def _worth(self) -> Sequence[Figure]:
        margin = f'SUMIFS({self.after},{TABLE}[{END}],"?*",{self.after},{ANY_NUMBER})*margin_share'
        assumed = "rate,timing,first,growth,periods"

        def if_any(formula: str) -> str:
            # With no discount and no losses a relationship has no end, and no finite worth.
            return f'=IF(start_count=0,"",IFERROR({formula},""))'

        def money(formula: str) -> str:
            return f'=IF(OR(margin_today<=0,NOT(ISNUMBER({formula}))),"",margin_today*{formula})'

        return (
            Figure("Margin a year of the clients of today", "margin_today", f"={margin}", "money", _MONEY),
            Figure(
                "Better retention", "better_share", '=IF(start_count=0,"",MIN(1,kept_share+retention_change))', "share",
                "a year",
            ),
            Figure(
                "1 of yearly margin is worth", "multiple_now", if_any(f"REL_MULTIPLE(kept_share,{assumed})"), "factor"
            ),
            Figure(
                "With better retention", "multiple_better", if_any(f"REL_MULTIPLE(better_share,{assumed})"), "factor"
            ),
            Figure(
                "Gain", "lift",
                if_any('REL_LIFT(kept_share,rate,better_share-kept_share,"points",first,growth,periods)'), "share",
            ),
            Figure("What the clients of today are worth", "value_now", money("multiple_now"), "money", _MONEY),
            Figure("With better retention", "value_better", money("multiple_better"), "money", _MONEY),
            Figure(
                "Gain in money", "value_gain", '=IF(OR(value_now="",value_better=""),"",value_better-value_now)',
                "money", _MONEY,
            ),
        )  # fmt: skip

    def _steps(self) -> int:
        return write_steps(
            self.page,
            "Every step stands where the one before ended.",
            (
                Step('IF(counted_by="fees",start_year,start_words)&""', "start_count", "in all"),
                Step('"Lost"', "lost_count", "less"),
                Step('"Won back"', "back_count", "more"),
                Step('"New"', "new_count", "more"),
                Step('IF(counted_by="fees",end_year,as_of_words)&""', "end_count", "in all"),
            ),
        )

    def _cohorts(self, tables: Tables) -> int:
        page, rates = self.page, tables.rates
        shares: list[tuple[str, Kind]] = [(f"After {year}", "share") for year in range(1, AFTER + 1)]
        note = f"The latest {COHORTS}, and below them the average of all."
        page.part("The cohorts, as the answer shows them", note, (("Row", "count"), ("Joined in", "count"),
                  ("Clients", "count"), *shares))  # fmt: skip
        first, count = page.row, f"COUNT({rates.cells(0)})"
        for place in range(COHORTS + 1):
            average = place == COHORTS
            line = f"{count}+1" if average else f"MAX(0,{count}-{COHORTS})+{place + 1}"
            page.formula(1, f'=IF(OR({count}=0,{line}>{count}+{int(average)}),"",{line})', "count")
            row = page.cell(1)
            label = '"All"' if average else f"INDEX({rates.cells(0)},{row})"
            page.formula(2, f'=IF({row}="","",{label})', "text")
            page.formula(3, f'=IF({row}="","",INDEX({rates.cells(1)},{row}))', "count")
            for year in range(1, AFTER + 1):
                cell = f"INDEX({rates.block(1)},{row},{year + 1})"
                page.formula(3 + year, f'=IF({row}="","",IF(ISNUMBER({cell}),{cell},""))', "share")
            page.row += 1
        page.end_part()
        return first

    def _lost(self) -> int:
        page = self.page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Place", "count"), ("Row of Clients", "count"), ("Account manager", "text"),
            ("Years with us", "years"), ("Fees", "money"),
        )  # fmt: skip
        page.part("The clients lost, largest fees first", "Of equal fees, the upper row first.", headings)
        first = page.row
        lost = f"{TABLE}[Fees lost]"
        for place in range(1, NAMED + 1):
            row = page.cell(3)
            page.value(2, place, "count")
            page.largest(lost, place, value=6, at=3)
            page.formula(1, f'=IF({row}="","",INDEX({TABLE}[Client],{row})&"")')
            page.formula(4, f'=IF({row}="","",INDEX({TABLE}[Account manager],{row})&"")')
            page.formula(5, f'=IF({row}="","",INDEX({TABLE}[Years with us],{row}))', "years")
            page.row += 1
        page.end_part()
        return first


def _words() -> Sequence[Figure]:
    def words(cell: str) -> str:
        return f'=IF(ISNUMBER({cell}),{amount(cell)},"")'

    return tuple(
        Figure(label, f"{name}_words", words(name), "text")
        for label, name in (
            ("Fees of those lost", "fees_lost"), ("Value of the clients of today", "value_now"),
            ("With better retention", "value_better"), ("Gain in money", "value_gain"),
        )
    )  # fmt: skip
