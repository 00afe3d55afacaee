"""The tags of a part, found in its bytes: what is changed there leaves all other bytes as they are.

For parts in an encoding in which ASCII is ASCII; see `encodings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from addin.formulas.references import cell_address, column_number

Change = tuple[int, int, bytes]
"""Start, end and replacement of a stretch of bytes."""

TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<close>/?)(?P<name>[^\s/>!?]+)(?P<attributes>(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<empty>/?)>",
    re.DOTALL,
)
"""A tag, a comment, a processing instruction or a section that is no tag; for the last three `name` is None."""
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def changed(raw: bytes, changes: Iterable[Change]) -> bytes:
    """The bytes with the changes made, which do not overlap; of those at one place the first one comes first."""
    pieces: list[bytes] = []
    position = 0
    for start, end, replacement in sorted(changes, key=lambda change: change[:2]):
        pieces += (raw[position:start], replacement)
        position = end
    return b"".join((*pieces, raw[position:]))


def prefix_of(tag: re.Match[bytes]) -> bytes:
    """The namespace prefix of an element, with its colon."""
    name = tag["name"]
    return name[: name.rfind(b":") + 1]


def element_tags(raw: bytes) -> list[re.Match[bytes]]:
    """Start and end tags in their order."""
    return [tag for tag in TAG.finditer(raw) if tag["name"] is not None]


def children(tags: list[re.Match[bytes]]) -> Iterator[tuple[re.Match[bytes], int]]:
    """The elements right within the first one: the start tag of each, and where the element ends."""
    depth = 0
    opening = tags[0]
    for tag in tags[1:]:
        if tag["close"]:
            depth -= 1
        else:
            if depth == 0:
                opening = tag
            depth += not tag["empty"]
            if not tag["empty"]:
                continue
        if depth == 0:
            yield opening, tag.end()


def attributes_of(tag: re.Match[bytes]) -> dict[bytes, bytes]:
    """The attributes of a tag, as written."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag["attributes"])}


def start_tag(tag: re.Match[bytes], changes: dict[bytes, bytes | None], opened: bool = False) -> bytes:
    """A start tag with some attributes set, or taken away where None; all else as written.

    Args:
        tag: the tag.
        changes: the attributes.
        opened: whether an element without content gets some.
    """
    changes = dict(changes)
    pieces = [b"<", tag["name"]]
    for attribute in _ATTRIBUTE.finditer(tag["attributes"]):
        if attribute[1] not in changes:
            pieces.append(attribute[0])
            continue
        value = changes.pop(attribute[1])
        if value is not None:
            pieces.append(b" " + attribute[1] + b'="' + value + b'"')
    pieces += [b" " + name + b'="' + value + b'"' for name, value in changes.items() if value is not None]
    ending = tag[0][tag.end("attributes") - tag.start() :]
    pieces.append(ending.replace(b"/", b"") if opened else ending)
    return b"".join(pieces)


_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def in_xml(text: str) -> str:
    """A text as an element's content: escaped, and characters that XML cannot hold as ``_x0001_``."""
    text = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_USUAL_CELL_OF_A_ROW = re.compile(
    rb"<c r=\"([A-Z]+)\d+\"[^<>]*(?:/>|>(?:<f[^<>]*(?:/>|>[^<]*</f>))?(?:<v[^<>]*(?:/>|>[^<]*</v>))?</c>)"
)


def cells_of(raw: bytes, opening: re.Match[bytes]) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of every cell of a row."""
    usual = list(_USUAL_CELL_OF_A_ROW.finditer(raw, opening.end()))
    if sum(cell.end() - cell.start() for cell in usual) == raw.rfind(b"</") - opening.end():
        # They are all that stands in the row.
        for cell in usual:
            yield column_number(cell[1].decode("ascii")), cell.start(), cell.end()
        return
    column = 0
    for child, end in children(element_tags(raw)):
        if child["name"] == prefix_of(opening) + b"c":
            address = attributes_of(child).get(b"r")
            column = column + 1 if address is None else cell_address(address.decode("ascii"))[1]
            yield column, child.start(), end
