"""Formulas between Excel's writing and that of Calc's interface."""

from __future__ import annotations

from datetime import date

import pytest
from messy_sheets import messy_sheets
from open_book_stand_in import OpenBookStandIn

from addin.commands import CommandRefused, sheet_commands
from addin.edits import Edit, Formula, WriteColumn, WriteSheet
from addin.history import History
from addin.libreoffice.formula_forms import from_calc, to_calc
from addin.libreoffice.written_forms import mended
from addin.press import press

# Excel's writing, then what Calc 7.4 gives back for it.
BOTH = (
    ("=SUM(A2,$B$3:B9)", "=SUM(A2;$B$3:B9)"),
    ("='Clients'!$E$2:$E$13", "=$'Clients'.$E$2:$E$13"),
    ("='Our ''own'' list, 2025'!A1+1", "=$'Our ''own'' list, 2025'.A1+1"),
    ("=INDEX({1,2;3,\"a;b\"},1,2)", "=INDEX({1;2|3;\"a;b\"};1;2)"),
    ('=IF($H2="",FALSE,$H2<=as_of)', '=IF($H2="";FALSE();$H2<=as_of)'),
    ('="a, b; c!"&D3', '="a, b; c!"&D3'),
    ("=Register[[#This Row],[Fees 2025]]*2", "=Register[[#This Row];[Fees 2025]]*2"),
    ("=SUM(Register[Fees, net; '[old']],TRUE)", "=SUM(Register[Fees, net; '[old']];TRUE())"),
    ("=NORM.S.DIST(1,LOG10(A1))", "=NORM.S.DIST(1;LOG10(A1))"),
    ("=#REF!+1", "=#REF!+1"),
    ("=20%+1.5", "=20%+1.5"),
    ('=IFERROR(REL_CLV(A1,0.8),"-")', '=IFERROR(IFERROR(REL_CLV(A1;0.8);NA());"-")'),
    (
        "=IFERROR( REL_CLV(IFERROR(REL_NPV('It''s, ('!A1),0)), 1)&IFERROR(A1,NA())",
        "=IFERROR( IFERROR(REL_CLV(IFERROR(IFERROR(REL_NPV($'It''s, ('.A1);NA());0));NA()); 1)&IFERROR(A1;NA())",
    ),
    ('=IFERROR(IF(A1,REL_CLV(A1),""),0)', '=IFERROR(IFERROR(IF(A1;REL_CLV(A1);"");NA());0)'),
    ("=IFERROR(IFERROR(REL_CLV(A1),NA()),NA())", "=IFERROR(IFERROR(REL_CLV(A1);NA());NA())"),
    ("=IFERROR(IFERROR(A1,NA()),0)", "=IFERROR(IFERROR(A1;NA());0)"),
)  # fmt: skip


@pytest.mark.parametrize(("excel", "calc"), BOTH)
def test_each_is_written_as_the_other(excel, calc):
    assert to_calc(excel) == calc
    assert from_calc(calc) == excel


def test_what_calc_writes_in_other_words_is_written_as_excel_writes_it():
    assert from_calc("=$Tiers.$B$7+Clients.B2") == "='Tiers'!$B$7+'Clients'!B2"
    assert from_calc("{=rel_tiers(A1:A9;TRUE())}") == "=REL_TIERS(A1:A9,TRUE)"
    assert from_calc("=COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETEDATE(as_of;-48)") == "=EDATE(as_of,-48)"
    assert to_calc("=_xlfn.MAXIFS(A1:A3,B1:B3,1)") == "=MAXIFS(A1:A3;B1:B3;1)"
    assert to_calc("=Clients!B2*true") == "=$Clients.B2*TRUE()"


def formulas(edit: Edit) -> list[str]:
    if isinstance(edit, WriteColumn):
        return [] if edit.formula is None else [edit.formula.text]
    cells = edit.cells if isinstance(edit, WriteSheet) else ()
    return [cell.content.text for cell in cells if isinstance(cell.content, Formula)]


@pytest.mark.parametrize("command", sheet_commands(), ids=lambda command: command.name)
def test_what_a_button_writes_is_read_again_as_it_was_asked_for_and_nothing_is_left_to_mend(command):
    for messy in tuple(messy_sheets())[2::17]:
        book, sheet = OpenBookStandIn(messy.sheet), messy.sheet
        try:
            edits = press(command, book, sheet.name, sheet.cursor, date(2026, 3, 31), History()).edits
        except CommandRefused:
            continue
        for text in (text for edit in edits for text in formulas(edit)):
            assert from_calc(to_calc(text)) == text.replace("_xlfn.", "")
            assert mended(to_calc(text)) == to_calc(text)
