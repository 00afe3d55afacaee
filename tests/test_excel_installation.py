"""Installing in Excel and taking it away, on stand-ins for Windows' folders, registry and open files."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from addin.cli import app
from addin.excel import asking, environment, installation, log, office, places, registration, report
from addin.excel.addin_package import write_addin
from addin.exit_codes import CannotGoOn, ExitCode

SCRIPT = "packages/addin/excel/server.py"
AN_ADDIN, ANOTHER_ADDIN = (f"{name} of {places.MAKER}".encode() for name in ("add-in", "another add-in"))


def silent(doing: str, share: float) -> None:
    """Progress that nobody watches."""


def distribution(site: Path, name: str, version: str, files: dict[str, str], *requires: str) -> None:
    """A package as pip installs it: with files that were listed and never made, and a program outside."""
    metadata = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Requires-Dist: {each}" for each in requires]
    files = {**files, f"{name}-{version}.dist-info/METADATA": "\n".join(metadata)}
    for place, text in files.items():
        (site / place).parent.mkdir(parents=True, exist_ok=True)
        (site / place).write_text(text, encoding="utf-8")
    listed = [*(f"{place},sha256={text!r:.20},{len(text)}" for place, text in files.items())]
    listed += [f"{name}/__pycache__/never.cpython-311.pyc,,", f"../../Scripts/{name}.exe,,"]
    (site / f"{name}-{version}.dist-info/RECORD").write_text("\n".join(listed), encoding="utf-8")


def a_python(site: Path, version: str, numpy: str = "2.4.6") -> list[str]:
    """A Python that has Tenure and what it needs, and more."""
    distribution(
        site,
        "tenure",
        version,
        {"addin/excel/server.py": f"# {version}", "addin/__init__.py": "", "udfs/__init__.py": "", "udfs/ł.py": ""},
        "numpy>=2.3",
        "scipy>=1.16.1",
    )
    distribution(
        site,
        "numpy",
        numpy,
        {"numpy/__init__.py": "", "numpy/linalg/tests/data.npz": "", "numpy.libs/openblas.dll": "binary"},
    )
    distribution(
        site,
        "scipy",
        "1.17.1",
        {"scipy/__init__.py": ""},
        "numpy<2.7,>=1.26.4",
        'pytest; extra == "test"',
        'tzdata; sys_platform == "win32"',
        'not-for-us; python_version < "3"',
    )
    distribution(site, "tzdata", "2026.6", {"tzdata/__init__.py": ""})
    distribution(site, "pytest", "9", {"pytest/__init__.py": ""})
    return [str(site)]


class Excel:
    """A user of Windows, the add-in as shipped, and what programs hold open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, user: Path, registry) -> None:
        self.places = places.of_this_user()
        self.user, self.registry = user, registry
        self.held: set[Path] = set()
        self.stops: list[str] = []
        self.monkeypatch = monkeypatch
        self.ships(AN_ADDIN)
        monkeypatch.setattr(asking, "stop", self._stop)
        for name in ("unlink", "replace"):
            monkeypatch.setattr(Path, name, self._as_windows_does(getattr(Path, name)))

    def ships(self, content: bytes) -> None:
        self.monkeypatch.setattr(installation, "shipped_addin", lambda: content)

    def _stop(self, is_running) -> None:
        self.stops.append("asked")
        self.held = {each for each in self.held if each.name != "server.py"}
        assert not is_running()

    def _as_windows_does(self, operation):
        """Nothing is removed or replaced that a program has open, or that is read-only."""

        def checked(path: Path, *arguments, **options):
            for each in (path, *arguments):
                if each in self.held or (each.exists() and not each.stat().st_mode & stat.S_IWRITE):
                    raise PermissionError(errno.EACCES, "Access is denied", str(each))
            return operation(path, *arguments, **options)

        return checked

    def install(self, search: list[str]):
        return installation.install(self.places, silent, search)

    def all_there_is(self):
        """Every file with its rights and content, every folder, every key."""
        files = {
            str(path.relative_to(self.user)): (path.read_bytes(), path.stat().st_mode) if path.is_file() else None
            for path in self.user.rglob("*")
        }
        return files, {key: dict(values) for key, values in self.registry.keys.items()}


