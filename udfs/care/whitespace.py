"""White space: what else to offer a client, learnt from what clients like it have bought."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Objects, Tiers, ValueColumns, Vector
from udfs.cells import identity
from udfs.errors import NotEnough, WrongKind
from udfs.readers import Numbers, One
from udfs.worksheet_function import TextColumn, worksheet_function

Prior = Annotated[float, One("number", of=Numbers("number", low=0, must="must be a number of clients, 0 or more"))]

MOST_COMPARED = 4_000_000_000
"""Services that a cell may ask to be compared: in each different set of services, with each other set."""
MOST_EXPLAINED = 1_200_000_000
"""The same for the counts behind each chance, which take the comparisons twice more."""
_MULTIPLICATIONS = 250_000
"""In one product of matrices: it stays in the processor's cache, and too small to be spread over threads that wait."""
_NO_OFFER = -1


@dataclass(frozen=True)
class _Offers:
    """The service to offer to each client, and what its chance rests on.

    Attributes:
        service: the place of the service, -1 where there is none to offer.
        overlap: the overlaps of all other clients, added up.
        overlap_of_buyers: the same of those who buy the service.
        chance: the chance that the client takes it.
        buyers: how many clients buy each service.
        fee: what its typical buyer pays for each service.
    """

    service: NDArray[np.intp]
    overlap: Vector
    overlap_of_buyers: Vector
    chance: Vector
    buyers: NDArray[np.intp]
    fee: Vector


def _because(fees: ValueColumns, services: Tiers, prior: float = 5.0) -> Iterator[tuple[int | None, str]]:
    """The counts behind each client's chance."""
    bought, names = _bought(fees), _named(services, fees)
    clients = len(bought)
    counts = [
        f"{count} {'buys' if count == 1 else 'buy'} {name}"
        for name, count in zip(names, bought.sum(axis=0).tolist(), strict=True)
    ]
    yield None, f"of {clients} clients {', '.join(counts)}"
    most, different = _most_patterns(MOST_EXPLAINED, bought), len(_patterns(bought)[0])
    if different > most:
        yield (
            None,
            f"the counts behind each chance are told of up to {most} different sets of services, not {different}",
        )
        return
    offers = _offers(np.atleast_2d(np.asarray(fees, dtype=float)), prior)
    sharing, sharing_buyers = _sharing(bought, offers.service)
    for client, service in enumerate(offers.service.tolist()):
        if service == _NO_OFFER:
            yield client, "nothing to offer: it buys every service that anybody buys"
            continue
        buyers = int(offers.buyers[service])
        of_buyers, overlap = f"{offers.overlap_of_buyers[client]:.4g}", f"{offers.overlap[client]:.4g}"
        says = (
            f"{names[service]} is bought by {sharing_buyers[client]} of the {sharing[client]} others that share a "
            f"service with it (overlaps add up to {of_buyers} of {overlap}) and by {buyers} of all {clients} clients: "
            f"({of_buyers} + {prior:g} x {buyers / clients:.4g}) / ({overlap} + {prior:g}) = "
            f"{offers.chance[client]:.1%}; the median of what they pay is {offers.fee[service]:.10g}"
        )
        yield client, says


