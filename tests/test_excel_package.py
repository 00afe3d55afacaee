"""The add-in as a file: read back by readers that did not write it, and the ribbon in it."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import olefile
import pytest
from pyopenvba.integrity import check_file

from addin import commands, icons, ribbon
from addin.excel import function_wrappers
from addin.excel.addin_package import modules, write_addin
from addin.excel.places import ADDIN
from udfs import FUNCTIONS, __version__

with warnings.catch_warnings():  # oletools calls its parser by names of old
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("excel") / ADDIN
    write_addin(path)
    return path


@pytest.fixture(scope="module")
def parts(path):
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


# The package


def test_it_is_written_alike_each_time(path, tmp_path):
    write_addin(tmp_path / "again.xlam")
    assert (tmp_path / "again.xlam").read_bytes() == path.read_bytes()


def test_a_reader_of_office_files_finds_nothing_wrong(path):
    report = check_file(path)
    assert report.ok
    assert report.issues == ()


def test_every_part_is_declared_and_every_relationship_leads_somewhere(parts):
    types = parts["[Content_Types].xml"].decode()
    assert {name[1:] for name in re.findall(r'PartName="([^"]+)"', types)} <= set(parts)
    endings = set(re.findall(r'Extension="([^"]+)"', types))
    assert {name.rpartition(".")[2] for name in parts} == endings
    for name, content in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            for target in re.findall(r'Target="([^"]+)"', content.decode()):
                assert (folder / target).as_posix() in parts
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)


def test_nobody_else_is_named_in_it(parts):
    core = parts["docProps/core.xml"].decode()
    assert "The Tenure developers" in core
    assert __version__ in core
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core) == ["The Tenure developers"]


def test_the_modules_of_the_sheets_are_those_of_the_project(parts):
    texts = [content.decode() for name, content in parts.items() if name.startswith("xl/") and name.endswith(".xml")]
    names = {name for text in texts for name in re.findall(r'codeName="([^"]+)"', text)}
    assert names == {module.name for module in modules() if module.kind == "Document"}


# The VBA project, read strictly


def test_olevba_reads_every_module(path):
    parser = VBA_Parser(str(path))
    read = {name.rpartition(".")[0]: source for _, _, name, source in parser.extract_macros()}
    parser.close()
    assert read == {module.name: module.stream().decode("cp1252") for module in modules()}


def test_the_compound_file_is_sound(parts):
    """After MS-CFB: each sector belongs to one chain, names stand in order, in a tree that is red and black."""
    content = parts["xl/vbaProject.bin"]
    assert struct.unpack_from("<HHHHH", content, 24)[1:] == (3, 0xFFFE, 9, 6)
    assert len(content) % 512 == 0
    tables = [sector for sector in struct.unpack_from("<109I", content, 76) if sector != 0xFFFFFFFF]
    following = [each for sector in tables for each in struct.unpack_from("<128I", content, 512 * (sector + 1))]
    sectors = len(content) // 512 - 1
    assert set(following[sectors:]) <= {0xFFFFFFFF}
    owner = dict.fromkeys(tables, "table")

    def chain(sector, name):
        read = b""
        while sector != 0xFFFFFFFE:
            assert sector not in owner, f"{name} and {owner[sector]} share a sector"
            owner[sector] = name
            read += content[512 * (sector + 1) : 512 * (sector + 2)]
            sector = following[sector]
        return read

    first_of_directory, first_of_small_table = (struct.unpack_from("<I", content, at)[0] for at in (48, 60))
    directory = chain(first_of_directory, "directory")
    small_table = chain(first_of_small_table, "small table")
    small_following = struct.unpack(f"<{len(small_table) // 4}I", small_table)
    entries = []
    for at in range(0, len(directory), 128):
        length, kind, colour, left, right, child = struct.unpack_from("<HBBIII", directory, at + 64)
        start, size = struct.unpack_from("<IQ", directory, at + 116)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le")
        entries.append((name, kind, colour, left, right, child, start, size))
    assert entries[0][:2] == ("Root Entry", 5)
    chain(entries[0][6], "small streams")
    small = set()

    def walk(number, lowest, highest):
        if number == 0xFFFFFFFF:
            return
        name, kind, colour, left, right, child, start, size = entries[number]
        order = (len(name), name.upper())
        assert lowest is None or lowest < order, name
        assert highest is None or order < highest, name
        assert colour == 1
        walk(left, lowest, order)
        walk(right, order, highest)
        if kind == 1:
            walk(child, None, None)
        elif size >= 4096:
            assert len(chain(start, name)) - size in range(512)
        else:
            while start != 0xFFFFFFFE and size:
                assert start not in small, name
                small.add(start)
                start = small_following[start]

    walk(entries[0][5], None, None)
    assert {sector for sector in range(sectors) if following[sector] == 0xFFFFFFFF} == set(range(sectors)) - set(owner)


def test_the_directory_of_the_project_has_its_records_in_order(parts):
    """After MS-OVBA 2.3.4.2, and no compiled code beside the source."""
    with olefile.OleFileIO(parts["xl/vbaProject.bin"]) as container:
        read = {"/".join(name): container.openstream(name).read() for name in container.listdir()}
    records = []
    directory = bytes(decompress_stream(bytearray(read["VBA/dir"])))
    at = 0
    while at < len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == 9 else size
        records.append((kind, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    assert at == len(directory)
    information = [0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C]
    module = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C]
    expected = [*information, 0x16, 0x3E, 0x0D, 0x0F, 0x13]
    for each in modules():
        expected += [*module, 0x21 if each.kind == "Module" else 0x22, 0x2B]
    assert [kind for kind, _ in records] == [*expected, 0x10]
    assert {content for kind, content in records if kind == 0x31} == {bytes(4)}
    # Of libraries only what every Windows has: where one is not found, nothing compiles.
    assert [content for kind, content in records if kind == 0x16] == [b"stdole"]
    assert read["VBA/_VBA_PROJECT"] == bytes.fromhex("cc61ffff000100")
    names = {each.name for each in modules()}
    assert set(read) == {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", *(f"VBA/{name}" for name in names)}
    declared = re.findall(r"(?m)^(Module|Class|Document)=(\w+)", read["PROJECT"].decode("cp1252"))
    assert declared == [(each.kind, each.name) for each in modules()]


def test_sources_end_their_lines_as_windows_does():
    for module in modules():
        source = module.stream().decode("cp1252")
        assert source.count("\r\n") == source.count("\n") == source.count("\r")
        assert re.match(rf'Attribute VB_Name = "{module.name}"\r\n', source)


# The functions in it


def test_the_wrappers_are_those_of_the_golden_file(a_function_of_each_shape, golden, monkeypatch):
    monkeypatch.setattr(function_wrappers, "FUNCTIONS", a_function_of_each_shape)
    golden("excel_functions.bas", function_wrappers.functions_module())


def test_the_help_is_that_of_the_golden_file(a_function_of_each_shape, golden, monkeypatch):
    monkeypatch.setattr(function_wrappers, "FUNCTIONS", a_function_of_each_shape)
    rows = [*function_wrappers.category_rows("9.9"), *function_wrappers.help_rows()]
    golden("excel_help.txt", "".join("|".join(row) + "\n" for row in rows))


def shapes_in(wrapper):
    """What tells wrappers apart, beside names and texts: how arguments are declared, what is called, each role."""
    heading = wrapper.partition("Attribute ")[0]
    called = re.search(r'= (\w+)\("\w+", (?:"(\w*)", (\w+), )?(\w+)\(', wrapper)
    yield "Optional" in heading, "ParamArray" in heading, called[1], called[3], called[4]
    yield from called[2] or ""


def test_the_golden_file_has_a_wrapper_of_each_shape(a_function_of_each_shape):
    golden, real = (
        {shape for function in functions for shape in shapes_in(function_wrappers.wrapper(function))}
        for functions in (a_function_of_each_shape, FUNCTIONS)
    )
    assert real <= golden
    assert {function.kind for function in FUNCTIONS} <= {function.kind for function in a_function_of_each_shape}


def test_there_is_a_wrapper_for_each_function_and_no_other():
    wrapped = re.findall(r"(?m)^Public Function (\w+)\(", function_wrappers.functions_module())
    assert wrapped == [function.name for function in FUNCTIONS]


def sheet_rows(parts, number):
    root = ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])
    for row in root.iter(f"{MAIN}row"):
        yield {re.sub(r"\d", "", cell.get("r")): cell.findtext(f"{MAIN}is/{MAIN}t") for cell in row}


def test_the_help_of_each_function_fits_what_excel_takes(parts):
    heading, *rows = sheet_rows(parts, 2)
    assert heading == {"A": "FunctionInfo"}
    assert [row["A"] for row in rows] == [function.name for function in FUNCTIONS]
    for row, function in zip(rows, FUNCTIONS, strict=True):
        assert row["B"] == function.summary.replace("`", "")
        assert len(row) == 2 + 2 * len(function.parameters)
        assert max(map(len, row.values())) <= 255


def test_each_function_has_its_subject_as_category(parts):
    version, *rows = sheet_rows(parts, 1)
    assert version == {"A": "Tenure", "B": __version__}
    assert [(row["A"], row["B"]) for row in rows] == [(each.name, f"Tenure: {each.subject}") for each in FUNCTIONS]


def test_help_that_is_too_long_ends_between_words():
    cut = function_wrappers.short_help("a `word` " * 60)
    assert len(cut) <= 255
    assert cut.endswith("word...")
    assert function_wrappers.short_help("short  `text`") == "short text"


def test_a_function_less_is_gone_from_all_of_it(monkeypatch, tmp_path):
    *others, last = FUNCTIONS
    monkeypatch.setattr(function_wrappers, "FUNCTIONS", tuple(others))
    write_addin(tmp_path / ADDIN)
    with zipfile.ZipFile(tmp_path / ADDIN) as package:
        assert not any(f">{last.name}<".encode() in package.read(name) for name in package.namelist())
    parser = VBA_Parser(str(tmp_path / ADDIN))
    sources = "".join(source for *_, source in parser.extract_macros())
    parser.close()
    assert f"{others[-1].name}(" in sources
    assert f"{last.name}(" not in sources


# The ribbon


def test_every_button_of_the_ribbon_is_a_command_and_calls_a_procedure(parts):
    root = ElementTree.fromstring(parts["customUI/customUI14.xml"])
    buttons = list(root.iter(f"{CUSTOM_UI}button"))
    assert [(each.get("label"), each.get("tag") or "") for each in buttons] == [
        (each.label, each.name if isinstance(each, commands.Command) else each.choice)
        for each in commands.shown_in("Excel")
    ]
    source = next(module.source for module in modules() if module.name == "TenureRibbon")
    for button in buttons:
        module, _, procedure = button.get("onAction").partition(".")
        assert module == "TenureRibbon"
        assert f"Public Sub {procedure}(control As Object)\n" in source
        assert button.get("supertip").endswith(".")
    called = {ribbon.callback(command) for command in commands.shown_in("Excel")}
    assert called == set(re.findall(r"Public Sub (\w+)\(control", source))


def test_each_callback_has_a_handler_of_its_own():
    source = next(module.source for module in modules() if module.name == "TenureRibbon")
    for body in re.findall(r"(?s)Public Sub \w+\(control As Object\)\n(.*?)\nEnd Sub", source):
        assert "    On Error GoTo Failed\n    HookEvents\n" in body
        assert "\n    Exit Sub\nFailed:\n" in body


def test_groups_stand_in_their_order_with_at_most_seven_buttons(parts):
    root = ElementTree.fromstring(parts["customUI/customUI14.xml"])
    groups = list(root.iter(f"{CUSTOM_UI}group"))
    labels = [group.get("label").replace("&&", "&") for group in groups]
    assert labels == [group for group in commands.GROUPS if group in labels]
    assert all(1 <= len(list(group)) <= 7 for group in groups)
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_a_command_less_is_gone_from_the_ribbon(monkeypatch):
    assert "TenureRestart" in ribbon.custom_ui()
    left = tuple(each for each in commands.shown_in("Excel") if each.name != "restart")
    monkeypatch.setattr(ribbon, "shown_in", lambda _: left)
    assert "TenureRestart" not in ribbon.custom_ui()
    assert "restart" not in ribbon.icons()


def test_every_icon_is_drawn_and_embedded(parts):
    root = ElementTree.fromstring(parts["customUI/customUI14.xml"])
    shown = {each.get("image") for each in root.iter() if each.get("image")}
    embedded = dict(
        re.findall(r'Id="([^"]+)"[^>]*Target="([^"]+)"', parts["customUI/_rels/customUI14.xml.rels"].decode())
    )
    assert shown == set(embedded)
    drawings = [parts[f"customUI/{target}"] for target in embedded.values()]
    assert len(set(drawings)) == len(drawings)
    for drawing in drawings:
        assert drawing.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack_from(">II", drawing, 16) == (32, 32)


def test_an_icon_is_more_than_one_colour_on_nothing():
    for icon in ribbon.icons():
        pixels = icons.png(icon, 16)
        assert len(pixels) > 16 * 16 * 4
        assert b"\0\0\0\0" in pixels
