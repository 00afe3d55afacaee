' Tenure's worksheet functions in Calc. Global variables alone outlive a call.
' No VBA support: Calc would hand over ranges that are not calculated yet, and calculating one then would call back
' into a function that is running, which Basic answers with nothing.

Global tenureService As Object

Function TenureAnswer(functionName As String, given As Variant) As Variant
  Dim answer As Variant
  If IsNull(tenureService) Then tenureService = CreateUnoService("org.tenure.relationships.Functions")
  answer = tenureService.callFunction(functionName, given)
  ' A truth value is no answer of Python's: it says that there are rows to be taken.
  If VarType(answer) = 11 Then
    TenureAnswer = TenureRows(tenureService.getDataArray())
  Else
    TenureAnswer = answer
  End If
End Function

Private Function TenureRows(data As Variant) As Variant
  Dim row As Variant
  Dim rowNumber As Long
  Dim columnNumber As Long
  Dim cells(UBound(data), UBound(data(0))) As Variant
  For rowNumber = 0 To UBound(data)
    row = data(rowNumber)
    For columnNumber = 0 To UBound(row)
      cells(rowNumber, columnNumber) = row(columnNumber)
    Next
  Next
  TenureRows = cells
End Function
