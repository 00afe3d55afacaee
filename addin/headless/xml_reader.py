"""XML, streamed: expat with namespaces, without document types and entities.

Namespaces are resolved, so that prefixes do not matter; the names that handlers see are local names in the
spreadsheet's main namespace, whether the file is "transitional" or "strict".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO
from xml.parsers import expat

from addin.headless.errors import DamagedPart

_SEPARATOR = " "
_CHUNK = 1 << 18

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
    """A parser that refuses document types, hence entities; `encoding` goes before what the part declares."""
    parser = expat.ParserCreate(encoding, namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise DamagedPart("declares a document type, which is not allowed in a workbook")


def feed(parser: expat.XMLParserType, source: BinaryIO) -> None:
    """Read a part to its end; raises `DamagedPart` where it is no XML."""
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise DamagedPart(f"is no well-formed XML (line {error.lineno})") from error


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
