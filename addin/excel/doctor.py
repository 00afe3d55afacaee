"""What `tenure doctor` looks at in Excel."""

from __future__ import annotations

import re
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from addin.checks import Check, Finding, finding_in_log, fine, not_asked, note, trouble
from addin.excel import environment, installation, log, office, registration
from addin.excel.asking import Answered, DoesNotAnswer, ask
from addin.excel.environment import Environment
from addin.excel.office import Excel
from addin.excel.places import ADDIN, Places
from addin.excel.registry import USER, in_both_views
from addin.exit_codes import CannotGoOn
from udfs.version import __version__

_SECONDS_TO_START_PYTHON = 20


@dataclass(frozen=True)
class Computer:
    """What the checks look at.

    Attributes:
        places: the user's folders.
        excel: the Excel that is installed.
        registered: the command line by which Windows would start the server, for programs of 64 and of 32 bits.
        ask: asks the server.
    """

    places: Places
    excel: Excel | None
    registered: tuple[str | None, str | None]
    ask: Callable[[], Answered] = ask

    @property
    def interpreter(self) -> Path | None:
        """The Python that Windows would start."""
        return next(self._parts, None)

    @property
    def environment(self) -> Environment | None:
        """The packages that it would run on."""
        script = next((each for each in self._parts if each.suffix == ".py" and len(each.parents) > 3), None)
        return Environment(script.parents[3]) if script else None

    @property
    def is_without_anything(self) -> bool:
        """Whether there is neither Excel nor anything of Tenure's."""
        return not (self.excel or self.has_tenure)

    @property
    def has_tenure(self) -> bool:
        """Whether there is anything of Tenure's."""
        return any(self.registered) or self.places.addin.exists() or self.places.versions.exists()

    @property
    def _parts(self) -> Iterator[Path]:
        command = self.registered[0] or self.registered[1] or ""
        return (Path(quoted or plain) for quoted, plain in _PART.findall(command))


_PART = re.compile(r'"([^"]*)"|(\S+)')


def this_computer(places: Places) -> Computer:
    """What there is on this computer, for its user."""
    key = rf"Software\Classes\CLSID\{registration.CLASS_ID}\LocalServer32"
    return Computer(places, office.installed(), in_both_views(USER, key))


_NO_ADDIN = not_asked("The add-in is not there.")
_NOT_REGISTERED = not_asked("Windows knows of no Python of Tenure's.")
_NO_EXCEL = not_asked("There is no Excel.")


def _excel(computer: Computer) -> Finding:
    excel = computer.excel
    if excel is None:
        return trouble("Windows knows of no Excel on this computer.")
    says = ", ".join(filter(None, (f"Excel {excel.version}", excel.bits, str(excel.program or ""))))
    return trouble(f"{says}, which is too old.") if excel.is_too_old else fine(f"{says}.")


def _addin(computer: Computer) -> Finding:
    file = computer.places.addin
    return fine(f"{file}.") if file.is_file() else trouble(f"There is no {file}.")


def _addin_version(computer: Computer) -> Finding:
    file = computer.places.addin
    if not file.is_file():
        return _NO_ADDIN
    try:
        if not installation.is_ours(file):
            return trouble("It is not Tenure's, or is damaged: move it to another folder first.")
        is_of_another = file.read_bytes() != installation.shipped_addin()
    except (OSError, CannotGoOn) as error:
        return trouble(f"It cannot be compared: {error}")
    if is_of_another:
        return trouble(f"It is not that of {__version__}.")
    return fine(f"It is that of Tenure {__version__}.")


def _addin_read_only(computer: Computer) -> Finding:
    file = computer.places.addin
    if not file.is_file():
        return _NO_ADDIN
    if file.stat().st_mode & stat.S_IWRITE:
        return trouble(f"{file.name} can be written to, so a second Excel will find it locked.")
    return fine("It is read-only, as it must be.")


def _addin_unblocked(computer: Computer) -> Finding:
    file = computer.places.addin
    if not file.is_file():
        return _NO_ADDIN
    if installation.is_from_the_web(file):
        return trouble("Windows has marked it as coming from the internet, so Excel runs none of it.")
    return fine("It carries no mark of the internet.")


