"""The headless host and the package: whatever an .xlsx holds, only its cached values change.

Each sample is a workbook of some sort, with what its cells shall show. The comparison reads both copies with a
parser of its own, strikes the cached values out, and asks for the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

from addin.headless import UnreadableWorkbook, compute

Shown = dict[str, Any]
Place = tuple[int, int]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FIRST = "xl/worksheets/sheet1.xml"


# A worksheet without its cached values


@dataclass
class Element:
    """A row, cell, formula or value, by its bytes: where it starts, where its start tag ends, where it ends."""

    name: str
    attributes: dict[str, str]
    start: int
    tag_end: int
    end: int = 0
    within: list[Element] = field(default_factory=list)
    text: str = ""


class Strike(NamedTuple):
    """Bytes that are struck out, and what stands there instead."""

    start: int
    end: int
    instead: bytes = b""


class Worksheet:
    """A worksheet's part as read by this test."""

    def __init__(self, part: bytes) -> None:
        self.encoding = encoding_of(part)
        self.data = part.decode(self.encoding).encode()
        self.rows: dict[int, Element] = {}
        self.cells: dict[Place, Element] = {}
        self.arrays: set[Place] = set()
        self._open: list[Element] = []
        self._parser = expat.ParserCreate("utf-8", "|")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.Parse(self.data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("|")
        start = self._parser.CurrentByteIndex
        tag = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>").match(self.data, start)
        element = Element(local if namespace in (MAIN, STRICT) else name, attributes, start, tag.end())
        if element.name == "row":
            self._row = int(attributes.get("r", max(self.rows, default=0) + 1))
            self._column = 0
            self.rows[self._row] = element
        elif element.name == "c":
            self._column = coordinate_to_tuple(attributes["r"])[1] if "r" in attributes else self._column + 1
            self.cells[self._row, self._column] = element
        elif element.name == "f" and attributes.get("t") == "array":
            left, top, right, bottom = range_boundaries(attributes["ref"])
            places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            self.arrays |= places - {(self._row, self._column)}
        if self._open:
            self._open[-1].within.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        is_empty = self.data[element.tag_end - 2 : element.tag_end] == b"/>"
        last = self.data.index(b">", self._parser.CurrentByteIndex) + 1 if not is_empty else element.tag_end
        element.end = last

    def _characters(self, data: str) -> None:
        for element in self._open[-2:]:
            element.text += data

    def shown(self, address: str) -> Any:
        """What a cell shows."""
        cell = self.cells.get(coordinate_to_tuple(address))
        kind = cell.attributes.get("t", "n") if cell else "n"
        texts = [each.text for each in cell.within if each.name == "v"] if cell else []
        assert len(texts) <= 1, f"{address} has {len(texts)} values"
        if not texts or (kind == "n" and not texts[0]):
            return None
        return {"n": float, "b": lambda text: text == "1"}.get(kind, str)(texts[0])

    def without_values(self, spilled: set[Place], new_rows: set[int]) -> bytes:
        """The bytes without the values of formulas, without spilled cells, and without these rows."""
        strikes: list[Strike] = []
        for row, element in self.rows.items():
            if row in new_rows:
                strikes.append(Strike(element.start, element.end))
            elif any(row == other for other, _ in spilled) and element.end == element.tag_end:
                name = re.match(rb"<([^\s/>]+)", self.data[element.start :])[1]
                strikes.append(Strike(element.end - 2, element.end, b"></" + name + b">"))
        for (row, column), cell in self.cells.items():
            if row not in new_rows and (row, column) in spilled:
                strikes.append(Strike(cell.start, cell.end))
            elif row not in new_rows and any(each.name == "f" for each in cell.within):
                strikes += self._strikes_in_cell(cell)
        return b"".join(self._struck(0, len(self.data), strikes))

    def shell(self, place: Place) -> bytes:
        """A cell without its value, in one written form whether or not anything stands in it."""
        cell = self.cells[place]
        found = b"".join(self._struck(cell.start, cell.end, self._strikes_in_cell(cell)))
        return re.sub(rb"></[^<>]*c>$", b"/>", found)

    def _struck(self, start: int, end: int, strikes: list[Strike]) -> Iterator[bytes]:
        for strike in sorted(strikes):
            yield self.data[start : strike.start]
            yield strike.instead
            start = strike.end
        yield self.data[start:end]

    def _strikes_in_cell(self, cell: Element) -> Iterator[Strike]:
        yield from self._attributes(cell, "t", "vm")
        for element in cell.within:
            if element.name in ("v", "is"):
                yield Strike(element.start, element.end)
            elif element.name == "f" and "cm" in cell.attributes:
                yield from self._attributes(element, "ref")

    def _attributes(self, element: Element, *names: str) -> Iterator[Strike]:
        for name in names:
            written = re.compile(rb"\s+" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')")
            for match in written.finditer(self.data, element.start, element.tag_end):
                yield Strike(match.start(), match.end())


def encoding_of(part: bytes) -> str:
    """The encoding that a part is written in, its byte order mark being a character of it."""
    for first, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if part.startswith((first, "<".encode(encoding))):
            return encoding
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"']([\w-]+)", part)
    return declared[1].decode() if declared else "utf-8"


def assert_only_values_differ(old: bytes, new: bytes) -> None:
    """Whether a worksheet's part was rewritten as it may be."""
    before, after = Worksheet(old), Worksheet(new)
    assert after.encoding == before.encoding
    spilled = before.arrays | after.arrays
    new_rows = after.rows.keys() - before.rows.keys()
    assert new_rows <= {row for row, _ in spilled}
    assert after.without_values(spilled, new_rows) == before.without_values(spilled, set())
    for row in new_rows:
        assert after.rows[row].attributes == {"r": str(row)}
    for place in spilled & before.cells.keys():
        assert after.shell(place) == before.shell(place)
    for row, column in spilled & after.cells.keys() - before.cells.keys():
        assert after.cells[row, column].attributes["r"] == f"{get_column_letter(column)}{row}"
        assert after.cells[row, column].attributes.keys() <= {"r", "s", "t"}


# The samples


@dataclass
class Sample:
    """A workbook, and what cells show once it is computed, by member and address."""

    content: bytes
    shows: dict[str, Shown]
    suffix: str = ".xlsx"


SAMPLES: dict[str, Callable[[], Sample]] = {}


def sample(name: str) -> Callable[[Callable[[], Sample]], Callable[[], Sample]]:
    """File a builder under a name."""

    def filed(build: Callable[[], Sample]) -> Callable[[], Sample]:
        assert name not in SAMPLES
        SAMPLES[name] = build
        return build

    return filed


def xlsx(write: Callable[[xlsxwriter.Workbook], None], **options: Any) -> bytes:
    """A workbook by XlsxWriter."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, **options}) as workbook:
        write(workbook)
    return data.getvalue()


def worksheet(rows: str, around: str = "{}", namespace: str = MAIN) -> str:
    """A worksheet's part in its plainest form."""
    return f'<worksheet xmlns="{namespace}">{around.format(f"<sheetData>{rows}</sheetData>")}</worksheet>'


TWICE = '<row r="1"><c r="A1"><v>20</v></c><c r="B1"><f>A1*2</f><v>0</v></c></row>'
SHOWS_TWICE = {FIRST: {"B1": 40.0}}


def parts(sheet: str | bytes = "", member: str = FIRST, **more: Any) -> dict[str, bytes]:
    """The members of a small workbook by hand: one worksheet, and more parts of the workbook by kind of relation.

    Args:
        sheet: the worksheet's part.
        member: where it lies.
        more: for each kind of relation the member and the content.
    """
    related = {"worksheet": (member, sheet or worksheet(TWICE)), **more}
    relationships = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="/{name}"/>'
        for number, (kind, (name, _)) in enumerate(related.items(), 1)
    )
    sheets = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"/>'
        for number, kind in enumerate(related, 1)
        if kind.endswith("sheet")
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relationships}</Relationships>',
        **dict(related.values()),
    }
    return {name: content.encode() if isinstance(content, str) else content for name, content in found.items()}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return data.getvalue()


