"""The zip that an .xlsx is: what sort of file it is, its parts, and the copy with some parts rewritten."""

from __future__ import annotations

import os
import posixpath
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast
from urllib.parse import unquote

from addin.headless.errors import DamagedPart, UnreadableWorkbook, UnwritableWorkbook, disk_trouble
from addin.headless.xml_reader import each_element

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)

_UTF_8_NAME = 0x800
_LARGE_SIZES = 0x0001

# By whether it is a template, and whether it may hold macros.
_SUFFIXES = {(False, False): ".xlsx", (False, True): ".xlsm", (True, False): ".xltx", (True, True): ".xltm"}

Relationship = tuple[str, str]
"""Type (its last word, such as ``worksheet``) and member name of the target."""


class Package:
    """An open .xlsx, read only; a context manager.

    Every fault of the file, at whatever moment it shows, is an `UnreadableWorkbook`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip = _opened(path)
        self._by_part_name = {_part_name(_spoken_name(info)): info for info in self._zip.infolist()}
        self._types: dict[str, str] = {}
        self._default_types: dict[str, str] = {}
        try:
            self._check()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @contextmanager
    def open(self, member: str) -> Iterator[BinaryIO]:
        """The uncompressed bytes of a member, as a stream."""
        info = self._entry(member)
        if info is None:
            raise UnreadableWorkbook(f"{self.path} is not a complete workbook: its part {member} is missing.")
        try:
            with self._zip.open(info) as stream:
                yield cast(BinaryIO, stream)
        except DamagedPart as error:
            raise UnreadableWorkbook(f"{self.path} cannot be read: its part {member} {error}.") from error
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, member)) from error

    def _entry(self, member: str) -> zipfile.ZipInfo | None:
        """The member that a relation means, which may write its name in another way."""
        return self._zip.NameToInfo.get(member) or self._by_part_name.get(_part_name(member))

    def read(self, member: str) -> bytes:
        """The uncompressed bytes of a member."""
        with self.open(member) as stream:
            return stream.read()

    def relationships(self, member: str) -> dict[str, Relationship]:
        """What a member refers to, by relationship id; external targets are left out."""
        folder, name = posixpath.split(member)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relationship] = {}
        if self._entry(part) is None:
            return found

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        with self.open(part) as stream:
            each_element(stream, start)
        return found

    def main_part(self) -> str:
        """The member that is the workbook itself."""
        for kind, target in self.relationships("").values():
            if kind == "officeDocument":
                return target
        raise UnreadableWorkbook(f"{self.path} is not an Excel workbook: it is a zip without a workbook in it.")

    @property
    def suffix(self) -> str:
        """How the name of a workbook of this sort ends, such as ``.xlsx``: Excel opens it under no other."""
        kind = self._content_type(self.main_part())
        return _SUFFIXES["template" in kind, "macroEnabled" in kind]

    def copy_to(self, target: Path, rewritten: dict[str, Callable[[BinaryIO, BinaryIO], None]]) -> None:
        """Write a copy, where a function in `rewritten` carries a member's bytes over in its own way.

        The members keep their order and all that the zip says of them. The copy appears under its name only when it
        is complete.
        """
        carriers = {self._entry(member): carry for member, carry in rewritten.items()}
        try:
            # Not named after the target, whose name may be as long as names can be.
            handle, name = tempfile.mkstemp(prefix=".tenure-", suffix=".part", dir=target.parent)
        except OSError as error:
            raise UnwritableWorkbook(disk_trouble(error, target.parent)) from error
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", allowZip64=True) as copy:
                copy.comment = self._zip.comment
                for info in self._zip.infolist():
                    self._carry(info, copy, carriers.get(info, _as_it_is))
            shutil.copymode(self.path, unfinished)
            unfinished.replace(target)
        except OSError as error:
            raise UnwritableWorkbook(disk_trouble(error, target)) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _carry(self, info: zipfile.ZipInfo, copy: zipfile.ZipFile, carry: Callable[[BinaryIO, BinaryIO], None]) -> None:
        entry = _Entry(info)
        try:
            with self._zip.open(info) as old, copy.open(entry, "w", force_zip64=info.file_size > 1 << 30) as new:
                carry(cast(BinaryIO, old), cast(BinaryIO, new))
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, info.filename)) from error
        # The zip writer takes no rights at all for an oversight.
        entry.external_attr = info.external_attr

    def _check(self) -> None:
        """Refuse what is a zip but no workbook that can be computed."""
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise UnreadableWorkbook(f"{self.path} is protected by a password: save it without one first.")
        for info in self._zip.infolist():
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnreadableWorkbook(
                    f"{self.path} is packed in a way that spreadsheet programs do not know (part {info.filename}): "
                    "save it once more as .xlsx."
                )
        if self._entry("mimetype") is not None and b"opendocument" in self.read("mimetype"):
            raise UnreadableWorkbook(f"{self.path} is an OpenDocument file: save it as .xlsx first.")
        if self._entry("[Content_Types].xml") is None:
            raise UnreadableWorkbook(f"{self.path} is a zip file, but no Excel workbook.")
        main = self.main_part()
        if self._content_type(main).startswith("application/vnd.ms-excel.sheet.binary") or main.endswith(".bin"):
            raise UnreadableWorkbook(f"{self.path} is a binary workbook (.xlsb): save it as .xlsx first.")
        if "sheet" not in (content := self._content_type(main)) and "template" not in content:
            raise UnreadableWorkbook(f"{self.path} is an Office file, but no Excel workbook.")

    def _content_type(self, member: str) -> str:
        if not self._types:

            def start(element: str, attributes: dict[str, str]) -> None:
                if element == "Override":
                    self._types[_part_name(attributes.get("PartName", ""))] = attributes.get("ContentType", "")
                elif element == "Default":
                    self._default_types[attributes.get("Extension", "").casefold()] = attributes.get("ContentType", "")

            with self.open("[Content_Types].xml") as stream:
                each_element(stream, start)
        name = _part_name(member)
        return self._types.get(name) or self._default_types.get(name.rpartition(".")[2], "")


class _Entry(zipfile.ZipInfo):
    """A member of the copy: all that the zip says of it, but for its size and its place."""

    def __init__(self, info: zipfile.ZipInfo) -> None:
        super().__init__(info.filename, info.date_time)
        self.compress_type = info.compress_type
        self.comment = info.comment
        self.extra = b"".join(_extra_fields(info.extra))
        self.create_system = info.create_system
        self.external_attr = info.external_attr
        self.internal_attr = info.internal_attr
        self.file_size = info.file_size
        self._utf_8_name = info.flag_bits & _UTF_8_NAME
        self._name = _name_as_written(info)

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802, it is the zip writer's name for it
        # By itself the zip writer would write every name that is not ASCII in UTF-8.
        return self._name, self.flag_bits | self._utf_8_name


def _extra_fields(extra: bytes) -> Iterator[bytes]:
    """The extra fields of a member, but for the sizes of a large one, which are written anew."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind != _LARGE_SIZES:
            yield extra[position : position + 4 + length]
        position += 4 + length


