"""Deal or relationship: its story, what flips it, and lists of one's own."""

import pytest
from made_templates import made

import udfs
from workbook_templates import ListRefused, deal_or_relationship

pytestmark = pytest.mark.every_template


def computed(folder, filling="example", **typed):
    book = made(deal_or_relationship.TEMPLATE, folder, filling, **typed)
    assert not book.not_computed
    return book


def lines(book):
    """What the answer says, above its picture and below."""
    return book.sentences(47)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return computed(tmp_path_factory.mktemp("deal"))


def own(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_relationship_is_worth_five_times_as_much(example):
    compared = dict(udfs.call("REL_COMPARE", 0.1, 80_000, 120_000, 0.8)[1:])
    assert example.named("times") == pytest.approx(compared["Times as much"]) == pytest.approx(5)
    assert example.named("relationship_worth") == pytest.approx(400_000)
    assert example.named("fees_worth") == pytest.approx(1_000_000)
    assert example.named("concession") == pytest.approx(compared["Largest concession"])
    assert "worth 5.0 times as much" in lines(example)[0]


def test_every_client_is_set_against_the_same_deal(example):
    assert (example.named("valued_count"), example.named("better_count")) == (15, 7)
    assert example.named("top_client") == "Fernleigh Homes"
    sheet = example.values["Clients"]
    fernleigh = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] == "Fernleigh Homes")
    assert fernleigh[4:8] == pytest.approx((120_000, 0.8, 400_000, 5))


def test_the_answer_flips_where_its_sentences_say(tmp_path):
    more = computed(tmp_path, relationship_cost=276_001)
    assert more.named("times") < 1
    assert more.named("test_all") is True
    assert lines(more)[0].startswith("The Osprey Quay lawsuit is worth more")
    assert any("Or 80% of such clients would have to stay" in line for line in lines(more))


def test_a_relationship_that_never_catches_up_says_so(tmp_path):
    book = computed(tmp_path, relationship_fees=181_000, timing="mid", growth=0.02, periods=5)
    assert book.named("test_all") is True
    assert (book.named("break_even"), book.named("years_to_reach")) == ("none", "none")
    assert any("never brings as much" in line for line in lines(book))
    assert any("not even a client who never leaves" in line for line in lines(book))


def test_worth_without_end_asks_for_a_horizon(tmp_path):
    book = computed(tmp_path, relationship_retention=1, growth=0.15)
    assert "type a horizon" in lines(book)[0]
    assert book.named("test_all") is False


def test_a_deal_without_margin_is_said(tmp_path):
    book = computed(tmp_path, deal_cost=200_000)
    assert lines(book)[0].startswith("The Osprey Quay lawsuit brings no margin")
    assert book.named("test_all") is True


def test_of_a_list_the_largest_relationship_stands_against_one_year_of_it(tmp_path):
    book = computed(
        tmp_path, own(tmp_path, "Mandant;Umsatz 2025;Kosten\nAbel GmbH;1.000,50;400\nBerta KG;900;100,25\n")
    )
    assert (book.named("deal_fees"), book.named("deal_cost")) == (900, 100.25)
    assert book.named("relationship_name") == "keeping Berta KG"
    assert book.named("times") == pytest.approx(1 / 0.3)
    assert lines(book)[0].startswith("Keeping Berta KG is worth 3.3 times as much as a year of Berta KG alone: ")
    assert book.named("deal_name") == "a year of Berta KG alone"
    assert "a year of it alone" in book.says[-1]
    assert book.named("test_all") is True


def test_a_list_without_margins_compares_nothing(tmp_path):
    book = computed(tmp_path, own(tmp_path, "Client,Fees 2025,Cost to serve\nAbel,100,200\nBerta,50,90\n"))
    assert book.named("deal_fees") is None
    assert book.named("test_all") is True
    assert lines(book)[0].startswith("Nothing to compare yet")


def test_a_list_without_fees_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="no column for Fees a year was found"):
        deal_or_relationship.TEMPLATE.write(
            tmp_path / "book.xlsx", own(tmp_path, "Client,Town\nAbel,Bath\nBerta,York\n")
        )


def test_who_left_is_not_compared(tmp_path):
    rows = "Client,Left,Fees 2026,Cost\nGone,2026-03-01,90000,100\nB,,3000,2700\nC,,2000,1800\n"
    book = computed(tmp_path, own(tmp_path, rows))
    assert "Gone left on 1 March 2026 and is left out." in book.says
    assert book.column("Client") == ["B", "C"]
    assert lines(book)[0].startswith("Keeping B is worth 3.3 times as much")


def test_a_list_of_none_but_those_who_left_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="every client has left"):
        computed(tmp_path, own(tmp_path, "Client,Left,Fees 2026\nGone,2026-03-01,90000\n"))


def test_a_client_without_a_cost_has_the_margin_of_the_others_and_the_answer_says_so(tmp_path):
    book = computed(tmp_path, own(tmp_path, "Client,Fees,Cost\nNoCost,50000,\nB,3000,2700\nD,4000,3600\n"))
    assert book.column("Margin") == pytest.approx([5000, 300, 400])
    assert (book.named("relationship_cost"), book.named("margin_share")) == (45_000, 0.1)
    assert book.answer["B3"].value.startswith("For 1 client no cost to serve is recorded: what is left of its fees")
    assert any(said.startswith("No cost to serve is recorded for 1 client") for said in book.says)
