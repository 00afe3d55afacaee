"""Invoices to clients: figures against the invoices themselves, odd names, financial years, limits."""

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_templates import made, made_by

import udfs
from workbook_templates import ListRefused
from workbook_templates.invoices_to_clients import TEMPLATE, invoices, write
from workbook_templates.invoices_to_clients.clients import FIRST_ROW, HEADING_ROW

pytestmark = pytest.mark.every_template


def clients(book):
    sheet = book.values["Clients"]
    headings = [cell.value for cell in sheet[HEADING_ROW + 1]]
    lines = (line for line in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True) if line[0])
    return {line[0]: dict(zip(headings, line, strict=True)) for line in lines}


def from_rows(folder, rows, heading="Client;Date;Amount;Invoice no."):
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(heading + "\n")
        csv.writer(file, delimiter=";").writerows(rows)
    return made(TEMPLATE, folder, path)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return made(TEMPLATE, tmp_path_factory.mktemp("invoices"), "example")


def test_each_client_has_the_fees_of_its_invoices(book):
    fees, days = defaultdict(lambda: defaultdict(float)), defaultdict(list)
    for client, day, amount, _ in invoices.example().rows:
        fees[client][day.year] += amount
        days[client].append(day)
    found = clients(book)
    assert found.keys() == fees.keys()
    for client, line in found.items():
        assert line["Invoices"] == len(days[client])
        assert line["Fees, all years"] == pytest.approx(sum(fees[client].values()))
        assert (line["First invoice"].date(), line["Last invoice"].date()) == (min(days[client]), max(days[client]))
        for year in range(2007, 2012):
            assert line[f"Fees {year}"] == pytest.approx(fees[client][year])
        assert line["Usual pause"] == pytest.approx(
            (max(days[client]) - min(days[client])).days / (len(days[client]) - 1)
        )
    totals = [line["Fees, all years"] for line in found.values()]
    assert totals == sorted(totals, reverse=True)


def test_scores_and_value_are_those_of_the_functions(book):
    found = list(clients(book).values())
    columns = [[[line[heading]] for line in found] for heading in ("Last invoice", "Invoices", "Fees, all years")]
    scores = udfs.call("REL_RFM", *columns)
    assert [line["RFM"] for line in found] == [score[3] for score in scores]
    for line in found[:5]:
        value = udfs.call("REL_CLV", line["Fees a year"], 0.8, 0.1, "end", "at risk", 0)
        assert line["Value"] == pytest.approx(value)


def test_those_silent_for_twice_their_pause_are_named(book):
    found = clients(book)
    quiet = [client for client, line in found.items() if line["Days silent"] > 2 * line["Usual pause"]]
    assert len(quiet) == book.named("quiet_count") == 10
    assert quiet[0] == "Luis Rojas"
    said = [str(row[0]) for row in book.values["Answer"].iter_rows(min_col=2, max_col=2, values_only=True) if row[0]]
    assert any("10 clients have gone quiet" in sentence for sentence in said)


def test_years_end_when_the_settings_say_and_older_ones_are_added_up(tmp_path):
    given = invoices.example()
    april = replace(given, assumptions=replace(given.assumptions, as_of=date(2011, 12, 31), year_end="30 April"))
    book = made_by(lambda target: write(target, april), TEMPLATE, tmp_path)
    assert book.named("latest_year") == 2012
    assert book.named("latest_over") == 0
    assert book.named("test_all") is True
    total = sum(amount for _, day, amount, _ in given.rows if date(2011, 5, 1) <= day)
    assert sum(line["Fees 2012"] for line in clients(book).values()) == pytest.approx(total)
    earlier = sum(amount for _, day, amount, _ in given.rows if day < date(2007, 5, 1))
    assert earlier > 0
    assert sum(line["Earlier"] for line in clients(book).values()) == pytest.approx(earlier)


def test_odd_names_are_looked_for_as_they_are(tmp_path):
    names = ("A*", "A?", "Abel", "=SUM(1)", ">5", "~tilde", 'Quote "Q" Ltd', "abel ", "ABEL")
    rows = [(name, date(2025, 1, 10 + place), 2**place, place) for place, name in enumerate(names)]
    book = from_rows(tmp_path, rows)
    fees = {client: line["Fees 2025"] for client, line in clients(book).items()}
    expected = {name: 2.0**place for place, name in enumerate(names[:7])}
    expected["Abel"] += 2**7 + 2**8
    assert fees == expected
    assert book.named("test_all") is True


