"""Commands with no host at all: from a snapshot to edits, what is refused of them, and what takes them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter

from addin.closed_file.book import Book
from addin.commands import COMMANDS, CommandRefused, HostAction, sheet_commands, shown_in
from addin.commands.client_rows import ClientRows
from addin.commands.messy_cells import amount
from addin.edit_check import check
from addin.edits import (
    Cell,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    ShowSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)
from addin.headless import compute
from addin.headless.package import Package
from addin.snapshot import OwnColumn, OwnSheet, SheetState, Snapshot
from addin.undo import inverse, inverses
from udfs import FUNCTIONS, CellError
from workbook_templates.recognition import recognise
from workbook_templates.recognition.roles import FEES
from workbook_templates.recognition.sheet import Area, Sheet
from workbook_templates.settings import TIERS

ROWS = (("Client", "Fees 2025"), ("Ash Ltd", 900.0), ("Birch Ltd", 500.0), ("Cedar Ltd", 100.0))


@pytest.fixture
def snapshot() -> Snapshot:
    sheet = Sheet("Clients", ROWS)
    return Snapshot(sheet, recognise(sheet), (SheetState("Clients"),), date(2026, 3, 31))


def pressed(snapshot: Snapshot, name: str = "assign-tiers") -> list:
    edits = next(command for command in sheet_commands() if command.name == name).edits(snapshot)
    check(edits, snapshot)
    return list(edits)


def a_column(formula: str, **changes) -> WriteColumn:
    column = WriteColumn(
        key="value", sheet="Clients", column=3, header_row=1, heading="Value", rows=(range(2, 5),),
        formula=Formula(formula), kind="money", like=2,
    )  # fmt: skip
    return replace(column, **changes)


def test_a_command_asks_for_columns_a_summary_settings_and_names(snapshot):
    edits = pressed(snapshot)
    assert [(edit.heading, edit.area.address) for edit in edits if isinstance(edit, WriteColumn)] == [
        ("Value", "C2:C4"), ("Tier", "D2:D4"),
    ]  # fmt: skip
    assert [edit.name for edit in edits if isinstance(edit, WriteSheet)] == ["Tenure", "Tiers"]
    settings = next(edit for edit in edits if isinstance(edit, WriteSheet))
    assert {name for name, _, _ in TIERS} <= {cell.content for cell in settings.cells}
    assert date(2026, 3, 31) in {cell.content for cell in settings.cells}


def test_a_formula_is_filled_down_and_elsewhere_stands_nothing():
    edit = a_column("=$B2*margin_share", rows=(range(2, 4), range(6, 7)))
    assert list(edit.formulas()) == [(2, "=$B2*margin_share"), (3, "=$B3*margin_share"), (6, "=$B6*margin_share")]


def test_every_edit_says_itself_in_a_sentence(snapshot):
    edits = pressed(snapshot)
    for edit in (*edits, *inverses(edits, snapshot), WriteCells("Tiers", ((1, 1, "x"),))):
        sentence = str(edit)
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize("function", [function.name for function in FUNCTIONS if function.kind in ("table", "value")])
def test_a_function_of_all_clients_never_stands_in_a_row(snapshot, function):
    with pytest.raises(CommandRefused, match=f"{function} looks at all clients at once"):
        check([a_column(f"={function}($B2)")], snapshot)


def test_a_row_function_may_stand_in_a_row(snapshot):
    check([a_column("=REL_CLV($B2,0.8,0.1)")], snapshot)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (a_column("=1", column=2, like=1), "Clients!B1 is not empty"),
        (a_column("=1", column=16_385), "beyond the last column or row"),
        (a_column("=1", rows=(range(1_048_570, 1_048_580),)), "beyond the last column or row"),
        (WriteCells("Clients", ((2, 2, 1.0),)), "Clients!B2 is not Tenure's"),
        (WriteCells("Elsewhere", ((1, 1, 1.0),)), "Elsewhere!A1 is not Tenure's"),
        (WriteName("Fees", "=Clients!$B$2:$B$4"), "The name Fees"),
        (WriteSheet("tiers", "", "clients", (10,), ()), "There is a sheet clients already"),
        (WriteSheet("tiers", "", "A/B", (10,), ()), "cannot be the name of a sheet"),
    ],
)
def test_what_is_the_users_is_not_overwritten(snapshot, edit, sentence):
    with pytest.raises(CommandRefused, match=sentence):
        check([edit], snapshot)


def test_nothing_is_made_when_one_edit_is_refused(snapshot):
    with pytest.raises(CommandRefused):
        check([a_column("=1"), WriteCells("Clients", ((2, 2, 1.0),))], snapshot)


def test_a_new_edit_is_taken_back_by_its_removal_and_that_by_the_edit(snapshot):
    edits = pressed(snapshot)
    back = inverses(edits, snapshot)
    assert {type(edit) for edit in back} == {RemoveColumn, RemoveSheet, RemoveName}
    assert inverses(back, snapshot) == edits


def test_other_contents_are_taken_back_by_those_before(snapshot):
    own = OwnSheet("tiers", "Tiers", {(3, 1): "before", (4, 1): Formula("=1")})
    with_own = replace(snapshot, own_sheets=(own,), own_columns=(OwnColumn("value", Area(2, 2, 4, 2)),))
    edit = WriteCells("Tiers", ((3, 1, "after"), (4, 1, 2.0), (5, 1, 3.0)))
    assert inverse(edit, with_own) == WriteCells("Tiers", ((3, 1, "before"), (4, 1, Formula("=1")), (5, 1, None)))
    column = a_column("=1", column=2, is_new=False)
    assert inverse(column, with_own) == WriteCells("Clients", ((2, 2, 900.0), (3, 2, 500.0), (4, 2, 100.0)))
    named = replace(snapshot, names={("", "tenure_x"): "Clients!$A$1"})
    assert inverse(WriteName("tenure_x", "=Clients!$A$2"), named) == WriteName("tenure_x", "=Clients!$A$1")


def test_text_is_never_a_formula(snapshot):
    for edit in pressed(snapshot):
        if isinstance(edit, WriteSheet):
            texts = [cell.content for cell in edit.cells if isinstance(cell.content, str)]
            assert not any(text.startswith("=") for text in texts)
            assert all(isinstance(cell, Cell) for cell in edit.cells)


def test_a_button_is_shown_only_where_it_works():
    assert {command.name for command in sheet_commands()} >= {"add-value-column", "assign-tiers"}
    for host in ("Excel", "Calc", "file"):
        assert shown_in(host) == tuple(command for command in COMMANDS if host in command.hosts)
        assert shown_in(host)
    # What the program that has a workbook open does itself, the command line does not.
    assert not any(isinstance(command, HostAction) for command in shown_in("file"))
    names = [(command.name, command.choice) for command in COMMANDS]
    assert len(names) == len(set(names))
    assert all(command.tip.endswith(".") for command in COMMANDS)


@pytest.mark.parametrize(
    ("cells", "amounts", "unread"),
    [
        (("£1,200", "900", 800.0), (1200.0, 900.0, 800.0), ()),
        (("1.200,50 EUR", "900,25 EUR", 800.0), (1200.5, 900.25, 800.0), ()),
        (("CHF 1'200.50", "CHF 900.00", 800.0), (1200.5, 900.0, 800.0), ()),
        ((12.0, 9.0, 8.0, 7.0, 6.0, "to be agreed", CellError("#N/A", "")), (12.0, 9.0, 8.0, 7.0, 6.0), (7, 8)),
    ],
)
def test_amounts_in_text_are_read_by_the_formula_and_what_cannot_be_is_named(cells, amounts, unread, tmp_path):
    rows = (("Client", "Fees 2025"), *((f"Client {place}", cell) for place, cell in enumerate(cells)))
    sheet = Sheet("Clients", rows)
    reading = recognise(sheet)
    clients = ClientRows(Snapshot(sheet, reading, (SheetState("Clients"),), date(2026, 3, 31)))
    fees = clients.with_role(FEES)
    assert fees is not None
    formula = amount(clients, fees)
    assert formula.unread == unread
    with xlsxwriter.Workbook(tmp_path / "amounts.xlsx") as book:
        page = book.add_worksheet("Clients")
        for row, (name, cell) in enumerate(rows):
            page.write_string(row, 0, name)
            if not isinstance(cell, CellError):
                page.write(row, 1, cell)
        for row in range(1, len(rows)):
            page.write_formula(row, 2, Formula("=" + formula.text).at(row - 1))
    compute(tmp_path / "amounts.xlsx", tmp_path / "out.xlsx")
    with Package(tmp_path / "out.xlsx") as package:
        answers = [cell.value for cell in Book(package).cells("Clients").formulas]
    shown = [None if isinstance(answer, CellError) else answer for answer in answers]
    assert shown[: len(amounts)] == list(amounts)


def test_a_list_that_computes_values_itself_keeps_its_own(snapshot):
    rows = (("Client", "Fees 2025", "Worth"), *((*row, 2 * row[1]) for row in ROWS[1:]))
    formulas = {(row, 3): f"=REL_CLV($B{row},0.8,0.1)" for row in range(2, 5)}
    sheet = Sheet("Clients", rows, formulas=formulas)
    with_values = replace(snapshot, sheet=sheet, reading=recognise(sheet))
    (column,) = (edit for edit in pressed(with_values) if isinstance(edit, WriteColumn))
    assert column.formula.text == "=REL_TIER($C2,tenure_cuts,tier_names)"
    tiers = {(row, 3): f"=REL_TIER($B{row},{{500;100}})" for row in range(2, 5)}
    sheet = Sheet("Clients", rows, formulas=tiers)
    with pytest.raises(CommandRefused, match=r"live tiers already, in column C \(Worth\)"):
        pressed(replace(snapshot, sheet=sheet, reading=recognise(sheet)))


def test_a_column_of_values_holds_them_and_one_to_be_filled_in_holds_none(snapshot):
    column = replace(a_column("=1"), formula=None)
    frozen = replace(column, values=("Gold", "=Iron", None), heading="Tier 2025", kind="text")
    check([frozen], snapshot)
    assert list(frozen.contents()) == [(2, "Gold"), (3, "=Iron"), (4, None)]
    assert str(frozen) == "Sheet Clients gains the column Tier 2025 (C2:C4): a value in 3 rows."
    empty = replace(column, heading="Fees 2026")
    check([empty], snapshot)
    assert list(empty.contents()) == []
    assert inverse(empty, snapshot) == RemoveColumn(empty)


def test_a_sheet_that_is_shown_gives_way_to_the_one_before(snapshot):
    assert inverse(ShowSheet("Tenure"), snapshot) == ShowSheet("Clients")


@pytest.mark.parametrize(
    ("cells", "amounts", "unread"),
    [
        (("(400.00)", "1,200.50", 5.0), (-400.0, 1200.5, 5.0), ()),
        (("-400", "(1,200)", "30"), (-400.0, -1200.0, 30.0), ()),
        (("95,00-", "1.200,50", "-7,00"), (-95.0, 1200.5, -7.0), ()),
        (("134'250.–", "1'095.50", "95.--"), (134250.0, 1095.5, 95.0), ()),
        (("26k", "£1,200", "1.5m"), (26000.0, 1200.0, 1500000.0), ()),
        (("2 x 500", "£1,200", "900"), (None, 1200.0, 900.0), (2,)),
    ],
)
def test_a_sign_and_a_letter_for_thousands_are_read_and_what_is_no_amount_is_no_figure(
    cells, amounts, unread, tmp_path
):
    test_amounts_in_text_are_read_by_the_formula_and_what_cannot_be_is_named(cells, amounts, unread, tmp_path)