@worksheet_function(
    "REL_WHITESPACE",
    "rank",
    example=(
        (
            [[900, 400, None], [800, None, 300], [700, 500, None], [600, 450, 200]],
            [["Audit", "Tax", "Payroll"]],
        ),
        [
            ["Payroll", 8 / 15, 250.0, 250.0 * 8 / 15],
            ["Tax", 23 / 28, 450.0, 450.0 * 23 / 28],
            ["Payroll", 8 / 15, 250.0, 250.0 * 8 / 15],
            ["", "", "", ""],
        ],
    ),
    alone="add the clients from whom to learn",
    because=_because,
)
def whitespace(fees: ValueColumns, services: Tiers, prior: Prior = 5.0) -> TextColumn:
    """What else to offer each client: the service that clients like it buy most often, the chance that it takes it,
    the typical fee, and the fee to expect.

    What is learnt is who buys what with what; that the client needs the service, the team must judge. A client buys a
    service for which it pays a fee above 0. Two clients are alike as far as the services that either buys are bought
    by both (Jaccard); the service in question is left aside, so that buying it makes nobody less alike. On a short
    list, or for a client with rare services, few are alike: the chance then stays near the share of all clients who
    buy the service, as if `prior` clients more had been asked who buy as all do. `REL_EXPLAIN` shows the counts behind
    each chance.

    The best chance comes first, among equal ones the larger typical fee, then the service further left. A service that
    nobody buys is never offered: nothing is known of it. Who buys all others gets blanks.

    Args:
        fees: one column per service, one row per client: what the client pays for it per period; blank, 0 or less is
            not bought. Rows that are all blank are no clients; write a 0 for a client who buys nothing yet.
        services: the services' names, in the order of the columns.
        prior: how many clients the share among all clients weighs as much as, from 0. With 0 only those alike count,
            and the share among all where nobody is.

    Returns:
        Four columns per client: service, chance (a fraction), typical fee, expected fee (chance times typical fee).

    Raises:
        WrongKind: a service is named twice, or there are not as many names as columns.
        NotEnough: too many different sets of services are to be compared with each other: more than 10,000 of 40
            services, 6,300 of 100, 4,400 of 200.

    Equation:
        chance = (sum of w over others who buy it + prior * base) / (sum of w over all others + prior);
        w = (services both buy) / (services either buys, without the one in question), 0 where there are none;
        base = (clients who buy it) / (all clients); typical fee = median of what its buyers pay

    Source:
        Jaccard (1901) for the overlap; the definition above.
    """
    matrix = np.atleast_2d(np.asarray(fees, dtype=float))
    names = _named(services, matrix)
    offers = _offers(matrix, prior)
    answers = np.full((len(matrix), 4), "", dtype=object)
    offered = np.flatnonzero(offers.service != _NO_OFFER)
    service = offers.service[offered]
    chance, fee = offers.chance[offered], offers.fee[service]
    answers[offered, 0] = names[service]
    for column, figures in enumerate((chance, fee, chance * fee), start=1):
        answers[offered, column] = figures.tolist()
    return answers


def _named(services: Tiers, fees: ValueColumns) -> Objects:
    """The services' names, one per column."""
    names, columns = np.asarray(services, dtype=object), np.atleast_2d(fees).shape[1]
    if len(names) != columns:
        raise WrongKind("services", f"must name each column of fees, there are {columns}", given=len(names))
    keys = [identity(name) for name in names]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise WrongKind("services", "must name each service once", given=names[place])
    return names


def _bought(fees: ValueColumns) -> NDArray[np.bool_]:
    return np.atleast_2d(np.asarray(fees, dtype=float)) > 0


def _offers(fees: NDArray[np.float64], prior: float) -> _Offers:
    """The best service for each client; those with the same services are asked about once."""
    bought = _bought(fees)
    buyers = bought.sum(axis=0)
    base = buyers / len(bought)
    fee = np.array([_median(column[column > 0]) for column in fees.T])
    patterns, pattern_of, alike = _patterns(bought)
    overlap, of_buyers = _overlaps(patterns, alike)
    with np.errstate(invalid="ignore"):
        chance = (of_buyers + prior * base) / (overlap + prior)
    chance = np.where(overlap + prior > 0, chance, base)
    service = _best(np.where(patterns | (buyers == 0), -1.0, chance), fee)
    at = np.arange(len(patterns)), np.maximum(service, 0)
    overlap, of_buyers, chance = (found[at][pattern_of] for found in (overlap, of_buyers, chance))
    return _Offers(service[pattern_of], overlap, of_buyers, chance, buyers, fee)


def _median(fees: Vector) -> float:
    """The median, halved before it is added up: two fees near the largest number have one too. 0 of none."""
    if not len(fees):
        return 0.0
    middle = len(fees) // 2
    ordered = np.partition(fees, (max(middle - 1, 0), middle))
    return float(ordered[middle] if len(fees) % 2 else ordered[middle - 1] / 2 + ordered[middle] / 2)


