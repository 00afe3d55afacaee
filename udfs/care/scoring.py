"""Prospects against the ideal client: for a firm that still has to build its base."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs import cells as reading
from udfs.arguments import Objects, Vector
from udfs.care.weights import Weights, weights_of
from udfs.cells import Fault, identity
from udfs.errors import NotEnough, OutOfDomain, WrongKind, as_shown
from udfs.readers import ListInPlace, Reader, Role
from udfs.worksheet_function import Column, worksheet_function

LEAST_KNOWN = 0.5
"""The share of the weight that must be known for a score."""


def number_or_text(cell: object) -> object:
    """A cell that is not blank as a number where it is one, a date as its serial number, else as text."""
    if isinstance(cell, datetime.date):
        return reading.day(cell)
    value = reading.number(cell)
    if isinstance(value, Fault) and value.kind is WrongKind:
        return reading.name(cell)
    return value


@dataclass(frozen=True)
class Attributes(Reader):
    """Several attributes per client side by side, numbers or text; a blank is unknown."""

    word: str = "columns of numbers and text"
    role: Role = "columns"

    def read(self, cells: Sequence[object], date_1904: bool = False) -> reading.Column:
        """The cells as objects, None where one is blank."""
        return reading.read_objects(cells, number_or_text)


Ideal = Annotated[Objects, ListInPlace("list of numbers and text", one=number_or_text)]
Must = Annotated[Objects, ListInPlace("list of flags", one=reading.flag)]


def _because(
    attributes: Objects, weights: Weights, ideal: Ideal | None = None, must: Must | None = None
) -> Iterator[tuple[int | None, str]]:
    """The parts of each score."""
    marks = _Marks(attributes, weights, ideal, must)
    # What cannot be read has an error that says why.
    for client in np.flatnonzero(~marks.unreadable).tolist():
        share = f"{marks.known_share[client]:.0%} of the weight is known"
        if marks.missed[client]:
            verdict = "0, a must is missed"
        elif marks.unknown_must[client]:
            verdict = "no score, a must is unknown"
        elif marks.known_share[client] < LEAST_KNOWN:
            verdict = f"no score, only {share}"
        else:
            verdict = f"{marks.score[client]:.4g}, {share}"
        yield client, f"{verdict}: " + "; ".join(marks.part(client, column) for column in range(marks.met.shape[1]))


@worksheet_function(
    "REL_SCORE",
    "row",
    example=(
        (
            [["Law", 40, 5], ["Retail", 80, 10], ["Law", None, 10], ["Law", 60, None]],
            [[2, 3, 1]],
            [["Law", 50, 10]],
            [["yes", None, None]],
        ),
        [[100 * (2 + 3 * 0.8 + 0.5) / 6], [0.0], [100.0], [100.0]],
    ),
    because=_because,
)
def score(
    attributes: Annotated[Objects, Attributes()], weights: Weights, ideal: Ideal | None = None, must: Must | None = None
) -> Column:
    """How close a prospect comes to the ideal client, from 0 to 100.

    Each attribute is met in full, in part or not at all, and the score is the weighted mean of that over the
    attributes that are known. Text is met when it equals the ideal, without regard to case; a number when it is at
    least the ideal, and in part below it (40 against an ideal of 50 is 0.8). Where less is better, as with days until
    payment, write a mark instead of the number. An attribute without an ideal is such a mark: 0 not at all to 1 in
    full. What is unknown counts neither for nor against, but with less than half of the weight known there is no
    score. A must that is not met in full makes the score 0, whatever else is known or not.

    `REL_EXPLAIN` shows the parts of each score.

    Args:
        attributes: one column per attribute, one row per prospect: numbers, dates or text; a blank is unknown.
        weights: how much each attribute matters, in the order of the columns, in any unit from 0.
        ideal: what the ideal client has, in the same order: the text wanted, or the least number wanted; blank where
            the column holds marks. Without it all columns hold marks.
        must: TRUE, x or yes for an attribute without which a prospect is out of the question, in the same order.

    Returns:
        A number from 0 to 100 per prospect.

    Raises:
        NotEnough: a must is unknown, or less than half of the weight is known.
        WrongKind: text where the ideal is a number or a mark is meant; lists that do not fit the columns.
        OutOfDomain: a mark that is not between 0 and 1.
        ShareOfNothing: all weights are 0.

    Equation:
        100 * (sum of weight * met) / (sum of weight), both over the known attributes; met = 1 or 0 for text,
        min(1, max(0, number / ideal)) for a number (0 below an ideal of 0 or less), the mark itself without an ideal

    Source:
        The definition above.
    """
    marks = _Marks(attributes, weights, ideal, must)
    marks.refuse_what_cannot_be_read()
    unsure = ~marks.missed
    if (unknown := marks.unknown_must & unsure).any():
        raise NotEnough("attributes", "must hold each must, one is blank", rows=unknown)
    if (little := (marks.known_share < LEAST_KNOWN) & unsure).any():
        must_hold = f"must be known for at least {LEAST_KNOWN:.0%} of the weight"
        raise NotEnough("attributes", must_hold, rows=little, given=marks.known_share)
    return marks.score


class _Marks:
    """How far each attribute of each prospect is met.

    Attributes:
        met: from 0 to 1 per prospect and attribute; NaN where it is unknown.
        unreadable: the rows with an attribute of the wrong kind.
        missed: the rows in which a must is not met.
        unknown_must: the rows in which a must is unknown.
        known_share: the share of the weight that is known.
        score: the weighted mean, 0 where a must is missed or nothing is known.
    """

    def __init__(self, attributes: Objects, weights: Vector, ideal: Objects | None, must: Objects | None) -> None:
        self.attributes = np.atleast_2d(np.asarray(attributes, dtype=object))
        columns = self.attributes.shape[1]
        self.weights = np.asarray(weights, dtype=float)
        self.ideal = [None] * columns if ideal is None else np.asarray(ideal, dtype=object).tolist()
        needed = np.zeros(columns, dtype=bool) if must is None else np.asarray(must, dtype=object).astype(bool)
        scaled = weights_of(self.weights, columns, "attributes")
        for name, given in (("ideal", self.ideal), ("must", needed)):
            if len(given) != columns:
                raise WrongKind(name, f"must be one per column of attributes, there are {columns}", given=len(given))
        self.met: NDArray[np.float64] = np.empty(self.attributes.shape)
        self.faults: list[WrongKind | OutOfDomain] = []
        for column, wanted in enumerate(self.ideal):
            self.met[:, column] = self._met(column, wanted)
        self.unreadable = np.zeros(len(self.met), dtype=bool)
        for fault in self.faults:
            self.unreadable |= fault.rows
        self._weigh(scaled, needed)

    def _met(self, column: int, wanted: Any) -> Vector:
        """One attribute of all prospects."""
        cells = self.attributes[:, column]
        is_text = np.fromiter((isinstance(cell, str) for cell in cells), dtype=bool, count=len(cells))
        if isinstance(wanted, str):
            known = is_text | np.isfinite(_numbers(cells, ~is_text))
            key = identity(wanted)
            wanted_as = {cell for cell in set(cells.tolist()) if identity(cell) == key}
            equal = np.fromiter((cell in wanted_as for cell in cells), dtype=float, count=len(cells))
            return np.where(known, equal, np.nan)
        numbers = _numbers(cells, ~is_text)
        named = f"column {column + 1}"
        if wanted is None:
            self._note(WrongKind, f"must hold marks from 0 to 1 in {named}, which has no ideal", is_text, cells)
            outside = (numbers < 0) | (numbers > 1)
            self._note(OutOfDomain, f"must be between 0 and 1 in {named}, which has no ideal", outside, cells)
            return np.where(outside, np.nan, numbers)
        self._note(WrongKind, f"must be a number in {named}, as its ideal is", is_text, cells)
        if wanted > 0:
            return np.asarray(np.clip(numbers, 0, wanted) / wanted)
        return np.where(np.isnan(numbers), np.nan, numbers >= wanted)

    def _note(
        self, kind: type[WrongKind] | type[OutOfDomain], must: str, rows: NDArray[np.bool_], given: Objects
    ) -> None:
        if rows.any():
            self.faults.append(kind("attributes", must, rows=rows, given=given))

    def _weigh(self, weights: Vector, needed: NDArray[np.bool_]) -> None:
        known = ~np.isnan(self.met)
        total = known.astype(float) @ weights
        self.missed: NDArray[np.bool_] = np.any(needed & known & (self.met < 1), axis=1)
        self.unknown_must: NDArray[np.bool_] = np.any(needed & ~known, axis=1)
        # Half of 0.1 + 0.2 + 0.3 is known where 0.3 is.
        self.known_share = np.round(total / weights.sum(), 12)
        reached = np.where(known, self.met, 0.0) @ weights
        self.score = np.where(self.missed | (total == 0), 0.0, 100 * (reached / np.where(total == 0, 1.0, total)))

    def refuse_what_cannot_be_read(self) -> None:
        """Raise the first fault of an attribute."""
        if self.faults:
            raise self.faults[0]

    def part(self, client: int, column: int) -> str:
        """What one attribute does for the score, in words."""
        given, wanted, met = self.attributes[client, column], self.ideal[column], self.met[client, column]
        weight = f"weight {self.weights[column]:g}"
        if np.isnan(met):
            return f"attribute {column + 1} is unknown ({weight})"
        against = "" if wanted is None else f", {as_shown(given)} against {as_shown(wanted)}"
        return f"attribute {column + 1} is met {met:.4g} ({weight}{against})"


def _numbers(cells: Objects, are_numbers: NDArray[np.bool_]) -> Vector:
    """The numbers among cells, NaN elsewhere; None is NaN too."""
    numbers = np.full(len(cells), np.nan)
    numbers[are_numbers] = cells[are_numbers].astype(float)
    return numbers
