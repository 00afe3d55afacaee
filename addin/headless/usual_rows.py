"""Rows of a worksheet as nearly every program writes them, read without the parser, which takes several times as long.

`UsualRows` stands between a part and the parser. Of rows that hold nothing but numbers, texts and formulas written in
the usual way it tells the sheet's reader, and the parser does not see them. Whatever looks otherwise, or wrong, goes
to the parser, which knows all that may be in a part, and what to say of it.
"""

from __future__ import annotations

import re
from typing import Protocol

from addin.headless.rows_alike import USUAL_CELL, USUAL_ROW, Place, Read, RowsAlike, UsualCell
from addin.headless.xml_reader import Source

_FARTHEST = 1 << 16

_END_OF_ROW = b"</row>"
_BOUNDARY = re.compile(rb"<sheetData>|</row>")
_OTHER_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")


class RowReader(Protocol):
    """Who is told of usual rows.

    Attributes:
        boundary: where the last tag started, in the bytes of the part, after which there may be rows.
        reads: how numbers and texts are read.
    """

    boundary: int
    reads: dict[str, Read]

    def usual_row(self, number: bytes, cells: list[UsualCell], start: int, first: int, end: int) -> bool:
        """Take a row in; False where it has to be looked at closely.

        It starts, its first cell starts and its end tag starts there.
        """
        ...

    def row_alike(self, row: re.Match[bytes], places: list[Place], offset: int) -> bool:
        """Take a row in that is like those before; False where it has to be looked at closely.

        So much of the part is before the bytes in which it was found.
        """
        ...


class UsualRows:
    """A part for the parser, without its usual rows.

    Args:
        source: the part, in UTF-8.
        reader: is told of the rows.

    Attributes:
        skipped: how many bytes of the part so far the parser has not seen.
    """

    def __init__(self, source: Source, reader: RowReader) -> None:
        self._source = source
        self._reader = reader
        self.skipped = 0
        self._alike = RowsAlike(reader.reads)
        self._data = b""
        self._position = 0
        self._offset = 0
        self._last_boundary = -1
        self._unusual = 0

    def read(self, size: int) -> bytes:
        """The next bytes for the parser, which has read everything before them."""
        if self._position == len(self._data):
            self._more(size)
        if self._last_boundary == self._reader.boundary:
            self.skipped += self._usual(size)
        # The more was unusual, the less often it is worth a look.
        self._unusual = min(2 * self._unusual + 1, _FARTHEST)
        boundary = _BOUNDARY.search(self._data, self._position + self._unusual - 1)
        start, self._position = self._position, len(self._data) if boundary is None else boundary.end()
        self._last_boundary = -1 if boundary is None else self._offset + boundary.start()
        return self._data[start : self._position]

    def _more(self, size: int) -> bool:
        """Have more bytes at hand; False at the end of the part."""
        more = self._source.read(size)
        self._offset += self._position
        self._data, self._position = self._data[self._position :] + more, 0
        return bool(more)

    def _usual(self, size: int) -> int:
        """Read the usual rows that come next; how many bytes they are."""
        begun = self._offset + self._position
        while True:
            alike = self._alike.match(self._data, self._position)
            if alike is not None and self._reader.row_alike(alike, self._alike.places, self._offset):
                self._position = alike.end()
                self._unusual = 0
                continue
            end = self._data.find(_END_OF_ROW, self._position)
            if end < 0:
                # Not far, or it is no row at all.
                if len(self._data) - self._position > size or not self._more(size):
                    break
            elif self._usual_row(end):
                self._position = end + len(_END_OF_ROW)
                self._unusual = 0
            else:
                break
        return self._offset + self._position - begun

    def _usual_row(self, end: int) -> bool:
        row = USUAL_ROW.match(self._data, self._position, end)
        if row is None:
            return False
        cells = USUAL_CELL.findall(self._data, row.end(), end)
        if sum([len(cell[0]) for cell in cells]) != end - row.end():
            return False  # there is something between them
        offset = self._offset
        if not self._reader.usual_row(row[1], cells, offset + self._position, offset + row.end(), offset + end):
            return False
        self._alike.learn(cells)
        return True


def plain_text(written: bytes) -> str:
    """A text as it reads; raises ValueError where it is no UTF-8, or holds what only the parser knows."""
    text = written.decode()
    if "&" not in text:
        return text
    if _OTHER_ENTITY.search(text):
        raise ValueError(text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
