"""The command ``tenure`` as it is typed: the installed command, in a process of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import addin
import udfs
import workbook_templates
from addin.cli import app
from workbook_templates import TEMPLATES

COMMAND = Path(sys.executable).with_name("tenure.exe" if os.name == "nt" else "tenure")


def tenure(*arguments: object, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command; what it prints stays bytes, since the console's encoding is among the things tested."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )


def fails(code: int, sentence: str, *arguments: object, folder: Path | None = None) -> None:
    """The command ends with this code and this one sentence."""
    done = tenure(*arguments, folder=folder)
    assert (done.stderr.decode().strip(), done.stdout, done.returncode) == (sentence, b"", code)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small workbook: a lifetime value, and one that is refused."""
    path = tmp_path / "small.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=REL_CLV(300000, 80%, 10%)", None, 0)
        sheet.write_formula("A2", "=REL_CLV(300000, 130%, 10%)", None, 0)
    return path


def test_what_is_tested_is_the_installed_wheel() -> None:
    installed = Path(sysconfig.get_path("purelib"))
    assert [Path(each.__file__).parents[1] for each in (udfs, addin, workbook_templates)] == [installed] * 3
    assert COMMAND.is_file()


# What works


def test_the_demo_makes_the_portfolio_and_shows_the_pyramid_and_the_managers(tmp_path: Path) -> None:
    done = tenure("demo", "--output", tmp_path / "new folder")
    made = tmp_path / "new folder" / "chinook-portfolio.xlsx"
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for word in ("Platinum", "Gold", "Iron", "Lead", "Margaret Park", "Jane Peacock", "Steve Johnson", str(made)):
        assert word in said.replace("\n", "")
    assert zipfile.is_zipfile(made)
    # Again into the same folder: the demo writes its own file anew.
    assert tenure("demo", folder=made.parent).returncode == 0
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_compute_answers_in_a_copy_and_lists_the_errors(book: Path) -> None:
    before = book.read_bytes()
    done = tenure("compute", book.name, folder=book.parent)
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "2 formulas computed" in said
    assert "retention: must be between 0 and 1, got 1.3" in " ".join(said.split())
    assert book.read_bytes() == before
    computed = openpyxl.load_workbook(book.with_name("small.computed.xlsx"), data_only=True)["Sheet"]
    assert (computed["A1"].value, computed["A2"].value) == (1000000, "#NUM!")


def test_compute_lists_what_could_not_be_computed_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "strange.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=NO_SUCH_FUNCTION(1)", None, 7)
        sheet.write_formula("A2", "=A1+1", None, 8)
    done = tenure("compute", path, "-o", tmp_path / "out.xlsx")
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "1 cell could not be computed and keeps its old value" in said
    assert "and 1 that rests on them" in said
    assert "NO_SUCH_FUNCTION" in said
    kept = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["Sheet"]
    assert (kept["A1"].value, kept["A2"].value) == (7, 8)


def test_compute_takes_the_day_that_today_answers(tmp_path: Path) -> None:
    path = tmp_path / "today.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_formula("A1", "=YEAR(TODAY())")
    assert tenure("compute", path, "-o", tmp_path / "out.xlsx", "--now", "1999-12-31").returncode == 0
    assert openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True).active["A1"].value == 1999


def test_new_makes_a_portfolio_from_a_list_and_says_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text(
        "Client,Partner,Fees 2024,Fees 2025\nAshgrove,Ines,100,200\nBellwether,Tobias,300,\nCranmere,Ines,50,60\n"
    )
    done = tenure("new", "client-portfolio", "--from", "clients.csv", folder=tmp_path)
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "3 clients" in said
    assert "formulas computed" in said
    made = openpyxl.load_workbook(tmp_path / "client-portfolio.xlsx", data_only=True)
    assert "Ashgrove" in [cell.value for row in made["Clients"].iter_rows() for cell in row]


def test_new_alone_lists_every_template_with_its_question() -> None:
    done = tenure("new")
    said = " ".join(done.stdout.decode().split())
    assert done.returncode == 0
    for template in TEMPLATES:
        assert template.name in said
        assert template.question.split(",")[0].split("?")[0][:20] in said


