"""One's own list in the columns of a template: by role, by heading, by other names."""

from datetime import date

import openpyxl
import pytest

from workbook_templates.list_file import ListRefused
from workbook_templates.own_list import read_own_list
from workbook_templates.pages.list_page import AMOUNT_ALLOWED, YES_OR_NO, Column
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    CLIENT_NUMBER,
    COST_TO_SERVE,
    FEES,
    LAST_CONTACT,
    RETENTION,
    SOURCE,
)

MARK = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5}
COLUMNS = (
    Column("Client", "text", 30, role=CLIENT, required=True),
    Column("Fees a year", "money", 14, role=FEES, required=True, allowed=AMOUNT_ALLOWED),
    Column("Effort", "measure", 12, headings=("Hours", "Stunden", "Heures", "Horas", "Ore", "Time spent")),
    Column("Newsletter", "text", 12, allowed=YES_OR_NO, headings=("Mailing",)),
    Column("Payment habit", "count", 12, allowed=MARK),
    Column("Next birthday", "date", 12, headings=("Birthday", "Geburtstag")),
    Column("Referred on to", "text", 20, headings=("Given to",)),
    Column("Kept", "share", 12, role=RETENTION),
    Column("Worth", "money", 14, formula="=1"),
)


def written(tmp_path, text, name="clients.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(tmp_path, text, columns=COLUMNS, **options):
    return read_own_list(written(tmp_path, text, **options), columns, 1000)


def column(own, heading, columns=COLUMNS):
    typed = [each.heading for each in columns if not each.formula]
    return [row[typed.index(heading)] for row in own.rows]


def test_the_very_headings_of_the_template_are_read_back(tmp_path):
    own = read(
        tmp_path,
        "Client,Fees a year,Effort,Newsletter,Payment habit,Next birthday,Referred on to,Kept\n"
        "Abel Ltd,1000,12.5,yes,4,2026-03-31,Berta Ltd,80%\nBerta Ltd,2000,3,no,5,2026-12-24,,90%\n",
    )
    assert own.found == tuple(each.heading for each in COLUMNS if not each.formula)
    assert own.rows == (
        ("Abel Ltd", 1000, 12.5, "yes", 4, date(2026, 3, 31), "Berta Ltd", 0.8),
        ("Berta Ltd", 2000, 3, "no", 5, date(2026, 12, 24), None, 0.9),
    )
    assert not any("Left out" in sentence or "Not found" in sentence for sentence in own.report)


@pytest.mark.parametrize("heading", ["hours", "HOURS per year", "Hours (2025)", "Stunden", "Heures p.a.", "time-spent"])
def test_columns_without_a_role_are_found_by_other_names(tmp_path, heading):
    own = read(tmp_path, f"Client,{heading},Fees 2025\nAbel,7,100\nBerta,8,200\n")
    assert column(own, "Effort") == [7, 8]
    assert f"Effort ({heading})" in own.report[0] or heading.casefold() == "effort"


def test_a_name_does_not_take_what_a_role_wants(tmp_path):
    columns = (*COLUMNS[:2], Column("Target", "money", 14, headings=("Fees", "Revenue")))
    own = read(tmp_path, "Client,Revenue,Target\nAbel,100,7\nBerta,200,8\n", columns)
    assert own.rows == (("Abel", 100, 7), ("Berta", 200, 8))
    own = read(tmp_path, "Client,Revenue\nAbel,100\nBerta,200\n", columns)
    assert own.rows == (("Abel", 100, None), ("Berta", 200, None))
    assert "Not found in the list, and left blank: Target." in own.report


def test_a_column_that_recognition_takes_for_another_goes_where_its_heading_says(tmp_path):
    columns = (
        Column("Client", "text", 30, role=CLIENT, required=True),
        Column("Last meeting", "date", 12),
        Column("Introduced", "text", 20),
    )
    own = read(tmp_path, "Client,Last meeting,Introduced\nAbel,2026-01-02,Berta\nBerta,2026-02-03,Cilla\n", columns)
    assert own.rows == (("Abel", date(2026, 1, 2), "Berta"), ("Berta", date(2026, 2, 3), "Cilla"))


def test_rows_may_be_about_others_than_clients(tmp_path):
    columns = (
        Column("Who refers", "text", 30, role=CLIENT, required=True, headings=("Referrer", "Empfehler")),
        Column("Kind", "text", 20, role=SOURCE),
        Column("Referrals", "count", 12),
    )
    for heading in ("Who refers", "Empfehler"):
        own = read(tmp_path, f"{heading},Kind,Referrals\nOak Bank,bank,3\nElm Insurers,insurer,4\n", columns)
        assert own.rows == (("Oak Bank", "bank", 3), ("Elm Insurers", "insurer", 4))
        assert own.found == ("Who refers", "Kind", "Referrals")


def test_years_stand_by_their_place(tmp_path):
    columns = (
        Column("Client", "text", 30, role=CLIENT, required=True),
        Column("Before", "money", 14, role=FEES, place=-2),
        Column("Latest", "money", 14, role=FEES, place=-1),
    )
    own = read(tmp_path, "Client,Fees 2023,Fees 2025,Fees 2024\nAbel,1,3,2\n", columns)
    assert own.rows == (("Abel", 2, 3),)
    assert own.latest_year == 2025


def test_what_a_book_computed_is_not_taken_for_what_was_typed(tmp_path):
    columns = (*COLUMNS[:2], Column("Fees", "money", 14, formula="=1"))
    own = read(tmp_path, "Client,Fees,Fees a year\nAbel,7,100\nBerta,8,200\n", columns)
    assert own.rows == (("Abel", 100), ("Berta", 200))


def test_a_number_serves_where_no_name_stands(tmp_path):
    columns = (*COLUMNS[:2], Column("Number", "text", 12, role=CLIENT_NUMBER))
    own = read(tmp_path, "Client no,Fees 2025\nC-17,100\nC-23,200\n", columns)
    assert own.rows == (("C-17", 100, "C-17"), ("C-23", 200, "C-23"))


UNICODE_TEXT = 'Kunde\tUmsatz 2025\tStunden\r\n"M\u00fcller"\t1.234,50\t2,5\r\n\u00c9tude\t2.000,00\t3,0\r\n'


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Kunde;Umsatz 2025;Stunden\nM\u00fcller;1.234,50;2,5\n\u00c9tude;2.000,00;3,0\n", {}),
        ("\ufeffKunde;Umsatz 2025;Stunden\nM\u00fcller;1.234,50;2,5\n\u00c9tude;2.000,00;3,0\n", {}),
        (
            "Kunde;Umsatz 2025;Stunden\nM\u00fcller;1.234,50;2,5\n\u00c9tude;2.000,00;3,0\n",
            {"encoding": "cp1252"},
        ),
        ("Kunde\tUmsatz 2025\tStunden\nM\u00fcller\t1.234,50\t2,5\n\u00c9tude\t2.000,00\t3,0\n", {"name": "a.tsv"}),
        (UNICODE_TEXT, {"name": "a.txt", "encoding": "utf-16"}),
        ("\ufeff" + UNICODE_TEXT, {"encoding": "utf-16-be"}),
    ],
    ids=["semicolons", "byte order mark", "cp1252", "tabs", "Excel's Unicode text", "the same from a Mac"],
)  # fmt: skip
def test_files_as_programs_write_them(tmp_path, text, options):
    own = read(tmp_path, text, **options)
    assert [row[:3] for row in own.rows] == [("M\u00fcller", 1234.5, 2.5), ("\u00c9tude", 2000, 3)]


