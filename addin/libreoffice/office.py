"""The LibreOffice of this computer: where it lies, how old it is, and which Python it brings."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from addin.exit_codes import CannotGoOn, ExitCode

OLDEST = (7, 4)
"""The oldest LibreOffice that Tenure goes into; the only one that it was tried with."""
_OLDEST_PYTHON = (3, 11)
_SECONDS_TO_START_PYTHON = 60
_LEAD_TO_ANOTHER_PYTHON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
_SETTINGS = ("bootstraprc", "bootstrap.ini")
_SAYS_ITS_VERSION = "import json, sys; print(json.dumps(['.'.join(map(str, sys.version_info[:2])), sys.executable]))"
_LOADS_THE_PACKAGES = """
import sys
sys.path += sys.argv[1:]
import numpy, scipy.special, udfs
print(udfs.__version__)
"""


@dataclass(frozen=True)
class LibreOffice:
    """One LibreOffice.

    Attributes:
        program: the folder with its programs.
        settings: the file that says which version it is, and where its users' profiles lie.
    """

    program: Path
    settings: Path

    @cached_property
    def version(self) -> str:
        """Such as ``7.4``."""
        return self._setting("ProductKey").rpartition(" ")[2]

    @property
    def is_too_old(self) -> bool:
        """Whether it is older than `OLDEST`."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version)[:2]) < OLDEST

    @property
    def starter(self) -> Path:
        """What starts it."""
        return self.program / ("soffice.exe" if sys.platform == "win32" else "soffice")

    @property
    def profile(self) -> Path:
        """The folder in which it keeps what belongs to the user who runs this."""
        where = self._setting("UserInstallation") or "$SYSUSERCONFIG/libreoffice/4"
        return Path(where.replace("$SYSUSERCONFIG", str(_configuration()), 1))

    @cached_property
    def interpreter(self) -> Path | None:
        """A Python that can talk to it, and is the one that runs in it; None where there is none."""
        return next((each for each in self._interpreters() if _runs(each, "import uno")), None)

    @cached_property
    def python(self) -> str:
        """The version of the Python that it brings, such as ``3.11``; empty where it brings none."""
        if self.interpreter is None:
            return ""
        return str(json.loads(_answer(self.interpreter, _SAYS_ITS_VERSION))[0])

    @property
    def hidden_by(self) -> Path | None:
        """The Python whose library it would take if it were started from this terminal, where that is another's.

        A LibreOffice that runs the system's Python looks for the library beside the first ``python3`` on the path.
        """
        first = shutil.which("python3")
        if first is None or self.interpreter is None or self.interpreter.parent == self.program:
            return None
        return Path(first) if Path(first).resolve() != self.interpreter.resolve() else None

    def load_packages(self, folders: Sequence[str]) -> str:
        """Load numpy, scipy and Tenure from these folders with its Python.

        Returns:
            The version of Tenure.

        Raises:
            subprocess.SubprocessError: they cannot be loaded; the last line of its output says why.
        """
        assert self.interpreter is not None
        return _answer(self.interpreter, _LOADS_THE_PACKAGES, *folders)

    def _setting(self, name: str) -> str:
        text = self.settings.read_text(encoding="utf-8", errors="replace")
        found = re.search(rf"^{name}=(.*)$", text, re.MULTILINE)
        return found[1].strip() if found else ""

    def _interpreters(self) -> Iterator[Path]:
        yield from (self.program / each for each in ("python.exe", "python"))
        yield self.program.parent / "Resources" / "python"  # on a Mac
        # A Linux distribution's LibreOffice brings none of its own: it loads the system's.
        bridge = self.program / "libpyuno.so"
        if bridge.is_file() and (found := re.search(rb"libpython(3\.\d+)", bridge.read_bytes())):
            yield Path("/usr/bin", f"python{found[1].decode()}")


def no_libreoffice(instead: str = "or let tenure compute BOOK.xlsx compute workbooks without it") -> CannotGoOn:
    """What to say where there is none, with what else can be done."""
    return CannotGoOn(
        f"There is no LibreOffice on this computer: install LibreOffice 7.4 or later, {instead}.", ExitCode.UNSUITED
    )


