"""Laws for every template: what its book looks like, shows, checks, and takes from a list of one's own."""

from __future__ import annotations

import datetime
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_templates import ASKED, LENGTHS, TAKING, Book, made, numbered, of_length, typed_lists, typed_rows, write_list
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from retyped_books import retyped
from xlsxwriter.utility import xl_pixel_width

import udfs
from addin.headless import compute
from workbook_templates import Template
from workbook_templates.settings import valuation_date_in_words
from workbook_templates.style import HANDED_ROUND

SPILLING = ("Tables", "Workings", "Spills")

pytestmark = [pytest.mark.every_template]


_MADE: dict[tuple[str, str], Book] = {}


@pytest.fixture(params=[pytest.param(each, marks=pytest.mark.xdist_group(each.name), id=each.name) for each in ASKED])
def template(request) -> Template:
    return request.param


@pytest.fixture
def example(template, tmp_path_factory) -> Book:
    key = (template.name, template.fillings[0])
    if key not in _MADE:
        _MADE[key] = made(template, tmp_path_factory.mktemp(template.name), template.fillings[0])
    return _MADE[key]


@pytest.fixture
def empty(template, tmp_path_factory) -> Book:
    key = (template.name, "empty")
    if key not in _MADE:
        _MADE[key] = made(template, tmp_path_factory.mktemp(template.name), "empty")
    return _MADE[key]


# What it is


def test_it_is_declared_as_people_speak_of_it(template):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", template.name)
    assert template.question.endswith("?")
    assert template.summary.endswith(".")
    assert "empty" in template.fillings[1:]
    with pytest.raises(KeyError):
        template.write(Path("no.xlsx"), "no such filling")
    assert not Path("no.xlsx").exists()


def test_read_me_first_checks_last_and_it_opens_on_its_answer(example):
    names = example.formulas.sheetnames
    assert (names[0], names[-1]) == ("ReadMe", "Checks")
    assert example.formulas.active.title == names[1]
    read_me = [cell.value for row in example.values["ReadMe"].iter_rows() for cell in row if cell.value]
    assert example.template.question in read_me
    assert f"Tenure {udfs.__version__}" in read_me
    assert any(str(word).startswith(f"Tenure {udfs.__version__},") for word in read_me)
    assert set(names[1:]) <= set(read_me), "ReadMe names every sheet"


# What it shows


def test_everything_is_computed_without_an_error_and_all_checks_hold(example):
    assert not example.not_computed
    assert not example.errors()
    verdicts = example.verdicts()
    assert verdicts.pop("test_all") is True
    assert len(verdicts) >= 5
    assert all(verdict is True for verdict in verdicts.values()), verdicts


def sentences(book: Book) -> list[str]:
    """What stands in plain words at the top of the answer, below title and subtitle."""
    found = [str(row[1].value) for row in book.answer.iter_rows(min_row=3, max_row=12) if row[1].value]
    return [line for line in found if len(line) > 30]


def test_the_answer_is_said_in_words_with_figures(example):
    said = sentences(example)
    assert len(said) >= 2
    assert any(character.isdigit() for character in said[0])
    assert said[0].endswith((".", "!", ")"))


