"""Pictures that several workbooks have: what each draws, and how; where it stands is the workbook's own matter."""

from __future__ import annotations

from xlsxwriter.chart import Chart

Picture = tuple[Chart, str]
"""A chart, and what it shows in words, for those who cannot see it."""

Cells = str | list[str | int]
"""A reference, or the sheet with first row, first column, last row and last column."""
