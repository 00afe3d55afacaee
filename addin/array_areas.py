"""Where the answers of arrays stand, in hosts that say it of one cell at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from workbook_templates.recognition.sheet import Area

Place = tuple[int, int]

_MOST_QUESTIONS = 400


class ArrayAreas(Mapping[Place, Area]):
    """The area of each array by its first cell; looked for when it is first asked for, since few buttons ask.

    Args:
        find: answers all of them.
    """

    def __init__(self, find: Callable[[], Mapping[Place, Area]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[Place, Area]:
        return self._find()

    def __getitem__(self, place: Place) -> Area:
        return self._found[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def array_areas(formulas: Mapping[Place, str], ask: Callable[[int, int], Area]) -> dict[Place, Area]:
    """The areas of arrays by their first cells.

    After 400 arrays nobody is asked: cells below each other with the same formula are one then.

    Args:
        formulas: the formulas of cells that are in an array, by row and column.
        ask: answers the area of the array in which a cell is, by row and column.
    """
    found: dict[Place, Area] = {}
    covered: set[Place] = set()
    for row, column in sorted(formulas, key=lambda place: (place[1], place[0])):
        if (row, column) in covered:
            continue
        if len(found) < _MOST_QUESTIONS:
            area = ask(row, column)
        else:
            bottom = row
            while formulas.get((bottom + 1, column)) == formulas[row, column]:
                bottom += 1
            area = Area(row, column, bottom, column)
        found[area.top, area.left] = area
        covered.update(cells_within(area))
    return found


def cells_within(area: Area) -> Iterator[Place]:
    """The cells of an area."""
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column
