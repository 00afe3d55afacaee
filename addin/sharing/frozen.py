"""A copy of a workbook that holds values only: what is not known to be harmless does not come along.

It is put together anew from the sheets that are shown and from what they need to look as they do. Formulas, links,
macros, comments, pivot tables with their records, hidden sheets, and what says who worked where on it stay behind.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.closed_file.book import Book, SheetEntry
from addin.closed_file.house_sheets import drawn
from addin.edits import quoted
from addin.exit_codes import CannotGoOn, ExitCode
from addin.headless import Progress, compute
from addin.headless.compute import check_target
from addin.headless.package import Package
from addin.headless.tags import in_xml
from addin.sharing.copied import Copied
from addin.sharing.formula_list import formula_list, hidden_in
from addin.sharing.parts import PACKAGE, XML, KeptParts, relations_part

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_PROGRAM, _PROGRAM_KIND = "docProps/app.xml", "extended-properties"
_PROGRAM_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_WORKBOOK = "xl/workbook.xml"
_HIDDEN, _FROM_1904 = ' state="hidden"', ' date1904="1"'
_MADE = (1980, 1, 1, 0, 0, 0)
_KEPT_BUILT_IN = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")


@dataclass(frozen=True)
class _Name:
    name: str
    scope: str
    refers_to: str
    is_hidden: bool


def frozen_copy(
    source: Path,
    target: Path,
    *,
    replace: bool,
    progress: Progress,
    sheets: Sequence[str] = (),
    lists_formulas: bool = True,
) -> Copied:
    """Write a copy with values only.

    Args:
        source: the workbook, which is only read.
        target: where the copy is written.
        replace: whether a file that is there already is replaced.
        progress: is told how far the work is.
        sheets: the sheets that it shows, while the others come along hidden; by default all that the workbook shows.
        lists_formulas: whether a further sheet lists the formulas that gave the values.

    Raises:
        CannotGoOn: the workbook cannot be read, or the copy not written; or there is no sheet of such a name.
    """
    with TemporaryDirectory(prefix="tenure-") as folder:
        shown, said = source, []
        with Package(source) as package:
            if package.suffix == target.suffix.lower():
                check_target(package, target, replace)
            if _has_formulas_without_values(Book(package)):
                # Written by a program that does not compute: the copy would be full of holes.
                shown = Path(folder) / f"computed{package.suffix}"
                compute(source, shown, progress=lambda doing, share: progress(doing, 0.5 * share))
                said.append("Formulas had no values yet, and were computed first.")
        progress("Freezing", 0.6)
        draft = Path(folder) / "draft.xlsx"
        with Package(shown) as package:
            said += _write(Book(package), draft, sheets, lists_formulas)
        compute(draft, target, replace=replace, progress=lambda doing, share: progress(doing, 0.7 + 0.3 * share))
    return Copied(target, tuple(said))


def _has_formulas_without_values(book: Book) -> bool:
    sheets = [entry.name for entry in book.entries if entry.member and entry.shown == "visible"]
    return any(cell.value is None for sheet in sheets for cell in book.cells(sheet).formulas)


def _write(book: Book, draft: Path, sheets: Sequence[str], lists_formulas: bool) -> list[str]:
    """Write the copy; answers what there is to say of it."""
    members = _members_of_sheets(book)
    shown = [entry for entry in book.entries if entry.shown == "visible" and entry.name in members]
    if not shown:
        raise CannotGoOn(f"{book.path} shows no sheet that could be copied.", ExitCode.UNREADABLE)
    entries = _with_what_charts_need(book, shown, members)
    if sheets:
        shown = _chosen(book, shown, sheets)
    dropped = [entry.name for entry in book.entries if entry not in entries]
    names = list(_names(book, entries, shown))
    parts = KeptParts(book, dropped, frozenset(each.name.casefold() for each in names))
    for entry in entries:
        parts.take(members[entry.name], "worksheet" if entry.member else "chartsheet")
    copied = [(entry.name, members[entry.name], entry in shown) for entry in entries]
    listed = formula_list(book, [entry.name for entry in entries if entry.member]) if lists_formulas else None
    if listed is not None:
        taken = {name.casefold() for name in book.package.names}
        for made in drawn([listed], [], book.styles, lambda name: _free(name, taken))[0][listed.name]:
            parts.members[made.name] = made.data
            if made.content_type:
                parts.types[made.name] = made.content_type
            if made.content_type.endswith("worksheet+xml"):
                copied.append((listed.name, made.name, True))
    related = [("worksheet" if "/worksheets/" in f"/{member}" else "chartsheet", member) for _, member, _ in copied]
    for kind, member in book.relations.values():
        if kind == "theme":
            parts.take(member, kind)
        elif kind == "sharedStrings":
            parts.take_texts(member)
        if kind in ("theme", "sharedStrings"):
            related.append((kind, member))
    if book.styles_member:
        parts.members[book.styles_member] = book.styles.written() or book.package.read(book.styles_member)
        parts.types[book.styles_member] = book.package.content_type(book.styles_member)
        related.append(("styles", book.styles_member))
    parts.members[_WORKBOOK] = _workbook(book, copied, names)
    parts.types[_WORKBOOK] = _WORKBOOK_TYPE
    parts.members["xl/_rels/workbook.xml.rels"] = relations_part(
        (f"rId{number}", f"{_RELATIONS}/{kind}", f"/{member}", False)
        for number, (kind, member) in enumerate(related, 1)
    )
    office = [("rId1", f"{_RELATIONS}/officeDocument", f"/{_WORKBOOK}", False)]
    if program := _program(book):
        parts.members[_PROGRAM], parts.types[_PROGRAM] = program, _PROGRAM_TYPE
        office.append(("rId2", f"{_RELATIONS}/{_PROGRAM_KIND}", f"/{_PROGRAM}", False))
    parts.members["_rels/.rels"] = relations_part(office)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, data in {"[Content_Types].xml": _content_types(parts), **parts.members}.items():
            copy.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return list(_said(book, entries, shown, dropped, names, parts, listed.name if listed else ""))


def _program(book: Book) -> bytes:
    """The part that names the program which wrote the workbook, with nothing else in it; empty where none does.

    LibreOffice goes by it: what a chart of an old Excel leaves unsaid it would otherwise take for labels and curves.
    """
    members = (member for kind, member in book.package.relationships("").values() if kind == _PROGRAM_KIND)
    text = b"".join(book.package.read(member) for member in members)
    said = b"".join(re.findall(rb"<(?:Application|AppVersion)>[^<]*</\w+>", text))
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/{_PROGRAM_KIND}"
    return f'{XML}<Properties xmlns="{kind}">'.encode() + said + b"</Properties>" if said else b""


def _chosen(book: Book, shown: Sequence[SheetEntry], sheets: Sequence[str]) -> list[SheetEntry]:
    """Those of the sheets that have these names, in the workbook's order."""
    there = {entry.name.casefold() for entry in shown}
    for name in sheets:
        if name.strip().casefold() not in there:
            names = ", ".join(entry.name for entry in shown)
            raise CannotGoOn(f"{book.path} shows no sheet {name}: it shows {names}.", ExitCode.UNREADABLE)
    wanted = {name.strip().casefold() for name in sheets}
    return [entry for entry in shown if entry.name.casefold() in wanted]


