Attribute VB_Name = "TenureOpening"
Option Explicit
Option Private Module

' Formulas that others wrote: a workbook made on another computer, or by a program, may not find our functions when it
' is opened. Three steps, each only where the one before did not help: a link to a copy of the add-in elsewhere is
' turned to this one, everything is calculated anew, what is still #NAME? is entered again.

Private Const CellsWithoutAsking As Long = 10000
Private Const MostCellsNamed As Long = 10

Public Sub MendFormulas(ByVal book As Workbook)
    Dim wasSaved As Boolean
    Dim lost As Collection
    Dim refused As Collection

    If Not MayBeMended(book) Then Exit Sub
    wasSaved = book.Saved
    TurnLinksToThisAddIn book
    Set lost = LostFormulas(book)
    If lost.Count > 0 Then
        Application.CalculateFullRebuild
        Set lost = LostFormulas(book)
        If lost.Count > 0 Then
            If IsAgreed(book, lost.Count) Then Set refused = EnterAgain(lost) Else Set refused = New Collection
            SayWhichAreLeft book, refused
        End If
    End If
    book.Saved = wasSaved
End Sub

' Never where others would see it happen, or where it could not be saved or was not wanted.
Private Function MayBeMended(ByVal book As Workbook) As Boolean
    If book Is ThisWorkbook Then Exit Function
    If book.IsAddin Or book.ReadOnly Then Exit Function
    If book.MultiUserEditing Or book.ProtectStructure Then Exit Function
    MayBeMended = Not IsSavedByItself(book)
End Function

' AutoSave came after Excel 2016: asked for by name when it runs, so that older ones can compile this.
Private Function IsSavedByItself(ByVal book As Object) As Boolean
    On Error Resume Next
    IsSavedByItself = book.AutoSaveOn
End Function

Private Sub TurnLinksToThisAddIn(ByVal book As Workbook)
    Dim links As Variant
    Dim link As Variant

    links = book.LinkSources(xlExcelLinks)
    If IsEmpty(links) Then Exit Sub
    For Each link In links
        If IsOtherCopy(CStr(link)) Then
            On Error Resume Next
            book.ChangeLink CStr(link), ThisWorkbook.FullName, xlLinkTypeExcelLinks
            On Error GoTo 0
        End If
    Next link
End Sub

