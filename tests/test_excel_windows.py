"""The real server under Wine: Windows' Python, Windows' COM, and a client that calls as Visual Basic does.

These tests take Wine and a gigabyte of packages, so they run when asked for: ``pytest -m windows``. What is missing is
made or said (``.ci/windows-python``); nothing is skipped. The Windows user and the folder of the add-in are called
Łukasz, since the ways to Windows that break on such names are many.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from under_wine import client as under_wine_client
from under_wine import machine as under_wine_machine
from under_wine.client import MISSING, SERVER_IS_GONE, ByReference, CallFailed, Client, ExcelError

from addin.excel.registration import CLASS_ID
from addin.marks import ERROR_MARK
from udfs import FUNCTIONS, CellError, __version__

pytestmark = pytest.mark.windows

IDLE_SECONDS = 4.0
ERROR_NUMBERS = {"#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NUM!": 2036, "#N/A": 2042}


@pytest.fixture(scope="module")
def machine():
    with under_wine_machine.started(user="Łukasz") as started:
        under_wine_machine.install_tenure(started, IDLE_SECONDS)
        yield started


@pytest.fixture(scope="module")
def program(machine, tmp_path_factory):
    return under_wine_client.compile_client(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def excel(machine, program):
    """The client of the calls, attached. Tests of how the server ends come last, and have clients of their own."""
    with Client(machine, program) as started:
        yield started


@pytest.fixture
def client(excel):
    excel.create()
    excel.attach()
    return excel


@pytest.fixture
def log_of(machine):
    """What the log says of a server process, from its start on."""

    def read():
        return (machine.local_application_data / "Tenure" / "excel.log").read_text(encoding="utf-8")

    return read


def as_sent(raw):
    if isinstance(raw, (list, tuple)):
        return tuple(tuple(map(as_sent, row)) if isinstance(row, (list, tuple)) else (as_sent(row),) for row in raw)
    return ExcelError(ERROR_NUMBERS[raw.code]) if isinstance(raw, CellError) else raw


def as_shown(sent):
    if isinstance(sent, tuple):
        return [list(map(as_shown, row)) for row in sent]
    if isinstance(sent, str) and sent.startswith(ERROR_MARK):
        return CellError(sent.removeprefix(ERROR_MARK), "")
    return sent


def starts(log):
    """The processes of all servers that started, in their order."""
    return re.findall(r"^\S+ \S+ (\d+) started:", log, flags=re.MULTILINE)


def has_ended(process, log):
    """Whether a server said that it ended, after the last time that a process of this number started."""
    return f" {process} ended:" in log.rpartition(f" {process} started:")[2]


def kill(machine, process):
    """End a process as the Task Manager does.

    Wine 8 goes on giving out the class of a server that was killed, where Windows forgets it with the process; ending
    Wine's list of classes, which then starts anew, stands in for that.
    """
    machine.run("taskkill", "/F", "/PID", process)
    machine.run("taskkill", "/F", "/IM", "rpcss.exe")


def python(machine, program):
    """What a program says that runs beside the server, on the same packages."""
    site_packages = machine.local_application_data / "Tenure" / "environment" / "Lib" / "site-packages"
    whole = "import sys; sys.path.insert(0, sys.argv[1])\n" + program
    return machine.run(machine.python, "-X", "utf8", "-c", whole, machine.windows_path(site_packages)).strip()


def until(holds, seconds=30):
    """Wait for something that must happen soon."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.2)


def start_anew(machine, program, log_of):
    """End the server that runs, whoever is attached to it."""
    with Client(machine, program) as client:
        client.create()
        server = starts(log_of())[-1]
        client.call("Stop")
        until(lambda: has_ended(server, log_of()))


def test_the_user_is_lukasz_and_so_is_the_folder(machine, client):
    assert client.call("Version").value == __version__
    assert "Łukasz" in str(machine.local_application_data)


@pytest.mark.parametrize("declaration", FUNCTIONS, ids=lambda declaration: declaration.name)
def test_every_example_is_answered(client, declaration):
    example = declaration.example
    answer = client.answer(declaration.name, *map(as_sent, example.arguments)).value
    assert example.holds(as_shown(answer))


def test_arguments_left_out(client):
    expected = pytest.approx(266.6666667)
    assert client.answer("REL_CLV", 100, 0.8, 0.1, MISSING, "at risk", MISSING).value == expected
    assert client.answer("REL_CLV", 100, 0.8, 0.1, None, "at risk").value == expected