def _members_of_sheets(book: Book) -> dict[str, str]:
    """The parts of the sheets of cells and of charts; sheets of macros and dialogs are none that come along."""
    found = {entry.name: entry.member for entry in book.entries if entry.member}
    sheets = book.workbook.root.child("sheets")
    for element in sheets.children if sheets else ():
        identifier = next((value for name, value in element.attributes.items() if name.endswith(":id")), "")
        kind, member = book.relations.get(identifier, ("", ""))
        if kind == "chartsheet":
            found[unescape(element.attributes.get("name", ""))] = member
    return found


def _with_what_charts_need(book: Book, shown: Sequence[SheetEntry], members: dict[str, str]) -> list[SheetEntry]:
    """The sheets, with the hidden ones from which their charts draw: without them the charts would be empty."""
    pending, reached = [members[entry.name] for entry in shown], set[str]()
    while pending:
        member = pending.pop()
        if member not in reached:
            reached.add(member)
            pending += [
                target for kind, target in book.package.relationships(member).values() if kind in ("drawing", "chart")
            ]
    drawn_from = "\n".join(
        unescape(text.decode("utf-8", "replace"))
        for member in reached
        if "chart" in member
        for text in re.findall(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)</", book.package.read(member))
    )
    return [
        entry
        for entry in book.entries
        if entry in shown
        or (
            entry.member
            and (quoted(entry.name) in drawn_from or re.search(rf"(?<!\w){re.escape(entry.name)}!", drawn_from))
        )
    ]


