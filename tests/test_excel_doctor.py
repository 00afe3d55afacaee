"""What the doctor finds: each check on a computer in order, and with the one thing wrong that it looks for."""

from __future__ import annotations

import io
import re
import shutil
import stat
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep
from types import SimpleNamespace

import pytest
from rich.console import Console

import udfs
from addin import checks, findings_report
from addin.checks import State
from addin.excel import asking, doctor, installation, log, office, places, registration
from addin.excel.asking import Answered, DoesNotAnswer
from addin.excel.doctor import CHECKS
from addin.excel.environment import Environment
from addin.exit_codes import ExitCode
from addin.marks import ERROR_MARK
from udfs.version import __version__

AN_ADDIN = places.MAKER.encode()
OFFICE = r"Software\Microsoft\Office\16.0\Excel"
POLICIES = r"Software\Policies\Microsoft\Office\16.0\Excel"
ALL_OFFICE = r"Software\Policies\Microsoft\Office\16.0\Common\Security"
WITHOUT_MACROS = r"Software\Policies\Microsoft\Office\16.0\Common"
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
SECURITY, FIRM = OFFICE + r"\Security", POLICIES + r"\Security"
DISABLED, STARTED = OFFICE + r"\Resiliency\DisabledItems", OFFICE + r"\Resiliency\StartupItems"
APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


class Sick:
    """A computer on which all is in order, to be made ill."""

    def __init__(self, user: Path, registry, program: Path) -> None:
        self.registry, self.program = registry, program
        self.places = places.of_this_user()
        self.answer = Answered(__version__, True, 0.5)
        registry.put("computer", APP_PATHS, "", str(program))
        registry.put("computer", CLICK_TO_RUN, "VersionToReport", "16.0.17928.20114")
        self.places.startup.mkdir(parents=True)
        self.places.addin.write_bytes(AN_ADDIN)
        self.places.addin.chmod(stat.S_IREAD)
        self.environment = self.make_environment("now", __version__)
        registration.register(registration.command(Path(sys.executable), self.environment.packages))

    def make_environment(self, name: str, version: str, python: str = "") -> Environment:
        made = Environment(self.places.versions / name)
        script = made.packages / "addin" / "excel" / "server.py"
        script.parent.mkdir(parents=True)
        script.touch()
        library = made.packages / "numpy" / "core.pyd"
        library.parent.mkdir()
        library.write_bytes(b"a library")
        python = python or ".".join(map(str, sys.version_info[:2]))
        files = [each.relative_to(made.packages) for each in (script, library)]
        made.note({"tenure": version, "python": python}, files)
        return made

    def ask(self) -> Answered:
        if isinstance(self.answer, str):
            raise DoesNotAnswer(self.answer)
        return self.answer

    def examined(self):
        computer = replace(doctor.this_computer(self.places), ask=self.ask)
        return checks.examine(CHECKS, computer, lambda doing, share: None)

    def found(self, name: str):
        return next(finding for check, finding in self.examined() if check.name == name)

    def troubles(self) -> list[str]:
        return [check.name for check, finding in self.examined() if finding.state is State.TROUBLE]


