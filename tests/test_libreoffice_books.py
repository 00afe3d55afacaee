"""Every template in LibreOffice Calc itself: computed, held against the headless host, printed, saved, taken back."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import made_templates
import numpy as np
import openpyxl
import pytest
from made_templates import LENGTHS, TAKING, of_length, typed_rows, write_list
from under_libreoffice.workbooks import STALE, converted, differing, with_stale_answers

from addin.headless import compute
from workbook_templates import TEMPLATES

pytestmark = pytest.mark.libreoffice

TELLS_THE_HOST = ("Tenure", "headless")


class Made(NamedTuple):
    """A template as the headless host computed it, the same with 999 in place of each answer, and that in Calc."""

    computed: Path
    stale: Path
    book: Any


@pytest.fixture(scope="module", params=TEMPLATES, ids=lambda template: template.name)
def made(request, calc, tmp_path_factory) -> Iterator[Made]:
    """A template opened in Calc, after one Ctrl+Shift+F9."""
    template = request.param
    folder = tmp_path_factory.mktemp("Zoë's books")
    written, computed = folder / "written.xlsx", folder / f"{template.name}.xlsx"
    template.write(written, template.fillings[0] if template.fillings else "")
    compute(written, computed)
    stale = with_stale_answers(computed)
    with closing(calc.open(stale)) as book:
        shown = {cell for sheet, used in book.sheets().items() for row in book.cells(used, sheet) for cell in row}
        assert STALE in shown  # as it comes, nothing is calculated
        book.calculate()
        yield Made(computed, stale, book)


def verdicts(book: Any) -> dict[str, Any]:
    """The checks of an open book, each with what it says."""
    found = {}
    for name, target in book.names().items():
        if name.startswith("test_"):
            sheet, _, address = target.replace("$", "").rpartition(".")
            found[name] = book.cell(address, sheet.strip("'"))
    return found


def agrees(expected: Path, actual: Path) -> bool:
    """Whether all cells are the same but what `REL_VERSION` says of the host."""
    different = differing(expected, actual)
    assert {
        place: pair for place, pair in different.items() if not all(w in str(pair[0]) for w in TELLS_THE_HOST)
    } == {}
    return len(different) <= 2


def test_after_one_calculation_all_its_own_checks_hold(made):
    held = verdicts(made.book)
    defined = openpyxl.load_workbook(made.computed).defined_names
    assert held.keys() == {name for name in defined if name.startswith("test_")}
    assert held == dict.fromkeys(held, 1.0)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("template", TAKING, ids=lambda template: template.name)
def test_it_follows_the_length_of_the_list_as_the_headless_host_does(calc, template, length, tmp_path):
    example = made_templates.made(template, tmp_path, template.fillings[0])
    headings, rows = typed_rows(example)
    own = write_list(tmp_path / "list.csv", headings, of_length(headings, rows, length))
    book = made_templates.made(template, tmp_path, own)
    with closing(calc.open(with_stale_answers(book.path))) as opened:
        opened.calculate()
        held = verdicts(opened)
        assert held == dict.fromkeys(held, 1.0)
        assert agrees(book.path, opened.save(tmp_path / "saved.xlsx"))


def test_it_agrees_with_the_headless_host_in_every_cell_and_saved_is_computed_alike(made, tmp_path):
    saved = made.book.save(tmp_path / "saved.xlsx")
    assert agrees(made.computed, saved)
    again = compute(saved, tmp_path / "again.xlsx")
    assert again.not_computed == ()
    assert differing(made.computed, again.target) == {}


def test_converted_by_libreoffice_alone_it_agrees_too(made, user_who_recalculates):
    assert agrees(made.computed, converted(*user_who_recalculates, made.stale))


def test_every_page_that_is_printed_has_something_on_it(made, tmp_path):
    printed = made.book.save(tmp_path / "book.pdf")
    subprocess.run(["pdftoppm", "-gray", "-r", "40", printed, tmp_path / "page"], check=True)
    pages = [picture(path) for path in sorted(tmp_path.glob("page*.pgm"))]
    assert len(pages) >= len(made.book.sheets())
    assert [number for number, page in enumerate(pages, 1) if is_blank(page)] == []


def picture(path: Path) -> Any:
    """A page as grey values, the highest row first."""
    kind, width, height, white, pixels = path.read_bytes().split(maxsplit=4)
    assert (kind, white) == (b"P5", b"255")
    return np.frombuffer(pixels[-int(width) * int(height) :], np.uint8).reshape(int(height), int(width))


def is_blank(page: Any) -> bool:
    """Whether there is nothing between the margins at the top and at the bottom, which holds the footer."""
    height = len(page)
    return bool(np.mean(page[height // 10 : height * 9 // 10] < 200) < 0.0005)
