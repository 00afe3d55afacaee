"""The add-in's VBA, run without Excel: in an interpreter with workbooks, beside a stand-in for the COM server."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count
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
from addin.excel.function_wrappers import category_rows, help_rows, short_help
from udfs import CellError, WorksheetFunction

MARK = "\ue000"
VALUE, NUM, NOT_AVAILABLE = VBAErrorValue(2015), VBAErrorValue(2036), VBAErrorValue(2042)
CODES = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A"}
LOST = -2147023174  # &H800706BA, the server is gone


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
        self.was_asked_for_its_version = False
        self.windows: list[int] = []
        self.written = ""
        self.stops = 0

    @method(name="(none)", default=True)
    def _answer(self, name: object = MISSING, arguments: object = MISSING, date_1904: object = MISSING) -> object:
        given = [plain(argument) for argument in arguments.items]
        self.asked.append((str(name), given, date_1904 is not MISSING))
        return to_vba(self.answer(str(name), *given))

    @method(name="Version")
    def _version(self) -> object:
        self.was_asked_for_its_version = True
        return "9.9"

    @method(name="AttachWindow")
    def _attach_window(self, window: object = MISSING) -> object:
        self.windows.append(int(str(window)))
        return True

    @method(name="NewWorkbook")
    def _new_workbook(self, template: object = MISSING) -> object:
        return self.written or f"{MARK}There is no template {template}."

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


def _date_1904(answer: bool) -> Any:
    class Holder(VBAObject):
        @member(name="Date1904")
        def _date_1904(self) -> object:
            return answer

    return Holder._vba_members["date1904"]


@pytest.fixture(autouse=True)
def modules_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_runtime, "parse_module", _parsed)


@pytest.fixture(autouse=True)
def counted_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of cells of a range however large, which the interpreter does not tell."""

    class Holder(VBAObject):
        @member(name="CountLarge")
        def _count_large(self) -> object:
            return sum(area.rows * area.columns for area in self.areas)  # type: ignore[attr-defined]

    monkeypatch.setitem(Range._vba_members, "countlarge", Holder._vba_members["countlarge"])


@pytest.fixture(autouse=True)
def dates_from_1900(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Workbook._vba_members, "date1904", _date_1904(False))


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


