"""Beside the peers: ``python -m benchmarks.peers``, the fits and predictions of lifetimes, pymc-marketing, lifelines.

Each peer is installed into an environment of its own, in a temporary folder or in that of ``--environment``, where it
stays for the next time. It runs in its own process, timed inside it, on the same columns. The peer and Tenure take
turns, the medians count, and both answers must agree; the first time of each, in which pymc-marketing compiles for half
a minute, does not count. Below stand lists of millions that have no peer. Minutes, not seconds: nothing that has to
hold in every check.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import udfs
from benchmarks import many_orders, peer_process
from benchmarks.cells import Column
from benchmarks.measures import GIGABYTE, SOURCE, seconds
from udfs import orders, survival

PEERS = {"lifetimes": "0.11.3", "pymc-marketing": "0.19.2", "lifelines": "0.30.3"}
MILLION = 1_000_000
AS_OF = 46022.0  # 31 December 2025


@dataclass(frozen=True)
class Comparison:
    """One line of the table; without a peer the limit is one of seconds, or of what else the unit says."""

    name: str
    own: float
    unit: str
    limit: float
    peer: float | None = None
    beside: str = ""

    @property
    def times(self) -> float | None:
        """How many times faster than the peer."""
        return None if self.peer is None else self.peer / self.own

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.own <= self.limit if self.times is None else self.times >= self.limit

    def as_record(self) -> dict[str, Any]:
        """The line for a program."""
        return asdict(self) | {"times": self.times, "met": self.is_met}


# --- The peers


class Peer:
    """A peer's process, which answers one task after the other."""

    def __init__(self, python: Path, name: str, columns: Path) -> None:
        self.name = name
        command = [str(python), "-P", "-W", "ignore", str(SOURCE / "benchmarks" / "peer_process.py"), str(columns)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.versions: dict[str, str] = self._answer()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process: it stops when there is nothing more to read."""
        self._process.communicate()

    def run(self, task: str) -> tuple[float, float]:
        """The seconds of a task, and the figure of its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{task}\n")
        self._process.stdin.flush()
        answer = self._answer()
        return answer["seconds"], answer["figure"]

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} stopped; what it said stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def environment(folder: Path, name: str, version: str) -> Path | None:
    """The Python of an environment that holds the peer, made where it is not there yet; None where it cannot be."""
    python = folder / name / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    asked = f"import importlib.metadata as m; assert m.version({name!r}) == {version!r}"
    if python.exists() and subprocess.run([str(python), "-c", asked], capture_output=True, check=False).returncode == 0:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder / name], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{name}=={version}"]
    return python if subprocess.run(command, check=False).returncode == 0 else None


def columns() -> dict[str, Any]:
    """What is measured beside the peers: the clients of CDNOW, a million like them, a million durations."""
    summary = np.loadtxt(SOURCE / "tests" / "data" / "cdnow_customers.csv", delimiter=",", skiprows=1).T
    clients = dict(zip(("frequency", "recency", "age"), summary[1:4], strict=True))
    random = np.random.default_rng(1)
    drawn = random.integers(0, summary.shape[1], MILLION)
    many = {f"many_{name}": column[drawn] for name, column in clients.items()}
    # No two clients are observed for the same time, as where each has a first order of its own.
    many["many_age"] = many["many_age"] + random.random(MILLION)
    leaving, watched = random.exponential(4, MILLION), random.exponential(6, MILLION)
    return clients | many | {"durations": np.minimum(leaving, watched), "lost": leaving <= watched}


