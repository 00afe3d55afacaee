"""Stand-ins for Excel, its workbooks and the COM server: what the add-in's VBA is run beside, in an interpreter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Application, Range, Workbook
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    Collection,
    Interpreter,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    _runtime,
    member,
    method,
    setter,
)

import udfs
from addin.excel import door, function_wrappers
from addin.excel.addin_package import modules
from addin.excel.function_wrappers import category_rows, help_rows
from udfs import CellError, WorksheetFunction

MARK = "\ue000"
VALUE, NUM, NOT_AVAILABLE = VBAErrorValue(2015), VBAErrorValue(2036), VBAErrorValue(2042)
CODES = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A"}
LOST = -2147023174  # &H800706BA, the server is gone
NOT_SET_UP = (
    "Excel finds no Python of Tenure's. If Excel was started as administrator, start it as yourself; "
    "else run tenure install, then press Restart."
)
NO_PACKAGES = "Tenure's Python came up, but its packages cannot be loaded. Run tenure doctor, then press Restart."
ROWS = 30


_parsed = cache(_runtime.parse_module)  # the same modules for every host


class ButtonStandIn(VBAObject):
    """A button of Excel's old toolbar."""

    vba_type_name = "CommandBarButton"

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled

    @member(name="Enabled")
    def _enabled(self) -> object:
        return self.enabled


class ExcelStandIn(Application):
    """Excel's application with what a call from a cell needs besides: the calling cell, and the wizard."""

    def __init__(self) -> None:
        super().__init__()
        self.caller: object = VBAErrorValue(2023)
        self.disabled: set[int] = set()
        self.soon: list[str] = []
        self.waits: list[float] = []
        self.rebuilds = 0
        self.calculations = 0
        self.on_rebuild: Callable[[], object] = lambda: None
        self.fill = True
        self.described: list[tuple[str, str, str, list[str]]] = []
        self.refuses_to_describe: Callable[[str], bool] = lambda name: False
        self.cursor: object = -4143
        self.can_be_undone: list[tuple[str, str]] = []

    @member(name="Caller")
    def _caller(self) -> object:
        return self.caller

    @method(name="CommandBars")
    def _command_bars(self, name: object = MISSING) -> object:
        return self

    @method(name="Controls")
    def _controls(self, index: object = MISSING) -> object:
        return ButtonStandIn(int(str(index)) not in self.disabled)

    @member(name="Cursor")
    def _cursor(self) -> object:
        return self.cursor

    @setter("Cursor")
    def _set_cursor(self, value: object) -> None:
        self.cursor = value

    @method(name="MacroOptions")
    def _macro_options(
        self,
        Macro: object = MISSING,  # noqa: N803 - named as Excel names them
        Description: object = MISSING,  # noqa: N803
        Category: object = MISSING,  # noqa: N803
        ArgumentDescriptions: object = MISSING,  # noqa: N803
    ) -> object:
        if self.refuses_to_describe(str(Macro)):
            raise VBARuntimeError(1004, "Method 'MacroOptions' of object '_Application' failed")
        arguments = [] if ArgumentDescriptions is MISSING else [str(each) for each in ArgumentDescriptions.items]
        self.described.append((str(Macro), str(Description), str(Category), arguments))
        return EMPTY

    @member(name="Hwnd")
    def _hwnd(self) -> object:
        return VBAInt(4711, "Long")

    @method(name="OnUndo")
    def _on_undo(self, text: object = MISSING, procedure: object = MISSING) -> object:
        self.can_be_undone.append((str(text), str(procedure)))
        return EMPTY

    @method(name="CalculateFullRebuild")
    def _rebuild(self) -> object:
        self.rebuilds += 1
        self.on_rebuild()
        return EMPTY

    @method(name="CalculateFull")
    def _calculate_full(self) -> object:
        self.calculations += 1
        return EMPTY

    @member(name="AutoCorrect")
    def _auto_correct(self) -> object:
        return self

    @member(name="AutoFillFormulasInLists")
    def _auto_fill(self) -> object:
        return self.fill

    @setter("AutoFillFormulasInLists")
    def _set_auto_fill(self, value: object) -> None:
        self.fill = value

    @method(name="OnTime")
    def _on_time(self, moment: object = MISSING, procedure: object = MISSING) -> object:
        self.soon.append(str(procedure).rpartition(".")[2])
        self.waits.append((VBADate.EPOCH + timedelta(days=moment.serial) - datetime.now()).total_seconds())
        return EMPTY


def through_the_door(name: str, *cells: Any) -> Any:
    """What the COM server answers; errors reach it by their numbers."""
    return door.answer(name, [_at_the_door(argument) for argument in cells])