def by_hand(rows: str, shows: Shown, around: str = "{}", **more: Any) -> Sample:
    """A workbook by hand that holds these rows."""
    return Sample(zipped(parts(worksheet(rows, around), **more)), {FIRST: shows})


def written(sheet: str | bytes, shows: Shown) -> Sample:
    """A workbook by hand whose worksheet is written in a way of its own."""
    return Sample(zipped(parts(sheet)), {FIRST: shows})


# By XlsxWriter and openpyxl

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@sample("a chart, and a chart sheet before the worksheet")
def chart() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        leaf = workbook.add_chartsheet("Picture")
        sheet = workbook.add_worksheet("Data")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_formula("B1", "=SUM(A1:A3)", None, 999)
        for place in (leaf.set_chart, lambda drawn: sheet.insert_chart("D2", drawn)):
            drawn = workbook.add_chart({"type": "column"})
            drawn.add_series({"values": "=Data!$A$1:$B$1"})
            place(drawn)

    return Sample(xlsx(write), {FIRST: {"B1": 6.0}})


@sample("a picture, a comment and a background")
def picture() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.insert_image("C3", "dot.png", {"image_data": io.BytesIO(DOT)})
        sheet.set_background(io.BytesIO(DOT))
        sheet.write_comment("A1", "the register")
        sheet.write_formula("B1", '="x"&1', None, 999)

    return Sample(xlsx(write), {FIRST: {"B1": "x1"}})


