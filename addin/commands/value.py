"""The buttons of the group Value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.messy_cells import CellFormula, amount, left_by, share
from addin.commands.own_settings import missing_settings
from addin.edits import Edit
from addin.snapshot import Snapshot
from workbook_templates.recognition.cell_reader import Numbers
from workbook_templates.recognition.reading import Column, in_words
from workbook_templates.recognition.roles import COST_TO_SERVE, FEES, LEFT, MARGIN, RETENTION


@command("Add value column", group="Value", icon="value")
def add_value_column(snapshot: Snapshot) -> list[Edit]:
    """Gives each client of the list its value: what it is likely to bring from now on, in today's money."""
    return value_column(ClientRows(snapshot))[1]


def value_column(clients: ClientRows) -> tuple[int, list[Edit]]:
    """Where the values of the clients stand, and the edits that this takes; none where they are up to date."""
    theirs = clients.computed_by("REL_CLV")
    if theirs is not None:
        return theirs.number, missing_settings(clients.snapshot)
    parts = value_parts(clients)
    # A product with a blank cell would be 0, and a client whose bill is not written yet worth nothing.
    formula = f'IF({parts.money}="","",{parts.worth()})'
    if parts.unread:
        # An error would spoil the tiers of all clients: one of whom something cannot be read has no value.
        formula = f'IFERROR({formula},"")'
    if parts.left:
        formula = f'IF({parts.left},"",{formula})'
    settings = missing_settings(clients.snapshot)
    place, edits = clients.column(
        "value", "Value", "=" + formula, "money", parts.like, 13, remark=" ".join(without_value(clients))
    )
    return place, [*settings, *edits]


def without_value(clients: ClientRows) -> list[str]:
    """Which clients who are still there have no value, and why, in sentences; none where all have one."""
    if clients.computed_by("REL_CLV") is not None:
        return []
    parts, left = value_parts(clients), clients.with_role(LEFT)
    blank = [
        row
        for row in clients.reading.rows()
        if _is_blank(clients, row, parts.like) and (left is None or _is_blank(clients, row, left.number))
    ]
    unread = sorted({*parts.unread} - {*blank})
    heading = next(column.name for column in clients.reading.columns if column.number == parts.like)
    return [
        *([f"No value in {in_words(blank)}: nothing stands in {heading}."] if blank else []),
        *([f"No value in {in_words(unread)}: what stands there cannot be read."] if unread else []),
    ]


def _is_blank(clients: ClientRows, row: int, column: int) -> bool:
    return clients.snapshot.sheet.cell(row, column) in (None, "")


@dataclass(frozen=True)
class ValueParts:
    """What the value of the first client is made of, as parts of a formula.

    Attributes:
        margin: the yearly margin.
        money: the cell with the money that it is made of.
        retention: the chance to stay a year.
        left: whether the client has left; "" where the list does not tell.
        like: the column of the money.
        unread: the rows in which something cannot be read.
    """

    margin: str
    money: str
    retention: str
    left: str
    like: int
    unread: tuple[int, ...]

    def worth(self) -> str:
        """What the client is worth, as part of a formula."""
        return f"REL_CLV({self.margin},{self.retention},rate,timing,first,growth,periods)"


def value_parts(clients: ClientRows, year: Column | None = None) -> ValueParts:
    """What the values of clients are made of.

    Args:
        clients: the list.
        year: the column of the fees on which the values are to rest, if not on the latest.

    Raises:
        CommandRefused: the list has no money, or cells of it that formulas need are merged.
    """
    margin, like = _margin(clients, year)
    left, retention = clients.with_role(LEFT), clients.with_role(RETENTION)
    needed = [column for column in (like, clients.with_role(COST_TO_SERVE), left, retention) if column]
    clients.refuse_merged(needed)
    kept = CellFormula("retention") if retention is None else share(clients, retention, "retention", 1.0)
    return ValueParts(
        margin.text, clients.this(like.number), kept.text, left_by(clients, left) if left is not None else "",
        like.number, tuple(sorted({*margin.unread, *kept.unread})),
    )  # fmt: skip


def _margin(clients: ClientRows, year: Column | None) -> tuple[CellFormula, Column]:
    """A client's yearly margin as part of a formula, and the column whose money it is."""
    margin, fees, cost = (clients.with_role(role) for role in (MARGIN, FEES, COST_TO_SERVE))
    if margin is not None and _is_money(clients, margin):
        if year is None:
            return amount(clients, margin), margin
        # What is left of the fees now was not left of those of another year.
        margin = None
    fees = year or fees
    if fees is None:
        raise CommandRefused(
            f"The list in {clients.sheet} has no column of fees and none of margins: give a column of money a heading "
            "such as Fees 2025 or Margin, and press again."
        )
    earned = amount(clients, fees)
    if margin is not None:
        part = share(clients, margin, "margin_share", math.inf)
        return CellFormula(f"{earned.text}*{part.text}", tuple(sorted({*earned.unread, *part.unread}))), fees
    if cost is None:
        return CellFormula(f"{earned.text}*margin_share", earned.unread), fees
    spent = amount(clients, cost)
    text = f'IF({clients.this(cost.number)}="",{earned.text}*margin_share,{earned.text}-{spent.text})'
    return CellFormula(text, tuple(sorted({*earned.unread, *spent.unread}))), fees


def _is_money(clients: ClientRows, margin: Column) -> bool:
    """Whether a column of margins holds amounts; shares of the fees are at most 1, or shown with a per cent sign."""
    rows = clients.reading.rows()
    if any("%" in clients.snapshot.sheet.format(row, margin.number) for row in rows[:50]) or "%" in margin.heading:
        return False
    numbers = Numbers(clients.reading.cells(margin))
    return any(
        value is not None and abs(value) > 1 for at, value in enumerate(numbers.values) if at not in numbers.per_cent
    )
