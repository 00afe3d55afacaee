"""The lists of the folder data, with which templates are filled to show what they do."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from io import StringIO
from typing import Any

from workbook_templates.style import Kind


def example_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the files, each by its headings."""
    return list(csv.DictReader(StringIO(_text(name))))


def example_lines(name: str) -> list[list[str]]:
    """The same rows as bare cells, in the order of the headings."""
    return list(csv.reader(StringIO(_text(name))))[1:]


def _text(name: str) -> str:
    return (files("workbook_templates") / "data" / name).read_text(encoding="utf-8")


def as_day(cell: str) -> date | None:
    """The day that a cell of such a file holds."""
    return date.fromisoformat(cell) if cell else None


def as_number(cell: str) -> float | None:
    """The number that a cell of such a file holds."""
    return float(cell) if cell else None


def as_typed(cell: str, kind: Kind) -> Any:
    """What a cell of such a file holds, for a column of a kind."""
    if kind == "date":
        return as_day(cell)
    return cell or None if kind == "text" else as_number(cell)
