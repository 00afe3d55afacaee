"""The declaration of a worksheet function: what every host, manual, template and test reads.

``@worksheet_function`` files a frozen record and leaves the function as it is. What can be derived is derived: the
parameters and their readers from the signature, the help from the docstring, whether dates go out from the return
annotation.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from udfs.arguments import Headers
from udfs.block import Block
from udfs.cells import is_blank, number
from udfs.readers import Anything, Reader

Kind = Literal["row", "rank", "table", "value"]
Because = Callable[..., Iterable[tuple[int | None, str]]]
Function = TypeVar("Function", bound=Callable[..., Any])


class Table(NamedTuple):
    """The answer of a table function: a heading per column, and rows of cells.

    A cell is a number, a text, None for a blank, or an `InputError` that belongs to this cell alone. `dates` names
    the columns that hold dates, as serial numbers (floats) of the 1900 system.
    """

    headers: tuple[Any, ...]
    rows: Sequence[Sequence[Any]]
    dates: tuple[str, ...] = ()


Column = NDArray[np.float64]
"""One number per client; a matrix has several columns per client."""
DateColumn = Annotated[NDArray[np.float64], "dates"]
"""One date per client, as a serial number."""
TextColumn = NDArray[np.object_]
"""One text per client."""


class Example(NamedTuple):
    """A call as a cell makes it, and its answer in raw cells.

    With `begins` the answer is only how the real one begins: a table's first rows, a text's first letters. So are
    answers shown that hold the catalogue or the host, and would be wrong elsewhere.
    """

    arguments: tuple[Any, ...]
    answer: Any
    begins: bool = False

    def holds(self, answer: Any) -> bool:
        """Whether an answer is the example's: numbers to 1e-9, relative above 1."""
        if self.begins:
            answer = answer[: len(self.answer)]
        return _agree(self.answer, answer)


def _agree(expected: Any, actual: Any) -> bool:
    if isinstance(expected, list):
        same_length = isinstance(actual, list) and len(actual) == len(expected)
        return same_length and all(map(_agree, expected, actual))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, (int, float)):
        is_number = isinstance(actual, (int, float))
        return is_number and abs(actual - expected) <= 1e-9 * max(1.0, abs(expected))
    return bool(expected == actual)


@dataclass(frozen=True)
class Parameter:
    """One argument: its name, how it is read, what it means, and its default (None: nothing is assumed)."""

    name: str
    reader: Any
    help: str
    required: bool
    default: Any = None


@dataclass(frozen=True)
class Documentation:
    """The docstring, taken apart: the summary, then what could be taken otherwise, and the sections."""

    summary: str
    convention: str
    arguments: dict[str, str]
    sections: dict[str, str]


@dataclass(frozen=True)
class WorksheetFunction:
    """All that is known of a worksheet function.

    What is derived from the Python function is derived when it is first asked for: importing must be quick.

    Attributes:
        name: the name in a cell, such as ``REL_CLV``.
        kind: *row* (each client alone), *rank* (clients compared, one answer each), *table* or *value*.
        function: the Python function.
        example: a call and its answer.
        has_headers: whether the last argument is ``[headers=TRUE]``.
        subject: the chapter of the manual.
        lists: arguments that are cut together, where there is more than one list.
        matched_by: the arguments without which all lists are one: the same row is then the same client.
        row_when_numbers: the options of a *rank* function which, all given as numbers, leave nothing to compare.
        alone: what to do instead where a *rank* function is given one client.
        because: why the function answers as it does; takes what the function takes, gives a client's position among
            those it was given (None: of the whole) and a sentence, for `REL_EXPLAIN`.
    """

    name: str
    kind: Kind
    function: Callable[..., Any]
    example: Example
    has_headers: bool = False
    subject: str = ""
    lists: tuple[tuple[str, ...], ...] = ()
    matched_by: tuple[str, ...] = ()
    row_when_numbers: tuple[str, ...] = ()
    alone: str = ""
    because: Because | None = None

    @cached_property
    def documentation(self) -> Documentation:
        """The docstring, taken apart."""
        return document(self.function)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The arguments in their order."""
        declared = _parameters(self.function, self.documentation)
        return (*declared, _HEADERS) if self.has_headers else declared

    @cached_property
    def gives_dates(self) -> bool:
        """Whether the answers are dates."""
        return get_type_hints(self.function, include_extras=True).get("return") is DateColumn

    @property
    def summary(self) -> str:
        """What it answers, in one sentence of at most 255 characters."""
        return self.documentation.summary

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What the function receives for each optional argument that is not given."""
        return {
            parameter.name: parameter.default
            for parameter in self.parameters
            if not parameter.required and not isinstance(parameter.reader, Anything)
        }

    @property
    def signature(self) -> str:
        """The arguments as the manual writes them: ``REL_IRR(cash_flows, [dates])``."""
        return f"{self.name}({', '.join(map(as_written, self.parameters))})"

    @property
    def takes_all_that_follow(self) -> bool:
        """Whether the last argument may be repeated."""
        return bool(self.parameters) and isinstance(self.parameters[-1].reader, Anything)

    def is_row(self, cells: Sequence[Any]) -> bool:
        """Whether a call with these raw cells reads each client alone."""
        if self.kind == "row":
            return True
        if not self.row_when_numbers:
            return False
        given = {parameter.name: cell for parameter, cell in zip(self.parameters, cells, strict=False)}
        return all(_is_number(given.get(name)) for name in self.row_when_numbers)


