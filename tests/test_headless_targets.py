"""Where the headless host writes: a copy, the book itself, or nothing; and what is never lost or half-written."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from addin.headless import UnreadableWorkbook, UnwritableWorkbook, WorkbookError, check, compute, compute_in_place
from addin.headless.calculation import Answers, Calculation

posix = pytest.mark.skipif(os.name != "posix", reason="needs what only POSIX systems have")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(tmp_path / "book.xlsx")


def written(path: Path) -> Path:
    """A workbook whose B1 shows 999 and should show 21; its C1 shows what it should."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write("A1", 20)
        sheet.write_formula("B1", "=A1+1", None, 999)
        sheet.write_formula("C1", "=A1/3", None, 6.66666666667)
    return path


def figures(path: Path) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(path, data_only=True)["Sheet"][1]]


COMPUTED = [20, 21, pytest.approx(20 / 3, rel=1e-15)]


def tenure(*arguments: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, after some Python."""
    return subprocess.run(
        [sys.executable, "-c", f"import addin.cli, addin.headless\n{before}\naddin.cli.main()", *map(str, arguments)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def fails(code: int, sentence: str, *arguments: object, before: str = "") -> None:
    done = tenure(*arguments, before=before)
    assert (done.stderr.strip(), done.stdout, done.returncode) == (sentence, "", code)


def refusal(source: Path, target: Path | None = None, replace: bool = False) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        compute(source, target, replace=replace)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return caught.value


# A copy


def test_the_source_is_never_overwritten(book: Path) -> None:
    before = book.read_bytes()
    link = book.with_name("link.xlsx")
    link.symlink_to(book)
    for target in (book, book.parent / ".." / book.parent.name / book.name, link):
        error = refusal(book, target)
        assert isinstance(error, UnwritableWorkbook)
        assert error.exit_code == 4
        assert "is the workbook itself" in str(error)
    assert book.read_bytes() == before


def test_targets_that_cannot_be_written_are_refused(book: Path) -> None:
    missing = book.parent / "none" / "x.xlsx"
    assert f"There is no folder {missing.parent}" in str(refusal(book, missing))
    assert "is a folder" in str(refusal(book, book.parent))
    assert f"There is no folder {book}" in str(refusal(book, book / "x.xlsx"))


@pytest.mark.parametrize("name", ["n" * 300 + ".xlsx", "a\0b.xlsx", "a\ud800b.xlsx"])
def test_targets_whose_names_cannot_be_are_refused(name: str, book: Path) -> None:
    error = refusal(book, book.with_name(name))
    assert (type(error), error.exit_code) == (UnwritableWorkbook, 4)
    assert str(error).isprintable()
    assert str(error).endswith("is not a file name that this system takes.")
    assert list(book.parent.iterdir()) == [book]


def test_the_command_refuses_a_target_whose_name_is_too_long(book: Path) -> None:
    target = book.with_name("n" * 300 + ".xlsx")
    fails(4, f"{target} is not a file name that this system takes.", "compute", book, "-o", target)


def test_a_target_may_have_the_longest_name_that_the_system_takes(book: Path) -> None:
    target = book.with_name("n" * 250 + ".xlsx")
    assert compute(book, target).target.is_file()


@posix
def test_only_a_file_is_replaced(book: Path) -> None:
    pipe = book.with_name("out.xlsx")
    os.mkfifo(pipe)
    link = book.with_name("link.xlsx")
    link.symlink_to(os.devnull)  # a link, so that no device is at stake
    sentence = "is a device or a pipe, not a file: name a file to write."
    for target in (pipe, link):
        error = refusal(book, target, replace=True)
        assert (type(error), str(error)) == (UnwritableWorkbook, f"{target} {sentence}")
    fails(4, f"{pipe} {sentence}", "compute", book, "--force", "-o", pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()


def test_disk_trouble_leaves_the_old_target_and_no_litter(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = book.with_name("out.xlsx")
    target.write_text("the old one")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    error = refusal(book, target, replace=True)
    assert isinstance(error, UnwritableWorkbook)
    assert "no room left on the disk" in str(error)
    assert target.read_text() == "the old one"
    assert sorted(book.parent.iterdir()) == [book, target]


def test_the_target_replaces_an_older_one_with_the_rights_of_the_source(book: Path) -> None:
    target = book.with_name("out.xlsx")
    target.write_text("the old one")
    book.chmod(0o640)
    assert compute(book, target, replace=True).target == target
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert figures(target) == COMPUTED


def test_a_file_that_exists_is_replaced_only_when_that_was_said(book: Path) -> None:
    target = book.with_name("book.computed.xlsx")
    target.write_text("precious")
    sentence = f"{target} exists already: name another file with -o, or say --force to replace it."
    assert str(refusal(book)) == sentence
    fails(4, sentence, "compute", book)
    nowhere = book.with_name("link.xlsx")
    nowhere.symlink_to("nowhere")
    assert "exists already" in str(refusal(book, nowhere))
    assert target.read_text() == "precious"
    assert tenure("compute", book, "--force").returncode == 0
    assert figures(target) == COMPUTED


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        ("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", ".xlsx"),
        ("vnd.ms-excel.sheet.macroEnabled.main+xml", ".xlsm"),
        ("vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", ".xltx"),
        ("vnd.ms-excel.template.macroEnabled.main+xml", ".xltm"),
    ],
)
def test_a_copy_is_named_as_a_workbook_of_its_sort_whatever_the_source_is_named(
    content: str, suffix: str, book: Path
) -> None:
    source = book.with_name("named.otherwise")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(source, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(
                member,
                data.replace(b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", content.encode()),
            )
    assert compute(source).target == book.with_name(f"named.computed{suffix}")
    wrong = book.with_name("out" + (".xlsm" if suffix == ".xlsx" else ".xlsx"))
    assert str(refusal(source, wrong)) == f"{wrong} must end in {suffix}, as the workbook is of that sort."


# The book itself


@pytest.fixture
def before(book: Path) -> os.stat_result:
    return book.stat()


def test_in_place_the_book_is_replaced_in_one_step(book: Path, before: os.stat_result) -> None:
    book.chmod(0o640)
    done = tenure("compute", book, "--in-place")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, str(book))
    assert figures(book) == COMPUTED
    assert (stat.S_IMODE(book.stat().st_mode), list(book.parent.iterdir())) == (0o640, [book])
    assert book.stat().st_ino != before.st_ino


def test_in_place_a_book_that_is_up_to_date_is_left_untouched(book: Path) -> None:
    compute_in_place(book)
    before = book.stat()
    assert compute_in_place(book).target == book
    assert (book.stat().st_ino, book.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@posix
def test_in_place_a_link_stays_a_link(book: Path) -> None:
    (book.parent / "elsewhere").mkdir()
    link = book.parent / "elsewhere" / "link.xlsx"
    link.symlink_to(book)
    compute_in_place(link)
    assert link.is_symlink()
    assert figures(book) == COMPUTED


@pytest.mark.parametrize("name", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_in_place_a_book_that_somebody_works_on_is_refused(name: str, book: Path) -> None:
    content = book.read_bytes()
    book.with_name(name).touch()
    sentence = f"{book} is open in another program ({name} lies beside it): close it there first."
    fails(4, sentence, "compute", book, "--in-place")
    assert book.read_bytes() == content


def test_in_place_the_old_book_stays_until_the_new_one_is_complete(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = book.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("addin.headless.package.shutil.copyfileobj", full)
    with pytest.raises(UnwritableWorkbook, match="no room left on the disk"):
        compute_in_place(book)
    assert (book.read_bytes(), list(book.parent.iterdir())) == (content, [book])


# Nothing


def test_check_says_with_its_exit_code_whether_a_book_is_up_to_date(book: Path) -> None:
    before = book.stat()
    done = tenure("compute", book, "--check")
    assert done.returncode == 1
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [
        ["1", "cell", "is", "stale"],
        ["cell", "shows", "should", "show"],
        ["Sheet!B1", "999", "21"],
        [str(book), "is", "not", "up", "to", "date"],
    ]
    assert (list(book.parent.iterdir()), book.stat().st_mtime_ns) == ([book], before.st_mtime_ns)
    compute_in_place(book)
    done = tenure("compute", book, "--check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{book} is up to date")


@pytest.mark.parametrize(
    ("formula", "shown", "answer"),
    [
        ("=A1&1", "201", None),
        ("=A1&1", 201, "201"),
        ("=A1*1", 20.00000001, None),
        ("=A1*1", 20.0000001, 20.0),
        ("=A1=20", True, None),
        ("=A1=20", 1, True),
        ("=1/0", "#DIV/0!", None),
        ('=""', "", None),
    ],
)
def test_stale_is_another_figure_text_kind_or_error(
    formula: str, shown: object, answer: object, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write("A1", 20)
        sheet.write_formula("B1", formula, None, shown)
    found = check(path)
    assert found.target is None
    assert [(cell.cell, cell.shows, cell.answer) for cell in found.stale] == (
        [] if answer is None else [("B1", shown, answer)]
    )


def test_a_spilled_answer_that_no_longer_fits_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        for row, value in enumerate((1, 5, 7)):
            sheet.write(row, 0, value)
        sheet.write_dynamic_array_formula("C1:C3", "=FILTER(A1:A3,A1:A3>4)", None, 5)
        sheet.write("C2", 6)
        sheet.write("C3", 7)
    assert [(cell.cell, cell.shows, cell.answer) for cell in check(path).stale] == [("C2", 6, 7), ("C3", 7, None)]


def test_json_holds_every_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        sheet.write_formula("A1", "=NO_SUCH()", None, 7)
        sheet.write_formula("A2", "=A1+1", None, 8)
        sheet.write_formula("A3", "=REL_CLV(1,2,3)", None, 9)
        for row in range(5, 35):
            sheet.write_formula(row, 0, "=1/2", None, 0)
    done = tenure("compute", path, "--check", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert found.pop("seconds") > 0
    assert [cell["cell"] for cell in found.pop("stale")] == ["A3", *(f"A{row}" for row in range(6, 36))]
    reason = "it rests on Sheet!A1, which could not be computed"
    own = {"sheet": "Sheet", "cell": "A1", "formula": "NO_SUCH()"}
    resting = {"sheet": "Sheet", "cell": "A2", "formula": "A1+1", "reason": reason, "rests_on": "Sheet!A1"}
    assert found == {
        "source": str(path),
        "target": None,
        "formulas": 32,
        "not_computed": [{**own, "reason": "the function NO_SUCH is not known here", "rests_on": ""}, resting],
        "errors": [
            {
                "sheet": "Sheet",
                "cell": "A3",
                "formula": "REL_CLV(1,2,3)",
                "code": "#NUM!",
                "reason": "retention: must be between 0 and 1, got 2",
            }
        ],
        "exit_code": 1,
    }


@pytest.mark.parametrize(
    "options", [("--check", "--in-place"), ("--check", "-o", "out.xlsx"), ("--in-place", "--force")]
)
def test_what_contradicts_itself_is_wrong_usage(options: tuple[str, ...], book: Path) -> None:
    done = tenure("compute", book, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert figures(book)[1] == 999


def test_a_book_that_changes_while_it_is_checked_is_not_judged(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Calculation.answers

    def answers(calculation: Calculation) -> Answers:
        book.write_bytes(book.read_bytes() + b"more")
        return usual(calculation)

    monkeypatch.setattr(Calculation, "answers", answers)
    with pytest.raises(UnreadableWorkbook, match="was changed while it was read"):
        check(book)


# What comes in between


@pytest.mark.parametrize("moment", ["read_sheet", "Calculation", "rewrite_sheet"])
@pytest.mark.parametrize("option", ["--json", "--in-place"])
def test_stopped_with_the_keyboard_nothing_is_left_behind(moment: str, option: str, book: Path) -> None:
    content = book.read_bytes()
    interrupting = f"""
import os, signal, sys
module = sys.modules["addin.headless.compute"]
def interrupted(*arguments, usual=module.{moment}, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return usual(*arguments, **named)
module.{moment} = interrupted
"""
    fails(130, "Stopped.", "compute", book, option, before=interrupting)
    assert (book.read_bytes(), list(book.parent.iterdir())) == (content, [book])


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP] if os.name == "posix" else [])
def test_ended_by_the_system_nothing_is_left_behind(number: signal.Signals, book: Path) -> None:
    content = book.read_bytes()
    ending = f"""
import os, sys
module = sys.modules["addin.headless.compute"]
def ended(*arguments, usual=module.rewrite_sheet, **named):
    os.kill(os.getpid(), {number})
    return usual(*arguments, **named)
module.rewrite_sheet = ended
"""
    done = tenure("compute", book, "--in-place", before=ending)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert (book.read_bytes(), list(book.parent.iterdir())) == (content, [book])


@posix
@pytest.mark.parametrize("option", ["--json", "--in-place"])
def test_a_file_that_outgrows_the_limit_of_the_system_leaves_nothing_behind(option: str, book: Path) -> None:
    content = book.read_bytes()
    target = book if option == "--in-place" else book.with_name("book.computed.xlsx")
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"
    sentence = f"{target} would be larger than a file may be here."
    fails(4, sentence, "compute", book, option, before=limited)
    assert (book.read_bytes(), list(book.parent.iterdir())) == (content, [book])


@pytest.fixture
def folder_of_another() -> Iterator[Path]:
    """A folder with a book that everybody can read, and nobody but its owner write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(folder / "book.xlsx")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@posix
@pytest.mark.parametrize("option", ["--json", "--in-place"])
def test_a_folder_that_may_not_be_written_to(option: str, folder_of_another: Path) -> None:
    # An administrator may write everywhere: then it is tried as the user who owns nothing, and may not be able to read
    # the modules that are loaded late.
    as_a_user = """
import contextlib, io, os, sys
with contextlib.redirect_stdout(io.StringIO()):
    addin.cli.app([*sys.argv[1:3], "--check"], standalone_mode=False)
if os.getuid() == 0: os.setgroups([]); os.setuid(65534)
"""
    what = folder_of_another / "book.xlsx" if option == "--in-place" and os.getuid() == 0 else folder_of_another
    fails(
        4,
        f"There is no right to write to {what}: name another place with -o.",
        "compute",
        folder_of_another / "book.xlsx",
        option,
        before=as_a_user,
    )
    assert [path.name for path in folder_of_another.iterdir()] == ["book.xlsx"]
