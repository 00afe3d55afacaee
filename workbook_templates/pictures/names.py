"""Names in a scatter chart: each beside its mark, where it covers neither a mark nor another name; else left out.

Names that matter most choose their place first. Where they stand is reckoned in cells, so that it follows the list in
every program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures.scatter import add_text
from workbook_templates.style import ACCENT, FONT, Kind

_NAME, _ROW, _ACROSS, _UP, _WIDTH, _FIRST_PLACE, _BEGINS, _ENDS, _HEIGHT = 1, 2, 3, 4, 5, 6, 10, 11, 12
WIDTHS = (12,) * 12
"""Of the columns that the table fills, for the sheet that it stands on."""
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Client", "text"), ("Row", "count"), ("Across", "factor"), ("Up", "factor"), ("Width", "factor"),
    ("Room right", "count"), ("Room left", "count"), ("Room above", "count"), ("Room below", "count"),
    ("Name begins", "factor"), ("Name ends", "factor"), ("Name, up", "factor"),
)  # fmt: skip
_LOOK = {"name": FONT, "size": 9, "color": ACCENT}


@dataclass(frozen=True)
class Room:
    """What names take of a picture in the units of its axes, each a number or a formula's part.

    Attributes:
        letter: the width of a letter, which is about that of half a mark.
        letters: how many of them are shown: a longer name is cut, since LibreOffice would break it over its neighbours.
        line: the height of a line, a little more than that of a mark.
        left: how far left a name may begin.
        right: how far right it may end.
        low: how low it may stand.
        high: how high.
    """

    letter: str
    letters: int
    line: str
    left: str
    right: str
    low: str
    high: str


def write_names(
    page: Page, note: str, count: int, row_of: Callable[[int], str], marks: tuple[str, str, str], room: Room
) -> int:
    """Write the table of the names; answers its first line, from 0.

    Args:
        page: the sheet that it is written on.
        note: which clients these are.
        count: how many names there are at most.
        row_of: a formula's part that gives the row of the client who matters most, second most ...; blank for none.
        marks: the columns of all clients: what they are called, and where their marks stand, across and up.
        room: what a name takes of the picture.
    """
    note += " A name stands where it covers no mark and no name above it in this table; else it is left out."
    page.part("The picture: names", note, _HEADINGS)
    head, first = page.row - 1, page.row
    names, across, up = marks
    for place in range(1, count + 1):
        row, x, y, width = (page.cell(column) for column in (_ROW, _ACROSS, _UP, _WIDTH))
        page.formula(_ROW, f"={row_of(place)}", "count")
        # A mark beyond what is drawn stands at its edge.
        page.formula(_ACROSS, f'=IF({row}="","",MIN({room.right},INDEX({across},{row})))', "factor")
        page.formula(_UP, f'=IF({row}="","",INDEX({up},{row}))', "factor")
        page.formula(
            _WIDTH, f'=IF({row}="","",{room.letter}*(MIN({room.letters},LEN(INDEX({names},{row})))+1))', "factor"
        )
        # With the heading, which is a text and is not counted: the first name has none above it.
        begun, ended, heights = (
            f"{page.cell(column, head)}:{page.cell(column, page.row - 1)}" for column in (_BEGINS, _ENDS, _HEIGHT)
        )
        begins = (f"{x}+2*{room.letter}", f"{x}-2*{room.letter}-{width}", f"{x}-{width}/2", f"{x}-{width}/2")
        stands = (y, y, f"{y}+{room.line}", f"{y}-{room.line}")
        for option, (begin, stand) in enumerate(zip(begins, stands, strict=True)):
            end = f"{begin}+{width}"
            marked = (
                f'COUNTIFS({across},">"&{begin}-{room.letter},{across},"<"&{end}+{room.letter},'
                f'{up},">"&{stand}-0.9*{room.line},{up},"<"&{stand}+0.9*{room.line})'
            )
            named = (
                f'COUNTIFS({begun},"<"&{end},{ended},">"&{begin},'
                f'{heights},">"&{stand}-{room.line},{heights},"<"&{stand}+{room.line})'
            )
            inside = f"AND({begin}>={room.left},{end}<={room.right},{stand}>={room.low},{stand}<={room.high})"
            is_free = f"IF({inside},IF({marked}+{named}=0,1,0),0)"
            page.formula(_FIRST_PLACE + option, f"=IF(ISNUMBER({y}),{is_free},0)", "count")
        places = f"{page.cell(_FIRST_PLACE)}:{page.cell(_FIRST_PLACE + 3)}"
        chosen = f"MATCH(1,{places},0)"
        # Who is left out has no width, and covers nothing.
        for column, found, otherwise in (
            (_BEGINS, f"CHOOSE({chosen},{','.join(begins)})", room.right),
            (_ENDS, f"{page.cell(_BEGINS)}+{width}", room.left),
            (_HEIGHT, f"CHOOSE({chosen},{','.join(stands)})", room.low),
        ):
            page.formula(column, f"=IF(SUM({places})=0,{otherwise},{found})", "factor")
        # Spaces at which no program breaks the line; one where there is nothing to say, or LibreOffice shows a number.
        name = f"INDEX({names},{row})"
        cut = f'IF(LEN({name})>{room.letters},LEFT({name},{room.letters - 1})&"\u2026",{name})'
        page.formula(_NAME, f'=IF(SUM({places})=0," ",SUBSTITUTE({cut}," ","\u00a0"))')
        page.row += 1
    page.end_part()
    return first


def add_names(chart: Chart, sheet: str, first: int, count: int) -> int:
    """Write the names into a picture; answers how many series without a place in the legend these are."""
    for row in range(first, first + count):
        begins: list[str | int] = [sheet, row, _BEGINS, row, _BEGINS]
        height: list[str | int] = [sheet, row, _HEIGHT, row, _HEIGHT]
        add_text(chart, [sheet, row, _NAME], begins, height, position="right", font=_LOOK)
    return count
