"""The button Explain this cell: what the formula in the chosen cell read, assumed and refused."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from addin.commands.cell_formula import CellFormula, FunctionCall
from addin.commands.command import CommandRefused, command
from addin.commands.page import Page
from addin.edits import Content, Edit, Formula, relative
from addin.snapshot import Snapshot
from workbook_templates.style import Kind, Role

_FIRST = 6
_LONGEST_LINE = 125
_AFTER_THE_CONVENTION = 10
"""Rows for what was counted, the result and the errors."""
_MOST_CALLS = 4
_ROWS = 150
_LOOKS: tuple[tuple[Role, Kind], ...] = (("heading", "text"), ("message", "text"), ("message", "text"))
Line = tuple[Content, Content, Content]


@command("Explain this cell", group="Check & share", icon="explain")
def explain_this_cell(snapshot: Snapshot) -> list[Edit]:
    """Says what the formula in the chosen cell read, which conventions it used, and why it refused."""
    cell = _chosen(snapshot)
    page = Page(snapshot, "explanation", "Explanation")
    page.formula(1, 1, f'"What {_quoted(cell.address)} says"', "title")
    page.put(
        2,
        1,
        "Choose another cell with a formula of Tenure's, and press again: this sheet then explains it.",
        "subtitle",
    )
    page.formula(3, 1, _finding(cell.reference), "message")
    page.put(4, 1, cell.text if len(cell.text) <= _LONGEST_LINE else cell.text[:_LONGEST_LINE] + " ...", "note")
    page.headings(_FIRST - 1, (("Part", "text"), ("Of", "text"), ("What there is to say", "text")))
    lines = [line for call in cell.calls[:_MOST_CALLS] for line in _lines(call)]
    for row in range(_FIRST, _FIRST + _ROWS):
        line = lines[row - _FIRST] if row - _FIRST < len(lines) else (None, None, None)
        page.line(row, line, _LOOKS)
    return page.edits(snapshot.sheet.name, (14, 18, 130), grows_from=_FIRST, like=_FIRST, freeze=_FIRST - 1)


def _chosen(snapshot: Snapshot) -> CellFormula:
    place = snapshot.sheet.cursor
    if place is not None and (cell := CellFormula(snapshot, *place)).calls:
        return cell
    others = sorted(place for place, text in snapshot.sheet.formulas.items() if "REL_" in text.upper())
    such_as = f", such as {relative(*others[0])}" if others else ""
    where = f"{snapshot.sheet.name}!{relative(*place)}" if place is not None else f"Sheet {snapshot.sheet.name}"
    raise CommandRefused(
        f"{where} holds no formula of Tenure's: choose a cell whose formula calls a function REL_...{such_as}, and "
        "press again."
    )


def _finding(cell: str) -> str:
    """What a cell shows and, where that is nothing or an error, why: what the innermost function, the last, says."""
    parts = f"$A${_FIRST}:$A${_FIRST + _ROWS - 1}"
    row = f'SUMPRODUCT(MAX(({parts}="error")*ROW({parts})))'
    says = f"INDEX($C$1:$C${_FIRST + _ROWS - 1},{row})"
    refuses = f'IF(COUNTIF({parts},"error")=0,"",". A function in it refuses (row "&{row}&"): "&{says})'
    return (
        f'"It shows: "&IF(ISERROR({cell}),"an error"&{refuses},IF({cell}="","nothing"&{refuses},{cell}))'
    )  # fmt: skip


def _lines(call: FunctionCall) -> Iterator[Line]:
    """What there is to say of one call: what never changes as text, what was read and answered as formulas."""
    function = call.declaration
    explained = f'REL_EXPLAIN("{function.name}"{"".join("," + text for text in call.arguments)})'

    def said(row: int, column: int) -> Formula:
        return Formula(f'=IFERROR(INDEX({explained},{row},{column}),"")')

    yield from _paragraph("function", function.name, function.summary)
    row = 2
    for parameter in function.parameters:
        row += 1
        yield "argument", parameter.name, Formula(f"=INDEX({explained},{row},3)")
    for paragraph in function.documentation.convention.split("\n\n"):
        if paragraph.strip():
            row += 1
            yield from _paragraph("convention", None, " ".join(paragraph.split()))
    for _ in range(_AFTER_THE_CONVENTION):
        row += 1
        yield said(row, 1), said(row, 2), said(row, 3)
    more = f"ROWS({explained})-{row}"
    yield Formula(f'=IF({more}>0,"and so on","")'), None, Formula(f'=IF({more}>0,{more}&" more lines","")')


def _paragraph(part: str, of: str | None, text: str) -> Iterator[Line]:
    """A text of any length over as many rows as it takes."""
    first, *others = wrap(text, _LONGEST_LINE)
    yield part, of, first
    for line in others:
        yield None, None, line


def _quoted(text: str) -> str:
    return text.replace('"', '""')
