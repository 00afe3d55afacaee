"""What the parts around the sheets declare: sheets, defined names, tables, shared texts, the date system."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from typing import BinaryIO

from addin.formulas.references import Area
from addin.formulas.tables import Table
from addin.headless.errors import DamagedPart, UnreadableWorkbook
from addin.headless.package import Package
from addin.headless.xml_reader import each_element, feed, local, reader, relationship_id, whole_number

_MOST_ITERATIONS = 32_767
_MOST_TYPES = 1 << 31


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, and the member that holds its cells."""

    name: str
    member: str


@dataclass
class WorkbookParts:
    """Everything about a workbook but the cells.

    Attributes:
        sheets: the worksheets in their order; chart and macro sheets are left out.
        names: defined names by sheet (None: the whole workbook) and case-folded name, with their formula.
        tables: the tables of all sheets.
        texts: the shared texts.
        dynamic: the numbers of the cell metadata (``cm``) that mark a dynamic array.
        date_1904: whether day 0 is 1904-01-01.
        iterations: how often circular formulas are repeated, and up to which change; None where they are errors.
    """

    sheets: list[SheetPart] = field(default_factory=list)
    names: dict[tuple[str | None, str], str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dynamic: frozenset[int] = frozenset()
    date_1904: bool = False
    iterations: tuple[int, float] | None = None


def is_true(flag: str | None) -> bool:
    """An XML boolean."""
    return flag in ("1", "true")


# Half of a pair of surrogates is no character; it stays as it is written.
_ESCAPE = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text of the file, with ``_x000D_`` and its like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def read_parts(package: Package) -> WorkbookParts:
    """Read everything but the cells."""
    main = package.main_part()
    parts = WorkbookParts()
    related = package.relationships(main)
    with package.open(main) as stream:
        _read_workbook(stream, parts, related)
    for kind, member in related.values():
        if kind == "sharedStrings":
            with package.open(member) as stream:
                parts.texts = _read_texts(stream)
        elif kind == "sheetMetadata":
            with package.open(member) as stream:
                parts.dynamic = _read_dynamic_marks(stream)
    if not parts.sheets:
        raise UnreadableWorkbook(f"{package.path} holds no worksheet.")
    for sheet in parts.sheets:
        for kind, member in package.relationships(sheet.member).values():
            if kind == "table":
                with package.open(member) as stream:
                    table = _read_table(stream, sheet.name)
                    _check_new(table, parts.tables)
                    parts.tables.append(table)
    return parts


def _read_workbook(stream: BinaryIO, parts: WorkbookParts, related: dict[str, tuple[str, str]]) -> None:
    all_sheets: list[str] = []
    titles: set[str] = set()
    members: set[str] = set()
    current: list[str] = []
    key: tuple[str | None, str] | None = None

    def start(qualified_name: str, attributes: dict[str, str]) -> None:
        nonlocal key
        name = local(qualified_name)
        if name == "sheet":
            title = unescaped(attributes.get("name", ""))
            all_sheets.append(title)
            if not title or title.casefold() in titles:
                raise DamagedPart(f"gives two sheets the name “{title}”" if title else "holds a sheet without a name")
            titles.add(title.casefold())
            kind, member = related.get(relationship_id(attributes), ("", ""))
            if not member:
                raise DamagedPart(f"does not say which part holds the sheet “{title}”")
            if kind == "worksheet":
                if member in members:
                    raise DamagedPart(f"says of two sheets that {member} holds them")
                members.add(member)
                parts.sheets.append(SheetPart(title, member))
        elif name == "definedName":
            position = attributes.get("localSheetId")
            scope = None
            if position is not None:
                if not all_sheets:
                    raise DamagedPart("declares a name for a sheet that is not there")
                scope = all_sheets[whole_number(position, 0, len(all_sheets) - 1)]
            key = (scope, attributes.get("name", "").casefold())
            current.clear()
        elif name == "workbookPr" and "date1904" in attributes:  # an extension has an element of that name, too
            parts.date_1904 = is_true(attributes["date1904"])
        elif name == "calcPr" and is_true(attributes.get("iterate")):
            parts.iterations = (
                whole_number(attributes.get("iterateCount", "100"), 1, _MOST_ITERATIONS),
                _change(attributes.get("iterateDelta", "0.001")),
            )

    def end(name: str) -> None:
        nonlocal key
        if key is not None and local(name) == "definedName":
            parts.names[key] = "".join(current)
            key = None

    def text(data: str) -> None:
        if key is not None:
            current.append(data)

    parser = reader()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed(parser, stream)


def _change(text: str) -> float:
    """The change from which on circular formulas are repeated."""
    try:
        change = float(text)
    except ValueError:
        change = -1.0
    if not (isfinite(change) and change >= 0):
        raise DamagedPart(f"holds “{text[:40]}” where a number from 0 on belongs")
    return change


def _read_texts(stream: BinaryIO) -> list[str]:
    """The shared texts; formatting and phonetic hints are left out."""
    texts: list[str] = []
    current: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            current.clear()
        elif name in inside:
            inside[name] = True

    def end(name: str) -> None:
        name = local(name)
        if name == "si":
            texts.append(unescaped("".join(current)))
        elif name in inside:
            inside[name] = False

    def text(data: str) -> None:
        if inside["t"] and not inside["rPh"]:
            current.append(data)

    parser = reader()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed(parser, stream)
    return texts


def _read_table(stream: BinaryIO, sheet: str) -> Table:
    table: dict[str, str] = {}
    columns: list[str] = []
    filters: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            table.update(attributes)
        elif name == "filterColumn":
            filters.append(name)
        elif name == "tableColumn":
            columns.append(unescaped(attributes.get("name", "")))

    each_element(stream, start)
    name, place = table.get("displayName") or table.get("name", ""), table.get("ref", "")
    if not name:
        raise DamagedPart("declares a table without a name")
    try:
        area = Area.named(place)
    except ValueError as error:
        raise DamagedPart(f"declares the table {name} in “{place[:40]}”, which is no place on a sheet") from error
    header_rows = whole_number(table.get("headerRowCount", "1"), 0, 1)
    totals_rows = whole_number(table.get("totalsRowCount", "0"), 0, 1)
    if area.width != len(columns):
        raise DamagedPart(f"declares the table {name} in {area.address} with {len(columns)} headings")
    if area.height <= header_rows + totals_rows:
        raise DamagedPart(f"declares the table {name} without a row of data")
    return Table(name, sheet, area, tuple(columns), header_rows, totals_rows, bool(filters))


def _check_new(table: Table, others: list[Table]) -> None:
    """Refuse a table of a name or in a place that another one has."""
    for other in others:
        if other.name.casefold() == table.name.casefold():
            raise DamagedPart(f"declares the table {table.name}, which there is already")
        if other.sheet == table.sheet and other.area.overlaps(table.area):
            raise DamagedPart(f"declares the table {table.name} over cells of the table {other.name}")


def _read_dynamic_marks(stream: BinaryIO) -> frozenset[int]:
    """Which cell metadata (counted from 1) say "dynamic array": those of the type XLDAPR."""
    types: list[str] = []
    dynamic: list[int] = []
    blocks = 0
    in_cells = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal blocks, in_cells
        if name == "metadataType":
            types.append(attributes.get("name", ""))
        elif name in ("cellMetadata", "valueMetadata"):
            in_cells = name == "cellMetadata"
        elif name == "bk" and in_cells:
            blocks += 1
        elif name == "rc" and in_cells:
            kind = whole_number(attributes.get("t", "0"), 0, _MOST_TYPES)
            if 0 < kind <= len(types) and types[kind - 1] == "XLDAPR":
                dynamic.append(blocks)

    each_element(stream, start)
    return frozenset(dynamic)
