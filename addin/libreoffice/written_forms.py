"""The formulas of a workbook as Calc can carry them out.

Excel saves ``[1]!REL_CLV(...)`` or a path before the name, xlwings Lite ``_xldudf_REL_CLV(...)``. And Calc hands a
macro 0 for a skipped argument, for which an empty text may stand in every host. Where an argument is a cell with an
error, Calc asks no macro, and leaves no answer either, in which an IFERROR finds nothing, be it the call's or one that
IF or CHOOSE hands on; a second one finds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from udfs import FUNCTIONS

_MANY = 100
_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_NAMES = "|".join(sorted((declaration.name for declaration in FUNCTIONS), key=len, reverse=True))
_WRITTEN = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?<![\w.])(?P<before>(?:'[^']*tenure\.xlam'!|\[\d+\][^!'\"()]*!|_xl(?:dudf_|udf\.|fn\.|l\.))*)"
    rf"(?P<name>{_NAMES})(?=\()"
    r"|(?P<sheet>'(?:[^']|'')*')"
    r"|(?P<sign>[(){};])"
    r"|(?P<blank>\s+)",
    re.IGNORECASE,
)

_SKIPPING = r"REL_(?s:.*)[;,]\s*[;,)]|REL_\w*\(\s*[;,]"
"""By which Calc finds formulas that may skip an argument, as they are shown: the arguments are parted by either."""
_CALLS = re.compile(rf"\b(?:{_NAMES})\(", re.IGNORECASE)
_HANDS_ON = rf"\+?\s*(?:{_NAMES}|IF|CHOOSE|)$"
"""What stands before brackets with a call, or around those of one, and answers what it does; others answer an error."""
_CAUGHT = re.compile(rf"\bIFERROR\(\s*(?P<first>){_HANDS_ON}", re.IGNORECASE)
_IS_MENDED = re.compile(r"\s*;\s*NA\(\)\s*\)", re.IGNORECASE)
_TWICE = re.compile(rf"\bIFERROR\(\s*(?P<added>IFERROR\(){_HANDS_ON}", re.IGNORECASE)
_BEHIND = re.compile(r"(?P<added>;NA\(\)\))\s*;(?!\s*NA\(\)\s*\))", re.IGNORECASE)
_SUSPECT = re.compile(r"REL_.*[(;]\s*[;)]|[!_.]REL_|IFERROR\(.*REL_", re.IGNORECASE | re.DOTALL)


def mended(formula: str) -> str:
    """A formula with plain names, an empty text for each skipped argument, and calls whose errors are caught."""
    if "REL_" not in formula.upper():
        return formula
    pieces: list[str] = []
    calls: list[bool] = []  # for each bracket that is open, whether it holds the arguments of one of ours
    ours = False
    position = 0
    for match in _WRITTEN.finditer(formula):
        between = formula[position : match.start()]
        pieces.append(between)
        position = match.end()
        if match["name"]:
            pieces.append(match["name"].upper())
            ours = True
            continue
        sign = match["sign"]
        if sign in (";", ")") and calls and calls[-1] and _ends_argument(pieces, sign):
            pieces.append('""')
        if sign in ("(", "{"):
            calls.append(ours and sign == "(")
        elif sign in (")", "}") and calls:
            calls.pop()
        ours = False
        pieces.append(match[0])
    return _caught_twice("".join([*pieces, formula[position:]]))


def _caught_twice(formula: str) -> str:
    """A formula with ``IFERROR(IFERROR(call;NA());...)`` for ``IFERROR(call;...)``, be the call in an IF or not."""
    added: list[tuple[int, str]] = []
    opening: list[int] = []
    for match in _WRITTEN.finditer(formula):
        if match["sign"] in ("(", "{"):
            opening.append(match.start())
        elif match["sign"] in (")", "}") and opening:
            caught = _CAUGHT.search(formula[: opening.pop()])
            behind = formula[match.end() :]
            if (
                caught
                and behind.lstrip().startswith(";")
                and not _IS_MENDED.match(behind)
                and _CALLS.search(formula, caught.start(), match.end())
            ):
                added += [(caught.start("first"), "IFERROR("), (match.end(), ";NA())")]
    for position, text in sorted(added, reverse=True):
        formula = formula[:position] + text + formula[position:]
    return formula


def caught_once(formula: str) -> str:
    """A formula as it was before `mended` had its calls caught twice."""
    if ";NA())" not in formula.upper():
        return formula
    added: list[tuple[int, int]] = []
    opening: list[int] = []
    for match in _WRITTEN.finditer(formula):
        if match["sign"] in ("(", "{"):
            opening.append(match.start())
        elif match["sign"] in (")", "}") and opening:
            before, behind = _TWICE.search(formula[: opening.pop()]), _BEHIND.match(formula, match.end())
            if before and behind and _CALLS.search(formula, before.start(), match.end()):
                added += [before.span("added"), behind.span("added")]
    for start, end in sorted(added, reverse=True):
        formula = formula[:start] + formula[end:]
    return formula


def _ends_argument(pieces: list[str], sign: str) -> bool:
    """Whether nothing stands where an argument ends, which was skipped; brackets around nothing hold none."""
    written = "".join(pieces).rstrip()
    return written.endswith(";") or (sign == ";" and written.endswith("("))


def holds_functions(sheet: Any) -> bool:
    """Whether a formula on a sheet names a function of Tenure; the search is Calc's own, which takes no time."""
    return sheet.findFirst(_search(sheet, "REL_")) is not None


