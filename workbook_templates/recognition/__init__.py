"""Recognition: which table of a sheet is the list of clients, and what each of its columns and rows is.

It knows no host and no file format: a `Sheet` is a picture of one, a `Reading` is what was made of it::

    from workbook_templates.recognition import CLIENT, Sheet, recognise

    reading = recognise(Sheet("Clients", [["Customer", "FY25"], ["Alpha Ltd", 1200.0], ["Total", 1200.0]]))
    reading.with_role(CLIENT)[0].letters  # "A"
    reading.rows()  # [2]
"""

from __future__ import annotations

from workbook_templates.recognition.reading import Column, Corrections, LeftOut, Reading, Refusal, RowKind, SameClient
from workbook_templates.recognition.recogniser import recognise
from workbook_templates.recognition.roles import ROLES, Role, role_called
from workbook_templates.recognition.sheet import Area, Cell, ExcelTable, Sheet

__all__ = [
    "ROLES", "Area", "Cell", "Column", "Corrections", "ExcelTable", "LeftOut", "Reading", "Refusal", "Role", "RowKind",
    "SameClient", "Sheet", "recognise", "role_called",
]  # fmt: skip
