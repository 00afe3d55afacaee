"""Days that people typed as text: what recognition calls a day, a formula reads as the same day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from test_closed_file import press, shown

from addin.commands.days_in_text import DaysInText
from addin.exit_codes import CannotGoOn
from addin.headless import compute
from workbook_templates.recognition.cell_reader import Dates

COLUMNS = {
    "days": "03/04/2025 12/11/2024 31/12/1999",
    "days of one or two digits": "3.4.25 12.11.1999 1.1.70 2.2.69",
    "days with several marks": "3/4/2025 03.04.2024 3-4-23",
    "months": "04/2016 12/2019 1/2020",
    "months with a point": "04.2016 12.2019",
    "the year first": "2016-04 2019-12 2020-1",
    "months in both orders": "2016-04 12/2019 01-2020",
    "the year first, with other marks": "2025/03/01 2024.12.31 2023-1-5",
    "days and months": "04/2016 03/04/2025 2019-12-31 3/2017",
    "years and months": "2016 04/2017 03.05.2018",
    "solid": "20250301 19991231",
    "solid and others": "20250301 1/2/2025 04/2016",
    "times of day": "2025-03-01_10:30 3/4/2025_9:05:01 2024-12-31T23:59",
    "spaces behind points": "3._4._2025 31._12._2024",
    "names of months": "Apr_2016 May_2017 Dec_2020",
    "names short and long": "Mar_2016 March_2017 Mar-18 Sept._2019",
    "names in German": "März_2016 3._Mai_2025 12._Dezember_1999",
    "names in French": "1er_avril_2025 août_2019 3_févr._2020",
    "names in Spanish": "5_de_mayo_de_2025 enero_2020",
    "names in English": "3rd_April_2025 March_4,_2025 May_14,_2024 12-Jun-24",
    "names and numbers": "Apr_2016 03/04/2025 04/2016 2016",
    "days that there are not": "03/04/2025 31/02/2025 05/13/2024",
    "spaces around": "_03/04/2025 04/2016_",
    "what is no day": "03/04/2025 31/02/2025 13/2016 n/a soon 04/2016",
    "what is no day beside names": "Apr_2016 May_or_Apr_2016 32_May_2016 never Ann_May",
}  # fmt: skip


def texts_of(line: str) -> list[str]:
    return [text.replace("_", " ") for text in line.split()]


def answers(tmp_path, texts, month_first=False) -> tuple[list[date | None], set[str]]:
    """What the formula answers in each of the cells, and what it says it cannot read."""
    path = tmp_path / "book.xlsx"
    days = DaysInText("$A1", set(texts), month_first)
    assert days.formula
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
            sheet.write_formula(row, 1, "=" + days.formula.replace("$A1", f"$A{row + 1}"))
    page = openpyxl.load_workbook(compute(path, tmp_path / "computed.xlsx").target, data_only=True).active
    cells = [page.cell(row + 1, 2).value for row in range(len(texts))]
    found = [value if isinstance(value, (int, float)) else None for value in cells]
    assert all(
        isinstance(value, str) and value.startswith("#") for value in cells if not isinstance(value, (int, float))
    )
    return [date.fromordinal(int(value) + 693594) if value is not None else None for value in found], days.unread


@pytest.mark.parametrize("name", COLUMNS)
def test_a_formula_reads_the_days_that_recognition_reads(name, tmp_path):
    texts = texts_of(COLUMNS[name])
    read = Dates([text.strip() for text in texts], False)
    found, unread = answers(tmp_path, texts)
    assert found == read.values
    assert unread == {text for text, value in zip(texts, read.values, strict=True) if value is None}
    assert len(unread) < len(texts)


@pytest.mark.parametrize("line", ["03/25/2025 3/4/24", "03/25/2025 25.03.2025 04/2016", "3-25-2025 2025/12/31"])
def test_days_with_the_month_first(line, tmp_path):
    texts = texts_of(line)
    assert answers(tmp_path, texts, month_first=True)[0] == Dates(texts, True).values


def written(tmp_path, days) -> Path:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        sheet.write_row(0, 0, ("Client", "Last contact", "Fees 2025"))
        for place, day in enumerate(days):
            sheet.write_row(place + 1, 0, (f"Client {place} Ltd", day, 1000.0))
    return path


def test_a_button_reads_months_in_numbers_and_by_name(tmp_path):
    """Each next contact is as far from that of a client with a date as the months are from each other."""
    texts = ["04/2025", "2025-11", "Mar 2025", "3. Mai 2025", "12/2024", "07/2025"]
    out = tmp_path / "out.xlsx"
    press("contacts-due", written(tmp_path, [*texts, "2025-01-31"]), out)
    headings = [cell.value for cell in openpyxl.load_workbook(out)["Clients"][1]]
    cells = shown(out, "Clients")
    *due, last = (cells[row, headings.index("Next contact") + 1] for row in range(2, len(texts) + 3))
    days = [(day - date(2025, 1, 31)).days for day in Dates(texts).values]
    assert [day - last for day in due] == days


def test_days_in_more_ways_than_a_formula_has_room_for_are_refused(tmp_path):
    texts = [
        *(["03/2025"] * 200),
        *(f"{day}/13/2025" for day in range(13, 32)),
        *(f"{day}.14.2025" for day in range(99)),
    ]
    with pytest.raises(
        CannotGoOn, match="Last contact are written in too many ways for one formula: write them as dates"
    ):
        press("contacts-due", written(tmp_path, texts))
