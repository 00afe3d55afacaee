"""How hypothesis looks for counter-examples here, and a user of Windows for what is tested on every system."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from udfs import arguments
from udfs.worksheet_function import Column, DateColumn, Example, Table, TextColumn, WorksheetFunction

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


def _lifetime(retention: arguments.Share) -> Column:
    """Takes a cell, says `text` and "quotes".

    Args:
        retention: a share.
    """
    return np.asarray(1 / (1 - retention))


def _worth(
    margin: arguments.Number,
    retention: arguments.Share,
    rate: arguments.Rate,
    growth_of_the_margin: arguments.Number = 0.0,
    note_that_serves_all_rows: arguments.Text = "text",
) -> Column:
    """Takes more than a line holds.

    Args:
        margin: a number.
        retention: a share.
        rate: a rate.
        growth_of_the_margin: nothing is made of it.
        note_that_serves_all_rows: nothing is made of it.
    """
    return np.asarray(margin / (1 + rate - retention))


def _present(rate: arguments.Rate, flows: arguments.CashFlows) -> Column:
    """Takes cells in time.

    Args:
        rate: a rate.
        flows: cells in time.
    """
    return np.sum(flows / (1 + np.reshape(rate, (-1, 1))) ** np.arange(1, flows.shape[1] + 1), axis=1)


def _sum(values: arguments.ValueColumns) -> Column:
    """Takes several cells of a client.

    Args:
        values: the cells.
    """
    return np.sum(values, axis=1)


def _tier(value: arguments.Number, cuts: arguments.Cuts) -> Column:
    """Takes a list that serves all rows.

    Args:
        value: a number.
        cuts: a list.
    """
    return np.sum(np.reshape(value, (-1, 1)) < cuts, axis=1)


def _pair(one: arguments.Number, other: arguments.Number) -> Column:
    """Answers two cells.

    Args:
        one: a number.
        other: a number.
    """
    return np.column_stack([np.atleast_1d(one), np.atleast_1d(other)])


def _key(name: arguments.Name) -> TextColumn:
    """Takes a text.

    Args:
        name: a text.
    """
    return name


def _days(first: arguments.Date, last: arguments.Date) -> Column:
    """Reads dates.

    Args:
        first: a date.
        last: a date.
    """
    return np.asarray(last - first)


def _day(number: arguments.Number) -> DateColumn:
    """Answers a date.

    Args:
        number: a number.
    """
    return np.asarray(number)


def _rank(value: arguments.Number, tiers: arguments.Tiers | None = None) -> Column:
    """Compares the clients.

    Args:
        value: a number.
        tiers: names. What stands here is longer than the two hundred and fifty-five letters that Excel takes of a
            description, so that it must be cut, and should be cut between two words and not within one of them,
            which is what the golden file shows at the end of this very sentence, that goes on.
    """
    return np.asarray(value)


def _total(value: arguments.Number) -> float:
    """Answers one number for all.

    Args:
        value: a number.
    """
    return float(np.sum(value))


def _table(value: arguments.Number) -> Table:
    """Answers a table.

    Args:
        value: a number.
    """
    return Table(("total",), [[float(np.sum(value))]])


def _words(name: arguments.Text, *following: arguments.AllThatFollow, date_1904: bool = False) -> Table:
    """Takes all that follow.

    Args:
        name: a text.
        following: anything.
        date_1904: what the workbook decides.
    """
    return Table(("part",), [[name]])


def _says() -> str:
    """Says something without being asked."""
    return "something"


@pytest.fixture
def a_function_of_each_shape() -> tuple[WorksheetFunction, ...]:
    """Declarations that only the tests have, ``TRY_LIFETIME`` and others: no change of a worksheet function touches
    what is tried with them."""

    def declared(kind: Any, function: Callable[..., Any], subject: str = "Subject", **more: Any) -> WorksheetFunction:
        return WorksheetFunction(
            f"TRY{function.__name__.upper()}", kind, function, Example((), None), subject=subject, **more
        )

    return (
        *(declared("row", each) for each in (_lifetime, _worth, _present, _sum, _tier, _pair, _key, _days, _day)),
        declared("rank", _rank),
        declared("value", _total),
        declared("table", _table, has_headers=True),
        declared("value", _says),
        declared("table", _words, subject="Help"),
        replace(declared("value", _says, subject="Help"), name="TRY_SAYS_IN_WORDS"),
        replace(declared("table", _table, subject="Help", has_headers=True), name="TRY_TABLE_IN_WORDS"),
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


@pytest.fixture(scope="session")
def user_of_calc(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """LibreOffice and the profile of a user for whom ``tenure install --libreoffice`` was run; it is only read."""
    from under_libreoffice import calc

    return calc.install_tenure(tmp_path_factory.mktemp("Zoë's settings"))


@pytest.fixture(scope="session")
def calc(user_of_calc: tuple[Any, Any]) -> Iterator[Any]:
    """That user's Calc, which all tests share that need no other."""
    from under_libreoffice import calc

    with calc.running(*user_of_calc) as running:
        yield running


@pytest.fixture(scope="session")
def user_who_recalculates(user_of_calc: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The same, in a profile where every formula is calculated when a workbook is opened."""
    from under_libreoffice import calc, workbooks

    program, profile = user_of_calc
    copied = calc.copied(profile, tmp_path_factory.mktemp("settings of another") / "4")
    workbooks.calculate_when_opened(copied)
    return program, copied
