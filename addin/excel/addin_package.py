"""The add-in `tenure.xlam`: written from the declarations and the VBA beside this file, alike on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from addin import icons, ribbon
from addin.excel import function_wrappers
from addin.excel.places import MAKER
from addin.excel.vba_project import Module, project_stream
from udfs import __version__

_SIDE_OF_ICONS = 32
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETS = ("Tenure", "_IntelliSense_")  # Excel-DNA IntelliSense wants the latter to be the last
_SHEET_MODULE = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{00020820-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
Option Explicit
"""


def write_addin(path: Path) -> None:
    """Write the add-in to a path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:  # how well it packs differs between machines
        for name, content in _parts().items():
            package.writestr(zipfile.ZipInfo(name, _NO_TIME), content)


def modules() -> tuple[Module, ...]:
    """The VBA modules: the documents, those written by hand, the generated wrappers."""
    written = {file.name: file.read_text(encoding="utf-8") for file in (files(__package__) / "vba").iterdir()}
    by_hand = [
        Module(name.removesuffix(".bas"), "Module", source)
        if name.endswith(".bas")
        else Module(name.removesuffix(".cls"), "Class", source)
        for name, source in sorted(written.items())
        if name != "ThisWorkbook.cls"
    ]
    return (
        Module("ThisWorkbook", "Document", written["ThisWorkbook.cls"]),
        *(Module(name, "Document", _SHEET_MODULE.format(name=name)) for name in _code_names()),
        *by_hand,
        Module(function_wrappers.MODULE_NAME, "Module", function_wrappers.functions_module()),
    )


def _code_names() -> tuple[str, ...]:
    return tuple(f"Sheet{number}" for number in range(1, len(_SHEETS) + 1))


def _parts() -> dict[str, bytes]:
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (
                ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
                ("rId4", f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
            )
        ),
        "docProps/app.xml": _HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>",
        "docProps/core.xml": _core_properties(),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relationships(
            (
                *(
                    (f"rId{number}", f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(_SHEETS) + 1)
                ),
                (f"rId{len(_SHEETS) + 1}", f"{_OFFICE}/styles", "styles.xml"),
                (f"rId{len(_SHEETS) + 2}", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
            )
        ),
        "xl/styles.xml": _styles(),
        "xl/worksheets/sheet1.xml": _sheet("Sheet1", function_wrappers.category_rows(__version__)),
        "xl/worksheets/sheet2.xml": _sheet("Sheet2", function_wrappers.help_rows()),
        "customUI/customUI14.xml": ribbon.custom_ui(),
        "customUI/_rels/customUI14.xml.rels": _relationships(
            (ribbon.image_id(icon), f"{_OFFICE}/image", f"images/{icon}.png") for icon in ribbon.icons()
        ),
    }
    parts = {name: text.encode("utf-8") for name, text in texts.items()}
    parts["xl/vbaProject.bin"] = project_stream("Tenure", modules())
    for icon in ribbon.icons():
        parts[f"customUI/images/{icon}.png"] = icons.png(icon, _SIDE_OF_ICONS)
    return parts


def _content_types() -> str:
    defaults = {
        "bin": "application/vnd.ms-office.vbaProject",
        "png": "image/png",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{spreadsheet}.worksheet+xml",
        "/xl/worksheets/sheet2.xml": f"{spreadsheet}.worksheet+xml",
        "/xl/styles.xml": f"{spreadsheet}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items())
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def _relationships(relationships: Iterable[tuple[str, str, str]]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{id_}" Type="{kind}" Target="{to}"/>' for id_, kind, to in relationships)
        + "</Relationships>"
    )


def _core_properties() -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>Tenure</dc:title><dc:description>What client relationships are worth. Version {__version__}."
        f"</dc:description><dc:creator>{MAKER}</dc:creator></cp:coreProperties>"
    )


def _workbook() -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(_SHEETS, start=1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><fileVersion appName="xl" lastEdited="7" '
        'lowestEdited="7" rupBuild="22228"/><workbookPr codeName="ThisWorkbook"/><bookViews><workbookView/></bookViews>'
        f'<sheets>{sheets}</sheets><calcPr calcId="191029"/></workbook>'
    )


def _styles() -> str:
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(code_name: str, rows: Iterable[list[str]]) -> str:
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/><sheetData>'
        + "".join(_row(number, row) for number, row in enumerate(rows, start=1))
        + "</sheetData></worksheet>"
    )


def _row(number: int, texts: list[str]) -> str:
    return f'<row r="{number}">' + "".join(_cells(number, texts)) + "</row>"


def _cells(number: int, texts: list[str]) -> Iterator[str]:
    for column, text in enumerate(texts):
        if text:
            place = f"{chr(ord('A') + column)}{number}"
            yield f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
