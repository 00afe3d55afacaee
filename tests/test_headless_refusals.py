"""The headless host and files that are no workbooks, or damaged ones: each is refused in one sentence."""

from __future__ import annotations

import os
import re
import socket
import stat
import struct
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from addin.headless import UnreadableWorkbook, compute
from addin.headless import package as packages

Parts = dict[str, bytes]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with every sort of part that is read."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Clients")
        sheet.add_table("A1:B3", {"name": "Clients", "columns": [{"header": "Name"}, {"header": "Fees"}]})
        sheet.write("A2", "Smith")
        sheet.write("B2", 20)
        sheet.write_formula("D1", "=SUM(Clients[Fees])", None, 999)
        sheet.write_dynamic_array_formula("F1", "=SORT(B2:B3)", None, 999)
    return path


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def write(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def refusal(source: Path) -> str:
    """The sentence with which a source is refused; nothing is written."""
    before = sorted(source.parent.iterdir()) if source.parent.is_dir() else []
    with pytest.raises(UnreadableWorkbook) as caught:
        compute(source)
    sentence = str(caught.value)
    assert caught.value.exit_code == 3
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert before == (sorted(source.parent.iterdir()) if source.parent.is_dir() else [])
    return sentence


# Other sorts of files

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
INSTALLER = "84100c0000000000c000000000000046"


def compound(streams: dict[str, bytes], class_id: str = "00" * 16) -> bytes:
    """A compound file with streams in its root: header, table, directory, contents."""
    sectors: list[bytes] = []
    following: list[int] = [TABLE, END]
    lines: list[bytes] = []

    def line(name: str, kind: int, left: int, child: int, start: int, size: int) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        identity = bytes.fromhex(class_id) if kind == 5 else bytes(16)
        return struct.pack(
            "<64sHBBIII16s20xIII", written, len(written), kind, 1, left, FREE, child, identity, start, size, 0
        )

    for number, (name, content) in enumerate(streams.items(), 1):
        start = 2 + len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        sectors += pieces
        following += [start + 1 + place for place in range(len(pieces) - 1)] + [END]
        lines.append(line(name, 2, number + 1 if number < len(streams) else FREE, FREE, start, len(content)))
    lines.insert(0, line("Root Entry", 5, FREE, 1 if streams else FREE, END, 0))
    assert len(lines) <= 4
    directory = b"".join(lines).ljust(512, b"\0")
    table = struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<6I", 1, 1, 0, 0x1000, END, 0) + struct.pack("<2I", END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + directory + b"".join(sectors)


def records(*kinds: int) -> bytes:
    """The beginning of an old workbook: records of eight bytes each."""
    return b"".join(struct.pack("<HH8x", kind, 8) for kind in kinds).ljust(4096, b"\0")


PLAIN, SECRET = records(0x809, 0xE1, 0xC1), records(0x809, 0x2F, 0xE1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (compound({"Workbook": PLAIN}), "is in the old Excel format (.xls): save it as .xlsx first."),
        (compound({"Book": PLAIN}), "is in the old Excel format (.xls): save it as .xlsx first."),
        (
            compound({"Workbook": SECRET}),
            "is in the old Excel format (.xls) and protected by a password: save it as .xlsx without one first.",
        ),
        (
            compound({"EncryptionInfo": bytes(4096), "EncryptedPackage": bytes(4096)}),
            "is protected by a password: save it without one first.",
        ),
        (compound({"WordDocument": bytes(4096)}), "is a Word document (.doc), not an Excel workbook (.xlsx)."),
        (
            compound({"PowerPoint Document": bytes(4096)}),
            "is a PowerPoint presentation (.ppt), not an Excel workbook (.xlsx).",
        ),
        (
            compound({"__properties_version1.0": bytes(4096)}),
            "is an Outlook message (.msg), not an Excel workbook (.xlsx).",
        ),
        (compound({"x": bytes(4096)}, INSTALLER), "is an installer (.msi), not an Excel workbook (.xlsx)."),
        (
            compound({"x": bytes(4096)}),
            "is a file of an old Office program or its like, not an Excel workbook (.xlsx).",
        ),
        (compound({"Workbook": PLAIN})[:700], "is damaged or incomplete: fetch or save it once more."),
        (
            b"<html><table><tr><td>1</td></tr></table></html>",
            "is a web page (HTML), whatever its name says: open it in Excel and save it as .xlsx first.",
        ),
        (
            "\r\n<!DOCTYPE HTML>".encode("utf-16"),
            "is a web page (HTML), whatever its name says: open it in Excel and save it as .xlsx first.",
        ),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "is an Excel 2003 XML file: save it as .xlsx first.",
        ),
        (b'<?xml version="1.0"?><a/>', "is not an Excel workbook (.xlsx), whatever its name says."),
        ("Client;Fees\n".encode("utf-16"), "is not an Excel workbook (.xlsx), whatever its name says."),
        (b"P", "is not an Excel workbook (.xlsx), whatever its name says."),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_file_is_told_by_its_content(content: bytes, sentence: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"book{suffix}"
    path.write_bytes(content)
    assert refusal(path) == f"{path} {sentence}"


def test_a_list_in_plain_text_is_to_be_saved_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("Client,Fees\n")
    assert refusal(path) == (
        f"{path} is a list in plain text: open it in a spreadsheet program and save it as .xlsx first."
    )


def test_a_directory_of_streams_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    content = bytearray(compound({"Workbook": PLAIN}))
    content[516:520] = struct.pack("<I", 1)  # the directory follows itself
    content[1024 + 128 + 68 :][:4] = struct.pack("<I", 1)
    path = tmp_path / "book.xls"
    path.write_bytes(content)
    assert refusal(path).startswith(f"{path} is in the old Excel format (.xls)")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    pipe, place = tmp_path / "pipe.xlsx", tmp_path / "socket.xlsx"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        for path in (pipe, place, Path("/dev/null"), Path("/dev/zero")):
            assert refusal(path) == f"{path} is a device or a pipe, not a workbook."
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_what_may_not_be_read_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert refusal(book) == f"Access to {book} is not permitted."


# Damaged packages


def test_a_workbook_cut_anywhere_is_refused(book: Path) -> None:
    whole = book.read_bytes()
    for tenth in range(1, 10):
        book.write_bytes(whole[: len(whole) * tenth // 10])
        assert refusal(book) == f"{book} is damaged or incomplete: fetch or save it once more."


READ_PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/sharedStrings.xml",
    "xl/metadata.xml",
    "xl/tables/table1.xml",
]
UNNAMED = {
    "[Content_Types].xml": "is a zip file, but no Excel workbook.",
    "_rels/.rels": "is not an Excel workbook: it is a zip without a workbook in it.",
    "xl/_rels/workbook.xml.rels": "cannot be read: its part xl/workbook.xml does not say which part holds the "
    "sheet “Clients”.",
}


@pytest.mark.parametrize("member", [part for part in READ_PARTS if part != "xl/worksheets/_rels/sheet1.xml.rels"])
def test_each_part_that_is_missing_is_named(member: str, book: Path) -> None:
    parts = parts_of(book)
    del parts[member]
    missing = f"is not a complete workbook: its part {member} is missing."
    assert refusal(write(book, parts)) == f"{book} {UNNAMED.get(member, missing)}"


def test_parts_that_formulas_do_not_need_may_be_missing(book: Path) -> None:
    parts = parts_of(book)
    for member in ("xl/styles.xml", "xl/theme/theme1.xml", "docProps/app.xml"):
        del parts[member]
    assert compute(write(book, parts)).not_computed == ()


def test_tables_without_relations_are_not_known(book: Path) -> None:
    parts = parts_of(book)
    del parts["xl/worksheets/_rels/sheet1.xml.rels"]
    reasons = [missed.reason for missed in compute(write(book, parts)).not_computed]
    assert reasons == ["there is no table “Clients”"]


@pytest.mark.parametrize("member", ["xl/workbook.xml", "XL/Worksheets/Sheet1.xml"])
def test_a_part_that_is_there_twice_is_refused(member: str, book: Path) -> None:
    with zipfile.ZipFile(book, "a") as package, pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "NameToInfo", {})  # so that the zip writer does not warn
        package.writestr(member, "<x/>")
    assert refusal(book) == f"{book} is damaged: it holds the part {member.lower()} twice."


DOCUMENT_TYPES = [
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost/a.dtd"> %a;]>',
    '<!DOCTYPE x SYSTEM "http://localhost/a.dtd">',
    "<!DOCTYPE x>",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("member", READ_PARTS)
def test_document_types_are_refused_in_every_part(member: str, encoding: str, book: Path) -> None:
    parts = parts_of(book)
    text = re.sub(r"<\?xml.*?\?>\s*", "", parts[member].decode())
    for declared in DOCUMENT_TYPES:
        part = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{text}'.encode(encoding)
        sentence = f"{book} cannot be read: its part {member} declares a document type, which is not allowed in a"
        assert refusal(write(book, parts | {member: part})) == f"{sentence} workbook."


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "shift_jis", "idna", "rot13", "x" * 100])
def test_encodings_that_no_workbook_has_are_refused(encoding: str, book: Path) -> None:
    parts = parts_of(book)
    part = parts["xl/workbook.xml"].replace(b"UTF-8", encoding.encode())
    sentence = f"is written in the encoding “{encoding[:40]}”, which no workbook is."
    assert refusal(write(book, parts | {"xl/workbook.xml": part})).endswith(sentence)


def test_a_workbook_that_is_too_large_unpacked_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(map(len, parts_of(book).values()))
    monkeypatch.setattr(packages, "MOST_BYTES", size)
    compute(book)
    monkeypatch.setattr(packages, "MOST_BYTES", size - 1)
    assert refusal(book) == f"{book} is too large: unpacked it is more than {size - 1:,} bytes."


def test_more_than_two_gigabytes_unpacked_are_refused(book: Path) -> None:
    # A real member of 2.1 GB would take its time to be packed; what counts is what the list of parts says.
    parts = parts_of(book)
    data = bytearray(write(book, parts | {"xl/media/image1.png": bytes(1000)}).read_bytes())
    at = data.rindex(b"xl/media/image1.png") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 2_150_000_000)
    book.write_bytes(data)
    assert refusal(book) == f"{book} is too large: unpacked it is more than 2 GB."


