Attribute VB_Name = "TenureCalls"
Option Explicit
Option Private Module

' One call of a worksheet function.

' A function that reads each client's row alone; roles has a letter for each argument, see TenureColumns.
Public Function AnswerOfRow(ByVal functionName As String, ByVal roles As String, ByVal given As Variant) As Variant
    Dim cells As Variant

    Select Case ReadArguments(given, cells)
        Case ReadingDone: AnswerOfRow = AnswerWithColumn(functionName, roles, given, cells, CallingCell())
        Case ReadingRefused: AnswerOfRow = CVErr(xlErrValue)
    End Select
End Function

' A function that reads whole lists. These may take seconds: while the function wizard is open, which asks again at
' each key, they wait.
Public Function AnswerOfList(ByVal functionName As String, ByVal given As Variant) As Variant
    Dim cells As Variant

    If IsWizardOpen() Then
        AnswerOfList = ""
        Exit Function
    End If
    Select Case ReadArguments(given, cells)
        Case ReadingDone: AnswerOfList = AskPython(functionName, cells, CountsFrom1904(CallingCell()))
        Case ReadingRefused: AnswerOfList = CVErr(xlErrValue)
    End Select
End Function

' The cell whose formula calls, or Nothing for a call from a macro.
Private Function CallingCell() As Range
    If TypeName(Application.Caller) = "Range" Then Set CallingCell = Application.Caller
End Function

' Whether the dates of a cell's workbook are counted from 1904.
Public Function CountsFrom1904(ByVal cell As Range) As Boolean
    If Not cell Is Nothing Then CountsFrom1904 = cell.Worksheet.Parent.Date1904
End Function

Private Function IsWizardOpen() As Boolean
    On Error Resume Next
    IsWizardOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function
