"""``python -m benchmarks``: measure everything, print it against its limits.

From the source folder, where `udfs` is the one that lies there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter

import udfs
from benchmarks import buttons, headless, measures, recognition
from benchmarks.measures import Measure


def main() -> int:
    """Measure; 1 with --check when something takes too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 when a time is above twice its limit, or a memory above it"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rows", type=int, default=1_000_000, help="clients in a column (default 1,000,000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured (default 5)")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help='only what has this text in its name; try also "a million rows"'
    )
    options = parser.parse_args()

    found: list[Measure] = []
    begun = perf_counter()
    wanted = [
        *measures.everything(options.rows, options.rounds), *headless.everything(), *recognition.everything(),
        *buttons.everything(),
    ]  # fmt: skip
    if options.only:
        wanted += headless.on_request()
    for title, measure in wanted:
        if options.only.casefold() not in title.casefold():
            continue
        print(f"[{perf_counter() - begun:5.1f} s] {title} ...", file=sys.stderr, flush=True)
        found += measure()
    if options.json:
        records = [measure.as_record() for measure in found]
        print(json.dumps({"udfs": str(Path(udfs.__file__).parent), "measures": records}, indent=2))
    else:
        print_table(found)
    return int(options.check and any(measure.is_too_much for measure in found))


def print_table(found: list[Measure]) -> None:
    """A line for each measure."""
    width = max((len(measure.name) for measure in found), default=0)
    print(f"udfs {udfs.__version__} in {Path(udfs.__file__).parent}")
    print(f"{'':{width}}  {'measured':>9}  {'limit':>6}")
    for measure in found:
        verdict = "TOO MUCH" if measure.is_too_much else "over" if measure.measured > measure.limit else "ok"
        print(
            f"{measure.name:{width}}  {measure.measured:9.3g}  {measure.limit:6.3g}  {measure.unit:20}"
            f"  {verdict:8}  {measure.detail}".rstrip()
        )


if __name__ == "__main__":
    sys.exit(main())