def _patterns(bought: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp], Vector]:
    """The different sets of services, which of them each client has, and how many clients have each."""
    packed = np.ascontiguousarray(np.packbits(bought, axis=1))
    as_text = packed.view(f"S{packed.shape[1]}").ravel()
    _, first, pattern_of, alike = np.unique(as_text, return_index=True, return_inverse=True, return_counts=True)
    if len(first) > (most := _most_patterns(MOST_COMPARED, bought)):
        must = f"must hold at most {most} different sets of services to be compared"
        raise NotEnough("fees", must, given=len(first))
    return bought[first], pattern_of, alike.astype(float)


def _most_patterns(compared: int, bought: NDArray[np.bool_]) -> int:
    """How many different sets may be compared with each other."""
    return math.isqrt(compared // bought.shape[1])


def _pairs(patterns: NDArray[np.bool_]) -> Iterator[tuple[slice, slice, NDArray[np.float64]]]:
    """How many services two patterns share: a block of rows and of columns at a time, each pair of blocks once."""
    packed = np.packbits(patterns, axis=1)
    words = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64).T
    size = max(1, math.isqrt(_MULTIPLICATIONS // patterns.shape[1]))
    blocks = [slice(start, start + size) for start in range(0, len(patterns), size)]
    for place, rows in enumerate(blocks):
        for columns in blocks[place:]:
            common = sum(np.bitwise_count(word[rows, np.newaxis] & word[columns]).astype(float) for word in words)
            yield rows, columns, np.asarray(common)


def _add(total: NDArray[np.float64], rows: slice, columns: slice, weights: Any, of: NDArray[np.float64]) -> None:
    """Add up for the patterns of both blocks what the other has, by the weight of the pair."""
    total[rows] += weights @ of[columns]
    if rows != columns:
        total[columns] += weights.T @ of[rows]


def _overlaps(patterns: NDArray[np.bool_], alike: Vector) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per pattern and service: the overlaps of all other clients added up, and of those who buy the service.

    Only services that the pattern lacks are right. With such a service left aside, what both buy stays the same, and
    what either buys is one less for those who buy it.
    """
    buys = patterns * alike[:, np.newaxis]
    lacks = ~patterns * alike[:, np.newaxis]
    sizes = patterns.sum(axis=1).astype(float)
    overlap, of_buyers = np.zeros(patterns.shape), np.zeros(patterns.shape)
    for rows, columns, shared in _pairs(patterns):
        either = sizes[rows, np.newaxis] + sizes[columns] - shared
        _add(overlap, rows, columns, shared / np.maximum(either, 1), lacks)
        _add(of_buyers, rows, columns, shared / np.maximum(either - 1, 1), buys)
    # Nobody is compared with itself: a client that buys anything overlaps with itself entirely.
    overlap -= (sizes > 0)[:, np.newaxis]
    return overlap + of_buyers, of_buyers


def _best(chance: NDArray[np.float64], fee: Vector) -> NDArray[np.intp]:
    """The place of the best chance per row, -1 where all are below 0; then the larger fee, then the place."""
    # The same chance reckoned from sums in another order differs in its last digits.
    rounded = np.round(chance, 12)
    tied = rounded == rounded.max(axis=1, keepdims=True)
    best = np.where(tied, fee, -1.0).argmax(axis=1)
    return np.where(rounded.max(axis=1) < 0, _NO_OFFER, best)


def _sharing(bought: NDArray[np.bool_], service: NDArray[np.intp]) -> tuple[list[int], list[int]]:
    """Per client, how many others share a service with it, and how many of them buy the service offered."""
    patterns, pattern_of, alike = _patterns(bought)
    # The last column counts everybody.
    buys = np.column_stack((patterns * alike[:, np.newaxis], alike))
    counts = np.zeros(buys.shape)
    for rows, columns, shared in _pairs(patterns):
        _add(counts, rows, columns, (shared > 0) * 1.0, buys)
    counts[:, -1] -= patterns.any(axis=1)
    others, buyers = counts[pattern_of, -1], counts[pattern_of, np.maximum(service, 0)]
    return others.astype(int).tolist(), buyers.astype(int).tolist()
