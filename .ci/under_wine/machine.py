"""A Windows machine under Wine with Tenure on it: a drive, a registry and a user of its own, gone at the end."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from under_wine import environment

_PACKAGES = (
    "numpy", "numpy.libs", "scipy", "scipy.libs", "xlwings", "pythoncom.py", "pywin32_system32", "win32", "win32com",
)  # fmt: skip
_IN_PYTHON_ALONE = ("xlsxwriter", "openpyxl", "et_xmlfile")


@dataclass(frozen=True)
class Machine:
    """Windows' Python, with a drive C, users and a registry.

    Attributes:
        folder: where ``python.exe`` lies; several machines may share it.
        prefix: Wine's folder of drive C, users and registry.
        user: the Windows user's name.
    """

    folder: Path
    prefix: Path
    user: str = "tenure"

    @property
    def python(self) -> Path:
        """The interpreter without a console, or with one."""
        return self.folder / "python.exe"

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which Wine's programs run: nothing of the caller's but the path of programs."""
        return {
            "HOME": str(self.prefix),
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "USER": self.user,
            "LOGNAME": self.user,
            "DISPLAY": "",
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "ucrtbase=n,b;mscoree,mshtml=",
        }

    def run(self, *command: str | Path, seconds: float = 120, check: bool = True) -> str:
        """Run a Windows program and return what it printed; with `check`, it must succeed.

        Raises:
            subprocess.CalledProcessError: it failed.
            subprocess.TimeoutExpired: it took longer than `seconds`.
        """
        # Pipes: Windows' Python does not start where its output is a file without a name.
        done = subprocess.run(
            ["wine", *command],
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
        )
        text = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
        if check and done.returncode:
            print(text, file=sys.stderr)
            raise subprocess.CalledProcessError(done.returncode, command, text)
        return text

    def windows_path(self, path: Path) -> str:
        """How Windows calls a file or folder of this machine."""
        drive = self.prefix / "drive_c"
        if path.is_relative_to(drive):
            return "C:\\" + str(path.relative_to(drive)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    @property
    def local_application_data(self) -> Path:
        """The user's folder for programs' data."""
        return self.prefix / "drive_c" / "users" / self.user / "AppData" / "Local"

    def stop(self) -> None:
        """End everything that runs in this prefix, and only that."""
        subprocess.run(["wineserver", "-k"], env=self.variables, check=False, timeout=60)


@contextmanager
def started(user: str = "tenure") -> Iterator[Machine]:
    """A machine until the end of the block.

    Args:
        user: the Windows user's name.
    """
    with tempfile.TemporaryDirectory(prefix="tenure-windows-") as folder:
        machine = Machine(environment.make(), Path(folder), user)
        try:
            subprocess.run(["wineboot", "--init"], env=machine.variables, check=True, timeout=180, capture_output=True)
            yield machine
        finally:
            machine.stop()


def install_tenure(machine: Machine, idle_seconds: float) -> Path:
    """Install the Tenure that this Python imports below the user's local application data, and register its server.

    Wine 8 does not look for COM classes below HKEY_CURRENT_USER, as Windows does: the same keys are written below
    HKEY_LOCAL_MACHINE too, of this prefix alone. The server waits `idle_seconds` for another client in place of its own
    minute.

    Returns:
        The folder in which the packages lie.
    """
    site_packages = machine.local_application_data / "Tenure" / "environment" / "Lib" / "site-packages"
    for package in ("udfs", "addin", "workbook_templates"):
        specification = importlib.util.find_spec(package)
        if specification is None or not specification.submodule_search_locations:
            raise environment.CannotBeMade(f"{package} is not installed: pip install . in the project's folder")
        source = Path(next(iter(specification.submodule_search_locations)))
        shutil.copytree(source, site_packages / package, ignore=shutil.ignore_patterns("__pycache__"))
    for package in _PACKAGES:  # the server looks nowhere else
        (site_packages / package).symlink_to(machine.folder / "Lib" / "site-packages" / package)
    for package in _IN_PYTHON_ALONE:  # the same on every system
        specification = importlib.util.find_spec(package)
        assert specification is not None
        for folder in specification.submodule_search_locations or ():
            (site_packages / package).symlink_to(folder)
    register = (
        "import pathlib, sys, winreg; sys.path.insert(0, sys.argv[1])\n"
        "from addin.excel import registration\n"
        "command = registration.command(pathlib.Path(sys.executable), pathlib.Path(sys.argv[1]))\n"
        "registration.register(command)\n"
        "command += ' --idle ' + sys.argv[2]\n"
        "for key, text in registration.keys(command).items():\n"
        "    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, 'Software\\\\Classes\\\\' + key) as opened:\n"
        "        winreg.SetValueEx(opened, '', 0, winreg.REG_SZ, text)\n"
    )
    machine.run(machine.python, "-X", "utf8", "-c", register, machine.windows_path(site_packages), str(idle_seconds))
    return site_packages
