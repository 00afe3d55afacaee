"""The referral audit: its story against the functions, lists without effort, and referrals that lead nowhere."""

from __future__ import annotations

import openpyxl
import pytest
from made_templates import Book, made, made_of_lines

import udfs
from addin.headless import compute
from workbook_templates import ListRefused, referral_audit

pytestmark = pytest.mark.every_template

COST_OF_AN_HOUR = 120


def of_list(folder, *rows, headings="Client,Source,Referred by,Fees 2026,Pipeline"):
    return made_of_lines(referral_audit.TEMPLATE, folder, headings, *rows)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return made(referral_audit.TEMPLATE, tmp_path_factory.mktemp("example"), "example")


def test_the_story_is_told(example):
    first, second, third, fourth, fifth, sixth = example.sentences(6)
    assert first.startswith("Most for the effort comes from Existing clients (£391,000 a year, 33% of all fees)")
    assert "least, of those that brought fees, from Networking events: 40% of the effort for 3% of the fees." in first
    assert second == "For each £1 of effort Networking events brought £0.49 of fees a year, Existing clients £38."
    assert third == "Rugby club sponsorship cost £20,400 and brought no client so far."
    assert fourth.startswith("We owe most to Accountants (14 received, 3 given).")
    assert fifth.startswith("Plover Lane Bakery pays £3,400 itself, no. 47 of 50;")
    assert sixth.endswith("How 2 clients came is not recorded: ask them.")


def test_its_figures_are_those_of_the_functions(example):
    names, fees, by = (example.column(each) for each in ("Client", "Fees a year", "Referred by"))
    worth = udfs.call("REL_REFERRAL_VALUE", *([[cell] for cell in cells] for cells in (names, fees, by)))
    assert example.column("With all brought") == [row[0] for row in worth]
    sources, hours, outlays = (example.column(each, "Sources") for each in ("Source", "Hours a year", "Outlays a year"))
    of_client = [(source or "").casefold() for source in example.column("Source")]
    brought = [
        sum(fee for fee, own in zip(fees, of_client, strict=True) if own == source.casefold()) for source in sources
    ]
    assert example.column("Fees", "Sources") == brought
    effort = [each * COST_OF_AN_HOUR + paid for each, paid in zip(hours, outlays, strict=True)]
    rest = sum(fees) - sum(brought)
    audit = udfs.call(
        "REL_REFERRALS", [*([source] for source in sources), [None]], [*([fee] for fee in brought), [rest]],
        [*([each] for each in effort), [None]],
    )[1:]  # fmt: skip
    sheet = example.values["Tables"]
    shown = [[sheet.cell(row, column).value for column in (2, 4, 7, 10)] for row in range(7, 7 + len(audit))]
    for line, (name, value, spent, gap) in zip(audit, shown, strict=True):
        assert (name, value, spent) == (line[0], line[2], line[5])
        assert gap == pytest.approx(line[8])


def test_most_and_least_for_the_effort_go_by_fees_per_effort(tmp_path):
    written, computed = tmp_path / "written.xlsx", tmp_path / "computed.xlsx"
    path = tmp_path / "list.csv"
    path.write_text("Client,Source,Fees\nA,Bank,10000\nB,Web,1000\nC,Notary,5000\nD,Friend,700\n", encoding="utf-8")
    referral_audit.TEMPLATE.write(written, path)
    workbook = openpyxl.load_workbook(written)
    for row, outlays in enumerate((1000, 10, 300), 6):
        workbook["Sources"].cell(row, 3).value = outlays
    workbook.save(written)
    book = Book(referral_audit.TEMPLATE, computed, compute(written, computed).not_computed)
    first, second = book.sentences(2)
    assert first.startswith("Most for the effort comes from Web (")
    assert "; least from Bank: 76% of the effort" in first
    assert second.startswith("For each 1 of effort Bank brought 10 of fees a year, Web 100.")
    assert second.endswith("1 source stands apart, without any effort.")
    assert book.named("test_all") is True


def test_credit_for_a_referral_may_be_less_than_all(tmp_path, example):
    half = made(referral_audit.TEMPLATE, tmp_path, "example", credit=0.5)
    assert half.named("champion_worth") < example.named("champion_worth")
    assert not half.failing()


def test_a_list_without_effort_says_what_came_from_where_and_what_is_missing(tmp_path):
    book = of_list(tmp_path, "Abel,Bank,,1000,250", "Berta,Client,Abel,3000,", "Cleo,Client,Dora,500,", "Emil,,,200,")
    first, *_, last = book.sentences(6)
    assert first.startswith("Most fees came from Client: 2 clients of 4, 74% of the fees. Type on sheet Sources")
    assert last == "Still expected: 250. How 1 client came is not recorded: ask them."
    assert book.column("With all brought") == [4000, 3000, 500, 200]
    assert book.column("Source", "Sources") == ["Bank", "Client"]
    assert not book.failing()
    assert any("Type on sheet Sources" in sentence for sentence in book.says)


def test_referrals_in_a_circle_show_in_the_checks(tmp_path):
    book = of_list(tmp_path, "Abel,Client,Berta,1000,", "Berta,Client,Abel,3000,", "Cleo,Client,,500,")
    assert book.column("With all brought") == ["#NUM!", "#NUM!", 500]
    assert set(book.failing()) >= {"test_all", "test_clients_errors"}


def test_a_list_without_sources_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="no column for Source was found"):
        of_list(tmp_path, "Abel,1000", "Berta,2000", headings="Client,Fees 2026")


def test_a_source_is_counted_letter_for_letter(tmp_path):
    book = of_list(
        tmp_path, "A,Net*,,5,", "B,Network,,100,", "C,Network,C*,7,", "C*,<5 staff,,3,", "Calder,~?,,1,",
    )  # fmt: skip
    shown = zip(*(book.column(each, "Sources") for each in ("Source", "Clients", "Fees")), strict=True)
    assert set(shown) == {("Net*", 1, 5), ("Network", 2, 107), ("<5 staff", 1, 3), ("~?", 1, 1)}
    assert book.failing() == []


def test_sources_without_fees_are_not_called_nameless(tmp_path):
    book = of_list(tmp_path, "A,Web,,-5,", "B,Fairs,,-5,")
    assert book.sentences(6)[0] == "No source has brought fees so far."


def test_who_left_stays_with_its_source_and_pays_no_more(tmp_path):
    book = of_list(
        tmp_path, "Gone,Bank,,2026-03-01,9000", "B,Bank,Gone,,3000", "C,Web,,,2000",
        headings="Client,Source,Referred by,Left,Fees 2026",
    )  # fmt: skip
    assert "Gone left on 1 March 2026 and is listed without fees, as one whom its source brought." in book.says
    assert book.column("Fees a year") == [None, 3000, 2000]
    assert book.column("Clients", "Sources") == [2, 1]
    assert book.named("fees_total") == 5000


def test_fees_that_cancel_out_have_no_shares(tmp_path):
    book = of_list(tmp_path, "A,Web,,100,", "B,Fairs,,-100,")
    assert book.sentences(6)[0] == (
        "Most fees came from Web: 1 client of 2. Type on sheet Sources what each source costs, and effort is set "
        "against fees."
    )
    assert book.failing() == []
