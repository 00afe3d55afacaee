"""The button Contacts due: when each client is to hear from the firm, and who has waited longest."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import day_of, left_by, refuse_unreadable
from addin.commands.own_settings import missing_settings, tier_colours, tier_names
from addin.commands.report_page import Headings, Ranking, ReportPage, so_many
from addin.commands.tiers import tier_column
from addin.edits import Chart, Edit, Formula, Series
from addin.snapshot import Snapshot
from udfs.cells import identity
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, JOINED, LAST_CONTACT, LEFT, NEXT_CONTACT, TIER
from workbook_templates.recognition.sheet import Area, column_letters
from workbook_templates.style import ACCENT, TIER_FILLS

_HEADINGS: Headings = (
    ("No.", "count"), ("Client", "text"), ("Tier", "text"), ("Looked after by", "text"), ("Next contact", "date"),
    ("Days overdue", "count"), ("Row", "count"),
)  # fmt: skip
_BY_TIER: Headings = (("Tier", "text"), ("Contact every", "count"), ("Clients", "count"), ("Overdue", "count"),
                      ("Share overdue", "share"))  # fmt: skip
_FIRST, _LINES, _SIDE = 7, 25, 9


@command("Contacts due", group="Keep", icon="contacts")
def contacts_due(snapshot: Snapshot) -> list[Edit]:
    """Gives each client the day of its next contact, by its tier, and lists who has waited longest."""
    clients = ClientRows(snapshot)
    last = clients.with_role(LAST_CONTACT)
    if last is None:
        raise CommandRefused(
            f"The list on sheet {clients.sheet} has no column that says when each client was last in contact: add one "
            "with the heading Last contact, and press again."
        )
    joined, left = clients.with_role(JOINED), clients.with_role(LEFT)
    agreed = _agreed(clients)
    clients.refuse_merged([clients.client, *(column for column in (last, joined, left, agreed) if column)])
    refuse_unreadable(clients, last)
    tier, edits = tiers_of(clients)
    due, column = _due(clients, tier, last)
    waits, late = _waits(clients, due)
    page = ReportPage(clients, "contacts", "Contacts due")
    _write(page, clients, tier, due, waits)
    return [*edits, *column, *late, *page.report((7, 28, 14, 20, 14, 10, 9, 2, 20, 12, 12, 12, 14))]


def _agreed(clients: ClientRows) -> Column | None:
    """The column of days that are agreed, if the list does not compute them."""
    column = clients.with_role(NEXT_CONTACT)
    return None if column is None or column == clients.computed_by("REL_CONTACT_DUE") else column


def tiers_of(clients: ClientRows) -> tuple[int, list[Edit]]:
    """The column of tiers, the list's own where it names tiers of the settings, and what it takes."""
    own, theirs = clients.computed_by("REL_TIER"), clients.with_role(TIER)
    if own is None and theirs is not None:
        names = {identity(str(cell)) for cell in clients.reading.cells(theirs) if cell is not None}
        if names and names <= {identity(name) for name in tier_names(clients.snapshot)}:
            own = theirs
    if own is None:
        return tier_column(clients)
    return own.number, missing_settings(clients.snapshot)


def which_tiers(clients: ClientRows, tier: int) -> tuple[str, ...]:
    """Which tiers count, in a sentence, where the list has others of its own."""
    theirs = clients.with_role(TIER)
    if theirs is None or theirs.number == tier:
        return ()
    return (
        f"The tiers are those of column {column_letters(tier)}; the list's own column {theirs.letters} "
        f"({theirs.name}) names others than the settings.",
    )


def _due(clients: ClientRows, tier: int, last: Column) -> tuple[int, list[Edit]]:
    """The column of next contacts, the list's own where it computes them, and what it takes."""
    own = clients.computed_by("REL_CONTACT_DUE")
    if own is not None:
        return own.number, []
    formula, remark = _next_contact(clients, tier)
    return clients.column("next_contact", "Next contact", formula, "date", last.number, 13, remark=remark)


def _waits(clients: ClientRows, due: int) -> tuple[int, list[Edit]]:
    """The column of days overdue, the list's own where it computes them, and what it takes."""
    own = clients.computed_by("REL_DAYS_OVERDUE")
    if own is not None:
        return own.number, []
    cell = clients.this(due)
    formula = f'=IF({cell}="","",as_of-{cell})'
    return clients.column("days_overdue", "Days overdue", formula, "count", clients.client.number, 10)


def _next_contact(clients: ClientRows, tier: int) -> tuple[str, str]:
    """The formula of the next contact, and what is to be said of it."""
    last, joined, left = (clients.with_role(role) for role in (LAST_CONTACT, JOINED, LEFT))
    assert last is not None
    name, contact, contacted = clients.this(tier), clients.this(last.number), day_of(clients, last)
    nothing = [f'{name}=""', f'{contact}=""']
    due = f"REL_CONTACT_DUE({contacted.text},{name},cadence)"
    if joined is not None:
        # Who was never contacted counts from joining.
        since, read = clients.this(joined.number), day_of(clients, joined).text
        nothing[1] = f'AND({contact}="",{since}="")'
        due = f'IF({contact}="",REL_CONTACT_DUE("",{name},cadence,{read}),{due})'
    if left is not None:
        nothing.append(left_by(clients, left))
    agreed, unread = _agreed(clients), contacted.unread
    if agreed is not None:
        # A day that is agreed goes before, unless it is over: somebody was in contact since.
        day = day_of(clients, agreed)
        unread += day.unread
        due = f"IF(ISNUMBER({day.text}),IF({day.text}>=N({contacted.text}),{day.text},{due}),{due})"
        nothing[1] = f'AND({nothing[1]},{clients.this(agreed.number)}="")'
    formula = f'IF(OR({",".join(nothing)}),"",{due})'
    if unread or contacted.text != contact:
        formula = f'IFERROR({formula},"")'
    remark = f"None in {in_words(contacted.unread)}: the last contact cannot be read." if contacted.unread else ""
    return f"={formula}", remark


