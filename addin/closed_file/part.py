"""A part that grows: elements are put into its bytes, all others stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from addin.headless.encodings import UTF_8, encoding_of, is_utf_16, recoded
from addin.headless.tags import TAG, Change, attributes_of, changed, start_tag


@dataclass
class Element:
    """An element, by where it stands in the bytes."""

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first element of a name right within this one."""
        return next((child for child in self.children if child.name == name), None)

    def named(self, name: str) -> list[Element]:
        """The elements of a name right within this one."""
        return [child for child in self.children if child.name == name]

    def all(self) -> Iterator[Element]:
        """This one and all within it."""
        yield self
        for child in self.children:
            yield from child.all()


class Part:
    """The bytes of a part, with what is to be put into them.

    Args:
        data: the part.
    """

    def __init__(self, data: bytes) -> None:
        self._encoding = encoding_of(data)
        self._recoded = is_utf_16(self._encoding)
        self.data = recoded(data, self._encoding, UTF_8) if self._recoded else data
        self.root = _tree(self.data)
        self._within: dict[int, list[str]] = {}
        self._attributes: dict[int, dict[bytes, bytes | None]] = {}
        self._elements: dict[int, Element] = {}
        self._at: list[tuple[int, int, str]] = []

    def append(self, element: Element, xml: str) -> None:
        """Put XML at the end of an element."""
        self._elements[element.start] = element
        self._within.setdefault(element.start, []).append(xml)

    def insert(self, position: int, xml: str) -> None:
        """Put XML at a place between two elements."""
        self._at.append((position, position, xml))

    def replace_content(self, element: Element, xml: str) -> None:
        """Put XML in the place of what stands in an element, which is not empty."""
        self._at.append((element.opened, element.closing, xml))

    def set(self, element: Element, **attributes: str | None) -> None:
        """Set attributes of an element, or take them away where None."""
        self.set_all(element, attributes)

    def set_all(self, element: Element, attributes: Mapping[str, str | None]) -> None:
        """Set attributes of an element, whatever they are called, or take them away where None."""
        self._elements[element.start] = element
        given = {name.encode(): None if value is None else value.encode() for name, value in attributes.items()}
        self._attributes.setdefault(element.start, {}).update(given)

    def remove(self, element: Element) -> None:
        """Take an element away, in which nothing is changed."""
        self._at.append((element.start, element.end, ""))

    def place(self, name: str, order: Sequence[str], parent: Element | None = None) -> int:
        """Where a child of that name would have to stand among its siblings, which come in this order."""
        parent = parent or self.root
        later = order[order.index(name) + 1 :]
        return next((child.start for child in parent.children if child.name in later), parent.closing)

    def raw(self, element: Element) -> bytes:
        """The bytes of an element."""
        return self.data[element.start : element.end]

    def changes(self) -> Iterator[Change]:
        """What is put where."""
        codec = UTF_8 if self._recoded else self._encoding
        for start, element in self._elements.items():
            xml = "".join(self._within.get(start, ())).encode(codec, "xmlcharrefreplace")
            tag = TAG.match(self.data, start)
            assert tag is not None
            attributes = self._attributes.get(start, {})
            if attributes or (xml and element.opened == element.end):
                opening = start_tag(tag, attributes, opened=bool(xml) and element.opened == element.end)
                if xml and element.opened == element.end:
                    opening += xml + b"</" + tag["name"] + b">"
                    xml = b""
                yield element.start, element.opened, opening
            if xml:
                yield element.closing, element.closing, xml
        for position, end, text in self._at:
            yield position, end, text.encode(codec, "xmlcharrefreplace")

    def written(self) -> bytes:
        """The part as it has become."""
        return self.back(changed(self.data, self.changes()))

    def back(self, data: bytes) -> bytes:
        """Bytes in the encoding of the part."""
        return recoded(data, UTF_8, self._encoding) if self._recoded else data


def _tree(data: bytes) -> Element:
    top = Element("", "", {}, 0, 0, len(data), len(data))
    open_elements = [top]
    for tag in TAG.finditer(data):
        if tag["name"] is None:
            continue
        if tag["close"]:
            element = open_elements.pop()
            element.closing, element.end = tag.start(), tag.end()
            continue
        prefix, _, name = tag["name"].decode().rpartition(":")
        attributes = {key.decode(): value.decode("utf-8", "replace") for key, value in attributes_of(tag).items()}
        element = Element(
            name, f"{prefix}:" if prefix else "", attributes, tag.start(), tag.end(), tag.start(), tag.end()
        )
        open_elements[-1].children.append(element)
        if not tag["empty"]:
            open_elements.append(element)
    return top.children[0]
