"""A VBA project as the stream of bytes that a workbook holds (MS-OVBA): source only, which Excel compiles."""

from __future__ import annotations

import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, normalize_class_source

CODE_PAGE = 1252
"""The characters that a project's source can hold."""

_ENCODING = f"cp{CODE_PAGE}"
# Version 0xFFFF and nothing else: there is no compiled code that could be stale.
_NO_COMPILED_CODE = bytes.fromhex("cc61ffff000100")
_SECTOR = 512
_END_OF_CHAIN = 0xFFFFFFFA  # and all above it, which are no sectors
# What every Windows has, and no more: one library that is not found would keep the whole project from compiling.
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
)
_PROJECT_ID = "{5B0E7A64-7C1D-4E0B-9C55-3F0B8D2A6E11}"
# How an unprotected project says so: enciphered with a seed of its own (MS-OVBA 2.4.3).
_UNPROTECTED = ('CMG="DDDF94F5ACD6B0D6B0D6B0D6B0"', 'DPB="BAB8F3DCD1DDD1DDD1"', 'GC="9795DE03663D423E423EBD"')


@dataclass(frozen=True)
class Module:
    """One module: its name, its kind, and its source with the attributes that the editor does not show."""

    name: str
    kind: Literal["Module", "Class", "Document"]
    source: str

    def stream(self) -> bytes:
        """The source as the project holds it: lines end with CR LF, a class without the heading of its file."""
        source = "\r\n".join(self.source.splitlines()) + "\r\n"
        if self.kind != "Module":
            source = normalize_class_source(source)
        return source.encode(_ENCODING)


def project_stream(name: str, modules: Iterable[Module]) -> bytes:
    """The file `xl/vbaProject.bin` of a project with these modules, documents first."""
    modules = tuple(modules)
    container = _empty_container()
    for module in modules:
        container.add_stream_to_storage("VBA", module.name, compress(module.stream()))
    container.write_stream_in_storage("VBA", "dir", compress(b"".join(_directory(name, modules))))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_COMPILED_CODE)
    container.write_stream("PROJECT", _declaration(name, modules).encode(_ENCODING))
    container.write_stream("PROJECTwm", b"".join(_names_twice(modules)) + b"\0\0")
    return _all_black(bytes(container.to_bytes()))


def _empty_container() -> CFB:
    """A compound file with the streams that every project has, and no module."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.xlam"
        with ExcelFile.create_new(path) as book:
            book.save()
        with zipfile.ZipFile(path) as package:
            container = CFB.from_bytes(package.read("xl/vbaProject.bin"))
    container.drop_streams_in_storage("VBA", lambda name: name not in ("dir", "_VBA_PROJECT"))
    return container


def _all_black(container: bytes) -> bytes:
    """A compound file whose tree of names is a red-black tree: with every node black (MS-CFB 2.6.4)."""
    painted = bytearray(container)
    tables = struct.unpack_from("<109I", container, 76)
    sector = struct.unpack_from("<I", container, 48)[0]  # the first of the directory
    while sector < _END_OF_CHAIN:
        start = _SECTOR * (sector + 1)
        for entry in range(start, start + _SECTOR, 128):
            painted[entry + 67] = 1
        table, place = divmod(sector, _SECTOR // 4)
        sector = struct.unpack_from("<I", container, _SECTOR * (tables[table] + 1) + 4 * place)[0]
    return bytes(painted)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", kind, len(content)) + content


def _text(kind: int, kind_in_unicode: int, text: str) -> bytes:
    return _record(kind, text.encode(_ENCODING)) + _record(kind_in_unicode, text.encode("utf-16-le"))


def _directory(name: str, modules: tuple[Module, ...]) -> Iterator[bytes]:
    """The records of the stream `dir`, in their order (MS-OVBA 2.3.4.2)."""
    yield _record(0x01, struct.pack("<I", 3))  # for 64-bit Windows
    yield _record(0x02, struct.pack("<I", 0x409))
    yield _record(0x14, struct.pack("<I", 0x409))
    yield _record(0x03, struct.pack("<H", CODE_PAGE))
    yield _record(0x04, name.encode(_ENCODING))
    yield _text(0x05, 0x40, "")  # description
    yield _record(0x06) + _record(0x3D)  # help file
    yield _record(0x07, bytes(4))
    yield _record(0x08, bytes(4))
    yield struct.pack("<HIIH", 0x09, 4, 1, 1)  # version
    yield _text(0x0C, 0x3C, "")  # constants
    for reference, library in _REFERENCES:
        yield _text(0x16, 0x3E, reference)
        yield _record(0x0D, struct.pack("<I", len(library)) + library.encode(_ENCODING) + bytes(6))
    yield _record(0x0F, struct.pack("<H", len(modules)))
    yield _record(0x13, b"\xff\xff")
    for module in modules:
        yield _text(0x19, 0x47, module.name)
        yield _text(0x1A, 0x32, module.name)
        yield _text(0x1C, 0x48, "")  # description
        yield _record(0x31, bytes(4))  # the source starts at once
        yield _record(0x1E, bytes(4))
        yield _record(0x2C, b"\xff\xff")
        yield _record(0x21 if module.kind == "Module" else 0x22)
        yield _record(0x2B)
    yield _record(0x10)


def _declaration(name: str, modules: tuple[Module, ...]) -> str:
    """The text of the stream `PROJECT`."""
    lines = [
        f'ID="{_PROJECT_ID}"',
        *(f"{module.kind}={module.name}" + "/&H00000000" * (module.kind == "Document") for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        *_UNPROTECTED,
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "\r\n".join(lines) + "\r\n"


def _names_twice(modules: tuple[Module, ...]) -> Iterator[bytes]:
    for module in modules:
        yield module.name.encode(_ENCODING) + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
