' Tenure's worksheet functions in Calc. Global variables alone outlive a call.
' No VBA support: Calc would hand over ranges that are not calculated yet, and calculating one then would call back
' into a function that is running, which Basic answers with nothing.

Global tenureService As Object

Private Sub StartTenure
  tenureService = CreateUnoService("org.tenure.relationships.Functions")
End Sub

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