@sample("macros")
def macros() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 a project"), is_stream=True)
        sheet = workbook.add_worksheet()
        sheet.insert_button("D2", {"macro": "Hello"})
        sheet.write_formula("B1", "=1+1", None, 999)

    return Sample(xlsx(write), {FIRST: {"B1": 2.0}}, ".xlsm")


@sample("data bars, icons, sparklines and a drop-down")
def formats() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_column("A1", [3, 4])
        sheet.write_formula("B1", "=A1>2", None, 999)
        sheet.conditional_format("A1:A2", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("A1:A2", {"type": "icon_set", "icon_style": "3_traffic_lights"})
        sheet.conditional_format("A1:A2", {"type": "formula", "criteria": "=$A1>3"})
        sheet.add_sparkline("C1", {"range": "A1:A2"})
        sheet.data_validation("D1", {"validate": "list", "source": ["a", "b"]})

    return Sample(xlsx(write), {FIRST: {"B1": True}})


@sample("rich texts, a table and the dates of 1904")
def rich() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_rich_string("A1", "one ", workbook.add_format({"bold": True}), "two")
        sheet.write_formula("B1", '=A1&"!"', None, 999)
        sheet.write_formula("C1", "=DATE(2024,1,1)", None, 999)
        columns = [{"header": "Fees"}, {"header": "Twice", "formula": "=[@Fees]*2"}]
        sheet.add_table("A3:B4", {"columns": columns, "data": [[7]]})

    return Sample(xlsx(write, date_1904=True), {FIRST: {"B1": "one two!", "C1": 43830.0, "B4": 14.0}})


@sample("texts in their cells, rows without an end in sight")
def constant_memory() -> Sample:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for row in range(20):
            sheet.write(row, 0, f"Client {row}")
            sheet.write_formula(row, 1, f"=LEN(A{row + 1})", None, 999)

    return Sample(xlsx(write, constant_memory=True), {FIRST: {"B1": 8.0, "B20": 9.0}})


@sample("by openpyxl: formats, a drop-down, a comment")
def by_openpyxl() -> Sample:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["B1"] = 20, "=A1/8"
    sheet["A1"].comment = Comment("the register", "me")
    sheet.conditional_formatting.add("A1:B1", ColorScaleRule("min", None, "AA0000", end_type="max", end_color="00AA00"))
    sheet.add_data_validation(DataValidation("list", '"a,b"'))
    data = io.BytesIO()
    workbook.save(data)
    return Sample(data.getvalue(), {FIRST: {"B1": 2.5}})


# Parts beside the worksheets


@sample("pivot tables")
def pivot() -> Sample:
    members = parts(pivotCacheDefinition=("xl/pivotCache/pivotCacheDefinition1.xml", f'<p xmlns="{MAIN}"/>'))
    members["xl/pivotCache/pivotCacheRecords1.xml"] = b"<records/>"
    members["xl/pivotTables/pivotTable1.xml"] = b"<pivotTableDefinition/>"
    members["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONSHIPS}/pivotTable" '
        'Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    ).encode()
    return Sample(zipped(members), SHOWS_TWICE)


@sample("a chain of calculation, XML of other programs, a signature")
def companions() -> Sample:
    members = parts(calcChain=("xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="B1" i="1"/></calcChain>'))
    members["customXml/item1.xml"] = b"\xef\xbb\xbf<anything/>\r\n"
    members["_xmlsignatures/origin.sigs"] = b""
    members["_xmlsignatures/sig1.xml"] = b"<Signature/>"
    return Sample(zipped(members), SHOWS_TWICE)


@sample("a dialog sheet, a macro sheet and a chart sheet")
def other_sheets() -> Sample:
    leaf = f'<dialogsheet xmlns="{MAIN}"><sheetData/></dialogsheet>'
    return by_hand(
        TWICE,
        {"B1": 40.0},
        dialogsheet=("xl/dialogsheets/sheet1.xml", leaf),
        xlMacrosheet=("xl/macrosheets/sheet1.xml", f'<xm:macrosheet xmlns:xm="{MAIN}"/>'),
        chartsheet=("xl/chartsheets/sheet1.xml", f'<chartsheet xmlns="{MAIN}"/>'),
    )


@sample("strict Office Open XML")
def strict() -> Sample:
    members = parts(worksheet(TWICE, namespace=STRICT))
    for name in ("xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        relations = members[name].replace(
            RELATIONSHIPS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        members[name] = relations.replace(MAIN.encode(), STRICT.encode())
    return Sample(zipped(members), SHOWS_TWICE)


@sample("a worksheet in an unusual place")
def unusual_place() -> Sample:
    return Sample(zipped(parts(member="data/the first.leaf.xml")), {"data/the first.leaf.xml": {"B1": 40.0}})


# How a worksheet is written


@sample("namespace prefixes")
def prefixes() -> Sample:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:y="urn:other"><x:sheetData y:v="1">'
        '<x:row r="1" y:r="9"><x:c r="A1" y:t="b"><x:v>20</x:v></x:c>'
        '<x:c r="B1" y:t="b" t="str"><x:f>A1*2</x:f><y:v>7</y:v><x:v>0</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>"a"&amp;A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    return written(sheet, {"B1": 40.0, "A2": "a20"})


WORDS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>café</t></is></c>'
    '<c r="B1"><f>A1&amp;" £ "&amp;UNICHAR(8364)&amp;UNICHAR(322)&amp;UNICHAR(128512)</f><v>0</v></c></row>'
    '<row r="2"><c r="B2"><f>LEN(A1)</f></c></row>'
)


def in_encoding(declared: str, encoding: str, mark: bytes = b"") -> Sample:
    """Words in an encoding, with others that it may not know among the answers."""
    sheet = f"<?xml version='1.0' encoding='{declared}'?>\r\n{worksheet(WORDS)}"
    return written(mark + sheet.encode(encoding), {"B1": "café £ €ł\U0001f600", "B2": 4.0})


SAMPLES |= {
    "UTF-16, little end first": lambda: in_encoding("UTF-16", "utf-16-le", b"\xff\xfe"),
    "UTF-16, big end first": lambda: in_encoding("utf-16", "utf-16-be", b"\xfe\xff"),
    "UTF-16 without a byte order mark": lambda: in_encoding("UTF-16LE", "utf-16-le"),
    "UTF-16 without a byte order mark, big end first": lambda: in_encoding("UTF-16BE", "utf-16-be"),
    "UTF-8 with a byte order mark": lambda: in_encoding("utf-8", "utf-8", b"\xef\xbb\xbf"),
    "ISO-8859-1": lambda: in_encoding("ISO-8859-1", "iso-8859-1"),
    "windows-1252": lambda: in_encoding("windows-1252", "cp1252"),
    "ISO-8859-15": lambda: in_encoding("ISO-8859-15", "iso-8859-15"),
}


@sample("a dynamic array in UTF-16")
def dynamic_in_utf_16() -> Sample:
    plain = dynamic('<row r="1">{}</row><row r="2" s="0"/>', "é")
    sheet = '<?xml version="1.0" encoding="utf-16"?>' + plain
    return with_metadata(sheet.encode("utf-16"), {"B1": "é1", "B2": "é2", "B3": "é3"})


@sample("texts in their cells, in several formats and with phonetic hints")
def inline_texts() -> Sample:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r>'
        '<rPh sb="0" eb="1"><t>トウ</t></rPh><phoneticPr fontId="1"/></is></c>'
        '<c r="B1" t="inlineStr" ph="1"><f>A1&amp;1</f><is><t>old</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="C1" t="str"><f>A1&amp;2</f><is><r><t>old</t></r></is></c></row>'
    )
    return by_hand(rows, {"B1": "東京1", "C1": "東京2"})


@sample("neither rows nor cells say where they are")
def no_addresses() -> Sample:
    rows = (
        "<row><c><v>1</v></c><c><f>A1+1</f></c></row><row/>"
        '<row><c/><c><f>B1+1</f><v>9</v></c><c r="E3"><f>B3+1</f></c><c><f>E3+1</f></c></row>'
        '<row r="7"><c><f>F3</f></c></row><row><c><f>A7+1</f></c></row>'
    )
    return by_hand(rows, {"B1": 2.0, "B3": 3.0, "E3": 4.0, "F3": 5.0, "A7": 5.0, "A8": 6.0})


@sample("comments, processing instructions and character data everywhere")
def asides() -> Sample:
    rows = (
        '<!-- <row r="1"> --><row r="1"><?look <c r="A1"?><c r="A1"><v>2<!-- 9 -->0</v></c><!-- </row> -->'
        '<c r="B1" t="str"><!-- > --><f><![CDATA[A1<21]]></f><?a b?><v><![CDATA[</c>]]></v><!-- v --></c>'
        '<c r="C1"><v>9</v><f>A<!-- a -->1</f></c><c r="D1"><f>A1</f><!-- <v>7</v> --></c></row><!-- end -->'
    )
    return by_hand(rows, {"B1": True, "C1": 20.0, "D1": 20.0})


@sample("single quotes, spaces in tags, line ends of Windows")
def spaces() -> Sample:
    sheet = (
        f"<?xml version='1.0' standalone='yes' ?>\r\n<worksheet\r\n\txmlns = '{MAIN}'\r\n>\r\n<sheetData >\r\n"
        "<row r = '1'\r\n>\r\n\t<c r='A1' ><v >20</v ></c >\r\n"
        "\t<c t = 'str' r='B1'\n><f >A1*2</f >\r\n<v >x</v ></c >\r\n<c\tr='C1'   t='b'  ><f\n>B1>1</f><v>0</v ></c>"
        '<c r="D1"\n\ts=\'0\'\n>\n<f >A1&amp;">"</f>\n</c  ></row\r\n>'
        "</sheetData></worksheet>\r\n"
    )
    return written(sheet, {"B1": 40.0, "C1": True, "D1": "20>"})


@sample("alternate content and extensions")
def alternates() -> Sample:
    rows = (
        '<row r="1"><c r="A1"><v>20</v></c><c r="B1"><f>A1*2</f><v>0</v>'
        '<extLst><ext uri="x"><y:v xmlns:y="urn:y">1</y:v></ext></extLst></c></row>'
    )
    around = (
        '{}<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="x14"/><mc:Fallback/></mc:AlternateContent><extLst><ext uri="x" xmlns:x14="http://schemas.'
        'microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups><xm:f xmlns:xm="http://schemas.microsoft.'
        'com/office/excel/2006/main">Sheet1!A1</xm:f></x14:sparklineGroups></ext></extLst>'
    )
    return by_hand(rows, {"B1": 40.0}, around)


@sample("metadata of values, and every type of value")
def types() -> Sample:
    rows = (
        '<row r="1"><c r="A1"><v>20</v></c><c r="B1" t="e" vm="1"><f>A1*2</f><v>#VALUE!</v></c>'
        '<c r="C1" t="b"><f>A1*2</f><v>1</v></c><c r="D1" t="s"><f>A1&amp;""</f><v>0</v></c>'
        '<c r="E1" t="d"><f>A1*2</f><v>2024-01-01</v></c><c r="F1" t="n"><f>A1&gt;1</f><v>5</v></c>'
        '<c r="G1"><f>1/0</f><v/></c><c r="H1" s="0" t="str"><f>A1*2</f><v></v></c></row>'
    )
    shows = {"B1": 40.0, "C1": 40.0, "D1": "20", "E1": 40.0, "F1": True, "G1": "#DIV/0!", "H1": 40.0}
    return by_hand(rows, shows, sharedStrings=("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'))


@sample("spaces at the ends of texts")
def ends() -> Sample:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'
        '<c r="B1" t="str"><f xml:space="preserve"> A1&amp;"b " </f><v xml:space="preserve"> old </v></c>'
        '<c r="C1"><f>A1&amp;CHAR(10)</f></c><c r="D1"><f>" "</f></c></row>'
    )
    return by_hand(rows, {"B1": " a b ", "C1": " a \n", "D1": " "})


@sample("formulas without a text")
def empty_formulas() -> Sample:
    rows = (
        '<row r="1"><c r="A1"><f/><v>5</v></c><c r="B1"><f></f></c><c r="C1"><f>A1+1</f></c>'
        '<c r="D1"><f t="shared" ref="D1:E1" si="0">A1*2</f></c><c r="E1" ><f t="shared" si="0"/></c></row>'
    )
    return by_hand(rows, {"A1": 5.0, "B1": None, "C1": 6.0, "D1": 10.0, "E1": 0.0})


# Dynamic arrays

METADATA = (
    f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR" cellMeta="1"/></metadataTypes>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def dynamic(rows: str, before: str = "", count: int = 3, ref: str = "B1", around: str = "{}") -> str:
    """A worksheet in whose rows a dynamic array stands, at ``{}``."""
    cell = f'<c r="B1" cm="1"><f t="array" ref="{ref}">"{before}"&amp;_xlfn.SEQUENCE({count})</f><v>0</v></c>'
    return worksheet(rows.replace("{}", cell), around)


def with_metadata(sheet: str | bytes, shows: Shown) -> Sample:
    return Sample(zipped(parts(sheet, sheetMetadata=("xl/metadata.xml", METADATA))), {FIRST: shows})


GROWN = {"B1": "1", "B2": "2", "B3": "3", "B4": None}


@sample("a dynamic array grows into rows that do not exist")
def into_no_rows() -> Sample:
    return with_metadata(dynamic('<row r="1">{}</row><row r="5"><c r="A5"/></row>'), GROWN)


@sample("a dynamic array grows into rows before the end")
def into_no_rows_at_the_end() -> Sample:
    return with_metadata(dynamic('<row r="1">{}</row>'), GROWN)


@sample("a dynamic array grows into empty rows, one of them the last")
def into_empty_rows() -> Sample:
    return with_metadata(
        dynamic('<row r="1">{}</row><row r="2" ht="20" ></row>\n<row r="3" s="0" customFormat="1"/>'), GROWN
    )


@sample("a dynamic array grows over cells that only have a style")
def over_styles() -> Sample:
    rows = (
        '<row r="1"><c r="A1"/>{}<c r="C1"/></row><row r="2"><c r="A2"/><c r="B2" s="0" ph="1"/></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="C3"/></row>'
    )
    return with_metadata(dynamic(rows, around='<cols><col min="2" max="2" style="0"/></cols>{}'), GROWN)


@sample("a dynamic array shrinks")
def shrinks() -> Sample:
    rows = (
        '<row r="1">{}</row><row r="2"><c r="B2" t="str"><v>b</v></c></row>'
        '<row r="3"><c r="A3"/><c r="B3" s="0" t="b"><v>1</v></c></row>'
        '<row r="4"><c r="B4" t="inlineStr"><is><t>d</t></is></c></row>'
    )
    return with_metadata(dynamic(rows, ref="B1:B4", count=2), {"B1": "1", "B2": "2", "B3": None, "B4": None})


@sample("a dynamic array among cells that do not say where they are")
def among_no_addresses() -> Sample:
    rows = "<row><c/>{}</row><row><c/><!-- here --></row><row/>"
    return with_metadata(dynamic(rows).replace('<c r="B1" cm', "<c cm"), GROWN)


@sample("an array confirmed with Ctrl+Shift+Enter")
def fixed_array() -> Sample:
    rows = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f t="array" ref="B1:C1">A1*{1,2}</f></c><c r="C1" s="0"/></row>'
    return by_hand(rows, {"B1": 2.0, "C1": 4.0})


# How the zip is written


@sample("stored, not deflated")
def stored() -> Sample:
    return Sample(zipped(parts(), zipfile.ZIP_STORED), SHOWS_TWICE)


class Stream(io.RawIOBase):
    """A file that can only be written from the front, as a pipe is."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += data
        return len(data)


@sample("streamed, the sizes after the members")
def streamed() -> Sample:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts().items():
            package.writestr(name, content)
    assert all(info.flag_bits & 8 for info in zipfile.ZipFile(io.BytesIO(bytes(stream.written))).infolist())
    return Sample(bytes(stream.written), SHOWS_TWICE)


def entry(name: str, **attributes: Any) -> zipfile.ZipInfo:
    """A member of a zip with some of its attributes set."""
    info = zipfile.ZipInfo(name, attributes.pop("date_time", (2026, 3, 31, 12, 30, 44)))
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    return info


def with_entries(*entries: zipfile.ZipInfo, comment: bytes = b"") -> bytes:
    """The small workbook, its members after these entries; a folder holds nothing."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for info in entries:
            package.writestr(info, b"" if info.filename.endswith("/") else b"content")
        for name, content in parts().items():
            package.writestr(name, content)
        package.comment = comment
    return data.getvalue()


@sample("folders, comments, rights, systems and dates that no calendar holds")
def entries() -> Sample:
    return Sample(
        with_entries(
            entry("xl/", external_attr=0o40755 << 16 | 0x10, create_system=3),
            entry("xl/media/", external_attr=0x10, create_system=0),
            entry("a.bin", comment="für uns".encode(), external_attr=0o100640 << 16, create_system=3),
            entry("b.bin", date_time=(1980, 0, 0, 0, 0, 0), create_system=0, internal_attr=1),
            entry("c.bin", date_time=(2107, 15, 31, 31, 63, 62), create_system=10, external_attr=0x20),
            entry(
                "d.bin",
                extra=struct.pack("<HHBL", 0x5455, 5, 1, 1_700_000_000) + struct.pack("<HH2s", 0xCAFE, 2, b"ab"),
            ),
            comment="a comment, été".encode("cp1252"),
        ),
        SHOWS_TWICE,
    )


@sample("sizes and places in the records of large zips (zip64)")
def large() -> Sample:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", 0)
        content = with_entries(entry("a.bin", extra=struct.pack("<HH2s", 0xCAFE, 2, b"ab")))
    assert b"PK\x06\x06" in content
    assert content.count(struct.pack("<HH", 1, 24)) > 1
    return Sample(content, SHOWS_TWICE)


@sample("names that are not ASCII")
def foreign_names() -> Sample:
    content = with_entries(entry("médias/été.bin"), entry("m?dias/no?l.bin"))
    return Sample(content.replace(b"m?dias/no?l.bin", b"m\x82dias/no\x89l.bin"), SHOWS_TWICE)


@sample("a worksheet whose name is not ASCII")
def foreign_sheet() -> Sample:
    return Sample(zipped(parts(member="xl/worksheets/été.xml")), {"xl/worksheets/été.xml": {"B1": 40.0}})


@sample("a worksheet whose name is UTF-8 and does not say so")
def unflagged_sheet() -> Sample:
    members = {name.replace("été", "?????"): content for name, content in parts(member="xl/worksheets/été.xml").items()}
    content = zipped(members).replace(b"xl/worksheets/?????.xml", "xl/worksheets/été.xml".encode())
    return Sample(content, {"xl/worksheets/été.xml".encode().decode("cp437"): {"B1": 40.0}})


@sample("a worksheet whose name is written with escapes")
def escaped_sheet() -> Sample:
    member = "xl/worksheets/the first.xml"
    members = parts(member=member.replace(" ", "%20"))
    members[member] = members.pop(member.replace(" ", "%20"))
    return Sample(zipped(members), {member: {"B1": 40.0}})


def renamed(rename: Callable[[str], str]) -> Sample:
    """The small workbook with other names of its members."""
    return Sample(zipped({rename(name): content for name, content in parts().items()}), {rename(FIRST): {"B1": 40.0}})


SAMPLES |= {
    "names with a slash before them": lambda: renamed(lambda name: "/" + name),
    "names with backslashes": lambda: renamed(lambda name: name.replace("/", "\\")),
    "names in other letters than the relations say": lambda: renamed(str.upper),
}


# The tests


@pytest.mark.parametrize("name", SAMPLES)
def test_only_cached_values_change(name: str, tmp_path: Path) -> None:
    built = SAMPLES[name]()
    path = tmp_path / f"book{built.suffix}"
    path.write_bytes(built.content)
    computation = compute(path)
    assert computation.not_computed == ()
    assert path.read_bytes() == built.content
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(computation.target) as new:
        assert new.comment == old.comment
        assert [attributes(info) for info in new.infolist()] == [attributes(info) for info in old.infolist()]
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            if before.filename in built.shows:
                assert old.read(before) != new.read(after)
                assert_only_values_differ(old.read(before), new.read(after))
            else:
                assert old.read(before) == new.read(after)
        for member, shows in built.shows.items():
            sheet = Worksheet(new.read(member))
            assert {address: sheet.shown(address) for address in shows} == shows


def attributes(info: zipfile.ZipInfo) -> dict[str, Any]:
    """What a zip says of a member, the bytes and how they are laid down apart."""
    extra = info.extra
    if extra.startswith(struct.pack("<H", 1)):
        extra = extra[4 + extra[2] :]  # sizes and places that are large
    names = [
        "orig_filename",
        "date_time",
        "compress_type",
        "comment",
        "create_system",
        "internal_attr",
        "external_attr",
    ]
    return {"extra": extra, "utf_8": info.flag_bits & 0x800} | {name: getattr(info, name) for name in names}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_spreadsheet_programs_do_not_unpack_are_refused(method: int, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(parts(), method))
    with pytest.raises(UnreadableWorkbook, match=r"is packed in a way .* save it once more as \.xlsx\.$"):
        compute(path)


def test_a_zip_behind_a_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"MZ a program that unpacks itself" + zipped(parts()))
    with pytest.raises(UnreadableWorkbook, match="is not an Excel workbook"):
        compute(path)


def test_a_sheet_that_is_not_in_its_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(written(worksheet(TWICE).encode("utf-16") + b"x", {}).content)
    with pytest.raises(UnreadableWorkbook, match="is not written in the encoding that it declares"):
        compute(path)
