"""Windows' registry, read: what is there in either of its two views, for programs of 64 and of 32 bits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

USER, COMPUTER = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"


def value(root: str, path: str, name: str = "") -> Any:
    """A value of a key; None where there is none."""
    return next((each for each in in_both_views(root, path, name) if each is not None), None)


def in_both_views(root: str, path: str, name: str = "") -> tuple[Any, Any]:
    """A value as programs of 64 and of 32 bits see it; None where there is none."""
    return _in_view(root, path, name, "KEY_WOW64_64KEY"), _in_view(root, path, name, "KEY_WOW64_32KEY")


def values(root: str, path: str) -> dict[str, Any]:
    """All values of a key by name; none where there is no such key."""
    import winreg

    with _opened(root, path, "KEY_WOW64_64KEY") as key:
        if key is None:
            return {}
        return {
            name: data for name, data, _ in (winreg.EnumValue(key, at) for at in range(winreg.QueryInfoKey(key)[1]))
        }


def _in_view(root: str, path: str, name: str, view: str) -> Any:
    import winreg

    with _opened(root, path, view) as key:
        try:
            return None if key is None else winreg.QueryValueEx(key, name)[0]
        except FileNotFoundError:
            return None


@contextmanager
def _opened(root: str, path: str, view: str) -> Iterator[Any]:
    """A key; None where there is none, or where this user may not read it."""
    import winreg

    try:
        key = winreg.OpenKey(getattr(winreg, root), path, 0, winreg.KEY_READ | getattr(winreg, view))
    except (FileNotFoundError, PermissionError):
        yield None
        return
    with key:
        yield key
