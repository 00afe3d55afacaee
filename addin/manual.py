"""The manual that is generated: written from the declarations, so that it says what the functions do.

``tenure build`` writes these pages, ``tenure build --check`` finds the stale ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from addin.button_manual import buttons_page
from addin.checks import Check
from addin.exit_codes import CannotGoOn, ExitCode
from addin.formula_text import answer_line, answer_table, example_formula
from addin.gallery import gallery_page
from addin.ribbon_picture import picture
from udfs import FUNCTIONS, WorksheetFunction, errors
from udfs.readers import Anything
from udfs.worksheet_function import Parameter, as_in_a_formula

_GENERATED = "<!-- Written by `tenure build` from the declarations in udfs/: change it there. -->"

KINDS = {
    "row": "One answer per client, each from its own row: fits into a Table column.",
    "rank": "One answer per client, clients compared with each other: pass the whole column.",
    "table": "A table that fills the cells below and beside the formula.",
    "value": "One value.",
}
"""What each kind of function answers with, for the reader of a manual."""

_RULES = """\
## Rules for all functions

- **Periods.** Rate, retention and growth are for the same period as the money, say a year. A yearly rate with a
  monthly retention is the commonest mistake of all; [`REL_PER_PERIOD`](#rel_per_period) converts.
- **Shares and rates** are fractions: `80%` or `0.8`, never `80`.
- **Rows.** Arguments with a cell per client need equally many rows, or are one cell that serves all. Whole columns may
  be passed (`A:A`): they end with the last filled row. A single row of cells is as many clients, or one series of
  cash flows. Hidden and filtered rows count, as in `SUM`.
- **Headings.** A first row that holds text where numbers or dates belong is a heading: blank in the answer, counted
  nowhere.
- **Blanks** are never zero. A blank row has a blank answer; a blank cell in a row that is otherwise filled is `#N/A`;
  a blank option takes its default. In cash flows a blank keeps its place as 0 (`NPV` and `IRR` close the gap, and
  move what follows forward).
- **Numbers in text** are read when they are plain, such as `1200` or `-3.5%`. What could be read in two ways is refused
  with `#VALUE!`: `1.200`, `1,234`, `£1,200`, `(1,200)`.
- **Dates** are date cells, or text such as `2026-03-31`. A year alone (`2019`) and 0 are refused, for they are seldom
  meant as dates. No function looks at the clock: the day that counts is an argument.
- **Names and options** are compared without regard to case and outer spaces. Options are in English in every Excel; an
  unknown word is refused, and the choices are listed.
- **Errors** say what is wrong: `#VALUE!` the wrong kind of cell, `#NUM!` outside what is possible, `#N/A` not given or
  too little data, `#DIV/0!` a share of nothing. An error that comes in goes out unchanged. In functions with an answer
  per client a bad row spoils only itself. The sentence behind an error names argument and row: wrap the call as in
  `=REL_EXPLAIN("REL_CLV", A2:A9, 80%, 10%)` to read it.
- **In an Excel Table** use the functions that answer from one row: what fills several cells needs free cells around it.
- **Brackets** mark what may be left out: `[timing="end"]` is `"end"` unless you say otherwise.
"""


def functions_page() -> str:
    """The manual of the worksheet functions, ``docs/functions.md``."""
    parts = [
        _GENERATED,
        "# The worksheet functions",
        f"{len(FUNCTIONS)} functions by subject. On the command line `tenure functions WORD` searches them.\n"
        "[Published values](published-values.md) tells which published figures each of them reproduces in the tests.",
        "\n".join(_contents()),
        _RULES.strip(),
    ]
    for subject, declarations in groupby(FUNCTIONS, key=lambda declaration: declaration.subject):
        parts.append(f"## {subject}")
        for declaration in declarations:
            parts += _chapter(declaration)
    return "\n\n".join(parts) + "\n"


def subject_table() -> str:
    """The functions by subject in a short table, as the README shows them."""
    lines = ["| subject | functions |", "|---|---|"]
    for subject, declarations in groupby(FUNCTIONS, key=lambda declaration: declaration.subject):
        names = ", ".join(f"[`{each.name}`](docs/functions.md#{each.name.lower()})" for each in declarations)
        lines.append(f"| {subject} | {names} |")
    return "\n".join(lines)


def _contents() -> Iterator[str]:
    yield "- [Rules for all functions](#rules-for-all-functions)"
    for subject, declarations in groupby(FUNCTIONS, key=lambda declaration: declaration.subject):
        yield f"- [{subject}](#{subject.lower().replace(' ', '-')})"
        for declaration in declarations:
            yield f"  - [`{declaration.name}`](#{declaration.name.lower()}): {_linked(declaration.summary)}"


def _chapter(declaration: WorksheetFunction) -> Iterator[str]:
    documentation = declaration.documentation
    yield f"### {declaration.name}"
    yield f"```\n{declaration.signature}\n```"
    yield _linked(declaration.summary)
    yield from _paragraphs(documentation.convention)
    yield f"*{KINDS[declaration.kind]}*"
    if declaration.parameters:
        yield "\n".join(_argument_table(declaration.parameters))
    if returns := documentation.sections.get("Returns"):
        yield "**Answer.** " + _linked(_joined(returns))
    if refusals := refusals_of(declaration):
        lines = [f"- `{code}`: {_linked(text)}" if code else f"- {_linked(text)}" for code, text in refusals]
        yield "**Errors**, besides those of [all functions](#rules-for-all-functions):\n\n" + "\n".join(lines)
    if equation := documentation.sections.get("Equation"):
        yield f"**Equation**\n\n```text\n{equation.replace('`', '')}\n```"
    yield from _example(declaration)
    if source := documentation.sections.get("Source"):
        yield "**Source.** " + _linked(_joined(source))


def _argument_table(parameters: tuple[Parameter, ...]) -> Iterator[str]:
    yield "| argument | what it is | if left out |"
    yield "|---|---|---|"
    for parameter in parameters:
        yield f"| `{parameter.name}` | {_linked(_in_table(parameter.help))} | {_in_table(left_out(parameter))} |"


def left_out(parameter: Parameter) -> str:
    """What holds when an argument is left out."""
    if parameter.required:
        return "needed"
    if isinstance(parameter.reader, Anything):
        return "as many as there are"
    return "-" if parameter.default is None else f"`{as_in_a_formula(parameter.default)}`"


def _example(declaration: WorksheetFunction) -> Iterator[str]:
    if declaration.kind != "table":
        yield f"**Example**\n\n```text\n{example_formula(declaration)}\n→ {answer_line(declaration)}\n```"
        return
    headings, *rows = answer_table(declaration)
    lines = [_table_row(headings), "|" + "---|" * len(headings), *map(_table_row, rows)]
    yield f"**Example**\n\n```text\n{example_formula(declaration)}\n```"
    yield "\n".join(lines)


def _table_row(cells: list[str]) -> str:
    return "| " + " | ".join(map(_in_table, cells)) + " |"


_REFUSAL = re.compile(r"^(\w+): ", re.MULTILINE)


def refusals_of(declaration: WorksheetFunction) -> list[tuple[str, str]]:
    """What a function refuses of its own: the Excel error (none where it may be any), and when."""
    _, *parts = _REFUSAL.split(declaration.documentation.sections.get("Raises", ""))
    kinds = [getattr(errors, name) for name in parts[::2]]
    return [(getattr(kind, "code", ""), _joined(text)) for kind, text in zip(kinds, parts[1::2], strict=True)]


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield _linked(_joined(paragraph))


def _joined(text: str) -> str:
    return " ".join(text.split())


def _in_table(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


_NAMES = frozenset(declaration.name for declaration in FUNCTIONS)
_NAME = re.compile(r"`(REL_\w+)`")


def _linked(text: str) -> str:
    """Names of functions lead to their chapters."""
    return _NAME.sub(lambda match: f"[{match[0]}](#{match[1].lower()})" if match[1] in _NAMES else match[0], text)


def _readme(text: str) -> str:
    """The README with its table of functions brought up to date."""
    return _TABLE.sub(
        lambda match: f"{match[1]}{len(FUNCTIONS)} functions by subject:\n\n{subject_table()}\n{match[2]}", text
    )


_TABLE = re.compile(r"(<!-- functions -->\n).*?(<!-- /functions -->)", re.DOTALL)


def _command_line() -> str:
    from addin.command_manual import command_line_page  # late: it reads the command line, which offers the manual

    return command_line_page()


def _excel(text: str) -> str:
    """The page on Excel with its table of what `tenure doctor` looks at."""
    from addin.excel.doctor import CHECKS  # late: only this page needs it

    return _with_checks(text, CHECKS)


def _libreoffice(text: str) -> str:
    """The page on LibreOffice, likewise."""
    from addin.libreoffice.doctor import CHECKS  # late: only this page needs it

    return _with_checks(text, CHECKS)


def _with_checks(text: str, checks: Sequence[Check[Any]]) -> str:
    lines = ["| what | what is asked | what to do otherwise |", "|---|---|---|"]
    lines += [f"| {check.name} | {check.question} | {check.advice} |" for check in checks]
    return _CHECKS.sub(lambda match: "\n".join((match[1], *lines, match[2])), text)


_CHECKS = re.compile(r"(<!-- checks -->)\n.*?(<!-- /checks -->)", re.DOTALL)


PAGES: dict[str, Callable[[str, Path], str]] = {
    "README.md": lambda text, _: _readme(text),
    "docs/functions.md": lambda *_: functions_page(),
    "docs/command-line.md": lambda *_: _command_line(),
    "docs/buttons.md": lambda *_: buttons_page(),
    "docs/gallery.md": lambda _, checkout: gallery_page(checkout),
    "docs/images/ribbon.svg": lambda *_: picture(),
    "docs/excel.md": lambda text, _: _excel(text),
    "docs/libreoffice.md": lambda text, _: _libreoffice(text),
}
"""Each generated page by its path in a checkout: its text as it should be, from the text that is there."""


def the_checkout(folder: Path) -> Path:
    """The folder, if it is the root of a checkout of Tenure."""
    declared = folder / "pyproject.toml"
    if not declared.is_file() or 'name = "tenure"' not in declared.read_text(encoding="utf-8"):
        raise CannotGoOn(f"{folder} is not the root of a checkout of Tenure.", ExitCode.UNREADABLE)
    return folder


def stale_pages(checkout: Path) -> dict[Path, str]:
    """The pages that are not what they should be, and what they should be."""
    stale = {}
    for name, page in PAGES.items():
        path = checkout / name
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = page(present, checkout)
        if wanted != present:
            stale[path] = wanted
    return stale
