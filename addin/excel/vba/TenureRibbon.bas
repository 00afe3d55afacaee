Attribute VB_Name = "TenureRibbon"
Option Explicit

' The buttons: each is named Tenure and the name of its command, but for those that read the sheet, which have one
' procedure for all of them. Each says by itself what went wrong. What Excel hands
' them is an object without a type: a library of Office that is not found must not keep these macros from compiling.

Public Sub TenureNewWorkbook(control As Object)
    Dim book As Workbook

    On Error GoTo Failed
    HookEvents
    RefuseWithoutPython
    Application.Cursor = xlWait
    SayInStatusBar "Tenure writes the workbook ..."
    Set book = Application.Workbooks.Add(WrittenWorkbook(control.Tag))
    MendFormulas book
    Application.Cursor = xlDefault
    Application.StatusBar = False
    Exit Sub
Failed:
    Application.Cursor = xlDefault
    Application.StatusBar = False
    SayWhatFailed "No workbook was made", Err.Description
End Sub

' A copy for others, of what the sheets show now, saved or not: Python makes it, and it comes up as a new workbook.
Public Sub TenureCopyForSharing(control As Object)
    Dim copyMade As Variant

    On Error GoTo Failed
    HookEvents
    RefuseWithoutPython
    Application.Cursor = xlWait
    SayInStatusBar "Tenure makes the copy ..."
    copyMade = CopyForSharing(control.Tag)
    Application.Workbooks.Add PartOf(copyMade, 0)
    Calm
    MsgBox PartOf(copyMade, 1), vbInformation, "Tenure"
    Exit Sub
Failed:
    StopAndSay "No copy was made. " & Err.Description
End Sub

' The manual of the functions, in a new workbook: from the add-in's own sheets, so that it needs no Python.
Public Sub TenureManual(control As Object)
    Dim categories As Variant
    Dim help As Variant
    Dim page() As Variant
    Dim book As Workbook
    Dim rowNumber As Long

    On Error GoTo Failed
    HookEvents
    categories = ThisWorkbook.Worksheets("Tenure").UsedRange.Value2
    help = ThisWorkbook.Worksheets("_IntelliSense_").UsedRange.Value2
    ReDim page(1 To UBound(help, 1), 1 To 4)
    page(1, 1) = "Function"
    page(1, 2) = "Subject"
    page(1, 3) = "What it answers"
    page(1, 4) = "Arguments"
    For rowNumber = 2 To UBound(help, 1)
        page(rowNumber, 1) = help(rowNumber, 1)
        page(rowNumber, 2) = categories(rowNumber, 2)
        page(rowNumber, 3) = help(rowNumber, 2)
        page(rowNumber, 4) = ArgumentLines(help, rowNumber)
    Next rowNumber
    Set book = Application.Workbooks.Add
    With book.Worksheets(1)
        .Name = "Functions"
        .Columns(1).ColumnWidth = 28
        .Columns(2).ColumnWidth = 26
        .Columns(3).ColumnWidth = 60
        .Columns(4).ColumnWidth = 90
        .Range("A1:D1").Font.Bold = True
        With .Range("A1").Resize(UBound(page, 1), 4) ' last, so that rows become as high as their texts need
            .VerticalAlignment = xlTop
            .WrapText = True
            .Value2 = page
        End With
    End With
    book.Saved = True
    Exit Sub
Failed:
    SayWhatFailed "The manual could not be shown", Err.Description
End Sub

Private Function ArgumentLines(ByRef help As Variant, ByVal rowNumber As Long) As String
    Dim columnNumber As Long

    For columnNumber = 4 To UBound(help, 2) - 1 Step 2
        If Not IsEmpty(help(rowNumber, columnNumber)) Then
            If Len(ArgumentLines) > 0 Then ArgumentLines = ArgumentLines & vbLf
            ArgumentLines = ArgumentLines & help(rowNumber, columnNumber) & ": " & help(rowNumber, columnNumber + 1)
        End If
    Next columnNumber
End Function

