"""Excel for Windows: the add-in `tenure.xlam` with its VBA, and the COM server that answers it.

Excel's macros ask for ``Tenure.Server``; Windows, not Excel, starts it: one process for all of the user's workbooks.
The server needs nothing but Python and `udfs`.
"""
