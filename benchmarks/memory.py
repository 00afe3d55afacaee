"""The memory that one call takes beyond its cells: ``python -m benchmarks.memory REL_CLV 1000000``.

A process of its own makes the cells, calls once and prints by how many bytes the largest size that it ever had lies
above its size before the call. The answer's own cells are in it.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import udfs
from benchmarks import cells


def size_now() -> int:
    """Bytes of memory that this process holds."""
    import os

    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def largest_size() -> int:
    """The most bytes that this process ever held."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    name, rows = sys.argv[1], int(sys.argv[2])
    _, arguments = cells.call(name, rows)
    udfs.call(name, *(list(a[:10]) if isinstance(a, list) else a for a in arguments))  # what is imported late
    gc.collect()
    before = size_now()
    answer = udfs.call(name, *arguments)
    assert len(answer) == rows
    print(largest_size() - before)


if __name__ == "__main__":
    main()
