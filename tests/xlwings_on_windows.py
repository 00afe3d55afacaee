"""xlwings' own Windows code, run on any system: what it asks of Windows stands here, and Excel's objects beside."""

from __future__ import annotations

import atexit
import ctypes
import datetime as dt
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import xlwings
from excel_objects import ExcelApplication
from excel_parts import MISSING, ComError, ComObject


def _module(name: str, **contents: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    return module


def _windows() -> dict[str, types.ModuleType]:
    """The modules of pywin32, as far as xlwings and Tenure ask for them."""
    identifier = type("IID", (str,), {})
    client = {
        "CDispatch": ComObject,
        "CoClassBaseClass": type("CoClassBaseClass", (), {}),
        "DispatchBaseClass": type("DispatchBaseClass", (), {}),
        "Dispatch": lambda given, *_: given,
        "DispatchEx": None,
    }
    modules = [
        _module("pywintypes", com_error=ComError, error=ComError, IID=identifier, TimeType=dt.datetime),
        _module("pythoncom", ArgNotFound=MISSING, ole_error=ComError, com_error=ComError, __file__="pythoncom"),
        _module("win32com"),
        _module("win32com.client", **client),
        *map(_module, ("win32api", "win32con", "win32gui", "win32process", "win32timezone")),
    ]
    modules[2].client = modules[3]  # type: ignore[attr-defined]
    return {module.__name__: module for module in modules}


def load() -> types.ModuleType:
    """xlwings' module for Windows."""
    here = Path(str(xlwings.__file__)).with_name("_xlwindows.py")
    specification = importlib.util.spec_from_file_location("xlwings._xlwindows", here)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    with (
        patch.object(ctypes, "windll", MagicMock(), create=True),
        patch.object(ctypes, "oledll", MagicMock(), create=True),
        patch.object(ctypes, "PyDLL", MagicMock()),
        patch.object(atexit, "register", lambda function: function),
        patch.dict(sys.modules, WINDOWS),
    ):
        specification.loader.exec_module(module)
    return module


WINDOWS = _windows()
XLWINDOWS = load()


def active_book(excel: ExcelApplication) -> xlwings.Book:
    """The active workbook as xlwings has it."""
    wrapped = XLWINDOWS.COMRetryObjectWrapper(excel.ActiveWorkbook)
    return xlwings.Book(impl=XLWINDOWS.Book(xl=wrapped))
