"""Workbooks with all that Excel puts around a list, written here and by nobody else, for the tests of the buttons.

XlsxWriter writes charts, pictures, sparklines, conditional formats, comments and the macros, whose project is made as
Tenure's own add-in is. It knows no pivot tables and no slicers: their parts are written below by hand, as ECMA-376
(part 1, 18.10) and Microsoft's [MS-XLSX] (2.3.4 and 2.3.5, slicers of Excel 2010 and of Tables) have them.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from lists_to_press import CLIENTS, fees, parts

from addin.excel.vba_project import Module, project_stream
from addin.icons import png

PARTNERS = ("Ann", "Bob")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OF_2010 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_OF_2013 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
_OF_SLICERS = "http://schemas.microsoft.com/office/2007/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EXCEL = "application/vnd.ms-excel"
_DOCUMENT = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
_MACRO = 'Attribute VB_Name = "Ours"\nPublic Sub Greet()\n    MsgBox "Good morning"\nEnd Sub\n'


def write_full_book(path: Path) -> Path:
    """A list as an Excel Table, with charts, a pivot table, slicers, pictures, sparklines, conditional formats, macros.

    Args:
        path: where; its name ends with .xlsm.
    """
    macros = project_stream(
        "VBAProject",
        (
            Module("ThisWorkbook", "Document", _DOCUMENT.format(name="ThisWorkbook", base="00020819")),
            *(
                Module(f"Sheet{number}", "Document", _DOCUMENT.format(name=f"Sheet{number}", base="00020820"))
                for number in (1, 2, 3)
            ),
            Module("Ours", "Module", _MACRO),
        ),
    )
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        book.add_vba_project(BytesIO(macros), True)
        sheets = [book.add_worksheet(name) for name in ("Clients", "Pictures", "Pivot")]
        book.set_vba_name("ThisWorkbook")
        for number, sheet in enumerate(sheets, 1):
            sheet.set_vba_name(f"Sheet{number}")
        _list_clients(book, sheets[0])
        _draw(book, sheets[1])
        _show_totals(sheets[2])
        # A picture gives the two sheets with slicers a drawing, into which their shapes are put.
        for sheet in (sheets[0], sheets[2]):
            sheet.insert_image(20, 8, "logo.png", {"image_data": BytesIO(png("value", 16))})
        bars = book.add_chart({"type": "bar"})
        bars.add_series({"values": ["Clients", 1, 2, CLIENTS, 2]})
        book.add_chartsheet("Chart").set_chart(bars)
    _Package(path).with_pivot_and_slicers()
    return path


def _list_clients(book: Any, sheet: Any) -> None:
    columns = [{"header": heading} for heading in ("Client", "Partner", "Fees 2024", "Fees 2025")]
    sheet.add_table(0, 0, CLIENTS, 3, {"name": "Register", "columns": columns})
    for place in range(CLIENTS):
        sheet.write_string(place + 1, 0, f"Client {place + 1:02} Ltd")
        sheet.write_string(place + 1, 1, PARTNERS[place % 2])
        sheet.write_number(place + 1, 2, 0.9 * fees(place))
        sheet.write_number(place + 1, 3, fees(place))
    strong = book.add_format({"bold": True, "bg_color": "#FFEB9C"})
    for row, rule in enumerate(
        (
            {"type": "data_bar", "data_bar_2010": True, "bar_solid": True},
            {"type": "icon_set", "icon_style": "3_arrows"},
            {"type": "3_color_scale"},
            {"type": "formula", "criteria": "=$D2>50000", "format": strong},
            {"type": "top", "value": 3, "format": strong, "stop_if_true": True},
        )
    ):
        sheet.conditional_format(1, 3 - row % 2, CLIENTS, 3 - row % 2, rule)
    sheet.conditional_format(1, 0, CLIENTS, 0, {"type": "duplicate", "format": strong})
    for place in range(CLIENTS):
        sheet.add_sparkline(place + 1, 10, {"range": f"Clients!C{place + 2}:D{place + 2}", "markers": True})
    sheet.data_validation(1, 1, CLIENTS, 1, {"validate": "list", "source": list(PARTNERS)})
    sheet.write_comment(1, 0, "Our oldest client")
    sheet.insert_button(24, 12, {"macro": "Greet", "caption": "Good morning"})
    sheet.set_header("&L&G", {"image_left": "mark.png", "image_data_left": BytesIO(png("tiers", 16))})
    sheet.freeze_panes(1, 1)


def _draw(book: Any, sheet: Any) -> None:
    for place, kind in enumerate(("column", "line", "pie", "scatter", "area", "radar", "doughnut", "bar")):
        chart = book.add_chart({"type": kind})
        chart.add_series(
            {"name": "Fees", "categories": ["Clients", 1, 0, CLIENTS, 0], "values": ["Clients", 1, 3, CLIENTS, 3]}
        )
        if kind == "column":
            line = book.add_chart({"type": "line"})
            line.add_series({"values": ["Clients", 1, 2, CLIENTS, 2], "y2_axis": True, "trendline": {"type": "linear"}})
            chart.combine(line)
        chart.set_title({"name": f"As {kind}"})
        sheet.insert_chart(16 * place, 0, chart)
    sheet.insert_image(0, 10, "logo.png", {"image_data": BytesIO(png("list", 32)), "url": "https://example.org"})
    sheet.insert_textbox(6, 10, "A remark in a box")
    sheet.add_sparkline(0, 9, {"range": f"Clients!D2:D{CLIENTS + 1}", "type": "column"})
    sheet.protect()


def _show_totals(sheet: Any) -> None:
    """What the pivot table shows."""
    for row, line in enumerate((("Partner", "Sum of Fees 2025"), *((name, of(name)) for name in PARTNERS))):
        sheet.write_row(row + 2, 0, line)
    sheet.write_row(5, 0, ("Grand Total", sum(map(fees, range(CLIENTS)))))


def of(partner: str) -> float:
    """What the clients of a partner paid in the last year."""
    return sum(fees(place) for place in range(CLIENTS) if PARTNERS[place % 2] == partner)


class _Package:
    """The parts of a workbook, to which others are added with their relations and types."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts = parts(path)

    def with_pivot_and_slicers(self) -> None:
        """Add a pivot table of the list, a slicer that filters it, and one that filters the list itself."""
        pivot_sheet, list_sheet, workbook = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"
        definition, records = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
        pivot = "xl/pivotTables/pivotTable1.xml"
        self._add(records, f"{_SPREADSHEET}.pivotCacheRecords+xml", _records())
        self._add(definition, f"{_SPREADSHEET}.pivotCacheDefinition+xml", _definition())
        assert self._relate(definition, f"{_RELATIONS}/pivotCacheRecords", records) == "rId1"
        self._add(pivot, f"{_SPREADSHEET}.pivotTable+xml", _pivot())
        self._relate(pivot, f"{_RELATIONS}/pivotCacheDefinition", definition)
        self._relate(pivot_sheet, f"{_RELATIONS}/pivotTable", pivot)
        cache = self._relate(workbook, f"{_RELATIONS}/pivotCacheDefinition", definition)
        self._insert(workbook, "</workbook>", f'<pivotCaches><pivotCache cacheId="7" r:id="{cache}"/></pivotCaches>')
        extensions = []
        for number, (sheet, uri, tag, caches_uri, caches) in enumerate(
            (
                (pivot_sheet, "{A8765BA9-456A-4dab-B4F3-ACF838C121DE}", f'x14="{_OF_2010}"',
                 "{BBE1A952-AA13-448e-AADC-164F8A28A991}", "x14"),
                (list_sheet, "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}", f'x15="{_OF_2013}"',
                 "{46BE6895-7355-4a93-B00E-2C351335B9C9}", "x15"),
            ), 1,
        ):  # fmt: skip
            name, prefix = f"Partner {number}", tag[:3]
            self._add(f"xl/slicers/slicer{number}.xml", f"{_EXCEL}.slicer+xml", _slicer(name))
            self._add(f"xl/slicerCaches/slicerCache{number}.xml", f"{_EXCEL}.slicerCache+xml", _slicer_cache(number))
            relation = self._relate(sheet, f"{_OF_SLICERS}/slicer", f"xl/slicers/slicer{number}.xml")
            self._extend(
                sheet,
                f'<ext xmlns:{tag} uri="{uri}"><{prefix}:slicerList><x14:slicer xmlns:x14="{_OF_2010}" '
                f'r:id="{relation}"/></{prefix}:slicerList></ext>',
            )
            relation = self._relate(workbook, f"{_OF_SLICERS}/slicerCache", f"xl/slicerCaches/slicerCache{number}.xml")
            extensions.append(
                f'<ext xmlns:{tag} uri="{caches_uri}"><{caches}:slicerCaches xmlns:x14="{_OF_2010}">'
                f'<x14:slicerCache r:id="{relation}"/></{caches}:slicerCaches></ext>'
            )
            self._insert(self._drawing_of(sheet), "</xdr:wsDr>", _shape(name, number))
            self._insert(workbook, "</definedNames>", f'<definedName name="Slicer_Partner{number}">#N/A</definedName>')
        self._insert(workbook, "</workbook>", f"<extLst>{''.join(extensions)}</extLst>")
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self._parts.items():
                package.writestr(name, data)

    def _add(self, name: str, kind: str, xml: str) -> None:
        self._parts[name] = (_HEAD + xml).encode()
        self._insert("[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/>')

    def _insert(self, name: str, end: str, xml: str) -> None:
        text = self._parts[name].decode()
        if end not in text and end == "</definedNames>":
            text = text.replace("<calcPr", "<definedNames></definedNames><calcPr")
        assert end in text, (name, end)
        before, _, after = text.rpartition(end)
        self._parts[name] = (before + xml + end + after).encode()

    def _extend(self, sheet: str, xml: str) -> None:
        if "</extLst>" not in self._parts[sheet].decode():
            self._insert(sheet, "</worksheet>", "<extLst></extLst>")
        self._insert(sheet, "</extLst>", xml)

    def _relate(self, name: str, kind: str, target: str) -> str:
        folder, _, own = name.rpartition("/")
        relations = f"{folder}/_rels/{own}.rels"
        if relations not in self._parts:
            self._parts[relations] = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode()
        identifier = f"rId{self._parts[relations].decode().count('<Relationship ') + 1}"
        xml = f'<Relationship Id="{identifier}" Type="{kind}" Target="/{target}"/>'
        self._insert(relations, "</Relationships>", xml)
        return identifier

    def _drawing_of(self, sheet: str) -> str:
        folder, _, own = sheet.rpartition("/")
        relations = self._parts[f"{folder}/_rels/{own}.rels"].decode()
        return f"xl/drawings/drawing{relations.partition('../drawings/drawing')[2].partition('.xml')[0]}.xml"


def _definition() -> str:
    amounts = [fees(place) for place in range(CLIENTS)]
    partners = "".join(f'<s v="{name}"/>' for name in PARTNERS)
    return (
        f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_RELATIONS}" r:id="rId1" refreshedBy="Ann" '
        f'refreshedDate="46000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" '
        f'recordCount="{CLIENTS}"><cacheSource type="worksheet"><worksheetSource name="Register"/></cacheSource>'
        f'<cacheFields count="4"><cacheField name="Client" numFmtId="0"><sharedItems/></cacheField>'
        f'<cacheField name="Partner" numFmtId="0"><sharedItems count="2">{partners}</sharedItems></cacheField>'
        + "".join(
            f'<cacheField name="Fees {year}" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
            f'containsNumber="1" minValue="{share * min(amounts):g}" maxValue="{share * max(amounts):g}"/></cacheField>'
            for year, share in ((2024, 0.9), (2025, 1))
        )
        + "</cacheFields><extLst><ext xmlns:x14="
        f'"{_OF_2010}" uri="{{725AE2AE-9491-48be-B2B4-4EB974FC3084}}"><x14:pivotCacheDefinition pivotCacheId="7"/>'
        "</ext></extLst></pivotCacheDefinition>"
    )


