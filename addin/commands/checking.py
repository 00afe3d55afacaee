"""The button Check this sheet: what a function would refuse, and formulas that do not answer what they seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import udfs
from addin.array_areas import cells_within
from addin.commands.cell_formula import CellFormula, FunctionCall
from addin.commands.command import CommandRefused, command
from addin.commands.given_cells import Given, given
from addin.commands.messy_cells import unread_amounts, unread_days
from addin.commands.page import Page
from addin.edits import Edit, relative
from addin.snapshot import Snapshot
from udfs import CellError
from workbook_templates.recognition.reading import Column, RowKind, in_words
from workbook_templates.recognition.roles import (
    COST_TO_SERVE,
    FEES,
    INVOICE_AMOUNT,
    INVOICE_DATE,
    JOINED,
    LAST_CONTACT,
    LEFT,
    MARGIN,
    RETENTION,
    Role,
)
from workbook_templates.recognition.sheet import Area, Cell
from workbook_templates.style import Kind
from workbook_templates.style import Role as Look

_FIRST = 6
_MOST, _MOST_OF_A_COLUMN, _MOST_OF_A_CALL = 400, 40, 5
_LONGEST = 60
_PLACE = re.compile(r"(\w+), row (\d+)")
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Where", "text"), ("Client", "text"), ("What stands there", "text"), ("What is wrong, and what to do", "text"),
)  # fmt: skip
_LOOKS: tuple[tuple[Look, Kind], ...] = (("key", "text"), ("label", "text"), ("label", "text"), ("label", "text"))
_ASKED: dict[Role, str] = {
    FEES: "REL_PROFIT", MARGIN: "REL_PROFIT", COST_TO_SERVE: "REL_PROFIT", RETENTION: "REL_LIFETIME",
    JOINED: "REL_NEXT_DATE", LEFT: "REL_NEXT_DATE", LAST_CONTACT: "REL_NEXT_DATE",
    INVOICE_AMOUNT: "REL_PROFIT", INVOICE_DATE: "REL_NEXT_DATE",
}  # fmt: skip
"""The simplest function that reads such a cell."""
_UNREAD = {"REL_PROFIT": unread_amounts, "REL_NEXT_DATE": unread_days}
"""What finds the rows in which the buttons cannot read such a cell, either."""
_OTHERWISE = "It is written in another way than the others of its column, and would be misread: write it as they are."


@dataclass(frozen=True)
class Finding:
    """One thing that was found: in which cells, at which client, what stands there, and a sentence.

    It is mild where all buttons do their work all the same.
    """

    row: int
    column: int
    where: str
    client: str
    stands: str
    says: str
    is_mild: bool = False


@command("Check this sheet", group="Check & share", icon="check")
def check_this_sheet(snapshot: Snapshot) -> list[Edit]:
    """Lists every cell of this sheet that a function would refuse, with the reason, and formulas that mislead."""
    found = sorted(
        (*_in_the_list(snapshot), *_in_formulas(snapshot)), key=lambda each: (each.is_mild, each.row, each.column)
    )
    page = Page(snapshot, "check", "Check")
    page.put(1, 1, f"Check of sheet {snapshot.sheet.name}", "title")
    page.put(2, 1, "What is mended is gone from here when you press again.", "subtitle")
    page.put(3, 1, _summary(found, snapshot), "note")
    page.headings(_FIRST - 1, _HEADINGS)
    for row, each in enumerate(found[:_MOST], _FIRST):
        page.line(row, (each.where, each.client, each.stands, each.says), _LOOKS)
    row = _FIRST + min(len(found), _MOST)
    if len(found) > _MOST:
        page.line(row, ("", "", "", f"And {len(found) - _MOST:,} more: mend these first."), _LOOKS)
    elif not found:
        page.line(row, ("", "", "", "Nothing was found."), _LOOKS)
    widths = (14, 30, 30, 120)
    return page.edits(snapshot.sheet.name, widths, grows_from=_FIRST, like=_FIRST, freeze=_FIRST - 1)


def _summary(found: list[Finding], snapshot: Snapshot) -> str:
    reading = snapshot.reading
    rows = f"{len(reading.rows()):,} rows of {reading.subject}" if reading.rows() else "no list"
    formulas = sum("REL_" in text.upper() for text in snapshot.sheet.formulas.values())
    things = {0: "Nothing was found", 1: "1 thing was found"}.get(len(found), f"{len(found):,} things were found")
    return f"{things}, in {rows} and {formulas:,} formulas with functions of Tenure."


# The list


def _in_the_list(snapshot: Snapshot) -> Iterator[Finding]:
    reading = snapshot.reading
    if reading.area is None or not reading.rows():
        return
    for refusal in reading.refusals:
        rows = refusal.rows or (reading.area.top,)
        yield Finding(rows[0], 0, reading.area.address, "", "the list", refusal.sentence)
    for same in reading.same:
        says = f"The same client under two names? See {in_words(same.rows)}: a figure per client counts them apart."
        yield Finding(same.rows[0], 0, in_words(same.rows), same.names[0], " / ".join(same.names), says)
    for row in reading.rows(RowKind.UNNAMED):
        yield Finding(row, 0, f"row {row}", "", "no client", "This row names no client: it is left out everywhere.")
    for column in reading.columns:
        if column.role in _ASKED:
            yield from _in_column(snapshot, column)
    yield from _before_joining(snapshot)


def _in_column(snapshot: Snapshot, column: Column) -> Iterator[Finding]:
    function = _ASKED[column.role]
    more = (snapshot.today,) if function == "REL_NEXT_DATE" else ()
    rows, reading = snapshot.reading.rows(), snapshot.reading
    unread = _UNREAD[function](reading, column) if function in _UNREAD else None
    count, as_meant = 0, list[tuple[int, str]]()
    for row, cell in zip(rows, reading.cells(column), strict=True):
        if cell is None or (function == "REL_PROFIT" and isinstance(cell, float)):
            continue
        answer = udfs.call(function, cell, *more, date_1904=snapshot.date_1904)
        is_refused = isinstance(answer, CellError)
        if is_refused and unread is not None and row not in unread and isinstance(cell, str):
            as_meant.append((row, cell))
        elif is_refused or (unread is not None and row in unread):
            count += 1
            if count <= _MOST_OF_A_COLUMN:
                says = _because(answer) if isinstance(answer, CellError) else _OTHERWISE
                yield _of_cell(snapshot, row, column, cell, says)
    if as_meant:
        where = in_words([row for row, _ in as_meant])
        plain = "dates" if function == "REL_NEXT_DATE" else "plain numbers"
        says = f"Text that the buttons read as it is meant, in {where}: for formulas of your own, write {plain} there."
        first_row, first = as_meant[0]
        stands = first if len(as_meant) == 1 else f"{first} and others"
        yield Finding(first_row, column.number, f"column {column.letters}", "", stands, says, is_mild=True)
    if count > _MOST_OF_A_COLUMN:
        says = f"{count - _MOST_OF_A_COLUMN:,} more cells of column {column.name} are refused for such reasons."
        yield Finding(rows[-1] + 1, column.number, f"column {column.letters}", "", "", says)


def _before_joining(snapshot: Snapshot) -> Iterator[Finding]:
    reading = snapshot.reading
    joined, left = (next(iter(reading.with_role(role)), None) for role in (JOINED, LEFT))
    if joined is None or left is None:
        return
    columns = (reading.cells(joined), reading.cells(left))
    for row, first, last in zip(reading.rows(), *columns, strict=True):
        if first is None or last is None or not (hasattr(first, "year") and hasattr(last, "year")):
            continue
        answer = udfs.call("REL_TENURE", first, last, snapshot.today, date_1904=snapshot.date_1904)
        if isinstance(answer, CellError):
            yield _of_cell(snapshot, row, left, last, _because(answer))


def _of_cell(snapshot: Snapshot, row: int, column: Column, cell: Cell, says: str) -> Finding:
    return Finding(row, column.number, relative(row, column.number), _client(snapshot, row), _shown(cell), says)


def _client(snapshot: Snapshot, row: int) -> str:
    client = snapshot.reading.client
    is_one = client is not None and row in snapshot.reading.rows()
    return _shown(snapshot.reading.cell(row, client.number)) if client is not None and is_one else ""


def _shown(cell: Cell) -> str:
    if isinstance(cell, CellError):
        return cell.code
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def _because(error: CellError) -> str:
    """The sentence of a refusal, of which the place is said elsewhere."""
    _, _, rest = error.reason.partition(": ")
    says = rest or error.reason or "it is an error"
    return says[0].upper() + says[1:] + "."


# Formulas


def _in_formulas(snapshot: Snapshot) -> Iterator[Finding]:
    answers = _beside_the_first(snapshot)
    for (row, column), text in snapshot.sheet.formulas.items():
        if "REL_" not in text.upper() or (row, column) in answers:
            continue
        cell = CellFormula(snapshot, row, column)
        shows = snapshot.sheet.cell(row, column)
        try:
            calls = [call for call in cell.calls if call.is_the_answer]
        except CommandRefused as refused:
            yield _of_formula(snapshot, row, column, str(refused))
            continue
        sentences = [says for call in calls for says in _sentences(snapshot, call, row, column, shows)]
        if isinstance(shows, CellError) and not sentences:
            sentences.append("It is an error: choose the cell and press Explain this cell, which says why.")
        for says in sentences:
            yield _of_formula(snapshot, row, column, says)


def _beside_the_first(snapshot: Snapshot) -> set[tuple[int, int]]:
    """The cells of arrays but the first of each: some hosts show the formula in all of them."""
    arrays = snapshot.sheet.spills or {}
    return {place for first, area in arrays.items() for place in cells_within(area) if place != first}


def _of_formula(snapshot: Snapshot, row: int, column: int, says: str) -> Finding:
    shows = snapshot.sheet.cell(row, column)
    text = snapshot.sheet.formulas[row, column]
    stands = f"{_shown(shows)} {text}"
    if len(stands) > _LONGEST:
        stands = stands[:_LONGEST] + "..."
    return Finding(row, column, relative(row, column), _client(snapshot, row), stands, says)


def _sentences(snapshot: Snapshot, call: FunctionCall, row: int, column: int, shows: Cell) -> Iterator[str]:
    """What is to be said of a call whose answer a cell shows."""
    cells = [given(snapshot, text) for text in call.arguments]
    spills = snapshot.sheet.spills
    area = spills.get((row, column)) if spills is not None else None
    if spills is not None and area is None:
        yield from _kept_to_one(snapshot, call, cells)
    answer = None
    if isinstance(shows, CellError) or area is not None:
        answer = _answer(snapshot, call, cells)
        yield from _refused(call, cells, answer)
    if area is not None:
        yield from _beside_another(call, cells, row)
    if area is not None and isinstance(answer, list):
        yield from _cut_off(call, answer, area, shows)


def _refused(call: FunctionCall, cells: list[Given], answer: object) -> Iterator[str]:
    """Why a call answers errors."""
    lines = answer if isinstance(answer, list) else [[answer]]
    errors = (cell.reason for line in lines for cell in line if isinstance(cell, CellError))
    places = {
        parameter.name: each.area
        for parameter, each in zip(call.declaration.parameters, cells, strict=False)
        if each.area is not None
    }

    def placed(match: re.Match[str]) -> str:
        """The cell, in place of the row of the argument."""
        area = places.get(match[1])
        return match[0] if area is None else f"{match[1]} in {relative(area.top + int(match[2]) - 1, area.left)}"

    for reason in list(dict.fromkeys(errors))[:_MOST_OF_A_CALL]:
        yield f"{call.declaration.name} refuses: {_PLACE.sub(placed, reason, count=1)}."


def _kept_to_one(snapshot: Snapshot, call: FunctionCall, cells: list[Given]) -> Iterator[str]:
    """Whether a call with several answers stands in one cell."""
    kind, clients = call.declaration.kind, _of_many(call, cells)
    if kind == "table" or (kind in ("row", "rank") and clients):
        many = "a table" if kind == "table" else f"{max(clients[0].rows, clients[0].columns):,} answers"
        array = "choose as many cells as there are answers and confirm with Ctrl+Shift+Enter."
        if snapshot.spills:
            yield (
                f"{call.declaration.name} gives {many}, and the cell is kept to one by @ (or an older Excel): type the "
                f"formula anew without @, or {array}"
            )
        else:
            yield f"{call.declaration.name} gives {many}, and the cell shows the first: {array}"


def _beside_another(call: FunctionCall, cells: list[Given], row: int) -> Iterator[str]:
    """Whether the answers stand beside other clients than theirs."""
    if call.declaration.kind not in ("row", "rank"):
        return
    areas = (each.area for each in _of_many(call, cells) if each.area is not None and each.rows > 1)
    other = next((area for area in areas if area.top != row), None)
    if other is not None:
        yield (
            f"The first answer stands in row {row}, and the first client of {other.address} in row {other.top}: each "
            "answer stands beside another client. Let both begin in the same row."
        )


def _cut_off(call: FunctionCall, answer: Sequence[Sequence[object]], area: Area, shows: Cell) -> Iterator[str]:
    """Whether there is less room than a call has answers."""
    high, wide = area.bottom - area.top + 1, area.right - area.left + 1
    gives = f"{call.declaration.name} gives {len(answer):,} x {len(answer[0])} cells, and"
    if isinstance(shows, CellError) and shows.code == "#SPILL!":
        yield f"{gives} something stands in their way: empty the cells below this one and beside it."
    elif high < len(answer) or wide < len(answer[0]):
        yield (
            f"{gives} the array in {area.address} has {high:,} x {wide}: the rest is not shown. Choose more cells, and "
            "confirm with Ctrl+Shift+Enter."
        )


def _of_many(call: FunctionCall, cells: list[Given]) -> list[Given]:
    """The arguments that hold several clients."""
    pairs = zip(cells, call.declaration.parameters, strict=False)
    return [each for each, parameter in pairs if _is_many(each, parameter.reader.role)]


def _is_many(cells: Given, role: str) -> bool:
    """Whether an argument holds several clients."""
    if role in ("row", "columns"):
        return cells.rows > 1 or (role == "row" and cells.columns > 1)
    return role == "series" and cells.rows > 1


def _answer(snapshot: Snapshot, call: FunctionCall, cells: list[Given]) -> object:
    """What a call answers, where all that it is given stands on this sheet or among the settings."""
    if not all(each.is_known for each in cells):
        return None
    return udfs.call(call.declaration.name, *(each.cells for each in cells), date_1904=snapshot.date_1904)