def a_program(path: Path, processor: int) -> Path:
    """As much of a Windows program as says what it was made for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"MZ".ljust(0x3C) + (0x40).to_bytes(4, "little") + b"PE\0\0" + processor.to_bytes(2, "little"))
    return path


@pytest.fixture
def sick(monkeypatch, windows_user, windows_registry):
    monkeypatch.setattr(installation, "shipped_addin", lambda: AN_ADDIN)
    return Sick(windows_user, windows_registry, a_program(windows_user / "Office 16" / "EXCEL.EXE", 0x8664))


def test_on_a_computer_in_order_every_check_is_fine_and_says_something(sick):
    found = sick.examined()
    assert [check for check, _ in found] == list(CHECKS)
    assert {finding.state for _, finding in found} == {State.FINE}
    assert all(finding.says.endswith(".") for _, finding in found)
    assert checks.exit_code(found) is ExitCode.FINE
    assert sick.found("Excel").says == f"Excel 16.0.17928.20114, 64-bit, {sick.program}."


def test_the_doctor_changes_nothing(sick, windows_user):
    def all_there_is():
        files = {path: path.stat().st_mtime_ns if path.is_file() else None for path in windows_user.rglob("*")}
        return files, {key: dict(values) for key, values in sick.registry.keys.items()}

    before = all_there_is()
    sick.examined()
    assert all_there_is() == before


def test_every_check_is_declared_in_whole_sentences():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.question.endswith("?") and check.advice.endswith(".") for check in CHECKS)


# Each illness: the check that must find it, what it must say, and how the computer comes by it.


def value(root, path, name, value):
    return lambda sick: sick.registry.put(root, path, name, value)


def without_addin(sick):
    sick.places.addin.unlink()


def another_addin(content):
    def put(sick):
        sick.places.addin.chmod(stat.S_IREAD | stat.S_IWRITE)
        sick.places.addin.write_bytes(content)
        sick.places.addin.chmod(stat.S_IREAD)

    return put


def writable_addin(sick):
    sick.places.addin.chmod(stat.S_IREAD | stat.S_IWRITE)


def marked_addin(sick):
    Path(f"{sick.places.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def unregistered(sick):
    registration.remove()


def registered_for_64_bits_alone(sick):
    key = rf"Software\Classes\CLSID\{registration.CLASS_ID}\LocalServer32"
    sick.registry.DeleteKeyEx("user", key, sick.registry.KEY_WOW64_32KEY)


def python_gone(sick):
    gone = Path(r"C:\Python\pythonw.exe")
    registration.register(registration.command(gone, sick.environment.packages))


def packages_gone(sick):
    shutil.rmtree(sick.environment.folder)


def package_gone(sick):
    shutil.rmtree(sick.environment.packages / "numpy")


def library_cut_off(sick):
    (sick.environment.packages / "numpy" / "core.pyd").write_bytes(b"a lib")


def files_gone(sick):
    package_gone(sick)
    (sick.environment.packages / "addin" / "excel" / "server.py").unlink()


def contents_forgotten(sick):
    (sick.environment.folder / "contents.json").unlink()


def python_upgraded(sick):
    made = sick.make_environment("before", __version__, "3.8")
    registration.register(registration.command(Path(sys.executable), made.packages))


def python_broken(sick):
    broken = sick.places.own / "python.exe"
    broken.touch(mode=0o600)
    registration.register(registration.command(broken, sick.environment.packages))


def another_tenure(sick):
    made = sick.make_environment("other", "0.0.1")
    registration.register(registration.command(Path(sys.executable), made.packages))


def answers(answer):
    return lambda sick: setattr(sick, "answer", answer)


def file_in_the_way(sick):
    sick.places.addin.unlink()
    sick.places.startup.rmdir()
    sick.places.startup.write_text("a file")


def several(*causes):
    return lambda sick: [cause(sick) for cause in causes]


NO_LOCATIONS = value("user", POLICIES + r"\Security\Trusted Locations", "AllLocationsDisabled", 1)
NAMED = "C:\\Users\\Łukasz Nowak\\XLSTART\\Tenure.xlam\0".encode("utf-16-le")
ILLNESSES = [
    ("Excel", "knows of no Excel", lambda sick: sick.program.unlink()),
    ("Excel", "Excel 15.0.1, .*, which is too old", value("computer", CLICK_TO_RUN, "VersionToReport", "15.0.1")),
    ("Add-in", r"There is no .*tenure\.xlam", without_addin),
    ("Version of the add-in", rf"not that of {__version__}", another_addin(AN_ADDIN + b" of another version")),
    ("Version of the add-in", "not Tenure's, or is damaged", another_addin(b"the rents of our houses")),
    ("Read-only", "can be written to", writable_addin),
    ("Mark of the web", "coming from the internet", marked_addin),
    ("Disabled items", "list of disabled items", value("user", DISABLED, "7F2A", bytes(12) + NAMED)),
    ("Disabled items", "safe mode", value("user", STARTED, "x", bytes(12) + NAMED)),
    ("Add-ins allowed", "no add-in at all", value("user", SECURITY, "DisableAllAddins", 1)),
    ("Add-ins allowed", "signed add-ins only", value("computer", FIRM, "RequireAddinSig", 1)),
    (
        "Add-ins allowed",
        "only signed macros when it starts",
        value("user", ALL_OFFICE, "RequireAlwaysOnMacroSig", 1),
    ),
    ("Macros allowed", "no macros of any kind", value("computer", WITHOUT_MACROS, "VBAOff", 1)),
    ("Macros allowed", "only after asking", NO_LOCATIONS),
    ("Macros allowed", "no macro .VBAWarnings 4", several(NO_LOCATIONS, value("user", SECURITY, "VBAWarnings", 4))),
    ("Macros allowed", "signed macros only", several(NO_LOCATIONS, value("user", FIRM, "VBAWarnings", 3))),
    ("Registration", "knows of no Python", unregistered),
    ("Registration", "for 64-bit and 32-bit Excel differ", registered_for_64_bits_alone),
    ("Python's files", "pythonw.exe any more", python_gone),
    ("Python's files", r"There is no .*versions.now any more", packages_gone),
    ("Python's files", r"numpy.core\.pyd is gone or damaged\.", package_gone),
    ("Python's files", r"numpy.core\.pyd is gone or damaged\.", library_cut_off),
    ("Python's files", r"2 files are gone or damaged, such as .*server\.py\.", files_gone),
    ("Python's files", r"contents\.json is gone or damaged\.", contents_forgotten),
    ("Python's version", "made for 3.8", python_upgraded),
    ("Python's version", "does not run", python_broken),
    ("One Tenure", f"Excel uses Tenure 0.0.1, this command is of {__version__}", another_tenure),
    ("Answer", "does not answer: Windows does not permit it", answers("Windows does not permit it")),
    ("Answer", "an example comes out wrong", answers(Answered(__version__, False, 1))),
    ("Answer", "A Tenure 0.0.1 still runs", answers(Answered("0.0.1", True, 1))),
    ("Folders", "XLSTART cannot be written to", file_in_the_way),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "says", "cause"), ILLNESSES, ids=[f"{name}-{says[:20]}" for name, says, _ in ILLNESSES]
)
def test_each_illness_is_found_by_its_check_which_says_what_it_saw(sick, name, says, cause):
    cause(sick)
    finding = sick.found(name)
    assert finding.state is State.TROUBLE
    assert re.search(says, finding.says)
    assert checks.exit_code(sick.examined()) is ExitCode.NOT_ALL


def test_every_check_but_the_two_that_only_note_has_an_illness_here():
    noting = {"Leftovers", "Log"}
    assert {name for name, _, _ in ILLNESSES} | noting == {check.name for check in CHECKS}


# What is no illness


@pytest.mark.parametrize(
    "cause",
    [
        several(NO_LOCATIONS, value("user", SECURITY, "VBAWarnings", 1)),
        value("user", SECURITY, "VBAWarnings", 4),  # start-up folders are trusted
        several(
            value("user", SECURITY, "DisableAllAddins", 1),
            value("user", FIRM, "DisableAllAddins", 0),  # the firm's word counts
        ),
        value("user", DISABLED, "x", "other.xlam".encode("utf-16-le")),
    ],
    ids=["every macro runs", "start-up is trusted", "the firm allows", "another add-in"],
)
def test_what_only_looks_like_an_illness(sick, cause):
    cause(sick)
    assert sick.troubles() == []


def test_where_nothing_is_installed_what_rests_on_it_is_not_asked(sick):
    without_addin(sick)
    unregistered(sick)
    sick.program.unlink()
    states = {check.name: finding.state for check, finding in sick.examined()}
    assert {name for name, state in states.items() if state is State.TROUBLE} == {"Excel", "Add-in", "Registration"}
    assert {name for name, state in states.items() if state is State.NOT_ASKED} == {
        "Version of the add-in",
        "Read-only",
        "Mark of the web",
        "Disabled items",
        "Add-ins allowed",
        "Macros allowed",
        "Python's files",
        "Python's version",
        "One Tenure",
        "Answer",
    }


def test_leftovers_are_named_and_are_no_trouble(sick):
    old = sick.make_environment("old", "0.0.1")
    finding = sick.found("Leftovers")
    assert (finding.state, finding.says) == (State.NOTE, f"Left of earlier installations: {old.folder}.")
    assert sick.troubles() == []


def test_the_logs_last_trouble_is_told(sick):
    try:
        raise ZeroDivisionError("none left")
    except ZeroDivisionError:
        log.trouble("REL_CLV could not answer a float")
    log.event("ended: nobody needs it")
    finding = sick.found("Log")
    assert finding.state is State.NOTE
    assert "REL_CLV could not answer a float (ZeroDivisionError)" in finding.says


def test_a_log_without_trouble_is_named(sick):
    log.event("started")
    assert sick.found("Log").says == f"{log.path()} tells of no trouble."


@pytest.mark.parametrize(
    ("processor", "bits"), [(0x14C, "32-bit"), (0x8664, "64-bit"), (0xAA64, "64-bit for ARM"), (0x1, "")]
)
def test_the_program_itself_says_how_many_bits_it_has(sick, processor, bits):
    a_program(sick.program, processor)
    assert office.installed().bits == bits


def test_an_excel_that_is_no_click_to_run_is_found_by_its_class(windows_registry):
    assert office.installed() is None
    windows_registry.put("computer", r"SOFTWARE\Classes\Excel.Application\CurVer", "", "Excel.Application.16")
    assert office.installed() == office.Excel("16", "", None)
    windows_registry.put("computer", CLICK_TO_RUN, "Platform", "x86", windows_registry.KEY_WOW64_32KEY)
    assert office.installed().bits == "32-bit"


# How it is told


def printed(found, width=100):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    findings_report.print_findings("Excel for Windows", found, console)
    return console.file.getvalue()


def test_the_report_names_every_check_and_what_to_do_for_the_one_in_trouble(sick):
    writable_addin(sick)
    said = printed(sick.examined())
    assert all(check.name in said for check in CHECKS)
    assert said.count("Close Excel and run tenure install.") == 1
    assert said.rstrip().endswith("Not in order in Excel for Windows: Read-only.")


def test_no_path_is_broken_within_a_word(sick):
    package_gone(sick)
    printed_lines = [line.strip() for line in printed(sick.examined(), width=60).splitlines()]
    (says,) = (line for line in printed_lines if "core.pyd" in line)
    assert str(sick.environment.packages / "numpy" / "core.pyd").endswith(says.split(" is gone")[0])
    assert len(says) > 40


def test_the_report_says_when_all_is_in_order(sick):
    assert printed(sick.examined()).rstrip().endswith("Everything is in order in Excel for Windows.")


def test_without_excel_and_without_tenure_there_is_nothing_to_look_at(windows_user, windows_registry):
    assert doctor.this_computer(places.of_this_user()).is_without_anything
    places.of_this_user().versions.mkdir(parents=True)
    assert not doctor.this_computer(places.of_this_user()).is_without_anything


# Asking the server


def connected_by(monkeypatch, call, error=None):
    @contextmanager
    def connected():
        if error:
            raise error
        yield call

    monkeypatch.setitem(sys.modules, "addin.excel.com_client", SimpleNamespace(connected=connected))


class ServerStandIn:
    """A server of some version; an older one does not know whether others ask it."""

    def __init__(self, answer=udfs.call, is_older=False) -> None:
        self.answer, self.is_older = answer, is_older
        self.asked: list[str] = []

    def call(self, method, *arguments):
        if method == "Stop":
            if self.is_older and arguments:
                raise OSError("wrong number of arguments")
            self.asked.append(f"end after {arguments[0]:g} of {len(self.asked)}")
            return None
        self.asked.append(method)
        return "0.9" if method == "Version" else self.answer(arguments[0], *arguments[1])


@pytest.mark.parametrize("is_older", [False, True])
def test_the_server_is_asked_its_version_and_an_example(monkeypatch, is_older):
    connected_by(monkeypatch, ServerStandIn(is_older=is_older).call)
    answered = asking.ask()
    assert (answered.version, answered.is_right) == ("0.9", True)


def test_a_server_is_told_to_end_if_this_was_all_that_it_was_ever_asked(monkeypatch):
    server = ServerStandIn()
    connected_by(monkeypatch, server.call)
    asking.ask()
    assert server.asked == ["Version", "Answer", "end after 2 of 2"]


def test_a_wrong_answer_is_seen(monkeypatch):
    connected_by(monkeypatch, ServerStandIn(lambda *_: 5.0).call)
    assert not asking.ask().is_right


def test_packages_that_do_not_load_are_no_answer(monkeypatch):
    asked = []
    connected_by(monkeypatch, lambda *arguments: asked.append(arguments) or f"{ERROR_MARK}Its packages do not load.")
    with pytest.raises(DoesNotAnswer, match="its packages cannot be loaded"):
        asking.ask()
    assert asked == [("Version",)]  # after which it ends


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (0x80080005 - 2**32, "Python did not come up"),
        (0x80040154, "knows of no such program"),
        (0x8000FFFF, "8000FFFF"),
    ],
)
def test_why_windows_refuses_is_said_in_words_where_there_are_any(monkeypatch, code, says):
    error = OSError("refused")
    error.winerror = code
    connected_by(monkeypatch, None, error)
    with pytest.raises(DoesNotAnswer, match=says):
        asking.ask()


def test_a_server_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(asking, "SECONDS_OF_PATIENCE", 0.05)
    connected_by(monkeypatch, lambda *arguments: sleep(0.5))
    with pytest.raises(DoesNotAnswer, match="did not answer within"):
        asking.ask()


def test_a_server_that_is_told_to_stop_is_waited_for(monkeypatch):
    told, left = [], [True, True, False]
    connected_by(monkeypatch, told.append)
    asking.stop(lambda: left.pop(0))
    assert (told, left) == (["Stop"], [])