def _at_the_door(argument: Any) -> Any:
    if isinstance(argument, list):
        return [[_at_the_door(cell) for cell in row] for row in argument]
    numbers = {code: number for number, code in CODES.items()}
    return numbers[argument.code] - 0x7FF60000 if isinstance(argument, CellError) else argument


class PythonStandIn(VBAObject):
    """The COM server as VBA sees it: answers as the door does, or as a test wishes.

    It answers without a name only: by a name, each call would ask twice, first for the name's number.
    """

    vba_type_name = "Object"

    def __init__(self, answer: Callable[..., Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, list[Any], bool]] = []
        self.why_not = ""
        self.was_asked_for_its_version = False
        self.windows: list[int] = []
        self.written = ""
        self.copied: Any = f"{MARK}There is no list."
        self.question: Any = [["Assign tiers", "It writes much.", True]]
        self.left_to_take_back = "Assign tiers"
        self.pressed: list[tuple[str, object]] = []
        self.fails_with: list[int] = []
        self.stops = 0

    @method(name="(none)", default=True)
    def _answer(self, name: object = MISSING, arguments: object = MISSING, date_1904: object = MISSING) -> object:
        given = [plain(argument) for argument in arguments.items]
        self.asked.append((str(name), given, date_1904 is not MISSING))
        if self.why_not:
            return MARK + self.why_not
        return to_vba(self.answer(str(name), *given))

    @method(name="Version")
    def _version(self) -> object:
        self.was_asked_for_its_version = True
        return MARK + self.why_not if self.why_not else "9.9"

    @method(name="AttachWindow")
    def _attach_window(self, window: object = MISSING) -> object:
        self.windows.append(int(str(window)))
        return True

    @method(name="NewWorkbook")
    def _new_workbook(self, template: object = MISSING) -> object:
        return self.written or f"{MARK}There is no template {template}."

    @method(name="Press")
    def _press(self, command: object = MISSING, excel: object = MISSING) -> object:
        self.pressed.append((str(command), excel))
        if self.fails_with:
            raise VBARuntimeError(self.fails_with.pop(), "The remote server machine does not exist")
        return to_vba(self.question)

    @method(name="Undo")
    def _undo(self, excel: object = MISSING) -> object:
        self.pressed.append(("Undo last", excel))
        return to_vba(self.question)

    @method(name="CarryOut")
    def _carry_out(self, excel: object = MISSING) -> object:
        self.pressed.append(("carried out", excel))
        return self.left_to_take_back

    @method(name="CopyForSharing")
    def _copy_for_sharing(self, choice: object = MISSING, excel: object = MISSING) -> object:
        self.pressed.append((str(choice), excel))
        if self.fails_with:
            raise VBARuntimeError(self.fails_with.pop(), "The remote server machine does not exist")
        return to_vba(self.copied)

    @method(name="Stop")
    def _stop(self) -> object:
        self.stops += 1
        return EMPTY


def plain(value: Any) -> Any:
    """What Python receives of a value from VBA."""
    if isinstance(value, VBAArray):
        assert [low for low, _ in value.bounds] == [1, 1]
        (_, rows), (_, columns) = value.bounds
        return [[plain(value.get([row, column])) for column in range(1, columns + 1)] for row in range(1, rows + 1)]
    if isinstance(value, VBAErrorValue):
        return CellError(CODES[value.number], "")
    assert value is EMPTY or isinstance(value, (bool, float, str, VBAInt)), value
    return None if value is EMPTY else float(value) if isinstance(value, VBAInt) else value


def to_vba(answer: Any) -> Any:
    """An answer as COM hands it over: blocks counted from 0, of numbers or of anything, errors as marked texts."""
    if isinstance(answer, CellError):
        return MARK + answer.code
    if isinstance(answer, list):
        array = block(answer, 0, to_vba)
        if all(type(cell) is float for row in answer for cell in row):
            array.element_type = "Double"
        return array
    return EMPTY if answer is None else answer


def block(rows: Sequence[Sequence[Any]], start: int, convert: Callable[[Any], Any]) -> VBAArray:
    """Rows as an array of VBA, counted from a start."""
    array = VBAArray([(start, start + len(rows) - 1), (start, start + len(rows[0]) - 1)])
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            array.set([start + down, start + right], convert(cell))
    return array


def date_1904(answer: bool) -> Any:
    class Holder(VBAObject):
        @member(name="Date1904")
        def _date_1904(self) -> object:
            return answer

    return Holder._vba_members["date1904"]


