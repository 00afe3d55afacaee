"""Buttons on workbooks that hold more than a list: what stands around it stays, and what is unusual in it is read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from hard_books import of, write_full_book
from lists_to_press import CLIENTS, FIRST_ROW, HEADINGS, fees, is_within, parts, rewritten, write_list
from test_closed_file import GROWING, column, press, shown

import udfs
from addin.closed_file.book import Book
from addin.commands import sheet_commands
from addin.edits import Formula, ShowSheet, WriteColumn, WriteSheet
from addin.exit_codes import CannotGoOn
from addin.headless import compute
from addin.headless.package import Package

pytestmark = pytest.mark.every_button
COMMANDS = [command.name for command in sheet_commands()]
STUBBORN = ("=1+1", "+44 20 7946 0000 Ltd", "-Minus & Sons", "@home", "\tIndented Ltd")
MAY_GROW = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
OF_THE_LIST = {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml"}
ARE_WIDENED = {"dimension", "cols", "sheetData"}


def pressed(name: str, book: Path, out: Path | None, **where):
    """The edits of a button, carried out; none where it says in a sentence what it lacks."""
    try:
        return press(name, book, out, **where)
    except CannotGoOn as refused:
        sentence = str(refused)
    assert sentence.endswith((".", "?")), sentence
    return None


def changes(edits) -> list:
    return [edit for edit in edits if not isinstance(edit, ShowSheet)]


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Path:
    return write_full_book(tmp_path_factory.mktemp("full") / "full.xlsm")


def canonical(xml: bytes) -> dict[str, list[str]]:
    """The elements right within the root in canonical XML, by their names."""
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(xml):
        name = element.tag.partition("}")[2]
        found.setdefault(name, []).append(ElementTree.canonicalize(ElementTree.tostring(element), strip_text=False))
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_charts_pivots_slicers_pictures_sparklines_looks_and_macros_survive(name, full, tmp_path):
    before, out = full.read_bytes(), tmp_path / "out.xlsm"
    edits = pressed(name, full, out)
    assert full.read_bytes() == before
    if edits is None or not changes(edits):
        assert name not in ("assign-tiers", "add-value-column", "set-up-my-list")
        return
    old, new = parts(full), parts(out)
    changed = {member for member, data in old.items() if new[member] != data}
    assert changed <= MAY_GROW | OF_THE_LIST
    for member in changed:
        assert is_within(ElementTree.fromstring(old[member]), ElementTree.fromstring(new[member]), GROWING), member
    now = canonical(new["xl/worksheets/sheet1.xml"])
    for tag, elements in canonical(old["xl/worksheets/sheet1.xml"]).items():
        if tag not in ARE_WIDENED:
            assert [each for each in elements if each not in now[tag]] == [], tag
    kinds = {member.split("/")[1] for member in old.keys() - changed if member.startswith("xl/")}
    assert kinds >= {
        "charts", "chartsheets", "comments1.xml", "drawings", "media", "pivotCache", "pivotTables", "slicerCaches",
        "slicers", "vbaProject.bin",
    }  # fmt: skip


@pytest.mark.libreoffice
def test_calc_opens_the_full_book_and_what_a_button_made_of_it(full, calc, tmp_path):
    press("assign-tiers", full, tmp_path / "tiers.xlsm")
    for path, tiers in ((full, []), (tmp_path / "tiers.xlsm", ["Tenure", "Tiers"])):
        with closing(calc.open(path)) as book:
            assert list(book.sheets()) == ["Clients", "Pictures", "Pivot", "Chart", *tiers]
            assert book.cells("A4:B5", "Pivot") == [["Ann", of("Ann")], ["Bob", of("Bob")]]
            book.calculate()
            assert book.cell("D2", "Clients") == fees(0)
            if tiers:
                assert book.cell("F2", "Clients") == "Platinum"
                assert book.cells("E2:E13", "Clients") == [
                    [pytest.approx(value)] for value in column(path, "Clients", 5, 2)
                ]


@pytest.mark.libreoffice
def test_calc_reads_a_year_whose_formulas_answer_nothing_as_a_file_does(calc, tmp_path):
    extra = {(FIRST_ROW["plain"] - 1 + place, 8): '=IF(1=2,1,"")' for place in range(CLIENTS)}
    headings = (*HEADINGS[:5], "Left", "Retention", "Partner 2", "Fees 2026")
    path = write_list(tmp_path / "list.xlsx", headings=headings, extra=extra)
    path = compute(path, tmp_path / "computed.xlsx").target
    press("assign-tiers", path, tmp_path / "tiers.xlsx")
    with Package(tmp_path / "tiers.xlsx") as package:
        formulas = Book(package).formulas("Clients")
    with closing(calc.show(path)) as book:
        book.button("press", name="assign-tiers", day="2026-03-31", carry_out=True)
        in_calc = {(row, at): text for row, at, text in book.button("contents", sheet="Clients")}
    assert formulas[FIRST_ROW["plain"], 10] == in_calc[FIRST_ROW["plain"], 10]
    assert "$E4" in formulas[FIRST_ROW["plain"], 10]


# Filters, protection, totals


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("case", ["filtered", "totals"])
def test_a_filter_and_a_totals_row_stay_and_no_client_is_lost(name, case, tmp_path):
    """Rows that a filter hides are clients as the others are; a totals row is none."""
    path, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    total = sum(map(fees, range(CLIENTS)))
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        rows = [(f"Client {place:02} Ltd", ("Ann", "Bob")[place % 2], fees(place)) for place in range(CLIENTS)]
        headings = ("Client", "Partner", "Fees 2025")
        for down, row in enumerate((headings, *rows)):
            sheet.write_row(down, 0, row)
            if case == "filtered" and down % 2:
                sheet.set_row(down, None, None, {"hidden": True})
        if case == "filtered":
            sheet.autofilter(0, 0, CLIENTS, 2)
            sheet.filter_column(1, "x == Bob")
        else:
            columns = [{"header": heading} for heading in headings]
            columns[0]["total_string"] = "Total"
            columns[2] |= {"total_function": "sum", "total_value": total}
            sheet.add_table(0, 0, CLIENTS + 1, 2, {"name": "Register", "total_row": True, "columns": columns})
    edits = pressed(name, path, out)
    if not edits:
        assert name not in ("assign-tiers", "set-up-my-list")
        return
    for edit in edits:
        if isinstance(edit, WriteColumn):
            assert edit.rows == (range(2, CLIENTS + 2),)
            assert (CLIENTS + 2, edit.column) not in shown(out, "Clients")
    old, new = (ElementTree.fromstring(parts(each)["xl/worksheets/sheet1.xml"]) for each in (path, out))
    assert is_within(old, new, GROWING | {"spans"})
    assert changes(press(name, out, sheet="Clients")) == []


def test_a_protected_list_is_refused_and_hidden_sheets_are_neither_read_nor_shown(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        for name, state in (("Shown", "visible"), ("Hidden", "hidden"), ("Buried", "veryHidden"), ("Locked", "")):
            sheet = book.add_worksheet(name)
            for down in range(CLIENTS + 1):
                sheet.write_row(down, 0, (f"Client {down} Ltd", fees(down)) if down else ("Client", "Fees 2025"))
            if state == "hidden":
                sheet.hide()
            elif state == "veryHidden":
                sheet.very_hidden()
            elif not state:
                sheet.protect("secret")
    states = 'name="Hidden" sheetId="2" state="hidden"', 'name="Buried" sheetId="3" state="veryHidden"'
    for name in COMMANDS:
        out = tmp_path / f"{name}.xlsx"
        if pressed(name, path, out):
            old, new = parts(path), parts(out)
            assert all(state in new["xl/workbook.xml"].decode() for state in states), name
            assert {f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4)} <= {n for n in old if old[n] == new[n]}, name
        edits = pressed(name, path, None, sheet="Locked") or []
        assert not any(isinstance(edit, WriteColumn) for edit in edits), name
    with pytest.raises(CannotGoOn, match=r"Sheet Locked is protected: take the protection off"):
        press("assign-tiers", path, None, sheet="Locked")


# The ends of the sheet, and the cursor


def test_a_list_that_ends_in_the_last_column_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        for down in range(CLIENTS + 1):
            line = (f"Client {down} Ltd", "Ann", fees(down)) if down else ("Client", "Partner", "Fees 2025")
            sheet.write_row(down, 16381, line)
    with pytest.raises(CannotGoOn, match=r"no free column right of the list on sheet Clients\.$"):
        press("assign-tiers", path)
    for name in COMMANDS:
        pressed(name, path, tmp_path / f"{name}.xlsx")


def test_headings_that_go_on_to_the_last_column_are_said(tmp_path):
    extra = {(2, at): f"x {at}" for at in range(len(HEADINGS), 16384)}
    book = write_list(tmp_path / "full.xlsx", extra=extra)
    with pytest.raises(CannotGoOn, match=r"There is no free column right of the list on sheet Clients\.$"):
        press("assign-tiers", book)


def test_a_row_that_is_full_to_the_last_column_hides_no_list(tmp_path):
    """Columns have no place beside it, which is said with the row; all else works as on the list alone."""
    extra = {(5, at): f"x {at}" for at in range(len(HEADINGS), 16384)}
    plain, full = write_list(tmp_path / "plain.xlsx"), write_list(tmp_path / "full.xlsx", extra=extra)
    said = "no free column right of the list on sheet Clients: row 6 is filled as far as column XFD; clear"
    worked = set()
    for name in COMMANDS:
        edits = pressed(name, plain, None)
        if edits is None:
            continue
        # Deal or relationship does without the values of the list where there are none.
        if any(isinstance(edit, WriteColumn) for edit in edits) and name != "deal-or-relationship":
            with pytest.raises(CannotGoOn, match=said):
                press(name, full)
            continue
        alone, beside = (
            {cell.content for edit in some if isinstance(edit, WriteSheet) for cell in edit.cells}
            for some in (edits, press(name, full))
        )
        assert name == "deal-or-relationship" or alone <= beside
        assert not any(str(content).startswith("x ") for content in beside)
        worked.add(name)
    assert worked == {"set-up-my-list", "settings", "deal-or-relationship", "retention-report", "check-this-sheet"}


def test_a_cell_in_the_last_corner_of_the_sheet_is_named(tmp_path):
    book = write_list(tmp_path / "corner.xlsx", extra={(1048575, 16383): "x"})
    for name in COMMANDS:
        with pytest.raises(CannotGoOn, match=r"What stands on sheet Clients reaches to XFD1048576, too far .*\.$"):
            press(name, book)


@pytest.mark.parametrize("panes", [None, (2, 0), (2, 1)])
def test_of_several_areas_selected_and_of_several_panes_the_cursor_is_in_the_active_one(panes, tmp_path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        for left, town in ((0, "Leeds"), (5, "York")):
            for down in range(CLIENTS + 1):
                line = (f"{town} {down} Ltd", fees(down)) if down else ("Client", "Fees 2025")
                sheet.write_row(down + 1, left, line)
        sheet.set_selection(4, 6, 7, 6)
        if panes:
            sheet.freeze_panes(*panes)
    rewritten(path, sheet1=('sqref="G5:G8"', 'sqref="A3:B4 B7 G5:G8" activeCellId="2"'))
    edits = press("assign-tiers", path)
    assert {edit.column for edit in edits if isinstance(edit, WriteColumn)} == {8, 9}


# What stands in the list


@pytest.mark.parametrize("has_answers", [True, False])
def test_formulas_as_input_are_read_and_stay(has_answers, tmp_path):
    """Formulas that point elsewhere; some programs save them without their answers."""
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("Ledger")
    sheet.title = "Clients"
    sheet.append(("Client", "Fees 2024", "Fees 2025", "Change"))
    for place in range(CLIENTS):
        row, name = place + 2, f"Client {place:02} Ltd"
        other.append((name, fees(place)))
        sheet.append((name, f"=0.9*C{row}", f"=SUMIFS(Ledger!B:B,Ledger!A:A,A{row})", f"=C{row}/B{row}-1"))
    book.save(path)
    if has_answers:
        path = compute(path, tmp_path / "computed.xlsx").target
    with Package(path) as package:
        before = Book(package).formulas("Clients")
    assert len(before) == 3 * CLIENTS
    for name in COMMANDS:
        out = tmp_path / f"{name}.xlsx"
        if pressed(name, path, out):
            with Package(out) as package:
                assert before.items() <= Book(package).formulas("Clients").items(), name
    expected = [udfs.call("REL_CLV", fees(place), 0.8, 0.1, "end", "at risk", 0.0) for place in range(CLIENTS)]
    assert column(tmp_path / "assign-tiers.xlsx", "Clients", 5, 2) == pytest.approx(expected)


@pytest.mark.parametrize("shape", ["plain", "table"])
def test_headings_of_ones_own_like_those_of_tenure_are_never_doubled(shape, tmp_path):
    """An Excel Table with two columns of one name is a damaged workbook."""
    path, own = write_list(tmp_path / "list.xlsx", shape), set()
    for name in COMMANDS:
        edits = pressed(name, path, tmp_path / f"{name}.xlsx") or []
        own |= {(name, edit.heading) for edit in edits if isinstance(edit, WriteColumn)}
    assert own >= {("assign-tiers", "Value"), ("assign-tiers", "Tier")}
    for name, heading in sorted(own):
        headings = (*HEADINGS[:2], heading.upper(), *HEADINGS[3:])
        path, out = write_list(tmp_path / "own.xlsx", shape, headings=headings), tmp_path / f"{name}-{heading}.xlsx"
        if pressed(name, path, out):
            page = openpyxl.load_workbook(out)["Clients"]
            line = [cell.value for cell in page[FIRST_ROW[shape] - 1] if cell.value]
            assert len({text.casefold() for text in line}) == len(line) > len(HEADINGS), (name, line)
            assert line[2] == heading.upper()


@pytest.mark.parametrize("name", COMMANDS)
def test_renamed_columns_and_sheets_of_tenure_are_known_again(name, tmp_path):
    path, out = write_list(tmp_path / "list.xlsx"), tmp_path / "out.xlsx"
    edits = pressed(name, path, out) or []
    for edit in edits:
        if isinstance(edit, WriteColumn):
            rewritten(out, **{"worksheets/sheet1": (f">{edit.heading}<", f">Our {edit.heading.lower()}<")})
    again = changes(press(name, out, sheet="Clients")) if changes(edits) else []
    # Only a sheet that lists the headings of the list, or says one, is brought up to date.
    assert not [edit for edit in again if isinstance(edit, WriteColumn | WriteSheet)]
    if any(isinstance(edit, WriteColumn) for edit in edits):
        headings = [value for (row, _), value in shown(out, "Clients").items() if row == FIRST_ROW["plain"] - 1]
        assert [text for text in headings if str(text).startswith("Our ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_text_that_could_be_a_formula_stays_text(name, tmp_path):
    path, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Clients")
        for at, text in enumerate(("Client", "=Partner", "Fees 2025", "@Region", "-Remark", "+Phone")):
            sheet.write_string(0, at, text)
        for place in range(CLIENTS):
            for at, text in ((0, f"{STUBBORN[place % 5]}{place}"), (1, "=Ann"), (3, "@north"), (4, "-"), (5, "+44 1")):
                sheet.write_string(place + 1, at, text)
            sheet.write_number(place + 1, 2, fees(place))
    edits = pressed(name, path, out)
    if not edits:
        assert name not in ("assign-tiers", "set-up-my-list")
        return
    old, book = openpyxl.load_workbook(path)["Clients"], openpyxl.load_workbook(out)
    for line in old.iter_rows():
        for cell in line:
            assert book["Clients"][cell.coordinate].value == cell.value
            assert book["Clients"][cell.coordinate].data_type == cell.data_type
    for edit in edits:
        if isinstance(edit, WriteSheet):
            for cell in edit.cells:
                kind = book[edit.name].cell(cell.row, cell.column).data_type
                assert (kind == "f") == isinstance(cell.content, Formula), (edit.name, cell)
    if name == "set-up-my-list":
        listed = {cell.content for edit in edits if isinstance(edit, WriteSheet) for cell in edit.cells}
        assert {"=Partner", "@Region", "-Remark", "+Phone"} <= listed


def test_tenures_columns_leave_the_cells_of_a_table_below_them_alone(tmp_path):
    """Suppliers above, in fewer columns than the clients below: the new columns stand above columns of theirs."""
    path, out = tmp_path / "two.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("Office")
        for down, line in enumerate(
            (("Client", "City", "Fees 2025"), ("Paper Co", "Leeds", 500), ("Ink", "York", 300))
        ):
            sheet.write_row(down, 0, line)
        sheet.write_row(5, 0, ("Client", "Contact", "Tel.", "Partner", "FY2024", "FY2025"))
        for down in range(3):
            sheet.write_row(6 + down, 0, (f"Dairy {down}", "Jo", "0113", "RH", 5200 + down, 5600 + down))
    press("assign-tiers", path, out, cell="A2")
    assert press("assign-tiers", out, cell="A2") == []
    with pytest.raises(CannotGoOn, match="Another list on sheet Office has the column Value of Tenure"):
        press("assign-tiers", out, cell="A7")
    listed = press("set-up-my-list", out, cell="A7")
    cells = {cell.content for edit in listed if isinstance(edit, WriteSheet) for cell in edit.cells}
    assert {"Partner", "FY2024", "FY2025"} <= cells