def test_a_credit_note_and_a_single_invoice(tmp_path):
    rows = [
        ("Abel", "2025-02-01", 100, 1), ("Abel", "2025-03-01", -40, 2), ("Berta", "2024-01-05", 30, 3),
        ("Cora", "2025-06-30", 50, 4),
    ]  # fmt: skip
    book = from_rows(tmp_path, rows)
    found = clients(book)
    assert found["Abel"]["Fees 2025"] == 60
    assert found["Berta"]["Usual pause"] is None
    assert found["Berta"]["Gone quiet"] == "quiet"
    assert found["Cora"]["Gone quiet"] is None
    assert book.named("test_all") is True


def test_an_incomplete_invoice_is_counted_and_said(tmp_path):
    rows = [("Abel", "2025-02-01", 100, 1), ("Abel", "", 40, 2), ("Berta", "2025-01-05", 30, 3)]
    book = from_rows(tmp_path, rows)
    assert any("1 row lacks a client, a date or an amount" in sentence for sentence in book.says)
    assert book.named("test_complete") is False
    assert book.named("test_all") is False


def test_too_many_clients_are_refused_with_the_limit(tmp_path):
    path = tmp_path / "export.csv"
    lines = (f"Client {place};{date(2024, 1, 1) + timedelta(place % 600)};100" for place in range(2_001))
    path.write_text("Client;Date;Amount\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(ListRefused, match="2,001 clients are more than this workbook serves well, 2,000"):
        TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_a_list_of_clients_is_no_list_of_invoices(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("Client;Fees 2024;Fees 2025\nAbel;100;200\nBerta;50;60\n", encoding="utf-8")
    with pytest.raises(ListRefused, match="no column for Invoice date was found"):
        TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_the_first_year_of_all_has_no_clients_before_it(tmp_path):
    book = from_rows(tmp_path, [("Abel", "2025-02-01", 100, 1), ("Berta", "2025-03-01", 40, 2)])
    said = [str(cell.value) for row in book.values["Answer"].iter_rows(min_row=4, max_row=9) for cell in row]
    assert any(each.startswith("2 clients are new in 2025") for each in said)
    assert not any("of the 0 clients" in each for each in said)


def said(book):
    return [str(row[0]) for row in book.values["Answer"].iter_rows(min_col=2, max_col=2, values_only=True) if row[0]]


@pytest.mark.parametrize("basis", ["average", "latest"])
def test_a_year_that_has_just_begun_is_no_year_of_fees(tmp_path, basis):
    months = [date(2023 + place // 12, place % 12 + 1, 15) for place in range(25)]
    rows = [("Steady", day, 1000.0, None) for day in months] + [("Newcomer", date(2025, 1, 10), 300.0, None)]
    example = invoices.example()
    assumptions = replace(example.assumptions, as_of=date(2025, 1, 16), fee_basis=basis)
    steady = replace(example, rows=tuple(rows), assumptions=assumptions)
    book = made_by(lambda target: write(target, steady), TEMPLATE, tmp_path)
    found = clients(book)
    assert found["Steady"]["Fees a year"] == pytest.approx(12_000)
    assert found["Newcomer"]["Fees a year"] == pytest.approx(300)
    years = {"average": "2023 to 2024", "latest": "2024"}[basis]
    assert (
        f"The value of the clients rests on their fees of {years}; 2025 is not over, and counts only for those who "
        "came in it."
    ) in said(book)
    assert book.named("test_all") is True


def test_a_running_year_counts_where_there_is_no_other(tmp_path):
    book = from_rows(tmp_path, [("Abel", "2025-02-01", 100, 1), ("Berta", "2025-03-05", 30, 2)])
    assert clients(book)["Abel"]["Fees a year"] == 100
    assert "The value of the clients rests on their fees of 2025 so far." in said(book)


def test_who_has_a_single_invoice_has_no_pause_to_be_silent_for(tmp_path):
    pausing = [("Abel", f"2022-0{month}-01", 100, month) for month in range(1, 5)]
    single = [("Berta", "2023-01-05", 30, 5), ("Cleo", "2023-02-05", 20, 6)]
    book = from_rows(tmp_path, [*pausing, *single, ("Dora", "2025-06-30", 50, 7)])
    assert (
        "3 clients have gone quiet: 1 silent for more than 2 times its usual pause, 2 with a single invoice more than "
        "365 days ago. They paid 90% of all fees."
    ) in said(book)
    shown = [cell.value for row in book.values["Answer"].iter_rows() for cell in row]
    assert (
        "Right of the line: 1 client silent for more than 2 pauses, 2 with a single invoice over 365 days ago" in shown
    )
    alone = from_rows(tmp_path, [single[0], ("Dora", "2025-06-30", 50, 7)])
    assert any(
        sentence.startswith("1 client has gone quiet: with a single invoice more than 365 days ago. It paid")
        for sentence in said(alone)
    )
