"""``python -m benchmarks.libreoffice``: what a cell costs in LibreOffice Calc, beside Calc's own NPV, in one run.

The command starts LibreOffice's own Python on this same file, which alone can talk to it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

CELLS = 10_000
FORMULAS = {
    "NPV of Calc, a cell each": "=NPV(C1;A1;B1)",
    "REL_CLV, a cell each": "=REL_CLV(A1;B1;C1)",
    "REL_CLV, one array formula": f"{{=REL_CLV(A1:A{CELLS};B1:B{CELLS};C1:C{CELLS})}}",
}


def main() -> None:
    """Measure, and print the seconds and how often NPV's they are."""
    from addin.libreoffice import installation, office, session
    from addin.libreoffice.profile import Profile

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
            capture_output=True,
            check=True,
            encoding="utf-8",
            env=office.environment(),
        )
    taken = json.loads(done.stdout.splitlines()[-1])
    own = min(taken.values())
    for name, seconds in taken.items():
        print(f"{name:28} {CELLS:,} rows  {seconds / CELLS * 1e6:7.1f} µs a row  {seconds / own:6.1f} times Calc's NPV")


def _measure(folder: str, starter: str, profile: str) -> dict[str, float]:
    """Within LibreOffice's Python: how long each formula takes to be calculated anew."""
    sys.path.insert(0, folder)
    from uno_session import running  # type: ignore[import-not-found]

    with running(starter, profile) as context:
        desktop = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", context)
        return {name: _seconds(desktop, formula) for name, formula in FORMULAS.items()}


def _seconds(desktop: Any, formula: str) -> float:
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    sheet = book.getSheets().getByIndex(0)
    sheet.getCellRangeByName(f"A1:C{CELLS}").setDataArray(tuple((300_000.0 + row, 0.8, 0.1) for row in range(CELLS)))
    column = sheet.getCellRangeByName(f"E1:E{CELLS}")
    book.enableAutomaticCalculation(False)
    if formula.startswith("{"):
        column.setArrayFormula(formula[1:-1])
    else:
        column.setFormulaArray(tuple((formula.replace("1;", f"{row};").replace("1)", f"{row})"),) for row in _rows()))
    begun = perf_counter()
    book.calculateAll()
    taken = perf_counter() - begun
    assert column.getCellByPosition(0, CELLS - 1).getError() == 0
    book.close(True)
    return taken


def _rows() -> range:
    return range(1, CELLS + 1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(*sys.argv[1:])))
    else:
        main()