def test_a_part_that_is_larger_than_it_says_is_not_unpacked_whole(book: Path) -> None:
    member = "xl/worksheets/sheet1.xml"
    parts = parts_of(book)
    small = len(parts[member])
    large = parts[member] + b" " * 100_000_000
    data = bytearray(write(book, parts | {member: large}).read_bytes())
    at = data.rindex(member.encode()) - 46
    data[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(parts[member]))
    data[at + 24 : at + 28] = struct.pack("<I", small)
    book.write_bytes(data)
    tracemalloc.start()
    compute(book)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_great_many_parts_are_no_trouble(book: Path) -> None:
    parts = parts_of(book) | {f"xl/media/image{number}.png": b"" for number in range(5000)}
    assert compute(write(book, parts)).not_computed == ()


# A source that does not hold still


def rewritten(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def replaced(path: Path) -> None:
    other = path.with_name("other.xlsx")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def removed(path: Path) -> None:
    path.unlink(missing_ok=True)  # told several times how far the writing is


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody can change or replace a file that is open")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (rewritten, "was changed while it was read: nothing is written, try once more."),
        (touched, "was changed while it was read: nothing is written, try once more."),
        (replaced, "was changed while it was read: nothing is written, try once more."),
        (removed, "was moved or deleted while it was read: nothing is written."),
    ],
)
def test_a_source_that_changes_meanwhile_is_refused(change: Callable[[Path], None], sentence: str, book: Path) -> None:
    target = book.with_name("out.xlsx")
    target.write_text("the old one")

    def meanwhile(doing: str, _: float) -> None:
        if doing == "Writing":
            change(book)

    with pytest.raises(UnreadableWorkbook) as caught:
        compute(book, target, replace=True, progress=meanwhile)
    assert str(caught.value) == f"{book} {sentence}"
    assert target.read_text() == "the old one"
    assert {path.name for path in book.parent.iterdir()} <= {book.name, target.name}