def installed() -> LibreOffice | None:
    """The LibreOffice that this user would start; None where there is none."""
    for program in _programs():
        for folder in (program, program.parent / "Resources"):
            for name in _SETTINGS:
                if (folder / name).is_file():
                    return LibreOffice(program, folder / name)
    return None


def see_that_it_suits(office: LibreOffice, packages: Sequence[str]) -> None:
    """Go on only with a LibreOffice that can run this Tenure.

    Args:
        office: the LibreOffice.
        packages: the folders with numpy, scipy and Tenure.

    Raises:
        CannotGoOn: it cannot; the sentence says what to do.
    """
    if office.is_too_old:
        raise _unsuited(f"This is LibreOffice {office.version}: Tenure needs 7.4 or later.")
    if office.interpreter is None:
        raise _unsuited(
            f"The LibreOffice in {office.program} has no Python that Tenure could run in: "
            "on Debian and Ubuntu, apt install python3-uno brings it."
        )
    theirs = tuple(map(int, office.python.split(".")))
    if theirs < _OLDEST_PYTHON:
        raise _unsuited(
            f"The LibreOffice in {office.program} runs Python {office.python}, and Tenure needs 3.11 or later: "
            "install a LibreOffice that brings it."
        )
    if theirs != sys.version_info[:2]:
        raise _unsuited(
            f"LibreOffice runs Python {office.python}, and this Tenure is in a Python {sys.version_info[0]}."
            f"{sys.version_info[1]}: {_new_environment(office)}"
        )
    try:
        office.load_packages(packages)
    except subprocess.CalledProcessError as error:
        raise _unsuited(
            f"LibreOffice's Python cannot load numpy, scipy and Tenure from {', '.join(packages)} "
            f"({last_line(error)}): {_new_environment(office)}"
        ) from error
    except subprocess.SubprocessError as error:
        raise _unsuited(f"LibreOffice's Python, {office.interpreter}, does not answer.") from error


def _new_environment(office: LibreOffice) -> str:
    """What to do where the environment is of another Python; made anew without --clear it would stay of that."""
    return (
        f"in the folder with Tenure's files make the environment anew for it ({office.interpreter} -m venv --clear "
        ".venv, then .venv/bin/pip install .), and run its tenure install."
    )


def last_line(error: subprocess.CalledProcessError) -> str:
    """What a program said last, before it failed."""
    return (str(error.stderr or "").strip().splitlines() or [f"exit code {error.returncode}"])[-1]


def environment() -> dict[str, str]:
    """The variables of this process, but those that would lead LibreOffice's Python to another one's packages."""
    variables = {name: value for name, value in os.environ.items() if name not in _LEAD_TO_ANOTHER_PYTHON}
    if sys.platform != "win32":
        # On Linux it takes the standard library of the first python3 on the path.
        variables["PATH"] = os.pathsep.join(("/usr/bin", "/bin", variables.get("PATH", "")))
    return variables | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def _unsuited(sentence: str) -> CannotGoOn:
    return CannotGoOn(f"{sentence} Nothing was changed.", ExitCode.UNSUITED)


def _answer(interpreter: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        (interpreter, "-c", program, *arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
        timeout=_SECONDS_TO_START_PYTHON,
        env=environment(),
    )
    return done.stdout.strip()


def _runs(interpreter: Path, program: str) -> bool:
    try:
        _answer(interpreter, program)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _programs() -> Iterator[Path]:
    """The folders in which LibreOffice's programs may lie, the likeliest first."""
    if sys.platform == "win32":
        from addin.excel.registry import COMPUTER, USER, value

        for root in (USER, COMPUTER):
            if found := value(root, r"SOFTWARE\LibreOffice\UNO\InstallPath"):
                yield Path(str(found))
        yield Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"), "LibreOffice", "program")
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS"
    else:
        for name in ("soffice", "libreoffice"):
            if found := shutil.which(name):
                yield Path(found).resolve().parent
        yield Path("/usr/lib/libreoffice/program")
        yield Path("/usr/lib64/libreoffice/program")
        yield from (each / "program" for each in sorted(Path("/opt").glob("libreoffice*"), reverse=True))


def _configuration() -> Path:
    """Where programs keep what belongs to a user."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
