"""Run by LibreOffice's own Python: takes a step per line of standard input, answers a line of standard output each.

A step is JSON, ``{"step": name, "given": {...}}``, and so is its answer, ``{"answer": ...}`` or ``{"fault": text}``.
Its arguments are the folder of `uno_session`, the program and the profile's address. It has windows where there is
a screen.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uno
from com.sun.star.accessibility import AccessibleRole, AccessibleStateType
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import DisposedException
from com.sun.star.util import Date

_CODES = {521: "#NULL!", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}
_WINDOW = (1200, 800)
_DEPTH_OF_BARS = 2
_ANY_DEPTH = 9
_SECONDS_TO_SETTLE = 20
_BOXES = (AccessibleRole.DIALOG, AccessibleRole.ALERT)
_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".pdf": "calc_pdf_Export"}


class Steps:
    """What a test can ask for; workbooks are known by their numbers."""

    def __init__(self, context: Any, *, is_seen: bool) -> None:
        self._context = context
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._is_seen = is_seen
        self._books: list[Any] = []

    def show(self, path: str) -> int:
        """Open a workbook in a window: what it does to the stack of undo needs one, be it unseen."""
        book = self._desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, ())
        self._books.append(book)
        return len(self._books) - 1

    def new(self, date_1904: bool) -> int:
        """Make a workbook."""
        return self._load("private:factory/scalc", date_1904)

    def open(self, path: str) -> int:
        """Open a workbook."""
        return self._load(uno.systemPathToFileUrl(path), False)

    def _load(self, url: str, date_1904: bool) -> int:
        hidden = PropertyValue(Name="Hidden", Value=not self._is_seen)
        book = self._desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
        if book is None:
            raise ValueError(f"{url} does not open")
        if date_1904:
            book.NullDate = Date(Day=1, Month=1, Year=1904)
        self._books.append(book)
        return len(self._books) - 1

    def save(self, book: int, path: str) -> None:
        """Save a copy in the format that its name says."""
        kind = PropertyValue(Name="FilterName", Value=_FILTERS[Path(path).suffix])
        self._books[book].storeToURL(uno.systemPathToFileUrl(path), (kind,))

    def close(self, book: int) -> None:
        """Close a workbook."""
        self._books[book].close(True)

    def add_sheet(self, book: int, sheet: str) -> None:
        """Add a sheet behind all others."""
        sheets = self._books[book].getSheets()
        sheets.insertNewByName(sheet, sheets.getCount())

    def write(self, book: int, sheet: str, area: str, rows: list[list[Any]]) -> None:
        """Put numbers and texts into cells; None leaves one empty."""
        self._area(book, sheet, area).setDataArray(
            tuple(tuple("" if cell is None else cell for cell in row) for row in rows)
        )

    def type(self, book: int, sheet: str, formulas: dict[str, str]) -> None:
        """Type into cells, as over the keyboard: what is set by a program takes another way."""
        controller = self._books[book].CurrentController
        controller.setActiveSheet(self._sheet(book, sheet))
        for address, formula in formulas.items():
            self._dispatch(controller.Frame, ".uno:GoToCell", ToPoint=address)
            self._dispatch(controller.Frame, ".uno:EnterString", StringName=formula)

    def choose(self, book: int, area: str) -> None:
        """Select a range."""
        self._dispatch(self._books[book].CurrentController.Frame, ".uno:GoToCell", ToPoint=area)

    def choose_all(self, book: int, areas: list[str]) -> None:
        """Select several ranges; the cursor is in the first that is named."""
        selected = self._books[book].createInstance("com.sun.star.sheet.SheetCellRanges")
        selected.addRangeAddresses(tuple(self._area(book, "", area).RangeAddress for area in areas), False)
        self._books[book].CurrentController.select(selected)

    def type_arrays(self, book: int, sheet: str, formulas: dict[str, str]) -> None:
        """Type formulas over ranges, each ended by Ctrl+Shift+Enter."""
        for area, formula in formulas.items():
            self._area(book, sheet, area).setArrayFormula(formula)

    def calculate(self, book: int) -> None:
        """What Ctrl+Shift+F9 does."""
        self._books[book].calculateAll()

    def cells(self, book: int, sheet: str, area: str) -> list[list[Any]]:
        """What cells hold: numbers, texts, and of an error ``{"error": code}``."""
        cells = self._area(book, sheet, area)
        rows = [list(row) for row in cells.getDataArray()]
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell is None:
                    error = cells.getCellByPosition(across, down).getError()
                    row[across] = {"error": _CODES.get(error, f"Err:{error}")}
        return rows

    def formulas(self, book: int, sheet: str, area: str) -> list[list[str]]:
        """The formulas of cells."""
        return [list(row) for row in self._area(book, sheet, area).getFormulaArray()]

    def sheets(self, book: int) -> dict[str, str]:
        """The names of the sheets, and the range that is used on each."""
        used = {}
        for sheet in self._books[book].getSheets():
            cursor = sheet.createCursor()
            cursor.gotoStartOfUsedArea(False)
            cursor.gotoEndOfUsedArea(True)
            used[sheet.Name] = cursor.AbsoluteName.rpartition(".")[2].replace("$", "")
        return used

    def names(self, book: int) -> dict[str, str]:
        """The names of cells that a workbook defines, and what they stand for."""
        return {each.Name: each.Content for each in self._books[book].NamedRanges}

    def name(self, book: int, name: str, formula: str) -> None:
        """Define a name."""
        origin = uno.createUnoStruct("com.sun.star.table.CellAddress")
        self._books[book].NamedRanges.addNewByName(name, formula, origin, 0)

    def wizard(self) -> list[dict[str, Any]]:
        """What Calc's function wizard lists that begins with ``REL_``."""
        functions = self._service("com.sun.star.sheet.FunctionDescriptions")
        listed = [{each.Name: each.Value for each in functions.getByIndex(at)} for at in range(functions.getCount())]
        return [
            {
                "name": each["Name"],
                "description": each["Description"],
                "arguments": [[one.Name, one.Description, one.IsOptional] for one in each["Arguments"] or ()],
            }
            for each in listed
            if each["Name"].startswith("REL_")
        ]

    def button(self, book: int, packages: list[str], action: str, given: dict[str, Any]) -> Any:
        """What `buttons` does with a workbook, by the code that does it within LibreOffice."""
        sys.path += [path for path in packages if path not in sys.path]
        import buttons

        return getattr(buttons, action)(self._context, self._books[book], **given)

    def bring_up(self, book: int) -> None:
        """Have the workbook's window on top, as large as it can be."""
        window = self._books[book].CurrentController.Frame.ContainerWindow
        window.setPosSize(0, 0, *_WINDOW, 15)
        window.setFocus()

    def shown_in(self, role: str, name: str) -> list[dict[str, Any]]:
        """What a menu or a toolbar holds, as a screen reader has it: names, and the middle of each on the screen."""
        wanted = uno.getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{role}")
        return _when_settled(lambda: self._shown_in(wanted, name))

    def _shown_in(self, wanted: int, name: str) -> list[dict[str, Any]]:
        for window in self._windows():
            for _, context in _below(window, _DEPTH_OF_BARS):
                if context.getAccessibleRole() == wanted and context.getAccessibleName() == name:
                    return [_shown(depth, each) for depth, each in _below(context, _ANY_DEPTH)]
        return []

    def questions(self) -> list[list[dict[str, Any]]]:
        """The boxes that wait for an answer: what stands in each."""
        return _when_settled(
            lambda: [
                [_shown(depth, each) for depth, each in _below(window, _ANY_DEPTH)]
                for window in self._windows()
                if window.getAccessibleRole() in _BOXES and _is_visible(window)  # it is kept when it is answered
            ]
        )

    def others(self) -> dict[str, int]:
        """The workbooks that were opened by hand, by what stands in their windows' titles."""
        opened = [each for each in self._desktop.Components if each not in self._books]
        self._books += opened
        return {each.Title: self._books.index(each) for each in opened}

    def _windows(self) -> list[Any]:
        toolkit = self._service("com.sun.star.awt.Toolkit")
        windows = (toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount()))
        contexts = [window.getAccessibleContext() for window in windows if window is not None]
        return [each for each in contexts if each is not None]

    def _service(self, name: str) -> Any:
        return self._context.getServiceManager().createInstanceWithContext(name, self._context)

    def _dispatch(self, frame: Any, address: str, **given: Any) -> None:
        arguments = tuple(PropertyValue(Name=name, Value=value) for name, value in given.items())
        self._service("com.sun.star.frame.DispatchHelper").executeDispatch(frame, address, "", 0, arguments)

    def _area(self, book: int, sheet: str, area: str) -> Any:
        return self._sheet(book, sheet).getCellRangeByName(area)

    def _sheet(self, book: int, sheet: str) -> Any:
        sheets = self._books[book].getSheets()
        return sheets.getByName(sheet) if sheet else sheets.getByIndex(0)


