"""Visual Basic's values in memory, with a stand-in for the part of Windows that makes its arrays."""

from __future__ import annotations

import ctypes
import importlib
import sys
from types import SimpleNamespace

import pytest

IN_AN_ARRAY = [[True, 1.5], [False, True]]


class Automation:
    """As much of Windows' oleaut32 as arrays take, in Python's own memory."""

    def __init__(self) -> None:
        self.kept: list[object] = []

    def library(self) -> SimpleNamespace:
        def no_text(*arguments):
            raise AssertionError("texts are Windows' own")

        def create(kind, dimensions, bounds):
            rows, columns = bounds._obj
            array = self.variants._SafeArray(dimensions, 0, ctypes.sizeof(self.variants.Variant))
            array.bounds[0], array.bounds[1] = columns, rows
            memory = (self.variants.Variant * (rows.count * columns.count))()
            array.data = ctypes.addressof(memory)
            self.kept += [array, memory]
            return ctypes.pointer(array)

        def destroy(array):
            raise AssertionError("nothing fails here")

        return SimpleNamespace(SysAllocStringLen=no_text, SafeArrayCreate=create, SafeArrayDestroy=destroy)


@pytest.fixture
def variants(monkeypatch):
    automation = Automation()
    monkeypatch.setattr(ctypes, "WinDLL", lambda name: automation.library(), raising=False)
    monkeypatch.delitem(sys.modules, "addin.excel.variants", raising=False)
    automation.variants = importlib.import_module("addin.excel.variants")
    yield automation.variants
    del sys.modules["addin.excel.variants"]  # it has the stand-in


def memory_of(variants, variant) -> list[object]:
    """The cells of an array as they lie in memory, columns one after another."""
    array = variants._SafeArray.from_address(variant.held.pointer)
    count = array.bounds[0].count * array.bounds[1].count
    return list((variants.Variant * count).from_address(array.data))


@pytest.mark.parametrize(("value", "written"), [(True, -1), (False, 0)])
def test_true_is_minus_one_as_visual_basic_has_it(variants, value, written):
    variant = variants.Variant()
    variants.write(variant, value)
    assert (variant.type, variant.held.int16) == (variants.BOOLEAN, written)
    assert variants.read(variant) is value


def test_true_is_minus_one_in_an_array_too(variants):
    variant = variants.Variant()
    variants.write(variant, IN_AN_ARRAY)
    true, false, number, other_true = memory_of(variants, variant)
    assert [(each.type, each.held.int16) for each in (true, false, other_true)] == [
        (variants.BOOLEAN, -1), (variants.BOOLEAN, 0), (variants.BOOLEAN, -1)
    ]  # fmt: skip
    assert (number.type, number.held.float64) == (variants.FLOAT64, 1.5)
    assert variants.read(variant) == [tuple(row) for row in IN_AN_ARRAY]


@pytest.mark.parametrize("kind", ["EMPTY", "NULL"])
def test_a_blank_is_none_alone_by_reference_and_in_an_array(variants, kind):
    blank = variants.Variant(getattr(variants, kind))
    assert variants.read(blank) is None

    by_reference = variants.Variant(variants.BY_REFERENCE | variants.VARIANT_TYPE)
    by_reference.held.pointer = ctypes.addressof(blank)
    assert variants.read(by_reference) is None

    array = variants.Variant()
    variants.write(array, IN_AN_ARRAY)
    in_array = variants._SafeArray.from_address(array.held.pointer)
    variants.Variant.from_address(in_array.data).type = blank.type
    assert variants.read(array) == [(None, 1.5), (False, True)]


@pytest.mark.parametrize(
    ("kind", "place", "number"),
    [("FLOAT64", "float64", 2.5), ("DATE", "float64", 45000.25), ("FLOAT32", "float32", 0.5), ("INT16", "int16", -3),
     ("INT32", "int32", -70_000), ("INT64", "int64", 2**40)],
)  # fmt: skip
def test_every_number_is_a_float(variants, kind, place, number):
    variant = variants.Variant(getattr(variants, kind))
    setattr(variant.held, place, number)
    assert (variants.read(variant), type(variants.read(variant))) == (number, float)


def test_an_error_is_an_int(variants):
    error = variants.Variant(variants.ERROR)
    error.held.int32 = 0x800A07D7 - 2**32
    assert (variants.read(error), type(variants.read(error))) == (0x800A07D7 - 2**32, int)
