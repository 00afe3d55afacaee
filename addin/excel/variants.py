"""Visual Basic's values and Python's: a VARIANT is read as a cell or a list of rows, and written from one.

Numbers go through a view of the memory at once; only texts, blanks and errors are taken one by one. A long column
costs milliseconds so, where a call into Windows for each cell would cost a second.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Sequence
from ctypes import POINTER, Structure, Union, byref, c_double, c_int16, c_int32, c_int64, c_uint16, c_uint32, c_void_p
from itertools import chain
from typing import cast

EMPTY, NULL, INT16, INT32, FLOAT32, FLOAT64, DATE, TEXT, OBJECT = 0, 1, 2, 3, 4, 5, 7, 8, 9
ERROR, BOOLEAN, VARIANT_TYPE, INT64 = 10, 11, 12, 20
ARRAY, BY_REFERENCE = 0x2000, 0x4000
_TRUE = 0xFFFF


class _Held(Union):
    _fields_ = (
        ("float64", c_double),
        ("int16", c_int16),
        ("int32", c_int32),
        ("int64", c_int64),
        ("float32", ctypes.c_float),
        ("pointer", c_void_p),
        ("largest", c_void_p * 2),
    )


class Variant(Structure):
    """Visual Basic's value of any type."""

    _fields_ = (("type", c_uint16), ("_reserved", c_uint16 * 3), ("held", _Held))


class _Bound(Structure):
    _fields_ = (("count", c_uint32), ("first", c_int32))


class _SafeArray(Structure):
    """Visual Basic's array, columns one after another; the bounds of its dimensions stand in reverse order."""

    _fields_ = (
        ("dimensions", c_uint16),
        ("features", c_uint16),
        ("size_of_element", c_uint32),
        ("locks", c_uint32),
        ("data", c_void_p),
        ("bounds", _Bound * 2),
    )


_SIZE = ctypes.sizeof(Variant)
_SHORTS, _WORDS = _SIZE // 2, _SIZE // 8  # how many 16 and 64 bit numbers a VARIANT takes; its value is the second word

_automation = ctypes.WinDLL("oleaut32")
_automation.SysAllocStringLen.restype = c_void_p
_automation.SysAllocStringLen.argtypes = (c_void_p, c_uint32)
_automation.SafeArrayCreate.restype = POINTER(_SafeArray)
_automation.SafeArrayCreate.argtypes = (c_uint16, c_uint32, c_void_p)
_automation.SafeArrayDestroy.argtypes = (c_void_p,)


class Address(int):
    """Where another program's object lies that was passed as an argument; it is there as long as the call lasts."""


def read_argument(variant: Variant) -> object:
    """An argument of a call: an object's address, or what `read` answers."""
    if variant.type == OBJECT:
        return Address(variant.held.pointer or 0)
    if variant.type == BY_REFERENCE | OBJECT:
        return Address(c_void_p.from_address(variant.held.pointer).value or 0)
    if variant.type == BY_REFERENCE | VARIANT_TYPE:
        return read_argument(Variant.from_address(variant.held.pointer))
    return read(variant)


def read(variant: Variant) -> object:
    """A cell, or an array as a list of rows; a nested array (the list of a call's arguments) as a list.

    A number is a float, an error an int; blanks are None.

    Raises:
        TypeError: it holds an object, or another thing that no cell has.
    """
    kind = variant.type
    if kind == BY_REFERENCE | VARIANT_TYPE:
        return read(Variant.from_address(variant.held.pointer))
    if kind & ARRAY:
        at = variant.held.pointer
        if kind & BY_REFERENCE:
            at = c_void_p.from_address(at).value
        return _read_array(_SafeArray.from_address(at), kind & 0xFFF) if at else []
    if kind & BY_REFERENCE:
        return _read_one(kind & ~BY_REFERENCE, _Held.from_address(variant.held.pointer))
    return _read_one(kind, variant.held)


def _read_one(kind: int, held: _Held) -> object:
    if kind in (FLOAT64, DATE):
        return float(held.float64)
    if kind == TEXT:
        return _text_at(held.pointer)
    if kind in (EMPTY, NULL):
        return None
    if kind == BOOLEAN:
        return held.int16 != 0
    if kind == ERROR:
        return int(held.int32)
    for integer, name in ((INT32, "int32"), (INT16, "int16"), (INT64, "int64"), (FLOAT32, "float32")):
        if kind == integer:
            return float(getattr(held, name))
    raise TypeError(f"a cell never holds a VARIANT of type {kind:#x}")


