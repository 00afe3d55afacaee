"""The catalogue of functions on a terminal: a search, and the whole help of one function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from addin.formula_text import answer_line, answer_table, example_formula
from addin.manual import KINDS, left_out, refusals_of
from udfs import FUNCTIONS, WorksheetFunction


def the_one_named(words: list[str]) -> WorksheetFunction | None:
    """The function that is asked for by its name, with or without ``REL_``, in any case."""
    wanted = "_".join(words).strip().lstrip("=").removesuffix("()").upper().removeprefix("REL_")
    return next((each for each in FUNCTIONS if each.name.removeprefix("REL_") == wanted), None)


def found(words: list[str]) -> list[WorksheetFunction]:
    """The functions in which every word occurs, those that have it in their name first.

    Hyphens do not count, nor do spaces within a word: ``break-even`` and ``breakeven`` find *break-even* and
    *break even*.
    """
    wanted = [_pattern(word) for text in words for word in _unhyphenated(text).split()]
    hits = [each for each in FUNCTIONS if all(word.search(_searched(each)) for word in wanted)]
    return sorted(hits, key=lambda each: not all(word.search(_unhyphenated(each.name)) for word in wanted))


def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word anywhere, and from the start of another word with spaces in it."""
    return re.compile(rf"{re.escape(word)}|\b{' ?'.join(map(re.escape, word))}")


def _unhyphenated(text: str) -> str:
    return re.sub(r"[-\u2010\u2011_]", "", text).casefold()


def _searched(declaration: WorksheetFunction) -> str:
    parameters = (f"{parameter.name} {parameter.help}" for parameter in declaration.parameters)
    parts = (
        declaration.name,
        declaration.subject,
        declaration.summary,
        declaration.documentation.convention,
        *parameters,
    )
    return _unhyphenated(" ".join(" ".join(parts).split()))


def print_list(declarations: list[WorksheetFunction], console: Console) -> None:
    """Each function with its summary, by subject."""
    subjects = dict.fromkeys(each.subject for each in declarations)
    for subject in subjects:
        console.print(Text(subject, style="bold"))
        for each in declarations:
            if each.subject == subject:
                console.print(Padding(Text(each.signature, style="cyan"), (0, 0, 0, 2)))
                console.print(Padding(Text(each.summary), (0, 0, 0, 6)))
        console.print()


def print_help(declaration: WorksheetFunction, console: Console) -> None:
    """All that the manual says of one function."""
    console.print(Text(declaration.signature, style="bold cyan"))
    for part in _parts(declaration):
        console.print()
        console.print(part)


def _parts(declaration: WorksheetFunction) -> Iterator[RenderableType]:
    documentation = declaration.documentation
    yield Text(declaration.summary, style="bold")
    for paragraph in documentation.convention.split("\n\n"):
        if paragraph.strip():
            yield Text(_prose(paragraph))
    yield Text(f"{declaration.subject}. {KINDS[declaration.kind]}", style="italic")
    if declaration.parameters:
        yield _arguments(declaration)
    if returns := documentation.sections.get("Returns"):
        yield _section("Answer", Text(_prose(returns)))
    if refusals := refusals_of(declaration):
        yield _section("Errors", *(Text(f"{code} {_prose(text)}".strip()) for code, text in refusals))
    if equation := documentation.sections.get("Equation"):
        yield _section("Equation", Text(_prose(equation)))
    yield _section("Example", Text(example_formula(declaration), style="cyan"), _answer(declaration))
    if source := documentation.sections.get("Source"):
        yield _section("Source", Text(_prose(source)))


def _section(heading: str, *body: RenderableType) -> Group:
    return Group(Text(heading, style="bold"), *(Padding(part, (0, 0, 0, 2)) for part in body))


def _arguments(declaration: WorksheetFunction) -> Group:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", overflow="fold")
    table.add_column()
    for parameter in declaration.parameters:
        default = left_out(parameter).replace("`", "")
        without = {"needed": "", "-": " (may be left out)"}.get(default, f" (left out: {default})")
        table.add_row(Text(parameter.name), Text(parameter.help.replace("`", "") + without))
    return _section("Arguments", table)


def _answer(declaration: WorksheetFunction) -> RenderableType:
    if declaration.kind != "table":
        return Text(f"→ {answer_line(declaration)}")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for row in answer_table(declaration):
        table.add_row(*map(Text, row))
    return table


def _prose(text: str) -> str:
    return " ".join(text.replace("`", "").split())
