' Tenure's worksheet functions in Calc. Global variables alone outlive a call.
' No VBA support: Calc would hand over ranges that are not calculated yet, and calculating one then would call back
' into a function that is running, which Basic answers with nothing.

Global tenureService As Object

Private Sub StartTenure
  tenureService = CreateUnoService("org.tenure.relationships.Functions")
End Sub

' Column by column, since an answer is mostly long: a statement in Basic for each cell, and few others.
Private Function TenureCells(data As Variant) As Variant
  Dim column As Variant
  Dim rowNumber As Long
  Dim columnNumber As Long
  Dim cells(UBound(data(0)), UBound(data)) As Variant
  For columnNumber = 0 To UBound(data)
    column = data(columnNumber)
    For rowNumber = 0 To UBound(column)
      cells(rowNumber, columnNumber) = column(rowNumber)
    Next
  Next
  TenureCells = cells
End Function
