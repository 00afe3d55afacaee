"""What the worth of one client is made of: margin, retention, rate and how they are counted."""

from __future__ import annotations

from dataclasses import dataclass

from addin.commands.cell_formula import CellFormula, FunctionCall
from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused
from addin.commands.value import value_column
from addin.edits import Edit, WriteColumn, absolute
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area

PARTS = ("margin", "retention", "rate", "timing", "first", "growth", "periods")
"""The arguments of `REL_CLV`, in their order."""


@dataclass(frozen=True)
class Worth:
    """The worth that a cell shows.

    Attributes:
        title: whose worth it is, as part of a formula.
        address: the cell, as people read it.
        shown: what the parts must come to, as part of a formula: the cell itself, or the call in its formula.
        parts: each argument as a formula on any sheet writes it; "" where it is not given.
        edits: what must be made first.
    """

    title: str
    address: str
    shown: str
    parts: dict[str, str]
    edits: tuple[Edit, ...]


def chosen_worth(snapshot: Snapshot) -> Worth:
    """The worth that the chosen cell shows, else that of the client in its row, else that of the first client.

    Raises:
        CommandRefused: neither is there.
    """
    place = snapshot.sheet.cursor
    if place is not None and (call := _call(cell := CellFormula(snapshot, *place))) is not None:
        return _worth(f'"{_quoted(cell.address)}"', cell, call, ())
    clients = ClientRows(snapshot)
    column, edits = value_column(clients)
    rows = clients.reading.rows()
    row = place[0] if place is not None and place[0] in rows else rows[0]
    written = (edit for edit in edits if isinstance(edit, WriteColumn) and edit.column == column)
    new = next((dict(edit.formulas())[row] for edit in written), None)
    cell = CellFormula(snapshot, row, column, new)
    call = _call(cell)
    if call is None:
        raise CommandRefused(f"{cell.address} holds no call of REL_CLV: choose a client whose value is computed.")
    name = absolute(clients.sheet, Area(row, clients.client.number, row, clients.client.number))
    return _worth(name, cell, call, tuple(edits))


def _call(cell: CellFormula) -> FunctionCall | None:
    return next((call for call in cell.calls if call.declaration.name == "REL_CLV"), None)


def _worth(title: str, cell: CellFormula, call: FunctionCall, edits: tuple[Edit, ...]) -> Worth:
    given = call.by_name
    shown = cell.reference if call.is_the_answer else call.text
    return Worth(title, cell.address, shown, {part: given.get(part, "") for part in PARTS}, edits)


def _quoted(text: str) -> str:
    return text.replace('"', '""')
