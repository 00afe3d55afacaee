"""Formulas between Excel's writing and that of Calc's interface."""

from __future__ import annotations

import pytest

from addin.libreoffice.formula_forms import from_calc, to_calc

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
