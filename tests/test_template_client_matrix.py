"""The client matrix: its story against the functions, axes of one's own, and clients at the edges."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from made_templates import made, made_of_lines

import udfs
from workbook_templates import ListRefused, client_matrix
from workbook_templates.client_matrix import workings

pytestmark = pytest.mark.every_template


def names_of(book):
    """The names on the picture, each with where it begins, ends and stands, and of whom there are none."""
    sheet = book.values["Workings"]
    (first,) = (row[1].row for row in sheet.iter_rows() if row[1].value == "The picture: names")
    rows = sheet.iter_rows(min_row=first + 3, max_row=first + 2 + workings.LABELS)
    asked = [[row[place].value for place in (1, 10, 11, 12, 2)] for row in rows if row[2].value not in (None, "")]
    return [each for each in asked if each[0] != " "], [each[4] for each in asked if each[0] == " "]


def marks_of(book):
    """Where the marks of the clients stand, by their row."""
    rows = book.values["Chart data"].iter_rows(min_row=5, values_only=True)
    return {row[0]: (row[5], row[6]) for row in rows if isinstance(row[6], (int, float))}


def of_list(folder, *rows):
    return made_of_lines(client_matrix.TEMPLATE, folder, *rows)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return made(client_matrix.TEMPLATE, tmp_path_factory.mktemp("example"), "example")


def test_the_quadrants_are_those_of_the_function(example):
    path = Path(client_matrix.__file__).parents[1] / "data" / "bank_clients.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    shares, incomes = ([[float(row[heading])] for row in rows] for heading in ("Share of wallet", "Income"))
    expected = [quadrant for (quadrant,) in udfs.call("REL_MATRIX", shares, incomes)]
    assert example.column("Quadrant") == expected
    assert example.named("across_from") == pytest.approx(0.435)
    assert example.named("up_from") == pytest.approx(17_200)


def test_the_answer_tells_the_story(example):
    key, develop, without, first, unplaced = example.sentences(5)
    assert key.startswith("8 of 30 clients are Key: high on Share of wallet (from 44%) and on Income (from £17,200)")
    assert develop.startswith("7 clients are Develop: high on Income and low on Share of wallet, and bring 37%")
    assert without == "19 clients have no action, among them 2 Key and 3 Develop; 1 action is overdue."
    assert first == "To decide first: Dunmorrow Foods (Key, no action)."
    assert unplaced == ""


LETTER, LINE = 0.0062, 0.055
"""The width of a letter and the height of a line of a name, in the units of the picture."""


def covered(name, names, marks):
    """What a name would cover: other names, and marks."""
    left, right, height = name
    return [
        other for other, begins, ends, stands, _ in names
        if left < ends and begins < right and abs(height - stands) < LINE
    ] + [
        row for row, (x, y) in marks.items()
        if left - LETTER < x < right + LETTER and abs(height - y) < 0.9 * LINE
    ]  # fmt: skip


def crowd(folder, count):
    """A list of so many clients: many of middling size, few large ones."""
    chance = random.Random(4)
    rows = [
        f"{chance.choice('ABCDEFG')}{'lder fen'[: chance.randint(2, 8)]} & Sons {number},"
        f"{chance.betavariate(2, 3):.2f},{chance.lognormvariate(9.6, 1.1):.0f}"
        for number in range(count)
    ]
    return of_list(folder, "Client,Share of wallet,Income", *rows)


@pytest.mark.parametrize(("count", "least"), [(30, 26), (60, 20), (200, 10)])
def test_no_name_on_the_picture_covers_a_name_or_a_mark(example, tmp_path, count, least):
    book = example if count == 30 else crowd(tmp_path, count)
    (names, without), marks = names_of(book), marks_of(book)
    assert len(marks) == count
    assert len(names) + len(without) == min(count, workings.LABELS)
    assert len(names) >= least
    for place, (_, begins, ends, stands, _) in enumerate(names):
        assert covered((begins, ends, stands), names[:place], marks) == []
        assert 0 <= begins < ends <= 1.2
        assert 0 <= stands <= 1.03
    # The highest have theirs.
    heights = sorted((y for _, y in marks.values()), reverse=True)
    assert marks[names[0][4]][1] == heights[0]
    assert all(marks[row][1] >= heights[min(count, workings.LABELS) - 1] for *_, row in names)


def test_who_has_no_name_on_the_picture_would_cover_something(example):
    """Right, left, above or below: there is no room left."""
    (names, without), marks = names_of(example), marks_of(example)
    clients = example.column("Client")
    assert without
    for row in without:
        (x, y), width = marks[row], LETTER * (len(clients[row - 1]) + 1)
        left = x - 2 * LETTER - width
        for begins, stands in (
            (x + 2 * LETTER, y), (left, y), (x - width / 2, y + LINE), (x - width / 2, y - LINE)
        ):  # fmt: skip
            others = {each: place for each, place in marks.items() if each != row}
            place = (begins, begins + width, stands)
            assert covered(place, names, others) or not (begins >= 0 and begins + width <= 1.2 and 0 <= stands <= 1.03)


def test_an_action_has_the_state_that_owner_and_dates_give_it(tmp_path):
    book = of_list(
        tmp_path,
        "Client,Income,Satisfaction,Action,Owner,By when,Done",
        "A,100,5,,,,",
        "B,200,6,Call,Ines,,",
        "C,300,7,Call,Ines,2020-01-01,",
        "D,400,8,Call,Ines,2190-01-01,",
        "E,500,9,Call,Ines,2020-01-01,2020-01-02",
    )
    assert book.column("State") == ["No action", "Unfinished", "Overdue", "Planned", "Done"]
    assert book.named("first_open") == "C"
    assert book.named("test_all") is True


def test_numbers_of_the_list_can_be_axes(tmp_path):
    book = of_list(tmp_path, "Client,Orders,Days to pay,City", "A,1,30,Leeds", "B,9,10,York", "C,5,20,Hull")
    assert (book.named("up"), book.named("across")) == ("Orders", "Days to pay")
    assert book.column("Quadrant") == ["Maintain", "Develop", "Key"]
    assert "City" not in [cell.value for cell in book.values["Clients"][5]]
    assert any("The matrix sets Days to pay against Orders" in sentence for sentence in book.says)
    assert book.named("test_all") is True


def test_who_lacks_a_figure_stands_in_no_quadrant_and_is_said(tmp_path):
    book = of_list(tmp_path, "Client,Income,Satisfaction", "A,100,5", "B,200,", "C,,9", "D,400,9")
    assert [quadrant or "" for quadrant in book.column("Quadrant")] == ["Review", "", "", "Key"]
    assert book.sentences(5)[4].startswith("2 clients have no figure for one of the axes")
    assert book.named("test_all") is True


def test_who_stands_exactly_at_a_cut_of_many_digits_is_counted_as_high(tmp_path):
    book = of_list(tmp_path, "Client,Joined,Fees 2025", "A,2015-01-01,100", "B,2015-01-01,800", "C,2016-01-01,60")
    assert book.named("across_from") != float(f"{book.named('across_from'):.15g}")
    assert book.column("Quadrant") == ["Key", "Key", "Review"]
    assert book.named("test_high_across") is True
    assert book.named("test_all") is True


@pytest.mark.parametrize("clients", [("A,100,5",), ("A,100,5", "B,100,5"), ("A,0,0", "B,-5,-9", "C,-1,-1")])
def test_one_client_equal_ones_and_losses_are_drawn_without_an_error(tmp_path, clients):
    book = of_list(tmp_path, "Client,Income,Satisfaction", *clients)
    assert book.named("test_all") is True
    assert book.named("placed_count") == len(clients)
    errors = [
        cell.coordinate for name in ("Answer", "Clients", "Workings") for row in book.values[name].iter_rows()
        for cell in row if isinstance(cell.value, str) and cell.value.startswith("#")
    ]  # fmt: skip
    assert not errors


def test_who_left_is_not_ranked_and_said(tmp_path):
    book = of_list(
        tmp_path, "Client,Joined,Left,Fees 2024,Fees 2025", "A,2015-01-01,,100,100", "B,2015-01-01,2025-02-01,900,800",
        "C,2016-01-01,,50,60", "D,2017-01-01,2026-02-01,40,50",
    )  # fmt: skip
    assert book.column("Client") == ["A", "C", "D"]
    assert "B left on 1 February 2025 and is not ranked." in book.says
    assert not any(sentence.startswith("Left out") and "Left," in sentence for sentence in book.says)
    assert (book.named("up"), book.named("across")) == ("Income", "Years with us")
    assert book.named("test_all") is True


def test_a_list_of_clients_who_have_all_left_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Client,Joined,Left,Fees 2025\nA,2015-01-01,2020-01-01,5\nB,2016-01-01,2020-01-01,6\n")
    with pytest.raises(ListRefused, match=r"list\.csv: every client has left; a matrix ranks"):
        client_matrix.TEMPLATE.write(tmp_path / "book.xlsx", path)


def test_a_name_with_a_star_is_no_pattern_for_others(tmp_path):
    book = of_list(tmp_path, "Client,Income,Costs", "E*,100,50", "Eton,200,80", "Who?,30,10", "Whom,40,30")
    assert book.named("test_twice") is True


def test_no_currency_is_made_up(tmp_path):
    bare = of_list(tmp_path, "Client,Income,Satisfaction", "A,100,5", "B,200,6", "C,300,7")
    assert bare.named("currency") is None
    assert "No currency sign was found: set currency on sheet Settings." in bare.says
    assert "on Income (from 200)" in bare.sentences(5)[0]
    signed = of_list(tmp_path, "Client,Income (€),Satisfaction", "A,100,5", "B,200,6", "C,300,7")
    assert signed.named("currency") == "€"
    assert not any("currency sign" in sentence for sentence in signed.says)


def test_a_list_with_one_measure_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Client,Income\nA,100\nB,200\n", encoding="utf-8")
    with pytest.raises(ListRefused, match=r"list\.csv: a matrix takes two measures .* only Income was found\."):
        client_matrix.TEMPLATE.write(tmp_path / "book.xlsx", path)
