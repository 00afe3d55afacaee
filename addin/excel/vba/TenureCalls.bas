Attribute VB_Name = "TenureCalls"
Option Explicit
Option Private Module

' One call of a worksheet function.

' A function that reads each client's row alone; roles has a letter for each argument, see TenureColumns.
Public Function AnswerOfRow(ByVal functionName As String, ByVal roles As String, ByVal readsDates As Boolean, _
        ByRef given As Variant) As Variant
    Dim cells As Variant

    Select Case ReadArguments(given, cells)
        Case ReadingDone: AnswerOfRow = AnswerWithColumn(functionName, roles, readsDates, given, cells)
        Case ReadingRefused: AnswerOfRow = CVErr(xlErrValue)
    End Select
End Function

' A function that reads whole lists. These may take seconds: while the function wizard is open, which asks again at
' each key, they wait.
Public Function AnswerOfList(ByVal functionName As String, ByRef given As Variant) As Variant
    Dim cells As Variant
    Dim caller As Range

    Set caller = CallingCell()
    If IsWizardOpen(caller) Then
        AnswerOfList = ""
        Exit Function
    End If
    Select Case ReadArguments(given, cells)
        Case ReadingDone: AnswerOfList = AskPython(functionName, cells, CountsFrom1904(caller))
        Case ReadingRefused: AnswerOfList = CVErr(xlErrValue)
    End Select
End Function

' A function that people read, not other formulas: while Python does not answer, it says why.
Public Function AnswerInWords(ByVal functionName As String, ByRef given As Variant) As Variant
    AnswerInWords = AnswerOfList(functionName, given)
    If IsError(AnswerInWords) And Len(WhyPythonIsSilent()) > 0 Then AnswerInWords = WhyPythonIsSilent()
End Function

' The cell whose formula calls, or Nothing for a call from a macro.
Public Function CallingCell() As Range
    If IsObject(Application.Caller) Then Set CallingCell = Application.Caller
End Function

' Whether the dates of a cell's workbook are counted from 1904.
Public Function CountsFrom1904(ByVal cell As Range) As Boolean
    If Not cell Is Nothing Then CountsFrom1904 = cell.Worksheet.Parent.Date1904
End Function

' While it is open the first buttons of Excel's old toolbar, New and Open, are disabled, and it asks for the active cell.
' One sign alone would not do: a firm may have disabled New, and Excel calculates all books while it opens a text file.
Private Function IsWizardOpen(ByVal caller As Range) As Boolean
    Dim excel As Object
    Dim isBusy As Boolean

    If caller Is Nothing Then Exit Function
    On Error Resume Next
    Set excel = Application ' without its type, whose buttons are declared in a library of Office
    With excel.CommandBars("Standard")
        isBusy = Not .Controls(1).Enabled And Not .Controls(2).Enabled
    End With
    If isBusy Then IsWizardOpen = caller.Address(External:=True) = ActiveCell.Address(External:=True)
End Function
