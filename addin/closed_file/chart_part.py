"""The part of a chart, in which is written out what programs otherwise read in two ways.

XlsxWriter leaves out what Excel 2007 left out. A program that sees that a newer Excel wrote the workbook takes some of
that for said: LibreOffice then shows the names of the series and the categories beside each label.
"""

from __future__ import annotations

import re

_SHOWN = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
_LABELS = re.compile(rf'(?:<c:show(?:{"|".join(_SHOWN)}) val="[01]"/>)+')
_OF_KINDS = re.compile(r"<c:(line|scatter)Chart>.*?</c:\1Chart>", re.DOTALL)
_LACKING = (
    (re.compile(r"(<c:lang [^>]*/>)(?!<c:roundedCorners)"), "roundedCorners"),
    (re.compile(r"(<c:(?:grouping|scatterStyle) [^>]*/>)(?!<c:varyColors)"), "varyColors"),
    (re.compile(r"(</c:scaling>)(?!<c:delete)"), "delete"),
    (re.compile(r"(<c:(?:title|legend)>(?:(?!<c:layout/>).)*<c:layout/>)(?!<c:overlay)", re.DOTALL), "overlay"),
)


def written_out(xml: str) -> str:
    """The part with what it does not want said."""
    xml = re.sub(r"(<c:plotVisOnly [^>]*/>)(?!<c:dispBlanksAs)", r'\1<c:dispBlanksAs val="gap"/>', xml)
    for place, word in _LACKING:
        xml = place.sub(rf'\1<c:{word} val="0"/>', xml)
    xml = _OF_KINDS.sub(
        lambda kind: re.sub(r"(?<!<c:smooth val=\"[01]\"/>)</c:ser>", '<c:smooth val="0"/></c:ser>', kind[0]), xml
    )
    return _LABELS.sub(lambda labels: "".join(_shown(each, labels[0]) for each in _SHOWN), xml)


def _shown(what: str, labels: str) -> str:
    wanted = f'<c:show{what} val="1"/>'
    return wanted if wanted in labels else wanted.replace("1", "0")
