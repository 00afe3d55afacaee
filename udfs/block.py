"""The raw cells of one argument, as a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

_ROW_KINDS = frozenset((list, tuple))


class Block:
    """Raw cells of one argument as a rectangle: `cells` run along the rows. A ragged row is filled up with blanks."""

    __slots__ = ("cells", "columns", "is_range", "rows")

    def __init__(self, raw: object) -> None:
        self.is_range = True
        if isinstance(raw, np.ndarray):
            # Finer dates than microseconds would become whole numbers.
            raw = raw.astype("datetime64[us]").tolist() if raw.dtype.kind == "M" else raw.tolist()
        if not isinstance(raw, (list, tuple)):
            self.rows = self.columns = 1
            self.cells: list[Any] = [raw]
            self.is_range = False
            return
        self.rows = max(len(raw), 1)
        if len(raw) == 1 and isinstance(raw[0], (list, tuple)):
            self.cells = list(raw[0]) or [None]
            self.columns = len(self.cells)
            return
        try:
            self.cells = [cell for (cell,) in raw] or [None]
            self.columns = 1
        except (TypeError, ValueError):
            self._fill(raw)

    def _fill(self, raw: Sequence[Any]) -> None:
        rows = raw
        if not _ROW_KINDS.issuperset(map(type, raw)):
            rows = [row if isinstance(row, (list, tuple)) else (row,) for row in raw]
        lengths = set(map(len, rows))
        self.columns = max(max(lengths), 1)
        if lengths != {self.columns}:
            rows = [(*row, *[None] * (self.columns - len(row))) for row in rows]
        self.cells = list(chain.from_iterable(rows))

    @property
    def is_one_cell(self) -> bool:
        """Whether one cell was given."""
        return self.rows == self.columns == 1
