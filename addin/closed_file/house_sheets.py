"""Sheets in the house look as parts of a workbook: drawn into a book of their own, then moved into another one."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter.worksheet import Worksheet

from addin.closed_file.chart_part import written_out
from addin.closed_file.styles import Styles
from addin.edits import Chart, Formula, Series, TierColours, WriteSheet, quoted
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import (
    INK,
    MARKERS,
    HouseBook,
    axis,
    data_labels,
    write_value,
)

_FIRST_SHEET = "_"
_STYLED = re.compile(r'(<(?:c|row)\b[^>]*? s=")(\d+)"')
_STYLED_COLUMN = re.compile(r'(<col\b[^>]*? style=")(\d+)"')
_COLOURED = re.compile(r'( dxfId=")(\d+)"')
_SHARED_TEXT = re.compile(r'(<c [^>]*)t="s"([^>]*)><v>(\d+)</v></c>')
_TEXT = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TARGET = re.compile(r'Target="([^"]*)"')
_OVERRIDE = re.compile(r'<Override PartName="/([^"]*)" ContentType="([^"]*)"')


@dataclass(frozen=True)
class Member:
    """A part to be added: its name, its bytes, its content type; "" for relations, whose type is known."""

    name: str
    data: bytes
    content_type: str


def drawn(
    sheets: Sequence[WriteSheet], colours: Sequence[TierColours], styles: Styles, free: Callable[[str], str]
) -> tuple[dict[str, list[Member]], dict[TierColours, list[int]]]:
    """The parts of sheets, each sheet's own part first, and the numbers of the looks of tiers.

    Args:
        sheets: what is drawn.
        colours: those that are needed on other sheets.
        styles: the styles of the workbook that they are for, which gain what they need.
        free: answers a name like the one given that no part has.
    """
    with TemporaryDirectory(prefix="tenure-") as folder:
        path = Path(folder) / "sheets.xlsx"
        with HouseBook(path, "") as book:
            # The first sheet of a book is marked as chosen: two that are chosen would be edited together.
            first = book.book.add_worksheet(_FIRST_SHEET)
            for sheet in sheets:
                _draw(book, sheet)
            for place, each in enumerate(colours):
                _colour(book, first, Area(place + 1, 1, place + 1, 1), each)
        with zipfile.ZipFile(path) as scratch:
            return _moved(scratch, sheets, colours, styles, free)


def _draw(book: HouseBook, made: WriteSheet) -> None:
    sheet = book.sheet(
        made.name, made.widths, freeze=(made.freeze, 0) if made.freeze else None, one_page=not made.is_long
    )
    for row, height in made.heights:
        sheet.set_row(row - 1, height)
    for cell in made.cells:
        look = book.heading_over(cell.kind) if cell.role == "column" else book.format(cell.role, cell.kind)
        if isinstance(cell.content, Formula):
            sheet.write_formula(cell.row - 1, cell.column - 1, cell.content.text, look, "")
        else:
            write_value(sheet, cell.row - 1, cell.column - 1, cell.content, look)
    for validation in made.validations:
        sheet.data_validation(*_corners(validation.area), dict(validation.allowed))
    for area, colours in made.colours:
        _colour(book, sheet, area, colours)
    for chart in made.charts:
        _chart(book, sheet, made.name, chart)


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.top - 1, area.left - 1, area.bottom - 1, area.right - 1


def _colour(book: HouseBook, sheet: Worksheet, area: Area, colours: TierColours) -> None:
    for formula, look in colours.rules(area.top, area.left):
        rule = {"type": "formula", "criteria": "=" + formula, "format": book.book.add_format(look)}
        sheet.conditional_format(*_corners(area), rule)


def _chart(book: HouseBook, sheet: Worksheet, name: str, made: Chart) -> None:
    chart = book.chart({"type": made.kind}, title=made.title)
    over = book.book.add_chart({"type": "line"}) if _lines_over_columns(made) else chart
    for place, series in enumerate(made.series):
        look = _look(made, series, place)
        (over if series.is_line else chart).add_series(
            {
                "name": series.name or None,
                "categories": [name, *_corners(series.categories)],
                "values": [name, *_corners(series.values)],
                **look,
            }
        )
    if over is not chart:
        chart.combine(over)
    lowest = {} if made.lowest is None else {"min": made.lowest}
    if made.kind == "bar":
        chart.set_y_axis(axis(reverse=True, label_position="low"))
        chart.set_x_axis(axis(visible=False, **lowest))
    elif made.kind == "scatter":
        for set_axis in (chart.set_x_axis, chart.set_y_axis):
            set_axis(axis(label_position="low", num_format=made.number_format))
    else:
        # Days along the axis are names as others are: with an axis of time, columns would be a day wide.
        chart.set_x_axis(axis(label_position="low", text_axis=made.kind == "column"))
        chart.set_y_axis(axis(visible=made.kind == "line", num_format=made.number_format, **lowest))
    if len(made.series) > 1:
        unnamed = [place for place, series in enumerate(made.series) if not series.name]
        chart.set_legend({"position": "bottom", "font": axis()["num_font"], "delete_series": unnamed})
    chart.set_size({"width": made.width, "height": made.height})
    sheet.insert_chart(made.row - 1, made.column - 1, chart, {"description": made.alt, "object_position": 2})


def _lines_over_columns(made: Chart) -> bool:
    return made.kind == "column" and any(series.is_line for series in made.series)


def _look(made: Chart, series: Series, place: int) -> dict[str, Any]:
    if made.kind == "line":
        return {"line": {"color": series.fill, "width": 2.25}, "marker": {"type": "none"}}
    if made.kind != "scatter" and series.is_line:
        point = {"type": "circle", "size": 6, "fill": {"color": series.fill}, "border": {"color": series.fill}}
        # Where such a line begins it lies on its column, which has a label.
        labels = data_labels(num_format=made.number_format, position="above", custom=[{"delete": True}])
        return {"line": {"color": series.fill, "width": 2}, "marker": point, "data_labels": labels}
    if made.kind != "scatter":
        labels = data_labels(num_format=made.number_format)
        return {"fill": {"color": series.fill}, "border": {"none": True}, "gap": 60, "data_labels": labels}
    if series.is_line:
        return {"line": {"color": series.fill, "width": 1, "dash_type": "dash"}, "marker": {"type": "none"}}
    look = {"fill": {"color": series.fill}, "border": {"color": INK, "width": 0.5}}
    return {"marker": {"type": MARKERS[place % len(MARKERS)], "size": 8, **look}}


def _moved(
    scratch: zipfile.ZipFile,
    sheets: Sequence[WriteSheet],
    colours: Sequence[TierColours],
    styles: Styles,
    free: Callable[[str], str],
) -> tuple[dict[str, list[Member]], dict[TierColours, list[int]]]:
    looks, dxfs = styles.graft(scratch.read("xl/styles.xml"))
    names = set(scratch.namelist())
    types = dict(_OVERRIDE.findall(scratch.read("[Content_Types].xml").decode()))
    texts = []
    if "xl/sharedStrings.xml" in names:
        texts = _TEXT.findall(scratch.read("xl/sharedStrings.xml").decode())
    members: dict[str, list[Member]] = {}
    for number, sheet in enumerate(sheets, 2):
        moving = _Moving(scratch, names, types, free)
        moving.take(f"xl/worksheets/sheet{number}.xml")
        own, *others = moving.members
        xml = _STYLED.sub(lambda match: f'{match[1]}{looks[int(match[2])]}"', own.data.decode())
        xml = _STYLED_COLUMN.sub(lambda match: f'{match[1]}{looks[int(match[2])]}"', xml)
        xml = _COLOURED.sub(lambda match: f'{match[1]}{dxfs[int(match[2])]}"', xml)
        xml = _SHARED_TEXT.sub(
            lambda match: f'{match[1]}t="inlineStr"{match[2]}><is>{texts[int(match[3])]}</is></c>', xml
        )
        members[sheet.name] = [Member(own.name, xml.encode(), own.content_type), *others]
    first = _COLOURED.findall(scratch.read("xl/worksheets/sheet1.xml").decode())
    numbers = iter([dxfs[int(number)] for _, number in first])
    return members, {each: [next(numbers) for _ in each.rules(1, 1)] for each in dict.fromkeys(colours)}


class _Moving:
    """A part and all that it refers to, on the way into another workbook."""

    def __init__(
        self, scratch: zipfile.ZipFile, names: set[str], types: dict[str, str], free: Callable[[str], str]
    ) -> None:
        self._scratch, self._names, self._types, self._free = scratch, names, types, free
        self.members: list[Member] = []

    def take(self, name: str) -> str:
        """Take over a part; answers the name that it has now."""
        new = self._free(name)
        data = self._scratch.read(name)
        if name.startswith("xl/charts/"):
            data = written_out(data.decode()).encode()
        self.members.append(Member(new, data, self._types[name]))
        folder, base = posixpath.split(name)
        relations = f"{folder}/_rels/{base}.rels"
        if relations in self._names:
            xml = _TARGET.sub(
                lambda match: f'Target="/{self.take(posixpath.normpath(posixpath.join(folder, match[1])))}"',
                self._scratch.read(relations).decode(),
            )
            new_folder, new_base = posixpath.split(new)
            self.members.append(Member(f"{new_folder}/_rels/{new_base}.rels", xml.encode(), ""))
        return new


def first_cell(sheet: str) -> str:
    """What the name that marks a sheet refers to."""
    return f"={quoted(sheet)}$A$1"
