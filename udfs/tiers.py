"""The customer pyramid and the client ranking matrix: which client is in which tier, or in which quadrant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.arguments import Cuts, Number, Objects, Tiers, Vector
from udfs.block import Block
from udfs.cells import Fault, identity, is_blank
from udfs.cells import name as read_name
from udfs.errors import CellError, NotEnough, OutOfDomain, ShareOfNothing, WrongKind
from udfs.readers import Choice, Cut, NumberList
from udfs.value.present_value import as_vector
from udfs.worksheet_function import Table, TextColumn, worksheet_function

TIER_NAMES: Objects = np.array(("Platinum", "Gold", "Iron", "Lead"), dtype=object)
"""The tiers of the customer pyramid, best first."""
QUADRANT_NAMES: Objects = np.array(("Key", "Maintain", "Develop", "Review"), dtype=object)
"""The quadrants of the client matrix: high on both axes, on the first only, on the second only, on neither."""
SHARE_CUTS: Vector = np.array((0.2, 0.5, 0.8))
"""The cuts of the customer pyramid: the first 20%, the next 30%, the next 30%, the rest."""

Method = Annotated[str, Choice("method", words=("rank", "share", "value"))]


@dataclass(frozen=True)
class TierCuts(NumberList):
    """Descending cuts: a list of numbers, or the table of `REL_TIER_CUTS`; a heading above either is passed over."""

    word: str = "descending cuts, or the table of REL_TIER_CUTS"

    def take(self, block: Block, date_1904: bool) -> object:
        """A vector of cuts; of the table a matrix of objects: name, and number or None."""
        if block.columns == 2 and block.rows > 1:
            return self._table(block, date_1904)
        if block.columns == 1 and block.rows > 1 and self._is_heading(block.cells[0]):
            block = Block(block.cells[1:])
        return super().take(block, date_1904)

    def _is_heading(self, cell: object) -> bool:
        """Text without a digit; 1,000 as text is meant as a number, and refused as one."""
        return self.of.is_text(cell) and not any(map(str.isdigit, str(cell)))

    def _table(self, block: Block, date_1904: bool) -> object:
        rows: list[tuple[object, object]] = []
        for start in range(2 if self._is_heading(block.cells[1]) else 0, len(block.cells), 2):
            name, cut = block.cells[start : start + 2]
            if is_blank(name) and is_blank(cut):
                continue
            if is_blank(name) or (rows and rows[-1][1] is None):
                return self.refuse("must give each tier's name and lowest value; only the last tier's may be blank")
            shown, number = read_name(name), self.of.read([cut], date_1904)
            for fault in (shown, (number.faults or {}).get(0)):
                if isinstance(fault, (Fault, CellError)):
                    return fault
            rows.append((shown, None if number.blanks is not None else float(number.values[0])))
        return np.array(rows, dtype=object) if rows else None


CutsOrTable = Annotated[Vector | Objects, TierCuts()]
AxisCut = Annotated[float | str, Cut("number, median or mean", words=("median", "mean"))]


@worksheet_function(
    "REL_TIERS",
    "rank",
    example=(
        ([[9000], [5200], [5200], [1300], [400], [-250]],),
        [["Platinum"], ["Platinum"], ["Platinum"], ["Iron"], ["Iron"], ["Lead"]],
    ),
    alone="use REL_TIER",
)
def tiers(value: Number, method: Method = "rank", cuts: Cuts | None = None, names: Tiers | None = None) -> TextColumn:
    """The customer pyramid: each client's tier among all, from the best 20% (Platinum) to those who cost money (Lead).

    Equal values are always in the same tier, so a tier may be larger than its cut says and the next one smaller or
    empty; the first is empty only where every client makes a loss, or with "value". A client of negative value is in
    the last tier whatever its rank: it costs money. Zero is not negative.

    Args:
        value: what each client is worth, such as its yearly margin or lifetime value, in your currency.
        method: "rank" cuts by the share of clients, "share" by the share of value that they bring, "value" by value.
        cuts: for "rank" and "share" rising fractions above 0 and at most 1, by default 20%, 50%, 80%; for "value"
            descending values, which must be given; a value at a cut is in the better tier.
        names: tier names, best first, one more than there are cuts; by default Platinum, Gold, Iron, Lead.

    Returns:
        One tier name per client.

    Raises:
        NotEnough: method "value" without cuts.
        OutOfDomain: cuts in the wrong order, or not fractions where fractions are meant.
        WrongKind: names that do not fit the cuts, or repeat.
        ShareOfNothing: method "share" where no client has a positive value.

    Equation:
        rank: the first tier whose cut exceeds (clients strictly better) / (clients);
        share: the first tier whose cut exceeds (value of clients strictly better) / (sum of positive values);
        value: the first tier whose cut the value reaches; in each case the last tier where there is none.

    Source:
        Zeithaml, Rust and Lemon (2001), The customer pyramid, California Management Review 43(4); the definition
        above.
    """
    values = as_vector(value)
    limits = tier_limits(values, method, cuts)
    return _assigned(values, limits, _fitting(names, len(limits)))


@worksheet_function(
    "REL_TIER", "row", example=(([[1200], [1000], [-5]], [[1000], [0]], [["A", "B", "C"]]), [["A"], ["A"], ["C"]])
)
def tier(value: Number, cuts: CutsOrTable, names: Tiers | None = None) -> TextColumn:
    """The tier of each client from descending cuts, each client read alone: for Table columns.

    With the cuts of `REL_TIER_CUTS` it answers as `REL_TIERS` does. A value at a cut is in the better tier; a client of
    negative value is in the last tier whatever the cuts are: it costs money.

    Args:
        value: what each client is worth, in the currency of the cuts.
        cuts: the lowest value of each tier, best first, as a list: all tiers but the last, which holds the rest. The
            last tier's may follow and changes nothing. Equal neighbours leave a tier empty. The whole table of
            `REL_TIER_CUTS` may stand here, with or without its headings: the names then come from it.
        names: tier names, best first, one more than there are cuts; by default Platinum, Gold, Iron, Lead.

    Returns:
        One tier name per client.

    Raises:
        OutOfDomain: cuts that rise.
        WrongKind: names that do not fit the cuts, or repeat.

    Equation:
        the first tier whose cut the value reaches, the last tier where there is none or the value is negative

    Source:
        the definition above
    """
    given: NDArray[Any] = np.asarray(cuts)
    if given.ndim == 2:
        names = given[:, 0] if names is None else names
        given = given[:, 1]
    lowest = [float(cut) for cut in np.atleast_1d(given).tolist() if cut is not None]
    if not lowest:
        raise NotEnough("cuts", "must hold at least one number")
    for upper, lower in pairwise(lowest):
        if lower > upper:
            raise OutOfDomain("cuts", "must descend, the best tier first", given=lower)
    tier_count = len(TIER_NAMES if names is None else names)
    if len(lowest) == tier_count > 1:  # the last tier's own lowest value is for information
        lowest.pop()
    return _assigned(as_vector(value), [max(cut, 0.0) for cut in lowest], _fitting(names, len(lowest)))


@worksheet_function(
    "REL_TIER_CUTS",
    "table",
    example=(
        ([[9000], [5200], [5200], [1300], [400], [-250]],),
        [["tier", "lowest value"], ["Platinum", 5200.0], ["Gold", 5200.0], ["Iron", 400.0], ["Lead", -250.0]],
    ),
)
def tier_cuts(value: Number, method: Method = "rank", cuts: Cuts | None = None, names: Tiers | None = None) -> Table:
    """The lowest value in each tier that REL_TIERS gives: the cuts that REL_TIER takes, so that both always agree.

    An empty tier shows the lowest value that would make it (with "value" its cut, but none below 0, since a loss is
    in the last tier); where that is also the cut of the tier above, everybody who reaches it is in the tier above.
    The last tier shows its lowest value for information, or a blank if it is empty.

    Args:
        value: what each client is worth, in your currency.
        method: "rank", "share" or "value", as in `REL_TIERS`.
        cuts: as in `REL_TIERS`.
        names: tier names, best first, one more than there are cuts; by default Platinum, Gold, Iron, Lead.

    Returns:
        A row per tier, best first: its name, and the lowest value in it.

    Raises:
        InputError: as `REL_TIERS`.

    Source:
        the definition above
    """
    values = as_vector(value)
    limits = tier_limits(values, method, cuts)
    found = _fitting(names, len(limits))
    lowest: list[float | None] = []
    better = math.inf
    for limit in limits:
        members = values[(values >= limit) & (values < better)]
        lowest.append(float(members.min()) if len(members) else limit)
        better = limit
    rest = values[values < min(limits)]
    lowest.append(float(rest.min()) if len(rest) else None)
    return Table(("tier", "lowest value"), list(zip(found.tolist(), lowest, strict=True)))


@worksheet_function(
    "REL_MATRIX",
    "rank",
    example=(
        ([[900], [800], [100], [50]], [[5], [1], [4], [2]]),
        [["Key"], ["Maintain"], ["Develop"], ["Review"]],
    ),
    row_when_numbers=("x_cut", "y_cut"),
    alone="give both cuts as numbers",
)
def matrix(
    x: Number, y: Number, x_cut: AxisCut = "median", y_cut: AxisCut = "median", names: Tiers | None = None
) -> TextColumn:
    """The client ranking matrix: each client's quadrant on the two characteristics that matter most to you.

    Larger is better on both axes. A value at the cut is high, so with the median, high may be more than half. Median
    and mean are those of the clients for whom both values are known. With numbers for both cuts each client is read
    alone, and the formula can stand in a Table column.

    Args:
        x: the first characteristic of each client, such as yearly revenue.
        y: the second, such as years of loyalty.
        x_cut: what counts as high on the first: a number in its unit, "median" or "mean".
        y_cut: the same for the second.
        names: four names: high on both, high on x only, high on y only, low on both; by default Key, Maintain,
            Develop, Review.

    Returns:
        One quadrant name per client.

    Raises:
        WrongKind: other than four names, or names that repeat.

    Source:
        the definition above
    """
    across, up = np.broadcast_arrays(as_vector(x), as_vector(y))
    quadrants = QUADRANT_NAMES if names is None else np.asarray(names, dtype=object)
    if names is not None:
        if len(quadrants) != len(QUADRANT_NAMES):
            must = "must be 4 names: high on both, high on x only, high on y only, low on both"
            raise WrongKind("names", must, given=len(quadrants))
        refuse_repeated(quadrants.tolist())
    low_across, low_up = across < _cut_of(across, x_cut), up < _cut_of(up, y_cut)
    found: TextColumn = quadrants[2 * low_across + low_up]
    return found


def tier_limits(value: ArrayLike, method: str = "rank", cuts: ArrayLike | None = None) -> list[float]:
    """The lowest value that makes each tier but the last, best first.

    A client is in the first tier whose limit it reaches. No limit is below 0, which keeps losses in the last tier.
    Arguments and faults are those of `REL_TIERS`.
    """
    values = as_vector(value)
    if method == "value":
        limits = _value_cuts(cuts)
    elif method == "share":
        limits = _limits_by_share(values, _share_cuts(cuts))
    else:
        limits = _limits_by_rank(values, _share_cuts(cuts))
    return [max(limit, 0.0) for limit in limits]


def _limits_by_rank(values: Vector, cuts: list[float]) -> list[float]:
    """For each cut the value at the last place, in descending order, that fewer than the cut are before."""
    ordered, count = np.sort(values), len(values)
    limits = []
    for cut in cuts:
        place = min(int(cut * count) + 1, count - 1)
        while place / count >= cut:
            place -= 1
        limits.append(float(ordered[count - 1 - place]))
    return limits


def _limits_by_share(values: Vector, cuts: list[float]) -> list[float]:
    """For each cut the value at the last place, in descending order, before which less than the cut is brought."""
    positive = np.sort(values[values > 0])[::-1]
    if not len(positive):
        raise ShareOfNothing("value", 'must be positive for at least one client with method "share"')
    brought = np.cumsum(positive)
    if not np.isfinite(brought[-1]):
        raise OutOfDomain("value", "must add up to a number that a spreadsheet can hold")
    # A sum of cents that is 80% to the last bit but one is 80%.
    shares = np.asarray(cuts) * (1 - 1e-12)
    return [float(limit) for limit in positive[np.searchsorted(brought / brought[-1], shares)]]


def _share_cuts(cuts: ArrayLike | None) -> list[float]:
    shares: list[float] = as_vector(SHARE_CUTS if cuts is None else cuts).tolist()
    for share in shares:
        if not 0 < share <= 1:
            raise OutOfDomain("cuts", "must be above 0 and at most 1, such as 20%", given=share)
    for lower, upper in pairwise(shares):
        if upper <= lower:
            raise OutOfDomain("cuts", "must rise, each above the one before it", given=upper)
    return shares


def _value_cuts(cuts: ArrayLike | None) -> list[float]:
    if cuts is None:
        raise NotEnough("cuts", 'must be given with method "value": the lowest value of each tier but the last')
    lowest: list[float] = as_vector(cuts).tolist()
    for upper, lower in pairwise(lowest):
        if lower >= upper:
            raise OutOfDomain("cuts", 'must descend with method "value", each below the one before it', given=lower)
    return lowest


def _fitting(names: Objects | None, cut_count: int) -> Objects:
    """The names of the tiers, one more than there are cuts."""
    needed = cut_count + 1
    if names is None:
        if needed != len(TIER_NAMES):
            raise WrongKind("names", f"must be given: {needed} names, one more than there are cuts")
        return TIER_NAMES
    given = np.asarray(names, dtype=object)
    if len(given) != needed:
        raise WrongKind("names", f"must be {needed} names, one more than there are cuts", given=len(given))
    refuse_repeated(given.tolist())
    return given


def refuse_repeated(names: Sequence[object]) -> None:
    """Refuse `names` of which two are the same but for case."""
    seen: set[str] = set()
    for name in names:
        if (key := identity(name)) in seen:
            raise WrongKind("names", "must name each once", given=name)
        seen.add(key)


def _assigned(values: Vector, limits: list[float], names: Objects) -> TextColumn:
    """The name of the first tier whose limit a value reaches."""
    found: TextColumn = names[len(limits) - np.array(limits[::-1]).searchsorted(values, side="right")]
    return found


def _cut_of(values: Vector, cut: float | str) -> float:
    if cut == "median":
        return float(np.median(values))
    if cut == "mean":
        # Rounding must not lift the mean of equal values above every one of them.
        return float(np.clip(np.mean(values), values.min(), values.max()))
    return float(cut)
