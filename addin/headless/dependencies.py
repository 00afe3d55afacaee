"""Which formulas rest on which: circles, and what rests on cells that could not be computed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from addin.formulas.grammar import Call, Word, items_in, references_in
from addin.formulas.references import Area, Reference
from addin.headless.runs import Run

Cell = tuple[str, int, int]
"""Sheet, row, column."""

_MAKING_REFERENCES_UP = frozenset({"INDIRECT", "OFFSET"})

Node = TypeVar("Node", bound=Hashable)


class Dependencies:
    """The references between the formulas of a workbook, run by run.

    References that a formula makes up while it is computed (``INDIRECT``, ``OFFSET``) are not seen.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = list(runs)
        self._references = {
            run: [*references_in(run.resolved), *run.reads] if run.resolved is not None else [] for run in self._runs
        }
        self._precedents: dict[Run, set[Run]] = {}
        self._columns: dict[str, dict[int, list[tuple[int, int, Run]]]] = {}
        for run in self._runs:
            area = run.occupied
            for column in range(area.left, area.right + 1):
                spans = self._columns.setdefault(run.sheet, {}).setdefault(column, [])
                spans.append((area.bottom, area.top, run))
        for columns in self._columns.values():
            for spans in columns.values():
                spans.sort(key=lambda span: span[:2])

    @cached_property
    def _order(self) -> list[list[Run]]:
        return list(components(self._runs, self.precedents))

    def precedents(self, run: Run) -> set[Run]:
        """The runs that a run reads."""
        found = self._precedents.get(run)
        if found is None:
            found = self._precedents[run] = set()
            for reference in self._references[run]:
                found.update(self._runs_in(reference.sheet or run.sheet, reference.covers(run.rows)))
        return found

    def stages(self, steps: Mapping[Run, int]) -> dict[Run, int]:
        """After how many steps of others each run can be computed; some runs take steps before their cells are."""
        found: dict[Run, int] = {}
        for component in self._order:
            read = {precedent for run in component for precedent in self.precedents(run)}
            stage = max((found[run] + steps.get(run, 0) for run in read if run in found), default=0)
            found.update(dict.fromkeys(component, stage))
        return found

    def circular_runs(self) -> set[Run]:
        """The runs that read themselves, directly or through others."""
        return _circular(self._order, self.precedents)

    def unforeseeable_runs(self) -> set[Run]:
        """The runs that rest on references which a formula makes up while it is computed."""
        found: set[Run] = set()
        for component in self._order:
            if any(_makes_references_up(run) or not found.isdisjoint(self.precedents(run)) for run in component):
                found.update(component)
        return found

    def circular_cells(self, cells: set[Cell]) -> set[Cell]:
        """Those of some cells that read themselves through the others of them."""
        index = _CellIndex(cells)
        places = {cell: place for cell, place in self._places() if cell in cells}

        def read(cell: Cell) -> list[Cell]:
            if cell not in places:
                return []
            run, shift = places[cell]
            return [other for sheet, area in self._areas(run, shift) for other in index.within(sheet, area)]

        return circles(cells, read)

    def at_fault(self, cells: set[Cell]) -> set[Cell]:
        """Those of some cells that read none of the others: where an error of theirs came from."""
        index = _CellIndex(cells)
        return {
            cell
            for cell, (run, shift) in self._places()
            if cell in cells
            and not any(next(index.within(sheet, area), None) for sheet, area in self._areas(run, shift))
        }

    def resting_on(self, cells: dict[Cell, str]) -> dict[Cell, str]:
        """The cells that rest on some cells, directly or through others, each with the name of one such cell."""
        found: dict[Cell, str] = {}
        index = _CellIndex(cells)
        names = dict(cells)
        readers: dict[Run, set[Run]] = {}
        for run in self._runs:
            for precedent in self.precedents(run):
                readers.setdefault(precedent, set()).add(run)
        holders = {run for sheet, row, column in cells for run in self._runs_in(sheet, Area(row, column, row, column))}
        waiting = list({reader for run in holders for reader in readers.get(run, ())})
        while waiting:
            run = waiting.pop()
            if self._taint(run, index, names, found):
                waiting.extend(readers.get(run, ()))
        return found

    def _taint(self, run: Run, index: _CellIndex, names: dict[Cell, str], found: dict[Cell, str]) -> bool:
        changed = False
        for shift in range(run.rows):
            own: Cell = (run.sheet, run.row + shift, run.column)
            if own in names:
                continue
            for sheet, area in self._areas(run, shift):
                other = self._tainted(sheet, area, index, names)
                if other is None:
                    continue
                found[own] = names[own] = names[other]
                index.add(own)
                changed = True
                break
        return changed

    def _tainted(self, sheet: str, area: Area, index: _CellIndex, names: dict[Cell, str]) -> Cell | None:
        """A cell in an area, or the first one of an array that reaches into it, that is among those named."""
        arrays = ((run.sheet, run.row, run.column) for run in self._runs_in(sheet, area) if run.area is not None)
        return next(index.within(sheet, area), None) or next((cell for cell in arrays if cell in names), None)

    def _areas(self, run: Run, shift: int) -> Iterator[tuple[str, Area]]:
        for reference in self._references[run]:
            yield reference.sheet or run.sheet, _shifted(reference, shift)

    def _places(self) -> Iterator[tuple[Cell, tuple[Run, int]]]:
        for run in self._runs:
            for shift in range(run.rows):
                yield (run.sheet, run.row + shift, run.column), (run, shift)

    def _runs_in(self, sheet: str, area: Area) -> Iterator[Run]:
        columns = self._columns.get(sheet, {})
        wanted: Iterable[int] = range(area.left, area.right + 1)
        if area.width > len(columns):
            wanted = [column for column in columns if area.left <= column <= area.right]
        for column in wanted:
            spans = columns.get(column, [])
            for bottom, top, run in spans[bisect_left(spans, area.top, key=lambda span: span[0]) :]:
                if top <= area.bottom <= bottom or top <= area.bottom:
                    yield run
                else:
                    break