def _names(book: Book, entries: Sequence[SheetEntry], shown: Sequence[SheetEntry]) -> Iterator[_Name]:
    """The defined names that stand for cells which come along, but for those by which Tenure knows its own."""
    kept, printed = {entry.name for entry in entries}, {entry.name for entry in shown}
    element, every = book.workbook.root.child("definedNames"), [entry.name for entry in book.entries]
    for each in element.children if element else ():
        name, local = each.attributes.get("name", ""), each.attributes.get("localSheetId", "")
        text = unescape(book.workbook.data[each.opened : each.closing].decode("utf-8", "replace"))
        scope = every[int(local)] if local.isdigit() and int(local) < len(every) else ""
        if name.casefold().startswith("tenure_") or "[" in text or "#REF!" in text or (scope and scope not in kept):
            continue
        if name.startswith("_xlnm."):
            # LibreOffice prints a hidden sheet that has a print area.
            if name in _KEPT_BUILT_IN and scope in printed:
                yield _Name(name, scope, text, each.attributes.get("hidden") in ("1", "true"))
            continue
        place = book.area_of(text)
        if place is not None and place[0] in kept:
            yield _Name(name, scope, text, False)


def _workbook(book: Book, sheets: Sequence[tuple[str, str, bool]], names: Sequence[_Name]) -> bytes:
    """The part that lists the sheets, written anew: the old one knows where it was saved, and more."""
    order = [name for name, _, _ in sheets]
    first = next(place for place, (_, _, is_shown) in enumerate(sheets) if is_shown)
    active = order.index(book.active) if book.active in order else first
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}"{"" if is_shown else _HIDDEN} r:id="rId{number}"/>'
        for number, (name, _, is_shown) in enumerate(sheets, 1)
    )
    defined = "".join(
        f'<definedName name="{escape(each.name)}"'
        + (f' localSheetId="{order.index(each.scope)}"' if each.scope else "")
        + (' hidden="1"' if each.is_hidden else "")
        + f">{in_xml(each.refers_to)}</definedName>"
        for each in names
    )
    return (
        f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr{_FROM_1904 if book.date_1904 else ""}/>'
        f'<bookViews><workbookView activeTab="{active}"/></bookViews><sheets>{listed}</sheets>'
        + (f"<definedNames>{defined}</definedNames>" if defined else "")
        + '<calcPr calcId="191029"/></workbook>'
    ).encode()


def _content_types(parts: KeptParts) -> bytes:
    lines = "".join(
        f'<Override PartName="/{escape(name)}" ContentType="{escape(kind)}"/>' for name, kind in parts.types.items()
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()


def _free(name: str, taken: set[str]) -> str:
    stem, _, extension = name.rpartition(".")
    stem = stem.rstrip("0123456789")
    number = next(number for number in range(1, 1 << 20) if f"{stem}{number}.{extension}".casefold() not in taken)
    taken.add(f"{stem}{number}.{extension}".casefold())
    return f"{stem}{number}.{extension}"


def _said(
    book: Book, entries: Sequence[SheetEntry], shown: Sequence[SheetEntry], dropped: Sequence[str],
    names: Sequence[_Name], parts: KeptParts, listed: str,
) -> Iterator[str]:  # fmt: skip
    sheets = "1 sheet" if len(shown) == 1 else f"{len(shown)} sheets"
    yield f"It holds the values of {sheets}: {', '.join(entry.name for entry in shown)}."
    if listed:
        yield f"The formulas that gave them are listed on sheet {listed}: take it out if they are nobody's business."
    if dropped:
        yield f"Left behind, since they are hidden or hold no cells: sheets {', '.join(dropped)}."
    for entry in entries:
        if entry not in shown:
            yield f"Sheet {entry.name} is hidden and came along, since a chart draws from it: look at it first."
    for entry in shown:
        hidden = hidden_in(book, entry.name) if entry.member else ""
        if hidden:
            yield f"On sheet {entry.name} {hidden} hidden, and came along: unhide or delete what is not for others."
    kinds = {kind for kind, _ in book.relations.values()}
    for kind, called in (
        ("externalLink", "links to other workbooks"), ("vbaProject", "macros"), ("connections", "connections to data"),
        ("pivotCacheDefinition", "the records behind pivot tables"),
    ):  # fmt: skip
        if kind in kinds:
            yield f"Left behind: {called}."
    if parts.left:
        stay = "; what pivot tables show stays as values" if "pivot tables" in parts.left else ""
        yield f"Left behind: {', '.join(sorted(parts.left))}{stay}."
    yield "Left behind too: what the file says of who made it, when and where, and drop-downs."
    if names:
        yield f"Names of cells that came along: {', '.join(dict.fromkeys(each.name for each in names))}."
