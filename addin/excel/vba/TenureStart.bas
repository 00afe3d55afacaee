Attribute VB_Name = "TenureStart"
Option Explicit

' What happens by itself: after Excel has started, and after a workbook was opened.

Private events As TenureEvents
Private opened As Collection
Private isDescribed As Boolean

' Run by OnTime once Excel is up: Python takes a second to start, and Excel must not wait for it while it opens.
Public Sub AfterStart()
    Dim book As Workbook

    On Error GoTo Failed
    HookEvents
    For Each book In Application.Workbooks
        NoteOpened book
    Next book
    AfterOpening
    If IsConnected() Then PythonVersion
    Exit Sub
Failed:
    SayInStatusBar "Tenure did not start: " & Err.Description
End Sub

' Run by OnTime after a workbook was opened or has become the active one.
Public Sub AfterOpening()
    Dim book As Workbook

    On Error GoTo Failed
    HookEvents
    DescribeFunctions
    If opened Is Nothing Then Exit Sub
    Do While opened.Count > 0
        Set book = BookStillOpen(opened(1))
        opened.Remove 1
        If Not book Is Nothing Then MendFormulas book
    Loop
    Exit Sub
Failed:
    SayInStatusBar "Tenure could not look through the opened workbook: " & Err.Description
End Sub

' A workbook that a macro opened may be closed again before its turn comes.
Private Function BookStillOpen(ByVal bookName As String) As Workbook
    Dim book As Workbook

    For Each book In Application.Workbooks
        If book.Name = bookName Then Set BookStillOpen = book
    Next book
End Function

' A reset of the VBA project loses the events: whatever of ours runs hooks them again.
Public Sub HookEvents()
    If events Is Nothing Then
        Set events = New TenureEvents
        events.Watch Application
    End If
End Sub

Public Sub NoteOpened(ByVal book As Workbook)
    If opened Is Nothing Then Set opened = New Collection
    opened.Add book.Name
End Sub

Public Sub RunSoon(ByVal procedureName As String)
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!TenureStart." & procedureName
End Sub

' Whether the functions are still to be described in the function wizard.
Public Sub DescribeWhenPossible()
    If Not isDescribed Then RunSoon "AfterOpening"
End Sub

' Category and help for the function wizard, from the add-in's own two sheets. Excel takes them only while a workbook
' is open.
Private Sub DescribeFunctions()
    Dim categories As Variant
    Dim help As Variant
    Dim rowNumber As Long

    If isDescribed Or ActiveWorkbook Is Nothing Then Exit Sub
    isDescribed = True
    categories = ThisWorkbook.Worksheets("Tenure").UsedRange.Value2
    help = ThisWorkbook.Worksheets("_IntelliSense_").UsedRange.Value2
    For rowNumber = 2 To UBound(help, 1)
        DescribeFunction help, rowNumber, categories(rowNumber, 2)
    Next rowNumber
End Sub

Private Sub DescribeFunction(ByRef help As Variant, ByVal rowNumber As Long, ByVal category As String)
    Dim descriptions() As Variant
    Dim countOfArguments As Long

    Do While 5 + 2 * countOfArguments <= UBound(help, 2)
        If IsEmpty(help(rowNumber, 4 + 2 * countOfArguments)) Then Exit Do
        ReDim Preserve descriptions(0 To countOfArguments)
        descriptions(countOfArguments) = help(rowNumber, 5 + 2 * countOfArguments)
        countOfArguments = countOfArguments + 1
    Loop
    On Error Resume Next
    If countOfArguments = 0 Then
        Application.MacroOptions Macro:=help(rowNumber, 1), Description:=help(rowNumber, 2), Category:=category
    Else
        Application.MacroOptions Macro:=help(rowNumber, 1), Description:=help(rowNumber, 2), Category:=category, _
            ArgumentDescriptions:=descriptions
    End If
End Sub
