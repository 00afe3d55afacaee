"""XML, streamed: expat with namespaces, without document types and entities.

Namespaces are resolved, so that prefixes do not matter; the names that handlers see are local names in the
spreadsheet's main namespace, whether the file is "transitional" or "strict".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, Protocol
from xml.parsers import expat

from addin.headless.errors import DamagedPart

_SEPARATOR = " "
_CHUNK = 1 << 18
_LONGEST_TAG = 1 << 24
_ENCODINGS = ("utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1")

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def qualified(namespaces: Iterable[str], name: str) -> tuple[str, ...]:
    """The names that a reader sees for an element or attribute in any of these namespaces."""
    return tuple(f"{namespace}{_SEPARATOR}{name}" for namespace in namespaces)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(_SEPARATOR)[2]


def reader(encoding: str | None = None) -> expat.XMLParserType:
    """A parser that refuses document types, hence entities, and encodings that it cannot read.

    `encoding` goes before what the part declares.
    """
    parser = expat.ParserCreate(encoding, namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.XmlDeclHandler = _check_encoding
    return parser


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    if encoding is None or encoding.casefold() in _ENCODINGS:
        return
    try:
        letters = bytes(range(256)).decode(encoding, "replace")
    except (LookupError, ValueError):
        letters = ""
    # Others are known to the parser only where every byte is a letter of its own.
    if len(letters) != 256:
        raise DamagedPart(f"is written in the encoding “{encoding[:40]}”, which no workbook is")


def _refuse_document_type(*_: object) -> None:
    raise DamagedPart("declares a document type, which is not allowed in a workbook")


class Source(Protocol):
    """Where a part comes from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, nothing at the end."""
        ...


class Watched:
    """A source of which somebody is told how many bytes were read."""

    def __init__(self, source: Source, tell: Callable[[int], None]) -> None:
        self._source = source
        self._tell = tell

    def read(self, size: int, /) -> bytes:
        """The next bytes, nothing at the end."""
        data = self._source.read(size)
        self._tell(len(data))
        return data


def feed(parser: expat.XMLParserType, source: Source) -> None:
    """Read a part to its end; raises `DamagedPart` where it is no XML."""
    fed = 0
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            # A tag that is not at its end yet is read again from its start with every piece.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise DamagedPart("holds a tag that is too long to be read")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise DamagedPart(f"is no well-formed XML (line {error.lineno})") from error


def whole_number(text: str, least: int, most: int) -> int:
    """The whole number that an attribute holds; raises `DamagedPart` where it is none between the two."""
    digits = text.strip()
    # Longer ones are no numbers to Python.
    number = int(digits) if digits.isdecimal() and len(digits) <= 20 else None
    if number is None or not least <= number <= most:
        raise DamagedPart(f"holds “{text[:40]}” where a whole number from {least} to {most} belongs")
    return number


def each_element(source: BinaryIO, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with the local name and the attributes of every element; for small parts without text."""
    parser = reader()
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    feed(parser, source)


def relationship_id(attributes: dict[str, str]) -> str:
    """The ``r:id`` of an element."""
    for name in qualified(RELATIONSHIPS, "id"):
        if name in attributes:
            return attributes[name]
    return ""
