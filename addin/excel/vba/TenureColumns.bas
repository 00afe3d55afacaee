Attribute VB_Name = "TenureColumns"
Option Explicit
Option Private Module

' Cells filled down a column, asked together: fetched by position, answered by value. Where one of them has no answer,
' the arguments of all its rows go to Python in one call, and each answer is kept under the function and the values
' that it was asked with. The functions answer the same to the same, so that what is kept may go unused but is never
' wrong; a guess about the column that fails costs time only.
'
' Roles: r a cell per client, s a row of cells per client in time, w several cells per client, c the same for the call.

Private Const MostRows As Long = 10000
Private Const MostAnswers As Long = 200000
Private Const MostCellsInKey As Long = 200
Private Const LongestWait As Long = 1024

Private answers As Object
Private waits As Object
Private hits As Long

Public Function AnswerWithColumn(ByVal functionName As String, ByVal roles As String, ByVal readsDates As Boolean, _
        ByRef given As Variant, ByRef cells As Variant) As Variant
    Dim key As String
    Dim start As String
    Dim caller As Range
    Dim from1904 As Boolean

    If readsDates Then from1904 = CountsFrom1904(CallingCell())
    start = functionName & IIf(from1904, "|1904", "")
    key = KeyOfCall(start, roles, cells)
    If Len(key) > 0 Then
        If answers Is Nothing Then ForgetAnswers
        If answers.Exists(key) Then
            hits = hits + 1
            AnswerWithColumn = answers(key)
            Exit Function
        End If
        Set caller = CallingCell()
        If IsTimeToFetch(functionName, caller) Then
            FetchColumn functionName, start, roles, given, cells, caller, from1904
            If answers.Exists(key) Then
                AnswerWithColumn = answers(key)
                Exit Function
            End If
        End If
    End If
    AnswerWithColumn = AskPython(functionName, cells, from1904)
End Function

Public Sub ForgetAnswers()
    Set answers = CreateObject("Scripting.Dictionary")
    Set waits = CreateObject("Scripting.Dictionary")
    hits = 0
End Sub

' The first miss in a column fetches; after that as many misses pass as it takes to show that fetching pays: one, two,
' four, eight ... while nothing that was fetched is used.
Private Function IsTimeToFetch(ByVal functionName As String, ByVal caller As Range) As Boolean
    Dim place As String
    Dim state As Variant

    If caller Is Nothing Then Exit Function
    If caller.Rows.Count > 1 Or caller.Columns.Count > 1 Then Exit Function
    place = functionName & "|" & caller.Column & "|" & caller.Worksheet.Name & "|" & caller.Worksheet.Parent.Name
    If Not waits.Exists(place) Then
        IsTimeToFetch = True
        waits(place) = Array(1, 1, hits)
        Exit Function
    End If
    state = waits(place) ' misses still to pass, misses to pass next time, hits when last fetched
    If hits - state(2) >= state(1) Then
        IsTimeToFetch = True
        waits(place) = Array(1, 1, hits)
    ElseIf state(0) > 1 Then
        waits(place) = Array(state(0) - 1, state(1), state(2))
    Else
        IsTimeToFetch = True
        If state(1) < LongestWait Then state(1) = state(1) * 2
        waits(place) = Array(state(1), state(1), hits)
    End If
End Function

Private Sub FetchColumn(ByVal functionName As String, ByVal start As String, ByVal roles As String, _
        ByRef given As Variant, ByRef cells As Variant, ByVal caller As Range, ByVal from1904 As Boolean)
    Dim columns() As Variant
    Dim isColumn() As Boolean
    Dim filled As Range
    Dim answer As Variant
    Dim position As Long
    Dim countOfColumns As Long

    Set filled = FilledRows(caller)
    If filled Is Nothing Then Exit Sub
    ReDim columns(0 To UBound(cells))
    ReDim isColumn(0 To UBound(cells))
    For position = 0 To UBound(cells)
        isColumn(position) = IsInRow(given(position), Mid$(roles, position + 1, 1), caller)
        If isColumn(position) Then
            columns(position) = given(position).Offset(filled.Row - caller.Row).Resize(filled.Rows.Count).Value2
            countOfColumns = countOfColumns + 1
        ElseIf Not CanServeAllRows(Mid$(roles, position + 1, 1), cells(position)) Then
            Exit Sub
        Else
            columns(position) = cells(position)
        End If
    Next position
    If countOfColumns = 0 Then Exit Sub
    answer = AskPython(functionName, columns, from1904)
    If Not IsArray(answer) Then Exit Sub
    If UBound(answer, 1) - LBound(answer, 1) + 1 > filled.Rows.Count Then Exit Sub
    KeepAnswers start, columns, isColumn, answer