@pytest.fixture
def excel(monkeypatch, windows_user, windows_registry):
    windows_registry.put("user", r"Software\Classes\CLSID\{OF-ANOTHER}", "", "kept")
    settings = windows_user / "AppData" / "Roaming" / "Microsoft" / "Excel" / "Excel15.xlb"
    settings.parent.mkdir(parents=True)
    settings.touch()
    return Excel(monkeypatch, windows_user, windows_registry)


def test_what_tenure_needs_is_copied_and_nothing_else(excel, tmp_path):
    made, held = excel.install(a_python(tmp_path / "site", "1.0"))
    found = {path.relative_to(made.packages).as_posix() for path in made.packages.rglob("*") if path.is_file()}
    assert {each for each in found if ".dist-info" not in each} == {
        "addin/excel/server.py",
        "addin/__init__.py",
        "udfs/__init__.py",
        "udfs/ł.py",
        "numpy/__init__.py",
        "numpy.libs/openblas.dll",
        "scipy/__init__.py",
        "tzdata/__init__.py",
    }
    assert (made.version, held, made.lost) == ("1.0", [], [])
    assert made.folder.parent == excel.places.versions
    source = tmp_path / "site" / "udfs" / "__init__.py"
    assert (made.packages / "udfs" / "__init__.py").stat().st_mtime_ns == source.stat().st_mtime_ns


def test_the_addin_lies_where_excel_opens_it_read_only_and_the_registration_starts_the_copy(excel, tmp_path):
    made, _ = excel.install(a_python(tmp_path / "site", "1.0"))
    addin = excel.user / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "tenure.xlam"
    assert addin.read_bytes() == AN_ADDIN
    assert not addin.stat().st_mode & stat.S_IWRITE
    assert [each.name for each in addin.parent.iterdir()] == ["tenure.xlam"]
    assert {each.name for each in addin.parent.parent.iterdir()} == {"XLSTART", "Excel15.xlb"}
    command = registration.registered()
    assert command == registration.command(installation.base_interpreter(), made.packages)
    assert str(made.folder / SCRIPT) in command


