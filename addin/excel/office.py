"""What Windows' registry tells of Excel: which one is installed, what it has disabled, what a firm has forbidden."""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from addin.excel.registry import COMPUTER, USER, value, values
from addin.exit_codes import CannotGoOn, ExitCode

_CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_PROGRAM = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CURRENT = r"SOFTWARE\Classes\Excel.Application\CurVer"
_PROCESSORS = {0x14C: "32-bit", 0x8664: "64-bit", 0xAA64: "64-bit for ARM"}
_PLATFORMS = {"x86": "32-bit", "x64": "64-bit", "arm64": "64-bit for ARM"}
_SETTINGS = (
    # What a firm has laid down comes before what the user has chosen.
    (USER, r"Software\Policies\Microsoft\Cloud\Office"),
    (USER, r"Software\Policies\Microsoft\Office"),
    (COMPUTER, r"Software\Policies\Microsoft\Office"),
    (USER, r"Software\Microsoft\Office"),
)


@dataclass(frozen=True)
class Excel:
    """The Excel of this computer.

    Attributes:
        version: as exact as Windows tells, such as ``16.0.17928.20114``.
        bits: such as ``64-bit``; empty where nothing tells.
        program: where it lies; None where nothing tells.
    """

    version: str
    bits: str
    program: Path | None

    @property
    def is_too_old(self) -> bool:
        """Whether it is older than Excel 2016."""
        return int(self.version.partition(".")[0]) < 16

    @property
    def _folder(self) -> str:
        """The name that its settings stand under, such as ``16.0``."""
        return f"{self.version.partition('.')[0]}.0"

    def setting(self, path: str, name: str) -> object:
        """A setting of Excel, or with `Common` of all Office: the firm's, else the user's, else None."""
        found = (value(root, rf"{below}\{self._folder}\{path}", name) for root, below in _SETTINGS)
        return next((each for each in found if each is not None), None)

    def disabled(self) -> list[str]:
        """Which lists of files that Excel does not open again name the add-in."""
        resiliency = rf"Software\Microsoft\Office\{self._folder}\Excel\Resiliency"
        return [each for each in ("DisabledItems", "StartupItems") if _names_the_addin(rf"{resiliency}\{each}")]


def no_excel(where: str) -> CannotGoOn:
    """What to say where there is none."""
    return CannotGoOn(
        f"There is no Excel for Windows on this {where}: tenure compute BOOK.xlsx computes workbooks without it.",
        ExitCode.UNSUITED,
    )


def see_that_this_is_windows() -> None:
    """Go on only under Windows.

    Raises:
        CannotGoOn: it is another system.
    """
    if sys.platform != "win32":
        raise no_excel("system")


def installed() -> Excel | None:
    """The Excel of this computer; None where Windows knows of none."""
    found = next((each for root in (COMPUTER, USER) if (each := value(root, _PROGRAM))), None)
    program = Path(str(found).strip('"')) if found else None
    if program and not program.is_file():
        program = None  # what an uninstalled Excel left behind
    reported = value(COMPUTER, _CLICK_TO_RUN, "VersionToReport")
    current = value(COMPUTER, _CURRENT)
    if not program and not current:
        return None  # Office without Excel reports a version, too
    version = str(reported or str(current or "").rpartition(".")[2])
    platform = str(value(COMPUTER, _CLICK_TO_RUN, "Platform") or "").lower()
    bits = (_bits_of(program) if program else "") or _PLATFORMS.get(platform, "")
    return Excel(version if version[:1].isdigit() else "16", bits, program)


def _bits_of(program: Path) -> str:
    """What a program was made for, as its own first bytes say; empty where it cannot be read."""
    try:
        with program.open("rb") as file:
            file.seek(0x3C)
            file.seek(struct.unpack("<I", file.read(4))[0])
            signature, processor = struct.unpack("<4sH", file.read(6))
    except (OSError, struct.error):
        return ""
    return _PROCESSORS.get(processor, "") if signature == b"PE\0\0" else ""


def _names_the_addin(path: str) -> bool:
    """Whether one of the values, of which each holds a path in two bytes a letter, is the add-in's."""
    binary = (data for data in values(USER, path).values() if isinstance(data, bytes))
    return any("tenure.xlam" in data.decode("utf-16-le", "replace").lower() for data in binary)
