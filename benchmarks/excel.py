"""``python -m benchmarks.excel``: what a call from Excel costs, beside xlwings, on Windows' Python under Wine.

A client calls as Visual Basic does, first Tenure's server, then xlwings' own through its DLL, with the same functions
behind both. The processor is that of this machine, and Wine is not Windows: what can be compared is the two columns.
``--check`` measures the least that tells whether something is badly wrong, and exits with 1 when it is.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / ".ci"))  # the Windows machine is CI's, and no package

from under_wine import machine as windows
from under_wine.client import NOTHING, Client, compile_client

from benchmarks.measures import TOLERANCE

CALL = (100.0, 0.8, 0.1)
CELLS = 10_000


_STOCK_FUNCTIONS = """
import os
import udfs
import xlwings


@xlwings.func
def clv(margin, retention, rate):
    return udfs.call("REL_CLV", margin, retention, rate)


@xlwings.func
def nothing():
    return 0.0


@xlwings.func
def process():
    return float(os.getpid())
"""
_STOCK_COMMAND = (
    'cmd.exe /K ""{python}" -B -c "import sys, os;import xlwings.utils;'
    'xlwings.utils.prepare_sys_path(\\"{path}\\");import xlwings; xlwings.serve(\'$(CLSID)\')""'
)


class Way(NamedTuple):
    """A way from a cell to Python: how to start, and how to ask."""

    start: Callable[[], float]
    ask: Callable[..., Any]


class Figure(NamedTuple):
    """What was measured: the median milliseconds of Tenure and of xlwings, and the median share with its limit.

    The two take turns, and each turn has its share, since other programs on the machine slow both alike.
    """

    what: str
    tenure: float
    stock: float
    share: float
    limit: float

    @property
    def is_too_much(self) -> bool:
        """Whether a check fails."""
        return self.share >= self.limit * TOLERANCE

    @property
    def verdict(self) -> str:
        """The same in a word or two."""
        return "TOO MUCH" if self.is_too_much else "over" if self.share > self.limit else "ok"


def tenure(client: Client) -> Way:
    """Tenure's COM server."""
    return Way(client.create, client.answer)


def stock(client: Client, machine: windows.Machine, site_packages: Path, book: str) -> Way:
    """The server of xlwings, started and reached by its DLL, as its macros do for every call."""
    folder = machine.prefix / "drive_c" / "stock"
    folder.mkdir(exist_ok=True)
    (folder / "stock_functions.py").write_text(_STOCK_FUNCTIONS, encoding="utf-8")
    packages = machine.windows_path(site_packages)
    path = f"false;C:\\books\\{book};C:\\books\\add-in.xlam;;;;C:\\stock;{packages}".replace("\\", "\\\\")
    command = _STOCK_COMMAND.format(python=machine.windows_path(machine.python), path=path)
    library = next((machine.folder / "Lib" / "site-packages").glob("xlwings64-*.dll"))

    def ask(name: str, *arguments: Any, repeats: int = 1) -> Any:
        return client.call("CallUDF", "stock_functions", name, [*arguments], NOTHING, NOTHING, repeats=repeats)

    return Way(lambda: client.activate(machine.windows_path(library), command), ask)


def first_answer(way: Way, name: str) -> float:
    """Milliseconds from asking for the server to the first figure."""
    begun = perf_counter()
    way.start()
    way.ask(name, *CALL)
    return 1e3 * (perf_counter() - begun)


def compared(what: str, limit: float, pairs: list[tuple[float, float]]) -> Figure:
    """A figure of the milliseconds of both, turn by turn."""
    ours, stocks = zip(*pairs, strict=True)
    shares = [own / other for own, other in pairs]
    return Figure(what, statistics.median(ours), statistics.median(stocks), statistics.median(shares), limit)


