"""``python -m benchmarks.excel_columns``: what the add-in's macros take for a column of single cells, under Wine.

No VBA runs here. The add-in's own macros are run as VBScript, their next of kin: the types are taken out of the text,
for VBScript has none, and the rest is as Excel gets it. Cells, and Python at the other end, are stood in for by
objects of VBScript's.

Wine's VBScript is slow: what it takes for nothing but counting is printed beside. Whoever has an Excel can run the same
loop there, and see by how much.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from addin.excel.addin_package import modules
from addin.excel.function_wrappers import MODULE_NAME, wrapper
from udfs import declaration

FUNCTION = "REL_CLV"
_MODULES = (MODULE_NAME, "TenureCalls", "TenureArguments", "TenureColumns", "TenureAnswers", "TenureServer")

_STAND_INS = """
Const xlErrNull = 2000, xlErrDiv0 = 2007, xlErrValue = 2015, xlErrRef = 2023, xlErrName = 2029
Const xlErrNum = 2036, xlErrNA = 2042

Function CVErr(number)
    CVErr = "error " & number
End Function

Function IIf(condition, one, other)
    If condition Then IIf = one Else IIf = other
End Function

Function IsMissing(given)
    IsMissing = False
    If Not IsObject(given) Then IsMissing = IsEmpty(given)
End Function

Class Counted
    Public Count
End Class

Class Book
    Public Name
    Public Date1904
End Class

Class Sheet
    Public Name
    Public Parent
    Public UsedRange
End Class

Class Excel
    Public Caller
    Public Hwnd
    Public StatusBar
End Class

Class Cells
    Public Value2
    Public CountLarge
    Public HasFormula
    Public Row
    Public Column
    Public Rows
    Public Columns
    Public Areas
    Public Worksheet
    Public ListObject

    Public Function Offset(down)
        Set Offset = CellsAt(Row + down, Column, Rows.Count)
    End Function

    Public Function Resize(height)
        Set Resize = CellsAt(Row, Column, height)
    End Function

    Public Function FormulaR1C1()
        Dim place, formulas
        ReDim formulas(Rows.Count, 1)
        For place = 1 To Rows.Count
            formulas(place, 1) = "=FUNCTION(RC1,RC2,R1C6)"
        Next
        FormulaR1C1 = formulas
    End Function
End Class

' Arrays are counted from 0 in VBScript: the first row and column stay unused.
Function CellsAt(row, column, height)
    Dim made, values, place
    Set made = New Cells
    made.Row = row
    made.Column = column
    made.CountLarge = height
    Set made.Rows = New Counted
    made.Rows.Count = height
    Set made.Columns = columnOfOne
    Set made.Areas = columnOfOne
    Set made.Worksheet = theSheet
    Set made.ListObject = Nothing
    If height = 1 Then
        made.Value2 = ValueAt(row, column)
    Else
        ReDim values(height, 1)
        For place = 1 To height
            values(place, 1) = ValueAt(row + place - 1, column)
        Next
        made.Value2 = values
    End If
    Set CellsAt = made
End Function

Function ValueAt(row, column)
    Select Case column
        Case 1: ValueAt = 100.1 + row
        Case 2: ValueAt = 0.5 + row / 30000
        Case Else: ValueAt = 0.1
    End Select
End Function

Dim countOfCalls, secondsOfPython

Class Python
    Public Default Function Answer(name, given)
        Dim began, found, place
        began = Timer
        countOfCalls = countOfCalls + 1
        ReDim found(UBound(given(0), 1) - 1, 0)
        For place = 1 To UBound(given(0), 1)
            found(place - 1, 0) = Worth(given(0)(place, 1), given(1)(place, 1), given(2))
        Next
        Answer = found
        secondsOfPython = secondsOfPython + Timer - began
    End Function

    Public Sub AttachWindow(window)
    End Sub
End Class

Function CountedToAMillion()
    Dim place, counted
    For place = 1 To 1000000
        counted = place + 1
    Next
    CountedToAMillion = counted
End Function

Function Worth(margin, retention, rate)
    Worth = margin / (1 + rate - retention)
End Function

Dim Application, theSheet, columnOfOne
Set Application = New Excel
Set columnOfOne = New Counted
columnOfOne.Count = 1
Set theSheet = New Sheet
Set theSheet.Parent = New Book
Set theSheet.UsedRange = columnOfOne
"""

_RUN = """
Dim margins(ROWS), retentions(ROWS), callers(ROWS), rate, place, found, wrong, began, seconds, counted
For place = 1 To ROWS
    Set margins(place) = CellsAt(place + 1, 1, 1)
    Set retentions(place) = CellsAt(place + 1, 2, 1)
    Set callers(place) = CellsAt(place + 1, 3, 1)
