"""The spreadsheet programs that Tenure is installed in: what `tenure install`, `uninstall` and `doctor` do in each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console

from addin.checks import Check, Finding
from addin.exit_codes import CannotGoOn, ExitCode

if TYPE_CHECKING:
    from addin.libreoffice.office import LibreOffice
    from addin.libreoffice.profile import Profile

Progress = Callable[[str, float], None]
Findings = list[tuple[Check[Any], Finding]]


@dataclass(frozen=True)
class SpreadsheetProgram:
    """One program. What it does raises `CannotGoOn` where something stands in the way.

    Attributes:
        name: as people call it.
        option: the option of the command that means it.
        is_here: whether it, or something of Tenure's in it, is on this computer.
        has_tenure: whether there is anything of Tenure's in it.
        install: installs Tenure in it and answers what tells of that.
        uninstall: takes Tenure out of it and answers whether nothing stays, and what tells of that.
        examine: looks at all that Tenure in it rests on.
    """

    name: str
    option: str
    is_here: Callable[[], bool]
    has_tenure: Callable[[], bool]
    install: Callable[[Progress], Callable[[Console], None]]
    uninstall: Callable[[], tuple[bool, Callable[[Console], None]]]
    examine: Callable[[Progress], Findings]


def _excel_is_here() -> bool:
    from addin.excel import doctor, places

    return sys.platform == "win32" and not doctor.this_computer(places.of_this_user()).is_without_anything


def _excel_has_tenure() -> bool:
    from addin.excel import doctor, places

    return sys.platform == "win32" and doctor.this_computer(places.of_this_user()).has_tenure


def _install_in_excel(progress: Progress) -> Callable[[Console], None]:
    from addin.excel import installation, office, places, report

    office.see_that_this_is_windows()
    here = places.of_this_user()
    made, held = installation.install(here, progress)
    return lambda console: report.print_installed(here, made, held, console)


def _uninstall_from_excel() -> tuple[bool, Callable[[Console], None]]:
    from addin.excel import installation, office, places, report

    office.see_that_this_is_windows()
    removed, stays = installation.uninstall(places.of_this_user())
    return not stays, lambda console: report.print_uninstalled(removed, stays, console)


def _examine_excel(progress: Progress) -> Findings:
    from addin.checks import examine
    from addin.excel import doctor, office, places

    office.see_that_this_is_windows()
    computer = doctor.this_computer(places.of_this_user())
    if computer.is_without_anything:
        raise office.no_excel("computer")
    return examine(doctor.CHECKS, computer, progress)


def _libreoffice_is_here() -> bool:
    from addin.libreoffice import office

    return office.installed() is not None


def _libreoffice_has_tenure() -> bool:
    return _libreoffice_is_here() and not _libreoffice()[1].is_without_tenure


def _install_in_libreoffice(progress: Progress) -> Callable[[Console], None]:
    from addin.libreoffice import installation, report

    office, profile = _libreoffice()
    is_changed = installation.install(office, profile, progress)
    return lambda console: report.print_installed(office, profile, is_changed, console)


def _uninstall_from_libreoffice() -> tuple[bool, Callable[[Console], None]]:
    from addin.libreoffice import installation, report

    office, profile = _libreoffice()
    was_there = installation.uninstall(office, profile)
    return True, lambda console: report.print_uninstalled(was_there, profile, console)


def _examine_libreoffice(progress: Progress) -> Findings:
    from addin.checks import examine
    from addin.libreoffice import doctor

    return examine(doctor.CHECKS, doctor.Desk(*_libreoffice()), progress)


def _libreoffice() -> tuple[LibreOffice, Profile]:
    from addin.libreoffice import office
    from addin.libreoffice.profile import Profile

    found = office.installed()
    if found is None:
        raise office.no_libreoffice()
    return found, Profile(found.profile)


PROGRAMS: tuple[SpreadsheetProgram, ...] = (
    SpreadsheetProgram(
        "Excel for Windows",
        "excel",
        _excel_is_here,
        _excel_has_tenure,
        _install_in_excel,
        _uninstall_from_excel,
        _examine_excel,
    ),
    SpreadsheetProgram(
        "LibreOffice",
        "libreoffice",
        _libreoffice_is_here,
        _libreoffice_has_tenure,
        _install_in_libreoffice,
        _uninstall_from_libreoffice,
        _examine_libreoffice,
    ),
)
"""Every one, in the order in which they are told of."""


def chosen(options: Sequence[str]) -> tuple[SpreadsheetProgram, ...]:
    """The programs that are meant: those of the options, or without any those that are here.

    Raises:
        CannotGoOn: there is none.
    """
    if options:
        return tuple(each for each in PROGRAMS if each.option in options)
    if found := tuple(each for each in PROGRAMS if each.is_here()):
        return found
    names = " nor ".join(each.name for each in PROGRAMS)
    raise CannotGoOn(
        f"There is neither {names} on this computer: tenure compute BOOK.xlsx computes workbooks without them.",
        ExitCode.UNSUITED,
    )
