"""The client pyramid: its story against the functions, lists of its own, and clients at the edges."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from made_templates import made, made_of_lines

import udfs
from workbook_templates import ListRefused, client_pyramid

pytestmark = pytest.mark.every_template

NAMES = [["Platinum"], ["Gold"], ["Iron"], ["Lead"]]


def of_list(folder, *rows, headings="Client,Fees 2025,Fees 2026,Cost to serve"):
    return made_of_lines(client_pyramid.TEMPLATE, folder, headings, *rows)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return made(client_pyramid.TEMPLATE, tmp_path_factory.mktemp("example"), "example")


def numbers(text):
    return float(text) if text else None


def column(cells):
    return [[cell] for cell in cells]


def test_the_figures_are_those_of_the_functions(example):
    path = Path(client_pyramid.__file__).parents[1] / "data" / "accountancy_clients.csv"
    with path.open(encoding="utf-8") as lines:
        rows = [[row[0], *map(numbers, row[2:])] for row in list(csv.reader(lines))[1:]]
    margins = [None if now is None else now - cost for _, _, now, cost in rows]
    share = example.named("margin_share")
    before = [
        None
        if earlier is None
        else earlier * share
        if now is None
        else earlier * (now - cost) / now
        if now > cost
        else earlier - cost
        for _, earlier, now, cost in rows
    ]
    tiers = [tier for (tier,) in udfs.call("REL_TIERS", column(margins))]
    tiers_before = [tier for (tier,) in udfs.call("REL_TIERS", column(before))]
    assert example.column("Margin") == margins
    assert [tier or "" for tier in example.column("Tier")][: len(tiers)] == tiers
    assert [tier or "" for tier in example.column("Tier before")][: len(tiers_before)] == tiers_before
    assert example.named("core_share") == pytest.approx(udfs.call("REL_PARETO", column(margins), 0.2))
    keeps = [kept for (kept,) in udfs.call("REL_STABILITY", column(margins), None, None, None, 0.1)]
    assert [kept or "" for kept in example.column("Keeps its tier")][: len(keeps)] == pytest.approx(keeps)


def test_the_answer_tells_the_story(example):
    first, bill, losses, moves, who, sure = example.sentences(6)
    assert first == "8 of 40 clients are Platinum, and bring 58% of the margin of 2026: £104,600 of £181,000."
    assert "Lavendermoor Hotels (£47,900), and yet it is Lead" in bill
    assert losses == "3 clients cost more than they pay: together £5,600 a year."
    assert moves.startswith("Since 2025, 2 moved up, 3 down, 2 were lost and 3 are new")
    assert "Cobblemere Dairies, from Platinum to Iron" in who
    assert "Fenwillow Care Homes, from Gold to Platinum" in who
    assert "Thimblerow Textiles" in sure


def test_fees_alone_rank_where_no_cost_is_known(tmp_path):
    book = of_list(tmp_path, "A,100,300", "B,200,200", "C,300,100", headings="Client,Fees 2024,Fees 2025")
    assert book.named("value_word") == "fees"
    assert book.column("Moved") == ["Up", "Same", "Down"]
    assert book.sentences(6)[0] == "1 of 3 clients is Platinum, and brings 50% of the fees of 2025: 300 of 600."
    assert any("ranked by fees" in sentence for sentence in book.says)
    assert book.named("test_all") is True


def test_one_year_of_fees_shows_tiers_and_says_what_is_missing(tmp_path):
    book = of_list(tmp_path, "A,30", "B,20", "C,10", headings="Client,Fees 2025")
    assert book.column("Tier") == ["Platinum", "Gold", "Iron"]
    assert book.sentences(6)[3] == "One year of fees cannot show who moved: add those of the year before."
    assert any("One column of fees" in sentence for sentence in book.says)
    assert book.named("test_all") is True


def test_a_single_client_and_clients_who_all_cost_money_are_answered_without_an_error(tmp_path):
    alone = of_list(tmp_path, "A,20,30,10")
    assert alone.named("test_all") is True
    assert alone.sentences(6)[0].startswith("1 of 1 client is Platinum, and brings 100%")
    losing = of_list(tmp_path, "A,20,30,40", "B,5,5,9")
    assert losing.named("test_all") is True
    assert losing.sentences(6)[0].startswith("2 clients bring no margin in all")


def test_who_is_unknown_in_a_year_is_lost_or_new_and_not_of_the_last_tier(tmp_path):
    book = of_list(tmp_path, "Lost,50,,", "Zero,5,0,", "New,,40,10", "Stays,30,30,10")
    assert book.column("Moved") == ["Lost", "Lost", "New", "Down"]
    assert [book.named(name) for name in ("client_count", "before_count", "lost_count", "new_count")] == [2, 3, 2, 1]
    assert book.named("test_all") is True


KEPT = tuple(f"C{place},{50 + place},{51 + place},20" for place in range(10))


def test_whose_fees_fall_below_their_cost_falls_by_what_it_brought_before(tmp_path):
    book = of_list(tmp_path, *KEPT, "Collapsed,200,5,8")
    assert [book.column(heading)[10] for heading in ("Margin before", "Margin")] == [192, -3]
    assert [book.column(heading)[10] for heading in ("Tier before", "Tier", "Moved")] == ["Platinum", "Lead", "Down"]
    assert book.sentences(6)[4].startswith("The largest fall is that of Collapsed, from Platinum to Lead (-195 a year)")


def test_a_new_client_who_costs_money_is_no_rise_and_still_in_the_list(tmp_path):
    book = of_list(tmp_path, "Stays,300,300,10", "Also,200,200,10", "Costly,,1,90")
    assert book.column("Moved")[2] == "New"
    assert "rise" not in book.sentences(6)[4]
    assert "Costly" in {cell.value for row in book.values["Answer"].iter_rows(min_row=12) for cell in row}


def test_who_moved_by_the_same_amount_stands_in_the_order_of_the_list(tmp_path):
    book = of_list(tmp_path, *KEPT, "One,,500000000000,20", "Two,,500000000000,20")
    shown = [cell.value for row in book.values["Answer"].iter_rows(min_row=12) for cell in row]
    assert shown.count("One") == shown.count("Two") == 1
    assert shown.index("One") < shown.index("Two")


def test_a_name_that_stands_twice_breaks_a_check(tmp_path):
    book = of_list(tmp_path, "A,20,30,10", "B,5,5,1", "A,7,8,1")
    assert book.named("test_twice") is False


def test_who_left_counts_as_lost_and_is_said(tmp_path):
    headings = "Client,Left,Fees 2024,Fees 2025"
    book = of_list(
        tmp_path, "A,,100,100", "B,2025-02-01,900,800", "C,2024-12-31,50,60", "D,2026-01-01,40,50", headings=headings
    )
    assert book.column("Moved")[1:3] == ["Lost", "Lost"]
    assert [tier or "" for tier in book.column("Tier")] == ["Platinum", "", "", "Iron"]
    assert book.column("Tier before")[1] == "Platinum"
    assert book.named("fees_total") == 150
    assert (
        "2 clients have left and count as lost, so that their last fees are left out: B left on 1 February 2025; "
        "C left on 31 December 2024." in book.says
    )
    assert book.named("test_all") is True


def test_who_left_is_not_ranked_where_one_year_of_fees_is_known(tmp_path):
    book = of_list(tmp_path, "A,,100", "B,2025-02-01,800", "C,,60", headings="Client,Left,Fees 2025")
    assert [tier or "" for tier in book.column("Tier")] == ["Platinum", "", "Iron"]
    assert "B left on 1 February 2025 and is not ranked." in book.says
    assert book.named("test_all") is True


def test_a_name_with_a_star_is_no_pattern_for_others(tmp_path):
    book = of_list(tmp_path, "E*,20,30,10", "Eton,5,5,1", "Who?,7,8,1", "Whom,7,9,1")
    assert book.named("test_twice") is True


def test_no_currency_is_made_up(tmp_path):
    book = of_list(tmp_path, "A,100,110,10", "B,50,60,10")
    assert book.named("currency") is None
    assert "No currency sign was found: set currency on sheet Settings." in book.says
    assert not any("£" in sentence for sentence in book.sentences(6))


def test_a_list_without_fees_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Client,City\nA,Leeds\n", encoding="utf-8")
    with pytest.raises(ListRefused, match=r"list\.csv: no column for Fees was found"):
        client_pyramid.TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_the_margin_of_a_list_is_taken_to_a_tenth_of_a_per_cent(tmp_path):
    book = of_list(tmp_path, "A,,10000,9852", "B,,1000,", "C,,500,492.6")
    assert book.column("Margin") == pytest.approx([148, 15, 7.4])
    remark = book.answer["B3"].value
    assert remark.startswith("For 1 client no cost to serve is recorded")
    assert "assumed to be 1.5%" in remark
    assert any("1.5% of fees" in said for said in book.says)


def test_who_pays_in_neither_year_is_not_new(tmp_path):
    book = of_list(tmp_path, "A,1000,1000,200", "B,0,0,50", "C,,0,60", "D,500,800,100", "E,,300,100")
    assert book.column("Moved") == ["Same", "Same", "Same", "Same", "New"]
    assert (book.named("new_count"), book.named("before_count")) == (1, 4)
    assert book.named("test_all") is True


def test_one_year_of_fees_makes_nobody_new_who_does_not_pay(tmp_path):
    book = of_list(tmp_path, "A,1000,200", "B,0,50", headings="Client,Fees 2026,Cost to serve")
    assert (book.named("new_count"), book.named("before_count")) == (0, 0)
    assert book.named("test_all") is True
