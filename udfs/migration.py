"""Tier migration: where the clients of each tier are later, and what a client in each tier is then worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Matrix, Objects, OnePeriods, OneRate, Tiers, Vector
from udfs.block import Block
from udfs.cells import Fault, identity, is_blank
from udfs.cells import name as read_name
from udfs.errors import CellError, NotEnough, OutOfDomain, WrongKind
from udfs.grouping import grouped
from udfs.readers import Names, NumberList, Numbers, Reader
from udfs.tiers import TIER_NAMES, refuse_repeated
from udfs.value.present_value import OFFSET, Timing
from udfs.worksheet_function import Table, worksheet_function

LOST, NEW = "Lost", "New"
_LOST, _NEW = identity(LOST), identity(NEW)
_NOBODY = (_LOST, _NEW)
_ROUNDING = 1e-9
MOST_TIERS = 500
"""Tiers that a table of how clients move may have: it grows with their square."""

_SHARE = Numbers("share", low=0, high=1, must="must be between 0 and 1")

TierThen = Annotated[Objects, Names("tier", blank_counts=True)]


def _behind_the_shares(before: TierThen, after: TierThen, names: Tiers | None = None) -> Iterator[tuple[None, str]]:
    """How many clients each row of `REL_TRANSITIONS` rests on."""
    shown, counts = _counted(before, after, names)
    for place, name in enumerate(shown):
        same, lost = counts[place, place], counts[place, -1]
        yield None, f"{name}: {counts[place].sum()} before, {same} of them in the same tier later, {lost} lost"
    yield None, f"{NEW}: {counts[-1].sum()} who were in no tier before"


@worksheet_function(
    "REL_TRANSITIONS",
    "table",
    example=(
        (
            [["Gold"], ["Gold"], ["Gold"], ["Gold"], ["Iron"], ["Iron"], [None]],
            [["Gold"], ["Gold"], ["Iron"], [None], ["Iron"], ["Gold"], ["Iron"]],
        ),
        [
            ["before \\ after", "Gold", "Iron", "Lost"],
            ["Gold", 0.5, 0.25, 0.25],
            ["Iron", 0.5, 0.5, 0.0],
            ["New", 0.0, 1.0, 0.0],
        ],
    ),
    because=_behind_the_shares,
)
def transitions(before: TierThen, after: TierThen, names: Tiers | None = None) -> Table:
    """Tier migration: of the clients of each tier, the share who are in each tier later, and the share lost.

    Read along the rows: each adds up to 1. The same row of both columns is the same client; leave out their headings,
    since among names a heading cannot be told from a tier. A client whose `after` is blank (or Lost) is lost; one whose
    `before` is blank (or New, or Lost: won back) stands in a last row New, which is there only if somebody is new. The
    shares of a tier of five clients say little about the next five: `REL_EXPLAIN` shows the counts.

    Args:
        before: each client's tier at the start; blank for one who was not a client then.
        after: its tier later; blank for one who is lost.
        names: the tiers in the order wanted; each gets a row and a column, also without a client, and tiers that
            are not among them follow. Without it Platinum, Gold, Iron, Lead keep their order; where any other tier
            occurs, tiers stand in the order in which they first occur.

    Returns:
        A row per tier, and New: a column per tier in the same order, and Lost; fractions. The row of a tier in which
        nobody was before is blank.

    Raises:
        WrongKind: names that repeat, or New where only a tier can stand.
        NotEnough: nobody was in any tier, or there are more than 500 different tiers.

    Equation:
        share = (clients of the tier before who are in the other tier after) / (clients of the tier before)

    Source:
        The definition above: relative frequencies, the maximum likelihood estimate of a Markov chain (Anderson &
        Goodman 1957, Annals of Mathematical Statistics 28).
    """
    shown, counts = _counted(before, after, names)
    rows: list[list[Any]] = []
    for name, count in zip([*shown, NEW], counts.tolist(), strict=True):
        clients = sum(count)
        if clients or name is not NEW:
            rows.append([name, *(each / clients if clients else None for each in count)])
    return Table(("before \\ after", *shown, LOST), rows)


def _counted(before: TierThen, after: TierThen, names: Tiers | None) -> tuple[list[object], NDArray[np.intp]]:
    """The tiers, and how many clients went from each (last: new) to each (last: lost)."""
    wanted = [] if names is None else np.asarray(names, dtype=object).tolist()
    refuse_repeated(wanted)
    for name in wanted:
        if identity(name) in _NOBODY:
            raise WrongKind("names", f"must be tiers: {LOST} and {NEW} are there by themselves", given=name)
    start, finish = np.broadcast_arrays(
        np.atleast_1d(np.asarray(before, dtype=object)), np.atleast_1d(np.asarray(after, dtype=object))
    )
    found, groups = grouped(LOST if name is None else name for name in [*start.tolist(), *finish.tolist()])
    then, later = groups[: len(start)], groups[len(start) :]
    keys = [identity(name) for name in found]
    if _NEW in keys and (newly := later == keys.index(_NEW)).any():
        must = f"must be a tier, or blank for a client who is lost; {NEW} is neither"
        raise WrongKind("after", must, rows=newly, given=finish)
    shown = _in_order([name for name, key in zip(found, keys, strict=True) if key not in _NOBODY], wanted)
    if not shown:
        raise NotEnough("before", "must hold at least one client's tier")
    if len(shown) > MOST_TIERS:
        must = f"must hold at most {MOST_TIERS} different tiers, those of after included"
        raise NotEnough("before", must, given=len(shown))
    place_of = {identity(name): place for place, name in enumerate(shown)}
    size = len(shown) + 1
    places = np.array([place_of.get(key, size - 1) for key in keys])
    counts = np.bincount(places[then] * size + places[later], minlength=size * size).reshape(size, size)
    counts[-1, -1] = 0  # who was in no tier, neither then nor later
    return shown, counts


def _in_order(tiers: Sequence[object], wanted: Sequence[object]) -> list[object]:
    """The tiers wanted, then the others; where none are, the standard ones in their order if there are no others."""
    keys = {identity(name) for name in tiers}
    standard = [name for name in TIER_NAMES.tolist() if identity(name) in keys]
    if not wanted and len(standard) == len(keys):
        return standard
    ordered = {identity(name): name for name in wanted}
    for name in tiers:
        ordered.setdefault(identity(name), name)
    return list(ordered.values())


class StateShares(NamedTuple):
    """A table of transitions as it was read: the states, and the share of each that goes to each."""

    states: tuple[object, ...]
    shares: Matrix


@dataclass(frozen=True)
class TransitionTable(Reader):
    """A square matrix of shares, with or without names, or the whole table of `REL_TRANSITIONS`."""

    word: str = "square matrix, or the table of REL_TRANSITIONS"
    of: Numbers = _SHARE

    def take(self, block: Block, date_1904: bool) -> object:
        """The states, numbered where they have no names, and their shares; None when all is blank."""
        rows = _without_blank_edges(block)
        if not rows:
            return None
        headed = self._is_headed(rows)
        body = rows[1:] if headed else rows
        # Names may be numbers: the table of REL_TRANSITIONS has two columns more than tiers, its names and Lost.
        named = headed or any(self.of.is_text(row[0]) for row in body) or len(rows[0]) == len(rows) + 2
        states = [row[0] for row in body] if named else list(range(1, len(body) + 1))
        cells = [row[1:] if named else row for row in body]
        if any(map(is_blank, states)):
            return self.refuse("must name each of its states")
        if named and states and identity(states[-1]) == _NEW:
            states, cells = states[:-1], cells[:-1]
        if not cells or len(cells[0]) not in (len(cells), len(cells) + 1):
            return self.refuse("must be a square matrix, or the table of REL_TRANSITIONS")
        if headed and (fault := self._named_alike(states, rows[0][1:])) is not None:
            return fault
        return self._read(states, [row[: len(cells)] for row in cells], named)

    def _is_headed(self, rows: Sequence[Sequence[object]]) -> bool:
        """Whether the first row holds names: text beside its corner, or text in the corner alone of its column."""
        corner, *beside = rows[0]
        if any(map(self.of.is_text, beside)):
            return is_blank(corner) or self.of.is_text(corner)
        return len(rows) > 1 and [self.of.is_text(row[0]) for row in rows] == [True] + [False] * (len(rows) - 1)

    def _named_alike(self, states: Sequence[object], columns: Sequence[object]) -> Fault | None:
        """Rows and columns must have the same names; only Lost may have a column and no row."""
        for name, column in zip(states, columns, strict=False):
            if identity(name) != identity(column):
                return self.refuse("must name the same states in its rows as in its columns", column)
        if len(columns) > len(states) and identity(columns[-1]) != _LOST:
            return self.refuse(f"must have a row for each column but {LOST}", columns[-1])
        return None

    def _read(self, states: Sequence[object], cells: Sequence[Sequence[object]], named: bool) -> object:
        shown: list[object] = []
        for place, (name, row) in enumerate(zip(states, cells, strict=True), start=1):
            read = (
                read_name(name) if not is_blank(name) else self.refuse(f"must have a name in row {place} of its states")
            )
            if isinstance(read, (Fault, CellError)):
                return read
            shown.append(read)
            where = f'the state "{read}"' if named else f"row {place}"
            if all(map(is_blank, row)):
                return self.refuse(f"must say what becomes of each state, {where} is blank", kind=NotEnough)
            column = self.of.read(row)
            if column.faults:
                fault = column.faults[min(column.faults)]
                return fault._replace(must=f"{fault.must} in {where}") if isinstance(fault, Fault) else fault
        shares = np.array([self.of.read(row).values for row in cells])
        return StateShares(tuple(shown), shares)


def _without_blank_edges(block: Block) -> list[list[object]]:
    """The rows of a block, without blank rows below and blank columns to the right."""
    rows = [block.cells[start : start + block.columns] for start in range(0, len(block.cells), block.columns)]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    width = max((place for row in rows for place, cell in enumerate(row, start=1) if not is_blank(cell)), default=0)
    return [row[:width] for row in rows]


Transitions = Annotated[StateShares | Matrix, TransitionTable()]
Margins = Annotated[Vector, NumberList("list of margins")]


@worksheet_function(
    "REL_MIGRATION_VALUE",
    "table",
    example=(
        (
            [[0.3, 0.7, 0, 0, 0], [0.2, 0, 0.8, 0, 0], [0.15, 0, 0, 0.85, 0], [0.05, 0, 0, 0, 0.95], [0, 0, 0, 0, 1]],
            [[36], [-4], [-4], [-4], [0]],
            0.2,
            "start",
            5,
        ),
        [
            ["state", "value"],
            [1, 50.11496913580247],
            [2, 4.219907407407408],
            [3, 0.5921103395061724],
            [4, -1.980131172839506],
            [5, 0.0],
        ],
    ),
)
def migration_value(
    transitions: Transitions,
    margins: Margins,
    rate: OneRate,
    timing: Timing = "start",
    periods: OnePeriods | None = None,
) -> Table:
    """What a client in each tier, or other state, is worth when clients move between them as the transitions say.

    Unlike `REL_CLV` it knows clients who buy less for a while and come back. Each period a client brings the margin of
    its state, then moves. It assumes that shares stay as they are, and that where a client goes depends only on where
    it is now (a Markov chain): make states finer, such as periods since the last order, where its past matters.
    Transitions, margins and rate are for the same period. With "start" the first margin comes today, `periods` is the
    number of margins, and so five margins are those of today and of four periods to come.

    Args:
        transitions: the share of each state (rows) that is in each state (columns) a period later, as fractions: a
            square matrix, with or without names, or the whole table of `REL_TRANSITIONS`, of which the row New is
            passed over. One column more than there are states is that of Lost; what a row lacks to 1 is lost in any
            case, and brings nothing more. A blank cell is 0.
        margins: margin per period of a client in each state, one per row of the transitions and in the same order, in
            the currency of the sheet; without one for Lost. A row or a column.
        rate: discount rate per period, as a fraction.
        timing: when a period's margin arrives: "end", "mid" or "start" of the period.
        periods: number of margins that count, a whole number; blank is without end.

    Returns:
        A row per state: its name, or its number where there are none, and its value in the currency of the margins.

    Raises:
        OutOfDomain: a row adds up to more than 1; or without end, and the value has no bound.
        NotEnough: a state of which nothing is known.
        WrongKind: no square matrix, names that do not match, or margins that are not one per state.

    Equation:
        V = sum over t = 0..N-1 of (P/(1+rate))^t · margins · (1+rate)^(o-1), o = 0, 1/2, 1 for end, mid, start; without
        end, start: (I - P/(1+rate))^-1 · margins

    Source:
        Pfeifer & Carraway (2000), Modeling customer relationships as Markov chains, Journal of Interactive Marketing
        14(2): $50.115 for a customer who has just bought (horizon T = 4, thus five margins).
    """
    if not isinstance(transitions, StateShares):
        matrix = np.atleast_2d(np.asarray(transitions, dtype=float))
        transitions = StateShares(tuple(range(1, len(matrix) + 1)), matrix)
    states, shares = transitions
    worth = np.atleast_1d(np.asarray(margins, dtype=float))
    if shares.shape != (len(states), len(states)):
        raise WrongKind("transitions", "must be a square matrix, or the table of REL_TRANSITIONS")
    if len(worth) != len(states):
        raise WrongKind("margins", f"must be one number per state, {len(states)} in all", given=len(worth))
    totals = shares.sum(axis=1)
    if (above := totals > 1 + _ROUNDING).any():
        state = int(above.argmax())
        must = f'must add up to at most 1 in each row, those of "{states[state]}" do not'
        raise OutOfDomain("transitions", must, given=totals[state])
    values = _endless(shares, worth, rate) if periods is None else _over(shares / (1 + rate), worth, int(periods))
    values = values * (1 + rate) ** (OFFSET[timing] - 1)
    return Table(("state", "value"), list(zip(states, values.tolist(), strict=True)))


def _over(step: Matrix, margins: Vector, periods: int) -> Vector:
    """margins + step·margins + ... for so many periods."""
    size = len(margins)
    adding = np.zeros((size + 1, size + 1))
    adding[:size, :size], adding[:size, size], adding[size, size] = step, margins, 1
    total: Vector = np.linalg.matrix_power(adding, periods)[:size, size]
    return total


def _endless(shares: Matrix, margins: Vector, rate: float) -> Vector:
    """The same without end."""
    values = np.zeros(len(margins))
    # A state that nobody leaves and that brings nothing is worth nothing, also where money later counts as money now.
    moving = ~((np.diag(shares) == 1) & (margins == 0))
    step = shares[np.ix_(moving, moving)] / (1 + rate)
    if rate <= 0 and len(step) and np.abs(np.linalg.eigvals(step)).max() >= 1 - _ROUNDING:
        raise OutOfDomain("rate", "must be so high that the value has a bound, or give periods", given=rate)
    values[moving] = np.linalg.solve(np.eye(len(step)) - step, margins[moving])
    return values
