"""`tenure install`, `doctor` and `uninstall` on Windows' own Python under Wine, for a user called Łukasz Nowak.

They run when asked for: ``pytest -m windows``. One thing is not as on a user's computer. Wine 8 does not look for COM
classes below HKEY_CURRENT_USER, as Windows does: what was installed there is copied below HKEY_LOCAL_MACHINE.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from openpyxl import load_workbook
from under_wine import client as under_wine_client
from under_wine import machine as under_wine_machine
from under_wine.client import Client

from addin.marks import ERROR_MARK
from udfs import FUNCTIONS, __version__

pytestmark = pytest.mark.windows

PACKAGES = ("typer", "rich", "colorama", "openpyxl", "XlsxWriter", "formualizer")
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
TENURE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from addin.cli import main; main()"
PRETEND_EXCEL = r"""
import winreg
for key, name, text in (
    (r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "", r"EXCEL"),
    (r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "VersionToReport", "16.0.17928.20114"),
):
    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
        winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)
""".replace("EXCEL", EXCEL, 1)
SHOW_TO_WINE = r"""
import sys, winreg
sys.path.insert(0, sys.argv[1])
from addin.excel import registration
for key, text in registration.keys(registration.registered() + " --idle 4").items():
    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, "Software\\Classes\\" + key) as opened:
        winreg.SetValueEx(opened, "", 0, winreg.REG_SZ, text)
"""
PACKAGES_DO_NOT_LOAD = (
    ERROR_MARK + "Tenure's Python came up, but its packages cannot be loaded. Run tenure doctor, then press Restart."
)
SECONDS = 600


@pytest.fixture(scope="module")
def machine():
    with under_wine_machine.started(user="Łukasz Nowak") as started:
        yield started


@pytest.fixture(scope="module")
def packages(machine):
    """Tenure as pip installs it on Windows, in a folder of its own."""
    folder = machine.prefix / "drive_c" / "Python packages"
    windows = ("--platform=win_amd64", "--python-version=3.11", "--only-binary=:all:", "--quiet", f"--target={folder}")
    subprocess.run([sys.executable, "-m", "pip", "install", *windows, *PACKAGES], check=True, timeout=SECONDS)
    tenure = distribution("tenure")
    for file in tenure.files:
        if ".." not in file.parts and file.suffix != ".pyc":
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tenure.locate_file(file), target)
    return folder


@pytest.fixture(scope="module")
def with_excel(machine, packages):
    """A machine of which Windows says that Excel is on it."""
    program = machine.prefix / "drive_c" / EXCEL[3:].replace("\\", "/")
    program.parent.mkdir(parents=True)
    shutil.copyfile(machine.python, program)
    machine.run(machine.python, "-c", PRETEND_EXCEL)
    machine.run("reg", "add", r"HKCU\Software\Classes")  # which every user of Windows has
    return machine


@pytest.fixture(scope="module")
def tenure(machine, packages):
    """Run the command; what it says, in one line."""

    def run(*arguments: str, check: bool = True) -> str:
        command = (machine.python, "-X", "utf8", "-c", TENURE, machine.windows_path(packages), *arguments)
        said = machine.run(*command, seconds=SECONDS, check=check)
        assert [line for line in said.splitlines() if line != line.rstrip()] == []
        return " ".join(said.split())

    return run


def all_there_is(machine):
    """The user's files and folders, and the user's registry."""
    home = machine.local_application_data.parents[1]
    keys = machine.run("reg", "query", r"HKCU\Software", "/s")
    return sorted(str(path.relative_to(home)) for path in home.rglob("*")), keys


def written(machine, path: str):
    """A workbook of that machine, with the values that are stored in it."""
    assert path.startswith("C:\\users\\Łukasz Nowak\\"), path
    return load_workbook(machine.prefix / "drive_c" / path[3:].replace("\\", "/"), data_only=True)


def named_cells(book):
    """The names of a workbook, with the cell of each."""
    for name, defined in book.defined_names.items():
        ((sheet, cell),) = defined.destinations
        yield name, sheet, cell


def versions(machine) -> list[Path]:
    return list((machine.local_application_data / "Tenure" / "versions").iterdir())


def test_without_excel_nothing_is_installed_and_compute_is_named(machine, tenure):
    before = all_there_is(machine)
    for command in ("install", "doctor", "uninstall"):
        said = tenure(command, check=False)
        assert "There is neither Excel for Windows nor LibreOffice on this computer: tenure compute" in said
    assert all_there_is(machine) == before


def test_installed_examined_called_upgraded_and_removed_without_a_trace(with_excel, packages, tenure, tmp_path):
    machine = with_excel
    startup = machine.local_application_data.parent / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    before = all_there_is(machine)

    assert f"Tenure {__version__} is installed in Excel" in tenure("install")
    assert [each.name for each in startup.iterdir()] == ["tenure.xlam"]
    (first,) = versions(machine)

    machine.run(machine.python, "-c", SHOW_TO_WINE, machine.windows_path(packages))
    examined = tenure("doctor")
    assert "Everything is in order in Excel for Windows." in examined
    assert "Excel 16.0.17928.20114, 64-bit" in examined
    assert re.search(rf"Tenure {__version__} answered within [\d.]+ seconds", examined)

    program = under_wine_client.compile_client(tmp_path)
    with Client(machine, program) as excel:
        excel.create()
        excel.attach()
        assert excel.answer("REL_CLV", 300000.0, 0.8, 0.1).value == pytest.approx(1000000)

        book = written(machine, excel.call("NewWorkbook", "functions").value)
        verdicts = {name: book[sheet][cell].value for name, sheet, cell in named_cells(book)}
        assert verdicts == dict.fromkeys(["test_all", *(f"test_{each.name}" for each in FUNCTIONS)], True)
        assert "there is no template no-such" in excel.call("NewWorkbook", "no-such").value

        # Another build, while a server runs from the first: that is told to stop, and its packages go.
        record = next(packages.glob("tenure-*.dist-info/RECORD"))
        record.write_text(record.read_text() + "udfs/__init__.py,,\n")
        assert "still in use" not in tenure("install")
        (second,) = versions(machine)
        assert second != first

        machine.run(machine.python, "-c", SHOW_TO_WINE, machine.windows_path(packages))
        excel.create()
        excel.attach()
        assert excel.answer("REL_CLV", 300000.0, 0.8, 0.1).value == pytest.approx(1000000)

        # A package is lost, which the interpreter has itself: that is not looked at.
        excel.call("Stop")
        shutil.rmtree(second / "packages" / "numpy")
        lost = re.escape(machine.windows_path(second / "packages" / "numpy"))
        examined = tenure("doctor", check=False)
        assert re.search(rf"Python's files +\d+ files are gone or damaged, such as {lost}", examined)
        assert "It does not answer: Python came up, but its packages cannot be loaded." in examined
        for _ in "12":  # it ends each time, and another try starts another
            excel.create()
            assert excel.call("Version").value == PACKAGES_DO_NOT_LOAD
            excel.create()
            assert excel.answer("REL_EXPLAIN", "x").value == PACKAGES_DO_NOT_LOAD
        assert "still in use" not in tenure("install")
        excel.create()
        assert excel.answer("REL_CLV", 300000.0, 0.8, 0.1).value == pytest.approx(1000000)
        excel.attach()

        assert "Nothing of Tenure is left in Excel." in tenure("uninstall")
    assert all_there_is(machine) == before
    assert "Nothing of Tenure was installed" in tenure("uninstall")
