"""One's own list of clients: what is recognised, what is guessed and said, what is refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from addin.headless import compute
from workbook_templates import TEMPLATES, ListRefused
from workbook_templates.list_reader import read
from workbook_templates.settings import valuation_date, valuation_date_in_words


def written(tmp_path, text, name="clients.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(tmp_path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
    path = tmp_path / "clients.xlsx"
    book.save(path)
    return path


def test_headings_are_recognised_in_any_case_among_synonyms(tmp_path):
    path = written(
        tmp_path,
        "CUSTOMER name,Industry,Relationship Manager,Referred by,Client since,Last Meeting,Renewal,FY24,"
        "Revenue 2025 (£)\n"
        "Alpha,Retail,Ann,Bank,2019-03-01,2025-11-20,85%,1000,1200\n",
    )
    found = read(path)
    assert found.fee_headings == ("Fees 2024", "Fees 2025")
    assert found.profile_headings == ()
    assert found.assumptions.currency == "£"
    client = found.clients[0]
    assert (client.name, client.sector, client.account_manager, client.source) == ("Alpha", "Retail", "Ann", "Bank")
    assert (client.joined, client.last_contact) == (date(2019, 3, 1), date(2025, 11, 20))
    assert client.fees == (1000.0, 1200.0)
    assert client.retention == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("2024", "Fees 2024"), ("FY24", "Fees 2024"), ("FY 2024", "Fees 2024"), ("Fees 2024", "Fees 2024"),
        ("fees FY24", "Fees 2024"), ("2024 revenue", "Fees 2024"), ("Fees_2024", "Fees 2024"),
        ("Turnover 2024 (£)", "Fees 2024"), ("FY24/25", "Fees 2025"), ("2024/25", "Fees 2025"), ("Revenue", "Fees"),
    ],
)  # fmt: skip
def test_headings_of_years_are_fees(tmp_path, heading, shown):
    assert read(written(tmp_path, f"Client,{heading}\nAlpha,10\n")).fee_headings == (shown,)


def test_years_stand_in_order_whatever_the_files(tmp_path):
    found = read(written(tmp_path, "Client,2025,2023,2024\nAlpha,3,1,2\n"))
    assert found.fee_headings == ("Fees 2023", "Fees 2024", "Fees 2025")
    assert found.clients[0].fees == (1, 2, 3)


def test_unknown_columns_are_carried_along_and_said(tmp_path):
    found = read(written(tmp_path, "Client,Fees 2025,Town,Tier,\nAlpha,10,Leeds,A,x\n"))
    assert found.profile_headings == ("Town", "Tier (2)", "Column 5")
    assert found.clients[0].profile == ("Leeds", "A", "x")
    assert any("Town, Tier (2), Column 5" in sentence for sentence in found.report)


def test_headings_that_stand_twice_are_kept_apart(tmp_path):
    found = read(written(tmp_path, "Client,Fees 2025,FY25,fees 2025,Fees,Company,client\nAlpha,1,2,3,4,Alpha Inc,a\n"))
    assert found.fee_headings == ("Fees 2025",)
    assert found.clients[0].fees == (1.0,)
    assert found.profile_headings == ("FY25", "fees 2025 (2)", "Fees (2)", "Company", "client (2)")


def test_title_rows_above_and_totals_below_are_no_clients(tmp_path):
    found = read(written(tmp_path, "Our clients\n\nClient,2025\nAlpha,10\n\n,7\nBeta,20\nTotal,30\n"))
    assert [client.name for client in found.clients] == ["Alpha", "Beta"]
    assert any("name no client (row 6)" in sentence for sentence in found.report)
    assert any("totals (row 8)" in sentence for sentence in found.report)


def test_numbers_as_people_write_them(tmp_path):
    found = read(written(tmp_path, 'Client;2025\nA;"£1,234.50"\nB;(200)\nC;12k\nD;n/a\nE;many\nF;1,250\n'))
    assert [client.fees[0] for client in found.clients] == [1234.5, -200.0, 12000.0, None, None, 1250.0]
    assert "Fees 2025: left blank where it is not a number (row 6)." in found.report


def test_a_decimal_comma_is_seen_from_the_whole_column(tmp_path):
    found = read(written(tmp_path, "Client;2025\nA;1.234,50\nB;1.250\nC;10,5\n"))
    assert [client.fees[0] for client in found.clients] == [1234.5, 1250.0, 10.5]
    assert any("decimal mark" in sentence for sentence in found.report)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("25/03/2020", "04/05/2021"), (date(2020, 3, 25), date(2021, 5, 4))),
        (("03/25/2020", "04/05/2021"), (date(2020, 3, 25), date(2021, 4, 5))),
        (("03.04.2020", "2021-05-04"), (date(2020, 4, 3), date(2021, 5, 4))),
        (("12 Mar 2020", "March 4, 2021"), (date(2020, 3, 12), date(2021, 3, 4))),
        (("2019", ""), (date(2019, 1, 1), None)),
    ],
)
def test_dates_as_people_write_them(tmp_path, cells, days):
    rows = "".join(f'C{number},5,"{cell}"\n' for number, cell in enumerate(cells))
    found = read(written(tmp_path, "Client,2025,Client since\n" + rows))
    assert tuple(client.joined for client in found.clients) == days


def test_an_ambiguous_order_of_day_and_month_is_said(tmp_path):
    found = read(written(tmp_path, "Client,2025,Joined\nA,5,03/04/2020\n"))
    assert found.clients[0].joined == date(2020, 4, 3)
    assert "Joined: dates such as 03/04/2020 are read day first." in found.report


def test_a_margin_becomes_cost_to_serve(tmp_path):
    amounts = read(written(tmp_path, "Client,2025,Margin\nA,100,30\nB,,5\n"))
    assert [client.cost_to_serve for client in amounts.clients] == [70.0, None]
    shares = read(written(tmp_path, "Client,2025,Margin\nA,100,30%\n"))
    assert shares.clients[0].cost_to_serve == pytest.approx(70.0)


def test_retention_in_per_cent_and_out_of_range(tmp_path):
    found = read(written(tmp_path, "Client,2025,Retention\nA,1,85\nB,1,130\n"))
    assert [client.retention for client in found.clients] == [0.85, None]
    assert any("between 0% and 100% (row 3)" in sentence for sentence in found.report)


def test_a_per_cent_sign_is_that_percentage_whatever_the_other_rows_say(tmp_path):
    for bare, share in (("85", 0.85), ("0.85", 0.85), ("", None)):
        found = read(written(tmp_path, f"Client,2025,Retention\nA,1,80%\nB,1,{bare}\nC,1,95 %\nD,1,0.5%\n"))
        assert [client.retention for client in found.clients] == [0.8, share, 0.95, 0.005]


def test_retention_as_shares_and_as_per_cent_at_once_is_refused_with_the_rows(tmp_path):
    with pytest.raises(ListRefused, match=r"clients.csv: .*0\.9 \(row 4\).*85 \(row 3\)"):
        read(written(tmp_path, "Client,2025,Retention\nA,1,80%\nB,1,85\nC,1,0.9\nD,1,0\n"))


def test_a_percentage_is_no_amount_and_a_margin_with_a_per_cent_sign_is_a_share(tmp_path):
    fees = read(written(tmp_path, "Client,2025\nA,5%\nB,100\n"))
    assert [client.fees for client in fees.clients] == [(None,), (100.0,)]
    assert "Fees 2025: left blank where it is a percentage (row 2)." in fees.report
    margins = read(written(tmp_path, "Client,2025,Margin\nA,100,30%\nB,100,60\n"))
    assert [client.cost_to_serve for client in margins.clients] == [70.0, 40.0]


def test_a_workbook_is_read_from_the_sheet_with_headings(tmp_path):
    path = workbook(
        tmp_path,
        [["Notes"], ["nothing here"]],
        [["Client", 2024, 2025, "Joined"], ["Alpha", 10, 20.5, datetime(2020, 2, 1)], ["Beta", None, 5, None]],
    )
    found = read(path)
    assert found.fee_headings == ("Fees 2024", "Fees 2025")
    assert found.clients[0].joined == date(2020, 2, 1)
    assert found.clients[1].fees == (None, 5.0)
    assert "Read from sheet Sheet1, one of 2 in the workbook." in found.report


def test_of_a_short_list_and_the_whole_one_the_whole_is_read(tmp_path):
    best = [["Client", "Fees 2025"], ["Alpha", 20]]
    whole = [["Client", "Fees 2025"], ["Alpha", 20], ["Beta", 5], ["Gamma", 7]]
    said_more = [["Client", "Fees 2025", "Joined"], ["Alpha", 20, datetime(2020, 2, 1)]]
    without_fees = [["Client", "Joined", "Source", "Sector"], ["Alpha", datetime(2020, 2, 1), "Bank", "Retail"]]
    assert len(read(workbook(tmp_path, best, whole)).clients) == 3
    assert read(workbook(tmp_path, best, whole, said_more, without_fees)).clients[0].joined == date(2020, 2, 1)


def test_a_list_from_an_old_excel_is_read(tmp_path):
    found = read(written(tmp_path, "Client,2025\nMüller & Söhne,10\n", encoding="cp1252"))
    assert found.clients[0].name == "Müller & Söhne"


def test_the_valuation_date_is_the_last_day_known_and_a_year_ends_in_december(tmp_path):
    assert read(written(tmp_path, "Client,2025\nA,1\n")).assumptions.as_of == date(2025, 12, 31)
    known = "Client,2025,Last contact\nA,1,2026-02-12\nB,1,2024-01-01\n"
    assert read(written(tmp_path, known)).assumptions.as_of == date(2026, 2, 12)
    over = "Client,2025,Last contact\nA,1,2025-06-12\nB,1,2024-01-01\n"
    assert read(written(tmp_path, over)).assumptions.as_of == date(2025, 12, 31)
    assert read(written(tmp_path, known), as_of=date(2026, 1, 1)).assumptions.as_of == date(2026, 1, 1)


def test_days_of_leaving_tell_the_valuation_date_only_where_no_year_of_fees_does():
    left = (None, date(2024, 12, 1))
    assert valuation_date((date(2019, 3, 1),), 0, left) == date(2024, 12, 1)
    assert valuation_date((date(2019, 3, 1),), 2023, left) == date(2023, 12, 31)


@pytest.mark.parametrize("days", [(), (None,), (date(2199, 1, 31), date(2020, 5, 1))])
def test_no_valuation_date_is_a_guess_or_a_day_to_come(days):
    assert valuation_date(days, 0) == date.today()
    assert valuation_date(days, date.today().year) == date.today()
    assert "today" in valuation_date_in_words(valuation_date(days, 0))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.csv", "Town,2025\nLeeds,10\n", "no column of client names"),
        ("a.csv", "", "the file is empty"),
        ("a.csv", "Client,Town\nAlpha,Leeds\n", "no fees were found"),
        ("a.csv", "Client,2025\n", "no client below the headings"),
        ("a.csv", "Client,2025\nAlpha,n/a\n", "hold no amount"),
        ("a.csv", "Client,2025\n" + "Alpha,1\n" * 2001, "2,001 clients are more than"),
        ("a.csv", "Client,2025\nAlpha,£10\nBeta,$20\n", "mix currencies"),
        ("a.pdf", "Client,2025\nAlpha,10\n", "from .csv or .xlsx"),
        ("a.xlsx", "no workbook", "cannot be read"),
    ],
)
def test_what_cannot_serve_is_refused_in_one_sentence(tmp_path, name, text, reason):
    with pytest.raises(ListRefused, match=reason) as refused:
        read(written(tmp_path, text, name))
    assert str(refused.value).startswith(f"{name}: ")
    assert str(refused.value).endswith(".")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ListRefused, match=r"cannot be read"):
        read(tmp_path / "nowhere.csv")


def test_refusals_of_files_are_plain(tmp_path):
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    whole = workbook(tmp_path, [["Client", 2025], ["A", 1]])
    cut, other = tmp_path / "cut.xlsx", tmp_path / "other.xlsx"
    cut.write_bytes(whole.read_bytes()[:1500])
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "text")
    for path, reason in (
        (folder, "it is a folder"), (tmp_path / "no.csv", "there is no such file"),
        (cut, "it is damaged or incomplete"), (other, "it is a zip file, but no Excel workbook"),
        (written(tmp_path, "text", "not.xlsx"), "it is not an Excel workbook"),
        (written(tmp_path, "", "nil.xlsx"), "it is empty"),
    ):  # fmt: skip
        with pytest.raises(ListRefused, match=reason) as refused:
            read(path)
        assert "Errno" not in str(refused.value)


def test_a_refusal_lists_the_headings_it_saw(tmp_path):
    with pytest.raises(ListRefused, match=r"The headings seen: Town, Wage\."):
        read(written(tmp_path, "Town,Wage\nLeeds,10\n"))
    with pytest.raises(ListRefused, match=r"The headings seen: Client, Town\."):
        read(written(tmp_path, "Client,Town\nA,Leeds\n"))


@pytest.mark.parametrize(
    "name",
    ["Gesamt", "Summe", "Zwischensumme", "Subtotal X", "Totale", "Totaal", "Sous-total Paris", "TOTAL", "Total North"],
)
def test_totals_in_other_languages_are_left_out(tmp_path, name):
    found = read(written(tmp_path, f"Client,2024,2025\nA,1,2\nB,3,4\n{name},4,6\nC,5,6\n"))
    assert [client.name for client in found.clients] == ["A", "B", "C"]
    assert "Left out, since they look like totals (row 4)." in found.report


@pytest.mark.parametrize(
    "name",
    [
        "Sum of all", "SUM OF CLIENTS:", "Sum of the above", "Total for all customers", "Summe aller",
        "Summe aller Kunden", "Summe der Mandanten", "Somme de tous les clients", "Somme des honoraires",
        "Suma de todos", "Suma de los clientes", "Somma di tutti", "Somma dei clienti",
    ],
)  # fmt: skip
def test_a_sum_of_all_is_a_total_although_its_figures_do_not_add_up(tmp_path, name):
    found = read(written(tmp_path, f"Client,2024,2025\nA,1,2\nB,3,4\n{name},401.5,3520\n"))
    assert [client.name for client in found.clients] == ["A", "B"]
    assert "Left out, since they look like totals (row 4)." in found.report


def test_clients_whose_names_begin_like_a_sum_of_all_stay(tmp_path):
    names = ["Sum of All Parts Ltd", "Total Clients First SA", "Summe der Teile GmbH", "Suma de Letras", "Somme Bakery"]
    rows = "".join(f"{name},{place},{2 * place}\n" for place, name in enumerate(names, 7))
    assert [client.name for client in read(written(tmp_path, f"Client,2024,2025\n{rows}")).clients] == names


def test_a_client_called_total_stays_and_a_hidden_total_or_remark_is_said(tmp_path):
    found = read(written(tmp_path, "Client,2025\nA,10\nTotal Fitness Ltd,20\nAll of us,30\nPrepared by LJP,\n"))
    assert [client.name for client in found.clients] == ["A", "Total Fitness Ltd", "All of us", "Prepared by LJP"]
    assert any("sum of all rows above" in said and "(row 4)" in said for said in found.report)
    assert any("nothing but a name" in said and "(row 5)" in said for said in found.report)


@pytest.mark.parametrize(
    "headings",
    [
        "Mandant;Sachbearbeiter;Mandant seit;Letzter Kontakt;Umsatz 2025",
        "Client;Chargé de compte;Client depuis;Dernier contact;Honoraires 2025",
        "Cliente;Gestor;Cliente desde;Último contacto;Facturación 2025",
        "Cliente;Responsabile;Cliente dal;Ultimo contatto;Fatturato 2025",
    ],
)
def test_headings_in_other_languages(tmp_path, headings):
    found = read(written(tmp_path, f"{headings}\nÄrzte;Ann;01.03.2019;20.11.2025;1.200,50\n"))
    client = found.clients[0]
    assert (client.name, client.account_manager, client.fees) == ("Ärzte", "Ann", (1200.5,))
    assert (client.joined, client.last_contact) == (date(2019, 3, 1), date(2025, 11, 20))
    assert found.fee_headings == ("Fees 2025",)


def test_a_book_of_this_template_is_read_without_what_it_computed(tmp_path):
    TEMPLATES[0].write(tmp_path / "earlier.xlsx", "law-firm")
    compute(tmp_path / "earlier.xlsx", tmp_path / "computed.xlsx")
    found = read(tmp_path / "computed.xlsx")
    assert found.profile_headings == ("Main work",)
    assert len(found.clients) == 64
    assert any("computes them anew: Status, Tenure, Retention used" in said for said in found.report)


def test_a_unit_in_the_cell_is_taken_or_said(tmp_path):
    found = read(written(tmp_path, "Client,2025\nA,2000 EUR\nB,1k €\n"))
    assert found.assumptions.currency == "€"
    assert [client.fees for client in found.clients] == [(2000.0,), (1000.0,)]
    assert read(written(tmp_path, "Client,2025\nA,£1k\n")).report[1] == "Fees 2025: k is read as thousands, as in £1k."
    with pytest.raises(ListRefused, match="mix currencies"):
        read(written(tmp_path, "Client,2025\nA,2000 EUR\nB,£5\n"))


def test_a_carried_date_is_shown_as_a_date(tmp_path):
    path = workbook(tmp_path, [["Client", 2025, "Contract"], ["A", 10, datetime(2024, 2, 1)]])
    TEMPLATES[0].write(tmp_path / "book.xlsx", path)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book["Clients"]["C6"].number_format == "dd mmm yyyy"


def test_what_was_guessed_is_said(tmp_path):
    found = read(written(tmp_path, "Customer\tBilled FY25\nCafé\t12\n", encoding="cp1252"))
    said = " ".join(found.report)
    assert "Client (Customer), Fees 2025 (Billed FY25)" in said
    assert "separated by tabs" in said
    assert "Windows-1252" in said
    assert "firm's name was taken from the file's: clients" in said


def test_a_list_of_three_rows_fills_the_book(tmp_path):
    path = written(
        tmp_path, 'Customer,FY24 revenue,Revenue 2025,Partner,Notes\n"Alpha, Inc.",£8000,£9500,Ann,\n'
        "Beta,£500,,Bob,quiet\nGamma,,£700,,new\n",
    )  # fmt: skip
    sentences = TEMPLATES[0].write(tmp_path / "book.xlsx", path)
    assert sentences[0].startswith(
        "3 clients read from clients.csv; recognised: Client (Customer), Account manager (Partner), "
    )
    compute(tmp_path / "book.xlsx", tmp_path / "computed.xlsx")
    book = openpyxl.load_workbook(tmp_path / "computed.xlsx", data_only=True)
    for name, place in book.defined_names.items():
        if name.startswith("test_"):
            sheet, cell = next(place.destinations)
            assert book[sheet][cell.replace("$", "")].value is True, name
    headings = [cell.value for cell in book["Clients"][5]]
    assert headings[:4] == ["Client", "Sector", "Notes", "Account manager"]


def test_a_portfolio_without_any_last_contact_names_nobody_to_contact(tmp_path):
    for contact, late in (("", False), ("2025-06-12", True)):
        text = f"Client,Joined,2025,Last contact\nA,2014-03-01,100,{contact}\nB,2018-05-01,50,\n"
        TEMPLATES[0].write(tmp_path / "draft.xlsx", written(tmp_path, text))
        compute(tmp_path / "draft.xlsx", tmp_path / "book.xlsx", replace=True)
        book = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
        ((sheet, cell),) = book.defined_names["overdue_client"].destinations
        assert bool(book[sheet][cell.replace("$", "")].value) is late
