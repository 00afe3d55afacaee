"""The zip that an .xlsx is: what sort of file it is, its parts, and the copy with some parts rewritten."""

from __future__ import annotations

import os
import posixpath
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from addin.headless.errors import DamagedPart, UnreadableWorkbook, UnwritableWorkbook, disk_trouble
from addin.headless.xml_reader import each_element

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)

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

    @property
    def members(self) -> list[str]:
        """The names of all members, in their order."""
        return self._zip.namelist()

    @contextmanager
    def open(self, member: str) -> Iterator[BinaryIO]:
        """The uncompressed bytes of a member, as a stream."""
        try:
            with self._zip.open(member) as stream:
                yield cast(BinaryIO, stream)
        except KeyError as error:
            raise UnreadableWorkbook(
                f"{self.path} is not a complete workbook: its part {member} is missing."
            ) from error
        except DamagedPart as error:
            raise UnreadableWorkbook(f"{self.path} cannot be read: its part {member} {error}.") from error
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, member)) from error

    def read(self, member: str) -> bytes:
        """The uncompressed bytes of a member."""
        with self.open(member) as stream:
            return stream.read()

    def relationships(self, member: str) -> dict[str, Relationship]:
        """What a member refers to, by relationship id; external targets are left out."""
        folder, name = posixpath.split(member)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relationship] = {}
        if part not in self._zip.NameToInfo:
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

        The members keep their order, names, dates and method of compression. The copy appears under its name only
        when it is complete.
        """
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
                    self._carry(info, copy, rewritten.get(info.filename, _as_it_is))
            shutil.copymode(self.path, unfinished)
            unfinished.replace(target)
        except OSError as error:
            raise UnwritableWorkbook(disk_trouble(error, target)) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _carry(self, info: zipfile.ZipInfo, copy: zipfile.ZipFile, carry: Callable[[BinaryIO, BinaryIO], None]) -> None:
        entry = zipfile.ZipInfo(info.filename, info.date_time)
        entry.compress_type = info.compress_type if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
        entry.comment = info.comment
        entry.create_system = info.create_system
        entry.external_attr = info.external_attr
        entry.internal_attr = info.internal_attr
        entry.file_size = info.file_size
        try:
            with self._zip.open(info) as old, copy.open(entry, "w", force_zip64=info.file_size > 1 << 30) as new:
                carry(cast(BinaryIO, old), cast(BinaryIO, new))
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, info.filename)) from error

    def _check(self) -> None:
        """Refuse what is a zip but no workbook that can be computed."""
        names = set(self.members)
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise UnreadableWorkbook(f"{self.path} is protected by a password: save it without one first.")
        if "mimetype" in names and b"opendocument" in self.read("mimetype"):
            raise UnreadableWorkbook(f"{self.path} is an OpenDocument file: save it as .xlsx first.")
        if "[Content_Types].xml" not in names:
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
                    self._types[attributes.get("PartName", "").lstrip("/")] = attributes.get("ContentType", "")
                elif element == "Default":
                    self._default_types[attributes.get("Extension", "")] = attributes.get("ContentType", "")

            with self.open("[Content_Types].xml") as stream:
                each_element(stream, start)
        return self._types.get(member) or self._default_types.get(member.rpartition(".")[2], "")


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
    except zipfile.BadZipFile as error:
        raise UnreadableWorkbook(f"{path} is damaged or incomplete: fetch or save it once more.") from error
    except (OSError, ValueError) as error:
        raise UnreadableWorkbook(disk_trouble(error, path)) from error


def _damaged(path: Path, member: str) -> str:
    return f"{path} is damaged: its part {member} cannot be unpacked."


def _compound_file(path: Path, content: bytes) -> str:
    if _ENCRYPTED in content:
        return f"{path} is protected by a password: save it without one first."
    return f"{path} is in the old Excel format (.xls): save it as .xlsx first."