@pytest.fixture(autouse=True)
def trials(a_function_of_each_shape: tuple[WorksheetFunction, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "trials", a_function_of_each_shape)
    for trial in a_function_of_each_shape:
        monkeypatch.setitem(udfs._BY_NAME, trial.name, trial)


@pytest.fixture(autouse=True)
def whole_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel hands over all cells of a range; the interpreter leaves out those beyond the last used one."""
    value2 = Range._vba_members["value2"]
    read = value2.getter

    def whole(area: Any) -> Any:
        value = read(area)
        rows, columns = (int(area.vba_get(name, [], {}).vba_get("Count", [], {})) for name in ("Rows", "Columns"))
        if rows * columns == 1:
            return value
        filled = shown(value) if isinstance(value, VBAArray) else [[value]]
        filled = [[*row, *[EMPTY] * (columns - len(row))] for row in filled]
        return block([*filled, *[[EMPTY] * columns] * (rows - len(filled))], 1, lambda cell: cell)

    monkeypatch.setattr(value2, "getter", whole)


# A call


def test_a_call_reaches_python_with_plain_values_and_comes_back():
    host = Host()
    host.write("A1", [[100.0, 0.8, 0.1]])
    assert host.ask("TRY_WORTH", "@A1", "@B1", "@C1") == pytest.approx(1000 / 3)
    assert host.python.asked == [("TRY_WORTH", [100.0, 0.8, 0.1], False)]
    host.ask("TRY_WORTH", "@A1", "@B1", "@C1", MISSING, "continuous")
    assert host.python.asked[-1][1] == [100.0, 0.8, 0.1, None, "continuous"]
    assert host.starts == ["Tenure.Server"]


def test_every_function_answers_its_example_through_the_vba():
    host = Host()
    for function in udfs.FUNCTIONS:
        given = [to_vba_block(argument) for argument in function.example.arguments]
        host.ask(function.name, *given)
        name, received, _ = host.python.asked[-1]
        assert name == function.name
        assert function.example.holds(udfs.call(name, *received)), name


def to_vba_block(argument: Any) -> Any:
    if isinstance(argument, list):
        return block(argument, 1, to_vba_block)
    if argument is None:
        return EMPTY
    if isinstance(argument, int) and not isinstance(argument, bool):
        return float(argument)
    return argument.isoformat() if hasattr(argument, "isoformat") else argument


def test_a_function_without_arguments_and_one_with_any_number():
    host = Host()
    assert host.ask("TRY_SAYS") == "something"
    host.write("A1", [[0.8], [0.9]])
    explained = host.ask("TRY_WORDS", "TRY_LIFETIME", "@A1:A2")
    assert host.python.asked[-1][1] == ["TRY_LIFETIME", [[0.8], [0.9]]]
    assert explained == [["part"], ["TRY_LIFETIME"]]


def test_an_array_constant_of_one_row_is_a_row():
    host = Host()
    row = VBAArray([(1, 3)], items=[-100.0, 60.0, 60.0])
    host.ask("TRY_PRESENT", 0.1, row)
    assert host.python.asked[-1][1][1] == [[-100.0, 60.0, 60.0]]


def test_an_error_in_a_cell_comes_back_as_it_is():
    host = Host()
    assert host.ask("TRY_LIFETIME", NOT_AVAILABLE) == NOT_AVAILABLE
    assert host.ask("TRY_TOTAL", block([[5.0], [VBAErrorValue(2007)]], 1, lambda cell: cell)) == VBAErrorValue(2007)


def test_several_areas_have_no_order_of_rows():
    host = Host()
    assert host.ask("TRY_TOTAL", "@A1:A9,C1:C9") == VALUE
    assert host.python.asked == []


def test_a_formula_that_is_not_calculated_yet_is_waited_for():
    host = Host()
    host.write("A1", [[5.0], [None], [7.0]])
    formula = host.range("A2")
    formula.vba_set("Formula", "=B9", [], {}, by_ref=False)
    assert host.ask("TRY_TOTAL", "@A1:A3") != EMPTY  # it was calculated: 0
    calculated = type(formula).Value2

    def not_yet(area: Any) -> Any:
        value = calculated(area)
        if isinstance(value, VBAArray):
            value.set([2, 1], EMPTY)
        return value

    host.python.asked.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(formula)._vba_members["value2"], "getter", not_yet)
        assert host.ask("TRY_TOTAL", "@A1:A3") is EMPTY
        assert host.python.asked == []
        host.ask("TRY_TOTAL", "@A2:A3")  # its formula is not the one that is read: only 7 in the second row is empty
    assert host.python.asked[-1][1][0] == [[0.0], [None]]


def test_whole_columns_end_with_the_sheet_and_keep_their_rows_side_by_side():
    host = Host()
    host.write("B3", [["fee"], [10.0], [20.0]])
    host.write("D9", [["last"]])
    host.ask("TRY_WORTH", "@B:B", "@C:C", 0.1)
    _, (margin, retention, _), _ = host.python.asked[-1]
    assert margin == [[None], [None], ["fee"], [10.0], [20.0], [None], [None], [None], [None]]
    assert retention == [[None]] * 9


def test_ranges_of_different_heights_stay_different():
    host = Host()
    host.write("A1", [[float(number)] for number in range(1, 11)])
    host.ask("TRY_WORTH", "@A:A", "@A2:A11", 0.1)
    _, (margin, retention, *_), _ = host.python.asked[-1]
    assert (len(margin), len(retention)) == (11, 10)


def test_a_whole_column_with_one_filled_row_is_not_one_cell():
    host = Host()
    host.write("A1", [[5.0]])
    host.ask("TRY_RANK", "@A:A")
    assert host.python.asked[-1][1][0] == [[5.0], [None]]


def test_dates_from_1904_are_told(monkeypatch):
    host = Host()
    host.write("A1", [[30000.0, 40000.0]])
    for from_1904 in (True, False):
        monkeypatch.setitem(Workbook._vba_members, "date1904", _date_1904(from_1904))
        host.ask("TRY_DAYS", "@A1", "@B1", at="D1")
        assert host.python.asked[-1][2] is from_1904
        host.ask("TRY_RANK", "@A1:B1", at="D1")
        assert host.python.asked[-1][2] is from_1904
    assert len(host.python.asked) == 4  # the one is never taken for the other


@pytest.mark.parametrize(
    "function", [each for each in udfs.FUNCTIONS if each.kind == "row"], ids=lambda each: each.name
)
def test_functions_that_are_not_told_the_first_year_do_not_need_it(function, monkeypatch):
    monkeypatch.setitem(Workbook._vba_members, "date1904", _date_1904(True))
    host = Host()
    host.ask(function.name, *map(to_vba_block, function.example.arguments), at="D1")
    _, given, is_told = host.python.asked[-1]
    answers = [udfs.call(function.name, *given, date_1904=from_1904) for from_1904 in (True, False)]
    assert is_told or answers[0] == answers[1]


def test_functions_of_lists_wait_for_the_wizard_to_close():
    host = Host()
    host.application.disabled = {1, 2}
    host.range("B2").vba_get("Select", [], {})
    assert host.ask("TRY_TABLE", 100.0, at="B2") == ""
    assert host.python.asked == []
    assert host.ask("TRY_LIFETIME", 0.5, at="B2") == 2


@pytest.mark.parametrize(("disabled", "at"), [({1}, "B2"), ({2}, "B2"), ({1, 2}, "B3"), ({1, 2}, None)])
def test_what_only_looks_like_the_wizard_is_none(disabled, at):
    """A firm that disabled New; a text file being opened, for which Excel calculates all books; a macro that calls."""
    host = Host(lambda name, *cells: 7.0)
    host.application.disabled = disabled
    host.range("B2").vba_get("Select", [], {})
    assert host.ask("TRY_TABLE", 100.0, at=at) == 7


# Answers


@pytest.mark.parametrize("number", CODES)
def test_each_error_is_a_real_one(number):
    host = Host(lambda name, *cells: CellError(CODES[number], "why"))
    assert host.ask("TRY_LIFETIME", 2.0) == VBAErrorValue(number)


def test_an_unknown_error_is_a_wrong_value():
    assert Host(lambda name, *cells: CellError("#SPILL!", "")).ask("TRY_LIFETIME", 2.0) == VALUE


MIXED = [[1.5, "text", CellError("#N/A", "")], [CellError("#NUM!", ""), True, None], ["x" * 300, "", "#N/A"]]
MIXED_SHOWN = [[1.5, "text", NOT_AVAILABLE], [NUM, True, ""], ["x" * 300, "", "#N/A"]]


def test_errors_within_an_answer_of_several_cells():
    assert Host(lambda name, *cells: MIXED).ask("TRY_RANK", 1.0) == MIXED_SHOWN


def test_long_texts_and_long_answers_stay_whole():
    long = [[f"{number}: " + "long " * 200, CellError("#NUM!", "")] for number in range(300)]
    answer = Host(lambda name, *cells: long).ask("TRY_RANK", 1.0)
    assert answer == [[text, NUM] for text, _ in long]
    assert Host(lambda name, *cells: "y" * 5000).ask("TRY_KEY", "z") == "y" * 5000


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("= ChrW$(ErrorMark)", "= ChrW$(35)"),
        ("CVErr(xlErrNum)", "CVErr(xlErrNA)"),
        ("For columnNumber = LBound(answer, 2) To", "For columnNumber = LBound(answer, 2) + 1 To"),
        ('CellAsExcelShows = ""', "CellAsExcelShows = 0"),
        ("Mid$(cell, 2)", "Left$(cell, 255)"),
    ],
)
def test_these_tests_notice_when_the_vba_is_wrong(right, wrong):
    changed = []

    def change(source: str) -> str:
        changed.append(right in source)
        return source.replace(right, wrong)

    host = Host(lambda name, *cells: MIXED, change)
    assert any(changed)
    assert host.ask("TRY_RANK", 1.0) != MIXED_SHOWN


# The connection


def fail(number: int) -> Any:
    raise VBARuntimeError(number, "made to fail")


NOT_SET_UP = (
    "Excel finds no Python of Tenure's. If Excel was started as administrator, start it as yourself; "
    "else run tenure install, then press Restart."
)


def test_python_that_cannot_start_is_not_asked_again_until_restart():
    host = Host()
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    tries = len(host.starts)
    assert [host.ask("TRY_LIFETIME", 0.1 * number) for number in range(5)] == [NOT_AVAILABLE] * 5
    assert len(host.starts) == tries
    assert host.application.status_bar == NOT_SET_UP
    host.start = lambda: host.python
    host.excel.run("StopPython")
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert host.application.status_bar is False


def silent_host() -> Host:
    host = Host(change=lambda source: source.replace("Private Sub excel_", "Public Sub excel_"))
    fires = "Dim events As New TenureEvents\nevents.excel_SheetCalculate Nothing\n"
    host.excel.add_module(f"Sub CellsWereCalculated()\n{fires}End Sub", name="Fires")
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    return host


@pytest.mark.parametrize("function", [each for each in udfs.FUNCTIONS if each.subject == "Help"], ids=str)
def test_functions_that_people_read_say_why_python_is_silent(function):
    host = silent_host()
    assert host.ask(function.name, *["x"] * min(1, len(function.parameters))) == NOT_SET_UP


def test_the_reason_is_said_again_after_each_calculation():
    host = silent_host()
    host.application.status_bar = "what another program wrote"
    host.excel.run("CellsWereCalculated")
    assert host.application.status_bar == NOT_SET_UP


def test_python_is_tried_again_and_its_cells_are_calculated_when_it_is_back():
    host = silent_host()
    for _ in range(3):
        host.excel.run("CellsWereCalculated")
    assert host.application.soon == ["TryAgain"]
    host.excel.run("TryAgain")
    assert host.application.soon == ["TryAgain"] * 2
    assert host.application.status_bar == NOT_SET_UP
    assert host.application.calculations == 0
    host.start = lambda: host.python
    host.excel.run("TryAgain")
    assert host.application.calculations == 1
    assert host.application.status_bar is False
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    host.excel.run("CellsWereCalculated")
    assert host.application.soon == ["TryAgain"] * 2


def test_each_try_waits_longer_than_the_one_before():
    host = silent_host()
    host.excel.run("CellsWereCalculated")
    for _ in range(7):
        host.excel.run("TryAgain")
    assert [round(wait / 60) for wait in host.application.waits] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_user_who_calculates_by_hand_is_told_that_python_is_back():
    host = silent_host()
    host.application.vba_set("Calculation", VBAInt(-4135, "Long"), [], {}, by_ref=False)
    host.start = lambda: host.python
    host.excel.run("TryAgain")
    assert host.application.calculations == 0
    assert host.application.status_bar == "Tenure's Python answers again. Press Ctrl+Alt+F9 to calculate anew."


def test_a_restart_needs_no_other_try():
    host = silent_host()
    host.excel.run("CellsWereCalculated")
    host.start = lambda: host.python
    host.excel.run("StopPython")
    host.excel.run("TryAgain")
    assert "Tenure.Server" not in host.starts[1:]
    assert host.application.calculations == 0


def test_python_that_dies_once_comes_back_within_the_same_call():
    host = Host()
    dying = PythonStandIn(lambda name, *cells: fail(LOST))
    servers = [dying, host.python]
    host.start = lambda: servers.pop(0)
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert len(dying.asked) == 1


def test_python_that_does_not_come_back_is_left_alone():
    host = Host(
        lambda name, *cells: fail(462),
        lambda source: source.replace("OfPatience As Double = 2", "OfPatience As Double = 0.3"),
    )
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    asked = len(host.python.asked)
    assert asked > 1
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    assert len(host.python.asked) == asked
    assert host.application.status_bar.startswith("Tenure's Python stopped and did not come back.")


def dying_at_every_second_call() -> Callable[..., Any]:
    calls = count()
    return lambda name, *cells: fail(462) if next(calls) % 2 else udfs.call(name, *cells)


def test_python_that_dies_twice_is_left_alone():
    host = Host(dying_at_every_second_call())
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75, 0.8)] == [2, 4, NOT_AVAILABLE]
    assert host.application.status_bar.startswith("Tenure's Python stopped twice.")
    assert host.ask("TRY_LIFETIME", 0.9) == NOT_AVAILABLE
    assert len(host.python.asked) == 4


def test_deaths_that_lie_far_apart_are_not_counted_together():
    host = Host(
        dying_at_every_second_call(),
        lambda source: source.replace("ThatCount As Double = 60", "ThatCount As Double = -1"),
    )
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75, 0.8, 0.9)] == pytest.approx([2, 4, 5, 10])


def test_a_restart_forgets_that_python_died():
    host = Host(dying_at_every_second_call())
    assert [host.ask("TRY_LIFETIME", share) for share in (0.5, 0.75)] == [2, 4]
    host.excel.run("StopPython")
    assert host.ask("TRY_LIFETIME", 0.8) == pytest.approx(5)


def test_seconds_are_counted_across_midnight():
    host = Host(change=lambda source: source.replace("Private Function SecondsS", "Public Function SecondsS"))
    in_an_hour = "Function SinceAnHourAhead()\nSinceAnHourAhead = SecondsSince(Timer + 3600)\nEnd Function\n"
    host.excel.add_module(in_an_hour, name="Midnight")
    assert host.excel.run("SinceAnHourAhead") == pytest.approx(86400 - 3600, abs=60)


def test_an_excel_that_runs_as_administrator_starts_nothing_that_is_registered_for_the_user():
    """Any program of the user can write that registration: it would be run with an administrator's rights."""
    host = Host()
    host.start = lambda: fail(429)
    assert host.ask("TRY_LIFETIME", 0.5) == NOT_AVAILABLE
    assert host.starts == ["Tenure.Server"]


def test_a_fault_in_one_call_leaves_the_connection():
    host = Host(lambda name, *cells: fail(-2147352567) if cells[0] > 1 else udfs.call(name, *cells))
    assert host.ask("TRY_LIFETIME", 2.0) == VALUE
    assert host.ask("TRY_LIFETIME", 0.5) == 2
    assert host.starts == ["Tenure.Server"]


# A column of single calls

ROWS = 30


def column_of_clients(host: Host, rows: int = ROWS) -> None:
    host.write("A1", [["margin", "retention"]])
    host.write("A2", [[100.0 + number, 0.5 + number / 1000] for number in range(rows)])
    host.write("F1", [[0.1]])
    filled = host.range(f"C2:C{rows + 1}")
    filled.vba_set("FormulaR1C1", "=RC1+RC2", [], {}, by_ref=False)  # any formula that is the same in all rows


def ask_down(host: Host, rows: int = ROWS) -> list[Any]:
    return [host.ask("TRY_WORTH", f"@A{row}", f"@B{row}", "@F1", at=f"C{row}") for row in range(2, rows + 2)]


def one_by_one(rows: int = ROWS) -> list[Any]:
    return [udfs.call("TRY_WORTH", 100.0 + number, 0.5 + number / 1000, 0.1) for number in range(rows)]


def test_a_filled_column_is_asked_together():
    host = Host()
    column_of_clients(host)
    assert ask_down(host) == pytest.approx(one_by_one())
    assert len(host.python.asked) == 1
    assert len(host.python.asked[0][1][0]) == ROWS


def test_a_long_column_is_asked_in_pieces():
    host = Host(change=lambda source: source.replace("MostRows As Long = 10000", "MostRows As Long = 15"))
    column_of_clients(host)
    assert ask_down(host) == pytest.approx(one_by_one())
    assert [len(given[0]) for _, given, _ in host.python.asked] == [15, 15]


def test_a_table_is_asked_together_also_where_formulas_differ():
    host = Host()
    column_of_clients(host)
    host.write("C1", [["worth"]])
    host.range("C5").vba_set("Formula", "=1", [], {}, by_ref=False)
    sheet = host.application.vba_get("ActiveSheet")
    tables = sheet.vba_get("ListObjects", [], {})
    tables.vba_get("Add", [VBAInt(1, "Long"), host.range(f"A1:C{ROWS + 1}"), MISSING, VBAInt(1, "Long")], {})
    assert ask_down(host) == pytest.approx(one_by_one())
    assert len(host.python.asked) == 1


def test_cells_that_are_asked_again_are_not_asked_of_python():
    host = Host()
    column_of_clients(host)
    first = ask_down(host)
    assert ask_down(host) == first
    assert len(host.python.asked) == 1


def test_a_new_rate_is_asked_once_for_all_rows():
    host = Host()
    column_of_clients(host)
    ask_down(host)
    host.write("F1", [[0.2]])
    again = ask_down(host)
    assert again == pytest.approx([udfs.call("TRY_WORTH", 100.0 + n, 0.5 + n / 1000, 0.2) for n in range(ROWS)])
    assert len(host.python.asked) == 2


def test_answers_go_by_value_when_cells_change_places():
    host = Host()
    column_of_clients(host, 20)
    before = ask_down(host, 20)
    host.write("A2", [[100.0 + number, 0.5 + number / 1000] for number in reversed(range(20))])
    assert ask_down(host, 20) == before[::-1]
    assert len(host.python.asked) == 1


@pytest.mark.parametrize(
    "numbers",
    [
        [0.1 + 0.2, 0.3, 3e-17],  # they differ in the last bit
        [1.7976931348623157e308, 1.7976931348623155e308, -1.7976931348623157e308, 1e301, 1e301 / 1024],
    ],
)
def test_numbers_are_told_apart_to_the_last_bit(numbers):
    host = Host(lambda name, *cells: [[f"for {cell!r}" for cell in row] for row in cells[0]])
    host.write("A1", [[number] for number in numbers])
    rows = range(1, len(numbers) + 1)
    host.range(f"B1:B{len(numbers)}").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    for _ in range(2):
        answers = [host.ask("TRY_LIFETIME", f"@A{row}", at=f"B{row}") for row in rows]
        assert answers == [f"for {number!r}" for number in numbers]
    assert len(host.python.asked) == 1


def test_texts_numbers_and_blanks_are_told_apart():
    host = Host(lambda name, *cells: str(cells))
    kinds = [1.0, "1", True, "TRUE", "", EMPTY, "a", "A", VBAErrorValue(2042)]
    column_of_clients(host, 3)
    answers = [host.ask("TRY_KEY", kind, at="H1") for kind in (*kinds, *kinds)]
    assert answers[: len(kinds)] == answers[len(kinds) :]
    assert len(set(answers)) == len(kinds)


def test_a_bad_row_shows_its_own_error_only():
    host = Host()
    column_of_clients(host, 10)
    host.write("B5", [[7.0]])
    answers = ask_down(host, 10)
    assert answers[3] == NUM
    assert answers[:3] == pytest.approx(one_by_one(3))
    assert len(host.python.asked) == 1


def test_a_first_row_of_text_is_asked_alone():
    host = Host()
    host.write("A1", [["margin", "retention"], [100.0, 0.8], [200.0, 0.8]])
    host.range("C1:C3").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    host.write("F1", [[0.1]])
    answers = [host.ask("TRY_WORTH", f"@A{row}", f"@B{row}", "@F1", at=f"C{row}") for row in (1, 2, 3)]
    assert answers[0] == VALUE  # as the single call says, not the blank of a heading
    assert answers[1:] == pytest.approx([1000 / 3, 2000 / 3])


def test_a_series_in_the_row_is_asked_together_and_a_single_column_is_not():
    host = Host()
    host.write("A1", [[-100.0, 60.0, 60.0 + row] for row in range(8)])
    host.range("E1:E8").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    answers = [host.ask("TRY_PRESENT", 0.1, f"@A{row}:C{row}", at=f"E{row}") for row in range(1, 9)]
    assert answers == pytest.approx([udfs.call("TRY_PRESENT", 0.1, [[-100.0, 60.0, 60.0 + row]]) for row in range(8)])
    assert len(host.python.asked) == 1
    singles = [host.ask("TRY_PRESENT", 0.1, f"@C{row}", at=f"E{row}") for row in range(1, 9)]
    assert singles == pytest.approx([(60 + row) / 1.1 for row in range(8)])
    assert len(host.python.asked) == 9


def test_a_list_in_a_cell_function_is_never_taken_for_one_cell_per_row():
    host = Host()
    column_of_clients(host, 9)
    answer = host.ask("TRY_WORTH", "@A2", "@B2:B10", "@F1", at="C2")
    assert answer == [[pytest.approx(100 * 1.1 / (1.1 - 0.5 - number / 1000) / 1.1)] for number in range(9)]


def test_a_list_of_cuts_serves_all_rows():
    host = Host()
    column_of_clients(host, 30)
    host.write("H1", [[120.0, 110.0, 105.0]])
    answers = [host.ask("TRY_TIER", f"@A{row}", "@H1:J1", at=f"C{row}") for row in range(2, 32)]
    assert answers == [udfs.call("TRY_TIER", 100.0 + number, [[120.0, 110.0, 105.0]]) for number in range(30)]
    assert len(host.python.asked) == 1


def test_an_answer_of_two_cells_per_client():
    host = Host()
    host.write("A1", [[8.0 + row, 20.0] for row in range(5)])
    host.range("C1:C5").vba_set("FormulaR1C1", "=RC1", [], {}, by_ref=False)
    for row in range(1, 6):
        answer = host.ask("TRY_PAIR", f"@A{row}", f"@B{row}", at=f"C{row}")
        assert answer[0] == pytest.approx(udfs.call("TRY_PAIR", 7.0 + row, 20.0)[0])
    assert len(host.python.asked) == 1


def test_fetching_that_does_not_pay_is_tried_ever_less_often():
    host = Host()
    column_of_clients(host, 10)
    for edit in range(40):
        host.write("A2", [[1000.0 + edit]])
        host.ask("TRY_WORTH", "@A2", "@B2", "@F1", at="C2")
    fetched = [edit for edit, (_, given, _) in enumerate(host.python.asked) if isinstance(given[0], list)]
    assert fetched == [0, 1, 3, 7, 15, 31]
    assert len(host.python.asked) == 40


def test_a_restart_forgets_the_answers():
    host = Host()
    column_of_clients(host, 5)
    ask_down(host, 5)
    host.excel.run("StopPython")
    ask_down(host, 5)
    assert len(host.python.asked) == 2


def test_what_is_kept_has_a_limit():
    host = Host(change=lambda source: source.replace("MostAnswers As Long = 200000", "MostAnswers As Long = 30"))
    column_of_clients(host, 20)
    ask_down(host, 20)
    host.write("F1", [[0.2]])
    ask_down(host, 20)
    host.write("F1", [[0.1]])
    ask_down(host, 20)
    assert len(host.python.asked) == 3


def work_of_a_column(monkeypatch: pytest.MonkeyPatch, rows: int) -> Counter[str]:
    """What a column of single cells costs: statements that are run, and questions to each kind of object."""
    done: Counter[str] = Counter()
    get, execute = _runtime._dispatch_get, Interpreter._execute

    def counted_get(target: Any, name: str, *rest: Any) -> Any:
        done[f"{type(target).__name__}.{name}"] += 1
        return get(target, name, *rest)

    def counted_execute(*arguments: Any) -> Any:
        done["statements"] += 1
        return execute(*arguments)

    host = Host()
    column_of_clients(host, rows)
    with monkeypatch.context() as patch:
        patch.setattr(_runtime, "_dispatch_get", counted_get)
        patch.setattr(Interpreter, "_execute", counted_execute)
        ask_down(host, rows)
    done["calls"] = len(host.python.asked)
    return done


def test_a_cell_of_a_column_costs_six_questions_to_excel_and_no_call(monkeypatch):
    """Of three arguments each is asked whether it is one cell, and its value; all else is asked once for the column."""
    short, long = (work_of_a_column(monkeypatch, rows) for rows in (20, 40))
    each = {what: (long[what] - short[what]) / 20 for what in long}
    statements = each.pop("statements")
    assert {what: times for what, times in each.items() if times} == {
        "Range.CountLarge": 3,
        "Range.Value2": 3,
        "Dictionary.Exists": 1,  # its answer is fetched by another call, which is not counted here
    }
    assert statements <= 144
    assert short["calls"] == long["calls"] == 1
    once = {what: times - 20 * each[what] for what, times in short.items() if what in each}
    assert sum(once.values()) <= 80


# A workbook that was opened


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


def test_python_is_told_which_program_it_works_for():
    host = Host()
    host.ask("TRY_LIFETIME", 0.5)
    assert host.python.windows == [4711]


# The buttons


def press(host: Host, procedure: str, tag: str = "") -> None:
    class Control(VBAObject):
        vba_type_name = "IRibbonControl"

        @member(name="Tag")
        def _tag(self) -> object:
            return tag

    host.excel.run(procedure, Control())


def test_a_button_that_cannot_do_its_work_says_why():
    host = Host()
    host.start = lambda: fail(429)
    press(host, "TenureRestart")
    press(host, "TenureNewWorkbook", "client-portfolio")
    said = [sentence for _, sentence, _, _ in host.excel.dialogs]
    assert said == [f"Tenure could not be started anew. {NOT_SET_UP}", f"No workbook was made. {NOT_SET_UP}"]


def test_what_python_says_of_a_workbook_that_it_could_not_write_is_shown():
    host = Host()
    press(host, "TenureNewWorkbook", "no-such")
    assert [sentence for _, sentence, _, _ in host.excel.dialogs] == [
        "No workbook was made. There is no template no-such."
    ]


def test_a_new_workbook_is_opened_from_what_python_wrote_and_its_formulas_are_mended(monkeypatch):
    book, opened_from = BookStandIn(), []

    class Books(VBAObject):
        vba_type_name = "Workbooks"

        @method(name="Add")
        def _add(self, template: object = MISSING) -> object:
            opened_from.append(str(template))
            return book

    class Holder(VBAObject):
        @member(name="Workbooks")
        def _workbooks(self) -> object:
            return Books()

    host = Host()
    monkeypatch.setitem(ExcelStandIn._vba_members, "workbooks", Holder._vba_members["workbooks"])
    host.python.written = r"C:\Temp\functions.xlsx"
    press(host, "TenureNewWorkbook", "functions")
    assert host.excel.dialogs == []
    assert opened_from == [host.python.written]
    assert [cell.entered for cell in book.cells] == [1, 0]
    assert (host.application.cursor, host.application.status_bar) == (-4143, False)


def test_a_restart_stops_python_and_calculates_anew():
    host = Host()
    host.ask("TRY_LIFETIME", 0.5)
    press(host, "TenureRestart")
    assert (host.python.stops, host.starts) == (1, ["Tenure.Server"] * 2)
    assert host.application.status_bar == "Tenure 9.9 was started anew."
    assert host.application.calculations == 1


# After the start


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


def test_each_function_is_described_once_with_its_category_and_arguments():
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    host.excel.run("AfterOpening")
    described = host.application.described
    assert [name for name, *_ in described] == [function.name for function in udfs.FUNCTIONS]
    for (_, summary, category, arguments), function in zip(described, udfs.FUNCTIONS, strict=True):
        assert category == f"Tenure: {function.subject}"
        assert summary == short_help(function.summary)
        assert arguments == [short_help(parameter.help) for parameter in function.parameters]


def test_what_excel_is_told_of_functions_is_that_of_the_golden_file(a_function_of_each_shape, golden, monkeypatch):
    monkeypatch.setattr(function_wrappers, "FUNCTIONS", a_function_of_each_shape)
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    lines = [
        "|".join((name, summary, category, *arguments))
        for name, summary, category, arguments in host.application.described
    ]
    golden("excel_macro_options.txt", "\n".join(lines) + "\n")


def test_a_workbook_that_is_closed_again_before_its_turn_is_passed_over():
    host = with_own_sheets(Host())
    host.excel.run("NoteOpened", BookStandIn())
    host.excel.run("AfterOpening")
    assert host.application.status_bar is False
    host.excel.run("AfterOpening")
    assert host.application.status_bar is False


def test_python_is_started_before_anybody_asks():
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    assert host.starts == ["Tenure.Server"]


def test_excel_does_not_wait_for_the_functions_when_it_starts():
    """Both Version and Answer need the package, which takes seconds to load."""
    host = with_own_sheets(Host())
    host.excel.run("AfterStart")
    assert host.python.windows == [4711]
    assert not host.python.was_asked_for_its_version
    assert host.python.asked == []


def test_python_that_fails_when_excel_starts_is_tried_again():
    host = with_own_sheets(Host())
    host.start = lambda: fail(429)
    host.excel.run("AfterStart")
    assert host.application.soon == ["TryAgain"]
    assert host.application.status_bar == NOT_SET_UP


def test_functions_that_excel_did_not_take_are_described_later():
    host = with_own_sheets(Host())
    host.application.refuses_to_describe = lambda name: True
    host.excel.run("AfterStart")
    assert host.application.described == []
    host.application.soon.clear()
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon == ["AfterOpening"]
    host.application.refuses_to_describe = lambda name: False
    host.excel.run("AfterOpening")
    assert [name for name, *_ in host.application.described] == [function.name for function in udfs.FUNCTIONS]
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon == ["AfterOpening"]


def test_a_function_that_excel_never_takes_does_not_keep_the_others_out():
    host = with_own_sheets(Host())
    tries = []
    second = udfs.FUNCTIONS[1].name
    host.application.refuses_to_describe = lambda name: name == second and not tries.append(name)
    for _ in range(4):
        host.excel.run("AfterOpening")
    assert [name for name, *_ in host.application.described] == [
        function.name for function in udfs.FUNCTIONS if function.name != second
    ]
    assert tries == [second] * 3


def test_functions_are_described_later_where_excel_opens_without_a_workbook():
    host = Host()
    host.application.active_book = None
    host.excel.run("AfterStart")
    assert host.application.described == []
    host.excel.run("DescribeWhenPossible")
    assert host.application.soon[-1] == "AfterOpening"


def test_the_manual_lists_every_function():
    host = with_own_sheets(Host())
    press(host, "TenureManual")
    assert host.excel.dialogs == []
    rows = shown(host.application.vba_get("ActiveSheet").vba_get("UsedRange", [], {}).vba_get("Value2", [], {}))
    assert rows[0] == ["Function", "Subject", "What it answers", "Arguments"]
    assert [row[0] for row in rows[1:]] == [function.name for function in udfs.FUNCTIONS]
    assert rows[1][3].splitlines()[0].startswith("rate: ")


def test_about_tells_both_versions():
    host = with_own_sheets(Host())
    press(host, "TenureAbout")
    assert host.excel.dialogs[0][1] == (
        "Tenure 9.9: what client relationships are worth.\n\nPython answers (version 9.9)."
    )
