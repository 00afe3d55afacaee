"""The declarations: each worksheet function is declared once, and what is declared is complete and true."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import pytest

import udfs
from udfs.arguments import Number
from udfs.errors import CellError
from udfs.readers import Choice, Reader, Switch
from udfs.worksheet_function import Column, Table, catalogue, document, filed, worksheet_function

EVERY_FUNCTION = pytest.mark.parametrize("function", udfs.FUNCTIONS, ids=lambda function: function.name)

# Microsoft, "Keywords (Visual Basic for Applications)", with the statements and types that cannot be argument names.
_KEYWORDS = (
    "addressof alias and any as attribute base binary boolean byref byte byval call caller case cbool cbyte "
    "ccur cdate cdbl cdec cint class clng clnglng clngptr close compare const csng cstr currency cvar cverr "
    "date debug decimal declare defbool defbyte defcur defdate defdbl defint deflng defobj defsng defstr "
    "defvar dim do double each else elseif empty end endif enum eqv erase error event exit explicit false for "
    "friend function get global gosub goto if imp implements in input instr integer is len let lib like lock "
    "long longlong longptr loop lset me mid mod module name new next not nothing null object on open option "
    "optional or output paramarray preserve print private property ptrsafe public put raiseevent random "
    "randomize read redim rem reset resume return rset seek select set shared single spc static step stop "
    "string sub tab text then time to true type typeof unlock until variant wend while width with withevents "
    "write xor "
)
VBA_KEYWORDS = frozenset(_KEYWORDS.split())


# --- Derived from the function


def test_the_record_is_derived_from_the_signature_and_the_docstring():
    @worksheet_function("TEST_SUM", "table", example=((1,), [["Sum"], [1.0]]), alone="look twice")
    def together(
        value: Number, share: Number | None = None, how: Annotated[str, Choice("how", words=("a", "b"))] = "a"
    ) -> Table:
        """Sum of all values,
        over two lines.

        What could be taken otherwise.

        Twice.

        Args:
            value: a number,
                over two lines.
            share: a part: of the value.
            how: a word.

        Returns:
            The sum.

        Equation:
            sum of value
              and more
        """
        raise AssertionError

    (record,) = catalogue({"Sums": (together,)})
    assert record.function is together
    assert (record.name, record.kind, record.subject, record.alone) == ("TEST_SUM", "table", "Sums", "look twice")
    assert record.summary == "Sum of all values, over two lines."
    assert record.documentation.convention == "What could be taken otherwise.\n\nTwice."
    assert record.documentation.sections == {"Returns": "The sum.", "Equation": "sum of value\n  and more"}
    assert record.signature == 'TEST_SUM(value, [share], [how="a"], [headers=TRUE])'
    value, share, how, headers = record.parameters
    assert (value.name, value.help, value.required, value.default) == ("value", "a number, over two lines.", True, None)
    assert (share.name, share.help, share.required, share.default) == ("share", "a part: of the value.", False, None)
    assert (how.reader, how.default) == (Choice("how", words=("a", "b")), "a")
    assert (headers.reader, headers.required, headers.default) == (Switch(), False, True)
    assert value.reader == share.reader == get_args(Number)[1]


def test_a_declared_function_stays_the_ordinary_function_that_it_is():
    def double(value: Number) -> Column:
        """Twice.

        Args:
            value: a number.
        """
        return value * 2

    assert worksheet_function("TEST_DOUBLE", "row", example=((1,), 2.0))(double) is double


def test_an_argument_without_a_reader_or_without_help_cannot_be_declared():
    def unread(value: float) -> float:
        """Nothing.

        Args:
            value: a number.
        """
        return value

    def unexplained(value: Number) -> Column:
        """Nothing."""
        return value

    def noted(value: Annotated[float, "a note"] | None = None) -> float | None:
        """Nothing.

        Args:
            value: a number.
        """
        return value

    worksheet_function("TEST_UNREAD", "row", example=((1,), 1.0))(unread)
    worksheet_function("TEST_NOTED", "row", example=((1,), 1.0))(noted)
    worksheet_function("TEST_UNEXPLAINED", "row", example=((1,), 1.0))(unexplained)
    first, other, second = catalogue({"Tests": (unread, noted, unexplained)})
    with pytest.raises(TypeError, match="carries no reader"):
        first.parameters  # noqa: B018 - it is read from the function only now
    with pytest.raises(TypeError, match="carries no reader"):
        other.parameters  # noqa: B018 - the same
    with pytest.raises(TypeError, match="unexplained does not say what its argument value is"):
        second.parameters  # noqa: B018 - the same


@EVERY_FUNCTION
def test_every_record_agrees_with_its_function(function):
    signature = inspect.signature(function.function).parameters
    hints = get_type_hints(function.function, include_extras=True)
    declared = [parameter for parameter in function.parameters if parameter.name in signature]
    # What comes by keyword alone, the door tells the function and no cell.
    of_cells = [name for name, parameter in signature.items() if parameter.kind is not parameter.KEYWORD_ONLY]
    assert [parameter.name for parameter in declared] == of_cells
    added = [parameter.name for parameter in function.parameters if parameter.name not in signature]
    assert added == (["headers"] if function.kind == "table" and function.name != "REL_EXPLAIN" else [])
    for parameter in declared:
        given = signature[parameter.name].default
        assert parameter.default == (None if given is inspect.Parameter.empty else given)
        assert isinstance(parameter.reader, Reader)
        assert parameter.reader in readers_in(hints[parameter.name])
    assert function.documentation == document(function.function)


def readers_in(hint):
    own = [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Reader)]
    return own + [reader for part in get_args(hint) for reader in readers_in(part)]


# --- Complete


def test_the_catalogue_holds_exactly_what_is_filed():
    declared = {record.function for record in filed() if record.function.__module__.startswith("udfs.")}
    assert {record.function for record in udfs.FUNCTIONS} == declared
    assert isinstance(udfs.FUNCTIONS, tuple)


def test_names_are_unique_and_the_same_text_works_everywhere():
    names = [function.name for function in udfs.FUNCTIONS]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"REL(_[A-Z]+)+", name)
        assert udfs.declaration(name).name == name
        assert udfs.declaration(f" {name.lower()} ").name == name


def test_functions_of_a_subject_stand_together():
    subjects = [function.subject for function in udfs.FUNCTIONS]
    assert all(subjects)
    changes = [subject for subject, before in zip(subjects, [None, *subjects], strict=False) if subject != before]
    assert len(set(changes)) == len(changes)


def test_a_word_means_the_same_thing_everywhere():
    """An argument that is one option word in two functions of a subject has the same choices in both."""
    choices = {}
    for function in udfs.FUNCTIONS:
        for parameter in function.parameters:
            if isinstance(parameter.reader, Choice) and parameter.name in ("timing", "first"):
                choices.setdefault(parameter.name, set()).add(parameter.reader.words)
    assert all(len(words) == 1 for words in choices.values())
    assert choices["timing"] == {("end", "mid", "start")}
    assert choices["first"] == {("certain", "at risk")}


@EVERY_FUNCTION
def test_the_summary_is_one_sentence_that_the_function_wizard_can_show(function):
    assert len(function.summary) <= 255
    assert function.summary.endswith((".", "?"))
    assert not re.search(r"[.!?] [A-Z]", function.summary), "more than one sentence"
    assert "\n" not in function.summary
    assert "`" not in function.summary


@EVERY_FUNCTION
def test_arguments_are_few_and_can_be_named_in_every_host(function):
    names = [parameter.name for parameter in function.parameters]
    assert len([name for name in names if name != "headers" or function.kind != "table"]) <= 8
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert name not in VBA_KEYWORDS
    required = [parameter.required for parameter in function.parameters]
    assert required == sorted(required, reverse=True), "an optional argument stands before a required one"


@EVERY_FUNCTION
def test_every_argument_is_explained(function):
    for parameter in function.parameters:
        assert len(parameter.help) >= 10, parameter.name
    assert set(function.documentation.arguments) == set(inspect.signature(function.function).parameters)


@EVERY_FUNCTION
def test_every_option_has_its_default_among_its_words(function):
    for parameter in function.parameters:
        if isinstance(parameter.reader, Choice) and parameter.default is not None:
            assert parameter.default in parameter.reader.words


@EVERY_FUNCTION
def test_every_docstring_has_its_sections(function):
    sections = function.documentation.sections
    assert set(sections) <= {"Returns", "Raises", "Equation", "Source"}
    assert {"Returns", "Source"} <= set(sections)
    if function.kind in ("row", "value") and function.subject != "Help":
        assert "Equation" in sections
    assert all(sections.values())


@EVERY_FUNCTION
def test_a_ranking_function_says_what_to_do_with_one_client(function):
    assert bool(function.alone) == (function.kind == "rank")


@EVERY_FUNCTION
def test_lists_name_arguments_and_nothing_else(function):
    per_client = {parameter.name for parameter in function.parameters if parameter.reader.role != "call"}
    listed = [name for names in function.lists for name in names]
    assert len(set(listed)) == len(listed)
    if function.lists:
        assert set(listed) == per_client
    assert set(function.matched_by) <= per_client
    options = {parameter.name for parameter in function.parameters} - per_client
    assert set(function.row_when_numbers) <= options


# Modules that throw every function at something, or test the hosts: what they say of a function is not its own.
GENERIC = re.compile(r"test_(any_cells|declaration|manual|command_line|layers|templates|headless)")


@EVERY_FUNCTION
def test_every_function_is_tested_in_the_module_of_its_subject(function):
    """That there is a test; what it is worth, its reviewer sees."""
    name = re.compile(rf'"(REL_)?{function.name.removeprefix("REL_")}["(]')  # as tests call it
    modules = [path for path in Path(__file__).parent.glob("test_*.py") if not GENERIC.match(path.name)]
    assert any(name.search(path.read_text(encoding="utf-8")) for path in modules)


# --- True


@EVERY_FUNCTION
def test_every_example_is_true(function):
    arguments, expected = function.example.arguments, function.example.answer
    answer = udfs.call(function.name, *arguments)
    if function.example.begins:
        assert len(answer) >= len(expected)
        answer = answer[: len(expected)]
    assert agree(expected, answer), f"{answer} and not {expected}"
    assert function.example.holds(udfs.call(function.name, *arguments))


def agree(expected, actual):
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(agree, expected, actual))
    if isinstance(expected, bool) or isinstance(actual, bool) or not isinstance(expected, (int, float)):
        return type(expected) is type(actual) and expected == actual
    return isinstance(actual, (int, float)) and abs(actual - expected) <= 1e-9 * max(1, abs(expected))


@EVERY_FUNCTION
def test_an_example_gives_every_required_argument_and_only_those_there_are(function):
    required = sum(parameter.required for parameter in function.parameters)
    assert required <= len(function.example.arguments)
    if not function.takes_all_that_follow:
        assert len(function.example.arguments) <= len(function.parameters)


@pytest.mark.parametrize(
    ("expected", "answer", "held"),
    [
        (1.0, 1.0 + 1e-10, True),
        (1.0, 1.0 + 1e-8, False),
        (1e6, 1e6 + 1e-4, True),
        ([["a", 1.0]], [["a", 1]], True),
        ([["a", 1.0]], [["b", 1.0]], False),
        ([["a"]], [["a"], ["b"]], False),
        (True, 1.0, False),
        (1.0, True, False),
        (1.0, CellError("#N/A", ""), False),
        (CellError("#N/A", ""), CellError("#N/A", "why"), True),
        ("", 0.0, False),
    ],
)
def test_what_an_example_takes_for_its_answer(expected, answer, held):
    example = udfs.FUNCTIONS[0].example._replace(answer=expected)
    assert example.holds(answer) is held


def test_an_example_may_show_only_the_beginning():
    example = udfs.FUNCTIONS[0].example._replace(answer=[["a"]], begins=True)
    assert example.holds([["a"], ["b"]])
    assert not example.holds([["b"], ["a"]])
    assert not example.holds([])