def _records() -> str:
    lines = "".join(
        f'<r><s v="Client {place + 1:02} Ltd"/><x v="{place % 2}"/><n v="{0.9 * fees(place):g}"/>'
        f'<n v="{fees(place):g}"/></r>'
        for place in range(CLIENTS)
    )
    return f'<pivotCacheRecords xmlns="{_MAIN}" count="{CLIENTS}">{lines}</pivotCacheRecords>'


def _pivot() -> str:
    items = "".join(f'<item x="{place}"/>' for place in range(len(PARTNERS)))
    return (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="By partner" cacheId="7" dataOnRows="0" '
        'applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0" '
        'applyAlignmentFormats="0" applyWidthHeightFormats="1" dataCaption="Values" updatedVersion="6" '
        'minRefreshableVersion="3" createdVersion="6" indent="0" outline="1" outlineData="1">'
        '<location ref="A3:B6" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<pivotFields count="4"><pivotField showAll="0"/>'
        f'<pivotField axis="axisRow" showAll="0"><items count="3">{items}<item t="default"/></items></pivotField>'
        '<pivotField showAll="0"/><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="1"/></rowFields>'
        '<rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Sum of Fees 2025" fld="3" baseField="0" baseItem="0"/></dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1" showRowStripes="0" '
        'showColStripes="0" showLastColumn="1"/></pivotTableDefinition>'
    )


