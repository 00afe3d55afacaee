"""Acquire or retain: its story, its curves, care against value, and lists of one's own."""

import pytest
from made_templates import made

import udfs
from workbook_templates import ListRefused, acquire_or_retain

pytestmark = pytest.mark.every_template


def computed(folder, filling="example", **typed):
    book = made(acquire_or_retain.TEMPLATE, folder, filling, **typed)
    assert not book.not_computed
    return book


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return computed(tmp_path_factory.mktemp("acquire"))


def own(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_figures_are_those_of_the_function(example):
    judged = udfs.call("REL_ACQUIRE_OR_RETAIN", 2400, 0.1, 900, 0.24, 0.26, 200, 0.78, 0.95)
    names = ("acquisition_spend", "acquisition_rate", "retention_spend", "retention_rate", "client_worth")
    for (_, today, best), name in zip(judged[1:], names, strict=False):
        assert example.named(f"today_{name}") == pytest.approx(today)
        assert example.named(f"best_{name}") == pytest.approx(best)
    assert example.named("yearly_gain") == pytest.approx(60 * (judged[6][2] - judged[6][1]))
    assert example.sentences(9)[0].startswith("Spend more on keeping clients and less on winning them")


def test_the_curves_peak_where_the_best_spend_is(example):
    sheet = example.values["Chart data"]
    headings = [cell.value for row in sheet.iter_rows() for cell in row if cell.value == "Keeping at its best"]
    assert headings
    first = next(row[0].row for row in sheet.iter_rows() if row[1].value == "Spend on winning") + 1
    for spends, worths, best in ((2, 4, "best_acquisition_spend"), (5, 7, "best_retention_spend")):
        curve = [(sheet.cell(row, worths).value, sheet.cell(row, spends).value) for row in range(first, first + 41)]
        step = curve[1][1]
        assert abs(max(curve)[1] - example.named(best)) <= step
        assert max(curve)[0] <= example.named("best_prospect_worth")


def test_care_against_value_is_that_of_the_function(example):
    values, hours = example.column("Value"), example.column("Hours of care")
    effort = udfs.call("REL_EFFORT", [[value] for value in values], [[hour] for hour in hours])
    assert example.column("Hours deserved") == pytest.approx([row[2] for row in effort])
    assert example.named("most_client") == "Blue Kettle Cafes"
    assert sum(example.column("Hours too many")) == pytest.approx(0, abs=1e-9)


def test_judgements_that_cannot_be_are_said_in_one_sentence(tmp_path):
    book = computed(tmp_path, acquisition_rate=0.3)
    said = "The share of prospects won today must be above 0% and below the most that could be."
    assert book.sentences(9)[0] == said
    assert book.named("test_all") is False


def test_one_firm_should_win_more_another_nothing_at_all(tmp_path):
    more = computed(tmp_path, acquisition_spend=60, retention_spend=540, retention_rate=0.94)
    assert more.sentences(9)[0].startswith("Spend as much as today on keeping clients and more on winning them")
    assert more.named("test_all") is True
    nothing = computed(tmp_path, client_margin=60)
    assert (nothing.named("best_acquisition_spend"), nothing.named("best_retention_spend")) == (0, 0)
    assert nothing.sentences(9)[0].startswith("Spend less on both")
    assert nothing.named("test_all") is True


def test_of_a_list_the_care_is_compared_and_the_judgements_are_asked_for(tmp_path):
    text = "Mandant;Umsatz 2025;Kosten;Bindung;Stunden\nAbel GmbH;1.000,50;400;80%;2,5\nBerta KG;900;100;90%;40\n"
    book = computed(tmp_path, own(tmp_path, text + "Cilla AG;700;100;;\n"))
    assert book.named("test_all") is True
    assert book.sentences(9)[0].startswith("Type what you spend on winning")
    found = [book.named(name) for name in ("counted_count", "most_client", "least_client")]
    assert found == [2, "Berta KG", "Abel GmbH"]
    assert book.named("client_margin") == pytest.approx((600.5 + 800 + 600) / 3, abs=0.01)
    assert book.named("retention_rate") == pytest.approx(0.85)


def test_a_list_without_hours_says_so(tmp_path):
    book = computed(tmp_path, own(tmp_path, "Client,Fees 2025\nAbel,100\nBerta,50\n"))
    assert "Without hours of care in the list, care cannot be set against value." in book.says
    assert book.named("test_all") is True
    assert len([line for line in book.sentences(9) if len(line) > 60]) == 1


def test_a_list_without_fees_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="no column for Fees a year was found"):
        acquire_or_retain.TEMPLATE.write(tmp_path / "book.xlsx", own(tmp_path, "Client,Hours\nAbel,7\nBerta,8\n"))


def test_who_left_is_neither_compared_nor_a_usual_client(tmp_path):
    rows = "Client,Left,Fees 2026,Cost,Hours\nGone,2026-03-01,90000,100,50\nB,,3000,2700,5\nC,,2000,,7\n"
    book = computed(tmp_path, own(tmp_path, rows))
    assert "Gone left on 1 March 2026 and is left out." in book.says
    assert book.column("Client") == ["B", "C"]
    assert book.named("client_margin") == 250
    assert book.answer["B3"].value.startswith("For 1 client no cost to serve is recorded")