def names_a_function(document: Any) -> bool:
    """Whether a formula that has a name, in a workbook or on its sheets, names a function of Tenure."""
    return any("REL_" in name.getContent().upper() for name in _names(document))


def skips_an_argument(document: Any) -> bool:
    """Whether a formula in a workbook has a skipped argument for a function of Tenure."""
    for sheet in document.getSheets():
        search = _search(sheet, _SKIPPING)
        search.SearchRegularExpression = True
        for found in sheet.findAll(search) or ():
            if any(_to_mend(found.getFormulaArray())):
                return True
    return any(True for _ in _names_to_mend(document))


def _search(sheet: Any, text: str) -> Any:
    """A search in all formulas of a sheet, those in rows that a filter hides among them."""
    search = sheet.createSearchDescriptor()
    search.SearchString = text
    search.setPropertyValue("SearchFiltered", True)
    return search


def mend(cells: Any) -> None:
    """Mend the formulas in a range of a sheet, or on the whole sheet."""
    sheet = cells.getSpreadsheet()
    for address in cells.queryContentCells(_FORMULAS).getRangeAddresses():
        area = sheet.getCellRangeByPosition(address.StartColumn, address.StartRow, address.EndColumn, address.EndRow)
        better = {(column, row): formula for row, column, formula in _to_mend(area.getFormulaArray())}
        _fill_down(area, better)
        for (column, row), formula in better.items():
            cell = sheet.getCellByPosition(address.StartColumn + column, address.StartRow + row)
            if formula.startswith("{"):
                cursor = sheet.createCursorByRange(cell)
                cursor.collapseToCurrentArray()
                cursor.setArrayFormula(formula[1:-1])
            else:
                cell.setFormula(formula)


def _fill_down(area: Any, formulas: dict[tuple[int, int], str]) -> None:
    """Fill what is alike in a column and takes its look from no more than one cell, and leave the rest in `formulas`.

    To set a cell takes Calc the longer the more like formulas stand in its column: 20,000 would take minutes.
    """
    if len(formulas) < _MANY:
        return
    import uno

    how = (("Direction", "TO_BOTTOM"), ("Mode", "SIMPLE"), ("DateMode", "FILL_DATE_DAY"))
    options = [uno.Enum(f"com.sun.star.sheet.Fill{name}", value) for name, value in how]
    origin = area.getRangeAddress()
    for run in _runs(formulas):
        (column, first), last = run[0], run[-1][1]
        for alike in area.getCellRangeByPosition(column, first, column, last).getCellFormatRanges():
            top = alike.getRangeAddress().StartRow - origin.StartRow
            alike.getCellByPosition(0, 0).setFormula(formulas[column, top])
            alike.fillSeries(*options, 0, 0)
            for row, (formula,) in enumerate(alike.getFormulaArray(), top):
                if formula == formulas[column, row]:
                    del formulas[column, row]


def _runs(formulas: dict[tuple[int, int], str]) -> Iterator[list[tuple[int, int]]]:
    """The cells below each other that hold a formula each, and none over a range, by column and row."""
    run: list[tuple[int, int]] = []
    for cell in sorted(each for each, formula in formulas.items() if not formula.startswith("{")):
        if run and cell != (run[-1][0], run[-1][1] + 1):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def mend_names(document: Any) -> None:
    """Mend the formulas that have a name."""
    for name, better in _names_to_mend(document):
        name.setContent(better)


def _names_to_mend(document: Any) -> Iterator[tuple[Any, str]]:
    for name in _names(document):
        if (better := mended(content := name.getContent())) != content:
            yield name, better


def _names(document: Any) -> Iterator[Any]:
    for holder in (document, *document.getSheets()):
        yield from holder.getPropertyValue("NamedRanges")


def _to_mend(formulas: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, int, str]]:
    seen: set[str] = set()  # every cell of an array has its formula
    for row, cells in enumerate(formulas):
        for column, formula in enumerate(cells):
            if not _SUSPECT.search(formula):
                continue
            better = mended(formula)
            if better != formula and not (formula.startswith("{") and formula in seen):
                seen.add(formula)
                yield row, column, better