End Sub

' Whether an argument follows the formula down: it is in the formula's row, and one client's.
Private Function IsInRow(ByRef argument As Variant, ByVal role As String, ByVal caller As Range) As Boolean
    If Not IsObject(argument) Then Exit Function
    If argument.Row <> caller.Row Or argument.Rows.Count > 1 Then Exit Function
    Select Case role
        Case "r": IsInRow = argument.Columns.Count = 1
        Case "s", "w": IsInRow = argument.Columns.Count > 1 ' a column of single cells would be one client's series
    End Select
End Function

' Whether an argument that stays where it is means the same beside a column as beside one cell.
Private Function CanServeAllRows(ByVal role As String, ByRef cells As Variant) As Boolean
    CanServeAllRows = True
    Select Case role
        Case "s": CanServeAllRows = IsArray(cells) Or IsEmpty(cells)
        Case "w": CanServeAllRows = IsEmpty(cells)
    End Select
End Function

Private Sub KeepAnswers(ByVal start As String, ByRef columns() As Variant, ByRef isColumn() As Boolean, _
        ByRef answer As Variant)
    Dim parts() As String
    Dim key As String
    Dim kept As Variant
    Dim rowNumber As Long
    Dim position As Long

    If answers.Count + UBound(answer, 1) > MostAnswers Then answers.RemoveAll
    ReDim parts(0 To UBound(columns))
    For position = 0 To UBound(columns)
        If Not isColumn(position) Then parts(position) = KeyOfCells(columns(position), 0)
    Next position
    For rowNumber = 1 To UBound(answer, 1) - LBound(answer, 1) + 1
        kept = RowOfAnswer(answer, rowNumber)
        ' A blank in the first row may be for a heading, and a row alone is never taken for one.
        If rowNumber > 1 Or Not IsBlank(kept) Then
            key = start
            For position = 0 To UBound(columns)
                If isColumn(position) Then
                    key = key & "|" & KeyOfCells(columns(position), rowNumber)
                Else
                    key = key & "|" & parts(position)
                End If
            Next position
            answers(key) = kept
        End If
    Next rowNumber
End Sub

Private Function IsBlank(ByRef kept As Variant) As Boolean
    If IsArray(kept) Then
        If VarType(kept(1, 1)) = vbString Then IsBlank = Len(kept(1, 1)) = 0
    ElseIf VarType(kept) = vbString Then
        IsBlank = Len(kept) = 0
    End If
End Function

Private Function RowOfAnswer(ByRef answer As Variant, ByVal rowNumber As Long) As Variant
    Dim cellsOfRow() As Variant
    Dim width As Long
    Dim columnNumber As Long

    width = UBound(answer, 2) - LBound(answer, 2) + 1
    rowNumber = LBound(answer, 1) + rowNumber - 1
    If width = 1 Then
        RowOfAnswer = answer(rowNumber, LBound(answer, 2))
        Exit Function
    End If
    ReDim cellsOfRow(1 To 1, 1 To width)
    For columnNumber = 1 To width
        cellsOfRow(1, columnNumber) = answer(rowNumber, LBound(answer, 2) + columnNumber - 1)
    Next columnNumber
    RowOfAnswer = cellsOfRow
End Function

' The rows, around a cell, that its formula is filled into: of its Table, or of one formula without a gap. At most
' 10,000, and always the same ones for the same column.
Private Function FilledRows(ByVal caller As Range) As Range
    Dim table As ListObject
    Dim body As Range
    Dim top As Long
    Dim bottom As Long

    Set table = caller.ListObject
    If table Is Nothing Then
        FindFilledRows caller, top, bottom
    Else
        Set body = table.DataBodyRange
        If body Is Nothing Then Exit Function
        top = body.Row
        bottom = body.Row + body.Rows.Count - 1
        If caller.Row < top Or caller.Row > bottom Then Exit Function
    End If
    top = top + ((caller.Row - top) \ MostRows) * MostRows
    If bottom > top + MostRows - 1 Then bottom = top + MostRows - 1
    If bottom > top Then Set FilledRows = caller.Offset(top - caller.Row).Resize(bottom - top + 1)
