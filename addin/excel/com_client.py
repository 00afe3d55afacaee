"""Calling the server through Windows, late bound, as Visual Basic does; for `tenure doctor` and `tenure uninstall`."""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_long, c_uint16, c_uint32, c_void_p
from typing import Any

from addin.excel.registration import CLASS_ID
from addin.excel.variants import ARRAY, VARIANT_TYPE, Variant, read, write

_ANY_THREAD, _LOCAL_SERVER, _METHOD = 0, 4, 1
_DISPATCH = uuid.UUID("00020400-0000-0000-C000-000000000046").bytes_le
_NO_INTERFACE = bytes(16)

_ole = ctypes.WinDLL("ole32")
_automation = ctypes.WinDLL("oleaut32")
_automation.SafeArrayCreateVector.restype = c_void_p
_automation.SafeArrayCreateVector.argtypes = (c_uint16, c_long, c_uint32)
_automation.SafeArrayAccessData.argtypes = (c_void_p, c_void_p)
_automation.SafeArrayUnaccessData.argtypes = (c_void_p,)
_automation.VariantClear.argtypes = (c_void_p,)


class _Parameters(Structure):
    """A call's arguments, the last one first."""

    _fields_ = (("arguments", POINTER(Variant)), ("names", c_void_p), ("count", c_uint32), ("named", c_uint32))


# The places of the methods in the interface's table.
_release = ctypes.WINFUNCTYPE(c_uint32)(2, "Release")
_identify = ctypes.WINFUNCTYPE(c_long, c_void_p, c_void_p, c_uint32, c_uint32, c_void_p)(5, "GetIDsOfNames")
_invoke = ctypes.WINFUNCTYPE(
    c_long, c_long, c_void_p, c_uint32, c_uint16, c_void_p, c_void_p, c_void_p, c_void_p
)(6, "Invoke")  # fmt: skip


@contextmanager
def connected() -> Iterator[Callable[..., Any]]:
    """Connect to the server, which Windows starts where it does not run; yields what calls a method by its name.

    Raises:
        OSError: Windows refuses, with its reason in `winerror`.
    """
    _check(_ole.CoInitializeEx(None, _ANY_THREAD))
    server = c_void_p()
    try:
        class_id, dispatch = _guid(uuid.UUID(CLASS_ID).bytes_le), _guid(_DISPATCH)
        _check(_ole.CoCreateInstance(class_id, None, _LOCAL_SERVER, dispatch, byref(server)))
        yield lambda method, *arguments: _call(server, method, arguments)
    finally:
        if server:
            _release(server)
        _ole.CoUninitialize()


def _call(server: c_void_p, method: str, arguments: tuple[object, ...]) -> object:
    name, number, nothing = ctypes.c_wchar_p(method), c_long(), _guid(_NO_INTERFACE)
    _check(_identify(server, nothing, byref(name), 1, 0, byref(number)))
    given, result = (Variant * len(arguments))(), Variant()
    try:
        for variant, argument in zip(given, reversed(arguments), strict=True):
            _write(variant, argument)
        parameters = _Parameters(given, None, len(arguments), 0)
        _check(_invoke(server, number, nothing, 0, _METHOD, byref(parameters), byref(result), None, None))
        return read(result)
    finally:
        for variant in (*given, result):
            _automation.VariantClear(byref(variant))


def _write(variant: Variant, argument: object) -> None:
    """A list is an array of one dimension, as a macro sends the arguments of a function."""
    if not isinstance(argument, list):
        write(variant, argument)
        return
    created = _automation.SafeArrayCreateVector(VARIANT_TYPE, 0, len(argument))
    if not created:
        raise MemoryError(f"no room for {len(argument)} arguments")
    # It belongs to the VARIANT before anything is in it: what clears that, takes all of it away.
    variant.held.pointer = created
    variant.type = ARRAY | VARIANT_TYPE
    data = c_void_p()
    _check(_automation.SafeArrayAccessData(created, byref(data)))
    try:
        for position, element in enumerate(argument):
            write(Variant.from_address((data.value or 0) + position * ctypes.sizeof(Variant)), element)
    finally:
        _automation.SafeArrayUnaccessData(created)


def _guid(text: bytes) -> Any:
    return ctypes.create_string_buffer(text, 16)


def _check(result: int) -> None:
    if result < 0:
        raise ctypes.WinError(result)
