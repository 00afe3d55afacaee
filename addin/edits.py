"""What a command may ask for: a small closed vocabulary, which every host carries out and can take back.

Whatever an edit fills belongs to Tenure: a column beside a list, a sheet, a name. A chart, a colour by condition or a
drop-down is part of one of them, so that no edit can so much as name a cell of the user's as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from addin.day_numbers import is_date_format
from addin.formulas.grammar import Template
from addin.formulas.references import LAST_ROW
from workbook_templates.recognition.sheet import Area, column_letters
from workbook_templates.style import TIER_FILLS, TIER_INKS, Kind, Role, number_format

PREFIX = "tenure_"
"""With this begin the defined names by which Tenure knows what is its own."""
SHEET_PREFIX = "tenure_sheet_"
"""With this begin those that mark its sheets, in their first cell."""


@dataclass(frozen=True)
class Formula:
    """A formula, a type of its own: text never becomes one.

    Attributes:
        text: as it reads in the first cell that it is written into, with its ``=``; references without ``$`` are
            relative, as everywhere.
    """

    text: str

    def at(self, rows: int) -> str:
        """How it reads so many rows further down."""
        return "=" + Template.as_written(self.text[1:]).at(rows)


Content = float | str | bool | date | Formula | None
"""What is written into a cell. Text is text, whatever it begins with."""


def quoted(sheet: str) -> str:
    """A sheet's name as it stands before a reference."""
    return "'" + sheet.replace("'", "''") + "'!"


def absolute(sheet: str, area: Area) -> str:
    """A range as a formula on any sheet names it, with all its dollar signs."""
    ends = [(area.left, area.top), (area.right, area.bottom)]
    return quoted(sheet) + ":".join(f"${column_letters(column)}${row}" for column, row in dict.fromkeys(ends))


def relative(row: int, column: int) -> str:
    """A cell of the same sheet."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True)
class TierColours:
    """Colours for cells that name a tier, by its place in the range of tier names."""

    names: str
    count: int

    def rules(self, row: int, column: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """A formula and a look for each tier, for cells that begin there."""
        cell = "$" + relative(row, column)
        for place in range(min(self.count, len(TIER_FILLS))):
            look = {"bg_color": TIER_FILLS[place], "font_color": TIER_INKS[place], "bold": place < 2}
            yield f'AND({cell}<>"",{cell}=INDEX({self.names},{place + 1}))', look


@dataclass(frozen=True)
class WriteColumn:
    """A column beside a list, of formulas or of values, one in each row of a client; elsewhere nothing is written.

    Attributes:
        key: what the column is for Tenure; the defined name ``tenure_<key>`` of the sheet marks it.
        sheet: the sheet.
        column: where it stands.
        header_row: the row of its heading.
        heading: its heading; that of a column which is there already stays as it is.
        rows: the rows of clients, in runs.
        formula: as it reads in the first of them; in an Excel Table the same in all. None for a column of values.
        kind: what its cells hold, which gives the number format.
        like: the column of the list whose look it takes.
        table: the Excel Table of which it becomes the last column; "" where the list is a plain range.
        is_new: whether there is no such column yet.
        width: in characters.
        colours: for a column that names tiers.
        remark: what there is to say of it besides, in a sentence.
        values: what a column of values holds, row by row; none for one that people will fill in.
    """

    key: str
    sheet: str
    column: int
    header_row: int
    heading: str
    rows: tuple[range, ...]
    formula: Formula | None
    kind: Kind
    like: int
    table: str = ""
    is_new: bool = True
    width: float = 12
    colours: TierColours | None = None
    remark: str = ""
    values: tuple[Content, ...] = ()

    @property
    def area(self) -> Area:
        """From the first client to the last."""
        return Area(self.rows[0].start, self.column, self.rows[-1].stop - 1, self.column)

    @property
    def name(self) -> str:
        """The defined name that marks it."""
        return PREFIX + self.key

    def number_format(self, like: str) -> str:
        """The number format of its cells: of money that of the column whose look it takes, where it has one."""
        if self.kind == "money" and like not in ("", "General", "@") and "%" not in like and not is_date_format(like):
            return like
        return number_format(self.kind)

    def contents(self) -> Iterator[tuple[int, Content]]:
        """Each row of a client with what is written there; rows that people will fill in are not among them."""
        if self.formula is not None:
            yield from ((row, Formula(text)) for row, text in self.formulas())
        else:
            yield from zip((row for run in self.rows for row in run), self.values, strict=False)

    def formulas(self) -> Iterator[tuple[int, str]]:
        """Each row of a client with its formula; none where the column is one of values."""
        if self.formula is None:
            return
        first, template = self.rows[0].start, Template.as_written(self.formula.text[1:])
        for run in self.rows:
            for row in run:
                yield row, "=" + template.at(row - first)

    def __str__(self) -> str:
        does = "gains the column" if self.is_new else "gets new formulas in the column"
        count = sum(map(len, self.rows))
        rows = "1 row" if count == 1 else f"{count:,} rows"
        where = f"{self.heading} ({self.area.address})"
        what = "a formula" if self.formula else "a value" if self.values else "nothing yet"
        return f"Sheet {self.sheet} {does} {where}: {what} in {rows}. {self.remark}".rstrip()


@dataclass(frozen=True)
class RemoveColumn:
    """A column of Tenure's is taken away again: what still stands in it as it was written."""

    column: WriteColumn

    def __str__(self) -> str:
        return f"Sheet {self.column.sheet} loses the column {self.column.heading} ({self.column.area.address})."


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet that Tenure makes: what it holds, and what that is in the house look."""

    row: int
    column: int
    content: Content
    role: Role
    kind: Kind = "text"


@dataclass(frozen=True)
class Series:
    """One row of bars or one line of a chart, from cells of the chart's own sheet.

    Attributes:
        name: what the legend calls it; "" for one that is not in it.
        categories: what stands along the axis; of a scatter chart how far across each mark stands.
        values: how long the bars are; of a scatter chart how far up each mark stands.
        fill: its colour.
        is_line: in a scatter chart, whether a thin broken line is drawn instead of marks; in one of columns, whether a
            line with points is drawn over the columns, on the same axis, as in a Pareto chart.
    """

    name: str
    categories: Area
    values: Area
    fill: str
    is_line: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart on a sheet that Tenure makes.

    Attributes:
        kind: bars from left to right, columns, lines, or a scatter of marks, each series with a mark of its own.
        title: what is drawn, in a sentence; the finding stands in a live cell beside it.
        alt: what it shows, for those who cannot see it.
        series: what is drawn.
        row, column: the cell under its upper left corner.
        width, height: in pixels.
        number_format: of the labels; of a scatter chart that of both axes.
        lowest: where the axis of bars or columns begins; None: where the program that shows it thinks best.
    """

    kind: Literal["bar", "column", "line", "scatter"]
    title: str
    alt: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int
    height: int
    number_format: str = "0%"
    lowest: float | None = None


