Attribute VB_Name = "TenureFunctions"
Option Explicit

' Written from the declarations in udfs/ when the package is built.

Public Function TRY_LIFETIME(Optional retention As Variant) As Variant
Attribute TRY_LIFETIME.VB_Description = "Takes a cell, says text and ""quotes""."
Attribute TRY_LIFETIME.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_LIFETIME = AnswerOfRow("TRY_LIFETIME", "r", False, Array(retention))
End Function

Public Function TRY_WORTH(Optional margin As Variant, Optional retention As Variant, _
        Optional rate As Variant, Optional growth_of_the_margin As Variant, _
        Optional note_that_serves_all_rows As Variant) As Variant
Attribute TRY_WORTH.VB_Description = "Takes more than a line holds."
Attribute TRY_WORTH.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_WORTH = AnswerOfRow("TRY_WORTH", "rrrrc", False, Array(margin, retention, rate, _
        growth_of_the_margin, note_that_serves_all_rows))
End Function

Public Function TRY_PRESENT(Optional rate As Variant, Optional flows As Variant) As Variant
Attribute TRY_PRESENT.VB_Description = "Takes cells in time."
Attribute TRY_PRESENT.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_PRESENT = AnswerOfRow("TRY_PRESENT", "rs", False, Array(rate, flows))
End Function

Public Function TRY_SUM(Optional values As Variant) As Variant
Attribute TRY_SUM.VB_Description = "Takes several cells of a client."
Attribute TRY_SUM.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_SUM = AnswerOfRow("TRY_SUM", "w", False, Array(values))
End Function

Public Function TRY_TIER(Optional value As Variant, Optional cuts As Variant) As Variant
Attribute TRY_TIER.VB_Description = "Takes a list that serves all rows."
Attribute TRY_TIER.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_TIER = AnswerOfRow("TRY_TIER", "rc", False, Array(value, cuts))
End Function

Public Function TRY_PAIR(Optional one As Variant, Optional other As Variant) As Variant
Attribute TRY_PAIR.VB_Description = "Answers two cells."
Attribute TRY_PAIR.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_PAIR = AnswerOfRow("TRY_PAIR", "rr", False, Array(one, other))
End Function

Public Function TRY_KEY(Optional name As Variant) As Variant
Attribute TRY_KEY.VB_Description = "Takes a text."
Attribute TRY_KEY.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_KEY = AnswerOfRow("TRY_KEY", "r", False, Array(name))
End Function

Public Function TRY_DAYS(Optional first As Variant, Optional last As Variant) As Variant
Attribute TRY_DAYS.VB_Description = "Reads dates."
Attribute TRY_DAYS.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_DAYS = AnswerOfRow("TRY_DAYS", "rr", True, Array(first, last))
End Function

Public Function TRY_DAY(Optional number As Variant) As Variant
Attribute TRY_DAY.VB_Description = "Answers a date."
Attribute TRY_DAY.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_DAY = AnswerOfRow("TRY_DAY", "r", True, Array(number))
End Function

Public Function TRY_RANK(Optional value As Variant, Optional tiers As Variant) As Variant
Attribute TRY_RANK.VB_Description = "Compares the clients."
Attribute TRY_RANK.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_RANK = AnswerOfList("TRY_RANK", Array(value, tiers))
End Function

Public Function TRY_TOTAL(Optional value As Variant) As Variant
Attribute TRY_TOTAL.VB_Description = "Answers one number for all."
Attribute TRY_TOTAL.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_TOTAL = AnswerOfList("TRY_TOTAL", Array(value))
End Function

Public Function TRY_TABLE(Optional value As Variant, Optional headers As Variant) As Variant
Attribute TRY_TABLE.VB_Description = "Answers a table."
Attribute TRY_TABLE.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_TABLE = AnswerOfList("TRY_TABLE", Array(value, headers))
End Function

Public Function TRY_SAYS() As Variant
Attribute TRY_SAYS.VB_Description = "Says something without being asked."
Attribute TRY_SAYS.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_SAYS = AnswerOfList("TRY_SAYS", Array())
End Function

Public Function TRY_WORDS(name As Variant, ParamArray following() As Variant) As Variant
Attribute TRY_WORDS.VB_Description = "Takes all that follow."
Attribute TRY_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_WORDS = AnswerInWords("TRY_WORDS", AllArguments(name, following))
End Function

Public Function TRY_SAYS_IN_WORDS() As Variant
Attribute TRY_SAYS_IN_WORDS.VB_Description = "Says something without being asked."
Attribute TRY_SAYS_IN_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_SAYS_IN_WORDS = AnswerInWords("TRY_SAYS_IN_WORDS", Array())
End Function

Public Function TRY_TABLE_IN_WORDS(Optional value As Variant, Optional headers As Variant) As Variant
Attribute TRY_TABLE_IN_WORDS.VB_Description = "Answers a table."
Attribute TRY_TABLE_IN_WORDS.VB_ProcData.VB_Invoke_Func = " \n14"
    TRY_TABLE_IN_WORDS = AnswerInWords("TRY_TABLE_IN_WORDS", Array(value, headers))
End Function
