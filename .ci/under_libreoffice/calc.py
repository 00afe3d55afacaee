"""The test's side: LibreOffice Calc with Tenure in it, its workbooks and their cells."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import pytest
import xlsxwriter
from typer.testing import CliRunner

import addin
from addin.cli import app
from addin.libreoffice import office
from addin.libreoffice.profile import Profile
from udfs import CellError

_DRIVEN = Path(__file__).with_name("driven.py")
_SECONDS_TO_END = 60


class CalcFault(Exception):
    """A step could not be done; the message is LibreOffice's side of it."""


class Shown(NamedTuple):
    """Something in a window: its name, how deep it stands there, its middle on the screen, and whether it is seen."""

    name: str
    level: int
    middle: tuple[int, int]
    is_visible: bool


@dataclass(frozen=True)
class Book:
    """A workbook that is open in Calc; its first sheet where none is named."""

    calc: Calc
    number: int

    def add_sheet(self, name: str) -> None:
        """Add a sheet behind all others."""
        self._do("add_sheet", sheet=name)

    def write(self, area: str, rows: Sequence[Sequence[Any]], sheet: str = "") -> None:
        """Put numbers and texts into cells; None leaves one empty."""
        self._do("write", sheet=sheet, area=area, rows=rows)

    def type(self, formulas: Mapping[str, str], sheet: str = "") -> None:
        """Type formulas into cells, by address."""
        self._do("type", sheet=sheet, formulas=formulas)

    def type_arrays(self, formulas: Mapping[str, str], sheet: str = "") -> None:
        """Type formulas over ranges, each ended by Ctrl+Shift+Enter."""
        self._do("type_arrays", sheet=sheet, formulas=formulas)

    def choose(self, area: str) -> None:
        """Select a range of the sheet that is seen."""
        self._do("choose", area=area)

    def choose_all(self, *areas: str) -> None:
        """Select several ranges of the first sheet; the cursor is in the first that is named."""
        self._do("choose_all", areas=areas)

    def name(self, name: str, formula: str) -> None:
        """Define a name."""
        self._do("name", name=name, formula=formula)

    def calculate(self) -> None:
        """Press Ctrl+Shift+F9."""
        self._do("calculate")

    def cells(self, area: str, sheet: str = "") -> list[list[Any]]:
        """What cells hold: numbers, texts, and errors as `CellError`."""
        rows = self._do("cells", sheet=sheet, area=area)
        return [[CellError(cell["error"], "") if isinstance(cell, dict) else cell for cell in row] for row in rows]

    def cell(self, address: str, sheet: str = "") -> Any:
        """What one cell holds."""
        return self.cells(address, sheet)[0][0]

    def formulas(self, area: str, sheet: str = "") -> list[list[str]]:
        """The formulas of cells."""
        found: list[list[str]] = self._do("formulas", sheet=sheet, area=area)
        return found

    def sheets(self) -> dict[str, str]:
        """The names of the sheets, and the range that is used on each."""
        return dict(self._do("sheets"))

    def names(self) -> dict[str, str]:
        """The names that are defined, and what they stand for."""
        return dict(self._do("names"))

    def save(self, path: Path) -> Path:
        """Save a copy as .xlsx, .ods or .pdf."""
        self._do("save", path=str(path))
        return path

    def button(self, step: str, **given: Any) -> Any:
        """Press a button, or what else `buttons` does, by the code that does it within LibreOffice."""
        return self._do("button", packages=_packages(), action=step, given=given)

    def bring_up(self) -> None:
        """Have its window on top, as large as it can be."""
        self._do("bring_up")

    def close(self) -> None:
        """Close it; what was not saved is lost."""
        self._do("close")

    def _do(self, step: str, **given: Any) -> Any:
        return self.calc.do(step, book=self.number, **given)


class Calc:
    """A LibreOffice that runs, driven through its own Python."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def new(self, *, date_1904: bool = False) -> Book:
        """A new workbook."""
        return Book(self, self.do("new", date_1904=date_1904))

    def open(self, path: Path) -> Book:
        """Open a workbook."""
        return Book(self, self.do("open", path=str(path)))

    def wizard(self) -> dict[str, Any]:
        """What the function wizard lists of Tenure, by the names as a formula has them."""
        return {each.pop("name").rstrip(): each for each in self.do("wizard")}

    def show(self, path: Path) -> Book:
        """Open a workbook in a window."""
        return Book(self, self.do("show", path=str(path)))

    def opened_by_hand(self) -> dict[str, Book]:
        """The workbooks that came up since this was asked last, by title."""
        return {title: Book(self, number) for title, number in self.do("others").items()}

    def shown_in(self, role: str, name: str) -> list[Shown]:
        """A menu or a toolbar on the screen, it first, and what it holds."""
        return [Shown(**each) for each in self.do("shown_in", role=role, name=name)]

    def questions(self) -> list[list[Shown]]:
        """The boxes on the screen that wait for an answer."""
        return [[Shown(**each) for each in box] for box in self.do("questions")]

    def do(self, step: str, **given: Any) -> Any:
        """Have a step done that `driven.Steps` names.

        Raises:
            CalcFault: it could not be done.
        """
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({"step": step, "given": given}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise CalcFault(f"LibreOffice is gone, amid {step}")
        said = json.loads(line)
        if "fault" in said:
            raise CalcFault(said["fault"])
        return said["answer"]


@contextmanager
def running(program: office.LibreOffice, profile: Profile, display: str = "") -> Iterator[Calc]:
    """A Calc on a profile, unseen or on a display; it ends with the block, and so does all that it started."""
    folder = str(Path(office.__file__).parent)
    process = subprocess.Popen(
        (str(program.interpreter), str(_DRIVEN), folder, str(program.starter), profile.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=office.environment() | {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen" if display else "svp"},
        start_new_session=True,
    )
    try:
        yield Calc(process)
        assert process.stdin
        process.stdin.close()
        process.wait(_SECONDS_TO_END)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe
            pipe.close()


def _packages() -> list[str]:
    """The folders with Tenure and what it needs."""
    return list(dict.fromkeys(str(Path(str(module.__file__)).parents[1]) for module in (addin, numpy, xlsxwriter)))


def install_tenure(folder: Path) -> tuple[office.LibreOffice, Profile]:
    """A new profile into which the command installed Tenure.

    Args:
        folder: where the user keeps settings; nothing of LibreOffice's is there yet.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        done = CliRunner().invoke(app, ["install", "--libreoffice"])
        assert done.exit_code == 0, f"{done.output}{done.exception}"
        assert "is installed in LibreOffice" in done.output
        program = office.installed()
        assert program
        return program, Profile(program.profile)


def copied(profile: Profile, folder: Path) -> Profile:
    """The same profile elsewhere: two LibreOffices on one are but one."""
    return Profile(shutil.copytree(profile.folder, folder))