def test_installed_twice_nothing_changes(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    excel.install(search)
    before = excel.all_there_is()
    excel.held = {excel.places.addin}  # even while Excel runs
    excel.install(search)
    assert excel.all_there_is() == before
    assert not excel.stops


def test_an_addin_that_can_be_written_to_is_made_read_only_again(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    excel.install(search)
    before = excel.all_there_is()
    excel.places.addin.chmod(stat.S_IREAD | stat.S_IWRITE)
    excel.install(search)
    assert excel.all_there_is() == before


@pytest.mark.parametrize(("first", "second"), [("1.0", "2.0"), ("2.0", "1.0")], ids=["upgrade", "downgrade"])
def test_another_version_takes_the_place_of_the_first(excel, tmp_path, first, second):
    old, _ = excel.install(a_python(tmp_path / "first", first))
    excel.ships(ANOTHER_ADDIN)
    new, held = excel.install(a_python(tmp_path / "second", second))
    assert (new.version, held, old.folder.exists()) == (second, [], False)
    assert excel.places.addin.read_bytes() == ANOTHER_ADDIN
    assert str(new.folder) in registration.registered()


def test_the_same_version_with_another_numpy_lies_beside_the_first_until_that_is_free(excel, tmp_path):
    old, _ = excel.install(a_python(tmp_path / "first", "1.0"))
    new, _ = excel.install(a_python(tmp_path / "second", "1.0", numpy="2.5.5"))
    assert (old.version, new.version) == ("", "1.0")
    assert old.folder != new.folder


def test_a_server_that_holds_the_old_version_is_asked_to_stop(excel, tmp_path):
    old, _ = excel.install(a_python(tmp_path / "first", "1.0"))
    excel.held = {old.folder / SCRIPT}
    _, held = excel.install(a_python(tmp_path / "second", "2.0"))
    assert (excel.stops, held, old.folder.exists()) == (["asked"], [], False)


def test_what_a_server_does_not_let_go_is_named_whole_and_removed_the_next_time(excel, tmp_path, monkeypatch):
    def hangs(is_running):
        raise asking.DoesNotAnswer("it did not answer")

    monkeypatch.setattr(asking, "stop", hangs)
    old, _ = excel.install(a_python(tmp_path / "first", "1.0"))
    excel.held = {old.folder / SCRIPT}
    search = a_python(tmp_path / "second", "2.0")
    _, held = excel.install(search)
    assert held == [old.folder]
    assert not old.lost
    excel.held = set()
    assert excel.install(search)[1] == []
    assert not old.folder.exists()


def test_while_excel_has_the_addin_open_nothing_is_switched(excel, tmp_path):
    excel.install(a_python(tmp_path / "first", "1.0"))
    before = excel.all_there_is()
    excel.ships(ANOTHER_ADDIN)
    excel.held = {excel.places.addin}
    with pytest.raises(CannotGoOn, match=r"^Excel has .*tenure\.xlam open: close Excel and run this again") as refused:
        excel.install(a_python(tmp_path / "second", "2.0"))
    assert refused.value.exit_code is ExitCode.UNWRITABLE
    assert excel.all_there_is() == before


def test_an_addin_of_that_name_by_others_is_neither_replaced_nor_removed(excel, tmp_path):
    excel.places.startup.mkdir(parents=True)
    excel.places.addin.write_bytes(b"the rents of our houses")
    before = excel.all_there_is()
    with pytest.raises(CannotGoOn, match=r"tenure\.xlam is not Tenure's, or is damaged: move it") as refused:
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert refused.value.exit_code is ExitCode.UNWRITABLE
    assert excel.all_there_is() == before
    said = [f"{excel.places.addin} is not Tenure's, or is damaged, and stays."]
    assert installation.uninstall(excel.places) == ([], said)
    assert excel.all_there_is() == before


def test_the_addin_that_is_shipped_is_known_for_ours(tmp_path):
    write_addin(tmp_path / "shipped.xlam")
    assert installation.is_ours(tmp_path / "shipped.xlam")


def test_an_addin_that_vanished_meanwhile_is_put_back_and_hides_no_trouble(excel, tmp_path):
    excel.install(a_python(tmp_path / "first", "1.0"))
    before = excel.all_there_is()
    excel.ships(ANOTHER_ADDIN)

    def refuse(*_):
        excel.places.addin.chmod(stat.S_IWRITE)
        excel.places.addin.unlink()  # as a virus scanner does
        raise PermissionError(errno.EACCES, "Access is denied")

    excel.monkeypatch.setattr(registration, "command", refuse)
    with pytest.raises(CannotGoOn, match="does not let this user register programs: Access is denied"):
        excel.install(a_python(tmp_path / "second", "2.0"))
    assert excel.all_there_is() == before


def test_while_one_installs_another_waits_its_turn(excel, tmp_path):
    search = a_python(tmp_path / "first", "1.0")
    before = excel.all_there_is()
    refusals = []

    def meanwhile(doing, share):
        during = excel.all_there_is()
        for another in (lambda: excel.install(search), lambda: installation.uninstall(excel.places)):
            with pytest.raises(CannotGoOn, match=r"^Another tenure install or uninstall is at work: wait") as refused:
                another()
            refusals.append(refused.value.exit_code)
        assert excel.all_there_is() == during

    installation.install(excel.places, meanwhile, search)
    assert set(refusals) == {ExitCode.UNWRITABLE}
    assert excel.all_there_is() != before
    installation.uninstall(excel.places)
    assert excel.all_there_is() == before


def test_a_mark_of_the_web_goes_with_the_file_that_carries_it(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    excel.install(search)
    mark = Path(f"{excel.places.addin}:Zone.Identifier")
    mark.write_text("[ZoneTransfer]\nZoneId=3\n")
    replaced = []
    replace = Path.replace
    excel.monkeypatch.setattr(Path, "replace", lambda path, target: (replaced.append(target), replace(path, target))[1])
    excel.install(search)
    assert replaced == [excel.places.addin]


def test_where_windows_registers_nothing_all_is_taken_back(excel, tmp_path):
    before = excel.all_there_is()
    excel.registry.is_closed_to_writing = True
    with pytest.raises(CannotGoOn, match="does not let this user register programs: Access is denied"):
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert excel.all_there_is() == before


def test_a_full_disk_leaves_nothing_half_made(excel, tmp_path, monkeypatch):
    before = excel.all_there_is()
    copy, copied = shutil.copyfile, []

    def fill(source, target):
        copied.append(target)
        if len(copied) == 5:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", fill)
    with pytest.raises(CannotGoOn, match=r"versions cannot be written to: No space left on device\. Nothing was chang"):
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert excel.all_there_is() == before


def test_a_virus_scanner_that_looks_at_the_new_files_is_waited_for(excel, tmp_path, monkeypatch):
    rename, refused = Path.rename, []

    def scanned(path, target):
        if len(refused) < 3:
            refused.append(path)
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", scanned)
    made, _ = excel.install(a_python(tmp_path / "site", "1.0"))
    assert not made.lost
    assert len(refused) == 3


def test_a_virus_scanner_that_does_not_let_go_is_not_waited_for_without_end(excel, tmp_path, monkeypatch):
    before = excel.all_there_is()

    def scanned(path, target):
        raise PermissionError(errno.EACCES, "Access is denied", str(path))

    monkeypatch.setattr(environment, "_SECONDS_OF_PATIENCE", 0.2)
    monkeypatch.setattr(Path, "rename", scanned)
    with pytest.raises(CannotGoOn, match=r"versions cannot be written to: Access is denied\. Nothing was changed\."):
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert excel.all_there_is() == before


def test_without_the_right_to_write_one_sentence_says_where(excel, tmp_path):
    (excel.user / "AppData" / "Local" / "Tenure").write_text("a file where the folder should be")
    before = excel.all_there_is()
    with pytest.raises(CannotGoOn, match=r"Local/Tenure/versions cannot be written to: .*\. Nothing was changed\."):
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert excel.all_there_is() == before


class Interruption:
    """Ctrl+C before one of the steps by which anything is changed; `at` counts them down."""

    STEPS = (
        (shutil, "copyfile"),
        (os, "utime"),
        (Path, "mkdir"),
        (Path, "write_text"),
        (Path, "write_bytes"),
        (Path, "rename"),
        (Path, "replace"),
        (Path, "chmod"),
    )

    def __init__(self, patch: pytest.MonkeyPatch, registry, at: int) -> None:
        self.left = at
        for owner, name in (*self.STEPS, (registry, "CreateKeyEx"), (registry, "SetValueEx")):
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, step):
        def counted(*arguments, **options):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
            return step(*arguments, **options)

        return counted


@pytest.mark.parametrize("is_upgrade", [False, True], ids=["first", "upgrade"])
def test_stopped_at_any_step_all_is_as_before_and_the_next_run_succeeds(excel, tmp_path, is_upgrade):
    if is_upgrade:
        excel.install(a_python(tmp_path / "first", "1.0"))
    excel.ships(ANOTHER_ADDIN)
    search = a_python(tmp_path / "second", "2.0")
    before = excel.all_there_is()
    steps = 0
    while True:
        steps += 1
        with pytest.MonkeyPatch.context() as patch:
            interruption = Interruption(patch, excel.registry, steps)
            try:
                excel.install(search)
                break
            except KeyboardInterrupt:
                pass
        assert interruption.left <= 0
        assert excel.all_there_is() == before, f"stopped at step {steps}"
    assert steps > 50
    assert "2.0" in registration.registered()
    assert len(list(excel.places.versions.iterdir())) == 1


def test_what_a_crash_left_unfinished_is_removed_by_the_next_install(excel, tmp_path):
    left = excel.places.versions / "unfinished-1234"
    (left / "packages").mkdir(parents=True)
    made, _ = excel.install(a_python(tmp_path / "site", "1.0"))
    assert list(excel.places.versions.iterdir()) == [made.folder]


def test_what_a_crash_left_of_the_add_in_goes_when_it_is_uninstalled(excel, tmp_path):
    before = excel.all_there_is()
    excel.install(a_python(tmp_path / "site", "1.0"))
    excel.places.draft.write_bytes(AN_ADDIN)
    installation.uninstall(excel.places)
    assert excel.all_there_is() == before


def test_an_environment_that_lost_its_server_is_made_again(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    made, _ = excel.install(search)
    (made.folder / SCRIPT).unlink()
    assert made.lost == [made.folder / SCRIPT]
    again, _ = excel.install(search)
    assert again == made
    assert not again.lost


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"bin")], ids=["gone", "cut off"])
def test_an_environment_that_lost_any_file_is_made_again(excel, tmp_path, spoil):
    search = a_python(tmp_path / "site", "1.0")
    made, _ = excel.install(search)
    library = made.packages / "numpy.libs" / "openblas.dll"
    spoil(library)
    excel.install(search)
    assert library.read_text() == "binary"