def _when_settled(look: Callable[[], list[Any]]) -> list[Any]:
    """What is seen, once no window closes while one looks."""
    end = time.monotonic() + _SECONDS_TO_SETTLE
    while True:
        try:
            return look()
        except DisposedException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _below(context: Any, depth: int) -> Iterator[tuple[int, Any]]:
    """What stands in something that is shown, it first, each with how many levels are left."""
    yield depth, context
    for number in range(context.getAccessibleChildCount() if depth else 0):
        if (child := context.getAccessibleChild(number)) is not None:
            yield from _below(child.getAccessibleContext(), depth - 1)


def _shown(depth: int, context: Any) -> dict[str, Any]:
    corner, size = context.getLocationOnScreen(), context.getSize()
    return {
        "name": context.getAccessibleName(),
        "level": _ANY_DEPTH - depth,
        "middle": [corner.X + size.Width // 2, corner.Y + size.Height // 2],
        "is_visible": _is_visible(context),
    }


def _is_visible(context: Any) -> bool:
    return bool(context.getAccessibleStateSet().contains(AccessibleStateType.SHOWING))


def main() -> None:
    """Take steps until there are no more."""
    folder, starter, profile = sys.argv[1:]
    sys.path.insert(0, folder)
    import uno_session

    # What LibreOffice itself prints goes elsewhere: standard output holds the answers alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    options = uno_session.SEEN if os.environ.get("DISPLAY") else uno_session.UNSEEN
    with uno_session.running(starter, profile, options) as context:
        steps = Steps(context, is_seen=options == uno_session.SEEN)
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                said = {"answer": getattr(steps, asked["step"])(**asked["given"])}
            except Exception:  # noqa: BLE001 - the test shall say what went wrong, and the next one go on
                said = {"fault": traceback.format_exc()}
            print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    main()
