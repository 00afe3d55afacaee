"""The zip that an .xlsx is: what sort of file it is, its parts, and the copy with some parts rewritten."""

from __future__ import annotations

import errno
import os
import posixpath
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, cast
from urllib.parse import unquote

from addin.headless.errors import DamagedPart, UnreadableWorkbook, UnwritableWorkbook, disk_trouble
from addin.headless.other_files import sentence_about
from addin.headless.xml_reader import each_element

_ZIP = b"PK"

# What the zip reader raises where the bytes are not as they should be.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, UnicodeDecodeError)

MOST_BYTES = 2 << 30
"""A workbook that is larger than this when it is unpacked is not read."""

_PLAIN_TEXT = "is a list in plain text: open it in a spreadsheet program and save it as .xlsx first."
_UTF_8_NAME = 0x800
_NEW = (1980, 1, 1, 0, 0, 0)  # so that the same edits give the same file
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
        self._file = _opened(path)
        self._state = _state(os.fstat(self._file.fileno()))
        self._types: dict[str, str] = {}
        self._default_types: dict[str, str] = {}
        try:
            self._zip = _unzipped(self._file, path)
            self._members = self._zip.infolist()
            self._held: dict[zipfile.ZipInfo, bytes] = {}
            self._name_members()
            self._check()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    @contextmanager
    def open(self, member: str) -> Iterator[BinaryIO]:
        """The uncompressed bytes of a member, as a stream."""
        info = self._entry(member)
        if info is None:
            raise UnreadableWorkbook(f"{self.path} is not a complete workbook: its part {member} is missing.")
        try:
            with self._unpacked(info) as stream:
                yield stream
        except DamagedPart as error:
            raise UnreadableWorkbook(f"{self.path} cannot be read: its part {member} {error}.") from error
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, member)) from error

    def _unpacked(self, info: zipfile.ZipInfo) -> BinaryIO:
        if info in self._held:
            return BytesIO(self._held[info])
        try:
            return cast(BinaryIO, _Unpacked(self._zip.open(info), info.file_size))
        except (ValueError, OSError) as error:
            # Its name or its place in the file is none.
            raise zipfile.BadZipFile(info.filename) from error

    def _entry(self, member: str) -> zipfile.ZipInfo | None:
        """The member that a relation means, which may write its name in another way."""
        return self._by_name.get(member) or self._by_part_name.get(_part_name(member))

    def _name_members(self) -> None:
        self._by_name = {info.filename: info for info in self._members}
        self._by_part_name = {_part_name(_spoken_name(info)): info for info in self._members}

    def grown(self, rewritten: Mapping[str, bytes], added: Mapping[str, bytes]) -> Package:
        """The package with other bytes in some members, and with more of them at its end.

        No file holds it until it is copied; it can be read as long as this one is open.
        """
        package = copy(self)
        package._members, package._held, package._types, package._default_types = [], dict(self._held), {}, {}
        changed = {self._entry(member): data for member, data in rewritten.items()}
        for info in self._members:
            if info in changed:
                package._hold(copy(info), changed[info])
            else:
                package._members.append(info)
        for member, data in added.items():
            package._hold(_new_member(member), data)
        package._name_members()
        return package

    def _hold(self, info: zipfile.ZipInfo, data: bytes) -> None:
        """Have a member in memory."""
        info.file_size = len(data)
        self._members.append(info)
        self._held[info] = data

    @property
    def names(self) -> list[str]:
        """The names of all members."""
        return [info.filename for info in self._members]

    def size(self, member: str) -> int:
        """How many bytes a member is, uncompressed; 0 where it is missing."""
        info = self._by_name.get(member)
        return 0 if info is None else info.file_size

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

    def refuse_if_changed(self) -> None:
        """Refuse a file that was changed, replaced or taken away since it was opened."""
        try:
            now = _state(self.path.stat())
        except FileNotFoundError as error:
            raise UnreadableWorkbook(
                f"{self.path} was moved or deleted while it was read: nothing is written."
            ) from error
        except OSError as error:
            raise UnreadableWorkbook(disk_trouble(error, self.path)) from error
        if now != self._state:
            raise UnreadableWorkbook(f"{self.path} was changed while it was read: nothing is written, try once more.")

    @property
    def suffix(self) -> str:
        """How the name of a workbook of this sort ends, such as ``.xlsx``: Excel opens it under no other."""
        kind = self.content_type(self.main_part())
        return _SUFFIXES["template" in kind, "macroEnabled" in kind]

    def copy_to(
        self,
        target: Path,
        rewritten: dict[str, Callable[[BinaryIO, BinaryIO], None]],
    ) -> None:
        """Write a copy, where a function in `rewritten` carries a member's bytes over in its own way.

        The members keep their order and all that the zip says of them. The copy appears under its name only when it is
        complete.
        """
        carriers = {self._entry(member): carry for member, carry in rewritten.items()}
        try:
            # Not named after the target, whose name may be as long as names can be.
            handle, name = tempfile.mkstemp(prefix=".tenure-", suffix=".part", dir=target.parent)
        except OSError as error:
            raise UnwritableWorkbook(disk_trouble(error, target.parent)) from error
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w", allowZip64=True) as made:
                    made.comment = self._zip.comment
                    for info in self._members:
                        self._carry(info, made, carriers.get(info, _as_it_is))
                # On the disk before it takes the name of another: a power cut leaves the one or the other.
                file.flush()
                os.fsync(file.fileno())
            self.refuse_if_changed()
            shutil.copymode(self.path, unfinished)
            unfinished.replace(target)
        except OSError as error:
            raise UnwritableWorkbook(disk_trouble(error, target)) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _carry(self, info: zipfile.ZipInfo, copy: zipfile.ZipFile, carry: Callable[[BinaryIO, BinaryIO], None]) -> None:
        entry = _Entry(info)
        try:
            with self._unpacked(info) as old, copy.open(entry, "w", force_zip64=info.file_size > 1 << 30) as new:
                carry(old, cast(BinaryIO, new))
        except _DAMAGE as error:
            raise UnreadableWorkbook(_damaged(self.path, info.filename)) from error
        # The zip writer takes no rights at all for an oversight.
        entry.external_attr = info.external_attr

    def _check(self) -> None:
        """Refuse what is a zip but no workbook that can be computed."""
        if len(self._by_part_name) < len(self._members):
            seen = Counter(_part_name(_spoken_name(info)) for info in self._members)
            twice = next(name for name, count in seen.items() if count > 1)
            raise UnreadableWorkbook(f"{self.path} is damaged: it holds the part {twice} twice.")
        # No more of a part is ever unpacked than its declared size.
        if sum(info.file_size for info in self._members) > MOST_BYTES:
            most = f"{MOST_BYTES / (1 << 30):g} GB" if MOST_BYTES >= 1 << 30 else f"{MOST_BYTES:,} bytes"
            raise UnreadableWorkbook(f"{self.path} is too large: unpacked it is more than {most}.")
        if any(info.flag_bits & 1 for info in self._members):
            raise UnreadableWorkbook(f"{self.path} is protected by a password: save it without one first.")
        for info in self._members:
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
        if self.content_type(main).startswith("application/vnd.ms-excel.sheet.binary") or main.endswith(".bin"):
            raise UnreadableWorkbook(f"{self.path} is a binary workbook (.xlsb): save it as .xlsx first.")
        if "sheet" not in (content := self.content_type(main)) and "template" not in content:
            raise UnreadableWorkbook(f"{self.path} is an Office file, but no Excel workbook.")

    def content_type(self, member: str) -> str:
        """What sort of part a member is."""
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


