"""Workbooks of many clients with a column of ``REL_`` calls: ``python -m benchmarks.workbooks shared 100000 FILE``.

XlsxWriter writes a book with one client; its row is then repeated, cell by cell as a spreadsheet program writes it, so
that a million rows take seconds and no memory.
"""

from __future__ import annotations

import io
import random
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

COLUMNS = ("Fees", "Retention", "Rate", "Worth")
_CALL = "REL_CLV(A{row},B{row},C{row})"
_COLUMNS_OF_THE_ROW = ",".join(f"Clients[[#This Row],[{name}]]" for name in COLUMNS[:3])

KINDS: dict[str, Callable[[int, int], str]] = {
    "plain": lambda row, rows: f"<f>{_CALL.format(row=row)}</f>",
    "table": lambda row, rows: f"<f>REL_CLV({_COLUMNS_OF_THE_ROW})</f>",
    "shared": lambda row, rows: (
        f'<f t="shared" ref="D2:D{rows + 1}" si="0">{_CALL.format(row=2)}</f>' if row == 2 else '<f t="shared" si="0"/>'
    ),
    "rounded": lambda row, rows: f"<f>ROUND({_CALL.format(row=row)},0)</f>",
}
"""How a cell's formula is written, by kind: from its row and the number of rows."""

_SHEET, _TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"


def write(path: Path, kind: str, rows: int) -> None:
    """Write a book with so many clients and a call for each."""
    small = io.BytesIO()
    with xlsxwriter.Workbook(small) as workbook:
        sheet = workbook.add_worksheet("Clients")
        for column, name in enumerate(COLUMNS):
            sheet.write(0, column, name)
        if kind == "table":
            sheet.add_table(0, 0, 1, 3, {"name": "Clients", "columns": [{"header": name} for name in COLUMNS]})
        sheet.write(1, 0, 1)
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == _TABLE:
                text = text.replace('"A1:D2"', f'"A1:D{rows + 1}"')
            with target.open(name, "w") as part:
                if name != _SHEET:
                    part.write(text.encode())
                    continue
                before, last, after = re.split(r'(<row r="2".*</row>)', text)
                assert last
                part.write(before.replace("A1:D2", f"A1:D{rows + 1}").encode())
                for piece in _rows(kind, rows):
                    part.write(piece.encode())
                part.write(after.encode())


def _rows(kind: str, rows: int) -> Iterator[str]:
    draw = random.Random(7)
    formula = KINDS[kind]
    for row in range(2, rows + 2):
        fees, retention, rate = draw.randint(100, 100_000), draw.randint(500, 950) / 1000, draw.randint(50, 150) / 1000
        yield (
            f'<row r="{row}" spans="1:4"><c r="A{row}"><v>{fees}</v></c><c r="B{row}"><v>{retention}</v></c>'
            f'<c r="C{row}"><v>{rate}</v></c><c r="D{row}">{formula(row, rows)}<v>0</v></c></row>'
        )


if __name__ == "__main__":
    write(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2]))
