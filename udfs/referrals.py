"""Who brings clients: the referral audit by source, the worth of those whom a client brought, giving and receiving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Amount, Name, Number, Objects, OneShare, Vector
from udfs.cells import identity
from udfs.errors import CellError, InputError, OutOfDomain, ShareOfNothing, WrongKind
from udfs.grouping import NOT_RECORDED, grouped_as_recorded, sums_by_group
from udfs.readers import Names, Numbers
from udfs.worksheet_function import Column, Table, worksheet_function

Source = Annotated[Objects, Names("source", blank_counts=True)]
Referrer = Annotated[Objects, Names("name", blank_counts=True)]
AmountOrNone = Annotated[Vector, Numbers("amount", low=0, must="must not be negative", blank_counts=True)]

_HEADERS = (
    "source",
    "clients",
    "value",
    "share",
    "projected",
    "effort",
    "share of effort",
    "value per effort",
    "gap",
)


@worksheet_function(
    "REL_REFERRALS",
    "table",
    example=(
        (
            [["Accountants"], ["Own staff"], ["accountants"], [None]],
            [[60000], [10000], [20000], [10000]],
            [[20], [60], [20], [0]],
        ),
        [
            list(_HEADERS),
            ["Accountants", 2, 80000.0, 0.8, "", 40.0, 0.4, 2000.0, 0.4],
            ["Own staff", 1, 10000.0, 0.1, "", 60.0, 0.6, 10000 / 60, -0.5],
            ["Not recorded", 1, 10000.0, 0.1, "", 0.0, 0.0, CellError("#DIV/0!", ""), 0.1],
            ["Total", 4, 100000.0, 1.0, "", 100.0, 1.0, 1000.0, 0.0],
        ],
    ),
)
def referrals(source: Source, value: Number, effort: Amount | None = None, projected: Number | None = None) -> Table:
    """Referral audit: what business each source brings, past and projected, against the effort spent on it.

    Sources are existing clients, intermediaries, connectors, multipliers, agencies, your own staff, or a list of your
    own. One row per client won, or one per source with its sums; rows of the same source add up, whatever the case of
    its name. A positive gap says that a source brings more of the value than it gets of the effort. Losses count
    against the total, so that shares may then exceed 1.

    Args:
        source: where the client, or the business, came from; a blank is Not recorded.
        value: value of the business so far, such as a year's fees or margin, in your currency; a row without it is left
            out.
        effort: effort spent on it, in hours or money, 0 or more; a blank is none.
        projected: value of the business still expected, in the same currency; a blank is none.

    Returns:
        A row per source, the largest value first and Not recorded last, then a total row: source, clients (rows),
        value, its share as a fraction, projected value, effort, its share, value per unit of effort, and gap as a
        fraction. Columns that are not given, and those that rest on them, are blank.

    Raises:
        ShareOfNothing: in the cells of a share when the total is not positive; in the cell of value per effort when
            there was no effort.

    Equation:
        gap = value / total value - effort / total effort

    Source:
        The definition above: an audit as banks make it of insurers, estate agents, accountants, lawyers, clients and
        staff.
    """
    names = np.atleast_1d(np.asarray(source, dtype=object))
    names, values = np.broadcast_arrays(names, np.asarray(value, dtype=float))
    shown, groups = grouped_as_recorded(names.tolist())
    clients = np.bincount(groups, minlength=len(shown)).tolist()
    worth = sums_by_group(groups, values, len(shown)).tolist()
    hoped = None if projected is None else sums_by_group(groups, np.nan_to_num(projected), len(shown)).tolist()
    spent = None if effort is None else sums_by_group(groups, np.nan_to_num(effort), len(shown)).tolist()
    total_worth, total_spent = sum(worth), sum(spent or ())

    def line(name: object, clients: int, worth: float, hoped: Any, spent: Any) -> list[Any]:
        share = _part("value", worth, total_worth)
        if spent is None:
            return [name, clients, worth, share, hoped, None, None, None, None]
        taken = _part("effort", spent, total_spent)
        gap = next((part for part in (share, taken) if isinstance(part, InputError)), None)
        yields = worth / spent if spent > 0 else ShareOfNothing("effort", "must be above 0 for a value per effort")
        return [name, clients, worth, share, hoped, spent, taken, yields, gap or share - taken]

    order = sorted(range(len(shown)), key=lambda place: (shown[place] == NOT_RECORDED, -worth[place]))
    rows = [line(shown[at], clients[at], worth[at], hoped and hoped[at], spent and spent[at]) for at in order]
    rows.append(line("Total", len(groups), total_worth, hoped and sum(hoped), spent and sum(spent)))
    return Table(_HEADERS, rows)


def _ignored_referrers(
    client: Name, value: Number, referred_by: Referrer, credit: OneShare = 1.0
) -> Iterator[tuple[int, str]]:
    """Where `REL_REFERRAL_VALUE` gave nobody the credit: perhaps a name is only spelt in another way."""
    listed = {identity(name) for name in np.atleast_1d(client).tolist()}
    for place, name in enumerate(np.atleast_1d(referred_by).tolist()):
        if name is not None and identity(name) not in listed:
            yield place, f'"{name}" is not on the list of clients: ignored'


@worksheet_function(
    "REL_REFERRAL_VALUE",
    "rank",
    example=(
        (
            [["Ashgrove"], ["Bellwether"], ["Cranmere"], ["Dunmarrow"]],
            [[1000], [2000], [4000], [500]],
            [[None], ["Ashgrove"], ["Bellwether"], ["ashgrove"]],
            0.5,
        ),
        [[3250.0], [4000.0], [4000.0], [500.0]],
    ),
    alone="place the formula beside the Table, where it can spill",
    because=_ignored_referrers,
)
def referral_value(client: Name, value: Number, referred_by: Referrer, credit: OneShare = 1.0) -> Column:
    """What each client is worth together with those whom it brought, those whom these brought, and so on.

    A client worth little by itself may be worth keeping for its friends. Value is counted at each client up the line,
    so the column's sum is more than the book is worth: never add it up. A referrer who is not on the list is ignored
    (`REL_EXPLAIN` names them: perhaps they are only spelt in another way); so is one whose own row is left out, and
    then the line ends there.

    Args:
        client: the clients, each listed once; names or ids, compared without regard to case and outer spaces.
        value: what each client itself is worth, such as its lifetime value, in your currency; a loss counts as one.
        referred_by: the client who brought it, written as in `client`; blank for those who came by themselves.
        credit: how much of a value goes to the one who brought it, as a fraction: 1 all of it, 0.5 half of it, and a
            quarter to whoever brought that one.

    Returns:
        One value per client, in the currency of the values.

    Raises:
        WrongKind: in the rows of a client that is listed more than once, each naming the other.
        OutOfDomain: in the rows of those in a circle, who brought each other or themselves; not in others'.

    Equation:
        own value + sum over those brought of credit^steps · value, steps = 1 for those whom it brought itself

    Source:
        The definition above, after the customer referral value of Kumar, Petersen & Leone (2007), How valuable is word
        of mouth?, Harvard Business Review 85(10); they count one step, and predict the value.
    """
    names = np.atleast_1d(np.asarray(client, dtype=object))
    names, values, sources = np.broadcast_arrays(
        names, np.asarray(value, dtype=float), np.asarray(referred_by, dtype=object)
    )
    keys = [identity(name) for name in names.tolist()]
    places = _places(keys, names)
    count = len(keys)
    # One place more stands for nobody, who came from nobody.
    above = np.full(count + 1, count)
    above[:count] = [count if name is None else places.get(identity(name), count) for name in sources.tolist()]
    _refuse_circles(above, sources)
    brought = np.append(values, 0.0)
    weight = float(credit)
    # Doubling: `brought` holds all up to so many steps below, `above` leads as many steps up.
    while (above[:count] < count).any():
        passed = np.bincount(above, weights=weight * brought, minlength=count + 1)
        passed[count] = 0.0
        brought = brought + passed
        above, weight = above[above], weight * weight
    return np.asarray(brought[:count])


def _places(keys: list[str], names: NDArray[np.object_]) -> dict[str, int]:
    """Where each client stands; refuses those that are listed more than once."""
    places: dict[str, int] = {}
    other = np.full(len(keys), -1)
    for place, key in enumerate(keys):
        first = places.setdefault(key, place)
        if first != place:
            other[place] = first
            if other[first] < 0:
                other[first] = place
    if (repeated := other >= 0).any():
        raise WrongKind("client", "must be listed once, it is also in", rows=repeated, given=names, beside=other)
    return places


def _refuse_circles(above: NDArray[np.intp], sources: NDArray[np.object_]) -> None:
    """Refuse those in a circle of referrals."""
    count = len(above) - 1
    far = above
    for _ in range(count.bit_length()):
        far = far[far]
    # After as many steps up as there are clients, only a circle still leads to a client, and to one in it.
    circle = np.zeros(count + 1, dtype=bool)
    circle[far] = True
    circle = circle[:count]
    if circle.any():
        must = "must not lead back to the client itself: it is in a circle of referrals"
        raise OutOfDomain("referred_by", must, rows=circle, given=sources)


@worksheet_function(
    "REL_REFERRAL_BALANCE",
    "table",
    example=(
        ([["Accountants"], ["Estate agents"], ["accountants"]], [[3], [8], [2]], [[6], [2], [4]], [[4], [1], [4]]),
        [
            ["source", "given", "received", "usable", "balance", "usable share"],
            ["Accountants", 5.0, 10.0, 8.0, 5.0, 0.8],
            ["Estate agents", 8.0, 2.0, 1.0, -6.0, 0.5],
            ["Total", 13.0, 12.0, 9.0, -1.0, 0.75],
        ],
    ),
)
def referral_balance(
    source: Source, given: AmountOrNone, received: AmountOrNone, usable: Amount | None = None
) -> Table:
    """Do referrals flow both ways: per source what you gave, what you received, how much of it was of use, balance.

    A positive balance is a source that gives more than it gets: it deserves thanks, or a referral. Rows of the same
    source add up, whatever the case of its name.

    Args:
        source: the partner, or kind of partner; a blank is Not recorded.
        given: referrals that you gave to it: how many, or their value; 0 or more, a blank is none.
        received: referrals that it gave to you, counted in the same way; a blank is none.
        usable: those of the received that were of use, at most as many; a blank is none.

    Returns:
        A row per source, the most received first and Not recorded last, then a total row: source, given, received,
        usable, balance, and usable share as a fraction. The last and usable are blank where `usable` is not given.

    Raises:
        OutOfDomain: more usable than received.
        ShareOfNothing: in the cell of the usable share where nothing was received.

    Equation:
        balance = received - given; usable share = usable / received

    Source:
        The definition above.
    """
    names = np.atleast_1d(np.asarray(source, dtype=object))
    names, gave, got, of_use = np.broadcast_arrays(
        names, *(np.nan_to_num(np.asarray(0 if one is None else one, dtype=float)) for one in (given, received, usable))
    )
    if (too_many := of_use > got).any():
        raise OutOfDomain("usable", "must not be more than received", rows=too_many, given=of_use)
    shown, groups = grouped_as_recorded(names.tolist())
    sums = np.column_stack([sums_by_group(groups, column, len(shown)) for column in (gave, got, of_use)])

    def line(name: object, gave: float, got: float, of_use: float) -> list[Any]:
        if usable is None:
            return [name, gave, got, None, got - gave, None]
        return [name, gave, got, of_use, got - gave, _part("received", of_use, got)]

    order = sorted(range(len(shown)), key=lambda place: (shown[place] == NOT_RECORDED, -sums[place, 1]))
    rows = [line(shown[place], *sums[place].tolist()) for place in order]
    rows.append(line("Total", *sums.sum(axis=0).tolist()))
    return Table(("source", "given", "received", "usable", "balance", "usable share"), rows)


def _part(argument: str, part: float, whole: float) -> Any:
    if whole > 0:
        return part / whole
    return ShareOfNothing(argument, "must add up to more than 0 for a share", given=whole)
