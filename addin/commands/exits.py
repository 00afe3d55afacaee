"""The button Exit reasons: why clients left, and what that cost."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import amount, left_by
from addin.commands.own_settings import missing_settings
from addin.commands.report_page import Headings, ReportPage
from addin.edits import Chart, Content, Edit, Formula, Series, Validation
from addin.snapshot import Snapshot
from udfs.cells import identity
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import FEES, LEFT, REASON
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import ACCENT, TIER_FILLS

_HEADINGS: Headings = (
    ("Reason", "text"), ("Clients", "count"), ("Share of clients", "share"), ("Value lost", "money"),
    ("Share of value", "share"), ("Cumulative share", "share"), ("In our hands?", "text"),
)  # fmt: skip
_FIRST, _MOST = 7, 10
_JUDGED, _SPARE = 9, 4
"""The column of the reasons to be judged, and how many more than now there is room for."""


@command("Exit reasons", group="Keep", icon="exits")
def exit_reasons(snapshot: Snapshot) -> list[Edit]:
    """Shows why clients left, the reason that cost most first, and how much of the loss was in your hands."""
    clients = ClientRows(snapshot)
    reason, left, fees = clients.with_role(REASON), clients.with_role(LEFT), clients.reading.with_role(FEES)
    if reason is None:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no column that says why clients left: add one with the heading "
            "Reason for leaving, and press again."
        )
    if not fees:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no column of fees, by which a loss is measured: give a column of "
            "money a heading such as Fees 2025, and press again."
        )
    clients.refuse_merged([reason, *fees, *([left] if left else [])])
    reasons = _reasons(clients, reason)
    if not reasons:
        raise CommandRefused(f"The column {reason.name} is empty: write into it why each client left that is gone.")
    lost, edits = _value_lost(clients, reason, left, fees)
    page = ReportPage(clients, "exits", "Exit reasons")
    _write(page, clients, clients.all_of(reason.number), clients.all_of(lost), reasons, left is not None)
    return [*missing_settings(snapshot), *edits, *page.report((30, 10, 11, 15, 11, 13, 14, 2, 64, 14))]


def _reasons(clients: ClientRows, reason: Column) -> list[str]:
    """The reasons as they are first written."""
    found: dict[str, str] = {}
    for cell in clients.reading.cells(reason):
        text = "" if cell is None else str(cell).strip()
        if text:
            found.setdefault(identity(text), text)
    return list(found.values())


def _value_lost(
    clients: ClientRows, reason: Column, left: Column | None, fees: tuple[Column, ...]
) -> tuple[int, list[Edit]]:
    """What each client who left would have been worth, had it stayed, by the last fees that it paid."""
    why = clients.this(reason.number)
    gone = f'{why}<>""'
    if left is not None:
        gone = f'IF({clients.this(left.number)}="",{gone},{left_by(clients, left)})'
    last, unread = "0", set[int]()
    for column in fees:  # the earliest year first
        paid = amount(clients, column)
        last = f"IF(N({paid.text})>0,{paid.text},{last})" if not paid.unread else _or_if_unread(paid.text, last)
        unread |= set(paid.unread)
    formula = f'=IF({gone},REL_CLV({last}*margin_share,retention,rate,timing,first,growth,periods),"")'
    remark = f"Fees that cannot be read ({in_words(sorted(unread))}) are passed over." if unread else ""
    return clients.column("value_lost", "Value lost", formula, "money", fees[-1].number, 13, remark=remark)


def _or_if_unread(paid: str, otherwise: str) -> str:
    return f"IF(IFERROR({paid},0)>0,{paid},{otherwise})"


def _write(
    page: ReportPage, clients: ClientRows, reason: str, lost: str, reasons: list[str], is_dated: bool
) -> None:  # fmt: skip
    # The lines of reasons, and one for all others.
    count = max(page.lines_there(_FIRST, 1, Formula) - 1, 0) or max(2, min(_MOST, len(reasons) + 1))
    last, total = _FIRST + count - 1, _FIRST + count + 1
    table = f"REL_DEFECTIONS({reason},{lost})"
    judged = _judged(page, reasons)
    ours = f'SUMIF(G{_FIRST}:G{last},"yes",D{_FIRST}:D{last})'
    page.opening(
        f"Why clients of sheet {clients.sheet} left",
        "By the value lost: what they would have brought from then on, had they stayed. All figures are formulas.",
        (
            f'IF(N(D{total})<=0,"No value was lost yet.",A{_FIRST}&" costs most: "&TEXT(E{_FIRST},"0%")&" of the value '
            f'lost, "&B{_FIRST}&" of "&B{total}&IF(B{total}=1," client"," clients")&" who left.")',
            f'IF(COUNTIF({judged},"?*")=0,"Say in the yellow cells which reasons were in your hands.",'
            f'IF(N(D{total})<=0,"",TEXT({ours}/D{total},"0%")&" of the value lost was in our hands."))',
        ),
    )
    page.table_headings(_FIRST - 1, _HEADINGS)
    said = f"$I${_FIRST}:$J${_last_judged(reasons)}"
    for place, row in enumerate(range(_FIRST, last + 1), 2):
        page.formula(row, 1, f'IFERROR(INDEX({table},{place},1),"")', "key")
        for column in range(2, 7):
            shown = f'IF($A{row}="","",IFERROR(INDEX({table},{place},{column}),""))'
            page.formula(row, column, shown, "result", _HEADINGS[column - 1][1])
        page.formula(row, 7, f'IF($A{row}="","",IFERROR(VLOOKUP($A{row},{said},2,FALSE)&"",""))')
    rest = last + 1
    page.formula(rest, 1, f'IF(B{rest}="","","All others")', "key")
    page.formula(rest, 2, f'IF(B{total}>SUM(B{_FIRST}:B{last}),B{total}-SUM(B{_FIRST}:B{last}),"")', "result", "count")
    page.formula(rest, 3, f'IF(B{rest}="","",B{rest}/B{total})', "result", "share")
    page.formula(rest, 4, f'IF(B{rest}="","",D{total}-SUM(D{_FIRST}:D{last}))', "result", "money")
    page.formula(rest, 5, f'IF(B{rest}="","",IF(D{total}<=0,"",D{rest}/D{total}))', "result", "share")
    page.put(rest, 6, None, "result")
    page.put(rest, 7, None, "result")
    sums = (f"COUNT({lost})", f"SUM(C{_FIRST}:C{rest})", f"SUM({lost})", f"SUM(E{_FIRST}:E{rest})", None, None)
    page.totals(total, "All who left", sums, _HEADINGS)
    chart_row = max(total, _last_judged(reasons)) + 2
    page.put(chart_row, 1, "Few reasons make most of the loss", "heading")
    page.charts.append(_chart(last, chart_row + 1))
    unknown = f'SUMPRODUCT(({reason}="")*ISNUMBER({lost}))'
    dated = "" if is_dated else " The list has no dates of leaving: whoever has a reason counts as gone."
    page.counted(
        chart_row, _JUDGED,
        (
            f'COUNT({lost})&" of {clients.count:,} clients left by the valuation date.{dated}"',
            f'IF({unknown}=0,"Why is recorded for all of them.",{unknown}&" of them left for a reason that is not '
            'recorded.")',
            f'IF(COUNTIF({lost},0)=0,"For all of them the list has fees that they paid.",COUNTIF({lost},0)&" of them '
            'paid nothing that is on the list: their loss counts as 0.")',
            f'IF(ROWS({table})-1>{count},ROWS({table})-1-{count}&" more reasons stand together as All others.",'
            '"Every reason has a line of its own.")',
        ),
        clients.reading.said,
    )  # fmt: skip


def _last_judged(reasons: list[str]) -> int:
    return _FIRST + min(len(reasons), 3 * _MOST) + _SPARE - 1


def _judged(page: ReportPage, reasons: list[str]) -> str:
    """The cells in which a person says which reasons were in the firm's hands; answers them as a reference."""
    last = _last_judged(reasons)
    page.table_headings(_FIRST - 1, (("Was it in our hands?", "text"), ("yes or no", "text")), _JUDGED)
    before: dict[str, Content] = {}
    row = _FIRST
    while (name := page.there.get((row, _JUDGED))) not in (None, ""):
        before[identity(str(name))] = page.there.get((row, _JUDGED + 1))
        row += 1
    for place, row in enumerate(range(_FIRST, last + 1)):
        name = reasons[place] if place < len(reasons) else ""
        page.put(row, _JUDGED, name or None, "input")
        page.put(row, _JUDGED + 1, before.get(identity(name)), "input")
    answers = Area(_FIRST, _JUDGED + 1, last, _JUDGED + 1)
    allowed = {
        "validate": "list", "source": ["yes", "no"], "error_title": "yes or no",
        "error_message": "Write yes where the firm could have kept the client, else no.",
    }  # fmt: skip
    page.validations.append(Validation(answers, tuple(allowed.items())))
    return answers.address


def _chart(last: int, row: int) -> Chart:
    names = Area(_FIRST, 1, last, 1)
    series = (
        Series("Share of the value lost", names, Area(_FIRST, 5, last, 5), ACCENT),
        Series("Share so far", names, Area(_FIRST, 6, last, 6), TIER_FILLS[1], is_line=True),
    )
    title = "Share of the value lost, reason by reason, and added up"
    alt = "A column per reason, the costliest on the left, and a line that adds them up to 100%."
    return Chart("column", title, alt, series, row, 1, 760, 330, lowest=0)
