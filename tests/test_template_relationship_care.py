"""Relationship care: its story against the functions, services of one's own, clients who left."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from made_templates import made, made_of_lines

import udfs
from workbook_templates import ListRefused, relationship_care
from workbook_templates.relationship_care.lists import BARRIERS

pytestmark = pytest.mark.every_template

SERVICES = ("Lending", "Deposits", "Payments", "Investing", "Insurance", "Pensions")


def of_list(folder, *rows, headings):
    return made_of_lines(relationship_care.TEMPLATE, folder, headings, *rows)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return made(relationship_care.TEMPLATE, tmp_path_factory.mktemp("example"), "example")


def test_the_story_is_told(example):
    first, second, third, fourth, fifth, sixth = example.sentences(6)
    assert first.startswith(
        "Call Copperwell Foundry first: 48 days late, £70,000 a year, looked after by Ilse Marbury."
    )
    assert second.endswith("the largest is Copperwell Foundry, held by nothing.")
    assert third.endswith("the largest is Copperwell Foundry.")
    assert fourth.startswith("Ilse Marbury has 1,230 hours of work for 980 hours (126%); most room has Bram Tolliver,")
    assert fifth.startswith("Offer ")
    assert sixth.startswith("In the next 30 days there are 8 key dates, the first with Prof. Ludo Marchbank in 3 days.")


def test_its_figures_are_those_of_the_functions(example):
    here = [place for place, left in enumerate(example.column("Left")) if left is None]
    names = [barrier for barrier, _ in BARRIERS]
    held = udfs.call("REL_BARRIERS", example.columns(*names), [names])
    scores = example.column("Held by")
    assert [scores[place] for place in here] == pytest.approx([held[place][0] for place in here])
    offers = udfs.call("REL_WHITESPACE", example.columns(*SERVICES), [list(SERVICES)])
    offered = example.columns("Offer next", "Chance", "Expected fee")
    for place in here:
        service, chance, _, fee = offers[place]
        if service:
            assert offered[place] == [service, pytest.approx(chance), pytest.approx(fee)]
        else:
            assert not any(offered[place])
    team = example.columns("Account manager", "Hours", sheet="Team")
    rows = example.columns("Account manager", "Fees in all", "Hours a year")
    managers, fees, hours = zip(*[[[cell] for cell in rows[place]] for place in here], strict=True)
    load = udfs.call("REL_LOAD", list(managers), list(fees), list(hours), team)
    assert load[1][0] == "Ilse Marbury"
    assert example.named("busy_load") == pytest.approx(load[1][5])


def test_who_left_is_not_to_be_called(example):
    left = example.column("Left")
    gone = [place for place, day in enumerate(left) if day is not None]
    assert [example.column("Client")[place] for place in gone] == ["Applegarth Cider"]
    for heading in ("Fees in all", "Held by", "Next contact", "Days overdue", "Next key date", "Offer next"):
        assert not example.column(heading)[gone[0]]
    assert example.named("client_count") == len(left) - 1


def test_the_columns_of_amounts_are_the_services(tmp_path):
    book = of_list(
        tmp_path,
        "Abel,Ines,01/02/2019,03/04/2026,1200,300", "Berta,Tobias,05/06/2020,13/01/2026,800,", "Cleo,,,,,450",
        headings="Client,Partner,Client since,Last contact,Audit fees,Tax advice",
    )  # fmt: skip
    assert book.column("Fees in all") == [1500, 800, 450]
    assert book.column("Offer next")[1:] == ["Tax advice", "Audit fees"]
    assert book.column("Account manager", sheet="Team") == ["Ines", "Tobias"]
    assert book.named("as_of") == datetime(2026, 4, 3)
    assert not book.failing()
    assert "Taken for services, with the fees of each: Audit fees, Tax advice." in book.says


def test_one_column_of_fees_is_one_service(tmp_path):
    book = of_list(
        tmp_path,
        "Abel,2026-03-01,900,1200",
        "Berta,2026-01-13,,800",
        headings="Client,Last contact,Fees 2025,Fees 2026",
    )
    assert book.column("Fees 2026") == book.column("Fees in all") == [1200, 800]
    assert book.column("Tier used") == ["Platinum", "Iron"]
    assert "No currency sign was found: set currency on sheet Settings." in book.says
    assert not book.failing()


@pytest.mark.parametrize("heading", ["Fees 2026", "Turnover 2026", "Fees"])
def test_without_services_nothing_is_offered(tmp_path, heading):
    rows = ("Abel,2026-03-01,1200", "Berta,2026-01-13,800", "Cleo,2026-01-14,900", "Dora,2026-01-15,")
    book = of_list(tmp_path, *rows, headings=f"Client,Last contact,{heading}")
    assert book.named("fees_total") == 2900
    assert not any(book.column("Offer next"))
    assert book.sentences(6)[4] == (
        "What to offer is not known: give your list a column of fees for each service, such as Audit and Tax advice, "
        "and make this workbook from it anew."
    )
    assert any("Taken for the fees of each client:" in sentence for sentence in book.says)
    assert not book.failing()


def test_one_other_column_of_amounts_leaves_the_fees_of_the_year_in_place(tmp_path):
    book = of_list(
        tmp_path, "Abel,2026-03-01,50,1200", "Berta,2026-01-13,60,800", headings="Client,Last contact,Parking,Fees 2026"
    )
    assert book.column("Fees in all") == [1200, 800]


def test_a_birthday_soon_is_listed_whatever_its_year(tmp_path):
    book = of_list(
        tmp_path, "Abel,2026-02-20,1962-03-01,900", "Berta,2026-02-24,1999-12-24,700",
        headings="Client,Last contact,Birthday,Fees",
    )  # fmt: skip
    assert book.column("Next key date")[0] == datetime.combine(date(2026, 3, 1), datetime.min.time())
    assert book.sentences(6)[5] == "In the next 30 days there is 1 key date, the first with Abel in 5 days."


def test_a_list_without_fees_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="no column of fees was found"):
        of_list(tmp_path, "Abel,Ines", "Berta,Ines", headings="Client,Account manager")


def test_without_any_last_contact_nobody_is_called(tmp_path):
    book = of_list(
        tmp_path, "Abel,2014-03-01,900,100", "Berta,2018-05-01,700,", headings="Client,Joined,Audit,Tax advice"
    )
    assert book.sentences(6)[0] == "Nothing is known of past contacts: type the days on sheet Clients."
    assert book.column("Next contact") == book.column("Days overdue") == [None, None]
    assert not book.named("call_line")
    some = of_list(
        tmp_path, "Abel,2014-03-01,2026-03-01,900", "Berta,2018-05-01,,700", headings="Client,Joined,Last contact,Audit"
    )
    assert some.column("Next contact")[1] is some.column("Days overdue")[1] is None
    assert some.sentences(1)[0].endswith(" With 1 client no contact is recorded.")
    assert some.named("test_all") is True
