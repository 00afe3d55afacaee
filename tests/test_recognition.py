"""Recognition: every messy sheet is read as a person reads it, and no cell is lost."""

from __future__ import annotations

import pytest
from messy_sheets import MessySheet, area, messy_sheets

from workbook_templates.recognition import recognise
from workbook_templates.recognition.columns import SURE
from workbook_templates.recognition.headings import OF_A_YEAR

SHEETS = list(messy_sheets())


def role_of(column):
    year = f" {column.year}" if column.year and column.role in OF_A_YEAR and column.role.term == "Fees" else ""
    return f"{column.role.term}{year}"


@pytest.mark.parametrize("messy", SHEETS, ids=lambda messy: messy.name)
def test_a_messy_sheet_is_read_as_a_person_reads_it(messy: MessySheet):
    reading, expected = recognise(messy.sheet), messy.expected
    assert (reading.area.address if reading.area else "") == expected.area
    assert reading.header == expected.header
    assert {column.letters: role_of(column) for column in reading.columns} == expected.roles
    kinds = {
        reading.first + place: kind.value for place, kind in enumerate(reading.kinds) if kind.value != "blank"
    }
    assert kinds == expected.kinds
    assert sorted(group.rows for group in reading.same) == expected.same
    guessed = {column.letters for column in reading.columns if column.confidence < 0.85 and column.role.term != "Other"}
    assert expected.guesses <= guessed
    for letters in guessed:
        assert any(f"Column {letters} is taken for" in sentence for sentence in reading.said)
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
    given = {"subject": "clients", "table": ""} | ({"unit": "one"} if fees and not expected.refused else {}) | expected.details
    for name, value in given.items():
        if reading.area:
            assert shown[name] == {value}, name


@pytest.mark.parametrize("messy", SHEETS, ids=lambda messy: messy.name)
def test_no_cell_of_a_messy_sheet_is_lost(messy: MessySheet):
    assert lost(messy.sheet) == []


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
