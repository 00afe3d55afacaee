"""A call and its answer as they are read in a cell: for the manual and for the help on the command line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from udfs import CellError, WorksheetFunction, call
from udfs.worksheet_function import as_in_a_formula

_DAY_0 = date(1899, 12, 30)


def example_formula(declaration: WorksheetFunction) -> str:
    """The example of a function as a formula: ``=REL_CLV(300000, 0.8, 0.1)``; ranges are array constants."""
    return formula(declaration.name, declaration.example.arguments)


def formula(name: str, arguments: tuple[Any, ...]) -> str:
    """A call with these raw cells as a formula; a skipped argument leaves its place empty."""
    return f"={name}({', '.join(map(_argument, arguments))})"


def _argument(cells: Any) -> str:
    if cells is None:
        return ""
    if not isinstance(cells, list):
        return _constant(cells)
    return "{" + "; ".join(", ".join(map(_constant, row)) for row in cells) + "}"


def _constant(cell: Any) -> str:
    """One cell; an array constant cannot hold a blank, and empty text counts as one."""
    if cell is None:
        return '""'
    if isinstance(cell, date):
        return f'"{cell.isoformat()}"'
    return str(cell) if isinstance(cell, CellError) else as_in_a_formula(cell)


def answer_text(cell: Any, is_date: bool = False) -> str:
    """One cell of an answer: thousands apart, six digits, dates as dates."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if not isinstance(cell, (int, float)):
        return str(cell)
    if is_date:
        return (_DAY_0 + timedelta(days=int(cell))).isoformat()
    if abs(cell) < 1000:
        return f"{cell:.6g}"
    return f"{cell:,.2f}".removesuffix(".00")


def example_answer(declaration: WorksheetFunction) -> Any:
    """The answer of a function's example, whole: where the declaration knows only how it begins, it is computed."""
    example = declaration.example
    return call(declaration.name, *example.arguments) if example.begins else example.answer


def answer_table(declaration: WorksheetFunction) -> list[list[str]]:
    """The answer of a table function's example, as its cells are read; the first row are the headings."""
    headings, *rows = example_answer(declaration)
    return [
        [answer_text(cell) for cell in headings],
        *([_under(heading, cell) for heading, cell in zip(headings, row, strict=True)] for row in rows),
    ]


def _under(heading: str, cell: Any) -> str:
    """One cell of a table: its heading tells dates and years from other numbers."""
    if heading == "cohort" and isinstance(cell, (int, float)):
        return f"{cell:.0f}"
    return answer_text(cell, is_date=heading == "date")


def answer_line(declaration: WorksheetFunction) -> str:
    """The answer of a function's example in one line; several cells as an array constant."""
    answer = example_answer(declaration)
    if not isinstance(answer, list):
        return _in_line(answer, declaration)
    return "{" + "; ".join(", ".join(_in_line(cell, declaration) for cell in row) for row in answer) + "}"


def _in_line(cell: Any, declaration: WorksheetFunction) -> str:
    text = answer_text(cell, declaration.gives_dates)
    return f'"{text}"' if isinstance(cell, str) else text
