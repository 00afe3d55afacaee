"""The layers: imports run one way, `udfs` knows no host and no file format, and what is tested is what is installed."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path

import pytest

from addin.excel import addin_package, places
from addin.libreoffice.extension_package import extension
from addin.libreoffice.profile import EXTENSION

# From the bottom upwards: a package may import those before it.
LAYERS = ("udfs", "workbook_templates", "addin")
# What `udfs` may import beside Python's own library.
OF_UDFS = {"numpy", "scipy", "udfs"}
HOSTS_AND_FORMATS = {"xlwings", "pandas", "openpyxl", "xlsxwriter", "formualizer", "uno", "unohelper", "com", "duckdb"}


def folder_of(package: str) -> Path:
    specification = importlib.util.find_spec(package)
    assert specification is not None, f"{package} is not installed"
    return Path(next(iter(specification.submodule_search_locations)))


def modules_of(package: str) -> list[Path]:
    modules = sorted(folder_of(package).rglob("*.py"))
    assert modules
    return modules


def imported_by(module: Path) -> set[str]:
    """The packages that a module names in an import, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            found.add(node.module.partition(".")[0])
    return found


def every_module() -> list[tuple[str, Path]]:
    return [(package, module) for package in LAYERS for module in modules_of(package)]


@pytest.mark.parametrize(
    ("package", "module"), every_module(), ids=lambda part: part if isinstance(part, str) else part.stem
)
def test_imports_run_one_way(package, module):
    above = set(LAYERS[LAYERS.index(package) + 1 :])
    assert not imported_by(module) & above


@pytest.mark.parametrize("module", modules_of("udfs"), ids=lambda module: module.stem)
def test_udfs_knows_no_host_and_no_file_format(module):
    imported = imported_by(module)
    assert not imported & HOSTS_AND_FORMATS
    assert imported <= OF_UDFS | set(sys.stdlib_module_names)


@pytest.mark.parametrize("module", modules_of("udfs"), ids=lambda module: module.stem)
def test_no_function_looks_at_the_clock(module):
    names = {
        node.attr for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert not names & {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter"}


@pytest.mark.parametrize("package", LAYERS[:-1])  # the one door of a host in `addin` may
def test_nothing_swallows_every_exception_below_the_hosts(package):
    for module in modules_of(package):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, module
                assert not (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")), module


@pytest.mark.parametrize(
    "module", ["addin.commands", "addin.press", "addin.excel.addin_package", "addin.libreoffice.extension_package"]
)
def test_the_buttons_need_no_engine(module):
    """They run within Excel and Calc, and the build of the wheel reads them."""
    loaded = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    words = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert module.partition(".")[0] in words
    assert not {"formualizer", "typer", "rich"} & set(words)


@pytest.mark.parametrize("package", LAYERS)
def test_what_is_tested_is_what_is_installed(package):
    """Run from the source folder this fails, rightly: a file that the wheel forgets would go unnoticed.

    The README's command installs the wheel and runs pytest: ``pip install .[test]``, not ``pip install -e``.
    """
    installed = {Path(sysconfig.get_path(scheme)).resolve() for scheme in ("purelib", "platlib")}
    assert folder_of(package).resolve().parent in installed


def test_the_wheel_holds_the_extension_for_libreoffice_that_is_built():
    shipped = files("addin.libreoffice") / EXTENSION
    assert shipped.read_bytes() == extension()


def test_the_wheel_holds_the_add_in_for_excel_that_is_built(tmp_path):
    addin_package.write_addin(tmp_path / "built.xlam")
    shipped = files("addin.excel") / places.ADDIN
    assert shipped.read_bytes() == (tmp_path / "built.xlam").read_bytes()
