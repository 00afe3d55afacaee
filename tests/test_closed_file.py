"""Buttons pressed on a workbook in a file: what the copy shows, and that all else is as it was."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from lists_to_press import CLIENTS, FIRST_ROW, HEADINGS, fees, is_within, parts, rewritten, write_list
from typer.testing import CliRunner

import udfs
from addin.cli import app
from addin.closed_file import prepare
from addin.closed_file.book import Book
from addin.commands import sheet_commands
from addin.edits import WriteCells, WriteColumn, WriteName, WriteSheet
from addin.exit_codes import CannotGoOn, ExitCode
from addin.headless.package import Package
from addin.icons import png

# Attributes that count what an element holds, or say how far a table reaches.
GROWING = frozenset({"count", "uniqueCount", "ref"})


def press(name: str, book: Path, out: Path | None = None, **where):
    """Press a button on a book; answers the edits, which are carried out where `out` says."""
    command = next(command for command in sheet_commands() if command.name == name)
    with prepare(command, book, where.get("sheet"), where.get("cell"), lambda *_: None) as run:
        if out is not None:
            computation = run.carry_out(out, False, lambda *_: None)
            assert computation.not_computed == ()
        return run.edits


def shown(book: Path, sheet: str) -> dict[tuple[int, int], object]:
    """What the cells of a sheet show."""
    with Package(book) as package:
        cells = Book(package).cells(sheet)
        answers = {(cell.row, cell.column): cell.value for cell in cells.formulas}
        return answers | {
            (row, column): value for row, line in cells.constants.items() for column, value in line.items()
        }


def column(book: Path, sheet: str, number: int, first: int) -> list[object]:
    cells = shown(book, sheet)
    return [cells.get((row, number)) for row in range(first, first + CLIENTS)]


@pytest.fixture(params=["plain", "table"])
def shape(request) -> str:
    return request.param


@pytest.fixture
def book(tmp_path, shape) -> Path:
    return write_list(tmp_path / "clients.xlsx", shape, sheets=("Notes",))


@pytest.fixture
def pressed(book, tmp_path) -> Path:
    press("assign-tiers", book, tmp_path / "tiers.xlsx")
    return tmp_path / "tiers.xlsx"


def expected_values() -> list[object]:
    values: list[object] = []
    for place in range(CLIENTS):
        margin = fees(place) * (0.5 if place % 4 else 1)
        retention = 0.9 if place % 3 else 0.8
        values.append(udfs.call("REL_CLV", margin, retention, 0.1, "end", "at risk", 0.0))
    values[-1] = ""  # left before today
    return values


def test_every_client_gets_the_value_and_the_tier_that_the_functions_give(pressed, shape):
    values = expected_values()
    answers = column(pressed, "Clients", 9, FIRST_ROW[shape])
    assert answers[:-1] == pytest.approx(values[:-1])
    assert answers[-1] == values[-1]
    tiers = [tier for (tier,) in udfs.call("REL_TIERS", [[value] for value in values[:-1]])]
    assert column(pressed, "Clients", 10, FIRST_ROW[shape]) == [*tiers, ""]
    assert tiers.count("Platinum") == 3


def test_the_sheet_of_tiers_adds_up_and_says_the_finding(pressed):
    cells, values = shown(pressed, "Tiers"), sorted(expected_values()[:-1], reverse=True)
    assert [cells[row, 3] for row in range(7, 12)] == [3, 3, 3, 2, 11]
    assert cells[11, 5] == pytest.approx(sum(values))
    assert cells[7, 6] == pytest.approx(sum(values[:3]) / sum(values))
    share = udfs.call("REL_PARETO", [[value] for value in values])
    assert cells[3, 1] == f"The best 20% of the clients bring {share:.0%} of the value."
    assert "11 of 12 clients have a value; the others left, or nothing says what they pay." in cells.values()
    assert "No row shows an error." in cells.values()


def test_the_source_stays_and_the_copy_only_gains(book, pressed, tmp_path):
    before = book.read_bytes()
    old, new = parts(book), parts(pressed)
    assert book.read_bytes() == before
    changed = {name for name, data in old.items() if new[name] != data}
    table = {"xl/tables/table1.xml"} & old.keys()
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", *table,
    }  # fmt: skip
    for name in changed:
        grown = is_within(ElementTree.fromstring(old[name]), ElementTree.fromstring(new[name]), GROWING)
        assert grown, name


def test_no_element_stands_twice_or_out_of_order(pressed):
    tags = [child.tag.partition("}")[2] for child in ElementTree.fromstring(parts(pressed)["xl/worksheets/sheet1.xml"])]
    assert tags.count("cols") == 1
    assert (
        tags.index("cols") < tags.index("sheetData") < tags.index("conditionalFormatting") < tags.index("pageMargins")
    )


def test_a_new_column_looks_like_the_column_it_is_made_from(pressed, shape):
    with Package(pressed) as package:
        book = Book(package)
        part, row = book.part("Clients"), FIRST_ROW[shape]
        assert book.styles.number_format(part.style(row, 9)) == "£#,##0"
        assert part.style(row - 1, 9) == part.style(row - 1, 5)


def test_pressed_again_it_asks_for_nothing(pressed):
    assert press("assign-tiers", pressed) == []
    assert press("add-value-column", pressed) == []


def test_the_second_button_takes_over_the_column_of_the_first(book, tmp_path):
    press("add-value-column", book, tmp_path / "value.xlsx")
    edits = press("assign-tiers", tmp_path / "value.xlsx", tmp_path / "tiers.xlsx")
    assert [edit.key for edit in edits if isinstance(edit, WriteColumn)] == ["tier"]
    assert [edit.name for edit in edits if isinstance(edit, WriteSheet)] == ["Tiers"]


def test_a_renamed_column_is_still_tenures_and_keeps_its_heading(pressed, tmp_path, shape):
    with_text = {"worksheets/sheet1": (">Value<", ">Worth to us<")}
    if shape == "table":
        with_text["tables/table1"] = ('name="Value"', 'name="Worth to us"')
        # Excel renames it in the formulas, too.
        rewritten(pressed, **with_text)
        rewritten(
            pressed, **{"worksheets/sheet1": ("[Value]", "[Worth to us]"), "sheet4": ("[Value]", "[Worth to us]")}
        )
        rewritten(pressed, **{"tables/table1": ("[Value]", "[Worth to us]")})
    else:
        rewritten(pressed, **with_text)
    assert press("assign-tiers", pressed) == []


def test_a_client_more_brings_the_columns_and_the_sheet_up_to_date(tmp_path):
    book = write_list(tmp_path / "clients.xlsx")
    press("assign-tiers", book, tmp_path / "tiers.xlsx")
    last = FIRST_ROW["plain"] + CLIENTS
    # The total makes room: it is overwritten by a client.
    total = f'<c r="A{last}"'
    sheet = parts(tmp_path / "tiers.xlsx")["xl/worksheets/sheet1.xml"].decode()
    old = sheet[sheet.index(total) : sheet.index("</row>", sheet.index(total))]
    new = f'<c r="A{last}" t="inlineStr"><is><t>New Ltd</t></is></c><c r="E{last}"><v>90000</v></c>'
    rewritten(tmp_path / "tiers.xlsx", **{"worksheets/sheet1": (old, new)})
    edits = press("assign-tiers", tmp_path / "tiers.xlsx", tmp_path / "again.xlsx")
    assert [type(edit) for edit in edits] == [WriteColumn, WriteName, WriteCells, WriteColumn, WriteName]
    assert shown(tmp_path / "again.xlsx", "Tiers")[11, 3] == CLIENTS
    assert isinstance(shown(tmp_path / "again.xlsx", "Clients")[last, 9], float)
    assert press("assign-tiers", tmp_path / "again.xlsx") == []


def test_a_column_of_ones_own_that_is_named_like_tenures_stays(tmp_path):
    headings = ("Client", "Partner", "Value", "Fees 2024", "Fees 2025", "Cost to serve", "Retention", "Tier")
    book = write_list(tmp_path / "clients.xlsx", headings=headings)
    edits = press("assign-tiers", book)
    assert [edit.heading for edit in edits if isinstance(edit, WriteColumn)] == ["Value (Tenure)", "Tier (Tenure)"]


def test_what_stands_beside_a_plain_list_is_left_alone(tmp_path):
    book = write_list(tmp_path / "clients.xlsx", extra={(6, 9): "a remark"})
    edits = press("assign-tiers", book, tmp_path / "out.xlsx")
    assert [edit.column for edit in edits if isinstance(edit, WriteColumn)] == [12, 13]  # a free column between
    assert shown(tmp_path / "out.xlsx", "Clients")[7, 10] == "a remark"


REFUSED = {
    "beside a Table": (
        {"shape": "table", "extra": {(3, 8): "a remark"}},
        "The column right of the Table Register (I) is not empty",
    ),
    "a protected sheet": ({"protect": True}, "Sheet Clients is protected: take the protection off"),
    "a name of one's own": (
        {"name": ("rate", "=Clients!$A$4:$B$9")},
        "The name rate stands for Clients!$A$4:$B$9 in this workbook, where Tenure needs one cell with a number",
    ),
    "a full sheet": ({"extra": {(5, 16383): "at the edge", (5, 9): "a remark"}}, "no free column"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_stands_in_the_way_is_said_in_a_sentence(case, tmp_path):
    changes, sentence = REFUSED[case]
    book = write_list(tmp_path / "clients.xlsx", **changes)
    with pytest.raises(CannotGoOn, match=r".*\.$") as refused:
        press("assign-tiers", book)
    assert sentence in str(refused.value)
    assert refused.value.exit_code == ExitCode.UNREADABLE


def test_a_locked_structure_is_refused(book):
    rewritten(book, **{"xl/workbook": ("<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>')})
    with pytest.raises(CannotGoOn, match="structure is protected"):
        press("assign-tiers", book)


def test_a_setting_of_ones_own_is_used(tmp_path):
    book = write_list(tmp_path / "clients.xlsx", name=("rate", "=Clients!$Z$1"), extra={(0, 25): 0.25})
    edits = press("add-value-column", book, tmp_path / "out.xlsx")
    assert "rate" not in {edit.name for edit in edits if isinstance(edit, WriteName)}
    value = udfs.call("REL_CLV", fees(0), 0.8, 0.25, "end", "at risk", 0.0)
    assert value in shown(tmp_path / "out.xlsx", "Clients").values()


def tenure(*arguments: str):
    return CliRunner().invoke(app, ["run", *arguments])


@pytest.mark.parametrize("asked", [(), ("--help",)], ids=["nothing", "help"])
def test_without_a_button_the_command_lists_them(asked):
    result = tenure(*asked)
    assert result.exit_code == 0
    assert all(command.name in result.output for command in sheet_commands())


def test_the_command_says_what_it_read_and_writes_a_copy(book, tmp_path):
    result = tenure("assign-tiers", str(book))
    assert result.exit_code == 0
    assert "Fees 2025" in result.output
    assert "gains the sheet Tiers with a chart" in " ".join(result.output.split())
    assert (tmp_path / "clients.assign-tiers.xlsx").exists()
    assert "there is nothing to write" in tenure("assign-tiers", str(tmp_path / "clients.assign-tiers.xlsx")).output


def test_how_far_the_work_is_only_rises(book, tmp_path):
    told: list[tuple[str, float]] = []
    (command,) = (command for command in sheet_commands() if command.name == "assign-tiers")
    with prepare(command, book, None, None, lambda *given: told.append(given)) as run:
        run.carry_out(tmp_path / "out.xlsx", False, lambda *given: told.append(given))
    doing, shares = zip(*told, strict=True)
    assert list(dict.fromkeys(doing)) == ["Reading", "Looking at the list", "Adding", "Computing", "Writing", "Done"]
    assert list(shares) == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_dry_run_writes_nothing(book, tmp_path):
    before = sorted(tmp_path.iterdir())
    result = tenure("assign-tiers", str(book), "--dry-run")
    assert result.exit_code == 0
    assert "It writes" in result.output
    assert sorted(tmp_path.iterdir()) == before


def test_the_workbook_itself_is_never_replaced(book):
    before = book.read_bytes()
    result = tenure("assign-tiers", str(book), "-o", str(book), "--force")
    assert isinstance(result.exception, CannotGoOn)
    assert "is the workbook itself" in str(result.exception)
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("--sheet", "Nowhere"), "has no sheet Nowhere: it has Clients, Notes."), (("--cell", "5B"), "5B is no cell")],
)
def test_a_place_that_is_none_is_refused(book, arguments, sentence):
    result = tenure("assign-tiers", str(book), *arguments)
    assert sentence in str(result.exception)


def test_it_is_told_how_far_the_work_is(book, tmp_path):
    command = next(command for command in sheet_commands() if command.name == "assign-tiers")
    told: list[tuple[str, float]] = []
    with prepare(command, book, None, None, lambda *step: told.append(step)) as run:
        run.carry_out(tmp_path / "tiers.xlsx", False, lambda *step: told.append(step))
    shares = [share for _, share in told]
    assert (shares[0], shares[-1]) == (0, 1)
    assert shares == sorted(shares)
    assert {doing for doing, _ in told} >= {"Reading", "Writing", "Computing"}


def test_a_correction_on_the_list_sheet_is_respected_and_stays(book, tmp_path):
    press("set-up-my-list", book, tmp_path / "list.xlsx")
    cells = shown(tmp_path / "list.xlsx", "My list")
    assert [cells[row, 3] for row in range(5, 13)] == [
        "Client", "Account manager", "Joined", "Fees", "Fees", "Cost to serve", "Retention", "Left",
    ]  # fmt: skip
    assert press("set-up-my-list", tmp_path / "list.xlsx") == []
    row = '<c r="C10" '
    sheet = next(name for name in parts(tmp_path / "list.xlsx") if name.endswith("sheet3.xml"))
    cell = parts(tmp_path / "list.xlsx")[sheet].decode().partition(row)[2].partition("</c>")[0]
    rewritten(tmp_path / "list.xlsx", sheet3=(cell, cell.replace("Cost to serve", "Other")))
    (column,) = (edit for edit in press("add-value-column", tmp_path / "list.xlsx") if isinstance(edit, WriteColumn))
    assert "margin_share" in column.formula.text
    assert "IF(" + ("$F" if "$" in column.formula.text else "Register[[#This Row],[Cost") not in column.formula.text
    press("set-up-my-list", tmp_path / "list.xlsx", tmp_path / "again.xlsx")
    assert shown(tmp_path / "again.xlsx", "My list")[10, 3] == "Other"
    rewritten(
        tmp_path / "list.xlsx", sheet3=(cell.replace("Cost to serve", "Other"), cell.replace("Cost to", "Nonsense"))
    )
    with pytest.raises(CannotGoOn, match="Sheet My list, row 10: “Nonsense serve” is nothing that a column can be"):
        press("assign-tiers", tmp_path / "list.xlsx")


def test_another_number_of_tiers_asks_for_a_new_sheet(pressed, tmp_path):
    names = parts(pressed)["xl/workbook.xml"].decode()
    found = re.search(r'name="tier_names">[^<]*(\$A\$\d+:\$A\$)(\d+)<', names)
    assert found
    rewritten(pressed, **{"xl/workbook": (f"{found[1]}{found[2]}<", f"{found[1]}{int(found[2]) - 1}<")})
    with pytest.raises(CannotGoOn, match="Sheet Tiers is laid out for other formulas"):
        press("assign-tiers", pressed)


def a_full_workbook(path: Path) -> Path:
    """A list with a hidden row and a totals row, and all that a workbook has around it; with macros.

    Written with XlsxWriter; the pivot table and the macros are parts that no host could open, put in by hand.
    """
    (path.parent / "macros.bin").write_bytes(b"not really macros")
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        book.add_vba_project(path.parent / "macros.bin")
        sheet, other = book.add_worksheet("Clients"), book.add_worksheet("Pictures")
        seen = sum(map(fees, range(CLIENTS))) - fees(3)
        total = {"total_function": "sum", "total_value": seen}
        columns = [{"header": "Client", "total_string": "Total"}, {"header": "Fees 2025", **total}]
        sheet.add_table(0, 0, CLIENTS + 1, 1, {"name": "Register", "total_row": True, "columns": columns})
        for place in range(CLIENTS):
            sheet.write_string(place + 1, 0, f"Client {place + 1:02} Ltd")
            sheet.write_number(place + 1, 1, fees(place))
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.conditional_format(1, 1, CLIENTS, 1, {"type": "data_bar"})
        sheet.conditional_format(1, 0, CLIENTS, 0, {"type": "duplicate", "format": book.add_format({"bold": True})})
        sheet.data_validation(1, 1, CLIENTS, 1, {"validate": "decimal", "criteria": ">=", "value": -1e9})
        sheet.write_comment(1, 0, "Our oldest client")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 16383, 9)
        pie, bars = book.add_chart({"type": "pie"}), book.add_chart({"type": "bar"})
        for chart in (pie, bars):
            chart.add_series({"values": ["Clients", 1, 1, CLIENTS, 1]})
        other.insert_chart(0, 0, pie)
        other.insert_image(20, 0, "logo.png", {"image_data": BytesIO(png("help", 16))})
        other.add_sparkline(30, 0, {"range": f"Clients!B2:B{CLIENTS + 1}"})
        other.very_hidden()
        book.add_chartsheet("Chart").set_chart(bars)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotCacheDefinition"
    cache = "pivotCache/pivotCacheDefinition1.xml"
    members = parts(path)
    for name, end, xml in (
        ("xl/workbook.xml", "</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rId77"/></pivotCaches>'),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId77" Type="{kind}" Target="{cache}"/>',
        ),
    ):
        members[name] = members[name].replace(end.encode(), (xml + end).encode())
    members[f"xl/{cache}"] = b"<pivotCacheDefinition/>"
    with zipfile.ZipFile(path, "w") as package:
        for member, data in members.items():
            package.writestr(member, data)
    return path


def test_all_that_a_workbook_has_around_the_list_survives(tmp_path):
    book = a_full_workbook(tmp_path / "full.xlsm")
    press("assign-tiers", book, tmp_path / "tiers.xlsm")
    old, new = parts(book), parts(tmp_path / "tiers.xlsm")
    for name, data in old.items():
        if new[name] != data:
            grown = is_within(ElementTree.fromstring(data), ElementTree.fromstring(new[name]), GROWING)
            assert grown, name
    changed = {name for name in old if new[name] != old[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/tables/table1.xml",
    }  # fmt: skip
    assert {name for name in new if name.startswith("xl/charts/")} > {"xl/charts/chart1.xml", "xl/charts/chart2.xml"}
    cells = shown(tmp_path / "tiers.xlsm", "Clients")
    assert (CLIENTS + 2, 3) not in cells  # the totals row
    assert isinstance(cells[5, 3], float)  # a hidden client is one
    assert press("assign-tiers", tmp_path / "tiers.xlsm", sheet="Clients") == []


def test_a_column_that_somebody_adds_beside_tenures_belongs_to_the_list(tmp_path):
    press("assign-tiers", write_list(tmp_path / "clients.xlsx"), tmp_path / "tiers.xlsx")
    sheet = parts(tmp_path / "tiers.xlsx")["xl/worksheets/sheet1.xml"].decode()
    rows = sheet.split("</row>")
    for place in range(1, CLIENTS + 2):
        row = FIRST_ROW["plain"] - 2 + place
        text = "Rating" if place == 1 else "A"
        rows[place] += f'<c r="K{row}" t="inlineStr"><is><t>{text}</t></is></c>'
    rewritten(tmp_path / "tiers.xlsx", **{"worksheets/sheet1": (sheet, "</row>".join(rows))})
    assert press("assign-tiers", tmp_path / "tiers.xlsx") == []
    press("set-up-my-list", tmp_path / "tiers.xlsx", tmp_path / "list.xlsx")
    cells = shown(tmp_path / "list.xlsx", "My list")
    assert [cells.get((row, 2)) for row in range(5, 15)] == [*HEADINGS, "Rating", None]
