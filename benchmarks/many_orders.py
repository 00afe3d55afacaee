"""The function behind REL_ORDERS on columns of numpy: ``python -m benchmarks.many_orders numbers 10000000``.

A process of its own makes the columns, calls once and prints the seconds, and the most bytes that it ever held, the
columns and the answer among them. Ids are whole numbers, texts of numpy, or texts as Python has them.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs import orders

ORDERS_PER_CLIENT = 10
FIRST_DAY, DAYS = 43831, 2192  # six years from 2020


def columns(kind: str, rows: int) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
    """Client, day and amount of so many orders, in no order."""
    random = np.random.default_rng(6)
    clients = max(rows // ORDERS_PER_CLIENT, 1)
    ids: NDArray[Any] = random.integers(0, clients, rows)
    if kind != "numbers":
        names = np.char.add("C-", np.arange(clients).astype("U8"))
        ids = (names if kind == "texts" else names.astype(object))[ids]
    days = random.integers(FIRST_DAY, FIRST_DAY + DAYS, rows).astype(float)
    return ids, days, random.gamma(2, 50, rows).round(2)


def main() -> None:
    kind, rows = sys.argv[1], int(sys.argv[2])
    client, day, amount = columns(kind, rows)
    orders.orders(client[:100], day[:100], FIRST_DAY + DAYS, amount[:100])  # what is imported late
    start = perf_counter()
    table = orders.orders(client, day, FIRST_DAY + DAYS, amount)
    seconds = perf_counter() - start
    largest = None
    if sys.platform == "linux":
        from benchmarks.memory import largest_size

        largest = largest_size()
    print(json.dumps({"seconds": seconds, "bytes": largest, "clients": len(table.rows)}))


if __name__ == "__main__":
    main()
