"""Recognition: every messy sheet is read as a person reads it, and no cell is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messy_sheets import MessySheet, area, held_out_sheets, messy_sheets

from workbook_templates.recognition import ROLES, Area, Corrections, Sheet, recognise, role_called
from workbook_templates.recognition.cell_reader import Numbers
from workbook_templates.recognition.headings import read_heading
from workbook_templates.recognition.meanings import meanings
from workbook_templates.recognition.words import plain

SHEETS = list(messy_sheets())
HELD_OUT = list(held_out_sheets())


def role_of(column):
    year = f" {column.year}" if column.year and column.role.term == "Fees" else ""
    return f"{column.role.term}{year}"


@pytest.mark.parametrize("messy", SHEETS, ids=lambda messy: messy.name)
def test_a_messy_sheet_is_read_as_a_person_reads_it(messy: MessySheet):
    reading, expected = recognise(messy.sheet), messy.expected
    assert (reading.area.address if reading.area else "") == expected.area
    assert reading.header == expected.header
    assert {column.letters: role_of(column) for column in reading.columns} == expected.roles
    kinds = {reading.first + place: kind.value for place, kind in enumerate(reading.kinds) if kind.value != "blank"}
    assert kinds == expected.kinds
    assert sorted(group.rows for group in reading.same) == expected.same
    guessed = {letters for said in reading.said for letters in re.findall(r"^Column (\w+) is taken for", said)}
    assert expected.guesses <= guessed
    assert len(reading.refusals) == len(expected.refused), reading.refusals
    for (word, rows), refusal in zip(expected.refused.items(), reading.refusals, strict=True):
        assert word in refusal.sentence
        assert refusal.rows == rows
    out = [some.area for some in reading.left_out]
    for address in expected.left_out:
        assert all(any(some.holds(*cell) for some in out) for cell in filled(messy.sheet, area(address))), address
    fees = [column for column in reading.columns if column.role.term in ("Fees", "Invoice amount")]
    dates = {column.date_order for column in reading.columns if column.date_order}
    shown = {
        "currency": {column.currency for column in fees}, "unit": {column.unit for column in fees},
        "subject": {reading.subject}, "table": {reading.table}, "order": dates,
    }  # fmt: skip
    given = (
        {"subject": "clients", "table": ""}
        | ({"unit": "one"} if fees and not expected.refused else {})
        | expected.details
    )
    for name, value in given.items():
        if reading.area:
            assert shown[name] == {value}, name


@pytest.mark.parametrize("messy", SHEETS + HELD_OUT, ids=lambda messy: messy.name)
def test_no_cell_of_a_messy_sheet_is_lost(messy: MessySheet):
    assert lost(messy.sheet) == []


@pytest.mark.parametrize("messy", HELD_OUT, ids=lambda messy: messy.name)
def test_every_client_of_a_held_out_sheet_is_read_as_one(messy: MessySheet):
    rows = {row for row, kind in messy.expected.kinds.items() if kind == "client"}
    assert rows <= set(recognise(messy.sheet).rows())


CELLS = st.one_of(
    st.none(), st.none(), st.floats(-1e6, 1e6), st.booleans(), st.dates(),
    st.sampled_from(("Client", "Fees 2024", "2025", "Total", "Partner", "Alpha Ltd", "n/a", "#N/A", "£1,200", "Note")),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=12), st.integers(1, 9), st.integers(1, 30),
    st.one_of(st.none(), st.tuples(st.integers(1, 20), st.integers(1, 20))),
)  # fmt: skip
def test_no_cell_of_any_sheet_is_lost(rows, top, left, cursor):
    assert lost(Sheet("Any", rows, top, left, cursor)) == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SHEETS), st.randoms(use_true_random=False))
def test_no_cell_is_lost_where_the_rows_of_a_messy_sheet_stand_in_another_order(messy, draw):
    rows = list(messy.sheet.rows)
    draw.shuffle(rows)
    assert lost(replace(messy.sheet, rows=tuple(rows), tables=(), formulas={})) == []


def filled(sheet, within=None):
    """The cells of a sheet, or of an area, that hold something."""
    return [
        (row, column)
        for row, line in enumerate(sheet.rows, sheet.top)
        for column, cell in enumerate(line, sheet.left)
        if cell is not None and str(cell).strip() and (within is None or within.holds(row, column))
    ]


def lost(sheet):
    """The cells that are neither in the table nor named as left out."""
    reading = recognise(sheet)
    areas = [*([reading.area] if reading.area else []), *(some.area for some in reading.left_out)]
    return [cell for cell in filled(sheet) if not any(some.holds(*cell) for some in areas)]


# Corrections


def register(*rows):
    return Sheet("Clients", [["Client", "Wert", "Joined", "FY25"], *rows])


def test_a_correction_goes_before_every_guess():
    sheet = register(["Alpha", 120.0, "03/04/2024", 10.0], ["Beta", 90.0, "04/05/2024", 20.0])
    assert roles(recognise(sheet)) == ["Client", "Other", "Joined", "Fees 2025"]
    corrected = recognise(
        sheet, Corrections(roles={"Wert": role_called("score"), "C": role_called("Last contact")}, month_first=True)
    )
    assert roles(corrected) == ["Client", "Score", "Last contact", "Fees 2025"]
    assert corrected.columns[1].confidence == 1
    assert corrected.columns[2].date_order == "month first"


def test_a_role_taken_away_from_a_column_goes_to_the_next_best():
    sheet = Sheet("Clients", [["Client", "Company", "2025"], ["A1", "Alpha", 5.0], ["B2", "Beta", 7.0]])
    assert roles(recognise(sheet)) == ["Client", "Other", "Fees 2025"]
    corrected = recognise(sheet, Corrections(roles={"Client": role_called("Client number")}))
    assert roles(corrected) == ["Client number", "Client", "Fees 2025"]


def test_a_column_that_was_corrected_and_is_gone_is_said():
    reading = recognise(register(["Alpha", 1.0, None, 10.0]), Corrections(roles={"Town": role_called("Sector")}))
    assert "The column Town, which was set to Sector, is not there any more." in reading.said


def test_the_row_of_headings_can_be_given():
    sheet = Sheet("Clients", [["Client", "Fees 2025"], ["Wer", "Was"], ["Alpha", 10.0], ["Beta", 20.0]])
    assert recognise(sheet).header == (1,)
    reading = recognise(sheet, Corrections(header=(2,), roles={"Wer": role_called("Client")}))
    assert reading.header == (2,)
    assert [column.heading for column in reading.columns] == ["Wer", "Was"]
    assert reading.rows() == [3, 4]


def test_an_unknown_role_is_refused_with_the_choices():
    with pytest.raises(KeyError, match="Town is no role of a column; choose among Client, Client number"):
        role_called("Town")


# The declarations


def test_no_heading_belongs_to_two_roles_of_the_same_list():
    twice: dict[str, set[str]] = {}
    for role in ROLES:
        for heading in role.headings:
            twice.setdefault(plain(heading), set()).add(role.term)
    # What differs by an accent alone, or by the kind of list, is told apart by the values.
    allowed = {"Fees", "Invoice amount", "Invoice number"}
    assert not {heading: terms for heading, terms in twice.items() if len(terms) > 1 and not terms <= allowed}


@pytest.mark.parametrize("role", [role for role in ROLES if role.headings], ids=lambda role: role.term)
def test_every_heading_of_a_role_means_it(role):
    for heading in role.headings:
        assert role in [meaning.role for meaning in meanings(read_heading(heading))], heading


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("2025", 2025), ("FY25", 2025), ("FY25/26", 2026), ("FY2025/2026", 2026), ("2025/26", 2026), ("2025-26", 2026),
        ("25/26", 2026), ("Y/E Apr-26", 2026), ("YE 31/03/2026", 2026), ("Year ended 30 April 2026", 2026),
        ("GJ 2025", 2025),
        ("Geschäftsjahr 2024/25", 2025), ("Exercice 2025", 2025), ("Ejercicio 2025", 2025), ("Esercizio 2025", 2025),
        ("Exercice clos le 31/12/2025", 2025), ("Fees '25", 2025), ("Revenue (FY25)", 2025),
        ("Umsatz 2025 in T€", 2025),
        ("Jan 2025", 2025), ("2025 vs 2024", None), ("2023-2025", None), ("1850", None), ("Fees", None),
    ],
)  # fmt: skip
def test_the_year_of_a_heading(heading, year):
    assert read_heading(heading).year == year


@pytest.mark.parametrize(
    "heading",
    ["Jan 2025", "Q1 2025", "Budget 2025", "Hours 2025", "2025 vs 2024", "Client type", "Account manager e-mail",
     "Fees growth %", "Last contact by", "Vorjahr", "% of total"],
)  # fmt: skip
def test_a_heading_that_only_resembles_one_means_nothing(heading):
    assert not meanings(read_heading(heading))


# Single rules


def test_the_table_under_the_cursor_is_read():
    rows = [
        ["Client", "2025"],
        ["Alpha", 10.0],
        [],
        ["Former client", "Left", "Reason"],
        ["Beta", date(2024, 1, 1), "Price"],
    ]
    assert recognise(Sheet("Two", rows, cursor=(2, 1))).area.address == "A1:B2"
    assert recognise(Sheet("Two", rows, cursor=(5, 2))).area.address == "A4:C5"
    reading = recognise(Sheet("Two", rows))
    assert reading.area.address == "A1:B2"
    assert any("Another table, in A4:C5 (Former client, Left, Reason), was left out" in said for said in reading.said)


def test_merged_cells_are_read_as_if_each_were_filled():
    sheet = Sheet(
        "Merged", [["Client", "Matter", "2025"], ["Alpha", "Lease", 1.0], [None, "Sale", 2.0], ["Beta", "Will", 3.0]],
        merged=(Area(2, 1, 3, 1),),
    )  # fmt: skip
    reading = recognise(sheet)
    assert reading.cells(reading.client) == ["Alpha", "Alpha", "Beta"]
    assert "Merged cells are read as if each held what the first one does (row 3)." in reading.said


def test_hidden_rows_and_columns_count_and_are_said():
    sheet = Sheet("Hidden", [["Client", "2025"], ["Alpha", 1.0], ["Beta", 2.0]], hidden_rows=frozenset({3}),
                  hidden_columns=frozenset({2}))  # fmt: skip
    reading = recognise(sheet)
    assert reading.rows() == [2, 3]
    assert "Hidden or filtered rows count as all others (row 3)." in reading.said
    assert "Hidden columns are read, too: 2025." in reading.said


def test_what_cannot_be_read_in_a_column_is_named():
    reading = recognise(Sheet("Odd", [["Client", "2025"], ["A", 5.0], ["B", "plenty"], ["C", 6.0], ["D", 7.0]]))
    assert "2025: what stands there is no number (row 3)." in reading.sentences


@pytest.mark.parametrize(
    ("texts", "read", "unread"),
    [
        (["$12,000", "$45,000", "$7,500", "$8.200", "$22,000"], [12000, 45000, 7500, None, 22000], "row 5"),
        (["12.000", "45.000", "8,200", "7.500"], [12000, 45000, None, 7500], "row 4"),
        (["$12,000", "$45,000", "$7,50", "$22,000"], [12000, 45000, None, 22000], "row 4"),
        (["12,5", "13,75", "12.50", "9"], [12.5, 13.75, None, 9], "row 4"),
        (["1,250.50", "$8.200", "900.25"], [1250.5, None, 900.25], "row 3"),
        (["1.234", "2.5", "3.75"], [1.234, 2.5, 3.75], ""),
        (["12000", "45000", "8.200"], [12000, 45000, 8200], ""),
    ],
)
def test_most_amounts_of_a_column_decide_on_its_decimal_mark_and_others_are_named(texts, read, unread):
    assert Numbers(texts).values == read
    reading = recognise(Sheet("Fees", [["Client", "Fees 2025"], *([f"C{at}", text] for at, text in enumerate(texts))]))
    assert reading.refusals == ()
    named = [sentence for sentence in reading.sentences if "is no number" in sentence]
    assert named == ([f"Fees 2025: what stands there is no number ({unread})."] if unread else [])


def test_one_amount_with_another_mark_makes_no_others_look_like_thousands():
    fees = ["$1,200", "$950", "$1,800", "$12,000", "$45,000", "$8.200", "$22,000", "$31,000"]
    reading = recognise(Sheet("Fees", [["Client", "Fees 2025"], *([f"C{at}", fee] for at, fee in enumerate(fees))]))
    assert reading.refusals == ()
    assert "Fees 2025: what stands there is no number (row 7)." in reading.sentences


def test_an_amount_that_merely_differs_much_is_no_mix_of_units():
    fees = [120.0, 45_000.0, 900.0, 3_300.0, 260_000.0, 15.0, 7_800.0, 52.0, 2_400.0, 610.0]
    sheet = Sheet("Wide", [["Client", "2025"], *([f"C{at}", fee] for at, fee in enumerate(fees))])
    assert recognise(sheet).refusals == ()


def test_an_empty_sheet_is_refused():
    assert recognise(Sheet("Empty", [])).refusals[0].sentence.startswith("The sheet is empty")


def test_recognition_does_not_depend_on_where_the_list_stands():
    messy = next(messy for messy in SHEETS if messy.name == "law-london")
    moved = recognise(replace(messy.sheet, top=101, left=28, merged=(), formats=(), cursor=None))
    assert moved.area.address == "AB104:AH112"
    assert roles(moved) == roles(recognise(messy.sheet))


def roles(reading):
    return [role_of(column) for column in reading.columns]


@pytest.mark.parametrize("rows", [3, 6, 7, 8, 12])
def test_rows_whose_words_are_words_of_headings_too_stay_rows_of_the_list(rows):
    """Sources such as Accountants and Bank are such words, and the only figure of a row stands in a column of them."""
    headings = ["Client", "Source", "Referred by", "Account manager", "Fees a year", "Still expected"]
    lines = [
        ["Anvil Works", "Existing clients", "Coppermill Engineering", "Jonas Applewhite", 44800, None],
        ["Ashlar Quarries", "Accountants", None, "Jonas Applewhite", 64500, 15000],
        ["Barley Developments", "Estate agents", None, "Nell Harcastle", 33600, None],
        ["Bramling Trust", "Bank", None, "Tom Winterslow", 6700, None],
        ["Burdock Foods", "Accountants", None, "Saskia Brand", 36400, 30000],
        ["Dovecote Surveyors", "Existing clients", "Harbinger Homes", "Jonas Applewhite", 22800, None],
        ["Gannet Row Architects", "Existing clients", "Dovecote Surveyors", "Jonas Applewhite", 18600, None],
        ["Saltbox Coffee", "Existing clients", "Thimble Street Dental", "Saskia Brand", 6900, None],
    ]
    reading = recognise(Sheet("Clients", [headings, *(lines[place % len(lines)] for place in range(rows))]))
    assert reading.header == (1,)
    assert len(reading.rows()) == rows


@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_rows_of_yes_and_no_are_no_headings(rows):
    headings = ["Client", "Tier", "Joined", "Fees 2025", None, "Bundling", "Loyalty programme", "Switching costs"]
    lines = [
        ["Bellmouth Clinics", "Gold", date(2016, 6, 18), 21000, None, "yes", "no", "no"],
        ["Copperwell Foundry", "Platinum", date(2012, 5, 14), 61000, None, "no", "no", "no"],
        ["Mr Auberon Speke", "Iron", date(2021, 9, 28), None, None, "no", "no", "no"],
        ["Tidemark Shipping", "Platinum", date(2010, 3, 2), 38000, None, "yes", "no", "yes"],
        ["Cinderford Kilns", "Iron", date(2020, 9, 9), 5400, None, "no", "no", "yes"],
    ]
    reading = recognise(Sheet("Clients", [headings, *lines[:rows]]))
    assert reading.header == (1,)
    assert len(reading.rows()) == rows


LIKE_HEADINGS = {
    "amounts like years": ("Dale Works", "AB", 2000, 1999),
    "amounts like years, as text": ("Dale Works", "AB", "2000", "1999"),
    "one amount, like a year": ("Dale Works", None, None, 2010),
    "amounts put off": ("Dale Works", "AB", "tbc", "tbc"),
    "amounts not there": ("Dale Works", "AB", "-", "n/a"),
    "a client who is new": ("Dale Works", "AB", "new", "new"),
    "a name and no more": ("Dale Works", None, None, None),
}
LIST = [
    ("Client", "Partner", "Fees 2024", "Fees 2025"),
    *((f"Elm {at} Ltd", "CD", 700 + at, 900 + at) for at in range(9)),
]


@pytest.mark.parametrize("line", LIKE_HEADINGS.values(), ids=LIKE_HEADINGS)
@pytest.mark.parametrize("row", [2, 3, 6, 9])
def test_a_row_that_is_filled_like_headings_parts_no_list(row, line):
    """A row of words, or of numbers that could be years, above rows of figures."""
    reading = recognise(Sheet("Clients", [*LIST[: row - 1], line, *LIST[row - 1 :]]))
    assert (reading.area.address, reading.header) == ("A1:D11", (1,))
    assert reading.rows() == list(range(2, 12))
    assert "Another table" not in " ".join(reading.said)


@pytest.mark.parametrize(
    "line", [("Alder", "AB", 2000, 1999), ("Alder", None, 2010, None), ("Alder", "AB", "-", "n/a")]
)
@pytest.mark.parametrize("gap", [[], [()]])
def test_several_rows_like_headings_part_no_list_even_below_a_gap(line, gap):
    reading = recognise(Sheet("Clients", [*LIST[:4], *gap, line, *LIST[4:7], line, line, *LIST[7:]]))
    assert reading.header == (1,)
    assert len(reading.rows()) == 12


@pytest.mark.parametrize(
    ("headings", "gap"),
    [
        (("Town", "Run by", 2024, 2025), [()]),
        (("Town", "Run by", 2023, 2024), [(), ("By town",)]),
        (("Widget", "Who", "How much", "Before"), [(), ("By widget",)]),
        (("Client", "Partner", "Fees 2022", "Fees 2023"), []),
    ],
)
def test_a_second_table_below_a_list_stays_one_of_its_own(headings, gap):
    """By a year of the list, by words above figures below a gap, or by headings that are known."""
    reading = recognise(Sheet("Clients", [*LIST, *gap, headings, ("Leeds", "AB", 10, 12), ("York", "CD", 20, 22)]))
    assert reading.area.address == "A1:D10"
    assert len([said for said in reading.said if said.startswith("Another table")]) == 1


@pytest.mark.parametrize("full", [[5], [2], [4, 6], [3, 9]])
def test_rows_that_go_on_far_beyond_the_list_are_rows_of_it(full):
    lines = [(*line, *([7.0] * 5000)) if at in full else line for at, line in enumerate(LIST, 1)]
    reading = recognise(Sheet("Clients", lines))
    assert (reading.area.address, reading.header, len(reading.rows())) == ("A1:D10", (1,), 9)
    assert lost(reading.sheet) == []


def test_amounts_of_the_first_rows_that_are_words_do_not_part_what_comes_below_a_gap():
    lines = [("Client", "Fees 2025"), ("Alder", "tbc"), ("Birch", "tbc"), (), ("Cedar", 400), ("Dale", 500)]
    assert recognise(Sheet("Clients", lines)).rows() == [2, 3, 5, 6]
