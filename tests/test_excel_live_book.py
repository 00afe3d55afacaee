"""Buttons in Excel: xlwings' own Windows code over stand-ins of Excel's objects; the same edits as on every host."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from excel_objects import ExcelApplication, open_in_excel
from excel_parts import ComError, ComObject
from messy_sheets import messy_sheets
from open_book_stand_in import OpenBookStandIn
from xlwings_on_windows import WINDOWS, active_book

from addin.commands import CommandRefused, sheet_commands
from addin.edits import (
    Cell,
    Chart,
    Formula,
    RemoveSheet,
    Series,
    ShowSheet,
    TierColours,
    Validation,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
)
from addin.excel.formula_forms import as_written
from addin.excel.live_book import LiveExcelBook
from addin.excel.looks import colour
from addin.history import History
from addin.press import Press, press
from udfs import CellError
from workbook_templates.recognition.sheet import Area, ExcelTable, Sheet
from workbook_templates.style import HOUSE, TIER_FILLS

TODAY = date(2026, 3, 31)
ROWS = (
    ("Client", "Fees 2025"), ("Ash Ltd", 900.0), ("Birch Ltd", 500.0), ("Cedar Ltd", 100.0), ("=Dogwood", 50.0),
)  # fmt: skip
TREES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
LIKE_FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'quoted", "12", "1-2", "TRUE", "May 5", "Ash & Sons")


@pytest.fixture(autouse=True)
def windows(monkeypatch) -> None:
    for name, module in WINDOWS.items():
        monkeypatch.setitem(sys.modules, name, module)


class Desk:
    """Somebody who presses buttons in Excel."""

    def __init__(self, sheet: Sheet) -> None:
        self.excel: ExcelApplication = open_in_excel(sheet)
        self.book, self.history, self.sheet = LiveExcelBook(), History(), sheet

    @property
    def own(self):
        return self.excel.ActiveWorkbook.sheets[0]

    def state(self):
        return self.excel.ActiveWorkbook.state(), self.excel.set()

    @contextmanager
    def called(self) -> Iterator[LiveExcelBook]:
        with self.book.connected(active_book(self.excel)):
            yield self.book

    def prepare(self, name: str) -> Press:
        command = next(command for command in sheet_commands() if command.name == name)
        with self.called():
            return press(command, self.book, self.sheet.name, self.sheet.cursor, TODAY, self.history)

    def press(self, name: str) -> Press:
        pressed = self.prepare(name)
        with self.called():
            pressed.carry_out(lambda *_: None)
        return pressed

    def undo(self) -> None:
        with self.called():
            self.history.undo(self.book).carry_out(lambda *_: None)

    def apply(self, *edits) -> None:
        with self.called(), self.book.as_one("A button"):
            for edit in edits:
                self.book.apply(edit)


@pytest.fixture(params=["plain", "table"])
def desk(request) -> Desk:
    tables = (ExcelTable("Register", Area(1, 1, 5, 2)),) if request.param == "table" else ()
    return Desk(Sheet("Clients", ROWS, tables=tables, cursor=(3, 2)))


# Every button


def asked_of(pressing):
    """The edits that a press asks for, or the sentence with which it is refused."""
    try:
        return pressing().edits
    except CommandRefused as refused:
        return str(refused)


@pytest.mark.parametrize("messy", tuple(messy_sheets())[4::20], ids=lambda messy: messy.name)
@pytest.mark.parametrize("command", sheet_commands(), ids=lambda command: command.name)
def test_every_button_asks_for_the_same_and_is_taken_back_to_the_cell(command, messy):
    desk = Desk(messy.sheet)
    before = desk.state()
    in_memory = OpenBookStandIn(messy.sheet)
    wanted = asked_of(lambda: press(command, in_memory, messy.sheet.name, messy.sheet.cursor, TODAY, History()))
    if isinstance(wanted, str):
        assert asked_of(lambda: desk.press(command.name)) == wanted
        assert desk.state() == before
        return
    assert desk.press(command.name).edits == wanted
    written = desk.state()
    assert all(isinstance(edit, ShowSheet) for edit in desk.prepare(command.name).edits)
    desk.undo()
    assert desk.state() == before
    desk.press(command.name)
    assert desk.state() == written


def test_a_table_gains_the_columns_and_excel_takes_the_formulas_for_the_columns_own(desk):
    before = dict(desk.own.constants)
    desk.press("assign-tiers")
    assert {place: value for place, value in desk.own.constants.items() if place[1] <= 2} == before
    if desk.own.tables:
        assert desk.own.tables[0].area.right == 4
        assert desk.own.formula((2, 4)).startswith("=REL_TIER([@Value],")
    shown = {sheet.Name: sheet for sheet in desk.excel.ActiveWorkbook.sheets}
    assert list(shown) == ["Clients", "Tenure", "Tiers"]
    assert desk.excel.ActiveWorkbook.active is desk.own


def test_between_two_calls_nothing_of_excels_is_held(desk):
    desk.press("assign-tiers")
    pending = desk.prepare("set-up-my-list")
    seen: set[int] = set()
    waiting = [pending, desk.history, desk.book]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type):
            continue
        seen.add(id(each))
        assert not isinstance(each, ComObject)
        if not callable(each) or hasattr(each, "__closure__"):
            waiting += [held.cell_contents for held in getattr(each, "__closure__", None) or ()]
            if not callable(each):
                waiting += gc.get_referents(each)
    assert len(seen) > 100
    with pytest.raises(RuntimeError, match="outside of a call"):
        _ = desk.book.names


def test_what_fails_halfway_is_taken_back_and_excel_is_as_it_was(desk, monkeypatch):
    before = desk.state()
    pressed = desk.prepare("assign-tiers")

    def refuse(book: LiveExcelBook, edit: WriteName) -> None:
        raise ComError("Excel is busy")

    monkeypatch.setattr(LiveExcelBook, "_write_name", refuse)
    with pytest.raises(ComError), desk.called():
        pressed.carry_out(lambda *_: None)
    assert desk.state() == before


# Cells


def test_text_stays_text(desk):
    cells = tuple((row, 1, text) for row, text in enumerate(LIKE_FORMULAS, 1))
    sheet = WriteSheet("notes", "", "Notes", (20,), tuple(Cell(*cell, "label") for cell in cells))
    desk.apply(sheet, WriteCells("Notes", tuple((row, 2, text) for row, _, text in cells)))
    notes = desk.excel.ActiveWorkbook.sheets[-1]
    for column in (1, 2):
        assert [notes.constants[row, column] for row, _, _ in cells] == list(LIKE_FORMULAS)
    assert notes.formulas == {}
    with desk.called():
        assert list(desk.book.standing("Notes", Area(1, 1, len(cells), 1))) == list(LIKE_FORMULAS)


def test_contents_of_all_kinds_are_read_as_they_were_written(desk):
    desk.own.book.Date1904 = True
    contents = (1.5, True, "text", Formula("=SUM('Clients'!$B$2:$B$5)"), date(2026, 3, 31), None)
    cells = tuple(Cell(row, 1, content, "result") for row, content in enumerate(contents, 1))
    desk.apply(WriteSheet("notes", "", "Notes", (20,), cells))
    notes = desk.excel.ActiveWorkbook.sheets[-1]
    assert notes.formula((4, 1)) == "=SUM(Clients!$B$2:$B$5)"
    with desk.called():
        assert desk.book.contents("Notes") == {
            (row, 1): 44650.0 if row == 5 else content for row, content in enumerate(contents[:-1], 1)
        }


def test_errors_dates_and_text_that_looks_like_a_formula_are_seen_as_what_they_are():
    sheet = Sheet(
        "Clients",
        (("Client", "Since", "Fees"), ("=Ash", date(2020, 5, 1), CellError("#N/A", "")), ("Birch", 43953.0, 5.0)),
        formulas={(3, 3): "=2+3"},
        merged=(Area(3, 1, 4, 1),),
        hidden_rows=frozenset({2}),
        hidden_columns=frozenset({2}),
    )
    desk = Desk(sheet)
    with desk.called():
        seen = desk.book.picture("Clients", None)
        assert desk.book.values("Clients", Area(2, 1, 2, 3)) == ["=Ash", 43952.0, "#N/A"]
    assert seen.rows[1][:2] == ["=Ash", date(2020, 5, 1)]
    assert isinstance(seen.rows[1][2], CellError)
    assert seen.rows[2][1:] == [43953.0, 5.0]
    assert seen.formulas == {(3, 3): "=2+3"}
    assert (seen.merged, seen.hidden_rows, seen.hidden_columns) == (sheet.merged, {2}, {2})


def test_a_sheet_that_is_formatted_to_its_edges_is_read_as_far_as_it_is_filled(desk):
    desk.own.looks[(1_048_576, 16_384), "Font.Bold"] = True
    with desk.called():
        seen = desk.book.picture("Clients", None)
    assert [len(row) for row in seen.rows] == [2] * 5


def test_rows_that_a_filter_hides_have_their_formulas_too():
    desk = Desk(Sheet("Clients", ROWS, hidden_rows=frozenset({3, 4})))
    desk.own.is_filtered = True
    desk.press("add-value-column")
    column = desk.own.book.names[-1].refers_to
    assert column.endswith("$C$2:$C$5")
    read = [set(re.findall(r"\$B(\d+)", desk.own.formula((row, 3)))) for row in range(2, 6)]
    assert read == [{"2"}, {"3"}, {"4"}, {"5"}]


def test_a_long_list_takes_few_calls():
    rows = (ROWS[0], *((f"Client {number}", float(number)) for number in range(1, 1001)))
    desk = Desk(Sheet("Clients", rows))
    desk.press("add-value-column")
    assert (1001, 3) in desk.own.formulas
    assert desk.excel.entries < 40


# Arrays


def with_arrays() -> Desk:
    """A list with an answer that spills, one in a whole array, one that is kept to one cell, and one that is free."""
    rows = (("Client", "Fees 2025", "Profit", "", "Value"), *((tree, 5.0, 1.0, 2.0, 3.0) for tree in TREES))
    formulas = {(2, 3): "=REL_PROFIT($B$2:$B$6)", (2, 6): "=REL_PROFIT(B2:B6)", (3, 6): "=REL_PROFIT(B3)"}
    formulas |= {(row, at): "=REL_RETENTION_INTERVAL($B$2:$B$6,9)" for row in (3, 4) for at in (4, 5)}
    desk = Desk(Sheet("Clients", rows, formulas=formulas))
    desk.own.spilled = [Area(2, 3, 6, 3)] * desk.excel.spills
    desk.own.arrays, desk.own.free = [Area(3, 4, 4, 5)], [Area(3, 6, 3, 6)]
    return desk


def test_it_is_seen_where_answers_fill_several_cells():
    desk = with_arrays()
    with desk.called():
        assert desk.book.spills
        assert dict(desk.book.picture("Clients", None).spills or {}) == {
            (2, 3): Area(2, 3, 6, 3), (3, 4): Area(3, 4, 4, 5), (3, 6): Area(3, 6, 3, 6),
        }  # fmt: skip


def test_an_excel_whose_answers_fill_one_cell_has_whole_arrays_alone():
    desk = with_arrays()
    desk.excel.spills = False
    with desk.called():
        assert not desk.book.spills
        assert dict(desk.book.picture("Clients", None).spills or {}) == {(3, 4): Area(3, 4, 4, 5)}
    desk.press("add-value-column")
    assert desk.excel.entries


@pytest.mark.parametrize(
    ("spills", "says"),
    [(True, "the cell is kept to one by @ (or an older Excel)"), (False, "the cell shows the first")],
)
def test_check_this_sheet_says_what_misleads_and_of_each_array_once(spills, says):
    desk = with_arrays()
    desk.excel.spills = spills
    if not spills:
        desk.own.formulas.pop((2, 3))
    check = next(edit for edit in desk.prepare("check-this-sheet").edits if isinstance(edit, WriteSheet))
    cells = {(cell.row, cell.column): cell.content for cell in check.cells}
    found = [(cells[row, 1], cells[row, 4]) for row in range(6, 20) if (row, 4) in cells]
    assert [place for place, _ in found] == ["F2", "D3", "D3"]
    assert found[0][1].startswith(f"REL_PROFIT gives 5 answers, and {says}")
    assert found[1][1].startswith("The first answer stands in row 3, and the first client of B2:B6 in row 2")
    assert "gives 5 x 2 cells, and the array in D3:E4 has 2 x 2" in found[2][1]


def test_answers_that_have_no_room_are_named():
    desk = with_arrays()
    desk.own.spilled, desk.own.free = [], [Area(2, 3, 2, 3), Area(3, 6, 3, 6)]
    desk.own.answers[2, 3] = CellError("#SPILL!", "")
    check = next(edit for edit in desk.prepare("check-this-sheet").edits if isinstance(edit, WriteSheet))
    says = [str(cell.content) for cell in check.cells]
    assert [each for each in says if each.startswith("REL_PROFIT gives 5 x 1 cells, and something stands in their way")]


@pytest.mark.parametrize("kind", ["free", "spilled", "arrays"])
def test_a_long_column_of_arrays_takes_few_questions(kind):
    rows = (("Client", "Fees 2025"), *(("Ash", 5.0),) * 1000)
    formulas = {(row, 3): f"=REL_PROFIT(B{row})" for row in range(2, 1002)}
    desk = Desk(Sheet("Clients", rows, formulas=formulas))
    each = [Area(row, 3, row, 3) for row in range(2, 1002)]
    setattr(desk.own, kind, each)
    with desk.called():
        spills = desk.book.picture("Clients", None).spills
        assert desk.excel.questions == 0
        assert spills is not None
        assert spills[1001, 3] == Area(1001, 3, 1001, 3)
        assert len(spills) == 1000
    assert desk.excel.questions < 1000


# Looks


def test_a_new_column_looks_like_the_column_it_is_made_from(desk):
    own = desk.own
    for row in range(2, 6):
        own.looks[(row, 2), "NumberFormat"] = "£#,##0"
        own.looks[(row, 2), "Font.Name"] = "Georgia"
        own.lines["h", row + 1, 2] = (1, 2, 0)
    own.looks[(3, 2), "Interior.Color"] = 255
    own.looks[(3, 2), "Interior.Pattern"] = 1
    own.looks[(1, 2), "Font.Bold"] = True
    before = desk.state()
    desk.press("add-value-column")
    assert {own.look((row, 3), "NumberFormat") for row in range(2, 6)} == {"£#,##0"}
    assert {own.look((row, 3), "Font.Name") for row in range(2, 6)} == {"Georgia"}
    assert [own.look((row, 3), "Interior.Color") for row in (2, 3, 4)] == [16777215, 255, 16777215]
    assert own.look((1, 3), "Font.Bold")
    assert [own.lines.get(("h", row, 3)) for row in (2, 3, 6)] == [None, (1, 2, 0), (1, 2, 0)]
    assert own.widths[3] > own.StandardWidth
    desk.undo()
    assert desk.state() == before


def test_a_column_of_values_and_one_to_fill_in(desk):
    column = WriteColumn(
        "left", "Clients", 3, 1, "Left", (range(2, 6),), None, "date", 2, values=(date(2026, 1, 2), None, "-", 5.0)
    )
    desk.apply(replace(column, table="Register" if desk.own.tables else ""))
    assert [desk.own.constants.get((row, 3)) for row in range(1, 6)] == ["Left", 46024.0, None, "-", 5.0]
    assert desk.own.look((5, 3), "NumberFormat") == "dd mmm yyyy"


def test_cells_that_are_added_below_take_the_looks_above_them(desk):
    desk.apply(WriteSheet("notes", "", "Notes", (20,), (Cell(1, 1, "Ash", "key"), Cell(2, 1, "Birch", "key"))))
    desk.apply(WriteCells("Notes", ((2, 1, "Beech"), (3, 1, "Cedar")), like=2))
    notes = desk.excel.ActiveWorkbook.sheets[-1]
    assert [notes.constants[row, 1] for row in (1, 2, 3)] == ["Ash", "Beech", "Cedar"]
    assert notes.look((3, 1), "Font.Bold")
    assert notes.lines["h", 4, 1] == notes.lines["h", 3, 1]


def test_colours_of_tiers_hold_wherever_the_cursor_stands_and_whatever_the_language():
    desk = Desk(Sheet("Clients", ROWS, cursor=(4, 1)))
    desk.press("assign-tiers")
    rules = list(desk.own.conditions)
    assert [rule.formula for rule in rules] == [f'AND($D2<>"",$D2=INDEX(tier_names,{place}))' for place in range(1, 5)]
    assert {rule.area for rule in rules} == {Area(2, 4, 5, 4)}
    assert [rule.Interior.Color for rule in rules] == [colour(fill) for fill in TIER_FILLS]
    assert desk.own.constants[1, 4] == "Tier"


# Sheets


def a_sheet() -> WriteSheet:
    cells = (
        Cell(1, 1, "A title", "title"), Cell(2, 1, "Client", "column"), Cell(2, 2, "Fees", "column", "money"),
        Cell(3, 1, "Ash", "label"), Cell(3, 2, 5.0, "input", "money"), Cell(4, 2, None, "input", "money"),
    )  # fmt: skip
    series = (Series("Fees", Area(3, 1, 4, 1), Area(3, 2, 4, 2), "#14324F"),)
    places = {"row": 6, "column": 1, "width": 400, "height": 200}
    charts = (
        Chart("bar", "Bars", "Bars.", series, **places),
        Chart("column", "Columns", "C.", (*series, replace(series[0], is_line=True)), lowest=0.0, **places),
        Chart("line", "Lines", "Lines.", (*series, *series), **places),
        Chart("scatter", "Marks", "M.", (*series, replace(series[0], name="", is_line=True)), **places),
    )
    allowed = (
        Validation(
            Area(3, 2, 4, 2), (("validate", "decimal"), ("criteria", "between"), ("minimum", 0), ("maximum", 0.5))
        ),
        Validation(Area(5, 2, 5, 2), (("validate", "list"), ("source", ["yes", "no"]), ("error_title", "yes or no"))),
    )
    colours = ((Area(3, 1, 4, 1), TierColours("tier_names", 2)),)
    return WriteSheet("notes", "", "Fees & more", (20, 12), cells, ((1, 28.0),), charts, allowed, colours, freeze=2)


def test_a_sheet_is_drawn_in_the_house_look(desk):
    desk.apply(a_sheet())
    own = desk.excel.ActiveWorkbook.sheets[-1]
    assert own.Name == "Fees & more"
    assert (own.usual["Font.Name"], own.usual["Font.Size"], own.usual_height, own.heights) == (
        "Arial",
        10,
        16.5,
        {1: 28},
    )
    assert own.widths == {1: 20, 2: 12}
    assert own.look((1, 1), "Font.Size") == 18
    assert own.look((2, 1), "Interior.Color") == colour(HOUSE)
    assert [own.look((2, column), "HorizontalAlignment") for column in (1, 2)] == [-4131, -4152]
    assert own.look((4, 2), "NumberFormat") == "#,##0"
    assert {("v", 4, 2), ("v", 4, 3), ("h", 4, 2), ("h", 5, 2)} <= set(own.lines)
    assert own.view == {"DisplayGridlines": False, "FreezePanes": True, "SplitColumn": 0, "SplitRow": 2}
    assert own.PageSetup.values["Orientation"] == 2
    assert own.PageSetup.values["FitToPagesTall"] == 1
    assert own.PageSetup.values["PrintArea"] == ""
    assert own.validations["$B$3:$B$4"][:4] == (2, 1, 0, 0.5)
    assert own.validations["$B$5"][:3] == (3, 1, "yes,no")
    assert own.validations["$B$5"][4]["ErrorTitle"] == "yes or no"
    assert len(own.conditions) == 2
    assert own.constants[2, 1] == "Client"


def test_workings_are_not_printed(desk):
    workings = Cell(5, 4, 1.0, "faint", "money")
    desk.apply(replace(a_sheet(), cells=(*a_sheet().cells, workings), is_long=True))
    printed = desk.excel.ActiveWorkbook.sheets[-1].PageSetup.values
    assert (printed["PrintArea"], printed["FitToPagesTall"]) == ("A1:C1048576", False)


def test_charts_are_drawn_from_their_cells(desk):
    desk.apply(a_sheet())
    charts = [each.Chart for each in desk.excel.ActiveWorkbook.sheets[-1].charts]
    assert [chart.ChartType for chart in charts] == [57, 51, 4, -4169]
    assert [len(chart.series) for chart in charts] == [1, 2, 2, 2]
    bars, columns, _, marks = charts
    assert bars.ChartTitle.Text == "Bars"
    assert bars.series[0].Values._inner.Address == "$B$3:$B$4"
    assert bars.series[0].Format.Fill.ForeColor.values == {"RGB": colour("#14324F")}
    assert bars.axes[1].ReversePlotOrder is True
    assert [chart.HasLegend for chart in charts] == [False, True, True, True]
    assert (columns.series[1].ChartType, columns.axes[2].MinimumScale) == (65, 0.0)
    assert marks.series[0].MarkerStyle == 2
    assert desk.excel.ActiveWorkbook.sheets[-1].charts[0].shape.AlternativeText == "Bars."


def test_without_a_printer_there_is_no_print_set_up_and_the_sheet_all_the_same(desk, monkeypatch):
    def refuse(excel: ExcelApplication, inches: float) -> float:
        raise ComError("Unable to set the LeftMargin property of the PageSetup class")

    monkeypatch.setattr(ExcelApplication, "InchesToPoints", refuse)
    desk.apply(a_sheet())
    assert desk.excel.ActiveWorkbook.sheets[-1].constants[1, 1] == "A title"


def test_a_sheet_is_shown_where_that_is_asked_and_else_the_one_that_was(desk):
    desk.apply(a_sheet())
    assert desk.excel.ActiveWorkbook.active.Name == "Clients"
    desk.apply(ShowSheet("Fees & more"))
    assert desk.excel.ActiveWorkbook.active.Name == "Fees & more"
    desk.apply(RemoveSheet(a_sheet()), RemoveSheet(a_sheet()))
    assert desk.excel.ActiveWorkbook.active.Name == "Clients"


def test_a_formula_that_excel_takes_only_later_waits(desk):
    later = WriteSheet("notes", "", "Notes", (20,), (Cell(1, 1, Formula("=SUM(Register[Value])"), "result"),))
    column = WriteColumn("value", "Clients", 3, 1, "Value", (range(2, 6),), Formula("=1"), "money", 2, "Register")
    if desk.own.tables:
        desk.apply(later, column)
        assert desk.excel.ActiveWorkbook.sheets[-1].formulas == {(1, 1): "=SUM(Register[Value])"}
        assert desk.excel.set()[1]
    else:
        with pytest.raises(RuntimeError, match="Excel refuses formulas of the sheet Notes"):
            desk.apply(later)


# Formulas


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("=SUM(Clients!$B$2:$B$5)", "=SUM('Clients'!$B$2:$B$5)"),
        ("=SUM('My list'!A1,'It''s'!A1)", "=SUM('My list'!A1,'It''s'!A1)"),
        ("=REL_TIER([@Value],tenure_cuts)", "=REL_TIER(Register[[#This Row],[Value]],tenure_cuts)"),
        ("=SUM([@[Fees 2024]:[Fees 2025]])", "=SUM(Register[[#This Row],[Fees 2024]:[Fees 2025]])"),
        ("=SUM([@[Fees 2025]])", "=SUM(Register[[#This Row],[Fees 2025]])"),
        ("=SUM([Value])", "=SUM(Register[Value])"),
        ("=SUM(Other[@x])", "=SUM(Other[[#This Row],[x]])"),
        ("='C:\\x\\tenure.xlam'!REL_CLV(1)+[1]!REL_CLV(1)+tenure.xlam!REL_CLV(1)", "=REL_CLV(1)+REL_CLV(1)+REL_CLV(1)"),
        ('=IF(A1="Sheet!A1 [@x] @",#REF!,@INDEX(A1:A3,1))', '=IF(A1="Sheet!A1 [@x] @",#REF!,INDEX(A1:A3,1))'),
        ("=A1+1", "=A1+1"),
    ],
)
def test_a_formula_is_read_in_the_form_in_which_it_was_written(shown, written):
    assert as_written(shown, "Register") == written