Private Function IsOtherCopy(ByVal path As String) As Boolean
    Dim fileName As String

    fileName = Mid$(path, InStrRev(Replace(path, "/", "\"), "\") + 1)
    IsOtherCopy = StrComp(fileName, ThisWorkbook.Name, vbTextCompare) = 0 And _
        StrComp(path, ThisWorkbook.FullName, vbTextCompare) <> 0
End Function

' The cells with a formula of ours that shows #NAME?; of an array only its first cell.
Private Function LostFormulas(ByVal book As Workbook) As Collection
    Dim found As Collection
    Dim sheet As Worksheet
    Dim inError As Range
    Dim cell As Range

    Set found = New Collection
    For Each sheet In book.Worksheets
        If Not sheet.ProtectContents Then
            Set inError = FormulasInError(sheet)
            If Not inError Is Nothing Then
                For Each cell In inError.Cells
                    If IsLostFormula(cell) Then found.Add cell
                Next cell
            End If
        End If
    Next sheet
    Set LostFormulas = found
End Function

Private Function FormulasInError(ByVal sheet As Worksheet) As Range
    On Error Resume Next ' Excel raises an error where there is none
    Set FormulasInError = sheet.UsedRange.SpecialCells(xlCellTypeFormulas, xlErrors)
End Function

Private Function IsLostFormula(ByVal cell As Range) As Boolean
    If Not IsError(cell.Value) Then Exit Function
    If CStr(cell.Value) <> CStr(CVErr(xlErrName)) Then Exit Function
    If InStr(1, cell.Formula, "REL_", vbTextCompare) = 0 Then Exit Function
    IsLostFormula = True
    If cell.HasArray Then IsLostFormula = cell.Address = cell.CurrentArray.Cells(1, 1).Address
End Function

Private Function IsAgreed(ByVal book As Workbook, ByVal countOfCells As Long) As Boolean
    IsAgreed = True
    If countOfCells > CellsWithoutAsking Then
        IsAgreed = MsgBox(book.Name & " has " & countOfCells & " formulas of Tenure that show #NAME?. " & _
            "Enter them again, unchanged, so that they are calculated here?", vbYesNo + vbQuestion, "Tenure") = vbYes
    End If
End Function

' Enter them again; those that Excel did not take back, which are as they were.
Private Function EnterAgain(ByVal lost As Collection) As Collection
    Dim calculation As Long
    Dim events As Boolean
    Dim fill As Boolean
    Dim updating As Boolean
    Dim alerts As Boolean
    Dim refused As Collection
    Dim cell As Range

    Set refused = New Collection
    Set EnterAgain = refused
    calculation = Application.Calculation
    events = Application.EnableEvents
    updating = Application.ScreenUpdating
    fill = Application.AutoCorrect.AutoFillFormulasInLists
    alerts = Application.DisplayAlerts
    On Error GoTo Restore
    Application.DisplayAlerts = False
    Application.EnableEvents = False
    Application.ScreenUpdating = False
    Application.Calculation = xlCalculationManual
    Application.AutoCorrect.AutoFillFormulasInLists = False ' else one cell of a Table would rewrite its column
    For Each cell In lost
        If Not IsEnteredAgain(cell) Then refused.Add cell
    Next cell
Restore:
    Application.AutoCorrect.AutoFillFormulasInLists = fill
    Application.Calculation = calculation
    Application.ScreenUpdating = updating
    Application.EnableEvents = events
    Application.DisplayAlerts = alerts
End Function

' Formula2 came with arrays that spill; where there is none, Formula is the same.
Private Function IsEnteredAgain(ByVal cell As Object) As Boolean
    On Error Resume Next
    If cell.HasArray Then
        cell.CurrentArray.FormulaArray = cell.FormulaArray
        If Err.Number <> 0 Then
            IsEnteredAgain = IsReplacedByItself(cell)
            Exit Function
        End If
    Else
        cell.Formula2 = cell.Formula2
        If Err.Number = 438 Then
            Err.Clear
            cell.Formula = cell.Formula
        End If
    End If
    IsEnteredAgain = Err.Number = 0
End Function

' An array's formula of more than 255 letters, which Excel takes from FormulaArray no more: to replace a sign in it by
' itself enters it again, whatever its length.
Private Function IsReplacedByItself(ByVal cell As Range) As Boolean
    On Error Resume Next
    cell.CurrentArray.Replace "=", "=", xlPart
    cell.CurrentArray.Calculate
    If Err.Number = 0 Then IsReplacedByItself = Not IsLostFormula(cell)
End Function

Private Sub SayWhichAreLeft(ByVal book As Workbook, ByVal refused As Collection)
    Dim cell As Range
    Dim named As String
    Dim countOfNamed As Long

    If refused.Count = 0 Then Exit Sub
    For Each cell In refused
        countOfNamed = countOfNamed + 1
        If countOfNamed <= MostCellsNamed Then
            named = named & IIf(countOfNamed = 1, "", ", ") & cell.Worksheet.Name & "!" & cell.Address(False, False)
        End If
    Next cell
    If countOfNamed > MostCellsNamed Then named = named & " and " & countOfNamed - MostCellsNamed & " more"
    MsgBox "Excel did not take back these formulas of " & book.Name & ", which still show #NAME?: " & named & ". " & _
        "Enter each by hand: press F2, then Ctrl+Shift+Enter if it stands in curly brackets, else Enter.", _
        vbExclamation, "Tenure"
End Sub
