"""Recognition: how well it reads the messy sheets of the tests, and how long a large sheet takes.

``python -m benchmarks.recognition`` prints precision and recall for each role; ``python -m benchmarks`` the figures
that have limits.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import perf_counter, process_time

from benchmarks.measures import Measure
from tests.messy_sheets import FOLDER, HELD_OUT, MessySheet, messy_sheets
from workbook_templates.recognition import Cell, Reading, Sheet, recognise

ROWS = 100_000
COLUMNS_RIGHT = 0.98
FIRST_ASKED = {HELD_OUT[0].name: 141 / 163, HELD_OUT[1].name: 163 / 178}
"""The share of others' columns that were right when first asked. Recognition was improved by these sheets since:
they are blind no more, and only a new set by somebody else can measure again."""


def everything() -> list[tuple[str, Callable[[], Iterator[Measure]]]]:
    """What is measured, by title."""
    return [("recognition of messy sheets", of_corpus), ("recognition of 100,000 rows", of_a_large_sheet)]


def corpora() -> Iterator[tuple[str, list[MessySheet]]]:
    """Each folder of sheets, by its name."""
    for folder in (FOLDER, *HELD_OUT):
        yield folder.name, list(messy_sheets(folder))


# How well


def roles(reading: Reading) -> dict[str, str]:
    """Each column's role as the corpus writes it, with the year of fees."""
    return {
        column.letters: f"{column.role.term} {column.year}"
        if column.year and column.role.term == "Fees"
        else column.role.term
        for column in reading.columns
    }


def columns_of(messy: MessySheet) -> list[tuple[str, str]]:
    """For each column what it is and what it was taken for; nothing where the table was not found."""
    found, right = roles(recognise(messy.sheet)), messy.expected.roles
    return [(right.get(letters, ""), found.get(letters, "")) for letters in sorted(right.keys() | found.keys())]


def lost_rows(messy: MessySheet) -> list[int]:
    """Rows of which a cell is neither in the table nor named as left out, or that are taken for something else."""
    reading = recognise(messy.sheet)
    areas = [*([reading.area] if reading.area else []), *(some.area for some in reading.left_out)]
    kinds = {row: kind.value for row, kind in enumerate(reading.kinds, reading.first)}
    lost = {row for row, kind in messy.expected.kinds.items() if kinds.get(row) != kind and kind == "client"}
    for row, line in enumerate(messy.sheet.rows, messy.sheet.top):
        for column, cell in enumerate(line, messy.sheet.left):
            if cell is not None and str(cell).strip() and not any(area.holds(row, column) for area in areas):
                lost.add(row)
    return sorted(lost)


def mistaken_rows(messy: MessySheet) -> Iterator[tuple[int, str, str]]:
    """Each row that is read as something else, with what it is and what it was taken for."""
    reading, right = recognise(messy.sheet), messy.expected.kinds
    found = {row: kind.value for row, kind in enumerate(reading.kinds, reading.first) if kind.value != "blank"}
    for row in sorted(right.keys() | found.keys()):
        if right.get(row) != found.get(row):
            yield row, right.get(row, "nothing"), found.get(row, "nothing")


def of_corpus() -> Iterator[Measure]:
    """The share of columns that are wrong, and the rows that are lost."""
    for name, sheets in corpora():
        columns = [pair for messy in sheets for pair in columns_of(messy)]
        wrong = sum(right != found for right, found in columns)
        title = name.replace("_", " ")
        detail = f"{len(columns) - wrong} of {len(columns)} right, on {len(sheets)} sheets"
        if name in FIRST_ASKED:
            detail += f"; {FIRST_ASKED[name]:.1%} when first asked, before recognition was improved by them"
        yield Measure(f"{title}: columns wrong", "of 1", wrong / len(columns), 1 - COLUMNS_RIGHT, 1.0, detail)
        lost = [f"{messy.name} {row}" for messy in sheets for row in lost_rows(messy)]
        yield Measure(f"{title}: rows lost", "rows", len(lost), 0, 1.0, ", ".join(lost))


