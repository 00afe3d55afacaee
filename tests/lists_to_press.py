"""Workbooks with lists of clients, as people keep them, for the tests of the buttons."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import xlsxwriter

CLIENTS = 12
HEADINGS = ("Client", "Partner", "Client since", "Fees 2024", "Fees 2025", "Cost to serve", "Retention", "Left")
FIRST_ROW = {"plain": 4, "table": 2}


def fees(place: int) -> float:
    """What a client paid in the last year."""
    return 1000.0 * (CLIENTS - place) ** 2


def write_list(path: Path, shape: str = "plain", **changes: Any) -> Path:
    """Write a workbook: a title, a list, a total below it; or an Excel Table from the first row on.

    Args:
        path: where.
        shape: plain or table.
        changes: `extra`, what else stands on the sheet by row and column; `headings`; `name`, a defined name and what
            it stands for; `protect`; `sheets`, more sheets.
    """
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        money = book.add_format({"num_format": "£#,##0", "border": 1})
        headings = changes.get("headings", HEADINGS)
        top = FIRST_ROW[shape] - 2
        if shape == "plain":
            sheet.write(0, 0, "Our clients", bold)
            sheet.write(top + CLIENTS + 1, 0, "Total", bold)
            sheet.write_formula(top + CLIENTS + 1, 4, f"=SUM(E{top + 2}:E{top + 1 + CLIENTS})", money, 650000)
        else:
            columns = [{"header": heading} for heading in headings]
            sheet.add_table(top, 0, top + CLIENTS, len(headings) - 1, {"name": "Register", "columns": columns})
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, bold)
        for place in range(CLIENTS):
            row = top + 1 + place
            sheet.write_string(row, 0, f"Client {place + 1:02} Ltd")
            sheet.write_string(row, 1, ("Ann", "Bob")[place % 2])
            sheet.write_datetime(row, 2, date(2012 + place % 9, 3, 1), day)
            sheet.write_number(row, 3, fees(place) * 0.9, money)
            sheet.write_number(row, 4, fees(place), money)
            if place % 4:
                sheet.write_number(row, 5, fees(place) * 0.5, money)
            if place % 3:
                sheet.write_number(row, 6, 0.9)
        sheet.write_datetime(top + CLIENTS, 7, date(2025, 3, 1), day)
        for (row, column), value in changes.get("extra", {}).items():
            sheet.write(row, column, value)
        for name in changes.get("sheets", ()):
            book.add_worksheet(name).write_string(0, 0, "=kept as text")
        if "name" in changes:
            book.define_name(*changes["name"])
        if changes.get("protect"):
            sheet.protect()
    return path


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rewritten(path: Path, **changes: tuple[str, str]) -> None:
    """Replace text in a part, as if somebody had edited the workbook; the part is found by the end of its name."""
    members = parts(path)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            for ending, (old, new) in changes.items():
                if name.endswith(f"{ending}.xml"):
                    assert old in data.decode(), f"{old} is not in {name}"
                    data = data.decode().replace(old, new).encode()
            package.writestr(name, data)


def is_within(old: ElementTree.Element, new: ElementTree.Element, free: frozenset[str]) -> bool:
    """Whether an element holds all of another one, in its order; `free` are the attributes that may differ."""
    if old.tag != new.tag or (old.text or "").strip() != (new.text or "").strip():
        return False
    if any(new.get(name) != value for name, value in old.attrib.items() if name not in free):
        return False
    candidates = iter(new)
    return all(any(is_within(child, candidate, free) for candidate in candidates) for child in old)
