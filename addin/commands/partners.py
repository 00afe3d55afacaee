"""The button Partners' page: what a meeting of the partners needs to see of the clients, on one A4 page."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import command
from addin.commands.contacts import tiers_of, which_tiers
from addin.commands.messy_cells import amount
from addin.commands.own_settings import missing_settings, tier_colours, tier_names
from addin.commands.report_page import Headings, Ranking, ReportPage
from addin.commands.value import value_column, value_parts
from addin.edits import Edit, WriteColumn
from addin.snapshot import Snapshot
from workbook_templates.recognition.reading import Column
from workbook_templates.recognition.roles import FEES, RETENTION, SOURCE
from workbook_templates.recognition.sheet import Area
from workbook_templates.risk import RULES, fell, is_late, may_leave

_TOP: Headings = (
    ("No.", "count"), ("Client", "text"), ("Tier", "text"), ("Fees", "money"), ("Value", "money"), ("Share", "share"),
    ("Row", "count"),
)  # fmt: skip
_MOVERS: Headings = (
    ("No.", "count"), ("Client", "text"), ("Before", "money"), ("Now", "money"), ("Change", "money"), ("Row", "count"),
)  # fmt: skip
_AT_RISK: Headings = (
    ("No.", "count"), ("Client", "text"), ("Tier", "text"), ("Change", "money"), ("Value", "money"),
    ("Days late", "count"), ("Row", "count"),
)  # fmt: skip
_SOURCES: Headings = (
    ("No.", "count"), ("Source", "text"), ("Clients", "count"), ("Value", "money"), ("Share", "share"),
)  # fmt: skip
_TOP_ROW, _TOP_LINES, _RISK_ROW, _LINES = 7, 10, 20, 5
_DECISION_ROW = _RISK_ROW + _LINES + 3
_SIDE = len(_TOP) + 2
_WIDTHS = (5, 30, 11, 13, 13, 10, 6, 2, 5, 30, 13, 13, 13, 6)


@command("Partners' page", group="Check & share", icon="partners")
def partners_page(snapshot: Snapshot) -> list[Edit]:
    """Puts on one A4 page who brings the most, who moved, who is at risk, who sends clients, and what to decide."""
    clients = ClientRows(snapshot)
    settings = missing_settings(snapshot, [rule.name for rule in RULES])
    tier, edits = tiers_of(clients)
    value, more = _value(clients, edits)
    years = _years(clients)
    change, changed = _change(clients, years)
    late = snapshot.own_column("days_overdue")
    risk, risky = _at_risk(clients, value, years, late.area.left if late else None)
    page = ReportPage(clients, "partners", "Partners page")
    work = _Work(page, clients, tier, value)
    work.opening()
    work.top(years)
    work.movers(years, change)
    work.at_risk(risk, change, late.area.left if late else None)
    work.sources()
    work.decisions()
    others = [edit for edit in (*edits, *more) if edit not in settings]
    return [*settings, *others, *changed, *risky, *page.report(_WIDTHS)]


def _value(clients: ClientRows, edits: list[Edit]) -> tuple[int, list[Edit]]:
    """Where the values stand, which the tiers may have brought along."""
    own = clients.snapshot.own_column("value")
    made = [edit.column for edit in edits if isinstance(edit, WriteColumn) and edit.key == "value"]
    if made:
        return made[0], []
    # Up to date where the tiers rest on it.
    return (own.area.left, []) if own and clients.snapshot.own_column("tier") else value_column(clients)


def _years(clients: ClientRows) -> tuple[Column, ...]:
    """The columns of fees of the last year and of the one before; fewer where the list has no more."""
    dated = [column for column in clients.reading.with_role(FEES) if column.year is not None]
    if len(dated) >= 2 and dated[-1].year != dated[-2].year:
        return tuple(dated[-2:])
    latest = clients.with_role(FEES)
    return (latest,) if latest else ()


def _change(clients: ClientRows, years: tuple[Column, ...]) -> tuple[int | None, list[Edit]]:
    """A column with the change in fees, beside the list, and the edits that it takes."""
    if len(years) < 2:
        return None, []
    clients.refuse_merged(years)
    before, now = years
    cells = [clients.this(column.number) for column in years]
    text = f"{amount(clients, now).text}-{amount(clients, before).text}"
    formula = f'=IF(AND({cells[0]}="",{cells[1]}=""),"",IFERROR({text},""))'
    return clients.column("fees_change", "Change in fees", formula, "money", now.number, 13)


def _at_risk(
    clients: ClientRows, value: int, years: tuple[Column, ...], late: int | None
) -> tuple[int | None, list[Edit]]:  # fmt: skip
    """A column with what may be lost: the value of the clients at risk, of those who pay nothing now that of before."""
    signs, before = [], '""'
    parts = value_parts(clients) if years else None
    if parts is not None and len(years) == 2:
        earlier, now = (amount(clients, column).text for column in years)
        falls = f"IFERROR({fell(earlier, now)},FALSE)"
        signs.append(falls)
        before = f'IF({falls},IFERROR({value_parts(clients, years[0]).worth()},""),"")'
    if late:
        signs.append(is_late(clients.this(late)))
    if parts is not None and clients.with_role(RETENTION) is not None:
        signs.append(f"IFERROR({may_leave(parts.retention)},FALSE)")
    if not signs:
        return None, []
    worth = clients.this(value)
    formula = f'IF(OR({",".join(signs)}),IF(N({worth})>0,{worth},{before}),"")'
    if parts is not None and parts.left:
        formula = f'IF({parts.left},"",{formula})'
    return clients.column("at_risk", "Value at risk", f"={formula}", "money", clients.client.number, 13)


class _Gains(Ranking):
    """The largest figures first, as far as they are above 0."""

    def score(self, number: int) -> str:
        """The figure of a line, as a formula."""
        return f'IF(COUNTIF({self._numbers},">0")<{number},"",LARGE({self._numbers},{number}))'


class _Losses(Ranking):
    """The smallest figures first, as far as they are below 0."""

    def score(self, number: int) -> str:
        """The figure of a line, as a formula."""
        return f'IF(COUNTIF({self._numbers},"<0")<{number},"",SMALL({self._numbers},{number}))'


class _Work:
    """The page on its way."""

    def __init__(self, page: ReportPage, clients: ClientRows, tier: int, value: int) -> None:
        self._page, self._clients = page, clients
        self._names = clients.all_of(clients.client.number)
        self._tiers, self._values = clients.all_of(tier), clients.all_of(value)
        self._which_tiers = which_tiers(clients, tier)

    def opening(self) -> None:
        """The title, and what the page finds."""
        values, page = self._values, self._page
        best = f"SUM(E{_TOP_ROW + 1}:E{_TOP_ROW + _TOP_LINES})"
        page.opening(
            f"Partners' meeting: the clients of sheet {self._clients.sheet}",
            " ".join(
                (
                    "All figures are formulas and follow the list; what they assume stands among the settings.",
                    *self._which_tiers,
                )
            ),
            (
                f'IF(SUM({values})<=0,"There is no value to share out yet.",COUNT({values})&" clients are worth "&'
                f'TEXT(SUM({values}),"#,##0")&"; the ten best bring "&TEXT({best}/SUM({values}),"0%")&" of it.")',
                self._moved(),
            ),
        )

    def _moved(self) -> str:
        """How many clients changed their tier since the last year that was closed, as a formula."""
        kept = sorted(own.key for own in self._clients.snapshot.own_columns if own.key.startswith("tier_"))
        if not kept:
            return '"Who moved to another tier shows here when the year was closed with Roll forward."'
        own = self._clients.snapshot.own_column(kept[-1])
        assert own is not None
        before = self._clients.all_of(own.area.left)
        count = len(tier_names(self._clients.snapshot))
        pairs = [(worse, better) for better in range(1, count + 1) for worse in range(better + 1, count + 1)]
        up, down = (
            "+".join(
                f"COUNTIFS({before},INDEX(tier_names,{first}),{self._tiers},INDEX(tier_names,{second}))"
                for first, second in moves
            )
            for moves in (pairs, [(better, worse) for worse, better in pairs])
        )
        return f'"Since {kept[-1].removeprefix("tier_")}: to a better tier "&({up})&", to a worse one "&({down})&"."'

    def top(self, years: tuple[Column, ...]) -> None:
        """The ten clients of the most value."""
        page, first = self._page, _TOP_ROW + 1
        page.put(_TOP_ROW - 1, 1, "Top ten by value", "heading")
        page.table_headings(_TOP_ROW, _TOP)
        ranking = Ranking(page, self._values, "$E", "$G")
        fees = self._clients.all_of(years[-1].number) if years else ""
        for number, row in enumerate(range(first, first + _TOP_LINES), 1):
            page.formula(row, 1, ranking.number(row, number), "result", "count")
            page.formula(row, 2, ranking.found(row, self._names, text=True), "key")
            page.formula(row, 3, ranking.found(row, self._tiers, text=True))
            if fees:
                page.formula(row, 4, ranking.found(row, fees), "result", "money")
            else:
                page.put(row, 4, None, "result", "money")
            page.formula(row, 5, ranking.score(number), "result", "money")
            page.formula(
                row, 6, f'IF(OR(E{row}="",SUM({self._values})<=0),"",E{row}/SUM({self._values}))', "result", "share"
            )
            page.formula(row, 7, ranking.place(row, first), "unit", "count")
        page.colours.append((Area(first, 3, first + _TOP_LINES - 1, 3), tier_colours(self._clients.snapshot)))

    def movers(self, years: tuple[Column, ...], change: int | None) -> None:
        """The clients whose fees rose and fell the most."""
        page, row = self._page, _TOP_ROW + 1
        page.put(_TOP_ROW - 1, _SIDE, "Fees that moved the most", "heading")
        page.table_headings(_TOP_ROW, _MOVERS, _SIDE)
        if change is None:
            page.put(row, _SIDE, "This needs the fees of two years, such as Fees 2024 and Fees 2025.", "note")
            return
        changes = self._clients.all_of(change)
        before, now = (self._clients.all_of(column.number) for column in years)
        for kind in (_Gains, _Losses):
            ranking, first = kind(page, changes, "$M", "$N"), row
            for number in range(1, _LINES + 1):
                page.formula(row, _SIDE, ranking.number(row, number), "result", "count")
                page.formula(row, _SIDE + 1, ranking.found(row, self._names, text=True), "key")
                page.formula(row, _SIDE + 2, ranking.found(row, before), "result", "money")
                page.formula(row, _SIDE + 3, ranking.found(row, now), "result", "money")
                page.formula(row, _SIDE + 4, ranking.score(number), "result", "money")
                page.formula(row, _SIDE + 5, ranking.place(row, first), "unit", "count")
                row += 1

    def at_risk(self, risk: int | None, change: int | None, late: int | None) -> None:
        """The clients of the most value who are at risk."""
        page, first = self._page, _RISK_ROW + 1
        contact = '&", or a contact is "&late_from&" days late"' if late else ""
        about = f'"At risk: fees down by "&TEXT(fall_from,"0%")&" or more"{contact}'
        page.formula(_RISK_ROW - 1, 1, about, "heading")
        meant = "Who pays nothing now stands with the value of last year's fees. The rule is among the settings."
        page.put(first + _LINES, 1, meant, "note")
        page.table_headings(_RISK_ROW, _AT_RISK)
        if risk is None:
            page.put(first, 1, "This needs the fees of two years, or the button Contacts due.", "note")
            return
        ranking = Ranking(page, self._clients.all_of(risk), "$E", "$G")
        for number, row in enumerate(range(first, first + _LINES), 1):
            page.formula(row, 1, ranking.number(row, number), "result", "count")
            page.formula(row, 2, ranking.found(row, self._names, text=True), "key")
            page.formula(row, 3, ranking.found(row, self._tiers, text=True))
            for column, found in ((4, change), (6, late)):
                if found:
                    page.formula(
                        row, column, ranking.found(row, self._clients.all_of(found)), "result", _AT_RISK[column - 1][1]
                    )
                else:
                    page.put(row, column, None, "result")
            page.formula(row, 5, ranking.score(number), "result", "money")
            page.formula(row, 7, ranking.place(row, first), "unit", "count")
        page.colours.append((Area(first, 3, first + _LINES - 1, 3), tier_colours(self._clients.snapshot)))

    def sources(self) -> None:
        """The sources that bring the most value."""
        page, first, source = self._page, _RISK_ROW + 1, self._clients.with_role(SOURCE)
        page.put(_RISK_ROW - 1, _SIDE, "Who sends clients", "heading")
        page.table_headings(_RISK_ROW, _SOURCES, _SIDE)
        if source is None:
            page.put(first, _SIDE, "This needs a column with the heading Source or Referred by.", "note")
            return
        audit = f"REL_REFERRALS({self._clients.all_of(source.number)},{self._values})"
        for place, row in enumerate(range(first, first + _LINES), 2):
            page.formula(row, _SIDE, f'IF($J{row}="","",{place - 1})', "result", "count")
            # The table ends with a line of totals.
            page.formula(row, _SIDE + 1, f'IFERROR(IF(ROWS({audit})>{place},INDEX({audit},{place},1),""),"")', "key")
            for column, (_, kind) in enumerate(_SOURCES[2:], 2):
                shown = f'IF($J{row}="","",INDEX({audit},{place},{column}))'
                page.formula(row, _SIDE + column, shown, "result", kind)

    def decisions(self) -> None:
        """Lines to be filled in at the meeting; what somebody wrote stays."""
        page = self._page
        page.put(_DECISION_ROW - 1, 1, "Decisions", "heading")
        last = len(_WIDTHS)
        headings = {1: "No.", 2: "What we decide", _SIDE + 1: "Who", last - 1: "By when"}
        for column in range(1, last + 1):
            page.put(_DECISION_ROW, column, headings.get(column), "column")
        for number, row in enumerate(range(_DECISION_ROW + 1, _DECISION_ROW + 1 + _LINES), 1):
            page.put(row, 1, float(number), "result", "count")
            for column in range(2, last + 1):
                page.typed(row, column, None)
