"""What `tenure doctor` looks at in LibreOffice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from addin import log
from addin.checks import Check, Finding, finding_in_log, fine, not_asked, note, trouble
from addin.exit_codes import CannotGoOn
from addin.libreoffice import LOG, installation, session
from addin.libreoffice.installation import Looked
from addin.libreoffice.office import LibreOffice, see_that_it_suits
from addin.libreoffice.profile import Profile
from udfs.version import __version__


@dataclass(frozen=True)
class Desk:
    """What the checks look at.

    Attributes:
        office: the LibreOffice.
        profile: the user's profile.
    """

    office: LibreOffice
    profile: Profile

    @cached_property
    def packages(self) -> tuple[str, ...] | None:
        """The folders in which the installed extension looks for its packages; None where that cannot be read."""
        folder = self.profile.extension
        try:
            return tuple(json.loads((folder / "packages.json").read_text(encoding="utf-8"))["paths"]) if folder else ()
        except (OSError, ValueError, KeyError):
            return None

    @cached_property
    def looked(self) -> Looked | str:
        """What LibreOffice says on a copy of the profile; or why it does not."""
        try:
            return installation.look(self.office, self.profile)
        except (session.DoesNotAnswer, OSError) as error:
            return str(error)


_NO_EXTENSION = not_asked("The extension is not there.")


def _office(desk: Desk) -> Finding:
    says = f"LibreOffice {desk.office.version}, {desk.office.program}"
    if desk.office.is_too_old:
        return trouble(f"{says}, which is too old.")
    if desk.office.version != "7.4":
        return note(f"{says}; Tenure was tried with 7.4 only.")
    return fine(f"{says}.")


def _python(desk: Desk) -> Finding:
    if desk.office.interpreter is None:
        return trouble("It has no Python that Tenure could run in.")
    return fine(f"It runs Python {desk.office.python}, as {desk.office.interpreter} does.")


def _path(desk: Desk) -> Finding:
    if desk.office.interpreter is None:
        return not_asked("It has no Python.")
    if hidden_by := desk.office.hidden_by:
        return note(f"{hidden_by} comes first on the path, and is not LibreOffice's Python.")
    return fine("Started from this terminal it would find its own.")


def _extension(desk: Desk) -> Finding:
    folder = desk.profile.extension
    if folder is None:
        return trouble(f"{desk.profile.folder} holds no extension of Tenure's.")
    return fine(f"{folder}.")


def _packages(desk: Desk) -> Finding:
    if desk.profile.extension is None:
        return _NO_EXTENSION
    if desk.packages is None:
        return trouble("The extension does not say where its packages are.")
    try:
        see_that_it_suits(desk.office, desk.packages)
    except CannotGoOn as error:
        return trouble(str(error).removesuffix(" Nothing was changed."))
    return fine(f"LibreOffice's Python loads them from {', '.join(desk.packages)}.")


def _same_version(desk: Desk) -> Finding:
    if desk.profile.extension is None:
        return _NO_EXTENSION
    if isinstance(desk.looked, str):
        return not_asked("LibreOffice does not answer.")
    if desk.looked.version != __version__:
        return trouble(f"The extension is of Tenure {desk.looked.version}, this command is of {__version__}.")
    if not installation.is_unpacked(installation.extension_of_this_version(), desk.profile):
        return trouble(f"The extension is of Tenure {__version__}, but not as this command would install it.")
    return fine(f"The extension and this command are both of {__version__}.")


def _enabled(desk: Desk) -> Finding:
    if desk.profile.extension is None:
        return _NO_EXTENSION
    if isinstance(desk.looked, str):
        return not_asked("LibreOffice does not answer.")
    return fine("It is enabled.") if desk.looked.enabled else trouble("It is disabled in the Extension Manager.")


def _answers(desk: Desk) -> Finding:
    if desk.profile.extension is None:
        return _NO_EXTENSION
    if isinstance(desk.looked, str):
        return trouble(f"LibreOffice does not come up on a copy of your profile: {desk.looked}.")
    if not desk.looked.is_right:
        return trouble(f"{installation.FORMULA} shows {desk.looked.shown} in a new workbook.")
    return fine(f"{installation.FORMULA} shows {desk.looked.shown:,.0f} in a new workbook.")


def _log(_: Desk) -> Finding:
    return finding_in_log(log.path(LOG))


_INSTALL = "Close LibreOffice and run tenure install --libreoffice."

CHECKS: tuple[Check[Desk], ...] = (
    Check("LibreOffice", "Is there a LibreOffice, of 7.4 or later?", "Install LibreOffice 7.4 or later.", _office),
    Check(
        "Python",
        "Does it bring a Python that can talk to it?",
        "On Debian and Ubuntu: apt install python3-uno. Elsewhere install LibreOffice with its Python.",
        _python,
    ),
    Check(
        "Path",
        "Does its Python find its own library, and not that of another Python?",
        "Start LibreOffice from the desktop's menu, or in a terminal as PATH=/usr/bin:$PATH soffice.",
        _path,
    ),
    Check("Extension", "Is the extension in your profile?", _INSTALL, _extension),
    Check(
        "Packages",
        "Does LibreOffice's Python load numpy, scipy and Tenure from where the extension looks for them?",
        "Run tenure install --libreoffice in an environment of the Python that LibreOffice runs.",
        _packages,
    ),
    Check("One Tenure", "Is the extension that of this version of Tenure?", _INSTALL, _same_version),
    Check(
        "Enabled",
        "Is it in use?",
        "In LibreOffice: Tools, Extension Manager, choose Tenure, Enable; start LibreOffice again.",
        _enabled,
    ),
    Check(
        "Answer",
        "Does a cell compute, in a new workbook on a copy of your profile?",
        "Close LibreOffice, run tenure uninstall --libreoffice and tenure install --libreoffice.",
        _answers,
    ),
    Check(
        "Log",
        "Has it been without trouble?",
        "Send the log to whoever helps you with Tenure; it holds no figures of your clients.",
        _log,
    ),
)
"""Every check, in the order in which they are made."""
