"""Workbooks as files: with other answers than they had, as LibreOffice converts them, and compared cell by cell."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from addin.libreoffice import office
from addin.libreoffice.profile import Profile

STALE = 999
_SECONDS = 240
_ALWAYS_CALCULATE = "".join(
    f'<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="{name}" oor:op="fuse">'
    "<value>0</value></prop></item>"
    for name in ("OOXMLRecalcMode", "ODFRecalcMode")
)
_WITH_ANSWER = re.compile(rb'<c ([^>]*?)(?: t="[a-z]+")?([^>]*)>(<f[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v>')


def calculate_when_opened(profile: Profile) -> None:
    """Set *Recalculation on File Load* to *Always*, for .xlsx and .ods."""
    settings = profile.folder / "user" / "registrymodifications.xcu"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("</oor:items>", f"{_ALWAYS_CALCULATE}</oor:items>"), encoding="utf-8")


def converted(program: office.LibreOffice, profile: Profile, source: Path, kind: str = "xlsx") -> Path:
    """A workbook as ``soffice --convert-to`` saves it, into a folder beside it."""
    target = source.parent / "saved" / f"{source.stem}.{kind}"
    command = (program.starter, "--headless", f"-env:UserInstallation={profile.url}", "--convert-to", kind)
    subprocess.run(
        (*command, "--outdir", target.parent, source),
        check=True,
        capture_output=True,
        timeout=_SECONDS,
        env=office.environment(),
    )
    return target


def with_stale_answers(source: Path) -> Path:
    """The same workbook, with another number in the place of every computed one."""
    target = source.with_name(f"stale {source.name}")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = _WITH_ANSWER.sub(rb"<c \1\2>\3<v>%d</v>" % STALE, part)
            new.writestr(name, part)
    return target


def cells(path: Path) -> Iterator[tuple[tuple[str, str], Any]]:
    """What each cell shows, by sheet and address; a truth value as a number, as Calc knows it, a blank as no text."""
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                yield (sheet.title, cell.coordinate), float(value) if isinstance(value, (bool, int)) else value or ""


def differing(expected: Path, actual: Path) -> dict[tuple[str, str], tuple[Any, Any]]:
    """The cells that are not the same: numbers to 1e-9, relative above 1."""
    others = dict(cells(actual))
    shown = dict(cells(expected))
    return {
        place: (value, other)
        for place in shown.keys() | others.keys()
        if not _same(value := shown.get(place, ""), other := others.get(place, ""))
    }


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)