def measured(machine: windows.Machine, site_packages: Path, program: Path, is_short: bool) -> Iterator[Figure]:
    """Every figure; those of a short run are fewer, and of fewer turns."""
    with Client(machine, program) as earlier:
        # Once before, so that neither way pays for the services of Wine that the other then finds.
        tenure(earlier).start()
        earlier.call("Stop")
        stock(earlier, machine, site_packages, "an earlier book.xlsx").start()
    with Client(machine, program) as mine, Client(machine, program) as theirs:
        ours, stocks = tenure(mine), stock(theirs, machine, site_packages, "book.xlsx")
        first = (first_answer(ours, "REL_CLV"), first_answer(stocks, "clv"))
        yield compared("from no server to the first figure", 1.5, [first])
        mine.attach()
        activation = statistics.median(stocks.start() for _ in range(50))

        def turns(rounds: int, own: Callable[[], Any], other: Callable[[], Any]) -> list[tuple[float, float]]:
            # Its macros go through the DLL at every call.
            return [(own().milliseconds, other().milliseconds + activation) for _ in range(rounds)]

        def calls(rounds: int, repeats: int, margin: Any) -> list[tuple[float, float]]:
            given = (margin, *CALL[1:])
            return turns(
                rounds,
                lambda: ours.ask("REL_CLV", *given, repeats=repeats),
                lambda: stocks.ask("clv", *given, repeats=repeats),
            )

        rounds = 7 if is_short else 15
        # Version, the fourth method, looks nothing up; its number is known, as that of the object itself is.
        empty = turns(rounds, lambda: mine.call("#3", repeats=100), lambda: stocks.ask("nothing", repeats=100))
        yield compared("a call that computes nothing", 0.3, empty)
        cells = compared("a call of one cell", 0.3, calls(rounds, 100, CALL[0]))
        yield cells
        if not is_short:
            yield compared("a call of 1,000 rows", 0.4, calls(rounds, 10, column(1_000)))
        array = compared("a call of 10,000 rows", 0.45, calls(5, 3, column(CELLS)))
        yield array
        if not is_short:
            yield compared("a call of 100,000 rows", 0.5, calls(3, 1, column(100_000)))
        # As each asks for it: xlwings cell by cell, Tenure ahead in one call; Visual Basic's own time is in neither.
        yield compared(
            f"a column of {CELLS:,} single cells, the calls alone", 0.005, [(array.tenure, CELLS * cells.stock)]
        )
        yield processes(machine, site_packages, program, theirs=stocks)


def column(rows: int) -> tuple[tuple[float], ...]:
    """A range of one column, of numbers."""
    return tuple((float(row + 1),) for row in range(rows))


def processes(machine: windows.Machine, site_packages: Path, program: Path, theirs: Way) -> Figure:
    """How many Python processes serve two workbooks, of two Excels; each has asked once."""
    with Client(machine, program) as second, Client(machine, program) as third:
        tenure(second).start()
        other = stock(third, machine, site_packages, "other book.xlsx")
        other.start()
        stocks = len({way.ask("process").value for way in (theirs, other)})
    log = (machine.local_application_data / "Tenure" / "excel.log").read_text(encoding="utf-8")
    return compared(
        "Python processes for two workbooks", 0.5, [(log.count(" started:") - log.count(" ended:"), stocks)]
    )


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}"


def main() -> int:
    """Measure, and print a table; 1 with --check when something takes too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.excel", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="a short run; exit with 1 when a share is above twice its limit"
    )
    options = parser.parse_args()
    with windows.started() as machine, tempfile.TemporaryDirectory() as folder:
        site_packages = windows.install_tenure(machine, idle_seconds=60)
        found = list(measured(machine, site_packages, compile_client(Path(folder)), options.check))
    print("| milliseconds | Tenure | xlwings | Tenure in % | limit | |\n|---|---|---|---|---|---|")
    for figure in found:
        print(
            f"| {figure.what} | {_short(figure.tenure)} | {_short(figure.stock)} | {_short(100 * figure.share)} |"
            f" {_short(100 * figure.limit)} | {figure.verdict} |"
        )
    return int(options.check and any(figure.is_too_much for figure in found))


if __name__ == "__main__":
    sys.exit(main())