def test_blanks_errors_booleans_and_texts_in_a_range(client):
    margins = ((100.0,), (None,), ("",), (ExcelError(2007),), (True,), ("250",), ("Łukasz 日本 😀",))
    retentions = ((0.8,), (None,), (None,), (0.8,), (0.8,), (0.8,), (0.8,))
    column = as_shown(client.answer("REL_CLV", margins, retentions, 0.1).value)
    no_share, no_number = CellError("#DIV/0!", ""), CellError("#VALUE!", "")
    assert [cell for (cell,) in column] == [
        pytest.approx(333.3333333), "", "", no_share, no_number, pytest.approx(833.3333333), no_number
    ]  # fmt: skip


def test_dates_are_serial_numbers(client):
    assert client.answer("REL_NEXT_DATE", 45000.0, 45001.0).value == 45366.0
    assert client.call("Answer", "REL_NEXT_DATE", [43538.0, 43539.0], True).value == 43904.0


def test_names_come_back_as_they_were_written(client):
    names = (("Łukasz & Søn",), ("株式会社 日本",), ("Zoë 😀",), ("with\0nothing",))
    days = tuple((45000.0 + day,) for day in range(4))
    table = client.answer("REL_KEY_DATES", names, days, 45000.0, 30.0, False).value
    assert {row[0] for row in table} == {name for (name,) in names}


def test_a_text_as_long_as_a_cell_holds(client):
    assert client.answer("REL_CLIENT_KEY", "ж" * 32767).value == "ж" * 32767


def test_a_single_row_stays_a_row(client):
    assert client.answer("REL_CLV", ((30.0, 60.0),), 0.8, 0.1).value == ((pytest.approx(100.0), pytest.approx(200.0)),)
    # An array constant, {30,60}, has one dimension.
    assert client.answer("REL_CLV", [30.0, 60.0], 0.8, 0.1).value == ((pytest.approx(100.0), pytest.approx(200.0)),)


def test_variables_passed_by_reference(client):
    arguments = ByReference([((100.0,), (200.0,)), 0.8, 0.1, MISSING, "at risk"])
    column = client.call("Answer", ByReference("REL_CLV"), arguments, ByReference(True)).value
    assert column == ((pytest.approx(266.6666667),), (pytest.approx(533.3333333),))


def test_a_hundred_thousand_rows_of_numbers_and_texts(client):
    values = tuple((float(row),) for row in range(100_000))
    column = client.answer("REL_CLV", values, 0.8, 0.1).value
    assert len(column) == 100_000
    assert column[300][0] == pytest.approx(1000.0)
    tiers = client.answer("REL_TIER", values, ((80_000.0, 50_000.0, 20_000.0),)).value
    assert [tiers[row][0] for row in (0, 20_000, 50_000, 99_999)] == ["Lead", "Iron", "Gold", "Platinum"]


def test_what_no_cell_holds_is_refused_in_an_array_as_it_is_alone(machine):
    program = """
from addin.excel.variants import EMPTY, Variant, write
for value in (None, 1, b"", 1.5j):
    for sent in (value, [[1.0, value], ["text", True]]):
        variant = Variant()
        try:
            write(variant, sent)
        except TypeError as error:
            print(error, variant.type == EMPTY)
"""
    kinds = ("NoneType", "int", "bytes", "complex")
    assert python(machine, program).splitlines() == [f"no cell holds a {kind} True" for kind in kinds for _ in "12"]


def test_an_array_that_could_not_be_filled_leaves_nothing_behind(machine):
    program = """
import ctypes
from addin.excel import variants

def taken():
    counters = (ctypes.c_size_t * 9)(72)
    assert ctypes.windll.kernel32.K32GetProcessMemoryInfo(ctypes.c_void_p(-1), counters, 72)
    return counters[7]

def no_room(text):
    raise MemoryError("no room for a text")

numbers = [[1.0]] * 100_000
before = taken()
variants._new_text = no_room
for _ in range(60):
    try:
        variants.write(variants.Variant(), [*numbers, ["text"]])
    except MemoryError:
        print("refused")
print((taken() - before) // 2**20)
"""
    *refused, megabytes = python(machine, program).splitlines()
    assert refused == ["refused"] * 60
    assert int(megabytes) < 30  # an array takes 1.6


def test_an_unknown_function_and_a_wrong_kind_of_argument(client):
    assert client.answer("REL_NOSUCH", 1.0).value == ERROR_MARK + "#NAME?"
    assert client.answer("REL_CLV", under_wine_client.NOTHING, 0.8, 0.1).value == ERROR_MARK + "#VALUE!"
    with pytest.raises(CallFailed, match="80020006"):
        client.call("NoSuchMethod")
    with pytest.raises(CallFailed, match="8002000e"):
        client.call("Answer", "REL_VERSION")
    assert client.answer("REL_CLV", 100, 0.8, 0.1).value == pytest.approx(333.3333333)