def _text_at(pointer: int | None) -> str:
    """A text stands behind its length in bytes; none at all is an empty one."""
    if not pointer:
        return ""
    return ctypes.wstring_at(pointer, c_uint32.from_address(pointer - 4).value // 2)


def _read_array(safe_array: _SafeArray, kind: int) -> list[object]:
    if safe_array.dimensions not in (1, 2):
        raise TypeError(f"an array of {safe_array.dimensions} dimensions")
    # An array constant of one row, {1,2,3}, comes with one dimension, as the list of arguments does.
    columns = safe_array.bounds[0].count
    rows = safe_array.bounds[1].count if safe_array.dimensions == 2 else 1
    count = rows * columns
    if not count:
        return []
    if kind == FLOAT64:
        cells: list[object] = list((c_double * count).from_address(safe_array.data))
    elif kind == VARIANT_TYPE:
        cells = _read_cells(safe_array.data, count)
    else:
        raise TypeError(f"an array of VARIANT type {kind:#x}")
    if safe_array.dimensions == 1:
        return cells
    return list(zip(*(cells[start : start + rows] for start in range(0, count, rows)), strict=True))


def _read_cells(data: int, count: int) -> list[object]:
    memory = memoryview((ctypes.c_ubyte * (count * _SIZE)).from_address(data)).cast("B")
    kinds = memory.cast("H")[::_SHORTS].tolist()
    cells: list[object] = [*memory.cast("d")[1::_WORDS].tolist()]
    if kinds.count(FLOAT64) == count:
        return cells
    for position, kind in enumerate(kinds):
        if kind == FLOAT64:
            continue
        if kind == TEXT:
            cells[position] = _text_at(c_void_p.from_address(data + position * _SIZE + 8).value)
        elif kind == EMPTY:
            cells[position] = None
        else:
            cell = read(Variant.from_address(data + position * _SIZE))
            # Within the list of arguments an array of one dimension is a range of one row.
            is_row = isinstance(cell, list) and bool(cell) and not isinstance(cell[0], tuple)
            cells[position] = [tuple(cell)] if is_row else cell  # type: ignore[arg-type]
    return cells


def write(variant: Variant, value: object) -> None:
    """Put a cell, or a list of rows of equal length as an array with bounds from 1, into an empty VARIANT.

    Raises:
        TypeError: a cell is none; then the VARIANT stays empty.
    """
    if isinstance(value, list):
        variant.type, variant.held.pointer = _new_array(value)
    elif isinstance(value, bool):
        variant.held.int16 = -1 if value else 0
        variant.type = BOOLEAN
    elif isinstance(value, str):
        variant.held.pointer = _new_text(value)
        variant.type = TEXT
    elif isinstance(value, float):
        variant.held.float64 = value
        variant.type = FLOAT64
    else:
        raise TypeError(f"no cell holds a {type(value).__name__}")


def _new_text(text: str) -> int:
    encoded = text.encode("utf-16-le", "surrogatepass")
    pointer = _automation.SysAllocStringLen(encoded, len(encoded) // 2)
    if not pointer:
        raise MemoryError("no room for a text")
    return int(pointer)


def _new_array(rows: Sequence[Sequence[object]]) -> tuple[int, int]:
    """An array's type and place. Where all cells are numbers it is one of numbers, which Windows carries at once."""
    cells = list(chain.from_iterable(zip(*rows, strict=True)))
    kinds = set(map(type, cells))
    if strange := kinds - {float, str, bool}:
        raise TypeError(f"no cell holds a {strange.pop().__name__}")
    kind = FLOAT64 if kinds == {float} else VARIANT_TYPE
    bounds = (_Bound * 2)(_Bound(len(rows), 1), _Bound(len(rows[0]), 1))
    created = _automation.SafeArrayCreate(kind, 2, byref(bounds))
    if not created:
        raise MemoryError(f"no room for {len(cells)} cells")
    try:
        _fill(created.contents.data, kind, cells)
    except BaseException:
        _automation.SafeArrayDestroy(created)
        raise
    return ARRAY | kind, ctypes.addressof(created.contents)


def _fill(data: int, kind: int, cells: list[object]) -> None:
    """Write cells into the memory of a new array; at any moment all in it can be taken back."""
    if kind == FLOAT64:
        numbers = array("d", cast("list[float]", cells))
        ctypes.memmove(data, numbers.buffer_info()[0], len(cells) * numbers.itemsize)
        return
    memory = memoryview((ctypes.c_ubyte * (len(cells) * _SIZE)).from_address(data)).cast("B")
    kinds, words = memory.cast("H"), memory.cast("Q")
    memory.cast("d")[1::_WORDS] = array("d", [cell if type(cell) is float else 0.0 for cell in cells])
    kinds[::_SHORTS] = array("H", [FLOAT64 if type(cell) is float else EMPTY for cell in cells])
    for position, cell in enumerate(cells):
        if type(cell) is float:
            continue
        if isinstance(cell, str):
            words[position * _WORDS + 1], kinds[position * _SHORTS] = _new_text(cell), TEXT
        else:
            words[position * _WORDS + 1], kinds[position * _SHORTS] = _TRUE if cell else 0, BOOLEAN