def _slicer(name: str) -> str:
    return (
        f'<slicers xmlns="{_OF_2010}"><slicer name="{name}" cache="Slicer_Partner{name[-1]}" caption="Partner" '
        'rowHeight="241300"/></slicers>'
    )


def _slicer_cache(number: int) -> str:
    items = "".join(f'<i x="{place}" s="1"/>' for place in range(len(PARTNERS)))
    of_pivot = (
        '<pivotTables><pivotTable tabId="3" name="By partner"/></pivotTables>'
        f'<data><tabular pivotCacheId="7"><items count="2">{items}</items></tabular></data>'
    )
    of_table = (
        f'<extLst><x:ext xmlns:x="{_MAIN}" xmlns:x15="{_OF_2013}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        '<x15:tableSlicerCache tableId="1" column="2"/></x:ext></extLst>'
    )
    return (
        f'<slicerCacheDefinition xmlns="{_OF_2010}" name="Slicer_Partner{number}" sourceName="Partner">'
        f"{of_pivot if number == 1 else of_table}</slicerCacheDefinition>"
    )


def _shape(name: str, number: int) -> str:
    """Where a slicer stands on its sheet; a program that knows none shows a box with a sentence."""
    drawn_by = "a14" if number == 1 else "sle15"
    namespace = (
        "http://schemas.microsoft.com/office/drawing/2010/main"
        if number == 1
        else "http://schemas.microsoft.com/office/drawing/2012/slicer"
    )
    slicers = "http://schemas.microsoft.com/office/drawing/2010/slicer"
    return (
        '<xdr:twoCellAnchor editAs="oneCell"><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff>'
        "<xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col>"
        "<xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:{drawn_by}="{namespace}" Requires="{drawn_by}"><xdr:graphicFrame macro="">'
        f'<xdr:nvGraphicFramePr><xdr:cNvPr id="{40 + number}" name="{name}"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{slicers}"><sle:slicer xmlns:sle="{slicers}" name="{name}"/></a:graphicData></a:graphic>'
        '</xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr>'
        '<xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="3657600" y="381000"/>'
        '<a:ext cx="1219200" cy="1905000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        "<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>A slicer of Partner</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        "</mc:Fallback></mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor>"
    )
