"""How far the work is, as a terminal shows it: a real process before a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import xlsxwriter
from lists_to_press import write_list

from addin.headless import compute

COMMAND = """
from addin import terminal
terminal._SECONDS_OF_PATIENCE = {patience}
from addin.cli import main
main()
"""


def made(path: Path, rows: int) -> Path:
    """A book with so many clients."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(1, rows + 1):
            sheet.write_row(row - 1, 0, [100 + row, 0.8])
            sheet.write_formula(row - 1, 2, f"=IF(A{row}>0,ROUND(REL_CLV(A{row},B{row},0.1),2),0)")
    return path


def on_a_terminal(patience: float, *arguments: str | Path) -> tuple[str, str]:
    """What ``tenure`` writes to a terminal as standard error, and to a pipe as standard output."""
    terminal, end = pty.openpty()
    command = [sys.executable, "-c", COMMAND.format(patience=patience), *map(str, arguments)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "NO_COLOR": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=end, env=environment, text=True) as process:
        os.close(end)
        seen = b""
        while True:
            try:
                piece = os.read(terminal, 1 << 16)
            except OSError:  # nobody writes any more
                break
            if not piece:
                break
            seen += piece
        assert process.stdout is not None
        said = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0
    return seen.decode(), said


def bars(seen: str) -> list[tuple[str, int]]:
    """What was being done, and how long the bar was, each time it was drawn."""
    drawn = re.findall(r"(Reading|Computing|Writing) ([━╸ ]*)", re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen))
    return [(doing, len(bar.strip())) for doing, bar in drawn]


def test_progress_is_shown_and_moves(tmp_path: Path) -> None:
    seen, said = on_a_terminal(0.0, "compute", made(tmp_path / "book.xlsx", 20_000))
    lengths = [length for _, length in bars(seen)]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) > 2
    assert "\x1b" not in said
    assert "20,000 formulas computed" in said
    assert "Reading" not in said


def test_a_button_on_a_closed_file_shows_how_far_it_is(tmp_path: Path) -> None:
    book = write_list(tmp_path / "clients.xlsx")
    seen, said = on_a_terminal(0.0, "run", "assign-tiers", book, "-o", tmp_path / "tiers.xlsx")
    lengths = [length for _, length in bars(seen)]
    assert lengths
    assert lengths == sorted(lengths)
    assert "\x1b" not in said
    assert "tiers.xlsx" in said


def test_work_that_is_done_soon_shows_no_progress(tmp_path: Path) -> None:
    seen, said = on_a_terminal(1000, "compute", made(tmp_path / "book.xlsx", 100))
    assert seen == ""
    assert "100 formulas computed" in said


def test_the_share_never_falls(tmp_path: Path) -> None:
    book = made(tmp_path / "book.xlsx", 20_000)
    told: list[tuple[str, float]] = []
    compute(book, progress=lambda doing, share: told.append((doing, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    for doing, least in (("Reading", 3), ("Computing", 5)):
        assert len({share for each, share in told if each == doing}) >= least
