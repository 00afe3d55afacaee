"""The headless host and workbooks that are broken at random: each is computed, or refused in one sentence.

A small workbook with every sort of part that is read is broken in three ways: in the bytes of its zip, in the XML of
its parts, and in its formulas. Whatever comes of it, nothing but an answer or a sentence may come out of `compute`, and
no file is left half-written. A few examples run with the other tests. For a long search, with a limit on memory:

    ulimit -v 4194304; TENURE_FUZZ_EXAMPLES=20000 pytest -n 0 tests/test_headless_fuzz.py
"""

from __future__ import annotations

import faulthandler
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.headless import UnreadableWorkbook, check, compute

EXAMPLES = int(os.environ.get("TENURE_FUZZ_EXAMPLES", "40"))
SECONDS = 120
"""A single example that takes longer ends the tests with a traceback."""

broken = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="TENURE_FUZZ_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@cache
def book() -> dict[str, bytes]:
    """The parts of a workbook with every sort of thing that is read."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Clients")
        other = workbook.add_worksheet("It's other")
        columns = [{"header": "Name"}, {"header": "Fees"}, {"header": "Worth", "formula": "=REL_CLV([@Fees],0.8,0.1)"}]
        rows = [["Smith", 20], ["Jones", 40], ["Brown", None]]
        sheet.add_table("A1:C5", {"name": "Clients", "columns": columns, "data": rows, "total_row": True})
        workbook.define_name("Rate", "=0.1")
        workbook.define_name("Twice", "=Rate*2+'It''s other'!$A$1")
        workbook.define_name("Clients!Local", "=Twice")
        sheet.write_formula("E1", "=SUM(Clients[Fees])*Rate", None, 9)
        sheet.write_array_formula("E2:F3", "{=B2:B3*{1,2}}", None, 9)
        sheet.write_dynamic_array_formula("H1", "=SORT(B2:B4)", None, 9)
        sheet.write_formula("I1", '=IFERROR(VLOOKUP("Jones",A2:B4,2,FALSE),0)&"!"', None, "9")
        sheet.write_formula("J1", "=SUM(_xlfn.ANCHORARRAY(H1))", None, 9)
        for row in range(1, 13):
            other.write(row - 1, 0, row)
            other.write_formula(row - 1, 1, f"=REL_CLV(A{row},0.8,Rate)+Twice", None, 9)
            other.write_formula(row - 1, 2, f"=IF(A{row}>3,Clients!$E$1,NO_SUCH(A{row}))", None, 9)
        other.write("D1", True)
        other.write_rich_string("D2", "rich ", workbook.add_format({"bold": True}), "text")
        other.write_formula("D3", "=D3+1", None, 9)
        other.set_column("E:F", None, workbook.add_format({"bold": True}))
    with zipfile.ZipFile(data) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    shared = b'<row r="13"><c r="E13"><f t="shared" ref="E13:E14" si="0">A1*2</f><v>9</v></c></row>'
    shared += b'<row r="14"><c r="E14"><f t="shared" si="0"/></c><c r="F14" t="inlineStr"><is><t>x</t></is></c></row>'
    member = "xl/worksheets/sheet2.xml"
    parts[member] = parts[member].replace(b"</sheetData>", shared + b"</sheetData>")
    return parts


def zipped(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return data.getvalue()


SENTENCE = re.compile(r"[^\n]+\.")


def computes_or_says_why_not(content: bytes) -> bool:
    """Whether a workbook is computed; whichever it is, it is done properly."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "book.xlsx"), Path(folder, "out.xlsx")
        source.write_bytes(content)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            computation = compute(source, target)
        except UnreadableWorkbook as error:
            refused = str(error)
        else:
            refused = ""
        finally:
            faulthandler.cancel_dump_traceback_later()
        if refused:
            assert SENTENCE.fullmatch(refused)
            assert list(Path(folder).iterdir()) == [source]
            return False
        assert source.read_bytes() == content
        assert sorted(Path(folder).iterdir()) == [source, target]
        assert all(missed.reason for missed in computation.not_computed)
        with zipfile.ZipFile(target) as package:
            assert package.testzip() is None
            for name in package.namelist():
                if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name):
                    ElementTree.fromstring(package.read(name))
        # What was written can be read again.
        check(target)
        return True


def test_the_workbook_that_is_broken_is_whole() -> None:
    assert computes_or_says_why_not(zipped(book()))


