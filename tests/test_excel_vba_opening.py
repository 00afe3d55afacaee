"""The add-in's VBA, run without Excel: a workbook that was opened, with formulas of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from excel_stand_ins import (
    BookStandIn,
    Host,
    fail,
    put_in_place,
)
from pyopenvba.apps.excel._model import Range, Workbook
from pyopenvba.interpreter import (
    EMPTY,
    VBAInt,
    VBAObject,
    method,
)

from addin.excel.addin_package import modules


@pytest.fixture(autouse=True)
def excel(monkeypatch, a_function_of_each_shape):
    put_in_place(monkeypatch, a_function_of_each_shape)


# A workbook that was opened


def opened(book: BookStandIn, answer: int | None = None) -> Host:
    host = Host()
    host.application.on_rebuild = lambda: (
        [setattr(cell, "value", EMPTY) for cell in book.cells[:1]] if book.mended_by == "rebuilding" else None
    )
    if answer is not None:
        host.excel.answer_dialogs(answer)
    host.excel.run("MendFormulas", book)
    return host


def test_a_formula_that_is_not_found_is_entered_again_and_no_other():
    book = BookStandIn()
    host = opened(book)
    assert [cell.entered for cell in book.cells] == [1, 0]
    assert book.is_["saved"] is True
    assert host.application.calculation == -4105
    assert host.application.enable_events is True
    assert host.application.screen_updating is True
    assert host.application.rebuilds == 1


def test_nothing_is_entered_where_calculating_anew_was_enough():
    book = BookStandIn("rebuilding")
    opened(book)
    assert [cell.entered for cell in book.cells] == [0, 0]


def test_links_to_another_copy_of_the_add_in_lead_to_this_one():
    book = BookStandIn()
    host = Host(change=lambda source: source.replace("ThisWorkbook.Name", '"Tenure.xlam"'))
    host.application.on_rebuild = lambda: None
    host.excel.run("MendFormulas", book)
    assert [old for old, _ in book.changed_links] == ["C:\\other\\tenure.xlam"]


@pytest.mark.parametrize(
    "state", ["readonly", "multiuserediting", "protectstructure", "autosaveon", "isaddin", "sheetprotected"]
)
def test_a_workbook_that_is_not_ours_to_change_is_left_alone(state):
    book = BookStandIn(**{state: True})
    host = opened(book)
    assert [cell.entered for cell in book.cells] == [0, 0]
    assert host.application.rebuilds == 0


def test_more_than_ten_thousand_cells_are_asked_about_first():
    for answer, entered in ((7, 0), (6, 1)):  # No, Yes
        book = BookStandIn()
        host = Host(
            change=lambda source: source.replace("CellsWithoutAsking As Long = 10000", "CellsWithoutAsking As Long = 0")
        )
        host.application.on_rebuild = lambda: None
        host.excel.answer_dialogs(VBAInt(answer, "Integer"))
        host.excel.run("MendFormulas", book)
        assert book.cells[0].entered == entered
        assert len(host.excel.dialogs) == 1
        assert "1 formulas of Tenure that show #NAME?" in host.excel.dialogs[0][1]


@pytest.fixture
def opened_book(monkeypatch: pytest.MonkeyPatch) -> Callable[..., OpenedBook]:
    """Opens a workbook of the interpreter's own, in which no REL_ function is found."""
    for name in ("IsAddin", "ReadOnly", "MultiUserEditing", "AutoSaveOn"):
        monkeypatch.setitem(Workbook._vba_members, name.lower(), answering(name, False))
    monkeypatch.setitem(Workbook._vba_members, "linksources", answering("LinkSources", EMPTY))

    def made(cells: dict[str, str], arrays: dict[str, str], **how: Any) -> OpenedBook:
        return OpenedBook(monkeypatch, cells, arrays, **how)

    return made


def answering(name: str, answer: object) -> Any:
    class Holder(VBAObject):
        @method(name=name)
        def _answer(self, *arguments: object) -> object:
            return answer

    return Holder._vba_members[name.lower()]


