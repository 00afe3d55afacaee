"""The worksheet functions as Excel sees them: VBA generated from their declarations, and their help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from udfs import FUNCTIONS, WorksheetFunction
from udfs.readers import Dates, One
from udfs.worksheet_function import Parameter

MODULE_NAME = "TenureFunctions"
"""The module that holds the wrappers."""

LONGEST_HELP = 255
"""What Excel takes as a description, of a function or an argument."""

_LONGEST_LINE = 100
# A letter for each role, as TenureColumns.bas tells them apart.
_ROLES = {"row": "r", "series": "s", "columns": "w", "call": "c"}
# The subject whose answers people read: these functions say in words why there is no answer.
_IN_WORDS = "Help"


def functions_module() -> str:
    """The source of the module with a public function for each declaration."""
    parts = [
        f'Attribute VB_Name = "{MODULE_NAME}"\nOption Explicit\n',
        "' Written from the declarations in udfs/ when the package is built.\n",
        *map(wrapper, FUNCTIONS),
    ]
    return "\n".join(parts)


def wrapper(declaration: WorksheetFunction) -> str:
    """The VBA function of one declaration."""
    name = declaration.name
    return "\n".join(
        [
            *_broken(f"Public Function {name}(", _declared(declaration), ") As Variant"),
            f'Attribute {name}.VB_Description = "{_quoted(short_help(declaration.summary))}"',
            f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"',
            *_body(declaration),
            "End Function",
            "",
        ]
    )


def _declared(declaration: WorksheetFunction) -> list[str]:
    """The arguments as VBA declares them: each may be left out, for Python says what is missing."""
    names = [parameter.name for parameter in declaration.parameters]
    if declaration.takes_all_that_follow:  # VBA allows no optional argument before it
        return [*(f"{name} As Variant" for name in names[:-1]), f"ParamArray {names[-1]}() As Variant"]
    return [f"Optional {name} As Variant" for name in names]


def _body(declaration: WorksheetFunction) -> list[str]:
    name, names = declaration.name, [parameter.name for parameter in declaration.parameters]
    if declaration.kind == "row":
        roles = "".join(_ROLES[parameter.reader.role] for parameter in declaration.parameters)
        return list(
            _broken(f'    {name} = AnswerOfRow("{name}", "{roles}", {_reads_dates(declaration)}, Array(', names, "))")
        )
    answer = "AnswerInWords" if declaration.subject == _IN_WORDS else "AnswerOfList"
    gathered = "AllArguments" if declaration.takes_all_that_follow else "Array"
    return list(_broken(f'    {name} = {answer}("{name}", {gathered}(', names, "))"))


def _reads_dates(declaration: WorksheetFunction) -> bool:
    """Whether it matters from which year a workbook counts its days."""
    readers = [parameter.reader for parameter in declaration.parameters]
    readers += [reader.of for reader in readers if isinstance(reader, One)]
    return declaration.gives_dates or any(isinstance(reader, Dates) for reader in readers)


def _broken(start: str, items: Sequence[str], end: str) -> Iterator[str]:
    """A statement in lines that fit."""
    line = start
    for position, item in enumerate(items):
        piece = item + (", " if position < len(items) - 1 else "")
        if len(line) + len(piece.rstrip()) > _LONGEST_LINE:
            yield line.rstrip() + " _"
            line = "        "
        line += piece
    yield line + end


def help_rows() -> Iterator[list[str]]:
    """The help as the sheet `_IntelliSense_` holds it, a row for each function after the heading.

    Function, description, address of a manual (none), then name and help of each argument.
    """
    yield ["FunctionInfo"]
    for declaration in FUNCTIONS:
        arguments = [text for each in declaration.parameters for text in (_shown_name(each), short_help(each.help))]
        yield [declaration.name, short_help(declaration.summary), "", *arguments]


def category_rows(version: str) -> Iterator[list[str]]:
    """The add-in's own sheet: its version, then the subject of each function, in the order of `help_rows`."""
    yield ["Tenure", version]
    for declaration in FUNCTIONS:
        yield [declaration.name, f"Tenure: {declaration.subject}"]


def _shown_name(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"[{parameter.name}]"


def short_help(text: str) -> str:
    """A help text as Excel takes it: plain, and cut between words where it is too long."""
    text = " ".join(text.replace("`", "").split())
    if len(text) <= LONGEST_HELP:
        return text
    return text[: LONGEST_HELP - 3].rpartition(" ")[0].rstrip(",;:") + "..."


def _quoted(text: str) -> str:
    return text.replace('"', '""')
