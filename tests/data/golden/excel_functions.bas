Attribute VB_Name = "TenureFunctions"
Option Explicit

' Written from the declarations in udfs/ when the package is built.

Public Function REL_ROW_OF_ONE(Optional cell As Variant) As Variant
Attribute REL_ROW_OF_ONE.VB_Description = "Takes a cell, says text and ""quotes""."
Attribute REL_ROW_OF_ONE.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_ROW_OF_ONE = AnswerOfRow("REL_ROW_OF_ONE", "r", False, Array(cell))
End Function

Public Function REL_ROW_OF_MANY(Optional first_of_the_cells As Variant, _
        Optional series_of_cells As Variant, Optional several_columns_of_cells As Variant, _
        Optional same_for_all_the_rows As Variant, Optional optional_share_of_each_row As Variant, _
        Optional optional_text_that_serves_all As Variant) As Variant
Attribute REL_ROW_OF_MANY.VB_Description = "Takes more than a line holds."
Attribute REL_ROW_OF_MANY.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_ROW_OF_MANY = AnswerOfRow("REL_ROW_OF_MANY", "rswcrc", False, Array(first_of_the_cells, _
        series_of_cells, several_columns_of_cells, same_for_all_the_rows, _
        optional_share_of_each_row, optional_text_that_serves_all))
End Function

Public Function REL_ROW_WITH_DATE(Optional day As Variant, Optional other As Variant) As Variant
Attribute REL_ROW_WITH_DATE.VB_Description = "Reads a date."
Attribute REL_ROW_WITH_DATE.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_ROW_WITH_DATE = AnswerOfRow("REL_ROW_WITH_DATE", "rr", True, Array(day, other))
End Function

Public Function REL_ROW_THAT_GIVES_DATES(Optional days As Variant) As Variant
Attribute REL_ROW_THAT_GIVES_DATES.VB_Description = "Answers a date."
Attribute REL_ROW_THAT_GIVES_DATES.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_ROW_THAT_GIVES_DATES = AnswerOfRow("REL_ROW_THAT_GIVES_DATES", "r", True, Array(days))
End Function

Public Function REL_RANK(Optional value As Variant, Optional tiers As Variant) As Variant
Attribute REL_RANK.VB_Description = "Compares the clients."
Attribute REL_RANK.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_RANK = AnswerOfList("REL_RANK", Array(value, tiers))
End Function

Public Function REL_TABLE(Optional value As Variant, Optional headers As Variant) As Variant
Attribute REL_TABLE.VB_Description = "Answers a table."
Attribute REL_TABLE.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_TABLE = AnswerOfList("REL_TABLE", Array(value, headers))
End Function

Public Function REL_VALUE() As Variant
Attribute REL_VALUE.VB_Description = "Says something without being asked."
Attribute REL_VALUE.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_VALUE = AnswerOfList("REL_VALUE", Array())
End Function

Public Function REL_WORDS(name As Variant, ParamArray following() As Variant) As Variant
Attribute REL_WORDS.VB_Description = "Takes all that follow."
Attribute REL_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_WORDS = AnswerInWords("REL_WORDS", AllArguments(name, following))
End Function

Public Function REL_VALUE_IN_WORDS() As Variant
Attribute REL_VALUE_IN_WORDS.VB_Description = "Says something without being asked."
Attribute REL_VALUE_IN_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_VALUE_IN_WORDS = AnswerInWords("REL_VALUE_IN_WORDS", Array())
End Function

Public Function REL_TABLE_IN_WORDS(Optional value As Variant, Optional headers As Variant) As Variant
Attribute REL_TABLE_IN_WORDS.VB_Description = "Answers a table."
Attribute REL_TABLE_IN_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    REL_TABLE_IN_WORDS = AnswerInWords("REL_TABLE_IN_WORDS", Array(value, headers))
End Function