class Host:
    """A workbook, the add-in's modules, Python at the other end, and functions that only the tests have."""

    trials: tuple[WorksheetFunction, ...] = ()

    def __init__(self, answer: Callable[..., Any] = through_the_door, change: Callable[[str], str] = str) -> None:
        self.python = PythonStandIn(answer)
        self.starts: list[str] = []
        self.start: Callable[[], object] = lambda: self.python
        self.excel = ExcelApplication.__new__(ExcelApplication)
        self.application = self.excel.application = ExcelStandIn()
        host = self

        class Bridge(ExcelBridge):
            def create(self, type_name_: str) -> object:
                host.starts.append(type_name_)
                return host.start()

        self.excel.interpreter = self.application.interpreter = Interpreter(Bridge(self.application))
        self.book = self.excel.add_workbook()
        self.sheet = self.excel.sheet(1)
        for module in modules():
            if module.kind != "Document":
                kind = "standard" if module.kind == "Module" else "class"
                self.excel.add_module(interpretable(change(module.source)), name=module.name, kind=kind)
        trials = "\n".join(map(function_wrappers.wrapper, self.trials))
        self.excel.add_module(interpretable(trials), name="Trials")

    def range(self, address: str) -> Any:
        return self.application.vba_get("Range", [address], {})

    def write(self, address: str, rows: Sequence[Sequence[Any]]) -> None:
        first = self.range(address)
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                if value is not None:
                    first.vba_get("Offset", [VBAInt(down, "Long"), VBAInt(right, "Long")], {}).vba_set(
                        "Value2", value, [], {}, by_ref=False
                    )

    def ask(self, name: str, *arguments: Any, at: str | None = None) -> Any:
        """A call from a cell: texts that look like addresses are ranges."""
        self.application.caller = VBAErrorValue(2023) if at is None else self.range(at)
        given = [self.range(a[1:]) if isinstance(a, str) and a.startswith("@") else a for a in arguments]
        return shown(self.excel.interpreter.run(name, given))


def interpretable(source: str) -> str:
    """A source without what the interpreter does not know: attributes of procedures, a class's heading, its events."""
    source = re.sub(r"(?m)^Attribute \w+\..*\n", "", source)
    return re.sub(r"(?s)\AVERSION.*?\nEND\n", "", source).replace(" WithEvents ", " ")


def shown(value: Any) -> Any:
    """What a cell would show."""
    if isinstance(value, VBAArray):
        (low, high), (left, right) = value.bounds
        return [[shown(value.get([row, column])) for column in range(left, right + 1)] for row in range(low, high + 1)]
    return value


def put_in_place(monkeypatch: pytest.MonkeyPatch, trials: tuple[WorksheetFunction, ...]) -> None:
    """Have the interpreter's Excel do what Excel does, and the functions `trials`, which only the tests have."""
    monkeypatch.setattr(_runtime, "parse_module", _parsed)
    monkeypatch.setitem(Range._vba_members, "countlarge", _count_large())
    monkeypatch.setitem(Workbook._vba_members, "date1904", date_1904(False))
    value2 = Range._vba_members["value2"]
    monkeypatch.setattr(value2, "getter", _whole(value2.getter))
    monkeypatch.setattr(Host, "trials", trials)
    for trial in trials:
        monkeypatch.setitem(udfs._BY_NAME, trial.name, trial)


def _count_large() -> Any:
    """The number of cells of a range however large, which the interpreter does not tell."""

    class Holder(VBAObject):
        @member(name="CountLarge")
        def _count_large(self) -> object:
            return sum(area.rows * area.columns for area in self.areas)  # type: ignore[attr-defined]

    return Holder._vba_members["countlarge"]


