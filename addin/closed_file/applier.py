"""Edits carried out on a workbook in a file: a copy is written, whose parts have gained elements and lost none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from addin.closed_file.book import Book
from addin.closed_file.house_sheets import Member, drawn
from addin.closed_file.part import Element, Part
from addin.closed_file.sheet_part import FilledColumn, NewCell, attribute
from addin.edits import Edit, ShowSheet, TierColours, WriteCells, WriteColumn, WriteName, WriteSheet, absolute
from addin.formulas.references import Area
from addin.headless.package import Package
from addin.headless.tags import in_xml

_CONTENT_TYPES = "[Content_Types].xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PRINT_AREA = "_xlnm.Print_Area"
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def apply(edits: Sequence[Edit], book: Book) -> Package:
    """A workbook with the edits made, which were checked before; in memory, as the file is only read.

    Args:
        edits: what is to be done.
        book: the workbook.
    """
    work = _Work(book)
    work.sheets([edit for edit in edits if isinstance(edit, WriteSheet)], edits)
    for edit in edits:
        if isinstance(edit, WriteColumn):
            work.column(edit)
        elif isinstance(edit, WriteCells):
            work.cells(edit)
        elif isinstance(edit, WriteName):
            work.name(edit)
        elif isinstance(edit, ShowSheet):
            work.show(edit.sheet)
        elif not isinstance(edit, WriteSheet):
            raise TypeError(f"a file is a copy, in which nothing is taken back: {edit}")
    return work.finished()


class _Work:
    """The parts of one workbook on the way into the copy."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._taken = {name.casefold() for name in book.package.names}
        self._added: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._tables: dict[str, Part] = {}
        self._rewritten: dict[str, bytes] = {}
        self._tier_looks: dict[TierColours, list[int]] = {}
        self._relations = relations_of(book.main)
        self._related = Part(book.package.read(self._relations))
        self._sheet_names = [entry.name for entry in book.entries]
        self._related_ids: list[str] = []
        self._first_names: list[str] = []

    def sheets(self, made: Sequence[WriteSheet], edits: Sequence[Edit]) -> None:
        """Add sheets, and find the looks that the others need."""
        colours = [edit.colours for edit in edits if isinstance(edit, WriteColumn) and edit.colours and edit.is_new]
        if not made and not colours:
            return
        members, self._tier_looks = drawn(made, colours, self._book.styles, self._free)
        for sheet in made:
            for member in members[sheet.name]:
                self._add(member)
            self._list(sheet.name, members[sheet.name][0].name)
            if sheet.printed:
                self.name(WriteName(_PRINT_AREA, f"={absolute(sheet.name, sheet.printed)}", sheet.name))

    def _list(self, sheet: str, member: str) -> None:
        """List a sheet among those of the workbook."""
        workbook = self._book.workbook
        sheets = workbook.root.child("sheets")
        assert sheets is not None
        added = len(self._sheet_names) - len(sheets.children)
        number = max(int(element.attributes["sheetId"]) for element in sheets.children) + 1 + added
        relation = self._relate("worksheet", member)
        workbook.append(
            sheets,
            f'<{workbook.root.prefix}sheet xmlns:r="{_RELATION}" name="{attribute(sheet)}" sheetId="{number}" '
            f'r:id="{relation}"/>',
        )
        self._sheet_names.append(sheet)

    def _relate(self, kind: str, member: str) -> str:
        """Relate the workbook to a part; answers the relation's id."""
        root = self._related.root
        numbers = [int(digits) for element in root.children for digits in re.findall(r"\d+$", element.attributes["Id"])]
        identifier = f"rId{max(numbers, default=0) + 1 + len(self._related_ids)}"
        self._related_ids.append(identifier)
        xml = f'<{root.prefix}Relationship Id="{identifier}" Type="{_RELATION}/{kind}" Target="/{member}"/>'
        self._related.append(root, xml)
        return identifier

    def _add(self, member: Member) -> None:
        self._added[member.name] = member.data
        if member.content_type:
            self._types[member.name] = member.content_type

    def _free(self, name: str) -> str:
        """A name like the one given that no part has."""
        stem, extension = posixpath.splitext(name)
        stem = stem.rstrip("0123456789")
        number = 1
        while f"{stem}{number}{extension}".casefold() in self._taken:
            number += 1
        free = f"{stem}{number}{extension}"
        self._taken.add(free.casefold())
        return free

    def cells(self, edit: WriteCells) -> None:
        """Write other contents into cells of Tenure's."""
        part = self._book.part(edit.sheet)
        cells: dict[int, dict[int, NewCell]] = {}
        for row, column, content in edit.cells:
            style = part.style(edit.like, column) if 0 < edit.like < row else None
            cells.setdefault(row, {})[column] = NewCell(content, style)
        part.write(cells)

    def show(self, sheet: str) -> None:
        """Let a sheet be the one that is shown, and no other be chosen with it."""
        views = self._book.workbook.root.child("bookViews")
        places = [entry.name for entry in self._book.entries]
        if views is None or not views.children or sheet not in places:
            return
        self._book.workbook.set(views.children[0], activeTab=str(places.index(sheet)))
        for entry in self._book.entries:
            frame = self._book.part(entry.name).frame if entry.member else None
            for view in (each for each in frame.root.all() if each.name == "sheetView") if frame else ():
                if frame and (entry.name == sheet or view.attributes.get("tabSelected") in ("1", "true")):
                    frame.set(view, tabSelected=str(int(entry.name == sheet)))

    def column(self, edit: WriteColumn) -> None:
        """Write a column."""
        part, styles = self._book.part(edit.sheet), self._book.styles
        looks: dict[int, int] = {}

        def look(row: int) -> int:
            like = part.style(row, edit.like)
            if like not in looks:
                looks[like] = styles.with_number_format(like, edit.number_format(styles.number_format(like)))
            return looks[like]

        cells: dict[int, dict[int, NewCell | FilledColumn]] = {}
        if edit.is_new:
            cells[edit.header_row] = {edit.column: NewCell(edit.heading, part.style(edit.header_row, edit.like))}
        if edit.is_new and edit.formula is None:
            # What people will fill in has its look, too.
            cells |= {row: {edit.column: NewCell(None, look(row))} for run in edit.rows for row in run}
        if edit.formula is not None:
            looks_of_rows = {row: look(row) if edit.is_new else None for run in edit.rows for row in run}
            filled = FilledColumn(edit.column, edit.formula, edit.rows[0].start, looks_of_rows)
            cells |= {row: {edit.column: filled} for row in looks_of_rows}
        else:
            for row, content in edit.contents():
                cells[row] = {edit.column: NewCell(content, look(row) if edit.is_new else None)}
        part.write(cells)
        if edit.is_new:
            part.widen(edit.column, edit.width)
            if edit.colours:
                rules = [formula for formula, _ in edit.colours.rules(edit.area.top, edit.column)]
                part.colour(edit.area.address, list(zip(rules, self._tier_looks[edit.colours], strict=True)))
        if edit.table:
            self._table(edit)

    def _table(self, edit: WriteColumn) -> None:
        member = self._member_of_table(edit.table)
        part = self._tables.setdefault(member, Part(self._book.package.read(member)))
        root, prefix = part.root, part.root.prefix
        columns = root.child("tableColumns")
        assert columns is not None
        text = in_xml(edit.formula.text[1:]) if edit.formula else ""
        formula = f"<{prefix}calculatedColumnFormula>{text}</{prefix}calculatedColumnFormula>" if text else ""
        if edit.is_new:
            ids = [int(column.attributes["id"]) for column in columns.children]
            added = edit.column - (_area(root).right + 1)
            part.append(
                columns,
                f'<{prefix}tableColumn id="{max(ids) + 1 + added}" name="{_heading(edit.heading)}">{formula}'
                f"</{prefix}tableColumn>",
            )
            part.set(columns, count=str(len(ids) + 1 + added))
            part.set(root, ref=_widened(root, edit.column))
            chosen = root.child("autoFilter")
            if chosen is not None:
                part.set(chosen, ref=_widened(chosen, edit.column))
            return
        column = columns.children[edit.column - _area(root).left]
        old = column.child("calculatedColumnFormula")
        if old is not None and old.opened < old.closing:
            part.replace_content(old, text)

    def _member_of_table(self, name: str) -> str:
        for kind, member in self._book.package.relationships(self._book.member(self._sheet_of_table(name))).values():
            if kind == "table":
                root = Part(self._book.package.read(member)).root
                shown = root.attributes.get("displayName") or root.attributes.get("name", "")
                if unescape(shown).casefold() == name.casefold():
                    return member
        raise KeyError(name)

    def _sheet_of_table(self, name: str) -> str:
        table = self._book.table(name)
        assert table is not None
        return table.sheet

    def name(self, edit: WriteName) -> None:
        """Define a name, or let one that Tenure defined stand for something else."""
        workbook, prefix = self._book.workbook, self._book.workbook.root.prefix
        scope = str(self._sheet_names.index(edit.scope)) if edit.scope else None
        names = workbook.root.child("definedNames")
        for element in names.children if names else ():
            same = element.attributes.get("name", "").casefold() == edit.name.casefold()
            if same and element.attributes.get("localSheetId") == scope:
                workbook.replace_content(element, in_xml(edit.refers_to[1:]))
                return
        local = f' localSheetId="{scope}"' if scope is not None else ""
        xml = f'<{prefix}definedName name="{edit.name}"{local}>{in_xml(edit.refers_to[1:])}</{prefix}definedName>'
        if names is not None:
            workbook.append(names, xml)
        else:
            self._first_names.append(xml)

    def finished(self) -> Package:
        """The workbook as it has become."""
        book = self._book
        if self._first_names:
            place = book.workbook.place("definedNames", _WORKBOOK_ORDER)
            prefix = book.workbook.root.prefix
            book.workbook.insert(place, f"<{prefix}definedNames>{''.join(self._first_names)}</{prefix}definedNames>")
        styles = book.styles.written()
        if styles is not None:
            if book.styles_member:
                self._rewritten[book.styles_member] = styles
            else:
                member = posixpath.join(posixpath.dirname(book.main), "styles.xml")
                self._relate("styles", member)
                self._add(Member(member, styles, _STYLES_TYPE))
        for sheet, part in book.grown():
            if part.has_grown:
                self._rewritten[book.member(sheet)] = book.encoded(sheet, part.written())
        for member, table in self._tables.items():
            self._rewritten[member] = table.written()
        self._rewritten[book.main] = book.workbook.written()
        self._rewritten[self._relations] = self._related.written()
        self._rewritten[_CONTENT_TYPES] = self._content_types()
        return book.package.grown(self._rewritten, self._added)

    def _content_types(self) -> bytes:
        part = Part(self._book.package.read(_CONTENT_TYPES))
        for name, kind in self._types.items():
            part.append(part.root, f'<{part.root.prefix}Override PartName="/{name}" ContentType="{kind}"/>')
        return part.written()


def relations_of(member: str) -> str:
    """The name of the part with the relations of another one."""
    folder, name = posixpath.split(member)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _area(element: Element) -> Area:
    return Area.named(element.attributes["ref"])


def _widened(element: Element, column: int) -> str:
    return replace(_area(element), right=column).address


def _heading(text: str) -> str:
    """A heading as a table names its column."""
    return attribute(text).replace("\n", "_x000a_")