@pytest.mark.every_template
def test_new_makes_all_that_answer_a_question(tmp_path: Path) -> None:
    done = tenure("new", "--all", "made", folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    asked = {f"{template.name}.xlsx" for template in TEMPLATES if template.question}
    assert {path.name for path in (tmp_path / "made").iterdir()} == asked
    assert f"{len(asked)} workbooks" in done.stdout.decode()


def test_new_replaces_none_of_all_unless_forced(tmp_path: Path) -> None:
    present = tmp_path / "client-portfolio.xlsx"
    present.write_text("precious")
    sentence = "client-portfolio.xlsx exists already in .: name another folder, or say --force to replace."
    fails(4, sentence, "new", "--all", ".", folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["client-portfolio.xlsx"]


@pytest.mark.parametrize(
    "arguments", [("--all", "made", "functions"), ("--all", "made", "-o", "x.xlsx"), ("--empty",), ("--from", "x.csv")]
)
def test_new_says_what_does_not_go_together(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = tenure("new", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert list(tmp_path.iterdir()) == []


def test_new_makes_an_empty_portfolio(tmp_path: Path) -> None:
    done = tenure("new", "client-portfolio", "--empty", "-o", tmp_path / "empty.xlsx")
    assert (done.returncode, done.stderr) == (0, b"")
    assert zipfile.is_zipfile(tmp_path / "empty.xlsx")


def test_the_functions_workbook_proves_every_function(tmp_path: Path) -> None:
    assert tenure("new", "functions", folder=tmp_path).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "functions.xlsx", data_only=True)
    named = {name: defined.destinations for name, defined in book.defined_names.items() if name.startswith("test_")}
    verdicts = {name: book[sheet][cell].value for name, places in named.items() for sheet, cell in places}
    assert set(verdicts.values()) == {True}
    assert {f"test_{function.name}" for function in udfs.FUNCTIONS} <= set(verdicts)


def test_functions_are_found_by_words() -> None:
    assert "REL_RETENTION_BREAKEVEN" in tenure("functions", "breakeven").stdout.decode()
    listed = tenure("functions").stdout.decode()
    assert all(function.name in listed for function in udfs.FUNCTIONS)


@pytest.mark.parametrize("words", ["break-even", "breakeven", "Break-Even retention", "retention_breakeven"])
def test_hyphens_do_not_count_in_a_search(words: str) -> None:
    done = tenure("functions", *words.split())
    assert (done.returncode, done.stderr) == (0, b"")
    assert "REL_RETENTION_BREAKEVEN" in done.stdout.decode()


EXAMPLES = sorted(
    {
        line.strip().partition("  ")[0]
        for command in (app.registered_callback, *app.registered_commands)
        for line in (command.callback.__doc__ or "").splitlines()
        if line.strip().startswith("tenure ")
    }
)


WITH_A_PROGRAM = ("install", "uninstall", "doctor", "pdf")
"""Commands that need a spreadsheet program: they have tests where there is one."""
ON_ANY_SYSTEM = [each for each in EXAMPLES if each.split()[1] not in WITH_A_PROGRAM]


@pytest.mark.parametrize("example", ON_ANY_SYSTEM)
def test_every_example_in_the_help_works(example: str, book: Path) -> None:
    folder = book.parent
    book.rename(folder / "ours.xlsx")
    rows = [["Client", "Fees 2024", "Fees 2025"], ["Ashgrove", 100, 200], ["Bellwether", 300, None], ["Corran", 50, 40]]
    (folder / "clients.csv").write_text("".join(",".join(str(cell or "") for cell in row) + "\n" for row in rows))
    clients = openpyxl.Workbook()
    clients.active.title = "Clients 2026"
    for row, cells in enumerate(rows, 4):
        for column, cell in enumerate(cells, 2):
            clients.active.cell(row, column, cell)
    clients.save(folder / "clients.xlsx")
    if "build" in example:
        (folder / "pyproject.toml").write_text('name = "tenure"')
        (folder / "README.md").touch()
        assert tenure("build", folder=folder).returncode == 0
    if "ours.xlsx --check" in example:
        assert tenure("compute", "ours.xlsx", "--in-place", folder=folder).returncode == 0
    if example.startswith("tenure new"):
        (folder / "ours.xlsx").unlink()
    done = tenure(*shlex.split(example)[1:], folder=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


@pytest.mark.skipif(
    os.name == "nt", reason="there they would be done: tests/test_excel_windows_installation.py does so"
)
@pytest.mark.parametrize("example", [each for each in EXAMPLES if "--excel" in each])
def test_what_only_windows_can_do_says_so(example: str) -> None:
    done = tenure(*example.split()[1:])
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (5, b"", 1)
    assert b"Windows" in done.stderr


def test_the_exact_name_shows_the_whole_help() -> None:
    said = tenure("functions", "rel_clv").stdout.decode()
    for part in ("Arguments", "Answer", "Equation", "=REL_CLV(300000, 0.8, 0.1)", "1,000,000", "Source"):
        assert part in said


@pytest.mark.parametrize("arguments", [("--version",), ("version",)])
def test_the_version(arguments: tuple[str, ...]) -> None:
    assert tenure(*arguments).stdout.decode().strip() == f"Tenure {udfs.__version__}"


@pytest.mark.parametrize("command", ["", "demo", "new", "compute", "functions", "build", "version"])
def test_every_help_shows_examples(command: str) -> None:
    done = tenure(*command.split(), "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout.decode()
    assert f"  tenure {command}" in done.stdout.decode()


def test_what_only_rests_on_an_error_is_counted_below_its_causes(tmp_path: Path) -> None:
    path = tmp_path / "resting.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=REL_CLV(A40, 80%, 10%)", None, 0)
        for row in range(2, 40):
            sheet.write_formula(f"A{row}", f"=REL_CLV(A{row - 1}, 80%, 10%)", None, 0)
        sheet.write_formula("A40", "=REL_CLV(300000, 130%, 10%)", None, 0)
        sheet.write_formula("B1", "=NO_SUCH_FUNCTION(1)", None, 7)
        sheet.write_formula("B2", "=B1+1", None, 8)
    said = " ".join(tenure("compute", path, COLUMNS="200").stdout.decode().split())
    assert "40 cells show an error of a REL_ function cell shows why Sheet!A40 #NUM! retention: must be" in said
    assert "got 1.3 ... and 39 that rest on them" in said
    assert "1 cell could not be computed and keeps its old value" in said
    assert "... and 1 that rests on them" in said
    assert "already holds" not in said


def test_an_error_whose_cause_is_no_relationship_function_is_listed_where_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "resting.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=1/0", None, 0)
        sheet.write_formula("A2", "=REL_CLV(A1, 80%, 10%)", None, 0)
    said = " ".join(tenure("compute", path).stdout.decode().split())
    assert "1 cell shows an error of a REL_ function cell shows why Sheet!A2 #DIV/0! margin: already holds" in said


# What any console can show


def test_lines_in_a_pipe_are_not_filled_with_spaces(book: Path) -> None:
    for arguments in (("--help",), ("functions",), ("functions", "REL_CLV"), ("compute", book)):
        done = tenure(*arguments)
        assert done.returncode == 0
        assert [line for line in done.stdout.decode().splitlines() if line != line.rstrip()] == []


def test_no_colour_means_no_codes_at_all() -> None:
    assert b"\x1b[" in tenure("functions", "REL_CLV", FORCE_COLOR="1").stdout
    assert b"\x1b[" not in tenure("functions", "REL_CLV", FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.parametrize("command", ["new", "build"])
def test_a_flag_is_shown_without_a_type(command: str) -> None:
    flags = [line for line in tenure(command, "--help").stdout.decode().splitlines() if "--help" not in line]
    assert "bool" not in "".join(flags).lower()


@pytest.mark.skipif(os.name != "posix", reason="Windows has another way to say that nobody reads")
def test_a_reader_who_has_read_enough_is_no_failure(book: Path) -> None:
    for arguments, code in ((["functions"], 0), (["compute", book], 0), (["--help"], 0), (["functions", "bananas"], 1)):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False, timeout=120)
        os.close(writer)
        assert done.returncode == code
        assert (b"No function speaks of" if code else b"") in done.stderr
        assert len(done.stderr.splitlines()) == code
    assert zipfile.is_zipfile(book.with_name("small.computed.xlsx"))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("arguments", [("functions", "REL_CONVENTIONS"), ("new", "--help")])
def test_no_console_is_asked_for_characters_it_does_not_have(encoding: str, arguments: tuple[str, ...]) -> None:
    done = tenure(*arguments, PYTHONIOENCODING=encoding, COLUMNS="40", NO_COLOR="1")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode(encoding).splitlines()
    assert max(map(len, lines)) <= 40
    assert b"\x1b[" not in done.stdout


# What fails: one sentence, and the exit code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_an_answer_sent_to_a_full_disk() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([COMMAND, "functions"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=120)
    sentence = b"The answer cannot be written where it was sent: No space left on device."
    assert (done.returncode, done.stderr.replace(b"\n", b" ").strip()) == (4, sentence)


def test_a_missing_workbook(tmp_path: Path) -> None:
    fails(3, "There is no file missing.xlsx.", "compute", "missing.xlsx", folder=tmp_path)


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dear client,")
    sentence = "letter.xlsx is not an Excel workbook (.xlsx), whatever its name says."
    fails(3, sentence, "compute", "letter.xlsx", folder=tmp_path)


def test_a_missing_list(tmp_path: Path) -> None:
    fails(3, "There is no file none.csv.", "new", "client-portfolio", "--from", "none.csv", folder=tmp_path)


def test_a_list_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fold").mkdir()
    fails(3, "fold is a folder: name a file.", "new", "client-portfolio", "--from", "fold", folder=tmp_path)


# An administrator, as whom the tests of a container are run, may read every file: so the system is played.
LOCKED = """
import io, os, addin.cli
def opened(file, *rest, open=io.open, **named):
    if "locked" in str(file):
        raise PermissionError(13, "Permission denied", str(file))
    return open(file, *rest, **named)
io.open = opened
os.access = lambda path, mode, **_: "locked" not in str(path)
addin.cli.main()
"""


@pytest.mark.parametrize("arguments", [("compute", "locked.xlsx"), ("new", "client-portfolio", "--from", "locked.csv")])
def test_a_file_that_may_not_be_read(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / arguments[-1]).write_text("Client,Fees 2025")
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOCKED, *arguments], cwd=tmp_path, capture_output=True, check=False, timeout=120
    )
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (3, b""), said
    assert arguments[-1] in said.splitlines()[0]
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("command", ["install", "doctor", "demo"])
@pytest.mark.parametrize("package", ["numpy", "typer"])
@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "for another Python"])
def test_a_python_that_cannot_load_what_is_needed(command: str, package: str, is_there: bool, tmp_path: Path) -> None:
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path)}))
    venv.create(tmp_path, symlinks=True)
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if each.name.partition("-")[0] != package:
            (packages / each.name).symlink_to(each)
    if is_there:
        (packages / f"{package}.py").write_text("raise ImportError('Importing the extensions failed.')")
    (entry,) = metadata.entry_points(group="console_scripts", name="tenure")
    start = f"from {entry.module} import {entry.attr}; {entry.attr}()"
    python = Path(tmp_path, COMMAND.parent.name, Path(sys.executable).name)
    done = subprocess.run([python, "-c", start, command], cwd=tmp_path, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    needed = " ".join(f'"{each}"' for each in metadata.requires("tenure") or () if "extra" not in each)
    assert line.startswith(f"Tenure needs {package}, which the Python {python} does not have, or cannot load: type ")
    assert line.endswith(f"{python} -m pip install --force-reinstall {needed}, and try again.")
    assert (done.stdout, done.returncode) == ("", 5)


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    done = tenure("new", "functions", "-o", "x" * 300 + ".xlsx", folder=tmp_path)
    assert (done.returncode, len(done.stderr.decode().splitlines())) == (4, 1)


@pytest.mark.parametrize("within", ["addin.headless.compute", "addin.cli.app"])
def test_stopped_with_the_keyboard(within: str, book: Path) -> None:
    code = f"def stop(*_, **__): raise KeyboardInterrupt\nimport addin.cli, addin.headless\n{within} = stop\n"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code + "addin.cli.main()", "compute", book],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"Stopped.")