Next
Set rate = CellsAt(1, 6, 1)
Set theSheet.UsedRange = CellsAt(2, 3, ROWS)
began = Timer
For place = 1 To ROWS
    Set Application.Caller = callers(place)
    found = FUNCTION(margins(place), retentions(place), rateOTHERS)
    If found <> Worth(margins(place).Value2, retentions(place).Value2, rate.Value2) Then wrong = wrong + 1
Next
seconds = Timer - began
began = Timer
counted = CountedToAMillion()
WScript.Echo seconds - secondsOfPython & ";" & Timer - began & ";" & countOfCalls & ";" & wrong
"""


def as_script(rows: int) -> str:
    """The macros of one function, and a column of cells that asks it, as a program of VBScript."""
    sources = {module.name: module.source for module in modules() if module.name in _MODULES}
    sources[MODULE_NAME] = wrapper(declaration(FUNCTION))
    private = Counter(name for source in sources.values() for name in _private(source))
    texts = [_STAND_INS]
    for module, source in sources.items():
        for name in _private(source):
            if private[name] > 1:
                source = re.sub(rf"\b{name}\b", f"{module}_{name}", source)
        texts.append(_without_types(source))
    others = ", Empty" * (len(declaration(FUNCTION).parameters) - 3)
    run = _RUN.replace("ROWS", str(rows)).replace("FUNCTION", FUNCTION).replace("OTHERS", others)
    return "\n".join(texts) + run


def _private(source: str) -> list[str]:
    return re.findall(r"(?m)^Private (?:Function |Sub |Const )?(\w+)", source)


def _without_types(source: str) -> str:
    """A module of VBA as VBScript takes it."""
    source = re.sub(r"(?m)^(Attribute|Option) .*\n", "", source)
    source = source.replace(" _\n", " ")
    for pattern, by in (
        (r"^Private (\w+) As Object$", r"Private \1\nSet \1 = Nothing"),
        (r"\bAs (New )?[A-Z]\w+", ""),
        (r"\bOptional ", ""),
        (r"\bParamArray ", ""),
        (r"(?<=\w)\(\)\s*(?=[,)]|$)", ""),  # arrays, among the arguments and by themselves
        (r"\b(Left|Mid|Hex|ChrW)\$", r"\1"),
        (r"\bNext \w+$", "Next"),
        (r"(ReDim .*)", lambda found: re.sub(r"\b[01] To ", "", found[1])),
        (r"TypeOf (\S+) Is Range", r"IsObject(\1)"),
        (r"\w+:=", ""),
        (r"CreateObject\(ServerName\)", "New Python"),
    ):
        source = re.sub(pattern, by, source, flags=re.MULTILINE)
    return source


def measured(rows: int) -> tuple[float, float, int, int]:
    """Seconds of the macros for a column, of a loop that counts to a million; calls to Python, and wrong answers."""
    with tempfile.TemporaryDirectory() as folder:
        variables = os.environ | {
            "WINEPREFIX": f"{folder}/prefix",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "DISPLAY": "",
        }
        script = Path(folder) / "column.vbs"
        script.write_text(as_script(rows), encoding="ascii")
        try:
            subprocess.run(["wineboot", "--init"], env=variables, check=True, timeout=180, capture_output=True)
            done = subprocess.run(
                ["wine", "cscript", "//nologo", script.name],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
        finally:
            subprocess.run(["wineserver", "-k"], env=variables, check=False, timeout=60)
    parts = done.stdout.strip().split(";")
    if len(parts) != 4:
        raise RuntimeError(f"the script did not run: {done.stdout}{done.stderr}")
    return float(parts[0]), float(parts[1]), int(parts[2]), int(parts[3] or 0)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.excel_columns", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="cells in the column (default 10,000)")
    options = parser.parse_args()
    seconds, counting, calls, wrong = measured(options.rows)
    print(f"{options.rows:,} cells: {seconds:.2f} s of macros, {calls} calls to Python, {wrong} wrong answers")
    print(
        f"as long as counting to {seconds / counting:.2f} million in the same language, a million took {counting:.2f} s"
    )


if __name__ == "__main__":
    main()
