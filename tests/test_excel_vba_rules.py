"""What VBA's compiler would refuse, or Excel would not find, seen by reading the add-in's source."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from addin.excel.addin_package import modules
from addin.excel.function_wrappers import MODULE_NAME
from addin.excel.vba_project import Module
from udfs import FUNCTIONS

MODULES = {module.name: module for module in modules()}
STANDARD = [module for module in MODULES.values() if module.kind == "Module"]


def words(text: str) -> set[str]:
    return set(text.split())


KEYWORDS = words(
    """addressof alias and any as boolean byref byte byval call case cbool cbyte cdate cdbl cint class clng const csng
    cstr currency cvar date debug declare dim do double each else elseif empty end enum erase error event exit explicit
    false for friend function get global gosub goto if iif imp implements in input integer is lbound let lib like line
    lock long longlong longptr loop lset me mid mod new next not nothing null object on open option optional or output
    paramarray preserve print private property ptrsafe public put raiseevent redim rem resume return rset seek select
    set single static step stop string sub then to true type typename typeof ubound unlock until variant wend while
    with withevents write xor"""
)
# What VBA itself and Excel's global object provide, as far as the add-in uses it.
KNOWN = words(
    """abs activecell application activeworkbook array cdbl chrw collection createobject cstr cverr err error getobject
    hex iif instr instrrev isarray isempty iserror ismissing isnull isobject join lbound left len me mid msgbox now
    replace strcomp thisworkbook timer typename ubound vartype
    range workbook worksheet listobject object variant"""
)
CONSTANTS = re.compile(r"(?:vb|xl)[A-Z]\w+$")
PROCEDURE = re.compile(
    r"^(?P<scope>Public |Private )?(?P<kind>Sub|Function) (?P<name>\w+)\((?P<arguments>.*)\)(?: As [\w.]+)?$"
)


def lines_of(module: Module) -> list[str]:
    """The statements of a module: continued lines joined, comments and attributes left out."""
    source = module.source
    if module.name.endswith("Events") or module.kind == "Document":
        source = re.sub(r"(?s)\AVERSION.*?^END\n", "", source, flags=re.MULTILINE)
    source = re.sub(r" _\n\s*", " ", source)
    statements = (without_comment(line).strip() for line in source.splitlines())
    return [line for line in statements if line and not line.startswith("Attribute ")]


def without_comment(line: str) -> str:
    in_text = False
    for position, letter in enumerate(line):
        if letter == '"':
            in_text = not in_text
        elif letter == "'" and not in_text:
            return line[:position]
    return line


def without_texts(line: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', line)


def procedures(module: Module) -> list[tuple[re.Match[str], list[str]]]:
    """Each procedure's heading, and the statements in it."""
    found: list[tuple[re.Match[str], list[str]]] = []
    body: list[str] | None = None
    for line in lines_of(module):
        heading = PROCEDURE.match(line)
        if heading:
            assert body is None, f"{module.name}: {line} within another"
            body = []
            found.append((heading, body))
        elif re.fullmatch(r"End (Sub|Function)", line):
            assert body is not None
            assert line == f"End {found[-1][0]['kind']}"
            body = None
        elif body is not None:
            body.append(line)
    assert body is None
    return found


def arguments_of(heading: re.Match[str]) -> list[str]:
    one = r"(?:Optional |ParamArray |ByVal |ByRef )*(\w+)(?:\(\))?(?: As \w+)?(?:, |$)"
    return re.findall(one, heading["arguments"])


def declared_in(statements: list[str]) -> list[str]:
    names = []
    for line in statements:
        if re.match(r"(Dim|Static|Private|Public) (?!Sub|Function|Const|Declare)", line):
            names += re.findall(r"(?:Dim |Static |Private |Public |, )(?:WithEvents )?(\w+)(?:\(\))? As", line)
        elif re.match(r"(Private |Public )?Const ", line):
            names += re.findall(r"Const (\w+)", line)
    return names


