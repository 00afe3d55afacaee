"""The part of a chart that is moved into a workbook: every program reads it alike, whatever wrote the workbook."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from addin.closed_file.chart_part import written_out

KINDS = ("bar", "column", "line", "scatter")


def part(kind: str, path: Path) -> str:
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": kind})
        series = {"categories": "=Sheet1!$A$1:$A$3", "values": "=Sheet1!$B$1:$B$3", "data_labels": {"value": True}}
        chart.add_series(series)
        chart.add_series(series)
        chart.set_title({"name": "What is drawn"})
        book.add_worksheet().insert_chart("D2", chart)
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_wanted_is_said(kind, tmp_path):
    xml = written_out(part(kind, tmp_path / "chart.xlsx"))
    labels = re.findall(r"<c:dLbls>.*?</c:dLbls>", xml)
    assert len(labels) == 2
    for each in labels:
        shown = re.findall(r'<c:show(\w+) val="(\d)"/>', each)
        assert [name for name, value in shown if value == "1"] == ["Val"]
        assert [name for name, _ in shown] == ["LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"]
    assert xml.count('<c:overlay val="0"/>') == 2  # the title's and the legend's
    assert xml.count('<c:delete val="0"/>') == 2
    assert xml.count('<c:varyColors val="0"/>') == xml.count('<c:roundedCorners val="0"/>') == 1
    assert xml.count('<c:smooth val="0"/>') == (2 if kind in ("line", "scatter") else 0)
    assert '<c:dispBlanksAs val="gap"/>' in xml
    assert len(re.findall("<c:(?:title|legend)>", xml)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_twice(kind, tmp_path):
    once = written_out(part(kind, tmp_path / "chart.xlsx"))
    assert written_out(once) == once