def test_pictures_have_titles_words_for_those_who_cannot_see_and_name_their_axes(example):
    charts = [text for name, text in example.parts.items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert charts
    for chart in charts:
        title = re.search(r"<c:title>.*?<a:t>(.*?)</a:t>", chart)
        assert title
        assert len(title[1]) < 90
        assert "#" not in "".join(re.findall(r"<c:f>(.*?)</c:f>", chart))
    drawings = "".join(
        text for name, text in example.parts.items() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
    )
    alternatives = re.findall(r' descr="([^"]+)"', drawings)
    assert len(alternatives) >= len(charts)
    assert all(len(words) > 20 for words in alternatives)


def test_pictures_draw_cells_that_hold_something(example):
    for name, text in example.parts.items():
        if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
            drawn = 0
            for reference in re.findall(r"<c:(?:val|yVal)>.*?<c:f>(.*?)</c:f>", text):
                sheet, _, area = reference.replace("$", "").rpartition("!")
                cells = example.values[sheet.strip("'").replace("''", "'")][area]
                cells = cells if isinstance(cells, tuple) else ((cells,),)
                drawn += any(isinstance(cell.value, (int, float)) for row in cells for cell in row)
            assert drawn, name


def cells_of(book: Book, reference: str) -> list[Any]:
    """What the cells hold that a chart refers to, one after the other."""
    sheet, _, area = reference.replace("$", "").rpartition("!")
    cells = book.values[sheet.strip("'").replace("''", "'")][area]
    return [cell.value for row in (cells if isinstance(cells, tuple) else ((cells,),)) for cell in row]


def charts(book: Book) -> dict[str, str]:
    return {name: text for name, text in book.parts.items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)}


def test_every_axis_with_numbers_says_what_they_are(example):
    """By its title or as percentages; one that is not drawn has its numbers beside the bars.

    A scale of texts, at distances of its own, has its name in the picture's title or, where the measure is chosen on
    sheet Settings, as a further text.
    """
    chosen = {str(cell.value) for row in example.values["Settings"].iter_rows() for cell in row if cell.value}
    for name, text in charts(example).items():
        series = re.findall(r"<c:ser>.*?</c:ser>", text)
        written = [
            str(cells_of(example, re.search(r"<c:tx>.*?<c:f>(.*?)</c:f>", each)[1])[0])
            for each in series if '<c:showSerName val="1"/>' in each
        ]  # fmt: skip
        captions = [words for words in written if words.partition(" (")[0] in chosen]
        for axis in re.findall(r"<c:valAx>.*?</c:valAx>", text):
            words = "".join(re.findall(r"<a:t>(.*?)</a:t>", axis))
            if '<c:delete val="1"/>' in axis:
                for each in series:
                    unseen = "<a:noFill/>" in each.partition("<c:dLbls>")[0] or not any(
                        cells_of(example, re.search(r"<c:val>.*?<c:f>(.*?)</c:f>", each)[1])
                    )
                    assert unseen or '<c:showVal val="1"/>' in each, f"{name}: numbers that nobody sees"
            elif '<c:tickLblPos val="none"/>' in axis and not words:
                upwards = '<c:axPos val="l"/>' in axis and "(up)" in re.search(r"<c:title>.*?<a:t>(.*?)</a:t>", text)[1]
                assert upwards or captions, f"{name}: an axis without a name"
                captions = captions if upwards else captions[1:]
            else:
                assert len(words) >= 4 or "%" in re.search(r'formatCode="(.*?)"', axis)[1], f"{name}: no unit"


def test_no_program_breaks_a_label_over_its_neighbours(example):
    for name, text in charts(example).items():
        for labels in re.findall(r"<c:dLbls>.*?</c:dLbls>", text):
            assert re.findall(r"<a:bodyPr[^>]*>", labels) == ['<a:bodyPr wrap="none"/>'], name
        outside = re.sub(r"<c:dLbls>.*?</c:dLbls>", "", text)
        assert 'wrap="none"' not in outside, f"{name}: names of bars and titles may be broken"


def test_every_bar_has_its_name_below_or_beside_it(example):
    """In words; by a number only where the axis says what is numbered."""
    for name, text in charts(example).items():
        for axis in re.findall(r"<c:catAx>.*?</c:catAx>", text):
            for series in re.findall(r"<c:ser>.*?</c:ser>", text):
                names, heights = (
                    cells_of(example, re.search(rf"<c:{part}>.*?<c:f>(.*?)</c:f>", series)[1])
                    for part in ("cat", "val")
                )
                assert len(names) == len(heights)
                for called, height in zip(names, heights, strict=True):
                    if isinstance(height, (int, float)) and height:
                        assert called not in (None, "", " "), f"{name}: a bar without a name"
                        assert isinstance(called, str) or "<c:title>" in axis, f"{name}: {called} of what?"


