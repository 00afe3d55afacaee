"""``python -m benchmarks.excel``: what a call from Excel costs, beside xlwings, on Windows' Python under Wine.

A client calls as Visual Basic does, first Tenure's server, then xlwings' own through its DLL, with the same functions
behind both. The processor is that of this machine, and Wine is not Windows: what can be compared is the two columns.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / ".ci"))  # the Windows machine is CI's, and no package

from under_wine import machine as windows
from under_wine.client import NOTHING, Client, compile_client

ROUNDS = 5
FIRST = "from no server to the first figure"
COLUMN = tuple((float(row + 1),) for row in range(10_000))
LONG_COLUMN = tuple((float(row + 1),) for row in range(100_000))

_STOCK_FUNCTIONS = """
import os
import udfs
import xlwings


@xlwings.func
def clv(margin, retention, rate):
    return udfs.call("REL_CLV", margin, retention, rate)


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
    """What is measured, and its milliseconds for Tenure and for xlwings.

    Of the rounds the least disturbed counts: others work on the same machine.
    """

    what: str
    tenure: float
    stock: float


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


def first_answer(way: Way, name: str, *arguments: Any) -> float:
    """Milliseconds from asking for the server to the first figure."""
    begun = perf_counter()
    way.start()
    way.ask(name, *arguments)
    return 1e3 * (perf_counter() - begun)


def measured(machine: windows.Machine, site_packages: Path, program: Path) -> tuple[list[Figure], str]:
    """Every figure, and a sentence on the processes."""
    with Client(machine, program) as earlier:
        # Once before, so that neither way pays for the services of Wine that the other then finds.
        tenure(earlier).start()
        earlier.call("Stop")
        stock(earlier, machine, site_packages, "an earlier book.xlsx").start()
    with Client(machine, program) as mine, Client(machine, program) as theirs:
        ours, stocks = tenure(mine), stock(theirs, machine, site_packages, "book.xlsx")
        call = (100.0, 0.8, 0.1)
        found = [Figure(FIRST, first_answer(ours, "REL_CLV", *call), first_answer(stocks, "clv", *call))]
        mine.attach()
        activation = min(stocks.start() for _ in range(50))
        for what, arguments, repeats in (
            ("a call of one cell", call, 1000),
            ("a call of 1,000 rows", (COLUMN[:1000], *call[1:]), 50),
            ("a call of 10,000 rows", (COLUMN, *call[1:]), 10),
            ("a call of 100,000 rows", (LONG_COLUMN, *call[1:]), 3),
        ):
            pairs = [
                (
                    ours.ask("REL_CLV", *arguments, repeats=repeats).milliseconds,
                    # Its macros go through the DLL at every call.
                    stocks.ask("clv", *arguments, repeats=repeats).milliseconds + activation,
                )
                for _ in range(ROUNDS)
            ]
            found.append(Figure(what, min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)))
        figures = {figure.what: figure for figure in found}
        # As each asks for it: xlwings cell by cell, Tenure ahead in one call; Visual Basic's own time is in neither.
        column = (figures["a call of 10,000 rows"].tenure, len(COLUMN) * figures["a call of one cell"].stock)
        found.append(Figure("a column of 10,000 single cells, the calls alone", *column))
        with Client(machine, program) as second, Client(machine, program) as third:
            tenure(second).start()
            other = stock(third, machine, site_packages, "other book.xlsx")
            other.start()
            processes = {way.ask("process").value for way in (stocks, other)}
        log = (machine.local_application_data / "Tenure" / "excel.log").read_text(encoding="utf-8")
        starts = log.count(" started:") - log.count(" ended:")
    return found, f"Python processes for two clients with a workbook each: Tenure {starts}, xlwings {len(processes)}"


def main() -> None:
    """Measure, and print a table."""
    with windows.started() as machine, tempfile.TemporaryDirectory() as folder:
        site_packages = windows.install_tenure(machine, idle_seconds=60)
        found, processes = measured(machine, site_packages, compile_client(Path(folder)))
    print("| milliseconds | Tenure | xlwings | Tenure in % |\n|---|---|---|---|")
    for figure in found:
        print(
            f"| {figure.what} | {figure.tenure:.3g} | {figure.stock:.3g} | {100 * figure.tenure / figure.stock:.2g} |"
        )
    print(f"\n{processes}")


if __name__ == "__main__":
    main()