def _whole(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Excel hands over all cells of a range; the interpreter leaves out those beyond the last used one."""

    def whole(area: Any) -> Any:
        value = read(area)
        rows, columns = (int(area.vba_get(name, [], {}).vba_get("Count", [], {})) for name in ("Rows", "Columns"))
        if rows * columns == 1:
            return value
        filled = shown(value) if isinstance(value, VBAArray) else [[value]]
        filled = [[*row, *[EMPTY] * (columns - len(row))] for row in filled]
        return block([*filled, *[[EMPTY] * columns] * (rows - len(filled))], 1, lambda cell: cell)

    return whole


class BookStandIn(VBAObject):
    """A workbook with formulas of others: which cells show #NAME?, and what brings them back."""

    vba_type_name = "Workbook"

    def __init__(self, mended_by: str = "entering", **is_: object) -> None:
        self.mended_by = mended_by
        self.is_ = {"saved": True, **is_}
        self.changed_links: list[tuple[str, str]] = []
        self.cells = [CellStandIn(self, "=REL_LIFETIME(A1)"), CellStandIn(self, "=NO_SUCH(A1)")]

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> object:
        name = name.lower()
        if name in ("worksheets",):
            return sequence([SheetStandIn(self)])
        if name == "linksources":
            return block([["C:\\other\\tenure.xlam"], ["C:\\other\\prices.xlsx"]], 1, str)
        if name == "changelink":
            self.changed_links.append((str(args[0]), str(args[1])))
            return EMPTY
        return self.is_.get(name, "clients.xlsx" if name == "name" else False)

    def vba_set(self, name: str, value: object, args: Any = (), named: Any = None, *, by_ref: bool = False) -> None:
        self.is_[name.lower()] = value


def sequence(items: Sequence[Any]) -> Any:
    collection = Collection()
    for item in items:
        collection.Add(item)
    return collection


class SheetStandIn(VBAObject):
    vba_type_name = "Worksheet"

    def __init__(self, book: BookStandIn) -> None:
        self.book = book

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> object:
        if name.lower() == "protectcontents":
            return self.book.is_.get("sheetprotected", False)
        if name.lower() == "cells":
            return sequence(self.book.cells)
        return self  # UsedRange, and its SpecialCells


class CellStandIn(VBAObject):
    vba_type_name = "Range"

    def __init__(self, book: BookStandIn, formula: str) -> None:
        self.book, self.formula, self.entered, self.value = book, formula, 0, VBAErrorValue(2029)

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> object:
        return {"value": self.value, "formula": self.formula, "formula2": self.formula, "hasarray": False}[name.lower()]

    def vba_set(self, name: str, value: object, args: Any = (), named: Any = None, *, by_ref: bool = False) -> None:
        assert name.lower() == "formula2"
        assert value == self.formula
        self.entered += 1
        self.book.is_["saved"] = False
        if self.book.mended_by == "entering":
            self.value = EMPTY


def fail(number: int) -> Any:
    raise VBARuntimeError(number, "made to fail")


def press(host: Host, procedure: str, tag: str = "") -> None:
    class Control(VBAObject):
        vba_type_name = "IRibbonControl"

        @member(name="Tag")
        def _tag(self) -> object:
            return tag

    host.excel.run(procedure, Control())


def workbooks_added(monkeypatch: pytest.MonkeyPatch, book: BookStandIn) -> list[str]:
    """What new workbooks are made from, filled as they are; each is the one given."""
    made_from: list[str] = []

    class Books(VBAObject):
        vba_type_name = "Workbooks"

        @method(name="Add")
        def _add(self, template: object = MISSING) -> object:
            made_from.append(str(template))
            return book

    class Holder(VBAObject):
        @member(name="Workbooks")
        def _workbooks(self) -> object:
            return Books()

    monkeypatch.setitem(ExcelStandIn._vba_members, "workbooks", Holder._vba_members["workbooks"])
    return made_from


def with_own_sheets(host: Host) -> Host:
    """The add-in's own two sheets, in the workbook that the interpreter takes for the add-in."""
    sheets = host.application.vba_get("ActiveWorkbook").vba_get("Worksheets", [], {})
    for title, rows in (("Tenure", category_rows("9.9")), ("_IntelliSense_", help_rows())):
        sheet = sheets.vba_get("Add", [], {})
        sheet.vba_set("Name", title, [], {}, by_ref=False)
        for down, row in enumerate(rows, start=1):
            for right, text in enumerate(row, start=1):
                if text:
                    cell = sheet.vba_get("Cells", [VBAInt(down, "Long"), VBAInt(right, "Long")], {})
                    cell.vba_set("Value2", text, [], {}, by_ref=False)
    return host


def column_of_clients(host: Host, rows: int = ROWS) -> None:
    host.write("A1", [["margin", "retention"]])
    host.write("A2", [[100.0 + number, 0.5 + number / 1000] for number in range(rows)])
    host.write("F1", [[0.1]])
    filled = host.range(f"C2:C{rows + 1}")
    filled.vba_set("FormulaR1C1", "=RC1+RC2", [], {}, by_ref=False)  # any formula that is the same in all rows


def ask_down(host: Host, rows: int = ROWS) -> list[Any]:
    return [host.ask("TRY_WORTH", f"@A{row}", f"@B{row}", "@F1", at=f"C{row}") for row in range(2, rows + 2)]


def host_without_packages() -> Host:
    host = Host()
    host.python.why_not = NO_PACKAGES
    return host
