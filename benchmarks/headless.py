"""``tenure compute``: a column of ``REL_CLV`` beside bare calls in the engine, and the whole command.

Processor time counts: on a busy machine the clock tells what the others do.
"""

from __future__ import annotations

import importlib.util
import json
import math
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks import workbooks
from benchmarks.measures import GIGABYTE, SOURCE, Measure

ROWS = 100_000
MILLION = 1_000_000
_COMMAND = "from addin.cli import main; main()"
_LAST_ANSWER = re.compile(rb"<v>([^<]+)</v></c></row></sheetData>")


def is_there() -> bool:
    """Whether there is a headless host to measure."""
    return importlib.util.find_spec("addin") is not None


def everything_of(kind: str) -> Iterator[Measure]:
    """Both measurements, of one book."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / f"{kind}.xlsx"
        workbooks.write(book, kind, ROWS)
        yield from beside_bare_calls(book, kind, ROWS)
        yield from command(book, kind, ROWS, 8.0, 1.0)


def million_of(kind: str) -> Iterator[Measure]:
    """The whole command on a million rows."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / f"{kind}.xlsx"
        workbooks.write(book, kind, MILLION)
        yield from command(book, kind, MILLION, 80.0, 6.0)


def beside_bare_calls(book: Path, kind: str, rows: int) -> Iterator[Measure]:
    """From cells and formulas as read to their answers, against as many calls of a function that does nothing.

    That much goes beyond handing over, evaluating and taking back: the formulas are made out too.
    """
    from addin.headless.calculation import Calculation
    from addin.headless.package import Package
    from addin.headless.sheet_reader import read_sheet
    from addin.headless.workbook_parts import read_parts

    with Package(book) as package:
        parts = read_parts(package)
        with package.open(parts.sheets[0].member) as stream:
            name = parts.sheets[0].name
            sheet = read_sheet(stream, name, parts.texts, parts.dynamic, parts.date_1904, lambda _: None)
    values = [[cells[column] for column in (1, 2, 3)] for row, cells in sheet.constants.items() if row > 1]
    formulas = [[f"=NOTHING(A{row},B{row},C{row})"] for row in range(2, rows + 2)]

    begun = process_time()
    answers = Calculation(parts, [sheet], datetime(2026, 1, 1), lambda _: None).answers().sheets[sheet.name].values
    own = process_time() - begun
    assert len(answers) == rows
    assert all(isinstance(answer, float) for answer in answers.values())
    begun = process_time()
    _bare(values, formulas)
    other = process_time() - begun
    detail = f"{own:.2f} s against {other:.2f} s"
    yield Measure(f"{rows:,} rows, {kind}", "times bare calls", own / other, 1.0, detail=detail)


def _bare(values: list[list[Any]], formulas: list[list[str]]) -> Any:
    """What the engine needs by itself for a column of calls into Python."""
    import formualizer

    config = formualizer.WorkbookConfig(mode=formualizer.WorkbookMode.Ephemeral, enable_changelog=False)
    workbook = formualizer.Workbook(config=config)
    workbook.register_function("NOTHING", lambda *_: 0.0, min_args=0)
    workbook.add_sheet("Clients")
    workbook.set_values_batch("Clients", 2, 1, values)
    workbook.set_formulas_batch("Clients", 2, 4, formulas)
    workbook.evaluate_all()
    return workbook.sheet("Clients").get_values(formualizer.RangeAddress("Clients", 2, 4, len(values) + 1, 4))


_MEASURED = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
sys.exit(code)
"""


def command(book: Path, kind: str, rows: int, limit: float, gigabytes: float) -> Iterator[Measure]:
    """``tenure compute`` in a fresh process: its seconds, and the most memory that it held."""
    target = book.with_name("computed.xlsx")
    call = [sys.executable, "-c", _COMMAND, "compute", str(book), "--output", str(target)]
    if sys.platform != "win32":
        # Measured by a small process of its own: what this one holds would count as the command's.
        call = [sys.executable, "-c", _MEASURED, *call]
    begun = perf_counter()
    process = subprocess.run(call, cwd=SOURCE, stdout=subprocess.PIPE, check=False)
    taken = perf_counter() - begun if process.returncode == 0 and _has_answers(target) else float("inf")
    used, held = float("inf"), None
    if sys.platform != "win32":
        used, held = json.loads(process.stdout)
        held = held * 1024 / GIGABYTE if sys.platform == "linux" else None
    detail = f"{taken:.1f} s by the clock"
    name = f"tenure compute, {rows:,} rows, {kind}"
    yield Measure(name, "seconds", min(taken, used) if math.isfinite(taken) else taken, limit, detail=detail)
    if held is not None:
        yield Measure(f"{name}, memory", "GB", held, gigabytes, 1.0)


def _has_answers(target: Path) -> bool:
    """Whether the last row of a computed book has an answer; every formula held 0 before."""
    with zipfile.ZipFile(target) as package:
        found = _LAST_ANSWER.search(package.read("xl/worksheets/sheet1.xml"))
    return found is not None and float(found[1]) > 0


def everything() -> Iterator[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What there is to measure in every check."""
    for kind in workbooks.KINDS if is_there() else ():
        yield f"tenure compute: {kind}", lambda kind=kind: everything_of(kind)


def on_request() -> Iterator[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What takes minutes: only where it is asked for by name."""
    for kind in workbooks.KINDS if is_there() else ():
        yield f"a million rows: {kind}", lambda kind=kind: million_of(kind)
