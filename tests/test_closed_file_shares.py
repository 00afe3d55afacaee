"""Margins and retention as people type them: as text, per cent, hundredths, or nothing; one bad cell spoils no tier."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from messy_sheets import held_out_sheets
from test_closed_file_messy import written

from addin.closed_file import prepare
from addin.commands import sheet_commands
from addin.edits import WriteColumn
from udfs import CellError
from workbook_templates.recognition.sheet import Sheet

# By default margins come at the end of each year, kept with 0.8 and at 10 % a year: margin x kept / (1.1 - kept).
FEES = (900.0, 800.0, 500.0, 300.0, 200.0, 100.0)


def press(sheet: Sheet, folder: Path, name: str = "assign-tiers"):
    """The new columns by heading, as they show, and what is said of them."""
    book, out = written(sheet, folder / "book.xlsx"), folder / "out.xlsx"
    command = next(command for command in sheet_commands() if command.name == name)
    with prepare(command, book, None, None, lambda *_: None) as run:
        run.carry_out(out, False, lambda *_: None)
        columns = [edit for edit in run.edits if isinstance(edit, WriteColumn)]
    page = openpyxl.load_workbook(out, data_only=True)[sheet.name]
    shown = {edit.heading: [page.cell(row, edit.column).value for run in edit.rows for row in run] for edit in columns}
    return shown, {edit.heading: edit for edit in columns}


def a_list(heading: str, cells) -> Sheet:
    rows = [[f"{name} Ltd", fee, cell] for name, fee, cell in zip("ABCDEF", FEES, cells, strict=True)]
    return Sheet("Clients", [["Client", "Fees 2025", heading], *rows])


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        ((0.4, 0.5, None, 0.25, 0.3, 0.2), (0.4, 0.5, None, 0.25, 0.3, 0.2)),
        ((40.0, 50.0, None, 25.0, 30.0, 20.0), (0.4, 0.5, None, 0.25, 0.3, 0.2)),
        (("40 %", "50 %", "n/a", "25 %", "30 %", "20 %"), (0.4, 0.5, None, 0.25, 0.3, 0.2)),
        (("40,5 %", "50,0 %", "-", "25,5%", "30,0 %", 0.2), (0.405, 0.5, None, 0.255, 0.3, 0.2)),
        (("40%", 50.0, "", 25.0, "30%", 20.0), (0.4, 0.5, None, 0.25, 0.3, 0.2)),
    ],
)
def test_shares_of_margin_and_of_retention_however_they_are_typed(cells, shares, tmp_path):
    for heading in ("Margin %", "Retention"):
        (tmp_path / heading).mkdir()
        shown, columns = press(a_list(heading, cells), tmp_path / heading)
        for value, fee, share in zip(shown["Value"], FEES, shares, strict=True):
            margin, kept = (1.0 if share is None else share, 0.8) if heading == "Margin %" else (1.0, share or 0.8)
            assert value == pytest.approx(fee * margin * kept / (1.1 - kept))
        assert "" not in shown["Tier"]
        assert columns["Value"].remark == ""


@pytest.mark.parametrize("heading", ["Margin %", "Retention"])
@pytest.mark.parametrize("bad", ["high", CellError("#REF!", "it was"), 140.0])
def test_a_share_that_cannot_be_read_takes_the_value_of_its_client_alone(heading, bad, tmp_path):
    if heading == "Margin %" and bad == 140.0:
        bad = "about half"
    shown, columns = press(a_list(heading, (40.0, bad, 60.0, 70.0, 30.0, 20.0)), tmp_path)
    assert [value in ("", None) for value in shown["Value"]] == [False, True, False, False, False, False]
    assert [tier in ("", None) for tier in shown["Tier"]] == [False, True, False, False, False, False]
    assert not [tier for tier in shown["Tier"] if str(tier).startswith("#")]
    assert "No value in row 3: what stands there cannot be read." in columns["Value"].remark


def test_margins_of_money_as_text_are_read(tmp_path):
    shown, _ = press(a_list("Margin 2025", ("400,0", "350,5", "200,0", "120,0", "80,0", "40,0")), tmp_path)
    for value, margin in zip(shown["Value"], (400, 350.5, 200, 120, 80, 40), strict=True):
        assert value == pytest.approx(margin * 0.8 / (1.1 - 0.8))


def test_a_column_that_does_not_stand_beside_its_list_says_why(tmp_path):
    merchant = next(messy for messy in held_out_sheets() if messy.name == "wine-merchant")
    columns = press(merchant.sheet, tmp_path)[1]
    assert columns["Value"].column == 15
    assert "Column O was taken, since in J, beside the list, it would touch" in str(columns["Value"])
    assert columns["Tier"].column == 16
    assert "was taken" not in str(columns["Tier"])