@dataclass(frozen=True)
class Validation:
    """What may be typed into cells, in the words of `HouseBook`'s templates; see XlsxWriter's data_validation."""

    area: Area
    allowed: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class WriteSheet:
    """A sheet of Tenure's own, in the house look.

    Attributes:
        key: what the sheet is for Tenure; the defined name ``tenure_sheet_<key>`` marks its first cell.
        scope: the sheet with the list that it belongs to; "" for one that belongs to the workbook.
        name: its name.
        widths: of its columns, in characters.
        cells: what stands in it.
        heights: of rows that are not of the usual height, in points.
        charts, validations: on it.
        colours: cells that name a tier.
        freeze: how many rows stand still on top.
        is_long: whether it is printed on as many pages as it takes, and not on one.
    """

    key: str
    scope: str
    name: str
    widths: tuple[float, ...]
    cells: tuple[Cell, ...]
    heights: tuple[tuple[int, float], ...] = ()
    charts: tuple[Chart, ...] = ()
    validations: tuple[Validation, ...] = ()
    colours: tuple[tuple[Area, TierColours], ...] = ()
    freeze: int = 0
    is_long: bool = False

    @property
    def marker(self) -> str:
        """The defined name that marks it."""
        return SHEET_PREFIX + self.key

    @property
    def printed(self) -> Area | None:
        """What is printed, however long it grows: all left of the workings, which nobody reads; None without any."""
        workings = [cell.column for cell in self.cells if cell.role == "faint"]
        return Area(1, 1, LAST_ROW, min(workings) - 1) if workings else None

    def __str__(self) -> str:
        pictures = {0: "", 1: " with a chart"}.get(len(self.charts), f" with {len(self.charts)} charts")
        return f"The workbook gains the sheet {self.name}{pictures}."


@dataclass(frozen=True)
class RemoveSheet:
    """A sheet of Tenure's is taken away again."""

    sheet: WriteSheet

    def __str__(self) -> str:
        return f"The workbook loses the sheet {self.sheet.name}."


@dataclass(frozen=True)
class WriteCells:
    """Other contents in cells that are Tenure's already; their looks stay.

    Attributes:
        sheet: the sheet.
        cells: row, column and content.
        like: the row whose looks cells below it take, where what is listed has grown; 0 for none.
        remark: what people should know of it before it is done, in a sentence.
    """

    sheet: str
    cells: tuple[tuple[int, int, Content], ...]
    like: int = 0
    remark: str = ""

    def __str__(self) -> str:
        places = [relative(row, column) for row, column, _ in self.cells]
        shown = ", ".join(places[:5]) + (f" and {len(places) - 5:,} more" if len(places) > 5 else "")
        return f"Sheet {self.sheet} gets other contents in {shown}. {self.remark}".rstrip()


@dataclass(frozen=True)
class WriteName:
    """A defined name: what it refers to (with ``=``), and the sheet to which it belongs; "" for the workbook."""

    name: str
    refers_to: str
    scope: str = ""

    def __str__(self) -> str:
        return f"The name {self.name} stands for {self.refers_to[1:]}."


@dataclass(frozen=True)
class RemoveName:
    """A defined name is taken away again."""

    name: WriteName

    def __str__(self) -> str:
        return f"The name {self.name.name} is taken away."


@dataclass(frozen=True)
class ShowSheet:
    """A sheet is the one that is shown; nothing in it changes."""

    sheet: str

    def __str__(self) -> str:
        return f"Sheet {self.sheet} is shown."


Edit = WriteColumn | RemoveColumn | WriteSheet | RemoveSheet | WriteCells | WriteName | RemoveName | ShowSheet


def without_its_book(formula: str) -> str:
    """A formula as Tenure wrote it: Excel puts the add-in's file before its functions when it saves."""
    return re.sub(r"(?:'[^']*'|\[\d+\])!(?=REL_)", "", formula)


def is_same_formula(there: str, wanted: str) -> bool:
    """Whether a formula is one that Tenure wrote: files mark functions that are newer than they, programs do not."""
    return without_its_book(there).replace("_xlfn.", "") == wanted.replace("_xlfn.", "")
