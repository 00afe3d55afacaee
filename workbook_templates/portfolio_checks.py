"""The Checks sheet of the client portfolio: what must hold, each under a name, and one name for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_templates.client_list import ClientList
from workbook_templates.portfolio_ranks import SAME_NAME, column_range, lines
from workbook_templates.portfolio_register import FIRST_COMPUTED, LAST_COMPUTED
from workbook_templates.portfolio_settings import QUADRANTS, TIERS
from workbook_templates.portfolio_workings import SHEET as WORKINGS
from workbook_templates.portfolio_workings import Places
from workbook_templates.style import HouseBook, colour_verdicts


@dataclass(frozen=True)
class Check:
    """Two figures that must be equal, what that shows, and the name of the verdict."""

    name: str
    says: str
    one: str
    other: str


def _checks(clients: ClientList, places: Places) -> tuple[Check, ...]:
    latest = clients.fee_headings[-1]
    pyramid = _column("C", places.pyramid, len(TIERS))
    tier_values = _column("H", places.tier_summary + 1, len(TIERS))
    quadrants = _column("C", places.quadrants + 1, len(QUADRANTS))
    managers = _column("C", places.managers, places.manager_lines)
    load, whale = "REL_LOAD(Clients[Account manager],Clients[Value])", "REL_WHALE_CURVE(Clients[Value])"
    checks = [
        Check(
            "test_register", "No cell that Tenure computes in the register shows an error.",
            f"IF(ISERROR(SUM(Clients[[{FIRST_COMPUTED}]:[{LAST_COMPUTED}]])),1,0)", "0",
        ),
        Check("test_names", "No client stands twice in the register.", f'COUNTIF({column_range(clients, SAME_NAME)},">1")', "0"),
        Check(
            "test_reach", f"The register fits the {lines(clients):,} lines of sheet Ranks: rows beyond them.",
            f"MAX(0,ROWS(Clients[Client])-{lines(clients)})", "0",
        ),
        Check(
            "test_every_client_has_a_tier", "Every client has a tier.",
            'COUNTIFS(Clients[Status],"Client",Clients[Tier],"?*")', "client_count",
        ),
        Check("test_tier_counts", "The clients of all tiers add up to the clients.", f"SUM({pyramid})", "client_count"),
        Check("test_tier_values", "The values of all tiers add up to the value.", f"SUM({tier_values})", "value_total"),
        Check(
            "test_quadrants", "The clients of all quadrants add up to those with a joining date.",
            f"SUM({quadrants})", "COUNT(Clients[Tenure])",
        ),
        Check(
            "test_load", "The account managers' values add up to the value.",
            f"IF(client_count=0,0,INDEX({load},ROWS({load}),3))", "value_total",
        ),
        Check("test_managers_chart", "So do the bars of the chart.", f"SUM({managers})", "value_total"),
        Check(
            "test_whale_curve", "The whale curve ends at the value.",
            f"IF(value_total<=0,value_total,INDEX({whale},ROWS({whale}),2))", "value_total",
        ),
        Check(
            "test_value_by_hand", "The most valuable client's value, by the textbook formula in plain Excel.",
            _by_hand(), "SUM(top_value)",
        ),
        Check(
            "test_cuts", "The shares that cut the tiers rise from tier to tier: pairs that do not.",
            "(INDEX(tier_shares,1)>INDEX(tier_shares,2))+(INDEX(tier_shares,2)>INDEX(tier_shares,3))", "0",
        ),
    ]  # fmt: skip
    if len(clients.fee_headings) > 1:
        bridge = [f"{WORKINGS}!$C${places.bridge + line}" for line in range(2, 7)]
        opening, lost, won_back, new, closing = bridge
        checks += [
            Check(
                "test_bridge", "Opening, less lost, plus won back and new, is closing.",
                f"IF(start_count=0,0,{opening}-{lost}+{won_back}+{new})", f"IF(start_count=0,0,{closing})",
            ),
            Check(
                "test_closing", "Closing is the number of clients billed in the last year.",
                f"IF(start_count=0,0,{closing})", f'IF(start_count=0,0,COUNTIF(Clients[{latest}],">0"))',
            ),
            Check(
                "test_retention", "The retention is clients kept over clients at start.",
                "SUM(retention_clients)", "IF(start_count=0,0,kept_count/start_count)",
            ),
        ]  # fmt: skip
    return tuple(checks)


def _by_hand() -> str:
    margin, kept = "INDEX(Clients[Margin],top_value_row)", "INDEX(Clients[Retention used],top_value_row)"
    ratio = f"({kept}*(1+growth)/(1+rate))"
    arrives = '(1+rate)^IF(timing="end",-1,IF(timing="mid",-0.5,0))'
    years = f"IF(ISNUMBER(periods),IF({ratio}=1,periods,(1-{ratio}^periods)/(1-{ratio})),1/(1-{ratio}))"
    return f'IF(top_value_row="",0,{margin}*{arrives}*IF(first="at risk",{kept},1)*{years})'


def _column(letter: str, first: int, rows: int) -> str:
    return f"{WORKINGS}!${letter}${first + 1}:${letter}${first + rows}"


class Checks:
    """Makes the sheet, the last one, and fills it."""

    def __init__(self, book: HouseBook, clients: ClientList) -> None:
        self.book = book
        self.clients = clients
        self.sheet = book.sheet("Checks", (2, 74, 18, 18, 12, 30), freeze=(5, 0), repeat=(0, 4))

    def write(self, places: Places) -> None:
        """Write a line per check, and the master check on top."""
        book, sheet = self.book, self.sheet
        checks = _checks(self.clients, places)
        sheet.set_row(0, 28)
        sheet.write(0, 1, "Checks", book.format("title"))
        intro = "Each line compares two figures that must be equal. When all hold, the add-in works here and the sheets agree."
        sheet.write(1, 1, intro, book.format("subtitle"))
        first, last = 5, 4 + len(checks)
        sheet.write(2, 1, "All checks hold", book.format("heading"))
        everything = book.format("verdict", font_size=12)
        sheet.write_formula(2, 4, f"=AND($E${first + 1}:$E${last + 1})", everything, False)
        sheet.write(2, 5, "test_all", book.format("unit"))
        book.name("test_all", sheet, 2, 4)
        for column, text in enumerate(("What must hold", "This", "Must equal", "Holds", "Name of the verdict"), 1):
            sheet.write(4, column, text, book.format("column"))
        figure = book.format("result", "factor", num_format="#,##0.######")
        for row, check in enumerate(checks, first):
            sheet.write(row, 1, check.says, book.format("label"))
            sheet.write_formula(row, 2, f"={check.one}", figure, 0)
            sheet.write_formula(row, 3, f"={check.other}", figure, 0)
            one, other = f"$C{row + 1}", f"$D{row + 1}"
            verdict = f"=IF(ISERROR({one}-{other}),FALSE,ABS({one}-{other})<=0.000000001*MAX(1,ABS({other})))"
            sheet.write_formula(row, 4, verdict, book.format("verdict"), False)
            sheet.write(row, 5, check.name, book.format("unit"))
            book.name(check.name, sheet, row, 4)
        colour_verdicts(book, sheet, [(2, 2), (first, last)], 4, 5)
