"""From the object that Excel's macros pass to xlwings' Book: the way by which the server reaches the right Excel."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings

_MOST_TRIES = 20
_ANY_THREAD = 0
_FOLDERS = ("win32", "win32/lib")


def application(address: int) -> Any:
    """Excel, of which a macro passed the object that lies at an address, late bound.

    Calls go back to Excel on the thread on which Excel called: it takes them while it waits for the answer, as parts
    of its own call, and would turn those from another thread away.
    """
    windows = _windows()
    import pythoncom
    from win32com.client import dynamic

    given = pythoncom.ObjectFromAddress(address, pythoncom.IID_IDispatch)
    return windows.COMRetryObjectWrapper(dynamic.Dispatch(given, "Excel.Application"))


def active_book(excel: Any) -> xlwings.Book:
    """The active workbook."""
    import xlwings

    return xlwings.Book(impl=_windows().Book(xl=excel.ActiveWorkbook))


def _windows() -> Any:
    """xlwings' module for Windows.

    Two of its habits are for programs that start Excel themselves: it ends every Excel without a window when its own
    program ends, and it asks an Excel that does not answer for ever.
    """
    if "pythoncom" not in sys.modules:
        _find_pywin32()
    from xlwings import _xlwindows

    atexit.unregister(_xlwindows.cleanup)
    _xlwindows.N_COM_ATTEMPTS = _MOST_TRIES
    return _xlwindows


def _find_pywin32() -> None:
    """Have pywin32 found where the server looks for packages, and its libraries there and nowhere else.

    It is spread over folders that the server, isolated as it is, does not know. By itself it takes libraries of its
    names from wherever Windows finds one.
    """
    import ctypes

    # Whoever loads pywin32 decides for the thread: ours is any of Windows' threads.
    sys.coinit_flags = _ANY_THREAD  # type: ignore[attr-defined]
    packages = Path(__file__).resolve().parents[2]
    # Where pywin32 keeps what it generates; it would take the user's folder for temporary files, and leave it there.
    (packages / "win32com" / "gen_py").mkdir(exist_ok=True)
    sys.path += [str(packages / folder) for folder in _FOLDERS if str(packages / folder) not in sys.path]
    for library in sorted((packages / "pywin32_system32").glob("pyw*.dll")):
        ctypes.WinDLL(str(library))
    for library in sorted((packages / "pywin32_system32").glob("pythoncom*.dll")):
        ctypes.WinDLL(str(library))
