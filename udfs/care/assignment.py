"""Who should have which client: account managers who can serve them and have the time, with the fewest changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Amount, Objects, Vector
from udfs.block import Block
from udfs.care.account_managers import UNASSIGNED, Manager, is_nobody
from udfs.cells import identity, is_blank
from udfs.errors import NotEnough, WrongKind, as_shown
from udfs.grouping import grouped
from udfs.readers import ListInPlace, Names, NumberByName, Numbers
from udfs.wording import count_of
from udfs.worksheet_function import TextColumn, worksheet_function

_NOBODY = -1
_NO_SECTOR = ""
_ROUNDING = 1e-9
"""Part of a capacity by which decimals such as 0.1 + 0.2 may miss it."""


@dataclass(frozen=True)
class Capacities(NumberByName):
    """What managers can take: one number for each, a list in the order of the managers, or a table of two columns."""

    word: str = "number, list of numbers, or manager and number"
    or_number: bool = True

    def take(self, block: Block, date_1904: bool) -> object:
        """A float, a vector with NaN for a blank, or a dictionary from identity to number; None when all is blank."""
        is_table = block.columns == 2 and (block.rows > 1 or self.of.is_text(block.cells[0]))
        if block.is_one_cell or is_table or all(map(is_blank, block.cells)):
            return super().take(block, date_1904)
        if min(block.rows, block.columns) > 1:
            return self.refuse("must be one number, one row, one column, or two columns of manager and number")
        column = self.of.read(block.cells)
        if column.faults:
            return column.faults[min(column.faults)]
        if column.blanks is not None:
            column.values[column.blanks] = np.nan
        return column.values


Sector = Annotated[Objects, Names(blank_counts=True)]
Staff = Annotated[Objects, ListInPlace("list of names")]
StaffCapacity = Annotated[
    float | Vector | dict[str, float],
    Capacities(of=Numbers("amount", low=0, must="must not be negative")),
]
Skills = Annotated[Objects, ListInPlace("list of sectors, comma separated")]


def _because(
    manager: Manager,
    sector: Sector,
    effort: Amount,
    managers: Staff,
    capacity: StaffCapacity,
    skills: Skills | None = None,
) -> Iterator[tuple[int | None, str]]:
    """What everybody has in the end; then who moves, and why."""
    plan = _Plan(manager, sector, effort, _Team(managers, capacity, skills))
    clients, unassigned = len(plan.after), int((plan.after == _NOBODY).sum())
    stay = int(plan.stays.sum())
    moved = clients - stay - unassigned
    outcomes = f"{stay:,} as before, {moved:,} to another account manager, {unassigned:,} {UNASSIGNED}"
    yield None, f"{count_of(clients, 'client')}: {outcomes}"
    for place, name in enumerate(plan.team.names):
        load = float(plan.effort[plan.after == place].sum())
        yield None, f"{name} then has {as_shown(load)} of {as_shown(plan.team.capacity[place])}"
    for client in np.flatnonzero(~plan.stays).tolist():
        yield client, f"{plan.outcome(client)}; {plan.reason(client)}"


@worksheet_function(
    "REL_ASSIGN",
    "rank",
    example=(
        (
            [["Ines"], ["Ines"], ["Tobias"], [None], ["Gareth"]],
            [["Law"], ["Banking"], ["Retail"], ["Law"], ["Retail"]],
            [[60], [50], [40], [20], [30]],
            [["Ines"], ["Tobias"]],
            [[100], [120]],
            [["Law, Banking"], [None]],
        ),
        [["Tobias"], ["Ines"], ["Tobias"], ["Ines"], ["Unassigned"]],
    ),
    alone="see REL_LOAD for who has room",
    because=_because,
)
def assign(
    manager: Manager,
    sector: Sector,
    effort: Amount,
    managers: Staff,
    capacity: StaffCapacity,
    skills: Skills | None = None,
) -> TextColumn:
    """Who should be each client's account manager, so that everybody has the skill and the time, with the fewest
    changes to who has whom now.

    Who has an able manager stays, as far as that manager's capacity goes. A manager with too much gives up the fewest
    clients: the largest effort first, of equal ones the client higher up in the list. These, and clients whose manager
    is not able, not in the list or nobody, are then placed one after the other, the largest effort first, of equal
    ones the client higher up: each goes to the able manager with the most free capacity, of equal ones the first in
    the list of managers. A client whom nobody can take is Unassigned, never dropped; a smaller one after it may still
    find a place.

    It changes little and takes no account of who is best for whom; `REL_EXPLAIN` says who moves and why, for the team
    to judge. It does not look for the packing that places most clients: exchanging others might make room for one
    that is Unassigned.

    Args:
        manager: the present account manager of each client; blank (or "Unassigned") is nobody.
        sector: the client's sector, or whatever skill it asks for; blank is of no sector, whom only a manager for all
            sectors can take.
        effort: time or money that the client takes per period, in the unit of the capacity.
        managers: the account managers to choose from, a row or a column.
        capacity: the effort that each can give per period: one number for each of them, a list in the order of
            `managers`, or a table of two columns, manager and number, as for `REL_LOAD`.
        skills: the sectors that each manager can serve, comma separated, in the order of `managers`; blank is all.

    Returns:
        One account manager per client, as written in `managers`, or Unassigned.

    Raises:
        WrongKind: a manager is named twice, or lists do not fit the list of managers.
        NotEnough: a manager has no capacity (write 0 for one who shall take no client).

    Equation:
        stays where able and, for each manager, the sum of effort <= capacity after the largest have been given up;
        then argmax over able managers of (capacity - effort taken) where the client's effort fits

    Source:
        The definition above.
    """
    plan = _Plan(manager, sector, effort, _Team(managers, capacity, skills))
    names: Objects = np.array([*plan.team.names, UNASSIGNED], dtype=object)
    return names[plan.after]


class _Team:
    """The account managers to choose from.

    Attributes:
        names: as they are shown.
        capacity: what each can take.
        skills: the sectors that each serves by identity; None for all.
    """

    def __init__(self, managers: Objects, capacity: float | Vector | dict[str, float], skills: Objects | None) -> None:
        listed = np.asarray(managers, dtype=object).tolist()
        filled = [place for place, name in enumerate(listed) if name is not None]
        self.names = [listed[place] for place in filled]
        keys = [identity(name) for name in self.names]
        for place, (key, name) in enumerate(zip(keys, self.names, strict=True)):
            if key in keys[:place] or is_nobody(name):
                raise WrongKind("managers", f"must name each manager once, and not {UNASSIGNED}", given=name)
        texts = _beside(listed, "skills", [None] * len(listed) if skills is None else list(skills))
        self.skills = [_sectors(text) for text in texts]
        self.capacity = np.array(self._capacities(listed, capacity), dtype=float)

    def _capacities(self, listed: list[object], capacity: float | Vector | dict[str, float]) -> list[float]:
        found: list[float | None]
        if isinstance(capacity, dict):
            by_name = {identity(name): most for name, most in capacity.items()}
            found = [by_name.get(identity(name)) for name in self.names]
        elif np.ndim(capacity) == 0:
            found = [float(capacity)] * len(self.names)
        else:
            numbers = [None if np.isnan(most) else float(most) for most in np.asarray(capacity, dtype=float)]
            found = _beside(listed, "capacity", numbers)
        for name, most in zip(self.names, found, strict=True):
            if most is None:
                raise NotEnough("capacity", f"must be given for each manager, {name} has none")
        return [most for most in found if most is not None]

    def serves(self, sectors: list[str]) -> NDArray[np.bool_]:
        """Which manager (down) serves which sector (across)."""
        return np.array([[own is None or sector in own for sector in sectors] for own in self.skills], dtype=bool)


def _beside(listed: list[object], argument: str, cells: list[Any]) -> list[Any]:
    """What stands beside the managers in another list; nothing may stand beside a blank."""
    if len(cells) != len(listed):
        raise WrongKind(argument, f"must be as many as managers, {len(listed)}", given=len(cells))
    if any(name is None and cell is not None for name, cell in zip(listed, cells, strict=True)):
        raise WrongKind("managers", f"must name everybody of whom {argument} is given, one cell is blank")
    return [cell for name, cell in zip(listed, cells, strict=True) if name is not None]


def _sectors(text: object) -> frozenset[str] | None:
    """The sectors in a text, None for all."""
    if text is None:
        return None
    return frozenset(filter(None, map(str.strip, identity(text).split(",")))) or None


class _Plan:
    """Who has whom in the end.

    Attributes:
        before: the place of each client's manager in the team, -1 for nobody or somebody else.
        able: whether that manager serves the client's sector.
        stays: whether the client keeps its manager.
        after: the place of its manager in the end, -1 for nobody.
        asked: what each manager's clients take before any is given up.
        room: for each client to be placed, the most that an able manager had free; NaN where nobody is able.
    """

    def __init__(self, manager: Objects, sector: Objects, effort: Any, team: _Team) -> None:
        self.team = team
        given = (np.asarray(manager, dtype=object), np.asarray(sector, dtype=object), np.asarray(effort, dtype=float))
        self.manager, self.sector, self.effort = np.broadcast_arrays(*map(np.atleast_1d, given))
        # A manager who is not in the team gets a place behind it.
        _, places = grouped((UNASSIGNED if is_nobody(one) else one for one in self.manager), first=team.names)
        self.before = np.where(places < len(team.names), places, _NOBODY)
        sectors, asks = grouped(_NO_SECTOR if one is None else one for one in self.sector)
        serves = team.serves([identity(one) for one in sectors])
        self.able = (self.before != _NOBODY) & serves[self.before, asks]
        self.after = np.where(self.able, self.before, _NOBODY)
        self.asked = np.zeros(len(team.names))
        self.room = np.full(len(self.after), np.nan)
        free = np.array([self._keep(place) for place in range(len(team.names))])
        self.stays = self.after != _NOBODY
        self._place(free, asks, [np.flatnonzero(column) for column in serves.T])

    def _keep(self, place: int) -> float:
        """Give up the fewest clients of one manager; what the manager then has free."""
        clients = np.flatnonzero(self.after == place)
        # From those who stay first to those given up first.
        clients = clients[np.lexsort((-clients, self.effort[clients]))]
        taken = np.concatenate(([0.0], np.cumsum(self.effort[clients])))
        most = float(self.team.capacity[place])
        stay = int(np.searchsorted(taken, most * (1 + _ROUNDING), side="right")) - 1
        self.asked[place] = taken[-1]
        self.after[clients[stay:]] = _NOBODY
        return max(0.0, most - float(taken[stay]))

    def _place(self, free: Vector, asks: NDArray[np.intp], able: list[NDArray[np.intp]]) -> None:
        """Find a manager for each client who has none; each choice depends on those before."""
        slack = self.team.capacity * _ROUNDING
        waiting = np.flatnonzero(~self.stays)
        for client in waiting[np.argsort(-self.effort[waiting], kind="stable")].tolist():
            choice = able[asks[client]]
            if not len(choice):
                continue
            room = free[choice]
            best = choice[np.argmax(room >= room.max() - slack[choice])]
            self.room[client] = free[best]
            if self.effort[client] <= free[best] + slack[best]:
                self.after[client] = best
                free[best] = max(0.0, free[best] - self.effort[client])

    def reason(self, client: int) -> str:
        """Why a client does not stay where it was."""
        who, place = self.manager[client], self.before[client]
        if is_nobody(who):
            return "it had no account manager"
        if place == _NOBODY:
            return f"{who} is not among the managers"
        name = self.team.names[place]
        if not self.able[client]:
            return f"{name} does not serve {self._sector(client)}"
        asked, most = as_shown(self.asked[place]), as_shown(self.team.capacity[place])
        return f"{name} had {asked} against a capacity of {most} and gives up the largest"

    def outcome(self, client: int) -> str:
        """Where a client goes."""
        room, takes = as_shown(self.room[client]), as_shown(self.effort[client])
        if self.after[client] != _NOBODY:
            return (
                f"goes with {takes} to {self.team.names[self.after[client]]}, who has {room} free, most of those able"
            )
        if np.isnan(self.room[client]):
            return f"{UNASSIGNED}, nobody serves {self._sector(client)}"
        return f"{UNASSIGNED}, it takes {takes} and nobody able has more than {room} free"

    def _sector(self, client: int) -> str:
        sector = self.sector[client]
        return "clients of no sector" if sector is None else str(sector)
