"""Installing in LibreOffice and taking it away: on stand-ins for its folders, and marked, in the program itself."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from time import monotonic, sleep
from xml.etree import ElementTree

import pytest
from rich.console import Console
from typer.testing import CliRunner

from addin import checks, log, spreadsheet_programs
from addin.checks import State
from addin.cli import app
from addin.commands import MENUS, HostAction, shown_in
from addin.exit_codes import CannotGoOn, ExitCode
from addin.libreoffice import LOG, doctor, installation, menu, office, report, session
from addin.libreoffice.basic_wrappers import MODULE
from addin.libreoffice.profile import EXTENSION, IDENTIFIER, Profile

NAME = "{http://openoffice.org/2001/registry}name"
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="LibreOffice's own pipes are sockets only elsewhere")


def silent(doing: str, share: float) -> None:
    """Progress that nobody watches."""


# Which LibreOffice, and whether it suits


def a_libreoffice(folder: Path, version: str = "7.4", python: str = "3.11", *options: str) -> office.LibreOffice:
    """A folder of LibreOffice's programs, with a Python that says it is another."""
    program = folder / "office" / "program"
    program.mkdir(parents=True)
    (program / "bootstraprc").write_text(
        f"[Bootstrap]\nProductKey=LibreOffice {version}\nUserInstallation=$SYSUSERCONFIG/libreoffice/4\n"
    )
    (program / "soffice").touch(mode=0o755)
    (program / "uno.py").write_text("")
    numbers = tuple(map(int, python.split(".")))
    (program / "sitecustomize.py").write_text(f"import sys; sys.version_info = {(*numbers, 0)}")
    runs = f'PYTHONPATH="{program}" exec "{sys.executable}" {" ".join(options)} "$@"'
    (program / "python").write_text(f"#!/bin/sh\n{runs}\n")
    (program / "python").chmod(0o755)
    return office.LibreOffice(program, program / "bootstraprc")


RUNNING = ".".join(map(str, sys.version_info[:2]))


@UNIX
def test_the_libreoffice_on_the_path_is_found_with_its_version_and_its_users_profile(tmp_path, monkeypatch):
    there = a_libreoffice(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "soffice").symlink_to(there.starter)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "réglages de Zoë"))
    found = office.installed()
    assert found == there
    assert (found.version, found.is_too_old) == ("7.4", False)
    assert found.profile == tmp_path / "réglages de Zoë" / "libreoffice" / "4"


@UNIX
def test_a_libreoffice_that_suits_loads_the_packages(tmp_path):
    there = a_libreoffice(tmp_path, python=RUNNING)
    assert there.python == RUNNING
    office.see_that_it_suits(there, installation.package_folders())


@UNIX
@pytest.mark.parametrize(
    ("version", "python", "options", "sentence"),
    [
        ("7.3", RUNNING, (), "This is LibreOffice 7.3: Tenure needs 7.4 or later."),
        ("7.4", "3.8", (), "runs Python 3.8, and Tenure needs 3.11 or later: install a LibreOffice that brings it."),
        ("24.8", "3.99", (), r"runs Python 3\.99, .*python -m venv --clear \.venv, then \.venv/bin/pip install \.\)"),
        (
            "7.4",
            RUNNING,
            ("-S",),
            r"No module named 'numpy'\): in the folder with Tenure's files make .*python -m venv --clear \.venv, then",
        ),
        (
            "7.4",
            RUNNING,
            ("-I",),
            "has no Python that Tenure could run in: on Debian and Ubuntu, apt install python3-uno",
        ),
    ],
    ids=["too old", "python too old", "another python", "no numpy", "no uno"],
)
def test_a_libreoffice_that_does_not_suit_is_refused_in_a_sentence_with_the_remedy(
    tmp_path, version, python, options, sentence
):
    there = a_libreoffice(tmp_path, version, python, *options)
    nothing = tmp_path / "nothing"
    with pytest.raises(CannotGoOn, match=sentence) as refused:
        office.see_that_it_suits(there, [str(nothing)])
    assert refused.value.exit_code is ExitCode.UNSUITED
    assert str(refused.value).endswith("Nothing was changed.")


