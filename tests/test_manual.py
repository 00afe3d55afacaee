"""The generated manual: everything that is declared is in it, and the pages in the checkout are not stale."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from addin import manual
from addin.cli import app
from addin.command_manual import command_line_page
from addin.exit_codes import ExitCode
from addin.formula_text import answer_line, answer_text, formula
from udfs import FUNCTIONS, CellError, WorksheetFunction, declaration

CHECKOUT = Path(__file__).parents[1]
PAGE = manual.functions_page()


def chapter(name: str) -> str:
    """What the manual says of a function."""
    return re.split(r"^##+ ", PAGE.partition(f"\n### {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_has_its_chapter(function: WorksheetFunction) -> None:
    text = chapter(function.name)
    assert function.signature in text
    for parameter in function.parameters:
        assert f"| `{parameter.name}` | " in text
    assert "**Answer.**" in text
    assert "**Source.**" in text
    assert f"={function.name}(" in text
    # What the docstring says under Raises is all there, under the errors that a sheet shows.
    raises = re.findall(r"^\w+: ", function.documentation.sections.get("Raises", ""), re.MULTILINE)
    assert len(manual.refusals_of(function)) == len(raises)
    assert bool(raises) == ("Raises" in function.documentation.sections)


def test_an_example_reads_as_a_formula_and_its_answer() -> None:
    assert "=REL_CLV(300000, 0.8, 0.1)\n→ 1,000,000\n" in chapter("REL_CLV")
    assert "| Times as much | 5 |" in chapter("REL_COMPARE")


def test_dates_are_shown_as_dates() -> None:
    assert answer_line(declaration("REL_CONTACT_DUE")) == "2026-03-16"
    assert "| Cranmere | 2025-12-28 | 8 | 9 |" in chapter("REL_KEY_DATES")


def test_years_are_shown_as_years() -> None:
    assert "| 2022 | 3 | " in chapter("REL_COHORTS")


def test_how_cells_are_written_in_a_formula() -> None:
    arguments = (1, None, [[1, "a"], [None, True]], CellError("#N/A", ""), 'say "so"')
    assert formula("REL_X", arguments) == '=REL_X(1, , {1, "a"; "", TRUE}, #N/A, "say ""so""")'


@pytest.mark.parametrize(
    ("cell", "shown"), [(1000000.0, "1,000,000"), (0.1 + 0.2, "0.3"), (1234.5678, "1,234.57"), (True, "TRUE"), ("", "")]
)
def test_how_answers_are_shown(cell: object, shown: str) -> None:
    assert answer_text(cell) == shown


def test_every_link_within_the_manual_leads_somewhere() -> None:
    headings = re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert len(anchors) == len(headings)
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= anchors


def test_tables_have_as_many_cells_as_headings() -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(counts) == 1, table


def test_every_command_and_exit_code_is_in_the_manual() -> None:
    page = command_line_page()
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert f"\n## tenure {name}\n" in page
    for code in ExitCode:
        assert f"| {code.value} | {code.meaning} |" in page


def test_the_pages_in_the_checkout_are_as_they_should_be() -> None:
    assert [path.name for path in manual.stale_pages(CHECKOUT)] == []


def test_a_stale_page_is_found_and_mended(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# T\n<!-- functions -->\nold\n<!-- /functions -->\nrest\n")
    (tmp_path / "docs").mkdir()
    for page in ("excel.md", "libreoffice.md"):
        (tmp_path / "docs" / page).write_text("<!-- checks -->\nold\n<!-- /checks -->\n")
    stale = manual.stale_pages(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in stale} == set(manual.PAGES)
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert manual.stale_pages(tmp_path) == {}
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "REL_CLV" in readme
    assert "old" not in readme
    assert readme.endswith("\nrest\n")


def test_the_table_of_dependencies_is_that_of_the_project() -> None:
    declaration = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declaration["project"]
    text = (CHECKOUT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([\w.-]+) \| `([^`]*)` \|", text, re.MULTILINE))
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["test"], *extras["check"], *declaration["build-system"]["requires"]]
    assert listed == {re.match(r"([\w.-]+)(.*)", each).groups() for each in declared if not each.startswith("tenure[")}


@pytest.mark.parametrize("command", ["demo", "tests"])
def test_the_commands_of_the_readme_can_be_taken_out_of_it(command: str) -> None:
    script = CHECKOUT / ".ci" / "readme-command"
    done = subprocess.run([script, command], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("python3 -m venv ")
