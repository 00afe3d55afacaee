"""The page of published values: every function once, in order, with tests that are there, and a count that adds up."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

from udfs import FUNCTIONS

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "published-values.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `REL_")
]


def test_every_function_has_one_row_in_the_order_of_the_manual():
    assert [row[0] for row in ROWS] == [f"`{function.name}`" for function in FUNCTIONS]


def test_the_subjects_are_those_of_the_manual():
    subjects = [subject for subject, _ in groupby(FUNCTIONS, key=lambda function: function.subject)]
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == [*subjects, "The count"]
    for subject in subjects:
        chapter = PAGE.partition(f"## {subject}\n")[2].partition("\n## ")[0]
        names = re.findall(r"^\| `(REL_\w+)` \|", chapter, re.MULTILINE)
        assert names == [function.name for function in FUNCTIONS if function.subject == subject]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_tests_that_are_named_mention_the_function(row):
    name, told, figures, new, tests = row
    files = re.findall(r"`(test_\w+\.py)`", tests)
    assert files
    assert ", ".join(f"`{file}`" for file in files) == tests
    # Some tests leave the prefix to a function of their own: rel("NPV", ...).
    mention = re.compile(rf"\b(REL_)?{name.strip('`').removeprefix('REL_')}\b")
    for file in files:
        assert mention.search((TESTS / file).read_text(encoding="utf-8"))
    assert 0 <= int(new) <= int(figures)
    assert len(told.strip("`")) > 10


def test_the_count_adds_up():
    figures, new = (sum(int(row[place]) for row in ROWS) for place in (2, 3))
    stated = re.search(r"reproduce (\d+) published figures, (\d+) of them beyond", PAGE)
    assert [int(number) for number in stated.groups()] == [figures, new]