# In the bytes of the zip

EDITS = st.tuples(
    st.sampled_from(["set", "flip", "delete", "repeat", "cut", "insert"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 255),
    st.integers(1, 64),
)


def edited(content: bytes, edits: list[tuple[str, float, int, int]]) -> bytes:
    data = bytearray(content)
    for kind, place, byte, length in edits:
        at = int(place * len(data))
        if not data:
            break
        if kind == "set":
            data[at] = byte
        elif kind == "flip":
            data[at] ^= 1 << byte % 8
        elif kind == "delete":
            del data[at : at + length]
        elif kind == "repeat":
            data[at:at] = data[at : at + length]
        elif kind == "insert":
            data[at:at] = bytes([byte]) * length
        else:
            del data[at:]
    return bytes(data)


@broken
@given(st.lists(EDITS, min_size=1, max_size=4), st.booleans())
def test_bytes_of_the_zip(edits: list[tuple[str, float, int, int]], only_the_list: bool) -> None:
    content = zipped(book())
    start = content.index(b"PK\x01\x02") if only_the_list else 0
    computes_or_says_why_not(content[:start] + edited(content[start:], edits))


# In the XML of the parts

ODD_VALUES = [
    "", " ", "0", "-1", "1", "2", "1.5", "NaN", "INF", "1e999", "1_0", "²", "99999", "1048577", "9" * 5000, "true",
    "A0", "A1", "XFD1048576", "XFE1", "$B$2", "a1", "A1:XFD1048576", "B2:A1", "C3:D9", "A1:A1048576", "x" * 5000,
    "_xD800_", "_x0000_", "&#x10FFFF;", "&amp;", "'", "rId1", "rId2", "rId99", "array", "shared", "dataTable", "s", "e",
    "inlineStr", "str", "b", "d", "n", "zzz", "Clients", "Rate", "xl/workbook.xml", "../../..", "worksheets/sheet1.xml",
    "#REF!", "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "External", "en-US", "😀",
]  # fmt: skip
ODD_TEXTS = [*ODD_VALUES, "<", "&x;", "]]>", "<!-- -->", "<!DOCTYPE x>", "<f>1+1</f>", "<c/>", "<row/>", "<v>1</v>"]
PARTS = [
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/sharedStrings.xml", "xl/metadata.xml",
    "xl/tables/table1.xml",
]  # fmt: skip

MUTATIONS = st.tuples(
    st.sampled_from(["drop", "repeat", "swap", "attribute", "attribute", "attribute", "without", "text", "move"]),
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(ODD_TEXTS),
)


def elements(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """First token of every element, and the token after its last."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.startswith("</"):
            if opened:
                yield opened.pop(), place + 1
        elif token.startswith("<") and token[1:2] not in "?!":
            if token.endswith("/>"):
                yield place, place + 1
            else:
                opened.append(place)


def mutated(text: str, mutations: list[tuple[str, float, float, str]]) -> str:
    """The XML with elements, attributes and texts dropped, repeated, moved or replaced."""
    for kind, place, other, odd in mutations:
        tokens = [token for token in re.split(r"(<[^>]*>)", text) if token]
        spans = sorted(elements(tokens))
        if not spans:
            break
        first, after = spans[int(place * len(spans))]
        if kind == "drop":
            del tokens[first:after]
        elif kind == "repeat":
            tokens[after:after] = tokens[first:after]
        elif kind == "move":
            piece = tokens[first:after]
            del tokens[first:after]
            at = int(other * (len(tokens) + 1))
            tokens[at:at] = piece
        elif kind == "swap":
            second, after_second = spans[int(other * len(spans))]
            if after <= second:
                a, b = tokens[first:after], tokens[second:after_second]
                tokens[first:after_second] = b + tokens[after:second] + a
        elif kind == "text":
            tokens[first + 1 : after - 1] = [odd]
        else:
            attributes = list(re.finditer(r'([\w:]+)="[^"]*"', tokens[first]))
            if attributes:
                found = attributes[int(other * len(attributes))]
                value = odd.replace("<", "&lt;")
                new = f'{found[1]}="{value}"' if kind == "attribute" else ""
                tokens[first] = tokens[first][: found.start()] + new + tokens[first][found.end() :]
        text = "".join(tokens)
    return text


@broken
@given(st.lists(st.tuples(st.sampled_from(PARTS), st.lists(MUTATIONS, min_size=1, max_size=3)), min_size=1, max_size=2))
def test_xml_of_the_parts(mutations: list[tuple[str, list[tuple[str, float, float, str]]]]) -> None:
    parts = dict(book())
    for member, each in mutations:
        parts[member] = mutated(parts[member].decode(), each).encode()
    computes_or_says_why_not(zipped(parts))


# In the formulas

OPERANDS = [
    "A1", "$A$1:B4", "A:A", "1:1", "XFD1048576", "A1:XFD1048576", "Clients[Fees]", "Clients[[#All],[Fees]:[Worth]]",
    "[@Fees]", "Clients[#Totals]", "'It''s other'!A1:A12", "Nowhere!A1", "[1]Sheet!A1", "Rate", "Local", "Twice", "H1#",
    "1", "-1", "0", "1E308", "1E-320", "1E15", '""', '"é😀"', '"a""b"', "TRUE", "#N/A", "#REF!", "#SPILL!", "{1,2;3,4}",
    '{"a",TRUE,#N/A}', "{1,2;3}", "", "_xlpm.x", "@A1:A4", "#", "(A1,B2)", "A1:B2 B1:B4", "A1:INDEX(B:B,3)", "NaN",
]  # fmt: skip
FUNCTIONS = [
    "SUM", "ABS", "IF", "IFERROR", "LEN", "INDEX", "MATCH", "VLOOKUP", "XLOOKUP", "LOOKUP", "SUMPRODUCT", "SUMIFS",
    "COUNTIF", "TEXT", "DATE", "EDATE", "YEARFRAC", "OFFSET", "INDIRECT", "ROW", "COLUMN", "TRANSPOSE", "SORT",
    "FILTER", "UNIQUE", "SEQUENCE", "LET", "LAMBDA", "_xlfn.SINGLE", "_xlfn.ANCHORARRAY", "REPT", "MID", "SUBSTITUTE",
    "ROUND", "MOD", "POWER", "CHOOSE", "SWITCH", "REL_CLV", "REL_NPV", "REL_TIER", "REL_NONE", "NO_SUCH", "RAND",
    "TEXTSPLIT", "VSTACK", "TAKE", "RANK", "LARGE", "PERCENTILE", "NPV", "IRR", "RATE", "AGGREGATE", "SUBTOTAL",
]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "^", "&", "=", "<>", ":", ",", " ", "%", "#", "@", ";", "!"]


def larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    call = st.builds(
        lambda name, arguments: f"{name}({','.join(arguments)})",
        st.sampled_from(FUNCTIONS),
        st.lists(smaller, max_size=4),
    )
    joined = st.builds("{}{}{}".format, smaller, st.sampled_from(OPERATORS), smaller)
    return call | call | joined | st.builds("({})".format, smaller)


FORMULAS = st.recursive(st.sampled_from(OPERANDS), larger, max_leaves=8)
PLACES = [
    "<f>{}</f>",
    "<f>{}</f>",
    '<f t="array" ref="{}">{{}}</f>',
    '<f t="shared" ref="{}" si="7">{{}}</f>',
]
AREAS = ["K20", "K20:K30", "K20:M21", "K20:XFD20", "K20:K1048576"]


@broken
@given(st.lists(st.tuples(FORMULAS, st.sampled_from(PLACES), st.sampled_from(AREAS)), min_size=1, max_size=4))
def test_formulas(formulas: list[tuple[str, str, str]]) -> None:
    parts = dict(book())
    rows = []
    for number, (formula, place, area) in enumerate(formulas):
        row = 20 + number * 20
        written = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        last = 1048576 if "1048576" in area else int(re.findall(r"\d+", area)[-1]) + number * 20
        own = re.sub(r"\d+$", str(last), area.replace("K20", f"K{row}", 1))
        rows.append(f'<row r="{row}"><c r="K{row}">{place.format(own).format(written)}<v>9</v></c></row>')
    name = f'<definedName name="Twice">{written}</definedName>'
    sheet = parts["xl/worksheets/sheet1.xml"].decode().replace("</sheetData>", "".join(rows) + "</sheetData>")
    workbook = re.sub(r'<definedName name="Twice">.*?</definedName>', lambda _: name, parts["xl/workbook.xml"].decode())
    content = zipped(parts | {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/workbook.xml": workbook.encode()})
    assert computes_or_says_why_not(content)
