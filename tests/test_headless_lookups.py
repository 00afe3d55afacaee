"""Lookups in the headless host: they find what their columns hold when all is computed, however it was computed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from addin.headless import compute

ROWS = 300
# Enough of each that the engine makes an index for them: it makes one for the fourth lookup in 64 cells or more.
FEW = 6

# A column from the one before it: each makes the value half as much again, except those that only look it up or order.
# {0} is the column before, {1} the row.
STEPS = {
    "called": "=REL_PROFIT({0}{1},-0.5*{0}{1})",
    "tested": '=IF({0}{1}>0,REL_PROFIT({0}{1},-0.5*{0}{1}),"")',
    "reckoned": "={0}{1}*1.5",
    "matched": "=INDEX(${0}$1:${0}$300,MATCH({0}{1},${0}$1:${0}$300,0))",
    "looked up": "=VLOOKUP({0}{1},${0}$1:${0}$300,1,FALSE)",
    "found": "=_xlfn.XLOOKUP({0}{1},${0}$1:${0}$300,${0}$1:${0}$300)",
    "fed": "=REL_PROFIT(VLOOKUP({0}{1},${0}$1:${0}$300,1,FALSE),-0.5*{0}{1})",
}
SPILLS = {
    "spilled": "=REL_PROFIT({0}1:{0}300,-0.5*{0}1:{0}300)",
    "spilled sums": "={0}1:{0}300*1.5",
    "sorted": "=_xlfn._xlws.SORT({0}1:{0}300)",
    "spilled finds": "=_xlfn.XLOOKUP({0}1:{0}300,{0}1:{0}300,{0}1:{0}300)",
}
UNCHANGED = {"matched", "looked up", "found", "sorted", "spilled finds"}


def computed(tmp_path: Path, write: Callable[[xlsxwriter.Workbook], None]) -> Any:
    """A workbook as it reads when it is computed; every cached value was 999."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        write(workbook)
    computation = compute(path)
    assert computation.not_computed == ()
    return openpyxl.load_workbook(computation.target, data_only=True)


@pytest.mark.parametrize(
    "steps",
    [
        "tested, tested",
        "called, tested, called",
        "spilled, reckoned",
        "spilled sums, reckoned",
        "array, reckoned",
        "sorted, reckoned",
        "spilled, reckoned, spilled, reckoned, spilled, reckoned",
        "array, reckoned, array, reckoned",
        "tested, spilled, reckoned, tested, spilled, reckoned",
        "matched, called, matched",
        "called, looked up, tested, found, called, matched",
        "spilled, reckoned, matched, spilled, reckoned, looked up, spilled, reckoned, found",
        "spilled, reckoned, matched, tested, matched",
        "array, reckoned, looked up, array, reckoned, matched",
        "spilled, reckoned, spilled finds, reckoned, spilled finds, reckoned",
        "spilled, reckoned, fed, reckoned, fed",
    ],
)
def test_lookups_at_the_end_of_columns_that_rest_on_each_other(steps: str, tmp_path: Path) -> None:
    names = steps.split(", ")
    last = xlsxwriter.utility.xl_col_to_name(len(names))
    column, ranks = f"Chain!${last}$1:${last}$300", "Ranks!$A$1:$A$300"
    # The values ascend, so that the first place is the last row's. {0} is the place.
    lookups = [
        f"MATCH({{0}},{ranks},0)",
        "VLOOKUP({0},Ranks!$A$1:$B$300,2,FALSE)",
        f"_xlfn.XLOOKUP({{0}},{ranks},Ranks!$B$1:$B$300)",
        f"_xlfn.XMATCH({{0}},{ranks})",
        f"SUMIF({ranks},{{0}},Ranks!$B$1:$B$300)",
        f"MATCH(LARGE({column},{{0}}),{column},0)",
        f"MATCH(LARGE({column},{{0}}),Chain!{last}:{last},0)",
        f"MATCH(LARGE({column},{{0}}),{column},1)",
    ]

    def write(workbook: xlsxwriter.Workbook) -> None:
        found, chain, rank = (workbook.add_worksheet(name) for name in ("Found", "Chain", "Ranks"))
        for row in range(ROWS):
            chain.write(row, 0, row + 1)
            rank.write_formula(row, 0, f"=RANK(Chain!{last}{row + 1},{column})", None, 999)
            rank.write(row, 1, row + 1)
        for position, name in enumerate(names, 1):
            before = xlsxwriter.utility.xl_col_to_name(position - 1)
            if name == "array":
                formula = f"{{{SPILLS['spilled'].format(before)}}}"
                chain.write_array_formula(0, position, ROWS - 1, position, formula, None, 999)
            elif name in SPILLS:
                formula = SPILLS[name].format(before)
                chain.write_dynamic_array_formula(0, position, ROWS - 1, position, formula, None, 999)
            else:
                for row in range(1, ROWS + 1):
                    chain.write_formula(row - 1, position, STEPS[name].format(before, row), None, 999)
        for position, formula in enumerate(lookups):
            for place in range(1, FEW + 1):
                found.write_formula(place - 1, position, "=" + formula.format(place), None, 999)

    workbook = computed(tmp_path, write)
    factor = 1.5 ** sum(name not in UNCHANGED for name in names)
    assert [workbook["Chain"].cell(row, len(names) + 1).value for row in range(1, ROWS + 1)] == pytest.approx(
        [factor * row for row in range(1, ROWS + 1)]
    )
    for position, formula in enumerate(lookups, 1):
        answers = [workbook["Found"].cell(place, position).value for place in range(1, FEW + 1)]
        assert answers == [ROWS + 1 - place for place in range(1, FEW + 1)], formula


def test_a_sentence_says_the_figure_behind_a_spilled_cell_as_the_figure_shows_it(tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        answer, clients, workings, tables = (
            workbook.add_worksheet(name) for name in ["Answer", "List", "Workings", "Tables"]
        )
        for row, value in enumerate((10, 20, 30)):
            clients.write(row, 0, value)
            clients.write_formula(row, 1, f"=REL_PROFIT(A{row + 1})", None, 999)
            clients.write_formula(row, 2, f"=REL_TIER(B{row + 1},Tables!$B$2:$B$4)", None, "999")
        cuts = '=IF(Workings!$A$1=0,"",REL_TIER_CUTS(List!$B$1:$B$3))'
        tables.write_dynamic_array_formula("A1:B5", cuts, None, 999)
        summary = '=IF(Workings!$A$1=0,"",REL_TIER_SUMMARY(List!$B$1:$B$3,List!$C$1:$C$3))'
        tables.write_dynamic_array_formula("D1:I6", summary, None, 999)
        workings.write_formula("A1", "=COUNT(List!$B$1:$B$3)", None, 999)
        workings.write_formula("A2", "=SUM(Tables!$G$2)", None, 999)
        workings.write_formula("A3", "=FIXED(Workings!$A$2,0)", None, "999")
        workings.write_formula("A4", '=COUNTIF(List!$C$1:$C$3,"Platinum")', None, 999)
        answer.write_formula("A1", '=Workings!$A$4&" of "&Workings!$A$3', None, "999")

    book = computed(tmp_path, write)
    assert book["Workings"]["A2"].value == 30
    assert book["Answer"]["A1"].value == "1 of 30"