def test_an_environment_that_does_not_know_its_files_is_made_again(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    made, _ = excel.install(search)
    (made.folder / "contents.json").unlink()
    assert made.lost
    again, _ = excel.install(search)
    assert (again, again.lost, again.version) == (made, [], "1.0")


def test_a_file_where_a_folder_must_be_is_refused_before_anything_is_copied(excel, tmp_path, monkeypatch):
    excel.places.startup.parent.mkdir(parents=True, exist_ok=True)
    excel.places.startup.touch()
    before = excel.all_there_is()
    monkeypatch.setattr(installation.environment, "make", lambda *_: pytest.fail("something was copied"))
    with pytest.raises(CannotGoOn, match="XLSTART is a file, where Excel looks for a folder: move it away"):
        excel.install(a_python(tmp_path / "site", "1.0"))
    assert excel.all_there_is() == before


def test_an_environment_that_lost_a_file_and_is_in_use_stays_and_is_named(excel, tmp_path):
    search = a_python(tmp_path / "site", "1.0")
    made, _ = excel.install(search)
    (made.packages / "numpy.libs" / "openblas.dll").unlink()
    before = excel.all_there_is()
    excel.held = {made.folder / SCRIPT}
    with pytest.raises(CannotGoOn, match="is not complete, and in use: close Excel, wait a minute, and run this again"):
        excel.install(search)
    assert excel.all_there_is() == before


def test_uninstalled_nothing_is_left_and_a_second_time_is_no_error(excel, tmp_path):
    before = excel.all_there_is()
    excel.install(a_python(tmp_path / "site", "1.0"))
    for file in (log.path(), log.path().with_name("excel.log.1")):
        file.write_text("2026 started")
    removed, stays = installation.uninstall(excel.places)
    assert excel.all_there_is() == before
    assert [each.partition(" ")[2].partition(" ")[0] for each in removed] == [
        "add-in",
        "Python",
        "registration",
        "log",
        "log",
    ]
    assert stays == []
    assert installation.uninstall(excel.places) == ([], [])


def test_while_excel_has_the_addin_open_nothing_is_uninstalled(excel, tmp_path):
    excel.install(a_python(tmp_path / "site", "1.0"))
    before = excel.all_there_is()
    excel.held = {excel.places.addin}
    with pytest.raises(CannotGoOn, match="close Excel"):
        installation.uninstall(excel.places)
    assert excel.all_there_is() == before


def test_uninstall_names_what_it_could_not_remove_and_does_the_rest(excel, tmp_path, monkeypatch):
    def hangs(is_running):
        raise asking.DoesNotAnswer("it did not answer")

    monkeypatch.setattr(asking, "stop", hangs)
    made, _ = excel.install(a_python(tmp_path / "site", "1.0"))
    log.path().write_text("2026 started")
    excel.held = {made.folder / SCRIPT, log.path()}
    removed, stays = installation.uninstall(excel.places)
    assert not excel.places.addin.exists()
    assert registration.registered() is None
    assert len(removed) == 2
    assert stays == [
        f"{made.folder} is in use: close Excel, wait a minute, and run tenure uninstall again.",
        f"{log.path()} cannot be removed: Access is denied.",
    ]
    excel.held = set()
    installation.uninstall(excel.places)
    assert not excel.places.own.exists()


def test_uninstall_leaves_and_names_files_that_are_not_tenures(excel, tmp_path):
    excel.install(a_python(tmp_path / "site", "1.0"))
    (excel.places.own / "letter.docx").write_text("mine")
    _, stays = installation.uninstall(excel.places)
    assert stays == [f"{excel.places.own} holds files that are not Tenure's, and stays."]
    assert [each.name for each in excel.places.own.iterdir()] == ["letter.docx"]


def test_an_environment_cannot_be_made_from_a_source_folder(tmp_path):
    distribution(tmp_path, "tenure", "1.0", {"__editable__.tenure.pth": "/home/me/tenure"})
    with pytest.raises(CannotGoOn, match="used here from its source folder"):
        environment.plan([str(tmp_path)])


def test_a_package_that_is_missing_or_lists_no_files_is_named(tmp_path):
    search = a_python(tmp_path, "1.0")
    (tmp_path / "numpy-2.4.6.dist-info" / "RECORD").unlink()
    with pytest.raises(CannotGoOn, match="numpy does not say which files are its: install Tenure in a Python env"):
        environment.plan(search)
    shutil.rmtree(tmp_path / "numpy-2.4.6.dist-info")
    with pytest.raises(CannotGoOn, match=r"^The Python package numpy is not installed: pip install numpy\.$"):
        environment.plan(search)


def test_a_python_from_the_store_is_refused(monkeypatch):
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.13_3.13.1_x64__abc\python.exe"
    monkeypatch.setattr("sys._base_executable", store)
    with pytest.raises(CannotGoOn, match=r"Microsoft Store.*install Python from python\.org"):
        installation.base_interpreter()


# How it is told


def told(tell, *arguments) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None)
    tell(*arguments, console)
    return console.file.getvalue()


