"""Excel under Wine, or what stands in for it: its objects, offered to other programs, and a button pressed in it.

Run by Windows' Python: ``excel.py FOLDER_OF_PACKAGES FOLDER_OF_TESTS``. It is to the server what Excel is: a program
that passes its Application with a call, answers the calls that come back meanwhile, and asks for cells while it is
written to. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

sys.path[:0] = sys.argv[1:3]

import pythoncom  # noqa: E402
import win32com.client.dynamic  # noqa: E402
from excel_objects import Worksheet, open_in_excel  # noqa: E402
from excel_parts import MISSING, ComError, ComObject  # noqa: E402
from win32com.server import util  # noqa: E402
from win32com.server.exception import COMException  # noqa: E402
from win32com.server.policy import DynamicPolicy  # noqa: E402

from addin.marks import ERROR_MARK  # noqa: E402
from workbook_templates.recognition.sheet import Area, ExcelTable, Sheet  # noqa: E402

_NOT_FOUND, _REFUSED, _LEFT_OUT = -2147352573, -2146827284, -2147352572
_PROPERTY, _PUT = pythoncom.DISPATCH_PROPERTYGET, pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF
CALLS: list[str] = []


class Offered:
    """One of Excel's objects as other programs see it, late bound."""

    def __init__(self, one: Any) -> None:
        self.one = one

    def _dynamic_(self, name: str, locale: int, flags: int, arguments: tuple[Any, ...]) -> Any:
        CALLS.append(name)
        given = [taken(argument) for argument in arguments]
        try:
            if flags & _PUT:
                setattr(self.one, name, given[0])
                return None
            # Without a name a collection is asked for what is in it.
            found = self.one.__call__ if name == "_value_" else getattr(self.one, name)
        except AttributeError as error:
            raise COMException(str(error), _NOT_FOUND) from error
        except ComError as error:
            raise COMException(str(error), _REFUSED) from error
        if callable(found) and not isinstance(found, ComObject):
            if flags == _PROPERTY:
                raise COMException(f"{name} is a method", _NOT_FOUND)
            try:
                found = found(*given)
            except ComError as error:
                raise COMException(str(error), _REFUSED) from error
        return offered(found)


def offered(value: Any) -> Any:
    """A value on its way to another program; a tuple would be taken for several answers."""
    if isinstance(value, tuple):
        return list(value)
    return util.wrap(Offered(value), usePolicy=DynamicPolicy) if isinstance(value, ComObject) else value


def taken(value: Any) -> Any:
    """A value that another program passed; one of our objects is itself again."""
    if isinstance(value, int) and not isinstance(value, bool) and value == _LEFT_OUT:
        return MISSING
    try:
        return util.unwrap(value).one
    except (TypeError, ValueError, pythoncom.com_error):
        return value


def main() -> None:
    """Press *Assign tiers*, and take it back."""
    rows = (("Client", "Fees 2025"), ("Ash Ltd", 900.0), ("=Birch", 500.0), ("Cedar Ltd", 100.0))
    tables = (ExcelTable("Register", Area(1, 1, 4, 2)),)
    excel = open_in_excel(Sheet("Clients", rows, tables=tables))
    server = win32com.client.dynamic.Dispatch("Tenure.Server")
    server._FlagAsMethod("Press", "Undo", "CarryOut", "Answer")
    asked_for: list[Any] = []
    enter = Worksheet.enter

    def compute(sheet: Worksheet, place: tuple[int, int], given: Any) -> None:
        enter(sheet, place, given)
        if isinstance(given, str) and given.startswith("=REL_") and len(asked_for) < 3:
            asked_for.append(server.Answer("REL_LIFETIME", [0.5]))

    Worksheet.enter = compute  # type: ignore[method-assign]
    application = offered(excel)
    before = excel.ActiveWorkbook.state()
    question = server.Press("assign-tiers", application)
    found = {"question": question, "unchanged": excel.ActiveWorkbook.state() == before}
    found["done"] = server.CarryOut(application)
    found["sheets"] = [sheet.Name for sheet in excel.ActiveWorkbook.sheets]
    found["formula"] = excel.ActiveWorkbook.sheets[0].formula((2, 4))
    found["computed meanwhile"] = asked_for
    found["calls"] = len(CALLS)
    found["undo"] = server.Undo(application)
    found["left"] = server.CarryOut(application)
    found["restored"] = excel.ActiveWorkbook.state() == before
    found["nothing left"] = str(server.Undo(application)).removeprefix(ERROR_MARK)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