PUBLIC = {
    heading["name"].lower(): len(arguments_of(heading))
    for module in STANDARD
    for heading, _ in procedures(module)
    if heading["scope"] == "Public "
}
PUBLIC_CONSTANTS = {
    name.lower()
    for module in STANDARD
    for line in lines_of(module)
    for name in re.findall(r"^Public Const (\w+)", line)
}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_the_compiler_would_take_the_text(module):
    assert "Option Explicit" in lines_of(module)
    source = module.source.replace("\r\n", "\n")
    assert max(map(len, source.split("\n"))) <= 1023
    assert max((len(run.split("\n")) for run in re.findall(r"(?:.* _\n)+", source)), default=0) <= 24
    assert re.fullmatch(r"[A-Za-z]\w{0,30}", module.name)
    source.encode("cp1252")
    assert "\t" not in source
    assert len(source) < 64_000 or module.name == MODULE_NAME
    for line in lines_of(module):
        assert line.count('"') % 2 == 0, line
        assert without_texts(line).count("(") == without_texts(line).count(")"), line


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_no_function_of_a_dll_is_declared(module):
    assert not [line for line in lines_of(module) if re.search(r"\bDeclare\b", line)]


def test_no_name_stands_twice():
    public = [name.lower() for module in STANDARD for name in public_names(module)]
    assert [name for name, times in Counter(public).items() if times > 1] == []
    for module in MODULES.values():
        own = [heading["name"].lower() for heading, _ in procedures(module)]
        own += [name.lower() for name in module_variables(module)]
        assert [name for name, times in Counter(own).items() if times > 1] == [], module.name
        assert not {name for name in own if name in public} - {name.lower() for name in public_names(module)}


def public_names(module: Module) -> list[str]:
    names = [heading["name"] for heading, _ in procedures(module) if heading["scope"] == "Public "]
    return [*names, *(name for line in lines_of(module) for name in re.findall(r"^Public Const (\w+)", line))]


def module_variables(module: Module) -> list[str]:
    head = []
    for line in lines_of(module):
        if PROCEDURE.match(line):
            break
        head.append(line)
    return declared_in(head)


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_every_name_is_declared_and_every_procedure_exists(module):
    own = {heading["name"].lower() for heading, _ in procedures(module)}
    held = {name.lower() for name in module_variables(module)}
    for heading, body in procedures(module):
        arguments = [name.lower() for name in arguments_of(heading)]
        local = [name.lower() for name in declared_in(body)]
        assert [name for name, times in Counter([*arguments, *local]).items() if times > 1] == [], heading["name"]
        labels = {line[:-1].lower() for line in body if re.fullmatch(r"\w+:", line)}
        known = {*arguments, *local, *own, *held, *labels, *PUBLIC, *PUBLIC_CONSTANTS, *KNOWN, *KEYWORDS}
        known |= {name.lower() for name in MODULES}
        for line in body:
            for name in names_in(line):
                assert name.lower() in known or CONSTANTS.match(name), f"{heading['name']}: {name} in {line}"
        unused = {name for name in local if not any(name in map(str.lower, names_in(line)) for line in rest(body))}
        assert not unused, heading["name"]


def names_in(line: str) -> list[str]:
    """The names that a statement uses by themselves: neither members nor named arguments, numbers or types."""
    line = without_texts(line)
    line = re.sub(r"&H[0-9A-F]+&?", "0", line)
    line = re.sub(r"\w+:=", "", line)
    line = re.sub(r"\.\w+", "", line)
    return re.findall(r"(?<![\w.])[A-Za-z]\w*", line)


def rest(body: list[str]) -> list[str]:
    return [line for line in body if not line.startswith("Dim ")]


@pytest.mark.parametrize("module", STANDARD, ids=lambda module: module.name)
def test_calls_within_the_add_in_have_as_many_arguments_as_are_declared(module):
    calls = dict(PUBLIC)
    calls.update({h["name"].lower(): len(arguments_of(h)) for h, _ in procedures(module)})
    for heading, body in procedures(module):
        local = {name.lower() for name in [*declared_in(body), *arguments_of(heading), heading["name"]]}
        for line in body:
            for name, given in calls_in(line):
                if name.lower() in calls and name.lower() not in local:
                    assert given == calls[name.lower()], f"{module.name}.{heading['name']}: {line}"


def calls_in(line: str) -> list[tuple[str, int]]:
    """Each call in a statement, with how many arguments it gives."""
    line = without_texts(line)
    calls = re.finditer(r"(?<![\w.])([A-Za-z]\w*)\(", line)
    found = [(match[1], arguments_from(line, match.end())) for match in calls]
    statement = re.match(r"(?:.*\bThen )?([A-Z]\w*)(?: (.+))?$", line)
    if statement and "=" not in line.split(statement[1], 1)[1].split("(")[0]:
        found.append((statement[1], arguments_from((statement[2] or "") + ")", 0)))
    return found


