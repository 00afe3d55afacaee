Attribute VB_Name = "TenureAnswers"
Option Explicit
Option Private Module

' What Python answers, as Excel shows it. Python cannot hand over an error value: it sends a text that begins with the
' character U+E000, and only here a real error is made of it. After that character comes the error's code, or a sentence
' that says why there is no answer.

Private Const ErrorMark As Long = 57344 ' U+E000

Public Function AsExcelShows(ByVal answer As Variant) As Variant
    Dim rowNumber As Long
    Dim columnNumber As Long

    If VarType(answer) = vbArray + vbDouble Then ' numbers throughout show as they are
        AsExcelShows = answer
    ElseIf IsArray(answer) Then
        For rowNumber = LBound(answer, 1) To UBound(answer, 1)
            For columnNumber = LBound(answer, 2) To UBound(answer, 2)
                answer(rowNumber, columnNumber) = CellAsExcelShows(answer(rowNumber, columnNumber))
            Next columnNumber
        Next rowNumber
        AsExcelShows = answer
    Else
        AsExcelShows = CellAsExcelShows(answer)
    End If
End Function

' Why Python has no answer, the whole sentence; empty where it has one.
Public Function WhyNoAnswer(ByVal answer As Variant) As String
    If VarType(answer) <> vbString Then Exit Function
    If Left$(answer, 1) = ChrW$(ErrorMark) And Mid$(answer, 2, 1) <> "#" Then WhyNoAnswer = Mid$(answer, 2)
End Function

Private Function CellAsExcelShows(ByVal cell As Variant) As Variant
    CellAsExcelShows = cell
    If IsEmpty(cell) Or IsNull(cell) Then
        CellAsExcelShows = ""
    ElseIf VarType(cell) = vbString Then
        If Left$(cell, 1) = ChrW$(ErrorMark) Then CellAsExcelShows = ErrorOfCode(Mid$(cell, 2))
    End If
End Function

Private Function ErrorOfCode(ByVal code As String) As Variant
    Select Case code
        Case "#NULL!": ErrorOfCode = CVErr(xlErrNull)
        Case "#DIV/0!": ErrorOfCode = CVErr(xlErrDiv0)
        Case "#REF!": ErrorOfCode = CVErr(xlErrRef)
        Case "#NAME?": ErrorOfCode = CVErr(xlErrName)
        Case "#NUM!": ErrorOfCode = CVErr(xlErrNum)
        Case "#N/A": ErrorOfCode = CVErr(xlErrNA)
        Case Else: ErrorOfCode = CVErr(xlErrValue)
    End Select
End Function
