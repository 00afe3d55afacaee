"""The manual of the command line, ``docs/command-line.md``, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from addin.cli import app
from addin.exit_codes import ExitCode

_GENERATED = "<!-- Written by `tenure build` from the commands in addin/command_line: change it there. -->"


def command_line_page() -> str:
    """The commands, their arguments and options, and the exit codes."""
    group: Any = typer.main.get_command(app)
    parts = [
        _GENERATED,
        "# The command line",
        "`tenure --help` and `tenure COMMAND --help` say the same.",
        "\n".join(f"- [`tenure {name}`](#tenure-{name}): {_first_line(each)}" for name, each in group.commands.items())
        + "\n- [Exit codes](#exit-codes)",
    ]
    for name, command in group.commands.items():
        parts += _chapter(name, command)
    parts += ["## Exit codes", "\n".join(_exit_codes())]
    parts.append(
        "What fails is said in one sentence on standard error. A traceback is a mistake in Tenure and worth reporting. "
        "Progress is shown on a terminal when something takes longer than a second. "
        "Colours go away with `NO_COLOR=1` and in a pipe."
    )
    return "\n\n".join(parts) + "\n"


def _first_line(command: Any) -> str:
    return str(command.help).partition("\n")[0]


def _chapter(name: str, command: Any) -> Iterator[str]:
    yield f"## tenure {name}"
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    yield f"```\ntenure {name}{''.join(map(_usage, arguments))}{' [OPTIONS]' if options else ''}\n```"
    says, _, examples = command.help.partition("\b\n")
    for paragraph in says.split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())
    if command.params:
        lines = ["| argument or option | what it is |", "|---|---|"]
        lines += [f"| `{_written(each)}` | {each.help} |" for each in (*arguments, *options)]
        yield "\n".join(lines)
    if examples:
        heading, *lines = examples.strip("\n").splitlines()
        yield heading + "\n\n```\n" + "\n".join(line.strip() for line in lines) + "\n```"


def _usage(argument: Any) -> str:
    return f" {argument.metavar}" if argument.required else f" [{argument.metavar}]"


def _written(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    return ", ".join(parameter.opts) + (f" {parameter.metavar}" if parameter.metavar else "")


def _exit_codes() -> Iterator[str]:
    yield "| code | meaning |"
    yield "|---|---|"
    for code in ExitCode:
        yield f"| {code.value} | {code.meaning} |"
