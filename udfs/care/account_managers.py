"""Account managers: how the book is spread over them, and who should have which client."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from udfs.arguments import Amount, Capacity, Number, Objects
from udfs.cells import identity
from udfs.errors import InputError, ShareOfNothing
from udfs.grouping import grouped
from udfs.readers import Names
from udfs.worksheet_function import Table, worksheet_function

Manager = Annotated[Objects, Names(blank_counts=True)]

UNASSIGNED = "Unassigned"
"""Who has a client that nobody has."""
_NOBODY = identity(UNASSIGNED)


@worksheet_function(
    "REL_LOAD",
    "table",
    example=(
        (
            [["Ines"], ["Tobias"], ["Ines"], [None]],
            [[50000], [20000], [10000], [20000]],
            [[60], [40], [30], [10]],
            [["Ines", 100], ["Tobias", 80]],
        ),
        [
            ["manager", "clients", "value", "share", "effort", "load"],
            ["Ines", 2, 60000.0, 0.6, 90.0, 0.9],
            ["Tobias", 1, 20000.0, 0.2, 40.0, 0.5],
            ["Unassigned", 1, 20000.0, 0.2, 10.0, ""],
            ["Total", 4, 100000.0, 1.0, 140.0, 140 / 180],
        ],
    ),
)
def load(manager: Manager, value: Number, effort: Amount | None = None, capacity: Capacity | None = None) -> Table:
    """Per account manager: clients, value, share of the book (what is at risk if the person leaves), effort, and load
    against capacity.

    Largest value first, then the clients of nobody as Unassigned, then a total. Without effort its column and the load
    are blank; without capacity the load is. The total's load sets all effort, Unassigned too, against the whole
    capacity: of everybody in the table of capacities, or of those who have clients where one number serves all.

    Args:
        manager: the account manager of each client; blank (or "Unassigned") is nobody.
        value: the client's value, such as yearly fees or margin, in your currency; a row without it is left out.
        effort: time or money that the client takes per period; a blank is none.
        capacity: effort that a manager can give per period: one number for each, or a table of two columns, manager and
            number. A manager missing from the table has no load, and then neither has the total.

    Returns:
        A row per manager: manager, clients, value, share of the total value, effort, load (1 is fully used).

    Raises:
        ShareOfNothing: in the cells of the shares when the total value is not positive; in the cell of a load when the
            capacity is 0.

    Equation:
        share = value / total value; load = effort / capacity

    Source:
        The definition above.
    """
    values, names = np.atleast_1d(np.asarray(value, dtype=float)), np.asarray(manager, dtype=object)
    efforts = np.nan_to_num(np.asarray(0 if effort is None else effort, dtype=float), nan=0.0)
    names, values, efforts = np.broadcast_arrays(names, values, efforts)
    shown, group = grouped(UNASSIGNED if is_nobody(name) else name for name in names.tolist())
    keys = [identity(name) for name in shown]
    clients = np.bincount(group).tolist()
    worth, spent = (np.bincount(group, weights=column).tolist() for column in (values, efforts))
    total_worth, total_spent = sum(worth), sum(spent)
    able, all_together = _capacities([key for key in keys if key != _NOBODY], capacity)

    def line(name: object, clients: int, worth: float, spent: float, able: float | None) -> tuple[Any, ...]:
        share = _part(worth, total_worth)
        return name, clients, worth, share, *((None, None) if effort is None else (spent, _load(spent, able)))

    largest_first = sorted(range(len(keys)), key=lambda place: (keys[place] == _NOBODY, -worth[place]))
    rows = [line(shown[one], clients[one], worth[one], spent[one], able.get(keys[one])) for one in largest_first]
    rows.append(line("Total", len(group), total_worth, total_spent, all_together))
    return Table(("manager", "clients", "value", "share", "effort", "load"), rows)


def is_nobody(manager: object) -> bool:
    """Whether a client's account manager is nobody: a blank, or the word for it."""
    return manager is None or identity(manager) == _NOBODY


def _capacities(
    managers: list[str], capacity: float | dict[str, float] | None
) -> tuple[dict[str, float], float | None]:
    """What each manager can do, and what all can together; None where that of somebody is unknown."""
    if isinstance(capacity, dict):
        able = {identity(name): most for name, most in capacity.items()}
    else:
        able = {} if capacity is None else dict.fromkeys(managers, float(capacity))
    known = bool(able) and all(manager in able for manager in managers)
    return able, sum(able.values()) if known else None


def _part(value: float, total: float) -> float | InputError:
    return (
        value / total if total > 0 else ShareOfNothing("value", "must add up to more than 0 for a share", given=total)
    )


def _load(effort: float, capacity: float | None) -> float | InputError | None:
    if capacity is None:
        return None
    return (
        effort / capacity if capacity > 0 else ShareOfNothing("capacity", "must be above 0 for a load", given=capacity)
    )
