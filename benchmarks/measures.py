"""What is measured, against which limit.

Times are ratios to a baseline measured in the same run. Baseline and measured call take turns, and the median of the
ratios counts, since other programs on the machine slow both alike.
"""

from __future__ import annotations

import gc
import importlib.util
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import udfs
from benchmarks import cells

SOURCE = Path(__file__).resolve().parent.parent
GIGABYTE = 1e9
TOLERANCE = 2.0
"""A time may reach this multiple of its limit before a check fails: machines that run checks are busy."""


@dataclass(frozen=True)
class Measure:
    """One line of the table: what was measured, in `unit`, and how much it may be."""

    name: str
    unit: str
    measured: float
    limit: float
    tolerance: float = TOLERANCE
    detail: str = ""

    @property
    def is_too_much(self) -> bool:
        """Whether a check fails."""
        return not self.measured <= self.limit * self.tolerance

    def as_record(self) -> dict[str, Any]:
        """The line for a program; null where nothing could be measured."""
        measured = self.measured if math.isfinite(self.measured) else None
        return asdict(self) | {"measured": measured, "fails": self.is_too_much}


def seconds(function: Callable[[], Any]) -> float:
    """How long a call takes, with the garbage collector on when it starts and nothing left to collect."""
    gc.collect()
    gc.enable()
    start = perf_counter()
    answer = function()
    taken = perf_counter() - start
    del answer
    return taken


def ratio(measured: Callable[[], Any], baseline: Callable[[], Any], rounds: int) -> tuple[float, float, float]:
    """Median of the ratios of two calls that take turns, and the median seconds of each."""
    pairs = [(seconds(measured), seconds(baseline)) for _ in range(rounds)]
    own, other = zip(*pairs, strict=True)
    return statistics.median(a / b for a, b in pairs), statistics.median(own), statistics.median(other)


# --- Columns


def columns(name: str, limit: float, rows: int, rounds: int) -> Iterator[Measure]:
    """A call over columns against numpy's reading of the same columns, clean and spoilt."""
    _, clean = cells.call(name, rows)
    given = cells.columns_in(clean)

    def called() -> Any:
        return udfs.call(name, *clean)

    def read() -> Any:
        return [np.array(one, dtype=float) for one in given]

    assert len(called()) == rows
    found, own, other = ratio(called, read, rounds)
    yield Measure(
        f"{name}, {rows:,} rows", "times numpy.array", found, limit, detail=f"{own:.2f} s against {other:.2f} s"
    )
    dirty = cells.spoilt(clean)
    found, own, other = ratio(lambda: udfs.call(name, *dirty), called, rounds)
    yield Measure(
        f"{name}, {rows:,} rows, some spoilt", "times clean", found, 2.0, detail=f"{own:.2f} s against {other:.2f} s"
    )


def memory(name: str, rows: int) -> Iterator[Measure]:
    """What a call takes beyond its cells; only where the system tells it (Linux)."""
    if sys.platform != "linux":
        return
    command = [sys.executable, "-m", "benchmarks.memory", name, str(rows)]
    done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=True)
    yield Measure(f"{name}, {rows:,} rows, memory", "GB beyond the cells", int(done.stdout) / GIGABYTE, 1.0, 1.0)


# --- One cell


ONE_CELL: tuple[cells.Call, ...] = (
    ("REL_CLV", (300000, 0.8, 0.1)),
    ("REL_TIER", (5000, [[10000], [2000], [500]])),
    ("REL_NPV", (0.1, [[-10000, 3000, 4200, 6800, 1000]])),
)


def one_cell(name: str, arguments: tuple[Any, ...], rounds: int) -> Iterator[Measure]:
    """A call in one cell against numpy.add on arrays of one element."""
    one, other = np.array([1.0]), np.array([2.0])
    calls, additions = 500, 20_000

    def called() -> None:
        for _ in range(calls):
            udfs.call(name, *arguments)

    def added() -> None:
        for _ in range(additions):
            np.add(one, other)

    assert isinstance(udfs.call(name, *arguments), (float, str))
    found, own, base = ratio(called, added, 3 * rounds)
    times = found * additions / calls
    detail = f"{own / calls * 1e6:.1f} µs against {base / additions * 1e6:.2f} µs"
    yield Measure(f"{name} in one cell", "times numpy.add", times, 80.0, detail=detail)


# --- Starting


_IMPORT = "from time import perf_counter as now; start = now(); import udfs; print(now() - start)"
_DEMO = "from addin.cli import main; main()"


def start(rounds: int) -> Iterator[Measure]:
    """``import udfs`` in a fresh process; the best of several, since only disturbances make it slower."""
    command = [sys.executable, "-c", _IMPORT]
    times = [
        float(subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=True).stdout)
        for _ in range(max(rounds, 5))
    ]
    yield Measure("import udfs", "seconds", min(times), 0.3, detail=f"best of {len(times)}")


def demo() -> Iterator[Measure]:
    """``tenure demo`` in a fresh process, the best of three, where it is installed; one that fails takes for ever."""
    if importlib.util.find_spec("addin") is None or importlib.util.find_spec("addin.cli") is None:
        return
    times = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", _DEMO, "demo", "--output", folder]
            begun = perf_counter()
            done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
            times.append(perf_counter() - begun)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        yield Measure("tenure demo", "seconds", float("inf"), 5.0, detail=f"failed: {said[-1] if said else 'silent'}")
    else:
        yield Measure("tenure demo", "seconds", min(times), 5.0, detail="best of 3")


def everything(rows: int, rounds: int) -> Iterator[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What there is to measure: a word for the progress, and the measurement."""
    yield "import udfs", lambda: start(rounds)
    for name, arguments in ONE_CELL:
        yield f"{name} in one cell", lambda name=name, arguments=arguments: one_cell(name, arguments, rounds)
    for name, limit in (("REL_CLV", 1.0), ("REL_TIERS", 1.5), ("REL_NPV", 2.0)):
        yield f"{name} over {rows:,} rows", lambda name=name, limit=limit: columns(name, limit, rows, rounds)
        yield f"{name}, memory", lambda name=name: memory(name, rows)
    yield "tenure demo", demo
