"""The sheets of Keep and Grow in LibreOffice Calc itself: every cell as the headless host computed it."""

from __future__ import annotations

from contextlib import closing

import pytest
from kept_clients import write_kept_clients
from test_closed_file import press
from under_libreoffice.workbooks import STALE, differing, with_stale_answers

pytestmark = pytest.mark.libreoffice

BUTTONS = (
    "retention-report", "exit-reasons", "contacts-due", "referral-audit", "what-else-to-offer", "score-prospects",
)  # fmt: skip


@pytest.mark.parametrize("as_table", [False, True], ids=["plain", "table"])
def test_calc_shows_what_the_headless_host_computed(as_table, calc, tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", as_table=as_table)
    for name in BUTTONS:
        # One after the other on the same workbook, as a person would.
        press(name, book, tmp_path / f"{name}.xlsx", sheet="Clients")
        book = tmp_path / f"{name}.xlsx"
    with closing(calc.open(with_stale_answers(book))) as opened:
        shown = {cell for sheet, used in opened.sheets().items() for row in opened.cells(used, sheet) for cell in row}
        assert STALE in shown  # as it comes, nothing is calculated
        opened.calculate()
        assert differing(book, opened.save(tmp_path / "saved.xlsx")) == {}
