"""A written book as somebody types in it in Excel: rows more or fewer in its Tables, which grow or shrink with them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

_METADATA = "xl/metadata.xml"


def retyped(source: Path, target: Path, rows: dict[str, Sequence[Sequence[Any]]]) -> None:
    """Save a book with other rows in some of its Tables, by their names; of a row the typed cells, in their order.

    As Excel does, a Table takes in what is typed directly below it, its computed columns with their formulas.
    """
    workbook = openpyxl.load_workbook(source)
    for sheet in workbook:
        for table in sheet.tables.values():
            if table.name in rows:
                _type(sheet, table, rows[table.name])
    without_marks = target.with_suffix(".openpyxl.xlsx")
    workbook.save(without_marks)
    _mark_what_spills(source, without_marks, target)


def _type(sheet: Any, table: Any, rows: Sequence[Sequence[Any]]) -> None:
    left, top, right, bottom = range_boundaries(table.ref)
    # The first row's cells stand for all: their look, and the formulas of the computed columns.
    model = [sheet.cell(top + 1, column) for column in range(left, right + 1)]
    looks = [copy(cell._style) for cell in model]
    formulas = [
        cell.value if column.calculatedColumnFormula is not None else None
        for cell, column in zip(model, table.tableColumns, strict=True)
    ]
    for row in range(top + 1, max(bottom, top + len(rows)) + 1):
        typed = iter(rows[row - top - 1]) if row - top <= len(rows) else None
        for place, formula in enumerate(formulas):
            cell = sheet.cell(row, left + place)
            cell.value = None if typed is None else formula if formula is not None else next(typed)
            cell._style = copy(looks[place])
    corner = f"{get_column_letter(left)}{top}"
    table.ref = table.autoFilter.ref = f"{corner}:{get_column_letter(right)}{top + len(rows)}"


def _mark_what_spills(source: Path, saved: Path, target: Path) -> None:
    """Bring back what openpyxl loses: the marks by which a formula's answer has as many cells as it needs."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(saved) as now, zipfile.ZipFile(target, "w") as after:
        spills = _METADATA in before.namelist()
        for name in now.namelist():
            text = now.read(name)
            if spills and re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                text = re.sub(rb'(<c r="\w+")((?: \w+="\w+")*>\s*<f t="array")', rb'\1 cm="1"\2', text)
            elif spills and name == "[Content_Types].xml":
                (kind,) = re.findall(rb'<Override PartName="/xl/metadata.xml"[^>]*/>', before.read(name))
                text = text.replace(b"</Types>", kind + b"</Types>")
            elif spills and name == "xl/_rels/workbook.xml.rels":
                (link,) = re.findall(rb"<Relationship [^>]*metadata\.xml[^>]*/>", before.read(name))
                text = text.replace(
                    b"</Relationships>", re.sub(rb'Id="\w+"', b'Id="rIdOfMarks"', link) + b"</Relationships>"
                )
            after.writestr(name, text)
        if spills:
            after.writestr(_METADATA, before.read(_METADATA))