def _write(page: ReportPage, clients: ClientRows, tier: int, due: int, waits: int) -> None:
    names, tiers, dues, late = (clients.all_of(column) for column in (clients.client.number, tier, due, waits))
    manager = clients.with_role(ACCOUNT_MANAGER)
    managers = clients.all_of(manager.number) if manager else ""
    agreed = _agreed(clients)
    # A line of the list, once there, stays.
    count = page.lines_there(_FIRST, 1, Formula) or min(_LINES, clients.count)
    overdue = f'COUNTIF({late},">0")'
    page.opening(
        f"Whom of sheet {clients.sheet} to call next",
        "The next contact is due so many days after the last one as the settings say for each tier"
        + (f", unless {agreed.name} names a later day" if agreed else "")
        + ". A negative number of days is still to go.",
        (
            f'IF({overdue}=0,"Nobody is overdue.",{overdue}&" of "&COUNT({late})&" clients are overdue, "&B{_FIRST}&'
            f'" the longest: "&F{_FIRST}&IF(F{_FIRST}=1," day."," days."))',
        ),
    )
    page.table_headings(_FIRST - 1, _HEADINGS)
    ranking = Ranking(page, late, "$F", "$G")
    for number, row in enumerate(range(_FIRST, _FIRST + count), 1):
        page.formula(row, 1, ranking.number(row, number), "result", "count")
        page.formula(row, 2, ranking.found(row, names, text=True), "key")
        page.formula(row, 3, ranking.found(row, tiers, text=True))
        if managers:
            page.formula(row, 4, ranking.found(row, managers, text=True))
        else:
            page.put(row, 4, None, "result")
        page.formula(row, 5, ranking.found(row, dues), "result", "date")
        page.formula(row, 6, ranking.score(number), "result", "count")
        page.formula(row, 7, ranking.place(row, _FIRST), "unit", "count")
    page.colours.append((Area(_FIRST, 3, _FIRST + count - 1, 3), tier_colours(clients.snapshot)))
    last = _tier_table(page, clients, tiers, late)
    page.put(last + 3, _SIDE, "Which tier waits", "heading")
    page.charts.append(_chart(last - 1, last + 4))
    errors = f'(ROWS({late})-COUNT({late})-COUNTIF({late},""))'
    page.counted(
        last + 21, _SIDE,
        (
            so_many(
                late, clients.count, "clients have a next contact",
                "the others left, have no tier, or no date to count from",
            ),
            f'IF({errors}=0,"No row shows an error.",{errors}&" rows show an error: REL_EXPLAIN says why. Mend what '
            'they read.")',
        ),
        (*which_tiers(clients, tier), *clients.reading.said),
    )  # fmt: skip


def _tier_table(page: ReportPage, clients: ClientRows, tiers: str, late: str) -> int:
    """How many clients of each tier are overdue; answers the row of the totals."""
    page.table_headings(_FIRST - 1, _BY_TIER, _SIDE)
    count = len(tier_names(clients.snapshot))
    last = _FIRST + count
    for place, row in enumerate(range(_FIRST, last), 1):
        tier = f"$I{row}"
        for column, (formula, (_, kind)) in enumerate(
            zip(
                (
                    f"INDEX(tier_names,{place})",
                    f'IFERROR(VLOOKUP({tier},cadence,2,FALSE),"")',
                    f'COUNTIFS({tiers},{tier},{late},"<1E+300")',
                    f'COUNTIFS({tiers},{tier},{late},">0")',
                    f'IF(K{row}=0,"",L{row}/K{row})',
                ),
                _BY_TIER,
                strict=True,
            ),
            _SIDE,
        ):
            page.formula(row, column, formula, "key" if column == _SIDE else "result", kind)
    page.put(last, _SIDE, "All clients", "total")
    page.put(last, _SIDE + 1, None, "total")
    page.formula(last, _SIDE + 2, f"SUM(K{_FIRST}:K{last - 1})", "total", "count")
    page.formula(last, _SIDE + 3, f"SUM(L{_FIRST}:L{last - 1})", "total", "count")
    page.formula(last, _SIDE + 4, f'IF(K{last}=0,"",L{last}/K{last})', "total", "share")
    page.put(last + 1, _SIDE, "Days between contacts: change them among the settings.", "note")
    page.colours.append((Area(_FIRST, _SIDE, last - 1, _SIDE), tier_colours(clients.snapshot)))
    return last


def _chart(last: int, row: int) -> Chart:
    names = Area(_FIRST, _SIDE, last, _SIDE)
    series = tuple(
        Series(heading, names, Area(_FIRST, column, last, column), fill)
        for column, heading, fill in ((_SIDE + 2, "Clients", TIER_FILLS[2]), (_SIDE + 3, "Overdue", ACCENT))
    )
    title = "Clients, and those among them who are overdue, tier by tier"
    return Chart("column", title, f"Columns per tier, best on the left. {title}.", series, row, _SIDE, 520, 330,
                 number_format="0", lowest=0)  # fmt: skip