class OpenedBook:
    """A workbook with formulas, and what was entered into it since."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        cells: dict[str, str],
        arrays: dict[str, str],
        excel_2016: bool = False,
        change: Callable[[str], str] = str,
    ) -> None:
        self.entered: list[tuple[str, str]] = []
        self.host = Host(change=change)
        self.host.application.on_rebuild = lambda: None
        self.book = self.host.excel.add_workbook()
        for place, formula in cells.items():
            self.host.range(place).vba_set("Formula", formula, [], {}, by_ref=False)
        for place, formula in arrays.items():
            area = self.host.range(place)
            area.vba_set("FormulaArray", "=REL_CLV(1)", [], {}, by_ref=False)
            area.sheet.cells_[area.first.top, area.first.left].formula = formula  # as a file may hold it, of any length
        for name in ("Formula", "Formula2", "FormulaArray"):
            spec = Range._vba_members[name.lower()]
            monkeypatch.setattr(spec, "setter", self.noting(name, spec.setter))
        if excel_2016:
            spec = Range._vba_members["formula2"]
            monkeypatch.setattr(spec, "getter", lambda area: fail(438))
            monkeypatch.setattr(spec, "setter", lambda area, value: fail(438))

    def noting(self, name: str, write: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        def note(area: Any, value: Any) -> None:
            write(area, value)
            self.entered.append((name, str(area.vba_get("Address", [False, False], {}))))

        return note

    def mend(self) -> None:
        self.host.excel.answer_dialogs(VBAInt(1, "Integer"))
        self.host.excel.run("MendFormulas", self.book)


LONG = "=REL_LIFETIME(A1" + "+A1" * 100 + ")"


def test_whole_arrays_are_entered_at_once_and_spilled_formulas_as_they_are(opened_book):
    book = opened_book({"E1": "=REL_LIFETIME(A1)", "F1": "=NO_SUCH(A1)"}, {"B1:B3": "=REL_TIERS(A1:A3)"})
    book.mend()
    assert book.entered == [("FormulaArray", "B1:B3"), ("Formula2", "E1")]
    assert book.host.range("B1:B3").vba_get("FormulaArray", [], {}) == "=REL_TIERS(A1:A3)"
    assert book.host.range("B2").vba_get("HasArray", [], {}) is True
    assert book.host.excel.dialogs == []


def test_an_excel_without_formula2_takes_formula(opened_book):
    book = opened_book({"E1": "=REL_LIFETIME(A1)"}, {"B1:B3": "=REL_TIERS(A1:A3)"}, excel_2016=True)
    book.mend()
    assert book.entered == [("FormulaArray", "B1:B3"), ("Formula", "E1")]
    assert book.host.excel.dialogs == []


@pytest.mark.parametrize("helps", [True, False])
def test_an_array_with_a_long_formula_is_entered_by_replacing_or_named(opened_book, monkeypatch, helps):
    book = opened_book({"E1": "=REL_LIFETIME(A1)"}, {"H1:H2": LONG, "J4": LONG})
    replaced = []

    def replace(area: Any, what: str, by: str, at: Any, *rest: Any) -> bool:
        replaced.append((str(area.vba_get("Address", [False, False], {})), what, by, int(at)))
        if helps:
            for row in range(area.first.top, area.first.bottom + 1):
                area.sheet.cell(row, area.first.left).value = 2.0
        return True

    monkeypatch.setattr(Range._vba_members["replace"], "getter", replace)
    monkeypatch.setattr(Range._vba_members["calculate"], "getter", lambda area: EMPTY)
    book.mend()
    assert replaced == [("H1:H2", "=", "=", 2), ("J4", "=", "=", 2)]
    assert book.entered == [("Formula2", "E1")]
    assert book.host.range("H1").vba_get("FormulaArray", [], {}) == LONG
    assert book.host.application.display_alerts is True
    said = [sentence for _, sentence, _, _ in book.host.excel.dialogs]
    if helps:
        assert said == []
    else:
        assert len(said) == 1
        assert "which still show #NAME?: Sheet1!H1, Sheet1!J4. Enter each by hand" in said[0]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cell.CurrentArray.FormulaArray = cell.FormulaArray", "cell.FormulaArray = cell.FormulaArray"),
        ("If cell.HasArray Then\n", "If False Then\n"),
        ("If Err.Number = 438 Then", "If Err.Number = 439 Then"),
        ("            cell.Formula = cell.Formula\n", ""),
    ],
)
def test_these_tests_of_arrays_notice(opened_book, right, wrong):
    source = next(module.source for module in modules() if module.name == "TenureOpening")
    assert right in source
    book = opened_book(
        {"E1": "=REL_LIFETIME(A1)"},
        {"B1:B3": "=REL_TIERS(A1:A3)"},
        excel_2016=True,
        change=lambda text: text.replace(right, wrong),
    )
    book.mend()
    assert book.entered != [("FormulaArray", "B1:B3"), ("Formula", "E1")]