def columns_read(runs: Iterable[Run]) -> Mapping[str, set[tuple[int, int]]] | None:
    """The first and last columns of what formulas read, by sheet; None where one makes references up."""
    found: dict[str, set[tuple[int, int]]] = {}
    for run in runs:
        if _makes_references_up(run):
            return None
        for reference in (*references_in(run.resolved), *run.reads) if run.resolved is not None else ():
            area = reference.covers(run.rows)
            found.setdefault(reference.sheet or run.sheet, set()).add((area.left, area.right))
    return found


def _makes_references_up(run: Run) -> bool:
    for expression in (run.written, run.resolved):
        for item in items_in(expression) if expression is not None else ():
            if isinstance(item, Call) and item.name.upper() in _MAKING_REFERENCES_UP:
                return True
            if isinstance(item, Word) and item.text == ":":
                return True
    return False


def _shifted(reference: Reference, shift: int) -> Area:
    return reference.moved(shift, 0).area if shift else reference.area


class _CellIndex:
    """Cells by sheet and column, to be found by area."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._rows: dict[str, dict[int, set[int]]] = {}
        for cell in cells:
            self.add(cell)

    def add(self, cell: Cell) -> None:
        """Take a cell in."""
        sheet, row, column = cell
        self._rows.setdefault(sheet, {}).setdefault(column, set()).add(row)

    def within(self, sheet: str, area: Area) -> Iterator[Cell]:
        """The cells that lie in an area."""
        columns = self._rows.get(sheet, {})
        for column, rows in columns.items():
            if not area.left <= column <= area.right:
                continue
            if area.height < len(rows):
                hits: Iterable[int] = (row for row in range(area.top, area.bottom + 1) if row in rows)
            else:
                hits = (row for row in rows if area.top <= row <= area.bottom)
            for row in hits:
                yield sheet, row, column


def circles(nodes: Iterable[Node], read: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """The nodes that lie on a circle."""
    return _circular(components(nodes, read), read)


def _circular(found: Iterable[list[Node]], read: Callable[[Node], Iterable[Node]]) -> set[Node]:
    circular: set[Node] = set()
    for component in found:
        if len(component) > 1 or component[0] in read(component[0]):
            circular.update(component)
    return circular


def components(nodes: Iterable[Node], read: Callable[[Node], Iterable[Node]]) -> Iterator[list[Node]]:
    """The circles, and each other node alone, what is read before what reads it.

    Tarjan's strongly connected components, without recursion.
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    on_path: set[Node] = set()
    path: list[Node] = []
    for root in nodes:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        path.append(root)
        on_path.add(root)
        work = [(root, iter(read(root)))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in number:
                    number[target] = lowest[target] = len(number)
                    path.append(target)
                    on_path.add(target)
                    work.append((target, iter(read(target))))
                    break
                if target in on_path:
                    lowest[node] = min(lowest[node], number[target])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    component = []
                    while True:
                        member = path.pop()
                        on_path.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    yield component
