"""The functions workbook: the proof that every worksheet function answers as it should, in the host that opens it.

A row per function holds its example as a live formula, what must come out, and a verdict under a name; one master
verdict says whether all are TRUE. A person sees it, and a test reads it, in Excel, Calc and the headless host alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

import udfs
from udfs.worksheet_function import WorksheetFunction
from workbook_templates.style import HouseBook, address, colour_verdicts, spill, write_value
from workbook_templates.template import Template

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_ROW = 5
_VERDICT = 6


def write(target: Path) -> None:
    """Write the functions workbook."""
    with HouseBook(target, "Tenure: the proof of all functions") as book:
        _Proof(book).write()


def fill(target: Path, filling: str | Path = "") -> tuple[str, ...]:
    """Write the functions workbook, which is always the same; answers what it holds.

    Raises:
        KeyError: a filling was named.
    """
    if filling:
        raise KeyError(filling)
    write(target)
    return (f"The proof of all {len(udfs.FUNCTIONS)} functions.",)


class _Proof:
    """The three sheets: a line per function, the answers that are tables, the arguments that are lists."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.lines = book.sheet("Functions", (30, 18, 62, 50, 20, 20, 9, 34), freeze=(_FIRST_ROW, 1), repeat=(0, 4))
        self.tables = book.sheet("Tables", [17] * 26, freeze=(2, 0), repeat=(0, 1))
        self.arguments = book.sheet("Arguments", [17] * 20, freeze=(2, 0), repeat=(0, 1))
        self.table_row = 3
        self.argument_row = 3

    def write(self) -> None:
        """Write every function's line, and the verdict on all of them."""
        book, sheet = self.book, self.lines
        first, last = _FIRST_ROW, _FIRST_ROW + len(udfs.FUNCTIONS) - 1
        for other, title, note in (
            (
                sheet, "The functions prove themselves",
                "Each line computes an example and compares it with the answer that is known.",
            ),
            (
                self.tables, "Answers that are tables",
                "What came out, what must come out, and whether they are equal, cell by cell.",
            ),
            (self.arguments, "Arguments that are lists", "The formulas of the examples refer to these cells."),
        ):  # fmt: skip
            other.set_row(0, 28)
            other.write(0, 0, title, book.format("title"))
            other.write(1, 0, note, book.format("subtitle"))
        sheet.write(2, 0, f"All {len(udfs.FUNCTIONS)} functions answer as they should", book.format("heading"))
        verdicts = address(sheet, first, _VERDICT, last, _VERDICT)
        sheet.write_formula(2, _VERDICT, f"=AND({verdicts})", book.format("verdict", font_size=12), False)
        sheet.write(2, _VERDICT + 1, "test_all", book.format("unit"))
        book.name("test_all", sheet, 2, _VERDICT)
        says = "TRUE where REL_ functions are known; a program without Tenure shows FALSE"
        sheet.write(2, 3, says, book.format("note"))
        sheet.write(3, 0, "Written by Tenure " + udfs.__version__ + ". Computed by:", book.format("note"))
        sheet.write_formula(3, 3, "=REL_VERSION()", book.format("note"), "")
        headings = (
            "Function",
            "Subject",
            "What it answers",
            "Formula",
            "Expected",
            "Result",
            "Equal",
            "Name of the verdict",
        )
        for column, heading in enumerate(headings):
            sheet.write(first - 1, column, heading, book.format("column"))
        for row, declaration in enumerate(udfs.FUNCTIONS, first):
            self._write_line(row, declaration)
        colour_verdicts(book, sheet, [(2, 2), (first, last)], _VERDICT, _VERDICT + 1)

    def _write_line(self, row: int, declaration: WorksheetFunction) -> None:
        book, sheet = self.book, self.lines
        formula = self._formula(declaration)
        wrapped = book.format("label", "wrapped")
        sheet.write(row, 0, declaration.name, book.format("key", valign="top"))
        sheet.write(row, 1, declaration.subject, wrapped)
        sheet.write(row, 2, declaration.summary, wrapped)
        sheet.write_string(row, 3, formula, wrapped)
        # Rows do not grow by themselves in a file that no spreadsheet program has opened.
        lines = max(len(declaration.summary) // 66, len(formula) // 42) + 1
        sheet.set_row(row, 4 + 13 * lines)
        if isinstance(declaration.example.answer, list):
            verdict = self._write_table(row, declaration, formula)
        else:
            look = book.format("result", "date" if declaration.gives_dates else "text", align="left", valign="top")
            _write_expected(sheet, row, 4, declaration.example.answer, look)
            sheet.write_formula(row, 5, formula, look, "")
            verdict = "=" + _equal((row, 5), (row, 4), declaration.example.begins)
        sheet.write_formula(row, _VERDICT, verdict, book.format("verdict", valign="top"), False)
        name = f"test_{declaration.name}"
        sheet.write(row, _VERDICT + 1, name, book.format("unit", valign="top"))
        book.name(name, sheet, row, _VERDICT)

    def _write_table(self, row: int, declaration: WorksheetFunction, formula: str) -> str:
        """Result, expected and equal side by side on the sheet of tables; answers the verdict's formula."""
        book, sheet, top = self.book, self.tables, self.table_row
        expected = declaration.example.answer
        result = udfs.call(declaration.name, *declaration.example.arguments)
        width = max(len(line) for line in expected)
        right, far = width + 1, 2 * width + 2
        sheet.write(top, 0, declaration.name, book.format("heading"))
        for column, text in ((0, "Result"), (right, "Expected"), (far, "Equal")):
            for across in range(width):
                sheet.write(top + 1, column + across, text if across == 0 else "", book.format("column"))
        look = book.format("result", align="left")
        spill(sheet, top + 2, 0, formula, [[look] * len(line) for line in result])
        for down, line in enumerate(expected):
            for across, cell in enumerate(line):
                at = top + 2 + down
                _write_expected(sheet, at, right + across, cell, look)
                equal = "=" + _equal((at, across), (at, right + across), declaration.example.begins)
                sheet.write_formula(at, far + across, equal, book.format("verdict"), False)
        for column in (4, 5):
            link = f"internal:'Tables'!{xl_rowcol_to_cell(top, 0)}"
            self.lines.write_url(row, column, link, book.format("link", valign="top"), "on sheet Tables")
        self.table_row = top + 3 + len(result)
        return f"=AND({address(sheet, top + 2, far, top + 1 + len(expected), far + width - 1)})"

    def _formula(self, declaration: WorksheetFunction) -> str:
        """The example as a formula: single values in it, lists and dates in cells that it refers to."""
        given = list(declaration.example.arguments)
        parts = []
        column = 0
        depth = 0
        for place, argument in enumerate(given):
            if isinstance(argument, list) or _is_day(argument):
                block = argument if isinstance(argument, list) else [[argument]]
                name = declaration.parameters[min(place, len(declaration.parameters) - 1)].name
                parts.append(self._write_argument(declaration.name if not column else "", name, column, block))
                column += max(len(line) for line in block) + 1
                depth = max(depth, len(block))
            else:
                parts.append(_literal(argument))
        if depth:
            self.argument_row += depth + 3
        return f"={declaration.name}({','.join(parts)})"

    def _write_argument(self, function: str, name: str, column: int, block: Sequence[Sequence[Any]]) -> str:
        book, sheet, top = self.book, self.arguments, self.argument_row
        if function:
            sheet.write(top, column, function, book.format("heading"))
        width = max(len(line) for line in block)
        for across in range(width):
            sheet.write(top + 1, column + across, name if across == 0 else "", book.format("column"))
        for down, line in enumerate(block):
            for across, cell in enumerate(line):
                day = _is_day(cell)
                look = book.format("input", "date" if day else "text", align="left")
                write_value(sheet, top + 2 + down, column + across, date.fromisoformat(cell) if day else cell, look)
        return address(sheet, top + 2, column, top + 1 + len(block), column + width - 1)


def _is_day(cell: Any) -> bool:
    return isinstance(cell, str) and _ISO_DAY.fullmatch(cell) is not None


def _literal(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, str):
        return '"' + cell.replace('"', '""') + '"'
    return repr(cell).upper()


def _write_expected(sheet: Worksheet, row: int, column: int, cell: Any, look: Format) -> None:
    if isinstance(cell, udfs.CellError):
        sheet.write_string(row, column, cell.code, look)
    else:
        write_value(sheet, row, column, cell, look)


def _equal(result: tuple[int, int], expected: tuple[int, int], begins: bool) -> str:
    """Whether two cells are equal: numbers to 1e-9, relative above 1; text in every letter; an error by its code."""
    got, known = xl_rowcol_to_cell(*result), xl_rowcol_to_cell(*expected)
    codes = '"#NULL!","#DIV/0!","#VALUE!","#REF!","#NAME?","#NUM!","#N/A"'
    text = f'LEFT({got}&"",LEN({known}))' if begins else f'{got}&""'
    return (
        f'IF(ISERROR({got}),IFERROR(CHOOSE(ERROR.TYPE({got}),{codes}),"")={known},'
        f"IF(ISNUMBER({known}),IF(ISNUMBER({got}),ABS({got}-{known})<=0.000000001*MAX(1,ABS({known})),FALSE),"
        f'EXACT({text},{known}&"")))'
    )


TEMPLATE = Template(
    name="functions",
    title="Functions",
    question="",
    summary="Every worksheet function with a live example and a verdict: the proof that the add-in works here.",
    fillings=(),
    takes_a_list=False,
    write=fill,
)
