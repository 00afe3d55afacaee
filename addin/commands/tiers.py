"""The button Assign tiers: a tier for each client, and a sheet that says what the tiers hold."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import tier_colours, tier_names
from addin.commands.own_sheets import brought_up_to_date
from addin.commands.report_page import so_many
from addin.commands.value import value_column, without_value
from addin.edits import Cell, Chart, Content, Edit, Formula, Series, WriteName, WriteSheet, absolute, relative
from addin.snapshot import Snapshot
from workbook_templates.recognition.roles import TIER
from workbook_templates.recognition.sheet import Area
from workbook_templates.settings import TIERS
from workbook_templates.style import ACCENT, TIER_FILLS, Kind, Role

_CUTS = "tenure_cuts"
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Tier", "text"), ("Lowest value", "money"), ("Clients", "count"), ("Share of clients", "share"),
    ("Value", "money"), ("Share of value", "share"), ("Average value", "money"), ("What it means", "text"),
)  # fmt: skip
_TABLE_ROW = 6
_CHART_ROWS = 15


@command("Assign tiers", group="Rank", icon="tiers")
def assign_tiers(snapshot: Snapshot) -> list[Edit]:
    """Gives each client of the list its tier by value, and adds a sheet that says what each tier holds."""
    clients = ClientRows(snapshot)
    theirs = clients.computed_by("REL_TIER")
    if theirs is not None:
        raise CommandRefused(
            f"The list has live tiers already, in column {theirs.letters} ({theirs.heading}): there is nothing to add."
        )
    return tier_column(clients)[1]


def tier_column(clients: ClientRows) -> tuple[int, list[Edit]]:
    """Where the tiers of the clients stand, and the edits that this takes; none where they are up to date."""
    value, edits = value_column(clients)
    formula = f"=REL_TIER({clients.this(value)},{_CUTS},tier_names)"
    theirs = clients.with_role(TIER)
    remark = f"These count, and not those of column {theirs.letters} ({theirs.name})." if theirs else ""
    tier, column = clients.column(
        "tier", "Tier", formula, "text", clients.client.number, 12, tier_colours(clients.snapshot), remark
    )  # fmt: skip
    page = _Page(clients, value, tier)
    sheet = brought_up_to_date(clients.snapshot, page.sheet())
    # The names that the new columns refer to come first.
    return tier, [*edits, *sheet, *page.names(sheet), *column]


class _Page:
    """The sheet with the tiers, on its way."""

    def __init__(self, clients: ClientRows, value: int, tier: int) -> None:
        self._clients = clients
        self._value = clients.all_of(value)
        self._tier = clients.all_of(tier)
        self._names = tier_names(clients.snapshot)
        own = clients.snapshot.own_sheet("tiers")
        self._name = own.name if own else clients.snapshot.free_sheet_name("Tiers")
        self._cells: list[Cell] = []
        self._first, self._last = _TABLE_ROW + 1, _TABLE_ROW + len(self._names)

    def sheet(self) -> WriteSheet:
        """The sheet."""
        clients = self._clients
        self._put(1, 1, f"Client tiers of sheet {clients.sheet}", "title")
        self._put(2, 1, self._about(), "subtitle")
        self._put(3, 1, self._finding(), "message")
        self._put(4, 1, self._best_tier(), "message")
        self._table()
        chart_row = self._last + 3
        self._put(chart_row, 1, "Which tier brings the value", "heading")
        self._counted(chart_row)
        return WriteSheet(
            key="tiers", scope=clients.sheet, name=self._name, widths=(22, 14, 11, 12, 15, 12, 15, 80),
            cells=tuple(self._cells), heights=((1, 28), (_TABLE_ROW, 30)), charts=(self._chart(chart_row + 1),),
            colours=((Area(self._first, 1, self._last, 1), tier_colours(clients.snapshot)),),
        )  # fmt: skip

    def names(self, sheet: list[Edit]) -> list[Edit]:
        """The names of the sheet's first cell and of the cuts; none where they stand already."""
        if not any(isinstance(edit, WriteSheet) for edit in sheet):
            return []
        scope, cuts = self._clients.sheet, Area(self._first, 2, self._last - 1, 2)
        return [
            WriteName("tenure_sheet_tiers", "=" + absolute(self._name, Area(1, 1, 1, 1)), scope),
            WriteName(_CUTS, "=" + absolute(self._name, cuts), scope),
        ]

    def _put(self, row: int, column: int, content: Content, role: Role, kind: Kind = "text") -> None:
        self._cells.append(Cell(row, column, content, role, kind))

    def _about(self) -> str:
        rows = f"{self._clients.rows[0].start} to {self._clients.rows[-1].stop - 1}"
        return (
            f"By value, from rows {rows}. All figures are formulas and follow the list; what they assume stands among "
            "the settings."
        )

    def _finding(self) -> Formula:
        return Formula(
            f'=IF(N({relative(self._last + 1, 5)})<=0,"There is no value to share out yet.",'
            f'"The best "&TEXT(pareto_share,"0%")&" of the clients bring "&'
            f'TEXT(REL_PARETO({self._value},pareto_share),"0%")&" of the value.")'
        )

    def _best_tier(self) -> Formula:
        name, count, share, value = (relative(self._first, column) for column in (1, 3, 4, 6))
        return Formula(
            f'=IF(N({relative(self._last + 1, 5)})<=0,"",{name}&": "&{count}&IF({count}=1," client"," clients")&'
            f'" ("&TEXT({share},"0%")&" of all) with "&TEXT({value},"0%")&" of the value.")'
        )

    def _table(self) -> None:
        for column, (heading, kind) in enumerate(_HEADINGS, 1):
            self._put(_TABLE_ROW, column, heading, "column", kind)
        for place, row in enumerate(range(self._first, self._last + 1)):
            self._tier_line(place, row)
        row = self._last + 1
        totals: tuple[Content, ...] = (
            "All clients", None, self._sum("C"), self._sum("D"), self._sum("E"), self._sum("F"),
            Formula(f'=IF(C{row}=0,"",E{row}/C{row})'), None,
        )  # fmt: skip
        for column, (content, (_, kind)) in enumerate(zip(totals, _HEADINGS, strict=True), 1):
            self._put(row, column, content, "total", kind)

    def _tier_line(self, place: int, row: int) -> None:
        cuts = f"REL_TIER_CUTS({self._value},tier_method,tier_shares,tier_names)"
        clients, total = f"C${self._last + 1}", f"E${self._last + 1}"
        self._put(row, 1, Formula(f"=INDEX(tier_names,{place + 1})"), "key")
        if row < self._last:
            lowest = Formula(f"=IF(COUNT({self._value})=0,0,INDEX({cuts},{place + 2},2))")
            self._put(row, 2, lowest, "result", "money")
        else:
            self._put(row, 2, "the rest", "result")
        for column, text in (
            (3, f"=COUNTIF({self._tier},A{row})"),
            (4, f'=IF({clients}=0,"",C{row}/{clients})'),
            (5, f"=SUMIF({self._tier},A{row},{self._value})"),
            (6, f'=IF({total}<=0,"",E{row}/{total})'),
            (7, f'=IF(C{row}=0,"",E{row}/C{row})'),
        ):
            self._put(row, column, Formula(text), "result", _HEADINGS[column - 1][1])
        meaning = TIERS[place][2] if len(self._names) == len(TIERS) else ""
        self._put(row, len(_HEADINGS), meaning, "label")

    def _sum(self, column: str) -> Formula:
        return Formula(f"=SUM({column}{self._first}:{column}{self._last})")

    def _chart(self, row: int) -> Chart:
        tiers = Area(self._first, 1, self._last, 1)
        title = "Share of the clients and of their value, tier by tier"
        series = tuple(
            Series(heading, tiers, Area(self._first, column, self._last, column), fill)
            for column, heading, fill in ((4, "Share of clients", TIER_FILLS[2]), (6, "Share of value", ACCENT))
        )
        return Chart("bar", title, f"Bars per tier, best on top. {title}.", series, row, 1, 720, 22 * _CHART_ROWS)

    def _counted(self, row: int) -> None:
        clients, last = self._clients, len(_HEADINGS)
        self._put(row, last, "What was counted", "heading")
        values = self._value
        counted = so_many(
            values, clients.count, "clients have a value", "the others left, or nothing says what they pay"
        )
        self._put(row + 1, last, Formula("=" + counted), "label")
        errors = f'(ROWS({values})-COUNT({values})-COUNTIF({values},""))'
        mend = '" rows show an error: REL_EXPLAIN says why. Mend what they read."'
        self._put(row + 2, last, Formula(f'=IF({errors}=0,"No row shows an error.",{errors}&{mend})'), "label")
        for place, sentence in enumerate([*without_value(clients), *clients.reading.said], row + 3):
            self._put(place, last, sentence, "note")
