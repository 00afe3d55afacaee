Attribute VB_Name = "TenureArguments"
Option Explicit
Option Private Module

' The arguments of a call, read into plain values: a cell is a number, a text, TRUE or FALSE, an error or empty; several
' cells are a block with rows and columns counted from 1. Python never gets a Range: each look at one would be a call
' back into Excel.

Public Const ReadingDone As Long = 0
Public Const ReadingTooEarly As Long = 1
Public Const ReadingRefused As Long = 2

' A range of more rows than this ends with its sheet's last used row.
Private Const ManyRows As Long = 1000

' Single cells are by far the commonest, and come by the ten thousand: of each no more is asked of Excel than whether it
' is one, and its value. Arguments that were left out at the end are left out.
Public Function ReadArguments(ByRef given As Variant, ByRef cells As Variant) As Long
    Dim last As Long
    Dim position As Long
    Dim area As Range
    Dim found() As Variant

    cells = Array()
    last = LastGiven(given)
    If last < 0 Then Exit Function
    ReDim found(0 To last)
    For position = 0 To last
        If IsObject(given(position)) Then
            If Not TypeOf given(position) Is Range Then
                ReadArguments = ReadingRefused
                Exit Function
            End If
            Set area = given(position)
            If area.CountLarge > 1 Then
                ReadArguments = ReadBlocks(given, last, cells)
                Exit Function
            End If
            found(position) = area.Value2
            If IsEmpty(found(position)) Then
                If area.HasFormula Then
                    ReadArguments = ReadingTooEarly
                    Exit Function
                End If
            End If
        ElseIf IsArray(given(position)) Then ' asked only here: of a Range, IsArray would fetch all values
            ReadArguments = ReadBlocks(given, last, cells)
            Exit Function
        ElseIf Not IsMissing(given(position)) Then
            found(position) = given(position)
        End If
    Next position
    cells = found
End Function

Private Function LastGiven(ByRef given As Variant) As Long
    Dim position As Long

    For position = UBound(given) To 0 Step -1
        If Not IsMissing(given(position)) Then Exit For
    Next position
    LastGiven = position
End Function

' Arguments of which one has several cells.
Private Function ReadBlocks(ByRef given As Variant, ByVal last As Long, ByRef cells As Variant) As Long
    Dim position As Long
    Dim outcome As Long
    Dim rowsToRead As Variant
    Dim found() As Variant

    ReDim found(0 To last)
    rowsToRead = HeightsToRead(given, last)
    For position = 0 To last
        If Not IsMissing(given(position)) Then
            found(position) = ReadArgument(given(position), rowsToRead(position), outcome)
            If outcome <> ReadingDone Then
                ReadBlocks = outcome
                Exit Function
            End If
        End If
    Next position
    cells = found
End Function

Private Function ReadArgument(ByRef argument As Variant, ByVal rowsToRead As Long, ByRef outcome As Long) As Variant
    Dim area As Range
    Dim cells As Variant

    If Not IsObject(argument) Then
        If IsArray(argument) Then ReadArgument = AsBlock(argument) Else ReadArgument = argument
        Exit Function
    End If
    outcome = ReadingRefused
    If Not TypeOf argument Is Range Then Exit Function
    Set area = argument
    If area.Areas.Count > 1 Then Exit Function ' (A1:A9,C1:C9) has no one order of rows
    If rowsToRead < area.Rows.Count Then Set area = area.Resize(rowsToRead)
    cells = area.Value2
    outcome = IIf(IsNotCalculatedYet(area, cells), ReadingTooEarly, ReadingDone)
    ReadArgument = cells
End Function

' Excel calls a function before its inputs are calculated, and again after: a formula that reads empty is one of these.
Private Function IsNotCalculatedYet(ByVal area As Range, ByRef cells As Variant) As Boolean
    Dim formulas As Variant
    Dim holdsFormulas As Variant
    Dim rowNumber As Long
    Dim columnNumber As Long

    If Not IsArray(cells) Then
        If IsEmpty(cells) Then IsNotCalculatedYet = area.HasFormula
        Exit Function
    End If
    If Not HasEmpty(cells) Then Exit Function
    holdsFormulas = area.HasFormula
    If Not IsNull(holdsFormulas) Then
        If Not holdsFormulas Then Exit Function
    End If
    formulas = area.Formula
    For rowNumber = 1 To UBound(cells, 1)
        For columnNumber = 1 To UBound(cells, 2)
            If IsEmpty(cells(rowNumber, columnNumber)) Then
                If Left$(formulas(rowNumber, columnNumber), 1) = "=" Then
                    IsNotCalculatedYet = True
                    Exit Function
                End If
            End If
        Next columnNumber
    Next rowNumber
End Function

