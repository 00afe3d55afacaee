"""Rows of a list are alike, cell for cell: one pattern reads a whole row of them, several times as fast.

The pattern is made of the columns that were met so far and of what their cells held. It grows with them; a row need
not have a cell in every column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from addin.formulas.references import column_name, column_number

UsualCell = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""The whole cell, its column, its row, its type, "shared", the number of the group that shares the formula, the
formula, the value where it may be a number, the value where it may not, a text in the cell itself; empty where it is
not there."""

_ROW = rb'<row r="([1-9]\d{0,6})"(?: (?!r=|hidden=)[A-Za-z][A-Za-z0-9:]*="[ !#-%\'-;=?-~]*")*>'
_TYPE = rb'(?: s="\d+")?(?: t="(n|s|str|b|e|inlineStr)")?'
_CONTENT = (
    rb'(?:/>|>(?:<f(?: t="(shared)"(?: ref="[A-Z0-9:]+")? si="(\d+)")?(?:/>|>([^<>\x00-\x1f]+)</f>))?'
    rb"(?:<v>(?:([-+.\deE]+)|([^<>\x00-\x1f]+))</v>|<is><t>([^<>\x00-\x1f]+)</t></is>)?</c>)"
)
USUAL_ROW = re.compile(_ROW)
"""The start tag of a row, with its number."""
USUAL_CELL = re.compile(rb'(<c r="([A-Z]{1,3})([1-9]\d{0,6})"%s%s)' % (_TYPE, _CONTENT))
"""A `UsualCell`."""

Read = Callable[[bytes], float | str]

_ANYTHING = re.sub(rb"\((?!\?)", b"(?:", _TYPE + _CONTENT)
_CONTENTS = {
    "blank": b"/>",
    "number": rb'(?: t="n")?><v>(-?\d{1,17}(?:\.\d+)?(?:[eE]-\d{1,3})?)</v></c>',
    "shared text": rb' t="s"><v>(\d{1,9})</v></c>',
    "text": rb' t="inlineStr"><is><t>([^<>\x00-\x1f]+)</t></is></c>',
}
_ANYTHING_ELSE = "anything else"
_ROWS_BEFORE = 8
"""Fewer rows are not worth a pattern."""
_MOST_PATTERNS = 24
"""A sheet that needs more of them holds no list."""
_MOST_COLUMNS = 256


class Place(NamedTuple):
    """What a group of the pattern stands for: a column, and how its cells are read; None: it is the cell itself."""

    column: int
    read: Read | None
    group: int


class RowsAlike:
    """The pattern of a sheet's rows.

    Args:
        reads: how that is read which a cell may hold: a "number", the place of a "shared text", a "text" of its own.

    Attributes:
        places: what the groups after the first one stand for, which is the number of the row.
    """

    def __init__(self, reads: Mapping[str, Read]) -> None:
        self.places: list[Place] = []
        self._reads = reads
        self._held: dict[int, set[str]] = {}
        self._pattern: re.Pattern[bytes] | None = None
        self._rows = 0
        self._patterns = 0

    def match(self, data: bytes, position: int) -> re.Match[bytes] | None:
        """The row that starts there, where it is like those before."""
        return None if self._pattern is None else self._pattern.match(data, position)

    def learn(self, row: list[UsualCell]) -> None:
        """Take in how a row looks that was not like those before."""
        self._rows += 1
        if self._rows <= _ROWS_BEFORE or self._patterns == _MOST_PATTERNS or len(row) > _MOST_COLUMNS:
            return
        self._patterns += 1
        for cell in row:
            self._held.setdefault(column_number(cell[1].decode()), set()).add(_held(cell))
        self._make()

    def _make(self) -> None:
        self.places = []
        pieces = [_ROW]
        for column, held in sorted(self._held.items()):
            start = b'<c r="%s\\1"' % column_name(column).encode()
            known = [form for form in _CONTENTS if form in held]
            reads: list[Read | None] = [self._reads[form] for form in known if form in self._reads]
            ways = []
            if known:
                ways.append(b'%s(?: s="\\d+")?(?:%s)' % (start, b"|".join(_CONTENTS[form] for form in known)))
            if _ANYTHING_ELSE in held:
                ways.append(b"(%s%s)" % (start, _ANYTHING))
                reads.append(None)
            pieces.append(b"(?:%s)?" % b"|".join(ways))
            self.places += [Place(column, read, group) for group, read in enumerate(reads, len(self.places) + 2)]
        self._pattern = re.compile(b"".join((*pieces, b"</row>")))


def _held(cell: UsualCell) -> str:
    """What a cell holds, as `_CONTENTS` names it."""
    whole, _, _, kind, shared, _, formula, numeric, _, inline = cell
    if shared or formula:
        return _ANYTHING_ELSE
    if whole.endswith(b"/>"):
        return "blank"
    if numeric and kind in (b"", b"n"):
        return "number"
    if numeric and kind == b"s":
        return "shared text"
    return "text" if inline else _ANYTHING_ELSE