def by_role(sheets: list[MessySheet]) -> Iterator[tuple[str, int, float, float]]:
    """For each role: how many columns have it, precision and recall. Fees count as right with the right year only."""
    pairs = [pair for messy in sheets for pair in columns_of(messy)]
    right = Counter(expected.split(" 20")[0] for expected, found in pairs if expected == found)
    there = Counter(expected.split(" 20")[0] for expected, _ in pairs if expected)
    taken = Counter(found.split(" 20")[0] for _, found in pairs if found)
    for role in sorted(there.keys() | taken.keys()):
        yield (
            role, there[role], right[role] / taken[role] if taken[role] else 1.0,
            right[role] / there[role] if there[role] else 1.0,
        )  # fmt: skip


# How long


def large_sheet(rows: int) -> Sheet:
    """An invented list of clients of 15 columns, with a title and a total."""
    draw = random.Random(7)
    first, second = ("Alder", "Birch", "Cedar", "Dale", "Elm", "Fir"), ("Mill", "Farm", "Works", "Court", "Trust")
    lines: list[list[Cell]] = [["Our clients"], [], [
        "No", "Client", "Client code", "Partner", "Sector", "Client since", "Fees 2021", "Fees 2022", "Fees 2023",
        "Fees 2024", "Fees 2025", "Last contact", "Source", "E-mail", "Notes",
    ]]  # fmt: skip
    totals = [0.0] * 5
    for row in range(rows):
        fees = [round(draw.lognormvariate(8, 1.2), 2) for _ in range(5)]
        totals = [total + fee for total, fee in zip(totals, fees, strict=True)]
        joined = date(2000, 1, 1) + timedelta(draw.randrange(9000))
        contact = date(2024, 1, 1) + timedelta(draw.randrange(700))
        lines.append([
            float(row + 1), f"{draw.choice(first)} {draw.choice(second)} {row} {draw.choice(('Ltd', 'plc'))}",
            f"C{row:06}", draw.choice(("AB", "CD", "EF")), draw.choice(("Retail", "Food")), joined, *fees, contact,
            draw.choice(("Bank", "Web", None)), f"x{row}@mail.example", draw.choice((None, None, "a note")),
        ])  # fmt: skip
    lines.append([None, "Total", None, None, None, None, *totals])
    return Sheet("Clients", lines)


def of_a_large_sheet() -> Iterator[Measure]:
    """Processor time, and the same beside a plain pass over all cells, which a busy machine slows as much."""
    sheet = large_sheet(ROWS)
    seconds, ratios = [], []
    for _ in range(3):
        begun = process_time()
        passed = sum(len([type(cell) for cell in line]) for line in sheet.rows)
        between = process_time()
        reading = recognise(Sheet(sheet.name, sheet.rows))
        seconds.append(process_time() - between)
        ratios.append(seconds[-1] / (between - begun))
    assert len(reading.rows()) == ROWS
    yield Measure("recognise 100,000 rows of 15 columns", "s", statistics.median(seconds), 2.0)
    yield Measure(
        "the same beside a pass over its cells", "times", statistics.median(ratios), 30.0, detail=f"{passed:,} cells"
    )


def main() -> None:
    """Print precision and recall of each role, and every column and row that is wrong."""
    for name, sheets in corpora():
        begun = perf_counter()
        print(f"{name}: {len(sheets)} sheets")
        print(f"{'':20} {'columns':>8} {'precision':>10} {'recall':>8}")
        for role, there, precision, recall in by_role(sheets):
            print(f"{role:20} {there:8} {precision:10.1%} {recall:8.1%}")
        for messy in sheets:
            for expected, found in columns_of(messy):
                if expected != found:
                    print(f"  {messy.name}: {expected or 'nothing'} was taken for {found or 'nothing'}")
            for row, expected, found in mistaken_rows(messy):
                print(f"  {messy.name}: row {row}, {expected}, was taken for {found}")
        for measure in of_corpus():
            if measure.name.startswith(f"{name.replace('_', ' ')}: "):
                print(f"{measure.name}: {measure.measured:.3g} {measure.unit} ({measure.detail})")
        print(f"in {perf_counter() - begun:.1f} s\n")
    for measure in of_a_large_sheet():
        print(f"{measure.name}: {measure.measured:.3g} {measure.unit}, limit {measure.limit:.3g}")


if __name__ == "__main__":
    main()
