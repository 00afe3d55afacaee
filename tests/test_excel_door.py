"""The door from Excel to the functions, with plain values as macros send them: no Windows needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

import udfs
from addin.excel import door, log
from addin.excel.door import answer
from addin.marks import ERROR_MARK
from udfs import FUNCTIONS, CellError

ERROR_NUMBERS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}


def as_sent(raw):
    """What Visual Basic makes of a cell or a range: numbers are doubles, errors numbers, a range rows."""
    if isinstance(raw, (list, tuple)):
        return [tuple(map(as_sent, row)) if isinstance(row, (list, tuple)) else (as_sent(row),) for row in raw]
    if isinstance(raw, CellError):
        return error(raw.code)
    return float(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def error(code):
    """An error cell as Windows numbers it."""
    return (0x800A0000 | ERROR_NUMBERS[code]) - 2**32


def as_shown(sent):
    """What a sheet shows of what was sent back: error marks are errors."""
    if isinstance(sent, list):
        return [[as_shown(cell) for cell in row] for row in sent]
    if isinstance(sent, str) and sent.startswith(ERROR_MARK):
        return CellError(sent.removeprefix(ERROR_MARK), "")
    return sent


@pytest.fixture(autouse=True)
def log_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Łukasz" / "AppData" / "Local"))
    return log.path()


@pytest.mark.parametrize("declaration", FUNCTIONS, ids=lambda declaration: declaration.name)
def test_every_example_is_answered(declaration):
    example = declaration.example
    sent = answer(declaration.name, [as_sent(argument) for argument in example.arguments])
    assert example.holds(as_shown(sent))


@pytest.mark.parametrize("declaration", FUNCTIONS, ids=lambda declaration: declaration.name)
def test_answers_are_doubles_texts_and_booleans_in_a_rectangle(declaration):
    sent = answer(declaration.name, [as_sent(argument) for argument in declaration.example.arguments])
    rows = sent if isinstance(sent, list) else [[sent]]
    assert {type(cell) for row in rows for cell in row} <= {float, str, bool}
    assert len({len(row) for row in rows}) == 1


def test_an_argument_left_out_takes_its_default():
    assert answer("REL_CLV", [300000.0, 0.8, 0.1, None, None]) == answer("REL_CLV", [300000.0, 0.8, 0.1])
    assert answer("REL_CLV", [300000.0, 0.8, 0.1, door.NOT_GIVEN]) == answer("REL_CLV", [300000.0, 0.8, 0.1])


def test_one_left_out_before_one_given():
    sent = answer("REL_CLV", [100.0, 0.8, 0.1, door.NOT_GIVEN, "at risk"])
    assert sent == pytest.approx(266.6666667)


def test_no_arguments():
    assert answer("REL_VERSION", []) == f"Tenure {udfs.__version__}, Excel"
    assert "Python" in udfs.call("REL_VERSION")  # elsewhere it is not Excel that asks


def test_blank_cells_are_not_given():
    assert answer("REL_CLV", [[(100.0,), (None,), (None,)], [(0.8,), (0.8,), (None,)], 0.1]) == [
        [pytest.approx(333.3333333)],
        [ERROR_MARK + "#N/A"],
    ]


@pytest.mark.parametrize("code", ERROR_NUMBERS)
def test_an_error_cell_goes_out_as_it_came_in(code):
    assert answer("REL_CLV", [error(code), 0.8, 0.1]) == ERROR_MARK + code
    rows = [(100.0,), (error(code),)]
    assert answer("REL_CLV", [rows, 0.8, 0.1]) == [[pytest.approx(333.3333333)], [ERROR_MARK + code]]


def test_an_error_without_a_name_is_an_error_still():
    assert answer("REL_CLV", [0x800A0FFF - 2**32, 0.8, 0.1]) == ERROR_MARK + "#VALUE!"


def test_what_the_user_can_mend_is_marked_with_its_code():
    assert answer("REL_CLV", [100.0, 1.3, 0.1]) == ERROR_MARK + "#NUM!"
    assert answer("REL_CLV", [True, 0.8, 0.1]) == ERROR_MARK + "#VALUE!"
    assert answer("REL_CLV", ["ten", 0.8, 0.1]) == ERROR_MARK + "#VALUE!"


def test_nothing_of_it_reaches_the_log(log_file):
    answer("REL_CLV", [100.0, 1.3, 0.1])
    assert not log_file.exists()


def test_dates_are_serial_numbers_in_and_out():
    cadence = [("Gold", 30.0), ("Iron", 90.0)]
    due = answer("REL_CONTACT_DUE", [[(45000.0,), (45100.0,)], [("Gold",), ("Iron",)], cadence])
    assert due == [[45030.0], [45190.0]]


def test_days_count_from_1904_where_the_workbook_says_so():
    assert answer("REL_NEXT_DATE", [0.0, 100.0], True) == ERROR_MARK + "#NUM!"
    of_1900, of_1904 = answer("REL_NEXT_DATE", [40000.0, 45000.0]), answer("REL_NEXT_DATE", [38538.0, 43538.0], True)
    assert of_1900 - of_1904 == 1462


def test_booleans_stay_booleans():
    assert answer("REL_PARETO", [True]) == ERROR_MARK + "#VALUE!"
    with_headings = answer("REL_WHALE_CURVE", [[(3.0,), (1.0,)], True])
    without = answer("REL_WHALE_CURVE", [[(3.0,), (1.0,)], False])
    assert with_headings[1:] == without


def test_text_of_any_alphabet_goes_through():
    names = [("Łukasz & Søn",), ("株式会社 日本",), ("Zoë 😀",)]
    sent = answer("REL_KEY_DATES", [names, [(45000.0,), (45001.0,), (45002.0,)], 45000.0, 30.0, False])
    assert {row[0] for row in sent} == {name for (name,) in names}


def test_a_text_as_long_as_a_cell_holds():
    text = "x" * 32767
    assert answer("REL_CLIENT_KEY", [text]) == text


def test_a_hundred_thousand_rows():
    margins = [(float(row),) for row in range(100_000)]
    sent = answer("REL_CLV", [margins, 0.8, 0.1])
    assert len(sent) == 100_000
    assert sent[300][0] == pytest.approx(1000.0)


def test_an_array_constant_of_one_row_gives_a_row():
    assert answer("REL_CLV", [[(30.0, 60.0)], 0.8, 0.1]) == [[pytest.approx(100.0), pytest.approx(200.0)]]


def test_an_unknown_function_is_a_name_error():
    assert answer("REL_NOSUCH", [1.0]) == ERROR_MARK + "#NAME?"


def test_a_mistake_of_ours_shows_value_and_leaves_its_trace(monkeypatch, log_file):
    def wrong(*cells, date_1904):
        float(cells[1][0][0])

    monkeypatch.setattr(udfs, "call", wrong)
    assert answer("REL_CLV", [[("Ashgrove Homes",)], 0.8, None]) == ERROR_MARK + "#VALUE!"
    text = log_file.read_text(encoding="utf-8")
    assert "REL_CLV could not answer a range of 1 rows, a float, nothing" in text
    assert "in wrong\n    float(cells[1][0][0])" in text
    assert text.endswith("ValueError\n")  # and not its words, which quote the cell
    assert "Ashgrove" not in text


def test_a_package_that_cannot_be_loaded_is_no_answer(monkeypatch, log_file):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    monkeypatch.setattr(udfs, "call", lambda *cells, date_1904: __import__("scipy.special"))
    with pytest.raises(ImportError, match=r"scipy\.special"):
        answer("REL_CLV", [1.0])
    assert not log_file.exists()  # who asked the door has more to say of it


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    monkeypatch.setattr(udfs, "call", lambda *cells, date_1904: 1 / 0)
    assert answer("REL_CLV", [1.0]) == ERROR_MARK + "#VALUE!"


def test_the_log_never_grows_beyond_four_files(monkeypatch, log_file):
    for _ in range(45):
        log.event("x" * 100_000)
    files = sorted(log_file.parent.iterdir())
    assert [file.name for file in files] == ["excel.log", "excel.log.1", "excel.log.2", "excel.log.3"]
    assert sum(file.stat().st_size for file in files) < 4_000_000


def test_the_server_imports_no_other_host():
    """Each import costs whoever waits for the first figure, and what the engine needs does not load everywhere."""
    program = "import sys, addin.excel.door; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = set(
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    )
    assert "udfs" in loaded
    assert not loaded & {"scipy", "pandas", "formualizer", "openpyxl", "xlsxwriter", "typer", "rich", "xlwings"}