def test_headings_that_stand_twice_or_are_empty(tmp_path):
    own = read(tmp_path, "Client,Fees 2025,Hours,Hours,,\nAbel,100,7,9,,x\nBerta,200,8,9,,y\n")
    assert column(own, "Effort") == [7, 8]
    assert any("Left out" in sentence and "Hours" in sentence for sentence in own.report)


@pytest.mark.parametrize(
    "content",
    [
        UNICODE_TEXT.encode("utf-16-le"),
        UNICODE_TEXT.encode("utf-16-be"),
        UNICODE_TEXT.encode("utf-16") + b"\n",
        UNICODE_TEXT.encode("utf-32"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ],
    ids=["UTF-16", "UTF-16 from a Mac", "half a letter at the end", "UTF-32", "Excel 97", "picture"],
)
def test_what_is_no_text_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "clients.csv"
    path.write_bytes(content)
    with pytest.raises(
        ListRefused, match=r"^clients.csv: cannot be read, since it is no text, .* save it as CSV .*\.$"
    ):
        read_own_list(path, COLUMNS, 10)


def test_a_quotation_mark_that_is_not_closed_is_said(tmp_path):
    with pytest.raises(ListRefused, match=r"^clients.csv: .* a quotation mark that is not closed\.$"):
        read(tmp_path, 'Client,Fees 2025\n"Abel,100\n' + "".join(f"Client {n} Ltd,{n}\n" for n in range(9000)))


@pytest.mark.parametrize("text", ["", "Client,Fees 2025\n", "\n\n"])
def test_a_list_without_rows_is_refused(tmp_path, text):
    with pytest.raises(ListRefused, match=r"^clients.csv: .*\.$"):
        read(tmp_path, text)


def test_a_required_column_that_is_missing_is_named(tmp_path):
    columns = (COLUMNS[0], Column("Effort", "measure", 12, headings=("Hours",), required=True))
    with pytest.raises(ListRefused, match=r"no column for Effort was found; .*The headings seen: Client, Town\."):
        read(tmp_path, "Client,Town\nAbel,Bath\nBerta,York\n", columns)


def test_too_many_rows_are_refused(tmp_path):
    path = written(tmp_path, "Client,Fees 2025\n" + "".join(f"Client {n} Ltd,{n}\n" for n in range(1, 12)))
    with pytest.raises(ListRefused, match="11 rows are more than this workbook serves well, 10"):
        read_own_list(path, COLUMNS, 10)


def test_yes_and_no_as_people_write_them(tmp_path):
    cells = ["Y", "ja", "x", "1", "TRUE", "No", "nein", "false", "perhaps", ""]
    lines = "".join(f"Client {n} Ltd,{n},{cell}\n" for n, cell in enumerate(cells, 1))
    own = read(tmp_path, f"Client,Fees 2025,Mailing\n{lines}")
    assert column(own, "Newsletter") == ["yes"] * 5 + ["no"] * 3 + [None, None]
    assert "Newsletter: left blank where it is neither yes nor no (row 10)." in own.report


def test_truth_in_a_workbook_is_yes_or_no(tmp_path):
    book = openpyxl.Workbook()
    for line in (["Client", "Fees 2025", "Mailing"], ["Abel Ltd", 100, True], ["Berta Ltd", 200, False]):
        book.active.append(line)
    path = tmp_path / "clients.xlsx"
    book.save(path)
    assert column(read_own_list(path, COLUMNS, 10), "Newsletter") == ["yes", "no"]


def test_numbers_that_may_not_be_typed_there_are_left_blank_and_said(tmp_path):
    own = read(tmp_path, "Client,Fees 2025,Payment habit\nAbel,100,7\nBerta,200,5\n")
    assert column(own, "Payment habit") == [None, 5]
    assert "Payment habit: left blank where it is not between 1 and 5 (row 2)." in own.report


@pytest.mark.parametrize(("margins", "costs"), [("40,150", [60, 50]), ("40%,75%", [60, 50]), (",150", [None, 50])])
def test_a_margin_tells_what_clients_cost(tmp_path, margins, costs):
    columns = (*COLUMNS[:2], Column("Cost", "money", 14, role=COST_TO_SERVE, allowed=AMOUNT_ALLOWED))
    one, other = margins.split(",")
    own = read(tmp_path, f"Client,Revenue 2025,Margin\nAbel,100,{one}\nBerta,200,{other}\n", columns)
    assert own.rows == (("Abel", 100, costs[0]), ("Berta", 200, costs[1]))
    assert any("fees less the margin" in sentence for sentence in own.report)
    assert not any("Left out" in sentence or "Not found" in sentence for sentence in own.report)
    with_cost = read(tmp_path, "Client,Fees 2025,Margin,Cost to serve\nAbel,100,40,10\nBerta,200,150,20\n", columns)
    assert with_cost.rows == (("Abel", 100, 10), ("Berta", 200, 20))


@pytest.mark.parametrize("number_format", ['"CHF" #,##0', "[$CHF] #,##0", '#,##0 "CHF"', "[$CHF-807]#,##0.00"])
def test_a_currency_that_only_the_format_shows_is_read(tmp_path, number_format):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Client", "Fees a year"])
    for name, fee in [("Alder", 1200), ("Birch", 3400), ("Cedar", 560)]:
        sheet.append([name, fee])
        sheet.cell(sheet.max_row, 2).number_format = number_format
    book.save(tmp_path / "clients.xlsx")
    assert read_own_list(tmp_path / "clients.xlsx", COLUMNS, 10).currency == "CHF "


def test_currency_and_unit_are_those_of_the_amounts(tmp_path):
    own = read(tmp_path, "Client,Fees 2025 (GBP k),Hours\nAbel,100,7\nBerta,200,5\n")
    assert (own.currency, own.unit) == ("\u00a3", "thousand")


def test_the_days_of_some_columns(tmp_path):
    columns = (COLUMNS[0], Column("Last contact", "date", 12, role=LAST_CONTACT),
               Column("Manager", "text", 12, role=ACCOUNT_MANAGER))  # fmt: skip
    own = read(tmp_path, "Client,Last contact\nAbel,2026-01-31\nBerta,\n", columns)
    assert own.days("Last contact", columns=columns) == [date(2026, 1, 31), None]
    assert [row[2] for row in own.rows] == [None, None]
