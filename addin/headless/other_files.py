"""What a file is that is no .xlsx, told by its content: the sentence that says so and what to do."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a compound file begins with: the container of Office before 2007, and of encrypted workbooks since."""

_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
_KINDS = {
    "WordDocument": "a Word document (.doc)",
    "PowerPoint Document": "a PowerPoint presentation (.ppt)",
    "VisioDocument": "a Visio drawing (.vsd)",
    "__properties_version1.0": "an Outlook message (.msg)",
}
_SPREADSHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"


def sentence_about(file: BinaryIO) -> str:
    """What an open file is that does not begin as a zip does; goes on after the file's name."""
    head = file.read(4096)
    if not head:
        return "is empty."
    if head.startswith(COMPOUND_FILE):
        return _about_compound_file(file)
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    start = text.lstrip().casefold()
    if start.startswith(("<!doctype html", "<html", "<table")):
        return "is a web page (HTML), whatever its name says: open it in Excel and save it as .xlsx first."
    if start.startswith("<?xml") and _SPREADSHEET_XML in start:
        return "is an Excel 2003 XML file: save it as .xlsx first."
    return "is not an Excel workbook (.xlsx), whatever its name says."


def _about_compound_file(file: BinaryIO) -> str:
    try:
        compound = _CompoundFile(file)
        streams = {entry.name: entry for entry in compound.entries()}
    except (struct.error, ValueError):
        return "is damaged or incomplete: fetch or save it once more."
    if "EncryptedPackage" in streams:
        return "is protected by a password: save it without one first."
    workbook = streams.get("Workbook") or streams.get("Book")
    if workbook is not None:
        if compound.is_encrypted(workbook):
            return "is in the old Excel format (.xls) and protected by a password: save it as .xlsx without one first."
        return "is in the old Excel format (.xls): save it as .xlsx first."
    for name, kind in _KINDS.items():
        if name in streams:
            return f"is {kind}, not an Excel workbook (.xlsx)."
    if compound.root.class_id == _INSTALLER:
        return "is an installer (.msi), not an Excel workbook (.xlsx)."
    return "is a file of an old Office program or its like, not an Excel workbook (.xlsx)."


_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks: the end of a chain, free, taken by a table."""
_NOBODY = 0xFFFFFFFF
_ENTRY = struct.Struct("<64sHBxIII16s20xII4x")


@dataclass(frozen=True)
class _Entry:
    """A line of the directory: a stream or a folder."""

    name: str
    left: int
    right: int
    child: int
    class_id: bytes
    start: int
    size: int


class _CompoundFile:
    """The directory of a compound file, and the beginnings of its streams."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        header = file.read(512)
        (shift,) = struct.unpack_from("<H", header, 30)
        if shift not in (9, 12):
            raise ValueError(shift)
        directory, self._smallest = struct.unpack_from("<I4xI", header, 48)
        self._sector_size = 1 << shift
        self._sectors = length // self._sector_size + 1
        self._table = self._read_table(header)
        data = b"".join(self._chain(directory))
        self._entries = [_entry(data[at : at + 128]) for at in range(0, len(data) - 127, 128)]
        if not self._entries:
            raise ValueError("no directory")

    @property
    def root(self) -> _Entry:
        """The folder of all."""
        return self._entries[0]

    def entries(self) -> Iterator[_Entry]:
        """What lies in the root itself: what is embedded deeper says nothing about the file."""
        waiting, seen = [self.root.child], set[int]()
        while waiting:
            number = waiting.pop()
            if number == _NOBODY or number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            waiting += (entry.left, entry.right)
            yield entry

    def is_encrypted(self, workbook: _Entry) -> bool:
        """Whether the records of an old workbook begin with the one that says how they are encrypted."""
        beginning, at = self._beginning(workbook), 0
        for _ in range(4):
            if at + 4 > len(beginning):
                break
            kind, length = struct.unpack_from("<HH", beginning, at)
            if kind == 0x2F:
                return True
            at += 4 + length
        return False

    def _beginning(self, entry: _Entry) -> bytes:
        if entry.size >= self._smallest:
            return next(self._chain(entry.start), b"")
        at = entry.start * 64  # small streams lie together in the root's own
        for number, sector in enumerate(self._chain(self.root.start)):
            if at < (number + 1) * self._sector_size:
                return sector[at - number * self._sector_size :][:64]
        return b""

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._sector_size)
        return self._file.read(self._sector_size)

    def _read_table(self, header: bytes) -> list[int]:
        """Which sector follows which."""
        numbers = list(struct.unpack_from("<109I", header, 76))
        further = struct.unpack_from("<I", header, 68)[0]
        each = self._sector_size // 4
        while further < _FREE and len(numbers) * each < self._sectors:
            *more, further = struct.unpack(f"<{each}I", self._sector(further))
            numbers += more
        table: list[int] = []
        for number in numbers:
            if number < _FREE and len(table) < self._sectors:
                table += struct.unpack(f"<{each}I", self._sector(number))
        return table

    def _chain(self, number: int) -> Iterator[bytes]:
        for _ in range(self._sectors):
            if number >= _FREE:
                return
            yield self._sector(number)
            if number >= len(self._table):
                raise ValueError(number)
            number = self._table[number]


def _entry(line: bytes) -> _Entry:
    name, length, _, left, right, child, class_id, start, size = _ENTRY.unpack(line)
    text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
    return _Entry(text, left, right, child, class_id, start, size)