Public Sub TenureAbout(control As Object)
    Dim sentence As String
    Dim version As String

    On Error GoTo Failed
    HookEvents
    sentence = "Tenure " & ThisWorkbook.Worksheets("Tenure").Range("B1").Value2 & ": what client relationships are worth."
    version = PythonVersion()
    If Len(version) > 0 Then
        sentence = sentence & vbLf & vbLf & "Python answers (version " & version & ")."
    Else
        sentence = sentence & vbLf & vbLf & WhyPythonIsSilent()
    End If
    MsgBox sentence, vbInformation, "Tenure"
    Exit Sub
Failed:
    SayWhatFailed "Python does not answer", Err.Description
End Sub

Public Sub TenureRestart(control As Object)
    Dim version As String

    On Error GoTo Failed
    HookEvents
    StopPython
    version = PythonVersion()
    RefuseWithoutPython
    SayInStatusBar "Tenure " & version & " was started anew."
    If Not ActiveWorkbook Is Nothing Then Application.CalculateFull
    Exit Sub
Failed:
    SayWhatFailed "Tenure could not be started anew", Err.Description
End Sub

' A button that reads the sheet: Python says what it would do, and does it once that is wanted. Last of all Excel is told
' what Ctrl+Z takes back, for what it could take back itself is lost with every macro.
Public Sub TenurePress(control As Object)
    On Error GoTo Failed
    HookEvents
    RefuseWithoutPython
    OfferToTakeBack CarriedOutIfWanted(control.Tag)
    Exit Sub
Failed:
    StopAndSay Err.Description
End Sub

Public Sub TenureUndoLast(control As Object)
    On Error GoTo Failed
    HookEvents
    RefuseWithoutPython
    OfferToTakeBack CarriedOutIfWanted("")
    Exit Sub
Failed:
    StopAndSay Err.Description
End Sub

' What Excel runs on Ctrl+Z after a button: the same, unasked.
Public Sub TenureTakeBack()
    On Error GoTo Failed
    HookEvents
    RefuseWithoutPython
    PressedButton ""
    OfferToTakeBack CarriedOut()
    Exit Sub
Failed:
    StopAndSay Err.Description
End Sub

' Ask, and do what the user wants; what can be taken back then.
Private Function CarriedOutIfWanted(ByVal commandName As String) As String
    Dim question As Variant
    Dim title As String
    Dim sentences As String

    Application.Cursor = xlWait
    SayInStatusBar "Tenure reads the sheet ..."
    question = PressedButton(commandName)
    Calm
    title = "Tenure: " & PartOf(question, 0)
    sentences = PartOf(question, 1)
    If Not PartOf(question, 2) Then
        MsgBox sentences, vbInformation, title
        Exit Function
    End If
    If MsgBox(sentences, vbOKCancel + vbQuestion, title) <> vbOK Then Exit Function
    Application.Cursor = xlWait
    CarriedOutIfWanted = CarriedOut()
    Calm
End Function

Private Function PartOf(ByRef question As Variant, ByVal place As Long) As Variant
    PartOf = question(LBound(question, 1), LBound(question, 2) + place)
End Function

Private Sub OfferToTakeBack(ByVal buttonName As String)
    If Len(buttonName) = 0 Then Exit Sub
    Application.OnUndo "Undo " & buttonName, "'" & ThisWorkbook.Name & "'!TenureRibbon.TenureTakeBack"
End Sub

Private Sub Calm()
    Application.Cursor = xlDefault
    Application.StatusBar = False
End Sub

Private Sub StopAndSay(ByVal sentence As String)
    Calm
    MsgBox sentence, vbExclamation, "Tenure"
End Sub

Private Sub RefuseWithoutPython()
    If Not IsConnected() Then Err.Raise vbObjectError + 1, "Tenure", WhyPythonIsSilent()
End Sub

Private Sub SayWhatFailed(ByVal what As String, ByVal why As String)
    MsgBox what & ". " & why, vbExclamation, "Tenure"
End Sub
