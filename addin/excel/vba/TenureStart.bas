Attribute VB_Name = "TenureStart"
Option Explicit

' What happens by itself: after Excel has started, after a workbook was opened, and while Python does not answer.

Private events As TenureEvents
Private opened As Collection
Private countOfDescribed As Long
Private refusals As Long
Private isDescribed As Boolean
Private isToTryAgain As Boolean

Private Const MostRefusals As Long = 3
Private Const SecondsOfDay As Double = 86400

' Run by OnTime once Excel is up: Python takes a second to start, and Excel must not wait for it while it opens. Nor
' must it wait for the functions, which take longer: nothing is asked here that needs them.
Public Sub AfterStart()
    Dim book As Workbook

    On Error GoTo Failed
    HookEvents
    For Each book In Application.Workbooks
        NoteOpened book
    Next book
    AfterOpening
    If Not IsConnected() Then TryLaterWhileSilent
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
    RunIn 0, procedureName
End Sub

Private Sub RunIn(ByVal seconds As Double, ByVal procedureName As String)
    On Error Resume Next
    Application.OnTime Now + seconds / SecondsOfDay, "'" & ThisWorkbook.Name & "'!TenureStart." & procedureName
End Sub

' While Python does not answer: say so again, for other programs write into the status bar too, and see to it that it
' is tried again. Not done by the calls, since a formula may not have anything run later.
Public Sub TryLaterWhileSilent()
    If Len(WhyPythonIsSilent()) = 0 Then Exit Sub
    SayInStatusBar WhyPythonIsSilent()
    If isToTryAgain Then Exit Sub
    isToTryAgain = True
    RunIn SecondsOfSilence(), "TryAgain"
End Sub

' Run by OnTime: the cells are calculated again as soon as Python is back.
Public Sub TryAgain()
    On Error GoTo Failed
    isToTryAgain = False
    If Len(WhyPythonIsSilent()) = 0 Then Exit Sub
    If Not IsThereAgain() Then
        TryLaterWhileSilent
    ElseIf Application.Calculation = xlCalculationManual Then
        SayInStatusBar "Tenure's Python answers again. Press Ctrl+Alt+F9 to calculate anew."
    Else
        Application.StatusBar = False
        If Not ActiveWorkbook Is Nothing Then Application.CalculateFull
    End If
    Exit Sub
Failed:
    SayInStatusBar "Tenure's Python could not be tried again: " & Err.Description
End Sub

' Whether the functions are still to be described in the function wizard.
Public Sub DescribeWhenPossible()
    If Not isDescribed Then RunSoon "AfterOpening"
End Sub

' Category and help for the function wizard, from the add-in's own two sheets. Excel takes them only while a workbook
' is open, and not in every state of it: what it refuses is tried again when the next workbook becomes the active one,
' and left out after the third time.
Private Sub DescribeFunctions()
    Dim categories As Variant
    Dim help As Variant
    Dim rowNumber As Long

    If isDescribed Or ActiveWorkbook Is Nothing Then Exit Sub
    categories = ThisWorkbook.Worksheets("Tenure").UsedRange.Value2
    help = ThisWorkbook.Worksheets("_IntelliSense_").UsedRange.Value2
    For rowNumber = 2 + countOfDescribed To UBound(help, 1)
        If Not IsTaken(help, rowNumber, categories(rowNumber, 2)) Then
            refusals = refusals + 1
            If refusals < MostRefusals Then Exit Sub
        End If
        countOfDescribed = countOfDescribed + 1
        refusals = 0
    Next rowNumber
    isDescribed = True
End Sub

' Whether Excel takes the description of the function in a row.
Private Function IsTaken(ByRef help As Variant, ByVal rowNumber As Long, ByVal category As String) As Boolean
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
    IsTaken = Err.Number = 0
End Function
