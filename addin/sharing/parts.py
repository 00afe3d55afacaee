"""The parts of a workbook that come along into a copy of values, each without what could lead back or say too much."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from html import escape, unescape

from addin.closed_file.applier import relations_of
from addin.closed_file.book import Book
from addin.closed_file.part import Element, Part
from addin.edits import quoted

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FOLLOWED = {
    "worksheet": {"drawing", "table", "hyperlink", "image"},
    "chartsheet": {"drawing"},
    "drawing": {"chart", "hyperlink", "image"},
    "chart": {"chartColorStyle", "chartStyle", "chartUserShapes", "image", "themeOverride"},
    "chartUserShapes": {"image"},
    "theme": {"image"},
}
"""Which relations of a sort of part come along; all others stay behind."""
_CALLED = {
    "comments": "notes on cells", "threadedComment": "comments", "pivotTable": "pivot tables",
    "oleObject": "embedded objects", "control": "controls", "slicer": "slicers", "queryTable": "queries",
}  # fmt: skip
_OF_A_SHEET = frozenset(
    [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetProtection",
        "autoFilter",
        "sortState",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "hyperlinks",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "ignoredErrors",
        "drawing",
        "picture",
        "tableParts",
        "extLst",
    ]
)
_SPARKLINES = "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}"
_RULES = "{78C0D931-6437-407D-A8EE-F0AAD7539E65}"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_NO_PICTURES = frozenset(("slicer", "timeslicer", "oleObj", "control"))
_FORMULA = re.compile(rb"<((?:\w+:)?)f(?:\s[^<>]*)?(?:/>|>[^<]*</\1f>)")
_MARK = re.compile(rb"\\s(?:cm|vm)=(?:\"\\d*\"|'\\d*')")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*>")
_SHARED = re.compile(rb"<(?:\w+:)?c\s[^<>]*\bt=[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v[^<>]*>(\d+)<")
_TEXT = re.compile(rb"<((?:\w+:)?)si(?:\s[^<>]*)?(?:/>|>.*?</\1si>)", re.DOTALL)
_WORD = re.compile(r"[^\W\d][\w.]*")


class KeptParts:
    """The parts that come along.

    Args:
        book: the workbook.
        dropped: the sheets that stay behind.
        names: the defined names that come along, case-folded.

    Attributes:
        members: the parts by name, with their relations.
        types: their content types.
        left: what stayed behind, counted.
    """

    def __init__(self, book: Book, dropped: Iterable[str], names: frozenset[str]) -> None:
        self._book = book
        self._dropped = tuple(dropped)
        self._gone = {name for _, name in book.names if name not in names}
        self.members: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.left: Counter[str] = Counter()
        self._texts_used: set[int] = set()

    def take(self, member: str, kind: str) -> None:
        """Take a part along, and what it needs."""
        if member in self.members:
            return
        relations, others = self._relations(member, kind)
        self.members[member] = b""  # two parts may refer to each other
        data = self._cleaned(member, kind, set(others))
        self.members[member] = data
        self.types[member] = self._book.package.content_type(member)
        if relations:
            self.members[relations_of(member)] = relations_part(relations)

    def take_texts(self, member: str) -> None:
        """Take the shared texts along, those of cells that come along; the others leave their places empty."""
        numbers = iter(range(1 << 31))

        def text(match: re.Match[bytes]) -> bytes:
            prefix = match[1]
            empty = b"<%ssi><%st></%st></%ssi>" % (prefix, prefix, prefix, prefix)
            return match[0] if next(numbers) in self._texts_used else empty

        self.members[member] = _TEXT.sub(text, self._book.package.read(member))
        self.types[member] = self._book.package.content_type(member)

    def _relations(self, member: str, kind: str) -> tuple[list[tuple[str, str, str, bool]], list[str]]:
        """The relations of a part that come along: id, type, target and whether outside; the ids of the others."""
        rels = relations_of(member)
        kept: list[tuple[str, str, str, bool]] = []
        others: list[str] = []
        if rels not in self._book.package.names:
            return kept, others
        for element in Part(self._book.package.read(rels)).root.children:
            identifier, long_type = element.attributes.get("Id", ""), element.attributes.get("Type", "")
            short, target = posixpath.basename(long_type), unescape(element.attributes.get("Target", ""))
            if short not in _FOLLOWED.get(kind, ()):
                others.append(identifier)
                if short in _CALLED:
                    self.left[_CALLED[short]] += 1
                continue
            if element.attributes.get("TargetMode") == "External":
                if not target.startswith(("http://", "https://", "mailto:")):
                    # An address on somebody's disk, which the picture or the text would still name.
                    self.left["links to files"] += 1
                    target = "about:blank"
                kept.append((identifier, long_type, target, True))
                continue
            found = self._book.package.relationships(member).get(identifier)
            if found is None:
                others.append(identifier)
                continue
            self.take(found[1], short)
            kept.append((identifier, long_type, "/" + found[1], False))
        return kept, others

    def _cleaned(self, member: str, kind: str, others: set[str]) -> bytes:
        if kind == "worksheet":
            return self._sheet(member)
        data = self._book.package.read(member)
        if kind in ("chartsheet", "drawing", "chart", "table", "chartUserShapes"):
            part = Part(data)
            {
                "chartsheet": _clean_chart_sheet, "drawing": _clean_drawing, "chart": _clean_chart,
                "table": _clean_table, "chartUserShapes": _clean_drawing,
            }[kind](part, others)  # fmt: skip
            return part.written()
        return data

    def _sheet(self, member: str) -> bytes:
        name = next(entry.name for entry in self._book.entries if entry.member == member)
        part = self._book.part(name)
        frame = part.frame
        for element in frame.root.children:
            if element.name not in _OF_A_SHEET:
                frame.remove(element)
            elif element.name == "conditionalFormatting":
                leading = [rule for rule in element.children if self._leads(frame, rule)]
                for each in leading if len(leading) < len(element.children) else (element,):
                    frame.remove(each)
            elif element.name == "extLst":
                self._clean_extensions(frame, element)
            elif element.name == "pageSetup":
                _without_relation(frame, element)
            elif element.name == "sheetViews":
                for view in element.children:
                    frame.set(view, tabSelected=None)
            elif element.name == "sheetPr":
                frame.set(element, codeName=None)
        data = part.written()
        data = _without_formulas(data)
        self._texts_used |= {int(number) for number in _SHARED.findall(data)}
        return self._book.encoded(name, data)

    def _clean_extensions(self, frame: Part, extensions: Element) -> None:
        stay = [
            each for each in extensions.children
            if each.attributes.get("uri", "").upper() in (_SPARKLINES, _RULES) and not self._leads(frame, each)
        ]  # fmt: skip
        for each in extensions.children if stay else (extensions,):
            if each not in stay:
                frame.remove(each)

    def _leads(self, frame: Part, element: Element) -> bool:
        """Whether a formula in an element needs what stays behind."""
        text = unescape(frame.raw(element).decode("utf-8", "replace"))
        if "[" in text or "REL_" in text.upper() or any(quoted(name) in text for name in self._dropped):
            return True
        return any(f"{name}!" in text for name in self._dropped) or bool(
            self._gone & {word.casefold() for word in _WORD.findall(text)}
        )


def _without_formulas(data: bytes) -> bytes:
    """A sheet whose cells hold what they show."""
    first, last = re.search(rb"<(?:\w+:)?sheetData\b", data), data.rfind(b"sheetData>")
    if first is None or last < 0:
        return data
    rows = _FORMULA.sub(b"", data[first.start() : last])
    # The mark of an answer that fills several cells, or of a picture in a cell.
    rows = _CELL.sub(lambda match: _MARK.sub(b"", match[0]), rows)
    return data[: first.start()] + rows + data[last:]


def _without_relation(part: Part, element: Element) -> None:
    for name in element.attributes:
        if name.endswith(":id"):
            part.set_all(element, {name: None})


def _clean_chart_sheet(part: Part, _: set[str]) -> None:
    for element in part.root.children:
        if element.name in ("legacyDrawing", "legacyDrawingHF", "customSheetViews", "webPublishItems", "extLst"):
            part.remove(element)
        elif element.name == "pageSetup":
            _without_relation(part, element)


def _clean_drawing(part: Part, others: set[str]) -> None:
    """Without pictures of what stays behind."""
    for anchor in part.root.children:
        within = list(anchor.all())
        refers = any(":" in name and value in others for each in within for name, value in each.attributes.items())
        if refers or any(each.name in _NO_PICTURES for each in within):
            part.remove(anchor)


def _clean_chart(part: Part, others: set[str]) -> None:
    """Without a link to another workbook, and without the pivot table that it was drawn from."""
    for element in part.root.children:
        if element.name in ("externalData", "pivotSource", "userShapes", "printSettings") and (
            element.name != "userShapes" or set(element.attributes.values()) & others
        ):
            part.remove(element)
            continue
        for each in element.all():
            if each.name == "f" and b"[" in part.data[each.opened : each.closing]:
                part.replace_content(each, "#REF!")


def _clean_table(part: Part, _: set[str]) -> None:
    """A table of values: its columns compute nothing."""
    part.set(part.root, tableType=None, connectionId=None)
    columns = part.root.child("tableColumns")
    for column in columns.children if columns else ():
        part.set(column, totalsRowFunction=None, queryTableFieldId=None)
        for element in column.children:
            if element.name in ("calculatedColumnFormula", "totalsRowFormula"):
                part.remove(element)


def relations_part(relations: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """Relations as a part: each with its id, its type, its target, and whether that lies outside."""
    lines = "".join(
        f'<Relationship Id="{escape(identifier)}" Type="{escape(kind)}" Target="{escape(target)}"'
        + (' TargetMode="External"/>' if outside else "/>")
        for identifier, kind, target, outside in relations
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()