def _is_number(raw: Any) -> bool:
    block = Block(raw)
    return block.is_one_cell and not is_blank(block.cells[0]) and isinstance(number(block.cells[0]), float)


def as_written(parameter: Parameter) -> str:
    """An argument as the manual writes it: in brackets where it may be left out, with what then holds."""
    if isinstance(parameter.reader, Anything):
        return f"[{parameter.name}] ..."
    if parameter.required:
        return parameter.name
    if parameter.default is None:
        return f"[{parameter.name}]"
    return f"[{parameter.name}={as_in_a_formula(parameter.default)}]"


def as_in_a_formula(value: str | bool | float) -> str:
    """A plain value as a formula writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else format(value, ".15g")


_FILED: dict[Callable[..., Any], WorksheetFunction] = {}


def worksheet_function(
    name: str,
    kind: Kind,
    *,
    example: tuple[tuple[Any, ...], Any],
    example_begins: bool = False,
    lists: tuple[tuple[str, ...], ...] = (),
    matched_by: tuple[str, ...] = (),
    row_when_numbers: tuple[str, ...] = (),
    alone: str = "",
    because: Because | None = None,
    headers: bool = True,
) -> Callable[[Function], Function]:
    """Declare a function to be a worksheet function; see `WorksheetFunction` for the arguments.

    A table function gets a last argument ``[headers=TRUE]``, unless `headers` is False.
    """

    def file(function: Function) -> Function:
        _FILED[function] = WorksheetFunction(
            name=name,
            kind=kind,
            function=function,
            example=Example(*example, example_begins),
            has_headers=kind == "table" and headers,
            lists=lists,
            matched_by=matched_by,
            row_when_numbers=row_when_numbers,
            alone=alone,
            because=because,
        )
        return function

    return file


def catalogue(chapters: Mapping[str, Sequence[Callable[..., Any]]]) -> tuple[WorksheetFunction, ...]:
    """The records of declared functions in their order, each with the subject under which it stands."""
    return tuple(
        replace(_FILED[function], subject=subject) for subject, functions in chapters.items() for function in functions
    )


def filed() -> tuple[WorksheetFunction, ...]:
    """Every record, in the order of the imports: a test holds `udfs.FUNCTIONS` against it."""
    return tuple(_FILED.values())


_HEADERS = Parameter(
    "headers", get_args(Headers)[1], "Whether the table has its headings as first row.", required=False, default=True
)


def _parameters(function: Callable[..., Any], documentation: Documentation) -> tuple[Parameter, ...]:
    hints = get_type_hints(function, include_extras=True)
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            continue  # what the door tells a function that reads cells by itself
        if parameter.name not in documentation.arguments:
            raise TypeError(f"{function.__name__} does not say what its argument {parameter.name} is")
        required = parameter.default is inspect.Parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
        parameters.append(
            Parameter(
                name=parameter.name,
                reader=_reader_in(hints[parameter.name]),
                help=documentation.arguments[parameter.name],
                required=required,
                default=None if parameter.default is inspect.Parameter.empty else parameter.default,
            )
        )
    return tuple(parameters)


def _reader_in(hint: Any) -> Any:
    """The reader that an annotation carries, through ``| None`` too."""
    for part in (hint, *get_args(hint)):
        if get_origin(part) is Annotated:
            for extra in get_args(part)[1:]:
                if isinstance(extra, Reader):
                    return extra
    raise TypeError(f"{hint} carries no reader")


_SECTION = re.compile(r"^(Args|Returns|Raises|Equation|Source):\s*$", re.MULTILINE)
_ARGUMENT = re.compile(r"^\*?(\w+): ")


def document(function: Callable[..., Any]) -> Documentation:
    """Take a docstring apart into its summary, convention, arguments and sections."""
    text = inspect.getdoc(function) or ""
    parts = _SECTION.split(text)
    opening = parts[0].strip()
    summary, _, convention = opening.partition("\n\n")
    sections = {title: textwrap.dedent(body).strip() for title, body in zip(parts[1::2], parts[2::2], strict=True)}
    return Documentation(
        summary=" ".join(summary.split()),
        convention=convention.strip(),
        arguments=_arguments(sections.pop("Args", "")),
        sections=sections,
    )


def _arguments(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if match := _ARGUMENT.match(line):
            name = match[1]
            found[name] = line[match.end() :].strip()
        elif name:
            found[name] += " " + line.strip()
    return found
