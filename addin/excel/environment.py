"""The Python packages that Excel's server runs on: a copy of the installed ones, in a folder that never changes.

A folder is named for what is in it. So an upgrade, another Python, or the same version built anew is another folder
beside, and what a running server has open is never replaced. A folder is complete or absent: it gets its name last.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from itertools import chain
from pathlib import Path
from time import monotonic, sleep

from addin.exit_codes import CannotGoOn, ExitCode

_OURS = "tenure"
_THEIR_TESTS = "tests"
"""Folders that are left out: two files of five, and nothing outside of them needs one."""
_CONTENTS = "contents.json"
_UNFINISHED = "unfinished-"
_SECONDS_OF_PATIENCE = 30.0
_ENTRY = Path("addin", "excel", "server.py")
_IN_AN_ENVIRONMENT_OF_ITS_OWN = (
    "install Tenure in a Python environment of its own (py -m venv, then pip install), and run tenure install there."
)


@dataclass(frozen=True)
class Environment:
    """One folder of packages.

    Attributes:
        folder: the folder; `packages` lies in it.
    """

    folder: Path

    @property
    def packages(self) -> Path:
        """Where Python finds them."""
        return self.folder / "packages"

    @property
    def lost(self) -> list[Path]:
        """The files that are there no more, or not whole: a virus scanner takes some away, a full disk cuts them off.

        Those that Python compiles are its own to replace.
        """
        sizes = self._read("sizes")
        if not sizes:
            return [self.folder / _CONTENTS]
        return [file for place, size in sizes.items() if _size(file := self.packages / place) != size]

    @property
    def version(self) -> str:
        """The version of Tenure in it; empty where that cannot be read."""
        return str(self._read("versions").get(_OURS, ""))

    @property
    def python(self) -> str:
        """The version of Python that it was made for, such as ``3.13``; empty where that cannot be read."""
        return str(self._read("versions").get("python", ""))

    def note(self, versions: dict[str, str], files: Iterable[Path]) -> None:
        """Write down what is in it, once all of it is.

        Args:
            versions: the versions of Python and of the packages.
            files: the files by their places below `packages`.
        """
        sizes = {place.as_posix(): _size(self.packages / place) for place in files if place.suffix != ".pyc"}
        contents = {"versions": versions, "sizes": sizes}
        (self.folder / _CONTENTS).write_text(json.dumps(contents, indent=1), encoding="utf-8")

    def _read(self, part: str) -> dict[str, object]:
        try:
            read: dict[str, object] = json.loads((self.folder / _CONTENTS).read_text(encoding="utf-8"))[part]
        except (OSError, ValueError, KeyError):
            return {}
        return read


@dataclass(frozen=True)
class Plan:
    """What is to be copied, and the name for it.

    Attributes:
        name: the folder's name.
        contents: the versions of what is in it, by name.
        files: each file by its place below `Environment.packages`.
    """

    name: str
    contents: dict[str, str]
    files: dict[Path, Path]


def plan(search: Sequence[str]) -> Plan:
    """Find the files of Tenure and of the packages that it needs.

    Args:
        search: the folders in which packages are looked for, as in `sys.path`.

    Raises:
        CannotGoOn: a package is missing, or does not say which files are its.
    """
    distributions = tuple(_with_what_they_need(search))
    python = ".".join(map(str, sys.version_info[:2]))
    contents = {"python": python, "system": sysconfig.get_platform()}
    contents |= {each.name.lower(): each.version for each in distributions}
    files = dict(chain.from_iterable(map(_files_of, distributions)))
    if _ENTRY not in files:
        raise CannotGoOn(
            f"Tenure is used here from its source folder, of which no copy can be made for Excel: "
            f"{_IN_AN_ENVIRONMENT_OF_ITS_OWN}",
            ExitCode.UNREADABLE,
        )
    digest = hashlib.sha256(repr(sorted(contents.items())).encode())
    for each in distributions:
        digest.update((each.read_text("RECORD") or "").encode())
    return Plan(f"{contents[_OURS]}-{digest.hexdigest()[:8]}", contents, files)


def make(planned: Plan, versions: Path, progress: Callable[[str, float], None]) -> tuple[Environment, bool]:
    """Copy the packages, where that is not done already, or where a file of them was lost since.

    Returns:
        The environment, and whether it was made now.

    Raises:
        OSError: it cannot be written; then nothing is left of it.
    """
    environment = Environment(versions / planned.name)
    if not environment.lost:
        return environment, False
    draft = Environment(versions / f"{_UNFINISHED}{os.getpid()}")
    folders: set[Path] = set()
    try:
        for number, (place, source) in enumerate(planned.files.items()):
            progress("Copying Python's packages", number / len(planned.files))
            target = draft.packages / place
            if target.parent not in folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                folders.add(target.parent)
            shutil.copyfile(source, target)
            moment = source.stat()
            # Python takes a compiled file for good when the date of its source is the one it noted.
            os.utime(target, ns=(moment.st_atime_ns, moment.st_mtime_ns))
        draft.note(planned.contents, planned.files)
        remove(environment.folder)
        _rename(draft.folder, environment.folder)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    return environment, True


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _rename(folder: Path, name: Path) -> None:
    """Rename a folder; Windows refuses that as long as a virus scanner has one of its new files open."""
    end = monotonic() + _SECONDS_OF_PATIENCE
    while True:
        try:
            folder.rename(name)
        except PermissionError:
            if monotonic() > end:
                raise
            sleep(0.1)
        else:
            return


def remove(folder: Path) -> None:
    """Remove an environment: all of it, or nothing as long as a program uses it.

    Raises:
        OSError: something is in use.
    """
    # A server has the file open that it was started from: Windows refuses to remove that, and nothing else is lost.
    (Environment(folder).packages / _ENTRY).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)


def others(versions: Path, wanted: Path | None) -> list[Path]:
    """The folders beside the one that is wanted: older versions, and what was never finished."""
    if not versions.is_dir():
        return []
    return sorted(each for each in versions.iterdir() if each != wanted)


def _with_what_they_need(search: Sequence[str]) -> Iterator[Distribution]:
    """Tenure, and all that it needs in turn: a new workbook is written and computed by the same packages."""
    waiting, seen = [_OURS], set()
    while waiting:
        distribution = _found(waiting.pop(0), search)
        if distribution.name not in seen:
            seen.add(distribution.name)
            yield distribution
            waiting += _needed_by(distribution, search)


def _needed_by(distribution: Distribution, search: Sequence[str]) -> Iterator[str]:
    """The packages that one needs here; of those that it needs in some cases, the ones that are installed."""
    for requirement in distribution.requires or ():
        name, _, condition = requirement.partition(";")
        name = _PACKAGE_NAME.split(name.strip(), maxsplit=1)[0]
        if "extra" in condition:
            continue
        if not condition or any(Distribution.discover(name=name, path=list(search))):
            yield name


_PACKAGE_NAME = re.compile(r"[^\w.-]")


def _found(name: str, search: Sequence[str]) -> Distribution:
    distribution = next(iter(Distribution.discover(name=name, path=list(search))), None)
    if distribution is None:
        raise CannotGoOn(f"The Python package {name} is not installed: pip install {name}.", ExitCode.UNREADABLE)
    return distribution


def _files_of(distribution: Distribution) -> Iterator[tuple[Path, Path]]:
    if distribution.files is None:
        raise CannotGoOn(
            f"The Python package {distribution.name} does not say which files are its: {_IN_AN_ENVIRONMENT_OF_ITS_OWN}",
            ExitCode.UNREADABLE,
        )
    for file in distribution.files:
        source = Path(str(distribution.locate_file(file)))
        # Programs lie outside; compiled files may be listed and never have been made.
        is_there = ".." not in file.parts and not file.is_absolute() and (file.suffix != ".pyc" or source.is_file())
        if is_there and _THEIR_TESTS not in file.parts:
            yield Path(*file.parts), source
