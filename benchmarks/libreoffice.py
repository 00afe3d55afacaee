"""``python -m benchmarks.libreoffice``: what a cell costs in LibreOffice Calc, beside Calc's own NPV, in one run.

The command starts LibreOffice's own Python on this same file, which alone can talk to it. What counts is the time of
the processor, since Calc calculates on one alone, and other programs on the machine make the clock run on. ``--check``
exits with 1 when something takes more than twice its limit. It needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

CELLS = 100_000
FORMULAS = {
    "NPV of Calc, a cell each": "=NPV(C1;A1;B1)",
    "REL_CLV, a cell each": "=REL_CLV(A1;B1;C1)",
    "REL_CLV, one array formula": f"{{=REL_CLV(A1:A{CELLS};B1:B{CELLS};C1:C{CELLS})}}",
}
LIMITS = {"REL_CLV, a cell each": 10.0, "REL_CLV, one array formula": 2.0}
"""Seconds for all rows."""


def main() -> int:
    """Measure, and print a line for each formula; 1 with --check when one takes too much."""
    from addin.libreoffice import installation, office, session
    from addin.libreoffice.profile import Profile
    from benchmarks.measures import TOLERANCE

    parser = argparse.ArgumentParser(prog="python -m benchmarks.libreoffice", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a time is above twice its limit")
    options = parser.parse_args()
    found = office.installed()
    if found is None:
        raise SystemExit("There is no LibreOffice here.")
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "4")
        package = Path(folder) / "tenure.oxt"
        package.write_bytes(installation.extension_of_this_version())
        session.add(found, profile, package)
        done = subprocess.run(
            (found.interpreter, __file__, Path(session.__file__).parent, found.starter, profile.url),
            stdout=subprocess.PIPE,
            check=True,
            encoding="utf-8",
            env=office.environment(),
        )
    taken = json.loads(done.stdout.splitlines()[-1])
    print(f"| {CELLS:,} rows | seconds | by the clock | times Calc's NPV | limit | |\n|---|---|---|---|---|---|")
    is_too_much = False
    own = next(iter(taken.values()))[0]
    for name, (seconds, by_the_clock) in taken.items():
        limit = LIMITS.get(name, seconds)
        verdict = "TOO MUCH" if seconds > limit * TOLERANCE else "over" if seconds > limit else "ok"
        is_too_much |= verdict == "TOO MUCH"
        print(f"| {name} | {seconds:.2f} | {by_the_clock:.2f} | {seconds / own:,.0f} | {limit:.3g} | {verdict} |")
    return int(options.check and is_too_much)


def _measure(folder: str, starter: str, profile: str) -> dict[str, tuple[float, float]]:
    """Within LibreOffice's Python: how long each formula takes to be calculated anew."""
    sys.path.insert(0, folder)
    from uno_session import running  # type: ignore[import-not-found]

    with running(starter, profile) as context:
        return {name: _seconds(context, _process_of(profile), formula) for name, formula in FORMULAS.items()}


def _seconds(context: Any, process: int, formula: str) -> tuple[float, float]:
    """Of the processor, and by the clock."""
    import uno  # type: ignore[import-not-found]

    desktop = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", context)
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    sheet = book.getSheets().getByIndex(0)
    book.enableAutomaticCalculation(False)
    sheet.getCellRangeByName(f"A1:C{CELLS}").setDataArray(tuple((300_000.0 + row, 0.8, 0.1) for row in range(CELLS)))
    column = sheet.getCellRangeByName(f"E1:E{CELLS}")
    if formula.startswith("{"):
        column.setArrayFormula(formula[1:-1])
    else:
        sheet.getCellRangeByName("E1").setFormula(formula)
        column.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
    before, begun = _processor(process), perf_counter()
    _as_by_hand(context, book.calculateAll)
    taken = _processor(process) - before, perf_counter() - begun
    last = column.getCellByPosition(0, CELLS - 1)
    assert last.getError() == 0
    assert last.getValue() > 0
    book.close(True)
    return taken


def _as_by_hand(context: Any, do: Any) -> None:
    """Have something done where LibreOffice does what its user asks for.

    In any other thread each call from Basic to Python would wait for that one to lend it what they share.
    """
    import unohelper  # type: ignore[import-not-found]
    from com.sun.star.awt import XCallback  # type: ignore[import-not-found]

    is_done = Event()

    class Callback(unohelper.Base, XCallback):  # type: ignore[misc]
        def notify(self, _: Any) -> None:
            try:
                do()
            finally:
                is_done.set()

    service = context.getServiceManager().createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
    service.addCallback(Callback(), None)
    is_done.wait()


def _process_of(profile: str) -> int:
    """The number of the LibreOffice that runs on a profile."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        words = each.read_bytes().decode(errors="replace").split("\0")
        if words[0].endswith("soffice.bin") and f"-env:UserInstallation={profile}" in words:
            return int(each.parent.name)
    raise LookupError(profile)


def _processor(process: int) -> float:
    """The seconds of processor that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        print(json.dumps(_measure(*sys.argv[1:])))
    else:
        sys.exit(main())