def _disabled(computer: Computer) -> Finding:
    if computer.excel is None:
        return _NO_EXCEL
    if "DisabledItems" in (lists := computer.excel.disabled()):
        return trouble(f"Excel has {ADDIN} on its list of disabled items.")
    if lists:
        return trouble(f"Excel did not come up when it last opened {ADDIN}, and may start without it (safe mode).")
    return fine("Excel has not disabled it.")


def _addins_allowed(computer: Computer) -> Finding:
    if computer.excel is None:
        return _NO_EXCEL
    if computer.excel.setting(r"Excel\Security", "DisableAllAddins") == 1:
        return trouble("Excel is set to open no add-in at all (DisableAllAddins).")
    if computer.excel.setting(r"Excel\Security", "RequireAddinSig") == 1:
        return trouble("Excel is set to open signed add-ins only (RequireAddinSig); Tenure's is not signed.")
    if computer.excel.setting(r"Common\Security", "RequireAlwaysOnMacroSig") == 1:
        return trouble(
            "Office is set to load only signed macros when it starts (RequireAlwaysOnMacroSig); Tenure's are not."
        )
    return fine("Excel is allowed to open add-ins.")


def _macros_allowed(computer: Computer) -> Finding:
    if computer.excel is None:
        return _NO_EXCEL
    if computer.excel.setting("Common", "VBAOff") == 1:
        return trouble("Office is set to run no macros of any kind (VBAOff).")
    if computer.excel.setting(r"Excel\Security\Trusted Locations", "AllLocationsDisabled") != 1:
        return fine("Excel trusts the macros in its start-up folder.")
    match computer.excel.setting(r"Excel\Security", "VBAWarnings"):
        case 1:
            return fine("Excel trusts no folder (AllLocationsDisabled), but runs every macro.")
        case 3 | 4 as level:
            only = "signed macros only" if level == 3 else "no macro"
            return trouble(f"Excel trusts no folder (AllLocationsDisabled) and runs {only} (VBAWarnings {level}).")
    return trouble("Excel trusts no folder (AllLocationsDisabled), so it runs Tenure only after asking, if at all.")


def _registered(computer: Computer) -> Finding:
    if not any(computer.registered):
        return trouble("Windows knows of no Python of Tenure's for this user.")
    if len(set(computer.registered)) > 1:
        return trouble("The entries for 64-bit and 32-bit Excel differ.")
    return fine("Windows knows which Python to start.")


def _files_there(computer: Computer) -> Finding:
    if not (computer.interpreter and computer.environment):
        return _NOT_REGISTERED
    if not computer.interpreter.is_file():
        return trouble(f"There is no {computer.interpreter} any more: that Python was removed or moved.")
    if not computer.environment.folder.is_dir():
        return trouble(f"There is no {computer.environment.folder} any more.")
    if lost := computer.environment.lost:
        if len(lost) > 1:
            return trouble(f"{len(lost)} files are gone or damaged, such as {lost[0]}.")
        return trouble(f"{lost[0]} is gone or damaged.")
    return fine(f"{computer.interpreter} with the packages in {computer.environment.folder}.")


def _same_python(computer: Computer) -> Finding:
    if not (computer.interpreter and computer.environment and computer.interpreter.is_file()):
        return _NOT_REGISTERED
    try:
        found = _version_of(computer.interpreter)
    except (OSError, subprocess.SubprocessError) as error:
        return trouble(f"{computer.interpreter} does not run: {error}.")
    made_for = computer.environment.python
    if found != made_for:
        return trouble(f"It is Python {found} now; the packages were made for {made_for or 'another'}.")
    return fine(f"It is Python {found}, as when Tenure was installed.")


def _version_of(interpreter: Path) -> str:
    with_console = interpreter.with_name(interpreter.name.replace("pythonw", "python"))
    command = (with_console, "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    return subprocess.run(
        command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL, timeout=_SECONDS_TO_START_PYTHON
    ).stdout.strip()