End Function

Private Sub FindFilledRows(ByVal caller As Range, ByRef top As Long, ByRef bottom As Long)
    Dim formulas As Variant
    Dim firstRead As Long
    Dim lastRead As Long
    Dim written As String

    top = caller.Row
    bottom = caller.Row
    With caller.Worksheet.UsedRange
        firstRead = .Row
        lastRead = .Row + .Rows.Count - 1
    End With
    If firstRead < caller.Row - MostRows Then firstRead = caller.Row - MostRows
    If lastRead > caller.Row + MostRows Then lastRead = caller.Row + MostRows
    If firstRead >= lastRead Or firstRead > caller.Row Or lastRead < caller.Row Then Exit Sub
    formulas = caller.Offset(firstRead - caller.Row).Resize(lastRead - firstRead + 1).FormulaR1C1
    written = formulas(caller.Row - firstRead + 1, 1)
    Do While top > firstRead
        If formulas(top - firstRead, 1) <> written Then Exit Do
        top = top - 1
    Loop
    Do While bottom < lastRead
        If formulas(bottom - firstRead + 2, 1) <> written Then Exit Do
        bottom = bottom + 1
    Loop
End Sub

' A text that only equal calls share; empty where a call does not ask about one client alone, or with too many cells.
Private Function KeyOfCall(ByVal start As String, ByVal roles As String, ByRef cells As Variant) As String
    Dim key As String
    Dim position As Long
    Dim countOfCells As Long

    key = start
    For position = 0 To UBound(cells)
        If Not IsArray(cells(position)) Then
            key = key & "|" & KeyOfCell(cells(position))
        Else
            Select Case Mid$(roles, position + 1, 1)
                Case "r": Exit Function
                Case "s", "w": If UBound(cells(position), 1) > 1 Then Exit Function
            End Select
            countOfCells = countOfCells + UBound(cells(position), 1) * UBound(cells(position), 2)
            If countOfCells > MostCellsInKey Then Exit Function
            key = key & "|" & KeyOfCells(cells(position), 0)
        End If
    Next position
    KeyOfCall = key
End Function

' A text that only equal cells share; of a block one row, or all where the row is 0.
Private Function KeyOfCells(ByRef cells As Variant, ByVal onlyRow As Long) As String
    Dim parts() As String
    Dim rowNumber As Long
    Dim columnNumber As Long
    Dim firstRow As Long
    Dim lastRow As Long
    Dim width As Long

    If Not IsArray(cells) Then
        KeyOfCells = KeyOfCell(cells)
        Exit Function
    End If
    firstRow = IIf(onlyRow > 0, onlyRow, 1)
    lastRow = IIf(onlyRow > 0, onlyRow, UBound(cells, 1))
    width = UBound(cells, 2)
    If firstRow = lastRow And width = 1 Then
        KeyOfCells = KeyOfCell(cells(firstRow, 1))
        Exit Function
    End If
    ReDim parts(0 To (lastRow - firstRow + 1) * width - 1)
    For rowNumber = firstRow To lastRow
        For columnNumber = 1 To width
            parts((rowNumber - firstRow) * width + columnNumber - 1) = KeyOfCell(cells(rowNumber, columnNumber))
        Next columnNumber
    Next rowNumber
    KeyOfCells = "[" & width & ":" & Join(parts, ";") & "]"
End Function

' CStr keeps 15 digits of a number, a Double has up to 17: what is left over belongs to the key. The 15 digits of the
' largest numbers stand for more than the largest there is: of these a part is shown, which is exact.
Private Function KeyOfCell(ByRef cell As Variant) As String
    Dim shown As String

    Select Case VarType(cell)
        Case vbDouble
            If Abs(cell) > 1E+300 Then
                KeyOfCell = "^" & KeyOfCell(cell / 1024)
                Exit Function
            End If
            shown = CStr(cell)
            If CDbl(shown) = cell Then
                KeyOfCell = shown
            Else
                KeyOfCell = shown & "~" & CStr(cell - CDbl(shown))
            End If
        Case vbString
            KeyOfCell = "t" & Len(cell) & ":" & cell
        Case vbEmpty
            KeyOfCell = "-"
        Case vbBoolean
            KeyOfCell = IIf(cell, "y", "n")
        Case Else
            KeyOfCell = TypeName(cell) & " " & CStr(cell)
    End Select
End Function