def _name_as_written(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8_NAME else "cp437")


def _spoken_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; many programs write UTF-8 and do not say so."""
    try:
        return _name_as_written(info).decode("utf-8")
    except UnicodeDecodeError:
        return info.filename


def _part_name(name: str) -> str:
    """A name of a part in the form in which two names of the same part are equal."""
    return unquote(name.replace("\\", "/").lstrip("/")).casefold()


def _as_it_is(old: BinaryIO, new: BinaryIO) -> None:
    shutil.copyfileobj(old, new, 1 << 20)


def _opened(path: Path) -> zipfile.ZipFile:
    """The file as a zip; a file of another sort is told by its content, not by its name."""
    try:
        if path.is_dir():
            raise UnreadableWorkbook(f"{path} is a folder, not a workbook.")
        with path.open("rb") as file:
            head = file.read(8)
            if not head:
                raise UnreadableWorkbook(f"{path} is empty.")
            if head == _COMPOUND_FILE:
                raise UnreadableWorkbook(_compound_file(path, file.read()))
        if not head.startswith(_ZIP):
            raise UnreadableWorkbook(f"{path} is not an Excel workbook (.xlsx), whatever its name says.")
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise UnreadableWorkbook(f"There is no file {path}.") from error
    except _DAMAGE as error:
        raise UnreadableWorkbook(f"{path} is damaged or incomplete: fetch or save it once more.") from error
    except (OSError, ValueError) as error:
        raise UnreadableWorkbook(disk_trouble(error, path)) from error


def _damaged(path: Path, member: str) -> str:
    return f"{path} is damaged: its part {member} cannot be unpacked."


def _compound_file(path: Path, content: bytes) -> str:
    if _ENCRYPTED in content:
        return f"{path} is protected by a password: save it without one first."
    return f"{path} is in the old Excel format (.xls): save it as .xlsx first."