def beside(peer: Peer, task: str, own: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The median seconds of Tenure and of the peer, in turns, after a first time of each, which must agree."""
    _, theirs = peer.run(task)
    ours = own()
    if not np.isclose(ours, theirs, rtol=2e-3):
        raise AssertionError(f"{task}: {ours} is not {theirs}, as {peer.name} has it")
    pairs = [(seconds(own), peer.run(task)[0]) for _ in range(rounds)]
    mine, other = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(other)


def fit(data: dict[str, Any], model: str) -> Any:
    """The fit of CDNOW."""
    return orders.btyd_fit(data["frequency"], data["recency"], data["age"], model)


def expected(data: dict[str, Any], fitted: Any) -> float:
    """Orders to expect of the million clients, added up."""
    found = orders.btyd_orders(
        fitted, data["many_frequency"], data["many_recency"], data["many_age"], peer_process.PERIODS
    )
    return float(found.sum())


def curve(data: dict[str, Any]) -> float:
    """The Kaplan-Meier curve with its interval, as lifelines makes it, read at one time."""
    found = survival.kaplan_meier(data["durations"], data["lost"])
    survival.log_log_interval(found, 0.95)
    return float(found.survival[np.searchsorted(found.times, peer_process.TIME, side="right") - 1])


def with_peers(
    folder: Path, file: Path, rounds: int, wanted: Callable[[str], bool], tell: Callable[[str], None]
) -> Iterator[Comparison]:
    """Every task that a peer can do too; it reads its columns from the file that is written here."""
    data = columns()
    np.savez(file, **data)
    fitted = fit(data, "BG/NBD").rows
    tasks: tuple[tuple[str, str, str, float, Callable[[], float]], ...] = (
        ("lifetimes", "bg_nbd", "BG/NBD, fit of CDNOW", 10, lambda: fit(data, "BG/NBD").rows[2][1]),
        ("lifetimes", "pareto_nbd", "Pareto/NBD, fit of CDNOW", 5, lambda: fit(data, "Pareto/NBD").rows[2][1]),
        (
            "pymc-marketing",
            "bg_nbd_most_probable",
            "BG/NBD, most probable fit of CDNOW",
            10,
            lambda: fit(data, "BG/NBD").rows[2][1],
        ),
        (
            "pymc-marketing",
            "pareto_nbd_most_probable",
            "Pareto/NBD, most probable fit of CDNOW",
            10,
            lambda: fit(data, "Pareto/NBD").rows[2][1],
        ),
        ("lifetimes", "prediction", "BG/NBD, orders of 1,000,000 clients", 3, lambda: expected(data, fitted)),
        ("lifelines", "kaplan_meier", "Kaplan-Meier, 1,000,000 durations", 5, lambda: curve(data)),
    )
    with ExitStack() as open_peers:
        running: dict[str, Peer | None] = {}
        for name, task, title, limit, own in tasks:
            if not wanted(title):
                continue
            if name not in running:
                tell(f"{name} {PEERS[name]} in its environment")
                python = environment(folder, name, PEERS[name])
                running[name] = open_peers.enter_context(Peer(python, name, file)) if python else None
            peer = running[name]
            if peer is None:
                tell(f"{title}: left out, {name} cannot be installed here")
                continue
            tell(f"{title}, beside {name}")
            mine, other = beside(peer, task, own, 3 * rounds if "fit" in title else rounds)
            with_these = ", ".join(f"{package} {version}" for package, version in peer.versions.items())
            yield Comparison(title, mine, "s", limit, other, f"{name} {PEERS[name]} ({with_these})")


# --- Lists of millions


def as_column(cells: Any) -> Column:
    """Cells as a spreadsheet hands a column over."""
    return [[cell] for cell in cells]


def cohorts(rows: int) -> Callable[[], Any]:
    """REL_COHORTS of clients with serial dates, of whom half have left."""
    random = np.random.default_rng(2)
    joined = random.integers(40179, 46000, rows)
    stayed = random.integers(0, 4000, rows).tolist()
    left = [[day + stay if stay < 2000 else None] for day, stay in zip(joined.tolist(), stayed, strict=True)]
    days = as_column(joined.tolist())
    return lambda: udfs.call("REL_COHORTS", days, left, AS_OF)


def orders_in_cells(rows: int) -> Callable[[], Any]:
    """REL_ORDERS of text ids, serial dates and amounts, through the door of every host."""
    given = [as_column(column.tolist()) for column in many_orders.columns("objects", rows)]
    return lambda: udfs.call("REL_ORDERS", given[0], given[1], AS_OF, given[2])


def in_a_process(title: str, kind: str, rows: int, rounds: int) -> Iterator[Comparison]:
    """The function behind REL_ORDERS on columns of numpy: seconds and memory."""
    command = [sys.executable, "-m", "benchmarks.many_orders", kind, str(rows)]
    runs = [
        json.loads(subprocess.run(command, cwd=SOURCE, stdout=subprocess.PIPE, text=True, check=True).stdout)
        for _ in range(rounds)
    ]
    yield Comparison(title, statistics.median(run["seconds"] for run in runs), "s", 15)
    if runs[0]["bytes"] is not None:
        yield Comparison(f"{title}: memory", max(run["bytes"] for run in runs) / GIGABYTE, "GB", 4)


def alone(rounds: int, wanted: Callable[[str], bool], tell: Callable[[str], None]) -> Iterator[Comparison]:
    """Lists of millions, each against a limit of its own."""
    for name, limit, made in (("REL_COHORTS", 2, cohorts), ("REL_ORDERS", 4, orders_in_cells)):
        title = f"{name} through udfs.call, {MILLION:,} rows"
        if not wanted(title):
            continue
        tell(title)
        called = made(MILLION)
        answer = called()
        assert isinstance(answer, list), answer
        del answer
        yield Comparison(title, statistics.median(seconds(called) for _ in range(rounds)), "s", limit)
        del called
    for kind in ("numbers", "texts", "objects"):
        title = f"REL_ORDERS on numpy, {10 * MILLION:,} orders, ids are {kind}"
        if wanted(title):
            tell(title)
            yield from in_a_process(title, kind, 10 * MILLION, min(rounds, 3))


# --- The command


def main() -> int:
    """Measure everything, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument(
        "--environment", type=Path, metavar="FOLDER", help="where the peers are installed, and stay (else temporary)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default 5, fits more often)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only what has this text in its name")
    options = parser.parse_args()
    begun = perf_counter()

    def wanted(title: str) -> bool:
        return options.only.casefold() in title.casefold()

    def tell(text: str) -> None:
        print(f"[{perf_counter() - begun:5.1f} s] {text} ...", file=sys.stderr, flush=True)

    found: list[Comparison] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if options.environment is None else options.environment.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        found += with_peers(folder, Path(temporary) / "columns.npz", options.rounds, wanted, tell)
    found += alone(options.rounds, wanted, tell)
    if options.json:
        print(json.dumps({"udfs": udfs.__version__, "comparisons": [each.as_record() for each in found]}, indent=2))
    else:
        print_table(found)
    return 0


def print_table(found: list[Comparison]) -> None:
    """A line for each comparison."""
    width = max((len(each.name) for each in found), default=0)
    print(f"udfs {udfs.__version__}, Python {sys.version.split()[0]}, numpy {np.__version__}")
    print(f"{'':{width}}  {'Tenure':>9}  {'peer':>8}  {'times':>6}  target")
    for each in found:
        peer = "" if each.peer is None else f"{each.peer:.3g} s"
        times = "" if each.times is None else f"{each.times:.1f}"
        target = f"at most {each.limit:g} {each.unit}" if each.peer is None else f"at least {each.limit:g} times"
        verdict = "met" if each.is_met else "MISSED"
        print(
            f"{each.name:{width}}  {f'{each.own:.3g} {each.unit}':>9}  {peer:>8}  {times:>6}"
            f"  {target:17}  {verdict:6}  {each.beside}".rstrip()
        )


if __name__ == "__main__":
    sys.exit(main())