def _same_version(computer: Computer) -> Finding:
    if not computer.environment:
        return _NOT_REGISTERED
    if (theirs := computer.environment.version) != __version__:
        return trouble(f"Excel uses Tenure {theirs or 'of an unknown version'}, this command is of {__version__}.")
    return fine(f"Excel and this command are both of {__version__}.")


def _answers(computer: Computer) -> Finding:
    if not any(computer.registered):
        return _NOT_REGISTERED
    try:
        answered = computer.ask()
    except DoesNotAnswer as error:
        return trouble(f"It does not answer: {error}.")
    if not answered.is_right:
        return trouble(f"Tenure {answered.version} answers, but an example comes out wrong.")
    if answered.version != __version__:
        return trouble(f"A Tenure {answered.version} still runs, and answers in place of {__version__}.")
    return fine(f"Tenure {answered.version} answered within {answered.seconds:.1f} seconds.")


def _writable(computer: Computer) -> Finding:
    for folder in (computer.places.own, computer.places.startup):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            return trouble(f"{there} cannot be written to: {error.strerror or error}.")
    return fine(f"{computer.places.own} and {computer.places.startup} can be written to.")


def _leftovers(computer: Computer) -> Finding:
    used = computer.environment.folder if computer.environment else None
    if left := environment.others(computer.places.versions, used):
        return note(f"Left of earlier installations: {', '.join(map(str, left))}.")
    return fine("Nothing is left of earlier installations.")


def _log(_: Computer) -> Finding:
    return finding_in_log(log.path())


_INSTALL = "Close Excel and run tenure install."
_FIRM = "Ask whoever administers Excel in your firm; the manual, docs/excel.md, says what to ask for."

CHECKS: tuple[Check[Computer], ...] = (
    Check(
        "Excel",
        "Is there an Excel for Windows, of 2016 or later?",
        "Install the desktop Excel; without it, tenure compute computes workbooks.",
        _excel,
    ),
    Check("Add-in", f"Does {ADDIN} lie where Excel opens it when it starts?", _INSTALL, _addin),
    Check("Version of the add-in", "Is it that of this version of Tenure?", _INSTALL, _addin_version),
    Check("Read-only", "Is it read-only, so that two Excels can open it?", _INSTALL, _addin_read_only),
    Check("Mark of the web", "Is it free of the mark that files from the internet carry?", _INSTALL, _addin_unblocked),
    Check(
        "Disabled items",
        "Does Excel still open it, or did it disable it after a crash?",
        "In Excel: File, Options, Add-ins, Manage: Disabled Items, Go; choose tenure.xlam, Enable; start Excel again.",
        _disabled,
    ),
    Check("Add-ins allowed", "May Excel open add-ins that are not signed?", _FIRM, _addins_allowed),
    Check("Macros allowed", "May macros in Excel's start-up folder run?", _FIRM, _macros_allowed),
    Check("Registration", "Does Windows know which Python to start for Excel?", "Run tenure install.", _registered),
    Check("Python's files", "Are that Python and its packages still there?", "Run tenure install.", _files_there),
    Check("Python's version", "Is it still the Python that they were made for?", "Run tenure install.", _same_python),
    Check(
        "One Tenure",
        "Is the Tenure in Excel the one that this command belongs to?",
        "Run tenure install, and Excel will use the Tenure of this command.",
        _same_version,
    ),
    Check(
        "Answer",
        "Does Python answer Excel, and rightly?",
        "Close Excel, wait a minute, run tenure install, then tenure doctor again. If the rest is in order, a virus "
        "scanner may stop Python: see the log.",
        _answers,
    ),
    Check(
        "Folders", "Can this user write where Tenure is installed?", "Ask whoever administers this computer.", _writable
    ),
    Check(
        "Leftovers",
        "Is nothing left of earlier installations?",
        "Nothing needs to be done: the next tenure install or tenure uninstall removes them.",
        _leftovers,
    ),
    Check(
        "Log",
        "Has Python been without trouble?",
        "Send the log to whoever helps you with Tenure; it holds no figures of your clients.",
        _log,
    ),
)
"""Every check, in the order in which they are made."""
