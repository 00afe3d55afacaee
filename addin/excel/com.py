"""A Python object that Windows hands to other programs: Microsoft's Component Object Model, as little of it as needed.

Written against the interfaces themselves, with ctypes: an object is a pointer to a table of functions. Two are needed,
a class factory and a late-bound object (IDispatch). Both live as long as the process, so references are not counted.
Calls come on threads of Windows' own, which costs less than having them wait in a queue of messages for one of ours.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, Structure, c_long, c_uint16, c_uint32, c_ulong, c_void_p
from typing import Any

from addin.excel.variants import Variant, read_argument, write

_OK = 0
_NOT_IMPLEMENTED = -0x7FFFBFFF
_NO_INTERFACE = -0x7FFFBFFE
_NO_AGGREGATION = -0x7FFBFEF0
_UNKNOWN_NAME = -0x7FFDFFFA
_UNKNOWN_MEMBER = -0x7FFDFFFD
_WRONG_COUNT = -0x7FFDFFF2

_UNKNOWN = uuid.UUID("00000000-0000-0000-C000-000000000046").bytes_le
_CLASS_FACTORY = uuid.UUID("00000001-0000-0000-C000-000000000046").bytes_le
_DISPATCH = uuid.UUID("00020400-0000-0000-C000-000000000046").bytes_le

_LOCAL_SERVER, _MULTIPLE_USE = 4, 1
_ANY_THREAD = 0

_ole = ctypes.WinDLL("ole32")


class _Parameters(Structure):
    """A call's arguments, the last one first."""

    _fields_ = (("arguments", POINTER(Variant)), ("names", c_void_p), ("count", c_uint32), ("named", c_uint32))


class _Object:
    """An interface as Windows sees it: a pointer to a table of functions, of which each gets that pointer first."""

    def __init__(self, interface: bytes, *methods: tuple[tuple[Any, ...], Callable[..., int]]) -> None:
        self._interfaces = (_UNKNOWN, interface)
        unknown: tuple[tuple[tuple[Any, ...], Callable[..., int]], ...] = (
            ((c_void_p, c_void_p), self._query),
            ((), lambda this: 1),
            ((), lambda this: 1),
        )
        self._functions = [
            ctypes.WINFUNCTYPE(c_long, c_void_p, *kinds)(method) for kinds, method in (*unknown, *methods)
        ]
        pointers = [ctypes.cast(function, c_void_p) for function in self._functions]
        self._table = (c_void_p * len(pointers))(*pointers)
        self._pointer = c_void_p(ctypes.addressof(self._table))

    @property
    def address(self) -> int:
        """What Windows takes for the object."""
        return ctypes.addressof(self._pointer)

    def _query(self, this: int, wanted: int, found: int) -> int:
        is_ours = ctypes.string_at(wanted, 16) in self._interfaces
        c_void_p.from_address(found).value = self.address if is_ours else None
        return _OK if is_ours else _NO_INTERFACE


class LateBound(_Object):
    """An object whose methods Visual Basic calls by name; the first also by the object's own, without asking for it.

    Args:
        methods: what it can do. A method takes and returns cells and lists of rows, and takes addresses of objects:
            at most as many as are named beside it, at least as many as are needed.
        failed: answers in place of a method that raised: an exception must never reach Windows.
    """

    def __init__(
        self,
        methods: Mapping[str, tuple[Callable[..., object], int, int]],
        failed: Callable[[str, Exception], object],
    ) -> None:
        super().__init__(
            _DISPATCH,
            ((c_void_p,), self._count_type_information),
            ((c_uint32, c_ulong, c_void_p), lambda this, *_: _NOT_IMPLEMENTED),
            ((c_void_p, POINTER(ctypes.c_wchar_p), c_uint32, c_ulong, POINTER(c_long)), self._identify),
            (
                (c_long, c_void_p, c_ulong, c_uint16, POINTER(_Parameters), POINTER(Variant), c_void_p, c_void_p),
                self._invoke,
            ),
        )
        self._methods = tuple(methods.values())
        self._names = tuple(methods)
        self._numbers = {name.casefold(): number for number, name in enumerate(methods)}
        self._failed = failed

    def _count_type_information(self, this: int, count: int) -> int:
        c_uint32.from_address(count).value = 0
        return _OK

    def _identify(self, this: int, reserved: int, names: Any, count: int, locale: int, numbers: Any) -> int:
        numbers[0] = self._numbers.get(names[0].casefold(), -1)
        return _OK if numbers[0] >= 0 else _UNKNOWN_NAME

    def _invoke(
        self, this: int, number: int, reserved: int, locale: int, flags: int,
        parameters: Any, result: Any, exception: int, at_fault: int,
    ) -> int:  # fmt: skip
        if not 0 <= number < len(self._methods):
            return _UNKNOWN_MEMBER
        method, least, most = self._methods[number]
        given = parameters[0]
        if given.named or not least <= given.count <= most:
            return _WRONG_COUNT
        try:
            answer = method(*(read_argument(given.arguments[at]) for at in reversed(range(given.count))))
            if result:
                write(result[0], answer)
        except Exception as error:  # noqa: BLE001 - ctypes would drop it, and Excel show 0
            if result:
                write(result[0], self._failed(self._names[number], error))
        return _OK


class _ClassFactory(_Object):
    """Gives every client that asks the one object."""

    def __init__(self, given_out: _Object) -> None:
        super().__init__(
            _CLASS_FACTORY, ((c_void_p, c_void_p, c_void_p), self._create), ((c_long,), lambda this, lock: _OK)
        )
        self._given_out = given_out

    def _create(self, this: int, outer: int | None, wanted: int, found: int) -> int:
        if outer:
            return _NO_AGGREGATION
        return self._given_out._query(self._given_out.address, wanted, found)


@contextmanager
def offered(class_id: str, one: _Object) -> Iterator[Callable[[], None]]:
    """Give `one` to all programs of this user that ask for the class, until the end of the block.

    Yields what ends that sooner: whoever asks after it gets another server, and those that have this one keep it.

    Raises:
        OSError: Windows refused.
    """
    _check(_ole.CoInitializeEx(None, _ANY_THREAD))
    factory = _ClassFactory(one)
    cookies = [c_uint32()]
    identifier = ctypes.create_string_buffer(uuid.UUID(class_id).bytes_le, 16)
    _check(
        _ole.CoRegisterClassObject(
            identifier, c_void_p(factory.address), _LOCAL_SERVER, _MULTIPLE_USE, ctypes.byref(cookies[0])
        )
    )

    def withdraw() -> None:
        while cookies:
            _ole.CoRevokeClassObject(cookies.pop())

    try:
        yield withdraw
    finally:
        withdraw()
        _ole.CoDisconnectObject(c_void_p(one.address), 0)
        _ole.CoUninitialize()


def _check(result: int) -> None:
    if result < 0:
        raise ctypes.WinError(result)