def arguments_from(text: str, start: int) -> int:
    depth, commas, position = 0, 0, start
    while depth >= 0:
        letter = text[position]
        depth += (letter == "(") - (letter == ")")
        commas += letter == "," and depth == 0
        position += 1
    return commas + 1 if text[start : position - 1].strip() else 0


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_blocks_are_closed(module):
    opened = {"If": "End If", "For": "Next", "Do": "Loop", "Select": "End Select", "With": "End With"}
    for heading, body in procedures(module):
        stack: list[str] = []
        for line in map(without_texts, body):
            first = line.split()[0]
            if first == "If" and not line.endswith(" Then"):
                continue  # in one line
            if first in opened:
                stack.append(opened[first])
            elif line.startswith(("End If", "Next", "Loop", "End Select", "End With")):
                assert stack, heading["name"]
                assert line.startswith(stack.pop()), f"{heading['name']}: {line}"
        assert not stack, heading["name"]


def test_what_excel_calls_by_name_exists():
    start = {heading["name"] for heading, _ in procedures(MODULES["TenureStart"])}
    asked = {
        name
        for module in MODULES.values()
        for line in lines_of(module)
        for name in re.findall(r'RunSoon "(\w+)"', line)
    }
    assert asked
    assert asked <= start
    assert "Option Private Module" not in lines_of(MODULES["TenureStart"])
    assert "Option Private Module" not in lines_of(MODULES["TenureRibbon"])


def test_only_the_functions_show_in_the_function_wizard():
    for module in STANDARD:
        functions = {h["name"] for h, _ in procedures(module) if h["kind"] == "Function" and h["scope"] == "Public "}
        if "Option Private Module" not in lines_of(module):
            assert functions <= {function.name for function in FUNCTIONS}, module.name


def test_no_argument_is_a_word_of_vba():
    named = {parameter.name.lower() for function in FUNCTIONS for parameter in function.parameters}
    assert not named & KEYWORDS


@pytest.mark.parametrize(
    ("name", "right", "wrong", "test"),
    [
        ("TenureCalls", "IsWizardOpen(", "IsWizardAjar(", test_every_name_is_declared_and_every_procedure_exists),
        ("TenureColumns", "    Dim key As String\n", "", test_every_name_is_declared_and_every_procedure_exists),
        ("TenureColumns", "KeyOfCells(cells(position), 0)", "KeyOfCells(cells(position))",
         test_calls_within_the_add_in_have_as_many_arguments_as_are_declared),
        ("TenureServer", "Option Explicit\n", "", test_the_compiler_would_take_the_text),
        ("TenureServer", "    Loop\n", "", test_blocks_are_closed),
        ("TenureServer", "Private server As Object", 'Private Declare Sub Sleep Lib "kernel32" ()',
         test_no_function_of_a_dll_is_declared),
    ],
)  # fmt: skip
def test_these_rules_notice(name, right, wrong, test):
    module = MODULES[name]
    assert right in module.source
    broken = Module(name, module.kind, module.source.replace(right, wrong, 1))
    with pytest.raises(AssertionError):
        test(broken)


def test_nothing_is_read_from_a_workbook_but_what_a_formula_passes():
    """A hostile workbook could otherwise decide what is run: no settings in it, nor files in its folder."""
    for module in MODULES.values():
        source = "\n".join(without_texts(line) for line in lines_of(module))
        assert not re.search(r"\.(Path|CustomDocumentProperties|CustomXMLParts|Names)\b", source), module.name
        assert not re.search(r"\b(Dir|Environ|GetSetting|FileCopy|Open|Evaluate|ExecuteExcel4Macro)\$?[ (]\S", source)
        assert set(re.findall(r"\bActiveWorkbook\b(?: Is Nothing)?", source)) <= {"ActiveWorkbook Is Nothing"}
        assert not re.search(r"Shell|GetObject|Reg(Read|Write)", "\n".join(lines_of(module))), module.name


def test_members_that_came_after_excel_2016_are_only_asked_of_objects_without_a_type():
    """Early bound they would keep an older Excel from compiling the module."""
    newer = r"\.(Formula2|Formula2R1C1|HasSpill|SpillParent|SpillingToRange|AutoSaveOn|SavedAsArray)\b"
    for module in MODULES.values():
        for heading, body in procedures(module):
            for line in body:
                for holder in re.findall(r"(\w+)" + newer, without_texts(line)):
                    declared = heading["arguments"] + " " + " ".join(body)
                    assert f"{holder[0]} As Object" in declared, f"{heading['name']}: {line}"