def test_a_list_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    done = tenure("new", "client-portfolio", "--from", "list.csv", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, b"")
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert "list.csv" in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_a_folder_that_is_not_there(book: Path) -> None:
    sentence = f"There is no folder {book.parent / 'nowhere'} to write out.xlsx into."
    fails(4, sentence, "compute", book, "-o", book.parent / "nowhere" / "out.xlsx")


def test_a_folder_that_cannot_be_written(book: Path) -> None:
    if os.name != "posix":
        folder, sentence = book, f"The folder {book} cannot be made: a file has that name."
    else:
        # Not even an administrator can write there, as the tests of a container are run.
        folder, sentence = Path("/proc/tenure"), "The folder /proc/tenure cannot be made: No such file or directory."
    fails(4, sentence, "demo", "--output", folder)


def test_a_file_is_not_overwritten_unless_forced(tmp_path: Path) -> None:
    present = tmp_path / "functions.xlsx"
    present.write_text("precious")
    sentence = "functions.xlsx exists already: name another file with -o, or say --force to replace it."
    fails(4, sentence, "new", "functions", folder=tmp_path)
    assert present.read_text() == "precious"
    assert tenure("new", "functions", "--force", folder=tmp_path).returncode == 0
    assert zipfile.is_zipfile(present)


def test_a_workbook_is_written_under_a_name_of_one(book: Path) -> None:
    fails(4, "out.csv must end in .xlsx, as the workbook is of that sort.", "compute", book, "-o", "out.csv")
    fails(4, "out.xlsm must end in .xlsx, for a workbook is written.", "new", "functions", "-o", "out.xlsm")


def test_build_is_refused_elsewhere(tmp_path: Path) -> None:
    fails(3, f"{tmp_path} is not the root of a checkout of Tenure.", "build", folder=tmp_path)


def test_nothing_found() -> None:
    fails(1, "No function speaks of “bananas”; tenure functions lists them all.", "functions", "bananas")


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("compute",),
        ("new", "novel"),
        ("new", "functions", "--from", "clients.csv"),
        ("new", "client-portfolio", "--empty", "--from", "clients.csv"),
        ("compute", "small.xlsx", "--now", "yesterday"),
    ],
)
def test_wrong_usage_ends_with_2_and_no_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = tenure(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Traceback" not in done.stderr.decode()