Private Function HasEmpty(ByRef cells As Variant) As Boolean
    Dim rowNumber As Long
    Dim columnNumber As Long

    For rowNumber = 1 To UBound(cells, 1)
        For columnNumber = 1 To UBound(cells, 2)
            If IsEmpty(cells(rowNumber, columnNumber)) Then
                HasEmpty = True
                Exit Function
            End If
        Next columnNumber
    Next rowNumber
End Function

' How many rows of each argument are read. Ranges of one height stay of one height, whatever their sheets hold, and
' those of different heights stay different: else A:A beside B2:B101 could pass for two lists of 100 rows.
Private Function HeightsToRead(ByRef given As Variant, ByVal last As Long) As Variant
    Dim heights() As Long
    Dim wanted() As Long
    Dim position As Long
    Dim other As Long
    Dim areShort As Boolean

    ReDim heights(0 To last)
    areShort = True
    For position = 0 To last
        heights(position) = HeightOf(given(position))
        If heights(position) > ManyRows Then areShort = False
    Next position
    If areShort Then
        HeightsToRead = heights
        Exit Function
    End If
    ReDim wanted(0 To last)
    For position = 0 To last
        If heights(position) <= ManyRows Then wanted(position) = heights(position)
    Next position
    For position = 0 To last
        If wanted(position) = 0 Then
            For other = 0 To last
                If heights(other) = heights(position) Then
                    wanted(position) = Larger(wanted(position), UsedHeight(given(other), heights(other)))
                End If
            Next other
            Do While IsTakenByAnother(wanted, heights, position)
                wanted(position) = wanted(position) + 1
            Loop
            For other = position + 1 To last
                If heights(other) = heights(position) Then wanted(other) = wanted(position)
            Next other
        End If
    Next position
    HeightsToRead = wanted
End Function

Private Function IsTakenByAnother(ByRef wanted() As Long, ByRef heights() As Long, ByVal position As Long) As Boolean
    Dim other As Long

    For other = 0 To UBound(wanted)
        If heights(other) <> heights(position) And wanted(other) = wanted(position) Then IsTakenByAnother = True
    Next other
End Function

Private Function HeightOf(ByRef argument As Variant) As Long
    HeightOf = 1
    If IsObject(argument) Then
        If TypeOf argument Is Range Then HeightOf = argument.Rows.Count
    ElseIf IsArray(argument) Then
        HeightOf = UBound(AsBlock(argument), 1)
    End If
End Function

' Two rows at least: a range of several rows never passes for one value that serves all rows.
Private Function UsedHeight(ByRef argument As Variant, ByVal height As Long) As Long
    Dim lastUsedRow As Long

    UsedHeight = height
    If Not IsObject(argument) Then Exit Function
    With argument.Worksheet.UsedRange
        lastUsedRow = .Row + .Rows.Count - 1
    End With
    UsedHeight = Larger(2, lastUsedRow - argument.Row + 1)
    If UsedHeight > height Then UsedHeight = height
End Function

Private Function Larger(ByVal one As Long, ByVal other As Long) As Long
    Larger = one
    If other > one Then Larger = other
End Function

' An array with rows and columns counted from 1: {1,2,3} reaches a function with one dimension.
Private Function AsBlock(ByRef given As Variant) As Variant
    Dim block() As Variant
    Dim rowNumber As Long
    Dim columnNumber As Long

    If Not HasTwoDimensions(given) Then
        ReDim block(1 To 1, 1 To UBound(given) - LBound(given) + 1)
        For columnNumber = 1 To UBound(block, 2)
            block(1, columnNumber) = given(LBound(given) + columnNumber - 1)
        Next columnNumber
    Else
        ReDim block(1 To UBound(given, 1) - LBound(given, 1) + 1, 1 To UBound(given, 2) - LBound(given, 2) + 1)
        For rowNumber = 1 To UBound(block, 1)
            For columnNumber = 1 To UBound(block, 2)
                block(rowNumber, columnNumber) = _
                    given(LBound(given, 1) + rowNumber - 1, LBound(given, 2) + columnNumber - 1)
            Next columnNumber
        Next rowNumber
    End If
    AsBlock = block
End Function

Private Function HasTwoDimensions(ByRef given As Variant) As Boolean
    Dim columns As Long

    On Error Resume Next
    columns = UBound(given, 2) - LBound(given, 2) + 1
    HasTwoDimensions = (Err.Number = 0 And columns > 0)
End Function

' The arguments of a function that takes all that follow, in one list.
Public Function AllArguments(ByRef first As Variant, ByVal others As Variant) As Variant
    Dim together() As Variant
    Dim position As Long

    ReDim together(0 To UBound(others) + 1)
    For position = 0 To UBound(together)
        If position = 0 Then
            If IsObject(first) Then Set together(0) = first Else together(0) = first
        ElseIf IsObject(others(position - 1)) Then
            Set together(position) = others(position - 1)
        Else
            together(position) = others(position - 1)
        End If
    Next position
    AllArguments = together
End Function
