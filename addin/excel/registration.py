"""What Windows is told of the server: a few keys in the current user's registry, no administrator needed.

Both views are written, since a 32-bit Excel looks into its own. `remove` leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROGRAM_ID = "Tenure.Server"
"""What a macro passes to CreateObject."""
CLASS_ID = "{B12B66D2-48A4-440E-9DBC-B20E2AC62ED1}"
_TITLE = "Tenure, the worth of client relationships"
_CLASSES = r"Software\Classes"
_ROOTS = (PROGRAM_ID, rf"CLSID\{CLASS_ID}")


def command(interpreter: Path, site_packages: Path) -> str:
    """The command line by which Windows starts the server.

    Args:
        interpreter: the base interpreter; a virtual environment's would start a second process.
        site_packages: the folder in which `addin`, `udfs` and all that they need lie.
    """
    import subprocess  # here, since the server reads this module at its start and has no use for it

    without_console = interpreter.with_name("pythonw.exe")
    program = without_console if without_console.exists() else interpreter
    return subprocess.list2cmdline(
        [str(program), "-I", "-S", "-X", "utf8", str(site_packages / "addin" / "excel" / "server.py")]
    )


def keys(started_by: str) -> dict[str, str]:
    """The keys below *Software\\Classes*, with the text that each holds."""
    program, class_key = _ROOTS
    return {
        program: _TITLE,
        rf"{program}\CLSID": CLASS_ID,
        class_key: _TITLE,
        rf"{class_key}\ProgID": PROGRAM_ID,
        rf"{class_key}\LocalServer32": started_by,
    }


def register(started_by: str) -> None:
    """Tell Windows by which command line it starts the server."""
    import winreg

    for view in _views(winreg):
        for key, text in keys(started_by).items():
            path = rf"{_CLASSES}\{key}"
            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_WRITE | view) as opened:
                winreg.SetValueEx(opened, "", 0, winreg.REG_SZ, text)


def registered() -> str | None:
    """The command line by which Windows would start the server; None where it knows of none."""
    import winreg

    path = rf"{_CLASSES}\{_ROOTS[1]}\LocalServer32"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as opened:
            return str(winreg.QueryValueEx(opened, "")[0])
    except FileNotFoundError:
        return None


def remove() -> None:
    """Take back all that `register` wrote, and whatever was added below it."""
    import winreg

    for view in _views(winreg):
        for root in _ROOTS:
            _remove(winreg, rf"{_CLASSES}\{root}", view)
        _remove_if_empty(winreg, rf"{_CLASSES}\CLSID", view)


def _views(winreg: Any) -> Iterator[int]:
    yield winreg.KEY_WOW64_64KEY
    yield winreg.KEY_WOW64_32KEY


def _remove(winreg: Any, path: str, view: int) -> None:
    """Delete a key with those below it: Windows deletes only a key that has none."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_READ | view) as opened:
            below = [winreg.EnumKey(opened, at) for at in range(winreg.QueryInfoKey(opened)[0])]
    except FileNotFoundError:
        return
    for name in below:
        _remove(winreg, rf"{path}\{name}", view)
    winreg.DeleteKeyEx(winreg.HKEY_CURRENT_USER, path, view, 0)


def _remove_if_empty(winreg: Any, path: str, view: int) -> None:
    """Delete a key that was made for ours alone."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_READ | view) as opened:
            keys_below, values, _ = winreg.QueryInfoKey(opened)
    except FileNotFoundError:
        return
    if not keys_below and not values:
        winreg.DeleteKeyEx(winreg.HKEY_CURRENT_USER, path, view, 0)
