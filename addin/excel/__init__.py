"""Excel for Windows: the COM server that answers the worksheet functions, and how Windows is told of it.

Excel's macros ask for ``Tenure.Server``; Windows, not Excel, starts it: one process for all of the user's workbooks.
The server needs nothing but Python and `udfs`.
"""
