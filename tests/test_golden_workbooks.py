"""Every template as it is written and computed today, held part by part against the workbook that was looked at.

After a change that is meant, ``.ci/golden-workbooks`` writes them anew: look at them before they are kept.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from made_templates import ASKED, made

GOLDEN = Path(__file__).with_name("golden_workbooks")
HOW_TO_KEEP = "if the change is meant, run .ci/golden-workbooks and look at the workbooks"

pytestmark = pytest.mark.every_template


def parts(path: Path) -> dict[str, str]:
    """The parts of a workbook, without what differs from day to day and from machine to machine."""
    with zipfile.ZipFile(path) as package:
        found = {name: package.read(name).decode() for name in package.namelist() if name != "docProps/core.xml"}
    return {name: _comparable(text) for name, text in found.items()}


def _comparable(text: str) -> str:
    text = re.sub(r"Tenure [\w.]+, [^<]*", "Tenure", text)
    return re.sub(r"(?<=<v>)-?\d+\.\d+(?:E[+-]?\d+)?(?=</v>)", lambda found: f"{float(found[0]):.9g}", text)


def difference(name: str, one: str, other: str) -> str:
    """The first place where two parts differ, in words."""
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{name}: {one[max(place - 60, 0) : place + 60]!r} is now {other[max(place - 60, 0) : place + 60]!r}"


@pytest.mark.parametrize(
    "template", [pytest.param(each, marks=pytest.mark.xdist_group(each.name), id=each.name) for each in ASKED]
)
def test_it_is_the_workbook_that_was_looked_at(template, tmp_path):
    golden = parts(GOLDEN / f"{template.name}.xlsx")
    today = parts(made(template, tmp_path, template.fillings[0]).path)
    assert today.keys() == golden.keys(), HOW_TO_KEEP
    changed = [difference(name, golden[name], today[name]) for name in golden if golden[name] != today[name]]
    assert not changed, HOW_TO_KEEP


def test_no_golden_workbook_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.xlsx")} == {template.name for template in ASKED}
