"""An invented firm's list of clients, with all that the buttons of Keep and Grow ask for; its tests compute from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

TODAY = date.today()
FIRST_ROW = 5
YEARS = tuple(range(TODAY.year - 3, TODAY.year))
FEES = tuple(f"Fees {year}" for year in YEARS)
HEADINGS = (
    "Client", "Sector", "Partner", "Source", "Client since", "Left", "Reason for leaving", *FEES, "Last contact",
    "Audit", "Tax", "Payroll", "Advice", "Employees",
)  # fmt: skip
_FIRST = ("Ash", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
_SECOND = ("Foods plc", "Estates", "& Daughters", "Engineering Ltd")
_SECTORS = ("Food", "Property", "Family firms", "Engineering")
_SOURCES = ("Existing client", "Accountant", "Bank", "Website", "Conference")
_REASONS = ("Price", "Service", "Moved away", "Sold the business")
_SERVICES = ((9000, 3000, 0, 0), (8000, 2500, 1200, 0), (0, 2000, 1500, 0), (12000, 4000, 0, 6000), (0, 1500, 0, 0))


@dataclass(frozen=True)
class KeptClient:
    """A row of the list, in the order of its headings."""

    name: str
    sector: str
    partner: str
    source: str
    joined: date
    left: date | None
    reason: str
    fees: tuple[float | None, float | None, float | None]
    last_contact: date
    services: tuple[int | None, ...]
    employees: float

    def is_with_us(self, day: date) -> bool:
        """Whether it is a client on a day."""
        return self.joined <= day and (self.left is None or self.left > day)


def kept_clients() -> list[KeptClient]:
    """48 clients, eight of whom left."""
    draw = np.random.default_rng(7)
    found = []
    for place in range(48):
        size = float(np.round(3000 * np.exp(draw.normal(1.2, 0.9)), -2))
        joined = TODAY - timedelta(days=int(draw.integers(150, 4300)))
        left, reason = None, ""
        if place % 6 == 5:
            left = joined + (TODAY - joined) * (0.3 + 0.6 * draw.random())
            reason = _REASONS[(0, 1, 0, 2, 0, 1, 3, 0)[place // 6]] if place != 47 else ""
        paid = [
            round(size * (0.85 + 0.1 * rise), -1)
            if joined.year <= year and (left is None or left.year > year)
            else None
            for rise, year in enumerate(YEARS)
        ]
        if left is not None:
            paid[0] = paid[0] or size
        services = tuple(fee or None for fee in _SERVICES[int(draw.integers(0, len(_SERVICES)))])
        found.append(
            KeptClient(
                f"{_FIRST[place % 12]} {_SECOND[place // 12]}", _SECTORS[place // 12],
                ("A. Quince", "B. Rook", "C. Sorrel")[place % 3],
                _SOURCES[int(draw.choice(5, p=(0.35, 0.25, 0.1, 0.2, 0.1)))] if place % 11 else "",
                joined, left, reason, (paid[0], paid[1], paid[2]),
                TODAY - timedelta(days=int(draw.integers(3, 260))), services, float(draw.integers(4, 180)),
            )
        )  # fmt: skip
    return found


def write_kept_clients(
    path: Path, *, as_table: bool = False, without: tuple[str, ...] = (), marked: bool = False,
    text_days: str = "", agreed: dict[int, date] | None = None,
) -> Path:  # fmt: skip
    """Write the list as a workbook.

    Args:
        path: where.
        as_table: whether it is an Excel Table.
        without: headings of columns that are left out.
        marked: whether services are marked with an x instead of fees.
        text_days: how days are written as text, such as {0:%d/%m/%Y}; dates where it is empty.
        agreed: days of next meetings, by the client's place, in a column more.
    """
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day, money = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "£#,##0"})
        sheet.write_string(0, 0, "Our clients", book.add_format({"bold": True, "font_size": 14}))
        headings = [heading for heading in HEADINGS if heading not in without]
        clients = kept_clients()
        top = FIRST_ROW - 2
        if as_table:
            columns = [{"header": heading} for heading in headings]
            sheet.add_table(top, 0, top + len(clients), len(headings) - 1, {"name": "Register", "columns": columns})
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, bold)
            sheet.set_column(column, column, 24 if column == 0 else 12)
        for row, client in enumerate(clients, top + 1):
            values = (
                client.name, client.sector, client.partner, client.source, client.joined, client.left, client.reason,
                *client.fees, client.last_contact, *client.services, client.employees,
            )  # fmt: skip
            cells = dict(zip(HEADINGS, values, strict=True))
            for column, heading in enumerate(headings):
                value = cells[heading]
                if marked and heading in ("Audit", "Tax", "Payroll", "Advice"):
                    value = "x" if value else None
                if text_days and isinstance(value, date):
                    value = text_days.format(value)
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, str) and value:
                    sheet.write_string(row, column, value)
                elif isinstance(value, float | int):
                    sheet.write_number(row, column, value, None if heading == "Employees" else money)
        if agreed is not None:
            sheet.write_string(top, len(headings), "Next meeting", bold)
            for place, meeting in agreed.items():
                sheet.write_datetime(top + 1 + place, len(headings), meeting, day)
    return path