# The house


def test_no_merged_cells_and_nothing_hidden(example):
    for sheet in example.formulas:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())


def test_every_sheet_prints_one_a4_page_wide_with_a_footer(example):
    for sheet in example.formulas:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        footer = sheet.oddFooter
        assert "&F" in footer.left.text
        assert "&A" in footer.center.text
        assert "&P" in footer.right.text
    assert example.formulas.active.page_setup.fitToHeight in (None, 1)


def test_what_people_hand_round_is_its_answer(example):
    handed = [sheet.title for sheet in example.formulas if HANDED_ROUND in sheet.defined_names]
    cards = ["Cards"] if "Cards" in example.formulas.sheetnames else []
    assert handed == [example.formulas.active.title, *cards]


def test_a_colleague_without_the_add_in_keeps_the_figures(example):
    workbook = example.parts["xl/workbook.xml"]
    assert "fullCalcOnLoad" not in workbook
    assert int(re.search(r'calcId="(\d+)"', workbook)[1]) >= 191029


def test_columns_of_lists_use_row_functions_and_spills_stand_on_their_sheets(example):
    for name, text in example.parts.items():
        if name.startswith("xl/tables/"):
            formulas = "".join(re.findall(r"<calculatedColumnFormula>(.*?)</calculatedColumnFormula>", text))
            assert "[@" not in formulas
            kinds = {used: udfs.declaration(used).kind for used in re.findall(r"REL_\w+", formulas)}
            kinds.pop("REL_MATRIX", None)  # read row by row, since both cuts are numbers
            assert set(kinds.values()) <= {"row"}, kinds
    for sheet in example.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula) and ":" in cell.value.ref:
                    assert sheet.title in SPILLING, f"{sheet.title}!{cell.coordinate}"


def test_formulas_hold_no_rate_or_cut_of_their_own(example):
    for sheet, cell, formula in example.written():
        numbers = [
            token.value for token in Tokenizer(formula).items if token.type == "OPERAND" and token.subtype == "NUMBER"
        ]
        assert not {"0.1", "0.2", "0.8"} & set(numbers), f"{sheet}!{cell}: {formula}"


# What Excel requires


def test_every_name_that_a_formula_uses_exists_and_leads_somewhere(example):
    book = example.formulas
    names = {name.casefold() for name in book.defined_names}
    assert len(names) == len(book.defined_names)
    tables = {table.casefold() for sheet in book for table in sheet.tables}
    assert not names & tables
    for name, defined in book.defined_names.items():
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{0,254}", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*", name), f"{name} is the name of a cell"
        assert "#REF!" not in defined.attr_text
        for sheet, _ in defined.destinations:
            assert sheet in book.sheetnames
    for sheet, cell, formula in example.written():
        for token in Tokenizer(formula).items:
            if token.type == "OPERAND" and token.subtype == "RANGE" and re.fullmatch(r"[A-Za-z_]+\d*", token.value):
                word = token.value.casefold()
                assert word in names | tables or re.fullmatch(r"[a-z]{1,3}\d+", word), f"{sheet}!{cell}: {word}"


FUTURE = {
    "XLOOKUP", "XMATCH", "FILTER", "SORT", "SORTBY", "UNIQUE", "SEQUENCE", "LET", "LAMBDA", "TEXTJOIN", "CONCAT", "IFS",
    "SWITCH", "MAXIFS", "MINIFS", "IFNA", "STDEV.S", "STDEV.P", "VAR.S", "VAR.P", "PERCENTILE.INC", "PERCENTILE.EXC",
    "QUARTILE.INC", "RANK.EQ", "RANK.AVG", "NORM.S.INV", "NORM.S.DIST", "NORM.DIST", "BETA.DIST", "VSTACK", "HSTACK",
    "TAKE", "DROP", "CHOOSECOLS", "CHOOSEROWS", "TOCOL", "TOROW", "DAYS", "NUMBERVALUE", "BYROW", "MAP", "REDUCE",
}  # fmt: skip
"""Functions that a file must name with a prefix."""


