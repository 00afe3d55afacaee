"""The styles of a workbook, which gain formats: those of Tenure's sheets, and its own with other number formats."""

from __future__ import annotations

import re

from addin.closed_file.part import Element, Part
from addin.headless.tags import TAG, start_tag

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_ITEMS = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10}
_FIRST_OWN_FORMAT = 164
_DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))

MINIMAL = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
"""For a workbook that has none."""


class Styles:
    """The part `styles.xml`, as it grows.

    Args:
        data: the part.
    """

    def __init__(self, data: bytes) -> None:
        self._part = Part(data)
        self._lists = {name: _List(self._part, name) for name in _ITEMS}
        self._shifted: dict[tuple[int, int, bool], int] = {}

    def written(self) -> bytes | None:
        """The part with what it gained; None where it gained nothing."""
        grown = [each for each in self._lists.values() if each.added]
        for each in grown:
            each.write()
        return self._part.written() if grown else None

    @property
    def count(self) -> int:
        """How many cell styles there are."""
        return len(self._lists["cellXfs"].raws)

    def number_format(self, style: int) -> str:
        """The number format of a cell style; "" where it says nothing."""
        formats = self._lists["cellXfs"]
        if not 0 <= style < len(formats.raws):
            return ""
        number = _number(formats.raws[style], "numFmtId")
        if number in _DATES:
            return "yyyy-mm-dd"
        built_in = next((code for code, known in _BUILT_IN.items() if known == number), None)
        code = built_in or self._custom().get(number, "")
        return "" if code == "General" else code

    def with_number_format(self, style: int, code: str, *, is_text: bool = False) -> int:
        """A cell style that is like another but for its number format, and not aligned as its like is."""
        number = self._number_of(code)
        key = (style, number, is_text)
        if key not in self._shifted:
            formats = self._lists["cellXfs"]
            raw = formats.raws[style] if style < len(formats.raws) else formats.raws[0]
            changes = {b"numFmtId": b"%d" % number, b"applyNumberFormat": b"1"}
            tag = TAG.match(raw)
            assert tag is not None
            self._shifted[key] = formats.add(start_tag(tag, dict(changes)) + raw[tag.end() :])
        return self._shifted[key]

    def graft(self, other: bytes) -> tuple[dict[int, int], dict[int, int]]:
        """Take over the formats of another workbook; answers the new numbers of its cell formats and of its dxfs."""
        scratch = Part(other)
        own = {name: _List(scratch, name) for name in _ITEMS}
        numbers = {
            int(element.attributes["numFmtId"]): self._number_of(_unescaped(element.attributes["formatCode"]))
            for element in own["numFmts"].elements
        }
        moved = {name: [self._lists[name].add(raw) for raw in own[name].raws] for name in ("fonts", "fills", "borders")}
        cell_formats = {}
        for place, raw in enumerate(own["cellXfs"].raws):
            tag = TAG.match(raw)
            assert tag is not None
            number = _number(raw, "numFmtId")
            changes = {b"numFmtId": b"%d" % numbers.get(number, number), b"xfId": b"0"}
            for name, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
                changes[attribute.encode()] = b"%d" % moved[name][_number(raw, attribute)]
            for applied in (b"applyFont", b"applyFill", b"applyBorder", b"applyAlignment", b"applyNumberFormat"):
                changes[applied] = b"1"
            cell_formats[place] = self._lists["cellXfs"].add(start_tag(tag, dict(changes)) + raw[tag.end() :])
        return cell_formats, {place: self._lists["dxfs"].add(raw) for place, raw in enumerate(own["dxfs"].raws)}

    def _custom(self) -> dict[int, str]:
        elements = (TAG.match(raw) for raw in self._lists["numFmts"].raws)
        found = {}
        for tag in elements:
            assert tag is not None
            text = tag[0].decode("utf-8", "replace")
            number, code = re.search(r'numFmtId="(\d+)"', text), re.search(r'formatCode="([^"]*)"', text)
            if number and code:
                found[int(number[1])] = _unescaped(code[1])
        return found

    def _number_of(self, code: str) -> int:
        """The number of a number format, which is added where the workbook has none like it."""
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        custom = self._custom()
        for number, known in custom.items():
            if known == code:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *custom]) + 1
        escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        self._lists["numFmts"].add(f'<numFmt numFmtId="{number}" formatCode="{escaped}"/>'.encode())
        return number


class _List:
    """One of the lists in the styles: what is in it already is not added twice."""

    def __init__(self, part: Part, name: str) -> None:
        self._part, self._name = part, name
        self._element = part.root.child(name)
        self.elements: list[Element] = [] if self._element is None else self._element.named(_ITEMS[name])
        self.raws = [part.raw(element) for element in self.elements]
        self._numbers = {raw: place for place, raw in reversed(list(enumerate(self.raws)))}
        self.added: list[str] = []

    def add(self, raw: bytes) -> int:
        """The number of an entry, which is added where it is missing."""
        prefix = self._part.root.prefix
        if prefix:
            raw = re.sub(rb"(</?)(?=[A-Za-z])", rb"\1" + prefix.encode(), raw) if prefix.encode() not in raw else raw
        if raw not in self._numbers:
            self._numbers[raw] = len(self.raws)
            self.raws.append(raw)
            self.added.append(raw.decode("utf-8"))
        return self._numbers[raw]

    def write(self) -> None:
        """Put what was added into the part."""
        xml, count = "".join(self.added), str(len(self.raws))
        if self._element is not None:
            self._part.append(self._element, xml)
            self._part.set(self._element, count=count)
        else:
            name = self._part.root.prefix + self._name
            self._part.insert(self._part.place(self._name, _ORDER), f'<{name} count="{count}">{xml}</{name}>')


def _number(raw: bytes, attribute: str) -> int:
    found = re.search(rb"\b" + attribute.encode() + rb"=[\"'](\d+)[\"']", raw)
    return int(found[1]) if found else 0


def _unescaped(text: str) -> str:
    for entity, character in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