def test_packages_that_do_not_load_are_a_sentence_and_in_the_log_and_the_server_ends(machine, log_of):
    program = """if True:
        from addin.excel.server import Server
        sys.modules["numpy"] = None
        server = Server()
        for method, arguments in (("version", ()), ("answer", ("REL_CLV", [100.0, 0.8, 0.1]))):
            try:
                getattr(server, method)(*arguments)
            except ImportError as error:
                print(ascii(server.failed(method, error)), server.is_told_to_end.is_set())
    """
    says = ERROR_MARK + "Tenure's Python came up, but its packages cannot be loaded."
    lines = python(machine, program).splitlines()
    assert len(lines) == 2
    assert all(line.startswith(ascii(says)[:-1]) and line.endswith("True") for line in lines), lines
    said = r"\d (\w+) could not be carried out\nTraceback .*\n(?: .*\n)+ModuleNotFoundError\n"
    assert re.findall(said, log_of())[-2:] == ["version", "answer"]


def test_two_clients_have_one_process(machine, program, client, log_of):
    before = starts(log_of())
    with Client(machine, program) as other:
        other.create()
        assert client.answer("REL_CLV", 100, 0.8, 0.1).value == other.answer("REL_CLV", 100, 0.8, 0.1).value
        assert starts(log_of()) == before


def test_two_clients_that_ask_at_once_get_each_its_own_answer(machine, program, client):
    shares, expected = (0.5, 0.75), (2.0, 4.0)
    with Client(machine, program) as other:
        other.create()
        for _ in range(5):
            for each, share in zip((client, other), shares, strict=True):
                each.start_call("Answer", "REL_LIFETIME", [((share,), (share,))], repeats=50)
            answers = [each.finish_call().value for each in (client, other)]
            assert answers == [((each,), (each,)) for each in expected]


def test_a_server_that_dies_between_calls_comes_back(machine, client, log_of):
    client.answer("REL_VERSION")
    kill(machine, starts(log_of())[-1])
    with pytest.raises(CallFailed) as failed:
        client.answer("REL_CLV", 100, 0.8, 0.1)
    assert str(failed.value) in SERVER_IS_GONE
    client.create()
    assert client.answer("REL_CLV", 100, 0.8, 0.1).value == pytest.approx(333.3333333)


def test_a_server_that_dies_in_mid_work_comes_back(machine, client, log_of):
    client.answer("REL_VERSION")
    process = starts(log_of())[-1]
    client.start_call("Answer", "REL_SIMULATE", [100.0, 0.8, 0.1], repeats=1000)  # minutes, if it were left alone
    time.sleep(1)
    assert client.is_waiting
    kill(machine, process)
    with pytest.raises(CallFailed) as failed:
        client.finish_call()
    assert str(failed.value) in SERVER_IS_GONE
    client.create()
    assert client.answer("REL_CLV", 100, 0.8, 0.1).value == pytest.approx(333.3333333)


def test_a_window_that_is_none_is_no_client(client):
    assert client.call("AttachWindow", 1.0).value is False


def test_it_stays_as_long_as_an_attached_client_runs_and_ends_soon_after_it_died(machine, program, log_of):
    start_anew(machine, program, log_of)
    with Client(machine, program) as client:
        client.create()
        client.attach()
        _, process = client.window()
        server = starts(log_of())[-1]
        time.sleep(2 * IDLE_SECONDS)
        assert not has_ended(server, log_of())
        machine.run("taskkill", "/F", "/PID", str(process))  # it releases nothing
    until(lambda: has_ended(server, log_of()))


def test_it_ends_when_it_is_told_to(machine, program, log_of):
    with Client(machine, program) as client:
        client.create()
        server = starts(log_of())[-1]
        assert client.call("Stop").value is True
        until(lambda: has_ended(server, log_of()))


def test_whoever_asks_right_after_the_end_gets_another_server(machine, program, log_of):
    with Client(machine, program) as client:
        client.create()
        until(lambda: not has_ended(starts(log_of())[-1], log_of()))
        before = len(starts(log_of()))
        for _ in range(5):
            client.call("Stop")
            client.create(patience=0)
            assert client.call("Version").value == __version__
        until(lambda: len(starts(log_of())) == before + 5)


