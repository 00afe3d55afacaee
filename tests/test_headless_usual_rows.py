"""Rows that are read without the parser: they read as the parser reads them, errors included."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import pytest

from addin.headless import sheet_reader, xml_reader
from addin.headless.errors import DamagedPart
from addin.headless.sheet_cells import SheetCells
from addin.headless.sheet_reader import read_sheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TEXTS = ["first", "second _x0041_"]

USUAL = [
    '<row r="{0}"><c r="A{0}"><v>1</v></c></row>',
    '<row r="{0}" spans="1:4" ht="15.5" customHeight="1"><c r="A{0}" s="3"><v>-1.5E-3</v></c><c r="C{0}" s="2"/></row>',
    '<row r="{0}"><c r="B{0}" t="s"><v>1</v></c><c r="XFD{0}" t="b"><v>1</v></c></row>',
    '<row r="{0}"><c r="B{0}" t="str"><f>A{0}&amp;"x&lt;"</f><v>a&amp;b &apos;ü’</v></c></row>',
    '<row r="{0}"><c r="B{0}"><f>A{0}+1</f><v>2</v></c><c r="C{0}"><f>B{0}</f></c></row>',
    '<row r="{0}"><c r="D{0}"><f t="shared" ref="D{0}:D{0}" si="{0}">A{0}</f><v>7</v></c></row>',
    '<row r="{0}"><c r="D{0}"><f t="shared" si="1"/><v>7</v></c><c r="E{0}" t="e"><v>#N/A</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>in &gt; line _x0042_</t></is></c></row>',
    '<row r="{0}" s="5" customFormat="1"></row>',
]
UNUSUAL = [
    '<row r="{0}"/>',
    "<row><c><v>4</v></c><c><v>5</v></c></row>",
    '<row r="{0}"><!-- </row> --><c r="A{0}"><v>1</v></c></row>',
    '<!-- <sheetData><row r="1"><c r="A1"><v>1</v></c></row> -->',
    "<?note </row>?>",
    '<row r="{0}"><c r="A{0}"><v><![CDATA[1]]></v></c></row>',
    '<row r="{0}"><c r="A{0}"><v>&#49;</v></c> <c r="B{0}"><f></f><v></v></c></row>\n',
    '<row r="{0}"><c r="A{0}" t="str"><v xml:space="preserve"> a </v></c></row>',
    '<row r="{0}"><c t="n" r="A{0}"><v>1</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="d"><v>2026-01-01</v></c></row>',
    '<row r="{0}"><c r="A{0}"><f t="array" ref="A{0}:A{1}">ROW(1:2)</f><v>1</v></c></row>',
    '<row r="{0}"><c r="A{0}"><f t="array" ref="A{0}:B1999">B{0}:C1999</f><v>1</v></c><c r="B{0}"><v>2</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="inlineStr"><is><r><t>a</t></r><rPh sb="0"><t>b</t></rPh></is></c></row>',
    '<row r="{0}"><c r="A{0}"><v>1</v></c></row></sheetData><sheetData>',
]
WRONG = [
    '<row r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="{0}"><c r="A{1}"><v>1</v></c></row>',
    '<row r="{0}"><c r="B{0}"><v>1</v></c><c r="A{0}"><v>1</v></c></row>',
    '<row r="{0}"><c r="XFE{0}"><v>1</v></c></row>',
    '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    '<row r="{0}"><c r="A{0}"><v>1e999</v></c></row>',
    '<row r="{0}"><c r="A{0}"><v>1_0</v></c></row>',
    '<row r="{0}"><c r="A{0}"><v>1-2</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="s"><v>9</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="b"><v>yes</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="str"><v>&other;</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="str"><v>a & b</v></c></row>',
    '<row r="{0}"><c r="A{0}"><v>1</v></row>',
    '<row r="{0}" 1ht="15"><c r="A{0}"><v>1</v></c></row>',
]


def part(rows: list[str]) -> bytes:
    body = "".join(row.format(number, number + 1) for number, row in enumerate(rows, 2))
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{body}</sheetData><other/></worksheet>'.encode()


def read(data: bytes) -> SheetCells | str:
    try:
        return read_sheet(BytesIO(data), "Sheet", TEXTS, frozenset(), False, lambda _: None)
    except DamagedPart as damage:
        return str(damage)


def both(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[SheetCells | str, SheetCells | str]:
    """As read, and as the parser alone reads it."""
    found = read(data)
    with monkeypatch.context() as patch:
        patch.setattr(sheet_reader, "UsualRows", lambda *_: None)
        return found, read(data)


@pytest.mark.parametrize("wrong", [*UNUSUAL, *WRONG])
@pytest.mark.parametrize("chunk", [11, 1 << 18])
def test_rows_read_as_the_parser_reads_them(wrong: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reader, "_CHUNK", chunk)
    for rows in ([wrong], [*USUAL, wrong, *USUAL], [*USUAL, wrong, wrong, *USUAL, *USUAL]):
        found, expected = both(part(rows), monkeypatch)
        assert found == expected
    assert isinstance(expected, str) == (wrong in WRONG)


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_rows_reads_as_the_parser_reads_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    rows = draw.choices([*USUAL, *USUAL, *UNUSUAL], k=60)
    monkeypatch.setattr(xml_reader, "_CHUNK", draw.choice([1, 50, 500, 5000]))
    found, expected = both(part(rows), monkeypatch)
    assert found == expected
    assert isinstance(found, SheetCells)


def test_the_parser_does_not_see_usual_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reader._SheetReader, "_begin_row", lambda *_: pytest.fail("the parser saw a row"))
    found = read(part(USUAL))
    assert isinstance(found, SheetCells)
    assert len(found.rows) == len(USUAL)
    assert found.constants[2] == {1: 1.0}
    assert [cell.text for cell in found.formulas] == ['A5&"x<"', "A6+1", "B6", "A7", ""]


@pytest.mark.parametrize(
    "head",
    [
        f'<x:worksheet xmlns:x="{MAIN[7:-1]}"><x:sheetData>{{}}</x:sheetData></x:worksheet>',
        '<worksheet xmlns="http://other.example"><sheetData>{}</sheetData></worksheet>',
        f'<?xml version="1.0" encoding="iso-8859-1"?><worksheet {MAIN}><sheetData>{{}}</sheetData></worksheet>',
    ],
)
def test_other_namespaces_and_encodings_are_the_parsers(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    found, expected = both(head.format(rows).encode("iso-8859-1" if "iso" in head else "utf-8"), monkeypatch)
    assert found == expected


def a_list(rows: int) -> list[str]:
    """Rows of a list: each may lack cells, and some hold something else than most."""
    draw = random.Random(rows)
    columns = [
        ['<c r="A{0}"><v>{0}</v></c>', '<c r="A{0}" s="2" t="n"><v>-1.5e-7</v></c>', '<c r="A{0}"><v>1E5</v></c>', ""],
        ['<c r="B{0}" t="s"><v>0</v></c>', '<c r="B{0}" s="1" t="s"><v>1</v></c>', '<c r="B{0}" s="1"/>'],
        ['<c r="D{0}" t="inlineStr"><is><t>a &amp; b _x0041_ ü</t></is></c>', '<c r="D{0}" t="b"><v>1</v></c>', ""],
        ['<c r="AA{0}"><f>A{0}*2</f><v>7</v></c>', '<c r="AA{0}" t="str"><f>B{0}</f><v>x</v></c>'],
    ]
    return [f'<row r="{{0}}" spans="1:4">{"".join(map(draw.choice, columns))}</row>' for _ in range(rows)]


@pytest.mark.parametrize("chunk", [700, 1 << 18])
def test_rows_of_a_list_read_as_the_parser_reads_them(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reader, "_CHUNK", chunk)
    rows = a_list(300)
    for other in (UNUSUAL[-3], *WRONG, '<row r="{0}"><c r="B{0}" t="s"><v>2</v></c></row>'):
        found, expected = both(part([*rows, other, *rows]), monkeypatch)
        assert found == expected


def test_a_list_is_read_by_one_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = []
    usual = sheet_reader._SheetReader.usual_row

    def watched(self: sheet_reader._SheetReader, number: bytes, *rest: Any) -> bool:
        one_by_one.append(number)
        return usual(self, number, *rest)

    monkeypatch.setattr(sheet_reader._SheetReader, "usual_row", watched)
    found = read(part(['<row r="{0}"><c r="A{0}"><v>1</v></c><c r="C{0}" t="s"><v>0</v></c></row>'] * 500))
    assert isinstance(found, SheetCells)
    assert len(found.rows) == 500
    assert len(one_by_one) < 20