class _Unpacked(AbstractContextManager["_Unpacked"]):
    """The bytes of a member while they are unpacked.

    Asked for all of them, the zip reader would first unpack whatever is there, however little the zip declares.
    """

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all."""
        return self._stream.read(self._size if size < 0 else size)

    def seek(self, position: int) -> int:
        """Go on from another place."""
        return self._stream.seek(position)


def _new_member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NEW)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16  # what the zip writer gives to files
    return info


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


def _is_plain_text(path: Path) -> bool:
    return path.suffix.casefold() in (".csv", ".tsv", ".txt") and path.stat().st_size > 0


def _opened(path: Path) -> BinaryIO:
    """The file, which begins as a zip; a file of another sort is told by its content, not by its name."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableWorkbook(f"{path} is a folder, not a workbook.")
        if not stat.S_ISREG(mode):
            raise UnreadableWorkbook(f"{path} is a device or a pipe, not a workbook.")
        file = path.open("rb")
        try:
            if file.read(2) != _ZIP:
                file.seek(0)
                raise UnreadableWorkbook(f"{path} {_PLAIN_TEXT if _is_plain_text(path) else sentence_about(file)}")
        except BaseException:
            file.close()
            raise
        return file
    except FileNotFoundError as error:
        raise UnreadableWorkbook(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise UnreadableWorkbook(disk_trouble(error, path)) from error


def _unzipped(file: BinaryIO, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_DAMAGE, ValueError) as error:
        raise UnreadableWorkbook(f"{path} is damaged or incomplete: fetch or save it once more.") from error
    except OSError as error:
        # A place before the beginning of the file, which a broken list of parts names, is no fault of the disk.
        sentence = f"{path} is damaged or incomplete: fetch or save it once more."
        raise UnreadableWorkbook(sentence if error.errno == errno.EINVAL else disk_trouble(error, path)) from error


def _state(status: os.stat_result) -> tuple[int, int, int, int]:
    """What changes when a file is written, or another one takes its name."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _damaged(path: Path, member: str) -> str:
    return f"{path} is damaged: its part {member} cannot be unpacked."
