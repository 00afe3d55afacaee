"""What Tenure computes of each prospect in the list of the ideal client template, each cell from its own row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from workbook_templates.ideal_client.prospects import ATTRIBUTES
from workbook_templates.pages.list_page import Column, cell_of, escaped

TABLE = "Prospects"
PURSUE, WATCH, LEAVE, FIND_OUT, OUT = "Pursue", "Watch", "Leave", "Find out", "Must missed"
"""What to do with a prospect, best first."""


this = partial(cell_of, TABLE)
"""The cell of this row in a column of the list."""


def header(heading: str) -> str:
    """The heading of a column, whatever it is called by now."""
    return f"{TABLE}[[#Headers],[{escaped(heading)}]]"


ATTRIBUTE_CELLS = f"{TABLE}[[#This Row],[{escaped(ATTRIBUTES[0][0].heading)}]:[{escaped(ATTRIBUTES[-1][0].heading)}]]"
"""All attributes of this row."""


def met(place: int, cell: str) -> str:
    """How far an attribute is met, from 0 to 1, by the textbook in plain Excel, as part of a formula.

    Args:
        place: its number, from 1.
        cell: the prospect's cell, which is not blank.
    """
    ideal = f"INDEX(ideal_values,{place})"
    reached = f"IF({ideal}>0,MAX(0,MIN(1,N({cell})/{ideal})),IF(N({cell})>={ideal},1,0))"
    word = f"IF(TRIM({cell})=TRIM({ideal}),1,0)"
    return f'IF({ideal}="",N({cell}),IF(ISNUMBER({ideal}),{reached},{word}))'


def _missed(place: int, heading: str) -> str:
    """The heading with a comma before it where a must is known to be missed."""
    cell = this(heading)
    missed = f'IF({cell}="",FALSE,{met(place, cell)}<1)'
    return f'IF(INDEX(ideal_musts,{place})="yes",IF({missed},", "&{header(heading)},""),"")'


def _unknown(place: int, heading: str) -> str:
    """The heading with a comma before it where it is not known, and counts."""
    counts = f'OR(N(INDEX(ideal_weights,{place}))>0,INDEX(ideal_musts,{place})="yes")'
    return f'IF({this(heading)}="",IF({counts},", "&{header(heading)},""),"")'


def computed() -> Iterator[Column]:
    """The columns, from left to right."""
    headings = [column.heading for column, _ in ATTRIBUTES]
    missed = "&".join(_missed(place, heading) for place, heading in enumerate(headings, 1))
    unknown = "&".join(_unknown(place, heading) for place, heading in enumerate(headings, 1))
    named = f'{this("Prospect")}=""'
    known = f'SUMPRODUCT(--({ATTRIBUTE_CELLS}<>""),ideal_weights)'
    yield Column(
        "Fit", "count", 8, "of 100",
        f'=IF(OR({named},ideal_weight<=0),"",IF(ROUND({known}/ideal_weight,12)<0.5,"",'
        f'REL_SCORE({ATTRIBUTE_CELLS},ideal_weights,ideal_values)))',
    )  # fmt: skip
    asked = f'SUMPRODUCT(--({ATTRIBUTE_CELLS}=""),--(ideal_musts="yes"))'
    yield Column(
        "Score", "count", 8, "of 100",
        f'=IF(OR({named},ideal_weight<=0),"",IF({this("Musts missed")}<>"",0,IF(OR({this("Fit")}="",{asked}>0),"",'
        f'REL_SCORE({ATTRIBUTE_CELLS},ideal_weights,ideal_values,ideal_musts))))',
    )  # fmt: skip
    yield Column(
        "For ranking", "years", 10, "ties apart",
        f'=IF({this("Fit")}="","",{this("Fit")}-ROW()/1000000)',
    )  # fmt: skip
    yield Column(
        "Verdict", "text", 13,
        formula=f'=IF({named},"",IF({this("Musts missed")}<>"","{OUT}",IF({this("Score")}="","{FIND_OUT}",'
        f'IF({this("Score")}>=pursue_from,"{PURSUE}",IF({this("Score")}>=watch_from,"{WATCH}","{LEAVE}")))))',
    )  # fmt: skip
    yield Column("Musts missed", "text", 24, formula=f'=IF({named},"",MID({missed},3,400))')
    yield Column("Still to find out", "text", 50, formula=f'=IF({named},"",MID({unknown},3,400))')