def test_what_was_installed_is_told_with_its_places(excel, tmp_path):
    made, _ = excel.install(a_python(tmp_path / "site", "1.0"))
    held = excel.places.versions / "0.9-old"
    said = told(report.print_installed, excel.places, made, [held])
    for each in (str(excel.places.addin), str(made.folder), f"{held} is still in use", "tenure doctor"):
        assert each in said


def test_what_was_removed_and_what_stays_is_told():
    assert told(report.print_uninstalled, [], []) == "Nothing of Tenure was installed in Excel for this user.\n"
    said = told(report.print_uninstalled, ["the log"], [])
    assert said.startswith("Removed: the log\nNothing of Tenure is left in Excel.")
    said = told(report.print_uninstalled, ["the log"], ["The rest is in use."])
    assert said == "Removed: the log\nThe rest is in use.\n"


@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_on_another_system_each_command_says_one_sentence(command, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    refused = CliRunner().invoke(app, [command, "--excel"]).exception
    assert isinstance(refused, CannotGoOn)
    assert refused.exit_code is ExitCode.UNSUITED
    assert str(refused).startswith("There is no Excel for Windows on this system: tenure compute BOOK.xlsx")


def test_on_a_windows_without_excel_the_doctor_says_so_too(excel, monkeypatch):
    monkeypatch.setattr(office, "see_that_this_is_windows", lambda: None)
    refused = CliRunner().invoke(app, ["doctor", "--excel"]).exception
    assert str(refused).startswith("There is no Excel for Windows on this computer: tenure compute BOOK.xlsx")
