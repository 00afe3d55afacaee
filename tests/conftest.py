"""How hypothesis looks for counter-examples here, and a user of Windows for what is tested on every system."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

from udfs import arguments
from udfs.worksheet_function import DateColumn, Example, WorksheetFunction

# No deadline: the first call of a function may import scipy, and machines that run tests are shared. In CI the same
# examples are tried every time, so that a change is never blamed for what another would have met.
settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one way to change a golden file."""
    parser.addoption("--accept", action="store_true", help="write the golden files anew, and compare with them then")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a text against the golden file of a name."""

    def hold(name: str, text: str) -> None:
        path = Path(__file__).parent / "data" / "golden" / name
        if request.config.getoption("--accept"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} changed; if that was meant, run pytest with --accept"

    return hold


def _value() -> None:
    """Says something without being asked."""


def _row_of_one(cell: arguments.Number) -> None:
    """Takes a cell, says `text` and "quotes".

    Args:
        cell: a cell.
    """


def _row_of_many(
    first_of_the_cells: arguments.Number,
    series_of_cells: arguments.CashFlows,
    several_columns_of_cells: arguments.ValueColumns,
    same_for_all_the_rows: arguments.Cuts,
    optional_share_of_each_row: arguments.Share = 0.5,
    optional_text_that_serves_all: arguments.Text = "text",
) -> None:
    """Takes more than a line holds.

    Args:
        first_of_the_cells: a cell.
        series_of_cells: cells in time.
        several_columns_of_cells: several cells of a client.
        same_for_all_the_rows: a list.
        optional_share_of_each_row: a share.
        optional_text_that_serves_all: a text.
    """


def _row_with_date(day: arguments.Date, other: arguments.Number = 1.0) -> None:
    """Reads a date.

    Args:
        day: a date.
        other: a number.
    """


def _row_that_gives_dates(days: arguments.Number) -> DateColumn:
    """Answers a date.

    Args:
        days: a number.
    """


def _rank(value: arguments.Number, tiers: arguments.Tiers | None = None) -> None:
    """Compares the clients.

    Args:
        value: a number.
        tiers: names. What stands here is longer than the two hundred and fifty-five letters that Excel takes of a
            description, so that it must be cut, and should be cut between two words and not within one of them,
            which is what the golden file shows at the end of this very sentence, that goes on.
    """


def _table(value: arguments.Number) -> None:
    """Answers a table.

    Args:
        value: a number.
    """


def _words(name: arguments.Text, *following: arguments.AllThatFollow) -> None:
    """Takes all that follow.

    Args:
        name: a text.
        following: anything.
    """


@pytest.fixture
def a_function_of_each_shape() -> tuple[WorksheetFunction, ...]:
    """Declarations of no worksheet functions: golden files are made of them, which no function's help then changes."""

    def declared(kind: Any, function: Callable[..., Any], **more: Any) -> WorksheetFunction:
        name = f"REL{function.__name__.upper()}"
        return WorksheetFunction(name, kind, function, Example((), None), subject="Subject", **more)

    return (
        declared("row", _row_of_one),
        declared("row", _row_of_many),
        declared("row", _row_with_date),
        declared("row", _row_that_gives_dates),
        declared("rank", _rank),
        declared("table", _table, has_headers=True),
        declared("value", _value),
        replace(declared("table", _words), subject="Help"),
        replace(declared("value", _value), name="REL_VALUE_IN_WORDS", subject="Help"),
        replace(declared("table", _table, has_headers=True), name="REL_TABLE_IN_WORDS", subject="Help"),
    )


class WindowsRegistry:
    """As much of `winreg` as is used, and as strict."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "computer"
    KEY_READ, KEY_WRITE, KEY_WOW64_64KEY, KEY_WOW64_32KEY, REG_SZ = 1, 2, 0x100, 0x200, 1

    def __init__(self) -> None:
        self.keys: dict[tuple[str, ...], dict[str, object]] = {}
        self.is_closed_to_writing = False

    def put(self, root: str, path: str, name: str, value: object, view: int = KEY_WOW64_64KEY) -> None:
        """Write a value as another program would."""
        self.SetValueEx(self.CreateKeyEx(root, path, 0, self.KEY_WRITE | view), name, 0, self.REG_SZ, value)

    def _key(self, root: str, path: str, access: int) -> tuple[str, ...]:
        parts = path.lower().split("\\")
        # Of the user's keys the classes alone are there twice, of the computer's all of Software.
        twofold = 0 if root == self.HKEY_LOCAL_MACHINE else 2 if parts[1:3] == ["classes", "clsid"] else None
        if twofold is not None and access & self.KEY_WOW64_32KEY:
            parts[twofold] += " for 32 bits"
        return root, *parts

    def CreateKeyEx(self, root: str, path: str, reserved: int, access: int) -> Key:  # noqa: N802
        if self.is_closed_to_writing:
            raise PermissionError(13, "Access is denied")
        assert access & self.KEY_WRITE
        key = self._key(root, path, access)
        for end in range(2, len(key) + 1):
            self.keys.setdefault(key[:end], {})
        return Key(at=key)

    def OpenKey(self, root: str, path: str, reserved: int = 0, access: int = KEY_READ) -> Key:  # noqa: N802
        key = self._key(root, path, access)
        if key not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return Key(at=key)

    def SetValueEx(self, key: Key, name: str, reserved: int, kind: int, value: object) -> None:  # noqa: N802
        self.keys[key.at][name.lower()] = value

    def QueryValueEx(self, key: Key, name: str) -> tuple[object, int]:  # noqa: N802
        if name.lower() not in self.keys[key.at]:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.keys[key.at][name.lower()], self.REG_SZ

    def QueryInfoKey(self, key: Key) -> tuple[int, int, int]:  # noqa: N802
        return len(self._below(key.at)), len(self.keys[key.at]), 0

    def EnumKey(self, key: Key, at: int) -> str:  # noqa: N802
        return self._below(key.at)[at]

    def EnumValue(self, key: Key, at: int) -> tuple[str, object, int]:  # noqa: N802
        return *list(self.keys[key.at].items())[at], self.REG_SZ

    def DeleteKeyEx(self, root: str, path: str, access: int = KEY_WOW64_64KEY, reserved: int = 0) -> None:  # noqa: N802
        key = self._key(root, path, access)
        if self.is_closed_to_writing or self._below(key):
            raise PermissionError(13, "Access is denied")
        if key not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del self.keys[key]

    def _below(self, key: tuple[str, ...]) -> list[str]:
        return [each[-1] for each in self.keys if each[:-1] == key]


class Key(SimpleNamespace):
    """An open key."""

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *error: object) -> None:
        pass


@pytest.fixture
def windows_registry(monkeypatch: pytest.MonkeyPatch) -> WindowsRegistry:
    """An empty registry in the place of Windows'."""
    registry = WindowsRegistry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    return registry


class WindowsRuntime:
    """As much of `msvcrt` as is used: a lock on a file, which another that has it open meets."""

    LK_NBLCK = 2

    def locking(self, file: int, mode: int, count: int) -> None:
        assert (mode, count) == (self.LK_NBLCK, 1)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.fixture
def windows_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home of a user of Windows, whose name is not easy."""
    home = tmp_path / "Users" / "Łukasz Nowak"
    monkeypatch.setitem(sys.modules, "msvcrt", WindowsRuntime())
    for variable, folder in (("LOCALAPPDATA", "Local"), ("APPDATA", "Roaming")):
        (home / "AppData" / folder).mkdir(parents=True)
        monkeypatch.setenv(variable, str(home / "AppData" / folder))
    return home