def test_libreoffice_is_started_without_what_leads_its_python_elsewhere(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/an/environment")
    given = office.environment()
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"} & given.keys()
    assert sys.platform == "win32" or given["PATH"].startswith("/usr/bin:/bin:")


def test_where_there_is_no_spreadsheet_program_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(office, "installed", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")
    refused = CliRunner().invoke(app, ["install"]).exception
    assert str(refused).startswith(
        "There is neither Excel for Windows nor LibreOffice on this computer: tenure compute"
    )
    assert refused.exit_code is ExitCode.UNSUITED
    refused = CliRunner().invoke(app, ["doctor", "--libreoffice"]).exception
    assert str(refused).startswith("There is no LibreOffice on this computer: install LibreOffice 7.4 or later")


def test_a_program_that_nobody_asked_for_and_that_does_not_suit_is_no_failure(monkeypatch):
    def unsuited(progress):
        raise CannotGoOn("Its Python is too old.", ExitCode.UNSUITED)

    def installs(progress):
        return lambda console: console.print("Installed.")

    def program(name, install):
        return spreadsheet_programs.SpreadsheetProgram(name, name, lambda: True, lambda: False, install, None, None)

    both = (program("excel", installs), program("libreoffice", unsuited))
    monkeypatch.setattr(spreadsheet_programs, "PROGRAMS", both)
    done = CliRunner().invoke(app, ["install"])
    assert (done.exit_code, done.output) == (0, "Installed.\nlibreoffice: Its Python is too old.\n")
    assert CliRunner().invoke(app, ["install", "--excel", "--libreoffice"]).exit_code == ExitCode.UNSUITED
    assert str(CliRunner().invoke(app, ["install", "--libreoffice"]).exception) == "Its Python is too old."


@pytest.mark.parametrize(
    ("has_tenure", "is_fine", "options", "code", "looked_at"),
    [
        ((True, False), True, (), 0, ["excel"]),
        ((False, True), True, (), 0, ["libreoffice"]),
        ((False, True), False, (), 1, ["libreoffice"]),
        ((True, True), True, (), 0, ["excel", "libreoffice"]),
        ((False, False), False, (), 1, ["excel", "libreoffice"]),
        ((True, False), False, ("--libreoffice",), 1, ["libreoffice"]),
    ],
)
def test_the_doctor_looks_where_tenure_is_and_where_it_is_nowhere_at_all(
    has_tenure, is_fine, options, code, looked_at, monkeypatch
):
    asked = []

    def program(name, has_it):
        def examine(progress):
            asked.append(name)
            state = State.FINE if is_fine else State.TROUBLE
            return [(checks.Check("Extension", "Is it there?", "Install it.", None), checks.Finding(state, "So."))]

        return spreadsheet_programs.SpreadsheetProgram(name, name, lambda: True, lambda: has_it, None, None, examine)

    both = tuple(map(program, ("excel", "libreoffice"), has_tenure))
    monkeypatch.setattr(spreadsheet_programs, "PROGRAMS", both)
    done = CliRunner().invoke(app, ["doctor", *options])
    assert (done.exit_code, asked) == (code, looked_at)
    left_alone = [] if options else [each.name for each in both if each.name not in looked_at]
    said = [f"Tenure is not installed in {name}; tenure install --{name} installs it." for name in left_alone]
    assert [line for line in done.output.splitlines() if "not installed" in line] == said


# The profile


@pytest.fixture
def profile(tmp_path) -> Profile:
    return Profile(tmp_path / "Zoë's (new) settings; & +" / "libreoffice" / "4")


def lock(profile: Profile, host: str) -> None:
    profile.folder.mkdir(parents=True)
    profile.lock.write_text(f"[Lockdata]\nUser=zoe\nHost={host}\nStamp=1\nTime=Sun Nov 22\nIPCServer=true\n")


def test_a_profile_that_is_not_there_yet_is_free(profile):
    profile.see_that_it_is_free()
    assert profile.is_without_tenure


@UNIX
def test_an_open_libreoffice_is_told_from_a_lock_that_a_crash_left(profile):
    lock(profile, socket.gethostname())
    sum_of_address = hashlib.md5(profile.url.encode("utf-16-le"), usedforsecurity=False).digest()
    pipe = Path("/tmp", f"OSL_PIPE_{os.geteuid()}_SingleOfficeIPC_" + "".join(f"{each:x}" for each in sum_of_address))
    try:
        with socket.socket(socket.AF_UNIX) as libreoffice:
            libreoffice.bind(str(pipe))
            libreoffice.listen()
            with pytest.raises(
                CannotGoOn, match=r"^LibreOffice is open: close it and run this again\. Nothing was chan"
            ):
                profile.see_that_it_is_free()
        assert pipe.exists()  # as after a crash
        profile.see_that_it_is_free()
    finally:
        pipe.unlink()


@UNIX
def test_a_lock_of_another_computer_is_named(profile):
    lock(profile, "reception")
    with pytest.raises(
        CannotGoOn, match=r"on the computer reception uses the same profile.*remove the file .*\.lock\."
    ):
        profile.see_that_it_is_free()


@UNIX
def test_root_does_not_write_into_the_profile_of_another_user(profile, monkeypatch):
    profile.folder.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: profile.folder.stat().st_uid + 1)
    with pytest.raises(CannotGoOn, match=r"belongs to another user than .*: run this as .*, without sudo\. Nothing"):
        profile.see_that_it_is_free()


def all_there_is(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("was_there", [True, False])
def test_what_goes_wrong_on_the_way_is_taken_back(profile, was_there):
    user = profile.folder / "user"
    if was_there:
        (user / "basic" / "Standard").mkdir(parents=True)
        (user / "basic" / "Standard" / "Module1.xba").write_text("mine")
        (user / "registrymodifications.xcu").write_text("mine")
    before = all_there_is(profile.folder)

    def fails_half_way():
        with profile.as_it_was_unless_all_goes_well():
            (user / "basic" / "Standard").mkdir(parents=True, exist_ok=True)
            (user / "basic" / "Standard" / "Module1.xba").write_text("spoilt")
            (user / "uno_packages" / "cache").mkdir(parents=True)
            (user / "registrymodifications.xcu").unlink(missing_ok=True)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails_half_way()
    assert all_there_is(profile.folder) == before


# What the buttons are


def test_what_an_open_libreoffice_removes_while_its_profile_is_copied_is_not_missed(profile, monkeypatch):
    kept, gone = (profile.folder / "user" / "extensions" / each for each in ("kept", "gone"))
    kept.mkdir(parents=True)
    gone.mkdir()
    copy = shutil.copystat

    def removes_the_other(source, target, **more):
        if Path(source).name in ("kept", "gone") and gone.exists():
            gone.rmdir()
        copy(source, target, **more)

    monkeypatch.setattr(shutil, "copystat", removes_the_other)
    with profile.copied() as copied:
        assert (copied.folder / "user" / "extensions" / "kept").is_dir()
    monkeypatch.setattr(shutil, "copystat", lambda *_, **__: kept.read_text())
    with pytest.raises(OSError, match="Is a directory"), profile.copied():
        pass


def names(root: ElementTree.Element, *path: str) -> list[ElementTree.Element]:
    at = [root]
    for name in path:
        at = [below for each in at for below in each if name in ("*", below.get(NAME))]
    return at


def texts(root: ElementTree.Element, name: str) -> list[str]:
    return [each[0].text for each in root.iter("prop") if each.get(NAME) == name]


def test_every_button_stands_in_the_menu_and_in_the_toolbar_with_a_picture():
    interface = ElementTree.fromstring(menu.addons())[0]
    (shown,) = names(interface, "OfficeMenuBar", IDENTIFIER)
    (toolbar,) = names(interface, "OfficeToolBar", menu.TOOLBAR)
    (images,) = names(interface, "Images")
    addresses = [menu.address(each) for each in shown_in("Calc")]
    assert len(set(addresses)) == len(shown_in("Calc"))
    assert [each for each in texts(shown, "URL") if each in addresses] == addresses
    assert texts(toolbar, "URL") == addresses
    assert texts(toolbar, "Title") == [each.label for each in shown_in("Calc")]
    assert texts(shown, "Title")[0] == "Relationships"
    assert {each.label for each in MENUS} < set(texts(shown, "Title"))
    assert texts(images, "URL") == addresses
    pictures = {*texts(images, "ImageSmallURL"), *texts(images, "ImageBigURL")}
    assert pictures <= {f"%origin%/{path}" for path in menu.icon_files()}


def test_the_handler_in_the_extension_takes_the_addresses_of_the_buttons():
    handler = ElementTree.fromstring(menu.protocol_handler())
    assert names(handler, "HandlerSet", menu.HANDLER)
    assert texts(handler, "Protocols") == [f"{IDENTIFIER}:*"]
    packed = Path(menu.__file__).with_name("dispatch.py").read_text(encoding="utf-8")
    assert f'"{menu.HANDLER}"' in packed


def test_every_button_has_something_that_carries_it_out():
    source = Path(menu.__file__).with_name("host_actions.py").read_text(encoding="utf-8")
    actions = {button.name for button in shown_in("Calc") if isinstance(button, HostAction)}
    assert set(re.findall(r'^    "([a-z-]+)": _', source, re.MULTILINE)) == actions  # every `Command` has the same way


# In LibreOffice itself


CONFIGURATION = "application/vnd.sun.star.configuration-data"


COMPONENT = "application/vnd.sun.star.uno-component;type=Python"
JOB = """
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob

class Job(unohelper.Base, XJob, XServiceInfo):
    def __init__(self, context, *arguments):
        self.context = context
    def execute(self, arguments):
        libraries = self.context.getServiceManager().createInstanceWithContext(
            "com.sun.star.script.ApplicationScriptLibraryContainer", self.context
        )
        libraries.loadLibrary("Standard")
        standard = libraries.getByName("Standard")
        (standard.replaceByName if standard.hasByName("MODULE") else standard.insertByName)("MODULE", SOURCE)
        return ()
    def getImplementationName(self):
        return "test.Start"
    def supportsService(self, name):
        return name == "com.sun.star.task.Job"
    def getSupportedServiceNames(self):
        return ("com.sun.star.task.Job",)

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Job, "test.Start", ("com.sun.star.task.Job",))
"""
JOBS = """<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="Jobs"
 oor:package="org.openoffice.Office"><node oor:name="Jobs"><node oor:name="TestStart" oor:op="replace">
<prop oor:name="Service"><value>test.Start</value></prop></node></node><node oor:name="Events">
<node oor:name="OnStartApp" oor:op="fuse"><node oor:name="JobList"><node oor:name="TestStart" oor:op="replace"/>
</node></node></node></oor:component-data>"""


def a_version(version: str, answer: str = "1000000") -> bytes:
    """An extension that installs as ours does, with one function that needs no packages."""
    module = f"Function REL_CLV(Optional a, Optional b, Optional c)\n  REL_CLV = {answer}\nEnd Function\n"
    packages = json.dumps({"python": RUNNING, "paths": installation.package_folders(), "interpreter": sys.executable})
    files = {"Addons.xcu": menu.addons(), "Jobs.xcu": JOBS, "packages.json": packages}
    files["start.py"] = JOB.replace("MODULE", MODULE).replace("SOURCE", repr(module))
    kinds = {"Addons.xcu": CONFIGURATION, "Jobs.xcu": CONFIGURATION, "start.py": COMPONENT}
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    files["description.xml"] = (
        '<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<version value="{version}"/><identifier value="{IDENTIFIER}"/></description>'
    )
    files["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return written.getvalue()


@pytest.fixture
def libreoffice(monkeypatch, profile, tmp_path):
    """The real one, with a profile of its own."""
    found = office.installed()
    assert found, "these tests need LibreOffice 7.4 with python3-uno: apt install libreoffice-calc python3-uno"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(profile.folder.parents[1]))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert found.profile == profile.folder
    return found


def ships(monkeypatch, extension: bytes) -> None:
    monkeypatch.setattr(installation, "extension_of_this_version", lambda: extension)


@pytest.fixture(scope="module")
def with_a_version(tmp_path_factory) -> Profile:
    """A profile into which an extension of this version was installed; it is only copied."""
    found = office.installed()
    assert found
    profile = Profile(tmp_path_factory.mktemp("Zoë's settings") / "4")
    with pytest.MonkeyPatch.context() as patch:
        ships(patch, a_version(doctor.__version__))
        assert installation.install(found, profile, silent)
    return profile


@pytest.fixture
def installed(with_a_version, profile) -> Profile:
    """The same, of one user."""
    shutil.copytree(with_a_version.folder, profile.folder)
    return profile


@pytest.fixture
def looked(monkeypatch) -> list[installation.Looked]:
    """What was seen each time that a formula was tried."""
    seen: list[installation.Looked] = []
    look = installation.look

    def look_and_tell(*where):
        seen.append(look(*where))
        return seen[-1]

    monkeypatch.setattr(installation, "look", look_and_tell)
    return seen


@pytest.mark.libreoffice
def test_installed_by_the_command_it_computes_and_stays_as_it_is_and_is_taken_away(libreoffice, profile, user_of_calc):
    shutil.copytree(user_of_calc[1].folder, profile.folder)

    def said(*command: str) -> str:
        done = CliRunner().invoke(app, [*command, "--libreoffice"])
        assert (done.exit_code, done.exception) == (0, None), done.output
        return done.output

    before = all_there_is(profile.folder)
    assert "nothing was changed" in said("install")
    assert all_there_is(profile.folder) == before
    assert "=REL_CLV(300000;0.8;0.1) shows 1,000,000" in " ".join(said("doctor").split())
    shown = session.look(libreoffice, profile, ['=REL_NPV("x";1)', "=REL_VERSION()", "=REL_CLV(300000;80%;10%)"]).cells
    assert shown == ("#VALUE!", f"Tenure {doctor.__version__}, LibreOffice Calc", 1000000.0)
    log.event(LOG, "something")
    assert "Removed: the extension of LibreOffice" in said("uninstall")
    assert profile.is_without_tenure
    assert not log.path(LOG).parent.exists()
    assert "Nothing of Tenure was installed" in said("uninstall")


@pytest.mark.libreoffice
def test_while_libreoffice_is_open_nothing_is_installed_or_removed(libreoffice, installed, looked, monkeypatch):
    profile = installed
    ships(monkeypatch, a_version(doctor.__version__))
    # As from the desktop: where the profile lies it works out by itself. It stays open as long as it accepts.
    program = (libreoffice.starter, "--headless", "--nodefault", "--norestore", "--accept=pipe,name=tenuretest;urp")
    variables = office.environment() | {"XDG_CONFIG_HOME": str(profile.folder.parents[1])}
    opened = subprocess.Popen(program, env=variables, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        end = monotonic() + 60
        while not (is_open := refusal(profile.see_that_it_is_free)) and monotonic() < end:
            sleep(0.2)
        assert is_open.startswith("LibreOffice is open: close it")
        assert not installation.install(libreoffice, profile, silent)  # nothing is to be changed
        assert looked.pop().is_right  # on a copy
        ships(monkeypatch, a_version("2.0"))
        assert refusal(lambda: installation.install(libreoffice, profile, silent)) == is_open
        assert refusal(lambda: installation.uninstall(libreoffice, profile)) == is_open
    finally:
        os.killpg(opened.pid, signal.SIGKILL)
        opened.wait()
    assert profile.lock.exists()  # as after any crash
    assert installation.install(libreoffice, profile, silent)
    assert looked == [installation.Looked("2.0", True, 1000000.0)]


def refusal(step) -> str:
    try:
        step()
    except CannotGoOn as error:
        return str(error)
    return ""


@pytest.mark.libreoffice
@pytest.mark.parametrize("version", ["1000.0", "0.0.1"], ids=["upgrade", "downgrade"])
def test_another_version_takes_the_place_of_the_first(libreoffice, installed, looked, monkeypatch, version):
    ships(monkeypatch, a_version(version, "1000000 + 0.0001"))
    assert installation.install(libreoffice, installed, silent)
    assert looked == [installation.Looked(version, True, 1000000.0001)]


@pytest.mark.libreoffice
def test_what_computes_wrongly_is_not_installed(libreoffice, installed, monkeypatch):
    profile = installed
    before = all_there_is(profile.folder)
    ships(monkeypatch, a_version("2.0", "7"))
    with pytest.raises(CannotGoOn, match=r"but =REL_CLV\(300000;0\.8;0\.1\) shows 7\.0: nothing was installed\."):
        installation.install(libreoffice, profile, silent)
    after = all_there_is(profile.folder)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert all(path.startswith("user/pack") for path in changed), changed  # LibreOffice's own backups, at each start
    assert installation.look(libreoffice, profile).shown == 1000000.0


WHERE_IT_IS_ANYWAY = ' xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"'


def said_by(text: bytes) -> str:
    return ElementTree.canonicalize(text.decode().replace(WHERE_IT_IS_ANYWAY, ""), strip_text=True)


@pytest.mark.libreoffice
def test_uninstalled_the_profile_is_as_one_that_libreoffice_merely_started_on(libreoffice, profile, monkeypatch):
    session.look(libreoffice, profile, ["=1+1"])
    settings = profile.folder / "user" / "registrymodifications.xcu"
    before, settings_before = all_there_is(profile.folder), sorted(settings.read_text().splitlines())
    ships(monkeypatch, a_version("1.0"))
    installation.install(libreoffice, profile, silent)
    assert installation.uninstall(libreoffice, profile)
    assert profile.is_without_tenure
    after = all_there_is(profile.folder)
    mentions = [path for path, text in after.items() if b"tenure" in (path.encode() + (text or b"")).lower()]
    assert mentions == []
    assert {path for path in before if path not in after} == set()
    assert {path for path in after.keys() - before.keys() if after[path] is not None} == set()
    changed = {path for path in before if before[path] != after[path] and not path.startswith("user/pack/")}
    # LibreOffice writes a library in its own layout as soon as anything in it was changed.
    assert {path for path in changed if said_by(before[path]) != said_by(after[path])} == set()
    assert sorted(settings.read_text().splitlines()) == settings_before
    assert not installation.uninstall(libreoffice, profile)


@pytest.mark.libreoffice
def test_the_strictest_security_of_macros_neither_stops_it_nor_is_lowered(libreoffice, profile, monkeypatch):
    settings = profile.folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    strict = (
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" '
        'oor:op="fuse"><value>3</value></prop></item>'
    )
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{strict}\n</oor:items>\n"
    )
    ships(monkeypatch, a_version("1.0"))
    assert installation.install(libreoffice, profile, silent)
    assert strict in settings.read_text()


@pytest.mark.libreoffice
def test_the_doctor_sees_what_is_wrong(libreoffice, profile, with_a_version, tmp_path, monkeypatch):
    another = tmp_path / "python3"
    another.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"/usr/bin:{tmp_path}")

    def found():
        examined = checks.examine(doctor.CHECKS, doctor.Desk(libreoffice, profile), silent)
        assert [check for check, _ in examined] == list(doctor.CHECKS)
        assert all(finding.says.endswith(".") for _, finding in examined)
        return {check.name: finding for check, finding in examined}

    empty = found()
    assert empty["Extension"].state is State.TROUBLE
    assert {empty[name].state for name in ("Packages", "One Tenure", "Enabled", "Answer")} == {State.NOT_ASKED}
    shutil.copytree(with_a_version.folder, profile.folder)
    ships(monkeypatch, a_version(doctor.__version__))
    assert {finding.state for finding in found().values()} == {State.FINE}
    start = profile.extension / "start.py"
    start.write_text(start.read_text().replace("1000000", "7"))
    (profile.extension / "packages.json").write_text('{"paths": ["/nowhere"]}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin")
    ill = found()
    assert ill["Path"].says == f"{another} comes first on the path, and is not LibreOffice's Python."
    assert {name for name, finding in ill.items() if finding.state is State.TROUBLE} == {
        "Packages",
        "One Tenure",
        "Answer",
    }
    assert "No module named 'numpy'" in ill["Packages"].says


# How it is told


def told(tell, *arguments) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None)
    tell(*arguments, console)
    return console.file.getvalue()


def test_what_was_done_is_told_with_its_places_and_the_only_version_tried(tmp_path, profile):
    there = a_libreoffice(tmp_path, "24.8")
    said = told(report.print_installed, there, profile, True)
    for each in (
        "is installed in LibreOffice 24.8",
        str(there.program),
        str(profile.folder),
        "with LibreOffice 7.4 only",
    ):
        assert each in said
    said = told(report.print_installed, a_libreoffice(tmp_path / "other"), profile, False)
    assert "was installed already" in said
    assert "7.4 only" not in said
    assert told(report.print_uninstalled, False, profile).startswith("Nothing of Tenure was installed in LibreOffice")
    assert f"from {profile.folder}" in told(report.print_uninstalled, True, profile)


def test_every_check_is_declared_in_whole_sentences():
    assert len({check.name for check in doctor.CHECKS}) == len(doctor.CHECKS)
    assert all(check.question.endswith("?") and check.advice.endswith(".") for check in doctor.CHECKS)
    assert EXTENSION.endswith(".oxt")
