"""The workbook that Excel's button asks for: written by another process, in a folder for temporary files."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from addin import new_workbook, own_process
from addin.marks import ERROR_MARK
from udfs import FUNCTIONS


@pytest.fixture(autouse=True)
def temporary_files(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_template_is_written_with_its_figures():
    path = Path(new_workbook.new_workbook("functions"))
    assert path.name == "functions.xlsx"
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    first = f"{FUNCTIONS[0].name}(".encode()
    assert any(first in sheet and b"<v>" in sheet for sheet in sheets)


def test_its_folder_goes_with_the_server(tmp_path):
    program = """if True:
        from subprocess import CompletedProcess
        from addin import new_workbook, own_process
        def run(command, **_):
            open(command[-1], "w").close()
            return CompletedProcess(command, 0, "", "")
        own_process.subprocess.run = run
        print(new_workbook.new_workbook("functions"))
    """
    variables = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=variables)
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_template_is_refused_in_a_sentence():
    answer = new_workbook.new_workbook("no-such")
    assert answer.startswith(ERROR_MARK)
    assert "no template no-such" in answer


def test_an_engine_that_windows_does_not_load_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(own_process, "_PROGRAM", "raise ImportError('DLL load failed while importing engine')")
    assert new_workbook.new_workbook("functions") == (
        f"{ERROR_MARK}Tenure's Python failed: ImportError: DLL load failed while importing engine. "
        "Run tenure install again."
    )


def test_a_program_that_hangs_is_given_up(monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(own_process.subprocess, "run", hang)
    assert new_workbook.new_workbook("functions") == f"{ERROR_MARK}It took more than 120 seconds."


def test_a_python_that_cannot_be_started_is_said(monkeypatch):
    def refuse(command, **options):
        raise PermissionError("not allowed")

    monkeypatch.setattr(own_process.subprocess, "run", refuse)
    assert new_workbook.new_workbook("functions") == f"{ERROR_MARK}Python could not be started: not allowed."