def test_it_ends_for_one_who_was_alone_with_it_and_for_nobody_else(machine, program, log_of):
    with Client(machine, program) as other:
        other.create()
        other.call("Stop")
        other.create()
        assert other.call("Version").value == __version__
        assert other.call("Stop", 0.0).value is False
        assert other.call("Stop", 1.0).value is False  # two calls by now
        assert other.call("Stop", 3.0).value is True
    until(lambda: has_ended(starts(log_of())[-1], log_of()))


def test_the_doctor_ends_the_server_that_it_started_and_no_other(machine, program, log_of):
    start_anew(machine, program, log_of)

    def ask():
        python(machine, "from addin.excel import asking; assert asking.ask().is_right")
        return starts(log_of())[-1]

    started = ask()
    until(lambda: has_ended(started, log_of()))
    assert f" {started} ended: it was told to" in log_of().rpartition(" started:")[2]
    with Client(machine, program) as client:
        client.create()
        client.attach()
        running = starts(log_of())[-1]
        assert ask() == running
        time.sleep(1.5)
        assert client.answer("REL_LIFETIME", 0.5).value == 2.0
        assert not has_ended(running, log_of())


def test_it_ends_soon_when_nobody_attached_themselves(machine, program, log_of):
    start_anew(machine, program, log_of)
    with Client(machine, program) as client:
        client.create()
        server = starts(log_of())[-1]
        until(lambda: has_ended(server, log_of()))


def test_a_button_calls_the_excel_back_that_it_was_pressed_in(machine):
    """The real server with the real xlwings, and a program that offers stand-ins of Excel's objects as Excel does.

    While formulas are written into it, it asks the server for cells, as Excel does, which must not wait for the button.
    """
    site_packages = machine.local_application_data / "Tenure" / "environment" / "Lib" / "site-packages"
    here = Path(__file__).parent
    program = here.parent / ".ci" / "under_wine" / "excel.py"
    said = machine.run(
        machine.python, "-X", "utf8", *map(machine.windows_path, (program, site_packages, here)), seconds=120
    )
    found = json.loads(said.strip().splitlines()[-1])
    [[title, question, has_work]] = found["question"]
    assert (title, has_work, found["unchanged"]) == ("Assign tiers", True, True)
    assert "Sheet Clients gains the column Tier (D2:D4)" in question
    assert (found["done"], found["sheets"]) == ("Assign tiers", ["Clients", "Tenure", "Tiers"])
    assert found["formula"].startswith("=REL_TIER([@Value],")
    assert found["computed meanwhile"] == [2.0, 2.0, 2.0]
    assert (found["undo"][0][0], found["left"], found["restored"]) == ("Undo last", "", True)
    assert found["nothing left"].startswith("There is nothing to take back")


def test_no_workbook_and_no_variable_brings_other_code_in(machine, program, tmp_path, log_of):
    """A hostile folder: what xlwings' own macros would read from the workbook, and modules named as ours are."""
    hostile = "raise SystemExit('hostile code ran')"
    for name in ("udfs.py", "addin.py", "numpy.py", "sitecustomize.py", "usercustomize.py", "xlwings.conf"):
        (tmp_path / name).write_text(hostile, encoding="utf-8")
    variables = {
        "PYTHONPATH": machine.windows_path(tmp_path),
        "PYTHONSTARTUP": "sitecustomize.py",
        "PYTHONHOME": "C:\\",
    }
    start_anew(machine, program, log_of)
    with Client(machine, program, folder=tmp_path, variables=variables) as client:
        client.create()
        assert client.answer("REL_CLV", 100, 0.8, 0.1).value == pytest.approx(333.3333333)


def test_the_registry_holds_it_in_both_views_and_nothing_after_its_removal(machine):
    """Wine's own registry. Only the user's keys: what stands in HKEY_LOCAL_MACHINE is the tests' own."""

    def with_registration(statement):
        return python(machine, f"from addin.excel import registration; {statement}")

    def user_keys():
        found = ""
        for view in ("/reg:64", "/reg:32"):
            found += machine.run("reg", "query", r"HKCU\Software\Classes", "/s", view, check=False)
        return found

    command = with_registration("print(registration.registered())")
    assert "pythonw.exe -I -S -X utf8" in command
    assert "Łukasz" in command
    assert user_keys().count(CLASS_ID + r"\LocalServer32") == 2
    with_registration("registration.remove()")
    assert CLASS_ID not in user_keys()
    assert "Tenure" not in user_keys()
    assert with_registration("print(registration.registered())") == "None"
