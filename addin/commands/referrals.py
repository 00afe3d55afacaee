"""The button Referral audit: what each source of clients brings."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.report_page import Headings, ReportPage, so_many
from addin.commands.value import value_column
from addin.edits import Chart, Edit, Formula, Series
from addin.snapshot import Snapshot
from udfs.cells import identity
from workbook_templates.recognition.roles import SOURCE
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import ACCENT, TIER_FILLS

_HEADINGS: Headings = (
    ("Source", "text"), ("Clients", "count"), ("Share of clients", "share"), ("Value", "money"),
    ("Share of value", "share"), ("Average value", "money"),
)  # fmt: skip
_FIRST, _MOST = 7, 12


@command("Referral audit", group="Grow", icon="referrals")
def referral_audit(snapshot: Snapshot) -> list[Edit]:
    """Shows which sources bring the clients and their value, the best source first."""
    clients = ClientRows(snapshot)
    source = clients.with_role(SOURCE)
    if source is None:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no column that says where clients came from: add one with the "
            "heading Source or Referred by, and press again."
        )
    clients.refuse_merged([source])
    value, edits = value_column(clients)
    names = [str(cell).strip() for cell in clients.reading.cells(source) if cell is not None and str(cell).strip()]
    if not names:
        raise CommandRefused(f"The column {source.name} is empty: say in it where each client came from.")
    page = ReportPage(clients, "referrals", "Referral audit")
    # One more for the clients whose source is not recorded.
    wanted = min(_MOST, len({identity(name) for name in names}) + (len(names) < clients.count))
    _write(page, clients, clients.all_of(source.number), clients.all_of(value), wanted)
    return [*edits, *page.report((30, 10, 11, 15, 11, 15, 2, 84))]


def _write(page: ReportPage, clients: ClientRows, source: str, value: str, wanted: int) -> None:
    # The lines of sources, and one for all others.
    count = max(page.lines_there(_FIRST, 1, Formula) - 1, 0) or max(wanted, 2)
    last, total = _FIRST + count - 1, _FIRST + count + 1
    audit = f"REL_REFERRALS({source},{value})"
    page.opening(
        f"Where the clients of sheet {clients.sheet} came from",
        "By their value. All figures are formulas and follow the list; what they assume stands among the settings.",
        (
            f'IF(N(D{total})<=0,"There is no value to share out yet.",A{_FIRST}&": "&TEXT(E{_FIRST},"0%")&" of the '
            f'value, with "&TEXT(C{_FIRST},"0%")&" of the clients.")',
            f'IF(OR(N(D{total})<=0,N(B{_FIRST + 1})=0),"",A{_FIRST}&" and "&A{_FIRST + 1}&" together bring "&'
            f'TEXT(E{_FIRST}+E{_FIRST + 1},"0%")&" of it.")',
        ),
    )
    page.table_headings(_FIRST - 1, _HEADINGS)
    for place, row in enumerate(range(_FIRST, last + 1), 2):
        # The table ends with a line of totals.
        page.formula(row, 1, f'IFERROR(IF(ROWS({audit})>{place},INDEX({audit},{place},1),""),"")', "key")
        for column, of_audit in ((2, 2), (4, 3)):
            shown = f'IF($A{row}="","",INDEX({audit},{place},{of_audit}))'
            page.formula(row, column, shown, "result", _HEADINGS[column - 1][1])
        _shares(page, row, total)
    rest = last + 1
    page.formula(rest, 1, f'IF(B{rest}="","","All others")', "key")
    page.formula(rest, 2, f'IF(B{total}>SUM(B{_FIRST}:B{last}),B{total}-SUM(B{_FIRST}:B{last}),"")', "result", "count")
    page.formula(rest, 4, f'IF(B{rest}="","",D{total}-SUM(D{_FIRST}:D{last}))', "result", "money")
    _shares(page, rest, total)
    sums = (f"COUNT({value})", f"SUM(C{_FIRST}:C{rest})", f"SUM({value})", f"SUM(E{_FIRST}:E{rest})",
            f'IF(B{total}=0,"",D{total}/B{total})')  # fmt: skip
    page.totals(total, "All clients", sums, _HEADINGS)
    page.put(total + 2, 1, "Which source brings the value", "heading")
    page.charts.append(_chart(last, total + 3))
    unknown = f'SUMPRODUCT(({source}="")*ISNUMBER({value}))'
    page.counted(
        _FIRST - 1, 8,
        (
            so_many(
                value, clients.count, "clients have a value", "the others, such as those who left, are not counted"
            ),
            f'IF({unknown}=0,"The source of all of them is recorded.",{unknown}&" of them came from a source that is '
            'not recorded.")',
            f'IF(ROWS({audit})-2>{count},ROWS({audit})-2-{count}&" more sources stand together as All others.",'
            '"Every source has a line of its own.")',
        ),
        clients.reading.said,
    )  # fmt: skip


def _shares(page: ReportPage, row: int, total: int) -> None:
    for column, formula in (
        (3, f'IF(B{row}="","",B{row}/B${total})'),
        (5, f'IF(D{row}="","",IF(D${total}<=0,"",D{row}/D${total}))'),
        (6, f'IF(B{row}="","",D{row}/B{row})'),
    ):
        page.formula(row, column, formula, "result", _HEADINGS[column - 1][1])


def _chart(last: int, row: int) -> Chart:
    names = Area(_FIRST, 1, last, 1)
    series = tuple(
        Series(heading, names, Area(_FIRST, column, last, column), fill)
        for column, heading, fill in ((3, "Share of clients", TIER_FILLS[2]), (5, "Share of value", ACCENT))
    )
    title = "Share of the clients and of their value, source by source"
    height = 90 + 44 * (last - _FIRST + 1)
    return Chart("bar", title, f"Bars per source, best on top. {title}.", series, row, 1, 700, height)