def test_formulas_are_such_as_excel_opens(example):
    known = {function.name for function in udfs.FUNCTIONS}
    for sheet, cell, formula in example.written():
        where = f"{sheet}!{cell}: {formula[:200]}"
        assert len(formula) <= 8192, where
        depth = deepest = 0
        for token in Tokenizer(formula).items:
            if token.type == "FUNC":
                depth += 1 if token.subtype == "OPEN" else -1
                deepest = max(deepest, depth)
                name = token.value.rstrip("(").upper()
                assert name not in FUTURE, f"{name} needs its prefix: {where}"
                assert not name.startswith("REL_") or name in known, where
            elif token.type == "OPERAND" and token.subtype == "TEXT":
                assert len(token.value) <= 257, where
        assert deepest <= 64, where


def test_tables_sheets_and_lists_of_choices_are_such_as_excel_opens(example):
    assert len({name.casefold() for name in example.formulas.sheetnames}) == len(example.formulas.sheetnames)
    for sheet in example.formulas:
        assert len(sheet.title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", sheet.title)
        for table in sheet.tables.values():
            headings = [column.name for column in table.tableColumns]
            assert len({heading.casefold() for heading in headings}) == len(headings)
            assert all(0 < len(heading) <= 255 for heading in headings)
            left, top, right, bottom = range_boundaries(table.ref)
            assert [sheet.cell(top, column).value for column in range(left, right + 1)] == headings
            assert bottom > top
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 257
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32
        for row in sheet.iter_rows():
            for cell in row:
                assert not isinstance(cell.value, str) or len(cell.value) <= 32_767


# What the eye sees


def channel(value: float) -> float:
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[-6:][place : place + 2], 16) / 255) for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_from_its_ground(example):
    faint = set()
    for sheet in example.values:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, "") and isinstance(cell.font.color and cell.font.color.rgb, str):
                    filled = cell.fill.fill_type == "solid"
                    ground = cell.fill.fgColor.rgb if filled else "FFFFFFFF"
                    if contrast(cell.font.color.rgb, ground) < 4.5:
                        faint.add(f"{sheet.title}!{cell.coordinate} {cell.font.color.rgb} on {ground}")
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                font, fill = rule.dxf and rule.dxf.font, rule.dxf and rule.dxf.fill
                if font and font.color and fill and contrast(font.color.rgb, fill.bgColor.rgb) < 4.5:
                    faint.add(f"{sheet.title}!{rules.sqref} {font.color.rgb} on {fill.bgColor.rgb}")
    assert not sorted(faint)[:10]


DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""What somebody without green cones sees of linear red, green and blue (Machado, Oliveira and Fernandes 2009)."""


def lab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """Lightness and two axes of colour, CIE 1976, of linear red, green and blue."""
    white = (0.95047, 1.0, 1.08883)
    seen = (
        0.4124 * red + 0.3576 * green + 0.1805 * blue,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        0.0193 * red + 0.1192 * green + 0.9505 * blue,
    )
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (max(value, 0) / unit for value, unit in zip(seen, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, *, deuteranopia: bool) -> float:
    """How far apart two colours are; 2 is just to be told apart side by side."""
    found = []
    for colour in (one, other):
        linear = [channel(int(colour[place : place + 2], 16) / 255) for place in (0, 2, 4)]
        if deuteranopia:
            linear = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in DEUTERANOPIA]
        found.append(lab(*linear))
    return math.dist(*found)


def looks(series: str) -> set[tuple[str, str, str]]:
    """The colours of what is drawn, each with its mark and its dashes, which tell it apart as well."""
    found = set()
    for piece in [re.sub(r"<c:dPt>.*?</c:dPt>", "", series), *re.findall(r"<c:dPt>.*?</c:dPt>", series)]:
        drawn = re.sub(r"<c:(dLbls|errBars|trendline)>.*?</c:\1>", "", piece)
        colour = re.search(r'<a:srgbClr val="([0-9A-F]{6})"', drawn)
        if colour and colour[1] != "FFFFFF":
            mark = re.search(r'<c:symbol val="(\w+)"', drawn)
            dash = re.search(r'<a:prstDash val="(\w+)"|<a:pattFill prst="(\w+)"', drawn)
            found.add((colour[1], mark[1] if mark else "", dash[0] if dash else ""))
    return found


def test_what_is_drawn_can_be_told_apart_without_green_and_in_grey(example):
    alike = []
    for name, text in example.parts.items():
        if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
            continue
        drawn = sorted(set().union(*map(looks, re.findall(r"<c:ser>.*?</c:ser>", text))))
        for place, (one, *mark) in enumerate(drawn):
            for other, *second in drawn[place + 1 :]:
                told_by_mark = mark != second
                if one != other and not told_by_mark:
                    if distance(one, other, deuteranopia=True) < 12:
                        alike.append(f"{name}: {one} and {other} without green")
                    if abs(luminance(one) ** (1 / 3) - luminance(other) ** (1 / 3)) * 116 < 8:
                        alike.append(f"{name}: {one} and {other} in grey")
    assert not alike


def shown(cell: Any) -> str:
    """About what a cell shows."""
    value, form = cell.value, cell.number_format
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return "00 MMM 0000"
    if isinstance(value, (int, float)):
        if "%" in form:
            return f"{100 * value:.{form.partition('.')[2].count('0')}f}%"
        if form == "General":
            return f"{value:.6g}"
        return f"{value:,.{len(re.match(r'0*', form.partition(';')[0].partition('.')[2])[0])}f}"
    return str(value)


def pixels(cell: Any) -> float:
    """How wide what a cell shows is: measured in Calibri 11, which is as narrow as Arial 10."""
    size = (cell.font.sz or 10) / 10
    longest = max(shown(cell).split("\n"), key=len)
    return xl_pixel_width(longest) * size * (1.06 if cell.font.b else 1.0) + 7 * (cell.alignment.indent or 0)


def widths(sheet: Any) -> dict[int, float]:
    found = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            found[column] = 7 * dimension.width + 5
    return found


def test_nothing_is_cut_off(example):
    cut = []
    for sheet in example.values:
        wide = widths(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (None, "") or cell.alignment.shrink_to_fit:
                    continue
                room = wide.get(cell.column, 64)
                if cell.alignment.wrap_text:
                    lines = math.ceil(pixels(cell) * 1.1 / room) if pixels(cell) > room else 1
                    height = sheet.row_dimensions[cell.row].height
                    fits = lines <= 1 or (height or 16.5) >= 12 * lines * (cell.font.sz or 10) / 10
                elif isinstance(cell.value, str) and cell.alignment.horizontal in (None, "general", "left"):
                    for column in range(cell.column + 1, sheet.max_column + 40):
                        beside = sheet.cell(cell.row, column).value if column <= sheet.max_column else None
                        if beside not in (None, ""):
                            break
                        room += wide.get(column, 64)
                    fits = pixels(cell) <= room
                else:
                    fits = pixels(cell) <= room + 2
                if not fits:
                    cut.append(f"{sheet.title}!{cell.coordinate} {shown(cell)[:60]} ({pixels(cell):.0f} > {room:.0f})")
    assert not cut, cut[:12]


# Nothing in it yet


def test_an_empty_book_says_what_to_do_in_one_sentence_and_shows_no_error(empty):
    assert not empty.not_computed
    assert not empty.errors()
    said = sentences(empty)
    assert said
    assert re.search(r"type|paste|write|fill", said[0]), said[0]
    assert len(said) == 1, said
    verdicts = empty.verdicts()
    assert all(verdict is True for verdict in verdicts.values()), verdicts


# A list of one's own


def test_its_own_list_is_read_back(example, tmp_path):
    if example.template not in TAKING:
        pytest.fail(f"{example.template.name} takes no list")
    headings, rows = typed_rows(example)
    again = made(example.template, tmp_path, write_list(tmp_path / "again.csv", headings, rows))
    found, read = typed_rows(again)
    assert found == headings
    assert len(read) == len(rows)
    for heading, given, taken in zip(headings, zip(*rows, strict=True), zip(*read, strict=True), strict=True):
        for one, other in zip(given, taken, strict=True):
            if isinstance(one, (int, float)) and isinstance(other, (int, float)):
                assert other == pytest.approx(one), heading
            else:
                assert (other or None) == (one or None), heading
    assert again.says
    if "as_of" in again.formulas.defined_names:
        assert again.says.count(valuation_date_in_words(again.named("as_of").date())) == 1


@pytest.mark.parametrize("length", LENGTHS)
def test_everything_follows_the_length_of_the_list(example, tmp_path, length):
    headings, rows = typed_rows(example)
    rows = of_length(headings, rows, length)
    book = made(example.template, tmp_path, write_list(tmp_path / "list.csv", headings, rows))
    assert len(typed_rows(book)[1]) == len(rows)
    assert not book.not_computed
    assert not book.errors()
    verdicts = book.verdicts()
    assert all(verdict is True for verdict in verdicts.values()), verdicts
    assert sentences(book)


def test_clients_may_be_numbered_instead_of_named(example, tmp_path):
    """Typed as numbers, which are no text in Excel; every check still holds, and the answer says the same of them."""
    names = numbered(example, tmp_path / "numbered.xlsx")
    assert len(names) >= 10
    report = compute(tmp_path / "numbered.xlsx", tmp_path / "computed.xlsx")
    book = Book(example.template, report.target, report.not_computed)
    assert not book.not_computed
    assert not book.errors()
    verdicts = book.verdicts()
    assert all(verdict is True for verdict in verdicts.values()), verdicts
    said = [re.sub(r"\b1\d{3}\b", lambda found: names.get(int(found[0]), found[0]), line) for line in sentences(book)]
    assert said == sentences(example)


def faults(book: Book) -> dict[str, Any]:
    """The checks that do not hold: what each says, and what it counts."""
    return {row[1].value: row[2].value for row in book.values["Checks"].iter_rows(min_row=6) if row[4].value is False}


AMOUNTS = ("fees", "margin", "value", "amount", "income")


def odd(headings: list[str], rows: list[list[Any]], how: str) -> list[list[Any]]:
    """The first rows made odd: all equal but for their names, amounts all negative or in sum 0, days all the same."""
    rows = [list(row) for row in rows[: 4 if how == "in sum 0" else 3]]
    if how == "equal":
        return [[name, *rows[0][1:]] for name, *_ in rows]
    for number, row in enumerate(rows):
        for place, heading in enumerate(headings):
            amount = isinstance(row[place], (int, float)) and heading.casefold().startswith(AMOUNTS)
            if amount and how == "negative":
                row[place] = -abs(row[place]) - 1
            elif amount and how == "in sum 0":
                row[place] = 100 * (-1) ** number
            elif isinstance(row[place], datetime.date) and how == "on one day":
                row[place] = datetime.datetime(2020, 3, 31)
    return rows


@pytest.mark.parametrize("how", ["equal", "negative", "in sum 0", "on one day"])
def test_odd_rows_show_no_error_and_break_no_check(example, tmp_path, how):
    """Tiers and quadrants stand empty then, sums have no shares, and some leave on the day they joined."""
    headings, rows = typed_rows(example)
    rows = odd(headings, rows, how)
    book = made(example.template, tmp_path, write_list(tmp_path / "list.csv", headings, rows))
    assert not book.not_computed
    assert not book.errors()
    assert not book.failing(), faults(book)


def sums_of_lists(book: Book) -> dict[tuple[str, str], float]:
    """The sum of each typed column of numbers, by list and heading."""
    return {
        (name, heading): sum(cell for cell in cells if isinstance(cell, (int, float)))
        for name, (headings, rows) in typed_lists(book).items()
        for heading, cells in zip(headings, zip(*rows, strict=True), strict=True)
        if any(isinstance(cell, (int, float)) for cell in cells)
    }


def figures(book: Book) -> dict[str, float]:
    """The figures of sheet Workings, by name."""
    found = {}
    for name, defined in book.values.defined_names.items():
        sheet, _, cell = defined.attr_text.replace("$", "").rpartition("!")
        if sheet == "Workings" and ":" not in cell and isinstance(book.values[sheet][cell].value, (int, float)):
            found[name] = book.values[sheet][cell].value
    return found


@pytest.mark.parametrize("length", ["three rows", "twice", "five times"])
def test_every_list_follows_what_is_typed_below_it(example, tmp_path, length):
    """Rows typed below a list in Excel, or deleted. Room is promised for twice the list; beyond it a check says so."""
    sums = {key: value for key, value in sums_of_lists(example).items() if abs(value) > 100}
    for name, (headings, rows) in typed_lists(example).items():
        # The last rows are those that the book was written with, so that none of them may be passed over.
        typed = of_length(headings, rows, length)[::-1]
        retyped(example.path, tmp_path / f"{name}.xlsx", {name: typed})
        report = compute(tmp_path / f"{name}.xlsx", tmp_path / f"{name}.computed.xlsx")
        book = Book(example.template, report.target, report.not_computed)
        assert len(typed_lists(book)[name][1]) == len(typed), name
        assert not book.not_computed, name
        assert not book.errors(), name
        assert sentences(book), name
        wrong = faults(book)
        beyond = [count for says, count in wrong.items() if re.search(r"\bfits? (the|its) ", says)]
        if length == "five times" and beyond:
            assert all(count > 0 for count in beyond), wrong
        elif length == "three rows":
            # What other lists name is missed in this one, and counted.
            assert all(f"stands on sheet {name}" in says and count > 0 for says, count in wrong.items()), wrong
        else:
            assert not wrong, name
        if not beyond:
            now, then = figures(book), figures(example)
            new = sums_of_lists(book)
            for key, before in sums.items():
                same = [figure for figure, value in then.items() if value == pytest.approx(before)]
                assert all(now[figure] == pytest.approx(new[key]) for figure in same), (key, same)


# Whatever is broken shows


def all_hold(path: Path, checks: int) -> bool:
    """The master check of a computed book, read without the rest of it."""
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read(f"xl/worksheets/sheet{checks}.xml").decode()
    (verdict,) = re.findall(r'<c r="E3"[^>]*>.*?<v>([01])</v></c>', sheet)
    return verdict == "1"


def test_breaking_any_input_breaks_the_master_check(example, tmp_path):
    """With an error where text is typed, and text where a number or a date is."""
    headings, rows = typed_rows(example)
    book = made(example.template, tmp_path, write_list(tmp_path / "short.csv", headings, rows[:3]))
    inputs = book.inputs()
    assert len(inputs) >= 3
    workbook = openpyxl.load_workbook(book.path)
    spoilt, computed = tmp_path / "spoilt.xlsx", tmp_path / "computed.xlsx"
    unseen = []
    for sheet, address in [("", ""), *inputs]:
        typed = workbook[sheet][address] if sheet else None
        if typed is not None:
            before, kind = typed.value, typed.data_type
            is_text = isinstance(before, str) or (before is None and typed.number_format == "General")
            typed.value, typed.data_type = ("#N/A", "e") if is_text else ("broken", "s")
        workbook.save(spoilt)
        compute(spoilt, computed, replace=True)
        holds = all_hold(computed, len(workbook.sheetnames))
        if typed is None:
            assert holds, "as it is"
        else:
            typed.value, typed.data_type = before, kind
            if holds:
                unseen.append(f"{sheet}!{address}")
    assert not unseen
