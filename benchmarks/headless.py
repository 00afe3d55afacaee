"""``tenure compute``: a column of ``REL_CLV`` beside bare calls in the engine, and the whole command."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import workbooks
from benchmarks.measures import GIGABYTE, SOURCE, Measure, ratio

ROWS = 100_000
MILLION = 1_000_000
_COMMAND = "from addin.cli import main; main()"
_LAST_ANSWER = re.compile(rb"<v>([^<]+)</v></c></row></sheetData>")


def is_there() -> bool:
    """Whether there is a headless host to measure."""
    return importlib.util.find_spec("addin") is not None


def beside_bare_calls(kind: str, rows: int, rounds: int) -> Iterator[Measure]:
    """From cells and formulas as read to their answers, against as many calls of a function that does nothing.

    That much goes beyond handing over, evaluating and taking back: the formulas are made out too.
    """
    from addin.headless.calculation import Calculation
    from addin.headless.package import Package
    from addin.headless.sheet_reader import read_sheet
    from addin.headless.workbook_parts import read_parts

    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / f"{kind}.xlsx"
        workbooks.write(book, kind, rows)
        with Package(book) as package:
            parts = read_parts(package)
            with package.open(parts.sheets[0].member) as stream:
                name = parts.sheets[0].name
                sheet = read_sheet(stream, name, parts.texts, parts.dynamic, parts.date_1904, lambda _: None)
    values = [[cells[column] for column in (1, 2, 3)] for row, cells in sheet.constants.items() if row > 1]
    formulas = [[f"=NOTHING(A{row},B{row},C{row})"] for row in range(2, rows + 2)]

    def computed() -> Any:
        return Calculation(parts, [sheet], datetime(2026, 1, 1), lambda _: None).answers()

    answers = computed().sheets[sheet.name].values
    assert len(answers) == rows
    assert all(isinstance(answer, float) for answer in answers.values())
    del answers
    found, own, other = ratio(computed, lambda: _bare(values, formulas), rounds)
    detail = f"{own:.2f} s against {other:.2f} s"
    yield Measure(f"{rows:,} rows, {kind}", "times bare calls", found, 1.0, detail=detail)


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


def command(kind: str, rows: int, limit: float, gigabytes: float) -> Iterator[Measure]:
    """``tenure compute`` in a fresh process: its seconds, and the most memory that it held."""
    with tempfile.TemporaryDirectory() as folder:
        book, target = Path(folder) / f"{kind}.xlsx", Path(folder) / "computed.xlsx"
        workbooks.write(book, kind, rows)
        call = [sys.executable, "-c", _COMMAND, "compute", str(book), "--output", str(target)]
        begun = perf_counter()
        process = subprocess.Popen(call, cwd=SOURCE, stdout=subprocess.DEVNULL)
        held, detail = None, ""
        if sys.platform == "linux":
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            held = usage.ru_maxrss * 1024 / GIGABYTE
            detail = f"{usage.ru_utime + usage.ru_stime:.1f} s of a processor"
        taken = perf_counter() - begun if process.wait() == 0 and _has_answers(target) else float("inf")
    name = f"tenure compute, {rows:,} rows, {kind}"
    yield Measure(name, "seconds", taken, limit, detail=detail)
    if held is not None:
        yield Measure(f"{name}, memory", "GB", held, gigabytes, 1.0)


def _has_answers(target: Path) -> bool:
    """Whether the last row of a computed book has an answer; every formula held 0 before."""
    with zipfile.ZipFile(target) as package:
        found = _LAST_ANSWER.search(package.read("xl/worksheets/sheet1.xml"))
    return found is not None and float(found[1]) > 0


def everything(rounds: int) -> Iterator[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What there is to measure in every check."""
    for kind in workbooks.KINDS if is_there() else ():
        yield f"compute: {kind}", lambda kind=kind: beside_bare_calls(kind, ROWS, rounds)
        yield f"tenure compute: {kind}", lambda kind=kind: command(kind, ROWS, 8.0, 1.0)


def on_request() -> Iterator[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What takes minutes: only where it is asked for by name."""
    for kind in workbooks.KINDS if is_there() else ():
        yield f"a million rows: {kind}", lambda kind=kind: command(kind, MILLION, 80.0, 6.0)
