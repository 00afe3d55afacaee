"""The ideal client: the example's story, what is guessed from a list of one's own, and what cannot be judged."""

import pytest
from made_templates import made

import udfs
from workbook_templates import ListRefused
from workbook_templates.ideal_client import TEMPLATE
from workbook_templates.ideal_client.prospects import ATTRIBUTES, TYPED, example

pytestmark = pytest.mark.every_template


def prospects(book):
    lines = book.values["Prospects"].iter_rows(min_row=5, values_only=True)
    headings = next(lines)
    return {line[0]: dict(zip(headings, line, strict=True)) for line in lines if line[0]}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return made(TEMPLATE, tmp_path_factory.mktemp("ideal"), "example")


def test_the_largest_prospect_misses_a_must_and_a_small_one_is_the_best(book):
    found = prospects(book)
    assert found["Corvane Retail Group"] | {"Fit": None} == found["Corvane Retail Group"] | {
        "Verdict": "Must missed", "Musts missed": "No conflict", "Score": 0, "Fit": None,
    }  # fmt: skip
    assert found["Corvane Retail Group"]["Fit"] > 75
    assert book.named("largest_name") == "Corvane Retail Group"
    assert book.named("best_name") == "Halberd Tooling"
    assert book.named("best_score") == pytest.approx(100)


def test_scores_are_those_of_the_function(book):
    given = example()
    attributes = [list(row[-len(ATTRIBUTES) :]) for row in given.rows]
    weights, ideal = [[wish.weight for wish in given.wishes]], [[wish.ideal for wish in given.wishes]]
    musts = [["yes" if wish.must else None for wish in given.wishes]]
    expected = udfs.call("REL_SCORE", attributes, weights, ideal, musts)
    for row, (score,) in zip(given.rows, expected, strict=True):
        shown = prospects(book)[row[0]]["Score"]
        if isinstance(score, udfs.CellError):
            assert shown is None
            assert prospects(book)[row[0]]["Verdict"] in ("Find out",)
        else:
            assert shown == pytest.approx(score)


def test_what_is_unknown_is_said(book):
    found = prospects(book)
    assert found["Quernstone Bakeries"]["Still to find out"] == "No conflict"
    assert found["Rookhope Ceramics"]["Fit"] is None
    assert found["Rookhope Ceramics"]["Verdict"] == "Find out"


def test_another_list_guesses_the_ideal_and_leaves_out_what_it_does_not_hold(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(
        "Company;Sector;Staff;Need recurs\nAlba Pumps;Water;40;ja\nBergil;Water;10;nein\nCordell;Retail;20;ja\n",
        encoding="utf-8",
    )
    book = made(TEMPLATE, tmp_path, path)
    assert any("guessed" in sentence for sentence in book.says)
    columns = [column.heading for column, _ in ATTRIBUTES]
    ((sheet, _),) = book.values.defined_names["ideal_weights"].destinations
    weights, ideals = (
        dict(zip(columns, (cell.value for cell in book.values[sheet][area.replace("$", "")][0]), strict=True))
        for ((_, area),) in (book.values.defined_names[name].destinations for name in ("ideal_weights", "ideal_values"))
    )
    assert weights["No conflict"] == weights["Expected fees"] == 0
    assert (ideals["Sector"], ideals["Employees"], ideals["Work recurs"]) == ("Water", 30, "yes")
    assert book.named("best_name") == "Alba Pumps"
    assert book.named("test_all") is True


def test_a_list_without_names_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Sum,Day\n1,2026-01-01\n2,2026-01-02\n", encoding="utf-8")
    with pytest.raises(ListRefused, match="Prospect"):
        TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_attributes_are_neighbours_in_the_list():
    assert TYPED[-len(ATTRIBUTES) :] == tuple(column for column, _ in ATTRIBUTES)
