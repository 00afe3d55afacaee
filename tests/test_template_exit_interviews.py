"""The exit interviews: their story against the function, lists of one's own, and what is judged where."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from made_templates import Book, made, made_of_lines, typed_rows

import udfs
from workbook_templates import ListRefused, exit_interviews

pytestmark = pytest.mark.every_template


def lines(name: str) -> list[dict[str, str]]:
    text = (files("workbook_templates") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Book:
    return made(exit_interviews.TEMPLATE, tmp_path_factory.mktemp("exits"), "example")


def test_the_reasons_are_ranked_as_the_function_ranks_them(example):
    rows, judged = (
        lines("exit_interviews.csv"),
        {row["Reason"]: row["In our hands"] for row in lines("exit_reasons.csv")},
    )
    values = [[udfs.call("REL_CLV", 0.4 * float(row["Fees"]), 0.9, 0.1, "end", "at risk")] for row in rows]
    ours = [[row["In our hands"] or judged.get(row["Reason"]) or None] for row in rows]
    back = [[row["Won back"] or None] for row in rows]
    table = udfs.call("REL_DEFECTIONS", [[row["Reason"] or None] for row in rows], values, ours, back)
    ((_, area),) = example.values.defined_names["reasons_ranked"].destinations
    shown = [[cell.value for cell in line] for line in example.values["Tables"][area.replace("$", "")]]
    for line, given in zip(table, shown, strict=False):
        assert given == [pytest.approx(cell) if isinstance(cell, float) else cell for cell in line]
    assert example.named("value_ours") == pytest.approx(
        sum(value for (value,), (own,) in zip(values, ours, strict=True) if own == "yes")
    )


def test_what_is_named_most_often_is_not_what_costs_most(example):
    said = example.sentences(5)
    assert "43% of it for the reason \u201cAdviser left the bank\u201d (5 clients)" in said[0]
    assert said[1] == "The reason named most often, \u201cFees too high\u201d (9 clients), cost 10% of the value."


def test_whom_to_call_are_those_still_gone_by_our_own_doing(example):
    named = [row[1].value for row in example.answer.iter_rows(min_row=30, max_row=42) if row[6].value][1:]
    assert named[:3] == ["The Pemberwick family", "Dr Ottoline Frayne", "Thornquay Shipping"]
    # The one came back; of the other we could not have kept it.
    assert not {"Castellow Holdings", "The Vellacourt trust"} & set(named)


def own(tmp_path, text: str) -> Book:
    return made_of_lines(exit_interviews.TEMPLATE, tmp_path, text)


REGISTER = """Kunde;Kunde seit;Ausgetreten;Honorar 2023;Honorar 2024;Honorar 2025;Grund
Nordlicht GmbH;01.03.2019;31.05.2025;12.500,00;13.000,00;5.200,00;Preis
Seegras AG;14.07.2020;;8.400,50;8.700,00;9.100,00;
Tannhof KG;02.02.2018;30.09.2024;4.300,00;3.100,00;;Nachfolge
Uferblick;19.11.2021;15.01.2025;6.600,00;7.000,00;;preis
Zollhaus OHG;05.05.2016;01.12.2023;1.900,00;;;
"""


def test_of_a_register_those_who_left_are_taken_with_their_last_fees(tmp_path):
    book = own(tmp_path, REGISTER)
    headings, rows = typed_rows(book)
    paid = {row[0]: row[headings.index("Fees")] for row in rows}
    assert paid == {"Nordlicht GmbH": 5200, "Tannhof KG": 3100, "Uferblick": 7000, "Zollhaus OHG": 1900}
    assert any("1 client without a day of leaving and a reason left out" in sentence for sentence in book.says)
    assert book.named("first_reason") == "Preis"
    assert book.named("first_clients") == 2
    assert book.named("unknown_count") == 1
    assert "Of 3 exits that is not judged yet: say so on sheet Reasons." in book.sentences(5)[2]
    assert book.verdicts()["test_all"] is True


def test_equal_losses_are_called_from_the_upper_row_down(tmp_path):
    text = "Client,Left,Fees,Reason,Avoidable,Regained\n" + "".join(
        f"{name},2025-01-0{day},{fees},Price,{mark},{back}\n"
        for name, day, fees, mark, back in (
            ("A", 1, 100, "x", ""), ("B", 2, 300, "ja", ""), ("C", 3, 100, "yes", ""), ("D", 4, 300, 1, "no"),
            ("E", 5, 100, "TRUE", "yes"), ("F", 6, "", "oui", ""),
        )
    )  # fmt: skip
    book = own(tmp_path, text)
    named = [row[1].value for row in book.answer.iter_rows(min_row=30, max_row=42) if row[6].value][1:]
    assert named == ["B", "D", "A", "C"]
    assert book.named("valued_count") == 5
    assert book.named("back_count") == 1


def test_without_fees_or_reasons_a_list_is_refused(tmp_path):
    with pytest.raises(ListRefused, match="no column for Reason was found"):
        own(tmp_path, "Client,Left,Fees\nA,2025-01-01,100\n")
    with pytest.raises(ListRefused, match="no column for Fees was found"):
        own(tmp_path, "Client,Left,Reason for leaving\nA,2025-01-01,Price\n")


def test_without_any_amount_the_loss_is_asked_for(tmp_path):
    book = own(tmp_path, "Client,Left,Fees,Reason\nA,2025-01-01,,Price\nB,2025-02-01,,Service\n")
    assert book.sentences(5)[0] == (
        "2 clients left between 1 January 2025 and 1 February 2025; type on sheet Exits what they paid a year, and the "
        "loss follows."
    )
    assert not book.errors()
    assert book.verdicts()["test_all"] is True


def test_fees_below_nothing_are_no_loss(tmp_path):
    book = own(tmp_path, "Client,Left,Fees,Reason,Avoidable\nA,2025-01-01,-90,Price,yes\nB,2025-02-01,-5,Price,yes\n")
    assert book.sentences(5)[0].endswith(". By their fees on sheet Exits they would have brought nothing more.")
    assert "still gone: the list below" in book.sentences(5)[3]
